import io

import pytest

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.reading import read


def where(header, line, **options):
    table = read(io.StringIO(f"measure;figure;{header}\nkilled;3;{line}\n"), **options)
    row = table.astype(object).where(table.notna(), None).iloc[0].to_dict()
    return row.get("place"), row.get("place_system"), row.get("place_name")


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("place", "Menaka region, Mali", ("ML-9", "iso3166-2", "Menaka region, Mali")),
        ("place", "MLI", ("MLI", "iso3166-1", None)),
        ("place", "ML-9", ("ML-9", "iso3166-2", None)),
        ("place;country", "Menaka region;Mali", ("ML-9", "iso3166-2", "Menaka region, Mali")),
        ("country", "Mali", ("MLI", "iso3166-1", "Mali")),
        ("country", "NA", ("NAM", "iso3166-1", "NA")),
        ("country", "Burkina Faso", ("BFA", "iso3166-1", "Burkina Faso")),
        ("iso3", "MLI", ("MLI", "iso3166-1", None)),
        ("iso3", "NA", ("NAM", "iso3166-1", None)),
        ("iso3", "XXX", ("XXX", "iso3166-1", None)),
        ("country;admin1", "Mali;Menaka", ("ML-9", "iso3166-2", "Menaka, Mali")),
        ("country;admin1", "Mali;", ("MLI", "iso3166-1", "Mali")),
        ("iso3;admin1", "MLI;Gao", ("ML-7", "iso3166-2", "Gao")),
        ("iso3;adm1_pcode", "MLI;ML10", ("ML10", "pcode", None)),
        ("adm1 pcode;adm2 pcode", "ML10;ML1001", ("ML1001", "pcode", None)),
        ("place;place_system", "ML10;p-code", ("ML10", "pcode", None)),
        ("place;place_system", "775;GW", ("MMR", "iso3166-1", None)),
        ("place;place_system;place_name", "ML-9;iso3166-2;Ménaka", ("ML-9", "iso3166-2", "Ménaka")),
        ("place_name", "Gao, Mali", ("ML-7", "iso3166-2", "Gao, Mali")),
    ],
)
def test_a_place_is_known_by_its_code_or_by_its_name(header, line, expected):
    assert where(header, line) == expected


@pytest.mark.parametrize(
    ("header", "line", "name"),
    [
        ("place", "Sahel", "Sahel"),
        ("place", "Menakka", "Menakka"),
        ("place", "Amazonas", "Amazonas"),
        ("country;admin1", "Mali;Nowhere", "Nowhere, Mali"),
        ("country;admin1", "Niger;Menaka", "Menaka, Niger"),
        ("country;admin1;admin2", "Mali;Gao;Some cercle", "Some cercle, Gao, Mali"),
    ],
)
def test_a_name_that_is_not_known_keeps_its_words_and_no_place_is_put_in_its_stead(
    header, line, name
):
    assert where(header, line) == (None, None, name)


@pytest.mark.parametrize(
    ("header", "line", "name"),
    [
        ("iso3;admin1", "MLI;Gaoo", "Gaoo, MLI"),
        ("iso3;place", "MLI;Gaoo", "Gaoo, MLI"),
        ("iso3;adm1_pcode;admin2", "MLI;ML07;Xyzzy", "Xyzzy, ML07, MLI"),
        ("iso3;country;admin1", "MLI;Mali;Gaoo", "Gaoo, Mali"),
        ("iso3;admin1;place_name", "MLI;Gaoo;the camp at Gaoo", "the camp at Gaoo, MLI"),
    ],
)
def test_the_codes_above_a_name_that_is_not_known_are_kept_with_it(header, line, name):
    assert where(header, line) == (None, None, name)


def test_no_place_is_not_a_place():
    for cell in ("", "n/a", "-", "…"):
        assert where("place", cell) == (None, None, None)


def test_a_system_that_is_not_known_is_unread():
    table = read(io.StringIO("measure,figure,place,place_system\nkilled,3,ML10,postcode\n"))
    assert table["unread"][0] == "place_system=postcode"
    assert table["place_name"][0] == "ML10"


def test_a_gazetteer_that_is_given_knows_the_areas_of_its_caller():
    known = standard_gazetteer().with_areas({"areas": {"sahel": {"members": ["MLI", "NER"]}}})
    assert where("place", "Sahel", gazetteer=known) == ("sahel", "custom", "Sahel")


def test_the_codes_of_gleditsch_and_ward_mean_the_country_of_the_day():
    line = "678;gw;2014-01-01"
    assert where("place;place_system;date", line)[:2] == ("YEM", "iso3166-1")


def test_where_people_come_from_is_a_place_of_its_own():
    text = (
        "measure,figure,country,country of origin\nrefugees,3,Chad,Sudan\nrefugees,4,TCD,Atlantis\n"
    )
    table = read(io.StringIO(text))
    assert table["from_place"].tolist()[0] == "SDN"
    assert table["from_system"][0] == "iso3166-1"
    assert table["from_name"].tolist() == ["Sudan", "Atlantis"]
    assert table["from_place"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("system", "place"), [("", "ML-7"), ("iso3166-2", "ML-7"), ("pcode", None), ("no", "ML-7")]
)
def test_a_name_means_a_place_of_the_system_that_is_stated(system, place):
    found = where("country;admin1;place_system", f"Mali;Gao;{system}")
    assert (found[0], found[2]) == (place, "Gao, Mali")

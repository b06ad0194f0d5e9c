from datetime import date

import pytest

from crisisfigures.errors import PlaceError, ReadError
from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.place import Place

LONG = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start
MLI,1,ML07,Gao,MLI,2020-06-01
MLI,1,ML10,Menaka,MLI,2020-06-01
MLI,2,ML0713,Gao,ML07,2020-06-01
MLI,2,ML1011,Menaka,ML10,2020-06-01
MLI,2,ML1012,Anderamboukane,ML10,2020-06-01
KGZ,1,KG02,Issyk-Kul,KGZ,2019-03-01
KGZ,2,KG99205,Ak-Suu,KG02,2019-03-01
NER,1,NE07,Zinder,NER,2020-06-01
"""


@pytest.fixture
def load(tmp_path):
    def load(text, gazetteer=None, *, encoding="utf-8", name="pcodes.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return (gazetteer or standard_gazetteer()).with_pcodes(path, **options)

    return load


def pcode(code):
    return Place(code, "pcode")


def test_a_list_with_a_row_for_each_area_is_read(load):
    gazetteer = load(LONG)
    entry = gazetteer.entry(pcode("ML1012"))
    assert entry.place == pcode("ML1012")
    assert (entry.place.name, entry.level) == ("Anderamboukane", 2)
    assert entry.parents == ("pcode:ML10", "iso3166-1:MLI")
    assert entry.edition == date(2020, 6, 1)
    assert (entry.valid_from, entry.valid_to) == (None, None)
    assert gazetteer.is_known("ML1012", "pcode")
    assert not gazetteer.is_known("ML1003", "pcode")
    assert "pcode" in gazetteer.systems


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(LONG.split("\n")[1] + "\n", ""),
        lambda text: text.replace("Location,Admin Level,P-Code,Name", "ISO3,admLevel,pcode,name"),
        lambda text: text.replace(LONG.split("\n")[0], "a,b,c,d,e,f"),
        lambda text: text + "\n,,,,,\n",
    ],
    ids=[
        "BOM",
        "CRLF",
        "semicolons",
        "tabs",
        "no tags",
        "other headers",
        "tags alone",
        "blank rows",
    ],
)
def test_the_ways_in_which_such_lists_are_written_make_no_difference(load, change):
    gazetteer = load(change(LONG))
    for code in ("ML07", "ML10", "ML1012", "KG99205"):
        assert gazetteer.entry(pcode(code)) == load(LONG).entry(pcode(code))


def test_accents_of_a_file_that_is_not_utf_8_are_read(load):
    gazetteer = load(LONG.replace("Menaka", "Ménaka"), encoding="cp1252")
    assert gazetteer.find("ML10", "pcode").name == "Ménaka"


def test_a_table_with_a_column_for_each_level_is_read(load):
    gazetteer = load(
        "ADM0_PCODE,ADM1_PCODE,ADM1_EN,ADM1_FR,ADM2_PCODE,ADM2_EN,Population\n"
        "ML,ML06,Timbuktu,Tombouctou,ML0611,Dire,120\n"
        "ML,ML06,Timbuktu,Tombouctou,ML0612,Goundam,130\n"
        "ML,ML09,Bamako,<Null>,,,900\n"
    )
    assert gazetteer.entry(pcode("ML0611")).parents == ("pcode:ML06", "iso3166-1:MLI")
    assert gazetteer.entry(pcode("ML06")).parents == ("iso3166-1:MLI",)
    assert set(gazetteer.entry(pcode("ML06")).names) == {"Timbuktu", "Tombouctou"}
    assert gazetteer.entry(pcode("ML09")).names == ("Bamako",)
    assert gazetteer.resolve("Tombouctou", system="pcode").place == pcode("ML06")


@pytest.mark.parametrize(
    "header",
    [
        "admin1Name_fr,admin1Pcode,admin0Pcode",
        "Adm1_name,Adm1_pcode,Adm0_pcode",
        "admin1_name,admin1_code,location_code",
    ],
)
def test_headers_of_many_publishers_are_understood(load, header):
    country = "MLI" if header.endswith("location_code") else "ML"
    gazetteer = load(f"{header}\nMenaka,ML10,{country}\n")
    assert gazetteer.entry(pcode("ML10")).parents == ("iso3166-1:MLI",)
    assert gazetteer.find("ML10", "pcode").name == "Menaka"


def test_headers_in_another_language_are_read_by_their_tags(load):
    gazetteer = load(
        "pays,région,nom,cercle,nom\n"
        "#country+code,#adm1+code,#adm1+name+i_fr,#adm2+v_pcode+code,#adm2+name\n"
        "MLI,ML10,Ménaka,ML1012,Andéramboukane\n"
    )
    assert gazetteer.entry(pcode("ML1012")).parents == ("pcode:ML10", "iso3166-1:MLI")
    assert gazetteer.find("ML10", "pcode").name == "Ménaka"


def test_the_country_can_be_given_where_the_file_does_not_say_it(load):
    text = "Adm1_name,Adm1_pcode\nMenaka,ML10\n"
    assert load(text).relation(pcode("ML10"), Place.parse("MLI")) == "unknown"
    assert load(text, country="MLI").relation(pcode("ML10"), Place.parse("MLI")) == "within"
    with pytest.raises(PlaceError, match="country='MLX'"):
        load(text, country="MLX")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("pcode:ML1012", "pcode:ML10", "within"),
        ("pcode:ML1012", "MLI", "within"),
        ("pcode:ML1012", "m49:011", "within"),
        ("pcode:ML1012", "pcode:ML1011", "disjoint"),
        ("pcode:ML1012", "pcode:ML07", "disjoint"),
        ("pcode:ML1012", "NER", "disjoint"),
        ("pcode:ML1012", "NE-7", "disjoint"),
        ("pcode:ML10", "ML-9", "unknown"),
        ("pcode:ML10", "ML-10", "unknown"),
        ("pcode:KG99205", "pcode:KG02", "within"),
    ],
)
def test_areas_lie_in_the_parents_that_the_list_names(load, a, b, expected):
    assert load(LONG).relation(Place.parse(a), Place.parse(b)) == expected


def test_a_code_that_begins_like_another_does_not_lie_in_it(load):
    gazetteer = load(LONG + "MLI,2,ML1099,Nowhere,ML07,2020-06-01\n")
    assert gazetteer.relation(pcode("ML1099"), pcode("ML10")) == "disjoint"
    assert gazetteer.relation(pcode("ML1099"), pcode("ML07")) == "within"


def test_a_list_of_districts_alone_knows_the_regions_that_it_names(load):
    gazetteer = load(
        "Location,Admin Level,P-Code,Name,Parent P-Code\nMLI,2,ML1012,Anderamboukane,ML10\n"
    )
    assert gazetteer.is_known("ML10", "pcode")
    assert gazetteer.entry(pcode("ML10")).level == 1
    assert gazetteer.relation(pcode("ML10"), Place.parse("MLI")) == "within"


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("Menaka", {}, "ML-9"),
        ("Menaka region", {}, "ML-9"),
        ("Menaka cercle", {}, "pcode:ML1011"),
        ("Menaka region", {"system": "pcode"}, "pcode:ML10"),
        ("Anderamboukane", {}, "pcode:ML1012"),
        ("Anderamboukane, Menaka, Mali", {}, "pcode:ML1012"),
        ("Anderamboukane (Mali)", {}, "pcode:ML1012"),
        ("ML1012", {}, "pcode:ML1012"),
        ("Menaka, Menaka", {"system": "pcode"}, "pcode:ML1011"),
    ],
)
def test_names_are_of_iso_3166_first_and_of_p_codes_where_asked_or_alone(load, name, options, code):
    found = load(LONG).resolve(name, **options)
    assert found.place == Place.parse(code), found


def test_all_systems_that_know_a_name_are_among_the_candidates(load):
    found = load(LONG).resolve("Menaka")
    assert found.candidates == (Place.parse("ML-9"), pcode("ML10"), pcode("ML1011"))
    found = load(LONG).resolve("Menaka", system="pcode")
    assert (found.why, {*found.candidates}) == ("ambiguous", {pcode("ML10"), pcode("ML1011")})


def test_several_lists_are_one_whatever_their_order(load):
    first = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n"
    older = first + "MLI,1,ML10,Menaca,MLI,2018-01-01\nMLI,1,ML01,Kayes,MLI,2018-01-01\n"
    newer = first + "MLI,1,ML10,Ménaka,MLI,2020-06-01\n"
    one = load(newer, load(older, name="older.csv"), name="newer.csv")
    other = load(older, load(newer, name="newer.csv"), name="older.csv")
    for gazetteer in (one, other):
        assert gazetteer.find("ML10", "pcode").name == "Ménaka"
        assert gazetteer.resolve("Menaca").place == pcode("ML10")
        assert gazetteer.is_known("ML01", "pcode")
        assert gazetteer.entry(pcode("ML10")).edition == date(2020, 6, 1)


def test_lists_that_contradict_each_other_are_refused(load):
    header = "Location,Admin Level,P-Code,Name,Parent P-Code\n"
    one = load(header + "MLI,2,ML1012,Anderamboukane,ML10\n", name="a.csv")
    with pytest.raises(
        PlaceError, match=r"p-code 'ML1012' has more than one parent, 'ML07', 'ML10'"
    ):
        load(header + "MLI,2,ML1012,Anderamboukane,ML07\n", one, name="b.csv")
    with pytest.raises(PlaceError, match=r"more than one level, '1', '2'"):
        load(header + "MLI,1,ML1012,Anderamboukane,ML10\n", one, name="b.csv")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it has no header"),
        ("\n\n", "it has no header"),
        ("a,b\n1,2\n", "no column of p-codes among 'a', 'b'"),
        ("PK\x03\x04\x00\x00binary", "no column of p-codes|not CSV"),
        ("Location,Admin Level,P-Code,Name\n", "no row with a p-code"),
        ("Location,Admin Level,P-Code,Name\nMLX,1,ML10,Menaka\n", "row 2: 'MLX' is no country"),
        ("Location,Admin Level,P-Code,Name\nMLI,one,ML10,Menaka\n", "row 2: 'one' is no admin"),
        ("Location,Admin Level,P-Code,Name\nMLI,1,,Menaka\n", "row 2: 'Menaka' has no p-code"),
        (
            LONG.replace("MLI,1,ML10,Menaka,MLI,2020-06-01", "MLI,1,ML10,Menaka,MLI,20/12"),
            "row 4: '20/12'",
        ),
        ('Location,P-Code,Name\nMLI,ML10,"' + "x" * 200_000 + '"\n', "it is not CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_that_names_the_row(load, text, says):
    with pytest.raises(ReadError, match=says) as error:
        load(text)
    assert "Hint:" in str(error.value)
    assert len(str(error.value)) < 1000


def test_a_missing_file_is_an_error_with_a_hint(tmp_path):
    with pytest.raises(ReadError, match=r"(?s)No such file.*Hint: give the path of a CSV file"):
        standard_gazetteer().with_pcodes(tmp_path / "no.csv")


def test_a_table_of_figures_names_the_areas_above_its_own_and_is_no_complete_list(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(
        "location_code,admin1_code,admin1_name,admin2_code,admin2_name,population\n"
        "MLI,ML10,Menaka,ML1001,Anderamboukane,10\n"
        "MLI,ML10,Menaka,ML1002,Inekar,20\n"
        "MLI,,,,,70\n",
        encoding="utf-8",
    )
    known = standard_gazetteer().with_pcodes(path, complete=False)
    area, mali = Place("ML1001", "pcode"), Place.parse("MLI")
    assert known.relation(area, mali) == "within"
    assert known.relation(area, Place("ML1002", "pcode")) == "disjoint"
    assert known.peers(area) == ()
    assert len(standard_gazetteer().with_pcodes(path).peers(area)) == 2
    # A list that has them all makes the level complete, whatever else is loaded.
    both = known.with_pcodes(path)
    assert len(both.peers(area)) == 2

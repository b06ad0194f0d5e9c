"""Names of places beside their codes."""

import pytest

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.validation import sample_table, validate


def _named(name, code, system="iso3166-1", **cells):
    return {"place_name": name, "place": code, "place_system": system, **cells}


@pytest.mark.parametrize(
    ("name", "code", "system"),
    [
        ("Ménaka", "MLI", "iso3166-1"),
        ("Mali", "ML-9", "iso3166-2"),
        ("Sahel", "MLI", "iso3166-1"),
        ("République centrafricaine", "CAF", "iso3166-1"),
        ("Kurdistan", "IRQ", "iso3166-1"),
        ("Niger", "NGA", "iso3166-1"),
        ("Gao, Mali", "011", "m49"),
        ("Atlanta, Georgia", "USA", "iso3166-1"),
    ],
)
def test_a_name_that_may_mean_the_place_of_the_code_fits(name, code, system):
    assert validate(sample_table(_named(name, code, system))).counts == {}


@pytest.mark.parametrize(
    ("name", "code", "system"),
    [
        ("Tchad", "NER", "iso3166-1"),
        ("Gao, Mali", "NER", "iso3166-1"),
        ("Ménaka", "ML-10", "iso3166-2"),
        ("Myanmar", "200", "gw"),
        ("Kenya", "011", "m49"),
    ],
)
def test_a_name_of_another_place_does_not(name, code, system):
    report = validate(sample_table(_named(name, code, system)))
    assert report.counts == {"place-name-misfit": 1}


def test_before_it_split_a_country_had_the_names_of_both():
    cells = {"period_start": "2005-03-01", "period_end": "2005-05-31"}
    assert validate(sample_table(_named("South Sudan", "SDN", **cells))).counts == {}
    report = validate(sample_table(_named("South Sudan", "SDN")))
    assert report.counts == {"place-name-misfit": 1}


def test_people_of_one_country_then_crossed_no_border():
    cells = {
        "place": "SDN",
        "from_place": "SSD",
        "from_system": "iso3166-1",
        "measure": "idps",
        "basis": "stock",
    }
    assert validate(sample_table(cells)).counts == {"origin-is-abroad": 1}
    then = {**cells, "period_start": "2005-03-01", "period_end": "2005-05-31"}
    assert validate(sample_table(then)).counts == {"backdated-place-code": 1}


def test_a_name_means_the_same_places_with_and_without_a_search_for_names_alike():
    gazetteer = standard_gazetteer()
    for name in ("Georgia", "Menaka region, Mali", "no such place", "Sucre", "MLI"):
        found = gazetteer.resolve(name)
        assert set(gazetteer.named(name)) == set(found.candidates if found.why != "unknown" else ())


def test_the_usual_code_and_the_usual_name_are_told():
    rows = [
        *(_named("Ansongo", "ML0701", "pcode", event=f"a{at}") for at in range(4)),
        *(_named("Bourem", "ML0702", "pcode", event=f"b{at}") for at in range(4)),
        _named("Ansongo", "ML0702", "pcode", event="c"),
        _named("Kidal", "ML0702", "pcode", event="d"),  # a name that has no other code
    ]
    report = validate(sample_table(tuple(rows)))
    assert report.counts == {"odd-place-pair": 1}
    assert report.findings["message"][0] == (
        "'Ansongo' has the code 'ML0702' here; elsewhere in the table it mostly has 'ML0701', and "
        "'ML0702' is mostly 'Bourem'"
    )


def test_a_place_in_another_may_be_written_as_a_third(tmp_path):
    listed = tmp_path / "pcodes.csv"
    listed.write_text(
        "Location,Admin Level,P-Code,Name,Parent P-Code\n"
        "MOZ,1,MZ08,Niassa,MOZ\nMOZ,2,MZ0806,Lago,MZ08\nMOZ,2,MZ0807,Lago Niassa,MZ08\n"
        "MOZ,2,MZ0808,Mavago,MZ08\n"
    )
    gazetteer = standard_gazetteer().with_pcodes(listed)
    for name, n in (("Lago, Niassa", 0), ("Mavago, Niassa", 1)):
        table = sample_table(_named(name, "MZ0806", "pcode"))
        assert validate(table, gazetteer=gazetteer).counts.get("place-name-misfit", 0) == n

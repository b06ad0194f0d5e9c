import subprocess
import sys
from collections import Counter
from datetime import date

import pycountry
import pytest

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.gazetteer._standard import standard
from crisisfigures.place import Place

SUBREGIONS = {
    "005": 16,
    "011": 17,
    "013": 8,
    "014": 22,
    "015": 7,
    "017": 9,
    "018": 5,
    "021": 5,
    "029": 28,
    "034": 9,
    "035": 11,
    "053": 6,
    "054": 5,
    "057": 8,
    "061": 10,
    "143": 5,
    "145": 18,
    "151": 10,
    "155": 9,
}
"""How many countries and areas M49 lists in regions to which we add none."""


def known(key):
    return standard_gazetteer().entry(Place.parse(key))


def test_all_countries_and_subdivisions_of_iso_3166_are_known():
    gazetteer = standard_gazetteer()
    assert all(gazetteer.is_known(c.alpha_3, "iso3166-1") for c in pycountry.countries)
    assert all(gazetteer.is_known(s.code, "iso3166-2") for s in pycountry.subdivisions)


def test_all_withdrawn_codes_of_countries_that_were_peopled_are_known():
    never_peopled = {"ATB", "ATN", "ATF", "NTZ", "JTN", "MID", "PUS", "WAK", "CTE"}
    withdrawn = {c.alpha_3 for c in pycountry.historic_countries} - never_peopled
    assert {c for c in withdrawn if known(c) is None} == set()


@pytest.mark.parametrize(("code", "n"), sorted(SUBREGIONS.items()))
def test_regions_have_as_many_members_as_m49_lists(code, n):
    assert len(known(f"m49:{code}").members) == n


def test_each_country_is_in_one_subregion():
    subregions = [entry for entry in standard().places.values() if entry.kind == "region"]
    held = Counter(m for entry in subregions for m in entry.members if m.startswith("iso3166-1:"))
    assert set(held.values()) == {1}
    countries = {f"iso3166-1:{c.alpha_3}" for c in pycountry.countries}
    assert countries - set(held) == set()
    assert set(held) - countries == {"iso3166-1:XKX", "iso3166-1:AB9"}


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("MLI", "m49:011"),
        ("SDN", "m49:015"),
        ("SSD", "m49:014"),
        ("CYP", "m49:145"),
        ("IRN", "m49:034"),
        ("RUS", "m49:151"),
        ("GBR", "m49:154"),
        ("MEX", "m49:013"),
        ("XKX", "m49:039"),
        ("TWN", "m49:030"),
    ],
)
def test_countries_lie_in_the_regions_of_m49(country, region):
    gazetteer = standard_gazetteer()
    assert gazetteer.relation(Place.parse(country), Place.parse(region)) == "within"
    assert gazetteer.relation(Place.parse(region), Place.parse("m49:001")) == "within"


@pytest.mark.parametrize(
    ("gw", "country"),
    [
        ("2", "USA"),
        ("343", "MKD"),
        ("347", "XKX"),
        ("365", "RUS"),
        ("432", "MLI"),
        ("437", "CIV"),
        ("482", "CAF"),
        ("484", "COG"),
        ("490", "COD"),
        ("530", "ETH"),
        ("572", "SWZ"),
        ("625", "SDN"),
        ("626", "SSD"),
        ("652", "SYR"),
        ("666", "ISR"),
        ("678", "YEM"),
        ("700", "AFG"),
        ("732", "KOR"),
        ("750", "IND"),
        ("775", "MMR"),
        ("816", "VNM"),
        ("970", "KIR"),
    ],
)
def test_gleditsch_ward_states_are_countries(gw, country):
    gazetteer = standard_gazetteer()
    assert gazetteer.canonical(Place(gw, "gw")) == Place(country, "iso3166-1")
    assert gazetteer.relation(Place(gw, "gw"), Place(country, "iso3166-1")) == "same"


def test_the_numbers_of_m49_are_those_of_iso_3166():
    gazetteer = standard_gazetteer()
    for country in pycountry.countries:
        place = Place(country.numeric, "m49")
        assert gazetteer.canonical(place) == Place(country.alpha_3, "iso3166-1")


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("SSD", date(2011, 7, 9), None),
        ("SDN", date(1956, 1, 1), None),
        ("ERI", date(1993, 5, 24), None),
        ("SUN", date(1922, 12, 30), date(1991, 12, 25)),
        ("SCG", date(2003, 2, 4), date(2006, 6, 2)),
        ("CSK", date(1918, 10, 28), date(1992, 12, 31)),
        ("MLI", None, None),
    ],
)
def test_countries_that_came_or_went_have_first_and_last_days(code, first, last):
    assert (known(code).valid_from, known(code).valid_to) == (first, last)


def test_the_extents_of_a_code_follow_one_another_in_time():
    for entry in standard().places.values():
        until = [day for day, _ in entry.extents]
        assert all(day is not None for day in until[:-1])
        assert until[:-1] == sorted(until[:-1])


def test_whatever_an_entry_names_is_known():
    s = standard()
    entries = {**s.places, **s.subdivisions, **s.former_extents}
    for entry in entries.values():
        named = {*entry.parents, *entry.members, *(key for _, key in entry.extents)}
        assert named <= set(entries), entry.key
    assert {key for pair in s.contested for key in pair} <= set(entries)


def test_every_alias_means_a_place_that_is_known():
    for names in (s := standard()).names._exact.values():
        assert all(key in s.places or key in s.subdivisions for key in names)


def test_codes_of_people_without_a_place_are_no_ground():
    for code in ("UNK", "STA", "XXA", "XXX", "TIB"):
        assert known(code).kind == "status"
        assert known(code).parents == ()


def test_the_standard_gazetteer_is_one_value():
    assert standard_gazetteer() is standard_gazetteer()
    assert repr(standard_gazetteer()) == "<Gazetteer: standard>"
    assert standard_gazetteer().systems == {"iso3166-1", "iso3166-2", "m49", "gw"}


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("mli", "iso3166-1"),
        ("ML10", "iso3166-2"),
        ("ML10", "pcode"),
        ("11", "m49"),
        ("SDN@2011-07-08", "iso3166-1"),
        ("MLI", "iso3"),
        ("", "iso3166-1"),
    ],
)
def test_a_code_is_known_only_exactly_as_its_system_writes_it(code, system):
    assert not standard_gazetteer().is_known(code, system)
    assert standard_gazetteer().find(code, system) is None


def test_a_found_place_has_its_name():
    gazetteer = standard_gazetteer()
    assert gazetteer.find("ML-9", "iso3166-2").name == "Ménaka"
    assert gazetteer.find("COD", "iso3166-1").name == "Democratic Republic of the Congo"
    assert gazetteer.find("PSE", "iso3166-1").name == "State of Palestine"
    assert gazetteer.find("BES", "iso3166-1").name == "Bonaire, Sint Eustatius and Saba"


def test_importing_the_gazetteer_loads_no_tables():
    loaded = "import sys, crisisfigures.gazetteer; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert not {"pandas", "numpy", "pycountry", "babel", "pint"} & set(done.stdout.split())

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.errors import PlaceError
from crisisfigures.place import Place
from crisisfigures.vocabulary import PLACE_SYSTEMS

codes = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)


def test_a_place_is_told_by_code_and_system_and_not_by_name():
    assert Place("ML-9", "iso3166-2", "Ménaka") == Place("ML-9", "iso3166-2")
    assert len({Place("ML-9", "iso3166-2", "Ménaka"), Place("ML-9", "iso3166-2")}) == 1
    assert Place("ML10", "pcode") != Place("ML10", "custom")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("MLI", Place("MLI", "iso3166-1")),
        ("AB9", Place("AB9", "iso3166-1")),
        ("ML-9", Place("ML-9", "iso3166-2")),
        ("pcode:ML10", Place("ML10", "pcode")),
        ("m49:011", Place("011", "m49")),
        ("gw:432", Place("432", "gw")),
        ("custom:tri-border", Place("tri-border", "custom")),
    ],
)
def test_a_key_names_a_place(key, place):
    assert Place.parse(key) == place


@pytest.mark.parametrize("key", ["", "ml-9", "ML10", "Mali", "osm:123", "pcode:", "m49: 011"])
def test_what_is_not_a_key_is_refused_with_a_hint(key):
    with pytest.raises(PlaceError):
        Place.parse(key)


def test_the_error_for_a_bare_pcode_says_how_to_write_it():
    with pytest.raises(PlaceError, match="pcode:ML10"):
        Place.parse("ML10")


@given(codes, st.sampled_from(sorted(PLACE_SYSTEMS)))
def test_a_place_comes_back_from_its_key(code, system):
    place = Place(code, system)
    assert Place.parse(place.key) == place


@pytest.mark.parametrize("code", ["", " MLI", "MLI\n", None, 432])
def test_a_code_must_be_a_text_without_spaces_around_it(code):
    with pytest.raises(PlaceError, match="resolve"):
        Place(code, "iso3166-1")


def test_an_unknown_system_is_refused_and_the_known_ones_are_listed():
    with pytest.raises(PlaceError, match="iso3166-1, iso3166-2, m49, pcode"):
        Place("MLI", "iso3")


def test_a_place_reads_as_its_name_and_code():
    assert str(Place("ML-9", "iso3166-2", "Ménaka")) == "Ménaka (ML-9)"
    assert str(Place("ML10", "pcode")) == "ML10"


def test_the_repr_can_be_evaluated_and_a_place_can_be_pickled():
    place = Place("ML-9", "iso3166-2", "Ménaka")
    assert eval(repr(place)) == place
    assert pickle.loads(pickle.dumps(place)).name == "Ménaka"

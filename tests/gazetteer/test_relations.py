from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crisisfigures.errors import PlaceError
from crisisfigures.gazetteer import Box, standard_gazetteer
from crisisfigures.gazetteer._standard import standard
from crisisfigures.place import Place

INVERSE = {
    "same": "same",
    "within": "contains",
    "contains": "within",
    "overlaps": "overlaps",
    "disjoint": "disjoint",
    "unknown": "unknown",
}

keys = st.sampled_from(
    [*standard().places, *[k for k in standard().subdivisions if k[10:12] in ("ML", "FR", "CN")]]
)


def relation(a, b, **options):
    return standard_gazetteer().relation(Place.parse(a), Place.parse(b), **options)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("MLI", "MLI", "same"),
        ("ML-9", "MLI", "within"),
        ("ML-9", "m49:011", "within"),
        ("ML-9", "m49:202", "within"),
        ("ML-9", "m49:002", "within"),
        ("ML-9", "ML-10", "disjoint"),
        ("ML-9", "BF-12", "disjoint"),
        ("ML-9", "BFA", "disjoint"),
        ("ML-9", "m49:142", "disjoint"),
        ("MLI", "BFA", "disjoint"),
        ("BF-SEN", "BF-12", "within"),
        ("BF-SEN", "BF-10", "disjoint"),
        ("m49:011", "m49:002", "within"),
        ("m49:011", "m49:015", "disjoint"),
        ("m49:003", "m49:419", "overlaps"),
        ("m49:010", "ATA", "same"),
        ("m49:466", "MLI", "same"),
        ("gw:432", "m49:466", "same"),
        ("gw:432", "m49:011", "within"),
        ("gw:432", "BFA", "disjoint"),
    ],
)
def test_what_follows_from_parents_and_members_is_known(a, b, expected):
    assert relation(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("SUN", "UKR", "contains"),
        ("SUN", "MLI", "disjoint"),
        ("SUN", "m49:150", "overlaps"),
        ("YUG", "HRV", "unknown"),
        ("YUG", "SRB", "contains"),
        ("SCG", "MNE", "contains"),
        ("gw:345", "SRB", "contains"),
        ("DDR", "DEU", "within"),
        ("SDN", "SSD", "disjoint"),
        ("m49:736", "SSD", "contains"),
        ("ZAR", "COD", "same"),
    ],
)
def test_countries_that_have_changed_mean_what_they_mean_now_or_ever_meant(a, b, expected):
    assert relation(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b", "day", "expected"),
    [
        ("SDN", "SSD", date(2011, 7, 8), "contains"),
        ("SDN", "SSD", date(2011, 7, 9), "disjoint"),
        ("gw:625", "SSD", date(2005, 1, 1), "contains"),
        ("SDN", "m49:015", date(2005, 1, 1), "overlaps"),
        ("SDN", "m49:002", date(2005, 1, 1), "within"),
        ("SD-DN", "SDN", date(2005, 1, 1), "within"),
        ("YUG", "HRV", date(1991, 1, 1), "contains"),
        ("YUG", "HRV", date(1999, 1, 1), "disjoint"),
        ("gw:345", "YUG", date(1999, 1, 1), "same"),
        ("gw:365", "SUN", date(1985, 1, 1), "same"),
        ("gw:365", "RUS", date(1995, 1, 1), "same"),
        ("ETH", "ERI", date(1992, 1, 1), "contains"),
        ("DEU", "DDR", date(1980, 1, 1), "unknown"),
    ],
)
def test_a_day_says_which_ground_a_code_stood_for(a, b, day, expected):
    assert relation(a, b, on=day) == expected
    assert relation(b, a, on=day) == INVERSE[expected]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("XKX", "SRB"),
        ("AB9", "SDN"),
        ("AB9", "SSD"),
        ("ESH", "MAR"),
        ("REU", "FRA"),
        ("FR-974", "FRA"),
        ("TWN", "CHN"),
        ("PRI", "USA"),
    ],
)
def test_what_sources_differ_about_is_unknown(a, b):
    assert relation(a, b) == relation(b, a) == "unknown"


def test_a_place_that_is_contested_lies_where_that_is_not_contested():
    assert relation("XKX", "ALB") == "disjoint"
    assert relation("XKX", "m49:150") == "within"
    assert relation("AB9", "m49:002") == "within"
    assert relation("AB9", "m49:015") == "unknown"
    assert relation("AB9", "FRA") == "disjoint"


def test_a_subdivision_that_is_a_country_too_is_one_place():
    assert relation("FR-974", "REU") == "same"
    assert relation("FR-974", "m49:014") == "within"
    assert relation("FR-974", "FR-IDF") == "disjoint"
    assert relation("NL-BQ1", "BES") == "within"
    assert relation("NO-21", "SJM") == "within"


@pytest.mark.parametrize("place", ["MLI", "m49:001", "ML-9", "gw:432"])
def test_codes_of_people_without_a_place_lie_in_nothing(place):
    for code in ("UNK", "STA", "XXA"):
        assert relation(code, place) == relation(place, code) == "unknown"
    assert relation("STA", "XXA") == "same"
    assert relation("STA", "UNK") == "unknown"


def test_of_a_place_that_is_not_known_nothing_is_known():
    assert relation("pcode:ML10", "MLI") == "unknown"
    assert relation("pcode:ML10", "pcode:ML10") == "same"


def test_canonical_gives_one_place_for_all_its_codes():
    gazetteer = standard_gazetteer()
    mali = Place.parse("MLI")
    for code in ("MLI", "m49:466", "gw:432"):
        assert gazetteer.canonical(Place.parse(code)) == mali
    assert gazetteer.canonical(Place.parse("FR-974")) == Place.parse("REU")
    assert gazetteer.canonical(Place.parse("gw:365")) == Place.parse("RUS")
    assert gazetteer.canonical(Place.parse("gw:365"), on=date(1980, 1, 1)) == Place.parse("SUN")
    assert gazetteer.canonical(Place.parse("gw:345")) == Place.parse("gw:345")
    assert gazetteer.canonical(Place.parse("pcode:XX1")) == Place.parse("pcode:XX1")


@given(keys, keys)
def test_a_relation_is_the_inverse_of_the_relation_the_other_way(a, b):
    assert relation(b, a) == INVERSE[relation(a, b)]


@given(keys, keys, keys)
def test_within_is_transitive_and_same_is_an_equivalence(a, b, c):
    ab, bc, ac = relation(a, b), relation(b, c), relation(a, c)
    if ab == bc == "same":
        assert ac == "same"
    elif {ab, bc} <= {"same", "within"}:
        assert ac in ("within", "same")
    if ab == "same":
        assert ac == bc
    if ab in ("within", "same") and bc == "disjoint":
        assert ac == "disjoint"


@given(keys, keys)
def test_places_are_the_same_if_and_only_if_they_have_one_canonical_place(a, b):
    canonical = standard_gazetteer().canonical
    is_one = canonical(Place.parse(a)) == canonical(Place.parse(b))
    assert is_one == (relation(a, b) == "same")


# A world of which everything is known: 3 countries of 7 cells, each with 3 regions of 2 cells and
# a cell that is in none. Areas are sets of cells, and declared by what is true of them.
REGIONS = {
    key: frozenset({f"{key} 1", f"{key} 2"})
    for key in ("ML-7", "ML-8", "ML-9", "BF-08", "BF-10", "BF-12", "NE-1", "NE-2", "NE-3")
}
COUNTRIES = {
    code: frozenset({code}).union(*(cells for key, cells in REGIONS.items() if key[:2] == two))
    for code, two in (("MLI", "ML"), ("BFA", "BF"), ("NER", "NE"))
}
GROUND = {**REGIONS, **COUNTRIES}
CELLS = sorted(frozenset().union(*COUNTRIES.values()))


@st.composite
def declared_areas(draw):
    """Draw areas and a true declaration of each; some of what is true is left out."""
    ground, areas = dict(GROUND), {}
    for name in ("a", "b", "c", "d")[: draw(st.integers(1, 4))]:
        drawn = draw(st.sets(st.sampled_from(sorted(ground)), min_size=1, max_size=4))
        parts = [p for p in sorted(drawn) if not any(ground[p] <= ground[q] for q in drawn - {p})]
        assume(parts)
        loose = draw(st.sets(st.sampled_from(CELLS), max_size=3))
        cells = frozenset(loose).union(*(ground[part] for part in parts))
        if not loose and draw(st.booleans()):
            areas[name] = {"members": parts}
        else:
            around = [k for k, v in ground.items() if cells < v]
            partly = [k for k, v in ground.items() if cells & v and cells - v and v - cells]
            areas[name] = {
                "within": draw(st.lists(st.sampled_from(around), unique=True)) if around else [],
                "overlaps": draw(st.lists(st.sampled_from(partly), unique=True)) if partly else [],
            }
            assume(any(areas[name].values()))
        ground[name] = cells
    return ground, areas


@given(declared_areas())
def test_nothing_untrue_is_ever_derived(world):
    ground, areas = world
    gazetteer = standard_gazetteer().with_areas({"areas": areas})
    place = {k: Place(k, "custom") if k in areas else Place.parse(k) for k in ground}
    for a, b in product(areas, ground):
        found = gazetteer.relation(place[a], place[b])
        assert gazetteer.relation(place[b], place[a]) == INVERSE[found]
        one, other = ground[a], ground[b]
        held = {
            "same": one == other,
            "within": one <= other,
            "contains": one >= other,
            "disjoint": not one & other,
            "overlaps": bool(one & other and one - other and other - one),
            "unknown": True,
        }
        assert held[found], (a, found, b)
        # Of places whose members have codes all is known.
        if set(areas[a].get("members", [a])) <= set(GROUND) and b in GROUND:
            assert found != "unknown"


@given(declared_areas())
def test_derived_relations_fit_together(world):
    _, areas = world
    gazetteer = standard_gazetteer().with_areas({"areas": areas})
    places = [Place(k, "custom") if k in areas else Place.parse(k) for k in ("MLI", "ML-9", *areas)]
    for a, b, c in product(places, repeat=3):
        ab, bc, ac = (gazetteer.relation(x, y) for x, y in ((a, b), (b, c), (a, c)))
        if ab == "same":
            assert ac == bc
            assert gazetteer.canonical(a) == gazetteer.canonical(b)
        if {ab, bc} <= {"same", "within"}:
            assert ac in ("same", "within")
        if ab in ("same", "within") and bc == "disjoint":
            assert ac == "disjoint"


degrees = st.integers(-18, 18).map(lambda n: n * 10)


@st.composite
def boxes(draw):
    west, east = draw(degrees), draw(degrees)
    assume(west != east)
    south, north = sorted(draw(st.lists(st.integers(-9, 9), min_size=2, max_size=2, unique=True)))
    return Box(west, south * 10, east, north * 10)


def cells_of(box):
    """The squares of ten degrees in a box, found one by one."""
    width = (box.east - box.west) % 360 or 360
    lons = {(box.west + step) % 360 for step in range(0, width, 10)}
    return {(lon, lat) for lon in lons for lat in range(box.south, box.north, 10)}


@given(boxes(), boxes())
def test_boxes_hold_and_meet_each_other_as_their_squares_do(a, b):
    assert a.holds(b) == (cells_of(b) <= cells_of(a))
    assert a.meets(b) == bool(cells_of(a) & cells_of(b))


@given(boxes(), boxes())
def test_areas_with_bounds_are_related_as_their_boxes_are(a, b):
    gazetteer = standard_gazetteer().with_areas(
        {
            "areas": {
                "a": {"bounds": [a.west, a.south, a.east, a.north]},
                "b": {"bounds": [b.west, b.south, b.east, b.north]},
            }
        }
    )
    one, other = cells_of(a), cells_of(b)
    expected = (
        "same"
        if one == other
        else "within"
        if one < other
        else "contains"
        if one > other
        else "overlaps"
        if one & other
        else "disjoint"
    )
    assert gazetteer.relation(Place("a", "custom"), Place("b", "custom")) == expected
    assert gazetteer.relation(Place("a", "custom"), Place.parse("MLI")) == "unknown"


def test_a_contradiction_is_refused_and_names_the_area():
    with pytest.raises(PlaceError, match=r"areas\.zone.*'FRA'"):
        standard_gazetteer().with_areas(
            {"areas": {"zone": {"within": ["MLI"], "overlaps": ["FRA"]}}}
        )

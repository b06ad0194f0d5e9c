"""Areas that may overlap: whoever is in both is counted once, or it is not said how many are."""

import io
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf

COUNTRIES = ("MLI", "NER", "TCD", "BFA")


def declared(**areas):
    return cf.standard_gazetteer().with_areas(
        {"areas": {key: {"name": key, "members": list(of)} for key, of in areas.items()}}
    )


def figures(gazetteer, **ranges):
    rows = "".join(
        f"idps,{low},{high},{place},{'custom' if place.islower() else 'iso3166-1'},2024-01-31,UN\n"
        for place, (low, high) in ranges.items()
    )
    head = "measure,low,high,place,place_system,period,source\n"
    return cf.read(io.StringIO(head + rows), gazetteer=gazetteer)


def only(found):
    (row,) = found.table.to_dict("records")
    return row["completeness"], row["low"], None if row["high"] != row["high"] else row["high"]


def test_areas_that_share_a_country_are_not_added_up():
    # Niger lies in both: those in it are among the 100 and among the 50.
    known = declared(a=["MLI", "NER"], b=["NER", "TCD"], both=["a", "b"])
    table = figures(known, a=(100, 120), b=(50, 80))
    found = cf.aggregate(table, places="custom:both", gazetteer=known)
    assert only(found) == ("total", 100, 200)
    assert "places in it may overlap" in found.table["caveat"].iloc[0]
    assert found.parts["verdict"].tolist() == ["counted", "counted"]


def test_areas_that_share_nothing_are():
    known = declared(a=["MLI", "NER"], b=["BFA", "TCD"], both=["a", "b"])
    found = cf.aggregate(
        figures(known, a=(100, 120), b=(50, 80)), places="custom:both", gazetteer=known
    )
    assert only(found) == ("total", 150, 200)
    assert found.table["caveat"].isna().all() or "overlap" not in found.table["caveat"].iloc[0]


def test_areas_that_nobody_declared_members_of_the_whole():
    known = declared(a=["MLI", "NER"], b=["NER", "TCD"], sahel=["MLI", "NER", "TCD"])
    found = cf.aggregate(
        figures(known, a=(100, 120), b=(50, 80)), places="custom:sahel", gazetteer=known
    )
    assert only(found) == ("total", 100, 200)


def test_they_are_no_total_where_a_country_is_in_none():
    known = declared(a=["MLI", "NER"], b=["NER", "TCD"], sahel=["MLI", "NER", "TCD", "BFA"])
    table = figures(known, a=(100, 120), b=(50, 80))
    found = cf.aggregate(table, places="custom:sahel", gazetteer=known)
    assert only(found) == ("lower bound", 100, None)
    verdicts = dict(zip(found.parts["place"], found.parts["verdict"], strict=True))
    assert verdicts["a"] == "counted"
    assert verdicts["b"].startswith("set aside: what is counted says as much or more")


@st.composite
def worlds(draw):
    """Return how many are in each country, and areas with true ranges of theirs."""
    people = {country: draw(st.integers(0, 9)) for country in COUNTRIES}
    subsets = [
        of for n in range(1, 4) for of in combinations(COUNTRIES, n) if n > 1 or draw(st.booleans())
    ]
    areas = draw(st.lists(st.sampled_from(subsets), min_size=1, max_size=4, unique=True))
    ranges = {}
    for at, of in enumerate(areas):
        true = sum(people[country] for country in of)
        ranges[f"area{at}"] = (
            max(true - draw(st.integers(0, 3)), 0),
            true + draw(st.integers(0, 3)),
        )
    return people, dict(zip(ranges, areas, strict=True)), ranges


@given(worlds(), st.booleans())
def test_the_true_number_is_never_outside(world, is_listed):
    people, areas, ranges = world
    # A list of members may overlap, but none of them lies in another.
    if is_listed and any(set(a) < set(b) for a in areas.values() for b in areas.values()):
        is_listed = False
    whole = list(areas) if is_listed else [*COUNTRIES]
    known = declared(**areas, whole=whole)
    found = cf.aggregate(figures(known, **ranges), places="custom:whole", gazetteer=known)
    inside = {c for of in areas.values() for c in of} if is_listed else set(COUNTRIES)
    true = sum(people[country] for country in inside)
    kind, low, high = only(found)
    assert low <= true
    assert high is None or true <= high
    if is_listed:
        assert kind == "total"

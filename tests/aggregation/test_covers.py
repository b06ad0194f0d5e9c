"""The ways in which figures that overlap cover a period."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import UnknownNameError

HEAD = "measure,low,high,place,period,source\n"
DAY = date(2024, 3, 1)
DAYS = 5


def claims(*rows):
    return cf.read(io.StringIO(HEAD + "".join(f"injured,{row},UN\n" for row in rows)))


QUARTER = (
    "10,10,Gao,2024-01",
    "14,18,Gao,2024-02",
    "9,9,Gao,2024-03",
    "31,,Gao,2024-01/2024-03",
    "20,25,Gao,2024-02/2024-03",
)


def test_each_way_is_listed_with_what_it_comes_to():
    found = cf.aggregate(claims(*QUARTER), periods="quarter")
    (quantity,) = found.table["quantity"]
    ways = found.covers(quantity)
    made = {
        row.periods: (row.low, None if row.high != row.high else row.high, row.n_figures)
        for row in ways.itertuples()
    }
    assert made == {
        "January 2024 + February 2024 + March 2024": (33, 37, 3),
        "January 2024 + February–March 2024": (30, 35, 2),
        "January–March 2024": (31, None, 1),
    }
    assert found.table["n_covers"].tolist() == [3]
    # What the three have in common.
    assert found.table[["low", "high"]].to_numpy().tolist() == [[33, 35]]
    assert "- January 2024 + February–March 2024: 30 to 35." in found.explain(quantity)


def test_one_way_alone_is_not_printed():
    found = cf.aggregate(claims(*QUARTER[:3]), periods="quarter")
    (quantity,) = found.table["quantity"]
    assert len(found.covers(quantity)) == 1
    assert "Ways" not in found.explain(quantity)


def test_places_have_their_own():
    rows = [*QUARTER, "1,1,Kidal,2024-01/2024-03"]
    found = cf.aggregate(claims(*rows), periods="quarter", places="country")
    (quantity,) = found.table["quantity"]
    assert found.covers(quantity)["place"].tolist() == [*["Gao (ML-7)"] * 3, "Kidal (ML-8)"]


def test_where_days_are_missing_there_is_none():
    found = cf.aggregate(claims(*QUARTER[1:3]), periods="quarter")
    assert found.covers(found.table["quantity"].iloc[0]).empty


def test_a_quantity_that_nobody_knows():
    found = cf.aggregate(claims(*QUARTER), periods="quarter")
    with pytest.raises(UnknownNameError, match="ATLANTIS"):
        found.covers("ATLANTIS")


spans = st.sets(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1)).map(lambda s: tuple(sorted(s))),
    min_size=1,
)


def by_hand(found, day=0):
    """Return all ways to go on from a day, as tuples of spans."""
    if day == DAYS:
        return [()]
    return [
        ((first, last), *rest)
        for first, last in found
        if first == day
        for rest in by_hand(found, last + 1)
    ]


@given(spans=spans, numbers=st.lists(st.integers(0, 50), min_size=15, max_size=15))
def test_all_ways_and_their_sums(spans, numbers):
    of = dict(zip(sorted(spans), numbers, strict=False))
    rows = [
        f"{n},{n},Gao,{DAY + timedelta(days=first)}/{DAY + timedelta(days=last)}"
        for (first, last), n in of.items()
    ]
    period = f"{DAY}/{DAY + timedelta(days=DAYS - 1)}"
    found = cf.aggregate(claims(*rows), periods=[period])
    (quantity,) = found.table["quantity"]
    ways = found.covers(quantity)
    expected = sorted(sum(of[span] for span in way) for way in by_hand(of))
    if len(expected) <= 10:
        assert sorted(ways["low"]) == expected
    else:
        assert len(ways) == 10
        assert {expected[0], expected[-1]} <= set(ways["low"])
    assert found.table["n_covers"].tolist() == [len(expected)]
    assert ways.duplicated("periods").sum() == 0

"""Stocks beside the movements between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate

CODE = "stock-does-not-balance"


def _rows(before, fled, returned, after, **movement):
    stock = {"measure": "idps", "basis": "stock", "precision": "day", "low": None, "high": None}
    moved = {
        "period_start": "2021-01-01",
        "period_end": "2021-12-31",
        "precision": "year",
        "low": None,
        "high": None,
        **movement,
    }
    rows = [
        {**stock, "best": before, "period_start": "2020-12-31", "period_end": "2020-12-31"},
        {"measure": "new_displacements", "best": fled, **moved},
    ]
    if returned is not None:
        rows.append({"measure": "returns", "best": returned, **moved})
    rows.append({**stock, "best": after, "period_start": "2021-12-31", "period_end": "2021-12-31"})
    return tuple(rows)


def _found(rows):
    findings = validate(sample_table(rows)).findings
    return findings[findings["code"] == CODE]


COUNTS = st.integers(0, 10**6).map(float)


@given(COUNTS, COUNTS, st.none() | COUNTS, COUNTS)
def test_a_stock_is_what_there_was_and_who_fled_less_who_returned(before, fled, returned, after):
    most = before + fled - (returned or 0)
    slack = 0.1 * max(before, after)
    is_off = after > most + slack or (returned is not None and after < most - slack)
    found = _found(_rows(before, fled, returned, after))
    # At the very border the last bit decides.
    if abs(abs(after - most) - slack) > 1e-6:
        assert len(found) == is_off
    if len(found):
        assert found["row"].tolist() == [3 if returned is not None else 2]


def test_it_says_what_follows_from_what():
    (message,) = _found(_rows(300_000, 50_000, 20_000, 100_000))["message"]
    assert message == (
        "100,000 displaced people are fewer than the 330,000 that follow from 300,000 of "
        "2020-12-31 in row 0 and from those who fled in between, 50,000 of 2021-12-31 in row 1, "
        "less those who returned, 20,000 of 2021-12-31 in row 2"
    )


@pytest.mark.parametrize(
    "period",
    [
        ("2021-01-01", "2021-12-30", "days"),
        ("2020-12-31", "2021-12-31", "days"),
        ("2020-12-31", "2021-12-30", "days"),
    ],
)
def test_the_day_of_a_stock_may_count_or_not(period):
    start, end, precision = period
    rows = _rows(1_000, 100, None, 9_000, period_start=start, period_end=end, precision=precision)
    assert len(_found(rows)) == 1


@pytest.mark.parametrize(
    "movement",
    [
        {"period_start": "2021-02-01", "precision": "month"},
        {"period_kind": "within"},
        {"place": "NER"},
        {"source": "AFP"},
        {"cause": "flood"},
    ],
)
def test_movements_of_something_else_balance_nothing(movement):
    assert not len(_found(_rows(1_000, 100, None, 9_000, **movement)))


def test_ranges_are_held_against_ranges():
    rows = _rows(None, None, None, None)
    ends = [(900.0, 1_100.0), (50.0, 150.0), (1_240.0, 1_400.0)]
    rows = tuple(
        {**row, "low": low, "high": high} for row, (low, high) in zip(rows, ends, strict=True)
    )
    # At most 1,250, and at least 1,240: no contradiction.
    assert not len(_found(rows))
    assert len(_found((*rows[:2], {**rows[2], "low": 1_395.0})))

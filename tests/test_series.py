"""Series: the reports of one source on one thing, in time."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.series import (
    CUMULATIVE,
    FLOW,
    STOCK,
    falls,
    kinds_of,
    lines_of,
    reports_of,
    spans_of,
)
from crisisfigures.table import Columns, normalise

BASE = {"measure": "killed", "basis": "cumulative", "place": "LBN", "source": "MoPH"}


def _columns(rows):
    days = pd.Timestamp("2024-01-01")
    made = [
        {
            **BASE,
            "period_start": days,
            "period_end": days + pd.Timedelta(row.pop("day"), "D"),
            **row,
        }
        for row in map(dict, rows)
    ]
    return Columns(normalise(pd.DataFrame(made)))


def _falls(rows):
    """Return which rows fall, and below which."""
    columns = _columns(rows)
    rows = np.flatnonzero(kinds_of(columns) == CUMULATIVE)
    series = reports_of(columns, lines_of(columns, rows), by_start=True)
    found = falls(series)
    at = np.flatnonzero(found >= 0)
    return dict(zip(series.row[at].tolist(), series.row[found[at]].tolist(), strict=True))


def _totals(*numbers):
    return [{"best": float(number), "day": day} for day, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((10, 20, 20, 30), {}),
        # One number too many is one fall, and not one for each report after it.
        ((10, 20, 300, 30, 40, 50), {3: 2}),
        # One number too few is one fall as well.
        ((10, 20, 3, 30, 40), {2: 1}),
        ((10, 9, 8), {1: 0, 2: 1}),
    ],
)
def test_a_report_below_an_earlier_one_falls(numbers, found):
    assert _falls(_totals(*numbers)) == found


def test_a_range_falls_only_as_a_whole():
    rows = [
        {"low": 100.0, "high": 120.0, "day": 0},
        {"low": 50.0, "high": 100.0, "day": 1},
        {"low": 50.0, "day": 2},
        {"low": 40.0, "high": 90.0, "day": 3},
        {"low": 60.0, "high": 80.0, "day": 4},
    ]
    assert _falls(rows) == {3: 0}


@pytest.mark.parametrize(
    ("before", "now", "is_fall"),
    [
        ({"low": 100.0}, {"high": 100.0}, False),
        ({"low": 100.0, "low_kind": "exclusive"}, {"high": 100.0}, True),
        ({"low": 100.0}, {"high": 100.0, "high_kind": "exclusive"}, True),
        # What a convention made of "hundreds" contradicts nothing.
        ({"low": 200.0, "high": 999.0, "low_kind": "convention"}, {"best": 150.0}, False),
        ({"best": 200.0}, {"low": 50.0, "high": 150.0, "high_kind": "convention"}, False),
        ({"best": 200.0, "approximate": True}, {"best": 190.0}, False),
    ],
)
def test_an_end_that_is_open_excluded_or_made_by_a_reading_is_taken_as_such(before, now, is_fall):
    assert bool(_falls([{**before, "day": 0}, {**now, "day": 1}])) == is_fall


@pytest.mark.parametrize(
    "other",
    [
        {"place": "SYR"},
        {"source": "OCHA"},
        {"measure": "injured"},
        {"group": "status=civilian"},
        {"event": "2024"},
        {"production": "estimated"},
        {"basis": "flow"},
        {"period_start": "2024-01-01", "best": None, "status": "missing"},
        {"best": -3.0},
        {"low": 50.0, "best": 40.0},
        {"source": None},
        {"period_end": None},
        {"period_start": "2025-01-01"},
        {"status": "withdrawn"},
    ],
)
def test_what_is_of_another_series_or_of_none_does_not_fall(other):
    assert _falls([*_totals(10, 20), {"best": 3.0, "day": 2, **other}]) == {}


def test_a_place_without_a_code_is_known_by_its_name():
    rows = [{**row, "place": None, "place_name": "Arsal"} for row in _totals(20, 10)]
    assert _falls(rows) == {1: 0}
    assert _falls([rows[0], {**rows[1], "place_name": "Tyre"}]) == {}
    assert _falls([{**row, "place_name": None} for row in rows]) == {}
    assert _falls([{**row, "place_name": None, "event": "port"} for row in rows]) == {1: 0}


def test_a_period_of_which_a_series_says_several_things_is_left_out():
    assert _falls([*_totals(20, 10), {"best": 25.0, "day": 1}]) == {}
    # Twice the same is one report.
    assert _falls([*_totals(20, 10), {"best": 10.0, "day": 1}]) == {1: 0}


def test_a_new_count_from_another_day_is_another_series():
    restart = {"period_start": "2024-03-01", "period_end": "2024-03-04", "best": 31.0, "day": 0}
    assert _falls([*_totals(3_961, 4_047), restart]) == {}


def test_what_nobody_states_is_of_the_usual_basis():
    columns = _columns(
        [
            {"measure": measure, "basis": basis, "best": 1.0, "day": 0}
            for measure, basis in [
                ("killed", None),
                ("idps", None),
                ("displaced", None),
                ("killed", "cumulative"),
                ("killed", "unstated"),
                ("kiled", "flow"),
            ]
        ]
    )
    assert kinds_of(columns).tolist() == [FLOW, STOCK, -1, CUMULATIVE, -1, -1]


def test_a_period_that_two_rows_state_is_one():
    rows = [{**row, "basis": "flow"} for row in [*_totals(5, 6), *_totals(7)]]
    columns = _columns(rows)
    spans = spans_of(columns, lines_of(columns, np.arange(3)))
    assert spans.row.tolist() == [0, 1]
    assert spans.end.tolist() == [19723, 19724]


_END = st.none() | st.integers(0, 12)


@st.composite
def _ranges(draw):
    low, high = draw(_END), draw(_END)
    if low is None and high is None:
        return (float(draw(st.integers(0, 12))),) * 2
    if low is not None and high is not None and low > high:
        low, high = high, low
    return (-np.inf if low is None else float(low), np.inf if high is None else float(high))


def _by_hand(ranges):
    found, peak = {}, 0
    for at, (low, high) in enumerate(ranges):
        if high < ranges[peak][0]:
            found[at] = peak
        if at in found or low > ranges[peak][0]:
            peak = at
    return found


@settings(max_examples=300)
@given(st.lists(_ranges(), min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_falls_are_those_that_a_reader_finds_one_after_the_other(ranges, random):
    rows = [
        {
            "low": None if low == -np.inf else low,
            "high": None if high == np.inf else high,
            "day": at,
        }
        for at, (low, high) in enumerate(ranges)
    ]
    # Other series beside it, in whatever order, change nothing.
    others = [{**row, "source": "OCHA"} for row in _totals(7, 3, 9)]
    order = list(range(len(rows)))
    random.shuffle(order)
    found = _falls([rows[at] for at in order] + others)
    said = {order[at]: order[of] for at, of in found.items() if at < len(rows)}
    assert said == _by_hand(ranges)


@settings(max_examples=100)
@given(st.lists(st.integers(1, 50), min_size=3, max_size=12), st.data())
def test_a_series_that_grows_has_no_fall_and_one_slip_makes_one(steps, data):
    numbers = np.cumsum(steps).tolist()
    assert _falls(_totals(*numbers)) == {}
    at = data.draw(st.integers(1, len(numbers) - 2))
    too_few = [*numbers[:at], 0, *numbers[at + 1 :]]
    assert _falls(_totals(*too_few)) == {at: at - 1}
    too_many = [*numbers[:at], 10 * numbers[-1], *numbers[at + 1 :]]
    assert _falls(_totals(*too_many)) == {at + 1: at}

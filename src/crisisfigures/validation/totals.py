"""Running totals: what has been counted since a day only grows."""

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings
from crisisfigures.validation._along import (
    NUMBERS,
    OF_SERIES,
    READS,
    at_number,
    fallen,
    is_running_total,
    report_named,
    running_totals,
    said,
)
from crisisfigures.validation._digits import slip
from crisisfigures.validation._samples import sample_series
from crisisfigures.validation._words import named_places

# What is sorted again as tests come in: of suspected cases some turn out to be none.
_SORTED_AGAIN = ("cases",)

_SMALL_SHARE, _OF = 0.2, 100
"""Down to this share of so many at least, a new count is likelier than a correction."""

_RESTART = (
    "It falls to a small part of what was said before: where a new count begins, its rows need the "
    "`period_start` from which it counts."
)
_THIS = "The next report is back where the earlier one was: look at this number first."
_THAT = "Without the earlier number nothing would fall: look at that one first."
_EITHER = "Either this number is too low or the earlier one too high."


def _of_cases(cells: Cells) -> Flags:
    return cells.is_word("measure", *_SORTED_AGAIN)


def _falls(cells: Cells, column: str) -> Judged:
    return _found(cells, column, is_running_total(cells) & ~cells.once(_of_cases))


def _cases_fall(cells: Cells, column: str) -> Judged:
    return _found(cells, column, is_running_total(cells) & cells.once(_of_cases))


def _found(cells: Cells, column: str, concerned: Flags) -> Judged:
    rows = cells.once(running_totals).row[cells.once(fallen) >= 0]
    return at_number(cells, column, rows[concerned[rows]], concerned)


def _beside(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    """Return what each report falls to, after what, and which of the two to look at first."""
    series, earlier = cells.once(running_totals), cells.once(fallen)
    place = np.full(cells.n, -1, dtype=np.int64)
    place[series.row] = np.arange(series.n)
    at = place[rows]
    peak = earlier[at]
    line, lower, upper = (
        np.append(array, end)
        for array, end in ((series.line, -1), (series.lower, np.nan), (series.upper, np.nan))
    )
    has_next, has_before = line[at + 1] == line[at], line[peak - 1] == line[peak]
    is_back = has_next & (upper[at + 1] >= lower[peak])
    stands_out = has_next & ~is_back & has_before & (upper[at] >= lower[peak - 1])
    is_small = (lower[peak] >= _OF) & (upper[at] <= _SMALL_SHARE * lower[peak])
    look = np.select(
        [is_back, stands_out, is_small],
        [_THIS, _THAT, _RESTART],
        _EITHER,
    ).astype(object)
    numbers = zip(series.best[peak].tolist(), series.best[at].tolist(), strict=True)
    for i, words in enumerate(slip(a, b) if a == a and b == b else None for a, b in numbers):
        if words is not None and look[i] != _RESTART:
            look[i] += f" {words}"
    return {
        "now": said(cells, rows),
        "before": report_named(cells, series.row[peak]),
        "where": named_places(cells, rows),
        "look": look,
    }


CHECKS = (
    Check(
        name="cumulative-falls",
        severity="warning",
        phase="table",
        at=NUMBERS,
        find=_falls,
        reads=READS,
        within=OF_SERIES,
        message="the running total of {where} falls to {now}, after {before}",
        hint="{look} If the source revised it, keep both as they were said.",
        why="The dead do not come back to life: a total that falls was revised, mistyped, or is of "
        "another count. What was added between two reports is then no longer their difference.",
        bad=(
            sample_series("cumulative", 4106.0, 4327.0, 4237.0),
            sample_series("cumulative", 3961.0, 4047.0, 123.0),
            sample_series("cumulative", 30.0, 320.0, 34.0),
        ),
        good=(
            sample_series("cumulative", 4106.0, 4237.0, 4237.0, 4327.0),
            sample_series("cumulative", 40.0, 30.0, period_start="2022-06-01")[:1]
            + sample_series("cumulative", 40.0, 30.0)[1:],
        ),
        facts=_beside,
    ),
    Check(
        name="case-count-falls",
        severity="info",
        phase="table",
        at=NUMBERS,
        find=_cases_fall,
        reads=READS,
        within=OF_SERIES,
        message="the running total of cases in {where} falls to {now}, after {before}",
        hint="{look} Suspected cases are taken away again as tests come in: then it is no fault.",
        why="Cases are sorted again as laboratories report, so a total of cases may fall. The new "
        "cases of the days between are not the difference of the two totals.",
        bad=(
            sample_series(
                "cumulative", 390.0, 413.0, 408.0, measure="cases", cause="disease:ebola"
            ),
        ),
        good=(
            sample_series(
                "cumulative", 390.0, 408.0, 413.0, measure="cases", cause="disease:ebola"
            ),
        ),
        facts=_beside,
    ),
)

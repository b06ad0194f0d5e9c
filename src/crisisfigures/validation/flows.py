"""Flows: what happened in a period, and whether the periods can be added up."""

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings
from crisisfigures.segments import Groups, dense, starts
from crisisfigures.series import FLOW, Lines, Spans, kinds_of, lines_of, spans_of
from crisisfigures.table import NO_DAY
from crisisfigures.validation._along import OF_SERIES, READS, rows_of
from crisisfigures.validation._words import named_rows


def _is_flow(cells: Cells) -> Flags:
    return np.equal(cells.once(kinds_of), FLOW)


def _overlaps(cells: Cells) -> tuple[Integers, Integers, Integers]:
    """Return for each set of overlapping periods its longest, how many others, and the first other.

    Periods that overlap one another, or are held together by others between them, are one set.
    """
    rows = rows_of(cells, FLOW)
    start, end = (cells.days(name)[rows] for name in ("period_start", "period_end"))
    chosen = (start != NO_DAY) & (start <= end) & cells.is_word("period_kind", "covers")[rows]
    chosen &= (_has_number(cells) & ~cells.flags("is_rollup"))[rows]
    rows = rows[chosen]
    if not _sets(spans_of(cells, Lines(rows, np.zeros(len(rows), dtype=np.int64), 1)))[0].any():
        # No two periods of the whole table overlap, as where all are months.
        return rows[:0], rows[:0], rows[:0]
    spans = spans_of(cells, lines_of(cells, rows).several())
    overlaps, begins = _sets(spans)
    group = np.cumsum(begins) - 1
    at = np.flatnonzero(overlaps)
    start, days = spans.start[at], spans.end[at] - spans.start[at]
    # The longest period of a set first, of several the earliest.
    at = at[np.lexsort((start, -days, group[at]))]
    at = at[starts(group[at])]
    first = np.flatnonzero(begins)[group[at]]
    other = np.where(first == at, first + 1, first)
    return spans.row[at], np.bincount(group)[group[at]] - 1, spans.row[other]


def _has_number(cells: Cells) -> Flags:
    missing = np.isnan(cells.numbers("best"))
    for name in ("low", "high"):
        if cells.has(name):
            missing = missing & np.isnan(cells.numbers(name))
    return ~missing


def _sets(spans: Spans) -> tuple[Flags, Flags]:
    """Return which periods overlap with others of their series, and where a set of them begins."""
    begins = starts(spans.line)
    if spans.n:
        # The latest day so far in the series, as one number: the series are in order.
        first, width = int(spans.start.min()), int(spans.end.max() - spans.start.min()) + 1
        base = spans.line * width - first
        latest = np.maximum.accumulate(base + spans.end)
        begins[1:] |= (base + spans.start)[1:] > latest[:-1]
    ends = np.append(begins[1:], True)[: spans.n]
    return ~(begins & ends), begins


def _is_overlapping(cells: Cells, _column: str) -> Judged:
    return Judged(cells.marked(cells.once(_overlaps)[0]), concerned=cells.once(_is_flow))


def _others(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    longest, n_others, other = cells.once(_overlaps)
    order = np.argsort(longest)
    at = order[np.searchsorted(longest, rows, sorter=order)]
    shown = other[at]
    others = [
        "another period that it counts:" if n == 1 else f"{n:,} other periods that it counts, as"
        for n in n_others[at].tolist()
    ]
    days = cells.said("period_start", shown) + " to " + cells.said("period_end", shown)
    return {
        "others": np.array([*others, None], dtype=object)[:-1],
        "other": days + " in " + named_rows(cells, shown),
    }


def _zeros(cells: Cells, share: float, least: float) -> tuple[Integers, Integers, Integers]:
    """Return for each source and measure of a filled grid its last 0, how many, and of how many.

    A grid is a flow in several places and periods in which no number is missing. A number that
    belongs to an event is none of it: that nobody died in an attack is worth saying.
    """
    rows = np.flatnonzero(cells.once(_is_flow) & (cells.numbers("best") == 0))
    if len(rows) < share * least:
        return rows[:0], rows[:0], rows[:0]
    rows = rows_of(cells, FLOW)
    rows = rows[(cells.codes("source")[0][rows] >= 0) & (cells.codes("event")[0][rows] < 0)]
    keys = [cells.codes(name) for name in ("measure", "source")]
    group, m = dense([key[rows] for key, _ in keys], [len(texts) for _, texts in keys])
    groups, best = Groups(group, m), cells.numbers("best")[rows]
    zero = (best == 0) & ~(cells.numbers("high")[rows] > 0)
    n, n_zero = groups.sizes, groups.count(zero)
    filled = (n >= least) & (n_zero >= share * n)
    filled &= groups.all(~np.isnan(best) & cells.is_word("status", "present")[rows])
    for several in (cells.codes("place")[0][rows], cells.days("period_end")[rows]):
        filled &= groups.first(several) < groups.last(several)
    return groups.last(rows, zero)[filled], n_zero[filled], n[filled]


def _is_filled(cells: Cells, _column: str, *, share: float, least: float) -> Judged:
    return Judged(cells.marked(_zeros(cells, share, least)[0]), concerned=cells.once(_is_flow))


def _counted(
    cells: Cells, _column: str, rows: Integers, *, share: float, least: float
) -> dict[str, Strings]:
    last, n_zero, n = _zeros(cells, share, least)
    order = np.argsort(last)
    at = order[np.searchsorted(last, rows, sorter=order)]
    counts = zip(n_zero[at].tolist(), n[at].tolist(), strict=True)
    said = [f"{zeros:,} of {total:,}" for zeros, total in counts]
    return {"zeros": np.array([*said, None], dtype=object)[:-1]}


_MARCH = {"period_start": "2022-03-01", "period_end": "2022-03-31"}
_APRIL = {"period_start": "2022-04-01", "period_end": "2022-04-30"}
_SPRING = {"period_start": "2022-03-01", "period_end": "2022-05-31"}

CHECKS = (
    Check(
        name="flow-overlaps",
        severity="info",
        phase="table",
        at=("period_start",),
        find=_is_overlapping,
        reads=(*READS, "is_rollup"),
        within=OF_SERIES,
        message="the source counts {value} to {period_end}, which overlaps {others} {other}",
        hint="Add up either this or the others. If this is their sum, set `is_rollup` to true; if "
        "they are different incidents or people, give each its `event`, `place` or `group`.",
        why="A quarter beside its months, a week beside its days, the last 48 hours beside the "
        "last 24: whoever is in both is counted twice when they are added up.",
        bad=(
            (_MARCH, _APRIL, _SPRING),
            (
                {"period_start": "2022-03-02", "period_end": "2022-03-02", "precision": "day"},
                {"period_start": "2022-03-01", "period_end": "2022-03-02", "precision": "days"},
            ),
        ),
        good=(
            (_MARCH, _APRIL),
            (_MARCH, {**_SPRING, "source": "AFP"}),
            ({**_MARCH, "event": "1"}, {**_SPRING, "event": "2"}),
            (_MARCH, {**_SPRING, "period_kind": "within"}),
            (_MARCH, {**_SPRING, "is_rollup": True}),
        ),
        facts=_others,
    ),
    Check(
        name="zero-for-missing",
        severity="info",
        phase="table",
        at=("best",),
        find=_is_filled,
        reads=READS,
        within=("measure", "source"),
        message="{zeros} numbers of {measure} by {source} are 0, and none is missing",
        hint="Where nobody reported, leave the cell empty, with the `status` missing or "
        "none_recorded. If each 0 was reported, nothing is to be done.",
        why="A grid of places and months that was filled up with zeros says of most of them that "
        "nobody was killed, where all that is known is that nobody reported.",
        bad=(
            tuple(
                {
                    "best": best,
                    "low": None,
                    "high": None,
                    "place": ("NER", "MLI")[at % 2],
                    "period_start": f"{1990 + at // 2}-01-01",
                    "period_end": f"{1990 + at // 2}-12-31",
                    "precision": "year",
                    "published_on": "2022",
                }
                for at, best in enumerate([12.0, 3.0, 7.0] + [0.0] * 57)
            ),
        ),
        good=(
            tuple(
                {"best": 0.0, "low": None, "high": None, "event": f"incident {at}"}
                for at in range(60)
            ),
        ),
        facts=_counted,
        settings={"share": 0.9, "least": 50},
    ),
)

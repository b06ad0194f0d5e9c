"""Series: what one source says of one thing, report after report, on arrays.

The reports of a series are equal in every facet but the period, and come from one source. What is
known of a series is asked of all series at once: nothing here loops over rows, except where ranges
hide a fall, and nothing depends on the order of the rows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crisisfigures.estimate import SOFT_KINDS, effective_ends, is_allowed_number, is_ordered
from crisisfigures.segments import Flags, Integers, Numbers, dense, starts
from crisisfigures.table import NO_DAY, Columns
from crisisfigures.vocabulary import MEASURES

STOCK, FLOW, CUMULATIVE = range(3)
_BASES = {"stock": STOCK, "flow": FLOW, "cumulative": CUMULATIVE}

FACETS = (
    *("measure", "unit", "group", "definition", "cause", "event", "actor", "modality"),
    *("place", "place_system", "from_place", "from_system", "period_kind"),
    *("production", "role", "source"),
)
"""What the reports of one series have in common, beside the basis."""

_NAMES = {"place": "place_name", "from_place": "from_name"}
"""What says where, in a row that has no code for it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Which of m series each of k rows belongs to.

    Attributes:
        rows: k positions of rows, ascending.
        ids: Their series, 0 to m - 1.
        m: How many series there are.
    """

    rows: Integers
    ids: Integers
    m: int

    def several(self) -> "Lines":
        """Return the rows whose series has more than one; the ids are kept."""
        at = np.bincount(self.ids, minlength=self.m)[self.ids] > 1
        return Lines(self.rows[at], self.ids[at], self.m)

    def among(self, rows: Integers) -> "Lines":
        """Return those of some rows."""
        at = np.isin(self.rows, rows)
        return Lines(self.rows[at], self.ids[at], self.m)


@dataclass(frozen=True, slots=True)
class Spans:
    """The periods of series, each once: by series, and in time.

    Attributes:
        line: p series.
        start: Their first days, `NO_DAY` where not stated.
        end: Their last days.
        row: The first row that states the period.
    """

    line: Integers
    start: Integers
    end: Integers
    row: Integers

    @property
    def n(self) -> int:
        """Return how many there are."""
        return len(self.row)


@dataclass(frozen=True, slots=True)
class Reports(Spans):
    """The reports of series, each period once, in time.

    A series says one thing of a period. Rows that say the same are one report; where they differ
    it is not known which of them the series says, and the period is left out.

    Attributes:
        line: p series; of running totals those that count from one day are a series.
        lower: Their lower ends, -inf where open; just above a number that is itself excluded.
        upper: Their upper ends, inf where open; just below a number that is itself excluded.
        best: The number that stands for the report: its best figure, or all there is; else NaN.
        firm_lower: Where a source stated the lower end; a convention or rounding states nothing.
        firm_upper: The same of the upper end.
    """

    lower: Numbers
    upper: Numbers
    best: Numbers
    firm_lower: Flags
    firm_upper: Flags

    def beside(self, step: int = 1) -> Flags:
        """Return where the report that many places before is of the same series."""
        found = np.zeros(self.n, dtype=np.bool_)
        found[step:] = self.line[step:] == self.line[:-step]
        return found


_NO_ROWS, _NO_ENDS, _NO_FLAGS = (np.empty(0, dtype=d) for d in ("int64", "float64", "bool"))
_NO_REPORTS = Reports(
    *(_NO_ROWS, _NO_ROWS, _NO_ROWS, _NO_ROWS),
    *(_NO_ENDS, _NO_ENDS, _NO_ENDS),
    *(_NO_FLAGS, _NO_FLAGS),
)


def kinds_of(columns: Columns) -> Integers:
    """Return whether each row is a stock, a flow or a running total; -1 where nobody says so."""
    measures, bases = columns.codes("measure"), columns.codes("basis")
    usual = [MEASURES[name].default_basis if name in MEASURES else "" for name in measures[1]]
    table = np.full((len(usual) + 1, len(bases[1]) + 1), -1, dtype=np.int64)
    for at, word in enumerate(bases[1]):
        table[:-1, at] = _BASES.get(word, -1)
    table[:-1, -1] = [_BASES.get(word, -1) for word in usual]
    table[[*(name not in MEASURES for name in measures[1]), True]] = -1
    return table[measures[0], bases[0]]


def lines_of(columns: Columns, rows: Integers, *, but: tuple[str, ...] = ()) -> Lines:
    """Return the series of some rows, all of one kind; or those of `but` other facets alike.

    Rows belong to none that state no source, no last day, or neither a place nor an event, and
    those whose `status` says that there is no number.
    """
    if not len(rows):
        return Lines(rows, rows, 0)
    start, end = (columns.days(name)[rows] for name in ("period_start", "period_end"))
    known = (end != NO_DAY) & (start <= end) & columns.is_word("status", "present")[rows]
    codes = {name: columns.codes(name) for name in FACETS}
    keys = {
        name: (key[rows], len(texts))
        for name, (key, texts) in codes.items()
        if key.strides != (0,) and name not in but
    }
    is_named = np.zeros(len(rows), dtype=np.bool_)
    for place, name in _NAMES.items():
        missing = codes[place][0][rows] < 0
        if columns.has(name) and missing.any():
            names, texts = columns.codes(name)
            keys[name] = np.where(missing, names[rows], -1), len(texts)
            is_named |= (keys[name][0] >= 0) & (place == "place")
    known &= codes["source"][0][rows] >= 0
    known &= is_named | (codes["place"][0][rows] >= 0) | (codes["event"][0][rows] >= 0)
    if not known.all():
        rows = rows[known]
        keys = {name: (key[known], size) for name, (key, size) in keys.items()}
    if not keys:
        return Lines(rows, np.zeros(len(rows), dtype=np.int64), min(len(rows), 1))
    ids, m = dense([key for key, _ in keys.values()], [size for _, size in keys.values()])
    return Lines(rows, ids, m)


def spans_of(columns: Columns, lines: Lines) -> Spans:
    """Return the distinct periods of series, by their first days."""
    start, end = (columns.days(name)[lines.rows] for name in ("period_start", "period_end"))
    ids, p = dense(*_keys(lines.ids, start, end))
    first = _first_of(ids, p)
    return Spans(lines.ids[first], start[first], end[first], lines.rows[first])


def reports_of(
    columns: Columns, lines: Lines, *, by_start: bool = False, signed: bool = False
) -> Reports:
    """Return the reports of series, by their last days.

    Rows are left out whose numbers cannot be (below zero, out of order, not finite), and those of
    measures that may be negative, of which a total can well fall.

    Args:
        columns: The table.
        lines: The series of its stocks, or of its running totals.
        by_start: Whether what counts from another day is another series, as of running totals.
        signed: Whether measures that may be negative have reports, too.
    """
    rows, line = lines.rows, lines.ids
    if not len(rows):
        return _NO_REPORTS
    low, best, high = (columns.numbers(name)[rows] for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    sound = is_ordered(low, best, high) & (np.isfinite(lower) | np.isfinite(upper))
    may_fall = columns.holds("measure", is_signed)[rows]
    for number in (low, best, high):
        sound &= np.isnan(number) | is_allowed_number(number, may_fall)
    if not signed:
        sound &= ~may_fall
    best = np.where(np.isnan(best) & (lower == upper), lower, best)
    # "About 500" is 500 in some tables, and in others a range that was made of it.
    approximate = columns.flags("approximate")[rows]
    lower, firm_lower = _read_as(columns, rows, "low_kind", lower, np.inf)
    upper, firm_upper = _read_as(columns, rows, "high_kind", upper, -np.inf)
    firm_lower &= ~approximate
    firm_upper &= ~approximate
    start, end = (columns.days(name)[rows] for name in ("period_start", "period_end"))
    if by_start:
        line, _ = dense(*_keys(line, start))
    at = np.flatnonzero(sound)
    ids, p = dense(*_keys(line[at], end[at], start[at]))
    first = at[_first_of(ids, p)]
    differs = np.zeros(p, dtype=np.bool_)
    for said in (lower, upper, best, firm_lower, firm_upper):
        own, others = said[at], said[first][ids]
        differs[ids[(own != others) & ((own == own) | (others == others))]] = True
    at = first[~differs]
    return Reports(
        line[at],
        start[at],
        end[at],
        rows[at],
        lower[at],
        upper[at],
        best[at],
        firm_lower[at],
        firm_upper[at],
    )


def reports_among(columns: Columns, lines: Lines, rows: Integers) -> Reports:
    """Return the reports of series that some of their rows make."""
    return reports_of(columns, lines.among(rows))


def left_out(columns: Columns, rows: Integers, lines: Lines, reports: Reports) -> dict[str, int]:
    """Return how many of some rows are in no report, by the reason; a repeated report is in one.

    Args:
        columns: The table.
        rows: Rows of one kind, ascending.
        lines: Their series.
        reports: What the series report, whose rows are among those of `lines`.
    """
    why = np.full(columns.n, "no source, day or place is stated", dtype=object)
    why[lines.rows] = "the source says another number of the same period, or none that can be"
    status = columns.texts("status")
    gone = ~columns.is_word("status", "present")
    why[gone] = status[gone]
    start, end = (columns.days(name)[lines.rows] for name in ("period_start", "period_end"))
    said = pd.MultiIndex.from_arrays([lines.ids, start, end])
    told = lines.rows[said.isin(said[np.searchsorted(lines.rows, reports.row)])]
    reasons = why[np.setdiff1d(rows, told)]
    return {str(name): int(n) for name, n in pd.Series(reasons).value_counts().items()}


def between(movements: Spans, stock: Spans, later: Integers) -> Integers:
    """Return which movements are of the days from the stock before to a later one; -1 for none.

    Whether the day of a stock itself is counted is left to who counts.

    Args:
        movements: Movements of the same series.
        stock: Stocks, by series and in time.
        later: k positions of stocks that have one of their series before them.
    """
    spans = pd.MultiIndex.from_arrays([movements.line, movements.start, movements.end])
    found = np.full(len(later), -1, dtype=np.int64)
    for first, last in ((0, 0), (0, -1), (1, -1), (1, 0)):
        sought = [stock.line[later], stock.end[later - 1] + first, stock.end[later] + last]
        at = spans.get_indexer(pd.MultiIndex.from_arrays(sought))
        found = np.where(at >= 0, at, found)
    return found


def falls(series: Reports) -> Integers:
    """Return for each report of running totals the earlier one that it falls below; -1 for none.

    A report falls if its whole range lies below that of an earlier one. What came before a fall is
    not held against what comes after it: one number that was too high is one fall.
    """
    if not series.n:
        return np.empty(0, dtype=np.int64)
    lower = np.where(series.firm_lower, series.lower, -np.inf)
    upper = np.where(series.firm_upper, series.upper, np.inf)
    beside = series.beside()
    # A report below the one just before it falls, whatever came before.
    sure = np.zeros(series.n, dtype=np.bool_)
    sure[1:] = beside[1:] & (upper[1:] < lower[:-1])
    run = np.cumsum(~beside | sure) - 1
    peak = _peaks(run, lower)
    found = np.where(sure, np.append(-1, peak[:-1]), -1)
    hidden = np.zeros(series.n, dtype=np.bool_)
    hidden[1:] = (run[1:] == run[:-1]) & (upper[1:] < lower[peak[:-1]])
    if hidden.any():
        at = np.flatnonzero(np.isin(series.line, series.line[hidden]))
        again = _counted_again(series.line[at], lower[at], upper[at])
        found[at] = np.where(again < 0, -1, at[again])
    return found


def _peaks(run: Integers, lower: Numbers) -> Integers:
    """Return for each entry the first of the highest up to there, within runs."""
    _, rank = np.unique(lower, return_inverse=True)
    level = np.maximum.accumulate(run * (len(lower) + 1) + rank)
    return np.maximum.accumulate(np.where(starts(level), np.arange(len(lower)), 0))


def _counted_again(line: Integers, lower: Numbers, upper: Numbers) -> Integers:
    """Return what `falls` does, report by report.

    Where a wide range stands between a peak and a fall, from where the next count begins depends
    on the fall before. Such series are rare.
    """
    found = np.full(len(line), -1, dtype=np.int64)
    peak, ends = 0, list(zip(line.tolist(), lower.tolist(), upper.tolist(), strict=True))
    for at, (of, least, most) in enumerate(ends):
        own, highest, _ = ends[peak]
        if of == own and most < highest:
            found[at] = peak
        if of != own or most < highest or least > highest:
            peak = at
    return found


def is_signed(measure: str) -> bool:
    """Return whether a measure may be negative; nobody knows it of one that is in no list."""
    return measure not in MEASURES or MEASURES[measure].signed


def _read_as(
    columns: Columns, rows: Integers, name: str, ends: Numbers, inwards: float
) -> tuple[Numbers, Flags]:
    """Return ends, those that are excluded a little further in, and which of them are firm."""
    kinds, words = columns.codes(name)
    soft = np.array([*(word in SOFT_KINDS for word in words), False])[kinds[rows]]
    out = np.array([*(word == "exclusive" for word in words), False])[kinds[rows]]
    return np.where(out, np.nextafter(ends, inwards), ends), ~soft


def _keys(line: Integers, *days: Integers) -> tuple[list[Integers], list[int]]:
    """Return series and days as keys of `dense`, with their sizes."""
    keys, sizes = [line], [int(line.max(initial=-1)) + 1]
    for day in days:
        stated = day[day != NO_DAY]
        first, last = (int(stated.min()), int(stated.max())) if len(stated) else (0, -1)
        codes, size = dense([np.maximum(day, first - 1) - first], [last - first + 1])
        keys.append(codes)
        sizes.append(size)
    return keys, sizes


def _first_of(ids: Integers, p: int) -> Integers:
    """Return where each of p ids comes first."""
    first = np.zeros(p, dtype=np.int64)
    first[ids[::-1]] = np.arange(len(ids))[::-1]
    return first

"""Bundles: rows of events that are alike in all but the event and the numbers, taken as one figure.

Lists of events have one row for each of them, and thousands of rows of one place and month. Flows
of different events are added up in the end: those that nothing tells apart may be so at once, and
all that is asked of figures is asked of some hundred bundles, and not of a million rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from crisisfigures._threads import ahead
from crisisfigures.aggregation._periods import inside, span_ids
from crisisfigures.matching import FACETS
from crisisfigures.period import Period
from crisisfigures.segments import Flags, Groups, Integers, Numbers, dense_ids, ordered
from crisisfigures.series import STOCK, kinds_of
from crisisfigures.table import Columns

PARTIAL, DISPUTED = "is_partial", "is_disputed"
"""Columns of rows that are sums already: whether they are only what is known at least, and whether
accounts of them disagree."""

USABLE = ("present", "suppressed")
"""The status of rows whose number counts."""

_ENDS = ("low", "best", "high")
_DAYS = ("period_start", "period_end")
_ALIKE = (
    *(name for name in FACETS if name not in ("period", "event")),
    *("place_system", "from_system", "period_kind"),
    *("low_kind", "high_kind", "quantifier", "status", "source", "completeness"),
)
"""Texts that are the same in all rows of a bundle, besides its days: all that is asked of a figure
before it is added up, or said of the sum."""

_PARTS, _EXACT = 8, 2.0**53
"""Whole numbers, halves and eighths have the same sum in any order, below 2**53 eighths in all."""


@dataclass(frozen=True)
class Bundles:
    """Which of n rows are one figure, as runs of rows next to each other; m bundles of r runs.

    Attributes:
        n: How many rows there are.
        start: The first row of each run.
        of: The bundle of each run. Bundles are numbered in the order of their first rows.
        m: How many bundles there are.
    """

    n: int
    start: Integers
    of: Integers
    m: int

    @property
    def are_rows(self) -> bool:
        """Whether each bundle is one row, at its own position."""
        return self.m == self.n

    @cached_property
    def run_sizes(self) -> Integers:
        """How many rows each run has."""
        return np.diff(self.start, append=self.n)

    @cached_property
    def sizes(self) -> Integers:
        """How many rows each bundle has."""
        return Groups(self.of, self.m).total(self.run_sizes)

    @cached_property
    def first(self) -> Integers:
        """The first row of each bundle."""
        return Groups(self.of, self.m).first(self.start)

    def sums(self, numbers: Numbers) -> Numbers:
        """Return the sum of each bundle's numbers."""
        of_runs: Numbers = np.add.reduceat(numbers, self.start)
        if self.m == len(self.start):
            return of_runs
        found = np.bincount(self.of, of_runs, minlength=self.m)
        # What is one row keeps its number as it is, also -0.
        return np.where(self.sizes == 1, numbers[self.first], found)

    def count(self, ids: Integers, bundles: Integers, k: int) -> Integers:
        """Return how many rows each of k groups has, of bundles and the ids of their groups."""
        if self.are_rows:
            return np.bincount(ids, minlength=k)
        return np.bincount(ids, self.sizes[bundles], minlength=k).astype(np.int64)

    def runs(self, ids: Integers, bundles: Integers) -> tuple[Integers, Integers]:
        """Return the runs of bundles that are given by groups, and the place of the bundle of each.

        Runs are in the order of the groups' ids, and in that of the rows in each.
        """
        if self.are_rows:
            return bundles, np.arange(len(bundles))
        n_runs = Groups(self.of, self.m).sizes
        times = n_runs[bundles]
        at = np.repeat(np.arange(len(bundles)), times)
        within = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
        run = ordered(self.of, self.m)[(np.cumsum(n_runs) - n_runs)[bundles][at] + within]
        order = np.argsort(run, kind="stable")
        order = order[ordered(ids[at][order], int(ids.max(initial=0)) + 1)]
        return run[order], at[order]

    def rows(self, runs: Integers) -> Integers:
        """Return the rows of runs, those of the first one first."""
        if self.are_rows:
            return runs
        sizes = self.run_sizes[runs]
        before = np.cumsum(sizes) - sizes
        found: Integers = np.repeat(self.start[runs] - before, sizes)
        found += np.arange(len(found))
        return found


def each_row(n: int) -> Bundles:
    """Return bundles of one row each."""
    rows = np.arange(n)
    return Bundles(n, rows, rows, n)


def bundles_of(columns: Columns, spans: str | Sequence[Period] | None) -> tuple[Bundles, Columns]:
    """Return the bundles of n rows, and the columns of the bundles with the sums of their numbers.

    A bundle of several rows is of flows of events that have no other row. Each has a number that
    bounds it below, and all have the other two, or none has. Any row that is not so is a bundle of
    its own.

    Args:
        columns: The reconciled figures.
        spans: Along which periods they are put together; all days of one unit are alike then.
    """
    n = columns.n
    if not n or not all(columns.has(name) for name in ("event", *_ENDS)):
        return each_row(n), columns
    if isinstance(columns.table["event"].dtype, pd.CategoricalDtype):
        # Events have an order of their own then, and the first of them tells names of places.
        return each_row(n), columns
    # Needed in any case, by whoever asks for the codes of the events.
    recurs = ahead(lambda: columns.recurs("event"), n)
    differs = {name: columns.differs(name) for name in (*_DAYS, *_ALIKE)}
    even = [name for name in _ALIKE if differs[name] is None]
    marks = _marks(columns)
    may = _are_bounded(columns) & ~(recurs() | columns.is_missing("event"))
    if not _are_many(may) or not all(_is_exact(columns.numbers(name)) for name in _ENDS):
        return each_row(n), columns
    alike = may[1:] & may[:-1]
    for flags in (*differs.values(), *(mark[1:] != mark[:-1] for mark in marks)):
        if flags is not None:
            alike &= ~flags
    start = np.flatnonzero(np.append(True, ~alike))
    runs = columns.at(start, even)
    is_apart = _are_apart(runs)
    if is_apart.any():
        is_apart = np.repeat(is_apart, np.diff(start, append=n))
        may &= ~is_apart
        start = np.flatnonzero(np.append(True, ~alike) | is_apart)
        runs = columns.at(start, even)
    keys = [runs.codes(name)[0] for name in _ALIKE if name not in even]
    keys += [mark[start].astype(np.int64) for mark in marks]
    keys += [_spans(runs, spans), np.where(may[start], -1, np.arange(runs.n))]
    bundles = _numbered(start, *dense_ids(keys), n)
    if 2 * bundles.m > n:
        return each_row(n), columns
    sums = {name: bundles.sums(columns.numbers(name)) for name in _ENDS}
    return bundles, columns.at(bundles.first, even, **sums)


def _are_bounded(columns: Columns) -> Flags:
    """Return which rows have a low number, not above the high one if there is one, and no level."""
    low, high = columns.numbers("low"), columns.numbers("high")
    found = (low <= high) | (np.isnan(high) & ~np.isnan(low))
    if columns.has("level"):
        found &= np.isnan(columns.numbers("level"))
    return np.asarray(found, dtype=np.bool_)


def _marks(columns: Columns) -> list[Flags]:
    """Return what a bundle has in common besides texts and days, as flags of n rows."""
    found = [np.isnan(columns.numbers(name)) for name in ("best", "high")]
    found += [columns.flags(name) for name in (PARTIAL, DISPUTED) if columns.has(name)]
    return [flags for flags in found if flags.any()]


def _are_many(flags: Flags) -> bool:
    """Return whether bundles are worth it: to pick half of the rows takes as long as it saves."""
    return 2 * int(np.count_nonzero(flags)) > len(flags)


def _is_exact(numbers: Numbers) -> bool:
    """Return whether numbers have the same sum in any order, however they are put together."""
    parts = numbers * _PARTS
    is_broken = np.floor(parts) != parts
    if is_broken.any() and not np.isnan(parts[is_broken]).all():
        return False
    largest = max(np.fmax.reduce(parts, initial=0.0), -np.fmin.reduce(parts, initial=0.0))
    return bool(largest * len(numbers) <= _EXACT)


def _are_apart(figures: Columns) -> Flags:
    """Return which figures are not to be added up, or not as they are."""
    # The ceiling of a vague word stands in a single figure, and leaves a sum open.
    found = ~figures.is_word("status", *USABLE) | figures.is_word("quantifier", "vague")
    return np.asarray(found | (kinds_of(figures) == STOCK), dtype=np.bool_)


def _spans(runs: Columns, spans: str | Sequence[Period] | None) -> Integers:
    """Return ids of the days of runs, all days of a unit of the calendar being one.

    It only matters in which unit an event lies; one that lies in none keeps its days.
    """
    first, last = (runs.days(name) for name in _DAYS)
    if isinstance(spans, str):
        found = inside(spans, first, last)
        first, last = first.copy(), last.copy()
        first[found.row], last[found.row] = found.start, found.end
    return span_ids(first, last)


def _numbered(start: Integers, ids: Integers, m: int, n: int) -> Bundles:
    """Return the m bundles of n rows, numbered in the order of their first rows."""
    rank = np.empty(m, dtype=np.int64)
    rank[np.argsort(Groups(ids, m).first(start))] = np.arange(m)
    return Bundles(n, start, rank[ids], m)

"""Splitting over time, on request: figures that reach beyond a period, laid into periods.

Nobody said how many of them it was in each, so that every number made like this rests on an
assumption, and says so: its ends are of the kind `convention`, which contradicts nobody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from operator import itemgetter
from typing import Literal

import numpy as np

from crisisfigures.aggregation._periods import (
    MONTHS,
    NEEDLESS,
    Along,
    along,
    days_of,
    inside,
    unit_of,
)
from crisisfigures.aggregation._ranges import OPEN, Ranges
from crisisfigures.aggregation._work import Work
from crisisfigures.matching import FACETS
from crisisfigures.period import Period, day_number
from crisisfigures.segments import Flags, Groups, Integers, Numbers, dense_ids, starts
from crisisfigures.table import NO_DAY
from crisisfigures.vocabulary import END_KIND_ORDER

Split = Literal["days", "start", "end"]

BUT_PERIOD = tuple(name for name in FACETS if name != "period")
"""What is equal in figures of one strand."""

_CONVENTION = END_KIND_ORDER.index("convention")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Figures as they lie in periods, whole or in part; j pieces.

    Attributes:
        row: Positions of the figures.
        start: The first day of the period that each lies in.
        end: Its last day.
        first: The first day of the piece.
        last: Its last day.
        taken: How many days' worth of the figure it is taken for: `days` for all of it.
        days: How many days the figure is of.
        is_split: Whether it is a part of a figure that reaches beyond the period.
    """

    row: Integers
    start: Integers
    end: Integers
    first: Integers
    last: Integers
    taken: Integers
    days: Integers
    is_split: Flags

    @property
    def share(self) -> Numbers:
        """How much of the figure each piece is taken for, from 0 to 1."""
        return self.taken / self.days

    def at(self, which: Flags) -> "Pieces":
        """Return some of them."""
        return Pieces(*(getattr(self, part.name)[which] for part in fields(self)))


@dataclass(frozen=True, slots=True)
class Way:
    """A way to split.

    Attributes:
        said: What was done, for a caveat: "3 figures …".
        day: The day on which each of n figures is counted whole, of two rows of first and last
            days; None where each period gets a share by its days.
    """

    said: str
    day: Callable[[Integers], Integers] | None


def _idmc(days: Integers) -> Integers:
    first, last = days
    in_one_year = unit_of(first, MONTHS["year"]) == unit_of(last, MONTHS["year"])
    return np.asarray(np.where(in_one_year, first, last), dtype=np.int64)


WAYS = {
    "days": Way("split by days, as if as many on each", None),
    "start": Way("counted whole by the first day", itemgetter(0)),
    "end": Way("counted whole by the last day", itemgetter(1)),
}
"""How a caller may have figures split."""

IDMC_WAY = Way("counted whole by the last day, or the first if all in one year", _idmc)
"""IDMC's rule: what lies in one year is selected by its start, what spans years by its end."""


def pieces_of(
    work: Work, asked: str | Sequence[Period], rows: Integers, way: Way | None
) -> tuple[Pieces, Integers]:
    """Return k figures as they lie in the periods that are asked for.

    Those that reach beyond one are split, but for stocks, for those that only say that it happened
    on some day, and for those of which a part of the days has a figure of its own: a share says
    nothing better.

    Args:
        work: The figures.
        asked: A unit of the calendar, or periods.
        rows: k figures to be looked at.
        way: How figures are split; None: they are left out.

    Returns:
        The pieces, and the figures that reach beyond a period and are not split.
    """
    start, end = work.start, work.end
    inner = inside(asked, start[rows], end[rows])
    row = rows[inner.row]
    days = end[row] - start[row] + 1
    whole = Pieces(row, inner.start, inner.end, start[row], end[row], days, days, days == 0)
    if way is None:
        return whole, rows[:0]
    flows = ~work.is_stock[rows] & (start[rows] != NO_DAY) & (end[rows] != NO_DAY)
    may_split = flows & ~work.columns.is_word("period_kind", "within")[rows]
    strand, _ = dense_ids(work.keys(BUT_PERIOD, rows[flows]))
    may_split[flows] &= _finest(strand, start[rows[flows]], end[rows[flows]])
    unsplit = np.unique(_reaching(asked, rows[flows & ~may_split], start, end)[0])
    row, begins, stops = _reaching(asked, rows[may_split], start, end)
    first, last = np.maximum(start[row], begins), np.minimum(end[row], stops)
    days, taken = end[row] - start[row] + 1, last - first + 1
    if way.day is not None:
        day = way.day(np.stack([start[row], end[row]]))
        taken = np.where((day >= begins) & (day <= stops), days, 0)
    split = Pieces(row, begins, stops, first, last, taken, days, days > 0)
    # An event that is counted elsewhere says nothing here.
    split = split.at((taken > 0) | ~work.is_event[row])
    both = [
        np.concatenate([getattr(one, part.name) for one in (whole, split)])
        for part in fields(Pieces)
    ]
    return Pieces(*both), unsplit


def _finest(strand: Integers, start: Integers, end: Integers) -> Flags:
    """Return which of n figures have no other one of their strand within their days."""
    n = len(strand)
    if not n:
        return np.empty(0, dtype=np.bool_)
    order = np.lexsort((end, -start, strand))
    ids, last = strand[order], end[order]
    # The least end so far in each strand: strands are shifted below those before them.
    shift = np.cumsum(starts(ids)) * (int(last.max()) - int(last.min()) + 1)
    least = np.minimum.accumulate(last - shift) + shift
    holds = np.zeros(n, dtype=np.bool_)
    holds[1:] = (ids[1:] == ids[:-1]) & (least[:-1] <= last[1:])
    found = np.empty(n, dtype=np.bool_)
    found[order] = ~holds
    return found


def _reaching(
    asked: str | Sequence[Period], rows: Integers, start: Integers, end: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return the figures that meet each period and reach beyond it, with its ends."""
    rows = rows[start[rows] < end[rows]]
    row, begins, stops = _meeting(asked, rows, start, end)
    reaches = (start[row] < begins) | (end[row] > stops)
    return row[reaches], begins[reaches], stops[reaches]


def _meeting(
    asked: str | Sequence[Period], rows: Integers, start: Integers, end: Integers
) -> tuple[Integers, Integers, Integers]:
    if isinstance(asked, str):
        months = MONTHS[asked]
        first = unit_of(start[rows], months)
        times = unit_of(end[rows], months) - first + 1
        unit = np.repeat(first - np.cumsum(times) + times, times) + np.arange(int(times.sum()))
        return np.repeat(rows, times), *days_of(unit, months)
    found = np.empty((3, 0), dtype=np.int64)
    for period in asked:
        begin, stop = day_number(period.start), day_number(period.end)
        at = rows[(start[rows] <= stop) & (end[rows] >= begin)]
        of = np.stack([at, np.full_like(at, begin), np.full_like(at, stop)])
        found = np.concatenate([found, of], axis=1)
    return found[0], found[1], found[2]


def _shared(ranges: Ranges, pieces: Pieces) -> Ranges:
    """Return the ranges of figures as of what their pieces are taken for: of none of it, 0."""
    if not pieces.is_split.any():
        return ranges

    def part(ends: Numbers) -> Numbers:
        is_any = pieces.taken > 0
        share = np.multiply(ends, pieces.taken, out=np.zeros(len(ends)), where=is_any) / pieces.days
        return np.where(pieces.is_split, share, ends)

    lower, upper = part(ranges.lower), part(ranges.upper)
    return Ranges(
        lower,
        upper,
        part(ranges.best),
        lower_kind=_kinds(ranges.lower_kind, lower, pieces.is_split),
        upper_kind=_kinds(ranges.upper_kind, upper, pieces.is_split),
        least=part(ranges.least),
        most=part(ranges.most),
        level=np.where(pieces.is_split, np.nan, ranges.level),
        sure=np.where(pieces.is_split, np.minimum(ranges.sure, 0.0), ranges.sure),
    )


def _kinds(kinds: Integers, ends: Numbers, is_split: Flags) -> Integers:
    return np.where(is_split, np.where(np.isinf(ends), OPEN, _CONVENTION), kinds)


def along_pieces(work: Work, pieces: Pieces, groups: Groups) -> Along:
    """Return what pieces come to along the periods; j pieces of m strands.

    Where figures that are not split say all of a period, those that are split are set aside.
    """
    if not pieces.is_split.any():
        return _along(work, pieces, groups)

    def of(chosen: Flags) -> tuple[Along, Integers]:
        some, which = groups.subset(chosen)
        return _along(work, pieces.at(chosen), some), which

    plain, which = of(~pieces.is_split)
    is_said = np.zeros(groups.m, dtype=np.bool_)
    is_said[which] = plain.is_whole
    needless = pieces.is_split & is_said[groups.ids]
    found, _ = of(~needless)
    fate = np.full(groups.n, NEEDLESS, dtype=np.int64)
    is_beside = np.zeros(groups.n, dtype=np.bool_)
    fate[~needless], is_beside[~needless] = found.fate, found.is_beside
    return replace(found, fate=fate, is_beside=is_beside)


def _along(work: Work, pieces: Pieces, groups: Groups) -> Along:
    first = groups.first(np.arange(groups.n)) if groups.m else pieces.row[:0]
    return along(
        groups,
        _shared(work.ranges.at(pieces.row), pieces),
        (pieces.first, pieces.last),
        (pieces.start[first], pieces.end[first]),
        work.columns.is_word("period_kind", "within")[pieces.row],
        (work.is_event | work.is_stock)[pieces.row],
        work.columns.is_word("basis", "cumulative")[pieces.row],
    )

"""Along the periods: figures of parts of a period, put together to one of the whole.

Flows are added over periods that meet and do not overlap; a running total is the flow of the days
that it runs over. Stocks are never added: a day stands for the period. Here a *strand* is
what is equal in all but the period, and its *reports* are the figures of it inside a period.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from crisisfigures.aggregation._ranges import OPEN, Ranges, joined, largest, met, settled, sums
from crisisfigures.errors import OptionError, PeriodError
from crisisfigures.period import Period, day_number
from crisisfigures.segments import Flags, Groups, Integers, Numbers, dense_ids, starts
from crisisfigures.table import NO_DAY
from crisisfigures.vocabulary import END_KIND_ORDER

At = Literal["last", "peak", "mean"]
_MOST_COVERS = np.iinfo(np.int64).max
"""More ways than this are not told apart: ten years of days, with totals of weeks, have them."""

_SLACK = 1e-12
"""Shares of figures that are split by days come to a little more, or less, than the whole."""

UNITS = ("month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DERIVED = END_KIND_ORDER.index("derived")

COUNTED, OVERLAPS, EXCEEDS, EXCEEDED, NEEDLESS, SAME_EVENT = range(6)
OTHER_DAY, NO_STOCKS, NOT_LAST_DAY = range(6, 9)
"""What became of a report."""


def spans_of(asked: str | Period | Sequence[str | Period]) -> str | list[Period]:
    """Return what a caller names: a unit of the calendar, or periods such as "2023-01/2023-06".

    Raises:
        OptionError: A period has no end on one side.
        PeriodError: No unit and no period.
    """
    if isinstance(asked, str) and asked in UNITS:
        return asked
    several = [asked] if isinstance(asked, str | Period) else list(asked)
    found = [one if isinstance(one, Period) else _period(one) for one in several]
    for one in found:
        if one.start is None or one.end is None:
            raise OptionError(
                f"periods: {one} has no end on one side.\n"
                "Hint: figures are added up over a period that begins and ends."
            )
    return found


def _period(asked: str) -> Period:
    try:
        return Period.parse(asked)
    except PeriodError:
        raise PeriodError(
            f"periods: {asked!r} is no period.\n"
            f"Hint: give {', '.join(map(repr, UNITS))}, one of them alone; or periods such as "
            "'2023', '2023-01/2023-06'."
        ) from None


@dataclass(frozen=True, slots=True)
class Inside:
    """Which reports lie in which periods; j pairs.

    Attributes:
        row: Positions of the reports.
        start: The first day of the period that each lies in.
        end: Its last day.
    """

    row: Integers
    start: Integers
    end: Integers


def inside(asked: str | Sequence[Period], start: Integers, end: Integers) -> Inside:
    """Return which of n reports lie wholly in a unit of the calendar, or in given periods."""
    known = (start != NO_DAY) & (end != NO_DAY) & (start <= end)
    if not isinstance(asked, str):
        found = []
        for period in asked:
            begin, stop = day_number(period.start), day_number(period.end)
            at = np.flatnonzero(known & (start >= begin) & (end <= stop))
            found.append(np.stack([at, np.full_like(at, begin), np.full_like(at, stop)]))
        return Inside(*np.concatenate([np.empty((3, 0), dtype=np.int64), *found], axis=1))
    months = MONTHS[asked]
    rows = np.flatnonzero(known)
    first = unit_of(start[rows], months)
    is_one = first == unit_of(end[rows], months)
    return Inside(rows[is_one], *days_of(first[is_one], months))


def days_of(units: Integers, months: int) -> tuple[Integers, Integers]:
    """Return the first and the last days of units of the calendar, counted from 1970."""
    return _by_table(units, lambda u: _begin(u, months)), _by_table(
        units, lambda u: _begin(u + 1, months) - 1
    )


def _begin(units: Integers, months: int) -> Integers:
    days = (units * months).astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def unit_of(days: Integers, months: int) -> Integers:
    """Return the units of the calendar that days lie in, counted from 1970."""

    def unit(day: Integers) -> Integers:
        found = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // months
        return np.asarray(found, dtype=np.int64)

    return _by_table(days, unit)


def span_ids(start: Integers, end: Integers) -> Integers:
    """Return dense ids of equal spans of days, in their order; `NO_DAY` is a day too."""
    codes = []
    for days in (start, end):
        known = days != NO_DAY
        codes.append(np.where(known, days - days[known].min(initial=0), -1))
    return dense_ids(codes)[0]


def _by_table(numbers: Integers, of: Callable[[Integers], Integers]) -> Integers:
    """Return what `of` says of n numbers, asked once of each that there may be if those are fewer.

    To reckon by the calendar takes ten times as long as to look up.
    """
    if not len(numbers):
        return of(numbers)
    least = int(numbers.min())
    span = int(numbers.max()) - least + 1
    if span >= len(numbers):
        return of(numbers)
    return of(np.arange(least, least + span))[numbers - least]


@dataclass(frozen=True, slots=True)
class Along:
    """What the reports of m strands come to in their periods.

    Attributes:
        ranges: The whole where `is_whole`, else what is known at least.
        is_whole: Whether the reports cover each day of the period once, or are of one day or event.
        fate: What became of each of n reports.
        is_beside: Which of those counted are in no cover: what is known at least rests on them.
        n_covers: In how many ways reports cover the period.
        disagree: Whether these ways cannot all be true.
        impossible: Whether parts of it are more than it can be, by ends that somebody stated.
        gaps: Days of the period that no counted report covers.
    """

    ranges: Ranges
    is_whole: Flags
    fate: Integers
    is_beside: Flags
    n_covers: Integers
    disagree: Flags
    impossible: Flags
    gaps: Integers


def along(
    groups: Groups,
    parts: Ranges,
    days: tuple[Integers, Integers],
    target: tuple[Integers, Integers],
    is_within: Flags,
    is_alone: Flags,
    is_running: Flags,
) -> Along:
    """Return what reports come to.

    Args:
        groups: n reports of m strands, each strand in one period.
        parts: Their ranges.
        days: Their first and last days.
        target: The first and last day of each strand's period.
        is_within: Which only say that it happened on some day of theirs.
        is_alone: Which are never added to others of their strand: stocks, and rows of one event.
        is_running: Which are running totals. Of a longer one that is less, it is a revision.
    """
    start, end = days
    fate = np.full(groups.n, COUNTED, dtype=np.int64)
    alone = groups.any(is_alone)
    fate[_second_to(groups, parts, is_alone)] = SAME_EVENT
    added = np.flatnonzero(~is_alone)
    order = added[np.lexsort((end[added], start[added], groups.ids[added]))]
    ids, first, last = groups.ids[order], start[order], end[order]
    same = np.append(False, ids[1:] == ids[:-1]) if len(ids) else np.empty(0, dtype=np.bool_)
    overlaps = same & np.append(False, first[1:] <= _reach(ids, last)[:-1])[: len(ids)]
    tangled = np.zeros(groups.m, dtype=np.bool_)
    tangled[ids[overlaps]] = True
    covered = np.zeros(groups.m, dtype=np.int64)
    simple = ~tangled[ids]
    np.add.at(covered, ids[simple], last[simple] - first[simple] + 1)
    length = target[1] - target[0] + 1
    is_whole = (covered == length) & ~groups.any(is_within)
    n_covers = is_whole.astype(np.int64)
    disagree, impossible = np.zeros((2, groups.m), dtype=np.bool_)
    paths: list[Integers] = []
    beside: list[Integers] = []
    where = np.flatnonzero(tangled)
    begins, stops = (np.searchsorted(ids, where, side=side) for side in ("left", "right"))
    for group, begin, stop in zip(where.tolist(), begins.tolist(), stops.tolist(), strict=True):
        rows = order[begin:stop]
        span = int(target[0][group]), int(target[1][group])
        found = _untangled(parts, rows, start, end, is_within, is_running, span)
        fate[rows] = found.fate
        n_covers[group], covered[group] = min(found.n_covers, _MOST_COVERS), found.covered
        is_whole[group] = found.n_covers > 0
        paths += found.paths
        beside += found.beside
    counted = np.flatnonzero(fate == COUNTED)
    ranges = sums(Groups(groups.ids[counted], groups.m), parts.at(counted))
    several = where[n_covers[where] > 0]
    of, agree = _met(parts, paths, n_covers[several])
    disagree[several] = ~agree
    known = _beside(of, agree, parts, beside)
    accounts = Groups(np.tile(np.arange(len(several)), 2), len(several))
    both = settled(accounts, joined([of, known]), np.arange(accounts.n) < len(several))
    is_whole[several], impossible[several] = both.is_whole, both.impossible
    for name in Ranges.__slots__:
        getattr(ranges, name)[several] = getattr(both.ranges, name)
    is_cover = fate == COUNTED
    fate[is_cover & np.isin(groups.ids, several[~both.is_whole])] = EXCEEDED
    for at in np.flatnonzero(both.makes_lower[len(several) :]).tolist():
        fate[beside[at]] = COUNTED
        covered[several[at]] = int((end[beside[at]] - start[beside[at]] + 1).sum())
    _open_above(ranges, alone & (groups.sizes > 1))
    gaps = np.where(is_whole | alone, 0, length - covered)
    is_beside = (fate == COUNTED) & ~is_cover
    return Along(ranges, is_whole | alone, fate, is_beside, n_covers, disagree, impossible, gaps)


def _reach(ids: Integers, last: Integers) -> Integers:
    """Return the last day that any report so far reaches, within strands in a row."""
    if not len(ids):
        return last
    first = int(last.min())
    span = int(last.max()) - first + 1
    shift = (np.cumsum(starts(ids)) - 1) * span - first
    reach: Integers = np.maximum.accumulate(last + shift) - shift
    return reach


def _second_to(groups: Groups, parts: Ranges, is_alone: Flags) -> Integers:
    """Return the rows of events that say less than another of theirs, or the same later."""
    rows = np.flatnonzero(is_alone)
    own, _ = groups.subset(is_alone)
    is_second = np.ones(len(rows), dtype=np.bool_)
    is_second[largest(own, parts.least[rows])] = False
    return rows[is_second]


@dataclass(frozen=True, slots=True)
class _Untangled:
    """What overlapping reports of one strand come to.

    Attributes:
        paths: Of all covers, those whose lower and whose upper ends sum up highest and lowest:
            four; none where there is no cover.
        fate: What became of each report.
        n_covers: How many covers there are.
        covered: How many days are covered.
        beside: Where there are covers, the disjoint reports whose stated lower ends sum up highest.
    """

    paths: list[Integers]
    fate: Integers
    n_covers: int
    covered: int
    beside: list[Integers]


def _untangled(
    parts: Ranges,
    rows: Integers,
    start: Integers,
    end: Integers,
    is_within: Flags,
    is_running: Flags,
    target: tuple[int, int],
) -> _Untangled:
    """Return what overlapping reports of one strand come to.

    All exact covers are counted, and their ends found, by dynamic programming over the days at
    which reports meet; without any cover the disjoint reports that say most at least.

    Source:
        Weighted interval scheduling: J. Kleinberg and E. Tardos, Algorithm Design, section 6.1.
    """
    first, last = target[0], target[1] + 1
    # Ends of readings and levels contradict nobody, nor does what happened on some day.
    ceiling = np.where(parts.is_soft_above | is_within, np.inf, parts.most)
    by_start = steps_of(rows[~is_within[rows]], start, end)
    ways = {first: 1}
    for begin in sorted(by_start):
        for stop, _ in by_start[begin] if begin in ways else ():
            ways[stop] = ways.get(stop, 0) + ways[begin]
    onwards = {last: 1}
    for begin in sorted(by_start, reverse=True):
        found = sum(onwards.get(stop, 0) for stop, _ in by_start[begin])
        if found:
            onwards[begin] = onwards.get(begin, 0) + found
    n_covers = ways.get(last, 0)
    if n_covers:
        used = {
            row
            for begin, steps in by_start.items()
            for stop, row in steps
            if begin in ways and stop in onwards
        }
        low = [best_path(by_start, first, last, parts.least, sign) for sign in (1, -1)]
        high = [best_path(by_start, first, last, parts.most, sign) for sign in (1, -1)]
        contradicted = _contradicted(rows, start, end, parts, ceiling)
        aside = np.where(contradicted, EXCEEDS, OVERLAPS)
        fate = np.where([row in used for row in rows.tolist()], COUNTED, aside)
        running = rows[is_running[rows]]
        revised = running[_exceeding(running, start, end, parts, ceiling)]
        others = rows[~np.isin(rows, revised)]
        beside = _disjoint(others, start, end, parts.sure)
        return _Untangled([*low, *high], fate, n_covers, last - first, [beside])
    exceeds = _exceeding(rows, start, end, parts, ceiling)
    chosen = _disjoint(rows[~exceeds], start, end, parts.least)
    fate = np.where(np.isin(rows, chosen), COUNTED, np.where(exceeds, EXCEEDS, OVERLAPS))
    covered = int((end[chosen] - start[chosen] + 1).sum())
    return _Untangled([], fate, 0, covered, [])


def _met(parts: Ranges, paths: list[Integers], n_covers: Integers) -> tuple[Ranges, Flags]:
    """Return what the covers of s strands come to, four paths each, and whether all can be true."""
    s, sizes = len(n_covers), np.array([len(path) for path in paths], dtype=np.int64)
    rows = np.concatenate([np.empty(0, dtype=np.int64), *paths])
    four = sums(Groups(np.repeat(np.arange(4 * s), sizes), 4 * s), parts.at(rows))
    of = Groups(np.repeat(np.arange(s), 4), s)
    found, agree = met(of, four)
    # Of more covers than these four the best figures may differ.
    unstated = np.isnan(four.best)
    least = of.min(np.where(unstated, np.inf, four.best))
    is_one = (n_covers <= 4) & (least == of.max(np.where(unstated, -np.inf, four.best)))
    found.best[(n_covers > 1) & ~is_one] = np.nan
    return found, agree


def _beside(of: Ranges, agree: Flags, parts: Ranges, beside: list[Integers]) -> Ranges:
    """Return what disjoint reports say at least of s strands, whose covers come to ranges `of`.

    Where covers disagree they say nothing, unless it is more than all covers do.
    """
    s, sizes = len(beside), np.array([len(rows) for rows in beside], dtype=np.int64)
    rows = np.concatenate([np.empty(0, dtype=np.int64), *beside])
    found = sums(Groups(np.repeat(np.arange(s), sizes), s), parts.at(rows))
    for ends in (found.lower, found.least, found.sure):
        is_within = ends <= of.upper * (1 + _SLACK)
        ends[is_within] = np.minimum(ends, of.upper)[is_within]
        ends[(sizes == 0) | (is_within & ~agree)] = -np.inf
    return found


Steps = dict[int, list[tuple[int, int]]]
"""Of each day on which a report begins: the day after each such report, and its row."""


def steps_of(rows: Integers, start: Integers, end: Integers) -> Steps:
    """Return the steps that reports are along a period."""
    found: Steps = {}
    for row in rows.tolist():
        found.setdefault(int(start[row]), []).append((int(end[row]) + 1, row))
    return found


def best_path(by_start: Steps, first: int, last: int, ends: Numbers, sign: int) -> Integers:
    """Return the cover whose ends sum up highest, or lowest with the sign -1."""
    best: dict[int, float] = {first: 0.0}
    came: dict[int, tuple[int, int]] = {}
    for begin in sorted(by_start):
        if begin not in best:
            continue
        for stop, row in by_start[begin]:
            reached = best[begin] + sign * float(ends[row])
            if stop not in best or reached > best[stop]:
                best[stop], came[stop] = reached, (begin, row)
    path, stop = [], last
    while stop != first:
        stop, row = came[stop]
        path.append(row)
    return np.array(path, dtype=np.int64)


def _contradicted(
    rows: Integers, start: Integers, end: Integers, parts: Ranges, upper: Numbers
) -> Flags:
    """Return which reports are more than a longer period can be, alone or with disjoint others."""
    exceeds = _exceeding(rows, start, end, parts, upper)
    while True:
        chosen = _disjoint(rows[~exceeds], start, end, parts.least)
        # By their days, those that lie in one report stand next to each other.
        chosen = chosen[np.argsort(start[chosen])]
        begin = np.searchsorted(start[chosen], start[rows])
        stop = np.maximum(np.searchsorted(end[chosen], end[rows], side="right"), begin)
        reached = np.append(0.0, np.cumsum(parts.least[chosen]))
        is_over = reached[stop] - reached[begin] > upper[rows] * (1 + _SLACK)
        over = np.flatnonzero(is_over & (stop - begin > 1))
        if not len(over):
            return exceeds
        depth = np.zeros(len(chosen) + 1, dtype=np.int64)
        np.add.at(depth, begin[over], 1)
        np.add.at(depth, stop[over], -1)
        exceeds |= np.isin(rows, chosen[np.cumsum(depth)[:-1] > 0])


def _exceeding(
    rows: Integers, start: Integers, end: Integers, parts: Ranges, upper: Numbers
) -> Flags:
    """Return which reports are more than one of a longer period around theirs can be.

    So is a running total that its source has since revised. Both cannot be true, and nothing is
    known at least by what somebody contradicts.
    """
    # What reaches around a report begins no later, and ends no earlier: the least of all ends from
    # one day on is kept in a tree of partial minima (Fenwick 1994), from the last day backwards.
    days = np.unique(end[rows])
    place = len(days) - np.searchsorted(days, end[rows])
    least = [np.inf] * (len(days) + 1)
    exceeds = np.zeros(len(rows), dtype=np.bool_)
    for at in np.lexsort((upper[rows], -end[rows], start[rows])).tolist():
        row, i, ceiling = rows[at], int(place[at]), np.inf
        while i:
            ceiling, i = min(ceiling, least[i]), i & (i - 1)
        exceeds[at] = parts.least[row] > ceiling
        i = int(place[at])
        while i < len(least):
            least[i], i = min(least[i], float(upper[row])), i + (i & -i)
    return exceeds


def _disjoint(rows: Integers, start: Integers, end: Integers, ends: Numbers) -> Integers:
    """Return the disjoint ones of some reports whose ends sum up highest."""
    order = rows[np.lexsort((start[rows], end[rows]))]
    stops, weight = end[order], ends[order]
    before = np.searchsorted(stops, start[order], side="left")
    value = np.zeros(len(order) + 1)
    for j in range(len(order)):
        value[j + 1] = max(weight[j] + value[before[j]], value[j])
    chosen, j = [], len(order)
    while j:
        if weight[j - 1] + value[before[j - 1]] >= value[j]:
            chosen.append(order[j - 1])
            j = int(before[j - 1])
        else:
            j -= 1
    return np.array(sorted(chosen), dtype=np.int64)


def _open_above(ranges: Ranges, where: Flags) -> None:
    """Leave open what the further rows of an event may add to the one that counts."""
    ranges.upper[where], ranges.most[where] = np.inf, np.inf
    ranges.upper_kind[where], ranges.best[where] = OPEN, np.nan


def over_time(groups: Groups, stocks: Ranges, at: At) -> Ranges:
    """Return the peak or the mean of stocks, of which each group has those of several days.

    The peak of ranges reaches from the highest lower end to the highest upper end.
    """
    several = groups.sizes > 1
    if at == "mean":
        whole, n = sums(groups, stocks), groups.sizes
        made = [
            getattr(whole, name) / n for name in ("lower", "upper", "best", "least", "most", "sure")
        ]
    else:
        made = [groups.max(getattr(stocks, name)) for name in ("lower", "upper")]
        unstated = np.isnan(stocks.best)
        best = groups.max(np.where(unstated, -np.inf, stocks.best))
        made += [np.where(groups.any(unstated), np.nan, best)]
        made += [groups.max(getattr(stocks, name)) for name in ("least", "most", "sure")]
    lower, upper, best, least, most, sure = made
    row = groups.first(np.arange(groups.n)) if groups.m else np.empty(0, dtype=np.int64)
    kinds = [
        np.where(np.isinf(ends), OPEN, np.where(several, _DERIVED, kind[row]))
        for ends, kind in ((lower, stocks.lower_kind), (upper, stocks.upper_kind))
    ]
    level = np.where(several, np.nan, stocks.level[row])
    return Ranges(lower, upper, best, kinds[0], kinds[1], least, most, level, sure)


def shown(day: int) -> str:
    """Return a day as a date."""
    return str(date.fromordinal(day + date(1970, 1, 1).toordinal()))

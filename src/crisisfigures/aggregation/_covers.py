"""The ways in which figures that overlap cover a period: each an account of one number."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pandas as pd

from crisisfigures.aggregation._periods import Steps, best_path, steps_of
from crisisfigures.aggregation._ranges import Ranges, ranges_of, said_end, sums
from crisisfigures.layout.figures import when, where
from crisisfigures.segments import Groups, Integers
from crisisfigures.series import STOCK, kinds_of
from crisisfigures.table import Columns

MOST = 10
"""How many ways are listed for each place and event."""


def covers_of(parts: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return the ways in which the figures of one whole cover its period.

    Args:
        parts: The n figures that were looked at for it, as an aggregation has them.
        first: The first day of the period.
        last: The last.

    Returns:
        One row a way, up to ten for each place and event: those that make the ends of the range
        before others, these from few figures to many. None where no figure is counted.
    """
    parts = parts[parts["share"] == 1].reset_index(drop=True)
    columns = Columns(parts)
    start, end = columns.days("period_start"), columns.days("period_end")
    ranges, periods, places = ranges_of(columns), when(columns), where(columns)
    events = columns.texts("event")
    may = (kinds_of(columns) != STOCK) & ~columns.is_word("period_kind", "within")
    may &= (start >= first) & (end <= last) & columns.is_word("status", "present", "suppressed")
    keys = pd.DataFrame({"place": places, "event": events})
    of = keys.groupby(list(keys), dropna=False)
    may &= (parts["verdict"] == "counted").groupby(of.ngroup()).transform("any").to_numpy()
    keys = keys[may]
    ways = [
        way
        for _, rows in sorted(keys.groupby(list(keys), dropna=False).groups.items(), key=str)
        for way in _ways(rows.to_numpy(dtype=np.int64), start, end, ranges, first, last + 1)
    ]
    sizes = np.array([len(way) for way in ways], dtype=np.int64)
    row = np.concatenate([np.empty(0, dtype=np.int64), *ways])
    lead = row[np.cumsum(sizes) - sizes]
    total = sums(Groups(np.repeat(np.arange(len(ways)), sizes), len(ways)), ranges.at(row))
    low, low_kind = said_end(total.lower, total.lower_kind)
    high, high_kind = said_end(total.upper, total.upper_kind)
    return pd.DataFrame(
        {
            "place": places[lead],
            "event": events[lead],
            "periods": [" + ".join(periods[way].tolist()) for way in ways],
            "low": low,
            "best": total.best,
            "high": high,
            "low_kind": low_kind,
            "high_kind": high_kind,
            "n_figures": sizes,
        }
    )


def _ways(
    rows: Integers, start: Integers, end: Integers, ranges: Ranges, first: int, last: int
) -> list[Integers]:
    steps = _leading(steps_of(rows, start, end), first, last)
    if not steps:
        return []
    extreme = [
        best_path(steps, first, last, ends, sign)[::-1]
        for ends in (ranges.least, ranges.most)
        for sign in (-1, 1)
    ]
    found = dict.fromkeys(tuple(path.tolist()) for path in extreme)
    found |= dict.fromkeys(islice(_paths(steps, first, last), MOST))
    return [np.array(path, dtype=np.int64) for path in list(found)[:MOST]]


def _leading(steps: Steps, first: int, last: int) -> Steps:
    """Return the steps from the first day by which the last can be reached."""
    ends_well = {last}
    kept: Steps = {}
    for begin in sorted(steps, reverse=True):
        good = [(stop, row) for stop, row in steps[begin] if stop in ends_well]
        if good:
            ends_well.add(begin)
            kept[begin] = sorted(good, key=lambda step: (-step[0], step[1]))
    return kept if first in kept else {}


def _paths(steps: Steps, first: int, last: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways, the longest steps first."""
    stack: list[tuple[int, tuple[int, ...]]] = [(first, ())]
    while stack:
        day, path = stack.pop()
        if day == last:
            yield path
            continue
        stack.extend((stop, (*path, row)) for stop, row in reversed(steps.get(day, [])))

"""One cell of a file, one finding: figures that are made of one line share its place and dates."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.plugins import Cells, Flags, Integers, Numbers
from crisisfigures.segments import dense
from crisisfigures.validation._run import Faults

_OF_THE_LINE = frozenset(
    {
        *("place", "place_system", "place_name", "place_precision"),
        *("from_place", "from_system", "from_name"),
        *("period_start", "period_end", "period_kind", "period_stated", "precision"),
        *("period", "date", "year", "month", "as_of", "country", "country_code"),
        *(f"admin{level}{code}" for level in (1, 2, 3) for code in ("", "_code")),
        *("cause", "event", "actor", "source", "source_type", "publisher", "repeats"),
        *("reliability", "credibility", "grading"),
        *("published_on", "edition", "retrieved_on", "url", "excerpt"),
    }
)
"""Columns that a line of a file states once, however many figures it holds.

Not what is counted, nor of whom, nor how many: these differ from figure to figure, and two
figures of a line that say the same of them have it from two cells, or from two headings.
"""

_PLACES = ("place", "from_place")


def once_a_cell(cells: Cells, faults: Sequence[Faults]) -> list[Faults]:
    """Return faults with one row for each cell of the file, the first; the others are `again`.

    Where a line of a file holds the killed, the injured and the homeless, three rows have its
    date. They are one finding if they say the same in all that the check looks at. And where it
    holds those who were naturalised in a country and those who returned from it, the one cell
    is the place of the first and the origin of the second.
    """
    return _once_for_both_ends(cells, [_once(cells, found) for found in faults])


def _once(cells: Cells, found: Faults) -> Faults:
    rows = found.rows
    if (
        rows is None
        or len(rows) < 2
        or found.check.phase == "table"  # between rows, each figure is compared on its own
        or found.column not in _OF_THE_LINE
        or not cells.has("source_row")
    ):
        return found
    lines = cells.numbers("source_row")[rows]
    known = _are_lines(lines)
    if not known.any() or len(np.unique(lines[known])) == len(rows):
        return found
    names = dict.fromkeys((found.column, *found.check.reads, "file"))
    keys = [_numbered(lines), *(_numbered(cells.said(name, rows)) for name in names)]
    keys.append(np.where(known, 0, np.arange(1, len(rows) + 1)))  # without a line, each its own
    ids, _ = dense(keys, [int(key.max()) + 1 for key in keys])
    first = np.zeros(len(rows), dtype=np.bool_)
    first[np.unique(ids, return_index=True)[1]] = True
    return replace(found, rows=rows[first], again=rows[~first])


def _once_for_both_ends(cells: Cells, faults: list[Faults]) -> list[Faults]:
    """Return faults of places without those of origins that are the same cells of a line."""
    if not cells.has("source_row"):
        return faults
    at = {(found.check.name, found.column): i for i, found in enumerate(faults)}
    for name, column in list(at):
        if column != "from_place" or (name, "place") not in at:
            continue
        here, there = faults[at[name, "place"]], faults[at[name, "from_place"]]
        if here.rows is None or there.rows is None:
            continue
        is_same = _is_turned(cells, here.rows, there.rows)
        again = np.union1d(here.again, there.rows[is_same])
        faults[at[name, "place"]] = replace(here, again=again)
        faults[at[name, "from_place"]] = replace(there, rows=there.rows[~is_same])
    return [found for found in faults if found.n]


def _is_turned(cells: Cells, rows: Integers, others: Integers) -> Flags:
    """Return which of other rows have place and origin as one of the rows of their line, turned."""
    both = np.concatenate([rows, others])
    lines = cells.numbers("source_row")[both]
    place, origin = (cells.said(name, both) for name in _PLACES)
    is_row = np.arange(len(both)) < len(rows)
    first, second = np.where(is_row, (place, origin), (origin, place))
    keys = [_numbered(values) for values in (lines, cells.said("file", both), first, second)]
    ids, _ = dense(keys, [int(key.max()) + 1 for key in keys])
    # With one place at both ends, the line has it in two cells.
    found: Flags = np.isin(ids, ids[is_row]) & _are_lines(lines) & np.not_equal(place, origin)
    return found[~is_row]


def _are_lines(numbers: Numbers) -> Flags:
    """Return which numbers can be rows of a file: none has a row 0, or half a one."""
    found: Flags = np.isfinite(numbers) & (numbers >= 1) & (np.floor(numbers) == numbers)
    return found


def _numbered(values: npt.NDArray[Any]) -> Integers:
    """Return a number for each value, equal ones alike."""
    numbers: Integers = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return numbers

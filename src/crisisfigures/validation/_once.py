"""One cell of a file, one finding: figures that are made of one line share its place and dates."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.plugins import Cells, Integers
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


def once_a_cell(cells: Cells, found: Faults) -> Faults:
    """Return faults with one row for each cell of the file, the first; the others are `again`.

    Where a line of a file holds the killed, the injured and the homeless, three rows have its
    date. They are one finding if they say the same in all that the check looks at.
    """
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
    # No file has a line 0, or half a one: what such rows were made of is not known.
    known = np.isfinite(lines) & (lines >= 1) & (np.floor(lines) == lines)
    if not known.any() or len(np.unique(lines[known])) == len(rows):
        return found
    names = dict.fromkeys((found.column, *found.check.reads, "file"))
    keys = [_numbered(lines), *(_numbered(cells.said(name, rows)) for name in names)]
    keys.append(np.where(known, 0, np.arange(1, len(rows) + 1)))  # without a line, each its own
    ids, _ = dense(keys, [int(key.max()) + 1 for key in keys])
    first = np.zeros(len(rows), dtype=np.bool_)
    first[np.unique(ids, return_index=True)[1]] = True
    return replace(found, rows=rows[first], again=rows[~first])


def _numbered(values: npt.NDArray[Any]) -> Integers:
    """Return a number for each value, equal ones alike."""
    numbers: Integers = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    return numbers

"""Totals: rows at the end of a file that add up the rows above them.

No publisher's table ends so; a spreadsheet through which it went does. Such a row is a rollup: its
numbers are in the table already.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crisisfigures.plugins import Arrangement, Sheet
from crisisfigures.reading._rollups import flagged, numbers_of, said_where
from crisisfigures.texts import Flags, Texts
from crisisfigures.vocabulary import fold

_N_LAST = 3
"""Rows at the end among which totals are looked for: a sum, and what may be noted below it."""

_N_FIRST = 12
"""Columns in which a row may say that it is a total."""

_FEWEST_PARTS = 2
"""Rows of which a sum is told from a number that happens to be alike."""

_WORDS = frozenset(
    {
        *("total", "totals", "grand total", "overall total", "sum", "sub total", "subtotal"),
        *("total general", "totaux", "somme", "suma", "gesamt", "summe", "toplam", "итого"),
        *("المجموع", "الإجمالي", "الاجمالي"),
    }
)
_CAVEAT = "the row calls itself a total of the file"


def with_totals(sheet: Sheet, parts: Sequence[Arrangement]) -> list[Arrangement]:
    """Return arrangements in which rows that are totals of the file are rollups."""
    totals = _totals(sheet)
    if totals is None or all(part.is_canonical for part in parts):
        return list(parts)
    return [_marked(part, totals) for part in parts]


def _marked(part: Arrangement, totals: Flags) -> Arrangement:
    said = {
        name: cells if isinstance(cells, Texts) else Texts.repeated(cells, len(totals))
        for name in ("is_rollup", "caveat")
        for cells in [part.columns.get(name)]
    }
    marks = {
        "is_rollup": flagged(totals).otherwise(said["is_rollup"]),
        "caveat": said_where(_CAVEAT, totals, said["caveat"]),
    }
    return replace(part, columns={**part.columns, **marks})


def _totals(sheet: Sheet) -> Flags | None:
    """Return which rows are totals, or None if none is.

    A row is one if a cell of it is a word for a total, and it lacks what all rows above state, or
    has that word among dates and numbers, or adds the rows above up. An area or a group by the name
    of "total" among others is no total of the file.
    """
    n = sheet.n_rows
    columns = [sheet[name] for name in sheet.header]
    named = {
        row: found
        for row in range(max(n - _N_LAST, 0), n)
        if (found := [column for column in columns[:_N_FIRST] if _says_total(column, row)])
    }
    if not named or min(named) == 0:
        return None
    above = slice(0, min(named))
    is_total = np.zeros(n, dtype=np.bool_)
    for row, found in named.items():
        is_total[row] = any(_is_of_figures(column.take(above)) for column in found)
    is_named = np.zeros(n, dtype=np.bool_)
    is_named[list(named)] = True
    for column in columns:
        if (is_stated := column.is_stated)[above].all():
            is_total |= is_named & ~is_stated
        is_total |= is_named & _adds_up(column, above)
    return is_total if is_total.any() else None


def _says_total(column: Texts, row: int) -> bool:
    return any(fold(text) in _WORDS for text in column.take(slice(row, row + 1)).first(1))


def _is_of_figures(column: Texts) -> bool:
    """Return whether every cell is a number, a date or a code: has a digit."""
    stated = column.values[np.unique(column.codes[column.codes >= 0])]
    return len(stated) > 0 and all(any(c.isdecimal() for c in text) for text in stated)


def _adds_up(column: Texts, above: slice) -> Flags:
    """Return which cells are the sum of two rows or more above."""
    numbers = numbers_of(column)
    parts = numbers[above]
    if np.count_nonzero(np.nan_to_num(parts)) < _FEWEST_PARTS:
        return np.zeros(len(numbers), dtype=np.bool_)
    adds_up: Flags = numbers == np.nansum(parts)
    return adds_up

"""Totals: rows at the end of a file that add up the rows above them.

No publisher's table ends so; a spreadsheet through which it went does. Such a row is a rollup: its
numbers are in the table already.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crisisfigures.plugins import Arrangement, Sheet
from crisisfigures.reading._rollups import flagged, said_where
from crisisfigures.texts import Flags, Texts
from crisisfigures.vocabulary import fold

_N_LAST = 3
"""Rows at the end among which totals are looked for: a sum, and what may be noted below it."""

_N_FIRST = 12
"""Columns in which a row may say that it is a total."""

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

    A row is one if a cell of it is a word for a total, and it lacks what all rows above state: an
    area or a group by the name of "total" among others is no total of the file.
    """
    n = sheet.n_rows
    columns = [sheet[name] for name in sheet.header]
    named = [
        row
        for row in range(max(n - _N_LAST, 0), n)
        if any(
            fold(text) in _WORDS
            for column in columns[:_N_FIRST]
            for text in column.take(slice(row, row + 1)).first(1)
        )
    ]
    if not named or named[0] == 0:
        return None
    is_total = np.zeros(n, dtype=np.bool_)
    is_total[named] = True
    lacks = np.zeros(n, dtype=np.bool_)
    for column in columns:
        if (is_stated := column.is_stated)[: named[0]].all():
            lacks |= ~is_stated
    is_total &= lacks
    return is_total if is_total.any() else None

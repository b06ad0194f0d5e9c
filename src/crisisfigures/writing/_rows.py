"""Rows: the columns of a table as cells, each distinct value made once, a piece at a time."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from crisisfigures.cells import distinct
from crisisfigures.errors import TableError
from crisisfigures.plugins import Integers
from crisisfigures.table import plain
from crisisfigures.texts import Values, as_values

T = TypeVar("T")

_CHUNK = 20_000
"""Rows that are held as Python objects at a time."""


class CellError(ValueError):
    """What a kind of file cannot hold."""


def rows(table: pd.DataFrame, cell: Callable[[Any], T]) -> Iterator[tuple[T, ...]]:
    """Return the rows of a table as tuples of cells; all are judged before the first is made.

    Args:
        table: n rows, with columns of any type.
        cell: `cell(value)` returns the cell of a value, which is Python's own, None where missing.

    Raises:
        TableError: `cell` raised a CellError; column and row are named.
    """
    coded = []
    for name in table.columns:
        codes, values = distinct(table[name])
        made: list[Any] = []
        for code, value in enumerate([*values, None]):
            try:
                made.append(cell(value))
            except CellError as error:
                row = table.index[int(np.flatnonzero(codes == code)[0])]
                raise TableError(f"column {name!r}, row {plain(row)!r}: {error}") from None
        coded.append((codes, as_values(made)))
    return _pieces(coded, len(table))


def _pieces(coded: list[tuple[Integers, Values]], n: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, n, _CHUNK):
        part = slice(start, start + _CHUNK)
        yield from zip(*(made[codes[part]].tolist() for codes, made in coded), strict=True)

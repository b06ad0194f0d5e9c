"""Grids: what every kind of file is opened as, records of text cells with their row numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.reading._unread import joined_unread
from crisisfigures.texts import Texts

Record = Sequence[str]
Area = tuple[tuple[int, int], tuple[int, int]]

N_PREVIEW = 40
"""Records looked at before the format is known: titles, headers and some data."""

LONGEST_WORDS = 2_000
"""Characters of a cell of a number, a date, a place or a word; in a longer one nothing is read.

The longest words that say a figure or a period have some two hundred.
"""

_FEWEST, _MOST = 3, 0.8
"""Columns of a table, and the share of them, that make a row one that repeats the header."""

_CHUNK = 20_000
"""Records that are held as Python lists at a time, for they take ten times their text."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The data of a grid.

    Attributes:
        columns: One column of n texts for each name of the header.
        rows: n row numbers, as a spreadsheet shows them; the order of the file.
        overflow: What stands in cells beyond the header, as text for `unread`; None if nothing.
        index: n labels of the caller's frame, where the data came in one.
        typed: The columns of a frame, or of Parquet, as they are; None for one that is text.
    """

    columns: list[Texts]
    rows: npt.NDArray[np.int64]
    overflow: Texts | None = None
    index: "pd.Index[Any] | None" = None
    typed: "list[pd.Series[Any] | None] | None" = None


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of an opened file: a file, or a sheet of a workbook.

    Attributes:
        sheet: The name of the sheet, or None.
        preview: The first records as they stand, titles and header among them; a blank one is
            empty.
        load: `load(first, width)` returns the records from the `first` on as `width` columns.
        notes: What the reader of the table should know of how the file was opened.
        merged: Cells that are merged, each as its first and last record and column, from 0: the
            first holds what they say, the others are blank.
    """

    sheet: str | None
    preview: list[Record]
    load: Callable[[int, int], Loaded]
    notes: tuple[str, ...] = field(default=())
    merged: tuple[Area, ...] = field(default=())

    def notes_from(self, first: int) -> tuple[str, ...]:
        """Return the notes on the table, whose data begin with the record `first`."""
        areas = [_area_name(area) for area in self.merged if area[1][0] >= first]
        if not areas:
            return self.notes
        shown = ", ".join(areas[:5]) + (f" and {len(areas) - 5} more" if len(areas) > 5 else "")
        note = (
            f"cells are merged ({shown}): what they say is read in the first of each only, for "
            "nobody tells whether it holds for every row."
        )
        return (*self.notes, note)


def _area_name(area: Area) -> str:
    """Return cells as spreadsheets call them: D5:D6."""
    return ":".join(f"{column_letters(column)}{row + 1}" for row, column in area)


def column_letters(column: int) -> str:
    """Return how a spreadsheet calls a column, numbered from 0."""
    above, last = divmod(column, 26)
    return (column_letters(above - 1) if above else "") + chr(ord("A") + last)


def of_records(records: Sequence[Record], sheet: str | None = None) -> Grid:
    """Return a grid of records that are in memory; the first one is row 1."""

    def load(first: int, width: int) -> Loaded:
        return loaded(islice(records, first, None), width, first_row=first + 1)

    return Grid(sheet, list(records[:N_PREVIEW]), load)


def loaded(records: Iterable[Record], width: int, *, first_row: int) -> Loaded:
    """Return records as columns; blank ones are passed over, and still counted.

    A record that is too short is filled up with blanks. What stands beyond the header in one
    that is too long is kept as unread: most often a comma in a number has shifted its cells.
    """
    parts: list[pd.DataFrame] = []
    rows: list[int] = []
    beyond: dict[int, str] = {}
    lines: list[Record] = []

    def put() -> None:
        cells = zip(*lines, strict=True) if lines else [()] * width
        parts.append(pd.DataFrame({i: pd.array(c, dtype="str") for i, c in enumerate(cells)}))
        lines.clear()

    for row, record in enumerate(records, start=first_row):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) > width:
            extra = {f"column_{i}": c.strip() for i, c in enumerate(record[width:], width + 1)}
            if text := joined_unread({name: cell for name, cell in extra.items() if cell}):
                beyond[len(rows)] = text
            record = record[:width]
        elif len(record) < width:
            record = [*record, *[""] * (width - len(record))]
        lines.append(record)
        rows.append(row)
        if len(lines) == _CHUNK:
            put()
    put()
    table = pd.concat(parts, ignore_index=True)
    overflow = None
    if beyond:
        codes = np.full(len(rows), -1, dtype=np.int64)
        codes[list(beyond)] = np.arange(len(beyond))
        overflow = Texts.coded(codes, list(beyond.values()))
    return Loaded([Texts(table[i]) for i in range(width)], np.array(rows, dtype=np.int64), overflow)


def without_repeats(found: Loaded, names: Sequence[str]) -> tuple[Loaded, list[int]]:
    """Return the data without the rows that repeat the header or its tags, and their numbers.

    They are there where files were put one below the other. A row is one if most of its cells are
    the names of their columns: some names were made unique, and are not what the row says.
    """
    named = [(column, name) for column, name in zip(found.columns, names, strict=False) if name]
    if len(named) < _FEWEST or found.typed is not None:
        return found, []
    rows = np.flatnonzero(named[0][0].is_same_as(named[0][1]))
    if not len(rows):
        return found, []
    same = [column.take(rows).is_same_as(name) for column, name in named]
    repeats = rows[np.mean(same, axis=0) >= _MOST]
    if not len(repeats):
        return found, []
    keep = np.ones(len(found.rows), dtype=np.bool_)
    keep[repeats] = False
    return _kept(found, keep), found.rows[repeats].tolist()


def _kept(found: Loaded, keep: npt.NDArray[np.bool_]) -> Loaded:
    return Loaded(
        [column.take(keep) for column in found.columns],
        found.rows[keep],
        None if found.overflow is None else found.overflow.take(keep),
        typed=found.typed and [None if c is None else c[keep] for c in found.typed],
    )


def without_blank_rows(found: Loaded) -> Loaded:
    """Return the data without the rows in which every cell is blank."""
    blank = np.ones(len(found.rows), dtype=np.bool_)
    for column in found.columns:
        blank &= ~column.is_stated
        if not blank.any():
            return found
    return _kept(found, ~blank)

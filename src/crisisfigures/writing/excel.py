"""Excel: one sheet, `figures`; for people who work in a spreadsheet. Needs openpyxl.

Texts are cells of text, also those that look like numbers, dates or formulas; nothing computes.
Days are dates, but for those before March 1900, which no spreadsheet counts right: they are text.
"""

import re
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pandas as pd

from crisisfigures.cells import could_compute, protected, text_of
from crisisfigures.errors import MissingExtraError, TableError
from crisisfigures.plugins import Writer
from crisisfigures.writing._rows import CellError, rows

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

SHEET = "figures"

# What a sheet holds at most: rows, columns, and characters in a cell (the limits of Excel).
_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767

_FIRST_DAY = date(1900, 3, 1)
"""Excel takes 1900 for a leap year; from this day on all programs count alike."""

_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, or changes, and what would be taken for an escape of it."""


class _Cell(NamedTuple):
    """A cell as it is put into the sheet: its value, its type, and how it is shown."""

    value: Any
    type: str
    is_quoted: bool = False
    number_format: str | None = None


def write(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as a workbook of one sheet.

    Raises:
        MissingExtraError: openpyxl is not installed.
        TableError: It has more rows, columns or characters in a cell than a sheet holds.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise MissingExtraError("openpyxl", "excel", "writing Excel") from None
    if len(table) >= _ROWS or len(table.columns) > _COLUMNS:
        raise TableError(
            f"a sheet holds {_ROWS:,} rows and {_COLUMNS:,} columns; the table has "
            f"{len(table):,} and {len(table.columns):,}.\nHint: write CSV or Parquet."
        )
    names, lines = [cell_of(name) for name in table.columns], rows(table, cell_of)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"

    def put(cell: _Cell | None) -> "WriteOnlyCell | None":
        if cell is None:
            return None
        made = WriteOnlyCell(sheet)
        # Set past openpyxl, which takes a text for a formula, and gives numbers only 16 digits.
        made._value, made.data_type = cell.value, cell.type
        if cell.is_quoted:
            made.quotePrefix = True
        if cell.number_format:
            made.number_format = cell.number_format
        return made

    for line in chain([names], lines):
        sheet.append([put(cell) for cell in line])
    book.save(file)


def cell_of(value: Any) -> _Cell | None:
    """Return what is put into the sheet for a value, None where it is missing.

    Raises:
        CellError: It is longer than a cell.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return _Cell(value, "b")
    if isinstance(value, date) and type(value) is date and value >= _FIRST_DAY:
        return _Cell(value, "d", number_format="yyyy-mm-dd")
    is_number = isinstance(value, int | float)
    text = text_of(value)
    if is_number and text == text_of(float(value)) and "inf" not in text:
        return _Cell(text, "n")
    text = protected(text)
    if len(text) > _CHARACTERS:
        raise CellError(
            f"its {len(text):,} characters are more than a cell of a spreadsheet holds "
            f"({_CHARACTERS:,}).\nHint: write CSV or Parquet."
        )
    is_quoted = could_compute(text)
    return _Cell(_TO_ESCAPE.sub(lambda c: f"_x{ord(c[0]):04X}_", text), "s", is_quoted)


WRITER = Writer(
    name="excel",
    summary="A workbook of one sheet; for people who work in a spreadsheet.",
    suffixes=(".xlsx",),
    write=write,
    description={
        "format": "xlsx",
        "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "dialect": {"sheetName": SHEET},
    },
)

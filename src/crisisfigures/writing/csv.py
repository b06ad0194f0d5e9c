"""CSV: comma-separated, UTF-8, with a header; for spreadsheets and every other program.

No cell computes: a text that a spreadsheet could take for a formula stands behind an apostrophe,
which `read` takes away again. Missing cells are blank, flags `true` and `false`, days ISO dates.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, BinaryIO

import pandas as pd

from crisisfigures.cells import csv_field, protected, text_of
from crisisfigures.plugins import Writer
from crisisfigures.writing._rows import CellError, rows

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Spreadsheets take a CSV for their own alphabet unless it begins with this mark."""


def write(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as comma-separated values, the first line with the names."""
    write_lines(table, [], file)


def write_lines(table: pd.DataFrame, below: Sequence[Sequence[str]], file: BinaryIO) -> None:
    """Write the names of the columns, lines of fields that stand below them, and the rows."""
    names = [field(name) for name in table.columns]
    for line in chain([names, *below], rows(table, field)):
        file.write((",".join(line) + "\n").encode())


def field(value: Any) -> str:
    """Return a value as a field that no spreadsheet computes, and `read` reads as it was.

    Raises:
        CellError: It holds what no text file can.
    """
    if not isinstance(value, str):
        return csv_field(text_of(value))
    if "\x00" in value:
        raise CellError(
            "a zero byte makes a text file unreadable.\n"
            "Hint: take it out of the text, or write JSON lines."
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CellError(
            "half of a character (a lone surrogate) cannot be written as UTF-8.\n"
            "Hint: mend the text, or write JSON lines."
        ) from None
    return csv_field(protected(value, computes=True))


WRITER = Writer(
    name="csv",
    summary="Comma-separated values in UTF-8; for spreadsheets and every other program.",
    suffixes=(".csv",),
    write=write,
    description={"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
    begins_with=BYTE_ORDER_MARK,
)

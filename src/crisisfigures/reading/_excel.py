"""Workbooks (xlsx, xlsm, xlsb, xls, ods): each sheet a grid, each cell as text."""

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crisisfigures.errors import ReadError
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded, Record, loaded

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def text_of(cell: Any) -> str:
    """Return a typed cell as text that is read back as the same value, "" if it is empty.

    A day is an ISO date, without a time of day unless it has one. A number with exactly three
    decimals gets a fourth, for "12.345" would be read as twelve thousand.
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """Return a number as text that no reader of digits takes for another one."""
    if number.is_integer() and abs(number) < 2**63:
        return str(int(number))
    return unambiguous(repr(number))


def unambiguous(text: str) -> str:
    """Return a number with a decimal point so that its decimals are not taken for a group."""
    decimals = text.partition(".")[2]
    return f"{text}0" if len(decimals) == 3 and decimals.isdecimal() else text


def _broken(path: object, error: BaseException) -> ReadError:
    return ReadError(
        path,
        f"it is not a workbook that can be opened ({error}).",
        "open it in a spreadsheet program and save it again as .xlsx, without a password.",
    )


def open_workbook(data: bytes, path: object, sheet: str | None) -> list[Grid]:
    """Return the sheets of a workbook as grids, or the one that is named.

    Raises:
        ReadError: The workbook is broken or locked, or has no sheet of that name.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
    except Exception as error:
        raise _broken(path, error) from error
    except BaseException as error:
        # A workbook broken in some ways makes the Rust library panic, not fail.
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(path, error) from error
    if sheet is not None and sheet not in names:
        raise ReadError(
            path,
            f"it has no sheet {sheet!r}.",
            f"its sheets are {', '.join(map(repr, names))}.",
        )
    return [_grid(book, name, path) for name in names if sheet in (None, name)]


def _grid(book: "CalamineWorkbook", name: str, path: object) -> Grid:
    try:
        # With its empty top and left kept, a record's number is its row in the spreadsheet.
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:
        raise _broken(path, error) from error

    def record(i: int) -> Record:
        return [text_of(cell) for cell in cells[i]]

    def load(first: int, width: int) -> Loaded:
        return loaded(map(record, range(first, len(cells))), width, first_row=first + 1)

    return Grid(name, [record(i) for i in range(min(N_PREVIEW, len(cells)))], load)

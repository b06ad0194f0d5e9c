"""Workbooks (xlsx, xlsm, xlsb, xls, ods): each sheet a grid, each cell as text."""

import io
from typing import TYPE_CHECKING

from crisisfigures.cells import text_of
from crisisfigures.errors import ReadError
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded, Record, loaded

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


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
        sheet = book.get_sheet_by_name(name)
        cells = sheet.to_python(skip_empty_area=False)
        # Not every kind of workbook tells.
        merged = tuple(sorted(sheet.merged_cell_ranges or ()))
    except Exception as error:
        raise _broken(path, error) from error

    def record(i: int) -> Record:
        return [text_of(cell) for cell in cells[i]]

    def load(first: int, width: int) -> Loaded:
        return loaded(map(record, range(first, len(cells))), width, first_row=first + 1)

    preview = [record(i) for i in range(min(N_PREVIEW, len(cells)))]
    return Grid(name, preview, load, merged=merged)

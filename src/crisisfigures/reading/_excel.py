"""Workbooks (xlsx, xlsm, xlsb, xls, ods): each sheet a grid, each cell as text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crisisfigures.cells import text_of
from crisisfigures.errors import ReadError
from crisisfigures.reading._archive import check_archive
from crisisfigures.reading._failed import Failed, failed_cells, notes_on
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded, Record, loaded

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


@contextmanager
def _opening(path: object) -> Iterator[None]:
    """Make an error of ours of whatever a workbook that is broken or locked brings about."""
    try:
        yield
    except BaseException as error:
        # A workbook broken in some ways makes the Rust library panic, not fail.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ReadError(
            path,
            f"it is not a workbook that can be opened ({error}).",
            "open it in a spreadsheet program and save it again as .xlsx, without a password.",
        ) from error


def open_workbook(data: bytes, path: object, sheet: str | None) -> list[Grid]:
    """Return the sheets of a workbook as grids, or the one that is named.

    Raises:
        ReadError: The workbook is broken or locked, or has no sheet of that name.
    """
    from python_calamine import CalamineWorkbook

    if data.startswith(b"PK"):
        check_archive(data, path)
    with _opening(path):
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
    if sheet is not None and sheet not in names:
        raise ReadError(
            path,
            f"it has no sheet {sheet!r}.",
            f"its sheets are {', '.join(map(repr, names))}.",
        )
    failed, notes = failed_cells(data)
    return [
        _grid(book, name, failed.get(name, {}), notes, path)
        for name in names
        if sheet in (None, name)
    ]


def _grid(
    book: "CalamineWorkbook", name: str, failed: Failed, notes: tuple[str, ...], path: object
) -> Grid:
    with _opening(path):
        # With its empty top and left kept, a record's number is its row in the spreadsheet.
        sheet = book.get_sheet_by_name(name)
        cells = sheet.to_python(skip_empty_area=False)
        # Not every kind of workbook tells.
        merged = tuple(sorted(sheet.merged_cell_ranges or ()))

    n = max(len(cells), *(row + 1 for row in failed), 0)

    def record(i: int) -> Record:
        texts = [text_of(cell) for cell in cells[i]] if i < len(cells) else []
        for column, text in failed.get(i, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = text
        return texts

    def load(first: int, width: int) -> Loaded:
        return loaded(map(record, range(first, n)), width, first_row=first + 1)

    preview = [record(i) for i in range(min(N_PREVIEW, n))]
    return Grid(name, preview, load, (*notes, *notes_on(failed)), merged=merged)

"""Own rows: some rows of a file as they stand in it, in its own columns."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from crisisfigures.errors import OptionError
from crisisfigures.plugins import unread_cells
from crisisfigures.reading._chunks import grids_of
from crisisfigures.reading._grid import Grid, Loaded, Record
from crisisfigures.reading._opening import open_data


def own_rows(data: Any, noted: Mapping[str, Any], n_rows: int | None = None) -> Iterator["OwnRows"]:
    """Yield the rows of a file in its own columns, before any of them was understood.

    Args:
        data: The path, bytes or open file that was read.
        noted: What reading noted of it, in `table.attrs["reading"]`.
        n_rows: How many rows are held at a time; None for all.

    Raises:
        ReadError: It cannot be read any more.
        OptionError: Its figures come from several sheets.
    """
    sheet = noted["sheet"]
    if n_rows is not None:
        grids = grids_of(data, noted["above"], n_rows)
    else:
        found = open_data(data, None).grids
        grids = iter(found if len(found) == 1 else [grid for grid in found if grid.sheet == sheet])
    is_any = False
    for grid in grids:
        is_any = True
        yield OwnRows(grid, noted["above"])
    if not is_any:
        raise OptionError(
            f"the figures come from several sheets: {sheet}.\nHint: read one of them with sheet=."
        )


class OwnRows:
    """The rows of one table of a file, and what stands above them.

    Attributes:
        above: Titles, the header, and a row of tags.
        numbers: n row numbers, as a spreadsheet shows them.
    """

    def __init__(self, grid: Grid, n_above: int) -> None:
        self.above: list[Record] = list(grid.preview[:n_above])
        width = max((len(record) for record in grid.preview), default=0)
        self._loaded: Loaded = grid.load(n_above, width)
        self.numbers: npt.NDArray[np.int64] = self._loaded.rows

    def records(self, chosen: npt.NDArray[np.bool_]) -> Iterator[Record]:
        """Yield the chosen ones of the n rows, cell by cell as they were read."""
        rows = np.flatnonzero(chosen)
        columns = [texts.take(rows).series().fillna("").tolist() for texts in self._loaded.columns]
        beyond = self._loaded.overflow
        if beyond is None:
            yield from zip(*columns, strict=True)
            return
        further = beyond.take(rows).series().fillna("").tolist()
        for text, *record in zip(further, *columns, strict=True):
            yield [*record, *(cell for _, cell in unread_cells(text))] if text else record

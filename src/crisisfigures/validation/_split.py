"""Splitting a file: the rows that passed and those that failed, in the file's own columns."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crisisfigures.errors import OptionError
from crisisfigures.plugins import Flags
from crisisfigures.reading import OwnRows, own_rows
from crisisfigures.writing import write_records

if TYPE_CHECKING:
    from os import PathLike


def split(
    data: Any,
    table: pd.DataFrame,
    failed: Flags,
    paths: Mapping[bool, "str | PathLike[str] | None"],
) -> None:
    """Write the rows of a file that failed (True) and those that did not (False).

    Raises:
        OptionError: The table was not read from that file alone.
    """
    noted = table.attrs.get("reading")
    if noted is None or "source_row" not in table:
        raise OptionError(
            "the table was not read from one file, whose rows could be written.\n"
            "Hint: validate the file itself; of a table take `report.passed` and `report.failed`."
        )
    rows = own_rows(data, noted)
    at_fault = _at_fault(rows, table, failed, is_own=noted["format"] == "canonical")
    for is_failed, path in paths.items():
        if path is not None:
            chosen = at_fault if is_failed else ~at_fault
            write_records(_with_above(rows, chosen), path)


def _with_above(rows: OwnRows, chosen: Flags) -> Iterable[Any]:
    yield from rows.above
    yield from rows.records(chosen)


def _at_fault(rows: OwnRows, table: pd.DataFrame, failed: Flags, *, is_own: bool) -> Flags:
    """Return which rows of the file hold a figure that failed."""
    if is_own and len(table) == len(rows.numbers):
        # A table of this library may carry the row numbers of the file it once came from.
        return failed
    numbers = table["source_row"].to_numpy(dtype=np.float64)[failed]
    return np.isin(rows.numbers, numbers)

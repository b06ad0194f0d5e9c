"""Splitting a file: the rows that passed and those that failed, in the file's own columns."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from crisisfigures.errors import OptionError
from crisisfigures.plugins import Flags
from crisisfigures.reading import OwnRows, own_rows
from crisisfigures.validation._facts import Facts
from crisisfigures.writing import write_records

if TYPE_CHECKING:
    from os import PathLike


def split(data: Any, facts: Facts, paths: "Mapping[bool, str | PathLike[str] | None]") -> None:
    """Write the rows of a file that failed (True) and those that did not (False).

    Raises:
        OptionError: The table was not read from that file alone.
    """
    noted = facts.table.attrs.get("reading")
    if noted is None or "source_row" not in facts.table:
        raise OptionError(
            "the table was not read from one file, whose rows could be written.\n"
            "Hint: validate the file itself; of a table take `report.passed` and `report.failed`."
        )
    for is_failed, path in paths.items():
        if path is not None:
            write_records(_chosen(data, facts, noted, is_failed=is_failed), path)


def _chosen(data: Any, facts: Facts, noted: Mapping[str, Any], *, is_failed: bool) -> Iterator[Any]:
    n_passed = 0
    for rows in own_rows(data, noted, facts.chunk_rows):
        if not n_passed:
            yield from rows.above
        at_fault = _at_fault(rows, facts, n_passed, is_own=noted["format"] == "canonical")
        yield from rows.records(at_fault if is_failed else ~at_fault)
        n_passed += len(rows.numbers)


def _at_fault(rows: OwnRows, facts: Facts, first: int, *, is_own: bool) -> Flags:
    """Return which rows of the file hold a figure that failed; `first` is the first of them."""
    if is_own:
        # A table of this library may carry the row numbers of the file it once came from.
        return facts.failed[first : first + len(rows.numbers)]
    return np.isin(rows.numbers, facts.lines[facts.failed])

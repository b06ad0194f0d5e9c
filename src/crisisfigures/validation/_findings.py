"""Faults written as findings: a table with one row each, and what every one of them says."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from string import Formatter
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.layout import inert, say_number
from crisisfigures.plugins import Cells, Flags, Integers, each_distinct
from crisisfigures.table import COLUMNS
from crisisfigures.texts import as_values
from crisisfigures.validation._run import Faults
from crisisfigures.validation._words import NOT_SHOWN, quoted, shortened

Strings = npt.NDArray[np.object_]

# As `Cells.said` writes them; what could not be read looks otherwise, and is quoted.
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?|-?inf", re.ASCII)
_DATE = re.compile(r"-?\d{3,}(-(Q?\d|W?\d\d(-\d\d)?))?", re.ASCII)


_LONGEST_FACT = 1_000
"""A row of ten thousand cells too many names them all."""

_LONGEST_LISTED = 1_000
"""A longer cell is cut where findings are listed in a file."""

CELL, FACT, END = "\u2068", "\u2066", "\u2069"
"""What stands before a cell, before what is said of one, and after either, in an isolated text.

None of them is left in a text that was made safe to print.
"""


@dataclass(frozen=True, slots=True)
class Saying:
    """How findings are said.

    Attributes:
        values: Whether what cells say is shown. If not, `value` is missing, and messages and
            hints hold no field that could quote a cell.
        isolated: Whether fields stand between marks that keep the direction of their letters
            from what stands around them.
    """

    values: bool = True
    isolated: bool = False

    def field(self, text: str, mark: str = CELL) -> str:
        """Return the text of a field as it is put into a sentence."""
        return f"{mark}{text}{END}" if self.isolated and text else text


IN_FULL = Saying()


def write_findings(cells: Cells, faults: Sequence[Faults], saying: Saying) -> pd.DataFrame:
    """Return faults as a table of findings, ordered by row, column and code.

    For its columns see `ValidationReport.findings`.
    """
    written = [_written(cells, found, saying) for found in faults]
    text = {
        name: _joined([fields[name] for fields in written])
        for name in ("code", "severity", "column", "value", "message", "hint")
    }
    rows = _joined([places(found) for found in faults], np.int64)
    order = in_order(rows, text["column"], [found.column for found in faults])
    rows = rows[order]
    # One array of all texts: of a few findings, making six takes longer than all else.
    every = pd.array(np.concatenate([said[order] for said in text.values()]), dtype="str")
    columns: dict[str, Any] = {
        name: every[at * len(rows) : (at + 1) * len(rows)] for at, name in enumerate(text)
    }
    columns |= {
        "row": pd.arrays.IntegerArray(rows, rows < 0),
        "source_row": pd.arrays.IntegerArray(*_source_rows(cells, rows)),
    }
    names = ("code", "severity", "row", "source_row", "column", "value", "message", "hint")
    return pd.DataFrame({name: columns[name] for name in names})


def in_order(rows: Integers, columns: Strings, names: Iterable[str]) -> Integers:
    """Return the order of n findings that come sorted by severity and code: by row and column.

    Args:
        rows: Their rows, -1 for a whole column.
        columns: Their columns, None for a whole row.
        names: All names of columns, in the order of those that the table does not know.
    """
    rank = {name: at for at, name in enumerate(dict.fromkeys([None, *COLUMNS, *names]))}
    place = np.array([rank[name] for name in columns], dtype=np.int64)
    # The sort is stable: severity and code decide within a cell.
    return np.lexsort((place, rows))


def cut_values(values: "pd.Series[str]") -> "pd.Series[str]":
    """Return what cells say, a long one cut and with its length."""
    long = values.str.len() > _LONGEST_LISTED
    return values.mask(long, values[long].map(lambda text: shortened(text, _LONGEST_LISTED)))


def places(found: Faults) -> Integers:
    """Return positions of rows; -1 for a fault of a whole column."""
    return np.array([-1], dtype=np.int64) if found.rows is None else found.rows


def _source_rows(cells: Cells, rows: Integers) -> tuple[Integers, Flags]:
    """Return the rows as a spreadsheet shows them, and where that is not known."""
    numbers = np.full(len(rows), np.nan)
    if cells.n:
        numbers = np.where(rows < 0, np.nan, cells.numbers("source_row")[rows])
    known = np.isfinite(numbers)
    return np.where(known, numbers, 0).astype(np.int64), ~known


def _joined(parts: list[npt.NDArray[Any]], dtype: Any = object) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)


def _written(cells: Cells, found: Faults, saying: Saying) -> dict[str, Strings]:
    """Return the text columns of the findings of one check in one column."""
    check, n = found.check, found.n
    # A fault of a whole column has no cell: its fields are filled from no row.
    rows = np.empty(0, dtype=np.int64) if found.rows is None else found.rows
    values = cells.said(found.column, rows) if found.rows is not None else np.array([None])
    facts = {} if check.facts is None else check.facts(cells, found.column, rows, **check.settings)
    return {
        "code": np.full(n, check.name, dtype=object),
        "severity": np.full(n, check.severity, dtype=object),
        "column": np.full(n, found.column or None, dtype=object),
        "value": values if saying.values else np.full(n, None, dtype=object),
        "message": _filled(check.message, cells, found, values, facts, saying),
        "hint": _filled(check.hint, cells, found, values, facts, saying),
    }


def _filled(
    template: str,
    cells: Cells,
    found: Faults,
    values: Strings,
    facts: Mapping[str, Strings],
    saying: Saying,
) -> Strings:
    """Return a template with its fields filled in for each row at fault."""
    check = found.check
    parts: list[str | Strings] = []
    for literal, field in _fields(template):
        parts.append(literal)
        if field is None:
            continue
        if field == "column":
            parts.append(saying.field(inert(shortened(found.column))))
        elif field in check.settings and field not in facts:
            parts.append(say_number(check.settings[field]))
        elif not saying.values and field not in check.value_free:
            # What follows a sentence is one of its own, and says nothing without the cell.
            parts.append("" if literal.rstrip().endswith(".") else NOT_SHOWN)
        elif field in facts:
            parts.append(each_distinct(lambda fact: saying.field(_fact(fact), FACT), facts[field]))
        elif field == "value":
            parts.append(each_distinct(_shown_as(found.column, saying), values))
        elif found.rows is not None:
            parts.append(each_distinct(_shown_as(field, saying), cells.said(field, found.rows)))
    text = _put_together(parts, found.n)
    return text if saying.values else each_distinct(_what_is_left, text)


def _put_together(parts: "Sequence[str | Strings]", n: int) -> Strings:
    """Return n texts of parts that are one text, or n."""
    if all(isinstance(part, str) for part in parts):
        return np.full(n, "".join(cast("Sequence[str]", parts)), dtype=object)
    cells = (repeat(part, n) if isinstance(part, str) else part.tolist() for part in parts)
    return as_values(list(map("".join, zip(*cells, strict=True))))


@cache
def _fields(template: str) -> list[tuple[str, str | None]]:
    """Return the texts of a template, and the field behind each, None behind the last."""
    return [(literal, field) for literal, field, _, _ in Formatter().parse(template)]


def _what_is_left(text: str) -> str | None:
    """Return a text without its cells, None where it was nothing but a cell."""
    return text.rstrip() if text != NOT_SHOWN else None


def _fact(text: str) -> str:
    """Return a fact made safe to print; a sentence keeps the blank that leads it."""
    said = inert(shortened(text, _LONGEST_FACT))
    return f" {said}" if text.startswith(" ") else said


def _shown_as(column: str, saying: Saying) -> Callable[[object], str]:
    kind = COLUMNS[column].kind if column in COLUMNS else "text"

    default = COLUMNS[column].default if column in COLUMNS else None

    def shown(text: object) -> str:
        if not isinstance(text, str):
            return "not stated" if default is None else str(default)
        if kind == "number" and _NUMBER.fullmatch(text):
            return say_number(float(text))
        is_date = kind == "day" or column in ("published_on", "retrieved_on")
        return saying.field(text if is_date and _DATE.fullmatch(text) else quoted(text))

    return shown

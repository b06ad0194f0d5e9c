"""Rows of a table of figures, said in print: what, where, when, and how many."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import FiguresError
from crisisfigures.layout._saying import NOT_STATED, say_number, say_range, say_what, say_where
from crisisfigures.layout._values import Cell
from crisisfigures.period import Period
from crisisfigures.table import COLUMNS, NO_DAY, Columns

Texts = npt.NDArray[np.object_]

_WHAT = {
    "measure": "measure",
    "group": "group",
    "unit": "unit",
    "basis": "basis",
    "modality": "modality",
    "definition": "definition",
    "cause": "cause",
    "actor": "actor",
    "event": "event",
}
BOUNDS = frozenset({"figure", "figure_hedge", "low", "best", "high"})
"""Columns of a file that state the range; without one of them there is none."""

_WHERE = {
    "name": "place_name",
    "code": "place",
    "from_name": "from_name",
    "from_code": "from_place",
}


# From here on digits are set in groups of three. A number of four digits may well be a year.
_GROUPED_FROM = 10_000


def what(columns: Columns) -> Texts:
    """Return what each of n rows counts."""
    return _said(columns, _WHAT, say_what)


def where(columns: Columns) -> Texts:
    """Return the place of each of n rows."""
    return _said(columns, _WHERE, say_where)


def when(columns: Columns) -> Texts:
    """Return the period of each of n rows, so that a person reads it at once."""
    starts, ends = columns.days("period_start"), columns.days("period_end")
    precision, precisions = columns.codes("precision")
    kind, kinds = columns.codes("period_kind")
    keys = np.stack([starts, ends, precision, kind], axis=1)
    distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
    said = [
        _say_when(start, end, _at(precisions, p), _at(kinds, k)) for start, end, p, k in distinct
    ]
    return _spread(said, inverse)


def how_many(columns: Columns) -> Texts:
    """Return the range of each of n rows as it was said; a row without one says why."""
    parts: dict[str, Iterable[Any]] = {
        "low": columns.numbers("low"),
        "best": columns.numbers("best"),
        "high": columns.numbers("high"),
        "low_kind": columns.texts("low_kind"),
        "high_kind": columns.texts("high_kind"),
        "quantifier": columns.texts("quantifier"),
        "approximate": columns.flags("approximate"),
        "level": columns.numbers("level"),
        "words": columns.texts("stated"),
    }
    rows = zip(*parts.values(), strict=True)
    said = [say_range(**dict(zip(parts, row, strict=True))) for row in rows]
    # A row with an unread bound is never open: it says what could not be read.
    for row, cells in enumerate(unread(columns)):
        if bad := [_say_unread(name, cell) for name, cell in cells.items() if name in BOUNDS]:
            said[row] = f"{', '.join(bad)} (unreadable)"
    status = columns.texts("status")
    for i in np.flatnonzero(status != "present"):
        reason = str(status[i]).replace("_", " ")
        said[i] = reason if said[i] == NOT_STATED else f"{said[i]} ({reason})"
    return _spread(said, np.arange(columns.n))


def unread(columns: Columns) -> list[dict[str, str]]:
    """Return the cells of each of n rows that could not be read, by their columns."""
    codes, texts = columns.codes("unread")
    parts = [[part.partition("=") for part in str(text).split("; ")] for text in texts]
    cells = [{unquote(name): unquote(cell) for name, _, cell in row} for row in parts]
    return [cells[code] if code >= 0 else {} for code in codes.tolist()]


def _say_unread(name: str, cell: str) -> str:
    return f"“{cell}”" if name == "figure" else f"{name} “{cell}”"


def _said(columns: Columns, facets: dict[str, str], say: Callable[..., str]) -> Texts:
    """Return what `say` makes of some text columns, once for each distinct row."""
    encoded = [columns.codes(name) for name in facets.values()]
    keys = np.stack([codes for codes, _ in encoded], axis=1)
    distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
    said = [
        say(
            **{
                argument: _at(texts, code)
                for argument, code, (_, texts) in zip(facets, row, encoded, strict=True)
            }
        )
        for row in distinct
    ]
    return _spread(said, inverse)


def _at(texts: Texts, code: int) -> str | None:
    return None if code < 0 else str(texts[code])


def _spread(said: Sequence[str], inverse: npt.NDArray[np.int64]) -> Texts:
    texts = np.empty(len(said), dtype=object)
    texts[:] = said
    return texts[inverse.reshape(-1)]


def _say_when(start: int, end: int, precision: str | None, kind: str | None) -> str:
    if start == NO_DAY and end == NO_DAY:
        return NOT_STATED
    first, last = _day(start), _day(end)
    try:
        period = Period(first, last, precision)
    except FiguresError:  # a faulty row is printed too, as the days that it has
        return f"{first or '..'} to {last or '..'}"
    return f"within {period}" if kind == "within" and first != last else str(period)


def _day(number: int) -> date | None:
    return None if number == NO_DAY else np.datetime64(int(number), "D").item()


def is_of_figures(table: pd.DataFrame) -> bool:
    """Return whether a frame is a table of figures: it has a measure and a number."""
    return "measure" in table.columns and bool({"low", "best", "high"} & set(table.columns))


def cells(series: pd.Series) -> list[Cell]:
    """Return a column of a frame as cells; what is missing is blank, and null for a program."""
    name = str(series.name)
    is_count = name.startswith("n_") or (name in COLUMNS and COLUMNS[name].part == "how many")
    missing = series.isna().tolist()
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        values = _days(series)
    else:
        values = series.tolist()
    return [
        Cell() if gone else _cell(value, is_count)
        for value, gone in zip(values, missing, strict=True)
    ]


def _cell(value: object, is_count: bool) -> Cell:
    if isinstance(value, bool):
        return Cell("yes" if value else "no", value=value)
    if not isinstance(value, int | float):
        return Cell(str(value))
    if math.isinf(value):
        return Cell("no limit" if value > 0 else "no limit below")
    number = int(value) if float(value).is_integer() else value
    is_grouped = is_count or abs(number) >= _GROUPED_FROM
    return Cell(say_number(number) if is_grouped else str(number), value=number)


def _days(series: pd.Series) -> list[str]:
    """Return days as ISO dates, with the time where any row has one."""
    stamps = series.to_numpy(dtype="datetime64[us]")
    has_time = bool((stamps != stamps.astype("datetime64[D]"))[series.notna().to_numpy()].any())
    return [str(day) for day in np.datetime_as_string(stamps, unit="s" if has_time else "D")]

"""Frames in print: a table of figures as figures, any other frame as it is."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from crisisfigures.layout import (
    Cell,
    Column,
    Layout,
    Section,
    say_number,
)
from crisisfigures.layout.figures import how_many, is_of_figures, what, when, where
from crisisfigures.table import COLUMNS, Columns

# Columns of a table of figures that are printed beside what, where, when and the figure.
_BESIDE = {"source": "Source", "published_on": "Published", "verdict": "Verdict"}

# From here on digits are set in groups of three. A number of four digits may well be a year.
_GROUPED_FROM = 10_000


def layout(frame: pd.DataFrame) -> Layout:
    """Return what is printed of a frame: one row a row."""
    if is_of_figures(frame):
        return _figures(frame)
    names = [str(name) for name in frame.columns]
    parts = [cells(frame.iloc[:, i]) for i in range(len(names))]
    columns = [
        Column(name, name, "right" if any(map(_is_counted, part)) else "left")
        for name, part in zip(names, parts, strict=True)
    ]
    return _laid_out(columns, parts)


def _figures(frame: pd.DataFrame) -> Layout:
    columns = Columns(frame)
    shown = {"what": what, "where": where, "when": when, "figure": how_many}
    heads = [Column(name, name.capitalize()) for name in shown]
    parts = [[Cell(text) for text in say(columns)] for say in shown.values()]
    for name, title in _BESIDE.items():
        if name in frame.columns:
            heads.append(Column(name, title))
            parts.append(cells(frame[name]))
    rest = [name for name in frame.columns if str(name) not in {column.name for column in heads}]
    heads += [Column(str(name), str(name), is_shown=False) for name in rest]
    return _laid_out(heads, parts + [cells(frame[name]) for name in rest])


def _laid_out(columns: Sequence[Column], parts: Sequence[Sequence[Cell]]) -> Layout:
    rows = tuple(zip(*parts, strict=True))
    count = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    return Layout("", Section("rows", "", tuple(columns), rows, tail=count))


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


def _is_counted(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def _days(series: pd.Series) -> list[str]:
    """Return days as ISO dates, with the time where any row has one."""
    stamps = series.to_numpy(dtype="datetime64[us]")
    has_time = bool((stamps != stamps.astype("datetime64[D]"))[series.notna().to_numpy()].any())
    return [str(day) for day in np.datetime_as_string(stamps, unit="s" if has_time else "D")]

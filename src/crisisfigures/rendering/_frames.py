"""Frames in print: a table of figures as figures, any other frame as it is."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from crisisfigures.layout import (
    Cell,
    Column,
    Layout,
    Note,
    Section,
)
from crisisfigures.layout.figures import cells, how_many, is_of_figures, what, when, where
from crisisfigures.table import Columns

# Columns of a table of figures that are printed beside what, where, when and the figure.
_BESIDE = {"source": "Source", "published_on": "Published", "verdict": "Verdict"}
_OF_RATES = {"rate_population": "Of", "rate_class": "Called"}

_RATE_DIGITS = 3
"""Digits of a rate in print: no population is known to more."""


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
    columns = Columns(_in_print(frame))
    shown = {"what": what, "where": where, "when": when, "figure": how_many}
    heads = [Column(name, name.capitalize()) for name in shown]
    parts = [[Cell(text) for text in say(columns)] for say in shown.values()]
    if "rate_unit" in frame.columns:
        heads.append(Column("rate", "Rate"))
        parts.append([Cell(text) for text in _rates(frame)])
    for name, title in {**_OF_RATES, **_BESIDE}.items():
        if name in frame.columns:
            heads.append(Column(name, title))
            parts.append(cells(frame[name]))
    rest = [name for name in frame.columns if str(name) not in {column.name for column in heads}]
    heads += [Column(str(name), str(name), is_shown=False) for name in rest]
    laid_out = _laid_out(heads, parts + [cells(frame[name]) for name in rest])
    if "rounding" not in frame.columns:
        return laid_out
    rules = sorted({str(rule) for rule in frame["rounding"].dropna()})
    return replace(laid_out, notes=tuple(Note(f"Numbers are {rule}.") for rule in rules))


def _in_print(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its rounded numbers, where it has any, in place of what was said."""
    if "rounding" not in frame.columns:
        return frame
    is_rounded = frame["rounding"].notna()
    made = frame.assign(
        **{name: frame[f"rounded_{name}"].where(is_rounded) for name in ("low", "best", "high")}
    )
    words = [name for name in ("stated",) if name in frame.columns]
    return made.assign(**{name: frame[name].where(~is_rounded) for name in words})


def _rates(frame: pd.DataFrame) -> list[str]:
    """Return the rates of rows in print, "8.33 to 20 per 100,000", or why there is none."""
    names = ("rate_low", "rate_best", "rate_high", "rate_unit", "caveat")
    columns = [frame[name].tolist() if name in frame else [None] * len(frame) for name in names]
    return [_say_rate(*row) for row in zip(*columns, strict=True)]


def _say_rate(low: float, best: float, high: float, unit: object, caveat: object) -> str:
    if not isinstance(unit, str):
        said = str(caveat).split("; ")
        return next((part for part in said if part.startswith("no rate")), "")
    ends = [end for end in (low, high) if end == end]
    if len(ends) == 2 and low != high:
        said_ends = f"{_significant(low)} to {_significant(high)}"
    elif len(ends) == 1:
        said_ends = f"{'at least' if low == low else 'up to'} {_significant(ends[0])}"
    else:
        said_ends = _significant(ends[0] if ends else best)
    return f"{said_ends} {unit}"


def _significant(number: float) -> str:
    rounded = float(f"{number:.{_RATE_DIGITS}g}")
    return f"{int(rounded):,}" if rounded.is_integer() else np.format_float_positional(rounded)


def _laid_out(columns: Sequence[Column], parts: Sequence[Sequence[Cell]]) -> Layout:
    rows = tuple(zip(*parts, strict=True))
    count = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    return Layout("", Section("rows", "", tuple(columns), rows, tail=count))


def _is_counted(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)

"""Frames in print: a table of figures as figures, any other frame as it is."""

from collections.abc import Sequence

import pandas as pd

from crisisfigures.layout import (
    Cell,
    Column,
    Layout,
    Section,
)
from crisisfigures.layout.figures import cells, how_many, is_of_figures, what, when, where
from crisisfigures.table import Columns

# Columns of a table of figures that are printed beside what, where, when and the figure.
_BESIDE = {"source": "Source", "published_on": "Published", "verdict": "Verdict"}


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


def _is_counted(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)

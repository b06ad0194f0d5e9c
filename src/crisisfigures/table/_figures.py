"""Figures as a table, and a table as figures."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crisisfigures.errors import TableError
from crisisfigures.table._columns import COLUMNS, DTYPES
from crisisfigures.table._normal import normalise, objects, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crisisfigures.figure import Figure


def to_frame(figures: "Iterable[Figure]") -> pd.DataFrame:
    """Return figures as a table: n rows, with the columns that any of them was given.

    Canonical columns come first, in their order, then the others in order of appearance. A
    figure that was not given a column has its default there.
    """
    listed = list(figures)
    given = {name for figure in listed for name in figure.model_fields_set}
    columns: dict[str, Any] = {
        name: _column([getattr(figure, name) for figure in listed], column.kind)
        for name, column in COLUMNS.items()
        if name in given
    }
    extras = [figure.model_extra or {} for figure in listed]
    for name in dict.fromkeys(name for extra in extras for name in extra):
        columns[name] = _other([extra.get(name) for extra in extras])
    return pd.DataFrame(columns, index=pd.RangeIndex(len(listed)))


def _column(values: list[Any], kind: str) -> "pd.Series[Any]":
    if kind == "text":
        return pd.Series(values, dtype="str")
    if kind == "day":
        return pd.Series(np.array(values, dtype="datetime64[D]").astype(DTYPES["day"]))
    dtype = np.float64 if kind == "number" else np.bool_
    return pd.Series(np.array(values, dtype=dtype))


def _other(values: list[Any]) -> "pd.Series[Any]":
    """Return a column that is not canonical; whole numbers and flags stay so beside gaps."""
    kinds = {type(value) for value in values if value is not None}
    if None in values and kinds in ({int}, {bool}):
        return pd.Series(values, dtype="Int64" if kinds == {int} else "boolean")
    return pd.Series(values)


def to_figures(table: pd.DataFrame) -> "list[Figure]":
    """Return the rows as figures, in their order, columns that are not canonical included.

    The index is not part of a figure. `to_frame` gives the same table back, but for missing
    cells of columns with a default, which have it then.

    Raises:
        TableError: A column occurs twice, a cell cannot be what its column holds, or a row
            breaks a rule that every figure keeps; the first such row is named.
    """
    # Loaded here: most verbs on tables never make a model of a row.
    from pydantic import ValidationError

    from crisisfigures.figure import Figure

    table = normalise(table)
    names = [str(name) for name in table.columns]
    lists = [_values(table[name], str(name)) for name in table.columns]
    figures = []
    for position, values in enumerate(zip(*lists, strict=True)):
        try:
            figures.append(Figure.model_validate(dict(zip(names, values, strict=True))))
        except ValidationError as error:
            raise TableError(
                f"row {plain(table.index[position])!r} is not a figure: {error}\n"
                "Hint: validate(table) lists all faults, and its `passed` rows are figures."
            ) from error
    return figures


def _values(series: "pd.Series[Any]", name: str) -> list[Any]:
    """Return a column as Python values, None where missing."""
    column = COLUMNS.get(name)
    if column is not None and column.kind == "day":
        days: list[Any] = series.to_numpy().astype("datetime64[D]").tolist()
        return days
    values: list[Any] = objects(series).tolist()
    return values if column is not None else [plain(value) for value in values]

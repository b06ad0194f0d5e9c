"""Giving a frame the types of the canonical table."""

import math
from collections.abc import Callable
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import TableError, quoted
from crisisfigures.estimate import LARGEST
from crisisfigures.table._columns import COLUMNS, DTYPES, Column, Kind
from crisisfigures.table._given import Data, table_of

Series: TypeAlias = "pd.Series[Any]"


class _RefusedError(Exception):
    """Why a value cannot stand in a column."""


def normalise(table: Data) -> pd.DataFrame:
    """Return the table with its canonical columns in their types; nothing else is changed.

    Text becomes pandas `str` ("" becomes missing, whole numbers their digits, categories stay
    categories), numbers float64, days datetime64[us] without zone or time of day, flags bool
    (missing becomes the default). Nothing is interpreted: digits in text are read by `read`.

    Args:
        table: n rows, any index; columns that are not canonical are passed over.

    Returns:
        n rows with the same index, columns and order of both. The columns that had their type
        already are shared with the table given.

    Raises:
        TableError: A column occurs twice, or a cell cannot be what its column holds.
    """
    table = table_of(table)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise TableError(
            f"the columns {quoted(list(dict.fromkeys(twice)))} occur more than once.\n"
            "Hint: rename or drop the copies; a figure has one value a column."
        )
    changed = {
        name: made
        for name, column in COLUMNS.items()
        if name in table.columns and (made := _normal(table[name], column)) is not table[name]
    }
    return table.assign(**changed)


def objects(series: Series) -> npt.NDArray[np.object_]:
    """Return a column as n Python values, None where missing."""
    values = series.astype(object).to_numpy(copy=True)
    values[series.isna().to_numpy()] = None
    return np.asarray(values, dtype=object)


def plain(value: Any) -> Any:
    """Return a numpy scalar as Python's, which JSON and messages know; other values as they are."""
    return value.item() if isinstance(value, np.generic) else value


def _normal(series: Series, column: Column) -> Series:
    """Return a column in its canonical type; the same object if it has it."""
    converters: dict[Kind, Callable[[Series, Column], Series]] = {
        "text": _text,
        "number": _number,
        "day": _day,
        "flag": _flag,
    }
    return converters[column.kind](series, column)


def _text(series: Series, column: Column) -> Series:
    if isinstance(series.dtype, pd.CategoricalDtype):
        if all(isinstance(text, str) and text for text in series.cat.categories):
            return series
        series = series.astype(object)
    if series.dtype == DTYPES["text"]:
        blank = (series == "").to_numpy(dtype=np.bool_)
        return series.mask(blank) if blank.any() else series
    return pd.Series(_each(series, column, _as_text), index=series.index, dtype="str")


def _number(series: Series, column: Column) -> Series:
    if series.dtype == np.float64:
        return series
    if pd.api.types.is_integer_dtype(series.dtype):
        made = series.to_numpy(dtype=np.float64, na_value=np.nan)
        # The integer after 2**53 is rounded onto it: it must not pass for an exact count.
        at = np.flatnonzero(np.abs(made) == LARGEST)
        made[at] = [_as_number(series.iloc[row]) for row in at]
    elif pd.api.types.is_float_dtype(series.dtype):
        made = series.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        made = _each(series, column, _as_number).astype(np.float64)
    return pd.Series(made, index=series.index)


def _day(series: Series, column: Column) -> Series:
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        # The day it was where it was written, not in Greenwich.
        series = series.dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(series.dtype):
        days = series.dt.normalize()
        if series.dtype == DTYPES["day"] and days.equals(series):
            return series
    else:
        numbered = np.array(_each(series, column, _as_day).tolist(), dtype="datetime64[D]")
        days = pd.Series(numbered, index=series.index)
    made: Series = days.astype(DTYPES["day"])
    return made


def _flag(series: Series, column: Column) -> Series:
    if series.dtype == np.bool_:
        return series
    flags = _each(series, column, _as_flag)
    flags[series.isna().to_numpy()] = bool(column.default)
    return pd.Series(flags.astype(np.bool_), index=series.index)


def _each(series: Series, column: Column, convert: Callable[[Any], Any]) -> npt.NDArray[np.object_]:
    """Return the values converted, each distinct one once; None where missing."""
    values = objects(series)
    if pd.api.types.infer_dtype(values, skipna=True).startswith("mixed"):
        # 1, 1.0 and True are equal, and not the same kind of value: none stands for another.
        codes = np.where(series.isna(), -1, np.arange(len(values)))
        distinct = values
    else:
        codes, distinct = pd.factorize(values)
    made = np.full(len(distinct) + 1, None, dtype=object)
    for code, value in enumerate(distinct):
        try:
            made[code] = None if value is None else convert(value)
        except _RefusedError as refusal:
            row = plain(series.index[int(np.flatnonzero(codes == code)[0])])
            raise TableError(
                f"column {column.name!r}, row {row!r}: {_shown(value)} {refusal}\n"
                "Hint: read(table) reads words, digits and dates as files write them."
            ) from None
    return made[codes]


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


def _as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        raise _RefusedError(f"is {type(value).__name__}, not text.")
    # A spreadsheet's 2023.0 was typed as 2023.
    return str(int(value))


def _as_number(value: object) -> float:
    if isinstance(value, Integral) and not isinstance(value, bool):
        exact = int(value)
        return float(exact) if abs(exact) <= LARGEST else math.copysign(math.inf, exact)
    if isinstance(value, bool) or not isinstance(value, Real):
        raise _RefusedError(f"is {type(value).__name__}, not a number.")
    return float(value)


def _as_day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _RefusedError("is not a day that exists, written as in 2022-06-14.")


def _as_flag(value: object) -> bool:
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise _RefusedError(f"is {type(value).__name__}, not a flag (true or false).")

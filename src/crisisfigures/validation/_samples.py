"""Small tables with and without a fault: what checks are tested with, and explained by."""

from types import EllipsisType
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.plugins import Check, Rows
from crisisfigures.table import COLUMNS, DTYPES

SOUND = {
    "measure": "killed",
    "basis": "flow",
    "place": "MLI",
    "place_system": "iso3166-1",
    "period_start": "2022-03-01",
    "period_end": "2022-05-31",
    "precision": "month",
    "low": 20.0,
    "best": 32.0,
    "high": 40.0,
    "source": "UN OCHA",
    "published_on": "2022-06-14",
}
"""A row in which no check finds anything."""

IN_EACH_ROW = frozenset({"code-for-unknown"})
"""Checks whose fault is in each row of a sample: a number that occurs too often."""

JUDGED_ON = "2022-12-31"
"""The day on which samples are judged."""


def sample_table(sample: Rows) -> pd.DataFrame:
    """Return a table of sound rows with the cells of a sample put into them.

    Args:
        sample: Cells for one row, or for each of several; `...` drops the column.

    Returns:
        A canonical table of as many rows as the sample speaks of.
    """
    changes = sample if isinstance(sample, tuple) else (sample,)
    names = {name: None for change in ({**SOUND}, *changes) for name in change}
    dropped = {
        n for change in changes for n, cell in change.items() if isinstance(cell, EllipsisType)
    }
    rows = [{**dict.fromkeys(names), **SOUND, **change} for change in changes]
    return pd.DataFrame(
        {name: _column(name, [row[name] for row in rows]) for name in names if name not in dropped}
    )


def place_of(check: Check, sample: Rows) -> tuple[int | None, str | None]:
    """Return the row and the column where the fault of a sample is found.

    None for a row is the table as a whole; for a column, the row as a whole.
    """
    rows = sample if isinstance(sample, tuple) else (sample,)
    row = len(rows) - 1 if rows else None
    if check.at == ("",):
        return row, None
    named = [n for n in rows[-1] if (n in check.at if check.at else n not in COLUMNS)]
    return (None if check.phase == "structure" else row), named[0]


def sample_series(basis: str, *numbers: float, **others: object) -> tuple[dict[str, object], ...]:
    """Return rows for a series of one source, a day after the other.

    Args:
        basis: `stock`, or `cumulative` for running totals since one day.
        numbers: What the reports say.
        others: Cells that all of them have.
    """
    days = [f"2022-06-{day:02}" for day in range(1, len(numbers) + 1)]
    kind = {"measure": "killed", "precision": "days"}
    if basis == "stock":
        kind = {"measure": "idps", "precision": "day"}
    return tuple(
        {
            **kind,
            "basis": basis,
            "best": number,
            "low": None,
            "high": None,
            **({"period_start": day} if basis == "stock" else {}),
            "period_end": day,
            **others,
        }
        for day, number in zip(days, numbers, strict=True)
    )


def _column(name: str, cells: Any) -> pd.Series:
    column = COLUMNS.get(name)
    kind = "text" if column is None else column.kind
    if kind == "flag":
        assert column is not None
        cells = [column.default if cell is None else cell for cell in cells]
    if kind == "day":
        # By way of numpy, which knows days that pandas refuses to read.
        cells = np.array(cells, dtype="datetime64[D]").astype(DTYPES["day"])
    return pd.Series(cells, dtype=DTYPES[kind] if column else None)

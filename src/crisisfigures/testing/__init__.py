"""For users' tests: comparing tables, clean and faulty tables, and hypothesis strategies.

Hypothesis is loaded when a strategy is asked for, never before.
"""

from collections.abc import Collection
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import MissingExtraError
from crisisfigures.table import COLUMNS, canonical_order, normalise, objects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from crisisfigures.estimate import Estimate
    from crisisfigures.figure import Figure
    from crisisfigures.period import Period
    from crisisfigures.plugins import Check

__all__ = [
    "assert_tables_equal",
    "clean_table",
    "estimates",
    "figures",
    "inject_faults",
    "periods",
    "tables",
]

_SHOWN = 3
"""How many differing rows of a column a failure names."""


def assert_tables_equal(
    left: pd.DataFrame,
    right: pd.DataFrame,
    *,
    ignore: Collection[str] = (),
    ignore_order: bool = False,
) -> None:
    """Fail unless two tables say the same in every row.

    An absent column, a missing cell and a column's default are the same; so are categories
    and text, and whatever else `normalise` makes equal. The index and the order of columns do
    not matter. Numbers are equal exactly. Columns that are not canonical are compared too.

    Args:
        left: n rows.
        right: The rows it should have.
        ignore: Columns that are not compared.
        ignore_order: Whether the rows may come in another order.

    Raises:
        AssertionError: They differ; the columns and the first rows that do are named.
    """
    if len(left) != len(right):
        raise AssertionError(f"the tables have {len(left):,} and {len(right):,} rows.")
    names = [name for name in COLUMNS if name in left.columns or name in right.columns]
    others = dict.fromkeys(str(name) for name in (*left.columns, *right.columns))
    names += [name for name in others if name not in COLUMNS]
    names = [name for name in names if name not in ignore]
    pair = [_filled(table, names) for table in (left, right)]
    labels = [left.index, right.index]
    if ignore_order:
        orders = [canonical_order(table) for table in pair]
        pair = [table.iloc[order] for table, order in zip(pair, orders, strict=True)]
        labels = [index[order] for index, order in zip(labels, orders, strict=True)]
    faults = [
        fault
        for name in names
        if (fault := _difference(name, pair[0][name], pair[1][name], labels))
    ]
    if faults:
        raise AssertionError("the tables differ:\n" + "\n".join(faults))


def _filled(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the columns of these names as plain values, with defaults where nothing is stated."""
    table = normalise(table)
    table.columns = table.columns.map(str)
    columns: dict[str, npt.NDArray[np.object_]] = {}
    for name in names:
        values = np.full(len(table), None, dtype=object)
        if name in table.columns:
            values = objects(table[name])
        default = COLUMNS[name].default if name in COLUMNS else None
        if default is not None:
            values[pd.isna(values)] = default
        columns[name] = values
    return pd.DataFrame(columns, index=pd.RangeIndex(len(table)), dtype=object)


def _difference(
    name: str, left: "pd.Series[Any]", right: "pd.Series[Any]", labels: list["pd.Index[Any]"]
) -> str | None:
    ours, theirs = left.to_numpy(), right.to_numpy()
    both_missing = pd.isna(ours) & pd.isna(theirs)
    rows = np.flatnonzero(~(both_missing | np.asarray(ours == theirs, dtype=np.bool_)))
    if not len(rows):
        return None
    shown = "; ".join(
        f"row {labels[0][row]} has {ours[row]!r}, row {labels[1][row]} has {theirs[row]!r}"
        for row in rows[:_SHOWN]
    )
    more = f"; and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    return f"{name}: {shown}{more}"


def clean_table(n: int = 1_000, *, seed: int = 0) -> pd.DataFrame:
    """Return a made-up table in which `validate` finds nothing, whatever its size.

    Half of it, from 20 rows up, are situations of ten rows: people displaced on four days, a
    running total of the killed, and the injured by sex and in all. The others are events of their
    own, with ranges. It names places of Mali, Niger and Burkina Faso; nothing in it happened.

    Args:
        n: The number of rows.
        seed: Another number makes another table of the kind.

    Returns:
        n rows in canonical columns, in no order.

    Raises:
        OptionError: n is less than 1: an empty table is a fault.

    Example:
        >>> from crisisfigures.validation import validate
        >>> validate(clean_table(100)).counts
        {}
    """
    from crisisfigures.testing import _clean

    return _clean.clean_table(n, seed)


def inject_faults(
    table: pd.DataFrame,
    kinds: "Collection[str | Check] | None" = None,
    *,
    n: int = 1,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table with faults put into it, and where each of them is.

    For testing what finds faults: a profile, a check of your own, another program. A fault is a
    row, or several that contradict one another, put among the rows of the table, at random but in
    their order; the rows that were there are left as they are. It is a sample of the check that
    finds it, and of an actor of its own, so that no row of the table has to do with it; columns
    that are not canonical say there what they say in some row of the table.

    Args:
        table: The table, in which nothing is at fault.
        kinds: The checks that are to find something: codes, or checks of your own. By default
            all that `validate` makes but a few: faults of whole
            columns, which are put in alone, by one code; and three that must be named, for what
            they find hangs on the day (`date-in-future` and `stale-figure` on 2022-12-31) or on
            the numbers of other rows (`code-for-unknown`).
        n: How many faults of each. A check has several samples, which are taken in turn.
        seed: Decides where they are, and with which sample a check begins.

    Returns:
        The table with faults, under a new index; and a row for each of them in the order of
        findings: `code`, `row` (a position; missing for a fault of whole columns), and `column`
        (missing for a fault of a whole row).

    Raises:
        OptionError: A code is no check's, n is less than 1, or a fault of whole columns is asked
            for beside others.
        TableError: A cell of the table cannot be what its column holds.

    Example:
        >>> table, truth = inject_faults(clean_table(50), ["bounds-not-ordered"], n=2)
        >>> len(table), truth["column"].tolist()
        (52, ['high', 'high'])
    """
    from crisisfigures.testing import _faults

    return _faults.inject_faults(table, kinds, n, seed)


def estimates(*, signed: bool | None = False) -> "SearchStrategy[Estimate]":
    """Return a strategy for ranges of every shape: points, closed, open, excluded, hedged.

    Args:
        signed: Whether they may be negative; None for some of both.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    _require_hypothesis()
    from crisisfigures.testing import _strategies

    return _strategies.estimates(signed=signed)


def periods() -> "SearchStrategy[Period]":
    """Return a strategy for periods: days, months, years, any span, open at one end.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    _require_hypothesis()
    from crisisfigures.testing import _strategies

    return _strategies.periods()


def figures() -> "SearchStrategy[Figure]":
    """Return a strategy for figures, all of which keep every rule; few state all columns.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    _require_hypothesis()
    from crisisfigures.testing import _strategies

    return _strategies.figures()


def tables(*, min_rows: int = 0, max_rows: int = 8) -> "SearchStrategy[pd.DataFrame]":
    """Return a strategy for canonical tables whose rows are figures.

    They have missing cells, columns that are not canonical, and now and then categories.

    Args:
        min_rows: The least number of rows.
        max_rows: The greatest number of rows.

    Raises:
        MissingExtraError: Hypothesis is not installed.
    """
    _require_hypothesis()
    from crisisfigures.testing import _strategies

    return _strategies.tables(min_rows=min_rows, max_rows=max_rows)


def _require_hypothesis() -> None:
    if find_spec("hypothesis") is None:
        raise MissingExtraError("hypothesis", "dev", "drawing values for tests")

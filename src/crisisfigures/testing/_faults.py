"""Tables whose faults are known: rows at fault, put among the rows of another table."""

from collections.abc import Collection, Mapping
from types import EllipsisType

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import OptionError
from crisisfigures.plugins import Check, Rows
from crisisfigures.table import COLUMNS, DTYPES, normalise
from crisisfigures.validation import checks
from crisisfigures.validation._samples import IN_EACH_ROW, SOUND, place_of, sample_table

_ONLY_IF_NAMED = IN_EACH_ROW | {"date-in-future", "stale-figure"}
"""What is at fault here hangs on the day, or on the numbers that the other rows have."""

_REFERENCES = ("id", "source_key", "supersedes", "repeats")


def inject_faults(
    table: pd.DataFrame, kinds: Collection[str | Check] | None, n: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table with faults, and where they are; see `crisisfigures.testing`."""
    known = checks()
    named = [kind for kind in kinds or () if isinstance(kind, str)]
    if unknown := sorted(set(named) - known.keys()):
        raise OptionError(
            f"{unknown[0]!r} is no check.\n"
            "Hint: crisisfigures.validation.checks() has the codes of all."
        )
    if n < 1:
        raise OptionError(f"n={n!r} is no number of faults.\nHint: say 1 or more.")
    if kinds is None:
        chosen = [
            check
            for check in known.values()
            if not _is_of_columns(check) and check.name not in _ONLY_IF_NAMED
        ]
    else:
        chosen = [known[kind] if isinstance(kind, str) else kind for kind in dict.fromkeys(kinds)]
    if any(_is_of_columns(check) for check in chosen):
        if len(chosen) > 1 or n > 1:
            raise OptionError(
                "a fault of whole columns changes what can be said of every row, and is put in "
                "alone.\nHint: give its code only, and n=1."
            )
        return _without_columns(normalise(table), chosen[0], seed)
    random = np.random.default_rng(seed)
    faults = [
        (check, check.bad[(seed + at) % len(check.bad)]) for check in chosen for at in range(n)
    ]
    return _among(normalise(table), faults, random)


def _is_of_columns(check: Check) -> bool:
    """Return whether the fault lies in the columns of a table, and in no row."""
    return any(
        not rows or any(isinstance(cell, EllipsisType) for row in rows for cell in row.values())
        for rows in map(_rows, check.bad)
    )


def _rows(sample: Rows) -> tuple[Mapping[str, object], ...]:
    return sample if isinstance(sample, tuple) else (sample,)


def _set_apart(sample: Rows, tag: int) -> tuple[dict[str, object], ...]:
    """Return a sample that has nothing to do with any other row: it is of an actor of its own.

    How many people a place has is said of all actors: it is said of a place of its own.
    """
    rows = _rows(sample)
    apart_by: dict[str, object] = {"actor": f"actor {tag}"}
    if any(row.get("measure") == "population" for row in rows):
        apart_by |= {"place": f"XX{tag:06}", "place_system": "pcode"}
    sources = {row.get("source") for row in rows} - {None}
    own = f"{SOUND['source']} {tag}"
    apart = []
    for row in rows:
        made = {**apart_by, **row}
        for name in _REFERENCES:
            cell = row.get(name)
            if isinstance(cell, str) and cell and cell not in sources | {SOUND["source"]}:
                made[name] = f"{tag}-{cell}"
        if not sources:
            made |= {name: own for name, cell in made.items() if cell == SOUND["source"]}
            made.setdefault("source", own)
        apart.append(made)
    return tuple(apart)


def _among(
    table: pd.DataFrame, faults: list[tuple[Check, Rows]], random: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    sizes = np.array([len(_rows(sample)) for _, sample in faults], dtype=np.int64)
    k = int(sizes.sum())
    of = np.repeat(np.arange(len(faults)), sizes)
    slots = random.permutation(len(table) + k)[:k]
    slots = slots[np.lexsort((slots, of))]
    order = np.zeros(len(table) + k, dtype=np.int64)
    order[slots] = len(table) + np.arange(k)
    order[np.delete(np.arange(len(order)), slots)] = np.arange(len(table))
    rows = sample_table(
        tuple(row for tag, (_, sample) in enumerate(faults) for row in _set_apart(sample, tag))
    )
    # What else the table says of a row is said of these as well, the same of all of one fault.
    like = random.integers(max(1, len(table)), size=len(faults))[of]
    for name in table.columns:
        if name not in COLUMNS and name not in rows.columns and len(table):
            rows[name] = table[name].array.take(like)
    dirty = _beneath(table, rows).take(order).reset_index(drop=True)
    dirty.attrs = dict(table.attrs)
    return dirty, _truth(faults, np.split(slots, np.cumsum(sizes)[:-1]))


def _beneath(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both; a column that one of them lacks states nothing there."""
    for one, other in ((table, rows), (rows, table)):
        for name in other.columns.difference(one.columns):
            column = COLUMNS.get(str(name))
            if column is not None and column.kind == "flag":
                one[name] = pd.Series(column.default, index=one.index, dtype=DTYPES["flag"])
    is_coded = [n for n in rows.columns if isinstance(table.dtypes.get(n), pd.CategoricalDtype)]
    return pd.concat([table.astype(dict.fromkeys(is_coded, "str")), rows], ignore_index=True)


def _truth(faults: list[tuple[Check, Rows]], slots: list[npt.NDArray[np.int64]]) -> pd.DataFrame:
    found: list[tuple[str, int | None, str | None]] = []
    for (check, sample), rows in zip(faults, slots, strict=True):
        column = place_of(check, sample)[1]
        at_fault = rows if check.name in IN_EACH_ROW else rows[-1:]
        found += [(check.name, int(row), column) for row in at_fault]
    return _frame(found)


def _frame(found: list[tuple[str, int | None, str | None]]) -> pd.DataFrame:
    codes, rows, columns = zip(*found, strict=True) if found else ((), (), ())
    columns_of = {"code": (codes, "str"), "row": (rows, "Int64"), "column": (columns, "str")}
    frame = pd.DataFrame({name: pd.Series(c, dtype=d) for name, (c, d) in columns_of.items()})
    return frame.sort_values(["row", "code"], ignore_index=True)


def _without_columns(
    table: pd.DataFrame, check: Check, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a table whose columns are as in a sample: dropped, or under another name."""
    sample = check.bad[seed % len(check.bad)]
    row, column = place_of(check, sample)
    assert row is None
    if not sample:
        return table.iloc[:0], _frame([(check.name, None, column)])
    cells = dict(_rows(sample)[0])
    dropped = [name for name, cell in cells.items() if isinstance(cell, EllipsisType)]
    added = [name for name in cells if name not in dropped]
    renamed = dict(zip(dropped, added, strict=False))
    left = table.drop(columns=dropped[len(added) :], errors="ignore").rename(columns=renamed)
    return left, _frame([(check.name, None, column)])

"""Duplicates: one id for two figures, and one figure in two rows."""

import numpy as np
import pandas as pd

from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.table import COLUMNS

# Where a row stands and what it was called say nothing of what was said.
_PLACE_OF_ROW = ("id", "file", "source_row", "retrieved_on")
# Compared first: they are encoded for other checks, and tell most rows apart.
_FIRST = (
    *("measure", "group", "place", "place_name", "period_start", "period_end"),
    *("low", "best", "high", "source", "published_on"),
)
_ODD = np.int64(-0x61C8864680B583EB)
"""An odd number near 2**64 divided by the golden ratio: products of it are spread evenly."""


def _codes(cells: Cells, name: str, rows: Integers) -> Integers:
    """Return integers for the cells of some rows that are equal exactly if the cells are."""
    kind = COLUMNS[name].kind if name in _FIRST else ""
    if kind == "text":
        return cells.codes(name)[0][rows]
    if kind == "day":
        return cells.days(name)[rows]
    if kind == "number":
        # 0 is added since -0 equals 0; and missing numbers may differ in their bits.
        numbers = cells.numbers(name)[rows] + 0.0
        numbers[np.isnan(numbers)] = np.nan
        bits = numbers.view(np.int64)
        # Of whole numbers only the upper bits differ, which products would lose.
        return bits ^ (bits >> 32)
    return pd.factorize(cells.table[name].iloc[rows])[0].astype(np.int64, copy=False)


def _earlier_copy(cells: Cells, rows: Integers, *, of_place: tuple[str, ...] = ()) -> Integers:
    """Return for each of some rows the first of them that says exactly the same, maybe itself.

    Rows are told apart by a number mixed from their cells, column by column, and those that
    differ from all others are left behind; what is left is compared cell by cell.

    Args:
        cells: The table.
        rows: Positions, ascending.
        of_place: Which of the columns that say where a row stands are compared as well.
    """
    names = [name for name in cells.table.columns if name not in _PLACE_OF_ROW or name in of_place]
    names.sort(key=lambda name: name not in _FIRST)
    n_first = sum(name in _FIRST for name in names)
    left, mixed = rows, np.zeros(len(rows), dtype=np.int64)
    compared: list[Integers] = []
    for at, name in enumerate(names, start=1):
        if not len(left):
            return rows
        compared.append(_codes(cells, name, left))
        mixed *= _ODD
        mixed += compared[-1]
        if at >= n_first:
            alike = _has_twin(mixed)
            left, mixed = left[alike], mixed[alike]
            compared = [codes[alike] for codes in compared]
    found: Integers = rows.copy()
    while len(left):
        group, distinct = pd.factorize(mixed)
        first = np.zeros(len(distinct), dtype=np.int64)
        first[group[::-1]] = np.arange(len(left))[::-1]
        leader = first[group]
        same = np.ones(len(left), dtype=np.bool_)
        for codes in compared:
            same &= codes == codes[leader]
        found[np.searchsorted(rows, left[same])] = left[leader[same]]
        # Rows that differ and have one number come round again, without those just settled.
        left, mixed, compared = left[~same], mixed[~same], [codes[~same] for codes in compared]
    return found


def _has_twin(numbers: Integers) -> Flags:
    """Return where a number occurs more than once. (Sorting beats a hash table here by far.)"""
    in_order = np.sort(numbers)
    repeated = in_order[1:][in_order[1:] == in_order[:-1]]
    return np.isin(numbers, repeated) if len(repeated) else np.zeros(len(numbers), np.bool_)


def _copies(cells: Cells) -> Integers:
    return _earlier_copy(cells, np.arange(cells.n))


def _is_copy(cells: Cells, _column: str) -> Flags:
    return np.not_equal(cells.once(_copies), np.arange(cells.n))


def _first_of_id(cells: Cells) -> Integers:
    """Return for each row the first row that has its id with another content; else itself."""
    first = np.arange(cells.n)
    codes, distinct = pd.factorize(cells.table["id"])
    shared = np.bincount(codes[codes >= 0], minlength=len(distinct)) > 1
    if not shared.any():
        return first
    rows = np.flatnonzero(np.append(shared, np.array([False]))[codes])
    group = codes[rows]
    leader = np.zeros(len(distinct), dtype=np.int64)
    leader[group[::-1]] = rows[::-1]
    # A copy of the row whose id it has is one fault, and has a code of its own.
    original = np.equal(_earlier_copy(cells, rows, of_place=("id",)), rows)
    first[rows[original]] = leader[group[original]]
    return first


def _is_repeated_id(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return np.not_equal(cells.once(_first_of_id), np.arange(cells.n))


def _first_with_id(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return {"first": _shown(cells, cells.once(_first_of_id)[rows])}


def _first_copy(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return {"first": _shown(cells, cells.once(_copies)[rows])}


def _shown(cells: Cells, rows: Integers) -> Strings:
    """Return rows as a reader looks for them: the lines of a spreadsheet where they are known."""
    lines = cells.numbers("source_row")[rows]
    word = np.where(np.isnan(lines), "row ", "line ").astype(object)
    numbers = each_distinct(lambda n: f"{n:,.0f}", np.where(np.isnan(lines), rows, lines))
    said: Strings = word + numbers
    return said


CHECKS = (
    Check(
        name="duplicate-id",
        severity="error",
        phase="table",
        at=("id",),
        find=_is_repeated_id,
        message="the id {value} is also that of another figure, in {first}",
        hint="Give each figure an id of its own, or leave the column out: ids are then made from "
        "what was said.",
        why="Footnotes, corrections and `repeats` name a figure by its id. With one id for two "
        "figures, they lead to either of them.",
        bad=(({"id": "ocha-17"}, {"id": "ocha-17", "best": 39.0}),),
        good=(({"id": "ocha-17"}, {"id": "ocha-18", "best": 39.0}),),
        facts=_first_with_id,
    ),
    Check(
        name="duplicate-row",
        severity="warning",
        phase="table",
        at=("",),
        find=_is_copy,
        message="the row says exactly what {first} says",
        hint="Delete one of them. If they are two events of one day, give each its `event`.",
        why="A figure that was entered twice is counted twice in every sum. In a reconciliation it "
        "has one vote, whatever happens.",
        bad=(({}, {}), ({"id": "a"}, {"id": "b"}), ({"id": "a"}, {"id": "a"})),
        good=(({}, {"source": "Reuters"}), ({"event": "1"}, {"event": "2"})),
        facts=_first_copy,
    ),
)

"""Duplicates: one id for two figures, and one figure in two rows."""

import numpy as np
import pandas as pd

from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings
from crisisfigures.table import COLUMNS
from crisisfigures.validation._words import named_rows

# Where a row stands and what it was called say nothing of what was said.
_PLACE_OF_ROW = ("id", "file", "source_row", "retrieved_on")
# Compared first: they are encoded for other checks, and tell most rows apart.
_FIRST = (
    *("measure", "group", "place", "place_name", "period_start", "period_end"),
    *("low", "best", "high", "source", "published_on"),
)
_MOST_BUCKETS = 22
"""As a power of two: 32 MB of counts."""

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
        bits = numbers.view(np.int64)
        # Of whole numbers only the upper bits differ, which products would lose.
        return np.where(np.isnan(numbers), -1, bits ^ (bits >> 32))
    others = cells.table[name].iloc[rows]
    try:
        codes, _ = pd.factorize(others)
    except TypeError:  # lists and dicts, as records of JSON have them, are compared as written
        codes, _ = pd.factorize(others.map(repr))
    return codes.astype(np.int64, copy=False)


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
    """Return where a number occurs more than once, of numbers whose upper bits are well mixed."""
    found = np.zeros(len(numbers), dtype=np.bool_)
    # Most numbers are alone in a bucket of their upper bits, and need not be sorted.
    bits = min(len(numbers).bit_length() + 2, _MOST_BUCKETS)
    bucket = (numbers.view(np.uint64) >> np.uint64(64 - bits)).view(np.int64)
    rows = np.flatnonzero((np.bincount(bucket) > 1)[bucket])
    left = numbers[rows]
    in_order = np.sort(left)
    repeated = in_order[1:][in_order[1:] == in_order[:-1]]
    if len(repeated):
        found[rows] = np.isin(left, repeated)
    return found


def _mixed_texts(texts: "pd.Series[str]") -> Integers | None:
    """Return a number mixed from the bytes of each text; None unless Arrow holds the texts.

    As a rule all ids differ. To see that of a million, these numbers take a third of the time
    that a hash table of the texts takes, most of which goes into missed caches.
    """
    if getattr(texts.dtype, "storage", None) != "pyarrow" or not len(texts):
        return None
    import pyarrow as pa

    held = pa.array(texts)
    array = held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held
    _, offsets, data = array.buffers()
    if data is None or not pa.types.is_large_string(array.type):
        return None
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    start, length = ends[:-1] - ends[0], np.diff(ends)
    # Eight bytes from any byte on, as one number; behind the last text there are zeros.
    raw = np.zeros(int(ends[-1] - ends[0]) + 8, dtype=np.uint8)
    raw[:-8] = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    words = np.ndarray((len(raw) - 7,), np.int64, raw, 0, (1,))
    mixed: Integers = length * _ODD
    for at in range(0, int(length.max()), 8):
        word = words[np.minimum(start + at, len(words) - 1)]
        n_own = np.clip(length - at, 0, 8)
        if n_own.min() < 8:
            word &= ~np.where(n_own == 8, 0, np.int64(-1) << (n_own * 8))
        mixed ^= word
        mixed *= _ODD
        mixed ^= mixed >> 32
    return mixed


def _copies(cells: Cells) -> Integers:
    return _earlier_copy(cells, np.arange(cells.n))


def _is_copy(cells: Cells, _column: str) -> Flags:
    return np.not_equal(cells.once(_copies), np.arange(cells.n))


def _first_of_id(cells: Cells) -> Integers:
    """Return for each row the first row that has its id with another content; else itself."""
    ids = cells.table["id"]
    first, rows = np.arange(cells.n), np.arange(cells.n)
    mixed = _mixed_texts(ids)
    if mixed is not None:
        rows = np.flatnonzero(_has_twin(mixed))
        ids = ids.iloc[rows]
    codes, distinct = pd.factorize(ids)
    shared = np.bincount(codes[codes >= 0], minlength=len(distinct)) > 1
    if not shared.any():
        return first
    again = np.flatnonzero(np.append(shared, np.array([False]))[codes])
    rows, group = rows[again], codes[again]
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
    return {"first": named_rows(cells, cells.once(_first_of_id)[rows])}


def _first_copy(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return {"first": named_rows(cells, cells.once(_copies)[rows])}


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
        within=("id",),
        value_free=("first",),
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
        within=("source", "measure", "place", "group"),
        value_free=("first",),
    ),
)

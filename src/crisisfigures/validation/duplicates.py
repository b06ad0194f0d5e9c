"""Duplicates: one id for two figures, and one figure in two rows, however they are written."""

import re

import numpy as np
import pandas as pd

from crisisfigures.echoing import publication_days
from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.source import folded
from crisisfigures.table import COLUMNS, NO_DAY, has_twin
from crisisfigures.validation._along import OF_SERIES
from crisisfigures.validation._words import named_rows

# Where a row stands and what it was called say nothing of what was said.
_PLACE_OF_ROW = ("id", "file", "source_row", "retrieved_on")
# Compared first: they are encoded for other checks, and tell most rows apart.
_FIRST = (
    *("measure", "group", "place", "place_name", "period_start", "period_end"),
    *("low", "best", "high", "source", "published_on"),
)
# Names and quotations: the same ones are written in many ways.
_WRITTEN = frozenset(
    (
        *("source", "publisher", "place_name", "from_name", "url", "excerpt", "stated"),
        *("measure_stated", "group_stated", "period_stated", "published_on"),
    )
)
_WEB = re.compile(r"^https?://(www\.)?|/$")
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


def _written(cells: Cells, name: str, rows: Integers) -> Integers:
    """Return integers for the cells of some rows, equal where they are only written otherwise."""
    codes = _codes(cells, name, rows)
    if name == "published_on":
        first, last = publication_days(cells)
        is_day = first[rows] != NO_DAY
        return np.where(is_day, (first[rows] << 20) + last[rows] - first[rows], -1 - codes)
    number, distinct = pd.factorize(codes)
    one_of = np.zeros(len(distinct), dtype=np.int64)
    one_of[number] = rows
    texts = cells.said(name, one_of).tolist()
    alike, _ = pd.factorize(np.array([_folded(text) for text in texts], dtype=object))
    return alike.astype(np.int64, copy=False)[number]


def _folded(text: str | None) -> str | None:
    """Return a text without case, accents, punctuation, spaces at its ends, or a web scheme."""
    return None if text is None else folded(_WEB.sub("", text.strip())) or text


def _earlier_copy(
    cells: Cells,
    rows: Integers,
    *,
    of_place: tuple[str, ...] = (),
    however_written: bool = False,
) -> Integers:
    """Return for each of some rows the first of them that says exactly the same, maybe itself.

    Rows are told apart by a number mixed from their cells, column by column, and those that
    differ from all others are left behind; what is left is compared cell by cell.

    Args:
        cells: The table.
        rows: Positions, ascending.
        of_place: Which of the columns that say where a row stands are compared as well.
        however_written: Whether names and quotations that differ in their spelling are alike.
    """
    names = [name for name in cells.table.columns if name not in _PLACE_OF_ROW or name in of_place]
    loose = _WRITTEN if however_written else frozenset()
    names.sort(key=lambda name: (name in loose, name not in _FIRST))
    n_first = sum(name in _FIRST and name not in loose for name in names)
    left, mixed = rows, np.zeros(len(rows), dtype=np.int64)
    compared: list[Integers] = []
    for at, name in enumerate(names, start=1):
        if not len(left):
            return rows
        compared.append((_written if name in loose else _codes)(cells, name, left))
        mixed *= _ODD
        mixed += compared[-1]
        if at >= n_first:
            alike = has_twin(mixed.view(np.uint64))
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


def _alike(cells: Cells) -> Integers:
    """Return for each row the first that says the same, however it is written; maybe itself."""
    return _earlier_copy(cells, np.arange(cells.n), however_written=True)


def _copies(cells: Cells) -> Integers:
    """Return for each row the first that says exactly the same, maybe itself."""
    alike = cells.once(_alike)
    found = np.arange(cells.n)
    rows = np.flatnonzero(cells.marked(alike[alike != found])[alike])
    found[rows] = _earlier_copy(cells, rows)
    return found


def is_copy(cells: Cells) -> Flags:
    """Return which rows say what an earlier one says, however they are written."""
    return np.not_equal(cells.once(_alike), np.arange(cells.n))


def _is_exact_copy(cells: Cells, _column: str) -> Flags:
    return np.not_equal(cells.once(_copies), np.arange(cells.n))


def _is_near_copy(cells: Cells, column: str) -> Flags:
    return is_copy(cells) & ~_is_exact_copy(cells, column)


def _first_of_id(cells: Cells) -> Integers:
    """Return for each row the first row that has its id with another content; else itself."""
    first = np.arange(cells.n)
    rows = np.flatnonzero(cells.recurs("id"))
    if not len(rows):
        return first
    group = cells.codes_alone("id")[rows]
    leader = np.zeros(cells.n, dtype=np.int64)
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


def _first_alike(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    first = cells.once(_alike)[rows]
    names = [name for name in cells.table.columns if name in _WRITTEN]
    differing = np.array([""] * len(rows), dtype=object)
    for name in names:
        differs = cells.said(name, rows) != cells.said(name, first)
        differing[differs] += f", {name}"
    return {
        "first": named_rows(cells, first),
        "differing": each_distinct(lambda text: text.removeprefix(", "), differing),
    }


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
        bad=(({"id": "ocha-17"}, {"id": "ocha-17", "event": "2"}),),
        good=(({"id": "ocha-17"}, {"id": "ocha-18", "event": "2"}),),
        facts=_first_with_id,
        within=("id",),
        value_free=("first",),
    ),
    Check(
        name="duplicate-row",
        severity="warning",
        phase="table",
        at=("",),
        find=_is_exact_copy,
        message="the row says exactly what {first} says",
        hint="Delete one of them. If they are two events of one day, give each its `event`.",
        why="A figure that was entered twice is counted twice in every sum. In a reconciliation it "
        "has one vote, whatever happens.",
        bad=(({}, {}), ({"id": "a"}, {"id": "b"}), ({"id": "a"}, {"id": "a"})),
        good=(({}, {"source": "Reuters"}), ({"event": "1"}, {"event": "2"})),
        facts=_first_copy,
        within=OF_SERIES,
        value_free=("first",),
    ),
    Check(
        name="near-duplicate-row",
        severity="warning",
        phase="table",
        at=("",),
        find=_is_near_copy,
        message="the row says what {first} says, written otherwise in: {differing}",
        hint="Delete one of them, and write names in one way. If they are two events of one day, "
        "give each its `event`.",
        why="The same figure comes in twice when two people enter it, or two files are joined: "
        "'UN OCHA' and 'U.N. Ocha' are then two sources that confirm each other. Case, accents, "
        "punctuation and spaces of names, quotations and links are passed over, and how the day "
        "of publication is written; all else is equal. One finding for each further row.",
        bad=(
            ({}, {"source": "U.N. OCHA"}),
            ({"url": "https://example.org/a"}, {"url": "http://www.example.org/a/"}),
            ({"excerpt": "Trente-deux morts."}, {"excerpt": "trente-deux  morts"}),
        ),
        good=(
            ({}, {"source": "UN OCHA Mali"}),
            ({}, {"source": "U.N. OCHA", "event": "2"}),
            ({}, {"published_on": "2022-06"}),
        ),
        facts=_first_alike,
        within=("period_start", "period_end"),
        value_free=("first", "differing"),
    ),
)

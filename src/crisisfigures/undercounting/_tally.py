"""How many individuals stand on which lists: read from a frame, and refused if it cannot tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.errors import TableError, UndercountError, UnknownNameError, quoted
from crisisfigures.estimate import LARGEST
from crisisfigures.segments import Integers

_ONE_COLUMN_A_LIST = (
    "Hint: give one row an individual and one column a list, 1 (or True) where the list has "
    "the individual and 0 (or False) where it has not."
)


_MOST_LISTS = 10
"""More columns than this are hardly lists; models of so many are refused by their number anyway."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many individuals stand on exactly these lists, for every pattern of k lists.

    A pattern is an integer: bit i is set if the individual is on list i. Lists have their bits in
    the order of their names, whatever the order of the columns, so that the arithmetic is the
    same for each; `numbers` are those that a reader knows them by.

    Attributes:
        lists: The k names in the order of the columns.
        numbers: For each bit, the number of its list: its place among the columns, from 1.
        counts: 2**k numbers of individuals; that of pattern 0, on no list, is what is unknown.
    """

    lists: tuple[str, ...]
    numbers: tuple[int, ...]
    counts: Integers

    @property
    def k(self) -> int:
        """How many lists there are."""
        return len(self.lists)

    @property
    def n(self) -> int:
        """How many individuals are on a list at all."""
        return int(self.counts.sum())

    def on(self, *bits: int) -> int:
        """Return how many individuals are on all of these lists, given by their bits."""
        mask = sum(1 << bit for bit in bits)
        return int(self.counts[np.arange(len(self.counts)) & mask == mask].sum())

    def name(self, bit: int) -> str:
        """Return the name of the list that has this bit."""
        return self.lists[self.numbers[bit] - 1]


def tallied(frame: pd.DataFrame, count: str | None) -> Tally:
    """Return the tally of a frame of n rows, one an individual or one a pattern with its count.

    Raises:
        TableError: The frame does not say for each individual which lists have it.
        UnknownNameError: There is no column of that name to count by.
        UndercountError: The lists cannot say how many individuals are on none of them.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(
            f"cannot estimate an undercount from {type(frame).__name__}: how many each list has "
            "says nothing of how many are on several, and that is what the estimate is made of.\n"
            + _ONE_COLUMN_A_LIST
        )
    names = [str(name) for name in frame.columns]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise TableError(f"two columns have the name {quoted(twice)}: which list is which?")
    if count is not None and count not in frame.columns:
        raise UnknownNameError("column", count, names)
    members = (frame if count is None else frame.drop(columns=count)).infer_objects()
    lists = [str(name) for name in members.columns]
    if len(lists) < 2:
        raise UndercountError(
            f"{len(lists)} {'list' if len(lists) == 1 else 'lists'}: whom a list missed shows only "
            "in another list.\n" + _ONE_COLUMN_A_LIST
        )
    if len(lists) > _MOST_LISTS:
        raise TableError(
            f"{len(lists)} columns are taken for as many lists; at most {_MOST_LISTS} can be.\n"
            "Hint: pass only the columns that are lists, or join lists of one kind into one."
        )
    if frame.empty:
        raise TableError("there are no individuals: the frame has no rows.")
    weights = _weights(frame, count)
    order = sorted(range(len(lists)), key=lists.__getitem__)
    patterns = np.zeros(len(frame), dtype=np.int64)
    for bit, at in enumerate(order):
        patterns |= _is_on(members.iloc[:, at], lists[at]).astype(np.int64) << bit
    if (nowhere := (patterns == 0) & (weights > 0)).any():
        raise TableError(
            f"rows {quoted(frame.index[nowhere].tolist())} are on no list: how many those are is "
            "what is estimated, and cannot be given.\n"
            "Hint: leave these rows out; or is a list missing among the columns?"
        )
    counts = np.zeros(1 << len(lists), dtype=np.int64)
    np.add.at(counts, patterns, weights)
    tally = Tally(tuple(lists), tuple(at + 1 for at in order), counts)
    _refuse_uninformative(tally)
    return tally


def _is_on(column: "pd.Series[Any]", name: str) -> Integers:
    """Return 1 where a list has the individual and 0 where not; refuse whatever is neither."""
    rows = column.index
    if (unknown := column.isna().to_numpy()).any():
        raise TableError(
            f"list {name!r}: rows {quoted(rows[unknown].tolist())} do not say whether the "
            "individual is on it.\n"
            "Hint: a list that does not have somebody has 0 there. Where it was never matched, "
            "leave out the list or the individuals; a guess would count as knowledge."
        )
    if not (pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column)):
        raise TableError(
            f"column {name!r} holds {column.iloc[0]!r}, which is neither 0 nor 1.\n"
            "Hint: pass only the columns that are lists, such as "
            "undercount(table[['morgue', 'press']])."
        )
    values = column.to_numpy(dtype=np.float64)
    if (wrong := (values != 0) & (values != 1)).any():
        at = int(np.flatnonzero(wrong)[0])
        raise TableError(
            f"column {name!r} holds {values[at]:g} in row {rows[at]!r}, which is neither 0 nor 1. "
            "Totals of lists cannot be used: they do not say how many individuals are on "
            "several.\n" + _ONE_COLUMN_A_LIST + " Where a row is a pattern of lists, name the "
            "column of its numbers with count=."
        )
    return values.astype(np.int64)


def _weights(frame: pd.DataFrame, count: str | None) -> Integers:
    """Return how many individuals each row stands for."""
    if count is None:
        return np.ones(len(frame), dtype=np.int64)
    column = frame[count]
    numbers = (
        column.to_numpy(dtype=np.float64, na_value=np.nan)
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        else np.full(len(frame), np.nan)
    )
    # NaN is below nothing and above nothing, so what is not a number is caught as well.
    wrong = ~((numbers >= 0) & (numbers <= LARGEST) & (numbers == np.floor(numbers)))
    if wrong.any():
        rows = quoted(frame.index[wrong].tolist())
        raise TableError(
            f"column {count!r}, rows {rows}: not a number of individuals (0, 1, 2, …).\n"
            "Hint: leave out the patterns of which it is not known how many individuals have them."
        )
    if numbers.sum() > LARGEST:
        raise TableError(f"column {count!r} sums up to more than 2**53: counts would not be exact.")
    return numbers.astype(np.int64)


def _refuse_uninformative(tally: Tally) -> None:
    """Refuse lists that cannot say how many individuals are on none of them."""
    if not tally.n:
        raise TableError("there are no individuals: no list has anybody.")
    bits = range(tally.k)
    if empty := [tally.name(bit) for bit in bits if not tally.on(bit)]:
        raise UndercountError(
            f"list {quoted(empty)} is empty: it says nothing of whom the others missed.\n"
            "Hint: leave it out."
        )
    for a, b in permutations(bits, 2):
        if tally.on(a, b) == tally.on(a):
            raise UndercountError(
                f"list {tally.name(a)!r} is contained in list {tally.name(b)!r}: all "
                f"{tally.on(a):,} individuals that it has are on the other. So "
                f"{tally.name(b)!r} would seem to miss nobody.\n"
                "Hint: is one list compiled from the other? Then they are one list: leave out "
                f"{tally.name(a)!r}."
            )
    if alone := [tally.name(a) for a in bits if not any(_shared(tally, a))]:
        raise UndercountError(
            f"list {quoted(alone)} shares no individual with any other list: there is no overlap "
            "to estimate from, and the number could be anything.\n"
            "Hint: were the individuals matched over the lists? Do the lists cover the same "
            "people, place and period?"
        )


def _shared(tally: Tally, bit: int) -> Iterator[int]:
    return (tally.on(bit, other) for other in range(tally.k) if other != bit)

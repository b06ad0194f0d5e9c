"""Segment operations on arrays: the engine under every verb that works by group.

Entries belong to groups 0 to m - 1 in any order. Nothing here loops over entries or groups
in Python, and nothing here depends on the order of the entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

_TABLE_LIMIT = 1 << 22
"""Up to this many possible keys a lookup table (32 MB) makes dense ids without a sort."""

_WHOLE_LIMIT = 1 << 31

_PACKED_LIMIT = 1 << 62
"""Group, value and place of an end fit into one sortable integer below this."""


def dense(keys: Sequence[Integers], sizes: Sequence[int]) -> tuple[Integers, int]:
    """Return dense group ids (n entries) for equal combinations of codes, and their number.

    Args:
        keys: k arrays of n codes each; code -1 (nothing stated) is a value of its own.
        sizes: For each key, how many codes there are: every code lies in -1 to size - 1.

    Returns:
        n ids from 0 to m - 1, in the order of the codes (not of the rows), and m.
    """
    n = len(keys[0])
    ids, m = np.zeros(n, dtype=np.int64), 1
    if not n:
        return ids, 0
    for key, size in zip(keys, sizes, strict=True):
        if size <= 1 and key.min() == key.max():
            continue
        ids, m = _compressed(ids * (size + 1) + (key + 1), m * (size + 1))
    return ids, m


def _compressed(ids: Integers, bound: int) -> tuple[Integers, int]:
    if bound <= _TABLE_LIMIT:
        seen = np.zeros(bound, dtype=np.bool_)
        seen[ids] = True
        position = np.cumsum(seen) - 1
        return position[ids], int(position[-1]) + 1
    order = np.argsort(ids)
    in_order = ids[order]
    steps = np.empty(len(ids), dtype=np.int64)
    steps[0] = 0
    np.not_equal(in_order[1:], in_order[:-1], out=steps[1:], casting="unsafe")
    found = np.empty_like(ids)
    found[order] = np.cumsum(steps)
    return found, int(found[order[-1]]) + 1


def ranks(values: npt.NDArray[np.object_]) -> Integers:
    """Return the rank (0 to k - 1) of each of k distinct texts in plain text order."""
    found = np.empty(len(values), dtype=np.int64)
    found[np.array(sorted(range(len(values)), key=values.__getitem__), dtype=np.int64)] = np.arange(
        len(values)
    )
    return found


def is_word(texts: npt.NDArray[np.object_], word: str | None) -> Flags:
    """Return where an array of texts holds the word; None stands for no text."""
    sought: Any = word
    return np.asarray(texts == sought, dtype=np.bool_)


@dataclass(frozen=True)
class Groups:
    """Which of m groups each of n entries belongs to; every group has at least one entry.

    Attributes:
        ids: n integers from 0 to m - 1, in any order.
        m: How many groups there are.
    """

    ids: Integers
    m: int

    @property
    def n(self) -> int:
        """Return the number of entries."""
        return len(self.ids)

    @cached_property
    def sizes(self) -> Integers:
        """Return how many entries each group has."""
        return np.bincount(self.ids, minlength=self.m)

    def min(self, values: Numbers) -> Numbers:
        """Return the smallest value of each group; NaN only if an entry is NaN."""
        found = np.full(self.m, np.inf)
        np.minimum.at(found, self.ids, values)
        return found

    def max(self, values: Numbers) -> Numbers:
        """Return the largest value of each group; NaN only if an entry is NaN."""
        found = np.full(self.m, -np.inf)
        np.maximum.at(found, self.ids, values)
        return found

    def first(self, values: Integers, among: Flags | None = None) -> Integers:
        """Return the smallest of each group's integers marked; the largest int if none."""
        found = np.full(self.m, np.iinfo(np.int64).max)
        ids, chosen = (self.ids, values) if among is None else (self.ids[among], values[among])
        np.minimum.at(found, ids, chosen)
        return found

    def last(self, values: Integers, among: Flags | None = None) -> Integers:
        """Return the largest of each group's integers marked; the smallest int if none."""
        found = np.full(self.m, np.iinfo(np.int64).min)
        ids, chosen = (self.ids, values) if among is None else (self.ids[among], values[among])
        np.maximum.at(found, ids, chosen)
        return found

    def count(self, marked: Flags) -> Integers:
        """Return how many entries of each group are marked."""
        return np.bincount(self.ids[marked], minlength=self.m)

    def total(self, weights: Integers, among: Flags) -> Integers:
        """Return the exact sum of integer weights of each group's marked entries."""
        found = np.bincount(self.ids[among], weights[among], minlength=self.m)
        return found.astype(np.int64)  # exact: the sums are whole numbers below 2**53

    def any(self, marked: Flags) -> Flags:
        """Return whether any entry of each group is marked."""
        found = np.zeros(self.m, dtype=np.bool_)
        found[self.ids[marked]] = True
        return found

    def all(self, marked: Flags) -> Flags:
        """Return whether every entry of each group is marked."""
        return ~self.any(~marked)

    def subset(self, chosen: Flags) -> tuple["Groups", Integers]:
        """Return the groups of the chosen entries, renumbered, and which groups they were."""
        ids = self.ids[chosen]
        present = np.zeros(self.m, dtype=np.bool_)
        present[ids] = True
        kept = np.flatnonzero(present)
        position = np.cumsum(present) - 1
        return Groups(position[ids], len(kept)), kept


def shared(ids: Integers, m: int, values: Numbers) -> Flags:
    """Return which entries have both the group and the value of another entry.

    Args:
        ids: n group ids, from 0 to m - 1.
        m: How many groups there may be.
        values: n values, none of them NaN.
    """
    rank, bound = _ranked(values)
    key = ids * bound + rank if m * bound < _PACKED_LIMIT else dense([ids, rank], [m, bound])[0]
    order = np.argsort(key)
    alike = np.flatnonzero(np.diff(key[order]) == 0)
    found = np.zeros(len(ids), dtype=np.bool_)
    found[order[alike]] = found[order[alike + 1]] = True
    return found


def most_covered(
    groups: Groups,
    lower: Numbers,
    upper: Numbers,
    lower_out: Flags,
    upper_out: Flags,
    score: Integers,
) -> tuple[Integers, Numbers, Numbers, Flags, Flags, Integers]:
    """Return the ranges of each group that entries of the highest total score cover.

    A sweep over the 2n ends. At one value an excluded stop comes first, then an included
    start, an included stop, and an excluded start: closed ends that touch meet, an excluded
    end does not. Infinite ends are closed.

    Args:
        groups: n entries in m groups.
        lower: n lower ends, -inf where open.
        upper: n upper ends, inf where open, not below `lower`.
        lower_out: n flags: the lower end itself is excluded.
        upper_out: n flags: the upper end itself is excluded.
        score: n positive integers.

    Returns:
        For s segments (at least one a group), ordered by group, then by lower end: group, lower,
        upper, lower end excluded, upper end excluded, total score.

    Source:
        K. Marzullo, Maintaining the Time in a Distributed System (thesis, Stanford, 1984).
    """
    n = groups.n
    values = np.concatenate([lower, upper])
    # The place of an end at its value, as in the docstring.
    place = np.concatenate([np.where(lower_out, 3, 1), np.where(upper_out, 0, 2)])
    gain = np.concatenate([score, -score])
    owner = np.concatenate([groups.ids, groups.ids])
    order = _end_order(owner, values, place, groups.m)
    owner, covered = owner[order], np.cumsum(gain[order])
    first = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]])) if n else owner[:0]
    highest = np.maximum.reduceat(covered, first) if n else covered
    at = np.flatnonzero((covered == highest[owner]) & (gain[order] > 0))
    start, stop = order[at], order[at + 1]
    return (
        owner[at],
        values[start],
        values[stop],
        place[start] == 3,
        place[stop] == 0,
        covered[at],
    )


def _end_order(owner: Integers, values: Numbers, place: Integers, m: int) -> Integers:
    """Return the order by group, value and place at the value: one sort of a packed key."""
    rank, bound = _ranked(values)
    if m * bound * 4 < _PACKED_LIMIT:
        return np.argsort((owner * bound + rank) * 4 + place)
    return np.lexsort((place, values, owner))


def _ranked(values: Numbers) -> tuple[Integers, int]:
    """Return integers in the order of the values, and a number above all of them.

    Counts below two thousand million, as most are, need no sort for that.
    """
    finite = np.isfinite(values)
    whole = np.where(finite, values, 0)
    if n_distinct_bound := _whole_bound(whole):
        rank = whole.astype(np.int64) + 1
        rank[~finite] = np.where(values[~finite] < 0, 0, n_distinct_bound)
        return rank, n_distinct_bound + 1
    distinct, rank = np.unique(values, return_inverse=True)
    return rank.astype(np.int64, copy=False), len(distinct)


def _whole_bound(values: Numbers) -> int:
    """Return a number above each rank of whole numbers from 0 on, or 0 if they are not such."""
    top = values.max(initial=0)
    if top >= _WHOLE_LIMIT or values.min(initial=0) < 0 or (values != np.floor(values)).any():
        return 0
    return int(top) + 2

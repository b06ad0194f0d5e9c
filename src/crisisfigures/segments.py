"""Segment operations on arrays: the engine under every verb that works by group.

Entries belong to groups 0 to m - 1 in any order. Nothing here loops over entries or groups
in Python, and nothing here depends on the order of the entries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

Scalar = TypeVar("Scalar", bound=np.generic)

_TABLE_LEAST, _TABLE_PER_ENTRY = 1 << 12, 16
"""Up to so many possible keys, a lookup table makes dense ids faster than a sort."""

_BY_DIGITS = range(1 << 12, 1 << 19)
"""So many numbers are sorted by their digits: fewer are not worth it, more do not fit the cache.

NumPy's sort of 64-bit numbers takes five times as long on processors that are slow at AVX-512's
compressed stores (Zen 4) as on others; its sort of 16-bit numbers does not use them.
"""

_WHOLE_LIMIT = 1 << 31

_PACKED_LIMIT = 1 << 62
"""Several numbers below this in all fit into one sortable integer."""


def dense(keys: Sequence[Integers], sizes: Sequence[int]) -> tuple[Integers, int]:
    """Return dense group ids (n entries) for equal combinations of codes, and their number.

    Args:
        keys: k arrays of n codes each; code -1 (nothing stated) is a value of its own.
        sizes: For each key, how many codes there are: every code lies in -1 to size - 1.

    Returns:
        n ids from 0 to m - 1, in the order of the codes (not of the rows), and m.
    """
    n = len(keys[0])
    joint, bound = np.zeros(n, dtype=np.int64), 1
    if not n:
        return joint, 0
    table = max(_TABLE_LEAST, _TABLE_PER_ENTRY * n)
    for key, size in zip(keys, sizes, strict=True):
        if size <= 1 and is_constant(key):
            continue
        # The keys are put together as long as a table can take them, and only then made dense.
        if bound * (size + 1) > table:
            joint, bound = _compressed(joint, bound, table)
        joint *= size + 1
        joint += key
        joint += 1
        bound *= size + 1
    return _compressed(joint, bound, table)


def dense_ids(keys: Sequence[Integers]) -> tuple[Integers, int]:
    """Return dense ids of equal combinations of codes, and their number; -1 is a code too."""
    return dense(keys, [int(key.max(initial=-1)) + 1 for key in keys])


def is_constant(key: Integers) -> bool:
    """Return whether all n codes are one; a column that is not there is one code, n times seen."""
    return key.strides == (0,) or bool(key.min() == key.max())


def _compressed(ids: Integers, bound: int, table: int) -> tuple[Integers, int]:
    if bound == 1:
        return ids, 1
    if bound <= table:
        seen = np.zeros(bound, dtype=np.bool_)
        seen[ids] = True
        present = np.flatnonzero(seen)
        position = np.empty(bound, dtype=np.int64)
        position[present] = np.arange(len(present))
        return position[ids], len(present)
    order = ordered(ids, bound)
    steps = np.cumsum(starts(ids[order]))
    found = np.empty_like(ids)
    found[order] = steps - 1
    return found, int(steps[-1])


def ordered(keys: Integers, bound: int) -> Integers:
    """Return positions that sort n integers from 0 to `bound` - 1; equal ones stay as they are."""
    if bound <= 1 << 16:
        return np.argsort(keys.astype(np.uint16), kind="stable")
    if len(keys) in _BY_DIGITS and bound <= 1 << 48:
        return _ordered_by_digits(keys, bound)
    bits = len(keys).bit_length()
    if bound << bits > _PACKED_LIMIT:
        return np.argsort(keys, kind="stable")
    # Key and position as one integer: numbers are sorted sooner than the positions of numbers.
    packed = keys << bits
    packed |= np.arange(len(keys))
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def _ordered_by_digits(keys: Integers, bound: int) -> Integers:
    """Return what `ordered` does, by a radix sort, as NumPy does of numbers of 16 bits."""
    found = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(16, (bound - 1).bit_length(), 16):
        digits = (keys >> shift).astype(np.uint16)
        found = found[np.argsort(digits[found], kind="stable")]
    return found


def starts(ids: Integers) -> Flags:
    """Return which of n ids, equal ones beside each other, are the first of their kind."""
    found = np.ones(len(ids), dtype=np.bool_)
    np.not_equal(ids[1:], ids[:-1], out=found[1:])
    return found


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

    def total(self, weights: Integers, among: Flags | None = None) -> Integers:
        """Return the exact sum of integer weights of each group's (marked) entries."""
        ids, chosen = (self.ids, weights) if among is None else (self.ids[among], weights[among])
        found = np.bincount(ids, chosen, minlength=self.m)
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


class Stacks:
    """Groups whose entries are laid out so that those of one size make a matrix.

    Of groups of s entries the first entries of all come first, then the second ones, and so on.
    Their sums are sums of s rows: sooner done than by looking up the group of each entry.

    Attributes:
        m: How many groups there are.
        sizes: How many of the n entries each group has.
    """

    def __init__(self, groups: Groups) -> None:
        """Lay out the n entries of m groups, one group at least."""
        ids, sizes = groups.ids, groups.sizes
        self.m, self.sizes = groups.m, sizes
        self._n = groups.n
        is_in_order = bool((ids[1:] >= ids[:-1]).all())
        self._kinds: list[tuple[int, Integers | slice]]
        self._order: Integers | None = None
        if is_constant(sizes):
            self._kinds = [(int(sizes[0]), slice(None))]
        else:
            by_size = ordered(sizes, int(sizes.max()) + 1)
            cuts = np.flatnonzero(starts(sizes[by_size]))
            parts = np.split(by_size, cuts[1:])
            self._kinds = list(zip(sizes[by_size[cuts]].tolist(), parts, strict=True))
        if not is_in_order or len(self._kinds) > 1:
            first = np.cumsum(sizes) - sizes
            places = [first[of] + np.arange(size)[:, None] for size, of in self._kinds]
            order = np.concatenate([part.ravel() for part in places])
            self._order = order if is_in_order else ordered(ids, groups.m)[order]

    def laid(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Return a copy of n values, given in the order of the entries, as they are laid out."""
        if self._order is not None:
            return values[self._order]
        return values.reshape(self.m, -1).T.flatten()

    def total(self, laid: Numbers, times: Numbers | None = None) -> Numbers:
        """Return the sum of each group's values, or of their products with others."""
        if times is None:
            return self._reduced(np.add, laid)
        found = np.empty(self.m)
        for (of, rows), (_, others) in zip(self._rows(laid), self._rows(times), strict=True):
            found[of] = np.einsum("ij,ij->j", rows, others)
        return found

    def min(self, laid: Numbers) -> Numbers:
        """Return the smallest of each group's values; NaN if one is NaN."""
        return self._reduced(np.minimum, laid)

    def max(self, laid: Numbers) -> Numbers:
        """Return the largest of each group's values; NaN if one is NaN."""
        return self._reduced(np.maximum, laid)

    def _reduced(self, ufunc: np.ufunc, laid: Numbers) -> Numbers:
        found = np.empty(self.m)
        for of, rows in self._rows(laid):
            found[of] = ufunc.reduce(rows, axis=0)
        return found

    def spread(self, values: Numbers) -> Numbers:
        """Return the value of its group for each place of the layout."""
        found = np.empty(self._n)
        for of, rows in self._rows(found):
            rows[:] = values[of]
        return found

    def _rows(self, laid: Numbers) -> Iterator[tuple[Integers | slice, Numbers]]:
        """Yield groups of one size, and their part of a layout: a row for each place."""
        at = 0
        for size, of in self._kinds:
            end = at + size * (self.m if isinstance(of, slice) else len(of))
            yield of, laid[at:end].reshape(size, -1)
            at = end


def shared(ids: Integers, m: int, values: Numbers) -> Flags:
    """Return which entries have both the group and the value of another entry.

    Args:
        ids: n group ids, from 0 to m - 1.
        m: How many groups there may be.
        values: n values, none of them NaN.
    """
    rank, bound = _ranked(values)
    if m * bound < _PACKED_LIMIT:
        key, size = ids * bound + rank, m * bound
    else:
        key, size = dense([ids, rank], [m, bound])
    order = ordered(key, size)
    alike = np.flatnonzero(~starts(key[order])[1:])
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
    first = np.flatnonzero(starts(owner))
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
        return ordered((owner * bound + rank) * 4 + place, m * bound * 4)
    return np.lexsort((place, values, owner))


def _ranked(values: Numbers) -> tuple[Integers, int]:
    """Return integers in the order of the values, and a number above all of them.

    Counts below two thousand million, as most are, need no sort for that.
    """
    whole = np.where(np.isfinite(values), values, 0.0)
    top = whole.max(initial=0.0)
    if top < _WHOLE_LIMIT and whole.min(initial=0.0) >= 0:
        rank = whole.astype(np.int64)
        if (rank == whole).all():
            rank += 1
            rank[np.isneginf(values)] = 0
            rank[np.isposinf(values)] = int(top) + 2
            return rank, int(top) + 3
    distinct, rank = np.unique(values, return_inverse=True)
    return rank.astype(np.int64, copy=False), len(distinct)

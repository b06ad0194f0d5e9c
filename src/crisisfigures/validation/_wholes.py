"""Parts beside their wholes: the rows of a table that speak of both, and where they cannot be true.

Rows are compared only where they differ in one facet: the place, the group, the measure, the
definition or the unit. All else is equal, the source, the publication date, the edition and
the role included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.estimate import (
    HARD_KINDS,
    HEDGING,
    effective_ends,
    is_allowed_number,
    is_ordered,
)
from crisisfigures.matching import FACETS, Facet, facets_of
from crisisfigures.plugins import Cells, Flags, Integers, Numbers, Strings
from crisisfigures.segments import Groups, dense
from crisisfigures.validation._holding import OF_FACETS, Holding, of_places, overlapping_bands
from crisisfigures.vocabulary import MEASURES

COMPARED = ("place", "group", "measure", "definition", "unit")
"""The facets in which a part may differ from its whole, in the order in which they are told."""

_TABLE_PER_CLAIM = 16
_WHO = ("source", "published_on", "edition", "role")
_SIGNED = frozenset(name for name, measure in MEASURES.items() if measure.signed)


def facets(cells: Cells) -> dict[str, Facet]:
    """Return the facets of the rows, one name for each place."""
    return facets_of(cells, cells.gazetteer if cells.has("place") else None)


def is_dated(cells: Cells) -> Flags:
    """Return which rows state a period, or an end of one."""
    return cells.stated("period_start") | cells.stated("period_end")


def is_usable(cells: Cells) -> Flags:
    """Return which rows can be compared with others: all was read, and the numbers are in order."""
    numbers = [cells.numbers(name) for name in ("low", "best", "high")]
    usable = is_ordered(*numbers) & cells.is_word("status", "present", "suppressed")
    usable &= ~np.isnan(numbers[0]) | ~np.isnan(numbers[1]) | ~np.isnan(numbers[2])
    for column in numbers:
        usable &= is_allowed_number(column, False)
    for name in cells.unread:
        usable &= ~cells.is_unread(name)
    return np.asarray(usable & ~cells.is_word("measure", *_SIGNED), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of n ranges that their sources stated; infinite where open, or made otherwise."""

    lower: Numbers
    upper: Numbers
    lower_out: Flags
    upper_out: Flags


def hard_ends(cells: Cells) -> Ends:
    """Return what the rows say for certain: ends of a convention or a rounding are open here."""
    low, best, high = (cells.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    hedged = cells.flags("approximate") | cells.is_word("quantifier", *HEDGING)
    soft = []
    for name in ("low_kind", "high_kind"):
        hard = ~cells.stated(name) | cells.is_word(name, *HARD_KINDS)
        soft.append(hedged | ~hard | np.isnan(lower))
    return Ends(
        np.where(soft[0], -np.inf, lower),
        np.where(soft[1], np.inf, upper),
        cells.is_word("low_kind", "exclusive"),
        cells.is_word("high_kind", "exclusive"),
    )


@dataclass(frozen=True, slots=True)
class Claims:
    """What each source says of each quantity, where it speaks of parts or wholes of others; m.

    Attributes:
        row: The first row that says it.
        ends: The ends of the ranges; open where several rows say different things.
        is_unmarked: Whether one of the rows is not marked as a rollup.
        unmarked: The first such row, or any other.
        codes: The codes of the facets in `COMPARED`.
        rows: The n rows that say it all.
        of: For each of these rows, which claim it makes.
    """

    row: Integers
    ends: Ends
    is_unmarked: Flags
    unmarked: Integers
    codes: dict[str, Integers]
    rows: Integers
    of: Integers


@dataclass(frozen=True, slots=True)
class Pairs:
    """Parts beside their wholes, p pairs of claims that differ in one facet.

    Attributes:
        part: Positions among the claims.
        whole: The same.
        facet: Positions in `COMPARED`.
        is_nearest: Whether no claim stands between the two.
        division: As in `Holding`; of another number in each facet.
        share: As in `Holding`.
        full: As in `Holding`.
    """

    part: Integers
    whole: Integers
    facet: Integers
    is_nearest: Flags
    division: Integers
    share: Integers
    full: Integers

    def among(self, chosen: Flags) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Wholes:
    """The claims of a table that are parts or wholes of each other.

    Attributes:
        claims: The claims.
        pairs: Which of them are parts of which.
        overlaps: Which of them are of ages that overlap, and do not hold each other.
        concerned: n flags: the rows that are either.
        unjudged: n flags: those of them that cannot be compared.
    """

    claims: Claims
    pairs: Pairs
    overlaps: Pairs
    concerned: Flags
    unjudged: Flags


def wholes(cells: Cells) -> Wholes | None:
    """Return the parts of a table beside their wholes; None where no value holds another."""
    if not cells.n:
        return None
    found = cells.once(facets)
    holdings = {"place": of_places(found["place"], cells.gazetteer)} if cells.has("place") else {}
    holdings |= {name: make(found[name]) for name, make in OF_FACETS.items()}
    holdings = {name: holding for name, holding in holdings.items() if len(holding.part)}
    overlapping = overlapping_bands(found["group"])
    related = np.zeros(cells.n, dtype=np.bool_)
    for name, holding in [*holdings.items(), ("group", overlapping)]:
        related |= _holds(found[name], holding.part, holding.whole)[found[name].codes]
    related &= found["measure"].codes >= 0
    related &= (found["place"].codes >= 0) | cells.stated("place_name")
    # Figures of one line are of one time, though the file may not say of which.
    related &= cells.once(is_dated) | ~np.isnan(cells.numbers("source_row"))
    if not related.any():
        return None
    usable = cells.once(is_usable)
    claims, pairs, overlaps = _matched(cells, holdings, overlapping, related & usable)
    # What was not read might be a part or a whole: it is told as not judged only where it is one.
    unread = related & ~usable & ~cells.is_word("status", *_WITHOUT)
    concerned = _compared(cells.n, claims, pairs, overlaps)
    if unread.any():
        every = _matched(cells, holdings, overlapping, related & (usable | unread))
        concerned = _compared(cells.n, *every)
    return Wholes(claims, pairs, overlaps, concerned, unread & concerned)


def _compared(n: int, claims: Claims, *several: Pairs) -> Flags:
    """Return which of n rows make a claim that is in one of the pairs."""
    compared = np.zeros(len(claims.row), dtype=np.bool_)
    for pairs in several:
        compared[pairs.part] = compared[pairs.whole] = True
    found = np.zeros(n, dtype=np.bool_)
    found[claims.rows] = compared[claims.of]
    return found


def _matched(
    cells: Cells, holdings: Mapping[str, Holding], overlapping: Holding, chosen: Flags
) -> tuple[Claims, Pairs, Pairs]:
    """Return the claims of some rows, which are parts of which, and which ages overlap."""
    found, rows = cells.once(facets), np.flatnonzero(chosen)
    keys, sizes = _keys(cells, found, rows)
    # What is compared in no facet is made one number first: most numbers then fit a table.
    compared = [name for name in COMPARED if name == "group" or name in holdings]
    rest = [name for name in keys if name not in compared]
    base, n_base = dense([keys[name] for name in rest], [sizes[name] for name in rest])
    ids, m = dense(
        [base, *(keys[name] for name in compared)], [n_base, *(sizes[name] for name in compared)]
    )
    claims, first = _claims(cells, rows, Groups(ids, m))
    base, keys = base[first], {name: keys[name][first] for name in COMPARED}
    claims.codes.update(keys)

    def paired(name: str, holding: Holding) -> Pairs:
        others = [other for other in compared if other != name]
        series, s = dense(
            [base, *(keys[other] for other in others)],
            [n_base, *(sizes[other] for other in others)],
        )
        return _paired(COMPARED.index(name), series, s, keys[name], sizes[name], holding)

    pairs = [paired(name, holding) for name, holding in holdings.items()]
    return claims, _together(pairs), paired("group", overlapping)


def _keys(
    cells: Cells, found: dict[str, Facet], rows: Integers
) -> tuple[dict[str, Integers], dict[str, int]]:
    """Return the codes of all in which two figures may differ, of some rows, and how many.

    A period whose start is not stated equals another of the same end, and a place that is only
    named one of the same name: it is one source that speaks, at one time. Without any period
    that is sure of the figures of one line only.
    """
    coded = {name: (found[name].codes, len(found[name].texts)) for name in FACETS}
    del coded["period"]
    coded |= {name: _with_size(cells.codes(name)) for name in ("period_kind", *_WHO)}
    named, names = cells.codes("place_name")
    coded["place_name"] = np.where(coded["place"][0] < 0, named, -1), len(names)
    # What no row states tells no two rows apart.
    coded = {k: v for k, v in coded.items() if k in COMPARED or v[1] > 1 or v[0].strides != (0,)}
    keys = {name: codes[rows] for name, (codes, _) in coded.items()}
    sizes = {name: size for name, (_, size) in coded.items()}
    for name in ("period_start", "period_end"):
        keys[name], days = pd.factorize(cells.days(name)[rows])
        sizes[name] = len(days)
    undated = ~cells.once(is_dated)[rows]
    if undated.any():
        lines = np.where(undated, cells.numbers("source_row")[rows], np.nan)
        keys["line"], distinct = pd.factorize(lines)
        sizes["line"] = len(distinct)
        keys["file"], sizes["file"] = cells.codes("file")[0][rows], len(cells.codes("file")[1])
    return keys, sizes


def _with_size(coded: tuple[Integers, Strings]) -> tuple[Integers, int]:
    return coded[0], len(coded[1])


def _together(several: list[Pairs]) -> Pairs:
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in several])
        if several
        else np.empty(0, dtype=np.bool_ if name == "is_nearest" else np.int64)
        for name in Pairs.__slots__
    }
    return Pairs(**columns)


_WITHOUT = ("missing", "withdrawn", "not_applicable", "none_recorded")
"""Statuses of rows that claim no number, so that there is nothing to judge."""


def _holds(facet: Facet, *codes: Integers) -> Flags:
    """Return for each code of a facet, and for -1, whether it is among some."""
    found = np.zeros(len(facet.texts) + 1, dtype=np.bool_)
    for some in codes:
        found[some] = True
    return found


def _claims(cells: Cells, rows: Integers, groups: Groups) -> tuple[Claims, Integers]:
    """Return the claims that rows make, and at which position in `rows` each is made first."""
    first = groups.first(np.arange(len(rows)))
    every = cells.once(hard_ends)
    ends = Ends(*(getattr(every, name)[rows] for name in Ends.__slots__))
    varies = np.zeros(groups.m, dtype=np.bool_)
    if groups.m < len(rows):
        for name in Ends.__slots__:
            said = getattr(ends, name)
            varies[groups.ids[said != said[first][groups.ids]]] = True
    unmarked = ~cells.flags("is_rollup")[rows]
    one = np.where(groups.any(unmarked), groups.first(np.arange(len(rows)), unmarked), first)
    claims = Claims(
        row=rows[first],
        ends=Ends(
            np.where(varies, -np.inf, ends.lower[first]),
            np.where(varies, np.inf, ends.upper[first]),
            ends.lower_out[first],
            ends.upper_out[first],
        ),
        is_unmarked=groups.any(unmarked),
        unmarked=rows[one],
        codes={},
        rows=rows,
        of=groups.ids,
    )
    return claims, first


def _paired(
    facet: int, series: Integers, s: int, codes: Integers, k: int, holding: Holding
) -> Pairs:
    """Return which claims of s series have which others above them, by the values of a facet."""
    is_whole = np.zeros(k + 1, dtype=np.bool_)
    is_whole[holding.whole] = True
    claim_of = _Lookup(series * k + codes, np.flatnonzero(is_whole[codes]), s * k)
    # Of each value the pairs in which it is the part lie beside each other.
    n_above = np.append(np.bincount(holding.part, minlength=k), 0)
    begin = np.append(np.cumsum(n_above[:-1]) - n_above[:-1], 0)
    below = np.flatnonzero(n_above[codes])
    n_each = n_above[codes[below]]
    part = np.repeat(below, n_each)
    each = np.repeat(begin[codes[below]], n_each) + _counted(n_each)
    whole = claim_of(series[part] * k + holding.whole[each])
    hit = whole >= 0
    part, whole, each = part[hit], whole[hit], each[hit]
    direct = holding.is_direct[each]
    return Pairs(
        part,
        whole,
        np.full(len(part), facet),
        direct if direct.all() else direct | ~_has_between(part, whole, ~direct),
        holding.division[each],
        holding.share[each],
        holding.full[each],
    )


class _Lookup:
    """Which of some claims has a number; by a table where the numbers are few for their count."""

    def __init__(self, numbers: Integers, claims: Integers, bound: int) -> None:
        """Take the number of every claim, which of the claims can be found, and a bound."""
        self._table = None
        if bound <= _TABLE_PER_CLAIM * max(len(numbers), 1 << 12):
            self._table = np.full(bound, -1, dtype=np.int64)
            self._table[numbers[claims]] = claims
        else:
            order = np.argsort(numbers[claims])
            self._claims = claims[order]
            self._numbers = numbers[self._claims]

    def __call__(self, sought: Integers) -> Integers:
        """Return the claims that have these numbers, -1 for none."""
        if self._table is not None:
            return self._table[sought]
        if not len(self._numbers):
            return np.full(len(sought), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._numbers, sought), len(self._numbers) - 1)
        return np.where(self._numbers[at] == sought, self._claims[at], -1)


def _counted(sizes: Integers) -> Integers:
    """Return 0, 1, … for each of several runs of these sizes, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _has_between(part: Integers, whole: Integers, asked: Flags) -> Flags:
    """Return which of the pairs asked for have a claim between them: part of one, whole of one."""
    found = np.zeros(len(part), dtype=np.bool_)
    m = int(max(part.max(), whole.max())) + 1
    # Only what is a whole and a part itself can stand between.
    is_part = np.zeros(m, dtype=np.bool_)
    is_part[part] = True
    upward = np.flatnonzero(is_part[whole])
    n_above = np.bincount(part[upward], minlength=m)
    begin = np.cumsum(n_above) - n_above
    far = np.flatnonzero(asked & (n_above[part] > 0))
    n_each = n_above[part[far]]
    pair = np.repeat(far, n_each)
    between = whole[upward][np.repeat(begin[part[far]], n_each) + _counted(n_each)]
    pair, between = pair[between != whole[pair]], between[between != whole[pair]]
    key = np.sort(part * m + whole)
    sought = between * m + whole[pair]
    at = np.minimum(np.searchsorted(key, sought), len(key) - 1)
    found[pair[key[at] == sought]] = True
    return found

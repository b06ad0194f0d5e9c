"""The sums that tie the figures of a table: parts and wholes by place, period and group."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crisisfigures.coherence._narrowing import Sums
from crisisfigures.coherence._within import (
    Within,
    ages_of,
    groups_within,
    periods_within,
    places_within,
    reach_all_ages,
)
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.matching import FACETS, Facet, as_place, facets_of
from crisisfigures.place import Place
from crisisfigures.segments import Flags, Integers, dense
from crisisfigures.series import STOCK, kinds_of
from crisisfigures.table import NO_DAY, Columns

ALONG = ("place", "period", "group")
"""The facets along which figures are parts of others."""


@dataclass(frozen=True, slots=True)
class Ties:
    """The sums over the n rows of a table, and along what each is."""

    sums: Sums
    along: tuple[str, ...]


def ties_of(
    columns: Columns, is_node: Flags, gazetteer: Gazetteer, complete: Collection[str]
) -> Ties:
    """Return the sums that tie the rows of a table of quantities.

    A whole is tied to the parts directly in it: what lies in a part is tied to that. Parts of one
    sum share nothing. Stocks are no sums of stocks of other days. Figures without a place or
    without a period are tied to nothing: it is not known what they lie in.

    Args:
        columns: n rows, one a quantity.
        is_node: Which of them are looked at.
        gazetteer: Which places lie in which.
        complete: Along what the table has all parts: "places", "groups". Periods are all there
            where they cover each day once; places where a list of the gazetteer is.
    """
    facets = facets_of(columns, gazetteer)
    # As in `match`: a place or a period that is not stated is not the same as another such.
    is_node = is_node & (facets["place"].codes >= 0) & (facets["period"].codes >= 0)
    whole, is_complete, part, of, along = [], [], [], [], []
    n_sums = 0
    for name in ALONG:
        rows = np.flatnonzero(is_node & (facets[name].codes >= 0))
        if name == "period":
            rows = rows[kinds_of(columns)[rows] != STOCK]
        found = _along(name, columns, facets, rows, gazetteer, complete)
        if found is None:
            continue
        whole.append(found.whole)
        is_complete.append(found.is_complete)
        part.append(found.part)
        of.append(found.of + n_sums)
        along += [name] * found.c
        n_sums += found.c
    none = np.empty(0, dtype=np.int64)
    sums = Sums(
        columns.n,
        np.concatenate([none, *whole]),
        np.concatenate([none.astype(np.bool_), *is_complete]),
        np.concatenate([none, *part]),
        np.concatenate([none, *of]),
        np.arange(n_sums),
    )
    return Ties(sums, tuple(along))


def sums_between(columns: Columns, gazetteer: Gazetteer | None, complete: Collection[str]) -> Sums:
    """Return the sums that tie the rows of a table of which no two are of one quantity.

    Args:
        columns: n rows.
        gazetteer: Which places lie in which; the standard one unless given.
        complete: See `ties_of`.
    """
    is_node = columns.is_word("status", "present")
    return ties_of(columns, is_node, gazetteer or standard_gazetteer(), complete).sums


def _along(
    name: str,
    columns: Columns,
    facets: dict[str, Facet],
    rows: Integers,
    gazetteer: Gazetteer,
    complete: Collection[str],
) -> Sums | None:
    """Return the sums along one facet; None if there are none."""
    facet = facets[name]
    days = columns.days("period_start"), columns.days("period_end")
    if name == "place":
        within = places_within(facet.texts.tolist(), gazetteer)
    elif name == "group":
        within = groups_within(facet.texts.tolist())
    else:
        # Of days on one of which something happened nothing is a part.
        wholes = columns.is_word("period_kind", "covers")
        start, end = (_of_codes(facet, rows, day) for day in days)
        within = periods_within(start, end)
        is_whole = _of_codes(facet, rows, wholes.astype(np.int64)) > 0
        within = _kept(within, is_whole[within.outer])
    every = _pairs(facets, name, rows, within)
    if every.empty:
        return None
    pairs = _direct(every)
    if name == "period":
        inner, outer, kind = _chained(pairs, every, *days)
    else:
        inner, outer = pairs["part"].to_numpy(), pairs["whole"].to_numpy()
        kind = within.kind[facet.codes[inner]]
    of, c = dense([outer, kind], [columns.n, int(kind.max()) + 1])
    whole = np.zeros(c, dtype=np.int64)
    whole[of] = outer
    n_parts = np.bincount(of, minlength=c)
    if name == "period":
        length = (days[1] - days[0] + 1)[inner]
        is_within = columns.is_word("period_kind", "within")[inner]
        covered = np.bincount(of, np.where(is_within, -1, length), minlength=c)
        is_complete = covered == (days[1] - days[0] + 1)[whole]
        is_complete &= np.bincount(of, is_within, minlength=c) == 0
    else:
        codes = facet.codes[inner]
        listed, full = within.listed[codes], within.n_listed[codes]
        least, most = np.full(c, np.iinfo(np.int64).max), np.full(c, -1)
        np.minimum.at(least, of, listed)
        np.maximum.at(most, of, listed)
        n_listed = np.zeros(c, dtype=np.int64)
        n_listed[of] = full
        is_complete = (least == most) & (least >= 0) & (n_parts == n_listed)
        is_all = np.full(c, f"{name}s" in complete)
        if name == "place":
            # Parts of two lists of codes may be the same places, and none of them all.
            is_all &= np.bincount(whole, minlength=columns.n)[whole] == 1
        if name == "group":
            bands = ages_of(facet.texts.tolist())
            is_all &= reach_all_ages(bands[codes], of, bands[facet.codes[whole]])
            is_all &= n_parts > 1
        is_complete |= is_all
        if name == "place":
            is_complete |= _are_members(facet, whole, inner, of, gazetteer)
    return Sums(columns.n, whole, is_complete, inner, of, np.arange(c))


def _of_codes(facet: Facet, rows: Integers, values: Integers) -> Integers:
    found = np.full(len(facet.texts), NO_DAY, dtype=np.int64)
    found[facet.codes[rows]] = values[rows]
    return found


def _kept(within: Within, which: Flags) -> Within:
    return Within(
        within.inner[which], within.outer[which], within.kind, within.listed, within.n_listed
    )


def _pairs(facets: dict[str, Facet], name: str, rows: Integers, within: Within) -> pd.DataFrame:
    """Return the pairs of rows that are equal in all but a facet, and part and whole in it."""
    others = [facets[other] for other in FACETS if other != name]
    keys = [other.codes[rows] for other in others]
    same, _ = dense(keys, [len(other.texts) for other in others])
    at = pd.DataFrame({"same": same, "code": facets[name].codes[rows], "row": rows})
    pairs = pd.DataFrame({"code": within.inner, "outer": within.outer})
    inner = at.merge(pairs, on="code").rename(columns={"row": "part"})
    whole = at.rename(columns={"code": "outer", "row": "whole"})
    return inner.merge(whole, on=["same", "outer"])[["part", "whole"]]


def _direct(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs between which there is no other."""
    if pairs.empty:
        return pairs
    further = pairs.rename(columns={"part": "middle"}).merge(
        pairs.rename(columns={"whole": "middle"}), on="middle"
    )
    size = int(max(pairs["part"].max(), pairs["whole"].max())) + 1
    over = further["part"].to_numpy() * size + further["whole"].to_numpy()
    own = pairs["part"].to_numpy() * size + pairs["whole"].to_numpy()
    kept = pairs[~np.isin(own, over)]
    return kept.sort_values(["whole", "part"], ignore_index=True)


def _chained(
    pairs: pd.DataFrame, every: pd.DataFrame, start: Integers, end: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return parts, their wholes, and chains of them: parts of one chain do not overlap.

    Where parts directly in a whole overlap, it is looked for chains that cover each of its days,
    also of smaller parts: halves of a month, and its weeks. What is on none of them is put on as
    few more as it needs.
    """
    whole, part = pairs["whole"].to_numpy(), pairs["part"].to_numpy()
    order = np.lexsort((end[part], start[part], whole))
    whole, part = whole[order], part[order]
    same = whole[1:] == whole[:-1]
    overlaps = np.append(False, same & (start[part][1:] <= end[part][:-1]))
    tangled = np.unique(whole[overlaps])
    plain = ~np.isin(whole, tangled)
    found = [(part[plain], whole[plain], np.zeros(int(plain.sum()), dtype=np.int64))]
    for of in tangled.tolist():
        inside = np.sort(every.loc[every["whole"] == of, "part"].to_numpy())
        rows, chains = [], 0
        while cover := _cover(inside, start, end, int(of)):
            rows += [(row, chains) for row in cover]
            inside = inside[~np.isin(inside, cover)]
            chains += 1
        last: dict[int, int] = {}
        for row in part[whole == of].tolist():
            if row in inside:
                free = [chain for chain, day in last.items() if day < start[row]]
                chain = free[0] if free else chains + len(last)
                last[chain] = int(end[row])
                rows.append((row, chain))
        both = np.array(rows, dtype=np.int64)
        found.append((both[:, 0], np.full(len(both), of), both[:, 1]))
    parts, wholes, kinds = (np.concatenate(column) for column in zip(*found, strict=True))
    return parts, wholes, kinds


def _cover(rows: Integers, start: Integers, end: Integers, whole: int) -> list[int]:
    """Return the fewest of some periods that cover each day of a whole once; none if none do."""
    first, last = int(start[whole]), int(end[whole]) + 1
    came: dict[int, tuple[int, int, int]] = {first: (0, -1, -1)}
    for row in rows[np.lexsort((rows, end[rows], start[rows]))].tolist():
        begin, stop = int(start[row]), int(end[row]) + 1
        if begin in came:
            n = came[begin][0] + 1
            if stop not in came or n < came[stop][0]:
                came[stop] = n, begin, row
    found, day = [], last
    while day in came and day != first:
        found.append(came[day][2])
        day = came[day][1]
    return found


def _are_members(
    facet: Facet, whole: Integers, part: Integers, of: Integers, gazetteer: Gazetteer
) -> Flags:
    """Return which sums have all members of an area as their parts, and nothing else."""
    found = np.zeros(len(whole), dtype=np.bool_)
    members: dict[int, set[str]] = {}
    for code in np.unique(facet.codes[whole]).tolist():
        place = as_place(str(facet.texts[code]))
        entry = None if place is None else gazetteer.entry(gazetteer.canonical(place))
        if entry and entry.members:
            members[code] = {gazetteer.canonical(Place.parse(key)).key for key in entry.members}
    if not members:
        return found
    order = np.argsort(of, kind="stable")
    stops = np.cumsum(np.bincount(of, minlength=len(whole)))
    for at in np.flatnonzero(np.isin(facet.codes[whole], list(members))).tolist():
        rows = part[order[(stops[at - 1] if at else 0) : stops[at]]]
        texts = facet.texts[facet.codes[rows]]
        keys = {gazetteer.canonical(place).key for t in texts if (place := as_place(str(t)))}
        found[at] = keys == members[int(facet.codes[whole[at]])]
    return found

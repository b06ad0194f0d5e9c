"""Parts and wholes that cannot all be true: which of the rows is told, so that each fault is one.

A number that is wrong contradicts every whole and every part that stands beside it. Of all that
contradict each other, the row that is in most contradictions is at fault.
"""

from dataclasses import dataclass

import numpy as np

from crisisfigures.plugins import Cells, Flags, Integers, Numbers
from crisisfigures.segments import Groups, dense, starts
from crisisfigures.validation._wholes import COMPARED, wholes


@dataclass(frozen=True, slots=True)
class Above:
    """Claims at fault since a part is above its whole, each once.

    Attributes:
        claim: Positions among the claims, ascending.
        pair: The pair that shows it, as a position among the pairs.
        is_part: Whether the claim is the part of the pair.
    """

    claim: Integers
    pair: Integers
    is_part: Flags


def above(cells: Cells) -> Above:
    """Return the claims at fault: of a part above its whole, the one that contradicts more others.

    As a rule that is the part. A whole that several of its parts are above is at fault itself.
    """
    found = cells.once(wholes)
    nothing = np.empty(0, dtype=np.int64)
    if found is None:
        return Above(nothing, nothing, np.empty(0, dtype=np.bool_))
    ends, pairs = found.claims.ends, found.pairs
    lower, upper = ends.lower[pairs.part], ends.upper[pairs.whole]
    is_above = (lower > upper) | (
        (lower == upper) & (ends.lower_out[pairs.part] | ends.upper_out[pairs.whole])
    )
    bad = np.flatnonzero(is_above & pairs.is_nearest & np.isfinite(lower))
    m = len(found.claims.row)
    degree = np.bincount(pairs.part[bad], minlength=m) + np.bincount(pairs.whole[bad], minlength=m)
    is_part = degree[pairs.whole[bad]] <= degree[pairs.part[bad]]
    claim = np.where(is_part, pairs.part[bad], pairs.whole[bad])
    other = np.where(is_part, pairs.whole[bad], pairs.part[bad])
    order = np.lexsort((other, pairs.facet[bad], claim))
    order = order[starts(claim[order])]
    return Above(claim[order], bad[order], is_part[order])


@dataclass(frozen=True, slots=True)
class Sums:
    """Parts that do not overlap, added up beside their whole; s sums.

    Attributes:
        whole: Positions among the claims.
        facet: Positions in `COMPARED`.
        lower: The sum of the lower ends, 0 where one is open.
        upper: The sum of the upper ends.
        n: The number of parts.
        is_complete: Whether by definition nothing of the whole is missing among the parts.
        member: For each part of a sum: its position among the claims.
        of: For each part of a sum: which sum it is part of.
    """

    whole: Integers
    facet: Integers
    lower: Numbers
    upper: Numbers
    n: Integers
    is_complete: Flags
    member: Integers
    of: Integers


def sums(cells: Cells) -> Sums | None:
    """Return what the parts of each whole come to, by each of its divisions; None for none."""
    found = cells.once(wholes)
    if found is None:
        return None
    ends = found.claims.ends
    pairs = found.pairs.among(found.pairs.is_nearest & (found.pairs.division >= 0))
    if not len(pairs.part):
        return None
    kind, k = dense([pairs.facet, pairs.division], [len(COMPARED), int(pairs.division.max()) + 1])
    of, s = dense([pairs.whole, kind], [len(found.claims.row), k])
    n = np.bincount(of, minlength=s)
    all_shares, either = np.zeros((2, s), dtype=np.int64)
    np.add.at(all_shares, of, pairs.share)
    np.bitwise_or.at(either, of, pairs.share)
    at = np.zeros(s, dtype=np.int64)
    at[of] = np.arange(len(of))
    lower, upper = np.zeros((2, s))
    np.add.at(lower, of, np.maximum(ends.lower[pairs.part], 0.0))
    np.add.at(upper, of, ends.upper[pairs.part])
    apart = (n > 1) & (all_shares == either)
    kept = np.flatnonzero(apart)
    place = np.cumsum(apart) - 1
    members = np.flatnonzero(apart[of])
    return Sums(
        whole=pairs.whole[at[kept]],
        facet=pairs.facet[at[kept]],
        lower=lower[kept],
        upper=upper[kept],
        n=n[kept],
        is_complete=either[kept] == pairs.full[at[kept]],
        member=pairs.part[members],
        of=place[of[members]],
    )


@dataclass(frozen=True, slots=True)
class Unequal:
    """Claims at fault since parts and whole do not add up, each once.

    Attributes:
        claim: Positions among the claims, ascending.
        sum: The sum that shows it.
        exceeds: Whether the parts come to more than the whole; else they fall short of it.
        is_whole: Whether the claim is the whole.
    """

    claim: Integers
    sum: Integers
    exceeds: Flags
    is_whole: Flags


def unequal(cells: Cells, tolerance: float) -> Unequal:
    """Return the claims at fault, where the sum of the parts is not the whole.

    As a rule it is the whole that is told; a part, if it is in more such sums than the whole.

    Args:
        cells: The table.
        tolerance: By which share of the whole a sum may differ from it.
    """
    found, added = cells.once(wholes), cells.once(sums)
    if found is None or added is None:
        nothing, never = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
        return Unequal(nothing, nothing, never, never)
    ends, m = found.claims.ends, len(found.claims.row)
    exceeds = added.lower > ends.upper[added.whole] * (1 + tolerance)
    short = added.is_complete & (added.upper < ends.lower[added.whole] * (1 - tolerance))
    # What a single part shows already is no second fault.
    told = np.zeros(m, dtype=np.bool_)
    told[cells.once(above).claim] = True
    is_told = told[added.whole]
    is_told[added.of[told[added.member]]] = True
    bad = (exceeds | short) & ~is_told
    members = np.flatnonzero(bad[added.of])
    degree = np.bincount(added.whole[bad], minlength=m)
    degree += np.bincount(added.member[members], minlength=m)
    most = Groups(added.of[members], len(added.whole)).last(degree[added.member[members]])
    by_part = most > degree[added.whole]
    leads = degree[added.member] == most[added.of]
    worst = Groups(added.of, len(added.whole)).first(added.member, leads)
    at = np.flatnonzero(bad)
    claim = np.where(by_part, worst, added.whole)[at]
    order = np.lexsort((added.facet[at], ~exceeds[at], claim))
    order = order[starts(claim[order])]
    at, claim = at[order], claim[order]
    return Unequal(claim, at, exceeds[at], claim == added.whole[at])

"""Ranges on arrays: their sums, and what several accounts of one number come to.

Sums are those of `crisisfigures.estimate.add`: whatever the parts have in common, an end is open
where any part is open there, a count that is open below counts from 0, and the ceiling of a vague
word counts as open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from crisisfigures.estimate import effective_ends
from crisisfigures.segments import Flags, Groups, Integers, Numbers
from crisisfigures.table import Columns
from crisisfigures.vocabulary import END_KIND_ORDER, MEASURES

OPEN = -1
"""The kind of an end that nothing bounds."""

_FLOOR, _DERIVED = (END_KIND_ORDER.index(kind) for kind in ("floor", "derived"))
_SOFT = frozenset({"level", "rounding", "convention"})


@dataclass(frozen=True, slots=True)
class Ranges:
    """k ranges.

    Attributes:
        lower: Their lower ends, -inf where open.
        upper: Their upper ends, inf where open.
        best: Their best figures, NaN where none is stated.
        lower_kind: What the lower ends rest on, as positions in `END_KIND_ORDER`; -1 where open.
        upper_kind: The same of the upper ends.
        least: The lower ends as sums take them: the floor 0 where a count is open below.
        most: The upper ends as sums take them: open where a vague word made them.
        level: The levels of intervals, NaN of ranges that are none.
        sure: The lower ends as far as somebody stated them, which alone contradict others: the
            floor where a reading or a level made them.
    """

    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    least: Numbers
    most: Numbers
    level: Numbers
    sure: Numbers

    def at(self, rows: Integers | Flags) -> "Ranges":
        """Return some of them."""
        return Ranges(*(getattr(self, part.name)[rows] for part in fields(self)))

    @property
    def is_soft_above(self) -> Flags:
        """Whether a reading or a level made the upper end, which so contradicts nobody."""
        return _is_soft(self.upper_kind)


def _is_soft(kinds: Integers) -> Flags:
    soft = np.array([*(kind in _SOFT for kind in END_KIND_ORDER), False])
    return np.asarray(soft[kinds], dtype=np.bool_)


def joined(several: Sequence[Ranges]) -> Ranges:
    """Return the ranges of several, one after the other."""
    return Ranges(
        *(np.concatenate([getattr(one, part.name) for one in several]) for part in fields(Ranges))
    )


def ranges_of(columns: Columns) -> Ranges:
    """Return the ranges of the n rows of a table; open on both sides where nothing is stated."""
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    lower, upper = (
        np.where(np.isnan(lower), -np.inf, lower),
        np.where(np.isnan(upper), np.inf, upper),
    )
    kinds = []
    for name, end in (("low_kind", lower), ("high_kind", upper)):
        codes, words = columns.codes(name)
        ranks = [END_KIND_ORDER.index(w) if w in END_KIND_ORDER else 0 for w in words]
        kinds.append(np.where(np.isinf(end), OPEN, np.array([*ranks, 0])[codes]))
    signed = columns.holds("measure", lambda name: name in MEASURES and MEASURES[name].signed)
    vague = columns.is_word("quantifier", "vague")
    vague &= kinds[1] == END_KIND_ORDER.index("convention")
    floor = np.where(signed, -np.inf, 0.0)
    return Ranges(
        lower,
        upper,
        np.where(np.isnan(best) & (lower == upper), lower, best),
        kinds[0],
        kinds[1],
        least=np.where(np.isneginf(lower), floor, lower),
        most=np.where(vague, np.inf, upper),
        level=columns.numbers("level"),
        sure=np.where(np.isneginf(lower) | _is_soft(kinds[0]), floor, lower),
    )


def sums(groups: Groups, parts: Ranges) -> Ranges:
    """Return the sum of each group's ranges; a group of one comes back as it is.

    Source:
        Interval arithmetic: sharp bounds under unknown dependence. Levels after Bonferroni,
        max(0, 1 - sum(1 - level)); a sum that claims no level any more has none.
    """
    m, ids = groups.m, groups.ids
    if m == groups.n:
        return parts.at(largest(groups, parts.least))
    one = groups.sizes == 1
    row = np.zeros(m, dtype=np.int64)
    row[ids] = np.arange(groups.n)
    alone = parts.at(row)

    def total(values: Numbers) -> Numbers:
        return np.bincount(ids, values, minlength=m).astype(np.float64)

    floored = np.where(np.isneginf(parts.lower) & np.isfinite(parts.least), _FLOOR, -2)
    lower_kind = np.where(floored == _FLOOR, _FLOOR, parts.lower_kind)
    upper_kind = np.where(np.isposinf(parts.most), OPEN, parts.upper_kind)
    least, most = total(parts.least), total(parts.most)
    short = total(np.where(np.isnan(parts.level), 0.0, 1.0 - parts.level))
    has_level = groups.any(~np.isnan(parts.level))
    level = np.where(has_level & (short < 1), 1.0 - short, np.nan)
    return Ranges(
        lower=np.where(one, alone.lower, least),
        upper=np.where(one, alone.upper, most),
        best=np.where(one, alone.best, total(parts.best)),
        lower_kind=np.where(one, alone.lower_kind, _softest(groups, lower_kind)),
        upper_kind=np.where(one, alone.upper_kind, _softest(groups, upper_kind)),
        least=np.where(one, alone.least, least),
        most=np.where(one, alone.most, most),
        level=np.where(one, alone.level, level),
        sure=total(parts.sure),
    )


def union(groups: Groups, parts: Ranges) -> tuple[Ranges, Flags]:
    """Return how many are in any of parts that may overlap; a group of one comes back as it is.

    They are at least as many as the largest part, and at most as many as all parts together.

    Returns:
        The m unions, and which of the n parts the lower ends rest on, one of each group.

    Source:
        G. Boole; M. Fréchet 1935: max(lower ends) and sum(upper ends) are sharp.
    """
    together = sums(groups, parts)
    leads = np.zeros(groups.n, dtype=np.bool_)
    lead = largest(groups, parts.least)
    leads[lead] = True
    several = groups.sizes > 1
    least = parts.least[lead]
    kinds = np.where(np.isneginf(parts.lower[lead]), _FLOOR, parts.lower_kind[lead])
    return replace(
        together,
        lower=np.where(several, least, together.lower),
        least=np.where(several, least, together.least),
        lower_kind=np.where(several, kinds, together.lower_kind),
        best=np.where(several, np.nan, together.best),
        level=np.where(several, np.nan, together.level),
        sure=groups.max(parts.sure),
    ), leads


def largest(groups: Groups, values: Numbers) -> Integers:
    """Return the entry of the largest value of each group; the first of equal ones."""
    at = np.arange(groups.n)
    if groups.m == groups.n:
        found = np.empty_like(at)
        found[groups.ids] = at
        return found
    return groups.first(at, values == groups.max(values)[groups.ids])


def _softest(groups: Groups, kinds: Integers) -> Integers:
    """Return what an end rests on that several made together; open if any of them is."""
    return np.where(groups.any(kinds == OPEN), OPEN, groups.last(kinds))


def met(groups: Groups, accounts: Ranges) -> tuple[Ranges, Flags]:
    """Return what several accounts of one number come to, and whether they can all be true.

    Where they can, it is what they have in common; else it is all that any of them covers.
    """
    floor, ceiling = groups.max(accounts.lower), groups.min(accounts.upper)
    agree = floor <= ceiling
    lower = np.where(agree, floor, groups.min(accounts.lower))
    upper = np.where(agree, ceiling, groups.max(accounts.upper))
    inside = (accounts.best >= lower[groups.ids]) & (accounts.best <= upper[groups.ids])
    least = groups.min(np.where(inside, accounts.best, np.inf))
    greatest = groups.max(np.where(inside, accounts.best, -np.inf))
    return Ranges(
        lower,
        upper,
        best=np.where(agree & (least == greatest), least, np.nan),
        lower_kind=_made_by(groups, accounts.lower, accounts.lower_kind, lower),
        upper_kind=_made_by(groups, accounts.upper, accounts.upper_kind, upper),
        least=np.where(agree, groups.max(accounts.least), groups.min(accounts.least)),
        most=np.where(agree, groups.min(accounts.most), groups.max(accounts.most)),
        level=np.where(
            groups.any(~np.isnan(accounts.level)), groups.min(_or_one(accounts)), np.nan
        ),
        sure=np.where(agree, groups.max(accounts.sure), groups.min(accounts.sure)),
    ), agree


def _or_one(accounts: Ranges) -> Numbers:
    return np.where(np.isnan(accounts.level), 1.0, accounts.level)


def _made_by(groups: Groups, ends: Numbers, kinds: Integers, at: Numbers) -> Integers:
    """Return the hardest kind of the ends that stand where the result's does."""
    makes = (ends == at[groups.ids]) & (kinds != OPEN)
    hardest = groups.first(np.where(makes, kinds, np.iinfo(np.int64).max))
    return np.where(np.isinf(at), OPEN, np.where(groups.any(makes), hardest, OPEN))


def said_end(ends: Numbers, kinds: Integers) -> tuple[Numbers, Any]:
    """Return ends as a table has them: NaN where open, with the words for their kinds."""
    words = np.array([*END_KIND_ORDER, None], dtype=object)
    stated = np.isfinite(ends)
    return np.where(stated, ends, np.nan), words[np.where(stated, kinds, OPEN)]


@dataclass(frozen=True, slots=True)
class Settled:
    """What k numbers come to, of which there are accounts.

    Attributes:
        ranges: What the accounts of all of it come to, not below what somebody states that parts of
            it are at least; without any such account what is known at least, open above.
        is_whole: Where there is an account of all of it.
        lead: Of each number, the account that says most at least; the first of equal ones.
        makes_lower: Of each account, whether the lower end rests on it: one of each number.
        makes_upper: The same of an upper end that the account with the lower end does not make.
        disagree: Where accounts of all of it cannot all be true.
        impossible: Where a part is more than all of it can be, by ends that somebody stated.
    """

    ranges: Ranges
    is_whole: Flags
    lead: Integers
    makes_lower: Flags
    makes_upper: Flags
    disagree: Flags
    impossible: Flags


def settled(groups: Groups, accounts: Ranges, is_whole: Flags) -> Settled:
    """Return what numbers come to.

    Args:
        groups: n accounts of k numbers.
        accounts: Their ranges.
        is_whole: Which are accounts of all of it; others are of parts that do not overlap.
    """
    k = groups.m
    lead = largest(groups, accounts.least)
    if k == groups.n and (accounts.lower <= accounts.upper).all():
        return _alone(accounts.at(lead), is_whole[lead], lead)
    some, which = groups.subset(is_whole)
    together, agree = met(some, accounts.at(is_whole))
    ranges = _at_least(accounts.at(lead))
    has_whole, disagree = np.zeros(k, dtype=np.bool_), np.zeros(k, dtype=np.bool_)
    has_whole[which], disagree[which] = True, ~agree
    for part in fields(Ranges):
        getattr(ranges, part.name)[which] = getattr(together, part.name)
    surest = largest(groups, accounts.sure)
    sure, is_soft = accounts.sure[surest], ranges.is_soft_above
    impossible = has_whole & (sure > ranges.upper) & ~is_soft
    # Of an end that only a reading made, what a reading of a part says is no contradiction.
    above = impossible | (has_whole & (accounts.least[lead] > ranges.upper) & is_soft)
    whole = has_whole & ~above
    raised = whole & ~disagree & (sure > ranges.lower)
    own = largest(groups, np.where(is_whole, accounts.least, -np.inf))
    is_less = whole & (accounts.least[lead] > ranges.least)
    lead = np.where(raised | impossible, surest, np.where(is_less, own, lead))
    ranges = _raised(ranges, raised, accounts.at(lead))
    # What is known at least of what cannot be true is what the part says.
    least = _at_least(accounts.at(lead))
    for part in fields(Ranges):
        getattr(ranges, part.name)[above] = getattr(least, part.name)[above]
    lower, upper = _makers(groups, accounts, is_whole, ranges, whole & ~raised)
    lower[lead[raised | ~whole]] = True
    upper &= whole[groups.ids]
    return Settled(ranges, whole, lead, lower, upper, disagree, impossible)


def _alone(accounts: Ranges, is_whole: Flags, lead: Integers) -> Settled:
    """Return what k numbers come to, of which there is one account each."""
    k = len(lead)
    ranges = _at_least(accounts)
    for part in fields(Ranges):
        getattr(ranges, part.name)[is_whole] = getattr(accounts, part.name)[is_whole]
    ranges = _raised(ranges, is_whole & (accounts.sure > accounts.lower), accounts)
    yes, no = np.ones(k, dtype=np.bool_), np.zeros(k, dtype=np.bool_)
    return Settled(ranges, is_whole, lead, yes, no, no.copy(), no.copy())


def _at_least(parts: Ranges) -> Ranges:
    """Return what is known at least, open above."""
    k = len(parts.lower)
    return Ranges(
        lower=parts.least.copy(),
        upper=np.full(k, np.inf),
        best=np.full(k, np.nan),
        lower_kind=np.where(np.isneginf(parts.lower), _FLOOR, parts.lower_kind),
        upper_kind=np.full(k, OPEN, dtype=np.int64),
        least=parts.least.copy(),
        most=np.full(k, np.inf),
        level=np.full(k, np.nan),
        sure=parts.sure.copy(),
    )


def _raised(ranges: Ranges, where: Flags, parts: Ranges) -> Ranges:
    """Return ranges that are not below what somebody states that a part of them is at least."""
    lower = np.where(where, parts.sure, ranges.lower)
    is_all = parts.sure == parts.lower
    kinds = np.where(is_all, parts.lower_kind, np.where(parts.sure == 0, _FLOOR, _DERIVED))
    return replace(
        ranges,
        lower=lower,
        lower_kind=np.where(where, kinds, ranges.lower_kind),
        least=np.where(where, parts.sure, ranges.least),
        best=np.where(ranges.best < lower, np.nan, ranges.best),
        sure=np.where(where, parts.sure, ranges.sure),
    )


def _makers(
    groups: Groups, accounts: Ranges, is_whole: Flags, made: Ranges, where: Flags
) -> tuple[Flags, Flags]:
    """Return the accounts of all that the ends rest on: as few as make both, the first of them."""
    n, ids = groups.n, groups.ids
    lower, upper = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    at = np.arange(n)
    from_below = is_whole & (accounts.lower == made.lower[ids])
    from_above = is_whole & (accounts.upper == made.upper[ids]) & np.isfinite(accounts.upper)
    # One that makes both ends comes before those that make one.
    lower[groups.first(np.where(from_above, at, at + n), from_below)[where] % max(n, 1)] = True
    lacking = groups.any(from_above) & ~groups.any(lower & from_above)
    upper[groups.first(at, from_above)[lacking]] = True
    return lower, upper

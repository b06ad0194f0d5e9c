"""A method's answer, completed: kinds of ends, best, flags, and what it hinges on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from crisisfigures import vocabulary
from crisisfigures.echoing import LATEST
from crisisfigures.estimate import SOFT_KINDS, effective_ends
from crisisfigures.plugins import Combined, Flags, Integers, Method, Numbers, Votes
from crisisfigures.reconciliation._votes import Ballot
from crisisfigures.segments import Groups, is_word

Texts = npt.NDArray[np.object_]

_KINDS = vocabulary.END_KIND_ORDER
_EXCLUSIVE, _FLOOR, _LEVEL, _DERIVED = map(_KINDS.index, ("exclusive", "floor", "level", "derived"))
_SOFT = [_KINDS.index(kind) for kind in SOFT_KINDS]


@dataclass(frozen=True, slots=True)
class Answer:
    """A method's answer on m' quantities, completed: ends, kinds, best, and each vote's verdict.

    Attributes:
        apart: n' flags: the vote meets the answer nowhere, but only an end that a convention, a
            level or rounding made keeps them apart: that is no contradiction.
    """

    combined: Combined
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    agreement: Texts
    compatible: Flags
    apart: Flags
    flags: Mapping[str, Flags]


def answered(method: Method, ballot: Ballot, options: Mapping[str, Any]) -> Answer:
    votes = ballot.votes
    combined = _floored(votes, method.combine(votes, **options))
    alone = votes.groups.sizes == 1
    agreement = (
        np.full(votes.groups.m, None, dtype=object)
        if combined.agreement is None
        else combined.agreement.copy()
    )
    answered = ~np.isnan(combined.lower)
    agreement[alone & answered] = "single"
    supports = combined.supports | alone[votes.groups.ids] & answered[votes.groups.ids]
    combined = replace(combined, supports=supports)
    compatible = combined.compatible
    if compatible is None:
        compatible = votes.meets(combined.lower, combined.upper)
    best = _best(votes, combined, agreement)
    flags = {
        name: marked & ~alone for name, marked in combined.flags.items() if name != "no_choice"
    }
    flags |= {name: marked for name, marked in combined.flags.items() if name == "no_choice"}
    flags["needs_convention"] = _needs_convention(method, options, votes, combined, best)
    flags["echo_sensitive"] = _changes_without(
        method, options, votes, replace(combined, agreement=agreement), best, ballot.suspect
    )
    kinds = _end_kinds(votes, combined)
    compatible = compatible & ~supports
    apart = ~supports & ~compatible & ~_contradicts(votes, combined, *kinds)
    return Answer(combined, best, *kinds, agreement, compatible, apart, flags)


def _contradicts(
    votes: Votes, combined: Combined, lower_kind: Integers, upper_kind: Integers
) -> Flags:
    """Return which votes lie apart from the answer by ends that were stated on both sides."""
    ids = votes.groups.ids
    low, high = combined.lower[ids], combined.upper[ids]
    above = (votes.lower >= high) & _is_said(votes.lower_kind) & _is_said(upper_kind[ids])
    below = (votes.upper <= low) & _is_said(votes.upper_kind) & _is_said(lower_kind[ids])
    # A vote may also miss an answer that holds it, or no answer at all: then it simply dissents.
    meets = votes.meets(combined.lower, combined.upper)
    return np.asarray(above | below | meets | np.isnan(low))


def _is_said(kind: Integers) -> Flags:
    return np.asarray((kind >= 0) & (kind <= _FLOOR))


def _floored(votes: Votes, combined: Combined) -> Combined:
    """Return an answer open at both ends as one from the floor: a count is never below 0."""
    boundless = np.isneginf(combined.lower) & np.isposinf(combined.upper)
    return replace(combined, lower=np.where(boundless, votes.floor, combined.lower))


def _best(votes: Votes, combined: Combined, agreement: Texts) -> Numbers:
    """Return the median of the supporters' bests that lie in the result, NaN where it is none.

    Of an even number the two central ones must be equal; without agreement there is no best.
    """
    point = combined.lower == combined.upper
    if combined.best is not None:
        return np.where(point, combined.lower, combined.best)
    groups = votes.groups
    lower, upper = combined.lower[groups.ids], combined.upper[groups.ids]
    agreed = ~is_word(agreement, "none")[groups.ids]
    out = _excluded(votes, combined)
    above = (votes.best > lower) | ((votes.best == lower) & ~out[0][groups.ids])
    below = (votes.best < upper) | ((votes.best == upper) & ~out[1][groups.ids])
    counted = np.flatnonzero(combined.supports & agreed & above & below)
    best = np.full(groups.m, np.nan)
    ids, bests = groups.ids[counted], votes.best[counted]
    order = np.lexsort((bests, ids))
    ids, bests = ids[order], bests[order]
    sizes = np.bincount(ids, minlength=groups.m)
    some = np.flatnonzero(sizes)
    first = (np.cumsum(sizes) - sizes)[some]
    below, above = bests[first + (sizes[some] - 1) // 2], bests[first + sizes[some] // 2]
    best[some] = np.where(below == above, below, np.nan)
    return np.where(point, combined.lower, best)


def _excluded(votes: Votes, combined: Combined) -> tuple[Flags, Flags]:
    """Return where the lower and where the upper end of an answer is itself excluded."""
    out = votes.excluded_ends(combined.lower, combined.upper)
    return (
        out[0] if combined.lower_out is None else combined.lower_out,
        out[1] if combined.upper_out is None else combined.upper_out,
    )


def _end_kinds(votes: Votes, combined: Combined) -> tuple[Integers, Integers]:
    """Return what each end of the answers rests on: what the hardest vote that makes it does."""
    lower_out, upper_out = _excluded(votes, combined)
    kinds = (
        _kind_of(
            votes.groups, votes.lower, votes.lower_kind, combined.lower, lower_out, votes.floor
        ),
        _kind_of(votes.groups, votes.upper, votes.upper_kind, combined.upper, upper_out, None),
    )
    if combined.level is None:
        return kinds
    has_level = ~np.isnan(combined.level)
    lower_kind, upper_kind = (np.where(has_level & (kind >= 0), _LEVEL, kind) for kind in kinds)
    return lower_kind, upper_kind


def _kind_of(
    groups: Groups, ends: Numbers, kinds: Integers, made: Numbers, out: Flags, floor: Numbers | None
) -> Integers:
    makes = (ends == made[groups.ids]) & (kinds != _EXCLUSIVE)
    hardest = groups.first(kinds, makes)
    unmade = (
        np.full(groups.m, _DERIVED) if floor is None else np.where(made == floor, _FLOOR, _DERIVED)
    )
    kind = np.where(hardest == LATEST, unmade, hardest)
    return np.where(np.isfinite(made), np.where(out, _EXCLUSIVE, kind), -1)


def _needs_convention(
    method: Method, options: Mapping[str, Any], votes: Votes, combined: Combined, best: Numbers
) -> Flags:
    """Return where the answer would differ if each vote were cut to the numbers it states."""
    soft_low, soft_high = np.isin(votes.lower_kind, _SOFT), np.isin(votes.upper_kind, _SOFT)
    made = votes.groups.any(soft_low | soft_high)
    if not made.any():
        return made
    low = np.where(soft_low | np.isneginf(votes.lower), np.nan, votes.lower)
    high = np.where(soft_high | np.isposinf(votes.upper), np.nan, votes.upper)
    lower, upper = effective_ends(low, votes.best, high)
    cut = replace(
        votes,
        lower=lower,
        upper=upper,
        lower_kind=np.where(np.isfinite(lower), np.where(soft_low, 0, votes.lower_kind), -1),
        upper_kind=np.where(np.isfinite(upper), np.where(soft_high, 0, votes.upper_kind), -1),
        pinned=votes.pinned & (~np.isnan(votes.best) | (np.isfinite(lower) & np.isfinite(upper))),
    )
    says = np.isfinite(lower) | np.isfinite(upper)
    return _changes(method, options, cut, says & made[votes.groups.ids], made, combined, best)


def _changes_without(
    method: Method,
    options: Mapping[str, Any],
    votes: Votes,
    combined: Combined,
    best: Numbers,
    left_out: Flags,
) -> Flags:
    """Return where the answer would differ if some votes were left out."""
    concerned = votes.groups.any(left_out)
    kept = ~left_out & concerned[votes.groups.ids]
    return _changes(method, options, votes, kept, concerned, combined, best, with_agreement=True)


def _changes(
    method: Method,
    options: Mapping[str, Any],
    votes: Votes,
    kept: Flags,
    concerned: Flags,
    combined: Combined,
    best: Numbers,
    *,
    with_agreement: bool = False,
) -> Flags:
    """Return for which of the quantities concerned the votes kept would give another answer."""
    if not concerned.any():
        return concerned
    changed = concerned.copy()
    fewer, groups = votes.chosen(kept)
    if not len(groups):
        return changed
    other = _floored(fewer, method.combine(fewer, **options))
    agreement = other.agreement
    if agreement is None:
        agreement = np.full(len(groups), None, dtype=object)
    agreement = np.where(fewer.groups.sizes == 1, "single", agreement)
    alone = (fewer.groups.sizes == 1)[fewer.groups.ids]
    other = replace(other, supports=other.supports | alone)
    other_best = _best(fewer, other, agreement)
    same = np.ones(len(groups), dtype=np.bool_)
    for now, then in (
        (combined.lower, other.lower),
        (combined.upper, other.upper),
        (best, other_best),
    ):
        same &= (now[groups] == then) | (np.isnan(now[groups]) & np.isnan(then))
    if with_agreement and combined.agreement is not None:
        same &= combined.agreement[groups] == agreement
    changed[groups[same]] = False
    return changed

"""Where most votes lie: the sweep that `overlap` and `consensus` share."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.plugins import Flags, Integers, Numbers, Segments, Votes
from crisisfigures.segments import most_covered


@dataclass(frozen=True, slots=True)
class Overlaps:
    """The most covered ranges of m quantities, and what the votes make of them.

    Attributes:
        segments: Every range that most pinned votes, then most votes, cover.
        n_segments: m counts of these ranges.
        lower: m lower ends: of the one range, or the lowest of several.
        upper: m upper ends: of the one range, or the highest of several.
        lower_out: m flags: the lower end itself is excluded.
        upper_out: m flags: the upper end itself is excluded.
        supports: n flags: a pinned vote that covers the one range and whose own best, if stated,
            lies in it.
        covers: n flags: the vote covers the one range.
        concerned: n flags: votes that could contradict the one range: the pinned ones, and the
            one-sided ones whose stated or exclusive end excludes it.
        for_weight: m sums of the weights of the supporters.
        of_weight: m sums of the weights of the votes concerned.
    """

    segments: Segments
    n_segments: Integers
    lower: Numbers
    upper: Numbers
    lower_out: Flags
    upper_out: Flags
    supports: Flags
    covers: Flags
    concerned: Flags
    for_weight: Integers
    of_weight: Integers


def overlaps(votes: Votes) -> Overlaps:
    """Return the ranges that most pinned votes, then most votes, cover (by weight)."""
    groups, weight = votes.groups, votes.weight
    # One pinned vote outweighs all votes that are not, so that one sweep ranks by both counts.
    step = int(groups.total(weight, votes.all_true()).max(initial=0)) + 1
    score = weight + np.where(votes.pinned, weight * step, 0)
    # A vague word's ceiling is no reason to leave out what sources with numbers agree on.
    opened = votes.vague & groups.any(votes.pinned)[groups.ids]
    ceiling = np.where(opened, np.inf, votes.upper)
    group, low, high, low_out, high_out, total = most_covered(
        groups, votes.lower, ceiling, votes.lower_out, votes.upper_out & ~opened, score
    )
    n_segments = np.bincount(group, minlength=groups.m)
    first = np.searchsorted(group, np.arange(groups.m))
    last = first + n_segments - 1
    lower, upper = low[first], high[last]
    lower_out, upper_out = low_out[first], high_out[last]
    one = n_segments == 1
    covers = _covers(votes, lower, upper, lower_out, upper_out) & one[groups.ids]
    held = np.isnan(votes.best) | _inside(votes, lower, upper, lower_out, upper_out)
    supports = covers & votes.pinned & held
    concerned = votes.pinned | votes.excluded_by(lower, upper)
    return Overlaps(
        segments=Segments(group, low, high, low_out, high_out, total % step, total // step),
        n_segments=n_segments,
        lower=lower,
        upper=upper,
        lower_out=lower_out,
        upper_out=upper_out,
        supports=supports,
        covers=covers,
        concerned=concerned,
        for_weight=groups.total(weight, supports),
        of_weight=groups.total(weight, concerned),
    )


def _covers(
    votes: Votes, lower: Numbers, upper: Numbers, lower_out: Flags, upper_out: Flags
) -> Flags:
    ids = votes.groups.ids
    low, high = lower[ids], upper[ids]
    from_below = (votes.lower < low) | ((votes.lower == low) & (~votes.lower_out | lower_out[ids]))
    from_above = (votes.upper > high) | (
        (votes.upper == high) & (~votes.upper_out | upper_out[ids])
    )
    return np.asarray(from_below & from_above)


def _inside(
    votes: Votes, lower: Numbers, upper: Numbers, lower_out: Flags, upper_out: Flags
) -> Flags:
    """Return whether each vote's best lies in the range of its quantity."""
    ids, best = votes.groups.ids, votes.best
    above = (best > lower[ids]) | ((best == lower[ids]) & ~lower_out[ids])
    below = (best < upper[ids]) | ((best == upper[ids]) & ~upper_out[ids])
    return np.asarray(above & below)


def agreements(votes: Votes, found: Overlaps) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return m words: unanimous, majority, unopposed or none; `single` is said by the verb."""
    one = found.n_segments == 1
    most = one & (found.for_weight * 2 > found.of_weight)
    unopposed = one & ~votes.groups.any(found.concerned)
    words = np.full(votes.groups.m, "none", dtype=object)
    words[most] = "majority"
    words[most & (found.for_weight == found.of_weight)] = "unanimous"
    words[unopposed] = "unopposed"
    return words

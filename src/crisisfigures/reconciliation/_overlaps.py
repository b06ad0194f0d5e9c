"""Where most votes lie: the sweep that `overlap` and `consensus` share."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Flags, Integers, Numbers, Segments, Votes
from crisisfigures.segments import most_covered

_AGREEMENTS = np.array(["none", "majority", "unanimous", "unopposed"], dtype=object)


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
        unanimous: m flags: there is one range, and all votes concerned support it.
        majority: m flags: there is one range, and more than half (by weight) of the votes
            concerned support it.
        unopposed: m flags: there is one range, and no vote is concerned.
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
    unanimous: Flags
    majority: Flags
    unopposed: Flags

    def agreement(self) -> npt.NDArray[np.object_]:
        """Return m words; `single` is said by the verb."""
        code = self.majority.astype(np.int8)
        code[self.majority & self.unanimous] = 2
        code[self.unopposed] = 3
        return _AGREEMENTS[code]


def overlaps(votes: Votes) -> Overlaps:
    """Return the ranges that most pinned votes, then most votes, cover (by weight)."""
    groups, weight = votes.groups, votes.weight
    # One pinned vote outweighs all votes that are not, so that one sweep ranks by both counts.
    step = int(groups.total(weight).max(initial=0)) + 1
    score = weight + np.where(votes.pinned, weight * step, 0)
    ceiling, ceiling_out = votes.upper, votes.upper_out
    if votes.vague.any():
        # A vague word's ceiling is no reason to leave out what sources with numbers agree on.
        opened = votes.vague & groups.any(votes.pinned)[groups.ids]
        ceiling, ceiling_out = np.where(opened, np.inf, ceiling), ceiling_out & ~opened
    group, low, high, low_out, high_out, total = most_covered(
        groups, votes.lower, ceiling, votes.lower_out, ceiling_out, score
    )
    n_segments = np.bincount(group, minlength=groups.m)
    last = np.cumsum(n_segments) - 1
    first = last - n_segments + 1
    lower, upper = low[first], high[last]
    lower_out, upper_out = low_out[first], high_out[last]
    one = n_segments == 1
    covers = _covers(votes, lower, upper, lower_out, upper_out) & one[groups.ids]
    held = np.isnan(votes.best) | _inside(votes, lower, upper, lower_out, upper_out)
    supports = covers & votes.pinned & held
    concerned = votes.pinned | votes.excluded_by(lower, upper)
    for_weight, of_weight = groups.total(weight, supports), groups.total(weight, concerned)
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
        unanimous=one & (for_weight == of_weight),
        majority=one & (for_weight * 2 > of_weight),
        unopposed=one & (of_weight == 0),
    )


def _covers(
    votes: Votes, lower: Numbers, upper: Numbers, lower_out: Flags, upper_out: Flags
) -> Flags:
    ids = votes.groups.ids
    low, high = lower[ids], upper[ids]
    found = (votes.lower <= low) & (votes.upper >= high)
    # Few votes exclude an end: only where there are any they cost a look.
    if votes.lower_out.any():
        found &= ~(votes.lower_out & (votes.lower == low) & ~lower_out[ids])
    if votes.upper_out.any():
        found &= ~(votes.upper_out & (votes.upper == high) & ~upper_out[ids])
    return found


def _inside(
    votes: Votes, lower: Numbers, upper: Numbers, lower_out: Flags, upper_out: Flags
) -> Flags:
    """Return whether each vote's best lies in the range of its quantity."""
    ids, best = votes.groups.ids, votes.best
    low, high = lower[ids], upper[ids]
    found = (best >= low) & (best <= high)
    if lower_out.any():
        found &= ~((best == low) & lower_out[ids])
    if upper_out.any():
        found &= ~((best == high) & upper_out[ids])
    return found

"""Intersection: the range in which every vote could be right.

Where two votes lie apart there is none: the answer is missing, and a note names the pair that
contradict each other and the gap between them. In one dimension such a pair is always a complete
witness (Helly's theorem). Open ends are harmless here: this is where "at least 32" helps most.
"""

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Combined, Integers, Method, Votes


def combine(votes: Votes) -> Combined:
    """Return the intersection of each quantity's votes, missing where it is empty."""
    groups = votes.groups
    lower, upper = groups.max(votes.lower), groups.min(votes.upper)
    lower_out = groups.any(votes.lower_out & (votes.lower == lower[groups.ids]))
    upper_out = groups.any(votes.upper_out & (votes.upper == upper[groups.ids]))
    empty = (lower > upper) | ((lower == upper) & (lower_out | upper_out))
    supports = ~empty[groups.ids]
    return Combined(
        lower=np.where(empty, np.nan, lower),
        upper=np.where(empty, np.nan, upper),
        lower_out=lower_out & ~empty,
        upper_out=upper_out & ~empty,
        supports=supports,
        compatible=np.zeros(groups.n, dtype=np.bool_),
        flags={"empty": empty},
        notes={"contradiction": _witnesses(votes, np.flatnonzero(empty))},
        agreement=np.where(empty, "none", "unanimous").astype(object),
    )


def _witnesses(votes: Votes, empty: Integers) -> npt.NDArray[np.object_]:
    """Return, for each empty quantity, the pair of votes that lie apart and the gap."""
    groups, names = votes.groups, votes.source_names
    notes = np.full(groups.m, None, dtype=object)
    if not len(empty):
        return notes
    place = np.arange(groups.n)
    lower, upper = groups.max(votes.lower)[groups.ids], groups.min(votes.upper)[groups.ids]
    highest = groups.first(place, votes.lower == lower)
    lowest = groups.first(place, votes.upper == upper)
    for group in empty:
        high, low = highest[group], lowest[group]
        gap = votes.lower[high] - votes.upper[low]
        notes[group] = (
            f"{names[votes.source[high]]} says {votes.lower[high]:,.15g} or more, "
            f"{names[votes.source[low]]} {votes.upper[low]:,.15g} or less: a gap of {gap:,.15g}"
        )
    return notes


METHOD = Method(
    name="intersection",
    combine=combine,
    summary="the range in which every vote could be right; where it is empty, the pair that differ",
)

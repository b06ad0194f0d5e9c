"""Intersection: the range in which every vote could be right.

Where two votes lie apart there is none: the answer is missing, and a note names the pair that
contradict each other and the gap between them. In one dimension such a pair is always a complete
witness (Helly's theorem). Open ends are harmless here: this is where "at least 32" helps most.
"""

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Combined, Flags, Integers, Method, Votes
from crisisfigures.vocabulary import END_KIND_ORDER

_EXCLUSIVE = END_KIND_ORDER.index("exclusive")


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
    """Return, for each empty quantity, the pair of votes that lie apart and the gap.

    Of the votes that make an end, one that excludes it or states it itself is the witness.
    """
    groups = votes.groups
    notes = np.full(groups.m, None, dtype=object)
    if not len(empty):
        return notes
    lower, upper = groups.max(votes.lower)[groups.ids], groups.min(votes.upper)[groups.ids]
    highest = _hardest(votes, votes.lower == lower, votes.lower_kind)
    lowest = _hardest(votes, votes.upper == upper, votes.upper_kind)
    for group in empty.tolist():
        notes[group] = _apart(votes, int(highest[group]), int(lowest[group]))
    return notes


def _hardest(votes: Votes, makes: Flags, kind: Integers) -> Integers:
    """Return a vote of each group that makes its end: an excluding one, else the hardest kind."""
    n = votes.groups.n
    strength = np.where(kind == _EXCLUSIVE, 0, kind + 1)
    return votes.groups.first(strength * n + np.arange(n), makes) % n


def _apart(votes: Votes, high: int, low: int) -> str:
    """Return who says what; an end that no source stated is said to be the reading's."""
    one, other = votes.source_names[votes.source[[high, low]]]
    gap = votes.lower[high] - votes.upper[low]
    above = (
        f"more than {votes.lower[high]:,.15g}"
        if votes.lower_out[high]
        else f"{votes.lower[high]:,.15g} or more"
    )
    below = (
        f"fewer than {votes.upper[low]:,.15g}"
        if votes.upper_out[low]
        else f"{votes.upper[low]:,.15g} or less"
    )
    soft = [votes.lower_kind[high] > _EXCLUSIVE, votes.upper_kind[low] > _EXCLUSIVE]
    first, second = ("is read as" if is_soft else "says" for is_soft in soft)
    end = "; apart by how words are read, not contradictory" if any(soft) else ""
    return f"{one} {first} {above}, {other} {second} {below}: a gap of {gap:,.15g}{end}"


METHOD = Method(
    name="intersection",
    combine=combine,
    summary="the range in which every vote could be right; where it is empty, the pair that differ",
)

"""Envelope: the narrowest range that contains every vote.

Choose it when no source may be set aside. Disagreement is not hidden, it becomes width. A vote
that is open above leaves the envelope open above; one that is open below rests on the floor 0,
unless the measure may be negative.
"""

import numpy as np

from crisisfigures.plugins import Combined, Method, Numbers, Votes


def hull(votes: Votes) -> tuple[Numbers, Numbers]:
    """Return the hull of each quantity's votes: m lower and m upper ends, infinite where open.

    A hull of two or more that is open below starts at the floor; a vote alone stays as it is.
    """
    lower, upper = votes.groups.min(votes.lower), votes.groups.max(votes.upper)
    floored = np.isneginf(lower) & (votes.groups.sizes > 1)
    return np.where(floored, votes.floor, lower), upper


def combine(votes: Votes) -> Combined:
    """Return the hull of each quantity; every vote stands behind it."""
    lower, upper = hull(votes)
    stated = np.where(np.isnan(votes.best), np.inf, votes.best)
    least, most = (
        votes.groups.min(stated),
        votes.groups.max(np.where(np.isinf(stated), -np.inf, stated)),
    )
    # Nobody is asked to agree here: a best figure is kept only if every one stated is the same.
    best = np.where(least == most, least, np.nan)
    return Combined(lower=lower, upper=upper, best=best, supports=votes.all_true())


METHOD = Method(
    name="envelope",
    combine=combine,
    summary="the narrowest range that contains every vote: no source is set aside",
)

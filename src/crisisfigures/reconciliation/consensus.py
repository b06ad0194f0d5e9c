"""Consensus: the overlap where most of those who could object support it, else the envelope.

The default, and made to be printed: it narrows only where sources agree. The overlap counts if
it is one range and more than half (by weight) of the votes that could contradict it support
it: the pinned ones, and the one-sided ones whose stated or exclusive end excludes it. Words that
nobody pins and nothing contradicts are `unopposed`. Two sources that differ are not forced to
agree: their envelope is printed, and `agreement` is `none`.
"""

import numpy as np

from crisisfigures.plugins import Combined, Flags, Method, Votes
from crisisfigures.reconciliation._overlaps import Overlaps, overlaps
from crisisfigures.reconciliation.envelope import hull


def combine(votes: Votes) -> Combined:
    """Return the overlap of each quantity where it is agreed on, and the envelope elsewhere."""
    found = overlaps(votes)
    agreed = found.majority | found.unopposed | (votes.groups.sizes == 1)
    widest = hull(votes)
    lower = np.where(agreed, found.lower, widest[0])
    upper = np.where(agreed, found.upper, widest[1])
    out = votes.excluded_ends(*widest)
    supports = found.supports | (found.covers & found.unopposed[votes.groups.ids])
    # Without agreement a vote is judged by the most covered range, if there is one.
    reference = found.n_segments == 1
    meets = votes.meets(
        np.where(reference, found.lower, np.nan), np.where(reference, found.upper, np.nan)
    )
    return Combined(
        lower=lower,
        upper=upper,
        lower_out=np.where(agreed, found.lower_out, out[0]),
        upper_out=np.where(agreed, found.upper_out, out[1]),
        supports=supports,
        compatible=meets & ~supports,
        segments=found.segments,
        flags={"point": agreed & _is_touching(votes, found, supports)},
        agreement=found.agreement(),
    )


def _is_touching(votes: Votes, found: Overlaps, supports: Flags) -> Flags:
    """Return where the overlap is one point in which ranges touch, and no source says the point."""
    point = (found.lower == found.upper) & (votes.groups.sizes > 1)
    said = votes.groups.any(supports & ((votes.lower == votes.upper) | ~np.isnan(votes.best)))
    return np.asarray(point & ~said)


METHOD = Method(
    name="consensus",
    combine=combine,
    summary="the overlap where most of those who could object support it, else the envelope",
    weighs=True,
)

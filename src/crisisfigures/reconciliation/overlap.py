"""Overlap: the range that most votes cover (Marzullo's maximum overlap).

It answers where most sources could be right at once. Pinned votes (a best, or both ends) count
before those that only bound the number from one side. Where several ranges are covered by
equally many, none is picked: the answer spans them, is flagged `tied`, and the segments are kept.

Source:
    K. Marzullo, Maintaining the Time in a Distributed System (thesis, Stanford, 1984).
"""

from crisisfigures.plugins import Combined, Method, Votes
from crisisfigures.reconciliation._overlaps import overlaps


def combine(votes: Votes) -> Combined:
    """Return the most covered range of each quantity, and whether the votes agree on it."""
    found = overlaps(votes)
    return Combined(
        lower=found.lower,
        upper=found.upper,
        lower_out=found.lower_out,
        upper_out=found.upper_out,
        supports=found.supports | (found.covers & found.unopposed[votes.groups.ids]),
        segments=found.segments,
        flags={"tied": found.n_segments > 1},
        agreement=found.agreement(),
    )


METHOD = Method(
    name="overlap",
    combine=combine,
    summary="the range that most votes cover; ties are kept, never picked from",
    weighs=True,
)

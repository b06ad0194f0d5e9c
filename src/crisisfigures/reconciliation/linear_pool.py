"""Linear pool: the mean of the distributions of all sources.

It answers what to believe if one of the sources is right and it is not known which: each keeps its
own shape, by its weight. Sources that lie apart stay apart: the range then holds numbers between
them that none of them finds likely, and the row says so.
"""

from typing import Any

import numpy as np

from crisisfigures.plugins import Combined, Method, Votes
from crisisfigures.reconciliation._pooling import Measured, Pooled, pooled
from crisisfigures.reconciliation._pools import POOL_OPTIONS, Shapes, shaped, tails


def combine(votes: Votes, *, shape: str = "normal", **options: Any) -> Combined:
    """Return the central range of each quantity's mixture, and its median.

    Source:
        M. Stone, The opinion pool (Annals of Mathematical Statistics 32, 1961).
    """

    def pool(given: Measured) -> Pooled:
        shapes = Shapes(given, votes, shape)
        below, _, above = tails(given.confidence)
        low, high = (given.back(shapes.mixed(p)) for p in (below, above))
        lower, upper = given.laid(votes.lower), given.laid(votes.upper)
        apart = given.stacks.max(lower) > given.stacks.min(upper)
        notes = np.full(given.stacks.m, None, dtype=object)
        notes[apart] = (
            "sources lie apart: the range also holds numbers that none of them finds likely"
        )
        return Pooled(low, given.back(shapes.median()), high, notes)

    return pooled(votes, pool, **shaped(shape, options))


METHOD = Method(
    name="linear_pool",
    combine=combine,
    summary="the mean of all sources' distributions: one of them is right, and not known which",
    weighs=True,
    options=POOL_OPTIONS,
)

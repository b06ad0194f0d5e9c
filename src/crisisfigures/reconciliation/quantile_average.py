"""Quantile average: the mean of what all sources say at each share.

The mean of all lower ends and of all upper ends, once each source's range is made to cover the same
share. It is narrower than the linear pool, and hides that sources lie apart.
"""

from typing import Any

import numpy as np

from crisisfigures.plugins import Combined, Method, Votes
from crisisfigures.reconciliation._pooling import Measured, Pooled, pooled
from crisisfigures.reconciliation._pools import POOL_OPTIONS, Shapes, shaped, tails


def combine(votes: Votes, *, shape: str = "normal", **options: Any) -> Combined:
    """Return the weighted means of the sources' quantiles.

    Source:
        K. C. Lichtendahl, Y. Grushka-Cockayne and R. L. Winkler, Is it better to average
        probabilities or quantiles? (Management Science 59, 2013).
    """

    def pool(given: Measured) -> Pooled:
        shapes = Shapes(given, votes, shape)
        low, middle, high = (
            given.back(given.stacks.total(shapes.share, shapes.quantile(p)))
            for p in tails(given.confidence)
        )
        return Pooled(low, middle, high, np.full(given.stacks.m, None, dtype=object))

    return pooled(votes, pool, **shaped(shape, options))


METHOD = Method(
    name="quantile_average",
    combine=combine,
    summary="the mean of what sources say at each share; narrower than the linear pool",
    weighs=True,
    options=POOL_OPTIONS,
)

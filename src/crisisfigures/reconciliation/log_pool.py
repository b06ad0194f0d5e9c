"""Logarithmic pool: the product of the distributions of all sources, each to its share of weight.

It answers what all sources together find likely: where one finds a number impossible, so does the
pool. Of bell curves it is one whose precision is the mean of theirs. Copies do not narrow it; that
sources lie apart is not seen in it.
"""

from typing import Any

import numpy as np

from crisisfigures.distributions import normal_quantile
from crisisfigures.plugins import Combined, Method, Votes
from crisisfigures.reconciliation._pooling import Measured, Pooled, pooled
from crisisfigures.reconciliation._pools import POOL_OPTIONS, Shapes, pool_options, tails


def combine(votes: Votes, **options: Any) -> Combined:
    """Return the central range of each quantity's pool.

    Source:
        C. Genest and J. V. Zidek, Combining probability distributions (Statistical Science 1,
        1986): of normal distributions the precision is Σ w / σ², the mean by w / σ².
    """

    def pool(given: Measured) -> Pooled:
        shares = Shapes(given, votes, "normal").share
        precision = given.stacks.total(shares / given.v)
        mean = given.stacks.total(shares * given.y / given.v) / precision
        sd = 1 / np.sqrt(precision)
        low, middle, high = (
            given.back(mean + float(normal_quantile(p)) * sd) for p in tails(given.confidence)
        )
        return Pooled(low, middle, high, np.full(given.stacks.m, None, dtype=object))

    return pooled(votes, pool, **pool_options(options))


METHOD = Method(
    name="log_pool",
    combine=combine,
    summary="the product of all sources' distributions: what none of them finds impossible",
    weighs=True,
    options={name: said for name, said in POOL_OPTIONS.items() if name != "shape"},
)

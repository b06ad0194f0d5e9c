"""Inverse variance: the mean of measurements of one number, each by how precise it says it is.

It answers what the number is if every source measured the same thing and knew how far it may be
off. Sources of humanitarian figures seldom do: the range that comes out is then far too narrow, and
`random_effects` is the better choice. Identical copies would narrow it further; echoes do not vote.
"""

from typing import Any

import numpy as np

from crisisfigures.distributions import normal_quantile
from crisisfigures.plugins import Combined, Method, Votes
from crisisfigures.reconciliation._pooling import (
    SHARED_OPTIONS,
    Measured,
    Pooled,
    correlation,
    pooled,
)


def combine(votes: Votes, *, rho: Any = 0.0, **options: Any) -> Combined:
    """Return the mean by inverse variances of each quantity, with its confidence interval.

    Args:
        votes: The votes.
        rho: The correlation of sources: their number counts as n / (1 + (n − 1) ρ).
        options: See `SHARED_OPTIONS`.
    """
    common = correlation(rho)

    def pool(given: Measured) -> Pooled:
        w = 1 / given.v
        total = given.stacks.total(w)
        mean = given.stacks.total(w, given.y) / total
        n = given.stacks.sizes
        se = np.sqrt((1 + (n - 1) * common) / total)
        half = normal_quantile((1 + given.confidence) / 2) * se
        notes = np.full(given.stacks.m, None, dtype=object)
        notes[:] = "a mean of sources that are taken to measure one number; not a hull of them"
        return Pooled(given.back(mean - half), given.back(mean), given.back(mean + half), notes)

    return pooled(votes, pool, **options)


METHOD = Method(
    name="inverse_variance",
    combine=combine,
    summary="the mean of measurements of one number, by their precision",
    options={**SHARED_OPTIONS, "rho": "the correlation of sources, 0 unless given"},
)

"""Chance: how likely the left number is greater, under a stated distribution.

Measured on request only: a range says nothing of how likely its numbers are. It is given for
independent numbers, and as bounds whatever the two have in common; figures of one place and time
seldom are independent. Open ranges have no distribution, and none is made up for them.
"""

import numpy as np

from crisisfigures.distributions import Distribution, bounds_greater, chance_greater
from crisisfigures.distributions import distribution as distribution_of
from crisisfigures.errors import EstimateError
from crisisfigures.estimate import Estimate
from crisisfigures.plugins import Metric, Numbers, Pairs, Side

_COLUMNS = {
    "p_greater": "P(left > right), if the two are independent",
    "p_equal": "P(left = right), if they are; 0 but for points",
    "p_less": "P(left < right), if they are",
    "p_greater_low": "the least that P(left > right) can be, whatever they have in common",
    "p_greater_high": "the most that it can be",
}


def measure(
    pairs: Pairs, *, distribution: str = "uniform", level: float | None = None
) -> dict[str, Numbers]:
    """Return the chances of each pair; NaN where a range has no such distribution."""
    found = np.full((len(_COLUMNS), len(pairs.floor)), np.nan)
    for at in range(len(pairs.floor)):
        try:
            a, b = (
                _fitted(side, at, distribution, level, bool(pairs.floor[at] < 0))
                for side in (pairs.left, pairs.right)
            )
        except EstimateError:
            if len(pairs.floor) == 1:
                raise
            continue
        greater, equal = chance_greater(a, b)
        found[:, at] = greater, equal, max(0.0, 1 - greater - equal), *bounds_greater(a, b)
    return dict(zip(_COLUMNS, found, strict=True))


def _fitted(side: Side, at: int, shape: str, level: float | None, signed: bool) -> Distribution:
    low, best, high = (float(ends[at]) for ends in (side.lower, side.best, side.upper))
    own = None if np.isnan(side.level[at]) else float(side.level[at])
    estimate = Estimate(
        low if np.isfinite(low) else None,
        None if np.isnan(best) else best,
        high if np.isfinite(high) else None,
        signed=signed,
        range_kind=None if own is None else "interval",
        level=own,
    )
    return distribution_of(estimate, shape, level=level)


METRIC = Metric(
    name="chance",
    measure=measure,
    columns=_COLUMNS,
    summary="how likely one number is greater than the other, under a stated distribution",
    symmetric=frozenset({"p_equal"}),
    options={
        "distribution": "the shape: uniform, triangular, pert or lognormal",
        "level": "how much a range holds of a lognormal distribution, such as 0.9",
    },
    on_request="distribution",
)

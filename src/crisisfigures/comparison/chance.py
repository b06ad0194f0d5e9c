"""Chance: how likely the left number is greater, under a stated distribution.

Measured on request only: a range says nothing of how likely its numbers are. It is given for
independent numbers, and as bounds whatever the two have in common; figures of one place and time
seldom are independent. Open ranges have no distribution, and none is made up for them.
"""

import numpy as np

from crisisfigures.distributions import (
    Distribution,
    bounds_greater,
    chance_greater,
    checked_level,
)
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
    """Return the chances of each pair; NaN where a range has no such distribution.

    Raises:
        UnknownNameError: There is no such shape.
        EstimateError: The level is no share; or the shape needs one, and nobody states any.
    """
    # A shape that there is not, and a level that no range can have, are refused, and not passed
    # over row by row.
    distribution_of(Estimate(best=1), distribution)
    if level is not None:
        distribution_of(Estimate(1, 2, 3), distribution, level=level)
    elif distribution == "lognormal":
        _need_level(pairs)
    found = np.full((len(_COLUMNS), pairs.n), np.nan)
    for at in range(pairs.n):
        try:
            a, b = fitted(pairs, at, distribution, level)
        except EstimateError:
            continue
        found[:, at] = *_shares(a, b), *bounds_greater(a, b)
    return dict(zip(_COLUMNS, found, strict=True))


def _need_level(pairs: Pairs) -> None:
    """Refuse a level that nobody states, where there are ranges that would need it."""
    sides = pairs.left, pairs.right
    is_range = [(side.lower < side.upper) & np.isfinite(side.upper - side.lower) for side in sides]
    stated = [~np.isnan(side.level) for side in sides]
    if np.any(is_range) and not np.any(stated):
        checked_level(None)


def _shares(a: Distribution, b: Distribution) -> tuple[float, float, float]:
    """Return the chances that a is greater, equal and less; exchanged sides are the mirror."""
    if repr(a) > repr(b):
        less, equal, greater = _shares(b, a)
        return greater, equal, less
    greater, equal = chance_greater(a, b)
    return greater, equal, max(0.0, 1 - greater - equal)


def fitted(
    pairs: Pairs, at: int, shape: str, level: float | None
) -> tuple[Distribution, Distribution]:
    """Return the distributions of one pair.

    Raises:
        EstimateError: One of its ranges has none.
    """
    return _fitted(pairs.left, at, shape, level), _fitted(pairs.right, at, shape, level)


def _fitted(side: Side, at: int, shape: str, level: float | None) -> Distribution:
    low, best, high = (float(ends[at]) for ends in (side.lower, side.best, side.upper))
    own = None if np.isnan(side.level[at]) else float(side.level[at])
    estimate = Estimate(
        low if np.isfinite(low) else None,
        None if np.isnan(best) else best,
        high if np.isfinite(high) and not side.vague[at] else None,
        signed=bool(side.floor[at] < 0),
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

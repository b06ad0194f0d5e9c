"""Gap: how far two ranges lie apart, by how much they differ, and how many times one is the other.

All three are ranges or distances of sets: valid whatever the two have in common.
"""

import numpy as np

from crisisfigures.plugins import Metric, Numbers, Pairs


def measure(pairs: Pairs) -> dict[str, Numbers]:
    """Return the gap, the difference and the ratio of each pair."""
    low_a, low_b = pairs.floored()
    # The ceiling of a vague word is no distance from anything.
    top_a, top_b = pairs.ceilings()
    with np.errstate(invalid="ignore"):
        gap = np.maximum(np.maximum(low_b - top_a, low_a - top_b), 0.0)
    ratio_low, ratio_high = _ratio(low_a, top_a, low_b, top_b)
    return {
        "gap": gap,
        "difference_low": _finite(low_a - top_b),
        "difference_high": _finite(top_a - low_b),
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
    }


def _ratio(
    low_a: Numbers, top_a: Numbers, low_b: Numbers, top_b: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the least and the most that ratios can be, NaN where open or where right may be 0."""
    # Over a negative range it is the ratio of both with the other sign.
    turned = top_b <= 0
    if turned.any():
        low_a, top_a = np.where(turned, -top_a, low_a), np.where(turned, -low_a, top_a)
        low_b, top_b = np.where(turned, -top_b, low_b), np.where(turned, -low_b, top_b)
    # Nothing is over nobody, and over numbers of both signs it can be anything.
    has_ratio = (low_b >= 0) & (top_b > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = low_a / np.where(low_a < 0, low_b, top_b)
        high = top_a / np.where(top_a < 0, top_b, low_b)
    # Over an open denominator it comes as near to 0 as one likes.
    low = np.where((low_a >= 0) & np.isinf(top_b), 0.0, low)
    high = np.where((top_a < 0) & np.isinf(top_b), 0.0, high)
    return _finite(np.where(has_ratio, low, np.nan)), _finite(np.where(has_ratio, high, np.nan))


def _finite(numbers: Numbers) -> Numbers:
    return np.where(np.isfinite(numbers), numbers, np.nan)


METRIC = Metric(
    name="gap",
    measure=measure,
    columns={
        "gap": "the distance between the nearest ends; 0 where the ranges meet",
        "difference_low": "the least that left less right can be; missing where open",
        "difference_high": "the most that it can be",
        "ratio_low": "the least that left over right can be",
        "ratio_high": "the most; missing where right may be 0",
    },
    summary="how far apart two ranges are, in people and in times",
    symmetric=frozenset({"gap"}),
)

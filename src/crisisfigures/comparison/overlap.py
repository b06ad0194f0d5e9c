"""Overlap: how much two ranges have in common, beside what they span together.

By length (end less end; a point has none) or by count (whole numbers within; a whole point has
one). Of an open range it is not defined.
"""

from typing import Literal

import numpy as np

from crisisfigures.errors import UnknownNameError
from crisisfigures.plugins import Flags, Metric, Numbers, Pairs

MEASURES = ("length", "count")


def measure(pairs: Pairs, *, measure: Literal["length", "count"] = "length") -> dict[str, Numbers]:
    """Return how much each pair has in common.

    Raises:
        UnknownNameError: The measure is neither length nor count.
    """
    if measure not in MEASURES:
        raise UnknownNameError("measure of overlap", measure, MEASURES)
    a, b = pairs.left, pairs.right
    low_a, low_b = pairs.floored()
    high_a, high_b = a.upper, b.upper
    low, high = np.maximum(low_a, low_b), np.minimum(high_a, high_b)
    low_out = (a.lower_out & (low_a == low)) | (b.lower_out & (low_b == low))
    high_out = (a.upper_out & (high_a == high)) | (b.upper_out & (high_b == high))
    outer_low, outer_high = np.minimum(low_a, low_b), np.maximum(high_a, high_b)
    first_out = (a.lower_out | (low_a > outer_low)) & (b.lower_out | (low_b > outer_low))
    last_out = (a.upper_out | (high_a < outer_high)) & (b.upper_out | (high_b < outer_high))
    by_count = measure == "count"
    shared = _size(low, high, low_out, high_out, by_count)
    whole = _size(outer_low, outer_high, first_out, last_out, by_count)
    smaller = np.minimum(
        _size(low_a, high_a, a.lower_out, a.upper_out, by_count),
        _size(low_b, high_b, b.lower_out, b.upper_out, by_count),
    )
    return {
        "shared": np.where(np.isfinite(shared), shared, np.nan),
        "jaccard": _share(shared, whole),
        "overlap_coefficient": _share(shared, smaller),
    }


def _size(low: Numbers, high: Numbers, low_out: Flags, high_out: Flags, by_count: bool) -> Numbers:
    with np.errstate(invalid="ignore"):
        if not by_count:
            return np.asarray(np.maximum(high - low, 0.0))
        first = np.where(low_out & (low == np.floor(low)), low + 1, np.ceil(low))
        last = np.where(high_out & (high == np.ceil(high)), high - 1, np.floor(high))
        return np.asarray(np.maximum(last - first + 1, 0.0))


def _share(part: Numbers, whole: Numbers) -> Numbers:
    defined = np.isfinite(whole) & (whole > 0)
    shares = np.full(len(part), np.nan)
    np.divide(part, whole, out=shares, where=defined)
    return shares


METRIC = Metric(
    name="overlap",
    measure=measure,
    columns={
        "shared": "the size of what both allow; missing where it is infinite",
        "jaccard": "that over the size of what they span together, 0 to 1",
        "overlap_coefficient": "that over the size of the smaller range, 0 to 1",
    },
    summary="how much two ranges have in common",
    symmetric=frozenset({"shared", "jaccard", "overlap_coefficient"}),
    options={"measure": "length or count"},
)

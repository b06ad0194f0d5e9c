"""Greater: whether the left number is greater than the right one: certain, possible or impossible.

It holds whatever the two have in common. The ceiling of a vague word is open: "several hundred" may
be more. Other ends count as they stand.
"""

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Metric, Pairs

_WORDS = np.array(["certain", "impossible", "possible"], dtype=object)


def measure(pairs: Pairs) -> dict[str, npt.NDArray[np.object_]]:
    """Return whether left is greater than right, and right than left."""
    return {"greater": _greater(pairs), "less": _greater(pairs.turned)}


def _greater(pairs: Pairs) -> npt.NDArray[np.object_]:
    low_a, low_b = pairs.floored()
    top_a, top_b = pairs.ceilings()
    low_out, high_out = pairs.left.lower_out, pairs.right.upper_out
    touching = (low_a == top_b) & (low_out | high_out)
    certain = (low_a > top_b) | touching
    impossible = top_a <= low_b
    found = _WORDS[np.select([certain, impossible], [0, 1], 2)]
    return np.asarray(found, dtype=object)


METRIC = Metric(
    name="greater",
    measure=measure,
    columns={
        "greater": "whether left is greater than right: certain, possible, impossible",
        "less": "whether right is greater than left",
    },
    summary="which of two numbers is the greater one, for sure or maybe",
)

"""Ranks: at which places each of several numbers may stand."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crisisfigures.estimate import Estimate, effective_ends
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.table import Columns, normalise


def ranks(figures: pd.DataFrame | Sequence[Estimate]) -> pd.DataFrame:
    """Return at which places each figure may stand, 1 for the greatest.

    A figure may stand at a place if the ranges allow it, whatever they have in common: after all
    that are certainly greater, and before all that are certainly less. Ranges that are open above
    may be first. Every place from the first to the last can be the true one, unless ranges are
    points.

    Args:
        figures: n figures of different places, say: a table, or estimates.

    Returns:
        n rows in the same order: `rank_low` (the best place) and `rank_high` (the worst); missing
        for rows without a usable number, which no other is ranked against.

    Source:
        M. Klein, T. Wright and J. Wieczorek, A joint confidence region for an overall ranking of
        populations (Journal of the Royal Statistical Society C 69, 2020), for their ranges.

    Example:
        >>> ranks([Estimate(10, high=20), Estimate(15, high=30), Estimate(25)])["rank_low"].tolist()
        [2, 1, 1]
    """
    if isinstance(figures, pd.DataFrame):
        columns = Columns(normalise(figures))
        low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
        lower, upper = effective_ends(low, best, high)
        usable = columns.is_word("status", "present", "suppressed") & ~np.isnan(lower)
        usable &= ~columns.stated("unread")
        out = columns.is_word("low_kind", "exclusive"), columns.is_word("high_kind", "exclusive")
        index = figures.index
    else:
        lower = np.array([estimate.lower for estimate in figures], dtype=np.float64)
        upper = np.array([estimate.upper for estimate in figures], dtype=np.float64)
        usable = np.ones(len(lower), dtype=np.bool_)
        kinds = [(e.low_kind == "exclusive", e.high_kind == "exclusive") for e in figures]
        both = np.array(kinds, dtype=np.bool_).reshape(-1, 2)
        out = both[:, 0], both[:, 1]
        index = pd.RangeIndex(len(lower))
    at = np.flatnonzero(usable)
    first, last = _places(lower[at], upper[at], out[0][at], out[1][at])
    made = pd.DataFrame({"rank_low": pd.NA, "rank_high": pd.NA}, index=index, dtype="Int64")
    made.iloc[at, 0], made.iloc[at, 1] = first, last
    return made if len(at) < len(made) else made.astype("int64")


def _places(
    lower: Numbers, upper: Numbers, lower_out: Flags, upper_out: Flags
) -> tuple[Integers, Integers]:
    """Return the best and the worst place of each range."""
    # An excluded end lies a little further in: so it is greater or less than the same number.
    low = np.where(lower_out, np.nextafter(lower, np.inf), lower)
    high = np.where(upper_out, np.nextafter(upper, -np.inf), upper)
    n = len(low)
    above = n - np.searchsorted(np.sort(low), high, side="right")
    not_below = n - np.searchsorted(np.sort(high), low, side="right")
    # The range itself may be greater than its own lower end.
    own = (high > low).astype(np.int64)
    return 1 + above, 1 + not_below - own

"""Ranks: at which places each of several numbers may stand."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.comparison._sides import as_table, side_of
from crisisfigures.errors import OptionError
from crisisfigures.estimate import Estimate
from crisisfigures.figure import Figure
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.table import Columns, Data, is_result, normalise, table_of, to_frame


def ranks(figures: Data | Iterable[Estimate | Figure]) -> pd.DataFrame:
    """Return at which places each figure may stand, 1 for the greatest.

    A figure may stand at a place if the ranges allow it, whatever they have in common: after all
    that are certainly greater, and before all that are certainly less. Ranges that are open above
    may be first, and so may vague words. Every place from the first to the last can be the true
    one, unless ranges are points.

    Args:
        figures: n figures of different places, say: a table, a reconciliation, figures or
            estimates.

    Returns:
        n rows in the same order: `rank_low` (the best place) and `rank_high` (the worst); missing
        for rows without a usable number, which no other is ranked against.

    Raises:
        OptionError: They are nothing of this kind.

    Source:
        M. Klein, T. Wright and J. Wieczorek, A joint confidence region for an overall ranking of
        populations (Journal of the Royal Statistical Society C 69, 2020), for their ranges.

    Example:
        >>> ranks([Estimate(10, high=20), Estimate(15, high=30), Estimate(25)])["rank_low"].tolist()
        [2, 1, 1]
    """
    if isinstance(figures, pd.DataFrame) or is_result(figures):
        table = table_of(figures)
        columns, index = Columns(normalise(table)), table.index
    else:
        columns = Columns(_table(figures))
        index = pd.RangeIndex(columns.n)
    side = side_of(columns)
    lower = np.maximum(side.lower, side.floor)
    upper = np.where(side.vague, np.inf, side.upper)
    usable, out = ~np.isnan(lower), (side.lower_out, side.upper_out)
    at = np.flatnonzero(usable)
    first, last = _places(lower[at], upper[at], out[0][at], out[1][at])
    made = pd.DataFrame({"rank_low": pd.NA, "rank_high": pd.NA}, index=index, dtype="Int64")
    made.iloc[at, 0], made.iloc[at, 1] = first, last
    return made if len(at) < len(made) else made.astype("int64")


def _table(figures: Any) -> pd.DataFrame:
    rows = [figures] if isinstance(figures, Estimate | Figure) else list(figures)
    if strange := {type(row).__name__ for row in rows if not isinstance(row, Estimate | Figure)}:
        raise OptionError(
            f"cannot rank {', '.join(sorted(strange))}.\n"
            "Hint: give a table, a reconciliation, figures or estimates."
        )
    parts = [as_table(row) if isinstance(row, Estimate) else to_frame([row]) for row in rows]
    return normalise(pd.concat(parts, ignore_index=True)) if parts else to_frame([])


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

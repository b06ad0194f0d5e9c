"""What became of ranges: raised, lowered, narrowed, widened; on arrays."""

import numpy as np
import numpy.typing as npt

from crisisfigures.estimate import effective_ends
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.table import Columns

Texts = npt.NDArray[np.object_]

SAME, RAISED, LOWERED, NARROWED, WIDENED = "same", "raised", "lowered", "narrowed", "widened"
WITHDRAWN, RESTORED, LOST, STATED = "withdrawn", "restored", "no number any more", "number stated"


class Ranges:
    """The ranges and statuses of some rows of a table."""

    def __init__(self, columns: Columns, rows: Integers) -> None:
        low, best, high = (columns.numbers(name)[rows] for name in ("low", "best", "high"))
        self.low, self.best, self.high = low, best, high
        lower, upper = effective_ends(low, best, high)
        self.has_number = ~np.isnan(lower)
        self.lower = np.where(self.has_number, lower, -np.inf)
        self.upper = np.where(self.has_number, upper, np.inf)
        self.middle = np.where(np.isnan(best) & (lower == upper), lower, best)
        self.out = tuple(
            columns.is_word(name, "exclusive")[rows] for name in ("low_kind", "high_kind")
        )
        self.withdrawn = columns.is_word("status", "withdrawn")[rows]


def changes(before: Ranges, after: Ranges) -> Texts:
    """Return what became of each range, in one word."""
    has_both = before.has_number & after.has_number
    up, down = after.lower >= before.lower, after.lower <= before.lower
    over, under = after.upper >= before.upper, after.upper <= before.upper
    same_ends = up & down & over & under & _same_out(before, after)
    step = after.middle - before.middle
    tests = (
        after.withdrawn & ~before.withdrawn,
        before.withdrawn & ~after.withdrawn & after.has_number,
        before.has_number & ~after.has_number,
        ~before.has_number & after.has_number,
        ~has_both | (same_ends & ~(step != 0)) | (same_ends & np.isnan(step)),
        # Best figures say which way it went; without them the ranges do.
        step > 0,
        step < 0,
        up & under,
        down & over,
        up & over,
    )
    words = (
        *(WITHDRAWN, RESTORED, LOST, STATED, SAME, RAISED, LOWERED, NARROWED, WIDENED, RAISED),
        LOWERED,
    )
    found: Texts = np.array(words, dtype=object)[np.select(tests, range(len(tests)), len(tests))]
    return found


def _same_out(before: Ranges, after: Ranges) -> Flags:
    return np.asarray((before.out[0] == after.out[0]) & (before.out[1] == after.out[1]))


def change_ends(before: Ranges, after: Ranges) -> tuple[Numbers, Numbers]:
    """Return the least and the most that numbers changed by, NaN where open or not stated."""
    with np.errstate(invalid="ignore"):
        low, high = after.lower - before.upper, after.upper - before.lower
    known = before.has_number & after.has_number
    return (
        np.where(known & np.isfinite(low), low, np.nan),
        np.where(known & np.isfinite(high), high, np.nan),
    )

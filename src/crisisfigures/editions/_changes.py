"""What became of ranges: raised, lowered, narrowed, widened; on arrays."""

import numpy as np
import numpy.typing as npt

from crisisfigures.estimate import effective_ends
from crisisfigures.layout.figures import BOUNDS
from crisisfigures.reading import split_unread
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.table import Columns
from crisisfigures.vocabulary import MEASURES

Texts = npt.NDArray[np.object_]

SAME, RAISED, LOWERED, NARROWED, WIDENED = "same", "raised", "lowered", "narrowed", "widened"
WITHDRAWN, RESTORED, LOST, STATED = "withdrawn", "restored", "no number any more", "number stated"
BEST_STATED, BEST_DROPPED, STATUS = "best stated", "best dropped", "status changed"

UNMOVED = (SAME, BEST_STATED, BEST_DROPPED, STATUS)
"""What became of figures whose ends are as they were."""


class Ranges:
    """The ranges and statuses of some rows of a table; one with an unread bound has no number."""

    def __init__(self, columns: Columns, rows: Integers) -> None:
        low, best, high = (columns.numbers(name)[rows] for name in ("low", "best", "high"))
        self.low, self.best, self.high = low, best, high
        lower, upper = effective_ends(low, best, high)
        self.has_number = ~np.isnan(lower) & ~columns.holds("unread", _is_of_a_bound)[rows]
        self.lower = np.where(self.has_number, lower, -np.inf)
        self.upper = np.where(self.has_number, upper, np.inf)
        self.least = _inside(self.lower, columns.is_word("low_kind", "exclusive")[rows], np.inf)
        self.most = _inside(self.upper, columns.is_word("high_kind", "exclusive")[rows], -np.inf)
        signed = columns.holds("measure", lambda name: name in MEASURES and MEASURES[name].signed)
        vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
        # What sums and differences go by: counts are not below 0, and "hundreds" may be more.
        self.floored = np.maximum(self.lower, np.where(signed, -np.inf, 0.0)[rows])
        self.ceiling = np.where(vague[rows], np.inf, self.upper)
        self.middle = np.where(np.isnan(best) & (lower == upper), lower, best)
        self.withdrawn = columns.is_word("status", "withdrawn")[rows]
        self.status = columns.codes("status")[0][rows]
        self.provisional = columns.is_word("production", "provisional")[rows]


def _is_of_a_bound(text: str) -> bool:
    return not BOUNDS.isdisjoint(split_unread(text))


def _inside(ends: Numbers, is_out: Flags, towards: float) -> Numbers:
    """Return the ends, those that are excluded as the next number within."""
    return np.where(is_out & np.isfinite(ends), np.nextafter(ends, towards), ends)


def changes(before: Ranges, after: Ranges) -> Texts:
    """Return what became of each range, in one word; both are of one table."""
    up, down = after.least >= before.least, after.least <= before.least
    over, under = after.most >= before.most, after.most <= before.most
    still = (up & down & over & under) | ~(before.has_number & after.has_number)
    step = after.middle - before.middle
    had, has = ~np.isnan(before.middle), ~np.isnan(after.middle)
    other = before.status != after.status
    other |= before.provisional != after.provisional
    tests = (
        after.withdrawn & ~before.withdrawn,
        before.withdrawn & ~after.withdrawn & after.has_number,
        before.has_number & ~after.has_number,
        ~before.has_number & after.has_number,
        # Best figures say which way it went; without them the ranges do.
        step > 0,
        step < 0,
        still & has & ~had,
        still & had & ~has,
        still & other,
        still,
        up & under,
        down & over,
        up & over,
    )
    words = (
        *(WITHDRAWN, RESTORED, LOST, STATED, RAISED, LOWERED, BEST_STATED, BEST_DROPPED, STATUS),
        *(SAME, NARROWED, WIDENED, RAISED, LOWERED),
    )
    found: Texts = np.array(words, dtype=object)[np.select(tests, range(len(tests)), len(tests))]
    return found


def change_ends(before: Ranges, after: Ranges) -> tuple[Numbers, Numbers]:
    """Return the least and the most that numbers changed by, NaN where open or not stated."""
    with np.errstate(invalid="ignore"):
        low, high = after.floored - before.ceiling, after.ceiling - before.floored
    known = before.has_number & after.has_number
    return (
        np.where(known & np.isfinite(low), low, np.nan),
        np.where(known & np.isfinite(high), high, np.nan),
    )

"""How publishers round, by name."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crisisfigures.segments import Numbers


@dataclass(frozen=True, slots=True)
class Rounding:
    """A publisher's way to round.

    Attributes:
        name: Its name.
        said: What a footnote says of it.
        step: Returns what each number is rounded to a multiple of; 1 leaves a count as it is.
        half_up: Whether a number just between two multiples goes up; else to the even one.
    """

    name: str
    said: str
    step: Callable[[Numbers], Numbers]
    half_up: bool

    def nearest(self, numbers: Numbers) -> Numbers:
        """Return numbers rounded; NaN stays NaN."""
        steps = self.step(numbers)
        times = numbers / steps
        if self.half_up:
            # Half of what is below 0 goes up as well, which is towards 0.
            return np.asarray(np.floor(times + 0.5) * steps)
        return np.asarray(np.rint(times) * steps)

    def outwards(self, numbers: Numbers, up: bool) -> Numbers:
        """Return ends rounded away from the range."""
        steps = self.step(numbers)
        return np.asarray((np.ceil if up else np.floor)(numbers / steps) * steps)


def _gidd(numbers: Numbers) -> Numbers:
    size = np.abs(numbers)
    return np.select([size <= 100, size <= 1_000, size < 10_000], [1.0, 10.0, 100.0], 1_000.0)


def _unhcr(numbers: Numbers) -> Numbers:
    return np.where(np.abs(numbers) < 5, 5.0, 1.0)


GIDD = Rounding(
    "gidd",
    "rounded as IDMC's Global Internal Displacement Database does: up to 100 as they are, up to "
    "1,000 to tens, below 10,000 to hundreds, else to thousands; halves to the even one",
    _gidd,
    half_up=False,
)
UNHCR = Rounding(
    "unhcr",
    "rounded as UNHCR does to protect people: below 5 to the nearest multiple of 5",
    _unhcr,
    half_up=True,
)


def half_up(to: float) -> Rounding:
    """Return the rule that rounds to multiples of one number, halves up."""
    said = f"rounded to multiples of {to:,g}, halves up"
    return Rounding("half_up", said, lambda numbers: np.full(numbers.shape, to), True)

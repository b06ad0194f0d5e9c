"""Thresholds of mortality, by name and edition."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.conversion._texts import Texts
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.segments import Flags, Numbers

_PER = 10_000


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a death rate means, by whom: deaths per 10,000 people per day.

    Attributes:
        name: Their name with the edition.
        source: Where they are written.
        below: What a rate below all of them is called.
        crude: Of all ages: what a rate from each number on is called, lowest first.
        under_five: The same of children under five, deaths per 10,000 of them per day.

    Example:
        >>> thresholds()["sphere_2018"].crude
        ((1.0, 'emergency'),)
    """

    name: str
    source: str
    below: str
    crude: tuple[tuple[float, str], ...]
    under_five: tuple[tuple[float, str], ...]

    @classmethod
    def doubled(cls, baseline: float, under_five: float | None = None) -> "Thresholds":
        """Return the rule of Sphere where the rate before the crisis is known: an emergency from
        its double on.

        Args:
            baseline: The crude death rate before the crisis, per 10,000 per day.
            under_five: That of children under five; without it they are not judged.

        Raises:
            OptionError: A baseline is not positive.
        """
        given = [rate for rate in (baseline, under_five) if rate is not None]
        if not all(rate > 0 for rate in given):
            raise OptionError(
                f"baseline={baseline!r}, under_five={under_five!r}: a death rate before the crisis "
                "is above 0, in deaths per 10,000 people per day."
            )
        return cls(
            "sphere_2018, from the baseline",
            _SPHERE,
            "below emergency",
            ((2 * baseline, "emergency"),),
            () if under_five is None else ((2 * under_five, "emergency"),),
        )

    def classes(self, low: Numbers, high: Numbers, *, is_under_five: Flags) -> Texts:
        """Return what n ranges of rates are called.

        It is "phase 3 to phase 4" where the range
        allows both, and "phase 3 or above" where it is open above.

        Args:
            low: Lower ends, deaths per 10,000 per day; NaN is 0.
            high: Upper ends; NaN is open.
            is_under_five: Which are of children under five.
        """
        ends = np.where(np.isnan(low), 0.0, low), np.where(np.isnan(high), np.inf, high)
        called = [
            np.where(is_under_five, _called(self.below, self.under_five, end), crude)
            for end, crude in ((end, _called(self.below, self.crude, end)) for end in ends)
        ]
        least, most = called
        above = np.where(np.isinf(ends[1]), least + " or above", least + " to " + most)
        return np.where(least == most, least, above)


def _called(below: str, steps: tuple[tuple[float, str], ...], rates: Numbers) -> Texts:
    if not steps:
        return np.full(len(rates), "not judged", dtype=object)
    names = np.array([below, *(name for _, name in steps)], dtype=object)
    return np.asarray(names[np.searchsorted([least for least, _ in steps], rates, side="right")])


_SPHERE = (
    "The Sphere Handbook (4th edition, 2018), Health: an emergency from double the baseline on; "
    "where it is not known, from 1 death per 10,000 per day, 2 of children under five"
)

_LISTED = (
    Thresholds(
        "sphere_2018", _SPHERE, "below emergency", ((1.0, "emergency"),), ((2.0, "emergency"),)
    ),
    Thresholds(
        "ipc_3_1",
        "IPC Technical Manual 3.1 (2021), Acute Food Insecurity Reference Table: crude death rate "
        "and under-five death rate. One of several outcomes that a phase is found by",
        "phase 1 or 2",
        ((0.5, "phase 3"), (1.0, "phase 4"), (2.0, "phase 5")),
        ((1.0, "phase 3"), (2.0, "phase 4"), (4.0, "phase 5")),
    ),
)


def thresholds() -> dict[str, Thresholds]:
    """Return the thresholds of the library, by name."""
    return {one.name: one for one in _LISTED}


def thresholds_of(asked: "str | Thresholds", per: float, by_day: bool) -> Thresholds:
    """Return the thresholds asked for.

    Raises:
        UnknownNameError: There are none of this name.
        OptionError: Rates in another unit than theirs are asked for.
    """
    if per != _PER or not by_day:
        raise OptionError(
            "thresholds are of deaths per 10,000 people per day.\n"
            "Hint: ask for that rate: rate(..., per=10_000, by_day=True)."
        )
    if isinstance(asked, Thresholds):
        return asked
    known = thresholds()
    if asked not in known:
        raise UnknownNameError("thresholds", asked, known)
    return known[asked]

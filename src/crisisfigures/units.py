"""Units: people, households, cases … and rates of them, on a registry of their own.

Nothing is taken over from physics: the registry starts empty, and knows the units of the
vocabulary (each a dimension of its own), days, weeks and years, and rates. So a household is
never a person: between the two stands a size that somebody measured.
"""

from functools import cache
from typing import TYPE_CHECKING

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.vocabulary import UNITS

if TYPE_CHECKING:
    # Loaded on first use: pint takes longer to import than the rest of the package.
    import pint

_PLURALS = {"person": ("people", "persons"), "family": ("families",)}

_TIME_AND_RATES = (
    "day = [time]",
    "week = 7 * day",
    # The mean of the Gregorian calendar. There is no month: it has 28 to 31 days.
    "year = 365.2425 * day",
    "per_100_000 = 1e-5",
    "per_10_000 = 1e-4",
    # The unit of crude mortality in emergencies: deaths per 10,000 people per day.
    "per_10_000_per_day = 1e-4 / day",
)


@cache
def registry() -> "pint.UnitRegistry[float]":
    """Return the field's registry of units, the same one each time.

    Example:
        >>> rate = registry().Quantity(3650, "person / year")
        >>> round(rate.to("person / day").magnitude, 2)
        9.99
    """
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for name in UNITS:
        units.define(" = ".join((name, f"[{name}]", "_", *_PLURALS.get(name, ()))))
    for definition in _TIME_AND_RATES:
        units.define(definition)
    return units


def factor(unit: str, to: str) -> float:
    """Return how many of one unit are one of another of the same kind: 7 for "week" to "day".

    A number or an estimate in `unit`, times the factor, is the same in `to`.

    Args:
        unit: A unit, or a rate such as "person / year".
        to: The unit asked for.

    Raises:
        UnknownNameError: A unit is not of the registry.
        OptionError: The two count different things, as households and people do.
    """
    import pint

    units = registry()
    for name in (unit, to):
        try:
            units.parse_units(name)
        except Exception as error:
            # Its grammar raises a dozen kinds of error, an AssertionError among them.
            raise UnknownNameError("unit", name, _names()) from error
    try:
        return float(units.convert(1.0, unit, to))
    except pint.DimensionalityError as error:
        raise OptionError(
            f"cannot turn {unit!r} into {to!r}: they count different things.\n"
            "Hint: people are households times a household size that a source states; multiply "
            "by it as an estimate, so that its range is kept."
        ) from error


def _names() -> list[str]:
    return [*UNITS, *(definition.split(" = ")[0] for definition in _TIME_AND_RATES)]

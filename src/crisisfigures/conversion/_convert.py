"""Figures in another unit: households in people, and back."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.conversion._known import Found, Known, known_of
from crisisfigures.conversion._texts import Texts, appended, chosen, with_columns
from crisisfigures.errors import OptionError, UnknownNameError, quoted
from crisisfigures.estimate import effective_ends
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.segments import Integers, Numbers
from crisisfigures.table import Columns, normalise
from crisisfigures.units import registry
from crisisfigures.vocabulary import UNITS

_SMALLEST = 1.0
"""No household, case or dwelling that is counted for its people holds fewer than one."""

_BOUNDS = ("low", "best", "high")

_DECIMALS = 6
_SLACK = 2 * float(np.finfo(np.float64).eps)
_LARGEST = 1e9
"""Of numbers below a thousand million, what binary floats add to the sixth decimal is taken away:
120 × 4.1 is 492, and not 491.99999999999994. Nothing else is: 100 people in households, and back
in people, are 100."""


def convert(
    table: pd.DataFrame,
    unit: str = "person",
    *,
    household_size: Known | None = None,
    sizes: Mapping[str, Known] | None = None,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Return a table with its figures in another unit, each with the step that made it.

    Households are turned into people by a size that the caller brings, best with its range: a
    number, an `Estimate`, or a table with a row for each place and year. The fewest households
    times the smallest size make the lower end, the most times the largest the upper; an open end
    stays open. Nobody stated the ends that come out: their kind is `derived` (or still
    `convention`, where they rest on one). Nothing is rounded.

    Args:
        table: n figures, one a row. It is not changed.
        unit: The unit asked for: "person", or one that has a size, such as "household", of which
            there are then people over their size.
        household_size: People a household. A table, or a CSV file of one, has `place` (a code) or
            `country` (a name or code), maybe `year`, and `low`, `best` and `high`, or one number
            in `size` or `average_household_size`; `source` says whose it is. Of several years the
            nearest to the end of the figure's period counts; a place without a size has that of
            the place around it.
        sizes: The same for other units, such as `{"family": 5, "dwelling": Estimate(...)}`.
        gazetteer: Which place lies in which.

    Returns:
        n rows in the same order. Converted rows have `unit`, `low`, `best`, `high` and the kinds
        of their ends changed; `best` is missing where the size states none. `derivation` says what
        was multiplied with what, and in which words it had been said; `stated` is missing then.
        Rows in other units stay as they are; so do rows for which no size is known, and `caveat`
        says so. `id` stays, so that claims that name each other still do. Converted back by the
        same size, the range contains the one it started from.

    Raises:
        UnknownNameError: No such unit.
        OptionError: No size was given for a unit of the table, or a size is not a range with both
            ends, of at least 1.
        TableError: A table of sizes lacks a column, names no place that is known, or has two sizes
            for one place and year.

    Example:
        >>> import crisisfigures as cf
        >>> said = cf.Figure(measure="displaced", unit="household", best=80, source="IOM")
        >>> fled = cf.to_frame([said])
        >>> people = convert(fled, household_size=cf.Estimate(low=4, best=4.5, high=5))
        >>> print(people["derivation"][0])
        80 households × 4–5 (best 4.5)
        >>> print(people["low"][0], people["best"][0], people["high"][0])
        320.0 360.0 400.0
    """
    if unit not in UNITS:
        raise UnknownNameError("unit", unit, UNITS)
    given: dict[str, Known] = dict(sizes or {})
    if household_size is not None:
        given["household"] = household_size
    for name in given:
        if name not in UNITS or name == "person":
            raise UnknownNameError("unit that has a size", name, set(UNITS) - {"person"})
    table = normalise(table)
    columns = Columns(table)
    known = gazetteer or standard_gazetteer()

    def size_of(name: str) -> Found:
        return known_of(
            given[name], columns, known, f"size of a {name}", least=_SMALLEST, of_places_around=True
        )

    made = _Made(columns, unit)
    if unit == "person":
        _refuse_without_size(table, columns, given)
        for name in given:
            made.take(name, size_of(name))
    elif unit in given:
        made.take("person", size_of(unit))
    else:
        raise OptionError(
            f"people cannot be turned into {_plural(unit)} without a size.\n"
            f"Hint: say how many people a {unit} holds, such as household_size=4.5 or "
            f"sizes={{{unit!r}: 4.5}}."
        )
    return made.table(table)


def _plural(unit: str) -> str:
    return {"person": "people", "family": "families"}.get(unit, f"{unit}s")


def _refuse_without_size(table: pd.DataFrame, columns: Columns, given: Mapping[str, Known]) -> None:
    """Raise an OptionError where people are counted in groups of which no size was given."""
    codes, names = columns.codes("unit")
    present = {str(names[code]) for code in np.unique(codes[codes >= 0])}
    grouped = {name for name, unit in UNITS.items() if unit.is_people and name != "person"}
    if lacking := sorted(present & grouped - set(given)):
        labels = table.index[columns.is_word("unit", *lacking)].tolist()
        rows = "1 row counts" if len(labels) == 1 else f"{len(labels):,} rows count"
        raise OptionError(
            f"{rows} {' and '.join(map(_plural, lacking))}, and no size was given: row"
            f"{'' if len(labels) == 1 else 's'} {quoted(labels)}.\n"
            "Hint: bring a sourced size, such as household_size=Estimate(low=4.1, best=4.575, "
            f"high=5), or sizes={{{lacking[0]!r}: …}}; there is no size that holds everywhere."
        )


class _Made:
    """The rows that were converted so far, and how."""

    def __init__(self, columns: Columns, unit: str) -> None:
        self._columns, self._unit = columns, unit
        self._ends = {name: columns.numbers(name).copy() for name in _BOUNDS}
        self._is_done = np.zeros(columns.n, dtype=np.bool_)
        self._is_blurred = np.zeros(columns.n, dtype=np.bool_)
        self._steps: Texts = np.full(columns.n, None, dtype=object)
        self._lacking: Texts = np.full(columns.n, None, dtype=object)

    def take(self, unit: str, size: Found) -> None:
        """Convert the rows of one unit: times the size to people, over it from people."""
        _check_dimensions(unit, self._unit)
        of_unit = self._columns.is_word("unit", unit)
        grouped = unit if self._unit == "person" else self._unit
        self._lacking[of_unit & ~size.is_known] = (
            f"not converted: the size of a {grouped} is not known here"
        )
        rows = np.flatnonzero(of_unit & size.is_known)
        self._is_done[rows] = True
        self._is_blurred[rows] = size.low[rows] != size.high[rows]
        said = self._said(rows)
        sign = "×" if self._unit == "person" else "÷"
        self._steps[rows] = [
            None if number is None else f"{number} {sign} {told}"
            for number, told in zip(said, size.told[rows], strict=True)
        ]
        low, best, high = (self._ends[name][rows] for name in _BOUNDS)
        made = _converted(low, best, high, size, rows, unit)
        for name, values in zip(_BOUNDS, made, strict=True):
            self._ends[name][rows] = values

    def _said(self, rows: Integers) -> list[str | None]:
        """Return what rows said before, None of those without a number."""
        numbers = (self._ends[name][rows].tolist() for name in _BOUNDS)
        words = self._columns.texts("stated")[rows]
        units = self._columns.texts("unit")[rows]
        return [_said(*said) for said in zip(*numbers, words, units, strict=True)]

    def table(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with what was converted."""
        columns, done = self._columns, self._is_done
        is_number = done & np.array([step is not None for step in self._steps], dtype=np.bool_)
        made: dict[str, npt.NDArray[Any]] = {
            "unit": chosen(done, self._unit, columns.texts("unit")),
            **self._ends,
            "derivation": appended(columns.texts("derivation"), self._steps),
        }
        low, best, high = self._ends.values()
        ends = effective_ends(low, best, high)
        for name, end in zip(("low_kind", "high_kind"), ends, strict=True):
            kinds = columns.texts(name)
            made[name] = chosen(
                is_number & np.isfinite(end) & (kinds != "convention"), "derived", kinds
            )
        if any(text is not None for text in self._lacking):
            made["caveat"] = appended(columns.texts("caveat"), self._lacking)
        # Words of a number that was multiplied are in the derivation. A vague ceiling stays vague:
        # it counts as open in sums, in people as in households.
        is_vague = columns.is_word("quantifier", "vague")
        for name, cleared in (
            ("stated", is_number),
            ("quantifier", is_number & ~is_vague),
            ("range_kind", is_number & self._is_blurred),
        ):
            if columns.has(name):
                made[name] = chosen(cleared, None, columns.texts(name))
        if columns.has("level"):
            made["level"] = np.where(is_number & self._is_blurred, np.nan, columns.numbers("level"))
        return with_columns(table, made)


def _said(low: float, best: float, high: float, words: str | None, unit: str) -> str | None:
    """Return a figure before it was converted: "80–90 households ("80 to 90 families")"."""
    stated = [number for number in (low, best, high) if number == number]
    if not stated:
        return None
    if len(set(stated)) == 1 and best == best:
        numbers = f"{best:,.15g}"
        named = unit if best == 1 else _plural(unit)
    else:
        ends = ["…" if end != end else f"{end:,.15g}" for end in (low, high)]
        numbers = "–".join(ends) + ("" if best != best else f" (best {best:,.15g})")
        named = _plural(unit)
    quoted = "" if words is None or words == numbers else f' ("{words}")'
    return f"{numbers} {named}{quoted}"


def _check_dimensions(unit: str, to: str) -> None:
    """Let pint say that a unit times people over it, or people over a size, is what is asked."""
    units = registry()
    size = units.parse_units(f"person / {unit if to == 'person' else to}")
    made = units.parse_units(unit) * size if to == "person" else units.parse_units(unit) / size
    if made.dimensionality != units.parse_units(to).dimensionality:
        raise OptionError(f"{_plural(unit)} cannot be turned into {_plural(to)}.")


def _converted(
    low: Numbers, best: Numbers, high: Numbers, found: Found, rows: Integers, unit: str
) -> tuple[Numbers, Numbers, Numbers]:
    """Return ranges times sizes, or over them; what is not stated of a point by a number stays."""
    least, middle, most = found.low[rows], found.best[rows], found.high[rows]
    lower, upper = effective_ends(low, best, high)
    is_point = np.isnan(low) & np.isnan(high) & (least == most)
    shrinks = unit == "person"
    if shrinks:
        least, most = most, least
    # What is below 0 is the lower the more it is multiplied.
    by = np.where(lower < 0, most, least), middle, np.where(upper < 0, least, most)
    exact = [
        _exact(number / size if shrinks else number * size)
        for number, size in zip((lower, best, upper), by, strict=True)
    ]
    ends = [np.where(is_point | ~np.isfinite(end), np.nan, end) for end in (exact[0], exact[2])]
    return ends[0], exact[1], ends[1]


def _exact(numbers: Numbers) -> Numbers:
    """Return products and quotients without the last digits of binary floats."""
    size = np.abs(numbers)
    short = np.round(numbers, _DECIMALS)
    with np.errstate(invalid="ignore"):
        is_short = (size < _LARGEST) & (np.abs(short - numbers) <= _SLACK * size)
    return np.where(is_short, short, numbers)

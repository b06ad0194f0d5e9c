"""Figures per head of a population, and per day."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.conversion._known import (
    NO_YEAR,
    Found,
    Known,
    demographic_of,
    known_of,
    years_of,
)
from crisisfigures.conversion._texts import Texts, appended, chosen, with_columns
from crisisfigures.conversion._thresholds import Thresholds, thresholds_of
from crisisfigures.errors import OptionError, quoted
from crisisfigures.estimate import Estimate, effective_ends
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.segments import Flags, Numbers
from crisisfigures.series import STOCK, kinds_of
from crisisfigures.table import NO_DAY, Columns, normalise


def rate(
    table: pd.DataFrame,
    population: Known,
    *,
    per: float | None = None,
    by_day: bool = False,
    thresholds: str | Thresholds | None = None,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Return a table with the rate of each figure of people beside it.

    The figures stay as they are. Rates are ranges: the fewest people of the figure over the most of
    the population, and the most over the fewest. Where the population may be none the rate has no
    upper end; where the figure is open, so is the rate. The population is that of the same place,
    never of the one around it, and of the same sex and age.

    Args:
        table: n figures, one a row. It is not changed.
        population: How many people there are: a number or an `Estimate`, of the one place that all
            rows are of (where some are of women or of children, it is that of the others); or a
            table, or the file of one, with a row for each place (`place` or `country`), maybe each
            `group` and `year`,
            with `low`, `best`, `high` or one number in `population`, and `source`. A table of
            figures is one: its rows of the measure `population` count. Of several years the
            nearest to the end of the figure's period is taken.
        per: Per how many people: by default 100,000, and 10,000 where it is by day, as mortality in
            emergencies is told; 1,000; 100 for a share in percent; 1 for a fraction.
        by_day: Whether the rate is one by day: the figure is divided by the days of its period, as
            for the crude death rate, deaths per 10,000 people per day. That of children under five
            takes their deaths (`group` "age=0-4") and their population.
        thresholds: Say what each death rate means by these: a name of `crisisfigures.thresholds()`,
            or `Thresholds.doubled(baseline)` where the rate before the crisis is known.
        gazetteer: Which codes mean the same place.

    Returns:
        The table with `rate_low`, `rate_best`, `rate_high` (missing where open or not known),
        `rate_unit` ("per 10,000 per day"), `rate_population` (what it was divided by), and in
        `caveat` why there is none, or that the population is of another year. With `thresholds`,
        `rate_class` says what the rate is called: one name, or "phase 3 to phase 4" where the range
        allows both. Of figures of `killed`, which other deaths come on top of, it is what the rate
        is at least. Figures that are not of deaths have none.

    Raises:
        OptionError: `per` is not positive; one population is given for several places; no row
            counts people; a population is no range with both ends; or thresholds are asked for of
            another rate than theirs.
        UnknownNameError: No thresholds of this name.
        TableError: A table of populations lacks a column, names no place that is known, or has two
            numbers for one place, group and year.

    Source:
        Death rates by person-time: F. Checchi and L. Roberts, Interpreting and using mortality data
        in humanitarian emergencies (HPN Network Paper 52, ODI, 2005). The population at the middle
        of the period is the caller's to bring.

    Example:
        >>> import crisisfigures as cf
        >>> toll = cf.to_frame([cf.Figure(measure="killed", low=100, high=200, source="UN")])
        >>> found = rate(toll, cf.Estimate(low=1_000_000, high=1_200_000))
        >>> found[["rate_low", "rate_high"]].round(2).iloc[0].tolist(), found["rate_unit"][0]
        ([8.33, 20.0], 'per 100,000')
    """
    if per is None:
        per = 10_000 if by_day else 100_000
    if not 0 < per < math.inf:
        raise OptionError(f"per={per!r} is not a number of people; give 100_000, 10_000, 1_000 …")
    judged_by = None if thresholds is None else thresholds_of(thresholds, per, by_day)
    table = normalise(table)
    columns = Columns(table)
    if columns.n and not columns.is_word("unit", "person").any():
        raise OptionError(
            "no row counts people, of whom a rate could be made.\n"
            "Hint: convert households to people first, with convert(table, household_size=...)."
        )
    known = known_of(
        population,
        columns,
        gazetteer or standard_gazetteer(),
        "population",
        least=0.0,
        of_places_around=False,
    )
    if isinstance(population, int | float | Estimate):
        known = _of_one(known, columns)
    days = _days(columns) if by_day else np.ones(columns.n)
    why = _refused(columns, known, days)
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    upper = np.where(vague, np.inf, upper)
    has_number = columns.is_word("status", "present", "suppressed") & ~columns.stated("unread")
    has_number &= ~np.isnan(lower)
    why[~has_number] = None
    usable = has_number & np.array([reason is None for reason in why], dtype=np.bool_)
    # What is below 0 is the lower the fewer they are of; and 0 is 0 of however many.
    ends = {
        "rate_low": (lower, np.where(lower < 0, known.low, known.high)),
        "rate_best": (best, known.best),
        "rate_high": (upper, np.where(upper > 0, known.low, known.high)),
    }
    made: dict[str, npt.NDArray[Any]] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for name, (people, of) in ends.items():
            values = people * per / (of * days)
            made[name] = np.where(usable & np.isfinite(values), values, np.nan)
    unit = f"per {per:,.10g}" + (" per day" if by_day else "")
    made["rate_unit"] = chosen(usable, unit, None)
    made["rate_population"] = chosen(usable, known.told, None)
    if judged_by is not None:
        made["rate_class"] = _classes(columns, judged_by, made, usable)
    end = columns.days("period_end")
    dated = (end != NO_DAY) & (known.year != NO_YEAR)
    why[usable & dated & (known.year != years_of(end))] = "population of another year"
    if any(reason is not None for reason in why):
        made["caveat"] = appended(columns.texts("caveat"), why)
    return with_columns(table, made)


def _of_one(known: Found, columns: Columns) -> Found:
    """Return what one population is for rows of one place: of all its people, or of one group.

    Raises:
        OptionError: The rows are of several places.
    """
    people = columns.is_word("unit", "person")
    place, places = columns.codes("place")
    if len(np.unique(place[people])) > 1:
        named = [str(text) for text in places[np.unique(place[people & (place >= 0)])]]
        raise OptionError(
            f"population={known.told[0]} is one number, and the figures are of several places: "
            f"{quoted(named, 4)}.\n"
            "Hint: give a table with a row for each place; or take the rows of one place."
        )
    group, groups = columns.codes("group")
    whom = np.array([*(demographic_of(str(text)) for text in groups), "all"], dtype=object)[group]
    if len(set(whom[people])) < 2:
        return known
    # Beside figures of all, it is not that of women or of children.
    is_of = whom == "all"
    low, best, high = (
        np.where(is_of, ends, np.nan) for ends in (known.low, known.best, known.high)
    )
    return replace(known, low=low, best=best, high=high, told=np.where(is_of, known.told, ""))


def _days(columns: Columns) -> Numbers:
    """Return over how many days each figure was counted, NaN where it was not, or is not known."""
    start, end = columns.days("period_start"), columns.days("period_end")
    is_counted = (start != NO_DAY) & (end != NO_DAY) & (end >= start)
    is_stock = columns.is_word("basis", "stock") | (kinds_of(columns) == STOCK)
    is_counted &= columns.is_word("period_kind", "covers") & ~is_stock
    return np.where(is_counted, end - start + 1.0, np.nan)


def _refused(columns: Columns, known: Found, days: Numbers) -> Texts:
    """Return why there is no rate of a row; None where there may be one."""
    why: Texts = np.full(columns.n, None, dtype=object)
    why[np.isnan(days)] = "no rate by day: it is a stock, or not stated over how many days"
    why[known.high == 0] = "no rate: the population is 0"
    why[~known.is_known] = "no rate: the population of this place and group is not known"
    why[~columns.is_word("unit", "person")] = "no rate: counts no people"
    return why


def _classes(
    columns: Columns, by: Thresholds, rates: dict[str, npt.NDArray[Any]], usable: Flags
) -> Texts:
    """Return what death rates are called; None of rates of other figures."""
    is_all = columns.is_word("measure", "deaths")
    is_death = is_all | columns.is_word("measure", "killed")
    low, best, high = (rates[name] for name in ("rate_low", "rate_best", "rate_high"))
    lower, upper = effective_ends(low, best, high)
    is_below = columns.is_word("high_kind", "exclusive")
    upper = np.where(is_below, np.nextafter(upper, -np.inf), upper)
    called = by.classes(
        lower,
        np.where(is_all, upper, np.inf),
        is_under_five=columns.is_word("group", "age=0-4"),
    )
    is_judged = columns.is_word("group", "all", "age=0-4") & (called != "not judged")
    return chosen(usable & is_death & is_judged, called, None)

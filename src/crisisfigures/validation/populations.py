"""Populations: more people than live in the place, and more of them dead than is plausible."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Numbers, Strings
from crisisfigures.segments import Groups, dense
from crisisfigures.table import NO_DAY
from crisisfigures.validation._wholes import facets, hard_ends, is_usable
from crisisfigures.validation._words import named_numbers, named_rows

_DEAD = ("killed", "deaths", "dead_or_missing")
_OF_RESIDENTS = (
    *(*_DEAD, "injured", "casualties", "missing_persons", "abducted", "detained", "trapped"),
    *("idps", "sheltered", "homeless", "in_need", "targeted", "food_insecure", "affected"),
)
"""Measures that count a person of the place once; movements and visitors may be more."""

_LOOKED_AT = (
    *("measure", "unit", "group", "definition", "status", "basis", "place", "place_system"),
    *("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate"),
    *("period_start", "period_end", "period_kind"),
)

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class _Beside:
    """Figures beside the population of their place that is nearest in time; n rows.

    Attributes:
        rows: The rows, ascending.
        lower: Their lower ends.
        population: The upper end of the population, infinite where there is none.
        of: The row that states it.
        days: How many days lie between the two.
    """

    rows: Integers
    lower: Numbers
    population: Numbers
    of: Integers
    days: Integers


def _beside(cells: Cells) -> _Beside:
    """Return the figures that have a population beside them."""
    nothing = np.empty(0, dtype=np.int64)
    none = _Beside(nothing, np.empty(0), np.empty(0), nothing, nothing)
    stated = _populations(cells)
    if not stated.any():
        return none
    place, ends, day = cells.once(facets)["place"].codes, cells.once(hard_ends), _days(cells)
    rows = np.flatnonzero(stated)
    days = day[rows] - day[rows].min()
    n_places = len(cells.once(facets)["place"].texts)
    number, k = dense([place[rows], days], [n_places, int(days.max()) + 1])
    same = Groups(number, k)
    # Of several populations of one place and day the largest one is the measure.
    largest = same.max(ends.upper[rows])
    is_largest = ends.upper[rows] == largest[number]
    known = rows[same.first(np.arange(len(rows)), is_largest)]
    figures = cells.once(is_usable) & cells.is_word("measure", *_OF_RESIDENTS)
    figures &= cells.is_word("unit", "person") & (day != NO_DAY) & np.isfinite(ends.lower)
    figures &= np.isin(place, place[known])
    at = np.flatnonzero(figures)
    # The populations are in order of their places, and of their days within.
    first = day[known].min()
    span = int(max(day[known].max(), day[at].max(initial=first)) - first) + 2
    key = place[known] * span + (day[known] - first)
    sought = place[at] * span + np.maximum(day[at] - first, 0)
    after = np.minimum(np.searchsorted(key, sought), len(key) - 1)
    before = np.maximum(np.searchsorted(key, sought, side="right") - 1, 0)
    gaps = [_gap(place, day, at, known[one]) for one in (before, after)]
    later = (gaps[1] < gaps[0]) | (
        (gaps[1] == gaps[0]) & (ends.upper[known[after]] > ends.upper[known[before]])
    )
    of = np.where(later, known[after], known[before])
    return _Beside(at, ends.lower[at], ends.upper[of], of, np.where(later, gaps[1], gaps[0]))


def _populations(cells: Cells) -> Flags:
    """Return which rows state how many people live in a place, all of them."""
    found = cells.is_word("measure", "population")
    if not found.any():
        return found
    ends = cells.once(hard_ends)
    found = found & cells.once(is_usable) & cells.is_word("group", "all")
    found &= ~cells.stated("definition") & cells.is_word("unit", "person")
    found &= np.isfinite(ends.upper) & (_days(cells) != NO_DAY)
    return np.asarray(found & (cells.once(facets)["place"].codes >= 0), dtype=np.bool_)


def _days(cells: Cells) -> Integers:
    """Return the last day of each period, or the first where the last is not stated."""
    end = cells.days("period_end")
    return np.where(end == NO_DAY, cells.days("period_start"), end)


def _gap(place: Integers, day: Integers, rows: Integers, others: Integers) -> Integers:
    """Return the days between figures and populations; the largest number for another place."""
    gap = np.abs(day[rows] - day[others])
    return np.where(place[rows] == place[others], gap, np.iinfo(np.int64).max)


def _exceeds(cells: Cells, years: float) -> tuple[_Beside, Flags]:
    found = cells.once(_beside)
    near = found.days <= years * _DAYS_A_YEAR
    return found, near & (found.lower > found.population)


def _rate(
    cells: Cells, years: float, least_days: float, most: float
) -> tuple[_Beside, Numbers, Flags]:
    """Return the figures, their deaths per 10,000 people a day, and which are too many."""
    found, exceeds = _exceeds(cells, years)
    start, end = (cells.days(name)[found.rows] for name in ("period_start", "period_end"))
    days = (end - start + 1).astype(np.float64)
    closed = (start != NO_DAY) & (end != NO_DAY) & (days >= least_days)
    closed &= cells.is_word("period_kind", "covers")[found.rows]
    closed &= cells.is_word("measure", *_DEAD)[found.rows]
    closed &= ~cells.is_word("basis", "stock")[found.rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = found.lower / (found.population * days) * 10_000
    near = found.days <= years * _DAYS_A_YEAR
    return found, rate, closed & near & ~exceeds & (rate > most)


def _at_lower(cells: Cells, column: str, rows: Integers) -> Judged:
    """Return the rows whose lower end stands in a column as those at fault."""
    bad = np.zeros(cells.n, dtype=np.bool_)
    has_low = ~np.isnan(cells.numbers("low")[rows])
    bad[rows[has_low == (column == "low")]] = True
    return Judged(bad, concerned=bad)


def _is_above(cells: Cells, column: str, years: float) -> Judged:
    found, exceeds = _exceeds(cells, years)
    return _at_lower(cells, column, found.rows[exceeds])


def _is_rate_high(
    cells: Cells, column: str, years: float, least_days: float, per_10_000_a_day: float
) -> Judged:
    found, _, too_many = _rate(cells, years, least_days, per_10_000_a_day)
    return _at_lower(cells, column, found.rows[too_many])


def _of_how_many(
    cells: Cells, _column: str, rows: Integers, **_settings: float
) -> dict[str, Strings]:
    found = cells.once(_beside)
    at = np.searchsorted(found.rows, rows)
    return {
        "figure": named_numbers(found.lower[at]),
        "population": named_numbers(found.population[at]),
        "first": named_rows(cells, found.of[at]),
    }


def _at_what_rate(
    cells: Cells,
    column: str,
    rows: Integers,
    years: float,
    least_days: float,
    per_10_000_a_day: float,
) -> dict[str, Strings]:
    found, rate, _ = _rate(cells, years, least_days, per_10_000_a_day)
    told = named_numbers(np.round(rate[np.searchsorted(found.rows, rows)]))
    return {**_of_how_many(cells, column, rows), "rate": told}


_PEOPLE = {
    "measure": "population",
    "basis": "stock",
    "best": 1000.0,
    "low": None,
    "high": None,
    "period_start": "2022-07-01",
    "period_end": "2022-07-01",
    "precision": "day",
    "published_on": "2022-08-01",
}
_TOLL = {"low": None, "high": None}

CHECKS = (
    Check(
        name="above-population",
        severity="warning",
        phase="table",
        at=("low", "best"),
        find=_is_above,
        message="{figure} people ({measure}) are more than the {population} who live there, by "
        "{first}",
        hint="Check both numbers, their places and their units. If people from elsewhere are among "
        "them, or the population is that of after a flight, say so in a caveat.",
        why="Of those who live in a place no more can be killed, hurt or in need than there are. "
        "The population is that of the same place in the table which is nearest in time, within a "
        "few years; of several, the largest.",
        bad=((_PEOPLE, {"best": 1001.0, **_TOLL}),),
        good=(
            ({**_PEOPLE, "best": 10_000.0}, {"best": 1001.0, **_TOLL}),
            (_PEOPLE, {"best": 1001.0, **_TOLL, "place": "NER"}),
            (_PEOPLE, {"best": 1001.0, **_TOLL, "measure": "new_displacements"}),
        ),
        facts=_of_how_many,
        value_free=("first",),
        within=("place",),
        holds=_LOOKED_AT,
        settings={"years": 5},
    ),
    Check(
        name="death-rate-implausible",
        severity="warning",
        phase="table",
        at=("low", "best"),
        find=_is_rate_high,
        message="{figure} of the {population} people of {first} in this period are {rate} deaths "
        "per 10,000 people a day",
        hint="Check the number, the period and the population. One massacre may have so high a "
        "rate; a whole area over weeks has hardly ever had it.",
        why="One death per 10,000 people a day is the usual threshold of an emergency. At many "
        "times that over a week or more, a digit too many, a period too short or another place is "
        "more likely than the figure.",
        bad=((_PEOPLE, {"best": 900.0, **_TOLL, "period_start": "2022-05-01"}),),
        good=((_PEOPLE, {"best": 30.0, **_TOLL, "period_start": "2022-05-01"}),),
        facts=_at_what_rate,
        value_free=("first",),
        within=("place",),
        holds=_LOOKED_AT,
        settings={"years": 5, "least_days": 7, "per_10_000_a_day": 30},
    ),
)

"""IOM Missing Migrants Project: incidents in which migrants died or went missing (JSON, CSV).

One row an incident, of which up to seven figures are stated: the dead, the missing, both
together, the survivors, and of the dead and missing the females, the males and the children. All
are flows on the day of the incident, and count migrants only (`role=migrant`).

- The dead are bodies recovered, from whatever cause: `deaths`. Their cause is `migration: ` and
  IOM's words, so that one column stays one measure whether people drowned or were shot.
- The missing are presumed dead, and a *minimum estimate*: those said to be aboard, less bodies
  and survivors. The number is the low end, and the range is open above.
- The total is their sum, `dead_or_missing`: a rollup, and open above where people are missing.
  Downloads of 2026 leave it out, and then there is none.
- Females, males and children are those who are known to be. IOM fills 0 in where it does not
  know the sex (a body with "0 females, 0 males"), so they are points only where they make up
  the whole total, and else low ends. Children are younger than 18.
- A blank is nobody reported, or not known. IOM means the same by 0 missing, which newer files
  fill in: status `none_recorded`, and no claim that nobody is. 0 dead are no bodies: a number.
- `web_id` is the event. Parts of one incident may share it: on one day and in one place they are
  parts that nobody tells from rivals, and reconciling says so.
- The date is that of death, or the day on which bodies were found. Where the row sums up several
  incidents ("Cumulative Incident"), it is the last day of a time whose start is not told.
- Downloads may write a date as "Tue, 01/07/2014": the weekday tells the month from the day.
- At sea the country is the one that IOM states, mostly the nearest.
- The source is the Missing Migrants Project. Its own sources stay beside the figure; its grade
  of them, 1 to 5, goes to `grading` as it is.

The columns have four sets of names: those of the API, and of the downloads to 2020, of the years
after, and of 2026.
"""

import re
from datetime import datetime

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._numbers import AS_BLANK
from crisisfigures.reading._rollups import flagged, numbers_of
from crisisfigures.texts import Flags, Texts, combinations
from crisisfigures.vocabulary import fold

_NEEDED = ("number_dead", "number_missing")
_BESIDE = ("total_dead_and_missing", "number_of_survivors")
"""Columns of which one stands beside the dead and the missing: downloads of 2026 have no total."""

_COLUMNS = (
    *_NEEDED,
    *_BESIDE,
    *("web_id", "number_of_female", "number_of_male"),
    *("number_of_children", "cause_death", "country_of_incident", "location_description"),
    *("reported_date", "reported_year", "reported_month", "url", "source_quality"),
    *("information_source", "migration_route", "incident_type"),
    *("country_of_origin", "region_of_origin"),
)
_ALIASES = {
    "Incident ID": "web_id",
    "Main ID": "web_id",
    "Number of Dead": "number_dead",
    "Minimum Estimated Number of Missing": "number_missing",
    "Total Number of Dead and Missing": "total_dead_and_missing",
    "Number of Females": "number_of_female",
    "Number of Males": "number_of_male",
    "Cause of Death": "cause_death",
    "Location of Incident": "location_description",
    "Location of Death": "location_description",
    "Incident Date": "reported_date",
    "Date of Incident": "reported_date",
    "Incident Year": "reported_year",
    "Year of Incident": "reported_year",
    "Year": "reported_year",
    "Month": "reported_month",
}
_UNKNOWN = frozenset({"unknown", "mixed", "not available"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(r"(\w{3})\w*,? (\d{1,2}/\d{1,2}/\d{4})(?: - [\d:]+)?")


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of the Missing Migrants Project, if it counts dead and missing."""
    found = headers_of(sheet, _COLUMNS, _ALIASES)
    if not all(name in found for name in _NEEDED) or not found.keys() & {*_BESIDE}:
        return None
    return Match(tuple(found.values()), f"{len(found)} columns of the Missing Migrants Project")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the figures of each incident."""
    found = headers_of(sheet, _COLUMNS, _ALIASES)
    nothing = Texts.repeated(None, sheet.n_rows)
    cells = {name: sheet[found[name]] if name in found else nothing for name in _COLUMNS}
    dead, missing, total = (cells[name] for name in (*_NEEDED, "total_dead_and_missing"))
    # The missing are a minimum, and so is the total that they are part of.
    is_none = numbers_of(missing) == 0
    has_missing = missing.without(AS_BLANK).is_stated
    is_open = has_missing & ~is_none
    # Where nobody is missing, the dead are all.
    everyone = numbers_of(total.otherwise(dead))
    females, males = cells["number_of_female"], cells["number_of_male"]
    of_a_sex = np.nan_to_num(numbers_of(females)) + np.nan_to_num(numbers_of(males))
    has_all_sexes = ~is_open & (of_a_sex == everyone)
    children = cells["number_of_children"]
    are_all_children = ~is_open & (numbers_of(children) == everyone)
    figures: list[dict[str, Texts | str]] = [
        {"measure": "deaths", "figure": dead},
        {
            "measure": "missing_persons",
            "status": Texts.repeated("none_recorded", sheet.n_rows).where(is_none),
            "stated": missing.where(is_none),
            **_at_least(missing.where(~is_none), ~has_missing),
        },
        {
            "measure": "dead_or_missing",
            "is_rollup": flagged(dead.without(AS_BLANK).is_stated | has_missing),
            **_at_least(total, ~is_open),
        },
        {"measure": "survivors", "figure": cells["number_of_survivors"]},
    ]
    for group, number, is_exact in (
        ("sex=female;role=migrant", females, has_all_sexes),
        ("sex=male;role=migrant", males, has_all_sexes),
        ("age=0-17;role=migrant", children, are_all_children),
    ):
        of_group = _at_least(number, is_exact)
        figures.append({"measure": "dead_or_missing", "group": group, **of_group})
    return by_figure(_of_incident(cells), figures)


def _of_incident(cells: dict[str, Texts]) -> dict[str, Texts | str]:
    """Return what holds of every figure of a row."""
    date = cells["reported_date"].map(_date)
    is_sum = cells["incident_type"].map(lambda text: text.casefold()[:10]).is_in("cumulative")
    origin = cells["country_of_origin"].without(_UNKNOWN)
    codes, names = combinations(cells["location_description"], cells["country_of_incident"])
    columns: dict[str, Texts | str] = {
        "group": "role=migrant",
        "cause": cells["cause_death"].map(lambda text: f"migration: {text}").otherwise("migration"),
        "event": cells["web_id"],
        "source_key": cells["web_id"],
        "country": cells["country_of_incident"],
        "place_name": Texts.merged(codes, [_place_name(*pair) for pair in names]),
        "from_place": origin,
        "from_name": origin.otherwise(cells["region_of_origin"].without(_UNKNOWN)),
        "period": date.where(~is_sum),
        "year": cells["reported_year"].where(~date.is_stated & ~is_sum),
        "month": cells["reported_month"].where(~date.is_stated & ~is_sum),
        "source": "Missing Migrants Project",
        "source_type": "un",
        "publisher": "IOM",
        "url": cells["url"],
        "grading": cells["source_quality"].map(lambda text: f"IOM source quality {text}"),
    }
    if is_sum.any():
        columns["period_end"] = date.where(is_sum)
        columns["caveat"] = Texts.repeated(
            "several incidents in one row; the date is the last of them", len(date)
        ).where(is_sum)
    return columns


def _place_name(location: str | None, country: str | None) -> str:
    """Return the location, with the country where it does not end with it: "Calais, France"."""
    words = fold(country or "").split()
    if location and fold(location).split()[-len(words) :] == words:
        return location
    return ", ".join(filter(None, (location, country)))


def _date(text: str) -> str:
    """Return a date as ISO where its weekday tells what 01/06 means, and else as it stands."""
    match = _WEEKDAY.fullmatch(text)
    if match is None:
        return text
    days = set()
    for order in ("%m/%d/%Y", "%d/%m/%Y"):
        try:
            day = datetime.strptime(match[2], order).date()
        except ValueError:
            continue
        if _WEEKDAYS[day.weekday()] == match[1].casefold():
            days.add(day.isoformat())
    return days.pop() if len(days) == 1 else text


def _at_least(number: Texts, is_exact: Flags) -> dict[str, Texts | str]:
    """Return numbers as points where they are exact, and else as low ends of open ranges."""
    floor = Texts.repeated("count_floor", len(number)).where(number.is_stated & ~is_exact)
    return {
        "low": number.where(~is_exact),
        "figure": number.where(is_exact),
        "range_kind": floor,
    }


FORMAT = Format(
    name="iom_missing_migrants",
    summary="IOM Missing Migrants Project: migrants who died or went missing, by incident.",
    needs="the columns of the Missing Migrants Project (number_dead, number_missing, total …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

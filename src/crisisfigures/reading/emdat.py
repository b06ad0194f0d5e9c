"""EM-DAT: disasters and whom they harmed, country by country, from CRED (public table).

One row a disaster in a country, several figures a row, by the definitions of EM-DAT
(https://doc.emdat.be/docs/data-structure-and-content/impact-variables/):

- Total Deaths counts the dead and the missing in one number: `dead_or_missing`.
- No. Injured, No. Affected and No. Homeless exclude one another. Where a source gave families or
  houses, EM-DAT multiplied them (by 5 in developing, by 3 in industrialised countries); where it
  gave a range, EM-DAT took the mean; "hundreds" is 200 and "thousands" is 2,000. The table does
  not tell which numbers were made so.
- Total Affected is the sum of these three, whichever of them are stated: a rollup, and of another
  definition than No. Affected. Where none of them is stated it sums up nothing, and is none.
- A blank says that nothing was reported, and is never 0. A row with no number at all is kept as
  one figure of the dead, missing.
- A disaster that crosses borders has one row a country with one number (`YYYY-NNNN`) in common:
  that is the `event`; `source_key` has the country too.
- Where a month or a day is blank, and start and end are the same year or month, the disaster
  happened on some day of it. From one month to another it lasted: it covers the period.
- `Last Update` tells which of two downloads of a row is the later. Where it is in figures and
  the column does not show which of them is the month (03/10/2023), it tells nothing.

The country profiles, which CRED publishes on HDX, have no disasters but sums: one row a year, a
country and a subtype, with the number of disasters (`incidents`). Subtypes are parts of their type
and no rivals: the year, the country and the subtype are the `event`.

The table was renamed in September 2023 (DisNo., No. Injured); exports before that, with one date
or with a start and an end, are read as well. Costs, coordinates ("30.37 N") and all other
columns are kept beside the figures.
"""

import re
from collections.abc import Mapping

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import Columns, iso_date, iso_dates, named, some_day
from crisisfigures.reading._rollups import flagged, numbers_of
from crisisfigures.texts import Flags, Texts, combinations

_FIGURES = {
    "deaths": ("total deaths",),
    "injured": ("no injured", "number injured"),
    "affected": ("no affected", "number affected"),
    "homeless": ("no homeless", "number homeless"),
    "total_affected": ("total affected",),
}
_VARIANTS = {
    "number": ("disno", "dis no", "disaster no", "disaster number"),
    "events": ("total events",),
    "type": ("disaster type",),
    "subtype": ("disaster subtype",),
    "iso": ("iso", "country code"),
    "country": ("country",),
    "year": ("start year", "year"),
    "month": ("start month", "month"),
    "day": ("start day", "day"),
    "end_year": ("end year",),
    "end_month": ("end month",),
    "end_day": ("end day",),
    "last_update": ("last update",),
}
_NEEDED = {"type", "year", "deaths"}
_OF_PROFILES = {"events", "total_affected", "iso", "subtype"}
_OTHERS = {
    name: (name,)
    for name in (
        *("historic", "classification key", "disaster group", "disaster subgroup"),
        *("disaster subroup", "event name", "region", "subregion", "location", "origin"),
        *("ofda response", "appeal", "declaration", "latitude", "longitude", "cpi"),
    )
}
"""Columns that tell an EM-DAT table from another, and are kept beside the figures."""

_PARTS = ("injured", "affected", "homeless")
"""What Total Affected is the sum of."""

_MEASURES: Mapping[str, Columns] = {
    "deaths": {"measure": "dead_or_missing", "definition": "emdat"},
    "injured": {"measure": "injured", "definition": "emdat"},
    "affected": {"measure": "affected", "definition": "emdat"},
    "homeless": {"measure": "homeless", "definition": "emdat"},
    "total_affected": {
        "measure": "affected",
        "definition": "emdat:total_affected",
    },
}

_NUMBER = re.compile(r"(\d{4}-\d{4})(?:-[A-Za-z0-9]{3})?")


def sniff(sheet: Sheet) -> Match | None:
    """Return EM-DAT's columns, if they number disasters and count whom they harmed."""
    found = named(sheet, {**_VARIANTS, **_FIGURES, **_OTHERS})
    is_profile = found.keys() >= _OF_PROFILES
    if not (found.keys() >= _NEEDED and ("number" in found or is_profile)):
        return None
    columns = tuple(dict.fromkeys(found.values()))
    return Match(columns, f"{len(columns)} columns of EM-DAT")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the figures of each disaster in a country."""
    found = {name: sheet[header] for name, header in named(sheet, _VARIANTS).items()}
    counts = {name: sheet[header] for name, header in named(sheet, _FIGURES).items()}
    columns: Columns = {
        "source": "EM-DAT",
        "source_type": "research",
        **_which(found),
        "cause": found["type"].map(lambda words: f"disaster:{words.casefold()}"),
        **_when(found),
    }
    if "iso" in found:
        columns["country_code"] = found["iso"]
    if "country" in found:
        columns["country"] = found["country"]
    if "last_update" in found:
        columns["edition"] = iso_dates(found["last_update"])
    figures: list[Columns] = []
    for name, cells in counts.items():
        figure = {**_MEASURES[name], "figure": cells}
        if name == "total_affected":
            figure["is_rollup"] = flagged(_is_summed(cells, counts))
        figures.append(figure)
    if "number" not in found:
        figures.append({"measure": "incidents", "definition": "emdat", "figure": found["events"]})
    return by_figure(columns, figures, nothing="missing")


def _is_summed(total: Texts, counts: Mapping[str, Texts]) -> Flags:
    """Return where Total Affected sums up what stands beside it.

    Of a file that someone cut, what is left of the three must come to it.
    """
    parts = [numbers_of(counts[name]) for name in _PARTS if name in counts]
    if not parts:
        return np.zeros(len(total), dtype=np.bool_)
    has_any: Flags = np.any([~np.isnan(part) for part in parts], axis=0)
    if len(parts) == len(_PARTS):
        return has_any
    comes_to_it: Flags = np.nansum(parts, axis=0) == numbers_of(total)
    return has_any & comes_to_it


def _which(found: Mapping[str, Texts]) -> Columns:
    """Return what tells a row from others: its disaster, or all of a subtype in a year."""
    if "number" in found:
        return {"source_key": found["number"], "event": found["number"].map(_event)}
    codes, parts = combinations(found["year"], found["iso"], found["subtype"])
    return {"event": Texts.merged(codes, [" ".join(filter(None, part)) or None for part in parts])}


def _event(number: str) -> str:
    """Return the number that the rows of one disaster share, without the country."""
    match = _NUMBER.fullmatch(number)
    return number if match is None else match[1]


def _when(found: Mapping[str, Texts]) -> Columns:
    """Return first and last day, as closely as they are stated."""
    if "number" not in found:
        return {"period": found["year"]}
    start = _date(found, "year", "month", "day")
    if "end_year" not in found:
        return {"period": start, "period_kind": some_day(start)}
    end = _date(found, "end_year", "end_month", "end_day")
    codes, ends = combinations(start, end)
    is_one = np.array([first == last for first, last in ends], dtype=np.bool_)[codes]
    return {"period_start": start, "period_end": end, "period_kind": some_day(start).where(is_one)}


def _date(found: Mapping[str, Texts], year: str, *smaller: str) -> Texts:
    return iso_date(found[year], *(found[name] for name in smaller if name in found))


FORMAT = Format(
    name="emdat",
    summary="EM-DAT public table: deaths, injured, affected and homeless in disasters.",
    needs="the columns of EM-DAT (DisNo., Disaster Type, Start Year, Total Deaths)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

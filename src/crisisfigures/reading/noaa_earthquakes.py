"""NOAA: the Significant Earthquake Database of the National Centers for Environmental Information.

One row an earthquake, since 2150 BC, several figures a row: dead, missing, injured, houses
destroyed and damaged; each once for the earthquake and once, as a total, with its secondary
effects (tsunami, landslide, eruption). Beside a number stands a code for its size, and for old
earthquakes, of which a chronicle says "many", only the code:

    0 none, 1 few (some 1 to 50), 2 some (some 51 to 100), 3 many (some 101 to 1,000),
    4 very many (some 1,001 or more)

(https://www.ngdc.noaa.gov/hazel/view/hazards/earthquake/event-data, definitions of the columns).

- A number is a number; its code is kept beside it, and a code that contradicts it is a caveat.
- Where only the code is given, the figure is the range that NOAA defines it by: approximate, and
  open above for "very many".
- A total contains the figure of the earthquake: it is of another definition, and a rollup where
  that figure is stated. One that stands alone is all there is.
- A blank says that nothing is known, and is never 0: a row with no number at all is kept as one
  figure of the dead, missing.
- Years before Christ have no place in a table of days: they are kept in `period_stated`.
- The country is what stands before the colon in the name of the place ("CHINA: YUNNAN"), if
  there is no column for it; before that of an earthquake in the United States stands the state
  ("CALIFORNIA: EUREKA"). Dates are in universal time: the local date may be a day off.
- NOAA's table of tsunamis has the same columns and more. It counts other people, and is not read
  as one of earthquakes.
- The tab-separated export has no number for an earthquake, so that two in one country on one day
  are the same event to a reader; the older table and the interface have one (`id`).
"""

import re
from collections.abc import Mapping

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import Columns, iso_date, named, some_day
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import flagged, numbers_of
from crisisfigures.texts import Texts, combinations

_VARIANTS = {
    "id": ("id", "i d"),
    "year": ("year",),
    "month": ("mo", "month"),
    "day": ("dy", "day"),
    "depth": ("focal depth km", "focal depth", "eq depth", "eqdepth"),
    "magnitude": ("mag", "eq primary", "eqmagnitude"),
    "intensity": ("mmi int", "intensity"),
    "location": ("location name", "locationname"),
    "country": ("country",),
    "search": ("search parameters",),
}


def _spellings(plural: str, singular: str, camel: str) -> dict[str, tuple[str, ...]]:
    """Return the spellings of a count, of its code, and of both as totals."""
    return {
        "": (plural, camel),
        "_code": (f"{singular} description", f"{plural} description", f"{camel}amountorder"),
        "_total": (f"total {plural}", f"{camel}total"),
        "_total_code": (
            f"total {singular} description",
            f"total {plural} description",
            f"{camel}amountordertotal",
        ),
    }


_COUNTED = {
    name: {f"{name}{ending}": spelled for ending, spelled in _spellings(*words).items()}
    for name, words in {
        "deaths": ("deaths", "death", "deaths"),
        "missing_persons": ("missing", "missing", "missing"),
        "injured": ("injuries", "injuries", "injuries"),
        "dwellings_destroyed": ("houses destroyed", "houses destroyed", "housesdestroyed"),
        "dwellings_damaged": ("houses damaged", "houses damaged", "housesdamaged"),
    }.items()
}
"""For each measure, the spellings of its columns."""
_ALL = {**_VARIANTS, **{k: v for columns in _COUNTED.values() for k, v in columns.items()}}

_OF_TSUNAMIS = (
    *("cause code", "maximum water height", "max water height", "event validity"),
    *("number of runups", "num runups", "tsunami cause code", "tsunami event validity"),
    *("causecode", "maxwaterheight", "eventvalidity", "numrunups", "maximum water height m"),
)
"""Columns of the table of tsunamis, which has those of earthquakes too."""

_STATES = re.compile(
    r"(?:alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii"
    r"|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan"
    r"|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico"
    r"|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island"
    r"|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia"
    r"|wisconsin|wyoming)\b.*",
    re.IGNORECASE,
)
"""States of the United States, but for Georgia: that is the country."""

_BANDS: Mapping[str, tuple[int, int | None, str]] = {
    "0": (0, 0, "none"),
    "1": (1, 50, "few (~1 to 50)"),
    "2": (51, 100, "some (~51 to 100)"),
    "3": (101, 1000, "many (~101 to 1000)"),
    "4": (1001, None, "very many (~1001 or more)"),
}
"""What a code stands for: from, to, and in words."""

_DEFINITIONS = {
    "": "noaa:earthquake",
    "_total": "noaa:earthquake_and_secondary_effects",
}


def sniff(sheet: Sheet) -> Match | None:
    """Return NOAA's columns, if they are of earthquakes and code the number of deaths."""
    found = named(sheet, _ALL)
    if not found.keys() >= {"year", "depth", "deaths", "deaths_code", "injured"}:
        return None
    if headers_of(sheet, _OF_TSUNAMIS):
        return None
    columns = tuple(dict.fromkeys(found.values()))
    return Match(columns, f"{len(columns)} columns of NOAA's earthquakes")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the figures of each earthquake, by itself and with its secondary effects."""
    found = {name: sheet[header] for name, header in named(sheet, _ALL).items()}
    columns: Columns = {
        "source": "NOAA NCEI",
        "source_type": "research",
        "cause": "disaster:earthquake",
        **_when(found),
        **_where(found),
    }
    if "id" in found:
        columns["event"] = columns["source_key"] = found["id"]
    figures: list[Columns] = []
    nothing = Texts.repeated(None, sheet.n_rows)
    for measure in _COUNTED:
        own = [found[name] for name in (measure, f"{measure}_code") if name in found]
        is_told = np.zeros(sheet.n_rows, dtype=np.bool_)
        for cells in own:
            is_told |= ~np.isnan(numbers_of(cells))
        for ending, definition in _DEFINITIONS.items():
            count, code = (found.get(f"{measure}{ending}{part}") for part in ("", "_code"))
            if count is None and code is None:
                continue
            figure = _figure(count or nothing, code or nothing)
            rollup = {"is_rollup": flagged(is_told)} if ending else {}
            figures.append({"measure": measure, "definition": definition, **rollup, **figure})
    status = Texts.repeated("missing", sheet.n_rows)
    if "search" in found:
        # The first row of an export tells what was searched for, and no earthquake.
        searched = found["search"].map(lambda _: "not_applicable")
        status = searched.otherwise("missing")
    return by_figure(columns, figures, nothing=status)


def _figure(count: Texts, code: Texts) -> Columns:
    """Return the number, or the range of its code where there is no number."""
    codes, parts = combinations(count, code)
    bands = [_BANDS.get(band) if band else None for _, band in parts]
    coded = [None if number else band for (number, _), band in zip(parts, bands, strict=True)]
    numbers: list[str | None] = []
    for (number, band), known in zip(parts, coded, strict=True):
        # A code that is not in the list is handed on, to be reported where it cannot be read.
        unknown = f"code {band}" if band and not known else None
        numbers.append(number or ("0" if known and known[1] == 0 else unknown))
    ranges = [band if band and band[1] != 0 else None for band in coded]
    return {
        "figure": Texts.merged(codes, numbers),
        "low": Texts.merged(codes, [str(band[0]) if band else None for band in ranges]),
        "high": Texts.merged(
            codes, [str(band[1]) if band and band[1] is not None else None for band in ranges]
        ),
        "stated": Texts.merged(codes, [band[2] if band else None for band in coded]),
        "approximate": Texts.merged(codes, ["true" if band else None for band in ranges]),
        "quantifier": Texts.merged(
            codes,
            [band and ("at_least" if band[1] is None else "between") for band in ranges],
        ),
        "range_kind": Texts.merged(codes, ["stated_words" if band else None for band in ranges]),
        "caveat": Texts.merged(
            codes,
            [_contradiction(part[0], band) for part, band in zip(parts, bands, strict=True)],
        ),
    }


def _contradiction(count: str | None, band: tuple[int, int | None, str] | None) -> str | None:
    """Return what to say of a number that its own code contradicts."""
    number = count or ""
    if band is None or not number.isdecimal():
        return None
    low, high, words = band
    if low <= int(number) and (high is None or int(number) <= high):
        return None
    return f"the number is not in the range of its code: {words}"


def _when(found: Mapping[str, Texts]) -> Columns:
    """Return the days; years before Christ in words only."""
    year = found["year"]
    before_christ = year.map(lambda text: f"{text[1:]} BC" if text[0] == "-" else None)
    period = iso_date(
        year.where(~before_christ.is_stated),
        *(found[name] for name in ("month", "day") if name in found),
    )
    return {"period": period, "period_kind": some_day(period), "period_stated": before_christ}


def _where(found: Mapping[str, Texts]) -> Columns:
    """Return the country, and the place in the words of the database."""
    columns: Columns = {}
    if "location" in found:
        columns["place_name"] = found["location"].map(lambda name: " ".join(name.split()))
        columns["country"] = found["location"].map(_country)
    if "country" in found:
        columns["country"] = found["country"]
    return columns


def _country(location: str) -> str:
    """Return the country of a place, by what stands before the colon."""
    first = " ".join(location.partition(":")[0].split())
    return "United States" if _STATES.fullmatch(first) else first


FORMAT = Format(
    name="noaa_earthquakes",
    summary="NOAA Significant Earthquake Database: dead, missing, injured, houses destroyed.",
    needs=(
        "the columns of NOAA's earthquakes (Year, Focal Depth, Deaths, Death Description, Injuries)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

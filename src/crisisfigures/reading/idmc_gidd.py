"""IDMC GIDD: a year's internal displacements and people in displacement (CSV, JSON, Excel).

The Global Internal Displacement Database gives two numbers a country, year and cause. *Internal
displacements* (`new_displacement`) are movements in the year: a flow, in which a person who
flees twice counts twice. *Total number of IDPs* (`total_displacement`, "stock displacement") are
people in displacement on 31 December of the year. They are read as figures of their own.

- The number is the one that is not rounded (`… (Raw)`); the rounded one stays beside it. Where
  the number is blank and only the rounded one is given, that is read, and `caveat` says so.
- **A 0 beside a blank rounded number says nothing**, nor beside NA, NaN or a dash. IDMC's rounding
  turns 0 into a blank, and 0 stands for years that nobody reported: `status` is missing, `stated`
  keeps the 0. A 0 where the
  rounded number is 0, or where there is none in the file, is a zero.
- A blank is no figure; a row of blanks is kept as one that is missing. Withdrawn country-years are
  absent from a release; compare editions.
- Files without a column of causes or hazards are the ones of conflict: IDMC publishes them so.
- **Disasters** are rows of an event in one country and year. `event` is IDMC's event id, or the
  event's name where the file has none (one event in two countries has two rows of one name; four
  floods of 2012 share one name, which nobody can tell apart). GLIDE numbers stay beside it, for
  one drought's number stands on ten events. The cause names the hazard: `disaster:flood`.
- Dates of events are known to the day, week, month or year, and span that unit: from
  2015-03-03 to the month of 2015-03-01 ends with March, and is not upside down. A week at the
  turn of the year is of the days in the year of the row. Without an end,
  the movements lie within the start and the end of the year; a start on 1 January known to the
  month is then a placeholder for the year. Dates outside the year of the row are kept as they
  are, and `caveat` says so.
- **Sex and age** (`3_IDPs_SADD_estimates`) are IDPs estimated from the age structure of the
  country. Older releases have overlapping bands (0-4 and 0-14): a band that holds another one is
  `is_rollup`, and so is a row of both sexes beside one of each.

A workbook's sheets of figures are read together; "2_Context_Displacement_data" repeats the
numbers of the first sheet beside IDMC's notes, and is passed over.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import days_in_figures
from crisisfigures.reading._headers import headers_of, spelled
from crisisfigures.reading._idmc import SOURCE, as_known, causes, day_span, stated, texts_of
from crisisfigures.reading._numbers import AS_BLANK
from crisisfigures.reading._rollups import flagged, sums_up
from crisisfigures.texts import Flags, Texts, combinations


class _Number(NamedTuple):
    """One number of a row: what it counts, and its columns, as they are and rounded."""

    measure: str
    cause: str | None
    raw: str
    rounded: str


_NUMBERS = (
    _Number("new_displacements", None, "new_displacement", "new_displacement_rounded"),
    _Number("idps", None, "total_displacement", "total_displacement_rounded"),
    *(
        _Number(measure, cause, f"{cause}_{name}", f"{cause}_{name}_rounded")
        for cause in ("conflict", "disaster")
        for measure, name in (
            ("new_displacements", "new_displacement"),
            ("idps", "total_displacement"),
        )
    ),
)

_ALIASES = {
    "Name": "country_name",
    "Country": "country_name",
    "Country / Territory": "country_name",
    # Of events of disasters, up to 2021.
    "New Displacements": "new_displacement",
    "Date of Event (start)": "start_date",
    "Hazard Category": "hazard_category_name",
    "Hazard Type": "hazard_type_name",
    "figure_cause_name": "cause",
    "figure_cause": "cause",
    **{
        alias: f"{cause}_{name}{ending}"
        for cause in ("conflict", "disaster")
        for name, titles in (
            ("new_displacement", ("Internal Displacements", "New Displacements")),
            ("total_displacement", ("Stock Displacement", "Total number of IDPs")),
        )
        for title in titles
        for ending, alias in (
            ("", f"{cause} {title} (Raw)"),
            ("_rounded", f"{cause} {title}"),
        )
    },
}
"""Columns of the website's workbooks, under the names of the API."""

_OF_EVENTS = ("event_name", "hazard_type_name", "hazard_category_name")
_KNOWN = (
    *("iso3", "country_name", "year", "cause", "start_date", "start_date_accuracy"),
    *("end_date", "end_date_accuracy", "event_id", *_OF_EVENTS, "sex"),
    *(column for number in _NUMBERS for column in (number.raw, number.rounded)),
)

_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_OLDEST = 999

_UNSAID = "0 beside a blank rounded number: nobody says that there was no displacement"
_ROUNDED = "only the rounded number is given"
_PLACEHOLDER = "no end, and a start on 1 January: stands for the year"


def _headers(sheet: Sheet) -> dict[str, str]:
    return headers_of(sheet, _KNOWN, _ALIASES)


def _bands(sheet: Sheet) -> dict[str, tuple[int, int]]:
    """Return the age bands that are columns with their first and last year of age, in order."""
    matches = {name: _BAND.fullmatch(name) for name in sheet.header}
    bands = {
        name: (int(match[1]), int(match[2] or _OLDEST)) for name, match in matches.items() if match
    }
    return dict(sorted(bands.items(), key=lambda band: band[1]))


def sniff(sheet: Sheet) -> Match | None:
    """Return GIDD's columns, if a country and year stand beside numbers of displacement."""
    headers = _headers(sheet)
    if not {"iso3", "year"} <= headers.keys():
        return None
    known = tuple(headers.values())
    if {"sex", "cause"} <= headers.keys() and len(bands := _bands(sheet)) > 1:
        return Match((*known, *bands), f"its sex, cause and {len(bands)} age bands of IDMC GIDD")
    of_both = {"new_displacement", "total_displacement"}
    has_both = of_both <= headers.keys() or any(
        {name, f"{name}_rounded"} <= headers.keys() for name in of_both
    )
    is_of_events = headers.keys() >= {"new_displacement", "event_name", "hazard_type_name"}
    if (
        has_both
        or is_of_events
        or any(name.startswith(("conflict_", "disaster_")) for name in headers)
    ):
        return Match(known, f"{len(known)} columns of IDMC GIDD")
    return None


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the displacements and the people in displacement of each row, or their age bands."""
    headers = _headers(sheet)
    columns: dict[str, Texts | str] = {**SOURCE, "country_code": sheet[headers["iso3"]]}
    if "country_name" in headers:
        columns["place_name"] = sheet[headers["country_name"]]
    last_day = {"as_of": sheet[headers["year"]].map(_last_day)}
    if "sex" in headers:
        ages = list(_by_age(sheet, headers, last_day))
        return by_figure(columns, ages, nothing="missing", made_of=[headers["year"]])
    is_of_events = any(name in headers for name in _OF_EVENTS)
    in_year = (
        _in_event(sheet, headers) if is_of_events else {"period": texts_of(sheet, headers, "year")}
    )
    if is_of_events:
        columns["event"] = _events(sheet, headers)
    figures = []
    for number in _NUMBERS:
        if number.raw in headers or number.rounded in headers:
            figure = _figure(sheet, headers, number)
            when = in_year if number.measure == "new_displacements" else last_day
            caveat = _joined(figure["caveat"], when.get("caveat"))
            cause = _causes(sheet, headers, number, is_of_events)
            figures.append(stated({**when, **figure, "caveat": caveat, "cause": cause}))
    said = [number.raw for number in _NUMBERS] + ([] if is_of_events else ["year"])
    made_of = [headers[name] for name in said if name in headers]
    return by_figure(columns, figures, nothing="missing", made_of=made_of)


def _last_day(year: str) -> str:
    return f"{year}-12-31" if len(year) == 4 and year.isdecimal() else year


def _figure(sheet: Sheet, headers: Mapping[str, str], number: _Number) -> dict[str, Texts]:
    """Return one number of each row, and what is to be said of it."""
    raw, rounded = (
        texts_of(sheet, headers, name).without(AS_BLANK) for name in (number.raw, number.rounded)
    )
    is_unsaid = raw.is_in("0") & ~rounded.is_stated & (number.rounded in headers)
    is_rounded = ~raw.is_stated & rounded.is_stated & (number.raw in headers)
    return {
        "measure": Texts.repeated(number.measure, sheet.n_rows),
        "figure": raw.where(~is_unsaid).otherwise(rounded),
        "status": _where("missing", is_unsaid),
        "stated": raw.where(is_unsaid),
        "caveat": _where(_UNSAID, is_unsaid).otherwise(_where(_ROUNDED, is_rounded)),
    }


def _where(words: str, flags: Flags) -> Texts:
    return Texts.repeated(words, len(flags)).where(flags)


def _joined(first: Texts, second: Texts | None) -> Texts:
    """Return two remarks as one."""
    if second is None:
        return first
    codes, parts = combinations(first, second)
    return Texts.merged(codes, ["; ".join(filter(None, part)) for part in parts])


def _causes(sheet: Sheet, headers: Mapping[str, str], number: _Number, is_of_events: bool) -> Texts:
    implied = number.cause or ("disaster" if is_of_events else "conflict")
    said = texts_of(sheet, headers, "cause").otherwise(implied)
    return causes(said, texts_of(sheet, headers, "hazard_type_name"))


# --- events -----------------------------------------------------------------------------------


def _events(sheet: Sheet, headers: Mapping[str, str]) -> Texts:
    names = texts_of(sheet, headers, "event_name")
    return texts_of(sheet, headers, "event_id").otherwise(names)


class _When(NamedTuple):
    """When the displacements of an event in the year of a row happened."""

    start: str | None
    end: str | None
    kind: str | None = None
    caveat: str | None = None


def _in_event(sheet: Sheet, headers: Mapping[str, str]) -> dict[str, Texts]:
    names = ("start_date", "start_date_accuracy", "end_date", "end_date_accuracy", "year")
    texts = {name: texts_of(sheet, headers, name) for name in names}
    dates = {name: days_in_figures(texts[name]) for name in ("start_date", "end_date")}
    codes, parts = combinations(*{**texts, **dates}.values())
    found = [_when(*part) for part in parts]
    columns = ("period_start", "period_end", "period_kind", "caveat")
    return {name: Texts.merged(codes, [one[i] for one in found]) for i, name in enumerate(columns)}


def _when(
    start: str | None,
    start_accuracy: str | None,
    end: str | None,
    end_accuracy: str | None,
    year: str | None,
) -> _When:
    first, last = as_known(start, start_accuracy), as_known(end, end_accuracy)
    if first is None and last is None:
        return _When(year, year)
    outside = f"dated outside {year}, the year that it is reported for"
    is_outside = year is not None and any(
        span is not None and str(span.start.year) != year
        for span in (day_span(start), day_span(end))
    )
    if year is not None and not is_outside:
        first, last = _no_earlier(first, year), _no_later(last, year)
    if last is not None or year is None or is_outside:
        return _When(first, last or first, None, outside if is_outside else None)
    if first == f"{year}-01":
        return _When(year, year, "within", _PLACEHOLDER)
    return _When(first, year, "within")


def _no_earlier(known: str | None, year: str) -> str | None:
    """Return the start of an event, for a week that begins in the year before: 1 January."""
    span = day_span(known)
    return known if span is None or str(span.start.year) == year else f"{year}-01-01"


def _no_later(known: str | None, year: str) -> str | None:
    """Return the end of an event, for a week that ends in the year after: 31 December."""
    span = day_span(known)
    return known if span is None or str(span.end.year) == year else f"{year}-12-31"


# --- sex and age ------------------------------------------------------------------------------


def _by_age(
    sheet: Sheet, headers: Mapping[str, str], last_day: Mapping[str, Texts]
) -> Iterator[dict[str, Texts | str]]:
    """Yield the people in displacement of each age band."""
    bands = _bands(sheet)
    sex, cause = sheet[headers["sex"]], texts_of(sheet, headers, "cause")
    of_one_sex = sex.map({name: name for name in sex.values if spelled(name) in _SEXES})
    is_one = of_one_sex.is_stated
    is_of_both = sums_up(
        sex.is_stated & ~is_one, is_one, (sheet[headers["iso3"]], sheet[headers["year"]], cause)
    )
    for name, band in bands.items():
        is_whole = is_of_both
        for other in bands:
            if _holds(band, bands[other]):
                is_whole = is_whole | sheet[other].is_stated
        columns: dict[str, Texts | str] = {
            **last_day,
            "measure": "idps",
            "production": "estimated",
            "figure": sheet[name],
            "cause": cause,
            "sex": of_one_sex,
            "age": name,
            "is_rollup": flagged(is_whole),
        }
        yield stated(columns)


_SEXES = frozenset({"female", "male"})


def _holds(band: tuple[int, int], other: tuple[int, int]) -> bool:
    return band != other and band[0] <= other[0] and other[1] <= band[1]


FORMAT = Format(
    name="idmc_gidd",
    summary="IDMC Global Internal Displacement Database: displacements and IDPs of each year.",
    needs=(
        "the columns of IDMC GIDD (iso3, year, new_displacement, total_displacement; or Conflict "
        "Stock Displacement …)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
    sheets="all",
)

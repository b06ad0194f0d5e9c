"""IDMC IDU: Internal Displacement Updates, event by event as they happen (CSV, JSON, Excel).

One row an update, one figure a row: what IDMC read in a bulletin or a news report, as a number of
internal displacements. Updates are provisional and change (`production`); GIDD holds the
validated numbers.

- `qualifier` and `figure` are one range: "more than" 500 is open above, "total" adds nothing.
- **Which measure.** Most terms ("evacuated", "destroyed housing", "relocated") are movements:
  `new_displacements`, a flow. "In relief camp" and "sheltered" come from bulletins that count who
  is in the camps on a day, and the next day's bulletin counts the same people again: `sheltered`,
  a stock, which is never added over days. IDMC's own words stay in `measure_stated`.
- **Days.** The HDX file writes each day as midnight in New Zealand, in UTC: 2023-11-06T11:00Z is
  7 November, the day that the sentence names; so is 2023-11-06T11:00, from which a program has
  dropped the zone. A time that is neither noon nor midnight there, and a date without a time, is
  the day that is written. `event_start_date`, `event_end_date` and
  `displacement_date` stay beside the figure as they are written: one day early.
- **Households.** Where the sentence counts households, the figure was converted by IDMC, and is
  persons; `derivation` holds both numbers, "80 households × 4.575" for 366. The factor is the
  quotient of the two: IDMC does not print its own.
- **Events.** `event` is IDMC's event id, or the name where the file has no id; `source_key` is the
  id of the figure. Several updates of one event and day are parts or rivals: IDMC says that those
  with equal dates, event and location may be different estimates of one flow, so `reconcile`
  withholds them unless told which.
- `role`: a triangulation figure is a check or an early estimate, and has no vote. Older files do
  not tell.
- The source is IDMC. The sources named in the sentence or in `sources` are what IDMC read, no
  claims of theirs, and not repeated word for word: they stay beside the figure.
- The place is the country; the locations, their names and coordinates stay beside the figure.
  `created_at` is when the record was made, not when a number was published.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._exports import days_in_figures
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._idmc import (
    SOURCE,
    causes,
    hedge,
    place_precisions,
    role,
    stated,
    texts_of,
)
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold

_NEEDED = ("id", "iso3", "displacement_type", "qualifier", "figure", "event_name")
_DAYS = ("displacement_start_date", "displacement_end_date", "displacement_date")
_KNOWN = (
    *_NEEDED,
    *_DAYS,
    *("country", "latitude", "longitude", "centroid", "role", "year", "event_id", "event_codes"),
    *("event_code_types", "event_start_date", "event_end_date", "category", "subcategory", "type"),
    *("subtype", "standard_popup_text", "standard_info_text", "old_id", "created_at", "sources"),
    *("source_url", "locations_name", "locations_coordinates", "locations_accuracy"),
    *("locations_type", "displacement_occurred"),
)
_ALIASES = {
    "description": "standard_popup_text",
    "link": "source_url",
    "event_url": "source_url",
    "combined_type": "type",
}
"""The columns of the HDX file that differ from those of the API."""

_HOME = ZoneInfo("Pacific/Auckland")
"""The clock by which days were written; a day is its midnight, or its noon."""
_DAY_MARKS = (time(0), time(12))

_TAG = re.compile(r"<[^<>]*>")
_TERM = re.compile(r"[\d,]+ (?P<what>displacements?|returns?) ?(?:\((?P<term>[^()]*)\))?,")
_HOUSEHOLDS = re.compile(r"(?P<n>\d[\d,]*) households?\b")
_DIGITS = re.compile(r"\d{1,15}", re.ASCII)
_IN_CAMPS = frozenset({"in relief camp", "sheltered"})


def _headers(sheet: Sheet) -> dict[str, str]:
    return headers_of(sheet, _KNOWN, _ALIASES)


def sniff(sheet: Sheet) -> Match | None:
    """Return IDMC's columns, if those that make up an update are there."""
    headers = _headers(sheet)
    if not headers.keys() >= {*_NEEDED} or not headers.keys() & {*_DAYS}:
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of IDMC IDU")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each update as one figure of IDMC."""
    headers = _headers(sheet)

    def texts(name: str) -> Texts:
        return texts_of(sheet, headers, name)

    words = _plain(texts("standard_popup_text"))
    said = words.otherwise(_plain(texts("standard_info_text")))
    counted = said.map(_counted)
    columns: dict[str, Texts | str] = {
        **SOURCE,
        "source_key": texts("id"),
        "event": texts("event_id").otherwise(texts("event_name")),
        "measure": counted.map(_measure).otherwise("new_displacements"),
        "measure_stated": counted,
        "figure": texts("figure"),
        "figure_hedge": texts("qualifier").map(hedge),
        "derivation": _derivations(texts("figure"), said),
        "cause": causes(texts("displacement_type"), texts("type")),
        "country_code": texts("iso3"),
        "place_name": texts("country"),
        "place_precision": place_precisions(texts("locations_accuracy")),
        "role": texts("role").map(role),
        "production": "provisional",
        "url": texts("source_url"),
        "excerpt": words,
        **_days(texts),
    }
    return Arrangement(stated(columns))


# --- the sentence -----------------------------------------------------------------------------


def _plain(texts: Texts) -> Texts:
    """Return texts without the HTML of a popup; the texts themselves where there is none."""
    return texts.map(_without_tags) if any("<" in text for text in texts.values) else texts


def _without_tags(text: str) -> str:
    return " ".join(_TAG.sub(" ", text).split())


def _counted(said: str) -> str | None:
    """Return what IDMC calls the figure: "displacements (in relief camp)"."""
    match = _TERM.search(said)
    if match is None:
        return None
    return f"{match['what']} ({match['term']})" if match["term"] else match["what"]


def _measure(counted: str) -> str:
    what, _, term = counted.partition(" (")
    if what.startswith("return"):
        return "returns"
    return "sheltered" if fold(term) in _IN_CAMPS else "new_displacements"


def _derivations(figures: Texts, said: Texts) -> Texts:
    codes, parts = combinations(figures, said)
    return Texts.merged(codes, [_derivation(*part) for part in parts])


def _derivation(figure: str | None, said: str | None) -> str | None:
    """Return the households that a figure was made of, with the quotient as their size."""
    if said is None or figure is None or not _DIGITS.fullmatch(figure):
        return None
    match = _HOUSEHOLDS.search(said)
    n = int(match["n"].replace(",", "")) if match else 0
    # "57 people of 12 households" were counted as people.
    counted = rf"\b(?:{figure}|{int(figure):,}) (?:people|persons?|individuals?)\b"
    if match is None or n in (0, int(figure)) or re.search(counted, said):
        return None
    return f"{match[0]} × {int(figure) / n:.4g}"


# --- the other columns ------------------------------------------------------------------------


def _days(texts: Callable[[str], Texts]) -> dict[str, Texts]:
    """Return the first and the last day of the displacement, as they are meant."""
    first, last, only = (_as_days(texts(name)) for name in _DAYS)
    return {"period_start": first.otherwise(only), "period_end": last.otherwise(only)}


def _as_days(stamps: Texts) -> Texts:
    """Return a column of days as ISO text, also of days that a spreadsheet wrote in figures.

    A time beside such a day has lost its zone, and with it the day that is meant.
    """
    days = stamps.map(_day)
    return days_in_figures(days.map(lambda text: None if ":" in text else text)).otherwise(days)


def _day(stamp: str) -> str:
    """Return the day that a time stamp means: the one in New Zealand at its noon or midnight."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if moment.tzinfo is None:
        # Programs drop the Z; a date without a time is the same day either way.
        moment = moment.replace(tzinfo=UTC)
    there = moment.astimezone(_HOME)
    return there.date().isoformat() if there.time() in _DAY_MARKS else stamp


FORMAT = Format(
    name="idmc_idu",
    summary="IDMC Internal Displacement Updates: displacements event by event, provisional.",
    needs="the columns of IDMC IDU (displacement_type, qualifier, figure, event_name …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

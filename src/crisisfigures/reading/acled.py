"""ACLED: events of political violence and demonstrations, a row each (CSV, Excel, JSON).

`fatalities` is one number: all who were reported killed in the event, whoever they were. Where
reports differ or are vague, ACLED takes the conservative end ("dozens" is 12, "at least 5" is
5), and revises it later, up or down. So the number is `best`, and a bare point. Where the notes
themselves are vague about the dead, or give only a least number, it is also the low end, and
open above.

- 0 is a number: ACLED knows the event, and of nobody killed in it. Most events have it.
- Events are parts, not rivals: `event` and `source_key` hold `event_id_cnty`. The same event in a
  file by actors (a row for each side) is one figure repeated, and is counted once.
- The source is ACLED. Its own sources (`source`, here `acled_source`) are whom ACLED read; they
  claim nothing here, and ACLED does not reprint one of them.
- `timestamp` is when the row was last written: `published_on`, in UTC. The database is alive:
  rows change and vanish. A later row of an event supersedes an earlier one where both say the same
  day, kind and country. Where these were revised the two are different quantities, and both count:
  an earlier row has a caveat if the later one is in the same file.
- Deaths in battles, explosions and violence against civilians have the cause `conflict`; those in
  protests and riots have these words. Strategic developments state none.
- `actor1` and `actor2` are who took part; which of them killed, nobody says, so `actor` is not
  stated. `civilian_targeting` says whom it was aimed at, and not who died.
- `time_precision` 1 is the day. 2 is a week: any day of it may have been taken as the date, so it
  happened within six days of it. 3 is the month that the date lies in.
- `geo_precision` 1 is the town, 2 near it or a small part of a region, 3 a larger region, whose
  capital stands for it. The place of the figure is the country; ACLED's names of areas, which
  have no codes, are words.

Known are the columns of today (31), those with ISO codes since 2017, and those in capitals of up
to 2016, whose dates have the day first. Where a date of the column shows that a spreadsheet put the
month first (2/13/2015), and none the other way, all are read so.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np

from crisisfigures.errors import PeriodError, WordingError
from crisisfigures.period import Span, iso_span
from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._acled import cause_of
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import said_where
from crisisfigures.reading._vague import is_vague_on_the_dead
from crisisfigures.texts import Flags, Texts, combinations
from crisisfigures.wording import parse_period

_NEEDED = ("event_id_cnty", "event_date", "event_type", "fatalities")
_KNOWN = (
    *_NEEDED,
    "actor1",
    *("data_id", "event_id_no_cnty", "year", "time_precision", "disorder_type", "sub_event_type"),
    *("assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction"),
    *("civilian_targeting", "iso", "iso3", "gwno", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "tags", "timestamp"),
)
_ALIASES = {
    "ally_actor_1": "assoc_actor_1",
    "ally_actor_2": "assoc_actor_2",
    "geo_precis": "geo_precision",
}

_PLACE_PRECISION = {"1": "exact", "2": "near", "3": "admin1"}

_SECONDS = re.compile(r"\d{9,10}", re.ASCII)
_REVISED = "ACLED has revised this event since: a later row of the file has the same id"
_FLOOR = "the notes are vague on how many were killed, or give a least number"

_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_BY_NAME = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)[ -](\d{4})")
_MIDNIGHT = re.compile(r" 0?0:00(?::00)?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITHIN = timedelta(days=6)
"""How far the true day can lie from the date, where the date is some day of its week."""


def sniff(sheet: Sheet) -> Match | None:
    """Return ACLED's columns, if those that make up an event are there."""
    headers = headers_of(sheet, _KNOWN, _ALIASES)
    if not all(name in headers for name in _NEEDED):
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of ACLED")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each event as one figure of ACLED."""
    headers = headers_of(sheet, _KNOWN, _ALIASES)
    nothing = Texts.repeated(None, sheet.n_rows)
    cells = {name: sheet[headers[name]] if name in headers else nothing for name in _KNOWN}
    number = cells["fatalities"]
    is_floor = cells["notes"].map(lambda notes: _FLOOR if is_vague_on_the_dead(notes) else None)
    is_floor = is_floor.where(number.is_stated)
    return Arrangement(
        {
            **_when(cells),
            **_where(cells),
            "measure": "killed",
            "cause": cells["event_type"].map(cause_of),
            "event": cells["event_id_cnty"],
            "source_key": cells["event_id_cnty"],
            "source": "ACLED",
            "source_type": "monitor",
            "published_on": cells["timestamp"].map(_day_of),
            "best": number,
            "low": number.where(is_floor.is_stated),
            "range_kind": is_floor.map(lambda _: "count_floor"),
            "caveat": said_where(_REVISED, _is_revised(cells), is_floor),
            "status": Texts.repeated("missing", sheet.n_rows).where(~number.is_stated),
        }
    )


def _is_revised(cells: Mapping[str, Texts]) -> Flags:
    """Return which rows are of an event that a row written later has too."""
    events, stamps = cells["event_id_cnty"], cells["timestamp"]
    moments = np.array([_moment(stamp) for stamp in stamps.values], dtype=np.float64)
    written = stamps.spread(moments, missing=np.nan)
    newest = np.full(len(events.values) + 1, np.nan)
    np.fmax.at(newest, events.codes, written)
    return np.asarray(events.is_stated & (written < newest[events.codes]), dtype=np.bool_)


def _moment(stamp: str) -> float:
    """Return seconds since 1970, NaN where a text is no time that can be told."""
    if _SECONDS.fullmatch(stamp):
        return float(stamp)
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _day_of(timestamp: str) -> str:
    """Return the day, in UTC, of a number of seconds since 1970; other texts as they are."""
    if not _SECONDS.fullmatch(timestamp):
        return timestamp
    return datetime.fromtimestamp(int(timestamp), UTC).date().isoformat()


# --- when and where ---------------------------------------------------------------------------


def _when(cells: Mapping[str, Texts]) -> dict[str, Texts | str]:
    """Return the days in which each event lies, as its date and the precision of it tell."""
    dates = cells["event_date"]
    numbered = [found for found in map(_DAY_FIRST.match, dates.values) if found]
    is_day_first = all(int(found[2]) <= 12 for found in numbered)
    if not is_day_first and all(int(found[1]) <= 12 for found in numbered):
        # Saved again by a spreadsheet that puts the month first.
        dates, is_day_first = dates.map(_day_first), True
    codes, found = combinations(dates, cells["time_precision"])
    periods = [_period(text, precision, day_first=is_day_first) for text, precision in found]
    start, end, precisions = zip(*periods, strict=True) if periods else ((), (), ())
    is_within = np.array([precision is not None for precision in precisions], dtype=np.bool_)
    others = [text if day is None else None for (text, _), day in zip(found, start, strict=True)]
    return {
        "period_start": Texts.merged(codes, start),
        "period_end": Texts.merged(codes, end),
        "precision": Texts.merged(codes, precisions),
        "period_kind": Texts.repeated("within", len(codes)).where(is_within[codes]),
        # Words of another language are read there, and what is no date is kept as unread.
        "period": Texts.merged(codes, others),
    }


def _day_first(text: str) -> str:
    """Return a date in figures that has the month first, with the day first; others as they are."""
    found = _DAY_FIRST.match(text)
    if found is None:
        return text
    return f"{found[2]}/{found[1]}/{found[3]}{text[found.end() :]}"


def _period(
    text: str | None, time_precision: str | None, *, day_first: bool
) -> tuple[str | None, str | None, str | None]:
    """Return the first and last day, and how closely they are known if not to the day.

    Nothing is returned of a text that is no date.
    """
    span = _span(text, day_first=day_first) if text else None
    if span is None:
        return None, None, None
    day = span.start
    if day != span.end:
        return day.isoformat(), span.end.isoformat(), span.precision
    if time_precision == "2":
        return (day - _WITHIN).isoformat(), (day + _WITHIN).isoformat(), "days"
    if time_precision == "3":
        month = iso_span(f"{day.year:04}-{day.month:02}")
        assert month is not None
        return month.start.isoformat(), month.end.isoformat(), "month"
    return day.isoformat(), day.isoformat(), None


def _span(text: str, *, day_first: bool) -> Span | None:
    """Return the days of a date, most often one: 2022-06-30, 30 June 2022, 30/06/2022, 2022-06."""
    # What spreadsheets add to a day.
    text = _MIDNIGHT.sub("", text)
    if (named := _BY_NAME.fullmatch(text)) and named[2][:3].lower() in _MONTHS:
        parts = int(named[3]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[1])
    elif (numbered := _DAY_FIRST.fullmatch(text)) and day_first:
        parts = int(numbered[3]), int(numbered[2]), int(numbered[1])
    else:
        return _worded(text)
    try:
        return Span(date(*parts), date(*parts), "day")
    except ValueError:
        return None


def _worded(text: str) -> Span | None:
    """Return the days of a date in any other spelling, if both ends of it are told."""
    try:
        found = parse_period(text)
    except (PeriodError, WordingError):
        return None
    first, last = found.period.start, found.period.end
    if first is None or last is None:
        return None
    return Span(first, last, found.period.precision or "unknown")


def _where(cells: Mapping[str, Texts]) -> dict[str, Texts | str]:
    """Return the country as the place, and all names of places as its words."""
    names = ("location", "admin3", "admin2", "admin1", "country")
    codes, found = combinations(*(cells[name] for name in names))
    return {
        "country": cells["country"],
        "country_code": cells["iso3"].otherwise(cells["iso"].map(_alpha_3)),
        "place_name": Texts.merged(
            codes, [", ".join(dict.fromkeys(filter(None, row))) for row in found]
        ),
        "place_precision": cells["geo_precision"].map(_PLACE_PRECISION),
    }


def _alpha_3(number: str) -> str | None:
    """Return the code in letters of a country's ISO number; ACLED has 0 for Kosovo."""
    import pycountry

    country = pycountry.countries.get(numeric=number.zfill(3))
    return None if country is None else str(country.alpha_3)


FORMAT = Format(
    name="acled",
    summary="ACLED: people killed in events of political violence and demonstrations.",
    needs="the columns of ACLED (event_id_cnty, event_date, event_type, fatalities …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

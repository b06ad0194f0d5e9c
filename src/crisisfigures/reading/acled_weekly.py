"""ACLED's weekly aggregates: events and people killed by area, week and kind of event (Excel, CSV).

What every registered user gets from ACLED since 2025: a row for each week, area and kind of event
of which there were any. A row is two figures: how many events there were in the week
(`incidents`), and how many people were killed in them (`killed`).

- A week begins with the Saturday that `WEEK` states, and ends with the Friday
  (https://acleddata.com/use-access/how-use-acleds-aggregated-data).
- Kinds are parts: `SUB_EVENT_TYPE` goes to `definition`, so that none is a rival of another. Weeks,
  areas and kinds without events have no row.
- Deaths in battles, explosions and violence against civilians have the cause `conflict`; those in
  protests and riots have these words.
- The population exposed is no figure of the row: the same people are exposed in several rows. It
  stays beside the figures.
"""

from datetime import date, timedelta

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._acled import cause_of, incidents, killed
from crisisfigures.reading._exports import iso_dates
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._unread import lost
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold

_NEEDED = ("week", "country", "event_type", "sub_event_type", "events", "fatalities")
_KNOWN = (
    *_NEEDED,
    *("region", "admin1", "disorder_type", "id", "population_exposure", "population_best"),
    *("centroid_latitude", "centroid_longitude"),
)
_SATURDAY = 5


def sniff(sheet: Sheet) -> Match | None:
    """Return ACLED's columns, if those of a week of a kind of event are there."""
    headers = headers_of(sheet, _KNOWN)
    if not all(name in headers for name in _NEEDED):
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of ACLED's weekly aggregates")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return each row as the events of a week, and those killed in them."""
    headers = headers_of(sheet, _KNOWN)
    cells = {name: sheet[header] for name, header in headers.items()}
    start = iso_dates(cells["week"]).map(_saturday)
    columns: dict[str, Texts | str] = {
        "country": cells["country"],
        "admin1": cells.get("admin1", Texts.repeated(None, sheet.n_rows)),
        "period_start": start,
        "period_end": start.map(_friday),
        "precision": "week",
        "definition": cells["sub_event_type"].map(_definition),
        "unread": lost("period_start", cells["week"], start.is_stated),
        "source": "ACLED",
        "source_type": "monitor",
    }
    events, dead = cells["events"], cells["fatalities"]
    figures = [
        incidents(events),
        {"cause": cells["event_type"].map(cause_of), **killed(dead, events)},
    ]
    return by_figure(columns, figures)


def _definition(kind: str) -> str:
    return f"acled:{'_'.join(fold(kind).split())}"


def _saturday(text: str) -> str | None:
    """Return a day that begins a week of ACLED's; None for any other: it would be another week."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return text if day.weekday() == _SATURDAY else None


def _friday(text: str) -> str:
    return (date.fromisoformat(text) + timedelta(days=6)).isoformat()


FORMAT = Format(
    name="acled_weekly",
    summary="ACLED's weekly aggregates: events and people killed by area, week and kind of event.",
    needs="the columns of ACLED's aggregates (WEEK, COUNTRY, ADMIN1, SUB_EVENT_TYPE, EVENTS …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

"""Iraq Body Count: incidents in which civilians were killed in Iraq since 2003 (CSV).

One row an incident, one figure a row: the civilians killed in it, as the least and the most that
its reports state (`Reported Minimum`, `Reported Maximum`), or as one number in later exports
(`Deaths recorded`). A 0 is an incident in which nobody is recorded to have died.

- Incidents are parts of the war, not rivals: `event` and `source_key` hold IBC's code.
- Totals that IBC publishes are sums of the minima and sums of the maxima.
- The source is Iraq Body Count. The media that it read (`Sources`) are kept beside the figure,
  and are no claims of theirs.
- The place is Iraq; the location is kept in words. Years of two figures ("2-Sep-13") are of this
  century, for the count begins in 2003.
"""

import re

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import Columns, named

_VARIANTS = {
    "code": ("ibc code",),
    "start": ("start date",),
    "end": ("end date",),
    "location": ("location",),
    "target": ("target",),
    "weapons": ("weapons", "weapon"),
    "low": ("reported minimum", "deaths minimum"),
    "high": ("reported maximum", "deaths maximum"),
    "deaths": ("deaths recorded",),
    "sources": ("sources",),
}
_SHORT = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[- ](\d\d)")
_LONG = re.compile(r"(\d{1,2})-([A-Za-z]{3,})-(\d{4})")


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of Iraq Body Count, if they count the dead of incidents."""
    found = named(sheet, _VARIANTS)
    counts = {"low", "high"} <= found.keys() or "deaths" in found
    if not (found.keys() >= {"code", "start", "end"} and counts):
        return None
    return Match(tuple(found.values()), f"{len(found)} columns of Iraq Body Count")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return each incident as one figure of Iraq Body Count."""
    found = {name: sheet[header] for name, header in named(sheet, _VARIANTS).items()}
    columns: Columns = {
        "measure": "killed",
        "group": "status=civilian",
        "cause": "conflict",
        "source": "Iraq Body Count",
        "source_type": "monitor",
        "event": found["code"],
        "source_key": found["code"],
        "period_start": found["start"].map(_date),
        "period_end": found["end"].map(_date),
        "place": "IRQ",
        "place_system": "iso3166-1",
    }
    if "location" in found:
        where = found["location"].map(lambda name: f"{name}, Iraq")
        columns["place_name"] = where.otherwise("Iraq")
    if "low" in found and "high" in found:
        numbers: Columns = {"low": found["low"], "high": found["high"]}
        columns["range_kind"] = "source_envelope"
    else:
        numbers = {"figure": found["deaths"]}
    return by_figure(columns, [numbers], nothing="missing")


def _date(text: str) -> str:
    """Return a date as it is read in words: 2 Sep 2013."""
    if short := _SHORT.fullmatch(text):
        return f"{short[1]} {short[2]} 20{short[3]}"
    long = _LONG.fullmatch(text)
    return text if long is None else f"{long[1]} {long[2]} {long[3]}"


FORMAT = Format(
    name="ibc",
    summary="Iraq Body Count: civilians killed, incident by incident.",
    needs="the columns of Iraq Body Count (IBC code, Start Date, End Date, Reported Minimum …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

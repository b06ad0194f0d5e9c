"""HDX HAPI, conflict events: ACLED's events and people killed by area and month (CSV, JSON).

HDX puts ACLED's three tables together and says in `event_type` which one a row is of. A row is
two figures: how many events there were in the month (`incidents`), and how many people were
killed in them (`killed`).

- The kinds of events overlap: civilian targeting is a part of political violence. `event_type`
  goes to `definition`, so that the two are neither rivals nor ever added.
- The grid is filled: nine cells in ten are zeros. A zero of events is `none_recorded`, as is the
  zero of those killed beside it. Nobody killed in events that there were is a number, 0.
- Of demonstrations ACLED does not publish here how many were killed: `not_applicable`.
- Countries with a humanitarian response plan have rows by district, the others one row a month.
  A country's row is a rollup where its kind and month has rows of districts too.
- What HDX says in `error` and `warning` is a caveat: "Non matching p-code" is Kosovo, which has
  no p-codes, and the number stands.
- The source is ACLED, the publisher HDX.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading import _hapi
from crisisfigures.reading._acled import incidents, killed
from crisisfigures.reading._rollups import flagged

_NEEDED = ("location_code", "event_type", "events", "fatalities")
_CAUSES = {
    "political_violence": "conflict",
    "civilian_targeting": "conflict",
    "demonstration": "demonstrations",
}


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of conflict events, if they are there."""
    return _hapi.recognised(sheet, "conflict events", _NEEDED)


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return each row as the events of a month, and those killed in them."""
    cells = _hapi.cells_of(sheet, *_NEEDED)
    kinds, events = cells["event_type"], cells["events"]
    columns = {
        **_hapi.common(cells),
        **_hapi.places(cells),
        "definition": kinds.map(lambda kind: f"acled:{kind.casefold()}"),
        "cause": kinds.map(lambda kind: _CAUSES.get(kind.casefold())),
        "source": "ACLED",
        "source_type": "monitor",
        "is_rollup": flagged(_hapi.is_of_areas(cells, kinds)),
    }
    is_demonstration = kinds.map(str.casefold).is_in("demonstration")
    dead = killed(cells["fatalities"], events, has_none=is_demonstration)
    return by_figure(columns, [incidents(events), dead])


FORMAT = Format(
    name="hapi_conflict_event",
    summary="HDX HAPI: conflict events and people killed by area and month, from ACLED.",
    needs="the columns of HDX HAPI conflict events (location_code, event_type, fatalities …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

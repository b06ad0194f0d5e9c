"""HDX HAPI, conflict events: ACLED's events and people killed by area and month (CSV, JSON).

HDX puts ACLED's three tables together and says in `event_type` which one a row is of. A row is
two figures: how many events there were in the month (`incidents`), and how many people were
killed in them (`killed`).

- The kinds of events overlap: civilian targeting is a part of political violence. `event_type`
  goes to `definition`, so that the two are neither rivals nor ever added. The cause is that of
  the deaths; events have none, as in ACLED's own tables (`acled_hdx`).
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
from crisisfigures.vocabulary import fold

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
    events = cells["events"]
    kinds = cells["event_type"].map(lambda kind: "_".join(fold(kind).split()))
    columns = {
        **_hapi.common(cells),
        **_hapi.places(cells),
        "definition": kinds.map(lambda kind: f"acled:{kind}"),
        "source": "ACLED",
        "source_type": "monitor",
        "is_rollup": flagged(_hapi.is_of_areas(cells, events, kinds)),
    }
    dead = killed(cells["fatalities"], events, has_none=kinds.is_in("demonstration"))
    counted = (
        (events, incidents(events)),
        (cells["fatalities"], {"cause": kinds.map(_CAUSES), **dead}),
    )
    return by_figure(
        columns,
        [{"caveat": _hapi.area_caveats(cells, number, kinds), **one} for number, one in counted],
    )


FORMAT = Format(
    name="hapi_conflict_event",
    summary="HDX HAPI: conflict events and people killed by area and month, from ACLED.",
    needs="the columns of HDX HAPI conflict events (location_code, event_type, fatalities …)",
    level="publisher",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

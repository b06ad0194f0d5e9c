"""HDX HAPI, internally displaced persons: IOM's DTM, a row an area and a round (CSV, JSON).

Each row counts the internally displaced people present in an area on the reporting date: a
stock, whose reference period is one day. HDX sums over reasons and origins of displacement.

- Three levels are in one table. In published files the rows of a round sum up exactly, level by
  level, so a row of a country or a province is a rollup where its round has rows below it.
- `assessment_type` goes to `definition`: a baseline (`dtm:ba`) and a site assessment (`dtm:sa`)
  of the same day describe the same people in two ways, and are neither added nor pooled. An
  emergency tracking (`dtm:ett`) counts those present where people suddenly moved, not all
  displaced people of the area; a caveat says so.
- `operation` goes to `event`: several may run in a country at once, and overlap.
- `reporting_round` is the `edition`. The rounds of an operation are stocks of different days.
- HDX sums also over rows that it finds twice, and marks them "Duplicate row": a caveat.
- The source is DTM; HDX is the publisher.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi
from crisisfigures.reading._dtm import caveats, definitions
from crisisfigures.reading._rollups import flagged

_NEEDED = ("location_code", "operation", "assessment_type", "reporting_round", "population")


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of displaced people, if they are there."""
    return _hapi.recognised(sheet, "internally displaced persons", _NEEDED)


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of DTM."""
    cells = _hapi.cells_of(sheet, *_NEEDED)
    kinds, event = cells["assessment_type"], cells["operation"]
    number, of_round = cells["population"], (event, kinds, cells["reporting_round"])
    return Arrangement(
        {
            **_hapi.row(cells, number),
            "measure": "idps",
            "definition": definitions(kinds),
            "event": event,
            "edition": cells["reporting_round"],
            "source": "DTM",
            "source_type": "un",
            "is_rollup": flagged(_hapi.is_of_areas(cells, number, *of_round)),
            "caveat": caveats(kinds, _hapi.area_caveats(cells, number, *of_round)),
        }
    )


FORMAT = Format(
    name="hapi_idps",
    summary="HDX HAPI: internally displaced persons by area and round, from IOM's DTM.",
    needs="the columns of HDX HAPI idps (location_code, assessment_type, reporting_round …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

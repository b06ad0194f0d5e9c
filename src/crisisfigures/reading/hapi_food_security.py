"""HDX HAPI, food security: people in the phases of the IPC (CSV, JSON).

Each row is the number of people of an area in a phase of acute food insecurity, in the period
that an analysis covers: a stock. The source is the IPC; for West Africa and the Sahel the
numbers are those of the Cadre Harmonisé, which the table does not tell apart.

- What the phases are, "3+" and "all" among them, is as in the IPC's own files (`ipc`).
- "3+" is a rollup where phases 3 to 5 are told, "all" where any phase is; a row of a country or a
  province where its analysis has rows of the areas in it.
- `ipc_type` is the modality: current is observed, a first or second projection is projected.
- Shares of the population stay beside the figure.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi, _ipc
from crisisfigures.reading._rollups import flagged

_NEEDED = ("location_code", "ipc_phase", "ipc_type", "population_in_phase")


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of food security, if they are there."""
    share = ("population_fraction_in_phase",)
    return _hapi.recognised(sheet, "food security", _NEEDED, share)


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of the IPC."""
    cells = _hapi.cells_of(sheet, *_NEEDED)
    phase, number = _ipc.phases(cells["ipc_phase"]), cells["population_in_phase"]
    kind = _ipc.kinds(cells["ipc_type"])
    is_rollup = _hapi.is_of_areas(cells, number, phase, kind) | _ipc.sums_up_phases(
        phase, number, (*_hapi.series(cells), kind)
    )
    return Arrangement(
        {
            **_hapi.row(cells, number),
            **_ipc.counted(phase, kind),
            "is_rollup": flagged(is_rollup),
            "caveat": _hapi.area_caveats(cells, number, phase, kind),
        }
    )


FORMAT = Format(
    name="hapi_food_security",
    summary="HDX HAPI: people in the phases of the IPC, current and projected.",
    needs="the columns of HDX HAPI food security (location_code, ipc_phase, ipc_type …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

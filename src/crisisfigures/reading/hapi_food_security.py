"""HDX HAPI, food security: people in the phases of the IPC (CSV, JSON).

Each row is the number of people of an area in a phase of acute food insecurity, in the period
that an analysis covers: a stock. The source is the IPC; for West Africa and the Sahel the
numbers are those of the Cadre Harmonisé, which the table does not tell apart.

- Phases 1 to 5 and "3+" (crisis or worse) are `food_insecure`, the phase is the `definition`
  (`ipc:3`, `ipc:3+`). Phase 1 is people who are not food insecure, or hardly.
- "all" is everyone who was analysed: `population` with the definition `ipc:analysed`. It need
  not be the sum of the phases, or the population of the area.
- "3+" is a rollup where phases 3 to 5 are told, "all" where any phase is; a row of a country or a
  province where its analysis has rows of the areas in it.
- `ipc_type` is the modality: current is observed, a first or second projection is projected.
- Shares of the population stay beside the figure.
- IPC estimates: no head was counted (`production`).
"""

import re
from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi
from crisisfigures.reading._rollups import flagged, sums_up
from crisisfigures.texts import Texts

_NEEDED = ("location_code", "ipc_phase", "ipc_type", "population_in_phase")
_PHASE = re.compile(r"(?:(?:ipc )?phase )?([1-5])(?:\.0)?(\+)?", re.IGNORECASE)
_MODALITIES: Mapping[str, str] = {
    "current": "observed",
    "first projection": "projected",
    "second projection": "projected",
}


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of food security, if they are there."""
    share = ("population_fraction_in_phase",)
    return _hapi.recognised(sheet, "food security", _NEEDED, share)


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of the IPC."""
    cells = _hapi.cells_of(sheet, *_NEEDED)
    phase, number = cells["ipc_phase"].map(_phase), cells["population_in_phase"]
    kind = cells["ipc_type"].map(lambda text: " ".join(text.casefold().replace("_", " ").split()))
    is_all = phase.is_in("all")
    series = (*_hapi.series(cells), kind)
    is_rollup = (
        _hapi.is_of_areas(cells, number, phase, kind)
        | sums_up(phase.is_in("3+"), number.is_stated & phase.is_in("3", "4", "5"), series)
        | sums_up(is_all, number.is_stated & phase.is_stated & ~is_all, series)
    )
    food_insecure = Texts.repeated("food_insecure", sheet.n_rows)
    return Arrangement(
        {
            **_hapi.row(cells, number),
            "measure": food_insecure.where(~is_all).otherwise("population"),
            "definition": phase.map(lambda text: f"ipc:{'analysed' if text == 'all' else text}"),
            "modality": kind.map(lambda text: _MODALITIES.get(text, text)),
            "production": "estimated",
            "source": "IPC",
            "is_rollup": flagged(is_rollup),
            "caveat": _hapi.area_caveats(cells, number, phase, kind),
        }
    )


def _phase(text: str) -> str:
    """Return a phase as HAPI writes it: 3, 3+ or all."""
    match = _PHASE.fullmatch(text)
    return text.casefold() if match is None else match[1] + (match[2] or "")


FORMAT = Format(
    name="hapi_food_security",
    summary="HDX HAPI: people in the phases of the IPC, current and projected.",
    needs="the columns of HDX HAPI food security (location_code, ipc_phase, ipc_type …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

"""HDX HAPI, humanitarian needs: people in need, targeted and reached, by sector (CSV, JSON).

Each row is a number of the humanitarian needs overview of a country and year: how many people of
an area, a sector and a category are in need, and so on. The source is OCHA, for the
humanitarian country team; HDX takes it from OCHA's planning system.

- `population_status` is the measure: INN `in_need`, TGT `targeted`, REA `reached`, AFF
  `affected`, and all `population`: those of whom the others are a part. The affected of a year
  are people, not events: a stock, which is not added over years.
- The sector is the `definition` (`hno:edu`, `hno:intersectoral`). People in need of one sector
  are in need of others too, so sectors are never added: the number across sectors is the
  *intersectoral* one, which is an analysis of its own and no sum.
- `category` names who is counted in the words of each country, mostly not in those of the table:
  such words are a group of their own. "Total Households" and its like count households. Categories
  overlap. A row without one, or of "total", is of everybody, and a rollup where its series has
  categories.
- A row of a country or a province is a rollup where its series has rows of the areas in it.
- HDX leaves a negative number out, with an error: status `missing`. Rounded numbers and sectors
  that it could not map are caveats.

Tables of the API's first version have `gender`, `age_range`, `disabled_marker` and
`population_group` in place of `category`.
"""

import re
from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi
from crisisfigures.reading._facets import households_in
from crisisfigures.reading._rollups import flagged, sums_up
from crisisfigures.texts import Texts, combinations

_NEEDED = ("location_code", "sector_code", "population_status", "population")
_WHO = ("category", "population_group", "gender", "age_range", "disabled_marker")
_OTHERS = ("sector_name", "min_age", "max_age")

_MEASURES: Mapping[str, str] = {
    "AFF": "affected",
    "INN": "in_need",
    "TGT": "targeted",
    "REA": "reached",
    "ALL": "population",
    "POP": "population",
}
_UNMAPPED = re.compile(r"No cluster mapping for ([^|]+)")
_DISABLED: Mapping[str, str] = {"y": "with disability", "n": "without disability"}


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of needs, if they are there."""
    return _hapi.recognised(sheet, "humanitarian needs", _NEEDED, (*_WHO, *_OTHERS))


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of OCHA."""
    cells = _hapi.cells_of(sheet, *_NEEDED, *_WHO, *_OTHERS)
    status, number, sector = cells["population_status"], cells["population"], _sectors(cells)
    codes, parts = combinations(*(cells[name] for name in _WHO))
    who = Texts.merged(codes, [_group(*part) for part in parts])
    is_rollup = _hapi.is_of_areas(cells, number, sector, status, who) | sums_up(
        ~who.is_stated,
        who.is_stated & number.is_stated,
        (*_hapi.series(cells), sector, status),
    )
    measure = status.map(lambda text: _MEASURES.get(text.upper(), text))
    return Arrangement(
        {
            **_hapi.row(cells, number),
            "measure": measure,
            "basis": Texts.repeated("stock", sheet.n_rows).where(measure.is_in("affected")),
            "definition": sector,
            "group": who,
            "unit": households_in(cells["category"]),
            "source": "OCHA",
            "source_type": "un",
            "is_rollup": flagged(is_rollup),
            "caveat": _hapi.area_caveats(cells, number, sector, status, who),
        }
    )


def _sectors(cells: Mapping[str, Texts]) -> Texts:
    """Return whose need it is: a sector by its code; one that HDX has no code for by its name."""
    named = cells["error"].map(lambda text: found[1] if (found := _UNMAPPED.search(text)) else None)
    stated = cells["sector_code"].otherwise(cells["sector_name"]).otherwise(named)
    return stated.otherwise("sector not told").map(lambda text: f"hno:{text.strip().casefold()}")


def _group(category: str | None, *others: str | None) -> str | None:
    """Return the words for who is counted, or None if it is everybody."""
    category, people, sex, age, disabled = (
        None if text is None or text.strip().casefold() in ("all", "a", "total") else text
        for text in (category, *others)
    )
    known = _DISABLED.get((disabled or "").casefold(), disabled)
    return ", ".join(filter(None, (category, people, sex, age, known))) or None


FORMAT = Format(
    name="hapi_humanitarian_needs",
    summary="HDX HAPI: people in need, targeted and reached, by area and sector (HNO).",
    needs="the columns of HDX HAPI humanitarian needs (sector_code, population_status …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

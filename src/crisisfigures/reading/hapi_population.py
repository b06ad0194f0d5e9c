"""HDX HAPI, baseline population: people by sex and age in areas (CSV, JSON).

Each row is the population of an area in a reference period, mostly a year: of both sexes and all
ages, or of one sex, or of a band of ages. HDX takes it from the common operational datasets on
population statistics (COD-PS), which OCHA and UNFPA keep with each country's statisticians: the
source is COD-PS. Which census or projection it rests on is not told here; the files of COD-PS
themselves name it (`cod_population`), and say that it is COD-PS they repeat: the two tables are
one witness.

- "all" in `gender` or `age_range` is the total: a rollup where the table has its parts. Some
  countries tell a few ages only: a caveat says where the parts do not add up to their total.
- A row of a country or a province is a rollup where it has rows of the areas in it.
- The population is a stock; the period says as closely as it is known when.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    LACKS_PARTS,
    flagged,
    lacks_groups,
    numbers_of,
    said_where,
    sums_up_groups,
)

_NEEDED = ("location_code", "gender", "age_range", "population")
_AGES = ("min_age", "max_age")
_OF_OTHERS = ("population_status", "sector_code", "population_group", "assessment_type")
"""Columns of other tables of HAPI that count people too."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of HAPI's table of population, if they are there, and of no other."""
    if headers_of(sheet, _OF_OTHERS):
        return None
    return _hapi.recognised(sheet, "population", _NEEDED, _AGES)


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of COD-PS."""
    cells = _hapi.cells_of(sheet, *_NEEDED)
    number, sex, age = (cells[name] for name in ("population", "gender", "age_range"))
    series = _hapi.series(cells)
    is_rollup = _hapi.is_of_areas(cells, number, sex, age) | sums_up_groups(
        sex, age, number.is_stated, series
    )
    return Arrangement(
        {
            **_hapi.row(cells, number),
            **_hapi.groups(cells),
            "measure": "population",
            "caveat": said_where(
                LACKS_PARTS,
                lacks_groups(sex, age, numbers_of(number), series),
                _hapi.area_caveats(cells, number, sex, age),
            ),
            "source": "COD-PS",
            "source_type": "un",
            "is_rollup": flagged(is_rollup),
        }
    )


FORMAT = Format(
    name="hapi_population",
    summary="HDX HAPI: population of areas by sex and age, from COD-PS.",
    needs="the columns of HDX HAPI population (location_code, gender, age_range, population …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

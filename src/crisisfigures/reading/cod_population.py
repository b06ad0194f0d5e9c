"""COD-PS: population of areas by sex and age, as HDX puts the countries' files together (CSV).

The common operational datasets on population statistics. A file a level, from country to fourth
level; each row is the number of people of an area, a sex and an age in the year it refers to.

- `Source` says whose number it is (a census, a projection, a working group), `Contributor` who
  gave it to HDX: the source and the publisher of the figure. Neither tells whether it was
  counted or projected, and so none of both is stated.
- Whoever counted, it is the number of COD-PS, and `repeats` says so: HDX's other table of the same
  numbers (`hapi_population`) is no second witness of them.
- `Population_group` repeats sex and age as a code (F_00_04, T_TL), and stays beside the figure.
  The total of both sexes (T) or of all ages (TL) is a rollup where the table has its parts.
  Some countries tell a few ages only (children, and no adults): a caveat says where the parts
  do not add up to their total, for without the rollups people would be left out.
- A row of an area is a rollup where the table has rows of the areas in it that state a number;
  where they do not add up to it, or come to more, a caveat says so.
- The population is a stock "in" its reference year: the day is not told.
"""

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    flagged,
    lacks_groups,
    numbers_of,
    sums_up_areas,
    sums_up_groups,
    unlike,
    unlike_areas,
)
from crisisfigures.texts import Texts

_NEEDED = ("ISO3", "Population_group", "Gender", "Age_range", "Population", "Reference_year")
_LEVELS = (1, 2, 3, 4)
_COLUMNS = (
    *_NEEDED,
    *("Country", "Age_min", "Age_max", "Source", "Contributor"),
    *(f"ADM{level}_{what}" for level in _LEVELS for what in ("PCODE", "NAME")),
)


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of COD-PS, if they are there."""
    found = headers_of(sheet, _COLUMNS)
    if not all(name in found for name in _NEEDED):
        return None
    return Match(tuple(found.values()), f"{len(found)} columns of COD-PS")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of its source."""
    found = headers_of(sheet, _COLUMNS)
    nothing = Texts.repeated(None, sheet.n_rows)
    cells = {name: sheet[found[name]] if name in found else nothing for name in _COLUMNS}
    sex, age, number, year = (
        cells[name] for name in ("Gender", "Age_range", "Population", "Reference_year")
    )
    codes = [cells[f"ADM{level}_PCODE"] for level in _LEVELS]
    names = [cells[f"ADM{level}_NAME"] for level in _LEVELS]
    areas = [cells["ISO3"], *(c.otherwise(n) for c, n in zip(codes, names, strict=True))]
    levels = np.zeros(sheet.n_rows, dtype=np.int64)
    for level, area in enumerate(areas):
        levels[area.is_stated] = level
    series = (*areas, year)
    is_rollup = sums_up_areas(
        levels, areas[:-1], number.is_stated, (year, sex, age)
    ) | sums_up_groups(sex, age, number.is_stated, series)
    numbers = numbers_of(number)
    short, exceeded = unlike_areas(levels, areas[:-1], numbers, (year, sex, age))
    columns: dict[str, Texts | str] = {
        "measure": "population",
        "sex": sex,
        "age": age,
        "figure": number,
        "year": year,
        "country_code": cells["ISO3"],
        "country": cells["Country"],
        "source": cells["Source"],
        "publisher": cells["Contributor"],
        "repeats": "COD-PS",
        "is_rollup": flagged(is_rollup),
        "caveat": unlike(short | lacks_groups(sex, age, numbers, series), exceeded, nothing),
    }
    for level in _LEVELS[:3]:
        columns[f"admin{level}_code"], columns[f"admin{level}"] = codes[level - 1], names[level - 1]
    if areas[4].is_stated.any():
        # There is no input for the fourth level: its p-code is the place itself.
        columns["place"] = codes[3]
        columns["place_system"] = Texts.repeated("pcode", sheet.n_rows).where(codes[3].is_stated)
        columns["place_name"] = names[3]
    return Arrangement(columns)


FORMAT = Format(
    name="cod_population",
    summary="COD-PS: population of areas by sex and age, from the countries' files on HDX.",
    needs="the columns of COD-PS (ISO3, Population_group, Gender, Age_range, Population …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

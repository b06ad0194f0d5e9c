"""HDX HAPI: what the tables of the Humanitarian API of HDX have in common (CSV, JSON).

HDX takes the figures of others, gives them p-codes and one shape, and publishes a table a
subject. HDX is the publisher; whose claim a figure is, each table knows by itself.

- `location_code` is the ISO 3166-1 code; `admin1_code` and `admin2_code` are p-codes. Where HDX
  found no p-code, the name that the provider gave is all there is: a figure of a district
  without a code is no figure of its province.
- Levels are mixed in one table: a row of a country is the rollup of the rows of its areas,
  where the same series has such rows with numbers. Where they do not add up to it, or come to
  more, a caveat says so.
- `reference_period_start` and `reference_period_end` are both included. Where they are the ends
  of a year, a quarter or a month, that is the precision: nobody counted to the day.
- `warning` says what HDX changed (a p-code, a rounded number), `error` why it keeps the row out
  of its API. Both make a `caveat`: the number stands, and the reader is told.
- There is no key of a row. `dataset_hdx_id` and `resource_hdx_id` make the address of the file.

The API's own rows (JSON) have the same names. Those of its first version name a country's row
"Unspecified" on the levels below, with made-up codes, and say so in `admin1_is_unspecified`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Match, Sheet
from crisisfigures.reading._dates import span_precisions
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    AREA_NOT_NAMED,
    numbers_of,
    sums_up_areas,
    unlike,
    unlike_areas,
)
from crisisfigures.texts import Flags, Texts, combinations

PERIOD = ("reference_period_start", "reference_period_end")
FILE = ("dataset_hdx_id", "resource_hdx_id", "warning", "error")
AREAS = (
    *("location_code", "location_name", "admin_level"),
    *("admin1_code", "admin1_name", "provider_admin1_name", "admin1_is_unspecified"),
    *("admin2_code", "admin2_name", "provider_admin2_name", "admin2_is_unspecified"),
)

ALIASES: Mapping[str, str] = {
    "country iso3": "location_code",
    "admin 1 pcode": "admin1_code",
    "admin 1 name": "admin1_name",
    "admin 2 pcode": "admin2_code",
    "admin 2 name": "admin2_name",
    "start date": PERIOD[0],
    "end date": PERIOD[1],
    "dataset id": "dataset_hdx_id",
    "resource id": "resource_hdx_id",
}
"""Headings of the tables for readers that HDX publishes beside those of its API."""

_URL = "https://data.humdata.org/dataset/{}/resource/{}"
_OTHER_SEXES = {"x": "non-binary", "u": "sex not specified", "o": "other sex"}

Cells = Mapping[str, Texts]
Columns = dict[str, Texts | str]


def recognised(
    sheet: Sheet, table: str, needed: Sequence[str], others: Sequence[str] = ()
) -> Match | None:
    """Return the columns of a table of HAPI, if it has those that make it this one."""
    wanted = dict.fromkeys((*needed, *others, *AREAS, *PERIOD, *FILE))
    found = headers_of(sheet, wanted, ALIASES)
    if not all(name in found for name in (*needed, PERIOD[0])):
        return None
    return Match(tuple(found.values()), f"{len(found)} columns of HDX HAPI, {table}")


def cells_of(sheet: Sheet, *names: str) -> dict[str, Texts]:
    """Return the columns of these names, and those of all tables; not stated where there is none.

    The names of HAPI are said in any case.
    """
    wanted = (*names, *AREAS, *PERIOD, *FILE)
    found = headers_of(sheet, dict.fromkeys(wanted), ALIASES)
    nothing = Texts.repeated(None, sheet.n_rows)
    return {name: sheet[found[name]] if name in found else nothing for name in wanted}


def common(cells: Cells) -> Columns:
    """Return the period, who published it, where, and what HDX says of the row."""
    codes, ids = combinations(cells["dataset_hdx_id"], cells["resource_hdx_id"])
    return {
        "publisher": "HDX",
        "period_start": cells["reference_period_start"],
        "period_end": cells["reference_period_end"],
        "precision": span_precisions(*(cells[name] for name in PERIOD)),
        "url": Texts.merged(codes, [_URL.format(*both) if all(both) else None for both in ids]),
        "caveat": caveats(cells),
    }


def caveats(cells: Cells) -> Texts:
    """Return what HDX says of each row."""
    codes, said = combinations(cells["error"], cells["warning"])
    return Texts.merged(codes, [_caveat(*both) for both in said])


def _caveat(error: str | None, warning: str | None) -> str | None:
    said = (("error", error), ("warning", warning))
    return "; ".join(f"HDX {kind}: {text}" for kind, text in said if text) or None


def places(cells: Cells) -> Columns:
    """Return the place of each row: a country, or an area by its p-code and its name."""
    columns: Columns = {"country_code": cells["location_code"], "country": cells["location_name"]}
    for level in (1, 2):
        columns[f"admin{level}_code"], columns[f"admin{level}"] = _area(cells, level)
    # A name without a p-code is no area of ISO's list: provinces are drawn otherwise there.
    columns["place_system"] = Texts.repeated("pcode", len(cells["location_code"]))
    return columns


def _area(cells: Cells, level: int) -> tuple[Texts, Texts]:
    """Return the codes and the names on one level."""
    code = _specified(cells, level, "admin{}_code")
    name = _specified(cells, level, "admin{}_name").otherwise(
        _specified(cells, level, "provider_admin{}_name")
    )
    # An area that the provider did not name is still none of the one above it.
    is_unnamed = cells["admin_level"].is_in(str(level)) & ~code.is_stated & ~name.is_stated
    return code, name.otherwise(Texts.repeated(AREA_NOT_NAMED, len(name)).where(is_unnamed))


def _specified(cells: Cells, level: int, name: str) -> Texts:
    """Return a column of a level, not stated where HAPI only fills it."""
    filled = cells[f"admin{level}_is_unspecified"].map(lambda text: text.casefold())
    return cells[name.format(level)].where(~filled.is_in("true", "1"))


def series(cells: Cells) -> tuple[Texts, ...]:
    """Return what is alike in rows of one area and one period."""
    below = [code.otherwise(name) for code, name in (_area(cells, 1), _area(cells, 2))]
    return (cells["location_code"], *below, *(cells[name] for name in PERIOD))


def is_of_areas(cells: Cells, number: Texts, *others: Texts) -> Flags:
    """Return which rows are of an area that other rows divide, alike in the period and `others`."""
    levels, areas, periods = _levels(cells)
    return sums_up_areas(levels, areas, number.is_stated, (*periods, *others))


def area_caveats(cells: Cells, number: Texts, *others: Texts) -> Texts:
    """Return what HDX says of each row, and that its areas do not add up to it or exceed it.

    The areas are those of `is_of_areas`.
    """
    levels, areas, periods = _levels(cells)
    short, exceeded = unlike_areas(levels, areas, numbers_of(number), (*periods, *others))
    return unlike(short, exceeded, caveats(cells))


def _levels(cells: Cells) -> tuple[npt.NDArray[np.int64], tuple[Texts, ...], list[Texts]]:
    """Return the level of each row, the areas above the lowest level, and the periods."""
    country, first, second, *periods = series(cells)
    levels = np.where(second.is_stated, 2, np.where(first.is_stated, 1, 0))
    return levels, (country, first), periods


def groups(cells: Cells) -> Columns:
    """Return sex and age; a sex that is neither is a group of its own, and never everyone."""
    return {
        "sex": cells["gender"].map(lambda word: _OTHER_SEXES.get(word.casefold(), word)),
        "age": cells["age_range"].map(
            lambda age: "age=unknown" if age.casefold() == "unknown" else age
        ),
    }


def counted(number: Texts) -> Columns:
    """Return how many, and that rows without a number miss it: HDX keeps them, and says why."""
    if number.is_stated.all():
        return {"figure": number}
    missing = Texts.repeated("missing", len(number)).where(~number.is_stated)
    return {"figure": number, "status": missing}


def row(cells: Cells, number: Texts) -> Columns:
    """Return what all rows state that hold one number: when, where, how many, and who says so."""
    return {**common(cells), **places(cells), **counted(number)}

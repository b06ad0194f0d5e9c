"""UNHCR's copies of other institutions' totals: UNRWA's refugees and IDMC's IDPs.

Both have the same columns (year, countries of origin and asylum, `total`), and are told apart by
their rows: UNRWA's are Palestinians in Jordan, Lebanon, Syria and the State of Palestine, IDMC's
are people in the country that they are from. Rows of Palestinians in the State of Palestine
alone, or rows of Syria alone without an origin, could be either: then the format is to be named.
A table with population types (`pop_type`) is another one, and is neither.
Both are stocks at the end of the year, and neither is under UNHCR's disclosure control: small
numbers are as they stand.

- **UNRWA** counts the Palestine refugees registered with it, whom UNHCR's refugees do not
  include: `definition` says so. They are all of one origin, so that none is stated.
- **IDMC** counts all who are displaced by conflict and violence, by its own definition (UNHCR's
  IDPs are those it assists). UNHCR's copy is rounded as IDMC rounds (1,234,567 is 1,235,000), so
  that it is not the same claim but a repeat of it: `repeats` says so. Beside IDMC's own number it
  has no voice, and alone it speaks for IDMC. Until 2008 there is one row a year, of the country
  "unknown": it is the total of the world. From 2009 on that is a country that is not known.
"""

from collections.abc import Callable

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._rollups import flagged
from crisisfigures.reading._unhcr import (
    SOURCE,
    WORLD,
    WORLD_SYSTEM,
    Said,
    Where,
    crossing,
    numbers,
    staying,
    without_origin,
    year_end,
)
from crisisfigures.reading._unhcr_columns import NOTHING, Columns, Country
from crisisfigures.texts import Texts

_JORDAN = "JOR"
"""A field of UNRWA, and a country of which IDMC has no IDPs."""

_FIELDS = frozenset({_JORDAN, "LBN", "PSE", "SYR"})
_PALESTINIAN, _UNKNOWN = "PSE", "UNK"

_WORLD_UNTIL = 2008
"""The last year in which IDMC's one row is of the world; 46 countries follow in 2009."""


def _sniffed(sheet: Sheet, what: str, holds: Callable[[Country, Country], bool]) -> Match | None:
    """Return the columns of totals, if the first rows are those of one of the two."""
    columns = Columns(sheet)
    others = ("f_total", "m_total", "pop_type")
    if not columns.has("total") or any(field in columns for field in others):
        return None
    asylum, origin = Country.of(columns, "coa"), Country.of(columns, "coo")
    return columns.match("total", what=what) if holds(asylum, origin) else None


def _is_unrwa(asylum: Country, origin: Country) -> bool:
    here, there = set(asylum.code.values), set(origin.code.values)
    return there <= {_PALESTINIAN} and bool(here & _FIELDS) and here <= {*_FIELDS, _UNKNOWN}


def _is_idmc(asylum: Country, origin: Country) -> bool:
    at_home = asylum.is_same(origin) | (asylum.is_all & origin.code.is_stated)
    if _JORDAN not in asylum.code.values:
        at_home |= origin.is_all & asylum.code.is_stated
    return bool(at_home.any() and at_home.all())


def _arranged(columns: Columns, where: Where, facets: dict[str, str]) -> Arrangement:
    total: Said = {
        **facets,
        **where,
        "publisher": "UNHCR",
        "as_of": year_end(columns["year"]),
        "best": columns["total"].without(NOTHING),
    }
    return Arrangement(total, made_of=columns.used("total"))


def sniff_unrwa(sheet: Sheet) -> Match | None:
    """Return the columns of totals, if those counted are Palestinians in UNRWA's fields."""
    return _sniffed(sheet, "UNHCR's copy of UNRWA's totals", _is_unrwa)


def arrange_unrwa(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of UNRWA."""
    columns = Columns(sheet)
    where = crossing(Country.of(columns, "coa"), Country.of(columns, "coo"))
    del where["is_rollup"]
    where = without_origin(where, np.ones(sheet.n_rows, dtype=np.bool_))
    facets = {"measure": "refugees", "definition": "unrwa_registered"}
    return _arranged(columns, where, {**facets, "source": "UNRWA", "source_type": "un"})


def sniff_idmc(sheet: Sheet) -> Match | None:
    """Return the columns of totals, if those counted are in their own country."""
    return _sniffed(sheet, "UNHCR's copy of IDMC's totals", _is_idmc)


def arrange_idmc(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of IDMC that UNHCR repeats."""
    columns = Columns(sheet)
    where = staying(Country.of(columns, "coa"), Country.of(columns, "coo"))
    is_world = where["place"].is_in(_UNKNOWN) & (numbers(columns["year"]) <= _WORLD_UNTIL)
    n = sheet.n_rows
    where["place"] = Texts.repeated(WORLD, n).where(is_world).otherwise(where["place"])
    where["place_system"] = (
        Texts.repeated(WORLD_SYSTEM, n).where(is_world).otherwise(where["place_system"])
    )
    # What UNHCR calls unknown there is the country, and not the place of the figure.
    where["place_name"] = where["place_name"].where(~is_world)
    where["is_rollup"] = where["is_rollup"].otherwise(flagged(is_world))
    facets = {"measure": "idps", "cause": "conflict"}
    return _arranged(columns, where, {**facets, **SOURCE, "repeats": "IDMC"})


FORMATS = (
    Format(
        name="unrwa",
        summary="UNHCR's copy of UNRWA's totals: Palestine refugees at the year's end.",
        needs="UNHCR's columns (year, coo_iso, coa_iso, total), with rows of Palestinians in "
        "Jordan, Lebanon, Syria or the State of Palestine",
        level="publisher",
        sniff=sniff_unrwa,
        arrange=arrange_unrwa,
    ),
    Format(
        name="unhcr_idmc",
        summary="UNHCR's copy of IDMC's totals: people displaced within their country by conflict.",
        needs="UNHCR's columns (year, coo_iso, coa_iso, total), with rows of people in their own "
        "country",
        level="publisher",
        sniff=sniff_idmc,
        arrange=arrange_idmc,
    ),
)

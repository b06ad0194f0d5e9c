"""UNHCR, end-year population figures of the Refugee Data Finder: asylum by origin, one row a year.

A row holds up to nine numbers of people from one country (`coo`) in another (`coa`): each is a
figure. Those of people are stocks on 31 December, the returns are flows of the year
(https://www.unhcr.org/refugee-statistics/methodology/data-content/).

- Refugees, asylum-seekers, others of concern, others in need of protection and stateless people
  are counted in the country of asylum, by origin: origins of one country are parts, not rivals.
- IDPs are those whom UNHCR protects or assists, displaced by conflict: another definition than
  IDMC's, which is of all. They, returned IDPs and host communities are in their own country, so
  that no origin is stated, as in the figures of others.
- Returned refugees are in the country of origin, and came from the country of asylum.
- A row exists where any of its numbers does, and the others are filled with zeros. A zero is a
  number (it may stand for 1 or 2: see `widen`), but not before UNHCR counted such people at all:
  then it is missing. In a row of two countries zeros of those who stay in theirs, and in a row of
  one country zeros of those who left it, do not apply.
- Files may hold some of the types of people only. They are recognised by a type that no other file
  of UNHCR has, or by the headings of its downloads ("Refugees under UNHCR's mandate") and of its
  older database, which has no flows by these names.
- Counts below five are rounded: a displayed 5 stands for 1 to 5. UNHCR's older database (up to
  2019) shows them as a star instead, and leaves them out of totals: there a 5 is a 5.
- The time series of that database have a row for each type of people, with a column for each year
  or with a year and a value. Up to 2014 its returned refugees are in the country of residence, and
  "returned from" the other one.
"""

from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._unhcr import (
    ASSISTED,
    RETURNED_IDPS,
    RETURNED_REFUGEES,
    Kind,
    crossing,
    figures_of,
    returning,
    staying,
)
from crisisfigures.reading._unhcr_columns import Columns
from crisisfigures.reading._unhcr_series import arrange_series, match_series

_NOT_OF_FLOWS = ("idps", "stateless", "ooc", "hst")
"""Columns that only population figures have; refugees and asylum-seekers arrive as well."""

_KINDS: Mapping[str, Kind] = {
    "refugees": Kind({"measure": "refugees"}, 1951, "left", crossing),
    "asylum_seekers": Kind({"measure": "asylum_seekers"}, 2000, "left", crossing),
    "returned_refugees": Kind(RETURNED_REFUGEES, 1965, "left", returning, is_flow=True),
    "idps": Kind({"measure": "idps", **ASSISTED}, 1993, "stayed", staying),
    "returned_idps": Kind(RETURNED_IDPS, 1997, "stayed", staying, is_flow=True),
    "stateless": Kind({"measure": "stateless"}, 2004, "any", crossing),
    "ooc": Kind({"measure": "others_of_concern"}, 1997, "any", crossing),
    "oip": Kind({"measure": "others_in_need_of_protection"}, 2018, "left", crossing),
    # What was counted before there were others in need of protection, in files of 2020 to 2022.
    "vda": Kind(
        {"measure": "others_in_need_of_protection", "definition": "venezuelans_abroad"},
        2018,
        "left",
        crossing,
    ),
    "hst": Kind({"measure": "host_community"}, 2021, "stayed", staying),
}
"""The years are those of UNHCR's methodology; the files have no number above 0 before them."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of people by origin and asylum, if they are there."""
    if (series := match_series(sheet)) is not None:
        return series
    columns = Columns(sheet)
    counted = [name for name in _KINDS if name in columns]
    # A download holds the types of people that were asked for.
    is_of_stocks = (
        columns.names_unhcr(*counted)
        or columns.has_stars
        or (len(counted) > 1 and any(name in columns for name in _NOT_OF_FLOWS))
    )
    if not (counted and columns.has() and is_of_stocks):
        return None
    return columns.match(*_KINDS, what="UNHCR's population figures")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each number of a row."""
    if match_series(sheet) is not None:
        return arrange_series(sheet, _KINDS)
    return figures_of(Columns(sheet), _KINDS)


FORMAT = Format(
    name="unhcr_population",
    summary="UNHCR Refugee Data Finder: people by country of asylum and origin, at the year's end.",
    needs="UNHCR's columns (year, coo_iso, coa_iso, refugees, asylum_seekers, idps, stateless …)",
    level="publisher",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

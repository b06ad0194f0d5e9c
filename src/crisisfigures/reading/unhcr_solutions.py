"""UNHCR, durable solutions of the Refugee Data Finder: returns, resettlement, naturalisation.

A row holds up to four numbers for a country of origin (`coo`) and another (`coa`) in a year. All
are flows of the year. What the other country is depends on the number
(https://www.unhcr.org/refugee-statistics/methodology/data-content/):

- Returned refugees came from `coa`, the country of departure, and are in `coo`.
- Resettled refugees arrived in `coa`. `coo` is where they fled from, not the country of asylum
  that they left, which the file does not tell.
- Naturalised refugees obtained the nationality of `coa`.
- Returned IDPs never left their country, and have no origin: those whom UNHCR assists.

A blank says that a row has no such number: not a zero. Counts below five are rounded: a
displayed 5 stands for 1 to 5.
"""

from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._unhcr import (
    RETURNED_IDPS,
    RETURNED_REFUGEES,
    Kind,
    crossing,
    figures_of,
    returning,
    staying,
)
from crisisfigures.reading._unhcr_columns import Columns

_KINDS: Mapping[str, Kind] = {
    "returned_refugees": Kind(RETURNED_REFUGEES, 0, "left", returning, is_flow=True),
    "resettlement": Kind({"measure": "resettled"}, 0, "any", crossing, is_flow=True),
    "naturalisation": Kind({"measure": "naturalised"}, 0, "any", crossing, is_flow=True),
    "returned_idps": Kind(RETURNED_IDPS, 0, "stayed", staying, is_flow=True),
}


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of solutions by origin and asylum, if they are there."""
    columns = Columns(sheet)
    if not columns.has("resettlement", "naturalisation"):
        return None
    return columns.match(*_KINDS, what="UNHCR's solutions")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each number of a row."""
    return figures_of(Columns(sheet), _KINDS)


FORMAT = Format(
    name="unhcr_solutions",
    summary="UNHCR Refugee Data Finder: returns, resettlement and naturalisation in a year.",
    needs="UNHCR's columns (year, coo_iso, coa_iso, resettlement, naturalisation …)",
    level="publisher",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

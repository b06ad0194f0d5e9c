"""What the yearly tables of UCDP have in common: one row a conflict, dyad or actor, and a year."""

import re
from collections.abc import Mapping

from crisisfigures.texts import Texts, combinations

YEARLY = (
    *("conflict_id", "dyad_id", "year", "side_a", "side_a_id", "side_a_2nd", "side_b"),
    *("side_b_id", "side_b_2nd", "incompatibility", "territory_name", "type_of_conflict"),
    *("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd", "gwno_loc", "region", "version"),
)
"""Columns that most of them have."""

_LISTED = re.compile(r"\s*[,;]\s*")


def parties(cells: Mapping[str, Texts]) -> dict[str, Texts | str]:
    """Return what tells a row from others: the conflict or dyad, the year, and the release.

    The numbers of conflicts, of dyads, of actors and of events are series of their own.
    """
    kind = next(kind for kind in ("dyad", "conflict", "actor") if f"{kind}_id" in cells)
    codes, found = combinations(cells[f"{kind}_id"], cells["year"])
    columns: dict[str, Texts | str] = {
        "event": cells[f"{kind}_id"].map(lambda number: f"{kind}:{number}"),
        "source_key": Texts.merged(
            codes, [f"{kind}:{number}/{year}" if number else None for number, year in found]
        ),
        "year": cells["year"],
    }
    if "version" in cells:
        columns["edition"] = cells["version"]
    return columns


def countries(names: Texts | None, numbers: Texts | None, n: int) -> dict[str, Texts | str]:
    """Return the place of deaths in one country, and the names only of deaths in several.

    Args:
        names: The names of the countries, "Chad, Nigeria" for two, if there is such a column.
        numbers: Their Gleditsch-Ward numbers, the same, if there is one.
        n: How many rows there are.
    """
    columns: dict[str, Texts | str] = {}
    if names is not None:
        # With a comma, a list of countries would read as a place within another one.
        columns["place_name"] = names.map(lambda text: _LISTED.sub("; ", text))
    if numbers is not None:
        single = numbers.map(lambda text: None if _LISTED.search(text) else text)
        columns["place"] = single
        columns["place_system"] = Texts.repeated("gw", n).where(single.is_stated)
    return columns

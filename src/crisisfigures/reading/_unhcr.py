"""What the files of UNHCR's Refugee Data Finder have in common, beside their columns.

- People who crossed a border are in the country of asylum, from the country of origin. Those who
  returned are in the country of origin. Those who never left are in their own country, and no
  origin is stated.
- The year of a stock is its last day, 31 December. Files of the mid-year editions do not say that
  their last year is 30 June.
- A row exists where any of its numbers does, and UNHCR fills the others with zeros. Those that
  say nothing are no figures: why, is in `status`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from re import fullmatch
from typing import Literal

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Arrangement, Flags, by_figure
from crisisfigures.reading._disclosure import IDPS, as_published, number_of
from crisisfigures.reading._rollups import flagged
from crisisfigures.reading._unhcr_columns import ALL, NOTHING, Columns, Country
from crisisfigures.texts import Texts, combinations

Said = dict[str, Texts | str]
"""What figures say, under the names of the table: a text for each row, or one for all of them."""

Where = dict[str, Texts]
"""The canonical columns of a place and an origin, and whether the row is a rollup of them."""

ASSISTED = {"definition": "unhcr_assisted", "cause": "conflict"}
"""IDPs in UNHCR's statistics: displaced by conflict, and protected or assisted by it."""

RETURNED_REFUGEES = {"measure": "returns", "group": "status=refugee"}
RETURNED_IDPS = {"measure": "returns", "group": IDPS, **ASSISTED}

POPULATIONS: Mapping[str, Mapping[str, str]] = {
    "REF": {"measure": "refugees"},
    "ROC": {"measure": "refugees", "definition": "refugee_like"},
    "ASY": {"measure": "asylum_seekers"},
    "OIP": {"measure": "others_in_need_of_protection"},
    "VDA": {"measure": "others_in_need_of_protection", "definition": "venezuelans_abroad"},
    "IDP": {"measure": "idps", **ASSISTED},
    "IOC": {"measure": "idps", **ASSISTED, "definition": "idp_like"},
    "STA": {"measure": "stateless"},
    "OOC": {"measure": "others_of_concern"},
    "HST": {"measure": "host_community"},
    "RET": RETURNED_REFUGEES,
    "RDP": RETURNED_IDPS,
    "RST": {"measure": "resettled"},
    "NAT": {"measure": "naturalised"},
}
"""What a group of UNHCR's population types counts, by its code."""

FLOWS = ("RET", "RDP", "RST", "NAT")
"""Those that count what happened in the year."""

WORLD, WORLD_SYSTEM = "001", "m49"

SOURCE = {"source": "UNHCR", "source_type": "un"}


_VOID = "people within their own country, or outside it, are not in such a row: the zero fills it"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column of UNHCR's counts.

    Attributes:
        facets: Its measure and what goes with it.
        since: The first year for which UNHCR has such numbers; 0 if it is not told.
        who: People who `left` their country, who `stayed` in it, or `any`.
        where: Which country the people are in, and which they are from.
        is_flow: Whether it counts what happened in the year.
    """

    facets: Mapping[str, str]
    since: int
    who: Literal["left", "stayed", "any"]
    where: Callable[[Country, Country], Where]
    is_flow: bool = False


def crossing(place: Country, origin: Country) -> Where:
    """Return the columns of where: people of one country in another."""
    n = len(place.code)
    world = Texts.repeated(WORLD, n).where(place.is_all)
    return {
        "place": place.code.otherwise(world),
        "place_system": place.system.otherwise(Texts.repeated(WORLD_SYSTEM, n).where(place.is_all)),
        "place_name": place.name,
        "from_place": origin.code,
        "from_system": origin.system,
        "from_name": origin.name,
        "is_rollup": flagged(place.is_all | origin.is_all),
    }


def returning(asylum: Country, origin: Country) -> Where:
    """Return the columns of where for refugees who went home: there they are, from asylum."""
    return crossing(origin, asylum)


def staying(place: Country, origin: Country) -> Where:
    """Return the columns of where for people who have not left their country.

    They have no origin but the country itself, so that the figure is the same quantity as those
    of others, who state none. Where a row has two countries, the origin is kept.
    """
    at_home = place.is_same(origin)
    only_origin = place.is_all & ~origin.is_all
    whole = place.is_all & origin.is_all
    there = Country(
        place.code.otherwise(origin.code.where(only_origin)),
        place.system.otherwise(origin.system.where(only_origin)),
        place.name.otherwise(origin.name.where(only_origin)),
        whole,
    )
    abroad = ~at_home & ~place.is_all & ~origin.is_all
    return crossing(there, origin.where(abroad))


def where_of(columns: Columns, kind: Kind) -> Callable[[Country, Country], Where]:
    """Return which country the people of a kind are in, and which they are from.

    In files that name the country "returned from", those who went home are in the other one.
    """
    return crossing if columns.says_returned_from and kind.where is returning else kind.where


def figures_of(columns: Columns, kinds: Mapping[str, Kind]) -> list[Arrangement]:
    """Return a figure for each number of a row that holds several."""
    asylum, origin = Country.of(columns, "coa"), Country.of(columns, "coo")
    counted = [name for name in kinds if name in columns]
    figures = [_figure(columns, name, kinds[name], asylum, origin) for name in counted]
    return by_figure(SOURCE, figures, made_of=columns.used(*counted))


def _figure(columns: Columns, name: str, kind: Kind, asylum: Country, origin: Country) -> Said:
    cells, year = columns[name].without(NOTHING), columns["year"]
    is_zero = numbers(cells) == 0
    # A row of two countries says nothing of those who stayed, one of one country nothing of those
    # who left: its zeros are there because the row is.
    at_home = asylum.is_same(origin)
    is_void = is_zero & ~asylum.is_all & ~origin.is_all
    if kind.who == "stayed":
        is_void &= ~at_home
    elif kind.who == "left":
        is_void &= at_home & origin.is_country
    else:
        is_void[:] = False
    figure: Said = {
        **kind.facets,
        **without_origin(where_of(columns, kind)(asylum, origin), is_void & at_home),
        **({"year": year} if kind.is_flow else {"as_of": year_end(year)}),
        **as_published(cells, is_rounded=not columns.has_stars),
    }
    figure = without(figure, cells, is_void, "not_applicable", _VOID)
    early = is_zero & ~is_void & (numbers(year) < kind.since)
    why = f"UNHCR has no such numbers before {kind.since}: the zero fills the row"
    return without(figure, cells, early, "missing", why)


def without_origin(where: Where, flags: Flags) -> Where:
    """Return the columns of where without those of the origin in some rows."""
    return {
        name: texts.where(~flags) if name.startswith("from_") else texts
        for name, texts in where.items()
    }


def year_end(year: Texts) -> Texts:
    """Return the last day of a year; what is no year stays, to be reported."""

    def day(text: str) -> str:
        return f"{text}-12-31" if fullmatch(r"\d{4}", text) else text

    return year.map(day)


def numbers(texts: Texts) -> npt.NDArray[np.float64]:
    """Return cells of digits as numbers, NaN where there are none."""
    found = np.array([number_of(text) for text in texts.values], dtype=np.float64)
    return np.asarray(texts.spread(found, missing=np.nan))


def without(
    figure: Mapping[str, Texts | str], cells: Texts, flags: Flags, status: str, caveat: str
) -> Said:
    """Return a figure without the zeros that say nothing: why, in `status` and `caveat`."""
    n = len(cells)
    best, stated = figure["best"], figure["stated"]
    assert isinstance(best, Texts)
    assert isinstance(stated, Texts)
    before = {
        name: found if isinstance(found := figure.get(name), Texts) else Texts.repeated(found, n)
        for name in ("status", "caveat")
    }
    return {
        **figure,
        "best": best.where(~flags),
        "stated": stated.otherwise(cells.where(flags)),
        "status": before["status"].otherwise(Texts.repeated(status, n).where(flags)),
        "caveat": before["caveat"].otherwise(Texts.repeated(caveat, n).where(flags)),
    }


def definition_of(columns: Columns, fields: Sequence[str], first: Texts | None = None) -> Texts:
    """Return what delimits who is counted: codes of the file, such as `loc_type=u;acc_type=p`."""
    n = columns.sheet.n_rows
    split = [field for field in fields if field in columns]
    leading = Texts.repeated(None, n) if first is None else first
    cells = [
        # Among stages of the procedure, NA are new applications.
        columns[field].without({ALL} if field == "dec_level" else NOTHING)
        for field in split
    ]
    codes, parts = combinations(leading, *cells)

    def joined(words: str | None, *cells: str | None) -> str | None:
        said = [f"{field}={cell.lower()}" for field, cell in zip(split, cells, strict=True) if cell]
        return ";".join(filter(None, [words, *said])) or None

    return Texts.merged(codes, [joined(*row) for row in parts])

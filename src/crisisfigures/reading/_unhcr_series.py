"""UNHCR's older database as a time series: a row a population type, and a number a year.

The numbers stand in columns of years (2000, 2001 …), or in `Value` beside the year. What a row
counts is told by its `Population type`, in words that changed over the years.
"""

import re
from collections.abc import Mapping, Sequence
from functools import reduce

from crisisfigures.plugins import Arrangement, Flags, Match, Sheet, by_figure
from crisisfigures.reading._disclosure import as_published
from crisisfigures.reading._unhcr import SOURCE, Kind, Said, Where, crossing, where_of, year_end
from crisisfigures.reading._unhcr_columns import NOTHING, Columns, Country
from crisisfigures.reading._unread import lost
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold

_TYPES: Mapping[str, str] = {
    "refugees": "refugees",
    "refugees incl refugee like situations": "refugees",
    "asylum seekers": "asylum_seekers",
    "asylum seekers pending cases": "asylum_seekers",
    "returned refugees": "returned_refugees",
    "internally displaced": "idps",
    "internally displaced persons": "idps",
    "internally displaced persons idps": "idps",
    "idps protected assisted by unhcr": "idps",
    "returned idps": "returned_idps",
    "stateless": "stateless",
    "stateless persons": "stateless",
    "others of concern": "ooc",
}
"""Which column of the population figures a type is, by its words, folded."""

_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_VALUE = "value"

_FACETS = ("measure", "definition", "cause", "group")


def match_series(sheet: Sheet) -> Match | None:
    """Return the columns of the older database's time series, if they are there."""
    columns = Columns(sheet)
    counted = _counted(sheet, columns)
    if not ("pop_type" in columns and "coo_name" in columns and columns.has_stars and counted):
        return None
    known = (*columns.used("pop_type"), *counted)
    return Match(known, f"{len(known)} columns of UNHCR's time series")


def _counted(sheet: Sheet, columns: Columns) -> Sequence[str]:
    """Return the headers of the columns of numbers."""
    if "year" in columns:
        return [name for name in sheet.header if fold(name) == _VALUE]
    return [name for name in sheet.header if _YEAR.fullmatch(name)]


def arrange_series(sheet: Sheet, kinds: Mapping[str, Kind]) -> list[Arrangement]:
    """Return a figure for each number of a row, by what its population type counts."""
    columns = Columns(sheet)
    stated, counted = columns["pop_type"], _counted(sheet, columns)
    types = stated.map(lambda text: _TYPES.get(fold(text)))
    named = {name: kinds[name] for name in kinds if name in types.values}
    is_flow = types.is_in(*(name for name, kind in named.items() if kind.is_flow))
    common: Said = {
        **SOURCE,
        **_where(columns, types, named),
        "measure_stated": stated,
        # A type that is not known stays, to be reported.
        "unread": lost("measure", stated, types.is_stated),
        **{
            facet: types.map({name: kind.facets.get(facet, "") for name, kind in named.items()})
            for facet in _FACETS
        },
    }
    figures = []
    for name in counted:
        year = columns["year"] if "year" in columns else Texts.repeated(name, sheet.n_rows)
        figures.append(
            {
                "year": year.where(is_flow),
                "as_of": year_end(year.where(~is_flow)),
                **as_published(sheet[name].without(NOTHING), is_rounded=False),
            }
        )
    return by_figure(
        common, figures, nothing="missing", made_of=[*columns.used("pop_type"), *counted]
    )


def _where(columns: Columns, types: Texts, kinds: Mapping[str, Kind]) -> Where:
    """Return the columns of where, by what the type of a row says of it."""
    asylum, origin = Country.of(columns, "coa"), Country.of(columns, "coo")
    parts: list[tuple[Flags, Where]] = [
        (types.is_in(name), where_of(columns, kind)(asylum, origin)) for name, kind in kinds.items()
    ]
    parts.append((~types.is_stated, crossing(asylum, origin)))
    return {
        name: reduce(Texts.otherwise, [texts[name].where(rows) for rows, texts in parts])
        for name in parts[0][1]
    }

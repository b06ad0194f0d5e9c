"""UNHCR, demographics of the Refugee Data Finder: people by sex and age, one row a population.

A row is a population type (`pop_type`) from one country in another, often at one location of it.
Five ages of each sex, those of unknown age, both sexes and the total are a figure each.

- The population type gives the measure: stocks on 31 December, but returns, resettlement and
  naturalisation are flows of the year. A file without it (as the R package has it) does not say
  what it counts, and no measure is made up. People in a refugee-like or IDP-like situation are
  among the refugees or IDPs of other files, and have a definition of their own.
- `f_total`, `m_total` and `total` are rollups of what stands beside them. A total that stands
  alone is none. Where its parts do not add up to it, a caveat says so.
- Where a total is above 0 and all that it is the sum of is 0, the row is not disaggregated: the
  zeros are missing, and say nothing of women or children.
- In older years UNHCR counted those of 5 to 17 as one age. Its files of today have no such column,
  and those children are among the people of unknown age: where both ages that make it up are 0
  between children and adults, beside people of unknown age, the zeros are missing.
- Where all of a sex are of unknown age, its ages are 0 for nobody asked, and the zeros are missing.
- A location is the place, by its name; one that the gazetteer does not know is no place, and the
  country is not put in its stead. Settlement (`loc_type`) and accommodation (`acc_type`) delimit
  who is counted, so that they are part of `definition`.
- Counts below five are rounded: a displayed 5 stands for 1 to 5.
"""

from collections.abc import Mapping
from functools import reduce

import numpy as np

from crisisfigures.plugins import Arrangement, Flags, Format, Match, Sheet, by_figure
from crisisfigures.reading._disclosure import as_published
from crisisfigures.reading._rollups import LACKS_PARTS, flagged, is_short
from crisisfigures.reading._unhcr import (
    FLOWS,
    POPULATIONS,
    SOURCE,
    Said,
    Where,
    crossing,
    definition_of,
    numbers,
    returning,
    staying,
    without,
    year_end,
)
from crisisfigures.reading._unhcr_columns import NOTHING, Columns, Country
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold, join_groups

_SEXES = {"f": "female", "m": "male"}
_AGES = {"0_4": "0-4", "5_11": "5-11", "12_17": "12-17", "18_59": "18-59", "60": "60+"}
_PARTS: Mapping[str, tuple[str, ...]] = {
    sex: tuple(f"{sex}_{age}" for age in (*_AGES, "other")) for sex in _SEXES
}
_TOTALS: Mapping[str, tuple[str, ...]] = {
    "total": ("f_total", "m_total"),
    **{f"{sex}_total": parts for sex, parts in _PARTS.items()},
}
"""Which columns are the sum of which others, the whole first: of a sex that is not told, no age
is told either."""

_GROUPS: Mapping[str, str] = {
    **{
        f"{letter}_{age}": f"sex={sex};age={band}"
        for letter, sex in _SEXES.items()
        for age, band in {**_AGES, "other": "unknown"}.items()
    },
    **{f"{letter}_total": f"sex={sex}" for letter, sex in _SEXES.items()},
    "total": "all",
}

_AT_HOME = ("IDP", "IOC", "HST", "RDP")
_HOMEWARD = ("RET",)

_NAMES: Mapping[str, str] = {
    "refugees": "REF",
    "people in refugee like situation": "ROC",
    "asylum seekers": "ASY",
    "other people in need of international protection": "OIP",
    "venezuelans displaced abroad": "VDA",
    "internally displaced persons": "IDP",
    "people in idp like situation": "IOC",
    "stateless people": "STA",
    "stateless persons": "STA",
    "others of concern": "OOC",
    "others of concern to unhcr": "OOC",
    "host community": "HST",
    "returned refugees": "RET",
    "returned idps": "RDP",
}
"""The types by their names, folded."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of people by sex and age, if they are there."""
    columns = Columns(sheet)
    if not columns.has("f_0_4", "m_0_4", "f_total", "m_total", "total"):
        return None
    split = ("pop_type", "location", "loc_type", "acc_type")
    return columns.match(*split, *_GROUPS, what="UNHCR's demographics")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each sex and age, and for their totals."""
    columns = Columns(sheet)
    population = columns["pop_type"].map(lambda text: _NAMES.get(fold(text), text))
    is_flow = population.is_in(*FLOWS)
    where = _where(columns, population)
    said: Said = {
        **SOURCE,
        **where,
        "year": columns["year"].where(is_flow),
        "as_of": year_end(columns["year"].where(~is_flow)),
        # A type that is not known stays, to be reported.
        "measure": _facet(population, "measure").otherwise(population),
        "cause": _facet(population, "cause"),
        "definition": definition_of(
            columns, ("loc_type", "acc_type"), _facet(population, "definition")
        ),
    }
    counted = [name for name in _GROUPS if name in columns]
    stated = {name: columns[name].without(NOTHING) for name in counted}
    untold, summed, short = _sums(stated)
    merged, ageless = _merged(stated), _ageless(stated)
    figures = []
    for name, cells in stated.items():
        figure: Said = {
            "group": _group(population, _GROUPS[name]),
            "group_stated": columns.name_of(name),
            **as_published(cells),
        }
        if name in summed:
            rollup = flagged(summed[name])
            figure["is_rollup"] = where["is_rollup"].otherwise(rollup)
            figure["caveat"] = Texts.repeated(LACKS_PARTS, sheet.n_rows).where(short[name])
        why = "the row is not disaggregated: the zero fills it"
        figure = without(figure, cells, untold[name], "missing", why)
        if name in merged:
            why = "ages 5 to 17 are told by none of its columns: the zero fills it"
            figure = without(figure, cells, merged[name], "missing", why)
        if name in ageless:
            why = "the age of nobody of this sex is known: the zero fills it"
            figure = without(figure, cells, ageless[name], "missing", why)
        figures.append(figure)
    return by_figure(said, figures, made_of=columns.used("pop_type", *counted))


def _facet(population: Texts, name: str) -> Texts:
    """Return what a population type says of one facet."""
    return population.map(lambda text: POPULATIONS.get(text, {}).get(name))


def _group(population: Texts, own: str) -> Texts:
    """Return the group of a column, among those that a population type names."""

    def joined(text: str) -> str:
        return join_groups(POPULATIONS.get(text, {}).get("group", "all"), own)

    return population.map(joined).otherwise(own)


def _where(columns: Columns, population: Texts) -> Where:
    """Return the columns of where, by what the type says of it; a location is the place."""
    asylum, origin = Country.of(columns, "coa"), Country.of(columns, "coo")
    stays, returns = population.is_in(*_AT_HOME), population.is_in(*_HOMEWARD)
    kinds: list[tuple[Flags, Where]] = [
        (stays, staying(asylum, origin)),
        (returns, returning(asylum, origin)),
        (~stays & ~returns, crossing(asylum, origin)),
    ]
    where = {
        name: reduce(Texts.otherwise, [texts[name].where(rows) for rows, texts in kinds])
        for name in kinds[0][1]
    }
    location = columns["location"].without(NOTHING)
    codes, names = combinations(location, where["place_name"])
    named = [place and ", ".join(filter(None, (place, country))) for place, country in names]
    return {
        **where,
        "country_code": where["place"].where(location.is_stated),
        "place": location.otherwise(where["place"]),
        "place_system": where["place_system"].where(~location.is_stated),
        "place_name": Texts.merged(codes, named).otherwise(where["place_name"]),
    }


def _sums(
    stated: Mapping[str, Texts],
) -> tuple[dict[str, Flags], dict[str, Flags], dict[str, Flags]]:
    """Return where a column's zero says nothing, where a total sums up others, and falls short."""
    found = {name: np.nan_to_num(numbers(cells)) for name, cells in stated.items()}
    untold = {name: np.zeros(len(cells), dtype=np.bool_) for name, cells in stated.items()}
    summed: dict[str, Flags] = {}
    short: dict[str, Flags] = {}
    for total, all_parts in _TOTALS.items():
        parts = [part for part in all_parts if part in stated]
        is_empty = np.logical_and.reduce([found[part] == 0 for part in parts])
        is_untold = is_empty & (found[total] > 0) | untold[total]
        summed[total] = ~is_empty
        sums = np.sum([found[part] for part in parts], axis=0)
        short[total] = ~is_empty & is_short(found[total], sums)
        for part in parts:
            untold[part] |= is_untold & (found[part] == 0) & stated[part].is_stated
    return untold, summed, short


def _merged(stated: Mapping[str, Texts]) -> dict[str, Flags]:
    """Return where the zeros of 5 to 17 say nothing: the age was one, and is among the unknown."""
    found = {name: np.nan_to_num(numbers(cells)) for name, cells in stated.items()}
    merged: dict[str, Flags] = {}
    for sex in _SEXES:
        ages, others = [f"{sex}_5_11", f"{sex}_12_17"], [f"{sex}_0_4", f"{sex}_18_59"]
        if not found.keys() >= {*ages, *others, f"{sex}_other"}:
            continue
        is_told = np.all([found[name] > 0 for name in (*others, f"{sex}_other")], axis=0)
        are_zero = np.all([found[name] == 0 for name in ages], axis=0)
        merged |= {name: is_told & are_zero & stated[name].is_stated for name in ages}
    return merged


def _ageless(stated: Mapping[str, Texts]) -> dict[str, Flags]:
    """Return where the zeros of ages say nothing: all of the sex are of unknown age."""
    found = {name: np.nan_to_num(numbers(cells)) for name, cells in stated.items()}
    ageless: dict[str, Flags] = {}
    for sex in _SEXES:
        ages = [name for age in _AGES if (name := f"{sex}_{age}") in found]
        unknown = f"{sex}_other"
        if not ages or unknown not in found:
            continue
        are_zero = np.all([found[name] == 0 for name in ages], axis=0)
        is_none = (found[unknown] > 0) & are_zero
        ageless |= {name: is_none & stated[name].is_stated for name in ages}
    return ageless


FORMAT = Format(
    name="unhcr_demographics",
    summary="UNHCR Refugee Data Finder: people by sex and age, and by location.",
    needs="UNHCR's columns (year, coo_iso, coa_iso, f_0_4, m_0_4, f_total, m_total, total …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

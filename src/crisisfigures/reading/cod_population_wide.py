"""COD-PS, the countries' own files: population of areas, a column for each sex and age (CSV).

The files behind `cod_population`, one a country and level, in the columns that OCHA agreed on with
the countries: `ADM2_PCODE` and names of areas, and numbers of people in columns that say by their
names whom they count. `F`, `M` and `T` are women and girls, men and boys, and both; `TL` is all
ages, `00_04` and `80plus` are ages. Each number is a figure.

- Some countries have words for ages (`F_adulte`), or name both sexes by the ages alone
  (`Enfants_00_18`): the words are read as those of other files. Other columns count nobody
  that is known, and stay beside the figures.
- The total of both sexes, and of all ages, is a rollup where its row has the parts; a row of an
  area where the file has rows of areas in it. Where parts do not add up to their total, or come
  to more, a caveat says so.
- Most files say in their names only which year they are of, so that the period is not known. A
  column of years, where there is one, is believed.
- The file does not tell who counted, or projected. The source is COD-PS, as in `hapi_population`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Arrangement, Flags, Format, Match, Sheet, by_figure
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    flagged,
    is_short,
    numbers_of,
    sums_up_areas,
    unlike,
    unlike_areas,
)
from crisisfigures.texts import Texts

_LEVELS = range(5)
_SEXES = {"f": "f", "m": "m", "t": "all"}
_ALL = "all"

_SEX_AND_AGE = re.compile(r"([FMT])_([A-Za-z0-9_]+)", re.IGNORECASE)
_AGE_ALONE = re.compile(r"[^\W\d_]{3,}_((?:\d{1,3}_\d{1,3})|(?:\d{1,3}_?plus))", re.IGNORECASE)
_AGES = re.compile(r"(\d{1,3})_(\d{1,3})|(\d\d)(\d\d)|(\d{1,3})_?plus")
_WORDS = re.compile(r"[^\W\d_]+(?:_[^\W\d_]+)*")
_UNKNOWN = frozenset({"unk", "unknown"})

_YEARS = ("year", "reference_year", "annee", "année", "ano", "año")


@dataclass(frozen=True, slots=True)
class _People:
    """Whom a column counts: a sex or `all`, and ages or `all`."""

    sex: str
    age: str


def _people(header: str) -> _People | None:
    """Return whom a column counts by its name, or None where it is no such column."""
    if match := _AGE_ALONE.fullmatch(header):
        age = _age(match[1])
        return None if age is None else _People(_ALL, age)
    if (match := _SEX_AND_AGE.fullmatch(header)) is None:
        return None
    sex, rest = _SEXES[match[1].lower()], match[2].lower()
    if sex == _ALL and rest in ("tf", "tm"):
        return _People(rest[1], _ALL)
    if rest == "tl":
        return _People(sex, _ALL)
    age = _age(rest)
    return None if age is None else _People(sex, age)


def _age(words: str) -> str | None:
    """Return ages as they are read, such as 0-4 and 80+, or the words for them."""
    words = words.lower()
    if match := _AGES.fullmatch(words):
        first, last = match[1] or match[3], match[2] or match[4]
        return f"{int(match[5])}+" if match[5] else f"{int(first)}-{int(last)}"
    if words in _UNKNOWN:
        return "age=unknown"
    return words.replace("_", " ") if _WORDS.fullmatch(words) else None


def _columns(sheet: Sheet) -> dict[str, _People]:
    """Return whom each column of people counts; the first of two that count the same."""
    found: dict[_People, str] = {}
    for header in sheet.header:
        people = _people(header)
        if people is not None:
            found.setdefault(people, header)
    return {header: people for people, header in found.items()}


def _codes(sheet: Sheet) -> dict[int, str]:
    """Return the column of the codes of areas on each level."""
    spellings = {
        level: [f"{stem}{level}_{code}" for stem in ("adm", "admin") for code in ("pcode", "code")]
        for level in _LEVELS
    }
    there = headers_of(sheet, [one for many in spellings.values() for one in many])
    return {
        level: next(there[one] for one in many if one in there)
        for level, many in spellings.items()
        if any(one in there for one in many)
    }


def _names(sheet: Sheet) -> dict[int, str]:
    """Return the column of the names of areas on each level: in English, or the first there is."""
    found: dict[int, list[str]] = {}
    for header in sheet.header:
        if match := re.fullmatch(
            r"adm(?:in)?([0-4])_?(?:name|[a-z]{2}|name_?[a-z]{2})", header, re.IGNORECASE
        ):
            found.setdefault(int(match[1]), []).append(header)
    return {
        level: next((one for one in headers if one.lower().endswith("_en")), headers[0])
        for level, headers in found.items()
    }


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of COD-PS, if there are codes of areas and totals of all ages."""
    people, codes = _columns(sheet), _codes(sheet)
    totals = {one.sex for one in people.values() if one.age == _ALL}
    if not codes or not (_ALL in totals or {"f", "m"} <= totals):
        return None
    known = dict.fromkeys((*codes.values(), *_names(sheet).values(), *people))
    return Match(tuple(known), f"{len(known)} columns of a country's COD-PS")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each column of people."""
    people, codes, names = _columns(sheet), _codes(sheet), _names(sheet)
    nothing = Texts.repeated(None, sheet.n_rows)
    known = headers_of(sheet, ("iso3", "country", *_YEARS))
    year = next((sheet[known[name]] for name in _YEARS if name in known), nothing)
    country = sheet[known["iso3"]] if "iso3" in known else nothing
    columns: dict[str, Texts | str] = {
        "measure": "population",
        "year": year,
        "country_code": country.otherwise(sheet[codes[0]] if 0 in codes else nothing),
        "country": sheet[names[0]] if 0 in names else nothing,
        "source": "COD-PS",
        "source_type": "un",
    }
    for level in (1, 2, 3):
        if level in codes:
            columns[f"admin{level}_code"] = sheet[codes[level]]
        if level in names:
            columns[f"admin{level}"] = sheet[names[level]]
    if 4 in codes and sheet[codes[4]].is_stated.any():
        # There is no input for the fourth level: its p-code is the place itself.
        columns["place"] = sheet[codes[4]]
        columns["place_system"] = Texts.repeated("pcode", sheet.n_rows).where(
            sheet[codes[4]].is_stated
        )
        columns["place_name"] = sheet[names[4]] if 4 in names else nothing
    areas = [sheet[codes[level]] if level in codes else nothing for level in _LEVELS]
    return by_figure(columns, _figures(sheet, people, areas, year))


def _figures(
    sheet: Sheet, people: Mapping[str, _People], areas: list[Texts], year: Texts
) -> list[dict[str, Texts | str]]:
    """Return what each column says: whom it counts, how many, and whether it sums up others."""
    levels = np.zeros(sheet.n_rows, dtype=np.int64)
    for level, area in enumerate(areas):
        levels[area.is_stated] = level
    numbers = {header: numbers_of(sheet[header]) for header in people}
    figures = []
    for header, whom in people.items():
        sums, short, over = _of_parts(numbers, people, header)
        sums |= sums_up_areas(levels, areas[:-1], sheet[header].is_stated, (year,))
        far, beyond = unlike_areas(levels, areas[:-1], numbers[header], (year,))
        figure: dict[str, Texts | str] = {
            "figure": sheet[header],
            "sex": whom.sex,
            "age": whom.age,
            "group_stated": header,
            "is_rollup": flagged(sums & sheet[header].is_stated),
            "caveat": unlike(short | far, over | beyond, Texts.repeated(None, sheet.n_rows)),
        }
        figures.append(figure)
    return figures


def _of_parts(
    numbers: Mapping[str, npt.NDArray[np.float64]], people: Mapping[str, _People], header: str
) -> tuple[Flags, Flags, Flags]:
    """Return in which rows other columns are parts of a total, fall short of it, and exceed it."""
    whole, whom = numbers[header], people[header]
    n = len(whole)
    has_parts, short, over = (np.zeros(n, dtype=np.bool_) for _ in range(3))
    both = [h for h, one in people.items() if one.age == whom.age and one.sex != _ALL]
    ages = [h for h, one in people.items() if one.sex == whom.sex and one.age != _ALL]
    splits = [both] if whom.sex == _ALL else []
    splits += [ages] if whom.age == _ALL else []
    for parts in splits:
        stated = [numbers[part] for part in parts]
        if stated:
            is_there = np.logical_or.reduce([~np.isnan(one) for one in stated])
            total = np.nansum(stated, axis=0)
            has_parts |= is_there
            short |= is_there & is_short(whole, total)
            over |= is_there & is_short(total, whole)
    return has_parts, short, over


FORMAT = Format(
    name="cod_population_wide",
    summary="COD-PS: population of areas, a column for each sex and age, a file a country.",
    needs="the columns of COD-PS (ADM1_PCODE, T_TL, F_00_04, M_00_04 …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

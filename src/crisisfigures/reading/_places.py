"""Where: codes are kept, names are resolved by the gazetteer, and nothing is guessed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from crisisfigures.gazetteer import Gazetteer
from crisisfigures.period import NO_DAY
from crisisfigures.place import Place
from crisisfigures.reading._dates import Days
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import PLACE_SYSTEMS

_LEVELS = ("country", "admin1", "admin2", "admin3")

PLACE_INPUTS = (
    *("place", "place_system", "place_name"),
    *_LEVELS,
    *(f"{level}_code" for level in _LEVELS),
)
FROM_INPUTS = ("from_place", "from_system", "from_name")

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_ALPHA_2 = re.compile(r"[A-Z]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class _Where:
    code: str | None = None
    system: str | None = None
    name: str | None = None
    is_dated: bool = False
    """Whether the name means other places on other days, so that the period decides."""


def read_where(
    inputs: Mapping[str, Texts], gazetteer: Gazetteer, days: Days | None
) -> tuple[Texts, Texts, Texts]:
    """Return codes, their systems and the source's words of the places of n rows.

    A name that is not known, or means several places, gives no code: its words are kept. Of
    several levels the lowest that is stated is meant; where it is not known, the one above it
    is not put in its place, for a figure of a district is not one of its province. Where a system
    is stated and no place, an area's name means a place of that system only: one that has no
    p-code in a table of p-codes is not found in another list.

    Args:
        inputs: The texts of `PLACE_INPUTS` (or `FROM_INPUTS`, under the same names).
        gazetteer: Which names mean which places.
        days: The last day of each row's period, which decides between a place of old and of
            now; `NO_DAY` where none is stated.
    """
    names = [name for name in PLACE_INPUTS if name in inputs]
    codes, parts = combinations(*(inputs[name] for name in names))
    cells = [dict(zip(names, part, strict=True)) for part in parts]
    found = [_where(one, gazetteer, None) for one in cells]
    if days is not None and any(one.is_dated for one in found):
        is_dated = np.array([one.is_dated for one in found])[codes] & (days != NO_DAY)
        rows = np.flatnonzero(is_dated)
        day_codes, day_numbers = np.unique(days[rows], return_inverse=True)
        pairs, at = np.unique(
            np.stack([codes[rows], day_numbers.ravel()]), axis=1, return_inverse=True
        )
        for code, day in pairs.T.tolist():
            on = date.fromordinal(int(day_codes[day]) + date(1970, 1, 1).toordinal())
            found.append(_where(cells[code], gazetteer, on))
        codes = codes.copy()
        codes[rows] = len(cells) + at.ravel()
    return (
        Texts.merged(codes, [one.code for one in found]),
        Texts.merged(codes, [one.system for one in found]),
        Texts.merged(codes, [one.name for one in found]),
    )


def _where(cells: Mapping[str, str | None], gazetteer: Gazetteer, on: date | None) -> _Where:
    name = cells.get("place_name") or _in_words(cells)
    place, system = cells.get("place"), cells.get("place_system")
    if place and system:
        name = cells.get("place_name") or _in_words({**cells, "place": None})
        if system != "gw":
            return _Where(place, system, name)
        # The states of Gleditsch and Ward are countries, or were: gw 678 is Yemen since 1990.
        country = gazetteer.canonical(Place(place, system), on=on)
        return _Where(country.code, country.system, name, country.system == "gw" and on is None)
    lowest = max((i for i, level in enumerate(_LEVELS) if _said(cells, level)), default=-1)
    is_dated = False
    within: Place | None = None
    only = system if place is None and system in PLACE_SYSTEMS else None
    for i, level in enumerate(_LEVELS[: lowest + 1]):
        found, dated = _of_level(cells, level, gazetteer, within, on, only)
        if found is None and (i == lowest or _said(cells, level)) and place is None:
            if i == lowest:
                return _Where(None, None, _all_words(cells), dated)
            continue
        within, is_dated = found or within, is_dated or dated
    words = place or (cells.get("place_name") if lowest < 0 else None)
    if words:
        within, is_dated = _named(words, gazetteer, within, on)
    if within is None:
        return _Where(None, None, _all_words(cells), is_dated)
    return _Where(within.code, within.system, None if name == within.code else name)


def _said(cells: Mapping[str, str | None], level: str) -> bool:
    return bool(cells.get(level) or cells.get(f"{level}_code"))


def _in_words(cells: Mapping[str, str | None]) -> str | None:
    """Return the names of a row, the lowest first, as people write them: "Gao, Mali"."""
    said = [cells.get(name) for name in ("place", *reversed(_LEVELS))]
    return ", ".join(dict.fromkeys(name for name in said if name)) or None


def _all_words(cells: Mapping[str, str | None]) -> str | None:
    """Return all that a row says of a place that is not known: the codes of its levels, too.

    The country is not put in the district's place, and is not lost: "Gaoo, MLI".
    """
    named = {level: cells.get(level) or cells.get(f"{level}_code") for level in _LEVELS}
    name, words = cells.get("place_name"), _in_words({**cells, **named})
    if name is None or words is None:
        return name or words
    return ", ".join([name, *(word for word in words.split(", ") if word not in name)])


def _of_level(
    cells: Mapping[str, str | None],
    level: str,
    gazetteer: Gazetteer,
    within: Place | None,
    on: date | None,
    only: str | None,
) -> tuple[Place | None, bool]:
    """Return the place of one level, by its code if there is one.

    A country is one of ISO's, whatever system its areas are of.
    """
    code = cells.get(f"{level}_code")
    if code:
        return _of_code(code, level, gazetteer), False
    name = cells.get(level)
    if not name:
        return None, False
    if level == "country" and _ALPHA_2.fullmatch(name):
        # "NA" is Namibia.
        known = gazetteer.resolve(name, system="iso3166-1").place
        if known is not None:
            return known, False
    return _named(name, gazetteer, within, on, None if level == "country" else only)


def _of_code(code: str, level: str, gazetteer: Gazetteer) -> Place:
    """Return the place of a code, known or not: an unknown code is for validation to report."""
    if level != "country":
        return Place(code, "iso3166-2" if _SUBDIVISION.fullmatch(code) else "pcode")
    known = gazetteer.find(code.upper(), "iso3166-1")
    if known is None and len(code) == 2:
        known = gazetteer.resolve(code.upper(), system="iso3166-1").place
    return known or Place(code, "iso3166-1")


def _named(
    words: str,
    gazetteer: Gazetteer,
    within: Place | None,
    on: date | None,
    only: str | None = None,
) -> tuple[Place | None, bool]:
    """Return the place that words name or that a code stands for, and whether it needs a date.

    Args:
        words: The name or the code.
        gazetteer: Which names mean which places.
        within: The place that it lies in.
        on: The day that is spoken of.
        only: The system that the place is of; None for any.
    """
    for pattern, system in ((_COUNTRY, "iso3166-1"), (_SUBDIVISION, "iso3166-2")):
        if only in (None, system) and pattern.fullmatch(words):
            known = gazetteer.find(words, system)
            if known:
                return known, False
    found = gazetteer.resolve(words, within=within, system=only, on=on)
    return found.place, found.why == "ambiguous" and on is None


def from_inputs(inputs: Mapping[str, Texts]) -> dict[str, Texts]:
    """Return the inputs of where people come from, under the names that `read_where` knows."""
    names: Sequence[tuple[str, str]] = tuple(zip(FROM_INPUTS, PLACE_INPUTS, strict=False))
    return {ours: inputs[name] for name, ours in names if name in inputs}

"""Names of places: do name and code mean one place?"""

from dataclasses import dataclass

import numpy as np

from crisisfigures.place import Place
from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, combined, each_distinct
from crisisfigures.segments import dense
from crisisfigures.table import NO_DAY
from crisisfigures.validation._words import quoted

_CODED = {"place_name": ("place", "place_system"), "from_name": ("from_place", "from_system")}

_CODES = tuple(dict.fromkeys(code for codes in _CODED.values() for code in codes))

_LONGEST_NAME = 200
"""No place is called by more than this; such a text is not looked up."""


def _places_meant(cells: Cells, name: str) -> tuple[Place, ...]:
    """Return the places that a name may mean; of a place too small to be listed, its country."""
    if len(name) > _LONGEST_NAME:
        return ()
    found = cells.gazetteer.named(name)
    if found:
        # "Lago, Niassa" is Lago in Niassa, and is written as the lake of that name is.
        head = name.partition(",")[0].strip()
        return found if head == name else (*found, *cells.gazetteer.named(head))
    around = name.rpartition(",")[2].strip()
    places = cells.gazetteer.named(around) if around not in ("", name) else ()
    is_country = any(place.system == "iso3166-1" for place in places)
    return places if is_country else ()


def _elsewhere(cells: Cells, column: str) -> Flags:
    """Return where all places that the name may mean share no ground with that of the code."""
    gazetteer, named = cells.gazetteer, (column, *_CODED[column])

    def lies_elsewhere(name: str | None, code: str | None, system: str | None) -> bool:
        if name is None or code is None or system in (None, "custom"):
            return False
        place = gazetteer.find(code, system or "")
        if place is None or name == place.name:
            return False
        meant = _places_meant(cells, name)
        return bool(meant) and all(gazetteer.relation(place, m) == "disjoint" for m in meant)

    found = cells.judge(lies_elsewhere, *named)
    rows = np.flatnonzero(found)
    if len(rows):
        found[rows] = ~_lay_there(cells, column, rows)
    return found


def _lay_there(cells: Cells, column: str, rows: Integers) -> Flags:
    """Return of rows where name and code lie apart today, where they did not in their period."""
    days = cells.days("period_start")[rows]
    codes, systems, names = (cells.said(name, rows) for name in (*_CODED[column], column))
    known: dict[tuple[str, str, str, int], bool] = {}
    for key in dict.fromkeys(zip(codes, systems, names, days.tolist(), strict=True)):
        code, system, name, day = key
        on = None if day == NO_DAY else np.datetime64(day, "D").astype(object)
        place = Place(code, system)
        known[key] = on is not None and any(
            cells.gazetteer.relation(place, meant, on=on) != "disjoint"
            for meant in _places_meant(cells, name)
        )
    asked = zip(codes, systems, names, days.tolist(), strict=True)
    return np.array([known[key] for key in asked], dtype=np.bool_)


def _is_elsewhere(cells: Cells, column: str) -> Flags | bool:
    if not (cells.has(column) and cells.has(_CODED[column][0])):
        return False
    return cells.once(_elsewhere, column)


def _what_they_mean(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    codes, systems = (cells.said(name, rows) for name in _CODED[column])
    gazetteer = cells.gazetteer

    def told(place: Place | None) -> str:
        return f"{place.name or place.code} ({place.code})" if place else ""

    by_code = [
        told(gazetteer.find(code, system)) for code, system in zip(codes, systems, strict=True)
    ]
    return {
        "of_code": np.array(by_code, dtype=object),
        "of_name": each_distinct(
            lambda name: told(_places_meant(cells, name)[0]), cells.said(column, rows)
        ),
    }


# --- the pairs of a file beside each other ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The m distinct pairs of a name and a code.

    Attributes:
        of: The pair of each of n rows, -1 where name or code is missing.
        size: How many rows have each pair.
        row: The first of them.
        by_name: For each pair, the one that most rows have of those with its name; m pairs.
        by_code: The same of those with its code.
    """

    of: Integers
    size: Integers
    row: Integers
    by_name: Integers
    by_code: Integers


def _pairs(cells: Cells, column: str) -> _Pairs:
    names = cells.codes(column)
    coded = [cells.codes(name) for name in _CODED[column]]
    places, _ = combined([codes for codes, _ in coded], [len(texts) for _, texts in coded])
    of = np.full(cells.n, -1, dtype=np.int64)
    both = np.flatnonzero((names[0] >= 0) & (coded[0][0] >= 0))
    if not len(both):
        nothing = both[:0]
        return _Pairs(of, nothing, nothing, nothing, nothing)
    name, place = names[0][both], places[both]
    of[both], m = dense([name, place], [len(names[1]), int(places.max()) + 1])
    size = np.bincount(of[both], minlength=m)
    row = np.zeros(m, dtype=np.int64)
    row[of[both[::-1]]] = both[::-1]
    return _Pairs(of, size, row, *(_most_common(key[row], size, row) for key in (names[0], places)))


def _most_common(key: Integers, size: Integers, row: Integers) -> Integers:
    """Return for each pair the one of most rows that has its key, of several the first."""
    order = np.lexsort((-row, size, key))
    last = np.append(key[order][1:] != key[order][:-1], np.array([True]))
    most = np.zeros(int(key.max()) + 1, dtype=np.int64)
    most[key[order[last]]] = order[last]
    return most[key]


def _is_odd_pair(cells: Cells, column: str, *, times: float) -> Flags | bool:
    """Return where the name has another code elsewhere, and the code another name, by far."""
    if not (cells.has(column) and cells.has(_CODED[column][0])):
        return False
    pairs = cells.once(_pairs, column)
    is_odd = pairs.size[pairs.by_name] >= times * pairs.size
    is_odd &= pairs.size[pairs.by_code] >= times * pairs.size
    found: Flags = np.append(is_odd, np.array([False]))[pairs.of]
    return found & ~cells.once(_elsewhere, column) if found.any() else found


def _others(cells: Cells, column: str, rows: Integers, **_settings: float) -> dict[str, Strings]:
    pairs = cells.once(_pairs, column)
    code, own = _CODED[column][0], pairs.of[rows]
    said = {
        "code": cells.said(code, rows),
        "usual_code": cells.said(code, pairs.row[pairs.by_name[own]]),
        "usual_name": cells.said(column, pairs.row[pairs.by_code[own]]),
    }
    return {name: each_distinct(quoted, texts) for name, texts in said.items()}


def _pair(name: str, code: str, event: str) -> dict[str, object]:
    return {"place_name": name, "place": code, "place_system": "pcode", "event": event}


CHECKS = (
    Check(
        name="place-name-misfit",
        severity="warning",
        phase="meaning",
        at=("place_name", "from_name"),
        find=_is_elsewhere,
        reads=(*_CODES, "period_start"),
        message="{value} is {of_name}, and the code beside it is that of {of_code}",
        hint="Find out which of the two is right. Places are compared by their codes.",
        why="A code that was filled down one row too far, or taken from the wrong list, gives "
        "people to another country, and the name beside it still looks right.",
        bad=(
            {"place_name": "Niger"},
            {"place_name": "a hamlet, Chad", "place": "NGA"},
            {"from_name": "Tchad", "from_place": "MLI", "from_system": "iso3166-1"},
        ),
        good=(
            {"place_name": "Menaka region, Mali"},
            {"place_name": "Bida, Niger", "place": "NGA"},
            {"place_name": "Malí"},
            {"place_name": "a hamlet that no list has"},
        ),
        facts=_what_they_mean,
    ),
    Check(
        name="odd-place-pair",
        severity="warning",
        phase="table",
        at=("place_name", "from_name"),
        find=_is_odd_pair,
        reads=_CODES,
        holds=(*_CODES, "period_start"),
        message="{value} has the code {code} here; elsewhere in the table it mostly has "
        "{usual_code}, and {code} is mostly {usual_name}",
        hint="Find out which of the two is right. Places are compared by their codes.",
        why="Where a name and a code stand together many times, and once each with another, two "
        "cells were exchanged or a code was mistyped. No list of places is needed to see it.",
        bad=(
            (
                *(_pair("Ansongo", "ML0701", event) for event in "abc"),
                *(_pair("Bourem", "ML0702", event) for event in "def"),
                _pair("Ansongo", "ML0702", "g"),
            ),
        ),
        good=(
            (
                *(_pair("Sucre", "CO70", event) for event in "abc"),
                _pair("Sucre", "VE17", "d"),
            ),
        ),
        facts=_others,
        settings={"times": 3},
    ),
)

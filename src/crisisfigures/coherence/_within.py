"""Which places, periods and groups lie in which: pairs of the distinct values of a facet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import as_place
from crisisfigures.place import Place
from crisisfigures.segments import Flags, Integers, Numbers

_STATUSES = frozenset({"civilian", "combatant"})

_AGES = {"child": "0-17", "adult": "18+"}
"""Words for ages in years; a child is younger than 18 (Convention on the Rights of the Child)."""

_CHUNK = 1 << 22
"""Pairs of periods that are looked at at once."""


@dataclass(frozen=True, slots=True)
class Within:
    """Pairs of k distinct values, of which one lies in the other and is not the same.

    Attributes:
        inner: Codes of the values that lie in another.
        outer: Codes of those that they lie in.
        kind: k numbers: parts of one whole and kind share nothing, those of two kinds may.
        listed: k numbers of lists that divide what lies around them, -1 for none; and
        n_listed: how many there are on the list.
    """

    inner: Integers
    outer: Integers
    kind: Integers
    listed: Integers
    n_listed: Integers


def places_within(shown: Sequence[str], gazetteer: Gazetteer) -> Within:
    """Return which places of a table lie in which."""
    places = [as_place(text) for text in shown]
    keys = [None if place is None else gazetteer.canonical(place).key for place in places]
    code = {key: at for at, key in enumerate(keys) if key is not None}
    around: dict[str, set[str]] = {}
    for key in code:
        around[key] = _around(key, gazetteer)
    for key in code:
        if members := _members(key, gazetteer):
            for inner in code:
                if inner != key and not members.isdisjoint({inner, *around[inner]}):
                    around[inner].add(key)
    pairs = [
        (code[inner], code[outer]) for inner in code for outer in around[inner] if outer in code
    ]
    kinds: dict[str, int] = {}
    lists: dict[str, int] = {}
    kind, listed, n_listed = ([-1] * len(shown), [-1] * len(shown), [0] * len(shown))
    for key, at in code.items():
        place = Place.parse(key)
        entry, peers = gazetteer.entry(place), gazetteer.peers(place)
        # Places of one list of codes share no ground; regions and areas may.
        is_listed = entry is not None and entry.family is not None
        kind[at] = kinds.setdefault(place.system if is_listed else key, len(kinds))
        if entry and peers:
            listed[at] = lists.setdefault(str(entry.family), len(lists))
            n_listed[at] = len(peers)
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    numbers = (np.array(column, dtype=np.int64) for column in (kind, listed, n_listed))
    return Within(both[:, 0], both[:, 1], *numbers)


def _around(key: str, gazetteer: Gazetteer) -> set[str]:
    """Return the places that a place lies in, by its parents and theirs."""
    found: set[str] = set()
    todo = [key]
    while todo:
        entry = gazetteer.entry(Place.parse(todo.pop()))
        for parent in entry.parents if entry else ():
            above = gazetteer.canonical(Place.parse(parent)).key
            if above not in found and above != key:
                found.add(above)
                todo.append(above)
    return found


def _members(key: str, gazetteer: Gazetteer) -> set[str]:
    """Return the members of an area, and theirs."""
    found: set[str] = set()
    todo = [key]
    while todo:
        entry = gazetteer.entry(Place.parse(todo.pop()))
        for member in entry.members if entry else ():
            below = gazetteer.canonical(Place.parse(member)).key
            if below not in found:
                found.add(below)
                todo.append(below)
    return found


def periods_within(start: Integers, end: Integers) -> Within:
    """Return which of k periods lie in which; all are of one kind, to be told apart by whole."""
    k = len(start)
    found = []
    for first in range(0, k, max(_CHUNK // max(k, 1), 1)):
        rows = slice(first, first + max(_CHUNK // max(k, 1), 1))
        inside = (start[rows, None] >= start) & (end[rows, None] <= end)
        inside &= (start[rows, None] != start) | (end[rows, None] != end)
        inner, outer = np.nonzero(inside)
        found.append(np.stack([inner + first, outer]))
    inner, outer = np.concatenate([np.empty((2, 0), dtype=np.int64), *found], axis=1)
    none = np.zeros(k, dtype=np.int64)
    return Within(inner, outer, none, none - 1, none)


def groups_within(shown: Sequence[str]) -> Within:
    """Return which population groups are part of which: `sex=female` of `all`.

    Groups of one kind share nobody: by sex, by bands of age, civilians and combatants; women, men
    and children.
    """
    parts = [_parts(text) for text in shown]
    pairs = [
        (a, b)
        for a, inner in enumerate(parts)
        for b, outer in enumerate(parts)
        if a != b and _is_within(inner, outer)
    ]
    kind = np.zeros(len(parts), dtype=np.int64)
    for at, members in enumerate(_kinds(parts)):
        kind[members] = at
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    none = np.zeros(len(parts), dtype=np.int64)
    return Within(both[:, 0], both[:, 1], kind, none - 1, none)


def _kinds(parts: list[dict[str, str]]) -> list[list[int]]:
    """Return groups that share nobody: first those told apart by the same, then all others."""

    def are_alike(a: int, b: int) -> bool:
        return parts[a].keys() == parts[b].keys() and are_apart(a, b)

    def are_apart(a: int, b: int) -> bool:
        return _are_disjoint(parts[a], parts[b])

    return _united(_united([[at] for at in range(len(parts))], are_alike), are_apart)


def _united(sets: list[list[int]], fit: Callable[[int, int], bool]) -> list[list[int]]:
    """Return sets, each joined to the first before it all of whose members fit all of its own."""
    found: list[list[int]] = []
    for some in sets:
        for members in found:
            if all(fit(a, b) for a in members for b in some):
                members.extend(some)
                break
        else:
            found.append(list(some))
    return found


def ages_of(shown: Sequence[str]) -> Numbers:
    """Return the first and last year of age of k groups, (k, 2); NaN where they state none."""
    bands = [_band(_parts(text).get("age", "")) or (np.nan, np.nan) for text in shown]
    return np.array(bands, dtype=np.float64).reshape(-1, 2)


def reach_all_ages(parts: Numbers, of: Integers, wholes: Numbers) -> Flags:
    """Return which of n sums of groups leave out no age that they state: (n,) flags.

    Children alone are not all people, and neither are bands of age without the oldest.

    Args:
        parts: The first and last year of age of k parts, (k, 2); NaN where they state none.
        of: Which sum each part is of, (k,).
        wholes: The first and last year of age of what each sum is of, (n, 2).
    """
    first, last = np.full((2, len(wholes)), np.nan)
    np.fmin.at(first, of, parts[:, 0])
    np.fmax.at(last, of, parts[:, 1])
    around = np.where(np.isnan(wholes), [0.0, np.inf], wholes)
    reaches: Flags = np.isnan(first) | ((first == around[:, 0]) & (last == around[:, 1]))
    return reaches


def _parts(group: str) -> dict[str, str]:
    if group == "all":
        return {}
    return dict(part.split("=", 1) for part in group.split(";") if "=" in part)


def _is_within(inner: dict[str, str], outer: dict[str, str]) -> bool:
    for key, value in outer.items():
        own = inner.get(key)
        if own is None or (own != value and not (key == "age" and _is_band_in(own, value))):
            return False
    return inner != outer


def _is_band_in(inner: str, outer: str) -> bool:
    a, b = _band(inner), _band(outer)
    return a is not None and b is not None and b[0] <= a[0] and a[1] <= b[1]


def _are_disjoint(a: dict[str, str], b: dict[str, str]) -> bool:
    for key in a.keys() & b.keys():
        if a[key] == b[key]:
            continue
        if key == "age":
            bands = _band(a[key]), _band(b[key])
            if bands[0] and bands[1] and (bands[0][1] < bands[1][0] or bands[1][1] < bands[0][0]):
                return True
        elif key == "sex" or {a[key], b[key]} <= _STATUSES:
            return True
    return False


def _band(age: str) -> tuple[float, float] | None:
    """Return the first and last year of an age band; None for words that are not of years."""
    age = _AGES.get(age, age)
    low, dash, high = age.removesuffix("+").partition("-")
    if not low.isdigit():
        return None
    if age.endswith("+"):
        return float(low), np.inf
    return (float(low), float(high)) if dash and high.isdigit() else None

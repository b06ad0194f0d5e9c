"""Which values of a facet count among which: places in places, bands in bands, killed in deaths.

Only what is true by definition: a place lies in another by the gazetteer, a group is part of one
that names fewer of its features or a wider band of ages, a measure is a subset by the vocabulary.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from crisisfigures.errors import PlaceError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import Facet
from crisisfigures.place import Place
from crisisfigures.plugins import Flags, Integers
from crisisfigures.vocabulary import GROUP_KEYS, MEASURES

_NEVER = -1
"""As a division: such parts may overlap. As what is full: no list of such parts is complete."""

_MOST_SHARES = 50
"""Shares of a whole are bits of an integer, and are added up."""

_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))?", re.ASCII)
_WORDED = {"child": (0, 17), "adult": (18, 999)}
_OLDEST = 999
_SEXES = {"male": 1, "female": 2}
_STATUSES = {"civilian": 1, "combatant": 2}
_PHASES_FROM = re.compile(r"ipc:([1-5])\+")

_FEATURES = frozenset(GROUP_KEYS) - {"stated"}

_DIVIDED = {
    "dead_or_missing": ({"deaths": 1, "missing_persons": 2, "killed": 4}, 3),
    "casualties": ({"killed": 1, "injured": 2}, 3),
}
"""Measures whose parts do not overlap: a bit for each, and those that are all of it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Pairs of values of a facet, of which the first counts among the second; j pairs.

    Attributes:
        part: Codes of the parts, ascending.
        whole: Codes of the wholes.
        is_direct: Whether no other value lies between the two.
        division: By what the whole is divided: parts of one division may be added, if their
            shares do not overlap; -1 where they may not.
        share: What the part has of the whole, as bits.
        full: The bits that the parts of a complete list have together; -1 where none is known.
    """

    part: Integers
    whole: Integers
    is_direct: Flags
    division: Integers
    share: Integers
    full: Integers


Pair = tuple[int, int, int, int, int]
"""Codes of part and whole, division, share, and what is full."""


def _holding(pairs: Iterable[Pair]) -> Holding:
    found = sorted(pairs)
    wholes: dict[int, set[int]] = {}
    for part, whole, *_ in found:
        wholes.setdefault(part, set()).add(whole)
    nothing: set[int] = set()
    direct = [
        not any(whole in wholes.get(between, nothing) for between in wholes[part])
        for part, whole, *_ in found
    ]
    columns = np.array(found, dtype=np.int64).reshape(-1, 5).T.copy()
    return Holding(
        part=columns[0],
        whole=columns[1],
        is_direct=np.array(direct, dtype=np.bool_),
        division=columns[2],
        share=columns[3],
        full=columns[4],
    )


def of_places(facet: Facet, gazetteer: Gazetteer) -> Holding:
    """Return which places lie in which; parts of one family share no ground."""
    texts = facet.texts.tolist()
    # Of one place there is nothing to compare, and the gazetteer need not be loaded.
    places = [_place(text) for text in texts] if len(texts) > 1 else []
    at = {place.key: code for code, place in enumerate(places) if place}
    entries = {key: gazetteer.entry(Place.parse(key)) for key in at}
    unions: dict[str, list[str]] = {}
    for key, entry in entries.items():
        for member in entry.members if entry else ():
            unions.setdefault(member, []).append(key)
    above: dict[str, frozenset[str]] = {}

    def around(key: str) -> frozenset[str]:
        if key not in above:
            entry = entries.get(key) or gazetteer.entry(Place.parse(key))
            above[key] = frozenset()  # a circle is refused where areas are declared
            next_up = [*(entry.parents if entry else ()), *unions.get(key, ())]
            above[key] = frozenset(next_up).union(*map(around, next_up))
        return above[key]

    families = {entry.family for entry in entries.values() if entry and entry.family}
    number = {family: at for at, family in enumerate(sorted(families))}
    pairs = []
    for key, code in at.items():
        entry = entries[key]
        division = number.get(entry.family or "", _NEVER) if entry else _NEVER
        wholes = (at[whole] for whole in around(key) if at.get(whole, code) != code)
        pairs += [(code, whole, division, 0, _NEVER) for whole in wholes]
    return _holding(pairs)


def _place(text: str) -> Place | None:
    try:
        return Place.parse(text)
    except PlaceError:
        return None


def band(age: str | None) -> tuple[int, int] | None:
    """Return the first and the last year of a band of ages; None for words without borders."""
    found = _BAND.fullmatch(age or "")
    if found is None:
        return _WORDED.get(age or "")
    first = int(found[1])
    return first, _OLDEST if found[3] else int(found[2] or first)


def parts_of_group(group: str) -> dict[str, str] | None:
    """Return the features of a group, none for all; None where they are in words of its own."""
    if group == "all":
        return {}
    features = dict(feature.partition("=")[::2] for feature in group.split(";"))
    is_known = features.keys() <= _FEATURES and "" not in features.values()
    return features if is_known else None


def of_groups(facet: Facet) -> Holding:
    """Return which groups are part of which; sexes and bands of ages divide a population."""
    groups = {code: parts_of_group(text) for code, text in enumerate(facet.texts.tolist())}
    known = {code: features for code, features in groups.items() if features is not None}
    bands = {code: band(features.get("age")) for code, features in known.items()}
    edges = {edge for found in bands.values() if found for edge in (found[0], found[1] + 1)}
    borders = sorted({0, _OLDEST + 1} | edges)
    years = {first: at for at, first in enumerate(borders)}
    is_few = 2 * len(borders) <= _MOST_SHARES
    by_features: dict[frozenset[tuple[str, str]], list[int]] = {}
    for code, features in known.items():
        others = frozenset(item for item in features.items() if item[0] != "age")
        by_features.setdefault(others, []).append(code)

    def shares(code: int) -> int:
        """Return a bit for each sex and each span of years that is part of the group."""
        sex, age = known[code].get("sex"), known[code].get("age")
        sexes = 3 if sex is None else _SEXES.get(sex, 0)
        first, last = bands[code] or ((0, _OLDEST) if age is None else (0, -1))
        span = (1 << years[last + 1]) - (1 << years[first]) if last >= first else 0
        return (span if sexes & 1 else 0) | (span << len(borders) if sexes & 2 else 0)

    def divided(part: int, whole: int) -> tuple[int, int, int]:
        """Return the division, the part's share, and what all parts have."""
        dropped = {key for key in known[part] if known[part][key] != known[whole].get(key)}
        if dropped == {"status"} and known[part]["status"] in _STATUSES:
            return 3, _STATUSES[known[part]["status"]], _NEVER
        age = known[part].get("age")
        is_vague = "age" in dropped and bands[part] is None and age != "unknown"
        if not dropped <= {"sex", "age"} or is_vague or not is_few:
            return _NEVER, 0, _NEVER
        return ("sex" in dropped) + 2 * ("age" in dropped) - 1, shares(part), shares(whole)

    pairs = []
    for part, features in known.items():
        for subset in _subsets([item for item in features.items() if item[0] != "age"]):
            for whole in by_features.get(subset, ()):
                if whole != part and _is_wider(known[whole], bands[whole], features, bands[part]):
                    pairs.append((part, whole, *divided(part, whole)))  # noqa: PERF401 (readable)
    return _holding(pairs)


def overlapping_bands(facet: Facet) -> Holding:
    """Return which groups are of ages that overlap, and neither holds the other.

    The part is the one that begins later; "child" and other words overlap nothing for certain.
    """
    series: dict[tuple[tuple[str, str], ...], list[tuple[int, int, int]]] = {}
    for code, text in enumerate(facet.texts.tolist()):
        features = parts_of_group(text) or {}
        age = features.pop("age", "")
        if age[:1].isdigit() and (found := band(age)):
            series.setdefault(tuple(sorted(features.items())), []).append((*found, code))
    pairs: list[Pair] = []
    for bands in series.values():
        first, last, code = np.array(bands, dtype=np.int64).T
        later, earlier = np.nonzero(
            (first[None] < first[:, None])
            & (first[:, None] <= last[None])
            & (last[None] < last[:, None])
        )
        pairs += [
            (part, whole, _NEVER, 0, _NEVER)
            for part, whole in zip(code[later].tolist(), code[earlier].tolist(), strict=True)
        ]
    return _holding(pairs)


def _subsets(items: list[tuple[str, str]]) -> list[frozenset[tuple[str, str]]]:
    found: list[frozenset[tuple[str, str]]] = [frozenset()]
    for item in items:
        found += [subset | {item} for subset in found]
    return found


def _is_wider(
    whole: dict[str, str],
    wide: tuple[int, int] | None,
    part: dict[str, str],
    narrow: tuple[int, int] | None,
) -> bool:
    """Return whether the ages of one group hold those of another that has all its features."""
    if "age" not in whole or whole["age"] == part.get("age"):
        return True
    if wide is None or narrow is None or wide == narrow:
        return False
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def of_measures(facet: Facet) -> Holding:
    """Return which measures count among which, by the vocabulary."""
    at = {text: code for code, text in enumerate(facet.texts.tolist())}
    pairs = []
    for name, code in at.items():
        for whole in _supersets(name):
            if whole in at and not MEASURES[whole].signed:
                shares, full = _DIVIDED.get(whole, ({}, 0))
                division = 0 if name in shares else _NEVER
                pairs.append((code, at[whole], division, shares.get(name, 0), full or _NEVER))
    return _holding(pairs)


def _supersets(name: str) -> set[str]:
    above = MEASURES[name].subset_of if name in MEASURES else ()
    return set(above).union(*map(_supersets, above))


def of_definitions(facet: Facet) -> Holding:
    """Return which definitions are part of which: `case:confirmed` of `case:confirmed+probable`."""
    atoms = {code: _atoms(text) for code, text in enumerate(facet.texts.tolist())}
    having: dict[str, list[int]] = {}
    for code, some in atoms.items():
        for atom in some:
            having.setdefault(atom, []).append(code)
    pairs = []
    for whole, several in atoms.items():
        bit = {atom: 1 << at for at, atom in enumerate(sorted(several))}
        is_few = len(bit) <= _MOST_SHARES
        for part in {code for atom in several for code in having[atom]}:
            some = atoms[part]
            if some < several:
                share = sum(bit[atom] for atom in some) if is_few else 0
                full = sum(bit.values()) if is_few else _NEVER
                pairs.append((part, whole, 0 if is_few else _NEVER, share, full))
    return _holding(pairs)


def _atoms(definition: str) -> frozenset[str]:
    scheme, colon, said = definition.partition(":")
    if found := _PHASES_FROM.fullmatch(definition):
        return frozenset(f"ipc:{phase}" for phase in range(int(found[1]), 6))
    return frozenset(f"{scheme}:{atom}" for atom in said.split("+")) if colon else frozenset()


def of_units(facet: Facet) -> Holding:
    """Return which units count less than which: there are no more households than people."""
    at = {text: code for code, text in enumerate(facet.texts.tolist())}
    return _holding(
        (at[unit], at["person"], _NEVER, 0, _NEVER)
        for unit in ("household", "family")
        if unit in at and "person" in at
    )


OF_FACETS: dict[str, Callable[[Facet], Holding]] = {
    "group": of_groups,
    "measure": of_measures,
    "definition": of_definitions,
    "unit": of_units,
}
"""How the values of a facet hold each other; of places the gazetteer says it."""

"""Relations: what follows about two places from what is known of each.

Four things can be known of two places: that one lies in the other, that they share no ground, that
they share some, that one is not wholly in the other. Each is derived from parents, members,
declared overlaps, bounds and families of places that share no ground; what cannot be derived is
not known. Nothing is ever concluded from how codes or names look.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import permutations
from typing import Literal, NamedTuple

from crisisfigures.errors import PlaceError
from crisisfigures.gazetteer._entries import SYSTEMS_IN_ORDER, Box, Entry

Relation = Literal["same", "within", "contains", "overlaps", "disjoint", "unknown"]

Asked = frozenset[tuple[str, str]]
"""The pairs that a derivation is already after: to ask again would go round in circles."""

_NO_PAIRS: Asked = frozenset()


class Above(NamedTuple):
    """What lies around a place: all of it, and the areas that it was put in as a part of them.

    An area that lists a place among its members holds it, but says nothing further of it;
    an area that a place was declared to lie in does: where all of that is, the place is.

    Attributes:
        all: The keys of all that holds the place, and its own.
        told: Those with members that it was declared to lie in, and its own if it has members.
        families: Those that have one, by family.
        boxes: Their bounds.
    """

    all: frozenset[str]
    told: tuple[str, ...]
    families: dict[str, list[str]]
    boxes: tuple[Box, ...]


class Relations:
    """The relations among the places of one gazetteer."""

    def __init__(
        self,
        get: Callable[[str], Entry | None],
        families: Callable[[str], Iterable[str]],
        unions: Iterable[Entry],
        areas: Mapping[str, Entry],
        same: Mapping[str, tuple[str, ...]],
        contested: frozenset[tuple[str, str]],
    ) -> None:
        """Take the places.

        Args:
            get: What is known of the place with a key.
            families: The keys of the places of a family.
            unions: The places with members.
            areas: The custom areas, by key.
            same: Groups of keys that name one place, by name.
            contested: Pairs of which sources differ whether the first lies in the second.
        """
        self._get, self._families, self._contested = get, families, contested
        self._standing_for: dict[str, str] = {}
        self._classes: dict[str, tuple[str, ...]] = {}
        self._flat: dict[str, frozenset[str]] = {}
        self._unions_with: dict[str, list[str]] = {}
        self._overlapping: dict[str, set[str]] = defaultdict(set)
        self._above: dict[str, Above] = {}
        for group in same.values():
            self._join(sorted({self.standing_for(key) for key in group}, key=_order))
        by_members: dict[frozenset[str], str] = {}
        for union in sorted(unions, key=lambda entry: _order(entry.key)):
            self._flatten(union, by_members)
        by_bounds: dict[Box, str] = {}
        for key in sorted(areas):
            bounds = areas[key].bounds
            if bounds and by_bounds.setdefault(bounds, key) != key:
                self._join([by_bounds[bounds], key])
            for other in areas[key].overlaps:
                pair = self.standing_for(key), self.standing_for(other)
                self._overlapping[pair[0]].add(pair[1])
                self._overlapping[pair[1]].add(pair[0])
        self._areas = sorted({self.standing_for(key) for key in areas})
        # Places were joined while unions were read: only now is known which key stands for each.
        around: dict[str, set[str]] = defaultdict(set)
        for member, unions_with in self._unions_with.items():
            around[self.standing_for(member)] |= set(map(self.standing_for, unions_with))
        self._unions_with = {member: sorted(keys - {member}) for member, keys in around.items()}

    def standing_for(self, key: str) -> str:
        """Return the key that stands for a place: one for all the names of one place."""
        while key in self._standing_for:
            key = self._standing_for[key]
        entry = self._get(key)
        if entry and len(entry.extents) == 1 and entry.extents[0][1] != key:
            return self.standing_for(entry.extents[0][1])
        return key

    def names_of(self, key: str) -> tuple[str, ...]:
        """Return the keys that are declared to name the same place as this one, which is first."""
        return self._classes.get(self.standing_for(key), (self.standing_for(key),))

    def is_contested(self, inner: str, outer: str) -> bool:
        """Whether sources differ about one place lying in another."""
        return (self.standing_for(inner), self.standing_for(outer)) in self._contested

    def extents(self, entry: Entry, on: date | None) -> list[str]:
        """Return what a code stood for: on a day, or now; if it has ended, all it ever did."""
        if not entry.extents:
            return [self.standing_for(entry.key)]
        stood_for = [key for _, key in entry.extents]
        if on is not None:
            later = [key for until, key in entry.extents if until is None or on <= until]
            stood_for = (later or stood_for[-1:])[:1]
        elif entry.valid_to is None:
            stood_for = stood_for[-1:]
        found = []
        for key in stood_for:
            other = self._get(key)
            if key == entry.key or other is None:
                found.append(key)
            else:
                found += self.extents(other, on)
        return [self.standing_for(key) for key in found]

    def between(self, a: Entry, b: Entry, on: date | None = None) -> Relation:
        """Return the relation of one place to another."""
        if a.key == b.key:
            return "same"
        if "status" in (a.kind, b.kind):
            alike = self.standing_for(a.key) == self.standing_for(b.key)
            return "same" if alike else "unknown"
        # A subdivision that is a country as well has its neighbours here, and not as a country.
        if (
            a.family
            and a.family == b.family
            and len(a.extents) < 2 > len(b.extents)
            and self._are_apart(self.standing_for(a.key), self.standing_for(b.key))
        ):
            return "disjoint"
        found = {self._relation(x, y) for x in self.extents(a, on) for y in self.extents(b, on)}
        return found.pop() if len(found) == 1 else "unknown"

    def holds(self, outer: str, inner: str) -> bool:
        """Whether one place is known to lie in another."""
        return self._inside(self.standing_for(inner), self.standing_for(outer), _NO_PAIRS)

    def refuse_contradictions(self, areas: Mapping[str, Entry]) -> None:
        """Raise a PlaceError if what an area declares cannot all be true."""
        for area in areas.values():
            where, key = f"areas.{area.place.code}", self.standing_for(area.key)
            parts = [(f"its member {_code(m)}", self.standing_for(m)) for m in area.members]
            for (part, inner), (other, outer) in permutations(parts, 2):
                if self._inside(inner, outer, _NO_PAIRS):
                    raise PlaceError(
                        f"{where}: {part} already lies in {other}.\n"
                        "Hint: drop it; what is added up over members would be counted twice."
                    )
            around = [(_code(w), self.standing_for(w)) for w in area.parents]
            for first, (name, one) in enumerate(around):
                for other_name, other in around[:first]:
                    if self._disjoint(one, other, _NO_PAIRS):
                        raise PlaceError(
                            f"{where}: it cannot lie within both {other_name!r} and {name!r}, "
                            "which share no ground.\nHint: list both in `overlaps`."
                        )
            for name, outer in around:
                for part, inner in parts or [("it", key)]:
                    if self._disjoint(inner, outer, _NO_PAIRS):
                        raise PlaceError(
                            f"{where}: it cannot lie within {name!r}, for {part} has no ground "
                            "there.\nHint: correct `within`, or list the place in `overlaps`."
                        )
                if not area.members and self._inside(outer, key, _NO_PAIRS):
                    raise PlaceError(
                        f"{where}: it lies within {name!r}, and all of {name!r} lies in it: they "
                        f"are one place.\nHint: declare it in [same], or drop {where}."
                    )
            for code in area.overlaps:
                other = self.standing_for(code)
                if self._inside(key, other, _NO_PAIRS):
                    why = "it lies wholly within it: drop one of the two"
                elif self._inside(other, key, _NO_PAIRS):
                    why = "it holds all of it: list it in `members` instead"
                elif self._disjoint(key, other, _NO_PAIRS):
                    why = "the two share no ground, by what else is declared"
                else:
                    continue
                raise PlaceError(f"{where}: it cannot overlap {_code(code)!r}; {why}.")

    def _join(self, keys: list[str]) -> None:
        """Let the first of these keys stand for all of them."""
        first, *others = keys
        names = list(self._classes.get(first, (first,)))
        for other in others:
            self._standing_for[other] = first
            names += self._classes.get(other, (other,))
        self._classes[first] = tuple(sorted(names, key=_order))

    def _flatten(self, union: Entry, by_members: dict[frozenset[str], str]) -> frozenset[str]:
        """Return what a place with members consists of, and note who is in it."""
        key = self.standing_for(union.key)
        if key in self._flat:
            return self._flat[key]
        flat: set[str] = set()
        for member in map(self.standing_for, union.members):
            entry = self._get(member)
            flat |= self._flatten(entry, by_members) if entry and entry.members else {member}
        parts = frozenset(flat)
        if len(parts) == 1:
            if key not in parts:
                self._join([*parts, key])
            return parts
        stands = by_members.setdefault(parts, key)
        if stands != key:
            self._join(sorted((stands, key), key=_order))
            stands = by_members[parts] = self.standing_for(key)
        self._flat[stands] = self._flat[key] = parts
        for member in map(self.standing_for, union.members):
            if member != stands:
                self._unions_with.setdefault(member, []).append(stands)
        return parts

    def _entries(self, key: str) -> list[Entry]:
        return [entry for entry in map(self._get, self._classes.get(key, (key,))) if entry]

    def _around(self, key: str) -> Above:
        if key not in self._above:
            told, found = {key}, {key}
            waiting = [key]
            while waiting:
                one = waiting.pop()
                parents = {self.standing_for(p) for e in self._entries(one) for p in e.parents}
                told |= parents
                new = (parents | set(self._unions_with.get(one, ()))) - found
                found |= new
                waiting += new
            families: dict[str, list[str]] = defaultdict(list)
            boxes = []
            for one in sorted(found):
                for entry in self._entries(one):
                    if entry.family:
                        families[entry.family].append(one)
                    if entry.bounds:
                        boxes.append(entry.bounds)
            members_told = tuple(sorted(one for one in told if one in self._flat))
            self._above[key] = Above(frozenset(found), members_told, families, tuple(boxes))
        return self._above[key]

    def _bounds(self, key: str) -> Box | None:
        return next((e.bounds for e in self._entries(key) if e.bounds), None)

    def _relation(self, a: str, b: str) -> Relation:
        inside, holding = self._inside(a, b, _NO_PAIRS), self._inside(b, a, _NO_PAIRS)
        if inside or holding:
            return "same" if inside and holding else "within" if inside else "contains"
        if self._disjoint(a, b, _NO_PAIRS):
            return "disjoint"
        if (
            self._meets(a, b, _NO_PAIRS)
            and self._reaches_out(a, b, _NO_PAIRS)
            and self._reaches_out(b, a, _NO_PAIRS)
        ):
            return "overlaps"
        return "unknown"

    def _inside(self, a: str, b: str, asked: Asked) -> bool:
        """Whether a is known to lie in b, or to be b."""
        above = self._around(a)
        if b in above.all:
            return True
        if (a, b) in asked:
            return False
        asked |= {(a, b)}
        box = self._bounds(b)
        if box and any(box.holds(inner) for inner in above.boxes):
            return True
        return any(
            all(self._inside(part, b, asked) for part in sorted(self._flat[union]))
            for union in above.told
        )

    def _disjoint(self, a: str, b: str, asked: Asked) -> bool:
        """Whether a and b are known to share no ground."""
        if a == b or (a, b) in asked:
            return False
        asked |= {(a, b), (b, a)}
        above, below = self._around(a), self._around(b)
        for family in above.families.keys() & below.families.keys():
            for x in above.families[family]:
                for y in below.families[family]:
                    if self._are_apart(x, y):
                        return True
        if any(not box.meets(other) for box in above.boxes for other in below.boxes):
            return True
        return any(
            all(self._disjoint(part, b, asked) for part in sorted(self._flat[union]))
            for union in above.told
        ) or any(
            all(self._disjoint(a, part, asked) for part in sorted(self._flat[union]))
            for union in below.told
        )

    def _are_apart(self, a: str, b: str) -> bool:
        """Whether two places of one family share no ground."""
        return a != b and (a, b) not in self._contested and (b, a) not in self._contested

    def _meets(self, a: str, b: str, asked: Asked) -> bool:
        """Whether a and b are known to share some ground."""
        if self._inside(a, b, _NO_PAIRS) or self._inside(b, a, _NO_PAIRS):
            return True
        if (a, b) in asked:
            return False
        asked |= {(a, b), (b, a)}
        box, other = self._bounds(a), self._bounds(b)
        if box and other and box.meets(other):
            return True
        return (
            any(self._inside(x, b, _NO_PAIRS) for x in self._overlapping.get(a, ()))
            or any(self._inside(x, a, _NO_PAIRS) for x in self._overlapping.get(b, ()))
            or any(self._meets(part, b, asked) for part in self._parts(a))
            or any(self._meets(a, part, asked) for part in self._parts(b))
        )

    def _reaches_out(self, a: str, b: str, asked: Asked) -> bool:
        """Whether some of a is known to lie outside b."""
        overlapping = self._overlapping.get(a, set())
        if b in overlapping or self._disjoint(a, b, _NO_PAIRS):
            return True
        if (a, b) in asked:
            return False
        asked |= {(a, b)}
        box, other = self._bounds(a), self._bounds(b)
        if box and other and not other.holds(box):
            return True
        return (
            any(
                self._disjoint(x, b, _NO_PAIRS) or self._inside(b, x, _NO_PAIRS)
                for x in overlapping
            )
            or any(self._reaches_out(part, b, asked) for part in self._parts(a))
            or any(
                self._disjoint(neighbour, b, _NO_PAIRS)
                for part in sorted(self._flat.get(b, ()))
                if self._inside(part, a, _NO_PAIRS)
                for neighbour in self._neighbours(part)
                if self._inside(neighbour, a, _NO_PAIRS)
            )
        )

    def _parts(self, key: str) -> list[str]:
        """What is known to lie in a place and may say more about it than the place itself."""
        inner = [area for area in self._areas if area != key and key in self._around(area).all]
        return sorted({*self._flat.get(key, ()), *inner})

    def _neighbours(self, key: str) -> list[str]:
        """The places that share no ground with this one, because they are of its family."""
        families = [entry.family for entry in self._entries(key) if entry.family]
        return sorted({self.standing_for(k) for f in families for k in self._families(f)} - {key})


@cache
def _order(key: str) -> tuple[int, bool, str]:
    """Sort keys: the best known system first, codes of now before those of then."""
    system = key.partition(":")[0]
    rank = (*SYSTEMS_IN_ORDER[1:], SYSTEMS_IN_ORDER[0]).index(system)
    return rank, "@" in key, key


def _code(key: str) -> str:
    """Return a key as it is written in a file of areas."""
    return key.removeprefix("custom:").removeprefix("iso3166-1:").removeprefix("iso3166-2:")

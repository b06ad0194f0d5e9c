"""Gazetteer: which places there are, what they are called, and which lies in which."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

from crisisfigures.errors import PlaceError, UnknownNameError
from crisisfigures.gazetteer._areas import Areas, read_areas, refuse_shared_names
from crisisfigures.gazetteer._entries import COUNTRIES, SYSTEMS_IN_ORDER, Entry
from crisisfigures.gazetteer._names import Names, fold, kind_fits, without_kind, words
from crisisfigures.gazetteer._pcodes import Pcodes, read_pcodes
from crisisfigures.gazetteer._relations import Relation, Relations
from crisisfigures.gazetteer._resolution import Resolution, Why
from crisisfigures.gazetteer._standard import Standard, standard
from crisisfigures.place import Place
from crisisfigures.vocabulary import PLACE_SYSTEMS

_MOST_ALIKE = 5
"""How many candidates are shown for a name that is not known."""

_IN_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)\s*")
_DIGITS = re.compile(r"0*(\d+)")


class Gazetteer:
    """The places that are known, as a value: `with_areas` and `with_pcodes` return new ones.

    Countries, their subdivisions and the regions of the United Nations are always there
    (`standard_gazetteer()`); p-codes and areas of your own are added, in any order.

    A place is told by its code *and* its system. Codes of two systems name one place only where
    that is declared: by ISO 3166 itself (FR-974 is REU), by M49 and Gleditsch–Ward for countries,
    or by you, in a section of a file of areas::

        [areas.sahel]
        name = "Sahel"
        members = ["MLI", "BFA", "NER"]      # these, no more and no less

        [areas.tri-border]
        name = "tri-border area"
        aliases = ["Liptako-Gourma"]
        overlaps = ["MLI", "BFA", "NER"]     # a part of each, not the whole
        within = ["sahel"]                   # nothing of it lies elsewhere

        [areas.search-zone]
        bounds = [-1.5, 14.0, 3.5, 16.5]     # west, south, east, north

        [same]
        menaka = ["ML-9", "pcode:ML10"]      # two codes of one place

    Example:
        >>> gazetteer = standard_gazetteer()
        >>> gazetteer.resolve("Menaka region, Mali").place
        Place(code='ML-9', system='iso3166-2', name='Ménaka')
        >>> gazetteer.relation(Place.parse("ML-9"), Place.parse("m49:011"))
        'within'
    """

    def __init__(self, pcodes: Pcodes | None = None, declared: Iterable[Areas] = ()) -> None:
        """Take what was read; callers start from `standard_gazetteer()`."""
        self._pcodes = pcodes or Pcodes(())
        self._declared = tuple(declared)
        self._standard: Standard = standard()
        self._relations_of: dict[tuple[str, str, date | None], Relation] = {}
        self._resolved: dict[tuple[str, str | None, str | None, date | None], Resolution] = {}
        self._places_named: dict[str, tuple[Place, ...]] = {}

    def with_pcodes(
        self,
        path: str | os.PathLike[str],
        *,
        country: str | None = None,
        complete: bool = True,
    ) -> "Gazetteer":
        """Return a gazetteer that knows the p-codes of a CSV file as well.

        An area lies in the one that its row names as its parent, and in its country; p-codes are
        never taken apart to guess at it.

        Args:
            path: A table with a row for each area (Location, Admin Level, P-Code, Name, Parent
                P-Code, Valid from date), or with a column for each level (ADM1_PCODE,
                admin1Name_fr …). A row of HXL tags under the header is understood.
            country: The three letters of the country of all areas, where the file does not say
                it.
            complete: Whether the file has all areas of each level, as a list has. Say False of a
                table of figures, which names the areas that it has, with those above them
                (location_code, admin1_code, admin2_code): they can be added up then, and a sum over
                them is no total by that.

        Raises:
            ReadError: The file cannot be read; the message names the row.
            PlaceError: Another list has one of its p-codes elsewhere.
        """
        if country is not None and f"iso3166-1:{country}" not in self._standard.places:
            raise PlaceError(f"country={country!r}: {self._no_such_place(f'iso3166-1:{country}')}")
        listed = read_pcodes(path, self._standard.alpha_3, country, complete=complete)
        return Gazetteer(Pcodes((*self._pcodes.lists, listed)), self._declared)._checked()

    def with_areas(self, declared: str | os.PathLike[str] | Mapping[str, Any]) -> "Gazetteer":
        """Return a gazetteer that knows the areas of a TOML file, or of a dict like it, as well.

        Codes in the file are of countries ("MLI"), of subdivisions ("ML-9"), after their system of
        any other kind ("pcode:ML10", "m49:011"), or the keys of other areas. P-codes and areas may
        come from files that are loaded later.

        Raises:
            ReadError: The file cannot be read, or is not TOML.
            PlaceError: Something cannot be declared so, or contradicts what is known; the message
                names the key.
        """
        return Gazetteer(self._pcodes, (*self._declared, read_areas(declared)))._checked()

    def find(self, code: str, system: str) -> Place | None:
        """Return the place with a code, with its name; None if the system has no such code."""
        if not code or system not in PLACE_SYSTEMS:
            return None
        entry = self._get(f"{system}:{code}")
        return entry.place if entry and "@" not in entry.place.code else None

    def is_known(self, code: str, system: str) -> bool:
        """Whether a system has a code, exactly so."""
        return self.find(code, system) is not None

    @property
    def systems(self) -> frozenset[str]:
        """The systems whose codes are listed: p-codes and areas only once some are loaded."""
        loaded = {"pcode": len(self._pcodes), "custom": len(self._areas)}
        return frozenset(system for system in PLACE_SYSTEMS if loaded.get(system, 1))

    def entry(self, place: Place) -> Entry | None:
        """Return what is known about a place: its level, its parents, its days of validity …"""
        return self._get(place.key)

    def peers(self, place: Place) -> tuple[Place, ...]:
        """Return the places of one level of one list that a place is of, itself included.

        They share no ground, and divide the place that they lie in: of the region of a country, all
        its regions. Empty for countries and areas, of which no such list is known, and for p-codes
        of a table that does not have all.
        """
        entry = self._get(place.key)
        if entry is None or entry.family in (None, COUNTRIES):
            return ()
        if place.system == "pcode" and entry.family not in self._pcodes.complete:
            return ()
        return tuple(Place.parse(key) for key in sorted(self._family(str(entry.family))))

    def canonical(self, place: Place, *, on: date | None = None) -> Place:
        """Return the one place that stands for all that are the same.

        Tables of several systems can be joined by it. ISO codes stand before M49 regions, p-codes,
        Gleditsch–Ward states and areas.

        Args:
            place: The place.
            on: The day that is spoken of: gw 365 is Russia, and before 1992 was the Soviet Union.
        """
        entry = self._get(place.key)
        if entry is None:
            return place
        extents = self._relations.extents(entry, on)
        if len(extents) > 1:
            return place
        for key in self._relations.names_of(extents[0]):
            found = self._get(key)
            if found and "@" not in key:
                return found.place
        return place

    def relation(self, a: Place, b: Place, *, on: date | None = None) -> Relation:
        """Return how one place lies to another, as far as that is known.

        Args:
            a: A place.
            b: Another.
            on: The day that is spoken of, for codes whose ground has changed. Without it, a code
                still in use means what it means now: Sudan is without South Sudan; one that has
                ended, whatever it ever meant.

        Returns:
            `same`; `within` (all of a lies in b); `contains`; `overlaps` (they share some ground,
            and neither holds the other); `disjoint` (they share none); or `unknown`: it does not
            follow from what is declared, as for a p-code and an ISO code in one country.
        """
        asked = (a.key, b.key, on)
        if asked not in self._relations_of:
            first, second = self._get(a.key), self._get(b.key)
            self._relations_of[asked] = (
                self._relations.between(first, second, on)
                if first and second
                else ("same" if a == b else "unknown")
            )
        return self._relations_of[asked]

    def resolve(
        self,
        name: str,
        *,
        within: Place | str | None = None,
        system: str | None = None,
        on: date | None = None,
    ) -> Resolution:
        """Return the place that a name means, or the candidates; it is never guessed.

        Accents, case, punctuation and "the" do not matter. A name may have a word for its kind
        ("Menaka region", "Province du Nord-Kivu"), the place it lies in after a comma or in
        brackets ("Menaka region, Mali"; also "Mali, Menaka"), or be a code ("ML-9").

        If places of several systems have the name, it means an area that you declared; else a
        country; else a region of M49; else a subdivision of ISO 3166-2; else a p-code. "Georgia"
        is the country: the state is "Georgia, United States". Within one system it must be the
        only one. A name that is also a country's or a region's own is ambiguous for an area.

        Args:
            name: The name, as it was written.
            within: A place, or its name, in which the place lies.
            system: Consider the places of one system only.
            on: The day that is spoken of: of several places, those that there were then are
                meant; without it, those that there are now.

        Raises:
            UnknownNameError: There is no such system.
        """
        if system is not None and system not in PLACE_SYSTEMS:
            raise UnknownNameError("place system", system, PLACE_SYSTEMS)
        key = within.key if isinstance(within, Place) else f"={within}" if within else None
        asked = (name, key, system, on)
        if asked not in self._resolved:
            self._resolved[asked] = self._resolve(name, within, system, on)
        return self._resolved[asked]

    def named(self, name: str) -> tuple[Place, ...]:
        """Return every place that a name may mean, whatever `resolve` would make of them.

        Names that are only alike are not looked for, which makes it a hundred times faster. A
        name without standard borders, such as "Sahel", may mean any ground: it has no place.
        """
        if name not in self._places_named:
            text = " ".join(name.split())
            keys = self._matches(text, [], None)
            if self._looseness(text, keys):
                keys = []
            entries = filter(None, map(self._get, keys))
            self._places_named[name] = tuple(entry.place for entry in entries)
        return self._places_named[name]

    def __repr__(self) -> str:
        parts = ["standard"]
        if len(self._pcodes):
            parts.append(f"{len(self._pcodes):,} p-codes")
        if self._declared:
            parts.append(f"{len(self._areas):,} areas")
        return f"<Gazetteer: {', '.join(parts)}>"

    @cached_property
    def _areas(self) -> dict[str, Entry]:
        return {
            key: entry for declared in self._declared for key, entry in declared.entries.items()
        }

    @cached_property
    def _same(self) -> dict[str, tuple[str, ...]]:
        return {
            f"{name} {number}": keys
            for number, declared in enumerate(self._declared)
            for name, keys in declared.same.items()
        }

    @cached_property
    def _relations(self) -> Relations:
        for where, key in self._missing():
            raise PlaceError(f"{where}: {self._no_such_place(key)}")
        return self._relate(self._same)

    def _relate(self, same: Mapping[str, tuple[str, ...]]) -> Relations:
        known = self._standard
        unions = [e for e in (*known.places.values(), *known.former_extents.values()) if e.members]
        unions += [entry for entry in self._areas.values() if entry.members]
        return Relations(self._get, self._family, unions, self._areas, same, known.contested)

    @cached_property
    def _names(self) -> tuple[Names, ...]:
        areas = Names((name, key) for key, area in self._areas.items() for name in area.names)
        return areas, self._standard.names, self._pcodes.names

    def _get(self, key: str) -> Entry | None:
        """Return the entry of a key; also of what a code stood for once, "iso3166-1:SDN@…"."""
        system = key.partition(":")[0]
        if system == "iso3166-2":
            return self._standard.subdivisions.get(key)
        if system == "pcode":
            return self._pcodes.get(key)
        if system == "custom":
            return self._areas.get(key)
        found = self._standard.places.get(key)
        return found or (self._standard.former_extents.get(key) if "@" in key else None)

    def _family(self, family: str) -> Iterator[str]:
        if family.startswith("pcode "):
            yield from self._pcodes.families[family]
        else:
            places = (
                self._standard.subdivisions
                if family.startswith("iso3166-2 ")
                else self._standard.places
            )
            yield from (key for key, entry in places.items() if entry.family == family)

    def _missing(self) -> list[tuple[str, str]]:
        """Return what the areas name and nothing declares: where it is named, and the key."""
        named = [
            (f"areas.{area.place.code}.{field}", key)
            for area in self._areas.values()
            for field, keys in (
                ("members", area.members),
                ("overlaps", area.overlaps),
                ("within", area.parents),
            )
            for key in keys
        ]
        named += [
            (f"same.{name}", key)
            for declared in self._declared
            for name, keys in declared.same.items()
            for key in keys
        ]
        return [(where, key) for where, key in named if self._get(key) is None]

    def _checked(self) -> "Gazetteer":
        """Return this gazetteer if nothing in it contradicts itself."""
        by_key: dict[str, Entry] = {}
        for declared in self._declared:
            for key, entry in declared.entries.items():
                if by_key.setdefault(key, entry) != entry:
                    raise PlaceError(
                        f"areas.{entry.place.code} is declared twice, and differently.\n"
                        "Hint: rename one of the two, or load one of the two files."
                    )
        refuse_shared_names(self._areas)
        self._refuse_cycles()
        missing = self._missing()
        for where, key in missing:
            if not key.startswith(("pcode:", "custom:")):
                raise PlaceError(f"{where}: {self._no_such_place(key)}")
        if self._declared and not missing:
            if self._same:
                self._refuse_joining(self._relate({}))
            self._relations.refuse_contradictions(self._areas)
        return self

    def _no_such_place(self, key: str) -> str:
        """Return why a key is no place, and what to do about it."""
        system, _, code = key.partition(":")
        if system == "pcode":
            return (
                f"no p-code {code!r} is known.\nHint: load the list that has it: with_pcodes(path)."
            )
        if system != "custom":
            known = self._standard.subdivisions if system == "iso3166-2" else self._standard.places
            codes = [k.partition(":")[2] for k in known if k.startswith(f"{system}:")]
            near = get_close_matches(code, codes, n=3)
            guess = f" The most alike: {', '.join(near)}." if near else ""
            return f"{system} has no code {code!r}.{guess}\nHint: look it up with resolve(name)."
        named = [k for names in self._names for k in names.exact(fold(code))]
        if named:
            codes = [k.removeprefix("iso3166-1:").removeprefix("iso3166-2:") for k in named]
            return (
                f"no area has the key {code!r}.\n"
                f"Hint: places are listed by their codes; that is a name of {' and '.join(codes)}."
            )
        near = get_close_matches(code, [k.partition(":")[2] for k in self._areas], n=3)
        guess = f" The most alike: {', '.join(near)}." if near else ""
        return f"no area has the key {code!r}.{guess}\nHint: declare it, or give a code."

    def _refuse_cycles(self) -> None:
        lies_in: dict[str, list[str]] = {key: list(a.parents) for key, a in self._areas.items()}
        for key, area in self._areas.items():
            for member in area.members:
                if member in lies_in:
                    lies_in[member].append(key)
        done: set[str] = set()

        def follow(key: str, path: tuple[str, ...]) -> None:
            if key in path:
                circle = [*path[path.index(key) :], key]
                named = " in ".join(k.removeprefix("custom:") for k in circle)
                raise PlaceError(
                    f"areas.{circle[0].removeprefix('custom:')} lies in itself: {named}.\n"
                    "Hint: take one of them out of `members` or `within`."
                )
            if key not in done:
                for outer in lies_in.get(key, ()):
                    follow(outer, (*path, key))
                done.add(key)

        for key in lies_in:
            follow(key, ())

    def _refuse_joining(self, before: Relations) -> None:
        """Raise a PlaceError if [same] joins places that are known not to be one."""
        for declared in self._declared:
            for name, keys in declared.same.items():
                entries = [entry for entry in map(self._get, keys) if entry]
                for number, one in enumerate(entries):
                    for other in entries[:number]:
                        relation = before.between(other, one)
                        if relation not in ("unknown", "same"):
                            raise PlaceError(
                                f"same.{name}: {other.place} and {one.place} are not one place: "
                                f"the relation of the first to the second is {relation!r}.\n"
                                "Hint: join only codes of one and the same place."
                            )

    def _resolve(
        self, name: str, within: Place | str | None, system: str | None, on: date | None
    ) -> Resolution:
        text = " ".join(name.split())
        around: list[str] = []
        if isinstance(within, Place):
            around = [within.key]
        elif within:
            around = self._matches(" ".join(within.split()), [], None)
            if not around:
                outer = self.resolve(within)
                return Resolution(name, None, (), "unknown", (), outer.message())
        matches = self._in_system(self._matches(text, around, system), system, on)
        loose = "" if around or system else self._looseness(text, matches)
        note = f"It has no standard borders: {loose}." if loose else ""
        if matches:
            chosen = self._chosen(matches, on)
            if len(chosen) == 1 and not loose:
                note = self._untimely(chosen[0], on)
            why: Why = "found" if len(chosen) == 1 and not loose else "ambiguous"
            rest = sorted(set(matches) - set(chosen), key=_preference)
            return self._answer(name, [*chosen, *rest], why, note)
        described, places = self._most_alike(text, around, system, on)
        return Resolution(name, None, tuple(places), "unknown", tuple(described), note)

    def _looseness(self, text: str, matches: list[str]) -> str:
        """Return what is to know of a name without borders, unless an area has it."""
        if any(key.startswith("custom:") for key in matches):
            return ""
        folded = fold(text)
        known = self._standard.loose_names
        return known.get(folded) or known.get(without_kind(folded)[0]) or ""

    def _matches(self, text: str, around: list[str], system: str | None) -> list[str]:
        """Return the keys of all places that a text may mean, in the places around."""
        folded = fold(text)
        named = [key for names in self._names for key in names.exact(folded)] if folded else []
        found = self._kept([*self._coded(text, system), *named], around)
        if found:
            return found
        bare, kind = without_kind(folded)
        if kind:
            named = [k for names in self._names for k in (*names.exact(bare), *names.bare(bare))]
            found = self._kept(self._of_kind(named, kind), around)
        elif folded:
            found = self._kept([k for names in self._names for k in names.bare(folded)], around)
        if found:
            return found
        head, outer = _split(text)
        if not head:
            return []
        inside = self._within(head, outer, around, system)
        # "Mali, Menaka" is turned round only where the two cannot be read as they stand; of more
        # than two, nobody knows in which order they are.
        is_pair = text.count(",") == 1 and text.endswith(outer)
        return self._within(outer, head, around, system) if is_pair and not inside else inside

    def _within(self, name: str, outer: str, around: list[str], system: str | None) -> list[str]:
        """Return the keys of the places of a name that lie in a place of another name."""
        outside = self._narrowed(self._matches(outer, [], None), around)
        return self._matches(name, outside, system) if outside else []

    def _coded(self, text: str, system: str | None) -> list[str]:
        """Return the keys that a text is the code of."""
        if " " in text or not text:
            return []
        if system is None:
            keys = [text, *(f"{s}:{text}" for s in ("iso3166-1", "iso3166-2", "pcode", "custom"))]
        elif number := _DIGITS.fullmatch(text):
            code = number[1].zfill(3) if system == "m49" else number[1]
            keys = [f"{system}:{code}", f"{system}:{text}"]
        elif system == "iso3166-1":
            # Two letters are a country's code as well; as words they would be read as names.
            keys = [text, f"{system}:{self._standard.alpha_3.get(text.upper(), text.upper())}"]
        else:
            keys = [text, f"{system}:{text.upper() if system == 'iso3166-2' else text}"]
        return [key for key in keys if ":" in key and "@" not in key and self._get(key)]

    def _narrowed(self, keys: list[str], around: list[str]) -> list[str]:
        """Return the smaller one of each two places that lie in one another."""
        if not around:
            return keys
        holds = self._relations.holds
        smaller = [key for key in keys for outer in around if holds(outer, key)]
        smaller += [outer for key in keys for outer in around if holds(key, outer)]
        return list(dict.fromkeys(smaller))

    def _kept(self, keys: list[str], around: list[str]) -> list[str]:
        """Return the distinct keys of places that lie in one of those around, if any are given."""
        distinct = list(dict.fromkeys(keys))
        if not around:
            return distinct
        return [key for key in distinct if any(self._lies_in(key, outer) for outer in around)]

    def _lies_in(self, key: str, outer: str) -> bool:
        """Whether a writer may say that a place lies in another: also if that is contested."""
        relations = self._relations
        return key != outer and (relations.holds(outer, key) or relations.is_contested(key, outer))

    def _of_kind(self, keys: list[str], word: str) -> list[str]:
        """Return the keys of the places that may be called by a word such as "region"."""
        known = words()
        fitting, plausible = [], []
        for key in keys:
            entry = self._get(key)
            system = key.partition(":")[0]
            if entry is None or system in ("iso3166-1", "m49", "gw"):
                continue
            fits = kind_fits(word, entry.kind) if system == "iso3166-2" else None
            if fits or system == "custom":
                fitting.append(key)
            elif system == "pcode":
                level = entry.level or 0
                if (word in known.wide and level == 1) or (word in known.narrow and level > 1):
                    fitting.append(key)
            elif fits is None and word in known.wide and entry.level == 1:
                plausible.append(key)
        has_subdivision = any(key.startswith("iso3166-2:") for key in fitting)
        return fitting if has_subdivision else [*plausible, *fitting]

    def _in_system(self, keys: list[str], system: str | None, on: date | None) -> list[str]:
        """Return the keys of one system that name the same places as these."""
        if system is None:
            return keys
        found = []
        for key in keys:
            if key.startswith(f"{system}:"):
                found.append(key)
                continue
            stands = self._relations.standing_for(key)
            found += [k for k in self._relations.names_of(key) if k.startswith(f"{system}:")]
            if system in ("gw", "m49"):
                found += [
                    other
                    for other, entry in self._standard.places.items()
                    if other.startswith(f"{system}:")
                    and entry.extents
                    and self._relations.extents(entry, on) == [stands]
                ]
        return list(dict.fromkeys(found))

    def _untimely(self, key: str, on: date | None) -> str:
        """Return what to say of a place that there was not on a day; the ground was there."""
        entry = self._get(key)
        if on is None or entry is None or entry.is_valid_on(on):
            return ""
        since, until = entry.valid_from, entry.valid_to
        when = " ".join(
            [f"from {since}"] * (since is not None) + [f"to {until}"] * (until is not None)
        )
        return f"It is listed {when}; {on} is outside that."

    def _chosen(self, keys: list[str], on: date | None) -> list[str]:
        """Return the key of the place that is meant, or those between which it is open."""
        entries = {key: entry for key in keys if (entry := self._get(key))}
        current = [
            key
            for key, entry in entries.items()
            if (entry.valid_to is None if on is None else entry.is_valid_on(on))
        ] or keys
        systems = {key.partition(":")[0] for key in current}
        first = next(system for system in SYSTEMS_IN_ORDER if system in systems)
        meant = {first}
        if "iso3166-1" in systems and first in ("custom", "iso3166-1"):
            # A country is not put aside for an area of its name, nor for a region of its name.
            meant |= systems & {"iso3166-1", "m49"}
        by_place: dict[str, str] = {}
        for key in sorted(current, key=_preference):
            if key.partition(":")[0] in meant:
                by_place.setdefault(self._relations.standing_for(key), key)
        return list(by_place.values())

    def _most_alike(
        self, text: str, around: list[str], system: str | None, on: date | None
    ) -> tuple[list[str], list[Place]]:
        """Return the places whose names are most like a text, in words and as values."""
        head, outer = _split(text)
        if head and not around:
            around = self._matches(outer, [], None)
        asked = dict.fromkeys(
            folded
            for part in ((head or text) if around else text, text)
            for folded in (fold(part), without_kind(fold(part))[0])
        )
        scored = sorted(
            {
                (-score, *_preference(key))
                for folded in asked
                for names in self._names
                for score, key in names.nearest(folded)
            }
        )
        keys = self._in_system([found[-1] for found in scored], system, on)
        near = self._kept(keys, around) or keys
        distinct: dict[str, str] = {}
        for key in near:
            entry = self._get(key)
            if entry and entry.kind != "status":
                distinct.setdefault(self._relations.standing_for(key), key)
            if len(distinct) == _MOST_ALIKE:
                break
        country = self._standard.alpha_3.get(text) if system in (None, "iso3166-1") else None
        if country and (key := f"iso3166-1:{country}") and self._kept([key], around):
            # Two letters may be the country's code; as words they are never taken for it.
            distinct = {k: k for k in [key, *distinct.values()][:_MOST_ALIKE]}
        places = [e.place for e in map(self._get, distinct.values()) if e]
        return [self._described(key) for key in distinct.values()], places

    def _answer(self, name: str, keys: list[str], why: Why, note: str = "") -> Resolution:
        places = tuple(entry.place for entry in map(self._get, keys) if entry)
        return Resolution(
            name,
            places[0] if why == "found" else None,
            places,
            why,
            self._told_apart(keys),
            note,
        )

    def _told_apart(self, keys: list[str]) -> tuple[str, ...]:
        """Return places in words, with their kinds where a region and its district share a name."""
        plain = [self._described(key) for key in keys]
        within = [text.rpartition(", in ")[2] for text in plain]
        kinds = [entry.kind if entry else None for entry in map(self._get, keys)]
        several = len(set(kinds)) > 1
        return tuple(
            self._described(key, kind) if kind and several and within.count(outer) > 1 else text
            for key, kind, outer, text in zip(keys, kinds, within, plain, strict=True)
        )

    def _described(self, key: str, kind: str = "") -> str:
        """Return a place in words: "Ménaka (ISO 3166-2 ML-9, in Mali)"."""
        system, _, code = key.partition(":")
        entry = self._get(key)
        called = {
            "iso3166-1": "country",
            "iso3166-2": "ISO 3166-2",
            "pcode": "p-code",
            "m49": "UN region" if entry and entry.kind == "region" else "M49",
            "gw": "Gleditsch-Ward",
            "custom": "declared area",
        }[system]
        around = ""
        if entry and system in ("iso3166-2", "pcode"):
            countries = [self._country_of(parent) for parent in entry.parents or ()]
            names = [name for name in dict.fromkeys(countries) if name]
            around = f", {f'{kind.lower()} ' if kind else ''}in {names[0]}" if names else ""
        name = (entry.place.name if entry else None) or code
        return f"{name} ({called} {code}{around})"

    def _country_of(self, key: str) -> str | None:
        entry = self._get(key)
        if entry is None or key.startswith("iso3166-1:"):
            return entry.place.name if entry else None
        return next((name for name in map(self._country_of, entry.parents) if name), None)


@cache
def standard_gazetteer() -> Gazetteer:
    """Return the gazetteer of countries, subdivisions, UN regions and special codes.

    It is one value, and its parts are loaded when they are first needed.
    """
    return Gazetteer()


def _preference(key: str) -> tuple[int, str]:
    return SYSTEMS_IN_ORDER.index(key.partition(":")[0]), key


def _split(text: str) -> tuple[str, str]:
    """Return a place and what it lies in, of "A, B" and "A (B)"; two blanks of other texts."""
    if found := _IN_BRACKETS.fullmatch(text):
        return found[1], found[2]
    head, comma, outer = text.rpartition(",")
    return (head.strip(), outer.strip()) if comma and outer.strip() else ("", "")

"""The standard gazetteer: countries, subdivisions, UN regions, and the special codes of the field.

ISO 3166 comes from pycountry, names in four languages from CLDR through babel; what neither of them
has is in the tables of `data/`, whose sources are told in `data/SOURCES.md`.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from crisisfigures.gazetteer._entries import COUNTRIES, Entry
from crisisfigures.gazetteer._names import Names, fold_all
from crisisfigures.place import Place

_LANGUAGES = ("en", "fr", "es", "pt")

# CLDR calls M49's Latin America and the Caribbean "Latin America", which leaves out half its name.
_NOT_NAMES = {"m49:419"}


def _rows(table: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath("data", table).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _key(code: str) -> str:
    """Return the key that a code in our tables means: digits are M49."""
    if code.isdigit():
        return f"m49:{code}"
    return Place.parse(code).key


def _keys(codes: str) -> tuple[str, ...]:
    return tuple(_key(code) for code in codes.split())


class Standard:
    """The places that need no file of the user's, each part loaded when it is first asked for."""

    @cached_property
    def places(self) -> dict[str, Entry]:
        """Countries, special codes, M49 regions and Gleditsch–Ward states, by key."""
        entries = {entry.key: entry for entry in self._countries()}
        for entry in (*self._special(), *self._former(entries), *self._regions()):
            entries[entry.key] = entry
        for entry in (*self._numeric(entries), *self._gleditsch_ward(entries)):
            entries.setdefault(entry.key, entry)
        return entries

    @cached_property
    def former_extents(self) -> dict[str, Entry]:
        """What codes that are still in use stood for before, by keys of their own."""
        entries = {}
        for code, rows in self._history.items():
            for row in rows:
                if len(rows) > 1 and row["extent"] != code:
                    key = f"iso3166-1:{code}@{row['valid_to']}"
                    members = () if row["part_of"] else _keys(row["extent"])
                    entries[key] = Entry(
                        Place(key.partition(":")[2], "iso3166-1", row["name"] or None),
                        parents=_keys(row["part_of"]),
                        members=members,
                    )
        return entries

    @cached_property
    def contested(self) -> frozenset[tuple[str, str]]:
        """Pairs of places of which sources differ whether the first lies in the second."""
        pairs = [
            (_key(row["code"]), other)
            for row in _rows("special.csv")
            for other in _keys(row["contested"])
        ]
        pairs += [(_key(row["country"]), _key(row["of"])) for row in self._doubles]
        # ISO 3166-2 lists provinces of Morocco that lie in Western Sahara wholly or in part.
        pairs.append(("iso3166-1:ESH", "iso3166-1:MAR"))
        return frozenset(pairs)

    @cached_property
    def alpha_3(self) -> dict[str, str]:
        """Codes of countries with three letters, by those with two."""
        import pycountry

        # XK is assigned by users, like XKX.
        return {c.alpha_2: c.alpha_3 for c in pycountry.countries} | {"XK": "XKX"}

    @cached_property
    def subdivisions(self) -> dict[str, Entry]:
        """The subdivisions of ISO 3166-2, by key."""
        import pycountry

        doubles = {row["subdivision"]: row for row in self._doubles}
        entries = {}
        for found in pycountry.subdivisions:
            country = f"iso3166-1:{self.alpha_3[found.country_code]}"
            parent = f"iso3166-2:{found.parent_code}" if found.parent_code else country
            double = doubles.get(found.code)
            extents: tuple[tuple[None, str], ...] = ()
            parents: tuple[str, ...] = (parent,)
            if double:
                parents = () if double["same"] else _keys(double["country"])
                extents = ((None, _key(double["same"])),) if double["same"] else ()
            entry = Entry(
                Place(found.code, "iso3166-2", found.name),
                names=tuple(_written_forms(found.name)),
                level=2 if found.parent_code else 1,
                kind=found.type,
                parents=parents,
                family=f"iso3166-2 in {parent}",
                extents=extents,
            )
            entries[entry.key] = entry
        return entries

    @cached_property
    def names(self) -> Names:
        """All the names of all these places."""
        return Names(self._named())

    @cached_property
    def loose_names(self) -> dict[str, str]:
        """Names of regions that have no standard borders, folded, and what is known of each."""
        rows = _rows("loose_names.csv")
        folded = fold_all([row["name"] for row in rows])
        return {name: row["note"] for name, row in zip(folded, rows, strict=True)}

    @cached_property
    def _doubles(self) -> list[dict[str, str]]:
        return _rows("also_countries.csv")

    @cached_property
    def _history(self) -> dict[str, list[dict[str, str]]]:
        history = defaultdict(list)
        for row in _rows("history.csv"):
            history[row["code"]].append(row)
        return history

    def _countries(self) -> Iterator[Entry]:
        import pycountry

        for found in pycountry.countries:
            names = (
                found.name,
                *(getattr(found, n, None) for n in ("common_name", "official_name")),
            )
            short = getattr(found, "common_name", None) or _read_forwards(found.name)
            yield Entry(
                Place(found.alpha_3, "iso3166-1", short),
                names=tuple(form for name in names if name for form in _written_forms(name)),
                level=0,
                kind="country",
                family=COUNTRIES,
            )

    def _special(self) -> Iterator[Entry]:
        for row in _rows("special.csv"):
            name = row["name"] or None
            is_ground = row["kind"] == "place"
            yield Entry(
                Place(row["code"], "iso3166-1", name),
                # "Unknown" in a cell is no place of that name.
                names=(name,) if name and row["code"] != "UNK" else (),
                level=0 if is_ground and not row["same"] else None,
                kind="country" if is_ground else "status",
                parents=_keys(row["within"]),
                family=COUNTRIES if is_ground and not row["same"] else None,
                extents=((None, _key(row["same"])),) if row["same"] else (),
            )

    def _former(self, entries: dict[str, Entry]) -> Iterator[Entry]:
        """Yield the codes that have changed or ended, with what they stood for and when."""
        special = {entry.key: entry for entry in self._special()}
        for code, rows in self._history.items():
            key = f"iso3166-1:{code}"
            known = entries.get(key) or special.get(key)
            name = rows[-1]["name"] or None
            extents: list[tuple[date | None, str]] = []
            members: tuple[str, ...] = ()
            if len(rows) == 1 and rows[0]["extent"] != code:
                keys = _keys(rows[0]["extent"])
                extents = [(None, keys[0])] if len(keys) == 1 else []
                members = keys if len(keys) > 1 else ()
            elif len(rows) > 1:
                for row in rows:
                    today = row["extent"] == code
                    extents.append(
                        (_day(row["valid_to"]), key if today else f"{key}@{row['valid_to']}")
                    )
            yield Entry(
                known.place if known else Place(code, "iso3166-1", name),
                names=known.names if known else (name,) if name else (),
                level=0,
                kind="country",
                parents=known.parents if known else _keys(rows[0]["part_of"]),
                members=members,
                family=COUNTRIES if known else None,
                extents=tuple(extents),
                valid_from=_day(rows[0]["valid_from"]),
                valid_to=_day(rows[-1]["valid_to"]),
            )

    def _regions(self) -> Iterator[Entry]:
        for row in _rows("m49.csv"):
            yield Entry(
                Place(row["code"], "m49", row["name"]),
                names=(row["name"],),
                kind="region",
                members=_keys(f"{row['members']} {row['also']}"),
            )

    def _numeric(self, entries: dict[str, Entry]) -> Iterator[Entry]:
        """Yield the M49 codes of countries, which are the numeric codes of ISO 3166-1."""
        import pycountry

        stands_for = {c.numeric: f"iso3166-1:{c.alpha_3}" for c in pycountry.countries}
        valid_to: dict[str, date | None] = {}
        for code, rows in self._history.items():
            for row in rows:
                if row["m49"]:
                    former = f"iso3166-1:{code}@{row['valid_to']}" if len(rows) > 1 else _key(code)
                    stands_for.setdefault(row["m49"], former)
                    valid_to[row["m49"]] = _day(row["valid_to"])
        for numeric, key in stands_for.items():
            of = entries.get(key) or entries[key.partition("@")[0]]
            yield Entry(
                Place(numeric, "m49", of.place.name),
                level=0,
                kind="country",
                extents=((None, key),),
                valid_to=valid_to.get(numeric),
            )

    def _gleditsch_ward(self, entries: dict[str, Entry]) -> Iterator[Entry]:
        states = defaultdict(list)
        for row in _rows("gw.csv"):
            states[row["code"]].append(row)
        for code, rows in states.items():
            last = rows[-1]
            name = last["name"] or entries[_key(last["same"])].place.name
            yield Entry(
                Place(code, "gw", name),
                names=(name,) if last["name"] and name else (),
                level=0,
                kind="country",
                parents=_keys(last["part_of"]),
                extents=tuple(
                    (_day(row["valid_to"]), _key(row["same"])) for row in rows if row["same"]
                ),
                valid_from=_day(rows[0]["valid_from"]),
                valid_to=_day(last["valid_to"]),
            )

    def _named(self) -> Iterator[tuple[str, str]]:
        from babel import Locale

        for entry in (*self.places.values(), *self.subdivisions.values()):
            for name in entry.names:
                yield name, entry.key
        for row in _rows("aliases.csv"):
            yield row["name"], _key(row["code"])
        for language in _LANGUAGES:
            territories: Any = Locale(language).territories
            for code, name in territories.items():
                key = f"m49:{code}" if code.isdigit() else f"iso3166-1:{self.alpha_3.get(code)}"
                if key in self.places and key not in _NOT_NAMES:
                    for form in _written_forms(name):
                        yield form, key


def _read_forwards(name: str) -> str:
    """Return "Palestine, State of" as "State of Palestine", and leave lists as they are."""
    last, comma, first = name.partition(", ")
    if comma and first.split()[-1] in ("of", "the", "British", "U.S."):
        return f"{first.removeprefix('The ')} {last}"
    return name


def _written_forms(name: str) -> Iterator[str]:
    """Yield a name of a table in the forms in which people write it.

    "Catalunya [Cataluña]" is two names, "Bolama / Bijagós" too, "Murcia, Región de" is read
    backwards, and what stands in brackets may be left out.
    """
    yield name
    before, bracket, rest = name.partition("[")
    if bracket:
        yield before.strip()
        other = rest.rstrip("]").strip()
        # British entries give the code beside the Welsh name: "Cardiff [Caerdydd GB-CRD]".
        yield other.rsplit(" ", 1)[0] if "-" in other.rsplit(" ", 1)[-1] else other
    before, bracket, _ = name.partition(" (")
    if bracket:
        yield before
    if " / " in name:
        yield from name.split(" / ")
    if name.count(", ") == 1 and not bracket:
        last, first = name.split(", ")
        yield f"{first} {last}"


@cache
def standard() -> Standard:
    """Return the standard places; they are loaded once, part by part."""
    return Standard()

"""Custom areas: declared by a user, in TOML or as a dict, by their members or their bounds."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from crisisfigures.errors import PlaceError, ReadError
from crisisfigures.gazetteer._entries import Box, Entry
from crisisfigures.gazetteer._names import fold_all
from crisisfigures.place import Place

_FIELDS = (
    "name",
    "aliases",
    "members",
    "overlaps",
    "within",
    "bounds",
    "valid_from",
    "valid_to",
)
_LOOKS_LIKE_A_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]|[A-Z]{2}-[A-Z0-9]{1,3}|.*:.*|\d+", re.DOTALL)


@dataclass(frozen=True)
class Areas:
    """What one file declares.

    Attributes:
        entries: The areas, by key.
        same: Groups of keys that name one place, by the name of the group.
    """

    entries: dict[str, Entry]
    same: dict[str, tuple[str, ...]]


def read_areas(declared: str | os.PathLike[str] | Mapping[str, Any]) -> Areas:
    """Return the areas of a TOML file, or of a dict of the same shape.

    Raises:
        ReadError: The file cannot be opened, or is not TOML.
        PlaceError: Something in it cannot be declared so; the message names the key.
    """
    data = declared if isinstance(declared, Mapping) else _toml(declared)
    for section in data:
        if section not in ("areas", "same"):
            raise PlaceError(
                f"{section!r} is no section of declared areas; known are 'areas' and 'same'.\n"
                f"Hint: an area is declared as [areas.{section}]."
            )
    entries = {}
    for name, fields in _table(data, "areas").items():
        entry = _area(name, fields)
        entries[entry.key] = entry
    same = {
        name: tuple(sorted({_key(f"same.{name}", code) for code in _texts(f"same.{name}", codes)}))
        for name, codes in _table(data, "same").items()
    }
    for name, keys in same.items():
        if len(keys) < 2:
            raise PlaceError(
                f"same.{name} joins {len(keys)} place; it takes two or more codes of one place, "
                "as in same.menaka = ['ML-9', 'pcode:ML10']."
            )
    refuse_shared_names(entries)
    return Areas(entries, same)


def refuse_shared_names(entries: Mapping[str, Entry]) -> None:
    """Raise a PlaceError if two areas have one name: it would never resolve."""
    owners: dict[str, str] = {}
    for entry in entries.values():
        for folded in set(fold_all(entry.names)):
            other = owners.setdefault(folded, entry.place.code)
            if other != entry.place.code:
                raise PlaceError(
                    f"areas.{entry.place.code} and areas.{other} share the name {folded!r}.\n"
                    "Hint: leave it to one of them; as an alias of both it would be ambiguous."
                )


def _toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadError(path, why, "give the path of a TOML file with [areas.…] tables") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReadError(
            path, f"it is not TOML: {error}", "quote texts, and write lists as ['MLI', 'BFA']"
        ) from error


def _table(data: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    table = data.get(section, {})
    if not isinstance(table, Mapping):
        raise PlaceError(f"{section!r} must be a table, as in [{section}.sahel].")
    return table


def _area(code: str, fields: object) -> Entry:
    where = f"areas.{code}"
    if _LOOKS_LIKE_A_CODE.fullmatch(code) or code != code.strip() or not code:
        raise PlaceError(
            f"{where}: the key looks like a code of another system, or has spaces around it.\n"
            "Hint: use a word of your own in small letters, such as 'tri-border'."
        )
    if not isinstance(fields, Mapping):
        raise PlaceError(f"{where} must be a table, as in [{where}].")
    for field in fields:
        if field not in _FIELDS:
            nearest = get_close_matches(field, _FIELDS, n=1)
            guess = f" Did you mean {nearest[0]!r}?" if nearest else ""
            raise PlaceError(f"{where}.{field}: no such field.{guess} Known: {', '.join(_FIELDS)}.")
    members, overlaps, within = (
        tuple(_key(f"{where}.{n}", text) for text in _texts(f"{where}.{n}", fields.get(n, [])))
        for n in ("members", "overlaps", "within")
    )
    box = _box(f"{where}.bounds", fields["bounds"]) if "bounds" in fields else None
    if members and (overlaps or box):
        raise PlaceError(
            f"{where} has both members and {'overlaps' if overlaps else 'bounds'}.\n"
            "Hint: members say that the area is these places, no more and no less. If it has "
            "only parts of them, list them in overlaps; for a box give bounds alone."
        )
    if not (members or overlaps or within or box):
        raise PlaceError(
            f"{where} says nothing of where it is.\n"
            "Hint: give members (it is these places), overlaps (it has parts of them), within "
            "(it lies in them) or bounds = [west, south, east, north]."
        )
    name = fields.get("name", code)
    if not isinstance(name, str) or not name.strip():
        raise PlaceError(f"{where}.name must be a text, as in 'tri-border area'; not {name!r}.")
    names = _texts(
        f"{where}.aliases", [name, *_texts(f"{where}.aliases", fields.get("aliases", []))]
    )
    valid_from, valid_to = (_day(f"{where}.{n}", fields.get(n)) for n in ("valid_from", "valid_to"))
    if valid_from and valid_to and valid_to < valid_from:
        raise PlaceError(f"{where}: valid_to, {valid_to}, is before valid_from, {valid_from}.")
    return Entry(
        Place(code, "custom", name),
        names=tuple(dict.fromkeys((*names, code))),
        kind="area",
        parents=within,
        members=members,
        overlaps=overlaps,
        bounds=box,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _texts(where: str, value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v for v in value):
        raise PlaceError(f"{where} must be a list of texts, as in ['MLI', 'BFA']; not {value!r}.")
    return list(value)


def _key(where: str, text: str) -> str:
    """Return the key that a code in a list means: what is no code is the key of another area."""
    if not _LOOKS_LIKE_A_CODE.fullmatch(text):
        return f"custom:{text}"
    try:
        return Place.parse(text).key
    except PlaceError as error:
        raise PlaceError(f"{where}: {error}") from error


def _box(where: str, value: object) -> Box:
    numbers = value if isinstance(value, list | tuple) else []
    if len(numbers) == 4 and all(type(n) in (int, float) for n in numbers):
        west, south, east, north = map(float, numbers)
        on_earth = all(-180 <= degrees <= 180 for degrees in (west, east))
        if -90 <= south < north <= 90 and on_earth and west != east:
            return Box(west, south, east, north)
    raise PlaceError(
        f"{where} must be [west, south, east, north] in degrees, south below north; not {value!r}."
    )


def _day(where: str, value: object) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise PlaceError(f"{where} must be a day, as in 2012-01-31; not {value!r}.") from None

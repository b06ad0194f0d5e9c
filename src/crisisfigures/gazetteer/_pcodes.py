"""P-code lists: the administrative areas of humanitarian files, from a table that the user has.

Two shapes are read. A long table has a row for each area (the global list of OCHA: Location,
Admin Level, P-Code, Name, Parent P-Code, Valid from date); a wide one has a column for each level
(ADM1_PCODE, ADM1_FR, ADM2_PCODE …, admin1Pcode, admin1Name_fr …) and repeats the upper ones. A row
of HXL tags under the header is read in place of headers that are not known.
"""

import csv
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import NamedTuple, NoReturn

from crisisfigures.errors import PlaceError, ReadError, quoted
from crisisfigures.gazetteer._entries import Entry
from crisisfigures.gazetteer._names import Names
from crisisfigures.place import Place

_LONG = {
    "location": "country",
    "iso3": "country",
    "countrycode": "country",
    "locationcode": "country",
    "#country+code": "country",
    "adminlevel": "level",
    "admlevel": "level",
    "level": "level",
    "#geo+admin_level": "level",
    "#adm+level": "level",
    "pcode": "code",
    "#adm+code": "code",
    "name": "name",
    "#adm+name": "name",
    "parentpcode": "parent",
    "parent": "parent",
    "#adm+code+parent": "parent",
    "validfromdate": "edition",
    "validfrom": "edition",
    "validon": "edition",
    "date": "edition",
    "#date+start": "edition",
}
"""Headers without spaces and punctuation, and HXL tags with sorted attributes: their meaning."""

_WIDE_CODE = re.compile(r"(?:adm|admin)([0-5])(?:pcode|code)")
_WIDE_NAME = re.compile(r"(?:adm|admin)([0-5])(?:name|refname|altname\d?|alt\d?)?(?:[a-z]{2})?")
_WIDE_TAG = re.compile(r"#(?:adm([1-5])|country)((?:\+\w+)*)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")

_NO_NAMES = {"", "<null>", "null", "n/a", "#n/a"}
"""What export programs write where an area has no name."""

_SHAPES = (
    "the columns Location, Admin Level, P-Code, Name and Parent P-Code, or ADM1_PCODE, ADM1_NAME, "
    "ADM2_PCODE and so on"
)


class PcodeRow(NamedTuple):
    """What one row of a list says about one area; "" where it says nothing."""

    code: str
    name: str
    level: str
    parent: str
    country: str
    edition: str


@dataclass(frozen=True)
class PcodeList:
    """One list: what its rows say, each once; and whether it has all areas."""

    path: str
    rows: tuple[PcodeRow, ...]
    is_complete: bool = True


def read_pcodes(
    path: str | os.PathLike[str],
    alpha_3: Mapping[str, str],
    country: str | None = None,
    *,
    complete: bool = True,
) -> PcodeList:
    """Return the areas listed in a CSV file.

    Args:
        path: The file; UTF-8 or, failing that, Windows-1252; commas, semicolons or tabs.
        alpha_3: Codes of countries with three letters, by those with two.
        country: The country of all areas, where the file does not say it.
        complete: Whether the file has all areas of each level.

    Raises:
        ReadError: The file cannot be opened, has no column of p-codes, or a row of it cannot be
            understood; the message names the row as a spreadsheet shows it.
    """
    header, *body = _table(path)
    tags: Sequence[str] = []
    if body and any(body[0]) and all(not c or c.strip().startswith("#") for c in body[0]):
        tags, *body = body
    long = _long_columns(header, tags)
    wide = {} if "code" in long else _wide_columns(header, tags)
    if "code" not in long and not any(level and part == "code" for level, part in wide):
        shown = [text[:40] for text in header]
        raise ReadError(
            path, f"no column of p-codes among {quoted(shown, 12)}", f"it takes {_SHAPES}"
        )
    read = list(_long_rows(body, long) if "code" in long else _wide_rows(body, wide, long))
    codes = {row.code for _, row in read}
    three = {**{code: code for code in alpha_3.values()}, **alpha_3}
    good: set[tuple[str, str, str]] = set()
    rows = set()
    for number, row in read:
        of, above = row.country, row.parent
        if above in three and above not in codes:
            # A list's first level has a country for a parent: AFG, or AF as its p-code.
            of, above = of or above, ""
        if (checked := (of, row.level, row.edition)) not in good:
            why = _fault(of, row.level, row.edition, three)
            if why:
                _refuse(path, number + (3 if tags else 2), why)
            good.add(checked)
        if not row.code:
            _refuse(path, number + (3 if tags else 2), f"{row.name!r} has no p-code")
        of = three[of] if of else country or ""
        rows.add(PcodeRow(row.code, row.name, row.level, above, of, row.edition[:10]))
    if not rows:
        raise ReadError(path, "it has no row with a p-code", f"it takes {_SHAPES}")
    return PcodeList(os.fspath(path), tuple(sorted(rows)), complete)


def _fault(country: str, level: str, edition: str, three: Mapping[str, str]) -> str | None:
    """Return what is wrong with a row, if anything."""
    if country and country not in three:
        return f"{country!r} is no country code of ISO 3166"
    if level and not level.isdecimal():
        return f"{level!r} is no administrative level: 1, 2 and so on"
    try:
        if edition:
            date.fromisoformat(edition[:10])
    except ValueError:
        return f"{edition!r} is no day such as 2021-12-20"
    return None


def _refuse(path: str | os.PathLike[str], row: int, why: str) -> NoReturn:
    raise ReadError(path, f"row {row}: {why}", "correct the row, or take it out of the list")


class Pcodes:
    """The areas of several lists, whatever their order; each entry is made when it is asked for.

    Where lists name one area differently, all names are known and the newest edition's is shown.
    """

    def __init__(self, lists: Iterable[PcodeList]) -> None:
        """Take the lists together.

        Raises:
            PlaceError: Two rows put one p-code into different areas or on different levels.
        """
        self.lists = tuple(lists)
        self._rows: dict[str, list[PcodeRow]] = {}
        several = set()
        for row in chain.from_iterable(listed.rows for listed in self.lists):
            rows = self._rows.setdefault(row.code, [])
            if rows:
                several.add(row.code)
            rows.append(row)
        for code in several:
            self._rows[code].sort(key=lambda row: (row.edition, row.name), reverse=True)
            _refuse_contradictions(self._rows[code], sorted({listed.path for listed in self.lists}))
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> Entry | None:
        """Return what is known about the area with this key, if it is listed."""
        if key not in self._entries:
            rows = self._rows.get(key.removeprefix("pcode:"))
            if rows:
                self._entries[key] = _entry(rows)
            elif key in self._named_above:
                self._entries[key] = self._named_above[key]
        return self._entries.get(key)

    @cached_property
    def names(self) -> Names:
        """All names of all areas."""
        return Names(
            (row.name, f"pcode:{code}")
            for code, rows in self._rows.items()
            for row in rows
            if row.name
        )

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """The keys of the areas of each family: one level within one area."""
        families = defaultdict(list)
        for code, rows in self._rows.items():
            if family := _family(rows):
                families[family].append(f"pcode:{code}")
        return families

    @cached_property
    def complete(self) -> frozenset[str]:
        """The families of which some list has all areas."""
        rows = (self._rows[row.code] for one in self.lists if one.is_complete for row in one.rows)
        return frozenset(family for of in rows if (family := _family(of)))

    @cached_property
    def _named_above(self) -> dict[str, Entry]:
        """Areas without a row: a list of districts names the regions that they lie in."""
        entries = {}
        for rows in self._rows.values():
            _, _, level, parent, country, _ = _together(rows)
            if parent and parent not in self._rows:
                above = int(level or 0) - 1
                entries[f"pcode:{parent}"] = Entry(
                    Place(parent, "pcode"),
                    level=above if above > 0 else None,
                    parents=(f"iso3166-1:{country}",) if country else (),
                )
        return entries


def _together(rows: Sequence[PcodeRow]) -> PcodeRow:
    """Return the rows of one p-code as one; each part is said by all that say it."""
    return rows[0] if len(rows) == 1 else PcodeRow(*map(max, zip(*rows, strict=True)))


def _family(rows: Sequence[PcodeRow]) -> str | None:
    _, _, level, parent, country, _ = _together(rows)
    return f"pcode {level} in {parent or country}" if level and (parent or country) else None


def _entry(rows: Sequence[PcodeRow]) -> Entry:
    code, _, level, parent, country, edition = _together(rows)
    names = tuple(dict.fromkeys(row.name for row in rows if row.name))
    parents = (f"pcode:{parent}",) if parent else ()
    return Entry(
        Place(code, "pcode", names[0] if names else None),
        names=names,
        level=int(level) if level else None,
        parents=(*parents, f"iso3166-1:{country}") if country else parents,
        family=_family(rows),
        edition=date.fromisoformat(edition) if edition else None,
    )


def _refuse_contradictions(rows: Sequence[PcodeRow], paths: Sequence[str]) -> None:
    for part in ("level", "parent", "country"):
        values = sorted({getattr(row, part) for row in rows} - {""})
        if len(values) > 1:
            raise PlaceError(
                f"p-code {rows[0].code!r} has more than one {part}, {quoted(values)}, in "
                f"{quoted(paths)}.\n"
                "Hint: load one edition of a country's list, not two."
            )


def _table(path: str | os.PathLike[str]) -> list[list[str]]:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadError(path, why, f"give the path of a CSV file with {_SHAPES}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Undecodable even so: bytes that Windows-1252 leaves free. They are shown as such.
        text = data.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(path, f"it is not CSV: {error}", "save it as CSV in UTF-8") from error
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise ReadError(path, "it has no header", f"it takes {_SHAPES}")
    return rows


def _plain(header: str) -> str:
    return _NOT_LETTERS.sub("", header.casefold())


def _tag(cell: str) -> str:
    tag, *attributes = cell.strip().casefold().replace(" ", "").split("+")
    return "+".join([tag, *sorted(attributes)])


def _long_columns(header: Sequence[str], tags: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for plain in (map(_plain, header), map(_tag, tags)):
        for index, text in enumerate(plain):
            if text in _LONG:
                columns.setdefault(_LONG[text], index)
    return columns


def _wide_columns(header: Sequence[str], tags: Sequence[str]) -> dict[tuple[int, str], list[int]]:
    columns: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, text in enumerate(map(_plain, header)):
        if found := _WIDE_CODE.fullmatch(text):
            columns[int(found[1]), "code"].append(index)
        elif found := _WIDE_NAME.fullmatch(text):
            columns[int(found[1]), "name"].append(index)
    if not any(part == "code" for _, part in columns):
        for index, tag in enumerate(map(_tag, tags)):
            if found := _WIDE_TAG.fullmatch(tag):
                attributes = found[2].split("+")
                for part in {"code", "name"}.intersection(attributes):
                    columns[int(found[1] or 0), part].append(index)
    return columns


def _long_rows(
    body: Iterable[Sequence[str]], columns: Mapping[str, int]
) -> Iterator[tuple[int, PcodeRow]]:
    # A column that is not there reads as the blank cell put behind each row.
    places = [columns.get(part, -1) for part in PcodeRow._fields]
    width = max(places) + 1
    for number, row in enumerate(body):
        if any(row):
            cells = [cell.strip() for cell in row[:width]]
            cells += [""] * (width + 1 - len(cells))
            yield number, PcodeRow(*[cells[place] for place in places])


def _wide_rows(
    body: Iterable[Sequence[str]],
    columns: Mapping[tuple[int, str], list[int]],
    long: Mapping[str, int],
) -> Iterator[tuple[int, PcodeRow]]:
    levels = sorted(level for level, part in columns if level and part == "code")
    width = max(*(max(places) for places in columns.values()), *long.values(), 0) + 1
    country = long.get("country", columns.get((0, "code"), [-1])[0])
    edition = long.get("edition", -1)
    for number, row in enumerate(body):
        cells = [cell.strip() for cell in row[:width]]
        cells += [""] * (width + 1 - len(cells))
        above = ""
        for level in levels:
            code = next((cells[i] for i in columns[level, "code"] if cells[i]), "")
            if code:
                names = {cells[i] for i in columns.get((level, "name"), ())}
                names = {name for name in names if name.casefold() not in _NO_NAMES}
                for name in sorted(names) or [""]:
                    yield (
                        number,
                        PcodeRow(code, name, str(level), above, cells[country], cells[edition]),
                    )
                above = code

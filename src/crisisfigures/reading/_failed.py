"""Failed cells of workbooks: errors (#REF!), and formulas that nobody has computed yet.

What opens workbooks takes both for blank cells, and a death toll that is an error must not pass
for one that was never stated. So the sheets of .xlsx and .ods are looked through for them, beside
what opens them. Most sheets have none, which is seen without taking them apart.

- A formula is stored with what it came to when a spreadsheet program last computed it. Programs
  that only write formulas store nothing, or a zero, and ask for all to be computed on opening.
- A formula that came to an empty text is no failed one: the cell is blank.
- A formula that is nothing but a number, a text or a link says what it comes to: programs write
  links so.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import unescape

from crisisfigures.reading._archive import CELL_PLACE, column_number, pieces
from crisisfigures.reading._grid import column_letters

Failed = dict[int, dict[int, str]]
"""Texts of failed cells by record and column, both from 0."""

UNCOMPUTED = "formula without a stored value"
UNNAMED = "error in the sheet"

_ERRORS = (
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"),
    *(
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
        "#EXTERNAL!",
    ),
)


def _as_error(text: str) -> str:
    """Return what stands for an error: its own text, and that the sheet holds it as an error.

    People also type #N/A, and mean "not available".
    """
    return f"{text} ({UNNAMED})" if text in _ERRORS else UNNAMED


FAILED = frozenset(
    text.casefold()
    for text in (
        *(UNCOMPUTED, UNNAMED, *map(_as_error, _ERRORS)),
        # Also as text, where a sheet was saved as CSV; "#N/A" there says "not available".
        *(error for error in _ERRORS if error != "#N/A"),
    )
)
"""What stands in cells that failed, in lower case: it says nothing, in whatever column."""

_CELL = rb"<(?:\w+:)?c\b"
_END = rb"</(?:\w+:)?c>"
_ERROR = re.compile(
    _CELL + rb"""(?=[^<>]*\bt\s*=\s*["']e["'])([^<>]*)>"""
    rb"""(?:[^<]*<(?!/?(?:\w+:)?[vc]\b)[^<>]*>)*(?:[^<]*<(?:\w+:)?v\b[^<>]*>([^<]{1,40})<)?"""
)
"""A cell of an error, and behind what made it the error."""
_ERROR_SIGNS = (b'="e"', b"='e'", b'= "e"', b"= 'e'")
_FORMULA = re.compile(
    _CELL + rb"""([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>([^<]*)</(?:\w+:)?f>)\s*"""
    rb"""(?:(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*(?:(0)\s*)?</(?:\w+:)?v>)\s*)?""" + _END
)
"""A cell with a formula, and behind it no value, or a zero."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_LINK = re.compile(
    rf"HYPERLINK\(\s*({_QUOTED.pattern})\s*(?:,\s*({_QUOTED.pattern}|{_NUMBER.pattern})\s*)?\)",
    re.IGNORECASE,
)
_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")

_MAY_FAIL_ODS = re.compile(rb""":formula\s*=|value-type\s*=\s*["']error["']""")
_PIECE = 2**20
_LONGEST = 40
"""Characters of a value that are looked at: no error has as many."""

_MOST_ROWS, _MOST_COLUMNS = 2**20, 2**14
"""What a sheet can have in any program; a cell that says it is farther out is none."""

_BROKEN = (ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


class _RefusedError(Exception):
    """The XML declares entities or a type of document, as no workbook does."""


def failed_cells(data: bytes) -> tuple[dict[str, Failed], tuple[str, ...]]:
    """Return the failed cells of each sheet of a workbook by its name, and what could not be told.

    The archive has passed `check_archive`.
    """
    if not data.startswith(b"PK"):
        return {}, (_untold(".xls"),)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename.lower(): info for info in archive.infolist()}
        try:
            if "content.xml" in parts:
                return _of_ods(archive, parts["content.xml"]), ()
            if "xl/workbook.xml" in parts:
                return _of_xlsx(archive, parts), ()
        except (expat.ExpatError, _RefusedError, *_BROKEN) as error:
            return {}, (
                f"cells that hold errors may be read as blank ones: the workbook could not be "
                f"looked through for them ({error}).",
            )
    return {}, (_untold(".xlsb"),)


def _untold(kind: str) -> str:
    return (
        f"cells that hold errors, such as #REF!, are read as blank ones from {kind}: save the "
        "workbook as .xlsx to have them found."
    )


def notes_on(failed: Failed) -> tuple[str, ...]:
    """Return which cells of a sheet failed, and what to do, for the reader of the table."""
    places: dict[bool, list[str]] = defaultdict(list)
    for row, cells in sorted(failed.items()):
        for column, text in sorted(cells.items()):
            if text.casefold() in FAILED:
                places[text == UNCOMPUTED].append(f"{column_letters(column)}{row + 1}")
    notes = []
    for is_formula, what, todo in (
        (False, "an error", "mend them in the sheet."),
        (
            True,
            UNCOMPUTED.replace("formula", "a formula"),
            "open and save the file in a spreadsheet program.",
        ),
    ):
        if found := places[is_formula]:
            shown = ", ".join(found[:5]) + (
                f" and {len(found) - 5:,} more" if len(found) > 5 else ""
            )
            notes.append(f"cells hold {what} ({shown}): {todo}")
    return tuple(notes)


# --- XML ----------------------------------------------------------------------------------------

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def _parse(file: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Call what is given at each tag and text of a part; names come without their prefixes."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _RefusedError("it declares a type of document")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, said: start(name.rpartition(":")[2], said)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    while piece := file.read(_PIECE):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _local(said: Mapping[str, str], name: str) -> str | None:
    """Return an attribute by its name behind a prefix, whichever the file has for it."""
    return next((text for key, text in said.items() if key.rpartition(":")[2] == name), None)


def _may_fail(archive: zipfile.ZipFile, part: zipfile.ZipInfo, sign: re.Pattern[bytes]) -> bool:
    """Return whether a part has a formula or an error at all."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            if sign.search(rest + piece):
                return True
            rest = piece[-64:]
    return False


# --- .xlsx --------------------------------------------------------------------------------------


def _of_xlsx(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> dict[str, Failed]:
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}
    is_uncomputed = False

    def sheet(tag: str, said: Mapping[str, str]) -> None:
        nonlocal is_uncomputed
        if tag == "sheet":
            ids[said.get("name", "")] = next((t for k, t in said.items() if k.endswith(":id")), "")
        elif tag == "calcPr":
            is_uncomputed = said.get("fullCalcOnLoad") in ("1", "true")

    def relation(tag: str, said: Mapping[str, str]) -> None:
        if tag == "Relationship":
            target = posixpath.join("/xl", said.get("Target", ""))
            targets[said.get("Id", "")] = posixpath.normpath(target).lstrip("/").lower()

    for name, start in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        if name in parts:
            with archive.open(parts[name]) as file:
                _parse(file, start)
    found = {}
    for name, identity in ids.items():
        part = parts.get(targets.get(identity, ""))
        if part is not None:
            found[name] = _of_sheet(archive, part, is_uncomputed=is_uncomputed)
    return found


def _of_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, is_uncomputed: bool) -> Failed:
    """Return the failed cells of a sheet, found by how they look.

    To take a sheet apart tag by tag takes five times as long as to read it.

    Args:
        archive: The workbook.
        part: The sheet.
        is_uncomputed: Whether all formulas are still to be computed: a stored zero is none then.
    """
    found: Failed = defaultdict(dict)
    for piece in pieces(archive, part, b"</c>", b":c>"):
        if any(sign in piece for sign in _ERROR_SIGNS):
            for match in _ERROR.finditer(piece):
                _put(found, match[1], _as_error((match[2] or b"").decode(errors="replace").strip()))
        if b"<f" in piece or b":f" in piece:
            for match in _FORMULA.finditer(piece):
                is_zero = match[3] == b"0"
                if not _TEXT.search(match[1]) and (is_uncomputed or not is_zero):
                    _put(found, match[1], _constant(match[2] or b"") or UNCOMPUTED)
    return dict(found)


def _constant(formula: bytes) -> str | None:
    """Return what a formula comes to that is a number, a text or a link; None for any other."""
    said = unescape(formula.decode(errors="replace"), {"&quot;": '"', "&apos;": "'"}).strip()
    link = _LINK.fullmatch(said)
    shown = (link[2] or link[1]) if link else said
    if _NUMBER.fullmatch(shown):
        return shown
    if not _QUOTED.fullmatch(shown):
        return None
    return shown[1:-1].replace('""', '"')


def _put(found: Failed, said: bytes, text: str) -> None:
    """Put a failed cell where its attributes say that it is."""
    place = CELL_PLACE.search(said)
    if place is None:
        raise ValueError("its cells do not say where they are")
    row, column = int(place[2]) - 1, column_number(place[1]) - 1
    if row < _MOST_ROWS and column < _MOST_COLUMNS:
        found[row].setdefault(column, text)


# --- .ods ---------------------------------------------------------------------------------------

_CELLS = ("table-cell", "covered-table-cell")


def _of_ods(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> dict[str, Failed]:
    """Return the failed cells of all sheets, in which rows and cells may be repeated."""
    if not _may_fail(archive, part, _MAY_FAIL_ODS):
        return {}
    found: dict[str, Failed] = {}
    name, row, column, n_rows, depth = "", 0, 0, 1, 0
    cells: dict[int, str] = {}
    shown, wide, is_error = "", range(0), False

    def start(tag: str, said: Mapping[str, str]) -> None:
        nonlocal name, row, column, n_rows, depth, cells, shown, wide, is_error
        if tag == "table":
            depth += 1
            if depth == 1:
                name, row = _local(said, "name") or "", 0
        elif depth != 1:
            return
        elif tag == "table-row":
            n_rows, column, cells = _repeated(said, "rows"), 0, {}
        elif tag in _CELLS:
            end = column + _repeated(said, "columns")
            wide, column = range(column, min(end, _MOST_COLUMNS)), end
            kinds = [text for key, text in said.items() if key.endswith("value-type")]
            shown, is_error = "", "error" in kinds
            if not kinds and _local(said, "formula"):
                cells.update(dict.fromkeys(wide, UNCOMPUTED))

    def text(said: str) -> None:
        nonlocal shown
        if is_error and len(shown) < _LONGEST:
            shown += said

    def end(tag: str) -> None:
        nonlocal row, depth, is_error
        if tag == "table":
            depth -= 1
        elif depth != 1:
            return
        elif tag in _CELLS and is_error:
            cells.update(dict.fromkeys(wide, _as_error(shown.strip())))
            is_error = False
        elif tag == "table-row":
            last = min(row + n_rows, _MOST_ROWS)
            if cells:
                found.setdefault(name, {}).update(dict.fromkeys(range(row, last), cells))
            row += n_rows

    with archive.open(part) as file:
        _parse(file, start, end, text)
    return found


def _repeated(said: Mapping[str, str], what: str) -> int:
    return int(_local(said, f"number-{what}-repeated") or 1)

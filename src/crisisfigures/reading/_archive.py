"""Archives: whether a workbook unpacks to what a computer can hold, told before it is opened.

Xlsx, xlsb and ods are zip archives. A small one can hold a sheet that takes hours to unpack (a
bomb), a cell at the far corner for which a rectangle of seventeen billion cells would be made, or
one long text that half a million cells repeat. What opens them would not fail then: it would
take all the memory and end the program.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from crisisfigures.errors import ReadError

Lengths = npt.NDArray[np.int64]

MOST_UNPACKED = 2**31
"""Bytes of all files in a workbook: a sheet of a million rows and fifty columns has half of it."""

_BOMB, _BOMB_RATIO = 2**26, 150
"""A file in it that unpacks to more bytes than the one, and to more times its size than the other.

Sheets, which repeat themselves, unpack to ten to thirty times their size.
"""

MOST_CELLS = 50_000_000
"""Cells of a sheet, blank ones among the others included: each takes memory."""

MOST_CHARACTERS = 2**30
"""Characters of all texts in the cells of a sheet, repeated ones counted each time."""

_PIECE = 2**20

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, IndexError),
    # What is locked, and what is packed in a way that is not known.
    *(RuntimeError, NotImplementedError),
)

_HINT = "open it in a spreadsheet program, and save the sheet with the figures as CSV (UTF-8)."

CELL_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_COLUMNS = re.compile(rb'r="([A-Z]{1,3})\d')
_ODD_COLUMNS = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})\d""")
_ODD = (b"='", b" =", b"= ", b"\n=", b"=\n", b"\t=", b"=\t", b"\r=", b"=\r")
"""Other ways to write an attribute than all programs do; looked for in a slower way."""

_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")
_ROW, _CELLS = 0, range(2, 12)
"""Kinds of records in xlsb: where a row begins, and a cell that holds something."""

_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_REPEATED = re.compile(
    rb"""<table:(table-row|table-cell|covered-table-cell)\b([^>]*)>|</table:table-row>"""
)
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d+)["']""")


_TABLES = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".parquet")
"""Endings of the files in an archive that may be tables; the others are what goes with them."""


def is_workbook(data: bytes) -> bool:
    """Return whether a zip archive is a workbook, or is none that can be looked into."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except _BROKEN:
        return True
    known = names & {"[content_types].xml", "mimetype", "content.xml"}
    return bool(known) or not names or any(name.startswith("xl/") for name in names)


def only_table(data: bytes, path: object) -> bytes:
    """Return the one table in a zip archive, as publishers offer their downloads.

    Raises:
        ReadError: There are several or none, or it unpacks to more than can be held.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, path)
            tables = [
                info
                for info in archive.infolist()
                if info.filename.lower().endswith(_TABLES)
                and not info.filename.split("/")[-1].startswith(".")
                and not info.filename.startswith("__MACOSX/")
            ]
            if len(tables) == 1:
                return archive.read(tables[0])
    except _BROKEN as error:
        hint = "unpack it, and read the table in it."
        raise ReadError(path, f"it is an archive that cannot be opened ({error}).", hint) from error
    found = ", ".join(repr(info.filename) for info in tables[:5]) or "none"
    raise ReadError(
        path,
        f"it is an archive (zip) of {len(tables)} tables: {found}.",
        "unpack it, and read one of them.",
    )


def gunzipped(data: bytes, path: object) -> bytes:
    """Return what a gzip file holds.

    Raises:
        ReadError: It is broken, or unpacks to more than can be held.
    """
    unpacking = zlib.decompressobj(wbits=31)
    most = max(_BOMB, min(MOST_UNPACKED, _BOMB_RATIO * len(data)))
    try:
        found = unpacking.decompress(data, most)
    except zlib.error as error:
        hint = "decompress it first, or get it again."
        raise ReadError(path, f"it is compressed (gzip) and broken ({error}).", hint) from error
    if not unpacking.eof:
        what = "unpacks to too much" if unpacking.unconsumed_tail else "ends too early"
        raise ReadError(path, f"it is compressed (gzip) and {what}.", "decompress it first.")
    return found


def check_archive(data: bytes, path: object) -> None:
    """Refuse a workbook that unpacks to more than can be held.

    Raises:
        ReadError: It does, or it is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive, path)
            texts = _lengths(archive)
            for info in archive.infolist():
                name = info.filename.lower()
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet(archive, info, texts, path)
                elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
                    _check_area(*_corner_of_records(archive.read(info)), path)
                elif name == "content.xml":
                    _check_ods(archive, info, path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        IndexError,
    ) as error:
        raise ReadError(
            path,
            f"it is not a workbook that can be opened ({error}).",
            "open it in a spreadsheet program and save it again as .xlsx, without a password.",
        ) from error


def _check_sizes(archive: zipfile.ZipFile, path: object) -> None:
    total = 0
    for info in archive.infolist():
        total += info.file_size
        if info.file_size > max(_BOMB, _BOMB_RATIO * info.compress_size):
            raise ReadError(
                path,
                f"its part {info.filename!r} unpacks from {info.compress_size:,} to "
                f"{info.file_size:,} bytes: no sheet of figures does.",
                _HINT,
            )
    if total > MOST_UNPACKED:
        raise ReadError(path, f"it unpacks to {total:,} bytes, which is too large.", _HINT)


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *marks: bytes) -> Iterator[bytes]:
    """Yield a part piece by piece, cut behind one of the marks; before a tag if there are none."""
    rest = b""
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            cuts = [at + len(mark) for mark in marks if (at := text.rfind(mark)) >= 0]
            cut = max(cuts, default=0) if marks else max(text.rfind(b"<"), 0)
            # A text longer than a piece is passed on as it is.
            if len(text) - cut > _PIECE:
                cut = len(text)
            rest = text[cut:]
            yield text[:cut]
    yield rest


def _lengths(archive: zipfile.ZipFile) -> Lengths:
    """Return how long each text is that cells share, as bytes of XML."""
    starts: list[int] = []
    at = 0
    for name in archive.namelist():
        if name.lower() == "xl/sharedstrings.xml":
            for piece in pieces(archive, archive.getinfo(name)):
                starts += [at + found.start() for found in _TEXT.finditer(piece)]
                at += len(piece)
    ends = np.array([*starts, at], dtype=np.int64)
    return ends[1:] - ends[:-1]


def _check_sheet(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    texts: Lengths,
    path: object,
) -> None:
    columns: set[bytes] = set()
    last, n_shared = 0, 0
    for piece in pieces(archive, info):
        is_odd = any(sign in piece for sign in _ODD)
        columns.update((_ODD_COLUMNS if is_odd else _COLUMNS).findall(piece))
        n_shared += len(_SHARED.findall(piece)) if is_odd else piece.count(b't="s"')
        tail = piece[max(piece.rfind(b"<c "), piece.rfind(b":c ")) :]
        found = CELL_PLACE.search(tail)
        last = int(found[2]) if found else last
    width = max(map(column_number, columns), default=0)
    if last * width > MOST_CELLS:
        # Looked at closely: cells that are only coloured make no rectangle.
        last, width = _corner(archive, info)
    _check_area(last, width, path)
    if len(texts) and n_shared * int(texts.max()) > MOST_CHARACTERS:
        n = 0
        for piece in pieces(archive, info):
            used = np.array(_SHARED.findall(piece), dtype=np.int64)
            n += int(texts[used[used < len(texts)]].sum())
        if n > MOST_CHARACTERS:
            raise ReadError(
                path, f"the texts in the cells of a sheet have {n:,} characters together.", _HINT
            )


def _check_area(last: int, width: int, path: object) -> None:
    if last * width > MOST_CELLS:
        raise ReadError(
            path,
            f"a sheet has cells down to row {last:,} and out to column {width:,}: a rectangle of "
            f"{last * width:,} cells.",
            "take away what stands far from the table, or save the table as CSV (UTF-8).",
        )


def _corner_of_records(data: bytes) -> tuple[int, int]:
    """Return the last row and the last column of a sheet of xlsb: records of kind, size, bytes."""
    at = row = last = width = 0
    while at < len(data):
        kind, at = _varint(data, at)
        size, at = _varint(data, at)
        if kind == _ROW:
            row = int.from_bytes(data[at : at + 4], "little")
        elif kind in _CELLS:
            last = max(last, row + 1)
            width = max(width, int.from_bytes(data[at : at + 4], "little") + 1)
        at += size
    return last, width


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a byte, seven bits a byte, and where it has ended."""
    number = 0
    for shift in (0, 7, 14, 21):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, at


def _corner(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and the last column of cells that hold something."""
    last, width = 0, 0
    for piece in pieces(archive, info):
        found = _FILLED.findall(piece)
        width = max([width, *map(column_number, {letters for letters, _ in found})])
        last = max(last, int(found[-1][1])) if found else last
    return last, width


def column_number(letters: bytes) -> int:
    """Return the number of a column of a spreadsheet, from 1: 28 of AB."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _check_ods(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: object) -> None:
    """Refuse a sheet in which a few cells are repeated into very many."""
    n, rows, cells = 0, 1, 0
    for piece in pieces(archive, info):
        for found in _REPEATED.finditer(piece):
            times = _TIMES.search(found[2] or b"")
            repeated = int(times[1]) if times else 1
            if found[1] == b"table-row":
                rows, cells = repeated, 0
            elif found[1]:
                # What is blank is repeated to the end of the sheet, and takes nothing.
                cells += 0 if found[2].endswith(b"/") else repeated
            else:
                n += rows * cells
            if n + rows * cells > MOST_CELLS:
                raise ReadError(path, f"a sheet repeats cells into more than {n:,}.", _HINT)

"""Opening: what kind of data it is, told by what it holds and never by its name."""

import bz2
import lzma
import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crisisfigures.errors import ReadError
from crisisfigures.reading._archive import gunzipped, is_workbook, only_table
from crisisfigures.reading._csv import open_csv, to_utf8
from crisisfigures.reading._excel import open_workbook
from crisisfigures.reading._frames import of_frame, open_parquet
from crisisfigures.reading._grid import Grid
from crisisfigures.reading._json import of_items, open_json

BUFFER = "<buffer>"
FRAME = "<frame>"
RECORDS = "<records>"

_NOT_TABLES = (
    (b"%PDF", "a PDF document", "copy its table into a spreadsheet, or ask for the data."),
    (b"Rar!", "an archive (RAR)", "unpack it first."),
    (b"7z\xbc\xaf", "an archive (7z)", "unpack it first."),
    (b"\xfd7zXZ", "compressed (xz)", "decompress it first."),
    (b"BZh", "compressed (bzip2)", "decompress it first."),
    (b"<!DOCTYPE", "a web page", "download the file itself; the page may be a login or an error."),
    (b"<!doctype", "a web page", "download the file itself; the page may be a login or an error."),
    (b"<html", "a web page", "download the file itself; the page may be a login or an error."),
    (b"<?xml", "XML", "export it as CSV or as a workbook."),
)

_N_MARK = 16
"""How many bytes are looked at to tell what compressed data hold."""

_R_MARKS = (b"RDX2", b"RDX3", b"RDA2", b"RDA3", b"X\n\x00\x00\x00", b"A\n2\n", b"A\n3\n")
"""How data saved from R begin, once decompressed: several objects, or one."""

_SCALAR = re.compile(rb'-?\d+(?:\.\d+)?|true|false|null|"[^"\n]*"')
"""A JSON value alone: it is a file, and no table."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened.

    Attributes:
        path: How messages call it.
        file: What the column `file` says; None for what has no name.
        grids: Its tables: one, or the sheets of a workbook.
        has_rows: Whether its rows have numbers that a reader can look up.
    """

    path: str
    file: str | None
    grids: list[Grid]
    has_rows: bool = True


def open_data(data: Any, sheet: str | None) -> Opened:
    """Return data of any accepted kind as grids.

    Raises:
        ReadError: There is no such file, or it is not a table.
        MissingExtraError: Parquet is read without pyarrow.
        TypeError: The data is of no accepted kind.
    """
    if isinstance(data, pd.DataFrame):
        return Opened(FRAME, None, [of_frame(data, keep_index=True)], has_rows=False)
    if isinstance(data, list | tuple) and all(isinstance(item, Mapping) for item in data):
        items = [dict(item) for item in data]
        return Opened(RECORDS, None, [of_items(items, RECORDS)], has_rows=False)
    if isinstance(data, str | os.PathLike):
        path = os.fspath(data)
        return _opened(bytes_of(path), str(path), Path(str(path)).name, sheet)
    if isinstance(data, bytes | bytearray | memoryview):
        return _opened(bytes(data), BUFFER, None, sheet)
    if hasattr(data, "read"):
        content = data.read()
        name = getattr(data, "name", None)
        named = name if isinstance(name, str) else None
        found = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return _opened(bytes(found), named or BUFFER, named and Path(named).name, sheet)
    raise TypeError(
        f"cannot read {type(data).__name__}: give a path, bytes, an open file, a DataFrame "
        "or a list of records."
    )


def bytes_of(path: "str | bytes | os.PathLike[str]", most: int = -1) -> bytes:
    """Return the bytes of a file, or the first of them.

    Raises:
        ReadError: There is no such file, or it cannot be opened.
    """
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except FileNotFoundError:
        hint = (
            "download it first; nothing is fetched from the web."
            if "://" in str(path)
            else f"the working directory is {Path.cwd()}."
        )
        raise ReadError(path, "there is no such file.", hint) from None
    except IsADirectoryError:
        raise ReadError(path, "it is a directory.", "name a file in it.") from None
    except (OSError, ValueError) as error:
        raise ReadError(path, f"it cannot be opened ({error}).", "check the path.") from error


def _opened(data: bytes, path: str, file: str | None, sheet: str | None) -> Opened:
    head = data[:1024].lstrip()
    if _unpacked(data).startswith(_R_MARKS):
        hint = "save it from R as CSV: write.csv(x, 'x.csv', row.names = FALSE, na = '')."
        raise ReadError(path, "it is R data, not a table.", hint)
    if data.startswith(b"\x1f\x8b"):
        data = gunzipped(data, path)
        head = data[:1024].lstrip()
    elif data.startswith(b"PK\x03\x04") and not is_workbook(data):
        data = only_table(data, path)
        head = data[:1024].lstrip()
    for mark, what, hint in _NOT_TABLES:
        if head.startswith(mark):
            raise ReadError(path, f"it is {what}, not a table.", hint)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return Opened(path, file, open_workbook(data, path, sheet))
    if sheet is not None:
        raise ReadError(path, "it is not a workbook: it has no sheets.", "leave `sheet` out.")
    if data.startswith(b"PAR1"):
        return Opened(path, file, [open_parquet(data, path)])
    if is_json(data):
        text, notes = to_utf8(data, path)
        grid = open_json(text.decode("utf-8"), path)
        return Opened(path, file, [Grid(None, grid.preview, grid.load, notes)])
    return Opened(path, file, [open_csv(data, path)])


def _unpacked(data: bytes) -> bytes:
    """Return the first bytes of data, of compressed data what they are when decompressed."""
    try:
        if data.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(wbits=31).decompress(data[:4096], _N_MARK)
        if data.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(data, _N_MARK)
        if data.startswith(b"\xfd7zXZ"):
            return lzma.LZMADecompressor().decompress(data, _N_MARK)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return b""
    return data[:_N_MARK]


def is_json(data: bytes) -> bool:
    """Return whether data begin like JSON."""
    head = data[:1024]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"").strip()
    return head[:1] in (b"{", b"[") or _SCALAR.fullmatch(head) is not None

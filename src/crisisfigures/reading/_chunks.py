"""Chunks: a file that is larger than the memory, some rows at a time, read as it would be whole."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np
import pandas as pd

from crisisfigures.cells import csv_field
from crisisfigures.errors import MissingExtraError, OptionError, ReadError
from crisisfigures.plugins import Arrangement, Integers
from crisisfigures.reading._beside import gazetteer_beside
from crisisfigures.reading._coercion import RANGE_INPUTS, Options
from crisisfigures.reading._csv import delimiter_of, open_csv
from crisisfigures.reading._frames import of_frame
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded
from crisisfigures.reading._heads import choose
from crisisfigures.reading._numbers import decimal_mark, shown_marks
from crisisfigures.reading._opening import Opened, bytes_of, is_json
from crisisfigures.reading._read import (
    Source,
    chosen_formats,
    load_source,
    noted_of,
    tabled,
)
from crisisfigures.texts import Texts

if TYPE_CHECKING:
    import os

    from crisisfigures.gazetteer import Gazetteer
    from crisisfigures.reading._heads import Chosen

_HEAD = 1 << 22
"""So many bytes are looked at to tell what the file is."""

_BLOCK = 1 << 23

_LONGEST = 1 << 28
"""A record longer than this is none: a quotation mark was never closed."""

_LINE_END, _MARK = ord("\n"), ord('"')
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)


def read_chunks(
    path: "str | os.PathLike[str]",
    n_rows: int,
    *,
    format: str | None = None,
    columns: "Mapping[str, str | Mapping[str, Any]] | str | os.PathLike[str] | None" = None,
    lang: str | None = None,
    convention: str = "plain",
    published_on: str | None = None,
    gazetteer: "Gazetteer | None" = None,
) -> Iterator[pd.DataFrame]:
    """Yield the table of a long file some rows at a time; all of them are what `read` returns.

    But for the ids that reading makes: only those that the file states are there. The file may be
    larger than the memory; without `lang` it is gone through twice, since all numbers of a file
    together tell what a point or a comma means.

    Args:
        path: A CSV (UTF-8) or Parquet file, in a format that understands each row by itself.
        n_rows: How many rows of the file are held at a time.
        format: As in `read`, and so are the others.
        columns: As in `read`.
        lang: As in `read`.
        convention: As in `read`.
        published_on: As in `read`.
        gazetteer: As in `read`.

    Raises:
        OptionError: It is another kind of file, or in a format that understands rows by each other.
        ReadError: It cannot be read.
    """
    if n_rows < 1:
        raise OptionError(f"n_rows={n_rows} is no number of rows.\nHint: try 500_000.")
    known, said = chosen_formats(format, columns, lang, convention, published_on)
    file = _kind(path)
    (chosen,) = choose([file.head], known, said, file.path)
    if not chosen.format.by_row:
        raise OptionError(
            f"the format {chosen.format.name} understands rows by each other, so that a file of it "
            "is read as a whole.\nHint: use `read`."
        )
    options = Options(gazetteer or gazetteer_beside(path), lang, convention, published_on)
    return _tables(file, chosen, n_rows, options)


def _tables(
    file: "_File", chosen: "Chosen", n_rows: int, options: Options
) -> Iterator[pd.DataFrame]:
    name = Path(file.path).name

    def sources() -> Iterator[Source]:
        for grid in file.grids(chosen.head.first, n_rows):
            yield load_source(replace(chosen, grid=grid), Opened(file.path, name, [grid]), name)

    if options.lang is None:
        marks = {mark for source in sources() for mark in shown_marks(_numbers(source))}
        options = replace(options, decimal=decimal_mark(marks))
    for source in sources():
        table = tabled(source, options)
        table.attrs["reading"] = noted_of([source])
        yield table


def grids_of(path: "str | os.PathLike[str]", first: int, n_rows: int) -> Iterator[Grid]:
    """Yield the rows of a file from the record `first` on, below what stands above them."""
    return _kind(path).grids(first, n_rows)


def _numbers(source: Source) -> Iterator[Texts]:
    arranged = source.format.arrange(source.sheet)
    for part in [arranged] if isinstance(arranged, Arrangement) else arranged:
        for name in RANGE_INPUTS:
            if isinstance(texts := part.columns.get(name), Texts):
                yield texts


class _File(Protocol):
    """A file that can be read some rows at a time: its path, and a grid of its first rows."""

    path: str
    head: Grid

    def grids(self, first: int, n_rows: int) -> Iterator[Grid]:
        """Yield its rows from the record `first` on, each time below what stands above them."""
        ...


def _kind(path: "str | os.PathLike[str]") -> _File:
    data = bytes_of(path, _HEAD)
    if data.startswith(b"PAR1"):
        return _Parquet(str(path))
    if data.startswith((b"PK", b"\xd0\xcf")) or is_json(data):
        raise OptionError(
            f"{path} is read as a whole: only CSV and Parquet are read some rows at a time.\n"
            "Hint: use `read`, or export it as CSV."
        )
    return _Csv(str(path), data)


class _Csv:
    """Delimited text in UTF-8."""

    def __init__(self, path: str, data: bytes) -> None:
        if data.startswith(_UTF_16) or b"\x00" in data[:4096]:
            raise OptionError(f"{path} is not UTF-8.\nHint: save it as UTF-8, or as Parquet.")
        self.path = path
        text = data.removeprefix(BOM_UTF8)
        if len(data) == _HEAD:
            text = text[: text.rfind(b"\n") + 1] or text
        self.head = open_csv(text, path)
        self._delimiter, self._start = delimiter_of(text, path)
        self._start += len(data) - len(data.removeprefix(BOM_UTF8))

    def grids(self, first: int, n_rows: int) -> Iterator[Grid]:
        above = self.head.preview[:first]
        lines = [self._delimiter.join(map(csv_field, record)) for record in above]
        declared = f"sep={self._delimiter}\n"
        header = "".join([declared, *(f"{line}\n" for line in lines)]).encode()
        n_passed = 0
        with open(self.path, "rb") as file:
            file.seek(self._start)
            pieces = _pieces(file, self.path)
            for body, n in _gathered(_without_first(pieces, first), n_rows):
                yield _shifted(open_csv(header + body, self.path), n_passed)
                n_passed += n


def _pieces(file: BinaryIO, path: str) -> Iterator[tuple[bytes, Integers]]:
    """Yield blocks of whole records, each with the bytes at which its records end."""
    left = b""
    while block := file.read(_BLOCK):
        left += block
        ends = _ends(left)
        if not len(ends):
            if len(left) > _LONGEST:
                why = "a record does not end: a quotation mark is opened and never closed."
                raise ReadError(path, why, "close it, or double it where it is meant.")
            continue
        cut = int(ends[-1])
        yield left[:cut], ends
        left = left[cut:]
    if left:
        yield left, np.array([len(left)])


def _ends(data: bytes) -> Integers:
    """Return the bytes behind the line ends that end records: those outside of quotations."""
    codes = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(codes == _LINE_END) + 1
    if _MARK in data:
        marks = np.flatnonzero(codes == _MARK)
        ends = ends[np.searchsorted(marks, ends) % 2 == 0]
    return ends


def _without_first(
    pieces: Iterable[tuple[bytes, Integers]], n: int
) -> Iterator[tuple[bytes, Integers]]:
    """Yield pieces without the first n records."""
    for data, ends in pieces:
        if n >= len(ends):
            n -= len(ends)
            continue
        cut = int(ends[n - 1]) if n else 0
        yield data[cut:], ends[n:] - cut
        n = 0


def _gathered(pieces: Iterable[tuple[bytes, Integers]], n_rows: int) -> Iterator[tuple[bytes, int]]:
    """Yield whole records, n_rows at a time, and how many they are."""
    parts: list[bytes] = []
    n = 0
    for data, ends in pieces:
        at = 0
        while at < len(ends):
            until = min(at + n_rows - n, len(ends))
            parts.append(data[int(ends[at - 1]) if at else 0 : int(ends[until - 1])])
            n += until - at
            at = until
            if n == n_rows:
                yield b"".join(parts), n
                parts, n = [], 0
    if n:
        yield b"".join(parts), n


class _Parquet:
    """A Parquet file."""

    def __init__(self, path: str) -> None:
        try:
            from pyarrow import parquet
        except ImportError:
            raise MissingExtraError("pyarrow", "parquet", "reading Parquet") from None
        self.path = path
        self._file = parquet.ParquetFile(path)
        first = next(self._file.iter_batches(batch_size=N_PREVIEW), None)
        empty = self._file.schema_arrow.empty_table()
        self.head = of_frame((empty if first is None else first).to_pandas(), keep_index=False)

    def grids(self, first: int, n_rows: int) -> Iterator[Grid]:
        n_passed, above = 0, None
        for batch in self._file.iter_batches(batch_size=n_rows):
            frame = batch.to_pandas()
            if above is None:
                # A row of tags stands among the rows.
                above = frame.head(first - 1)
                yield of_frame(frame, keep_index=False)
            else:
                frame = pd.concat([above, frame], ignore_index=True)
                yield _shifted(of_frame(frame, keep_index=False), n_passed - len(above))
            n_passed += len(batch)


def _shifted(grid: Grid, n: int) -> Grid:
    """Return a grid whose rows have the numbers that they have n rows further down."""

    def load(first: int, width: int) -> Loaded:
        loaded = grid.load(first, width)
        return replace(loaded, rows=loaded.rows + n)

    return replace(grid, load=load)

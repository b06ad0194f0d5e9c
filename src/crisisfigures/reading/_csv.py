"""Delimited text: its encoding, its delimiter, and its records as a spreadsheet counts them."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.errors import ReadError
from crisisfigures.reading._grid import (
    N_PREVIEW,
    Grid,
    Loaded,
    Record,
    loaded,
    without_blank_rows,
)
from crisisfigures.texts import Texts

_DELIMITERS = ",;\t|"

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    # UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_SEP_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
"""The line with which Excel is told the delimiter; Excel does not show it as a row."""

_HEAD = 2**18
"""Bytes of a text that are looked at to tell the delimiter."""

_N_SAMPLED = 2_000
"""Records by which it is told whether a column says the same again and again."""

_BLOCK = 2**22
"""Bytes that are parsed at a time; longer rows are parsed one by one."""

_LARGEST_CELL = 2**24
"""Characters of a cell: outlines of areas have millions, a text that is never closed has more."""

_LONGEST_LINE = 2**25
"""Characters of a line: ten thousand columns have less. Longer ones are no table."""

_LIMIT = Lock()


# --- encoding ---------------------------------------------------------------------------------


def to_utf8(data: bytes, path: object) -> tuple[bytes, tuple[str, ...]]:
    """Return text as UTF-8 without a byte order mark, and a note where the encoding was inferred.

    Raises:
        ReadError: The bytes are not text, or text in no encoding that can be told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if encoding == "utf-8":
                return _checked_utf8(data[len(mark) :], path)
            return _decoded(data, encoding, path).encode(), ()
    head = data[:4096]
    if b"\x00" in head:
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            if zeros.count(0) > 0.4 * len(zeros) and len(data) % 2 == 0:
                note = f"no byte order mark: read as {encoding.upper()}"
                return _decoded(data, encoding, path).encode(), (note,)
        raise ReadError(
            path,
            "it holds zero bytes: this is a binary file, not text.",
            "export it as CSV (UTF-8), or give an Excel, JSON or Parquet file.",
        )
    return _checked_utf8(data, path)


def _checked_utf8(data: bytes, path: object) -> tuple[bytes, tuple[str, ...]]:
    if data.isascii():
        return data, ()
    # In pieces: as one text, a file with a single emoji takes four times its size.
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _HEAD):
        pending = len(decoder.getstate()[0])
        piece = data[start : start + _HEAD]
        try:
            decoder.decode(piece, final=start + _HEAD >= len(data))
        except UnicodeDecodeError as error:
            return _not_utf8(data, start - pending + error.start, path)
    return data, ()


def _not_utf8(data: bytes, at: int, path: object) -> tuple[bytes, tuple[str, ...]]:
    """Return text of one byte a character as UTF-8, where the bytes look like it.

    A file that is UTF-8 but for a few bytes is refused instead: read byte by byte, every
    accented name in it would come out garbled.
    """
    row = data.count(b"\n", 0, at) + 1
    broken = data.decode("utf-8", errors="replace")
    n_bad = broken.count("\ufffd")
    n_good = sum(1 for c in broken if c > "\x7f" and c != "\ufffd")
    where = f"the byte 0x{data[at]:02X} in line {row:,}"
    if n_good > n_bad:
        raise ReadError(
            path,
            f"most of it is UTF-8, but {where} is not.",
            "the file was cut or joined from two encodings; save it again as UTF-8.",
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise ReadError(
            path,
            f"it is neither UTF-8 nor Windows-1252: {where} fits neither.",
            "save it again as UTF-8.",
        ) from None
    if _looks_binary(text):
        raise ReadError(
            path,
            "it is full of control characters: this is a binary file, not text.",
            "export it as CSV (UTF-8), or give an Excel, JSON or Parquet file.",
        )
    note = f"not UTF-8 ({where}): read as Windows-1252; check names with accents"
    return text.encode(), (note,)


def _looks_binary(text: str) -> bool:
    head = text[:4096]
    n_control = sum(1 for c in head if c < " " and c not in "\t\n\r\f\v")
    return n_control > 0.01 * len(head)


def _decoded(data: bytes, encoding: str, path: object) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ReadError(
            path,
            f"it begins like {encoding.upper()}, but byte {error.start:,} is not.",
            "the file may be cut off; save it again as UTF-8.",
        ) from error


# --- records ----------------------------------------------------------------------------------


def _lines(data: bytes, path: object) -> Iterator[str]:
    # With newline="" lines end at \n, \r and \r\n, and keep their ends.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace", newline="")
    for n, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            raise ReadError(
                path,
                f"line {n:,} has {len(line):,} characters: it is no line of a table.",
                "is it the right file, and are its lines ended?",
            )
        yield line


def _records(
    lines: Iterator[str], delimiter: str, path: object, batch: int = 1000
) -> Iterator[list[str]]:
    """Yield records; cells may be longer than `csv` lets them be.

    Its limit is one for the whole process: it is raised while a batch is read and put back, so
    that nothing else is changed.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        with _LIMIT:
            before = csv.field_size_limit(_LARGEST_CELL)
            try:
                records = list(islice(reader, batch))
            except csv.Error as error:
                raise ReadError(
                    path,
                    f"a cell before line {reader.line_num + 1:,} has more than {_LARGEST_CELL:,} "
                    f"characters ({error}).",
                    "is a quotation mark opened before, and never closed?",
                ) from None
            finally:
                csv.field_size_limit(before)
        if not records:
            return
        yield from records


def _closed_records(data: bytes, delimiter: str, path: object) -> Iterator[list[str]]:
    """Yield all records of the text.

    Raises:
        ReadError: A quotation mark is opened and never closed: the rest of the file would
            become one cell.
    """
    # A record of its own at the end: inside an open quotation it would not be one.
    end = "\x00end"

    def lines() -> Iterator[str]:
        last = "\n"
        for line in _lines(data, path):
            last = line
            yield line
        if not last.endswith(("\n", "\r")):
            yield "\n"
        yield end

    held: list[str] | None = None
    n = 0
    for record in _records(lines(), delimiter, path):
        if held is not None:
            n += 1
            yield held
        held = record
    if held is not None and held != [end]:
        raise ReadError(
            path,
            f"a quotation mark in row {n + 1:,} is opened and never closed.",
            "double the quotation marks inside a cell, or quote the whole cell.",
        )


def _best_delimiter(text: bytes, path: object) -> str:
    """Return the delimiter that gives most of the records one width, and the widest of these.

    The share counts, for a wrong delimiter cuts cells of several lines into more records.
    """
    lines = list(islice(_lines(text[:_HEAD], path), 2 * N_PREVIEW))
    is_cut = len(text) > _HEAD or len(lines) == 2 * N_PREVIEW

    def score(delimiter: str) -> tuple[float, int]:
        records = list(islice(_records(iter(lines), delimiter, path), N_PREVIEW))
        if is_cut and 1 < len(records) < N_PREVIEW:
            # The last record may be half of one.
            records.pop()
        widths = Counter(len(record) for record in records if len(record) > 1)
        return max(((n / len(records), width) for width, n in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=score)


def delimiter_of(text: bytes, path: object) -> tuple[str, int]:
    """Return the delimiter of a text, and the byte at which its records begin.

    Raises:
        ReadError: Nothing in it can be told to be one.
    """
    if declared := _SEP_LINE.match(text[:8].decode("ascii", errors="replace")):
        return declared[1], declared.end()
    return _best_delimiter(text, path), 0


def open_csv(data: bytes, path: object) -> Grid:
    """Return delimited text as a grid.

    Raises:
        ReadError: It is not text, it is empty, or a quotation is never closed.
    """
    text, notes = to_utf8(data, path)
    if not text or text.isspace():
        raise ReadError(path, "it is empty.", "was it exported, or is it the wrong file?")
    delimiter, start = delimiter_of(text, path)
    text = text[start:]
    source = _lines(text, path)
    n_bytes = 0

    def counted() -> Iterator[str]:
        nonlocal n_bytes
        for line in source:
            n_bytes += len(line.encode())
            yield line

    preview: list[Record] = []
    starts = [0]
    # One record at a time, to know at which byte each one ends.
    for record in islice(_records(counted(), delimiter, path, batch=1), N_PREVIEW):
        preview.append(record)
        starts.append(n_bytes)

    def load(first: int, width: int) -> Loaded:
        return _load(text, starts[first], delimiter, first, width, path)

    return Grid(None, preview, load, notes)


# --- the data ---------------------------------------------------------------------------------


def _load(text: bytes, start: int, delimiter: str, first: int, width: int, path: object) -> Loaded:
    """Return the records from byte `start` on; fast if they are regular, else one by one."""
    end = len(text)
    while end > start and text[end - 1] in b"\r\n":
        end -= 1
    data = memoryview(text)[start:end]
    columns: list[Texts] | None = None
    # Looking for one is sooner done than counting them, and most files have none.
    n_marks = text.count(b'"', start, end) if text.find(b'"', start, end) >= 0 else 0
    # An odd number of marks leaves one open, or stands inside a cell: parsers differ on both.
    if end > start and n_marks % 2 == 0:
        columns = _fast(data, delimiter, width, has_marks=n_marks > 0)
    if columns is None:
        records = _closed_records(text, delimiter, path)
        return loaded(islice(records, first, None), width, first_row=first + 1)
    rows = np.arange(first + 1, first + 1 + len(columns[0]), dtype=np.int64)
    return without_blank_rows(Loaded(columns, rows))


def _fast(data: memoryview, delimiter: str, width: int, *, has_marks: bool) -> list[Texts] | None:
    """Return the columns of regular records, or None where a record is blank, short or long."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return _by_pandas(data, delimiter, width)
    return _by_pyarrow(data, delimiter, width, has_marks=has_marks)


def _repeats(data: memoryview, delimiter: str, width: int) -> list[bool]:
    """Return of which columns the first records tell that they say the same again and again.

    Those are encoded while they are parsed; of the others a table of texts would only take time.
    """
    head = bytes(data[:_HEAD]).decode("utf-8", errors="replace")
    lines = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        records = [record for record in islice(lines, _N_SAMPLED) if len(record) == width]
    except csv.Error:  # a cell longer than Python's parser takes
        records = []
    if len(records) < _N_SAMPLED // 10:
        return [False] * width
    return [4 * len(set(cells)) <= len(records) for cells in zip(*records, strict=True)]


def _by_pyarrow(
    data: memoryview, delimiter: str, width: int, *, has_marks: bool
) -> list[Texts] | None:
    """Return the columns, with pyarrow's parser.

    Cells with line breaks need it to look at every mark before it cuts the text into blocks,
    which takes as long again; so that is done only if a block was cut inside a cell, which the
    parser notices.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [str(i) for i in range(width)]
    kinds = {True: pa.dictionary(pa.int32(), pa.string()), False: pa.large_string()}
    repeats = _repeats(data, delimiter, width)
    types = dict(zip(names, map(kinds.__getitem__, repeats), strict=True))
    for has_breaks in (False, True)[: 1 + has_marks]:
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(pa.py_buffer(data)),
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter,
                    newlines_in_values=has_breaks,
                    # A blank record then is an irregular one, and counts as a row.
                    ignore_empty_lines=False,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=types,
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            continue
        return [_of_arrow(column) for column in table.columns]
    return None


def _of_arrow(column: Any) -> Texts:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        coded = column.unify_dictionaries().combine_chunks()
        return Texts.parsed(coded.indices.to_numpy(), coded.dictionary.to_pylist())
    dtype: Any = pd.StringDtype(storage="pyarrow", na_value=np.nan)
    return Texts(pd.Series(dtype.__from_arrow__(column)))


def _by_pandas(data: memoryview, delimiter: str, width: int) -> list[Texts] | None:
    try:
        table = pd.read_csv(
            io.BytesIO(data),
            sep=delimiter,
            header=None,
            dtype="str",
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            engine="c",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    if table.shape[1] != width:
        return None
    return [Texts(table[i]) for i in range(width)]

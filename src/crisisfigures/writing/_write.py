"""write: a table becomes a file that is read again as the same table."""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from crisisfigures._shelf import collect
from crisisfigures.cells import could_compute, csv_field
from crisisfigures.errors import OptionError, UnknownNameError, WriteError
from crisisfigures.plugins import Writer
from crisisfigures.table import COLUMNS, DTYPES, SIGNATURE, Data, normalise, table_of
from crisisfigures.writing._description import resource
from crisisfigures.writing.csv import BYTE_ORDER_MARK


def writers() -> dict[str, Writer]:
    """Return the kinds of files to write, by name: those of this package and of other ones."""
    return collect("crisisfigures.writing", Writer, "crisisfigures.writers")


def write(
    table: Data,
    path: str | os.PathLike[str] | BinaryIO,
    *,
    format: str | None = None,
    description: bool = False,
) -> None:
    """Write a table to a file that `read` gives back as the same table.

    Every column is written, in canonical types; the index is not. Spaces, line breaks, and texts
    that look like numbers, dates or "NA" come back as they were. No cell of a spreadsheet
    computes: a text that could be taken for a formula has an apostrophe before it in the file,
    which `read` takes away. Columns beside the figures come back as text, from Parquet in their
    types. The file is complete or, if anything goes wrong, as it was before.

    Args:
        table: n rows in canonical columns, or in what `normalise` makes such; any others.
        path: A path, or a binary file to write to; then `format` must be named.
        format: A name of `writers()`; by default the one that has the path's ending.
        description: Whether to describe the columns beside it, in `NAME.resource.json`, as
            Frictionless tools read it; see `crisisfigures.writing.describe`.

    Raises:
        UnknownNameError: No kind of file has that name, or the path's ending.
        WriteError: The path cannot be written to.
        TableError: A column occurs twice, a cell cannot be what its column holds, or that kind
            of file cannot hold it.
        MissingExtraError: Parquet without pyarrow, Excel without openpyxl.
        OptionError: A file without a name, and no `format`; or a `description` of it.
    """
    is_file = hasattr(path, "write")
    if is_file and (format is None or description):
        raise OptionError(
            "an open file has no name to tell its format by, or to describe it beside.\n"
            "Hint: name it, as in format='csv', and leave `description` out; or give a path."
        )
    writer = _writer(path, format)
    written = _written(table_of(table))
    if is_file:
        writer.write(written, path)  # type: ignore[arg-type]
        return
    assert isinstance(path, str | os.PathLike)
    with _replacing(Path(path)) as file:
        file.write(writer.begins_with)
        writer.write(written, file)
    if description:
        said = resource(written, path, writer.description)
        described = json.dumps(said, ensure_ascii=False, indent=2)
        with _replacing(Path(path).with_suffix(".resource.json")) as file:
            file.write(described.encode() + b"\n")


def write_records(records: Iterable[Sequence[str]], path: str | os.PathLike[str]) -> None:
    """Write records of texts as comma-separated values, of which no cell computes.

    Raises:
        WriteError: The path cannot be written to; what was there before still is.
    """
    with _replacing(Path(path)) as file:
        file.write(BYTE_ORDER_MARK)
        for record in records:
            line = ",".join(map(_inert_field, record))
            file.write(f"{line}\n".encode(errors="backslashreplace"))


def _inert_field(text: str) -> str:
    """Return a cell as it stands, but that no spreadsheet computes it."""
    return csv_field(f"'{text}" if could_compute(text) else text)


def describe(
    table: pd.DataFrame, path: str | os.PathLike[str], *, format: str | None = None
) -> dict[str, Any]:
    """Return the description of a table that is written to `path`: a Frictionless Data Resource.

    Each column has its type, what it holds, what a missing cell means, and the words of its
    closed list. Made for Frictionless Data Resource and Table Schema, versions 1 and 2.

    Args:
        table: The table that is written; nothing is.
        path: Where it is written to; only its last part is told.
        format: A name of `writers()`; by default the one that has the path's ending.

    Raises:
        UnknownNameError: No kind of file has that name, or the path's ending.
    """
    return resource(_written(table), path, _writer(path, format).description)


def _writer(path: object, name: str | None) -> Writer:
    """Return the writer of that name, or of the path's ending."""
    known = writers()
    if name is not None:
        if name not in known:
            raise UnknownNameError("format to write", name, known)
        return known[name]
    by_suffix = {suffix: writer for writer in known.values() for suffix in writer.suffixes}
    suffix = Path(os.fspath(path)).suffix.lower()  # type: ignore[call-overload]
    if suffix not in by_suffix:
        raise UnknownNameError("ending of a file to write", suffix, by_suffix)
    return by_suffix[suffix]


def _written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is written: canonical types, names of text, known when read."""
    named = table.set_axis([str(name) for name in table.columns], axis=1)
    lacking = [name for name in SIGNATURE if name not in named]
    blank = {
        name: pd.Series(np.nan, index=named.index, dtype=DTYPES[COLUMNS[name].kind])
        for name in lacking
    }
    return normalise(named).assign(**blank)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that takes the place of `path` at the end, if nothing goes wrong until then."""
    # What is no regular file (a pipe, /dev/stdout) is written to, and a link is followed.
    is_stream = path.exists() and not path.is_file() and not path.is_dir()
    target = Path(os.path.realpath(path))
    made = path if is_stream else target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        with open(made, "wb" if is_stream else "xb") as file:
            yield file
        if not is_stream:
            made.replace(target)
    except OSError as error:
        raise WriteError(
            path, f"{error.strerror or error}.", "check the path, and what is open or full."
        ) from error
    finally:
        if not is_stream:
            made.unlink(missing_ok=True)

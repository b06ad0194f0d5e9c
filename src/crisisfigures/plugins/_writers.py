"""Writers: a table in, the bytes of a file out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Writer:
    """A kind of file that tables are written to, and read from again as they were.

    Attributes:
        name: The name by which `write` is asked for it.
        summary: One line on what it is good for.
        suffixes: How the names of its files end, with the dot, the usual one first. Empty where
            another kind has that ending, and this one must be named.
        write: `write(table, file)` takes a table in canonical types, its columns under texts, and
            a binary file; texts go through `crisisfigures.cells.protected`.
        description: What a Frictionless description says of such files: `format`, `mediatype` and
            the like.
        begins_with: Bytes that a file on disk begins with, and a stream does not.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    write: "Callable[[pd.DataFrame, BinaryIO], None]"
    description: Mapping[str, Any] = field(default_factory=dict)
    begins_with: bytes = b""

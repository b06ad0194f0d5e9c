"""JSON lines: a record a line, every column in each of them; for programs and streams.

Missing cells are null, numbers numbers, flags true and false, days ISO dates.
"""

import json
import math
from operator import add
from typing import Any, BinaryIO

import pandas as pd

from crisisfigures.cells import protected, text_of
from crisisfigures.plugins import Writer
from crisisfigures.writing._rows import rows


def write(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as JSON, a record a line."""
    names = [f"{value_of(name)}:" for name in table.columns]
    for row in rows(table, value_of):
        line = ",".join(map(add, names, row))
        # Half a character is written as its escape, which JSON has for it.
        file.write(f"{{{line}}}\n".encode("utf-8", "backslashreplace"))


def value_of(value: Any) -> str:
    """Return a value in JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; an infinite number, which it lacks, as its text."""
    if isinstance(value, str):
        return protected(value)
    if isinstance(value, float) and math.isfinite(value):
        # Whole numbers as other programs write them, but for -0.0, which is one of its own.
        return int(value) if value.is_integer() and abs(value) < 2**63 and value else value
    if value is None or isinstance(value, bool | int):
        return value
    return text_of(value)


WRITER = Writer(
    name="jsonl",
    summary="JSON, a record a line; for programs and streams.",
    suffixes=(".jsonl", ".ndjson"),
    write=write,
    description={"format": "jsonl", "mediatype": "application/x-ndjson", "encoding": "utf-8"},
)

"""What could not be read is kept as text, `column=text; column=text`, and never judged further.

Percent signs, equals signs, semicolons and line breaks of the cells are percent-escaped, so
that the text can be split again.
"""

from collections.abc import Mapping
from functools import partial
from urllib.parse import unquote

from crisisfigures.texts import Flags, Texts, combinations

_ESCAPES = str.maketrans({c: f"%{ord(c):02X}" for c in "%=;\n\r"})


def one_unread(column: str, cell: str) -> str:
    """Return the text that keeps one cell that could not be read."""
    return f"{column.translate(_ESCAPES)}={cell.translate(_ESCAPES)}"


def joined_unread(cells: Mapping[str, str]) -> str:
    """Return the text that keeps several cells of one row, by their columns."""
    return "; ".join(one_unread(column, cell) for column, cell in cells.items())


def split_unread(text: str) -> dict[str, str]:
    """Return the cells that a text of the column `unread` keeps, by their columns."""
    parts = (part.partition("=") for part in text.split("; "))
    return {unquote(column): unquote(cell) for column, _, cell in parts}


def lost(column: str, texts: Texts, is_read: Flags) -> Texts:
    """Return, as texts for `unread`, the cells of a column that are stated and were not read."""
    is_lost = texts.is_stated & ~is_read
    if not is_lost.any():
        return Texts.repeated(None, len(texts))
    return texts.where(is_lost).map(partial(one_unread, column))


def unread_of(columns: list[Texts], n: int) -> Texts:
    """Return one column of what several columns keep; each holds texts of `one_unread`."""
    stated = [column for column in columns if column.is_stated.any()]
    if not stated:
        return Texts.repeated(None, n)
    if len(stated) == 1:
        return stated[0]
    codes, found = combinations(*stated)
    texts = ["; ".join(dict.fromkeys(part for part in parts if part)) for parts in found]
    return Texts.merged(codes, texts)

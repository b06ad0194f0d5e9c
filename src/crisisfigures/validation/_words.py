"""How a cell, a number or another row is said in a message and beside one."""

import numpy as np

from crisisfigures.layout import inert, say_number
from crisisfigures.plugins import Cells, Integers, Numbers, Strings, each_distinct

_LONGEST_VALUE = 80
"""A longer cell is cut in messages; the column `value` of the findings keeps it in full."""

NOT_SHOWN = "(not shown)"
"""What stands for a cell in a report that is to show none."""


def quoted(text: str) -> str:
    """Return a cell's text in quotes, made safe to print and cut to a readable length."""
    if len(text) <= _LONGEST_VALUE:
        return f"'{inert(text)}'"
    return f"'{inert(text[: _LONGEST_VALUE - 3])}...'{_length(text)}"


def shortened(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return a text, or its beginning and how long it is; it is not made safe to print."""
    return text if len(text) <= longest else f"{text[: longest - 3]}...{_length(text)}"


def _length(text: str) -> str:
    return f" ({len(text):,} characters)"


def named_rows(cells: Cells, rows: Integers) -> Strings:
    """Return rows as a reader looks for them: the lines of a spreadsheet where they are known."""
    lines = cells.numbers("source_row")[rows]
    if cells.positions is not None:
        rows = cells.positions[rows]
    word = np.where(np.isnan(lines), "row ", "line ").astype(object)
    numbers = each_distinct(lambda n: f"{n:,.0f}", np.where(np.isnan(lines), rows, lines))
    said: Strings = word + numbers
    return said


def named_numbers(numbers: Numbers) -> Strings:
    """Return finite numbers as they are printed."""
    return each_distinct(say_number, numbers)


NOWHERE = "a place not stated"


def named_places(cells: Cells, rows: Integers) -> Strings:
    """Return the places of rows as the source calls them, or their codes, and where from."""
    place, origin = (
        _first_stated(cells, rows, names)
        for names in (("place_name", "place"), ("from_name", "from_place"))
    )
    said = np.where(place == None, NOWHERE, place)  # noqa: E711 (elementwise)
    comes = origin != None  # noqa: E711 (elementwise)
    # Within their country people come from where they are, and it is not said twice.
    comes &= origin != place
    said[comes] = said[comes] + " from " + origin[comes]
    named: Strings = said
    return named


def _first_stated(cells: Cells, rows: Integers, names: tuple[str, ...]) -> Strings:
    stated = np.full(len(rows), None, dtype=object)
    for name in names:
        lacks = stated == None  # noqa: E711 (elementwise)
        stated[lacks] = cells.said(name, rows[lacks])
    return each_distinct(lambda text: None if text is None else shortened(text), stated)

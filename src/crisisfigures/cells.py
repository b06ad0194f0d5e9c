"""Cells: typed values as texts, and texts that come through a file unchanged.

Spreadsheets compute what looks like a formula, readers take spaces from both ends of a cell, and a
row of HXL tags is told by its look. A text to which one of these would happen is written behind
an apostrophe, and `unprotected` takes that apostrophe away again; every other text is written
as it is, also one that has an apostrophe of its own ('Amran).
"""

import math
import re
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_FORMULA = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]""")
"""What makes a spreadsheet compute, also behind blanks or quotes, and in its full-width forms."""

_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?", re.ASCII)
"""A number that a spreadsheet shows as it is: half of all longitudes are such texts."""

TAG = re.compile(r"#\s*([a-z]\w*)((?:\s*\+\s*\w*)*)", re.ASCII | re.IGNORECASE)
"""A tag of HXL and its attributes.

Also with spaces after the signs, and attributes that begin with a digit: both are in use.
"""

_TO_QUOTE = re.compile(r'[",;\t|\r\n]')
"""A semicolon or a tab separates columns where the reader's own settings say so."""


def could_compute(text: str) -> bool:
    """Return whether a spreadsheet could take the text of a cell for a formula.

    Example:
        >>> could_compute("=SUM(A1:A9)"), could_compute("-5"), could_compute("-5+A1")
        (True, False, True)
    """
    return _FORMULA.match(text) is not None and _NEGATIVE.fullmatch(text) is None


def is_tag(cell: str) -> bool:
    """Return whether a cell is an HXL tag with its attributes."""
    return TAG.fullmatch(cell.strip()) is not None


def csv_field(text: str) -> str:
    """Return a text as a field of comma-separated values, quoted where it must be."""
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


# --- texts that come through ------------------------------------------------------------------


def _is_led(text: str) -> bool:
    """Return whether the front of a text, behind apostrophes, would be lost or misunderstood."""
    front = text.lstrip("'")
    return front[:1].isspace() or could_compute(front) or is_tag(text.strip("'"))


def _is_trailed(text: str) -> bool:
    return text.rstrip("'")[-1:].isspace()


def protected(text: str, *, computes: bool = False) -> str:
    """Return the text that is written for a text, so that it is read again as it was.

    Args:
        text: Any text.
        computes: Whether it is written to a file from which a spreadsheet takes formulas.

    Example:
        >>> protected("=SUM(A1:A9)", computes=True), protected(" x "), protected("'Amran")
        ("'=SUM(A1:A9)", "' x '", "'Amran")
    """
    is_led = _is_led(text)
    if is_led and not computes and could_compute(text):
        # Where nothing computes it, only what an apostrophe or a space stands before needs one.
        is_led = text[0] == "'" or text[0].isspace()
    return ("'" if is_led else "") + text + ("'" if _is_trailed(text) else "")


def unprotected(text: str) -> str:
    """Return the text that was written as this one.

    Example:
        >>> unprotected("'=SUM(A1:A9)"), unprotected("' x '"), unprotected("'Amran")
        ('=SUM(A1:A9)', ' x ', "'Amran")
    """
    if text.startswith("'") and _is_led(text):
        text = text[1:]
    return text[:-1] if text.endswith("'") and _is_trailed(text) else text


# --- values as texts --------------------------------------------------------------------------


def text_of(cell: Any) -> str:
    """Return a typed cell as text that is read back as the same value, "" if it is empty.

    A day is an ISO date, without a time of day unless it has one. A number with exactly three
    decimals gets a fourth, for "12.345" would be read as twelve thousand.
    """
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else str(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """Return a number as text that no reader of digits takes for another one."""
    if number == 0 and math.copysign(1, number) < 0:
        return "-0.0"
    if number.is_integer() and abs(number) < 2**63:
        return str(int(number))
    return unambiguous(repr(number))


def unambiguous(text: str) -> str:
    """Return a number with a decimal point so that its decimals are not taken for a group."""
    decimals = text.partition(".")[2]
    return f"{text}0" if len(decimals) == 3 and decimals.isdecimal() else text


def written_number(text: str) -> float:
    """Return the number that `number_text` writes so, NaN for any other text."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if number_text(number) == text else math.nan


# --- columns ----------------------------------------------------------------------------------


def distinct(column: "pd.Series[Any]") -> tuple[npt.NDArray[np.int64], list[Any]]:
    """Return n codes into the distinct values of a column, as Python's own; -1 where missing.

    Times of day are kept where there are any; a day is a `date`. Lists and dicts are texts, as
    they print.
    """
    if column.dtype == np.float64:
        # By their bits, for 0.0 and -0.0 are equal, and are two values.
        numbers = column.to_numpy(dtype=np.float64)
        codes, bits = pd.factorize(numbers.view(np.int64))
        codes = np.where(np.isnan(numbers), -1, codes)
        return codes, bits.view(np.float64).tolist()
    try:
        codes, uniques = pd.factorize(column, use_na_sentinel=True)
    except TypeError:  # lists and dicts, as Parquet and JSON have them
        codes, uniques = pd.factorize(column.map(str, na_action="ignore"), use_na_sentinel=True)
    return np.asarray(codes, dtype=np.int64), [_value(value) for value in uniques]


def _value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        if value.year > date.max.year or value.year < date.min.year:
            return str(value)
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time() and value.tzinfo is None
        return value.date() if is_day else value
    return value.item() if isinstance(value, np.generic) else value

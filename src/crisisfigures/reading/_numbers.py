"""How many: cells of digits and words, in one column or in several, into one range a row.

Where no language is stated, the cells together tell what a point or a comma means: "1.234.567"
shows that points group digits, and then "1.234" is 1,234. Where no cell tells, "1.234" is not read.

Each distinct cell is judged once. Rows in which all cells are plain numbers, which are most,
are then put together as arrays; of the others, each distinct combination once.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from crisisfigures import vocabulary
from crisisfigures.cells import number_text, written_number
from crisisfigures.errors import UnknownNameError, WordingError
from crisisfigures.estimate import LARGEST, Estimate, Number
from crisisfigures.reading._unread import joined_unread, lost
from crisisfigures.texts import Texts, combinations
from crisisfigures.wording import parse_estimate, parse_numeral

AS_BLANK = frozenset({"n/a", "na", "n.a.", "#n/a", "nan", "none", "null", "-", "–", "—"})
"""What programs and people write into a cell of numbers that is blank, in any case.

"None" is among them only where a blank means something by itself: elsewhere it may mean zero.
"""

MISSING_NUMBERS = frozenset(
    {
        *("n/a", "na", "n.a.", "#n/a", "nd", "n.d.", "nan", "null"),
        *("-", "–", "—", "..", "...", "…"),
        *("not available", "no data", "unknown", "not stated"),
    }
)
"""What stands in cells of numbers for "there is none", in any case; a blank says the same."""

_NO_HEDGE = frozenset({"exact", "exactly", "total", "between", "vague"})
"""Words in a column of hedges that take nothing from the number beside them."""

_POINT = re.compile(r"-?\d+\.\d+")

_MARKED = re.compile(r"[+–-]?([\d.,'’\s]*[.,][\d.,'’\s]*)")
_UNCLEAR = re.compile(r"[+–-]?[1-9]\d{0,2}[.,]\d{3}")
_UNCLEAR_POINT = re.compile(r"[+–-]?[1-9]\d{0,2}\.\d{3}")
_UNDECIDED = ""
"""In place of a decimal mark: no cell tells which one the file has, or they tell both."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Column = Literal["figure", "low", "best", "high"]
SIDES: tuple[Column, ...] = ("low", "high")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a column of numbers: a number, words, a marker, or nothing that is understood."""

    column: Column
    text: str
    number: Number | None = None
    words: Estimate | None = None
    is_marker: bool = False

    @property
    def is_read(self) -> bool:
        """Whether the cell states a number, in digits or in words."""
        return self.number is not None or self.words is not None


class End(NamedTuple):
    """An end of a range that a column of its own states."""

    number: Number
    kind: str
    is_hedged: bool


@dataclass(slots=True)
class Range:
    """What the cells of one row come to: columns of the table, missing where None."""

    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    low_kind: str | None = None
    high_kind: str | None = None
    quantifier: str | None = None
    approximate: bool = False
    range_kind: str | None = None
    stated: str | None = None
    convention: str | None = None
    status: str | None = None
    unread: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of n rows: numbers, flags and texts under the names of the table.

    Attributes:
        numbers: `low`, `best` and `high`, NaN where not stated.
        texts: What follows for the columns beside them.
        approximate: Where the words are hedged.
        unread: What could not be read.
        is_plain: Where all cells are numbers, or blank.
    """

    numbers: Mapping[str, Numbers]
    texts: Mapping[str, Texts]
    approximate: Flags
    unread: Texts
    is_plain: Flags


@cache
def reads_words(lang: str) -> bool:
    """Return whether numbers in words are read in a language; digits are in every one.

    Raises:
        UnknownNameError: There is no such language at all.
    """
    parse_numeral("1 000", lang)
    try:
        parse_estimate("1", lang=lang)
    except UnknownNameError:
        return False
    return True


def decimal_mark(shown: Collection[str]) -> str:
    """Return the one decimal mark that is shown, "" where there is none, or both.

    A file writes all its numbers in one way: what one cell shows holds for all.
    """
    return next(iter(shown)) if len(shown) == 1 else _UNDECIDED


def shown_marks(columns: Iterable[Texts]) -> set[str]:
    """Return the decimal marks that the cells of numbers show."""
    found = (_shown_mark(text) for texts in columns for text in texts.values)
    return {mark for mark in found if mark is not None}


def _shown_mark(text: str) -> str | None:
    """Return the decimal mark that a cell shows, None for one that can be read with either."""
    match = _MARKED.fullmatch(text)
    if match is None or _UNCLEAR.fullmatch(text):
        return None
    marks = [sign for sign in match[1] if sign in ".,"]
    groups = len(marks) > 1 and len(set(marks)) == 1
    mark = marks[-1] if not groups else {".": ",", ",": "."}[marks[-1]]
    return None if parse_numeral(text, decimal=mark) is None else mark


def _is_undecided(text: str, decimal: str | None) -> bool:
    return decimal == _UNDECIDED and _UNCLEAR_POINT.fullmatch(text) is not None


def _plain_number(
    text: str, lang: str | None, decimal: str | None, is_written: bool = False
) -> Number:
    """Return the number that a cell of digits states, NaN if it is anything else.

    Where the library wrote it (`is_written`), whatever number it was, such as 1e+300.
    """
    if is_written and not math.isnan(written := written_number(text)):
        return written
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    if _is_undecided(text, decimal):
        return math.nan
    number = parse_numeral(text, lang, decimal=decimal or None)
    if number is None and _POINT.fullmatch(text) and abs(float(text)) <= LARGEST:
        # Typed cells write a decimal point in whatever language the file is.
        number = float(text)
    return math.nan if number is None else number


def judged(
    column: Column,
    text: str,
    lang: str | None,
    convention: str,
    decimal: str | None,
    is_written: bool = False,
) -> Cell:
    """Return what a cell says."""
    number = _plain_number(text, lang, decimal, is_written)
    if not math.isnan(number):
        return Cell(column, text, number)
    if _is_undecided(text, decimal):
        return Cell(column, text)
    if text.casefold() in MISSING_NUMBERS:
        return Cell(column, text, is_marker=True)
    return _in_words(column, text, lang, convention)


def _in_words(column: Column, text: str, lang: str | None, convention: str) -> Cell:
    """Return what words say; nothing if they, or their language, are not understood."""
    if lang is not None and not reads_words(lang):
        return Cell(column, text)
    try:
        return Cell(column, text, words=parse_estimate(text, lang=lang, convention=convention))
    except WordingError:
        return Cell(column, text)


def _end(cell: Cell) -> End | None:
    """Return the end that a cell of the column `low` or `high` states, or None if it states none.

    A hedge keeps the number that was said ("about 300" is 300, approximately), as it does at
    the ends of a range in words. A range is no end.
    """
    if cell.number is not None:
        return End(cell.number, "stated", False)
    if cell.words is None:
        return None
    excluding, including = (
        ("more_than", "at_least")
        if cell.column == "low"
        else (
            "fewer_than",
            "up_to",
        )
    )
    words = cell.words
    if len(words.numbers) == 1:
        kind = "exclusive" if words.quantifier == excluding else "stated"
        return End(
            words.numbers[0], kind, words.quantifier not in (None, "exact", excluding, including)
        )
    bound = words.low if cell.column == "low" else words.high
    if words.quantifier == "vague" and bound is not None:
        return End(bound, "convention", True)
    return None


def together(cells: Mapping[Column, Cell]) -> Range:
    """Return what the cells of one row come to.

    The columns `low`, `best` and `high` are believed for their own number, and words for what
    these leave out. Where `figure`, or words in `best`, state another number than a column of
    its own does, that column is kept, the others go to `unread`, and the row is reported.
    """
    unread = [cell for cell in cells.values() if not cell.is_read and not cell.is_marker]
    read = {column: cell for column, cell in cells.items() if cell.is_read}
    ends: dict[Column, End] = {}
    for side in SIDES:
        if side in read:
            end = _end(read[side])
            if end is None:
                unread.append(read[side])
            else:
                ends[side] = end
    main = [read[column] for column in ("best", "figure") if column in read]
    if len(main) == 2 and not _agree(*main):
        unread.append(main.pop())
    numbers = [cell.number for cell in main if cell.number is not None]
    words = [cell for cell in main if cell.words is not None]
    if any(_contradicts(cell, side, end) for cell in words for side, end in ends.items()):
        unread += words
        words = []
    made = Range(best=numbers[0] if numbers else None)
    if words:
        _put_words(made, words[0])
    for side, end in ends.items():
        _put_end(made, side, end)
    said = words[:1] + [read[side] for side in ends if read[side].words is not None]
    if made.convention is None:
        made.convention = next((c.words.convention for c in said if c.words is not None), None)
    made.stated = "; ".join(dict.fromkeys(cell.text for cell in said)) or None
    made.unread = {cell.column: cell.text for cell in unread}
    return _finished(made, cells)


def _agree(best: Cell, figure: Cell) -> bool:
    """Return whether the cells of `best` and `figure` can both be true: one may add ends."""
    if best.words is None or figure.words is None:
        stated = [cell.number if cell.words is None else cell.words.best for cell in (best, figure)]
        return None in stated or stated[0] == stated[1]
    return (best.words.low, best.words.best, best.words.high) == (
        figure.words.low,
        figure.words.best,
        figure.words.high,
    )


def _contradicts(cell: Cell, side: Column, end: End) -> bool:
    """Return whether words state another number for an end than the column of its own."""
    number, kind = getattr(cell.words, side), getattr(cell.words, f"{side}_kind")
    return number not in (None, end.number) and kind in ("stated", "exclusive")


def _put_words(made: Range, cell: Cell) -> None:
    words = cell.words
    assert words is not None
    for name in ("low", "high", "low_kind", "high_kind", "quantifier", "range_kind"):
        setattr(made, name, getattr(words, name))
    made.best = words.best if made.best is None else made.best
    made.approximate, made.convention = words.approximate, words.convention


def _put_end(made: Range, side: Column, end: End) -> None:
    made.approximate |= end.is_hedged
    if getattr(made, side) == end.number and getattr(made, f"{side}_kind") != "convention":
        return
    setattr(made, side, end.number)
    setattr(made, f"{side}_kind", end.kind)
    # The words no longer tell the whole range: what they claim it to be does not hold of it.
    made.quantifier = made.range_kind = None


def _finished(made: Range, cells: Mapping[Column, Cell]) -> Range:
    if made.low is made.best is made.high is None:
        markers = [cell.text for cell in cells.values() if cell.is_marker]
        if markers and not made.unread:
            made.status, made.stated = "missing", markers[0]
        return made
    is_point = made.low is None and made.high is None
    if made.low is not None or is_point:
        made.low_kind = made.low_kind or "stated"
    if made.high is not None or is_point:
        made.high_kind = made.high_kind or "stated"
    if is_point:
        made.range_kind = made.range_kind or "unranged"
    return made


def _hedged(hedge: str, cell: Cell, lang: str | None, convention: str) -> Cell:
    """Return a cell with the words that belong before it: "more than" beside 1,595.

    Words that say it themselves are left ("more than 1,595" beside "more than").
    """
    words = hedge.replace("_", " ")
    if cell.is_marker or vocabulary.fold(words) in _NO_HEDGE:
        return cell
    if cell.words is not None and cell.words.quantifier == _quantifier(hedge):
        return cell
    if not cell.is_read and _UNCLEAR_POINT.fullmatch(cell.text):
        return cell
    said = _in_words("figure", f"{words} {cell.text}", lang, convention)
    if cell.number is None or (said.words is not None and said.words.numbers == (cell.number,)):
        return said
    # Beside words "12.345" is twelve thousand; the column has it as another number.
    return _in_words("figure", f"{words} {number_text(float(cell.number))}", lang, convention)


def _quantifier(hedge: str) -> str | None:
    try:
        return vocabulary.read_word("quantifier", hedge)
    except UnknownNameError:
        return None


# --- columns ----------------------------------------------------------------------------------


def read_ranges(
    columns: Mapping[Column, Texts],
    hedge: Texts | None,
    n: int,
    *,
    lang: str | None,
    convention: str,
    decimal: str | None = None,
    is_written: bool = False,
) -> Ranges:
    """Return the ranges of n rows from the columns that state them.

    Args:
        columns: Texts of `figure`, `low`, `best` and `high`, those that the file has.
        hedge: Words that belong before a bare number of `figure`.
        n: How many rows there are.
        lang: The language of digits and words.
        convention: What hedges and vague words mean in numbers.
        decimal: The decimal mark where no language tells it; by default the one that is shown.
        is_written: Whether the library wrote the numbers, whatever they are.
    """
    if lang is not None:
        decimal = None
    elif is_written:
        decimal = "."
    elif decimal is None:
        decimal = decimal_mark(shown_marks(columns.values()))
    numbers: dict[Column, Numbers] = {}
    is_plain = np.ones(n, dtype=np.bool_)
    for name, texts in columns.items():
        values = np.array(
            [_plain_number(text, lang, decimal, is_written) for text in texts.values],
            dtype=np.float64,
        )
        numbers[name] = texts.spread(values, missing=np.nan)
        is_number = ~np.isnan(values)
        if not is_number.all():
            is_plain &= texts.spread(is_number, missing=True)
    if hedge is not None and "figure" in columns:
        is_plain &= ~(hedge.is_stated & columns["figure"].is_stated)
    ranges = _plain(numbers, columns, n)
    others = np.flatnonzero(~is_plain)
    if not len(others):
        return ranges
    names = tuple(columns)
    keys = [columns[name].take(others) for name in names]
    hedges = Texts.repeated(None, len(others)) if hedge is None else hedge.take(others)
    codes, parts = combinations(hedges, *keys)
    made = []
    for hedging, *texts_of_row in parts:
        cells = {
            name: judged(name, text, lang, convention, decimal, is_written)
            for name, text in zip(names, texts_of_row, strict=True)
            if text is not None
        }
        if hedging is not None and "figure" in cells:
            cells["figure"] = _hedged(hedging, cells["figure"], lang, convention)
        made.append(together(cells))
    return _with_others(ranges, others, codes, made)


def _plain(numbers: Mapping[Column, Numbers], columns: Mapping[Column, Texts], n: int) -> Ranges:
    """Return the ranges as if every cell were a number or blank."""
    low, best, high = (
        numbers[name] if name in numbers else np.full(n, np.nan) for name in ("low", "best", "high")
    )
    unread = Texts.repeated(None, n)
    if "figure" in numbers:
        figure = numbers["figure"]
        two = ~np.isnan(best) & ~np.isnan(figure) & (best != figure)
        if two.any():
            unread = lost("figure", columns["figure"], ~two)
        best = np.where(np.isnan(best), figure, best)
    is_point = np.isnan(low) & np.isnan(high) & ~np.isnan(best)
    stated = ["stated"]

    def kind(end: Numbers) -> Texts:
        return Texts.coded(np.where(~np.isnan(end) | is_point, 0, -1), stated)

    return Ranges(
        {"low": low, "best": best, "high": high},
        {
            "low_kind": kind(low),
            "high_kind": kind(high),
            "range_kind": Texts.coded(np.where(is_point, 0, -1), ["unranged"]),
        },
        np.zeros(n, dtype=np.bool_),
        unread,
        np.ones(n, dtype=np.bool_),
    )


def _with_others(
    plain: Ranges, others: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], made: list[Range]
) -> Ranges:
    """Return the ranges with those of the other rows, which are `made[codes]`."""
    n = len(plain.approximate)
    numbers = {}
    for name, column in plain.numbers.items():
        values = [getattr(one, name) for one in made]
        filled = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        numbers[name] = column.copy()
        numbers[name][others] = filled[codes]
    approximate = plain.approximate.copy()
    approximate[others] = np.array([one.approximate for one in made], dtype=np.bool_)[codes]
    is_other = np.zeros(n, dtype=np.bool_)
    is_other[others] = True

    def spread(texts: list[str | None]) -> Texts:
        at = np.full(n, -1, dtype=np.int64)
        at[others] = codes
        return Texts.merged(at, texts)

    texts = {}
    for name in (
        *("low_kind", "high_kind", "quantifier", "range_kind"),
        *("stated", "convention", "status"),
    ):
        of_others = spread([getattr(one, name) for one in made])
        before = plain.texts.get(name)
        texts[name] = of_others if before is None else of_others.otherwise(before.where(~is_other))
    unread = spread([joined_unread(one.unread) for one in made])
    unread = unread.otherwise(plain.unread.where(~is_other))
    return Ranges(numbers, texts, approximate, unread, ~is_other)

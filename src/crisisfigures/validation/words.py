"""Words: can each cell be read as what its column holds?

A cell of a file that could not be read is listed in `unread` by the reader; a cell of a frame
that was built by hand may hold a word that is in no list. Both are the same fault.
"""

import re
from difflib import get_close_matches
from functools import lru_cache

import numpy as np

from crisisfigures.errors import UnknownNameError, WordingError
from crisisfigures.figure import WORDS
from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.table import COLUMNS
from crisisfigures.validation._rules import kept
from crisisfigures.vocabulary import MEASURES, read_measure
from crisisfigures.wording import parse_estimate, parse_period

_BOUNDS, _ENDS = ("low", "best", "high"), ("period_start", "period_end")
# With the columns of a file of which reading makes several.
_RANGES = ("figure", "figure_hedge", *_BOUNDS)
_PERIODS = ("period", "as_of", "date", "year", "month", *_ENDS)
_NUMBERS = (*_RANGES, "level", "source_row")
_FLAGS = tuple(name for name, column in COLUMNS.items() if column.kind == "flag")
_NAMED = frozenset((*WORDS, *_NUMBERS, *_PERIODS, *_FLAGS, "published_on", "retrieved_on"))
"""The columns whose unread cells have a code of their own."""

_MANY_WORDS = 1_000
"""Words for which it is kept what they may mean: a slip comes again, and looking takes a while."""

_LONGEST_WORD = 60
"""Longer texts are sentences: no word is like them, and comparing takes time."""

_UNCLEAR = re.compile(r"[+–-]?[1-9]\d{0,2}\.\d{3}")
_LETTER_FOR_DIGIT = re.compile(r"\d[OolI](?![a-z])|\b[OolI]\d")
_DIGITS_HINT = (
    "Look for a letter O or l in the place of a digit, and for separators of another language "
    "(read takes `lang`)."
)


def _is_unread(cells: Cells, column: str) -> Flags | bool:
    if column not in cells.unread:
        return False
    return cells.is_unread(column) & ~cells.once(_contradicts, column)


def _is_contradictory(cells: Cells, column: str) -> Flags | bool:
    return cells.once(_contradicts, column) if column in cells.unread else False


def _contradicts(cells: Cells, column: str) -> Flags:
    """Return where a cell was set aside that can be read, beside others that say something else."""
    found = np.zeros(cells.n, dtype=np.bool_)
    if column in _RANGES or column in _PERIODS:
        is_range = column in _RANGES
        rows, texts = cells.unread[column]
        readable = each_distinct(_range_said if is_range else _period_said, texts)
        found[rows] = [said is not None for said in readable]
        found &= np.logical_or.reduce([cells.stated(n) for n in (_BOUNDS if is_range else _ENDS)])
    return found


def _others(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    names = _BOUNDS if column in _RANGES else _ENDS
    said = zip(*(cells.said(name, rows) for name in names), strict=True)
    others = [
        ", ".join(f"{name} {cell}" for name, cell in zip(names, cells_of_row, strict=True) if cell)
        for cells_of_row in said
    ]
    return {"others": np.array(others, dtype=object)}


def _range_said(text: str) -> str | None:
    if _UNCLEAR.fullmatch(text):
        return None
    try:
        return str(parse_estimate(text))
    except WordingError:
        return None


def _period_said(text: str) -> str | None:
    try:
        return str(parse_period(text).period)
    except WordingError:
        return None


def _mending(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    function = _how_to_mend if column in _RANGES else lambda _: _DIGITS_HINT
    return {"mending": each_distinct(function, cells.said(column, rows))}


def _how_to_mend(text: str) -> str:
    """Return what to do about a cell that states no range: where reading it stopped, and why."""
    if _UNCLEAR.fullmatch(text):
        return (
            "No cell of the column tells whether the point is a decimal mark or groups digits: "
            "read the file with lang='en' or lang='es', say."
        )
    if _LETTER_FOR_DIGIT.search(text):
        return _DIGITS_HINT
    try:
        parse_estimate(text)
    except WordingError as error:
        if error.position:
            return f"At character {error.position}, expected {error.expected}."
    return _DIGITS_HINT


def _is_unread_elsewhere(cells: Cells, _column: str) -> Flags | bool:
    others = [cells.is_unread(column) for column in cells.unread if column not in _NAMED]
    return np.logical_or.reduce(others) if others else False


def _listed(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    words, said = tuple(sorted(WORDS[column])), cells.said(column, rows)
    return {
        "known": each_distinct(lambda _: ", ".join(words), said),
        "nearest": each_distinct(lambda text: _guess(text, words), said),
    }


def _measures(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    return {"nearest": each_distinct(_nearest_measure, cells.said(column, rows))}


@lru_cache(_MANY_WORDS)
def _nearest_measure(text: str) -> str:
    if len(text) > _LONGEST_WORD:
        return ""
    try:
        return f" Did you mean {read_measure(text).measure!r}?"
    except UnknownNameError:
        return _guess(text, tuple(sorted(MEASURES)))


@lru_cache(_MANY_WORDS)
def _guess(text: str, words: tuple[str, ...]) -> str:
    folded = "_".join(text.casefold().split()) if len(text) <= _LONGEST_WORD else ""
    near = get_close_matches(folded, words, n=2)
    return f" Did you mean {' or '.join(map(repr, near))}?" if near else ""


CHECKS = (
    kept(
        "unknown-measure",
        phase="coercion",
        hint="Use a word of `crisisfigures.vocabulary.MEASURES`.{nearest}",
        why="Only figures of the same measure are compared. A word that is in no list is not "
        "silently taken for the nearest one: 'affected' is not 'displaced'.",
        bad=({"measure": "wounded"}, {"measure": None, "unread": "measure=morale"}),
        good=({"measure": "idps", "basis": "stock"},),
        facts=_measures,
    ),
    kept(
        "unknown-word",
        phase="coercion",
        hint="Use one of these, or leave the cell empty.{nearest}",
        why="These columns hold words with one fixed meaning each. A word that is in no list would "
        "be read as the default, and a projection would pass for an observation. Grades of another "
        "scheme than the Admiralty's go into `grading`: 'high' in one is not 'A' in another.",
        bad=(
            {"basis": "stocks"},
            {"modality": "forecast"},
            {"unit": "tents"},
            {"reliability": "high"},
            {"credibility": "7"},
            {"place_system": "ISO", "place": "MLI"},
            {"status": None, "unread": "status=n.a."},
        ),
        good=({"modality": "projected"}, {"reliability": "F", "credibility": "6"}),
        facts=_listed,
        value_free=("known",),
    ),
    kept(
        "date-not-iso",
        phase="coercion",
        why="Which of two reports is the newer one is decided by these dates. 03/04/2022 is two "
        "different days in two countries; guessed, it decides wrongly and in silence.",
        bad=(
            {"published_on": "03/04/2022"},
            {"published_on": "2022-02-30"},
            {"published_on": None, "unread": "published_on=le 14"},
            {"retrieved_on": "June"},
        ),
        good=({"published_on": "2022-06"}, {"published_on": "2022"}),
    ),
    Check(
        name="unreadable-number",
        severity="error",
        phase="coercion",
        at=_NUMBERS,
        find=_is_unread,
        message="{value} cannot be read as a number",
        hint="Write the number in digits, or in words that state one ('more than 500'). {mending}",
        why="A bound that cannot be read is not an open bound: left out, it would turn '200 to "
        "3O0' into 'at least 200'. So the row is not used until it is mended.",
        bad=({"best": None, "unread": "best=12O"}, {"high": None, "unread": "high=1%2C2%2C3"}),
        facts=_mending,
    ),
    Check(
        name="unreadable-date",
        severity="error",
        phase="coercion",
        at=_PERIODS,
        find=_is_unread,
        message="{value} cannot be read as a date",
        hint="Write 2022-06-14; where only the month or the year is known, 2022-06 or 2022. A "
        "period may be in words that name its days: 'March to May 2022', 'since 2012'.",
        why="What a number refers to is decided by its dates. 03/04/2022 is two different days in "
        "two countries, and is not guessed.",
        bad=({"period_end": None, "unread": "period_end=31%2F05%2F22"},),
    ),
    Check(
        name="contradictory-cell",
        severity="error",
        phase="coercion",
        at=(*_RANGES, *_PERIODS),
        find=_is_contradictory,
        message="{value} says something else than {others}",
        hint="Find out which of the cells is right, and empty the others.",
        why="A file may state a number, or a period, in two columns. Where they differ, choosing "
        "one of them would be a guess.",
        bad=(
            {"unread": "figure=50", "figure": "50"},
            {"unread": "period=March 2022", "period": "March 2022"},
        ),
        facts=_others,
    ),
    Check(
        name="unreadable-flag",
        severity="error",
        phase="coercion",
        at=_FLAGS,
        find=_is_unread,
        message="{value} is neither yes nor no",
        hint="Write true or false in {column}.",
        why="These columns say whether a number was hedged and whether it sums up other rows; a "
        "total taken for a part is counted twice.",
        bad=({"is_rollup": False, "unread": "is_rollup=partly"},),
    ),
    Check(
        name="unreadable-cell",
        severity="error",
        phase="coercion",
        at=("unread",),
        find=_is_unread_elsewhere,
        message="the row has cells that could not be read: {value}",
        hint="Correct them in the file, and read it again.",
        why="A row of which a part is not understood cannot be used: what is left may read as "
        "another statement than the one that was made.",
        bad=({"unread": "group=les autres"}, {"unread": "torn page"}),
    ),
    kept(
        "blank-text",
        but_at=_NAMED,
        why="An empty text looks like a missing cell and is not one: two rows that differ only in "
        "it would be about different things.",
        bad=({"source": ""}, {"cause": ""}),
        good=({"cause": None},),
    ),
)

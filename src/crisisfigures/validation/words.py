"""Words: can each cell be read as what its column holds?

A cell of a file that could not be read is listed in `unread` by the reader; a cell of a frame
that was built by hand may hold a word that is in no list. Both are the same fault.
"""

from difflib import get_close_matches

import numpy as np

from crisisfigures.errors import UnknownNameError
from crisisfigures.figure import WORDS
from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.table import COLUMNS
from crisisfigures.validation._rules import kept
from crisisfigures.vocabulary import MEASURES, read_measure

_NUMBERS = tuple(name for name, column in COLUMNS.items() if column.kind == "number")
_DAYS = tuple(name for name, column in COLUMNS.items() if column.kind == "day")
_FLAGS = tuple(name for name, column in COLUMNS.items() if column.kind == "flag")
_NAMED = frozenset((*WORDS, *_NUMBERS, *_DAYS, *_FLAGS, "published_on", "retrieved_on"))
"""The columns whose unread cells have a code of their own."""


def _is_unread(cells: Cells, column: str) -> Flags | bool:
    return cells.is_unread(column) if column in cells.unread else False


def _is_unread_elsewhere(cells: Cells, _column: str) -> Flags | bool:
    others = [cells.is_unread(column) for column in cells.unread if column not in _NAMED]
    return np.logical_or.reduce(others) if others else False


def _listed(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    words, said = sorted(WORDS[column]), cells.said(column, rows)
    return {
        "known": each_distinct(lambda _: ", ".join(words), said),
        "nearest": each_distinct(lambda text: _guess(text, words), said),
    }


def _measures(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    return {"nearest": each_distinct(_nearest_measure, cells.said(column, rows))}


def _nearest_measure(text: str) -> str:
    try:
        return f" Did you mean {read_measure(text).measure!r}?"
    except UnknownNameError:
        return _guess(text, sorted(MEASURES))


def _guess(text: str, words: list[str]) -> str:
    # Longer texts are sentences: no word is like them, and comparing takes time.
    folded = "_".join(text.casefold().split()) if len(text) <= 60 else ""
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
        hint="Write the number in digits, or in words that state one ('more than 500'). Look for a "
        "letter O or l in the place of a digit, and for separators of another language (read takes "
        "`lang`).",
        why="A bound that cannot be read is not an open bound: left out, it would turn '200 to "
        "3O0' into 'at least 200'. So the row is not used until it is mended.",
        bad=({"best": None, "unread": "best=12O"}, {"high": None, "unread": "high=1%2C2%2C3"}),
    ),
    Check(
        name="unreadable-date",
        severity="error",
        phase="coercion",
        at=_DAYS,
        find=_is_unread,
        message="{value} cannot be read as a date",
        hint="Write 2022-06-14; where only the month or the year is known, 2022-06 or 2022.",
        why="What a number refers to is decided by its dates. 03/04/2022 is two different days in "
        "two countries, and is not guessed.",
        bad=({"period_end": None, "unread": "period_end=31%2F05%2F22"},),
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

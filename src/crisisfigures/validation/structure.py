"""Structure: does the table have the columns that a figure needs, and any row at all?"""

import re
from difflib import get_close_matches
from functools import lru_cache

import numpy as np

from crisisfigures.plugins import (
    Cells,
    Check,
    Flags,
    Integers,
    Strings,
    each_distinct,
    unread_cells,
)
from crisisfigures.table import COLUMNS
from crisisfigures.validation._run import MADE_OF
from crisisfigures.validation._words import quoted

# Each of these says by itself that the column's part of the figure may be found.
_SERVES = {
    "measure": ("measure",),
    "source": ("source",),
    "best": ("low", "best", "high", "status", "quantifier"),
    "place": ("place", "place_name"),
    "period_start": ("period_start", "period_end", "period_stated"),
}

_SAYS = {
    "measure": "what is counted",
    "source": "who says it",
    "best": "a number, nor why there is none",
    "place": "where",
    "period_start": "when",
}

_ALIKE = 0.85
"""How alike two names are that differ by a slip of the finger ("perod_start": 0.95); letters that
changed places are found apart, since they make a short name look very different."""

_BEYOND = re.compile(r"column_\d+", re.ASCII)

_NAMES = {re.sub(r"\W|_", "", name): name for name in COLUMNS}


@lru_cache(maxsize=1024)
def _meant(name: str) -> str | None:
    """Return the canonical column that a name seems to mean, or None."""
    folded = re.sub(r"\W|_", "", name.casefold())
    if folded[-1:].isdigit():
        # One of several of a publisher's own: ACLED's actor1 and actor2.
        return None
    near = get_close_matches(folded, _NAMES, n=1, cutoff=_ALIKE)
    exchanged = [known for known in _NAMES if sorted(known) == sorted(folded)]
    return _NAMES[(near or exchanged)[0]] if near or exchanged else None


def _is_empty(cells: Cells, _column: str) -> bool:
    return cells.n == 0


def is_absent(cells: Cells, column: str) -> bool:
    """Return whether no row states what a column is for, in it or in another that serves."""
    return cells.n > 0 and not any(_is_used(cells, name) for name in _SERVES[column])


def _is_used(cells: Cells, name: str) -> bool:
    """Return whether any row states something in the column, if only what could not be read.

    A column that is empty in all rows says what an absent one says. Of one row alone, an empty
    cell is the row's.
    """
    if any(name in (unread, *MADE_OF.get(unread, ())) for unread in cells.unread):
        return True
    if cells.n == 1 or not cells.has(name) or COLUMNS[name].default is not None:
        return cells.has(name)
    return bool(cells.stated(name).any())


def _is_misspelt(cells: Cells, column: str) -> bool:
    meant = _meant(column)
    if meant is None or _is_used(cells, meant) or _is_of_a_publisher(cells):
        return False
    # The column it stands for is reported as absent, with this one in the hint.
    return not (meant in _SERVES and is_absent(cells, meant))


def _is_of_a_publisher(cells: Cells) -> bool:
    """Return whether a publisher's own format has read the table: its other columns are no slips.

    IDMC's "Publishers" are those whom it read, and its "Unit" is that of another number.
    """
    name = cells.table.attrs.get("reading", {}).get("format")
    if name is None:
        return False
    from crisisfigures.reading import formats

    known = formats().get(name)
    return known is not None and known.level == "publisher"


def _is_too_long(cells: Cells, _column: str) -> Flags | bool:
    """Return the rows with cells beyond the header, which reading names by their place."""
    beyond = [cells.is_unread(name) for name in cells.unread if _BEYOND.fullmatch(name)]
    return np.logical_or.reduce(beyond) if beyond else False


def _beyond(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return {"beyond": each_distinct(_cells_beyond, cells.said("unread", rows))}


def _cells_beyond(unread: str) -> str:
    return ", ".join(quoted(cell) for name, cell in unread_cells(unread) if _BEYOND.fullmatch(name))


def _candidate(cells: Cells, column: str, _rows: Integers) -> dict[str, Strings]:
    extra = (str(name) for name in cells.table.columns if name not in COLUMNS)
    near = [name for name in extra if _meant(name) == column]
    candidate = f" Is it the column {near[0]!r}?" if near else ""
    return {
        "what": np.array([_SAYS[column]], dtype=object),
        "candidate": np.array([candidate], dtype=object),
    }


def _meaning(_cells: Cells, column: str, _rows: Integers) -> dict[str, Strings]:
    return {"meant": np.array([_meant(column)], dtype=object)}


CHECKS = (
    Check(
        name="empty-table",
        severity="error",
        phase="structure",
        at=("",),
        find=_is_empty,
        message="the table has no rows",
        hint="Check that the right file or sheet was read, and that a filter did not drop all "
        "rows.",
        why="A table without figures passes every other check; whoever sent it meant to send some.",
        bad=((),),
    ),
    Check(
        name="required-column-missing",
        severity="error",
        phase="structure",
        at=("measure", "source", "best"),
        find=is_absent,
        message="no row states {what}",
        hint="Add the column {column}, or name the one that holds it: read(..., "
        "columns={{'theirs': '{column}'}}).{candidate}",
        why="A figure is a number of something, said by someone. Without a column for what is "
        "counted, for who says it, or for any number (low, best, high, or a status that explains "
        "why there is none), no row is a figure. It is reported once, not for each row.",
        bad=({"measure": ...}, {"source": ...}, {"best": ..., "low": ..., "high": ...}),
        good=(
            {"best": ..., "low": 20.0},
            {"best": ..., "low": None, "high": None, "status": "missing"},
        ),
        facts=_candidate,
        value_free=("what", "candidate"),
    ),
    Check(
        name="expected-column-missing",
        severity="warning",
        phase="structure",
        at=("place", "period_start"),
        find=is_absent,
        message="no row states {what} it was",
        hint="Add the column {column}; a figure without it is compared with no other.{candidate}",
        why="Without a place, or without a period, it is not known what a number refers to, and no "
        "two figures can be said to speak of the same thing.",
        bad=(
            {"place": ..., "place_system": ...},
            {"period_start": ..., "period_end": ..., "precision": ...},
        ),
        good=({"place_name": "Mali"}, {"period_start": None}),
        facts=_candidate,
        value_free=("what", "candidate"),
    ),
    Check(
        name="row-too-long",
        severity="error",
        phase="structure",
        at=("",),
        find=_is_too_long,
        message="the row has more cells than the header has columns; too many are {beyond}",
        hint='Put quotation marks around text and numbers that hold the delimiter: "1,234", '
        '"Menaka, Mali".',
        why="A comma in a number or a name shifts all cells after it into the columns of their "
        "neighbours, where some of them can even be read.",
        bad=({"unread": "column_15=x"}, {"unread": "best=MLI; column_15=x", "best": None}),
        good=({"column_15": "x"},),
        facts=_beyond,
    ),
    Check(
        name="misspelt-column",
        severity="warning",
        phase="structure",
        at=(),
        find=_is_misspelt,
        message="the column is not known, and looks like '{meant}'",
        hint="Rename it to '{meant}' if that is meant; as it stands, it is kept and passed over.",
        why="Columns that the library does not know are kept and never looked at. A slip in a name "
        "thus loses a column in silence: without `high`, every range is open above. In a file that "
        "is read by its publisher's format, the columns that are kept are the publisher's own.",
        bad=(
            {"hihg": 50.0, "high": ...},
            {"Period End": "2022-05-31", "period_end": ..., "precision": ...},
        ),
        good=({"remarks": "seen"}, {"highway": "RN15"}, {"actor1": "Rioters (Mali)"}),
        facts=_meaning,
        value_free=("meant",),
    ),
)

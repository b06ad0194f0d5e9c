"""Checks: a table in, faults out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.plugins._arrays import Flags, Integers, Strings
from crisisfigures.segments import dense
from crisisfigures.table import COLUMNS, NO_DAY, Columns

if TYPE_CHECKING:
    from crisisfigures.gazetteer import Gazetteer


Severity = Literal["error", "warning", "info"]
"""How grave a finding is: an error makes the row unusable."""

Phase = Literal["structure", "coercion", "cells", "rows", "table", "meaning"]
"""What a check looks at, in the order in which checks are run; see `Check`."""

PHASES: tuple[Phase, ...] = get_args(Phase)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


Made = TypeVar("Made")

_FEW_COMBINATIONS = 1 << 16
"""Up to this many possible combinations of texts a table of all of them is the fastest."""


class Cells(Columns):
    """A table as a check sees it: its columns as arrays, what could not be read, a gazetteer.

    Judge distinct texts, not rows: a million rows name two hundred sources.

    Attributes:
        positions: Where the rows stand in the whole table, if they are some of its rows.
    """

    positions: Integers | None

    def __init__(
        self,
        table: pd.DataFrame,
        gazetteer: "Gazetteer | None" = None,
        as_of: int = NO_DAY,
        positions: Integers | None = None,
    ) -> None:
        super().__init__(table)
        self._gazetteer = gazetteer
        self._as_of = as_of
        self.positions = positions
        self._made: dict[object, Any] = {}

    @classmethod
    def of(cls, columns: Columns, gazetteer: "Gazetteer | None" = None) -> "Cells":
        """Return the same table as a check sees it; what was encoded already is shared."""
        cells = cls.__new__(cls)
        cells.__dict__.update(columns.__dict__)
        cells._gazetteer = gazetteer
        cells._as_of = NO_DAY
        cells.positions = None
        cells._made = {}
        return cells

    @property
    def gazetteer(self) -> "Gazetteer":
        """The gazetteer given to `validate`, or the standard one."""
        if self._gazetteer is None:
            from crisisfigures.gazetteer import standard_gazetteer

            self._gazetteer = standard_gazetteer()
        return self._gazetteer

    @property
    def as_of(self) -> int:
        """The day on which the table is judged, as `days` counts them; `NO_DAY` if none is given.

        A check never asks the clock what day it is.
        """
        return self._as_of

    @cached_property
    def unread(self) -> dict[str, tuple[Integers, Strings]]:
        """The cells that could not be read: by column, their rows and what they said."""
        if not self.has("unread"):
            return {}
        codes, texts = self.codes("unread")
        said: dict[str, Strings] = {}
        for code, text in enumerate(texts):
            for column, cell in unread_cells(text):
                if column not in said:
                    said[column] = np.full(len(texts) + 1, None, dtype=object)
                said[column][code] = cell
        unread = np.flatnonzero(codes >= 0)
        found = {}
        for column, by_code in said.items():
            cells = by_code[codes[unread]]
            of_column = np.flatnonzero(cells != None)  # noqa: E711 (elementwise)
            if len(of_column):
                found[column] = unread[of_column], cells[of_column]
        return found

    def is_unread(self, name: str) -> Flags:
        """Return where a cell of the column could not be read."""
        marked = np.zeros(self.n, dtype=np.bool_)
        if name in self.unread:
            marked[self.unread[name][0]] = True
        return marked

    def judge(self, rule: Callable[..., bool], *names: str) -> Flags:
        """Return where `rule` holds of the texts of several cells of a row, None where missing.

        The rule is asked once for each distinct combination; see `holds` for one column.
        """
        coded = [self.codes(name) for name in names]
        ids, rows = combined([codes for codes, _ in coded], [len(texts) for _, texts in coded])
        at = np.flatnonzero(rows >= 0)
        parts = (np.append(texts, np.array([None]))[codes[rows[at]]] for codes, texts in coded)
        held = np.zeros(len(rows), dtype=np.bool_)
        held[at] = [rule(*combination) for combination in zip(*parts, strict=True)]
        return held[ids] if held.any() else np.zeros(self.n, dtype=np.bool_)

    def marked(self, rows: Integers) -> Flags:
        """Return n flags that are true at some rows."""
        found = np.zeros(self.n, dtype=np.bool_)
        found[rows] = True
        return found

    def once(self, make: "Callable[..., Made]", *names: str) -> "Made":
        """Return `make(cells, *names)`, made once for all the checks that ask for it."""
        if (make, names) not in self._made:
            self._made[make, names] = make(self, *names)
        made: Made = self._made[make, names]
        return made

    def said(self, name: str, rows: Integers) -> Strings:
        """Return what the cells of some rows say, as text; None where nothing is stated.

        A cell that could not be read says what it said in the file.
        """
        kind = COLUMNS[name].kind if name in COLUMNS else "text"
        if not self.has(name):
            cells = np.full(len(rows), None, dtype=object)
        elif kind == "number":
            cells = each_distinct(_number_said, self.numbers(name)[rows])
        elif kind == "day":
            cells = each_distinct(_day_said, self.days(name)[rows])
        else:
            cells = each_distinct(_text_said, self._texts_of(name, rows))
        if name in self.unread:
            at, texts = self.unread[name]
            place = np.minimum(np.searchsorted(at, rows), len(at) - 1)
            found = at[place] == rows
            cells[found] = texts[place[found]]
        return cells

    def _texts_of(self, name: str, rows: Integers) -> Strings:
        has_default = name in COLUMNS and COLUMNS[name].default is not None
        if name in self._codes and not has_default:
            codes, texts = self._codes[name]
            return np.append(texts, np.array([None], dtype=object))[codes[rows]]
        return np.asarray(self._column(name).take(rows), dtype=object)


def unread_cells(text: str) -> list[tuple[str, str]]:
    """Return the columns and texts that a cell of `unread` lists: `column=text; column=text`."""
    parts = [part.partition("=") for part in text.split("; ")]
    return [
        (unquote(column), unquote(cell)) if sign else ("unread", unquote(column))
        for column, sign, cell in parts
    ]


def combined(keys: Sequence[Integers], sizes: Sequence[int]) -> tuple[Integers, Integers]:
    """Return ids for equal combinations of codes, and for each id a row that has it.

    Args:
        keys: k arrays of n codes each, -1 where nothing is stated.
        sizes: For each key, how many codes there are.

    Returns:
        n ids, and for each possible id the last row that has it, -1 if none does.
    """
    ids, possible = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key, size in zip(keys, sizes, strict=True):
        possible *= size + 1
        if possible > _FEW_COMBINATIONS:
            ids, possible = dense(keys, sizes)
            break
        ids = ids * (size + 1) + (key + 1)
    rows = np.full(possible, -1, dtype=np.int64)
    rows[ids] = np.arange(len(ids))
    return ids, rows


def each_distinct(function: Callable[[Any], str | None], values: npt.NDArray[Any]) -> Strings:
    """Return `function` of each entry, asked once for each distinct one."""
    entries = values.tolist()
    answers = {entry: function(entry) for entry in dict.fromkeys(entries)}
    return _objects([answers[entry] for entry in entries])


def _objects(items: list[Any]) -> Strings:
    made = np.empty(len(items), dtype=object)
    made[:] = items
    return made


def _number_said(number: float) -> str | None:
    if number != number:
        return None
    is_short = number.is_integer() and abs(number) < 1e16
    return str(int(number)) if is_short else repr(number)


def _day_said(day: int) -> str | None:
    return None if day == NO_DAY else str(np.datetime64(day, "D"))


def _text_said(text: object) -> str | None:
    return None if text is None or text != text else str(text)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check found, where it could not judge every row, or is not about every row.

    Attributes:
        bad: n flags: the rows at fault.
        unjudged: n flags: the rows that could not be judged; never at fault. None for no row.
        concerned: n flags: the rows that the check is about. The others are neither at fault nor
            counted as not evaluated, whatever cells of theirs could not be read. None for all.
    """

    bad: Flags
    unjudged: Flags | None = None
    concerned: Flags | None = None


Rows = Mapping[str, object] | tuple[Mapping[str, object], ...]
"""Cells to put into a sound row (`...` drops the column); or a mapping for each of several rows."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong in a table of figures: how to find it, and what to say.

    The phases are run in order. A check is not judged, but counted as not evaluated, where a
    cell that it looks at could not be read, or was already found at fault: in the phases up to
    `cells` the fault lies in the one cell; in the phase `rows` it lies between all the cells
    that the check looks at. Only errors keep an error from being judged, so that a row's errors
    never depend on its warnings. Two checks of one phase must not find one fault twice.

    Attributes:
        name: The code of its findings: lower case, words joined by hyphens; it never changes.
        severity: `error` (the row is unusable), `warning` or `info`.
        phase: `structure` (the columns of the table), `coercion` (can the cell be read at all),
            `cells` (one cell is wrong in itself), `rows` (cells of one row contradict one
            another), `table` (rows contradict one another) or `meaning` (it can be read, and is
            not what the field would expect).
        at: The columns where it finds faults; it is asked for each of them on its own. Empty: for
            each column that the canonical table does not know. The name "" is the
            row, or the table, as a whole.
        find: `find(cells, column, **settings)` returns n flags, true at fault; or `Judged`, where
            some rows could not be judged; or one bool, for a fault of the whole column, or for a
            column that the table does not have.
        message: What is wrong, in the field's terms. `{value}` is the cell, `{column}` its
            column, `{low}` the cell of another column; `facts` adds more.
        hint: What to do about it; it may hold the same fields.
        why: Why it matters, for the page of codes.
        bad: Samples of the fault, each as cells to put into a sound row; the fault is found in the
            last row, at the first of its cells that `at` names.
        good: Samples that look alike and are right.
        reads: The other columns that it looks at.
        facts: `facts(cells, column, rows, **settings)` returns further fields of message and hint:
            for each name as many texts as there are rows; one text where there are none, for a
            fault of the whole column.
        value_free: The facts that quote no cell; the others are not said in a report that shows no
            values.
        within: For the phase `table`: columns in which all rows that it compares agree as they
            stand (places: as the gazetteer has them), so that a table larger than the memory is
            judged in parts; rows that lack a key (`id`, `source_key`) by which rows are compared
            are compared with none. By default such a check is given all rows at once.
        holds: Beside `at` and `reads`, the only columns that such a table has for it. By default it
            has all of them.
        settings: Numbers that decide what is at fault, by name, with their usual values; a profile
            may set others. Message and hint may hold them as fields.
    """

    name: str
    severity: Severity
    phase: Phase
    at: tuple[str, ...]
    find: "Callable[..., Flags | Judged | bool]"
    message: str
    hint: str
    why: str
    bad: tuple[Rows, ...] = field(hash=False)
    good: tuple[Rows, ...] = field(default=(), hash=False)
    reads: tuple[str, ...] = ()
    facts: "Callable[..., Mapping[str, Strings]] | None" = None
    value_free: tuple[str, ...] = ()
    settings: Mapping[str, float] = field(default_factory=dict, hash=False)
    within: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()

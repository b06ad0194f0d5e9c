"""Running the checks: phase by phase, each fault once, and what could not be judged counted."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

import numpy as np

from crisisfigures._shelf import collect
from crisisfigures.plugins import (
    INPUTS,
    PHASES,
    SEVERITIES,
    Cells,
    Check,
    Flags,
    Integers,
    Judged,
    Phase,
    Severity,
)
from crisisfigures.table import COLUMNS

Found: TypeAlias = "Flags | Judged | bool"

Told: TypeAlias = Mapping[tuple[str, str], bool]
"""By code and column, what is told of the whole column, where only some of its rows are seen."""

Marks: TypeAlias = Mapping[tuple[Severity, str], Flags]
"""Rows of columns, by severity and column."""

_RANGE = ("low", "best", "high", "low_kind", "high_kind", "quantifier", "range_kind")
_PERIOD = ("period_start", "period_end", "precision", "period_kind", "period_stated")
_PLACE = ("place", "place_system", "place_name")
MADE_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("figure", "figure_hedge"), _RANGE),
    **dict.fromkeys(("sex", "age"), ("group",)),
    **dict.fromkeys(("period", "as_of", "date", "year", "month"), _PERIOD),
    **dict.fromkeys((name for name in INPUTS if name.startswith(("country", "admin"))), _PLACE),
}
"""The columns that reading makes of one cell of a file: none is judged where that was not read."""

_MANY_ROWS = 20_000
"""From here on a second thread pays."""

# Columns with a text of its own in nearly every row: encoding them costs more than all the
# checks, and none of ours asks for their distinct texts.
_SELDOM_ALIKE = frozenset({"id", "source_key", "url", "excerpt", "stated", "unread"})


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one check in one column.

    Attributes:
        check: The check.
        column: The column where the faults are.
        rows: Positions of the rows at fault, ascending; None for one fault of the whole column.
        again: Positions of further rows at fault, which are made of the same cells of the file:
            they fail, too, and are no findings of their own.
    """

    check: Check
    column: str
    rows: Integers | None
    again: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def n(self) -> int:
        """The number of findings."""
        return 1 if self.rows is None else len(self.rows)


@cache
def checks() -> dict[str, Check]:
    """Return every check, by its code.

    Raises:
        ShelfError: Two checks share a code, or none was found.
    """
    return collect("crisisfigures.validation", Check, "crisisfigures.checks")


def in_order(chosen: Iterable[Check]) -> list[Check]:
    """Return checks as they are run: by phase, then by code."""
    return sorted(chosen, key=lambda check: (PHASES.index(check.phase), check.name))


def run(
    cells: Cells,
    chosen: Iterable[Check],
    told: Told | None = None,
    blocked: "Blocked | None" = None,
) -> tuple[list[Faults], dict[str, int]]:
    """Return the faults that the checks find, and in how many rows each was not evaluated.

    Args:
        cells: The table, or some rows of it.
        chosen: The checks that are made.
        told: Of some rows, what is told of whole columns.
        blocked: What is kept from the checks, as earlier ones left it; what these find is put to
            it. By default what could not be read.
    """
    blocked = Blocked(cells) if blocked is None else blocked
    ordered = in_order(chosen)
    _encode(cells, ordered)
    between = [check for check in ordered if check.phase == "table"]
    if cells.n < _MANY_ROWS or not between:
        return _run(cells, ordered, {}, told, blocked)
    # Comparing rows with each other takes as long as all else: it is done beside it.
    with ThreadPoolExecutor(1) as beside:
        asked = {
            (check.name, column): beside.submit(check.find, cells, column, **check.settings)
            for check in between
            for column in check.at
        }
        return _run(cells, ordered, asked, told, blocked)


def told_of(cells: Cells, chosen: Iterable[Check]) -> Told:
    """Return what the checks tell of whole columns, by rows that state all that any row does."""
    return {
        (check.name, column): answer is True
        for check in chosen
        for column in check.at or _unknown_columns(cells)
        if isinstance(answer := check.find(cells, column, **check.settings), bool)
    }


def _of_all(answer: Found, told: bool | None, n: int, phase: Phase) -> Found:
    """Return what is to be said of some rows, where a check answered for all of their column."""
    if not isinstance(answer, bool):
        return answer
    if told or phase == "structure":
        return bool(told)
    return np.ones(n, dtype=np.bool_) if answer else False


def _run(
    cells: Cells,
    ordered: list[Check],
    asked: "dict[tuple[str, str], Future[Found]]",
    told: Told | None,
    blocked: "Blocked",
) -> tuple[list[Faults], dict[str, int]]:
    found: list[Faults] = []
    not_evaluated: dict[str, int] = {}
    for at, check in enumerate(ordered):
        if at and ordered[at - 1].phase != check.phase:
            blocked.settle()
        passed_over: Flags | None = None
        for column in check.at or _unknown_columns(cells):
            future = asked.get((check.name, column))
            if future is None:
                answer = check.find(cells, column, **check.settings)
            else:
                answer = future.result()
            if told is not None:
                answer = _of_all(answer, told.get((check.name, column)), cells.n, check.phase)
            faults, unjudged = _judge(cells, check, column, answer, blocked)
            if unjudged is not None:
                passed_over = unjudged if passed_over is None else passed_over | unjudged
            if faults is not None:
                found.append(faults)
                blocked.add(faults)
        if passed_over is not None and (n := int(passed_over.sum())):
            not_evaluated[check.name] = n
    blocked.settle()
    return found, not_evaluated


def _encode(cells: Cells, ordered: list[Check]) -> None:
    wanted = {name for check in ordered for name in (*check.at, *check.reads)}
    cells.encode(
        *(
            name
            for name, column in COLUMNS.items()
            if name in wanted
            and column.kind == "text"
            and name not in _SELDOM_ALIKE
            and cells.has(name)
        )
    )


def _unknown_columns(cells: Cells) -> tuple[str, ...]:
    return tuple(
        name for name in cells.table.columns if isinstance(name, str) and name not in COLUMNS
    )


def _judge(
    cells: Cells, check: Check, column: str, found: Found, blocked: "Blocked"
) -> tuple[Faults | None, Flags | None]:
    """Return the faults of one check in one column that count, and the rows it cannot judge."""
    own = blocked.rows(check, (column,))
    if isinstance(found, bool):
        if found:
            return Faults(check, column, None), None
        return None, own
    others = blocked.rows(check, check.reads)
    judged = found if isinstance(found, Judged) else Judged(found)
    if others is not None and check.phase == "cells":
        # An empty cell gives a check of cells nothing to judge, whatever stands beside it.
        others = others & cells.stated(column)
    kept_from = [flags for flags in (own, others, judged.unjudged) if flags is not None]
    together = _any_of(kept_from)
    if together is not None and judged.concerned is not None:
        together = together & judged.concerned
    rows = np.flatnonzero(judged.bad if together is None else judged.bad & ~together)
    return (Faults(check, column, rows) if len(rows) else None), together


def _any_of(marked: list[Flags]) -> Flags | None:
    """Return where any of several flags is true; None for no flags. (`reduce` would copy all.)"""
    if len(marked) < 2:
        return marked[0] if marked else None
    found = marked[0] | marked[1]
    for flags in marked[2:]:
        found |= flags
    return found


class Blocked:
    """The cells that later checks must not judge: those not read, and those at fault already.

    A fault counts from the phase after the one that found it. An error is kept from being judged
    by errors only, so that the errors of a row never depend on its warnings.

    Attributes:
        marks: Which rows of a column are kept, by severity and column.
    """

    def __init__(self, cells: Cells, marks: "Marks | None" = None) -> None:
        self._cells = cells
        self.marks: dict[tuple[Severity, str], Flags] = {} if marks is None else dict(marks)
        self._new: list[Faults] = []
        self._asked: dict[tuple[Severity, tuple[str, ...]], Flags | None] = {}
        for name in cells.unread if marks is None else ():
            for column in MADE_OF.get(name, (name,)):
                self._mark("error", column, cells.is_unread(name))

    def add(self, faults: Faults) -> None:
        if faults.check.severity != "info" and faults.check.phase not in ("table", "meaning"):
            self._new.append(faults)

    def settle(self) -> None:
        for faults in self._new:
            check = faults.check
            columns = (faults.column, *check.reads) if check.phase == "rows" else (faults.column,)
            marked = np.zeros(self._cells.n, dtype=np.bool_)
            marked[slice(None) if faults.rows is None else faults.rows] = True
            for column in columns:
                self._mark(check.severity, column, marked)
        self._new.clear()
        self._asked.clear()

    def _mark(self, severity: Severity, column: str, rows: Flags) -> None:
        of = severity, column
        self.marks[of] = self.marks[of] | rows if of in self.marks else rows

    def rows(self, check: Check, columns: tuple[str, ...]) -> Flags | None:
        """Return the rows in which one of the columns is kept from this check; None for no row.

        A row at fault as a whole (column "") is kept from every later check; a cell that could
        not be read is what the checks of coercion look for.
        """
        if check.phase == "structure":
            return None
        columns = ("",) if check.phase == "coercion" else ("", *columns)
        least: Severity = "error" if check.severity == "error" else "warning"
        if (least, columns) not in self._asked:
            kinds = SEVERITIES[: SEVERITIES.index(least) + 1]
            self._asked[least, columns] = _any_of(
                [
                    self.marks[kind, column]
                    for kind in kinds
                    for column in columns
                    if (kind, column) in self.marks
                ]
            )
        return self._asked[least, columns]


def first_errors(cells: Cells) -> tuple[Integers, list[str]]:
    """Return for each row the first check that finds an error in it, or -1, and their codes.

    Only a row's own errors count. Those of the phase `table` lie between rows, and which of two
    copies came first must not decide what becomes of them; and what a column lacks, each row
    lacks.
    """
    errors = [check for check in checks().values() if check.severity == "error"]
    chosen = [c for c in errors if c.phase not in ("structure", "table") or c.at == ("",)]
    names = [check.name for check in in_order(chosen)]
    first = np.full(cells.n, -1, dtype=np.int64)
    faults, _ = run(cells, chosen)
    for found in reversed(faults):
        first[slice(None) if found.rows is None else found.rows] = names.index(found.check.name)
    return first, names

"""Findings as tables of HTML: each row with its cells said, and the one at fault marked."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.cells import could_compute
from crisisfigures.layout import inert
from crisisfigures.layout.figures import how_many, what, when, where
from crisisfigures.table import COLUMNS, Columns
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._findings import CELL, END, FACT
from crisisfigures.validation._run import MADE_OF
from crisisfigures.validation._words import shortened

WHOLE = "whole row"
"""What stands for the column where no single cell is at fault."""

_LONGEST = 200
"""A longer cell is cut on the page."""

_LONGEST_BESIDE = 100
"""What is said of the row beside it is cut sooner."""

_PARTS = {"what": "What", "where": "Where", "when": "When", "how many": "How many", "who": "Who"}
"""The parts of a row that are shown beside a fault, by the part that a column belongs to."""

_CODE = re.compile("`([^`<>]+)`")
_ISOLATES = {CELL: "<bdi>", FACT: '<bdi dir="ltr">', END: "</bdi>"}
_ISOLATE = re.compile("|".join(_ISOLATES))


@lru_cache(maxsize=4096)
def data(text: str, longest: int = _LONGEST) -> str:
    """Return a text of the data as HTML: one line, escaped, and apart from what surrounds it.

    A page may be opened in a spreadsheet, too: what it could compute stands behind an apostrophe.
    """
    said = inert(shortened(text, longest))
    return f"<bdi>{_inactive(said)}</bdi>"


def _inactive(text: str) -> str:
    return escape(f"'{text}" if could_compute(text) else text)


@lru_cache(maxsize=4096)
def sentence(text: str) -> str:
    """Return a sentence of ours as HTML, with names of code set as such and its fields apart."""
    marked = _CODE.sub(r"<code>\1</code>", escape(text, quote=False))
    return _ISOLATE.sub(lambda mark: _ISOLATES[mark[0]], marked)


def column_name(column: object) -> str:
    """Return how a column is called on the page."""
    return inert(shortened(column)) if isinstance(column, str) else WHOLE


class Marking:
    """Writes findings as rows of a table, with what the rows of the data say beside them.

    Args:
        facts: What the report knows.
        rows: The rows that will be written.
        values: Whether to show what cells say.
    """

    def __init__(self, facts: Facts, rows: Iterable[int], *, values: bool) -> None:
        self._files, self._values = facts.files, values
        self._said: Mapping[int, tuple[Any, ...]] = {}
        if values:
            wanted = np.array(sorted(set(rows)), dtype=np.int64)
            columns = Columns(facts.rows(wanted))
            said = [say(columns) for say in (what, where, when, how_many)]
            who = columns.texts("source")
            self._said = dict(zip(wanted.tolist(), zip(*said, who, strict=True), strict=True))

    def table(self, findings: pd.DataFrame, title: str, *, to_do: bool) -> str:
        """Return findings of one code as a table.

        Args:
            findings: Findings whose messages and hints are isolated.
            title: What the table is, for who does not see it.
            to_do: Whether each row says what to do.
        """
        titles = ["Line", "Cell", "Problem", *(_PARTS.values() if self._values else ())]
        heads = "".join(f'<th scope="col">{title}</th>' for title in titles)
        rows = [self._row(found, to_do=to_do) for found in findings.itertuples(index=False)]
        return (
            f'<table class="findings{" context" if self._values else ""}">'
            f'<caption class="unseen">{escape(title)}</caption>'
            f"<thead><tr>{heads}</tr></thead>"
            f"<tbody>\n{''.join(rows)}</tbody></table>\n"
        )

    def _row(self, found: Any, *, to_do: bool) -> str:
        name = column_name(found.column)
        cell = f"<code>{_inactive(name)}</code>"
        if isinstance(found.column, str) and self._values and found.row is not pd.NA:
            is_stated = isinstance(found.value, str) and found.value.strip()
            said = data(found.value) if is_stated else '<bdi class="empty">empty</bdi>'
            cell += f" <mark>{said}</mark>"
        problem = sentence(found.message)
        if to_do and isinstance(found.hint, str):
            problem += f"<p>To do: {sentence(found.hint)}</p>"
        line, is_whole = self._line(found)
        return (
            f'<tr><th scope="row"{" class=whole" if is_whole else ""}>{line}</th>'
            f"<td><span>{cell}</span></td><td><span>{problem}</span></td>"
            f"{self._beside(found)}</tr>\n"
        )

    def _line(self, found: Any) -> tuple[str, bool]:
        """Return where a reader finds the row, and whether it is no single row."""
        if found.row is pd.NA:
            return ("whole column" if isinstance(found.column, str) else "whole table"), True
        is_known = found.source_row is not pd.NA
        # The position from 0 is never taken for a line of the file.
        line = f"{found.source_row:,}" if is_known else f"row {found.row:,}"
        file = None if self._files is None else self._files[found.row]
        if isinstance(file, str):
            line += f' <span class="file">{data(file)}</span>'
        return line, not is_known

    def _beside(self, found: Any) -> str:
        if not self._values:
            return ""
        if found.row is pd.NA:
            return "<td></td>" * len(_PARTS)
        at = _part(found.column)
        return "".join(
            f"<td{' class=at' if part == at else ''}><span>{_beside(said)}</span></td>"
            for part, said in zip(_PARTS, self._said[found.row], strict=True)
        )


def _beside(said: str | None) -> str:
    return data(said, _LONGEST_BESIDE) if said else ""


def _part(column: object) -> str | None:
    """Return the part of a row that a column belongs to, also where reading makes it of another."""
    if not isinstance(column, str):
        return None
    name = MADE_OF.get(column, (column,))[0]
    return COLUMNS[name].part if name in COLUMNS else None

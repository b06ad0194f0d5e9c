"""What validation found: a report that can be asked, printed, stored and raised."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from string import Formatter
from textwrap import wrap
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures._version import __version__
from crisisfigures.errors import ValidationFailedError
from crisisfigures.layout import inert, say_number
from crisisfigures.plugins import SEVERITIES, Cells, Check, Flags, Integers, each_distinct
from crisisfigures.table import COLUMNS
from crisisfigures.validation._run import Faults
from crisisfigures.validation._words import quoted

Strings = npt.NDArray[np.object_]

REPORT_VERSION = 1
"""Grows when a field of the JSON report is renamed, dropped or changes its meaning."""

_EXAMPLES = 3
# As `Cells.said` writes them; what could not be read looks otherwise, and is quoted.
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?|-?inf", re.ASCII)
_DATE = re.compile(r"-?\d{3,}(-(Q?\d|W?\d\d(-\d\d)?))?", re.ASCII)

_PLURAL = {"error": "errors", "warning": "warnings", "info": "notes"}
_SINGULAR = {"error": "error", "warning": "warning", "info": "note"}


class ValidationReport:
    """The faults of a table, each once and where it is, and the rows that are free of them.

    Made by `validate`. Nothing is raised and nothing is capped: `counts` and `findings` hold
    every fault. A row with an error is in `failed`; warnings and notes leave a row in `passed`.
    """

    def __init__(
        self,
        table: pd.DataFrame,
        cells: Cells,
        faults: Sequence[Faults],
        not_evaluated: Mapping[str, int],
        checks_run: Sequence[Check],
    ) -> None:
        self._table, self._cells = table, cells
        self._faults = sorted(
            faults, key=lambda found: (SEVERITIES.index(found.check.severity), found.check.name)
        )
        self._not_evaluated = dict(sorted(not_evaluated.items()))
        self._checks_run = tuple(checks_run)

    @property
    def n_rows(self) -> int:
        """The number of rows that were looked at."""
        return len(self._table)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each code; errors first, then warnings, then notes."""
        counts: dict[str, int] = {}
        for found in self._faults:
            counts[found.check.name] = counts.get(found.check.name, 0) + found.n
        return counts

    @cached_property
    def severities(self) -> dict[str, int]:
        """How many findings there are of each severity, zeros included."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for found in self._faults:
            counts[found.check.severity] += found.n
        return {str(severity): n for severity, n in counts.items()}

    @property
    def not_evaluated(self) -> dict[str, int]:
        """In how many rows each check could not be made, by code.

        A check is not made where a cell that it looks at could not be read, was already found at
        fault, or lies outside what is known (a code of an area that no gazetteer lists).
        """
        return self._not_evaluated

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes may remain."""
        return not self.severities["error"]

    @cached_property
    def _failed(self) -> Flags:
        failed = np.zeros(self.n_rows, dtype=np.bool_)
        for found in self._faults:
            if found.check.severity == "error":
                failed[slice(None) if found.rows is None else found.rows] = True
        return failed

    @property
    def passed(self) -> pd.DataFrame:
        """The rows without an error, as they were given."""
        return self._table[~self._failed]

    @property
    def failed(self) -> pd.DataFrame:
        """The rows with an error, as they were given."""
        return self._table[self._failed]

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings, one a row, ordered by row, column and code.

        Columns: `code`, `severity`, `row` (position in the table, from 0; missing where a
        fault is of the whole column), `source_row` (the row as a spreadsheet shows it, where the
        table has that column), `column`, `value` (what the cell says, in full; missing where it
        is empty), `message`, `hint`.
        """
        return self._findings(self._faults)

    def _findings(self, faults: Sequence[Faults]) -> pd.DataFrame:
        written = [_written(self._cells, found) for found in faults]
        text = {
            name: _joined([fields[name] for fields in written])
            for name in ("code", "severity", "column", "value", "message", "hint")
        }
        rows = _joined([_rows(found) for found in faults], np.int64)
        places = {
            name: at for at, name in enumerate(dict.fromkeys([None, *COLUMNS, *text["column"]]))
        }
        place = np.array([places[name] for name in text["column"]], dtype=np.int64)
        # Faults come sorted by severity and code; a stable sort keeps that within a cell.
        order = np.lexsort((place, rows))
        rows = rows[order]
        frame = pd.DataFrame(
            {name: pd.Series(cells[order], dtype="str") for name, cells in text.items()}
        )
        frame.insert(2, "row", _positions(rows, rows < 0))
        frame.insert(3, "source_row", _positions(*self._source_rows(rows)))
        return frame

    def _source_rows(self, rows: Integers) -> tuple[Integers, Flags]:
        """Return the rows as a spreadsheet shows them, and where that is not known."""
        numbers = np.full(len(rows), np.nan)
        if self.n_rows:
            numbers = np.where(rows < 0, np.nan, self._cells.numbers("source_row")[rows])
        known = np.isfinite(numbers)
        return np.where(known, numbers, 0).astype(np.int64), ~known

    def raise_if_failed(self) -> None:
        """Raise if there is an error among the findings.

        Raises:
            ValidationFailedError: There is; it carries the counts.
        """
        if not self.ok:
            errors = {f.check.name for f in self._faults if f.check.severity == "error"}
            raise ValidationFailedError({c: n for c, n in self.counts.items() if c in errors})

    def _by_code(self) -> dict[Check, list[Faults]]:
        grouped: dict[str, list[Faults]] = {}
        for found in self._faults:
            grouped.setdefault(found.check.name, []).append(found)
        return {group[0].check: group for group in grouped.values()}

    def _samples(self, faults: list[Faults], limit: int | None) -> pd.DataFrame:
        """Return the first findings of one code; only these are written."""
        if limit is not None:
            first = np.sort(_joined([_rows(found)[:limit] for found in faults], np.int64))[:limit]
            last = first[-1] if len(first) else -1
            faults = [
                found
                if found.rows is None
                else Faults(found.check, found.column, found.rows[found.rows <= last])
                for found in faults
            ]
        written = self._findings([found for found in faults if found.n])
        return written if limit is None else written.head(limit)

    def __repr__(self) -> str:
        return f"<ValidationReport: {self._summary()}>"

    def _summary(self) -> str:
        n_failed = int(self._failed.sum())
        listed = [
            f"{n:,} {(_SINGULAR if n == 1 else _PLURAL)[severity]}"
            for severity, n in self.severities.items()
            if n
        ]
        rows = f"{self.n_rows:,} row{'' if self.n_rows == 1 else 's'}"
        return f"{rows}, {n_failed:,} failed; {', '.join(listed) or 'nothing found'}"

    def to_text(self) -> str:
        """Return the report for a terminal: by code, worst first, three examples each."""
        lines = [self._summary()]
        for check, faults in self._by_code().items():
            n = sum(found.n for found in faults)
            lines += ["", f"{_SINGULAR[check.severity]}: {check.name} ({n:,})"]
            shown = self._samples(faults, _EXAMPLES)
            hints = shown["hint"].drop_duplicates()
            for example in shown.itertuples(index=False):
                lines.append(f"  {self._file(example.row)}{_place(example)}: {example.message}")
                if len(hints) > 1:
                    lines.append(f"    To do: {example.hint}")
            if n > len(shown):
                lines.append(f"  … and {n - len(shown):,} more")
            if len(hints) == 1:
                lines.append(f"  To do: {hints.iloc[0]}")
        if self._not_evaluated:
            # A count stays on the line of its code: `wrap` breaks at no other blanks.
            listed = ", ".join(f"{code}\xa0({n:,})" for code, n in self._not_evaluated.items())
            told = (
                "Not evaluated, in rows where a cell could not be read, is at fault already, or is "
                f"of a list that was not given: {listed}"
            )
            wrapped = wrap(told, 100, break_on_hyphens=False)
            lines += ["", *(line.replace("\xa0", " ") for line in wrapped)]
        return "\n".join(lines) + "\n"

    @cached_property
    def _files(self) -> Strings | None:
        """The file of each row, where the table comes of several."""
        if "file" not in self._table.columns or self._table["file"].nunique() < 2:
            return None
        return self._table["file"].to_numpy(dtype=object)

    def _file(self, row: Any) -> str:
        """Return the file of a row, to stand before its place; nothing where there is one only."""
        if self._files is None or row is pd.NA or not isinstance(self._files[row], str):
            return ""
        return f"{inert(self._files[row])}, "

    def to_dict(self, *, samples: int | None = 20) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON.

        Args:
            samples: How many findings of each code are listed, or None for all of them; the
                counts are exact either way.

        Returns:
            `report` ("crisisfigures.validation"), `report_version` (1), `library_version`, `ok`;
            `rows`: `total`, `passed`, `failed`; `findings`: `error`, `warning`, `info` (exact
            counts); `checks_run`: the codes of all checks that were made; `checks`: those that
            found something or could not be made everywhere, worst first, each with `code`,
            `severity`, `phase`, `count`, `not_evaluated` (rows), `truncated` (more findings than
            samples) and `samples`: `row` (from 0), `source_row`, `column`, `value`, `message`,
            `hint`, null where there is none.
        """
        n_failed = int(self._failed.sum())
        by_code = self._by_code()
        unjudged = [c for c in self._checks_run if c.name in self._not_evaluated]
        listed = [*by_code, *(check for check in unjudged if check not in by_code)]
        return {
            "report": "crisisfigures.validation",
            "report_version": REPORT_VERSION,
            "library_version": __version__,
            "ok": self.ok,
            "rows": {
                "total": self.n_rows,
                "passed": self.n_rows - n_failed,
                "failed": n_failed,
            },
            "findings": self.severities,
            "checks_run": sorted(check.name for check in self._checks_run),
            "checks": [self._entry(check, by_code.get(check, []), samples) for check in listed],
        }

    def _entry(self, check: Check, faults: list[Faults], samples: int | None) -> dict[str, Any]:
        n = sum(found.n for found in faults)
        shown = self._samples(faults, samples).drop(columns=["code", "severity"])
        records = shown.astype(object).where(shown.notna(), None).to_dict("records")
        return {
            "code": check.name,
            "severity": check.severity,
            "phase": check.phase,
            "count": n,
            "not_evaluated": self._not_evaluated.get(check.name, 0),
            "truncated": n > len(records),
            "samples": records,
        }

    def to_json(self, *, samples: int | None = 20) -> str:
        """Return the report as JSON; for its fields see `to_dict`."""
        return json.dumps(self.to_dict(samples=samples), ensure_ascii=False, indent=2) + "\n"

    def _repr_html_(self) -> str:
        rows = []
        for check, faults in self._by_code().items():
            n = sum(found.n for found in faults)
            example = self._samples(faults, 1).iloc[0]
            cells = (
                check.severity,
                check.name,
                f"{n:,}",
                f"{_place(example)}: {example['message']}",
            )
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th>{name}</th>" for name in ("severity", "code", "count", "first"))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        return f"<div><p>{escape(self._summary())}</p>{table if rows else ''}</div>"


def _rows(found: Faults) -> Integers:
    """Return positions of rows; -1 for a fault of a whole column."""
    return np.array([-1], dtype=np.int64) if found.rows is None else found.rows


def _joined(parts: list[npt.NDArray[Any]], dtype: Any = object) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=dtype)


def _positions(numbers: Integers, missing: Flags) -> pd.Series:
    return pd.Series(pd.arrays.IntegerArray(numbers, missing))


def _place(finding: Any) -> str:
    """Return where a finding is, as a reader looks for it: the row of the spreadsheet, if known."""
    row, source_row, column = (_field(finding, name) for name in ("row", "source_row", "column"))
    if row is pd.NA:
        return f"column {inert(column)}" if isinstance(column, str) else "the table"
    # "line" is what a spreadsheet shows, "row" the position from 0: never the same word for both.
    where = f"row {row:,}" if source_row is pd.NA else f"line {source_row:,}"
    return f"{where}, {inert(column)}" if isinstance(column, str) else where


def _field(finding: Any, name: str) -> Any:
    return finding[name] if isinstance(finding, pd.Series) else getattr(finding, name)


def _written(cells: Cells, found: Faults) -> dict[str, Strings]:
    """Return the text columns of the findings of one check in one column."""
    check, n = found.check, found.n
    # A fault of a whole column has no cell: its fields are filled from no row.
    rows = np.empty(0, dtype=np.int64) if found.rows is None else found.rows
    values = cells.said(found.column, rows) if found.rows is not None else np.array([None])
    facts = {} if check.facts is None else check.facts(cells, found.column, rows, **check.settings)
    return {
        "code": np.full(n, check.name, dtype=object),
        "severity": np.full(n, check.severity, dtype=object),
        "column": np.full(n, found.column or None, dtype=object),
        "value": values,
        "message": _filled(check.message, cells, found, values, facts),
        "hint": _filled(check.hint, cells, found, values, facts),
    }


def _filled(
    template: str, cells: Cells, found: Faults, values: Strings, facts: Mapping[str, Strings]
) -> Strings:
    """Return a template with its fields filled in for each row at fault."""
    text = np.full(found.n, "", dtype=object)
    for literal, field, _, _ in Formatter().parse(template):
        text = text + literal
        if field is None:
            continue
        if field == "column":
            text = text + inert(found.column)
        elif field in facts:
            text = text + facts[field]
        elif field in found.check.settings:
            text = text + say_number(found.check.settings[field])
        elif field == "value":
            text = text + each_distinct(_shown_as(found.column), values)
        elif found.rows is not None:
            text = text + each_distinct(_shown_as(field), cells.said(field, found.rows))
    return text


def _shown_as(column: str) -> Any:
    kind = COLUMNS[column].kind if column in COLUMNS else "text"

    default = COLUMNS[column].default if column in COLUMNS else None

    def shown(text: object) -> str:
        if not isinstance(text, str):
            return "not stated" if default is None else str(default)
        if kind == "number" and _NUMBER.fullmatch(text):
            return say_number(float(text))
        is_date = kind == "day" or column in ("published_on", "retrieved_on")
        return text if is_date and _DATE.fullmatch(text) else quoted(text)

    return shown

"""The report for a terminal: by code, worst first, three examples each, and what to do."""

from textwrap import wrap
from typing import Any

import pandas as pd

from crisisfigures.layout import inert
from crisisfigures.validation._facts import Facts, counted
from crisisfigures.validation._findings import Saying
from crisisfigures.validation._words import quoted, shortened

_EXAMPLES = 3

PLURAL = {"error": "errors", "warning": "warnings", "info": "notes"}
SINGULAR = {"error": "error", "warning": "warning", "info": "note"}
"""How severities are called where they are read: one, and several."""


def report_text(facts: Facts, *, values: bool = True) -> str:
    """Return the report as lines of text."""
    lines = [summary(facts)]
    for check, faults in facts.by_code.items():
        n = counted(faults)
        lines += ["", f"{SINGULAR[check.severity]}: {check.name} ({n:,})"]
        shown = facts.samples(faults, _EXAMPLES, Saying(values=values))
        hints = shown["hint"].dropna().unique()
        for example in shown.itertuples(index=False):
            lines.append(f"  {_file(facts, example.row)}{place(example)}: {example.message}")
            if len(hints) > 1 and isinstance(example.hint, str):
                lines.append(f"    To do: {example.hint}")
        if n > len(shown):
            lines.append(f"  … and {n - len(shown):,} more")
        if len(hints) == 1:
            lines.append(f"  To do: {hints[0]}")
    if facts.not_evaluated:
        # A count stays on the line of its code: `wrap` breaks at no other blanks.
        listed = ", ".join(f"{code}\xa0({n:,})" for code, n in facts.not_evaluated.items())
        told = (
            "Not evaluated, in rows where a cell could not be read, is at fault already, or is "
            f"of a list that was not given: {listed}"
        )
        wrapped = wrap(told, 100, break_on_hyphens=False)
        lines += ["", *(line.replace("\xa0", " ") for line in wrapped)]
    if facts.allowed:
        lines += ["", f"Allowed by the profile {quoted(facts.profile.name or '')}:"]
        lines += [
            f"  {entry.code} ({n:,}): {inert(entry.reason)}"
            if (n := counted(faults))
            else f"  {entry.code}: not found; take it out of the list ({inert(entry.reason)})"
            for entry, faults in facts.allowed.items()
        ]
    return "\n".join(lines) + "\n"


def summary(facts: Facts) -> str:
    """Return how many rows there are, how many failed, and what was found, in one line."""
    listed = [
        f"{n:,} {(SINGULAR if n == 1 else PLURAL)[severity]}"
        for severity, n in facts.severities.items()
        if n
    ]
    rows = f"{facts.n_rows:,} row{'' if facts.n_rows == 1 else 's'}"
    return f"{rows}, {facts.n_failed:,} failed; {', '.join(listed) or 'nothing found'}"


def place(finding: Any) -> str:
    """Return where a finding is, as a reader looks for it: the row of the spreadsheet, if known."""
    row, source_row, column = finding.row, finding.source_row, finding.column
    if row is pd.NA:
        return f"column {inert(shortened(column))}" if isinstance(column, str) else "the table"
    # "line" is what a spreadsheet shows, "row" the position from 0: never the same word for both.
    where = f"row {row:,}" if source_row is pd.NA else f"line {source_row:,}"
    return f"{where}, {inert(shortened(column))}" if isinstance(column, str) else where


def _file(facts: Facts, row: Any) -> str:
    """Return the file of a row, to stand before its place; nothing where there is one only."""
    files = facts.files
    if files is None or row is pd.NA or not isinstance(files[row], str):
        return ""
    return f"{inert(shortened(files[row]))}, "

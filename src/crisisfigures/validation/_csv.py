"""The findings for a spreadsheet: all of them, one a line, and no cell that computes."""

import pandas as pd

from crisisfigures.rendering import render
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._findings import Saying, cut_values


def report_csv(facts: Facts, *, values: bool) -> str:
    """Return all findings as comma-separated values."""
    findings = facts.findings(facts.faults, Saying(values=values))
    findings["value"] = cut_values(findings["value"])
    if facts.files is not None:
        # Positions count the rows of the whole table; a fault of a column belongs to no file.
        files = pd.Series(facts.files)
        findings.insert(2, "file", findings["row"].map(files, na_action="ignore"))
    printed = render(findings, "csv")
    assert isinstance(printed, str)
    return printed

"""Exit codes, and what they are for."""

from typing import Any

import crisisfigures as cf

OK, FINDINGS, USAGE, UNREADABLE, FAULT = 0, 1, 2, 3, 70
INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes; the last three are those of a shell for a fault, an interrupt, a closed pipe."""


EXIT_CODES = """\b
Exit codes: 0 fine; 1 errors in the data (validate; with --strict warnings too, and
also of reconcile); 2 a wrong option; 3 an input that cannot be read."""


def exit_code(error: cf.FiguresError) -> int:
    from crisisfigures.errors import OptionError, PeriodError, UnknownNameError, WriteError

    is_usage = isinstance(error, OptionError | UnknownNameError | PeriodError | WriteError)
    return USAGE if is_usage else UNREADABLE


def judged(report: Any, *, strict: bool) -> int:
    """Return the exit code for what validation found."""
    found = report.severities
    is_bad = bool(found["error"] or (strict and found["warning"]))
    return FINDINGS if is_bad else OK

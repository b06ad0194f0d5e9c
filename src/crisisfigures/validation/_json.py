"""The report for a program: plain values, exact counts, and samples of each code."""

import json
import re
from importlib.resources import files
from typing import Any

from crisisfigures._version import __version__
from crisisfigures.plugins import Check
from crisisfigures.validation._facts import Facts, counted
from crisisfigures.validation._findings import Saying, cut_values
from crisisfigures.validation._profile import Allowed
from crisisfigures.validation._run import Faults
from crisisfigures.validation._words import NOT_SHOWN

REPORT_VERSION = 1
"""Grows when a field of the JSON report is renamed, dropped or changes its meaning."""


# What JSON may hold as it is, and what yet acts on a reader's screen: controls beyond ASCII, marks
# that turn the reading direction or cannot be seen, line ends of other kinds, halves of letters.
_ACTING = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def report_json(facts: Facts, samples: int | None, *, values: bool) -> str:
    """Return the report as JSON in which no character acts; a program reads what was there."""
    told = json.dumps(report_dict(facts, samples, values=values), ensure_ascii=False, indent=2)
    return _ACTING.sub(lambda found: json.dumps(found[0])[1:-1], told) + "\n"


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of the report."""
    text = files("crisisfigures.validation").joinpath("report.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def report_dict(facts: Facts, samples: int | None, *, values: bool) -> dict[str, Any]:
    """Return the report as plain values; for its fields see `ValidationReport.to_dict`."""
    by_code = facts.by_code
    unjudged = [c for c in facts.checks_run if c.name in facts.not_evaluated]
    listed = [*by_code, *(check for check in unjudged if check not in by_code)]
    return {
        "report": "crisisfigures.validation",
        "report_version": REPORT_VERSION,
        "library_version": __version__,
        "profile": facts.profile.name,
        "values_shown": values,
        "ok": not facts.severities["error"],
        "rows": {
            "total": facts.n_rows,
            "passed": facts.n_rows - facts.n_failed,
            "failed": facts.n_failed,
        },
        "findings": facts.severities,
        "allowed": [
            _allowed(entry, faults, values=values) for entry, faults in facts.allowed.items()
        ],
        "checks_run": sorted(check.name for check in facts.checks_run),
        "checks": [
            _entry(facts, check, by_code.get(check, []), samples, Saying(values=values))
            for check in listed
        ],
    }


def _allowed(entry: Allowed, faults: list[Faults], *, values: bool) -> dict[str, Any]:
    return {
        "code": entry.code,
        "column": entry.column,
        "where": {column: text if values else NOT_SHOWN for column, text in entry.where.items()},
        "reason": entry.reason,
        "count": counted(faults),
    }


def _entry(
    facts: Facts, check: Check, faults: list[Faults], samples: int | None, saying: Saying
) -> dict[str, Any]:
    n = counted(faults)
    shown = facts.samples(faults, samples, saying).drop(columns=["code", "severity"])
    shown["value"] = cut_values(shown["value"])
    records = shown.astype(object).where(shown.notna(), None).to_dict("records")
    return {
        "code": check.name,
        "severity": check.severity,
        "phase": check.phase,
        "count": n,
        "not_evaluated": facts.not_evaluated.get(check.name, 0),
        "truncated": n > len(records),
        "samples": records,
    }

"""The report for a program: plain values, exact counts, and samples of each code."""

from typing import Any

from crisisfigures._version import __version__
from crisisfigures.plugins import Check
from crisisfigures.validation._facts import Facts, counted
from crisisfigures.validation._profile import Allowed
from crisisfigures.validation._run import Faults

REPORT_VERSION = 1
"""Grows when a field of the JSON report is renamed, dropped or changes its meaning."""


def report_dict(facts: Facts, samples: int | None) -> dict[str, Any]:
    """Return the report as plain values; for its fields see `ValidationReport.to_dict`."""
    by_code = facts.by_code
    unjudged = [c for c in facts.checks_run if c.name in facts.not_evaluated]
    listed = [*by_code, *(check for check in unjudged if check not in by_code)]
    return {
        "report": "crisisfigures.validation",
        "report_version": REPORT_VERSION,
        "library_version": __version__,
        "profile": facts.profile.name,
        "ok": not facts.severities["error"],
        "rows": {
            "total": facts.n_rows,
            "passed": facts.n_rows - facts.n_failed,
            "failed": facts.n_failed,
        },
        "findings": facts.severities,
        "allowed": [_allowed(entry, faults) for entry, faults in facts.allowed.items()],
        "checks_run": sorted(check.name for check in facts.checks_run),
        "checks": [_entry(facts, check, by_code.get(check, []), samples) for check in listed],
    }


def _allowed(entry: Allowed, faults: list[Faults]) -> dict[str, Any]:
    return {
        "code": entry.code,
        "column": entry.column,
        "where": dict(entry.where),
        "reason": entry.reason,
        "count": counted(faults),
    }


def _entry(facts: Facts, check: Check, faults: list[Faults], samples: int | None) -> dict[str, Any]:
    n = counted(faults)
    shown = facts.samples(faults, samples).drop(columns=["code", "severity"])
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

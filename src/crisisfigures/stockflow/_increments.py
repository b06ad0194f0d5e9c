"""What each report of a running total adds to the one before."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import OptionError
from crisisfigures.estimate import effective_ends
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.series import (
    CUMULATIVE,
    Reports,
    falls,
    is_signed,
    kinds_of,
    left_out,
    lines_of,
    reports_of,
)
from crisisfigures.table import NO_DAY, Columns, normalise, with_ids

_OF_ONE_REPORT = (
    *("id", "source_key", "stated", "convention", "quantifier", "approximate", "range_kind"),
    *("level", "period_stated", "edition", "supersedes", "file", "source_row", "caveat", "unread"),
    *("excerpt", "quantity"),
)
"""What is said of one report, and not of what it adds to another."""


def increments(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each report of a running total adds to the one before, as a flow.

    A running total cannot fall while one count goes on. So its ranges are made narrower first: a
    report is not below what an earlier one was at least, and not above what a later one is at most.
    Then the least is taken from the most, so that the truth lies inside whatever the errors of two
    reports have in common. Where a report lies below an earlier one, the source has revised its
    count: nothing is made narrower across the revision, and the change is shown as it is, below 0.
    A fall that wide ranges hide is laid to the first report that shows it.

    Args:
        table: n figures, or the table of a reconciliation. Rows whose basis is `cumulative` count;
            reports of one source that are equal in all but their last day are a series.

    Returns:
        One row a report, in the order of the table, with `basis` flow, its own end, and the day
        after the report before as its start. `step` says what it is:

        - `level`: the first report of a count, which is all since its start. Counts of one series
          that run side by side are a level each: they count the same people, and do not add up;
        - `rise`: what a report adds;
        - `change`: the same of a measure that may be negative, such as `excess_deaths`: its total
          can well fall, and nothing is made narrower;
        - `revision`: the change from a count that was higher, which is below 0. It is no flow of
          people: `validate` finds it, and `aggregate` does not take it;
        - `restart`: the first report of a count that began anew, after the last report of those
          before it. It is added to what the earlier phase came to by adding up the rows, or by
          `aggregate` over both.

        `phase` counts the starts of a series, from 1. `best` is the difference of the two best
        figures where it lies in the range. An end is missing where a report is open there; a vague
        word's ceiling counts as open. `derivation` names the two claims. `attrs["left_out"]` counts
        the running totals that are of no series, by the reason: withdrawn, suppressed and missing
        ones each, and those of which the source says several things.

    Raises:
        OptionError: No row is a running total.

    Source:
        Interval arithmetic on monotone bounds (isotonic bounding: Robertson, Wright and Dykstra,
        Order Restricted Statistical Inference, 1988, chapter 1).

    Example:
        >>> import crisisfigures as cf
        >>> toll = cf.to_frame([
        ...     cf.Figure(measure="killed", basis="cumulative", source="Ministry", place="LBN",
        ...               place_system="iso3166-1", period_start="2024-01-01",
        ...               period_end=f"2024-01-{day}", best=best)
        ...     for day, best in ((10, 10), (20, 25), (30, 22))
        ... ])
        >>> for _, row in increments(toll).iterrows():
        ...     print(row["period_start"].day, row["period_end"].day, row["best"], row["step"])
        1 10 10.0 level
        11 20 15.0 rise
        21 30 -3.0 revision
    """
    table = with_ids(normalise(table))
    columns = Columns(table)
    rows = np.flatnonzero(kinds_of(columns) == CUMULATIVE)
    if not len(rows):
        raise OptionError(
            "no row is a running total, whose increments could be told.\n"
            "Hint: a figure since a start has the basis cumulative; flows are increments already."
        )
    lines = lines_of(columns, rows)
    reports = reports_of(columns, lines, by_start=True, signed=True)
    of_series = lines.ids[np.searchsorted(lines.rows, reports.row)]
    order = np.lexsort((reports.end, reports.start, of_series))
    reports = Reports(*(getattr(reports, name)[order] for name in Reports.__dataclass_fields__))
    made = _made(columns, reports, of_series[order])
    found = _flows(table, columns, reports, made)
    found.attrs["left_out"] = left_out(columns, rows, lines, reports)
    return found


@dataclass(frozen=True, slots=True)
class _Made:
    """What n reports add, and what kind of step each is."""

    low: Numbers
    best: Numbers
    high: Numbers
    step: npt.NDArray[np.object_]
    phase: Integers


def _made(columns: Columns, reports: Reports, of_series: Integers) -> _Made:
    low, best, high = (columns.numbers(name)[reports.row] for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    may_fall = columns.holds("measure", is_signed)[reports.row]
    lower = np.where(may_fall, lower, np.maximum(lower, 0.0))
    upper = np.where(vague[reports.row], np.inf, upper)
    whole = replace(reports, lower=lower, upper=upper, firm_lower=~may_fall, firm_upper=~may_fall)
    follows = reports.beside()
    revised = falls(whole) >= 0
    alone = revised | (follows & may_fall)
    run = np.cumsum(~follows | alone, dtype=np.int64)
    least, most = _running_max(run, lower), -_running_max(run[::-1], -upper[::-1])[::-1]
    before = np.maximum(np.arange(reports.n) - 1, 0)
    with np.errstate(invalid="ignore"):
        change = least - most[before], most - least[before]
        diff = reports.best - reports.best[before]
    rise = np.where(alone, change[0], np.maximum(change[0], 0.0)), change[1]
    ends = [np.where(follows, *both) for both in zip(rise, (lower, upper), strict=True)]
    middle = np.where(follows, diff, reports.best)
    middle = np.where(ends[0] == ends[1], ends[0], middle)
    middle = np.where((middle >= ends[0]) & (middle <= ends[1]), middle, np.nan)
    same = np.zeros(reports.n, dtype=np.bool_)
    same[1:] = of_series[1:] == of_series[:-1]
    phase = np.cumsum(~follows, dtype=np.int64)
    first: Integers = np.maximum.accumulate(np.where(same, 0, phase))
    last_day = _running_max(of_series, reports.end.astype(np.float64))
    anew = same & (reports.start > last_day[before])
    step = np.where(follows, "rise", np.where(anew, "restart", "level")).astype(object)
    step[follows & may_fall] = "change"
    step[revised] = "revision"
    return _Made(ends[0], middle, ends[1], step, phase - first + 1)


def _running_max(run: Integers, values: Numbers) -> Numbers:
    """Return the highest value up to each entry within its run; runs are side by side."""
    if not len(values):
        return values
    levels, rank = np.unique(values, return_inverse=True)
    _, at = np.unique(run, return_inverse=True)
    at = at if at[0] == 0 else at.max() - at
    reached = np.maximum.accumulate(at * len(levels) + rank)
    return np.asarray(levels[reached - at * len(levels)])


def _flows(table: pd.DataFrame, columns: Columns, reports: Reports, made: _Made) -> pd.DataFrame:
    """Return the rows of increments, in the order of the reports in the table."""
    follows = reports.beside()
    start = np.where(follows, np.append(NO_DAY, reports.end[:-1] + 1)[: reports.n], reports.start)
    claims = columns.texts("id")[reports.row]
    earlier = ["", *claims[:-1]][: reports.n]
    said = [
        f"{now} − {then}" if follow else str(now)
        for now, then, follow in zip(claims, earlier, follows.tolist(), strict=True)
    ]
    stated = [np.isfinite(end) for end in (made.low, made.high)]
    kinds = [np.full(reports.n, None, dtype=object) for _ in stated]
    for kind, is_stated in zip(kinds, stated, strict=True):
        kind[is_stated] = "derived"
    order = np.argsort(reports.row, kind="stable")
    kept = table.iloc[reports.row].drop(columns=[c for c in _OF_ONE_REPORT if c in table])
    values: dict[str, Any] = {
        "basis": np.full(reports.n, "flow", dtype=object),
        "period_start": _days(start),
        "period_end": _days(reports.end),
        "precision": _precision(columns, reports, follows, start),
        "low": np.where(stated[0], made.low, np.nan),
        "best": made.best,
        "high": np.where(stated[1], made.high, np.nan),
        "low_kind": kinds[0],
        "high_kind": kinds[1],
        "derivation": np.array(said, dtype=object),
        "step": made.step,
        "phase": made.phase,
    }
    found = normalise(kept.assign(**values).iloc[order].reset_index(drop=True))
    return with_ids(found)


def _precision(columns: Columns, reports: Reports, follows: Flags, start: Integers) -> Any:
    own = columns.texts("precision")[reports.row]
    return np.where(follows, np.where(start == reports.end, "day", "days"), own)


def _days(days: Integers) -> Any:
    known = days != NO_DAY
    stamps = np.where(known, days, 0).astype("datetime64[D]").astype("datetime64[us]")
    return np.where(known, stamps, np.datetime64("NaT", "us"))

"""Rounds: from one report of a series to the next."""

import numpy as np

from crisisfigures.layout import say_number
from crisisfigures.plugins import (
    Cells,
    Check,
    Flags,
    Integers,
    Judged,
    Numbers,
    Strings,
    each_distinct,
)
from crisisfigures.segments import Groups
from crisisfigures.series import Reports
from crisisfigures.table import NO_DAY
from crisisfigures.validation._along import (
    NUMBERS,
    OF_SERIES,
    READS,
    at_number,
    fallen,
    is_running_total,
    is_stock,
    lines_of_stocks,
    neighbours,
    report_named,
    running_totals,
    said,
    stocks,
)
from crisisfigures.validation._digits import slip
from crisisfigures.validation._samples import sample_series
from crisisfigures.validation._words import named_places

_BACK = "The next report is back at the former level: look at this number first."
_ZERO = (
    "A 0 between numbers like these often stands for a report that was not made: leave the cell "
    "empty then, with the `status` missing."
)
_BOTH = "Look at both numbers."


def _rises(series: Reports, step: int, factor: float, least: float) -> Flags:
    """Return which reports are so many times the one some places before, ranges and all."""
    found = series.beside(step)
    lower, upper = series.lower[step:], series.upper[:-step]
    found[step:] &= (upper > 0) & (lower >= factor * upper) & (lower >= least)
    return found


def _is_step(series: Reports, step: int, factor: float, least: float) -> Flags:
    drops = series.beside(step)
    upper, lower = series.upper[step:], series.lower[:-step]
    drops[step:] &= (factor * upper <= lower) & (lower >= least)
    drops |= _rises(series, step, factor, least)
    return drops


def _is_return(series: Reports, factor: float, least: float) -> Flags:
    """Return which reports only come back from a step, to where the series was before it.

    Where a series goes to and fro, every second step is one.
    """
    step = _is_step(series, 1, factor, least)
    back = step & ~_is_step(series, 2, factor, least) & series.beside(2)
    back[1:] &= step[:-1]
    place = np.arange(series.n)
    since = place - np.maximum.accumulate(np.where(back, 0, place))
    back &= since % 2 == 1
    return back


def _step(cells: Cells, column: str, *, factor: float, least: float) -> Judged:
    series = cells.once(stocks)
    stepped = _is_step(series, 1, factor, least) & ~_is_return(series, factor, least)
    totals = cells.once(running_totals)
    # A total that leaps and falls back is found by the check of totals that fall.
    falls_next = np.append(cells.once(fallen)[1:] >= 0, False)[: totals.n]
    leapt = _rises(totals, 1, factor, least) & ~falls_next
    rows = np.concatenate([series.row[stepped], totals.row[leapt]])
    return at_number(cells, column, rows, is_stock(cells) | is_running_total(cells))


def _is_carried(cells: Cells, column: str, *, digits: float) -> Judged:
    series = cells.once(stocks)
    same = series.beside()
    for ends in (series.lower, series.upper, series.best):
        same[1:] &= ends[1:] == ends[:-1]
    same &= _has_digits(series.best, digits)
    return at_number(cells, column, series.row[same], is_stock(cells))


def _is_stale(cells: Cells, column: str, *, days: float) -> Judged:
    """Return which stocks are the last of their series and older than so many days."""
    found = np.zeros(cells.n, dtype=np.bool_)
    if cells.as_of == NO_DAY:
        return Judged(found, concerned=found)
    series = cells.once(lines_of_stocks)
    day = cells.days(column)[series.rows]
    last = Groups(series.ids, series.m).last(day)
    at = np.flatnonzero((day == last[series.ids]) & (cells.as_of - day > days))
    # Of several rows of the day the first stands for the series.
    _, first = np.unique(series.ids[at], return_index=True)
    found[series.rows[at[first]]] = True
    return Judged(found, concerned=is_stock(cells))


def _age(cells: Cells, column: str, rows: Integers, **_settings: float) -> dict[str, Strings]:
    days = cells.as_of - cells.days(column)[rows]
    return {"age": each_distinct(say_number, days.astype(np.float64))}


def _has_digits(numbers: Numbers, digits: float) -> Flags:
    """Return which numbers are whole and not rounded: so many digits of theirs count."""
    found = np.zeros(len(numbers), dtype=np.bool_)
    at = np.flatnonzero(numbers >= 10.0 ** (digits - 1))
    unit = 10.0 ** (np.floor(np.log10(numbers[at])) + 2 - digits)
    found[at] = (numbers[at] % 1 == 0) & (numbers[at] % unit != 0)
    return found


def _beside(cells: Cells, _column: str, rows: Integers, **_settings: float) -> dict[str, Strings]:
    before, after = (side[rows] for side in cells.once(neighbours))
    return {
        "now": said(cells, rows),
        "before": report_named(cells, before),
        "where": named_places(cells, rows),
        "look": _look(*(_numbers(cells, side) for side in (before, rows, after))),
    }


def _numbers(cells: Cells, rows: Integers) -> Numbers:
    """Return the numbers of reports, NaN where there is no report."""
    best, high = (np.append(cells.numbers(name), np.nan)[rows] for name in ("best", "high"))
    return np.where(np.isnan(best), high, best)


def _look(before: Numbers, now: Numbers, after: Numbers) -> Strings:
    """Return where to look first: the next report may tell which of two numbers is the odd one."""
    is_back = np.abs(np.log1p(after) - np.log1p(before)) < np.abs(np.log1p(after) - np.log1p(now))
    words = np.where(is_back, np.where(now == 0, _ZERO, _BACK), _BOTH).astype(object)
    for at, (a, b) in enumerate(zip(before.tolist(), now.tolist(), strict=True)):
        if sentence := slip(a, b):
            words[at] += f" {sentence}"
    return words


CHECKS = (
    Check(
        name="step-change",
        severity="warning",
        phase="table",
        at=NUMBERS,
        find=_step,
        reads=READS,
        within=OF_SERIES,
        message="in {where}, {before} become {now} from one report to the next",
        hint="{look} If both are right, say in `caveat` what happened, or what was counted anew.",
        why="Ten times as many people from one round to the next, or a tenth of them, is seldom "
        "what happened: a digit too many, thousands for units, a 0 for a report that was not made, "
        "or another method of counting.",
        bad=(
            sample_series("stock", 41_200.0, 412_000.0),
            sample_series("stock", 36_000.0, 0.0),
            sample_series("stock", 4_120.0, 9_120.0, 610.0),
        ),
        good=(
            sample_series("stock", 4_120.0, 9_120.0, 1_120.0),
            sample_series("stock", 0.0, 36_000.0),
            sample_series("stock", 12.0, 840.0),
        ),
        facts=_beside,
        settings={"factor": 10, "least": 1_000},
    ),
    Check(
        name="carried-forward",
        severity="info",
        phase="table",
        at=NUMBERS,
        find=_is_carried,
        reads=READS,
        within=OF_SERIES,
        message="exactly as many in {where} as in the report before: {before}",
        hint="Where nobody counted again, say so: `production` is 'extrapolated' then.",
        why="The same unrounded number on two dates is as a rule one count that was carried on. "
        "Printed as the later one, it says that nothing changed, where nothing is known.",
        bad=(sample_series("stock", 4_186_882.0, 4_186_882.0),),
        good=(
            sample_series("stock", 4_186_882.0, 4_186_882.0, production="extrapolated")[1:]
            + sample_series("stock", 4_186_882.0)[:1],
            sample_series("stock", 4_000_000.0, 4_000_000.0),
            sample_series("stock", 412.0, 412.0),
        ),
        facts=_beside,
        settings={"digits": 4},
    ),
    Check(
        name="stale-figure",
        severity="info",
        phase="table",
        at=("period_end",),
        find=_is_stale,
        reads=READS,
        within=OF_SERIES,
        message="the newest figure of its series is of {value}, {age} days before the day on which "
        "the table is judged",
        hint="Look for a later report. Printed as it stands, give it its date. More than {days} "
        "days is old here; a profile may say otherwise.",
        why="People who were displaced two years ago may be back, or elsewhere. A stock is of its "
        "date, and the older it is the less it says of today. Without a day on which the table is "
        "judged (`as_of`) nothing is found, so that an archive is not old by itself.",
        bad=(sample_series("stock", 412.0, period_start="2021-03-31", period_end="2021-03-31"),),
        good=(
            sample_series("stock", 412.0, 424.0),
            {"period_start": "2021-03-01", "period_end": "2021-03-31"},
        ),
        facts=_age,
        settings={"days": 365},
    ),
)

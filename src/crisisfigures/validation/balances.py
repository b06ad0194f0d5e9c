"""Balances: people displaced on two days, and those who fled and returned in between."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Numbers, Strings
from crisisfigures.series import FLOW, STOCK, between, lines_of, reports_among
from crisisfigures.validation._along import (
    NUMBERS,
    READS,
    at_number,
    is_stock,
    report_named,
    rows_of,
    said,
)
from crisisfigures.validation._words import named_numbers

_MEASURES = ("idps", "new_displacements", "returns")
_APART = ("measure", "period_kind", "definition")
"""What tells a stock from the movements into it and out of it, and is no part of the balance."""


@dataclass(frozen=True, slots=True)
class _Balances:
    """Stocks with an earlier one, and with those who fled in between; n of each.

    Attributes:
        row: The rows of the later stocks, ascending.
        before: The rows of the earlier ones.
        fled: The rows that state how many fled in between.
        returned: The rows that state how many returned; -1 where none does.
        lower: What the later stocks should be at least; -inf where nobody knows who returned.
        upper: What they should be at most.
        above: By how much they are more than that, as a share of the larger stock; or less.
        below: By how much they are less.
    """

    row: Integers
    before: Integers
    fled: Integers
    returned: Integers
    lower: Numbers
    upper: Numbers
    above: Numbers
    below: Numbers


_NO_ROWS, _NO_ENDS = np.empty(0, dtype=np.int64), np.empty(0)
_NONE = _Balances(
    *(_NO_ROWS, _NO_ROWS, _NO_ROWS, _NO_ROWS), *(_NO_ENDS, _NO_ENDS, _NO_ENDS, _NO_ENDS)
)


def _balances(cells: Cells) -> _Balances:
    """Return the balances of a table."""
    flows = rows_of(cells, FLOW)
    flows = flows[cells.is_word("period_kind", "covers")[flows]]
    stocks, fled, returned = (
        rows[cells.is_word("measure", measure)[rows]]
        for measure, rows in zip(_MEASURES, (rows_of(cells, STOCK), flows, flows), strict=True)
    )
    if len(stocks) < 2 or not len(fled):
        return _NONE
    every = lines_of(cells, np.sort(np.concatenate([stocks, fled, returned])), but=_APART)
    stock, inflow, outflow = (
        reports_among(cells, every, rows) for rows in (stocks, fled, returned)
    )
    later = np.flatnonzero(stock.beside())
    later = later[np.argsort(stock.row[later])]
    into, out_of = (between(some, stock, later) for some in (inflow, outflow))
    later, into, out_of = later[into >= 0], into[into >= 0], out_of[into >= 0]
    # Nobody knows how many returned where no one says it: none at least.
    lower = stock.lower[later - 1] + inflow.lower[into] - _ends(outflow.upper, out_of, np.inf)
    upper = stock.upper[later - 1] + inflow.upper[into] - _ends(outflow.lower, out_of, 0)
    largest = np.fmax(stock.upper[later], stock.upper[later - 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        above = (stock.lower[later] - upper) / largest
        below = (lower - stock.upper[later]) / largest
    return _Balances(
        stock.row[later],
        stock.row[later - 1],
        inflow.row[into],
        np.append(outflow.row, -1)[out_of],
        lower,
        upper,
        above,
        below,
    )


def _ends(ends: Numbers, at: Integers, otherwise: float) -> Numbers:
    return np.append(ends, otherwise)[at]


def _is_off(found: _Balances, tolerance: float) -> Flags:
    return (found.above > tolerance) | (found.below > tolerance)


def _does_not_balance(cells: Cells, column: str, *, tolerance: float) -> Judged:
    found = cells.once(_balances)
    return at_number(cells, column, found.row[_is_off(found, tolerance)], cells.once(is_stock))


def _what_follows(
    cells: Cells, _column: str, rows: Integers, *, tolerance: float
) -> dict[str, Strings]:
    found = cells.once(_balances)
    at = np.searchsorted(found.row, rows)
    is_above = found.above[at] > tolerance
    returned = found.returned[at]
    known = np.flatnonzero(returned >= 0)
    left = np.full(len(at), "", dtype=object)
    left[known] = ", less those who returned, " + report_named(cells, returned[known])
    return {
        "figure": said(cells, rows),
        "side": np.where(is_above, "more", "fewer").astype(object),
        "end": named_numbers(np.where(is_above, found.upper[at], found.lower[at])),
        "before": report_named(cells, found.before[at]),
        "fled": report_named(cells, found.fled[at]),
        "returned": left,
    }


_POINT = {"best": None, "low": None, "high": None}
_STOCK = {**_POINT, "measure": "idps", "basis": "stock", "precision": "day"}
_MAY = {**_STOCK, "period_start": "2022-05-31", "period_end": "2022-05-31", "best": 41_200.0}
_JUNE = {**_STOCK, "period_start": "2022-06-30", "period_end": "2022-06-30", "best": 58_900.0}
_MOVED = {
    **_POINT,
    "period_start": "2022-06-01",
    "period_end": "2022-06-30",
    "published_on": "2022-07-08",
}
_FLED = {**_MOVED, "measure": "new_displacements", "best": 6_300.0}
_RETURNED = {**_MOVED, "measure": "returns", "best": 2_100.0}
_LATER = {**_JUNE, "published_on": "2022-07-08"}

CHECKS = (
    Check(
        name="stock-does-not-balance",
        severity="info",
        phase="table",
        at=NUMBERS,
        find=_does_not_balance,
        reads=READS,
        message="{figure} displaced people are {side} than the {end} that follow from {before} and "
        "from those who fled in between, {fled}{returned}",
        hint="Look for another definition, coverage or round, for returns that nobody stated, and "
        "for a slip in one of the numbers. If the source counted anew, say so in a caveat.",
        why="Who was displaced before, and who fled since, less who returned, are displaced now. "
        "Stocks are often counted anew, and movements count a person as often as they flee: a "
        "difference need not be an error, but a table that shows both should explain it.",
        bad=(
            (_MAY, _FLED, _LATER),
            (_MAY, _FLED, _RETURNED, {**_LATER, "best": 12_000.0}),
        ),
        good=(
            (_MAY, _FLED, {**_LATER, "best": 47_000.0}),
            (_MAY, _FLED, {**_LATER, "best": 12_000.0}),
            (_MAY, _FLED, _RETURNED, {**_LATER, "best": 45_400.0}),
            (_MAY, {**_FLED, "high": 20_000.0}, _LATER),
            (_MAY, {**_FLED, "source": "IOM"}, _LATER),
            (_MAY, {**_FLED, "period_start": "2022-06-15", "precision": "days"}, _LATER),
        ),
        facts=_what_follows,
        settings={"tolerance": 0.1},
        within=("source", "place"),
    ),
)

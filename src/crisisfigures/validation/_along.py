"""What checks along time share: the series of a table, and how their reports are named."""

import numpy as np

from crisisfigures.layout import say_number
from crisisfigures.plugins import Cells, Flags, Integers, Judged, Strings
from crisisfigures.series import (
    CUMULATIVE,
    FACETS,
    STOCK,
    Lines,
    Reports,
    falls,
    kinds_of,
    lines_of,
    reports_of,
)
from crisisfigures.validation._run import MADE_OF
from crisisfigures.validation._words import named_rows

NUMBERS = ("best", "high", "low")
"""Where the number of a report stands: at the first of these that is stated."""

_PLACES = ("place", "place_system", "place_name", "from_place", "from_system", "from_name")
"""A place that nobody knows is one place for a series all the same."""

READS = (
    *("low", "best", "high", "low_kind", "high_kind", "approximate", "basis", "status"),
    *(name for name in FACETS if name not in _PLACES),
    *("period_start", "period_end"),
)
"""What must be right for a row to be compared with others of its series."""

OF_SERIES = ("source", "measure", "place")
"""Columns in which all rows of a series agree."""


def _rows_read(cells: Cells) -> Flags | None:
    """Return the rows in which all that matters to series was read; None for all rows."""
    looked_at = {*READS, *_PLACES}
    unread = [name for name in cells.unread if not looked_at.isdisjoint(MADE_OF.get(name, (name,)))]
    if not unread:
        return None
    read = np.ones(cells.n, dtype=np.bool_)
    for name in unread:
        read &= ~cells.is_unread(name)
    return read


def rows_of(cells: Cells, kind: int) -> Integers:
    """Return the rows that are stocks, flows or running totals, and were read."""
    chosen, read = np.equal(cells.once(kinds_of), kind), cells.once(_rows_read)
    return np.flatnonzero(chosen if read is None else chosen & read)


def lines_of_stocks(cells: Cells) -> Lines:
    """Return the series of stocks."""
    return lines_of(cells, rows_of(cells, STOCK))


def stocks(cells: Cells) -> Reports:
    """Return the reports of the series of stocks."""
    return reports_of(cells, cells.once(lines_of_stocks).several())


def running_totals(cells: Cells) -> Reports:
    """Return the reports of the series of running totals."""
    lines = lines_of(cells, rows_of(cells, CUMULATIVE)).several()
    return reports_of(cells, lines, by_start=True)


def fallen(cells: Cells) -> Integers:
    """Return for each report of running totals the earlier one that it falls below; -1 for none."""
    return falls(cells.once(running_totals))


def is_stock(cells: Cells) -> Flags:
    """Return which rows are stocks."""
    return np.equal(cells.once(kinds_of), STOCK)


def is_running_total(cells: Cells) -> Flags:
    """Return which rows are running totals."""
    return np.equal(cells.once(kinds_of), CUMULATIVE)


def neighbours(cells: Cells) -> tuple[Integers, Integers]:
    """Return for each row the one that reports before it in its series, and after; -1 for none."""
    before, after = (np.full(cells.n, -1, dtype=np.int64) for _ in range(2))
    for series in (cells.once(stocks), cells.once(running_totals)):
        later = np.flatnonzero(series.beside())
        before[series.row[later]] = series.row[later - 1]
        after[series.row[later - 1]] = series.row[later]
    return before, after


def at_number(cells: Cells, column: str, rows: Integers, concerned: Flags) -> Judged:
    """Return rows as at fault in the column where their number stands."""
    for name in NUMBERS[: NUMBERS.index(column)]:
        rows = rows[np.isnan(cells.numbers(name)[rows])]
    rows = rows[~np.isnan(cells.numbers(column)[rows])]
    bad = np.zeros(cells.n, dtype=np.bool_)
    bad[rows] = True
    return Judged(bad, concerned=concerned)


def said(cells: Cells, rows: Integers) -> Strings:
    """Return what rows say, in short."""
    ends = [cells.numbers(name)[rows].tolist() for name in ("low", "best", "high")]
    return np.array([_said(*end) for end in zip(*ends, strict=True)] + [None], dtype=object)[:-1]


def _said(low: float, best: float, high: float) -> str:
    stated = [number for number in (low, best, high) if number == number]
    if low == low and high == high and low != high:
        return f"{say_number(low)} to {say_number(high)}"
    if len(stated) == 1 and low == low:
        return f"at least {say_number(low)}"
    if len(stated) == 1 and high == high:
        return f"at most {say_number(high)}"
    return say_number(best if best == best else stated[0])


def report_named(cells: Cells, rows: Integers) -> Strings:
    """Return reports as a reader finds them: what they say, of which day, and where."""
    days = cells.said("period_end", rows)
    named: Strings = said(cells, rows) + " of " + days + " in " + named_rows(cells, rows)
    return named

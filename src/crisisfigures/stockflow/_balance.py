"""Stocks on two days, and those who came and went in between."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import HARD_KINDS, HEDGING, effective_ends
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.series import (
    FLOW,
    STOCK,
    Lines,
    Reports,
    between,
    kinds_of,
    left_out,
    lines_of,
    reports_among,
)
from crisisfigures.table import NO_DAY, Columns, normalise
from crisisfigures.vocabulary import MEASURES

TERMS = ("opening", "inflow", "outflow", "closing")
"""The terms of a balance: closing = opening + inflow − outflow."""

_APART = ("measure", "period_kind", "definition")
"""What tells a stock from the movements into it and out of it, and is no part of the balance."""

_FACETS = (
    *("unit", "group", "cause", "event", "actor", "modality", "place", "place_system"),
    *("place_name", "source"),
)

_Ends = tuple[Numbers, Numbers]


def balance(
    table: pd.DataFrame,
    *,
    stock: str = "idps",
    inflow: str = "new_displacements",
    outflow: str = "returns",
    by_source: bool = True,
) -> pd.DataFrame:
    """Return whether stocks balance: closing = opening + inflow − outflow, and what is unknown.

    Each two stocks of one place and group that follow each other are held against the movements of
    just the days between them; and of those who came and went in a period, with a stock only before
    or only after it, follows the other stock. Where one term is not stated, it is what the others
    leave it; where all are, the balance says whether they can all be true. Movements count a person
    as often as they move, and stocks are often counted anew: a balance that cannot be true asks for
    a reason, and need not be an error.

    Args:
        table: n figures, or the table of a reconciliation.
        stock: The measure of the people who are there on a day.
        inflow: The measure of those who come in a period.
        outflow: The measure of those who leave.
        by_source: Whether all terms of a balance come from one source; not of a reconciled table.

    Returns:
        One row for each two stocks, in the order of their later one in the table, and then for each
        period of which one stock is not stated:

        - `period_start` and `period_end`: the days of the two stocks;
        - `opening_low`, `opening_high`, and the same of `inflow`, `outflow` and `closing`: the
          ranges as they are used ("more than 100" is 101 at least), an end missing where it is open
          or the term is not stated;
        - `expected_low`, `expected_high`: what the closing stock should be by the others; missing
          where open. Counts are not below 0. What is not stated may be any number;
        - `unknown`: the one term that is not stated, missing where none or several are;
        - `solved_low`, `solved_high`: what that term must be;
        - `balances`: `possible`; `impossible`, and `gap` says by how much; `apart`, with the gap,
          where what parts them is the end of a convention, rounding, level or hedge, or a stock
          that is not known to the day; or `unknown` where two movements are not stated;
        - the facets that the terms share.

        `attrs["left_out"]` counts the stocks and movements that are in no balance since they are
        withdrawn, suppressed or missing, or the source says several things, by the reason.

    Raises:
        UnknownNameError: No such measure.
        OptionError: A measure is no stock, or no flow; or there are no two stocks of one series,
            and no stock beside movements both in and out.

    Source:
        The accounting identity of population statistics, on intervals: sharp whatever the terms
        have in common.

    Example:
        >>> import crisisfigures as cf
        >>> here = {"place": "MLI", "place_system": "iso3166-1", "source": "IOM"}
        >>> may = {"period_start": "2024-05-31", "period_end": "2024-05-31", "measure": "idps"}
        >>> june = {"period_start": "2024-06-30", "period_end": "2024-06-30", "measure": "idps"}
        >>> fled = {"period_start": "2024-06-01", "period_end": "2024-06-30",
        ...         "measure": "new_displacements", "basis": "flow"}
        >>> told = cf.to_frame([
        ...     cf.Figure(**here, **may, basis="stock", low=40_000, high=41_000),
        ...     cf.Figure(**here, **june, basis="stock", best=44_000),
        ...     cf.Figure(**here, **fled, best=6_000),
        ... ])
        >>> row = balance(told).iloc[0]
        >>> row["unknown"], float(row["solved_low"]), float(row["solved_high"])
        ('outflow', 2000.0, 3000.0)
    """
    for measure, basis in ((stock, "stock"), (inflow, "flow"), (outflow, "flow")):
        if measure not in MEASURES:
            raise UnknownNameError("measure", measure, MEASURES)
        if MEASURES[measure].default_basis != basis:
            raise OptionError(
                f"{measure!r} is no {basis}: its basis is {MEASURES[measure].default_basis}.\n"
                "Hint: a balance has one measure of people who are there on a day (stock=...), and "
                "two of those who come and go (inflow=..., outflow=...)."
            )
    table = normalise(table)
    columns = Columns(table)
    kinds = kinds_of(columns)
    there, came, left = (
        np.flatnonzero((kinds == kind) & columns.is_word("measure", measure))
        for measure, kind in ((stock, STOCK), (inflow, FLOW), (outflow, FLOW))
    )
    covers = columns.is_word("period_kind", "covers")
    came, left = came[covers[came]], left[covers[left]]
    every = np.sort(np.concatenate([there, came, left]))
    lines = lines_of(columns, every, but=(*_APART, *(() if by_source else ("source",))))
    stocks, into, out_of = (reports_among(columns, lines, rows) for rows in (there, came, left))
    closing = np.flatnonzero(stocks.beside())
    lone = _lone(stocks, into, out_of)
    if not len(closing) and not len(lone["inflow"]):
        raise OptionError(
            f"there are no two stocks of {stock!r} that follow each other, of one place, group "
            f"{'and source' if by_source else 'and event'}.\n"
            "Hint: reconcile several sources first, and balance the table that comes out with "
            "by_source=False."
        )
    closing = closing[np.argsort(stocks.row[closing], kind="stable")]
    rows = {
        "opening": stocks.row[closing - 1],
        "inflow": _rows(into, between(into, stocks, closing)),
        "outflow": _rows(out_of, between(out_of, stocks, closing)),
        "closing": stocks.row[closing],
    }
    rows = {term: np.concatenate([rows[term], lone[term]]) for term in TERMS}
    found = _told(table, columns, rows)
    found.attrs["left_out"] = _left_out(
        columns, lines, (there, stocks), (came, into), (left, out_of)
    )
    return found


def _left_out(columns: Columns, lines: Lines, *terms: tuple[Integers, Reports]) -> dict[str, int]:
    counts = (left_out(columns, rows, lines.among(rows), reports) for rows, reports in terms)
    return dict(sum(map(Counter, counts), Counter()))


def _lone(stocks: Reports, into: Reports, out_of: Reports) -> dict[str, Integers]:
    """Return the rows of balances of which one stock is not stated; -1 is its row."""
    spans = pd.MultiIndex.from_arrays([out_of.line, out_of.start, out_of.end])
    left = spans.get_indexer(pd.MultiIndex.from_arrays([into.line, into.start, into.end]))
    came = np.flatnonzero((left >= 0) & (into.start != NO_DAY))
    came = came[np.argsort(into.row[came], kind="stable")]
    days = pd.MultiIndex.from_arrays([stocks.line, stocks.end])
    days = days[~days.duplicated(keep=False)]

    def beside(day: Integers, step: int) -> Integers:
        """Return the stock of a day, or of the one before or after it."""
        found = np.full(len(day), -1, dtype=np.int64)
        for further in (0, step):
            at = days.get_indexer(pd.MultiIndex.from_arrays([into.line[came], day + further]))
            found = np.where(found < 0, at, found)
        return found

    opening, closing = beside(into.start[came], -1), beside(into.end[came], 1)
    one = (opening < 0) ^ (closing < 0)
    return {
        "opening": _rows(stocks, opening[one]),
        "inflow": into.row[came[one]],
        "outflow": out_of.row[left[came[one]]],
        "closing": _rows(stocks, closing[one]),
    }


def _rows(movements: Reports, found: Integers) -> Integers:
    return np.append(movements.row, -1)[found]


def _told(table: pd.DataFrame, columns: Columns, rows: dict[str, Integers]) -> pd.DataFrame:
    ends = {term: _ends(columns, at) for term, at in rows.items()}
    opening, inflow, outflow, closing = (ends[term] for term in TERMS)
    expected = _not_below_0(_minus(_plus(opening, inflow), outflow))
    solved = {
        "opening": _not_below_0(_minus(_plus(closing, outflow), inflow)),
        "closing": expected,
        "inflow": _not_below_0(_minus(_plus(closing, outflow), opening)),
        "outflow": _not_below_0(_minus(_plus(opening, inflow), closing)),
    }
    lacks = {term: rows[term] < 0 for term in solved}
    one = np.sum(list(lacks.values()), axis=0) == 1
    both = lacks["inflow"] & lacks["outflow"]
    above, below = closing[0] - expected[1], expected[0] - closing[1]
    gap = np.maximum(np.maximum(above, below), 0.0)
    is_hard = _parted_hard(columns, rows, above > 0)
    balances = np.where(gap > 0, np.where(is_hard, "impossible", "apart"), "possible")
    balances = np.where(both, "unknown", balances)
    unknown = np.full(len(gap), None, dtype=object)
    answer = np.full(len(gap), np.nan), np.full(len(gap), np.nan)
    for term, found in solved.items():
        here = one & lacks[term] & (gap == 0)
        unknown[one & lacks[term]] = term
        for side, end in zip(answer, found, strict=True):
            side[here] = end[here]
    came = rows["inflow"]
    facets = [name for name in _FACETS if name in table.columns]
    made: dict[str, Any] = {
        "period_start": _days(columns, rows["opening"], columns.days("period_start") - 1, came),
        "period_end": _days(columns, rows["closing"], columns.days("period_end"), came),
        **{
            f"{term}_{name}": np.where(rows[term] < 0, np.nan, _finite(end))
            for term in TERMS
            for name, end in zip(("low", "high"), ends[term], strict=True)
        },
        "expected_low": _finite(expected[0]),
        "expected_high": _finite(expected[1]),
        "unknown": pd.array(unknown, dtype="str"),
        "solved_low": _finite(answer[0]),
        "solved_high": _finite(answer[1]),
        "balances": pd.array(balances.astype(object), dtype="str"),
        "gap": np.where(gap > 0, gap, np.nan),
    }
    if columns.has("id"):
        ids = np.array([*columns.texts("id"), None], dtype=object)
        for term, at in rows.items():
            made[f"{term}_id"] = pd.array(ids[at], dtype="str")
    stated = np.where(lacks["closing"], rows["opening"], rows["closing"])
    shared = table.iloc[stated][facets].reset_index(drop=True)
    return shared.assign(**made)


def _ends(columns: Columns, at: Integers) -> _Ends:
    """Return ranges of rows; nothing is known of a row that is not there, but that none is < 0.

    People are whole, so "more than 100" is 101 at least.
    """
    low, best, high = (
        np.append(columns.numbers(name), np.nan)[at] for name in ("low", "best", "high")
    )
    lower, upper = effective_ends(low, best, high)
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    upper = np.where(np.append(vague, False)[at], np.inf, upper)
    above, below = (
        np.append(columns.is_word(name, "exclusive"), False)[at]
        for name in ("low_kind", "high_kind")
    )
    lower = np.where(above, np.floor(lower) + 1, lower)
    upper = np.where(below, np.ceil(upper) - 1, upper)
    return np.fmax(np.where(np.isnan(lower), 0.0, lower), 0.0), np.where(
        np.isnan(upper), np.inf, upper
    )


def _parted_hard(columns: Columns, rows: dict[str, Integers], is_above: Flags) -> Flags:
    """Return where sources state the ends that part a closing stock from the others, and its day.

    Of a movement without a row it is certain that it is not below 0.
    """
    hedged = columns.flags("approximate") | columns.is_word("quantifier", *HEDGING)
    hedged |= ~np.isnan(columns.numbers("level"))
    low, high = (
        ~hedged & (~columns.stated(name) | columns.is_word(name, *HARD_KINDS))
        for name in ("low_kind", "high_kind")
    )
    start, end = (columns.days(name) for name in ("period_start", "period_end"))
    is_day = (start == end) | (start == NO_DAY)
    hard = {
        "opening": (low & is_day, high & is_day),
        "inflow": (low, high),
        "outflow": (high, low),
        "closing": (high & is_day, low & is_day),
    }
    parting = [
        np.where(is_above, *(np.append(end, True)[rows[term]] for end in reversed(ends)))
        for term, ends in hard.items()
    ]
    return np.asarray(np.logical_and.reduce(parting))


def _plus(a: _Ends, b: _Ends) -> _Ends:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: _Ends, b: _Ends) -> _Ends:
    """Return the difference of ranges; lower ends are finite, so no end is inf − inf."""
    return a[0] - b[1], a[1] - b[0]


def _not_below_0(ends: _Ends) -> _Ends:
    return np.maximum(ends[0], 0.0), ends[1]


def _finite(ends: Numbers) -> Numbers:
    return np.where(np.isfinite(ends), ends, np.nan)


def _days(
    columns: Columns, rows: Integers, of_movement: Integers, came: Integers
) -> npt.NDArray[np.datetime64]:
    """Return the days of stocks; of one that is not stated, that of a movement beside it."""
    days = np.where(rows < 0, of_movement[came], columns.days("period_end")[rows])
    return days.astype("datetime64[D]").astype("datetime64[us]")

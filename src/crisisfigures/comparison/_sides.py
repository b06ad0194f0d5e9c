"""Two sides as pairs of ranges: reconciled each by itself, and matched by quantity."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.errors import OptionError, TableError
from crisisfigures.estimate import Estimate, effective_ends
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import quantities
from crisisfigures.plugins import Pairs, Side
from crisisfigures.reconciliation import holds_results, reconcile
from crisisfigures.segments import Integers
from crisisfigures.source import Sources
from crisisfigures.table import Columns, Data, normalise, table_of
from crisisfigures.vocabulary import MEASURES

_SOFT = ("level", "rounding", "convention", "derived")
"""What makes ends that no source stated; an end whose kind is not said is stated."""

_RATES = {"rate_low": "low", "rate_best": "best", "rate_high": "high"}


@dataclass(frozen=True, slots=True)
class Sides:
    """Two tables with one row a quantity, and which rows are of the same.

    Attributes:
        left: The left table, with `quantity`.
        right: The right table, with `quantity`.
        at_left: The rows of the left table that have a partner, ascending.
        at_right: Their partners.
    """

    left: pd.DataFrame
    right: pd.DataFrame
    at_left: Integers
    at_right: Integers


def sides_of(
    left: Data,
    right: Data,
    *,
    method: str,
    let_unknown: Any,
    sources: Sources | None,
    gazetteer: Gazetteer | None,
) -> Sides:
    """Return two sides, each reconciled by itself; results are taken as they are.

    Both are matched together, so that a quantity has one name on both sides.
    """
    given = [
        normalise(side) if isinstance(side, pd.DataFrame) else table_of(side)
        for side in (left, right)
    ]
    bare = [table.drop(columns="quantity", errors="ignore") for table in given]
    both = normalise(pd.concat(bare, ignore_index=True))
    if "id" in both:
        # Claims that stand alone are named by their ids, and both sides may have the same claim.
        alone = both[_may_stand_alone(both)]["id"]
        again = alone.index[alone.duplicated() & alone.notna()]
        both.loc[again, "id"] = both["id"].loc[again] + " (right)"
    found = quantities(Columns(both), let_unknown=let_unknown, gazetteer=gazetteer)
    ids = np.split(found.groups.ids, [len(given[0])])
    tables, of = [], []
    for table, own in zip(given, ids, strict=True):
        if not holds_results(table):
            named = table.assign(quantity=pd.Series(found.labels[own], index=table.index))
            table = reconcile(named, method, sources=sources, gazetteer=gazetteer).table
            own = pd.Index(found.labels).get_indexer(pd.Index(table["quantity"]))
        elif (np.bincount(own, minlength=1) > 1).any():
            raise TableError(
                "a side of results has two rows of one quantity, as the other side is matched.\n"
                "Hint: compare the claims themselves; each side is reconciled then."
            )
        tables.append(table.reset_index(drop=True))
        of.append(own)
    row_of = np.full(found.groups.m, -1, dtype=np.int64)
    row_of[of[1]] = np.arange(len(of[1]))
    partner = row_of[of[0]]
    at = np.flatnonzero(partner >= 0)
    return Sides(tables[0], tables[1], at, partner[at])


def _may_stand_alone(table: pd.DataFrame) -> "pd.Series[bool]":
    """Return which rows may be of no quantity but their own, as those that do not say where."""
    needed = ["measure", "place", "period_start", "period_end"]
    return table.reindex(columns=needed).isna().any(axis=1)


def by_rate(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its rates as the ranges.

    Raises:
        OptionError: It has no rates.
    """
    if "rate_unit" not in table:
        raise OptionError(
            "these figures have no rates to compare.\n"
            "Hint: reconcile, then make them: rate(reconcile(claims).table, population)."
        )
    kept = table.drop(columns=[name for name in _RATES.values() if name in table])
    return kept.rename(columns=_RATES)


def as_table(estimate: Estimate) -> pd.DataFrame:
    """Return a range as a table of one row, of a measure that can be what it is."""
    row = {
        name: getattr(estimate, name)
        for name in (
            *("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate"),
            *("range_kind", "level", "stated", "convention"),
        )
    }
    measure = "excess_deaths" if estimate.signed else "deaths"
    return normalise(pd.DataFrame([{"measure": measure, **row}]))


def pairs_of(left: pd.DataFrame, right: pd.DataFrame) -> Pairs:
    """Return the ranges of two tables side by side, row by row."""
    return Pairs(side_of(Columns(left)), side_of(Columns(right)))


def side_of(columns: Columns) -> Side:
    """Return the ranges of a table; NaN where a row says no number."""
    # What was withdrawn or could not be read is no number any more.
    says = columns.is_word("status", "present", "suppressed") & ~columns.stated("unread")
    low, best, high = (
        np.where(says, columns.numbers(name), np.nan) for name in ("low", "best", "high")
    )
    signed = columns.holds("measure", lambda name: name in MEASURES and MEASURES[name].signed)
    unbounded = says & columns.is_word("quantifier", "unbounded")
    lower, upper = effective_ends(low, best, high, unbounded=unbounded)
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    return Side(
        lower=lower,
        upper=upper,
        best=np.where(np.isnan(best) & (lower == upper), lower, best),
        lower_out=columns.is_word("low_kind", "exclusive"),
        upper_out=columns.is_word("high_kind", "exclusive"),
        lower_hard=np.isfinite(lower) & ~columns.is_word("low_kind", *_SOFT),
        upper_hard=np.isfinite(upper) & ~columns.is_word("high_kind", *_SOFT),
        rounded=columns.is_word("low_kind", "rounding") & columns.is_word("high_kind", "rounding"),
        vague=vague,
        level=columns.numbers("level"),
        floor=np.where(signed, -np.inf, 0.0),
    )


def usable(pairs: Pairs) -> Any:
    """Return where both sides state a number."""
    return ~(np.isnan(pairs.left.lower) | np.isnan(pairs.right.lower))


def some(pairs: Pairs, rows: Integers) -> Pairs:
    """Return some of the pairs."""
    sides = [
        Side(*(getattr(side, part.name)[rows] for part in fields(Side)))
        for side in (pairs.left, pairs.right)
    ]
    return Pairs(sides[0], sides[1])

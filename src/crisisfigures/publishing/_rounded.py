"""Rounded numbers beside a table, and tables whose rounded parts still add up."""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.coherence import sums_between
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.publishing._margins import Sum, moved
from crisisfigures.publishing._rules import GIDD, UNHCR, Rounding, half_up
from crisisfigures.segments import Integers, Numbers
from crisisfigures.table import Columns, normalise

Strings = npt.NDArray[np.object_]

RULES = ("gidd", "unhcr", "half_up")
_LISTS = frozenset({"places", "groups"})
_ORDER = ("measure", "place", "group", "period_start", "period_end", "event", "source", "best")
_SLACK = 1e-12
_ADDS_UP = ", so that parts add up to their wholes"
_DOES_NOT = ", so that parts add up to their wholes, but not here to each of several"


def rounded(
    table: pd.DataFrame,
    rule: str,
    *,
    to: float | None = None,
    add_up: str | Collection[str] | None = None,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Return a table with its numbers rounded for print beside them, by a publisher's rule.

    The numbers stay: rounding is for print, and never for sums. A point and a best figure are
    rounded to the nearest multiple, the ends of a range outwards, so that what is printed holds
    what is known. Missing, zero, suppressed and withdrawn stay what they are.

    Args:
        table: n figures.
        rule: `gidd` (IDMC), `unhcr` (counts below five), or `half_up`.
        to: What `half_up` rounds to multiples of, such as 100.
        add_up: Make the rounded best figures of parts add up to the rounded whole, where the parts
            are all there are and add up before: along complete lists of `"places"` or `"groups"`
            (as for `cohere`), and along periods in any case; `()` for periods alone. Only for
            `half_up`. Each is rounded up or down to a multiple next to it, those with the largest
            remainders up; in a table of two groupings, as of sexes by ages, others may be moved,
            so that both add up. Where no such numbers are found, as may be with three groupings,
            `rounding` says so. Each quantity stands once in such a table: reconcile first, or round
            the figures of each source by themselves.
        gazetteer: Which places lie in which.

    Returns:
        n rows with `rounded_low`, `rounded_best`, `rounded_high` (missing where not stated) and
        `rounding`, the rule in words for a footnote. `render` prints them instead of the numbers,
        with the footnote.

    Raises:
        UnknownNameError: No such rule or list.
        OptionError: `half_up` without `to`, or another rule with it; `add_up` of another rule.

    Source:
        IDMC's rule holds for all 640 rounded numbers of its files that were tried. Largest
        remainders, and paths in two-way tables: controlled rounding (L. H. Cox, JASA 82, 1987).

    Example:
        >>> import crisisfigures as cf
        >>> fled = cf.to_frame([
        ...     cf.Figure(measure="idps", low=9_840, best=12_345, high=13_210, source="IOM")
        ... ])
        >>> row = rounded(fled, "gidd").iloc[0]
        >>> [float(row[name]) for name in ("rounded_low", "rounded_best", "rounded_high")]
        [9800.0, 12000.0, 14000.0]
    """
    by = _rule(rule, to)
    lists = None if add_up is None else _lists(add_up, rule)
    table = normalise(table)
    columns = Columns(table)
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    made = [by.outwards(low, up=False), by.nearest(best), by.outwards(high, up=True)]
    # One number three times is a number, and no range.
    is_point = (low == best) & (best == high)
    made[0], made[2] = (np.where(is_point, made[1], ends) for ends in (made[0], made[2]))
    notes: Strings = np.full(columns.n, "", dtype=object)
    if lists is not None and to is not None:
        order = _in_order(table)
        arranged = Columns(table.iloc[order])
        made[1][order], notes[order] = _adding_up(
            arranged, best[order], made[1][order], to, lists, gazetteer
        )
        moved = is_point & ~np.isnan(best)
        made[0], made[2] = (np.where(moved, made[1], ends) for ends in (made[0], made[2]))
    has_number = ~(np.isnan(low) & np.isnan(best) & np.isnan(high))
    said = by.said + notes
    said[~has_number] = None
    values: dict[str, Any] = {
        "rounded_low": made[0],
        "rounded_best": made[1],
        "rounded_high": made[2],
        "rounding": pd.array(said, dtype="str"),
    }
    return table.assign(**values)


def _in_order(table: pd.DataFrame) -> Integers:
    """Return the rows by what they say: the order of a table changes nothing."""
    by = [name for name in _ORDER if name in table.columns]
    return table.reset_index(drop=True).sort_values(by, kind="stable").index.to_numpy()


def _rule(name: str, to: float | None) -> Rounding:
    if name not in RULES:
        raise UnknownNameError("rule of rounding", name, RULES)
    if name != "half_up":
        if to is not None:
            raise OptionError(f"to={to!r} belongs to 'half_up'; {name!r} has steps of its own.")
        return {"gidd": GIDD, "unhcr": UNHCR}[name]
    if to is None or not 1 <= to < np.inf:
        raise OptionError(
            f"to={to!r}: 'half_up' needs to know to what multiples.\nHint: such as to=100."
        )
    return half_up(float(to))


def _lists(add_up: str | Collection[str], rule: str) -> frozenset[str]:
    lists = frozenset({add_up} if isinstance(add_up, str) else add_up)
    for name in sorted(lists - _LISTS):
        raise UnknownNameError("list that can be complete", name, _LISTS)
    if rule != "half_up":
        raise OptionError(
            f"add_up needs one step for all numbers, which {rule!r} has not.\n"
            "Hint: use rounded(table, 'half_up', to=..., add_up=...)."
        )
    return lists


def _adding_up(
    columns: Columns,
    best: Numbers,
    plain: Numbers,
    to: float,
    lists: Collection[str],
    gazetteer: Gazetteer | None,
) -> tuple[Numbers, Strings]:
    """Return rounded best figures that add up, from the wholes down, and what is to be said."""
    sums = sums_between(columns, gazetteer, lists)
    made, done = plain.copy(), np.zeros(columns.n, dtype=np.bool_)
    held: list[Sum] = []
    wholes = sorted(range(sums.c), key=lambda at: (-best[sums.whole[at]], at))
    for at in wholes:
        parts, whole = sums.part[sums.of == at], int(sums.whole[at])
        # Households times 4.1 add up, and binary floats of them nearly.
        exact = abs(math.fsum(best[parts]) - best[whole]) <= _SLACK * abs(best[whole])
        if not sums.is_complete[at] or not exact:
            continue
        held.append((parts, whole))
        if done[parts].any():
            continue
        down = np.floor(best[parts] / to) * to
        n_up = round((made[whole] - down.sum()) / to)
        remainder = best[parts] - down
        order = np.lexsort((parts, -remainder))
        may_rise = order[remainder[order] > 0]
        if not 0 <= n_up <= len(may_rise):
            continue
        down[may_rise[:n_up]] += to
        made[parts], done[parts] = down, True
        done[whole] = True
    made = moved(made, best, to, held)
    notes: Strings = np.full(columns.n, "", dtype=object)
    for parts, whole in sorted(held, key=lambda one: made[one[0]].sum() != made[one[1]]):
        adds_up = made[parts].sum() == made[whole]
        notes[[*parts.tolist(), whole]] = _ADDS_UP if adds_up else _DOES_NOT
    return made, notes

"""The verb: what each figure can be, given all others that it is part of or made of."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.coherence._balanced import balanced
from crisisfigures.coherence._conflicts import Conflict, conflicts
from crisisfigures.coherence._linear import is_possible, linear_bounds
from crisisfigures.coherence._narrowing import NO_SUM, Narrowed, narrowed
from crisisfigures.coherence._result import Coherence
from crisisfigures.coherence._ties import Ties, ties_of
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import HARD_KINDS, HEDGING, effective_ends
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.reconciliation import Reconciliation, as_reconciled
from crisisfigures.segments import Flags, Numbers
from crisisfigures.source import Sources
from crisisfigures.table import Columns, Data
from crisisfigures.vocabulary import MEASURES

COMPLETE = frozenset({"places", "groups"})

_TOLD = {
    "conflict": "int64",
    "is_hard": "bool",
    "quantity": "str",
    "end": "str",
    "value": "float64",
    "is_excluded": "bool",
    **dict.fromkeys(("at_most", "at_least", "gap"), "float64"),
    "claim_ids": "str",
}
"""The columns of conflicts, with their types."""

_Z = 1.959963984540054
"""The ends of a range stand for this many standard deviations: 95 % of a normal distribution."""


def cohere(
    data: Data,
    *,
    complete: str | Collection[str] = (),
    exact: bool = False,
    balance: float | None = None,
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
) -> Coherence:
    """Return what each figure can be, given all others that it is part of or made of.

    A country is what its regions come to, a year what its months do, all people what women and men
    do. Where the parts are all there are, whole and parts narrow each other from both sides; else
    the whole is at least their sum. Claims about one quantity are put together first, to what they
    have in common. Nothing that was given is changed: what follows stands beside it.

    Ends that cannot all be true come back as a conflict: an irreducible set, of which the others
    could be true without any one of them. It is *hard* where sources stated all of its ends, so
    that one of them is wrong; through ends of a convention, a level, rounding or a derivation it is
    *soft*. Figures that are tied to a conflict are not narrowed.

    Args:
        data: n claims; or results, of which each range is taken as it is: a reconciliation, an
            aggregation, or the table of one.
        complete: Along what the table has all parts of each whole that has any: `"places"`,
            `"groups"`. Without it only the gazetteer's lists of places are complete, and no groups.
            Periods are, where they cover each day of a longer one once.
        exact: Narrow as far as can be also where sums form loops, as places and groups crossed do,
            by linear programming (`pip install 'crisisfigures[stats]'`). Without it, ranges there
            are right and may be wider than they must be; `is_exact` says where.
        balance: Also find one number for each figure so that all add up (least squares, Stone's
            method). It is the share by which a bare number may be off, as a standard deviation;
            ranges are taken as 95 % intervals. 0 fixes bare numbers.
        sources: The registry of sources.
        gazetteer: Which places lie in which; it must know p-codes and areas for them to count.

    Returns:
        A `Coherence`; the same, bit for bit, for any order of the rows.

    Raises:
        UnknownNameError: `complete` names no list.
        OptionError: `balance` is negative; or fixed numbers do not add up.
        MissingExtraError: `exact` without SciPy.

    Source:
        Interval sums, exact on trees; see `docs/guides/cohere.md`. Stocks are never sums of stocks
        of other days. Measures that may be negative are left out.
    """
    declared = frozenset({complete} if isinstance(complete, str) else complete)
    for name in sorted(declared - COMPLETE):
        raise UnknownNameError("list that can be complete", name, COMPLETE)
    if balance is not None and not balance >= 0:
        raise OptionError(f"balance={balance!r} is no share: give 0.05 for 5 %, or 0.")
    result = as_reconciled(data, "intersection", sources=sources, gazetteer=gazetteer)
    known = gazetteer or result.gazetteer or standard_gazetteer()
    columns = Columns(result.table)
    is_node = columns.is_word("status", "present", "suppressed", "missing")
    is_node &= columns.holds("measure", lambda name: name in MEASURES and not MEASURES[name].signed)
    ties = ties_of(columns, is_node, known, declared)
    lower, upper, hard = _ends(columns, _held_to(columns, Columns(result.claims)))
    found = narrowed(lower, upper, ties.sums)
    if exact:
        found = _in_loops(found, lower, upper, ties)
    clashes = conflicts(
        lower, upper, hard, ties.sums, found.contradicted, is_possible if exact else None
    )
    table = result.table.assign(**_layer(columns, lower, upper, found, ties))
    if balance is not None:
        table = table.assign(**_balanced(columns, ties, balance))
    return Coherence(table, _told(result, columns, (lower, upper), clashes), result)


def _held_to(columns: Columns, claims: Columns) -> tuple[Flags, Flags]:
    """Return the lower and upper ends of quantities that a source holds to.

    "Roughly 100 to 120" holds to neither end, and neither does a range at a level. An end that
    several claims could have made is held to if one of them holds to it.
    """
    at = pd.Index(columns.table["quantity"]).get_indexer(pd.Index(claims.table["quantity"]))
    own, of_claims = _stated_ends(columns), _stated_ends(claims)
    firm, is_firm = _is_firm(columns), _is_firm(claims)
    found = []
    for end, claimed in zip(own, of_claims, strict=True):
        made = (at >= 0) & (claimed == np.append(end, np.nan)[at])
        by = np.bincount(at[made], minlength=columns.n)
        by_firm = np.bincount(at[made & is_firm], minlength=columns.n)
        found.append(firm & ((by == 0) | (by_firm > 0)))
    return found[0], found[1]


def _stated_ends(columns: Columns) -> tuple[Numbers, Numbers]:
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    return effective_ends(low, best, high)


def _is_firm(columns: Columns) -> Flags:
    hedged = columns.flags("approximate") | columns.is_word("quantifier", *HEDGING)
    return ~hedged & np.isnan(columns.numbers("level"))


def _ends(
    columns: Columns, held_to: tuple[Flags, Flags]
) -> tuple[Numbers, Numbers, tuple[Flags, Flags]]:
    """Return the whole numbers that each figure can be by itself, and which ends are hard.

    A count is 0 at least. Ends that a source stated are rounded inwards, others outwards: people
    are whole, and 366.24 of a conversion is no claim that there are parts of one.
    """
    lower, upper = _stated_ends(columns)
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    lower = np.where(np.isnan(lower), -np.inf, lower)
    upper = np.where(np.isnan(upper) | vague, np.inf, upper)
    hard = (
        held_to[0] & columns.is_word("low_kind", *HARD_KINDS),
        held_to[1] & columns.is_word("high_kind", *HARD_KINDS),
    )
    out = columns.is_word("low_kind", "exclusive"), columns.is_word("high_kind", "exclusive")
    least = np.where(hard[0], np.ceil(lower), np.floor(lower))
    most = np.where(hard[1], np.floor(upper), np.ceil(upper))
    least = np.where(out[0] & (least == lower), least + 1, least)
    most = np.where(out[1] & (most == upper), most - 1, most)
    # A mean or a rate that stands among counts is no contradiction in itself.
    no_whole = least > most
    least, most = (
        np.where(no_whole, np.floor(lower), least),
        np.where(no_whole, np.ceil(upper), most),
    )
    return np.maximum(least, 0.0), most, hard


def _in_loops(found: Narrowed, lower: Numbers, upper: Numbers, ties: Ties) -> Narrowed:
    """Return the narrowest ranges also of components whose sums form loops."""
    sums = ties.sums
    least, most = found.lower.copy(), found.upper.copy()
    contradicted, is_exact = found.contradicted.copy(), found.is_exact.copy()
    for component in np.unique(sums.component[sums.has_loop & ~found.contradicted]).tolist():
        nodes = np.flatnonzero(sums.component == component)
        own = sums.chosen(sums.component[sums.whole] == component).renumbered(nodes)
        bounds = linear_bounds(found.lower[nodes], found.upper[nodes], own)
        if bounds is None:
            contradicted[nodes] = True
            least[nodes], most[nodes] = lower[nodes], upper[nodes]
        else:
            least[nodes], most[nodes] = bounds
            is_exact[nodes] = True
    return replace(found, lower=least, upper=most, contradicted=contradicted, is_exact=is_exact)


def _layer(
    columns: Columns, lower: Numbers, upper: Numbers, found: Narrowed, ties: Ties
) -> dict[str, Any]:
    """Return the columns that stand beside a table."""
    sums = ties.sums
    is_tied = np.zeros(columns.n, dtype=np.bool_)
    is_tied[sums.whole], is_tied[sums.part] = True, True
    is_shown = is_tied & ~found.contradicted
    is_narrower = is_shown & ((found.lower > lower) | (found.upper < upper))
    # The floor of a count is no statement of the others.
    least = np.where(is_shown & (found.lower > 0), found.lower, np.nan)
    least = np.where(is_shown & columns.stated("low") & np.isnan(least), found.lower, least)
    most = np.where(is_shown & np.isfinite(found.upper), found.upper, np.nan)
    words = np.full(columns.n, "not tied", dtype=object)
    words[is_shown], words[is_narrower] = "unchanged", "narrower"
    words[found.contradicted & is_tied] = "contradicted"
    quantity = columns.table["quantity"].to_numpy(dtype=object)

    def by(sum_at: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
        said = np.full(columns.n, None, dtype=object)
        for node in np.flatnonzero(is_narrower & (sum_at != NO_SUM)).tolist():
            at = int(sum_at[node])
            along, whole = ties.along[at], int(sums.whole[at])
            rest = f"the rest of {quantity[whole]}, by {along}"
            said[node] = f"its parts, by {along}" if whole == node else rest
        return said

    return {
        "coherent_low": least,
        "coherent_high": most,
        "coherence": pd.array(words, dtype="str"),
        "is_exact": found.is_exact | ~is_tied,
        "low_by": pd.array(by(found.lower_by), dtype="str"),
        "high_by": pd.array(by(found.upper_by), dtype="str"),
    }


def _balanced(columns: Columns, ties: Ties, share: float) -> dict[str, Any]:
    """Return the balanced numbers; those of contradicted figures as well: they must give way."""
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    is_closed = np.isfinite(lower) & np.isfinite(upper)
    middle = np.where(is_closed, (lower + upper) / 2, np.nan)
    value = np.where(np.isnan(best), middle, best)
    spread = np.where(lower < upper, (upper - lower) / (2 * _Z), share * np.abs(value))
    variance = np.where(is_closed & ~np.isnan(value), spread**2, np.inf)
    made, chi2 = balanced(np.where(np.isinf(variance), np.nan, value), variance, ties.sums)
    return {"balanced": made, "chi2": chi2}


def _told(
    result: Reconciliation, columns: Columns, used: tuple[Numbers, Numbers], found: list[Conflict]
) -> pd.DataFrame:
    """Return the ends of conflicts, one a row: those between quantities, then within them."""
    table = result.table
    excluded = [columns.is_word(name, "exclusive") for name in ("low_kind", "high_kind")]
    rows: list[dict[str, Any]] = []
    quantity = table["quantity"].tolist()
    claims = table["claim_ids"].tolist()
    order = sorted(found, key=lambda one: (not one.is_hard, one.ends))
    for number, conflict in enumerate(order, 1):
        for (node, side), way in zip(conflict.ends, conflict.gives_way, strict=True):
            name = ("low", "high")[side]
            ends = columns.numbers(name)[node], columns.numbers("best")[node]
            value = ends[0] if not np.isnan(ends[0]) else ends[1]
            # "More than 10" is 11 at least: it gives way by one where it becomes 10.
            would = used[side][node] + (-way if side == 0 else way)
            rows.append(
                {
                    "conflict": number,
                    "is_hard": conflict.is_hard,
                    "quantity": quantity[node],
                    "end": name,
                    "value": value,
                    "is_excluded": excluded[side][node],
                    "at_most" if side == 0 else "at_least": would,
                    "gap": conflict.gap,
                    "claim_ids": claims[node],
                }
            )
    return pd.DataFrame(rows, columns=list(_TOLD)).astype(_TOLD)

"""The verb: two figures, or the figures of two sides, held against each other."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures._shelf import collect
from crisisfigures.comparison._result import Comparison
from crisisfigures.comparison._sides import (
    as_table,
    by_rate,
    pairs_of,
    sides_of,
    some,
    usable,
)
from crisisfigures.comparison.chance import fitted
from crisisfigures.errors import OptionError, UnknownNameError, quoted
from crisisfigures.estimate import Estimate
from crisisfigures.figure import Figure
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import FACETS, facets_of, why_not
from crisisfigures.nearmisses import near_misses
from crisisfigures.plugins import Metric, Pairs
from crisisfigures.source import Sources
from crisisfigures.table import Columns, Data, normalise, to_frame

_KEPT = (
    *(name for name in FACETS if name not in ("place", "period", "from_place")),
    *("place", "place_system", "place_name", "from_place", "from_system", "from_name"),
    *("period_start", "period_end", "precision", "period_kind"),
)
_OF_SIDE = ("low", "best", "high", "source", "claim_ids", "agreement", "status")
_PRINTED = (
    *("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate", "level"),
    *("stated", "status", "unread"),
)

Comparable = Estimate | Figure | Data


def metrics() -> dict[str, Metric]:
    """Return the metrics by name: those of the library and those that other packages add."""
    return collect("crisisfigures.comparison", Metric, "crisisfigures.metrics")


def compare(
    left: Comparable,
    right: Comparable,
    *,
    near: float | None = None,
    measure: Literal["length", "count"] | None = None,
    distribution: str | None = None,
    level: float | None = None,
    on: Literal["figures", "rates"] = "figures",
    method: str = "consensus",
    let_unknown: str | Iterable[str] = (),
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
    **options: Any,
) -> Comparison:
    """Return how two figures, or the figures of two sides, stand to each other.

    Two tables (two sources, two datasets, two editions) are reconciled each by itself, and matched
    by quantity: only figures about the same thing are compared. What has no partner is listed, with
    the nearest one and the facet that keeps it apart.

    Args:
        left: An `Estimate`, a `Figure`, a table of claims, or results, which are taken as they are:
            a reconciliation, an aggregation, or the table of one.
        right: The same, of the other side; two estimates, two figures or two tables.
        near: How large a gap may be beside the larger of two ends, to be near; 0.1 unless given.
        measure: By what overlap is measured, `length` (the default) or `count`.
        distribution: The shape that ranges are taken to have (`uniform`, `triangular`, `pert`,
            `lognormal`), to say how likely one number is greater. Not said without it.
        level: How much a range holds of a lognormal distribution, such as 0.9.
        on: What is compared: the figures, or the rates that `rate` put beside reconciled ones, as
            `rate(reconcile(claims).table, population)` does.
        method: How the claims of each side are reconciled.
        let_unknown: See `match`.
        sources: The registry of sources.
        gazetteer: Which codes mean the same place.
        options: Options of metrics that other packages add.

    Returns:
        A `Comparison`; exchanged sides give the mirror image. A figure beside itself, by `id`,
        differs by 0, however wide its range is.

    Raises:
        OptionError: One side is a figure and the other a table; no metric takes an option, or not
            without another; or rates are asked for and there are none, or of another unit.
        EstimateError: Of two figures, one has no such distribution; or it needs a level, which
            neither the call nor any range states.

    Example:
        >>> found = compare(Estimate(20_000, high=30_000), Estimate(low=32_000))
        >>> found.one["agreement"], found.one["gap"]
        ('near', 2000.0)
    """
    asked = {"near": near, "measure": measure, "distribution": distribution, "level": level}
    asked = {name: value for name, value in asked.items() if value is not None} | options
    if isinstance(left, Estimate) and isinstance(right, Estimate):
        found = _of_two(as_table(left), as_table(right), asked, ())
        return replace(found, table=found.table.drop(columns="measure"))
    if isinstance(left, Figure) and isinstance(right, Figure):
        differences = tuple(map(str, why_not(left, right, gazetteer=gazetteer)))
        found = _of_two(to_frame([left]), to_frame([right]), asked, differences)
        is_itself = left.id is not None and left == right
        return replace(found, table=_of_itself(found.table)) if is_itself else found
    if isinstance(left, Estimate | Figure) or isinstance(right, Estimate | Figure):
        kinds = " and ".join(type(side).__name__ for side in (left, right))
        raise OptionError(
            f"cannot compare {kinds}.\n"
            "Hint: compare two estimates, two figures, or two tables; a figure is a table of one "
            "row with to_frame([figure])."
        )
    if on not in ("figures", "rates"):
        raise UnknownNameError("thing to compare", on, ("figures", "rates"))
    sides = sides_of(
        left,
        right,
        method=method,
        let_unknown=let_unknown,
        sources=sources,
        gazetteer=gazetteer,
    )
    a, b = sides.left.iloc[sides.at_left], sides.right.iloc[sides.at_right]
    if on == "rates":
        a, b = by_rate(a), by_rate(b)
        if (differ := a["rate_unit"].to_numpy() != b["rate_unit"].to_numpy()).any():
            units = a["rate_unit"][differ].iloc[0], b["rate_unit"][differ].iloc[0]
            raise OptionError(
                f"cannot compare rates {units[0]} with rates {units[1]}.\n"
                "Hint: make both with the same `per`."
            )
    pairs = pairs_of(a.reset_index(drop=True), b.reset_index(drop=True))
    measured = _measured(pairs, asked)
    table = _with_why_not(_table(a, b).assign(**measured), a, b, pairs)
    table = _but_of_other_days(table, a, b, list(measured))
    only_left = _but(sides.left, sides.at_left)
    only_right = _but(sides.right, sides.at_right)
    misses = _nearest(only_left, only_right, gazetteer)
    why = () if len(table) else _never_the_same(only_left, only_right)
    return Comparison(table, only_left, only_right, misses, why)


def _with_why_not(
    table: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame, pairs: Pairs
) -> pd.DataFrame:
    """Return pairs with why nothing is measured where a side has no number."""
    if usable(pairs).all():
        return table
    said = pd.Series("", index=table.index, dtype="str")
    for name, frame, side in (("left", a, pairs.left), ("right", b, pairs.right)):
        lacks = np.isnan(side.lower)
        why = pd.Series("states no number", index=frame.index, dtype="str")
        if "status" in frame:
            words = frame["status"].astype("str")
            is_told = words.notna() & (words != "present")
            why = why.mask(is_told, words.str.replace("_", " "))
        if "caveat" in frame:
            why = frame["caveat"].astype("str").where(frame["caveat"].notna(), why)
        rows = np.flatnonzero(lacks)
        own = f"{name}: " + why.iloc[rows].set_axis(rows)
        before = said.iloc[rows]
        said.iloc[rows] = (before + "; " + own).where(before != "", own)
    return table.assign(not_comparable=said.where(said != ""))


def _but_of_other_days(
    table: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame, measured: list[str]
) -> pd.DataFrame:
    """Return pairs with nothing measured where the stocks for one period are of different days."""
    if "stock_on" not in a or "stock_on" not in b:
        return table
    left, right = (side["stock_on"].to_numpy(dtype=object) for side in (a, b))
    stated = pd.notna(left) & pd.notna(right)
    differ = stated & (left != right)
    if not differ.any():
        return table
    why = [
        f"stocks of {x} and of {y}" if is_other else None
        for x, y, is_other in zip(left, right, differ, strict=True)
    ]
    blank = {name: table[name].mask(differ) for name in measured}
    told = pd.Series(why, index=table.index, dtype="str")
    if "not_comparable" in table:
        told = told.where(told.notna(), table["not_comparable"])
    return table.assign(**blank, not_comparable=told)


def _never_the_same(left: pd.DataFrame, right: pd.DataFrame) -> tuple[str, ...]:
    """Return, for each measure that both sides have, the facets in which no two figures agree."""
    said = []
    values = [_facet_values(side) for side in (left, right)]
    if all(values) and not set(values[0]) & set(values[1]):
        said.append(f"measure: {' / '.join(map(_first_two, values))}")
    for measure in sorted(set(values[0]) & set(values[1])):
        for name in values[0][measure]:
            a, b = (side[measure][name] for side in values)
            if a and b and not a & b:
                shown = [_first_two(of) for of in (a, b)]
                said.append(f"{measure}, {name.replace('_', ' ')}: {shown[0]} / {shown[1]}")
    return tuple(said)


def _first_two(names: Iterable[str]) -> str:
    first, *more = sorted(names)
    return ", ".join([first, *more[:1]]) + (" …" if len(more) > 1 else "")


def _facet_values(table: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """Return the values of each other facet, by measure; "not stated" is one."""
    if table.empty:
        return {}
    facets = facets_of(Columns(normalise(table.drop(columns="quantity", errors="ignore"))))
    found: dict[str, dict[str, set[str]]] = {}
    measure = facets["measure"]
    for code, text in enumerate(measure.texts.tolist()):
        rows = np.flatnonzero(measure.codes == code)
        found[str(text)] = {
            name: {
                "not stated" if at < 0 else str(facet.texts[at])
                for at in np.unique(facet.codes[rows]).tolist()
            }
            for name, facet in facets.items()
            if name != "measure"
        }
    return found


def _but(table: pd.DataFrame, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return all rows of a table but some."""
    kept = np.ones(len(table), dtype=np.bool_)
    kept[rows] = False
    return table[kept].reset_index(drop=True)


def _of_two(
    a: pd.DataFrame, b: pd.DataFrame, asked: dict[str, Any], differences: tuple[str, ...]
) -> Comparison:
    pairs = pairs_of(a, b)
    table = _with_why_not(_table(a, b).assign(**_measured(pairs, asked)), a, b, pairs)
    if "distribution" in asked and usable(pairs).all():
        fitted(pairs, 0, asked["distribution"], asked.get("level"))
    return Comparison(table, a.iloc[:0], b.iloc[:0], a.iloc[:0], differences)


def _of_itself(table: pd.DataFrame) -> pd.DataFrame:
    """Return a pair of which both sides are one claim: whatever its number is, it is the same."""
    if table["agreement"].isna().all():
        return table
    same: dict[str, Any] = {"difference_low": 0.0, "difference_high": 0.0, "gap": 0.0}
    same |= {"greater": "impossible", "less": "impossible"}
    if "p_greater" in table:
        same |= dict.fromkeys(("p_greater", "p_less", "p_greater_low", "p_greater_high"), 0.0)
        same["p_equal"] = 1.0
    # Of a number that may be 0 it is not known how many times itself it is.
    if table["ratio_high"].notna().all():
        same |= {"ratio_low": 1.0, "ratio_high": 1.0}
    return table.assign(**same)


def _measured(pairs: Pairs, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of all metrics; missing where a side states no number."""
    known = metrics()
    taken = {option for metric in known.values() for option in metric.options}
    if strange := sorted(set(asked) - taken):
        raise OptionError(
            f"compare() does not take {quoted(strange)}. Options it takes: "
            f"{', '.join(sorted(taken))}."
        )
    asked_for = [m for m in known.values() if m.on_request is None or m.on_request in asked]
    idle = sorted(set(asked) - {option for metric in asked_for for option in metric.options})
    if idle:
        needed = next(m.on_request for m in known.values() if idle[0] in m.options)
        raise OptionError(
            f"{quoted(idle)} says nothing without {needed!r}.\n"
            f"Hint: give {needed}= as well, or leave it out."
        )
    rows = np.flatnonzero(usable(pairs))
    chosen = pairs if len(rows) == pairs.n else some(pairs, rows)
    found: dict[str, Any] = {}
    for metric in asked_for:
        own = {name: value for name, value in asked.items() if name in metric.options}
        for name, values in metric.measure(chosen, **own).items():
            found[name] = _spread(values, rows, pairs.n)
    return found


def _spread(values: npt.NDArray[Any], rows: npt.NDArray[np.int64], n: int) -> Any:
    if values.dtype == object:
        texts = np.full(n, None, dtype=object)
        texts[rows] = values
        return pd.array(texts, dtype="str")
    numbers = np.full(n, np.nan)
    numbers[rows] = values
    return numbers


def _table(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return the facets of pairs, and what each side says."""
    shared = a[[name for name in ("quantity", *_KEPT) if name in a]].reset_index(drop=True)
    parts = [shared]
    for side, frame in (("left", a), ("right", b)):
        names = [name for name in dict.fromkeys((*_OF_SIDE, *_PRINTED)) if name in frame]
        parts.append(frame[names].reset_index(drop=True).add_prefix(f"{side}_"))
    return pd.concat(parts, axis=1)


def _nearest(left: pd.DataFrame, right: pd.DataFrame, gazetteer: Gazetteer | None) -> pd.DataFrame:
    """Return pairs of figures without a partner that one facet alone keeps apart."""
    tables = [
        frame.assign(source=side)
        for side, frame in (("left", left), ("right", right))
        if len(frame)
    ]
    if len(tables) < 2:
        return pd.DataFrame(columns=["facet", "value_a", "value_b", "option"])
    both = normalise(pd.concat(tables, ignore_index=True).drop(columns="quantity"))
    return near_misses(both, most=20, gazetteer=gazetteer).pairs

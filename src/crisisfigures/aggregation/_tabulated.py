"""The table of an aggregation, and its parts with what became of each."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from crisisfigures.aggregation import _periods
from crisisfigures.aggregation._places import Tree
from crisisfigures.aggregation._ranges import Ranges, said_end
from crisisfigures.aggregation._result import Aggregation
from crisisfigures.aggregation._splitting import Way
from crisisfigures.aggregation._trail import Reports, reports_of, trail_of
from crisisfigures.aggregation._work import Entries, Strands, Wholes, Work
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import match
from crisisfigures.period import span_precision
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.segments import Flags, Groups, Integers, dense_ids
from crisisfigures.table import NO_DAY, Columns, is_said, joined, with_ids

Texts = npt.NDArray[np.object_]

_DISAGREE = "accounts of it, or of parts of it, disagree; where they do, the range covers them all"

_CARRIED = (
    *("measure", "definition", "unit", "group", "cause", "actor", "modality", "basis"),
    *("from_place", "from_system", "from_name"),
)
_PLACE = ("place", "place_system", "place_name")
_SYSTEM_AND_NAME = {
    "place": ("place_system", "place_name"),
    "from_place": ("from_system", "from_name"),
}
_MOST_MISSING = 20


def tabulated(
    work: Work,
    strands: Strands,
    entries: Entries,
    tree: Tree | None,
    wholes: Wholes,
    result: Reconciliation,
    gazetteer: Gazetteer,
    way: Way | None,
    *,
    by_own_period: bool,
) -> Aggregation:
    """Return the aggregation.

    Args:
        work: The reconciled figures.
        strands: What is equal in all but the period.
        entries: The strands at their places.
        tree: The places; None where each stays as it is.
        wholes: What is asked for.
        result: What the figures were reconciled to.
        gazetteer: Which places there are.
        way: How figures were split over time.
        by_own_period: Whether nothing is put together along the periods.
    """
    w, whole_of, remarks = len(wholes.target), wholes.of_entry, wholes.remarks
    groups = Groups(whole_of, w)
    first = groups.first(np.arange(len(whole_of))) if w else np.empty(0, dtype=np.int64)
    strand = entries.strand[first]
    row = strands.first[strand]
    columns = work.columns
    data: dict[str, Any] = {
        name: columns.texts_at(name, row) for name in _CARRIED if columns.has(name)
    }
    data |= _placed(work, tree, wholes.target, row)
    data |= _dated(strands.start[strand], strands.end[strand])
    if by_own_period and columns.has("period_kind"):
        # So a later sum over periods knows too what may not be split, and covers no days.
        data["period_kind"] = columns.texts_at("period_kind", row)
    in_time = _spread(entries, wholes, strands.impossible.astype(np.int64)) > 0
    impossible = np.asarray(remarks["impossible"], dtype=np.bool_) | in_time
    data |= _ranged(wholes.ranges, impossible)
    reports = reports_of(work, strands, entries, wholes)
    counted = reports.at(reports.is_counted)
    for end in ("from_place",) if tree is not None else _SYSTEM_AND_NAME:
        if columns.has(name := _SYSTEM_AND_NAME[end][1]):
            data[name] = _named(work, counted, row, end, gazetteer)
    data["source"] = _sourced(columns, counted, w)
    if "basis" in data:
        # As of claims that are reconciled: a total is of the cumulative basis if all of it is.
        of_flows = Groups(counted.whole, w).any(work.is_flow[counted.row])
        data["basis"] = np.where(of_flows, "flow", data["basis"])
    data["role"] = "derived"
    data["status"] = np.where(impossible, "missing", "present")
    places = _coverage_of_places(remarks)
    missing = _missing(tree, entries, wholes, gazetteer)
    gaps = _spread(entries, wholes, strands.gaps)
    covers = _spread(entries, wholes, strands.n_covers)
    differ = _spread(entries, wholes, strands.disagree.astype(np.int64))
    disagree = np.asarray(remarks["disagree"], dtype=np.bool_) | (differ > 0)
    disagree[counted.whole[work.is_disputed[counted.row]]] = True
    data["completeness"] = _completeness(wholes, impossible)
    data["coverage"] = [
        "; ".join(part for part in parts if part)
        for parts in zip(
            places,
            _of_days(gaps),
            _of_events(remarks["n_events"]),
            _of_left(remarks["n_left"]),
            strict=True,
        )
    ]
    data["missing"] = missing
    data["n_counted"] = work.bundles.count(counted.whole, counted.row, w)
    n_reports = work.bundles.count(reports.whole, reports.row, w)
    data["n_set_aside"] = n_reports - data["n_counted"]
    data["n_covers"] = covers
    data["claim_ids"] = _claim_ids(work, counted, w)
    united = np.asarray(remarks["is_united"], dtype=np.bool_)
    if work.is_stock[counted.row].any():
        is_one_day = strands.start[strand] == strands.end[strand]
        data["stock_on"] = _stock_days(work, counted, w, is_one_day)
    said_on = data.get("stock_on", np.full(w, None, dtype=object))
    data["caveat"] = _caveats(work, counted, impossible, disagree, united, said_on, way)
    data["method"] = f"aggregate/{result.method}"
    data |= _words(work, counted, data)
    table = with_ids(pd.DataFrame({name: _column(values) for name, values in data.items()}))
    table = match(table, gazetteer=gazetteer)
    order = np.argsort(table["quantity"].to_numpy(dtype=object), kind="stable")
    trail = trail_of(work, strands, tree, reports, table["quantity"])
    return Aggregation(table.iloc[order].reset_index(drop=True), result, trail.parts)


def _column(values: Any) -> Any:
    """Return texts as a column of a table has them, and all else as it is."""
    if isinstance(values, list):
        values = np.array([*values, None], dtype=object)[:-1]
    if not isinstance(values, np.ndarray) or values.dtype != object:
        return values
    return pd.array([v if isinstance(v, str) and v else None for v in values], dtype="str")


def _placed(work: Work, tree: Tree | None, target: Integers, row: Integers) -> dict[str, Any]:
    if tree is None:
        return {n: work.columns.texts_at(n, row) for n in _PLACE if work.columns.has(n)}
    places = [tree.places[node] for node in target.tolist()]
    told = [[p.code for p in places], [p.system for p in places], [p.name for p in places]]
    return {
        name: np.array([*part, None], dtype=object)[:-1]
        for name, part in zip(_PLACE, told, strict=True)
    }


def _named(work: Work, counted: Reports, row: Integers, end: str, gazetteer: Gazetteer) -> Texts:
    """Return the names of the places of w wholes; of several spots, that of the place they are in.

    Args:
        work: The reconciled figures.
        counted: What the wholes are made of.
        row: One figure of each whole.
        end: Which place: `place`, or `from_place`.
        gazetteer: What a code is called where its figures call it by several names.
    """
    columns, bundles = work.columns, work.bundles
    system, name = _SYSTEM_AND_NAME[end]
    names = columns.texts_at(name, row)
    spelled = Columns(columns.table).codes_alone(name)
    runs, at = bundles.runs(counted.whole, counted.row)
    whole = np.repeat(counted.whole[at], bundles.run_sizes[runs])
    is_other = spelled[bundles.rows(runs)] != spelled[bundles.first[row]][whole]
    several = np.flatnonzero(Groups(whole, len(row)).any(is_other))
    codes, systems = (columns.texts_at(one, row[several]) for one in (end, system))
    for at_whole, code, of in zip(several.tolist(), codes.tolist(), systems.tolist(), strict=True):
        place = gazetteer.find(code, of) if code and of else None
        names[at_whole] = None if place is None else place.name
    return names


def _dated(start: Integers, end: Integers) -> dict[str, Any]:
    days = {}
    for name, day in (("period_start", start), ("period_end", end)):
        known = np.where(day == NO_DAY, np.datetime64("NaT", "D"), day.astype("datetime64[D]"))
        days[name] = known.astype("datetime64[us]")
    at = _periods.span_ids(start, end)
    distinct = np.empty((int(at.max(initial=-1)) + 1, 2), dtype=np.int64)
    distinct[at] = np.stack([start, end], axis=1)
    epoch = date(1970, 1, 1)
    said = [
        None
        if NO_DAY in (a, b)
        else span_precision(epoch + timedelta(days=a), epoch + timedelta(days=b))
        for a, b in distinct.tolist()
    ]
    return {**days, "precision": np.array([*said, None], dtype=object)[:-1][at]}


def _ranged(ranges: Ranges, impossible: Flags) -> dict[str, Any]:
    low, low_kind = said_end(ranges.lower, ranges.lower_kind)
    high, high_kind = said_end(ranges.upper, ranges.upper_kind)
    low[impossible], high[impossible] = np.nan, np.nan
    low_kind[impossible], high_kind[impossible] = None, None
    best = np.where(impossible | ~np.isfinite(ranges.best), np.nan, ranges.best)
    level = np.where(impossible, np.nan, ranges.level)
    unbounded = ~impossible & np.isnan(low) & np.isnan(high)
    found_columns = {
        "low": low,
        "best": best,
        "high": high,
        "low_kind": low_kind,
        "high_kind": high_kind,
        "quantifier": _where(unbounded, "unbounded"),
    }
    if not np.isnan(level).all():
        found_columns["range_kind"] = _where(~np.isnan(level), "interval")
        found_columns["level"] = level
    return found_columns


def _words(work: Work, counted: Reports, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a single figure said, where a whole is that figure and nothing else."""
    w = len(data["low"])
    rows, whole = counted.row, counted.whole
    row = np.zeros(w, dtype=np.int64)
    row[whole] = rows
    same = data["n_counted"] == 1
    for name in ("low", "best", "high"):
        given = work.columns.numbers(name)[row]
        # A point is stated by its best figure alone, and written with both ends.
        given = np.where(np.isnan(given), work.columns.numbers("best")[row], given)
        made = np.where(np.isnan(data[name]), data["best"], data[name])
        same &= (given == made) | (np.isnan(given) & np.isnan(made))
    nothing = np.full(w, None, dtype=object)
    found: dict[str, Any] = {
        name: np.where(same, work.columns.texts_at(name, row), nothing)
        for name in ("stated", "quantifier", "range_kind", "convention")
        if work.columns.has(name)
    }
    if "quantifier" in found:
        found["quantifier"] = np.where(same, found["quantifier"], data["quantifier"])
    if "range_kind" in found and "range_kind" in data:
        found["range_kind"] = np.where(same, found["range_kind"], data["range_kind"])
    if work.columns.has("approximate"):
        found["approximate"] = same & work.columns.flags("approximate")[row]
    return found


def _where(marked: Flags, word: str) -> Texts:
    return np.array([None, word], dtype=object)[marked.astype(np.int64)]


def _completeness(wholes: Wholes, impossible: Flags) -> Texts:
    is_open = np.isposinf(wholes.ranges.upper)
    words = np.where(is_open, "total, open above", "total").astype(object)
    words[~wholes.is_whole] = "lower bound"
    words[impossible] = "impossible"
    return words


def _spread(entries: Entries, wholes: Wholes, values: Integers) -> Integers:
    """Return the greatest value of the counted strands of each whole."""
    found = np.zeros(len(wholes.target), dtype=np.int64)
    if not values.any():
        return found
    used = wholes.used
    np.maximum.at(found, wholes.of_entry[used], values[entries.strand[used]])
    return found


def _sourced(columns: Columns, counted: Reports, w: int) -> list[str]:
    """Return the sources behind each whole."""
    codes, texts = columns.codes("source")
    code = codes[counted.row]
    ids, m = dense_ids([counted.whole, code])
    said = np.empty((2, m), dtype=np.int64)
    said[:, ids] = counted.whole, code
    names: list[set[str]] = [set() for _ in range(w)]
    for whole, at in zip(*said.tolist(), strict=True):
        if at >= 0:
            names[whole].update(texts[at].split("; "))
    return ["; ".join(sorted(of)) for of in names]


def _claim_ids(work: Work, counted: Reports, w: int) -> ExtensionArray:
    """Return the claims behind each whole."""
    ids = pd.array(work.columns.table["claim_ids"].array, dtype="str", copy=False)
    if not work.bundles.are_rows:
        ids = _together(ids, work.bundles.run_sizes)
    runs, at = work.bundles.runs(counted.whole, counted.row)
    return _together(ids[runs], np.bincount(counted.whole[at], minlength=w))


def _together(ids: ExtensionArray, sizes: Integers) -> ExtensionArray:
    """Return the ids of each of m groups in a row, joined, where there are any."""
    said = is_said(ids)
    if not said.all():
        of = np.repeat(np.arange(len(sizes)), sizes)
        ids, sizes = ids[said], np.bincount(of[said], minlength=len(sizes))
    return joined(ids, sizes)


def _coverage_of_places(remarks: Mapping[str, Any]) -> list[str]:
    said = []
    for n, full, lacking in zip(
        *(remarks[name].tolist() for name in ("n_places", "n_full", "n_lacking")), strict=True
    ):
        of = f"{n:,} of {full:,} places" if full else f"{n:,} {'place' if n == 1 else 'places'}"
        said.append((f"{of}, without {lacking:,} further down" if lacking else of) if n else "")
    return said


def _of_days(gaps: Integers) -> list[str]:
    return [
        f"{n:,} {'day' if n == 1 else 'days'} without a figure" if n > 0 else ""
        for n in gaps.tolist()
    ]


def _of_events(n_events: Integers) -> list[str]:
    return [f"{n:,} {'event' if n == 1 else 'events'}" if n else "" for n in n_events.tolist()]


def _of_left(n_left: Integers) -> list[str]:
    return [
        f"without {n:,} {'figure' if n == 1 else 'figures'} that may be of it" if n else ""
        for n in n_left.tolist()
    ]


def _missing(tree: Tree | None, entries: Entries, wholes: Wholes, gazetteer: Gazetteer) -> Texts:
    """Return the places that lists have and that are in nothing that is counted."""
    said: list[str | None] = [None] * len(wholes.target)
    remarks = wholes.remarks
    short = np.flatnonzero((remarks["n_places"] < remarks["n_full"]) | (remarks["n_lacking"] > 0))
    if tree is not None and len(short):
        below: dict[tuple[int, int], list[int]] = {}
        for group, node in _present(tree, entries, wholes.used):
            below.setdefault((group, int(tree.parent[node])), []).append(node)
        known: dict[tuple[int, ...], list[str]] = {}
        for at in short.tolist():
            group, queue = int(wholes.group[at]), [int(wholes.target[at])]
            lacking: list[str] = []
            for node in queue:
                here = tuple(sorted(below.get((group, node), [])))
                if here not in known:
                    known[here] = _lacking(tree, here, gazetteer)
                lacking += known[here]
                queue += here
            more = len(lacking) - _MOST_MISSING
            rest = [f"and {more} more"] if more > 0 else []
            said[at] = "; ".join([*lacking[:_MOST_MISSING], *rest]) or None
    return np.array([*said, None], dtype=object)[:-1]


def _present(tree: Tree, entries: Entries, used: Flags) -> set[tuple[int, int]]:
    """Return the groups and nodes below targets in which a figure is counted."""
    found: set[tuple[int, int]] = set()
    # What lies in a place whose own figure counts is in it, whether the table has it or not.
    group, node = entries.group[used], entries.node[used]
    while len(node):
        ids, k = dense_ids([group, node])
        first = Groups(ids, k).first(np.arange(len(ids)))
        group, node = group[first], node[first]
        below = tree.depth[node] > 0
        group, node = group[below], node[below]
        found.update(zip(group.tolist(), node.tolist(), strict=True))
        node = tree.parent[node]
    return found


def _lacking(tree: Tree, nodes: Sequence[int], gazetteer: Gazetteer) -> list[str]:
    """Return the places that are missing from the lists that nodes are of."""
    lists: dict[int, list[int]] = {}
    for node in nodes:
        lists.setdefault(int(tree.division[node]), []).append(node)
    found = []
    for members in lists.values():
        if len(members) < int(tree.n_full[members[0]]):
            have = {tree.places[node].key for node in members}
            known = tree.listed(members[0], gazetteer)
            found += [place.name or place.code for place in known if place.key not in have]
    return found


def _stock_days(work: Work, counted: Reports, w: int, is_one_day: Flags) -> Texts:
    """Return of which days the stocks are that stand for a longer period."""
    rows, whole = counted.row, counted.whole
    stock = work.is_stock[rows] & (work.end[rows] != NO_DAY)
    days = [np.full(w, far) for far in (np.iinfo(np.int64).max, np.iinfo(np.int64).min)]
    np.minimum.at(days[0], whole[stock], work.end[rows[stock]])
    np.maximum.at(days[1], whole[stock], work.end[rows[stock]])
    said: list[str | None] = [None] * w
    for at in np.flatnonzero((days[0] <= days[1]) & ~is_one_day).tolist():
        said[at] = " to ".join(dict.fromkeys(_periods.shown(int(day[at])) for day in days))
    return np.array([*said, None], dtype=object)[:-1]


def _caveats(
    work: Work,
    counted: Reports,
    impossible: Flags,
    disagree: Flags,
    united: Flags,
    stock_on: Texts,
    way: Way | None,
) -> Texts:
    rows, whole, w = counted.row, counted.whole, len(impossible)
    moved = np.zeros(w, dtype=np.bool_)
    moved[whole[work.columns.is_word("measure", "new_displacements")[rows]]] = True
    n_split = np.bincount(whole[counted.is_split], minlength=w)
    said = []
    for at in range(w):
        parts = []
        if impossible[at]:
            parts.append("parts are more than their whole can be; see the parts")
        elif disagree[at]:
            parts.append(_DISAGREE)
        if united[at]:
            parts.append("places in it may overlap: at least the largest, at most all together")
        if stock_on[at]:
            parts.append(f"stock of {stock_on[at]}")
        if moved[at]:
            parts.append("counts movements: who fled twice is in it twice")
        if way is not None and n_split[at]:
            n = f"{n_split[at]:,} {'figure' if n_split[at] == 1 else 'figures'}"
            parts.append(f"{n} {way.said}")
        said.append("; ".join(parts) or None)
    return np.array([*said, None], dtype=object)[:-1]

"""Accounts: what the strands of figures come to for what is asked, and which of them count."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.aggregation._periods import COUNTED, At, over_time, span_ids
from crisisfigures.aggregation._places import Tree, up
from crisisfigures.aggregation._ranges import Ranges, Settled, settled, sums
from crisisfigures.aggregation._work import Entries, Strands, Wholes, Work
from crisisfigures.matching import FACETS
from crisisfigures.segments import Flags, Groups, Integers, dense_ids
from crisisfigures.table import NO_DAY

_SAME = tuple(name for name in FACETS if name not in ("place", "period", "event"))
"""What is equal in figures that are added up."""


def entries_of(work: Work, strands: Strands, tree: Tree | None, *, by_own_period: bool) -> Entries:
    """Return the strands that have a figure at each place that they are counted in.

    Args:
        work: The reconciled figures.
        strands: What is equal in all but the period.
        tree: The places; None where each stays as it is.
        by_own_period: Whether nothing is put together along the periods.
    """
    counted = np.flatnonzero(strands.groups.any(strands.fate == COUNTED))
    first = strands.first[counted]
    codes = {name: facet.codes for name, facet in work.facets.items()}
    keys = work.keys(_SAME, first)
    if by_own_period:
        keys.append(codes["period"][first])
    else:
        keys.append(span_ids(strands.start[counted], strands.end[counted]))
    whole, _ = dense_ids(keys)
    is_dated = work.is_stock[first] & (not by_own_period)
    group = whole
    if is_dated.any():
        group, _ = dense_ids([whole, np.where(is_dated, codes["period"][first], 0)])
    event, _ = dense_ids([group, codes["event"][first]])
    place = codes["place"][first]
    if tree is None:
        return Entries(counted, place, place, group, event, whole)
    at, node = tree.nodes(place)
    return Entries(counted[at], node, tree.target[node], group[at], event[at], whole[at])


def wholes_of(
    work: Work,
    strands: Strands,
    entries: Entries,
    tree: Tree | None,
    day: At | None,
    *,
    all_events: bool,
) -> Wholes:
    """Return what is asked for: up the places, over the events, and of stocks over the days."""
    single = _up(work, entries, strands, tree)
    accounts = _summed(work, strands, entries, single, all_events)
    left = np.zeros(len(accounts.key), dtype=np.int64)
    if all_events:
        left = _left_out(work, strands, entries, tree, accounts.first)
        accounts = replace(accounts, is_whole=accounts.is_whole & (left == 0))
    ids, m = dense_ids([accounts.key >> 32, accounts.key & 0xFFFFFFFF])
    at = np.empty(m, dtype=np.int64)
    at[ids] = accounts.key
    found = settled(Groups(ids, m), accounts.ranges, accounts.is_whole)
    of_entry = accounts.of[single.of]
    remarks = {
        "disagree": found.disagree | _any(ids, accounts.disagree, len(at)),
        "impossible": found.impossible | _any(ids, accounts.impossible, len(at)),
        "n_places": accounts.n_places[found.lead],
        "n_full": accounts.n_full[found.lead],
        "n_lacking": accounts.n_lacking[found.lead],
        "n_left": left[found.lead],
        "is_united": _any(
            ids, accounts.is_united & (found.makes_lower | found.makes_upper), len(at)
        ),
    }
    made = _over_time(work, strands, entries, ids[of_entry], at, found, remarks, day)
    used = single.used & (found.makes_lower | found.makes_upper)[of_entry] & made.is_chosen
    events = single.first[_any(single.of, used, len(single.key)) & single.is_added]
    figures = strands.first[entries.strand[events]]
    of = made.of_entry[events]
    made.remarks["n_events"] = work.bundles.count(of, figures, len(made.target))
    return replace(made, used=used)


@dataclass(frozen=True, slots=True)
class _Accounts:
    """Accounts of what is asked for.

    Attributes:
        key: What each of a accounts is of: the group and the target, as one number.
        first: The first entry of each.
        ranges: What each comes to.
        is_whole: Whether it is all of it.
        of: For each of what the accounts were made of, which it is in.
        disagree: Whether figures that it was made of cannot all be true.
        impossible: Whether parts are more than their wholes can be.
        n_places: How many places were counted, and
        n_full: how many there are.
        n_lacking: How many are missing further down.
        is_united: Whether places that it rests on may overlap.
    """

    key: Integers
    first: Integers
    ranges: Ranges
    is_whole: Flags
    of: Integers
    disagree: Flags
    impossible: Flags
    n_places: Integers
    n_full: Integers
    n_lacking: Integers
    is_united: Flags


@dataclass(frozen=True, slots=True)
class _Single(_Accounts):
    """Accounts of one event each, or of none, made of entries.

    Attributes:
        is_added: Whether it is of flows of one event, which are added up.
        used: Of the entries: whether they were made of them.
    """

    is_added: Flags
    used: Flags


def _up(work: Work, entries: Entries, strands: Strands, tree: Tree | None) -> _Single:
    """Return what figures come to up the places, those of each event by themselves."""
    n, strand = len(entries.strand), entries.strand
    of, m = dense_ids([entries.event, entries.target])
    groups = Groups(of, m)
    first = groups.first(np.arange(n)) if m else of
    row = strands.first[strand[first]]
    is_added = _is_added(work, row)
    ranges, is_whole = strands.ranges.at(strand[first]), strands.is_whole[strand[first]]
    no, zero = np.zeros(m, dtype=np.bool_), np.zeros(m, dtype=np.int64)
    found = _Single(
        *(_key(entries, first), first, ranges, is_whole, of),
        disagree=no,
        impossible=no.copy(),
        n_places=zero,
        n_full=zero.copy(),
        n_lacking=zero.copy(),
        is_united=no.copy(),
        is_added=is_added,
        used=np.ones(n, dtype=np.bool_),
    )
    if tree is None:
        return found
    # What is known of one event from one place is all that is known of it.
    alone = (groups.sizes == 1) & work.is_event[row]
    lone = alone & is_added
    found.impossible[:] = lone & is_whole & (ranges.sure > ranges.upper) & ~ranges.is_soft_above
    rest, at = np.flatnonzero(~lone), np.flatnonzero(~lone[of])
    some = strand[at]
    made = up(
        tree, entries.event[at], entries.node[at], strands.ranges.at(some), strands.is_whole[some]
    )
    several = ~alone[rest]
    for name in Ranges.__slots__:
        getattr(ranges, name)[rest[several]] = getattr(made.ranges, name)[several]
    is_whole[rest] = made.is_whole | (is_whole[rest] & ~several)
    found.impossible[rest], found.disagree[rest] = made.impossible, made.disagree
    found.n_places[rest], found.n_full[rest] = made.n_places, made.n_full
    found.n_lacking[rest] = np.where(several, made.n_lacking, 0)
    found.is_united[rest] = made.is_united & several
    found.used[at] = made.used
    return found


def _is_added(work: Work, rows: Integers) -> Flags:
    """Return which figures are flows of events: those are added up."""
    return np.asarray(work.is_event[rows] & ~work.is_stock[rows], dtype=np.bool_)


def _key(entries: Entries, at: Integers) -> Integers:
    return entries.group[at] << 32 | entries.target[at]


def _summed(
    work: Work, strands: Strands, entries: Entries, single: _Single, all_events: bool
) -> _Accounts:
    """Return the accounts with flows of different events added up, for each register of events.

    Events of several registers may be the same ones under other ids, and stocks of several events
    or operations the same people: these are accounts side by side, of which none is of all.
    """
    row = strands.first[entries.strand[single.first]]
    is_event, is_added = work.is_event[row], single.is_added
    register = np.where(is_added, work.registers[row] + 1, 0)
    apart = np.where(is_added, 0, np.arange(1, len(row) + 1))
    # A key is of 64 bits, with a sign: groups and targets made dense leave room for these.
    key, k = dense_ids([single.key >> 32, single.key & 0xFFFFFFFF])
    ids, m = dense_ids([key, register, apart])
    groups = Groups(ids, m)
    first = groups.first(np.arange(len(row))) if m else row
    several = Groups(key, k)
    n_stocks = several.count(is_event & work.is_stock[row])
    is_one = (several.sizes == 1) | (n_stocks == 0)
    whole = groups.all(single.is_whole)
    whole &= np.where(is_added[first], all_events, is_one[key[first]] | ~is_event[first])
    return _Accounts(
        single.key[first],
        single.first[first],
        sums(groups, single.ranges),
        whole,
        ids,
        groups.any(single.disagree),
        groups.any(single.impossible),
        np.where(is_added[first], 0, single.n_places[first]),
        np.where(is_added[first], 0, single.n_full[first]),
        np.where(is_added[first], 0, single.n_lacking[first]),
        groups.any(single.is_united),
    )


def _left_out(
    work: Work, strands: Strands, entries: Entries, tree: Tree | None, first: Integers
) -> Integers:
    """Return how many figures of events may be part of each of a sums of events, and are not.

    They have no usable number, no place that is known, or lie partly in another period.

    Args:
        work: The reconciled figures.
        strands: What is equal in all but the period.
        entries: The strands at their places.
        tree: The places; None where each stays as it is.
        first: The first entry of each sum.
    """
    place = work.facets["place"].codes
    no_place = place < 0 if tree is None else ~np.append(tree.is_known, False)[place]
    is_looked_at = np.zeros(work.columns.n, dtype=np.bool_)
    is_looked_at[strands.rows] = True
    rows = np.flatnonzero(work.is_event & ~work.is_stock & (no_place | ~is_looked_at))
    if not len(rows):
        return np.zeros(len(first), dtype=np.int64)
    placed = rows[~no_place[rows]]
    at, target = np.arange(len(placed)), place[placed]
    if tree is not None:
        at, node = tree.nodes(place[placed])
        target = tree.target[node]
    strand = entries.strand[first]
    own = strands.first[strand]
    both = np.concatenate([own, rows])
    same, _ = dense_ids([work.facets[name].codes[both] for name in _SAME])
    of_row = np.zeros(work.columns.n, dtype=np.int64)
    of_row[rows] = same[len(own) :]
    sums_of = pd.DataFrame(
        {
            "same": same[: len(own)],
            "target": entries.target[first],
            "sum": np.arange(len(first)),
            "start": strands.start[strand],
            "end": strands.end[strand],
        }
    ).loc[work.is_event[own] & ~work.is_stock[own]]
    of_placed = pd.DataFrame({"same": of_row[placed[at]], "target": target, "row": placed[at]})
    anywhere = rows[no_place[rows]]
    of_others = pd.DataFrame({"same": of_row[anywhere], "row": anywhere})
    pairs = pd.concat(
        [
            sums_of.merge(of_placed.drop_duplicates(), on=["same", "target"]),
            sums_of.merge(of_others, on="same"),
        ]
    )
    row = pairs["row"].to_numpy()
    start, end = work.start[row], work.end[row]
    # A start that is not stated lies before any day.
    overlaps = start <= pairs["end"].to_numpy()
    overlaps &= (end == NO_DAY) | (end >= pairs["start"].to_numpy())
    of_pair = pairs["sum"].to_numpy()[overlaps]
    return work.bundles.count(of_pair, row[overlaps], len(first))


def _any(ids: Integers, marked: Flags, k: int) -> Flags:
    found = np.zeros(k, dtype=np.bool_)
    found[ids[marked]] = True
    return found


def _over_time(
    work: Work,
    strands: Strands,
    entries: Entries,
    of_entry: Integers,
    keys: Integers,
    found: Settled,
    remarks: dict[str, Any],
    day: At | None,
) -> Wholes:
    """Return the wholes, where stocks of several days were put together for each of them."""
    w = len(keys)
    first = Groups(of_entry, w).first(np.arange(len(of_entry))) if w else of_entry
    row = strands.first[entries.strand[first]]
    groups = Groups(*dense_ids([entries.whole[first], entries.target[first]]))
    end = work.end[row]
    if day in ("peak", "mean"):
        chosen = np.ones(w, dtype=np.bool_)
        ranges = over_time(groups, found.ranges, day)
        kept = groups.first(np.arange(w)) if w else first
    else:
        # Flows have one account each; of stocks the last day stands for the period.
        # Of several that end on it, such as one of the month, the one that begins last is nearest.
        is_last = end == groups.last(end)[groups.ids]
        start = np.where(is_last, work.start[row], NO_DAY)
        is_last &= start == groups.last(start)[groups.ids]
        kept = groups.first(np.arange(w), is_last) if w else first
        chosen = np.zeros(w, dtype=np.bool_)
        chosen[kept] = True
        ranges = found.ranges.at(kept)
    of = {
        "disagree": groups.any(remarks["disagree"] & chosen),
        "impossible": groups.any(remarks["impossible"] & chosen),
        "n_places": remarks["n_places"][kept],
        "n_full": remarks["n_full"][kept],
        "n_lacking": remarks["n_lacking"][kept],
        "n_left": remarks["n_left"][kept],
        "is_united": groups.any(remarks["is_united"] & chosen),
    }
    return Wholes(
        groups.ids[of_entry],
        chosen[of_entry],
        chosen[of_entry],
        keys[kept] >> 32,
        keys[kept] & 0xFFFFFFFF,
        ranges,
        groups.all(found.is_whole | ~chosen),
        of,
    )

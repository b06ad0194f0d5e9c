"""Which claims are nearly rivals: pairs that one facet alone keeps apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product

import numpy as np
import pandas as pd

from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.matching import FACETS, Quantities, as_place, dense_of, quantities
from crisisfigures.segments import Flags, Integers, dense
from crisisfigures.source import Sources, standard_sources
from crisisfigures.table import NO_DAY, Columns, Data, table_of

_LOOKED_AT = (
    "period",
    "place",
    "definition",
    "unit",
    "group",
    "cause",
    "actor",
    "from_place",
    "modality",
    "measure",
)
"""First the facets that an option can join. Events are parts, not rivals; the basis is looked at
together with the measure it goes with."""

_NEEDED = frozenset({"measure", "place", "period"})


@dataclass(frozen=True, slots=True)
class NearMisses:
    """Pairs of claims by different sources that one facet alone keeps apart.

    Attributes:
        count: How many pairs there are, exactly.
        pairs: The pairs listed, one a row: facet, value_a, value_b (missing where not stated),
            option (what would join them), id_a, id_b, source_a, source_b, quantity_a,
            quantity_b.
    """

    count: int
    pairs: pd.DataFrame

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return self.count

    def __repr__(self) -> str:
        """Return the count and how many are listed."""
        return f"<NearMisses: {self.count:,} pairs, {len(self.pairs):,} listed>"


def near_misses(
    table: Data,
    *,
    most: int | None = None,
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
) -> NearMisses:
    """Return the pairs of claims of different sources that differ in one facet only.

    Under exact matching most real claims stand alone; this says which are nearly rivals, and
    what would join them. Pairs that differ in the event are not looked at: events are parts
    of a whole, not rivals. A pair that differs in the measure may differ in its basis too.

    Args:
        table: n figures, matched (with `quantity`) or not.
        most: How many pairs to list; all by default. They are counted in any case.
        sources: The registry that knows which names are one source; by default the one that
            ships with the library.
        gazetteer: Which codes mean the same place and which places lie in which; by default
            codes are compared as they are, and the standard gazetteer says what contains what.

    Returns:
        The exact count, and the pairs by facet, those that an option joins first, then in the
        order of the quantities.
    """
    table = table_of(table)
    columns = Columns(table)
    found = quantities(columns, gazetteer=gazetteer)
    voice = _voices(columns, sources or standard_sources())
    count = 0
    listed: list[tuple[str, int, int]] = []
    for name in _LOOKED_AT:
        room = None if most is None else most - len(listed)
        apart, pairs = _apart_in(found, voice, name, room)
        count += apart
        listed += [(_differing(found, name, a, b), a, b) for a, b in pairs]
    return NearMisses(count, _frame(columns, found, listed, gazetteer or standard_gazetteer()))


def _differing(found: Quantities, name: str, a: int, b: int) -> str:
    """Return the facet to name: the basis where two claims of one measure differ in that only."""
    measure = found.facets["measure"].codes
    return "basis" if name == "measure" and measure[a] == measure[b] else name


def _voices(columns: Columns, sources: Sources) -> Integers:
    """Return which independent source speaks in each row, as codes in the order of their names."""
    codes, texts = columns.codes("source")
    if not len(texts):
        return codes
    roots = np.array([sources.root(text) for text in texts], dtype=object)
    _, position = np.unique(roots, return_inverse=True)
    return np.append(position, -1)[codes]


def _apart_in(
    found: Quantities, voice: Integers, name: str, most: int | None
) -> tuple[int, list[tuple[int, int]]]:
    """Return how many pairs of rows differ in one facet only, and the first of them."""
    codes = {facet: f.codes for facet, f in found.facets.items()}
    known = voice >= 0
    for needed in _NEEDED - {name}:
        known = known & (codes[needed] >= 0)
    rows = np.flatnonzero(known)
    if len(rows) < 2:
        return 0, []
    # A measure brings its basis with it: a pair may differ in both.
    ignored = {"measure", "basis"} if name == "measure" else {name}
    key, k = dense_of(codes, [facet for facet in FACETS if facet not in ignored], rows)
    source, quantity = voice[rows], found.groups.ids[rows]
    per_key = (
        _pairs(np.bincount(key, minlength=k))
        - _pairs_alike(key, k, source)
        - _pairs_alike(key, k, quantity)
        + _pairs_alike(key, k, source, quantity)
    )
    wanted = int(per_key.sum()) if most is None else min(int(per_key.sum()), most)
    pairs = _listed(rows, key, source, quantity, codes[name][rows] < 0, np.flatnonzero(per_key))
    return int(per_key.sum()), list(islice(pairs, wanted))


def _pairs(sizes: Integers) -> Integers:
    return sizes * (sizes - 1) // 2


def _pairs_alike(key: Integers, k: int, *classes: Integers) -> Integers:
    """Return, for each of k keys, how many pairs of its entries are alike in all the classes."""
    ids, m = dense([key, *classes], [k, *(int(c.max()) + 1 for c in classes)])
    key_of = np.zeros(m, dtype=np.int64)
    key_of[ids] = key
    found = np.zeros(k, dtype=np.int64)
    np.add.at(found, key_of, _pairs(np.bincount(ids, minlength=m)))
    return found


def _listed(
    rows: Integers,
    key: Integers,
    source: Integers,
    quantity: Integers,
    unstated: Flags,
    busy: Integers,
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of the keys that have any: by quantity, then by the sources' names.

    Pairs in which one claim does not state the facet come first: letting it be unknown joins them.
    """
    if not len(busy):
        return
    order = np.lexsort((source, quantity, key))
    starts = np.searchsorted(key[order], busy)
    stops = np.searchsorted(key[order], busy, side="right")
    for with_unstated in (True, False):
        for start, stop in zip(starts, stops, strict=True):
            members = order[start:stop]
            for i, j in _candidates(members, unstated[members], with_unstated):
                if source[i] != source[j] and quantity[i] != quantity[j]:
                    yield int(rows[i]), int(rows[j])


def _candidates(
    members: Integers, unstated: Flags, with_unstated: bool
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of members of which one (or none) does not state the facet."""
    stated = members[~unstated]
    if not with_unstated:
        yield from combinations(stated, 2)
        return
    silent = members[unstated]
    yield from product(stated, silent)
    yield from combinations(silent, 2)


_OTHER_PERIODS = "none: figures of different periods are added up or compared, not reconciled"


def _may_be_one(columns: Columns, a: int, b: int) -> bool:
    """Return whether two periods state no end that the other states otherwise, or not at all.

    A claim without any period may be of the other's; one that states an end is of that one.
    """
    ends = [(columns.days("period_start")[row], columns.days("period_end")[row]) for row in (a, b)]
    if any(first == last == NO_DAY for first, last in ends):
        return not any((first == NO_DAY) != (last == NO_DAY) for first, last in ends)
    has_open = any(NO_DAY in end for end in ends)
    return ends[0] == ends[1] if has_open else True


def _frame(
    columns: Columns,
    found: Quantities,
    listed: list[tuple[str, int, int]],
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    ids, sources = columns.texts("id"), columns.texts("source")
    records = []
    for name, a, b in listed:
        values = found.facets[name].at(a), found.facets[name].at(b)
        records.append(
            {
                "facet": name,
                "value_a": values[0],
                "value_b": values[1],
                "option": _option(name, *values, found, a, gazetteer)
                if name != "period" or _may_be_one(columns, a, b)
                else _OTHER_PERIODS,
                "id_a": ids[a],
                "id_b": ids[b],
                "source_a": sources[a],
                "source_b": sources[b],
                "quantity_a": found.labels[found.groups.ids[a]],
                "quantity_b": found.labels[found.groups.ids[b]],
            }
        )
    names = ("facet", "value_a", "value_b", "option", "id_a", "id_b", "source_a", "source_b")
    return pd.DataFrame(
        records, columns=pd.Index([*names, "quantity_a", "quantity_b"]), dtype="str"
    )


def _option(
    name: str, a: str | None, b: str | None, found: Quantities, row: int, gazetteer: Gazetteer
) -> str:
    """Return what would join two claims that differ in this facet, in the words of a call."""
    if name in ("place", "period") and (a is None or b is None):
        return f'let_unknown={{"{name}"}}'
    if a is None or b is None:
        return f"none: state the {name.replace('_', ' ')} of the other claim, if it is the same"
    if name == "place":
        one, other = as_place(a), as_place(b)
        if one is None or other is None:
            return "none: state of which list each place's code is"
        relation = gazetteer.relation(one, other)
        if relation in ("within", "contains", "same"):
            return "match(table, contained_places=True)"
        return f"none: the places are {relation}"
    if name == "period":
        if found.facets["basis"].at(row) == "stock" and "/" not in a + b and " " not in a + b:
            days = abs(int((np.datetime64(a) - np.datetime64(b)).astype(int)))
            return f"match(table, stock_days={days})"
        return _OTHER_PERIODS
    return f"none: a different {name.replace('_', ' ')} is a different quantity"

"""Up the places: figures of parts of a place, put together to one of the whole.

The places of a table are a tree under each target, by the gazetteer. On it an account of a place is
its own figure, or the sum over a list of places that divide it. A list that is complete gives a
total; else the greatest sum over places of which none lies in another is a lower bound.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from crisisfigures.aggregation._ranges import Ranges, joined, settled, sums, union
from crisisfigures.errors import UnknownNameError
from crisisfigures.gazetteer import Gazetteer, Relation
from crisisfigures.matching import as_place
from crisisfigures.place import Place
from crisisfigures.segments import Flags, Groups, Integers, dense

_AREAS = "areas"
"""The list of the areas in a place that are not declared its members."""

LEVELS = {"country": 0, "admin0": 0, "admin1": 1, "admin2": 2, "admin3": 3}


@dataclass(frozen=True, slots=True)
class Tree:
    """The places of a table under their targets; v nodes.

    Attributes:
        places: The v places; one that lies in several targets is a node under each.
        targets: The nodes that are targets.
        parent: v nodes, -1 for targets.
        depth: v depths, 0 for targets.
        division: v lists: which list of places that divides its parent each is of.
        n_full: v sizes of that list; 0 where no list is known to be complete.
        clump: v numbers: places of one list that may overlap, as areas do, have the same.
        of_place: For each place of the table, its nodes; none where it lies under no target.
        is_known: For each place of the table, whether the gazetteer has it.
        target: v nodes: the target that each lies under.
    """

    places: list[Place]
    targets: list[int]
    parent: Integers
    depth: Integers
    division: Integers
    n_full: Integers
    clump: Integers
    of_place: list[list[int]]
    is_known: Flags
    target: Integers

    def nodes(self, place: Integers) -> tuple[Integers, Integers]:
        """Return the nodes of n places of the table, each with the position of its place."""
        n_nodes = np.array([len(nodes) for nodes in self.of_place], dtype=np.int64)
        flat = np.array([node for nodes in self.of_place for node in nodes], dtype=np.int64)
        begins = np.cumsum(n_nodes) - n_nodes
        times = n_nodes[place]
        within = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        return np.repeat(np.arange(len(place)), times), flat[
            np.repeat(begins[place], times) + within
        ]

    def listed(self, node: int, gazetteer: Gazetteer) -> list[Place]:
        """Return the places of the list that a node is of."""
        in_table = np.flatnonzero(self.division == self.division[node])
        if len(in_table) == self.n_full[node]:
            return [self.places[one] for one in in_table.tolist()]
        above = gazetteer.entry(self.places[self.parent[node]])
        members = [
            gazetteer.canonical(Place.parse(key)) for key in (above.members if above else ())
        ]
        if self.places[node] not in members:
            members = list(gazetteer.peers(self.places[node]))
        found = [gazetteer.entry(place) for place in members]
        return [entry.place for entry in found if entry]


def tree_of(
    shown: Sequence[str],
    asked: str | Sequence[str],
    gazetteer: Gazetteer,
    *,
    all_there: bool,
) -> Tree:
    """Return the places of a table under the targets that a caller asks for.

    Args:
        shown: The places of the table, as facets show them.
        asked: A level ("country", "admin1"), or places by code or key.
        gazetteer: Which places lie in which.
        all_there: Whether the places of the table are all there are.
    """
    build = _Builder(gazetteer)
    keys = {text: place.key for text in shown if (place := as_place(text))}
    if isinstance(asked, str) and asked in LEVELS:
        wanted = {text: build.at_level(key, LEVELS[asked]) for text, key in keys.items()}
    else:
        targets = [build.target(one) for one in ([asked] if isinstance(asked, str) else asked)]
        wanted = {
            text: [target for target in targets if build.lies_in(key, target)]
            for text, key in keys.items()
        }
        for target in targets:
            build.node(target, target)
    of_place = [
        [build.node(keys[text], target) for target in sorted(wanted.get(text, ()))]
        for text in shown
    ]
    is_known = [text in keys and build.is_known(keys[text]) for text in shown]
    return build.tree(of_place, np.array(is_known, dtype=np.bool_), all_there=all_there)


class _Builder:
    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._at: dict[tuple[str, str], int] = {}
        self._nodes: list[tuple[str, str]] = []
        self._parents: list[int] = []
        self._down: dict[str, dict[str, str]] = {}

    def target(self, asked: str) -> str:
        """Return the key of a place that a caller names."""
        place = Place.parse(asked) if ":" in asked else as_place(asked)
        if place is None or self._gazetteer.entry(place) is None:
            hint = "give a level, or places by code: 'MLI', 'ML-9', 'm49:011', 'custom:sahel'."
            if asked in LEVELS:
                hint = "a level stands alone: places='country'."
            raise UnknownNameError("place", asked, LEVELS, hint)
        return self._gazetteer.canonical(place).key

    def is_known(self, key: str) -> bool:
        return self._gazetteer.entry(Place.parse(key)) is not None

    def _canonical(self, key: str) -> str:
        return self._gazetteer.canonical(Place.parse(key)).key

    def at_level(self, key: str, level: int) -> list[str]:
        """Return the place of a level that a place lies in, or nothing."""
        for up in self._chain(key):
            entry = self._gazetteer.entry(Place.parse(up))
            if entry is not None and entry.level == level:
                return [up]
        return []

    def lies_in(self, key: str, target: str) -> bool:
        """Return whether a place is the target, or lies in it."""
        return any(up in self._below(target) for up in self._chain(key)) or (
            self._is_area(key) and self._relation(key, target) == "within"
        )

    def _is_area(self, key: str) -> bool:
        """Return whether a place is an area somebody declared, so that others may share ground."""
        return Place.parse(key).system == "custom"

    def _relation(self, key: str, other: str) -> Relation:
        return self._gazetteer.relation(Place.parse(key), Place.parse(other))

    def node(self, key: str, target: str) -> int:
        """Return the node of a place under a target, with those between the two."""
        if (key, target) in self._at:
            return self._at[key, target]
        parent = -1
        if key != target:
            up = self._below(target).get(key) or self._up(key)
            if up is None or not any(one in self._below(target) for one in self._chain(up)):
                up = target
            parent = self.node(up, target)
        self._at[key, target] = len(self._nodes)
        self._nodes.append((key, target))
        self._parents.append(parent)
        return self._at[key, target]

    def _below(self, target: str) -> dict[str, str]:
        """Return the members of a target and theirs, each with the one that it is a member of."""
        if target not in self._down:
            found = {target: ""}
            queue = [target]
            for key in queue:
                entry = self._gazetteer.entry(Place.parse(key))
                for member in map(self._canonical, entry.members if entry else ()):
                    if member not in found:
                        found[member] = key
                        queue.append(member)
            self._down[target] = found
        return self._down[target]

    def _up(self, key: str) -> str | None:
        entry = self._gazetteer.entry(Place.parse(key))
        return entry.parents[0] if entry and entry.parents else None

    def _chain(self, key: str) -> Iterable[str]:
        up: str | None = key
        while up is not None:
            yield up
            up = self._up(up)

    def tree(self, of_place: list[list[int]], is_known: Flags, *, all_there: bool) -> Tree:
        parent = np.array(self._parents, dtype=np.int64)
        depth = np.zeros(len(parent), dtype=np.int64)
        for node in range(len(parent)):
            # A parent is made before what lies in it.
            depth[node] = 0 if parent[node] < 0 else depth[parent[node]] + 1
        lists: dict[tuple[int, str], int] = {}
        division, full = [], []
        for (key, target), above in zip(self._nodes, self._parents, strict=True):
            name, n = self._division(key, target)
            at = lists.setdefault((above, name), len(lists))
            division.append(at)
            full.append(n)
        lists_of = np.array(division, dtype=np.int64)
        clump = np.arange(len(parent))
        for (above, name), at in lists.items():
            nodes = np.flatnonzero(lists_of == at).tolist()
            if name == _AREAS and self._cover(nodes, above):
                full = [len(nodes) if lists_of[node] == at else n for node, n in enumerate(full)]
            for a, b in combinations(nodes, 2):
                if self._may_overlap(self._nodes[a][0], self._nodes[b][0]):
                    clump[clump == clump[b]] = clump[a]
        n_full = np.array(full, dtype=np.int64)
        if all_there:
            # Places of two lists of codes may be the same ones, and none of the lists all.
            n_lists = pd.Series(lists_of).groupby(parent).transform("nunique").to_numpy()
            n_full = np.where(n_lists == 1, np.bincount(lists_of)[lists_of], n_full)
        at_target = [self._at[target, target] for _, target in self._nodes]
        return Tree(
            [self._named(key) for key, _ in self._nodes],
            [node for node, above in enumerate(self._parents) if above < 0],
            parent,
            depth,
            lists_of,
            n_full.astype(np.int64),
            clump,
            of_place,
            is_known,
            np.array(at_target, dtype=np.int64),
        )

    def _division(self, key: str, target: str) -> tuple[str, int]:
        """Return the list of places that one is of, by name, and how many it has; 0: not known."""
        above = self._below(target).get(key)
        if above:
            entry = self._gazetteer.entry(Place.parse(above))
            return f"members of {above}", len(entry.members) if entry else 0
        if key != target and self._is_area(key):
            return _AREAS, 0
        peers = self._gazetteer.peers(Place.parse(key))
        entry = self._gazetteer.entry(Place.parse(key))
        return (entry.family or key) if entry else key, len(peers)

    def _may_overlap(self, key: str, other: str) -> bool:
        """Return whether two places may share ground; places of lists do not, but areas may."""
        if not (self._is_area(key) or self._is_area(other)):
            return False
        return self._relation(key, other) != "disjoint"

    def _cover(self, nodes: list[int], above: int) -> bool:
        """Return whether areas together are all of the place above them."""
        parts = set().union(*(self._ground(self._nodes[node][0]) for node in nodes))
        return above >= 0 and self._ground(self._nodes[above][0]) <= parts

    def _ground(self, key: str) -> set[str]:
        """Return the places that a place is made of by its members and theirs, else itself."""
        below = self._below(key)
        return {one for one in below if one not in set(below.values())}

    def _named(self, key: str) -> Place:
        place = Place.parse(key)
        entry = self._gazetteer.entry(place)
        return entry.place if entry else place


@dataclass(frozen=True, slots=True)
class Up:
    """What figures come to up a tree; e entries, one for each group and target.

    Attributes:
        group: e groups.
        node: e targets.
        ranges: The totals where `is_whole`, else what is known at least.
        is_whole: Whether a complete list, or a figure of the place itself, gives a total.
        disagree: Whether accounts of it, or of a place in it, cannot all be true.
        impossible: Whether the parts are more than the whole can be.
        used: n flags: which figures the result was made of.
        n_places: How many places were counted, of the list nearest to the target; 0 where the
            figure of the target itself counts.
        n_full: How many that list has; 0 where not known.
        n_lacking: How many places further down are missing from lists that are known.
        is_united: Whether places that it rests on may overlap.
    """

    group: Integers
    node: Integers
    ranges: Ranges
    is_whole: Flags
    disagree: Flags
    impossible: Flags
    used: Flags
    n_places: Integers
    n_full: Integers
    n_lacking: Integers
    is_united: Flags


@dataclass(frozen=True, slots=True)
class _Level:
    """The states of one depth, by group and node.

    `own` and `own_at` are of the figures at that depth: their rows, and their states. Of these
    figures, and then of the lists of places below, `makes_lower` and `makes_upper` say whether the
    ends rest on them. `n_lacking`: how many places are missing further down than the list next to
    the state; `is_united`: whether places in it may overlap.
    """

    key: Integers
    ranges: Ranges
    is_whole: Flags
    own: Integers
    own_at: Integers
    makes_lower: Flags
    makes_upper: Flags
    disagree: Flags
    impossible: Flags
    n_places: Integers
    n_full: Integers
    n_lacking: Integers
    is_united: Flags


def up(tree: Tree, group: Integers, node: Integers, parts: Ranges, is_whole: Flags) -> Up:
    """Return what n figures come to at the targets.

    Args:
        tree: The places.
        group: n groups: figures that are equal in all but the place.
        node: Where each is; one figure for each group and node.
        parts: Their ranges.
        is_whole: Whether each is a total of its place, or only what is known at least.
    """
    v = len(tree.places)
    key = group * v + node
    levels: dict[int, _Level] = {}
    families: dict[int, _Families] = {}
    below: _Families | None = None
    for depth in range(int(tree.depth.max(initial=0)), -1, -1):
        rows = np.flatnonzero(tree.depth[node] == depth)
        levels[depth] = _settled(key[rows], rows, parts, is_whole, below)
        if depth:
            below = families[depth] = _families(tree, levels[depth], v)
    top = levels[0]
    used = np.zeros(len(group), dtype=np.bool_)
    _mark(levels, families, used)
    return Up(
        top.key // v,
        top.key % v,
        top.ranges,
        top.is_whole,
        top.disagree,
        top.impossible,
        used,
        top.n_places,
        top.n_full,
        top.n_lacking,
        top.is_united,
    )


@dataclass(frozen=True, slots=True)
class _Families:
    """Sums over lists of places that divide a place; by group, place and list.

    `is_united` says whether places of the list may overlap; `leads`, of each state of the depth
    below, whether the lower end rests on it: of places that may overlap, on the one that says most.
    """

    key: Integers
    ranges: Ranges
    is_whole: Flags
    disagree: Flags
    impossible: Flags
    n: Integers
    n_full: Integers
    n_lacking: Integers
    is_united: Flags
    leads: Flags
    of: Integers
    """For each state of the depth below, which of these it is part of."""


def _families(tree: Tree, level: _Level, v: int) -> _Families:
    group, node = level.key // v, level.key % v
    lists = int(tree.division.max(initial=0)) + 1
    ids, m = dense([group, tree.division[node]], [int(group.max(initial=0)) + 1, lists])
    groups = Groups(ids, m)
    row = np.zeros(m, dtype=np.int64)
    row[ids] = np.arange(len(ids))
    full = tree.n_full[node[row]]
    whole = groups.all(level.is_whole) & (groups.sizes == full) & (full > 0)
    own, n_clumps = dense([group, tree.clump[node]], [int(group.max(initial=0)) + 1, v])
    clumps = Groups(own, n_clumps)
    united, leads = union(clumps, level.ranges)
    first = clumps.first(np.arange(len(ids))) if n_clumps else ids
    several = clumps.sizes > 1
    return _Families(
        group[row] * v + tree.parent[node[row]],
        sums(Groups(ids[first], m), united),
        whole,
        groups.any(level.disagree),
        groups.any(level.impossible),
        groups.sizes,
        full,
        np.bincount(ids, level.n_lacking + _short(level), minlength=m).astype(np.int64),
        groups.any(level.is_united | several[own]),
        leads,
        ids,
    )


def _short(level: _Level) -> Integers:
    """Return how many places the list below each state lacks, where it is known."""
    return np.where(level.n_full > 0, level.n_full - level.n_places, 0)


def _settled(
    key: Integers, rows: Integers, parts: Ranges, is_whole: Flags, below: _Families | None
) -> _Level:
    """Return the states of one depth, from the figures there and the lists of places below."""
    below = below or _no_families()
    both = np.concatenate([key, below.key])
    ids, k = dense([both], [int(both.max(initial=-1)) + 1])
    at, n_own = np.empty(k, dtype=np.int64), len(rows)
    at[ids] = both
    whole = np.concatenate([is_whole[rows], below.is_whole])
    accounts = joined([parts.at(rows), below.ranges])
    found = settled(Groups(ids, k), accounts, whole)
    of_below = Groups(ids[n_own:], k)
    n = np.concatenate([np.zeros(n_own, dtype=np.int64), below.n])
    full = np.concatenate([np.zeros(n_own, dtype=np.int64), below.n_full])
    return _Level(
        at,
        found.ranges,
        found.is_whole,
        rows,
        ids[:n_own],
        found.makes_lower,
        found.makes_upper,
        disagree=found.disagree | of_below.any(below.disagree),
        impossible=found.impossible | of_below.any(below.impossible),
        n_places=n[found.lead],
        n_full=full[found.lead],
        n_lacking=np.concatenate([np.zeros(n_own, dtype=np.int64), below.n_lacking])[found.lead],
        is_united=Groups(ids, k).any(
            np.concatenate([np.zeros(n_own, dtype=np.bool_), below.is_united])
            & (found.makes_lower | found.makes_upper)
        ),
    )


def _no_families() -> "_Families":
    nothing, numbers = np.empty(0, dtype=np.int64), np.empty(0)
    none = np.empty(0, dtype=np.bool_)
    ranges = Ranges(numbers, numbers, numbers, nothing, nothing, *(4 * [numbers]))
    return _Families(
        nothing, ranges, none, none, none, nothing, nothing, nothing, none, none, nothing
    )


def _mark(levels: dict[int, _Level], families: dict[int, "_Families"], used: Flags) -> None:
    """Mark the figures that the results at the targets were made of, from the top down.

    A result that is only known at least rests on the lower ends below it alone.
    """
    is_total, is_reached = levels[0].is_whole, np.ones(len(levels[0].key), dtype=np.bool_)
    for depth in range(len(levels)):
        level = levels[depth]
        below = families[depth + 1] if depth + 1 in levels else _no_families()
        at = np.concatenate([level.own_at, np.searchsorted(level.key, below.key)])
        chosen = level.makes_lower & is_reached[at] | level.makes_upper & is_total[at]
        n_own = len(level.own)
        used[level.own[chosen[:n_own]]] = True
        is_total = (chosen & is_total[at])[n_own:][below.of] & below.is_whole[below.of]
        is_reached = chosen[n_own:][below.of] & (below.leads | is_total)

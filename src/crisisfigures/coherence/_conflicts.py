"""Which ends cannot all be true: an irreducible set of them, and what each would have to become."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from crisisfigures.coherence._narrowing import NO_SUM, State, Sums, sweeps
from crisisfigures.segments import Flags, Integers, Numbers

LOWER, UPPER = 0, 1
End = tuple[int, int]
"""A node, and which of its ends."""

_MOST_SWEEPS = 1000

_FINEST = 1e-3
"""People are whole: what is found by halving is rounded up to a whole number."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Ends that cannot all be true, of which the others could without any one of them.

    Attributes:
        ends: The ends, lower ones first, by node.
        gives_way: By how much each of them, if it alone gave way, would make the others possible.
        is_hard: Whether sources stated all of them, so that one of them must be wrong.
    """

    ends: tuple[End, ...]
    gives_way: tuple[float, ...]
    is_hard: bool

    @property
    def gap(self) -> float:
        """Return the least by which one of them would have to give way."""
        return min(self.gives_way)


Possible = Callable[[Numbers, Numbers, Sums], bool]


def conflicts(
    lower: Numbers,
    upper: Numbers,
    hard: tuple[Flags, Flags],
    sums: Sums,
    where: Flags,
    in_loops: Possible | None = None,
) -> list[Conflict]:
    """Return the conflicts of contradicted components; no two share an end.

    What sources stated is held against itself first: only where that can be true, ends of readings,
    levels and rounding come in, and the conflict is soft.

    Args:
        lower: n lower ends; 0 where nobody stated one.
        upper: n upper ends; inf where open.
        hard: n flags for each end: whether a source stated it.
        sums: The sums.
        where: Which nodes are contradicted.
        in_loops: Says whether ranges can all be true where sums form loops; narrowing by default,
            which does not see every contradiction there.
    """
    found: list[Conflict] = []
    for component in np.unique(sums.component[where]).tolist():
        nodes = np.flatnonzero(sums.component == component)
        of = sums.chosen(sums.component[sums.whole] == component).renumbered(nodes)
        ends = lower[nodes].copy(), upper[nodes].copy()
        for only_hard in (True, False):
            least = np.where(hard[LOWER][nodes] | (not only_hard), ends[LOWER], 0.0)
            most = np.where(hard[UPPER][nodes] | (not only_hard), ends[UPPER], np.inf)
            while (one := _conflict(least, most, of, in_loops)) is not None:
                found.append(_numbered(one, nodes, hard))
                for node, side in one.ends:
                    for open_at in (ends[side], least if side == LOWER else most):
                        open_at[node] = 0.0 if side == LOWER else np.inf
    return found


def _numbered(found: Conflict, nodes: Integers, hard: tuple[Flags, Flags]) -> Conflict:
    ends = tuple((int(nodes[node]), side) for node, side in found.ends)
    return Conflict(ends, found.gives_way, all(bool(hard[side][node]) for node, side in ends))


def _conflict(
    lower: Numbers, upper: Numbers, sums: Sums, in_loops: Possible | None
) -> Conflict | None:
    """Return an irreducible set of ends that cannot all be true; None if they can."""
    if sums.has_loop[0]:
        return _in_loops(lower, upper, sums, in_loops or _by_narrowing)
    history = _history(lower, upper, sums)
    clash = np.flatnonzero(history[-1][LOWER] > history[-1][UPPER])
    if not len(clash):
        return None
    proof, used = _proof(history, sums, int(clash[0]))
    worth = {end: _value(end, lower, upper) * times for end, times in proof.items()}
    gap = sum(worth.values())
    # What the proof can do without, the smallest ends first.
    for end in sorted(worth, key=lambda end: (worth[end], end)):
        if 0 < worth[end] < gap:
            gap -= worth.pop(end)
    ends = sorted(worth, key=lambda end: (end[1], end[0]))
    n_lower = sum(side == LOWER for _, side in ends)
    if 1 not in (n_lower, len(ends) - n_lower):
        # With one end on a side every other counts as it stands, and none can be spared.
        tied, nodes = sums.tied(np.isin(sums.name, list(used)), clash[:1])
        at = np.searchsorted(nodes, [node for node, _ in ends]).tolist()
        own = {(here, end[1]): end for here, end in zip(at, ends, strict=True)}
        needed = _needed(list(own), lower[nodes], upper[nodes], tied, _by_narrowing)
        ends = [own[end] for end in needed]
    total = sum(_value(end, lower, upper) for end in ends)
    return Conflict(tuple(ends), (total,) * len(ends), is_hard=False)


def _in_loops(lower: Numbers, upper: Numbers, sums: Sums, possible: Possible) -> Conflict | None:
    if possible(lower, upper, sums):
        return None
    ends = [(node, LOWER) for node in np.flatnonzero(lower > 0).tolist()]
    ends += [(node, UPPER) for node in np.flatnonzero(np.isfinite(upper)).tolist()]
    ends = _needed(ends, lower, upper, sums, possible)
    return Conflict(tuple(ends), _give_way(ends, lower, upper, sums, possible), is_hard=False)


def _by_narrowing(lower: Numbers, upper: Numbers, sums: Sums) -> bool:
    last = _history(lower, upper, sums)[-1]
    return not (last[LOWER] > last[UPPER]).any()


def _needed(
    ends: list[End], lower: Numbers, upper: Numbers, sums: Sums, possible: Possible
) -> list[End]:
    """Return the ends of a conflict that it cannot do without: a deletion filter."""
    kept = sorted(ends, key=lambda end: (end[1], end[0]))
    for end in sorted(kept, key=lambda end: (abs(_value(end, lower, upper)), end)):
        less = [other for other in kept if other != end]
        if not possible(*_only(less, lower, upper), sums):
            kept = less
    return kept


def _only(ends: list[End], lower: Numbers, upper: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ranges of nodes of which only some ends are known."""
    least, most = np.zeros(len(lower)), np.full(len(upper), np.inf)
    for node, side in ends:
        (least if side == LOWER else most)[node] = (lower if side == LOWER else upper)[node]
    return least, most


def _value(end: End, lower: Numbers, upper: Numbers) -> float:
    node, side = end
    return float(lower[node]) if side == LOWER else -float(upper[node])


def _history(lower: Numbers, upper: Numbers, sums: Sums) -> list[State]:
    """Return the ends after each sweep, up to where a range has no number left."""
    none = np.full(sums.n, NO_SUM, dtype=np.int64)
    history: list[State] = []
    for state in chain([(lower, upper, none, none)], sweeps(lower, upper, none, none, sums)):
        history.append(state)
        if (state[LOWER] > state[UPPER]).any() or len(history) > _MOST_SWEEPS:
            break
    return history


def _proof(history: list[State], sums: Sums, node: int) -> tuple[Counter[End], set[int]]:
    """Return the stated ends that a clash was made of, how often each counts, and by which sums."""
    position = {int(name): at for at, name in enumerate(sums.name.tolist())}
    order = np.argsort(sums.of, kind="stable")
    stops = np.cumsum(np.bincount(sums.of, minlength=sums.c))
    found: Counter[End] = Counter()
    used: set[int] = set()
    last = len(history) - 1
    todo: Counter[tuple[int, int, int]] = Counter(
        {(node, side, last): 1 for side in (LOWER, UPPER)}
    )
    while todo:
        (node, side, at), times = todo.popitem()
        while at and history[at][side][node] == history[at - 1][side][node]:
            at -= 1
        if at == 0:
            # The floor of a count, and an end that is open, are stated by nobody.
            if history[0][side][node] != (0.0 if side == LOWER else np.inf):
                found[node, side] += times
            continue
        name = int(history[at][2 + side][node])
        by = position[name]
        used.add(name)
        whole = int(sums.whole[by])
        parts = sums.part[order[(stops[by - 1] if by else 0) : stops[by]]].tolist()
        if node == whole:
            for part in parts:
                todo[part, side, at - 1] += times
            continue
        todo[whole, side, at - 1] += times
        for part in parts:
            if part != node:
                todo[part, 1 - side, at - 1] += times
    return found, used


def _give_way(
    ends: list[End], lower: Numbers, upper: Numbers, sums: Sums, possible: Possible
) -> tuple[float, ...]:
    """Return by how much each end would have to give way where sums form loops: by halving."""
    found = []
    for node, side in ends:
        near, far = 0.0, float(sum(abs(_value(end, lower, upper)) for end in ends))
        while far - near > _FINEST:
            middle = (near + far) / 2
            least, most = _only(ends, lower, upper)
            if side == LOWER:
                least[node] = max(lower[node] - middle, 0.0)
            else:
                most[node] = upper[node] + middle
            near, far = (near, middle) if possible(least, most, sums) else (middle, far)
        found.append(float(np.ceil(far - 2 * _FINEST)))
    return tuple(found)

"""Parts and wholes narrow each other: ranges of nodes, under sums that tie them.

A sum says that a whole is what its parts come to: exactly, where they are all there are, and
else at least. From the parts follows what the whole can be; from the whole and the other parts,
what a part can be. Repeated until nothing changes, this is exact where sums form a tree (no two of
its figures are tied in two ways), and sound everywhere.

Source:
    Bounds consistency of linear sums, exact on Berge-acyclic networks; in official statistics the
    shuttle algorithm: L. Buzzigoli and A. Giusti, An algorithm to calculate the lower and upper
    bounds of the elements of an array given its marginals (SDP 1998).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from crisisfigures.segments import Flags, Integers, Numbers

NO_SUM = -1
"""What made an end that nobody narrowed: the source's own."""

_MOST_SWEEPS = 200
"""Sweeps over sums that form loops: there narrowing may go on for ever, by less and less."""


@dataclass(frozen=True)
class Sums:
    """c sums over n nodes; each node is in a sum at most once.

    Attributes:
        n: How many nodes there are.
        whole: c nodes that are wholes.
        is_complete: Whether the parts of each are all there are.
        part: p nodes that are parts.
        of: The sum that each part is of.
        name: What the sums are called, by number.
    """

    n: int
    whole: Integers
    is_complete: Flags
    part: Integers
    of: Integers
    name: Integers

    @property
    def c(self) -> int:
        """Return how many sums there are."""
        return len(self.whole)

    @cached_property
    def component(self) -> Integers:
        """The n nodes' components: nodes that sums tie together, by their first node."""
        found = np.arange(self.n)
        while True:
            least = found[self.whole]
            np.minimum.at(least, self.of, found[self.part])
            new = found.copy()
            np.minimum.at(new, self.whole, least)
            np.minimum.at(new, self.part, least[self.of])
            new = new[new]
            if np.array_equal(new, found):
                return found
            found = new

    @cached_property
    def has_loop(self) -> Flags:
        """Whether the sums of each node's component form a loop."""
        nodes = np.bincount(self.component, minlength=self.n)
        sums = np.bincount(self.component[self.whole], minlength=self.n)
        ties = np.bincount(self.component[self.part], minlength=self.n) + sums
        return np.asarray((ties > nodes + sums - 1)[self.component])

    def chosen(self, which: Flags) -> "Sums":
        """Return some of the sums; `name` still says which they are."""
        number = np.cumsum(which) - 1
        parts = which[self.of]
        return Sums(
            self.n,
            self.whole[which],
            self.is_complete[which],
            self.part[parts],
            number[self.of[parts]],
            self.name[which],
        )

    def tied(self, which: Flags, nodes: Integers) -> tuple["Sums", Integers]:
        """Return some of the sums over the nodes that they tie and some others, and these nodes.

        In a tree of sums, nothing but those between two nodes ties them to each other.
        """
        some = self.chosen(which)
        nodes = np.unique(np.concatenate([some.whole, some.part, nodes]))
        return some.renumbered(nodes), nodes

    def renumbered(self, nodes: Integers) -> "Sums":
        """Return the sums over some nodes, ascending, numbered from 0: all that the sums tie."""
        return Sums(
            len(nodes),
            np.searchsorted(nodes, self.whole),
            self.is_complete,
            np.searchsorted(nodes, self.part),
            self.of,
            self.name,
        )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What n nodes can be.

    Attributes:
        lower: Lower ends; of contradicted components as they were given.
        upper: Upper ends.
        lower_by: The sum that last raised each lower end, `NO_SUM` for none.
        upper_by: The sum that last lowered each upper end.
        contradicted: Whether the ranges of a node's component cannot all be true.
        is_exact: Whether the ends are as narrow as all ranges and sums together make them.
    """

    lower: Numbers
    upper: Numbers
    lower_by: Integers
    upper_by: Integers
    contradicted: Flags
    is_exact: Flags


def narrowed(lower: Numbers, upper: Numbers, sums: Sums) -> Narrowed:
    """Return what nodes can be, given the ranges and the sums.

    Args:
        lower: n lower ends, finite: a count that is open below is 0 at least.
        upper: n upper ends, inf where open.
        sums: The sums.
    """
    none = np.full(sums.n, NO_SUM, dtype=np.int64)
    state: State = lower, upper, none, none
    contradicted, left = np.zeros(sums.n, dtype=np.bool_), sums
    while True:
        for done, now in enumerate(chain([state], sweeps(*state, left))):
            state = now
            if (state[0] > state[1]).any() or (done > _MOST_SWEEPS and left.has_loop.any()):
                break
        bad = np.zeros(sums.n, dtype=np.bool_)
        bad[sums.component[state[0] > state[1]]] = True
        if not bad.any():
            break
        # What cannot be true narrows nothing, and what it is not tied to goes on.
        contradicted |= bad[sums.component]
        left = sums.chosen(~contradicted[sums.whole])
        state = (
            np.where(contradicted, 0.0, state[0]),
            np.where(contradicted, np.inf, state[1]),
            np.where(contradicted, NO_SUM, state[2]),
            np.where(contradicted, NO_SUM, state[3]),
        )
    return Narrowed(
        np.where(contradicted, lower, state[0]),
        np.where(contradicted, upper, state[1]),
        state[2],
        state[3],
        contradicted,
        ~sums.has_loop,
    )


State = tuple[Numbers, Numbers, Integers, Integers]


def sweeps(
    lower: Numbers, upper: Numbers, lower_by: Integers, upper_by: Integers, sums: Sums
) -> Iterator[State]:
    """Yield the ends after each sweep over all sums, until one changes nothing.

    All ends of a sweep are made of those of the sweep before. The arrays that are yielded are never
    written to again.
    """
    state: State = lower, upper, lower_by, upper_by
    names = np.concatenate([sums.name, sums.name[sums.of]])
    whole, part, of, complete = sums.whole, sums.part, sums.of, sums.is_complete
    while True:
        lower, upper, lower_by, upper_by = state
        least = np.bincount(of, lower[part], sums.c)
        is_open = np.isinf(upper[part])
        n_open = np.bincount(of, is_open, sums.c)
        most = np.bincount(of, np.where(is_open, 0.0, upper[part]), sums.c)
        # The most of all parts, and of all but each of them; no end is ever inf − inf.
        all_most = np.where(complete & (n_open == 0), most, np.inf)
        rest_most = np.where(
            complete[of] & (n_open[of] - is_open == 0),
            most[of] - np.where(is_open, 0.0, upper[part]),
            np.inf,
        )
        raised = _better(
            np.concatenate([whole, part]),
            np.concatenate([least, lower[whole][of] - rest_most]),
            names,
            lower,
            lower_by,
            1,
        )
        lowered = _better(
            np.concatenate([whole, part]),
            np.concatenate([all_most, upper[whole][of] - (least[of] - lower[part])]),
            names,
            upper,
            upper_by,
            -1,
        )
        state = raised[0], lowered[0], raised[1], lowered[1]
        if np.array_equal(state[0], lower) and np.array_equal(state[1], upper):
            return
        yield state


def _better(
    nodes: Integers, ends: Numbers, by: Integers, before: Numbers, made_by: Integers, sign: int
) -> tuple[Numbers, Integers]:
    """Return the narrowest of the ends that sums give nodes, and the first sum that gives it."""
    better = np.flatnonzero(sign * ends > sign * before[nodes])
    if not len(better):
        return before, made_by
    nodes, ends, by = nodes[better], ends[better], by[better]
    order = np.lexsort((by, -sign * ends, nodes))
    first = order[np.append(True, nodes[order][1:] != nodes[order][:-1])]
    found, reasons = before.copy(), made_by.copy()
    found[nodes[first]], reasons[nodes[first]] = ends[first], by[first]
    return found, reasons

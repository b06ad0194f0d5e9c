"""Rounded numbers that add up to several wholes: tables of two groupings, with their margins."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

import numpy as np

from crisisfigures.segments import Integers, Numbers

Sum = tuple[Integers, int]
"""The rows of the parts, and that of their whole."""

_Move = tuple[int, float, int]
"""The row that is moved, by how much, and the sum that feels it."""

_ANYWHERE = -1


def moved(made: Numbers, best: Numbers, to: float, sums: Sequence[Sum]) -> Numbers:
    """Return rounded numbers, some moved to their other neighbour so that all sums hold.

    A table of two groupings is a network: each number is an edge between the two sums it is in, and
    what a sum lacks is carried along a path to where it is too much. Such a path is there whenever
    the numbers added up before they were rounded. Wholes that are part of nothing stay. Sums that
    are no network, as of three groupings, stay as they are.

    Args:
        made: n numbers, each rounded to a multiple of `to` next to it.
        best: The numbers before.
        to: What they are multiples of.
        sums: Sums that hold of `best`.

    Source:
        L. H. Cox, A constructive procedure for unbiased controlled rounding, JASA 82, 1987.
    """
    made = made.copy()
    least, most = np.floor(best / to) * to, np.ceil(best / to) * to
    within: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, (parts, whole) in enumerate(sums):
        within[whole].append((at, 1))
        for part in parts.tolist():
            within[part].append((at, -1))
    is_part = {row for parts, _ in sums for row in parts.tolist()}
    sides = _sides(within, sums)
    excess = [
        float(side * (made[whole] - made[parts].sum()))
        for side, (parts, whole) in zip(sides, sums, strict=True)
    ]

    def path(start: int) -> list[_Move]:
        """Return the moves that carry a step of one sum's excess to where it is lacking."""
        sign = 1 if excess[start] > 0 else -1
        came: dict[int, list[_Move]] = {start: []}
        queue = deque([start])
        while queue:
            at = queue.popleft()
            for row in (*sums[at][0].tolist(), sums[at][1]):
                own = next(own for of, own in within[row] if of == at)
                by = -sign * sides[at] * own * to
                if row not in is_part or not least[row] <= made[row] + by <= most[row]:
                    continue
                to_sum = next((of for of, _ in within[row] if of != at), _ANYWHERE)
                moves = [*came[at], (row, by, to_sum)]
                if to_sum == _ANYWHERE or excess[to_sum] * sign < 0:
                    return moves
                if to_sum not in came:
                    came[to_sum] = moves
                    queue.append(to_sum)
        return []

    for at in range(len(sums)):
        while excess[at] and (moves := path(at)):
            step = to if excess[at] > 0 else -to
            for row, by, _ in moves:
                made[row] += by
            excess[at] -= step
            if (end := moves[-1][2]) != _ANYWHERE:
                excess[end] += step
    return made


def _sides(within: Mapping[int, Sequence[tuple[int, int]]], sums: Sequence[Sum]) -> list[int]:
    """Return 1 or -1 for each sum, so that what a number adds to one it takes from the other.

    0 where that cannot be.
    """
    sides = [0] * len(sums)
    for first in range(len(sums)):
        if sides[first]:
            continue
        sides[first], found, is_network = 1, [first], True
        for at in found:
            for row in (*sums[at][0].tolist(), sums[at][1]):
                own = next(own for of, own in within[row] if of == at)
                others = [(of, sign) for of, sign in within[row] if of != at]
                is_network &= len(others) < 2
                for of, sign in others:
                    side = -sides[at] * own * sign
                    if not sides[of]:
                        sides[of] = side
                        found.append(of)
                    is_network &= sides[of] == side
        if not is_network:
            for at in found:
                sides[at] = 0
    return sides

"""The narrowest ranges where sums form loops, by linear programming (the `stats` extra)."""

from typing import Any

import numpy as np

from crisisfigures.coherence._narrowing import Sums
from crisisfigures.errors import MissingExtraError
from crisisfigures.segments import Numbers

_INFEASIBLE, _UNBOUNDED = 2, 3

_LOOSE = 1e-6
"""What a solver's answer may lie beside a whole number."""


def linear_bounds(lower: Numbers, upper: Numbers, sums: Sums) -> tuple[Numbers, Numbers] | None:
    """Return the least and most that each node can be; None if the ranges cannot all be true.

    Two linear programs a node. Counts are whole: ends are rounded inwards to whole numbers, which
    is exact where the sums of two groupings cross, and sound where those of three do.

    Raises:
        MissingExtraError: SciPy is not installed.
    """
    solve = _program(lower, upper, sums)
    least, most = lower.copy(), upper.copy()
    for node in range(sums.n):
        for ends, sign in ((least, 1.0), (most, -1.0)):
            found = solve(node, sign)
            if found is None:
                return None
            ends[node] = np.ceil(found - _LOOSE) if sign > 0 else np.floor(found + _LOOSE)
    return least, most


def is_possible(lower: Numbers, upper: Numbers, sums: Sums) -> bool:
    """Return whether the ranges can all be true."""
    if (lower > upper).any():
        return False
    return _program(lower, upper, sums)(0, 0.0) is not None


def _program(lower: Numbers, upper: Numbers, sums: Sums) -> Any:
    try:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array
    except ImportError:
        raise MissingExtraError("scipy", "stats", "narrowing sums that form loops") from None
    solver: Any = linprog
    rows = np.concatenate([sums.of, np.arange(sums.c)])
    nodes = np.concatenate([sums.part, sums.whole])
    signs = np.concatenate([np.ones(len(sums.part)), -np.ones(sums.c)])
    ties = csr_array((signs, (rows, nodes)), shape=(sums.c, sums.n))
    exact = np.flatnonzero(sums.is_complete)
    least = np.flatnonzero(~sums.is_complete)
    given = {
        "A_eq": ties[exact] if len(exact) else None,
        "b_eq": np.zeros(len(exact)) if len(exact) else None,
        "A_ub": ties[least] if len(least) else None,
        "b_ub": np.zeros(len(least)) if len(least) else None,
        "bounds": np.stack([lower, upper], axis=1),
        "method": "highs",
    }

    def solve(node: int, sign: float) -> float | None:
        """Return the least of a node (sign 1) or its most (-1); None if nothing is possible."""
        aim = np.zeros(sums.n)
        aim[node] = sign
        found = solver(aim, **given)
        if found.status == _INFEASIBLE:
            return None
        if found.status == _UNBOUNDED:
            return float(-sign * np.inf)
        return float(found.x[node])

    return solve

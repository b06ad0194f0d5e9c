"""One balanced number for each node: least squares under the sums (Stone's method)."""

import numpy as np

from crisisfigures.coherence._narrowing import Sums
from crisisfigures.errors import OptionError
from crisisfigures.segments import Flags, Numbers

_MOST = 2_000
"""Nodes of one component that are balanced at once: the time grows with their cube."""

_CLOSE = 1e-9

_NEARLY_FREE = 1e4
"""How much more than any other a number that nobody states may vary, where its 0 is looked for."""

_MOST_STEPS = 200
_ENOUGH = 1e-4
"""The share of what a step promises that it must keep (Armijo's rule)."""


def balanced(values: Numbers, variances: Numbers, sums: Sums) -> tuple[Numbers, Numbers]:
    """Return the numbers closest to given ones that add up, none below 0, and chi² of each.

    Each difference is weighed by one over its variance. A variance of 0 fixes a number, an infinite
    one leaves it free. Only sums whose parts are all there bind.

    Args:
        values: n numbers; NaN for nodes of which none is known.
        variances: n variances.
        sums: The sums.

    Returns:
        n balanced numbers, NaN where the sums do not say what a node without a number is; and chi²
        of each node's component (NaN where nothing had to give way), the test of coherence.

    Raises:
        OptionError: A component is too large; or numbers that are fixed do not add up.

    Source:
        R. Stone, D. G. Champernowne and J. E. Meade, The precision of national income estimates
        (Review of Economic Studies 9, 1942). Which numbers are held at 0 is found by Newton's
        method on the dual of the least squares.
    """
    made, chi2 = values.copy(), np.full(sums.n, np.nan)
    binding = sums.chosen(sums.is_complete)
    for component in np.unique(binding.component[binding.whole]).tolist():
        nodes = np.flatnonzero(binding.component == component)
        if len(nodes) > _MOST:
            raise OptionError(
                f"{len(nodes):,} figures are tied by sums; {_MOST:,} can be balanced at once.\n"
                "Hint: balance one place or one period at a time."
            )
        own = binding.chosen(binding.component[binding.whole] == component).renumbered(nodes)
        made[nodes], chi2[nodes] = _component(values[nodes], variances[nodes], own)
    return made, chi2


def _component(values: Numbers, variances: Numbers, sums: Sums) -> tuple[Numbers, float]:
    ties = np.zeros((sums.c, sums.n))
    ties[sums.of, sums.part] = 1.0
    ties[np.arange(sums.c), sums.whole] -= 1.0
    at_zero = np.zeros(sums.n, dtype=np.bool_)
    made = _least_squares(values, variances, ties, at_zero)
    if (made < -_CLOSE).any():
        at_zero = _held(values, variances, ties)
    while True:
        made = _least_squares(values, variances, ties, at_zero)
        below = made < -_CLOSE
        if not below.any():
            break
        at_zero |= below
    known = ~np.isnan(values) & np.isfinite(variances) & (variances > 0)
    return np.where(at_zero, 0.0, made), float(
        np.sum((made[known] - values[known]) ** 2 / variances[known])
    )


def _held(values: Numbers, variances: Numbers, ties: Numbers) -> Flags:
    """Return which numbers are 0 where least squares allow none below.

    A number is what it was and its variance times what its sums ask of it, or else 0. What the
    sums must ask is where a convex function, whose slope is by how much they do not hold, is least.
    """
    free = np.isnan(values) | np.isinf(variances)
    fixed = ~free & (variances == 0)
    start = np.where(free, 0.0, values)
    largest = max(1.0, np.max(variances, where=~free, initial=0.0))
    spread = np.where(free, _NEARLY_FREE * largest, variances)
    weight = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    base = ties @ np.where(fixed, start, 0.0)

    def at(asked: Numbers) -> tuple[float, Numbers]:
        made = np.where(fixed, 0.0, np.maximum(start + spread * (ties.T @ asked), 0.0))
        return float(np.sum(made**2 * weight) / 2 + base @ asked), made

    asked = np.zeros(len(ties))
    height, made = at(asked)
    for _ in range(_MOST_STEPS):
        slope = ties @ made + base
        if np.abs(slope).max() <= _CLOSE * max(1.0, np.abs(start).max()):
            break
        bend = (ties * np.where(made > 0, spread, 0.0)) @ ties.T
        # Where nothing bends, the step is long, and ends where a number is no longer 0.
        bend[np.diag_indices_from(bend)] += _CLOSE * np.where(np.diag(bend) > 0, np.diag(bend), 1.0)
        step = -np.linalg.solve(bend, slope)
        share = 1.0
        while True:
            lower, moved = at(asked + share * step)
            if lower <= height + _ENOUGH * share * float(slope @ step) or share < _CLOSE:
                break
            share /= 2
        asked, height, made = asked + share * step, lower, moved
    held: Flags = ~fixed & (made <= _CLOSE * max(1.0, np.abs(start).max()))
    return held


def _least_squares(values: Numbers, variances: Numbers, ties: Numbers, at_zero: Flags) -> Numbers:
    """Return the balanced numbers, with some held at 0; NaN where nothing says what one is."""
    free = np.isnan(values) | np.isinf(variances)
    start = np.where(free | at_zero, 0.0, values)
    spread = np.where(free | at_zero, 0.0, variances)
    off = -(ties @ start)
    # The free ones take what they can without cost: balance in what they leave over.
    loose = ties[:, free & ~at_zero]
    left = _left_null_space(loose)
    tied = left @ ties
    system = (tied * spread) @ tied.T
    rest = left @ off
    # Each row in its own size: that of a village is not lost beside that of its country.
    size = np.sqrt(np.diag(system))
    size[size == 0] = 1.0
    weights = np.linalg.lstsq(system / np.outer(size, size), rest / size, rcond=None)[0] / size
    if not np.allclose(system @ weights, rest, atol=_CLOSE * max(1.0, np.abs(start).max())):
        raise OptionError(
            "figures that are fixed do not add up, so nothing can be balanced.\n"
            "Hint: give balance= the share by which a bare number may be off, such as 0.05; or see "
            "the conflicts first."
        )
    made: Numbers = start + spread * (tied.T @ weights)
    if loose.shape[1]:
        taken = np.linalg.lstsq(loose, -(ties @ made), rcond=None)[0]
        # What may be moved without moving any sum is not determined.
        moves = np.abs(_left_null_space(loose.T)).max(axis=0, initial=0.0) > _CLOSE
        made[free & ~at_zero] = np.where(moves, np.nan, taken)
    return made


def _left_null_space(matrix: Numbers) -> Numbers:
    """Return rows that span what is orthogonal to all columns of a matrix."""
    if not matrix.shape[1]:
        return np.eye(matrix.shape[0])
    u, s, _ = np.linalg.svd(matrix)
    rank = int((s > _CLOSE * max(1.0, s.max(initial=0.0))).sum())
    return np.asarray(u[:, rank:].T)

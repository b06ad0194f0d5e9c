"""House effects: by what factor each source is usually above or below the others."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.segments import Flags, Integers, Numbers

_MOST_WORK = 2e8
"""Above so many steps the spread is not worked out: leaving out each quantity costs a solution."""


@dataclass(frozen=True, slots=True)
class HouseEffects:
    """s sources.

    Attributes:
        factor: Their factors beside the mean source of their component; NaN of sources without a
            number to compare.
        low: The least factor when any one quantity is left out; NaN where that was too much work.
        high: The greatest.
        n: On how many quantities each is compared.
        component: Which sources are compared with each other, directly or through others.
    """

    factor: Numbers
    low: Numbers
    high: Numbers
    n: Integers
    component: Integers


def house_effects(quantity: Integers, source: Integers, y: Numbers, s: int) -> HouseEffects:
    """Return house effects: least squares of logarithms on quantity and source.

    Args:
        quantity: n numbers' quantities; only those with several sources say anything.
        source: Their sources, 0 to s − 1; each once a quantity.
        y: Their logarithms.
        s: How many sources there are.

    Source:
        The two-way additive model, source effects summing to zero in each connected component.
    """
    _, of, sizes = np.unique(quantity, return_inverse=True, return_counts=True)
    kept = sizes[of] > 1
    _, of, sizes = np.unique(of[kept], return_inverse=True, return_counts=True)
    source, y = source[kept], y[kept]
    mean = np.bincount(of, y, len(sizes)) / sizes if len(sizes) else np.empty(0)
    off = y - mean[of]
    laplacian, right = _system(of, source, off, sizes, s)
    component = _components(laplacian)
    n = np.bincount(source, minlength=s)
    effect = _solved(laplacian, right, component)
    effect[n == 0] = np.nan
    low, high = np.full(s, np.nan), np.full(s, np.nan)
    if len(sizes) > 1 and len(sizes) * s**3 < _MOST_WORK:
        least, most = np.full(s, np.inf), np.full(s, -np.inf)
        for one in range(len(sizes)):
            own = np.flatnonzero(of == one)
            some = np.zeros(len(own), dtype=np.int64)
            less, gone = _system(some, source[own], off[own], sizes[one : one + 1], s)
            without = laplacian - less
            other = _solved(without, right - gone, _components(without))
            other[~_is_still_tied(without, component)] = np.nan
            least, most = np.fmin(least, other), np.fmax(most, other)
        # Of a source with one quantity nothing is left without it.
        has_span = np.isfinite(least) & (n > 1)
        low = np.where(has_span, np.exp(np.fmin(least, effect)), np.nan)
        high = np.where(has_span, np.exp(np.fmax(most, effect)), np.nan)
    return HouseEffects(np.exp(effect), low, high, n, component)


def _system(
    of: Integers, source: Integers, off: Numbers, sizes: Integers, s: int
) -> tuple[Numbers, Numbers]:
    """Return the normal equations of source effects, those of quantities taken out."""
    member = np.zeros((len(sizes), s))
    member[of, source] = 1.0
    own = np.bincount(source, minlength=s).astype(np.float64)
    shared = (member / sizes[:, None]).T @ member
    return np.diag(own) - shared, np.bincount(source, off, s).astype(np.float64)


def _components(laplacian: Numbers) -> Integers:
    """Return the first source that each is tied to, directly or through others."""
    tied: Flags = np.abs(laplacian) > 1e-12
    np.fill_diagonal(tied, True)
    found = np.arange(len(tied))
    while True:
        new = np.array([found[row].min() for row in tied], dtype=np.int64)
        if np.array_equal(new, found):
            return found
        found = new


def _is_still_tied(without: Numbers, component: Integers) -> Flags:
    """Return which sources are compared with all they were, but for sources with nothing left.

    A quantity that alone ties two groups of sources leaves nothing to compare these by.
    """
    left: Flags = np.diag(without) > 1e-12
    now = _components(without)
    n = len(component)
    least, most = np.full(n, n), np.full(n, -1)
    np.minimum.at(least, component[left], now[left])
    np.maximum.at(most, component[left], now[left])
    is_one: Flags = (least == most)[component]
    return left & is_one


def _solved(laplacian: Numbers, right: Numbers, component: Integers) -> Numbers:
    """Return effects that sum to zero in each component."""
    effect = np.zeros(len(right))
    for first in np.unique(component).tolist():
        at = np.flatnonzero(component == first)
        if len(at) > 1:
            own = laplacian[np.ix_(at, at)] + 1.0 / len(at)
            effect[at] = np.linalg.solve(own, right[at])
    return effect

"""Narrowing: `python benchmarks/coherence.py` times trees of 100,000 figures, and a conflict.

The goal is a second. Nothing is run beside it: no other library narrows ranges with open ends.
"""

import statistics
import time

import numpy as np

from crisisfigures.coherence._conflicts import conflicts
from crisisfigures.coherence._narrowing import Sums, narrowed

N, ROUNDS = 100_000, 5


def tree(shape, rng):
    """Return a tree of N nodes: as deep as chance makes it, or of 30 parts a whole."""
    nodes = np.arange(1, N)
    parent = rng.integers(0, nodes) if shape == "random" else (nodes - 1) // 30
    whole, of = np.unique(parent, return_inverse=True)
    return Sums(N, whole, rng.random(len(whole)) < 0.7, nodes, of, np.arange(len(whole)))


def ranges(sums, rng):
    """Return ranges around numbers that add up, three in ten of them open above."""
    true = rng.integers(0, 100, N).astype(float)
    true[sums.whole] = 0
    for part, whole in zip(sums.part[::-1], sums.whole[sums.of][::-1], strict=True):
        true[whole] += true[part]
    upper = np.ceil(true * 1.3)
    upper[rng.random(N) < 0.3] = np.inf
    return np.floor(true * 0.7), upper


def timed(work, *given):
    """Return the median time of some calls, and what the last returned."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        made = work(*given)
        times.append(time.perf_counter() - start)
    return statistics.median(times), made


def main():
    rng = np.random.default_rng(1)
    print(f"{N:,} figures; median of {ROUNDS}")
    for shape in ("random", "of 30"):
        sums = tree(shape, rng)
        lower, upper = ranges(sums, rng)
        took, found = timed(narrowed, lower, upper, sums)
        n = int(((found.lower > lower) | (found.upper < upper)).sum())
        print(f"tree {shape:7} narrowed {took:6.3f} s ({n:,} figures)")
        lower[0], upper[0] = 0, np.inf
        upper[0] = narrowed(lower, upper, sums).lower[0] - 1
        hard = np.ones(N, dtype=np.bool_), np.ones(N, dtype=np.bool_)
        clash = narrowed(lower, upper, sums).contradicted
        took, (one,) = timed(conflicts, lower, upper, hard, sums, clash)
        print(f"{'':12} conflict {took:6.3f} s ({len(one.ends):,} ends, gap {one.gap:g})")


if __name__ == "__main__":
    main()

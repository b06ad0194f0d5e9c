"""Comparing: `python benchmarks/comparison.py` times two reconciled tables against a pandas merge.

Both sides join the same tables by quantity; `compare` also matches the two, and measures each pair.
"""

import statistics
import time

import numpy as np
import pandas as pd

import crisisfigures as cf

ROUNDS = 3


def table(n, seed, source):
    """Return n claims of one source, of as many quantities."""
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 1000, n).astype(float)
    day = np.datetime64("2020-01-01", "us") + np.arange(n) % 1000 * np.timedelta64(1, "D")
    return pd.DataFrame(
        {
            "measure": "killed",
            "cause": "conflict",
            "place": np.char.add("P", (np.arange(n) // 1000).astype(str)),
            "place_system": "pcode",
            "period_start": day,
            "period_end": day,
            "low": low,
            "high": low + rng.integers(0, 100, n),
            "source": source,
        }
    )


def timed(work):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        made = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), made


def main():
    for n in (10_000, 100_000, 1_000_000):
        left, right = (
            cf.reconcile(table(n, seed, source)) for seed, source in ((1, "UN"), (2, "Ministry"))
        )
        took, found = timed(lambda left=left, right=right: cf.compare(left, right))
        merged, pairs = timed(
            lambda left=left, right=right: left.table.merge(right.table, on="quantity")
        )
        assert len(found.table) == len(pairs) == n
        print(f"{n:>9,} pairs: compare {took:6.2f} s, merge {merged:6.2f} s, {took / merged:.1f}")


if __name__ == "__main__":
    main()

"""Random effects: `python benchmarks/pooling.py` times a million votes against a bare kernel.

Both sides take the same arrays, grouped already: the library's method, which also judges what it
may take, makes ends of people and writes notes; and the formula of DerSimonian and Laird in NumPy.
"""

import statistics
import time

import numpy as np
import pandas as pd

from crisisfigures.plugins import Votes
from crisisfigures.reconciliation.random_effects import combine
from crisisfigures.segments import Groups

N, EACH, ROUNDS = 1_000_000, 5, 15
Z, Z_LEVEL = 1.959963984540054, 1.6448536269514722


def votes(rng):
    groups = Groups(np.repeat(np.arange(N // EACH), EACH), N // EACH)
    low = rng.uniform(10, 1000, N)
    nothing, no = np.zeros(N, dtype=np.int64), np.zeros(N, dtype=np.bool_)
    return Votes(
        groups=groups,
        lower=low,
        upper=low * rng.uniform(1.1, 3, N),
        best=np.full(N, np.nan),
        lower_kind=nothing,
        upper_kind=nothing,
        pinned=~no,
        vague=no,
        level=np.full(N, 0.9),
        weight=nothing + 1,
        first_day=nothing,
        day=nothing,
        floor=np.zeros(groups.m),
        source=nothing,
        source_names=np.array(["one"], dtype=object),
    )


def bare(ids, m, lower, upper):
    """Return the normal prediction interval by DerSimonian and Laird."""
    low, high = np.log(lower), np.log(upper)
    y, v = (low + high) / 2, ((high - low) / (2 * Z_LEVEL)) ** 2

    def total(values):
        return np.bincount(ids, values, m)

    w, k = 1 / v, np.bincount(ids, minlength=m)
    sum_w = total(w)
    mean = total(w * y) / sum_w
    q = total(w * (y - mean[ids]) ** 2)
    tau2 = np.maximum(0, (q - (k - 1)) / (sum_w - total(w * w) / sum_w))
    w = 1 / (v + tau2[ids])
    sum_w = total(w)
    mean = total(w * y) / sum_w
    half = Z * np.sqrt(tau2 + 1 / sum_w)
    return np.exp(mean - half), np.exp(mean + half)


def looped(ids, lower, upper):
    """Return the same, quantity by quantity, as libraries for one meta-analysis are called."""
    frame = pd.DataFrame({"id": ids, "lower": lower, "upper": upper})
    return [
        bare(
            np.zeros(len(own), dtype=np.int64), 1, own["lower"].to_numpy(), own["upper"].to_numpy()
        )
        for _, own in frame.groupby("id")
    ]


def by_pymare(ids, lower, upper):
    """Return what PyMARE says of each quantity, one dataset after the other; None without it."""
    try:
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird
    except ImportError:
        return None
    low, high = np.log(lower), np.log(upper)
    y, v = (low + high) / 2, ((high - low) / (2 * Z_LEVEL)) ** 2
    found = []
    for own in np.split(np.arange(len(ids)), np.flatnonzero(np.diff(ids)) + 1):
        estimator = DerSimonianLaird().fit_dataset(Dataset(y=y[own], v=v[own]))
        found.append(estimator.summary().get_fe_stats()["est"])
    return found


def timed(*works):
    """Return the median seconds of each and what the last call made; turn by turn, to be fair."""
    times, made = [[] for _ in works], [None] * len(works)
    for _ in range(ROUNDS):
        for at, work in enumerate(works):
            start = time.perf_counter()
            made[at] = work()
            times[at].append(time.perf_counter() - start)
    return [statistics.median(of) for of in times], made


def main():
    given = votes(np.random.default_rng(1))
    ids, m = given.groups.ids, given.groups.m
    (kernel, took), ((low, high), found) = timed(
        lambda: bare(ids, m, given.lower, given.upper),
        lambda: combine(given, interval="normal"),
    )
    np.testing.assert_allclose(found.lower, low)
    np.testing.assert_allclose(found.upper, high)
    few = ids < 2_000
    start = time.perf_counter()
    looped(ids[few], given.lower[few], given.upper[few])
    loop = (time.perf_counter() - start) * m / 2_000
    start = time.perf_counter()
    if by_pymare(ids[few], given.lower[few], given.upper[few]) is not None:
        pymare = (time.perf_counter() - start) * m / 2_000
    else:
        pymare = None
    print(f"{N:,} votes on {m:,} quantities")
    print(f"bare kernel {kernel:6.3f} s, random_effects {took:6.3f} s: {took / kernel:.2f} times")
    print(f"one by one  {loop:6.1f} s (from 2,000 of them): {loop / took:.0f} times as long")
    if pymare is None:
        print("PyMARE is not installed")
    else:
        print(
            f"PyMARE      {pymare:6.1f} s (from 2,000 of them): {pymare / took:.0f} times as long"
        )


if __name__ == "__main__":
    main()

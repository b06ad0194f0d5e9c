"""Adding up: `python benchmarks/aggregation.py` times events by country and year.

The other side is a sum of three columns by the same keys, which asks nothing of what it adds:
neither whether days are counted twice, nor whether the parts are all there are.
That no event is told twice, that all else is alike, and the claims behind each total take as long
as the sums themselves.
"""

import statistics
import sys
import time

import numpy as np
import pandas as pd

import crisisfigures as cf

ROUNDS = 7
COUNTRIES = ("MLI", "NER", "BFA", "TCD", "NGA")


def events(n):
    """Return n events, each of a day, a region and a source of its own."""
    rng = np.random.default_rng(1)
    low = rng.integers(0, 50, n).astype(float)
    best = low + rng.integers(0, 10, n)
    day = np.datetime64("2015-01-01", "us") + rng.integers(0, 3650, n) * np.timedelta64(1, "D")
    return pd.DataFrame(
        {
            "measure": "killed",
            "event": np.char.add("e", np.arange(n).astype(str)),
            "place": np.array(COUNTRIES, dtype=object)[rng.integers(0, len(COUNTRIES), n)],
            "place_system": "iso3166-1",
            "period_start": day,
            "period_end": day,
            "low": low,
            "best": best,
            "high": best + rng.integers(0, 20, n),
            "source": "UN",
        }
    )


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
    for n in (int(size) for size in sys.argv[1:] or ("10000", "100000", "1000000")):
        given = cf.reconcile(events(n))
        table = given.table.assign(year=given.table["period_start"].dt.year)
        (bare, took), (sums, found) = timed(
            lambda t=table: t.groupby(["place", "year"])[["low", "best", "high"]].sum(),
            lambda g=given: cf.aggregate(g, places="country", periods="year", complete="events"),
        )
        made = found.table.set_index(["place", found.table["period_start"].dt.year]).sort_index()
        np.testing.assert_allclose(made[["low", "best", "high"]], sums)
        start = time.perf_counter()
        n_parts = len(found.parts)
        parts = time.perf_counter() - start
        print(
            f"{n:>9,} events: aggregate {took:6.3f} s, groupby {bare:6.3f} s: "
            f"{took / bare:.0f} times; {n_parts:,} parts, when asked for, {parts:6.3f} s"
        )


if __name__ == "__main__":
    main()

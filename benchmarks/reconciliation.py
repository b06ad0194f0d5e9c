"""Reconciliation against pandas: the same estimator by group, both sides in one process.

Run: python benchmarks/reconciliation.py [rows …]     (by default 1000 100000)

Claims are made up: about four a quantity, with text facets, points, ranges and open ends.
Times are medians of several rounds, the sides in turn; short calls are repeated within a round.
What is compared:

- kernel: from text columns to quantities, one vote a source and consensus (without tracing
  echoes), against `groupby(facets).apply` of a plain Python function that finds the votes and
  the consensus of one quantity;
- public: `reconcile(table)` with everything it returns, against the same;
- envelope and median, from the same group ids, against pandas' own vectorised `agg`.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd

import crisisfigures as cf
from crisisfigures.echoing import Lineage, publication_days
from crisisfigures.matching import quantities
from crisisfigures.plugins import Votes
from crisisfigures.reconciliation._votes import cast_votes
from crisisfigures.table import Columns, normalise

FACETS = [
    "measure",
    "group",
    "place",
    "place_system",
    "period_start",
    "period_end",
    "basis",
    "cause",
]


def made_claims(n: int, seed: int = 1) -> pd.DataFrame:
    """Return n claims on about n / 4 quantities."""
    rng = np.random.default_rng(seed)
    quantity = rng.integers(0, max(n // 4, 1), n)
    true = np.exp(rng.normal(5, 2, max(n // 4, 1)))[quantity]
    said = np.round(true * np.exp(rng.normal(0, 0.2, n))) + 1
    width = np.round(said * rng.uniform(0.05, 0.4, n))
    kind = rng.integers(0, 10, n)
    months = pd.date_range("2019-01-01", periods=60, freq="MS")
    month = months[(quantity // 97) % 60]
    day = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 60, n), unit="D")
    return normalise(
        pd.DataFrame(
            {
                "id": [f"c{i:07}" for i in range(n)],
                "measure": np.array(["killed", "injured", "new_displacements"])[quantity % 3],
                "group": np.array(["all", "status=civilian"])[quantity // 3 % 2],
                "place": np.array([f"ML{i:04}" for i in range(700)])[quantity // 6 % 700],
                "place_system": "pcode",
                "period_start": month,
                "period_end": month + pd.offsets.MonthEnd(0),
                "basis": "flow",
                "cause": np.array(["conflict", "disaster"])[quantity // 4200 % 2],
                "source": np.array([f"Monitor {i:03}" for i in range(200)])[
                    rng.integers(0, 200, n)
                ],
                "published_on": day.strftime("%Y-%m-%d"),
                "low": np.where(kind < 7, said - width, np.where(kind == 7, said, np.nan)),
                "best": np.where((kind < 4) | (kind > 7), said, np.nan),
                "high": np.where(kind < 7, said + width, np.nan),
            }
        )
    )


def consensus_of_group(group: pd.DataFrame) -> tuple[float, float, float, str, int]:
    """Return the consensus of one quantity in plain Python: its votes, the sweep, the envelope."""
    newest: dict[str, tuple[str, list[tuple[float, float, float]]]] = {}
    columns = (group[name].tolist() for name in ("source", "published_on", "low", "best", "high"))
    for source, day, low, best, high in zip(*columns, strict=True):
        if low != low and high != high:
            low = high = best
        bounds = (low if low == low else -np.inf, high if high == high else np.inf, best)
        if source not in newest or newest[source][0] < day:
            newest[source] = day, [bounds]
        elif newest[source][0] == day:
            newest[source][1].append(bounds)
    votes = [said[0] for _, said in newest.values() if all(s == said[0] for s in said)]
    if not votes:
        return np.nan, np.nan, np.nan, "", 0
    pinned = [b == b or (np.isfinite(low) and np.isfinite(high)) for low, high, b in votes]
    step = len(votes) + 1
    ends = []
    for (low, high, _), is_pinned in zip(votes, pinned, strict=True):
        score = 1 + step * is_pinned
        ends += [(low, 0, score), (high, 1, -score)]
    ends.sort()
    score, top, segments = 0, -1, []
    for i, (value, _, gain) in enumerate(ends):
        score += gain
        if score > top:
            top, segments = score, []
        if score == top and gain > 0:
            segments.append((value, ends[i + 1][0]))
    low, high = segments[0]
    concerned, supporters = 0, []
    for (lower, upper, best), is_pinned in zip(votes, pinned, strict=True):
        concerned += is_pinned or lower > high or upper < low
        inside = best != best or low <= best <= high
        if is_pinned and lower <= low and upper >= high and inside:
            supporters.append(best)
    one, n = len(segments) == 1, len(supporters)
    agreement = (
        "single" if len(votes) == 1
        else "unopposed" if one and concerned == 0
        else "unanimous" if one and 2 * n > concerned == n
        else "majority" if one and 2 * n > concerned
        else "none"
    )  # fmt: skip
    if agreement == "none":
        return min(v[0] for v in votes), max(v[1] for v in votes), np.nan, agreement, n
    bests = sorted(best for best in supporters if best == best)
    middle = bests[(len(bests) - 1) // 2 : len(bests) // 2 + 1]
    return low, high, middle[0] if len(set(middle)) == 1 else np.nan, agreement, n


def votes_of(table: pd.DataFrame) -> Votes:
    """Return the votes of a table, from its text columns on; every source speaks for itself."""
    columns = Columns(table)
    found = quantities(columns)
    said_from, said_until = publication_days(columns)
    source, names = columns.codes("source")
    nobody = np.full(len(table), -1)
    line = Lineage(
        own=source,
        root=source,
        names=names,
        kind=nobody,
        parent=nobody,
        suspect=nobody,
        in_cycle=nobody > 0,
        said_from=said_from,
        said_until=said_until,
    )
    return cast_votes(
        columns,
        found,
        line,
        (nobody, []),
        own_rows="withhold",
        weights=None,
        sources=cf.standard_sources(),
    ).votes


_LEAST_SECONDS = 0.1
"""Calls are repeated for so long before the clock is read: two milliseconds alone tell little."""


def timed(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return median seconds of a call of each side, the sides run in turn."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    calls = {}
    for name, side in sides.items():
        side()
        start = time.perf_counter()
        side()
        calls[name] = 1 + int(_LEAST_SECONDS / (time.perf_counter() - start))
    for _ in range(rounds):
        for name, side in sides.items():
            start = time.perf_counter()
            for _ in range(calls[name]):
                side()
            taken[name].append((time.perf_counter() - start) / calls[name])
    return {name: median(times) for name, times in taken.items()}


def compared(n: int) -> None:
    """Print the comparison at n rows."""
    table = made_claims(n)
    consensus = cf.methods()["consensus"]
    rounds = 3 if n >= 100_000 else 15
    sides = {
        "groupby.apply": lambda: table.groupby(FACETS, dropna=False).apply(consensus_of_group),
        "kernel": lambda: consensus.combine(votes_of(table)),
        "public": lambda: cf.reconcile(table),
    }
    found = timed({k: v for k, v in sides.items() if n <= 100_000 or k != "groupby.apply"}, rounds)
    print(f"\n{n:,} claims")
    for name, seconds in found.items():
        times = found.get("groupby.apply", float("nan")) / seconds
        print(f"  {name:<24}{1000 * seconds:>10.1f} ms {times:>8.1f} times groupby.apply")
    votes = votes_of(table)
    ids = votes.groups.ids
    for method, how in (("envelope", {"lower": "min", "upper": "max"}), ("median", "median")):
        combine = cf.methods()[method].combine
        found = timed(
            {
                "pandas agg": lambda how=how: (
                    pd.DataFrame({"lower": votes.lower, "upper": votes.upper}).groupby(ids).agg(how)
                ),
                method: lambda combine=combine: combine(votes),
            },
            9,
        )
        ratio = found[method] / found["pandas agg"]
        print(f"  {method:<24}{1000 * found[method]:>10.1f} ms {ratio:>8.2f} of pandas agg")


if __name__ == "__main__":
    for rows in [int(arg) for arg in sys.argv[1:]] or [1_000, 100_000]:
        compared(rows)

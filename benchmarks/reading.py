"""How long reading takes, beside the parsers alone: pyarrow's, and pandas' with texts as texts.

Run: python benchmarks/reading.py [rows]     (by default 1000000; Linux only)

The file is made up: tidy CSV of 14 columns, about 100 MB at a million rows, with numbers in low,
best and high, days, names of places, and a text of its own in every row. `read` does more than
the parsers: it judges each distinct cell, makes ranges, days, places and facets, and names the
claims. Each side runs in a process of its own, in turn, and the median of the rounds is printed,
with the highest memory of the process above what its imports take. Without pyarrow is measured
by hiding it, so that pandas keeps texts as Python objects.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

ROUNDS = 3

TIMED = """
import sys, time
from pathlib import Path
{before}
import pandas as pd
import crisisfigures as cf
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
{imports}
path = sys.argv[1]
before, start = peak(), time.perf_counter()
{work}
print(time.perf_counter() - start, peak() - before)
"""

# Loads what is loaded once: formats, gazetteer, words.
WARM = "cf.read([{'measure': 'killed', 'figure': '3', 'place': 'Mali', 'period': '2022'}])"
READ = "table = cf.read(path)"
HIDE = "sys.modules['pyarrow'] = None"
SIDES = {
    "pyarrow present: read": ("", WARM, READ),
    "pyarrow present: pyarrow.csv.read_csv": (
        "",
        "from pyarrow import csv",
        "table = csv.read_csv(path)",
    ),
    "pyarrow absent: read": (HIDE, WARM, READ),
    "pyarrow absent: pandas.read_csv(dtype=str)": (
        HIDE,
        "",
        "table = pd.read_csv(path, dtype=str)",
    ),
}


def write_claims(n: int, path: Path) -> None:
    """Write n claims as tidy CSV."""
    rng = np.random.default_rng(20220614)
    best = rng.integers(1, 5_000, n)
    start = np.datetime64("2019-01-01") + rng.integers(0, 1_500, n)
    places = ["Mali", "Niger", "Burkina Faso", "Chad", "Sudan", "Nigeria", "Cameroon"]

    def some(words: list[str]) -> np.ndarray:
        return np.array(words, dtype=object)[rng.integers(0, len(words), n)]

    pd.DataFrame(
        {
            "measure": some(["killed", "injured", "missing persons"]),
            "low": best - rng.integers(0, 50, n).clip(max=best - 1),
            "best": best,
            "high": best + rng.integers(0, 500, n),
            "group": some(["civilians", "women", "children", "all"]),
            "cause": some(["conflict", "flood"]),
            "country": some(places),
            "period_start": start,
            "period_end": start + rng.integers(0, 30, n),
            "source": some([f"Monitor {i:03}" for i in range(200)]),
            "published_on": np.datetime64("2023-01-01") + rng.integers(0, 60, n),
            "url": [f"https://example.org/{i:07}" for i in range(n)],
            "event": [f"E{i:07}" for i in rng.integers(0, n, n)],
            "n_villages": rng.integers(0, 40, n),
        }
    ).to_csv(path, index=False)


def main(n: int) -> None:
    """Print time and memory of each side."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        write_claims(n, path)
        print(f"{n:,} claims, {path.stat().st_size / 1e6:.0f} MB of CSV")
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in SIDES}
        for _ in range(ROUNDS):
            for name, (before, imports, work) in SIDES.items():
                code = TIMED.format(before=before, imports=imports, work=work)
                run = subprocess.run(
                    [sys.executable, "-c", code, str(path)], capture_output=True, text=True
                )
                if run.returncode:
                    sys.exit(run.stderr)
                seconds, memory = map(float, run.stdout.split())
                taken[name].append((seconds, memory))
        medians = {name: median(seconds for seconds, _ in runs) for name, runs in taken.items()}
        peer = {name: list(medians)[i // 2 * 2 + 1] for i, name in enumerate(medians)}
        for name, seconds in medians.items():
            memory = median(mib for _, mib in taken[name])
            ratio = seconds / medians[peer[name]]
            print(f"  {name:<44}{seconds:>7.2f} s {ratio:>6.1f} x {memory:>7.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

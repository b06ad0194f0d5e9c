"""How long validation takes, beside pandera (pandas, polars), pydantic, frictionless and libhxl.

All judge the same CSV file by the same rules (`validators.py` has them); crisisfigures is also
shown with all of its checks, and with the bare reading of the file by pyarrow below it. About one
row in a hundred has one fault, so that what each tool counts can be held against the truth.

Run `python benchmarks/validation.py [ROWS ...]`; by default 100, 10,000 and 100,000 rows. The
peers are not among the project's own dependencies: `pip install "pandera[polars]" frictionless
libhxl`; a tool that is missing is said to be. Each tool runs in a process of its own, in turn, and
medians are printed: *file* is from a file to all findings, once; *table* judges what is loaded,
after a first time, for the tools that work on loaded data; *peak* is the highest memory of the
process above what its imports take (Linux only). A tool that took more than a minute is not asked
again for a larger file.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

ROUNDS = 3
ENOUGH = 60.0
"""Seconds after which a tool is not asked again."""

FAULTS = 10
"""Kinds of faults, each in one row of a thousand."""


def claims(n: int) -> tuple[pd.DataFrame, int]:
    """Return n claims in 14 columns, and how many faults are among them."""
    random = np.random.default_rng(20220614)
    low = random.integers(1, 500, n).astype(float)
    best = low + random.integers(0, 100, n)
    high = best + random.integers(1, 300, n)
    low[random.random(n) < 0.15] = np.nan
    month = np.datetime64("2019-01", "M") + random.integers(0, 48, n)
    published = np.datetime64("2023-01-01", "D") + random.integers(0, 60, n)
    columns: dict[str, Any] = {
        "id": np.array([f"c{number:016x}" for number in random.integers(2**60, size=n)], object),
        "measure": random.choice(np.array(["killed", "injured", "returns"], object), n),
        "basis": np.full(n, "flow", object),
        "place": random.choice(np.array(["MLI", "NER", "BFA", "TCD", "SDN"], object), n),
        "place_system": np.full(n, "iso3166-1", object),
        "period_start": month.astype("datetime64[us]"),
        "period_end": ((month + 1).astype("datetime64[D]") - 1).astype("datetime64[us]"),
        "precision": np.full(n, "month", object),
        "low": low,
        "best": best,
        "high": high,
        "source": random.choice(np.array([f"Source {at}" for at in range(200)], object), n),
        "published_on": published.astype(str).astype(object),
        "role": np.full(n, "claim", object),
    }
    # One fault a row, each of another kind, so that every tool can count alike.
    rows = random.permutation(n)[: FAULTS * max(1, n // 1000)].reshape(FAULTS, -1)
    columns["measure"][rows[0]] = "kiled"
    columns["basis"][rows[1]] = "flows"
    columns["role"][rows[2]] = "clam"
    columns["precision"][rows[3]] = "monthly"
    columns["source"][rows[4]] = None
    columns["published_on"][rows[5]] = "14/06/22"
    columns["best"][rows[6]] = np.nan
    columns["low"][rows[6]] = np.nan
    columns["high"][rows[6]] *= -1
    columns["high"][rows[7]] = columns["best"][rows[7]] - 0.5 - 0.5
    columns["low"][rows[7]] = np.nan
    columns["period_start"][rows[8]] += np.timedelta64(400, "D")
    columns["id"][rows[9]] = columns["id"][rows[9, 0] - 1]
    table = pd.DataFrame({name: _column(cells) for name, cells in columns.items()})
    return table, rows.size


def _column(cells: Any) -> Any:
    return pd.Series(cells, dtype="str") if cells.dtype == object else cells


def write_claims(n: int, path: Path) -> int:
    """Write n claims as CSV, and return how many faults are among them."""
    table, truth = claims(n)
    numbers = {name: table[name].astype("Int64") for name in ("low", "best", "high")}
    table.assign(**numbers).to_csv(path, index=False)
    return truth


def timed(tool: str, path: Path) -> dict[str, float]:
    """Return what one tool takes for one file, in this process."""
    if tool == "pyarrow, reading only":
        from pyarrow import csv

        before, start = _peak(), time.perf_counter()
        csv.read_csv(path)
        return {"file": time.perf_counter() - start, "peak": _peak() - before}
    from validators import TOOLS

    load, judge = TOOLS[tool]()
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.csv"
        write_claims(100, small)
        judge(load(small))  # what is loaded once
    load(path) if tool == "libhxl" else None  # writes the row of hashtags
    before, start = _peak(), time.perf_counter()
    loaded = load(path)
    found = judge(loaded)
    taken = {"file": time.perf_counter() - start, "peak": _peak() - before, "found": found}
    if not isinstance(loaded, Path):
        again = []
        while len(again) < 25 and sum(again) < min(2.0, taken["file"]):
            start = time.perf_counter()
            judge(loaded)
            again.append(time.perf_counter() - start)
        taken["table"] = median(again)
    return taken


def _peak() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(sizes: list[int]) -> None:
    """Print the table of each size."""
    from validators import TOOLS

    tools = [*TOOLS, "pyarrow, reading only"]
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "claims.csv"
            truth = write_claims(n, path)
            print(f"\n{n:,} rows, {path.stat().st_size / 1e6:.1f} MB, {truth:,} faults")
            print("| tool | file, s | times | table, ms | times | peak, MiB | found |")
            print("| --- | --: | --: | --: | --: | --: | --: |")
            runs: dict[str, list[dict[str, float]]] = {tool: [] for tool in tools}
            for _ in range(ROUNDS):
                for tool in list(tools):
                    if runs[tool] and runs[tool][0]["file"] > ENOUGH / ROUNDS:
                        continue
                    command = [sys.executable, __file__, "--one", tool, str(path)]
                    run = subprocess.run(command, capture_output=True, text=True, check=False)
                    if run.returncode:
                        print(f"| {tool} | not run: {run.stderr.strip().splitlines()[-1]} |")
                        tools.remove(tool)
                        continue
                    runs[tool].append(json.loads(run.stdout.splitlines()[-1]))
        medians = {
            tool: {name: median(run[name] for run in taken) for name in taken[0]}
            for tool, taken in runs.items()
            if taken
        }
        own = medians["crisisfigures, the same rules"]
        for tool, taken in medians.items():
            print(_line(tool, taken, own))
            if taken["file"] > ENOUGH:
                tools.remove(tool)


def _line(tool: str, taken: dict[str, float], own: dict[str, float]) -> str:
    cells = [tool, f"{taken['file']:.3f}", f"{taken['file'] / own['file']:.1f}", "", ""]
    if "table" in taken:
        cells[3:] = [f"{taken['table'] * 1e3:.1f}", f"{taken['table'] / own['table']:.1f}"]
    cells += [f"{taken['peak']:.0f}", f"{taken['found']:,.0f}" if "found" in taken else ""]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(timed(sys.argv[2], Path(sys.argv[3]))))
    else:
        main([int(size.replace(",", "")) for size in sys.argv[1:]] or [100, 10_000, 100_000])

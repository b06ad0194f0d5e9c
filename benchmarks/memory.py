"""A million claims from a file: read, validate and reconcile in one process, and what that takes.

Run: python benchmarks/memory.py [rows]     (by default 1000000; Linux only)

The file is made up: 14 columns, about 100 MB at a million rows. It is made in a process of its
own, so that the peak is that of the work alone.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import crisisfigures as cf

MAKE = """
import sys
sys.path.insert(0, sys.argv[1])
from reconciliation import made_claims
made_claims(int(sys.argv[2])).to_csv(sys.argv[3], index=False)
"""


def resident(which: str) -> float:
    """Return MiB of resident memory now (`VmRSS`) or at its highest (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(which)) / 1024


def main(n: int) -> None:
    """Print time and memory of each step."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        here = str(Path(__file__).parent)
        subprocess.run([sys.executable, "-c", MAKE, here, str(n), str(path)], check=True)
        print(f"{n:,} claims, {path.stat().st_size / 1e6:.0f} MB of CSV")
        start = time.perf_counter()
        table = cf.read(path)
        step("read", start)
        start = time.perf_counter()
        report = cf.validate(table)
        step(f"validate: {sum(report.counts.values()):,} findings", start)
        start = time.perf_counter()
        result = cf.reconcile(table)
        step(f"reconcile: {len(result.table):,} quantities", start)


def step(name: str, start: float) -> None:
    """Print what a step took, and the memory after it and at its highest so far."""
    print(
        f"  {name:<36}{time.perf_counter() - start:>7.1f} s"
        f"{resident('VmRSS'):>8.0f} MiB, at most {resident('VmHWM'):.0f} MiB"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

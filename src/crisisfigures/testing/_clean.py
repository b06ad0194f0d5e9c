"""Tables without a fault: events, stocks and totals in series, parts and their wholes."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import OptionError
from crisisfigures.table import COLUMNS, DTYPES

_PLACES = np.array(
    [f"ML-{at}" for at in range(1, 9)]
    + [f"NE-{at}" for at in range(1, 8)]
    + [f"BF-{at:02}" for at in range(1, 14)],
    dtype=object,
)
_SOURCES = np.array([f"Monitor {at:03}" for at in range(200)], dtype=object)

# The rows of a situation: the people displaced on four days, a total of the killed that rises
# three times, and the injured of a month by sex and in all.
_BASES = ["stock"] * 4 + ["cumulative"] * 3 + ["flow"] * 3
_MEASURES = ["idps"] * 4 + ["killed"] * 3 + ["injured"] * 3
_GROUPS = ["all"] * 7 + ["sex=female", "sex=male", "all"]
_PRECISIONS = ["day"] * 4 + ["days"] * 3 + ["month"] * 3
_STARTS = ["2022-01-31", "2022-02-28", "2022-03-31", "2022-04-30"] + ["2022-01-01"] * 6
_ENDS = _STARTS[:4] + ["2022-02-10", "2022-03-10", "2022-04-10"] + ["2022-01-31"] * 3
_PER_SITUATION = len(_BASES)

Arrays = dict[str, npt.NDArray[Any]]


def clean_table(n: int, seed: int) -> pd.DataFrame:
    """Return n rows without a fault; see `crisisfigures.testing.clean_table`."""
    if n < 1:
        raise OptionError(f"n={n!r} is no number of rows.\nHint: say 1 or more.")
    random = np.random.default_rng(seed)
    n_situations = n // (2 * _PER_SITUATION)
    parts = _situations(n_situations, random), _events(n - n_situations * _PER_SITUATION, random)
    order = random.permutation(n)
    columns: Arrays = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    columns["id"] = _numbered("claim-{:07}", n)
    columns["url"] = _numbered("https://example.org/{:07}", n)
    return pd.DataFrame(
        {
            name: pd.Series(columns[name][order], dtype=DTYPES[column.kind])
            for name, column in COLUMNS.items()
            if name in columns
        }
    )


def _events(n: int, random: np.random.Generator) -> Arrays:
    """Return n rows, each of an event of its own: a range for those killed or hurt in some days."""
    start = np.datetime64("2019-01-01", "D") + _days(random.integers(0, 1_200, n))
    end = start + _days(random.integers(0, 4, n))
    best = random.integers(1, 300, n).astype(np.float64)
    is_range = random.random(n) < 0.7
    return {
        "measure": random.choice(np.array(["killed", "injured", "abducted"], dtype=object), n),
        "basis": np.full(n, "flow", dtype=object),
        "group": random.choice(np.array(["all", "status=civilian"], dtype=object), n),
        "event": _numbered("event {:07}", n),
        "place": random.choice(_PLACES, n),
        "place_system": np.full(n, "iso3166-2", dtype=object),
        "period_start": start,
        "period_end": end,
        "precision": np.where(start == end, "day", "days").astype(object),
        "low": np.where(is_range, np.maximum(best - random.integers(0, 40, n), 0), np.nan),
        "best": best,
        "high": np.where(is_range, best + random.integers(0, 100, n), np.nan),
        "is_rollup": np.zeros(n, dtype=np.bool_),
        "source": random.choice(_SOURCES, n),
        "published_on": (end + _days(random.integers(1, 30, n))).astype(str).astype(object),
    }


def _situations(n: int, random: np.random.Generator) -> Arrays:
    """Return the rows of n situations, ten of each; see `_BASES`."""
    rows = n * _PER_SITUATION

    def each(cells: list[str]) -> npt.NDArray[np.object_]:
        return np.tile(np.array(cells, dtype=object), n)

    # Even numbers, of which none is 999 or 9999; and each is another than the one before.
    idps = 2 * random.integers(600, 20_000, (n, 1)) + 2 * random.integers(1, 60, (n, 4)).cumsum(1)
    killed = random.integers(1, 100, (n, 3)).cumsum(1)
    injured = random.integers(1, 400, (n, 2))
    best = np.hstack([idps, killed, injured, injured.sum(1, keepdims=True)])
    starts, ends = (np.tile(np.array(days, dtype="M8[D]"), n) for days in (_STARTS, _ENDS))
    return {
        "measure": each(_MEASURES),
        "basis": each(_BASES),
        "group": each(_GROUPS),
        "event": np.repeat(_numbered("situation {:07}", n), _PER_SITUATION),
        "place": np.repeat(random.choice(_PLACES, n), _PER_SITUATION),
        "place_system": np.full(rows, "iso3166-2", dtype=object),
        "period_start": starts,
        "period_end": ends,
        "precision": each(_PRECISIONS),
        "low": np.full(rows, np.nan),
        "best": best.ravel().astype(np.float64),
        "high": np.full(rows, np.nan),
        "is_rollup": np.tile(np.arange(_PER_SITUATION) == _PER_SITUATION - 1, n),
        "source": np.repeat(random.choice(_SOURCES, n), _PER_SITUATION),
        "published_on": (ends + np.timedelta64(10, "D")).astype(str).astype(object),
    }


def _numbered(form: str, n: int) -> npt.NDArray[np.object_]:
    return np.array([form.format(at) for at in range(n)], dtype=object)


def _days(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.timedelta64]:
    return numbers.astype("timedelta64[D]")

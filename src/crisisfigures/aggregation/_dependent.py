"""Totals under a stated dependence of their parts, in place of the default, which assumes none."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from crisisfigures.aggregation._result import Aggregation
from crisisfigures.distributions import Distribution, distribution, sum_quantiles
from crisisfigures.errors import EstimateError, OptionError, UnknownNameError
from crisisfigures.estimate import Estimate, effective_ends, is_allowed_level
from crisisfigures.table import Columns, to_figures

Dependence = Literal["unknown", "independent", "comonotone", "by_source"]
DEPENDENCES = ("unknown", "independent", "comonotone", "by_source")

_CLOSE = 1e-9


def checked(dependence: str, shape: str | None, level: float | None) -> None:
    """Refuse what does not go together.

    Raises:
        UnknownNameError: No such dependence.
        OptionError: A dependence without a distribution or a level, or the other way round.
    """
    if dependence not in DEPENDENCES:
        raise UnknownNameError("dependence", dependence, DEPENDENCES)
    if dependence == "unknown":
        if shape is not None or level is not None:
            raise OptionError(
                "a distribution and a level belong to a stated dependence.\n"
                "Hint: say dependence='independent', 'comonotone' or 'by_source'; without it "
                "totals are sums of ends, which hold whatever the parts have in common."
            )
        return
    if shape is None or level is None:
        raise OptionError(
            f"dependence={dependence!r} needs to know how numbers lie in their ranges, and how "
            "much of the total its range shall hold.\n"
            "Hint: say distribution='uniform' and level=0.9, for example."
        )
    if not is_allowed_level(level):
        raise OptionError(f"level={level!r} is not between 0 and 1.\nHint: write 90 % as 0.9.")


def with_dependence(
    found: Aggregation, dependence: Dependence, shape: str, level: float
) -> Aggregation:
    """Return an aggregation whose totals of several parts are intervals under a dependence.

    A total stays as it is, and its caveat says why, where a part is open or lacks what the shape
    needs, or where it is no plain sum of the parts that are counted.
    """
    table = found.table
    parts = found.parts[found.parts["verdict"] == "counted"]
    of = dict(tuple(parts.groupby("whole", sort=False)))
    ends: dict[int, tuple[float, float, float]] = {}
    why: dict[int, str] = {}
    for at in np.flatnonzero(table["completeness"].str.startswith("total")).tolist():
        row = table.iloc[at]
        own = of.get(row["quantity"])
        if own is None or len(own) < 2:
            continue
        try:
            ends[at] = _interval(row, own, dependence, shape, level)
        except EstimateError as error:
            why[at] = f"not {dependence}: {str(error).splitlines()[0]}"
    rows = np.array(sorted(ends), dtype=np.int64)
    values: dict[str, Any] = {}
    for place, name in enumerate(("low", "best", "high")):
        numbers = table[name].to_numpy(dtype=np.float64, copy=True)
        numbers[rows] = [ends[at][place] for at in rows.tolist()]
        values[name] = numbers
    columns = Columns(table)
    levels = columns.numbers("level").copy()
    levels[rows] = level
    words: dict[str, str | None] = {
        "low_kind": "level",
        "high_kind": "level",
        "range_kind": "interval",
        "completeness": "total",
        "method": f"{table['method'].iloc[0]}; {dependence}, {shape}, {level:g}"
        if len(table)
        else "",
        **{name: None for name in ("stated", "quantifier") if name in table},
    }
    for name, word in words.items():
        texts = columns.texts(name).copy()
        texts[rows] = word
        values[name] = pd.array(texts, dtype="str")
    caveats = columns.texts("caveat").copy()
    for at, reason in why.items():
        caveats[at] = f"{caveats[at]}; {reason}" if caveats[at] else reason
    values |= {"level": levels, "caveat": pd.array(caveats, dtype="str")}
    return replace(found, table=table.assign(**values))


def _interval(
    row: pd.Series, own: pd.DataFrame, dependence: Dependence, shape: str, level: float
) -> tuple[float, float, float]:
    columns = Columns(own.reset_index(drop=True))
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    if (own["share"] < 1).any():
        raise EstimateError("figures in it are split over time, by an assumption of its own")
    total = effective_ends(float(row["low"]), float(row["best"]), float(row["high"]))
    if not np.isfinite(upper).all() or not np.isfinite(lower).all():
        raise EstimateError("a part is open, and no end is made up")
    if abs(lower.sum() - total[0]) > _CLOSE or abs(upper.sum() - total[1]) > _CLOSE:
        raise EstimateError("it is no plain sum of its parts: accounts of it were put together")
    fitted = [
        distribution(estimate, shape, level=_own_level(estimate, shape, level))
        for figure in to_figures(own)
        if (estimate := figure.estimate) is not None
    ]
    sets: list[list[Distribution]] = [[one] for one in fitted]
    if dependence == "comonotone":
        sets = [fitted]
    elif dependence == "by_source":
        sources = columns.texts("source").tolist()
        sets = [
            [one for one, source in zip(fitted, sources, strict=True) if source == name]
            for name in dict.fromkeys(sources)
        ]
    at = sum_quantiles(sets, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return float(at[0]), float(at[1]), float(at[2])


def _own_level(part: Estimate, shape: str, level: float) -> float | None:
    """Return how much a part's range holds: what it states, else as much as the total's shall."""
    return level if shape == "lognormal" and part.level is None else None

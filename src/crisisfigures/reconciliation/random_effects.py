"""Random effects: what sources that differ say of a number, and what the next one might say.

Sources differ by more than they say they may be off. The method estimates by how much (τ²), and
gives, on the scale of logarithms unless asked otherwise, the *prediction interval*: where another
source of the same kind would lie. The confidence interval of the mean, on request, is narrower the
more sources there are, and no range for the number itself.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.distributions import normal_quantile, student_quantile
from crisisfigures.errors import UnknownNameError
from crisisfigures.plugins import Combined, Integers, Method, Numbers, Votes
from crisisfigures.reconciliation._pooling import (
    SHARED_OPTIONS,
    Measured,
    Pooled,
    correlation,
    pooled,
)
from crisisfigures.texts import as_values

Texts = npt.NDArray[np.object_]

ESTIMATORS = ("DL", "PM", "REML")
INTERVALS = ("t_k_minus_2", "t_k_minus_1", "normal", "confidence", "knapp_hartung")
_NAMED = {
    "t_k_minus_2": "interval of another source (prediction, t with k − 2 degrees)",
    "t_k_minus_1": "interval of another source (prediction, t with k − 1 degrees)",
    "normal": "interval of another source (prediction, normal)",
    "confidence": "interval of the mean (normal)",
    "knapp_hartung": "interval of the mean (Knapp and Hartung, t with k − 1 degrees)",
}
"""How an interval is called beside the numbers: conventions differ, and so do their answers."""

_STEPS, _CLOSE, _DIGITS = 200, 1e-12, 3


def combine(
    votes: Votes,
    *,
    estimator: str = "DL",
    interval: str = "t_k_minus_2",
    rho: Any = 0.0,
    **options: Any,
) -> Combined:
    """Return the random-effects interval of each quantity.

    Args:
        votes: The votes.
        estimator: Of τ²: `DL` (DerSimonian and Laird), `PM` (Paule and Mandel) or `REML`.
        interval: The prediction interval by `t_k_minus_2` (Higgins, Thompson and Spiegelhalter),
            `t_k_minus_1` or `normal`; or the interval of the mean, `confidence` (normal) or
            `knapp_hartung` (t with k − 1).
        rho: The correlation of sources: their number counts as n / (1 + (n − 1) ρ).
        options: See `SHARED_OPTIONS`.

    Source:
        R. DerSimonian and N. Laird, Meta-analysis in clinical trials (Controlled Clinical Trials 7,
        1986); R. C. Paule and J. Mandel (J. Res. NBS 87, 1982); W. Viechtbauer, Conducting
        meta-analyses in R (Journal of Statistical Software 36(3), 2010); J. P. T. Higgins,
        S. G. Thompson and D. J. Spiegelhalter (JRSS A 172, 2009). I² is that of Higgins and
        Thompson, max(0, (Q − (k − 1)) / Q); metafor has another for REML.
    """
    if estimator not in ESTIMATORS:
        raise UnknownNameError("estimator", estimator, ESTIMATORS)
    if interval not in INTERVALS:
        raise UnknownNameError("interval", interval, INTERVALS)
    common = correlation(rho)

    def pool(given: Measured) -> Pooled:
        k = given.stacks.sizes
        tau2, i2 = heterogeneity(given, estimator)
        w = 1 / (given.v + given.stacks.spread(tau2))
        total = given.stacks.total(w)
        mean = given.stacks.total(w, given.y) / total
        se2 = (1 + (k - 1) * common) / total
        if interval == "knapp_hartung":
            off = given.stacks.total(w, _squared(given, mean))
            se2 = (1 + (k - 1) * common) * off / ((k - 1) * total)
        spread = np.sqrt(se2 if interval in ("confidence", "knapp_hartung") else tau2 + se2)
        half = _quantiles(interval, k, given.confidence) * spread
        notes = _said(i2, tau2, interval, estimator, given.is_log)
        notes[np.isnan(half)] = (
            "two sources do not say where a third would lie; ask for another interval"
        )
        return Pooled(
            given.back(mean - half),
            np.where(np.isnan(half), np.nan, given.back(mean)),
            given.back(mean + half),
            notes,
        )

    return pooled(votes, pool, **options)


def _said(i2: Numbers, tau2: Numbers, interval: str, estimator: str, is_log: bool) -> Texts:
    """Return what is said of each quantity's answer; equal sentences are written once."""
    start = f"{_NAMED[interval]}, {'log' if is_log else 'linear'} scale; I²"
    of, rounded = pd.factorize(np.rint(tau2 * 10**_DIGITS))
    text_of, spreads = pd.factorize(
        as_values([f"{one / 10**_DIGITS:.{_DIGITS}g}" for one in rounded.tolist()])
    )
    at, pairs = pd.factorize(text_of[of] * 101 + np.rint(100 * i2).astype(np.int64))
    shares = [f"{start} {share} % (Higgins and Thompson), {estimator} τ² " for share in range(101)]
    left, right = as_values(shares)[pairs % 101], spreads[pairs // 101]
    return np.asarray((left + right)[at], dtype=object)


def _quantiles(interval: str, k: Integers, confidence: float) -> Numbers:
    """Return the quantile for each number of sources; NaN where there is none."""
    share = (1 + confidence) / 2
    if interval in ("normal", "confidence"):
        return np.full(len(k), float(normal_quantile(share)))
    less = {"t_k_minus_2": 2, "t_k_minus_1": 1, "knapp_hartung": 1}[interval]
    sizes, at = np.unique(k, return_inverse=True)
    found = [student_quantile(share, n - less) if n > less else np.nan for n in sizes.tolist()]
    return np.array(found)[at]


def heterogeneity(given: Measured, estimator: str) -> tuple[Numbers, Numbers]:
    """Return τ² and I² of each quantity."""
    k = given.stacks.sizes
    w = 1 / given.v
    total = given.stacks.total(w)
    mean = given.stacks.total(w, given.y) / total
    q = given.stacks.total(w, _squared(given, mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        i2 = np.where(q > 0, np.maximum(0.0, (q - (k - 1)) / q), 0.0)
        dl = np.maximum(0.0, (q - (k - 1)) / (total - given.stacks.total(w, w) / total))
    if estimator == "DL":
        return dl, i2
    step = _paule_mandel if estimator == "PM" else _reml
    tau2 = dl.copy()
    for _ in range(_STEPS):
        new = np.maximum(0.0, step(given, tau2))
        if np.all(np.abs(new - tau2) <= _CLOSE * (1 + tau2)):
            break
        tau2 = new
    return new, i2


def _weighted(given: Measured, tau2: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    w = 1 / (given.v + given.stacks.spread(tau2))
    total = given.stacks.total(w)
    mean = given.stacks.total(w, given.y) / total
    return w, _squared(given, mean), total


def _squared(given: Measured, mean: Numbers) -> Numbers:
    """Return how far each vote is from the mean of its quantity, squared."""
    off = given.y - given.stacks.spread(mean)
    off *= off
    return off


def _paule_mandel(given: Measured, tau2: Numbers) -> Numbers:
    """Return a Newton step towards Σ w (y − μ)² = k − 1."""
    w, off, _ = _weighted(given, tau2)
    over = given.stacks.total(w, off) - (given.stacks.sizes - 1)
    slope = given.stacks.total(w * w, off)
    return tau2 + np.divide(over, slope, out=np.zeros_like(over), where=slope > 0)


def _reml(given: Measured, tau2: Numbers) -> Numbers:
    """Return a step of Fisher's scoring (Viechtbauer 2005, Journal of Educational and Behavioral
    Statistics 30).
    """
    w, off, total = _weighted(given, tau2)
    w2 = given.stacks.total(w, w)
    score = given.stacks.total(w * w, off) - total + w2 / total
    information = w2 - 2 * given.stacks.total(w * w, w) / total + (w2 / total) ** 2
    return tau2 + score / information


METHOD = Method(
    name="random_effects",
    combine=combine,
    summary="what sources that differ say, and where another one would lie",
    options={
        **SHARED_OPTIONS,
        "estimator": "of the variance between sources: DL (default), PM or REML",
        "interval": "t_k_minus_2 (default), t_k_minus_1 or normal: where another source would lie; "
        "confidence or knapp_hartung: of the mean",
        "rho": "the correlation of sources, 0 unless given",
    },
)

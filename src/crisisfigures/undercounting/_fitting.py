"""One model fitted to the patterns of the lists, if it has an estimate at all."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from crisisfigures.segments import Integers, Numbers

_NOUGHT = 1e-9
"""Below this a number is rounding: designs are of zeros and ones, and small."""

_MOST_STEPS = 10_000
"""Of either iteration; most take ten."""


class Fit(NamedTuple):
    """What a model says.

    Attributes:
        df: Patterns less parameters; 0 for a saturated model.
        deviance: Twice the log-likelihood that the model falls short of the saturated one.
        loglik: Poisson log-likelihood.
        unlisted: Estimated number of individuals on no list.
        variance: Of that number, around the true one.
    """

    df: int
    deviance: float
    loglik: float
    unlisted: float
    variance: float


def has_estimate(design: Numbers, counts: Integers) -> bool:
    """Return whether the maximum likelihood estimate of a model exists.

    Where no individual has some pattern, the likelihood may rise for ever as a parameter goes to
    infinity: along a direction that leaves the expected number of every pattern with individuals
    as it is, and moves those of patterns without, all of them one way. The estimate exists unless
    there is such a direction.

    It is sought by turns in the space of directions and in the orthant of one way. Both hold a
    direction whose entries sum to 1 if there is any, and then neither turn takes the largest
    entry below 1: once it falls below, there is none.

    Args:
        design: (m patterns, p terms).
        counts: m numbers of individuals.

    Source:
        Fienberg & Rinaldo (2012), "Maximum likelihood estimation in log-linear models", Annals of
        Statistics 40. The search is that of Correia, Guimarães & Zylkin (2019), "Verifying the
        existence of maximum likelihood estimates for generalized linear models".
    """
    is_empty = counts == 0
    if not is_empty.any():
        return True
    _, sizes, directions = np.linalg.svd(design[~is_empty])
    free = directions[int((sizes > _NOUGHT).sum()) :]
    if not len(free):
        return True
    space = np.linalg.qr(design[is_empty] @ free.T)[0]
    entries = np.ones(len(space))
    for _ in range(_MOST_STEPS):
        within = space @ (space.T @ entries)
        if within.min() >= -_NOUGHT:
            return bool(within.max() < 1 - _NOUGHT)
        entries = np.maximum(within, 0.0)
        if entries.max() < 1 - _NOUGHT:
            return True
    return False  # undecided: rather no number than one that may not be


def fitted(design: Numbers, counts: Integers) -> Fit:
    """Return the maximum likelihood fit of a model whose estimate exists.

    Newton's method for a Poisson log-linear model, as iteratively reweighted least squares, with
    steps halved where they overshoot. The intercept b is the logarithm of the expected number on
    no list. The variance is that of the estimate around the true number, which is itself a draw:
    exp(b) + exp(2b) var(b).

    Args:
        design: (m patterns, p terms), the intercept first.
        counts: m numbers of individuals.

    Source:
        Fienberg (1972), Biometrika 59; Cormack (1989), Biometrics 45. The variance: Rivest &
        Lévesque (2001), Canadian Journal of Statistics 29; with two lists it is that of Sekar &
        Deming (1949).
    """
    total = 1.0 + float(counts.sum())
    observed = np.log(counts + 0.5)
    terms = _least_squares(design, observed, np.sqrt(counts + 0.5))[0]
    deviance = _deviance(counts, design @ terms)
    for _ in range(_MOST_STEPS):
        expected = np.exp(design @ terms)
        step, inverse = _least_squares(design, counts / expected - 1, np.sqrt(expected))
        # Twice what the step should gain: once it is next to nothing, the step after it gains
        # nothing at all.
        gain = float((counts - expected) @ (design @ step))
        while (after := _deviance(counts, design @ (terms + step))) > deviance + _NOUGHT * total:
            step /= 2
        terms, deviance = terms + step, after
        if gain <= _NOUGHT:
            break
    logs = design @ terms
    unlisted = math.exp(terms[0])
    factorials = math.fsum(math.lgamma(count + 1) for count in counts.tolist())
    return Fit(
        df=design.shape[0] - design.shape[1],
        deviance=max(0.0, deviance),
        loglik=math.fsum(counts * logs - np.exp(logs)) - factorials,
        unlisted=unlisted,
        variance=unlisted + unlisted**2 * float(inverse[0] @ inverse[0]),
    )


def _least_squares(design: Numbers, wanted: Numbers, scale: Numbers) -> tuple[Numbers, Numbers]:
    """Return the terms nearest to what is wanted, and the inverse of the root of information."""
    directions, root = np.linalg.qr(scale[:, None] * design)
    inverse = np.linalg.inv(root)
    return inverse @ (directions.T @ (scale * wanted)), inverse


def _deviance(counts: Integers, logs: Numbers) -> float:
    """Return the deviance of expected numbers, given by their logarithms; inf where they are."""
    with np.errstate(over="ignore"):
        expected = np.exp(logs)
    short = counts * (np.log(np.maximum(counts, 1)) - logs) - (counts - expected)
    return 2 * math.fsum(short)


def interval(unlisted: float, variance: float, level: float) -> tuple[float, float]:
    """Return the ends of a log-normal interval for the number of individuals on no list.

    Its ends are the estimate divided and multiplied by one factor, so that it never reaches below
    0, and the whole never below the number that was observed.

    Source:
        Burnham, Anderson, White, Brownie & Pollock (1987), American Fisheries Society Monograph
        5, p. 212; Chao (1987), Biometrics 43.
    """
    quantile = -NormalDist().inv_cdf((1 - level) / 2)
    factor = math.exp(quantile * math.sqrt(math.log1p(variance / unlisted**2)))
    return unlisted / factor, unlisted * factor

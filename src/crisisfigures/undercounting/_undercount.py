"""The verb: from lists of individuals to how many there are in all."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from crisisfigures.errors import OptionError, UndercountError
from crisisfigures.estimate import LARGEST
from crisisfigures.undercounting._chapman import chapman
from crisisfigures.undercounting._fitting import Fit, fitted, has_estimate, interval
from crisisfigures.undercounting._models import Model, bracketed, design, hierarchical
from crisisfigures.undercounting._result import Undercount
from crisisfigures.undercounting._tally import Tally, tallied

WITHIN = 10.0
"""How far from the best a model may be and still count: odds of about 150 to 1.

Only beyond 10 is the evidence against the worse of two models "very strong" (Kass & Raftery 1995,
Journal of the American Statistical Association 90, on 2 ln B; Raftery 1995). A narrower window
holds the truth less often where people differ in how likely they are to be on a list, which
lists of victims cannot rule out.
"""

_USUAL_ORDER = 3
"""Interactions of more lists are hard to tell from chance, and few cases have any."""

_FEW_SHARED = 7
"""With as many on both lists, Chapman's estimator has hardly any bias (Robson & Regier 1964)."""

_COLUMNS = ("model", "df", "deviance", "AIC", "BIC", "N", "low", "high", "weight")


def undercount(
    lists: pd.DataFrame,
    *,
    count: str | None = None,
    order: int | None = None,
    level: float = 0.95,
    within: float = WITHIN,
) -> Undercount:
    """Return how many individuals there are in all, those on no list included, as a spread.

    Of two lists, Chapman's estimator. Of three and more, every hierarchical log-linear model is
    fitted to the numbers of individuals on exactly these or those lists, and extended to the
    number on none; models that fit alike can differ by thousands, so the answer is their spread.

    Args:
        lists: n rows, one an individual (killed, missing, …), matched over k lists; every column
            is a list, with 1 or True where it has the individual and 0 or False where not.
            Nothing may be missing. Order of rows and columns does not matter, but lists are
            numbered by the columns.
        count: A column that is not a list: how many individuals the row stands for, where a row
            is a pattern of lists. A pattern that has no row has no individuals.
        order: The most lists that may interact in a model, 2 to k - 1: the interaction of all
            lists cannot be estimated. By default 3, or 2 of three lists.
        level: The level of the interval of each model, between 0 and 1.
        within: Models count whose BIC is at most so far from the best. 10 are odds of
            about 150 to 1.

    Returns:
        The models and their spread. BIC is -2 log L + p log n, with p parameters, the Poisson
        likelihood L, and n the individuals observed (not the number of patterns, as some programs
        take it).

    Raises:
        TableError: The frame does not say for each individual which lists have it, as totals of
            lists do not.
        UndercountError: The lists cannot say how many are on none: fewer than two, none shared,
            one empty or contained in another, or only the model of independent lists has an
            estimate.
        OptionError: An option is out of its range, or there are too many models.

    Source:
        Chapman (1951) and Seber (1970); Fienberg (1972) and Bishop, Fienberg & Holland (1975),
        chapter 6; existence: Fienberg & Rinaldo (2012); intervals: log-normal on the number on
        no list, Burnham et al. (1987) and Chao (1987).

    Example:
        >>> patterns = pd.DataFrame({"morgue": [1, 1, 0], "press": [1, 0, 1], "n": [57, 52, 120]})
        >>> result = undercount(patterns, count="n")
        >>> print(f"{result.best_bic['N']:.1f}, {result.estimate}")
        336.6, 297–398 (best 337)
    """
    _refuse_options(level, within)
    tally = tallied(lists, count)
    if tally.k == 2:
        return _of_two(tally, order, level, within)
    if order is None:
        order = min(_USUAL_ORDER, tally.k - 1)
    elif isinstance(order, bool) or not isinstance(order, int) or not 2 <= order < tally.k:
        raise OptionError(
            f"order={order!r}: of {tally.k} lists, 2 to {tally.k - 1} can interact in a model. "
            "With none there would be one model, and the interaction of all lists cannot be "
            "estimated."
        )
    return _of_many(tally, order, level, within)


def _refuse_options(level: float, within: float) -> None:
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise OptionError(
            f"level={level!r} is not between 0 and 1: a level is a share.\nHint: write 90 % as 0.9."
        )
    if isinstance(within, bool) or not isinstance(within, int | float) or not within >= 0:
        raise OptionError(
            f"within={within!r} is no distance: models count whose BIC is at most so far from "
            "the best, such as 10."
        )


def _of_two(tally: Tally, order: int | None, level: float, within: float) -> Undercount:
    if order is not None:
        raise OptionError(
            f"order={order!r}: two lists have one model, in which they are independent.\n"
            "Hint: leave it out."
        )
    unlisted, variance = chapman(tally)
    ends = interval(unlisted, variance, level)
    in_all, low, high = (tally.n + number for number in (unlisted, *ends))
    row = ("[1,2]", 0, math.nan, math.nan, math.nan, in_all, low, high, 1.0)
    untested = (
        "With two lists it cannot be tested whether they are independent, and all depends on it. "
        "If whoever is on one is more likely to be on the other, the number is too low; if less "
        "likely, too high. A third list would say more."
    )
    return Undercount(
        models=_framed([row]),
        lists=tally.lists,
        n_observed=tally.n,
        spread=_checked(low, high),
        n_spread=1,
        within=float(within),
        level=float(level),
        method="chapman",
        notes=(untested, *_of_sparse(tally)),
    )


class _Judged(NamedTuple):
    """A model with an estimate, in the order of the table."""

    bic: float
    n_terms: int
    model: Model
    aic: float
    fit: Fit


def _of_many(tally: Tally, order: int, level: float, within: float) -> Undercount:
    models = hierarchical(tally.k, order)
    counts = tally.counts[1:]
    judged, without = [], []
    for model in models:
        terms = design(model, tally.k)
        if not has_estimate(terms, counts):
            without.append(model)
            continue
        fit, p = fitted(terms, counts), len(model)
        bic, aic = (-2 * fit.loglik + p * each for each in (math.log(tally.n), 2))
        judged.append(_Judged(bic, p, model, aic, fit))
    if len(judged) < 2:
        raise UndercountError(_no_estimate(tally, len(models)))
    judged.sort(key=lambda each: each[:3])
    best = judged[0].bic
    odds = [math.exp((best - each.bic) / 2) for each in judged]
    rows: list[tuple[object, ...]] = [
        _row(each, weight / math.fsum(odds), tally, level)
        for each, weight in zip(judged, odds, strict=True)
    ]
    for model in sorted(without, key=lambda model: (len(model), model)):
        df = len(counts) - len(model)
        rows.append((bracketed(model, tally.numbers), df, *[math.nan] * 7))
    n_spread = sum(each.bic - best <= within for each in judged)
    frame = _framed(rows)
    counted = frame.iloc[:n_spread]
    return Undercount(
        models=frame,
        lists=tally.lists,
        n_observed=tally.n,
        spread=_checked(float(counted["low"].min()), float(counted["high"].max())),
        n_spread=n_spread,
        within=float(within),
        level=float(level),
        method="log-linear",
        notes=(
            *_of_models(tally, judged[:n_spread], within),
            *_of_sparse(tally),
            *_of_missing(len(without), len(models)),
        ),
    )


def _row(judged: _Judged, weight: float, tally: Tally, level: float) -> tuple[object, ...]:
    fit = judged.fit
    ends = interval(fit.unlisted, fit.variance, level)
    in_all, low, high = (tally.n + number for number in (fit.unlisted, *ends))
    label = bracketed(judged.model, tally.numbers)
    return (label, fit.df, fit.deviance, judged.aic, judged.bic, in_all, low, high, weight)


def _framed(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    types: dict[str, str] = dict.fromkeys(_COLUMNS, "float64") | {"model": "str", "df": "int64"}
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(types)


def _checked(low: float, high: float) -> tuple[float, float]:
    if high > LARGEST:
        raise UndercountError(
            f"the models reach up to {high:.1e}, beyond every number of people: the lists hold no "
            "upper end.\n"
            "Hint: were the individuals matched over the lists?"
        )
    return low, high


def _no_estimate(tally: Tally, n_models: int) -> str:
    n_empty = int((tally.counts[1:] == 0).sum())
    return (
        f"of {n_models} models only that of independent lists has an estimate: {n_empty} of the "
        f"{len(tally.counts) - 1} patterns of lists have no individual, and with any interaction "
        "the likelihood rises without end as a parameter goes to infinity (Fienberg & Rinaldo "
        "2012). So nothing shows whether the lists are independent.\n"
        "Hint: leave out the list that shares the fewest individuals, or join lists of one kind."
    )


# -- notes -------------------------------------------------------------------------------------


def _of_models(tally: Tally, counted: Sequence[_Judged], within: float) -> list[str]:
    notes = [
        f"Every model takes it that the {tally.k} lists have no interaction of all at once; no "
        "data can test that. People whom every list is likely to miss make the number too low."
    ]
    if not counted[0].fit.df:
        notes.append(
            "The best model is saturated: it reproduces the numbers whatever is true, and its fit "
            "is no evidence for it."
        )
    if len(counted) == 1:
        notes.append(
            f"One model alone is within {within:g} BIC of the best; the spread is its interval, "
            "and leaves out that it was chosen by the same data."
        )
    return notes


def _of_sparse(tally: Tally) -> list[str]:
    bits = sorted(range(tally.k), key=tally.numbers.__getitem__)
    few = [(a, b) for a, b in combinations(bits, 2) if tally.on(a, b) < _FEW_SHARED]
    if not few:
        return []
    said = "; ".join(f"{tally.name(a)} and {tally.name(b)} share {tally.on(a, b)}" for a, b in few)
    return [
        f"Sparse: {said}. With fewer than {_FEW_SHARED} shared, estimates are biased and their "
        "intervals too narrow; one wrong match changes them."
    ]


def _of_missing(n_without: int, n_models: int) -> list[str]:
    if not n_without:
        return []
    return [
        f"{n_without:,} of {n_models:,} models have no estimate, since patterns that they need "
        "have no individual (Fienberg & Rinaldo 2012). One of them may be true, and is not in the "
        "spread."
    ]

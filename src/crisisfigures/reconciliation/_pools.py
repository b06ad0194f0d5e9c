"""Votes as distributions, for opinion pools: shapes on arrays, and quantiles of mixtures."""

from collections.abc import Callable
from typing import Any

import numpy as np

from crisisfigures.distributions import normal_cdf, normal_quantile
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.plugins import Flags, Numbers, Votes
from crisisfigures.reconciliation._pooling import SHARED_OPTIONS, Measured

SHAPES = ("normal", "uniform")

POOL_OPTIONS = {
    **{name: said for name, said in SHARED_OPTIONS.items() if name != "confidence"},
    "shape": "normal on the scale (the default; it needs a level), or uniform: every number of a "
    "range alike, none outside",
    "confidence": "how much the result covers; 0.9 unless given",
}

_HALVINGS, _ONE_MIDDLE = 80, 1e-9


class Shapes:
    """The distributions of k votes, on the scale of a pool, with their shares of the weight.

    Half of a bell curve lies to each side of the middle, as far out as the range reaches there.
    """

    def __init__(self, given: Measured, votes: Votes, shape: str) -> None:
        self.given, self.is_uniform = given, shape == "uniform"
        weight = given.laid(votes.weight).astype(np.float64)
        self.share = weight / given.stacks.spread(given.stacks.total(weight))
        self._low = given.laid(votes.lower)
        self._width = given.laid(votes.upper) - self._low
        below, above = given.sides or (np.sqrt(given.v),) * 2
        self._below: Numbers = below
        self._above: Numbers = above

    def cdf(self, x: Numbers) -> Numbers:
        """Return how much of each vote lies at or below its quantity's number."""
        at = self.given.stacks.spread(x)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.is_uniform:
                share = np.clip((at - self._low) / self._width, 0, 1)
                return np.where(self._width > 0, share, at >= self._low)
            off = at - self.given.y
            z = off / np.where(off < 0, self._below, self._above)
        # Where the middle is the upper end, all lies at or below it.
        return np.where(np.isnan(z), 1.0, normal_cdf(z))

    def quantile(self, p: float) -> Numbers:
        """Return the number below which a share of each vote lies."""
        if self.is_uniform:
            return self._low + p * self._width
        return self.given.y + float(normal_quantile(p)) * (self._below if p < 0.5 else self._above)

    def mixed(self, p: float) -> Numbers:
        """Return the number below which a share of each quantity's mixture lies, by halving."""
        return self._halved(p, np.less)

    def median(self) -> Numbers:
        """Return the medians of mixtures; NaN where any number of a gap is one."""
        least = self._halved(0.5, np.less)
        if not self.is_uniform:
            return least
        most = self._halved(0.5, np.less_equal)
        is_one = np.isclose(least, most, rtol=_ONE_MIDDLE, atol=_ONE_MIDDLE)
        return np.where(is_one, least, np.nan)

    def _halved(self, p: float, is_below: Callable[[Numbers, float], Flags]) -> Numbers:
        stacks = self.given.stacks
        least, most = (0.0, 1.0) if self.is_uniform else (p, p)
        low, high = stacks.min(self.quantile(least)), stacks.max(self.quantile(most))
        first = low
        is_higher = is_below(stacks.total(self.share, self.cdf(first)), p)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = is_below(stacks.total(self.share, self.cdf(middle)), p)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.where(is_higher, (low + high) / 2, first)


def tails(confidence: float) -> tuple[float, float, float]:
    """Return the shares below the lower end, the median and the upper end."""
    return (1 - confidence) / 2, 0.5, (1 + confidence) / 2


def pool_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a pool, 90 % unless another share is asked for."""
    return {"confidence": 0.9, **options}


def shaped(shape: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a pool of shapes; every number alike is meant of numbers, not of logs.

    Raises:
        UnknownNameError: No such shape.
        OptionError: A level is stated for a shape that ends where its range ends.
    """
    if shape not in SHAPES:
        raise UnknownNameError("shape", shape, SHAPES)
    if shape == "uniform" and options.get("level") is not None:
        raise OptionError(
            f"level={options['level']!r}: with shape='uniform' nothing lies outside a range, "
            "which so holds all.\n"
            "Hint: leave the level out, or the shape."
        )
    made = {**pool_options(options), "needs_spread": shape != "uniform", "is_one_spread": False}
    return {**made, "scale": "linear"} if shape == "uniform" else made

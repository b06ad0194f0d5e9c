"""Votes as distributions, for opinion pools: shapes on arrays, and quantiles of mixtures."""

from typing import Any

import numpy as np

from crisisfigures.distributions import normal_cdf, normal_quantile
from crisisfigures.errors import UnknownNameError
from crisisfigures.plugins import Numbers, Votes
from crisisfigures.reconciliation._pooling import SHARED_OPTIONS, Measured

SHAPES = ("normal", "uniform")

POOL_OPTIONS = {
    **{name: said for name, said in SHARED_OPTIONS.items() if name != "confidence"},
    "shape": "normal on the scale (the default; it needs a level), or uniform: every number of a "
    "range alike, none outside",
    "confidence": "how much the result covers; 0.9 unless given",
}

_HALVINGS = 80


class Shapes:
    """The distributions of k votes, on the scale of a pool, with their shares of the weight."""

    def __init__(self, given: Measured, votes: Votes, shape: str) -> None:
        if shape not in SHAPES:
            raise UnknownNameError("shape", shape, SHAPES)
        self.given, self.is_uniform = given, shape == "uniform"
        weight = votes.weight[given.which].astype(np.float64)
        self.share = weight / given.total(weight)[given.groups.ids]
        low, high = votes.lower[given.which], votes.upper[given.which]
        if given.is_log and self.is_uniform:
            low, high = np.log(low), np.log(high)
        self._low, self._width = low, high - low
        self._sd = np.sqrt(given.v)

    def cdf(self, x: Numbers) -> Numbers:
        """Return how much of each vote lies at or below its quantity's number."""
        at = x[self.given.groups.ids]
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.is_uniform:
                share = np.clip((at - self._low) / self._width, 0, 1)
                return np.where(self._width > 0, share, at >= self._low)
            below = normal_cdf((at - self.given.y) / self._sd)
            return np.where(self._sd > 0, below, at >= self.given.y)

    def quantile(self, p: float) -> Numbers:
        """Return the number below which a share of each vote lies."""
        if self.is_uniform:
            return self._low + p * self._width
        return self.given.y + float(normal_quantile(p)) * self._sd

    def mixed(self, p: float) -> Numbers:
        """Return the number below which a share of each quantity's mixture lies, by halving."""
        groups = self.given.groups
        low, high = groups.min(self.quantile(p)), groups.max(self.quantile(p))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = self.given.total(self.share * self.cdf(middle)) < p
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2


def tails(confidence: float) -> tuple[float, float, float]:
    """Return the shares below the lower end, the median and the upper end."""
    return (1 - confidence) / 2, 0.5, (1 + confidence) / 2


def pool_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a pool, 90 % unless another share is asked for."""
    return {"confidence": 0.9, **options}

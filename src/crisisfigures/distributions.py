"""Distributions of low, best and high: what a range is taken to say of how likely its numbers are.

A source that says "8 to 12" says nothing of how likely 9 is. Whoever needs to know chooses a shape,
and says so. Ranges that are open have no distribution: no end is ever made up. A level is a share:
the range holds so much of the distribution, 0.9 and never 90.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from crisisfigures.errors import EstimateError, UnknownNameError
from crisisfigures.estimate import Estimate, is_allowed_level

if TYPE_CHECKING:
    Numbers = npt.NDArray[np.float64]

_PERT_LAMBDA = 4.0
"""How much the best figure weighs in a PERT distribution, as its authors have it."""

_SKEWED = 2.0
"""From this ratio on, two sides of a range are too unlike for one lognormal distribution."""


class Distribution(Protocol):
    """A distribution of numbers of people."""

    @property
    def mean(self) -> float:
        """The mean."""
        ...

    @property
    def sd(self) -> float:
        """The standard deviation."""
        ...

    def cdf(self, x: Any) -> "Numbers":
        """Return how much of it lies at or below numbers."""
        ...

    def quantile(self, p: Any) -> "Numbers":
        """Return the numbers below which shares of it lie."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """One number, for sure."""

    at: float

    @property
    def mean(self) -> float:
        """The number."""
        return self.at

    @property
    def sd(self) -> float:
        """None: 0."""
        return 0.0

    def cdf(self, x: Any) -> "Numbers":
        """Return 1 from the number on."""
        return (np.asarray(x, dtype=np.float64) >= self.at).astype(np.float64)

    def quantile(self, p: Any) -> "Numbers":
        """Return the number."""
        return np.full(np.shape(p), self.at)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every number from low to high alike."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """The width over √12."""
        return (self.high - self.low) / math.sqrt(12)

    def cdf(self, x: Any) -> "Numbers":
        """Return how much lies at or below numbers."""
        return np.clip((np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low), 0, 1)

    def quantile(self, p: Any) -> "Numbers":
        """Return the numbers below which shares lie."""
        return self.low + np.asarray(p, dtype=np.float64) * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Rising evenly from low to best, and falling evenly to high."""

    low: float
    best: float
    high: float

    @property
    def mean(self) -> float:
        """A third of the sum of the three."""
        return (self.low + self.best + self.high) / 3

    @property
    def sd(self) -> float:
        """The standard deviation."""
        a, m, b = self.low, self.best, self.high
        return math.sqrt((a * a + m * m + b * b - a * m - a * b - b * m) / 18)

    def cdf(self, x: Any) -> "Numbers":
        """Return how much lies at or below numbers."""
        a, m, b = self.low, self.best, self.high
        x = np.clip(np.asarray(x, dtype=np.float64), a, b)
        rising = (x - a) ** 2 / ((b - a) * (m - a)) if m > a else np.zeros_like(x)
        falling = 1 - (b - x) ** 2 / ((b - a) * (b - m)) if b > m else np.ones_like(x)
        return np.asarray(np.where(x < m, rising, falling))

    def quantile(self, p: Any) -> "Numbers":
        """Return the numbers below which shares lie."""
        a, m, b = self.low, self.best, self.high
        p = np.asarray(p, dtype=np.float64)
        rising = a + np.sqrt(p * (b - a) * (m - a))
        falling = b - np.sqrt((1 - p) * (b - a) * (b - m))
        return np.asarray(np.where(p < (m - a) / (b - a), rising, falling))


@dataclass(frozen=True, slots=True)
class Pert:
    """A beta distribution from low to high, most likely at best (PERT, λ = 4)."""

    low: float
    best: float
    high: float

    @property
    def _shape(self) -> tuple[float, float]:
        width = self.high - self.low
        rise, fall = (self.best - self.low) / width, (self.high - self.best) / width
        return 1 + _PERT_LAMBDA * rise, 1 + _PERT_LAMBDA * fall

    @property
    def mean(self) -> float:
        """(low + 4 best + high) / 6."""
        return (self.low + _PERT_LAMBDA * self.best + self.high) / (_PERT_LAMBDA + 2)

    @property
    def sd(self) -> float:
        """The standard deviation."""
        a, b = self._shape
        return (self.high - self.low) * math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))

    def cdf(self, x: Any) -> "Numbers":
        """Return how much lies at or below numbers."""
        share = (np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low)
        return incomplete_beta(*self._shape, np.clip(share, 0, 1))

    def quantile(self, p: Any) -> "Numbers":
        """Return the numbers below which shares lie, found by halving."""
        return _halved(self.cdf, np.asarray(p, dtype=np.float64), self.low, self.high)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Logarithms that are normal, on each side of the median with a spread of its own.

    Attributes:
        median: The median.
        below: The standard deviation of the logarithm below it.
        above: And above it; the same where the distribution is one.
    """

    median: float
    below: float
    above: float

    @property
    def is_split(self) -> bool:
        """Whether the two sides differ."""
        return self.below != self.above

    @property
    def _moments(self) -> tuple[float, float]:
        """Return the mean and the mean of squares, over those of the median."""
        mean, square = (
            sum(
                math.exp(k * k * s * s / 2) * normal_cdf(np.array(k * s * sign)).item()
                for s, sign in ((self.below, -1), (self.above, 1))
            )
            for k in (1, 2)
        )
        return mean, square

    @property
    def mean(self) -> float:
        """The mean."""
        return self.median * self._moments[0]

    @property
    def sd(self) -> float:
        """The standard deviation."""
        mean, square = self._moments
        return self.median * math.sqrt(square - mean * mean)

    def cdf(self, x: Any) -> "Numbers":
        """Return how much lies at or below numbers."""
        x = np.asarray(x, dtype=np.float64)
        with np.errstate(divide="ignore"):
            far = np.log(np.maximum(x, 0) / self.median)
        return normal_cdf(far / np.where(far < 0, self.below, self.above))

    def quantile(self, p: Any) -> "Numbers":
        """Return the numbers below which shares lie."""
        z = normal_quantile(p)
        return self.median * np.exp(z * np.where(z < 0, self.below, self.above))


def _point_or(make: Callable[[float, float | None, float], Distribution]) -> Any:
    def fitted(estimate: Estimate, level: float | None) -> Distribution:
        low, high = closed_ends(estimate)
        if low == high:
            return Point(low)
        best = None if estimate.best is None else float(estimate.best)
        if level is not None:
            raise EstimateError(
                f"level={level!r}: this shape ends at low and high, and holds all of itself.\n"
                "Hint: leave the level out, or choose 'lognormal'."
            )
        return make(low, best, high)

    return fitted


def _needs_best(shape: type[Pert] | type[Triangular]) -> Any:
    def made(low: float, best: float | None, high: float) -> Distribution:
        if best is None:
            raise EstimateError(
                f"{low:g} to {high:g} states no best figure, which this shape is most likely at.\n"
                "Hint: choose 'uniform', or 'lognormal' with a level."
            )
        return shape(low, best, high)

    return _point_or(made)


def _lognormal(estimate: Estimate, level: float | None) -> Distribution:
    low, high = closed_ends(estimate)
    if low <= 0:
        raise EstimateError(
            f"{estimate} reaches 0, which has no logarithm.\n"
            "Hint: choose a shape on the scale of the numbers themselves, such as 'uniform'."
        )
    if low == high:
        return Point(low)
    share = checked_level(level if estimate.level is None else estimate.level)
    z = float(normal_quantile((1 + share) / 2))
    if estimate.best is None:
        spread = math.log(high / low) / (2 * z)
        return Lognormal(math.sqrt(low * high), spread, spread)
    best = float(estimate.best)
    if not low < best < high:
        raise EstimateError(f"{estimate}: its best figure is one of its ends, and no median.")
    below, above = math.log(best / low) / z, math.log(high / best) / z
    if max(below, above) < _SKEWED * min(below, above):
        below = above = (below + above) / 2
    return Lognormal(best, below, above)


SHAPES: dict[str, Callable[[Estimate, float | None], Distribution]] = {
    "uniform": _point_or(lambda low, _, high: Uniform(low, high)),
    "triangular": _needs_best(Triangular),
    "pert": _needs_best(Pert),
    "lognormal": _lognormal,
}
"""The shapes, by name."""


def distribution(
    estimate: Estimate, shape: str = "uniform", *, level: float | None = None
) -> Distribution:
    """Return the distribution that a range is taken to have.

    Args:
        estimate: A range with both ends. A point has all of it in one place.
        shape: `uniform`; `triangular` or `pert` (they need a best figure); `lognormal` (the range
            holds `level` of it; with a best figure that is the median, and where one side of the
            range is twice as long as the other on the scale of logarithms, each has a spread of its
            own).
        level: How much a lognormal distribution lies in the range, where the range itself does not
            state a level.

    Raises:
        UnknownNameError: No such shape.
        EstimateError: The range is open, or lacks what the shape needs; or the level is no share.

    Source:
        PERT: D. G. Malcolm et al., Application of a technique for research and development program
        evaluation (Operations Research 7, 1959).

    Example:
        >>> round(distribution(Estimate(100, 150, 300), "pert").mean, 2)
        166.67
    """
    if shape not in SHAPES:
        raise UnknownNameError("shape of a distribution", shape, SHAPES)
    return SHAPES[shape](estimate, level)


def closed_ends(estimate: Estimate) -> tuple[float, float]:
    """Return both ends of a range.

    Raises:
        EstimateError: It is open, as the ceilings of vague words are.
    """
    if estimate.quantifier == "vague" and estimate.high_kind == "convention":
        raise EstimateError(
            f"{estimate} is how a vague word is read, which may be more: its ceiling counts as "
            "open, and has no distribution.\n"
            "Hint: compare and add it as a range, or close it by a rule that you state."
        )
    if estimate.is_open:
        raise EstimateError(
            f"{estimate} is open, and has no distribution: no end is made up.\n"
            "Hint: compare and add it as a range, or close it by a rule that you state."
        )
    return float(estimate.lower), float(estimate.upper)


def checked_level(level: float | None) -> float:
    """Return a level that is a share.

    Raises:
        EstimateError: None was stated, or it is none.
    """
    if level is None:
        raise EstimateError(
            "how much a range holds is not stated.\nHint: say so, such as level=0.9."
        )
    if not is_allowed_level(level):
        raise EstimateError(
            f"level={level!r} is not between 0 and 1: a level is a share.\nHint: write 90 % as 0.9."
        )
    return float(level)


def chance_greater(a: Distribution, b: Distribution) -> tuple[float, float]:
    """Return the probabilities that a is greater than b and that they are equal, if independent.

    Source:
        P(A > B) = ∫ F_B dF_A; integrated by Gauss and Legendre between the kinks of both. Of two
        lognormal distributions that are not split it is Φ((μa − μb) / √(σa² + σb²)).
    """
    if isinstance(a, Point) and isinstance(b, Point):
        return float(a.at > b.at), float(a.at == b.at)
    if isinstance(a, Point):
        return float(b.cdf(a.at)), 0.0
    if isinstance(b, Point):
        return float(1 - a.cdf(b.at)), 0.0
    if isinstance(a, Lognormal) and isinstance(b, Lognormal) and not (a.is_split or b.is_split):
        far = math.log(a.median / b.median) / math.hypot(a.above, b.above)
        return float(normal_cdf(far)), 0.0
    kinks = a.cdf(_kinks(b))
    # As near to 0 or 1 as that there is nothing beyond.
    kinks = kinks[(kinks > _NOTHING) & (kinks < 1 - _NOTHING)]
    edges = np.unique(np.concatenate([np.linspace(0, 1, _PANELS + 1), kinks]))
    middles, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    at = middles[:, None] + halves[:, None] * _NODES
    total = (halves[:, None] * _WEIGHTS * b.cdf(a.quantile(at))).sum()
    return float(np.clip(total, 0, 1)), 0.0


def bounds_greater(a: Distribution, b: Distribution) -> tuple[float, float]:
    """Return the least and most that P(A > B) can be, whatever the two have in common.

    Source:
        G. D. Makarov, Estimates for the distribution function of a sum of two random variables
        (Theory of Probability and its Applications 26, 1981); R. C. Williamson and T. Downs,
        Probabilistic arithmetic (International Journal of Approximate Reasoning 4, 1990). With
        atoms, F_A(x) − F_B(x−) for the least that P(A ≤ B) can be, F_A(x) − F_B(x) for the most.
    """
    shares = np.linspace(0, 1, _GRID + 2)[1:-1]
    x = np.concatenate([a.quantile(shares), b.quantile(shares), _kinks(a), _kinks(b)])
    x = np.unique(x[np.isfinite(x)])
    below = b.cdf(np.nextafter(x, -np.inf))
    # Just below a number counts as well: there both functions are what they are from the left.
    just_below = a.cdf(np.nextafter(x, -np.inf)) - below
    above = np.concatenate([a.cdf(x) - below, just_below])
    under = np.concatenate([a.cdf(x) - b.cdf(x), just_below])
    least, most = max(0.0, float(above.max())), 1 + min(0.0, float(under.min()))
    return max(0.0, 1 - most), min(1.0, 1 - least)


def sum_quantiles(parts: Sequence[Sequence[Distribution]], shares: Sequence[float]) -> "Numbers":
    """Return quantiles of a sum of numbers, given how they hang together.

    Args:
        parts: Sets of distributions. Numbers of one set rise and fall together (comonotone), so
            their quantiles add up; those of different sets are independent.
        shares: The shares below the quantiles.

    Source:
        Convolution on a lattice by the fast Fourier transform; the mass of each of 4,096 equal
        shares is put on the two lattice points beside it, which keeps means exact.
    """
    if len(parts) == 1:
        return _together(parts[0], np.asarray(shares))
    at = (np.arange(_EQUAL_SHARES) + 0.5) / _EQUAL_SHARES
    values = [_together(together, at) for together in parts]
    width = sum(float(v[-1] - v[0]) for v in values)
    least = sum(float(v[0]) for v in values)
    if width == 0:
        return np.full(len(shares), least)
    step = width / _LATTICE
    size = 2 * _LATTICE
    transformed = np.ones(size // 2 + 1, dtype=np.complex128)
    for own in values:
        place = (own - own[0]) / step
        below = np.floor(place).astype(np.int64)
        mass = np.zeros(size)
        np.add.at(mass, below, (1 - (place - below)) / _EQUAL_SHARES)
        np.add.at(mass, below + 1, (place - below) / _EQUAL_SHARES)
        transformed *= np.fft.rfft(mass)
    cdf = np.cumsum(np.fft.irfft(transformed, size))
    # A lattice point stands for what lies half a step to either side of it.
    found = np.interp(shares, cdf / cdf[-1], np.arange(size) + 0.5)
    return np.asarray(least + found * step)


def _together(parts: Sequence[Distribution], shares: "Numbers") -> "Numbers":
    """Return quantiles of a sum of numbers that rise and fall together."""
    return np.asarray(np.sum([one.quantile(shares) for one in parts], axis=0, dtype=np.float64))


_EQUAL_SHARES, _LATTICE = 4096, 1 << 14
_PANELS, _GRID, _NOTHING = 32, 2000, 1e-15
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


def _kinks(of: Distribution) -> "Numbers":
    """Return where a distribution is not smooth."""
    names = ("low", "best", "high", "median", "at")
    return np.array([getattr(of, name) for name in names if hasattr(of, name)])


def _halved(cdf: Callable[[Any], "Numbers"], p: "Numbers", low: float, high: float) -> "Numbers":
    least, most = np.full(p.shape, low), np.full(p.shape, high)
    for _ in range(60):
        middle = (least + most) / 2
        below = cdf(middle) < p
        least, most = np.where(below, middle, least), np.where(below, most, middle)
    return np.asarray((least + most) / 2)


_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal_cdf(z: Any) -> "Numbers":
    """Return how much of a standard normal distribution lies at or below numbers."""
    return np.asarray(_erfc(-np.asarray(z, dtype=np.float64) / math.sqrt(2)), dtype=np.float64) / 2


def normal_quantile(p: Any) -> "Numbers":
    """Return the quantiles of the standard normal distribution.

    Source:
        P. J. Acklam's rational approximation, made exact to rounding by one step of Halley's.
    """
    p = np.asarray(p, dtype=np.float64)
    with np.errstate(all="ignore"):
        tail = np.sqrt(-2 * np.log(np.minimum(p, 1 - p)))
        outer = _ratio(tail, _TAIL_TOP, _TAIL_BOTTOM)
        inner = _ratio((p - 0.5) ** 2, _TOP, _BOTTOM) * (p - 0.5)
        z = np.where(np.abs(p - 0.5) <= 0.5 - 0.02425, inner, np.where(p < 0.5, outer, -outer))
        error = normal_cdf(z) - p
        step = error * math.sqrt(2 * math.pi) * np.exp(z * z / 2)
        z = z - step / (1 + z * step / 2)
    return np.where(p <= 0, -np.inf, np.where(p >= 1, np.inf, z))


_TOP = (
    *(-3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02),
    *(1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00),
)
_BOTTOM = (
    *(-5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02),
    *(6.680131188771972e01, -1.328068155288572e01, 1.0),
)
_TAIL_TOP = (
    *(-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00),
    *(-2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00),
)
_TAIL_BOTTOM = (
    *(7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00),
    *(3.754408661907416e00, 1.0),
)


def _ratio(x: "Numbers", top: tuple[float, ...], bottom: tuple[float, ...]) -> "Numbers":
    return np.asarray(np.polyval(top, x) / np.polyval(bottom, x), dtype=np.float64)


def student_quantile(p: float, df: float) -> float:
    """Return a quantile of Student's t distribution, found by halving."""
    if p < 0.5:
        return -student_quantile(1 - p, df)
    low, high = 0.0, 2.0
    while student_cdf(high, df) < p:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def student_cdf(t: float, df: float) -> float:
    """Return how much of Student's t distribution lies at or below a number."""
    tail = float(incomplete_beta(df / 2, 0.5, np.array(df / (df + t * t)))) / 2
    return 1 - tail if t > 0 else tail


def incomplete_beta(a: float, b: float, x: Any) -> "Numbers":
    """Return the regularised incomplete beta function.

    Source:
        Its continued fraction, by the method of Lentz: W. H. Press et al., Numerical Recipes,
        section 6.4.
    """
    x = np.asarray(x, dtype=np.float64)
    turned = x > (a + 1) / (a + b + 2)
    p, q = np.where(turned, b, a), np.where(turned, a, b)
    y = np.where(turned, 1 - x, x)
    with np.errstate(divide="ignore", invalid="ignore"):
        front = np.exp(
            math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + p * np.log(y) + q * np.log1p(-y)
        )
    made = front * _fraction(p, q, y) / p
    made = np.where(y <= 0, 0.0, made)
    return np.where(turned, 1 - made, made)


def _fraction(a: "Numbers", b: "Numbers", x: "Numbers") -> "Numbers":
    tiny = 1e-300
    c, d = np.ones_like(x), 1 - (a + b) * x / (a + 1)
    d = 1 / np.where(np.abs(d) < tiny, tiny, d)
    made = d.copy()
    for m in range(1, 300):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            d = 1 / np.where(np.abs(d) < tiny, tiny, d)
            c = 1 + term / c
            c = np.where(np.abs(c) < tiny, tiny, c)
            made = made * d * c
        if np.all(np.abs(d * c - 1) < 1e-15):
            break
    return made

"""Votes as measurements: a middle and a spread each, for methods of statistics.

A range says how far its source thinks it may be off only if it is known how much it covers: by a
level of its own, or one that the caller states. What cannot honestly be taken is refused, with the
reason: open ends (no end is made up), ranges without a level, bare numbers without a spread, and
zeros on a scale of logarithms.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.distributions import normal_quantile
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import LARGEST, is_allowed_level
from crisisfigures.plugins import Combined, Flags, Integers, Numbers, Votes
from crisisfigures.segments import Scalar, Stacks

Texts = npt.NDArray[np.object_]

SCALES = ("log", "linear")

SHARED_OPTIONS = {
    "level": "how much ranges that state no level are taken to cover, such as 0.9",
    "spread": "the share by which bare numbers may be off, one standard deviation, such as 0.1",
    "scale": "log (the default, for counts) or linear",
    "confidence": "how much the result covers; 0.95 unless given",
}

_REASONS = (
    "a claim is open at one end, and no end is made up",
    "a claim reaches 0, which has no logarithm; scale='linear' takes it",
    "a claim is a bare number, which says nothing of how far it may be off; say spread=0.1, "
    "or another share",
    "a range does not say how much it covers; say level=0.9, or another share",
    "a claim is a bare 0, of which no share can be off",
)

_LOPSIDED = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """Votes on quantities of which each vote can be taken, as measurements.

    Attributes:
        stacks: How the k votes on p quantities are laid out.
        taken: Which of the n votes these k are; None for all.
        y: k middles, on the scale: best figures, else the middles of ranges.
        v: k variances, on the scale, by the whole width of ranges.
        sides: k standard deviations below the middle, and above it, where best figures are stated,
            which need not be in the middle.
        is_log: Whether the scale is one of logarithms.
        confidence: How much the result shall cover.
    """

    stacks: Stacks
    taken: Flags | None
    y: Numbers
    v: Numbers
    sides: tuple[Numbers, Numbers] | None
    is_log: bool
    confidence: float

    def laid(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Return, of values of all n votes, those of the k votes, as they are laid out."""
        return self.stacks.laid(values if self.taken is None else values[self.taken])

    def back(self, values: Numbers) -> Numbers:
        """Return numbers of the scale as numbers of people."""
        return np.exp(values) if self.is_log else values


Pool = Callable[[Measured], "Pooled"]


@dataclass(frozen=True, slots=True)
class Pooled:
    """What a method makes of p quantities: ends and middles in people, and what to say of them.

    An end that is NaN has no answer; then `notes` says why.
    """

    lower: Numbers
    best: Numbers
    upper: Numbers
    notes: Texts


def pooled(
    votes: Votes,
    pool: Pool,
    *,
    level: Any = None,
    spread: Any = None,
    scale: str = "log",
    confidence: Any = 0.95,
    needs_spread: bool = True,
    is_one_spread: bool = True,
) -> Combined:
    """Return what a method makes of votes that can be taken, and why others cannot.

    One vote alone comes back as it was stated. A method that knows one spread to both sides
    (`is_one_spread`) says so of best figures that are far from the middle of their ranges.
    """
    if scale not in SCALES:
        raise UnknownNameError("scale", scale, SCALES)
    share = share_of("level", level)
    covered = share_of("confidence", confidence)
    if covered is None:
        raise OptionError("confidence must be stated, such as 0.9: how much the result covers.")
    sd = positive("spread", spread)
    is_log = scale == "log"
    groups = votes.groups
    alone = groups.sizes == 1
    shares = _shares(votes, share, needs_spread)
    refused = _refused(votes, shares, is_log, sd, needs_spread)
    can = ~alone
    notes = np.full(groups.m, None, dtype=object)
    if refused is not None:
        is_refused = refused >= 0
        can &= ~groups.any(is_refused)
        why = groups.first(refused, is_refused)
        notes[~can & ~alone] = np.array(_REASONS, dtype=object)[why[~can & ~alone]]
    lower, upper, best = (np.full(groups.m, np.nan) for _ in range(3))
    one = np.flatnonzero(alone[groups.ids]) if alone.any() else np.empty(0, dtype=np.int64)
    at = groups.ids[one]
    lower[at], upper[at], best[at] = votes.lower[one], votes.upper[one], votes.best[one]
    if can.any():
        given = _measured(votes, can, shares, is_log, sd, covered)
        found = _within_reason(pool(given))
        to = slice(None) if given.taken is None else can
        # A count is not below 0, whatever a bell curve says.
        lower[to] = np.maximum(found.lower, votes.floor[to])
        best[to], upper[to] = found.best, found.upper
        notes[to] = _with_lopsided(found.notes, given) if is_one_spread else found.notes
    answered = ~np.isnan(lower)
    supports = votes.meets(lower, upper)
    supports[one] = False
    return Combined(
        lower=lower,
        upper=upper,
        best=best,
        supports=supports,
        flags={"no_choice": ~answered, "pooled": answered & ~alone},
        notes={"pooled": notes},
        level=np.where(answered & ~alone, covered, np.nan),
    )


def _within_reason(found: Pooled) -> Pooled:
    """Return answers without those that reach beyond any number of people."""
    beyond = ~(np.abs(found.lower) <= LARGEST) | ~(np.abs(found.upper) <= LARGEST)
    beyond &= ~np.isnan(found.lower)
    if not beyond.any():
        return found
    lower, best, upper = (
        np.where(beyond, np.nan, ends) for ends in (found.lower, found.best, found.upper)
    )
    notes = found.notes.copy()
    notes[beyond] = (
        "too few sources, or too far apart: the interval reaches beyond any number of people"
    )
    return Pooled(lower, best, upper, notes)


def _with_lopsided(notes: Texts, given: Measured) -> Texts:
    """Return notes which say where a best figure is far from the middle of its range."""
    if given.sides is None:
        return notes
    wide, narrow = np.maximum(*given.sides), np.minimum(*given.sides)
    is_so = given.stacks.max((wide > _LOPSIDED * narrow).astype(np.float64)) > 0
    said = (
        "a best figure is far from the middle of its range, and the method knows one spread to "
        "both sides: the answer may reach where no source does"
    )
    new = notes.copy()
    new[is_so] = [said if note is None else f"{note}; {said}" for note in notes[is_so].tolist()]
    return new


def _shares(votes: Votes, level: float | None, needs_spread: bool) -> Numbers:
    """Return how much each range covers: by its own level, or as the caller says; else NaN."""
    missing = np.isnan(votes.level)
    otherwise = level if level is not None else np.nan if needs_spread else 0.5
    return np.where(missing, otherwise, votes.level) if missing.any() else votes.level


def _refused(
    votes: Votes, share: Numbers, is_log: bool, spread: float | None, needs_spread: bool
) -> Integers | None:
    """Return why each of n votes cannot be taken (-1: it can); None where all can."""
    lower, upper, stated = votes.lower, votes.upper, ~np.isnan(share)
    if not votes.vague.any() and ((lower > 0) & (lower < upper) & (upper < np.inf) & stated).all():
        return None
    is_point = lower == upper
    why = [
        np.isinf(lower) | np.isinf(upper) | votes.vague,
        (lower <= 0) & is_log,
        is_point & (spread is None and needs_spread),
        ~stated & ~is_point,
        is_point & (lower == 0) & needs_spread,
    ]
    if not any(of.any() for of in why):
        return None
    return np.select(why, range(len(why)), -1).astype(np.int64)


def _measured(
    votes: Votes,
    can: Flags,
    share: Numbers,
    is_log: bool,
    spread: float | None,
    covered: float,
) -> Measured:
    """Return the votes on the quantities that can be pooled, as measurements."""
    groups, taken = votes.groups, None
    low, high, best = votes.lower, votes.upper, votes.best
    if not can.all():
        taken = can[groups.ids]
        groups, _ = groups.subset(taken)
        low, high, best, share = low[taken], high[taken], best[taken], share[taken]
    stacks, z = Stacks(groups), _quantiles(share)
    low, high = stacks.laid(low), stacks.laid(high)
    if not isinstance(z, float):
        z = stacks.laid(z)
    is_point = low == high
    if is_log:
        np.log(low, out=low)
        np.log(high, out=high)
    middle = low + high
    middle /= 2
    sd = high - low
    sd /= 2 * z
    if is_point.any():
        bare = 0.0 if spread is None else spread
        sd = np.where(is_point, bare if is_log else bare * np.abs(middle), sd)
    sides = None
    if not np.isnan(best).all():
        best = stacks.laid(best)
        stated = ~np.isnan(best)
        middle[stated] = np.log(best[stated]) if is_log else best[stated]
        below, above = (middle - low) / z, (high - middle) / z
        sides = np.where(is_point, sd, below), np.where(is_point, sd, above)
    return Measured(stacks, taken, middle, np.square(sd, out=sd), sides, is_log, covered)


def _quantiles(share: Numbers) -> Numbers | float:
    """Return how many standard deviations the half of each range is: few levels are stated."""
    if (share == share[0]).all():
        return float(normal_quantile((1 + share[0]) / 2))
    # Of a bare number the share says nothing.
    of, levels = pd.factorize(np.where(np.isnan(share), 0.5, share))
    return np.asarray(normal_quantile((1 + levels) / 2)[of], dtype=np.float64)


def share_of(name: str, value: Any) -> float | None:
    """Return an option that is a share, given as a number or in digits.

    Raises:
        OptionError: It is none.
    """
    if value is None:
        return None
    number = _number(name, value)
    if not is_allowed_level(number):
        raise OptionError(f"{name}={value!r} is not between 0 and 1.\nHint: write 90 % as 0.9.")
    return number


def positive(name: str, value: Any) -> float | None:
    """Return an option that is a number above 0.

    Raises:
        OptionError: It is none.
    """
    if value is None:
        return None
    number = _number(name, value)
    if not 0 < number < math.inf:
        raise OptionError(f"{name}={value!r} is not above 0.")
    return number


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise OptionError(f"{name}={value!r} is no number.") from None


def correlation(value: Any) -> float:
    """Return the stated correlation of sources.

    Raises:
        OptionError: It is not between 0 and 1.
    """
    rho = _number("rho", value)
    if not 0 <= rho <= 1:
        raise OptionError(f"rho={value!r} is no correlation between 0 and 1.")
    return rho

"""Agreement: one word for how two ranges stand to each other.

The words are tried in this order, and the first that holds is it:

- `identical`: the same ends and the same best figure;
- `equivalent`: two bare numbers, one of which is the other rounded to two digits or more (31,873
  and 32,000); a number within a range that rounding made; or the same ends where only one states
  a best figure;
- `near`: nothing in common, and the gap is small beside the numbers;
- `apart`: nothing in common, and one of the ends that part them was made by a convention, a level,
  rounding or a derivation: nobody need be wrong;
- `contradicts`: nothing in common, and sources stated both ends that part them;
- `compatible`: something in common only through an open end, a convention or a level ("at least 32"
  and 40);
- `chimes`: each states a best figure that the other allows;
- `within`, `contains`: the left range lies in the right one, or holds it;
- `overlaps`: something in common, and none of the above.
"""

import numpy as np
import numpy.typing as npt

from crisisfigures.errors import OptionError
from crisisfigures.plugins import Flags, Metric, Numbers, Pairs, Side

NEAR = 0.1
"""A gap of a tenth of the larger of the two ends is small."""

_TWO_DIGITS = 10

WORDS = (
    *("identical", "equivalent", "near", "apart", "contradicts", "compatible", "chimes"),
    *("within", "contains", "overlaps"),
)


def measure(pairs: Pairs, *, near: float = NEAR) -> dict[str, npt.NDArray[np.object_]]:
    """Return the word for each pair.

    Raises:
        OptionError: `near` is no share.
    """
    if not isinstance(near, (int, float)) or not 0 <= near < np.inf:
        raise OptionError(f"near={near!r} is no share: give 0.1 for a tenth.")
    a, b = pairs.left, pairs.right
    low_a, low_b = pairs.floored()
    high_a, high_b = pairs.ceilings()
    same_best = (a.best == b.best) | (np.isnan(a.best) & np.isnan(b.best))
    same_ends = (low_a == low_b) & (a.upper == b.upper)
    same_ends &= (a.lower_out == b.lower_out) & (a.upper_out == b.upper_out)
    below = _lies_below(high_a, a.upper_out, low_b, b.lower_out)
    above = _lies_below(high_b, b.upper_out, low_a, a.lower_out)
    with np.errstate(invalid="ignore"):
        gap = np.where(below, low_b - high_a, np.where(above, low_a - high_b, 0.0))
    ends = np.where(below, np.maximum(abs(low_b), abs(high_a)), 0.0)
    ends = np.where(above, np.maximum(abs(low_a), abs(high_b)), ends)
    parted_hard = np.where(below, a.upper_hard & b.lower_hard, b.upper_hard & a.lower_hard)
    is_apart = below | above
    chimes = _holds(low_b, high_b, b, a.best) & _holds(low_a, high_a, a, b.best)
    tests = (
        same_ends & same_best,
        _are_rounded(a, b) | (same_ends & _lacks_one(a, b)),
        is_apart & (gap <= near * ends),
        is_apart & ~parted_hard,
        is_apart,
        ~_cores_meet(a, b),
        chimes,
        _is_in(low_a, high_a, a, low_b, high_b, b),
        _is_in(low_b, high_b, b, low_a, high_a, a),
    )
    found = np.select(tests, range(len(tests)), len(tests))
    return {"agreement": np.array(WORDS, dtype=object)[found]}


def _lacks_one(a: Side, b: Side) -> Flags:
    return np.asarray(np.isnan(a.best) | np.isnan(b.best))


def _lies_below(high: Numbers, high_out: Flags, low: Numbers, low_out: Flags) -> Flags:
    return np.asarray((high < low) | ((high == low) & (high_out | low_out)))


def _are_rounded(a: Side, b: Side) -> Flags:
    """Return where one side is the other, rounded."""
    points = (a.lower == a.upper) & (b.lower == b.upper)
    units = _units(a.best), _units(b.best)
    coarse = np.maximum(*units)
    close = np.abs(a.best - b.best) <= coarse / 2
    # To one digit nearly everything is rounded: 10 is no other way to say 12.
    close &= coarse * _TWO_DIGITS <= np.maximum(np.abs(a.best), np.abs(b.best))
    found = points & (units[0] != units[1]) & close
    for one, other in ((a, b), (b, a)):
        point = other.lower == other.upper
        found |= one.rounded & point & (other.lower >= one.lower) & (other.upper <= one.upper)
    return np.asarray(found)


def _units(numbers: Numbers) -> Numbers:
    """Return the largest power of ten that divides each number; 1 of 0 and of fractions."""
    unit = np.ones(len(numbers))
    divides = np.isfinite(numbers) & (numbers != 0) & (numbers == np.floor(numbers))
    for power in range(1, 16):
        divides[divides] = np.fmod(numbers[divides], 10.0**power) == 0
        unit[divides] = 10.0**power
    return unit


def _holds(low: Numbers, high: Numbers, side: Side, number: Numbers) -> Flags:
    """Return whether a range allows a number; NaN is allowed nowhere."""
    inside = (number >= low) & (number <= high)
    return np.asarray(
        inside & ~((number == low) & side.lower_out) & ~((number == high) & side.upper_out)
    )


def _is_in(
    low: Numbers, high: Numbers, side: Side, low_of: Numbers, high_of: Numbers, of: Side
) -> Flags:
    """Return whether a range lies in another."""
    begins = (low > low_of) | ((low == low_of) & (side.lower_out | ~of.lower_out))
    ends = (high < high_of) | ((high == high_of) & (side.upper_out | ~of.upper_out))
    return np.asarray(begins & ends)


def _cores_meet(a: Side, b: Side) -> Flags:
    """Return whether what the sources themselves stated has something in common."""
    (low_a, high_a), (low_b, high_b) = _core(a), _core(b)
    # Of a source that stated no number there is nothing to have in common: NaN meets nothing.
    return np.asarray((low_a <= high_b) & (low_b <= high_a))


def _core(side: Side) -> tuple[Numbers, Numbers]:
    """Return the hull of the numbers that a source stated, NaN where there is none."""
    # A number that is itself excluded is no number that both can have.
    lower = np.where(side.lower_out, np.nextafter(side.lower, np.inf), side.lower)
    upper = np.where(side.upper_out, np.nextafter(side.upper, -np.inf), side.upper)
    said = (
        np.where(side.lower_hard & np.isfinite(lower), lower, np.nan),
        side.best,
        np.where(side.upper_hard & np.isfinite(upper), upper, np.nan),
    )
    return np.fmin(np.fmin(*said[:2]), said[2]), np.fmax(np.fmax(*said[:2]), said[2])


METRIC = Metric(
    name="agreement",
    measure=measure,
    columns={"agreement": "how the ranges stand to each other, in one word"},
    summary="one word for how two ranges stand to each other",
    options={"near": "how large a gap may be beside the larger of two ends, to be near"},
)
"""`within` and `contains` change places when the sides do; the other words stay."""

"""Estimate: a number of people as a range, each part of it maybe not stated.

A range is a set of real numbers. What a source leaves open stays open through every
operation; what makes each end (the source, an excluded bound, a convention …) travels with it.
Arithmetic assumes nothing of how the parts depend on each other (interval arithmetic), so the
result holds whatever they have in common, and is wider than what independent parts would give.

The elementwise rules at the end take one number or whole columns, with NaN for what is not
stated: `is_ordered`, `is_allowed_number`, `is_allowed_level`, `is_inhabited`,
`is_open_below`, `is_open_above`, `effective_ends` and `cut_to_stated`. The model of one figure
and the checks of a table call the same ones.
"""

import math
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, fields
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeGuard, overload

from crisisfigures.errors import EstimateError, UnknownNameError
from crisisfigures.vocabulary import END_KIND_ORDER, END_KINDS, QUANTIFIERS, RANGE_KINDS

if TYPE_CHECKING:
    # Only named here: an Estimate is used without loading numpy.
    import numpy as np
    import numpy.typing as npt

    Numbers: TypeAlias = npt.NDArray[np.float64]
    Flags: TypeAlias = npt.NDArray[np.bool_]
    Texts: TypeAlias = npt.NDArray[np.object_]

Number: TypeAlias = int | float

LARGEST = 2**53
"""Counts are exact up to here, as integers and as float64 alike; beyond, they are refused."""

SOFT_KINDS = frozenset({"convention", "rounding"})
"""Ends that a reading made, not a source: `cut_to_stated` takes them away."""

HARD_KINDS = ("stated", "exclusive", "floor")
"""Ends of which it is certain that a source holds to them, unless it hedges."""

HEDGING = ("approximately", "nearly", "just_over", "vague", "unbounded")
"""Quantifiers by which a source does not hold to its ends."""

HARD_KINDS = ("stated", "exclusive", "floor")
"""Kinds of ends that a source holds to, unless it hedges."""

HEDGING = ("approximately", "nearly", "just_over", "vague", "unbounded")
"""Quantifiers by which a source does not hold to its ends."""

_NUMBERS = ("low", "best", "high", "rounding_unit", "level")
_RANK = {kind: rank for rank, kind in enumerate(END_KIND_ORDER)}
_INF = math.inf
_NAN = math.nan


class _End(NamedTuple):
    """An effective end: its place (infinite where open) and what it rests on (None where open)."""

    at: Number
    kind: str | None

    @property
    def is_out(self) -> bool:
        return self.kind == "exclusive"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A range as it was stated, and what makes its ends.

    `Estimate(best=32_000)` is a point, `Estimate(20_000, high=30_000)` is closed,
    `Estimate(32)` is open above ("at least 32"), `Estimate(high=500)` is open below.
    Integral floats become integers, NaN becomes None (not stated).

    Attributes:
        low: The lower number stated, or None.
        best: The best figure stated, or None.
        high: The upper number stated, or None.
        low_kind: What the lower effective end rests on, a word of `END_KINDS`: `stated` unless
            given, `exclusive` for "more than N"; None where the range is open below.
        high_kind: The same for the upper end.
        quantifier: How the number was hedged, a word of `QUANTIFIERS`. `unbounded` marks a signed
            result that is open at both ends: a value, not a missing one.
        approximate: Whether the words were hedged ("an estimated", "roughly").
        range_kind: What the range claims to be, a word of `RANGE_KINDS`.
        level: How much an `interval` claims to cover, between 0 and 1.
        signed: Whether the number may be negative, as for net change or excess deaths. If not,
            0 is the floor wherever one is needed.
        numbers: The numbers said.
        rounding_unit: The largest power of ten that divides the one number said.
        stated: The source's words.
        convention: Name and version of the convention that turned words into ends.

    Raises:
        EstimateError: The parts cannot stand together, or a number is none.
        UnknownNameError: A word is not of its list.

    Example:
        >>> Estimate(20_000, high=30_000) + Estimate(low=32)
        Estimate(low=20032)
        >>> print(Estimate(28_800, 32_000, 35_200))
        28,800–35,200 (best 32,000)
    """

    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    _: KW_ONLY
    low_kind: str | None = None
    high_kind: str | None = None
    quantifier: str | None = None
    approximate: bool = False
    range_kind: str | None = None
    level: float | None = None
    signed: bool = False
    numbers: tuple[Number, ...] = ()
    rounding_unit: Number | None = None
    stated: str | None = None
    convention: str | None = None

    def __post_init__(self) -> None:
        for name in _NUMBERS:
            given = getattr(self, name)
            if given is not None and (number := _number(name, given)) is not given:
                object.__setattr__(self, name, number)
        said = tuple([_number("numbers", number) for number in self.numbers])
        if None in said:
            raise EstimateError("numbers: a number said cannot be missing; leave it out instead.")
        object.__setattr__(self, "numbers", said)
        self._check_words()
        self._check_bounds()
        self._check_ends()

    def _check_words(self) -> None:
        for what, word, known in (
            ("kind of end", self.low_kind, END_KINDS),
            ("kind of end", self.high_kind, END_KINDS),
            ("quantifier", self.quantifier, QUANTIFIERS),
            ("kind of range", self.range_kind, RANGE_KINDS),
        ):
            if word is not None and word not in known:
                raise UnknownNameError(what, str(word), known)
        level = self.level
        if level is not None:
            if not is_allowed_level(level):
                raise EstimateError(
                    f"level={level!r} is not between 0 and 1: a level is a share.\n"
                    "Hint: write 90 % as 0.9."
                )
            if self.range_kind != "interval":
                raise EstimateError(
                    f"level={level!r} needs range_kind='interval', not {self.range_kind!r}: "
                    "only an interval claims to cover the truth with some probability."
                )

    def _check_bounds(self) -> None:
        low, best, high = self.low, self.best, self.high
        if low is None and best is None and high is None and self.quantifier != "unbounded":
            raise EstimateError(
                "an estimate needs low, best or high; nothing stated is not an estimate.\n"
                "Hint: in a table, leave the numbers missing and let `status` say why."
            )
        if self.quantifier == "unbounded" and not (
            self.signed and low is None and best is None and high is None
        ):
            raise EstimateError(
                "quantifier='unbounded' is a signed result that is open at both ends: "
                f"it has signed=True and no number, not {self._shown_bounds()}."
            )
        if not is_ordered(_nan(low), _nan(best), _nan(high)):
            raise EstimateError(
                f"{self._shown_bounds()} is out of order: it must be low <= best <= high.\n"
                "Hint: which of them was misread? They are never sorted for you."
            )
        for name, number in (("low", low), ("best", best), ("high", high)):
            if number is not None and not is_allowed_number(number, self.signed):
                raise EstimateError(
                    f"{name}={number!r} is negative: a count of people has the floor 0.\n"
                    "Hint: give signed=True for net change or excess deaths."
                )

    def _check_ends(self) -> None:
        for name, kind, is_open in (
            ("low_kind", self.low_kind, self.lower == -_INF),
            ("high_kind", self.high_kind, self.upper == _INF),
        ):
            if is_open and kind is not None:
                side = "below" if name == "low_kind" else "above"
                raise EstimateError(
                    f"{name}={kind!r} describes an end, but {self._shown_bounds()} is open {side}."
                )
            if not is_open and kind is None:
                object.__setattr__(self, name, "stated")
        is_out = self.low_kind == "exclusive", self.high_kind == "exclusive"
        # Where no end is excluded, none can leave a number out.
        if any(is_out) and not is_inhabited(
            _nan(self.low), _nan(self.best), _nan(self.high), *is_out, self.signed
        ):
            raise EstimateError(
                f"{self._shown_bounds()} with low_kind={self.low_kind!r} and "
                f"high_kind={self.high_kind!r} leaves out its own number: an excluded end "
                '("more than N") cannot be the best figure nor the only one.'
            )

    def _shown_bounds(self) -> str:
        return f"low={self.low!r}, best={self.best!r}, high={self.high!r}"

    @property
    def lower(self) -> Number:
        """The lower effective end: low, or a best that stands alone; -inf where open."""
        if self.low is not None:
            return self.low
        return self.best if self.best is not None and self.high is None else -_INF

    @property
    def upper(self) -> Number:
        """The upper effective end: high, or a best that stands alone; inf where open."""
        if self.high is not None:
            return self.high
        return self.best if self.best is not None and self.low is None else _INF

    @property
    def is_point(self) -> bool:
        """Whether both ends are the same number."""
        return self.lower == self.upper

    @property
    def is_open(self) -> bool:
        """Whether the range is open below or above."""
        return self.low_kind is None or self.high_kind is None

    @property
    def has_ceiling(self) -> bool:
        """Whether the range is closed above."""
        return self.high_kind is not None

    def __contains__(self, number: object) -> bool:
        """Return whether the number may be the true one."""
        if not _is_scalar(number):
            return False
        low, high = _below(self), _above(self)
        return (low.at < number if low.is_out else low.at <= number) and (
            number < high.at if high.is_out else number <= high.at
        )

    def __str__(self) -> str:
        low, high = self.lower, self.upper
        if low == high:
            return _said(low)
        if self.low is None and self.high is None:
            return "unbounded"
        if self.high is None:
            text = f"{'more than' if self.low_kind == 'exclusive' else 'at least'} {_said(low)}"
        elif self.low is None:
            text = f"{'fewer than' if self.high_kind == 'exclusive' else 'up to'} {_said(high)}"
        elif "exclusive" in (self.low_kind, self.high_kind):
            floor = "more than" if self.low_kind == "exclusive" else "at least"
            ceiling = "fewer than" if self.high_kind == "exclusive" else "up to"
            text = f"{floor} {_said(low)}, {ceiling} {_said(high)}"
        else:
            text = f"{_said(low)} to {_said(high)}" if low < 0 else f"{_said(low)}–{_said(high)}"
        return text if self.best is None else f"{text} (best {_said(self.best)})"

    def __repr__(self) -> str:
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            implied = "stated" if field.name in ("low_kind", "high_kind") else field.default
            if value is not None and value != implied:
                parts.append(f"{field.name}={value!r}")
        return f"Estimate({', '.join(parts)})"

    def __add__(self, other: "Estimate | Number") -> "Estimate":
        if isinstance(other, Estimate):
            return add(self, other)
        if not _is_scalar(other):
            return NotImplemented
        return self if other == 0 else add(self, _exactly(other))

    __radd__ = __add__

    def __neg__(self) -> "Estimate":
        low, high = _above(self), _below(self)
        return _made(
            _End(-low.at, low.kind),
            None if self.best is None else -self.best,
            _End(-high.at, high.kind),
            of=(self,),
            signed=True,
        )

    def __sub__(self, other: "Estimate | Number") -> "Estimate":
        if not isinstance(other, Estimate):
            if not _is_scalar(other):
                return NotImplemented
            other = _exactly(other)
        # The upper end of what is taken away makes the lower end of what remains.
        left, right = _below(self), _above(other, in_sum=True)
        low = _End(left.at - right.at, _softest(left, right))
        left, right = _above(self, in_sum=True), _below(other)
        high = _End(left.at - right.at, _softest(left, right))
        bests = _best(self), _best(other)
        best = None if bests[0] is None or bests[1] is None else bests[0] - bests[1]
        return _made(low, best, high, of=(self, other), signed=True)

    def __rsub__(self, other: Number) -> "Estimate":
        return _exactly(other) - self if _is_scalar(other) else NotImplemented

    def __mul__(self, other: "Estimate | Number") -> "Estimate":
        if isinstance(other, Estimate):
            return _product(self, other)
        if not _is_scalar(other):
            return NotImplemented
        return _scaled(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: "Estimate | Number") -> "Estimate":
        if isinstance(other, Estimate):
            return _ratio(self, other)
        if not _is_scalar(other):
            return NotImplemented
        if other == 0:
            raise EstimateError(f"cannot divide {self} by 0.")
        return _scaled(self, other, divide=True)

    def __rtruediv__(self, other: Number) -> "Estimate":
        return _ratio(_exactly(other), self) if _is_scalar(other) else NotImplemented


def _number(name: str, value: object) -> Number | None:
    """Return a number as int where it is integral, None where missing; refuse what is no number."""
    if value is None:
        return None
    # Most numbers are ints already; the abstract types are slow to ask, and bool is an int to
    # Python, never a count.
    number: Number
    if type(value) is int:
        number = value
    elif isinstance(value, bool) or not isinstance(value, Real):
        raise EstimateError(
            f"{name}={value!r} is {type(value).__name__}, not a number.\n"
            "Hint: words are read by parse_estimate; a missing number is None."
        )
    else:
        number = int(value) if isinstance(value, Integral) else float(value)
    if number != number:
        return None
    if not is_allowed_number(number):
        if math.isinf(number):
            raise EstimateError(
                f"{name}={number!r} is not a count: an open end is stated by leaving it out (None)."
            )
        raise EstimateError(
            f"{name}={number!r} is beyond 2**53 ({LARGEST:,}), where counts are no longer exact."
        )
    return int(number) if number == int(number) else number


def _nan(number: Number | None) -> Number:
    return _NAN if number is None else number


def _is_scalar(value: object) -> TypeGuard[Number]:
    return isinstance(value, Real) and not isinstance(value, bool)


def _exactly(number: Number) -> Estimate:
    """Return the exact number as an estimate; a negative one is signed."""
    return Estimate(best=number, signed=number < 0)


def _said(number: Number) -> str:
    return f"{number:,}".replace("-", "\N{MINUS SIGN}")


def _below(estimate: Estimate) -> _End:
    """Return the lower end as operations use it: the floor 0 where a count is open below."""
    if estimate.low_kind is None and not estimate.signed:
        return _End(0, "floor")
    return _End(estimate.lower, estimate.low_kind)


def _above(estimate: Estimate, *, in_sum: bool = False) -> _End:
    """Return the upper end; a vague word's ceiling counts as open in sums.

    "Hundreds" is read as at most 999 because a writer with more would have used the next word;
    added up over places, that inference no longer holds for the total.
    """
    if in_sum and _is_vague_above(estimate):
        return _End(_INF, None)
    return _End(estimate.upper, estimate.high_kind)


def _is_vague_above(estimate: Estimate) -> bool:
    return estimate.quantifier == "vague" and estimate.high_kind == "convention"


def _best(estimate: Estimate) -> Number | None:
    """Return the best figure; that of a point is the point."""
    return estimate.lower if estimate.best is None and estimate.is_point else estimate.best


def _softest(*ends: _End) -> str | None:
    """Return what an end rests on that several ends made together; None if any is open."""
    kinds = [end.kind for end in ends]
    if None in kinds:
        return None
    return max((kind for kind in kinds if kind is not None), key=_RANK.__getitem__)


def _hardest(ends: Iterable[_End]) -> str | None:
    """Return what an end rests on that several ends make each by itself.

    An end that one of them includes is included, however hard the exclusion of another.
    """
    kinds = [end.kind for end in ends if end.kind is not None]
    including = [kind for kind in kinds if kind != "exclusive"]
    return min(including or kinds, key=_RANK.__getitem__, default=None)


def _lowest(ends: list[_End]) -> _End:
    at = min(end.at for end in ends)
    return _End(at, None if math.isinf(at) else _hardest(end for end in ends if end.at == at))


def _highest(ends: list[_End]) -> _End:
    at = max(end.at for end in ends)
    return _End(at, None if math.isinf(at) else _hardest(end for end in ends if end.at == at))


def _made(
    low: _End,
    best: Number | None,
    high: _End,
    *,
    of: tuple[Estimate, ...],
    signed: bool,
    range_kind: str | None = None,
    level: float | None = None,
    is_vague: bool = False,
) -> Estimate:
    """Return the estimate that an operation made of others: no words, no numbers said."""
    is_unbounded = low.kind is None and high.kind is None
    if low.at == high.at and best is None:
        best = low.at
    # An excluded end that rounding brought onto another number is no longer excluded.
    inner = [number for number in (best, high.at) if number is not None]
    low_kind = "stated" if low.is_out and low.at in inner else low.kind
    inner = [number for number in (best, low.at) if number is not None]
    high_kind = "stated" if high.is_out and high.at in inner else high.kind
    quantifier = "unbounded" if is_unbounded else None
    if is_vague and high.kind == "convention":
        quantifier = "vague"
    conventions = {name for estimate in of if (name := estimate.convention) is not None}
    if level is None and range_kind is None:
        range_kind, level = _claim(of)
    return Estimate(
        low=None if low.kind is None else low.at,
        best=None if is_unbounded else best,
        high=None if high.kind is None else high.at,
        low_kind=low_kind,
        high_kind=high_kind,
        quantifier=quantifier,
        approximate=any(estimate.approximate for estimate in of),
        range_kind=range_kind,
        level=level,
        signed=signed,
        convention="; ".join(sorted(conventions)) or None,
    )


def _claim(of: tuple[Estimate, ...]) -> tuple[str | None, float | None]:
    """Return what a computed range claims to be, and its level under unknown dependence.

    Intervals of levels L1, L2 … hold together with probability at least 1 - sum(1 - L), the
    bound of Bonferroni; where that is 0 nothing is claimed any more. Ranges without a level
    are taken as they stand.
    """
    levels = [estimate.level for estimate in of if estimate.level is not None]
    kinds = {estimate.range_kind for estimate in of}
    if levels:
        level = math.fsum((*levels, 1 - len(levels)))
        return ("interval", level) if level > 0 else (None, None)
    kind = kinds.pop()
    return (None, None) if kinds else (kind, None)


def add(*estimates: Estimate) -> Estimate:
    """Return the sum, whatever the parts have in common; one estimate comes back as it is.

    An end is open where any part is open there. Parts that are open below count from the
    floor 0 unless signed, and the ceiling of a vague word ("hundreds") counts as open. `best`
    is stated only where each part states one. The order of the parts changes nothing.

    Raises:
        EstimateError: Nothing to add, or the sum is beyond 2**53.

    Source:
        Interval arithmetic: sharp bounds of a sum of ranges under unknown dependence. The level
        of a sum of intervals is max(0, 1 - sum(1 - level)).
    """
    if len(estimates) < 2:
        return _only(estimates, "add")
    lows = [_below(estimate) for estimate in estimates]
    highs = [_above(estimate, in_sum=True) for estimate in estimates]
    bests = [_best(estimate) for estimate in estimates]
    stated = [best for best in bests if best is not None]
    return _made(
        _End(_sum(end.at for end in lows), _softest(*lows)),
        _sum(stated) if len(stated) == len(bests) else None,
        _End(_sum(end.at for end in highs), _softest(*highs)),
        of=estimates,
        signed=any(estimate.signed for estimate in estimates),
    )


def _only(estimates: tuple[Estimate, ...], what: str) -> Estimate:
    if not estimates:
        raise EstimateError(f"{what}() needs at least one estimate.")
    return estimates[0]


def _sum(numbers: Iterable[Number]) -> Number:
    """Return the exact sum of integers, or the correctly rounded sum of any numbers."""
    listed = list(numbers)
    return sum(listed) if all(isinstance(n, int) for n in listed) else math.fsum(listed)


def _scaled(estimate: Estimate, factor: Number, *, divide: bool = False) -> Estimate:
    """Return the estimate times (or over) an exact number; what is open stays open."""
    if factor < 0:
        return -_scaled(estimate, -factor, divide=divide)

    def times(number: Number) -> Number:
        return number / factor if divide else number * factor if factor else 0

    zero = not divide and factor == 0
    return _made(
        _End(times(estimate.lower), "stated" if zero else estimate.low_kind),
        None if estimate.best is None else times(estimate.best),
        _End(times(estimate.upper), "stated" if zero else estimate.high_kind),
        of=(estimate,),
        signed=estimate.signed,
        is_vague=_is_vague_above(estimate),
    )


def _product(a: Estimate, b: Estimate) -> Estimate:
    """Return the product: the outermost of the four corners."""
    corners = [
        _corner_product(x, y) for x in (_below(a), _above(a)) for y in (_below(b), _above(b))
    ]
    bests = _best(a), _best(b)
    return _made(
        _lowest(corners),
        None if bests[0] is None or bests[1] is None else bests[0] * bests[1],
        _highest(corners),
        of=(a, b),
        signed=a.signed or b.signed,
        is_vague=_is_vague_above(a) or _is_vague_above(b),
    )


def _corner_product(x: _End, y: _End) -> _End:
    zeros = [end for end in (x, y) if end.at == 0]
    if zeros:
        # Zero times anything is zero, also where the other end is open.
        return _End(0, _hardest(zeros))
    return _End(x.at * y.at, _softest(x, y))


def _ratio(a: Estimate, b: Estimate) -> Estimate:
    """Return the ratio: four corners, open towards infinity where the denominator reaches 0."""
    lowest, highest = _below(b), _above(b)
    if lowest.at == highest.at == 0:
        raise EstimateError(f"cannot divide {a} by {b}: there is nothing to divide by.")
    signed = a.signed or b.signed
    if highest.at <= 0:
        return _ratio(-a, -b)
    bests = _best(a), _best(b)
    best = None if bests[0] is None or not bests[1] else bests[0] / bests[1]
    if lowest.at < 0:
        return _made(_End(-_INF, None), None, _End(_INF, None), of=(a, b), signed=True)
    corners = []
    for x in (_below(a), _above(a)):
        if x.at == 0:
            corners.append(x)
        elif not math.isinf(highest.at):
            corners.append(_End(x.at / highest.at, _softest(x, highest)))
        elif not math.isinf(x.at):
            # Over an open denominator the ratio comes as near to 0 as one likes.
            corners.append(_End(0, "derived" if signed else "floor"))
        if lowest.at == 0:
            # Over a denominator near 0 a number outgrows every bound, on its own side of 0.
            corners.append(_End(-_INF if x.at < 0 else _INF, None))
        elif x.at != 0:
            corners.append(_End(x.at / lowest.at, _softest(x, lowest)))
    return _made(
        _lowest(corners),
        best,
        _highest(corners),
        of=(a, b),
        signed=signed,
        is_vague=_is_vague_above(a),
    )


def greater_than(a: Estimate, b: Estimate) -> Literal["certain", "possible", "impossible"]:
    """Return whether a is greater than b, whatever the two have in common.

    All ends count as they stand, a convention's included: "thousands" is certainly more than
    "hundreds" as the words are read. Cut both to their stated ends to see what rests on words.
    """
    low, high = _below(a), _above(b)
    if low.at > high.at or (low.at == high.at and (low.is_out or high.is_out)):
        return "certain"
    return "impossible" if _above(a).at <= _below(b).at else "possible"


def hull(*estimates: Estimate) -> Estimate:
    """Return the narrowest range that contains every estimate; one comes back as it is.

    It is open where any is open, and rests on the floor 0 where one of several counts is open
    below. An end keeps the hardest kind of those that make it, and is excluded only if all of
    them exclude it. `best` is kept where no two estimates state different ones.

    Raises:
        EstimateError: No estimate is given.
    """
    if len(estimates) < 2:
        return _only(estimates, "hull")
    low = _lowest([_below(estimate) for estimate in estimates])
    high = _highest([_above(estimate) for estimate in estimates])
    makers = [e for e in estimates if e.upper == high.at and e.high_kind == high.kind]
    return _made(
        low,
        _common_best(estimates),
        high,
        of=estimates,
        signed=any(estimate.signed for estimate in estimates),
        range_kind="source_envelope",
        is_vague=bool(makers) and all(map(_is_vague_above, makers)),
    )


def intersection(*estimates: Estimate) -> Estimate | None:
    """Return the numbers that every estimate allows, or None where there are none.

    Touching ends meet in a point, unless one of the two is excluded. `best` is kept where no
    two estimates state different ones and it lies in the result.

    Raises:
        EstimateError: No estimate is given.
    """
    if len(estimates) < 2:
        return _only(estimates, "intersection")
    signed = all(estimate.signed for estimate in estimates)
    # A count that is open below bounds a signed number at 0, and needs no floor among counts.
    mixed = not signed and any(estimate.signed for estimate in estimates)
    lows = [_below(e) if mixed else _End(e.lower, e.low_kind) for e in estimates]
    highs = [_above(estimate) for estimate in estimates]
    low = _meeting(lows, max(end.at for end in lows))
    high = _meeting(highs, min(end.at for end in highs))
    if low.at > high.at or (low.at == high.at and (low.is_out or high.is_out)):
        return None
    makers = [e for e in estimates if e.upper == high.at and e.high_kind == high.kind]
    best = _common_best(estimates)
    if best is not None and not (
        low.at <= best <= high.at
        and not (best == low.at and low.is_out)
        and not (best == high.at and high.is_out)
    ):
        best = None
    return _made(
        low,
        best,
        high,
        of=estimates,
        signed=signed,
        is_vague=bool(makers) and all(map(_is_vague_above, makers)),
    )


def _meeting(ends: list[_End], at: Number) -> _End:
    """Return the end that several ranges leave in common: excluded if any of them excludes it."""
    there = [end for end in ends if end.at == at]
    if any(end.is_out for end in there):
        return _End(at, "exclusive")
    return _End(at, None if math.isinf(at) else _hardest(there))


def _common_best(estimates: tuple[Estimate, ...]) -> Number | None:
    bests = {best for estimate in estimates if (best := estimate.best) is not None}
    return bests.pop() if len(bests) == 1 else None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two ranges have in common; None where a measure is infinite or 0 over 0.

    Attributes:
        intersection: The size of what both allow; 0 where they are disjoint.
        jaccard: The intersection over the size of the hull, 0 to 1.
        overlap_coefficient: The intersection over the size of the smaller range, 0 to 1.
        hausdorff: The greatest distance from a number of one range to the other range.
    """

    intersection: Number | None
    jaccard: float | None
    overlap_coefficient: float | None
    hausdorff: Number | None


def overlap(a: Estimate, b: Estimate, *, measure: Literal["length", "count"] = "length") -> Overlap:
    """Return how much two ranges have in common.

    Args:
        a: One range. Counts that are open below are measured from their floor 0.
        b: The other.
        measure: `length` (end minus end; a point has none) or `count` (whole numbers within;
            a whole point has one, an excluded end none).

    Raises:
        UnknownNameError: The measure is neither.
    """
    if measure not in ("length", "count"):
        raise UnknownNameError("measure of overlap", measure, ("length", "count"))
    ranges = (_below(a), _above(a)), (_below(b), _above(b))
    lows, highs = ([pair[side] for pair in ranges] for side in (0, 1))
    common = _meeting(lows, max(e.at for e in lows)), _meeting(highs, min(e.at for e in highs))

    def size(low: _End, high: _End) -> Number:
        if measure == "length":
            return max(high.at - low.at, 0)
        if math.isinf(low.at) or math.isinf(high.at):
            return _INF
        first = math.floor(low.at) + 1 if low.is_out else math.ceil(low.at)
        last = math.ceil(high.at) - 1 if high.is_out else math.floor(high.at)
        return max(last - first + 1, 0)

    shared, whole = size(*common), size(_lowest(lows), _highest(highs))
    smaller = min(size(*pair) for pair in ranges)
    shifts = [0 if x.at == y.at else abs(x.at - y.at) for x, y in zip(*ranges, strict=True)]
    return Overlap(
        intersection=_finite(shared),
        jaccard=shared / whole if whole and not math.isinf(whole) else None,
        overlap_coefficient=shared / smaller if smaller and not math.isinf(smaller) else None,
        hausdorff=_finite(max(shifts)),
    )


def _finite(number: Number) -> Number | None:
    return None if math.isinf(number) else number


# ── Elementwise rules ──────────────────────────────────────────────────────────────────────
# Written with operators that numbers and arrays share; `^ True` is "not" for both.


@overload
def is_ordered(low: Number, best: Number, high: Number) -> bool: ...
@overload
def is_ordered(low: "Numbers", best: "Numbers", high: "Numbers") -> "Flags": ...
def is_ordered(low: Any, best: Any, high: Any) -> Any:
    """Return whether low <= best <= high, of those that are stated."""
    return ((low > best) | (best > high) | (low > high)) ^ True


@overload
def is_allowed_number(number: Number, signed: bool = True) -> bool: ...
@overload
def is_allowed_number(number: "Numbers", signed: "bool | Flags" = True) -> "Flags": ...
def is_allowed_number(number: Any, signed: Any = True) -> Any:
    """Return whether a number can be a count: finite, up to 2**53, not negative unless signed."""
    return ((abs(number) > LARGEST) | ((number < 0) & (signed ^ True))) ^ True


@overload
def is_allowed_level(level: Number) -> bool: ...
@overload
def is_allowed_level(level: "Numbers") -> "Flags": ...
def is_allowed_level(level: Any) -> Any:
    """Return whether a level is a share between 0 and 1, if stated (90 is not)."""
    return ((level <= 0) | (level >= 1)) ^ True


@overload
def is_inhabited(
    low: Number, best: Number, high: Number, low_out: bool, high_out: bool, signed: bool
) -> bool: ...
@overload
def is_inhabited(
    low: "Numbers",
    best: "Numbers",
    high: "Numbers",
    low_out: "Flags",
    high_out: "Flags",
    signed: "bool | Flags",
) -> "Flags": ...
def is_inhabited(low: Any, best: Any, high: Any, low_out: Any, high_out: Any, signed: Any) -> Any:
    """Return whether an excluded end leaves the stated numbers standing.

    "More than 20" cannot be at most 20 nor have the best figure 20, a point cannot be
    excluded, and no count is fewer than 0.

    Args:
        low: Stated lower numbers.
        best: Stated best figures.
        high: Stated upper numbers.
        low_out: Whether the lower end is excluded.
        high_out: Whether the upper end is excluded.
        signed: Whether the number may be negative.
    """
    has_low, has_best, has_high = low == low, best == best, high == high
    only_best = has_best & (has_low ^ True) & (has_high ^ True)
    empty = (low_out | high_out) & ((low == high) | only_best)
    empty = empty | (low_out & (low == best)) | (high_out & (high == best))
    return (empty | (high_out & (high == 0) & (signed ^ True))) ^ True


@overload
def is_open_below(low: Number, best: Number, high: Number) -> bool: ...
@overload
def is_open_below(low: "Numbers", best: "Numbers", high: "Numbers") -> "Flags": ...
def is_open_below(low: Any, best: Any, high: Any) -> Any:
    """Return whether no lower end is stated: no low, nor a best figure that stands alone."""
    return (low != low) & ((best != best) | (high == high))


@overload
def is_open_above(low: Number, best: Number, high: Number) -> bool: ...
@overload
def is_open_above(low: "Numbers", best: "Numbers", high: "Numbers") -> "Flags": ...
def is_open_above(low: Any, best: Any, high: Any) -> Any:
    """Return whether no upper end is stated: no high, nor a best figure that stands alone."""
    return is_open_below(high, best, low)


@overload
def effective_ends(
    low: Number, best: Number, high: Number, *, unbounded: bool = False
) -> tuple[float, float]: ...
@overload
def effective_ends(
    low: "Numbers", best: "Numbers", high: "Numbers", *, unbounded: "bool | Flags" = False
) -> "tuple[Numbers, Numbers]": ...
def effective_ends(low: Any, best: Any, high: Any, *, unbounded: Any = False) -> Any:
    """Return the ends as a range is read: infinite where open, NaN where nothing is stated.

    Args:
        low: Stated lower numbers, NaN for none.
        best: Stated best figures; one that stands alone is both ends.
        high: Stated upper numbers.
        unbounded: Whether `quantifier` says that the range is open at both ends, which is a
            value, while nothing stated is not.
    """
    import numpy as np

    low, best, high = (np.asarray(part, dtype=np.float64) for part in (low, best, high))
    has_low, has_high = ~np.isnan(low), ~np.isnan(high)
    is_range = has_low | has_high | np.asarray(unbounded)
    lower = np.where(has_low, low, np.where(is_range, -_INF, best))
    upper = np.where(has_high, high, np.where(is_range, _INF, best))
    return (lower, upper) if lower.ndim else (float(lower), float(upper))


@overload
def cut_to_stated(
    low: Number,
    best: Number,
    high: Number,
    low_kind: str | bool | None,
    high_kind: str | bool | None,
) -> tuple[float, float, float]: ...
@overload
def cut_to_stated(
    low: "Numbers",
    best: "Numbers",
    high: "Numbers",
    low_kind: "Texts | Flags",
    high_kind: "Texts | Flags",
) -> "tuple[Numbers, Numbers, Numbers]": ...
def cut_to_stated(low: Any, best: Any, high: Any, low_kind: Any, high_kind: Any) -> Any:
    """Return low, best and high without the ends that a convention or rounding made, as NaN.

    What remains was said: of "about 32,000" the best figure, of "hundreds" nothing.

    Args:
        low: Stated lower numbers, NaN for none.
        best: Stated best figures; always kept.
        high: Stated upper numbers.
        low_kind: Kinds of the lower ends, or flags that are true where the end is soft.
        high_kind: The same for the upper ends.
    """
    import numpy as np

    parts = []
    for end, kind in ((low, low_kind), (high, high_kind)):
        kinds = np.asarray(kind)
        soft = kinds if kinds.dtype == np.bool_ else np.isin(kinds, list(SOFT_KINDS))
        parts.append(np.where(soft, _NAN, np.asarray(end, dtype=np.float64)))
    kept = (parts[0], np.asarray(best, dtype=np.float64), parts[1])
    return kept if parts[0].ndim else tuple(map(float, kept))

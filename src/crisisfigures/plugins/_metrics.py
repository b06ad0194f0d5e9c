"""Metrics: pairs of ranges in, what they say of each other out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins._arrays import Flags, Numbers


@dataclass(frozen=True, slots=True)
class Side:
    """One side of n pairs.

    Attributes:
        lower: Effective lower ends; -inf where open.
        upper: Effective upper ends; inf where open.
        best: Best figures, a point's own too; NaN where none is stated.
        lower_out: Whether the lower end itself is excluded ("more than N").
        upper_out: The same of the upper end.
        lower_hard: Whether a source stated the lower end; a convention, a level, rounding or a
            derivation made the others.
        upper_hard: The same of the upper end.
        rounded: Whether rounding made both ends.
        vague: Whether vague words made the upper end, which contradicts nobody.
        level: How much intervals claim to cover; NaN of ranges that claim nothing.
        floor: The least that there can be: 0, or -inf for measures that may be negative.
    """

    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_out: Flags
    upper_out: Flags
    lower_hard: Flags
    upper_hard: Flags
    rounded: Flags
    vague: Flags
    level: Numbers
    floor: Numbers


@dataclass(frozen=True, slots=True)
class Pairs:
    """n pairs of ranges.

    Attributes:
        left: The left side.
        right: The right side.
    """

    left: Side
    right: Side

    @property
    def n(self) -> int:
        """How many pairs there are."""
        return len(self.left.lower)

    @property
    def turned(self) -> "Pairs":
        """The same pairs with their sides exchanged."""
        return Pairs(self.right, self.left)

    def ceilings(self) -> tuple[Numbers, Numbers]:
        """Return the upper ends of both sides, open where vague words made them."""
        left, right = (np.where(side.vague, np.inf, side.upper) for side in (self.left, self.right))
        return left, right

    def floored(self) -> tuple[Numbers, Numbers]:
        """Return the lower ends of both sides, the floor where a count is open below."""
        left, right = (np.maximum(side.lower, side.floor) for side in (self.left, self.right))
        return left, right


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that two ranges say of each other.

    Attributes:
        name: The name by which `compare` lists it.
        measure: `measure(pairs, **options)` returns columns by name, each of n values.
        columns: The columns, each with a line on what it says.
        summary: One line on what it is good for.
        symmetric: The columns that say the same when the sides are exchanged.
        options: The options that `measure` takes, each with a line of description.
        on_request: The option without which it is not measured; None if it always is.
    """

    name: str
    measure: Callable[..., Mapping[str, npt.NDArray[Any]]]
    columns: Mapping[str, str]
    summary: str
    symmetric: frozenset[str] = frozenset()
    options: Mapping[str, str] = field(default_factory=dict)
    on_request: str | None = None

"""Methods: votes in, ranges out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins._arrays import Flags, Integers, Numbers
from crisisfigures.segments import Groups
from crisisfigures.vocabulary import END_KIND_ORDER

_STATED, _EXCLUSIVE = END_KIND_ORDER.index("stated"), END_KIND_ORDER.index("exclusive")


@dataclass(frozen=True)
class Votes:
    """The votes of all quantities, as arrays of n entries in canonical order, grouped.

    Canonical order is by group, then by the vote's own values, so that a method's answer
    never depends on the order of the rows.

    Attributes:
        groups: Which of the m quantities each vote belongs to.
        lower: Effective lower ends; -inf where open below.
        upper: Effective upper ends; inf where open above.
        best: Stated best figures; NaN where none is stated.
        lower_kind: What each lower end rests on, as codes into `END_KIND_ORDER` (hardest first);
            -1 where open.
        upper_kind: The same for the upper ends.
        pinned: Whether the source states a best or both ends, and not only in vague words.
        vague: Whether the source gives vague words, whose ceiling counts as open in conflicts.
        level: How much intervals claim to cover, between 0 and 1; NaN of ranges that claim nothing.
        weight: Positive integers; 1 unless weights were asked for.
        first_day: The first day of the publication date, as days since 1970-01-01; the smallest
            integer where it is not stated.
        day: The last day of the publication date; the smallest integer where it is not stated.
        floor: m floors, one a quantity: 0, or -inf for measures that may be negative.
        source: The independent source's name, as codes into `source_names`.
        source_names: The names of the sources.
    """

    groups: Groups
    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    pinned: Flags
    vague: Flags
    level: Numbers
    weight: Integers
    first_day: Integers
    day: Integers
    floor: Numbers
    source: Integers
    source_names: npt.NDArray[np.object_]

    @cached_property
    def lower_out(self) -> Flags:
        """Return where the lower end itself is excluded ("more than N")."""
        return np.asarray(self.lower_kind == _EXCLUSIVE)

    @cached_property
    def upper_out(self) -> Flags:
        """Return where the upper end itself is excluded ("fewer than N")."""
        return np.asarray(self.upper_kind == _EXCLUSIVE)

    def all_true(self) -> Flags:
        """Return n times true: every vote supports the answer."""
        return np.ones(len(self.lower), dtype=np.bool_)

    def meets(self, lower: Numbers, upper: Numbers) -> Flags:
        """Return which votes have a point in common with the range of their quantity.

        Args:
            lower: m lower ends of ranges; NaN where there is no range, which meets nothing.
            upper: m upper ends.
        """
        low, high = lower[self.groups.ids], upper[self.groups.ids]
        # No number lies on either side of NaN.
        above = self.lower <= high
        below = self.upper >= low
        # Few votes are vague or exclude an end: only where there are any they cost a look.
        if self.vague.any():
            below |= self.vague & ~np.isnan(low)
        if self.lower_out.any():
            above &= ~(self.lower_out & (self.lower == high))
        if self.upper_out.any():
            below &= ~(self.upper_out & (self.upper == low)) | self.vague
        return np.asarray(above & below)

    def excluded_by(self, lower: Numbers, upper: Numbers) -> Flags:
        """Return which votes lie apart from the range by an end that their source stated.

        An end that a convention, a level or rounding made never makes a contradiction by itself.
        """
        low, high = lower[self.groups.ids], upper[self.groups.ids]
        beyond = (self.lower > high) | ((self.lower == high) & self.lower_out)
        short = (self.upper < low) | ((self.upper == low) & self.upper_out)
        return np.asarray(
            (beyond & _is_hard(self.lower_kind)) | (short & _is_hard(self.upper_kind))
        )

    def excluded_ends(self, lower: Numbers, upper: Numbers) -> tuple[Flags, Flags]:
        """Return m flags for each end: votes make it, and every one that does excludes it."""
        return (
            self._only_excluded(self.lower, self.lower_out, lower),
            self._only_excluded(self.upper, self.upper_out, upper),
        )

    def _only_excluded(self, ends: Numbers, out: Flags, made: Numbers) -> Flags:
        if not out.any():
            return np.zeros(self.groups.m, dtype=np.bool_)
        at_end = ends == made[self.groups.ids]
        return self.groups.any(at_end & out) & ~self.groups.any(at_end & ~out)

    def chosen(self, which: Flags) -> tuple["Votes", Integers]:
        """Return some of the votes, and which quantities they are of."""
        groups, kept = self.groups.subset(which)
        arrays = {
            field.name: getattr(self, field.name)[which]
            for field in fields(self)
            if field.name not in ("groups", "floor", "source_names")
        }
        return replace(self, groups=groups, floor=self.floor[kept], **arrays), kept


def _is_hard(kind: Integers) -> Flags:
    return np.asarray((kind == _STATED) | (kind == _EXCLUSIVE))


@dataclass(frozen=True, slots=True)
class Combined:
    """What a method makes of the votes: m ranges, and which votes stand behind each.

    Attributes:
        lower: m lower ends; -inf where open, NaN where the method gives no answer.
        upper: m upper ends; inf where open, NaN where the method gives no answer.
        supports: n flags: the vote supports the answer of its quantity.
        best: m best figures, NaN for none; when not given, the median of the supporters'
            stated bests that lie in the result, or none if its two central ones differ.
        lower_out: m flags: the lower end itself is excluded; by default it is where every vote that
            makes the end excludes it.
        upper_out: The same for the upper end.
        compatible: n flags: the vote does not support the answer, and does not contradict it; by
            default where it meets the range.
        segments: The segments found, when the method looks for them.
        flags: Names of flags, each with m booleans: which quantities carry it.
        notes: Names of notes, each with m texts (None for no note), such as why there is no answer.
        level: m levels: how much of what the method looks for its ranges cover; NaN, or None for
            all, where they claim nothing.
        agreement: m words (`unanimous`, `majority`, `unopposed`, `none`), or None when the method
            says nothing of agreement.
    """

    lower: Numbers
    upper: Numbers
    supports: Flags
    best: Numbers | None = None
    lower_out: Flags | None = None
    upper_out: Flags | None = None
    compatible: Flags | None = None
    segments: "Segments | None" = None
    flags: Mapping[str, Flags] = field(default_factory=dict)
    notes: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)
    level: Numbers | None = None
    agreement: npt.NDArray[np.object_] | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """The ranges that most votes cover: s entries, ordered by quantity, then by lower end.

    Attributes:
        group: The quantity (0 to m - 1) of each segment.
        lower: Lower ends; -inf where open.
        upper: Upper ends; inf where open.
        lower_out: Whether the lower end itself is excluded.
        upper_out: Whether the upper end itself is excluded.
        n_votes: How many votes cover it; their weights' sum, where weights were given.
        n_pinned: How many of them are pinned, in the same way.
    """

    group: Integers
    lower: Numbers
    upper: Numbers
    lower_out: Flags
    upper_out: Flags
    n_votes: Integers
    n_pinned: Integers


@dataclass(frozen=True, slots=True)
class Method:
    """A way of making one range of several votes.

    Attributes:
        name: The name by which `reconcile` is asked for it.
        combine: `combine(votes, **options)` returns the ranges.
        summary: One line on which question the method answers.
        weighs: Whether it minds the weights of the votes.
        sources_in: The option that lists sources, if one does: they may be given by any name that
            the registry knows, and `combine` gets them as `Votes.source_names` has them.
        options: The options that `combine` takes, each with a line of description.
    """

    name: str
    combine: Callable[..., Combined]
    summary: str
    weighs: bool = False
    sources_in: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

"""What the author of a plug-in imports: formats, checks, methods, renderers.

A plug-in is one file in a verb's folder, or one entry point in the group
`crisisfigures.formats`, `.checks`, `.methods` or `.outputs` of another distribution.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from crisisfigures.segments import Groups

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of all quantities, as arrays of n entries in canonical order, grouped.

    Canonical order is by group, then by the vote's own values, so that a method's answer
    never depends on the order of the rows.

    Attributes:
        groups: Which of the m quantities each vote belongs to.
        lower: Effective lower ends; -inf where open below.
        upper: Effective upper ends; inf where open above.
        best: Stated best figures; NaN where none is stated.
        lower_out: Whether the lower end is excluded ("more than N").
        upper_out: Whether the upper end is excluded ("fewer than N").
        lower_hard: Whether the lower end was stated (or excluded) by the source; an end made by
            a convention, a level or rounding never makes a contradiction by itself.
        upper_hard: The same for the upper end.
        pinned: Whether the source states a best or both ends, and not only in vague words.
        weight: Positive integers; 1 unless weights were asked for.
        day: The last day of the publication date, as days since 1970-01-01; the smallest
            integer where it is not stated.
        source: The independent source's name, as codes into `source_names`.
        source_names: The names of the sources.
    """

    groups: Groups
    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_out: Flags
    upper_out: Flags
    lower_hard: Flags
    upper_hard: Flags
    pinned: Flags
    weight: Integers
    day: Integers
    source: Integers
    source_names: npt.NDArray[np.object_]

    def all_true(self) -> Flags:
        """Return n times true: every vote supports the answer."""
        return np.ones(len(self.lower), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Combined:
    """What a method makes of the votes: m ranges, and which votes stand behind each.

    Attributes:
        lower: m lower ends; -inf where open, NaN where the method gives no answer.
        upper: m upper ends; inf where open, NaN where the method gives no answer.
        supports: n flags: the vote supports the answer of its quantity.
        best: m best figures, NaN for none; when not given, the median of the supporters'
            stated bests that lie in the result, or none if its two central ones differ.
        segments: The segments found, when the method looks for them.
        flags: Names of flags, each with m booleans: which quantities carry it.
        notes: Names of notes, each with m texts (None for no note), such as why there is no answer.
        agreement: m words of `AGREEMENTS`, or None when the method says nothing of agreement.
    """

    lower: Numbers
    upper: Numbers
    supports: Flags
    best: Numbers | None = None
    segments: "Segments | None" = None
    flags: Mapping[str, Flags] = field(default_factory=dict)
    notes: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)
    agreement: npt.NDArray[np.object_] | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """The ranges that most votes cover: s entries, ordered by quantity, then by lower end.

    Attributes:
        group: The quantity (0 to m - 1) of each segment.
        lower: Lower ends; -inf where open.
        upper: Upper ends; inf where open.
        n_votes: How many votes cover it.
        n_pinned: How many of them are pinned.
    """

    group: Integers
    lower: Numbers
    upper: Numbers
    n_votes: Integers
    n_pinned: Integers


@dataclass(frozen=True, slots=True)
class Method:
    """A way of making one range of several votes.

    Attributes:
        name: The name by which `reconcile` is asked for it.
        combine: `combine(votes, **options)` returns the ranges.
        summary: One line on which question the method answers.
        options: The options that `combine` takes, each with a line of description.
    """

    name: str
    combine: Callable[..., Combined]
    summary: str
    options: Mapping[str, str] = field(default_factory=dict)


__all__ = ["Combined", "Method", "Segments", "Votes"]

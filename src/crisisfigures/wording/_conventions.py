"""Conventions as data: what hedges and vague words mean in numbers."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from math import ceil, floor

from crisisfigures.errors import UnknownNameError

Span = tuple[int, int]
"""The least and the most that a vague word stands for."""


@dataclass(frozen=True, slots=True)
class Convention:
    """A named reading of hedges and vague words.

    Attributes:
        label: Name and version, as stored beside each result.
        margins: By hedge, how far the range reaches below and above the number, in per cent.
        counts: What words for a small count stand for.
        plurals: What plural magnitudes stand for, by their base.
        other_plurals: For bases without an entry, the range in multiples of the base; the upper
            one is left out.
    """

    label: str
    margins: Mapping[str, Span]
    counts: Mapping[str, Span]
    plurals: Mapping[int, Span]
    other_plurals: Span

    def around(self, hedge: str, number: int | Fraction) -> Span:
        """Return the whole numbers that a hedged number reaches to, rounded outwards."""
        below, above = self.margins[hedge]
        if isinstance(number, int):
            return number * (100 - below) // 100, -(-number * (100 + above) // 100)
        return floor(number * (100 - below) / 100), ceil(number * (100 + above) / 100)

    def plural(self, base: int) -> Span:
        """Return what the plural of a magnitude stands for."""
        if base in self.plurals:
            return self.plurals[base]
        first, after = self.other_plurals
        return first * base, after * base - 1

    def counted(self, count: str, base: int) -> Span:
        """Return what a small count of a magnitude stands for: "a few hundred"."""
        least, most = self.counts[count]
        return least * base, min((most + 1) * base - 1, self.plural(base)[1])


@cache
def load_convention(name: str) -> Convention:
    """Return the convention of that name.

    Raises:
        UnknownNameError: There is no file of that name in `conventions/`.
    """
    folder = resources.files(__package__) / "conventions"
    known = {
        file.name.removesuffix(".toml"): file
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    if name not in known:
        raise UnknownNameError("convention", name, known)
    content = tomllib.loads(known[name].read_text("utf-8"))
    plurals = content["plurals"]
    other = plurals.pop("other")
    return Convention(
        label=f"{content['name']}/{content['version']}",
        margins={hedge: (m["below"], m["above"]) for hedge, m in content["margins"].items()},
        counts={count: (least, most) for count, (least, most) in content["counts"].items()},
        plurals={int(base): (least, most) for base, (least, most) in plurals.items()},
        other_plurals=(other["from"], other["below"]),
    )

"""Conventions as data: what hedges and vague words mean in numbers."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any

from crisisfigures.errors import OptionError, UnknownNameError

Span = tuple[int, int]
"""The least and the most that a vague word stands for; the same number twice where it is coded."""


@dataclass(frozen=True, slots=True)
class Convention:
    """A named reading of hedges and vague words; what it does not list, it says nothing of.

    Attributes:
        label: Name and version, as stored beside each result.
        margins: By hedge, how far the range reaches below and above the number, in per cent.
        counts: What words for a small count stand for.
        plurals: What plural magnitudes stand for, by their base.
        other_plurals: For bases without an entry, the range in multiples of the base; the upper
            one is left out. None where only the plurals that are listed are known.
        is_rounded: Whether a bare number stands for all that is rounded to it.
    """

    label: str
    margins: Mapping[str, Span]
    counts: Mapping[str, Span]
    plurals: Mapping[int, Span]
    other_plurals: tuple[int, int | None] | None
    is_rounded: bool = False

    def around(self, hedge: str, number: int | Fraction) -> Span | None:
        """Return the whole numbers that a hedged number reaches to, rounded outwards."""
        margin = self.margins.get(hedge)
        if margin is None:
            return None
        below, above = margin
        if isinstance(number, int):
            return number * (100 - below) // 100, -(-number * (100 + above) // 100)
        return floor(number * (100 - below) / 100), ceil(number * (100 + above) / 100)

    def plural(self, base: int) -> Span | None:
        """Return what the plural of a magnitude stands for."""
        if base in self.plurals or self.other_plurals is None:
            return self.plurals.get(base)
        first, after = self.other_plurals
        return first * base, first * base if after is None else after * base - 1

    def counted(self, count: str, base: int) -> Span | None:
        """Return what a small count of a magnitude stands for: "a few hundred"."""
        span, plural = self.counts.get(count), self.plural(base)
        if span is None or plural is None:
            return None
        return times(span, base)[0], min(times(span, base)[1], plural[1])


def times(span: Span, magnitude: int) -> Span:
    """Return a span of magnitudes as a span of ones: 200–999 thousands end at 999,999."""
    least, most = span
    if least == most:
        return least * magnitude, least * magnitude
    return least * magnitude, (most + 1) * magnitude - 1


@cache
def load_convention(name: str) -> Convention:
    """Return the convention of that name, or of a file of the user's own.

    Args:
        name: A name of a file in `conventions/`, or the path of one that ends in `.toml`.

    Raises:
        UnknownNameError: There is no convention of that name.
        OptionError: The user's file cannot be read, or does not say what a convention says.
    """
    if not name.endswith(".toml"):
        return _made(_shipped(name))
    # Loaded here, so that importing the reader of words is cheap.
    import tomllib
    from pathlib import Path

    try:
        return _made(_extended(tomllib.loads(Path(name).read_text("utf-8"))))
    except OSError as error:
        raise OptionError(
            f"the convention {name} cannot be opened ({error.strerror}).\n"
            f"Hint: the working directory is {os.getcwd()}."
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError(f"the convention {name} is no TOML file: {error}.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OptionError(
            f"the convention {name} does not say what a convention says: {error!r}.\n"
            'Hint: it needs name and version, and may say extends = "plain"; margins, counts and '
            "plurals are as in the files of `conventions/`."
        ) from error


def _shipped(name: str) -> dict[str, Any]:
    import tomllib
    from importlib import resources

    folder = resources.files(__package__) / "conventions"
    known = {
        file.name.removesuffix(".toml"): file
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    if name not in known:
        raise UnknownNameError("convention", name, known)
    return _extended(tomllib.loads(known[name].read_text("utf-8")))


def _extended(content: dict[str, Any]) -> dict[str, Any]:
    """Return what a file says, with what the one that it extends says of everything else."""
    if "extends" not in content:
        return content
    base = _shipped(content["extends"])
    tables = {
        table: {**base.get(table, {}), **content.get(table, {})}
        for table in ("margins", "counts", "plurals")
    }
    return {**base, **content, **tables}


def _made(content: Mapping[str, Any]) -> Convention:
    plurals = dict(content.get("plurals", {}))
    other = plurals.pop("other", None)
    return Convention(
        label=f"{content['name']}/{content['version']}",
        margins={
            hedge: (int(margin["below"]), int(margin["above"]))
            for hedge, margin in content.get("margins", {}).items()
        },
        counts={count: _span(said) for count, said in content.get("counts", {}).items()},
        plurals={int(base): _span(said) for base, said in plurals.items()},
        other_plurals=None if other is None else (int(other["from"]), other.get("below")),
        is_rounded=bool(content.get("rounded", False)),
    )


def _span(said: int | list[int]) -> Span:
    """Return a span, or the one number by which a word is coded."""
    least, most = (said, said) if isinstance(said, int) else said
    if not 0 <= least <= most:
        raise ValueError(f"{said!r} is no number, and no least and most")
    return int(least), int(most)

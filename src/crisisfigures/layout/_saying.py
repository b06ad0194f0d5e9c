"""How figures, places and what is counted are said in print."""

import math
from collections.abc import Collection
from typing import Literal

from crisisfigures.estimate import SOFT_KINDS
from crisisfigures.layout._text import inert
from crisisfigures.vocabulary import MEASURES

NOT_STATED = "not stated"
"""What is printed where nothing was stated; never a zero, never a blank."""

_UNSAID_KINDS = SOFT_KINDS | {"floor", "derived"}
_ROUGHLY = {"nearly": "nearly", "just_over": "just over"}

UNSAID_LEGEND = (
    "* Not a number that a source gave: made by a convention of reading, by rounding, "
    "by arithmetic, or by the floor of a count."
)
"""What the star of `say_bounds` means."""


def say_number(number: float) -> str:
    """Return a number with thousands separators, and at most four decimals.

    Example:
        >>> say_number(2000000.0), say_number(4.575), say_number(1 / 3)
        ('2,000,000', '4.575', '0.3333')
    """
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{round(number, 4):,}" if abs(number) >= 0.001 else f"{number:.2g}"


def _given(number: float | None) -> float | None:
    return None if number is None or math.isnan(number) or math.isinf(number) else number


def are_words(stated: str | None) -> bool:
    """Return whether what was stated is worth printing as it stands: it has letters in it.

    Bare digits ("32000", "20000-30000") are not: they are printed with thousands separators.
    """
    return isinstance(stated, str) and any(map(str.isalpha, stated))


def say_range(
    low: float | None,
    best: float | None,
    high: float | None,
    *,
    low_kind: str | None = None,
    high_kind: str | None = None,
    quantifier: str | None = None,
    approximate: bool = False,
    level: float | None = None,
    words: str | None = None,
    said: tuple[float, float] | None = None,
) -> str:
    """Return a range as it is said in print.

    The source's own words come first. Else the numbers that were said, hedged where a
    convention of reading put the end elsewhere. An open end stays open, in words; so does an end
    for which nobody said a number ("more than 90" and "dozens" are "more than 90").

    Args:
        low: The lower end; None or NaN where not stated, as for `best` and `high`.
        best: The best figure.
        high: The upper end.
        low_kind: What made the lower end (`stated`, `exclusive`, `convention`, …).
        high_kind: What made the upper end.
        quantifier: The hedge of a single claim, for `nearly` and `just_over`; `unbounded` is a
            signed range that is open at both ends.
        approximate: The whole range was hedged.
        level: The level of an interval, between 0 and 1.
        words: What the source said, when the range is that of one claim.
        said: The smallest and largest number said by any claim behind the range and lying in
            it. By default those of the range itself.

    Example:
        >>> say_range(20000, None, 35200, high_kind="convention", said=(20000, 32000))
        '20,000 to about 32,000'
        >>> say_range(2000000, None, None, low_kind="exclusive")
        'more than 2,000,000'
    """
    if words is not None and are_words(words):
        return inert(words)
    low, best, high = _given(low), _given(best), _given(high)
    if quantifier == "unbounded":
        return "any number, up or down"
    if low is None and high is None:
        return NOT_STATED if best is None else say_number(best)
    soft_low = low is not None and low_kind in SOFT_KINDS
    soft_high = high is not None and high_kind in SOFT_KINDS
    if said is None:
        own = [None if soft_low else low, best, None if soft_high else high]
        numbers = [n for n in own if n is not None]
        said = (min(numbers), max(numbers)) if numbers else None
    if said is None and (soft_low or soft_high):  # nothing but vague words, and they are not here
        return say_bounds(low, high, low_kind=low_kind, high_kind=high_kind)
    # "roughly more than 2 million" is no rougher than "more than 2 million"
    is_rough = approximate and low is not None and high is not None
    shown_low = said[0] if said is not None and soft_low else low
    shown_high = said[1] if said is not None and soft_high else high
    if low != high and not is_rough:
        unsaid = _unsaid_end(
            (shown_low, shown_high), best, (soft_low, soft_high), (low_kind, high_kind)
        )
        if unsaid == "low":
            low = shown_low = None
        elif unsaid == "high":
            high = shown_high = None
    text = _say_ends(
        shown_low,
        shown_high,
        hedge=_ROUGHLY.get(quantifier or "", "about"),
        is_hedged=(soft_low or is_rough, soft_high or is_rough),
        is_beyond=(low_kind == "exclusive", high_kind == "exclusive"),
    )
    level = _given(level)
    interval = "" if level is None else f"{100 * level:.4g}% interval"
    told = (  # "about 32,000" and "at least 32" tell their best figure
        shown_low if soft_low or high is None else None,
        shown_high if soft_high or low is None else None,
    )
    if best is None or best in told or best == shown_low == shown_high:
        return f"{text} ({interval})" if interval else text
    return f"{say_number(best)} ({f'{interval} {text}'.strip()})"


def _unsaid_end(
    shown: tuple[float | None, float | None],
    best: float | None,
    soft: tuple[bool, bool],
    kinds: tuple[str | None, str | None],
) -> Literal["low", "high"] | None:
    """Return which end of a range that is closed nobody said a number for.

    That is the floor of a count, and an end by convention beside the only number said, unless
    that number is a best figure: then the end is a hedge of it, as in "about 200".
    """
    if None in shown:
        return None
    if kinds[0] == "floor":
        return "low"
    if shown[0] != shown[1] or soft[0] == soft[1]:
        return None
    said_kind = kinds[0] if soft[1] else kinds[1]
    if best == shown[0] and said_kind != "exclusive":
        return None
    return "high" if soft[1] else "low"


def _say_ends(
    low: float | None,
    high: float | None,
    *,
    hedge: str,
    is_hedged: tuple[bool, bool],
    is_beyond: tuple[bool, bool],
) -> str:
    """Return two ends in words, either of them missing where the range is open."""

    def say(number: float, is_rough: bool) -> str:
        return f"{hedge} {say_number(number)}" if is_rough else say_number(number)

    if low is not None and low == high:
        return say(low, any(is_hedged))
    if high is None:
        assert low is not None
        return f"{'more than' if is_beyond[0] else 'at least'} {say(low, is_hedged[0])}"
    if low is None:
        return f"{'fewer than' if is_beyond[1] else 'up to'} {say(high, is_hedged[1])}"
    first = f"more than {say_number(low)}" if is_beyond[0] else say(low, is_hedged[0])
    if is_beyond[1]:
        return f"{first}, fewer than {say_number(high)}"
    return f"{first}{', up to ' if is_beyond[0] else ' to '}{say(high, is_hedged[1])}"


def say_bounds(
    low: float | None,
    high: float | None,
    *,
    low_kind: str | None = None,
    high_kind: str | None = None,
    said: Collection[float] = (),
) -> str:
    """Return both ends as numbers; an end that nobody said is marked with a star.

    Args:
        low: The effective lower end; None, NaN or infinite where open, as for `high`.
        high: The effective upper end.
        low_kind: What made the lower end.
        high_kind: What made the upper end.
        said: Numbers that were said: "nearly 500" ends at 500 by convention, yet 500 was said.

    Example:
        >>> say_bounds(300, 999, low_kind="convention", high_kind="convention")
        '300* to 999*'
    """
    low, high = _given(low), _given(high)
    lower, upper = (
        "" if end is None else say_number(end) + "*" * (kind in _UNSAID_KINDS and end not in said)
        for end, kind in ((low, low_kind), (high, high_kind))
    )
    if low is None and high is None:
        return NOT_STATED
    if high is None:
        return f"{'more than' if low_kind == 'exclusive' else 'at least'} {lower}"
    if low is None:
        return f"{'fewer than' if high_kind == 'exclusive' else 'up to'} {upper}"
    if low == high:
        return max(lower, upper)
    first = f"more than {lower}" if low_kind == "exclusive" else lower
    if high_kind == "exclusive":
        return f"{first}, fewer than {upper}"
    return f"{first}{', up to ' if low_kind == 'exclusive' else ' to '}{upper}"


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def say_what(
    measure: str | None,
    *,
    group: str | None = None,
    unit: str | None = None,
    basis: str | None = None,
    modality: str | None = None,
    definition: str | None = None,
    cause: str | None = None,
    actor: str | None = None,
    event: str | None = None,
) -> str:
    """Return what is counted, in words; what goes without saying is left out.

    That is: all people, persons, observed, and the basis that the measure has by itself.

    Example:
        >>> say_what("killed", group="status=civilian;age=0-4", basis="cumulative")
        'killed, civilian, age 0-4, cumulative'
    """
    parts = [_spaced(measure) if measure else f"measure {NOT_STATED}"]
    if group and group != "all":
        parts += [_say_trait(trait) for trait in group.split(";")]
    if unit and unit != "person":
        parts.append(f"in {_plural(_spaced(unit))}")
    usual = MEASURES[measure].default_basis if measure in MEASURES else None
    if basis == "unstated":
        parts.append(f"basis {NOT_STATED}")
    elif basis and basis != usual:
        parts.append(basis)
    if modality and modality != "observed":
        parts.append(modality)
    parts += [
        f"{label} {said}"
        for label, said in (
            ("as defined:", definition),
            ("cause:", cause),
            ("by", actor),
            ("event:", event),
        )
        if said
    ]
    return ", ".join(parts)


def _say_trait(trait: str) -> str:
    """Return one trait of a group; `status=civilian` is "civilian", `age=0-4` is "age 0-4"."""
    kind, _, value = trait.strip().partition("=")
    if not value:
        return _spaced(kind)
    return _spaced(value if kind in {"status", "sex"} else f"{kind} {value}")


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def say_where(
    name: str | None,
    code: str | None,
    *,
    from_name: str | None = None,
    from_code: str | None = None,
) -> str:
    """Return a place by its name and code, and where the people come from if that is stated.

    Example:
        >>> say_where("Menaka region, Mali", "ML-9")
        'Menaka region, Mali (ML-9)'
    """
    place = _say_place(name, code)
    if from_name or from_code:
        return f"{place}, from {_say_place(from_name, from_code)}"
    return place


def _say_place(name: str | None, code: str | None) -> str:
    if not name or not code:
        return name or code or NOT_STATED
    return name if name.casefold() == code.casefold() else f"{name} ({code})"

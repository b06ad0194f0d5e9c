"""From the words of a file to the words of the table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from crisisfigures.errors import UnknownNameError
from crisisfigures.vocabulary._measures import MEASURES, basis_of
from crisisfigures.vocabulary._synonyms import fold, index, synonyms
from crisisfigures.vocabulary._units import UNITS
from crisisfigures.vocabulary._words import (
    BASES,
    END_KINDS,
    MODALITIES,
    PERIOD_KINDS,
    PLACE_PRECISIONS,
    PLACE_SYSTEMS,
    PRECISIONS,
    PRODUCTIONS,
    QUANTIFIERS,
    RANGE_KINDS,
    ROLES,
    SOURCE_TYPES,
    STATUSES,
)

PeriodClass = Literal["closed", "as_of", "since", "none"]
"""What kind of period stands beside a measure, as far as it tells what the measure means."""

_CLOSED_LISTS = {
    "basis": BASES,
    "modality": MODALITIES,
    "place_precision": PLACE_PRECISIONS,
    "place_system": PLACE_SYSTEMS,
    "from_system": PLACE_SYSTEMS,
    "precision": PRECISIONS,
    "period_kind": PERIOD_KINDS,
    "low_kind": END_KINDS,
    "high_kind": END_KINDS,
    "quantifier": QUANTIFIERS,
    "range_kind": RANGE_KINDS,
    "status": STATUSES,
    "production": PRODUCTIONS,
    "source_type": SOURCE_TYPES,
    "role": ROLES,
}

GROUP_KEYS = ("status", "sex", "age", "side", "role", "community", "stated")
"""The parts of a population group, in the order in which they are written.

`stated` holds words that are in no list: such a group equals only the same words.
"""

_LONGEST = 12
"""Words in the longest phrase that is looked at; longer ones are sentences, not names."""


@dataclass(frozen=True, slots=True)
class MeasureReading:
    """What words for a measure mean.

    Attributes:
        measure: The measure's name.
        basis: Its basis beside the period that was given.
        unit: The unit that the words name ("displaced families"), or None.
        group: The population group that the words name ("civilians killed"), or None.
        note: The rule that was applied, where the words alone do not decide; or None.
        definition: Whose or which definition the words imply ("confirmed cases"), or None.
    """

    measure: str
    basis: str
    unit: str | None = None
    group: str | None = None
    note: str | None = None
    definition: str | None = None


# --- measures ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: Literal["measure", "returned"]
    measure: str
    definition: str | None = None
    unit: str | None = None
    group: str | None = None


def _known(phrase: str) -> _Phrase | None:
    if entry := index("measure").get(phrase):
        return _Phrase("measure", entry.meaning, entry.definition)
    if phrase in index("returned"):
        return _Phrase("returned", "returnees")
    name = phrase.replace(" ", "_")
    return _Phrase("measure", name) if name in MEASURES else None


def _cuts(words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each phrase at the edge of `words` with what remains, longest phrases first."""
    for n in range(min(len(words) - 1, 4), 0, -1):
        yield " ".join(words[:n]), words[n:]
        yield " ".join(words[-n:]), words[:-n]


def _understand(words: list[str]) -> _Phrase | None:
    """Return the measure that `words` name once units, groups and fillers are set aside.

    The known measure that remains is the longest one there is, because edges are cut only
    after the whole was looked up; a unit or a group is taken once.
    """
    if known := _known(" ".join(words)):
        return known
    for edge, rest in _cuts(words):
        unit, group = index("unit").get(edge), index("group").get(edge)
        if unit is None and group is None and edge not in index("filler"):
            continue
        inner = _understand(rest)
        if inner is None:
            continue
        if group is not None and group.meaning != "all" and inner.group is None:
            return replace(inner, group=group.meaning)
        if unit is not None and inner.unit is None:
            return replace(inner, unit=unit.meaning)
        return inner
    return None


@lru_cache(maxsize=4096)
def _measure_phrase(folded: str) -> _Phrase | None:
    words = folded.split()
    return _understand(words) if 0 < len(words) <= _LONGEST else None


def is_conflict(cause: str | None) -> bool:
    """Return whether deaths from this cause are violent ones: conflict, or an act of violence."""
    if cause is None:
        return False
    folded = fold(cause.partition(":")[0])
    entry = index("cause").get(folded)
    return folded in index("violent_cause") or (entry is not None and entry.meaning == "conflict")


def read_measure(
    words: str, *, cause: str | None = None, period: PeriodClass | None = None
) -> MeasureReading:
    """Return the measure that a file's words mean, with its basis.

    Words that name a unit or a population group beside the measure give these too. Three
    words do not decide by themselves: "deaths" are `killed` only where the cause is
    conflict; "displaced" are new displacements in a closed period, and people (`idps`) on
    an as-of date; "returned" are returns in a closed period or since a date.

    Args:
        words: A name or a short phrase in English, French, Spanish or Portuguese.
        cause: The cause beside it, in any words.
        period: The kind of period beside it; None and "none" mean that none is stated.

    Raises:
        UnknownNameError: The words name no measure; the nearest names are listed.
    """
    phrase = _measure_phrase(fold(words))
    if phrase is None:
        raise UnknownNameError("measure", words, MEASURES)
    measure, note = phrase.measure, None
    if measure == "deaths" and is_conflict(cause):
        measure, note = "killed", "deaths whose cause is conflict are violent deaths"
    elif measure == "displaced" and period == "closed":
        measure, note = "new_displacements", "displaced in a closed period are displacements"
    elif measure == "displaced" and period == "as_of":
        measure, note = "idps", "displaced as of a date are people in displacement"
    elif phrase.kind == "returned" and period in ("closed", "since"):
        measure, note = "returns", "returned in a period are movements of return"
    return MeasureReading(
        measure,
        basis_of(measure, is_since=period == "since"),
        phrase.unit,
        phrase.group,
        note,
        phrase.definition,
    )


# --- units, groups, causes, closed lists ------------------------------------------------------


def read_unit(words: str) -> str:
    """Return the unit that a file's words mean.

    Raises:
        UnknownNameError: The words name no unit.
    """
    folded = fold(words)
    if entry := index("unit").get(folded):
        return entry.meaning
    if folded in UNITS:
        return folded
    raise UnknownNameError("unit", words, UNITS)


def read_cause(words: str) -> str:
    """Return the cause in the table's words where there is one, else the words in lower case."""
    entry = index("cause").get(fold(words))
    return entry.meaning if entry else " ".join(words.casefold().split())


def read_word(column: str, words: str) -> str:
    """Return the word of a column's closed list that a file's words mean.

    Raises:
        UnknownNameError: The column has no such word; the nearest are listed.
    """
    closed = _CLOSED_LISTS.get(column)
    if closed is None:
        raise UnknownNameError("column with a closed list", column, _CLOSED_LISTS)
    folded = fold(words)
    if entry := index(column.replace("from_", "place_")).get(folded):
        return entry.meaning
    for name in closed:
        if fold(name) == folded:
            return name
    raise UnknownNameError(column.replace("_", " "), words, closed)


_YEARS = r"(?:years?|yrs?|ans|anos|y o)?"
_AGE_PATTERNS = tuple(
    (re.compile(pattern), write)
    for pattern, write in (
        (rf"(?:aged |ages? |de )?(\d{{1,3}}) (?:to |a |et |and )?(\d{{1,3}}) ?{_YEARS}", "{0}-{1}"),
        (rf"(?:aged |ages? )?(\d{{1,3}}) ?\+ ?{_YEARS}", "{0}+"),
        (rf"(?:over|aged over|plus de|mas de|mais de) (\d{{1,3}}) ?{_YEARS}", "{0}+"),
        (rf"(?:<|under|aged under|moins de|menores de|menos de) ?(\d{{1,3}}) ?{_YEARS}s?", "0-{0}"),
    )
)


def _age(folded: str) -> str | None:
    """Return an age band such as "5-11", "60+" or, for "under 5", "0-4"."""
    for pattern, write in _AGE_PATTERNS:
        if found := pattern.fullmatch(folded.replace("under five", "under 5")):
            numbers = [int(number) for number in found.groups()]
            if write == "0-{0}":
                return f"0-{numbers[0] - 1}" if numbers[0] > 0 else None
            if len(numbers) == 2 and numbers[0] > numbers[1]:
                return None
            return write.format(*numbers)
    return None


def _parts_of(group: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in group.split(";")) if group != "all" else {}


def _composed(parts: dict[str, str]) -> str:
    return ";".join(f"{key}={parts[key]}" for key in GROUP_KEYS if key in parts) or "all"


def _joined(parts: dict[str, str], more: dict[str, str]) -> dict[str, str] | None:
    """Return both together ("male children"), or None if they differ ("women and children").

    Of two ages, the band of years is taken: "children under 5" are 0-4.
    """
    joined = {**parts, **more}
    for key in parts.keys() & more.keys():
        if parts[key] == more[key]:
            continue
        bands = [value for value in (parts[key], more[key]) if value[0].isdigit()]
        if key != "age" or len(bands) != 1:
            return None
        joined[key] = bands[0]
    return joined


def _group_parts(words: list[str]) -> dict[str, str] | None:
    """Return the parts that `words` name when each of them belongs to one, else None."""
    if not words:
        return {}
    for n in range(len(words), 0, -1):
        phrase, rest = " ".join(words[:n]), words[n:]
        if entry := index("group").get(phrase):
            parts = _parts_of(entry.meaning)
        elif age := _age(phrase):
            parts = {"age": age}
        else:
            continue
        following = _group_parts(rest)
        if following is not None and (joined := _joined(parts, following)) is not None:
            return joined
    return None


def _canonical_group(words: str) -> str | None:
    parts: dict[str, str] = {}
    for part in words.split(";"):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or key not in GROUP_KEYS or key in parts:
            return None
        parts[key] = value
    return _composed(parts)


@lru_cache(maxsize=4096)
def read_group(words: str) -> str:
    """Return the population group that a file's words mean, composed of its parts.

    "civilian women" is `status=civilian;sex=female;age=adult`, "girls aged 5 to 11" is
    `sex=female;age=5-11`. Words that are in no list are kept as they are, as
    `stated=fishermen`: that group equals only the same words, and never everyone.
    """
    if "=" in words and (canonical := _canonical_group(words)):
        return canonical
    folded = fold(words)
    tokens = folded.split()
    parts = _group_parts(tokens) if len(tokens) <= _LONGEST else None
    if parts is None and (age := _age(folded)):
        parts = {"age": age}
    if parts is None:
        return f"stated={' '.join(words.casefold().replace(';', ',').split())}"
    return _composed(parts)


def join_groups(group: str, other: str) -> str:
    """Return the people who belong to both groups, as one group.

    Where the two name different parts of the population ("women" beside "children"), the group
    keeps the words of both and equals no other.
    """
    if "all" in (group, other) or group == other:
        return other if group == "all" else group
    joined = _joined(_parts_of(group), _parts_of(other))
    return f"stated={group} and {other}".replace(";", ",") if joined is None else _composed(joined)


# --- the mapping, to be printed ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One row of the printable mapping: these words, beside this, mean that measure."""

    language: str
    words: str
    when: str
    measure: str
    basis: str
    definition: str


_RULES: dict[str, tuple[tuple[str, str | None, PeriodClass | None], ...]] = {
    "deaths": (("the cause is conflict", "conflict", None), ("otherwise", None, None)),
    "displaced": (
        ("the period is closed", None, "closed"),
        ("there is an as-of date", None, "as_of"),
        ("otherwise", None, None),
    ),
    "returned": (
        ("the period is closed", None, "closed"),
        ('the period is "since"', None, "since"),
        ("otherwise", None, None),
    ),
}
_ALWAYS: tuple[tuple[str, str | None, PeriodClass | None], ...] = (("", None, None),)


def mapping_rows() -> list[MappingRow]:
    """Return the whole mapping of words to measures, one row for each words and condition."""
    rows = []
    for entry in synonyms():
        if entry.kind not in ("measure", "returned"):
            continue
        rule = _RULES.get("returned" if entry.kind == "returned" else entry.meaning, _ALWAYS)
        for when, cause, period in rule:
            read = read_measure(entry.words, cause=cause, period=period)
            rows.append(
                MappingRow(
                    entry.language,
                    entry.words,
                    when,
                    read.measure,
                    read.basis,
                    read.definition or "",
                )
            )
    return rows

"""What: measures, units and groups by the vocabulary, and the words of closed lists."""

import math
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import reduce

import numpy as np
import numpy.typing as npt

from crisisfigures.cells import written_number
from crisisfigures.errors import UnknownNameError
from crisisfigures.reading._dates import CLASSES
from crisisfigures.reading._unread import lost
from crisisfigures.texts import Flags, Texts, combinations
from crisisfigures.vocabulary import (
    MEASURES,
    MeasureReading,
    PeriodClass,
    fold,
    join_groups,
    read_cause,
    read_group,
    read_measure,
    read_unit,
    read_word,
)

_BY_BASIS: Mapping[str, PeriodClass] = {"flow": "closed", "stock": "as_of"}
"""A basis that is stated tells what "displaced" means, whatever the period; others leave it."""

_HOUSEHOLDS = re.compile(
    r"(?!.*\b(?:people|persons|members|individuals|children|women|men|in)\b).*\bhouseholds?",
    re.IGNORECASE | re.DOTALL,
)

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?", re.ASCII)

_TRUE = frozenset({"true", "t", "yes", "y", "1", "x", "oui", "vrai", "si", "verdadero", "sim"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "non", "faux", "falso", "nao"})


def known_or_none(read: Callable[[str], str], words: str) -> str | None:
    """Return what words are read as, or None where they are not known."""
    try:
        return read(words)
    except UnknownNameError:
        return None


def read_words(column: str, texts: Texts) -> tuple[Texts, Texts]:
    """Return the words of a closed list, and what is not in it."""
    read = texts.map(lambda words: known_or_none(lambda w: read_word(column, w), words))
    return read, lost(column, texts, read.is_stated)


def read_listed(column: str, texts: Texts, words: AbstractSet[str]) -> tuple[Texts, Texts]:
    """Return the words of a closed list that are spelled exactly so, and what is not in it."""
    read = texts.map(lambda text: text if text in words else None)
    return read, lost(column, texts, read.is_stated)


def read_flags(column: str, texts: Texts) -> tuple[Flags, Texts]:
    """Return yes and no as flags, false where nothing is stated, and what is neither."""
    folded = [fold(text) for text in texts.values]
    is_true = np.array([text in _TRUE for text in folded], dtype=np.bool_)
    is_known = is_true | np.array([text in _FALSE for text in folded], dtype=np.bool_)
    return (
        texts.spread(is_true, missing=False),
        lost(column, texts, texts.spread(is_known, missing=True)),
    )


def read_number(
    column: str, texts: Texts, *, is_written: bool = False
) -> tuple[npt.NDArray[np.float64], Texts]:
    """Return plain numbers, and shares in per cent ("95 %" is 0.95), and what is none.

    Where the library wrote them (`is_written`), whatever number it was, such as 1e-05.
    """
    found = np.array([_number(text, is_written) for text in texts.values], dtype=np.float64)
    numbers = texts.spread(found, missing=np.nan)
    return numbers, lost(column, texts, ~np.isnan(numbers))


def _number(text: str, is_written: bool) -> float:
    """Return a number as programs write it, NaN where the text is none."""
    if is_written and not math.isnan(number := written_number(text)):
        return number
    bare = text.removesuffix("%").strip()
    number = float(bare) if _NUMBER.fullmatch(bare) else math.nan
    return number / 100 if bare != text else number


def read_facets(
    inputs: Mapping[str, Texts], classes: npt.NDArray[np.int64], n: int
) -> tuple[dict[str, Texts], list[Texts]]:
    """Return measure, definition, unit, group, cause and basis of n rows, and what is unknown.

    The basis that a file states stays; else it follows from the measure and the period.
    """
    found: dict[str, Texts] = {}
    unread: list[Texts] = []
    nothing = Texts.repeated(None, n)
    if "cause" in inputs:
        found["cause"] = inputs["cause"].map(read_cause)
    basis = nothing
    if "basis" in inputs:
        basis, unknown = read_words("basis", inputs["basis"])
        unread.append(unknown)
    measure = inputs.get("measure", nothing)
    codes, parts = combinations(
        measure, found.get("cause", nothing), basis, Texts.coded(classes, CLASSES)
    )
    readings = [_measure(*part) for part in parts]
    known = [None if reading is None else reading.measure for reading in readings]
    found["measure"] = Texts.merged(codes, known)
    unread.append(lost("measure", measure, found["measure"].is_stated))
    found["measure_stated"] = Texts.merged(
        codes,
        [None if part[0] == name else part[0] for part, name in zip(parts, known, strict=True)],
    )
    found["basis"] = basis.otherwise(_of_readings(codes, readings, lambda reading: reading.basis))
    found["definition"] = _of_readings(codes, readings, lambda reading: reading.definition)
    unit = nothing
    if "unit" in inputs:
        unit = inputs["unit"].map(lambda words: known_or_none(read_unit, words))
        unread.append(lost("unit", inputs["unit"], unit.is_stated))
    found["unit"] = unit.otherwise(
        _of_readings(codes, readings, lambda reading: reading.unit or _own_unit(reading.measure))
    )
    found |= _groups(inputs, _of_readings(codes, readings, lambda reading: reading.group), n)
    return found, unread


def _of_readings(
    codes: npt.NDArray[np.int64],
    readings: list[MeasureReading | None],
    of: Callable[[MeasureReading], str | None],
) -> Texts:
    return Texts.merged(codes, [None if one is None else of(one) for one in readings])


def _own_unit(measure: str) -> str | None:
    """Return the unit of a measure that does not count people; a person goes without saying."""
    unit = MEASURES[measure].unit
    return None if unit == "person" else unit


def _measure(
    words: str | None, cause: str | None, basis: str | None, period: str | None
) -> MeasureReading | None:
    if words is None:
        return None
    stands_beside = period if basis is None else _BY_BASIS.get(basis, "none")
    try:
        return read_measure(words, cause=cause, period=_CLASS_OF[stands_beside or "none"])
    except UnknownNameError:
        return None


_CLASS_OF: Mapping[str, PeriodClass] = {
    "none": "none",
    "closed": "closed",
    "as_of": "as_of",
    "since": "since",
}


def households_in(groups: Texts) -> Texts:
    """Return the unit where the words for a group name households, and not people in them.

    "Total Households" and "Female-Headed Households" are rows of households among rows of people.
    """
    return groups.map(lambda words: "household" if _HOUSEHOLDS.fullmatch(words.strip()) else None)


def joined_group(stated: Texts | None, of_column: str) -> Texts | str:
    """Return the group that a column as a whole and the row's own words name together."""
    if stated is None:
        return of_column
    return stated.map(lambda words: join_groups(read_group(words), of_column)).otherwise(of_column)


def _groups(inputs: Mapping[str, Texts], of_measure: Texts, n: int) -> dict[str, Texts]:
    """Return the group that the columns of a row and the measure's words name together."""
    nothing = Texts.repeated(None, n)
    names = ("group", "sex", "age")
    columns = [inputs.get(name, nothing) for name in names]
    sexes_only = "sex" in inputs and not _tells_ages(inputs["sex"])
    codes, parts = combinations(*columns, of_measure)
    groups: list[str | None] = []
    stated: list[str | None] = []
    for *words, named in parts:
        said = [word for word in words if word is not None]
        read = [
            _sex(group) if sexes_only and name == "sex" else group
            for name, word in zip(names, words, strict=True)
            if word is not None and (group := read_group(word))
        ]
        both = [*read, *([] if named is None else [named])]
        groups.append(reduce(join_groups, both) if both else None)
        stated.append(", ".join(said) if said != read else None)
    return {"group": Texts.merged(codes, groups), "group_stated": Texts.merged(codes, stated)}


def _tells_ages(sexes: Texts) -> bool:
    """Return whether a column of sexes tells girls and boys from women and men."""
    return any("age=child" in read_group(word) for word in sexes.values)


def _sex(group: str) -> str:
    """Return the sex alone: in a column of sexes, men and women are no adults."""
    return group.removesuffix(";age=adult") if group.startswith("sex=") else group

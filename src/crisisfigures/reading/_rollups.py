"""Rollups: which rows of a table sum up others of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from crisisfigures.texts import Flags, Texts, combinations
from crisisfigures.wording import parse_numeral

LACKS_PARTS = "the rows of its parts do not add up to it: some people are in none of them"

AREA_NOT_NAMED = "area not named"
"""The name of an area that has none: it is no other one, and not the one above it."""

EXCEEDED = "the rows of its parts come to more than it: it is not their sum"

_NEARLY_ALL = 0.99
"""What parts must come to, of their total: below are people of whom no part is told."""


def flagged(flags: Flags) -> Texts:
    """Return flags as texts for a column of flags."""
    return Texts.repeated("yes", len(flags)).where(flags)


def numbers_of(texts: Texts) -> npt.NDArray[np.float64]:
    """Return what cells say in digits; NaN where they say nothing, or words."""
    found = [parse_numeral(text) for text in texts.values]
    numbers = np.array([np.nan if one is None else one for one in found], dtype=np.float64)
    return np.asarray(texts.spread(numbers, missing=np.nan), dtype=np.float64)


def said_where(text: str, flags: Flags, others: Texts) -> Texts:
    """Return a caveat where a flag is true, before the other caveats of the row."""
    codes, found = combinations(Texts.repeated(text, len(flags)).where(flags), others)
    return Texts.merged(codes, ["; ".join(filter(None, both)) for both in found])


def sums_up(wholes: Flags, parts: Flags, series: Sequence[Texts]) -> Flags:
    """Return which of the wholes have a part in their own series.

    Args:
        wholes: Which of n rows count all that the parts count, should there be parts.
        parts: Which of n rows count some of it.
        series: Columns that are alike in a whole and its parts: the place, the period …
    """
    codes, found = combinations(*series)
    has_part = np.bincount(codes[parts], minlength=len(found)) > 0
    return np.asarray(wholes & has_part[codes], dtype=np.bool_)


def sums_up_areas(
    levels: npt.NDArray[Any], areas: Sequence[Texts], is_counted: Flags, series: Sequence[Texts]
) -> Flags:
    """Return which rows are of an area that other rows of their series divide.

    Args:
        levels: The level of each row: 0 for a country, 1 for an area in it, and so on.
        areas: The area of each row on level 0, 1 and so on, as far as it lies in one.
        is_counted: Which rows state a number: an area that states none is no part.
        series: The columns that are alike in an area and its parts.
    """
    found = np.zeros(len(levels), dtype=np.bool_)
    for level in range(len(areas)):
        above = (*areas[: level + 1], *series)
        found |= sums_up(levels == level, is_counted & (levels > level), above)
    return found


def unlike_areas(
    levels: npt.NDArray[Any],
    areas: Sequence[Texts],
    numbers: npt.NDArray[np.float64],
    series: Sequence[Texts],
) -> tuple[Flags, Flags]:
    """Return which areas their own areas fall short of, and which ones they exceed.

    Of several levels below, the nearest is judged that has numbers. An area that its parts exceed
    is no sum of theirs, and should still not be added to them.

    Args:
        levels: As in `sums_up_areas`.
        areas: The same.
        numbers: How many each row states, NaN where it states none.
        series: The same.
    """
    short, exceeded = np.zeros(len(levels), np.bool_), np.zeros(len(levels), np.bool_)
    for level in range(len(areas)):
        todo = levels == level
        for below in range(level + 1, int(levels.max(initial=0)) + 1):
            n_parts, sums = _parts(numbers, levels == below, (*areas[: level + 1], *series))
            judged = todo & (n_parts > 0)
            short |= judged & is_short(numbers, sums)
            exceeded |= judged & is_short(sums, numbers)
            todo &= n_parts == 0
    return short, exceeded


def unlike(short: Flags, exceeded: Flags, others: Texts) -> Texts:
    """Return the caveats of totals that their parts fall short of, or exceed, before others."""
    return said_where(LACKS_PARTS, short, said_where(EXCEEDED, exceeded, others))


def is_short(
    whole: npt.NDArray[np.float64], parts: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Return where the sum of parts is less than the whole, by more than rounding."""
    return np.asarray(parts < _NEARLY_ALL * whole, dtype=np.bool_)


def sums_up_groups(sex: Texts, age: Texts, is_counted: Flags, series: Sequence[Texts]) -> Flags:
    """Return which rows are of both sexes, or of all ages, that other rows tell apart.

    Args:
        sex: The sex of each row; "all", in any case, or nothing stands for both.
        age: The age of each row, the same.
        is_counted: Which rows state a number: a part that states none is no part.
        series: The columns that are alike in a total and its parts.
    """
    both, every = _is_all(sex), _is_all(age)
    return (
        sums_up(both, is_counted & ~both, (age, *series))
        | sums_up(every, is_counted & ~every, (sex, *series))
        | sums_up(both & every, is_counted & ~(both & every), series)
    )


def lacks_groups(
    sex: Texts, age: Texts, numbers: npt.NDArray[np.float64], series: Sequence[Texts]
) -> Flags:
    """Return which totals have rows of both sexes, or of ages, that fall short of them.

    A table may tell children and leave out adults: without its rollups it would be short of
    people. Less than one per cent is rounding.

    Args:
        sex: As in `sums_up_groups`.
        age: The same.
        numbers: How many each row states, NaN where it states none.
        series: The same.
    """
    both, every = _is_all(sex), _is_all(age)
    return _falls_short(numbers, both, ~both, (age, *series)) | _falls_short(
        numbers, every, ~every, (sex, *series)
    )


def unfilled(
    sex: Texts, age: Texts, numbers: npt.NDArray[np.float64], series: Sequence[Texts]
) -> Flags:
    """Return which parts are zeros that only fill the table: all parts of a total above 0 are 0.

    Args:
        sex: As in `sums_up_groups`.
        age: The same.
        numbers: How many each row states, NaN where it states none.
        series: The columns that are alike in a total and its parts.
    """
    both, every = _is_all(sex), _is_all(age)
    # A part of both sexes and of an age tells ages: it is no part by sex.
    return _fills(numbers, both & every, ~both, series) | _fills(
        numbers, every, ~every, (sex, *series)
    )


def _fills(
    numbers: npt.NDArray[np.float64], wholes: Flags, parts: Flags, series: Sequence[Texts]
) -> Flags:
    codes, found = combinations(*series)
    is_told, is_above = np.zeros(len(found), np.bool_), np.zeros(len(found), np.bool_)
    is_told[codes[parts & (numbers > 0)]] = True
    is_above[codes[wholes & (numbers > 0)]] = True
    return np.asarray(parts & (numbers == 0) & (is_above & ~is_told)[codes], dtype=np.bool_)


def _falls_short(
    numbers: npt.NDArray[np.float64], wholes: Flags, parts: Flags, series: Sequence[Texts]
) -> Flags:
    n_parts, sums = _parts(numbers, parts, series)
    return np.asarray(wholes & (n_parts > 0) & is_short(numbers, sums), dtype=np.bool_)


def _parts(
    numbers: npt.NDArray[np.float64], parts: Flags, series: Sequence[Texts]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return, for each row, how many parts its series has that state a number, and their sum."""
    codes, found = combinations(*series)
    counted = parts & ~np.isnan(numbers)
    n_parts = np.bincount(codes[counted], minlength=len(found))
    sums = np.bincount(codes[counted], numbers[counted], minlength=len(found))
    return n_parts[codes].astype(np.int64), sums[codes].astype(np.float64)


def _is_all(texts: Texts) -> Flags:
    judged = np.array([text.casefold() == "all" for text in texts.values], dtype=np.bool_)
    return texts.spread(judged, missing=True)

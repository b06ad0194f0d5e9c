"""What a caller declares of a file's columns, in Python or in a small TOML file."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from crisisfigures.cells import text_of
from crisisfigures.errors import (
    OptionError,
    ReadError,
    UnknownNameError,
    quoted,
)
from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.plugins import INPUTS, Arrangement
from crisisfigures.reading._aliases import NUMBERS
from crisisfigures.reading._coercion import MISSING_TEXTS, Options, coerce
from crisisfigures.reading._unread import split_unread
from crisisfigures.table import COLUMNS
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold, read_group, read_measure

EVERY_ROW = "*"
"""The key of what holds for every row."""

_OF_A_CELL = {*NUMBERS, "id", "status", "stated", "unread", "file", "source_row"}
"""What is told of a single cell, and never of a column."""

_FACETS = tuple(name for name in (*COLUMNS, *INPUTS) if name not in _OF_A_CELL)

_DAYS = ("period", "period_start", "period_end", "as_of", "date", "year", "month")
_NAMES = ("place", "place_system", "place_name")
_LEVELS = ("admin1", "admin2", "admin3")

_SAY_THE_SAME: dict[str, frozenset[str]] = {
    **{name: frozenset(_DAYS) for name in ("period", "as_of", "date")},
    **{
        name: frozenset({*_DAYS} - {"period_start", "period_end"}) | {name}
        for name in ("period_start", "period_end")
    },
    # A month may stand in one column, and its year be the same for all.
    **{name: frozenset({*_DAYS} - {"year", "month"}) | {name} for name in ("year", "month")},
    # A place may be known by its words, and its country be the same for all.
    **{
        name: frozenset({*_NAMES, *_LEVELS, *(f"{level}_code" for level in _LEVELS)})
        for name in _NAMES
    },
    **{
        name: frozenset({level, f"{level}_code"})
        for level in ("country", *_LEVELS)
        for name in (level, f"{level}_code")
    },
}


def say_the_same(name: str) -> frozenset[str]:
    """Return the columns that say what this one says, itself among them: rivals, no parts."""
    return _SAY_THE_SAME.get(name, frozenset({name}))


@dataclass(frozen=True, slots=True)
class Declared:
    """What the caller says of the columns.

    Attributes:
        renamed: Columns of the file that are one of ours, by their header.
        figures: Columns of numbers by their header, each with what it counts; `end` tells which
            part of the range it states.
        constants: What every row says that does not say it itself.
    """

    renamed: Mapping[str, str]
    figures: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, str]

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the file that are named."""
        return *self.renamed, *self.figures

    def lacking(self, header: Sequence[str]) -> list[str]:
        """Return the columns that are named and that this header lacks."""
        known = {*header, *map(fold, header)}
        return [name for name in self.headers if name not in known and fold(name) not in known]

    def spelled_as(self, header: Sequence[str]) -> "Declared | None":
        """Return the same in the header's own spelling, None if it lacks a column.

        Raises:
            OptionError: Two names are the same column.
        """
        if self.lacking(header):
            return None
        by_fold = {fold(name): name for name in reversed(header)}
        spelled = {name: name if name in header else by_fold[fold(name)] for name in self.headers}
        for name in spelled:
            same = [other for other in spelled if spelled[other] == spelled[name]]
            if len(same) > 1:
                raise OptionError(
                    f"columns= says {len(same)} things of the column {spelled[name]!r}, as "
                    f"{quoted(same)}.\nHint: a column states one figure; leave one of them out."
                )
        return Declared(
            {spelled[name]: ours for name, ours in self.renamed.items()},
            {spelled[name]: facets for name, facets in self.figures.items()},
            self.constants,
        )


def declared(columns: Mapping[str, Any] | str | os.PathLike[str] | None) -> Declared:
    """Return what a mapping, or a TOML file that holds one, declares.

    Raises:
        ReadError: There is no such file, or it is not TOML.
        UnknownNameError: A column is to be read as one of ours that there is not.
        OptionError: Something else cannot be declared so; the message names the column.
    """
    said = columns_of(columns) if isinstance(columns, str | os.PathLike) else columns or {}
    if not isinstance(said, Mapping):
        raise OptionError(
            f"columns={columns!r} is neither a mapping nor the path of a TOML file.\n"
            'Hint: as in columns={"Deaths": "figure"}.'
        )
    renamed: dict[str, str] = {}
    figures: dict[str, dict[str, str]] = {}
    for name, meaning in said.items():
        if name == EVERY_ROW:
            continue
        if isinstance(meaning, Mapping):
            figures[name] = _facets(name, meaning, (*_FACETS, "end"))
        elif isinstance(meaning, str):
            renamed[name] = meaning
        else:
            raise OptionError(
                f"columns= says {meaning!r} of {name!r}, which is no name of a column.\n"
                'Hint: as in {"Deaths": "figure"}, or {"Deaths": {"measure": "killed"}}.'
            )
    constants = _facets(EVERY_ROW, said.get(EVERY_ROW, {}), _FACETS)
    _check_names(renamed)
    if figures:
        # Beside columns that are declared, a bare "low" is the low end of one like them.
        numbers = {name: ours for name, ours in renamed.items() if ours in NUMBERS}
        figures = {
            name: {"end": numbers[name]} if name in numbers else figures[name]
            for name in said
            if name in numbers or name in figures
        }
        renamed = {name: ours for name, ours in renamed.items() if name not in numbers}
        _check_figures(figures, has_measure="measure" in {*constants, *renamed.values()})
    return Declared(renamed, figures, constants)


def columns_of(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return what a TOML file says of columns: its keys are their headers.

    Raises:
        ReadError: There is no such file, or it is not TOML.
    """
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        why = error.strerror or str(error)
        hint = 'columns= is a mapping such as {"Deaths": "figure"}, or the path of a TOML file.'
        raise ReadError(path, f"{why}.", hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = 'quote headers, as in "IDPs min" = { measure = "idps", end = "low" }.'
        raise ReadError(path, f"it is not TOML ({error}).", hint) from error


def _check_names(renamed: Mapping[str, str]) -> None:
    names = [*COLUMNS, *INPUTS]
    for ours in renamed.values():
        if ours not in names:
            raise UnknownNameError("column", ours, names)
    _check_once(list(renamed.values()))


def _check_once(names: Sequence[str]) -> None:
    twice = sorted({ours for ours in names if names.count(ours) > 1})
    if twice:
        raise OptionError(
            f"columns= gives {quoted(twice)} to two columns of the file.\n"
            "Hint: a figure has one value a column; leave one of them out."
        )


def _facets(of: str, said: Any, known: Sequence[str]) -> dict[str, str]:
    """Return what is said of a column as texts, by our names."""
    if not isinstance(said, Mapping):
        raise OptionError(
            f"columns= says {said!r} of {of!r}, where it says by name what holds for every row.\n"
            'Hint: as in {"*": {"source": "Ministry of Health"}}.'
        )
    facets: dict[str, str] = {}
    for name, value in said.items():
        if name not in known:
            raise OptionError(f"columns= says {name!r} of {of!r}, {_unknown(name, known)}")
        if value is None or isinstance(value, Mapping | list | tuple | set):
            raise OptionError(
                f"columns= says {name} = {value!r} of {of!r}, which is no text.\n"
                "Hint: write a word, a number or a date."
            )
        facets[name] = text_of(value).strip()
    if facets.get("end", "figure") not in NUMBERS:
        raise OptionError(
            f"columns= says end = {facets['end']!r} of {of!r}.\n"
            f"Hint: a column states one of {quoted(NUMBERS)}."
        )
    if "group" in facets:
        facets["group"] = read_group(facets["group"])
    return facets


def _unknown(name: str, known: Sequence[str]) -> str:
    if name in NUMBERS:
        return (
            "and a number is of one cell.\n"
            'Hint: name the column that holds it, as in {"Deaths": {"measure": "killed", '
            f'"end": "{name}"}}}}.'
        )
    if name in _OF_A_CELL:
        return "and that is told of single cells.\nHint: leave it out."
    nearest = get_close_matches(name, known, n=1)
    guess = f"did you mean {nearest[0]!r}? " if nearest else ""
    return f"which is no column of ours.\nHint: {guess}Known are {', '.join(known)}."


def _check_figures(figures: Mapping[str, Mapping[str, str]], *, has_measure: bool) -> None:
    for name, facets in figures.items():
        if not (has_measure or facets.get("measure")):
            raise OptionError(
                f"columns= does not say what {name!r} counts.\n"
                f'Hint: as in {{"{name}": {{"measure": "killed"}}}}, or for every row in '
                '{"*": {"measure": "killed"}}.'
            )
    for facets in figures.values():
        same = [other for other in figures if _part(figures[other]) == _part(facets)]
        if len(same) > 1:
            raise OptionError(
                f"columns= says the same of {quoted(same)}, so that a row would state one figure "
                "twice.\nHint: say how they differ (group, cause, end …), or leave one out."
            )


def _part(facets: Mapping[str, str]) -> dict[str, str]:
    return {"end": "figure", **facets}


def check_words(declared: Declared, lang: str | None, convention: str) -> None:
    """Refuse words that cannot be read, before they stand unread in every row.

    Raises:
        OptionError: A measure, a date or a word of a closed list is not known.
    """
    said = [(EVERY_ROW, declared.constants)] if declared.constants else []
    for name, facets in [*said, *declared.figures.items()]:
        if "measure" in facets:
            _check_measure(name, facets["measure"])
        whole = {"measure": "killed", "figure": "1", **facets}
        columns: dict[str, Texts | str] = {n: t for n, t in whole.items() if n != "end"}
        options = Options(standard_gazetteer(), lang, convention)
        unread = coerce(Arrangement(columns), 1, options)["unread"].values
        if unread.size:
            column, text = next(iter(split_unread(unread[0]).items()))
            raise OptionError(
                f"columns= says {column} = {text!r} of {name!r}, which cannot be read.\n"
                "Hint: write it as in a cell of that column."
            )


def _check_measure(of: str, words: str) -> None:
    try:
        read_measure(words)
    except UnknownNameError as error:
        raise OptionError(f"columns= says that {of!r} counts {words!r}: {error}") from error


def with_constants(
    columns: Mapping[str, Texts | str], constants: Mapping[str, str], n: int
) -> dict[str, Texts | str]:
    """Return the columns of n rows with the constants where a row does not say it itself.

    A row that says its day by a date needs no period, and one of a named district no place; but a
    country stands beside the district, and a year beside the month.
    """
    filled = dict(columns)
    for name, constant in constants.items():
        cells = [columns[other] for other in say_the_same(name) if other in columns]
        if any(isinstance(one, str) for one in cells):
            continue
        stated = np.zeros(n, dtype=np.bool_)
        for one in cells:
            if isinstance(one, Texts):
                stated |= one.without(MISSING_TEXTS).is_stated
        filling = Texts.repeated(constant, n).where(~stated)
        own = columns.get(name)
        filled[name] = (
            own.without(MISSING_TEXTS).otherwise(filling) if isinstance(own, Texts) else filling
        )
        if not stated.any():
            filled[name] = constant
    return filled

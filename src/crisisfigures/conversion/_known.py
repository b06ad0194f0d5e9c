"""What a caller knows of places and years, as sourced ranges: household sizes, populations."""

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import FiguresError, OptionError, ReadError, TableError, quoted
from crisisfigures.estimate import Estimate
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import as_place, facets_of
from crisisfigures.place import Place
from crisisfigures.reading import read
from crisisfigures.segments import Flags, Integers, Numbers, dense
from crisisfigures.table import NO_DAY, Columns, normalise
from crisisfigures.vocabulary import PLACE_SYSTEMS, read_group
from crisisfigures.wording import parse_numeral

Known = float | Estimate | pd.DataFrame | str | os.PathLike[str]
"""One number, one range, or a table of them by place, maybe year and group; or the file of one."""

_PLACES = ("place", "country", "location_code", "iso3")
_SINGLE = ("best", "size", "value", "population", "average_household_size")
_DEMOGRAPHIC = ("sex", "age")
"""What of a group a population is counted by; nobody counts the civilians of a province."""

_POPULATION = "population"

NO_YEAR = -1


@dataclass(frozen=True, slots=True)
class Found:
    """What is known for each of n rows.

    Attributes:
        low: The lower ends; NaN where nothing is known.
        best: The best figures, NaN where none is stated.
        high: The upper ends.
        told: What each is, and whose: "4.575 (UN DESA, 2019)"; "" where nothing is known.
        year: The year that it is of, `NO_YEAR` where not stated.
    """

    low: Numbers
    best: Numbers
    high: Numbers
    told: npt.NDArray[np.object_]
    year: Integers

    @property
    def is_known(self) -> Flags:
        """Return where anything is known."""
        return ~np.isnan(self.low)


@dataclass(frozen=True, slots=True)
class _Entry:
    year: int
    low: float
    best: float
    high: float
    told: str


_NOTHING = _Entry(NO_YEAR, math.nan, math.nan, math.nan, "")


def known_of(
    asked: Known,
    columns: Columns,
    gazetteer: Gazetteer,
    name: str,
    *,
    least: float,
    of_places_around: bool,
) -> Found:
    """Return what is known for the rows of a table, of their place, group and time.

    Of several years the nearest counts, of two equally near ones the earlier.

    Args:
        asked: What the caller gave.
        columns: The rows.
        gazetteer: Which place lies in which.
        name: What the caller calls it, for messages.
        least: What no such number is below.
        of_places_around: Whether what is known of the place around a place, and of all people, is
            known of it: so it is with the size of households, and not with a population.

    Raises:
        OptionError: A number that cannot be, or a range that is open.
        TableError: A table without the columns that are needed, without a place that is known, or
            with two different numbers for one place, group and year.
    """
    if isinstance(asked, str | os.PathLike):
        asked = _in_file(asked, gazetteer, name)
    if not isinstance(asked, pd.DataFrame):
        return _spread([_single(asked, name, least)], np.zeros(columns.n, dtype=np.int64))
    if not columns.n:
        return _spread([], np.zeros(0, dtype=np.int64))
    by_place = _by_place(asked, gazetteer, name, least)
    facets = facets_of(columns, gazetteer)
    place, group = facets["place"], facets["group"]
    end = columns.days("period_end")
    years = np.where(end == NO_DAY, NO_YEAR, years_of(end))
    year_codes, year = np.unique(years, return_inverse=True)
    keys = [place.codes, group.codes, year]
    at, k = dense(keys, [len(place.texts), len(group.texts), len(year_codes)])
    row = np.zeros(k, dtype=np.int64)
    row[at] = np.arange(columns.n)
    entries = []
    for row_at in row.tolist():
        where = place.at(row_at)
        whom = "all" if of_places_around else demographic_of(group.at(row_at) or "all")
        here = None if where is None else as_place(where)
        entries.append(
            _nearest(by_place, here, whom, int(years[row_at]), gazetteer, of_places_around)
        )
    return _spread(entries, at)


def years_of(days: Integers) -> Integers:
    """Return the years of days; of days that are not stated, 1970."""
    known = np.where(days == NO_DAY, 0, days).astype("datetime64[D]").astype("datetime64[Y]")
    return np.asarray(known.astype(np.int64) + 1970, dtype=np.int64)


def demographic_of(group: str) -> str:
    """Return what of a group a population is counted by: `sex=female` of civilian women."""
    kept = [part for part in group.split(";") if part.partition("=")[0] in _DEMOGRAPHIC]
    return read_group(";".join(kept)) if kept else "all"


def _in_file(path: str | os.PathLike[str], gazetteer: Gazetteer, name: str) -> pd.DataFrame:
    """Return the table of a file: of populations one of a known format, or else plain columns."""
    if name == _POPULATION:
        # A plain table that no format knows is told from its own columns.
        with suppress(FiguresError):
            found = read(path, gazetteer=gazetteer)
            if (found["measure"] == _POPULATION).any():
                return found
    try:
        return pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    except (OSError, ValueError) as error:
        raise ReadError(
            str(path),
            getattr(error, "strerror", None) or str(error).splitlines()[0],
            f"give the {name} as a number, a range, or a table in CSV.",
        ) from None


def _single(asked: float | Estimate, name: str, least: float) -> _Entry:
    if isinstance(asked, Estimate):
        numbers = asked.lower, math.nan if asked.best is None else asked.best, asked.upper
        told = str(asked)
    elif isinstance(asked, int | float) and not isinstance(asked, bool):
        numbers = asked, asked, asked
        told = f"{asked:,.10g}"
    else:
        raise OptionError(
            f"{name}={asked!r} is no number.\n"
            "Hint: give a number, an Estimate with both ends, or a table with a row a place."
        )
    return _entry(name, NO_YEAR, numbers, told, least)


def _entry(
    where: str, year: int, numbers: tuple[float, float, float], told: str, least: float
) -> _Entry:
    low, best, high = (float(number) for number in numbers)
    best = low if low == high else best
    inside = math.isnan(best) or low <= best <= high
    if not (math.isfinite(low) and math.isfinite(high) and least <= low <= high and inside):
        raise OptionError(
            f"{where}: {told} cannot be used: it must have both ends, in order, of at least "
            f"{least:g}.\n"
            "Hint: state the least and the most it may be, as Estimate(low=…, high=…) or in the "
            "columns low and high; an end that nobody states is not taken from the best figure."
        )
    return _Entry(year, low, best, high, told)


_ByPlace = dict[tuple[str, str], dict[int, _Entry]]


def _by_place(table: pd.DataFrame, gazetteer: Gazetteer, name: str, least: float) -> _ByPlace:
    found: _ByPlace = {}
    strange: list[str] = []
    for said, place, group, entry in _entries(table, gazetteer, name, least):
        if place is None:
            strange.append(said)
            continue
        years = found.setdefault((place.key, group), {})
        other = years.setdefault(entry.year, entry)
        if (other.low, other.best, other.high) != (entry.low, entry.best, entry.high):
            raise TableError(
                f"{name}, {said}: there are two for one group and year, {other.told} and "
                f"{entry.told}.\n"
                "Hint: keep the one you trust, or reconcile them first."
            )
    if strange and not found:
        raise TableError(
            f"{name}: none of its places is known, such as {quoted(strange[:3])}.\n"
            "Hint: use codes (such as MLI), or load the p-codes that they are of."
        )
    return found


def _entries(
    table: pd.DataFrame, gazetteer: Gazetteer, name: str, least: float
) -> Iterator[tuple[str, Place | None, str, _Entry]]:
    """Yield what each row says of a place: the place as written, as it is known, whom, how many."""
    column = next((name for name in _PLACES if name in table.columns), None)
    if column is None:
        raise TableError(
            f"{name}: no column says of which place a row is.\n"
            f"Hint: name it one of {', '.join(_PLACES)}."
        )
    single = next((name for name in _SINGLE if name in table.columns), None)
    if single is None and not {"low", "high"} & set(table.columns):
        raise TableError(
            f"{name}: no column has the numbers.\n"
            f"Hint: name them low, best and high, or one of {', '.join(_SINGLE[1:])}."
        )
    if name == _POPULATION and "measure" in table.columns:
        table = _populations(table)
    known: dict[tuple[str, object], Place | None] = {}
    for label, row in zip(table.index, table.to_dict("records"), strict=True):
        said, system = str(row[column]), row.get("place_system")
        where = f"{name}, row {label!r} ({said})"
        low, best, high = (
            _number(row.get(part), part, where) for part in ("low", single or "best", "high")
        )
        if math.isnan(low) and math.isnan(best) and math.isnan(high):
            continue
        if math.isnan(low) and math.isnan(high):
            low = high = best
        if (said, system) not in known:
            known[said, system] = _place(said, system, gazetteer)
        group, year = row.get("group"), _year(row, where)
        told = _told((low, best, high), row.get("source"), year)
        entry = _entry(where, year, (low, best, high), told, least)
        whom = read_group(group) if isinstance(group, str) else "all"
        yield said, known[said, system], whom, entry


def _populations(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of figures that count a population, and are not withdrawn."""
    columns = Columns(normalise(table))
    counts = columns.is_word("measure", _POPULATION) & columns.is_word("status", "present")
    others = counts & ~columns.is_word("unit", "person")
    if others.any():
        label = table.index[np.flatnonzero(others)[0]]
        unit = columns.texts("unit")[others][0]
        raise TableError(
            f"population, row {label!r}: it is counted in the unit {unit!r}, and not in people.\n"
            "Hint: convert it first, with convert(table, household_size=...)."
        )
    return table[counts]


def _number(cell: object, column: str, where: str) -> float:
    if cell is None or cell != cell:
        return math.nan
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str) and not cell.strip():
        return math.nan
    number = parse_numeral(cell) if isinstance(cell, str) else None
    if number is not None:
        return float(number)
    raise TableError(
        f"{where}: {cell!r} in {column!r} is no number.\nHint: write it in digits, without a unit."
    )


def _place(said: str, system: object, gazetteer: Gazetteer) -> Place | None:
    found: Place | None
    if isinstance(system, str) and system in PLACE_SYSTEMS:
        # A code need not be of a list that is loaded: the same code of the same list is the place.
        found = gazetteer.find(said, system) or Place(said, system)
    else:
        found = gazetteer.find(said, "iso3166-1") or gazetteer.resolve(said).place
    return None if found is None else gazetteer.canonical(found)


def _year(row: dict[Any, Any], where: str) -> int:
    end = row.get("period_end")
    column = "year" if end is None or end != end else "period_end"
    year = row.get(column)
    if year is None or year != year:
        return NO_YEAR
    if not (digits := str(year)[:4]).isdecimal():
        raise TableError(f"{where}: {year!r} in {column!r} is no year.\nHint: write it as 2024.")
    return int(digits)


def _told(numbers: tuple[float, float, float], source: object, year: int) -> str:
    low, best, high = numbers
    ends = ["…" if math.isnan(end) else f"{end:,.10g}" for end in (low, high)]
    said = ends[0] if low == high else "–".join(ends)
    if low != high and not math.isnan(best):
        said = f"{said} (best {best:,.10g})"
    whose = [str(source)] if isinstance(source, str) else []
    whose += [str(year)] if year != NO_YEAR else []
    return f"{said} ({', '.join(whose)})" if whose else said


def _nearest(
    by_place: _ByPlace,
    place: Place | None,
    group: str,
    year: int,
    gazetteer: Gazetteer,
    of_places_around: bool,
) -> _Entry:
    key = None if place is None else place.key
    while key is not None:
        if years := by_place.get((key, group)):
            dated = [known for known in years if known != NO_YEAR]
            if year == NO_YEAR or not dated:
                return years[max(years)]
            return years[min(dated, key=lambda known: (abs(known - year), known))]
        entry = gazetteer.entry(Place.parse(key)) if of_places_around else None
        key = entry.parents[0] if entry and entry.parents else None
    return _NOTHING


def _spread(entries: list[_Entry], at: Integers) -> Found:
    def column(name: str) -> Numbers:
        return np.array([*(getattr(entry, name) for entry in entries), math.nan])[at]

    told = np.array([*(entry.told for entry in entries), None], dtype=object)[at]
    year = np.array([*(entry.year for entry in entries), NO_YEAR], dtype=np.int64)[at]
    return Found(column("low"), column("best"), column("high"), told, year)

"""IPC on HDX: people in the phases of acute food insecurity, by country, level 1 or area (CSV).

HDX publishes the analyses of the Integrated Food Security Phase Classification in two shapes: one
row a phase (long), or one row an analysis with columns for each phase and period (wide). Each
number is the people of an area in a phase, in the period that an analysis covers: a stock. For
West Africa and the Sahel the numbers are those of the Cadre Harmonisé.

- What the phases are, "3+" and "all" among them, is as in HDX's table of all countries
  (`hapi_food_security`). The files have no p-codes: names are looked for among p-codes only.
- "3+" is a rollup where phases 3 to 5 are told, "all" where any phase is; a row of a country or
  of a level 1 where its analysis has rows of the areas in it.
- `edition` is the month of the analysis: a later one of the same area, period and phase (the
  `source_key`) supersedes an earlier one.
- Files of 2022 and 2023 call the last month by its first day: "to 2022-05-01" is until 31 May.
  Some of them tell each area again under each level 1 of the analysis.
- The current situation is observed, projections are projected; which one it is stays beside the
  figure (`Validity period`), and so do the percentage and the population of the country.
- A 0 of people analysed, in no period, fills the file where there is no such projection.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Arrangement, Flags, Format, Match, Sheet, by_figure
from crisisfigures.reading import _ipc
from crisisfigures.reading._dates import read_dates, span_precisions
from crisisfigures.reading._exports import Columns, named
from crisisfigures.reading._rollups import (
    AREA_NOT_NAMED,
    flagged,
    numbers_of,
    said_where,
    sums_up_areas,
    unlike,
    unlike_areas,
)
from crisisfigures.texts import Texts, combinations

TOLD_AGAIN = "the file tells this area under several areas above it, with the same numbers"

_WHERE: Mapping[str, tuple[str, ...]] = {
    "analysis": ("date of analysis", "analysis date"),
    "country": ("country", "country iso3"),
    "level1": ("level 1", "level1 name"),
    "area": ("area",),
}
_LONG: Mapping[str, tuple[str, ...]] = {
    "kind": ("validity period", "projection"),
    "start": ("from", "period start"),
    "end": ("to", "period end"),
    "phase": ("phase",),
    "number": ("number", "number affected"),
}

_PHASES = ("all", "3+", "1", "2", "3", "4", "5")


def _of_kind(kind: str) -> dict[str, tuple[str, str]]:
    """Return the headings of an analysis of a kind: whose columns they are, and what they hold."""
    found = {f"{kind} from": "start", f"{kind} to": "end", f"population analyzed {kind}": "all"}
    for phase in _PHASES[1:]:
        found[f"phase {phase} number {kind}"] = phase
        found[f"phase {phase} percentage {kind}"] = f"{phase} %"
    return {heading: (kind, what) for heading, what in found.items()}


def _of_2022(kind: str, ending: str) -> dict[str, tuple[str, str]]:
    """Return the headings of the first files, where the current situation has no name."""
    found = {"period start": "start", "period end": "end", "affected population": "all"}
    for phase in _PHASES[1:]:
        stem = "p3plus" if phase == "3+" else f"phase{phase}"
        found[f"{stem} population"] = phase
        found[f"{stem} percentage"] = f"{phase} %"
    return {f"{heading}{ending}": (kind, what) for heading, what in found.items()}


_WIDE: Mapping[str, tuple[str, str]] = {
    **_of_2022("current", ""),
    **_of_2022("projected", " projected"),
    **_of_2022("second projected", " second projected"),
    **_of_kind("current"),
    **_of_kind("projection"),
    **_of_kind("first projection"),
    **_of_kind("second projection"),
}
_FIRST = re.compile(r"(\d{4}-\d\d)-01(?:[T ]00:00:00)?")
_NEEDED_OF_KIND = frozenset({"start", "end", *_PHASES})


def _wide(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Return the columns of each kind of analysis by what they hold; kinds that have all of them.

    Phase 3 and phase 3+ differ by a sign alone, which counts here.
    """
    found: dict[str, dict[str, str]] = {}
    for header in sheet.header:
        words = " ".join(header.casefold().replace("_", " ").split())
        if words in _WIDE:
            kind, what = _WIDE[words]
            found.setdefault(kind, {}).setdefault(what, header)
    kinds = dict.fromkeys(kind for kind, _ in _WIDE.values())
    return {kind: found[kind] for kind in kinds if found.get(kind, {}).keys() >= _NEEDED_OF_KIND}


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of an analysis, if they are there in one of the two shapes."""
    where, long = named(sheet, _WHERE), named(sheet, _LONG)
    if not where.keys() >= {"analysis", "country"}:
        return None
    known = [*where.values()]
    if long.keys() >= _LONG.keys():
        known += long.values()
    elif wide := _wide(sheet):
        known += [header for columns in wide.values() for header in columns.values()]
    else:
        return None
    return Match(tuple(dict.fromkeys(known)), f"{len(known)} columns of the IPC on HDX")


def arrange(sheet: Sheet) -> Arrangement | list[Arrangement]:
    """Return each number of an analysis as one figure of the IPC."""
    long = named(sheet, _LONG)
    if long.keys() >= _LONG.keys():
        return _of_rows(sheet, {name: sheet[header] for name, header in long.items()})
    return _of_columns(sheet, _wide(sheet))


def _of_rows(sheet: Sheet, cells: Mapping[str, Texts]) -> Arrangement:
    """Return the figures of the long shape: a phase a row."""
    phase, kind = _ipc.phases(cells["phase"]), _ipc.kinds(cells["kind"])
    number = _analysed(phase, cells["number"], cells["start"], cells["end"])
    where = _where(sheet, kind, phase, (number,))
    figure = _figure(where, kind, phase, number, _period(cells["start"], cells["end"]))
    missing = Texts.repeated("missing", sheet.n_rows).where(~number.is_stated)
    return Arrangement(
        {**where.columns, **figure, "status": missing},
        made_of=(named(sheet, _WHERE)["analysis"], named(sheet, _LONG)["number"]),
    )


def _of_columns(sheet: Sheet, wide: Mapping[str, Mapping[str, str]]) -> list[Arrangement]:
    """Return the figures of the wide shape: a column a phase, of what is and what is projected."""
    nothing = Texts.repeated(None, sheet.n_rows)
    every = [sheet[columns[phase]] for columns in wide.values() for phase in _PHASES]
    where = _where(sheet, nothing, nothing, every)
    figures: list[Columns] = []
    made_of = [named(sheet, _WHERE)["analysis"]]
    for name, columns in wide.items():
        made_of += columns.values()
        kind = Texts.repeated(name, sheet.n_rows)
        start, end = sheet[columns["start"]], sheet[columns["end"]]
        period = _period(start, end)
        numbers = {one: sheet[columns[one]] for one in _PHASES}
        is_stated = {one: number.is_stated for one, number in numbers.items()}
        told = {
            "3+": np.logical_or.reduce([is_stated[one] for one in ("3", "4", "5")]),
            "all": np.logical_or.reduce([is_stated[one] for one in _PHASES if one != "all"]),
        }
        for one in _PHASES:
            phase = Texts.repeated(one, sheet.n_rows)
            number = _analysed(phase, numbers[one], start, end)
            figure = _figure(where, kind, phase, number, period, told.get(one))
            share = sheet[columns[f"{one} %"]] if f"{one} %" in columns else nothing
            # A percentage without its number is kept beside a figure that is missing.
            is_left = share.is_stated & ~number.is_stated
            figure["status"] = Texts.repeated("missing", sheet.n_rows).where(is_left)
            figures.append({**figure, "Validity period": kind, "Percentage": share})
    return by_figure(where.columns, figures, nothing="missing", made_of=made_of)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where and when it was analysed.

    Attributes:
        columns: The place and the edition, for every figure of a row.
        areas: The country, the level 1 and the area of each row.
        levels: The lowest of them that a row is of: 0, 1 or 2.
        analysis: The month of the analysis as the file writes it.
        is_again: Which rows tell an area under another level 1 once more.
        is_doubtful: Those, and the rows that told it first.
    """

    columns: Columns
    areas: tuple[Texts, Texts, Texts]
    levels: npt.NDArray[np.int64]
    analysis: Texts
    is_again: Flags
    is_doubtful: Flags


def _where(sheet: Sheet, kind: Texts, phase: Texts, numbers: Sequence[Texts]) -> _Where:
    """Return where each row was analysed.

    Args:
        sheet: An analysis in one of the two shapes.
        kind: The kind of analysis of each row, where rows tell it.
        phase: The phase, the same.
        numbers: What each row states.
    """
    found = {name: sheet[header] for name, header in named(sheet, _WHERE).items()}
    nothing = Texts.repeated(None, sheet.n_rows)
    country, analysis = found["country"], found["analysis"]
    level1, area = found.get("level1", nothing), found.get("area", nothing)
    is_doubtful, is_again = _told_again((country, analysis, kind, area), phase, level1, numbers)
    level1 = level1.where(~is_doubtful)
    levels = np.where(area.is_stated, 2, np.where(level1.is_stated, 1, 0))
    series = (analysis, kind, phase)
    is_unnamed = _is_unnamed(levels, (country, level1), series)
    unnamed = Texts.repeated(AREA_NOT_NAMED, sheet.n_rows).where(is_unnamed)
    if "area" in found:
        area = area.otherwise(unnamed)
    else:
        level1 = level1.otherwise(unnamed)
    levels = np.where(area.is_stated, 2, np.where(level1.is_stated, 1, 0))
    edition, _ = read_dates("edition", analysis, None)
    columns: Columns = {
        "country_code": country,
        "admin1": level1,
        "admin2": area,
        # As in HDX's own table: a name without a p-code is no area of ISO's list.
        "place_system": "pcode",
        "publisher": "HDX",
        "edition": edition.otherwise(analysis),
    }
    return _Where(columns, (country, level1, area), levels, analysis, is_again, is_doubtful)


def _told_again(
    about: Sequence[Texts], phase: Texts, level1: Texts, numbers: Sequence[Texts]
) -> tuple[Flags, Flags]:
    """Return which rows tell an area that stands under several of level 1, and which of them again.

    In files of 2022 and 2023 each area stands under each level 1 of its analysis, which need not
    be its own. Other areas of one name have other numbers.
    """
    area = about[-1]
    is_same = _n_distinct(about, phase, *numbers) == _n_distinct(about, phase)
    is_doubtful = area.is_stated & is_same & (_n_distinct(about, level1) > 1)
    codes, _ = combinations(*about, phase)
    is_first = np.zeros(len(codes), dtype=np.bool_)
    is_first[np.unique(codes, return_index=True)[1]] = True
    return is_doubtful, is_doubtful & ~is_first


def _n_distinct(about: Sequence[Texts], *cells: Texts) -> npt.NDArray[np.int64]:
    """Return how many distinct cells the rows have that are about the same."""
    codes, _ = combinations(*about, *cells)
    keys, groups = combinations(*about)
    first = np.unique(codes, return_index=True)[1]
    return np.bincount(keys[first], minlength=len(groups))[keys].astype(np.int64)


def _is_unnamed(
    levels: npt.NDArray[np.int64], areas: Sequence[Texts], series: Sequence[Texts]
) -> Flags:
    """Return which rows are of an area without a name, and not of all areas together.

    Both leave the name blank. Where files of several levels were put together, most countries
    that have areas have such a row; in a file of one level it is an area that was left unnamed.
    """
    found = np.zeros(len(levels), dtype=np.bool_)
    for level in range(len(areas)):
        codes, groups = combinations(*areas[: level + 1], *series)
        is_blank = levels == level
        has_parts = np.bincount(codes[levels > level], minlength=len(groups)) > 0
        has_blank = np.bincount(codes[is_blank], minlength=len(groups)) > 0
        if 2 * np.count_nonzero(has_blank & has_parts) <= np.count_nonzero(has_parts):
            found |= is_blank & has_parts[codes]
    return found


def _analysed(phase: Texts, number: Texts, start: Texts, end: Texts) -> Texts:
    """Return the numbers without the zeros that stand for an analysis that was not made."""
    is_filled = phase.is_in("all") & ~start.is_stated & ~end.is_stated
    return number.where(~(is_filled & (numbers_of(number) == 0)))


def _figure(
    where: _Where,
    kind: Texts,
    phase: Texts,
    number: Texts,
    period: Mapping[str, Texts],
    sums_up: Flags | None = None,
) -> Columns:
    """Return what is said of one number in each row.

    Args:
        where: Where it was analysed.
        kind: What kind of analysis it is.
        phase: The phase.
        number: How many people.
        period: The period that the analysis covers.
        sums_up: Which rows tell the phases that the number sums up, where its column tells; else
            other rows do.
    """
    start, end = period["period_start"], period["period_end"]
    series = (where.analysis, kind, start, end)
    if sums_up is None:
        sums_up = _ipc.sums_up_phases(phase, number, (*where.areas, *series))
    areas, alike = where.areas[:-1], (*series, phase)
    counts = number.is_stated & ~where.is_again
    is_of_areas = sums_up_areas(where.levels, areas, counts, alike)
    numbers = np.where(where.is_again, np.nan, numbers_of(number))
    short, exceeded = unlike_areas(where.levels, areas, numbers, alike)
    nothing = Texts.repeated(None, len(number))
    return {
        **period,
        **_ipc.counted(phase, kind),
        "figure": number,
        "source_key": _keys(*where.areas, *map(_months, (start, end)), phase),
        # What is told again would be counted again.
        "is_rollup": flagged((sums_up | is_of_areas | where.is_again) & number.is_stated),
        "caveat": unlike(short, exceeded, said_where(TOLD_AGAIN, where.is_doubtful, nothing)),
    }


def _months(days: Texts) -> Texts:
    return days.map(lambda text: text[: len("2022-05")])


def _keys(*cells: Texts) -> Texts:
    """Return what a figure is called in each analysis that has it: ETH/Afar/2021-05/2021-06/3+."""
    codes, found = combinations(*cells)
    return Texts.merged(codes, ["/".join(filter(None, parts)) for parts in found])


def _period(start: Texts, end: Texts) -> dict[str, Texts]:
    """Return the first and the last day of a period, or its months where days only stand for them.

    No month ends on its first day: where all periods seem to, their last month is meant as a whole.
    """
    if all(map(_FIRST.fullmatch, (*start.values, *end.values))):
        start, end = map(_months, (start, end))
    return {
        "period_start": start,
        "period_end": end,
        "precision": span_precisions(start, end),
    }


FORMAT = Format(
    name="ipc",
    summary="IPC on HDX: people in the phases of acute food insecurity, current and projected.",
    needs="the columns of the IPC on HDX (Date of analysis, Country, Validity period, Phase …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

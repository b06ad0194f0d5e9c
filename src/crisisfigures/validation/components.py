"""Components: numbers that publishers state beside the sum they make of them."""

import re

import numpy as np

from crisisfigures.layout import say_number
from crisisfigures.plugins import Cells, Check, Integers, Judged, Numbers, Strings
from crisisfigures.segments import dense
from crisisfigures.validation._words import named_numbers

_SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
"""UCDP's columns of an event: the dead of both sides, civilians, and those nobody knows."""

_TOTAL = "emdat:total_affected"
_AFFECTED = ("injured", "affected", "homeless")
_OF_ONE_ROW = ("source_key", "edition", "file")
"""What figures have in common that one row of EM-DAT's table states."""

_COUNT = re.compile(r"\d{1,15}(\.0+)?", re.ASCII)


def _of_sides(cells: Cells) -> list[Numbers]:
    """Return what each side's column says, NaN where it is no count; no column if one lacks."""
    if not all(name in cells.table.columns for name in _SIDES):
        return []
    coded = (cells.codes(name) for name in _SIDES)
    return [np.array([*map(_count, texts.tolist()), np.nan])[codes] for codes, texts in coded]


def _count(text: object) -> float:
    said = str(text)
    return float(said) if _COUNT.fullmatch(said) else np.nan


def _is_no_sum(cells: Cells, column: str) -> Judged:
    sides, best = cells.once(_of_sides), cells.numbers(column)
    total = np.sum(sides, axis=0) if sides else np.full(cells.n, np.nan)
    concerned = ~np.isnan(total) & cells.is_word("measure", "killed", "deaths")
    return Judged(concerned & ~np.isnan(best) & (best != total), concerned=concerned)


def _sides_told(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    sides = np.array([side[rows] for side in cells.once(_of_sides)])
    told = [" + ".join(map(say_number, column)) for column in sides.T.tolist()]
    return {
        "sides": np.array([*told, None], dtype=object)[:-1],
        "sum": named_numbers(sides.sum(axis=0)),
    }


def _totals(cells: Cells) -> tuple[Integers, Numbers]:
    """Return the rows that state EM-DAT's total, ascending, and what their parts sum up to.

    NaN where no part is stated, or one is stated twice.
    """
    is_total = cells.is_word("definition", _TOTAL) & cells.is_word("measure", "affected")
    if not is_total.any():
        return np.empty(0, dtype=np.int64), np.empty(0)
    best = cells.numbers("best")
    of_parts = cells.is_word("definition", "emdat") & cells.is_word("measure", *_AFFECTED)
    is_part = of_parts & ~np.isnan(best) & (cells.codes("source_key")[0] >= 0)
    coded = [cells.codes(name) for name in _OF_ONE_ROW]
    ids, m = dense([codes for codes, _ in coded], [len(texts) for _, texts in coded])
    total = np.bincount(ids[is_part], weights=best[is_part], minlength=m)
    known = np.bincount(ids[is_part], minlength=m) > 0
    for measure in _AFFECTED:
        known &= np.bincount(ids[is_part & cells.is_word("measure", measure)], minlength=m) < 2
    rows = np.flatnonzero(is_total)
    return rows, np.where(known, total, np.nan)[ids[rows]]


def _is_other_total(cells: Cells, column: str) -> Judged:
    rows, total = cells.once(_totals)
    best = cells.numbers(column)[rows]
    known = ~np.isnan(total) & ~np.isnan(best)
    return Judged(cells.marked(rows[known & (best != total)]), concerned=cells.marked(rows[known]))


def _total_told(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    known, total = cells.once(_totals)
    return {"sum": named_numbers(total[np.searchsorted(known, rows)])}


_POINT = {"low": None, "high": None}
_EVENT = {**_POINT, **dict.fromkeys(_SIDES, "0")}
_ROW = {
    **_POINT,
    "source_key": "2022-9001-MLI",
    "definition": "emdat",
    "cause": "disaster:flood",
}
_INJURED = {**_ROW, "measure": "injured", "best": 30.0}
_ASSISTED = {**_ROW, "measure": "affected", "best": 4_200.0}
_ALL = {"is_rollup": True, "definition": _TOTAL, "measure": "affected"}

CHECKS = (
    Check(
        name="components-misfit",
        severity="warning",
        phase="meaning",
        at=("best",),
        find=_is_no_sum,
        reads=("measure",),
        message="{value} is not the sum of those who died on either side, of civilians and of "
        "those unknown: {sides} = {sum}",
        hint="Look the event up with the publisher; one of the five numbers is wrong.",
        why="UCDP counts the dead of an event by side, and its best estimate is their sum. Where "
        "it is not, a number was changed, or a column shifted, on the way.",
        bad=({**_EVENT, "best": 32.0, "deaths_a": "12", "deaths_civilians": "17"},),
        good=(
            {**_EVENT, "best": 32.0, "deaths_a": "12", "deaths_civilians": "20"},
            {**_EVENT, "best": 32.0, "deaths_a": "12", "deaths_unknown": "many"},
        ),
        facts=_sides_told,
    ),
    Check(
        name="affected-total-misfit",
        severity="warning",
        phase="table",
        at=("best",),
        find=_is_other_total,
        reads=("measure", "definition", "source_key", "edition", "file"),
        message="{value} in all were affected, and {sum} are the injured, those who need help and "
        "the homeless of this disaster",
        hint="Look the disaster up with EM-DAT; one of the numbers is wrong.",
        why="EM-DAT's total of the affected is the sum of the injured, the affected and the "
        "homeless, of those that are stated. Where it is not, a number was changed on the way.",
        bad=((_INJURED, _ASSISTED, {**_ROW, "best": 4_320.0, **_ALL}),),
        good=(
            (_INJURED, _ASSISTED, {**_ROW, "best": 4_230.0, **_ALL}),
            ({**_ROW, "best": 4_230.0, **_ALL},),
        ),
        facts=_total_told,
        within=("source_key",),
    ),
)

"""Releases: events that a later release of their dataset puts elsewhere."""

import numpy as np
import pandas as pd

from crisisfigures.plugins import Cells, Check, Integers, Judged, Strings
from crisisfigures.segments import Groups, dense
from crisisfigures.table import NO_DAY, has_twin, hashed
from crisisfigures.validation._words import named_rows
from crisisfigures.validation.duplicates import is_copy

_SAME = ("source", "measure", "unit", "group", "definition", "modality", "basis", "actor")
"""What rows of one event have in common, beside its key, that state one number of it."""

_WHERE = ("place", "place_system", "place_name", "from_place", "from_system", "from_name")
_WHEN = ("period_start", "period_end")


def _repeated_keys(cells: Cells) -> tuple[Integers, Integers, int]:
    """Return the rows whose key occurs again, the codes of their keys, and how many there are."""
    if not cells.has("source_key"):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0
    keys = cells.table["source_key"]
    rows = np.flatnonzero(keys.notna().to_numpy(dtype=np.bool_) & has_twin(hashed(keys, 0)))
    codes, distinct = pd.factorize(keys.iloc[rows])
    return rows, codes.astype(np.int64), len(distinct)


def _first_elsewhere(cells: Cells) -> tuple[Integers, Integers]:
    """Return the rows that put an event elsewhere than an earlier row does, and that row."""
    rows, key, n_keys = _repeated_keys(cells)
    if not len(rows):
        return rows, rows
    coded = [cells.codes(name) for name in _SAME]
    ids, m = dense(
        [key, *(codes[rows] for codes, _ in coded)], [n_keys, *(len(texts) for _, texts in coded)]
    )
    first = Groups(ids, m).first(rows)[ids]
    moved = np.zeros(len(rows), dtype=np.bool_)
    for name in _WHERE:
        codes = cells.codes(name)[0]
        moved |= codes[rows] != codes[first]
    for name in _WHEN:
        days = cells.days(name)
        moved |= (days[rows] != days[first]) & (days[rows] != NO_DAY)
    moved &= ~is_copy(cells)[rows]
    return rows[moved], first[moved]


def _is_moved(cells: Cells, _column: str) -> Judged:
    rows, _ = cells.once(_first_elsewhere)
    moved = cells.marked(rows)
    return Judged(moved, concerned=moved)


def _from_where(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    moved, first = cells.once(_first_elsewhere)
    at = first[np.searchsorted(moved, rows)]
    return {"first": named_rows(cells, at), "here": _spot(cells, rows), "there": _spot(cells, at)}


def _spot(cells: Cells, rows: Integers) -> Strings:
    """Return where and when rows say that it was, as they write it."""
    parts = [cells.said(name, rows) for name in ("place_name", "place", *_WHEN)]
    told = []
    for name, place, start, end in zip(*parts, strict=True):
        days = " to ".join(dict.fromkeys(day for day in (start, end) if day))
        told.append(", ".join(text for text in (name or place, days) if text) or "not stated")
    return np.array([*told, None], dtype=object)[:-1]


_EVENT = {"source_key": "MLI90001", "precision": "day", "period_start": "2022-03-12"}
_THERE = {**_EVENT, "period_end": "2022-03-12", "edition": "2022-04-01"}
_LATER = {**_THERE, "edition": "2022-05-01"}

CHECKS = (
    Check(
        name="event-moved",
        severity="warning",
        phase="table",
        at=("source_key",),
        find=_is_moved,
        reads=(*_SAME, *_WHERE, *_WHEN),
        message="{value} is at {here} here, and at {there} in {first}",
        hint="Keep the row of the later release only. Two rows of one event that lie elsewhere are "
        "two quantities, and both would be added.",
        why="Databases move events when they learn where and when they happened. In a table of "
        "several releases the event is then there twice, and nothing else tells.",
        bad=(
            (_THERE, {**_LATER, "place": "NER"}),
            (_THERE, {**_LATER, "period_start": "2022-03-14", "period_end": "2022-03-14"}),
        ),
        good=(
            (_THERE, {**_LATER, "measure": "injured", "place": "NER"}),
            (_THERE, {**_LATER, "source": "AFP", "place": "NER"}),
            (_THERE, {**_LATER, "best": 35.0}),
        ),
        facts=_from_where,
        value_free=("first",),
        within=("source_key",),
    ),
)

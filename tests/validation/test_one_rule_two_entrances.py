"""A row has no error of the phases up to `rows` if and only if `Figure` accepts it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crisisfigures.figure import RULES, Figure
from crisisfigures.table import COLUMNS, DTYPES
from crisisfigures.validation import checks, error_codes, validate

_NUMBERS = [0.0, -0.0, 3.0, 5.0, 5.5, 20.0, -1.0, 2.0**53, 2.0**53 + 2, float("inf"), -float("inf")]
_DAYS = [date(2022, 3, 1), date(2022, 3, 7), date(2022, 3, 31), date(2022, 5, 31), date(2021, 1, 1)]
_TEXTS = {
    "published_on": ["2022-06", "2022", "2022-06-14", "14/06/22", "2022-02-30", "2022-W24", ""],
    "retrieved_on": ["2022-06-14", "today", ""],
    "unread": ["high=12O", "period=spring", "torn page"],
    "source": ["AFP", "UN OCHA", ""],
    "cause": ["conflict", ""],
    "id": ["a", "b", ""],
}


def _cells(name: str) -> st.SearchStrategy[object]:
    """Return cells of a column, sound and broken, more often missing than not."""
    column = COLUMNS[name]
    if column.words is not None:
        known = sorted(column.words)
        return st.none() | st.sampled_from(known) | st.sampled_from([*known, "nonsense", ""])
    if name in _TEXTS:
        return st.none() | st.sampled_from(_TEXTS[name])
    return {
        "number": st.none() | st.sampled_from([0.5, *_NUMBERS]),
        "day": st.none() | st.sampled_from(_DAYS),
        "flag": st.booleans(),
        "text": st.none(),
    }[column.kind]


# What a row mostly says, so that sound rows are met as often as broken ones.
_USUAL = {"measure": "killed", "source": "AFP", "best": 5.0}
_MOVED = [
    name
    for name, column in COLUMNS.items()
    if column.words is not None or column.kind != "text" or name in _TEXTS
]


@st.composite
def _rows(draw: st.DrawFn) -> dict[str, object]:
    names = draw(st.lists(st.sampled_from(_MOVED), max_size=6, unique=True))
    return {**_USUAL, **{name: draw(_cells(name)) for name in names}}


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    made = {}
    for name in names:
        cells = [row.get(name) for row in rows]
        kind = COLUMNS[name].kind
        if kind == "flag":
            cells = [bool(cell) for cell in cells]
        made[name] = pd.Series(cells, dtype=DTYPES[kind])
    return pd.DataFrame(made)


def _is_accepted(row: dict[str, object]) -> bool:
    try:
        Figure(**row)
    except ValidationError:
        return False
    return True


_EARLY = {
    check.name
    for check in checks().values()
    if check.severity == "error" and check.phase in ("coercion", "cells", "rows")
}


def _tables():
    """Return lists of rows, each of a file of its own: cells of one line are one finding."""
    rows = st.lists(_rows(), min_size=1, max_size=12)
    return rows.map(lambda rows: [row | {"file": f"{at}.csv"} for at, row in enumerate(rows)])


@settings(max_examples=100)
@given(_tables())
def test_a_table_and_the_model_refuse_the_same_rows(rows):
    # Beside a sound row: a column that is empty throughout is a fault of the table.
    findings = validate(_table([*rows, _USUAL])).findings
    refused = set(findings["row"][findings["code"].isin(_EARLY)])
    assert refused == {at for at, row in enumerate(rows) if not _is_accepted(row)}


@settings(max_examples=100)
@given(_rows())
def test_a_table_names_the_rules_that_the_model_names(row):
    """But for unread cells, which the table tells apart, and "" in a closed list, found once."""
    row.pop("unread", None)
    row = {name: None if cell == "" else cell for name, cell in row.items()}
    findings = validate(_table([row])).findings
    found = {
        (code, column)
        for code, column in zip(findings["code"], findings["column"], strict=True)
        if code in _EARLY
    }
    try:
        Figure(**row)
        refused = set()
    except ValidationError as error:
        refused = {(fault["type"], fault["loc"][0]) for fault in error.errors()}
    assert found == refused


@settings(max_examples=50)
@given(_tables())
def test_the_fast_path_names_an_error_of_each_row_in_error(rows):
    table = _table([*rows, _USUAL])
    findings = validate(table).findings
    codes, names = error_codes(table)
    errors = findings[(findings["severity"] == "error") & (findings["code"] != "duplicate-id")]
    by_row = errors.groupby("row")["code"].agg(set).to_dict()
    assert {int(row) for row in np.flatnonzero(codes >= 0)} == set(by_row)
    for row, faults in by_row.items():
        assert names[codes[row]] in faults


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_of_the_model_is_in_an_early_phase(rule):
    assert rule.code in _EARLY or rule.code == "unread-cell"

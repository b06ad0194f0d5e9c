"""The table as a check sees it."""

import numpy as np
import pytest

from crisisfigures.plugins import Cells, _checks, combined, each_distinct
from crisisfigures.validation import sample_table, validate

ROWS = (
    {"source": "AFP", "cause": "conflict"},
    {"source": "AFP", "cause": None, "unread": "high=1O; low=%3D%25"},
    {"source": None, "cause": "conflict", "unread": "torn page"},
    {"source": "AFP", "cause": "conflict", "unread": "high=1O"},
)


@pytest.mark.parametrize("few", [0, 1 << 16])
def test_a_rule_is_asked_once_for_each_combination(monkeypatch, few):
    monkeypatch.setattr(_checks, "_FEW_COMBINATIONS", few)
    asked = []

    def rule(source, cause):
        asked.append((source, cause))
        return source is None or cause is None

    cells = Cells(sample_table(ROWS))
    assert cells.judge(rule, "source", "cause").tolist() == [False, True, True, False]
    assert sorted(asked, key=str) == [("AFP", "conflict"), ("AFP", None), (None, "conflict")]


@pytest.mark.parametrize("few", [0, 1 << 16])
def test_combinations_have_a_row_each(monkeypatch, few):
    monkeypatch.setattr(_checks, "_FEW_COMBINATIONS", few)
    keys = [np.array([0, -1, 0, 1]), np.array([2, 2, 2, -1])]
    ids, rows = combined(keys, [2, 3])
    assert ids[0] == ids[2]
    assert len(set(ids.tolist())) == 3
    for at, key in zip(ids, range(4), strict=True):
        assert [k[rows[at]] for k in keys] == [k[key] for k in keys]


def test_unread_cells_are_known_by_column_with_what_they_said():
    cells = Cells(sample_table(ROWS))
    assert cells.is_unread("high").tolist() == [False, True, False, True]
    assert cells.said("high", np.array([0, 1, 3])).tolist() == ["40", "1O", "1O"]
    assert cells.said("low", np.array([1])).tolist() == ["=%"]
    assert cells.is_unread("unread").tolist() == [False, False, True, False]
    assert not cells.is_unread("best").any()


def test_cells_are_said_as_text():
    cells = Cells(sample_table({"low": 1.5, "best": 2e6, "high": 1e300, "cause": None}))
    row = np.array([0])
    said = [cells.said(name, row)[0] for name in ("low", "best", "high", "cause", "period_start")]
    assert said == ["1.5", "2000000", "1e+300", None, "2022-03-01"]
    assert cells.said("no such column", row).tolist() == [None]


def test_each_distinct_entry_is_asked_once():
    asked = []

    def shout(word):
        asked.append(word)
        return word.upper()

    assert each_distinct(shout, np.array(["a", "b", "a"], dtype=object)).tolist() == ["A", "B", "A"]
    assert asked == ["a", "b"]
    assert each_distinct(shout, np.array([], dtype=object)).tolist() == []


def test_what_is_made_once_is_shared():
    made = []

    def make(cells, name):
        made.append(name)
        return len(made)

    cells = Cells(sample_table(ROWS))
    assert [cells.once(make, "low"), cells.once(make, "low"), cells.once(make, "high")] == [1, 1, 2]


def test_long_tables_are_judged_by_two_threads_as_short_ones_are(monkeypatch):
    """Rows are compared beside the other checks; what is found is the same."""
    rows = ({"id": "a"}, {"id": "a"}, {"id": "a", "event": "flood"}, {"measure": "kiled"})
    table = sample_table(rows)
    alone = validate(table)
    monkeypatch.setattr("crisisfigures.validation._run._MANY_ROWS", 1)
    beside = validate(table)
    assert beside.to_json() == alone.to_json()
    assert beside.counts["duplicate-row"] == 1

"""Numbers beside the sum that their publisher makes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate

SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
COUNTS = st.integers(0, 10**6)


def _counts(*rows):
    return validate(sample_table(rows)).counts


@given(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), st.integers(-3, 3))
def test_the_dead_of_an_event_are_the_sum_of_its_sides(sides, off):
    best = max(sum(sides) + off, 0)
    cells = dict(zip(SIDES, map(str, sides), strict=True))
    counts = _counts({**cells, "low": None, "best": float(best), "high": None})
    assert counts == ({} if best == sum(sides) else {"components-misfit": 1})


@pytest.mark.parametrize("dropped", SIDES)
def test_without_one_of_the_sides_there_is_no_sum(dropped):
    cells = {name: "9" for name in SIDES if name != dropped}
    assert _counts(cells) == {}


def test_the_sum_is_said():
    cells = dict(zip(SIDES, ("1", "2", "3", "1000"), strict=True))
    (message,) = validate(sample_table(cells)).findings["message"]
    assert message.endswith("of those unknown: 1 + 2 + 3 + 1,000 = 1,006")


def _disaster(total, *, key="2022-9001-MLI", **parts):
    row = {"source_key": key, "definition": "emdat", "low": None, "high": None, "event": key}
    rows = [{**row, "measure": name, "best": float(number)} for name, number in parts.items()]
    of_all = {"measure": "affected", "definition": "emdat:total_affected", "is_rollup": True}
    return (*rows, {**row, **of_all, "best": float(total)})


@given(st.lists(st.tuples(COUNTS, COUNTS, st.integers(-2, 2)), min_size=1, max_size=6))
def test_all_that_were_affected_are_the_sum_of_their_parts(disasters):
    rows = [
        row
        for at, (injured, affected, off) in enumerate(disasters)
        for row in _disaster(
            max(injured + affected + off, 0), key=f"{at}", injured=injured, affected=affected
        )
    ]
    n_off = sum(max(one + other + off, 0) != one + other for one, other, off in disasters)
    assert _counts(*rows).get("affected-total-misfit", 0) == n_off


def test_a_part_that_is_stated_twice_leaves_the_sum_open():
    rows = _disaster(40, injured=30)
    assert "affected-total-misfit" not in _counts(rows[0], rows[0], rows[1])
    assert _counts(*rows) == {"affected-total-misfit": 1}

"""Faults put into clean tables at known places are found there, each once, and nothing else is."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError
from crisisfigures.testing import clean_table, inject_faults
from crisisfigures.validation import Profile, checks, validate
from crisisfigures.validation._samples import JUDGED_ON

BY_DAY = {"date-in-future", "stale-figure"}
OF_COLUMNS = {
    "empty-table",
    "expected-column-missing",
    "misspelt-column",
    "required-column-missing",
}
MIXED = sorted(checks().keys() - OF_COLUMNS - BY_DAY - {"code-for-unknown"})


def _places(found: pd.DataFrame) -> Counter[tuple[object, ...]]:
    """Return code, row and column of each finding; missing ones are None."""
    cells = found[["code", "row", "column"]].astype(object)
    return Counter(map(tuple, cells.where(cells.notna(), None).to_numpy().tolist()))


def _found(table, **options) -> Counter[tuple[object, ...]]:
    return _places(validate(table, **options).findings)


@pytest.mark.parametrize("n", [1, 2, 19, 20, 137, 5_000])
@pytest.mark.parametrize("seed", [0, 1])
def test_in_a_clean_table_nothing_is_found(n, seed):
    table = clean_table(n, seed=seed)
    report = validate(table, as_of=JUDGED_ON)
    assert len(table) == n
    assert (report.counts, report.not_evaluated) == ({}, {})


@pytest.mark.parametrize("code", checks())
def test_each_kind_of_fault_is_found_where_it_was_put(code):
    for seed in range(len(checks()[code].bad)):
        table, truth = inject_faults(clean_table(60, seed=seed), [code], seed=seed)
        assert set(truth["code"]) == {code}
        assert _found(table, as_of=JUDGED_ON) == _places(truth)


@settings(max_examples=40, deadline=None)
@given(
    codes=st.lists(st.sampled_from(MIXED), min_size=1, max_size=30, unique=True),
    size=st.integers(1, 300),
    n=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_mixtures_of_faults_are_found_exactly(codes, size, n, seed):
    table, truth = inject_faults(clean_table(size, seed=seed), codes, n=n, seed=seed)
    assert Counter(truth["code"]) == dict.fromkeys(codes, n)
    assert _found(table) == _places(truth)


def test_all_faults_at_once_are_found_exactly():
    table, truth = inject_faults(clean_table(20_000), n=5)
    assert set(truth["code"]) == set(MIXED)
    assert _found(table) == _places(truth)


@pytest.mark.parametrize("rows", [30, 100, 433])
def test_in_parts_the_same_faults_are_found(rows):
    table, truth = inject_faults(clean_table(300), n=2)
    parts = (table.iloc[at : at + rows] for at in range(0, len(table), rows))
    assert _found(parts) == _places(truth)


def test_the_rows_that_were_there_are_left_as_they_are():
    clean = clean_table(200)
    clean["region"] = [f"region {at % 7}" for at in range(200)]
    before = clean.copy()
    table, truth = inject_faults(clean, n=2, seed=5)
    pd.testing.assert_frame_equal(clean, before)
    kept = table[table["id"].isin(clean["id"])]
    pd.testing.assert_frame_equal(
        kept[clean.columns].reset_index(drop=True), clean, check_dtype=False
    )
    assert not set(truth["row"]) & set(kept.index)
    assert set(table["region"]) == set(clean["region"])
    assert _found(table) == _places(truth)


def test_a_table_of_other_types_keeps_what_it_says():
    clean = clean_table(100)
    categories = clean.astype({"measure": "category", "source": "category"}).set_index("id")
    table, truth = inject_faults(categories, seed=3)
    assert _found(table) == _places(truth)


def test_the_seed_decides():
    one, two, other = (inject_faults(clean_table(50), seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one[0], two[0])
    pd.testing.assert_frame_equal(one[1], two[1])
    assert one[1]["row"].tolist() != other[1]["row"].tolist()


def test_a_fault_that_a_check_of_the_users_does_not_find_is_missed():
    """That is what it is for: with a check turned off, the truth says what is not found."""
    table, truth = inject_faults(clean_table(50), ["unit-misfit", "unknown-measure"])
    report = _found(table, profile=Profile(severity={"unit-misfit": "off"}))
    assert [code for code, _, _ in _places(truth) - report] == ["unit-misfit"]


def test_faults_survive_a_file(tmp_path):
    """Written and read again, a table has the same faults, at the same lines."""
    # Reading knows these by other names: it looks at the cells of the file, and not of the table.
    otherwise = {"contradictory-cell", "row-too-long", "year-misfit"}
    # A blank text is nothing at all in a file, and no date of one is off the calendar.
    lost = {"blank-text", "day-off-calendar"}
    codes = sorted(set(MIXED) - otherwise - lost)
    table, truth = inject_faults(clean_table(100), codes)
    cf.write(table, tmp_path / "claims.csv")
    assert _found(tmp_path / "claims.csv") == _places(truth)


@pytest.mark.parametrize(
    ("codes", "n", "words"),
    [
        (["no-such-check"], 1, "'no-such-check' is no check"),
        (["unit-misfit"], 0, "n=0"),
        (["misspelt-column"], 2, "put in alone"),
        (["misspelt-column", "unit-misfit"], 1, "put in alone"),
    ],
)
def test_what_cannot_be_put_in_is_refused(codes, n, words):
    with pytest.raises(OptionError, match=words):
        inject_faults(clean_table(5), codes, n=n)


def test_a_clean_table_has_rows():
    with pytest.raises(OptionError, match="n=0"):
        clean_table(0)

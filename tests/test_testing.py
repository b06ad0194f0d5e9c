"""What users test with: tables compared by what they say, and strategies that keep the rules."""

import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given

from crisisfigures import testing
from crisisfigures.errors import MissingExtraError
from crisisfigures.estimate import Estimate
from crisisfigures.figure import Figure
from crisisfigures.period import Period
from crisisfigures.table import COLUMNS, DTYPES, to_figures
from crisisfigures.testing import assert_tables_equal, estimates, figures, periods, tables

TOLL = pd.DataFrame(
    {"measure": ["killed", "idps"], "low": [300.0, None], "source": ["MSA", "OCHA"]}
)


def test_a_table_equals_itself():
    assert_tables_equal(TOLL, TOLL.copy())


def test_an_absent_column_is_its_default():
    assert_tables_equal(TOLL, TOLL.assign(unit="person", modality=[None, "observed"], event=None))


def test_categories_an_index_and_the_order_of_columns_say_nothing():
    other = TOLL.astype({"measure": "category"})[["source", "low", "measure"]]
    assert_tables_equal(TOLL, other.set_axis([7, 9]))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (TOLL.assign(unit="household"), "unit: row 0 has 'person', row 0 has 'household'"),
        (TOLL.assign(low=[300.0, 4.0]), "low: row 1 has None, row 1 has 4.0"),
        (TOLL.assign(low=[301.0, None]), "low: row 0 has 300.0"),
        (TOLL.assign(note=["a", None]), "note: row 0 has None"),
        (TOLL.head(1), "2 and 1 rows"),
    ],
)
def test_a_difference_is_named_by_column_and_row(other, words):
    with pytest.raises(AssertionError, match=words):
        assert_tables_equal(TOLL, other)


def test_a_failure_counts_the_rows_that_it_does_not_name():
    many = pd.DataFrame({"low": [1.0] * 9})
    with pytest.raises(AssertionError, match="and 6 more"):
        assert_tables_equal(many, many + 1)


def test_columns_may_be_left_out_of_the_comparison():
    assert_tables_equal(TOLL, TOLL.assign(unit="household"), ignore=["unit"])


def test_rows_in_another_order_are_equal_only_if_asked():
    turned = TOLL[::-1]
    assert_tables_equal(TOLL, turned, ignore_order=True)
    with pytest.raises(AssertionError, match="the tables differ"):
        assert_tables_equal(TOLL, turned)
    with pytest.raises(AssertionError, match="low"):
        assert_tables_equal(TOLL, turned.assign(low=5.0), ignore_order=True)


@given(tables())
def test_drawn_tables_have_canonical_types_and_rows_that_are_figures(table):
    for name in table.columns:
        if name in COLUMNS and not isinstance(table[name].dtype, pd.CategoricalDtype):
            assert table[name].dtype == DTYPES[COLUMNS[name].kind]
    assert len(to_figures(table)) == len(table)


@given(figures(), periods(), estimates())
def test_values_are_drawn_as_what_they_are(figure, period, estimate):
    assert isinstance(figure, Figure)
    assert isinstance(period, Period)
    assert isinstance(estimate, Estimate)
    assert not estimate.signed


def test_without_hypothesis_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(testing, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"crisisfigures\[dev\]"):
        estimates()


def test_comparing_tables_does_not_load_hypothesis():
    code = "import sys, crisisfigures.testing; print('hypothesis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

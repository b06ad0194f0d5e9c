"""Bundles: rows that nothing tells apart are one figure, and no result shows it."""

from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.aggregation import _aggregate
from crisisfigures.aggregation._bundles import bundles_of, each_row
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.table import Columns, normalise

ASKED = [
    {"places": "country", "periods": "year", "complete": "events", "at": "last"},
    {"places": "country", "periods": "month", "at": "last"},
    {"places": ["MLI", "m49:011"], "periods": ["2024-01/2024-03", "2024-02"], "at": "peak"},
    {"places": "country", "complete": {"events", "places"}},
    {"periods": "quarter", "at": "mean"},
    {"places": "country", "periods": "month", "split": "days", "at": "last"},
]


def events(*rows):
    """Return a table of results: events of one place and day, with what is changed of each."""
    base = {
        "measure": "killed",
        "place": "MLI",
        "place_system": "iso3166-1",
        "period_start": "2024-03-05",
        "period_end": "2024-03-05",
        "low": 1.0,
        "best": 2.0,
        "high": 4.0,
        "source": "UN",
        "role": "derived",
        "status": "present",
        "caveat": None,
    }
    told = [{"event": f"e{at:02d}", **base, **row} for at, row in enumerate(rows)]
    table = normalise(pd.DataFrame(told)).assign(quantity=[f"q{at:02d}" for at in range(len(told))])
    return table.assign(id=table["quantity"], claim_ids="c of " + table["quantity"])


ODD = [
    {"event": None},
    {"event": "e01"},
    {"event": "e03", "best": 9.0, "high": 9.0},
    {"high": np.nan},
    {"low": np.nan},
    {"best": np.nan},
    {"low": 2.0, "best": np.nan, "high": 2.0},
    {"low": 2.5, "best": 3.25},
    {"high": np.nan, "quantifier": "vague", "high_kind": "convention"},
    {"quantifier": "vague", "high_kind": "convention"},
    {"low_kind": "rounding"},
    {"source": "AFP"},
    {"place": None},
    {"place": "NER"},
    {"place": "ML-9", "place_system": "iso3166-2"},
    {"period_start": "2024-03-06", "period_end": "2024-03-07"},
    {"period_start": "2024-02-20", "period_end": "2024-03-07"},
    {"period_start": "2024-04-01", "period_end": "2024-04-01"},
    {"period_kind": "within"},
    {"period_end": None},
    {"measure": "idps", "basis": "stock"},
    {"measure": "injured"},
    {"measure": "new_displacements"},
    {"basis": "cumulative"},
    {"unit": "household"},
    {"status": "missing", "low": np.nan, "best": np.nan, "high": np.nan},
    {"status": "suppressed"},
    {"caveat": "of a kind"},
    {"is_partial": True},
    {"is_disputed": True},
    {"place_name": "Bamako"},
    {"level": 0.9, "range_kind": "interval"},
]
ROWS = st.lists(
    st.just({}) | st.just({"low": 0.0, "best": 3.0}) | st.sampled_from(ODD), min_size=1, max_size=14
)


def told(result, asked):
    found = cf.aggregate(result, **asked)
    return found.table, found.parts


def compared(rows, asked):
    """Hold what comes of rows put together against what comes of each by itself."""
    table = events(*rows)
    result = Reconciliation(table, table, pd.DataFrame(), "as given", {}, None, None)
    found = told(result, asked)
    with mock.patch.object(_aggregate, "bundles_of", lambda rows, _: (each_row(rows.n), rows)):
        by_row = told(result, asked)
    for one, other in zip(found, by_row, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@given(ROWS, st.sampled_from(ASKED))
def test_what_is_taken_as_one_figure_comes_to_what_its_rows_come_to(rows, asked):
    compared(rows, asked)


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_only_some_rows_say_is_not_lost(odd):
    for asked in (ASKED[0], ASKED[3], ASKED[4]):
        compared([{}, {}, odd, {}, {}, odd, {}, {}], asked)
        compared([odd, {}, {}, odd, {}, {}, {}, {}], asked)


def sizes(*rows, spans="month"):
    bundles, _ = bundles_of(Columns(events(*rows)), spans)
    return sorted(bundles.sizes.tolist())


def test_events_of_one_place_and_month_are_one_figure():
    march = {"period_start": "2024-03-09", "period_end": "2024-03-11"}
    april = {"period_start": "2024-04-01", "period_end": "2024-04-01"}
    assert sizes({}, march, {}, april, {}, {}) == [1, 5]
    assert sizes({}, march, {}, april, {}, {}, spans=None) == [1, 1, 4]


def test_rows_in_between_are_figures_of_their_own():
    assert sizes({}, {"source": "AFP"}, {}, {"source": "AFP"}, {}, {}) == [2, 4]
    assert sizes({}, {}, {"low": np.nan}, {}, {}) == [1, 4]


@pytest.mark.parametrize(
    "odd",
    [
        {"event": None},
        {"event": "e00"},
        {"low": np.nan},
        {"quantifier": "vague", "high_kind": "convention"},
        {"measure": "idps"},
        {"status": "none_recorded"},
        {"low": 5.0},
    ],
)
def test_what_is_not_added_up_as_it_is_stays_alone(odd):
    assert sizes({}, {}, {}, odd, odd, {}, {})[:2] == [1, 1]


def test_ends_are_open_in_all_rows_of_a_figure_or_in_none():
    opened = {"best": np.nan, "high": np.nan}
    assert sizes({}, opened, {}, opened, opened, {}) == [3, 3]


@pytest.mark.parametrize("number", [1 / 3, 2.0**50])
def test_sums_that_depend_on_the_order_are_left_to_the_end(number):
    high = {"low": number, "best": number, "high": number}
    assert sizes({}, {}, {}, high) == [1, 1, 1, 1]

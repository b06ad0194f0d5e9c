import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError

HERE = {"place": "MLI", "place_system": "iso3166-1", "source": "IOM"}
MAY = {
    "measure": "idps",
    "basis": "stock",
    "period_start": "2024-05-31",
    "period_end": "2024-05-31",
}
JUNE = {**MAY, "period_start": "2024-06-30", "period_end": "2024-06-30"}
JULY = {**MAY, "period_start": "2024-07-31", "period_end": "2024-07-31"}
MOVED = {"basis": "flow", "period_start": "2024-06-01", "period_end": "2024-06-30"}
FLED = {**MOVED, "measure": "new_displacements"}
RETURNED = {**MOVED, "measure": "returns"}


def table(*rows):
    return cf.to_frame([cf.Figure(**{**HERE, **row}) for row in rows])


def terms(row, *names):
    both = [(row[f"{name}_low"], row[f"{name}_high"]) for name in names]
    return [tuple(None if math.isnan(end) else end for end in ends) for ends in both]


def test_all_four_are_held_against_each_other():
    told = cf.balance(
        table(
            {**MAY, "best": 40_000},
            {**FLED, "best": 6_000},
            {**RETURNED, "low": 1_000, "high": 2_000},
            {**JUNE, "best": 44_500},
        )
    )
    assert len(told) == 1
    row = told.iloc[0]
    assert row["balances"] == "possible"
    assert terms(row, "expected", "solved") == [(44_000, 45_000), (None, None)]
    assert pd.isna(row["unknown"])


def test_what_cannot_be_true_says_by_how_much():
    told = cf.balance(
        table(
            {**MAY, "best": 40_000},
            {**FLED, "best": 6_000},
            {**RETURNED, "best": 1_000},
            {**JUNE, "low": 46_000, "high": 47_000},
        )
    )
    assert (told["balances"][0], told["gap"][0]) == ("impossible", 1_000)


@pytest.mark.parametrize(
    ("rows", "unknown", "solved"),
    [
        ([{**FLED, "best": 6_000}], "outflow", (1_000, 2_000)),
        ([{**RETURNED, "low": 500, "high": 600}], "inflow", (4_500, 5_600)),
        ([{**FLED, "low": 6_000}], "outflow", (1_000, None)),
    ],
)
def test_the_unknown_term_is_what_the_others_leave_it(rows, unknown, solved):
    stocks = [{**MAY, "best": 40_000}, {**JUNE, "low": 44_000, "high": 45_000}]
    row = cf.balance(table(*stocks, *rows)).iloc[0]
    assert row["unknown"] == unknown
    assert terms(row, "solved") == [solved]


@pytest.mark.parametrize(
    ("stock", "unknown", "solved"),
    [
        ({**MAY, "low": 100, "high": 110}, "closing", (115, 126)),
        ({**JUNE, "best": 100}, "opening", (84, 85)),
        ({**JUNE, "best": 10}, "opening", (0, 0)),
    ],
)
def test_the_stock_that_is_not_stated_is_what_the_others_leave_it(stock, unknown, solved):
    moved = ({**FLED, "low": 20, "high": 21}, {**RETURNED, "best": 5})
    gone = {**(JUNE if unknown == "closing" else MAY), "status": "missing"}
    told = cf.balance(table(stock, *moved, gone))
    assert told["unknown"].tolist() == [unknown]
    row = told.iloc[0]
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2024-05-31",
        "2024-06-30",
    )
    assert row["place"] == "MLI"
    if solved == (0, 0):
        assert (row["balances"], row["gap"]) == ("impossible", 5)
    else:
        assert terms(row, "solved", unknown) == [solved, (None, None)]


def test_more_returned_than_were_there_is_impossible_whatever_the_closing_stock():
    told = cf.balance(
        table(
            {**MAY, "best": 10}, {**FLED, "best": 2}, {**RETURNED, "best": 50}, {**JULY, "best": 1}
        )
    )
    assert told["unknown"].fillna("").tolist() == ["", "closing"]
    assert told["balances"].tolist() == ["unknown", "impossible"]
    assert told["gap"].tolist()[1] == 38


def test_two_unknown_terms_solve_nothing():
    row = cf.balance(table({**MAY, "best": 40_000}, {**JUNE, "best": 44_000})).iloc[0]
    assert row["balances"] == "unknown"
    assert terms(row, "expected", "solved") == [(0, None), (None, None)]


def test_more_there_than_can_have_come_is_impossible():
    row = cf.balance(
        table({**MAY, "best": 40_000}, {**FLED, "best": 1_000}, {**JUNE, "best": 44_000})
    ).iloc[0]
    assert (row["balances"], row["gap"], row["unknown"]) == ("impossible", 3_000, "outflow")
    assert terms(row, "solved") == [(None, None)]


def test_only_movements_of_just_those_days_count():
    rows = [{**MAY, "best": 40_000}, {**JUNE, "best": 44_000}, {**JULY, "best": 44_000}]
    told = cf.balance(table(*rows, {**FLED, "best": 6_000}))
    assert told["unknown"].tolist()[0] == "outflow"
    assert told["balances"].tolist() == ["possible", "unknown"]
    half = cf.balance(table(*rows[:2], {**FLED, "best": 6_000, "period_start": "2024-06-15"}))
    assert half["balances"].tolist() == ["unknown"]


def test_one_source_by_default_and_any_of_a_reconciled_table():
    claims = table(
        {**MAY, "best": 40_000},
        {**JUNE, "best": 44_000},
        {**FLED, "best": 6_000, "source": "UNHCR"},
    )
    assert cf.balance(claims)["balances"].tolist() == ["unknown"]
    told = cf.balance(cf.reconcile(claims).table, by_source=False)
    assert told["unknown"].tolist() == ["outflow"]


def test_misuse_is_refused():
    with pytest.raises(OptionError, match="no two stocks"):
        cf.balance(table({**MAY, "best": 1}))
    with pytest.raises(OptionError, match="'killed' is no stock"):
        cf.balance(table({**MAY, "best": 1}), stock="killed")
    with pytest.raises(UnknownNameError):
        cf.balance(table({**MAY, "best": 1}), inflow="influx")


small = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: tuple(sorted(pair)))


@given(opening=small, came=small | st.none(), left=small | st.none(), closing=small)
def test_the_balance_is_exact(opening, came, left, closing):
    rows = [(MAY, opening), (FLED, came), (RETURNED, left), (JUNE, closing)]
    row = cf.balance(
        table(*({**base, "low": r[0], "high": r[1]} for base, r in rows if r is not None))
    ).iloc[0]
    if came is None and left is None:
        assert row["balances"] == "unknown"
        return
    # What is not stated is searched far enough: nothing here is above 4.
    numbers = [range(r[0], r[1] + 1) if r else range(13) for r in (opening, came, left, closing)]
    true = [x for x in itertools.product(*numbers) if x[0] + x[1] - x[2] == x[3]]
    assert row["balances"] == ("possible" if true else "impossible")
    if true and (came is None or left is None):
        values = {x[1 if came is None else 2] for x in true}
        assert terms(row, "solved") == [(min(values), max(values))]


ABOUT = {"approximate": True, "quantifier": "approximately", "convention": "plain/1"}


@pytest.mark.parametrize(
    ("opening", "closing", "answer"),
    [
        ({"best": 100}, {"best": 200}, "impossible"),
        ({"low": 90, "high": 110}, {"low": 180, "high": 220}, "impossible"),
        # Of "about 100" nobody said that it is at most 110.
        ({"low": 90, "high": 110, "high_kind": "convention", **ABOUT}, {"best": 200}, "apart"),
        ({"best": 100}, {"low": 180, "high": 220, "low_kind": "convention", **ABOUT}, "apart"),
        # The other end is the convention's, and parts nothing.
        ({"low": 90, "high": 110, "low_kind": "convention"}, {"best": 200}, "impossible"),
        ({"low": 90, "high": 110, "high_kind": "derived"}, {"best": 200}, "apart"),
        ({"best": 300}, {"low": 90, "high": 110, "high_kind": "rounding"}, "apart"),
        ({"best": 300}, {"low": 90, "high": 110, "low_kind": "rounding"}, "impossible"),
        ({"best": 300}, {"low": 90, "high": 110, "range_kind": "interval", "level": 0.9}, "apart"),
    ],
)
def test_an_end_that_nobody_stated_makes_nothing_impossible(opening, closing, answer):
    moved = ({**FLED, "best": 20}, {**RETURNED, "best": 0})
    told = cf.balance(table({**MAY, **opening}, *moved, {**JUNE, **closing}))
    assert told["balances"].tolist() == [answer]
    assert told["gap"][0] > 0


def test_a_number_that_is_excluded_is_none_that_balances():
    opening = {**MAY, "low": 100, "low_kind": "exclusive"}
    moved = ({**FLED, "best": 0}, {**RETURNED, "best": 10})
    for high, balances in ((91, "impossible"), (92, "possible")):
        closing = {**JUNE, "high": high, "high_kind": "exclusive"}
        row = cf.balance(table(opening, *moved, closing)).iloc[0]
        assert row["balances"] == balances
        assert terms(row, "opening", "closing") == [(101, None), (0, high - 1)]
    unknown = cf.balance(table(opening, moved[0], {**JUNE, "best": 90})).iloc[0]
    assert terms(unknown, "solved") == [(11, None)]


def test_a_stock_of_some_day_in_a_month_makes_nothing_impossible():
    may = {**MAY, "period_start": "2024-05-01", "precision": "month"}
    moved = ({**FLED, "best": 20}, {**RETURNED, "best": 0})
    told = cf.balance(table({**may, "best": 100}, *moved, {**JUNE, "best": 200}))
    assert told["balances"].tolist() == ["apart"]


def test_what_is_in_no_balance_is_counted_by_its_reason():
    said = table(
        {**MAY, "best": 100},
        {**FLED, "low": 1, "high": 4, "status": "suppressed"},
        {**RETURNED, "best": 5, "status": "withdrawn"},
        {**JUNE, "best": 103},
        {**JULY, "best": 103},
        {**JULY, "best": 104},
    )
    reason = "the source says another number of the same period, or none that can be"
    assert cf.balance(said).attrs["left_out"] == {"suppressed": 1, "withdrawn": 1, reason: 2}


def test_a_term_that_is_not_stated_has_no_numbers():
    row = cf.balance(table({**MAY, "best": 40}, {**FLED, "best": 0}, {**JUNE, "best": 40})).iloc[0]
    assert terms(row, "inflow", "outflow") == [(0, 0), (None, None)]

"""Splitting over time: on request, marked, and never where something better is known."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError

HEAD = "measure,figure,place,period,source\n"


def claims(*rows):
    return cf.read(io.StringIO(HEAD + "".join(f"{row}\n" for row in rows)))


def by_period(found):
    table = found.table.sort_values(["place", "period_start"])
    return [
        (row.period_start.strftime("%m"), *(None if x != x else x for x in (row.low, row.high)))
        for row in table.itertuples()
    ]


def test_nothing_is_split_unless_asked_for():
    table = claims("injured,91,Gao,2024-01/2024-03,UN")
    found = cf.aggregate(table, periods="month")
    assert found.table.empty
    assert found.parts["verdict"].tolist() == ["set aside: does not lie within one of the periods"]


def test_by_days_each_period_gets_a_share():
    # 31, 29 and 31 of 91 days.
    table = claims("injured,91 to 182,Gao,2024-01/2024-03,UN")
    found = cf.aggregate(table, periods="month", split="days")
    assert by_period(found) == [("01", 31, 62), ("02", 29, 58), ("03", 31, 62)]
    assert found.parts["share"].tolist() == pytest.approx([31 / 91, 29 / 91, 31 / 91])
    assert set(found.table["completeness"]) == {"total"}


def test_what_is_split_says_so():
    table = claims("injured,91,Gao,2024-01/2024-03,UN")
    found = cf.aggregate(table, periods="month", split="days")
    assert set(found.table["caveat"]) == {"1 figure split by days, as if as many on each"}
    assert set(found.table["low_kind"]) == set(found.table["high_kind"]) == {"convention"}


def test_a_week_joins_two_months():
    # 3 of the 7 days from 29 January lie in January: 3 to 6 of 7 to 14.
    table = claims(
        "injured,10,Gao,2024-01-01/2024-01-28,UN",
        "injured,7 to 14,Gao,2024-01-29/2024-02-04,UN",
        "injured,at least 25,Gao,2024-02-05/2024-02-29,UN",
    )
    found = cf.aggregate(table, periods="month", split="days")
    assert by_period(found) == [("01", 13, 16), ("02", 29, None)]
    assert found.table["completeness"].tolist() == ["total", "total, open above"]


@pytest.mark.parametrize(
    ("split", "months"),
    [("start", [("01", 17, 24), ("02", 25, 25)]), ("end", [("01", 10, 10), ("02", 32, 39)])],
)
def test_whole_by_the_first_or_the_last_day(split, months):
    table = claims(
        "injured,10,Gao,2024-01-01/2024-01-28,UN",
        "injured,7 to 14,Gao,2024-01-29/2024-02-04,UN",
        "injured,25,Gao,2024-02-05/2024-02-29,UN",
    )
    found = cf.aggregate(table, periods="month", split=split)
    assert by_period(found) == months
    assert set(found.table["completeness"]) == {"total"}
    assert sum(found.table["low"]) == 42


def test_where_all_is_counted_elsewhere_nothing_is_said():
    table = claims("injured,7,Gao,2024-01-29/2024-02-04,UN")
    found = cf.aggregate(table, periods="month", split="start")
    assert by_period(found) == [("01", 7, None)]
    assert found.table["completeness"].tolist() == ["lower bound"]


def test_a_figure_of_part_of_its_days_keeps_another_from_being_split():
    table = claims("injured,90,Gao,2024-01/2024-03,UN", "injured,9,Gao,2024-02,UN")
    found = cf.aggregate(table, periods="month", split="days")
    assert by_period(found) == [("02", 9, 9)]
    (left,) = found.parts.loc[found.parts["verdict"] != "counted", "verdict"]
    assert "is not split: a part of its days has a figure" in left


def test_what_others_say_all_of_needs_no_splitting():
    table = claims(
        "injured,70,Gao,2024-01-29/2024-02-04,UN", "injured,20,Gao,2024-02-01/2024-02-29,UN"
    )
    found = cf.aggregate(table, periods=["2024-02"], split="days")
    assert by_period(found) == [("02", 20, 20)]
    assert "set aside: it reaches beyond the period, and others say all of it" in set(
        found.parts["verdict"]
    )


def test_stocks_and_some_day_within_are_never_split():
    stocks = claims("idps,70,Gao,2024-01-29/2024-02-04,UN", "idps,50,Gao,2024-03-31,UN")
    found = cf.aggregate(stocks, periods="month", at="last", split="days")
    assert by_period(found) == [("03", 50, 50)]
    within = claims("injured,70,Gao,2024-01-29/2024-02-04,UN").assign(period_kind="within")
    found = cf.aggregate(within, periods="month", split="days")
    assert found.table.empty
    assert "only says that it happened on some day" in found.parts["verdict"].iloc[0]


def test_an_open_share_stays_open():
    table = claims("injured,at most 91,Gao,2024-01/2024-03,UN")
    found = cf.aggregate(table, periods="month", split="days")
    assert by_period(found) == [("01", 0, 31), ("02", 0, 29), ("03", 0, 31)]


def test_a_piece_of_an_event_is_counted_once():
    table = claims("injured,40,Gao,2023-12-20/2024-01-08,UN").assign(event="flood")
    found = cf.aggregate(table, periods="year", split="start", complete="events")
    assert found.table["period_start"].dt.year.tolist() == [2023]
    assert found.table["best"].tolist() == [40]


def test_it_needs_periods_and_a_way_that_there_is():
    table = claims("injured,91,Gao,2024-01/2024-03,UN")
    with pytest.raises(OptionError, match="periods='month'"):
        cf.aggregate(table, places="country", split="days")
    with pytest.raises(UnknownNameError, match="weeks"):
        cf.aggregate(table, periods="month", split="weeks")


DAY = date(2024, 1, 1)


@given(
    start=st.integers(0, 400),
    n=st.integers(1, 300),
    number=st.integers(0, 10_000),
    split=st.sampled_from(["days", "start", "end"]),
    unit=st.sampled_from(["month", "quarter", "year"]),
)
def test_the_shares_are_the_whole_and_go_by_days(start, n, number, split, unit):
    days = [DAY + timedelta(days=start + i) for i in range(n)]
    table = claims(f"injured,{number},Gao,{days[0]}/{days[-1]},UN")
    found = cf.aggregate(table, periods=unit, split=split)
    assert found.parts["share"].sum() == pytest.approx(1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    counted = days if split == "days" else [days[0]] if split == "start" else [days[-1]]
    of_unit = {}
    for day in counted:
        at = (day.year * 12 + day.month - 1) // months
        of_unit[at] = of_unit.get(at, 0) + number / len(counted)
    made = {
        (row.period_start.year * 12 + row.period_start.month - 1) // months: row.low
        for row in found.table.itertuples()
    }
    assert made == pytest.approx(of_unit)


@pytest.mark.parametrize("split", [None, "days"])
def test_what_lies_in_a_period_is_taken_as_it_is(claims_of, split):
    """0.1 times 3 days by 3 days is not 0.1 in binary numbers."""
    table = claims_of(
        {"period_start": "2024-01-01", "period_end": "2024-01-03", "best": 0.1},
        {"period_start": "2024-01-31", "period_end": "2024-02-01", "best": 2, "place": "ML-1"},
    )
    found = cf.aggregate(table, periods="month", split=split).table
    assert found["low"][found["place"] == "ML-9"].tolist() == [0.1]

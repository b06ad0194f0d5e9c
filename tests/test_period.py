import subprocess
import sys
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import PeriodError, UnknownNameError
from crisisfigures.period import (
    NO_DAY,
    Period,
    day_number,
    fits_precision,
    is_period,
    iso_span,
    partial_span,
    span_precision,
)

FEW_DAYS = st.integers(0, 8)
"""Days drawn from so few that all of Allen's relations come up."""

ANY_DAY = st.dates(date(1, 1, 1), date(9999, 12, 30))


def between(first: int, after: int) -> Period:
    """Return the period of the half-open [first, after), counted in days of a March."""
    march = date(2022, 3, 1)
    return Period(march + timedelta(first), march + timedelta(after - 1))


@st.composite
def periods(draw, may_be_open=True):
    first, last = sorted([draw(FEW_DAYS), draw(FEW_DAYS)])
    period = between(first, last + 1)
    open_end = draw(st.sampled_from([None, "start", "end"] if may_be_open else [None]))
    if open_end == "start":
        return Period(None, period.end)
    return Period(period.start, None) if open_end == "end" else period


def days_of(period: Period) -> set[date]:
    """Return the days of a period, an open one cut to some weeks around March 2022."""
    day, last = period.start or date(2022, 2, 1), period.end or date(2022, 4, 30)
    days = set()
    while day <= last:
        days.add(day)
        day += timedelta(1)
    return days


# Allen (1983): all 13 relations once, on half-open intervals.
ALLEN = [
    ((1, 2), (3, 4), "before"),
    ((1, 3), (3, 4), "meets"),
    ((1, 3), (2, 4), "overlaps"),
    ((1, 4), (1, 2), "started_by"),
    ((1, 2), (1, 4), "starts"),
    ((2, 3), (1, 4), "during"),
    ((1, 4), (2, 3), "contains"),
    ((3, 4), (1, 4), "finishes"),
    ((1, 4), (3, 4), "finished_by"),
    ((1, 4), (1, 4), "equals"),
    ((2, 4), (1, 3), "overlapped_by"),
    ((3, 4), (1, 3), "met_by"),
    ((3, 4), (1, 2), "after"),
]
CONVERSE = {
    "before": "after",
    "meets": "met_by",
    "overlaps": "overlapped_by",
    "starts": "started_by",
    "during": "contains",
    "finishes": "finished_by",
    "equals": "equals",
}
CONVERSE |= {right: left for left, right in CONVERSE.items()}


@pytest.mark.parametrize(("left", "right", "name"), ALLEN)
def test_the_thirteen_relations_have_the_names_that_allen_gave_them(left, right, name):
    assert between(*left).relation(between(*right)) == name


@given(a=periods(), b=periods())
def test_a_relation_read_from_the_other_side_is_its_converse(a, b):
    assert b.relation(a) == CONVERSE[a.relation(b)]


@given(a=periods(), b=periods())
def test_overlap_containment_and_intersection_agree_with_sets_of_days(a, b):
    left, right = days_of(a), days_of(b)
    assert a.overlaps(b) == bool(left & right)
    assert a.contains(b) == (left >= right)
    shared = a.intersection(b)
    assert (days_of(shared) if shared else set()) == left & right


@given(a=periods(), b=periods())
def test_overlap_and_containment_agree_with_the_relation(a, b):
    apart = {"before", "after", "meets", "met_by"}
    assert a.overlaps(b) == (a.relation(b) not in apart)
    within = {"contains", "equals", "started_by", "finished_by"}
    assert a.contains(b) == (a.relation(b) in within)


def test_march_meets_april_and_has_no_day_in_common_with_it():
    march, april = Period.parse("2022-03"), Period.parse("2022-04")
    assert march.relation(april) == "meets"
    assert march.intersection(april) is None


def test_what_two_periods_share_keeps_the_precision_that_its_ends_allow():
    spring, june = Period.parse("2022-03/2022-05"), Period.parse("2022-05/2022-06")
    assert spring.intersection(june) == Period(date(2022, 5, 1), date(2022, 5, 31), "month")
    week = Period.parse("2022-W22")
    assert spring.intersection(week) == Period(date(2022, 5, 30), date(2022, 5, 31), "days")
    assert spring.intersection(Period.parse("2022-05-09")).precision == "day"
    mondays, sundays = Period.parse("2022-W22"), Period(date(2022, 5, 29), date(2022, 6, 4), "week")
    assert mondays.intersection(sundays) == Period(date(2022, 5, 30), date(2022, 6, 4), "days")
    since = Period.parse("2022-04/..").intersection(Period.parse("2022/.."))
    assert since == Period(date(2022, 4, 1), None, "month")


READABLE = [
    ("2022", "2022-01-01", "2022-12-31", "year", "2022"),
    ("2022-02", "2022-02-01", "2022-02-28", "month", "February 2022"),
    ("2024-02", "2024-02-01", "2024-02-29", "month", "February 2024"),
    ("2022-06-14", "2022-06-14", "2022-06-14", "day", "14 June 2022"),
    ("20220614", "2022-06-14", "2022-06-14", "day", "14 June 2022"),
    ("2022-06-14T09:15:00+03:00", "2022-06-14", "2022-06-14", "day", "14 June 2022"),
    ("2022-06-14 00:00:00.000", "2022-06-14", "2022-06-14", "day", "14 June 2022"),
    ("2022-Q2", "2022-04-01", "2022-06-30", "quarter", "Q2 2022"),
    ("2022-W01", "2022-01-03", "2022-01-09", "week", "3–9 January 2022"),
    ("2020-W53", "2020-12-28", "2021-01-03", "week", "28 December 2020 – 3 January 2021"),
    ("2022-03/2022-05", "2022-03-01", "2022-05-31", "month", "March–May 2022"),
    ("2021-11/2022-02", "2021-11-01", "2022-02-28", "month", "November 2021 – February 2022"),
    ("2022-02-24/2022-03-09", "2022-02-24", "2022-03-09", "days", "24 February – 9 March 2022"),
    ("2022-06-14/2022-06-14", "2022-06-14", "2022-06-14", "day", "14 June 2022"),
    ("2022-Q1/2022-Q2", "2022-01-01", "2022-06-30", "quarter", "Q1–Q2 2022"),
    ("2012/2015", "2012-01-01", "2015-12-31", "year", "2012–2015"),
    ("2012/2022-06", "2012-01-01", "2022-06-30", "month", "January 2012 – June 2022"),
    ("2022-W01/2022-W03", "2022-01-03", "2022-01-23", "week", "3–23 January 2022"),
    ("2022-W01/2022-02", "2022-01-03", "2022-02-28", "days", "3 January – 28 February 2022"),
    ("2012/..", "2012-01-01", None, "year", "since 2012"),
    ("2012-03-05/", "2012-03-05", None, "days", "since 5 March 2012"),
    ("../2022-06", None, "2022-06-30", "month", "until June 2022"),
    # EDTF
    ("2022-34", "2022-04-01", "2022-06-30", "quarter", "Q2 2022"),
    ("2022-41", "2022-07-01", "2022-12-31", "quarter", "Q3–Q4 2022"),
    ("2022-06~", "2022-06-01", "2022-06-30", "unknown", "1–30 June 2022"),
    ("2021?/2022", "2021-01-01", "2022-12-31", "unknown", "1 January 2021 – 31 December 2022"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision", "shown"), READABLE)
def test_dates_and_intervals_are_read_to_the_unit_that_they_state(
    text, start, end, precision, shown
):
    period = Period.parse(f" {text} ")
    assert (period.start and period.start.isoformat()) == start
    assert (period.end and period.end.isoformat()) == end
    assert (period.precision, period.kind) == (precision, "covers")
    assert str(period) == shown


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022-XX", "2022-01-01", "2022-12-31"),
        ("2022-06-XX", "2022-06-01", "2022-06-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("[2021,2022]", "2021-01-01", "2022-12-31"),
        ("[2022-06-03,2022-06-09]", "2022-06-03", "2022-06-09"),
    ],
)
def test_a_date_that_is_one_of_several_lies_within_the_period(text, start, end):
    period = Period.parse(text)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert period.kind == "within"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no date"),
        ("../..", "names no date"),
        ("2022-02-30", "no such date"),
        ("2021-W53", "no such date"),
        ("0000", "no such date"),
        ("2022-13", "neither an ISO 8601 nor an EDTF date"),
        ("2022-22", "season"),
        ("2022-28", "season"),
        ("2022-1X", "expected dates"),
        ("{2021,2022}", "expected dates"),
        ("2022-06/2022-03", "before it starts"),
        ("2022/06/14", "expected dates"),
        ("03/04/2024", "neither"),
        ("last week", "expected dates"),
        ("Y170000002", "expected dates"),
        ("[..2020]", "neither"),
        ("٢٠٢٢", "expected dates"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, why):
    with pytest.raises(PeriodError, match=why):
        Period.parse(text)


@settings(max_examples=100)
@given(text=st.text("0123456789-/.XT~?%[]{}QW, :", max_size=14) | st.text(max_size=20))
def test_no_text_raises_anything_but_a_period_error(text):
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert period.start or period.end


def test_nothing_is_printed_while_a_date_is_tried(capsys):
    for text in ("2022-1X", "20X2-X1", "2022-X2-1X"):
        with pytest.raises(PeriodError):
            Period.parse(text)
    assert capsys.readouterr() == ("", "")


def test_a_page_pasted_as_a_date_is_refused_without_being_quoted_in_full():
    with pytest.raises(PeriodError) as caught:
        Period.parse("2022-" * 200_000)
    assert len(str(caught.value)) < 300


@given(day=ANY_DAY)
def test_an_iso_date_comes_back_as_the_day_that_it_names(day):
    assert Period.parse(day.isoformat()) == Period(day, day, "day", stated=day.isoformat())


@given(first=ANY_DAY, second=ANY_DAY)
def test_the_days_of_a_period_are_counted_with_both_ends(first, second):
    start, end = sorted([first, second])
    assert Period(start, end).days == (end - start).days + 1
    assert Period(start, None).days is None
    assert Period(start, None).is_open


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", ("2022-01-01", "2022-12-31", "year")),
        (" 2022-06 ", ("2022-06-01", "2022-06-30", "month")),
        ("2022-06-14", ("2022-06-14", "2022-06-14", "day")),
        ("2022-Q1", ("2022-01-01", "2022-03-31", "quarter")),
    ],
)
def test_a_partial_date_spans_the_unit_that_it_is_known_to(text, expected):
    start, end, precision = partial_span(text)
    assert (start.isoformat(), end.isoformat(), precision) == expected


def test_a_partial_date_is_one_date_and_has_the_shape_of_one():
    with pytest.raises(PeriodError, match="expected a date"):
        partial_span("2022/2023")
    with pytest.raises(PeriodError, match="no such date"):
        partial_span("2022-02-29")
    assert iso_span("June 2022") is None


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2022-06-01", "2022-06-02", "day"),
        ("2022-06-01", None, "day"),
        ("2022-06-01", "2022-06-08", "week"),
        ("2022-06-01", "2022-06-29", "month"),
        ("2022-06-02", "2022-06-30", "month"),
        ("2022-05-01", "2022-06-30", "quarter"),
        ("2022-02-01", "2023-01-31", "year"),
    ],
)
def test_a_precision_that_the_ends_do_not_bear_out_is_refused(start, end, precision):
    days = [None if day is None else date.fromisoformat(day) for day in (start, end)]
    with pytest.raises(PeriodError, match=f"known to the {precision}"):
        Period(*days, precision)


def test_a_period_without_ends_or_with_its_ends_reversed_is_refused():
    with pytest.raises(PeriodError, match="needs a start or an end"):
        Period(None, None)
    with pytest.raises(PeriodError, match="before it starts"):
        Period(date(2022, 6, 2), date(2022, 6, 1))


def test_ends_are_plain_dates():
    assert Period(pd.Timestamp("2022-06-14"), pd.NaT) == Period(date(2022, 6, 14), None)
    with pytest.raises(PeriodError, match="time of day"):
        Period(datetime(2022, 6, 14, 9, 15), None)
    with pytest.raises(PeriodError, match="not a date"):
        Period("2022-06-14", None)


@pytest.mark.parametrize("words", [{"precision": "fortnight"}, {"kind": "partly"}])
def test_words_that_are_not_of_the_lists_are_refused_with_the_list(words):
    with pytest.raises(UnknownNameError, match="Known:"):
        Period(date(2022, 6, 14), None, **words)


def test_the_repr_makes_the_same_period_again():
    import datetime as module

    period = Period.parse("2022-03/2022-05")
    assert eval(repr(period), {"Period": Period, "datetime": module}) == period


def begins(day: date, unit: str) -> bool:
    months = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (1,)}[unit]
    return day.day == 1 and day.month in months


@given(start=ANY_DAY, end=ANY_DAY, unit=st.sampled_from(["month", "quarter", "year"]))
def test_units_of_the_calendar_are_whole_for_numbers_and_columns_alike(start, end, unit):
    expected = begins(start, unit) and begins(end + timedelta(1), unit)
    ends = day_number(start), day_number(end)
    assert fits_precision(*ends, unit) is expected
    assert fits_precision(*(np.array([n]) for n in ends), unit).tolist() == [expected]


@given(year=st.integers(1, 9999), month=st.integers(1, 12))
def test_every_month_fits_its_precision_and_is_named_by_it(year, month):
    start, end, precision = partial_span(f"{year:04}-{month:02}")
    assert fits_precision(day_number(start), day_number(end), "month")
    assert span_precision(start, end) == precision == "month"


def test_elementwise_rules_let_missing_ends_be_open():
    march = day_number(date(2022, 3, 1))
    start = np.array([march, march, NO_DAY, NO_DAY, march], dtype=np.int64)
    end = np.array([march, NO_DAY, march, NO_DAY, march - 1], dtype=np.int64)
    assert is_period(start, end).tolist() == [True, True, True, True, False]
    assert fits_precision(start, end, "day").tolist() == [True, False, False, True, False]
    assert fits_precision(start, end, "week").tolist() == [False, True, True, True, True]
    assert fits_precision(start, end, "month").tolist() == [False, True, False, True, True]
    assert fits_precision(start, end, "unknown").all()


def test_a_period_is_made_without_loading_what_it_seldom_needs():
    code = (
        "import sys; from crisisfigures.period import Period; Period.parse('2022-03/2022-05');"
        "print(sorted({'edtf', 'numpy', 'pandas', 'babel'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"

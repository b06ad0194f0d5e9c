"""Periods: which days a figure is about, and whether they can be true beside the other dates."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import PeriodError
from crisisfigures.period import day_number, fits_precision, is_period, partial_span
from crisisfigures.plugins import (
    Cells,
    Check,
    Flags,
    Integers,
    Judged,
    Strings,
    combined,
    each_distinct,
)
from crisisfigures.table import NO_DAY
from crisisfigures.validation._rules import kept
from crisisfigures.validation._words import quoted
from crisisfigures.vocabulary import PRECISIONS

_ENDS = ("period_start", "period_end")
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
_A_YEAR = 364
"""Days between the first and the last of a year."""

_FIRST_DAY = np.datetime64("1500-01-01", "D").astype(int)
_LAST_DAY = np.datetime64("2100-12-31", "D").astype(int)
# Days that programs write where there was no date: the zero of spreadsheets (which has two
# readings, and the first day that they can show), and the zero of Unix time.
_PLACEHOLDERS = np.array(
    ["1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01"], dtype="datetime64[D]"
).astype(np.int64)


def _said_days(cells: Cells, name: str) -> npt.NDArray[np.int64]:
    """Return the first and the last day (2 x k + 1) of the k distinct dates of a text column.

    The last entry is for a missing date; it and what is no date has `NO_DAY`.
    """
    texts = cells.codes(name)[1]
    days = np.full((2, len(texts) + 1), NO_DAY, dtype=np.int64)
    for code, text in enumerate(texts):
        try:
            first, last, _ = partial_span(text)
        except PeriodError:
            continue  # found by date-not-iso, which keeps these rows from being judged here
        days[:, code] = day_number(first), day_number(last)
    return days


def _said(cells: Cells, name: str, end: int) -> Integers:
    """Return the first (0) or the last (1) day of dates kept as text."""
    days: Integers = cells.once(_said_days, name)[end][cells.codes(name)[0]]
    return days


def _is_missing(cells: Cells, _column: str) -> Flags:
    return ~(cells.stated("period_start") | cells.stated("period_end"))


def _misfits(cells: Cells, column: str) -> Flags | bool:
    """Return where the ends do not lie where the precision says; equal periods are judged once."""
    if not cells.has(column):
        return False
    codes, words = cells.codes(column)
    days = [cells.days(name) for name in _ENDS]
    coded = [pd.factorize(day) for day in days]
    ids, rows = combined(
        [*(key for key, _ in coded), codes], [*(len(distinct) for _, distinct in coded), len(words)]
    )
    misfit = np.zeros(len(rows), dtype=np.bool_)
    for code, word in enumerate(words):
        if word in PRECISIONS:
            at = np.flatnonzero((rows >= 0) & (codes[rows] == code))
            start, end = (day[rows[at]] for day in days)
            # An inverted period is a fault of its own.
            misfit[at] = ~fits_precision(start, end, word) & is_period(start, end)
    return misfit[ids] if misfit.any() else np.zeros(cells.n, dtype=np.bool_)


def _is_odd(first: Integers, last: Integers) -> Flags:
    """Return where a date, known from a first to a last day, was hardly meant."""
    odd = np.less(last, _FIRST_DAY) | np.greater(first, _LAST_DAY)
    odd |= np.equal(first, last) & np.isin(first, _PLACEHOLDERS)
    return odd & np.not_equal(first, NO_DAY) & np.not_equal(last, NO_DAY)


def _implausible(cells: Cells, column: str) -> Flags:
    if column not in _ENDS:
        return _is_odd(*cells.once(_said_days, column))[cells.codes(column)[0]]
    day, other = cells.days(column), cells.days(_ENDS[1 - _ENDS.index(column)])
    found = np.zeros(cells.n, dtype=np.bool_)
    # Nearly all days lie between the last placeholder and the end of the century.
    rows = np.flatnonzero((day <= _PLACEHOLDERS[-1]) | (day > _LAST_DAY))
    if not len(rows):
        return found
    day, other = day[rows], other[rows]
    # The first day of a year may well begin a period; as a period of one day it is a zero.
    alone = np.equal(other, day) | np.equal(other, NO_DAY)
    found[rows] = _is_odd(day, np.where(alone, day, day + 1))
    return found


def _is_implausible(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    found = cells.once(_implausible, column)
    # One wrong date that stands at both ends is one fault.
    if column == "period_end":
        return found & np.not_equal(*(cells.days(name) for name in _ENDS))
    return found


def _is_future(cells: Cells, column: str) -> Flags | bool:
    """Return where a figure that was observed lies after its own publication."""
    if not (cells.has(column) and cells.has("published_on")):
        return False
    published = _said(cells, "published_on", 1)
    start, end = (cells.days(name) for name in _ENDS)
    observed = cells.is_word("modality", "observed") & np.not_equal(published, NO_DAY)
    for name in ("published_on", *_ENDS):
        observed &= ~cells.once(_implausible, name)
    starts_after = observed & np.not_equal(start, NO_DAY) & np.greater(start, published)
    if column == "period_start":
        return starts_after
    return observed & ~starts_after & _is_to_the_day(cells) & np.greater(end, published)


def _is_to_the_day(cells: Cells) -> Flags:
    """Return where a period has come to its end, or not, on the day that it names as the last.

    "June", said on 14 June, is the month so far; and what happened on some day within a period
    may have done so before.
    """
    to_the_day = cells.is_word("precision", "day", "days")
    to_the_day |= np.equal(cells.days("period_start"), NO_DAY)
    return to_the_day & ~cells.is_word("period_kind", "within")


def _is_in_future(cells: Cells, column: str) -> Flags | bool:
    """Return where a date lies after the day on which the table is judged, if that is given."""
    if cells.as_of == NO_DAY or not cells.has(column):
        return False
    odd = cells.once(_implausible, column)
    if column not in _ENDS:
        return np.greater(_said(cells, column, 0), cells.as_of) & ~odd
    # A period after its own publication is found as that; and of both ends the first is told.
    observed = cells.is_word("modality", "observed")
    observed &= np.equal(_said(cells, "published_on", 1), NO_DAY)
    # A day that is missing lies before every other.
    start, end = (np.greater(cells.days(name), cells.as_of) for name in _ENDS)
    if column == "period_start":
        return observed & start & ~odd
    return observed & ~start & end & ~odd & _is_to_the_day(cells)


def _as_of(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return {"as_of": np.full(len(rows), str(np.datetime64(cells.as_of, "D")), dtype=object)}


def _is_retrieved_before(cells: Cells, column: str) -> Flags | bool:
    if not (cells.has(column) and cells.has("published_on")):
        return False
    published, retrieved = _said(cells, "published_on", 0), _said(cells, column, 1)
    stated = np.not_equal(published, NO_DAY) & np.not_equal(retrieved, NO_DAY)
    odd = cells.once(_implausible, "published_on") | cells.once(_implausible, column)
    return stated & ~odd & np.less(retrieved, published)


def _is_before_retrieval(cells: Cells, column: str) -> Flags | bool:
    """Return where a figure of unstated publication was observed after it was read."""
    if not (cells.has(column) and cells.has("retrieved_on")):
        return False
    retrieved, start = _said(cells, "retrieved_on", 1), cells.days(column)
    observed = cells.is_word("modality", "observed") & np.not_equal(retrieved, NO_DAY)
    observed &= ~cells.stated("published_on") & np.not_equal(start, NO_DAY)
    odd = cells.once(_implausible, "retrieved_on") | cells.once(_implausible, column)
    return observed & ~odd & np.greater(start, retrieved)


def _year_column(cells: Cells) -> str | None:
    """Return the column of the publisher's in which each row says its year, if there is one."""
    names = [name for name in cells.table.columns if str(name).casefold() == "year"]
    return names[0] if len(names) == 1 else None


def _is_of_another_year(cells: Cells, column: str) -> Judged | bool:
    name = _year_column(cells)
    if name is None or not cells.has(column):
        return False
    codes, texts = cells.codes(name)
    said = [str(text).removesuffix(".0") for text in texts.tolist()]
    years = np.array([int(text) if _YEAR.fullmatch(text) else 0 for text in said] + [0])[codes]
    start, end = (cells.days(name) for name in _ENDS)
    first, last = (
        np.asarray(day, "datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        for day in (np.where(np.equal(start, NO_DAY), end, start), end)
    )
    known = (years > 0) & np.not_equal(end, NO_DAY)
    return Judged(known & ((years < first) | (years > last)), concerned=known)


def _year_told(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    name = str(_year_column(cells))
    return {
        "year": each_distinct(lambda text: quoted(text or ""), cells.said(name, rows)),
        "of": np.full(len(rows), quoted(name), dtype=object),
    }


def _is_dated_by_year(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    start, end = (cells.days(name) for name in _ENDS)
    spans = np.not_equal(start, NO_DAY) & np.not_equal(end, NO_DAY) & (end - start >= _A_YEAR)
    return spans & cells.is_word(column, "within")


CHECKS = (
    kept(
        "period-inverted",
        why="Of an inverted period nobody can say which days were meant. Day and month were "
        "exchanged, or the two ends, or one of them is of another year.",
        bad=({"period_end": "2022-02-28", "period_start": "2022-03-01", "precision": "days"},),
        good=({"period_end": "2022-03-01", "precision": "day"},),
    ),
    kept(
        "precision-misfit",
        find=_misfits,
        why="The precision says how closely the days are known. Where it says 'month' beside two "
        "days in the middle of months, one of the three cells is wrong, and matching periods "
        "across sources would go astray.",
        bad=(
            {"precision": "day"},
            {"precision": "month", "period_start": "2022-03-02"},
            {"precision": "year"},
            {"precision": "week"},
        ),
        good=(
            {"precision": "month"},
            {"precision": "days", "period_start": "2022-03-02"},
            {"precision": "unknown", "period_start": "2022-03-02"},
        ),
    ),
    kept(
        "day-off-calendar",
        why="Such days cannot be written as an ISO date, and no crisis that is counted lies there; "
        "9999-99-99 is a way of some files to say that a date is not known.",
        bad=({"period_start": "-0044-03-15"}, {"period_end": "10000-01-01"}),
    ),
    Check(
        name="missing-period",
        severity="warning",
        phase="meaning",
        at=("period_start",),
        find=_is_missing,
        reads=("period_end",),
        message="the row does not say when; in words: {period_stated}",
        hint="State period_start and period_end (both days included); for a stock, its date in "
        "both. Words such as 'recently' cannot be read as days: look the days up in the source.",
        why="Deaths 'so far' and deaths of one day differ by orders of magnitude. A figure without "
        "a period is compared with no other unless you ask for it.",
        bad=({"period_start": None, "period_end": None, "precision": None},),
        good=({"period_start": None, "precision": "month"}, {"period_end": None}),
    ),
    Check(
        name="implausible-date",
        severity="warning",
        phase="meaning",
        at=(*_ENDS, "published_on", "retrieved_on"),
        find=_is_implausible,
        reads=(),
        message="{column} is {value}, a day that was hardly meant",
        hint="Look the date up. 1899-12-30, 1900-01-01 and 1970-01-01 are what programs make of an "
        "empty or a zero date; other such days come from digits that were exchanged.",
        why="A date of the year 2202 or 0202 keeps a figure from meeting any other, and makes "
        "every other report look old.",
        bad=(
            {"period_start": "1970-01-01", "period_end": "1970-01-01", "precision": "day"},
            {"period_end": "2202-05-31", "published_on": None},
            {"published_on": "0202-06-14"},
        ),
        good=({"period_start": "1900-01-01", "period_end": "1900-12-31", "precision": "year"},),
    ),
    Check(
        name="period-after-publication",
        severity="warning",
        phase="meaning",
        at=_ENDS,
        find=_is_future,
        reads=(*_ENDS, "published_on", "modality", "precision", "period_kind"),
        message="observed from {period_start} to {period_end}, but published on {published_on}",
        hint="Check the years. If the source looks ahead, set modality to 'projected' or "
        "'planned'.",
        why="What is reported as observed has happened before it is published. If not, a date is "
        "wrong, or a forecast passes for an observation.",
        bad=(
            {"period_start": "2022-07-01", "period_end": "2022-07-31"},
            {"period_end": "2022-06-15", "precision": "days", "published_on": "2022-06-14"},
        ),
        good=(
            {"period_end": "2022-06-30", "published_on": "2022-06-14"},
            {
                "period_end": "2022-06-15",
                "precision": "days",
                "period_kind": "within",
                "published_on": "2022-06-14",
            },
            {"period_start": "2022-07-01", "period_end": "2022-07-31", "modality": "projected"},
        ),
    ),
    Check(
        name="date-in-future",
        severity="warning",
        phase="meaning",
        at=(*_ENDS, "published_on", "retrieved_on"),
        find=_is_in_future,
        reads=("published_on", "modality", "precision", "period_kind"),
        message="{column} is {value}, and the table is judged on {as_of}",
        hint="Check the year. If the source looks ahead, set modality to 'projected' or 'planned'.",
        why="What has been observed and published lies in the past. The day on which a table is "
        "judged is given as `as_of`; without it nothing is found, so that a report does not hang "
        "on the day it is made.",
        bad=(
            {"published_on": "2023-06-14"},
            {"period_start": "2023-03-01", "period_end": "2023-05-31", "published_on": None},
            {"period_end": "2023-01-01", "precision": "days", "published_on": None},
        ),
        good=(
            {"published_on": "2022"},
            {
                "published_on": None,
                "period_start": "2023-03-01",
                "period_end": "2023-05-31",
                "modality": "projected",
            },
        ),
        facts=_as_of,
        value_free=("as_of",),
    ),
    Check(
        name="retrieved-before-publication",
        severity="warning",
        phase="meaning",
        at=("retrieved_on",),
        find=_is_retrieved_before,
        reads=("published_on",),
        message="retrieved on {value}, before it was published on {published_on}",
        hint="Check both dates; a page that was changed later has a newer date of publication than "
        "the edition that was read.",
        why="A figure cannot be read before it is published: one of the dates is wrong, or the "
        "figure is of an earlier edition than it says.",
        bad=({"retrieved_on": "2022-06-01", "published_on": "2022-06-14"},),
        good=({"retrieved_on": "2022-06-14", "published_on": "2022-06"},),
    ),
    Check(
        name="period-after-retrieval",
        severity="warning",
        phase="meaning",
        at=("period_start",),
        find=_is_before_retrieval,
        reads=("retrieved_on", "published_on", "modality"),
        message="observed from {value}, but retrieved on {retrieved_on}",
        hint="Check both dates. If the source looks ahead, set modality to 'projected' or "
        "'planned'.",
        why="Nobody can read a figure before what it counts has happened: a date is wrong, or a "
        "forecast passes for an observation.",
        bad=({"period_start": "2022-03-01", "retrieved_on": "2022-02-14", "published_on": None},),
        good=({"retrieved_on": "2022-03-14", "published_on": None},),
    ),
    Check(
        name="year-misfit",
        severity="warning",
        phase="meaning",
        at=("period_start",),
        find=_is_of_another_year,
        reads=("period_end",),
        message="the row is of {year} by its column {of}, and of {period_start} to {period_end} "
        "by its dates",
        hint="Find out whether the date or the year is wrong, and whether the publisher counts a "
        "figure in the year in which it was reported.",
        why="Totals of a year are made by the one or by the other. A figure that they put into "
        "different years is counted twice, or in neither.",
        bad=({"period_start": "2022-03-01", "year": "2021"},),
        good=({"year": "2022"}, {"year": "second"}),
        facts=_year_told,
    ),
    Check(
        name="dated-by-year",
        severity="info",
        phase="meaning",
        at=("period_kind",),
        find=_is_dated_by_year,
        reads=_ENDS,
        message="it is only known to have happened between {period_start} and {period_end}",
        hint="Look the day up in the source, or keep the figure out of what is told by month.",
        why="A first of January without an end is what databases write for a year. Such a figure "
        "belongs to no month, and makes a peak in January where it is taken as written.",
        bad=(
            {
                "period_kind": "within",
                "period_start": "2021-01-01",
                "period_end": "2021-12-31",
                "precision": "year",
            },
        ),
        good=(
            {"period_kind": "within"},
            {"period_start": "2021-01-01", "period_end": "2021-12-31", "precision": "year"},
        ),
    ),
)

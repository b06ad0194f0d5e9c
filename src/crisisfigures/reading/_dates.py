"""When: periods in words or in columns of their own, and dates of publication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from crisisfigures.errors import PeriodError, UnknownNameError, WordingError
from crisisfigures.period import (
    NO_DAY,
    Period,
    Span,
    day_number,
    iso_span,
    joint_precision,
    span_precision,
)
from crisisfigures.reading._unread import lost
from crisisfigures.texts import Texts, combinations
from crisisfigures.wording import parse_period

Days = npt.NDArray[np.int64]

CLASSES = ("none", "closed", "as_of", "since")
"""What kind of period a row has, as far as it tells what its measure means."""

_WORDED = ("period", "as_of", "date", "year")
"""Columns of which one cell tells the whole period."""


@dataclass(frozen=True, slots=True)
class When:
    """The periods of n rows.

    Attributes:
        start: First days, `NO_DAY` where not stated.
        end: Last days, the same.
        texts: `precision`, `period_kind` and `period_stated`.
        classes: What kind of period each row has, as codes into `CLASSES`.
        unread: What could not be read.
    """

    start: Days
    end: Days
    texts: Mapping[str, Texts]
    classes: npt.NDArray[np.int64]
    unread: list[Texts]


@cache
def words_in(lang: str | None) -> str | None:
    """Return the language in which dates are worded: English where its words are not known."""
    try:
        parse_period("2022", lang=lang)
    except UnknownNameError:
        return None
    return lang


# --- single dates -----------------------------------------------------------------------------


def _span(text: str, lang: str | None) -> Span | None:
    """Return the days of a date, ISO or in words, or None where it is no date."""
    try:
        span = iso_span(text)
        if span is None:
            period = parse_period(text, lang=words_in(lang)).period
            if period.start is not None and period.end is not None:
                span = Span(period.start, period.end, period.precision or "unknown")
    except (PeriodError, WordingError):
        return None
    return span


def _iso(span: Span) -> str | None:
    """Return a span as the ISO text of a day, month, quarter, week or year; else None."""
    start, _, precision = span
    if precision == "day":
        return start.isoformat()
    if precision == "week":
        year, week, weekday = start.isocalendar()
        return f"{year:04}-W{week:02}" if weekday == 1 else None
    names = {
        "month": f"{start.year:04}-{start.month:02}",
        "quarter": f"{start.year:04}-Q{(start.month + 2) // 3}",
        "year": f"{start.year:04}",
    }
    name = names.get(precision)
    # A span of several months is no single date.
    return name if name is not None and iso_span(name) == span else None


def read_dates(column: str, texts: Texts, lang: str | None) -> tuple[Texts, Texts]:
    """Return dates as ISO text, of whatever precision, and what could not be read."""

    def iso(text: str) -> str | None:
        span = _span(text, lang)
        return None if span is None else _iso(span)

    read = texts.map(iso)
    return read, lost(column, texts, read.is_stated)


def read_days(column: str, texts: Texts) -> tuple[Days, Texts]:
    """Return ISO days as numbers, `NO_DAY` where not stated, and what is no day."""
    spans = [_span(text, None) for text in texts.values]
    numbers = [
        day_number(span.start) if span is not None and span.start == span.end else NO_DAY
        for span in spans
    ]
    days = texts.spread(np.array(numbers, dtype=np.int64), missing=NO_DAY)
    return days, lost(column, texts, days != NO_DAY)


def span_precisions(start: Texts, end: Texts) -> Texts:
    """Return the unit of the calendar that a publisher's periods are made of, or days.

    It is for reference periods, whose first and last day a publisher fills in: where they are
    those of a year, a quarter or a month, that is what was meant.
    """
    codes, found = combinations(start, end)

    def precision(first: str | None, last: str | None) -> str | None:
        spans = [None if text is None else _span(text, None) for text in (first, last)]
        if spans[0] is None or spans[1] is None or spans[0].start > spans[1].end:
            return None
        return span_precision(spans[0].start, spans[1].end)

    return Texts.merged(codes, [precision(*pair) for pair in found])


# --- periods ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """What one text says of the period; no period where it could not be read."""

    period: Period | None = None
    kind: str = "none"
    needs_publication: bool = False


def _found(words: str, published_on: str | None, lang: str | None) -> _Found:
    try:
        read = parse_period(words, published_on=published_on, lang=words_in(lang))
    except (PeriodError, WordingError):
        return _Found(needs_publication=published_on is None)
    period = read.period
    if read.is_since:
        return _Found(period, "since", period.end is None and published_on is None)
    if read.is_as_of:
        return _Found(period, "as_of")
    return _Found(period, "none" if period.is_open else "closed")


def read_when(
    inputs: Mapping[str, Texts], published: Texts | None, n: int, lang: str | None
) -> When:
    """Return the periods of n rows.

    `period_start` and `period_end` are believed first, then `period`, `as_of`, `date`, and
    last `year` with `month`. Where the first two stand beside a `period` that says other days,
    its words are kept as unread.

    Args:
        inputs: The texts of those columns that there are.
        published: ISO dates of publication: "since 2012" ends with them.
        n: How many rows there are.
        lang: The language of the words.
    """
    has_ends = "period_start" in inputs or "period_end" in inputs
    if has_ends and not inputs.keys() & {*_WORDED, "month"}:
        return _by_ends(inputs, n, lang)
    worded = _worded(inputs, published, n, lang)
    worded.unread.append(_month_alone(inputs, n))
    if not has_ends:
        return worded
    ends = _by_ends(inputs, n, lang)
    has_start, has_end = ends.start != NO_DAY, ends.end != NO_DAY
    has_words = (worded.start != NO_DAY) | (worded.end != NO_DAY)
    contradicts = has_words & (
        (has_start & (ends.start != worded.start)) | (has_end & (ends.end != worded.end))
    )
    by_ends = (has_start | has_end) & (contradicts | ~has_words)
    unread = [*worded.unread, *ends.unread]
    if "period" in inputs:
        unread.append(lost("period", inputs["period"], ~contradicts))
    texts = {name: column.where(~by_ends) for name, column in worded.texts.items()}
    texts["precision"] = ends.texts["precision"].where(by_ends).otherwise(texts["precision"])
    return When(
        np.where(by_ends, ends.start, worded.start),
        np.where(by_ends, ends.end, worded.end),
        texts,
        np.where(by_ends, ends.classes, worded.classes),
        unread,
    )


def _worded(inputs: Mapping[str, Texts], published: Texts | None, n: int, lang: str | None) -> When:
    """Return the periods that are stated in one cell, whichever cell it is."""
    start, end = np.full(n, NO_DAY), np.full(n, NO_DAY)
    classes = np.zeros(n, dtype=np.int64)
    precision = kind = stated = Texts.repeated(None, n)
    todo = np.ones(n, dtype=np.bool_)
    unread = []
    for name in _WORDED:
        cells = _year_and_month(inputs) if name == "year" else inputs.get(name)
        if cells is None:
            continue
        cells = cells.where(todo)
        todo &= ~cells.is_stated
        codes, found, words = _distinct(cells, published, lang)
        periods = [one.period for one in found]
        read = np.array([period is not None for period in periods] + [False])[codes]
        unread.append(lost("period" if name == "year" else name, cells, read))
        for days, which in ((start, "start"), (end, "end")):
            numbers = [NO_DAY if p is None else day_number(getattr(p, which)) for p in periods]
            days[read] = np.array([*numbers, NO_DAY], dtype=np.int64)[codes][read]
        kinds = [CLASSES.index(_class(name, one.kind)) for one in found]
        classes[read] = np.array([*kinds, 0], dtype=np.int64)[codes][read]
        precision = precision.otherwise(
            Texts.merged(codes, [p.precision if p else None for p in periods])
        )
        # What covers is the default, and is not written.
        kind = kind.otherwise(
            Texts.merged(codes, [p.kind if p and p.kind != "covers" else None for p in periods])
        )
        stated = stated.otherwise(Texts.merged(codes, [None if _is_iso(w) else w for w in words]))
    texts = {"precision": precision, "period_kind": kind, "period_stated": stated}
    return When(start, end, texts, classes, unread)


def _class(name: str, kind: str) -> str:
    """Return the class of a period by the column that it stands in.

    A bare date tells neither that people were counted on it, nor that something happened.
    """
    if kind == "since":
        return kind
    return {"as_of": "as_of", "date": "none"}.get(name, kind)


def _is_iso(words: str) -> bool:
    return not any(c.isalpha() for c in words.replace("W", "").replace("Q", "").replace("T", ""))


def _distinct(
    texts: Texts, published: Texts | None, lang: str | None
) -> tuple[npt.NDArray[np.int64], list[_Found], list[str]]:
    """Return n codes, and what each distinct text says, beside its publication if it matters."""
    found = [_found(text, None, lang) for text in texts.values]
    relative = [one.needs_publication for one in found]
    if published is None or not any(relative):
        return texts.codes.astype(np.int64), found, list(texts.values)
    is_relative = texts.spread(np.array(relative), missing=False)
    alone = published.where(is_relative)
    codes, pairs = combinations(texts, alone)
    codes = np.where(texts.is_stated, codes, -1)
    judged = [_Found() if words is None else _found(words, on, lang) for words, on in pairs]
    return codes, judged, [words or "" for words, _ in pairs]


def _year_and_month(inputs: Mapping[str, Texts]) -> Texts | None:
    """Return a year with its month as one text, such as 2022-06 or "June 2022"."""
    if "year" not in inputs:
        return None
    if "month" not in inputs:
        return inputs["year"]
    codes, pairs = combinations(inputs["year"], inputs["month"])
    texts = []
    for year, month in pairs:
        if year is None or month is None:
            texts.append(year or "")
        elif month.isdecimal() and len(month) <= 2:
            texts.append(f"{year}-{int(month):02}")
        else:
            texts.append(f"{month} {year}")
    return Texts.merged(codes, texts)


def _month_alone(inputs: Mapping[str, Texts], n: int) -> Texts:
    """Return, as texts for `unread`, the months of rows that tell no year in any column."""
    others = (texts for name, texts in inputs.items() if name != "month")
    is_told = np.logical_or.reduce([np.zeros(n, dtype=np.bool_), *(t.is_stated for t in others)])
    return lost("month", inputs.get("month", Texts.repeated(None, n)), is_told)


def _by_ends(inputs: Mapping[str, Texts], n: int, lang: str | None) -> When:
    """Return the periods that `period_start` and `period_end` state."""
    days: list[Days] = []
    precisions: list[Texts] = []
    unread = []
    for name in ("period_start", "period_end"):
        cells = inputs.get(name, Texts.repeated(None, n))
        spans = [_span(text, lang) for text in cells.values]
        numbers = [NO_DAY if span is None else day_number(_side(span, name)) for span in spans]
        days.append(cells.spread(np.array(numbers, dtype=np.int64), missing=NO_DAY))
        precisions.append(
            Texts.merged(cells.codes, [span.precision if span else None for span in spans])
        )
        unread.append(lost(name, cells, days[-1] != NO_DAY))
    start, end = days
    is_one_day = Texts.coded(np.where(start == end, 0, -1), ["one day"])
    codes, parts = combinations(*precisions, is_one_day)
    joint = []
    for *known, one_day in parts:
        stated = [precision for precision in known if precision is not None]
        last = _ANY_DAY if one_day else None
        joint.append(joint_precision(_ANY_DAY, last, *stated) if stated else None)
    is_closed = (start != NO_DAY) & (end != NO_DAY)
    classes = np.where(is_closed, CLASSES.index("closed"), CLASSES.index("none"))
    nothing = Texts.repeated(None, n)
    texts = {
        "precision": Texts.merged(codes, joint),
        "period_kind": nothing,
        "period_stated": nothing,
    }
    return When(start, end, texts, classes, unread)


def _side(span: Span, name: str) -> date:
    return span.start if name == "period_start" else span.end


_ANY_DAY = date(2000, 1, 1)
"""Joint precision asks only whether the two ends are one day."""

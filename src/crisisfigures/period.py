"""Period: the days that a figure refers to, first and last included.

A period may be open at one end ("since 2012"), and says how closely its ends are known.
Relations work on [start, end + 1 day), so that March meets April. The elementwise rules,
`is_period` and `fits_precision`, take one day number or whole columns: the model of one figure
and the checks of a table call the same ones.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias, overload

from crisisfigures.errors import PeriodError, UnknownNameError
from crisisfigures.vocabulary import PERIOD_KINDS, PRECISIONS

if TYPE_CHECKING:
    # Only named here: a Period is used without loading numpy.
    import numpy as np
    import numpy.typing as npt

    Days: TypeAlias = npt.NDArray[np.int64]
    Flags: TypeAlias = npt.NDArray[np.bool_]

NO_DAY = -(2**63)
"""The day number that stands for a missing day in a column (as NaT does)."""

_EPOCH = date(1970, 1, 1).toordinal()
_INF = float("inf")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
"""Units of the calendar that begin and end with a month, finest first."""

_LONGEST_TEXT = 100
"""No date is longer; a pasted page is refused before anything looks at it."""

_ISO = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d\d)(?:[T ]\d\d:\d\d[\d:.,+\-Zz]*)?)?"
    r"|-?Q(?P<quarter>[1-4])"
    r"|-?W(?P<week>\d\d)"
    r"|(?P<compact>\d{4}))?",
    re.ASCII,
)
_EDTF = re.compile(r"[\d.X\[][\dX?~%.,\-]*\]?", re.ASCII)
_EDTF_SEASON = re.compile(r"\d{4}-(?:2[1-9]|3[0-2])(?!\d)", re.ASCII)
# edtf 5.0 prints to stdout and fails with an AttributeError on these.
_EDTF_HALF_A_MONTH = re.compile(r"-(?:\dX|X\d)", re.ASCII)


class Span(NamedTuple):
    """First day, last day, and how closely they are known (a word of `PRECISIONS`)."""

    start: date
    end: date
    precision: str


@dataclass(frozen=True, slots=True)
class Period:
    """The days from start to end, both included; a missing end is open.

    Attributes:
        start: The first day; None where the period is open towards the past.
        end: The last day; None where it is open towards the future, or not known.
        precision: How closely the ends are known, a word of `PRECISIONS`; None where nobody says.
            A period known to the month covers whole months; so for week, quarter and year.
        kind: `covers` (the figure is about all of these days) or `within` (it happened on some
            day of them).
        stated: The source's words.

    Raises:
        PeriodError: Both ends are missing, the period ends before it starts, or its ends do not
            lie where the precision says.
        UnknownNameError: A word is not of its list.

    Example:
        >>> spring = Period.parse("2022-03/2022-05")
        >>> print(spring, spring.days)
        March–May 2022 92
        >>> spring.relation(Period.parse("2022-06-14"))
        'before'
    """

    start: date | None
    end: date | None
    precision: str | None = None
    kind: str = "covers"
    stated: str | None = None

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, _day(name, getattr(self, name)))
        for what, word, known in (
            ("precision", self.precision, PRECISIONS),
            ("kind of period", self.kind, PERIOD_KINDS),
        ):
            if word is not None and word not in known:
                raise UnknownNameError(what, str(word), known)
        if self.start is None and self.end is None:
            raise PeriodError(
                "a period needs a start or an end.\n"
                "Hint: where nothing is known of the time, leave the period out."
            )
        start, end = day_number(self.start), day_number(self.end)
        if not is_period(start, end):
            raise PeriodError(f"the period ends on {self.end}, before it starts on {self.start}.")
        if self.precision is not None and not fits_precision(start, end, self.precision):
            raise PeriodError(
                f"{self.start or '..'} to {self.end or '..'} cannot be known to the "
                f"{self.precision}: {_PRECISION_RULES[self.precision]}.\n"
                "Hint: a period between any two days has precision='days'."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period that a date, a partial date or an interval in figures names.

        Reads ISO 8601 (2022, 2022-06, 2022-06-14, 2022-Q2, 2022-W24, or two of them with a
        slash between) and EDTF: ".." or nothing at an end of an interval leaves it open, digits
        left as X and one-of sets mean *some day within* (`kind`), and dates marked as uncertain
        or approximate keep their days, with the precision `unknown`. A time of day is passed
        over. Words are read by `crisisfigures.wording.parse_period`.

        Raises:
            PeriodError: The text is no date, the date does not exist, or it names a season.
        """
        left, slash, right = text.strip().partition("/")
        first = _dated(text, left.strip())
        last = _dated(text, right.strip()) if slash else first
        sides = [side for side in (first, last) if side is not None]
        if not sides:
            raise _unreadable(text, "it names no date")
        start = None if first is None else first.span.start
        end = None if last is None else last.span.end
        return cls(
            start,
            end,
            joint_precision(start, end, *(side.span.precision for side in sides)),
            "within" if any(side.kind == "within" for side in sides) else "covers",
            text,
        )

    @property
    def is_open(self) -> bool:
        """Whether an end is missing."""
        return self.start is None or self.end is None

    @property
    def days(self) -> int | None:
        """How many days the period has; None where it is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    def relation(self, other: "Period") -> str:
        """Return the name of Allen's relation of this period to the other.

        One of before, meets, overlaps, starts, during, finishes, equals, and their converses
        after, met_by, overlapped_by, started_by, contains, finished_by. An open end is read as
        reaching without limit; where it only means "until the report", close it first.

        Source:
            J. F. Allen (1983), Maintaining knowledge about temporal intervals.
        """
        (start, end), (other_start, other_end) = self._reach(), other._reach()
        if end <= other_start:
            return "meets" if end == other_start else "before"
        if other_end <= start:
            return "met_by" if other_end == start else "after"
        if start == other_start:
            names = "starts", "equals", "started_by"
        elif start < other_start:
            names = "overlaps", "finished_by", "contains"
        else:
            names = "during", "finishes", "overlapped_by"
        return names[1 + (end > other_end) - (end < other_end)]

    def overlaps(self, other: "Period") -> bool:
        """Return whether the two periods have a day in common."""
        (start, end), (other_start, other_end) = self._reach(), other._reach()
        return start < other_end and other_start < end

    def contains(self, other: "Period") -> bool:
        """Return whether every day of the other period is a day of this one."""
        (start, end), (other_start, other_end) = self._reach(), other._reach()
        return start <= other_start and other_end <= end

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days that both periods have, or None where there are none.

        It is open where both are, and of the kind `within` if either is.
        """
        if not self.overlaps(other):
            return None
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        start, end = max(starts, default=None), min(ends, default=None)
        precision = None
        if self.precision is not None and other.precision is not None:
            precision = joint_precision(start, end, self.precision, other.precision)
            if not fits_precision(day_number(start), day_number(end), precision):
                precision = "day" if start == end else "days"
        kind = "within" if "within" in (self.kind, other.kind) else "covers"
        return Period(start, end, precision, kind)

    def _reach(self) -> tuple[float, float]:
        """Return the half-open [start, end + 1 day) as numbers, infinite where open."""
        start = -_INF if self.start is None else self.start.toordinal()
        return start, _INF if self.end is None else self.end.toordinal() + 1

    def __str__(self) -> str:
        unit = self.precision if self.precision in _MONTHS_IN else "day"
        if self.end is None:
            return f"since {_joined(_names(self.start, unit))}"
        if self.start is None:
            return f"until {_joined(_names(self.end, unit))}"
        first, last = _names(self.start, unit), _names(self.end, unit)
        if first == last:
            return _joined(last)
        # What both ends share at their tail is said once: "3–9 June 2022", "March–May 2022".
        shared = 0
        while shared < len(last) - 1 and first[-1 - shared] == last[-1 - shared]:
            shared += 1
        first = first[: len(first) - shared]
        dash = "–" if len(first) == 1 and len(last) - shared == 1 else " – "
        return f"{_joined(first)}{dash}{_joined(last)}"


@lru_cache(maxsize=1 << 14)
def partial_span(text: str) -> Span:
    """Return the first day, the last day and the precision of a date known to some unit.

    Reads 2022, 2022-Q2, 2022-06, 2022-W24, 2022-06-14 and 2022-06-14T09:15.

    Raises:
        PeriodError: The text is none of these, or the date does not exist.
    """
    span = iso_span(text)
    if span is None:
        raise _unreadable(text, "expected a date such as 2022, 2022-06 or 2022-06-14")
    return span


def iso_span(text: str) -> Span | None:
    """Return what `partial_span` does, or None where the text has not the shape of an ISO date.

    Raises:
        PeriodError: The text has the shape, but the date does not exist.
    """
    match = _ISO.fullmatch(text.strip()) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        return None
    year = int(match["year"])
    try:
        if match["day"]:
            return one_day(date(year, int(match["month"]), int(match["day"])))
        if match["compact"]:
            return one_day(date(year, int(match["compact"][:2]), int(match["compact"][2:])))
        if match["week"]:
            start = date.fromisocalendar(year, int(match["week"]), 1)
            return Span(start, start + timedelta(6), "week")
        if match["month"]:
            return month_span(year, int(match["month"]))
        if match["quarter"]:
            return quarter_span(year, int(match["quarter"]))
        return Span(date(year, 1, 1), date(year, 12, 31), "year")
    except (ValueError, OverflowError) as error:
        raise _unreadable(text, f"there is no such date ({error})") from error


def one_day(day: date) -> Span:
    """Return the day as a span."""
    return Span(day, day, "day")


def month_span(year: int, month: int) -> Span:
    """Return the first and the last day of a month."""
    return Span(date(year, month, 1), _end_of_month(year, month), "month")


def quarter_span(year: int, quarter: int) -> Span:
    """Return the first and the last day of a quarter, 1 to 4."""
    return Span(date(year, 3 * quarter - 2, 1), _end_of_month(year, 3 * quarter), "quarter")


def joint_precision(start: date | None, end: date | None, *precisions: str) -> str:
    """Return how closely a period is known whose ends are known so.

    The finer of two units of the calendar, since the coarser one's ends lie on it too; `days`
    where the units do not nest (weeks and months); `unknown` if either is.

    Args:
        start: The first day, None where open.
        end: The last day, None where open.
        precisions: The precision of each end that is not open.
    """
    known = set(precisions)
    if "unknown" in known:
        return "unknown"
    if known <= _MONTHS_IN.keys():
        return min(known, key=_MONTHS_IN.__getitem__)
    if known == {"week"}:
        return "week"
    return "day" if start == end else "days"


def span_precision(start: date, end: date) -> str:
    """Return the coarsest unit of the calendar on which both ends lie, or days, or day."""
    for unit in reversed(_MONTHS_IN):
        if fits_precision(day_number(start), day_number(end), unit):
            return unit
    return "day" if start == end else "days"


def day_number(day: date | None) -> int:
    """Return a day as the number of days since 1970-01-01, `NO_DAY` where it is missing."""
    return NO_DAY if day is None else day.toordinal() - _EPOCH


def _day(name: str, value: object) -> date | None:
    """Return a day as a plain date; None where missing (None or NaT)."""
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second or value.microsecond:
            raise PeriodError(
                f"{name}={value!r} has a time of day: periods are made of whole days.\n"
                "Hint: give its .date()."
            )
        return value.date()
    if not isinstance(value, date):
        raise PeriodError(
            f"{name}={value!r} is {type(value).__name__}, not a date.\n"
            "Hint: text is read by Period.parse."
        )
    return value


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _unreadable(text: str, why: str) -> PeriodError:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return PeriodError(f"cannot read {shown!r} as a period: {why}.")


class _Dated(NamedTuple):
    """One end of an interval: the span it names, and the kind of period that makes."""

    span: Span
    kind: str


def _dated(text: str, side: str) -> _Dated | None:
    """Return what one side of an interval names, or None where it leaves the end open."""
    if side in ("", ".."):
        return None
    span = iso_span(side)
    return _edtf(text, side) if span is None else _Dated(span, "covers")


def _edtf(text: str, side: str) -> _Dated:
    """Return what one EDTF date names.

    Only dates come here: intervals are split before, since edtf gives an end that is not known
    ("2012/") a padding of ten years, and one that is open as a float.
    """
    if len(side) > _LONGEST_TEXT or not _EDTF.fullmatch(side) or _EDTF_HALF_A_MONTH.search(side):
        raise _unreadable(
            text, "expected dates such as 2022, 2022-06 or 2022-06-14, with a slash between two"
        )
    if _EDTF_SEASON.match(side):
        raise _unreadable(
            text, "it names a season, which is other months north and south; write the months"
        )
    # Loaded here, since it takes as long as the rest of the package and is needed seldom.
    from edtf import parse_edtf

    try:
        parsed = parse_edtf(side)
        start, end = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
        is_known = not (parsed.is_approximate or parsed.is_uncertain)
    except Exception as error:
        # Its grammar, its classes and the calendar raise a dozen kinds of error between them.
        raise _unreadable(text, "it is neither an ISO 8601 nor an EDTF date") from error
    precision = span_precision(start, end) if is_known else "unknown"
    return _Dated(Span(start, end, precision), "within" if {"X", "["} & set(side) else "covers")


def _names(day: date | None, unit: str) -> tuple[str, ...]:
    """Return a day's name in a unit, finest part first: ("14", "June", "2022")."""
    assert day is not None
    year, month = f"{day.year:04}", _MONTHS[day.month - 1]
    if unit == "year":
        return (year,)
    if unit == "quarter":
        return f"Q{(day.month + 2) // 3}", year
    return (month, year) if unit == "month" else (str(day.day), month, year)


def _joined(names: tuple[str, ...]) -> str:
    return " ".join(names)


# ── Elementwise rules ──────────────────────────────────────────────────────────────────────
# Written with operators that numbers and arrays share.

_PRECISION_RULES = {
    "day": "it would start and end on one day",
    "week": "it would be made of weeks of seven days",
    "month": "it would start on the first day of a month and end on the last of one",
    "quarter": "it would start with January, April, July or October and end with a quarter",
    "year": "it would start on 1 January and end on 31 December",
}


@overload
def is_period(start: int, end: int) -> bool: ...
@overload
def is_period(start: "Days", end: "Days") -> "Flags": ...
def is_period(start: Any, end: Any) -> Any:
    """Return whether the period does not end before it starts; a missing end is open.

    Args:
        start: Days since 1970-01-01, `NO_DAY` where missing.
        end: The same.
    """
    return (start <= end) | (end == NO_DAY)


@overload
def fits_precision(start: int, end: int, precision: str) -> bool: ...
@overload
def fits_precision(start: "Days", end: "Days", precision: str) -> "Flags": ...
def fits_precision(start: Any, end: Any, precision: str) -> Any:
    """Return whether the ends lie where a precision says; a missing end always does.

    One day starts and ends on it, weeks have seven days (beginning on any), months, quarters
    and years are whole. For `days` and `unknown` the ends may be any.

    Args:
        start: Days since 1970-01-01, `NO_DAY` where missing.
        end: The same.
        precision: A word of `PRECISIONS`.
    """
    if precision == "day":
        return start == end
    no_start, no_end = start == NO_DAY, end == NO_DAY
    if precision == "week":
        return no_start | no_end | ((end - start + 1) % 7 == 0)
    if precision not in _MONTHS_IN:
        return no_start | True
    step = _MONTHS_IN[precision]
    return (no_start | _begins(start, step)) & (no_end | _begins(end + 1, step))


def _begins(day: Any, step: int) -> Any:
    """Return whether a day is the first of a month, quarter (step 3) or year (step 12).

    Source:
        The calendar is Howard Hinnant's `civil_from_days`, in whole numbers only.
    """
    day = day + 719_468
    of_era = day % 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    # Months counted from March, so that the leap day is the last of the year.
    month = (5 * of_year + 2) // 153
    return (of_year == (153 * month + 2) // 5) & ((month + 2) % step == 0)

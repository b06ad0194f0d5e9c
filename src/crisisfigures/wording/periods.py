"""Periods in words: "March to May 2022", "since 2012", "as of 3 August 2020".

A date in words may leave out what its neighbour says ("between 3 and 9 June 2022"), or a year
that the reader knows from the date of the report. What stays open after that is refused: a day
that may be a month ("03/04/2024"), a year that nothing settles, "the past few months".
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from crisisfigures.errors import PeriodError, WordingError
from crisisfigures.period import (
    Period,
    Span,
    iso_span,
    joint_precision,
    month_span,
    one_day,
    quarter_span,
)
from crisisfigures.wording._languages import Phrases, language_code, language_files
from crisisfigures.wording._text import LONGEST, NotUnderstood, plain

_DATE_EXPECTED = 'a date such as "March 2022", "3 August 2020", "Q2 2021" or "2022-06"'
_END_EXPECTED = 'the end, or "to" and a second date'
_TO_EXPECTED = '"to" and a second date, or "onwards"'
_OVER_EXPECTED = "a year, since this was not over when it was published"
_MONTH_EXPECTED = "the month of this day"
_ORDER_EXPECTED = "an end that is not before the start"
_WHOLE_DAY_EXPECTED = "the day, month and year of a week"
_YEAR_EXPECTED = "a year, or the date of publication to know it by"
_SEASONLESS_EXPECTED = (
    "an ISO 8601 or EDTF date that exists; seasons are other months north and south"
)

_NEAR = frozenset({"day", "days", "week", "month"})
"""Publication dates known so closely can tell the year of a date that has none."""

_REMEMBERED = 2**16
"""Distinct expressions kept with their reading: columns repeat themselves."""

_TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}-(?:[0-9]{2}(?:-[0-9]{2})?|q[1-4]|w[0-9]{2})(?![0-9]))"
    r"|(?P<numeric>[0-9]{1,4}(?P<mark>[/.-])[0-9]{1,2}(?P=mark)[0-9]{1,4}(?![0-9])"
    r"|[0-9]{1,2}/[0-9]{4}(?![0-9]))"
    # The Arabic "and" is written together with the word that follows.
    r"|[0-9]+|(?<![^\W\d_])و(?=[^\W\d_]{2})|[^\W\d_]+|w/c|[^ ]"
)
_EDTF = re.compile(r"(?:[0-9X]{4}|[.\[/])(?=.*[X~?%\[\]/])[0-9XTZ:.,~?%\[\]/+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """A period that was read from words, and what the words say of it.

    Attributes:
        period: The period; its words are in `stated`.
        is_since: Whether it runs from a date until the report ("since 2012"), so that counts of
            events in it are running totals.
        is_as_of: Whether it is the date of a state ("as of 3 August 2020").
    """

    period: Period
    is_since: bool = False
    is_as_of: bool = False


def parse_period(
    words: str, *, published_on: str | None = None, lang: str | None = None
) -> PeriodReading:
    """Return the period that an expression names, such as "between 3 and 9 June 2022".

    Dates in ISO 8601 and EDTF are read as well. "Since 2012" ends with the last day that the
    publication date may mean, and stays open without one. A date without a year is the latest
    one that had begun when the report was published; it is read only if the publication is known
    to the month or better, and if the period was over by then.

    Args:
        words: The expression.
        published_on: When the source said it, known to the day, the month or the year.
        lang: The language's code: en, fr, es, pt or ar; None tries all of them.

    Returns:
        The period, whether it runs until the report, and whether it is the date of a state.

    Raises:
        WordingError: The words were not understood, or leave open which days they mean; or
            `published_on` is no date.
        UnknownNameError: There is no such language.

    Example:
        >>> print(parse_period("March to May", published_on="2022-06").period)
        March–May 2022
        >>> print(parse_period("since 2012", published_on="2022-06").period)
        January 2012 – June 2022
    """
    codes = _all_codes() if lang is None else (language_code(lang, "periods"),)
    return _parsed(words, published_on, codes)


@cache
def _all_codes() -> tuple[str, ...]:
    return tuple(code for code, content in language_files().items() if "periods" in content)


@lru_cache(maxsize=_REMEMBERED)
def _parsed(words: str, published_on: str | None, codes: tuple[str, ...]) -> PeriodReading:
    stripped = words.strip()
    if len(stripped) > LONGEST:
        raise WordingError(words, LONGEST, f"the end: no period takes {LONGEST} characters to say")
    published = None if published_on is None else _publication(published_on)
    failures = []
    try:
        if (span := iso_span(stripped)) is not None:
            return PeriodReading(Period(*span, stated=words))
        if _EDTF.fullmatch(stripped) and not _TOKEN.fullmatch(stripped):
            return PeriodReading(Period.parse(words))
    except PeriodError:
        raise WordingError(words, 0, _SEASONLESS_EXPECTED) from None
    text = _folded(stripped)
    for code in codes:
        try:
            return _Reader(text, _dating_of(code), published).read(words)
        except NotUnderstood as error:
            failures.append(error)
    furthest = max(failures, key=lambda failure: failure.at)
    before = len(words) - len(words.lstrip())
    starts = [match.start() for match in _TOKEN.finditer(text)] + [len(text)]
    raise WordingError(words, before + starts[furthest.at], furthest.expected) from None


@lru_cache(maxsize=_REMEMBERED)
def _publication(text: str) -> Span:
    """Return the span of a publication date, in figures or in words.

    Raises:
        WordingError: It is no date, or is open.
    """
    try:
        span = iso_span(text)
    except PeriodError:
        raise WordingError(text, 0, "a publication date that exists") from None
    if span is not None:
        return span
    period = _parsed(text, None, _all_codes()).period
    if period.start is None or period.end is None:
        raise WordingError(text, 0, "a publication date with an end")
    return Span(period.start, period.end, period.precision or "unknown")


@dataclass(frozen=True, slots=True)
class _Dating:
    """How a language says periods; its file says what each table is for."""

    months: Mapping[str, int]
    ordinals: frozenset[str]
    within: Phrases
    openers: Phrases
    onwards: Phrases
    between_and: Phrases
    to: Phrases
    parts_of_year: Mapping[str, int]
    numbered: Mapping[str, int]


_OPENERS = (
    *("since", "as_of", "until", "between", "from"),
    *("week_starting", "week_ending", "week_of", "before"),
)
"""What may stand before a date; where a language says two of them alike, the first counts."""


@cache
def _dating_of(code: str) -> _Dating:
    table = language_files()[code]["periods"]

    def phrases(*names: str) -> Phrases:
        return Phrases(*({name: table[name]} for name in names), cut=_cut)

    # Parts of a year by how many months they have.
    parts = {"quarter": 3, "quarter_letter": 3, "half": 6, "half_letter": 6}
    return _Dating(
        months=_months(code) | {_folded(name): month for name, month in table["months"].items()},
        ordinals=frozenset(map(_folded, table["ordinals"])),
        within=phrases("within"),
        openers=phrases(*_OPENERS),
        onwards=phrases("onwards"),
        between_and=phrases("and"),
        to=phrases("to"),
        parts_of_year={_folded(word): parts[name] for name in parts for word in table[name]},
        numbered={_folded(word): number for word, number in table["numbered"].items()},
    )


def _months(code: str) -> dict[str, int]:
    """Return the full and the abbreviated names of the months in a language."""
    # Loaded here, since most dates are in figures.
    from babel import Locale

    contexts = Locale(code).months.values()
    return {
        _folded(name).rstrip("."): month
        for widths in contexts
        for width in ("wide", "abbreviated")
        for month, name in widths[width].items()
    }


def _folded(text: str) -> str:
    """Return the plain text without accents, of the same length."""
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)
    return plain(text)


def _cut(text: str) -> list[str]:
    return [match[0] for match in _TOKEN.finditer(_folded(text))]


class _Date(NamedTuple):
    """A date as far as it was said; months are the first and the last one of a quarter or half."""

    start: int
    end: int
    day: int | None = None
    months: tuple[int, int] | None = None
    year: int | None = None
    span: Span | None = None

    @property
    def is_dated(self) -> bool:
        return self.span is not None or self.year is not None


class _Reader:
    """Reads one expression by descent: each method starts at a token and says where it ended."""

    def __init__(self, text: str, dating: _Dating, published: Span | None) -> None:
        self.matches = list(_TOKEN.finditer(text))
        # An empty token at the end spares every method the question whether there is another.
        self.words = [*(match[0] for match in self.matches), ""]
        if len(self.words) > 2 and self.words[-2] == ".":
            self.words[-2:] = [""]
        self.dating, self.published = dating, published

    def read(self, stated: str) -> PeriodReading:
        """Return what the whole expression names."""
        role, at = "before", 0
        while role == "before" and (found := self.dating.openers.at(self.words, at)) is not None:
            role, at = found
        first = self._date(at)
        if role.startswith("week"):
            return PeriodReading(self._week(role, first, stated))
        separators = self.dating.between_and if role == "between" else self.dating.to
        onwards = self.dating.onwards.at(self.words, first.end)
        if onwards is not None and role in ("since", "from", "before"):
            self._expect_end(onwards[1])
            return self._since(first, stated)
        found = separators.at(self.words, first.end)
        if found is not None and role not in ("as_of", "until"):
            second = self._date(found[1])
            self._expect_end(second.end)
            return PeriodReading(self._between(first, second, stated))
        if role in ("from", "between"):
            raise NotUnderstood(first.end, _TO_EXPECTED)
        self._expect_end(first.end)
        if role == "since":
            return self._since(first, stated)
        span = self._settled(first, must_be_over=True)
        if role == "until":
            precision = joint_precision(None, span.end, span.precision)
            return PeriodReading(Period(None, span.end, precision, stated=stated))
        return PeriodReading(Period(*span, stated=stated), is_as_of=role == "as_of")

    def _expect_end(self, at: int) -> None:
        if self.words[at]:
            raise NotUnderstood(at, _END_EXPECTED)

    # ── Periods ─────────────────────────────────────────────────────────────────────────────

    def _since(self, first: _Date, stated: str) -> PeriodReading:
        """Return the period from a date until the publication, open without one."""
        span, published = self._settled(first, must_be_over=False), self.published
        end = None if published is None else published.end
        if end is not None and end < span.start:
            raise NotUnderstood(first.start, "a date before the publication")
        known = (span, published) if published is not None else (span,)
        precision = joint_precision(span.start, end, *(part.precision for part in known))
        return PeriodReading(Period(span.start, end, precision, stated=stated), is_since=True)

    def _week(self, role: str, first: _Date, stated: str) -> Period:
        self._expect_end(first.end)
        span = self._settled(first, must_be_over=False)
        if span.precision != "day":
            raise NotUnderstood(first.start, _WHOLE_DAY_EXPECTED)
        day = span.start
        if role == "week_of" and day.weekday() != 0:
            # Some mean the week that starts with the day, others the calendar week around it.
            raise NotUnderstood(first.start, 'a Monday, or "week beginning" or "week ending"')
        start = day - timedelta(6) if role == "week_ending" else day
        return Period(start, start + timedelta(6), "week", stated=stated)

    def _between(self, first: _Date, second: _Date, stated: str) -> Period:
        """Return the period from one date to another, each with what only the other one says."""
        if first.months is None and first.day is not None:
            first = first._replace(months=second.months)
        if second.months is None and second.day is not None:
            second = second._replace(months=first.months)
        if first.is_dated and not second.is_dated:
            second = self._in_year_of(second, first, step=1)
        elif not first.is_dated:
            was_dated = second.is_dated
            if not was_dated:
                year = self._settled(second, must_be_over=True).start.year
                second = second._replace(year=year)
            first = self._in_year_of(first, second, step=-1)
            if not was_dated:
                self._refuse_under_way(first, second)
        start, end = self._span(first), self._span(second)
        if end.end < start.start:
            raise NotUnderstood(second.end, _ORDER_EXPECTED)
        precision = joint_precision(start.start, end.end, start.precision, end.precision)
        return Period(start.start, end.end, precision, stated=stated)

    def _in_year_of(self, bare: _Date, dated: _Date, *, step: int) -> _Date:
        """Return a date with the year of its neighbour, or the next one where order asks for it.

        "November to February 2022" began in 2021: nothing else keeps the months in order.
        """
        year = dated.year if dated.span is None else dated.span.start.year
        if year is None or bare.months is None or (dated.months is None and dated.span is None):
            raise NotUnderstood(bare.end, _YEAR_EXPECTED)
        here, there = self._span(bare._replace(year=year)), self._span(dated)
        is_inverted = here.start > there.end if step < 0 else here.end < there.start
        # Two days of one month are never a year apart.
        if is_inverted and bare.months != dated.months:
            year += step
        return bare._replace(year=year)

    def _refuse_under_way(self, first: _Date, second: _Date) -> None:
        """Refuse a period that began again before the publication, and was not over by then.

        "March to May", published in April, is this year's plan or last year's record.
        """
        assert self.published is not None
        assert first.year is not None
        if self._span(first._replace(year=first.year + 1)).start <= self.published.end:
            raise NotUnderstood(second.end, _OVER_EXPECTED)

    def _settled(self, said: _Date, *, must_be_over: bool) -> Span:
        """Return the days of a date, whose year the publication may have to give."""
        if said.is_dated:
            return self._span(said)
        published = self.published
        if said.months is None or published is None or published.precision not in _NEAR:
            raise NotUnderstood(said.end, _YEAR_EXPECTED if said.months else _MONTH_EXPECTED)
        span = self._span(said._replace(year=published.end.year))
        if span.start > published.end:
            span = self._span(said._replace(year=published.end.year - 1))
        if must_be_over and span.end > published.end:
            raise NotUnderstood(said.end, _OVER_EXPECTED)
        return span

    def _span(self, said: _Date) -> Span:
        """Return the days of a date whose year is known."""
        if said.span is not None:
            return said.span
        assert said.year is not None
        if said.day is not None and said.months is None:
            raise NotUnderstood(said.end, _MONTH_EXPECTED)
        try:
            if said.months is None:
                return Span(date(said.year, 1, 1), date(said.year, 12, 31), "year")
            first, last = said.months
            if said.day is not None:
                return one_day(date(said.year, first, said.day))
            if first == last:
                return month_span(said.year, first)
            start = quarter_span(said.year, (first + 2) // 3)
            return Span(start.start, quarter_span(said.year, last // 3).end, "quarter")
        except ValueError:
            raise NotUnderstood(said.end, "a day that the month has") from None

    # ── Dates ───────────────────────────────────────────────────────────────────────────────

    def _date(self, at: int) -> _Date:
        """Return the date that starts at a token, its parts in any order."""
        start = at
        said = _Date(at, at)
        while True:
            after = at
            while (found := self.dating.within.at(self.words, after)) is not None:
                after = found[1]
            part = self._part(after, said)
            if part is None:
                break
            said, at = part, part.end
        if said.end == start:
            raise NotUnderstood(after, _DATE_EXPECTED)
        return said

    def _part(self, at: int, said: _Date) -> _Date | None:
        """Return the date with the part that stands at a token, or None where none does."""
        word = self.words[at]
        match = self.matches[at] if word else None
        if match is not None and (match["iso"] or match["numeric"]):
            if said.end != said.start:
                return None
            span = self._iso(at) if match["iso"] else self._numeric(at, word)
            return said._replace(end=at + 1, span=span)
        if said.span is not None:
            return None
        months, end = self._part_of_year(at)
        if months is None and (named := self._month(at)) is not None:
            month, end = named
            months = (month, month)
            # Abbreviations end with a full stop, which is the last of the whole only by chance.
            end += self.words[end] == "."
        if months is not None:
            is_single = months[0] == months[1]
            if said.months is not None or (said.day is not None and not is_single):
                return None
            return said._replace(end=end, months=months)
        if not word.isdecimal():
            return None
        if len(word) == 4 and word[0] != "0":
            return said._replace(end=at + 1, year=int(word)) if said.year is None else None
        if len(word) > 2 or not 1 <= int(word) <= 31:
            raise NotUnderstood(at, _DATE_EXPECTED)
        is_quarter = said.months is not None and said.months[0] != said.months[1]
        if said.day is not None or is_quarter:
            return None
        end = at + 1
        end += self.words[end] in self.dating.ordinals
        return said._replace(end=end, day=int(word))

    def _month(self, at: int) -> tuple[int, int] | None:
        """Return the month that is named at a token, in one word or two, and the token after it.

        Arabic often gives both names of a month: "تشرين الأول/أكتوبر".
        """
        words, months = self.words, self.dating.months
        for end in (at + 2, at + 1):
            month = months.get(" ".join(words[at:end]))
            if month is not None:
                if words[end] == "/" and (again := self._month(end + 1)) is not None:
                    return (month, again[1]) if again[0] == month else None
                return month, end
        return None

    def _part_of_year(self, at: int) -> tuple[tuple[int, int] | None, int]:
        """Return the months of a quarter or half: "Q2", "T2", "2T", "second quarter", "H1"."""
        words, dating = self.words, self.dating
        word, following = words[at], words[at + 1 : at + 2] or [""]
        number, length = 0, 0
        which = dating.numbered.get(following[0]) or following[0]
        if word in dating.parts_of_year and str(which).isdecimal():
            number, length, end = int(which), dating.parts_of_year[word], at + 2
        elif word in dating.numbered or (word.isdecimal() and len(word) == 1):
            end = at + 1
            number = dating.numbered.get(word) or int(word)
            end += words[end] in dating.ordinals or words[end] == "-"
            length, end = dating.parts_of_year.get(words[end], 0), end + 1
        if not 0 < number * length <= 12:
            return None, at
        return (length * (number - 1) + 1, length * number), end

    def _iso(self, at: int) -> Span:
        try:
            span = iso_span(self.words[at].upper())
        except PeriodError:
            span = None
        if span is None:
            raise NotUnderstood(at, _SEASONLESS_EXPECTED)
        return span

    def _numeric(self, at: int, word: str) -> Span:
        """Return the day of a date in figures only, such as 13/04/2024.

        Writers put the day first in most countries and the month first in some, and the
        language does not tell which: only a number above 12 does, or two equal ones.
        """
        parts = [int(part) for part in re.split(r"[/.-]", word)]
        lengths = [len(part) for part in re.split(r"[/.-]", word)]
        try:
            if len(parts) == 2:
                return month_span(parts[1], parts[0])
            if lengths[0] == 4:
                return one_day(date(*parts))
            if lengths[2] != 4:
                raise NotUnderstood(at, "a year in four digits")
            first, second, year = parts
            if first <= 12 and second <= 12 and first != second:
                raise NotUnderstood(
                    at, "a date that says which number is the month, such as 2024-04-03"
                )
            return one_day(date(year, *((first, second) if second > 12 else (second, first))))
        except ValueError:
            raise NotUnderstood(at, "a date that exists") from None

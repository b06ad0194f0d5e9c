"""Figures of a text as rows of a table."""

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crisisfigures.errors import PeriodError, UnknownNameError, WordingError
from crisisfigures.finding._find import find_figures
from crisisfigures.finding._found import FoundFigure
from crisisfigures.finding._lexicon import files, lexicon_of
from crisisfigures.period import Period, Span, joint_precision
from crisisfigures.vocabulary import basis_of
from crisisfigures.wording import parse_period
from crisisfigures.wording._text import plain, tokens

if TYPE_CHECKING:
    import pandas as pd

    from crisisfigures.gazetteer import Gazetteer

_ALWAYS = frozenset({"measure", "low", "best", "high", "low_kind", "high_kind", "source"})
"""Columns that every table has, so that it is known for one of this library when read again."""

_WEEK = 7
_DAILY = frozenset({"day"})
_MONTHLY = frozenset({"day", "month"})


def figures_from(
    text: str,
    *,
    published_on: str | None = None,
    publisher: str | None = None,
    source: str | None = None,
    place: str | None = None,
    lang: str | None = None,
    convention: str = "plain",
    gazetteer: "Gazetteer | None" = None,
) -> "pd.DataFrame":
    """Return the figures of a text as a table, one row each, ready for `validate` and `reconcile`.

    What the text names is used; what it does not name comes from the caller or stays unstated.
    Nothing is merged: two numbers for one thing are two rows. What is no figure is no row.

    Args:
        text: Running text, as `find_figures` takes it.
        published_on: When it was published. Relative words ("last week", "since March") are
            days only with it; without it, and where they leave open which days they mean ("in
            recent months"), they are kept in `period_stated`.
        publisher: Who carried it.
        source: Who claims the figures for which the text names nobody; the publisher if None.
        place: The place of figures for which the text names none, by name or code.
        lang: The language's code; None tells it from the text.
        convention: What hedges and vague words mean in numbers.
        gazetteer: Which names mean which places; the standard one if None. A name that is not
            known, or means several places, gives no code.

    Returns:
        One row a figure, in the order of the text, with ids. `source` is who says it, `excerpt`
        the sentence; `confidence` (high, medium, low) and `links` are further columns.

    Raises:
        UnknownNameError: There is no such language or convention.
        WordingError: `published_on` is no date.

    Example:
        >>> table = figures_from("Floods killed 12 people in Niger last week, the Red Cross said.",
        ...                      published_on="2024-08-14", publisher="The Herald")
        >>> table.loc[0, ["measure", "stated", "place", "source"]].tolist()
        ['killed', '12', 'NER', 'the Red Cross']
        >>> print(table.loc[0, "period_start"].date(), table.loc[0, "period_end"].date())
        2024-08-05 2024-08-11
    """
    # Loaded here, so that finding figures needs no pandas.
    from crisisfigures.gazetteer import standard_gazetteer
    from crisisfigures.table import with_ids

    known = standard_gazetteer() if gazetteer is None else gazetteer
    published = None if published_on is None else _published(published_on)
    rows = [
        _row(found, published_on, published, publisher, source or publisher, place, known)
        for found in find_figures(text, lang, convention=convention)
    ]
    return with_ids(_frame(rows))


def _published(text: str) -> Period:
    return parse_period(text).period


def _frame(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    from crisisfigures.table import COLUMNS, normalise

    names = [name for name in COLUMNS if name in _ALWAYS or any(name in row for row in rows)]
    names += ["confidence", "links"]
    columns = {name: [row.get(name) for row in rows] for name in names}
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype=_dtype(name)) for name, values in columns.items()}
    )
    return normalise(frame)


def _dtype(name: str) -> Any:
    from crisisfigures.table import COLUMNS, DTYPES

    column = COLUMNS.get(name)
    return "str" if column is None else DTYPES[column.kind]


def _row(
    found: FoundFigure,
    published_on: str | None,
    published: Period | None,
    publisher: str | None,
    source: str | None,
    place: str | None,
    gazetteer: "Gazetteer",
) -> dict[str, Any]:
    """Return the cells of one figure; those that are not stated are left out."""
    assert found.measure is not None
    estimate = found.estimate
    when = _when(found, published_on, published)
    where = None if found.place is None else found.place.text
    cells = {
        "measure": found.measure,
        "unit": found.unit,
        "group": found.group,
        "modality": found.modality,
        "basis": basis_of(found.measure, is_since=when.is_since),
        "measure_stated": found.measure_stated,
        "group_stated": found.group_stated,
        **_where(where or place, gazetteer),
        "period_start": when.start,
        "period_end": when.end,
        "precision": when.precision,
        "period_stated": None if found.period is None else found.period.text,
        "low": estimate.low,
        "best": estimate.best,
        "high": estimate.high,
        "low_kind": estimate.low_kind,
        "high_kind": estimate.high_kind,
        "quantifier": estimate.quantifier,
        "approximate": estimate.approximate,
        "range_kind": estimate.range_kind,
        "stated": estimate.stated,
        "convention": estimate.convention,
        "source": source if found.attribution is None else source_named(found),
        "publisher": publisher,
        "published_on": published_on,
        "excerpt": None if found.sentence is None else " ".join(found.sentence.text.split()),
        "confidence": found.confidence,
        "links": "; ".join(
            link.kind if link.to is None else f"{link.kind} of the figure at {link.to}"
            for link in found.links
        )
        or None,
    }
    return {name: value for name, value in cells.items() if value is not None}


def source_named(found: FoundFigure) -> str:
    """Return who says a figure, without the words that introduce them: "according to"."""
    assert found.attribution is not None
    said = found.attribution.text
    words = tokens(plain(said))
    introduced = lexicon_of(found.lang).naming.at([*words, ""], 0) if words else []
    for phrase in introduced:
        if phrase.role == "according":
            # Tokens are written as in the text but for spaces, so that letters can be counted.
            letters = sum(map(len, words[: phrase.end]))
            at = 0
            while letters and at < len(said):
                letters -= not said[at].isspace()
                at += 1
            return said[at:].strip(" ,:'’") or said
    return said


def _where(words: str | None, gazetteer: "Gazetteer") -> dict[str, str]:
    if words is None:
        return {}
    place = gazetteer.resolve(words).place
    if place is None:
        return {"place_name": words}
    return {"place": place.code, "place_system": place.system, "place_name": words}


# ── When ────────────────────────────────────────────────────────────────────────────────────


class _When(NamedTuple):
    """The days that words mean, as far as they can be told."""

    start: date | None = None
    end: date | None = None
    precision: str | None = None
    is_since: bool = False


def _when(found: FoundFigure, published_on: str | None, published: Period | None) -> _When:
    if found.period is None:
        return _When()
    words = found.period.text
    if published is not None and published.end is not None and published.start is not None:
        told = Span(published.start, published.end, published.precision or "unknown")
        span = _relative(words, found.lang, told)
        if span is not None:
            return _When(span.start, span.end, span.precision)
    try:
        read = parse_period(words, published_on=published_on, lang=found.lang)
    except (WordingError, PeriodError, UnknownNameError):
        return _When()
    period = read.period
    return _When(period.start, period.end, period.precision, read.is_since)


@cache
def _relatives(code: str) -> dict[str, Any]:
    table = files()[code].get("relative", {})
    return {
        name: [tuple(tokens(plain(phrase))) for phrase in phrases]
        for name, phrases in table.items()
    }


_NOT_WHOLE = frozenset(
    {"units_day", "units_week", "units_month", "units_year", "past", "weekdays", "last"}
)
"""Words of which periods are made, and which are none by themselves."""


def _relative(words: str, code: str, published: Span) -> Span | None:
    """Return the days that words such as "last week" mean beside the day of publication.

    A week, a day and a day's name need the day, a month the month. "In the past 18 months" ends
    with the publication.
    """
    table = _relatives(code)
    said = tuple(tokens(plain(words)))
    for name, phrases in table.items():
        if name in _NOT_WHOLE:
            continue
        if said in phrases:
            return _named_span(name, published)
    for phrase in table.get("last", ()):
        said = said[: -len(phrase)] if _ends_with(said, phrase) else said
    for index, phrase in enumerate(table.get("weekdays", ())):
        if _ends_with(said, phrase) and len(said) <= len(phrase) + 1:
            if published.precision not in _DAILY:
                return None
            back = (published.end.weekday() - index) % _WEEK
            day = published.end - timedelta(back)
            return Span(day, day, "day")
    return _past(said, table, published)


def _ends_with(said: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return said[-len(phrase) :] == phrase


def _named_span(name: str, published: Span) -> Span | None:
    day = published.end
    if name in ("today", "yesterday") and published.precision in _DAILY:
        day -= timedelta(name == "yesterday")
        return Span(day, day, "day")
    if name in ("this_week", "last_week") and published.precision in _DAILY:
        monday = day - timedelta(day.weekday())
        if name == "last_week":
            return Span(monday - timedelta(_WEEK), monday - timedelta(1), "week")
        return Span(monday, day, joint_precision(monday, day, "day", "day"))
    if name in ("this_month", "last_month") and published.precision in _MONTHLY:
        first = day.replace(day=1)
        if name == "last_month":
            end = first - timedelta(1)
            return Span(end.replace(day=1), end, "month")
        return Span(first, day, joint_precision(first, day, "month", published.precision))
    if name == "last_year":
        return Span(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31), "year")
    if name == "this_year":
        first = date(day.year, 1, 1)
        return Span(first, day, joint_precision(first, day, "year", published.precision))
    return None


_COUNT = re.compile(r"[0-9]{1,3}")


def _past(said: tuple[str, ...], table: dict[str, Any], published: Span) -> Span | None:
    """Return the days of "in the past 18 months"; a vague count says no days."""
    if not any(said[: len(phrase)] == phrase for phrase in table.get("past", ())):
        return None
    unit = next(
        (
            unit
            for unit in ("day", "week", "month", "year")
            if any(_ends_with(said, phrase) for phrase in table.get(f"units_{unit}", ()))
        ),
        None,
    )
    numbers = [int(word) for word in said if _COUNT.fullmatch(word)]
    if unit is None or len(numbers) != 1 or not numbers[0]:
        return None
    number, end = numbers[0], published.end
    if unit in ("day", "week"):
        if published.precision not in _DAILY:
            return None
        start = end - timedelta(number * (_WEEK if unit == "week" else 1) - 1)
        return Span(start, end, joint_precision(start, end, "day", "day"))
    if published.precision not in _MONTHLY and unit == "month":
        return None
    months = end.year * 12 + end.month - 1 - number * (12 if unit == "year" else 1)
    if months < 12:
        return None
    start = date(months // 12, months % 12 + 1, 1)
    return Span(start, end, joint_precision(start, end, "month", published.precision))

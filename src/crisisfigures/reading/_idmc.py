"""What IDMC's files have in common: dates known to some unit, causes with their hazard, places.

GIDD, the IDU and Helix are one system's exports: they share the words of their columns.
"""

import re
from collections.abc import Mapping

from crisisfigures.errors import PeriodError
from crisisfigures.period import Span, iso_span
from crisisfigures.plugins import Sheet
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold, read_cause

SOURCE: Mapping[str, str] = {"source": "IDMC", "source_type": "monitor", "publisher": "IDMC"}
"""Who says so: IDMC, which reads many sources, and states and publishes a number of its own."""

_HEDGES = (("more than or equal", "at least"), ("less than or equal", "at most"))
_NO_HEDGES = frozenset({"exact", "total"})
_LEVEL = re.compile(r"\(ADM([0-3])\)")
_BETWEEN = re.compile(r';|", ?"')
"""What stands between the locations of a figure, in a cell or in a JSON list."""


def texts_of(sheet: Sheet, headers: Mapping[str, str], name: str) -> Texts:
    """Return a column by IDMC's name of it, nothing in each row if the sheet lacks it."""
    return sheet[headers[name]] if name in headers else Texts.repeated(None, sheet.n_rows)


def stated(columns: Mapping[str, Texts | str]) -> dict[str, Texts | str]:
    """Return the columns that state anything at all; the figure stays, stated or not."""
    return {
        name: cells
        for name, cells in columns.items()
        if isinstance(cells, str) or name == "figure" or cells.is_stated.any()
    }


def day_span(text: str | None) -> Span | None:
    """Return the span of an ISO date, None where a text is none."""
    try:
        return None if text is None else iso_span(text)
    except PeriodError:
        return None


def as_known(date: str | None, accuracy: str | None) -> str | None:
    """Return a date as closely as it is known: 2022-05-26 to the month is 2022-05.

    "The values indicate the period around the date": the week, month or year that it lies in.
    """
    span = day_span(date)
    if span is None or accuracy is None:
        return date
    match accuracy.casefold():
        case "week":
            year, week, _ = span.start.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{span.start.year:04}-{span.start.month:02}"
        case "year":
            return f"{span.start.year:04}"
    return date


def dates_as_known(dates: Texts, accuracy: Texts) -> Texts:
    """Return each date as closely as it is known."""
    codes, parts = combinations(dates, accuracy)
    return Texts.merged(codes, [as_known(*part) for part in parts])


def causes(stated: Texts, hazards: Texts) -> Texts:
    """Return the causes, those of disasters with their hazard: `disaster:flood`."""
    codes, parts = combinations(stated, hazards)
    return Texts.merged(codes, [_cause(*part) for part in parts])


def _cause(stated: str | None, hazard: str | None) -> str | None:
    cause = None if stated is None else read_cause(stated)
    if cause != "disaster" or hazard is None:
        return cause
    return f"disaster:{' '.join(hazard.casefold().split())}"


def place_precisions(accuracy: Texts) -> Texts:
    """Return how closely the places are known, where all locations of a figure are of one level.

    "State/Region/Province (ADM1)" is `admin1`. A bare point may be a village or the middle of a
    province, and tells nothing.
    """
    return accuracy.map(_precision)


def _precision(accuracy: str) -> str | None:
    found = [_LEVEL.search(part) for part in _BETWEEN.split(accuracy)]
    levels = {match[1] if match else None for match in found}
    level = levels.pop() if len(levels) == 1 else None
    return None if level is None else f"admin{level}"


def hedge(quantifier: str) -> str | None:
    """Return the words that belong before a number; "exact" and "total" are none."""
    folded = fold(quantifier)
    if folded in _NO_HEDGES:
        return None
    return next((words for known, words in _HEDGES if folded.startswith(known)), folded)


def role(words: str) -> str:
    """Return a role without "figure": recommended figure, triangulation figure."""
    return words.casefold().removesuffix("figure").strip()

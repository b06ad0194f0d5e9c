"""Exports: what the wide tables of publishers have in common, whoever made them.

Their headers are spelled in several ways, and their dates stand in three columns, or in one in
the order of a country that nobody tells.
"""

import re
from collections.abc import Mapping, Sequence

from crisisfigures.plugins import Sheet
from crisisfigures.reading._dates import read_dates
from crisisfigures.reading._headers import headers_of
from crisisfigures.texts import Texts, combinations

Columns = dict[str, Texts | str]

_MONTHS = 12

_FIGURES = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: .*)?")
"""A date in figures that ends with the year: which of the first two is the month?"""
_NAMED = re.compile(r"(\d{1,2})-([A-Za-z]{3,9})-(\d{4})")


def named(sheet: Sheet, variants: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the header for each of our names of which the sheet has one of the variants.

    Case, spaces, underscores and punctuation make no difference; of several variants
    that are there, the one that is listed first counts.
    """
    known = [one for spellings in variants.values() for one in spellings]
    there = headers_of(sheet, known)
    found = {
        name: [there[one] for one in spellings if one in there]
        for name, spellings in variants.items()
    }
    return {name: headers[0] for name, headers in found.items() if headers}


def iso_date(year: Texts, *smaller: Texts) -> Texts:
    """Return dates such as 1999, 1999-08 and 1999-08-17 from a year, a month and a day.

    A day beside a blank month says nothing.
    """
    codes, parts = combinations(year, *smaller)
    return Texts.merged(codes, [_iso(part) for part in parts])


def _iso(parts: tuple[str | None, ...]) -> str | None:
    stated: list[str] = []
    for width, text in zip((4, 2, 2), parts, strict=False):
        if text is None:
            break
        stated.append(text.zfill(width))
    return "-".join(stated) or None


def iso_dates(texts: Texts) -> Texts:
    """Return the dates of a column as ISO text, not stated where they cannot be told.

    In 03/10/2023 the month is known where other dates of the column show it, such as 25/09/2023.
    """
    found = [match for text in texts.values if (match := _FIGURES.fullmatch(text))]
    firsts = any(int(match[1]) > _MONTHS for match in found)
    seconds = any(int(match[3]) > _MONTHS for match in found)

    def written(text: str) -> str | None:
        if match := _NAMED.fullmatch(text):
            return " ".join(match.groups())
        if not (match := _FIGURES.fullmatch(text)):
            return text
        day, month = (match[1], match[3]) if firsts else (match[3], match[1])
        return f"{match[4]}-{month:0>2}-{day:0>2}" if firsts is not seconds else None

    read, _ = read_dates("date", texts.map(written), None)
    return read


def days_in_figures(texts: Texts) -> Texts:
    """Return a column of dates as it is, but those in figures, such as 2/13/2015, as ISO text.

    Spreadsheets write them so, in the order of a country.
    """
    if not any(map(_FIGURES.fullmatch, texts.values)):
        return texts
    return iso_dates(texts).otherwise(texts)


def some_day(dates: Texts) -> Texts:
    """Return "within" for the dates of which the day is not stated: it was on some day of it."""
    return dates.map(lambda date: "within" if date.count("-") < 2 else None)

"""Aliases: which header is easily understood as which of our columns, by `headers.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from crisisfigures.plugins import INPUTS, Sheet
from crisisfigures.reading._unread import one_unread, unread_of
from crisisfigures.table import COLUMNS
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold
from crisisfigures.wording import parse_numeral

NUMBERS = ("figure", "low", "best", "high")

_OFFSET = re.compile(r"\d{1,4}")
_NUMBERED = re.compile(r"_\d+$")
_SINGLE = {
    *("figure", "low", "best", "high", "measure", "unit", "place", "country", "country_code"),
    *("period", "period_start", "period_end", "as_of", "date", "year", "month", "published_on"),
}
"""Of what a row can have one only, so that two columns of it contradict one another."""

_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@cache
def _headers() -> dict[str, tuple[str, int]]:
    """Return our name of each folded header, with its place among the aliases of that name."""
    text = files("crisisfigures.reading").joinpath("headers.toml").read_text("utf-8")
    listed: dict[str, list[str]] = tomllib.loads(text)
    known = {fold(name): (name, 0) for name in (*COLUMNS, *INPUTS)}
    for name, aliases in listed.items():
        for place, alias in enumerate(aliases, start=1):
            known.setdefault(fold(alias), (name, place))
    return known


def matched_columns(sheet: Sheet) -> dict[str, str]:
    """Return the header for each of our names; of several, the one whose alias stands first."""
    known = _headers()
    claimed = {*sheet.renamed.values(), *sheet.figures}
    found: dict[str, tuple[int, str]] = {}
    for header in sheet.header:
        name, place = known.get(fold(header), (None, 0))
        if name is None or header in claimed:
            continue
        if name not in found or place < found[name][0]:
            found[name] = place, header
    return {name: header for name, (_, header) in found.items()} | dict(sheet.renamed)


def letter_columns(sheet: Sheet, matched: Mapping[str, str]) -> set[str]:
    """Return our names of `start` and `end` where they number the letters of a text.

    Small numbers that are no years are no dates.
    """
    return {
        name
        for name in ("period_start", "period_end")
        if name in matched and name not in sheet.renamed and _counts_letters(sheet[matched[name]])
    }


def _counts_letters(texts: Texts) -> bool:
    if not all(map(_OFFSET.fullmatch, texts.first(1))):
        return False
    said = texts.values
    return all(map(_OFFSET.fullmatch, said)) and not all(map(_YEAR.fullmatch, said))


def contradictions(sheet: Sheet, matched: Mapping[str, str]) -> Texts | None:
    """Return, as texts for `unread`, the cells of second columns that say something else."""
    if "unread" in matched:
        return None
    claimed = {*sheet.renamed.values(), *sheet.figures}
    pairs = []
    for header in sheet.header:
        base = _NUMBERED.sub("", header)
        is_double = base != header and base in sheet
        name, _ = _headers().get(fold(base if is_double else header), (None, 0))
        first = matched.get(name or "", header)
        is_one = name in _SINGLE or is_double
        if name is not None and is_one and header not in {first, *claimed}:
            pairs.append((name, sheet[first], sheet[header]))
    lost = [differing(*pair) for pair in pairs]
    return unread_of(lost, sheet.n_rows) if lost else None


def differing(name: str, first: Texts, second: Texts) -> Texts:
    """Return, as texts for `unread`, the cells of a second column that contradict the first."""
    codes, parts = combinations(first, second)
    return Texts.merged(
        codes,
        [one_unread(name, b) if a and b and _value(a) != _value(b) else None for a, b in parts],
    )


def _value(text: str) -> str | int | float:
    number = parse_numeral(text)
    return fold(text) if number is None else number

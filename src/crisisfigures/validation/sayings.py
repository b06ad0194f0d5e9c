"""Sayings: the words that a figure was read from, held against what the row makes of them."""

import re
import tomllib
from functools import cache
from importlib.resources import files

import numpy as np

from crisisfigures.finding import find_figures
from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings, each_distinct
from crisisfigures.validation._words import quoted
from crisisfigures.vocabulary import fold

_BOUNDS = ("low", "best", "high")
_SAID = ("stated", "exclusive")

# --- hedged, and exact to the last digit ------------------------------------------------------


def _is_said(cells: Cells, column: str) -> Flags:
    """Return where a source said this number itself: no convention, no sum made it."""
    if column == "best":
        return cells.stated(column)
    kind = f"{column}_kind"
    return cells.stated(column) & (cells.is_word(kind, *_SAID) | ~cells.stated(kind))


def _n_digits(number: float) -> int:
    """Return how many digits a number is given with: 12,300 with three."""
    return len(f"{abs(number):.0f}".rstrip("0")) if number == number and number < 1e16 else 0


def _is_too_exact(cells: Cells, column: str, *, digits: float) -> Judged | bool:
    """Return hedged numbers of many digits: the first of best, low and high that has them."""
    if not cells.has(column):
        return False
    if not (cells.has("approximate") or cells.has("quantifier")):
        none = np.zeros(cells.n, dtype=np.bool_)
        return Judged(none, concerned=none)
    hedged = cells.flags("approximate") | cells.is_word("quantifier", "approximately")
    hedged = hedged & ~cells.stated("derivation")
    found = np.zeros(cells.n, dtype=np.bool_)
    for name in ("best", "low", "high"):
        rows = np.flatnonzero(hedged & _is_said(cells, name) & ~found)
        numbers = cells.numbers(name)[rows].tolist()
        exact = np.array([_n_digits(number) >= digits for number in numbers], dtype=np.bool_)
        found[rows] = exact
        if name == column:
            here = np.zeros(cells.n, dtype=np.bool_)
            here[rows] = exact
            return Judged(here, concerned=hedged & cells.stated(column))
    nothing = np.zeros(cells.n, dtype=np.bool_)
    return Judged(nothing, concerned=nothing)


# --- the number in the words of the source ----------------------------------------------------

_FEW = 2
"""Up to this number people are told without one: "a man and his wife", "nobody"."""

_MARK = re.compile(r"(?<=\d)[.,'’٬](?=\d{2,3}(?!\d))")
_SPACE = re.compile(r"(?<=\d)[\s](?=\d{3}(?!\d))")
_DIGITS = re.compile(r"\d+")
_MARKS = frozenset(".,'’٬")


def _numbers_of(text: str) -> set[float]:
    """Return the numbers that a text states in digits, of any grouping and script."""
    joined = _MARK.sub("", text)
    # "On 12 345 died", "12 345 died": either may be meant.
    return {float(digits) for form in (joined, _SPACE.sub("", joined)) for digits in _found(form)}


def _found(text: str) -> list[str]:
    return [digits for digits in _DIGITS.findall(text) if len(digits) <= _MOST_DIGITS]


_MOST_DIGITS = 16
"""Longer runs of digits are no counts."""


def _has_number(excerpt: str, numbers: set[float]) -> bool:
    """Return whether an excerpt states one of the numbers, in digits or in words."""
    if not _numbers_of(excerpt).isdisjoint(numbers):
        return True
    for found in find_figures(excerpt, rejected=True):
        estimate = found.estimate
        ends = {estimate.low, estimate.best, estimate.high, *estimate.numbers}
        if not ends.isdisjoint(numbers):
            return True
    return False


def _stands_in(digits: str, text: str) -> bool:
    """Return whether digits stand in a text, and not as a part of longer ones."""
    at = text.find(digits)
    if at < 0:
        return False
    end = at + len(digits)
    before, after = text[at - 1 : at], text[end : end + 1]
    if before.isdigit() or after.isdigit():
        return False
    return not (before in _MARKS and text[at - 2 : at - 1].isdigit()) and not (
        after in _MARKS and text[end + 1 : end + 2].isdigit()
    )


def _written(numbers: list[float]) -> list[str | None]:
    """Return each number as it is mostly written, None where it is missing or no whole number."""
    said = {
        number: f"{int(number):,}" if number == number and number.is_integer() else None
        for number in set(numbers)
    }
    return [said[number] for number in numbers]


def _lacks_its_number(cells: Cells, column: str) -> Judged | bool:
    """Return rows of which neither a number nor the words stand in the excerpt."""
    if not cells.has(column):
        return False
    excerpts = cells.texts_at(column, np.arange(cells.n))
    concerned = np.array([text is not None for text in excerpts.tolist()], dtype=np.bool_)
    concerned &= cells.is_word("status", "present")
    said = {name: np.where(_is_said(cells, name), cells.numbers(name), np.nan) for name in _BOUNDS}
    # Beside a number so small its words need none.
    concerned &= np.fmax(np.fmax(said["low"], said["best"]), said["high"]) > _FEW
    rows = np.flatnonzero(concerned)
    stated, derived = (cells.texts_at(name, rows).tolist() for name in ("stated", "derivation"))
    texts = excerpts[rows].tolist()
    # Nearly always the best figure stands there in digits, which is soon seen.
    best = [said["best"][rows], said["low"][rows], said["high"][rows]]
    first = _written(np.where(np.isnan(best[0]), np.fmin(best[1], best[2]), best[0]).tolist())
    numbers = zip(*(column.tolist() for column in best), strict=True)
    lacking = [
        not (digits is not None and _stands_in(digits, text)) and _is_lacking(text, *rest)
        for text, digits, *rest in zip(texts, first, numbers, stated, derived, strict=True)
    ]
    found = np.zeros(cells.n, dtype=np.bool_)
    found[rows] = lacking
    return Judged(found, concerned=concerned)


def _is_lacking(
    excerpt: str, numbers: tuple[float, ...], stated: str | None, derived: str | None
) -> bool:
    if stated and fold(stated) in fold(excerpt):
        return False
    # A number that was converted is told by what it was made of: 80 households × 4.575.
    made_of = _numbers_of(derived) if derived else ()
    return not _has_number(excerpt, {number for number in (*numbers, *made_of) if number == number})


# --- the basis in the words of the source -----------------------------------------------------

_WORDS_OF = ("measure_stated", "period_stated", "stated")


@cache
def _words(kind: str) -> re.Pattern[str]:
    """Return a pattern for the words of all languages that tell a kind of number."""
    text = files(__package__).joinpath("basis_words.toml").read_text("utf-8")
    phrases = {fold(phrase) for words in tomllib.loads(text).values() for phrase in words[kind]}
    listed = "|".join(sorted(map(re.escape, phrases), key=lambda phrase: (-len(phrase), phrase)))
    return re.compile(rf"\b(?:{listed})\b")


@cache
def _told(kind: str, text: str) -> str | None:
    """Return the words in a text that tell a kind of number, folded; None for no such words."""
    found = _words(kind).search(fold(text))
    return found[0] if found else None


def _speaks_otherwise(cells: Cells, column: str) -> Judged | bool:
    """Return sums of a period told as running totals, and running totals and stocks told as new."""
    if not cells.has(column):
        return False
    is_flow = cells.is_word("basis", "flow")
    is_grown = cells.is_word("basis", "cumulative", "stock")
    found = np.zeros(cells.n, dtype=np.bool_)
    for name in _WORDS_OF:
        if name == column:
            otherwise = is_flow & cells.holds(name, lambda text: _kind(text) == "running")
            otherwise |= is_grown & cells.holds(name, lambda text: _kind(text) == "fresh")
            return Judged(otherwise & ~found, concerned=cells.stated(column))
    return False


def _kind(text: str) -> str | None:
    """Return which kind of number a text tells, if it tells only one."""
    told = [kind for kind in ("running", "fresh") if len(text) <= 200 and _told(kind, text)]
    return told[0] if len(told) == 1 else None


def _the_words(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    def words(text: str) -> str:
        return quoted(_told(_kind(text) or "", text) or "")

    return {"words": each_distinct(words, cells.said(column, rows))}


CHECKS = (
    Check(
        name="hedged-precision",
        severity="warning",
        phase="meaning",
        at=_BOUNDS,
        find=_is_too_exact,
        reads=("low_kind", "high_kind", "approximate", "quantifier", "derivation"),
        message="{column} {value} is hedged, and given to the last of {digits} digits or more",
        hint="Look up which of the two the source said: about 12,000, or 12,347. A number that was "
        "computed says so in `derivation`.",
        why="Nobody counts approximately to the last digit. Either the hedge was added to a count, "
        "or the digits come from a conversion that is not told.",
        bad=(
            {"best": 12347.0, "approximate": True, "low": None, "high": None},
            {"best": 1234500.0, "quantifier": "approximately", "low": None, "high": None},
        ),
        good=(
            {"approximate": True, "low": None, "best": 12300.0, "high": None},
            {"low": None, "best": 12347.0, "high": None},
            {
                "approximate": True,
                "low": None,
                "best": 12347.0,
                "high": None,
                "derivation": "2699 households × 4.575",
            },
        ),
        settings={"digits": 5},
    ),
    Check(
        name="number-not-in-excerpt",
        severity="warning",
        phase="meaning",
        at=("excerpt",),
        find=_lacks_its_number,
        reads=(*_BOUNDS, "low_kind", "high_kind", "stated", "derivation", "status"),
        message="low {low}, best {best}, high {high} do not stand in the words quoted: {value}",
        hint="Quote the words that state the number, or say in `derivation` how it was made of "
        "those that are quoted.",
        why="A citation that lacks the figure supports nothing. A toll was passed on for weeks "
        "that its report did not contain; it was an extrapolation by whoever wrote it down first.",
        bad=(
            {"excerpt": "At least 132 people were killed on 12 March."},
            {"excerpt": "Many were killed.", "low": None, "best": 57.0, "high": None},
        ),
        good=(
            {"excerpt": "Thirty-two people were killed."},
            {"excerpt": "قتل ٣٢ شخصا", "low": None, "high": None},
            {"excerpt": "1 234 567 déplacés", "low": None, "best": 1234567.0, "high": None},
            {"excerpt": "some 1.2 million fled", "low": None, "best": 1.2e6, "high": None},
            {
                "excerpt": "80 families fled",
                "low": None,
                "best": 366.0,
                "high": None,
                "derivation": "80 households × 4.575",
            },
            {"excerpt": "A man and his wife died", "low": None, "best": 2.0, "high": None},
        ),
    ),
    Check(
        name="words-against-basis",
        severity="warning",
        phase="meaning",
        at=_WORDS_OF,
        find=_speaks_otherwise,
        reads=("basis",),
        message="{value} says {words}, and the basis is {basis}",
        hint="A total since a day is 'cumulative'; what was added in a period is 'flow'; people on "
        "a date are 'stock'.",
        why="A running total that is taken for a month's number is added up every month, and "
        "everybody is counted again.",
        bad=(
            {"period_stated": "since January"},
            {"measure_stated": "Décès cumulés"},
            {"measure_stated": "New cases", "measure": "cases", "basis": "cumulative"},
            {"measure_stated": "desplazados este mes", "measure": "idps", "basis": "stock"},
        ),
        good=(
            {"period_stated": "since January", "basis": "cumulative"},
            {"measure_stated": "New cases", "measure": "cases"},
            {"measure_stated": "new cases since Monday", "measure": "cases"},
            {"measure_stated": "renewed fighting: killed"},
        ),
        facts=_the_words,
    ),
)

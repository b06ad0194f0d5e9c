"""Numerals in digits and in words.

Digits come in many groupings (12,345 · 12.345 · 12 345 · 12'345 · 12,34,500), and one mark is a
thousands mark here and a decimal mark there. The shape decides where it can: exactly three
digits after a single mark are a group. Digits of no regular shape are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from crisisfigures.errors import UnknownNameError
from crisisfigures.estimate import LARGEST
from crisisfigures.wording._languages import Phrases, language_files
from crisisfigures.wording._text import LONGEST, PARTS_OF_ONE, NotUnderstood, plain, tokens

Exact = int | Fraction
"""A number as said, before anything is rounded to a float."""

DIGITS_EXPECTED = 'digits in groups of three ("12,345", "12 345") or with one decimal mark'
_LARGEST_EXPECTED = f"a number of at most {LARGEST:,} (2**53), up to which counts are exact"

_TEN, _HUNDRED = 10, 100
_TENS = range(20, 100, 10)

_THOUSAND = 1_000
"""Magnitudes below it ("hundred") stay within a group of three digits: two *hundred* thousand."""

_ONE_MARK = re.compile(r"([0-9]*)([.,·٫])([0-9]+)")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}([.,' ٬])[0-9]{3}(?:\2[0-9]{3})*)(?:([.,·٫])([0-9]+))?")
_INDIAN = re.compile(r"([1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:(\.)([0-9]+))?")
_ALWAYS_DECIMAL = "·٫"
_DECIMALS_FIRST = re.compile("([0-9]+)ر([0-9]+)")
"""How Arabic agencies type 1.8, so that "8ر1" reads well from right to left."""

_SCIENTIFIC = re.compile(r"([0-9]+(?:\.[0-9]+)?)e\+?([0-9]{1,2})")


class Digits(NamedTuple):
    """A numeral in digits: its value, and whether marks group its digits."""

    value: Exact
    is_grouped: bool = False


def read_digits(
    token: str, decimal: str, *, is_counting: bool = False, by_language: bool = False
) -> Digits | None:
    """Return the value of a token of digits, or None where its marks have no regular shape.

    Args:
        token: Digits and marks, as `tokens` cuts them.
        decimal: The decimal mark of the language.
        is_counting: Whether the digits count a magnitude ("1.234 million"), and so may well
            have decimals.
        by_language: Whether one mark before three digits is what the language makes it, as in a
            column of a file; reports of people have groups there, since people are whole.
    """
    if token.isdecimal():
        return Digits(int(token))
    if match := _ONE_MARK.fullmatch(token):
        whole, mark, part = match.groups()
        looks_grouped = len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
        is_own = mark == decimal
        if mark not in _ALWAYS_DECIMAL and looks_grouped:
            if not (is_own and (is_counting or by_language)):
                return Digits(int(whole + part), is_grouped=True)
        elif not (
            # A foreign mark is a decimal one only where it can be nothing else.
            is_own or mark in _ALWAYS_DECIMAL or whole == "0" or (is_counting and len(part) < 3)
        ):
            return None
        return Digits(_decimal(whole, part))
    if match := _DECIMALS_FIRST.fullmatch(token):
        part, whole = match.groups()
        return Digits(_decimal(whole, part))
    if match := _GROUPED.fullmatch(token):
        groups, mark, point, part = match.groups()
        # "1.234,567" in English: either mark might be the decimal one.
        is_unclear = point in (".", ",") and point != decimal and len(part) == 3
        if point == mark or is_unclear:
            return None
    elif match := _INDIAN.fullmatch(token):
        groups, point, part = match.groups()
    else:
        return None
    whole = re.sub("[^0-9]", "", groups)
    return Digits(_decimal(whole, part) if point else int(whole), is_grouped=True)


def _decimal(whole: str, part: str) -> Exact:
    value = Fraction(int(whole + part), 10 ** len(part))
    return int(value) if value.denominator == 1 else value


def parse_numeral(
    text: str, lang: str | None = None, *, decimal: str | None = None
) -> int | float | None:
    """Return the number that a cell writes in digits, or None where it is no numeral.

    For columns of digits: a single mark before three digits is what the locale makes it
    ("12.345" is 12,345 in Spanish, and 12.345 in English and in a file of no stated language);
    every other shape decides for itself. Signs, "1e+05" and the digits of other scripts are read;
    words are not (`parse_estimate` reads them).

    Args:
        text: The cell.
        lang: A locale such as `es`, `pt_BR` or `ar`; None for data files, with a decimal point.
        decimal: The decimal mark, "." or ",", where it is known otherwise than by the locale.

    Returns:
        An int where the number is whole, else a float; None also beyond 2**53.

    Raises:
        UnknownNameError: There is no such locale.

    Example:
        >>> parse_numeral("12 345"), parse_numeral("12.345", "es"), parse_numeral("12,34")
        (12345, 12345, None)
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    body, sign = plain(text).strip(), 1
    if body[:1] in ("-", "–", "+"):
        body, sign = body[1:], 1 if body[0] == "+" else -1
    value: Exact | None = None
    if match := _SCIENTIFIC.fullmatch(body):
        # As R and spreadsheets write round numbers.
        value = Fraction(match[1]) * 10 ** int(match[2])
    elif tokens(body) == [body] and is_digits(body):
        digits = read_digits(body, decimal or _decimal_mark(lang), by_language=True)
        value = None if digits is None else digits.value
    return None if value is None or value > LARGEST else as_number(sign * value)


@cache
def _decimal_mark(lang: str | None) -> str:
    """Return the decimal mark that a locale puts among western digits."""
    if lang is None:
        return "."
    # Loaded here, since few files state a language.
    from babel import Locale, UnknownLocaleError
    from babel.localedata import locale_identifiers

    try:
        symbols = Locale.parse(lang.replace("-", "_")).number_symbols
    except (UnknownLocaleError, ValueError) as error:
        raise UnknownNameError("locale", lang, locale_identifiers()) from error
    return str(symbols["latn"]["decimal"])


def as_number(value: Exact) -> int | float:
    """Return a number as an int where it is whole, else as a float."""
    return int(value) if value.denominator == 1 else float(value)


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers; the files of `languages/` say what each table is for.

    `names` has the numbers that take several words ("quatre-vingt-dix"), `words` all the others.
    """

    decimal: str
    articles: frozenset[str]
    joins: frozenset[str]
    joins_units: frozenset[str]
    joins_all: bool
    points: frozenset[str]
    of: frozenset[str]
    of_is_said: bool
    one_is_silent: bool
    hyphens_all: bool
    words: Mapping[str, int]
    names: Phrases
    duals: Mapping[str, int]
    annexed: Mapping[str, int]
    counted: frozenset[str]
    magnitudes: Mapping[str, int]
    suffixes: Mapping[str, int]
    collectives: Mapping[str, int]
    parts: Mapping[str, int]
    plurals: Mapping[str, int]

    def multiplies(self, word: str) -> bool:
        """Return whether a word multiplies the number before it."""
        return word in self.magnitudes or word in self.collectives

    def named(self, words: list[str], at: int) -> tuple[int, int] | None:
        """Return the number that is named at a token, and the token after its name."""
        name = self.names.at(words, at)
        if name is not None:
            return int(name[0]), name[1]
        value = self.words.get(words[at])
        return None if value is None else (value, at + 1)


@cache
def numerals_of(code: str) -> Numerals:
    """Return how the language of that code writes numbers."""
    content = language_files()[code]
    table = content["numerals"]
    words = {tuple(tokens(plain(name))): value for name, value in table["words"].items()}
    return Numerals(
        decimal=table["decimal"],
        articles=_set(table["articles"]),
        joins=_set(table["joins"]),
        joins_units=_set(table["joins_units"]),
        joins_all=table.get("joins_all", False),
        points=_set(table["points"]),
        of=_set(table["of"]),
        of_is_said=table.get("of_is_said", True),
        one_is_silent=table.get("one_is_silent", False),
        hyphens_all=table.get("hyphens_all", False),
        words={name[0]: value for name, value in words.items() if len(name) == 1},
        names=_names({name: value for name, value in words.items() if len(name) > 1}),
        duals=_by_token(table.get("duals", {})),
        annexed=_by_token(table.get("annexed", {})),
        counted=_set(table.get("counted", [])),
        magnitudes=_by_token(table["magnitudes"]),
        suffixes=_by_token(table["suffixes"]),
        collectives=_by_token(table["collectives"]),
        parts=_by_token(table["parts"]),
        plurals=_by_token(content["vague"]["plurals"]),
    )


def _set(words: list[str]) -> frozenset[str]:
    return frozenset(_by_token(dict.fromkeys(words, 0)))


def _by_token(table: Mapping[str, int]) -> dict[str, int]:
    """Return a table by the tokens that its words are cut into."""
    return {tokens(plain(word))[0]: value for word, value in table.items()}


def _names(names: Mapping[tuple[str, ...], int]) -> Phrases:
    """Return names of several words, found with their hyphens or with spaces."""
    spellings: dict[str, list[str]] = {}
    for name, value in names.items():
        said = [word for word in name if word != "-"]
        spellings.setdefault(str(value), []).extend([" ".join(said), "-".join(said)])
    return Phrases(spellings)


class Number(NamedTuple):
    """A numeral that was read.

    Attributes:
        value: What it says.
        end: The token after it.
        shared: The magnitudes that end it, which a range may share with its first number, the
            greatest first: 100,000 and 1,000 of "two hundred thousand".
        zeros: The thousands that end it in digits, which may be shared too: 1,000 of "30,000".
        is_bare: Whether it has neither marks nor a magnitude, so that it may take another's.
        is_collective: Whether it is a dozen or the like, hedged by being named so.
        is_part: Whether it is part of a magnitude that is not named: "a quarter".
        with_decimals: What it says where its one mark is a decimal one after all.
    """

    value: Exact
    end: int
    shared: tuple[int, ...] = ()
    zeros: int = 1
    is_bare: bool = False
    is_collective: bool = False
    is_part: bool = False
    with_decimals: Exact | None = None


def read_number(words: list[str], start: int, numerals: Numerals) -> Number | None:
    """Return the numeral that starts at a token, or None where none does.

    Args:
        words: Tokens, with an empty one at the end.
        start: The index of the first token.
        numerals: How the language writes numbers.

    Raises:
        NotUnderstood: Its digits have no regular shape, or it is too large.
    """
    number = None if is_digits(words[start]) else _part_of_magnitude(words, start, numerals)
    if number is None:
        number = _Sum(words, start, numerals).read()
    if number is not None and number.value > LARGEST:
        raise NotUnderstood(start, _LARGEST_EXPECTED)
    return number


def is_digits(word: str) -> bool:
    """Return whether a token is one of digits ("²" is none, though Python calls it a digit)."""
    return "0" <= word[-1:] <= "9"


def _past_hyphen(words: list[str], at: int) -> int:
    return at + 1 if words[at] == "-" else at


def _past(words: list[str], at: int, skipped: frozenset[str]) -> int:
    """Return the token after an optional word and the hyphens around it."""
    at = _past_hyphen(words, at)
    return _past_hyphen(words, at + 1) if words[at] in skipped else at


def _part(words: list[str], start: int, numerals: Numerals) -> tuple[Fraction, int] | None:
    """Return a part of one in words, and the token after it: "a half", "three quarters"."""
    numerator, at = numerals.words.get(words[start], 1), start
    if words[at] in numerals.articles or words[at] in numerals.words:
        at = _past_hyphen(words, at + 1)
    divisor = numerals.parts.get(words[at], 0)
    return (Fraction(numerator, divisor), at + 1) if 0 < numerator < divisor else None


def _part_of_magnitude(words: list[str], start: int, numerals: Numerals) -> Number | None:
    """Return a numeral such as "half a million" or "three quarters of a million"."""
    found = _part(words, start, numerals)
    if found is None:
        return None
    part, end = found
    at = _past(words, _past(words, end, numerals.of), numerals.articles)
    word = words[at]
    if not numerals.multiplies(word):
        return Number(part, end, is_bare=True, is_part=True)
    magnitude = numerals.magnitudes.get(word) or numerals.collectives[word]
    is_collective = word in numerals.collectives
    value = part * magnitude
    return Number(
        int(value) if value.denominator == 1 else value,
        at + 1,
        (magnitude,),
        is_collective=is_collective,
    )


class _Sum:
    """A numeral read from left to right: groups, each times its magnitude, added up.

    `group` is what is being counted (None before it starts), `room` the number below which a
    word may still be added to it (10 after "twenty"), and `ceiling` the last magnitude, below
    which all that follows must stay.
    """

    def __init__(self, words: list[str], start: int, numerals: Numerals) -> None:
        self.words, self.numerals = words, numerals
        self.at = start
        self.total: Exact = 0
        self.group: Exact | None = None
        self.room = self.ceiling = 0
        self.n_groups = 0
        self.magnitudes: list[int] = []
        self.zeros = 1
        self.is_grouped = self.is_collective = self.is_closed = False
        self.is_unit = self.is_joined = self.is_part = False
        self.with_decimals: Exact | None = None

    def read(self) -> Number | None:
        """Return the numeral, or None where no word of one was found."""
        words, numerals = self.words, self.numerals
        if words[self.at] in numerals.articles:
            at = _past_hyphen(words, self.at + 1)
            if numerals.multiplies(words[at]):
                self.group, self.at = 1, at
            elif words[self.at] not in numerals.words:
                return None
        while self._step():
            pass
        if self.group is None and not self.n_groups:
            return None
        group = self.group or 0
        if self.n_groups and group >= self.ceiling:
            raise NotUnderstood(self.at - 1, f"a number below {self.ceiling:,} after its magnitude")
        value = self.total + group
        return Number(
            int(value) if value.denominator == 1 else value,
            self.at,
            self._shared(),
            self.zeros if not self.n_groups else 1,
            is_bare=not (self.n_groups or self.is_grouped),
            is_collective=self.is_collective,
            is_part=self.is_part,
            with_decimals=self.with_decimals,
        )

    def _shared(self) -> tuple[int, ...]:
        if self.n_groups + (self.group is not None) > 1:
            return ()
        shared, product = [], 1
        for magnitude in reversed(self.magnitudes):
            product *= magnitude
            shared.append(product)
        return tuple(reversed(shared))

    def _step(self) -> bool:
        """Take the next word, and return whether it belongs to the numeral."""
        word, numerals = self.words[self.at], self.numerals
        duals = numerals.duals
        if word in numerals.annexed and self.words[self.at + 1] in numerals.counted:
            # Two of them, by the noun right behind; without one it may well be one.
            duals = numerals.annexed
        if word in duals and self.group is None and (not self.n_groups or self.is_joined):
            self.group = 2
            return self._multiply(duals[word])
        if word in numerals.magnitudes:
            return self._multiply(numerals.magnitudes[word])
        if self.is_closed:
            return False
        if is_digits(word):
            return self._take_digits(word)
        named = numerals.named(self.words, self.at)
        if named is not None:
            return self._add(*named)
        if word in PARTS_OF_ONE:
            if self.group is not None or self.n_groups:
                return False
            self.group = Fraction(*PARTS_OF_ONE[word])
            return self._go_on(1)
        if word in numerals.collectives:
            return self._collect(numerals.collectives[word])
        if word in numerals.plurals:
            return self._multiply_by_plural(numerals.plurals[word])
        if word in numerals.points:
            return self._take_decimals()
        if word in numerals.joins:
            return self._join(self.at + 1)
        if word == ",":
            return self._take_rest_after_comma()
        return word == "-" and self._hyphenate()

    def _go_on(self, n_words: int) -> bool:
        self.at += n_words
        return True

    def _has_room_for(self, value: Exact) -> bool:
        if self.group is None:
            return not self.n_groups or 0 < value < self.ceiling
        return 0 < value < self.room

    def _add(self, value: int, end: int) -> bool:
        if not self._has_room_for(value):
            return False
        self.group = (self.group or 0) + value
        # What may follow fills the zeros: units after tens, nothing after units.
        self.room = 0 if value % 10 or value < 20 else 10 if value % 100 else 100
        self.is_unit = 0 < value < 10
        self.magnitudes.clear()
        self.at = end
        return True

    def _take_digits(self, token: str) -> bool:
        if self.group is not None:
            return False
        words, numerals, at = self.words, self.numerals, self.at
        found = _typed_part(words, at, numerals)
        if found is not None and not self.n_groups:
            self.group, self.at = found
            return True
        following = words[_past_hyphen(words, at + 1)]
        is_counting = (
            numerals.multiplies(following)
            or following in numerals.plurals
            or following in numerals.suffixes
        )
        digits = read_digits(token, numerals.decimal, is_counting=is_counting)
        if digits is None:
            # "1.2" in Spanish, of a range that goes on "… y 4 millones".
            digits, self.is_part = read_digits(token, numerals.decimal, is_counting=True), True
        if digits is None:
            raise NotUnderstood(at, DIGITS_EXPECTED)
        if not self._has_room_for(digits.value) or (
            self.n_groups and not isinstance(digits.value, int)
        ):
            return False
        self.group, self.is_grouped = digits.value, digits.is_grouped
        self.room, self.zeros = 0, _trailing_groups(digits)
        self.at = at + 1
        if digits.is_grouped and not is_counting:
            scaled = read_digits(token, numerals.decimal, is_counting=True)
            if scaled is not None and not scaled.is_grouped:
                self.with_decimals = scaled.value
        if words[self.at] in PARTS_OF_ONE:
            self.group += Fraction(*PARTS_OF_ONE[words[self.at]])
            self.at += 1
        elif (found := _typed_part(words, self.at, numerals)) is not None:
            self.group, self.at = self.group + found[0], found[1]
        if words[self.at] in numerals.suffixes and not self.n_groups:
            self._close_group(numerals.suffixes[words[self.at]])
            self.is_closed = True
            return False
        return True

    def _multiply(self, magnitude: int) -> bool:
        group = self.group
        if group is None and self.n_groups and magnitude > self.ceiling:
            return self._multiply_total(magnitude)
        if group is None:
            if self.n_groups and not (self.numerals.one_is_silent and magnitude < self.ceiling):
                return False
            # A headline leaves the article out, too: "million seek shelter".
            group = 1
        if magnitude < _THOUSAND:
            if not 0 < group < magnitude:
                return False
            self.group = group * magnitude
            self.room = magnitude if isinstance(group, int) else 0
            self.magnitudes = [magnitude]
            return self._go_on(1)
        if self.n_groups and magnitude >= self.ceiling:
            is_thousands = self.n_groups == 1 and self.ceiling == _THOUSAND < magnitude
            if not (is_thousands and isinstance(group, int) and group < _THOUSAND):
                return False
            # "Two thousand five hundred million", as long scales count.
            self.total, self.group = self.total + group, None
            return self._multiply_total(magnitude)
        self.group = group
        self._close_group(magnitude)
        return True

    def _multiply_total(self, magnitude: int) -> bool:
        """Take a magnitude of a magnitude: "two thousand million"."""
        if self.n_groups > 1 or magnitude <= self.ceiling or self.is_collective:
            return False
        self.total *= magnitude
        self.ceiling, self.room = magnitude, 0
        self.magnitudes.append(magnitude)
        return self._go_on(1)

    def _close_group(self, magnitude: int) -> None:
        assert self.group is not None
        if not isinstance(self.group, int):
            # After "2.5 million" nothing can be added.
            self.is_closed = True
        self.total += self.group * magnitude
        self.ceiling = magnitude
        self.magnitudes.append(magnitude)
        self.group, self.room, self.with_decimals = None, 0, None
        self.n_groups += 1
        self.at += 1

    def _collect(self, size: int) -> bool:
        if self.n_groups:
            return False
        if self.group is None:
            self.group = 1
        self._close_group(size)
        self.is_collective = self.is_closed = True
        return False

    def _multiply_by_plural(self, base: int) -> bool:
        """Take a plural after a number, as in "2 millions" or "two dozens"."""
        numerals, before = self.numerals, self.words[self.at - 1]
        is_article = before in numerals.articles and before not in numerals.words
        is_counted = self.group is not None and not is_article
        # "Two hundred thousand millions".
        if not (is_counted or (self.group is None and before in numerals.magnitudes)):
            return False
        if is_counted and base in numerals.collectives.values():
            return self._collect(base)
        return base in numerals.magnitudes.values() and self._multiply(base)

    def _take_decimals(self) -> bool:
        if self.n_groups or not isinstance(self.group or 0, int):
            return False
        at, part = self.at + 1, ""
        while (digit := self.numerals.words.get(self.words[at], 10)) < 10:
            part, at = part + str(digit), at + 1
        if not part and self.words[at].isdecimal():
            part, at = self.words[at], at + 1
        if not part:
            raise NotUnderstood(at, "the digits after the decimal point")
        self.group, self.room = _decimal(str(self.group or 0), part), 0
        self.at = at
        return True

    def _join(self, at: int) -> bool:
        """Take "and" where what follows belongs to the numeral: "and five", "and a half"."""
        join, at = self.words[at - 1], _past_hyphen(self.words, at)
        found = _part(self.words, at, self.numerals)
        if found is not None:
            part, end = found
            if self.group is not None:
                self.group, self.room = self.group + part, 0
            elif self.n_groups == 1 and not self.is_closed:
                # A group of its own, so that no magnitude of the whole can follow.
                self.total, self.n_groups = self.total + part * self.ceiling, 2
                self.is_closed = True
                # "A million and half the million" is no more.
                end += self.numerals.magnitudes.get(self.words[end]) == self.ceiling
            else:
                return False
            self.at = end
            return True
        if self._join_part(at):
            return True
        named = self.numerals.named(self.words, at)
        if named is None:
            if not (self.words[at].isdecimal() and self.group is None and self.n_groups):
                return False
            value = int(self.words[at])
        elif self.group is None and not self.n_groups:
            return False
        else:
            value = named[0]
        if not self._has_room_for(value):
            return False
        if self.room == _TEN and join not in self.numerals.joins_units:
            return False
        self.at = at
        return True

    def _join_part(self, at: int) -> bool:
        """Take the "and" before tens that follow their unit, and before a magnitude alone."""
        numerals, word = self.numerals, self.words[at]
        named = numerals.named(self.words, at) if numerals.joins_all else None
        if named is not None and self.is_unit and named[0] in _TENS:
            self.at, self.room, self.is_unit = at, named[0] + 1, False
            return True
        alone = 2 * numerals.duals[word] if word in numerals.duals else None
        if alone is None and (numerals.joins_all or numerals.one_is_silent):
            alone = numerals.magnitudes.get(word)
        if alone is None or self.group is not None or not self.n_groups or alone >= self.ceiling:
            return False
        self.at, self.is_joined = at, True
        self.group = None if word in numerals.duals else 1
        return True

    def _take_rest_after_comma(self) -> bool:
        """Take hundreds in words after a comma: "two thousand, three hundred and five"."""
        at = self.at + 1
        if self.group is not None or not self.n_groups or is_digits(self.words[at]):
            return False
        rest = _Sum(self.words, at, self.numerals).read()
        if rest is None or not _HUNDRED <= rest.value < self.ceiling or rest.is_collective:
            return False
        self.total, self.at, self.n_groups = self.total + rest.value, rest.end, self.n_groups + 1
        self.is_closed = True
        return True

    def _hyphenate(self) -> bool:
        """Take a hyphen within a numeral: "twenty-five", "7-million", "two-and-a-half"."""
        word = self.words[self.at + 1]
        if word in self.numerals.joins:
            return self._join(self.at + 2)
        if self.numerals.hyphens_all:
            named = self.numerals.named(self.words, self.at + 1)
            if named is not None and self._has_room_for(named[0]):
                return self._go_on(1)
        is_unit = self.room == _TEN and 0 < self.numerals.words.get(word, 0) < _TEN
        return (is_unit or self.numerals.multiplies(word)) and self._go_on(1)


def _typed_part(words: list[str], at: int, numerals: Numerals) -> tuple[Fraction, int] | None:
    """Return a part of a magnitude typed with a stroke, as in "1/2 million", and its end."""
    if words[at + 1 : at + 2] != ["/"] or words[at] not in ("1", "3"):
        return None
    if words[at + 2] not in ("2", "4"):
        return None
    part, end = Fraction(int(words[at]), int(words[at + 2])), at + 3
    if part > 1 or not numerals.multiplies(words[_past_hyphen(words, end)]):
        return None
    return part, end


def _trailing_groups(digits: Digits) -> int:
    """Return the thousands that end grouped digits: 1,000 for 30,000, 1 where none do."""
    groups = 1
    if digits.is_grouped and isinstance(digits.value, int) and digits.value:
        while digits.value % (groups * _THOUSAND) == 0:
            groups *= _THOUSAND
    return groups

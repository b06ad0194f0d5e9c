"""Figures in words into ranges.

The grammar is the same for every language: a term (a number or a vague word with its hedges), or
two that make a range. A language gives the words, a convention what they mean in numbers.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from crisisfigures.errors import WordingError
from crisisfigures.estimate import LARGEST, Estimate
from crisisfigures.wording._conventions import Convention, load_convention, times
from crisisfigures.wording._languages import language_code
from crisisfigures.wording._terms import (
    FLOORS,
    UNHEDGED,
    Hedge,
    Term,
    TermReader,
    hedging_of,
)
from crisisfigures.wording._text import LONGEST, NotUnderstood, offsets, plain, tokens
from crisisfigures.wording.numerals import DIGITS_EXPECTED, Exact, as_number, is_digits

_END_EXPECTED = (
    'the end, a hedge ("or more") or a range ("to", "–", "possibly"); '
    "units and groups of people have their own columns"
)
_SECOND_EXPECTED = "a second number, since a range was begun"
_BOUNDS_EXPECTED = 'bounds from either side, as in "at least 12 and at most 20"'
_MAGNITUDE_EXPECTED = 'the magnitude that this is a part of, as in "half a million"'

_TENS = 10

_REMEMBERED = 2**16
"""Distinct expressions kept with their reading: columns repeat themselves."""

_SIMPLE_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|[1-9][0-9]{0,14}")
"""Digits so few that nothing made of them is beyond 2**53."""


def parse_estimate(words: str, lang: str | None = None, convention: str = "plain") -> Estimate:
    """Return the range that an expression states, such as "between 20,000 and 30,000".

    Numbers that were said are kept as they are; an end that only the convention makes is marked
    so (`low_kind`, `high_kind`), and what nobody bounded stays open. A figure is read whole or
    not at all. A noun for people may follow ("20,000 people"); any other noun says whom or what
    was counted, which an estimate cannot hold, and is refused.

    Args:
        words: The expression, from the first hedge to the last: "at least 12, possibly as many
            as 20", "several hundred", "nearly 1.5 million".
        lang: The language's code: en, fr, es, pt or ar; "en" if None.
        convention: What hedges and vague words mean in numbers: `plain`, `stated` (no end is made,
            and no number of a vague word), `acled`, `emdat`, `rounded` (as plain, and a bare round
            number stands for all that is rounded to it), or the path of a TOML file of your own.

    Returns:
        The estimate, with the numbers said, the words, and the convention's name and version.

    Raises:
        WordingError: The words were not understood; it says where, and what was expected.
        UnknownNameError: There is no such language or convention.
        OptionError: The file of a convention cannot be read.

    Example:
        >>> print(parse_estimate("an estimated 32,000"))
        28,800–35,200 (best 32,000)
        >>> print(parse_estimate("more than two million"), "/", parse_estimate("several hundred"))
        more than 2,000,000 / 300–999
    """
    if not isinstance(words, str):
        raise WordingError(
            repr(words),
            0,
            f"text, not {type(words).__name__}; Estimate(best=5) takes a number as it is",
        )
    return _parsed(words, lang, convention)


@lru_cache(maxsize=_REMEMBERED)
def _parsed(words: str, lang: str | None, convention_name: str) -> Estimate:
    hedging = hedging_of(language_code(lang, "hedges"))
    convention = load_convention(convention_name)
    stripped = words.strip()
    if len(stripped) > LONGEST:
        raise WordingError(words, LONGEST, f"the end: no figure takes {LONGEST} characters to say")
    text = plain(stripped)
    # Most cells are a number with at most one hedge, and need no grammar.
    hedge, _, number = text.rpartition(" ")
    if hedge in hedging.simple and _SIMPLE_NUMBER.fullmatch(number):
        value = int(number.replace(",", ""))
        return _of_number(value, hedging.simple[hedge], convention, stripped)
    try:
        found, first = _trimmed(tokens(text))
        return Reader(found, hedging, convention).read(first, stripped)
    except NotUnderstood as error:
        before = len(words) - len(words.lstrip())
        raise WordingError(words, before + offsets(text)[error.at], error.expected) from None


def _of_number(value: Exact, hedge: Hedge, convention: Convention, stated: str) -> Estimate:
    """Return what a number states with its hedge."""
    said = as_number(value)
    low = best = high = None
    kind: str | None = None
    approximate = False
    quantifier = hedge.bound or hedge.around or "exact"
    if hedge.bound is not None:
        kind = "exclusive" if hedge.bound in ("more_than", "fewer_than") else "stated"
        if hedge.bound in FLOORS:
            low = said
        else:
            high = said
    else:
        best = said
        approximate = quantifier != "exact"
        reach = convention.around(quantifier, value) if approximate else None
        if reach is not None:
            (low, high), kind = reach, "convention"
        elif convention.is_rounded and not approximate and not hedge.around:
            return _rounded(said, convention, stated)
    return Estimate(
        low,
        best,
        high,
        low_kind=None if low is None else kind,
        high_kind=None if high is None else kind,
        quantifier=quantifier,
        approximate=approximate,
        range_kind="unranged" if quantifier == "exact" and not hedge.around else "stated_words",
        numbers=(said,),
        rounding_unit=_rounding_unit(said),
        stated=stated,
        convention=convention.label,
    )


def _rounded(said: int | float, convention: Convention, stated: str) -> Estimate:
    """Return a bare number as all that is rounded to it; a point where it is not round."""
    unit = _rounding_unit(said) or 1
    is_round = unit >= _TENS
    kind = "rounding" if is_round else None
    return Estimate(
        said - unit // 2 if is_round else None,
        said,
        said + unit // 2 if is_round else None,
        low_kind=kind,
        high_kind=kind,
        quantifier="exact",
        range_kind="rounding" if is_round else "unranged",
        numbers=(said,),
        rounding_unit=_rounding_unit(said),
        stated=stated,
        convention=convention.label,
    )


def _rounding_unit(number: int | float) -> int | float | None:
    """Return the largest power of ten that divides a number; None for 0, which all divide."""
    if not number:
        return None
    if isinstance(number, int):
        digits = str(number)
        return int("1" + "0" * (len(digits) - len(digits.rstrip("0"))))
    return float(f"1e{Decimal(repr(number)).as_tuple().exponent}")


def _trimmed(words: list[str]) -> tuple[list[str], int]:
    """Return the tokens without what belongs to the sentence around, and the first one's index."""
    first = 0
    if words[-1:] == ["."]:
        words = words[:-1]
    if len(words) > 2 and words[0] == words[-1] and words[0] in ('"', "'"):
        words, first = words[:-1], 1
        if words[-1] == ".":
            words = words[:-1]
    return words, first


class Reader(TermReader):
    """Reads a whole expression: one term, or the two of a range."""

    def read(self, first: int, stated: str) -> Estimate:
        """Return what the expression states, from its first token on."""
        hedges, at = self.hedges(first)
        opener = self.hedging.openers.at(self.words, at)
        if opener is None:
            return self._one_or_two(hedges, at, stated)
        left, right = self._opened(*opener)
        return self._range(
            left,
            right,
            stated,
            is_hedged=bool(hedges) and hedges != ["exact"],
        )

    def _opened(self, opener: str, at: int) -> tuple[Term, Term]:
        """Return the two terms of "between A and B" or "from A to B".

        Numerals have an "and" too ("two hundred and five"), so that each one is tried, and only
        one may make sense.
        """
        words, hedging = self.words, self.hedging
        separators = hedging.between_and if opener == "between" else hedging.from_to
        readings, failures = [], []
        for middle in range(at + 1, len(words) - 1):
            found = separators.at(words, middle)
            if found is None:
                continue
            left_part = Reader(words[:middle], hedging, self.convention)
            try:
                left = left_part._whole_term(at)
                readings.append((left, self._whole_term(found[1])))
            except NotUnderstood as error:
                failures.append(error)
        if len(readings) == 1:
            return readings[0]
        if readings:
            raise NotUnderstood(at, "numbers in digits: in words, this has more than one reading")
        if failures:
            raise max(failures, key=lambda failure: failure.at)
        raise NotUnderstood(self.term(*self.hedges(at)).end, _SECOND_EXPECTED)

    def _whole_term(self, at: int) -> Term:
        term = self.term(*self.hedges(at))
        if self.words[term.end]:
            raise NotUnderstood(term.end, _END_EXPECTED)
        return term

    def _one_or_two(self, hedges: list[str], at: int, stated: str) -> Estimate:
        """Return what one term states, or two of them: "A to B", "at least A, possibly B"."""
        first = self.term(hedges, at)
        if not self.words[first.end]:
            return self._single(first, stated)
        word, is_perhaps, at = self.join(first.end)
        if at == first.end:
            raise NotUnderstood(at, _END_EXPECTED)
        second = self._whole_term(at)
        if word in ("to", "or") and not is_perhaps:
            is_hedged = first.hedge.bound is not None and second.hedge.bound is None
            return self._range(first, second, stated, is_hedged=is_hedged)
        if first.is_ceiling and second.is_floor:
            first, second = second, first
        if not (is_perhaps or (first.is_floor and second.is_ceiling)):
            raise NotUnderstood(at, _BOUNDS_EXPECTED)
        if first.is_ceiling or second.is_floor:
            raise NotUnderstood(second.start, _BOUNDS_EXPECTED)
        return self._range(first, second, stated, shares_all=False)

    def _single(self, term: Term, stated: str) -> Estimate:
        """Return what a number or a vague word alone states."""
        number = term.number
        if number is None:
            return self._of_vague(term, stated)
        if number.is_part:
            if is_digits(self.words[term.start]):
                raise NotUnderstood(term.start, DIGITS_EXPECTED)
            raise NotUnderstood(term.end, _MAGNITUDE_EXPECTED)
        if term.hedge.bound == "fewer_than" and not number.value:
            raise NotUnderstood(term.start, "a number above 0, since no count is fewer than that")
        hedge = term.hedge
        if hedge == UNHEDGED and number.is_collective:
            hedge = Hedge(around="approximately")
        if hedge.around not in (None, "exact"):
            reach = self.convention.around(hedge.around, number.value)
            _refuse_beyond_exact(number.value if reach is None else reach[1], term.start)
        return _of_number(number.value, hedge, self.convention, stated)

    def _of_vague(self, term: Term, stated: str) -> Estimate:
        low = None if term.is_ceiling else as_number(term.low)
        high = None if term.is_floor else as_number(term.high)
        _refuse_beyond_exact(term.high, term.start)
        return Estimate(
            low,
            # A convention that codes a word by one number has no other best.
            low if low == high else None,
            high,
            low_kind=None if low is None else "convention",
            high_kind=None if high is None else "convention",
            quantifier="vague",
            approximate=True,
            range_kind="stated_words",
            stated=stated,
            convention=self.convention.label,
        )

    def join(self, at: int) -> tuple[str, bool, int]:
        """Return the word that joins two terms, whether "perhaps" follows it, and the end."""
        words, word = self.words, ""
        if words[at] == ",":
            word, at = ",", at + 1
        found = self.hedging.joiners.at(words, at)
        # After a comma, "up to" is a bound of its own: "at least 12, up to 20".
        if found is not None and not (word and found[0] == "to"):
            word, at = found
        start = at
        while (found := self.hedging.perhaps.at(words, at)) is not None:
            at = found[1]
        return word, at > start, at

    def _range(
        self,
        first: Term,
        second: Term,
        stated: str,
        *,
        is_hedged: bool = False,
        shares_all: bool = True,
    ) -> Estimate:
        """Return the range from one term to another.

        Args:
            first: The lower term.
            second: The upper term.
            stated: The words.
            is_hedged: Whether a hedge stands before both.
            shares_all: Whether the first number takes the thousands of "20 to 30,000", and the
                magnitude of "tens to hundreds of thousands", and not only that of "2 to 3 million".
        """
        first = self._sharing(first, second, shares_all=shares_all)
        numbers = tuple(as_number(t.number.value) for t in (first, second) if t.number is not None)
        low, high = first.low, second.high
        is_excluded = False
        kinds = []
        for term, outer in ((first, "more_than"), (second, "fewer_than")):
            kind = "stated" if term.vague is None else "convention"
            if kind == "stated" and term.hedge.bound == outer and not is_hedged:
                kind, is_excluded = "exclusive", True
            kinds.append(kind)
        if low > high or (low == high and is_excluded):
            raise NotUnderstood(second.start, f"an upper end above {as_number(low):,}")
        _refuse_beyond_exact(high, second.start)
        is_approximate = is_hedged or first.is_ceiling or second.is_floor
        return Estimate(
            as_number(low),
            None,
            as_number(high),
            low_kind=kinds[0],
            high_kind=kinds[1],
            # A ceiling that a vague word makes is weaker than one that is said.
            quantifier="between" if second.vague is None else "vague",
            approximate=is_approximate
            or any(t.vague or t.hedge.around not in (None, "exact") for t in (first, second)),
            range_kind="stated_words",
            numbers=numbers,
            rounding_unit=_rounding_unit(numbers[0]) if len(numbers) == 1 else None,
            stated=stated,
            convention=self.convention.label,
        )

    def _sharing(self, first: Term, second: Term, *, shares_all: bool) -> Term:
        """Return the first term with the magnitude that only the second one names.

        Not where it has marks or a magnitude of its own, nor where it would not stay smaller:
        "100,000 to 1.4 million", "900 to 1 million".
        """
        if second.number is not None and second.number.is_part:
            raise NotUnderstood(second.start, _MAGNITUDE_EXPECTED)
        if first.vague is not None:
            return first if second.vague is None else _sharing_plural(first, second, shares_all)
        shared = first if second.number is None else _sharing_number(first, second, shares_all)
        if shared.number is not None and shared.number.is_part:
            raise NotUnderstood(first.start, _MAGNITUDE_EXPECTED)
        return shared


def _sharing_number(first: Term, second: Term, shares_all: bool) -> Term:
    """Return "2" of "2 to 3 million" as two million."""
    number, other = first.number, second.number
    assert number is not None
    assert other is not None
    value = number.value if number.is_bare else number.with_decimals
    magnitudes = other.shared
    if shares_all and number.is_bare and not magnitudes and other.zeros > 1:
        magnitudes = (other.zeros,)
    if value is None:
        return first
    for magnitude in magnitudes:
        if value * magnitude < other.value:
            return replace(first, number=number._replace(value=value * magnitude, is_part=False))
    return first


def _sharing_plural(first: Term, second: Term, shares_all: bool) -> Term:
    """Return "tens" of "tens to hundreds of thousands" as tens of thousands."""
    vague, other = first.vague, second.vague
    assert vague is not None
    assert other is not None
    # "Tens" wants a magnitude, while "dozens, perhaps hundreds of thousands" may do without.
    may_share = vague.times == 1 and (vague.plural == _TENS or (shares_all and vague.plural))
    if not may_share or first.low * other.times >= second.low:
        return first
    return replace(first, vague=vague._replace(span=times(vague.span, other.times)))


def _refuse_beyond_exact(number: Exact, at: int) -> None:
    if number > LARGEST:
        raise NotUnderstood(at, f"a range that ends at {LARGEST:,} (2**53) or before")

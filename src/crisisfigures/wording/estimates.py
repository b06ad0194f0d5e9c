"""Figures in words into ranges: hedges, bounds, ranges and vague words.

The grammar is the same for every language: hedges, a number or a vague word, more hedges; two of
these make a range. A language gives it the words, a convention what they mean in numbers.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from crisisfigures.errors import WordingError
from crisisfigures.estimate import LARGEST, Estimate
from crisisfigures.wording._conventions import Convention, Span, load_convention
from crisisfigures.wording._languages import Phrases, language_code, language_files
from crisisfigures.wording._text import LONGEST, NotUnderstood, offsets, plain, tokens
from crisisfigures.wording.numerals import (
    Exact,
    Number,
    Numerals,
    as_number,
    is_digits,
    numerals_of,
    read_digits,
    read_number,
)

_QUANTITY_EXPECTED = 'a number ("12,345", "two million") or a vague word ("hundreds", "a few")'
_END_EXPECTED = (
    'the end, a hedge ("or more") or a range ("to", "–", "possibly"); '
    "units and groups of people have their own columns"
)
_SECOND_EXPECTED = "a second number, since a range was begun"
_BOUNDS_EXPECTED = 'bounds from either side, as in "at least 12 and at most 20"'
_MAGNITUDE_EXPECTED = 'the magnitude that this is a part of, as in "half a million"'

_BOUNDS = ("more_than", "at_least", "fewer_than", "up_to")
_FLOORS = frozenset(_BOUNDS[:2])
_CEILINGS = frozenset(_BOUNDS[2:])
_AROUND = ("exact", "nearly", "just_over", "approximately")
_BOTH_SIDES = frozenset({"nearly", "just_over"})
_THOUSAND = 1_000

_REMEMBERED = 2**16
"""Distinct expressions kept with their reading: columns repeat themselves."""


@dataclass(frozen=True, slots=True)
class _Hedging:
    """How a language hedges figures and joins them to ranges; its file says what each is for."""

    numerals: Numerals
    before: Phrases
    after: Phrases
    vague_before: Phrases
    vague_after: Phrases
    digits_plural: frozenset[str]
    counts: Phrases
    counts_of_magnitudes: Phrases
    openers: Phrases
    between_and: Phrases
    from_to: Phrases
    joiners: Phrases
    perhaps: Phrases
    nouns: Phrases


@cache
def _hedging_of(code: str) -> _Hedging:
    content = language_files()[code]
    hedges, vague, ranges = content["hedges"], content["vague"], content["ranges"]
    return _Hedging(
        numerals=numerals_of(code),
        before=Phrases(hedges["before"], {"": hedges["silent"]["before"]}),
        after=Phrases(hedges["after"], {"": hedges["silent"]["after"]}),
        vague_before=Phrases({"": vague["before"]}),
        vague_after=Phrases({"": vague["after"]}),
        digits_plural=frozenset(vague["digits_plural"]),
        counts=Phrases(vague["counts"]),
        counts_of_magnitudes=Phrases(vague["counts_of_magnitudes"]),
        openers=Phrases({name: ranges[name] for name in ("between", "from")}),
        between_and=Phrases({"": ranges["between_and"]}),
        from_to=Phrases({"": ranges["to"]}),
        joiners=Phrases({name: ranges[name] for name in ("to", "or", "and")}),
        perhaps=Phrases({"": ranges["perhaps"]}),
        nouns=Phrases(content["nouns"]),
    )


def parse_estimate(words: str, lang: str | None = None, convention: str = "plain") -> Estimate:
    """Return the range that an expression states, such as "between 20,000 and 30,000".

    Numbers that were said are kept as they are; an end that only the convention makes is marked
    so (`low_kind`, `high_kind`), and what nobody bounded stays open. A figure is read whole or
    not at all. A noun for people may follow ("20,000 people"); any other noun says whom or what
    was counted, which an estimate cannot hold, and is refused.

    Args:
        words: The expression, from the first hedge to the last: "at least 12, possibly as many
            as 20", "several hundred", "nearly 1.5 million".
        lang: The language's code, "en" if None. Today only English states figures.
        convention: What hedges and vague words mean in numbers.

    Returns:
        The estimate, with the numbers said, the words, and the convention's name and version.

    Raises:
        WordingError: The words were not understood; it says where, and what was expected.
        UnknownNameError: There is no such language or convention.

    Example:
        >>> print(parse_estimate("an estimated 32,000"))
        28,800–35,200 (best 32,000)
        >>> print(parse_estimate("more than two million"), "/", parse_estimate("several hundred"))
        more than 2,000,000 / 300–999
    """
    return _parsed(words, language_code(lang, "hedges"), convention)


@lru_cache(maxsize=_REMEMBERED)
def _parsed(words: str, code: str, convention: str) -> Estimate:
    stripped = words.strip()
    if len(stripped) > LONGEST:
        raise WordingError(words, LONGEST, f"the end: no figure takes {LONGEST} characters to say")
    text = plain(stripped)
    try:
        found, first = _trimmed(tokens(text))
        reader = _Reader(found, _hedging_of(code), load_convention(convention))
        return reader.read(first, stripped)
    except NotUnderstood as error:
        before = len(words) - len(words.lstrip())
        raise WordingError(words, before + offsets(text)[error.at], error.expected) from None


class _Vague(NamedTuple):
    """A vague word: its span, and what of it a range may share ("tens to hundreds of thousands").

    Attributes:
        span: The least and the most that it stands for.
        end: The token after it.
        is_plural: Whether it is a bare plural magnitude.
        times: The magnitude that a plural is followed by: 1,000 of "hundreds of thousands".
    """

    span: Span
    end: int
    is_plural: bool = False
    times: int = 1


class _Hedge(NamedTuple):
    """What the hedges of one term come to."""

    bound: str | None = None
    around: str | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    """A number or a vague word with its hedges, from a token to the one after it."""

    start: int
    end: int
    hedge: _Hedge
    number: Number | None = None
    vague: _Vague | None = None

    @property
    def low(self) -> Exact:
        """The least it stands for."""
        return self.number.value if self.number is not None else self._span[0]

    @property
    def high(self) -> Exact:
        """The most it stands for."""
        return self.number.value if self.number is not None else self._span[1]

    @property
    def _span(self) -> Span:
        assert self.vague is not None
        return self.vague.span

    @property
    def is_floor(self) -> bool:
        """Whether it is bounded below only: "at least 12"."""
        return self.hedge.bound in _FLOORS

    @property
    def is_ceiling(self) -> bool:
        """Whether it is bounded above only: "up to 20"."""
        return self.hedge.bound in _CEILINGS


class _Reader:
    """Reads an expression by descent: each method starts at a token and says where it ended."""

    def __init__(self, words: list[str], hedging: _Hedging, convention: Convention) -> None:
        # An empty token at the end spares every method the question whether there is another.
        self.words = [*words, ""]
        self.hedging, self.numerals, self.convention = hedging, hedging.numerals, convention

    def read(self, first: int, stated: str) -> Estimate:
        """Return what the whole expression states, from its first token on."""
        hedges, at = self._hedges(first)
        opener = self.hedging.openers.at(self.words, at)
        if opener is None:
            return self._one_or_two(hedges, at, stated)
        left, right = self._opened(*opener)
        return self._range(
            left,
            right,
            stated,
            is_hedged=bool(hedges) and hedges != ["exact"],
            may_swap=opener[0] == "between",
        )

    # ── Ranges ──────────────────────────────────────────────────────────────────────────────

    def _opened(self, opener: str, at: int) -> tuple[_Term, _Term]:
        """Return the two terms of "between A and B" or "from A to B".

        Numerals have an "and" too ("two hundred and five"), so that each one is tried, and only
        one may make sense.
        """
        words, hedging = self.words, self.hedging
        separators = hedging.between_and if opener == "between" else hedging.from_to
        readings, failures = [], []
        for middle in range(at + 1, len(words) - 1):
            found = separators.at(words, middle)
            if found is None and not self._is_ceiling_ahead(middle):
                continue
            left_part = _Reader(words[:middle], hedging, self.convention)
            try:
                left = left_part._whole_term(at)
                readings.append((left, self._whole_term(found[1] if found else middle)))
            except NotUnderstood as error:
                failures.append(error)
        if len(readings) == 1:
            return readings[0]
        if readings:
            raise NotUnderstood(at, "numbers in digits: in words, this has more than one reading")
        if failures:
            raise max(failures, key=lambda failure: failure.at)
        raise NotUnderstood(self._term(*self._hedges(at)).end, _SECOND_EXPECTED)

    def _is_ceiling_ahead(self, at: int) -> bool:
        found = self.hedging.before.at(self.words, at)
        return found is not None and found[0] in _CEILINGS

    def _whole_term(self, at: int) -> _Term:
        term = self._term(*self._hedges(at))
        if self.words[term.end]:
            raise NotUnderstood(term.end, _END_EXPECTED)
        return term

    def _one_or_two(self, hedges: list[str], at: int, stated: str) -> Estimate:
        """Return what one term states, or two of them: "A to B", "at least A, possibly B"."""
        first = self._term(hedges, at)
        if not self.words[first.end]:
            return self._single(first, stated)
        word, is_perhaps, at = self._join(first.end)
        if at == first.end and not self._is_ceiling_ahead(at):
            raise NotUnderstood(at, _END_EXPECTED)
        second = self._whole_term(at)
        if word in ("", "to", "or") and not is_perhaps:
            is_hedged = first.hedge.bound is not None and second.hedge.bound is None
            return self._range(first, second, stated, is_hedged=is_hedged)
        if first.is_ceiling and second.is_floor:
            first, second = second, first
        if not (is_perhaps or (first.is_floor and second.is_ceiling)):
            raise NotUnderstood(at, _BOUNDS_EXPECTED)
        if first.is_ceiling or second.is_floor:
            raise NotUnderstood(second.start, _BOUNDS_EXPECTED)
        return self._range(first, second, stated, shares_all=False)

    def _join(self, at: int) -> tuple[str, bool, int]:
        """Return the word that joins two terms, whether "perhaps" follows it, and the end."""
        words, word = self.words, ""
        if words[at] == ",":
            word, at = ",", at + 1
        found = self.hedging.joiners.at(words, at)
        if found is not None:
            word, at = found
        start = at
        while (found := self.hedging.perhaps.at(words, at)) is not None:
            at = found[1]
        return word, at > start, at

    def _range(
        self,
        first: _Term,
        second: _Term,
        stated: str,
        *,
        is_hedged: bool = False,
        shares_all: bool = True,
        may_swap: bool = False,
    ) -> Estimate:
        """Return the range from one term to another.

        Args:
            first: The lower term.
            second: The upper term.
            stated: The words.
            is_hedged: Whether a hedge stands before both.
            shares_all: Whether the first number takes the thousands of "20 to 30,000", and the
                magnitude of "tens to hundreds of thousands", and not only that of "2 to 3 million".
            may_swap: Whether the ends may stand in either order.
        """
        first = self._sharing(first, second, shares_all=shares_all)
        numbers = tuple(as_number(t.number.value) for t in (first, second) if t.number is not None)
        if may_swap and first.low > second.high and len(numbers) == 2:
            first, second = second, first
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

    def _sharing(self, first: _Term, second: _Term, *, shares_all: bool) -> _Term:
        """Return the first term with the magnitude that only the second one names.

        Not where it has marks or a magnitude of its own, nor where it would not stay smaller:
        "100,000 to 1.4 million", "900 to 1 million".
        """
        if first.vague is not None and second.vague is not None:
            times = second.vague.times
            low, high = first.vague.span
            is_shared = shares_all and first.vague.is_plural and first.vague.times == 1
            if is_shared and low * times < second.low:
                span = low * times, (high + 1) * times - 1
                return replace(first, vague=first.vague._replace(span=span))
        if second.number is not None and second.number.is_part:
            raise NotUnderstood(second.start, _MAGNITUDE_EXPECTED)
        if first.number is None:
            return first
        value = first.number.value if first.number.is_bare else first.number.with_decimals
        if value is not None and second.number is not None:
            shared = second.number.shared
            if shares_all and not shared and first.number.is_bare:
                shared = (second.number.zeros,)
            for times in shared:
                if value * times < second.number.value:
                    number = first.number._replace(value=value * times, is_part=False)
                    return replace(first, number=number)
        if first.number.is_part:
            raise NotUnderstood(first.start, _MAGNITUDE_EXPECTED)
        return first

    # ── One figure ──────────────────────────────────────────────────────────────────────────

    def _single(self, term: _Term, stated: str) -> Estimate:
        """Return what a number or a vague word alone states."""
        bound, around = term.hedge
        low: Exact | None = None
        best: Exact | None = None
        high: Exact | None = None
        kind = "stated"
        numbers: tuple[int | float, ...] = ()
        if term.number is None:
            low, high = term.low, term.high
            kind, quantifier = "convention", "vague"
        else:
            best = term.number.value
            numbers = (as_number(best),)
            quantifier = bound or around or "exact"
            if term.number.is_part:
                raise NotUnderstood(term.end, _MAGNITUDE_EXPECTED)
            if around is None and bound is None and term.number.is_collective:
                quantifier = "approximately"
            if bound is not None:
                low, best, high = best, None, best
                kind = "exclusive" if bound in ("more_than", "fewer_than") else "stated"
            elif quantifier != "exact":
                low, high = self.convention.around(quantifier, best)
                kind = "convention"
        if bound in _FLOORS:
            high = None
        elif bound in _CEILINGS:
            low = None
        if bound == "fewer_than" and high == 0:
            raise NotUnderstood(term.start, "a number above 0, since no count is fewer than that")
        _refuse_beyond_exact(high or 0, term.start)
        return Estimate(
            None if low is None else as_number(low),
            None if best is None else as_number(best),
            None if high is None else as_number(high),
            low_kind=None if low is None else kind,
            high_kind=None if high is None else kind,
            quantifier=quantifier,
            approximate=kind == "convention",
            range_kind="unranged" if quantifier == "exact" and around is None else "stated_words",
            numbers=numbers,
            rounding_unit=_rounding_unit(numbers[0]) if numbers else None,
            stated=stated,
            convention=self.convention.label,
        )

    def _hedges(self, at: int) -> tuple[list[str], int]:
        """Return the hedges that start at a token, and the token after them."""
        hedges = []
        while (found := self.hedging.before.at(self.words, at)) is not None:
            meaning, at = found
            if meaning:
                hedges.append(meaning)
        return hedges, at

    def _term(self, hedges: list[str], at: int) -> _Term:
        """Return the number or vague word at a token, with the hedges before and after it."""
        vague = self._vague(at)
        number = self._number(at) if vague is None else None
        found = vague or number
        if found is None:
            raise NotUnderstood(at, _QUANTITY_EXPECTED)
        end, after = self._trailing(found.end, is_vague=vague is not None)
        return _Term(
            at, end, _settled(hedges + after, at, is_vague=vague is not None), number, vague
        )

    def _trailing(self, at: int, *, is_vague: bool) -> tuple[int, list[str]]:
        """Return where the hedges and nouns after a number end, and the hedges."""
        words, hedging, hedges = self.words, self.hedging, list[str]()
        if is_vague and (more := hedging.vague_after.at(words, at)) is not None:
            at = more[1]
        has_noun = False
        while True:
            if not has_noun:
                noun = hedging.nouns.at(words, at + (words[at] in self.numerals.of))
                if noun is not None:
                    has_noun, at = True, noun[1]
                    continue
            start = at + (words[at] == ",")
            found = hedging.after.at(words, start)
            if found is None or self._belongs_to_next(start, found[1]):
                return at, hedges
            meaning, at = found
            if meaning:
                hedges.append(meaning)

    def _belongs_to_next(self, start: int, end: int) -> bool:
        """Return whether a hedge stands before a further number: "at least 10, at most 20"."""
        before = self.hedging.before
        if before.at(self.words, start) is None:
            return False
        return (
            before.at(self.words, end) is not None
            or self._vague(end) is not None
            or self._number(end) is not None
        )

    # ── Numbers and vague words ─────────────────────────────────────────────────────────────

    def _number(self, at: int) -> Number | None:
        """Return a numeral, with or without parentheses: "(40)", "three (3)"."""
        words = self.words
        if words[at] == "(":
            number = read_number(words, at + 1, self.numerals)
            closes = number is not None and words[number.end] == ")"
            return number._replace(end=number.end + 1) if number and closes else None
        number = read_number(words, at, self.numerals)
        if number is not None and words[number.end] == "(":
            again = self._number(number.end)
            if again is not None and again.value == number.value:
                return number._replace(end=again.end)
        return number

    def _vague(self, at: int) -> _Vague | None:
        """Return a vague word: "hundreds", "tens of thousands", "a few", "several dozen"."""
        words, hedging, convention = self.words, self.hedging, self.convention
        counted = hedging.counts.at(words, at)
        of_magnitude = hedging.counts_of_magnitudes.at(words, at)
        found = counted or of_magnitude
        if found is not None:
            count, end = found
            base = self._base(end + (words[end] == "-"))
            if base is not None:
                times, after = self._times(base[1], needs_of=False)
                return _Vague(_times(convention.counted(count, base[0]), times), after)
            return _Vague(convention.counts[count], end) if counted else None
        passed = hedging.vague_before.at(words, at)
        at = at if passed is None else passed[1]
        plural = self._plural(at)
        if plural is None:
            return None
        times, after = self._times(plural[1], needs_of=True)
        return _Vague(_times(convention.plural(plural[0]), times), after, True, times)

    def _plural(self, at: int) -> tuple[int, int] | None:
        """Return the base of a plural magnitude and the token after it: "hundreds", "100s"."""
        words = self.words
        if words[at] in self.numerals.plurals:
            return self.numerals.plurals[words[at]], at + 1
        power = self._power_of_ten(at)
        return (power, at + 2) if power and words[at + 1] in self.hedging.digits_plural else None

    def _base(self, at: int) -> tuple[int, int] | None:
        """Return the magnitude that a small count counts, and the token after it."""
        word, numerals = self.words[at], self.numerals
        for table in (numerals.magnitudes, numerals.collectives, numerals.plurals):
            if word in table:
                return table[word], at + 1
        power = self._power_of_ten(at)
        return (power, at + 1) if power else None

    def _power_of_ten(self, at: int) -> int | None:
        """Return what digits such as 100 or 1,000 stand for, None for any other token."""
        if not is_digits(self.words[at]):
            return None
        digits = read_digits(self.words[at], self.numerals.decimal)
        if digits is None or digits.value < 10 or str(digits.value).strip("0") != "1":
            return None
        return int(digits.value)

    def _times(self, at: int, *, needs_of: bool) -> tuple[int, int]:
        """Return the magnitudes that follow as one number, and where they end: "of thousands"."""
        numerals, times = self.numerals, 1
        while True:
            has_of = self.words[at] in numerals.of
            word = self.words[at + has_of]
            base = numerals.magnitudes.get(word) or numerals.plurals.get(word, 0)
            if base < _THOUSAND or (needs_of and not has_of):
                return times, at
            times, at = times * base, at + has_of + 1


def _times(span: Span, times: int) -> Span:
    """Return a span of magnitudes as a span of ones: 200–999 thousands end at 999,999."""
    return span[0] * times, (span[1] + 1) * times - 1


def _settled(hedges: list[str], at: int, *, is_vague: bool) -> _Hedge:
    """Return what several hedges of one term come to.

    Approximators count once, and inside a bound not at all ("well over some 400").
    """
    if not hedges:
        return _Hedge()
    names = set(hedges)
    floors, ceilings = names & _FLOORS, names & _CEILINGS
    if floors and ceilings:
        raise NotUnderstood(at, "one bound for one number, not both a lower and an upper one")
    if "exact" in names and (len(names) > 1 or is_vague):
        raise NotUnderstood(at, "no other hedge beside one that says it is exact")
    denied = "nearly" if floors else "just_over" if ceilings else None
    if denied in names or names >= _BOTH_SIDES:
        raise NotUnderstood(at, "hedges that agree on which side of the number it is")
    # Of two bounds from one side, the one that excludes its number says more.
    bound = next((name for name in _BOUNDS if name in names), None)
    return _Hedge(bound, None if bound else next(name for name in _AROUND if name in names))


def _refuse_beyond_exact(number: Exact, at: int) -> None:
    if number > LARGEST:
        raise NotUnderstood(at, f"a range that ends at {LARGEST:,} (2**53) or before")


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
    if len(words) > 1 and words[-1] == ".":
        words = words[:-1]
    if len(words) > 2 and words[0] == words[-1] and words[0] in ('"', "'"):
        return words[:-1], 1
    return words, 0

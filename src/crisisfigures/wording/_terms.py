"""Terms of a figure in words: one number or vague word, with the hedges around it.

"Well over some 400", "20,000 people or more" and "a few hundred" are one term each; a range is
made of two. A language gives the words, a convention what vague words stand for.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from crisisfigures.wording._conventions import Convention, Span, times
from crisisfigures.wording._languages import Phrases, language_files
from crisisfigures.wording._text import PARTS_OF_ONE, NotUnderstood, plain
from crisisfigures.wording.numerals import (
    Exact,
    Number,
    Numerals,
    is_digits,
    numerals_of,
    read_digits,
    read_number,
)

_IN_CONVENTION = "a word for which the convention {} has a number"
QUANTITY_EXPECTED = 'a number ("12,345", "two million") or a vague word ("hundreds", "a few")'

_BOUNDS = ("more_than", "at_least", "fewer_than", "up_to")
FLOORS = frozenset(_BOUNDS[:2])
CEILINGS = frozenset(_BOUNDS[2:])
_AROUND = ("exact", "nearly", "just_over", "approximately")
_BOTH_SIDES = frozenset({"nearly", "just_over"})
_PUT_IN = frozenset({"at_least", "up_to"})
"""Hedges that may stand between commas."""

_THOUSAND = 1_000


class Hedge(NamedTuple):
    """What the hedges of a term come to.

    Attributes:
        bound: `more_than`, `at_least`, `fewer_than`, `up_to`, or None.
        around: `exact`, `nearly`, `just_over`, `approximately`, or None; None beside a bound,
            inside which approximators do not count.
    """

    bound: str | None = None
    around: str | None = None


UNHEDGED = Hedge()


@dataclass(frozen=True, slots=True)
class Hedging:
    """How a language hedges figures and joins them to ranges; its file says what each is for.

    `simple` has the hedges that stand before a number, as whole texts, and `starts` each word that
    may be the first of an expression.
    """

    numerals: Numerals
    simple: dict[str, Hedge]
    starts: frozenset[str]
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
    groups: Phrases
    within: Phrases


@cache
def hedging_of(code: str) -> Hedging:
    """Return how the language of that code hedges figures."""
    content = language_files()[code]
    hedges, vague, ranges = content["hedges"], content["vague"], content["ranges"]
    simple = {
        plain(phrase): settle([meaning], 0)
        for meaning, phrases in hedges["before"].items()
        for phrase in phrases
    }
    numerals = numerals_of(code)
    before = Phrases(hedges["before"], {"": hedges["silent"]["before"]})
    vague_before = Phrases({"": vague["before"]})
    counts, of_magnitudes = Phrases(vague["counts"]), Phrases(vague["counts_of_magnitudes"])
    openers = Phrases({name: ranges[name] for name in ("between", "from")})
    phrases = (before, vague_before, counts, of_magnitudes, openers, numerals.names)
    words = (
        *(numerals.words, numerals.plurals, numerals.magnitudes, numerals.articles),
        *(numerals.collectives, numerals.parts, numerals.duals, PARTS_OF_ONE),
    )
    return Hedging(
        numerals=numerals,
        simple={"": UNHEDGED, **simple},
        starts=frozenset().union(*(phrase.firsts for phrase in phrases), *words),
        before=before,
        after=Phrases(hedges["after"], {"": hedges["silent"]["after"]}),
        vague_before=vague_before,
        vague_after=Phrases({"": vague["after"]}),
        digits_plural=frozenset(vague["digits_plural"]),
        counts=counts,
        counts_of_magnitudes=of_magnitudes,
        openers=openers,
        between_and=Phrases({"": ranges["between_and"]}),
        from_to=Phrases({"": ranges["to"]}),
        joiners=Phrases({name: ranges[name] for name in ("to", "or", "and")}),
        perhaps=Phrases({"": ranges["perhaps"]}),
        nouns=Phrases({"": content["nouns"]["person"]}),
        groups=Phrases({"": content["nouns"]["group"]}),
        within=Phrases({"": hedges["silent"]["within"]}),
    )


def settle(hedges: list[str], at: int, *, is_vague: bool = False) -> Hedge:
    """Return what the hedges of one term come to.

    Approximators count once, and inside a bound not at all ("well over some 400"). Of two bounds
    from one side, the one that excludes its number says more.

    Raises:
        NotUnderstood: They contradict each other ("at least nearly 300").
    """
    if not hedges:
        return UNHEDGED
    names = set(hedges)
    floors, ceilings = names & FLOORS, names & CEILINGS
    if floors and ceilings:
        raise NotUnderstood(at, "one bound for one number, not both a lower and an upper one")
    if "exact" in names and (len(names) > 1 or is_vague):
        raise NotUnderstood(at, "no other hedge beside one that says it is exact")
    denied = "nearly" if floors else "just_over" if ceilings else None
    if denied in names or names >= _BOTH_SIDES:
        raise NotUnderstood(at, "hedges that agree on which side of the number it is")
    bound = next((name for name in _BOUNDS if name in names), None)
    return Hedge(bound, None if bound else next(name for name in _AROUND if name in names))


class Vague(NamedTuple):
    """A vague word: its span, and what of it a range may share ("tens to hundreds of thousands").

    Attributes:
        span: The least and the most that it stands for.
        end: The token after it.
        plural: The base of a plural magnitude; None for a small count.
        times: The magnitude that a plural is followed by: 1,000 of "hundreds of thousands".
    """

    span: Span
    end: int
    plural: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Term:
    """A number or a vague word with its hedges, from a token to the one after it.

    Attributes:
        start: The first token of the number.
        end: The token after it and what belongs to it.
        said: The token after the number and its hedges, without a noun that follows them.
        hedge: What the hedges come to.
        number: The number, or None.
        vague: The vague word, or None.
    """

    start: int
    end: int
    said: int
    hedge: Hedge
    number: Number | None = None
    vague: Vague | None = None

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
        return self.hedge.bound in FLOORS

    @property
    def is_ceiling(self) -> bool:
        """Whether it is bounded above only: "up to 20"."""
        return self.hedge.bound in CEILINGS


class TermReader:
    """Reads terms by descent: each method starts at a token and says where it ended."""

    def __init__(self, words: list[str], hedging: Hedging, convention: Convention) -> None:
        # An empty token at the end spares every method the question whether there is another.
        self.words = [*words, ""]
        self.hedging, self.numerals, self.convention = hedging, hedging.numerals, convention

    def hedges(self, at: int) -> tuple[list[str], int]:
        """Return the hedges that start at a token, and the token after them."""
        hedges: list[str] = []
        while True:
            found = self.hedging.before.at(self.words, at)
            if found is None:
                # "At least another 29".
                passed = self.hedging.within.at(self.words, at) if hedges else None
                if passed is None:
                    break
                at = passed[1]
                continue
            counted = self.hedging.counts.at(self.words, at)
            if counted is not None and counted[1] > found[1]:
                # "Unos pocos" are a few, though "unos" alone is a hedge.
                break
            meaning, at = found
            if meaning:
                hedges.append(meaning)
        if self.words[at] == "," and hedges and _PUT_IN.issuperset(hedges):
            # "De, pelo menos, 700 pessoas".
            at += self._number(at + 1) is not None
        return hedges, at

    def term(self, hedges: list[str], at: int) -> Term:
        """Return the number or vague word at a token, with the hedges before and after it."""
        vague = self._vague(at)
        number = self._number(at) if vague is None else None
        found = vague or number
        if found is None:
            raise NotUnderstood(at, QUANTITY_EXPECTED)
        end, said, after = self._trailing(found.end, is_vague=vague is not None)
        return Term(
            at, end, said, settle(hedges + after, at, is_vague=vague is not None), number, vague
        )

    def _trailing(self, at: int, *, is_vague: bool) -> tuple[int, int, list[str]]:
        """Return where the hedges and nouns after a number end, the last hedge, and the hedges."""
        words, hedging = self.words, self.hedging
        hedges: list[str] = []
        said = at
        if is_vague and (more := hedging.vague_after.at(words, at)) is not None:
            at = more[1]
        has_noun = False
        while True:
            if not has_noun:
                noun = hedging.nouns.at(words, at + (words[at] in self.numerals.of))
                if noun is None:
                    noun = self._group_before_hedge(at)
                if noun is not None:
                    has_noun, at = True, noun[1]
                    continue
            start = at + (words[at] == ",")
            found = hedging.after.at(words, start)
            if found is None or self._belongs_to_next(start, found[1]):
                return at, said, hedges
            meaning, at = found
            if meaning:
                hedges.append(meaning)
                said = at

    def _group_before_hedge(self, at: int) -> tuple[str, int] | None:
        """Return a population group that a hedge follows: "1,119 civilians at least"."""
        group = self.hedging.groups.at(self.words, at + (self.words[at] in self.numerals.of))
        if group is None:
            return None
        after = self.hedging.after.at(self.words, group[1])
        is_hedged = after is not None and not self._belongs_to_next(group[1], after[1])
        return group if is_hedged and after is not None and after[0] else None

    def _belongs_to_next(self, start: int, end: int) -> bool:
        """Return whether a hedge, or part of it, stands before a further number.

        As "at most" in "at least 10, at most 20", and "more" in "12, possibly more than 10".
        """
        before = self.hedging.before
        for at in range(start, end):
            found = before.at(self.words, at)
            if found is not None and found[1] > end:
                return True
        # "In 2011, and over 200,000 since": what ends with a hedge of the next one is its own.
        ends = [before.at(self.words, at) for at in range(start, end)]
        return any(found is not None and found[1] == end for found in ends) and (
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

    def _vague(self, at: int) -> Vague | None:
        """Return a vague word: "hundreds", "tens of thousands", "a few", "several dozen"."""
        words, hedging, convention = self.words, self.hedging, self.convention
        if is_digits(words[at]) and words[at + 1] not in hedging.digits_plural:
            return None
        counted = hedging.counts.at(words, at)
        of_magnitude = hedging.counts_of_magnitudes.at(words, at)
        found = counted or of_magnitude
        if found is not None:
            count, end = found
            base = self._base(end + (words[end] == "-"))
            if base is not None:
                factor, after = self._times(base[1], needs_of=False)
                span = self._known(convention.counted(count, base[0]), at)
                return Vague(times(span, factor), after)
            return Vague(self._known(convention.counts.get(count), at), end) if counted else None
        passed = hedging.vague_before.at(words, at)
        at = at if passed is None else passed[1]
        plural = self._plural(at)
        if plural is None:
            return None
        factor, after = self._times(plural[1], needs_of=self.numerals.of_is_said)
        span = self._known(convention.plural(plural[0]), at)
        return Vague(times(span, factor), after, plural[0], factor)

    def _known(self, span: Span | None, at: int) -> Span:
        """Return what the convention says of a vague word, and refuse where it says nothing."""
        if span is None:
            raise NotUnderstood(at, _IN_CONVENTION.format(self.convention.label))
        return span

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
        words, numerals, product = self.words, self.numerals, 1
        while True:
            # A comma may close what was put in: "tens, possibly hundreds, of thousands".
            after = at + (words[at] == ",")
            has_of = words[after] in numerals.of
            word = words[after + has_of]
            base = numerals.magnitudes.get(word) or numerals.plurals.get(word, 0)
            if base < _THOUSAND or (not has_of and (needs_of or after > at)):
                return product, at
            product, at = product * base, after + has_of + 1

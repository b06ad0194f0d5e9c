"""Figures in running text: where each expression starts and ends.

The grammar is that of `estimates`, read from a token on without asking that the text end with
the expression. What is spotted is read by `parse_estimate` again, so that both always agree.
"""

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from crisisfigures.errors import WordingError
from crisisfigures.estimate import Estimate
from crisisfigures.wording._conventions import load_convention
from crisisfigures.wording._terms import Hedging, Term, hedging_of
from crisisfigures.wording._text import LONGEST, NotUnderstood
from crisisfigures.wording.estimates import Reader, parse_estimate
from crisisfigures.wording.numerals import is_digits

_REACH = 14
"""Tokens after "between" among which its "and" is looked for; no bound in words is longer."""

_CHANGE_REACH = 10
"""Tokens before "from A to B" among which a verb says that it is a change."""


_ENDS = frozenset(",.;:()")


class Spotted(NamedTuple):
    """An expression in a list of tokens.

    Attributes:
        start: Its first token: a hedge, or the number.
        end: The token after it.
        estimate: What it says.
    """

    start: int
    end: int
    estimate: Estimate


def spot(
    words: list[str],
    starts: list[int],
    ends: list[int],
    text: str,
    code: str,
    convention: str,
    changes: AbstractSet[str] = frozenset(),
    change_to: AbstractSet[str] = frozenset(),
) -> list[Spotted]:
    """Return every expression among the tokens of a text, from left to right.

    Args:
        words: The tokens, made alike (`plain`).
        starts: Where each token starts in the text.
        ends: Where each ends.
        text: The text as it was given.
        code: The language.
        convention: What hedges and vague words mean.
        changes: Words after which "from A to B" is a change and no range: "rose".
        change_to: The "to" of such a change, where it is another word than that of a range.
    """
    hedging = hedging_of(code)
    spotter = _Spotter(words, hedging, convention, code, changes, change_to)
    found = []
    at, n_words = 0, len(words)
    while at < n_words:
        if not spotter.may_start(at):
            at += 1
            continue
        silent = spotter.silent(at)
        if silent > at:
            at = silent
            continue
        spotted = spotter.at(at, starts, ends, text)
        if spotted is None:
            at = at + 1
        else:
            found.append(spotted)
            at = spotted.end
    return found


class _Spotter(Reader):
    def __init__(
        self,
        words: list[str],
        hedging: Hedging,
        convention: str,
        code: str,
        changes: AbstractSet[str] = frozenset(),
        change_to: AbstractSet[str] = frozenset(),
    ) -> None:
        super().__init__(words, hedging, load_convention(convention))
        self.convention_name, self.code = convention, code
        self.changes, self.change_to = changes, change_to

    def may_start(self, at: int) -> bool:
        """Return whether an expression can start with the token at all."""
        word = self.words[at]
        return word in self.hedging.starts or is_digits(word)

    def hedges(self, at: int) -> tuple[list[str], int]:
        """Return the hedges that start at a token; a comma after them has one before them too."""
        hedges, end = super().hedges(at)
        is_cut = end > at and self.words[end - 1] == "," and at > 0 and self.words[at - 1] != ","
        return hedges, end - is_cut

    def silent(self, at: int) -> int:
        """Return the token after words that belong to the sentence: "the", "a total of"."""
        found = self.hedging.before.at(self.words, at)
        if found is not None and not found[0] and self.hedging.counts.at(self.words, at) is None:
            return found[1]
        passed = self.hedging.vague_before.at(self.words, at)
        if passed is not None and self.words[passed[1]] in self.numerals.plurals:
            return passed[1]
        return at

    def at(self, at: int, starts: list[int], ends: list[int], text: str) -> Spotted | None:
        """Return the longest expression that starts at a token."""
        for end in self._ends(at):
            first, last = starts[at], ends[end - 1]
            if last - first > LONGEST:
                continue
            numerals = self.numerals
            if self.words[end - 1] in numerals.annexed and self.words[end] in numerals.counted:
                # Its noun tells how many it says.
                last = ends[end]
            try:
                estimate = parse_estimate(text[first:last], self.code, self.convention_name)
            except WordingError:
                continue
            return Spotted(at, end, estimate)
        return None

    def _ends(self, at: int) -> list[int]:
        """Return where an expression from a token on may end, the longest first."""
        try:
            hedges, start = self.hedges(at)
            opener = self.hedging.openers.at(self.words, start)
            is_change = any(
                word in self.changes for word in self.words[max(0, at - _CHANGE_REACH) : at]
            )
            if opener is not None:
                return [] if is_change and opener[0] == "from" else self._end_of_two(*opener)
            first = self.term(hedges, start)
        except NotUnderstood:
            return []
        ends = [first.said]
        joiner = self.hedging.joiners.at(self.words, first.end)
        if joiner is not None and joiner[0] == "to":
            if self.words[at] in self.changes:
                # "Pasó de 96 a 131" is no "more than": the verb is not part of it.
                return []
            if is_change:
                return ends
        elif self.words[at] in self.changes and self._goes_on(first.end):
            return []
        try:
            second = self._second(first)
        except NotUnderstood:
            return ends
        if second is None:
            return ends
        if self._is_year(first) and not self._is_year(second) and not self._counts(first, second):
            return ends
        return [second.said, *ends]

    def _goes_on(self, at: int) -> bool:
        """Return whether a change ends soon: "pasó de 79 en el pasado informe a 56"."""
        for middle in range(at, min(at + _CHANGE_REACH, len(self.words) - 1)):
            if self.words[middle] in _ENDS:
                return False
            found = self.hedging.from_to.at(self.words, middle)
            if found is not None and is_digits(self.words[found[1]]):
                return True
            if self.words[middle] in self.change_to and is_digits(self.words[middle + 1]):
                return True
        return False

    def _is_year(self, term: Term) -> bool:
        """Return whether a term is four digits that may be a year: "2011 to more than 5,000"."""
        word = self.words[term.start]
        return word.isdecimal() and len(word) == 4 and word[:2] in ("19", "20")

    def _counts(self, first: Term, second: Term) -> bool:
        """Return whether what looks like a year is the lower end of a count: "2000–3000"."""
        words = self.words
        is_dash = words[first.end] in ("-", "–") and second.start == first.end + 1
        return is_dash and words[second.start].isdecimal() and len(words[second.start]) == 4

    def _second(self, first: Term) -> Term | None:
        """Return the term that a range goes on to, if what follows joins one."""
        _, _, at = self.join(first.end)
        return self.term(*self.hedges(at)) if at > first.end else None

    def _end_of_two(self, opener: str, at: int) -> list[int]:
        hedging = self.hedging
        separators = hedging.between_and if opener == "between" else hedging.from_to
        for middle in range(at + 1, min(at + _REACH, len(self.words) - 1)):
            found = separators.at(self.words, middle)
            if found is None:
                continue
            left = _Spotter(self.words[at:middle], hedging, self.convention_name, self.code)
            try:
                if left.words[left.term(*left.hedges(0)).end]:
                    continue
                return [self.term(*self.hedges(found[1])).said]
            except NotUnderstood:
                continue
        return []

"""The noun phrase of a number: what is counted.

It follows the number, past articles and adjectives. Where nouns stand side by side the last one
counts in some languages ("refugee camps" are camps) and the first one in others; where none
follows, some have it before ("مواطنين اثنين").
"""

from collections.abc import Sequence

from crisisfigures.finding._clause import UNITS, Clause, Noun
from crisisfigures.finding._lexicon import Found
from crisisfigures.wording._terms import hedging_of
from crisisfigures.wording.spotting import Spotted

_REACH = 12
"""Tokens after a number within which its noun stands."""

_MOST_SKIPPED = 4

_INSIDE = "-/'\"“”"
"""Signs that may stand inside a noun phrase."""

_SHORTEST_DEMONYM = 5

_PEOPLE = frozenset({"refugees", "idps", "returnees"})
"""What people are named after."""

_OUTCOMES = frozenset({"killed", "injured", "missing_persons", "abducted"})
"""What became of people, so that their cases are they."""


def noun_of(clause: Clause, spotted: Spotted) -> Noun:
    """Return the noun phrase that follows a number, or the noun right before it."""
    inside = _noun_inside(clause, spotted)
    if inside is not None:
        return inside
    at = spotted.end
    if "," in clause.words[spotted.start : at] and clause.words[at] == ",":
        # "Hundreds, if not thousands, of people".
        at += clause.has("partitive", at + 1)
    at = _past_articles(clause, at)
    phrase = _Phrase(clause, at)
    phrase.read(min(len(clause.shown), spotted.end + _REACH))
    noun = phrase.noun
    if noun.kind == "duration" and clause.is_any("day_articles", clause.words[spotted.end : at]):
        # "From 187 a day earlier": the day is when.
        return Noun("none", "", spotted.end, spotted.end)
    if noun.kind in ("none", "unknown") and not noun.cues:
        return _noun_before(clause, spotted) or _predicate(clause, spotted) or noun
    return noun


def _past_articles(clause: Clause, at: int) -> int:
    """Return the token after "of the", "other", "new" and the like."""
    for _ in range(_MOST_SKIPPED):
        is_skipped = clause.has("of", at) and at not in clause.taken
        if not is_skipped or clause.lexicon.nouns.at(clause.words, at):
            break
        at += 1
    return at


class _Phrase:
    """Reads a noun phrase word by word, until something ends it."""

    def __init__(self, clause: Clause, at: int) -> None:
        self.clause, self.at = clause, at
        self.noun = Noun("none", "", at, at)
        self.n_unknown = 0
        self.is_apart = self.is_joined = False

    def read(self, limit: int) -> None:
        """Read up to a token."""
        clause = self.clause
        while self.at < limit and self.at not in clause.taken and self._step(limit):
            pass
        self.noun.end = self.at

    def _step(self, limit: int) -> bool:
        """Take the next word, and return whether it belongs to the phrase."""
        clause, at = self.clause, self.at
        nouns = clause.lexicon.nouns.at(clause.words, at)
        cues = clause.lexicon.cues.at(clause.words, at)
        heads = [cue for cue in cues if cue.role in ("head", "status")]
        if nouns and not (heads and heads[0].end > nouns[0].end):
            return self._take_noun(nouns[0], heads)
        if heads:
            is_other = self.noun.kind not in (*UNITS, "none")
            if self.noun.kind != "none" and _has_object(clause, heads[0].end, cues):
                return False
            if is_other and self.noun.kind != "unknown" and heads[0].role == "status":
                # "A 7.6-magnitude earthquake struck": what is said of things is said of them.
                return False
            self.noun.cues += heads
            if is_other and (self.noun.kind == "unknown" or self.clause.lexicon.is_head_last):
                # "2,207 earthquake-related deaths" are deaths.
                self.noun.kind = "none"
            self.at, self.is_apart = heads[0].end, False
            return True
        word = clause.words[at]
        if self.noun.kind == "case" and clause.has("of", at):
            self._take_what_it_is_a_case_of(at + 1)
        if clause.has("stops", at) or not (word[0].isalpha() or word in _INSIDE):
            if clause.has("joins", at) and _goes_on(clause, at + 1, self.noun, limit):
                self.at, self.is_joined = at + 1, True
                return True
            return False
        if clause.has("of", at):
            if clause.lexicon.is_head_last or self.noun.kind not in (*UNITS, "none"):
                return False
            self.at += 1
            return True
        if any(cue.role in ("verb", "after") for cue in cues):
            return False
        return self._take_unknown(word)

    def _take_noun(self, found: Found, heads: Sequence[Found]) -> bool:
        noun, is_negative = self.noun, found.role == "negative"
        is_head_last = self.clause.lexicon.is_head_last
        is_first = noun.kind in ("none", "unknown")
        # "12 injured last week" are no weeks, and "12 people last week" neither; camps of
        # refugees are camps only where the two words stand together.
        if is_negative and noun.cues and is_first and (self.is_apart or not is_head_last):
            return False
        if is_negative and noun.kind in UNITS and self.is_apart:
            return False
        if is_first or (is_head_last and not self.is_joined):
            noun.kind = found.table
            noun.start = found.start if is_first else noun.start
            if found.role:
                noun.group = "" if is_negative else found.role
                noun.group_words = None if is_negative else (found.start, found.end)
        noun.cues += heads
        self.at, self.is_apart = found.end, False
        return True

    def _take_what_it_is_a_case_of(self, at: int) -> None:
        """Let cases of floods be floods, and "cases of people killed" be people."""
        clause, noun = self.clause, self.noun
        while clause.has("of", at):
            at += 1
        for found in clause.lexicon.nouns.at(clause.words, at):
            cues = clause.lexicon.cues.at(clause.words, found.end)
            told = [cue for cue in cues if cue.table in _OUTCOMES and cue.role == "status"]
            if found.role == "negative" or told:
                noun.kind, noun.group = found.table, ""
                noun.cues = told

    def _take_unknown(self, word: str) -> bool:
        noun, at = self.noun, self.at
        if word[0].isalpha():
            self.n_unknown += 1
            if self.n_unknown > self.clause.lexicon.max_unknown:
                return False
            self.is_apart = True
            if noun.kind == "none" and not noun.cues:
                noun.kind, noun.start = "unknown", at
                if is_demonym(self.clause, at):
                    noun.kind, noun.group, noun.group_words = "person", "stated", (at, at + 1)
        self.at += 1
        return True


def _goes_on(clause: Clause, at: int, noun: Noun, limit: int) -> bool:
    """Return whether a noun phrase goes on after "and": women and children, dead or missing."""
    if at >= limit or at in clause.taken:
        return False
    nouns = clause.lexicon.nouns.at(clause.words, at)
    if nouns and nouns[0].table in UNITS and noun.kind in UNITS:
        return True
    cues = clause.lexicon.cues.at(clause.words, at)
    if noun.kind in UNITS and not noun.cues:
        # "Migrants and refugees".
        return any(cue.role == "head" and cue.table in _PEOPLE for cue in cues)
    return bool(noun.cues) and any(cue.role in ("head", "status") for cue in cues)


def _has_object(clause: Clause, at: int, cues: Sequence[Found]) -> bool:
    """Return whether a word like "killed" is the verb of people who did it: "killed 12 people"."""
    if not any(cue.role == "verb" for cue in cues):
        return False
    at += clause.has("increment", at)
    if at not in clause.taken:
        return False
    while at in clause.taken:
        at += 1
    # "12 people killed 3 days ago" did not kill.
    return not any(noun.role == "negative" for noun in clause.lexicon.nouns.at(clause.words, at))


def is_demonym(clause: Clause, at: int) -> bool:
    """Return whether a word looks like one for the people of a country: "Syrians", "malianos"."""
    word, lexicon = clause.words[at], clause.lexicon
    if len(word) < _SHORTEST_DEMONYM or not word.endswith(lexicon.demonyms):
        return False
    return clause.shown[at][0].isupper() or not lexicon.demonyms_are_names


def _noun_inside(clause: Clause, spotted: Spotted) -> Noun | None:
    """Return the noun that an expression has in it.

    Its form says the number ("شخصين", two persons), or a hedge follows it ("40 women at least").
    """
    last = spotted.end - 1
    is_dual = clause.words[last] in clause.sets.get("duals", ())
    for at in range(last if is_dual else spotted.start + 1, spotted.end):
        if not is_dual and _is_numeral(clause, at):
            # "مئتي" (200) and "ميت" (dead) begin alike.
            continue
        nouns = [
            noun
            for noun in clause.lexicon.nouns.at(clause.words, at)
            if is_dual or (noun.table in UNITS and noun.end < spotted.end)
        ]
        heads = [
            cue
            for cue in clause.lexicon.cues.at(clause.words, at)
            if cue.role == "head" and (is_dual or cue.end < spotted.end)
        ]
        if not (nouns or heads or is_dual):
            continue
        found = Noun("none", "", at, spotted.end, heads)
        for noun in nouns:
            found.kind, found.group = noun.table, noun.role
            found.group_words = (at, noun.end) if noun.role else None
        return found
    return None


def _is_numeral(clause: Clause, at: int) -> bool:
    """Return whether a word is part of a number in words."""
    numerals, word = hedging_of(clause.lexicon.code).numerals, clause.words[at]
    return word in numerals.words or word in numerals.magnitudes or word in numerals.duals


def _predicate(clause: Clause, spotted: Spotted) -> Noun | None:
    """Return the group that a bare number is said to be: "2,900 are women"."""
    if not clause.has("is", spotted.end):
        return None
    at = _past_articles(clause, spotted.end + 1)
    for noun in clause.lexicon.nouns.at(clause.words, at):
        if noun.table == "person" and noun.role and noun.role != "negative":
            words = (noun.start, noun.end)
            return Noun("person", noun.role, at, spotted.end, [], words, is_predicate=True)
    return None


def _noun_before(clause: Clause, spotted: Spotted) -> Noun | None:
    """Return the noun right before a number, where a language puts it there."""
    if "nouns_before" not in clause.sets or spotted.start == 0:
        return None
    at = spotted.start - 1
    if at in clause.taken:
        return None
    for noun in clause.lexicon.nouns.at(clause.words, at):
        if noun.end == spotted.start:
            return Noun(noun.table, noun.role if noun.role != "negative" else "", at, spotted.end)
    return None

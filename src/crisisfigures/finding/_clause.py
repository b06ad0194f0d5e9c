"""A sentence while its numbers are judged: what is known of it, and how far things are apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from crisisfigures.finding._lexicon import Found, Lexicon
from crisisfigures.finding._sentences import Sentence
from crisisfigures.wording.spotting import Spotted

UNITS = frozenset({"person", "household", "family", "case"})

FIGURE = 9
"""How much farther a cue is for each other figure between; see `Clause.distance`."""

_COMMA, _JOIN, _CONTRAST, _CLAUSE, _OTHER_NUMBER = 3, 2, 6, 8, 2

CLAUSE_SIGNS = frozenset(";:–(")
"""Signs at which a clause ends."""

_FARTHEST = 40
"""No cue is so far."""

_MOST_BETWEEN = 6
"""Words from "no" to what did not happen: "no se registraron víctimas"."""

_LONGEST_MEMBERSHIP = 4
"""Words that say that people are some of others: "se encuentran entre"."""

_LONGEST_JOINT = 8
"""Words between two numbers of one enumeration."""


@dataclass(slots=True)
class Noun:
    """The noun phrase of a number.

    Attributes:
        kind: `person`, `household`, `family`, `case`, a kind of what is no people, `unknown`
            (a noun that no table has) or `none` (no noun).
        group: The population group that the noun names, or "".
        start: The first token of the noun.
        end: The token after the noun phrase.
        cues: Cues inside the noun phrase.
        group_words: The tokens that name the group.
        is_predicate: Whether it is said of the number: "of the 900, 300 are women".
    """

    kind: str
    group: str
    start: int
    end: int
    cues: list[Found] = field(default_factory=list)
    group_words: tuple[int, int] | None = None
    is_predicate: bool = False

    def cues_of(self, measures: AbstractSet[str]) -> list[Found]:
        """Return its cues of some measures."""
        return [cue for cue in self.cues if cue.table in measures]


@dataclass(slots=True)
class Candidate:
    """A number of a sentence while it is judged."""

    spotted: Spotted
    noun: Noun
    rejected: str | None = None
    why: list[str] = field(default_factory=list)
    cue: Found | None = None
    cost: int = 0
    measures: list[str] = field(default_factory=list)
    shares: "Candidate | None" = None
    link: str | None = None
    linked: "Candidate | None" = None
    unit: str = "person"
    group: str = ""
    group_words: tuple[int, int] | None = None
    beside_cases: bool = False

    def refuse(self, reason: str, evidence: str) -> None:
        """Set it aside, for a reason that some words tell."""
        self.rejected = reason
        self.why.append(f"{evidence}: {reason}")

    @property
    def start(self) -> int:
        """Its first token."""
        return self.spotted.start

    @property
    def end(self) -> int:
        """The token after it."""
        return self.spotted.end

    @property
    def is_people(self) -> bool:
        """Whether its noun says that people are counted."""
        return self.noun.kind in UNITS


class Clause:
    """A sentence with its numbers and all that the lexicon knows in it."""

    def __init__(self, sentence: Sentence, spotted: Sequence[Spotted], lexicon: Lexicon) -> None:
        self.sentence, self.lexicon = sentence, lexicon
        self.words, self.shown, self.sets = sentence.words, sentence.shown, lexicon.sets
        self.taken = {at for one in spotted for at in range(one.start, one.end)}
        # "Um" in "para um local seguro" is no number that a cue may not run over.
        # Of "exodus of about 300", the hedge is the number's, and "exodus of" the cue.
        numbers = {at for at in self.taken if not self.has("one", at)}
        told = ["" if at in numbers else word for at, word in enumerate(self.words)]
        self.cues = [
            cue
            for cue in lexicon.cues.all(told)
            if not self._is_of_things(cue) and not self._is_denied(cue)
        ]
        self.signs = list(lexicon.signs.all(self.words))
        if any(cue.table == "uprooted" for cue in self.cues):
            self.cues = [self._uprooted(cue) for cue in self.cues]
        self.candidates: list[Candidate] = []
        self._at: dict[int, Candidate] = {}

    def _is_of_things(self, cue: Found) -> bool:
        """Return whether a cue only tells which places or things are meant: "affected regions"."""
        if cue.role not in ("status", "head", "verb"):
            return False
        nouns, words = self.lexicon.nouns, self.words
        if self.lexicon.is_head_last:
            beside = nouns.at(words, cue.end) if cue.table != "killed" else []
        else:
            beside = nouns.at(words, cue.start - 1) if cue.start and cue.role != "verb" else []
        return bool(beside) and beside[0].table == "object"

    def _uprooted(self, cue: Found) -> Found:
        """Return what "uprooted" means: made homeless by a disaster, else displaced."""
        if cue.table != "uprooted":
            return cue
        is_disaster = any(sign.table == "disaster" for sign in self.signs)
        return cue._replace(table="homeless" if is_disaster else "displaced")

    def take_havens(self) -> None:
        """Take numbered shelters behind people as a cue: "12,000 people in 37 camps"."""
        for one in self.candidates:
            noun, before = one.noun, one.start - 1
            while before > 0 and self.has("of", before):
                # "In the 34 shelters".
                before -= 1
            if self.has("inside", one.start):
                # "Dans les 12 camps", of which "dans les" may be a hedge.
                before = one.start
            if one.rejected != "object" or before < 0:
                continue
            words = self.words[noun.start : noun.end]
            if self.has("inside", before) and self.is_any("havens", words):
                self.cues.append(Found(before, noun.end, "sheltered", "haven"))
            elif self.has("towards", before) and self.is_any("havens", words):
                # "They were taken to 1,500 shelters".
                self.cues.append(Found(before, noun.end, "sheltered", "after"))
        self.cues.sort(key=lambda cue: cue.start)

    def _is_denied(self, cue: Found) -> bool:
        """Return whether a cue says that it did not happen: "no casualties", "sin víctimas"."""
        at = cue.start - 1
        for _ in range(_MOST_BETWEEN):
            if at < 0 or at in self.taken:
                return False
            if self.has("negations", at):
                return True
            if not (self.has("of", at) or self.has("denying", at)):
                return False
            at -= 1
        return False

    def add(self, candidates: list[Candidate]) -> None:
        """Take the numbers of the sentence, from left to right."""
        self.candidates = candidates
        self._at = {at: one for one in candidates for at in range(one.start, one.end)}

    def cues_near(self, candidate: Candidate) -> list[Found]:
        """Return the cues that may be near enough to a number to be its own."""
        first = bisect_left(self.cues, candidate.start - _FARTHEST, key=lambda cue: cue.start)
        last = bisect_left(self.cues, candidate.end + _FARTHEST, key=lambda cue: cue.start)
        return self.cues[first:last]

    def weak_cues(self, candidate: Candidate) -> list[Found]:
        """Return the cues inside a number's noun phrase that only hint at what happened."""
        noun = candidate.noun
        return [
            cue
            for cue in self.cues_near(candidate)
            if cue.role == "weak"
            and candidate.end <= cue.start < noun.end
            and (cue.table != "cases" or self.is_of_disease)
        ]

    @property
    def is_of_disease(self) -> bool:
        """Return whether the sentence names a disease, so that patients are its cases."""
        return any(sign.table == "disease" for sign in self.signs)

    def has(self, table: str, at: int) -> bool:
        """Return whether a word is in a set of the lexicon."""
        return self.words[at] in self.sets[table]

    def are(self, table: str, words: Sequence[str]) -> bool:
        """Return whether there are words, and all are in a set of the lexicon."""
        return bool(words) and all(word in self.sets[table] for word in words)

    def is_any(self, table: str, words: Sequence[str]) -> bool:
        """Return whether any of some words is in a set of the lexicon."""
        return any(word in self.sets[table] for word in words)

    def is_attached(self, at: int) -> bool:
        """Return whether a token follows the one before without a space."""
        return 0 < at < len(self.shown) and self.sentence.ends[at - 1] == self.sentence.starts[at]

    def distance(self, begin: int, end: int) -> int:
        """Return how far two tokens are, with what stands between; beyond any reach, so far."""
        cost, at = 0, begin
        while at < end and cost <= _FARTHEST:
            word, other = self.words[at], self._at.get(at)
            if other is not None:
                cost += FIGURE if other.rejected is None else _OTHER_NUMBER
                at = max(other.end, at + 1)
                continue
            if word == ",":
                cost += _COMMA
            elif word in CLAUSE_SIGNS:
                cost += _CLAUSE
            elif word in self.sets["contrast"]:
                cost += _CONTRAST
            else:
                cost += _JOIN if word in self.sets["joins"] else 1
            at += 1
        return cost

    def next_number(self, at: int) -> Candidate | None:
        """Return the first number from a token on."""
        index = bisect_left(self.candidates, at, key=lambda one: one.start)
        return self.candidates[index] if index < len(self.candidates) else None

    def previous_number(self, at: int) -> Candidate | None:
        """Return the last number before a token."""
        index = bisect_right(self.candidates, at, key=lambda one: one.end)
        return self.candidates[index - 1] if index else None

    def are_joined(self, one: Candidate, other: Candidate) -> bool:
        """Return whether two numbers have one verb: "12 women and 3 children were killed"."""
        first, second = (one, other) if one.start < other.start else (other, one)
        if self.is_part_of(first, second) or second.start - first.end > _FARTHEST:
            return False
        if self.is_any("subset", self.words[second.end : second.end + 2]):
            # "A group of 15, six of whom died".
            return False
        n_words = 0
        for at in range(first.end, second.start):
            word = self.words[at]
            is_sign = at in self._at or self.has("joins", at) or word in ",()/"
            if is_sign or self.restates(at) or self._joins(at):
                continue
            if self.has("stops", at) and not self.has("of", at):
                return False
            if any(cue.start == at for cue in self.cues if cue.role in ("verb", "after")):
                return False
            n_words += 1
        return n_words <= _LONGEST_JOINT

    def is_part_of(self, first: Candidate, second: Candidate) -> bool:
        """Return whether one number is told as part of the next: "200 of the 700,000"."""
        between = self.words[first.end : second.start]
        if bool(between) and all(word in self.sets["of"] for word in between):
            return True
        # "Three children were among the 19 killed".
        told = list(self.words[first.noun.end : second.start])
        while told and told[-1] in self.sets["of"]:
            told.pop()
        return (
            first.is_people
            and 2 <= len(told) <= _LONGEST_MEMBERSHIP
            and told[-1] in self.sets["amongst"]
            and self.is_any("predicates", told[:-1])
        )

    def restates(self, at: int) -> bool:
        """Return whether a token is part of words such as "that is" and "representing"."""
        return self._is_part_of("restate", at)

    def adds(self, at: int) -> bool:
        """Return whether a token says that a number comes on top, as "more" without "than" does."""
        return self.words[at] in self.sets["increment"] and not self.has("than", at + 1)

    def _joins(self, at: int) -> bool:
        """Return whether a token is part of words such as "as well as"."""
        return self._is_part_of("joint", at)

    def _is_part_of(self, table: str, at: int) -> bool:
        return any(sign.table == table and sign.start <= at < sign.end for sign in self.signs)

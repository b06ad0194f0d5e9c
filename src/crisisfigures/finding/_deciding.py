"""Which numbers of a sentence are figures, and of what.

Each number has a noun phrase, which says what is counted, and cues around it, which say what
happened to them. What stands right beside a number may tell that it is no figure; a number
without a cue is none either.
"""

from collections.abc import Sequence
from itertools import pairwise

from crisisfigures.finding._clause import UNITS, Candidate, Clause
from crisisfigures.finding._cues import assign, share
from crisisfigures.finding._lexicon import Lexicon
from crisisfigures.finding._meaning import settle
from crisisfigures.finding._nouns import noun_of
from crisisfigures.finding._others import reason_against
from crisisfigures.finding._sentences import Sentence
from crisisfigures.wording.spotting import Spotted

_MEASURED = frozenset({"duration", "age", "distance", "area", "weight", "percent", "magnitude"})
"""Kinds of which several numbers may have one unit."""


def judge(sentence: Sentence, spotted: Sequence[Spotted], lexicon: Lexicon) -> Clause:
    """Return a sentence whose numbers are judged."""
    clause = Clause(sentence, spotted, lexicon)
    clause.add([Candidate(one, noun_of(clause, one)) for one in spotted])
    for one, other in pairwise(clause.candidates):
        if one.noun.kind == "none" and not one.noun.cues and clause.is_part_of(one, other):
            # "Six of the nine villages" are villages; of people only a part may be meant.
            is_other = other.noun.kind not in (*UNITS, "none", "unknown")
            between = clause.words[one.end : other.start]
            if other.noun.kind == "duration" and not clause.is_any("partitive", between):
                # "Dont 64 000 ces deux dernières semaines".
                continue
            one.noun = other.noun if is_other else one.noun
    for one, other in reversed(list(pairwise(clause.candidates))):
        is_bare = one.noun.kind == "none" and not one.noun.cues
        if is_bare and other.noun.kind in _MEASURED and _are_listed(clause, one, other):
            # "Children of 7, 11 and 12 years".
            one.noun = other.noun
    for candidate in clause.candidates:
        reason = reason_against(clause, candidate)
        if reason is not None:
            candidate.refuse(*reason)
    for one, other in pairwise(clause.candidates):
        is_bare = other.rejected is None and other.noun.kind == "none" and not other.noun.cues
        is_bare = is_bare and not clause.has("one", other.start)
        if one.rejected == "label" and is_bare and _are_listed(clause, one, other):
            # "Two sisters, aged 8 and 10".
            other.refuse("label", " ".join(clause.words[one.start : other.end]))
    clause.take_havens()
    assign(clause)
    share(clause)
    for candidate in clause.candidates:
        settle(clause, candidate)
    # Where cases are counted there is a disease, of which people die.
    has_cases = any(candidate.unit == "case" for candidate in clause.candidates)
    for candidate in clause.candidates:
        candidate.beside_cases = has_cases
    return clause


def _are_listed(clause: Clause, one: Candidate, other: Candidate) -> bool:
    """Return whether nothing but a comma or an "and" stands between two numbers."""
    between = clause.words[one.end : other.start]
    return len(between) <= 2 and all(w == "," or w in clause.sets["joins"] for w in between)

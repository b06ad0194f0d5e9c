"""Numbers that are no count of people, told by what stands right beside them.

Each rule looks at one thing and gives the reason with the words that tell it; the first one that
does counts.
"""

from collections.abc import Callable

from crisisfigures.finding._clause import UNITS, Candidate, Clause
from crisisfigures.wording.numerals import is_digits

Reason = tuple[str, str] | None

_YEARS = range(1900, 2100)
_DAYS = range(1, 32)
_YEAR_DIGITS = 4

_WHOLES = frozenset({*range(2, 11), 12, 20, 100, 1_000, 10_000, 100_000})
"""Of what proportions are said: one in four, 30 per 10,000."""

_COUNTED_BY_ONE = frozenset({"killed", "injured", "missing_persons", "cases"})
"""Measures of which "un" and "una" count one, and do not only introduce somebody."""

_NEAR, _FAR = 6, 12
_OF_PEOPLE = frozenset({"killed", "injured", "missing_persons", "displaced", "abducted"})

_OLDEST = 120
"""Years that nobody lives."""

_TIED = frozenset("-/:.#_@")
"""Signs that tie digits to what stands before them: COVID-19, 9:30."""


def reason_against(clause: Clause, candidate: Candidate) -> Reason:
    """Return why a number is no figure, with the words that tell it; None if nothing does."""
    for rule in _RULES:
        reason = rule(clause, candidate)
        if reason is not None:
            return reason
    return None


def _by_percent(clause: Clause, candidate: Candidate) -> Reason:
    after, start = clause.words[candidate.end], candidate.start
    if after[:1] in ("%", "٪"):
        return "percent", after
    for noun in clause.lexicon.nouns.at(clause.words, start - 1) if start else ():
        if noun.table == "percent" and noun.end > start:
            # "Vingt pour cent", whose last word is a number elsewhere.
            return "percent", " ".join(clause.words[noun.start : noun.end])
    return None


def _by_sign(clause: Clause, candidate: Candidate) -> Reason:
    """Money, capacity, magnitude and labels have a word before them: "$", "capacity of"."""
    start, end, words = candidate.start, candidate.end, clause.words
    for sign in clause.signs:
        said = words[sign.start]
        if sign.role == "before" and sign.end <= start and _is_near(clause, sign.end, start):
            if sign.table in ("money", "capacity", "magnitude"):
                return sign.table, said
            if sign.table == "kin":
                # "A mother of six children".
                return "non_impact", said
            if sign.table == "label" and sign.end == start and not candidate.is_people:
                return sign.table, said
        if sign.role == "after" and sign.table == "money" and end <= sign.start <= end + 1:
            return sign.table, said
    return None


def _is_near(clause: Clause, end: int, start: int) -> bool:
    """Return whether a sign stands right before a number, articles and the like passed over."""
    between = clause.words[end:start]
    return len(between) <= 2 and all(w in clause.sets["of"] or w in ".:" for w in between)


def _by_noun(clause: Clause, candidate: Candidate) -> Reason:
    noun = candidate.noun
    if noun.kind in UNITS or noun.kind in ("none", "unknown"):
        return None
    return noun.kind, " ".join(clause.words[noun.start : noun.end])


def _by_others(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "10 houses were destroyed and another 70 damaged": the same things again."""
    before = clause.words[max(0, candidate.start - 2) : candidate.start]
    previous = clause.previous_number(candidate.start)
    is_near = previous is not None and candidate.start - previous.end <= _NEAR
    if previous is not None and previous.rejected is None and _is_bare(previous):
        # "2,510 became unfit to live in and another 400 were damaged".
        previous = clause.previous_number(previous.start)
    if previous is None or previous.rejected != "object" or candidate.noun.kind != "none":
        return None
    if is_near and clause.is_any("increment", before) and not candidate.noun.cues_of(_OF_PEOPLE):
        return "object", before[-1]
    return None


def _is_bare(candidate: Candidate) -> bool:
    """Return whether no noun says what a number counts."""
    return candidate.noun.kind in ("none", "unknown") and not candidate.noun.cues


def _by_number_of_things(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "the number of tents has increased to 43,367"."""
    if candidate.noun.kind != "none" or candidate.noun.cues:
        return None
    for sign in clause.signs:
        is_near = 0 < candidate.start - sign.end <= _FAR
        if sign.table != "number" or not is_near or clause.previous_number(candidate.start):
            continue
        nouns = clause.lexicon.nouns.at(clause.words, sign.end)
        if nouns and nouns[0].role == "negative":
            return nouns[0].table, " ".join(clause.words[sign.start : nouns[0].end])
    return None


def _by_difference(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "155 fewer than", which says how far two numbers are apart."""
    after = clause.words[candidate.end]
    is_told = after in clause.sets["fewer"] and clause.has("than", candidate.end + 1)
    return ("unclear", after) if is_told else None


def _by_agent(clause: Clause, candidate: Candidate) -> Reason:
    """Take out those who did it or said it: "by two residents", "selon deux sources"."""
    before = clause.words[candidate.start - 1] if candidate.start else ""
    is_agent = before in clause.sets["agents"] and candidate.is_people
    is_agent = is_agent and not clause.restates(candidate.start - 1)
    return ("non_impact", before) if is_agent and not candidate.noun.cues else None


def _by_age(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "children under five" and "adultos mayores de 60": a limit right behind people."""
    estimate, before = candidate.spotted.estimate, candidate.start - 1
    is_limit = estimate.quantifier in ("fewer_than", "more_than", "up_to", "between")
    if before < 0 or not is_limit or candidate.noun.kind != "none" or candidate.noun.cues:
        return None
    if max(estimate.numbers, default=_OLDEST) >= _OLDEST or before in clause.taken:
        return None
    is_people = any(
        noun.table == "person" and noun.role
        for at in (before, before - 1)
        if at >= 0
        for noun in clause.lexicon.nouns.at(clause.words, at)
        if noun.end == candidate.start
    )
    return ("age", clause.words[before]) if is_people else None


def _by_population(clause: Clause, candidate: Candidate) -> Reason:
    """Take out those who live in a place: "a village of 800 inhabitants", "200 of the 900"."""
    start, noun = candidate.start, candidate.noun
    if noun.kind == "person" and not noun.cues and clause.has("dwellers", noun.start):
        whole = clause.previous_number(start)
        part = (
            () if whole is None else [w for w in clause.words[whole.end : start] if w not in "%٪"]
        )
        if clause.are("of", part):
            return "non_impact", clause.words[noun.start]
    if start < 2 or noun.kind != "person" or noun.group or noun.cues:
        return None
    before = clause.words[start - 2]
    is_place = before in (",", "(") or any(
        one.table == "object" and one.end == start - 1
        for one in clause.lexicon.nouns.at(clause.words, start - 2)
    )
    is_told = clause.has("populated", start - 1) and clause.has("inhabitants", noun.start)
    return ("non_impact", clause.words[noun.start]) if is_place and is_told else None


def _by_ratio(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "three in four" and "one out of ten"."""
    beside = (clause.next_number(candidate.end), clause.previous_number(candidate.start))
    for other in beside:
        if other is None:
            continue
        first, second = sorted((candidate, other), key=lambda one: one.start)
        between = clause.words[first.end : second.start]
        numbers = *first.spotted.estimate.numbers, *second.spotted.estimate.numbers
        is_ratio = len(between) <= 2 and clause.are("ratio", between)
        # "Deux déplacés sur trois".
        is_far = len(between) <= _NEAR and clause.is_any("ratio_far", between[-2:])
        if len(numbers) == 2 and (
            is_ratio or (is_far and (not second.is_people or second.noun.is_predicate))
        ):
            small, great = numbers
            # "One in 113 people": of one, any number may be the whole.
            is_one = small == 1 and (is_far or second.is_people)
            if small < great and (great in _WHOLES or is_one):
                return "proportion", between[0]
    return None


def _by_neighbours(clause: Clause, candidate: Candidate) -> Reason:
    """Take out digits that are written together with something: COVID-19, 9:30, 1st, B52."""
    words, start, end = clause.words, candidate.start, candidate.end
    before, after = (words[start - 1] if start else ""), words[end]
    if is_digits(words[start]) and clause.is_attached(start):
        is_prefix = bool(clause.lexicon.attached) and before.isalpha()
        # A dash with a space before it only happens to stand there.
        is_dash = before == "-" and start > 1 and not clause.is_attached(start - 1)
        if (before.isalpha() or before in _TIED) and not is_dash and not is_prefix:
            return "label", before
    if is_digits(words[end - 1]) and clause.is_attached(end):
        is_tied = end + 1 < len(clause.shown) and clause.is_attached(end + 1)
        if after in "/:" and is_tied and is_digits(words[end + 1]):
            return "date", after
        if after in clause.sets["ordinals"]:
            return "ordinal", after
        if after.isalpha() and not candidate.is_people and not candidate.noun.cues:
            return "label", after
    return None


def _by_month(clause: Clause, candidate: Candidate) -> Reason:
    """Take out days: "14 May", "le 3 du mois de juin", "May 14"."""
    numbers = candidate.spotted.estimate.numbers
    if candidate.is_people or not numbers or any(number not in _DAYS for number in numbers):
        return None
    words, months = clause.words, clause.sets["months"]
    after = words[candidate.end : candidate.end + 2]
    if after[0] in months:
        return "date", after[0]
    if len(after) > 1 and after[1] in months and after[0] in clause.sets["of"]:
        return "date", after[1]
    at = candidate.start - 1
    if at > 0 and words[at] == ".":
        at -= 1
    return ("date", words[at]) if at >= 0 and words[at] in months else None


def _by_year(clause: Clause, candidate: Candidate) -> Reason:
    """Take out years: four digits without marks, and nobody that is counted after them."""
    estimate, words = candidate.spotted.estimate, clause.words
    digits = [w for w in words[candidate.start : candidate.end] if is_digits(w)]
    is_year = (
        bool(digits)
        and all(len(word) == _YEAR_DIGITS for word in digits)
        and all(number in _YEARS for number in estimate.numbers)
        and estimate.quantifier not in ("at_least", "nearly", "just_over", "vague")
    )
    if not is_year or candidate.is_people:
        return None
    if estimate.quantifier == "more_than" and any(
        cue.end == candidate.start and cue.role in ("before", "verb") for cue in clause.cues
    ):
        # "Killing more than 2,000 and injuring over 1900".
        return None
    is_more = words[candidate.end] in clause.sets["increment"]
    if is_more and not clause.has("than", candidate.end + 1):
        # "2000 others".
        return None
    is_told = any(
        sign.table == "date" and sign.role == "before" and sign.end == candidate.start
        for sign in clause.signs
    )
    if not is_told and any(cue.start <= candidate.end + 1 for cue in candidate.noun.cues):
        return None
    # "2014 were killed": said of them at once, and no word before that makes it a year.
    end, start = candidate.end, candidate.start
    is_bare = candidate.noun.end == end
    follows = is_bare and any(
        end <= cue.start <= end + 3 and cue.role != "before" for cue in clause.cues
    )
    before = words[start - 1] if start else ""
    if follows and before and (before in clause.sets["of"] or before in ",("):
        return None
    return "date", words[start]


def _by_article(clause: Clause, candidate: Candidate) -> Reason:
    """Take out "one of them", and articles that only introduce somebody: "un refugiado"."""
    first, noun = clause.words[candidate.start], candidate.noun
    if candidate.end - candidate.start > 1 or first not in clause.sets["one"]:
        return None
    is_article = first in clause.sets["articles"]
    if not is_article and clause.has("partitive", candidate.end):
        return "pronoun", first
    if is_article and noun.kind == "person" and clause.has("masses", noun.start):
        # "Sur une population de 3 000 habitants".
        return "pronoun", first
    if noun.kind == "none" and not noun.cues and _is_one_elsewhere(clause, candidate):
        return None
    if noun.cues:
        at = candidate.end + clause.has("of", candidate.end)
        near = [cue for cue in noun.cues if cue.start <= at]
        is_counted = candidate.is_people or any(cue.table in _COUNTED_BY_ONE for cue in near)
        is_nobody = is_article and not any(cue.table in _COUNTED_BY_ONE for cue in noun.cues)
        is_uncounted = is_article and not is_counted
        return ("pronoun", first) if is_nobody or is_uncounted else None
    if (
        noun.kind in ("family", "household")
        and candidate.start
        and clause.has("of", candidate.start - 1)
    ):
        # "Thirteen members of one family".
        return "pronoun", first
    is_named = candidate.is_people and noun.start <= candidate.end + 2
    return None if is_named and not (noun.group and is_article) else ("pronoun", first)


def _is_one_elsewhere(clause: Clause, candidate: Candidate) -> bool:
    """Return whether one more is told of another place: "three were killed in Gao and one in Dabo".

    The place has a capital, so that "one in three" and "one of them" are none.
    """
    end, before = candidate.end, clause.words[candidate.start - 1 : candidate.start]
    return (
        any(
            one.rejected is None and 0 < candidate.start - one.end <= _FAR
            for one in clause.candidates
        )
        and bool(before)
        and (before[0] == "," or before[0] in clause.sets["joins"])
        and not clause.has("partitive", end)
        and clause.has("prepositions", end)
        and clause.shown[end + 1 : end + 2] != []
        and clause.shown[end + 1][:1].isupper()
    )


def _by_capital(clause: Clause, candidate: Candidate) -> Reason:
    """Take out digits after a name: "Flight 370", "Camp 4"."""
    at = candidate.start - 1
    if (
        not clause.lexicon.capitals
        or at < 1
        or candidate.end - candidate.start > 1
        or not is_digits(clause.words[candidate.start])
        or candidate.noun.kind != "none"
        or candidate.noun.cues
        or not clause.shown[at][:1].isupper()
        or clause.has("stops", at)
        or any(cue.start <= at < cue.end for cue in clause.cues)
    ):
        return None
    return "label", clause.shown[at]


_RULES: tuple[Callable[[Clause, Candidate], Reason], ...] = (
    _by_percent,
    _by_sign,
    _by_month,
    _by_noun,
    _by_others,
    _by_number_of_things,
    _by_difference,
    _by_agent,
    _by_age,
    _by_population,
    _by_ratio,
    _by_neighbours,
    _by_year,
    _by_article,
    _by_capital,
)

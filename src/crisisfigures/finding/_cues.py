"""What happened to those who are counted: the cue of each number.

The cue that is nearest and stands on its proper side is the number's; commas, conjunctions and
other numbers in between make it farther. Numbers that are joined ("12 women and 3 children were
killed") share a cue, and so do those that are told one after the other ("30 died in Gao, 12 in
Menaka").
"""

from collections.abc import Sequence
from itertools import pairwise

from crisisfigures.finding._clause import FIGURE, UNITS, Candidate, Clause
from crisisfigures.finding._lexicon import Found

# How far a cue may be, in tokens with what makes it farther, for a number whose noun is people,
# a number without any noun, and one whose noun is not known.
_REACH_PEOPLE, _REACH_BARE, _REACH_UNKNOWN = 30, 14, 8

_REACH_CASES = 6
"""Cases are of much else than disease, so that the word must stand by."""

_CERTAIN = frozenset(
    {
        *("killed", "injured", "missing_persons", "abducted", "evacuated", "rescued"),
        *("displaced", "new_displacements", "idps", "refugees", "returnees"),
    }
)
"""Measures whose words say by themselves that people are counted."""

_WEAK = 25
"""How far a word is that only hints at what happened: "128 victims"."""

_REACH_ELSEWHERE = 6
"""For a number without a noun, the reach of cues that may be said of things too."""

_AT_HAND = 5
"""What befell people who are already called something: "killed 12 refugees"."""

_POPULATIONS = frozenset({"refugees", "idps", "displaced", "returnees", "homeless", "trapped"})
_BEFELL = frozenset({"killed", "injured", "missing_persons", "abducted", "rescued", "casualties"})
"""Names for people, and what befell them: a figure of these is one of those."""

_NUMBER_AFTER, _JOINED = 3, 4

_LONGEST_LINK = 14
"""Tokens between two numbers that hang together."""

_LONGEST_PART = 9
"""Tokens from a number to one that is told within its part."""

_FAR = 20
"""Tokens behind a number within which it may be spoken of again."""

_NEAR = 6
"""A cue so near to a part of another number is its own."""


def assign(clause: Clause) -> None:
    """Give each number the nearest cue, the surest pairs first."""
    pairs: list[tuple[int, int, int, Found]] = []
    open_ones = [one for one in clause.candidates if one.rejected is None]
    for index, candidate in enumerate(open_ones):
        pairs += [(-1, cue.start, index, cue) for cue in candidate.noun.cues]
        pairs += [(_WEAK, cue.start, index, cue) for cue in clause.weak_cues(candidate)]
        for cue in clause.cues_near(candidate):
            cost = _cost(clause, candidate, cue)
            if cost is not None:
                pairs.append((cost, abs(cue.start - candidate.end), index, cue))
    pairs.sort(key=lambda pair: pair[:3])
    used = {cue.start: open_ones[index] for cost, _, index, cue in pairs if cost < 0}
    for cost, _, index, cue in pairs:
        candidate = open_ones[index]
        owner = used.get(cue.start)
        if candidate.cue is not None:
            if _befell(clause, candidate, cue, cost) and owner in (None, candidate):
                _rename(candidate, cue, cost)
                used[cue.start] = candidate
            continue
        if cost > _reach(candidate, cue) and not _is_number_of(clause, candidate, cue):
            continue
        is_free = owner in (None, candidate) or cue.role in ("theme", "weak")
        if not is_free and candidate.noun.kind == "unknown":
            continue
        is_shared = owner is not None and (
            clause.are_joined(candidate, owner) or _is_whole_of(clause, candidate, owner)
        )
        if is_free or is_shared:
            candidate.cue, candidate.cost = cue, max(cost, 0)
            used.setdefault(cue.start, candidate)


def _rename(candidate: Candidate, cue: Found, cost: int) -> None:
    """Let a cue be a number's, and what its noun called people their group."""
    _name(candidate)
    candidate.cue, candidate.cost = cue, cost


def _name(candidate: Candidate) -> None:
    """Let what a number's noun calls people be their group."""
    noun, name = candidate.noun, candidate.cue
    if name is not None and not noun.group and name.table != "trapped":
        noun.group, noun.group_words = "stated", (name.start, name.end)
    noun.cues = []


def _befell(clause: Clause, candidate: Candidate, cue: Found, cost: int) -> bool:
    """Return whether a cue says what befell people whom their noun only names: refugees killed."""
    return (
        candidate.cue is not None
        and candidate.cue in candidate.noun.cues
        and candidate.cue.table in _POPULATIONS
        and cue.table in _BEFELL
        and cue.role != "theme"
        # "Os ataques fizeram 30 mil deslocados": who is made displaced is not killed.
        and not clause.is_any("makes", clause.words[cue.start : cue.end])
        and 0 <= cost <= _AT_HAND
    )


def _is_whole_of(clause: Clause, candidate: Candidate, part: Candidate) -> bool:
    """Return whether a number is told with a part of it: "14, including 6 women, were killed"."""
    between = clause.words[candidate.end : part.start]
    is_near = 0 < len(between) <= _LONGEST_LINK and clause.is_any("subset", between[-1:])
    return is_near and not _is_of_part(clause, part)


def _reach(candidate: Candidate, cue: Found) -> int:
    if cue.role in ("theme", "weak") or cue in candidate.noun.cues:
        return _REACH_PEOPLE
    if candidate.is_people:
        return _REACH_PEOPLE if candidate.noun.kind != "case" else _REACH_CASES
    if candidate.noun.kind == "none":
        is_sure = cue.table in _CERTAIN or cue.role == "haven"
        return _REACH_BARE if is_sure else _REACH_ELSEWHERE
    return _REACH_UNKNOWN if cue.table in _CERTAIN else -1


def _cost(clause: Clause, candidate: Candidate, cue: Found) -> int | None:
    """Return how far a cue is from a number, or None where it cannot be its own."""
    if cue.start >= candidate.end:
        return _cost_after(clause, candidate, cue)
    if cue.end <= candidate.start:
        return _cost_before(clause, candidate, cue)
    return None


def _cost_after(clause: Clause, candidate: Candidate, cue: Found) -> int | None:
    if _is_number_of(clause, candidate, cue):
        return _NUMBER_AFTER
    if cue.role in ("before", "theme", "weak"):
        return None
    begin = max(candidate.end, min(candidate.noun.end, cue.start))
    # "Soldiers came to help the displaced" are none, "are among the displaced" are.
    is_named = cue.role == "head" or (
        cue.role == "status" and clause.is_any("definite", clause.words[begin : cue.start][-1:])
    )
    if is_named and not clause.is_any("predicates", clause.words[begin : cue.start][-4:]):
        return None
    cost = clause.distance(begin, cue.start)
    if candidate.noun.kind == "none" and clause.has("joins", candidate.end):
        # "A toll of 350, and the injured are 2,000".
        cost += _JOINED
    if cue.role == "haven":
        # Where people are is less than what the sentence says of them.
        cost += FIGURE
    following = clause.next_number(cue.end)
    if following is not None and _is_verb(clause, cue):
        gap = clause.words[cue.end : following.start]
        if len(gap) <= 2 and not any(
            word in clause.sets["joins"] or word in ",;:." for word in gap
        ):
            near = clause.words[max(begin, cue.start - 3) : cue.start]
            is_object = following.rejected is None and not following.noun.cues
            if is_object and not clause.is_any("passive", near):
                # "Soldiers killed 20": the verb is its object's.
                cost += FIGURE
    return cost


def _is_verb(clause: Clause, cue: Found) -> bool:
    """Return whether a cue is a verb, or has the form of one: "killed"."""
    return cue.role == "verb" or (
        cue.role in ("status", "after")
        and any(one.role == "verb" and one[:2] == cue[:2] for one in clause.cues)
    )


def _is_number_of(clause: Clause, candidate: Candidate, cue: Found) -> bool:
    """Return whether the number of those is named right behind it: "a 49 el número de muertos"."""
    if candidate.noun.kind not in ("none", "unknown") or candidate.noun.cues:
        return False
    start = min(
        (sign.start for sign in clause.signs if sign.table == "number" and sign.end <= cue.start),
        default=cue.start,
        key=lambda at: abs(at - candidate.end),
    )
    near = 0 <= start - candidate.end <= 1 and cue.start - start <= _AT_HAND
    is_named = cue.role == "theme" or (start < cue.start and cue.role != "before")
    return near and is_named and (start == candidate.end or clause.has("of", candidate.end))


def _cost_before(clause: Clause, candidate: Candidate, cue: Found) -> int | None:
    if cue.role == "weak":
        return None
    if clause.words[cue.end : candidate.start] == [":"] and candidate.noun.kind == "none":
        # "Injured: 113; missing: 7".
        return 0
    if cue.role == "after":
        if not _is_numbered(clause, cue):
            return None
        return clause.distance(cue.end, candidate.start) // 2 + 3
    if cue.table == "affected" and _is_mark(clause, cue):
        return None
    cost = clause.distance(cue.end, candidate.start)
    if _is_numbered(clause, cue):
        return cost // 2 + 3
    if cue.role == "theme":
        return cost // 2 + 3
    if cue.role in ("head", "status"):
        cost += 6 if not clause.sets.get("verb_first") else 2
    if cue.role == "verb":
        previous = clause.previous_number(cue.start)
        gap = clause.words[cue.end : candidate.start]
        is_cut = any(word in ",;:" or word in clause.sets["joins"] for word in gap)
        near = clause.words[max(0, cue.start - 2) : cue.start]
        is_passive = (
            clause.is_any("passive", near)
            # "Floods have killed dozens" have done it.
            and not clause.is_any("haves", near[-1:])
            and not clause.sets.get("verb_first")
        )
        if is_passive:
            cost += 8
        elif previous is not None and is_cut:
            cost += 4
    if cue.role == "before" and cost > 8:
        cost += 4
    return cost


def _is_mark(clause: Clause, cue: Found) -> bool:
    """Return whether a verb says how far a number has come: "the number of cases reached 300"."""
    return clause.is_any("reaching", clause.words[cue.start : cue.end]) and any(
        theme.role == "theme" and theme.end <= cue.start for theme in clause.cues
    )


def _is_numbered(clause: Clause, cue: Found) -> bool:
    """Return whether the number of those is spoken of: "the number of Syrians who fled"."""
    return any(
        sign.table == "number"
        and 0 <= cue.start - sign.end <= 8
        and not clause.taken.intersection(range(sign.end, cue.start))
        for sign in clause.signs
    )


def share(clause: Clause) -> None:
    """Let numbers take the cue of a neighbour that they are told together with."""
    open_ones = [
        one for one in clause.candidates if one.rejected is None and not _is_aside(clause, one)
    ]
    for previous, candidate in pairwise(open_ones):
        _link(clause, candidate, previous)
        if previous.cue is not None and _is_told_with(clause, candidate, previous):
            _take_from(candidate, previous)
    for candidate, following in reversed(list(pairwise(open_ones))):
        if candidate.cue is None and following.cue is not None:
            is_part = candidate.link == "subset" and candidate.linked is following
            if is_part or (following.link == "change" and following.linked is candidate):
                # "Nine of the 23 hostages", "from 45 to 49 deaths".
                _take_from(candidate, following)
                continue
            is_countable = candidate.is_people or candidate.noun.kind == "none"
            # "25 people, of whom 22 were civilians, were killed".
            has_part = (
                following.link == "subset"
                and following.linked is candidate
                and not _is_of_part(clause, following)
            )
            if (is_countable and clause.are_joined(candidate, following)) or (
                candidate.is_people and has_part
            ):
                _take_from(candidate, following)


def _is_of_part(clause: Clause, part: Candidate) -> bool:
    """Return whether only the part is meant: "a group of 15, six of whom died"."""
    cue = part.cue
    return (
        cue is not None
        and cue.start >= part.end
        and "," not in clause.words[part.end : cue.start]
        and cue not in part.noun.cues
    )


def _is_aside(clause: Clause, candidate: Candidate) -> bool:
    """Return whether a bare number stands in parentheses, and nothing tells what it counts."""
    is_bare = candidate.noun.kind == "none" and candidate.cue is None
    around = clause.words[candidate.start - 1 : candidate.end + 1]
    return is_bare and (around[:1], around[-1:]) == (["("], [")"]) and not candidate.noun.cues


def _is_told_with(clause: Clause, candidate: Candidate, previous: Candidate) -> bool:
    """Return whether what is said of a number is said of the next one too."""
    if candidate.cue is None:
        return (
            candidate.link in ("subset", "restatement", "increment", "change")
            or candidate.noun.is_predicate
            or _ends_with(clause, candidate)
            or (candidate.noun.kind == "none" and _is_told_again(clause, candidate, previous))
            or (candidate.is_people and clause.are_joined(previous, candidate))
        )
    if candidate.link in ("subset", "restatement") and candidate.cost > _NEAR:
        return True
    if (
        previous.link == "subset"
        and previous.shares is not None
        and candidate.cue.role == "theme"
        and candidate.cue.end <= previous.start
        and clause.are_joined(previous, candidate)
    ):
        # "The toll is 30 injured: 26 men and four women".
        return True
    told = previous.cue
    if candidate.link == "subset" and told is not None and told.table in _BEFELL:
        # "40 died, including two refugees"; "102 deaths, 7 of them children, and 300 injured".
        is_named = candidate.cue in candidate.noun.cues
        is_others = any(
            candidate.cue in other.noun.cues
            for other in clause.candidates
            if other is not candidate
        )
        return is_others if not is_named else candidate.cue.table in _POPULATIONS
    return candidate.link == "restatement" and bool(previous.noun.cues) and not candidate.noun.cues


def _ends_with(clause: Clause, candidate: Candidate) -> bool:
    """Return whether a sentence ends with people told after "and", so that no verb follows."""
    if not candidate.is_people or clause.words[candidate.start - 1] not in clause.sets["joins"]:
        return False
    return not any(
        word in clause.sets["stops"] or word.isalpha()
        for word in clause.words[candidate.noun.end : -1]
    )


def _take_from(candidate: Candidate, other: Candidate) -> None:
    if candidate.cue is not None and candidate.cue in candidate.noun.cues:
        _name(candidate)
    candidate.cue, candidate.cost, candidate.shares = other.cue, other.cost + 3, other


def _link(clause: Clause, candidate: Candidate, previous: Candidate) -> None:
    """Say how a number hangs together with the one before it in the sentence."""
    between = clause.words[previous.end : candidate.start]
    if not between or len(between) > _LONGEST_LINK:
        return
    if clause.is_part_of(previous, candidate):
        previous.link, previous.linked = "subset", candidate
        return
    candidate.link = _kind_of_link(clause, candidate, previous, between)
    candidate.linked = None if candidate.link is None else previous


def _kind_of_link(
    clause: Clause, candidate: Candidate, previous: Candidate, between: Sequence[str]
) -> str | None:
    first, *after = clause.words[candidate.end : candidate.end + 3] or [""]
    is_of_whom = clause.is_any("subset", between[-4:]) and clause.is_any("of", between[-5:])
    is_of_them = first in clause.sets["of"] and clause.is_any("subset", after)
    if is_of_whom or is_of_them or clause.is_any("subset", between[-1:]):
        return "subset"
    if candidate.is_people and _begins_among(clause, previous, between):
        return "subset"
    if (candidate.is_people or candidate.noun.kind == "unknown") and _is_inside(
        clause, candidate, previous
    ):
        return "subset"
    is_more = first in clause.sets["increment"] and clause.is_any("than", after[:1])
    near = range(max(previous.end, candidate.start - 2), candidate.end)
    if is_more or any(map(clause.adds, near)):
        return "increment"
    units = {candidate.noun.kind, previous.noun.kind}
    is_same = "(" in between or any(map(clause.restates, range(previous.end, candidate.start)))
    if is_same and units <= UNITS and len(units) > 1:
        return "restatement"
    if len(between) <= 3 and clause.is_any("compared", between[-2:]):
        # "38, up from 31".
        return "change"
    is_from = clause.is_any("change_from", clause.words[: previous.start][-1:])
    return "change" if is_from and clause.is_any("change_to", between[-2:]) else None


def _is_inside(clause: Clause, candidate: Candidate, whole: Candidate) -> bool:
    """Return whether a number is told within the part of another: "including a man and two boys".

    So are those who are listed behind a colon: "57 migrants: 45 men and 12 women".
    """
    begin = max(whole.end, whole.noun.end)
    told = clause.words[begin : candidate.start]
    if told[-1:] == [":"]:
        return bool(candidate.noun.group) and len(told) <= _LONGEST_LINK
    is_told = any(begin <= cue.start < candidate.start for cue in clause.cues)
    return len(told) <= _LONGEST_PART and clause.is_any("subset", told[:3]) and not is_told


def _begins_among(clause: Clause, whole: Candidate, between: Sequence[str]) -> bool:
    """Return whether what follows is part of a number: "among the 662 injured were 339 boys"."""
    before = whole.start - 1
    while before > 0 and clause.has("of", before):
        before -= 1
    return (
        before >= 0
        and clause.has("amongst", before)
        and clause.is_any("predicates", between[-_NUMBER_AFTER:])
    )


def _is_told_again(clause: Clause, candidate: Candidate, previous: Candidate) -> bool:
    """Return whether a number without a noun is said of another place, by another source or later.

    As in "30 died in Gao, 12 in Menaka" and "3 million fled, and the number has grown to 4".
    """
    after = clause.words[candidate.end]
    if clause.is_any("increment", [after]) and clause.has("than", candidate.end + 1):
        # "6 million, 1.1 million more than last year".
        return True
    between = clause.words[previous.end : candidate.start]
    if after in clause.sets["prepositions"] or candidate.link == "change":
        return True
    if len(between) <= _NEAR and clause.is_any("compared", between[-2:]):
        # "38, up from 31 a day earlier".
        return True
    if len(between) <= _FAR and clause.is_any("figures", between):
        return True
    if len(between) <= _FAR and clause.is_any("is", between[-1:]):
        # "408,000 are out of their homes; on Friday it was 379,000".
        return True
    found = clause.lexicon.naming.at(clause.words, candidate.end) if after else []
    return any(one.role == "according" for one in found)

"""What a figure counts: the measure that its cues come to, and the unit and group of its noun."""

from collections.abc import Iterable

from crisisfigures.finding._clause import CLAUSE_SIGNS, UNITS, Candidate, Clause
from crisisfigures.finding._countries import countries_of
from crisisfigures.finding._lexicon import Found
from crisisfigures.finding._nouns import is_demonym

_STATUSES = frozenset({"refugees", "idps", "displaced", "returnees", "killed", "homeless"})
"""What a noun says people are, whatever else they did."""

_MOVED = frozenset({"displaced", "new_displacements", "sheltered", "evacuated", "idps"})
"""What people may be said to be who have crossed a border."""

_ON_THE_WAY = frozenset({"displaced", "refugees"})
_OUTCOMES = frozenset({"killed", "injured", "missing_persons", "rescued", "abducted", "returnees"})
"""What may become of people who fled, which is then what is counted."""


_HELPED = frozenset({"returnees", "evacuated"})
"""What people are helped to do."""


def settle(clause: Clause, candidate: Candidate) -> None:
    """Say what a number counts, or that it is no figure."""
    noun, cue = candidate.noun, candidate.cue
    if candidate.rejected is not None:
        return
    if cue is None and _are_abroad(clause, candidate):
        candidate.measures, candidate.unit = ["refugees"], noun.kind
        candidate.group, candidate.group_words = noun.group, noun.group_words
        candidate.why.append("people of one country went to another")
        return
    if cue is None:
        reason = "non_impact" if noun.kind in UNITS else "unclear"
        candidate.refuse(reason, "no word for what happened to them")
        return
    if _has_other_purpose(clause, candidate):
        candidate.refuse("non_impact", "said of people who are not victims")
        return
    shared = candidate.shares
    if shared is not None and shared.measures:
        measures = list(shared.measures)
    else:
        measures = _joined_measures(clause, shared or candidate)
        measures = measures if shared is not None else _preferred(clause, candidate, measures)
    candidate.measures = measures
    is_unit = noun.kind in UNITS and (noun.kind != "case" or "cases" in measures)
    candidate.unit = noun.kind if is_unit else "person"
    if noun.kind == "none" and measures == ["cases"] and _counts_cases(clause, cue):
        candidate.unit = "case"
    # "39 soldiers, of whom 14 …" are soldiers too.
    told = shared if shared is not None and candidate.link == "subset" else None
    whom = told if told is not None and not noun.group and noun.kind == "none" else None
    if noun.kind in ("none", "unknown") and shared is None:
        candidate.unit = _named_unit(clause, cue) or candidate.unit
    whole = candidate.linked if candidate.link == "subset" else None
    if whole is not None and noun.kind == "none" and whole.noun.kind in ("household", "family"):
        # "900 families fled, of whom 300 …" are families too.
        candidate.unit = whole.noun.kind
    candidate.group = noun.group if whom is None else whom.group
    candidate.group_words = noun.group_words if whom is None else whom.group_words
    candidate.why.append(" ".join(clause.shown[cue.start : cue.end]))


_AT_HAND = 6
"""A verb so near before a number has it as its object, whatever follows: "killed 9 on board"."""


def _named_unit(clause: Clause, cue: Found) -> str | None:
    """Return the unit of a number that is named: "the number of affected families is 900"."""
    starts = (
        sign.start
        for sign in clause.signs
        if sign.table == "number" and 0 <= cue.start - sign.end <= _AT_HAND
    )
    begin = next(starts, cue.start if cue.role == "theme" else None)
    if begin is None or clause.taken.intersection(range(begin, cue.end)):
        return None
    for at in range(begin, cue.end + 1):
        for noun in clause.lexicon.nouns.at(clause.words, at):
            if noun.table in ("household", "family"):
                return noun.table
    return None


def _has_other_purpose(clause: Clause, candidate: Candidate) -> bool:
    """Return whether a nearer sign says that these are no victims: aboard, deployed, voted."""
    cue = candidate.cue
    assert cue is not None
    if cue.role == "theme":
        # "The death toll rose to 53 as crews search for survivors".
        return False
    if any(
        sign.table == "non_impact" and sign.role == "before" and sign.end == candidate.start
        for sign in clause.signs
        if cue.end <= sign.start
    ):
        # "The sinking of a boat carrying 100".
        return True
    is_object = cue.table in _OUTCOMES and cue.end <= candidate.start
    if candidate.shares is None and is_object and candidate.cost <= _AT_HAND:
        return False
    for sign in clause.signs:
        if sign.table != "non_impact":
            continue
        if sign.role == "before" and sign.end <= candidate.start:
            if clause.distance(sign.end, candidate.start) < min(candidate.cost, 3):
                return True
        elif sign.role == "after" and sign.start >= candidate.end:
            begin = max(candidate.end, min(candidate.noun.end, sign.start))
            if clause.distance(begin, sign.start) < min(candidate.cost, 8):
                return True
    return False


def _counts_cases(clause: Clause, cue: Found) -> bool:
    """Return whether a cue counts cases of a disease, and not the people who have it."""
    nouns = clause.lexicon.nouns
    return any(
        noun.table == "case"
        for at in range(cue.start, cue.end)
        for noun in nouns.at(clause.words, at)
    )


def _joined_measures(clause: Clause, candidate: Candidate) -> list[str]:
    """Return the measures of a number: those of two cues that are joined ("dead or missing")."""
    cue = candidate.cue
    assert cue is not None
    measures = [cue.table]
    cues = sorted({(c.start, c.end, c.table) for c in (*clause.cues, *candidate.noun.cues)})
    used_by_others = {
        c.cue.start
        for c in clause.candidates
        if c is not candidate and c.cue is not None and c.cue != cue
    }
    here, listed = cue, []
    for start, end, table in cues:
        if start >= here.end and start <= here.end + 3 and start not in used_by_others:
            between = clause.words[here.end : start]
            if between == [","]:
                # "Killed, wounded or abducted", if there is an "or".
                listed.append(table)
                here = Found(start, end, table, "")
                continue
            if any(w in clause.sets["joins"] for w in between) and all(
                w in clause.sets["joins"] or w in clause.sets["passive"] or w in clause.sets["of"]
                for w in between
            ):
                if end in clause.taken:
                    continue
                measures += [*listed, table]
                here, listed = Found(start, end, table, ""), []
    here = cue
    # "Destroying 2,000 shelters and killing 15": what is told of another number is not joined.
    used_by_others |= {
        at
        for other in clause.candidates
        if other is not candidate
        for at in range(other.noun.start, other.noun.end)
    }
    for start, end, table in reversed(cues):
        if end <= here.start and end >= here.start - 2 and start not in used_by_others:
            between = clause.words[end : here.start]
            if any(w in clause.sets["joins"] for w in between) and start >= _after_previous(
                clause, candidate
            ):
                measures.insert(0, table)
                here = Found(start, end, table, "")
    return list(dict.fromkeys(measures))


def _after_previous(clause: Clause, candidate: Candidate) -> int:
    previous = clause.previous_number(candidate.start)
    if candidate.cue is not None and candidate.cue.start >= candidate.end:
        return candidate.end
    return previous.end if previous is not None else 0


def _zone(clause: Clause, candidate: Candidate) -> tuple[int, int]:
    """Return the tokens around a number that no other figure is nearer to."""
    before = [c for c in clause.candidates if c.end <= candidate.start and c.rejected is None]
    after = [c for c in clause.candidates if c.start >= candidate.end and c.rejected is None]
    first = before[-1].end if before else 0
    if before and before[-1].cue is not None and before[-1].cue.end <= candidate.start:
        # What was told of the figure before is not told of this one.
        first = max(first, before[-1].cue.end)
    if before:
        # "300 are in 12 shelters while another 900 are aided outside".
        cuts = [at for at in range(first, candidate.start) if clause.has("contrast", at)]
        first = cuts[-1] if cuts else first
    return first, (after[0].start if after else len(clause.shown))


def _preferred(clause: Clause, candidate: Candidate, measures: list[str]) -> list[str]:
    """Return the measure that is meant where several could be.

    A word for the status of people decides first, then a foreign country, a stated
    evacuation, presence in a camp or shelter, and last the verb of flight.
    """
    first, last = _zone(clause, candidate)
    inside = [c for c in clause.cues if first <= c.start and c.end <= last] + candidate.noun.cues
    tables = {cue.table for cue in inside}
    if {"killed", "injured"} <= set(measures):
        return ["casualties", *(m for m in measures if m not in ("killed", "injured"))]
    if len(measures) > 1:
        return measures
    if measures == ["killed"] and "missing_persons" in tables and _is_feared(clause, candidate):
        return ["missing_persons"]
    measure = _outcome(clause, candidate, measures[0], last)
    if measure == "affected":
        measure = _helped_to(clause, candidate, last) or measure
    if candidate.noun.cues and measure in _STATUSES:
        is_internal = any(cue.table == "idps" for cue in candidate.noun.cues)
        return ["idps"] if measure == "displaced" and is_internal else [measure]
    if measure in _MOVED and _is_foreign(clause, first, last):
        return ["refugees"]
    if measure == "sheltered" and _are_guests(clause, candidate):
        return ["refugees"]
    if measure in ("displaced", "sheltered") and "evacuated" in tables:
        return ["evacuated"]
    if measure == "displaced" and "sheltered" in tables:
        roles = {cue.role for cue in inside if cue.table == "displaced"}
        return ["sheltered"] if roles & {"after", "verb"} else [measure]
    return [measure]


def _are_abroad(clause: Clause, candidate: Candidate) -> bool:
    """Return whether people of a country went to another: "Venezuelans entered Brazil"."""
    words = candidate.noun.group_words
    if words is None or not is_demonym(clause, words[0]):
        return False
    return _is_foreign(clause, candidate.end, _zone(clause, candidate)[1])


def _are_guests(clause: Clause, candidate: Candidate) -> bool:
    """Return whether a country hosts people of another: "Peru hosts 1.5 million Venezuelans"."""
    noun, cue = candidate.noun, candidate.cue
    if noun.group_words is None or cue is None or cue.end > candidate.start:
        return False
    at, code = cue.start, clause.lexicon.code
    if at > 1 and clause.words[at - 1] in clause.sets["relative"]:
        # "Colombia, que acoge a …".
        at -= 1 + (clause.words[at - 2] == ",")
    hosts = (tuple(clause.words[at - n : at]) for n in (3, 2, 1) if at >= n)
    return any(_is_country(host, code) for host in hosts) and is_demonym(
        clause, noun.group_words[0]
    )


def _is_feared(clause: Clause, candidate: Candidate) -> bool:
    """Return whether a death is only presumed: "missing and feared dead"."""
    cue = candidate.cue
    return cue is not None and any(
        sign.table == "modality_feared" and cue.start - 2 <= sign.start < cue.end
        for sign in clause.signs
    )


def _outcome(clause: Clause, candidate: Candidate, measure: str, last: int) -> str:
    """Return what became of people who fled: "migrants fleeing Libya have drowned"."""
    cue = candidate.cue
    if cue is None or cue.start < candidate.end or measure not in _ON_THE_WAY:
        return measure
    if cue in candidate.noun.cues:
        return measure
    for later in clause.cues:
        if not cue.end <= later.start < last or later.table not in _OUTCOMES:
            continue
        between = clause.words[cue.end : later.start]
        is_cut = any(word == "," or word in CLAUSE_SIGNS for word in between)
        is_said = not between or clause.is_any("passive", between)
        if is_said and not is_cut and not clause.is_any("joins", between):
            return later.table if later.role in ("after", "status", "verb") else measure
    return measure


def _helped_to(clause: Clause, candidate: Candidate, last: int) -> str | None:
    """Return what people did with the help they had: "helped 300 Burundians go home"."""
    cue = candidate.cue
    if cue is None or cue.role != "before" or cue.end > candidate.start:
        return None
    begin = candidate.noun.end
    for later in clause.cues:
        if begin <= later.start < last and later.table in _HELPED and later.role == "after":
            return later.table if clause.distance(begin, later.start) <= _AT_HAND else None
    return None


def _is_foreign(clause: Clause, first: int, last: int) -> bool:
    """Return whether people crossed a border: "fled abroad", "fled to Chad", "fled Syria"."""
    for sign in clause.signs:
        if sign.table != "foreign" or not first <= sign.start < last:
            continue
        if sign.role == "any":
            return True
        at = sign.end
        articles = clause.sets.get("place_articles", frozenset())
        while at < last and (clause.has("of", at) or clause.words[at] in articles):
            at += 1
        for length in (5, 4, 3, 2, 1):
            if at + length <= last and _is_country(
                tuple(clause.words[at : at + length]), clause.lexicon.code
            ):
                return True
    return False


def _is_country(words: Iterable[str], code: str) -> bool:
    """Return whether words are the name of a country in a language."""
    return " ".join(words) in countries_of(code)

"""Figures in a text: spotted, decided, named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crisisfigures.errors import UnknownNameError
from crisisfigures.finding._clause import Candidate
from crisisfigures.finding._deciding import judge
from crisisfigures.finding._found import Confidence, Cue, FoundFigure, Link
from crisisfigures.finding._lexicon import Found, Lexicon, files, language_of, lexicon_of
from crisisfigures.finding._naming import Namer, nearest
from crisisfigures.finding._quotation import Quotation
from crisisfigures.finding._sentences import Sentence, lines_of, sentences_of
from crisisfigures.wording.spotting import Spotted, spot

_MODALITIES = ("feared", "projected", "planned")

_NEAR, _FAR = 4, 12
"""Cues so near make a figure certain; those farther than the second, doubtful."""

_REACH = 6
"""Sentences of a quotation within which it is said who speaks."""


def find_figures(
    text: str, lang: str | None = None, *, rejected: bool = False, convention: str = "plain"
) -> list[FoundFigure]:
    """Return the figures of a text: counts of people to whom something happened.

    Each is a candidate, with its offsets, the range it states, what and whom it counts, and the
    words that name who says it, where and when. What the text does not say stays unsaid, and two
    numbers for one thing stay two. `figures_from` makes rows of a table of them.

    Args:
        text: Running text: an article, a report, a sentence.
        lang: The language's code: en, fr, es, pt or ar; None tells it from script and small words.
        rejected: Whether to return the other numbers too, each with the reason: money, percent,
            date, age, distance, object, capacity, people who are no victims.
        convention: What hedges and vague words mean in numbers, as in `parse_estimate`.

    Returns:
        The figures in the order of the text.

    Raises:
        UnknownNameError: There is no such language or convention.

    Example:
        >>> text = "Floods killed at least 12 people in Gao, of whom 3 were children, and 40 goats."
        >>> for found in find_figures(text):
        ...     print(found.text, found.measure, found.place)
        at least 12 killed Gao
        3 killed Gao
    """
    code = _code(text, lang)
    lexicon = lexicon_of(code)
    found: list[FoundFigure] = []
    memory = _Memory()
    for start, end in lines_of(text):
        found += _of_line(text, start, end, lexicon, convention, memory)
    return found if rejected else [one for one in found if one.rejected is None]


def _code(text: str, lang: str | None) -> str:
    if lang is None:
        return language_of(text)
    code = lang.replace("_", "-").partition("-")[0].lower()
    if code not in files():
        raise UnknownNameError("language", lang, list(files()))
    return code


@dataclass(slots=True)
class _Memory:
    """What goes on from one sentence to the next: the place of a line, the last who spoke."""

    place: Cue | None = None
    speaker: Cue | None = None


def _of_line(
    text: str, start: int, end: int, lexicon: Lexicon, convention: str, memory: _Memory
) -> Iterator[FoundFigure]:
    memory.place = None
    told: list[tuple[list[FoundFigure], Cue | None]] = []
    quoted: list[int] = []
    quotation = Quotation(text, start)
    for sentence in sentences_of(text, start, end, lexicon):
        namer = Namer(text, sentence, lexicon)
        clause = judge(sentence, _spotted(text, sentence, lexicon, convention), lexicon)
        is_any = any(one.rejected is None for one in clause.candidates)
        names = [_named(one, namer, memory) for one in namer.attributions(clause.taken)]
        parts = [one for one in clause.candidates if one.link == "subset"]
        places, periods = namer.places(), namer.periods() if is_any else []
        found = [
            _found(one, sentence, namer, places, names, periods, memory.place, clause.signs, parts)
            for one in clause.candidates
        ]
        if is_any and not names and quotation.is_open(sentence.starts[0]):
            quoted.append(len(told))
        told.append((found, names[0][0] if names else None))
        memory.place = next((one[0] for one in places if not namer.is_anywhere(one)), memory.place)
    for at in quoted:
        # A quotation goes on over sentences; who spoke is named at its end, or was before it.
        near = [*told[at + 1 : at + _REACH], *reversed(told[max(0, at - _REACH) : at])]
        speaker = next((who for _, who in near if who is not None), None)
        told[at] = [_said_by(one, speaker) for one in told[at][0]], speaker
    for found, _ in told:
        yield from found


def _spotted(text: str, sentence: Sentence, lexicon: Lexicon, convention: str) -> list[Spotted]:
    return spot(
        sentence.words[:-1],
        sentence.starts,
        sentence.ends,
        text,
        lexicon.code,
        convention,
        lexicon.sets["changes"],
        lexicon.sets["change_to"],
    )


def _said_by(found: FoundFigure, speaker: Cue | None) -> FoundFigure:
    return found if found.rejected is not None else replace(found, attribution=speaker)


def _named(one: tuple[Cue, int, int], namer: Namer, memory: _Memory) -> tuple[Cue, int, int]:
    """Return who speaks; a pronoun stands for the last one who was named."""
    cue, start, end = one
    if namer.is_pronoun(start, end):
        return (memory.speaker or cue), start, end
    memory.speaker = cue
    return one


def _found(
    candidate: Candidate,
    sentence: Sentence,
    namer: Namer,
    places: Sequence[tuple[Cue, int, int]],
    attributions: Sequence[tuple[Cue, int, int]],
    periods: Sequence[tuple[Cue, int, int]],
    place: Cue | None,
    signs: Sequence[Found],
    parts: Sequence[Candidate],
) -> FoundFigure:
    lexicon = namer.lexicon
    first, last = sentence.starts[candidate.start], sentence.ends[candidate.end - 1]
    said = Cue(
        namer.text[sentence.starts[0] : sentence.ends[-1]], sentence.starts[0], sentence.ends[-1]
    )
    common = {
        "text": namer.text[first:last],
        "start": first,
        "end": last,
        "estimate": candidate.spotted.estimate,
        "sentence": said,
        "evidence": tuple(candidate.why),
        "rejected": candidate.rejected,
        "lang": lexicon.code,
    }
    if candidate.rejected is not None:
        return FoundFigure(**common)  # type: ignore[arg-type]
    at, end = candidate.start, candidate.end
    # "27 died, of whom four in Gao": where the four died says nothing of the others.
    part = next((p.start for p in parts if p.linked is candidate), None)
    places = [one for one in places if part is None or one[1] < part or at > part]
    period = nearest(list(periods), at, end)
    measure = _measure(candidate, period, signs, lexicon)
    cue = candidate.cue
    words = candidate.group_words
    return FoundFigure(
        **common,  # type: ignore[arg-type]
        measure=measure,
        unit=candidate.unit,
        group=_group(candidate, namer),
        measure_stated=None if cue is None else namer.cue(cue.start, cue.end).text,
        group_stated=None if words is None else namer.cue(*words).text,
        modality=_modality(candidate, signs, namer),
        attribution=nearest(list(attributions), at, end),
        place=nearest(list(places), at, end) or place,
        period=period,
        confidence=_confidence(candidate),
        links=_links(candidate, sentence, namer, signs),
    )


def _group(candidate: Candidate, namer: Namer) -> str:
    """Return the group of a figure in the table's words; words of no list as they are said."""
    if not candidate.group:
        return "all"
    if candidate.group != "stated" or candidate.group_words is None:
        return candidate.group if "=" in candidate.group else "all"
    words = namer.cue(*candidate.group_words).text.lower()
    return f"stated={words}"


def _measure(
    candidate: Candidate, period: Cue | None, signs: Sequence[Found], lexicon: Lexicon
) -> str:
    measures = candidate.measures
    if set(measures) >= {"killed", "missing_persons"}:
        return "dead_or_missing"
    if "displaced" in measures and len(measures) > 1:
        return "displaced"
    if set(measures) & {"refugees", "idps"} == {"refugees", "idps"}:
        return "displaced"
    measure = measures[0]
    tables = {sign.table for sign in signs}
    if measure == "killed" and ("disease" in tables or candidate.beside_cases):
        return "deaths"
    if measure == "injured" and "disease" in tables and _are_stricken(candidate, lexicon):
        return "cases"
    if measure in ("refugees", "displaced", "idps") and "exile" in tables:
        return "displaced"
    if measure == "displaced" and period is not None:
        return _displaced(period, lexicon)
    return measure


def _are_stricken(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Return whether a cue is a word that a language has for the injured and for the sick."""
    from crisisfigures.wording._text import plain, tokens

    stricken = lexicon.sets.get("stricken", frozenset())
    return any(word in stricken for word in tokens(plain(candidate.why[-1])))


def _displaced(period: Cue, lexicon: Lexicon) -> str:
    """Return what "displaced" means beside a period: movements in it, or people on a date."""
    from crisisfigures.wording._text import plain, tokens

    words = tokens(plain(period.text))
    if not words:
        return "displaced"
    if any(word in lexicon.sets["as_of"] for word in words):
        return "idps"
    if any(word in lexicon.sets["since"] for word in words):
        return "displaced"
    return "new_displacements"


def _modality(candidate: Candidate, signs: Sequence[Found], namer: Namer) -> str:
    cue = candidate.cue
    if cue is None:
        return "observed"
    first, last = min(cue.start, candidate.start), max(cue.end, candidate.end)
    first = max(0, first - 4)
    for name in _MODALITIES:
        for sign in signs:
            if sign.table == f"modality_{name}" and first <= sign.start < last:
                if namer.is_month(sign.start):
                    continue
                return name
    return "observed"


def _confidence(candidate: Candidate) -> Confidence:
    if candidate.shares is not None or candidate.noun.kind == "unknown":
        return "medium" if candidate.is_people else "low"
    if candidate.noun.cues or (candidate.is_people and candidate.cost <= _NEAR):
        return "high"
    return "medium" if candidate.cost <= _FAR else "low"


def _links(
    candidate: Candidate, sentence: Sentence, namer: Namer, signs: Sequence[Found]
) -> tuple[Link, ...]:
    links = []
    if candidate.link is not None and candidate.linked is not None:
        links.append(Link(candidate.link, sentence.starts[candidate.linked.start]))  # type: ignore[arg-type]
    elif candidate.start and namer.words[candidate.start - 1] in namer.sets["increment"]:
        links.append(Link("increment", None, namer.shown[candidate.start - 1]))
    for sign in signs:
        if sign.table == "rate" and candidate.end <= sign.start <= candidate.end + 10:
            links.append(Link("rate", None, namer.cue(sign.start, sign.end).text))
            break
    return tuple(links)

"""Who says it, where and when: the words of a text that name them.

Nothing is looked up in a list of places or sources; what is named is told by the words that
introduce it and by capitals. A place goes on for the sentences that follow in its paragraph until
another takes its turn, a speaker as long as the quotation does.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crisisfigures.finding._found import Cue
from crisisfigures.finding._lexicon import Found, Lexicon
from crisisfigures.finding._sentences import Sentence
from crisisfigures.wording.numerals import is_digits, numerals_of

_LONGEST_NAME = 14
"""Tokens of a name of a source; longer ones are sentences."""

_LONGEST_ASIDE = 25
"""Tokens of a relative clause between who speaks and the verb."""

_LONGEST_OPENING = 6
"""Tokens before the comma after which a sentence's subject may stand: "In turn, Bihar"."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens of a sentence."""

    start: int
    end: int


class Namer:
    """Finds the names in one sentence."""

    def __init__(self, text: str, sentence: Sentence, lexicon: Lexicon) -> None:
        self.text, self.sentence, self.lexicon = text, sentence, lexicon
        self.words, self.shown, self.sets = sentence.words, sentence.shown, lexicon.sets
        self.found = list(lexicon.naming.all(self.words))

    def cue(self, start: int, end: int) -> Cue:
        """Return tokens as a piece of the text."""
        while end > start + 1 and self.words[end - 1] in (",", ".", '"', "'", ")", ":", ";"):
            end -= 1
        first, last = self.sentence.starts[start], self.sentence.ends[end - 1]
        return Cue(self.text[first:last], first, last)

    # ── Who ─────────────────────────────────────────────────────────────────────────────────

    def is_pronoun(self, start: int, end: int) -> bool:
        """Return whether tokens are a pronoun that stands for who spoke before."""
        return end - start == 1 and self.words[start] in self.sets.get("pronouns", ())

    def is_month(self, at: int) -> bool:
        """Return whether a token is the name of a month: "May", and not "may"."""
        return self._is_date_part(at)

    def attributions(self, taken: AbstractSet[int] = frozenset()) -> list[tuple[Cue, int, int]]:
        """Return who says something in the sentence, with the tokens that name them."""
        named: list[tuple[Cue, int, int]] = []
        for one in self.found:
            if one.role == "according":
                end = self._end_of_name(one.end)
                if end > one.end:
                    named.append((self.cue(one.start, end), one.start, end))
            elif (
                one.role == "said"
                and taken.isdisjoint(range(one.start, one.end))
                and not self._is_of_victims(one)
            ):
                span = self._speaker(one)
                if span is not None and not any(
                    a < span.end and span.start < b for _, a, b in named
                ):
                    named.append((self.cue(span.start, span.end), span.start, span.end))
        return named

    def _is_of_victims(self, said: Found) -> bool:
        """Return whether a verb says what happened: "claimed" is no word in "claimed 15 lives"."""
        return any(cue.end > said.end for cue in self.lexicon.cues.at(self.words, said.start))

    def _end_of_name(self, at: int) -> int:
        words, limit = self.words, min(len(self.shown), at + _LONGEST_NAME)
        while at < limit:
            word = words[at]
            if word in ',;:()–"' or (word == "." and at + 1 >= len(self.shown)):
                break
            if is_digits(word) and self.lexicon.cues.at(words, at + 1):
                break
            at += 1
        return at

    def _speaker(self, said: Found) -> Span | None:
        """Return the subject of a verb of saying: before it, or after it behind a quotation."""
        words, shown = self.words, self.shown
        if words[said.end] in self.sets.get("passive_only", ()):
            return None
        start = said.start
        while start > 0 and said.start - start < _LONGEST_NAME:
            word = words[start - 1]
            if (
                word in ',;:."–()'
                or word in self.sets["contrast"]
                or (
                    word in self.sets["joins"]
                    and start < said.start
                    and not shown[start][:1].isupper()
                )
            ):
                break
            if is_digits(word):
                break
            start -= 1
        if start < said.start and self._is_name(start, said.start):
            return Span(start, said.start)
        before = words[said.start - 1] if said.start else ""
        if before == "," and (aside := self._before_aside(said.start - 1)) is not None:
            return aside
        if before in ",\"'" or not before:
            end = said.end
            while end < len(shown) and end - said.end < 10 and words[end] not in ',;:."–()':
                end += 1
            if end > said.end and self._is_name(said.end, end):
                return Span(said.end, end)
        return None

    def _before_aside(self, comma: int) -> Span | None:
        """Return the subject before a relative clause: "The agency, which is there, said"."""
        for at in range(comma - 2, max(0, comma - _LONGEST_ASIDE), -1):
            if self.words[at] == "," and self.words[at + 1] in self.sets.get("relative", ()):
                start = at
                while start > 0 and self.words[start - 1] not in ',;:."–()':
                    start -= 1
                is_name = at - start <= _LONGEST_NAME and self._is_name(start, at)
                return Span(start, at) if is_name else None
        return None

    def _is_name(self, start: int, end: int) -> bool:
        """Return whether tokens name somebody who speaks, and no number of people."""
        words = self.words[start:end]
        if any(is_digits(word) for word in words) or all(w in self.sets["stops"] for w in words):
            first = words[0]
            return first in self.sets.get("pronouns", ())
        if all(word in self.sets["of"] or word in self.sets["stops"] for word in words):
            return words[0] in self.sets.get("pronouns", ())
        if self.lexicon.capitals:
            return (
                any(shown[:1].isupper() for shown in self.shown[start + (start == 0) : end])
                or any(word in self.sets.get("speakers", ()) for word in words)
                or (start == 0 and self.shown[0][:1].isupper() and len(words) <= 6)
            )
        return len(words) <= 8

    # ── Where ───────────────────────────────────────────────────────────────────────────────

    def is_anywhere(self, one: tuple[Cue, int, int]) -> bool:
        """Return whether a place is none that a later sentence can be about: "nationwide"."""
        return any(found.role == "where" and found.start == one[1] for found in self.found)

    def places(self) -> list[tuple[Cue, int, int]]:
        """Return the names of places, in their order."""
        named: list[tuple[Cue, int, int]] = []
        words, shown = self.words, self.shown
        named += [
            (self.cue(one.start, one.end), one.start, one.end)
            for one in self.found
            if one.role == "where"
        ]
        if not self.lexicon.capitals:
            return named + self._places_after_prepositions()
        weak: list[tuple[Cue, int, int]] = []
        at = 0
        while at < len(shown):
            if words[at] not in self.sets["prepositions"]:
                at += 1
                continue
            begin = at + 1
            while (
                begin < len(shown)
                and words[begin] in self.sets["of"] | self.sets.get("place_articles", frozenset())
                and not shown[begin][:1].isupper()
            ):
                begin += 1
            while (
                begin + 1 < len(shown)
                and words[begin] in self.sets.get("directions", ())
                # "Sud-Kivu" is a name.
                and words[begin + 1] != "-"
            ):
                begin += 1
            end = begin
            while end < len(shown) and (
                shown[end][:1].isupper()
                or (
                    words[end] in self.sets["particles"]
                    and end > begin
                    and end + 1 < len(shown)
                    and (shown[end + 1][:1].isupper() or words[end + 1] == "s")
                )
            ):
                end += 1
            if end > begin and not self._is_time(begin):
                while end < len(shown) and words[end] in self.sets.get("place_kinds", ()):
                    end += 1
                if (
                    end < len(shown) - 1
                    and words[end] == ","
                    and shown[end + 1][:1].isupper()
                    and not self._is_time(end + 1)
                ):
                    further = end + 1
                    while further < len(shown) and shown[further][:1].isupper():
                        further += 1
                    after = words[further] if further < len(shown) else ""
                    if after in ("", ".", ",", ")") or after in self.sets["stops"]:
                        end = further if words[further] not in self.sets["joins"] else end
                is_weak = words[at] in self.sets["weak_prepositions"]
                if is_weak and words[at] in self.sets["of"]:
                    is_weak = False
                    if at == 0 or words[at - 1] not in self.sets["place_kinds"]:
                        at = end
                        continue
                (weak if is_weak else named).append((self.cue(begin, end), begin, end))
                at = end
            else:
                at += 1
        subject = self._subject()
        if subject is not None and not named:
            named.append(subject)
        named = named or weak
        named.sort(key=lambda one: one[1])
        return named

    def _subject(self) -> tuple[Cue, int, int] | None:
        """Return the name that a sentence begins with, where no number or speaker follows."""
        start = 0
        if "," in self.words[:_LONGEST_OPENING]:
            start = self.words.index(",") + 1
        return self._subject_at(start) or (self._subject_at(0) if start else None)

    def _subject_at(self, start: int) -> tuple[Cue, int, int] | None:
        words, shown = self.words, self.shown
        if words[start] in self.sets.get("place_articles", ()):
            start += 1
        end = start
        while (
            end < len(shown)
            and shown[end][:1].isupper()
            and not (words[end] in self.sets["of"] or words[end] in self.sets["stops"])
        ):
            end += 1
        numerals = numerals_of(self.lexicon.code)
        is_known = any(
            self.lexicon.nouns.at(words, at)
            or self.lexicon.cues.at(words, at)
            or numerals.named(words, at)
            for at in range(start, end)
        )
        if not start < end < len(shown) or end > start + 3 or is_known or self._is_time(start):
            return None
        if shown[start].isupper() and len(shown[start]) > 1:
            # "UNICEF" is nowhere.
            return None
        follows = (
            words[end] in self.sets["stops"]
            or words[end] in self.sets.get("place_verbs", ())
            or (words[end] == "," and words[end + 1] in self.sets.get("relative", ()))
            or any(one.role == "said" and one.start == end for one in self.found)
            or bool(self.lexicon.cues.at(words, end))
        )
        # "Caritas helped 300": who helps is no place.
        follows = follows and not any(
            cue.table == "affected" and cue.role == "before"
            for cue in self.lexicon.cues.at(words, end)
        )
        if words[start] in self.sets["prepositions"] or words[start] in self.sets["joins"]:
            return None
        return (self.cue(start, end), start, end) if follows or end > start + 1 else None

    def _places_after_prepositions(self) -> list[tuple[Cue, int, int]]:
        named = []
        at = 0
        while at < len(self.shown):
            word = self.words[at]
            if word in self.sets["prepositions"] and at + 1 < len(self.shown):
                end = at + 1
                while (
                    end < min(len(self.shown), at + 4)
                    and self.words[end][0].isalpha()
                    and not (
                        self.words[end] in self.sets["stops"]
                        or self.lexicon.cues.at(self.words, end)
                    )
                ):
                    end += 1
                if end > at + 1 and not self._is_time(at + 1):
                    named.append((self.cue(at + 1, end), at + 1, end))
                    at = end
                    continue
            at += 1
        return named

    def _is_time(self, at: int) -> bool:
        word = self.words[at]
        return word in self.sets["months"] or word in self.sets.get("weekdays", ())

    # ── When ────────────────────────────────────────────────────────────────────────────────

    def periods(self) -> list[tuple[Cue, int, int]]:
        """Return the words for periods, in their order; overlapping ones as one."""
        spans: list[tuple[int, int]] = []
        words = self.words
        for one in self.found:
            if one.role == "period":
                spans.append(
                    (
                        one.start,
                        self._end_of_date(
                            one.end,
                            loose=one.table is not None
                            and words[one.start] in self.sets.get("since", ()),
                        ),
                    )
                )
            elif one.role == "weekday":
                spans.append((one.start, one.end))
            elif one.role == "span":
                end = self._end_of_span(one.end)
                if end:
                    spans.append((one.start, end))
            elif one.role == "dated":
                end = self._end_of_date(one.end, loose=False)
                if end > one.end:
                    spans.append((one.start, end))
        for at in range(len(self.shown)):
            if self._is_date_part(at):
                end = self._end_of_date(at, loose=False)
                if end > at:
                    spans.append((at, end))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return [(self.cue(start, end), start, end) for start, end in merged]

    def _is_date_part(self, at: int) -> bool:
        word = self.words[at]
        if word not in self.sets["months"]:
            return False
        # "May" is a verb too, and "March" a walk.
        return self.shown[at][:1].isupper() or not self.sets.get("capital_months", ())

    def _end_of_date(self, at: int, *, loose: bool) -> int:
        """Return the token after a date, `at` where there is none."""
        words, shown, end = self.words, self.shown, at
        last, has_part = at, False
        while end < min(len(shown), at + 12):
            word = words[end]
            if self._is_date_part(end) or word in self.sets.get("weekdays", ()):
                has_part = True
                last = end + 1
            elif word.isdecimal() and len(word) == 4 and 1900 <= int(word) < 2100:
                has_part, last = True, end + 1
            elif word.isdecimal() and int(word) <= 31 and (self._near_month(end)):
                last = end + 1
            elif not (
                word in self.sets["date_words"]
                or word in ("st", "nd", "rd", "th", "º", "er", "-", "–", "/")
            ):
                break
            end += 1
        if has_part:
            return last
        if loose:
            # "Since the onset of the monsoon".
            end = at
            while (
                end < min(len(shown), at + 7)
                and words[end] not in ",;.)"
                and not is_digits(words[end])
                and words[end] not in self.sets.get("since_stops", ())
            ):
                end += 1
            return end
        return at

    def _near_month(self, at: int) -> bool:
        words, months = self.words, self.sets["months"]
        return any(word in months for word in words[max(0, at - 3) : at + 4])

    def _end_of_span(self, at: int) -> int:
        """Return the token after "in the past | 18 months", 0 where no duration follows."""
        words = self.words
        for end in range(at, min(len(self.shown), at + 5)):
            if any(noun.table == "duration" for noun in self.lexicon.nouns.at(words, end)):
                return end + 1
        return 0


def nearest(named: list[tuple[Cue, int, int]], start: int, end: int) -> Cue | None:
    """Return the name that is nearest to some tokens; of two as near, the one after them."""
    best: tuple[int, Cue] | None = None
    for cue, first, last in named:
        distance = first - end if first >= end else start - last
        key = 2 * max(distance, 0) + (first < start)
        if best is None or key < best[0]:
            best = (key, cue)
    return None if best is None else best[1]

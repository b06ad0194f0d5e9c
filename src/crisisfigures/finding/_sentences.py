"""Text into lines, sentences and tokens, with the offsets of the text as it was given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crisisfigures.finding._lexicon import Lexicon
from crisisfigures.wording._terms import hedging_of
from crisisfigures.wording._text import MARKS, bare, plain

# As `wording` cuts tokens, but a year is never the first group of a number: "in 2012 300 people".
_TOKEN = re.compile(
    r"(?:[0-9]{1,3}(?![0-9])(?:(?:[.,'·٫٬ر][0-9]+)+(?: [0-9]{3}(?![0-9]))*"
    r"|(?: [0-9]{3}(?![0-9]))+(?:[.,·٫][0-9]+)?)?"
    rf"|[0-9]+(?:[.,'·٫٬ر][0-9]+)*)[{MARKS}]*"
    r"|(?<![^\W\d_])و(?=[^\W\d_]{2})(?!احد(?![^\W\d_])|احدة)"
    rf"|(?:[^\W\d_½¼¾⅛⅜⅝⅞⅕⅖⅗⅘]|[{MARKS}])+"
    r"|[<>]=?"
    r"|[^ ]"
)

# From the first sign of a run only, and never back: a line of dots is looked at once.
_ENDS = re.compile(r"(?<![.!?؟…])[.!?؟…]++[\"'”’»)\]]*+(?=\s)")
_OPENING = "\"'“‘«([—–- \t"
_LONGEST = 2_000
"""Characters of one sentence; what never ends is cut, so that work stays linear."""


@dataclass(slots=True)
class Sentence:
    """A sentence as tokens.

    Attributes:
        text: The text that the offsets are into: the line that the sentence stands in.
        words: Its tokens, made alike, and an empty one at the end.
        starts: Where each starts in the whole text.
        ends: Where each ends.
        shown: The tokens as they were written.
    """

    start: int
    end: int
    words: list[str]
    starts: list[int]
    ends: list[int]
    shown: list[str]

    def __len__(self) -> int:
        return len(self.shown)


def lines_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each line that is not blank."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if line.strip():
            yield start, end
        start = end


def sentences_of(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a line."""
    begin = start
    for match in _ENDS.finditer(text, start, end):
        if not _is_end(text, begin, match.start(), match.end(), end, lexicon):
            continue
        yield from _pieces(text, begin, match.end(), lexicon)
        begin = match.end()
    if text[begin:end].strip():
        yield from _pieces(text, begin, end, lexicon)


def _pieces(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Sentence]:
    for at in range(start, end, _LONGEST):
        piece = _sentence(text, at, min(at + _LONGEST, end), lexicon)
        if piece.shown:
            yield piece


def _is_end(text: str, begin: int, dot: int, after: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether a full stop ends a sentence: not "Mr. Wane", "U.S. troops", "approx. 30"."""
    at = after
    while at < end and text[at] in _OPENING:
        at += 1
    if at >= end:
        return True
    if lexicon.capitals and text[at].islower():
        return False
    if text[dot] != ".":
        return True
    word = re.search(r"[^\W\d_]+$", text[max(begin, dot - 12) : dot])
    if word is None:
        return True
    last = word[0]
    if len(last) == 1:
        return False
    return last.lower() not in _ABBREVIATED and plain(last) not in lexicon.sets["months"]


_ABBREVIATED = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "sr", "sra", "st", "no",
     "nos", "approx", "aprox", "env", "ca", "est", "vs", "jr", "gov", "sen", "rep", "rev", "hon",
     "mme", "mlle", "ex", "fig", "núm", "nº", "pág", "dra", "al"}
)  # fmt: skip


def _sentence(text: str, start: int, end: int, lexicon: Lexicon) -> Sentence:
    alike = plain(text[start:end])
    words, starts, ends = [], [], []
    for match in _TOKEN.finditer(alike):
        word, at = match[0], match.start()
        if not word.isascii():
            word = _token(word)
            inner = _attached(word, lexicon) if lexicon.attached else 0
            if inner:
                words += [word[:inner], word[inner:]]
                cut = _cut_at(match[0], inner)
                starts += [start + at, start + at + cut]
                ends += [start + at + cut, start + match.end()]
                continue
        words.append(word)
        starts.append(start + at)
        ends.append(start + match.end())
    shown = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    return Sentence(start, end, [*words, ""], starts, ends, shown)


@lru_cache(maxsize=20_000)
def _token(word: str) -> str:
    return bare(word) or word


def _attached(word: str, lexicon: Lexicon) -> int:
    """Return how many letters are written together with a hedge or a number that follows."""
    starts = hedging_of(lexicon.code).starts
    if word in starts:
        return 0
    for prefix in lexicon.attached:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) > 2 and rest in starts:
            return len(prefix)
    return 0


def _cut_at(written: str, bare_length: int) -> int:
    """Return where a token as written is cut so that so many letters come before."""
    count = 0
    for at, sign in enumerate(written):
        if count == bare_length and bare(sign):
            return at
        count += len(bare(sign))
    return len(written)

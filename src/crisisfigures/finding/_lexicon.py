"""The lexicons: what a language calls people, harm to them, and what is no figure.

Files of `languages/`, one a language; `english.toml` says what each table is for. A phrase may
end in a star, so that "displac*" stands for each form of the word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from crisisfigures.wording._languages import ENGLISH
from crisisfigures.wording._terms import hedging_of
from crisisfigures.wording._text import plain, tokens

_SURE, _FEW_SMALL_WORDS = 2, 4
"""So many times as many small words of one language as of the next, and so many, settle it."""

_TELLING = 4_000
"""Characters of a text by which its language is told."""

_REMEMBERED = 20_000
"""Distinct tokens whose phrases are kept; texts repeat a few thousand words."""


_JOINED = frozenset({"verb", "before"})
"""What stands before those it is said of, so that "and" may be written together with it."""


class Entry(NamedTuple):
    """A phrase of a lexicon.

    Attributes:
        words: Its tokens; one that ends in a star stands for all that begin so.
        table: The table that it is in: a kind of noun, or the measure of a cue.
        role: What it does there: `head`, `before`, `verb` …
    """

    words: tuple[str, ...]
    table: str
    role: str


class Found(NamedTuple):
    """A phrase of a lexicon at a place in a list of tokens."""

    start: int
    end: int
    table: str
    role: str


class _Phrases(NamedTuple):
    """The phrases that begin with one word.

    Attributes:
        longer: Those of several words, without the first, the longest first.
        seconds: Their second words.
        stems: What their second words begin with, where these end in a star.
        alone: Table and role of the word alone.
    """

    longer: tuple[Entry, ...]
    seconds: frozenset[str]
    stems: tuple[str, ...]
    alone: tuple[tuple[str, str], ...]


class _Known(dict[str, _Phrases | None]):
    """The phrases of each word that was met, looked up among all when it is met first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._whole: dict[str, list[Entry]] = {}
        self._stems: dict[str, list[Entry]] = {}
        for entry in entries:
            first = entry.words[0]
            table = self._stems if first.endswith("*") else self._whole
            table.setdefault(first.rstrip("*"), []).append(entry)
        self._lengths = sorted({len(stem) for stem in self._stems})

    def __missing__(self, word: str) -> _Phrases | None:
        entries = list(self._whole.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            entries += self._stems.get(word[:length], ())
        # Of two stems the longer one says more: "household*" before "house*".
        entries.sort(key=lambda entry: (-len(entry.words), -len(entry.words[0].rstrip("*"))))
        if len(self) > _REMEMBERED:
            self.clear()
        self[word] = phrases = _phrases(entries) if entries else None
        return phrases


def _phrases(entries: Sequence[Entry]) -> _Phrases:
    """Return entries that begin with one word, the longest first, as what is looked up there."""
    longer = tuple(
        entry._replace(words=entry.words[1:]) for entry in entries if len(entry.words) > 1
    )
    return _Phrases(
        longer,
        frozenset(entry.words[0] for entry in longer),
        tuple({entry.words[0][:-1] for entry in longer if entry.words[0][-1] == "*"}),
        tuple((entry.table, entry.role) for entry in entries if len(entry.words) == 1),
    )


class Matcher:
    """Finds phrases in a list of tokens: the longest that starts at a token, in all its roles."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known = _Known(entries)

    def at(self, words: list[str], start: int) -> list[Found]:
        """Return the longest phrase that starts at a token, once for each of its roles."""
        phrases = self._known[words[start]]
        return [] if phrases is None else _found(phrases, words, start)

    def all(self, words: list[str]) -> list[Found]:
        """Return the phrases from left to right, none inside another."""
        found: list[Found] = []
        known, after = self._known, 0
        for at, word in enumerate(words):
            phrases = known[word]
            if phrases is not None and at >= after:
                here = _found(phrases, words, at)
                if here:
                    found += here
                    after = here[0].end
        return found


def _found(phrases: _Phrases, words: list[str], start: int) -> list[Found]:
    """Return the longest of some phrases whose first word stands at a token."""
    longer, seconds, stems, alone = phrases
    if longer and start + 1 < len(words):
        second = words[start + 1]
        if second in seconds or second.startswith(stems):
            found: list[Found] = []
            for rest, table, role in longer:
                end = start + 1 + len(rest)
                if found and end < found[0].end:
                    break
                if _matches(words, start + 1, rest):
                    found.append(Found(start, end, table, role))
            if found:
                return found
    return [Found(start, start + 1, table, role) for table, role in alone]


def _matches(words: list[str], start: int, phrase: tuple[str, ...]) -> bool:
    if start + len(phrase) > len(words):
        return False
    at = start
    for meant in phrase:
        said = words[at]
        if said != meant and (meant[-1] != "*" or not said.startswith(meant[:-1])):
            return False
        at += 1
    return True


def cut(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase, each with the star that it ends in."""
    words: list[str] = []
    for word in tokens(plain(phrase)):
        if word == "*" and words:
            words[-1] += "*"
        else:
            words.append(word)
    return tuple(words)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexicon of one language, ready to be looked up; `english.toml` explains the tables.

    Attributes:
        code: The language.
        nouns: People, units and what is neither, by kind, with the group as role.
        cues: What happened to people, by measure, with where the number stands as role.
        signs: What surrounds numbers that are no figures, by kind and side.
        naming: What introduces who said it, where and when.
        sets: Single words by what they do: `stops`, `joins`, `of`, `telling` …
        max_unknown: How many words that are not known may stand between a number and its noun.
        is_head_last: Whether the last noun of several counts ("refugee camps").
        capitals: Whether the language writes names with capitals.
        demonyms: Endings of names for the people of a country.
        demonyms_are_names: Whether these begin with a capital.
        attached: Letters that are written together with the word that follows.
    """

    code: str
    nouns: Matcher
    cues: Matcher
    signs: Matcher
    naming: Matcher
    sets: Mapping[str, frozenset[str]]
    max_unknown: int
    is_head_last: bool
    capitals: bool
    demonyms: tuple[str, ...]
    demonyms_are_names: bool
    attached: frozenset[str]


@cache
def files() -> dict[str, dict[str, Any]]:
    """Return what the files of `languages/` hold, by the code of the language."""
    # Loaded here, so that importing the finder is cheap.
    import tomllib
    from importlib import resources

    folder = resources.files(__package__) / "languages"
    texts = (file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml"))
    contents = {content["code"]: content for content in map(tomllib.loads, texts)}
    return dict(sorted(contents.items()))


@cache
def lexicon_of(code: str) -> Lexicon:
    """Return the lexicon of the language of that code."""
    content = files()[code]
    grammar = content["grammar"]
    return Lexicon(
        code=code,
        nouns=Matcher(_nouns(content)),
        cues=Matcher(_entries(content["cues"], grammar.get("written_with", ()))),
        signs=Matcher(_entries(content["signs"])),
        naming=Matcher(_entries({"naming": content["naming"]})),
        sets={
            name: frozenset(token for word in words for token in tokens(plain(word)))
            for name, words in content["sets"].items()
        },
        max_unknown=grammar["max_unknown"],
        is_head_last=grammar["is_head_last"],
        capitals=grammar["capitals"],
        demonyms=tuple(
            t for ending in content["sets"].get("demonyms", ()) for t in tokens(plain(ending))
        ),
        demonyms_are_names=grammar.get("demonyms_are_names", False),
        attached=frozenset(grammar.get("attached", ())),
    )


def _nouns(content: Mapping[str, Any]) -> Iterator[Entry]:
    for kind in ("person", "household", "family", "case"):
        for phrase in content["units"].get(kind, ()):
            yield Entry(cut(phrase), kind, "")
    for group, phrases in content["groups"].items():
        for phrase in phrases:
            yield Entry(cut(phrase), "person", group)
    for kind, phrases in content["negatives"].items():
        for phrase in phrases:
            yield Entry(cut(phrase), kind, "negative")


def _entries(
    tables: Mapping[str, Mapping[str, Iterable[str]]], prefixes: Iterable[str] = ()
) -> Iterator[Entry]:
    for table, roles in tables.items():
        for role, phrases in roles.items():
            for phrase in phrases:
                yield Entry(cut(phrase), table, role)
                for prefix in prefixes if role in _JOINED else ():
                    yield Entry(cut(prefix + phrase), table, "before")


def language_of(text: str) -> str:
    """Return the language that a text is most likely in, by its script and small words."""
    known = files()
    words = tokens(plain(text[:_TELLING]))
    scripts = {
        c: content["grammar"]["script"]
        for c, content in known.items()
        if "script" in content["grammar"]
    }
    letters = [word for word in words if word[0].isalpha()]
    for code, (first, last) in scripts.items():
        inside = sum(1 for word in letters if first <= word[0] <= last)
        if inside * 2 > len(letters):
            return code
    codes = [code for code in known if code not in scripts]
    counts = {code: sum(map(_small_words(code).__contains__, words)) for code in codes}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < max(_SURE * second, _FEW_SMALL_WORDS):
        # Short texts are told by the words that they would be found by.
        words.append("")
        for code in codes:
            lexicon, starts = lexicon_of(code), hedging_of(code).starts
            counts[code] += sum(
                1
                for at, word in enumerate(words[:-1])
                if lexicon.cues.at(words, at)
                or lexicon.nouns.at(words, at)
                or (word[0].isalpha() and word in starts)
            )
            counts[code] += sum(1 for sign in known[code]["grammar"]["letters"] if sign in text)
    return max(codes, key=lambda code: (counts[code], code == ENGLISH))


@cache
def _small_words(code: str) -> frozenset[str]:
    return frozenset(
        t for word in files()[code]["grammar"]["small_words"] for t in tokens(plain(word))
    )

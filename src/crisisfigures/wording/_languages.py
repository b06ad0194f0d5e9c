"""Languages as data: what the readers of numerals, hedges and periods take from a file.

A phrase of a file is cut into tokens exactly as a text is, so that "approx." or "c." are
written there as they are written anywhere.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Any

from crisisfigures.errors import UnknownNameError
from crisisfigures.wording._text import plain, tokens

ENGLISH = "en"
"""The language of words whose language nobody says."""

_REMEMBERED = 256
"""Ways to name a language that are kept with its code."""


class Phrases:
    """Phrases and what they mean, found at a place in a list of tokens, the longest first.

    Of two meanings of one phrase, that of the first table counts.
    """

    def __init__(
        self,
        *tables: Mapping[str, Iterable[str]],
        cut: Callable[[str], list[str]] = lambda phrase: tokens(plain(phrase)),
    ) -> None:
        self._by_first: dict[str, list[tuple[int, list[str], str]]] = {}
        for table in tables:
            for meaning, phrases in table.items():
                for phrase in phrases:
                    words = cut(phrase)
                    self._by_first.setdefault(words[0], []).append((len(words), words, meaning))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -entry[0])

    @property
    def firsts(self) -> AbstractSet[str]:
        """The words that a phrase begins with."""
        return self._by_first.keys()

    def at(self, words: list[str], start: int) -> tuple[str, int] | None:
        """Return the meaning of the phrase that starts there, and where it ends; or None."""
        entries = self._by_first.get(words[start])
        if entries is not None:
            for length, phrase, meaning in entries:
                if length == 1 or words[start : start + length] == phrase:
                    return meaning, start + length
        return None


@cache
def language_files() -> dict[str, dict[str, Any]]:
    """Return what the files of `languages/` hold, by the code of the language."""
    # Loaded here, so that importing the reader of words is cheap.
    import tomllib
    from importlib import resources

    folder = resources.files(__package__) / "languages"
    texts = (file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml"))
    files = {content["code"]: content for content in map(tomllib.loads, texts)}
    return dict(sorted(files.items()))


@lru_cache(maxsize=_REMEMBERED)
def language_code(lang: str | None, part: str) -> str:
    """Return the code of a language that has this part in its file; a region is passed over.

    Raises:
        UnknownNameError: There is no such language, or its file has no such part yet.
    """
    if lang is None:
        return ENGLISH
    code = lang.replace("_", "-").partition("-")[0].lower()
    known = [code for code, content in language_files().items() if part in content]
    if code not in known:
        raise UnknownNameError("language", lang, known)
    return code

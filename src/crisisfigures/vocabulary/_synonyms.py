"""How files of several languages call the words of the table: TOML files, loaded on first use."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

LANGUAGES = ("en", "fr", "es", "pt")
"""In order of precedence, should two languages ever use one word for two things."""

_NOT_WORDS = re.compile(r"[^\w+<>]+|_+")


def fold(words: str) -> str:
    """Return words in the form in which they are compared.

    Case, accents, punctuation and repeated spaces are gone: "Número de Muertos:" and
    "numero_de_muertos" are the same. "+", "<" and ">" stay, for they tell ages ("60+").
    """
    if not words.isascii():
        bare = unicodedata.normalize("NFKD", words)
        words = "".join(c for c in bare if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", words.casefold()).strip()


@dataclass(frozen=True, slots=True)
class Synonym:
    """One way to say one word of the table.

    Attributes:
        language: The language of the words, such as "fr".
        kind: What is meant: `measure`, `returned`, `unit`, `group`, `cause`, `violent_cause`,
            `filler`, or the name of a column with a closed list of words.
        words: The words, as listed.
        meaning: The table's own word.
        definition: Whose or which definition the words imply, if they do.
    """

    language: str
    kind: str
    words: str
    meaning: str
    definition: str | None = None


def _of_language(language: str) -> Iterator[Synonym]:
    # Loaded here, so that importing the words of the table is cheap.
    import tomllib
    from importlib.resources import files

    text = files(__package__).joinpath("synonyms", f"{language}.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    for kind, key in (("filler", "fillers"), ("violent_cause", "violent_causes")):
        for words in data[key]:
            yield Synonym(language, kind, words, fold(words))
    tables = {
        "measure": data["measures"],
        "returned": {"returnees": data["returned"]["words"]},
        "unit": data["units"],
        "group": data["groups"],
        "cause": data["causes"],
        **data["words"],
    }
    for kind, meanings in tables.items():
        for meaning, listed in meanings.items():
            for words in listed:
                yield Synonym(language, kind, words, meaning)
    for meaning, listed in data["definitions"].items():
        measure, _, definition = meaning.partition(" = ")
        for words in listed:
            yield Synonym(language, "measure", words, measure, definition)


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Return every synonym of every language."""
    return tuple(entry for language in LANGUAGES for entry in _of_language(language))


@cache
def index(kind: str) -> dict[str, Synonym]:
    """Return the synonyms of one kind by their folded words; the first language wins."""
    found: dict[str, Synonym] = {}
    for entry in synonyms():
        if entry.kind == kind:
            found.setdefault(fold(entry.words), entry)
    return found

"""Source: who claims a figure, and whose word it is.

A registry knows other names of a source, which names are one voice, and who hands on whose
figures. One ships with the library (`standard_sources`); add yours with `with_file` or
`with_sources`. It is a value: adding returns a new one.
"""

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from crisisfigures.errors import ReadError, UnknownNameError, ValueRefusedError
from crisisfigures.vocabulary import SOURCE_TYPES

_LISTS = ("aliases", "republishes")
_TEXTS = ("type", "family", "url")
_EXAMPLE = '[sources."Salama Observatory"]\ntype = "monitor"\naliases = ["SO"]'


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    Attributes:
        name: The name under which its claims are counted and printed.
        type: What kind of source it is, a word of `SOURCE_TYPES`.
        aliases: Other names. Case, accents, punctuation and a leading "the" do not matter.
        family: The source whose voice it is: claims of both are claims of one witness.
        republishes: Sources whose figures it hands on as its own.
        url: Where it publishes.

    Raises:
        ValueRefusedError: The name is blank.
        UnknownNameError: The type is not a word of `SOURCE_TYPES`.
    """

    name: str
    type: str | None = None
    aliases: tuple[str, ...] = ()
    family: str | None = None
    republishes: tuple[str, ...] = ()
    url: str | None = None

    def __post_init__(self) -> None:
        if not folded(self.name):
            raise ValueRefusedError(f"a source needs a name, not {self.name!r}.")
        if self.type is not None and self.type not in SOURCE_TYPES:
            raise UnknownNameError("type of source", self.type, SOURCE_TYPES)
        for name in _LISTS:
            object.__setattr__(self, name, tuple(getattr(self, name)))


class Voice(NamedTuple):
    """Whose voice the name of a source is.

    Attributes:
        root: The independent source.
        republished: The one source whose figures it hands on, or None.
        origin: The source at the end of the chain of those who hand on figures, or None.
        type: What kind of source it is, or None.
        is_anonymous: Whether the name names nobody.
    """

    root: str
    republished: str | None
    origin: str | None
    type: str | None
    is_anonymous: bool


@dataclass(frozen=True)
class Sources:
    """A registry of sources: a value that is asked by name, whatever the spelling.

    A name that it does not know is a source of its own, under that name.

    Attributes:
        by_name: The sources by their name.
        anonymous_nouns: Words for people who are not named, such as "witnesses".
        anonymous_qualifiers: Words that may stand beside them, such as "local".

    Raises:
        ValueRefusedError: Two sources share a name or an alias, a family or a republished
            source is not in the registry, or families go round in a circle.

    Example:
        >>> sources = standard_sources()
        >>> sources.canonical("Agence France Presse")
        'AFP'
        >>> sources.root("Displacement Tracking Matrix")
        'IOM'
        >>> sources.is_anonymous("several local officials")
        True
    """

    by_name: Mapping[str, Source] = field(default_factory=dict)
    anonymous_nouns: frozenset[str] = frozenset()
    anonymous_qualifiers: frozenset[str] = frozenset()
    _named: Mapping[str, str] = field(init=False, repr=False, compare=False)
    # What was asked before: files name the same few hundred sources again and again.
    _voices: dict[str, "Voice"] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        named: dict[str, str] = {}
        for source in self.by_name.values():
            for alias in (source.name, *source.aliases):
                other = named.setdefault(folded(alias), source.name)
                if other != source.name:
                    raise ValueRefusedError(
                        f"{alias!r} would name both {other!r} and {source.name!r}.\n"
                        "Hint: drop it from the aliases of one of them."
                    )
        object.__setattr__(self, "_named", named)
        for source in self.by_name.values():
            for what, names in (
                ("family", [source.family] if source.family else []),
                ("republishes", source.republishes),
            ):
                for name in names:
                    if folded(name) not in named:
                        raise ValueRefusedError(
                            f"{source.name!r} has the {what} {name!r}, which is not in the "
                            "registry.\nHint: add it as a source of its own."
                        )
            self.root(source.name)

    def with_sources(self, *sources: Source) -> "Sources":
        """Return a registry that knows these too.

        A source that is already there gains the aliases and the republished sources, and takes
        over what else is stated.
        """
        by_name = dict(self.by_name)
        for source in sources:
            known = by_name.get(self._named.get(folded(source.name), source.name))
            if known is not None:
                source = replace(
                    known,
                    type=source.type or known.type,
                    family=source.family or known.family,
                    url=source.url or known.url,
                    aliases=_joined(known.aliases, source.aliases),
                    republishes=_joined(known.republishes, source.republishes),
                )
            by_name[source.name] = source
        return replace(self, by_name=by_name)

    def with_file(self, path: str | os.PathLike[str]) -> "Sources":
        """Return a registry that also knows the sources of a TOML file.

        Each source is a table `[sources."<name>"]` with `type`, `aliases`, `family`,
        `republishes` and `url`, all optional; `[anonymous]` may list more `nouns` and
        `qualifiers` of labels that name nobody.

        Raises:
            ReadError: The file cannot be opened, is not TOML, or holds something else.
        """
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8-sig")
        except OSError as error:
            raise ReadError(
                path, error.strerror or str(error), "check the path and whether you may read it."
            ) from error
        except UnicodeDecodeError as error:
            raise ReadError(path, "it is not text in UTF-8", "save it as UTF-8.") from error
        return self._with_text(text, path)

    def _with_text(self, text: str, path: object) -> "Sources":
        hint = f"a source is written so:\n{_EXAMPLE}"
        try:
            parsed = tomllib.loads(text)
            unknown = parsed.keys() - {"sources", "anonymous"}
            if unknown:
                raise ValueRefusedError(f"it has a table [{min(unknown)}]")
            sources = [_source(name, entry) for name, entry in _table(parsed, "sources").items()]
            words = _table(parsed, "anonymous")
            unknown = words.keys() - {"nouns", "qualifiers"}
            if unknown:
                raise ValueRefusedError(f"[anonymous] has no entry {min(unknown)!r}")
            nouns, qualifiers = (
                frozenset(map(folded, _texts("anonymous", words, name)))
                for name in ("nouns", "qualifiers")
            )
            return replace(
                self.with_sources(*sources),
                anonymous_nouns=self.anonymous_nouns | nouns,
                anonymous_qualifiers=self.anonymous_qualifiers | qualifiers,
            )
        except tomllib.TOMLDecodeError as error:
            raise ReadError(path, f"it is not TOML: {error}", hint) from error
        except (ValueRefusedError, UnknownNameError) as error:
            raise ReadError(path, str(error), hint) from error

    def find(self, name: str) -> Source | None:
        """Return the source of this name or alias, or None where the registry has none.

        Of "AFP (Bamako)" the part before the bracket is asked too, unless what stands in it is
        another known source.
        """
        known = self._named.get(folded(name))
        if known is None and (match := _BRACKETED.fullmatch(name)):
            known = self._named.get(folded(match[1]))
            if self._named.get(folded(match[2]), known) != known:
                known = None
        return None if known is None else self.by_name[known]

    def canonical(self, name: str) -> str:
        """Return the source's own name; one that is not known keeps its, with single spaces."""
        source = self.find(name)
        return " ".join(name.split()) if source is None else source.name

    def root(self, name: str) -> str:
        """Return the name of the independent source: the head of the family it belongs to."""
        line = [self.canonical(name)]
        while (source := self.by_name.get(line[-1])) is not None and source.family is not None:
            head = self.canonical(source.family)
            if head in line:
                raise ValueRefusedError(
                    f"the families of {', '.join(map(repr, line))} go round in a circle."
                )
            line.append(head)
        return line[-1]

    def type_of(self, name: str) -> str | None:
        """Return what kind of source it is, or that of its family; None where not known."""
        source = self.find(name)
        if source is None:
            return "anonymous" if self.is_anonymous(name) else None
        if source.type is None and source.family is not None:
            return self.type_of(source.family)
        return source.type

    def republishes(self, publisher: str) -> tuple[str, ...]:
        """Return the independent sources whose figures a publisher hands on as its own."""
        source = self.find(publisher)
        return () if source is None else tuple(map(self.root, source.republishes))

    def republished_by(self, publisher: str) -> str | None:
        """Return the one source whose figures a publisher hands on; None for none or several.

        Where there are several, nothing tells whose word a figure is.
        """
        names = self.republishes(publisher)
        return names[0] if len(names) == 1 else None

    def origin(self, name: str) -> str | None:
        """Return the source at the end of the chain of those who hand on one another's figures.

        None where the source hands on nobody's, or several sources'.
        """
        line = [self.root(name)]
        while (of := self.republished_by(line[-1] if len(line) > 1 else name)) not in (None, *line):
            line.append(str(of))
        return line[-1] if len(line) > 1 else None

    def voice(self, label: str) -> "Voice":
        """Return whose voice a label is: its root, whom it hands on, whether it names nobody."""
        if label not in self._voices:
            self._voices[label] = Voice(
                root=self.root(label),
                republished=self.republished_by(label),
                origin=self.origin(label),
                type=self.type_of(label),
                is_anonymous=self.is_anonymous(label),
            )
        return self._voices[label]

    def is_anonymous(self, label: str) -> bool:
        """Return whether a label names nobody, such as "local sources" or "two officials"."""
        if self.find(label) is not None:
            return False
        plain = folded(label)
        words = plain.split()
        if plain in self.anonymous_nouns:
            return True
        allowed = self.anonymous_nouns | self.anonymous_qualifiers
        return any(word in self.anonymous_nouns for word in words) and all(
            word in allowed for word in words
        )


@cache
def standard_sources() -> Sources:
    """Return the registry that ships with the library."""
    text = files("crisisfigures.source").joinpath("standard.toml").read_text("utf-8")
    return Sources()._with_text(text, "standard.toml")


_BRACKETED = re.compile(r"\s*([^()]+?)\s*\(([^()]+)\)\s*")
_NO_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """Return a name without case, accents, punctuation, invisible marks, or a leading article."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(
        mark
        for mark in plain
        if not unicodedata.combining(mark) and unicodedata.category(mark) != "Cf"
    )
    # "U.N." and "B'Tselem" are one word each; "Al-Jazeera" is two.
    plain = _NO_WORD.sub(" ", re.sub(r"[.'’ʼ]", "", plain)).strip()
    return plain.removeprefix("the ")


def _joined(*lists: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _source(name: str, entry: object) -> Source:
    if not isinstance(entry, dict):
        raise ValueRefusedError(f"[sources] holds {name!r}, which is not a table")
    unknown = entry.keys() - {*_LISTS, *_TEXTS}
    if unknown:
        raise ValueRefusedError(f"the source {name!r} has no entry {min(unknown)!r}")
    for key in _TEXTS:
        if not isinstance(entry.get(key, ""), str):
            raise ValueRefusedError(f"{key!r} of the source {name!r} is not text")
    lists = {key: _texts(f"the source {name!r}", entry, key) for key in _LISTS}
    return Source(name, **{**entry, **lists})


def _table(parsed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = parsed.get(name, {})
    if not isinstance(table, dict):
        raise ValueRefusedError(f"{name!r} is not a table")
    return table


def _texts(of: str, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    listed: Iterable[object] = entry.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise ValueRefusedError(f"{key!r} of {of} is not a list of texts")
    return tuple(listed)

"""Names: how they are compared, and an index of them.

Names are folded (case, accents, punctuation and "the" do not tell places apart) and looked up as
they stand. A name that is not known so is tried without the word that says what kind of area it is.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# Marks over and under Latin, Greek, Cyrillic and Arabic letters. The vowels of Indic scripts are
# marks as well, and are letters to their readers: they stay, here and in _NOT_WORDS.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("`´ʹʻʼʽʾʿ‘’‛′\u02bd", "'"),
        **dict(zip("ıłøđðħəǝ", "iloddhaa", strict=True)),
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ŋ": "ng",
        "&": " and ",
    }
)
_ELISION = re.compile(r"\b([dl])'(?=\w)")
_FULL_STOP = re.compile(r"\.(?=[^\W\d_]{2})")
_NOT_WORDS = re.compile(r"[^\w\n\u0900-\u109f\u1780-\u17ff]+|_+")
_SPACES = re.compile(r" {2,}")
_ENDS = re.compile(r"^ | $", re.MULTILINE)

CLOSE_ENOUGH = 0.6
"""How alike, of 1, a name must be to be shown for one that is not known."""

WORDS_SHARED = 0.85
"""How alike two names at least are if one has all the words of the other."""

_LOOKED_AT = 60
"""Of how many names that share most pairs of letters the likeness is worked out."""


@dataclass(frozen=True)
class Words:
    """The words that say what kind of area a name means, by what they may be used for."""

    wide: frozenset[str]
    narrow: frozenset[str]
    point: frozenset[str]
    modifiers: frozenset[str]
    links: frozenset[str]
    same_kind: dict[str, list[str]]
    written_out: dict[str, str]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """All of them."""
        return self.wide | self.narrow | self.point

    @cached_property
    def shortened(self) -> re.Pattern[str]:
        """A pattern for the words that are written out, and for "the", which is left out."""
        return re.compile(rf"\b(?:the|{'|'.join(self.written_out)})\b")


@cache
def words() -> Words:
    """Return the words of `data/words.toml`."""
    text = files(__package__).joinpath("data", "words.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    listed = {n: frozenset(data[n]) for n in ("wide", "narrow", "point", "modifiers", "links")}
    return Words(**listed, same_kind=data["same_kind"], written_out=data["written_out"])


def fold_all(names: Sequence[str]) -> list[str]:
    """Return each name in the form in which names are compared.

    All are folded as one text: for the names of a whole gazetteer that is ten times faster.
    """
    if not names:
        return []
    text = "\n".join([name.replace("\n", " ") for name in names])
    text = unicodedata.normalize("NFKD", text.casefold())
    text = _MARKS.sub("", text).casefold().translate(_LETTERS)
    text = _ELISION.sub(r"\1 ", text).replace("'", "")
    text = _FULL_STOP.sub(" ", text).replace(".", "")
    text = _NOT_WORDS.sub(" ", text)
    written_out = words().written_out
    text = words().shortened.sub(lambda found: written_out.get(found[0], ""), text)
    return _ENDS.sub("", _SPACES.sub(" ", text)).split("\n")


def fold(name: str) -> str:
    """Return a name in the form in which names are compared."""
    return fold_all([name])[0]


def without_kind(folded: str) -> tuple[str, str | None]:
    """Return a folded name without the word that says its kind, and that word, if it has one.

    Example:
        >>> without_kind("menaka region"), without_kind("province du nord kivu")
        (('menaka', 'region'), ('nord kivu', 'province'))
    """
    known = words()
    tokens = folded.split(" ")
    kind = None
    if len(tokens) > 1 and tokens[-1] in known.kinds:
        kind = tokens.pop()
        while len(tokens) > 1 and tokens[-1] in known.modifiers:
            tokens.pop()
    else:
        first = 0
        while first < len(tokens) - 1 and tokens[first] in known.modifiers:
            first += 1
        after = first + 1
        while after < len(tokens) - 1 and tokens[after] in known.links:
            after += 1
        # Without "of" it is a name: "Distrito Capital" is not a district called Capital.
        if first + 1 < after < len(tokens) and tokens[first] in known.kinds:
            kind, tokens = tokens[first], tokens[after:]
    return " ".join(tokens), kind


def kind_fits(word: str, kind: str | None) -> bool | None:
    """Return whether a place of this kind may be called by that word; None if it cannot be told.

    Args:
        word: A folded word of a name, such as "region" or "cercle".
        kind: What the place's source calls it, such as "Autonomous region"; None if nothing.
    """
    if kind is None:
        return None
    called = set(fold(kind).split(" "))
    if called & {word, *words().same_kind.get(word, ())}:
        return True
    # A region may be called a province, but it is not the city of that name.
    return None if word in words().wide and not called & {"city", "municipality"} else False


class Names:
    """An index of names: n names, each of a place that is named by its key."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Index (name, key) pairs; a place may have many names and a name many places."""
        pairs = list(named)
        self._exact: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        kinds = words().kinds
        for folded, (_, key) in zip(fold_all([name for name, _ in pairs]), pairs, strict=True):
            _add(self._exact, folded, key)
            if not kinds.isdisjoint(folded.split(" ")):
                bare, kind = without_kind(folded)
                if kind:
                    _add(self._bare, bare, key)

    def exact(self, folded: str) -> list[str]:
        """Return the keys of the places with this name."""
        return self._exact.get(folded, [])

    def bare(self, folded: str) -> list[str]:
        """Return the keys of the places with this name once their word of kind is taken off."""
        return self._bare.get(folded, [])

    def nearest(self, folded: str) -> list[tuple[float, str]]:
        """Return (likeness, key) of the places with the most alike names, best first."""
        if not folded or not self._exact:
            return []
        texts, postings, sizes = self._pairs
        import numpy as np

        asked = {folded[i : i + 2] for i in range(-1 + len(folded))} or {folded}
        hits = [postings[pair] for pair in sorted(asked) if pair in postings]
        if not hits:
            return []
        shared = np.bincount(np.concatenate(hits), minlength=len(texts))
        likeness = 2 * shared / (sizes + len(asked))
        best = np.argsort(-likeness, kind="stable")[:_LOOKED_AT]
        scored = [(_likeness(folded, texts[i]), texts[i]) for i in best.tolist()]
        return sorted(
            (
                (score, key)
                for score, text in scored
                if score >= CLOSE_ENOUGH
                for key in self._exact.get(text, []) + self._bare.get(text, [])
            ),
            key=lambda found: (-found[0], found[1]),
        )

    @cached_property
    def _pairs(
        self,
    ) -> tuple[list[str], dict[str, "npt.NDArray[np.int64]"], "npt.NDArray[np.int64]"]:
        """The names, which of them hold a pair of letters, and how many pairs each has."""
        import numpy as np

        texts = sorted({*self._exact, *self._bare})
        joined = "\n".join(texts)
        letters = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        owner = np.cumsum(letters == ord("\n"))
        pairs = (letters[:-1] << 32) | letters[1:]
        inside = (letters[:-1] != ord("\n")) & (letters[1:] != ord("\n"))
        pairs, owner = pairs[inside], owner[:-1][inside]
        order = np.lexsort((owner, pairs))
        pairs, owner = pairs[order], owner[order]
        new = np.ones(len(pairs), dtype=bool)
        new[1:] = (pairs[1:] != pairs[:-1]) | (owner[1:] != owner[:-1])
        pairs, owner = pairs[new], owner[new]
        distinct, starts = np.unique(pairs, return_index=True)
        spelled = [chr(pair >> 32) + chr(pair & 0xFFFFFFFF) for pair in distinct.tolist()]
        # Names of one letter have no pair, and splitting nothing gives one part all the same.
        parts = np.split(owner, starts[1:]) if spelled else []
        postings = dict(zip(spelled, parts, strict=True))
        return texts, postings, np.bincount(owner, minlength=len(texts))


def _likeness(asked: str, name: str) -> float:
    """Return how alike two folded names are, from 0 to 1."""
    ratio = SequenceMatcher(None, asked, name, autojunk=False).ratio()
    # "Darfur" is more like "West Darfur" than like "Sarur", and "northern Mali" is about Mali.
    words_asked, words_of_name = set(asked.split(" ")), set(name.split(" "))
    if len(name) > 3 and (words_asked <= words_of_name or words_of_name <= words_asked):
        return max(ratio, WORDS_SHARED)
    return ratio


def _add(index: dict[str, list[str]], folded: str, key: str) -> None:
    keys = index.setdefault(folded, [])
    if key not in keys:
        keys.append(key)

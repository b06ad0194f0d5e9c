"""Text into tokens: what every reader of words works on.

A token is a run of digits with its grouping marks, a word, or a single sign. Everything that
only looks different (kinds of spaces, dashes and quotes, digits of other scripts, capitals) is
made alike first, one character for one, so that offsets stay those of the text as given.
"""

import re
import unicodedata

LONGEST = 400
"""No expression is longer; a pasted page is refused before anything looks at it."""

PARTS_OF_ONE = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4),
    "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
}  # fmt: skip
"""Fraction signs that have an exact decimal, as numerator and denominator."""

MARKS = "\u0300-\u036f\u064b-\u065f\u0670"
"""Accents and vowel signs that are written as characters of their own, as a range."""

_ACCENTS = frozenset(map(chr, (*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0670)))

_UNSEEN = frozenset({"Cf", "Mn"})
"""Categories of signs that steer how others look; the marks of further scripts are no words."""

# Alternatives do not overlap, and each run is bounded by another kind of character: one pass.
_TOKEN = re.compile(
    rf"[0-9]+(?:[.,'·٫٬ر][0-9]+| [0-9]{{3}}(?![0-9]))*[{MARKS}]*"
    r"|(?<![\w.])\.[0-9]+"
    # The Arabic "and" is written together with the word that follows; in "one" it is no "and".
    rf"|(?<![^\W\d_])(?<![{MARKS}])و(?=[^\W\d_]{{2}})(?!احد(?![^\W\d_])|احدة)"
    rf"|(?:[^\W\d_{''.join(PARTS_OF_ONE)}]|[{MARKS}])+"
    r"|[<>]=?"
    r"|[^ ]"
)

_ALIKE = {
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys("‒–—―−﹘", "–"),
    **dict.fromkeys("’‘ʼ′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    "⁄": "/",
    "،": ",",
    "∼": "~",
    "≃": "≈",
    "≅": "≈",
}


class _Plain(dict[int, str]):
    """A translation table that works each character out when it is met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            # Full-width forms stand at a fixed distance from ASCII.
            sign = chr(code - 0xFEE0)
        if sign in _ALIKE:
            return _ALIKE[sign]
        if sign.isdecimal():
            return str(unicodedata.decimal(sign))
        if sign.isspace() or (sign not in _ACCENTS and unicodedata.category(sign) in _UNSEEN):
            return " "
        lower = sign.lower()
        return lower if len(lower) == 1 else sign


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return the text with all that only looks different made alike, of the same length."""
    if text.isascii() and text.isprintable():
        text = text.lower().replace("`", "'")
    else:
        text = text.translate(_PLAIN)
    # A hyphen between spaces, or a doubled one, is typed for a dash.
    return text.replace(" - ", " – ").replace("--", "– ")


def tokens(text: str) -> list[str]:
    """Return the tokens of a plain text, without accents and vowel signs: many type none.

    None is empty: an accent on nothing stays, so that it is not taken for the end.
    """
    found = _TOKEN.findall(text)
    return found if text.isascii() else [bare(token) or token for token in found]


def bare(token: str) -> str:
    """Return a token without accents and vowel signs, which may leave nothing."""
    if token.isascii():
        return token
    parts = unicodedata.normalize("NFD", token)
    return "".join([c for c in parts if unicodedata.category(c) != "Mn"])


def offsets(text: str) -> list[int]:
    """Return where each token of a plain text starts, and last where the text ends."""
    return [match.start() for match in _TOKEN.finditer(text)] + [len(text.rstrip())]


class NotUnderstood(Exception):  # noqa: N818 - internal; becomes a WordingError with the offset
    """Reading stopped at a token.

    Attributes:
        at: The index of the token.
        expected: What would have been understood there.
    """

    def __init__(self, at: int, expected: str) -> None:
        self.at, self.expected = at, expected
        super().__init__(expected)

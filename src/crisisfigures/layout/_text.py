"""Text that is safe to print, and the room it takes."""

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Left-to-right, right-to-left and Arabic letter marks, and the byte order mark, are invisible:
# spreadsheets scatter them through names, and nothing that a reader sees is lost with them.
_INVISIBLE = re.compile("[\u200e\u200f\u061c\ufeff\u2060-\u2065\xad]")
_BLANKS = re.compile(r"\s+")


def inert(text: str) -> str:
    r"""Return one line of text that neither moves the cursor nor turns the reading direction.

    Control characters, and those that embed or override a direction, are shown as escapes
    (`\x1b`, `\u202e`), so that a reader sees that something was there. Line breaks and runs of
    blanks become one space; invisible marks go.

    Example:
        >>> inert("UN\x1b[31m  OCHA")
        'UN\\x1b[31m OCHA'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0  # combining marks, joiners, and the vowels and finals of Hangul syllables
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes; wide East Asian characters take two.

    Example:
        >>> display_width("Ménaka"), display_width("联合国")
        (6, 6)
    """
    return len(text) if text.isascii() else sum(map(_char_width, text))

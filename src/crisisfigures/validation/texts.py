"""Texts: names that stand for nothing, that were garbled on their way, or hide what they hold."""

import re

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.validation._words import quoted

_NAMES = (
    *("definition", "cause", "event", "actor", "place", "place_name", "from_place", "from_name"),
    *("source", "publisher", "repeats", "edition", "supersedes"),
)
"""Columns whose texts are compared, and two that look alike are taken for one by a reader."""

_WORDED = (*_NAMES, "measure_stated", "group_stated", "period_stated", "stated", "excerpt")

# --- garbled ----------------------------------------------------------------------------------

_BYTES = {
    **{chr(code): code for code in range(0x80, 0x100)},
    **{bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)},
}
"""The byte that a character was made of by who read a text as Windows-1252 or Latin-1."""
del _BYTES["\ufffd"]

_LATER = "".join(character for character, code in _BYTES.items() if code < 0xC0)
"""What the later bytes of a character in UTF-8 become."""

# One pair of Latin capitals and signs may be a word's end before a quotation mark. Pairs of the
# Greek, Cyrillic, Hebrew and Arabic letters come in words.
_MISREAD = re.compile(
    rf"[ÂÃÄÅ](?:[{_LATER}](?=\w)|(?![’‘“”–—»\u00a0])[{_LATER}])"
    rf"|(?:[ÎÏÐÑ×ØÙÚÛ][{_LATER}]){{2,}}"
    rf"|â[{_LATER}]{{2}}"
    rf"|[ðà-ïâ][{_LATER}]{{2,3}}(?=[ðà-ï]|\b|$)"
)
_LOST = "\ufffd"
_RUN = re.compile(rf"[{''.join(_BYTES)}]+")


def _unmixed(text: str) -> str:
    """Return a text with what was read as Windows-1252 read as UTF-8, where it is that."""

    def read_again(run: re.Match[str]) -> str:
        try:
            return bytes(map(_BYTES.__getitem__, run[0])).decode("utf-8")
        except UnicodeDecodeError:
            return run[0]

    return _RUN.sub(read_again, text)


def _is_garbled_text(text: str) -> bool:
    if text.isascii():
        return False
    return _LOST in text or (_MISREAD.search(text) is not None and _unmixed(text) != text)


def _is_garbled(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    if column not in ("stated", "excerpt"):
        return cells.holds(column, _is_garbled_text)
    # Hardly two of these are alike: they are looked at as they stand.
    texts = cells.texts_at(column, np.arange(cells.n)).tolist()
    return np.array([text is not None and _is_garbled_text(text) for text in texts], np.bool_)


def _meant(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    def meant(text: str) -> str:
        read = _unmixed(text)
        return f" It was probably {quoted(read)}." if read != text and _LOST not in read else ""

    return {"meant": each_distinct(meant, cells.said(column, rows))}


# --- hidden -----------------------------------------------------------------------------------

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    # Persian and the scripts of India are written with these, between letters of their own.
    "|(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])"
)
_SPACES = re.compile(r"^\s|\s$|\s\s|[^\S \u00a0\u202f]")


def _hides(text: str) -> bool:
    return _HIDDEN.search(text) is not None and not _is_garbled_text(text)


def _has_hidden(cells: Cells, column: str) -> Flags | bool:
    return cells.holds(column, _hides) if cells.has(column) else False


def _hidden(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    def named(text: str) -> str:
        return ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(_HIDDEN.findall(text)))

    return {"hidden": each_distinct(named, cells.said(column, rows))}


def _is_spaced(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return cells.holds(column, lambda text: bool(text.strip()) and bool(_SPACES.search(text)))


_AFTER = 30
"""So many characters before a stray blank are enough to find it."""


def _blank(text: str) -> str:
    """Return where the blank is: printed, the text looks as it should be."""
    found = _SPACES.search(text)
    if found is None or not found.start():
        return "at its beginning"
    if found.end() == len(text):
        return "at its end"
    before = text[: found.start()].rstrip()
    if len(before) > _AFTER:
        before = before[-_AFTER:].partition(" ")[2] or before[-_AFTER:]
    kind = "a line break or a tab" if found[0].strip(" ") else "several in a row"
    return f"{kind} after {quoted(before)}"


def _which_blank(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    return {"blank": each_distinct(_blank, cells.said(column, rows))}


# --- standing for nothing ---------------------------------------------------------------------

_NO_NAMES = frozenset(
    {
        *("-", "--", "---", "–", "—", "_", ".", "..", "...", "…", "?", "??", "???", "*", "/"),
        *("n/a", "#n/a", "na", "n.a.", "n.a", "n/d", "n.d.", "nd", "s/d", "s.d.", "blank"),
        *("nil", "none", "null", "nan", "<na>", "nat", "#ref!", "#value!", "no data"),
        *("tbc", "tbd", "t.b.c.", "t.b.d.", "to be confirmed", "to be determined", "pending"),
        *("not available", "not applicable", "undefined", "missing", "non disponible"),
        *("à confirmer", "sans objet", "aucun", "aucune", "néant", "sin datos", "no disponible"),
        *("por confirmar", "ninguno", "ninguna", "sem dados", "não disponível", "a confirmar"),
        *("nenhum", "nenhuma", "غير متوفر", "لا يوجد"),
    }
)
"""What is written into a cell so that it is not empty, in five languages."""

_UNKNOWN = frozenset(
    {
        *("unknown", "not known", "not stated", "not specified", "unspecified", "not reported"),
        *("no information", "noinformation", "inconnu", "inconnue", "non précisé", "non spécifié"),
        *("desconocido", "desconocida", "sin información", "no especificado", "desconhecido"),
        *("desconhecida", "sem informação", "não informado"),
        *("غير معروف", "غير معروفة", "غير محدد", "مجهول"),
    }
)
"""What says that nobody knows. As a cause or an actor it is one among others: a part of a total."""

_MAY_BE_UNKNOWN = ("cause", "actor", "source", "publisher", "repeats")
_CODE_BESIDE = {"place_name": "place", "from_name": "from_place"}


def _stands_for_nothing(text: str) -> bool:
    return _plain(text) in _NO_NAMES


def _says_nothing(text: str) -> bool:
    plain = _plain(text)
    return plain in _NO_NAMES or plain in _UNKNOWN


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()) if len(text) <= _LONGEST else ""


_LONGEST = 20
"""Longer texts are none of these."""


def _is_placeholder(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    found = cells.holds(column, _stands_for_nothing if column in _MAY_BE_UNKNOWN else _says_nothing)
    # The code beside a name may well say of whom nothing is known.
    return found & ~cells.stated(_CODE_BESIDE[column]) if column in _CODE_BESIDE else found


# A minus or a plus begins many a text that is no formula.
_FORMULA = re.compile(r"""[\s'"]*(?:[=＝]\s*[\w(+\-"'\[]|[+\-@＋－＠]\s*[A-Za-z][\w.]*[(|!])""")


def _is_formula(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return cells.holds(column, lambda text: _FORMULA.match(text) is not None)


CHECKS = (
    Check(
        name="garbled-text",
        severity="warning",
        phase="meaning",
        at=_WORDED,
        find=_is_garbled,
        message="{value} was written in one encoding and read in another",
        hint="Read the file that it came from as UTF-8, and write it so.{meant}",
        why="A name whose letters were garbled on the way meets its own name nowhere. The file was "
        "opened as Windows-1252 or Latin-1 by somebody, and is UTF-8; or letters were lost.",
        bad=({"place_name": "MÃ©naka"}, {"cause": "s�cheresse"}, {"actor": "Ø§Ù„Ø¬Ù‡Ø©"}),
        good=({"place_name": "Ménaka"}, {"event": "« À Â la »"}, {"actor": "IRMÃ”"}),
        facts=_meant,
    ),
    Check(
        name="hidden-character",
        severity="warning",
        phase="meaning",
        at=_NAMES,
        find=_has_hidden,
        message="{value} holds characters that nobody sees: {hidden}",
        hint="Delete them: type the name anew.",
        why="Two names that look alike are two names to a program. Marks without width, marks that "
        "turn the direction of writing, and control characters come along when text is copied from "
        "a page or a PDF.",
        bad=({"cause": "flood\u200b"}, {"actor": "\u202eFront"}, {"cause": "con\xadflict"}),
        good=({"event": "می\u200cخواهم"}, {"actor": "Ménaka"}),
        facts=_hidden,
    ),
    Check(
        name="stray-spaces",
        severity="warning",
        phase="meaning",
        at=_NAMES,
        find=_is_spaced,
        message="{value} has a stray blank: {blank}",
        hint="Leave single spaces between words, and none around them.",
        why="'Menaka ' is another text than 'Menaka'. Rows that differ in a space are not grouped, "
        "and nobody sees why.",
        bad=({"cause": "flood "}, {"actor": "the  Front"}, {"cause": "armed\nconflict"}),
        good=({"event": "a flood"}, {"actor": "Front « 14\u00a0juin »"}),
        facts=_which_blank,
    ),
    Check(
        name="placeholder-text",
        severity="warning",
        phase="meaning",
        at=(
            *("source", "publisher", "repeats", "cause", "event", "actor", "definition"),
            *("place_name", "from_name", "edition", "supersedes"),
        ),
        find=_is_placeholder,
        reads=("place", "from_place"),
        message="{value} stands in {column} so that the cell is not empty",
        hint="Leave the cell empty: what is not stated is missing.",
        why="To a program 'n/a' is a name like any other: all rows of the source 'n/a' would be "
        "told by one source, and all rows of the event '-' be about one event.",
        bad=({"source": "n/a"}, {"actor": "-"}, {"actor": "TBC"}, {"definition": "Unknown"}),
        good=({"source": "unknown"}, {"cause": "unknown"}, {"event": "Nina"}),
    ),
    Check(
        name="formula-text",
        severity="warning",
        phase="meaning",
        at=_NAMES,
        find=_is_formula,
        message="{value} is a formula to a spreadsheet",
        hint="Put the value there that the formula was to give. Files that are written by `write` "
        "keep such texts from being run.",
        why="A formula that was exported as text says nothing; opened in a spreadsheet it may show "
        "another value than it had, or fetch a page.",
        bad=({"cause": "=VLOOKUP(A2;B:C;2)"}, {"actor": '@SUM(1,2)|"x"'}),
        good=({"source": "@rasd_news"}, {"event": "-Hospital (Gao)"}, {"actor": "+ 2 others"}),
    ),
)

"""Groups: which people are counted, written so that they can be compared."""

import re

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings, each_distinct
from crisisfigures.segments import dense
from crisisfigures.validation._words import quoted
from crisisfigures.vocabulary import read_group

_AGES = re.compile(r"(?:^|;)age=(\d+)-(\d+)(?=;|$)")


def _is_free(text: str) -> bool:
    """Return whether a group is written otherwise than the table writes it."""
    return bool(text.strip()) and read_group(text) != text


def _is_inverted_band(text: str) -> bool:
    ages = _AGES.search(text)
    return ages is not None and int(ages[1]) > int(ages[2])


def _is_otherwise(cells: Cells, column: str) -> Flags | bool:
    return cells.holds(column, _is_free) if cells.has(column) else False


def _is_inverted(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return cells.holds(column, lambda text: _is_inverted_band(text) and not _is_free(text))


def _canonical(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    said = cells.said(column, rows)
    return {"canonical": each_distinct(lambda text: quoted(read_group(text)), said)}


# --- the sex in the words of the source --------------------------------------------------------

_HEADING = "measure_stated"
"""What reading makes of the heading of a column: one word for all the rows below it."""

_SEX = re.compile(r"(?:^|;)sex=(\w+)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONGEST = 200
"""Longer texts speak of several groups."""


def _sex(group: str) -> str | None:
    found = _SEX.search(group)
    return found[1] if found else None


def _sex_told(text: str) -> str | None:
    """Return the sex of which a text speaks, None where it speaks of none or of both."""
    if len(text) > _LONGEST:
        return None
    if whole := _sex(read_group(text)):
        return whole
    told = {sex for word in _WORD.findall(text) if (sex := _sex(read_group(word)))}
    return told.pop() if len(told) == 1 else None


def _speaks_of_others(cells: Cells, column: str) -> Judged | bool:
    if not (cells.has(column) and cells.has("group")):
        return False

    def is_other(text: str | None, group: str | None) -> bool:
        if text is None or group is None or (sex := _sex(group)) is None:
            return False
        return _sex_told(text) not in (None, sex)

    other = cells.judge(is_other, column, "group")
    if column == _HEADING:
        other &= cells.once(_is_first_of_heading)
    return Judged(other, concerned=cells.stated(column))


def _is_first_of_heading(cells: Cells) -> Flags:
    """Return where a heading of a file stands for the first time beside a group; all elsewhere."""
    names = [name for name in (_HEADING, "group", "file") if cells.has(name)]
    if "file" not in names:
        return np.ones(cells.n, dtype=np.bool_)
    coded = [cells.codes(name) for name in names]
    ids, _ = dense([codes for codes, _ in coded], [len(texts) for _, texts in coded])
    first = ~cells.stated("file")
    first[np.unique(ids, return_index=True)[1]] = True
    return first


def _sexes(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    return {
        "told": each_distinct(_sex_told, cells.said(column, rows)),
        "sex": each_distinct(_sex, cells.said("group", rows)),
    }


CHECKS = (
    Check(
        name="group-in-words",
        severity="warning",
        phase="meaning",
        at=("group",),
        find=_is_otherwise,
        message="{value} is a group in words of its own",
        hint="Write it as {canonical}; `read` does so.",
        why="A group is compared as it is written. 'Women' and 'sex=female;age=adult' are two "
        "groups to a program, and their figures never meet.",
        bad=({"group": "civilian women"}, {"group": "sex=female;status=civilian"}),
        good=({"group": "status=civilian;sex=female"}, {"group": "stated=fishermen"}),
        facts=_canonical,
    ),
    Check(
        name="age-band-inverted",
        severity="warning",
        phase="meaning",
        at=("group",),
        find=_is_inverted,
        message="the band of ages in {value} ends before it starts",
        hint="Look whether the two ages, or their columns, were exchanged.",
        why="Nobody is at least 17 and at most 5 years old. Such a band is in no other, so that "
        "its people are added to those of the right one.",
        bad=({"group": "sex=male;age=17-5"},),
        good=({"group": "sex=male;age=5-17"}, {"group": "age=60+"}),
    ),
    Check(
        name="words-against-group",
        severity="warning",
        phase="table",
        at=(_HEADING, "group_stated"),
        find=_speaks_of_others,
        reads=("group",),
        message="{value} speaks of people who are {told}, and the group is {sex}",
        hint="Look which of the two is meant: the heading of a column and its tag, or two columns, "
        "were exchanged.",
        why="A column that is headed 'Men' and tagged as women counts each under the name of the "
        "other. No total shows it. It is told once for each heading of a file.",
        bad=(
            {"measure_stated": "Hombres", "group": "sex=female"},
            {"group_stated": "number of women hurt", "group": "sex=male;age=adult"},
        ),
        good=(
            {"measure_stated": "Hombres", "group": "sex=male"},
            {"measure_stated": "women and men", "group": "sex=female"},
            {"measure_stated": "Women killed"},
        ),
        facts=_sexes,
        within=("group", "file"),
    ),
)

"""Groups: which people are counted, written so that they can be compared."""

import re

from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
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
)

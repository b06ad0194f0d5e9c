"""Whole numbers that a program wrote with a decimal: 775.0 in a column of codes.

Tables of numbers have no blank among whole numbers in many programs: pandas makes such a column
one of decimals, and writes it so. Then 2.0 is no precision that a codebook knows, and 775.0 no
country. Workbooks and frames say that 775.0 is a number, and it is written as 775; in text it is
told by its column, of which every cell that states something looks like that.
"""

import re
from collections.abc import Sequence

from crisisfigures.reading._numbers import AS_BLANK
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold

_WHOLE = re.compile(r"(-?\d+)\.0", re.ASCII)

_N_FIRST = 20
"""Cells that are looked at before a column is encoded: most are seen to be no numbers in one."""

_RELEASES = frozenset({"version", "edition", "release"})
"""Columns of which 5.0 is the name of a release."""


def whole_numbers(header: Sequence[str], columns: Sequence[Texts]) -> list[Texts]:
    """Return columns of a sheet, those of numbers such as 775.0 without the decimal.

    A column is left as it is where any cell is another text, but for what stands for a blank.
    """
    return [
        column if fold(name) in _RELEASES else _whole(column)
        for name, column in zip(header, columns, strict=True)
    ]


def _whole(column: Texts) -> Texts:
    first = column.first(_N_FIRST)
    if not first or not all(map(_is_whole, first)) or not all(map(_is_whole, column.values)):
        return column
    return column.map(lambda text: match[1] if (match := _WHOLE.fullmatch(text)) else text)


def _is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None or text.lower() in AS_BLANK

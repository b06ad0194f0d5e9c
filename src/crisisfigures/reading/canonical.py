"""Canonical: a table of this library that was written to a file, by whatever program.

It is told by the columns that only the library makes (`low_kind` and `high_kind` beside `low`,
`best` and `high`). It is taken at its word: measures stay what they are, no basis and no place
follows from other columns, and columns that are not canonical are kept, whatever they are
called. So a table that is written and read again is the same; texts that `write` has put behind an
apostrophe lose it (`cells.py`).
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.table import COLUMNS, SIGNATURE


def sniff(sheet: Sheet) -> Match | None:
    """Return the canonical columns, if those are there that only the library makes."""
    # A caller who names columns has made the file into something else.
    if not sheet.has(*SIGNATURE) or sheet.renamed or sheet.constants:
        return None
    known = tuple(name for name in sheet.header if name in COLUMNS)
    return Match(
        known, f"its {len(known)} canonical columns, {', '.join(SIGNATURE[-2:])} among them"
    )


def arrange(sheet: Sheet) -> Arrangement:
    """Return the canonical columns as they are."""
    columns = {name: sheet[name] for name in sheet.header if name in COLUMNS}
    return Arrangement(columns, is_canonical=True)


FORMAT = Format(
    name="canonical",
    summary="A table of this library, as it was written: nothing is made of it anew.",
    needs=f"the columns {', '.join(SIGNATURE)}",
    level="own",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

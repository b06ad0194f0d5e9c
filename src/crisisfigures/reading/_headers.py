"""Headers: a publisher's columns by their names, however a release spells them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from crisisfigures.plugins import Sheet

_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def spelled(name: str) -> str:
    """Return a name without case, spaces and underscores: bd_best, BdBest and "BD best" alike."""
    return _BETWEEN.sub("", name).casefold()


def headers_of(
    sheet: Sheet, names: Iterable[str], aliases: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the header of each column of these names that the sheet has.

    Args:
        sheet: A table of a file.
        names: The publisher's names of its columns.
        aliases: Other names of some of them, older or newer: alias to name. A column of the
            name itself is believed before one of an alias.
    """
    by_spelling: dict[str, str] = {}
    for header in sheet.header:
        by_spelling.setdefault(spelled(header), header)
    found = {name: by_spelling.get(spelled(name)) for name in names}
    for alias, name in (aliases or {}).items():
        if found[name] is None:
            found[name] = by_spelling.get(spelled(alias))
    return {name: header for name, header in found.items() if header is not None}

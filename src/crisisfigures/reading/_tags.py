"""Tags: what an HXL hashtag with its attributes says, and which row of a table holds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from crisisfigures.cells import TAG, is_tag

N_ROWS = 25
"""Rows among which the tags are looked for, by the standard."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag and its attributes, in lower case."""

    tag: str
    attributes: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Tag | None":
        """Return the tag that a cell holds, spaces or not; None if it holds none."""
        found = TAG.fullmatch(text.strip())
        if found is None:
            return None
        attributes = (part.strip() for part in found[2].lower().split("+"))
        return cls(found[1].lower(), tuple(part for part in attributes if part))


def is_tag_row(record: Sequence[str]) -> bool:
    """Return whether a record is the row of HXL tags: two of them, and half of what it says.

    One alone among blank cells is a word of a title; in a table of one column it is enough.
    """
    said = [cell for cell in record if cell.strip()]
    n_tags = sum(map(is_tag, said))
    return n_tags >= min(2, len(record)) and 2 * n_tags >= len(said) > 0

"""How a cell is said in a message."""

from crisisfigures.layout import inert

_LONGEST_VALUE = 80
"""A longer cell is cut in messages; the column `value` of the findings keeps it in full."""


def quoted(text: str) -> str:
    """Return a cell's text in quotes, made safe to print and cut to a readable length."""
    if len(text) <= _LONGEST_VALUE:
        return f"'{inert(text)}'"
    return f"'{inert(text[: _LONGEST_VALUE - 3])}...' ({len(text):,} characters)"

"""Markdown: a pipe table with footnotes, as GitHub, GitLab, MkDocs and Pandoc read it.

Whatever the sources wrote stays text: no cell can open a link, a tag, an image or a new column.
"""

import re
from collections.abc import Iterator

from crisisfigures.layout import Cell, Layout, Section, inert
from crisisfigures.plugins import Renderer

_MARKUP = re.compile(r"[\\`*_{}\[\]|]")
# A backslash before these is not understood everywhere; the character's number is.
_ENTITIES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>~$"})
_AT_START = re.compile(r"^([#+\-]|\d+[.)](?=\s|$))")
# Many renderers make a link of a bare address; written so, it stays text.
_BARE_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_SAFE_ADDRESS = re.compile(r"https?://[^\s<>\\|\"`{}^]+", re.ASCII | re.IGNORECASE)


def render(layout: Layout) -> str:
    """Return the layout as Markdown, with a line break at the end."""
    blocks = [f"## {escaped(layout.title)}"] if layout.title else []
    blocks += _section(layout.table)
    for section in layout.sections:
        blocks += _section(section)
    if layout.notes:
        blocks.append("\n".join(_notes(layout)))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    r"""Return text that Markdown prints as it stands.

    Example:
        >>> escaped("killed | <b>*all*")
        'killed \\| &#60;b&#62;\\*all\\*'
    """
    text = _MARKUP.sub(r"\\\g<0>", inert(text).translate(_ENTITIES))
    text = _BARE_ADDRESS.sub(lambda found: f"&#{ord(found[0])};", text)
    return _AT_START.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def _cell(cell: Cell) -> str:
    marks = "".join(f"[^{mark}]" for mark in cell.marks)
    return f"{escaped(cell.text)} {marks}".strip()


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield f"### {escaped(section.title)}"
    if section.lead:
        yield escaped(section.lead)
    if section.rows:
        columns = [section.columns[i] for i in section.shown]
        lines = [
            [escaped(column.title) for column in columns],
            ["---:" if column.align == "right" else "---" for column in columns],
            *([_cell(row[i]) for i in section.shown] for row in section.rows),
        ]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
        yield from map(escaped, section.legends)
    if section.tail:
        yield escaped(section.tail)


def _notes(layout: Layout) -> Iterator[str]:
    for mark, note in enumerate(layout.notes, start=1):
        yield f"[^{mark}]: {escaped(note.text)} {_address(note.url)}".rstrip()


def _address(url: str | None) -> str:
    """Return an address as a link where it is plainly one of the web, else as plain text."""
    if url is None:
        return ""
    return f"<{url}>" if _SAFE_ADDRESS.fullmatch(url) else escaped(url)


RENDERER = Renderer(
    name="markdown",
    render=render,
    summary="A pipe table with footnotes, for a report, a wiki or a README.",
    suffix=".md",
)

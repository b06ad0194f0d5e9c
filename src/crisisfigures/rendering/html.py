"""HTML: one page that stands by itself, to be opened, mailed or pasted into a document.

No script, no network; whatever the sources wrote is text, and links lead to plain web addresses
alone.
"""

import re
from collections.abc import Iterator
from html import escape

from crisisfigures.layout import Cell, Layout, Note, Section, inert
from crisisfigures.plugins import Renderer

_SAFE_ADDRESS = re.compile(r"https?://[^\s<>\\|\"'`{}^]+", re.ASCII | re.IGNORECASE)
_STYLE = """\
body{font:16px/1.45 system-ui,sans-serif;max-width:75rem;margin:2rem auto;\
padding:0 1rem;color:#1b1b1b}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0}
th,td{padding:.3rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid #d5d5d5}
thead th{border-bottom:2px solid #1b1b1b}
.right{text-align:right;font-variant-numeric:tabular-nums}
.small{color:#555;font-size:.9rem}
@media print{body{max-width:none;margin:0}}"""


def render(layout: Layout) -> str:
    """Return the layout as an HTML page, with a line break at the end."""
    title = _text(layout.title or "Figures")
    body = [f"<h1>{_text(layout.title)}</h1>"] if layout.title else []
    for section in (layout.table, *layout.sections):
        body += _section(section)
    if layout.notes:
        body.append('<ol class="small">')
        body += [_note(mark, note) for mark, note in enumerate(layout.notes, start=1)]
        body.append("</ol>")
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
    )
    return f"{head}{chr(10).join(body)}\n</body>\n</html>\n"


def _text(text: str) -> str:
    return escape(inert(text))


def _section(section: Section) -> Iterator[str]:
    if section.title:
        yield f"<h2>{_text(section.title)}</h2>"
    if section.lead:
        yield f"<p>{_text(section.lead)}</p>"
    if section.rows:
        columns = [section.columns[i] for i in section.shown]
        sides = [' class="right"' if column.align == "right" else "" for column in columns]
        yield '<div class="wide"><table>\n<thead><tr>'
        for column, side in zip(columns, sides, strict=True):
            yield f'<th scope="col"{side}>{_text(column.title)}</th>'
        yield "</tr></thead>\n<tbody>"
        for row in section.rows:
            cells = (
                f"<td{side}>{_cell(row[i])}</td>"
                for i, side in zip(section.shown, sides, strict=True)
            )
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</tbody>\n</table></div>"
        yield from (f'<p class="small">{_text(legend)}</p>' for legend in section.legends)
    if section.tail:
        yield f'<p class="small">{_text(section.tail)}</p>'


def _cell(cell: Cell) -> str:
    marks = ", ".join(f'<a href="#note-{mark}">{mark}</a>' for mark in cell.marks)
    return _text(cell.text) + (f"<sup>{marks}</sup>" if marks else "")


def _note(mark: int, note: Note) -> str:
    url = ""
    if note.url is not None:
        url = f" {_text(note.url)}"
        if _SAFE_ADDRESS.fullmatch(note.url):
            url = f' <a href="{escape(note.url)}" rel="noreferrer">{_text(note.url)}</a>'
    return f'<li id="note-{mark}">{_text(note.text)}{url}</li>'


RENDERER = Renderer(
    name="html",
    render=render,
    summary="One page that stands by itself, to be opened, mailed or pasted into a document.",
    suffix=".html",
)

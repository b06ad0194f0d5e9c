"""JSON: the same tables for a program, every column by its name, texts exactly as they came."""

import json
import re

from crisisfigures.layout import Cell, Layout, Section
from crisisfigures.plugins import Renderer

# Inside a JSON text these can stand as they are; in a terminal they would act.
_ACTIVE = re.compile(
    "[\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def render(layout: Layout) -> str:
    """Return the layout as one JSON object, with a line break at the end.

    Each table stands under its name as a list of rows. A cell with footnotes is a list of their
    numbers, or, where it has a text too, an object of `text` and `notes`.
    """
    document = {
        "title": layout.title or None,
        **{section.name: _rows(section) for section in (layout.table, *layout.sections)},
        "notes": [
            {"note": mark, "id": note.id, "text": note.text, "url": note.url}
            for mark, note in enumerate(layout.notes, start=1)
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return _ACTIVE.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def _rows(section: Section) -> list[dict[str, object]]:
    return [
        {column.name: _data(cell) for column, cell in zip(section.columns, row, strict=True)}
        for row in section.rows
    ]


def _data(cell: Cell) -> object:
    if not cell.marks:
        return cell.data
    return {"text": cell.text, "notes": list(cell.marks)} if cell.text else list(cell.marks)


RENDERER = Renderer(
    name="json",
    render=render,
    summary="Every table, column and footnote by name, for a program.",
    suffix=".json",
)

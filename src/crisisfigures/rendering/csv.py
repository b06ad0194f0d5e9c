"""CSV: one rectangle for a spreadsheet, with the words as printed and the numbers beside them.

Where there is more than one table, the column `section` says which one a row belongs to;
footnotes are rows too, so that nothing is lost. No cell can be taken for a formula.
"""

from collections.abc import Iterator

from crisisfigures.cells import could_compute, csv_field
from crisisfigures.layout import Cell, Layout, Section, Value, inert
from crisisfigures.plugins import Renderer


def render(layout: Layout) -> str:
    """Return the layout as lines of comma-separated values, the first with the names."""
    sections = [layout.table, *layout.sections]
    names = list(dict.fromkeys(c.name for section in sections for c in section.columns))
    rows: list[dict[str, Value]] = [row for section in sections for row in _rows(section)]
    if layout.notes:
        names = list(dict.fromkeys([*names, "notes", "note", "url"]))
        rows += [
            {"section": "notes", "notes": f"[{mark}]", "note": note.text, "url": note.url}
            for mark, note in enumerate(layout.notes, start=1)
        ]
    if layout.notes or layout.sections:
        names.insert(0, "section")
    lines = [names, *([field(row.get(name)) for name in names] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def field(value: Value) -> str:
    """Return a value as a field that a spreadsheet shows and does not compute.

    Example:
        >>> field("=SUM(A1:A9)"), field(-5), field("32,000")
        ("'=SUM(A1:A9)", '-5', '"32,000"')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else repr(value)
    text = inert(value)
    return csv_field(f"'{text}" if could_compute(text) else text)


def _rows(section: Section) -> Iterator[dict[str, Value]]:
    for row in section.rows:
        yield {
            "section": section.name,
            **{column.name: _data(cell) for column, cell in zip(section.columns, row, strict=True)},
        }


def _data(cell: Cell) -> Value:
    if not cell.marks:
        return cell.data
    return f"{cell.text} [{', '.join(map(str, cell.marks))}]".lstrip()


RENDERER = Renderer(
    name="csv",
    render=render,
    summary="One rectangle for a spreadsheet: the words as printed, and low, best and high.",
    suffix=".csv",
)

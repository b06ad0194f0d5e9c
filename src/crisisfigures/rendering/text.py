"""Text: a table for a terminal or a mail, in columns of equal characters.

The table takes the width it is given. What does not fit is wrapped, never cut; where even that
leaves no room for the columns side by side, each row becomes a block of lines.
"""

from collections.abc import Iterable, Iterator, Sequence

from crisisfigures.errors import OptionError
from crisisfigures.layout import Cell, Column, Layout, Section, display_width, inert
from crisisfigures.plugins import Renderer

WIDTH = 100
"""Columns taken when no terminal says otherwise: fits a laptop's terminal and a printed page."""

NARROWEST = 20
"""Below this nothing can be set that a person would read."""

GAP = 2
# A word up to this length stays whole: "2,000,000" does, a web address does not.
_WHOLE_WORD = 16


def render(layout: Layout, width: int = WIDTH) -> str:
    """Return the layout as lines of at most `width` columns, with a line break at the end."""
    if width < NARROWEST:
        raise OptionError(f"width={width} is too narrow to print in; the least is {NARROWEST}")
    blocks = []
    if layout.title:
        blocks.append("\n".join(_underlined(layout.title, width, "=")))
    blocks.append(_section(layout.table, width))
    if layout.notes:
        blocks.append("\n".join(_notes(layout, width)))
    blocks += [_section(section, width) for section in layout.sections]
    return "\n\n".join(block for block in blocks if block) + "\n"


# -- pieces ------------------------------------------------------------------------------------


def marked(marks: Sequence[int]) -> str:
    """Return footnote marks in brackets; three and more in a row become a span.

    Example:
        >>> marked((1, 2, 3, 7))
        '[1-3, 7]'
    """
    spans: list[list[int]] = []
    for mark in sorted(set(marks)):
        if spans and spans[-1][1] == mark - 1:
            spans[-1][1] = mark
        else:
            spans.append([mark, mark])
    said = (f"{a}-{b}" if b - a > 1 else ", ".join(map(str, sorted({a, b}))) for a, b in spans)
    return f"[{', '.join(said)}]" if spans else ""


def _underlined(title: str, width: int, stroke: str) -> Iterator[str]:
    lines = wrapped(inert(title), width)
    yield from lines
    yield stroke * max(map(display_width, lines))


def _cell_text(cell: Cell) -> str:
    return " ".join(part for part in (inert(cell.text), marked(cell.marks)) if part)


def _section(section: Section, width: int) -> str:
    blocks = []
    if section.title:
        blocks.append(list(_underlined(section.title, width, "-")))
    if section.lead:
        blocks.append(wrapped(inert(section.lead), width))
    if section.rows:
        columns = [section.columns[i] for i in section.shown]
        rows = [[_cell_text(row[i]) for i in section.shown] for row in section.rows]
        widths = _column_widths([column.title for column in columns], rows, width)
        table = _stacked(columns, rows, width) if widths is None else _table(columns, rows, widths)
        blocks.append(list(table))
        blocks += [wrapped(legend, width) for legend in section.legends]
    if section.tail:
        blocks.append(wrapped(inert(section.tail), width))
    return "\n\n".join("\n".join(block) for block in blocks)


def _table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Iterator[str]:
    yield from _row([column.title for column in columns], columns, widths)
    yield (" " * GAP).join("-" * width for width in widths)
    # With a wrapped cell anywhere, only white space tells a reader where a row ends.
    is_airy = any(
        display_width(text) > width for row in rows for text, width in zip(row, widths, strict=True)
    )
    for i, row in enumerate(rows):
        if is_airy and i:
            yield ""
        yield from _row(row, columns, widths)


def _row(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    cells = [wrapped(text, width) for text, width in zip(row, widths, strict=True)]
    for i in range(max(map(len, cells))):
        line = (
            _padded(lines[i] if i < len(lines) else "", width, column.align)
            for lines, width, column in zip(cells, widths, columns, strict=True)
        )
        yield (" " * GAP).join(line).rstrip()


def _padded(text: str, width: int, align: str) -> str:
    blank = " " * (width - display_width(text))
    return blank + text if align == "right" else text + blank


def _stacked(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    label = max(display_width(column.title) for column in columns)
    beside = width - label - GAP
    for i, row in enumerate(rows):
        if i:
            yield ""
        for column, text in zip(columns, row, strict=True):
            if not text:
                continue
            if beside >= NARROWEST // 2:
                yield from _hanging(_padded(column.title, label + GAP, "left"), text, width)
            else:
                yield from wrapped(column.title, width)
                yield from _hanging("  ", text, width)


def _notes(layout: Layout, width: int) -> Iterator[str]:
    indent = len(f"[{len(layout.notes)}] ")
    for mark, note in enumerate(layout.notes, start=1):
        text = " ".join(inert(part) for part in (note.text, note.url or "") if part)
        yield from _hanging(f"[{mark}] ".rjust(indent), text, width)


def _hanging(first: str, text: str, width: int) -> Iterator[str]:
    indent = display_width(first)
    for i, line in enumerate(wrapped(text, width - indent)):
        yield (first if i == 0 else " " * indent) + line


# -- widths ------------------------------------------------------------------------------------


def _column_widths(
    titles: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> list[int] | None:
    """Return the width of each column, or None where they cannot stand side by side.

    The widest columns give way first, and none becomes narrower than its longest word.
    """
    natural, least = [], []
    for i, title in enumerate(titles):
        texts = [row[i] for row in rows]
        natural.append(max(map(display_width, [title, *texts])))
        word = max((display_width(word) for text in texts for word in text.split(" ")), default=0)
        least.append(max(min(word, _WHOLE_WORD), *map(display_width, title.split(" "))))
    room = width - GAP * (len(titles) - 1)
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None

    def capped(cap: int) -> list[int]:
        return [max(small, min(wide, cap)) for wide, small in zip(natural, least, strict=True)]

    cap = 1
    while sum(capped(cap + 1)) <= room:
        cap += 1
    widths = capped(cap)
    for i, wide in enumerate(capped(cap + 1)):
        if wide > widths[i] and sum(widths) < room:
            widths[i] += 1
    return widths


def wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most `width` columns, broken at blanks where it can be."""
    if display_width(text) <= width:
        return [text]
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for word, size in _fitting(text.split(" "), width):
        if line and used + 1 + size > width:
            lines.append(" ".join(line))
            line, used = [], 0
        used += size + (1 if line else 0)
        line.append(word)
    return [*lines, " ".join(line)]


def _fitting(words: Iterable[str], width: int) -> Iterator[tuple[str, int]]:
    """Yield words with their widths, those that are wider than a line in pieces."""
    for word in words:
        size = display_width(word)
        if size <= width:
            yield word, size
            continue
        start = used = 0
        for i, char in enumerate(word):
            step = display_width(char)
            if used + step > width and used:
                yield word[start:i], used
                start, used = i, 0
            used += step
        yield word[start:], used


RENDERER = Renderer(
    name="text",
    render=render,
    summary="Columns for a terminal, a mail or a page of fixed-width type.",
    suffix=".txt",
    options={"width": f"columns of the page; {WIDTH} unless said otherwise"},
)

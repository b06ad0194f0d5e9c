"""What is printed, as plain values: tables of cells, with footnotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Align = Literal["left", "right"]
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table.

    Attributes:
        name: The name by which a program finds it.
        title: The heading by which a reader finds it.
        align: `left` for words, `right` for counts.
        is_shown: Whether it is printed without being asked for. Outputs that programs read
            carry every column.
        legend: What a mark in its cells means, beginning with the mark.
    """

    name: str
    title: str
    align: Align = "left"
    is_shown: bool = True
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what is printed, and the footnotes that belong to it.

    Attributes:
        text: What is printed, as it came; each output makes it inert in its own way.
        marks: Numbers of footnotes, 1 for the first.
        value: What a program gets, where that is not the text.
    """

    text: str = ""
    marks: tuple[int, ...] = ()
    value: Value = None

    @property
    def data(self) -> Value:
        """What a program gets: the value, else the text, else None."""
        return self.text or None if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Attributes:
        text: What it says.
        url: Where that can be checked; printed after the text.
        id: The claim that it describes, for programs.
    """

    text: str
    url: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table: a heading, sentences before and after, and rows of cells.

    Attributes:
        name: The name by which a program finds it.
        title: The heading; empty for none.
        columns: The columns.
        rows: Rows of as many cells as there are columns.
        lead: A sentence before the table.
        tail: A sentence after it, such as how many rows were left out.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: str = ""
    tail: str = ""

    @property
    def shown(self) -> tuple[int, ...]:
        """The positions of the columns that are printed."""
        return tuple(i for i, column in enumerate(self.columns) if column.is_shown)

    @property
    def legends(self) -> tuple[str, ...]:
        """What the marks mean that occur in the columns printed."""
        found = ((i, self.columns[i].legend) for i in self.shown)
        return tuple(
            legend
            for i, legend in found
            if legend and any(legend[0] in row[i].text for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What is printed of a result: its table, the footnotes, and what follows them.

    Attributes:
        title: The heading of the whole; empty for none.
        table: The result itself.
        notes: Its footnotes, the first is number 1.
        sections: What follows, such as near misses, and what was set aside.
    """

    title: str
    table: Section
    notes: tuple[Note, ...] = ()
    sections: tuple[Section, ...] = ()


class Printable(Protocol):
    """Anything that can be printed: a result of the library, or of somebody else's."""

    def layout(self) -> Layout:
        """Return what is printed."""
        ...


def listing(name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Layout:
    """Return a plain table of texts under these headings."""
    columns = tuple(Column(title.lower().replace(" ", "_"), title) for title in titles)
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return Layout("", Section(name, "", columns, cells))

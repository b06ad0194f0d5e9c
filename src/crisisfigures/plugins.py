"""What the author of a plug-in imports: formats, checks, methods, renderers.

A plug-in is one file in a verb's folder, or one entry point in the group
`crisisfigures.formats`, `.checks`, `.methods` or `.outputs` of another distribution.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.segments import Groups, dense
from crisisfigures.table import COLUMNS, NO_DAY, Columns
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import END_KIND_ORDER

if TYPE_CHECKING:
    from crisisfigures.gazetteer import Gazetteer

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Strings = npt.NDArray[np.object_]


_STATED, _EXCLUSIVE = END_KIND_ORDER.index("stated"), END_KIND_ORDER.index("exclusive")


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of all quantities, as arrays of n entries in canonical order, grouped.

    Canonical order is by group, then by the vote's own values, so that a method's answer
    never depends on the order of the rows.

    Attributes:
        groups: Which of the m quantities each vote belongs to.
        lower: Effective lower ends; -inf where open below.
        upper: Effective upper ends; inf where open above.
        best: Stated best figures; NaN where none is stated.
        lower_kind: What each lower end rests on, as codes into `END_KIND_ORDER` (hardest first);
            -1 where open.
        upper_kind: The same for the upper ends.
        pinned: Whether the source states a best or both ends, and not only in vague words.
        vague: Whether the source gives vague words, whose ceiling counts as open in conflicts.
        weight: Positive integers; 1 unless weights were asked for.
        first_day: The first day of the publication date, as days since 1970-01-01; the smallest
            integer where it is not stated.
        day: The last day of the publication date; the smallest integer where it is not stated.
        floor: m floors, one a quantity: 0, or -inf for measures that may be negative.
        source: The independent source's name, as codes into `source_names`.
        source_names: The names of the sources.
    """

    groups: Groups
    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    pinned: Flags
    vague: Flags
    weight: Integers
    first_day: Integers
    day: Integers
    floor: Numbers
    source: Integers
    source_names: npt.NDArray[np.object_]

    @property
    def lower_out(self) -> Flags:
        """Return where the lower end itself is excluded ("more than N")."""
        return np.asarray(self.lower_kind == _EXCLUSIVE)

    @property
    def upper_out(self) -> Flags:
        """Return where the upper end itself is excluded ("fewer than N")."""
        return np.asarray(self.upper_kind == _EXCLUSIVE)

    def all_true(self) -> Flags:
        """Return n times true: every vote supports the answer."""
        return np.ones(len(self.lower), dtype=np.bool_)

    def meets(self, lower: Numbers, upper: Numbers) -> Flags:
        """Return which votes have a point in common with the range of their quantity.

        Args:
            lower: m lower ends of ranges; NaN where there is no range, which meets nothing.
            upper: m upper ends.
        """
        low, high = lower[self.groups.ids], upper[self.groups.ids]
        above = (self.lower < high) | ((self.lower == high) & ~self.lower_out)
        below = (self.upper > low) | ((self.upper == low) & ~self.upper_out) | self.vague
        return np.asarray(above & below & ~np.isnan(low))

    def excluded_by(self, lower: Numbers, upper: Numbers) -> Flags:
        """Return which votes lie apart from the range by an end that their source stated.

        An end that a convention, a level or rounding made never makes a contradiction by itself.
        """
        low, high = lower[self.groups.ids], upper[self.groups.ids]
        beyond = (self.lower > high) | ((self.lower == high) & self.lower_out)
        short = (self.upper < low) | ((self.upper == low) & self.upper_out)
        return np.asarray(
            (beyond & _is_hard(self.lower_kind)) | (short & _is_hard(self.upper_kind))
        )

    def excluded_ends(self, lower: Numbers, upper: Numbers) -> tuple[Flags, Flags]:
        """Return m flags for each end: votes make it, and every one that does excludes it."""
        at_lower = self.lower == lower[self.groups.ids]
        at_upper = self.upper == upper[self.groups.ids]
        return (
            self.groups.any(at_lower & self.lower_out)
            & ~self.groups.any(at_lower & ~self.lower_out),
            self.groups.any(at_upper & self.upper_out)
            & ~self.groups.any(at_upper & ~self.upper_out),
        )

    def chosen(self, which: Flags) -> tuple["Votes", Integers]:
        """Return some of the votes, and which quantities they are of."""
        groups, kept = self.groups.subset(which)
        arrays = {
            field.name: getattr(self, field.name)[which]
            for field in fields(self)
            if field.name not in ("groups", "floor", "source_names")
        }
        return replace(self, groups=groups, floor=self.floor[kept], **arrays), kept


def _is_hard(kind: Integers) -> Flags:
    return np.asarray((kind == _STATED) | (kind == _EXCLUSIVE))


@dataclass(frozen=True, slots=True)
class Combined:
    """What a method makes of the votes: m ranges, and which votes stand behind each.

    Attributes:
        lower: m lower ends; -inf where open, NaN where the method gives no answer.
        upper: m upper ends; inf where open, NaN where the method gives no answer.
        supports: n flags: the vote supports the answer of its quantity.
        best: m best figures, NaN for none; when not given, the median of the supporters'
            stated bests that lie in the result, or none if its two central ones differ.
        lower_out: m flags: the lower end itself is excluded; by default it is where every vote that
            makes the end excludes it.
        upper_out: The same for the upper end.
        compatible: n flags: the vote does not support the answer, and does not contradict it; by
            default where it meets the range.
        segments: The segments found, when the method looks for them.
        flags: Names of flags, each with m booleans: which quantities carry it.
        notes: Names of notes, each with m texts (None for no note), such as why there is no answer.
        agreement: m words (`unanimous`, `majority`, `unopposed`, `none`), or None when the method
            says nothing of agreement.
    """

    lower: Numbers
    upper: Numbers
    supports: Flags
    best: Numbers | None = None
    lower_out: Flags | None = None
    upper_out: Flags | None = None
    compatible: Flags | None = None
    segments: "Segments | None" = None
    flags: Mapping[str, Flags] = field(default_factory=dict)
    notes: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)
    agreement: npt.NDArray[np.object_] | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """The ranges that most votes cover: s entries, ordered by quantity, then by lower end.

    Attributes:
        group: The quantity (0 to m - 1) of each segment.
        lower: Lower ends; -inf where open.
        upper: Upper ends; inf where open.
        lower_out: Whether the lower end itself is excluded.
        upper_out: Whether the upper end itself is excluded.
        n_votes: How many votes cover it; their weights' sum, where weights were given.
        n_pinned: How many of them are pinned, in the same way.
    """

    group: Integers
    lower: Numbers
    upper: Numbers
    lower_out: Flags
    upper_out: Flags
    n_votes: Integers
    n_pinned: Integers


@dataclass(frozen=True, slots=True)
class Method:
    """A way of making one range of several votes.

    Attributes:
        name: The name by which `reconcile` is asked for it.
        combine: `combine(votes, **options)` returns the ranges.
        summary: One line on which question the method answers.
        weighs: Whether it minds the weights of the votes.
        sources_in: The option that lists sources, if one does: they may be given by any name that
            the registry knows, and `combine` gets them as `Votes.source_names` has them.
        options: The options that `combine` takes, each with a line of description.
    """

    name: str
    combine: Callable[..., Combined]
    summary: str
    weighs: bool = False
    sources_in: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Renderer:
    """An output: a way of printing a layout.

    Attributes:
        name: The name by which `render` is asked for it.
        render: `render(layout, **options)` takes a `crisisfigures.layout.Layout` and returns
            text, or bytes where the output is not text.
        summary: One line on what it is good for.
        suffix: How the names of its files end, with the dot.
        options: The options that `render` takes, each with a line of description.
    """

    name: str
    render: Callable[..., str | bytes]
    summary: str
    suffix: str
    options: Mapping[str, str] = field(default_factory=dict)


Severity = Literal["error", "warning", "info"]
"""How grave a finding is: an error makes the row unusable."""

Phase = Literal["structure", "coercion", "cells", "rows", "table", "meaning"]
"""What a check looks at, in the order in which checks are run; see `Check`."""

PHASES: tuple[Phase, ...] = get_args(Phase)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


Made = TypeVar("Made")

_FEW_COMBINATIONS = 1 << 16
"""Up to this many possible combinations of texts a table of all of them is the fastest."""


class Cells(Columns):
    """A table as a check sees it: its columns as arrays, what could not be read, a gazetteer.

    Judge distinct texts, not rows: a million rows name two hundred sources.
    """

    def __init__(self, table: pd.DataFrame, gazetteer: "Gazetteer | None" = None) -> None:
        super().__init__(table)
        self._gazetteer = gazetteer
        self._made: dict[object, Any] = {}

    @classmethod
    def of(cls, columns: Columns, gazetteer: "Gazetteer | None" = None) -> "Cells":
        """Return the same table as a check sees it; what was encoded already is shared."""
        cells = cls.__new__(cls)
        cells.__dict__.update(columns.__dict__)
        cells._gazetteer = gazetteer
        cells._made = {}
        return cells

    @property
    def gazetteer(self) -> "Gazetteer":
        """The gazetteer given to `validate`, or the standard one."""
        if self._gazetteer is None:
            from crisisfigures.gazetteer import standard_gazetteer

            self._gazetteer = standard_gazetteer()
        return self._gazetteer

    @cached_property
    def unread(self) -> dict[str, tuple[Integers, Strings]]:
        """The cells that could not be read: by column, their rows and what they said."""
        if not self.has("unread"):
            return {}
        codes, texts = self.codes("unread")
        said: dict[str, Strings] = {}
        for code, text in enumerate(texts):
            for column, cell in unread_cells(text):
                if column not in said:
                    said[column] = np.full(len(texts) + 1, None, dtype=object)
                said[column][code] = cell
        found = {}
        for column, cells in said.items():
            rows = np.flatnonzero((cells != None)[codes])  # noqa: E711 (elementwise)
            if len(rows):
                found[column] = rows, cells[codes[rows]]
        return found

    def is_unread(self, name: str) -> Flags:
        """Return where a cell of the column could not be read."""
        marked = np.zeros(self.n, dtype=np.bool_)
        if name in self.unread:
            marked[self.unread[name][0]] = True
        return marked

    def judge(self, rule: Callable[..., bool], *names: str) -> Flags:
        """Return where `rule` holds of the texts of several cells of a row, None where missing.

        The rule is asked once for each distinct combination; see `holds` for one column.
        """
        coded = [self.codes(name) for name in names]
        ids, rows = combined([codes for codes, _ in coded], [len(texts) for _, texts in coded])
        at = np.flatnonzero(rows >= 0)
        parts = (np.append(texts, np.array([None]))[codes[rows[at]]] for codes, texts in coded)
        held = np.zeros(len(rows), dtype=np.bool_)
        held[at] = [rule(*combination) for combination in zip(*parts, strict=True)]
        return held[ids]

    def once(self, make: "Callable[..., Made]", *names: str) -> "Made":
        """Return `make(cells, *names)`, made once for all the checks that ask for it."""
        if (make, names) not in self._made:
            self._made[make, names] = make(self, *names)
        made: Made = self._made[make, names]
        return made

    def said(self, name: str, rows: Integers) -> Strings:
        """Return what the cells of some rows say, as text; None where nothing is stated.

        A cell that could not be read says what it said in the file.
        """
        kind = COLUMNS[name].kind if name in COLUMNS else "text"
        if not self.has(name):
            cells = np.full(len(rows), None, dtype=object)
        elif kind == "number":
            cells = each_distinct(_number_said, self.numbers(name)[rows])
        elif kind == "day":
            cells = each_distinct(_day_said, self.days(name)[rows])
        else:
            cells = each_distinct(_text_said, self._texts_of(name, rows))
        if name in self.unread:
            at, texts = self.unread[name]
            place = np.minimum(np.searchsorted(at, rows), len(at) - 1)
            found = at[place] == rows
            cells[found] = texts[place[found]]
        return cells

    def _texts_of(self, name: str, rows: Integers) -> Strings:
        has_default = name in COLUMNS and COLUMNS[name].default is not None
        if name in self._codes and not has_default:
            codes, texts = self._codes[name]
            return np.append(texts, np.array([None], dtype=object))[codes[rows]]
        return np.asarray(self.table[name].array.take(rows), dtype=object)


def unread_cells(text: str) -> list[tuple[str, str]]:
    """Return the columns and texts that a cell of `unread` lists: `column=text; column=text`."""
    parts = [part.partition("=") for part in text.split("; ")]
    return [
        (unquote(column), unquote(cell)) if sign else ("unread", unquote(column))
        for column, sign, cell in parts
    ]


def combined(keys: Sequence[Integers], sizes: Sequence[int]) -> tuple[Integers, Integers]:
    """Return ids for equal combinations of codes, and for each id a row that has it.

    Args:
        keys: k arrays of n codes each, -1 where nothing is stated.
        sizes: For each key, how many codes there are.

    Returns:
        n ids, and for each possible id the last row that has it, -1 if none does.
    """
    ids, possible = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key, size in zip(keys, sizes, strict=True):
        possible *= size + 1
        if possible > _FEW_COMBINATIONS:
            ids, possible = dense(keys, sizes)
            break
        ids = ids * (size + 1) + (key + 1)
    rows = np.full(possible, -1, dtype=np.int64)
    rows[ids] = np.arange(len(ids))
    return ids, rows


def each_distinct(function: Callable[[Any], str | None], values: npt.NDArray[Any]) -> Strings:
    """Return `function` of each entry, asked once for each distinct one."""
    entries = values.tolist()
    answers = {entry: function(entry) for entry in dict.fromkeys(entries)}
    return _objects([answers[entry] for entry in entries])


def _objects(items: list[Any]) -> Strings:
    made = np.empty(len(items), dtype=object)
    made[:] = items
    return made


def _number_said(number: float) -> str | None:
    if number != number:
        return None
    is_short = number.is_integer() and abs(number) < 1e16
    return str(int(number)) if is_short else repr(number)


def _day_said(day: int) -> str | None:
    return None if day == NO_DAY else str(np.datetime64(day, "D"))


def _text_said(text: object) -> str | None:
    return None if text is None or text != text else str(text)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check found, where it could not judge every row.

    Attributes:
        bad: n flags: the rows at fault.
        unjudged: n flags: the rows that could not be judged; never at fault.
    """

    bad: Flags
    unjudged: Flags


Rows = Mapping[str, object] | tuple[Mapping[str, object], ...]
"""Cells to put into a sound row (`...` drops the column); or a mapping for each of several rows."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong in a table of figures: how to find it, and what to say.

    The phases are run in order. A check is not judged, but counted as not evaluated, where a
    cell that it looks at could not be read, or was already found at fault: in the phases up to
    `cells` the fault lies in the one cell; in the phase `rows` it lies between all the cells
    that the check looks at. Only errors keep an error from being judged, so that a row's errors
    never depend on its warnings. Two checks of one phase must not find one fault twice.

    Attributes:
        name: The code of its findings: lower case, words joined by hyphens; it never changes.
        severity: `error` (the row is unusable), `warning` or `info`.
        phase: `structure` (the columns of the table), `coercion` (can the cell be read at all),
            `cells` (one cell is wrong in itself), `rows` (cells of one row contradict one
            another), `table` (rows contradict one another) or `meaning` (it can be read, and is
            not what the field would expect).
        at: The columns where it finds faults; it is asked for each of them on its own. Empty: for
            each column that the canonical table does not know. The name "" is the
            row, or the table, as a whole.
        find: `find(cells, column)` returns n flags, true at fault; or `Judged`, where some rows
            could not be judged; or one bool, for a fault of the whole column.
        message: What is wrong, in the field's terms. `{value}` is the cell, `{column}` its
            column, `{low}` the cell of another column; `facts` adds more.
        hint: What to do about it; it may hold the same fields.
        why: Why it matters, for the page of codes.
        bad: Samples of the fault, each as cells to put into a sound row; the fault is found in the
            last row, at the first of its cells that `at` names.
        good: Samples that look alike and are right.
        reads: The other columns that it looks at.
        facts: `facts(cells, column, rows)` returns further fields of message and hint: for each
            name as many texts as there are rows; one text where there are none, for a fault of
            the whole column.
    """

    name: str
    severity: Severity
    phase: Phase
    at: tuple[str, ...]
    find: "Callable[[Cells, str], Flags | Judged | bool]"
    message: str
    hint: str
    why: str
    bad: tuple[Rows, ...] = field(hash=False)
    good: tuple[Rows, ...] = field(default=(), hash=False)
    reads: tuple[str, ...] = ()
    facts: "Callable[[Cells, str, Integers], Mapping[str, Strings]] | None" = None


INPUTS: Mapping[str, str] = {
    "figure": "the range in one cell, in digits or in words: 300, 12 345, more than two million",
    "figure_hedge": "words that belong before a bare number of `figure`: more than, approximately",
    "sex": "the sex of the people counted, beside or instead of `group`",
    "age": "their age, beside or instead of `group`: 0-4, 60+, children",
    "period": "the period in one cell: 2022, 2022-03/2022-05, March to May 2022, since 2012",
    "as_of": "the date on which people were counted",
    "date": "one date, of which it is not told whether it is a period or an as-of date",
    "year": "the year of the period, in figures",
    "month": "the month of the year, in figures or by name",
    "country": "the name of the country that the place is in, or of the place itself",
    "country_code": "its ISO 3166-1 code, of two or three letters",
    "admin1": "the name of the first administrative level",
    "admin1_code": "its p-code or ISO 3166-2 code",
    "admin2": "the name of the second administrative level",
    "admin2_code": "its p-code",
    "admin3": "the name of the third administrative level",
    "admin3_code": "its p-code",
}
"""What a format may hand on beside the canonical columns; reading makes canonical ones of them.

`place` and `from_place` may hold names as well as codes, where no system is stated.
"""


class Sheet:
    """One table of a file as it stands: columns of text by their names, nothing interpreted.

    Attributes:
        header: The names of the n columns, made unique: a second "total" is "total_2", a column
            without a name is "column_7".
        tags: The HXL tag of each column as it stands, "" for none; empty if the file has no
            row of tags.
        renamed: What the caller says of columns: our name to the name in the header.
    """

    def __init__(
        self,
        header: Sequence[str],
        columns: Sequence[Texts],
        *,
        tags: Sequence[str] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self.header, self.tags = tuple(header), tuple(tags)
        self.renamed = dict(renamed or {})
        self._columns = dict(zip(header, columns, strict=True))
        self.n_rows = len(columns[0]) if columns else 0

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Texts:
        return self._columns[name]

    def has(self, *names: str) -> bool:
        """Return whether the header has all of these names."""
        return all(name in self._columns for name in names)


@dataclass(frozen=True, slots=True)
class Match:
    """What a format recognises in a sheet.

    Attributes:
        columns: The columns, by their names in the header, that it knows what to do with.
        reason: How it was recognised, for the reader of a message: "its 38 columns of UCDP GED".
    """

    columns: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A sheet arranged for reading: texts under canonical names or those of `INPUTS`.

    A column that is handed on as it is in the sheet is taken up. Every other column of the
    sheet is kept beside the figures under its own name, also one that a text was made of.

    Attributes:
        columns: For each name the texts, or one text for all rows. Texts under any other name
            are kept beside the figures, in place of a column of that name.
        rows: Which rows of the sheet state a figure of this kind; all of them if None. Sheets
            with several figures in a row are read by several arrangements.
        is_canonical: Whether the columns are a table of this library as it was written: its words
            are taken as they are, and nothing follows from them.
    """

    columns: Mapping[str, Texts | str]
    rows: Flags | None = None
    is_canonical: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A source format: how it is recognised, and which of its columns say what.

    A format only arranges. Numbers, words, dates, places and synonyms are then read in one
    way for all formats, and what cannot be read is kept and reported.

    Attributes:
        name: The name by which `read` is asked for it.
        summary: One line on whose files these are.
        needs: What a file must have to be recognised, for the message when none is.
        level: How special it is: a `publisher`'s format is chosen before a `standard`, and that
            before the `general` one; within a level the one that knows most columns.
        sniff: `sniff(sheet)` returns what it recognises in the first rows of a sheet, or None.
        arrange: `arrange(sheet)` returns one arrangement, or several.
    """

    name: str
    summary: str
    needs: str
    level: Literal["publisher", "standard", "general"]
    sniff: Callable[[Sheet], Match | None]
    arrange: Callable[[Sheet], Arrangement | Sequence[Arrangement]]


__all__ = [
    "INPUTS",
    "PHASES",
    "SEVERITIES",
    "Arrangement",
    "Cells",
    "Check",
    "Combined",
    "Format",
    "Judged",
    "Match",
    "Method",
    "Phase",
    "Renderer",
    "Rows",
    "Segments",
    "Severity",
    "Sheet",
    "Texts",
    "Votes",
    "combined",
    "each_distinct",
    "unread_cells",
]

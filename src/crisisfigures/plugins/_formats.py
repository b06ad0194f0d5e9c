"""Formats: a sheet of text in, columns under the names of the table out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crisisfigures.plugins._arrays import Flags
from crisisfigures.texts import Texts

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
        figures: Columns of numbers of which the caller declares what each counts: canonical names
            and those of `INPUTS` by the name in the header; `end` tells which part of the range
            it states (`figure`, `low`, `best`, `high`).
        constants: What the caller says of all rows; reading puts it where a row says nothing.
        name: What the sheet is called in its workbook; None for a file that has no sheets.
    """

    def __init__(
        self,
        header: Sequence[str],
        columns: Sequence[Texts],
        *,
        tags: Sequence[str] = (),
        renamed: Mapping[str, str] | None = None,
        figures: Mapping[str, Mapping[str, str]] | None = None,
        constants: Mapping[str, str] | None = None,
        name: str | None = None,
    ) -> None:
        self.header, self.tags, self.name = tuple(header), tuple(tags), name
        self.renamed, self.figures = dict(renamed or {}), dict(figures or {})
        self.constants = dict(constants or {})
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
        made_of: Columns of the sheet, by their names, that other texts were made of which say all
            that they say: they are taken up too.
    """

    columns: Mapping[str, Texts | str]
    rows: Flags | None = None
    is_canonical: bool = False
    made_of: Collection[str] = ()


_STATES = ("figure", "low", "best", "high", "status")
"""What a row states of a figure: its number, or why there is none."""


def by_figure(
    columns: Mapping[str, Texts | str],
    figures: Sequence[Mapping[str, Texts | str]],
    *,
    nothing: Texts | str | None = None,
    made_of: Collection[str] = (),
) -> list[Arrangement]:
    """Return the figures of rows that state several: an arrangement each, of rows that state it.

    A row in which none is stated is kept once, as the first figure.

    Args:
        columns: What holds for every figure of a row: its place, its period, its source.
        figures: For each of k figures, its own columns: `figure`, or `low`, `best` and `high`, or
            `status`, as texts of n rows; `measure`, `group` and the like. They win over `columns`.
        nothing: The status of a row in which no figure is stated, such as `missing` where the
            publisher leaves blank what was not reported; one for all rows, or n texts. By default
            the row gives no reason, and is reported.
        made_of: Columns of the sheet that these were made of, as in `Arrangement`.

    Returns:
        k arrangements in the order of `figures`.
    """
    states = [
        np.logical_or.reduce(
            [cells.is_stated for name in _STATES if isinstance(cells := one.get(name), Texts)]
        )
        for one in figures
    ]
    is_blank = ~np.logical_or.reduce(states)
    first = dict(figures[0])
    if nothing is not None and is_blank.any():
        reason = nothing if isinstance(nothing, Texts) else Texts.repeated(nothing, len(is_blank))
        why = reason.where(is_blank)
        status = first.get("status", why)
        first["status"] = status.otherwise(why) if isinstance(status, Texts) else status
    states[0] = states[0] | is_blank
    return [
        Arrangement({**columns, **one}, rows=None if stated.all() else stated, made_of=made_of)
        for one, stated in zip((first, *figures[1:]), states, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Format:
    """A source format: how it is recognised, and which of its columns say what.

    A format only arranges. Numbers, words, dates, places and synonyms are then read in one
    way for all formats, and what cannot be read is kept and reported.

    Attributes:
        name: The name by which `read` is asked for it.
        summary: One line on whose files these are.
        needs: What a file must have to be recognised, for the message when none is.
        level: How special it is: one that reads what the caller has `declared` is chosen before a
            table of this library (`own`; it may hold columns of others), that before a
            `publisher`'s, that before a `standard`, and that before the `general` one; within a
            level the one that knows most columns.
        sniff: `sniff(sheet)` returns what it recognises in the first rows of a sheet, or None.
        arrange: `arrange(sheet)` returns one arrangement, or several.
        sheets: `one` if a second sheet of a workbook that holds such figures may hold the same
            ones again; `all` if the publisher spreads one table over several sheets.
        by_row: Whether each row is understood by itself, so that a long file can be read some rows
            at a time.
    """

    name: str
    summary: str
    needs: str
    level: Literal["declared", "own", "publisher", "standard", "general"]
    sniff: Callable[[Sheet], Match | None]
    arrange: Callable[[Sheet], Arrangement | Sequence[Arrangement]]
    sheets: Literal["one", "all"] = "one"
    by_row: bool = False

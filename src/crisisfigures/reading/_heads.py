"""Heads: which record of a grid is the header, and which format knows its columns best."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from crisisfigures.errors import (
    OptionError,
    ReadError,
    UnknownFormatError,
    UnknownNameError,
    quoted,
)
from crisisfigures.plugins import Format, Match, Sheet
from crisisfigures.reading._declared import Declared
from crisisfigures.reading._grid import LONGEST_WORDS, Grid, Record
from crisisfigures.reading._tags import N_ROWS, is_tag_row
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold, read_measure

_LEVELS = ("general", "standard", "publisher", "own", "declared")

_N_TITLES = 20
"""Records among which the header is looked for; above it stand titles and notes."""

_YEAR_AS_DAY = re.compile(r"\d{4}-(?:01-01|12-31)(?:[T ]00:00(?::00)?)?", re.ASCII)

_ENDS = {"min": "low", "low": "low", "max": "high", "high": "high"}
"""Words of a header that an example takes for an end of a range."""


@dataclass(frozen=True, slots=True)
class Head:
    """A record taken as the header.

    Attributes:
        header: The names of the columns, made unique.
        tags: The HXL tags of the columns, or none.
        first: The number of the record with which the data begin, from 0.
    """

    header: tuple[str, ...]
    tags: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The grid, the header and the format with which a file is read.

    Attributes:
        grid: The grid that holds the figures.
        head: Its header.
        format: The format that knows its columns.
        match: What the format recognised.
        declared: What the caller says of columns, in the header's own spelling.
    """

    grid: Grid
    head: Head
    format: Format
    match: Match
    declared: Declared


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names for all columns: a second one is numbered, a missing one is column_7."""
    taken: dict[str, int] = {}
    for i, raw in enumerate(names, start=1):
        name = " ".join(raw.split()) or f"column_{i}"
        if name not in taken:
            taken[name] = 1
            continue
        # Counted on from the last one, so that a thousand like names are not tried anew.
        number = taken[name] + 1
        while f"{name}_{number}" in taken:
            number += 1
        taken[name] = taken[f"{name}_{number}"] = number
    return tuple(taken)


def _above(records: Sequence[Record]) -> list[str]:
    """Return the names above a row of tags: of several rows of headers, the lowest that says one.

    A heading over both rows stands in the upper one. Titles, alone in their row, name no column.
    """
    names: list[str] = []
    for record in reversed(records):
        said = [cell for cell in record if cell.strip()]
        if not said or (names and len(said) < 2):
            continue
        names += [""] * (len(record) - len(names))
        names = [
            name if name.strip() else cell
            for name, cell in zip_longest(names, record, fillvalue="")
        ]
    return names


def _heads(preview: Sequence[Record]) -> Iterator[Head]:
    """Yield what could be the header, most likely first."""
    for i, record in enumerate(preview[:N_ROWS]):
        if is_tag_row(record):
            above = _above(preview[:i]) or record
            width = max(len(above), len(record))
            names, tags = ([*r, *[""] * width][:width] for r in (above, record))
            yield Head(_unique(names), tuple(tag.strip() for tag in tags), i + 1)
            return
    widest = max((len(record) for record in preview), default=0)
    for i, record in enumerate(preview[:_N_TITLES]):
        if max(map(len, record), default=0) > LONGEST_WORDS:
            continue
        # A title stands alone in its row; a table of one column is all titles.
        if sum(1 for cell in record if cell.strip()) >= min(2, widest):
            yield Head(_unique(record), (), i + 1)


def sheet_of(head: Head, columns: Sequence[Texts], declared: Declared, name: str | None) -> Sheet:
    """Return the columns under a header, with what the caller says of them.

    Args:
        head: The header, with its tags.
        columns: The columns in the order of the header.
        declared: What the caller says of them.
        name: What the sheet is called, in a workbook.
    """
    return Sheet(
        head.header,
        list(map(_as_years, head.header, columns)),
        tags=head.tags,
        renamed={ours: theirs for theirs, ours in declared.renamed.items()},
        figures=declared.figures,
        constants=declared.constants,
        name=name,
    )


def _as_years(header: str, column: Texts) -> Texts:
    """Return a column of years as years: programs save 2009 as its first or its last day."""
    if fold(header) != "year" or not len(column.values):
        return column
    if not all(map(_YEAR_AS_DAY.fullmatch, column.values)):
        return column
    return column.map(lambda text: text[:4])


def _preview_sheet(grid: Grid, head: Head, declared: Declared) -> Sheet:
    width = len(head.header)
    rows = [
        [*(cell[:LONGEST_WORDS] for cell in row[:width]), *[""] * (width - len(row))]
        for row in grid.preview[head.first :]
        if tuple(cell.strip() for cell in row) != head.header
    ]
    cells = zip(*rows, strict=True) if rows else [()] * width
    return sheet_of(head, [Texts.listed(column) for column in cells], declared, grid.sheet)


def choose(
    grids: Sequence[Grid],
    formats: Mapping[str, Format],
    declared: Declared,
    path: str,
) -> list[Chosen]:
    """Return the sheet, the header and the format that fit best.

    They are several where the publisher spreads one table over several sheets.

    Raises:
        UnknownFormatError: No format recognises any sheet.
        ReadError: Several sheets are recognised, or two formats fit equally.
        OptionError: No header has the columns that the caller names.
    """
    by_grid: list[list[Chosen]] = []
    for grid in grids:
        fitting = []
        for head in _heads(grid.preview):
            spelled = declared.spelled_as(head.header)
            if spelled is None:
                continue
            sheet = _preview_sheet(grid, head, spelled)
            for form in formats.values():
                match = form.sniff(sheet)
                if match is not None:
                    fitting.append(Chosen(grid, head, form, match, spelled))
        if fitting:
            by_grid.append(_best(fitting, path))
    if not by_grid:
        raise _unknown(grids, formats, declared, path)
    best = [fitting[0] for fitting in by_grid]
    if len(best) > 1 and not (best[0].format.sheets == "all" and _same_format(best)):
        sheets = [chosen.grid.sheet for chosen in best]
        raise ReadError(
            path,
            f"{len(sheets)} of its sheets hold figures: {quoted(sheets)}.",
            f"name one: sheet={sheets[0]!r}; reading all could count people twice.",
        )
    return best


def _same_format(chosen: Sequence[Chosen]) -> bool:
    return len({one.format.name for one in chosen}) == 1


def _best(fitting: list[Chosen], path: str) -> list[Chosen]:
    """Return the fitting ones of one grid, the best first: special, knowing, high up."""

    def rank(chosen: Chosen) -> tuple[int, int]:
        return _LEVELS.index(chosen.format.level), len(chosen.match.columns)

    # Sorting is stable: of equals the first header remains the first.
    ordered = sorted(fitting, key=rank, reverse=True)
    best = ordered[0]
    rivals = {c.format.name for c in ordered if rank(c) == rank(best) and c.head == best.head}
    if len(rivals) > 1:
        raise ReadError(
            path,
            f"it fits the formats {quoted(sorted(rivals))} equally well.",
            f"name one: format={min(rivals)!r}.",
        )
    return ordered


def _unknown(
    grids: Sequence[Grid],
    formats: Mapping[str, Format],
    declared: Declared,
    path: str,
) -> Exception:
    heads = [(grid, head) for grid in grids for head in _heads(grid.preview)][:1]
    if not heads and any(cell.strip() for grid in grids for r in grid.preview for cell in r):
        return ReadError(
            path,
            f"no header was found: none of its first {_N_TITLES} rows has two cells.",
            "take out the rows above the table.",
        )
    if not heads:
        return ReadError(path, "it holds no table: no row has a cell.", "is it the right file?")
    _, head = heads[0]
    if lacking := declared.lacking(head.header):
        return OptionError(
            f"columns= names {quoted(lacking)}, which the header of {path} lacks.\n"
            f"Hint: it has {quoted(head.header, 20)}."
        )
    n_numbers = sum(1 for name in head.header if any(c.isdigit() for c in name[:1]))
    bare = (
        " The first row looks like data: is the header missing?"
        if 3 * n_numbers >= len(head.header)
        else ""
    )
    tagged = " It has a row of HXL tags, and none of them counts people." if head.tags else ""
    what = "no format recognises" if len(formats) > 1 else f"{min(formats)} does not recognise"
    needs = "\n".join(f"  {form.name}: {form.needs}" for form in formats.values())
    return UnknownFormatError(
        path,
        f"{what} its columns {quoted(head.header, 20)}.{bare}{tagged}\nNeeded is one of\n{needs}",
        'say which column is which, as in columns={"Deaths": "figure"}, or name the format. Where '
        f"each column counts something else, declare what: {_example(head)}.",
    )


def _example(head: Head) -> str:
    """Return how a wide table is declared, shown on a column of this header if one is plain."""
    for name in head.header:
        said = fold(name).split()
        end = next((_ENDS[word] for word in said if word in _ENDS), None)
        try:
            measure = read_measure(" ".join(word for word in said if word not in _ENDS)).measure
        except UnknownNameError:
            continue
        part = "" if end is None else f', "end": "{end}"'
        return f'columns={{"{name}": {{"measure": "{measure}"{part}}}}}'
    return 'columns={"killed_min": {"measure": "killed", "end": "low"}}'

"""read: a file, a buffer, a frame or records become one table of figures."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from crisisfigures._shelf import collect
from crisisfigures.cells import unprotected
from crisisfigures.errors import OptionError, PeriodError, UnknownNameError
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.period import partial_span
from crisisfigures.plugins import INPUTS, Arrangement, Format, Sheet
from crisisfigures.reading._beside import gazetteer_beside
from crisisfigures.reading._coercion import Options, coerce, to_frame
from crisisfigures.reading._declared import Declared, check_words, declared, with_constants
from crisisfigures.reading._grid import Loaded, without_repeats
from crisisfigures.reading._heads import Chosen, choose, sheet_of
from crisisfigures.reading._numbers import reads_words
from crisisfigures.reading._opening import Opened, open_data
from crisisfigures.reading._progress import step
from crisisfigures.reading._totals import with_totals
from crisisfigures.reading._unread import unread_of
from crisisfigures.reading._whole import whole_numbers
from crisisfigures.table import COLUMNS, normalise, with_ids
from crisisfigures.texts import Texts
from crisisfigures.wording import parse_estimate

_STEPS = 4


def formats() -> dict[str, Format]:
    """Return the source formats by name: those of this package and of other distributions."""
    return collect("crisisfigures.reading", Format, "crisisfigures.formats")


def read(
    data: Any,
    *,
    format: str | None = None,
    columns: Mapping[str, str | Mapping[str, Any]] | str | os.PathLike[str] | None = None,
    lang: str | None = None,
    convention: str = "plain",
    published_on: str | None = None,
    gazetteer: Gazetteer | None = None,
    sheet: str | None = None,
) -> pd.DataFrame:
    r"""Return a table of figures, one row a claim, from a file in any known format.

    What a file is, is told by what it holds. Text is read as text first, so that "NA" stays
    Namibia, and then number by number and date by date. What cannot be read is missing in its
    column and kept in `unread`, for `validate` to report; columns that are not known are kept
    under their own names. How the file was understood is noted in `table.attrs["reading"]`.

    Args:
        data: A path, bytes, an open file, a DataFrame or a list of records. Files are CSV (any
            delimiter, UTF-8, UTF-16 or Windows-1252), Excel, JSON records or lines, Parquet.
        format: A name of `formats()`; by default the one that knows the columns best.
        columns: Which column of the file is which of ours: `{"Muertos": "figure"}`. Ours are
            the canonical columns, and those of `plugins.INPUTS`. A column of numbers may be
            declared with what it counts: `{"Dead min": {"measure": "killed", "end": "low"}}`;
            columns that agree in all but `end` (`figure`, `low`, `best`, `high`) are one range.
            `"*"` says what holds for rows that do not say it: `{"*": {"source": "WHO"}}`. Or
            the path of a TOML file that holds such a mapping.
        lang: The language of words and digits, such as "es"; English words, and digits with a
            decimal point, unless given. Where a language's words for numbers are not known, its
            digits are read and its words are kept as unread.
        convention: What hedges and vague words mean in numbers.
        published_on: The publication date of rows that state none, such as "2022-06": words
            like "since 2012" end with it.
        gazetteer: Which names mean which places; by default the standard one, with the areas
            of an `areas.toml` that lies beside the file.
        sheet: The sheet of a workbook; needed where several hold figures.

    Returns:
        n rows in canonical types, with `id`, in the order of the file; `file` and `source_row`
        say where each was found, as a spreadsheet counts rows. A frame keeps its index.

    Raises:
        ReadError: There is no such file, it is empty or broken, or is no table.
        UnknownFormatError: No format recognises its columns.
        UnknownNameError: No format, or no column of ours, has that name.
        OptionError: `columns` names what the file lacks, or declares what cannot be read, or
            `published_on` is no date.
        MissingExtraError: A Parquet file, without pyarrow.

    Example:
        >>> read(StringIO("measure,figure,source\nkilled,at least 32,AFP"))[["low", "high"]]
            low  high
        0  32.0   NaN
    """
    known, said = chosen_formats(format, columns, lang, convention, published_on)
    name = str(data) if isinstance(data, str | os.PathLike) else "data"
    step(f"opening {name}", 0, _STEPS)
    sources = _load(data, sheet, known, said, name)
    step(f"reading {name}", 2, _STEPS)
    if gazetteer is None:
        is_path = isinstance(data, str | os.PathLike)
        gazetteer = gazetteer_beside(data) if is_path else standard_gazetteer()
    noted = noted_of(sources)
    options = Options(gazetteer, lang, convention, published_on)
    tables = [tabled(source, options) for source in sources]
    table = tables[0] if len(tables) == 1 else _joined(tables)
    # Before the claims are named, which takes memory too, what was read is given back.
    del sources, tables
    _give_back()
    step(f"naming the figures of {name}", 3, _STEPS)
    table = with_ids(table)
    table.attrs["reading"] = noted
    step(f"read {name}", _STEPS, _STEPS)
    return table


def chosen_formats(
    format: str | None,
    columns: Mapping[str, str | Mapping[str, Any]] | str | os.PathLike[str] | None,
    lang: str | None,
    convention: str,
    published_on: str | None,
) -> tuple[Mapping[str, Format], Declared]:
    """Return the formats that a file may be in, and what is said of its columns.

    Raises:
        UnknownNameError: No format, or no column of ours, has that name.
        OptionError: An option of reading is not taken so.
    """
    known = formats()
    if format is not None:
        if format not in known:
            raise UnknownNameError("format", format, known)
        known = {format: known[format]}
    said = declared(columns)
    if said.figures and format not in (None, "wide"):
        raise OptionError(
            f"columns= declares what columns count, and {format} knows by itself where its figures "
            'are.\nHint: leave out format=, or name columns as in columns={"Deaths": "figure"}.'
        )
    _check_words(lang, convention)
    check_words(said, lang, convention)
    if published_on is not None:
        _check_date(published_on)
    return known, said


@dataclass(slots=True)
class Source:
    """A loaded file: its sheet, how it was understood, and where its rows lie."""

    format: Format
    reason: str
    sheet: Sheet
    sheet_name: str | None
    loaded: Loaded
    file: str | None
    has_rows: bool
    n_above: int
    notes: tuple[str, ...]


def _load(
    data: Any,
    sheet: str | None,
    known: Mapping[str, Format],
    said: Declared,
    name: str,
) -> list[Source]:
    """Return the data loaded; the bytes of the file are given back when this is done."""
    opened = open_data(data, sheet)
    chosen = choose(opened.grids, known, said, opened.path)
    step(f"parsing {name}", 1, _STEPS)
    if len(chosen) == 1:
        return [load_source(chosen[0], opened, opened.file)]
    return [load_source(one, opened, f"[{opened.file or ''}]{one.grid.sheet}") for one in chosen]


def load_source(chosen: Chosen, opened: Opened, file: str | None) -> Source:
    """Return one sheet loaded. Of several, `file` names each as spreadsheets do: [book.xlsx]May."""
    head, grid = chosen.head, chosen.grid
    loaded, repeats = without_repeats(grid.load(head.first, len(head.header)), head.header)
    loaded, tags = without_repeats(loaded, head.tags)
    notes = grid.notes_from(head.first)
    if repeats := sorted(repeats + tags):
        shown = ", ".join(map(str, repeats[:5])) + (" …" if len(repeats) > 5 else "")
        notes = (*notes, f"rows that repeat the header are passed over: {shown}.")
    columns = loaded.columns
    if chosen.format.level == "publisher":
        columns = whole_numbers(head.header, columns)
    found = sheet_of(head, columns, chosen.declared, grid.sheet)
    loaded = replace(loaded, columns=[])
    return Source(
        chosen.format,
        chosen.match.reason,
        found,
        grid.sheet,
        loaded,
        file,
        opened.has_rows,
        head.first,
        notes,
    )


def noted_of(sources: Sequence[Source]) -> dict[str, Any]:
    """Return how a file was understood, for `table.attrs`."""
    return {
        "format": sources[0].format.name,
        "reason": sources[0].reason,
        "sheet": ", ".join(one.sheet_name for one in sources if one.sheet_name) or None,
        "above": sources[0].n_above,
        "notes": list(dict.fromkeys(note for one in sources for note in one.notes)),
    }


def _check_words(lang: str | None, convention: str) -> None:
    """Refuse a language or a convention that nobody knows, also for a file without any words."""
    parse_estimate("1", convention=convention)
    if lang is not None:
        reads_words(lang)


def _check_date(published_on: str) -> None:
    try:
        partial_span(published_on)
    except PeriodError as error:
        raise OptionError(
            f"published_on={published_on!r} is no date.\nHint: write it as 2022, 2022-06 or "
            "2022-06-14."
        ) from error


def tabled(source: Source, options: Options) -> pd.DataFrame:
    """Return the canonical columns of a loaded file, and the others beside them."""
    sheet, loaded = source.sheet, source.loaded
    arranged = source.format.arrange(sheet)
    parts = [arranged] if isinstance(arranged, Arrangement) else list(arranged)
    # What the caller says of a column is believed before what the format knows of it.
    # Beside declared figures it is in place already, and a figure's own word comes first.
    renamed = {} if sheet.figures else sheet.renamed
    said = {ours: sheet[theirs] for ours, theirs in renamed.items()}
    parts = [replace(part, columns={**part.columns, **said}) for part in parts]
    extras = _extras(source, parts)
    if source.has_rows and all(part.is_canonical for part in parts):
        # A table in memory was never written: its texts are what they are.
        extras = {unprotected(name): _unprotected(cells) for name, cells in extras.items()}
        parts = [
            replace(part, columns={n: _unprotected(c) for n, c in part.columns.items()})
            for part in parts
        ]
    parts = [
        replace(part, columns=with_constants(part.columns, sheet.constants, sheet.n_rows))
        for part in parts
    ]
    parts = with_totals(sheet, parts)
    frames = [_frame(source, part, options) for part in parts]
    everything = np.arange(len(loaded.rows))
    rows = None
    if len(parts) == 1:
        table, rows = frames[0], parts[0].rows
    else:
        positions = [everything if part.rows is None else everything[part.rows] for part in parts]
        rows = np.concatenate(positions)
        # Row by row of the file, and in a row as the format arranged them.
        order = np.argsort(rows, kind="stable")
        table, rows = normalise(pd.concat(frames).iloc[order].reset_index(drop=True)), rows[order]
    # Each column is made once, however many figures stand in a row.
    beside = {
        name: cells.series() if isinstance(cells, Texts) else cells.reset_index(drop=True)
        for name, cells in extras.items()
    }
    if beside:
        others = pd.DataFrame(beside)
        if rows is not None:
            others = others.iloc[rows].reset_index(drop=True)
        table = pd.concat([table, others], axis=1)
    if len(parts) > 1:
        table = _in_order(table)
    if loaded.index is not None:
        table = table.set_axis(loaded.index if rows is None else loaded.index[rows], axis=0)
    return table


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the tables of several sheets as one."""
    return _in_order(normalise(pd.concat(tables, ignore_index=True)))


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table put together of several, its columns in their usual order."""
    ours = [name for name in COLUMNS if name in table]
    return table[[*ours, *(name for name in table if name not in COLUMNS)]]


def _give_back() -> None:
    """Return to the system what pyarrow holds of the parsed file: more than the table takes."""
    if pyarrow := sys.modules.get("pyarrow"):
        pyarrow.default_memory_pool().release_unused()


def _extras(source: Source, parts: Sequence[Arrangement]) -> "dict[str, Texts | pd.Series[Any]]":
    """Return the columns that no part has taken up, under names that no column of ours has.

    Those of a caller's frame, and of Parquet, keep their types.
    """
    taken = {
        id(texts)
        for part in parts
        for name, texts in part.columns.items()
        if not (name == "year" and _has_ends(part))
    }
    remade = {name for part in parts for name in (*_own_extras(part), *part.made_of)}
    extras: dict[str, Texts | pd.Series[Any]] = {}
    for i, name in enumerate(source.sheet.header):
        texts = source.sheet[name]
        if id(texts) in taken or name in remade:
            continue
        if name == f"column_{i + 1}" and not texts.is_stated.any():
            # A blank column without a name: what a delimiter at the end of each row makes.
            continue
        free = name if name not in COLUMNS else f"{source.format.name}_{name}"
        typed = None if source.loaded.typed is None else source.loaded.typed[i]
        extras[free] = texts if typed is None else typed
    return extras


def _has_ends(part: Arrangement) -> bool:
    """Return whether days tell the period, so that a year beside them is held against them only."""
    return "period_start" in part.columns or "period_end" in part.columns


Cells = TypeVar("Cells", "Texts | str", "Texts | pd.Series[Any]")


def _unprotected(cells: Cells) -> Cells:
    """Return texts without the apostrophes behind which they were written."""
    if isinstance(cells, Texts) and cells.has_at_an_end("'"):
        return cells.map(unprotected)
    return cells


def _as_texts(cells: Texts | str, n: int) -> Texts:
    return cells if isinstance(cells, Texts) else Texts.repeated(cells, n)


def _own_extras(part: Arrangement) -> list[str]:
    """Return the names of columns beside the figures that a format has made something of."""
    return [name for name in part.columns if name not in COLUMNS and name not in INPUTS]


def _frame(source: Source, part: Arrangement, options: Options) -> pd.DataFrame:
    """Return the figures of one arrangement, without the columns that all of them share."""
    loaded = source.loaded
    rows = None if part.rows is None else np.flatnonzero(part.rows)

    def taken(texts: Texts) -> Texts:
        return texts if rows is None else texts.take(rows)

    columns = {
        name: taken(cells) if isinstance(cells, Texts) else cells
        for name, cells in part.columns.items()
    }
    source_rows = loaded.rows if rows is None else loaded.rows[rows]
    made = coerce(replace(part, columns=columns, rows=None), len(source_rows), options)
    if loaded.overflow is not None:
        made["unread"] = unread_of([made["unread"], taken(loaded.overflow)], len(source_rows))
    if source.has_rows:
        made.setdefault("source_row", source_rows.astype(np.float64))
        if source.file is not None:
            made.setdefault("file", Texts.repeated(source.file, len(source_rows)))
    frame = to_frame(made, columns)
    own = {name: _as_texts(columns[name], len(source_rows)).series() for name in _own_extras(part)}
    return pd.concat([frame, pd.DataFrame(own)], axis=1) if own else frame

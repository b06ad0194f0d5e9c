"""What is printed of an aggregation: the figures, what they cover, and what was set aside."""

import numpy as np
import pandas as pd

from crisisfigures.layout import (
    UNSAID_LEGEND,
    Cell,
    Column,
    Layout,
    Note,
    Section,
    say_bounds,
    say_number,
)
from crisisfigures.layout.figures import cells, how_many, what, when, where
from crisisfigures.table import Columns

_HEADS = (
    Column("what", "What"),
    Column("where", "Where"),
    Column("when", "When"),
    Column("figure", "Figure", legend=UNSAID_LEGEND),
    Column("completeness", "Is a"),
    Column("coverage", "Covers"),
    Column("n_counted", "Parts", align="right"),
    Column("notes", "Notes"),
)
_BESIDE = (
    *("quantity", "low", "best", "high", "low_kind", "high_kind", "missing", "n_set_aside"),
    *("n_covers", "source", "claim_ids", "caveat", "method"),
)


_OF_WAYS = ("periods", "low", "high", "low_kind", "high_kind")


def laid_out(table: pd.DataFrame, parts: pd.DataFrame) -> Layout:
    """Return what is printed of these parts of an aggregation."""
    columns = Columns(table)
    said = [say(columns) for say in (what, where, when, how_many)]
    said[3] = np.where(columns.is_word("completeness", "impossible"), "no figure", said[3])
    notes: list[Note] = []
    marks = []
    for caveat, missing, source in zip(
        table["caveat"], table["missing"], table["source"], strict=True
    ):
        text = "; ".join(_notes(caveat, missing, source))
        if text and text not in [note.text for note in notes]:
            notes.append(Note(text))
        at = next((i for i, note in enumerate(notes, 1) if note.text == text), None)
        marks.append(() if at is None else (at,))
    shown = [
        *([Cell(str(text)) for text in part] for part in said),
        cells(table["completeness"]),
        cells(table["coverage"]),
        cells(table["n_counted"]),
        [Cell("", marks=mark) for mark in marks],
    ]
    beside = [name for name in _BESIDE if name in table.columns]
    heads = (*_HEADS, *(Column(name, name, is_shown=False) for name in beside))
    rows = tuple(zip(*shown, *(cells(table[name]) for name in beside), strict=True))
    n = f"{len(rows):,} {'figure' if len(rows) == 1 else 'figures'}"
    main = Section("figures", "", heads, rows, tail=n)
    return Layout("Aggregated figures", main, tuple(notes), tuple(_set_aside(parts)))


def _notes(caveat: object, missing: object, source: object) -> list[str]:
    found = [str(caveat)] if isinstance(caveat, str) else []
    if isinstance(missing, str):
        found.append(f"not in it: {missing}")
    if isinstance(source, str) and source:
        found.append(f"source: {source}")
    return found


def _set_aside(parts: pd.DataFrame) -> list[Section]:
    verdicts = parts.loc[parts["verdict"] != "counted", "verdict"]
    if verdicts.empty:
        return []
    counts = verdicts.str.removeprefix("set aside: ").value_counts()
    order = np.lexsort((counts.index.to_numpy(dtype=object), -counts.to_numpy()))
    rows = tuple(
        (Cell(f"{counts.iloc[i]:,}", value=int(counts.iloc[i])), Cell(str(counts.index[i])))
        for i in order
    )
    columns = (Column("n", "Figures", align="right"), Column("why", "Why"))
    lead = "Not in any figure above, each for the reason that comes first."
    return [Section("set_aside", "Set aside", columns, rows, lead=lead)]


def explained(row: pd.DataFrame, parts: pd.DataFrame, covers: pd.DataFrame) -> str:
    """Return sentences on how one figure came about."""
    columns = Columns(row.reset_index(drop=True))
    one = row.iloc[0]
    said = [str(say(columns)[0]) for say in (what, where, when, how_many)]
    is_impossible = one["completeness"] == "impossible"
    number = "no figure" if is_impossible else f"{said[3]}, a {one['completeness']}"
    lines = [f"{said[0][:1].upper()}{said[0][1:]}, in {said[1]}, {said[2]}: {number}."]
    if isinstance(one["coverage"], str):
        lines.append(f"It covers {one['coverage']}.")
    if isinstance(one["missing"], str):
        lines.append(f"Not in it: {one['missing']}.")
    if isinstance(one["caveat"], str):
        lines.append(f"Note: {one['caveat']}.")
    counted = parts["verdict"] == "counted"
    n = int(counted.sum())
    lines.append(f"{say_number(n)} {'figure is' if n == 1 else 'figures are'} counted.")
    ways = covers[covers.duplicated(["place", "event"], keep=False)]
    if len(ways):
        lines.append("Ways to cover the period without overlap, up to ten:")
        places = ways["place"] + ", " if ways["place"].nunique() > 1 else pd.Series("", ways.index)
        lines += [
            f"- {place}{periods}: {say_bounds(low, high, low_kind=low_kind, high_kind=high_kind)}."
            for place, periods, low, high, low_kind, high_kind in zip(
                places, *(ways[name] for name in _OF_WAYS), strict=True
            )
        ]
    for verdict, of in parts[~counted].groupby("verdict", sort=True):
        lines.append(
            f"{say_number(len(of))} set aside: {str(verdict).removeprefix('set aside: ')}."
        )
    return "\n".join(lines)

"""What is printed of a comparison: the pairs, why figures are not comparable, and the rest."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crisisfigures.layout import UNSAID_LEGEND, Cell, Column, Layout, Section, say_number
from crisisfigures.layout.figures import cells, how_many, what, when, where
from crisisfigures.table import Columns, normalise

if TYPE_CHECKING:
    from crisisfigures.comparison._result import Comparison

_MOST = 20
_WORST = {
    word: at
    for at, word in enumerate(
        ("contradicts", "apart", "near", "overlaps", "compatible", "within", "contains", "chimes")
    )
}
"""The order in which pairs are printed: what needs a look comes first."""


def laid_out(found: "Comparison") -> Layout:
    """Return what is printed of a comparison."""
    table = found.table
    order = np.argsort(
        [_WORST.get(str(word), len(_WORST)) for word in table["agreement"]], kind="stable"
    )
    table = table.iloc[order].reset_index(drop=True)
    columns = Columns(table)
    heads: list[Column] = []
    shown: list[list[Cell]] = []
    if "measure" in table and "quantity" in table:
        for name, say in (("what", what), ("where", where), ("when", when)):
            heads.append(Column(name, name.capitalize()))
            shown.append([Cell(str(text)) for text in say(columns)])
    for side in ("left", "right"):
        heads.append(Column(side, side.capitalize(), legend=UNSAID_LEGEND))
        shown.append([Cell(str(text)) for text in how_many(_side(table, side))])
    heads += [Column("agreement", "Agreement"), Column("by", "Differ by"), Column("times", "Times")]
    said_of = table["agreement"]
    if "not_comparable" in table:
        said_of = said_of.where(
            table["not_comparable"].isna(), "not comparable: " + table["not_comparable"]
        )
    shown.append(cells(said_of))
    shown.append([Cell(_span(*row)) for row in _ends(table, "difference")])
    shown.append([Cell(_span(*row, digits=3)) for row in _ends(table, "ratio")])
    if "p_greater" in table:
        heads.append(Column("p", "P(left > right)"))
        shown.append([Cell(_chance(*row)) for row in _chances(table)])
    beside = [name for name in table.columns if str(name) not in {c.name for c in heads}]
    heads += [Column(str(name), str(name), is_shown=False) for name in beside]
    rows = tuple(zip(*shown, *(cells(table[name]) for name in beside), strict=True))
    said = ", ".join(f"{n:,} {word}" for word, n in found.counts.items())
    pairs = f"{len(rows):,} {'pair' if len(rows) == 1 else 'pairs'}"
    main = Section("pairs", "", tuple(heads), rows, tail=f"{pairs}: {said}" if said else pairs)
    return Layout("Figures compared", main, (), tuple(_sections(found)))


def _side(table: pd.DataFrame, side: str) -> Columns:
    prefix = f"{side}_"
    own = table[[name for name in table.columns if str(name).startswith(prefix)]]
    return Columns(normalise(own.rename(columns=lambda name: str(name).removeprefix(prefix))))


def _ends(table: pd.DataFrame, name: str) -> Iterator[tuple[float, float]]:
    return zip(table[f"{name}_low"].tolist(), table[f"{name}_high"].tolist(), strict=True)


def _span(low: float, high: float, digits: int = 0) -> str:
    ends = [_rounded(end, digits) for end in (low, high)]
    if np.isnan(low) and np.isnan(high):
        return ""
    if np.isnan(high):
        return f"at least {ends[0]}"
    if np.isnan(low):
        return f"up to {ends[1]}"
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _rounded(number: float, digits: int) -> str:
    if np.isnan(number):
        return ""
    shown = float(f"{number:.{digits}g}") if digits else number
    return say_number(int(shown) if float(shown).is_integer() else shown)


def _chances(table: pd.DataFrame) -> Iterator[tuple[float, float, float]]:
    columns = (table[name].tolist() for name in ("p_greater", "p_greater_low", "p_greater_high"))
    return zip(*columns, strict=True)


def _chance(independent: float, least: float, most: float) -> str:
    if np.isnan(independent):
        return ""
    return f"{independent:.2f} if independent; {least:.2f} to {most:.2f}"


def _sections(found: "Comparison") -> Iterator[Section]:
    if found.differences:
        why: tuple[tuple[Cell, ...], ...] = tuple((Cell(text),) for text in found.differences)
        lead = "These are not figures of one thing, and need not agree."
        yield Section(
            "differences", "Not comparable", (Column("why", "They differ in"),), why, lead
        )
    for side, only in (("left", found.left_only), ("right", found.right_only)):
        if only.empty:
            continue
        columns = Columns(only)
        said = [say(columns) for say in (what, where, when, how_many)]
        rows = tuple(tuple(Cell(str(text)) for text in row) for row in zip(*said, strict=True))[
            :_MOST
        ]
        heads = tuple(Column(n, n.capitalize()) for n in ("what", "where", "when", "figure"))
        rest = len(only) - len(rows)
        n = f"{len(only):,} {'figure' if len(only) == 1 else 'figures'}"
        tail = f"{n}, the first {_MOST} of them shown" if rest else n
        yield Section(f"{side}_only", f"Only on the {side}", heads, rows, tail=tail)
    if len(found.near_misses):
        names = {
            "facet": "Differ in",
            "value_a": "One",
            "value_b": "The other",
            "option": "Join by",
        }
        heads = tuple(Column(name, title) for name, title in names.items())
        rows = tuple(zip(*(cells(found.near_misses[name]) for name in names), strict=True))
        lead = "Pairs without a partner that one facet alone keeps apart."
        yield Section("near_misses", "Near misses", heads, rows, lead=lead)

"""What is printed of a coherence: each figure beside what it can be, and what cannot be true."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.layout import UNSAID_LEGEND, Cell, Column, Layout, Section, say_number
from crisisfigures.layout.figures import cells, how_many, what, when, where
from crisisfigures.table import Columns

_HEADS = (
    Column("what", "What"),
    Column("where", "Where"),
    Column("when", "When"),
    Column("figure", "Figure", legend=UNSAID_LEGEND),
    Column("coherent", "Can be"),
    Column("coherence", "Is"),
)
_BESIDE = (
    *("quantity", "low", "best", "high", "coherent_low", "coherent_high", "is_exact", "low_by"),
    *("high_by", "balanced", "chi2", "agreement", "claim_ids", "caveat"),
)

_SAYS = {"low": ("at least", "more than"), "high": ("at most", "fewer than")}
"""What an end says, and what one does that excludes its number."""


def laid_out(table: pd.DataFrame, conflicts: pd.DataFrame) -> Layout:
    """Return what is printed of these parts of a coherence."""
    columns = Columns(table)
    shown = [[Cell(str(text)) for text in say(columns)] for say in (what, where, when, how_many)]
    shown += [[Cell(text) for text in _can_be(table)], cells(table["coherence"])]
    heads = list(_HEADS)
    if "balanced" in table.columns:
        heads.append(Column("balanced_at", "Balanced", "right"))
        shown.append([Cell(_whole(number)) for number in table["balanced"].tolist()])
    beside = [name for name in _BESIDE if name in table.columns]
    heads += [Column(name, name, is_shown=False) for name in beside]
    rows = tuple(zip(*shown, *(cells(table[name]) for name in beside), strict=True))
    main = Section("figures", "", tuple(heads), rows, tail=_counted(table))
    return Layout("Figures that fit together", main, (), tuple(_sections(table, conflicts)))


def _can_be(table: pd.DataFrame) -> list[str]:
    said = []
    ends = zip(table["coherent_low"], table["coherent_high"], table["coherence"], strict=True)
    for low, high, word in ends:
        said.append(_range(low, high) if word in ("narrower", "unchanged") else "")
    return said


def _range(low: float, high: float) -> str:
    if np.isnan(low) and np.isnan(high):
        return "any number"
    if np.isnan(high):
        return f"at least {_whole(low)}"
    if np.isnan(low):
        return f"up to {_whole(high)}"
    return _whole(low) if low == high else f"{_whole(low)} to {_whole(high)}"


def _whole(number: float) -> str:
    return "" if np.isnan(number) else say_number(round(number))


def _counted(table: pd.DataFrame) -> str:
    counts = table["coherence"].value_counts()
    said = [f"{len(table):,} {'figure' if len(table) == 1 else 'figures'}"]
    said += [
        f"{counts[word]:,} {word}"
        for word in ("narrower", "contradicted", "not tied")
        if word in counts
    ]
    if not table["is_exact"].all():
        said.append(f"{int((~table['is_exact']).sum()):,} in loops, maybe wider than they must be")
    return ", ".join(said)


def _sections(table: pd.DataFrame, conflicts: pd.DataFrame) -> Iterable[Section]:
    """Yield the conflicts, and the quantities whose claims have nothing in common."""
    if not conflicts.empty:
        heads = (
            Column("conflict", "No.", "right"),
            Column("kind", "Kind"),
            Column("figure", "Figure"),
            Column("says", "Says"),
            Column("would", "Would have to be"),
        )
        rows = tuple(map(_end, conflicts.to_dict("records")))
        lead = (
            "The ends of one number cannot all be true; without any one of them the others can. "
            "In a hard conflict sources stated all of them, in a soft one a reading made one."
        )
        yield Section("conflicts", "Cannot all be true", heads, rows, lead=lead)
    lacking = table[table["flags"].str.contains(r"\bempty\b", na=False)]
    if not lacking.empty:
        told = (Column("quantity", "Quantity"), Column("why", "Why"))
        said = tuple(zip(cells(lacking["quantity"]), cells(lacking["caveat"]), strict=True))
        yield Section("no_range", "Without a range of their own", told, said)


def _end(row: dict[Any, Any]) -> tuple[Cell, ...]:
    """Return one end of a conflict as a row."""
    number = int(row["conflict"])
    inside, outside = _SAYS[row["end"]]
    says = outside if row["is_excluded"] else inside
    return (
        Cell(str(number), value=number),
        Cell("hard" if row["is_hard"] else "soft"),
        Cell(str(row["quantity"])),
        Cell(f"{says} {say_number(row['value'])}"),
        Cell(_would(row["at_most"], row["at_least"])),
    )


def _would(at_most: float, at_least: float) -> str:
    if np.isnan(at_most):
        return f"at least {say_number(at_least)}"
    return f"at most {say_number(max(at_most, 0))}"


def explained(row: pd.DataFrame, conflicts: pd.DataFrame) -> str:
    """Return sentences on what follows for one figure."""
    columns = Columns(row.reset_index(drop=True))
    one = row.iloc[0]
    said = [str(say(columns)[0]) for say in (what, where, when, how_many)]
    lines = [f"{said[0][:1].upper()}{said[0][1:]}, in {said[1]}, {said[2]}: {said[3]}."]
    own = conflicts[conflicts["quantity"] == one["quantity"]]
    if one["coherence"] == "not tied":
        lines.append("No other figure is part of it, or has it as a part.")
    elif one["coherence"] == "contradicted":
        lines.append("Figures that it is tied to cannot all be true, so nothing follows for it.")
        for end in own.to_dict("records"):
            others = conflicts[conflicts["conflict"] == end["conflict"]]
            lines.append(
                f"It is one of {len(others)} ends that contradict each other by "
                f"{say_number(end['gap'])}; alone, it would have to be "
                f"{_would(end['at_most'], end['at_least'])}."
            )
    else:
        lines.append(
            f"With all that it is tied to it can be: "
            f"{_range(one['coherent_low'], one['coherent_high'])}."
        )
        for name, end in (("low_by", "lower"), ("high_by", "upper")):
            if isinstance(one[name], str):
                lines.append(f"Its {end} end follows from: {one[name]}.")
        if not one["is_exact"]:
            lines.append("Its sums form loops: it may be narrower still.")
    return "\n".join(lines)

"""Sources: who claims a figure, and whom they repeat."""

import numpy as np

from crisisfigures.echoing import lineage
from crisisfigures.matching import quantities
from crisisfigures.plugins import Cells, Check, Flags, Integers
from crisisfigures.source import standard_sources
from crisisfigures.validation._rules import kept


def _repeats_itself(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    of_source = cells.judge(lambda named, own: named is not None and named == own, column, "source")
    repeated, own = cells.codes(column), cells.table["id"] if cells.has("id") else None
    if own is None:
        return of_source
    rows = np.flatnonzero(repeated[0] >= 0)
    by_id = repeated[1][repeated[0][rows]] == own.iloc[rows].to_numpy(dtype=object)
    of_source[rows[by_id]] = True
    return of_source


def _closes_a_circle(cells: Cells, column: str) -> Flags | bool:
    """Return the last row of each circle of claims that repeat one another."""
    if not cells.stated(column).any():
        return False
    line = lineage(cells, quantities(cells), standard_sources())
    return cells.marked(_last_of_circles(line.parent, np.flatnonzero(line.in_cycle)))


def _last_of_circles(parent: Integers, rows: Integers) -> Integers:
    """Return the last row of each circle, of claims that lie on a circle or lead to one.

    Args:
        parent: The row that each of n claims repeats.
        rows: The claims that lie on circles or lead to one, ascending.
    """
    further = np.searchsorted(rows, parent[rows])
    last = np.arange(len(rows))
    # Doubling the steps: soon each claim has gone at least once round the circle it leads to.
    for _ in range(len(rows).bit_length()):
        last = np.maximum(last, last[further])
        further = further[further]
    on_circle = np.unique(further)
    found: Integers = rows[np.unique(last[on_circle])]
    return found


CHECKS = (
    kept(
        "source-missing",
        of_absence=True,
        why="A figure is somebody's claim. Without a source it cannot be weighed, and nobody can "
        "tell whether two rows are two witnesses or one.",
        bad=({"source": None},),
        good=({"source": "local sources"},),
    ),
    Check(
        name="repeats-itself",
        severity="warning",
        phase="meaning",
        at=("repeats",),
        find=_repeats_itself,
        reads=("id", "source"),
        message="the claim of {source} is said to repeat {value}, which is itself",
        hint="Name the claim or the source that it was taken from, or leave the cell empty.",
        why="`repeats` keeps a reprint from counting as a second witness. A claim that repeats "
        "itself says nothing about where the number comes from.",
        bad=({"repeats": "UN OCHA"}, {"repeats": "a1", "id": "a1"}),
        good=({"repeats": "Reuters"},),
    ),
    Check(
        name="repeats-cycle",
        severity="warning",
        phase="table",
        at=("repeats",),
        find=_closes_a_circle,
        reads=("id", "source"),
        message="the claim is said to repeat {value}, which leads back to this claim",
        hint="Find out who said it first, and empty the cell `repeats` of that claim.",
        why="Of claims that repeat each other in a circle none is the origin, so none of them "
        "could be counted as the witness.",
        bad=(({"id": "b", "repeats": "a", "source": "AFP"}, {"id": "a", "repeats": "b"}),),
        good=(({"id": "b", "repeats": "a", "source": "AFP"}, {"id": "a"}),),
    ),
)

"""What an aggregation works on: the reconciled figures, strands of them, and what is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.aggregation._bundles import DISPUTED, PARTIAL, USABLE, Bundles, each_row
from crisisfigures.aggregation._ranges import Ranges
from crisisfigures.aggregation._registers import registers_of
from crisisfigures.matching import Facet
from crisisfigures.segments import Flags, Groups, Integers, Numbers, is_constant
from crisisfigures.series import FLOW, STOCK, kinds_of
from crisisfigures.table import Columns

Texts = npt.NDArray[np.object_]

_BY_STATUS = {
    "none_recorded": "it says that nothing was recorded, which is no count of nobody",
    "not_applicable": "there is nothing there to be counted",
}


class Work:
    """The reconciled figures, and what becomes of each; rows that are alike are one figure."""

    def __init__(
        self,
        columns: Columns,
        facets: dict[str, Facet],
        ranges: Ranges,
        bundles: Bundles | None = None,
        claims: pd.DataFrame | None = None,
    ) -> None:
        """Look at n figures.

        Args:
            columns: Their columns.
            facets: What they are about.
            ranges: Their ranges.
            bundles: The rows that each is made of; None where each is a row.
            claims: What they were reconciled from, where lists of events matter.
        """
        self.bundles = bundles or each_row(columns.n)
        self.columns, self.facets, self.ranges = columns, facets, ranges
        self._varying = frozenset(
            name for name, facet in facets.items() if columns.n and not is_constant(facet.codes)
        )
        self.start, self.end = columns.days("period_start"), columns.days("period_end")
        kinds = kinds_of(columns)
        self.is_stock, self.is_flow = kinds == STOCK, kinds == FLOW
        self.is_event = facets["event"].codes >= 0
        self.registers = columns.codes("source")[0]
        if claims is not None and self.is_event.any():
            self.registers = registers_of(columns, claims)
        stated = np.isfinite(ranges.lower) | np.isfinite(ranges.upper)
        self.is_partial, self.is_disputed = (
            columns.flags(name) if columns.has(name) else np.zeros(columns.n, dtype=np.bool_)
            for name in (PARTIAL, DISPUTED)
        )
        if columns.has("completeness"):
            # A result that is added up further.
            self.is_partial = self.is_partial | columns.is_word("completeness", "lower bound")
        self.usable = columns.is_word("status", *USABLE) & stated

    def keys(self, names: Iterable[str], rows: Integers) -> list[Integers]:
        """Return the codes of some rows in those facets that are not the same in all rows.

        Where all are the same it is one key, of one value.
        """
        found = [self.facets[name].codes[rows] for name in names if name in self._varying]
        return found or [np.zeros(len(rows), dtype=np.int64)]

    def why_not(self, rows: Integers) -> Texts:
        """Return why rows without a usable figure are set aside."""
        status, caveat = (self.columns.texts_at(name, rows) for name in ("status", "caveat"))
        said = [
            f"set aside: {_BY_STATUS.get(str(s)) or c or str(s).replace('_', ' ')}"
            for s, c in zip(status, caveat, strict=True)
        ]
        return np.array([*said, None], dtype=object)[:-1]


@dataclass(frozen=True, slots=True)
class Strands:
    """What is equal in all but the period, each in its period; m.

    Attributes:
        rows: The k reports: positions in the reconciled table.
        groups: Their strands.
        ranges: What each strand comes to.
        is_whole: Whether that is all of its period.
        fate: What became of each report.
        first: The first report of each strand.
        start: The first day of each strand's period, `NO_DAY` where not stated.
        end: The last day.
        n_covers: In how many ways reports cover it.
        disagree: Whether they cannot all be true.
        impossible: Whether parts of it are more than it can be.
        gaps: Days without a figure.
        share: How much of each report is counted in its period, from 0 to 1.
        is_split: Which reports reach beyond their period.
        unsplit: Figures that reach beyond a period, and may not be split: positions.
    """

    rows: Integers
    groups: Groups
    ranges: Ranges
    is_whole: Flags
    fate: Integers
    first: Integers
    start: Integers
    end: Integers
    n_covers: Integers
    disagree: Flags
    impossible: Flags
    gaps: Integers
    share: Numbers
    is_split: Flags
    unsplit: Integers


@dataclass(frozen=True, slots=True)
class Entries:
    """Strands at the places that they are counted in; e entries.

    Attributes:
        strand: Their strands.
        node: The node of the tree, or the code of the place where there is no tree.
        target: What they are counted in: a node, or the code of the place.
        group: Groups of strands that are equal in all but the place and the event.
        event: The same, and equal in the event.
        whole: Groups, those of the several days of stocks put together.
    """

    strand: Integers
    node: Integers
    target: Integers
    group: Integers
    event: Integers
    whole: Integers


@dataclass(frozen=True, slots=True)
class Wholes:
    """What is asked for, each in its period; w.

    Attributes:
        of_entry: Of the entries: which whole they are looked at for.
        is_chosen: Of the entries: whether they are of a day that stands for the period.
        used: Of the entries: whether they are counted.
        group: Groups of entries that were put together, one for each whole.
        target: The w targets.
        ranges: What they come to.
        is_whole: Which are totals.
        remarks: What is to be said of them.
    """

    of_entry: Integers
    is_chosen: Flags
    used: Flags
    group: Integers
    target: Integers
    ranges: Ranges
    is_whole: Flags
    remarks: dict[str, Any]

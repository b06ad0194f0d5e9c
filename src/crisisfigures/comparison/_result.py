"""What comes of comparing: the pairs, and what has no partner."""

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crisisfigures.comparison._printing import laid_out
from crisisfigures.errors import OptionError
from crisisfigures.layout import Layout


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the figures of two sides stand to each other.

    Attributes:
        table: One row a pair: the facets that both share (of two figures that differ, the left
            one's), what each side says (`left_low`, `right_low`, …), and what the metrics measure:
            `agreement` (`identical`, `equivalent`, `near`, `apart`, `contradicts`, `compatible`,
            `chimes`, `within`, `contains`, `overlaps`), `gap`, `difference_low` and `_high` (left
            less right), `ratio_low` and `_high` (left over right), `shared`, `jaccard`,
            `overlap_coefficient`, `greater` and `less`, and with a distribution the `p_` columns.
            Missing where nothing is measured; then `not_comparable` says why: a side has no number
            (withdrawn, withheld, unusable), or two stocks that stand for one period are of
            different days.
        left_only: The figures of the left side without a partner.
        right_only: Those of the right side.
        near_misses: Pairs of these that one facet alone keeps apart, the first twenty.
        differences: Of two figures: the facets in which they differ, as sentences. They are not
            one quantity then, and their ranges need not agree. Of two tables of which nothing
            pairs: the facets in which no two figures of a measure agree; or the measures, if none
            is on both sides.
    """

    table: pd.DataFrame
    left_only: pd.DataFrame
    right_only: pd.DataFrame
    near_misses: pd.DataFrame
    differences: tuple[str, ...]

    @property
    def one(self) -> dict[str, Any]:
        """The one pair, by column; None where nothing is stated or measured.

        Raises:
            OptionError: There is not just one.
        """
        if len(self.table) != 1:
            raise OptionError(f"there are {len(self.table):,} pairs, in `table`; and not just one.")
        row = self.table.astype(object).where(self.table.notna(), None).iloc[0]
        return {str(name): value for name, value in row.items()}

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs stand to each other in which way, most first."""
        return {str(k): int(n) for k, n in self.table["agreement"].value_counts().items()}

    def layout(self) -> Layout:
        """Return the pairs as they are to be printed, and what has no partner."""
        return laid_out(self)

    def __repr__(self) -> str:
        """Return the counts."""
        said = ", ".join(f"{n:,} {word}" for word, n in self.counts.items())
        return (
            f"<Comparison: {len(self.table):,} pairs ({said or 'none'}), "
            f"{len(self.left_only):,} left and {len(self.right_only):,} right without a partner>"
        )

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"

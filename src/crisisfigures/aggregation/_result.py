"""What comes of aggregating: the table, the parts behind it, and how it is printed."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from crisisfigures.aggregation._covers import covers_of
from crisisfigures.aggregation._printing import explained, laid_out
from crisisfigures.errors import UnknownNameError
from crisisfigures.layout import Layout
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.table import Columns


@dataclass(frozen=True)
class Aggregation:
    """One figure for each whole, with everything it came from.

    Attributes:
        table: One row a whole, itself a table of figures (`role` is `derived`). Besides the facets
            and the range: `quantity`; `completeness` (`total`; `total, open above`, where a part
            of it is open; `lower bound`, of which only `low` is stated; `impossible`, where parts
            are more than their whole can be, and no number is); `coverage` (what was counted, and
            of how much); `missing` (the places that are not in it, up to twenty); `stock_on` (of
            which day, or days, the stocks are that stand for a longer period); `n_counted`,
            `n_set_aside`; `n_covers` (in how many ways its figures cover the period, where they
            overlap; 2**63 - 1 are as many or more); `claim_ids` (the claims behind it, joined by
            "; "); `caveat`.
        reconciliation: What the figures were reconciled to first.
        trail: What puts `parts` together.
        parts: The reconciled figures, each with the `whole` that it was looked at for (a
            `quantity` of the table; missing where it was for none) and the `verdict`: `counted`,
            or why it was set aside. `share` is how much of a counted figure is in the whole: 1, but
            of those split over time. They are put together when first asked for.
    """

    table: pd.DataFrame
    reconciliation: Reconciliation
    trail: Callable[[], pd.DataFrame]

    @cached_property
    def parts(self) -> pd.DataFrame:
        """The figures behind the table, each with what became of it."""
        return self.trail()

    def explain(self, quantity: str) -> str:
        """Return, in sentences that can be published, how a figure came about.

        Raises:
            UnknownNameError: No such quantity in the table.
        """
        row = self._row(quantity)
        return explained(row, self.parts[self.parts["whole"] == quantity], self.covers(quantity))

    def covers(self, quantity: str) -> pd.DataFrame:
        """Return the ways in which figures cover the period of one whole without overlapping.

        The whole is what these ways have in common, or all that they span if they disagree.

        Returns:
            One row a way, up to ten for each place and event: `place`, `event`, `periods` (of the
            figures that are added up, joined by " + "), `low`, `best`, `high` (missing where not
            stated), `low_kind`, `high_kind`, `n_figures`. The ways that make the ends of the range
            come first, then those of few figures before those of many. None where the figures
            leave days out, are of one day or of one event, or are split.

        Raises:
            UnknownNameError: No such quantity in the table.
        """
        row = self._row(quantity)
        days = Columns(row.reset_index(drop=True))
        first, last = (int(days.days(name)[0]) for name in ("period_start", "period_end"))
        return covers_of(self.parts[self.parts["whole"] == quantity], first, last)

    def _row(self, quantity: str) -> pd.DataFrame:
        row = self.table[self.table["quantity"] == quantity]
        if row.empty:
            raise UnknownNameError("quantity", quantity, self.table["quantity"])
        return row

    def layout(self) -> Layout:
        """Return the table as it is to be printed, with footnotes and what was set aside."""
        return laid_out(self.table, self.parts)

    def __repr__(self) -> str:
        """Return the counts."""
        counted = int((self.parts["verdict"] == "counted").sum())
        return f"<Aggregation: {len(self.table):,} figures of {counted:,} counted>"

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"

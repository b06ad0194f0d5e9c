"""What comes of cohering: the table with what follows beside it, and the conflicts."""

import html
from dataclasses import dataclass

import pandas as pd

from crisisfigures.coherence._printing import explained, laid_out
from crisisfigures.errors import UnknownNameError
from crisisfigures.layout import Layout
from crisisfigures.reconciliation import Reconciliation


@dataclass(frozen=True, slots=True)
class Coherence:
    """What each figure can be, beside what it was said to be.

    Attributes:
        table: One row a quantity, as it was reconciled; and `coherent_low`, `coherent_high` (the
            range that all figures together leave it; an end missing where it is open, both where
            the figure is part of a conflict or tied to nothing); `coherence` (`narrower`,
            `unchanged`, `contradicted`, `not tied`); `is_exact` (whether the range is as narrow as
            all figures together make it); `low_by`, `high_by` (what moved an end: its parts, or the
            rest of its whole). With `balance`, `balanced` (one number, so that all add up; missing
            where nothing says what it is) and `chi2` of its figures together.
        conflicts: One row an end that is part of a conflict: its `conflict` (a number), `is_hard`,
            `quantity`, `end` (`low` or `high`), `value` (and whether the number itself
            `is_excluded`, as by "more than"), what the figure's end would have to be `at_most` or
            `at_least` if it alone gave way, the `gap` of the conflict, and `claim_ids`.
        reconciliation: What the claims were put together to first. A quantity whose claims have
            nothing in common has no range there, and its `caveat` says which two contradict.
    """

    table: pd.DataFrame
    conflicts: pd.DataFrame
    reconciliation: Reconciliation

    def explain(self, quantity: str) -> str:
        """Return, in sentences that can be published, what follows for a figure.

        Raises:
            UnknownNameError: No such quantity in the table.
        """
        row = self.table[self.table["quantity"] == quantity]
        if row.empty:
            raise UnknownNameError("quantity", quantity, self.table["quantity"])
        return explained(row, self.conflicts)

    def layout(self) -> Layout:
        """Return the table as it is to be printed, with the conflicts."""
        return laid_out(self.table, self.conflicts)

    def __repr__(self) -> str:
        """Return the counts."""
        counts = self.table["coherence"].value_counts()
        return (
            f"<Coherence: {len(self.table):,} figures, {counts.get('narrower', 0):,} narrower, "
            f"{self.conflicts['conflict'].nunique():,} conflicts>"
        )

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"

"""What comes of reconciling: the table, the claims behind it, and sentences about both."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crisisfigures.errors import UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.layout import Layout
from crisisfigures.nearmisses import NearMisses, near_misses
from crisisfigures.reconciliation._explain import explained
from crisisfigures.reconciliation._printing import laid_out
from crisisfigures.source import Sources


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One range a quantity, with everything it came from.

    Attributes:
        table: One row a quantity, itself a table of figures (`role` is `derived`), in order of
            measure, group, place and period. Besides the facets and the range (`low`, `best`,
            `high`, their kinds; missing where open): `quantity`; `agreement` (`single`,
            `unanimous`, `majority`, `unopposed`, `none`; missing where the method says nothing
            of it or nobody votes);
            `n_claims`, `n_independent` (votes), `n_pinned`, `n_supporting`, `n_compatible`;
            `envelope_low`, `envelope_high` (the hull of the votes); `stated_low`, `stated_high`
            (the hull of the numbers actually said, whatever is open beyond them); `flags` and
            `caveat`;
            `claim_ids` (the claims that vote, joined by "; "); `method`. Where no claim has a vote
            or the method has no answer, `status` is not `present` and `caveat` says why.
        claims: The claims as they were given, in their order, with `quantity`, `voter` (the
            independent source that the claim speaks for) and `verdict`: `supports`, `compatible`,
            `apart` (only an end that a convention, a level or rounding made keeps it from the
            answer), `dissents`, or why it has no vote (`echo of …`, `superseded by …`,
            `withheld: …`, `unusable: …`, `not a vote: …`).
        segments: For methods that look for overlaps: the ranges that most votes cover, with
            `quantity`, `low`, `high` (missing where open), `low_excluded`, `high_excluded`,
            `n_votes`, `n_pinned` (sums of weights, where weights were given).
        method: The method's name.
        options: What the caller asked for besides.
        gazetteer: The gazetteer asked, as given.
        sources: The registry of sources asked, as given.
    """

    table: pd.DataFrame
    claims: pd.DataFrame
    segments: pd.DataFrame
    method: str
    options: Mapping[str, Any]
    gazetteer: Gazetteer | None = None
    sources: Sources | None = None

    def explain(self, quantity: str) -> str:
        """Return, in sentences that can be published, how the answer for a quantity came about.

        Raises:
            UnknownNameError: No quantity of that name was reconciled.
        """
        row = self.table[self.table["quantity"] == quantity]
        if row.empty:
            raise UnknownNameError("quantity", quantity, self.table["quantity"])
        claims = self.claims[self.claims["quantity"] == quantity]
        return explained(row, claims, is_weighted="weights" in self.options)

    def near_misses(self, most: int | None = 20) -> NearMisses:
        """Return the pairs of voting claims that one facet alone kept apart; all are counted."""
        voting = self.claims["verdict"].isin(["supports", "compatible", "apart", "dissents"])
        return near_misses(
            self.claims[voting], most=most, sources=self.sources, gazetteer=self.gazetteer
        )

    def layout(self) -> Layout:
        """Return the table as it is to be printed, with footnotes and what stayed apart."""
        return laid_out(self)

    def __repr__(self) -> str:
        """Return the method and the counts."""
        return (
            f"<Reconciliation by {self.method}: {len(self.claims):,} claims, "
            f"{len(self.table):,} quantities>"
        )

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"

"""What other verbs work on: claims are reconciled first, and results are taken as they are."""

import pandas as pd

from crisisfigures.errors import TableError, quoted
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import match
from crisisfigures.reconciliation._reconcile import reconcile
from crisisfigures.reconciliation._result import Reconciliation
from crisisfigures.source import Sources
from crisisfigures.table import Data, normalise, table_of


def holds_results(table: pd.DataFrame) -> bool:
    """Return whether all rows of a table are results of this library (`role` is `derived`)."""
    return "role" in table and len(table) > 0 and bool((table["role"] == "derived").all())


def as_reconciled(
    data: Data, method: str, *, sources: Sources | None, gazetteer: Gazetteer | None
) -> Reconciliation:
    """Return one range for each quantity: claims are reconciled, results taken as they are.

    Raises:
        OptionError: `data` is no table and no result.
        TableError: Results have two rows of one quantity.
    """
    if isinstance(data, Reconciliation):
        return data
    table = table_of(data)
    if not holds_results(table):
        return reconcile(table, method, sources=sources, gazetteer=gazetteer)
    table = normalise(table.drop(columns="quantity", errors="ignore"))
    for name, text in (("claim_ids", table.get("id")), ("caveat", None), ("source", None)):
        if name not in table:
            table[name] = pd.array([None] * len(table), dtype="str") if text is None else text
    table = match(table, gazetteer=gazetteer)
    twice = table["quantity"][table["quantity"].duplicated()]
    if len(twice):
        raise TableError(
            f"these results have two rows of one quantity, such as {quoted([twice.iloc[0]])}.\n"
            "Hint: results have no vote; reconcile the claims that they came from, together."
        )
    # In one order whatever order they came in, as those of `reconcile` are.
    table = table.sort_values("quantity", kind="stable", ignore_index=True)
    claims = table.assign(voter=table["source"], verdict="supports")
    return Reconciliation(table, claims, pd.DataFrame(), "as given", {}, gazetteer, sources)

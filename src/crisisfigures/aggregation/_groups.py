"""Across the groups: figures of women and men, put together to one of all."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.aggregation._ranges import joined, ranges_of, said_end, settled, sums
from crisisfigures.aggregation._tabulated import LESS
from crisisfigures.aggregation._work import DISPUTED, PARTIAL, Work, dense_ids
from crisisfigures.coherence import groups_within
from crisisfigures.errors import UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import FACETS, facets_of, match
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.segments import Groups, Integers
from crisisfigures.table import Columns
from crisisfigures.vocabulary import GROUP_KEYS

_WORDS = ("stated", "quantifier", "approximate", "convention", "range_kind", "level")
"""What is said of one figure, and not of a sum."""


class AcrossGroups:
    """Reconciled figures with those of parts of a group put together to one of the whole.

    Attributes:
        result: The reconciliation, with one row for each whole in place of its parts.
        pieces: One row for each figure that was a part of a whole, or the whole itself: `row` of
            the table as it was, `quantity` of the whole, `is_used`.
    """

    def __init__(
        self,
        result: Reconciliation,
        keys: str | Sequence[str],
        gazetteer: Gazetteer,
        *,
        all_groups: bool,
    ) -> None:
        self._before = result.table
        asked = [keys] if isinstance(keys, str) else list(keys)
        for key in asked:
            if key not in GROUP_KEYS:
                raise UnknownNameError("part of a group", key, GROUP_KEYS)
        columns = Columns(result.table)
        work = Work(columns, facets_of(columns, gazetteer), ranges_of(columns))
        facet = work.facets["group"]
        shown = [str(text) for text in facet.texts]
        targets, target_of = np.unique(
            [_without(text, asked) for text in shown], return_inverse=True
        )
        is_part = np.array([_without(t, asked) != t for t in shown], dtype=np.bool_)[facet.codes]
        others = [work.facets[name].codes for name in FACETS if name != "group"]
        whole, m = dense_ids([*others, target_of[facet.codes]])
        concerned = Groups(whole, m).any(is_part & work.usable)[whole] & work.usable
        rows = np.flatnonzero(concerned)
        if not len(rows):
            self.result, self.pieces = result, pd.DataFrame(columns=["row", "quantity", "is_used"])
            return
        wholes, of = np.unique(whole[rows], return_inverse=True)
        # Parts of one kind share nobody; of two kinds each is an account of its own.
        kind = groups_within(shown).kind[facet.codes[rows]]
        part = is_part[rows]
        apart = np.where(part, 0, np.arange(len(rows)))
        account, n_accounts = dense_ids([of, np.where(part, kind, -1), apart])
        by_account = Groups(account, n_accounts)
        first = by_account.first(np.arange(len(rows)))
        own = ~part[first]
        found = settled(
            Groups(of[first], len(wholes)),
            joined([sums(by_account, work.ranges.at(rows))]),
            own | all_groups,
        )
        used = (found.makes_lower | found.makes_upper)[account]
        lead = np.zeros(len(wholes), dtype=np.int64)
        order = np.lexsort((rows, part, of))
        lead[of[order[::-1]]] = rows[order[::-1]]
        made = _rows(result.table, lead, targets[target_of[facet.codes[lead]]], found)
        made = made.assign(**_joined(result.table, rows, of, used, len(wholes)))
        made[PARTIAL], made[DISPUTED] = ~found.is_whole, found.disagree
        kept = result.table[~concerned]
        table = pd.concat([kept, made], ignore_index=True).drop(columns="quantity")
        table = match(table, gazetteer=gazetteer)
        self.result = replace(result, table=table)
        quantity = table["quantity"].iloc[len(kept) :].reset_index(drop=True)
        self.pieces = pd.DataFrame(
            {"row": rows, "quantity": quantity.iloc[of].to_numpy(dtype=object), "is_used": used}
        )

    def parts(self, parts: pd.DataFrame) -> pd.DataFrame:
        """Return the parts of an aggregation with the figures that wholes were made of."""
        if self.pieces.empty:
            return parts
        is_made = parts["quantity"].isin(set(self.pieces["quantity"]))
        own = self._before.iloc[self.pieces["row"]].reset_index(drop=True)
        own["of"] = self.pieces["quantity"].to_numpy(dtype=object)
        own["is_used"] = self.pieces["is_used"].to_numpy()
        made = parts.loc[is_made, ["quantity", "whole", "verdict"]].rename(
            columns={"quantity": "of"}
        )
        spread = own.merge(made, on="of")
        spread["verdict"] = spread["verdict"].where(
            spread["is_used"] | (spread["verdict"] != "counted"), LESS
        )
        both = [parts[~is_made], spread.drop(columns=["of", "is_used"])]
        return pd.concat(both, ignore_index=True)[list(parts.columns)]


def _without(group: str, keys: Collection[str]) -> str:
    """Return a group without some of its parts: `status=civilian` of `status=civilian;sex=male`."""
    if group == "all":
        return group
    kept = [part for part in group.split(";") if part.partition("=")[0] not in keys]
    return ";".join(kept) or "all"


def _rows(table: pd.DataFrame, lead: Integers, groups: Any, found: Any) -> pd.DataFrame:
    """Return one row for each whole."""
    ranges = found.ranges
    low, low_kind = said_end(ranges.lower, ranges.lower_kind)
    high, high_kind = said_end(ranges.upper, ranges.upper_kind)
    made = table.iloc[lead].reset_index(drop=True)
    impossible = found.impossible
    values: dict[str, Any] = {
        "group": groups.astype(object),
        "low": np.where(impossible, np.nan, low),
        "best": np.where(impossible, np.nan, ranges.best),
        "high": np.where(impossible, np.nan, high),
        "low_kind": np.where(impossible, None, low_kind),
        "high_kind": np.where(impossible, None, high_kind),
        "status": np.where(impossible, "missing", "present").astype(object),
    }
    caveat = np.full(len(made), None, dtype=object)
    caveat[impossible] = "its groups are more than all of them can be"
    values["caveat"] = caveat
    nothing = {"level": np.nan, "approximate": False}
    for name in _WORDS:
        if name in made:
            kind = {"level": np.float64, "approximate": np.bool_}.get(name, object)
            values[name] = np.full(len(made), nothing.get(name), dtype=kind)
    return made.assign(
        **{
            name: pd.array(column, dtype="str") if column.dtype == object else column
            for name, column in values.items()
        }
    )


def _joined(table: pd.DataFrame, rows: Integers, of: Integers, used: Any, n: int) -> dict[str, Any]:
    """Return the sources and claims behind each whole."""
    made: dict[str, Any] = {}
    for name in ("source", "claim_ids"):
        texts = table[name].iloc[rows].to_numpy(dtype=object)
        said: list[set[str]] = [set() for _ in range(n)]
        for whole, text, is_used in zip(of.tolist(), texts.tolist(), used.tolist(), strict=True):
            if is_used and isinstance(text, str):
                said[whole].update(text.split("; "))
        made[name] = pd.array(["; ".join(sorted(one)) or None for one in said], dtype="str")
    return made

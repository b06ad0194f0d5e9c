"""Across groups, causes and origins: women and men, floods and storms, put together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.aggregation._bundles import DISPUTED, PARTIAL
from crisisfigures.aggregation._ranges import Settled, joined, ranges_of, said_end, settled, sums
from crisisfigures.aggregation._trail import COUNTED, VERDICTS, passed_over
from crisisfigures.aggregation._work import Work
from crisisfigures.coherence import ages_of, groups_within, reach_all_ages
from crisisfigures.errors import UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import FACETS, as_place, facets_of, match
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.segments import Groups, Integers, dense_ids
from crisisfigures.table import Columns
from crisisfigures.vocabulary import GROUP_KEYS

ALL = "all"
"""The cause of figures that count whatever the cause."""

_ROW = "row_before"
"""The column of what is no whole: which row it was."""

_PARTS = {"group": "groups", "cause": "causes", "from_place": "places of origin"}

_FOUND = ("whole", "verdict", "share")
"""What an aggregation says of its parts."""

_WORDS = ("stated", "quantifier", "approximate", "convention", "range_kind", "level")
"""What is said of one figure, and not of a sum."""


class Across:
    """Reconciled figures with those of parts put together to one of the whole, over one facet.

    Attributes:
        result: The reconciliation, with one row for each whole in place of its parts.
        pieces: One row for each figure that was a part of a whole, or the whole itself: `row` of
            the table as it was, `quantity` of the whole, `is_used`.
    """

    def __init__(
        self,
        result: Reconciliation,
        facet: str,
        up: Callable[[str], str],
        kinds: Callable[[Sequence[str]], Integers],
        gazetteer: Gazetteer,
        *,
        all_there: bool,
    ) -> None:
        """Put figures together.

        Args:
            result: What claims were reconciled to.
            facet: Over what: `group`, `cause`.
            up: What a value is a part of; a value that is no part is itself.
            kinds: Of k values, numbers: parts of one kind share nobody, those of two may.
            gazetteer: Which codes mean the same place.
            all_there: Whether the table has all parts of each whole.
        """
        self._before = result.table
        columns = Columns(result.table)
        work = Work(columns, facets_of(columns, gazetteer), ranges_of(columns))
        own_facet = work.facets[facet]
        shown = [str(text) for text in own_facet.texts]
        above = np.array([*(up(text) for text in shown), None], dtype=object)
        targets, target_of = np.unique(above[:-1].astype(str), return_inverse=True)
        # What is not stated has the code -1, and is part of nothing: of no cause that is known, and
        # from anywhere.
        is_below = np.append(above[:-1] != np.array(shown, dtype=object), False).astype(np.bool_)
        anywhere = 0 if facet == "from_place" and len(targets) else -1
        target_of = np.append(target_of, anywhere).astype(np.int64)
        code = own_facet.codes
        others = [work.facets[name].codes for name in FACETS if name != facet]
        whole, m = dense_ids([*others, target_of[code]])
        concerned = Groups(whole, m).any(is_below[code] & work.usable)[whole] & work.usable
        rows = np.flatnonzero(concerned)
        if not len(rows):
            self.result, self.pieces = result, pd.DataFrame(columns=["row", "quantity", "verdict"])
            return
        wholes, of = np.unique(whole[rows], return_inverse=True)
        # Parts of one kind share nobody; of two kinds each is an account of its own.
        kind = kinds(shown)[code[rows]]
        part = is_below[code[rows]]
        apart = np.where(part, 0, np.arange(len(rows)))
        account, n_accounts = dense_ids([of, np.where(part, kind, -1), apart])
        by_account = Groups(account, n_accounts)
        first = by_account.first(np.arange(len(rows)))
        is_all = np.full(n_accounts, all_there)
        if facet == "group":
            # One group is all there are only where nothing else is said.
            is_only = Groups(of[first], len(wholes)).sizes[of[first]] == 1
            is_all &= is_only | (by_account.sizes > 1)
            around = ages_of([str(text) for text in targets])[target_of[code[rows[first]]]]
            is_all &= reach_all_ages(ages_of(shown)[code[rows]], account, around)
        else:
            # Places of two lists of codes may be the same, and neither list all.
            is_all &= (Groups(of[first], len(wholes)).count(part[first]) == 1)[of[first]]
        is_all |= ~part[first]
        if facet == "cause":
            # An event happens once: what the table says of its causes is all there is.
            is_all |= work.is_event[rows[first]]
        found = settled(
            Groups(of[first], len(wholes)),
            joined([sums(by_account, work.ranges.at(rows))]),
            is_all & ~by_account.any(work.is_partial[rows]),
        )
        used = (found.makes_lower | found.makes_upper)[account]
        disagree = found.disagree | Groups(of, len(wholes)).any(work.is_disputed[rows] & used)
        lead = np.zeros(len(wholes), dtype=np.int64)
        order = np.lexsort((rows, part, of))
        lead[of[order[::-1]]] = rows[order[::-1]]
        made = _rows(result.table, lead, facet, targets[target_of[code[lead]]], found)
        made = made.assign(**_joined(result.table, rows, of, used, len(wholes)))
        made[PARTIAL], made[DISPUTED], made[_ROW] = ~found.is_whole, disagree, np.nan
        kept = np.flatnonzero(~concerned)
        # What has no usable number is still of the whole, which lacks it.
        raised = result.table.assign(**{_ROW: np.arange(len(result.table))}).iloc[kept]
        is_raised = is_below[code[kept]]
        for name, values in _named(facet, above[code[kept]]).items():
            before = raised[name] if name in raised else np.full(len(raised), None, dtype=object)
            raised[name] = np.where(is_raised, values, before)
        table = pd.concat([raised, made], ignore_index=True).drop(columns="quantity")
        table = match(table, gazetteer=gazetteer)
        self.result = replace(result, table=table)
        quantity = table["quantity"].iloc[len(kept) :].reset_index(drop=True)
        why = passed_over(work.ranges.at(rows), found.ranges.at(of), ~part)
        self.pieces = pd.DataFrame(
            {
                "row": rows,
                "quantity": quantity.iloc[of].to_numpy(dtype=object),
                "verdict": np.where(used, COUNTED, np.array(VERDICTS, dtype=object)[why]),
            }
        )

    def parts(self, trail: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Return the parts of an aggregation with the figures that wholes were made of."""
        parts = trail()
        if self.pieces.empty:
            return parts
        is_made = parts["quantity"].isin(set(self.pieces["quantity"])) & parts[_ROW].isna()
        own = self._before.iloc[self.pieces["row"]].reset_index(drop=True)
        own["of"] = self.pieces["quantity"].to_numpy(dtype=object)
        own["as_part"] = self.pieces["verdict"].to_numpy()
        made = parts.loc[is_made, ["quantity", *_FOUND]].rename(columns={"quantity": "of"})
        spread = own.merge(made, on="of")
        spread["verdict"] = spread["verdict"].where(spread["verdict"] != COUNTED, spread["as_part"])
        others = parts[~is_made]
        as_before = self._before.iloc[others[_ROW].to_numpy(dtype=np.int64)].reset_index(drop=True)
        as_before = as_before.assign(**{name: others[name].to_numpy() for name in _FOUND})
        both = [as_before, spread.drop(columns=["of", "as_part"])]
        return pd.concat(both, ignore_index=True)


def across_groups(
    result: Reconciliation, keys: str | Sequence[str], gazetteer: Gazetteer, *, all_there: bool
) -> list[Across]:
    """Return figures of women and men, of ages …, put together to all.

    Args:
        result: What claims were reconciled to.
        keys: The parts of groups: `sex`, `age`, `status` ….
        gazetteer: Which codes mean the same place.
        all_there: Whether the table has all groups of each whole.

    Raises:
        UnknownNameError: No such part of a group.
    """
    asked = [keys] if isinstance(keys, str) else list(keys)
    for key in asked:
        if key not in GROUP_KEYS:
            raise UnknownNameError("part of a group", key, GROUP_KEYS)

    def up(group: str) -> str:
        return _without(group, asked)

    def kinds(shown: Sequence[str]) -> Integers:
        return groups_within(shown).kind

    return [Across(result, "group", up, kinds, gazetteer, all_there=all_there)]


def across_causes(
    result: Reconciliation, asked: str | Sequence[str], gazetteer: Gazetteer, *, all_there: bool
) -> list[Across]:
    """Return figures of causes put together, one step for each level of the causes.

    Args:
        result: What claims were reconciled to.
        asked: Up to which causes: "disaster" of "disaster:flood" and other hazards, "all" of any.
        gazetteer: Which codes mean the same place.
        all_there: Whether the table has all causes of each whole.
    """
    targets = [asked] if isinstance(asked, str) else list(asked)
    causes = Columns(result.table).texts("cause").tolist()
    found: list[Across] = []
    for depth in range(max((str(c).count(":") for c in causes if c), default=0), -1, -1):

        def up(cause: str, depth: int = depth) -> str:
            if cause == ALL or cause.count(":") != depth:
                return cause
            above = cause.rpartition(":")[0] or ALL
            is_asked = any(t == ALL or f"{above}:".startswith(f"{t}:") for t in targets)
            return above if is_asked else cause

        found.append(Across(result, "cause", up, _one_kind, gazetteer, all_there=all_there))
        result = found[-1].result
    return found


def across_origins(
    result: Reconciliation, gazetteer: Gazetteer, *, all_there: bool
) -> list[Across]:
    """Return figures of people from several places put together, wherever they are from.

    Args:
        result: What claims were reconciled to.
        gazetteer: Which codes mean the same place.
        all_there: Whether the table has all places that people of each whole are from.
    """

    def up(_: str) -> str:
        return ""

    return [Across(result, "from_place", up, _by_system, gazetteer, all_there=all_there)]


def _by_system(shown: Sequence[str]) -> Integers:
    """Return the kinds of places: those of one list of codes share nobody who is from there."""
    places = [as_place(text) for text in shown]
    systems = [None if place is None else place.system for place in places]
    return np.array([systems.index(system) for system in systems], dtype=np.int64)


def _named(facet: str, values: Any) -> dict[str, Any]:
    """Return the columns of a facet; of people from anywhere none is stated."""
    if facet != "from_place":
        return {facet: values}
    return dict.fromkeys(("from_place", "from_system", "from_name"), np.full(len(values), None))


def _one_kind(shown: Sequence[str]) -> Integers:
    """Return the kinds of causes: a figure is counted under one cause, its main one."""
    return np.zeros(len(shown), dtype=np.int64)


def _without(group: str, keys: Collection[str]) -> str:
    """Return a group without some of its parts: `status=civilian` of `status=civilian;sex=male`."""
    if group == "all":
        return group
    kept = [part for part in group.split(";") if part.partition("=")[0] not in keys]
    return ";".join(kept) or "all"


def _rows(
    table: pd.DataFrame, lead: Integers, facet: str, values_of: Any, found: Settled
) -> pd.DataFrame:
    """Return one row for each whole."""
    ranges = found.ranges
    low, low_kind = said_end(ranges.lower, ranges.lower_kind)
    high, high_kind = said_end(ranges.upper, ranges.upper_kind)
    made = table.iloc[lead].reset_index(drop=True)
    impossible = found.impossible
    values: dict[str, Any] = {
        **_named(facet, values_of.astype(object)),
        "low": np.where(impossible, np.nan, low),
        "best": np.where(impossible, np.nan, ranges.best),
        "high": np.where(impossible, np.nan, high),
        "low_kind": np.where(impossible, None, low_kind),
        "high_kind": np.where(impossible, None, high_kind),
        "status": np.where(impossible, "missing", "present").astype(object),
    }
    caveat = np.full(len(made), None, dtype=object)
    caveat[impossible] = f"its {_PARTS[facet]} are more than all of them can be"
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

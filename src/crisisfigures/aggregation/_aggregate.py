"""The verb: figures of parts become one of the whole, or what is known of it at least."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from crisisfigures.aggregation import _periods
from crisisfigures.aggregation._accounts import entries_of, wholes_of
from crisisfigures.aggregation._across import Across, across_causes, across_groups, across_origins
from crisisfigures.aggregation._bundles import bundles_of
from crisisfigures.aggregation._dependent import Dependence, checked, with_dependence
from crisisfigures.aggregation._periods import At, span_ids, spans_of
from crisisfigures.aggregation._places import tree_of
from crisisfigures.aggregation._ranges import ranges_of
from crisisfigures.aggregation._result import Aggregation
from crisisfigures.aggregation._rules import Rule, rule_of, split_by, with_passed_over
from crisisfigures.aggregation._splitting import BUT_PERIOD, WAYS, Split, along_pieces, pieces_of
from crisisfigures.aggregation._tabulated import tabulated
from crisisfigures.aggregation._work import Strands, Work
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.matching import FACETS, dense_of, facets_of
from crisisfigures.period import Period
from crisisfigures.reconciliation import as_reconciled, holds_results
from crisisfigures.segments import Groups, dense_ids
from crisisfigures.source import Sources
from crisisfigures.table import Columns, Data, table_of

RuleName = Literal["idmc", "emdat", "airwars", "hapi"]

COMPLETE = frozenset({"places", "events", "groups", "causes", "origins"})
"""What a caller may declare to have all of."""


def aggregate(
    data: Data,
    *,
    places: str | Sequence[str] | None = None,
    periods: str | Period | Sequence[str | Period] | None = None,
    groups: str | Sequence[str] | None = None,
    causes: str | Sequence[str] | None = None,
    origins: bool = False,
    at: At | None = None,
    split: Split | None = None,
    rule: RuleName | None = None,
    complete: str | Collection[str] = (),
    method: str = "consensus",
    dependence: Dependence = "unknown",
    distribution: str | None = None,
    level: float | None = None,
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
) -> Aggregation:
    """Return figures of parts added up to figures of wholes, nobody counted twice.

    Claims are reconciled first, to one range for each quantity. Figures that are equal in all but
    the place and the period are then put together along the periods, and up the places. The
    result is a *total* where the parts leave nothing out: they cover each day once, and are all of
    the places on a complete list. Else it is a *lower bound*: the most that disjoint parts sum up
    to. Nothing is split unless asked for, and what cannot be added is set aside, with the reason.

    Args:
        data: n claims, one a row; or results, which are taken as they are: a reconciliation, an
            aggregation, or the table of one. It is not changed.
        places: Up to where: `"country"`, `"admin1"`, `"admin2"`, or places by their codes ("MLI",
            "m49:011", "custom:sahel"). None: each place stays as it is.
        periods: Along what: `"month"`, `"quarter"`, `"year"`, or periods ("2023-01/2023-06"). None:
            each period stays as it is, and only figures of the same period are added.
        groups: Across what parts of population groups: `"sex"`, `"age"`, `"status"` …. Women and
            men are put together to all first. Only parts that share nobody are added; bands of age
            that overlap are accounts side by side.
        causes: Up to which causes: `"disaster"` of floods, storms and other hazards
            ("disaster:flood"), `"all"` of any cause that is stated. A figure is taken to count its
            main cause alone, so that causes share nobody. All causes of an event are told.
        origins: Whether people from several places are put together, wherever they are from.
        at: What stands for the stocks of a period, which are never added up over time: the one
            of the `"last"` day, the `"peak"`, or the `"mean"` of its days.
        split: What becomes of a figure that reaches beyond a period; without it, it is set aside.
            `"days"`: each period gets a share by its days, as if as many on each. `"start"`,
            `"end"`: it is counted whole where it begins, or ends, and is 0 elsewhere. A figure is
            not split if one of a part of its days is there, if it only says that it happened on
            some day in its period, or where others say all of a period without it. Ends that are
            made so are of the kind `convention`, and the row says how many figures were split.
        rule: How an institution of the field adds up, to reproduce its totals. `"idmc"`: only
            recommended figures count, if there are any; those of one calendar year where they
            begin, those that span years where they end; stocks of the last day of a period alone.
            `"emdat"`: figures count whole where they begin. `"airwars"`: incidents graded
            Confirmed or Fair. `"hapi"`: the rows of parts, and none that sums up others.
        complete: What the table has all of: `"places"` (under each target; a place of the table
            that has no figure in a period is missing there), `"events"`, `"groups"`, `"causes"` and
            `"origins"` (of each whole that has any). Without it only the gazetteer's lists of
            places are complete, and no list of events, groups, causes or origins. Events that may
            be part of a sum, and have no figure that counts there, still make it a lower bound.
        method: How claims are reconciled; see `reconcile`.
        dependence: How the errors of parts hang together. `"unknown"`, the default, assumes
            nothing: totals are sums of ends. `"independent"`, `"comonotone"` (they err together),
            or `"by_source"` (those of one source together, those of several not) make totals
            intervals, narrower and under an assumption that the row names.
        distribution: How numbers lie in their ranges then: see `distribution`.
        level: How much of the total its range shall hold then, such as 0.9; a lognormal part
            that states no level of its own is taken to hold as much.
        sources: The registry of sources.
        gazetteer: Which places lie in which; it must know p-codes and areas for them to count.

    Returns:
        An `Aggregation`; the same, bit for bit, for any order of the rows.

    Raises:
        OptionError: Nothing to add up over, stocks alone over time without `at`, a dependence
            without a distribution and a level, options that exclude each other, or no such option.
        UnknownNameError: No such place, list, dependence, way to split or rule.

    Source:
        IDMC, UN OCHA and IOM count stocks at a date and flows over a period; stocks are not summed
        over time. Sums are interval sums, valid whatever the parts have in common. Rules: the open
        code of IDMC's Helix server; EM-DAT's documentation; Airwars' methodology; HAPI's schema.
    """
    if places is None and periods is None and groups is None and causes is None and not origins:
        raise OptionError(
            "aggregate() needs to know over what to add up.\n"
            "Hint: say places='country', periods='year', groups='sex', causes='all', or several."
        )
    declared = _declared(complete)
    followed = _followed(rule, split, data)
    if split is not None and periods is None:
        raise OptionError(
            f"split={split!r} needs periods to split over.\nHint: say periods='month', for example."
        )
    checked(dependence, distribution, level)
    passed = pd.DataFrame()
    if rule is not None:
        data, passed = split_by(followed, table_of(data))
    result = as_reconciled(data, method, sources=sources, gazetteer=gazetteer)
    known = gazetteer or result.gazetteer or standard_gazetteer()
    across: list[Across] = []
    if groups is not None:
        across += across_groups(result, groups, known, all_there="groups" in declared)
    if causes is not None:
        before = across[-1].result if across else result
        across += across_causes(before, causes, known, all_there="causes" in declared)
    if origins:
        before = across[-1].result if across else result
        across += across_origins(before, known, all_there="origins" in declared)
    reconciled = across[-1].result if across else result
    spans = None if periods is None else spans_of(periods)
    columns, bundles = Columns(reconciled.table), None
    if followed.way is None:
        # The shares of a sum are not always the sum of the shares.
        bundles, columns = bundles_of(columns, spans)
    facets = facets_of(columns, known, unread=["event", "period"])
    work = Work(columns, facets, ranges_of(columns), bundles, result.claims)
    at = at or followed.at
    strands = _strands(work, spans, at, followed)
    tree = None
    if places is not None:
        shown = work.facets["place"].texts.tolist()
        tree = tree_of(shown, places, known, all_there="places" in declared)
    entries = entries_of(work, strands, tree, by_own_period=spans is None)
    wholes = wholes_of(work, strands, entries, tree, at, all_events="events" in declared)
    found = tabulated(
        *(work, strands, entries, tree, wholes, reconciled, known, followed.way),
        by_own_period=spans is None,
    )
    for one in reversed(across):
        found = replace(found, trail=partial(one.parts, found.trail), reconciliation=result)
    if rule is not None:
        found = replace(
            found,
            table=found.table.assign(method=f"aggregate/{result.method}; rule: {rule}"),
            trail=partial(with_passed_over, found.trail, passed, followed, known),
        )
    if distribution is None or level is None:
        return found
    return with_dependence(found, dependence, distribution, level)


def _followed(rule: RuleName | None, split: Split | None, data: Data) -> Rule:
    if rule is None:
        if split is not None and split not in WAYS:
            raise UnknownNameError("way to split", split, WAYS)
        return Rule(way=None if split is None else WAYS[split])
    found = rule_of(rule)
    if split is not None:
        raise OptionError(
            f"rule={rule!r} says itself what becomes of figures that reach beyond a period.\n"
            "Hint: leave split= or rule= out."
        )
    if not isinstance(data, pd.DataFrame) or holds_results(data):
        raise OptionError(
            f"rule={rule!r} says which claims count, and these are reconciled already.\n"
            "Hint: give the table of claims."
        )
    return found


def _declared(complete: str | Collection[str]) -> frozenset[str]:
    found = frozenset({complete} if isinstance(complete, str) else complete)
    for name in sorted(found - COMPLETE):
        raise UnknownNameError("list that can be complete", name, COMPLETE)
    return found


def _strands(work: Work, spans: str | list[Period] | None, at: At | None, rule: Rule) -> Strands:
    placed = np.flatnonzero(work.usable & (work.facets["place"].codes >= 0))
    codes = {name: facet.codes for name, facet in work.facets.items()}
    if spans is None:
        rows, start, end = placed, work.start[placed], work.end[placed]
        ids, m = dense_of(codes, FACETS, rows)
        groups = Groups(ids, m)
        first = groups.first(rows)
        at_first = np.searchsorted(rows, first)
        none = np.zeros(m, dtype=np.int64)
        # What happened on some day of a period is not all of it; an event is all of itself.
        is_some = work.columns.is_word("period_kind", "within")[first]
        is_some &= ~(work.is_event | work.is_stock)[first]
        return Strands(
            rows,
            groups,
            work.ranges.at(first),
            ~(work.is_partial[first] | is_some),
            np.zeros(len(rows), dtype=np.int64),
            first,
            start[at_first],
            end[at_first],
            none,
            none.astype(np.bool_),
            none.astype(np.bool_),
            none,
            np.ones(len(rows)),
            np.zeros(len(rows), dtype=np.bool_),
            none[:0],
        )
    found, unsplit = pieces_of(work, spans, placed, rule.way)
    rows = found.row
    # On a single day there is nothing to choose from.
    is_stock = work.is_stock[rows]
    if at is None and is_stock.all() and (found.start != found.end).any():
        raise OptionError(
            "these figures are stocks, which are not added up over time.\n"
            "Hint: say at='last' for the last day of each period, or at='peak' or at='mean'."
        )
    lengths = span_ids(found.start, found.end)
    # Stocks are put together for each of their days first.
    own = np.where(work.is_stock[rows], codes["period"][rows], 0)
    groups = Groups(*dense_ids([*work.keys(BUT_PERIOD, rows), lengths, own]))
    if rule.way is not None:
        # Where all is counted elsewhere nothing is said, and not that there is nobody.
        is_said = groups.any(found.taken > 0)[groups.ids]
        groups, _ = groups.subset(is_said)
        found, rows = found.at(is_said), rows[is_said]
    row_at = groups.first(np.arange(len(rows))) if groups.m else np.empty(0, dtype=np.int64)
    result = along_pieces(work, found, groups)
    needs_day = work.is_stock[rows] & (found.start != found.end) & (at is None)
    fate = np.where(needs_day, _periods.NO_STOCKS, result.fate)
    if rule.last_day_only:
        fate[work.is_stock[rows] & (work.end[rows] != found.end)] = _periods.NOT_LAST_DAY
    is_partial = work.is_partial[rows] & (fate == _periods.COUNTED) & ~result.is_beside
    return Strands(
        rows,
        groups,
        result.ranges,
        result.is_whole & ~groups.any(is_partial),
        fate,
        rows[row_at],
        found.start[row_at],
        found.end[row_at],
        result.n_covers,
        result.disagree,
        result.impossible,
        result.gaps,
        found.share,
        found.is_split,
        unsplit,
    )

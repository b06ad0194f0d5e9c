"""The trail: which figures were looked at for each whole, and what became of them."""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.aggregation import _periods
from crisisfigures.aggregation._bundles import Bundles
from crisisfigures.aggregation._places import Tree
from crisisfigures.aggregation._ranges import Ranges
from crisisfigures.aggregation._work import Entries, Strands, Wholes, Work
from crisisfigures.matching import taken
from crisisfigures.segments import Flags, Integers, Numbers, ordered
from crisisfigures.series import CUMULATIVE, kinds_of

Texts = npt.NDArray[np.object_]

COUNTED = "counted"
FATES = {
    _periods.OVERLAPS: "set aside: overlaps figures that are counted",
    _periods.EXCEEDS: "set aside: alone or with others more than a longer period around it can be, "
    "by another figure",
    _periods.OTHER_DAY: "set aside: a stock of an earlier day, or not of one day",
    _periods.NO_STOCKS: "set aside: stocks are not added up over time; ask for the last day, the "
    "peak or the mean",
    _periods.SAME_EVENT: "set aside: another row of its event says more, and rows of one event are "
    "not added up",
    _periods.NEEDLESS: "set aside: it reaches beyond the period, and others say all of it",
    _periods.NOT_LAST_DAY: "set aside: a stock of another day than the last, which alone counts by "
    "the rule",
    _periods.EXCEEDED: "set aside: its parts, which are counted, are more than it can be",
}
UNSPLIT = (
    "set aside: it reaches beyond a period, and is not split: a part of its days has a figure, or "
    "it only says that it happened on some day"
)
OUTSIDE = "set aside: does not lie within one of the periods"
RUNNING = (
    "set aside: a running total that does not lie within one of the periods; what it rose by in "
    "each is told by its increments"
)
NO_PLACE = "set aside: no place is stated"
ELSEWHERE = "set aside: larger than the places asked for, or not known to lie within one"
UNKNOWN_PLACE = "set aside: the gazetteer does not know its place: load its p-codes or areas"
LESS = "set aside: what is counted says as much or more, and the two may overlap"
READ_AS_MORE = "set aside: by a reading of its words it is more than what is counted can be"

VERDICTS = [COUNTED, *(FATES[at] for at in sorted(FATES)), LESS, READ_AS_MORE]


@dataclass(frozen=True, slots=True)
class Reports:
    """The r reports that were looked at for wholes, by whole and row.

    Attributes:
        whole: Their wholes.
        row: Their positions in the reconciled table.
        verdict: What became of each, as a position in `VERDICTS`.
        is_counted: Whether it is in the whole.
        share: How much of it, from 0 to 1.
        is_split: Whether it reaches beyond the period.
    """

    whole: Integers
    row: Integers
    verdict: Integers
    is_counted: Flags
    share: Numbers
    is_split: Flags

    def at(self, which: Flags) -> "Reports":
        """Return some of them."""
        return Reports(*(getattr(self, part.name)[which] for part in fields(self)))


def reports_of(work: Work, strands: Strands, entries: Entries, wholes: Wholes) -> Reports:
    """Return the reports of each whole: those of its strands."""
    report, entry = _pairs(strands, entries)
    row, whole = strands.rows[report], wholes.of_entry[entry]
    # By whole, and by row within.
    order = np.argsort(row, kind="stable")
    order = order[ordered(whole[order], len(wholes.target))]
    report, entry, row, whole = report[order], entry[order], row[order], whole[order]
    fate = strands.fate[report]
    is_meant = fate == _periods.COUNTED
    fate[is_meant & ~wholes.is_chosen[entry]] = _periods.OTHER_DAY
    is_counted = is_meant & wholes.used[entry]
    verdict = np.where(is_counted | (fate != _periods.COUNTED), fate, VERDICTS.index(LESS))
    passed = np.flatnonzero(verdict == VERDICTS.index(LESS))
    verdict[passed] = _why_passed(work, strands, entries, wholes, entry[passed], whole[passed])
    share, is_split = strands.share[report], strands.is_split[report]
    return Reports(whole, row, verdict, is_counted, share, is_split)


def _why_passed(
    work: Work,
    strands: Strands,
    entries: Entries,
    wholes: Wholes,
    entry: Integers,
    whole: Integers,
) -> Integers:
    """Return why entries are not in their wholes, of which others say what is counted."""
    strand = entries.strand[entry]
    is_of_all = strands.is_whole[strand] & (entries.node[entry] == entries.target[entry])
    is_of_all &= ~work.is_event[strands.first[strand]]
    return passed_over(strands.ranges.at(strand), wholes.ranges.at(whole), is_of_all)


def passed_over(own: Ranges, made: Ranges, is_of_all: Flags) -> Integers:
    """Return why n figures are not in their wholes, as positions in `VERDICTS`.

    Args:
        own: Their ranges.
        made: What their wholes come to.
        is_of_all: Which of them are figures of the whole, and not of a part.
    """
    is_exceeded = is_of_all & (own.upper < made.least)
    is_read_as_more = (own.least > made.upper) & (own.sure <= made.upper)
    found = np.where(is_exceeded, _periods.EXCEEDED, VERDICTS.index(LESS))
    return np.where(is_read_as_more, VERDICTS.index(READ_AS_MORE), found)


def _pairs(strands: Strands, entries: Entries) -> tuple[Integers, Integers]:
    """Return reports with the entries of their strands, of which each may have several or none."""
    n_entries = np.bincount(entries.strand, minlength=strands.groups.m)
    times = n_entries[strands.groups.ids]
    report = np.repeat(np.arange(len(times)), times)
    # Entries are in order of the strands.
    begins = (np.cumsum(n_entries) - n_entries)[strands.groups.ids]
    return report, np.arange(len(report)) + np.repeat(begins - np.cumsum(times) + times, times)


@dataclass(frozen=True, slots=True)
class Trail:
    """The figures behind an aggregation; n of them, some for several wholes or for none.

    Attributes:
        table: The reconciled figures.
        bundles: Which rows of it are one figure.
        row: n positions of figures.
        whole: Codes of the wholes that they were looked at for; -1 for none.
        labels: The names of the wholes.
        verdict: Codes of what became of each.
        verdicts: What that is.
        share: How much of each is counted, from 0 to 1.
    """

    table: pd.DataFrame
    bundles: Bundles
    row: Integers
    whole: Integers
    labels: Texts
    verdict: Integers
    verdicts: Texts
    share: Numbers

    def parts(self) -> pd.DataFrame:
        """Return the reconciled figures with their wholes and verdicts."""
        last = len(self.labels)
        runs, at = self.bundles.runs(np.where(self.whole < 0, last, self.whole), self.row)
        found = self.table.iloc[self.bundles.rows(runs)].reset_index(drop=True)
        figure = np.repeat(at, self.bundles.run_sizes[runs])
        return found.assign(
            whole=pd.Series(taken(self.labels, self.whole[figure])),
            verdict=pd.Series(taken(self.verdicts, self.verdict[figure])),
            share=self.share[figure],
        )


def trail_of(
    work: Work, strands: Strands, tree: Tree | None, reports: Reports, labels: pd.Series
) -> Trail:
    """Return the trail: the reports of each whole, and the figures that were looked at for none.

    Args:
        work: The reconciled figures.
        strands: What is equal in all but the period.
        tree: The places; None where each stays as it is.
        reports: The reports of each whole.
        labels: The names of the wholes.
    """
    is_left = np.ones(work.columns.n, dtype=np.bool_)
    is_left[reports.row] = False
    left = np.flatnonzero(is_left)
    why, words = pd.factorize(_why_left(work, strands, tree, left))
    n_left = len(left)
    return Trail(
        work.columns.table,
        work.bundles,
        np.concatenate([reports.row, left]),
        np.concatenate([reports.whole, np.full(n_left, -1)]),
        labels.to_numpy(dtype=object),
        np.concatenate([reports.verdict, why + len(VERDICTS)]),
        np.array([*VERDICTS, *words], dtype=object),
        np.concatenate([reports.share, np.ones(n_left)]),
    )


def _why_left(work: Work, strands: Strands, tree: Tree | None, left: Integers) -> Texts:
    """Return why figures were looked at for no whole."""
    verdicts = np.array(VERDICTS, dtype=object)
    why = np.full(len(left), ELSEWHERE, dtype=object)
    fate_of = np.full(work.columns.n, -1, dtype=np.int64)
    fate_of[strands.rows] = strands.fate
    fate = fate_of[left]
    in_period = fate >= 0
    why[~in_period] = OUTSIDE
    why[~in_period & (kinds_of(work.columns)[left] == CUMULATIVE)] = RUNNING
    why[~in_period & np.isin(left, strands.unsplit)] = UNSPLIT
    fated = in_period & (fate != _periods.COUNTED)
    why[fated] = verdicts[fate[fated]]
    place = work.facets["place"].codes[left]
    if tree is not None:
        why[in_period & ~np.append(tree.is_known, True)[place]] = UNKNOWN_PLACE
    why[place < 0] = NO_PLACE
    unusable = ~work.usable[left]
    why[unusable] = work.why_not(left[unusable])
    return why

"""Rivals: rows of one source that contradict each other, and witnesses who only repeat."""

from dataclasses import dataclass

import numpy as np

from crisisfigures.echoing import NO_ROW, lineage, publication_days
from crisisfigures.layout import say_range
from crisisfigures.matching import FACETS, quantities, with_one_end
from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Numbers, Strings
from crisisfigures.segments import Groups, dense, shared
from crisisfigures.source import folded, standard_sources
from crisisfigures.table import NO_DAY, Columns
from crisisfigures.validation._wholes import facets, is_usable
from crisisfigures.validation._words import named_numbers, named_places, named_rows
from crisisfigures.validation.duplicates import is_copy


def _quantities(cells: Cells) -> tuple[Integers, Groups]:
    """Return the rows that claim a number of a quantity, and the quantities of these rows."""
    found = dict(cells.once(facets))
    # Two running totals "until" a day may have begun on different ones, but not of one source.
    found["period"] = with_one_end(cells, found["period"])
    claims = cells.once(is_usable) & cells.is_word("role", "claim", "recommended")
    for name in ("measure", "place", "period"):
        claims &= found[name].codes >= 0
    # Of all rows: what no row states is then passed over.
    ids, m = dense(
        [found[name].codes for name in FACETS], [len(found[name].texts) for name in FACETS]
    )
    rows = np.flatnonzero(claims)
    return rows, Groups(ids[rows], m)


@dataclass(frozen=True, slots=True)
class _Current:
    """What is still claimed of quantities of which several rows speak; n rows.

    Attributes:
        rows: The rows, ascending, of which none is superseded by another.
        quantity: The number of the quantity of each row.
        groups: The rows of one source on one quantity.
    """

    rows: Integers
    quantity: Integers
    groups: Groups


def _current(cells: Cells) -> _Current:
    """Return the rows of quantities that several rows speak of, but for those superseded.

    A row is superseded by one of its source that was published wholly after it. Rows of a source
    that says what it supersedes are left out, and rows whose source names nobody.
    """
    rows, groups = cells.once(_quantities)
    several = groups.sizes[groups.ids] > 1
    rows, quantity = rows[several], groups.ids[several]
    own, n_own = _voices(cells, rows)
    if (own < 0).any():
        rows, quantity, own = rows[own >= 0], quantity[own >= 0], own[own >= 0]
    edition, editions = cells.codes("edition")
    mine = Groups(*dense([quantity, own, edition[rows]], [groups.m, n_own, len(editions)]))
    first, last = (days[rows] for days in publication_days(cells))
    dated = first != NO_DAY
    left = ~(dated & (last < mine.last(first, dated)[mine.ids]))
    if cells.has("supersedes"):
        left &= ~mine.any(cells.stated("supersedes")[rows])[mine.ids]
    return _Current(rows[left], quantity[left], mine.subset(left)[0])


def _voices(cells: Cells, rows: Integers) -> tuple[Integers, int]:
    """Return the independent source of some rows, -1 where it names nobody, and how many."""
    codes, texts = cells.codes("source")
    speaks = np.zeros(len(texts) + 1, dtype=np.bool_)
    speaks[codes[rows]] = True
    voices = {
        code: standard_sources().voice(texts[code]) for code in np.flatnonzero(speaks[:-1]).tolist()
    }
    names = {code: folded(v.root) or v.root for code, v in voices.items() if not v.is_anonymous}
    number = {name: at for at, name in enumerate(sorted(set(names.values())))}
    own = np.full(len(texts) + 1, -1, dtype=np.int64)
    for code, name in names.items():
        own[code] = number[name]
    return own[codes[rows]], len(number)


@dataclass(frozen=True, slots=True)
class _Told:
    """Rows that are told, ascending, each with the row that it stands against and how many do."""

    row: Integers
    against: Integers
    n: Integers


def _told(rows: Integers, groups: Groups, chosen: Flags) -> _Told:
    """Return for each group the first of its chosen rows, with the very first one."""
    found = groups.any(chosen)
    row = groups.first(rows, chosen)[found]
    order = np.argsort(row)
    return _Told(row[order], groups.first(rows)[found][order], groups.sizes[found][order])


def _own_rows(cells: Cells) -> _Told:
    """Return what sources say differently of one quantity, once for each source and quantity."""
    current = cells.once(_current)
    rows, groups = current.rows, current.groups
    # Two recommended figures are a fault of their own.
    is_chosen = cells.is_word("role", "recommended")[rows]
    judged = (groups.sizes > 1) & (groups.count(is_chosen) < 2)
    first = groups.first(np.arange(len(rows)))
    differs = np.zeros(len(rows), dtype=np.bool_)
    for name in ("low", "best", "high"):
        numbers = cells.numbers(name)[rows]
        others = numbers[first][groups.ids]
        differs |= (numbers != others) & ~(np.isnan(numbers) & np.isnan(others))
    return _told(rows, groups, differs & judged[groups.ids])


def _several_recommended(cells: Cells) -> _Told:
    """Return the quantities with several recommended rows, copies left out."""
    if not cells.is_word("role", "recommended").any():
        nothing = np.empty(0, dtype=np.int64)
        return _Told(nothing, nothing, nothing)
    current = cells.once(_current)
    chosen = cells.is_word("role", "recommended")[current.rows] & ~is_copy(cells)[current.rows]
    rows = current.rows[chosen]
    groups = Groups(*dense([current.quantity[chosen]], [len(cells.table) + 1]))
    return _told(rows, groups, rows != groups.first(rows)[groups.ids])


def _judged(cells: Cells, rows: Integers) -> Judged:
    """Return some rows as those at fault. Of a row that was not read nothing is to be said here."""
    bad = cells.marked(rows)
    return Judged(bad, concerned=bad)


def _is_own_rival(cells: Cells, _column: str) -> Judged:
    return _judged(cells, cells.once(_own_rows).row)


def _is_recommended_again(cells: Cells, _column: str) -> Judged:
    return _judged(cells, cells.once(_several_recommended).row)


def _own_which(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return _against(cells, cells.once(_own_rows), rows)


def _recommended_which(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    return _against(cells, cells.once(_several_recommended), rows)


def _against(cells: Cells, told: _Told, rows: Integers) -> dict[str, Strings]:
    at = np.searchsorted(told.row, rows)
    return {
        "figure": _said(cells, rows),
        "other": _said(cells, told.against[at]),
        "first": named_rows(cells, told.against[at]),
        "n": named_numbers(told.n[at].astype(np.float64)),
        "where": named_places(cells, rows),
    }


def _said(cells: Cells, rows: Integers) -> Strings:
    """Return the figures of some rows as they are printed."""
    numbers = (cells.numbers(name)[rows].tolist() for name in ("low", "best", "high"))
    kinds = (cells.texts_at(name, rows).tolist() for name in ("low_kind", "high_kind"))
    said = np.empty(len(rows), dtype=object)
    said[:] = [
        say_range(low, best, high, low_kind=low_kind, high_kind=high_kind)
        for low, best, high, low_kind, high_kind in zip(*numbers, *kinds, strict=True)
    ]
    return said


# --- witnesses who only repeat ----------------------------------------------------------------


def _repeated(cells: Cells, digits: float, within_days: float) -> tuple[Integers, Integers]:
    """Return rows with an unusual number of another source, ascending, and the rows of these."""
    best = cells.numbers("best")
    number = np.where(np.isnan(best), cells.numbers("low"), best)
    unusual = cells.stated("published_on") & _has_digits(number, digits)
    if not unusual.any():
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing
    rows, groups = cells.once(_quantities)
    chosen = np.flatnonzero(unusual[rows])
    rows, ids = rows[chosen], groups.ids[chosen]
    rows = rows[shared(ids, groups.m, number[rows])]
    if not len(rows):
        return rows, rows
    # Whose word a claim is takes a look at all that was said; few rows are left to ask.
    columns = Columns(cells.table.iloc[rows])
    line = lineage(columns, quantities(columns), standard_sources(), int(within_days))
    hit = np.flatnonzero((line.suspect != NO_ROW) & ~line.is_echo & ~is_copy(cells)[rows])
    return rows[hit], rows[line.suspect[hit]]


def _has_digits(numbers: Numbers, digits: float) -> Flags:
    """Return which numbers have at least so many significant digits: 1,240 has three."""
    said = np.abs(np.nan_to_num(numbers, nan=0.0, posinf=0.0, neginf=0.0))
    power = np.floor(np.log10(np.maximum(said, 1.0))) - (digits - 2)
    return np.asarray((power >= 0) & (np.fmod(said, 10.0 ** np.maximum(power, 0)) != 0))


def _is_repeated(cells: Cells, _column: str, digits: float, within_days: float) -> Judged:
    return _judged(cells, _repeated(cells, digits, within_days)[0])


def _repeats_which(
    cells: Cells, _column: str, rows: Integers, digits: float, within_days: float
) -> dict[str, Strings]:
    found, of = _repeated(cells, digits, within_days)
    origin = of[np.searchsorted(found, rows)]
    return {
        "figure": _said(cells, rows),
        "other": cells.said("source", origin),
        "day": cells.said("published_on", origin),
        "first": named_rows(cells, origin),
    }


_RECOMMENDED = {"role": "recommended"}
_UNUSUAL = {"low": None, "best": 1243.0, "high": None}

_SPAN = ("period_start", "period_end")

CHECKS = (
    Check(
        name="rows-of-one-source",
        severity="warning",
        phase="table",
        at=("",),
        find=_is_own_rival,
        message="{source} says {figure} here and {other} in {first}, of one quantity ({measure} in "
        "{where}, {n} rows): parts or rivals?",
        hint="If they are parts, state what tells them apart: the event, the place, the days. If "
        "one corrects the other, state when each was published, or `supersedes`.",
        why="A source has one vote on a quantity. Where it says several things at once, nobody "
        "knows which is meant, or whether they are to be added up: `reconcile` withholds them all. "
        "One finding for each source and quantity, at its first row that says something else.",
        bad=(
            ({}, {"best": 35.0}),
            ({}, {"best": 35.0, "source": "OCHA"}),
        ),
        good=(
            ({}, {"best": 35.0, "published_on": "2022-07-01"}),
            ({}, {"best": 35.0, "source": "AFP"}),
            ({}, {"best": 35.0, "event": "2"}),
            ({"edition": "1"}, {"best": 35.0, "edition": "2"}),
            ({}, {"best": 35.0, "role": "triangulation"}),
        ),
        facts=_own_which,
        value_free=("first", "n"),
        within=_SPAN,
    ),
    Check(
        name="several-recommended",
        severity="warning",
        phase="table",
        at=("role",),
        find=_is_recommended_again,
        message="{n} rows are recommended for one quantity: {figure} here, {other} in {first}",
        hint="Leave one figure recommended; give the others the role 'claim' or 'triangulation'.",
        why="The recommended figure is the one that its publisher stands by. With two of them, "
        "totals of recommended figures count the same people twice. One finding for each quantity, "
        "at the second of its rows.",
        bad=(
            (_RECOMMENDED, {**_RECOMMENDED, "best": 35.0}),
            (_RECOMMENDED, {**_RECOMMENDED, "source": "AFP"}),
        ),
        good=(
            (_RECOMMENDED, {"role": "triangulation", "best": 35.0}),
            (_RECOMMENDED, {**_RECOMMENDED, "event": "2"}),
        ),
        facts=_recommended_which,
        value_free=("first", "n"),
        within=_SPAN,
    ),
    Check(
        name="same-figure-of-others",
        severity="info",
        phase="table",
        at=("",),
        find=_is_repeated,
        message="{figure} is what {other} said on {day} in {first}: likely a copy, no witness of "
        "its own",
        hint="Look where {source} has it from. If it is from the other, say so in `repeats`; its "
        "figure then counts once.",
        why="Two counts that were made apart seldom agree in four digits. The same unusual number "
        "within days is as a rule one count that was handed on, which corroborates nothing. "
        "It is shown, and never removed.",
        bad=((_UNUSUAL, {**_UNUSUAL, "source": "Reuters", "published_on": "2022-06-15"}),),
        good=(
            (_UNUSUAL, {**_UNUSUAL, "source": "Reuters", "published_on": "2022-08-15"}),
            (
                {**_UNUSUAL, "best": 1200.0},
                {**_UNUSUAL, "best": 1200.0, "source": "Reuters", "published_on": "2022-06-15"},
            ),
            (
                _UNUSUAL,
                {
                    **_UNUSUAL,
                    "source": "Reuters",
                    "published_on": "2022-06-15",
                    "repeats": "UN OCHA",
                },
            ),
        ),
        facts=_repeats_which,
        value_free=("first",),
        within=_SPAN,
        settings={"digits": 4, "within_days": 7},
    ),
)

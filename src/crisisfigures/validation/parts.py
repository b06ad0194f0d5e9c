"""Parts and wholes: a part above its whole, parts that do not add up, rollups among their parts."""

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings
from crisisfigures.validation._contradictions import Above, Sums, above, sums, unequal
from crisisfigures.validation._wholes import COMPARED, Claims, Wholes, facets, wholes
from crisisfigures.validation._words import NOWHERE, named_numbers, named_places, named_rows

_UNIT, _PLACE = COMPARED.index("unit"), COMPARED.index("place")
_ADDED_UP = tuple(COMPARED.index(name) for name in ("place", "group", "definition"))
"""The facets whose values stand below each other in one column that is added up."""


def _judged(cells: Cells, found: Wholes | None, rows: Integers) -> Judged:
    """Return some rows as those at fault; only what may be a part or a whole is judged."""
    bad = np.zeros(cells.n, dtype=np.bool_)
    if found is None:
        return Judged(bad, concerned=bad)
    bad[rows] = True
    return Judged(bad, found.unjudged, found.concerned)


def _at_end(
    cells: Cells, column: str, found: Wholes | None, claims: Integers, is_lower: Flags
) -> Judged:
    """Return the rows of some claims whose lower end, or else upper end, stands in a column."""
    if found is None:
        return _judged(cells, None, claims)
    rows = found.claims.row[claims]
    has_low, has_high = (~np.isnan(cells.numbers(name)[rows]) for name in ("low", "high"))
    stands = {"low": is_lower & has_low, "high": ~is_lower & has_high}
    stands["best"] = ~(stands["low"] | stands["high"])
    return _judged(cells, found, rows[stands[column]])


def _positions(found: Wholes, claims: Integers, rows: Integers) -> Integers:
    """Return for each of some rows which of the claims it makes."""
    of = found.claims.row[claims]
    order = np.argsort(of)
    positions: Integers = order[np.searchsorted(of[order], rows)]
    return positions


def _told(cells: Cells, claims: Claims, facet: Integers, at: Integers) -> Strings:
    """Return what some claims are of, in the facet in which they differ from others."""
    told = np.empty(len(at), dtype=object)
    for number, name in enumerate(COMPARED):
        here = facet == number
        told[here] = cells.once(facets)[name].texts[claims.codes[name][at[here]]]
    return told


def _told_where(cells: Cells, claims: Claims, facet: Integers, at: Integers) -> Strings:
    """Return the same with the place, where the claims are of one: "sex=female of Gao".

    A line of a wide file has many cells, and its number alone leads to none of them.
    """
    told = _told(cells, claims, facet, at)
    where = named_places(cells, claims.row[at])
    of_one = np.not_equal(facet, _PLACE) & (where != NOWHERE)
    told[of_one] = told[of_one] + " of " + where[of_one]
    return told


def _at_least(claims: Claims, at: Integers) -> Strings:
    """Return the lower ends of some claims in words: "45", "at least 45", "more than 45"."""
    ends = claims.ends
    word = np.where(ends.lower_out[at], "more than ", "at least ").astype(object)
    word[ends.lower[at] == ends.upper[at]] = ""
    said: Strings = word + named_numbers(ends.lower[at])
    return said


def _at_most(claims: Claims, at: Integers) -> Strings:
    ends = claims.ends
    word = np.where(ends.upper_out[at], "fewer than ", "at most ").astype(object)
    word[ends.lower[at] == ends.upper[at]] = ""
    said: Strings = word + named_numbers(ends.upper[at])
    return said


# --- a part above its whole -------------------------------------------------------------------


def _is_of_units(found: Wholes, at: Above) -> Flags:
    return np.equal(found.pairs.facet[at.pair], _UNIT)


def _is_above(cells: Cells, column: str) -> Judged:
    found, at = cells.once(wholes), cells.once(above)
    others = np.empty(0, np.bool_) if found is None else ~_is_of_units(found, at)
    return _at_end(cells, column, found, at.claim[others], at.is_part[others])


def _is_household_above(cells: Cells, column: str) -> Judged:
    found, at = cells.once(wholes), cells.once(above)
    units = np.empty(0, np.bool_) if found is None else _is_of_units(found, at)
    return _at_end(cells, column, found, at.claim[units], at.is_part[units])


def _above_which(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    found, at = cells.once(wholes), cells.once(above)
    assert found is not None
    here = _positions(found, at.claim, rows)
    pair, is_part = at.pair[here], at.is_part[here]
    part, whole = found.pairs.part[pair], found.pairs.whole[pair]
    own, other = np.where(is_part, part, whole), np.where(is_part, whole, part)
    more, less = _at_least(found.claims, part), _at_most(found.claims, whole)
    facet = found.pairs.facet[pair]
    return {
        "figure": np.where(is_part, more, less),
        "own": _told_where(cells, found.claims, facet, own),
        "relation": np.where(is_part, "more than", "less than").astype(object),
        "other_figure": np.where(is_part, less, more),
        "other": _told(cells, found.claims, facet, other),
        "standing": np.where(is_part, "which holds it", "which is a part of it").astype(object),
        "line": named_rows(cells, found.claims.row[other]),
    }


# --- parts that do not add up -----------------------------------------------------------------


def _is_exceeded(cells: Cells, column: str, tolerance: float) -> Judged:
    found, at = cells.once(wholes), unequal(cells, tolerance)
    exceeds = at.exceeds
    return _at_end(cells, column, found, at.claim[exceeds], ~at.is_whole[exceeds])


def _is_short(cells: Cells, column: str, tolerance: float) -> Judged:
    found, at = cells.once(wholes), unequal(cells, tolerance)
    short = ~at.exceeds
    return _at_end(cells, column, found, at.claim[short], at.is_whole[short])


def _added_up(cells: Cells, _column: str, rows: Integers, tolerance: float) -> dict[str, Strings]:
    found, added, at = cells.once(wholes), cells.once(sums), unequal(cells, tolerance)
    assert found is not None
    assert added is not None
    here = _positions(found, at.claim, rows)
    number, exceeds = at.sum[here], at.exceeds[here]
    whole = added.whole[number]
    return {
        "sum": named_numbers(np.where(exceeds, added.lower[number], added.upper[number])),
        "n": named_numbers(added.n[number].astype(np.float64)),
        "parts": _parts_told(cells, found, added, number),
        "figure": np.where(exceeds, _at_most(found.claims, whole), _at_least(found.claims, whole)),
        "whole": _told_where(cells, found.claims, added.facet[number], whole),
        "line": named_rows(cells, found.claims.row[whole]),
    }


_MOST_TOLD = 4


def _parts_told(cells: Cells, found: Wholes, added: Sums, number: Integers) -> Strings:
    """Return the first parts of some sums: "ML-1, ML-2, ML-3, ..."."""
    sought = np.unique(number)
    members = np.flatnonzero(np.isin(added.of, sought))
    members = members[np.lexsort((found.claims.row[added.member[members]], added.of[members]))]
    names = _told(cells, found.claims, added.facet[added.of[members]], added.member[members])
    several: dict[int, list[str]] = {}
    for of, name in zip(added.of[members].tolist(), names.tolist(), strict=True):
        several.setdefault(of, []).append(name)
    told = np.empty(len(number), dtype=object)
    told[:] = [
        ", ".join([*several[of][:_MOST_TOLD], *(["..."] if len(several[of]) > _MOST_TOLD else [])])
        for of in number.tolist()
    ]
    return told


# --- rows that count the same people ----------------------------------------------------------


def _unmarked(found: Wholes) -> tuple[Integers, Integers, Integers]:
    """Return unmarked rollups, the pair with the first part of each, and how many parts it has."""
    pairs, claims = found.pairs, found.claims
    among = np.flatnonzero(np.isin(pairs.facet, _ADDED_UP) & claims.is_unmarked[pairs.whole])
    part_row = claims.row[pairs.part[among]]
    among = among[np.lexsort((part_row, pairs.facet[among], pairs.whole[among]))]
    whole, first, n = np.unique(pairs.whole[among], return_index=True, return_counts=True)
    return whole, among[first], n


def _is_unmarked(cells: Cells, _column: str) -> Judged:
    found = cells.once(wholes)
    nothing = np.empty(0, dtype=np.int64)
    return _judged(
        cells, found, nothing if found is None else found.claims.unmarked[_unmarked(found)[0]]
    )


def _holds_which(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    found = cells.once(wholes)
    assert found is not None
    whole, pair, n = _unmarked(found)
    of = found.claims.unmarked[whole]
    order = np.argsort(of)
    at = order[np.searchsorted(of[order], rows)]
    facet = found.pairs.facet[pair[at]]
    part = found.pairs.part[pair[at]]
    return {
        "own": _told_where(cells, found.claims, facet, whole[at]),
        "n": named_numbers(n[at].astype(np.float64)),
        "part": _told(cells, found.claims, facet, part),
        "line": named_rows(cells, found.claims.row[part]),
    }


def _overlaps(cells: Cells, _column: str) -> Judged:
    found = cells.once(wholes)
    nothing = np.empty(0, dtype=np.int64)
    return _judged(
        cells, found, nothing if found is None else found.claims.row[found.overlaps.part]
    )


def _overlaps_which(cells: Cells, _column: str, rows: Integers) -> dict[str, Strings]:
    found = cells.once(wholes)
    assert found is not None
    pairs, row = found.overlaps, found.claims.row
    order = np.lexsort((row[pairs.whole], row[pairs.part]))
    at = order[np.searchsorted(row[pairs.part][order], rows)]
    facet = pairs.facet[at]
    return {
        "own": _told_where(cells, found.claims, facet, pairs.part[at]),
        "other": _told(cells, found.claims, facet, pairs.whole[at]),
        "line": named_rows(cells, row[pairs.whole[at]]),
    }


_ENDS = ("low", "best", "high")
_ALL = {"best": 40.0, "low": None, "high": None, "is_rollup": True}
_PART = {"low": None, "high": None}
_GAO = {"place": "ML-7", "place_system": "iso3166-2"}
_MOPTI = {"place": "ML-5", "place_system": "iso3166-2"}
_FLED = {"measure": "new_displacements"}
_WOMEN, _MEN = {"group": "sex=female"}, {"group": "sex=male"}

_SPAN = ("period_start", "period_end")

CHECKS = (
    Check(
        name="part-above-whole",
        severity="warning",
        phase="table",
        at=_ENDS,
        find=_is_above,
        message="{figure} for {own} is {relation} {other_figure} for {other} in {line}, {standing}",
        hint="Look both up in the source: one was misread, or they are of different days, "
        "definitions or editions. State what tells them apart.",
        why="A district has no more dead than its country, women are no more than all people, and "
        "nobody is killed who did not die. Of one source, period and definition such figures "
        "cannot both be true. Only ends that the source stated are compared, never those of a "
        "convention or a rounding, and a part with the nearest whole that is stated. The row told "
        "is the part; or the whole, where several of its parts are above it.",
        bad=(
            (_ALL, {"best": 45.0, **_PART, **_GAO}),
            (_ALL, {"best": 45.0, **_PART, **_WOMEN}),
            ({**_ALL, "measure": "deaths"}, {"best": 45.0, **_PART}),
            ({"best": 45.0, **_PART, **_GAO}, {"best": 46.0, **_PART, **_MOPTI}, _ALL),
        ),
        good=(
            (_ALL, {**_GAO, "best": 38.0, "high": 60.0}),
            (_ALL, {"best": 45.0, **_PART, **_GAO, "source": "AFP"}),
            (_ALL, {"best": 45.0, **_PART, **_GAO, "published_on": "2022-07-01"}),
            (_ALL, {**_PART, **_GAO, "low": 45.0, "best": None, "low_kind": "convention"}),
        ),
        facts=_above_which,
        value_free=("relation", "standing", "line"),
        within=_SPAN,
    ),
    Check(
        name="households-above-persons",
        severity="warning",
        phase="table",
        at=_ENDS,
        find=_is_household_above,
        message="{figure} ({own}) is {relation} {other_figure} ({other}) in {line}",
        hint="Look both up: the units were exchanged, or one of the numbers was misread.",
        why="A household is one person or more, so that there are never more households than "
        "people. With the units exchanged, each conversion is wrong by a factor of twenty or more.",
        bad=(({**_ALL, **_FLED}, {"best": 45.0, **_PART, **_FLED, "unit": "household"}),),
        good=(({**_ALL, **_FLED}, {"best": 8.0, **_PART, **_FLED, "unit": "household"}),),
        facts=_above_which,
        value_free=("relation", "standing", "line"),
        within=_SPAN,
    ),
    Check(
        name="parts-exceed-whole",
        severity="warning",
        phase="table",
        at=_ENDS,
        find=_is_exceeded,
        message="the {n} parts {parts} come to at least {sum}, more than {figure} for {whole} in "
        "{line}",
        hint="Add them up in the source. People who are in two of the parts, or a whole of another "
        "day or definition, are the usual reasons.",
        why="Parts that share nobody cannot come to more than the whole: men and women, bands of "
        "ages that do not overlap, areas side by side, the phases of a classification. It is told "
        "at the whole; or at a part, where it is in more such sums than the whole.",
        bad=(
            (
                {"best": 25.0, **_PART, **_GAO},
                {"best": 25.0, **_PART, **_MOPTI},
                _ALL,
            ),
            ({"best": 25.0, **_PART, **_WOMEN}, {"best": 25.0, **_PART, **_MEN}, _ALL),
        ),
        good=(
            ({"best": 15.0, **_PART, **_WOMEN}, {"best": 25.0, **_PART, **_MEN}, _ALL),
            (
                {"best": 25.0, **_PART, "group": "role=teacher"},
                {"best": 25.0, **_PART, "group": "sex=female"},
                _ALL,
            ),
        ),
        facts=_added_up,
        value_free=("n", "line"),
        within=_SPAN,
        settings={"tolerance": 0.01},
    ),
    Check(
        name="parts-short-of-whole",
        severity="info",
        phase="table",
        at=_ENDS,
        find=_is_short,
        message="the {n} parts {parts} come to at most {sum}, less than {figure} for {whole} in "
        "{line}, of which nothing else is known",
        hint="Look the whole up: other rows may have been added into it. If people are in none of "
        "the parts, give them a row.",
        why="Where the parts of a list are all there, by the definition of the whole, they come to "
        "the whole. A total that is larger often has other rows added in: in a report of 2014 the "
        "total of the deaths was the sum of deaths and cases.",
        bad=(
            ({"best": 10.0, **_PART, **_WOMEN}, {"best": 15.0, **_PART, **_MEN}, _ALL),
            (
                {**_PART, "definition": "case:confirmed", "best": 10.0},
                {**_PART, "definition": "case:probable", "best": 15.0},
                {**_ALL, "definition": "case:confirmed+probable"},
            ),
        ),
        good=(
            ({"best": 10.0, **_PART, **_GAO}, {"best": 15.0, **_PART, **_MOPTI}, _ALL),
            (
                {"best": 10.0, **_PART, **_WOMEN},
                {"best": 15.0, **_PART, **_MEN},
                {**_PART, "group": "sex=unknown", "best": 15.0},
                _ALL,
            ),
        ),
        facts=_added_up,
        value_free=("n", "line"),
        within=_SPAN,
        settings={"tolerance": 0.01},
    ),
    Check(
        name="rollup-unmarked",
        severity="info",
        phase="table",
        at=("",),
        find=_is_unmarked,
        message="{own} holds what other rows count again ({n}: {part} in {line}, ...), and is not "
        "marked as a rollup",
        hint="Set `is_rollup` to true in this row, or leave such rows out before adding up: "
        "table[~table['is_rollup']].",
        why="Who adds up a column that holds a country and its districts, or all people and the "
        "women among them, counts people twice. A rollup that is marked is no finding. It is told "
        "once for each whole, not for its parts.",
        bad=(({"best": 25.0, **_PART, **_GAO}, {**_ALL, "is_rollup": False}),),
        good=(({"best": 25.0, **_PART, **_GAO}, _ALL),),
        facts=_holds_which,
        value_free=("n", "line"),
        within=_SPAN,
    ),
    Check(
        name="overlapping-bands",
        severity="warning",
        phase="table",
        at=("group",),
        find=_overlaps,
        message="{own} overlaps {other} in {line}, and neither holds the other",
        hint="Keep one set of bands that do not overlap; leave the others out before adding up.",
        why="People of the years that two bands share are in both rows, and are counted twice in "
        "a sum. Bands that lie within each other are no fault: the wider one is a rollup. It is "
        "told at the band that begins later.",
        bad=(({"group": "age=0-17"}, {"group": "age=15-24"}),),
        good=(({"group": "age=0-14"}, {"group": "age=15-24"}),),
        facts=_overlaps_which,
        value_free=("line",),
        within=_SPAN,
    ),
)

"""Laws of aggregation, held against counting by hand on small cases."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.aggregation._periods import COUNTED, along
from crisisfigures.aggregation._places import Tree, up
from crisisfigures.aggregation._ranges import OPEN, Ranges, settled, sums
from crisisfigures.place import Place
from crisisfigures.segments import Groups
from crisisfigures.vocabulary import END_KIND_ORDER

INF = math.inf


def ranges(pairs):
    """Return ranges of counts from pairs of ends; None is open above."""
    lower = np.array([low for low, _ in pairs], dtype=np.float64)
    upper = np.array([INF if high is None else high for _, high in pairs], dtype=np.float64)
    kinds = np.zeros(len(pairs), dtype=np.int64)
    return Ranges(
        lower,
        upper,
        np.where(lower == upper, lower, np.nan),
        kinds,
        np.where(np.isinf(upper), OPEN, kinds),
        lower.copy(),
        upper.copy(),
        np.full(len(pairs), np.nan),
        lower.copy(),
    )


def one_group(n):
    return Groups(np.zeros(n, dtype=np.int64), 1)


ends = st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)


# ── Sums ────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(ends, min_size=1, max_size=5))
def test_a_sum_is_that_of_estimates(pairs):
    whole = cf.Estimate(low=pairs[0][0], high=pairs[0][1])
    if len(pairs) > 1:
        from crisisfigures.estimate import add

        whole = add(*(cf.Estimate(low=low, high=high) for low, high in pairs))
    found = sums(one_group(len(pairs)), ranges(pairs))
    assert (found.lower[0], found.upper[0]) == (whole.lower, whole.upper)


@given(st.lists(st.lists(ends, min_size=1, max_size=3), min_size=1, max_size=3))
def test_adding_in_two_steps_is_adding_in_one(parts):
    flat = list(itertools.chain.from_iterable(parts))
    once = sums(one_group(len(flat)), ranges(flat))
    of = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    first = sums(Groups(of, len(parts)), ranges(flat))
    twice = sums(one_group(len(parts)), first)
    assert (once.lower[0], once.upper[0]) == (twice.lower[0], twice.upper[0])


# ── Periods ─────────────────────────────────────────────────────────────────────────────────

DAYS = 6
CONVENTION = END_KIND_ORDER.index("convention")

reports = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, DAYS - 1), ends).map(
        lambda r: (min(r[:2]), max(r[:2]), r[2])
    ),
    min_size=1,
    max_size=7,
)


def by_hand(found):
    """Return all exact covers of the days, and all sets of reports that do not overlap."""
    disjoint, covers = [], []
    for k in range(1, len(found) + 1):
        for chosen in itertools.combinations(range(len(found)), k):
            days = [d for i in chosen for d in range(found[i][0], found[i][1] + 1)]
            if len(days) == len(set(days)):
                disjoint.append(chosen)
                if len(days) == DAYS:
                    covers.append(chosen)
    return covers, disjoint


def contradicted(found, parts):
    """Return pairs of a report and one around it that is less than it is at least."""
    return [
        (i, j)
        for i, (first, last, _) in enumerate(found)
        for j, (begin, stop, _) in enumerate(found)
        if begin <= first and last <= stop and parts.least[i] > parts.upper[j]
    ]


@given(reports, st.sets(st.integers(0, 6)))
def test_all_exact_covers_of_a_period_are_counted(found, running):
    covers, disjoint = by_hand(found)
    parts = ranges([ends for _, _, ends in found])
    start, end = (np.array([report[i] for report in found], dtype=np.int64) for i in (0, 1))
    none = np.zeros(len(found), dtype=np.bool_)
    result = along(
        one_group(len(found)),
        parts,
        (start, end),
        (np.array([0]), np.array([DAYS - 1])),
        none,
        none,
        np.isin(np.arange(len(found)), list(running)),
    )
    assert result.n_covers[0] == len(covers)
    counted = set(np.flatnonzero(result.fate == COUNTED).tolist())
    if covers:
        lows = [sum(parts.lower[i] for i in cover) for cover in covers]
        highs = [sum(parts.upper[i] for i in cover) for cover in covers]
        agree = max(lows) <= min(highs)
        assert result.disagree[0] == (not agree)
        upper = min(highs) if agree else max(highs)
        revised = {i for i, j in contradicted(found, parts) if {i, j} <= running}
        known = {c: sum(parts.least[i] for i in c) for c in disjoint if not revised & set(c)}
        most = max(known.values(), default=0)
        assert result.impossible[0] == (most > upper)
        assert result.is_whole[0] == (most <= upper)
        used = set(itertools.chain.from_iterable(covers))
        if most > upper:
            assert known[tuple(sorted(counted))] == most == result.ranges.lower[0]
            return
        lower = max(*lows, most) if agree else min(lows)
        assert (result.ranges.lower[0], result.ranges.upper[0]) == (lower, upper)
        # Parts count beside the covers where the number rests on them, and nowhere else.
        assert used <= counted
        assert set(np.flatnonzero(result.is_beside).tolist()) == counted - used
        assert counted == used or most > max(lows)
    else:
        less = {i for i, _ in contradicted(found, parts)}
        disjoint = [chosen for chosen in disjoint if not less & set(chosen)]
        most = max(sum(parts.least[i] for i in chosen) for chosen in disjoint)
        kept = tuple(sorted(counted))
        assert not result.is_whole[0]
        assert result.ranges.lower[0] == most
        assert kept in disjoint
        assert sum(parts.least[list(kept)]) == most


def test_two_reports_a_month_make_4096_covers_of_a_year():
    # Of each month 1 and 2: the covers sum up to 12 at least and 24 at most.
    first = np.repeat(np.arange(12) * 30, 2)
    parts = ranges([(1 + i % 2, 1 + i % 2) for i in range(24)])
    none = np.zeros(24, dtype=np.bool_)
    target = (np.array([0]), np.array([359]))
    result = along(one_group(24), parts, (first, first + 29), target, none, none, none)
    assert result.n_covers[0] == 4096
    assert (result.ranges.lower[0], result.ranges.upper[0]) == (12, 24)
    assert result.disagree[0]


# ── Places ──────────────────────────────────────────────────────────────────────────────────


@st.composite
def trees(draw):
    """Return parents (each before its children), which lists are complete, and figures."""
    n = draw(st.integers(1, 9))
    parent = [-1, *(draw(st.integers(0, i - 1)) for i in range(1, n))]
    complete = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    figures = draw(st.lists(st.none() | ends, min_size=n, max_size=n))
    if all(figure is None for figure in figures):
        figures[-1] = (3, 5)
    return parent, complete, figures


def settled_by_hand(node, parent, complete, figures):
    """Return total (or None), what is known at least, and whether anything cannot be true."""
    children = [
        found
        for child in range(len(parent))
        if parent[child] == node
        and (found := settled_by_hand(child, parent, complete, figures)) is not None
    ]
    n_children = parent.count(node)
    own = figures[node]
    if own is None and not children:
        return None
    accounts = [] if own is None else [(own[0], INF if own[1] is None else own[1])]
    least = [] if own is None else [own[0]]
    bad = any(found[2] for found in children)
    if children:
        least.append(sum(found[1] for found in children))
        if complete[node] and len(children) == n_children and all(f[0] for f in children):
            accounts.append(tuple(sum(f[0][i] for f in children) for i in (0, 1)))
    total = None
    if accounts:
        low, high = max(a[0] for a in accounts), min(a[1] for a in accounts)
        total = (
            (low, high)
            if low <= high
            else (min(a[0] for a in accounts), max(a[1] for a in accounts))
        )
    at_least = max(least)
    if total is None:
        return None, at_least, bad
    if at_least > total[1]:
        return None, at_least, True
    if low <= high:
        # Nothing is less than its parts are at least.
        total = max(at_least, total[0]), total[1]
    return total, total[0], bad


@given(trees())
def test_a_tree_of_places_is_settled_as_by_hand(tree):
    parent, complete, figures = tree
    n = len(parent)
    depth = [0]
    for node in range(1, n):
        depth.append(depth[parent[node]] + 1)
    n_children = [parent.count(node) for node in range(n)]
    full = [0, *(n_children[p] if complete[p] else 0 for p in parent[1:])]
    places = [Place(f"P{i}", "custom") for i in range(n)]
    built = Tree(
        places,
        [0],
        np.array(parent),
        np.array(depth),
        np.array([n, *parent[1:]]),
        np.array(full),
        np.arange(n),
        [],
        np.empty(0, dtype=np.bool_),
        np.zeros(n, dtype=np.int64),
    )
    nodes = np.array([i for i, figure in enumerate(figures) if figure is not None])
    parts = ranges([figures[i] for i in nodes])
    zero = np.zeros(len(nodes), dtype=np.int64)
    found = up(built, zero, nodes, parts, np.ones(len(nodes), dtype=np.bool_))
    total, least, bad = settled_by_hand(0, parent, complete, figures)
    assert found.is_whole[0] == (total is not None)
    assert found.ranges.least[0] == least
    assert found.impossible[0] == bad
    if total is not None:
        assert (found.ranges.lower[0], found.ranges.upper[0]) == total
    elif not bad:
        # What is counted sums up to what is known at least, and none of it lies in another.
        used = set(nodes[found.used])
        assert sum(figures[i][0] for i in used) == least
        for node in used:
            above = parent[node]
            while above >= 0:
                assert above not in used
                above = parent[above]


@given(
    st.lists(st.tuples(ends, st.booleans(), st.booleans(), st.booleans()), min_size=2, max_size=4)
)
def test_only_ends_that_somebody_stated_contradict_or_raise(told):
    """Of each account: its ends, whether a reading made the lower and the upper, and of all."""
    parts = ranges([of for of, *_ in told])
    soft_low, soft_high, is_whole = np.array([flags for _, *flags in told], dtype=bool).T
    parts.lower_kind[soft_low] = CONVENTION
    parts.upper_kind[soft_high & np.isfinite(parts.upper)] = CONVENTION
    parts.sure[soft_low] = 0
    found = settled(one_group(len(told)), parts, is_whole)
    low, high = found.ranges.lower[0], found.ranges.upper[0]
    if not is_whole.any():
        assert (found.is_whole[0], low, high) == (False, max(parts.lower), INF)
        return
    floor, ceiling = max(parts.lower[is_whole]), min(parts.upper[is_whole])
    agree = floor <= ceiling
    upper = ceiling if agree else max(parts.upper[is_whole])
    makers = parts.upper_kind[is_whole & (parts.upper == upper)]
    is_hard = (makers != CONVENTION).any()
    assert found.disagree[0] == (not agree)
    assert found.impossible[0] == (is_hard and max(parts.sure) > upper)
    assert found.is_whole[0] == (max(parts.sure if is_hard else parts.lower) <= upper)
    if found.is_whole[0]:
        assert high == upper
        assert low == (max(floor, *parts.sure) if agree else min(parts.lower[is_whole]))
    # What the number rests on says as much.
    assert parts.lower[found.makes_lower][0] >= low


# ── The verb ────────────────────────────────────────────────────────────────────────────────

AREAS = {
    "areas": {
        "land": {"name": "Land", "members": ["north", "south"]},
        "north": {"name": "North", "bounds": [0, 0, 1, 1]},
        "south": {"name": "South", "bounds": [1, 0, 2, 1]},
    }
}


@pytest.fixture(scope="module")
def land():
    return cf.standard_gazetteer().with_areas(AREAS)


@st.composite
def tables(draw):
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "place": st.sampled_from(["land", "north", "south"]),
                    "month": st.integers(1, 4),
                    "event": st.sampled_from([None, "a", "b"]),
                    "source": st.sampled_from(["UN", "AFP"]),
                    "measure": st.sampled_from(["killed", "idps"]),
                    "ends": ends,
                }
            ),
            min_size=1,
            max_size=12,
        )
    )
    return pd.DataFrame(
        [
            {
                "id": f"c{i}",
                "measure": row["measure"],
                "place": row["place"],
                "place_system": "custom",
                "event": row["event"],
                "source": row["source"],
                "low": float(row["ends"][0]),
                "high": np.nan if row["ends"][1] is None else float(row["ends"][1]),
                "period_start": np.datetime64(f"2024-{row['month']:02d}-01", "us"),
                "period_end": np.datetime64(f"2024-{row['month']:02d}-28", "us"),
            }
            for i, row in enumerate(rows)
        ]
    )


@given(tables(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(table, random):
    gazetteer = cf.standard_gazetteer().with_areas(AREAS)
    asked = {"places": "custom:land", "periods": "quarter", "at": "peak", "gazetteer": gazetteer}
    before = table.copy()
    found = cf.aggregate(table, **asked)
    pd.testing.assert_frame_equal(table, before)
    order = list(range(len(table)))
    random.shuffle(order)
    again = cf.aggregate(table.iloc[order], **asked)
    pd.testing.assert_frame_equal(found.table, again.table)


@given(tables())
def test_no_finite_end_is_made_of_an_open_one(table):
    gazetteer = cf.standard_gazetteer().with_areas(AREAS)
    found = cf.aggregate(
        table,
        places="custom:land",
        periods="year",
        at="last",
        complete={"events", "places"},
        gazetteer=gazetteer,
    )
    counted = found.parts[found.parts["verdict"] == "counted"]
    for row in found.table.to_dict("records"):
        parts = counted[counted["whole"] == row["quantity"]]
        if not row["completeness"].startswith("total"):
            assert math.isnan(row["high"])
            assert math.isnan(row["best"])
        if parts["high"].isna().all():
            assert math.isnan(row["high"])


@given(tables())
def test_every_row_has_a_verdict(table):
    found = cf.aggregate(table, periods="month", at="mean")
    assert found.parts["verdict"].notna().all()
    assert set(found.parts["id"]) == set(found.reconciliation.table["id"])
    assert found.table["quantity"].is_unique

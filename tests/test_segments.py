"""Segment operations against the plain Python that they stand for."""

import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures import segments
from crisisfigures.segments import Groups, Stacks, dense, most_covered, ordered, ranks, starts

ids_and_values = st.lists(
    st.tuples(st.integers(0, 4), st.integers(-5, 20)), min_size=1, max_size=30
)


def grouped(pairs):
    present = sorted({group for group, _ in pairs})
    ids = np.array([present.index(group) for group, _ in pairs])
    return Groups(ids, len(present)), [[v for g, v in pairs if g == group] for group in present]


@given(ids_and_values)
def test_each_operation_is_the_python_one_by_group(pairs):
    groups, lists = grouped(pairs)
    values = np.array([value for _, value in pairs])
    marked = values > 3
    assert groups.min(values.astype(float)).tolist() == [min(v) for v in lists]
    assert groups.max(values.astype(float)).tolist() == [max(v) for v in lists]
    assert groups.first(values).tolist() == [min(v) for v in lists]
    assert groups.last(values).tolist() == [max(v) for v in lists]
    assert groups.sizes.tolist() == [len(v) for v in lists]
    assert groups.count(marked).tolist() == [sum(x > 3 for x in v) for v in lists]
    assert groups.any(marked).tolist() == [any(x > 3 for x in v) for v in lists]
    assert groups.all(marked).tolist() == [all(x > 3 for x in v) for v in lists]
    assert groups.total(values, marked).tolist() == [sum(x for x in v if x > 3) for v in lists]


@given(st.one_of(ids_and_values, st.permutations([(g, g * v) for g in range(4) for v in range(3)])))
def test_stacks_are_the_python_operations_by_group(pairs):
    groups, lists = grouped(pairs)
    stacks = Stacks(groups)
    values = np.array([float(value) for _, value in pairs])
    laid, ids = stacks.laid(values), stacks.laid(groups.ids)
    both = sorted(zip(ids.tolist(), laid.tolist(), strict=True))
    assert both == sorted(zip(groups.ids.tolist(), values, strict=True))
    assert stacks.sizes.tolist() == [len(v) for v in lists]
    assert stacks.total(laid).tolist() == [sum(v) for v in lists]
    assert stacks.total(laid, laid).tolist() == [sum(x * x for x in v) for v in lists]
    assert stacks.min(laid).tolist() == [min(v) for v in lists]
    assert stacks.max(laid).tolist() == [max(v) for v in lists]
    assert stacks.spread(np.arange(groups.m) * 1.5).tolist() == [1.5 * group for group in ids]


def test_what_is_laid_out_is_a_copy():
    values = np.arange(6.0)
    for ids in ([0] * 6, [0, 0, 0, 1, 1, 1], [1, 0, 0, 0, 0, 0], range(6)):
        Stacks(Groups(np.array(ids), max(ids) + 1)).laid(values)[:] = -1
    assert values.tolist() == [0, 1, 2, 3, 4, 5]


@given(ids_and_values)
def test_a_subset_keeps_which_group_was_which(pairs):
    groups, _ = grouped(pairs)
    chosen = np.array([value % 2 == 0 for _, value in pairs])
    fewer, kept = groups.subset(chosen)
    assert kept[fewer.ids].tolist() == groups.ids[chosen].tolist()
    assert fewer.m == len(set(groups.ids[chosen].tolist()))


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 3)), max_size=30))
def test_dense_ids_are_equal_where_all_codes_are_and_ordered_as_the_codes_are(rows):
    keys = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(2)]
    ids, m = dense(keys, [3, 4])
    expected = {row: i for i, row in enumerate(sorted(set(rows)))}
    assert ids.tolist() == [expected[row] for row in rows]
    assert m == len(expected)


def test_dense_ids_do_not_depend_on_how_many_codes_there_could_be():
    rng = np.random.default_rng(0)
    keys = [rng.integers(-1, 7, 500) for _ in range(4)]
    small, large = dense(keys, [7] * 4), dense(keys, [10**5] * 4)
    assert small[0].tolist() == large[0].tolist()
    assert small[1] == large[1]


@pytest.mark.parametrize("n", [0, 1, 300, 5_000])
@pytest.mark.parametrize("bound", [1, 50, 1 << 16, 1 << 40, 1 << 49, 1 << 62])
def test_integers_are_put_in_order_and_equal_ones_stay_as_they_are(n, bound):
    keys = np.random.default_rng(0).integers(0, bound, n)
    assert ordered(keys, bound).tolist() == np.argsort(keys, kind="stable").tolist()


def test_each_run_of_equal_ids_starts_once():
    assert starts(np.array([2, 2, 5, 0, 0, 0])).tolist() == [True, False, True, True, False, False]
    assert starts(np.array([], dtype=np.int64)).tolist() == []


def test_ranks_are_those_of_text_order():
    assert ranks(np.array(["b", "a", "é", "c"], dtype=object)).tolist() == [1, 0, 3, 2]


def sweep(ranges, scores=None):
    """Return the most covered segments of one group, as (low, high, score)."""
    n = len(ranges)
    lower, upper, lower_out, upper_out = map(np.array, zip(*(full(r) for r in ranges), strict=True))
    found = most_covered(
        Groups(np.zeros(n, dtype=np.int64), 1),
        lower.astype(float),
        upper.astype(float),
        lower_out,
        upper_out,
        np.array(scores or [1] * n),
    )
    return [
        (low, high, score) for low, high, score in zip(found[1], found[2], found[5], strict=True)
    ]


def full(bounds):
    return bounds if len(bounds) == 4 else (*bounds, False, False)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        # Both worked examples stand in the Wikipedia article "Marzullo's algorithm".
        ([(8, 12), (11, 13), (14, 15)], [(11, 12, 2)]),
        ([(8, 9), (8, 12), (10, 12)], [(8, 9, 2), (10, 12, 2)]),
        ([(8, 12)], [(8, 12, 1)]),
        ([(5, 5), (5, 5), (5, 5)], [(5, 5, 3)]),
        ([(1, 2), (3, 4)], [(1, 2, 1), (3, 4, 1)]),
        ([(32, math.inf), (10, 40)], [(32, 40, 2)]),
        ([(32, math.inf), (40, math.inf)], [(40, math.inf, 2)]),
        ([(-math.inf, 500), (-math.inf, 300)], [(-math.inf, 300, 2)]),
        ([(0, 0), (0, 5)], [(0, 0, 2)]),
        # Closed ends that touch meet in a point; an excluded end does not.
        ([(1, 5), (5, 9)], [(5, 5, 2)]),
        ([(1, 5), (5, 9, True, False)], [(1, 5, 1), (5, 9, 1)]),
        ([(1, 5, False, True), (5, 9)], [(1, 5, 1), (5, 9, 1)]),
    ],
)
def test_the_most_covered_ranges_of_worked_cases(ranges, expected):
    assert sweep(ranges) == expected


@st.composite
def bounds(draw):
    low, high = sorted((draw(st.integers(0, 8)), draw(st.integers(0, 8))))
    outs = (draw(st.booleans()), draw(st.booleans())) if low < high else (False, False)
    ends = [float(low), float(high)]
    if draw(st.integers(0, 5)) == 0:
        ends[0], outs = -math.inf, (False, outs[1])
    if draw(st.integers(0, 5)) == 0:
        ends[1], outs = math.inf, (outs[0], False)
    return (*ends, *outs)


def holds(bounds, x):
    low, high, low_out, high_out = bounds
    return (low < x or (low == x and not low_out)) and (x < high or (x == high and not high_out))


@given(st.lists(st.tuples(bounds(), st.integers(1, 3)), min_size=1, max_size=7))
def test_the_sweep_finds_what_trying_every_point_finds(votes):
    # Ends lie on whole numbers, so the halves between them stand for every other point.
    points = [x / 2 for x in range(-2, 19)]
    score = [sum(s for b, s in votes if holds(b, x)) for x in points]
    highest = max(score)
    at_highest = [
        [x for x, _ in run]
        for top, run in groupby(zip(points, score, strict=True), key=lambda p: p[1] == highest)
        if top
    ]
    found = sweep([b for b, _ in votes], [s for _, s in votes])
    assert {total for _, _, total in found} == {highest}
    for x, s in zip(points, score, strict=True):
        # Each point of the highest score lies in a segment, and no other does, ends apart.
        inside = [low <= x <= high for low, high, _ in found]
        if s == highest:
            assert any(inside)
        elif any(low < x < high for low, high, _ in found):
            raise AssertionError(f"{x} lies inside a segment")
    assert len(found) >= len(at_highest)


@given(st.lists(st.tuples(st.integers(0, 3), bounds()), min_size=1, max_size=12), st.data())
def test_groups_do_not_touch_each_other_and_order_does_not_matter(entries, data):
    def run(rows):
        groups, _ = grouped([(group, 0) for group, _ in rows])
        arrays = list(zip(*(b for _, b in rows), strict=True))
        found = most_covered(
            groups,
            *(np.array(a, dtype=float) for a in arrays[:2]),
            *(np.array(a, dtype=bool) for a in arrays[2:]),
            np.ones(len(rows), dtype=np.int64),
        )
        return [part.tolist() for part in found]

    together = run(entries)
    assert run(data.draw(st.permutations(entries))) == together
    alone = [
        run([entry for entry in entries if entry[0] == g]) for g in sorted({g for g, _ in entries})
    ]
    for part in range(1, 6):
        assert together[part] == [value for found in alone for value in found[part]]


def test_ends_too_many_for_one_integer_are_sorted_all_the_same(monkeypatch):
    rng = np.random.default_rng(3)
    lower = rng.integers(0, 50, 300) + 0.5
    flags = np.zeros(300, dtype=bool)
    entries = (
        Groups(rng.integers(0, 20, 300), 20),
        lower,
        lower + rng.integers(0, 9, 300),
        flags,
        flags,
        np.ones(300, dtype=np.int64),
    )
    packed = most_covered(*entries)
    monkeypatch.setattr(segments, "_PACKED_LIMIT", 0)
    assert [a.tolist() for a in most_covered(*entries)] == [a.tolist() for a in packed]

"""The engine on arrays: what nodes can be, and which ends cannot all be true."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crisisfigures.coherence._balanced import balanced
from crisisfigures.coherence._conflicts import conflicts
from crisisfigures.coherence._narrowing import Sums, narrowed
from crisisfigures.errors import OptionError

INF = np.inf


def sums_of(n, *sums):
    """Return sums, each given as (whole, parts) or (whole, parts, is_complete)."""
    sums = [(*one, True)[:3] for one in sums]
    return Sums(
        n,
        np.array([whole for whole, _, _ in sums], dtype=np.int64),
        np.array([complete for _, _, complete in sums], dtype=np.bool_),
        np.array([part for _, parts, _ in sums for part in parts], dtype=np.int64),
        np.array([at for at, (_, parts, _) in enumerate(sums) for _ in parts], dtype=np.int64),
        np.arange(len(sums)),
    )


def ends(ranges):
    low, high = zip(*ranges, strict=True)
    return np.array(low, dtype=float), np.array(high, dtype=float)


def ranges_of(found):
    return list(zip(found.lower.tolist(), found.upper.tolist(), strict=True))


def conflict_of(ranges, sums, hard=None):
    lower, upper = ends(ranges)
    found = narrowed(lower, upper, sums)
    all_hard = np.ones(sums.n, dtype=np.bool_)
    return conflicts(lower, upper, hard or (all_hard, all_hard), sums, found.contradicted)


# ── Worked cases ────────────────────────────────────────────────────────────────────────────


def test_the_worked_tree_with_an_open_end():
    # Case tree_two_levels_open: bounds of SciPy's HiGHS. T, A, B, C.
    tree = sums_of(4, (0, [1, 2, 3]))
    found = narrowed(*ends([(1000, 1200), (200, 400), (300, INF), (100, 150)]), tree)
    assert ranges_of(found) == [(1000, 1200), (200, 400), (450, 900), (100, 150)]
    assert found.is_exact.all()


def test_the_worked_conflict():
    # Case tree_conflict: T at most 100, A at least 80, B at least 30; 80 + 30 − 100 = 10.
    (found,) = conflict_of([(0, 100), (80, 90), (30, 50)], sums_of(3, (0, [1, 2])))
    assert found.ends == ((1, 0), (2, 0), (0, 1))
    assert (found.gap, found.is_hard) == (10, True)


LOOP = sums_of(6, (3, [0, 1]), (4, [0, 2]), (5, [1, 2]))
LOOP_RANGES = [(0, 10)] * 3 + [(10, 10)] * 3


def test_the_worked_loop_is_sound_and_not_tight():
    # Case loop_lp_beats_propagation: A + B = A + C = B + C = 10.
    found = narrowed(*ends(LOOP_RANGES), LOOP)
    assert ranges_of(found) == LOOP_RANGES
    assert not found.is_exact.any()


def test_linear_programs_are_tight_in_loops():
    pytest.importorskip("scipy")
    from crisisfigures.coherence._linear import is_possible, linear_bounds

    lower, upper = ends(LOOP_RANGES)
    found = linear_bounds(lower, upper, LOOP)
    assert [pair.tolist() for pair in found] == [[5, 5, 5, 10, 10, 10]] * 2
    lower[0] = 6
    assert linear_bounds(lower, upper, LOOP) is None
    all_hard = np.ones(6, dtype=np.bool_)
    (clash,) = conflicts(lower, upper, (all_hard, all_hard), LOOP, all_hard, is_possible)
    # A ≥ 6 leaves B and C 4 each at most, and their sum is 10 at least.
    assert clash.ends == ((0, 0), (5, 0), (3, 1), (4, 1))
    assert clash.gives_way == (1, 2, 2, 2)


def test_the_grand_total_does_not_always_close_the_gap():
    # Margins of 10 in 4 × 4, cells of 10 at most, x00, x01, x10, x11 = 0: then x22, x23, x32, x33
    # are 0 as well, which linear programming finds and narrowing, with the grand total too, not.
    pytest.importorskip("scipy")
    from crisisfigures.coherence._linear import linear_bounds

    cell = {(i, j): 4 * i + j for i in range(4) for j in range(4)}
    rows = [(16 + i, [cell[i, j] for j in range(4)]) for i in range(4)]
    columns = [(20 + j, [cell[i, j] for i in range(4)]) for j in range(4)]
    all_of = [(24, [16, 17, 18, 19]), (24, [20, 21, 22, 23])]
    grid = sums_of(25, *rows, *columns, *all_of)
    ranges = [(0, 0 if i < 2 and j < 2 else 10) for i in range(4) for j in range(4)]
    lower, upper = ends([*ranges, *[(10, 10)] * 8, (40, 40)])
    assert narrowed(lower, upper, grid).upper[cell[2, 2]] == 10
    assert linear_bounds(lower, upper, grid)[1][cell[2, 2]] == 0


def test_more_than_one_conflict_of_a_tree_is_found_and_other_trees_are_narrowed():
    two = sums_of(9, (0, [1, 2]), (3, [4, 5]), (6, [7, 8]))
    ranges = [(0, 5), (4, 9), (4, 9), (0, 9), (7, INF), (1, INF), (0, 3), (2, 2), (2, 2)]
    lower, upper = ends(ranges)
    found = narrowed(lower, upper, two)
    assert found.contradicted.tolist() == [True] * 3 + [False] * 3 + [True] * 3
    assert ranges_of(found)[3:6] == [(8, 9), (7, 8), (1, 2)]
    assert [one.gap for one in conflict_of(ranges, two)] == [3, 1]


def test_a_conflict_of_stated_ends_is_found_before_one_of_readings():
    tree = sums_of(4, (0, [1, 2, 3], False))
    lower_hard = np.array([True, True, True, False])
    (found,) = conflict_of(
        [(0, 100), (60, 90), (50, 90), (500, 600)],
        tree,
        (lower_hard, np.ones(4, dtype=np.bool_)),
    )
    assert (found.ends, found.gap, found.is_hard) == (((1, 0), (2, 0), (0, 1)), 10, True)


def test_what_is_left_when_a_hard_conflict_gives_way_may_be_soft():
    tree = sums_of(2, (0, [1], False))
    nobody = np.zeros(2, dtype=np.bool_)
    (found,) = conflict_of([(0, 100), (150, INF)], tree, (nobody, nobody))
    assert (found.gap, found.is_hard) == (50, False)


def test_an_inverted_range_is_a_conflict_by_itself():
    (found,) = conflict_of([(5, 3), (0, 9)], sums_of(2, (0, [1])))
    assert (found.ends, found.gap) == (((0, 0), (0, 1)), 2)


# ── Laws ────────────────────────────────────────────────────────────────────────────────────


@st.composite
def trees(draw, most=6, top=6):
    """Return a random tree with open ends and incomplete lists: its sums, and ranges."""
    n = draw(st.integers(2, most))
    parent = [-1, *(draw(st.integers(0, i - 1)) for i in range(1, n))]
    parts = {node: [i for i in range(n) if parent[i] == node] for node in range(n)}
    sums = [(node, of, draw(st.booleans())) for node, of in parts.items() if of]
    ranges = []
    for _ in range(n):
        low, high = sorted(draw(st.tuples(st.integers(0, top), st.integers(0, top))))
        shape = draw(st.sampled_from(["closed", "low", "high", "none"]))
        ranges.append(
            (low if shape in ("closed", "low") else 0, high if shape in ("closed", "high") else INF)
        )
    return sums, ranges


def solutions(n, sums, ranges, most):
    """Return all whole numbers, none above `most`, that the ranges and sums allow."""
    wholes = {whole for whole, _, _ in sums}
    order = list(range(n - 1, -1, -1))
    found = []

    def fill(at, values):
        if at == n:
            found.append(dict(values))
            return
        node = order[at]
        low, high = ranges[node]
        least = 0
        top = min(high, most)
        if node in wholes:
            _, parts, complete = next(one for one in sums if one[0] == node)
            least = sum(values[part] for part in parts)
            if complete:
                top = min(top, least)
        for value in range(int(max(low, least)), int(top) + 1):
            values[node] = value
            fill(at + 1, values)
        values.pop(node, None)

    fill(0, {})
    return found


@given(trees(most=4, top=4))
@example(([(0, [1, 2, 3], False)], [(0, INF), (0, 3), (3, 3), (4, 4)]))
def test_narrowing_on_trees_is_what_all_solutions_span(tree):
    sums, ranges = tree
    n, most = len(ranges), 3 * 4
    lower, upper = ends(ranges)
    found = narrowed(lower, upper, sums_of(n, *sums))
    # What is open is looked at up to what three parts can come to by the ends that are stated.
    true = solutions(n, sums, ranges, most)
    if not true:
        assert found.contradicted.any() or (found.lower > most).any()
        return
    assert not found.contradicted.any()
    for node in range(n):
        values = {solution[node] for solution in true}
        assert found.lower[node] == min(values)
        assert min(found.upper[node], most) == max(values) or found.upper[node] > most


@given(trees(most=9, top=30))
def test_narrowing_on_trees_equals_linear_programming(tree):
    pytest.importorskip("scipy")
    from crisisfigures.coherence._linear import is_possible, linear_bounds

    sums, ranges = tree
    tied = sums_of(len(ranges), *sums)
    lower, upper = ends(ranges)
    found = narrowed(lower, upper, tied)
    assert found.contradicted.any() != is_possible(lower, upper, tied)
    if not found.contradicted.any():
        least, most = linear_bounds(lower, upper, tied)
        assert np.array_equal(found.lower, least)
        assert np.array_equal(found.upper, most)


def open_but(kept, lower, upper):
    least, most = np.zeros(len(lower)), np.full(len(lower), INF)
    for node, side in kept:
        (most if side else least)[node] = (upper if side else lower)[node]
    return least, most


@given(trees(most=9, top=20))
def test_conflicts_are_irreducible_and_say_what_would_restore_them(tree):
    sums, ranges = tree
    tied = sums_of(len(ranges), *sums)
    lower, upper = ends(ranges)

    def can_be(kept, moved=None, by=0.0):
        least, most = open_but(kept, lower, upper)
        if moved:
            (most if moved[1] else least)[moved[0]] += by if moved[1] else -by
        least = np.maximum(least, 0)
        return not narrowed(least, most, tied).contradicted.any()

    found = conflict_of(ranges, tied)
    assert bool(found) == narrowed(lower, upper, tied).contradicted.any()
    seen = [end for conflict in found for end in conflict.ends]
    assert len(seen) == len(set(seen)), "no two share an end"
    for conflict in found:
        assert not can_be(conflict.ends)
        for end in conflict.ends:
            assert can_be([other for other in conflict.ends if other != end])
            assert can_be(conflict.ends, end, conflict.gap)
            assert not can_be(conflict.ends, end, conflict.gap - 1)


@given(trees(most=9, top=30))
def test_narrowing_never_widens_and_once_is_enough(tree):
    sums, ranges = tree
    tied = sums_of(len(ranges), *sums)
    lower, upper = ends(ranges)
    once = narrowed(lower, upper, tied)
    assert (once.lower >= lower).all()
    assert (once.upper <= upper).all()
    if not once.contradicted.any():
        twice = narrowed(once.lower, once.upper, tied)
        assert np.array_equal(once.lower, twice.lower)
        assert np.array_equal(once.upper, twice.upper)


@given(st.data(), st.integers(1, 3), st.integers(1, 3))
def test_narrowing_of_crossed_groupings_loses_no_solution(data, n_rows, n_columns):
    cells = list(itertools.product(range(n_rows), range(n_columns)))
    truth = [data.draw(st.integers(0, 20)) for _ in cells]
    values = dict(zip(cells, truth, strict=True))
    n = len(cells)
    rows = [(n + i, [k for k, (a, _) in enumerate(cells) if a == i]) for i in range(n_rows)]
    columns = [
        (n + n_rows + j, [k for k, (_, b) in enumerate(cells) if b == j]) for j in range(n_columns)
    ]
    true = [
        *truth,
        *(sum(values[cells[k]] for k in parts) for _, parts in [*rows, *columns]),
    ]
    lower = np.array([max(t - data.draw(st.integers(0, 9)), 0) for t in true], dtype=float)
    upper = np.array([t + data.draw(st.integers(0, 9)) for t in true], dtype=float)
    found = narrowed(lower, upper, sums_of(len(true), *rows, *columns))
    assert not found.contradicted.any()
    assert (found.lower <= true).all()
    assert (found.upper >= true).all()


# ── Balancing ───────────────────────────────────────────────────────────────────────────────


def test_the_worked_balance():
    # Case stone_balancing: formula of Stone, Champernowne and Meade, checked by minimisation.
    made, chi2 = balanced(
        np.array([100.0, 40, 50]), np.array([100.0, 25, 4]), sums_of(3, (0, [1, 2]))
    )
    np.testing.assert_allclose(made, [92.24806202, 41.9379845, 50.31007752], rtol=1e-9)
    np.testing.assert_allclose(chi2, 0.7751937984, rtol=1e-9)


def test_what_would_be_below_0_is_held_there():
    # Of 10 = 40 − 5 the unbounded answer has a part of −13.3.
    made, _ = balanced(np.array([10.0, 40, -5]), np.ones(3), sums_of(3, (0, [1, 2])))
    np.testing.assert_allclose(made, [25, 25, 0], atol=1e-9)


def test_a_village_is_balanced_beside_its_country():
    # 1 is part of a fixed 0, beside 60 million: nothing that is fixed fails to add up.
    values = np.array([6e7, 6e7, 0, 6e7, 1])
    made, _ = balanced(values, (0.05 * values) ** 2, sums_of(5, (0, [1, 2]), (1, [3]), (2, [4])))
    np.testing.assert_allclose(made, [6e7, 6e7, 0, 6e7, 0], atol=1e-6)


TWO_LEVELS = (0, [1, 2]), (1, [3, 4]), (2, [5, 6])


def test_no_number_is_held_at_0_that_would_be_above_it():
    # Node 4 would be below 0 at first, and is above it once node 3 is 0. Checked by SciPy's nnls.
    made, chi2 = balanced(
        np.array([7.0, 13, 49, 34, 10, 32, 38]),
        np.array([4.0, 4, 100, 100, 1, 4, 4]),
        sums_of(7, *TWO_LEVELS),
    )
    expected = [30.606796, 5.878641, 24.728155, 0, 5.878641, 9.364078, 15.364078]
    np.testing.assert_allclose(made, expected, atol=1e-4)
    np.testing.assert_allclose(chi2, 442.6279611650486, rtol=1e-9)


@given(st.data())
def test_no_numbers_that_add_up_are_closer_than_the_balanced_ones(data):
    nnls = pytest.importorskip("scipy.optimize").nnls
    leaves = np.zeros((7, 4))
    for leaf, above in enumerate(((3, 1), (4, 1), (5, 2), (6, 2))):
        leaves[[0, *above], leaf] = 1
    seven = {"min_size": 7, "max_size": 7}
    values = np.array(data.draw(st.lists(st.integers(0, 60), **seven)), dtype=float)
    variances = np.array(data.draw(st.lists(st.sampled_from([0.01, 1.0, 4.0, 1e4]), **seven)))
    unknown = data.draw(st.sets(st.integers(0, 6), max_size=2))
    known = ~np.isin(np.arange(7), list(unknown))
    values[~known], variances[~known] = np.nan, np.inf
    weight = variances[known] ** -0.5
    _, off = nnls(leaves[known] * weight[:, None], values[known] * weight)
    made, chi2 = balanced(values, variances, sums_of(7, *TWO_LEVELS))
    assert not (made < -1e-8).any()
    np.testing.assert_allclose(chi2, off**2, rtol=1e-5, atol=1e-5)


def test_what_is_unknown_is_the_rest_or_stays_unknown():
    nan, two = np.nan, sums_of(3, (0, [1, 2]))
    made, _ = balanced(np.array([10.0, nan, 3]), np.ones(3), two)
    np.testing.assert_allclose(made, [10, 7, 3])
    made, _ = balanced(np.array([10.0, nan, nan]), np.ones(3), two)
    np.testing.assert_allclose(made, [10, nan, nan])


def test_fixed_numbers_stay_or_are_refused():
    two = sums_of(3, (0, [1, 2]))
    made, _ = balanced(np.array([100.0, 40, 50]), np.array([0.0, 1, 1]), two)
    np.testing.assert_allclose(made, [100, 45, 55])
    with pytest.raises(OptionError, match="do not add up"):
        balanced(np.array([100.0, 40, 50]), np.zeros(3), two)


@given(st.lists(st.floats(1, 1000), min_size=3, max_size=3), st.floats(0.1, 10))
def test_balanced_numbers_add_up_whatever_the_scale_of_the_variances(values, scale):
    two = sums_of(3, (0, [1, 2]))
    made, _ = balanced(np.array(values), np.full(3, 1.0), two)
    scaled, _ = balanced(np.array(values), np.full(3, scale), two)
    assert made[0] == pytest.approx(made[1] + made[2])
    np.testing.assert_allclose(made, scaled, atol=1e-6)

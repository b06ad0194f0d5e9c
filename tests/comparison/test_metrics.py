"""What two ranges say of each other: worked cases, and laws over all metrics."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.comparison import metrics
from crisisfigures.errors import EstimateError, OptionError, UnknownNameError

E = cf.Estimate


def one(a, b, **options):
    return cf.compare(a, b, **options).one


def word(a, b, **options):
    return one(a, b, **options)["agreement"]


def rounding(low, best, high):
    return E(low, best, high, low_kind="rounding", high_kind="rounding", range_kind="rounding")


def interval(low, high, best=None):
    return E(low, best, high, low_kind="level", high_kind="level", range_kind="interval", level=0.9)


# ── Agreement ───────────────────────────────────────────────────────────────────────────────

WORKED = [
    (E(best=32), E(best=32), "identical"),
    (E(20, high=30), E(20, high=30), "identical"),
    (E(20), E(20), "identical"),
    (E(20, low_kind="exclusive"), E(20), "compatible"),
    (E(best=31_873), E(best=32_000), "equivalent"),
    (rounding(150, 200, 250), E(best=187), "equivalent"),
    (E(20, high=30), E(20, 25, 30), "equivalent"),
    (E(best=10), E(best=12), "contradicts"),  # to one digit nearly everything is rounded
    (E(20_000, high=30_000), E(best=32_000), "near"),
    (E(20_000, high=30_000), E(best=34_000), "contradicts"),
    (E(high=10), E(10, low_kind="exclusive"), "near"),  # nothing in common, and no gap
    (cf.parse_estimate("about 30,000"), E(best=40_000), "apart"),
    (interval(100, 200), E(best=300), "apart"),
    (E(32), E(best=40), "compatible"),
    (E(32), E(30, high=35), "overlaps"),  # 32 itself is in the other
    (cf.parse_estimate("hundreds"), E(best=5_000), "compatible"),
    (cf.parse_estimate("about 30,000"), E(best=32_000), "compatible"),
    (interval(100, 200), E(120, high=150), "compatible"),
    (E(100, 150, 200), E(120, 160, 300), "chimes"),
    (E(100, 150, 200), E(best=180), "contains"),
    (E(100, 180, 200), E(best=180), "chimes"),
    (E(100, 110, 200), E(120, 160, 300), "overlaps"),
    (E(100, high=200), E(120, high=150), "contains"),
    (E(120, high=150), E(100, high=200), "within"),
    (E(100, high=200), E(150, high=300), "overlaps"),
    (E(best=0), E(best=0), "identical"),
    (E(best=0), E(best=1), "contradicts"),
]


@pytest.mark.parametrize(("a", "b", "expected"), WORKED, ids=[f"{a} | {b}" for a, b, _ in WORKED])
def test_one_word_for_how_two_ranges_stand_to_each_other(a, b, expected):
    assert word(a, b) == expected


def test_how_small_a_gap_is_near_can_be_said():
    assert word(E(best=100), E(best=111)) == "near"
    assert word(E(best=100), E(best=112)) == "contradicts"
    assert word(E(best=100), E(best=112), near=0.2) == "near"


# ── Numbers ─────────────────────────────────────────────────────────────────────────────────


def test_gap_difference_and_ratio():
    # Cases difference_unknown_dependence and ratio_closed of the worked cases (mpmath.iv, pba).
    found = one(E(100, high=200), E(150, high=300))
    assert (found["gap"], found["difference_low"], found["difference_high"]) == (0, -200, 50)
    assert found["ratio_low"] == pytest.approx(0.3333333333)
    assert found["ratio_high"] == pytest.approx(1.333333333)
    found = one(E(best=5), E(0, high=10))
    assert (found["ratio_low"], found["ratio_high"]) == (0.5, None)
    found = one(E(best=5), E(10))
    assert (found["difference_low"], found["difference_high"]) == (None, -5)
    assert (found["ratio_low"], found["ratio_high"]) == (0, 0.5)
    found = one(E(best=5), E(best=0))
    assert (found["ratio_low"], found["ratio_high"]) == (None, None)


SIGNED = st.lists(st.integers(-3, 3) | st.none(), min_size=2, max_size=2)


@given(SIGNED, SIGNED)
def test_ratios_and_differences_are_those_of_arithmetic(left, right):
    a, b = ([x for x in ends if x is not None] for ends in (left, right))
    assume(a and b and a == sorted(a) and b == sorted(b) and set(b) != {0})
    a, b = (E(low, high=high, signed=True) for low, high in (left, right))
    found = one(a, b)
    assert (found["difference_low"], found["difference_high"]) == ((a - b).low, (a - b).high)
    assert found["ratio_low"] == pytest.approx((a / b).low)
    assert found["ratio_high"] == pytest.approx((a / b).high)


def test_overlap_by_length_and_by_count():
    # Case overlap_measures of the worked cases: sets by portion 2.6.3.
    found = one(E(100, high=200), E(150, high=300))
    assert (found["shared"], found["jaccard"], found["overlap_coefficient"]) == (50, 0.25, 0.5)
    found = one(E(1, high=3), E(best=3), measure="count")
    assert (found["shared"], found["jaccard"], found["overlap_coefficient"]) == (1, 1 / 3, 1)
    assert one(E(32), E(40))["jaccard"] is None
    with pytest.raises(UnknownNameError):
        one(E(1), E(2), measure="weight")


def test_greater_is_certain_possible_or_impossible():
    found = one(E(3, high=5), E(1, high=2))
    assert (found["greater"], found["less"]) == ("certain", "impossible")
    found = one(E(3), E(1, high=4))
    assert (found["greater"], found["less"]) == ("possible", "possible")


def test_chances_of_uniform_ranges():
    # Case p_greater_uniform: 1250/15000, checked by SciPy's dblquad; bounds by Makarov's formula.
    found = one(E(100, high=200), E(150, high=300), distribution="uniform")
    assert found["p_greater"] == pytest.approx(0.08333333333, abs=1e-9)
    assert found["p_less"] == pytest.approx(1 - 0.08333333333, abs=1e-9)
    assert found["p_greater_low"] == 0
    assert found["p_greater_high"] == pytest.approx(1 / 3)


def test_chances_of_points():
    # 5 against 5 has P(A ≤ B) = 1.
    found = one(E(best=5), E(best=5), distribution="uniform")
    assert (found["p_greater"], found["p_equal"], found["p_less"]) == (0, 1, 0)
    assert (found["p_greater_low"], found["p_greater_high"]) == (0, 0)
    found = one(E(best=6), E(4, high=8), distribution="uniform")
    assert found["p_greater"] == 0.5


def test_chances_are_not_said_unasked_nor_of_open_ranges():
    assert "p_greater" not in one(E(1, high=2), E(3, high=4))
    with pytest.raises(EstimateError, match="no end is made up"):
        one(E(1), E(3, high=4), distribution="uniform")
    with pytest.raises(EstimateError, match=r"90 % as 0\.9"):
        one(E(1, high=2), E(3, high=4), distribution="lognormal", level=90)
    with pytest.raises(EstimateError, match="is not stated"):
        one(E(1, high=2), E(3, high=4), distribution="lognormal")
    assert one(interval(10, 20), interval(10, 20), distribution="lognormal")[
        "p_greater"
    ] == pytest.approx(0.5)


def test_an_option_that_no_metric_takes_is_refused():
    with pytest.raises(OptionError, match="does not take 'nearly'"):
        cf.compare(E(1), E(2), nearly=1)


# ── Laws ────────────────────────────────────────────────────────────────────────────────────


@st.composite
def estimates(draw):
    numbers = sorted(draw(st.lists(st.integers(0, 300), min_size=3, max_size=3)))
    shape = draw(st.sampled_from(["low", "best", "high", "low high", "all"]))
    names = ("low", "best", "high")
    parts = dict(zip(names, numbers, strict=True))
    chosen = {name: parts[name] for name in (names if shape == "all" else shape.split())}
    kinds = {
        f"{side}_kind": draw(st.sampled_from(["stated", "convention", "derived"]))
        for side in ("low", "high")
        if side in chosen or shape == "best"
    }
    return E(**chosen, **kinds)


MIRRORED = {"within": "contains", "contains": "within"}


@given(estimates(), estimates())
def test_exchanged_sides_give_the_mirror_image(a, b):
    here, there = one(a, b), one(b, a)
    assert there["agreement"] == MIRRORED.get(here["agreement"], here["agreement"])
    assert (here["greater"], here["less"]) == (there["less"], there["greater"])
    for metric in metrics().values():
        for column in metric.symmetric & here.keys():
            assert here[column] == there[column]
    for end, other in (("low", "high"), ("high", "low")):
        turned = there[f"difference_{other}"]
        assert here[f"difference_{end}"] == (None if turned is None else -turned)


@given(estimates())
def test_a_range_is_identical_to_itself(a):
    assert word(a, a) == "identical"
    assert one(a, a)["gap"] == 0


@given(estimates(), estimates())
def test_words_agree_with_sets_of_numbers(a, b):
    found = one(a, b)
    numbers = range(301)
    common = [x for x in numbers if x in a and x in b]
    disjoint = found["agreement"] in ("near", "apart", "contradicts")
    if disjoint:
        assert not common
        assert found["gap"] > 0
    if found["agreement"] in ("chimes", "within", "contains", "overlaps", "identical"):
        assert common
    if found["agreement"] == "within":
        assert all(x in b for x in numbers if x in a)
    if common:
        assert found["gap"] == 0
    if found["greater"] == "certain":
        assert all(
            x > y
            for x, y in itertools.product(
                (x for x in numbers if x in a), (y for y in numbers if y in b)
            )
        )
    if found["greater"] == "impossible":
        assert not any(x > y for x in numbers if x in a for y in numbers if y in b)


closed = st.lists(st.integers(1, 300), min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize("shape", ["uniform", "triangular", "pert", "lognormal"])
@settings(max_examples=25)
@given(closed, closed)
def test_chances_add_up_to_one_and_lie_within_their_bounds(shape, left, right):
    options = (
        {"distribution": shape, "level": 0.9} if shape == "lognormal" else {"distribution": shape}
    )
    if shape == "lognormal":
        for low, best, high in (left, right):
            assume(low < best < high or low == high)
    here, there = one(E(*left), E(*right), **options), one(E(*right), E(*left), **options)
    assert here["p_greater"] + here["p_less"] + here["p_equal"] == pytest.approx(1)
    assert there["p_greater"] == pytest.approx(here["p_less"], abs=1e-5)
    assert here["p_greater_low"] - 1e-6 <= here["p_greater"] <= here["p_greater_high"] + 1e-6
    if here["greater"] == "certain" and shape != "lognormal":
        assert here["p_greater"] == pytest.approx(1)


# ── Ranks ───────────────────────────────────────────────────────────────────────────────────


def test_the_worked_ranks():
    # Case rank_ranges of the worked cases: A to D.
    found = cf.ranks([E(10, high=20), E(15, high=30), E(25, high=40), E(5, high=8)])
    assert found.to_numpy().tolist() == [[2, 3], [1, 3], [1, 2], [4, 4]]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted), min_size=1, max_size=4)
)
def test_ranks_are_those_that_numbers_of_the_ranges_can_have(ranges):
    # Ties stand side by side: a number is after those greater, and before those less.
    halves = [[low + k / 2 for k in range(2 * (high - low) + 1)] for low, high in ranges]
    best, worst = [math.inf] * len(ranges), [0] * len(ranges)
    for numbers in itertools.product(*halves):
        for at, number in enumerate(numbers):
            best[at] = min(best[at], 1 + sum(x > number for x in numbers))
            worst[at] = max(worst[at], 1 + sum(x > number for x in numbers))
    found = cf.ranks([E(low, high=high) for low, high in ranges])
    assert found["rank_low"].tolist() == best
    assert found["rank_high"].tolist() == worst


def test_ranks_of_a_table_pass_over_rows_without_a_number(claims_of):
    found = cf.ranks(claims_of({"best": 5.0}, {"status": "missing"}, {"low": 3.0}))
    assert found["rank_low"].tolist()[::2] == [1, 1]
    assert found["rank_high"].tolist()[::2] == [2, 2]
    assert found.iloc[1].isna().all()
    assert np.array_equal(cf.ranks(claims_of({"best": 5.0}))["rank_low"], [1])

"""Ranges: what they refuse, how they read, and the laws of their arithmetic."""

import math
import subprocess
import sys
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crisisfigures.errors import EstimateError, UnknownNameError
from crisisfigures.estimate import (
    LARGEST,
    Estimate,
    add,
    cut_to_stated,
    effective_ends,
    greater_than,
    hull,
    intersection,
    is_allowed_level,
    is_allowed_number,
    is_inhabited,
    is_open_above,
    is_open_below,
    is_ordered,
    overlap,
)

NAN = math.nan
HUNDREDS = Estimate(
    200,
    high=999,
    low_kind="convention",
    high_kind="convention",
    quantifier="vague",
    approximate=True,
    convention="plain-1",
)
MORE_THAN_TWO_MILLION = Estimate(2_000_000, low_kind="exclusive", quantifier="more_than")
UP_TO_500 = Estimate(high=500)
AT_LEAST_32 = Estimate(32)


# ── strategies of this file: small, of every shape and sign ────────────────────────────────


@st.composite
def ranges(draw, signed=None):
    """A range of any shape: points, closed, open below or above, excluded ends, a best inside."""
    signed = draw(st.booleans()) if signed is None else signed
    whole = st.integers(-20 if signed else 0, 20)
    low, high = sorted((draw(whole), draw(whole)))
    shape = draw(st.sampled_from(["point", "closed", "open above", "open below"]))
    if shape == "point":
        return Estimate(best=low, signed=signed)
    has_low, has_high = shape != "open below", shape != "open above"
    low_out = has_low and draw(st.booleans())
    high_out = has_high and draw(st.booleans())
    if shape == "closed" and low == high:
        low_out = high_out = False
    if high_out and high == 0 and not signed:
        high_out = False
    vague = shape == "closed" and not high_out and draw(st.booleans())
    best = None
    if draw(st.booleans()):
        inside = [
            n
            for n in range(low if has_low else high - 5, (high if has_high else low + 5) + 1)
            if not (low_out and n == low) and not (high_out and n == high)
        ]
        inside = [n for n in inside if signed or n >= 0]
        best = draw(st.sampled_from(inside)) if inside else None
    return Estimate(
        low if has_low else None,
        best,
        high if has_high else None,
        low_kind="exclusive" if low_out else None,
        high_kind="exclusive" if high_out else "convention" if vague else None,
        quantifier="vague" if vague else None,
        signed=signed,
    )


def members(estimate):
    """Exact numbers that the range allows, near its ends and inside."""
    low, high = estimate.lower, estimate.upper
    if math.isinf(low):
        low = 0 if not estimate.signed else (high if not math.isinf(high) else 0) - 50
    if math.isinf(high):
        high = low + 50
    low, high = Fraction(low), Fraction(high)
    steps = st.sampled_from([Fraction(0), Fraction(1, 1000), Fraction(1, 2), Fraction(1)])
    return steps.map(lambda share: low + (high - low) * share).filter(estimate.__contains__)


pairs = st.tuples(ranges(), ranges())


def holds(estimate, number):
    """Whether an exact number lies in a computed range, give or take its rounding to floats."""
    slack = Fraction(1, 10**9) * (1 + abs(number))
    low, high = estimate.lower, estimate.upper
    if number in estimate:
        return True
    near = (not math.isinf(low) and abs(number - Fraction(low)) <= slack) or (
        not math.isinf(high) and abs(number - Fraction(high)) <= slack
    )
    is_whole = number.denominator == 1
    return near and not is_whole


# ── the value ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("estimate", "lower", "upper"),
    [
        (Estimate(best=32_000), 32_000, 32_000),
        (Estimate(20_000, high=30_000), 20_000, 30_000),
        (Estimate(20_000, 25_000, 30_000), 20_000, 30_000),
        (Estimate(2_000_000), 2_000_000, math.inf),
        (Estimate(32, 40), 32, math.inf),
        (Estimate(high=500), -math.inf, 500),
        (Estimate(best=40, high=500), -math.inf, 500),
        (Estimate(quantifier="unbounded", signed=True), -math.inf, math.inf),
    ],
)
def test_what_is_stated_is_read_as_the_design_says(estimate, lower, upper):
    assert (estimate.lower, estimate.upper) == (lower, upper)
    assert estimate.is_open == (math.isinf(lower) or math.isinf(upper))
    assert estimate.has_ceiling == (not math.isinf(upper))
    assert estimate.is_point == (lower == upper)


def test_a_point_rests_on_what_was_stated_at_both_ends():
    assert (Estimate(best=5).low_kind, Estimate(best=5).high_kind) == ("stated", "stated")


def test_an_open_end_rests_on_nothing():
    assert (AT_LEAST_32.low_kind, AT_LEAST_32.high_kind) == ("stated", None)


def test_integers_stay_integers_and_integral_floats_become_integers():
    estimate = Estimate(1.0, 2.5, np.int64(3))
    assert [type(n) for n in (estimate.low, estimate.best, estimate.high)] == [int, float, int]
    assert type(Estimate(best=np.float32(7)).best) is int


def test_nan_is_not_stated():
    assert Estimate(NAN, 5, np.nan) == Estimate(best=5)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "needs low, best or high"),
        ({"best": math.inf}, "leaving it out"),
        ({"low": True}, "not a number"),
        ({"best": np.True_}, "not a number"),
        ({"best": "12O"}, "read by parse_estimate"),
        ({"best": 2**53 + 1}, "no longer exact"),
        ({"best": -(2**53) - 1, "signed": True}, "no longer exact"),
        ({"best": 1e300}, "no longer exact"),
        ({"low": 30, "high": 20}, "out of order"),
        ({"low": 30, "best": 20}, "out of order"),
        ({"best": 30, "high": 20}, "out of order"),
        ({"low": -1, "high": 4}, "negative"),
        ({"best": 5, "level": 0.9}, "range_kind='interval'"),
        ({"low": 1, "high": 5, "range_kind": "interval", "level": 90}, "0.9"),
        ({"low": 1, "high": 5, "range_kind": "interval", "level": 1}, "between 0 and 1"),
        ({"low": 32, "high_kind": "stated"}, "open above"),
        ({"high": 32, "low_kind": "convention"}, "open below"),
        ({"low": 20, "best": 20, "low_kind": "exclusive"}, "leaves out its own number"),
        ({"low": 20, "high": 20, "high_kind": "exclusive"}, "leaves out its own number"),
        ({"best": 20, "low_kind": "exclusive"}, "leaves out its own number"),
        ({"high": 0, "high_kind": "exclusive"}, "leaves out its own number"),
        ({"best": 5, "quantifier": "unbounded", "signed": True}, "open at both ends"),
        ({"quantifier": "unbounded"}, "signed=True"),
        ({"best": 5, "numbers": (5, None)}, "cannot be missing"),
    ],
)
def test_parts_that_cannot_stand_together_are_refused_with_a_reason(parts, words):
    with pytest.raises(EstimateError, match=words):
        Estimate(**parts)


@pytest.mark.parametrize("name", ["low_kind", "high_kind", "quantifier", "range_kind"])
def test_a_word_that_is_not_of_the_list_names_the_known_ones(name):
    with pytest.raises(UnknownNameError, match="Known: "):
        Estimate(1, high=2, **{name: "aproximate"})


def test_the_largest_exact_count_is_a_count():
    assert Estimate(best=LARGEST).best == 9_007_199_254_740_992


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (Estimate(20_000, high=30_000), "20,000–30,000"),
        (Estimate(28_800, 32_000, 35_200), "28,800–35,200 (best 32,000)"),
        (Estimate(best=32_000), "32,000"),
        (Estimate(5, 5, 5), "5"),
        (AT_LEAST_32, "at least 32"),
        (MORE_THAN_TWO_MILLION, "more than 2,000,000"),
        (UP_TO_500, "up to 500"),
        (Estimate(high=500, high_kind="exclusive"), "fewer than 500"),
        (Estimate(20, high=50, low_kind="exclusive"), "more than 20, up to 50"),
        (Estimate(32, 40), "at least 32 (best 40)"),
        (Estimate(-200, high=50, signed=True), "−200 to 50"),
        (Estimate(quantifier="unbounded", signed=True), "unbounded"),
        (Estimate(best=0), "0"),
    ],
)
def test_str_is_the_short_reading(estimate, said):
    assert str(estimate) == said


@given(ranges())
def test_repr_can_be_evaluated(estimate):
    assert eval(repr(estimate)) == estimate


def test_repr_leaves_out_what_goes_without_saying():
    assert repr(Estimate(20_000, high=30_000)) == "Estimate(low=20000, high=30000)"


def test_an_estimate_is_frozen_and_hashable():
    assert len({Estimate(best=5), Estimate(best=5.0)}) == 1
    with pytest.raises(AttributeError):
        Estimate(best=5).best = 6  # type: ignore[misc]


@pytest.mark.parametrize("number", [True, "300", None])
def test_only_numbers_lie_in_a_range(number):
    assert number not in Estimate(0, high=10**6)


def test_an_excluded_end_does_not_lie_in_its_range():
    assert 2_000_000 not in MORE_THAN_TWO_MILLION
    assert 2_000_001 in MORE_THAN_TWO_MILLION


def test_no_negative_count_lies_in_a_range_that_is_open_below():
    assert -1 not in UP_TO_500
    assert -1 in Estimate(high=500, signed=True)


def test_ranges_are_not_sorted_by_accident():
    with pytest.raises(TypeError):
        Estimate(best=1) < Estimate(best=2)  # type: ignore[operator]  # noqa: B015


# ── gold cases ─────────────────────────────────────────────────────────────────────────────


def test_a_sum_of_closed_ranges():
    # mpmath.iv 1.3.0 and pba 0.90.4 give [250, 500].
    total = Estimate(100, high=200) + Estimate(150, high=300)
    assert (total.low, total.high) == (250, 500)


def test_a_sum_is_open_where_a_part_is_open():
    # mpmath.iv 1.3.0 and pba 0.90.4 give [33, inf].
    total = AT_LEAST_32 + Estimate(1, high=2)
    assert (total.low, total.high, total.high_kind) == (33, None, None)


def test_a_difference_under_unknown_dependence():
    # mpmath.iv 1.3.0 and pba 0.90.4 give [-200, 50].
    change = Estimate(100, high=200) - Estimate(150, high=300)
    assert (change.low, change.high, change.signed) == (-200, 50, True)


def test_a_ratio_of_closed_ranges():
    # mpmath.iv 1.3.0 and pba 0.90.4 give [0.3333333333, 1.333333333].
    ratio = Estimate(100, high=200) / Estimate(150, high=300)
    assert ratio.low == pytest.approx(0.3333333333, abs=1e-9)
    assert ratio.high == pytest.approx(1.333333333, abs=1e-9)


def test_a_rate_is_a_ratio_times_a_number():
    # mpmath.iv 1.3.0 gives [8.333333333, 20] per 100,000.
    rate = Estimate(100, high=200) / Estimate(1_000_000, high=1_200_000) * 100_000
    assert (rate.low, rate.high) == (pytest.approx(8.333333333, abs=1e-6), pytest.approx(20))


def test_a_denominator_that_reaches_0_opens_the_upper_end():
    # mpmath.iv 1.3.0: [1, 2] / [0, 4] = [0.25, inf].
    ratio = Estimate(1, high=2) / Estimate(0, high=4)
    assert (ratio.low, ratio.high) == (0.25, None)


def test_hull_and_intersection_of_three_overlapping_ranges():
    # portion 2.6.3.
    three = [Estimate(120, high=180), Estimate(150, high=250), Estimate(90, high=160)]
    around, common = hull(*three), intersection(*three)
    assert (around.low, around.high) == (90, 250)
    assert common is not None
    assert (common.low, common.high) == (150, 160)


def test_disjoint_ranges_have_a_hull_and_no_intersection():
    # portion 2.6.3.
    three = [Estimate(8, high=12), Estimate(11, high=13), Estimate(14, high=15)]
    assert (hull(*three).low, hull(*three).high) == (8, 15)
    assert intersection(*three) is None


def test_measures_of_overlap():
    # portion 2.6.3 for the sets: intersection 50, Jaccard 0.25, coefficient 0.5, Hausdorff 100.
    found = overlap(Estimate(100, high=200), Estimate(150, high=300))
    assert found.intersection == 50
    assert found.jaccard == pytest.approx(0.25, abs=1e-9)
    assert found.overlap_coefficient == pytest.approx(0.5, abs=1e-9)
    assert found.hausdorff == 100


# ── arithmetic ─────────────────────────────────────────────────────────────────────────────


@settings(max_examples=100)
@given(pairs, st.data())
@pytest.mark.parametrize("name", ["sum", "difference", "product", "ratio"])
def test_every_result_of_members_lies_in_the_result_of_the_ranges(name, pair, data):
    a, b = pair
    x, y = data.draw(members(a)), data.draw(members(b))
    assume(name != "ratio" or y != 0)
    operations = {
        "sum": (lambda p, q: p + q),
        "difference": (lambda p, q: p - q),
        "product": (lambda p, q: p * q),
        "ratio": (lambda p, q: p / q),
    }
    assert holds(operations[name](a, b), operations[name](x, y))


@given(ranges(), st.integers(-5, 5), st.data())
def test_scaling_keeps_every_member(estimate, factor, data):
    x = data.draw(members(estimate))
    assert holds(estimate * factor, x * factor)
    assert holds(factor * estimate, x * factor)
    assert holds(estimate + factor, x + factor)
    assert holds(estimate - factor, x - factor)
    assert holds(factor - estimate, factor - x)
    if factor:
        assert holds(estimate / factor, x / factor)
    if x:
        assume(not (estimate.is_point and estimate.lower == 0))
        assert holds(factor / estimate, factor / x)


@given(ranges(), ranges())
def test_an_open_end_is_never_closed_by_a_sum(a, b):
    total = a + b
    assert total.has_ceiling <= (a.has_ceiling and b.has_ceiling)


@given(st.lists(ranges(), min_size=1, max_size=4), st.randoms())
def test_a_sum_does_not_depend_on_the_order(parts, random):
    shuffled = random.sample(parts, len(parts))
    if len(parts) > 1:
        assert add(*parts) == add(*shuffled)
    else:
        assert add(*parts) is parts[0]


@given(pairs)
def test_sums_and_products_commute(pair):
    a, b = pair
    assert a + b == b + a
    assert a * b == b * a


def test_a_sum_of_non_integers_is_correctly_rounded():
    assert add(*[Estimate(best=0.1)] * 10).best == 1


@given(ranges())
def test_a_range_less_itself_is_not_0_but_holds_it(estimate):
    assert 0 in estimate - estimate


def test_adding_nothing_leaves_a_range_as_it_was_stated():
    assert UP_TO_500 + 0 is UP_TO_500
    assert sum([UP_TO_500]) is UP_TO_500
    assert sum([Estimate(best=1), Estimate(best=2)]) == add(Estimate(best=1), Estimate(best=2))


def test_a_count_that_is_open_below_counts_from_the_floor_in_a_sum():
    total = UP_TO_500 + Estimate(100, high=200)
    assert (total.low, total.low_kind, total.high, total.high_kind) == (100, "floor", 700, "stated")


def test_a_signed_number_that_is_open_below_stays_open_in_a_sum():
    total = Estimate(high=500, signed=True) + Estimate(100, high=200)
    assert (total.low, total.high, total.signed) == (None, 700, True)


def test_the_ceiling_of_a_vague_word_counts_as_open_in_a_sum():
    total = HUNDREDS + HUNDREDS
    assert (total.low, total.low_kind, total.high) == (400, "convention", None)
    assert total.approximate
    assert total.convention == "plain-1"


def test_a_vague_word_taken_away_opens_the_difference_below():
    rest = Estimate(1000, high=1200) - HUNDREDS
    assert (rest.low, rest.high) == (None, 1000)


def test_a_vague_word_times_a_size_keeps_its_ceiling_and_stays_vague():
    people = HUNDREDS * Estimate(4, high=5)
    assert (people.low, people.high, people.high_kind) == (800, 4995, "convention")
    assert (people + people).high is None


def test_the_hull_of_vague_words_stays_vague_above():
    dozens = Estimate(
        24, high=99, low_kind="convention", high_kind="convention", quantifier="vague"
    )
    assert (hull(HUNDREDS, dozens) + 1).high is None


def test_a_difference_that_is_open_at_both_ends_is_unbounded_and_a_value():
    change = AT_LEAST_32 - Estimate(5)
    assert change == Estimate(quantifier="unbounded", signed=True)
    assert -(10**9) in change


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (Estimate(5), Estimate(5), "stated"),
        (Estimate(5, low_kind="exclusive"), Estimate(5), "exclusive"),
        (Estimate(5, low_kind="exclusive"), UP_TO_500, "floor"),
        (Estimate(5, low_kind="exclusive"), Estimate(5, low_kind="convention"), "convention"),
        (Estimate(5, low_kind="rounding"), Estimate(5, low_kind="convention"), "convention"),
        (Estimate(5, low_kind="derived"), Estimate(5), "derived"),
    ],
)
def test_a_computed_end_rests_on_the_softest_of_its_parts(a, b, kind):
    assert (a + b).low_kind == kind


def test_more_than_5_times_more_than_0_excludes_0():
    more_than_0 = Estimate(0, low_kind="exclusive")
    assert 0 not in Estimate(5, low_kind="exclusive") * more_than_0


def test_0_times_more_than_5_is_0():
    assert 0 in Estimate(0, high=4) * Estimate(5, low_kind="exclusive")


def test_0_times_anything_is_0():
    assert (Estimate(best=0) * AT_LEAST_32).is_point
    assert (AT_LEAST_32 * 0).lower == 0
    assert (AT_LEAST_32 * 0).upper == 0


def test_the_best_figure_is_computed_only_where_each_part_states_one():
    assert (Estimate(1, 2, 3) + Estimate(best=5)).best == 7
    assert (Estimate(1, 2, 3) + Estimate(1, high=3)).best is None
    assert (Estimate(1, 2, 3) + Estimate(7, high=7)).best == 9
    assert (Estimate(1, 2, 4) - Estimate(best=1)).best == 1
    assert (Estimate(1, 2, 4) / Estimate(0, 0, 4)).best is None


def test_the_best_figure_of_a_ratio_is_the_ratio_of_the_best_figures():
    assert (Estimate(4, 6, 8) / Estimate(best=2)).best == 3


def test_an_excluded_end_that_rounding_brings_onto_the_best_figure_is_included():
    just_above_0 = Estimate(0, 1e-20, low_kind="exclusive")
    moved = just_above_0 + 1
    assert (moved.low, moved.best, moved.low_kind) == (1, 1, "stated")


def test_a_sum_of_points_is_a_point_with_all_three_stated():
    total = Estimate(best=3) + Estimate(best=4)
    assert (total.low, total.best, total.high) == (7, 7, 7)


def test_a_negative_number_makes_the_result_signed():
    assert (Estimate(best=5) + -3).signed
    assert (Estimate(best=5) * -2).high == -10


def test_minus_a_count_that_is_open_below_ends_at_0():
    flipped = -UP_TO_500
    assert (flipped.low, flipped.high, flipped.high_kind) == (-500, 0, "floor")


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        (Estimate(5, high=10), AT_LEAST_32, 0, 0.3125),
        (AT_LEAST_32, Estimate(2), 0, None),
        (AT_LEAST_32, Estimate(2, high=4), 8, None),
        (Estimate(best=0), Estimate(2, high=4), 0, 0),
        (Estimate(-6, high=-2, signed=True), Estimate(0, high=4), None, -0.5),
        (Estimate(2, high=6), Estimate(-4, high=-1, signed=True), -6, -0.5),
        (Estimate(2, high=6), Estimate(-4, high=0, signed=True), None, -0.5),
        (Estimate(2, high=6), Estimate(-1, high=1, signed=True), None, None),
    ],
)
def test_ratios_take_all_four_corners(a, b, low, high):
    ratio = a / b
    assert (ratio.low, ratio.high) == (low, high)


@pytest.mark.parametrize("nothing", [0, 0.0, Estimate(best=0)])
def test_nothing_is_divided_by_nothing(nothing):
    with pytest.raises(EstimateError, match="cannot divide"):
        Estimate(best=5) / nothing


def test_results_beyond_exact_counting_are_refused():
    with pytest.raises(EstimateError, match="no longer exact"):
        Estimate(best=LARGEST) + Estimate(best=1)


@pytest.mark.parametrize(
    "operation",
    [
        lambda e: e + "5",
        lambda e: "5" - e,
        lambda e: e - "5",
        lambda e: e * None,
        lambda e: e / "5",
        lambda e: "5" / e,
        lambda e: e + True,
    ],
)
def test_only_numbers_and_estimates_are_operands(operation):
    with pytest.raises(TypeError):
        operation(Estimate(best=5))


# ── levels ─────────────────────────────────────────────────────────────────────────────────


def interval(level, low=10, high=20):
    return Estimate(low, high=high, range_kind="interval", level=level)


def test_two_levels_of_90_percent_leave_80():
    total = interval(0.9) + interval(0.9)
    assert total.range_kind == "interval"
    assert total.level == pytest.approx(0.8)


def test_a_level_that_falls_to_0_claims_nothing():
    total = add(*[interval(0.5)] * 3)
    assert (total.range_kind, total.level) == (None, None)


def test_scaling_by_a_number_keeps_the_level_and_what_the_range_claims_to_be():
    assert (interval(0.9) * 2).level == 0.9
    assert (-interval(0.9)).level == 0.9
    assert (Estimate(1, high=2, range_kind="plausible") * 3).range_kind == "plausible"


def test_a_sum_of_unlike_ranges_does_not_say_what_it_claims_to_be():
    parts = Estimate(1, high=2, range_kind="plausible"), Estimate(1, range_kind="count_floor")
    assert add(*parts).range_kind is None


def test_a_hull_of_several_is_an_envelope_of_sources():
    assert hull(interval(0.9), interval(0.9, 15, 40)).range_kind == "source_envelope"


# ── comparison ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        (Estimate(best=6), Estimate(best=5), "certain"),
        (Estimate(best=5), Estimate(best=5), "impossible"),
        (Estimate(best=5), Estimate(best=6), "impossible"),
        (Estimate(5, high=9), Estimate(1, high=5), "possible"),
        (Estimate(5, high=9, low_kind="exclusive"), Estimate(1, high=5), "certain"),
        (Estimate(5, high=9), Estimate(1, high=5, high_kind="exclusive"), "certain"),
        (AT_LEAST_32, Estimate(best=10**6), "possible"),
        (AT_LEAST_32, UP_TO_500, "possible"),
        (AT_LEAST_32, Estimate(high=31), "certain"),
        (Estimate(best=0), UP_TO_500, "impossible"),
        (Estimate(best=0), Estimate(high=500, signed=True), "possible"),
    ],
)
def test_greater_than_has_three_answers(a, b, answer):
    assert greater_than(a, b) == answer


@given(pairs, st.data())
def test_the_three_answers_hold_for_every_pair_of_members(pair, data):
    a, b = pair
    x, y = data.draw(members(a)), data.draw(members(b))
    answer = greater_than(a, b)
    assert (x > y) if answer == "certain" else (x <= y) if answer == "impossible" else True


@given(pairs)
def test_if_a_is_certainly_greater_then_b_cannot_be(pair):
    a, b = pair
    if greater_than(a, b) == "certain":
        assert greater_than(b, a) == "impossible"


# ── hull and intersection ──────────────────────────────────────────────────────────────────


@given(st.lists(ranges(), min_size=1, max_size=4), st.data())
def test_the_hull_contains_every_member(estimates, data):
    chosen = data.draw(st.sampled_from(estimates))
    assert data.draw(members(chosen)) in hull(*estimates)


@given(st.lists(ranges(), min_size=1, max_size=4), st.data())
def test_the_intersection_is_what_all_allow(estimates, data):
    x = data.draw(members(data.draw(st.sampled_from(estimates))))
    common = intersection(*estimates)
    assert (common is not None and x in common) == all(x in estimate for estimate in estimates)


@given(st.lists(ranges(), min_size=2, max_size=4))
def test_hull_and_intersection_do_not_depend_on_the_order(estimates):
    hulls = {hull(*order) for order in permutations(estimates)}
    commons = {intersection(*order) for order in permutations(estimates)}
    assert len(hulls) == len(commons) == 1


@pytest.mark.parametrize("combine", [hull, intersection, add])
def test_one_estimate_comes_back_as_it_went_in(combine):
    assert combine(HUNDREDS) is HUNDREDS
    assert combine(UP_TO_500) is UP_TO_500


@pytest.mark.parametrize("combine", [hull, intersection, add])
def test_nothing_cannot_be_combined(combine):
    with pytest.raises(EstimateError, match="at least one"):
        combine()


def test_touching_ends_meet_in_a_point():
    common = intersection(Estimate(1, high=5), Estimate(5, high=9))
    assert common is not None
    assert (common.low, common.high) == (5, 5)


def test_an_excluded_end_does_not_meet():
    assert intersection(Estimate(high=5), Estimate(5, low_kind="exclusive")) is None


def test_what_a_count_and_a_signed_number_have_in_common_is_a_count():
    common = intersection(UP_TO_500, Estimate(-40, high=80, signed=True))
    assert common is not None
    assert (common.low, common.low_kind, common.high, common.signed) == (0, "floor", 80, False)


def test_a_best_figure_that_another_excludes_is_dropped():
    common = intersection(Estimate(1, 5, 9), Estimate(5, high=20, low_kind="exclusive"))
    assert common == Estimate(5, high=9, low_kind="exclusive")


def test_an_intersection_of_open_ranges_is_open():
    common = intersection(AT_LEAST_32, Estimate(40))
    assert common == Estimate(40)


def test_an_intersection_needs_no_floor():
    common = intersection(UP_TO_500, Estimate(high=300))
    assert common == Estimate(high=300)


def test_a_hull_that_is_open_below_rests_on_the_floor():
    around = hull(UP_TO_500, Estimate(100, high=700))
    assert (around.low, around.low_kind, around.high) == (0, "floor", 700)


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (("stated", "convention"), "stated"),
        (("exclusive", "stated"), "stated"),
        (("exclusive", "exclusive"), "exclusive"),
        (("exclusive", "convention"), "convention"),
        (("level", "rounding"), "level"),
    ],
)
def test_an_end_of_a_hull_keeps_the_hardest_kind_that_includes_it(kinds, kind):
    around = hull(*(Estimate(20, high=30 + n, low_kind=k) for n, k in enumerate(kinds)))
    assert around.low_kind == kind


def test_only_the_claims_that_make_an_end_say_what_it_rests_on():
    around = hull(Estimate(20, high=30), Estimate(10, high=25, low_kind="convention"))
    assert (around.low_kind, around.high_kind) == ("convention", "stated")


def test_the_best_figure_survives_where_nobody_states_another():
    assert hull(Estimate(1, 2, 3), Estimate(1, high=9)).best == 2
    assert hull(Estimate(1, 2, 3), Estimate(1, 3, 9)).best is None
    common = intersection(Estimate(1, 2, 9), Estimate(3, high=9))
    assert common is not None
    assert common.best is None


# ── overlap ────────────────────────────────────────────────────────────────────────────────


def test_counting_measures_whole_numbers_without_excluded_ends():
    found = overlap(Estimate(5, high=9, low_kind="exclusive"), Estimate(best=6), measure="count")
    assert (found.intersection, found.jaccard, found.overlap_coefficient) == (1, 0.25, 1)


def test_a_point_has_no_length():
    found = overlap(Estimate(best=5), Estimate(best=5))
    assert (found.intersection, found.jaccard, found.overlap_coefficient) == (0, None, None)
    assert found.hausdorff == 0


def test_an_open_range_has_no_jaccard_index():
    found = overlap(AT_LEAST_32, Estimate(20, high=40))
    assert (found.intersection, found.jaccard, found.overlap_coefficient) == (8, None, 0.4)
    assert found.hausdorff is None


def test_two_ranges_open_above_differ_by_their_lower_ends():
    found = overlap(AT_LEAST_32, Estimate(40), measure="count")
    assert (found.intersection, found.hausdorff) == (None, 8)


def test_a_count_that_is_open_below_is_measured_from_0():
    assert overlap(UP_TO_500, Estimate(high=250), measure="count").intersection == 251


def test_an_unknown_measure_of_overlap_is_refused():
    with pytest.raises(UnknownNameError, match="length"):
        overlap(AT_LEAST_32, UP_TO_500, measure="area")  # type: ignore[arg-type]


@given(pairs, st.sampled_from(["length", "count"]))
def test_overlap_is_symmetric_and_its_shares_are_shares(pair, measure):
    a, b = pair
    found = overlap(a, b, measure=measure)
    assert found == overlap(b, a, measure=measure)
    for share in (found.jaccard, found.overlap_coefficient):
        assert share is None or 0 <= share <= 1


# ── elementwise rules ──────────────────────────────────────────────────────────────────────

numbers_or_missing = st.sampled_from([NAN, -5.0, 0.0, 1.0, 2.0, 2.5, 2.0**53, 2.0**54, math.inf])
flags = st.booleans()


@given(st.lists(st.tuples(*[numbers_or_missing] * 3, flags, flags, flags), max_size=8))
def test_a_rule_says_the_same_of_a_column_as_of_each_number(rows):
    columns = [np.array([row[i] for row in rows], dtype=float) for i in range(3)]
    switches = [np.array([row[i] for row in rows], dtype=bool) for i in (3, 4, 5)]
    assert is_ordered(*columns).tolist() == [is_ordered(*row[:3]) for row in rows]
    assert is_allowed_number(columns[0], switches[0]).tolist() == [
        is_allowed_number(row[0], row[3]) for row in rows
    ]
    assert is_allowed_level(columns[0]).tolist() == [is_allowed_level(row[0]) for row in rows]
    assert is_inhabited(*columns, *switches).tolist() == [is_inhabited(*row) for row in rows]
    for rule in (is_open_below, is_open_above):
        assert rule(*columns).tolist() == [rule(*row[:3]) for row in rows]
    lowers, uppers = effective_ends(*columns, unbounded=switches[0])
    ends = [effective_ends(*row[:3], unbounded=row[3]) for row in rows]
    assert np.array_equal(lowers, [end[0] for end in ends], equal_nan=True)
    assert np.array_equal(uppers, [end[1] for end in ends], equal_nan=True)


@given(ranges())
def test_effective_ends_are_those_of_the_value(estimate):
    bounds = [NAN if n is None else n for n in (estimate.low, estimate.best, estimate.high)]
    assert effective_ends(*bounds) == (estimate.lower, estimate.upper)
    assert is_open_below(*bounds) == math.isinf(estimate.lower)
    assert is_open_above(*bounds) == math.isinf(estimate.upper)


def test_nothing_stated_has_no_ends_but_unbounded_has():
    assert all(map(math.isnan, effective_ends(NAN, NAN, NAN)))
    assert effective_ends(NAN, NAN, NAN, unbounded=True) == (-math.inf, math.inf)


def test_cutting_to_what_was_stated_leaves_the_number_said():
    assert cut_to_stated(28_800, 32_000, 35_200, "convention", "convention")[1] == 32_000
    low, best, high = cut_to_stated(200, NAN, 999, "convention", "convention")
    assert all(map(math.isnan, (low, best, high)))
    assert cut_to_stated(20, 25, 30, "stated", "level") == (20, 25, 30)


def test_columns_are_cut_by_kinds_or_by_flags():
    low, best, high = (np.array(part, dtype=float) for part in ([20, 200], [25, 300], [30, 999]))
    kinds = np.array(["stated", "rounding"], dtype=object)
    by_kind = cut_to_stated(low, best, high, kinds, kinds)
    by_flag = cut_to_stated(low, best, high, kinds == "rounding", kinds == "rounding")
    for one, other in zip(by_kind, by_flag, strict=True):
        assert np.array_equal(one, other, equal_nan=True)
    assert by_kind[0].tolist()[0] == 20
    assert math.isnan(by_kind[0][1])


def test_using_an_estimate_loads_neither_numpy_nor_pandas_nor_pydantic():
    code = (
        "import sys; from crisisfigures.estimate import Estimate;"
        "str(Estimate(1, high=2) + Estimate(3) * 2);"
        "print([m for m in ('numpy', 'pandas', 'pydantic', 'pint') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

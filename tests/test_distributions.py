import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.distributions import (
    SHAPES,
    Lognormal,
    Pert,
    Point,
    Uniform,
    bounds_greater,
    chance_greater,
    distribution,
    incomplete_beta,
    normal_cdf,
    normal_quantile,
    student_cdf,
    student_quantile,
    sum_quantiles,
)
from crisisfigures.errors import EstimateError, UnknownNameError
from crisisfigures.estimate import Estimate
from crisisfigures.wording import parse_estimate


def test_the_worked_pert():
    # Case pert_fit of the worked cases: betapert 0.1.5.
    found = distribution(Estimate(100, 150, 300), "pert")
    assert found.mean == pytest.approx(166.6666667)
    assert found.sd == pytest.approx(35.63483225)
    np.testing.assert_allclose(
        found.quantile([0.05, 0.5, 0.95]), [115.2880783, 162.7620341, 231.4816636], rtol=1e-8
    )


def test_the_worked_lognormal():
    # Case lognormal_from_90pct_range of the worked cases: squigglepy 0.30.
    found = distribution(Estimate(100, high=500), "lognormal", level=0.9)
    assert math.log(found.median) == pytest.approx(5.409889142)
    assert found.below == found.above == pytest.approx(0.4892343872)
    assert found.median == pytest.approx(223.6067977)
    assert found.mean == pytest.approx(252.0340721)
    assert found.sd == pytest.approx(131.063405)


def test_triangular_by_its_formulae():
    # Mean (a + m + b) / 3, variance (a² + b² + m² − ab − am − bm) / 18.
    found = distribution(Estimate(0, 30, 90), "triangular")
    assert found.mean == 40
    assert found.sd**2 == pytest.approx((8100 + 900 - 2700) / 18)


def test_a_range_that_states_its_level_needs_none_said():
    said = Estimate(100, high=500, range_kind="interval", level=0.9)
    assert distribution(said, "lognormal") == distribution(
        Estimate(100, high=500), "lognormal", level=0.9
    )


def test_unlike_sides_of_a_best_figure_have_spreads_of_their_own():
    even = distribution(Estimate(100, 220, 500), "lognormal", level=0.9)
    assert not even.is_split
    split = distribution(Estimate(100, 120, 500), "lognormal", level=0.9)
    assert split.is_split
    np.testing.assert_allclose(split.cdf([100, 120, 500]), [0.05, 0.5, 0.95])


@pytest.mark.parametrize(
    ("estimate", "shape", "level", "why"),
    [
        (Estimate(32), "uniform", None, "no end is made up"),
        (Estimate(high=32), "uniform", None, "no end is made up"),
        (parse_estimate("hundreds"), "uniform", None, "may be more"),
        (Estimate(10, high=20), "pert", None, "states no best figure"),
        (Estimate(10, high=20), "triangular", None, "states no best figure"),
        (Estimate(10, high=20), "lognormal", None, "is not stated"),
        (Estimate(10, high=20), "lognormal", 90, r"90 % as 0\.9"),
        (Estimate(10, high=20), "uniform", 0.9, "holds all of itself"),
        (Estimate(0, high=20), "lognormal", 0.9, "has no logarithm"),
        (Estimate(10, 10, 20), "lognormal", 0.9, "one of its ends"),
    ],
)
def test_a_range_without_such_a_distribution_is_refused(estimate, shape, level, why):
    with pytest.raises(EstimateError, match=why):
        distribution(estimate, shape, level=level)


def test_an_unknown_shape_is_refused():
    with pytest.raises(UnknownNameError):
        distribution(Estimate(1, high=2), "normal")


numbers = st.lists(st.integers(1, 10**6), min_size=3, max_size=3, unique=True).map(sorted)
shares = st.lists(st.floats(0.001, 0.999), min_size=1, max_size=5)


@pytest.mark.parametrize("shape", sorted(SHAPES))
@settings(max_examples=40)
@given(numbers, shares)
def test_quantiles_are_the_inverse_of_the_distribution_function(shape, ends, p):
    level = 0.9 if shape == "lognormal" else None
    found = distribution(Estimate(*ends), shape, level=level)
    np.testing.assert_allclose(found.cdf(found.quantile(p)), p, atol=1e-6)


@pytest.mark.parametrize("shape", sorted(SHAPES))
@settings(max_examples=20)
@given(numbers)
def test_moments_are_those_of_the_quantiles(shape, ends):
    level = 0.5 if shape == "lognormal" else None
    if shape == "lognormal":
        ends = [1000 + n // 2000 for n in ends]
        ends = sorted({*ends}) if len({*ends}) == 3 else [1000, 1100, 1200]
    found = distribution(Estimate(*ends), shape, level=level)
    at = found.quantile((np.arange(4_000) + 0.5) / 4_000)
    width = ends[2] - ends[0]
    assert found.mean == pytest.approx(at.mean(), abs=width * 1e-2)
    assert found.sd == pytest.approx(at.std(), rel=0.05)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_point_is_a_point_in_every_shape(shape):
    level = 0.9 if shape == "lognormal" else None
    found = distribution(Estimate(best=5), shape, level=level)
    assert found == Point(5)
    assert found.cdf([4.9, 5, 5.1]).tolist() == [0, 1, 1]


def test_functions_behind_against_published_tables():
    # Abramowitz and Stegun, tables 26.1 and 26.10; t quantiles as printed everywhere.
    assert normal_quantile(0.975) == pytest.approx(1.959963984540054, abs=1e-12)
    assert normal_cdf(1.0) == pytest.approx(0.8413447460685429, abs=1e-14)
    assert student_quantile(0.975, 12) == pytest.approx(2.178812829667228, abs=1e-10)
    assert student_quantile(0.975, 1) == pytest.approx(12.706204736432095, rel=1e-10)
    assert student_cdf(0.0, 5) == 0.5
    # I_x(a, 1) = x^a, I_x(1, b) = 1 − (1 − x)^b.
    assert incomplete_beta(3, 1, 0.4) == pytest.approx(0.4**3)
    assert incomplete_beta(1, 7, 0.4) == pytest.approx(1 - 0.6**7)
    assert normal_quantile([0.0, 1.0]).tolist() == [-math.inf, math.inf]


def test_both_sides_alike_is_the_lognormal():
    both = Lognormal(100.0, 0.5, 0.5)
    assert both.mean == pytest.approx(100 * math.exp(0.125))
    assert both.sd == pytest.approx(both.mean * math.sqrt(math.exp(0.25) - 1))


@pytest.mark.parametrize("at", [3.0, 4.0, 5.0, 8.0, 9.0])
@pytest.mark.parametrize("range_", [Uniform(4, 8), Pert(4, 5, 8), Lognormal(5, 0.2, 0.9)])
def test_a_point_has_nothing_in_common_with_a_range_that_could_matter(at, range_):
    for a, b in ((Point(at), range_), (range_, Point(at))):
        chance, _ = chance_greater(a, b)
        assert bounds_greater(a, b) == pytest.approx((chance, chance), abs=1e-12)


def test_of_lognormal_numbers_the_chance_is_that_of_their_logarithms():
    # Φ((μa − μb) / √(σa² + σb²)) = Φ(ln 2 / 0.5).
    a, b = Lognormal(200, 0.3, 0.3), Lognormal(100, 0.4, 0.4)
    expected = float(normal_cdf(math.log(2) / 0.5))
    assert chance_greater(a, b)[0] == pytest.approx(expected, abs=1e-14)
    assert chance_greater(b, a)[0] == pytest.approx(1 - expected, abs=1e-14)


def test_quantiles_of_sums_of_two_uniform_numbers():
    # Of two U(0, 1) the 95 % quantile is 2 − √0.1 = 1.684 if independent, 1.9 if comonotone.
    one = Uniform(0.0, 1.0)
    found = sum_quantiles([[one], [one]], [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, [math.sqrt(0.1), 1, 2 - math.sqrt(0.1)], atol=1e-5)
    np.testing.assert_allclose(sum_quantiles([[one, one]], [0.95]), [1.9])
    np.testing.assert_allclose(sum_quantiles([[Point(3.0)], [Point(4.0)]], [0.5]), [7])


def test_a_sum_of_many_is_normal():
    many = [[Uniform(0.0, float(i % 7 + 1))] for i in range(300)]
    mean = sum(one.mean for (one,) in many)
    sd = math.sqrt(sum(one.sd**2 for (one,) in many))
    found = sum_quantiles(many, [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, mean + sd * normal_quantile([0.05, 0.5, 0.95]), rtol=1e-3)

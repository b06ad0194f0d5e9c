"""Pooling: published answers, what is refused and why, and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.reconciliation import reconcile

# BCG vaccine trials, log risk ratios and variances (13 trials; Colditz 1994; dat.bcg in metafor).
BCG = [
    (-0.88931133392, 0.325584765004),
    (-1.5853886572, 0.194581121398),
    (-1.3480731483, 0.415367965368),
    (-1.44155119002, 0.0200100319022),
    (-0.217547322211, 0.0512101721696),
    (-0.786115585819, 0.00690561845591),
    (-1.6208982236, 0.223017247572),
    (0.0119523335238, 0.00396157929782),
    (-0.469417648738, 0.0564342104632),
    (-1.37134480347, 0.073024793613),
    (-0.339358828338, 0.0124122139716),
    (0.445913400571, 0.5325058452),
    (-0.0173139482169, 0.071404659684),
]
Z = 1.959963984540054
POOLS = ("linear_pool", "quantile_average", "log_pool")
ALL = ("inverse_variance", "random_effects", *POOLS)


@pytest.fixture
def bcg(claims_of):
    half = [Z * math.sqrt(v) for _, v in BCG]
    return claims_of(
        *(
            {"low": y - h, "best": y, "high": y + h, "range_kind": "interval", "level": 0.95}
            for (y, _), h in zip(BCG, half, strict=True)
        ),
        measure="excess_deaths",
    )


def answer(table, method, **options):
    return reconcile(table, method, **options).table.iloc[0]


def ends(row):
    return [row["low"], row["best"], row["high"]]


# ── Published answers ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # Cases meta_DL_bcg and prediction_interval_bcg: R metafor 3.8-1, statsmodels, PyMARE agree.
        ({"interval": "confidence"}, [-1.064445, -0.714117, -0.363789]),
        ({"interval": "normal"}, [-1.858153753, -0.714117, 0.4299193086]),
        ({}, [-1.998838496, -0.714117, 0.5706040516]),
        ({"interval": "t_k_minus_1"}, [-1.985896444, -0.714117, 0.5576619995]),
        # PyMARE's interval by Knapp and Hartung, with the t distribution of 12 degrees.
        ({"interval": "knapp_hartung"}, [-1.108, -0.714117, -0.320]),
        # metafor on the same data (Viechtbauer 2010): REML, τ² 0.3132.
        ({"interval": "confidence", "estimator": "REML"}, [-1.0669, -0.7145, -0.3622]),
    ],
)
def test_the_published_example_of_random_effects(bcg, options, expected):
    row = answer(bcg, "random_effects", scale="linear", **options)
    digits = 5e-4 if options == {"interval": "knapp_hartung"} else 1e-4  # as many as are published
    np.testing.assert_allclose(ends(row), expected, atol=digits)
    assert (row["level"], row["range_kind"], row["low_kind"]) == (0.95, "interval", "level")
    assert "I² 92 % (Higgins and Thompson)" in row["caveat"]
    assert f"{options.get('estimator', 'DL')} τ²" in row["caveat"]
    named = {"normal": "prediction, normal", "confidence": "of the mean (normal)"}
    named |= {"t_k_minus_2": "t with k − 2", "t_k_minus_1": "t with k − 1"}
    named["knapp_hartung"] = "Knapp and Hartung"
    assert named[options.get("interval", "t_k_minus_2")] in row["caveat"]


def test_tau_squared_of_paule_and_mandel_solves_its_equation(bcg):
    row = answer(bcg, "random_effects", scale="linear", estimator="PM")
    tau2 = float(row["caveat"].split("τ² ")[1])
    y, v = (np.array(column) for column in zip(*BCG, strict=True))
    w = 1 / (v + tau2)
    mean = (w * y).sum() / w.sum()
    assert (w * (y - mean) ** 2).sum() == pytest.approx(len(BCG) - 1, rel=0.01)


@pytest.mark.parametrize("interval", ["confidence", "knapp_hartung"])
def test_sources_with_something_in_common_widen_every_interval_of_the_mean(bcg, interval):
    low, best, high = ends(answer(bcg, "random_effects", scale="linear", interval=interval))
    row = answer(bcg, "random_effects", scale="linear", interval=interval, rho=0.5)
    # 13 sources count as 13 / (1 + 12 / 2).
    factor = math.sqrt(7)
    expected = [best - (best - low) * factor, best, best + (high - best) * factor]
    np.testing.assert_allclose(ends(row), expected)


def test_inverse_variance_by_hand(claims_of):
    # Variances 1 and 4: weights 1 and 1/4, mean (10 + 20/4) / 1.25 = 12, variance 0.8.
    table = claims_of(
        *(
            {
                "low": y - Z * s,
                "best": y,
                "high": y + Z * s,
                "range_kind": "interval",
                "level": 0.95,
            }
            for y, s in ((10.0, 1.0), (20.0, 2.0))
        )
    )
    row = answer(table, "inverse_variance", scale="linear")
    half = Z * math.sqrt(0.8)
    np.testing.assert_allclose(ends(row), [12 - half, 12, 12 + half])
    # With ρ = 1 two sources say no more than one: the variance doubles.
    row = answer(table, "inverse_variance", scale="linear", rho=1)
    np.testing.assert_allclose(row["high"] - 12, half * math.sqrt(2))


def test_the_worked_linear_pool(claims_of):
    # Case linear_pool_uniforms: roots of the mixture by SciPy.
    table = claims_of({"low": 0.0, "high": 10.0}, {"low": 5.0, "high": 15.0})
    row = answer(table, "linear_pool", shape="uniform", scale="linear")
    np.testing.assert_allclose(ends(row), [1, 7.5, 14])


def test_pools_by_hand(claims_of):
    table = claims_of({"low": 0.0, "high": 10.0}, {"low": 10.0, "high": 40.0})
    row = answer(table, "quantile_average", shape="uniform", scale="linear", confidence=0.8)
    # 10 % of each are 1 and 13, 90 % are 9 and 37.
    np.testing.assert_allclose(ends(row), [7, 15, 23])
    # Normals of sd 1 and 2: precision (1 + 1/4) / 2, mean (10 + 20/4) / 1.25 = 12.
    table = claims_of(
        *({"low": y - Z * s, "high": y + Z * s} for y, s in ((10.0, 1.0), (20.0, 2.0)))
    )
    row = answer(table, "log_pool", scale="linear", level=0.95, confidence=0.95)
    np.testing.assert_allclose(
        ends(row), [12 - Z / math.sqrt(0.625), 12, 12 + Z / math.sqrt(0.625)]
    )


def test_weights_count_in_pools(claims_of):
    table = claims_of(
        {"low": 0.0, "high": 10.0, "source": "A"}, {"low": 100.0, "high": 110.0, "source": "B"}
    )
    options = {"shape": "uniform", "scale": "linear"}
    assert answer(table, "linear_pool", weights={"A": 99}, **options)["high"] < 10
    assert answer(table, "quantile_average", weights={"A": 3}, **options)["best"] == 30


# ── What is refused, and what is said ───────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ALL)
@pytest.mark.parametrize(
    ("claim", "options", "why"),
    [
        ({"low": 32.0}, {"level": 0.9}, "open at one end"),
        ({"high": 32.0}, {"level": 0.9}, "open at one end"),
        ({"low": 0.0, "high": 5.0}, {"level": 0.9}, "reaches 0"),
        ({"best": 0.0}, {"level": 0.9, "spread": 0.1}, "reaches 0"),
        ({"best": 7.0}, {"level": 0.9}, "bare number"),
        ({"low": 5.0, "high": 9.0}, {}, "does not say how much it covers"),
    ],
)
def test_a_quantity_that_cannot_be_pooled_says_why(method, claims_of, claim, options, why):
    sound = {"low": 5.0, "high": 9.0, "range_kind": "interval", "level": 0.9}
    table = claims_of(
        claim, sound, sound | {"source": "C"}, *(sound | {"place": "ML-7"} for _ in range(3))
    )
    found = reconcile(table, method, **options).table.set_index("place")
    assert found.loc["ML-9", ["low", "best", "high"]].isna().all()
    assert why in found.loc["ML-9", "caveat"]
    assert found.loc["ML-9", "status"] == "missing"
    assert found.loc["ML-7", "status"] == "present", "the others are answered"


@pytest.mark.parametrize("method", ALL)
def test_no_share_of_a_bare_0_can_be_off(method, claims_of):
    table = claims_of({"best": 0.0}, {"best": 10.0}, {"best": 11.0})
    row = answer(table, method, spread=0.1, scale="linear")
    assert (row["status"], "a bare 0" in row["caveat"]) == ("missing", True)


def test_every_number_alike_is_meant_of_numbers_and_not_of_logarithms(claims_of):
    table = claims_of({"low": 10.0, "high": 1000.0}, {"low": 10.0, "high": 1000.0})
    for method in ("linear_pool", "quantile_average"):
        found = ends(answer(table, method, shape="uniform"))
        np.testing.assert_allclose(found, [59.5, 505, 950.5], rtol=1e-12)


def test_between_two_numbers_apart_there_is_no_one_median(claims_of):
    row = answer(claims_of({"best": 0.0}, {"best": 20.0}), "linear_pool", shape="uniform")
    assert (row["low"], math.isnan(row["best"]), row["high"]) == (0, True, 20)
    row = answer(claims_of(*[{"best": 20.0}] * 2, {"best": 10.0}), "linear_pool", shape="uniform")
    assert row["best"] == 20


def test_a_method_of_one_spread_says_that_a_best_figure_is_off_the_middle(claims_of):
    table = claims_of(*[{"low": 100.0, "best": 110.0, "high": 1000.0}] * 3)
    for method in ("inverse_variance", "random_effects", "log_pool"):
        assert "far from the middle" in answer(table, method, level=0.9)["caveat"]
    even = claims_of(*[{"low": 100.0, "best": 300.0, "high": 1000.0}] * 3)
    assert "far from" not in str(answer(even, "log_pool", level=0.9)["caveat"])


def test_two_sources_do_not_say_where_a_third_would_lie(claims_of):
    table = claims_of({"low": 5.0, "high": 9.0}, {"low": 6.0, "high": 12.0})
    row = answer(table, "random_effects", level=0.9)
    assert math.isnan(row["low"])
    assert "where a third would lie" in row["caveat"]
    assert not math.isnan(answer(table, "random_effects", level=0.9, interval="confidence")["low"])


def test_that_sources_lie_apart_is_said(claims_of):
    table = claims_of({"low": 5.0, "high": 9.0}, {"low": 60.0, "high": 120.0})
    assert "lie apart" in answer(table, "linear_pool", level=0.9)["caveat"]


@pytest.mark.parametrize(
    ("method", "options", "error"),
    [
        ("random_effects", {"level": 90}, OptionError),
        ("random_effects", {"level": "much"}, OptionError),
        ("random_effects", {"estimator": "ML"}, UnknownNameError),
        ("random_effects", {"interval": "wide"}, UnknownNameError),
        ("inverse_variance", {"rho": 2}, OptionError),
        ("inverse_variance", {"spread": 0}, OptionError),
        ("linear_pool", {"shape": "beta", "level": 0.9}, UnknownNameError),
        ("linear_pool", {"scale": "square"}, UnknownNameError),
        ("linear_pool", {"level": 0.9, "confidence": None}, OptionError),
        ("log_pool", {"shape": "uniform"}, OptionError),
        ("linear_pool", {"shape": "uniform", "level": 0.9}, OptionError),
        ("quantile_average", {"shape": "uniform", "level": 90}, OptionError),
    ],
)
def test_misuse_is_refused(method, options, error, claims_of):
    table = claims_of({"low": 5.0, "high": 9.0}, {"low": 6.0, "high": 12.0})
    with pytest.raises(error):
        reconcile(table, method, **options)


def test_options_may_be_texts_as_the_command_line_has_them(claims_of):
    table = claims_of({"low": 5.0, "high": 9.0}, {"low": 6.0, "high": 12.0})
    by_text = answer(table, "linear_pool", level="0.9", confidence="0.8")
    assert ends(by_text) == ends(answer(table, "linear_pool", level=0.9, confidence=0.8))


def test_bare_numbers_are_taken_with_a_spread(claims_of):
    row = answer(claims_of({"best": 100.0}, {"best": 100.0}), "inverse_variance", spread=0.1)
    half = Z * 0.1 / math.sqrt(2)
    np.testing.assert_allclose(
        ends(row), [100 * math.exp(-half), 100, 100 * math.exp(half)], rtol=1e-12
    )


def test_echoes_do_not_narrow_a_pool(claims_of):
    said = {"low": 5.0, "high": 9.0}
    table = claims_of({**said, "source": "A"}, {"low": 6.0, "high": 12.0, "source": "B"})
    echoed = claims_of(
        {**said, "source": "A"},
        {"low": 6.0, "high": 12.0, "source": "B"},
        *({**said, "source": f"Paper {i}", "repeats": "A"} for i in range(5)),
    )
    for method in ("inverse_variance", *POOLS):
        once, again = (answer(t, method, level=0.9) for t in (table, echoed))
        assert ends(once) == ends(again)


# ── Laws ────────────────────────────────────────────────────────────────────────────────────

ranges = st.lists(
    st.tuples(st.integers(1, 500), st.integers(1, 500)).map(
        lambda pair: {"low": float(min(pair)), "high": float(max(pair) + 1)}
    ),
    min_size=3,
    max_size=5,
)
fewer = settings(max_examples=25)


@pytest.mark.parametrize("method", ALL)
@fewer
@given(rows=ranges, factor=st.sampled_from([2.0, 5.0, 1000.0]))
def test_other_units_are_the_same_answer_in_other_units(method, claims_of, rows, factor):
    larger = [{name: value * factor for name, value in row.items()} for row in rows]
    for scale in ("log", "linear"):
        options = {"level": 0.9, "scale": scale}
        here, there = (
            answer(claims_of(*r, measure="excess_deaths"), method, **options)
            for r in (rows, larger)
        )
        np.testing.assert_allclose(np.array(ends(here)) * factor, ends(there), rtol=1e-6)


@pytest.mark.parametrize("method", ALL)
@fewer
@given(rows=ranges)
def test_identical_claims_are_not_answered_wider_than_they_are(method, claims_of, rows):
    alike = [rows[0]] * 3
    row = answer(claims_of(*alike), method, level=0.9, confidence=0.9)
    if method == "random_effects":
        return  # three sources alone do not say much of a fourth
    assert row["low"] >= rows[0]["low"] * (1 - 1e-9)
    assert row["high"] <= rows[0]["high"] * (1 + 1e-9)
    if method in POOLS:
        np.testing.assert_allclose([row["low"], row["high"]], list(rows[0].values()), rtol=1e-6)


@pytest.mark.parametrize("method", ["linear_pool", "quantile_average"])
@pytest.mark.parametrize("scale", ["log", "linear"])
@fewer
@given(numbers=st.lists(st.integers(1, 10_000), min_size=3, max_size=3, unique=True).map(sorted))
def test_pools_of_identical_claims_answer_with_the_claim(method, scale, claims_of, numbers):
    claim = dict(zip(("low", "best", "high"), map(float, numbers), strict=True))
    row = answer(claims_of(claim, claim), method, level=0.9, confidence=0.9, scale=scale)
    np.testing.assert_allclose([row["low"], row["best"], row["high"]], numbers, rtol=1e-6)


@fewer
@given(rows=ranges)
def test_a_quantile_average_is_no_wider_than_the_linear_pool_of_equal_spreads(claims_of, rows):
    width = rows[0]["high"] / rows[0]["low"]
    rows = [{"low": row["low"], "high": row["low"] * width} for row in rows]
    options = {"level": 0.9, "confidence": 0.9}
    average, pool = (
        answer(claims_of(*rows), method, **options)
        for method in ("quantile_average", "linear_pool")
    )
    assert average["high"] / average["low"] <= pool["high"] / pool["low"] * (1 + 1e-6)


@fewer
@given(rows=ranges)
def test_no_variance_between_sources_is_below_0(claims_of, rows):
    for estimator in ("DL", "PM", "REML"):
        options = {"level": 0.9, "estimator": estimator, "interval": "normal"}
        row = answer(claims_of(*rows), "random_effects", **options)
        assert float(row["caveat"].split("τ² ")[1]) >= 0
        assert row["low"] <= row["best"] <= row["high"]


def test_many_quantities_are_each_what_they_are_alone(claims_of):
    rng = np.random.default_rng(3)
    rows = [
        {"low": low, "high": low * (1.1 + rng.random()), "place": f"ML-{place}", "source": f"S{i}"}
        for place in range(1, 10)
        for i in range(3 + place % 3)
        for low in [float(rng.integers(1, 500))]
    ]
    for method in ALL:
        together = reconcile(claims_of(*rows), method, level=0.9).table.set_index("place")
        for place, own in pd.DataFrame(rows).groupby("place"):
            alone = answer(claims_of(*own.to_dict("records")), method, level=0.9)
            np.testing.assert_allclose(ends(together.loc[place]), ends(alone), rtol=1e-9)


def test_an_interval_beyond_any_number_of_people_is_no_answer(claims_of):
    # Three bare numbers, of which one is 300 times the others: t with 1 degree is 12.7 wide, on a
    # scale of logarithms, and the end lies beyond 2**53.
    claims = claims_of({"best": 1.0}, {"best": 1.0}, {"best": 3000.0})
    row = reconcile(claims, "random_effects", spread=0.1).table.iloc[0]
    assert math.isnan(row["low"])
    assert math.isnan(row["high"])
    assert "reaches beyond any number of people" in row["caveat"]

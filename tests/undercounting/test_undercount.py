"""How many individuals no list has: known answers, laws, and what must be said with them."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import crisisfigures as cf
from crisisfigures.undercounting._chapman import chapman
from crisisfigures.undercounting._tally import tallied

# Three made-up lists; individuals by the lists that they are on.
TABLE = {"111": 12, "110": 28, "101": 15, "011": 22, "100": 60, "010": 75, "001": 40}


def patterns(table, names=("morgue", "press", "families", "army", "church")):
    k = len(next(iter(table)))
    frame = pd.DataFrame([list(map(int, pattern)) for pattern in table], columns=list(names[:k]))
    return frame.assign(n=list(table.values()))


def two_lists(n1, n2, m):
    return patterns({"11": m, "10": n1 - m, "01": n2 - m})


def by_model(result):
    return result.models.set_index("model")


# -- two lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    # Krebs (1989), Ecological Methodology, box 2.1; Seber (2002), The Estimation of Animal
    # Abundance, tables 3.7 and 3.8.
    ("n1", "n2", "m", "in_all"),
    [(948, 421, 167, 2_383), (500, 149, 7, 9_393)],
)
def test_two_lists_give_the_answer_of_the_textbook(n1, n2, m, in_all):
    result = cf.undercount(two_lists(n1, n2, m), count="n")
    assert round(result.best_bic["N"]) == in_all
    assert result.n_observed == n1 + n2 - m


def test_the_variance_is_that_of_the_textbook():
    # Seber (2002), as above: a standard error of 3,022.
    tally = tallied(two_lists(500, 149, 7), "n")
    assert round(math.sqrt(chapman(tally)[1])) == 3_022


def test_chapman_and_its_interval_by_hand():
    # (110 x 178)/58 - 1 = 336.586; on no list 52 x 120/58 = 107.586. Variance 110 x 178 x 52 x 120
    # / (58**2 x 59) = 615.59. Factor exp(1.96 sqrt(log(1 + 615.59/107.586**2))) = 1.5623.
    result = cf.undercount(two_lists(109, 177, 57), count="n")
    row = result.best_bic
    assert row["N"] == pytest.approx(336.586, abs=1e-3)
    assert row["low"] == pytest.approx(229 + 107.586 / 1.5623, abs=0.05)
    assert row["high"] == pytest.approx(229 + 107.586 * 1.5623, abs=0.05)
    assert result.spread == (row["low"], row["high"])
    assert result.method == "chapman"


def test_of_two_lists_the_result_says_that_independence_cannot_be_tested():
    result = cf.undercount(two_lists(109, 177, 57), count="n")
    assert "cannot be tested" in result.notes[0]
    assert "cannot be tested" in cf.render(result)
    assert result.models[["deviance", "AIC", "BIC"]].isna().all(axis=None)


def test_the_interval_of_two_independent_lists_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        both, first, second, none = rng.multinomial(1000, [0.12, 0.18, 0.28, 0.42])
        result = cf.undercount(patterns({"11": both, "10": first, "01": second}), count="n")
        held += result.spread[0] <= both + first + second + none <= result.spread[1]
    assert 183 <= held <= 197  # 190 expected, and three standard errors above and two below


# -- three lists and more ----------------------------------------------------------------------


def test_the_saturated_model_of_three_lists_is_the_ratio_of_odd_to_even_patterns():
    # Fienberg (1972): 252 + (12 x 60 x 75 x 40)/(28 x 15 x 22).
    models = by_model(cf.undercount(patterns(TABLE), count="n"))
    assert models.loc["[12,13,23]", "N"] == pytest.approx(252 + 2_160_000 / 9_240)
    assert models.loc["[12,13,23]", "df"] == 0
    assert models.loc["[12,13,23]", "deviance"] == pytest.approx(0, abs=1e-9)


def test_models_with_one_independence_have_the_ratio_of_two_lists():
    models = by_model(cf.undercount(patterns(TABLE), count="n"))
    # List 3 independent of the other two: those two are as one list.
    assert models.loc["[12,3]", "N"] == pytest.approx(252 + (28 + 60 + 75) * 40 / (12 + 15 + 22))
    # Lists 1 and 2 independent among those not on list 3: Lincoln and Petersen's there.
    assert models.loc["[13,23]", "N"] == pytest.approx(252 + 60 * 75 / 28)


def test_the_table_of_models_is_that_of_another_program():
    # statsmodels 0.14: GLM(counts, terms, family=Poisson()), and BIC -2 llf + p log(252).
    models = by_model(cf.undercount(patterns(TABLE), count="n"))
    expected = {
        "[1,2,3]": (3, 1.464927, 46.094671, 60.212388, 388.46546, 346.5306, 449.003),
        "[1,23]": (2, 0.865621, 47.495365, 65.142511, 401.45455, 349.4172, 481.2886),
        "[12,23]": (1, 0.794097, 49.423842, 70.600416, 412.0, 335.9006, 557.1231),
        "[12,13,23]": (0, 0.0, 50.629744, 75.335748, 485.76623, 338.8872, 880.9378),
    }
    columns = ["df", "deviance", "AIC", "BIC", "N", "low", "high"]
    for model, numbers in expected.items():
        assert models.loc[model, columns].tolist() == pytest.approx(numbers, abs=2e-4)


def test_the_spread_reaches_from_the_lowest_low_to_the_highest_high():
    result = cf.undercount(patterns(TABLE), count="n", within=8)
    counted = result.models[result.models["BIC"] <= result.models["BIC"].min() + 8]
    assert 1 < len(counted) == result.n_spread < len(result.models)
    assert result.spread == (counted["low"].min(), counted["high"].max())


def test_the_estimate_is_the_spread_in_whole_people_and_claims_no_level():
    result = cf.undercount(patterns(TABLE), count="n", within=8)
    estimate = result.estimate
    assert (estimate.low, estimate.high) == (
        math.floor(result.spread[0]),
        math.ceil(result.spread[1]),
    )
    assert (estimate.range_kind, estimate.level) == ("plausible", None)
    assert estimate.best is None


def test_a_best_number_is_stated_only_where_one_model_counts():
    result = cf.undercount(patterns(TABLE), count="n", within=0)
    assert result.n_spread == 1
    assert result.estimate.best == round(result.best_bic["N"])
    assert any("One model alone" in note for note in result.notes)


def test_weights_sum_to_one_and_follow_bic():
    models = cf.undercount(patterns(TABLE), count="n").models
    assert models["weight"].sum() == pytest.approx(1)
    assert models["BIC"].is_monotonic_increasing
    assert models["weight"].is_monotonic_decreasing


def test_lists_that_copy_each_other_are_found_out():
    # List 2 has half of list 1 besides its own: independence is far from the best.
    rng = np.random.default_rng(3)
    on = rng.random((2_000, 3)) < (0.3, 0.3, 0.4)
    on[:, 1] |= on[:, 0] & (rng.random(2_000) < 0.5)
    result = cf.undercount(pd.DataFrame(on[on.any(axis=1)], columns=["a", "b", "c"]))
    assert result.models["model"].iloc[0] == "[12,3]"
    assert result.spread[0] <= 2_000 <= result.spread[1]
    independent = by_model(result).loc["[1,2,3]"]
    assert independent["N"] < 1_900
    assert independent["weight"] < 1e-6


@pytest.mark.parametrize("k", [3, 4])
def test_independent_lists_hold_the_truth_in_their_spread(k):
    rng = np.random.default_rng(k)
    held = 0
    for _ in range(30):
        on = rng.random((1_000, k)) < (0.3, 0.4, 0.2, 0.25)[:k]
        result = cf.undercount(pd.DataFrame(on[on.any(axis=1)]))
        held += result.spread[0] <= 1_000 <= result.spread[1]
    assert held >= 28


def test_the_spread_holds_the_truth_more_often_than_the_best_model_where_chances_are_unequal():
    rng = np.random.default_rng(2)
    held = {0: 0, 10: 0}
    for _ in range(50):
        chance = np.log([3 / 7, 2 / 3, 1 / 4]) + rng.normal(size=(1_000, 1))
        on = rng.random((1_000, 3)) < 1 / (1 + np.exp(-chance))
        frame = pd.DataFrame(on[on.any(axis=1)])
        for within in held:
            spread = cf.undercount(frame, within=within).spread
            held[within] += spread[0] <= 1_000 <= spread[1]
    assert held[0] < 15 < 25 < held[10]


# -- laws --------------------------------------------------------------------------------------

counts_of_three = st.lists(st.integers(1, 80), min_size=7, max_size=7).map(
    lambda counts: dict(zip(TABLE, counts, strict=True))
)


@given(counts_of_three, st.permutations(range(7)))
def test_the_order_of_rows_changes_nothing(table, order):
    frame = patterns(table)
    one, other = (cf.undercount(f, count="n") for f in (frame, frame.iloc[list(order)]))
    assert_frame_equal(one.models, other.models, check_exact=True)
    assert one.spread == other.spread
    assert one.notes == other.notes


@given(counts_of_three, st.permutations(range(3)))
def test_the_order_of_lists_changes_their_numbers_and_nothing_else(table, order):
    frame = patterns(table)
    names = [frame.columns[at] for at in order]
    one, other = (cf.undercount(f, count="n") for f in (frame, frame[[*names, "n"]]))
    assert one.spread == other.spread
    assert_frame_equal(
        one.models.drop(columns="model"), other.models.drop(columns="model"), check_exact=True
    )
    renumbered = {str(at + 1): str(number) for number, at in enumerate(order, 1)}
    for given_as, shown_as in zip(one.models["model"], other.models["model"], strict=True):
        terms = ("".join(sorted(renumbered[c] for c in t)) for t in given_as[1:-1].split(","))
        assert f"[{','.join(sorted(terms))}]" == shown_as


@given(counts_of_three)
def test_a_row_an_individual_and_a_row_a_pattern_are_the_same(table):
    frame = patterns(table)
    people = frame.loc[frame.index.repeat(frame["n"])].drop(columns="n")
    one, other = cf.undercount(frame, count="n"), cf.undercount(people)
    assert_frame_equal(one.models, other.models, check_exact=True)


@given(counts_of_three, st.integers(2, 50))
def test_so_many_times_the_individuals_are_so_many_times_the_number(table, scale):
    one = cf.undercount(patterns(table), count="n")
    other = cf.undercount(patterns({key: n * scale for key, n in table.items()}), count="n")
    scaled = by_model(other)["N"].reindex(one.models["model"]).to_numpy()
    assert scaled == pytest.approx(scale * one.models["N"].to_numpy(), rel=1e-7)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 12), min_size=15, max_size=15))
def test_the_number_in_all_is_never_below_the_number_observed(counts):
    keys = ["".join(p) for p in itertools.product("01", repeat=4)][1:]
    try:
        result = cf.undercount(patterns(dict(zip(keys, counts, strict=True))), count="n")
    except (cf.FiguresError, ValueError) as refusal:
        assert isinstance(refusal, cf.FiguresError)  # noqa: PT017 - a refusal is a fair answer
        return
    models = result.models.dropna(subset="N")
    assert (models["low"] > result.n_observed).all()
    assert (models["low"] <= models["N"]).all()
    assert (models["N"] <= models["high"]).all()
    assert result.n_observed == sum(counts)
    assert result.estimate.low >= result.n_observed


@given(counts_of_three, st.floats(0, 20), st.floats(0, 20))
def test_a_wider_window_never_makes_the_spread_narrower(table, a, b):
    near, far = (cf.undercount(patterns(table), count="n", within=w) for w in sorted((a, b)))
    assert far.spread[0] <= near.spread[0]
    assert near.spread[1] <= far.spread[1]


def test_the_frame_is_left_as_it_was():
    frame = patterns(TABLE)
    before = frame.copy()
    cf.undercount(frame, count="n")
    assert_frame_equal(frame, before)


@pytest.mark.parametrize("dtype", ["bool", "int8", "float64", "Int64", "boolean", "object"])
def test_zeros_and_ones_of_any_type_are_the_same(dtype):
    frame = patterns(TABLE)
    lists = frame.columns[:3]
    typed = frame.astype(dict.fromkeys(lists, "bool" if dtype == "object" else dtype))
    if dtype == "object":
        typed = typed.astype(dict.fromkeys(lists, "object"))
    one, other = (cf.undercount(f, count="n") for f in (frame, typed))
    assert_frame_equal(one.models, other.models, check_exact=True)


# -- what is said with it ----------------------------------------------------------------------


def test_lists_that_share_few_are_called_sparse():
    result = cf.undercount(patterns(TABLE | {"101": 2, "111": 4}), count="n")
    (sparse,) = (note for note in result.notes if note.startswith("Sparse"))
    assert "morgue and families share 6" in sparse
    assert not any(n.startswith("Sparse") for n in cf.undercount(patterns(TABLE), count="n").notes)
    two = cf.undercount(two_lists(40, 30, 6), count="n")
    assert two.notes[1].startswith("Sparse: morgue and press share 6.")


def test_models_without_an_estimate_stand_last_and_are_counted():
    result = cf.undercount(patterns(TABLE | {"110": 0}), count="n")
    without = result.models[result.models["N"].isna()]
    # [13,23] and [12,13,23] divide by those on exactly 1 and 2.
    assert without["model"].tolist() == ["[13,23]", "[12,13,23]"]
    assert result.models["N"].iloc[:6].notna().all()
    assert any(note.startswith("2 of 8 models have no estimate") for note in result.notes)


def test_a_pattern_without_a_row_has_no_individuals():
    frame = patterns(TABLE | {"110": 0})
    one, other = (cf.undercount(f, count="n") for f in (frame, frame[frame["n"] > 0]))
    assert_frame_equal(one.models, other.models, check_exact=True)


def test_a_best_model_that_is_saturated_is_no_evidence():
    table = {"111": 200, "110": 20, "101": 20, "011": 20, "100": 300, "010": 300, "001": 300}
    result = cf.undercount(patterns(table), count="n")
    assert result.models["model"].iloc[0] == "[12,13,23]"
    assert any("saturated" in note for note in result.notes)


def test_the_level_is_that_of_each_models_interval():
    at = {level: cf.undercount(patterns(TABLE), count="n", level=level) for level in (0.5, 0.95)}
    assert at[0.5].level == 0.5
    assert (at[0.95].models["low"] < at[0.5].models["low"]).all()
    assert (at[0.95].models["N"] == at[0.5].models["N"]).all()


def test_the_order_bounds_how_many_lists_interact():
    counts = [30, 25, 9, 40, 11, 8, 4, 22, 9, 7, 3, 12, 5, 4, 2]
    keys = ["".join(p) for p in itertools.product("01", repeat=4)][1:]
    frame = patterns(dict(zip(keys, counts, strict=True)))
    assert len(cf.undercount(frame, count="n", order=2).models) == 64
    assert len(cf.undercount(frame, count="n").models) == 113
    assert_frame_equal(
        cf.undercount(frame, count="n").models, cf.undercount(frame, count="n", order=3).models
    )


def test_the_result_prints_its_spread_never_one_number_alone():
    result = cf.undercount(patterns(TABLE), count="n", within=8)
    low, high = math.floor(result.spread[0]), math.ceil(result.spread[1])
    assert f"{low:,} to {high:,} in all" in repr(result)
    text = cf.render(result)
    assert f"In all {low:,} to {high:,}" in text
    assert "1 morgue, 2 press, 3 families" in text
    assert f"{low:,} to {high:,}" in result._repr_html_()
    assert len(result.layout().table.rows) == result.n_spread

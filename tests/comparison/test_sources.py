"""The sources of one table held against each other."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.comparison._house import house_effects
from crisisfigures.errors import UnknownNameError

BEST = {
    "e1": {"UN": 100, "Gov": 50, "NGO": 120},
    "e2": {"UN": 200, "Gov": 110, "NGO": 260},
    "e3": {"UN": 1000, "Gov": 600, "NGO": 1100},
    "e4": {"UN": 40, "Gov": 20},
}


def table(claims_of, best=BEST, **more):
    return claims_of(
        *(
            {"event": event, "source": source, "best": float(n), **more}
            for event, said in best.items()
            for source, n in said.items()
        )
    )


def test_the_worked_house_effects(claims_of):
    # Case house_effects_log: statsmodels 0.14.6, OLS with sum contrasts.
    found = cf.compare_sources(table(claims_of)).sources.set_index("source")
    assert found["factor"].to_dict() == pytest.approx(
        {"Gov": 0.6237723982, "NGO": 1.377403494, "United Nations": 1.163891955}
    )
    assert (found["factor_low"] <= found["factor"]).all()
    assert (found["factor"] <= found["factor_high"]).all()
    assert found["component"].nunique() == 1


def test_sources_that_share_nothing_are_not_compared(claims_of):
    best = {"e1": {"A": 10, "B": 20}, "e2": {"C": 10, "D": 40}, "e3": {"E": 7}}
    found = cf.compare_sources(table(claims_of, best)).sources.set_index("source")
    assert found.loc["B", "factor"] == pytest.approx(math.sqrt(2))
    assert found.loc["D", "factor"] == pytest.approx(2)
    assert found["component"].nunique() == 3
    assert math.isnan(found.loc["E", "factor"])
    assert found["n_shared"].to_dict() == {"A": 1, "B": 1, "C": 1, "D": 1, "E": 0}


def test_zeros_and_ranges_without_a_best_have_no_factor(claims_of):
    claims = claims_of(
        {"best": 0.0, "source": "A"},
        {"low": 5.0, "high": 9.0, "source": "B"},
        {"best": 7.0, "source": "C"},
    )
    found = cf.compare_sources(claims)
    assert found.sources["factor"].isna().all()
    assert len(found.pairs) == 3


def test_who_agrees_with_whom(claims_of):
    best = {"e1": {"A": 104, "B": 109}, "e2": {"A": 104, "B": 400}, "e3": {"A": 9, "C": 9}}
    pairs = cf.compare_sources(table(claims_of, best)).pairs.set_index(["source_a", "source_b"])
    row = pairs.loc[("A", "B")]
    assert (row["n"], row["near"], row["contradicts"], row["agree"]) == (2, 1, 1, 0.5)
    assert row["ratio"] == pytest.approx((104 / 109 + 104 / 400) / 2)
    assert pairs.loc[("A", "C"), "identical"] == 1


def test_who_is_early_and_who_revises(claims_of):
    claims = claims_of(
        {"source": "A", "best": 5.0, "published_on": "2022-06-01"},
        {"source": "A", "best": 8.0, "published_on": "2022-06-20"},
        {"source": "B", "best": 9.0, "published_on": "2022-06-05"},
        {"source": "C", "best": 9.0},
    )
    found = cf.compare_sources(claims).sources.set_index("source")
    assert found["n_first"].to_dict() == {"A": 1, "B": 0, "C": 0}, "by its first word"
    assert found["days_after_first"].tolist()[:2] == [0, 4]
    assert found["n_revised"].to_dict() == {"A": 1, "B": 0, "C": 0}


def test_nobody_is_first_where_there_is_no_second(claims_of):
    claims = claims_of(
        {"source": "A", "best": 5.0, "published_on": "2022-06-01"}, {"source": "B", "best": 9.0}
    )
    found = cf.compare_sources(claims).sources
    assert found["n_first"].tolist() == [0, 0]
    assert found["days_after_first"].isna().all()


def test_the_order_of_rows_is_the_same_answer_to_the_last_bit(claims_of):
    rng = np.random.default_rng(5)
    claims = claims_of(
        *(
            {"event": f"e{e}", "source": s, "best": float(rng.integers(1, 500)), "published_on": on}
            for e in range(12)
            for s in "ABCD"
            for on in ("2022-06", f"2022-06-{rng.integers(1, 29):02}")
        )
    )
    found = cf.compare_sources(claims)
    for seed in range(5):
        other = cf.compare_sources(claims.sample(frac=1, random_state=seed))
        pd.testing.assert_frame_equal(found.sources, other.sources, check_exact=True)
        pd.testing.assert_frame_equal(found.pairs, other.pairs, check_exact=True)


def test_a_factor_lies_within_what_it_is_without_any_one(claims_of):
    best = {"e1": {"A": 100, "B": 100}, "e2": {"A": 100, "B": 100}, "e3": {"A": 10, "B": 1000}}
    for third in ({}, {"X": 100}):
        given = {**best, "e3": best["e3"] | third}
        found = cf.compare_sources(table(claims_of, given)).sources.set_index("source")
        assert found.loc["A", "factor_high"] == pytest.approx(1), "without the third event"
        assert found.loc["A", "factor_low"] == pytest.approx(0.1**0.5)
        if third:
            assert math.isnan(found.loc["X", "factor_low"]), "nothing is left without it"


def test_more_than_32_does_not_hold_32(claims_of):
    claims = claims_of(
        {"source": "A", "low": 32.0, "low_kind": "exclusive"}, {"source": "T", "best": 32.0}
    )
    assert cf.compare_sources(claims, against="T").scorecard["n_covered"].tolist() == [0]


def test_hundreds_may_hold_1500(claims_of):
    vague = {"low": 200.0, "high": 999.0, "quantifier": "vague", "high_kind": "convention"}
    claims = claims_of({"source": "A"} | vague, {"source": "T", "best": 1500.0})
    assert cf.compare_sources(claims, against="T").scorecard["n_covered"].tolist() == [1]


def test_echoes_have_no_voice_of_their_own(claims_of):
    claims = claims_of(
        {"source": "A", "best": 5.0},
        {"source": "Paper", "best": 5.0, "repeats": "A"},
        {"source": "B", "best": 6.0},
    )
    assert cf.compare_sources(claims).sources["source"].tolist() == ["A", "B"]


def test_a_scorecard_against_a_later_count(claims_of):
    best = {"e1": {"Census": 100, "A": 50}, "e2": {"Census": 400, "A": 200, "B": 800}}
    found = cf.compare_sources(table(claims_of, best), against="Census").scorecard
    assert found["source"].tolist() == ["A", "B"]
    assert found["factor"].tolist() == pytest.approx([0.5, 2])
    assert found["spread"].tolist() == pytest.approx([1, math.nan], nan_ok=True)
    assert found["n_covered"].tolist() == [0, 0]
    claims = claims_of(
        {"source": "Census", "best": 10.0}, {"source": "A", "low": 5.0, "high": 20.0}
    )
    card = cf.compare_sources(claims, against="Census").scorecard
    assert card["n_covered"].tolist() == [1]
    with pytest.raises(UnknownNameError):
        cf.compare_sources(claims, against="Nobody")


def test_it_is_printed_with_its_warning(claims_of):
    printed = cf.render(cf.compare_sources(table(claims_of), against="UN"))
    assert "no reason to correct it" in printed
    assert "× 0.62" in printed
    assert "Two by two" in printed
    assert "Scored" in printed
    assert repr(cf.compare_sources(table(claims_of))) == "<SourceComparison: 3 sources, 3 pairs>"


def test_factors_far_from_1_are_printed_with_digits(claims_of):
    claims = claims_of({"source": "A", "best": 4e6}, {"source": "B", "best": 1.0})
    printed = cf.render(cf.compare_sources(claims))
    assert "× 2,000 " in printed
    assert "× 0.0005 " in printed
    assert "× 4,000,000 " in printed


def test_one_source_alone_and_no_rows_are_nothing_to_compare(claims_of):
    found = cf.compare_sources(claims_of({"best": 1.0}))
    assert found.pairs.empty
    assert "Sources compared" in cf.render(found)
    assert cf.compare_sources(claims_of({"best": 1.0}).iloc[:0]).sources.empty


def test_the_order_of_rows_changes_nothing(claims_of):
    claims = table(claims_of)
    once, again = (cf.compare_sources(t) for t in (claims, claims.iloc[::-1]))
    pd.testing.assert_frame_equal(once.pairs, again.pairs)
    pd.testing.assert_frame_equal(once.sources, again.sources)


@given(
    effects=st.lists(st.floats(-1, 1), min_size=2, max_size=5),
    levels=st.lists(st.floats(0, 5), min_size=1, max_size=6),
)
def test_exact_effects_come_back(effects, levels):
    s = len(effects)
    quantity = np.repeat(np.arange(len(levels)), s)
    source = np.tile(np.arange(s), len(levels))
    y = np.repeat(levels, s) + np.tile(effects, len(levels))
    found = house_effects(quantity, source, y, s)
    np.testing.assert_allclose(np.log(found.factor), effects - np.mean(effects), atol=1e-9)

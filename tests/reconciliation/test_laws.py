"""What holds for every set of claims and, where it can, for every method on the shelf."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from crisisfigures.reconciliation import methods, reconcile
from crisisfigures.table import to_figures

# What a method cannot do without; every other method is asked without options.
POOLED = ("inverse_variance", "random_effects", "linear_pool", "quantile_average", "log_pool")
NEEDED = {
    "preferred_source": {"prefer": ["C", "A", "B", "E", "D"]},
    **{method: {"level": 0.9, "spread": 0.1} for method in POOLED},
}
METHODS = sorted(methods())

# Times seven methods: enough to find a law broken, few enough to be run at every change.
fewer = settings(max_examples=40)

numbers = st.sampled_from([0, 1, 5, 12, 30, 300, 1247, 1250, 20_000])


@st.composite
def stated_range(draw):
    """Return low, best, high and their kinds as a claim may state them."""
    low, best, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    shape = draw(st.sampled_from(["point", "range", "full", "above", "below", "beyond", "about"]))
    if shape == "about":
        soft = {"low_kind": "convention", "high_kind": "convention", "approximate": True}
        return {"low": low, "best": best, "high": high} | soft
    return {
        "point": {"best": best},
        "range": {"low": low, "high": high},
        "full": {"low": low, "best": best, "high": high},
        "above": {"low": low},
        "below": {"high": high},
        "beyond": {"low": low, "low_kind": "exclusive", "quantifier": "more_than"},
    }[shape]


def claim(sources="ABCDE"):
    return st.builds(
        lambda bounds, facets: bounds | facets,
        stated_range(),
        st.fixed_dictionaries(
            {
                "source": st.sampled_from(sources),
                "place": st.sampled_from(["ML-9", "ML-9", "ML-7"]),
                "published_on": st.sampled_from([None, "2022-06", "2022-06-01", "2022-06-04"]),
                "repeats": st.sampled_from([None, None, None, "A", "c0"]),
                "status": st.sampled_from([None, None, None, "withdrawn", "suppressed"]),
                "role": st.sampled_from([None, None, "recommended", "triangulation"]),
            }
        ),
    )


claims = st.lists(claim(), min_size=1, max_size=8)


@st.composite
def votes(draw, most=5):
    """Return claims of different sources on one quantity: each of them is one vote."""
    n = draw(st.integers(1, most))
    return [draw(stated_range()) | {"source": "ABCDE"[i]} for i in range(n)]


def by(method, table):
    return reconcile(table, method, **NEEDED.get(method, {}))


@pytest.mark.parametrize("method", METHODS)
@fewer
@given(rows=claims, random=st.randoms())
def test_the_order_of_the_rows_changes_nothing_bit_for_bit(method, claims_of, rows, random):
    table = claims_of(*rows)
    shuffled = table.sample(frac=1, random_state=random.randrange(2**31))
    first, then = by(method, table), by(method, shuffled)
    assert_frame_equal(first.table, then.table, check_exact=True)
    assert_frame_equal(first.segments, then.segments, check_exact=True)
    assert_frame_equal(first.claims, then.claims.loc[table.index], check_exact=True)


@pytest.mark.parametrize("method", METHODS)
@fewer
@given(rows=votes(), data=st.data())
def test_a_claim_told_twice_by_one_source_weighs_once(method, claims_of, rows, data):
    again = data.draw(st.sampled_from(rows))
    once = by(method, claims_of(*rows)).table
    twice = by(method, claims_of(*rows, again)).table
    same = ["low", "best", "high", "low_kind", "high_kind", "agreement", "n_independent"]
    assert_frame_equal(once[same], twice[same], check_exact=True)


@pytest.mark.parametrize("method", METHODS)
@fewer
@given(bounds=stated_range())
def test_one_claim_comes_back_as_it_went_in(method, claims_of, bounds):
    table = claims_of(bounds, source="A", stated="as it was said", quantifier="between")
    (said,), (back,) = to_figures(table), to_figures(by(method, table).table)
    before, after = said.estimate, back.estimate
    assert (after.lower, after.upper) == (before.lower, before.upper)
    assert (after.low_kind, after.high_kind) == (before.low_kind, before.high_kind)
    best = before.lower if before.is_point else before.best
    assert after.best == best
    assert (back.stated, back.quantifier) == (said.stated, said.quantifier)


@given(rows=votes())
def test_the_envelope_contains_every_vote(claims_of, rows):
    table = claims_of(*rows)
    envelope = to_figures(by("envelope", table).table)[0].estimate
    floor = -math.inf if len(rows) == 1 else 0
    for figure in to_figures(table):
        assert envelope.lower <= max(floor, figure.estimate.lower)
        assert figure.estimate.upper <= envelope.upper


@given(rows=votes())
def test_the_consensus_lies_within_the_envelope(claims_of, rows):
    row = reconcile(claims_of(*rows)).table.iloc[0]
    low, high, widest_low, widest_high = (
        math.copysign(math.inf, sign) if math.isnan(row[name]) else row[name]
        for name, sign in (("low", -1), ("high", 1), ("envelope_low", -1), ("envelope_high", 1))
    )
    assert widest_low <= max(low, 0)
    assert high <= widest_high


@given(rows=votes(), data=st.data())
def test_a_wider_vote_never_narrows_the_envelope(claims_of, rows, data):
    # Counts are never below 0, so that is as wide as a vote can be stated downwards.
    which = data.draw(st.integers(0, len(rows) - 1))
    wide = {"low": 0.0, "high": 30_000.0, "source": rows[which]["source"]}
    before, after = (
        to_figures(by("envelope", claims_of(*votes)).table)[0].estimate
        for votes in (rows, [*rows[:which], wide, *rows[which + 1 :]])
    )
    if "high" not in rows[which] and "best" not in rows[which]:
        return  # open above is wider than anything closed
    assert after.lower <= max(0, before.lower)
    assert before.upper <= after.upper


@pytest.mark.parametrize("method", POOLED)
@fewer
@given(rows=votes())
def test_nothing_is_pooled_of_claims_of_which_one_is_open(method, claims_of, rows):
    table = by(method, claims_of(*rows)).table
    estimates = [figure.estimate for figure in to_figures(claims_of(*rows))]
    if len(rows) > 1 and any(estimate.is_open for estimate in estimates):
        assert table[["low", "best", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("method", sorted(set(METHODS) - set(POOLED)))
@fewer
@given(rows=votes())
def test_an_end_is_never_made_out_of_an_open_one(method, claims_of, rows):
    """Every finite end is a number that a claim gives, the floor, or a mean of two such."""
    given_ends = {0.0}
    for figure in to_figures(claims_of(*rows)):
        given_ends |= {figure.estimate.lower, figure.estimate.upper}
    finite = {end for end in given_ends if math.isfinite(end)}
    means = {(a + b) / 2 for a in finite for b in finite}
    table = by(method, claims_of(*rows)).table
    for end in ("low", "high"):
        assert pd.isna(table[end].iloc[0]) or table[end].iloc[0] in means


@pytest.mark.parametrize("method", METHODS)
@fewer
@given(rows=claims)
def test_the_result_is_a_table_of_figures_itself(method, claims_of, rows):
    result = by(method, claims_of(*rows))
    figures = to_figures(result.table)
    assert [figure.role for figure in figures] == ["derived"] * len(figures)
    assert result.table["id"].is_unique
    assert result.table["n_claims"].sum() == len(rows)


@given(rows=claims)
def test_every_claim_has_a_verdict_and_every_vote_is_counted_once(claims_of, rows):
    result = reconcile(claims_of(*rows))
    voting = result.claims["verdict"].isin(["supports", "compatible", "dissents"])
    assert result.claims["verdict"].notna().all()
    voters = result.claims[voting].groupby("quantity")["voter"].nunique()
    counted = result.table.set_index("quantity")["n_independent"]
    assert voters.to_dict() == counted[counted > 0].to_dict()

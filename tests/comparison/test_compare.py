"""Two sides held against each other."""

import math

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures import Estimate
from crisisfigures.errors import EstimateError, OptionError, UnknownNameError


def place(code, **more):
    return {"place": code, "place_system": "iso3166-2", **more}


@pytest.fixture
def sides(claims_of):
    left = claims_of(
        place("ML-7", low=10.0, high=20.0),
        place("ML-8", best=30.0),
        place("ML-9", best=5.0),
        place("ML-6", status="missing"),
        source="UN",
    )
    right = claims_of(
        place("ML-8", best=29.0),
        place("ML-7", best=40.0),
        place("ML-6", best=3.0),
        place("ML-9", best=5.0, measure="injured"),
        source="Ministry",
    )
    return left, right


def test_only_figures_of_one_quantity_are_compared(sides):
    found = cf.compare(*sides)
    words = dict(zip(found.table["place"], found.table["agreement"], strict=True))
    assert words["ML-7"] == "contradicts"
    assert words["ML-8"] == "near"
    assert pd.isna(words["ML-6"]), "one side states no number"
    assert found.left_only["place"].tolist() == ["ML-9"]
    assert found.right_only["measure"].tolist() == ["injured"]
    assert found.near_misses["facet"].tolist() == ["measure"]
    assert found.counts == {"contradicts": 1, "near": 1}


def test_each_side_is_reconciled_by_itself(claims_of):
    left = claims_of({"low": 10.0, "high": 20.0}, {"low": 15.0, "high": 30.0}, {"best": 18.0})
    right = claims_of({"best": 100.0})
    found = cf.compare(left, right).one
    assert (found["left_low"], found["left_high"], found["gap"]) == (18, 18, 82)
    assert cf.compare(left, right, method="envelope").one["left_high"] == 30


def test_a_reconciliation_is_taken_as_it_is(claims_of):
    left = cf.reconcile(claims_of({"best": 10.0}, {"best": 20.0}), "envelope")
    found = cf.compare(left, cf.reconcile(claims_of({"best": 15.0}))).one
    assert (found["left_low"], found["left_high"], found["agreement"]) == (10, 20, "contains")


def test_exchanged_sides_are_the_mirror_image(sides):
    here, there = cf.compare(*sides), cf.compare(*reversed(sides))
    pd.testing.assert_frame_equal(here.left_only, there.right_only)
    both = here.table.merge(there.table, on="quantity", suffixes=("", "_turned"))
    assert (both["gap"].dropna() == both["gap_turned"].dropna()).all()
    assert both["left_low"].equals(both["right_low_turned"])


def test_the_order_of_rows_changes_nothing(sides):
    once, again = cf.compare(*sides), cf.compare(*(side.iloc[::-1] for side in sides))
    pd.testing.assert_frame_equal(once.table, again.table)


def test_two_figures_that_differ_say_in_what(claims_of):
    mali = cf.Figure(measure="killed", best=10, source="A", place="MLI", place_system="iso3166-1")
    niger = cf.Figure(measure="idps", best=100, source="B", place="NER", place_system="iso3166-1")
    found = cf.compare(mali, niger)
    assert [text.split(":")[0] for text in found.differences] == [
        *("measure", "place", "period", "basis")
    ]
    assert found.one["greater"] == "impossible"
    printed = cf.render(found)
    assert "Not comparable" in printed
    assert "place: MLI against NER" in printed


def test_an_unknown_period_can_be_let_join(claims_of):
    left = claims_of({"best": 10.0, "period_start": None, "period_end": None})
    right = claims_of({"best": 12.0})
    assert cf.compare(left, right).table.empty
    assert len(cf.compare(left, right, let_unknown="period").table) == 1


def test_each_side_has_its_own_floor():
    here, there = Estimate(high=5), Estimate(high=-3, signed=True)
    one, other = cf.compare(here, there).one, cf.compare(there, here).one
    assert (one["agreement"], one["gap"], one["greater"]) == ("apart", 3, "certain")
    assert (one["difference_low"], one["difference_high"]) == (3, None), "open below is open"
    assert (other["gap"], other["greater"]) == (3, "impossible")
    assert (other["difference_low"], other["difference_high"]) == (None, -3)


def test_the_ceiling_of_a_vague_word_bounds_no_ratio_and_has_no_distribution():
    hundreds = cf.parse_estimate("several hundred")
    one = cf.compare(hundreds, Estimate(best=100)).one
    assert (one["ratio_low"], one["ratio_high"]) == (3, None)
    many = cf.compare(Estimate(best=5000), hundreds).one
    assert (many["agreement"], many["greater"], many["less"]) == ("compatible", *["possible"] * 2)
    assert cf.ranks([Estimate(best=5000), hundreds])["rank_low"].tolist() == [1, 1]
    with pytest.raises(EstimateError, match="open"):
        cf.compare(hundreds, Estimate(best=100), distribution="uniform")


def test_rates_of_reconciled_tables_are_compared(claims_of):
    side = cf.reconcile(claims_of({"best": 100.0})).table
    one = cf.compare(cf.rate(side, 1e6), cf.rate(side, 2e6), on="rates").table.iloc[0]
    assert (one["left_low"], one["right_low"], one["ratio_low"]) == (10, 5, 2)
    with pytest.raises(OptionError, match="per 1,000"):
        cf.compare(cf.rate(side, 1e6), cf.rate(side, 1e6, per=1000), on="rates")
    with pytest.raises(UnknownNameError):
        cf.compare(side, side, on="rate")


def test_a_level_that_no_range_has_is_refused_however_many_pairs_there_are(claims_of):
    table = claims_of({"low": 1.0, "high": 2.0}, {"low": 1.0, "high": 2.0, "place": "ML-7"})
    for options in ({"distribution": "lognormal", "level": 90}, {"level": 0.9}):
        with pytest.raises(EstimateError):
            cf.compare(table, table, **{"distribution": "uniform", **options})


def test_a_level_without_a_distribution_and_an_unknown_shape_are_refused(claims_of):
    table = claims_of({"low": 1.0, "high": 2.0})
    with pytest.raises(OptionError, match="'level' says nothing without 'distribution'"):
        cf.compare(table, table, level=0.9)
    with pytest.raises(UnknownNameError):
        cf.compare(table, table.iloc[:0], distribution="normal")


def test_a_level_that_nobody_states_is_missed_once_and_not_row_by_row(claims_of):
    ranges = claims_of({"low": 1.0, "high": 2.0})
    with pytest.raises(EstimateError, match=r"level=0\.9"):
        cf.compare(ranges, ranges, distribution="lognormal")
    points = claims_of({"best": 1.0})
    found = cf.compare(points, points, distribution="lognormal").table
    assert found["p_equal"].tolist() == [1]
    stated = claims_of({"low": 1.0, "high": 2.0, "range_kind": "interval", "level": 0.9})
    found = cf.compare(stated, ranges, distribution="lognormal").table
    assert found["p_greater"].isna().all()


def test_an_open_row_of_a_table_has_no_chance(claims_of):
    found = cf.compare(
        claims_of({"low": 1.0}), claims_of({"low": 1.0, "high": 2.0}), distribution="uniform"
    )
    assert found.table["p_greater"].isna().all()


def test_far_apart_is_certain_and_exchanged_sides_are_the_mirror():
    a, b = Estimate(14, 15, 23), Estimate(2, 3, 4)
    one = cf.compare(a, b, distribution="lognormal", level=0.9).one
    other = cf.compare(b, a, distribution="lognormal", level=0.9).one
    assert one["p_greater"] == pytest.approx(1)
    assert one["p_greater"] == other["p_less"]
    assert one["p_less"] == other["p_greater"]


def test_a_figure_that_was_withdrawn_is_compared_with_nothing():
    def figure(**more):
        return cf.Figure(
            measure="killed", source="UN", place="MLI", place_system="iso3166-1", **more
        )

    one = cf.compare(figure(best=10, status="withdrawn"), figure(best=100)).one
    assert one["agreement"] is None
    assert one["not_comparable"] == "left: withdrawn"


def test_a_figure_beside_itself_differs_by_0(claims_of):
    figure = cf.Figure(measure="killed", low=5, high=10, source="UN", id="c1")
    one = cf.compare(figure, figure, distribution="uniform").one
    assert (one["agreement"], one["difference_low"], one["difference_high"]) == ("identical", 0, 0)
    assert (one["greater"], one["less"], one["p_equal"]) == ("impossible", "impossible", 1)
    assert (one["ratio_low"], one["ratio_high"]) == (1, 1)
    other = figure.model_copy(update={"id": "c2"})
    assert cf.compare(figure, other).one["difference_high"] == 5


def test_measures_that_never_meet_are_why_nothing_pairs(claims_of):
    stocks = claims_of({"best": 5.0, "measure": "idps", "basis": "stock"})
    assert cf.compare(stocks, claims_of({"best": 5.0})).differences == ("measure: idps / killed",)


def test_why_a_side_has_no_number_is_said(claims_of):
    left = claims_of(
        {"best": 1.0},
        {"low": 9.0, "high": 5.0, "place": "ML-7"},
        {"best": 3.0, "place": "ML-6", "source": "UN"},
        {"best": 4.0, "place": "ML-6", "source": "UN"},
    )
    right = claims_of(
        {"best": 1.0}, {"status": "withdrawn", "place": "ML-7"}, {"best": 3.0, "place": "ML-6"}
    )
    found = cf.compare(left, right)
    why = found.table.set_index("place")["not_comparable"]
    assert why.isna().tolist() == [False, False, True]
    bad = "unusable: bounds-not-ordered"
    assert why["ML-7"] == f"left: {bad}; right: unusable: status withdrawn"
    assert why["ML-6"].startswith("left: withheld: 2 rows of one source")
    assert "not comparable: left:" in cf.render(found)
    assert "not_comparable" not in cf.compare(right[:1], right[:1]).table


@pytest.mark.parametrize("near", ["x", -1, math.nan])
def test_what_is_near_is_a_share(near):
    with pytest.raises(OptionError, match="near"):
        cf.compare(Estimate(1), Estimate(2), near=near)


def test_ranks_know_that_a_count_is_not_below_0_and_take_figures():
    found = cf.ranks([Estimate(high=5), Estimate(best=0)])
    assert found.to_numpy().tolist() == [[1, 1], [1, 2]]
    figure = cf.Figure(measure="killed", best=5, source="UN", place="MLI", place_system="iso3166-1")
    assert cf.ranks(one for one in [figure, figure])["rank_high"].tolist() == [1, 1]
    assert cf.ranks(cf.reconcile(cf.to_frame([figure])))["rank_low"].tolist() == [1]
    with pytest.raises(OptionError, match="cannot rank"):
        cf.ranks([5])


def test_rates_are_compared_on_request(claims_of):
    left = cf.rate(claims_of({"best": 10.0}), 1000)
    right = cf.rate(claims_of({"best": 10.0}), 2000)
    assert cf.compare(left, right).one["agreement"] == "identical"
    with pytest.raises(OptionError, match="have no rates"):
        cf.compare(claims_of({"best": 10.0}), claims_of({"best": 10.0}), on="rates")
    found = cf.compare(
        cf.rate(cf.reconcile(claims_of({"best": 10.0})).table, 1000).assign(role="claim"),
        cf.rate(cf.reconcile(claims_of({"best": 10.0})).table, 2000).assign(role="claim"),
    )
    assert found.one["agreement"] == "identical"


def test_kinds_that_do_not_go_together_are_refused(claims_of):
    with pytest.raises(OptionError, match="cannot compare Estimate and DataFrame"):
        cf.compare(cf.Estimate(1), claims_of({"best": 1.0}))


def test_there_is_not_always_just_one_pair(sides):
    with pytest.raises(OptionError, match="there are 3 pairs"):
        _ = cf.compare(*sides).one


def test_it_is_printed_worst_first_with_what_has_no_partner(sides):
    printed = cf.render(cf.compare(*sides, distribution="uniform"))
    lines = printed.splitlines()
    at = [
        next(i for i, line in enumerate(lines) if word in line) for word in ("contradicts", "near")
    ]
    assert at == sorted(at)
    assert "Only on the left" in printed
    assert "3 pairs: " in printed
    assert repr(cf.compare(*sides)).startswith("<Comparison: 3 pairs (")


def test_empty_sides_compare_to_nothing(claims_of):
    table = claims_of({"best": 1.0})
    found = cf.compare(table.iloc[:0], table)
    assert found.table.empty
    assert len(found.right_only) == 1
    assert "0 pairs" in cf.render(found)


def test_a_table_beside_itself_is_identical_where_it_can_be_matched(claims_of):
    claims = claims_of(
        {"best": 1.0},
        {"best": 2.0, "place": None},
        {"best": 3.0, "period_start": None, "period_end": None, "place": "ML-7"},
    )
    found = cf.compare(claims, claims)
    assert found.counts == {"identical": 1}
    assert (len(found.left_only), len(found.right_only)) == (2, 2), "unknown matches nothing"

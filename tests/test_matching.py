"""Which claims are rivals: equal in every facet, and unknown matches nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.errors import OptionError, TableError
from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.matching import FACETS, match, why_not
from crisisfigures.nearmisses import near_misses
from crisisfigures.table import to_figures

UNKNOWN = {"period_start": None, "period_end": None}

FACET_CHANGES = {
    "measure": {"measure": "injured"},
    "definition": {"definition": "unhcr_assisted"},
    "unit": {"unit": "household"},
    "group": {"group": "status=civilian"},
    "cause": {"cause": "conflict"},
    "event": {"event": "MLI-17"},
    "actor": {"actor": "ISGS"},
    "place": {"place": "ML-7"},
    "from_place": {"from_place": "BFA", "from_system": "iso3166-1"},
    "period": {"period_end": "2022-06-30"},
    "modality": {"modality": "feared"},
    "basis": {"measure": "idps", "basis": "flow"},
}


def quantities(table, **options):
    return match(table, **options)["quantity"].tolist()


def test_claims_that_agree_in_every_facet_are_one_quantity_whoever_makes_them(claims_of):
    table = claims_of({"best": 30, "source": "OCHA"}, {"low": 20, "high": 50, "source": "MSA"})
    assert quantities(table) == ["killed · ML-9 · 2022-03-01/2022-05-31 · flow"] * 2


@pytest.mark.parametrize("facet", FACETS)
def test_a_difference_in_any_facet_keeps_claims_apart(claims_of, facet):
    base = {"measure": "idps", "basis": "stock"} if facet == "basis" else {}
    table = claims_of({"best": 30, **base}, {"best": 30, **base, **FACET_CHANGES[facet]})
    assert len(set(quantities(table))) == 2
    different = {difference.facet for difference in why_not(*to_figures(table))}
    assert different == {facet}


def test_codes_of_two_systems_are_never_joined_by_resemblance(claims_of):
    table = claims_of({"place": "ML10"}, {"place": "ML10", "place_system": "pcode"}, best=3)
    assert len(set(quantities(table))) == 2


def test_a_flow_and_a_cumulative_figure_of_one_span_are_one_quantity_of_events(claims_of):
    flow, running = {"best": 3}, {"best": 3, "basis": "cumulative"}
    assert len(set(quantities(claims_of(flow, running)))) == 1
    assert len(set(quantities(claims_of(flow, running, measure="idps")))) == 2
    assert quantities(claims_of(running))[0].endswith("cumulative")


def test_a_place_or_period_that_is_not_stated_matches_nothing(claims_of):
    table = claims_of({"best": 3}, {"best": 3, **UNKNOWN}, {"best": 3, **UNKNOWN})
    assert len(set(quantities(table))) == 3
    nowhere = claims_of({"place": None, "place_system": None}, {"place": None}, best=3)
    assert len(set(quantities(nowhere))) == 2
    assert [d.facet for d in why_not(*to_figures(nowhere))] == ["place"]


def test_a_period_known_at_one_end_only_is_unknown(claims_of):
    table = claims_of({"period_end": None}, {"period_end": None}, best=3)
    assert len(set(quantities(table))) == 2


def test_let_unknown_joins_the_one_quantity_that_agrees_in_the_rest(claims_of):
    table = claims_of({}, UNKNOWN, {**UNKNOWN, "group": "status=civilian"}, best=3)
    found = quantities(table, let_unknown="period")
    assert found[0] == found[1] != found[2]


def test_let_unknown_joins_none_where_several_quantities_agree(claims_of):
    table = claims_of({}, {"period_end": "2022-06-30"}, UNKNOWN, UNKNOWN, best=3)
    assert len(set(quantities(table, let_unknown={"period"}))) == 4


def test_claims_without_partner_that_lack_the_same_facet_form_one_quantity(claims_of):
    table = claims_of(UNKNOWN, UNKNOWN, {**UNKNOWN, "place": "ML-7"}, best=3)
    found = quantities(table, let_unknown={"period"})
    assert found[0] == found[1] != found[2]


def test_place_and_period_can_be_let_unknown_together(claims_of):
    nowhere = {"place": None, "place_system": None}
    table = claims_of({}, {**UNKNOWN, **nowhere}, nowhere, UNKNOWN, best=3)
    assert len(set(quantities(table, let_unknown={"period", "place"}))) == 1
    assert len(set(quantities(table, let_unknown={"place"}))) == 3


def test_only_place_and_period_can_be_let_unknown(claims_of):
    with pytest.raises(OptionError, match="'cause'"):
        match(claims_of({"best": 3}), let_unknown={"cause"})


def test_stocks_of_nearby_dates_join_only_where_every_pair_is_near(claims_of):
    def on(*days):
        rows = [{"period_start": f"2022-06-{d:02}", "period_end": f"2022-06-{d:02}"} for d in days]
        return claims_of(*rows, measure="idps", basis="stock", best=500)

    assert len(set(quantities(on(1, 3, 4), stock_days=3))) == 1
    # 1 and 3 are near, 3 and 5 are near, 1 and 5 are not: a chain joins nobody.
    assert len(set(quantities(on(1, 3, 5), stock_days=2))) == 3
    assert len(set(quantities(on(1, 2)))) == 2
    with pytest.raises(OptionError, match="negative"):
        match(on(1), stock_days=-1)


def test_flows_have_no_nearby_dates(claims_of):
    day = {"period_start": "2022-06-02", "period_end": "2022-06-02"}
    table = claims_of({}, day, best=3, period_start="2022-06-01", period_end="2022-06-01")
    assert len(set(quantities(table, stock_days=5))) == 2


def test_contained_places_join_only_where_they_nest_pairwise(claims_of):
    country = {"place": "MLI", "place_system": "iso3166-1"}
    nested = claims_of({}, country, best=3)
    assert len(set(quantities(nested))) == 2
    assert (
        quantities(nested, contained_places=True) == [quantities(claims_of(country, best=3))[0]] * 2
    )
    beside = claims_of({}, {"place": "ML-7"}, country, best=3)
    assert len(set(quantities(beside, contained_places=True))) == 3


def test_a_code_of_no_stated_list_is_contained_in_nothing(claims_of):
    country = {"place": "MLI", "place_system": "iso3166-1"}
    table = claims_of({}, country, {"place": "X1", "place_system": None}, {"place": None}, best=3)
    assert len(set(quantities(table.iloc[[0, 1, 3]], contained_places=True))) == 2
    assert len(set(quantities(table, contained_places=True))) == 4


def test_a_gazetteer_joins_codes_that_it_says_are_one_place(claims_of):
    joined = standard_gazetteer().with_areas(
        {
            "areas": {"cercle": {"name": "Cercle of Menaka", "members": ["ML-9"]}},
            "same": {"menaka": ["ML-9", "custom:cercle"]},
        }
    )
    table = claims_of({}, {"place": "cercle", "place_system": "custom"}, best=3)
    assert len(set(quantities(table))) == 2
    assert len(set(quantities(table, gazetteer=joined))) == 1


def test_a_table_that_has_quantities_is_not_matched_again(claims_of):
    table = claims_of({}, {"measure": "injured"}, best=3, quantity="mine")
    assert quantities(table) == ["mine", "mine"]
    table.loc[0, "quantity"] = None
    with pytest.raises(TableError, match="1 rows"):
        near_misses(table)


def test_matching_changes_nothing_of_the_table_given(claims_of):
    table = claims_of({"best": 3})
    before = table.copy()
    match(table)
    assert table.equals(before)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["killed", "injured", None]),
            "place": st.sampled_from(["ML-9", "ML-7", None]),
            "period_start": st.sampled_from(["2022-03-01", "2022-04-01", None]),
            "period_end": st.sampled_from(["2022-05-31", None]),
            "group": st.sampled_from(["all", "status=civilian", None]),
            "basis": st.sampled_from(["flow", "cumulative", None]),
        }
    ),
    min_size=1,
    max_size=8,
)


@given(rows, st.sets(st.sampled_from(["place", "period"])), st.randoms())
def test_quantities_do_not_depend_on_the_order_of_the_rows(claims_of, rows, let, random):
    table = claims_of(*rows, best=3)
    shuffled = table.sample(frac=1, random_state=random.randrange(2**31))
    first = dict(zip(table["id"], quantities(table, let_unknown=let), strict=True))
    then = dict(zip(shuffled["id"], quantities(shuffled, let_unknown=let), strict=True))
    assert first == then


@given(rows, st.sets(st.sampled_from(["place", "period"])))
def test_every_claim_has_a_quantity_and_letting_more_never_parts_a_pair(claims_of, rows, let):
    table = claims_of(*rows, best=3)
    strict, loose = quantities(table), quantities(table, let_unknown=let)
    assert all(isinstance(text, str) and text for text in loose)
    for i in range(len(rows)):
        for j in range(i):
            assert strict[i] != strict[j] or loose[i] == loose[j]


def test_running_totals_until_one_day_are_one_where_periods_may_be_unknown(claims_of):
    since = {"basis": "cumulative", "period_start": None}
    table = claims_of(
        {"period_end": "2014-08-31", **since},
        {"period_end": "2014-08-31", **since},
        {"period_end": "2014-09-07", **since},
        {"period_end": None, "period_start": None},
        {"period_start": "2014-03-22", "period_end": "2014-08-31", "basis": "cumulative"},
    )
    assert match(table)["quantity"].nunique() == 5
    found = match(table, let_unknown="period")["quantity"]
    assert found[0] == found[1]
    assert "until 2014-08-31" in found[0]
    # What states no end joins the one whole period; it is not told that a total until then is it.
    assert found[3] == found[4]
    assert found.nunique() == 3


def test_running_totals_until_different_days_are_not_joined_by_an_option(claims_of):
    since = {"basis": "cumulative", "period_start": None}
    ends = ("2014-08-31", "2014-08-31", "2014-09-07")
    found = near_misses(claims_of(*({"period_end": end, **since} for end in ends))).pairs
    joined = found[found["option"].str.startswith("let_unknown")]
    assert len(joined) == 1
    assert {joined["source_a"].iloc[0], joined["source_b"].iloc[0]} == {"Source 0", "Source 1"}

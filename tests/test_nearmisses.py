"""Pairs that one facet keeps apart are counted exactly and say what would join them."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.matching import FACETS, match, why_not
from crisisfigures.nearmisses import near_misses
from crisisfigures.table import to_figures

UNKNOWN = {"period_start": None, "period_end": None}


def test_a_period_that_is_not_stated_is_a_near_miss_that_let_unknown_joins(claims_of):
    found = near_misses(claims_of({"best": 3}, {"best": 4, **UNKNOWN}))
    assert found.count == len(found) == 1
    pair = found.pairs.iloc[0]
    assert pair["facet"] == "period"
    assert pair["option"] == 'let_unknown={"period"}'
    assert {pair["source_a"], pair["source_b"]} == {"Source 0", "Source 1"}


def test_the_option_named_does_join_the_pair(claims_of):
    day = {"measure": "idps", "basis": "stock", "best": 9}
    table = claims_of(
        {**day, "period_start": "2022-06-01", "period_end": "2022-06-01"},
        {**day, "period_start": "2022-06-04", "period_end": "2022-06-04"},
    )
    assert near_misses(table).pairs["option"].tolist() == ["match(table, stock_days=3)"]
    assert match(table, stock_days=3)["quantity"].nunique() == 1
    nested = claims_of({"best": 3}, {"best": 3, "place": "MLI", "place_system": "iso3166-1"})
    assert near_misses(nested).pairs["option"].tolist() == ["match(table, contained_places=True)"]
    assert match(nested, contained_places=True)["quantity"].nunique() == 1


def test_a_code_of_no_stated_list_has_to_be_stated_first(claims_of):
    table = claims_of({}, {"place": "ML-7", "place_system": None}, best=3)
    (option,) = near_misses(table).pairs["option"]
    assert option == "none: state of which list each place's code is"


def test_what_no_option_joins_says_so(claims_of):
    table = claims_of({}, {"group": "status=civilian"}, best=3)
    assert near_misses(table).pairs["option"].str.startswith("none: ").all()


def test_claims_of_one_source_and_claims_of_two_events_are_no_near_misses(claims_of):
    assert near_misses(claims_of({}, UNKNOWN, best=3, source="OCHA")).count == 0
    assert near_misses(claims_of({"event": "a"}, {"event": "b"}, best=3)).count == 0


def test_all_are_counted_however_few_are_listed(claims_of):
    table = claims_of(*[{"best": i, **UNKNOWN} for i in range(40)])
    found = near_misses(table, most=20)
    assert found.count == 40 * 39 // 2
    assert len(found.pairs) == 20


def test_what_is_joined_already_is_no_near_miss(claims_of):
    table = match(claims_of({"best": 3}, {"best": 4, **UNKNOWN}), let_unknown={"period"})
    assert near_misses(table).count == 0


row = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["OCHA", "MSA", "AFP"]),
        "place": st.sampled_from(["ML-9", "ML-7", None]),
        "period_end": st.sampled_from(["2022-05-31", "2022-06-30", None]),
        "group": st.sampled_from(["all", "status=civilian"]),
        "measure": st.sampled_from(["killed", "idps"]),
        "basis": st.sampled_from(["flow", "stock"]),
        "event": st.sampled_from([None, "e1"]),
    }
)


@given(st.lists(row, min_size=1, max_size=7))
def test_the_pairs_are_those_that_why_not_gives_one_facet_for(claims_of, rows):
    table = claims_of(*rows, best=3)
    figures = to_figures(table)
    expected = set()
    for a, b in combinations(figures, 2):
        facets = [difference.facet for difference in why_not(a, b)]
        if facets == ["measure", "basis"]:  # a measure brings its basis with it
            facets = ["measure"]
        if a.source != b.source and len(facets) == 1 and facets != ["event"]:
            expected.add((facets[0], frozenset({a.id, b.id})))
    found = near_misses(table)
    pairs = found.pairs[["facet", "id_a", "id_b"]].itertuples(index=False)
    assert {(facet, frozenset({a, b})) for facet, a, b in pairs} == expected
    assert found.count == len(expected) == len(found.pairs)
    assert set(found.pairs["facet"]) <= set(FACETS)

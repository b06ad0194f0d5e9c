"""A reprint is not a second witness: who repeats whom, and whose word a claim is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.echoing import echoes, lineage
from crisisfigures.matching import quantities
from crisisfigures.source import standard_sources
from crisisfigures.table import Columns


def roots(table):
    """Return whose word each claim is."""
    columns = Columns(table)
    line = lineage(columns, quantities(columns), standard_sources())
    return line.names[line.root].tolist()


def test_a_claim_that_declares_a_source_is_that_sources_word(claims_of):
    table = claims_of(
        {"source": "Radio Kledu", "repeats": "Mairie de Gao"}, {"source": "Mairie de Gao"}, best=32
    )
    assert roots(table) == ["Mairie de Gao"] * 2
    found = echoes(table)
    assert found[["id", "kind", "echo_of", "root"]].to_dict("records") == [
        {"id": "c0", "kind": "declared", "echo_of": "c1", "root": "Mairie de Gao"}
    ]


def test_a_claim_can_declare_another_by_its_id_and_chains_lead_to_the_root(claims_of):
    table = claims_of(
        {"source": "Radio Kledu", "repeats": "c1"},
        {"source": "Studio Tamani", "repeats": "c2"},
        {"source": "Mairie de Gao"},
        best=32,
    )
    assert roots(table) == ["Mairie de Gao"] * 3
    assert echoes(table)["echo_of"].tolist() == ["c1", "c2"]


def test_a_root_without_a_claim_is_named_all_the_same(claims_of):
    table = claims_of({"source": "Radio Kledu", "repeats": "Mairie de Gao"}, best=32)
    assert roots(table) == ["Mairie de Gao"]
    assert echoes(table)["echo_of"].isna().all()


def test_claims_that_repeat_each_other_are_a_cycle(claims_of):
    table = claims_of(
        {"source": "Radio Kledu", "repeats": "Studio Tamani"},
        {"source": "Studio Tamani", "repeats": "Radio Kledu"},
        {"source": "OHCHR"},
        best=32,
    )
    found = echoes(table)
    assert found["id"].tolist() == ["c0", "c1"]
    assert found["in_cycle"].all()


def test_a_claim_that_names_itself_repeats_nobody(claims_of):
    table = claims_of({"source": "OHCHR", "repeats": "OHCHR"}, {"repeats": "c1"}, best=32)
    assert echoes(table).empty


WORDS = "At least 32 people were killed, the governor said"


def test_the_same_words_with_the_same_figure_are_an_echo_of_the_earliest(claims_of):
    table = claims_of(
        {"source": "Radio Kledu", "published_on": "2022-06-03", "excerpt": WORDS, "low": 32},
        {"source": "Studio Tamani", "published_on": "2022-06-02", "excerpt": WORDS, "low": 32},
        {"source": "Le Républicain", "excerpt": WORDS, "low": 32},
    )
    found = echoes(table).set_index("id")
    assert found["kind"].to_dict() == {"c0": "excerpt", "c2": "excerpt"}
    assert set(found["echo_of"]) == {"c1"}


def test_the_same_words_with_another_figure_are_not(claims_of):
    table = claims_of({"best": 32, "excerpt": WORDS}, {"best": 35, "excerpt": WORDS})
    assert echoes(table).empty


def test_a_rounded_copy_is_an_echo_of_its_original(claims_of):
    words = "displaced by the fighting since Monday"
    table = claims_of(
        {"best": 32_000, "excerpt": words, "published_on": "2022-06-01"},
        {"best": 31_870, "excerpt": words, "published_on": "2022-06-02"},
        {"best": 31_000, "excerpt": words},
    )
    found = echoes(table).set_index("id")
    assert found["echo_of"].to_dict() == {"c0": "c1"}


def test_one_source_that_says_a_thing_twice_does_not_echo_itself(claims_of):
    table = claims_of({}, {}, best=32, source="OHCHR", excerpt=WORDS)
    assert echoes(table).empty


@pytest.mark.parametrize(
    ("number", "is_unusual"),
    [(1247, True), (31_870, True), (847, True), (32_000, False), (850, False), (32, False)],
)
def test_only_an_unusual_number_is_suspected(claims_of, number, is_unusual):
    table = claims_of({"published_on": "2022-06-01"}, {"published_on": "2022-06-05"}, best=number)
    assert echoes(table)["kind"].tolist() == ["number"] * is_unusual


def test_a_number_is_suspected_only_within_days_and_where_both_are_dated(claims_of):
    weeks = claims_of({"published_on": "2022-06-01"}, {"published_on": "2022-06-20"}, best=1247)
    assert echoes(weeks).empty
    assert len(echoes(weeks, within_days=19)) == 1
    assert echoes(claims_of({"published_on": "2022-06-01"}, {}, best=1247)).empty


def test_a_suspect_is_its_own_root(claims_of):
    table = claims_of({"published_on": "2022-06-01"}, {"published_on": "2022-06-02"}, best=1247)
    assert roots(table) == ["Source 0", "Source 1"]


def test_names_of_one_source_are_one_voice(claims_of):
    table = claims_of({"source": "UNHCR"}, {"source": "UN High Commissioner for Refugees"}, best=3)
    assert len(set(roots(table))) == 1


def test_nameless_sources_are_told_apart_by_who_carried_them_and_where(claims_of):
    table = claims_of(
        {"publisher": "AFP"}, {"publisher": "Reuters"}, {"publisher": "AFP"}, source="local sources"
    )
    found = roots(table)
    assert found[0] == found[2] != found[1]


# Made of parts, so that chains, circles, shared words and undated rows all come up.
row = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["A", "B", "C", "local sources"]),
        "repeats": st.sampled_from([None, None, "A", "B", "c0", "c1", "c2"]),
        "best": st.sampled_from([32.0, 1247.0, 1200.0]),
        "excerpt": st.sampled_from([None, WORDS]),
        "published_on": st.sampled_from([None, "2022-06", "2022-06-01", "2022-06-04"]),
        "place": st.sampled_from(["ML-9", "ML-7"]),
    }
)


@given(st.lists(row, min_size=1, max_size=7), st.randoms())
def test_echoes_do_not_depend_on_the_order_of_the_rows(claims_of, rows, random):
    table = claims_of(*rows)
    shuffled = table.sample(frac=1, random_state=random.randrange(2**31))
    first, then = (echoes(t).sort_values("id").reset_index(drop=True) for t in (table, shuffled))
    assert first.equals(then)


@given(st.lists(row, min_size=1, max_size=7))
def test_the_root_of_an_echo_is_the_root_of_what_it_repeats(claims_of, rows):
    table = claims_of(*rows)
    by_id = dict(zip(table["id"], roots(table), strict=True))
    found = echoes(table)
    sure = found[(found["kind"] != "number") & ~found["in_cycle"] & found["echo_of"].notna()]
    for _, echo in sure.iterrows():
        assert echo["root"] == by_id[echo["id"]] == by_id[echo["echo_of"]]

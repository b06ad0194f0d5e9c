"""Rivals: what a source says twice and differently, and who only repeats another."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.echoing import echoes
from crisisfigures.reconciliation import reconcile
from crisisfigures.table import with_ids
from crisisfigures.validation import sample_table, validate

rows_of_sources = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["AFP", "Agence France-Presse", "OHCHR", "local sources"]),
            "best": st.sampled_from([30.0, 32.0, 35.0]),
            "published_on": st.sampled_from([None, "2022-06", "2022-06-14", "2022-07-02"]),
            "place": st.sampled_from(["MLI", "NER"]),
            "role": st.sampled_from(["claim", "triangulation"]),
        }
    ),
    min_size=2,
    max_size=8,
)


def _counts(rows):
    return validate(sample_table(tuple(rows))).counts


@settings(max_examples=80)
@given(rows_of_sources)
def test_what_a_reconciliation_withholds_is_told_once_for_each_source_and_quantity(rows):
    table = with_ids(sample_table(tuple(rows)))
    claims = reconcile(table).claims
    withheld = claims[claims["verdict"].str.startswith("withheld")]
    named = withheld[withheld["source"] != "local sources"]
    aliases = named["source"].replace("Agence France-Presse", "AFP")
    expected = len(set(zip(named["quantity"], aliases, strict=True)))
    assert validate(table).counts.get("rows-of-one-source", 0) == expected


@settings(max_examples=40)
@given(rows_of_sources, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_count(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert _counts(shuffled) == _counts(rows)


def test_a_row_that_is_superseded_by_word_is_no_rival():
    rows = ({"id": "a"}, {"id": "b", "best": 35.0, "supersedes": "a"})
    assert _counts(rows) == {}


def test_of_several_rows_the_first_that_differs_is_told_with_the_number_of_all():
    rows = ({}, {}, {"best": 35.0}, {"best": 36.0})
    found = validate(sample_table(rows)).findings
    found = found[found["code"] == "rows-of-one-source"]
    assert found["row"].tolist() == [2]
    assert "35 in" not in found["message"].iloc[0]
    assert "row 0" in found["message"].iloc[0]
    assert "4 rows)" in found["message"].iloc[0]


def test_two_recommended_rows_of_one_source_are_one_fault():
    rows = ({"role": "recommended"}, {"role": "recommended", "best": 35.0})
    assert _counts(rows) == {"several-recommended": 1}
    rows[1]["published_on"] = "2022-08-01"
    assert _counts(rows) == {}


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ({"source": "Médecins sans frontières"}, {"source": "medecins sans  Frontieres"}, True),
        ({"source": "U.N. OCHA"}, {"source": "UN OCHA"}, True),
        ({"source": "OCHA"}, {"source": "OHCHR"}, False),
        ({"place_name": "Mali"}, {"place_name": "MALI "}, True),
        ({"url": "http://example.org/a/"}, {"url": "https://www.example.org/a"}, True),
        ({"url": "http://example.org/a"}, {"url": "http://example.org/b"}, False),
        ({"excerpt": "32 killed"}, {"excerpt": "“32 killed.”"}, True),
        ({"excerpt": "???"}, {"excerpt": "!!!"}, False),
        ({"published_on": "2022-06-14"}, {"published_on": "2022-06-15"}, False),
        ({"caveat": "preliminary"}, {"caveat": "final"}, False),
        ({"source": "OCHA", "best": 30.0}, {"source": "ocha"}, False),
    ],
)
def test_rows_that_differ_in_spelling_alone_are_near_copies(one, other, is_alike):
    assert ("near-duplicate-row" in _counts([one, other])) == is_alike
    assert "duplicate-row" not in _counts([one, other])


def test_a_copy_of_a_near_copy_is_a_copy():
    rows = [{"source": "OCHA"}, {"source": "Ocha"}, {"source": "Ocha"}, {"source": "OCHA"}]
    found = validate(sample_table(tuple(rows))).findings
    assert Counter(zip(found["code"], found["row"], strict=True)) == {
        ("near-duplicate-row", 1): 1,
        ("duplicate-row", 2): 1,
        ("duplicate-row", 3): 1,
    }
    first = found.set_index("row")["message"]
    assert "row 1" in first[2]
    assert "row 0" in first[3]


def test_the_same_unusual_number_is_told_where_echoes_suspect_it():
    number = {"low": None, "best": 1243.0, "high": None}
    rows = (
        {**number, "source": "Reuters", "published_on": "2022-06-15"},
        {**number, "source": "UN OCHA", "published_on": "2022-06-14"},
        {**number, "source": "AFP", "published_on": "2022-06-30"},
        {**number, "source": "Xinhua", "published_on": "2022-06-16", "place": "NER"},
    )
    table = with_ids(sample_table(rows))
    found = validate(table).findings
    assert found["code"].tolist() == ["same-figure-of-others"]
    assert table["id"].iloc[found["row"]].tolist() == echoes(table)["id"].tolist()
    assert "is what UN OCHA said on 2022-06-14 in row 1" in found["message"].iloc[0]


def test_three_digits_are_not_unusual_enough():
    rows = ({"best": 243.0, "high": 300.0}, {"source": "Reuters", "best": 243.0, "high": 300.0})
    assert _counts(rows) == {}


def test_running_totals_of_a_day_are_of_one_quantity_though_nobody_says_since_when():
    """A situation report states the deaths until its day in two lines, 12 and 0."""
    until = {"measure": "deaths", "basis": "cumulative", "period_start": None, "low": None}
    until |= {"high": None, "precision": "days", "place_name": "Conakry"}
    twelve, nought = ({**until, "best": best} for best in (12.0, 0.0))
    report = validate(sample_table((twelve, nought)))
    found = report.findings[report.findings["code"] == "rows-of-one-source"]
    assert len(found) == 1
    assert "'deaths' in Conakry, 2 rows" in found["message"].iloc[0]
    for other in ({"period_end": "2022-06-29"}, {"group": "role=health_worker"}, {"source": "AFP"}):
        assert "rows-of-one-source" not in _counts((twelve, nought | other))
    undated = {"period_end": None, "precision": None}
    assert "rows-of-one-source" not in _counts((twelve | undated, nought | undated))

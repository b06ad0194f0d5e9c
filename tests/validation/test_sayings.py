"""Figures held against the words that they were read from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate
from crisisfigures.validation.sayings import _stands_in


def _quoted(excerpt, best, **cells):
    return {"low": None, "best": float(best), "high": None, "excerpt": excerpt, **cells}


@pytest.mark.parametrize(
    ("excerpt", "best"),
    [
        ("some 12,345 people", 12345),
        ("some 12.345 personas", 12345),
        ("some 12 345 people", 12345),
        ("some 12\u202f345 personnes", 12345),
        ("12'345 Personen", 12345),
        ("1,23,456 people in Assam", 123456),
        ("في ١٢٣ قرية", 123),
        ("About 1.2 million people", 1_200_000),
        ("3 mil desplazados", 3000),
        ("au moins douze morts", 12),
        ("two dozen were killed", 24),
        ("between 20 and 30 were killed", 30),
        ("In 2012, 345 people died.", 345),
        ("On 12 345 people died.", 345),
        ("32.", 32),
        ("(32)", 32),
    ],
)
def test_a_number_is_found_however_it_is_written(excerpt, best):
    assert validate(sample_table(_quoted(excerpt, best))).counts == {}


@pytest.mark.parametrize(
    ("excerpt", "best"),
    [
        ("132 were killed", 32),
        ("321 were killed", 32),
        ("1,234 were killed", 234),
        ("12,345 were killed", 12),
        ("8,327 were injured", 86358),
        ("many were killed", 32),
        ("twelve were killed", 32),
        ("1.2 million people", 120_000),
    ],
)
def test_a_number_that_is_only_a_part_of_another_is_not_there(excerpt, best):
    report = validate(sample_table(_quoted(excerpt, best)))
    assert report.counts == {"number-not-in-excerpt": 1}


@pytest.mark.parametrize(
    "cells",
    [
        {"stated": "several hundred", "low": 300.0, "low_kind": "stated"},
        {"low": 200.0, "high": 900.0, "low_kind": "convention", "high_kind": "convention"},
        {"status": "missing", "best": None},
        {"low": 12.0, "best": None, "low_kind": "stated"},
    ],
)
def test_words_of_the_row_or_any_number_of_it_will_do_and_conventions_say_none(cells):
    row = {"low": None, "best": None, "high": None, **cells, "excerpt": "Several hundred, 12 there"}
    assert "number-not-in-excerpt" not in validate(sample_table(row)).counts


@given(st.integers(3, 10**9), st.text("0123456789 ,.ab", max_size=30))
def test_digits_stand_in_a_text_if_no_longer_number_holds_them(number, text):
    digits = str(number)
    assert _stands_in(digits, f"a {digits} b {text}")
    assert not _stands_in(digits, f"9{digits}")
    assert not _stands_in(digits, f"{digits}9")


def test_a_hedge_is_found_once_in_a_row_at_the_number_that_was_said():
    row = {"low": 12345.0, "best": 23456.0, "high": 34567.0, "approximate": True}
    report = validate(sample_table(row))
    assert report.counts == {"hedged-precision": 1}
    assert report.findings["column"].tolist() == ["best"]
    ends = {"low_kind": "convention", "high_kind": "convention", "best": 23000.0}
    assert validate(sample_table({**row, **ends})).counts == {}


@pytest.mark.parametrize(
    "words",
    ["depuis le 7 octobre", "hasta la fecha", "acumulados", "até agora", "منذ يناير", "killed_cum"],
)
def test_running_totals_are_known_in_five_languages(words):
    report = validate(sample_table({"measure_stated": words}))
    assert report.counts == {"words-against-basis": 1}
    assert validate(sample_table({"measure_stated": words, "basis": "cumulative"})).counts == {}


def test_two_columns_that_say_it_are_two_findings_and_a_name_is_none():
    row = {"measure_stated": "cumulative", "period_stated": "since May"}
    assert validate(sample_table(row)).counts == {"words-against-basis": 2}
    assert validate(sample_table({"measure_stated": "sinceridad; knew"})).counts == {}

"""Texts that were garbled, hide something, or stand for nothing."""

import pytest

from crisisfigures.validation import sample_table, validate

NAMES = ["Ménaka", "Tillabéri", "São Félix", "Łódź", "Đắk Lắk", "Киев", "الفاشر", "חיפה", "Αθήνα"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_name_read_in_another_encoding_is_garbled_and_told_as_it_was(name, encoding):
    try:
        garbled = name.encode().decode(encoding)
    except UnicodeDecodeError:  # some bytes are no character of Windows-1252
        return
    report = validate(sample_table({"actor": garbled}))
    assert report.counts == {"garbled-text": 1}
    assert repr(name) in report.findings["hint"][0]
    assert validate(sample_table({"actor": name})).counts == {}


@pytest.mark.parametrize(
    "text",
    [
        *("QUALITÉ’S", "« À »", "ESPAÑA”", "MANHÃ”", "IRMÃ’", "Ålesund – Å", "25 °C à 30 °C"),
        *("naïve", "façade", "Curaçao", "Þórshöfn", "ÐÞ", "Îles du Salut", "coração", "ÂNGELA »"),
    ],
)
def test_letters_that_only_look_like_garble_are_let_be(text):
    assert validate(sample_table({"actor": text})).counts == {}


def test_an_excerpt_is_looked_at_like_a_name():
    rows = ({"excerpt": "32 people in Ménaka"}, {"excerpt": "32 people in MÃ©naka", "event": "b"})
    report = validate(sample_table(rows))
    assert report.counts == {"garbled-text": 1}
    assert report.findings["row"].tolist() == [1]


def test_a_garbled_text_does_not_also_hide_characters():
    garbled = "Área".encode().decode("latin-1")
    assert "\x81" in garbled
    assert validate(sample_table({"actor": garbled})).counts == {"garbled-text": 1}


def test_the_hidden_characters_are_named():
    report = validate(sample_table({"actor": "Front\u200b\ufeff"}))
    assert "U+200B, U+FEFF" in report.findings["message"][0]


@pytest.mark.parametrize("text", ["N/A", "n/a", " - ", "Sin  datos", "À confirmer", "غير متوفر"])
def test_a_placeholder_is_known_in_any_case_and_language(text):
    codes = set(validate(sample_table({"actor": text})).counts)
    assert codes - {"stray-spaces"} == {"placeholder-text"}


def test_an_unknown_cause_is_one_among_others_and_an_unknown_event_is_none():
    assert validate(sample_table({"cause": "unknown", "actor": "unknown"})).counts == {}
    assert validate(sample_table({"event": "Unknown"})).counts == {"placeholder-text": 1}


def test_a_code_beside_a_name_says_that_nothing_is_known():
    unknown = {"place_name": "Unknown"}
    assert validate(sample_table(unknown)).counts == {}
    alone = validate(sample_table({**unknown, "place": None, "place_system": None}))
    assert alone.counts == {"placeholder-text": 1, "unresolved-place": 1}


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Gao ", "at its end"),
        ("\u00a0Gao", "at its beginning"),
        ("Bourem Inaly,  Gao", "several in a row after 'Bourem Inaly,'"),
        ("Bourem\nInaly", "a line break or a tab after 'Bourem'"),
    ],
)
def test_a_stray_blank_is_told_by_what_stands_before_it(name, where):
    report = validate(sample_table({"place_name": name}))
    assert report.findings["message"][0].endswith(f"has a stray blank: {where}")
    assert "Bourem" not in report.to_text(values=False)

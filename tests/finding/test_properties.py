"""What holds for every text: offsets, union of paragraphs, and that no text hangs or crashes."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.finding import find_figures
from crisisfigures.finding._lexicon import files
from crisisfigures.wording import parse_estimate

SENTENCES = [
    "In Gao, at least 12 people were killed on Monday, the UN said.",
    "Floods displaced 3,000 families and destroyed 400 houses.",
    "Between 20,000 and 30,000 people fled to Chad since March 2021.",
    "Of the 61 dead, 22 were children.",
    "It cost $5 million.",
]
LANGUAGES = sorted(files())

_pieces = st.sampled_from(
    [
        *("12", "2,000", "1 200", "3.5", "more than", "between", "and", "to", "of whom", "dozens"),
        *("people", "killed", "in", "Gao", ".", ",", "“", "”", "(", ")", "-", "%", "$", "\n"),
        *("tués", "muertos", "deux", "على الأقل", "قتيلا", "و", "million", "from", "said", "½"),
        *("2015", "May", "last week", "each", "une", "dizaine", "×", "\u200f", "\u00a0", "٣٠"),
    ]
)
_texts = st.lists(_pieces | st.text(max_size=5), max_size=25).map(" ".join)


@given(_texts, st.sampled_from([*LANGUAGES, None]))
@settings(max_examples=150, deadline=None)
def test_no_text_crashes_and_offsets_hold(text, lang):
    end = 0
    for one in find_figures(text, lang, rejected=True):
        assert text[one.start : one.end] == one.text
        assert one.start >= end
        end = one.end
        assert one.estimate == parse_estimate(one.text, one.lang)
        for cue in (one.attribution, one.place, one.period, one.sentence):
            assert cue is None or text[cue.start : cue.end] == cue.text


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_what_stands_before_only_shifts_the_offsets(sentences, n):
    text = " ".join(sentences)
    alone = [(f.start, f.end, f.measure) for f in find_figures(text, "en")]
    shifted = [(f.start - n, f.end - n, f.measure) for f in find_figures("\n" * n + text, "en")]
    assert shifted == alone


@given(*[st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)] * 2)
@settings(max_examples=30, deadline=None)
def test_two_paragraphs_have_the_figures_of_both(one, other):
    def found(text, shift=0):
        return [
            (f.text, f.start + shift, f.measure, f.place and f.place.text)
            for f in find_figures(text, "en")
        ]

    assert found(f"{one}\n\n{other}") == found(one) + found(other, len(one) + 2)


def _n_calls(text):
    """Return how many calls reading a text takes: work that no other program's load changes."""
    n_calls = 0

    def count(frame, event, arg):
        nonlocal n_calls
        n_calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        find_figures(text, "en")
    finally:
        sys.setprofile(None)
    return n_calls


@pytest.mark.parametrize(
    "piece",
    [
        *("12 ", "killed 3 people and ", "between 3 and ", "from 1 to 2 or 3, ", '"5 dead. ', "a"),
        *("1,", "Mr. ", "dozens, perhaps hundreds, of ", "(", "In Gao ", "from 2o o1 tr 3 ,"),
        *("ten thousand, three hundred ", "2 to 3 or 4 million, ", "of whom 3 ", "1/2 ", "said "),
    ],
)
def test_long_texts_take_work_in_proportion(piece):
    find_figures(piece, "en")
    once, twice = (_n_calls(piece * (n // len(piece))) for n in (2_500, 5_000))
    assert twice < 2.5 * once


@pytest.mark.parametrize("sign", ["…", ".", "?!", '."', "!)", "\u0301", "‼"])
def test_a_line_of_signs_ends(sign):
    # Looked at again from each sign on, it would take minutes.
    text = sign * 30_000 + "x 12 dead"
    assert find_figures(text, "en")[-1].measure == "killed"

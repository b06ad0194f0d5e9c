"""What holds for every text: offsets, union of paragraphs, and that no text hangs or crashes."""

import time

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


@pytest.mark.parametrize(
    "text",
    [
        "12 " * 2_000,
        "killed 3 people and " * 800,
        "between 3 and " * 1_000,
        "from 1 to 2 or 3, " * 800,
        '"5 dead. ' * 1_000,
        "a" * 20_000,
        "1," * 8_000,
        "Mr. " * 2_000,
        "dozens, perhaps hundreds, of " * 500,
        "(" * 8_000,
        "In Gao " * 2_000,
    ],
    ids=lambda text: text[:12],
)
def test_long_texts_take_time_in_proportion(text):
    start = time.process_time()
    find_figures(text, "en")
    assert time.process_time() - start < 5

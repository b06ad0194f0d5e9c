"""Figures in French, Spanish, Portuguese and Arabic.

In the tables a point is "12", a range has two ends; "12.." is open above, "..20" below; "(12" and
"20)" are excluded; an end with "*" is the convention's own; "best" follows; "~" is hedged.
"""

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from num2words import num2words

from crisisfigures.errors import WordingError
from crisisfigures.finding import find_figures
from crisisfigures.wording import parse_estimate
from crisisfigures.wording._languages import language_files

COUNTS = st.one_of(
    st.integers(0, 2_000),
    st.integers(0, 10**12 - 1),
    # Round numbers are what reports say.
    st.builds(lambda k, d: k * 10**d, st.integers(1, 99), st.integers(0, 10)),
)


@pytest.mark.parametrize("spoken", ["fr", "fr_CH", "fr_BE", "es", "pt"])
@given(number=COUNTS)
@example(80_000_001)
@example(1_000_001_000)
@example(71)
@example(1_100)
def test_every_number_that_is_spelled_out_is_read_back(spoken, number):
    words = num2words(number, lang=spoken)
    assert parse_estimate(words, spoken[:2]).best == number


@given(number=COUNTS)
@example(2_025)
@example(200_002)
@example(2_000_000)
def test_every_number_that_is_spelled_out_in_arabic_is_read_back(number):
    words = num2words(number, lang="ar")
    # The speller says "a thousand thousand" for the thousand of 501,885.
    assume(all(one != other for one, other in pairwise(words.split())))
    # Two million are told from one by the noun behind them.
    assert parse_estimate(f"{words} شخص", "ar").best == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("مليونا شخص", 2_000_000),
        ("مليونا نازح", 2_000_000),
        ("مليونا ونصف مليون", 1_500_000),
        ("مليونا", 1_000_000),
        ("15 مليونا", 15_000_000),
        ("خمسة عشر مليونا", 15_000_000),
    ],
)
def test_two_million_in_arabic_are_told_by_their_noun(words, number):
    (found,) = find_figures(f"نزح {words}", "ar")
    assert found.estimate.best == number


@pytest.mark.parametrize("lang", sorted(language_files()))
@given(number=st.integers(0, 2**53))
def test_digits_are_read_in_every_language(lang, number):
    for written in (f"{number}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", "'")):
        assert parse_estimate(written, lang).best == number


@pytest.mark.parametrize(
    ("lang", "mark", "expected"),
    [("fr", ".", 12345), ("es", ".", 12345), ("pt", ".", 12345), ("es", ",", 12345)],
)
def test_one_mark_before_three_digits_groups_them(lang, mark, expected):
    assert parse_estimate(f"12{mark}345", lang).best == expected


TABLES = {
    "fr": """
        plus d'un millier                | more_than     | (1000..
        plus d’une centaine              | more_than     | (100..
        une centaine                     | approximately | ~ 90*..110* best 100
        une bonne centaine              | approximately | ~ 90*..110* best 100
        plus d’un bon millier           | more_than     | (1000..
        une vingtaine                    | approximately | ~ 18*..22* best 20
        trois douzaines                  | approximately | ~ 32*..40* best 36
        quelque 120.000                  | approximately | ~ 108000*..132000* best 120000
        environ un million et demi       | approximately | ~ 1350000*..1650000* best 1500000
        près d'un million                | nearly        | ~ 900000*..1000000* best 1000000
        un peu moins de 300              | nearly        | ~ 270*..300* best 300
        un peu plus de 300               | just_over     | ~ 300*..330* best 300
        au moins douze                   | at_least      | 12..
        300 au moins                     | at_least      | 300..
        pas moins de 40                  | at_least      | 40..
        moins de 40                      | fewer_than    | ..40)
        jusqu'à 500                      | up_to         | ..500
        tout au plus 500                 | up_to         | ..500
        dépasser les 100 000             | more_than     | (100000..
        entre 20 et 30 000               | between       | 20000..30000
        de 2 à 4 millions                | between       | 2000000..4000000
        deux ou trois                    | between       | 2..3
        au moins 12, peut-être 20        | between       | 12..20
        environ 300 à 400                | between       | ~ 300..400
        un demi-million                  | exact         | 500000
        trois quarts de million          | exact         | 750000
        deux millions et demi            | exact         | 2500000
        1,2 million                      | exact         | 1200000
        soixante et onze                 | exact         | 71
        quatre-vingt-dix-neuf mille      | exact         | 99000
        cent                             | exact         | 100
        un                               | exact         | 1
        dizaines                         | vague         | ~ 20*..99*
        plusieurs dizaines               | vague         | ~ 30*..99*
        centaines                        | vague         | ~ 200*..999*
        quelques centaines               | vague         | ~ 300*..599*
        plusieurs centaines              | vague         | ~ 300*..999*
        milliers                         | vague         | ~ 2000*..9999*
        dizaines de milliers             | vague         | ~ 20000*..99999*
        centaines de milliers            | vague         | ~ 200000*..999999*
        quelques                         | vague         | ~ 3*..5*
        plusieurs                        | vague         | ~ 3*..9*
        des dizaines, voire des centaines | vague        | ~ 20*..999*
        plus de quelques centaines       | vague         | ~ 300*..
    """,
    "es": """
        más de un centenar               | more_than     | (100..
        mas de mil                       | more_than     | (1000..
        superaron los 900                | more_than     | (900..
        unos 1.500                       | approximately | ~ 1350*..1650* best 1500
        una docena                       | approximately | ~ 10*..14* best 12
        medio centenar                   | approximately | ~ 45*..55* best 50
        medio millar                     | approximately | ~ 450*..550* best 500
        casi dos millones y medio        | nearly        | ~ 2250000*..2500000* best 2500000
        poco más de 300                  | just_over     | ~ 300*..330* best 300
        al menos a 55                    | at_least      | 55..
        al menos, 20                    | at_least      | 20..
        30 o más                         | at_least      | 30..
        menos de mil                     | fewer_than    | ..1000)
        hasta 500                        | up_to         | ..500
        20 o 25 mil                      | between       | 20000..25000
        entre 1.2 y 4 millones           | between       | 1200000..4000000
        de 100 a 200                     | between       | 100..200
        al menos 12 y como máximo 20     | between       | 12..20
        302 mil 498                      | exact         | 302498
        3 mil 150                        | exact         | 3150
        7,4 mil                          | exact         | 7400
        25,000                           | exact         | 25000
        dos mil quinientos millones      | exact         | 2500000000
        medio millón                     | exact         | 500000
        un cuarto de millón              | exact         | 250000
        millón y medio                   | exact         | 1500000
        veintiún mil                     | exact         | 21000
        treinta y cinco mil              | exact         | 35000
        unos pocos                       | vague         | ~ 3*..5*
        algunos miles                    | vague         | ~ 3000*..5999*
        varias decenas                   | vague         | ~ 30*..99*
        decenas de miles                 | vague         | ~ 20000*..99999*
        cientos                          | vague         | ~ 200*..999*
        cientos de miles                 | vague         | ~ 200000*..999999*
        miles                            | vague         | ~ 2000*..9999*
    """,
    "pt": """
        passam de 100                    | more_than     | (100..
        mais de uma centena              | more_than     | (100..
        ultrapassa os 900                | more_than     | (900..
        cerca de mil                     | approximately | ~ 900*..1100* best 1000
        uma dezena                       | approximately | ~ 9*..11* best 10
        quase 2 mil                      | nearly        | ~ 1800*..2000* best 2000
        pelo menos 28.473                | at_least      | 28473..
        pelo menos, 700                 | at_least      | 700..
        30 no mínimo                     | at_least      | 30..
        até 500                          | up_to         | ..500
        menos de 300 mil                 | fewer_than    | ..300000)
        entre 20 e 30 mil                | between       | 20000..30000
        entre cento e vinte e duzentos   | between       | 120..200
        mil e quinhentos                 | exact         | 1500
        duzentos e cinquenta mil         | exact         | 250000
        cinquenta milhões e mil          | exact         | 50001000
        um milhão e meio                 | exact         | 1500000
        1,5 milhão                       | exact         | 1500000
        vários milhares                  | vague         | ~ 3000*..9999*
        dezenas de milhares              | vague         | ~ 20000*..99999*
        milhões                          | vague         | ~ 2000000*..9999999*
        alguns                           | vague         | ~ 3*..5*
    """,
    "ar": """
        أكثر من مليون ونصف              | more_than     | (1500000..
        ما ينيف على 300                 | more_than     | (300..
        أكثر من 5ر2 مليون               | more_than     | (2500000..
        8ر1 مليون                       | exact         | 1800000
        أكثر من 15 ألفًا                 | more_than     | (15000..
        نحو أربعة ملايين                | approximately | ~ 3600000*..4400000* best 4000000
        حوالي ٣٫٥ مليون                 | approximately | ~ 3150000*..3850000* best 3500000
        ما لا يقل عن عشرة               | at_least      | 10..
        70 ألفا على الأقل               | at_least      | 70000..
        أقل من 100                      | fewer_than    | ..100)
        ما يصل إلى 500                  | up_to         | ..500
        ما بين (40) شخصا و(60)          | between       | 40..60
        من 20 إلى 30 ألفا               | between       | 20000..30000
        خمسة وعشرون ألفا                | exact         | 25000
        واحد وعشرون                     | exact         | 21
        ثلاثة آلاف ومئتان وخمسون        | exact         | 3250
        ألفا شخص                        | exact         | 2000
        مليونان ونصف                    | exact         | 2500000
        مليون ونصف المليون              | exact         | 1500000
        ربع مليون                       | exact         | 250000
        ثلاثة أرباع المليون             | exact         | 750000
        ٢٥ ألف                          | exact         | 25000
        عشرات                           | vague         | ~ 20*..99*
        مئات                            | vague         | ~ 200*..999*
        عشرات الآلاف                    | vague         | ~ 20000*..99999*
        مئات الآلاف                     | vague         | ~ 200000*..999999*
        عدة آلاف                        | vague         | ~ 3000*..9999*
    """,
}
CASES = [
    (lang, *(cell.strip() for cell in line.split("|")))
    for lang, table in TABLES.items()
    for line in table.strip().splitlines()
]


def drawn(estimate):
    """Return an estimate as the tables write it."""

    def end(value, kind):
        return "" if value is None else f"{value}{'*' if kind == 'convention' else ''}"

    if estimate.low is None and estimate.high is None:
        return str(estimate.best)
    low, high = end(estimate.low, estimate.low_kind), end(estimate.high, estimate.high_kind)
    low = f"({low}" if estimate.low_kind == "exclusive" else low
    high = f"{high})" if estimate.high_kind == "exclusive" else high
    best = "" if estimate.best is None else f" best {estimate.best}"
    return f"{'~ ' if estimate.approximate else ''}{low}..{high}{best}"


@pytest.mark.parametrize(("lang", "words", "quantifier", "expected"), CASES)
def test_an_expression_is_read_as_the_convention_says(lang, words, quantifier, expected):
    estimate = parse_estimate(words, lang)
    assert drawn(estimate) == expected
    assert estimate.quantifier == quantifier
    assert estimate.stated == words


@pytest.mark.parametrize(
    ("lang", "words", "stops_at"),
    [
        ("fr", "un mort", "mort"),
        ("fr", "300 chèvres", "chèvres"),
        ("es", "300 casas", "casas"),
        ("pt", "300 casas", "casas"),
        ("ar", "300 منزل", "منزل"),
        ("fr", "au moins au plus 12", "12"),
        ("es", "veinte cien", "cien"),
    ],
)
def test_what_is_not_understood_is_refused_where_it_stands(lang, words, stops_at):
    with pytest.raises(WordingError) as caught:
        parse_estimate(words, lang)
    assert words[caught.value.position :].startswith(stops_at)


def test_accents_make_no_difference():
    assert parse_estimate("plus de quatre vingt dix", "fr").low == 90
    assert parse_estimate("dieciseis mil", "es").best == 16_000
    assert parse_estimate("dois milhoes e meio", "pt").best == 2_500_000
    assert parse_estimate("مِئَةُ أَلْف", "ar").best == 100_000


@pytest.mark.parametrize("lang", sorted(language_files()))
@given(text=st.text(max_size=30))
def test_no_text_makes_anything_but_a_refusal(lang, text):
    position = 0
    try:
        assert parse_estimate(text, lang).stated == text.strip()
    except WordingError as error:
        position = error.position
    assert 0 <= position <= len(text)

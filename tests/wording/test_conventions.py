"""Conventions: what hedges and vague words mean in numbers, ours and those of users."""

import pytest

from crisisfigures.errors import OptionError, UnknownNameError, WordingError
from crisisfigures.wording import parse_estimate


def ends(words, convention):
    estimate = parse_estimate(words, convention=convention)
    return estimate.low, estimate.best, estimate.high


def refusal(words, convention):
    with pytest.raises(WordingError) as caught:
        parse_estimate(words, convention=convention)
    return str(caught.value)


# --- what none of them may do -----------------------------------------------------------------

ALL = ("plain", "stated", "acled", "emdat", "rounded")


@pytest.mark.parametrize("convention", ALL)
def test_a_number_that_was_said_is_never_moved(convention):
    assert ends("between 210 and 390", convention) == (210, None, 390)
    assert ends("more than 212", convention) == (212, None, None)
    assert ends("up to 212", convention) == (None, None, 212)
    assert ends("exactly 200", convention) == (None, 200, None)
    assert ends("7", convention) == (None, 7, None)
    assert ends("nearly 212", convention)[1] == 212


@pytest.mark.parametrize("convention", ALL)
def test_the_name_and_the_version_stand_beside_the_result(convention):
    assert parse_estimate("about 212", convention=convention).convention == f"{convention}/1"


@pytest.mark.parametrize("convention", ALL)
@pytest.mark.parametrize("words", ["about 212", "hundreds", "200", "hundreds, perhaps thousands"])
def test_every_end_that_was_not_said_is_marked(convention, words):
    try:
        estimate = parse_estimate(words, convention=convention)
    except WordingError:
        return
    for end, kind in ((estimate.low, estimate.low_kind), (estimate.high, estimate.high_kind)):
        assert end is None or kind in ("convention", "rounding")


# --- stated -----------------------------------------------------------------------------------


def test_stated_makes_no_end_of_a_hedge():
    estimate = parse_estimate("about 300", convention="stated")
    assert (estimate.low, estimate.best, estimate.high) == (None, 300, None)
    assert (estimate.quantifier, estimate.approximate) == ("approximately", True)
    assert (estimate.lower, estimate.upper) == (300, 300)


@pytest.mark.parametrize("words", ["hundreds", "several", "a few hundred", "dozens, or hundreds"])
def test_stated_reads_no_number_where_none_was_said(words):
    assert "a word for which the convention stated/1 has a number" in refusal(words, "stated")


# --- acled, emdat -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    # ACLED, FAQ on fatalities: tens 10, dozens 12, hundreds 100, and so on.
    [("tens", 10), ("dozens", 12), ("hundreds", 100), ("thousands", 1_000), ("scores", 20)],
)
def test_acled_codes_a_plural_by_the_number_that_names_it(words, number):
    assert ends(words, "acled") == (number, number, number)
    estimate = parse_estimate(words, convention="acled")
    assert (estimate.quantifier, estimate.low_kind) == ("vague", "convention")


def test_acled_says_nothing_of_small_counts():
    assert "acled/1" in refusal("several", "acled")
    assert "acled/1" in refusal("several hundred", "acled")


@pytest.mark.parametrize(
    # EM-DAT, impact variables: hundreds 200, thousands 2,000.
    ("words", "number"),
    [("hundreds", 200), ("thousands", 2_000)],
)
def test_emdat_codes_hundreds_and_thousands(words, number):
    assert ends(words, "emdat") == (number, number, number)


@pytest.mark.parametrize("words", ["tens", "dozens", "millions", "tens of thousands", "a few"])
def test_emdat_says_nothing_of_other_words(words):
    assert "emdat/1" in refusal(words, "emdat")


def test_a_coded_word_of_a_magnitude_is_multiplied():
    assert ends("tens of thousands", "acled") == (10_000, 10_000, 10_000)
    assert ends("hundreds of thousands", "acled") == (100_000, 100_000, 100_000)


# --- rounded ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # N = k·10^d stands for half a unit of its last digit that is no zero, on either side.
        ("200", (150, 200, 250)),
        ("2 million", (1_500_000, 2_000_000, 2_500_000)),
        ("1,250", (1_245, 1_250, 1_255)),
        ("2.5 million", (2_450_000, 2_500_000, 2_550_000)),
        ("10", (5, 10, 15)),
    ],
)
def test_a_bare_round_number_is_read_as_rounded_on_request(words, expected):
    assert ends(words, "rounded") == expected
    estimate = parse_estimate(words, convention="rounded")
    assert (estimate.low_kind, estimate.high_kind) == ("rounding", "rounding")
    assert estimate.range_kind == "rounding"
    assert ends(words, "plain") == (None, expected[1], None)


@pytest.mark.parametrize("words", ["201", "7", "0", "12.5"])
def test_a_number_that_is_not_round_stays_a_point(words):
    estimate = parse_estimate(words, convention="rounded")
    assert (estimate.low, estimate.high) == (None, None)
    assert estimate.range_kind == "unranged"


def test_rounded_reads_everything_else_as_plain_does():
    for words in ("hundreds", "about 300", "a few hundred", "more than 300"):
        assert ends(words, "rounded") == ends(words, "plain")


# --- of one's own -----------------------------------------------------------------------------

OWN = """
name = "desk"
version = "3"
extends = "plain"
[margins]
approximately = { below = 5, above = 5 }
[counts]
several = [3, 7]
[plurals]
100 = [150, 700]
"""


def test_a_convention_of_ones_own_is_a_file(tmp_path):
    own = tmp_path / "desk.toml"
    own.write_text(OWN, encoding="utf-8")
    assert ends("about 200", str(own)) == (190, 200, 210)
    assert ends("hundreds", str(own)) == (150, None, 700)
    assert ends("several", str(own)) == (3, None, 7)
    # What it does not say, the one that it extends says.
    assert ends("dozens", str(own)) == (24, None, 99)
    assert ends("nearly 200", str(own)) == (180, 200, 200)
    assert parse_estimate("hundreds", convention=str(own)).convention == "desk/3"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("name = ", "is no TOML file"),
        ('version = "1"', "KeyError('name')"),
        ('name = "x"\nversion = "1"\n[counts]\nfew = [5, 3]', "no least and most"),
        ('name = "x"\nversion = "1"\n[counts]\nfew = "many"', "does not say"),
        ('name = "x"\nversion = "1"\n[margins]\nnearly = 10', "does not say"),
        ('name = "x"\nversion = "1"\n[plurals]\nmany = [1, 2]', "does not say"),
    ],
)
def test_a_file_that_is_no_convention_is_refused(tmp_path, content, why):
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(OptionError, match=r"the convention .*own\.toml") as caught:
        parse_estimate("about 12", convention=str(own))
    assert why in str(caught.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(OptionError, match="cannot be opened"):
        parse_estimate("12", convention=str(tmp_path / "none.toml"))


def test_one_may_extend_only_what_there_is(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('name = "x"\nversion = "1"\nextends = "plane"', encoding="utf-8")
    with pytest.raises(UnknownNameError, match="unknown convention 'plane'"):
        parse_estimate("12", convention=str(own))

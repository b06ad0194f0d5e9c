import string

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.layout import (
    NOT_STATED,
    Cell,
    Column,
    Section,
    are_words,
    display_width,
    figures,
    inert,
    listing,
    say_bounds,
    say_number,
    say_range,
    say_what,
    say_where,
)
from crisisfigures.table import Columns

ACTIVE = "\x00\x07\x08\x1b\x7f\x85\x9b\u200e\u200f\u061c\u202a\u202e\u2066\u2069\ufeff"


# -- ranges in print


@pytest.mark.parametrize(
    "words",
    [
        "an estimated 32,000",
        "several hundred",
        "thousands",
        "more than two million",
        "varios centenares",
        "بضع مئات",
    ],
)
def test_a_single_claim_is_printed_in_its_own_words(words):
    said = say_range(1, None, 2, low_kind="convention", high_kind="convention", words=words)
    assert said == words


@pytest.mark.parametrize("digits", ["32000", "32 000", "32.000", "32,000", "٣٢٠٠٠"])
def test_bare_digits_are_printed_with_thousands_separators(digits):
    assert say_range(None, 32_000, None, words=digits) == "32,000"


def test_over_several_claims_the_numbers_said_are_printed_and_a_moved_end_is_hedged():
    said = say_range(20_000, None, 35_200, high_kind="convention", said=(20_000, 32_000))
    assert said == "20,000 to about 32,000"


@pytest.mark.parametrize(
    ("ends", "kinds", "printed"),
    [
        ((None, 32, None), {}, "32"),
        ((32, 32, 32), {}, "32"),
        ((0, 0, 0), {}, "0"),
        ((20_000, None, 30_000), {}, "20,000 to 30,000"),
        ((900, 1_200, 1_500), {}, "1,200 (900 to 1,500)"),
        ((100, 100, 150), {}, "100 (100 to 150)"),
        ((28_800, 32_000, 35_200), {"low_kind": "convention", "high_kind": "convention"},
         "about 32,000"),
        ((450, 500, 500), {"low_kind": "convention", "quantifier": "nearly"}, "nearly 500"),
        ((500, 500, 550), {"high_kind": "convention", "quantifier": "just_over"}, "just over 500"),
        ((1.2e6, None, 4e6), {"approximate": True}, "about 1,200,000 to about 4,000,000"),
        ((180, 200, 210), {"low_kind": "convention"}, "about 200 to 210"),
        ((32, None, None), {}, "at least 32"),
        ((32, 32, None), {}, "at least 32"),
        ((20, 32, None), {}, "32 (at least 20)"),
        ((2e6, None, None), {"low_kind": "exclusive"}, "more than 2,000,000"),
        ((2e6, None, None), {"low_kind": "exclusive", "approximate": True}, "more than 2,000,000"),
        ((None, None, 500), {}, "up to 500"),
        ((None, None, 500), {"high_kind": "exclusive"}, "fewer than 500"),
        ((20, None, 30), {"low_kind": "exclusive"}, "more than 20, up to 30"),
        ((20, None, 30), {"high_kind": "exclusive"}, "20, fewer than 30"),
        ((900, None, 1_500), {"level": 0.95}, "900 to 1,500 (95% interval)"),
        ((900, 1_200, 1_500), {"level": 0.9}, "1,200 (90% interval 900 to 1,500)"),
        ((-400, None, 120), {}, "-400 to 120"),
        ((0, 3, 0), {}, "3 (0)"),
        ((30, 25, 20), {}, "25 (30 to 20)"),
        ((float("nan"), float("nan"), float("nan")), {}, NOT_STATED),
        ((None, None, None), {}, NOT_STATED),
    ],
)  # fmt: skip
def test_a_range_without_words_is_said_canonically(ends, kinds, printed):
    assert say_range(*ends, **kinds) == printed


@pytest.mark.parametrize(
    ("ends", "kinds", "number", "printed"),
    [
        ((90, None, 99), ("exclusive", "convention"), 90, "more than 90"),
        ((500, None, 999), ("stated", "convention"), 500, "at least 500"),
        ((24, None, 50), ("convention", "stated"), 50, "up to 50"),
        ((24, None, 50), ("convention", "exclusive"), 50, "fewer than 50"),
        ((2e6, None, 9_999_999), ("exclusive", "convention"), 2e6, "more than 2,000,000"),
        ((200, 200, 220), ("exclusive", "convention"), 200, "more than 200"),
        ((200, 200, 220), ("stated", "convention"), 200, "about 200"),
    ],
)
def test_an_end_that_nobody_said_is_not_said_as_the_other(ends, kinds, number, printed):
    said = say_range(*ends, low_kind=kinds[0], high_kind=kinds[1], said=(number, number))
    assert said == printed


def test_the_floor_of_a_count_is_not_said_as_a_bound():
    assert say_range(0, None, 500, low_kind="floor") == "up to 500"
    assert say_range(0, None, 0, low_kind="floor") == "0"


def test_an_end_by_convention_is_not_marked_where_its_number_was_said():
    kinds = {"low_kind": "convention", "high_kind": "convention"}
    assert say_bounds(1.35e6, 1.5e6, said=(1.5e6,), **kinds) == "1,350,000* to 1,500,000"
    assert say_bounds(200, 220, said=(200,), **kinds) == "200 to 220*"


def test_an_end_by_convention_with_no_number_said_is_marked():
    said = say_range(300, None, 999, low_kind="convention", high_kind="convention")
    assert said == "300* to 999*"


@given(
    low=st.none() | st.integers(0, 10**6),
    high=st.none() | st.integers(10**6, 10**7),
    low_kind=st.sampled_from(["stated", "exclusive", "convention", "rounding", "floor"]),
    high_kind=st.sampled_from(["stated", "exclusive", "convention", "level", "derived"]),
)
def test_an_open_end_is_never_closed_in_print(low, high, low_kind, high_kind):
    for say in (say_range, say_bounds):
        arguments = (low, None, high) if say is say_range else (low, high)
        said = say(*arguments, low_kind=low_kind, high_kind=high_kind)
        if low is None and high is None:
            assert said == NOT_STATED
        elif high is None:
            assert said.startswith(("at least ", "more than "))
        elif low is None:
            assert said.startswith(("up to ", "fewer than "))


@pytest.mark.parametrize(
    ("ends", "kinds", "printed"),
    [
        ((300, 999), ("convention", "convention"), "300* to 999*"),
        ((20_000, 35_200), ("stated", "convention"), "20,000 to 35,200*"),
        ((2e6, float("inf")), ("exclusive", None), "more than 2,000,000"),
        ((0, 500), ("floor", "stated"), "0* to 500"),
        ((32, 32), ("stated", "stated"), "32"),
        ((float("-inf"), float("inf")), (None, None), NOT_STATED),
    ],
)
def test_bounds_mark_the_ends_that_nobody_said(ends, kinds, printed):
    assert say_bounds(*ends, low_kind=kinds[0], high_kind=kinds[1]) == printed


def test_numbers_are_grouped_and_keep_what_they_have_after_the_point():
    assert say_number(1_234_567) == "1,234,567"
    assert say_number(2**53) == "9,007,199,254,740,992"
    assert say_number(4.575) == "4.575"
    assert say_number(1 / 3) == "0.3333"
    assert say_number(0.00012) == "0.00012"


def test_words_are_what_has_letters():
    assert are_words("2 million")
    assert not are_words("20,000-30,000")
    assert not are_words(None)


# -- what and where


def test_what_goes_without_saying_is_left_out():
    said = say_what("killed", group="all", unit="person", basis="flow", modality="observed")
    assert said == "killed"


def test_everything_else_is_said():
    said = say_what(
        "new_displacements",
        group="status=civilian;sex=female;age=0-4;side=GOV",
        unit="family",
        basis="cumulative",
        modality="feared",
        definition="unhcr_assisted",
        cause="conflict",
        actor="IS Sahel",
        event="EQ-2023-000015-TUR",
    )
    assert said == (
        "new displacements, civilian, female, age 0-4, side GOV, in families, cumulative, feared, "
        "as defined: unhcr_assisted, cause: conflict, by IS Sahel, event: EQ-2023-000015-TUR"
    )


def test_a_basis_that_is_not_stated_is_said_to_be_so():
    assert say_what("displaced", basis="unstated") == "displaced, basis not stated"


def test_a_place_has_its_name_and_its_code():
    assert say_where("Menaka region, Mali", "ML-9") == "Menaka region, Mali (ML-9)"
    assert say_where("Sahel", "sahel") == "Sahel"
    assert say_where(None, "MLI") == "MLI"
    assert say_where("Anderamboukane", None) == "Anderamboukane"
    assert say_where(None, None) == NOT_STATED
    assert say_where("Niger", "NER", from_name="Mali", from_code="MLI") == (
        "Niger (NER), from Mali (MLI)"
    )


# -- text that cannot act


@given(st.text(st.sampled_from(string.ascii_letters + ACTIVE + "\n\t é水")))
def test_inert_text_is_one_line_without_active_characters(text):
    said = inert(text)
    assert not set(said) & set(ACTIVE + "\n\t")
    assert "  " not in said


def test_what_acts_is_shown_and_not_dropped():
    assert inert("UN\x1b[2J OCHA\u202e") == "UN\\x1b[2J OCHA\\u202e"


def test_names_in_other_scripts_stay_as_they_are():
    for name in ("Ménaka", "الأمم المتحدة", "联合国", "हिन्दी", "می‌خواهم"):
        assert inert(name) == name


@pytest.mark.parametrize(
    ("text", "width"),
    [("Menaka", 6), ("Ménaka", 6), ("Me\u0301naka", 6), ("联合国", 6), ("한국", 4), ("ｱﾌﾘｶ", 4)],
)
def test_width_is_counted_in_columns_of_a_terminal(text, width):
    assert display_width(text) == width


# -- values


def test_a_program_gets_the_value_where_it_is_not_the_text():
    assert Cell("1,200", value=1200).data == 1200
    assert Cell("several hundred").data == "several hundred"
    assert Cell().data is None


def test_a_legend_is_printed_only_where_its_mark_occurs():
    column = Column("bounds", "Bounds", legend="* made by a convention")
    assert Section("s", "", (column,), ((Cell("300*"),),)).legends == ("* made by a convention",)
    assert Section("s", "", (column,), ((Cell("300"),),)).legends == ()


def test_a_listing_names_its_columns_after_the_headings():
    laid_out = listing("methods", ["Name", "What it asks"], [["envelope", "…"]])
    assert [column.name for column in laid_out.table.columns] == ["name", "what_it_asks"]


# -- rows of a table


def test_periods_are_said_so_that_a_person_reads_them():
    table = pd.DataFrame(
        {
            "measure": "killed",
            "best": 1.0,
            "period_start": pd.to_datetime(
                ["2022-03-01", "2022-06-01", "2012-01-01", None, "2022-06-02"]
            ),
            "period_end": pd.to_datetime(
                ["2022-05-31", "2022-06-30", "2022-06-30", None, "2022-06-01"]
            ),
            "precision": ["month", "month", None, None, None],
            "period_kind": [None, "within", None, None, None],
        }
    )
    assert figures.when(Columns(table)).tolist() == [
        "March–May 2022",
        "within June 2022",
        "1 January 2012 – 30 June 2022",
        NOT_STATED,
        "2022-06-02 to 2022-06-01",
    ]


def test_a_row_without_a_number_says_why():
    table = pd.DataFrame(
        {
            "measure": "killed",
            "high": [None, 5.0, None],
            "status": ["not_applicable", "suppressed", None],
        }
    )
    assert figures.how_many(Columns(table)).tolist() == [
        "not applicable",
        "up to 5 (suppressed)",
        NOT_STATED,
    ]


def test_equal_rows_are_said_alike_and_in_their_order():
    table = pd.DataFrame(
        {
            "measure": ["killed", "injured", "killed"],
            "best": 1.0,
            "group": ["all", "status=civilian", None],
            "place_name": ["Gao", None, "Kidal"],
        }
    )
    columns = Columns(table)
    assert figures.what(columns).tolist() == ["killed", "injured, civilian", "killed"]
    assert figures.where(columns).tolist() == ["Gao", NOT_STATED, "Kidal"]

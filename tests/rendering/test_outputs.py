"""What holds for every output, and what each promises."""

import csv
import io
import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import Estimate
from crisisfigures.layout import Cell, Column, Layout, Note, Section, display_width
from crisisfigures.rendering import outputs, render
from crisisfigures.rendering.markdown import escaped
from crisisfigures.rendering.text import marked, wrapped

ACTIVE = "\x00\x07\x1b\x7f\x9b\u200e\u200f\u061c\u202a\u202e\u2066\u2069\ufeff"

WORDY = Layout(
    "Reconciled figures",
    Section(
        "reconciled",
        "",
        (
            Column("what", "What"),
            Column("figure", "Figure"),
            Column("n_independent", "Sources", align="right"),
            Column("notes", "Notes"),
            Column("low", "Low", is_shown=False),
        ),
        (
            (Cell("killed, civilian"), Cell("several hundred"), Cell("1", value=1),
             Cell(marks=(1,)), Cell(value=300)),
            (Cell("displaced"), Cell("20,000 to about 32,000"), Cell("12", value=12),
             Cell(marks=(1, 2, 3)), Cell(value=20_000)),
        ),
        lead="2 quantities.",
    ),
    notes=(
        Note("MSA, carried by AFP", url="https://example.org/story_one", id="c1"),
        Note("UN Secretary-General"),
        Note("local sources"),
    ),
    sections=(
        Section(
            "near_misses",
            "Near misses",
            (Column("one", "One"), Column("why", "Why")),
            ((Cell("hundreds", (3,)), Cell("period")),),
            tail="1 pair.",
        ),
    ),
)  # fmt: skip


def with_cell(text):
    section = Section("rows", "", (Column("a", "A"), Column("b", "B")), ((Cell(text), Cell("z")),))
    return Layout("", section)


# -- every output

texts = st.text(st.characters() | st.sampled_from(ACTIVE + '|,;"\n\t =+-@<>`*_[]#&\\'), max_size=60)


@pytest.mark.parametrize("to", sorted(outputs()))
@given(text=texts)
@settings(max_examples=60)
def test_no_cell_brings_an_active_character_into_the_output(to, text):
    printed = render(with_cell(text), to)
    assert not set(printed) & set(ACTIVE)


@pytest.mark.parametrize("to", sorted(outputs()))
def test_an_output_ends_its_last_line(to):
    printed = render(WORDY, to)
    assert printed.endswith("\n")
    assert not printed.endswith("\n\n")


@pytest.mark.parametrize("to", sorted(outputs()))
def test_every_text_and_note_is_in_the_output(to):
    printed = re.sub(r"\\([_\-])", r"\1", render(WORDY, to))
    for text in ("several hundred", "UN Secretary-General", "hundreds", "story_one"):
        assert text in printed


@pytest.mark.parametrize("to", sorted(outputs()))
def test_a_table_without_rows_can_be_printed(to):
    assert isinstance(render(Layout("", Section("rows", "", (Column("a", "A"),), ())), to), str)


def test_an_unknown_output_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'markdown'"):
        render(WORDY, "markdwn")


def test_an_option_that_the_output_does_not_take_is_refused():
    with pytest.raises(OptionError, match="'markdown' does not take 'width'"):
        render(WORDY, "markdown", width=80)


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match="language"):
        render(WORDY, lang="xx")


def test_what_cannot_be_printed_is_said_to_be_so():
    with pytest.raises(OptionError, match="dict cannot be printed"):
        render({"low": 3})


def test_columns_are_shown_on_request():
    assert "20000" not in render(WORDY)
    assert "Low" in render(WORDY, show=["low"])
    with pytest.raises(UnknownNameError, match="column to show"):
        render(WORDY, show=["lowest"])


# -- text


def test_text_is_a_table_with_footnotes_and_what_follows():
    assert render(WORDY, width=80) == (
        "Reconciled figures\n"
        "==================\n"
        "\n"
        "2 quantities.\n"
        "\n"
        "What              Figure                  Sources  Notes\n"
        "----------------  ----------------------  -------  -----\n"
        "killed, civilian  several hundred               1  [1]\n"
        "displaced         20,000 to about 32,000       12  [1-3]\n"
        "\n"
        "[1] MSA, carried by AFP https://example.org/story_one\n"
        "[2] UN Secretary-General\n"
        "[3] local sources\n"
        "\n"
        "Near misses\n"
        "-----------\n"
        "\n"
        "One           Why\n"
        "------------  ------\n"
        "hundreds [3]  period\n"
        "\n"
        "1 pair.\n"
    )


def test_where_the_columns_do_not_fit_each_row_is_a_block():
    assert "What     displaced\nFigure   20,000 to about\n         32,000\n" in render(
        WORDY, width=26
    )


@given(
    rows=st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=4),
    width=st.integers(20, 120),
)
@settings(max_examples=60)
def test_no_line_is_wider_than_the_page_and_nothing_is_lost(rows, width):
    columns = tuple(Column(name, name) for name in ("what", "where", "figure"))
    section = Section("rows", "", columns, tuple(tuple(map(Cell, row)) for row in rows))
    printed = render(Layout("", section), width=width)
    assert max(map(display_width, printed.split("\n"))) <= width
    wide = render(Layout("", section), width=10_000)
    blanks = re.compile(r"[\s\-]|what|where|figure")
    assert sorted(blanks.sub("", printed)) == sorted(blanks.sub("", wide))


def test_a_page_can_be_too_narrow():
    with pytest.raises(OptionError, match="width=10 is too narrow"):
        render(WORDY, width=10)


def test_a_number_is_not_broken_over_two_lines():
    printed = render(WORDY, width=50)
    assert "32,000" in printed
    assert "20,000" in printed


def test_words_wider_than_the_page_are_broken_between_characters():
    assert wrapped("联合国难民署 UNHCR", 6) == ["联合国", "难民署", "UNHCR"]
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrapped("aaaae\u0301b", 5) == ["aaaae\u0301", "b"]


def test_a_very_long_cell_is_wrapped_in_linear_time():
    assert render(with_cell("x" * 1_000_000)).count("x") == 1_000_000


def test_footnote_marks_in_a_row_become_a_span():
    assert marked((3, 1, 2, 7, 9, 10)) == "[1-3, 7, 9, 10]"
    assert marked(()) == ""


# -- markdown


def test_markdown_is_a_pipe_table_with_footnotes():
    assert render(WORDY, "markdown") == (
        "## Reconciled figures\n"
        "\n"
        "2 quantities.\n"
        "\n"
        "| What | Figure | Sources | Notes |\n"
        "| --- | --- | ---: | --- |\n"
        "| killed, civilian | several hundred | 1 | [^1] |\n"
        "| displaced | 20,000 to about 32,000 | 12 | [^1][^2][^3] |\n"
        "\n"
        "### Near misses\n"
        "\n"
        "| One | Why |\n"
        "| --- | --- |\n"
        "| hundreds [^3] | period |\n"
        "\n"
        "1 pair.\n"
        "\n"
        "[^1]: MSA, carried by AFP <https://example.org/story_one>\n"
        "[^2]: UN Secretary-General\n"
        "[^3]: local sources\n"
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a | b", r"a \| b"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("<script>", "&#60;script&#62;"),
        ("*killed* _in_ `Gao`", r"\*killed\* \_in\_ \`Gao\`"),
        ("\\| &amp; ~5", r"\\\| &#38;amp; &#126;5"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("see https://example.org", "see https&#58;//example.org"),
        ("first\nsecond", "first second"),
    ],
)
def test_markup_in_a_cell_stays_text(text, printed):
    assert f"| {printed} | z |" in render(with_cell(text), "markdown")


def test_only_an_address_of_the_web_becomes_a_link():
    for address in ("javascript:alert(1)", "https://example.org/<b>", "https://a b"):
        layout = Layout("", WORDY.table, (Note("source", address),))
        assert f"<{address}>" not in render(layout, "markdown")


# -- csv


def read_csv(printed):
    return list(csv.DictReader(io.StringIO(printed)))


def test_csv_is_one_rectangle_with_the_numbers_beside_the_words():
    rows = read_csv(render(WORDY, "csv"))
    assert [row["section"] for row in rows] == ["reconciled"] * 2 + ["near_misses"] + ["notes"] * 3
    assert rows[1]["figure"] == "20,000 to about 32,000"
    assert (rows[1]["low"], rows[1]["n_independent"], rows[1]["notes"]) == (
        "20000",
        "12",
        "[1, 2, 3]",
    )
    assert rows[2]["one"] == "hundreds [3]"
    assert (rows[3]["notes"], rows[3]["note"]) == ("[1]", "MSA, carried by AFP")
    assert rows[3]["url"] == "https://example.org/story_one"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", '"=1', "'=1", "\r=1", "＝1", "\u200f=1"],
)
def test_a_cell_like_a_formula_comes_out_inert(text):
    (row,) = read_csv(render(with_cell(text), "csv"))
    assert row["A".lower()].startswith("'")


@pytest.mark.parametrize("cell", [Cell("-5", value=-5), Cell("-5")])
def test_a_number_stays_a_number_also_below_zero(cell):
    section = Section("rows", "", (Column("low", "Low"),), ((cell,),))
    assert render(Layout("", section), "csv") == "low\n-5\n"


@given(text=texts)
@settings(max_examples=60)
def test_a_cell_never_opens_another_one(text):
    printed = render(with_cell(text), "csv")
    (row,) = read_csv(printed)
    assert row["b"] == "z"
    for delimiter in ";\t":
        assert {len(row) for row in csv.reader(io.StringIO(printed), delimiter=delimiter)} == {1}


# -- json


def test_json_has_every_table_and_note_by_name():
    document = json.loads(render(WORDY, "json"))
    assert document["reconciled"][0] == {
        "what": "killed, civilian",
        "figure": "several hundred",
        "n_independent": 1,
        "notes": [1],
        "low": 300,
    }
    assert document["near_misses"][0]["one"] == {"text": "hundreds", "notes": [3]}
    assert document["notes"][0] == {
        "note": 1,
        "id": "c1",
        "text": "MSA, carried by AFP",
        "url": "https://example.org/story_one",
    }


@given(text=texts)
@settings(max_examples=60)
def test_json_gives_back_each_text_exactly(text):
    document = json.loads(render(with_cell(text), "json"))
    assert document["rows"][0]["a"] == (text or None)


# -- estimates and frames


def test_an_estimate_is_printed_with_its_marked_ends():
    vague = Estimate(
        300,
        None,
        999,
        low_kind="convention",
        high_kind="convention",
        quantifier="vague",
        stated="several hundred",
        convention="plain/1",
    )
    assert render(vague).splitlines()[2:] == [
        "several hundred  300* to 999*        vague  plain/1",
        "",
        "* Not a number that a source gave: made by a convention of reading, by rounding, by "
        "arithmetic, or",
        "by the floor of a count.",
    ]


def test_a_table_of_figures_is_printed_as_figures():
    claims = pd.DataFrame(
        {
            "measure": ["killed", "idps"],
            "group": ["status=civilian", "all"],
            "place": ["ML-9", None],
            "place_name": ["Menaka region, Mali", "northern Mali"],
            "period_start": pd.to_datetime(["2022-03-01", None]),
            "period_end": pd.to_datetime(["2022-05-31", None]),
            "low": [300, None],
            "high": [999, None],
            "low_kind": ["convention", None],
            "high_kind": ["convention", None],
            "stated": ["several hundred", None],
            "status": [None, "suppressed"],
            "source": ["MSA", "UNHCR"],
        }
    )
    lines = render(claims, width=120).splitlines()
    assert lines[0].split() == ["What", "Where", "When", "Figure", "Source"]
    assert "killed, civilian  Menaka region, Mali (ML-9)" in lines[2]
    assert "several hundred" in lines[2]
    assert "suppressed" in lines[3]
    assert lines[-1] == "2 rows"


def test_any_other_frame_is_printed_as_it_is():
    frame = pd.DataFrame(
        {
            "year": [2022, 2023],
            "people": [1_234_567, 900],
            "share": [0.25, None],
            "day": pd.to_datetime(["2022-06-14", None]),
            "is_final": [True, False],
        }
    )
    assert render(frame).splitlines() == [
        "year     people  share  day         is_final",
        "----  ---------  -----  ----------  --------",
        "2022  1,234,567   0.25  2022-06-14  yes",
        "2023        900                     no",
        "",
        "2 rows",
    ]
    assert json.loads(render(frame, "json"))["rows"][1] == {
        "year": 2023,
        "people": 900,
        "share": None,
        "day": None,
        "is_final": False,
    }


def test_a_number_at_the_start_of_a_cell_stays_a_number():
    assert escaped("0.968 per 10,000") == "0.968 per 10,000"
    assert escaped("1. a list") == "1\\. a list"
    assert escaped("12)") == "12\\)"


# ── HTML ────────────────────────────────────────────────────────────────────────────────────


def test_a_page_has_the_table_its_notes_and_what_leads_to_them():
    page = render(WORDY, "html")
    assert page.startswith("<!doctype html>")
    assert "<title>Reconciled figures</title>" in page
    assert '<td>20,000 to about 32,000</td><td class="right">12</td>' in page
    assert '<sup><a href="#note-1">1</a>, <a href="#note-2">2</a>, ' in page
    assert page.count("<li id=") == len(WORDY.notes)
    assert "Low" not in page  # a column that is not shown


def test_nothing_that_a_source_wrote_acts_in_a_page():
    text = '<script>alert(1)</script>"><img src=x onerror=alert(1)> javascript:alert(1)'
    layout = Layout(
        text,
        Section(
            "s", text, (Column("a", text),), ((Cell(text, marks=(1, 2)),),), lead=text, tail=text
        ),
        (Note(text, url="javascript:alert(1)"), Note(text, url='https://x.org/"onclick="a')),
    )
    page = render(layout, "html")
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert "onclick=" not in page.replace("&quot;onclick=&quot;", "")
    assert "<a href=" in render(
        Layout("t", layout.table, (Note("n", url="https://example.org/a?b=1&c"),)), "html"
    )

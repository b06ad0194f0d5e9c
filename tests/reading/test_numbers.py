import io

import pandas as pd
import pytest

from crisisfigures.estimate import Estimate
from crisisfigures.reading import _numbers, read, split_unread

RANGE = ("low", "best", "high", "low_kind", "high_kind")


def row_of(header, line, **options):
    table = read(io.StringIO(f"measure;{header}\nkilled;{line}\n"), **options)
    row = table.astype(object).where(table.notna(), None).iloc[0].to_dict()
    return {
        name: row.get(name) for name in (*RANGE, "quantifier", "stated", "status", "unread")
    } | {
        "approximate": bool(row["approximate"]) if "approximate" in row else False,
        "range_kind": row.get("range_kind"),
    }


def range_of(header, line, **options):
    row = row_of(header, line, **options)
    return tuple(row[name] for name in RANGE)


# --- one column -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "lang", "number"),
    [
        ("300", None, 300),
        (" 300 ", None, 300),
        ("0", None, 0),
        ("12,345", None, 12_345),
        ("12 345", None, 12_345),
        ("12 345", "fr", 12_345),
        ("12.345", "es", 12_345),
        ("1234.567", None, 1234.567),
        ("1.234.567", None, 1_234_567),
        ("12,5", "fr", 12.5),
        ("12,5", None, 12.5),
        ("12 345,6", None, 12345.6),
        ("١٢٬٣٤٥", "ar", 12_345),
        ("12,34,500", None, 1_234_500),
        ("-5", None, -5),
        ("9007199254740992", None, 2**53),
    ],
)
def test_digits_are_read_in_the_locale_of_the_file(cell, lang, number):
    assert range_of("figure", cell, lang=lang) == (None, number, None, "stated", "stated")


def column_of(*cells, header="figure", **options):
    lines = "".join(f"killed;{cell}\n" for cell in cells)
    table = read(io.StringIO(f"measure;{header}\n{lines}"), **options)
    lost = table["unread"].fillna("").tolist() if "unread" in table else [""] * len(cells)
    return table["best"].astype(object).where(table["best"].notna(), None).tolist(), lost


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1.234", "12.345", "1.234.567", "1.200"], [1_234, 12_345, 1_234_567, 1_200]),
        (["1.234", "1.234,5"], [1_234, 1_234.5]),
        (["1.234", "12 345,6"], [1_234, 12_345.6]),
        (["1.234", "12,5"], [1_234, 12.5]),
        (["1.234", "12.5"], [1.234, 12.5]),
        (["1.234", "3.0", "1234.0"], [1.234, 3, 1_234]),
        (["1.234", "1,234,567"], [1.234, 1_234_567]),
        (["1.234", "1,234.5"], [1.234, 1_234.5]),
        (["1,234", "12,5"], [1.234, 12.5]),
        (["1,234", "12,345"], [1_234, 12_345]),
        (["12.5", "3.0", "1234.0"], [12.5, 3, 1_234]),
    ],
)
def test_the_cells_of_a_column_tell_together_what_a_mark_means(cells, numbers):
    assert column_of(*cells) == (numbers, [""] * len(cells))
    assert column_of(*reversed(cells)) == (numbers[::-1], [""] * len(cells))


def test_a_column_in_which_no_cell_tells_what_a_point_means_is_not_guessed():
    numbers, lost = column_of("1.234", "500", "-12.345")
    assert numbers == [None, 500, None]
    assert lost == ["figure=1.234", "", "figure=-12.345"]
    assert column_of("1.234", "500", lang="es")[0] == [1_234, 500]
    assert column_of("1.234", "500", lang="en")[0] == [1.234, 500]


def test_cells_that_contradict_one_another_in_their_marks_are_not_taken_for_each_other():
    numbers, lost = column_of("1.234.567", "1,234,567", "1.234", "12,5")
    assert numbers == [1_234_567, 1_234_567, None, None]
    assert lost == ["", "", "figure=1.234", "figure=12,5"]


def test_all_columns_of_numbers_tell_together_what_a_mark_means():
    assert range_of("low;best;high", "900;1.234;1.234.567")[:3] == (900, 1_234, 1_234_567)


def test_a_hedge_beside_a_number_does_not_change_it():
    text = "measure;qualifier;figure\nkilled;more than;1.234\nkilled;;12.5\n"
    assert read(io.StringIO(text))["low"].tolist()[0] == 1.234
    alone = read(io.StringIO(text.replace("killed;;12.5\n", "")))
    assert alone["unread"].tolist() == ["figure=1.234"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("at least 32", (32, None, None, "stated", None)),
        ("more than 2,000", (2000, None, None, "exclusive", None)),
        ("fewer than 20", (None, None, 20, None, "exclusive")),
        ("3 – 7", (3, None, 7, "stated", "stated")),
        ("three hundred", (None, 300, None, "stated", "stated")),
        ("hundreds", (200, None, 999, "convention", "convention")),
        ("about 500", (450, 500, 550, "convention", "convention")),
    ],
)
@pytest.mark.parametrize("header", ["figure", "best"])
def test_words_are_a_range_in_whatever_column_of_numbers_they_stand(header, cell, expected):
    row = row_of(header, cell)
    assert tuple(row[name] for name in RANGE) == expected
    assert row["stated"] == cell


def test_a_bare_number_is_unranged_and_leaves_no_words():
    row = row_of("figure", "12 345")
    assert (row["range_kind"], row["stated"], row["quantifier"]) == ("unranged", None, None)


@pytest.mark.parametrize("cell", ["12O", "1,2,3", "lots", "1e400", "12345678901234567890", "inf"])
@pytest.mark.parametrize("header", ["figure", "low", "best", "high"])
def test_what_is_no_number_is_kept_as_unread_and_never_half_read(header, cell):
    row = row_of(header, cell)
    assert tuple(row[name] for name in RANGE) == (None,) * 5
    assert split_unread(row["unread"]) == {header: cell}


@pytest.mark.parametrize(
    "cell", ["n/a", "N/A", "NA", "-", "—", "…", "not available", "nd", "Unknown"]
)
def test_a_marker_says_that_there_is_no_number(cell):
    row = row_of("figure", cell)
    assert (row["status"], row["stated"], row["unread"]) == ("missing", cell, None)


def test_a_blank_cell_says_nothing_of_why():
    row = row_of("figure;low", ";")
    assert (row["status"], row["stated"], row["unread"]) == (None, None, None)


def test_a_language_whose_words_are_not_known_keeps_them_as_unread():
    assert row_of("figure", "several hundred", lang="ar")["unread"] == "figure=several hundred"


# --- a hedge beside a number ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hedge", "cell", "expected"),
    [
        ("more than", "1595", (1595, None, None, "exclusive", None)),
        ("More_than", "1,595", (1595, None, None, "exclusive", None)),
        ("approximately", "20", (18, 20, 22, "convention", "convention")),
        ("total", "20", (None, 20, None, "stated", "stated")),
        ("exact", "20", (None, 20, None, "stated", "stated")),
        ("", "20", (None, 20, None, "stated", "stated")),
        ("more than", "hundreds", (200, None, None, "convention", None)),
    ],
)
@pytest.mark.parametrize("header", ["qualifier", "quantifier"])
def test_a_hedge_beside_a_number_makes_one_range_with_it(header, hedge, cell, expected):
    assert range_of(f"{header};figure", f"{hedge};{cell}") == expected


def test_a_hedge_that_the_words_have_already_is_said_once():
    assert row_of("qualifier;figure", "more than;more than 1,595")["stated"] == "more than 1,595"


def test_a_hedge_that_is_not_understood_leaves_the_number_unread():
    row = row_of("qualifier;figure", "perhaps or not;1595")
    assert (row["best"], row["unread"]) == (None, "figure=perhaps or not 1595")


# --- several columns --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("low;best;high", "20;25;30", (20, 25, 30, "stated", "stated")),
        ("low;best;high", "20;;30", (20, None, 30, "stated", "stated")),
        ("low;best;high", "20;25;", (20, 25, None, "stated", None)),
        ("low;best;high", ";25;30", (None, 25, 30, None, "stated")),
        ("low;best;high", "at least 300;;thousands", (300, None, 9999, "stated", "convention")),
        ("low;best;high", "more than 300;;", (300, None, None, "exclusive", None)),
        ("low;best;high", "about 300;;400", (300, None, 400, "stated", "stated")),
        ("figure;low;high", "500;450;550", (450, 500, 550, "stated", "stated")),
        ("figure;low;high", "about 500;450;550", (450, 500, 550, "stated", "stated")),
        ("figure;low;high", "about 500;450;", (450, 500, 550, "stated", "convention")),
        ("figure;low;high", "between 20 and 30;20;30", (20, None, 30, "stated", "stated")),
        ("figure;best", "between 20 and 30;25", (20, 25, 30, "stated", "stated")),
        ("figure;best", "500;500", (None, 500, None, "stated", "stated")),
        ("figure;best", "500;", (None, 500, None, "stated", "stated")),
    ],
)
def test_columns_that_agree_make_one_range(header, line, expected):
    row = row_of(header, line)
    assert tuple(row[name] for name in RANGE) == expected
    assert row["unread"] is None


@pytest.mark.parametrize(
    ("header", "line", "expected", "unread"),
    [
        ("figure;best", "500;300", (None, 300, None), {"figure": "500"}),
        ("figure;best", "about 500;300", (None, 300, None), {"figure": "about 500"}),
        ("figure;low;high", "20-30;10;", (10, None, None), {"figure": "20-30"}),
        ("low;best;high", "300;more than 500;900", (300, None, 900), {"best": "more than 500"}),
        ("low;best;high", "20;;3O", (20, None, None), {"high": "3O"}),
        ("low;best;high", "20-30;;40", (None, None, 40), {"low": "20-30"}),
        ("figure;low;best;high", "some;1;2;3", (1, 2, 3), {"figure": "some"}),
    ],
)
def test_of_columns_that_contradict_one_the_other_is_kept_as_unread(header, line, expected, unread):
    row = row_of(header, line)
    assert tuple(row[name] for name in RANGE[:3]) == expected
    assert split_unread(row["unread"]) == unread


def test_numbers_out_of_order_stay_as_they_are():
    assert range_of("low;best;high", "30;10;20")[:3] == (30, 10, 20)
    assert range_of("figure;high", "more than 500;400")[:3] == (500, None, 400)


def test_words_of_several_columns_are_all_kept():
    assert row_of("low;high", "at least 300;thousands")["stated"] == "at least 300; thousands"


def test_a_hedge_at_an_end_keeps_its_number_and_makes_the_range_approximate():
    assert row_of("low;high", "about 300;400")["approximate"] is True
    assert row_of("low;high", "at least 300;400")["approximate"] is False


def test_every_range_that_is_read_is_one_that_an_estimate_accepts():
    header = "measure;figure;low;best;high"
    lines = [
        "killed;;20;;30",
        "killed;;more than 20;;",
        "killed;hundreds;;;",
        "killed;about 50;45;;60",
    ]
    table = read(io.StringIO("\n".join([header, *lines])))
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        parts = {name: row[name] for name in (*RANGE, "quantifier", "range_kind")}
        made = Estimate(**parts, approximate=row["approximate"])
        assert (made.low_kind, made.high_kind) == (row["low_kind"], row["high_kind"])


def test_the_canonical_words_of_a_file_are_believed_before_what_follows_from_its_numbers():
    row = row_of("low;high;low_kind;range_kind", "20;30;exclusive;plausible")
    assert (row["low_kind"], row["high_kind"], row["range_kind"]) == (
        "exclusive",
        "stated",
        "plausible",
    )


def test_each_distinct_cell_is_judged_once(monkeypatch):
    asked = []
    original = _numbers.parse_estimate
    monkeypatch.setattr(
        _numbers, "parse_estimate", lambda words, **k: asked.append(words) or original(words, **k)
    )
    frame = pd.DataFrame({"measure": "killed", "figure": ["several hundred", "300"] * 5000})
    table = read(frame)
    assert asked.count("several hundred") == 1
    assert table["low"].notna().sum() == 5000

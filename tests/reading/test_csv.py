import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import ReadError
from crisisfigures.reading import _csv, read

TEXT = (
    "measure,figure,place,source\nkilled,3,Ménaka,Studio Tamani\nkilled,several hundred,Gao,AFP\n"
)


def table_of(text, **options):
    return read(io.StringIO(text), **options)


def cells(column):
    return [None if pd.isna(cell) else cell for cell in column]


@pytest.fixture(params=["pyarrow", "pandas", "one by one"])
def parser(request, monkeypatch):
    """Each of the three ways in which records are parsed; all must find the same."""
    if request.param == "pyarrow":
        pytest.importorskip("pyarrow")
        return
    parsers = {
        "pandas": lambda data, delimiter, width, **_: _csv._by_pandas(data, delimiter, width),
        "one by one": lambda *_, **__: None,
    }
    monkeypatch.setattr(_csv, "_fast", parsers[request.param])


# --- encodings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("utf-32", None),
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_gives_the_same_table(encoding, note, newline):
    table = read(TEXT.replace("\n", newline).encode(encoding))
    assert cells(table["place_name"]) == ["Ménaka", "Gao"]
    assert cells(table["place"]) == ["ML-9", "ML-7"]
    assert cells(table["source_row"]) == [2, 3]
    notes = table.attrs["reading"]["notes"]
    assert (note is None and notes == []) or note in notes[0]


def test_utf_8_with_a_broken_byte_is_refused_by_its_line():
    data = TEXT.encode() + "killed,4,Tillabéri,".encode() + b"\xe9\n"
    with pytest.raises(ReadError, match="most of it is UTF-8, but the byte 0xE9 in line 4 is not"):
        read(data)


def test_a_long_file_is_checked_to_its_end():
    data = (TEXT + "killed,3,Ménaka,AFP\n" * 20_000).encode() + b"killed,3,M\xe9naka,AFP\n"
    with pytest.raises(ReadError, match="in line 20,004 is not"):
        read(data)


def test_a_character_cut_in_two_by_a_piece_of_the_file_is_read():
    filler = "é" * (2**18)
    table = read(f"measure,figure,excerpt\nkilled,3,{filler}\nkilled,4,x{filler}\n".encode())
    assert cells(table["excerpt"]) == [filler, "x" + filler]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b" \r\n \n", "it is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary file"),
        (bytes(range(1, 32)) * 200 + b"\xe9", "control characters|fits neither"),
        (b"measure,figure\nkilled,\x81\x8d", "neither UTF-8 nor Windows-1252"),
        (b"\xff\xfem\x00e", None),
        (b"\xff\xfem", "begins like UTF-16"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data, why):
    with pytest.raises(ReadError, match=why):
        read(data)


# --- delimiters, quotes, rows -----------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(delimiter, parser):
    rows = [["measure", "figure", "excerpt"], ["killed", "3", "a, b; c | d"], ["injured", "4", "x"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    table = table_of(out.getvalue())
    assert cells(table["best"]) == [3, 4]
    assert cells(table["excerpt"]) == ["a, b; c | d", "x"]


def test_decimal_commas_do_not_make_a_delimiter():
    table = table_of("measure;figure;level\nkilled;1,5;0\nkilled;2,5;0\n", lang="fr")
    assert cells(table["best"]) == [1.5, 2.5]


def test_the_line_that_tells_excel_the_delimiter_is_not_a_row():
    table = table_of("sep=;\nmeasure;figure\nkilled;3\n")
    assert cells(table["source_row"]) == [2]


def test_rows_are_counted_as_a_spreadsheet_shows_them(parser):
    text = 'measure,figure,source\n\nkilled,3,"line\nbreak"\n,,\n  ,,\nkilled,4,AFP\n\n\n'
    table = table_of(text)
    assert cells(table["source_row"]) == [3, 6]
    assert cells(table["source"]) == ["line\nbreak", "AFP"]


def test_titles_above_the_header_are_passed_over_and_counted(parser):
    table = table_of("Situation report 7\n\nAs received\nmeasure,figure\nkilled,3\n")
    assert cells(table["source_row"]) == [5]


def test_marks_inside_a_cell_stay(parser):
    text = (
        'measure,figure,excerpt\nkilled,3,"he said ""three"""\nkilled,4,5" shell\nkilled,5,a"b"c\n'
    )
    assert cells(table_of(text)["excerpt"]) == ['he said "three"', '5" shell', 'a"b"c']


def test_a_mark_that_is_never_closed_is_refused_by_its_row(parser):
    with pytest.raises(ReadError, match="a quotation mark in row 3 is opened and never closed"):
        table_of('measure,figure\nkilled,3\nkilled,"4\nkilled,5\n')


def test_cells_beyond_the_header_are_kept_and_reported(parser):
    table = table_of("measure,figure,source\nkilled,20,000,AFP\nkilled,3,AFP,,\n")
    assert cells(table["unread"]) == ["column_4=AFP", None]


def test_a_row_that_is_too_short_has_blank_cells(parser):
    table = table_of("measure,figure,source\nkilled,3\ninjured,4,AFP\n")
    assert cells(table["source"]) == [None, "AFP"]


def test_a_cell_of_a_million_characters_is_kept(parser):
    long = "x" * 1_000_000
    table = table_of(f"measure,figure,excerpt\nkilled,{'9' * 1_000_000},{long}\n")
    assert cells(table["excerpt"]) == [long]
    assert table["unread"][0] == f"figure={'9' * 1_000_000}"


@pytest.mark.parametrize("size", [64, 100, 1000])
def test_cells_with_line_breaks_are_whole_wherever_a_block_ends(size, monkeypatch):
    monkeypatch.setattr(_csv, "_BLOCK", size)
    rows = [("killed", str(i), f"line {i}\nkilled,7,x\n{'y' * (i % 40)}") for i in range(200)]
    out = io.StringIO()
    csv.writer(out).writerows([("measure", "figure", "excerpt"), *rows])
    table = table_of(out.getvalue())
    assert cells(table["best"]) == list(range(200))
    assert cells(table["excerpt"]) == [row[2].strip() for row in rows]


def test_the_limit_of_csv_is_left_as_it_was():
    before = csv.field_size_limit()
    table_of('measure,figure\nkilled,"3\n4"\n')
    assert csv.field_size_limit() == before


def test_columns_of_one_name_and_without_a_name_are_all_kept():
    table = table_of("measure,figure,note,note,,\nkilled,3,a,b,c,\n")
    assert cells(table["caveat"]) == ["a"]
    assert cells(table["note_2"]) == ["b"]
    assert cells(table["column_5"]) == ["c"]
    assert "column_6" not in table


def test_a_header_without_rows_is_an_empty_table():
    table = table_of("measure,figure\n")
    assert len(table) == 0
    assert {"id", "measure", "low", "best", "high"} <= set(table.columns)


pieces = st.sampled_from(['"', ",", "\n", "\r\n", " ", "a", "é", "#", "'", "0", "NA"])
cell = st.lists(pieces, max_size=6).map("".join)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8), st.booleans())
def test_the_three_parsers_find_the_same_cells(rows, again):
    pytest.importorskip("pyarrow")
    # Of what comes again and again one parser makes a table of texts.
    rows = rows * 300 if again else rows
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["measure", "figure", "excerpt"])
    writer.writerows([("killed", "3", "x"), *rows])
    data = out.getvalue().encode()
    view, start = memoryview(data).toreadonly(), data.index(b"\n") + 1
    body = view[start : len(data.rstrip(b"\r\n"))]
    by_pandas = _csv._by_pandas(body, ",", 3)
    by_arrow = _csv._by_pyarrow(body, ",", 3, has_marks=b'"' in data)
    one_by_one = list(_csv._closed_records(data, ",", "x"))[1:]
    expected = [[cell.strip() for cell in column] for column in zip(*one_by_one, strict=True)]
    for found in (by_pandas, by_arrow):
        if found is not None:
            assert [texts.series().fillna("").tolist() for texts in found] == expected


def test_rows_that_repeat_the_header_or_its_tags_are_passed_over_with_a_note():
    lines = [
        "Place,Dead,Source",
        "#adm1+name,#affected+killed,#source",
        "Gao,12,AFP",
        "Place,Dead,Source",
        "#adm1+name,#affected+killed,#source",
        "Kidal,3,AFP",
    ]
    table = read("\n".join(lines).encode())
    assert table["best"].tolist() == [12, 3]
    assert table["source_row"].tolist() == [3, 6]
    assert table.attrs["reading"]["notes"] == ["rows that repeat the header are passed over: 4, 5."]

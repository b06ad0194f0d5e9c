"""Error cells and formulas that nobody has computed: found, and never taken for blank ones."""

import io
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures import validate
from crisisfigures.reading import read
from crisisfigures.reading._failed import UNCOMPUTED, failed_cells

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["measure", "figure", "place", "date", "source"]
ROW = ["killed", 3, "Mali", "2020-01-01", "AFP"]


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows, header=HEADER):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    return saved(book)


def changed(data, part, before, after):
    """Return a workbook with some bytes of a part in place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                assert before in content
                content = content.replace(before, after)
            new.writestr(name, content)
    return out.getvalue()


def in_sheet(data, before, after):
    return changed(data, "xl/worksheets/sheet1.xml", before, after)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"])
def test_a_death_toll_that_is_an_error_is_unread(error):
    table = read(workbook(ROW, ["killed", error, *ROW[2:]]))
    assert table["unread"].tolist()[1] == f"figure={error} (error in the sheet)"
    assert table["best"].isna().tolist() == [False, True]
    assert validate(table).counts == {"unreadable-number": 1}
    (note,) = table.attrs["reading"]["notes"]
    assert note == "cells hold an error (B3): mend them in the sheet."


def test_a_formula_without_a_stored_value_is_unread():
    table = read(workbook(ROW, ["killed", "=B2+1", *ROW[2:]]))
    assert table["unread"].tolist()[1] == f"figure={UNCOMPUTED}"
    assert validate(table).counts == {"unreadable-number": 1}
    (note,) = table.attrs["reading"]["notes"]
    assert note.endswith("(B3): open and save the file in a spreadsheet program.")


def test_an_error_is_no_source_and_no_place():
    row = ["killed", 3, "#REF!", "#VALUE!", "#N/A"]
    table = read(workbook(ROW, row))
    assert table[["place", "place_name", "source"]].iloc[1].isna().all()
    said = dict(part.split("=", 1) for part in table["unread"][1].split("; "))
    assert {name: text.split(" ")[0] for name, text in said.items()} == {
        "place": "#REF!",
        "date": "#VALUE!",
        "source": "#N/A",
    }


def test_the_errors_of_a_sheet_saved_as_csv_say_nothing_either():
    text = "measure,figure,place,date,source\nkilled,3,Mali,2020-01-01,#REF!\n"
    table = read(io.StringIO(text))
    assert table["source"].isna().all()
    assert table["unread"].tolist() == ["source=#REF!"]


def test_a_row_of_nothing_but_a_failed_cell_is_kept():
    table = read(workbook(ROW, [None, "=SUM(B2:B2)", None, None, None]))
    assert table["unread"].notna().tolist() == [False, True]


def test_what_a_formula_came_to_is_read():
    data = in_sheet(
        workbook(ROW, ["killed", "=B2+1", *ROW[2:]]), b"<f>B2+1</f><v />", b"<f>B2+1</f><v>4</v>"
    )
    table = read(data)
    assert table["best"].tolist() == [3, 4]
    assert table.attrs["reading"]["notes"] == []


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (
            '=HYPERLINK("https://example.org/?a=1&b=2","OCHA ""flash"" update")',
            'OCHA "flash" update',
        ),
        ('=hyperlink( "https://example.org" )', "https://example.org"),
        ('="AFP"', "AFP"),
        ("=12", "12"),
    ],
)
def test_a_formula_that_is_a_text_a_number_or_a_link_is_read_as_it(formula, text):
    table = read(workbook([*ROW[:4], formula]))
    assert table["source"].tolist() == [text]
    assert table.attrs["reading"]["notes"] == []


@pytest.mark.parametrize("formula", ['="a"&"b"', '=HYPERLINK(A1,"x")', "=1+1", '=IF("a","b")'])
def test_any_other_formula_is_not_computed(formula):
    assert failed_cells(workbook([formula]))[0] == {"Sheet": {1: {0: UNCOMPUTED}}}


def test_a_formula_that_came_to_an_empty_text_is_a_blank_cell():
    data = in_sheet(
        workbook(ROW, ["killed", 4, '=""', *ROW[3:]]),
        b'<c r="C3"><f>""</f><v />',
        b'<c r="C3" t="str"><f>""</f><v></v>',
    )
    assert failed_cells(data) == ({"Sheet": {}}, ())


@pytest.mark.parametrize(("flag", "n"), [(b' fullCalcOnLoad="1"', 1), (b"", 0)])
def test_a_stored_zero_is_none_where_all_formulas_are_still_to_be_computed(flag, n):
    data = in_sheet(
        workbook(ROW, ["killed", "=B2+1", *ROW[2:]]), b"<f>B2+1</f><v />", b"<f>B2+1</f><v>0</v>"
    )
    data = changed(data, "xl/workbook.xml", b' fullCalcOnLoad="1"', flag)
    assert read(data)["best"].isna().sum() == n


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        b"<c  t = 'e'  r='B2' s='4'>\n<f>1/0</f>\n<v>#DIV/0!</v>\n</c>",
        b'<x:c r="B2" t="e"><x:v>#DIV/0!</x:v></x:c>',
        b'<c r="B2" t="e"><is/><v xml:space="preserve"> #DIV/0! </v></c>',
    ],
)
def test_an_error_is_found_however_it_is_written(cell):
    data = in_sheet(workbook(ROW), b'<c r="B2" t="n"><v>3</v></c>', cell)
    assert failed_cells(data)[0] == {"Sheet": {1: {1: "#DIV/0! (error in the sheet)"}}}


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2"><f>A1&gt;1</f></c>',
        b'<c r="B2"><f>IF(A1>1,2,3)</f><v/></c>',
        b'<c r="B2"><f t="shared" si="0"/><v></v></c>',
        b'<c r="B2" t="n">\n <f t="shared" ref="B2:B9" si="0">A1</f>\n </c>',
    ],
)
def test_a_formula_is_found_however_it_is_written(cell):
    data = in_sheet(workbook(ROW), b'<c r="B2" t="n"><v>3</v></c>', cell)
    assert failed_cells(data)[0] == {"Sheet": {1: {1: UNCOMPUTED}}}


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2" t="str"><f>IF(A1="e","t=\'e\'","")</f><v>3</v></c>',
        b'<c r="B2" t="inlineStr"><is><t>t="e"</t></is></c>',
        b'<c r="B2"><f>A1</f><v>30</v></c>',
    ],
)
def test_what_only_resembles_a_failed_cell_is_none(cell):
    data = in_sheet(workbook(ROW), b'<c r="B2" t="n"><v>3</v></c>', cell)
    assert failed_cells(data) == ({"Sheet": {}}, ())


def test_cells_that_do_not_say_where_they_are_are_told():
    data = in_sheet(workbook(ROW), b'<c r="B2" t="n"><v>3</v></c>', b'<c t="e"><v>#REF!</v></c>')
    found, (note,) = failed_cells(data)
    assert not found
    assert "its cells do not say where they are" in note


def test_a_cell_beyond_any_sheet_takes_no_memory():
    data = in_sheet(
        workbook(ROW), b"</sheetData>", b'<row r="2"><c r="XFE2" t="e"><v>#N/A</v></c></row>'
    )
    assert failed_cells(data)[0] == {"Sheet": {}}


def test_a_workbook_that_declares_entities_is_not_looked_through():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook '
    found, (note,) = failed_cells(changed(workbook(ROW), "xl/workbook.xml", b"<workbook ", bomb))
    assert not found
    assert "it declares a type of document" in note


@pytest.mark.parametrize("part", [b"<c ", b'<c r="B2"><f>' + b" " * 400, b"<f><v>", b' t="e"'])
def test_a_sheet_made_to_be_slow_comes_to_an_end(part):
    data = in_sheet(workbook(ROW), b"</sheetData>", part * (2**22 // len(part)))
    assert failed_cells(data) == ({"Sheet": {}}, ())


@pytest.mark.parametrize("name", ["Deaths", "T\u00e9t & <x>", "2"])
def test_each_sheet_has_its_own(name):
    book = openpyxl.Workbook()
    book.active.append(["nothing here"])
    book.create_sheet(name).append([1, "#N/A"])
    assert failed_cells(saved(book))[0] == {
        "Sheet": {},
        name: {0: {1: "#N/A (error in the sheet)"}},
    }


cells = st.sampled_from(
    [None, 3, 0, "x", 't="e"', "<f>", "=A1+1", '=IF(A1>"e",1,"")', "#N/A", "#REF!"]
)


@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=6))
def test_the_cells_found_are_those_that_openpyxl_takes_for_formulas_and_errors(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    expected = {
        (cell.row - 1, cell.column - 1): cell.data_type
        for row in book.active.iter_rows()
        for cell in row
        if cell.data_type in ("e", "f")
    }
    (found,) = failed_cells(saved(book))[0].values()
    assert {
        (row, column): "f" if text == UNCOMPUTED else "e"
        for row, of_row in found.items()
        for column, text in of_row.items()
    } == expected


# --- other kinds of workbooks -------------------------------------------------------------------

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(*rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {_NAMES} xmlns:calcext="urn:x"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def ods_row(*said, repeated=1):
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(said)}'
        "</table:table-row>"
    )


def word(text):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


DIVIDED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
TO_COMPUTE = '<table:table-cell table:formula="of:=1+1"/>'


def test_an_error_of_an_ods_is_no_zero():
    data = ods(
        ods_row(*map(word, ("measure", "figure", "source"))),
        ods_row(word("killed"), DIVIDED, word("AFP")),
        ods_row(word("killed"), TO_COMPUTE, word("AFP"), repeated=2),
    )
    table = read(data)
    assert table["best"].isna().all()
    assert table["unread"].tolist() == [
        "figure=#DIV/0! (error in the sheet)",
        *[f"figure={UNCOMPUTED}"] * 2,
    ]


def test_repeated_cells_of_an_ods_are_all_found_and_take_no_memory():
    blank = '<table:table-cell table:number-columns-repeated="3"/>'
    wide = TO_COMPUTE.replace("/>", ' table:number-columns-repeated="900000000"/>')
    found, notes = failed_cells(
        ods(ods_row(blank, DIVIDED), ods_row(blank), ods_row(wide, repeated=900000000))
    )
    assert found["S"][0] == {3: "#DIV/0! (error in the sheet)"}
    assert 1 not in found["S"]
    assert len(found["S"]) < 2**20
    assert len(found["S"][2]) == 2**14
    assert notes == ()


def test_older_workbooks_do_not_tell_and_that_is_told():
    found, (note,) = failed_cells(b"\xd0\xcf\x11\xe0")
    assert not found
    assert note.startswith("cells that hold errors, such as #REF!, are read as blank")


def test_the_number_not_available_that_people_type_stays_missing():
    table = read(pd.DataFrame([["killed", "#N/A", "AFP"]], columns=["measure", "figure", "source"]))
    assert table["status"].tolist() == ["missing"]

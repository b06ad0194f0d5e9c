"""A bad file is a clear error, in bounded time and memory; what a cell names is never opened."""

import builtins
import io
import json
import os
import socket
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.cells import csv_field
from crisisfigures.errors import MissingExtraError, ReadError
from crisisfigures.reading import _archive, _csv, read

WORKBOOK = {
    "[Content_Types].xml": (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
        'types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http:'
        '//schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="May" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    ),
}
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def workbook(cells, texts=()):
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return archive(
        **WORKBOOK,
        **{"xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>"},
        **{"xl/worksheets/sheet1.xml": sheet(cells)},
    )


def sheet(cells):
    return f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"


def row(number, *texts):
    cells = "".join(
        f'<c r="{"ABCDEF"[i]}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for i, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


GOOD = row(1, "measure", "figure") + row(2, "killed", "3")


# --- workbooks --------------------------------------------------------------------------------


def test_a_workbook_made_by_hand_is_read():
    assert read(workbook(GOOD))["best"].tolist() == [3]


def test_a_sheet_that_unpacks_to_a_thousand_times_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(_archive, "_BOMB", 2**20)
    blown_up = GOOD + row(3, "x" * 10) * 100_000
    with pytest.raises(ReadError, match=r"sheet1.xml' unpacks from [\d,]+ to [\d,]+ bytes"):
        read(workbook(blown_up))


def test_a_workbook_of_very_many_bytes_is_refused(monkeypatch):
    monkeypatch.setattr(_archive, "MOST_UNPACKED", 1_000)
    with pytest.raises(ReadError, match=r"it unpacks to [\d,]+ bytes, which is too large"):
        read(workbook(GOOD))


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        "<row r='1048576'><c t='inlineStr' r = 'XFD1048576'><is><t>x</t></is></c></row>",
    ],
)
def test_a_cell_at_the_far_corner_is_refused(far):
    with pytest.raises(ReadError, match="down to row 1,048,576 and out to column 16,384"):
        read(workbook(GOOD + far))


def test_cells_that_are_only_coloured_and_sizes_that_are_only_declared_do_no_harm():
    coloured = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert read(workbook(GOOD + coloured))["best"].tolist() == [3]
    declared = sheet(GOOD).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    parts = {**WORKBOOK, "xl/worksheets/sheet1.xml": declared}
    assert read(archive(**parts))["best"].tolist() == [3]


def test_a_cell_at_the_far_corner_of_a_binary_sheet_is_refused():
    def record(kind, *numbers):
        content = b"".join(number.to_bytes(4, "little") for number in numbers)
        return bytes([kind, len(content)]) + content

    sheet = record(0, 0) + record(2, 0, 0) + record(0, 2**20 - 1) + record(6, 2**14 - 1, 0)
    with pytest.raises(ReadError, match="down to row 1,048,576 and out to column 16,384"):
        read(archive(**{"xl/worksheets/sheet1.bin": sheet}))
    blank = record(0, 2**20 - 1) + record(1, 2**14 - 1, 0)
    with pytest.raises(ReadError, match="not a workbook that can be opened"):
        read(archive(**{"xl/worksheets/sheet1.bin": blank + b"\x80"}))


def test_one_long_text_in_very_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(_archive, "MOST_CHARACTERS", 10**6)
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(3, 103))
    with pytest.raises(ReadError, match=r"have 2,00\d,\d+ characters together"):
        read(workbook(GOOD + cells, ["x" * 20_000]))
    # A long text beside many short ones is nothing special.
    cells = cells.replace("<v>0<", "<v>1<", 99)
    assert len(read(workbook(GOOD + cells, ["x" * 20_000, "y"]))) == 101


def test_entities_are_not_expanded():
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    cells = GOOD.replace("killed", "killed &b;")
    parts = {**WORKBOOK, "xl/worksheets/sheet1.xml": laughs + sheet(cells)}
    with suppress(ReadError):
        assert "haha" not in read(archive(**parts)).to_string()


def test_a_sheet_of_ods_that_repeats_a_cell_without_end_is_refused():
    content = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="1024" office:value="3"><text:p>3</text:p>'
        "</table:table-cell></table:table-row>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    with pytest.raises(ReadError, match="repeats cells"):
        read(archive(mimetype=mimetype, **{"content.xml": content}))


# --- text -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [b"9" * 2_000, b"," * 2_000, b"about " * 400])
def test_a_line_that_does_not_end_is_refused(monkeypatch, line):
    monkeypatch.setattr(_csv, "_LONGEST_LINE", 1_000)
    monkeypatch.setattr(_csv, "_BLOCK", 500)
    with pytest.raises(ReadError, match=r"line 3 has 2,\d+ characters: it is no line of a table"):
        read(b"measure,figure\nkilled,3\nkilled," + line + b"\n")


def test_a_cell_that_does_not_end_is_refused(monkeypatch):
    monkeypatch.setattr(_csv, "_LARGEST_CELL", 1_000)
    with pytest.raises(ReadError, match="is a quotation mark opened before, and never closed"):
        read(b'measure,figure\nkilled,"3\n' + b"killed,3\n" * 1_000)


@pytest.mark.parametrize("name", ["figure", "period", "place", "published", "sex", "unit", "basis"])
@pytest.mark.parametrize("text", ["(", "1,", "2022-", "a ", "to ", "about ", "-"])
def test_a_very_long_cell_is_not_read_as_words_and_is_kept(name, text):
    long = (text * 20_000).strip()
    data = f"measure,figure,{name}x\nkilled,3,\nkilled,3,{csv_field(long)}\n"
    data = data.replace("figure,figurex", "note,figure").replace(f"{name}x", name)
    table = read(data.encode())
    assert len(table["unread"].dropna().iloc[0]) > len(long) - 1


def test_ten_thousand_columns_are_read():
    names = [*(f"c{i}" for i in range(5_000)), *(["same"] * 5_000)]
    lines = [",".join(["measure", "figure", *names]), *[",".join(["killed", "3", *names])] * 3]
    table = read("\n".join(lines).encode())
    assert table["best"].tolist() == [3, 3, 3]
    assert {"c4999", "same", "same_5000"} <= set(table)


# --- JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"measure":"killed","figure":3}\n' + '{"a":' * 100_000, "line 2 is nested too deeply"),
        ('[{"measure":"killed","figure":3,"x":' + "[" * 100_000, "nested too deeply"),
        ('[{"measure":"killed","figure":3,"figure":4}]', "the name 'figure' twice"),
        ('{"measure":"killed","figure":3}\n{"figure":3,"figure":4}', "line 2 .* 'figure' twice"),
    ],
)
def test_json_that_is_no_table_is_refused(text, why):
    with pytest.raises(ReadError, match=why):
        read(text.encode())


@pytest.mark.parametrize("number", ["9" * 100_000, "1." + "9" * 100_000, "1e999999999"])
def test_a_number_of_json_that_is_none_is_kept_as_unread(number):
    table = read(f'[{{"measure":"killed","figure":{number}}}]'.encode())
    assert table["unread"][0] == f"figure={number}"


def test_numbers_that_json_does_not_have_are_no_numbers():
    table = read(b'[{"measure":"killed","figure":Infinity},{"measure":"idps","figure":-Infinity}]')
    assert table["best"].isna().all()


# --- anything ---------------------------------------------------------------------------------

MAGIC = [
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
    b"[",
    b"{",
]
MAGIC += [b'[{"measure":"killed","figure":', b"measure,figure\n", b"#affected,#adm1\n", b"\xff\xfe"]
MAGIC += [b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"BZh", b"sep=;\n", b"measure;figure\nkilled;"]


@settings(max_examples=300)
@given(start=st.sampled_from(MAGIC), data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(start, data):
    with suppress(ReadError, MissingExtraError):
        read(start + data)


def damaged():
    """Return good files of every kind, to be cut and broken."""
    csv = b'measure,figure,period\nkilled,"about 3",2022\nidps,4 to 5,2021-03\n'
    records = [{"measure": "killed", "figure": 3}, {"measure": "idps", "figure": "about 4"}]
    found = [csv, csv.decode().encode("utf-16"), json.dumps(records).encode(), workbook(GOOD)]
    try:
        out = io.BytesIO()
        __import__("pandas").DataFrame(records).astype(str).to_parquet(out)
        found.append(out.getvalue())
    except ImportError:
        pass
    return found


@settings(max_examples=150)
@given(data=st.data())
def test_any_damaged_file_is_read_or_refused(data):
    good = bytearray(data.draw(st.sampled_from(damaged())))
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadError, MissingExtraError):
        read(bytes(good[: data.draw(st.integers(0, len(good)))]))


# --- nothing is followed ----------------------------------------------------------------------


NAMED = {"passwd", "a.csv", "a.parquet", "claims.csv"}
LINKS = [
    *("/etc/passwd", "file:///etc/passwd", "https://example.org/a.csv", "s3://bucket/a.parquet"),
    *("../claims.csv", "=WEBSERVICE(x)", "\\\\server\\share\\a.csv"),
]


@pytest.mark.parametrize("cell", LINKS)
@pytest.mark.parametrize("name", ["url", "source", "file", "place", "period", "note", "figure"])
def test_a_path_or_a_link_in_a_cell_is_never_opened(monkeypatch, cell, name):
    names = list(dict.fromkeys(["measure", "figure", name]))

    def watched(really):
        def opened(path, *args, **kwargs):
            # What the library brings with it may be looked up: names of places, words.
            assert Path(str(path)).name not in NAMED
            return really(path, *args, **kwargs)

        return opened

    def refused(*args, **kwargs):
        raise AssertionError("a connection was made")

    for module in (builtins, io, os):
        monkeypatch.setattr(module, "open", watched(module.open))
    monkeypatch.setattr(socket, "socket", refused)
    values = {"measure": "killed", "figure": "3", name: cell}
    read(f"{','.join(names)}\n{','.join(values[n] for n in names)}\n".encode())
    read(json.dumps([values]).encode())

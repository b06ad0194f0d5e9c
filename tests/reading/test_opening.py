import bz2
import datetime
import gzip
import io
import lzma
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crisisfigures import reading
from crisisfigures.errors import MissingExtraError, ReadError, UnknownFormatError
from crisisfigures.reading import _archive, read, report_progress, sources_beside
from crisisfigures.testing import assert_tables_equal

openpyxl = pytest.importorskip("openpyxl")

TEXT = "measure,figure,source\nkilled,3,AFP\ninjured,several hundred,MSF\n"


def archive_of(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def cells(column):
    return [None if pd.isna(cell) else cell for cell in column]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- what is no table -------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, lzma.compress, bytes])
@pytest.mark.parametrize("begin", [b"RDX3\nX\n", b"RDX2\nX\n", b"X\n\x00\x00\x00\x03"])
def test_data_saved_from_r_are_called_by_their_name(packed, begin):
    with pytest.raises(ReadError, match=r"it is R data, not a table.(?s:.*)write\.csv"):
        read(packed(begin + b"\x00\x04\x02\x00" * 20))


@pytest.mark.parametrize("packed", [bz2.compress, lzma.compress])
def test_other_compressed_data_are_to_be_decompressed(packed):
    with pytest.raises(ReadError, match=r"it is compressed(?s:.*)decompress it first"):
        read(packed(TEXT.encode()))
    with pytest.raises(ReadError, match="it is compressed"):
        read(packed(TEXT.encode())[:12])


def test_gzip_and_an_archive_of_one_table_are_unpacked():
    table = read(gzip.compress(TEXT.encode()))
    assert_tables_equal(table, read(TEXT.encode()))
    zipped = archive_of(**{"data/claims.csv": TEXT, "codebook.pdf": "%PDF", "data/readme.txt": "x"})
    assert_tables_equal(read(zipped), table)


def test_a_gzip_file_that_is_cut_or_unpacks_to_very_much_is_refused(monkeypatch):
    with pytest.raises(ReadError, match="ends too early"):
        read(gzip.compress(TEXT.encode())[:30])
    monkeypatch.setattr(_archive, "_BOMB", 2**10)
    with pytest.raises(ReadError, match="unpacks to too much"):
        read(gzip.compress(b"0" * 2**20))


def test_an_archive_of_several_tables_or_none_is_refused_with_their_names():
    with pytest.raises(ReadError, match=r"2 tables: 'a.csv', 'b.csv'"):
        read(archive_of(**{"a.csv": TEXT, "b.csv": TEXT}))
    with pytest.raises(ReadError, match="0 tables: none"):
        read(archive_of(**{"a.pdf": "%PDF"}))


# --- where data come from ---------------------------------------------------------------------


def test_a_path_bytes_a_file_and_a_text_give_the_same_figures(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(TEXT, encoding="utf-8")
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        found = [
            read(path),
            read(str(path)),
            read(TEXT.encode()),
            read(bytearray(TEXT.encode())),
            read(io.StringIO(TEXT)),
            read(io.BytesIO(TEXT.encode())),
            read(binary),
            read(text),
        ]
    for table in found:
        assert cells(table["id"]) == cells(found[0]["id"])
        assert cells(table["source_row"]) == [2, 3]
    assert cells(found[0]["file"]) == cells(found[6]["file"]) == ["claims.csv"] * 2
    assert "file" not in found[2]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("no/such/claims.csv", "there is no such file"),
        (".", "it is a directory"),
        ("https://example.org/claims.csv", "nothing is fetched from the web"),
        ("a\x00b", "cannot be opened"),
    ],
)
def test_a_path_that_leads_to_no_file_is_refused(path, why):
    with pytest.raises(ReadError, match=why):
        read(path)


def test_a_path_in_a_cell_is_never_followed(tmp_path):
    (tmp_path / "secret.csv").write_text("measure,figure\nkilled,99\n", encoding="utf-8")
    path = tmp_path / "claims.csv"
    path.write_text(f"measure,figure,url\nkilled,3,{tmp_path}/secret.csv\n", encoding="utf-8")
    assert cells(read(path)["best"]) == [3]


def test_data_of_no_kind_is_misuse():
    with pytest.raises(TypeError, match="cannot read int: give a path"):
        read(5)


def test_how_a_file_was_understood_is_noted():
    noted = read(io.StringIO(TEXT)).attrs["reading"]
    assert noted["format"] == "tidy"
    assert "'measure', 'figure'" in noted["reason"]
    assert noted["notes"] == []


def test_long_work_tells_how_far_it_is():
    heard = []
    with report_progress(lambda what, done, total: heard.append((done, total))):
        read(io.StringIO(TEXT))
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1]
    n = len(heard)
    read(io.StringIO(TEXT))
    assert len(heard) == n


def test_the_sources_beside_a_file_are_known(tmp_path):
    (tmp_path / "sources.toml").write_text(
        '[sources."Radio Menaka"]\ntype = "media"\n', encoding="utf-8"
    )
    assert sources_beside(tmp_path / "claims.csv").type_of("Radio Menaka") == "media"
    (tmp_path / "sources.toml").unlink()
    assert sources_beside(tmp_path / "claims.csv").type_of("Radio Menaka") is None


# --- workbooks --------------------------------------------------------------------------------


def test_a_sheet_is_read_with_its_rows_as_the_spreadsheet_counts_them():
    data = workbook(
        Data=[
            [],
            ["Killed in Menaka, as reported"],
            ["measure", "figure", "date", "verified", "iso3"],
            ["killed", 3, datetime.date(2022, 6, 14), True, "NA"],
            [],
            ["killed", "several hundred", datetime.datetime(2022, 6, 14, 10, 30), None, "MLI"],
            ["killed", 12.345, None, False, None],
        ]
    )
    table = read(data)
    assert cells(table["source_row"]) == [4, 6, 7]
    assert cells(table["best"]) == [3, None, 12.345]
    assert cells(table["low"]) == [None, 300, None]
    assert cells(table["place"]) == ["NAM", "MLI", None]
    assert cells(table["verified"]) == ["true", None, "false"]
    days = [None if pd.isna(day) else str(day.date()) for day in table["period_start"]]
    assert days == ["2022-06-14", "2022-06-14", None]


def test_the_sheet_that_holds_figures_is_found():
    data = workbook(
        Notes=[["Terms of use"], ["See below"]], Data=[["measure", "figure"], ["killed", 3]]
    )
    table = read(data)
    assert (cells(table["best"]), table.attrs["reading"]["sheet"]) == ([3], "Data")


def test_of_several_sheets_with_figures_one_must_be_named():
    rows = [["measure", "figure"], ["killed", 3]]
    data = workbook(May=rows, June=[*rows, ["killed", 4]])
    with pytest.raises(ReadError, match="2 of its sheets hold figures: 'May', 'June'"):
        read(data)
    assert len(read(data, sheet="June")) == 2


def test_a_publishers_table_that_is_spread_over_sheets_is_read_whole(monkeypatch):
    form = replace(reading.formats()["tidy"], name="spread", level="publisher", sheets="all")
    monkeypatch.setattr(reading._read, "formats", lambda: {"spread": form})
    data = workbook(
        Terms=[["Terms of use"], ["See below"]],
        North=[["measure", "figure", "n_villages"], ["killed", 3, 2]],
        South=[["figure", "measure", "place"], [4, "injured", "Mali"], ["several", "killed", None]],
    )
    book = io.BytesIO(data)
    book.name = "book.xlsx"
    table = read(book)
    assert cells(table["file"]) == ["[book.xlsx]North", "[book.xlsx]South", "[book.xlsx]South"]
    assert cells(table["source_row"]) == [2, 2, 3]
    assert cells(table["measure"]) == ["killed", "injured", "killed"]
    assert cells(table["place"]) == [None, "MLI", None]
    assert cells(table["n_villages"]) == ["2", None, None]
    assert table["id"].is_unique
    assert table.attrs["reading"]["sheet"] == "North, South"
    assert len(read(data, sheet="North")) == 1


def test_a_format_is_told_what_its_sheet_is_called(monkeypatch):
    tidy, seen = reading.formats()["tidy"], []

    def sniff(sheet):
        seen.append(sheet.name)
        return tidy.sniff(sheet)

    def arrange(sheet):
        return replace(tidy.arrange(sheet), columns={"measure": "killed", "period": sheet.name})

    form = replace(tidy, name="named", sniff=sniff, arrange=arrange)
    monkeypatch.setattr(reading._read, "formats", lambda: {"named": form})
    rows = [["measure", "figure"], ["killed", 3]]
    assert read(workbook(**{"2021": rows}))["period_start"].dt.year.tolist() == [2021]
    assert set(seen) == {"2021"}
    read(io.StringIO(TEXT))
    assert seen[-1] is None


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    data = workbook(May=[["measure", "figure"]])
    with pytest.raises(ReadError, match=r"it has no sheet 'June'\.\nHint: its sheets are 'May'"):
        read(data, sheet="June")
    with pytest.raises(ReadError, match="it is not a workbook"):
        read(io.StringIO(TEXT), sheet="June")


def test_a_workbook_without_figures_is_not_recognised():
    with pytest.raises(
        UnknownFormatError, match="no format recognises its columns 'Terms', 'Page'"
    ):
        read(workbook(Notes=[["Terms", "Page"]]))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 not a workbook",
        b"PK\x05\x06" + b"\x00" * 18,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
        pytest.param(lambda: workbook(Data=[["measure", "figure"]])[:-200], id="cut off"),
    ],
)
def test_a_broken_workbook_is_refused(data):
    with pytest.raises(ReadError, match="not a workbook that can be opened"):
        read(data() if callable(data) else data)


# --- JSON -------------------------------------------------------------------------------------


def test_what_is_nested_in_a_record_keeps_its_numbers_and_their_digits():
    text = (
        '{"features": [{"properties": {"measure": "killed", "figure": 12.5, "source": "AFP"}, '
        '"geometry": {"type": "Point", "coordinates": [2.10, -15.123, 1e-7, 0]}}]}'
    )
    row = read(text.encode()).loc[0]
    assert row["geometry"] == '{"type":"Point","coordinates":[2.10,-15.123,1e-7,0]}'


@pytest.mark.parametrize(
    "text",
    [
        '[{"measure": "killed", "figure": 3}, {"measure": "idps", "figure": "12 345", "x": null}]',
        '{"count": 2, "results": [{"measure": "killed", "figure": 3},'
        ' {"measure": "idps", "figure": 12345}]}',
        '{"measure": "killed", "figure": 3}\n\n{"figure": 12345, "measure": "idps"}\n',
        '[["measure", "figure"], ["killed", 3], ["idps", 12345.0]]',
        '{"type": "FeatureCollection", "features": ['
        '{"properties": {"measure": "killed", "figure": 3}, "geometry": null},'
        '{"properties": {"measure": "idps", "figure": 12345}, "geometry": {"type": "Point"}}]}',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_are_found_in_json_of_several_shapes(text, encoding):
    table = read(text.encode(encoding))
    assert cells(table["measure"]) == ["killed", "idps"]
    assert cells(table["best"]) == [3, 12_345]


def test_numbers_of_json_keep_their_digits():
    text = '[{"measure": "killed", "figure": 12.345, "n": 9007199254740993, "l": [1, {"a": "é"}]}]'
    table = read(io.StringIO(text), lang="es")
    assert cells(table["best"]) == [12.345]
    assert cells(table["n"]) == ["9007199254740993"]
    assert cells(table["l"]) == ['[1,{"a":"é"}]']


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"measure": "killed", ', "it is not JSON"),
        ("[1, 2]", "other things than records"),
        ("5", "it is a single value, and no table of records"),
        ('"killed"', "it is a single value, and no table of records"),
        ('{"measure": "killed"}\n\n{"measure": killed}\n', r"line 3 is not JSON .*column 13"),
        ('{"measure": "killed"}\n{"measure": "idps"', "line 2 is not JSON"),
        ("[]", "no records"),
        ('{"a": {"x": 1}}', "no list of records"),
        ("{}", "no list of records"),
        ('{"a": 1}', "no format recognises its columns 'a'"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "2 lists of records: a, b"),
        ("[" * 100_000, "nested too deeply"),
        ('{"x":' * 100_000, "nested too deeply"),
    ],
)
def test_json_without_records_is_refused(text, why):
    with pytest.raises(ReadError, match=why):
        read(io.StringIO(text))


# --- frames, records, Parquet -----------------------------------------------------------------


def test_a_frame_keeps_its_labels_and_the_types_of_its_other_columns():
    frame = pd.DataFrame(
        {
            "measure": pd.Categorical(["killed", "idps"]),
            "figure": [3, 12.345],
            "date": [pd.Timestamp("2022-06-14"), pd.NaT],
            "latitude": [16.5, np.nan],
            "country": ["NA", None],
        },
        index=["a", "b"],
    )
    before = frame.copy(deep=True)
    table = read(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(table.index) == ["a", "b"]
    assert cells(table["best"]) == [3, 12.345]
    assert cells(table["place"]) == ["NAM", None]
    assert table["latitude"].dtype == "float64"
    assert str(table["period_start"]["a"].date()) == "2022-06-14"
    assert not {"file", "source_row"} & set(table.columns)


def test_a_frame_of_typed_numbers_reads_the_same_in_every_language():
    frame = pd.DataFrame({"measure": "killed", "best": [12.345, 12.5, 1234.0, 5e15, 1 / 3]})
    for lang in (None, "es", "fr"):
        assert cells(read(frame, lang=lang)["best"]) == frame["best"].tolist()


def test_records_are_read_like_a_frame():
    table = read([{"measure": "killed", "figure": 3}, {"figure": "hundreds", "measure": "killed"}])
    assert cells(table["best"]) == [3, None]
    assert cells(table["high"]) == [None, 999]


def test_no_records_are_no_table():
    with pytest.raises(ReadError, match="it holds no records"):
        read([])


def test_parquet_is_read_where_pyarrow_is(monkeypatch):
    pytest.importorskip("pyarrow")
    out = io.BytesIO()
    pd.DataFrame({"measure": ["killed"], "figure": ["more than 20"]}).to_parquet(out)
    assert cells(read(out.getvalue())["low"]) == [20]
    with pytest.raises(ReadError, match="not a Parquet file"):
        read(out.getvalue()[:-20])
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'crisisfigures\[parquet\]'"):
        read(out.getvalue())


# --- large tables -----------------------------------------------------------------------------


def test_a_large_table_says_the_same_as_a_small_one():
    lines = ["killed,several hundred,Gao,AFP", "idps,3,Mali,", "lost,12O,,MSF", "killed,n/a,,AFP"]
    small = read(io.StringIO("\n".join(["measure,figure,place,source", *lines])))
    large = read(io.StringIO("\n".join(["measure,figure,place,source", *lines * 30_000])))
    assert len(large) == 120_000
    assert isinstance(large["place"].dtype, pd.CategoricalDtype)
    assert not set(large["place"].cat.categories) ^ {"ML-7", "MLI"}
    for name in set(small.columns) - {"id", "source_row"}:
        assert cells(large[name].iloc[-4:].astype(small[name].dtype)) == cells(small[name])


def test_blank_rows_and_broken_rows_of_a_large_file_are_where_they_are():
    lines = ["killed,3", "", "killed,4,5"] * 20_000
    table = read(io.StringIO("\n".join(["measure,figure", *lines])))
    assert len(table) == 40_000
    assert cells(table["source_row"].tail(2)) == [59_999, 60_001]
    assert table["unread"].notna().sum() == 20_000


# --- merged cells -------------------------------------------------------------------------------

HEADER = ["measure", "figure", "source"]


def merged(rows, *areas):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in areas:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue())


def test_merged_cells_of_data_are_not_filled_and_are_told():
    table = merged([HEADER, ["killed", 3, "OCHA"], ["killed", 4, None]], "C2:C3")
    assert table["source"].fillna("").tolist() == ["OCHA", ""]
    (note,) = table.attrs["reading"]["notes"]
    assert note.startswith("cells are merged (C2:C3): what they say is read in the first")


def test_merged_cells_above_the_data_are_no_news():
    table = merged([["What and how many", None, None], HEADER, ["killed", 3, "OCHA"]], "A1:C1")
    assert table.attrs["reading"]["notes"] == []


def test_many_merged_cells_are_counted():
    rows = [HEADER, *[["killed", 3, "OCHA"]] * 60]
    table = merged(rows, *(f"AB{i}:AB{i + 1}" for i in range(4, 40, 2)))
    (note,) = table.attrs["reading"]["notes"]
    assert "(AB4:AB5, AB6:AB7, AB8:AB9, AB10:AB11, AB12:AB13 and 13 more)" in note

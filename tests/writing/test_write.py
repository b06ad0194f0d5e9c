"""A table that is written is read again as the same table, from every kind of file."""

import io
import json
import os
import re
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.cells import could_compute, protected, unprotected
from crisisfigures.errors import (
    MissingExtraError,
    OptionError,
    TableError,
    UnknownNameError,
    WriteError,
)
from crisisfigures.reading import _coercion
from crisisfigures.table import COLUMNS, normalise
from crisisfigures.testing import assert_tables_equal, tables
from crisisfigures.writing import describe
from crisisfigures.writing.hxl import tag

FORMS = ("csv", "excel", "hxl", "jsonl", "parquet")
NEEDS = {"excel": "openpyxl", "parquet": "pyarrow"}

CLAIMS = (
    "measure,figure,unit,group,place,period,source,published,note,latitude\n"
    'killed,several hundred,people,civilian,"Menaka region, Mali",March to May 2022,MSA,2022-06,'
    "=1+1,-8.5\n"
    'displaced,more than 2 million,,all,Sahel,since 2012,AFP,2022-06-14,"b, ""c""",\n'
    "deaths,12O,goats,,Nowhere,lately,,,  ,3\n"
    'idps,n/a,household,women,Mali,as of 3 August 2020,IOM,2020,"d\ne",4\n'
    "killed,12.345,,,NA,1 Jan 1890,OCHA,,NA,12.345\n"
)

harsh = st.text(st.sampled_from("'\"=+-@#ab1 \t\r\n;,|＝\x1f\x85\u200f\xa0{}_x0"), max_size=9) | (
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=9)
)


def again(table, form):
    if form in NEEDS:
        pytest.importorskip(NEEDS[form])
    out = io.BytesIO()
    cf.write(table, out, format=form)
    return cf.read(out.getvalue())


def as_read():
    table = cf.read(io.StringIO(CLAIMS))
    table["file"] = "claims.csv"
    return table


def figures(n, **columns):
    """Return n rows that say little, with these columns."""
    cells = {"measure": ["killed"] * n, "source": ["AFP"] * n, **columns}
    return normalise(pd.DataFrame(cells))


def without_blank(table):
    """Return a table with missing for "", of which no file can tell the difference."""
    return table.replace({"": None})


# --- lossless ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_what_was_read_is_read_again_from_every_kind_of_file(form):
    table = as_read()
    back = again(table, form)
    assert_tables_equal(back, table)
    assert back["id"].tolist() == table["id"].tolist()
    for name in table.columns:
        assert back[name].dtype == table[name].dtype


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)
@given(table=tables(min_rows=1))
def test_any_canonical_table_comes_back(form, table):
    ours = [name for name in table.columns if name in COLUMNS]
    assert_tables_equal(again(table, form)[ours], table[ours])


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(texts=st.lists(harsh, min_size=3, max_size=3))
def test_any_text_comes_back(form, texts):
    table = figures(3, place_name=texts, unread=texts[::-1], note=pd.Series(texts, dtype="str"))
    assert_tables_equal(again(table, form)[list(table)], without_blank(table))


@pytest.mark.parametrize("form", FORMS)
def test_a_text_that_looks_like_something_else_stays_a_text(form):
    texts = [
        *("0012", "1e5", "12.345", "2022-06-14", "NA", "nan", "null", "true", "-", "#N/A", "-8.5"),
        *("#affected+f", "sep=;", "_x0041_", "'Amran", "l1\r\nl2\rl3\n", "\x0b", "\u2028", " "),
    ]
    names = ("place_name", "actor", "event", "excerpt", "url", "note")
    table = figures(len(texts), **dict.fromkeys(names, texts))
    assert_tables_equal(again(table, form)[list(table)], table)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(numbers=st.lists(st.none() | st.floats(allow_nan=False), min_size=4, max_size=4))
def test_any_number_comes_back_to_the_last_bit(form, numbers):
    numbers = [*numbers, -0.0, 2.0**53, 1e-5, 12.345, 0.1 + 0.2, 1e300, 5e-324]
    table = figures(len(numbers), best=numbers, level=numbers[::-1])
    back = again(table, form)
    for name in ("best", "level"):
        assert np.array_equal(
            back[name].to_numpy().view(np.int64), table[name].to_numpy().view(np.int64)
        )


@pytest.mark.parametrize("form", FORMS)
def test_any_day_comes_back(form):
    days = [date(1, 1, 1), date(1582, 10, 4), date(1900, 2, 28), date(1900, 3, 1), None]
    days += [date(1970, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]
    table = figures(len(days), period_start=days)
    assert_tables_equal(again(table, form)[list(table)], table)


@pytest.mark.parametrize("form", FORMS)
def test_categories_flags_and_an_index_are_written_as_what_they_say(form):
    table = figures(3, place_name=["Gao", None, "Gao"], is_rollup=[True, False, True])
    table["place_name"] = table["place_name"].astype("category")
    table.index = pd.Index(["x", "y", "z"], name="note")
    back = again(table, form)
    assert_tables_equal(back[list(table)], table)
    assert "note" not in back
    assert back["is_rollup"].dtype == "bool"


@pytest.mark.parametrize("form", FORMS)
def test_columns_beside_the_figures_come_back_whatever_they_are_called(form):
    names = ["=cmd()", "#affected", "#inneed+f", "country", "year", " x", "a;b|c", "'q", "1"]
    table = figures(2, **{name: ["b", None] for name in names})
    back = again(table, form)
    assert [name for name in back if name in names] == names
    assert_tables_equal(back[list(table)], table)


def test_other_types_beside_the_figures_are_text_and_in_parquet_stay():
    beside = pd.DataFrame(
        {
            "n": pd.array([1, None, 2**60], dtype="Int64"),
            "x": [12.345, None, -0.5],
            "yes": [True, False, True],
            "at": pd.to_datetime(["2022-06-14 10:30", None, "2022-06-14"], format="ISO8601"),
            "list": [[1, 2], None, {"a": 1}],
        }
    )
    table = pd.concat([figures(3), beside], axis=1)
    said = {
        "n": ["1", None, "1152921504606846976"],
        "yes": ["true", "false", "true"],
        "at": ["2022-06-14 10:30:00", None, "2022-06-14"],
        "list": ["[1, 2]", None, "{'a': 1}"],
    }
    for form in ("csv", "jsonl", "excel"):
        back = again(table, form)
        for name, cells in said.items():
            assert [None if pd.isna(cell) else cell for cell in back[name]] == cells
        assert [float(cell) for cell in back["x"].dropna()] == [12.345, -0.5]
    kept = beside.drop(columns="list")
    pd.testing.assert_frame_equal(again(table, "parquet")[list(kept)], kept, check_dtype=False)
    assert again(table, "parquet")["list"].tolist()[2] == "{'a': 1}"


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_one_row_or_without_numbers_is_known_again(form):
    table = figures(1, status=["suppressed"])
    back = again(table, form)
    assert back.attrs["reading"]["format"] == "canonical"
    assert_tables_equal(back[list(table)], table)


@pytest.mark.parametrize("form", ["csv", "excel", "hxl", "parquet"])
def test_a_table_without_rows_keeps_its_columns(form):
    table = as_read().iloc[:0]
    back = again(table, form)
    assert (len(back), set(table) - set(back)) == (0, set())


@pytest.mark.parametrize("form", ["csv", "hxl", "jsonl", "parquet"])
def test_a_large_table_comes_back(form, monkeypatch):
    # Large enough for columns of repeated texts to be categories.
    monkeypatch.setattr(_coercion, "N_CATEGORIES", 1_000)
    table = pd.concat([as_read()] * 210, ignore_index=True).drop(columns="id")
    table["source_row"] = np.arange(2.0, len(table) + 2)
    table = cf.with_ids(table)
    assert_tables_equal(again(table, form), table)


# --- apostrophes ------------------------------------------------------------------------------


@settings(max_examples=300)
@given(text=harsh, computes=st.booleans())
def test_what_is_protected_is_unprotected_to_the_same(text, computes):
    written = protected(text, computes=computes)
    assert unprotected(written) == text
    assert written.strip() == written
    assert not (computes and could_compute(written) and not written.startswith("'"))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", '"=1', "＝1", "＋1", "－1", "＠x"],
)
def test_a_cell_like_a_formula_is_inert_and_comes_back(text):
    openpyxl = pytest.importorskip("openpyxl")
    table = figures(1, place_name=[text], **{f"{text}": ["x"]})
    for form in ("csv", "hxl"):
        out = io.BytesIO()
        cf.write(table, out, format=form)
        cells = pd.read_csv(io.BytesIO(out.getvalue()), dtype=str, keep_default_na=False)
        assert cells["place_name"].iloc[-1].startswith("'")
        assert any(name.startswith("'") for name in cells.columns)
    out = io.BytesIO()
    cf.write(table, out, format="excel")
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["figures"]
    cell = next(c for c in sheet[2] if sheet.cell(1, c.column).value == "place_name")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    for form in ("csv", "hxl", "excel", "jsonl"):
        assert again(table, form)["place_name"][0] == text


def test_only_what_needs_an_apostrophe_has_one():
    out = io.BytesIO()
    table = figures(4, note=["'Amran", "-8.5", "a-b", "#1"], best=[-5, 1, 2, 3])
    cf.write(table, out, format="csv")
    assert "''" not in out.getvalue().decode()
    assert "'-" not in out.getvalue().decode()


def test_texts_of_a_frame_are_not_unprotected():
    table = figures(1, place_name=["'=1"], low=[1], best=[2], high=[3], low_kind=[None])
    table["high_kind"] = table["low_kind"]
    assert cf.read(table)["place_name"][0] == "'=1"


# --- HXL --------------------------------------------------------------------------------------


def test_every_column_has_a_tag_of_its_own():
    tags = [tag(name) for name in COLUMNS]
    assert len(set(tags)) == len(tags)
    assert all(re.fullmatch(r"#[a-z]+(\+[a-z]+)*", one) for one in tags)


def test_the_tags_alone_give_the_figures_where_the_header_was_changed():
    table = as_read().iloc[[0]]
    out = io.BytesIO()
    cf.write(table, out, format="hxl")
    lines = out.getvalue().decode().split("\n")
    n = len(lines[0].split(","))
    lines[0] = ",".join(f"Titre {i}" for i in range(n))
    back = cf.read(io.StringIO("\n".join(lines)))
    assert back.attrs["reading"]["format"] == "hxl"
    same = ["measure", "low", "high", "place", "period_start", "period_end", "source", "group"]
    assert_tables_equal(back[same], table[same])


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", b"\xef\xbb\xbfid,"),
        ("a.CSV", b"\xef\xbb\xbfid,"),
        ("a.jsonl", b'{"id":'),
        ("a.ndjson", b'{"id":'),
        ("a.parquet", b"PAR1"),
        ("a.xlsx", b"PK"),
    ],
)
def test_the_ending_of_the_path_tells_the_kind(tmp_path, name, begins):
    for needed in NEEDS.values():
        pytest.importorskip(needed)
    table = as_read()
    cf.write(table, tmp_path / name)
    cf.write(table, str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert_tables_equal(cf.read(tmp_path / name), table)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("path", "form", "why"),
    [
        ("a.pdf", None, r"unknown ending of a file to write '\.pdf'.*Known: \.csv, \.jsonl, "),
        ("a", None, "unknown ending of a file to write ''"),
        ("a.csv", "cvs", "unknown format to write 'cvs'. Did you mean 'csv'.*csv, excel, hxl, "),
    ],
)
def test_an_unknown_kind_is_refused_with_those_that_are(tmp_path, path, form, why):
    with pytest.raises(UnknownNameError, match=why):
        cf.write(as_read(), tmp_path / path, format=form)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_needs_the_name_of_its_kind_and_has_no_mark():
    with pytest.raises(OptionError, match="format='csv'"):
        cf.write(as_read(), io.BytesIO())
    with pytest.raises(OptionError, match="describe"):
        cf.write(as_read(), io.BytesIO(), format="csv", description=True)
    out = io.BytesIO()
    cf.write(as_read(), out, format="csv")
    assert out.getvalue().startswith(b"id,")


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "claims.csv"
    cf.write(as_read(), path)
    before = path.read_bytes()
    broken = pd.concat([as_read()] * 3).assign(note=["a", "b\x00"] + ["c"] * 13)
    with pytest.raises(TableError, match=r"column 'note', row 1: a zero byte"):
        cf.write(broken, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["claims.csv"]


def test_a_link_is_followed_and_a_directory_is_refused(tmp_path):
    (tmp_path / "to").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "to" / "claims.csv")
    cf.write(as_read(), tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "to" / "claims.csv").is_file()
    (tmp_path / "folder.csv").mkdir()
    for path in (tmp_path / "folder.csv", tmp_path / "no" / "such.csv"):
        with pytest.raises(WriteError, match=f"cannot write {path}"):
            cf.write(as_read(), path)


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no such device here")
def test_a_device_is_written_to_and_not_replaced():
    cf.write(as_read(), "/dev/null", format="csv")
    assert not os.path.isfile("/dev/null")


def test_nothing_of_the_table_is_changed():
    table = as_read()
    before = table.copy(deep=True)
    for form in ("csv", "jsonl"):
        cf.write(table, io.BytesIO(), format=form)
    pd.testing.assert_frame_equal(table, before)


def test_a_table_with_one_name_twice_is_refused():
    table = pd.concat([as_read(), as_read()[["latitude"]]], axis=1)
    with pytest.raises(TableError, match="'latitude' occur more than once"):
        cf.write(table, io.BytesIO(), format="csv")


def test_json_lines_hold_what_text_files_cannot():
    table = figures(2, note=pd.Series(["a\x00b", "\x1b[0m"], dtype="str"))
    assert_tables_equal(again(table, "jsonl")[list(table)], table)


def test_what_a_sheet_cannot_hold_is_refused():
    pytest.importorskip("openpyxl")
    with pytest.raises(TableError, match=r"column 'excerpt', row 1: its 32,768 characters"):
        cf.write(figures(2, excerpt=["a", "b" * 32_768]), io.BytesIO(), format="excel")
    wide = pd.DataFrame({f"x{i}": ["a"] for i in range(16_384)})
    with pytest.raises(TableError, match=r"a sheet holds 1,048,576 rows and 16,384 columns"):
        cf.write(pd.concat([figures(1), wide], axis=1), io.BytesIO(), format="excel")


@pytest.mark.parametrize(("form", "extra"), [("parquet", "parquet"), ("excel", "excel")])
def test_a_missing_extra_says_what_to_install(monkeypatch, tmp_path, form, extra):
    path = tmp_path / "claims"
    if form == "parquet":
        # pandas itself would miss the whole of pyarrow by now.
        monkeypatch.delattr(pytest.importorskip("pyarrow"), "parquet", raising=False)
    monkeypatch.setitem(sys.modules, {"parquet": "pyarrow.parquet"}.get(form, "openpyxl"), None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'crisisfigures\[{extra}\]'"):
        cf.write(as_read(), path, format=form)
    assert list(tmp_path.iterdir()) == []


# --- the description --------------------------------------------------------------------------

# The profiles of Frictionless Data Resource and Table Schema, versions 1 and 2, as far as they
# say something of what is described here.
TYPES = {"string", "number", "integer", "boolean", "date", "datetime", "any"}


@pytest.mark.parametrize("form", FORMS)
def test_the_description_keeps_the_rules_of_the_profiles(form):
    table = as_read()
    said = describe(table, "folder/Mali claims (2022).csv", format=form)
    json.dumps(said, allow_nan=False)
    assert said["profile"] == "tabular-data-resource"
    assert said["type"] == "table"
    assert re.fullmatch(r"[-a-z0-9._/]+", said["name"])
    assert said["path"] == "Mali claims (2022).csv"
    assert re.fullmatch(r"[a-z]+/[-+.a-z]+", said["mediatype"])
    fields = said["schema"]["fields"]
    names = [field["name"] for field in fields]
    assert len(set(names)) == len(names)
    assert set(table) <= set(names)
    assert said["schema"]["primaryKey"] == ["id"]
    assert said["schema"]["missingValues"] == [""]
    for field in fields:
        assert field["type"] in TYPES
        assert set(field) <= {
            *("name", "type", "description", "constraints", "trueValues", "falseValues")
        }
        if field["name"] in COLUMNS:
            assert len(field["description"]) > 10
            words = COLUMNS[field["name"]].words
            assert field.get("constraints") == (words and {"enum": sorted(words)})


def test_every_cell_of_a_written_file_is_what_its_description_says(tmp_path):
    path = tmp_path / "claims.csv"
    cf.write(as_read(), path, description=True)
    said = json.loads((tmp_path / "claims.resource.json").read_text(encoding="utf-8"))
    cells = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert [field["name"] for field in said["schema"]["fields"]] == list(cells.columns)
    fits = {
        "string": lambda text: True,
        "number": lambda text: re.fullmatch(r"-?\d+(\.\d+)?", text),
        "date": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", text),
        "boolean": lambda text: text in ("true", "false"),
    }
    for field in said["schema"]["fields"]:
        for cell in cells[field["name"]]:
            assert not cell or fits[field["type"]](cell)
            assert not cell or cell in field.get("constraints", {}).get("enum", [cell])


def test_a_key_is_promised_only_where_every_row_has_one():
    table = as_read()
    assert "primaryKey" not in describe(table.drop(columns="id"), "a.csv")["schema"]
    table.loc[0, "id"] = table.loc[1, "id"]
    assert "primaryKey" not in describe(table, "a.csv")["schema"]

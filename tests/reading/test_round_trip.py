"""A table that is written and read again is the same."""

import io

import pandas as pd
import pytest
from hypothesis import given, settings

from crisisfigures.reading import read
from crisisfigures.table import COLUMNS
from crisisfigures.testing import assert_tables_equal, tables

MIXED = '''\
measure,figure,unit,group,place,period,source,published,note,n_villages
killed,several hundred,people,civilian,"Menaka region, Mali",March to May 2022,MSA,2022-06,a,1
displaced,more than 2 million,,all,Sahel,since 2012,AFP,2022-06-14,"b, ""c""",
deaths,12O,goats,,Nowhere,lately,,,,3
idps,n/a,household,women,Mali,as of 3 August 2020,IOM,2020,"d
e",4
killed,12.25,,,NA,2022,OCHA,,,5
'''


def again(table, form):
    out = io.BytesIO()
    if form == "csv":
        out = io.BytesIO(table.to_csv(index=False).encode())
    elif form == "json":
        out = io.BytesIO(table.to_json(orient="records", date_format="iso").encode())
    elif form == "excel":
        table.to_excel(out, index=False)
    elif form == "parquet":
        pytest.importorskip("pyarrow")
        table.to_parquet(out)
    else:
        return read(table)
    return read(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("form", ["csv", "json", "excel", "parquet", "frame"])
def test_what_was_read_is_read_again_as_the_same_from_any_kind_of_file(form):
    table = read(io.StringIO(MIXED))
    table["file"] = "mixed.csv"
    assert_tables_equal(again(table, form), table)


@pytest.mark.parametrize("form", ["csv", "frame"])
def test_columns_that_are_not_canonical_are_kept_whatever_they_are_called(form):
    table = read(io.StringIO(MIXED)).rename(columns={"n_villages": "country"})
    table["value"], table["year"] = "x", "1999"
    assert_tables_equal(again(table, form), table)


@settings(max_examples=100, deadline=None)
@given(tables(min_rows=1))
def test_any_canonical_table_comes_back_from_text(table):
    # What tells a table of ours from what a person types; a table without any number lacks it.
    for name in ("low", "best", "high", "low_kind", "high_kind"):
        if name not in table:
            table[name] = pd.Series(dtype="str" if "kind" in name else "float64")
    back = read(io.BytesIO(table.to_csv(index=False).encode()))
    ours = [name for name in table.columns if name in COLUMNS]
    added = {"id", "source_row"} - set(table.columns)
    assert_tables_equal(back[[*ours]], table[ours], ignore=added)
    assert not back.get("unread", pd.Series(dtype="str")).notna().any()


def test_a_range_in_words_that_was_typed_into_a_table_of_ours_is_read():
    header = "measure,low,best,high,low_kind,high_kind,stated"
    table = read(io.StringIO(f"{header}\nkilled,,several hundred,,,,\nkilled,3,,5,stated,,\n"))
    assert table[["low", "high"]].values.tolist() == [[300, 999], [3, 5]]
    assert table["low_kind"].tolist() == ["convention", "stated"]
    assert table["high_kind"].isna().tolist() == [False, True]
    assert table["stated"][0] == "several hundred"


def test_columns_that_a_file_lacks_have_the_types_of_the_table():
    table = read(io.StringIO("measure,low,best,high,low_kind,high_kind\nkilled,3,,5,stated,\n"))
    assert table["period_start"].dtype == table["period_end"].dtype == "datetime64[us]"
    assert table["basis"].dtype == table["source"].dtype == "str"


def test_nothing_is_made_anew_of_a_table_of_ours():
    header = "measure,low,best,high,low_kind,high_kind,period_start,period_end,country"
    table = read(io.StringIO(f"{header}\ndisplaced,,3,,,,2022-03-01,2022-05-31,Mali\n"))
    assert table["measure"][0] == "displaced"
    assert table["country"][0] == "Mali"
    assert table["basis"].isna()[0]
    assert "range_kind" not in table


def test_a_word_that_no_list_has_is_reported_in_a_table_of_ours_too():
    header = "measure,low,best,high,low_kind,high_kind,period_start,basis"
    table = read(io.StringIO(f"{header}\nkilled,,3,,firm,,March,yearly\n"))
    assert set(table["unread"][0].split("; ")) == {
        "low_kind=firm",
        "period_start=March",
        "basis=yearly",
    }

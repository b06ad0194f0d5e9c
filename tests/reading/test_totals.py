"""Made-up files whose last rows are totals that a spreadsheet put there."""

import io

import pytest

from crisisfigures.reading import read

HEADER = ["Country,Region,Dead,Source", "#country+code,#adm1+name,#affected+killed,#source"]
ROWS = ["MLI,Gao,12,AFP", "MLI,Kidal,3,AFP"]


def table_of(*last):
    return read(io.StringIO("\n".join([*HEADER, *ROWS, *last])))


@pytest.mark.parametrize("last", ["Total,,15,", ",TOTAL:,15,", ",,15,grand total", "المجموع,,15,"])
def test_a_last_row_that_calls_itself_a_total_is_a_rollup(last):
    table = table_of(last)
    assert table["best"].tolist() == [12, 3, 15]
    assert table["is_rollup"].tolist() == [False, False, True]
    assert table.loc[2, "caveat"] == "the row calls itself a total of the file"


def test_a_note_may_stand_below_the_total():
    table = table_of("Total,,15,", "Source: AFP,,,")
    assert table["is_rollup"].fillna(False).tolist()[:3] == [False, False, True]


def test_a_row_that_lacks_nothing_and_adds_nothing_up_is_no_total_whatever_it_is_called():
    table = table_of("MLI,Total,40,AFP")
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_a_file_of_nothing_but_a_total_is_no_rollup():
    table = read(io.StringIO("\n".join([*HEADER, "Total,,15,"])))
    assert "is_rollup" not in table or not table["is_rollup"].any()


@pytest.mark.parametrize(
    "lines",
    [
        ["Area,Dead", "#adm1+name,#affected+killed", "Gao,12", "Kidal,3", "Total,15"],
        ["Area,Dead", "#adm1+name,#affected+killed", "Gao,12", "Kidal,3", "Grand total,15"],
        # A word among years, whatever the number.
        ["Year,Dead", "#date+year,#affected+killed", "2021,12", "2022,3", "Total,14"],
    ],
)
def test_a_total_of_a_narrow_table_is_told_by_its_number_or_by_what_stands_above(lines):
    table = read(io.StringIO("\n".join(lines)))
    assert table["is_rollup"].tolist() == [False, False, True]


def test_a_total_below_many_years_is_told_like_one_below_few():
    """Columns that say the same again and again are kept otherwise."""
    years = [f"{2015 + at % 8},1,{at}" for at in range(400)]
    lines = ["Year,Dead,Injured", "#date+year,#affected+killed,#affected+injured", *years]
    table = read(io.StringIO("\n".join([*lines, "Total,399,7"])))
    assert table["is_rollup"].tolist() == [False] * 800 + [True, True]


def test_a_group_that_is_called_total_and_is_not_the_sum_is_none():
    lines = ["Group,Dead", "#category,#affected+killed", "Women,12", "Men,3", "Total,16"]
    table = read(io.StringIO("\n".join(lines)))
    assert "is_rollup" not in table or not table["is_rollup"].any()

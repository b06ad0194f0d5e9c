"""What holds of every format, on its samples: made-up rows in the shape of its files.

`samples/<format>/` holds one small file of each shape that the format is published in. A TOML
file of the same name says what its columns are, where only a reader can tell.
"""

import csv
import io
import random
import re
from pathlib import Path

import pytest

from crisisfigures.reading import formats, read
from crisisfigures.reading._declared import declared
from crisisfigures.reading._heads import choose
from crisisfigures.reading._opening import open_data
from crisisfigures.testing import assert_tables_equal
from crisisfigures.writing import write

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(
    str(file.relative_to(SAMPLES)) for file in SAMPLES.glob("*/*") if file.suffix != ".toml"
)
TABLES = [file for file in FILES if file.endswith(".csv")]


def columns_of(file):
    said = (SAMPLES / file).with_suffix(".toml")
    return said if said.exists() else None


def level_of(file):
    return formats()[file.split("/")[0]].level


def rows_in(file):
    """Return the numbers of the rows that a file holds, by its sheets."""
    opened = open_data(str(SAMPLES / file), None)
    chosen = choose(opened.grids, formats(), declared(columns_of(file)), file)
    return [
        row
        for one in chosen
        for row in one.grid.load(one.head.first, len(one.head.header)).rows.tolist()
    ]


def records_of(file):
    with open(SAMPLES / file, encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def read_again(records, file):
    out = io.StringIO()
    csv.writer(out).writerows(records)
    return read(io.StringIO(out.getvalue()), columns=columns_of(file))


def in_one_order(table):
    return table[sorted(table.columns)].drop(columns="file", errors="ignore")


def test_every_format_has_a_sample():
    assert {file.split("/")[0] for file in FILES} == set(formats())


@pytest.mark.parametrize("file", FILES)
def test_a_sample_is_recognised_without_being_named(file):
    table = read(SAMPLES / file, columns=columns_of(file))
    assert table.attrs["reading"]["format"] == file.split("/")[0]


@pytest.mark.parametrize("file", FILES)
def test_no_row_is_dropped_and_no_cell_is_unread(file):
    table = read(SAMPLES / file, columns=columns_of(file))
    assert sorted(table["source_row"].drop_duplicates()) == sorted(set(rows_in(file)))
    assert "unread" not in table or table["unread"].isna().all()


@pytest.mark.parametrize("file", FILES)
def test_what_was_read_is_written_and_read_again_as_the_same(file):
    table = read(SAMPLES / file, columns=columns_of(file))
    out = io.BytesIO()
    write(table, out, format="csv")
    again = read(out.getvalue())
    assert again.attrs["reading"]["format"] == "canonical"
    assert_tables_equal(again, table)


# Of two columns with one tag the first counts, and the figures stand in the order of the columns.
@pytest.mark.parametrize("file", [file for file in TABLES if not file.startswith("hxl/")])
def test_the_order_of_the_columns_does_not_matter(file):
    records = records_of(file)
    order = list(range(len(records[0])))
    random.Random(7).shuffle(order)
    shuffled = [[record[i] for i in order] for record in records]
    pair = [in_one_order(read_again(these, file)) for these in (shuffled, records)]
    # The figures of one row stand in the order of its columns.
    assert_tables_equal(*pair, ignore_order=True)


@pytest.mark.parametrize("file", [file for file in TABLES if level_of(file) == "publisher"])
def test_whole_numbers_that_pandas_wrote_with_a_decimal_are_the_same(file):
    records = records_of(file)
    opened = open_data(str(SAMPLES / file), None)
    (chosen,) = choose(opened.grids, formats(), declared(columns_of(file)), file)
    first = chosen.head.first
    for i, name in enumerate(chosen.head.header):
        cells = [record[i].strip() for record in records[first:] if i < len(record)]
        if name != "version" and all(re.fullmatch(r"(-?\d+)?", cell) for cell in cells):
            for record in records[first:]:
                record[i] += ".0" if record[i].strip() else ""
    again = read_again(records, file)
    assert again.attrs["reading"]["format"] == file.split("/")[0]
    assert_tables_equal(again, read_again(records_of(file), file))


@pytest.mark.parametrize("file", TABLES)
def test_a_column_that_the_format_does_not_know_is_kept(file):
    records = records_of(file)
    more = [[*record, "" if record[0].startswith("#") else "seen"] for record in records]
    more[0][-1] = "Zeta remark"
    assert set(read_again(more, file)["Zeta remark"]) == {"seen"}

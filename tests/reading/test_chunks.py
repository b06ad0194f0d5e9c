"""Files read some rows at a time are read as they are as a whole."""

from pathlib import Path

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError
from crisisfigures.reading import formats
from crisisfigures.testing import assert_tables_equal

SAMPLES = Path(__file__).parent / "samples"
BY_ROW = [
    path
    for name, form in sorted(formats().items())
    if form.by_row
    for path in sorted((SAMPLES / name).glob("*.csv"))
]


def _columns(path):
    declared = path.with_suffix(".toml")
    return declared if declared.exists() else None


@pytest.mark.parametrize("n_rows", [1, 2])
@pytest.mark.parametrize("path", BY_ROW, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_format_that_says_so_understands_each_row_by_itself(path, n_rows):
    whole = cf.read(path, columns=_columns(path)).reset_index(drop=True)
    parts = list(cf.read_chunks(path, n_rows, columns=_columns(path)))
    assert_tables_equal(pd.concat(parts, ignore_index=True), whole, ignore=("id",))


def test_formats_of_every_level_are_among_them():
    assert {formats()[path.parent.name].level for path in BY_ROW} >= {
        "own",
        "publisher",
        "standard",
        "general",
    }


def test_a_format_that_understands_rows_by_each_other_is_refused():
    path = next((SAMPLES / "hapi_idps").glob("*.csv"))
    with pytest.raises(OptionError, match="hapi_idps understands rows by each other"):
        cf.read_chunks(path, 10)


def test_what_a_point_means_is_told_by_all_rows(tmp_path):
    path = tmp_path / "claims.csv"
    head = "measure;figure;place;period;source\n"
    rows = ["killed;1.234;Mali;2022-03;AFP\n", "killed;1.234.567,5;Mali;2022-04;AFP\n"]
    path.write_text(head + "".join(rows), encoding="utf-8")
    parts = list(cf.read_chunks(path, 1))
    assert pd.concat(parts)["best"].tolist() == [1234.0, 1234567.5]
    (tmp_path / "short.csv").write_text(head + rows[0], encoding="utf-8")
    (part,) = cf.read_chunks(tmp_path / "short.csv", 1)
    assert part["best"].isna().all()


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path):
    path = tmp_path / "claims.csv"
    text = 'Tolls\n\nmeasure,figure,place,period,source\nkilled,3,"Gao,\nMali",2022-03,AFP\n\n'
    path.write_text(text + "killed,4,Mali,2022-04,AFP\n" * 3, encoding="utf-8")
    whole = cf.read(path)["source_row"].tolist()
    assert pd.concat(cf.read_chunks(path, 2))["source_row"].tolist() == whole == [4, 6, 7, 8]

import io

import pandas as pd
import pytest

from crisisfigures.reading import read
from crisisfigures.reading._whole import whole_numbers
from crisisfigures.texts import Texts


def column_of(*cells, name="country_id"):
    (column,) = whole_numbers([name], [Texts(pd.Series(cells, dtype="str"))])
    return [None if pd.isna(cell) else cell for cell in column.series()]


def test_a_column_of_whole_numbers_loses_its_decimal():
    assert column_of("775.0", "", "-1.0", " 0.0 ") == ["775", None, "-1", "0"]


def test_what_stands_for_a_blank_makes_no_difference():
    assert column_of("775.0", "nan", "NA") == ["775", "nan", "NA"]


@pytest.mark.parametrize("other", ["2.5", "2", "2.00", "about 2", "1,000.0"])
def test_a_column_with_any_other_text_is_left_as_it_is(other):
    assert column_of("775.0", *["4.0"] * 30, other)[0] == "775.0"


def test_a_column_that_is_blank_at_first_is_looked_through():
    assert column_of(*[""] * 2_000, "5.0")[-1] == "5"


def test_a_column_of_texts_is_not_encoded():
    notes = Texts(pd.Series(["a note"] * 30 + ["5.0"], dtype="str"))
    whole_numbers(["notes"], [notes])
    assert notes._encoded is None


def test_a_release_is_no_number():
    assert column_of("5.0", name="Version") == ["5.0"]


def test_codes_of_plain_tables_are_left_as_they_are():
    row = read(io.StringIO("measure,figure,source,source_key\nkilled,3.0,AFP,12.0\n")).loc[0]
    assert (row["best"], row["source_key"]) == (3, "12.0")

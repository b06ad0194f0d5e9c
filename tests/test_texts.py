import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.texts import Texts, combinations


def column(*cells):
    return Texts(pd.Series(cells, dtype="str"))


def cells_of(texts):
    return [None if pd.isna(cell) else cell for cell in texts.series()]


def test_spaces_around_a_text_are_not_part_of_it_and_a_blank_is_not_stated():
    texts = column(" Gao", "Gao ", "", "  ", None, "Kidal")
    assert texts.codes.tolist() == [0, 0, -1, -1, -1, 1]
    assert texts.values.tolist() == ["Gao", "Kidal"]
    assert texts.is_stated.tolist() == [True, True, False, False, False, True]


def test_a_column_that_is_handed_on_reads_as_one_that_was_encoded():
    cells = (" Gao", "", None, "Kidal ")
    handed_on, encoded = column(*cells), column(*cells)
    assert encoded.values.tolist() == ["Gao", "Kidal"]
    assert cells_of(handed_on) == cells_of(encoded) == ["Gao", None, None, "Kidal"]
    assert handed_on.series().dtype == "str"


def test_na_is_a_text_like_any_other():
    assert cells_of(column("NA", "nan", "null")) == ["NA", "nan", "null"]


def test_each_distinct_text_is_judged_once():
    asked = []
    texts = column("a", "b", "a", "", "a").map(lambda text: asked.append(text) or text.upper())
    assert asked == ["a", "b"]
    assert cells_of(texts) == ["A", "B", "A", None, "A"]


def test_texts_that_become_one_share_a_code():
    texts = column("Mali", "Mali.", "Niger", "?").map(
        {"Mali": "MLI", "Mali.": "MLI", "Niger": "NER"}
    )
    assert texts.codes.tolist() == [0, 0, 1, -1]
    assert texts.values.tolist() == ["MLI", "NER"]


def test_what_is_not_stated_is_filled_by_another_column_or_text():
    texts = column("a", None, None)
    assert cells_of(texts.otherwise(column("x", "y", None))) == ["a", "y", None]
    assert cells_of(texts.otherwise("z")) == ["a", "z", "z"]


def test_rows_are_taken_by_position_or_by_flag_before_and_after_encoding():
    for texts in (column("a", "b", "c"), Texts.coded(np.array([0, 1, 2]), ["a", "b", "c"])):
        assert cells_of(texts.take(np.array([2, 0]))) == ["c", "a"]
        assert cells_of(texts.take(np.array([False, True, False]))) == ["b"]
        assert cells_of(texts.where(np.array([True, False, True]))) == ["a", None, "c"]


def test_is_in_asks_for_the_exact_spelling():
    assert column("5", "05", None, "6").is_in("5", "6").tolist() == [True, False, False, True]


def test_combinations_name_each_row_by_its_parts():
    codes, parts = combinations(column("a", "a", None, "b"), column("x", "y", None, "x"))
    assert [parts[code] for code in codes] == [("a", "x"), ("a", "y"), (None, None), ("b", "x")]


def test_no_rows_have_no_combinations():
    assert combinations(column())[1] == []
    assert Texts.repeated("x", 0).series().dtype == "str"


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
def test_texts_are_the_same_whatever_keeps_them(storage):
    if storage == "pyarrow":
        pytest.importorskip("pyarrow")
    dtype = pd.StringDtype(storage=storage, na_value=np.nan)
    found = Texts(pd.Series([" a", "N/A ", None, "", "b"], dtype=dtype)).without({"n/a"})
    assert found.is_stated.tolist() == [True, False, False, False, True]
    assert found.series().fillna("-").tolist() == ["a", "-", "-", "-", "b"]
    assert found.take(np.array([4, 0])).values.tolist() == ["b", "a"]


def test_listed_cells_are_texts_like_those_of_a_column():
    listed = Texts.listed([" a", "", "b", "a "])
    assert (listed.values.tolist(), listed.codes.tolist()) == (["a", "b"], [0, -1, 1, 0])


@pytest.mark.parametrize("storage", ["python", "pyarrow"])
@given(
    cells=st.lists(st.one_of(st.none(), st.text("aé \t\n\x1c\xa0\u2009", max_size=4)), max_size=5)
)
def test_a_column_that_is_not_encoded_is_without_spaces_too(storage, cells):
    if storage == "pyarrow":
        pytest.importorskip("pyarrow")
    kept = pd.StringDtype(storage, na_value=np.nan)
    texts = Texts(pd.Series(cells, dtype=kept))
    stated = [None if cell is None else cell.strip() or None for cell in cells]
    assert texts.is_stated.tolist() == [text is not None for text in stated]
    assert cells_of(texts) == stated

"""Groups: the words of the source beside the group that is counted."""

import io

import pytest

from crisisfigures.reading import read, read_chunks
from crisisfigures.validation import sample_table, validate

_SWAPPED = (
    "Date,Lieu,Hommes,Femmes,Source\n"
    "#date+occurred,#adm1+name,#affected+killed+f,#affected+killed+m,#meta+source\n"
    "2022-03-01,Gao,4,5,MSA\n"
    "2022-03-02,Gao,6,7,MSA\n"
)


def _found(report):
    found = report.findings
    return found[found["code"] == "words-against-group"]


def test_two_headings_that_were_exchanged_are_two_findings_however_many_rows_there_are(tmp_path):
    path = tmp_path / "swapped.csv"
    path.write_text(_SWAPPED, encoding="utf-8")
    found = _found(validate(path))
    assert found["source_row"].tolist() == [3, 3]
    assert found["message"].tolist() == [
        "'Hommes' speaks of people who are male, and the group is female",
        "'Femmes' speaks of people who are female, and the group is male",
    ]
    assert _found(validate(read_chunks(path, 1)))["row"].tolist() == found["row"].tolist()


def test_headings_above_their_own_tags_are_no_finding():
    right = _SWAPPED.replace("Hommes,Femmes", "Femmes,Hommes")
    assert not len(_found(validate(read(io.BytesIO(right.encode())))))


@pytest.mark.parametrize("words", ["women and men", "people", "the Men's War Memorial, women"])
def test_words_of_both_sexes_or_of_none_are_held_against_no_group(words):
    table = sample_table({"group_stated": words, "group": "sex=female"})
    assert validate(table).counts == {}

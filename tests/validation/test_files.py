"""Files as they come: malformed in the ways of the field, each fault at its row and column."""

from io import StringIO

import pytest

import crisisfigures as cf
from crisisfigures.errors import ReadError
from crisisfigures.validation import validate

HEAD = "measure,figure,unit,group,place,period,source,published,excerpt\n"
SOUND = 'killed,32,people,all,Mali,March 2022,AFP,2022-04,"32 people were killed"\n'


def _found(text: str, **options: object) -> list[tuple[str, object, object, object]]:
    findings = validate(cf.read(StringIO(text), **options)).findings
    names = ("code", "source_row", "column", "value")
    cells = findings[list(names)].astype(object)
    return list(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def test_a_sound_file_has_no_finding():
    assert _found(HEAD + SOUND) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (SOUND.replace("32,", "12O,", 1), ("unreadable-number", "figure", "12O")),
        (SOUND.replace("32,", '"1,2,3",', 1), ("unreadable-number", "figure", "1,2,3")),
        (SOUND.replace("32,", "some folks,", 1), ("unreadable-number", "figure", "some folks")),
        (
            SOUND.replace("killed", "wounded pride", 1),
            ("unknown-measure", "measure", "wounded pride"),
        ),
        (SOUND.replace("people", "lorries", 1), ("unknown-word", "unit", "lorries")),
        (SOUND.replace("March 2022", "recently"), ("unreadable-date", "period", "recently")),
        (SOUND.replace("March 2022", "2022-13"), ("unreadable-date", "period", "2022-13")),
        (SOUND.replace("March 2022", ""), ("missing-period", "period_start", None)),
        (SOUND.replace("Mali", "Atlantis"), ("unresolved-place", "place_name", "Atlantis")),
        (SOUND.replace("Mali", ""), ("missing-place", "place", None)),
        (SOUND.replace("AFP", ""), ("source-missing", "source", None)),
        (
            SOUND.replace("2022-04", "the other day"),
            ("date-not-iso", "published_on", "the other day"),
        ),
        (SOUND.replace("32,", ",", 1), ("number-missing", "best", None)),
        (SOUND.replace("32,", "-32,", 1), ("negative-count", "best", "-32")),
        (SOUND.replace("32,", "1,234,", 1), ("row-too-long", None, None)),
        (
            SOUND.replace("March 2022", "March 2023"),
            ("period-after-publication", "period_start", "2023-03-01"),
        ),
    ],
)
def test_one_fault_of_a_line_is_one_finding_at_its_line(line, fault):
    code, column, value = fault
    assert _found(f"{HEAD}{SOUND}{line}") == [(code, 3, column, value)]


def test_low_best_and_high_in_columns():
    text = (
        "measure,low,best,high,place,period,source\n"
        "killed,20,32,40,Mali,2022-03,AFP\n"
        "killed,90,50,10,Mali,2022-03,AFP\n"
        "killed,20,,3O0,Mali,2022-03,AFP\n"
        "killed,,,,Mali,2022-03,AFP\n"
        'killed,"between 20 and 30",,"more than 5",Mali,2022-03,AFP\n'
    )
    found = _found(text)
    assert found[:3] == [
        ("bounds-not-ordered", 3, "high", "10"),
        ("unreadable-number", 4, "high", "3O0"),
        ("number-missing", 5, "best", None),
    ]
    assert {row for _, row, _, _ in found[3:]} == {6}


def test_columns_that_contradict_each_other_are_told_from_cells_that_say_nothing():
    text = (
        "measure,figure,best,place,period,period_start,period_end,source\n"
        "killed,90,90,Mali,March 2022,2022-03-01,2022-03-31,AFP\n"
        "killed,50,90,Mali,March 2022,2022-03-01,2022-03-31,AFP\n"
        "killed,5O,90,Mali,March 2022,2022-03-01,2022-03-31,AFP\n"
        "killed,90,90,Mali,May 2022,2022-03-01,2022-03-31,AFP\n"
    )
    assert _found(text) == [
        ("contradictory-cell", 3, "figure", "50"),
        ("unreadable-number", 4, "figure", "5O"),
        ("contradictory-cell", 5, "period", "May 2022"),
    ]


def test_blank_lines_and_a_row_of_tags_are_counted_in_the_lines():
    head = "Measure,Toll,Where,When,Who\n#x,#affected+killed,#country,#date,#meta+source\n"
    text = f"{head}\nkilled,l2,Mali,2022-03,AFP\n"
    (found,) = _found(text)
    assert found[1] == 4
    assert found[3] == "l2"


def test_a_header_alone_is_an_empty_table():
    assert _found(HEAD) == [("empty-table", None, None, None)]


def test_a_path_is_read_with_the_areas_that_lie_beside_it(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + SOUND.replace("Mali", "the Sahel"), encoding="utf-8")
    assert validate(path).counts == {"unresolved-place": 1}
    (tmp_path / "areas.toml").write_text(
        '[areas.sahel]\nname = "Sahel"\nmembers = ["MLI", "NER"]\n'
    )
    report = validate(path)
    assert report.counts == {}
    assert report.not_evaluated == {}


def test_a_code_of_an_area_that_nobody_declared_is_not_evaluated(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + SOUND.replace("Mali", "the Sahel"), encoding="utf-8")
    gazetteer = cf.standard_gazetteer().with_areas(
        {"areas": {"sahel": {"name": "Sahel", "members": ["MLI"]}}}
    )
    table = cf.read(path, gazetteer=gazetteer)
    assert validate(table).not_evaluated == {"unknown-place-code": 1}
    assert validate(table, gazetteer=gazetteer).not_evaluated == {}


def test_names_without_a_code_are_told_the_nearest_places_as_far_as_one_reads(monkeypatch):
    monkeypatch.setattr("crisisfigures.validation.places._MOST_LOOKED_UP", 1)
    lines = SOUND.replace("Mali", "Timbuktoo") + SOUND.replace("Mali", "the valley")
    hints = validate(cf.read(StringIO(HEAD + lines))).findings["hint"]
    assert "Tombouctou" in hints[0] or "Timbuktu" in hints[0]
    assert hints[1].startswith("Write its code")


def test_what_is_no_file_is_an_error_and_no_report(tmp_path):
    with pytest.raises(ReadError):
        validate(tmp_path / "nothing.csv")


def test_a_long_cell_is_found_and_cut_in_print():
    text = HEAD + SOUND.replace("32,", "9" * 1_000_000 + ",", 1)
    report = validate(cf.read(StringIO(text)))
    assert report.counts == {"unreadable-number": 1}
    assert len(report.to_text()) < 2_000


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("12O", "Look for a letter O or l"),
        ("1.234", "read the file with lang='en' or lang='es'"),
        ("about 5000 households", "units and groups of people have their own columns"),
    ],
)
def test_the_hint_for_a_number_that_cannot_be_read_fits_what_the_cell_says(cell, hint):
    text = SOUND.replace("32,", f"{cell},", 1)
    findings = validate(cf.read(StringIO(HEAD + text))).findings
    assert [hint in said for said in findings["hint"]] == [True]

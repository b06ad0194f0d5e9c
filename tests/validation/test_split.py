"""Rows that passed and rows that failed, written in the columns of the file they came in."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import crisisfigures as cf
from crisisfigures.cli import main
from crisisfigures.errors import OptionError
from crisisfigures.validation import validate

HEAD = "Measure;Figure;Where;When;Source;Remarks\n"
GOOD = "killed;32;Mali;2022-03;AFP;seen\n"
BAD = "killed;3O0;Mali;2022-03;AFP;=1+1\n"


def _lines(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _split(path, tmp_path):
    report = validate(path)
    passed, failed = tmp_path / "passed.csv", tmp_path / "failed.csv"
    report.split(path, passed=passed, failed=failed)
    return _lines(passed), _lines(failed)


def test_rows_stand_under_their_own_titles_header_and_tags(tmp_path):
    path = tmp_path / "claims.csv"
    tags = "#meta+measure;#affected+killed;#country+name;#date;#meta+source;#meta+remarks\n"
    path.write_text(f"Tolls of March;;;;;\n{HEAD}{tags}\n{GOOD}{BAD}", encoding="utf-8")
    passed, failed = _split(path, tmp_path)
    above = [line.split(";") for line in ("Tolls of March;;;;;", HEAD[:-1], tags[:-1])]
    assert passed[:3] == failed[:3] == above
    assert passed[-1] == GOOD[:-1].split(";")
    assert len(passed) == len(failed) == 4


def test_what_could_compute_does_not(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    _, failed = _split(path, tmp_path)
    assert failed[1] == ["killed", "3O0", "Mali", "2022-03", "AFP", "'=1+1"]


@given(
    rows=st.lists(st.sampled_from([GOOD, BAD, "\n"]), min_size=1).filter(lambda r: set(r) - {"\n"})
)
def test_every_row_is_in_one_of_the_two_files(rows, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("split")
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    passed, failed = _split(path, tmp_path)
    assert [line[1] for line in passed[1:]] == ["32"] * rows.count(GOOD)
    assert [line[1] for line in failed[1:]] == ["3O0"] * rows.count(BAD)


def test_what_was_mended_and_what_passed_can_be_read_and_passes(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    _split(path, tmp_path)
    assert validate(tmp_path / "passed.csv").ok
    again = validate(tmp_path / "failed.csv")
    assert again.counts["unreadable-number"] == 1
    mended = (tmp_path / "failed.csv").read_text(encoding="utf-8-sig").replace("3O0", "300")
    (tmp_path / "mended.csv").write_text(mended, encoding="utf-8")
    assert validate(tmp_path / "mended.csv").ok


def test_cells_beyond_the_header_are_kept(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("measure,figure,place,date,source\nkilled,1,234,Mali,2022-03,AFP\n")
    passed, failed = _split(path, tmp_path)
    assert passed == failed[:1]
    assert failed[1] == ["killed", "1", "234", "Mali", "2022-03", "AFP"]


def test_a_row_with_several_figures_fails_if_one_of_them_does(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("place,date,source,dead,hurt\nMali,2022-03,AFP,3,l0\nMali,2022-04,AFP,4,5\n")
    said = {"dead": {"measure": "killed"}, "hurt": {"measure": "injured"}}
    report = validate(cf.read(path, columns=said))
    report.split(path, failed=tmp_path / "failed.csv")
    assert _lines(tmp_path / "failed.csv")[1:] == [["Mali", "2022-03", "AFP", "3", "l0"]]


def test_a_workbook_comes_out_sheet_by_sheet(tmp_path):
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Terms of use"])
    sheet = book.create_sheet("Tolls")
    for line in (
        "Measure;Figure;Where;When;Source",
        "killed;32;Mali;2022-03;AFP",
        "killed;x;Mali;2022;AFP",
    ):
        sheet.append(line.split(";"))
    path = tmp_path / "book.xlsx"
    book.save(path)
    passed, failed = _split(path, tmp_path)
    assert [line[1] for line in passed] == ["Figure", "32"]
    assert [line[1] for line in failed] == ["Figure", "x"]


def test_figures_of_several_sheets_are_refused_with_what_to_do(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for name in ("North", "South"):
        sheet = book.create_sheet(name)
        for line in ("measure;figure;place;date;source", "killed;32;Mali;2022-03;AFP"):
            sheet.append(line.split(";"))
    path = tmp_path / "book.xlsx"
    book.save(path)
    table = cf.read(path, sheet="South")
    validate(table).split(path, passed=tmp_path / "passed.csv")
    assert len(_lines(tmp_path / "passed.csv")) == 2
    # As the formats do that spread one table over several sheets.
    table.attrs["reading"]["sheet"] = "North, South"
    with pytest.raises(OptionError, match="North, South"):
        validate(table).split(path, passed=tmp_path / "passed.csv")


def test_records_come_out_under_their_names(tmp_path):
    path = tmp_path / "claims.json"
    record = {
        "measure": "killed",
        "figure": 32,
        "place": "Mali",
        "date": "2022-03",
        "source": "AFP",
    }
    path.write_text(json.dumps([record, {**record, "figure": "3O0"}]))
    passed, failed = _split(path, tmp_path)
    assert passed == [list(record), ["killed", "32", "Mali", "2022-03", "AFP"]]
    assert failed[1][1] == "3O0"


def test_a_table_of_this_library_keeps_the_row_numbers_of_its_origin(tmp_path):
    claims = tmp_path / "claims.csv"
    claims.write_text(HEAD + GOOD + BAD + GOOD.replace("32", "33"), encoding="utf-8")
    path = tmp_path / "canonical.csv"
    cf.write(cf.read(claims).iloc[1:], path)
    passed, failed = _split(path, tmp_path)
    line = passed[0].index("source_row")
    assert [row[line] for row in passed[1:]] == ["4"]
    assert [row[line] for row in failed[1:]] == ["3"]


def test_a_fault_of_a_whole_column_fails_every_row(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("measure,figure,place,date\nkilled,3,Mali,2022-03\nkilled,4,Mali,2022-04\n")
    passed, failed = _split(path, tmp_path)
    assert (len(passed), len(failed)) == (1, 3)


def test_a_table_that_comes_from_no_file_is_refused():
    report = validate(cf.read([{"measure": "killed", "figure": "3", "source": "AFP"}]))
    with pytest.raises(OptionError, match=r"report\.passed"):
        report.split("claims.csv", passed="passed.csv")


def test_the_command_writes_both(tmp_path, capsys):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    assert main(["validate", str(path), "--passed", str(good), "--failed", str(bad)]) == 1
    assert (len(_lines(good)), len(_lines(bad))) == (2, 2)
    assert main(["validate", str(path), str(path), "--passed", str(good)]) == 2
    assert "one FILE" in capsys.readouterr().err

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crisisfigures as cf
from crisisfigures.cli import main
from crisisfigures.cli._progress import Line
from crisisfigures.cli._saying import as_options
from crisisfigures.testing import assert_tables_equal

EXAMPLE = Path(__file__).parent.parent / "examples" / "menaka" / "claims.csv"

HEADER = "measure,figure,place,period,source,published\n"
GOOD = HEADER + (
    "killed,12,Mali,2022-06,OHCHR,2022-07\nkilled,10 to 15,Mali,2022-06,ACLED,2022-07\n"
)
FAULTY = HEADER + (
    "killed,12O,Mali,2022-06,OHCHR,2022-07\nkilled,between 30 and 40,Mali,2022-06,ACLED,2022-07\n"
)


@pytest.fixture
def run(capfd):
    """Return a function that runs the command: exit code, what it printed, what it said."""

    def run(*args):
        code = main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


@pytest.fixture
def file(tmp_path):
    def write(text, name="claims.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


# -- the command as such


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from crisisfigures.cli import main; main(['reconcile', '--help']);"
        "print(sorted({'pandas', 'numpy', 'pydantic', 'pint'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize("command", [[], ["validate"], ["reconcile"], ["parse"]])
def test_help_teaches_by_examples(run, command):
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert f"  crisisfigures {' '.join(command)}".rstrip() in out


def test_the_version_is_that_of_the_package(run):
    assert run("--version")[1] == f"crisisfigures {cf.__version__}\n"


def test_the_package_can_be_run_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "crisisfigures", "--version"], capture_output=True, text=True
    )
    assert done.stdout == f"crisisfigures {cf.__version__}\n"


@pytest.mark.parametrize(
    "args",
    [
        ["reconcil"],
        ["reconcile"],
        ["reconcile", EXAMPLE, "--method", "consensu"],
        ["reconcile", EXAMPLE, "--format", "markdwn"],
        ["reconcile", EXAMPLE, "--let-unknown", "periods"],
        ["reconcile", EXAMPLE, "--set", "prefer"],
        ["reconcile", EXAMPLE, "--set", "prefer=UN"],
        ["reconcile", EXAMPLE, "--weight", "UN=much"],
        ["reconcile", EXAMPLE, "--show", "lowest"],
        ["reconcile", EXAMPLE, "--input-format", "tidi"],
        ["reconcile", EXAMPLE, "--output", "no/such/folder/table.md"],
        ["reconcile", EXAMPLE, "--output", "table.pdf"],
        ["validate", EXAMPLE, "--output", "findings.pdf"],
        ["validate", EXAMPLE, "--format", "markdown"],
        ["parse", "several hundred", "--convention", "plane"],
    ],
)
def test_a_wrong_option_is_explained_and_exits_with_2(run, args):
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert "Error: " in err


def test_a_fault_of_the_program_is_owned_and_has_its_own_code(run, monkeypatch):
    def fail(*args, **options):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(cf, "parse_estimate", fail, raising=False)
    code, _, err = run("parse", "hundreds")
    assert code == 70
    assert "a fault of crisisfigures, not of your data: ZeroDivisionError" in err


def test_a_closed_pipe_is_no_error():
    program = [sys.executable, "-m", "crisisfigures", "measures", "--format", "json"]
    # Without a buffer Python itself takes a short write for a whole one.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(program, env=env, **pipes) as running:
        running.stdout.read(10)
        running.stdout.close()
        said = running.stderr.read()
        running.wait()
    assert (running.returncode, said) == (141, b"")


def test_a_terminal_that_lacks_letters_shows_their_numbers():
    done = subprocess.run(
        [sys.executable, "-m", "crisisfigures", "parse", "varios centenares", "--lang", "es"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in done.stderr


# -- parse


def test_parse_prints_the_range_and_marks_what_nobody_said(run):
    code, out, _ = run("parse", "several hundred", "more than two million")
    assert code == 0
    lines = out.splitlines()
    assert lines[2].startswith("several hundred        300* to 999*")
    assert lines[3].startswith("more than two million  more than 2,000,000")


def test_parse_prints_json(run):
    _, out, _ = run("parse", "an estimated 32,000", "--format", "json")
    (row,) = json.loads(out)["estimates"]
    assert (row["low"], row["best"], row["high"]) == (28_800, 32_000, 35_200)


def test_words_that_are_not_understood_say_where(run):
    code, out, err = run("parse", "a great many")
    assert (code, out) == (3, "")
    assert "cannot read 'a great many'" in err


# -- lists


@pytest.mark.parametrize(
    ("command", "name"),
    [("methods", "consensus"), ("formats", "ucdp_ged"), ("formats", "markdown"),
     ("formats", "jsonl"),
     ("measures", "new_displacements")],
)  # fmt: skip
def test_a_list_names_what_there_is(run, command, name):
    code, out, _ = run(command)
    assert code == 0
    assert name in out


# -- read


def test_read_prints_the_table_as_csv_and_tells_how_it_was_understood(run, file):
    code, out, err = run("read", file(FAULTY))
    assert code == 0
    assert out.startswith("id,measure,")
    assert "read as tidy, by its columns" in err
    assert "2 rows, 1 with a number; 1 row with cells that could not be read" in err
    assert "every cell was read" in run("read", file("measure,figure\nkilled,3\n"))[2]


@pytest.mark.parametrize(
    ("args", "form"), [(["-o", "x.jsonl"], "{"), (["-o", "x.csv", "-f", "hxl"], "\ufeffid,")]
)
def test_what_read_writes_is_read_again_as_the_same(run, file, tmp_path, monkeypatch, args, form):
    monkeypatch.chdir(tmp_path)
    path = file(FAULTY)
    code, out, _ = run("read", path, *args)
    written = tmp_path / args[1]
    assert (code, out) == (0, "")
    assert written.read_text(encoding="utf-8").startswith(form)
    assert_tables_equal(cf.read(written), cf.read(path))


def test_read_describes_the_file_on_request(run, file, tmp_path):
    assert run("read", file(FAULTY), "-o", tmp_path / "x.csv", "--describe")[0] == 0
    assert (tmp_path / "x.resource.json").is_file()
    code, _, err = run("read", file(FAULTY), "--describe")
    assert (code, "needs a file" in err) == (2, True)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["-o", "x.pdf"], r"unknown ending of a file to write '.pdf'"),
        (["-f", "cvs"], "unknown format to write 'cvs'"),
        (["-o", "no/such/x.csv"], "cannot write no/such/x.csv"),
    ],
)
def test_what_cannot_be_written_is_explained_and_exits_with_2(run, file, args, why):
    code, _, err = run("read", file(FAULTY), *args)
    assert code == 2
    assert why in err


# -- input that cannot be read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\x00\x01\x02\xff\xfe" * 100,
        b"%PDF-1.7 ...",
        b"PK\x03\x04 broken workbook",
        b'{"measure": ',
        b"colour,size\nred,3\n",
    ],
    ids=["empty", "blank lines", "binary", "pdf", "workbook", "json", "another table"],
)
@pytest.mark.parametrize("command", ["read", "validate", "reconcile"])
def test_an_input_that_is_no_table_of_figures_exits_with_3(run, file, content, command):
    code, out, err = run(command, file(content))
    assert (code, out) == (3, "")
    assert "claims.csv" in err
    assert "Hint: " in err


def test_a_missing_file_exits_with_3(run, tmp_path):
    code, _, err = run("reconcile", tmp_path / "nowhere.csv")
    assert code == 3
    assert "there is no such file" in err


def test_areas_that_cannot_be_read_exit_with_3(run, file):
    code, _, err = run("reconcile", EXAMPLE, "--areas", file("[areas", "mine.toml"))
    assert code == 3
    assert "mine.toml" in err


# -- validate


def test_validate_says_nothing_bad_of_good_data(run, file):
    code, out, _ = run("validate", file(GOOD))
    assert code == 0
    assert out.startswith("2 rows, 0 failed")


def test_validate_exits_with_1_and_names_the_row_and_the_cell(run, file):
    code, out, _ = run("validate", file(FAULTY))
    assert code == 1
    assert "12O" in out
    assert "line 2, " in out


def test_validate_prints_json_and_csv(run, file):
    code, out, _ = run("validate", file(FAULTY), "--format", "json")
    assert code == 1
    assert json.loads(out)["rows"] == {"total": 2, "passed": 1, "failed": 1}
    assert "12O" in run("validate", file(FAULTY), "--format", "csv")[1]


def test_the_findings_go_to_a_file_in_the_format_of_its_ending(run, file, tmp_path):
    assert run("validate", file(FAULTY), "-o", tmp_path / "findings.csv")[:2] == (1, "")
    found = (tmp_path / "findings.csv").read_text(encoding="utf-8-sig")
    assert found.startswith("code,severity,row,source_row,column,value,")


def test_findings_in_several_files_name_the_file(run, file):
    files = file(GOOD, "june.csv"), file(FAULTY, "july.csv")
    _, out, _ = run("validate", *files)
    assert "july.csv, line 2, " in out
    _, out, _ = run("validate", *files, "--format", "csv")
    header, first, *_ = out.splitlines()
    assert header.startswith("code,severity,file,row,")
    assert first.split(",")[2] == "july.csv"


def test_more_findings_than_are_shown_say_how_to_see_all(run, file):
    _, out, _ = run("validate", file(HEADER + "killed,12O,Mali,2022-06,OHCHR,2022-07\n" * 9))
    assert "… and 6 more; -o findings.csv lists all" in out


def test_the_report_is_a_page_where_its_file_is_named_so(run, file, tmp_path):
    assert run("validate", file(FAULTY), "-o", tmp_path / "report.html")[:2] == (1, "")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page == run("validate", file(FAULTY), "-f", "html")[1]
    assert run("reconcile", file(GOOD), "-o", tmp_path / "answer.html")[0] == 0
    assert "<table>" in (tmp_path / "answer.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("to", ["text", "json", "csv", "html"])
def test_what_cells_say_is_left_out_when_asked(run, file, to):
    assert "12O" in run("validate", file(FAULTY), "--format", to)[1]
    code, out, _ = run("validate", file(FAULTY), "--format", to, "--no-values")
    assert code == 1
    assert "12O" not in out
    assert "unreadable-number" in out


def test_warnings_count_only_when_strict(run, file):
    nowhere = file("measure,figure,source\nkilled,12,OHCHR\n")
    assert run("validate", nowhere)[0] == 0
    assert run("validate", nowhere, "--strict")[0] == 1


# -- reconcile


def test_reconcile_prints_the_table_its_footnotes_and_what_follows(run):
    code, out, err = run("reconcile", EXAMPLE)
    assert code == 0
    for said in ("several hundred", "an estimated 32,000", "more than two million"):
        assert said in out
    assert out.index("[1] ") < out.index("Near misses") < out.index("Not reconciled, and why")
    assert err == f"Using {EXAMPLE.parent / 'areas.toml'}.\n"


def test_a_period_that_is_not_stated_joins_on_request(run):
    _, out, _ = run("reconcile", EXAMPLE, "--let-unknown", "period", "--format", "csv")
    assert '"20,000 to about 32,000"' in out
    assert "no agreement" in out


ADDED = """\
measure,figure,cause,place,period,source
deaths,10,conflict,Gao,2024-01,OHCHR
deaths,14 to 18,conflict,Gao,2024-02,OHCHR
deaths,9,conflict,Gao,2024-03,OHCHR
deaths,3,conflict,Menaka,2024-02,OHCHR
"""


def test_aggregate_adds_up_and_says_of_what(run, tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(ADDED, encoding="utf-8")
    code, out, _ = run("aggregate", path, "--places", "country", "--periods", "quarter")
    assert code == 0
    assert "at least 36" in out
    assert "lower bound" in out
    assert "2 of 11 places" in out
    asked = ("--places", "ML-7", "--places", "MLI", "--periods", "2024-01/2024-03")
    code, out, _ = run("aggregate", path, *asked, "--format", "json")
    assert [row["completeness"] for row in json.loads(out)["figures"]] == ["total", "lower bound"]


def test_aggregate_says_in_options_what_it_lacks(run, tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(ADDED, encoding="utf-8")
    code, _, err = run("aggregate", path)
    assert code == 2
    assert "--places country, --periods year, --groups sex, --causes all" in err
    code, _, err = run("aggregate", path, "--places", "Atlantis")
    assert code == 2
    assert "Atlantis" in err


def test_the_ending_of_the_output_chooses_the_format(run, tmp_path):
    assert run("reconcile", EXAMPLE, "-o", tmp_path / "table.md")[:2] == (0, "")
    assert "| What | Where |" in (tmp_path / "table.md").read_text(encoding="utf-8")
    run("reconcile", EXAMPLE, "-o", tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().startswith(b"\xef\xbb\xbfsection,what,")
    run("reconcile", EXAMPLE, "-o", tmp_path / "table.json")
    document = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))
    assert len(document["reconciled"]) == 6


def test_strict_exits_with_1_and_prints_the_table_all_the_same(run, file):
    assert run("reconcile", file(FAULTY))[0] == 0
    code, out, _ = run("reconcile", file(FAULTY), "--strict")
    assert code == 1
    assert "Not reconciled, and why" in out


def test_a_cell_that_cannot_be_read_is_named_with_its_row(run, file):
    _, out, _ = run("reconcile", file(FAULTY))
    assert "12O" in out
    assert "claims.csv, row 2" in out


def test_options_of_a_method_are_set_by_name(run, file):
    code, out, _ = run(
        "reconcile", file(GOOD), "-m", "preferred_source", "--set", "prefer=ACLED",
        "--set", "prefer=OHCHR",
    )  # fmt: skip
    assert code == 0
    assert "10 to 15" in out
    assert "prefer: ACLED, OHCHR" in out


def test_several_files_become_one_table(run, file):
    first = file(GOOD, "june.csv")
    second = file(HEADER + "killed,14,Mali,2022-06,UNHCR,2022-07\n", "later.csv")
    code, out, _ = run("reconcile", first, second, "--format", "json")
    (row,) = json.loads(out)["reconciled"]
    assert code == 0
    assert (row["n_claims"], row["n_independent"]) == (3, 3)


def test_the_same_row_in_two_files_keeps_both_claims_apart(run, file):
    code, out, _ = run("reconcile", file(GOOD, "a.csv"), file(GOOD, "b.csv"), "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert len({note["id"] for note in document["notes"]}) == 4


def test_an_ending_of_no_output_names_those_there_are(run, tmp_path):
    _, _, err = run("reconcile", EXAMPLE, "-o", tmp_path / "table.pdf")
    assert ".md (markdown)" in err
    assert ".csv (csv)" in err
    assert not (tmp_path / "table.pdf").exists()
    code, _, _ = run("reconcile", EXAMPLE, "-o", tmp_path / "table.lst", "--format", "csv")
    assert code == 0


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "killed,12,Mali,2022-06,,2022-07\nkilled,14,Mali,2022-06,ACLED,2022-07\n",
        "measure,figure,place,period\nkilled,12,Mali,2022-06\n",
    ],
)
def test_rows_without_a_source_take_the_one_given(run, file, content):
    code, out, err = run("reconcile", file(content), "--source", "OHCHR", "--format", "json")
    assert code == 0
    assert "source not stated in 1 row, taken as 'OHCHR'" in err
    texts = [note["text"] for note in json.loads(out)["notes"]]
    assert sum("OHCHR" in text for text in texts) == 1
    _, out, _ = run("validate", file(content), "--source", "OHCHR")
    assert "source" not in out.partition("Not evaluated")[0]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('as in columns={"Deaths": "figure"}, or', "as in --column Deaths=figure, or"),
        ("read(..., columns={'theirs': 'place'}).", "--column theirs=place."),
        (
            'declare what: columns={"IDPs min": {"measure": "idps", "end": "low"}}.',
            'declare what: --columns FILE.toml with the line "IDPs min" = '
            '{ measure = "idps", end = "low" }.',
        ),
        ("a word of `crisisfigures.vocabulary.MEASURES`.", "a word of `crisisfigures measures`."),
        (
            "Hint: reconcile(table, 'preferred_source', prefer=['OHCHR', 'ACLED']).",
            "Hint: --method preferred_source --set prefer=OHCHR --set prefer=ACLED.",
        ),
        ("load that list: gazetteer.with_pcodes(file).", "load that list: --pcodes FILE."),
        ('own_rows="hull" (--own-rows hull), or', "--own-rows hull, or"),
        ('let_unknown={"period"}', "--let-unknown period"),
    ],
)
def test_messages_speak_of_options_and_not_of_python(message, said):
    assert as_options(message) == said


def test_columns_are_declared_in_a_file_and_named_one_by_one(run, file):
    table = file("Town,Dead,Hurt\nGao,3,4\n")
    said = file('Dead = { measure = "killed" }\n"*" = { source = "WHO", year = 2022 }\n', "c.toml")
    code, out, _ = run(
        "reconcile", table, "--columns", said, "--column", "town=place", "--format", "json"
    )
    assert code == 0
    assert "Gao" in out
    assert "WHO" in out
    code, _, err = run("validate", table, "--columns", said, "--column", "Died=place")
    assert (code, "names 'Died'" in err) == (2, True)
    code, _, err = run("validate", table)
    assert code == 3
    assert 'with the line "Deaths" = { measure = "killed" }' in err
    assert "--column Deaths=figure, or" in err


def test_errors_and_findings_tell_what_to_type(run, file):
    _, _, err = run("reconcile", EXAMPLE, "-m", "preferred_source")
    assert "--set prefer=OHCHR" in err
    _, out, _ = run("validate", file(GOOD.replace("killed", "slain")))
    assert "`crisisfigures measures`" in out


def test_a_dash_reads_what_is_piped_in():
    done = subprocess.run(
        [sys.executable, "-m", "crisisfigures", "reconcile", "-"],
        input=GOOD.encode(),
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"10 to 15" in done.stdout


def test_what_a_file_holds_cannot_act_on_the_terminal(run, file):
    hostile = file(GOOD.replace("OHCHR", "OHCHR\x1b[2J\u202e"))
    _, out, _ = run("reconcile", hostile)
    assert not {"\x1b", "\u202e"} & set(out)


# -- the terminal


def test_a_table_takes_the_width_of_the_terminal_and_a_fixed_one_in_a_pipe(run, monkeypatch):
    piped = run("reconcile", EXAMPLE)[1]
    assert max(map(len, piped.splitlines())) <= 100
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((60, 24)))
    assert run("reconcile", EXAMPLE)[1] == piped
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    narrow = run("reconcile", EXAMPLE)[1]
    assert max(map(len, narrow.splitlines())) <= 60
    assert "several hundred" in narrow


def test_progress_is_shown_only_while_it_lasts(capsys):
    line = Line()
    line.show("reading claims.csv", 1, 4)
    line.begin("reconciling")
    line.clear()
    assert capsys.readouterr().err == ""
    line._start = line._next = 0.0
    line.show("reading claims.csv", 1, 4)
    line.show("reading claims.csv", 2, 4)
    line.begin("reconciling")
    line.clear()
    assert capsys.readouterr().err == (
        "\r\x1b[Kreading claims.csv 25%\r\x1b[Kreconciling …\r\x1b[K"
    )


# -- compare


def test_two_files_are_held_against_each_other(run, file):
    left, right = file(GOOD, "left.csv"), file(GOOD.replace(",12,", ",40,"), "right.csv")
    code, out, _ = run("compare", left, right, "-f", "csv")
    assert code == 0
    assert "within" in out
    code, _, err = run("compare", left)
    assert (code, "give two" in err) == (2, True)
    code, _, err = run("compare", left, right, "--distribution", "normal")
    assert (code, "uniform" in err) == (2, True)


# -- sources


def test_the_sources_of_a_file_are_held_against_each_other(run, file):
    code, out, _ = run("sources", file(GOOD))
    assert code == 0
    assert "Two by two" in out
    code, _, err = run("sources", file(GOOD), "--against", "Nobody")
    assert (code, "Nobody" in err) == (2, True)


# -- editions


def test_what_changed_between_two_files(run, file):
    old, new = file(GOOD, "old.csv"), file(GOOD.replace(",12,", ",40,"), "new.csv")
    code, out, _ = run("diff", old, new, "-f", "csv")
    assert code == 0
    assert "best: 12 → 40" in out
    code, _, err = run("diff", old)
    assert (code, "give two" in err) == (2, True)


def test_where_a_number_comes_from(run, file):
    claims = file(GOOD)
    code, out, _ = run("trace", claims, "-f", "json")
    assert code == 0
    (found,) = json.loads(out)
    assert {claim["source"] for claim in found["claims"]} == {"OHCHR", "ACLED"}
    code, out, _ = run("trace", claims, "--quantity", found["quantity"])
    assert "supports: killed" in out
    assert run("trace", claims, "--quantity", "nothing")[0] == 2


# -- cohere


def test_parts_and_wholes_are_held_against_each_other(run, file):
    claims = file(
        "measure,figure,place,period,source\n"
        "injured,at most 100,Mali,2024-01,UN\ninjured,80,Gao,2024-01,UN\n"
        "injured,at least 30,Kidal,2024-01,UN\n"
    )
    code, out, _ = run("cohere", claims)
    assert code == 0
    assert "Cannot all be true" in out
    code, out, _ = run("cohere", claims, "-f", "csv")
    assert "contradicted" in out
    code, _, err = run("cohere", claims, "--balance", "-1")
    assert (code, "no share" in err) == (2, True)


# -- convert and rate

COUNTED = (
    "measure,figure,unit,place,period,source\n"
    "deaths,31,person,Mali,2024-01,WHO\nidps,80,household,Mali,2024-01-31,IOM\n"
)


def test_households_become_people_by_a_size_as_a_range_or_in_a_file(run, file):
    claims = file(COUNTED)
    code, out, err = run("convert", claims, "--household-size", "4..4.5..5", "-f", "csv")
    assert (code, err) == (0, "")
    assert "320 to 400" in out
    sizes = file("country,size\nMali,5\n", "sizes.csv")
    assert "400" in run("convert", claims, "--household-size", sizes)[1]
    sizes = file("country,size\nChad,5\n", "sizes.csv")
    code, out, err = run("convert", claims, "--household-size", sizes, "--show", "caveat")
    assert (code, err) == (0, "1 not converted; --show caveat says why.\n")


def test_converting_without_a_size_says_what_to_type(run, file):
    code, _, err = run("convert", file(COUNTED))
    assert code == 2
    assert "--household-size 4.1..4.575..5, or --size household=…" in err


def test_rates_are_printed_by_day_and_by_name(run, file):
    claims = file(COUNTED)
    code, out, _ = run(
        *("rate", claims, "--population", "10000", "--by-day", "--thresholds", "ipc_3_1"),
        *("-f", "csv"),
    )
    assert code == 0
    assert "1 per 10,000 per day" in out
    assert "phase 4" in out
    assert "no rate: counts no people" in out
    code, out, _ = run(
        *("rate", claims, "--population", "9000..10000", "--by-day", "--baseline", "1"),
        *("-f", "csv"),
    )
    assert "below emergency" in out
    code, _, err = run("rate", claims, "--population", "10000", "--thresholds", "ipc_3_1")
    assert (code, "--by-day" in err) == (2, True)
    code, _, err = run(
        *("rate", claims, "--population", "1", "--by-day"),
        *("--thresholds", "ipc_3_1", "--baseline", "1"),
    )
    assert (code, "--baseline" in err) == (2, True)
    code, _, err = run("rate", claims, "--population", "1", "--per", "0")
    assert (code, "not a number of people" in err) == (2, True)


# -- find


ARTICLE = "In Gao, 12 people were killed last week, the UN said. It cost $3 million.\n"


def test_find_lists_the_figures_of_a_text(run, file):
    path = file(ARTICLE, "article.txt")
    code, out, _ = run("find", path)
    assert code == 0
    for word in ("12", "killed", "Gao", "last week", "the UN"):
        assert word in out
    assert "money" not in out
    assert "no figure: money" in run("find", path, "--rejected")[1]


def test_what_find_writes_reconcile_reads(run, file, tmp_path):
    path, claims = file(ARTICLE, "article.txt"), tmp_path / "found.csv"
    said = ("--published-on", "2024-08-14", "--publisher", "Herald", "-o", claims)
    assert run("find", path, *said)[0] == 0
    code, out, _ = run("reconcile", claims)
    assert code == 0
    assert "the UN, via Herald" in out


def test_rejected_numbers_are_no_rows_of_a_table(run, file):
    code, _, err = run("find", file(ARTICLE, "article.txt"), "--rejected", "--format", "csv")
    assert code == 2
    assert "no row of a table" in err


def test_a_text_that_cannot_be_read_is_said(run, tmp_path):
    code, _, err = run("find", tmp_path / "none.txt")
    assert code == 3
    assert "cannot read" in err


# -- going on with a result, and taking some rows


def test_the_table_of_a_result_is_read_by_other_commands(run, file, tmp_path):
    claims = file(GOOD)
    months = tmp_path / "months.csv"
    code, out, _ = run("aggregate", claims, "--periods", "month", "--table", months)
    assert code == 0
    assert "Aggregated figures" in out
    assert cf.read(months)["role"].tolist() == ["derived"]
    code, out, _ = run("compare", months, months)
    assert code == 0
    assert "identical" in out


def test_only_the_rows_that_say_so_are_taken(run, file):
    text = HEADER + (
        "killed,12,Mali,2022-06,OHCHR,2022-07\n"
        "injured,30,Mali,2022-06,OHCHR,2022-07\n"
        "injured,40,Mali,2022-07,AFP,2022-08\n"
    )
    claims = file(text)
    for where, shown in (
        (["measure=killed"], ["12"]),
        (["measure=KILLED", "measure=injured"], ["12", "30", "40"]),
        (["measure=injured", "source=AFP"], ["40"]),
        (["period_start=2022-06"], ["12", "30"]),
    ):
        options = [part for one in where for part in ("--where", one)]
        code, out, _ = run("read", claims, *options, "--format", "csv")
        assert code == 0
        best = [row["best"] for row in csv.DictReader(io.StringIO(out))]
        assert [number.removesuffix(".0") for number in best] == shown
    code, _, err = run("read", claims, "--where", "victims=1")
    assert code == 2
    assert "no column 'victims'" in err


def test_a_slip_in_what_is_asked_for_is_told(run, file):
    claims = file(HEADER + "killed,12,Mali,2022-06,OHCHR,2022-07\n" * 2)
    code, _, err = run("reconcile", claims, "--where", "measure=kiled")
    assert code == 0
    assert "--where keeps no row.\n  measure says: killed (2)\n" in err
    # Of several files one may well have none of it.
    other = file(HEADER + "injured,12,Mali,2022-06,OHCHR,2022-07\n", "other.csv")
    assert "keeps no row" not in run("read", claims, other, "--where", "measure=injured")[2]


def test_a_file_that_is_read_as_a_whole_says_which_option_to_leave_out(run, file):
    header = "event_id_cnty,event_date,event_type,country,fatalities,disorder_type,timestamp\n"
    events = file(header + "MLI1,2022-06-01,Battles,Mali,3,Political violence,1654041600\n")
    code, _, err = run("validate", events, "--format", "text", "--chunk-rows", "5")
    assert code == 2
    assert "leave out --chunk-rows" in err


def test_areas_beside_an_article_are_known_to_find(run, file, tmp_path):
    article = file("Across the Sahel 300 people were killed in 2021.", "article.txt")
    file('[areas.sahel]\nname = "Sahel"\nmembers = ["MLI", "NER"]\n', "areas.toml")
    claims = tmp_path / "found.csv"
    code, _, err = run("find", article, "--publisher", "AFP", "-o", claims)
    assert code == 0
    assert "areas.toml" in err
    assert cf.read(claims)["place"].tolist() == ["sahel"]


def test_running_totals_and_rounding_on_the_command_line(run, file, tmp_path):
    totals = file(
        HEADER
        + "injured,1230,Mali,2024-01-01/2024-01-31,OHCHR,2024-02\n"
        + "injured,1475,Mali,2024-01-01/2024-02-29,OHCHR,2024-03\n"
    )
    text = (
        totals.read_text()
        .replace("published\n", "published,basis\n")
        .replace("-02\n", "-02,cumulative\n")
        .replace("-03\n", "-03,cumulative\n")
    )
    rises = tmp_path / "rises.csv"
    code, out, _ = run("increments", file(text, "totals.csv"), "--table", rises)
    assert code == 0
    assert "245" in out
    assert [line.split()[-2:] for line in out.splitlines() if "OHCHR" in line] == [
        ["level", "1"],
        ["rise", "1"],
    ]
    code, out, _ = run("round", rises, "--rule", "half_up", "--to", "100")
    assert code == 0
    assert "200" in out
    assert "1,200" in out
    assert "rounded" in out
    assert run("round", rises, "--rule", "half_up")[0] == 2

"""What a report says, in each of its forms."""

import copy
import json
import pickle

import numpy as np
import pandas as pd
import pytest

from crisisfigures.errors import TableError, ValidationFailedError
from crisisfigures.plugins import Check, Judged
from crisisfigures.validation import (
    REPORT_VERSION,
    Profile,
    ValidationReport,
    sample_table,
    validate,
)

DIRTY = (
    {"low": 50.0},
    {},
    {"measure": "kiled", "event": "flood"},
    {"published_on": "14/06/22", "event": "raid"},
    {"place": "MLX", "event": "march"},
)


def _dirty(**columns: list[object]) -> pd.DataFrame:
    return sample_table(DIRTY).assign(**columns)


def test_findings_say_what_is_wrong_where_and_what_to_do():
    findings = validate(_dirty(source_row=[2.0, 3.0, 4.0, 6.0, np.nan])).findings
    assert findings.columns.tolist() == [
        *("code", "severity", "row", "source_row", "column", "value", "message", "hint")
    ]
    assert findings["code"].tolist() == [
        *("bounds-not-ordered", "unknown-measure", "date-not-iso", "unknown-place-code")
    ]
    assert findings["severity"].tolist() == ["error", "error", "error", "warning"]
    assert findings["row"].tolist() == [0, 2, 3, 4]
    assert findings["source_row"].tolist() == [2, 4, 6, pd.NA]
    assert findings["column"].tolist() == ["high", "measure", "published_on", "place"]
    assert findings["value"].tolist() == ["40", "kiled", "14/06/22", "MLX"]
    assert findings["message"][0].startswith("low 50, best 32, high 40 do not")
    assert findings["hint"][1].endswith("Did you mean 'killed'?")


def test_findings_of_one_type_whatever_was_found():
    clean = validate(sample_table({})).findings
    assert len(clean) == 0
    assert clean.dtypes.tolist() == validate(_dirty()).findings.dtypes.tolist()


def test_findings_are_in_the_order_of_rows_then_columns():
    rows = ({"period_end": "2022-02-01", "measure": "kiled"}, {"high": -1.0, "low": -1.0})
    found = validate(sample_table(rows)).findings[["row", "column"]]
    assert found.to_numpy().tolist() == [[0, "measure"], [0, "period_end"], [1, "low"], [1, "high"]]


def test_counts_stand_by_severity_then_code():
    report = validate(_dirty())
    assert list(report.counts) == [
        *("bounds-not-ordered", "date-not-iso", "unknown-measure", "unknown-place-code")
    ]
    assert report.severities == {"error": 3, "warning": 1, "info": 0}
    assert not report.ok


def test_passed_and_failed_are_rows_of_the_table_as_given():
    table = _dirty().set_index(pd.Index(list("abcde")))
    report = validate(table)
    pd.testing.assert_frame_equal(report.passed, table.loc[["b", "e"]])
    pd.testing.assert_frame_equal(report.failed, table.loc[["a", "c", "d"]])


def test_the_table_is_left_as_it_was():
    table = _dirty()
    before = table.copy()
    validate(table).to_text()
    pd.testing.assert_frame_equal(table, before)


def test_what_is_done_to_the_table_later_does_not_change_the_report():
    table = _dirty()
    report = validate(table)
    table.loc[0, "high"] = 1e9
    table["measure"] = "killed"
    assert report.findings["value"].tolist() == ["40", "kiled", "14/06/22", "MLX"]


def test_text_groups_by_code_worst_first_with_three_examples():
    rows = tuple({"measure": "kiled", "event": str(at)} for at in range(1_200))
    text = validate(sample_table((*rows, {"place": "MLX"}))).to_text()
    assert text == (
        "1,201 rows, 1,200 failed; 1,200 errors, 1 warning\n"
        "\n"
        "error: unknown-measure (1,200)\n"
        "  row 0, measure: 'kiled' is not a measure that the library knows, so nothing says what "
        "is counted\n"
        "  row 1, measure: 'kiled' is not a measure that the library knows, so nothing says what "
        "is counted\n"
        "  row 2, measure: 'kiled' is not a measure that the library knows, so nothing says what "
        "is counted\n"
        "  … and 1,197 more\n"
        "  To do: Use a word of `crisisfigures.vocabulary.MEASURES`. Did you mean 'killed'?\n"
        "\n"
        "warning: unknown-place-code (1)\n"
        "  row 1,200, place: there is no place with the code 'MLX'\n"
        "  To do: Check the code, and its system. If it is of a newer list than the gazetteer's, "
        "load that list: gazetteer.with_pcodes(file).\n"
        "\n"
        "Not evaluated, in rows where a cell could not be read, is at fault already, or is of a "
        "list that was\n"
        "not given: basis-misfit (1,200), measure-missing (1,200), negative-count (1,200),\n"
        "unit-misfit (1,200)\n"
    )


def test_text_says_what_to_do_at_each_example_where_that_differs():
    text = validate(sample_table(({"measure": "kiled"}, {"measure": "injurd"}))).to_text()
    assert text.count("    To do: ") == 2
    assert "Did you mean 'injured'?" in text


def test_text_of_a_clean_table_is_one_line():
    assert validate(sample_table({})).to_text() == "1 row, 0 failed; nothing found\n"


def test_text_leads_to_the_lines_of_the_file():
    text = validate(_dirty(source_row=[2.0, 3.0, 4.0, 6.0, 7.0])).to_text()
    assert "  line 6, published_on: " in text
    assert "row 3" not in text


def test_text_names_the_row_where_no_single_cell_is_at_fault():
    assert (
        "  row 1: the row says exactly what row 0 says"
        in validate(sample_table(({}, {}))).to_text()
    )


def test_json_has_a_version_and_exact_counts_beside_samples():
    rows = tuple({"measure": "kiled", "event": str(at)} for at in range(25))
    report = validate(sample_table((*rows, {"place": "MLX"})))
    told = json.loads(report.to_json())
    assert told == report.to_dict()
    assert told["report"] == "crisisfigures.validation"
    assert told["report_version"] == REPORT_VERSION == 1
    assert told["ok"] is False
    assert told["rows"] == {"total": 26, "passed": 1, "failed": 25}
    assert told["findings"] == {"error": 25, "warning": 1, "info": 0}
    assert {"unknown-measure", "duplicate-id", "missing-place"} <= set(told["checks_run"])
    by_code = {entry["code"]: entry for entry in told["checks"]}
    measure = by_code["unknown-measure"]
    assert (measure["count"], len(measure["samples"]), measure["truncated"]) == (25, 20, True)
    assert by_code["unknown-place-code"]["samples"] == [
        {
            "row": 25,
            "source_row": None,
            "column": "place",
            "value": "MLX",
            "message": "there is no place with the code 'MLX'",
            "hint": measure_hint(report, "unknown-place-code"),
        }
    ]
    assert by_code["negative-count"]["not_evaluated"] == 25
    assert by_code["negative-count"]["count"] == 0
    assert list(by_code)[:2] == ["unknown-measure", "unknown-place-code"]


def measure_hint(report: ValidationReport, code: str) -> str:
    findings = report.findings
    return str(findings["hint"][findings["code"] == code].iloc[0])


@pytest.mark.parametrize(("samples", "n"), [(0, 0), (3, 3), (None, 25)])
def test_json_lists_as_many_samples_as_wanted(samples, n):
    rows = tuple({"measure": "kiled", "event": str(at)} for at in range(25))
    entry = validate(sample_table((*rows, {}))).to_dict(samples=samples)["checks"][0]
    assert (len(entry["samples"]), entry["count"], entry["truncated"]) == (n, 25, n < 25)


def test_samples_are_the_first_rows_over_all_columns():
    rows = ({"high": -5.0, "low": None}, {"low": -1.0}, {"best": -2.0, "low": None, "high": None})
    entry = validate(sample_table((*rows, {}))).to_dict(samples=2)["checks"][0]
    assert [(found["row"], found["column"]) for found in entry["samples"]] == [
        (0, "high"),
        (1, "low"),
    ]


def test_a_report_raises_only_for_errors():
    validate(sample_table({"place": "MLX"})).raise_if_failed()
    with pytest.raises(ValidationFailedError, match=r"3 errors in the data: bounds-not") as raised:
        validate(_dirty()).raise_if_failed()
    assert raised.value.counts == {"bounds-not-ordered": 1, "date-not-iso": 1, "unknown-measure": 1}


def test_repr_is_short():
    assert repr(validate(_dirty())) == "<ValidationReport: 5 rows, 3 failed; 3 errors, 1 warning>"


MARKUP = "<script>alert('x')</script>\x1b[31m\u202eabc"


@pytest.mark.parametrize("cells", [{"measure": MARKUP}, {"unread": f"best={MARKUP}", "best": None}])
def test_cells_with_markup_and_control_characters_come_out_inert(cells):
    report = validate(sample_table(cells))
    assert report.findings["value"].tolist() == [MARKUP]
    html = report._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for text in (html, report.to_text(), *report.findings["message"], *report.findings["hint"]):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert json.loads(report.to_json())["checks"][0]["samples"][0]["value"] == MARKUP


def test_a_column_may_be_called_anything():
    table = sample_table({}).drop(columns="high").assign(**{"<b>HIGH</b>\x1b": 1.0, "hihg": 2.0})
    assert validate(table).counts == {"misspelt-column": 1}


def test_a_million_characters_are_kept_and_not_printed():
    page = "9" * 1_000_000
    report = validate(sample_table({"measure": page}))
    assert report.findings["value"].tolist() == [page]
    assert len(report.to_text()) < 1_000
    assert "(1,000,000 characters)" in report.to_text()


def test_a_cell_with_braces_is_no_template():
    report = validate(sample_table({"measure": "{low} {", "event": "{0}"}))
    assert report.findings["message"][0].startswith("'{low} {' is not a measure")


def test_html_lists_codes_with_their_first_finding():
    html = validate(_dirty())._repr_html_()
    assert html.count("<tr>") == 5
    assert "<td>unknown-measure</td><td>1</td><td>row 2, measure: " in html
    assert "<table" not in validate(sample_table({}))._repr_html_()


def test_an_empty_table_is_said_to_be_empty():
    for table in (sample_table(()), pd.DataFrame(), sample_table({}).iloc[:0]):
        report = validate(table)
        assert report.counts == {"empty-table": 1}
        assert not report.ok
        assert report.to_text().splitlines()[3] == "  the table: the table has no rows"


def test_a_column_that_occurs_twice_is_misuse():
    table = sample_table({})
    with pytest.raises(TableError, match="'low' occur more than once"):
        validate(pd.concat([table, table[["low"]]], axis=1))


def test_other_types_that_say_the_same_are_taken():
    table = pd.DataFrame(
        {
            "measure": pd.Categorical(["killed", "injured"]),
            "source": pd.Series(["AFP", "AFP"], dtype=object),
            "low": np.array([3, 9], dtype="int32"),
            "high": pd.array([5, None], dtype="Int64"),
            "period_start": pd.Series(["2022-03-01", "2022-03-02"]).astype(
                "datetime64[ns, Africa/Bamako]"
            ),
            "period_end": pd.to_datetime(["2022-03-05", "2022-03-01"]),
            "place": ["MLI", "MLI"],
            "place_system": ["iso3166-1", "iso3166-1"],
        }
    )
    report = validate(table)
    assert report.counts == {"period-inverted": 1}
    pd.testing.assert_frame_equal(report.passed, table.iloc[:1])


def test_a_frame_of_texts_is_read_as_a_file_would_be():
    table = pd.DataFrame(
        {
            "measure": ["killed", "killed", "killed"],
            "source": ["AFP", "BBC", "Reuters"],
            "place": ["MLI", "MLI", "MLI"],
            "place_system": ["iso3166-1"] * 3,
            "period": ["2022-03", "2022-03", "2022-03"],
            "best": ["12", "12O", "about 30"],
        },
        index=["a", "b", "c"],
    )
    report = validate(table)
    assert report.findings[["code", "row", "column", "value"]].to_numpy().tolist() == [
        ["unreadable-number", 1, "best", "12O"]
    ]
    assert report.passed.index.tolist() == ["a", "c"]


def test_cells_that_hold_lists_or_dicts_are_no_crash():
    table = sample_table(({}, {}, {}))
    table["tags"] = [["a"], ["a"], ["b"]]
    assert validate(table).findings[["code", "row"]].to_numpy().tolist() == [["duplicate-row", 1]]
    table["low"] = [{"least": 20}, 20, 20]
    assert validate(table).findings["code"].tolist()[0] == "unreadable-number"


def test_records_are_read():
    record = {
        "measure": "killed",
        "figure": "3O",
        "source": "AFP",
        "place": "Mali",
        "period": "2022",
    }
    assert validate([record]).counts == {"unreadable-number": 1}


def test_dates_of_publication_may_come_as_dates():
    table = sample_table({}).assign(published_on=pd.to_datetime(["2022-02-01"]))
    assert validate(table).counts == {"period-after-publication": 1}


def test_a_check_of_ones_own_is_a_function_and_an_entry():
    """What an author writes; an entry point leads to the same."""

    def find(cells, column):
        unknown = ~cells.stated("place")
        return Judged(cells.numbers(column) > 1_000_000, unknown)

    check = Check(
        name="city-sized",
        severity="warning",
        phase="meaning",
        at=("best", "high"),
        find=find,
        message="{column} {value} is more than live in {place}",
        hint="Look for a zero too many.",
        why="A zero too many is the commonest slip.",
        bad=({"best": 2_000_000.0},),
        reads=("place",),
    )
    table = sample_table(
        ({"high": 2e6}, {"high": 2e6, "place": None}, {"best": 3.0, "low": None, "high": -1.0})
    )
    report = validate(table, profile=Profile(checks=(check,)))
    found = report.findings[report.findings["code"] == "city-sized"]
    assert found[["row", "column", "message"]].to_numpy().tolist() == [
        [0, "high", "high 2,000,000 is more than live in 'MLI'"]
    ]
    # The second row lacks its place, and the high of the third is at fault already.
    assert report.not_evaluated["city-sized"] == 2


def test_a_check_that_is_about_some_rows_is_not_evaluated_in_those_only():
    def find(cells, column):
        return Judged(cells.numbers(column) > 1.0, concerned=cells.is_word("basis", "stock"))

    check = Check(
        name="more-than-one",
        severity="info",
        phase="table",
        at=("best",),
        find=find,
        message="{value} is more than one",
        hint="Look again.",
        why="One will do.",
        bad=({"basis": "stock"},),
        reads=("place",),
    )
    unread = {"best": None, "unread": "best=1O; place=?"}
    rows = ({"basis": "stock", **unread}, {"basis": "flow", **unread}, {"basis": "stock"})
    report = validate(sample_table(rows), profile=Profile(checks=(check,)))
    findings = report.findings
    assert findings["row"][findings["code"] == "more-than-one"].tolist() == [2]
    assert report.not_evaluated["more-than-one"] == 1


def test_a_report_is_not_changed():
    report = validate(sample_table({}))
    for name in ("findings", "counts", "anything"):
        with pytest.raises(AttributeError):
            setattr(report, name, 1)
    assert len(report.findings) == 0


def test_a_report_can_be_pickled_and_copied(claims_of):
    report = validate(claims_of({"best": 1.5}, {"low": 3.0, "high": 2.0}, {"source": None}))
    assert report.counts
    for other in (pickle.loads(pickle.dumps(report)), copy.deepcopy(report)):
        assert other.counts == report.counts
        assert other.findings.equals(report.findings)

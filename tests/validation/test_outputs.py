"""What every output does with cells: none acts, none is endless, none is told unasked."""

import io
import json
import unicodedata
from urllib.parse import quote

import jsonschema
import pandas as pd
import pytest

from crisisfigures.validation import (
    Allowed,
    Profile,
    ValidationReport,
    checks,
    sample_table,
    validate,
)

DIRTY = sample_table(
    (
        {"low": 50.0},
        {},
        {"measure": "kiled", "event": "flood"},
        {"published_on": "14/06/22", "event": "raid"},
        {"place": "MLX", "event": "march"},
    )
)
HOSTILE = "<b>\x1b[31m\x9b\u202eزائد\u2028</b>"


def _hostile(text: str) -> ValidationReport:
    """Return the report of rows with a text in every kind of cell that a message quotes."""
    unread = f"best={quote(text)}; column_15={quote(text)}"
    rows = (
        *({name: text} for name in ("measure", "basis", "modality", "unit", "published_on")),
        {"place": None, "place_system": None, "place_name": text},
        {"place": None, "place_system": None, "period_start": None, "period_stated": text},
        {"best": None, "unread": unread},
        {"best": 7.0, "low": 70.0, "unread": f"figure={quote(text)}"},
        {"repeats": text, "source": text},
        {"id": text, "event": "1"},
        {"id": text, "event": "2"},
        {"place": text, "from_place": text, "measure": "refugees", "status": text},
    )
    return validate(sample_table(rows))


def _outputs(report: ValidationReport, **options: bool) -> dict[str, str]:
    return {
        "text": report.to_text(**options),
        "json": report.to_json(samples=None, **options),
        "csv": report.to_csv(**options),
        "html": report.to_html(samples=None, **options),
    }


def test_no_character_of_a_cell_acts_in_any_output():
    for name, printed in _outputs(_hostile(HOSTILE)).items():
        acting = [c for c in printed if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
        assert set(acting) <= {"\n"}, name
        assert "\\x1b" in printed or "\\u001b" in printed, name


def test_a_program_reads_from_json_what_the_cell_says():
    told = json.loads(_hostile(HOSTILE).to_json())
    values = {found["value"] for check in told["checks"] for found in check["samples"]}
    assert HOSTILE in values


def test_a_cell_of_any_length_is_cut_and_its_length_said():
    long = "x" * 1_000_000
    names = ("measure", "unit", "published_on", "source", "url")
    rows = (
        {**dict.fromkeys(names, long), "low": 50.0},
        {"place": None, "place_system": None, "place_name": long, "period_stated": long},
        {"best": None, "unread": f"best={long}; column_15={long}"},
    )
    for name, printed in _outputs(validate(sample_table(rows))).items():
        assert len(printed) < 120_000, name
        assert "(1,000,000 characters)" in printed, name
    assert _hostile("x" * 2_000).findings["value"].str.len().max() == 2_000


def test_a_row_with_ten_thousand_cells_too_many_is_one_readable_line():
    unread = "; ".join(f"column_{at}=x{at}" for at in range(20, 10_020))
    text = validate(sample_table({"unread": unread})).to_text()
    assert max(map(len, text.splitlines())) < 1_200


def test_no_cell_of_the_csv_computes():
    csv = pd.read_csv(io.StringIO(_hostile("=1+1").to_csv()), dtype=str, keep_default_na=False)
    assert not csv.map(lambda cell: cell.startswith(("=", "+", "@"))).any(axis=None)
    assert "'=1+1" in csv["value"].tolist()


def test_without_values_no_output_says_what_a_cell_says():
    report = _hostile("Canary")
    for name, printed in _outputs(report).items():
        assert printed.count("Canary") > 10, name
    for name, printed in _outputs(report, values=False).items():
        assert "canary" not in printed.casefold(), name
        assert "(not shown)" in printed, name
    assert report.findings["value"].tolist().count("Canary") > 5


@pytest.mark.parametrize("code", sorted(checks()))
def test_without_values_all_findings_of_a_code_in_a_column_say_the_same(code):
    check = checks()[code]
    reports = [validate(sample_table(rows)) for rows in check.bad]
    said = {
        (found["column"], found["message"], found["hint"])
        for report in reports
        for entry in report.to_dict(values=False)["checks"]
        if entry["code"] == code
        for found in entry["samples"]
    }
    may_differ = set(check.value_free) - {"known", "what", "as_of"}
    assert may_differ or len(said) == len({column for column, _, _ in said})


def test_without_values_counts_places_and_codes_stay():
    report = _hostile("Canary")
    shown, hidden = report.to_dict(), report.to_dict(values=False)
    assert (shown["values_shown"], hidden["values_shown"]) == (True, False)
    for one, other in zip(shown["checks"], hidden["checks"], strict=True):
        places = [(found["row"], found["column"]) for found in one.pop("samples")]
        assert places == [(found["row"], found["column"]) for found in other.pop("samples")]
        assert one == other


@pytest.mark.parametrize("values", [True, False])
def test_json_fits_the_schema(values):
    schema = ValidationReport.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    fits = jsonschema.Draft202012Validator(schema)
    samples = [rows for check in checks().values() for rows in check.bad]
    for table in (*map(sample_table, samples), DIRTY):
        told = validate(table).to_dict(values=values)
        fits.validate(json.loads(json.dumps(told)))
    with pytest.raises(jsonschema.ValidationError):
        fits.validate({**told, "rows": {"total": -1}})


def test_the_schema_names_every_field():
    allowed = Allowed("unknown-measure", "as agreed", where={"measure": "kiled"})
    report = validate(DIRTY, profile=Profile(allow=(allowed,)))
    schema, told = ValidationReport.json_schema(), report.to_dict()
    jsonschema.validate(told, schema)
    assert report.to_dict(values=False)["allowed"][0]["where"] == {"measure": "(not shown)"}
    check = schema["$defs"]["check"]
    named = {
        "report": (schema, told),
        "rows": (schema["properties"]["rows"], told["rows"]),
        "findings": (schema["properties"]["findings"], told["findings"]),
        "allowed": (schema["$defs"]["allowed"], told["allowed"][0]),
        "check": (check, told["checks"][0]),
        "finding": (schema["$defs"]["finding"], told["checks"][0]["samples"][0]),
    }
    for part, (of, made) in named.items():
        assert list(of["properties"]) == of["required"] == list(made), part


def test_csv_names_the_file_where_there_are_several():
    table = DIRTY.assign(file=["june.csv", "june.csv", "june.csv", "july.csv", "july.csv"])
    csv = pd.read_csv(io.StringIO(validate(table).to_csv()))
    assert csv["file"].tolist() == ["june.csv", "june.csv", "july.csv", "july.csv"]
    assert "file" not in validate(DIRTY).to_csv().splitlines()[0].split(",")

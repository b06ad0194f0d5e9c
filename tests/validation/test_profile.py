"""Profiles: which checks are made, how grave a fault is, and what was looked at and is allowed."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, ReadError, UnknownNameError
from crisisfigures.plugins import Cells, Check, Flags
from crisisfigures.validation import Allowed, Profile, checks, sample_table, validate


def _above(cells: Cells, column: str, most: float) -> Flags:
    return cells.numbers(column) > most


LARGE = Check(
    name="large-figure",
    severity="warning",
    phase="meaning",
    at=("best",),
    find=_above,
    settings={"most": 1000},
    message="{value} is more than {most}",
    hint="Ask the field office.",
    why="A desk knows its numbers.",
    bad=({"best": 2000.0, "high": 2000.0},),
    good=({},),
)

EMPTY = Profile()
MIXED = sample_table(
    (
        {"measure": "kiled"},
        {"place": None, "place_system": None, "event": "1"},
        {"best": 32.5, "event": "2"},
        {"best": 32.5, "event": "3", "source": "AFP"},
    )
)


def test_an_empty_profile_changes_nothing():
    assert validate(MIXED, profile=EMPTY).to_dict() == validate(MIXED).to_dict()


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(sorted(validate(MIXED).counts)), st.just("off")))
def test_a_check_that_is_off_is_not_made_and_the_others_are(severity):
    report = validate(MIXED, profile=Profile(severity=severity))
    kept = {code: n for code, n in validate(MIXED).counts.items() if code not in severity}
    assert report.counts == kept
    assert not set(severity) & set(report.to_dict()["checks_run"])


def test_a_profile_says_how_grave_a_fault_is():
    stern = validate(MIXED, profile=Profile(severity={"missing-place": "error"}))
    assert stern.counts == validate(MIXED).counts
    assert stern.failed["event"].isna().tolist() == [True, False]
    mild = validate(MIXED, profile=Profile(severity={"unknown-measure": "warning"}))
    assert mild.ok


def test_a_check_of_ones_own_is_made_beside_the_others_with_the_profiles_settings():
    large = ({"best": 1500.0, "high": 1500.0}, {"best": 3000.0, "high": 3000.0, "event": "2"})
    table = sample_table(large)
    usual = validate(table, profile=Profile(checks=(LARGE,)))
    assert usual.findings["message"].tolist() == [
        "1,500 is more than 1,000",
        "3,000 is more than 1,000",
    ]
    wide = Profile(checks=(LARGE,), settings={"large-figure": {"most": 2000}})
    assert validate(table, profile=wide).findings["row"].tolist() == [1]
    assert validate(table, profile=wide).findings["message"].tolist() == [
        "3,000 is more than 2,000"
    ]
    assert LARGE.settings == {"most": 1000}


def test_required_columns_are_asked_for_once_where_they_lack():
    table = sample_table(
        (
            {"published_on": None, "url": "u"},
            {"excerpt": "32 killed", "event": "2"},
            {"event": "3"},
        )
    )
    profile = Profile(required=("published_on", ("url", "excerpt"), "reliability"))
    findings = validate(table, profile=profile).findings
    assert set(findings["code"]) == {"required-cell-missing"}
    places = list(zip(findings["row"].fillna(-1), findings["column"], strict=True))
    assert places == [(-1, "reliability"), (0, "published_on"), (2, "url")]
    assert findings["message"][2].startswith("the profile asks for url or excerpt")
    assert findings["severity"].eq("error").all()


def test_what_could_not_be_read_is_not_missing_as_well():
    table = sample_table(({"published_on": None, "unread": "published_on=soon"}, {"event": "2"}))
    report = validate(table, profile=Profile(required=("published_on",)))
    assert report.counts == {"date-not-iso": 1}


@pytest.mark.parametrize("drop", [True, False])
def test_a_place_that_is_required_is_one_finding_and_an_error(drop):
    none = ... if drop else None
    lacking = {"place": none, "place_system": none}
    table = sample_table((lacking, {**lacking, "event": "2"}))
    report = validate(table, profile=Profile(required=("place",)))
    assert report.counts == {"expected-column-missing": 1}
    assert not report.ok
    report = validate(
        sample_table(({"place": None, "place_system": None}, {})),
        profile=Profile(required=("place",)),
    )
    assert report.counts == {"required-cell-missing": 1}


def test_a_default_does_not_state_what_is_required():
    table = sample_table(({"unit": "person"}, {"unit": None, "event": "2"}))
    report = validate(table, profile=Profile(required=("unit",)))
    assert report.findings["row"].tolist() == [1]


def test_measure_and_source_are_missed_by_their_own_checks():
    table = sample_table(({"measure": None}, {"source": None}, {}))
    report = validate(table, profile=Profile(required=("measure", "source")))
    assert report.counts == validate(table).counts


def test_what_is_allowed_is_told_apart_and_fails_no_row():
    fraction = Allowed("fractional-count", "an average of the bulletin", where={"source": "AFP"})
    wrong = Allowed("unknown-measure", "their own word")
    report = validate(MIXED, profile=Profile(allow=(fraction, wrong)))
    assert report.counts == {"fractional-count": 1, "missing-place": 1}
    assert report.ok
    assert report.findings["row"].tolist() == [1, 2]
    allowed = report.allowed
    assert allowed["row"].tolist() == [0, 3]
    assert allowed["reason"].tolist() == ["their own word", "an average of the bulletin"]
    text = report.to_text()
    assert "Allowed by the profile" in text
    assert "an average of the bulletin" in text


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["AFP", "UN OCHA", "MSA"]), min_size=1, max_size=8), st.data())
def test_allowed_and_remaining_findings_are_all_the_findings(sources, data):
    rows = tuple({"source": name, "best": 32.5, "event": str(i)} for i, name in enumerate(sources))
    table = sample_table(rows)
    named = data.draw(st.lists(st.sampled_from(["AFP", "MSA"]), unique=True))
    allow = tuple(Allowed("fractional-count", "so", where={"source": name}) for name in named)
    report = validate(table, profile=Profile(allow=allow))
    assert report.allowed["row"].tolist() == [i for i, n in enumerate(sources) if n in named]
    assert report.findings["row"].tolist() == [i for i, n in enumerate(sources) if n not in named]


def test_a_fault_of_a_column_is_allowed_as_a_whole():
    table = sample_table(({"place": ..., "place_system": ...},))
    some = Profile(allow=(Allowed("expected-column-missing", "one country", where={"low": "20"}),))
    assert validate(table, profile=some).counts == {"expected-column-missing": 1}
    assert validate(table, profile=some).unused == some.allow
    whole = Profile(allow=(Allowed("expected-column-missing", "one country", column="place"),))
    report = validate(table, profile=whole)
    assert report.counts == {}
    assert report.unused == ()
    assert report.allowed["row"].isna().tolist() == [True]


def test_what_is_allowed_and_was_not_found_is_told():
    report = validate(MIXED, profile=Profile(allow=(Allowed("implausible-date", "recount"),)))
    assert [entry.code for entry in report.unused] == ["implausible-date"]
    assert "implausible-date" in report.to_text()


TOML = """
name = "our desk"
required = ["published_on", ["url", "excerpt"]]

[severity]
fractional-count = "off"
missing-place = "error"

[[allow]]
code = "unknown-measure"
column = "measure"
where = { low = 20, period_start = 2022-03-01, source = "UN OCHA" }
reason = "their own word"
"""


def test_a_file_says_what_a_profile_says(tmp_path):
    path = tmp_path / "desk.toml"
    path.write_text(TOML, encoding="utf-8")
    profile = Profile.from_toml(path)
    where = {"low": "20", "period_start": "2022-03-01", "source": "UN OCHA"}
    assert profile == Profile(
        name="our desk",
        required=(("published_on",), ("url", "excerpt")),
        severity={"fractional-count": "off", "missing-place": "error"},
        allow=(Allowed("unknown-measure", "their own word", "measure", where),),
    )
    report = validate(MIXED, profile=path)
    assert report.counts == {"missing-place": 1, "required-cell-missing": 1}
    assert len(report.allowed) == 1
    assert report.to_dict()["profile"] == "our desk"
    assert report.to_dict()["allowed"] == [
        {
            "code": "unknown-measure",
            "column": "measure",
            "where": where,
            "reason": "their own word",
            "count": 1,
        }
    ]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("severity = 3", "'severity' is not a table"),
        ('severty = "off"', "unknown entry 'severty'. Did you mean 'severity'"),
        ('[severity]\nmissing-plce = "off"', "Did you mean 'missing-place'"),
        ('[severity]\nmissing-place = "grave"', "Known: error, info, off, warning"),
        ("[settings.missing-place]\nfactor = 3", "unknown setting of 'missing-place': 'factor'"),
        ('required = ["publshed_on"]', "Did you mean 'published_on'"),
        ("required = [3]", "lists the names of columns"),
        ('[[allow]]\ncode = "missing-place"', "states no reason"),
        ('[[allow]]\ncode = "missing-place"\nreason = " "', "without a reason"),
        ('[[allow]]\ncode = "missing-place"\nreason = "x"\nwere = {}', "Did you mean 'where'"),
        ("allow = [3]", "'allow' is not a list of tables"),
        ("name = ", "it is not TOML"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_an_error_that_says_why(tmp_path, said, told):
    path = tmp_path / "desk.toml"
    path.write_text(said, encoding="utf-8")
    with pytest.raises(ReadError, match=re.escape(told)) as error:
        Profile.from_toml(path)
    assert str(path) in str(error.value)


def test_a_profile_in_python_is_judged_when_it_is_made():
    with pytest.raises(OptionError, match="no number"):
        Profile(checks=(LARGE,), settings={"large-figure": {"most": True}})
    with pytest.raises(OptionError, match="two checks 'missing-place'"):
        Profile(checks=(checks()["missing-place"],))
    with pytest.raises(UnknownNameError, match="unknown check"):
        Profile(severity={"large-figure": "off"})


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ReadError, match=r"nowhere\.toml"):
        validate(MIXED, profile=tmp_path / "nowhere.toml")


def test_every_setting_is_a_number_with_a_name():
    for check in checks().values():
        for name, value in check.settings.items():
            assert name.isidentifier(), check.name
            assert np.isfinite(value), check.name


def test_the_face_has_the_profile():
    assert cf.Profile is Profile

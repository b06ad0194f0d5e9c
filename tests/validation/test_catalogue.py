"""What holds for every check, whoever wrote it; a new check is tested by being there."""

import re
import string

import pytest

from crisisfigures.figure import RULES
from crisisfigures.plugins import PHASES, SEVERITIES, Check
from crisisfigures.table import COLUMNS
from crisisfigures.validation import checks, sample_table, validate
from crisisfigures.validation._samples import IN_EACH_ROW, JUDGED_ON, place_of

CHECKS = checks()
BAD = [(check, sample) for check in CHECKS.values() for sample in check.bad]
GOOD = [(check, sample) for check in CHECKS.values() for sample in check.good]


def _label(value: object) -> str:
    return value.name if isinstance(value, Check) else ""


def test_a_sound_row_has_no_finding():
    report = validate(sample_table({}), as_of=JUDGED_ON)
    assert report.ok
    assert report.counts == {}
    assert report.not_evaluated == {}


@pytest.mark.parametrize(("check", "sample"), BAD, ids=_label)
def test_a_bad_sample_has_the_fault_once_where_it_is(check, sample):
    report = validate(sample_table(sample), as_of=JUDGED_ON)
    n_rows = len(sample) if check.name in IN_EACH_ROW else 1
    assert report.counts == {check.name: n_rows}
    found = report.findings.iloc[-1]
    row, column = place_of(check, sample)
    assert (None if found.isna()["row"] else found["row"]) == row
    assert (None if found.isna()["column"] else found["column"]) == column
    assert found["severity"] == check.severity


@pytest.mark.parametrize(("check", "sample"), GOOD, ids=_label)
def test_a_good_sample_has_no_finding(check, sample):
    assert validate(sample_table(sample), as_of=JUDGED_ON).counts == {}


@pytest.mark.parametrize("check", CHECKS.values(), ids=_label)
def test_a_check_explains_itself(check):
    assert check.bad
    assert check.why.endswith(".")
    assert check.severity in SEVERITIES
    assert check.phase in PHASES
    assert set(check.name) <= set(string.ascii_lowercase + string.digits + "-")
    assert set(check.reads) <= set(COLUMNS)


@pytest.mark.parametrize(("check", "sample"), BAD, ids=_label)
def test_the_words_of_a_finding_leave_no_field_open(check, sample):
    found = validate(sample_table(sample), as_of=JUDGED_ON).findings.iloc[0]
    for words in (found["message"], found["hint"]):
        assert words
        assert not re.search(r"\{\w*\}", words)
        assert words[0] != " "


def test_every_rule_of_a_figure_is_a_check():
    """`unread-cell` is told apart by what could not be read."""
    assert {rule.code for rule in RULES} - CHECKS.keys() == {"unread-cell"}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code in CHECKS], ids=lambda r: r.code
)
def test_a_rule_is_judged_in_every_column_it_has(rule):
    judged = set(CHECKS[rule.code].at)
    elsewhere = {
        name for check in CHECKS.values() for name in check.at if check.phase == "coercion"
    }
    assert set(rule.at) - judged <= elsewhere
    assert CHECKS[rule.code].severity == "error"

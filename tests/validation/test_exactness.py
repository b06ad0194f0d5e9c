"""Faults put in at known places are found there, each once, and nothing else is."""

import io
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import OptionError
from crisisfigures.plugins import INPUTS, Cells, Check, unread_cells
from crisisfigures.reading import read
from crisisfigures.table import COLUMNS
from crisisfigures.validation import Profile, checks, error_codes, sample_table, validate
from crisisfigures.validation._run import MADE_OF
from crisisfigures.validation._samples import JUDGED_ON

# One row each, in the row itself: what stands between rows is tested apart.
KINDS = [
    (check, sample)
    for check in checks().values()
    if check.phase not in ("structure", "table")
    for sample in check.bad
    if isinstance(sample, dict) and "id" not in sample
]


def _inputs(check: Check) -> set[str]:
    return {*check.reads, *check.at}


def _at_fault(check: Check, sample: dict[str, object]) -> set[str]:
    """Return the cells that the fault changes, or keeps from being judged."""
    unread = [name for name, _ in unread_cells(str(sample.get("unread", "")))]
    made = [column for name in unread for column in MADE_OF.get(name, ())]
    return {*sample, *unread, *made, *(_inputs(check) if check.phase == "rows" else ())}


def _column(check: Check, sample: dict[str, object]) -> str:
    return next(name for name in sample if name in check.at)


@st.composite
def _dirty_rows(draw: st.DrawFn) -> tuple[list[dict[str, object]], Counter[tuple[str, int, str]]]:
    """Return rows with faults that do not touch each other, and the faults by code and place."""
    n = draw(st.integers(1, 12))
    rows: list[dict[str, object]] = [{"id": f"c{at}", "event": f"e{at}"} for at in range(n)]
    truth: Counter[tuple[str, int, str]] = Counter()
    for at, row in enumerate(rows):
        looked_at: set[str] = set()
        at_fault: set[str] = set()
        for check, sample in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
            if looked_at & _at_fault(check, sample) or at_fault & _inputs(check):
                continue
            both = row | sample
            if both.get("measure") in ("idps", "new_displacements") and "from_place" in both:
                # People within their country who come from another are a fault of their own.
                continue
            looked_at |= _inputs(check) | sample.keys()
            at_fault |= _at_fault(check, sample)
            row.update(sample)
            truth[check.name, at, _column(check, sample)] += 1
    # A sound row at the end: a column that is empty in all rows is a fault of the table.
    return [*rows, {"id": "sound", "event": "sound"}], truth


def _found(table: pd.DataFrame) -> Counter[tuple[str, int, str]]:
    # A sample of the past is stale as well on the day on which samples are judged.
    profile = Profile(severity={"stale-figure": "off"})
    findings = validate(table, profile=profile, as_of=JUDGED_ON).findings
    return Counter(zip(findings["code"], findings["row"], findings["column"], strict=True))


@settings(max_examples=100)
@given(_dirty_rows())
def test_mixed_faults_are_found_exactly(dirty):
    rows, truth = dirty
    assert _found(sample_table(tuple(rows))) == truth


@settings(max_examples=50)
@given(_dirty_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_moves_findings_and_changes_none(dirty, random):
    rows, truth = dirty
    order = list(range(len(rows)))
    random.shuffle(order)
    moved = Counter({(code, order.index(row), at): n for (code, row, at), n in truth.items()})
    assert _found(sample_table(tuple(rows[at] for at in order))) == moved


@settings(max_examples=50)
@given(_dirty_rows())
def test_counts_passed_and_failed_agree_with_the_findings(dirty):
    rows, _ = dirty
    table = sample_table(tuple(rows)).set_index(pd.Index([f"r{at}" for at in range(len(rows))]))
    report = validate(table)
    findings = report.findings
    assert report.counts == findings["code"].value_counts().to_dict()
    errors = sorted(set(findings["row"][findings["severity"] == "error"]))
    assert report.failed.index.tolist() == [f"r{at}" for at in errors]
    pd.testing.assert_frame_equal(
        pd.concat([report.passed, report.failed]).sort_index(), table.sort_index()
    )
    assert report.ok == (not errors)


@settings(max_examples=50)
@given(_dirty_rows())
def test_a_row_is_judged_alone_as_among_others(dirty):
    rows, truth = dirty
    for at, row in enumerate(rows):
        alone = {(code, column) for code, found_at, column in truth if found_at == at}
        assert {(code, column) for code, _, column in _found(sample_table(row))} == alone


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8), st.data())
def test_a_repeated_id_and_a_repeated_row_are_two_faults_or_one(ids, data):
    """One finding for each row whose id was there with another content, and for each copy."""
    events = data.draw(st.lists(st.sampled_from("xyz"), min_size=len(ids), max_size=len(ids)))
    rows = list(zip(ids, events, strict=True))
    truth: Counter[tuple[str, int]] = Counter()
    for at, (name, event) in enumerate(rows):
        if event in events[:at]:
            truth["duplicate-row", at] += 1
        if name in ids[:at] and (name, event) not in rows[:at]:
            truth["duplicate-id", at] += 1
    findings = validate(sample_table(tuple({"id": i, "event": e} for i, e in rows))).findings
    assert Counter(zip(findings["code"], findings["row"], strict=True)) == truth


def test_rows_that_differ_only_in_a_column_of_the_publisher_are_no_copies():
    table = sample_table(({}, {}))
    table["latitude"] = [16.9, 17.1]
    assert validate(table).counts == {}


def test_zero_and_minus_zero_are_one_number():
    assert validate(sample_table(({"low": 0.0}, {"low": -0.0}))).counts == {"duplicate-row": 1}


def test_different_rows_that_are_mixed_into_one_number_hide_no_copy(monkeypatch):
    monkeypatch.setattr("crisisfigures.validation.duplicates._ODD", np.int64(0))
    rows = ({"source": "AFP"}, {"source": "Reuters"}, {"source": "Reuters"}, {"source": "AFP"})
    findings = validate(sample_table(rows)).findings
    assert findings["row"].tolist() == [2, 3]
    assert [("row 0" in m, "row 1" in m) for m in findings["message"]] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("cells", "codes", "not_evaluated"),
    [
        # An unreadable high is not a missing one, nor an open one, nor out of order.
        (
            {"low": None, "best": None, "high": None, "unread": "high=3O0"},
            {"unreadable-number": 1},
            {"number-missing", "bounds-not-ordered", "number-not-exact", "negative-count"},
        ),
        (
            {"low": 50.0, "high": None, "unread": "high=4O"},
            {"unreadable-number": 1},
            {"bounds-not-ordered"},
        ),
        # Low above high is one fault, however many pairs are out of order.
        ({"low": 90.0, "best": 50.0, "high": 10.0}, {"bounds-not-ordered": 1}, set()),
        # An inverted period is not also one that is too short, or in the future.
        (
            {"period_start": "2022-07-01", "precision": "month"},
            {"period-inverted": 1},
            {"period-after-publication", "implausible-date"},
        ),
        # A wrong measure says nothing about signs, units or bases.
        (
            {"measure": "kiled", "low": -5.0, "basis": "stock"},
            {"unknown-measure": 1},
            {"negative-count", "basis-misfit", "unit-misfit", "measure-missing"},
        ),
        # A sign is one fault, and does not put the bounds out of order as well.
        ({"best": -32.0}, {"negative-count": 1}, {"bounds-not-ordered"}),
        # Without any number the kinds of its ends are no faults of their own.
        (
            {"low": None, "best": None, "high": None, "low_kind": "stated", "high_kind": "stated"},
            {"number-missing": 1},
            set(),
        ),
        ({"published_on": "14/06/22"}, {"date-not-iso": 1}, {"period-after-publication"}),
        ({"published_on": "0202-06-14"}, {"implausible-date": 1}, set()),
    ],
)
def test_one_fault_is_one_finding(cells, codes, not_evaluated):
    report = validate(sample_table(cells))
    assert report.counts == codes
    assert not_evaluated <= report.not_evaluated.keys()
    assert set(report.not_evaluated.values()) <= {1}


def test_every_cell_of_a_file_is_known_by_the_columns_it_makes():
    assert MADE_OF.keys() == INPUTS.keys()
    assert {column for columns in MADE_OF.values() for column in columns} <= COLUMNS.keys()


def test_not_evaluated_counts_rows():
    rows = (
        {"unread": "high=1O", "high": None},
        {},
        {"unread": "low=l2; high=1O", "low": None, "high": None},
    )
    report = validate(sample_table(rows))
    assert report.counts == {"unreadable-number": 3}
    assert report.not_evaluated["bounds-not-ordered"] == 2
    assert report.not_evaluated["number-not-exact"] == 2


def test_a_warning_keeps_no_error_from_being_found():
    """Else a row's errors, and what `reconcile` makes of it, would hang on its warnings."""
    cells = {
        "measure": "refugees",
        "basis": "flow",
        "from_place": "MLI",
        "from_system": "iso3166-1",
    }
    assert validate(sample_table(cells)).counts == {"origin-is-asylum": 1, "basis-misfit": 1}


def test_without_a_day_to_be_judged_on_nothing_lies_in_the_future():
    table = sample_table({"published_on": "2099-06-14"})
    assert validate(table).counts == {}
    assert validate(table, as_of="2099-06-14").counts == {}
    assert validate(table, as_of=date(2099, 6, 13)).counts == {"date-in-future": 1}


@pytest.mark.parametrize("as_of", ["2022-06", "soon", "2022-02-30"])
def test_what_is_no_day_cannot_be_judged_on(as_of):
    with pytest.raises(OptionError, match=as_of):
        validate(sample_table({}), as_of=as_of)


def test_a_column_that_is_absent_is_missed_once():
    table = sample_table(({}, {"source": "AFP"}, {"source": "Reuters"})).drop(columns="measure")
    report = validate(table)
    assert report.counts == {"required-column-missing": 1}
    assert report.findings["row"].isna().all()
    assert report.not_evaluated["measure-missing"] == 3
    assert len(report.failed) == 3
    codes, names = error_codes(table)
    assert [names[code] for code in codes] == ["measure-missing"] * 3


def test_a_column_that_is_empty_in_all_rows_is_missed_once_as_well():
    table = sample_table(({"source": None}, {"source": None, "event": "flood"}))
    report = validate(table)
    assert report.counts == {"required-column-missing": 1}
    assert validate(table.drop(columns="source")).counts == report.counts


def test_a_misspelt_column_that_is_required_is_one_finding():
    table = sample_table(({}, {"event": "flood"})).rename(columns={"source": "sorce"})
    report = validate(table)
    assert report.counts == {"required-column-missing": 1}
    assert "'sorce'" in report.findings["hint"][0]


def test_the_fast_path_shares_what_was_encoded_and_leaves_rows_between_alone():
    table = sample_table(({"id": "a"}, {"id": "a", "best": 33.0}, {"measure": "kiled"}))
    columns = Cells(table)
    encoded = columns.codes("measure")
    codes, names = error_codes(columns)
    assert columns.codes("measure") is encoded
    assert [names[code] if code >= 0 else None for code in codes] == [None, None, "unknown-measure"]
    assert "duplicate-id" not in names


_IDS = st.lists(
    st.none()
    | st.sampled_from(["a", "b", "claim-17", "claim-18", "claim-017", "x" * 40])
    | st.text(),
    min_size=1,
    max_size=12,
)


@settings(max_examples=100)
@given(_IDS, st.integers(0, 3), st.sampled_from(["str", object, "category"]))
def test_ids_of_any_length_and_type_are_told_apart(ids, skipped, dtype):
    """Texts held by Arrow are compared by their bytes, also of a part of a longer column."""
    ids = [name if name != "" else None for name in ids]
    table = sample_table(tuple({"event": f"e{at}"} for at in range(len(ids) + skipped)))
    table["id"] = pd.Series(["claim-17"] * skipped + ids, dtype=dtype)
    table = table.iloc[skipped:]
    findings = validate(table).findings
    found = findings["row"][findings["code"] == "duplicate-id"].tolist()
    assert found == [at for at, name in enumerate(ids) if name is not None and name in ids[:at]]


def test_what_a_publisher_calls_its_columns_is_no_slip():
    text = (
        "event_id_cnty,event_date,event_type,actor1,country,fatalities,Publishers,Unit\n"
        "MLI90001,2022-03-08,Battles,Riverside Front,Mali,12,Sahel Daily,persons\n"
    )
    table = read(io.StringIO(text))
    assert table.attrs["reading"]["format"] == "acled"
    assert validate(table).findings.empty
    # Without a note of how it was read, nobody can tell.
    table.attrs.clear()
    assert validate(table).counts == {"misspelt-column": 2}

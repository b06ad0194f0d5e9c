"""Figures: one row, typed; and the rules, which a table and a figure keep alike."""

import json
from datetime import date, datetime

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from crisisfigures.estimate import Estimate
from crisisfigures.figure import RULES, WORDS, Figure, broken_rules, explain, unread_columns
from crisisfigures.figure._rules import TEXT_COLUMNS
from crisisfigures.period import Period
from crisisfigures.table import COLUMNS, Columns, normalise
from crisisfigures.testing import figures

SOUND = {"measure": "killed", "source": "MSA", "low": 300, "high": 999}


def refused(**values):
    """The codes and columns of what a figure with these values is refused for."""
    with pytest.raises(ValidationError) as caught:
        Figure(**{**SOUND, **values})
    return {(str(error["loc"][0]), error["type"]) for error in caught.value.errors()}


# ── the model ──────────────────────────────────────────────────────────────────────────────


def test_the_fields_are_the_columns_with_their_order_and_defaults():
    fields = Figure.model_fields
    assert list(fields) == list(COLUMNS)
    defaults = {name: fields[name].default for name in fields if COLUMNS[name].kind != "flag"}
    assert defaults == {name: COLUMNS[name].default for name in defaults}
    assert fields["approximate"].default is False


def test_the_rules_and_the_columns_know_the_same_lists_of_words():
    assert dict(WORDS) == {n: c.words for n, c in COLUMNS.items() if c.words is not None}
    assert set(TEXT_COLUMNS) == {n for n, c in COLUMNS.items() if c.kind == "text"}


def test_a_figure_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Figure(**SOUND).low = 5


def test_missing_values_have_their_columns_default():
    figure = Figure(**SOUND, unit=None, best=np.nan, period_start=pd.NaT, approximate=None)
    assert (figure.unit, figure.best, figure.period_start) == ("person", None, None)
    assert figure.approximate is False
    assert {"unit", "best"} <= figure.model_fields_set


def test_other_columns_are_kept():
    figure = Figure(**SOUND, village="Inékar", note=np.nan)
    assert figure.model_extra == {"village": "Inékar", "note": None}
    assert figure.village == "Inékar"


def test_integral_numbers_become_integers_and_days_lose_their_clock():
    figure = Figure(**{**SOUND, "low": 300.0}, period_start=datetime(2022, 3, 1, 9, 30))
    assert type(figure.low) is int
    assert figure.period_start == date(2022, 3, 1)


def test_days_may_be_written_in_iso_form():
    assert Figure(**SOUND, period_start="2022-03-01").period_start == date(2022, 3, 1)


def test_numpy_s_values_are_values():
    figure = Figure(measure="killed", source="MSA", low=np.int64(3), approximate=np.True_)
    assert (figure.low, figure.approximate) == (3, True)


def test_a_figure_gives_its_estimate_and_its_period():
    figure = Figure(
        **SOUND,
        low_kind="convention",
        high_kind="convention",
        quantifier="vague",
        approximate=True,
        stated="several hundred",
        convention="plain-1",
        period_start="2022-03-01",
        period_end="2022-05-31",
        precision="month",
        period_stated="March to May 2022",
    )
    assert figure.estimate == Estimate(
        300,
        high=999,
        low_kind="convention",
        high_kind="convention",
        quantifier="vague",
        approximate=True,
        stated="several hundred",
        convention="plain-1",
    )
    assert figure.period == Period(
        date(2022, 3, 1), date(2022, 5, 31), "month", stated="March to May 2022"
    )


def test_a_figure_without_number_or_period_has_neither():
    figure = Figure(measure="killed", source="MSA", status="missing")
    assert (figure.estimate, figure.period) == (None, None)


def test_a_signed_measure_may_be_negative_and_unbounded():
    assert Figure(measure="excess_deaths", source="ONS", best=-40).estimate == Estimate(
        best=-40, signed=True
    )
    change = Figure(measure="net_displacement", source="IDMC", quantifier="unbounded")
    assert change.estimate == Estimate(quantifier="unbounded", signed=True)


@given(figures())
def test_every_figure_has_values_that_its_types_accept(figure):
    estimate, period = figure.estimate, figure.period
    assert (estimate is None) == (
        figure.low is None
        and figure.best is None
        and figure.high is None
        and figure.quantifier != "unbounded"
    )
    assert (period is None) == (figure.period_start is None and figure.period_end is None)


def test_printing_leaves_out_what_goes_without_saying():
    assert repr(Figure(**SOUND)) == ("Figure(measure='killed', low=300, high=999, source='MSA')")
    assert str(Figure(**SOUND)) == repr(Figure(**SOUND))


# ── JSON ───────────────────────────────────────────────────────────────────────────────────


@given(figures())
def test_json_gives_the_same_figure_back(figure):
    assert Figure.model_validate_json(figure.model_dump_json()) == figure
    short = figure.model_dump_json(exclude_defaults=True)
    assert Figure.model_validate_json(short) == figure


def test_json_keeps_other_columns():
    figure = Figure(**SOUND, village="Inékar", n_wells=3)
    assert Figure.model_validate_json(figure.model_dump_json()) == figure


@settings(max_examples=30)
@given(figures())
def test_the_json_of_a_figure_fits_the_schema(figure):
    jsonschema.validate(json.loads(figure.model_dump_json()), Figure.model_json_schema())


def test_the_schema_lists_the_words_and_says_what_each_column_is():
    schema = Figure.model_json_schema()
    assert schema["required"] == ["measure", "source"]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["modality"]["enum"] == [
        "feared",
        "observed",
        "planned",
        "projected",
    ]
    assert None in schema["properties"]["basis"]["enum"]
    assert all(entry["description"] for entry in schema["properties"].values())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**SOUND, "modality": "seen"}, schema)


# ── what it refuses ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"low": "12O"}, "low", "not-a-number"),
        ({"best": True}, "best", "not-a-number"),
        ({"edition": 2023}, "edition", "not-text"),
        ({"unit": 5}, "unit", "not-text"),
        ({"period_start": "March 2022"}, "period_start", "not-a-day"),
        ({"period_start": "20220301"}, "period_start", "not-a-day"),
        ({"period_start": "2022-02-30"}, "period_start", "not-a-day"),
        ({"period_start": 19052}, "period_start", "not-a-day"),
        ({"approximate": "yes"}, "approximate", "not-a-flag"),
    ],
)
def test_a_value_that_is_not_of_its_column_s_kind_is_refused(values, column, code):
    assert refused(**values) == {(column, code)}


BROKEN = [
    ({"measure": "klled"}, "measure", "unknown-measure"),
    ({"unit": "persons"}, "unit", "unknown-word"),
    ({"reliability": "G"}, "reliability", "unknown-word"),
    ({"credibility": "0"}, "credibility", "unknown-word"),
    ({"place_system": "iso"}, "place_system", "unknown-word"),
    ({"event": ""}, "event", "blank-text"),
    ({"low": None, "best": np.inf, "high": None}, "best", "number-not-exact"),
    ({"low": 2**53 + 2, "high": None}, "low", "number-not-exact"),
    ({"level": 90, "range_kind": "interval"}, "level", "level-not-a-share"),
    ({"source_row": 0}, "source_row", "row-not-counted"),
    ({"published_on": "June 2022"}, "published_on", "date-not-iso"),
    ({"retrieved_on": "2022-13"}, "retrieved_on", "date-not-iso"),
    ({"unread": "caveat=%00"}, "unread", "unread-cell"),
    ({"measure": None}, "measure", "measure-missing"),
    ({"source": None}, "source", "source-missing"),
    ({"low": None, "high": None}, "best", "number-missing"),
    ({"status": "missing"}, "status", "number-despite-status"),
    ({"status": "none_recorded"}, "status", "number-despite-status"),
    ({"low": 1000}, "high", "bounds-not-ordered"),
    ({"best": 200}, "low", "bounds-not-ordered"),
    ({"low": -1}, "low", "negative-count"),
    ({"low": 999, "low_kind": "exclusive"}, "low_kind", "excluded-number"),
    ({"best": 300, "low_kind": "exclusive"}, "low_kind", "excluded-number"),
    ({"best": 999, "high_kind": "exclusive"}, "high_kind", "excluded-number"),
    ({"high": None, "high_kind": "stated"}, "high_kind", "kind-of-open-end"),
    ({"low": None, "low_kind": "convention"}, "low_kind", "kind-of-open-end"),
    ({"level": 0.9}, "level", "level-without-interval"),
    ({"quantifier": "unbounded"}, "quantifier", "unbounded-count"),
    (
        {"period_start": "2022-05-31", "period_end": "2022-03-01"},
        "period_end",
        "period-inverted",
    ),
    (
        {"period_start": "2022-03-01", "period_end": "2022-03-02", "precision": "day"},
        "precision",
        "precision-misfit",
    ),
    (
        {"period_start": "2022-03-02", "period_end": "2022-03-31", "precision": "month"},
        "precision",
        "precision-misfit",
    ),
]


@pytest.mark.parametrize(("values", "column", "code"), BROKEN)
def test_each_rule_is_broken_once_and_where_it_says(values, column, code):
    assert refused(**values) == {(column, code)}


def test_each_rule_has_an_example_here():
    # No date of Python lies off the calendar: only a table can break that rule.
    assert {code for *_, code in BROKEN} | {"day-off-calendar"} == {rule.code for rule in RULES}


@pytest.mark.parametrize(
    "values",
    [
        {"status": "suppressed", "low": None, "high": 5},
        {"status": "withdrawn"},
        {"status": "suppressed", "low": None, "high": None},
        {"best": 0, "low": None, "high": None},
        {"low": 300, "low_kind": "exclusive"},
        {"precision": "month", "period_start": "2022-03-01", "period_end": "2022-05-31"},
        {"precision": "days", "period_start": "2022-03-02", "period_end": "2022-05-31"},
        {"period_start": "2022-03-02"},
        {"range_kind": "interval", "level": 0.9},
        {"range_kind": "interval"},
        {"reliability": "F", "credibility": "6"},
        {"published_on": "2022"},
    ],
)
def test_what_keeps_the_rules_is_a_figure(values):
    assert Figure(**{**SOUND, **values})


def test_all_faults_are_told_at_once_with_value_reason_and_hint():
    with pytest.raises(ValidationError) as caught:
        Figure(measure="killed", low=30, high=20, published_on="June", reliability="Z")
    text = str(caught.value)
    assert "3 validation errors" not in text
    assert "'June' is not an ISO 8601 date" in text
    assert "'Z' is not a word of 'reliability': A, B, C, D, E, F" in text
    assert "low 30, best not stated, high 20 do not satisfy low <= best <= high" in text
    assert "does not say who claims" in text
    assert text.count("Hint: ") == 4


def test_a_fault_is_told_once_where_it_is():
    # An unknown measure is neither missing, nor known to be unsigned.
    assert refused(measure="klled", low=-3) == {("measure", "unknown-measure")}
    # A level that is no share says nothing of intervals; a number that is none, nothing of order.
    assert refused(level=90) == {("level", "level-not-a-share")}
    assert refused(low=np.inf) == {("low", "number-not-exact")}


def test_an_inverted_period_has_no_precision_to_misfit():
    ends = {"period_start": "2022-05-31", "period_end": "2022-03-01"}
    assert refused(**ends, precision="day") == {("period_end", "period-inverted")}


def test_a_count_is_never_unbounded():
    unbounded = {"low": None, "high": None, "quantifier": "unbounded"}
    assert refused(**unbounded) == {("quantifier", "unbounded-count")}


def test_rules_are_silent_about_cells_that_could_not_be_read():
    assert refused(unread="low=3O0", low=None, low_kind="stated") == {("unread", "unread-cell")}
    assert refused(unread="best=l2", low=None, high=None) == {("unread", "unread-cell")}


def test_braces_in_the_data_are_data():
    assert refused(low="{message}") == {("low", "not-a-number")}
    assert refused(unit="{known} {0}") == {("unit", "unknown-word")}


def test_the_columns_of_unread_cells_are_named():
    assert unread_columns("high=12O; period%3Dx=a%3B b") == ("high", "period=x")


# ── one rule, two entrances ────────────────────────────────────────────────────────────────

anything = st.fixed_dictionaries(
    {"measure": st.sampled_from(["killed", "excess_deaths", "klled", None])},
    optional={
        **{
            name: st.sampled_from([None, -1, 0, 3, 3.5, 20, 2**53, 2**53 + 2, np.inf])
            for name in ("low", "best", "high")
        },
        "level": st.sampled_from([None, 0, 0.9, 1, 90]),
        "source_row": st.sampled_from([None, 0, 1, 7]),
        "source": st.sampled_from(["MSA", None, ""]),
        "event": st.sampled_from(["e1", None, ""]),
        "status": st.sampled_from(["present", "missing", "suppressed", "absent", None]),
        "low_kind": st.sampled_from(["stated", "exclusive", "convention", "soft", None]),
        "high_kind": st.sampled_from(["stated", "exclusive", None]),
        "quantifier": st.sampled_from(["vague", "unbounded", None]),
        "range_kind": st.sampled_from(["interval", "plausible", None]),
        "published_on": st.sampled_from(["2022", "2022-06-31", "June", None]),
        "reliability": st.sampled_from(["A", "G", None]),
        "period_start": st.sampled_from([date(2022, 3, 1), date(2022, 3, 9), None]),
        "period_end": st.sampled_from([date(2022, 3, 1), date(2022, 3, 31), None]),
        "precision": st.sampled_from(["day", "week", "month", "year", "days", None]),
    },
)


@settings(max_examples=100)
@given(st.lists(anything, min_size=1, max_size=6))
def test_a_table_and_a_figure_break_the_same_rules(rows):
    table = pd.DataFrame(rows)
    # What no type of a table can hold is not a matter of the rules.
    table = table.assign(
        **{n: table[n].astype(object) for n in table if COLUMNS[n].kind in ("text", "day")}
    )
    blank = {(i, n) for i, row in enumerate(rows) for n, value in row.items() if value == ""}
    columns = Columns(normalise(table))
    by_table = {
        (row, column, rule.code)
        for rule in RULES
        for column in rule.at
        for row in np.flatnonzero(rule.is_broken(columns, column))
    }
    for i, row in enumerate(rows):
        if any(at == i for at, _ in blank):
            continue
        try:
            Figure(**row)
            accepted = True
        except ValidationError as error:
            accepted = False
            for found in error.errors():
                assert (i, found["loc"][0], found["type"]) in by_table
        assert accepted == (not any(at == i for at, *_ in by_table))


def test_a_blank_text_breaks_the_rule_in_a_table_too():
    table = pd.DataFrame({"source": pd.Series(["MSA", "", None], dtype="str")})
    blank = next(rule for rule in RULES if rule.code == "blank-text")
    assert blank.is_broken(Columns(table), "source").tolist() == [False, True, False]
    coded = Columns(table)
    coded.encode("source")
    assert blank.is_broken(coded, "source").tolist() == [False, True, False]
    assert blank.is_broken(coded, "event").tolist() == [False, False, False]


def test_a_day_that_no_calendar_names_breaks_a_rule_in_a_table():
    days = np.array(["0000-12-31", "0001-01-01", "9999-12-31", "10000-01-01", "NaT"])
    table = pd.DataFrame({"period_start": days.astype("datetime64[us]")})
    off = next(rule for rule in RULES if rule.code == "day-off-calendar")
    assert off.is_broken(Columns(table), "period_start").tolist() == [
        True,
        False,
        False,
        True,
        False,
    ]


@given(figures())
def test_drawn_figures_break_no_rule(figure):
    values = {name: getattr(figure, name) for name in COLUMNS}
    assert broken_rules(values) == []


def test_every_rule_can_be_explained():
    values = dict.fromkeys(COLUMNS)
    for rule in RULES:
        for column in rule.at:
            text = explain(rule, column, values)
            assert "{" not in text
            assert "Hint: " in text

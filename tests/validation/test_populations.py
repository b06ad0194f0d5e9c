"""Populations: no more people than live there, and no death rate that cannot be."""

import pytest

from crisisfigures.validation import sample_table, validate


def _people(number, day, **cells):
    return {
        "measure": "population",
        "basis": "stock",
        "low": None,
        "best": float(number),
        "high": None,
        "period_start": day,
        "period_end": day,
        "precision": "day",
        "published_on": "2022-08-01",
        "source": "census",
        **cells,
    }


def _toll(number, **cells):
    return {"low": None, "best": float(number), "high": None, **cells}


def _counts(*rows):
    counts = validate(sample_table(rows)).counts
    return {code: counts[code] for code in counts if "population" in code or "rate" in code}


def test_the_population_is_the_nearest_in_time():
    long_ago, now = _people(500, "2018-07-01"), _people(2000, "2022-06-01")
    injured = _toll(600, measure="injured")
    assert _counts(long_ago, now, injured) == {}
    assert _counts(long_ago, injured) == {"above-population": 1}
    assert _counts(_people(500, "2010-07-01"), injured) == {}


def test_of_several_populations_of_a_day_the_largest_counts():
    day = "2022-06-01"
    rows = (_people(500, day), _people(2000, day, source="UN"), _toll(500))
    assert _counts(*rows) == {}
    assert _counts(*rows[:2], _toll(2001)) == {"above-population": 1}


@pytest.mark.parametrize(
    ("people", "toll", "is_fault"),
    [
        ({}, {}, True),
        ({"place": "NER"}, {}, False),
        ({"group": "sex=female"}, {}, False),
        ({"definition": "ipc:analysed"}, {}, False),
        ({"approximate": True, "quantifier": "approximately"}, {}, False),
        ({"low": 900.0}, {}, False),
        ({"high": 1500.0}, {}, False),
        ({}, {"best": None, "low": 1001.0}, True),
        ({}, {"best": None, "high": 1001.0}, False),
        ({}, {"low": 900.0}, False),
        ({}, {"measure": "new_displacements"}, False),
        ({}, {"unit": "household", "measure": "homeless"}, False),
        ({}, {"status": "withdrawn"}, False),
    ],
)
def test_only_what_is_certain_is_above_the_population(people, toll, is_fault):
    rows = (_people(1000, "2022-06-01", **people), _toll(1001, **toll))
    assert _counts(*rows).get("above-population", 0) == is_fault


def test_the_message_names_the_population_and_its_row():
    found = validate(sample_table((_people(1000, "2022-06-01"), _toll(1001)))).findings
    assert found[["row", "column"]].to_numpy().tolist() == [[1, "best"]]
    message = "1,001 people ('killed') are more than the 1,000 who live there, by row 0"
    assert found["message"].tolist() == [message]


def test_a_death_rate_is_by_people_and_days():
    """92 days, 10,000 people: 30 a day are 2,760; a day of it may be so, and so may a stock."""
    people = _people(10_000, "2022-06-01")
    assert _counts(people, _toll(2760)) == {}
    assert _counts(people, _toll(2761)) == {"death-rate-implausible": 1}
    day = {"period_start": "2022-05-31", "precision": "day"}
    assert _counts(people, _toll(2761, **day)) == {}
    assert _counts(people, _toll(2761, period_kind="within")) == {}
    assert _counts(people, _toll(2761, measure="injured")) == {}
    assert _counts(people, _toll(10_001)) == {"above-population": 1}

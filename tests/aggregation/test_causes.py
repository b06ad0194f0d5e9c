"""Across causes: floods and storms put together to disasters, and conflict beside them."""

import io

import pandas as pd
import pytest

import crisisfigures as cf

HEAD = "measure,figure,cause,event,place,period,source\n"


def claims(*rows):
    return cf.read(
        io.StringIO(HEAD + "".join(f"new displacements,{row},Gao,2024,UN\n" for row in rows))
    )


def made(found):
    return {
        row.cause: (row.completeness, row.low, None if row.high != row.high else row.high)
        for row in found.table.itertuples()
    }


def test_causes_are_a_lower_bound_unless_all_are_there():
    table = claims("10 to 12,disaster:flood,", "5,disaster:storm,", "7,conflict,")
    assert made(cf.aggregate(table, causes="disaster")) == {
        "disaster": ("lower bound", 15, None),
        "conflict": ("total", 7, 7),
    }
    assert made(cf.aggregate(table, causes="disaster", complete="causes")) == {
        "disaster": ("total", 15, 17),
        "conflict": ("total", 7, 7),
    }


def test_up_to_any_cause():
    table = claims("10 to 12,disaster:flood,", "5,disaster:storm,", "7,conflict,")
    assert made(cf.aggregate(table, causes="all", complete="causes")) == {"all": ("total", 22, 24)}


def test_the_figure_of_the_whole_is_an_account_of_it():
    table = claims("10 to 12,disaster:flood,", "5,disaster:storm,", "at least 16,disaster,")
    found = cf.aggregate(table, causes="disaster", complete="causes")
    assert made(found) == {"disaster": ("total", 16, 17)}
    assert sorted(found.parts["cause"]) == ["disaster", "disaster:flood", "disaster:storm"]


def test_a_step_that_lacks_parts_makes_the_next_a_lower_bound():
    table = claims("10,disaster:flood,", "7,conflict,")
    found = cf.aggregate(table, causes="all")
    assert made(found) == {"all": ("lower bound", 17, None)}
    assert sorted(found.parts["cause"]) == ["conflict", "disaster:flood"]
    assert set(found.parts["verdict"]) == {"counted"}


def test_a_cause_that_is_not_stated_is_none_of_them():
    table = claims("10,disaster:flood,", "7,,")
    found = cf.aggregate(table, causes="all", complete="causes")
    assert sorted(found.table["low"]) == [7, 10]
    assert found.table.set_index("low")["cause"].isna().to_dict() == {7: True, 10: False}


def test_events_of_several_causes_are_added_up():
    table = claims("10,disaster:flood,a", "5,disaster:storm,b", "2,disaster:landslide,a")
    found = cf.aggregate(table, causes="disaster", places="admin1", complete="events")
    assert made(found) == {"disaster": ("total", 17, 17)}


def test_what_has_no_usable_number_makes_a_lower_bound():
    table = claims("10,disaster:flood,a", ",disaster:storm,b")
    found = cf.aggregate(table, causes="disaster", places="admin1", complete="events")
    assert made(found) == {"disaster": ("lower bound", 10, None)}
    assert found.table["coverage"].tolist() == ["1 event; without 1 figure that may be of it"]
    assert sorted(found.parts["cause"]) == ["disaster:flood", "disaster:storm"]


@pytest.mark.parametrize("causes", ["disaster", "all"])
def test_claims_and_sources_are_kept(causes):
    table = claims("10,disaster:flood,", "5,disaster:storm,")
    found = cf.aggregate(table, causes=causes, complete="causes")
    (row,) = found.table.to_dict("records")
    assert row["source"] == "United Nations"
    assert set(row["claim_ids"].split("; ")) == set(table["id"])
    assert set(found.parts["whole"]) == {row["quantity"]}


def test_groups_and_causes_at_once():
    table = claims("10,disaster:flood,", "5,disaster:storm,").assign(group="sex=female")
    men = table.assign(group="sex=male", low=1.0, best=1.0, high=1.0, id=["m1", "m2"])
    both = pd.concat([table, men], ignore_index=True)
    found = cf.aggregate(both, groups="sex", causes="all", complete=["groups", "causes"])
    assert made(found) == {"all": ("total", 17, 17)}
    assert found.table["group"].tolist() == ["all"]
    assert len(found.parts) == 4

"""Across population groups: women and men, bands of age."""

import math

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError


def only(found):
    (row,) = found.table.to_dict("records")
    return row


WOMEN, MEN = {"group": "sex=female"}, {"group": "sex=male"}


def test_women_and_men_are_at_least_part_of_all(claims_of):
    claims = claims_of({"low": 10.0, "high": 12.0, **WOMEN}, {"best": 20.0, **MEN})
    row = only(cf.aggregate(claims, groups="sex"))
    assert (row["low"], row["completeness"]) == (30, "lower bound")
    assert math.isnan(row["high"])
    assert row["quantity"] == cf.match(claims_of({"best": 1.0}))["quantity"][0]


def test_they_are_all_where_that_is_declared(claims_of):
    claims = claims_of({"low": 10.0, "high": 12.0, **WOMEN}, {"best": 20.0, **MEN})
    found = cf.aggregate(claims, groups="sex", complete="groups")
    row = only(found)
    assert (row["low"], row["high"], row["completeness"]) == (30, 32, "total")
    assert row["claim_ids"] == "c0; c1"
    assert found.parts["verdict"].tolist() == ["counted"] * 2


def test_children_alone_are_not_all_where_groups_are_complete(claims_of):
    # 40 women and 60 men are all 100; the 30 children are among them.
    children = {"group": "age=child"}
    claims = claims_of({"best": 40.0, **WOMEN}, {"best": 60.0, **MEN}, {"best": 30.0, **children})
    row = only(cf.aggregate(claims, groups=["sex", "age"], complete="groups"))
    assert (row["low"], row["best"], row["high"]) == (100, 100, 100)
    assert row["completeness"] == "total"
    assert "disagree" not in str(row["caveat"])


ADULTS = [
    {"best": 40.0, "group": "sex=female;age=adult"},
    {"best": 60.0, "group": "sex=male;age=adult"},
]


def test_women_men_and_children_share_nobody(claims_of):
    # 40 women, 60 men and 30 children are 130 people.
    claims = claims_of(*ADULTS, {"best": 30.0, "group": "age=child"})
    row = only(cf.aggregate(claims, groups=["sex", "age"], complete="groups"))
    assert (row["low"], row["high"], row["completeness"]) == (130, 130, "total")
    found = cf.aggregate(claims, groups=["sex", "age"])
    assert (only(found)["low"], only(found)["completeness"]) == (130, "lower bound")
    assert set(found.parts["verdict"]) == {"counted"}


def test_children_are_not_added_to_girls_and_boys(claims_of):
    girls, boys = {"group": "sex=female;age=child"}, {"group": "sex=male;age=child"}
    claims = claims_of(
        *ADULTS,
        {"best": 30.0, "group": "age=child"},
        {"best": 10.0, **girls},
        {"best": 20.0, **boys},
    )
    row = only(cf.aggregate(claims, groups=["sex", "age"], complete="groups"))
    assert (row["low"], row["high"], row["completeness"]) == (130, 130, "total")


def test_children_are_never_all(claims_of):
    claims = claims_of({"best": 30.0, "group": "age=child"})
    row = only(cf.aggregate(claims, groups="age", complete="groups"))
    assert (row["low"], row["completeness"]) == (30, "lower bound")
    assert math.isnan(row["high"])


@pytest.mark.parametrize("group", ["sex=female", "age=child", "status=civilian"])
def test_one_group_is_not_all_where_all_are_stated(claims_of, group):
    claims = claims_of({"best": 100.0}, {"best": 30.0, "group": group})
    row = only(cf.aggregate(claims, groups=["sex", "age", "status"], complete="groups"))
    assert (row["low"], row["high"], row["completeness"]) == (100, 100, "total")
    assert "disagree" not in str(row["caveat"])


def test_the_figure_of_all_is_an_account_of_it(claims_of):
    claims = claims_of({"best": 40.0}, {"best": 10.0, **WOMEN}, {"best": 20.0, **MEN})
    found = cf.aggregate(claims, groups="sex")
    row = only(found)
    assert (row["low"], row["high"], row["completeness"]) == (40, 40, "total")
    verdicts = dict(zip(found.parts["claim_ids"], found.parts["verdict"], strict=True))
    assert verdicts["c0"] == "counted"
    assert "says as much or more" in verdicts["c1"]


def test_a_word_for_a_group_does_not_contradict_what_is_stated_of_all(claims_of):
    dozens = {"low": 24.0, "high": 99.0, "quantifier": "vague"}
    claims = claims_of({"best": 20.0}, {**dozens, **WOMEN})
    kinds = pd.array([None, "convention"], dtype="str")
    found = cf.aggregate(claims.assign(low_kind=kinds, high_kind=kinds), groups="sex")
    assert (only(found)["low"], only(found)["high"]) == (20, 20)
    verdicts = dict(zip(found.parts["claim_ids"], found.parts["verdict"], strict=True))
    assert verdicts["c0"] == "counted"
    assert "by a reading of its words it is more" in verdicts["c1"]


def test_groups_that_are_more_than_all_are_no_figure(claims_of):
    claims = claims_of({"best": 9.0}, {"best": 7.0, **WOMEN}, {"best": 5.0, **MEN})
    found = cf.aggregate(claims, groups="sex")
    assert found.table.empty
    assert found.parts["verdict"].str.contains("more than all of them can be").all()


def test_accounts_that_disagree_say_so(claims_of):
    claims = claims_of({"best": 9.0}, {"best": 7.0, **WOMEN}, {"best": 5.0, **MEN})
    row = only(cf.aggregate(claims, groups="sex", complete="groups"))
    assert (row["low"], row["high"]) == (9, 12)
    assert "disagree" in row["caveat"]


def test_bands_of_age_that_overlap_are_not_added(claims_of):
    claims = claims_of(
        {"best": 10.0, "group": "age=0-17"},
        {"best": 8.0, "group": "age=15-24"},
        {"best": 5.0, "group": "age=25-64"},
    )
    assert only(cf.aggregate(claims, groups="age"))["low"] == 15


def test_other_parts_of_a_group_stay(claims_of):
    claims = claims_of(
        {"best": 3.0, "group": "status=civilian;sex=female"},
        {"best": 4.0, "group": "status=civilian;sex=male"},
        {"best": 9.0, "group": "status=combatant;sex=male"},
    )
    found = cf.aggregate(claims, groups="sex", complete="groups").table.set_index("group")
    assert found["best"].to_dict() == {"status=civilian": 7, "status=combatant": 9}
    row = only(cf.aggregate(claims, groups=["sex", "status"], complete="groups"))
    assert (row["group"] if isinstance(row["group"], str) else "all") == "all"
    assert row["best"] == 16


def test_groups_first_and_then_places_and_periods(claims_of):
    january = {"period_start": "2024-01-01", "period_end": "2024-01-31"}
    february = {"period_start": "2024-02-01", "period_end": "2024-02-29"}
    rows = [
        {"best": float(n), "place": place, **month, **group}
        for n, (place, month, group) in enumerate(
            [
                (p, m, g)
                for p in ("ML-7", "ML-9")
                for m in (january, february)
                for g in (WOMEN, MEN)
            ],
            1,
        )
    ]
    found = cf.aggregate(
        claims_of(*rows),
        groups="sex",
        places="country",
        periods=["2024-01-01/2024-02-29"],
        complete=("groups", "places"),
    )
    row = only(found)
    assert (row["best"], row["completeness"]) == (36, "total")
    assert (found.parts["verdict"] == "counted").all()
    assert len(found.parts) == 8
    assert {claim["id"] for claim in cf.trace(found, row["quantity"]).claims} == set(
        claims_of(*rows)["id"]
    )


def test_rows_without_the_group_are_as_they_were(claims_of):
    claims = claims_of({"best": 5.0, "place": "ML-7"}, {"best": 3.0, **WOMEN})
    found = cf.aggregate(claims, groups="sex").table.set_index("place")
    assert found.loc["ML-7", "best"] == 5
    assert found.loc["ML-9", "completeness"] == "lower bound"
    assert only(cf.aggregate(claims_of({"best": 5.0}), groups="sex"))["best"] == 5


def test_the_order_of_rows_changes_nothing(claims_of):
    claims = claims_of({"best": 40.0}, {"best": 10.0, **WOMEN}, {"best": 20.0, **MEN})
    once, again = (cf.aggregate(t, groups="sex") for t in (claims, claims.iloc[::-1]))
    pd.testing.assert_frame_equal(once.table, again.table)


def test_misuse_is_refused(claims_of):
    with pytest.raises(UnknownNameError):
        cf.aggregate(claims_of({"best": 1.0}), groups="colour")
    with pytest.raises(OptionError, match="groups='sex'"):
        cf.aggregate(claims_of({"best": 1.0}))

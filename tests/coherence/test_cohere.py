"""The verb: what is part of what, and what comes out."""

import io
import math

import numpy as np
import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import MissingExtraError, OptionError, UnknownNameError

Q1 = {"period_start": "2024-01-01", "period_end": "2024-03-31"}


def month(number):
    days = {1: 31, 2: 29, 3: 31}[number]
    return {"period_start": f"2024-{number:02d}-01", "period_end": f"2024-{number:02d}-{days}"}


def mali(**more):
    return {"place": "MLI", "place_system": "iso3166-1", **Q1, **more}


def at(place, **more):
    return {"place": place, "place_system": "iso3166-2", **Q1, **more}


def can_be(found):
    ends = found.table[["coherent_low", "coherent_high"]].to_numpy(dtype=float).tolist()
    ends = [tuple(None if math.isnan(x) else x for x in pair) for pair in ends]
    return dict(zip(found.table["claim_ids"], ends, strict=True))


def test_regions_are_at_most_what_the_country_leaves_them(claims_of):
    found = cf.cohere(claims_of(mali(high=100.0), at("ML-7", low=60.0), at("ML-9", low=10.0)))
    assert can_be(found) == {"c0": (70, 100), "c1": (60, 90), "c2": (10, 40)}
    assert (found.table["coherence"] == "narrower").all()


def test_a_list_that_is_complete_narrows_from_both_sides(claims_of):
    rows = (mali(low=100.0, high=100.0), at("ML-7", best=60.0), at("ML-9", high=50.0))
    assert can_be(cf.cohere(claims_of(*rows)))["c2"] == (None, 40)
    assert can_be(cf.cohere(claims_of(*rows), complete="places"))["c2"] == (40, 40)


def test_parts_of_two_lists_are_not_each_all_of_the_country(tmp_path, claims_of):
    path = tmp_path / "pcodes.csv"
    path.write_text(
        "Location,Admin Level,P-Code,Name,Parent P-Code\nMLI,1,ML10,Menaka,\nMLI,1,ML07,Gao,\n",
        encoding="utf-8",
    )
    known = cf.standard_gazetteer().with_pcodes(path)
    table = claims_of(
        {"best": 100.0, "place": "MLI", "place_system": "iso3166-1"},
        {"best": 60.0, "place": "ML-7"},
        {"best": 40.0, "place": "ML-8"},
        {"best": 30.0, "place": "ML10", "place_system": "pcode"},
    )
    found = cf.cohere(table, complete="places", gazetteer=known)
    assert found.conflicts.empty


def test_the_gazetteers_list_of_regions_is_complete(claims_of):
    place = cf.standard_gazetteer().find("ML-9", "iso3166-2")
    others = [one.code for one in cf.standard_gazetteer().peers(place) if one.code != "ML-9"]
    rows = [at(code, best=10.0) for code in others]
    total = 10.0 * len(others) + 7
    found = cf.cohere(claims_of(at("ML-9", low=1.0), mali(best=total), *rows))
    assert can_be(found)["c0"] == (7, 7)
    found = cf.cohere(claims_of(at("ML-9", low=1.0), mali(best=total), *rows[1:]))
    assert can_be(found)["c0"] == (1, 17)


def test_months_and_their_quarter_narrow_each_other(claims_of):
    found = cf.cohere(
        claims_of(
            mali(low=30.0, high=40.0),
            mali(best=10.0) | month(1),
            mali(high=20.0) | month(2),
            mali(low=5.0) | month(3),
        )
    )
    assert can_be(found) == {"c0": (30, 40), "c1": (10, 10), "c2": (None, 20), "c3": (5, 30)}
    found = can_be(cf.cohere(claims_of(mali(high=40.0), mali(low=10.0) | month(1))))
    assert found == {"c0": (10, 40), "c1": (10, 40)}, "two months are missing"


def test_a_running_total_holds_the_earlier_ones(claims_of):
    said = {"basis": "cumulative", "period_start": "2024-01-01"}
    found = cf.cohere(
        claims_of(
            mali(low=100.0, high=200.0) | said | {"period_end": "2024-01-31"},
            mali(low=50.0, high=110.0) | said | {"period_end": "2024-02-29"},
        )
    )
    assert can_be(found) == {"c0": (100, 110), "c1": (100, 110)}


def test_stocks_of_other_days_are_no_parts(claims_of):
    day = {"period_start": "2024-01-31", "period_end": "2024-01-31"}
    stock = {"measure": "idps", "basis": "stock"}
    found = cf.cohere(
        claims_of(
            mali(high=10.0) | stock, mali(low=50.0) | stock | day, at("ML-7", low=5.0) | stock
        )
    )
    assert found.conflicts.empty
    assert can_be(found) == {"c0": (5, 10), "c1": (None, None), "c2": (5, 10)}


def test_weeks_and_months_are_two_ways_to_cover_a_month(claims_of):
    halves = [("2024-01-01", "2024-01-15", 4.0), ("2024-01-16", "2024-01-31", 5.0)]
    thirds = [("2024-01-01", "2024-01-10", 1.0), ("2024-01-11", "2024-01-31", None)]
    rows = [
        mali(best=best, status="present" if best is not None else "missing")
        | {"period_start": a, "period_end": b}
        for a, b, best in halves + thirds
    ]
    found = cf.cohere(claims_of(mali(low=0.0, high=100.0) | month(1), *rows))
    ids = found.table["period_start"].astype(str) + found.table["period_end"].astype(str)
    ends = dict(zip(ids, found.table[["coherent_low", "coherent_high"]].to_numpy(), strict=True))
    assert ends["2024-01-012024-01-31"].tolist() == [9, 9]
    assert ends["2024-01-112024-01-31"].tolist() == [8, 8]


def test_women_and_men_are_part_of_all_and_all_there_are_only_if_so_declared(claims_of):
    rows = (
        mali(best=100.0),
        mali(low=60.0, group="sex=female"),
        mali(low=10.0, group="sex=male"),
        mali(low=30.0, group="sex=female;age=0-4"),
    )
    assert can_be(cf.cohere(claims_of(*rows))) == {
        "c0": (100, 100),
        "c1": (60, 90),
        "c2": (10, 40),
        "c3": (30, 90),
    }
    assert can_be(cf.cohere(claims_of(*rows[:3]), complete="groups"))["c2"] == (10, 40)
    assert can_be(
        cf.cohere(claims_of(*rows[:2], mali(high=30.0, group="sex=male")), complete="groups")
    )["c1"] == (70, 100)


def test_overlapping_bands_of_age_are_not_added(claims_of):
    found = cf.cohere(
        claims_of(
            mali(best=100.0),
            mali(low=70.0, group="age=0-17"),
            mali(low=60.0, group="age=15-24"),
        )
    )
    assert found.conflicts.empty
    found = cf.cohere(
        claims_of(
            mali(best=100.0), mali(low=70.0, group="age=child"), mali(low=60.0, group="age=18-24")
        )
    )
    assert found.conflicts["gap"].tolist() == [30, 30, 30]


def test_what_cannot_be_true_says_which_claims_and_what_would_restore_it(claims_of):
    found = cf.cohere(
        claims_of(mali(high=100.0), at("ML-7", low=80.0, high=90.0), at("ML-9", low=30.0))
    )
    told = found.conflicts
    assert told["is_hard"].all()
    assert told[["claim_ids", "end", "value"]].to_numpy().tolist() == [
        ["c1", "low", 80],
        ["c2", "low", 30],
        ["c0", "high", 100],
    ]
    np.testing.assert_equal(told["at_most"].to_numpy(), [70, 20, np.nan])
    np.testing.assert_equal(told["at_least"].to_numpy(), [np.nan, np.nan, 110])
    assert (found.table["coherence"] == "contradicted").all()
    assert found.table["coherent_low"].isna().all()
    printed = cf.render(found)
    assert "Cannot all be true" in printed
    assert "at least 110" in printed
    assert "would have to be at most 70" in found.explain(told["quantity"][0])


def test_through_the_end_of_a_reading_it_is_soft(claims_of):
    about = {"low_kind": "convention", "high_kind": "convention", "approximate": True}
    found = cf.cohere(
        claims_of(mali(best=100.0), at("ML-7", low=108.0, best=120.0, high=132.0) | about)
    )
    assert not found.conflicts["is_hard"].any()


@pytest.mark.parametrize(
    "said",
    [
        {"best": 120.0, "approximate": True},
        {"best": 120.0, "quantifier": "nearly"},
        {"low": 110.0, "high": 140.0, "quantifier": "between", "approximate": True},
        {"low": 110.0, "high": 140.0, "range_kind": "interval", "level": 0.95},
    ],
)
def test_through_an_end_that_its_source_does_not_hold_to_it_is_soft(claims_of, said):
    found = cf.cohere(claims_of(mali(best=100.0), at("ML-7", **said)))
    assert len(found.conflicts) == 2
    assert not found.conflicts["is_hard"].any()


def test_of_several_claims_one_that_holds_to_an_end_makes_it_hard(claims_of):
    hedged = at("ML-7", low=120.0, high=140.0, quantifier="between", approximate=True)
    open_ended = at("ML-7", low=90.0)
    found = cf.cohere(claims_of(mali(best=100.0), hedged, open_ended))
    assert found.conflicts["value"].tolist() == [120, 100]
    assert not found.conflicts["is_hard"].any()
    found = cf.cohere(claims_of(mali(best=100.0), hedged, at("ML-7", low=120.0)))
    assert found.conflicts["is_hard"].all()


def test_a_vague_ceiling_contradicts_nobody(claims_of):
    words = cf.parse_estimate("hundreds")
    said = {n: getattr(words, n) for n in ("low", "high", "low_kind", "high_kind", "quantifier")}
    found = cf.cohere(claims_of(mali(**said), at("ML-7", low=5000.0)))
    assert found.conflicts.empty
    assert can_be(found)["c0"] == (5000, None)


def test_an_excluded_end_is_one_person_further(claims_of):
    more = {"low": 10.0, "low_kind": "exclusive"}
    found = cf.cohere(claims_of(mali(high=10.0), at("ML-7", **more)))
    assert found.conflicts["gap"].tolist() == [1, 1]
    assert can_be(cf.cohere(claims_of(mali(high=11.0), at("ML-7", **more))))["c1"] == (11, 11)


def test_an_excluded_end_is_told_as_it_was_said_and_gives_way_by_one_less(claims_of):
    more, fewer = ({f"{end}_kind": "exclusive", end: 10.0} for end in ("low", "high"))
    found = cf.cohere(claims_of(mali(**fewer), at("ML-7", **more)))
    told = found.conflicts
    assert told["value"].tolist() == [10, 10]
    assert told["is_excluded"].all()
    # At least 11 and at most 9: the first would have to be at most 9, the second at least 11.
    np.testing.assert_equal(told["at_most"].to_numpy(), [9, np.nan])
    np.testing.assert_equal(told["at_least"].to_numpy(), [np.nan, 11])
    assert told["gap"].tolist() == [2, 2]
    printed = cf.render(found)
    assert "more than 10" in printed.partition("Cannot all be true")[2]
    assert "fewer than 10" in printed.partition("Cannot all be true")[2]
    found = cf.cohere(claims_of(mali(high=10.0), at("ML-7", **more)))
    np.testing.assert_equal(found.conflicts["at_most"].to_numpy(), [10, np.nan])


def test_claims_about_one_quantity_are_put_together_to_what_they_have_in_common(claims_of):
    found = cf.cohere(
        claims_of(mali(low=50.0, high=90.0), mali(low=60.0), at("ML-7", low=10.0, high=200.0))
    )
    assert can_be(found) == {"c0; c1": (60, 90), "c2": (10, 90)}
    found = cf.cohere(claims_of(mali(best=50.0), mali(best=60.0), at("ML-7", best=10.0)))
    assert "Without a range of their own" in cf.render(found)


def test_a_reconciliation_is_taken_as_it_is(claims_of):
    claims = claims_of(mali(best=50.0), mali(best=60.0), at("ML-7", low=10.0))
    found = cf.cohere(cf.reconcile(claims, "envelope"))
    assert can_be(found)["c2"] == (10, 60)


def test_numbers_of_a_conversion_are_rounded_outwards(claims_of):
    derived = {"low_kind": "derived", "high_kind": "derived"}
    found = cf.cohere(claims_of(mali(best=366.24) | derived, at("ML-7", low=366.0)))
    assert found.conflicts.empty
    assert can_be(found)["c0"] == (366, 367)


def test_what_does_not_say_where_or_when_is_tied_to_nothing(claims_of):
    total = {"basis": "cumulative", "period_start": "2024-01-01"}
    nowhere = {"place": None, "place_system": None}
    found = cf.cohere(
        claims_of(
            {**total, **nowhere, "period_end": "2024-01-31", "place_name": "Here", "best": 188.0},
            {**total, **nowhere, "period_end": "2024-02-29", "place_name": "There", "best": 10.0},
            {**mali(best=5.0), "period_start": None, "period_end": None},
            {**at("ML-7", best=9.0), "period_start": None, "period_end": None},
        )
    )
    assert found.conflicts.empty


def test_other_facets_keep_figures_apart(claims_of):
    for facet in ({"measure": "injured"}, {"cause": "conflict"}, {"event": "e1"}):
        found = cf.cohere(claims_of(mali(high=10.0), at("ML-7", low=50.0) | facet))
        assert (found.table["coherence"] == "not tied").all()


def test_crossed_groupings_are_right_and_maybe_wide_and_exact_on_request(claims_of):
    rows = [
        at(place, group=group, best=None, low=0.0, high=10.0)
        for place in ("ML-7", "ML-9")
        for group in ("sex=female", "sex=male")
    ]
    totals = [
        at("ML-7", best=10.0),
        at("ML-9", best=10.0),
        mali(best=10.0, group="sex=female"),
        mali(best=10.0, group="sex=male"),
    ]
    found = cf.cohere(claims_of(*rows, *totals), complete=("places", "groups"))
    assert not found.table["is_exact"].any()
    assert "in loops, maybe wider" in cf.render(found)
    pytest.importorskip("scipy")
    found = cf.cohere(claims_of(*rows, *totals), complete=("places", "groups"), exact=True)
    assert found.table["is_exact"].all()


def test_exact_without_scipy_says_what_to_install(claims_of, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    rows = [
        at("ML-7", group="sex=female", high=9.0),
        at("ML-7", high=9.0),
        mali(group="sex=female", high=9.0),
        mali(high=9.0),
    ]
    monkeypatch.setattr(builtins, "__import__", without)
    assert cf.cohere(claims_of(*rows)).conflicts.empty
    with pytest.raises(MissingExtraError, match=r"crisisfigures\[stats\]"):
        cf.cohere(claims_of(*rows), exact=True)


def test_balanced_numbers_stand_beside_and_add_up(claims_of):
    rows = (mali(best=100.0), at("ML-7", low=30.0, high=50.0), at("ML-9", low=45.0, high=55.0))
    found = cf.cohere(claims_of(*rows), complete="places", balance=0.1)
    made = dict(zip(found.table["claim_ids"], found.table["balanced"], strict=True))
    assert made["c0"] == pytest.approx(made["c1"] + made["c2"])
    assert found.table["best"].tolist().count(100.0) == 1, "what was given stays"
    with pytest.raises(OptionError, match="do not add up"):
        cf.cohere(claims_of(mali(best=100.0), at("ML-7", best=1.0)), complete="places", balance=0)


def test_misuse_is_refused(claims_of):
    with pytest.raises(UnknownNameError):
        cf.cohere(claims_of(mali(best=1.0)), complete="people")
    with pytest.raises(OptionError, match="is no share"):
        cf.cohere(claims_of(mali(best=1.0)), balance=-1)


def test_the_order_of_rows_changes_nothing(claims_of):
    claims = claims_of(
        mali(high=100.0),
        at("ML-7", low=80.0),
        at("ML-9", low=30.0),
        *(at("ML-7", best=float(n)) | month(n) for n in (1, 2, 3)),
        mali(low=5.0, group="sex=female"),
    )
    once, again = cf.cohere(claims), cf.cohere(claims.iloc[::-1])
    pd.testing.assert_frame_equal(once.table, again.table)
    pd.testing.assert_frame_equal(once.conflicts, again.conflicts)


def test_missing_and_suppressed_figures_are_what_the_others_leave_them(claims_of):
    found = cf.cohere(
        claims_of(
            mali(best=100.0),
            at("ML-7", low=90.0),
            at("ML-9", status="missing"),
            at("ML-8", status="not_applicable"),
        )
    )
    ends = found.table.set_index("place")[["coherent_high", "coherence"]]
    assert ends.loc["ML-9"].tolist() == [10, "narrower"]
    assert ends.loc["ML-8", "coherence"] == "not tied"


def test_a_table_without_rows_is_coherent(claims_of):
    found = cf.cohere(claims_of(mali(best=1.0)).iloc[:0])
    assert found.table.empty
    assert repr(found) == "<Coherence: 0 figures, 0 narrower, 0 conflicts>"


@pytest.mark.parametrize("group", ["age=0-17", "status=civilian"])
def test_one_group_alone_is_never_all_parts(group: str) -> None:
    rows = (
        "measure,figure,place,period,group,source\n"
        "killed,100,Mali,2024-01,all,A\n"
        "killed,40,Mali,2024-01,sex=female,A\n"
        "killed,60,Mali,2024-01,sex=male,A\n"
        f"killed,30,Mali,2024-01,{group},A\n"
    )
    found = cf.cohere(cf.read(io.StringIO(rows)), complete="groups")
    assert found.conflicts.empty


def test_bands_of_children_are_not_all_ages() -> None:
    rows = (
        "measure,figure,place,period,group,source\n"
        "killed,100,Mali,2024-01,all,A\n"
        "killed,10,Mali,2024-01,age=0-4,A\n"
        "killed,20,Mali,2024-01,age=5-17,A\n"
        "killed,30,Mali,2024-01,age=0-17,A\n"
    )
    found = cf.cohere(
        cf.read(io.StringIO(rows.replace("age=0-17", "status=civilian"))), complete="groups"
    )
    assert found.conflicts.empty
    # They are all children.
    found = cf.cohere(cf.read(io.StringIO(rows.replace("30", "31"))), complete="groups")
    assert len(found.conflicts) == 3


def test_women_men_and_children_are_parts_of_one_sum(claims_of):
    women, men = {"group": "sex=female;age=adult"}, {"group": "sex=male;age=adult"}
    parts = [{"low": 40.0, **women}, {"low": 60.0, **men}, {"low": 30.0, "group": "age=child"}]
    assert can_be(cf.cohere(claims_of(*parts, {"high": 140.0}))) == {
        "c0": (40, 50),
        "c1": (60, 70),
        "c2": (30, 40),
        "c3": (130, 140),
    }
    assert can_be(cf.cohere(claims_of(*parts, {"low": 1.0})))["c3"] == (130, None)
    assert not cf.cohere(claims_of(*parts, {"best": 120.0})).conflicts.empty

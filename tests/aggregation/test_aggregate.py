"""The verb: what a caller asks for, and what comes out."""

import math

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, PeriodError, UnknownNameError

Q1 = {"period_start": "2024-01-01", "period_end": "2024-03-31"}
REGIONS = ["ML-1", "ML-10", "ML-2", "ML-3", "ML-4", "ML-5", "ML-6", "ML-7", "ML-8", "ML-9"]


def only(found):
    (row,) = found.table.to_dict("records")
    return row


def month(number):
    days = {1: 31, 2: 29, 3: 31}[number]
    return {"period_start": f"2024-{number:02d}-01", "period_end": f"2024-{number:02d}-{days}"}


# ── What can be asked for ───────────────────────────────────────────────────────────────────


def test_it_must_be_said_over_what_to_add_up(claims_of):
    with pytest.raises(OptionError, match="places='country', periods='year'"):
        cf.aggregate(claims_of({"best": 1.0}))


def test_a_place_that_nobody_knows_is_an_error(claims_of):
    with pytest.raises(UnknownNameError, match="ATLANTIS"):
        cf.aggregate(claims_of({"best": 1.0}), places="ATLANTIS")


def test_a_list_that_cannot_be_complete_is_an_error(claims_of):
    with pytest.raises(UnknownNameError, match="people"):
        cf.aggregate(claims_of({"best": 1.0}), places="country", complete="people")


def test_a_period_must_begin_and_end(claims_of):
    with pytest.raises(OptionError, match="no end on one side"):
        cf.aggregate(claims_of({"best": 1.0}), periods="2024-01/..")
    with pytest.raises(PeriodError):
        cf.aggregate(claims_of({"best": 1.0}), periods="fortnight")


def test_claims_or_what_they_were_reconciled_to(claims_of):
    table = claims_of({"best": 1.0, **Q1}, {"best": 3.0, **Q1, "source": "AFP"})
    of_claims = cf.aggregate(table, places="country", method="envelope")
    of_result = cf.aggregate(cf.reconcile(table, "envelope"), places="country")
    assert of_claims.table.equals(of_result.table)
    assert of_claims.table["method"].tolist() == ["aggregate/envelope"]


def test_a_result_is_a_table_of_figures(claims_of):
    table = claims_of({"best": 1.0, **Q1}, {"best": 3.0, **Q1, "place": "ML-7"})
    found = cf.aggregate(table, places="country")
    report = cf.validate(found.table)
    assert report.ok, report.to_text()
    assert found.table["role"].tolist() == ["derived"]


# ── Places ──────────────────────────────────────────────────────────────────────────────────


def test_all_places_of_the_gazetteers_list_make_a_total(claims_of):
    rows = [{"place": place, "best": 1.0, "source": "UN", **Q1} for place in REGIONS]
    bamako = {"place": "ML-BKO", "best": 5.0, "source": "UN", **Q1}
    whole = cf.aggregate(claims_of(*rows, bamako), places="country")
    assert (only(whole)["best"], only(whole)["completeness"]) == (15, "total")
    assert only(whole)["coverage"] == "11 of 11 places"
    short = cf.aggregate(claims_of(*rows), places="country")
    assert (only(short)["low"], only(short)["completeness"]) == (10, "lower bound")
    assert math.isnan(only(short)["high"])
    assert only(short)["missing"] == "Bamako"


@pytest.mark.parametrize(
    ("whole", "low", "high", "disagree"),
    [
        ((25.0, 60.0), 30, 60, False),  # what it has in common with 30 to 70
        ((80.0, 90.0), 30, 90, True),
        ((30.0, 70.0), 30, 70, False),
    ],
)
def test_the_whole_and_its_parts_are_held_against_each_other(claims_of, whole, low, high, disagree):
    table = claims_of(
        {"place": "ML-7", "low": 10.0, "high": 30.0},
        {"place": "ML-9", "low": 20.0, "high": 40.0},
        {"place": "MLI", "place_system": "iso3166-1", "low": whole[0], "high": whole[1]},
        source="UN",
        **Q1,
    )
    row = only(cf.aggregate(table, places="MLI", complete="places"))
    assert (row["low"], row["high"], row["completeness"]) == (low, high, "total")
    assert ("disagree" in str(row["caveat"])) == disagree


@pytest.mark.parametrize(
    ("whole", "part", "low", "high", "completeness", "why"),
    [
        # A stated end is not replaced by a reading of a part, and not contradicted by one.
        ("20", "dozens", 20, 20, "total", "by a reading of its words it is more"),
        ("20 to 50", "about 30", 20, 50, "total", "says as much or more"),
        ("20 to 50", "35", 35, 50, "total", None),
        ("up to 50", "35", 35, 50, "total", None),
        # Nothing is published against a stated part.
        ("20", "30", None, None, "impossible", "its parts, which are counted, are more"),
        ("about 20", "30", 30, None, "lower bound", "its parts, which are counted, are more"),
    ],
)
def test_a_reading_of_words_contradicts_no_stated_end(whole, part, low, high, completeness, why):
    rows = [
        {"figure": whole, "place": "MLI", "place_system": "iso3166-1", "source": "UN"},
        {"figure": part, "place": "ML-7", "place_system": "iso3166-2", "source": "MSA"},
    ]
    claims = cf.read([{"measure": "killed", "period": "2022-Q1", **row} for row in rows])
    found = cf.aggregate(claims, places="country")
    row = only(found)
    said = [None if math.isnan(row[name]) else row[name] for name in ("low", "high")]
    assert (*said, row["completeness"]) == (low, high, completeness)
    assert row["low_kind"] != "convention"
    verdicts = found.parts["verdict"]
    assert verdicts.eq("counted").sum() == (2 if why is None else 1)
    assert verdicts.str.contains(why or "counted").sum() == (2 if why is None else 1)


def test_parts_that_are_more_than_their_whole_publish_nothing(claims_of):
    table = claims_of(
        {"place": "MLI", "place_system": "iso3166-1", "best": 20.0, "source": "UN", **Q1},
        {"place": "ML-7", "best": 30.0, "source": "UN", **Q1},
    )
    row = only(cf.aggregate(table, places="country"))
    assert row["completeness"] == "impossible"
    assert all(math.isnan(row[name]) for name in ("low", "best", "high"))
    assert row["status"] == "missing"


def test_what_a_convention_made_contradicts_nobody(claims_of):
    whole = {"place": "MLI", "place_system": "iso3166-1", "best": 20.0, "low": 18.0, "high": 22.0}
    made = {"low_kind": "convention", "high_kind": "convention", "approximate": True}
    table = claims_of(
        {**whole, **made, "source": "UN", **Q1},
        {"place": "ML-7", "best": 30.0, "source": "UN", **Q1},
    )
    row = only(cf.aggregate(table, places="country"))
    assert (row["completeness"], row["low"]) == ("lower bound", 30)


def test_places_go_up_to_a_region_of_the_world(claims_of):
    countries = {"place_system": "iso3166-1", "source": "UN", **Q1}
    table = claims_of(
        {"place": "MLI", "best": 1.0, **countries},
        {"place": "ML-7", "place_system": "iso3166-2", "best": 4.0, "source": "UN", **Q1},
        {"place": "NER", "best": 2.0, **countries},
        {"place": "TCD", "best": 9.0, **countries},
    )
    found = cf.aggregate(table.iloc[[0, 2, 3]], places="m49:011")
    assert (only(found)["low"], only(found)["coverage"]) == (3, "2 of 17 places")
    verdict = found.parts.set_index("place")["verdict"].to_dict()
    assert (
        verdict["TCD"]
        == "set aside: larger than the places asked for, or not known to lie within one"
    )


@pytest.mark.parametrize("places", ["country", "MLI"])
def test_rows_without_a_place_that_is_known_stand_beside_the_others(claims_of, places):
    table = claims_of(
        {"place": "MLI", "place_system": "iso3166-1", "best": 1.0, **Q1},
        {"place": "MLI", "place_system": None, "best": 20.0, **Q1},
        {"place": None, "place_system": None, "best": 300.0, **Q1},
        {"place": None, "place_system": "iso3166-1", "best": 4000.0, **Q1},
    )
    found = cf.aggregate(table, places=places)
    assert (only(found)["low"], only(found)["place"]) == (1, "MLI")
    verdict = found.parts.set_index("best")["verdict"].to_dict()
    assert verdict[20.0].startswith("set aside: the gazetteer does not know its place")
    assert verdict[300.0] == verdict[4000.0] == "set aside: no place is stated"


def test_a_place_counts_under_each_target_that_holds_it(claims_of):
    table = claims_of({"place": "ML-7", "best": 4.0, **Q1})
    found = cf.aggregate(table, places=["MLI", "m49:011"])
    assert sorted(found.table["place"]) == ["011", "MLI"]
    assert len(found.parts) == 2


def test_a_place_above_the_level_asked_for_is_set_aside(claims_of):
    table = claims_of(
        {"place": "MLI", "place_system": "iso3166-1", "best": 4.0, **Q1},
        {"place": "ML-7", "best": 1.0, **Q1},
    )
    found = cf.aggregate(table, places="admin1")
    assert only(found)["place"] == "ML-7"


# ── Periods ─────────────────────────────────────────────────────────────────────────────────


def test_days_without_a_figure_leave_a_lower_bound(claims_of):
    table = claims_of({"best": 5.0, **month(1)}, {"best": 7.0, **month(3)}, source="UN")
    row = only(cf.aggregate(table, periods="quarter"))
    assert (row["low"], row["completeness"]) == (12, "lower bound")
    assert row["coverage"] == "29 days without a figure"


def test_ways_to_cover_a_period_are_held_against_each_other(claims_of):
    months = [{"best": float(n), **month(n)} for n in (1, 2, 3)]
    table = claims_of(*months, {"low": 5.0, "high": 9.0, **Q1}, source="UN")
    row = only(cf.aggregate(table, periods="quarter"))
    assert (row["low"], row["high"], row["n_covers"]) == (6, 6, 2)
    table = claims_of(*months, {"low": 8.0, "high": 9.0, **Q1}, source="UN")
    row = only(cf.aggregate(table, periods="quarter"))
    assert (row["low"], row["high"]) == (6, 9)
    assert "disagree" in row["caveat"]


@pytest.mark.parametrize("n", [1, 500])
def test_a_sum_over_several_spots_is_not_named_after_one_of_them(claims_of, n):
    """Rows that are one figure from the beginning are asked as well."""
    place = {"place": "GRC", "place_system": "iso3166-1", **month(1)}
    spots = ["Off Lesvos", "Evros", "Evros"]
    rows = [{"best": 1.0, **place, "place_name": spot} for spot in spots for _ in range(n)]
    rows += [{"best": 2.0, **place, "place_name": "Evros", **month(2)}]
    rows += [{"best": 3.0, **place, "place": "aegean", "place_system": "custom"} for _ in spots]
    events = pd.Series([f"e{at}" for at in range(len(rows))], dtype="str")
    names = pd.Series([row.get("place_name", spots[at % 3]) for at, row in enumerate(rows)])
    table = claims_of(*rows, source="UN").assign(event=events, place_name=names)
    found = cf.aggregate(table, periods="month").table.set_index(["place", "period_start"])
    assert found["place_name"].fillna("").to_dict() == {
        ("GRC", pd.Timestamp("2024-01-01")): "Greece",
        ("GRC", pd.Timestamp("2024-02-01")): "Evros",
        ("aegean", pd.Timestamp("2024-01-01")): "",
    }


def test_what_happened_on_some_day_is_never_split(claims_of):
    table = claims_of({"best": 5.0, "period_kind": "within", **Q1}, source="UN")
    row = only(cf.aggregate(table, periods="quarter"))
    assert (row["low"], row["completeness"]) == (5, "lower bound")
    assert cf.aggregate(table, periods="month").table.empty


def test_what_reaches_beyond_a_period_is_set_aside(claims_of):
    table = claims_of({"best": 5.0, **Q1}, {"best": 2.0, **month(1)}, source="UN")
    found = cf.aggregate(table, periods="month")
    assert only(found)["best"] == 2
    assert "set aside: does not lie within one of the periods" in found.parts["verdict"].tolist()


# ── What cannot be used ─────────────────────────────────────────────────────────────────────


def test_missing_suppressed_and_zero_stay_three_things(claims_of):
    table = claims_of(
        {"place": "ML-7", "best": 0.0, **Q1},
        {"place": "ML-9", "status": "missing", **Q1},
        {"place": "ML-8", "status": "suppressed", "low": 1.0, "high": 4.0, **Q1},
        source="UN",
    )
    found = cf.aggregate(table, places="country", complete="places")
    # Of one of three places nothing is known: no total, though the table has all places.
    assert (only(found)["low"], only(found)["completeness"]) == (1, "lower bound")
    assert only(found)["coverage"] == "2 of 3 places"
    verdict = found.parts.set_index("place")["verdict"].to_dict()
    assert verdict["ML-7"] == verdict["ML-8"] == "counted"
    assert "missing" in verdict["ML-9"]


def test_a_figure_without_a_place_is_set_aside(claims_of):
    table = claims_of({"place": None, "place_system": None, "best": 5.0, **Q1})
    found = cf.aggregate(table, places="country")
    assert found.table.empty
    assert found.parts["verdict"].tolist() == ["set aside: no place is stated"]


# ── Print ───────────────────────────────────────────────────────────────────────────────────


def test_a_single_figure_keeps_its_words(claims_of):
    table = claims_of({"stated": "dozens", "low": 24.0, "high": 99.0, "quantifier": "vague", **Q1})
    table = table.assign(low_kind="convention", high_kind="convention", convention="plain/1")
    found = cf.aggregate(table, periods="quarter")
    assert only(found)["stated"] == "dozens"
    assert "dozens" in cf.render(found)


def test_the_ceiling_of_a_vague_word_is_no_ceiling_of_a_sum(claims_of):
    rows = [{"low": 24.0, "high": 99.0, "quantifier": "vague", **month(n)} for n in (1, 2, 3)]
    table = claims_of(*rows, source="UN", low_kind="convention", high_kind="convention")
    row = only(cf.aggregate(table, periods="quarter"))
    assert (row["low"], row["completeness"]) == (72, "total, open above")
    assert math.isnan(row["high"])


def test_it_explains_itself(claims_of):
    table = claims_of({"best": 5.0, **month(1)}, {"best": 7.0, **month(3)}, source="UN")
    found = cf.aggregate(table, periods="quarter")
    said = found.explain(found.table["quantity"][0])
    assert "at least 12, a lower bound" in said
    assert "29 days without a figure" in said
    with pytest.raises(UnknownNameError):
        found.explain("nothing")


def test_a_running_total_that_was_revised_down_bounds_nothing(claims_of):
    said = {"basis": "cumulative", "period_start": "2024-01-01"}
    claims = claims_of(
        {**said, "period_end": "2024-02-10", "low": 110.0, "high": 150.0, "source": "Ministry"},
        {**said, "period_end": "2024-02-20", "best": 90.0, "source": "Ministry"},
    )
    found = cf.aggregate(claims, periods="2024-01-01/2024-03-31")
    assert only(found)["low"] == 90
    assert found.parts["verdict"].str.contains("more than a longer period").sum() == 1


@pytest.mark.parametrize(
    ("longer", "parts", "is_more"),
    [
        # A month that is more than its quarter, and two months that are so together.
        (50.0, [(1, 60.0), (3, 10.0)], True),
        (100.0, [(3, 60.0), (1, 60.0)], True),
        (100.0, [(1, 60.0), (3, 40.0)], False),
    ],
)
def test_parts_of_a_period_that_are_more_than_it_publish_nothing(claims_of, longer, parts, is_more):
    table = claims_of(
        {"best": longer, **Q1}, *({"best": part, **month(at)} for at, part in parts), source="UN"
    )
    found = cf.aggregate(table, periods="quarter")
    row = only(found)
    assert row["completeness"] == ("impossible" if is_more else "total")
    assert math.isnan(row["low"]) if is_more else row["low"] == longer
    verdicts = found.parts["verdict"]
    assert verdicts.str.contains("its parts, which are counted, are more").sum() == is_more
    assert verdicts.str.contains("overlaps").sum() == (0 if is_more else len(parts))


def test_a_period_is_not_below_what_its_parts_are_together(claims_of):
    months = [{"best": 30.0, **month(1)}, {"best": 40.0, **month(3)}]
    table = claims_of({"high": 100.0, **Q1}, *months, source="UN")
    found = cf.aggregate(table, periods="quarter")
    row = only(found)
    assert (row["low"], row["high"], row["completeness"]) == (70, 100, "total")
    assert (row["n_counted"], row["n_covers"]) == (3, 1)


def test_what_nobody_stated_makes_no_period_impossible(claims_of):
    """A word, an approximate end and a revised running total contradict nothing."""
    word = {"low": 60.0, "high": 99.0, "quantifier": "vague"}
    soft = {"low_kind": "convention", "high_kind": "convention", "convention": "plain/1"}
    for quarter, january in (
        ({"best": 50.0}, {**word, **soft}),
        ({**word, **soft}, {"best": 120.0}),
    ):
        table = claims_of(quarter | Q1, january | month(1), source="UN")
        row = only(cf.aggregate(table, periods="quarter"))
        assert row["completeness"] != "impossible"
    total = {"basis": "cumulative", "period_start": "2024-01-01", "source": "Ministry"}
    early, late = {**total, "period_end": "2024-01-31"}, {**total, "period_end": "2024-03-31"}
    found = cf.aggregate(
        claims_of({**early, "best": 60.0}, {**late, "best": 50.0}), periods="quarter"
    )
    assert only(found)["low"] == 50
    # It is not a revision of what another counted in the same months.
    other = {**Q1, "period_start": "2024-01-01", "period_end": "2024-03-31", "source": "UN"}
    found = cf.aggregate(
        claims_of({**early, "best": 60.0}, {**other, "best": 50.0}), periods="quarter"
    )
    assert only(found)["completeness"] == "impossible"


def test_a_region_whose_months_are_more_than_its_quarter_leaves_its_country_without_a_total(
    claims_of,
):
    table = claims_of(
        {"place": "ML-7", "best": 50.0, **Q1},
        {"place": "ML-7", "best": 60.0, **month(1)},
        source="UN",
    )
    row = only(cf.aggregate(table, periods="quarter", places="country"))
    assert (row["completeness"], row["status"]) == ("impossible", "missing")


def test_what_happened_on_some_day_bounds_no_days(claims_of):
    table = claims_of(
        {"best": 10.0, **month(1)},
        {"best": 3.0, "period_kind": "within", **Q1},
        source="UN",
    )
    found = cf.aggregate(table, periods="quarter")
    assert only(found)["low"] == 10
    assert found.parts["verdict"].str.contains("overlaps").sum() == 1


def test_what_happened_on_some_day_of_a_period_stays_so_up_the_places(claims_of):
    week = {"period_start": "2024-01-28", "period_end": "2024-02-03", "period_kind": "within"}
    known = cf.standard_gazetteer().with_areas(
        {"areas": {"both": {"name": "both", "members": ["MLI", "NER"]}}}
    )
    iso = {"place_system": "iso3166-1", **week}
    table = claims_of(
        {"best": 5.0, "place": "MLI", **iso}, {"best": 6.0, "place": "NER", **iso}, source="UN"
    )
    found = cf.aggregate(table, places="custom:both", gazetteer=known)
    row = only(found)
    assert (row["low"], row["completeness"], row["period_kind"]) == (11, "lower bound", "within")
    # In two steps as in one: not split, and no total of its days.
    assert cf.aggregate(found.table, periods="month", split="days").table.empty
    later = only(cf.aggregate(found.table, periods="2024-01-28/2024-02-03"))
    assert (later["low"], later["completeness"]) == (11, "lower bound")


def test_events_on_some_day_of_a_period_are_all_of_themselves(claims_of):
    said = {**Q1, "period_kind": "within", "source": "UN"}
    table = claims_of({"best": 5.0, "event": "a", **said}, {"best": 6.0, "event": "b", **said})
    row = only(cf.aggregate(table, places="country", complete="events"))
    assert (row["best"], row["completeness"], row["period_kind"]) == (11, "total", "within")


def test_places_missing_further_down_are_named(claims_of):
    # Niger has a figure of its own in both months; Mali is made of its regions.
    known = cf.standard_gazetteer().with_areas(
        {"areas": {"both": {"name": "both", "members": ["MLI", "NER"]}}}
    )
    table = claims_of(
        {"best": 1.0, "place": "ML-7", **month(1)},
        {"best": 2.0, "place": "ML-9", **month(1)},
        {"best": 4.0, "place": "ML-7", **month(2)},
        {"best": 8.0, "place": "NER", "place_system": "iso3166-1", **month(1)},
        {"best": 16.0, "place": "NER", "place_system": "iso3166-1", **month(2)},
    )
    found = cf.aggregate(table, places="custom:both", complete="places", gazetteer=known).table
    found = found.sort_values("period_start")
    assert found["completeness"].tolist() == ["total", "lower bound"]
    assert found["low"].tolist() == [11, 20]
    assert found["coverage"].tolist() == ["2 of 2 places", "2 of 2 places, without 1 further down"]
    assert found["missing"].isna().tolist() == [True, False]
    assert found["missing"].iloc[1] == "Ménaka"


def test_what_lies_in_a_place_that_counts_is_not_missing(claims_of):
    areas = {
        "both": {"name": "both", "members": ["north", "south"]},
        "north": {"name": "North", "members": ["n1", "n2"]},
        "south": {"name": "South", "bounds": [0, 0, 1, 1]},
        "n1": {"name": "N1", "bounds": [1, 0, 2, 1]},
        "n2": {"name": "N2", "bounds": [2, 0, 3, 1]},
    }
    known = cf.standard_gazetteer().with_areas({"areas": areas})
    table = claims_of(
        {"best": 30.0, "place": "north", "place_system": "custom", **Q1},
        {"best": 5.0, "place": "n1", "place_system": "custom", **Q1},
        {"best": 10.0, "place": "south", "place_system": "custom", "event": "s", **Q1},
    )
    row = only(cf.aggregate(table, places="custom:both", gazetteer=known))
    # N2 is in the figure of the north; the event of the south is an account of its own.
    assert (row["low"], row["coverage"], row["missing"]) == (30, "1 of 2 places", "South")


@pytest.mark.parametrize("kind", ["covers", "within"])
def test_of_stocks_that_end_on_the_last_day_the_one_of_that_day_counts(claims_of, kind):
    stock = {"measure": "idps", "basis": "stock", "source": "UN"}
    table = claims_of(
        {"best": 20.0, **stock, **month(1), "period_kind": kind},
        {"best": 30.0, **stock, "period_start": "2024-01-31", "period_end": "2024-01-31"},
    )
    for places in (None, "country"):
        found = cf.aggregate(table, periods="month", places=places, at="last", complete="places")
        assert found.table["best"].tolist() == [30]
        assert sorted(found.parts["verdict"])[0] == "counted"
    month_alone = cf.aggregate(
        claims_of(
            {"best": 20.0, **stock, **month(1)},
            {"best": 25.0, **stock, **month(1), "period_kind": "within"},
        ),
        periods="quarter",
        at="last",
    )
    assert len(month_alone.table) == 1


def test_places_that_the_gazetteer_does_not_know_are_told_from_others(claims_of, tmp_path):
    pcode = {"place_system": "pcode", **Q1}
    table = claims_of(
        {"best": 1.0, "place": "ML1001", **pcode},
        {"best": 2.0, "place": "ML1002", **pcode},
        {"best": 4.0, "place": "NER", "place_system": "iso3166-1", **Q1},
    )
    found = cf.aggregate(table, places="MLI")
    assert found.parts["verdict"].value_counts().to_dict() == {
        "set aside: the gazetteer does not know its place: load its p-codes or areas": 2,
        "set aside: larger than the places asked for, or not known to lie within one": 1,
    }
    path = tmp_path / "figures.csv"
    path.write_text("location_code,admin2_code\nMLI,ML1001\nMLI,ML1002\n", encoding="utf-8")
    known = cf.standard_gazetteer().with_pcodes(path, complete=False)
    row = only(cf.aggregate(table, places="MLI", gazetteer=known))
    assert (row["completeness"], row["low"]) == ("lower bound", 3)


def test_a_place_of_many_events_is_one_place_that_is_not_missing(claims_of):
    """Mali has 11 regions: with figures of 2, the other 9 are missing, however many events."""
    events = [{"place": "ML-1", "event": f"e{i}", "best": 1, **Q1} for i in range(11)]
    table = claims_of({"place": "ML-1", "best": 90, **Q1}, {"place": "ML-2", "best": 9, **Q1})
    both = claims_of(
        *events, {"place": "ML-1", "best": 90, **Q1}, {"place": "ML-2", "best": 9, **Q1}
    )
    plain, found = (only(cf.aggregate(t, places="country")) for t in (table, both))
    assert len(plain["missing"].split("; ")) == 9
    assert found["missing"] == plain["missing"]


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_sum_with_a_flow_in_it_is_a_flow(claims_of, names):
    running, flow = names
    table = claims_of(
        {"event": running, "best": 3, "basis": "cumulative", **Q1},
        {"event": flow, "best": 4, "basis": "flow", **Q1},
    )
    assert only(cf.aggregate(table, periods="year"))["basis"] == "flow"


def test_what_is_no_place_and_no_period_says_what_is_one(claims_of):
    table = claims_of({"best": 1.0, **Q1})
    with pytest.raises(UnknownNameError, match="a level stands alone"):
        cf.aggregate(table, places=["country", "admin1"])
    with pytest.raises(UnknownNameError, match="'MLI', 'ML-9', 'm49:011'"):
        cf.aggregate(table, places="Africa")
    for asked in ("monthly", ["quarter", "month"]):
        with pytest.raises(PeriodError, match="'month', 'quarter', 'year', one of them alone"):
            cf.aggregate(table, periods=asked)


def test_a_running_total_from_before_says_what_to_do(claims_of):
    since = {"period_start": "2023-10-08", "period_end": "2024-02-10", "basis": "cumulative"}
    found = cf.aggregate(claims_of({"best": 100.0, **since}), periods="month")
    (verdict,) = found.parts["verdict"]
    assert verdict.endswith("told by its increments")


def test_places_of_two_lists_are_not_each_all_there_are(claims_of, tmp_path):
    path = tmp_path / "pcodes.csv"
    path.write_text(
        "Location,Admin Level,P-Code,Name,Parent P-Code\nMLI,1,ML10,Menaka,\nMLI,1,ML07,Gao,\n",
        encoding="utf-8",
    )
    known = cf.standard_gazetteer().with_pcodes(path)
    table = claims_of(
        {"best": 60.0, "place": "ML-7", **Q1},
        {"best": 40.0, "place": "ML-8", **Q1},
        {"best": 30.0, "place": "ML10", "place_system": "pcode", **Q1},
    )
    row = only(cf.aggregate(table, places="country", complete="places", gazetteer=known))
    assert (row["completeness"], row["low"]) == ("lower bound", 100)


def test_on_one_day_there_is_nothing_to_choose(claims_of):
    day = {"measure": "idps", "basis": "stock", "period_start": "2024-03-31"}
    table = claims_of({"best": 100.0, **day, "period_end": "2024-03-31"})
    assert only(cf.aggregate(table, periods="2024-03-31"))["best"] == 100
    with pytest.raises(OptionError, match="at='last'"):
        cf.aggregate(table, periods="month")


def test_where_no_number_is_published_none_is_printed(claims_of):
    whole = {"place": "MLI", "place_system": "iso3166-1", "best": 100.0, **Q1}
    table = claims_of(
        {"place": "ML-7", "best": 60.0, **Q1}, {"place": "ML-8", "best": 50.0, **Q1}, whole
    )
    found = cf.aggregate(table, places="country")
    assert only(found)["completeness"] == "impossible"
    assert "no figure" in cf.render(found)


def test_a_stock_without_a_last_day_is_of_no_day():
    said = {"measure": "idps", "source": "IOM", "place": "NER", "place_system": "iso3166-1"}
    table = pd.DataFrame([{**said, "best": 5.0, "period_start": pd.Timestamp("2022-01-01")}])
    assert cf.aggregate(table, places="country").table["best"].tolist() == [5.0]

"""The sixteen ways of counting people twice, each on a small table as it comes in.

Of each: what would be printed if everything were added up, and what comes out here.
"""

from itertools import permutations

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError

# A country of two regions, of which one has two districts.
AREAS = {
    "areas": {
        "twin": {"name": "Twin country", "members": ["east", "west"]},
        "east": {"name": "East", "members": ["e1", "e2"]},
        "west": {"name": "West", "bounds": [0, 0, 1, 1]},
        "e1": {"name": "E1", "bounds": [1, 0, 2, 1]},
        "e2": {"name": "E2", "bounds": [2, 0, 3, 1]},
    }
}


@pytest.fixture(scope="module")
def gazetteer():
    return cf.standard_gazetteer().with_areas(AREAS)


@pytest.fixture
def claims(claims_of):
    """Return a function that makes a table of rows of one source in one place."""

    def make(*rows, **same):
        facets = {"measure": "killed", "place": "east", "place_system": "custom", "source": "UN"}
        columns = {name for row in rows for name in row}
        blank = dict.fromkeys(columns)
        return claims_of(*({**blank, **facets, **same, **row} for row in rows))

    return make


def day(start, end=None):
    return {"period_start": start, "period_end": end or start}


def only(found):
    (row,) = found.table.to_dict("records")
    return row


def verdicts(found):
    return found.parts["verdict"].tolist()


JAN = day("2024-01-01", "2024-01-31")
FEB = day("2024-02-01", "2024-02-29")
MAR = day("2024-03-01", "2024-03-31")
IDPS = {"measure": "idps", "basis": "stock"}


# 1 ── A stock summed over time


def test_a_stock_is_not_summed_over_time(claims):
    table = claims(
        {"best": 100.0, **day("2024-01-31")},
        {"best": 150.0, **day("2024-02-29")},
        {"best": 120.0, **day("2024-03-31")},
        **IDPS,
    )
    with pytest.raises(OptionError, match=r"(?s)stocks.*at='last'"):
        cf.aggregate(table, periods="quarter")
    assert only(cf.aggregate(table, periods="quarter", at="last"))["best"] == 120
    assert only(cf.aggregate(table, periods="quarter", at="peak"))["best"] == 150
    # The stock_over_time case of the survey of methods: 370 / 3.
    assert only(cf.aggregate(table, periods="quarter", at="mean"))["best"] == pytest.approx(370 / 3)


def test_beside_flows_stocks_are_set_aside_where_nobody_says_which_day_stands_for_them(claims):
    table = claims(
        {"best": 5.0, **JAN},
        {"best": 100.0, **day("2024-01-31"), **IDPS},
    )
    found = cf.aggregate(table, periods="month")
    assert only(found)["measure"] == "killed"
    assert any("stocks are not added up over time" in verdict for verdict in verdicts(found))


def test_the_peak_of_a_country_is_no_sum_of_peaks(claims, gazetteer):
    table = claims(
        {"place": "east", "best": 100.0, **day("2024-01-31")},
        {"place": "west", "best": 10.0, **day("2024-01-31")},
        {"place": "east", "best": 20.0, **day("2024-02-29")},
        {"place": "west", "best": 70.0, **day("2024-02-29")},
        **IDPS,
    )
    found = cf.aggregate(
        table, places="custom:twin", periods="quarter", at="peak", gazetteer=gazetteer
    )
    assert only(found)["best"] == 110  # not 170


# 2 ── A running total summed as if it were daily


def test_running_totals_are_flows_of_the_days_that_they_run_over(claims):
    rows = [
        {"best": 10.0, **day("2024-01-01", "2024-01-10")},
        {"best": 25.0, **day("2024-01-01", "2024-01-20")},
        {"best": 40.0, **day("2024-01-01", "2024-01-31")},
    ]
    found = cf.aggregate(claims(*rows, basis="cumulative"), periods="month")
    assert only(found)["best"] == 40  # not 75
    assert only(found)["completeness"] == "total"


def test_a_running_total_is_not_added_to_increments(claims):
    table = claims(
        {"best": 25.0, "basis": "cumulative", **day("2024-01-01", "2024-01-20")},
        {"best": 15.0, "basis": "flow", **day("2024-01-11", "2024-01-20")},
        {"best": 6.0, "basis": "flow", **day("2024-01-21", "2024-01-31")},
    )
    found = cf.aggregate(table, periods="month")
    assert only(found)["best"] == 31
    assert verdicts(found).count("set aside: overlaps figures that are counted") == 1


# 3 ── Parent and child areas


def test_a_place_is_not_added_to_what_it_lies_in(claims, gazetteer):
    table = claims(
        {"place": "twin", "low": 1000.0},
        {"place": "east", "low": 400.0},
        {"place": "west", "low": 500.0},
        {"place": "e1", "low": 150.0},
        {"place": "e2", "low": 200.0},
        **JAN,
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    # The antichain_nested_places case of the survey: 900 from the parts, the country's own 1,000.
    assert (only(found)["low"], only(found)["completeness"]) == (1000, "total, open above")
    parts = cf.aggregate(table.iloc[1:], places="custom:twin", gazetteer=gazetteer)
    assert only(parts)["low"] == 900
    counted = parts.parts[parts.parts["verdict"] == "counted"]
    assert sorted(counted["place"]) == ["east", "west"]


def test_that_accounts_of_a_part_disagree_is_said_of_the_part(claims, gazetteer):
    table = claims(
        {"place": "twin", "low": 900.0, "high": 1100.0},
        {"place": "east", "best": 400.0},
        {"place": "west", "best": 500.0},
        {"place": "e1", "best": 150.0},
        {"place": "e2", "best": 200.0},
        **JAN,
    )
    row = only(cf.aggregate(table, places="custom:twin", gazetteer=gazetteer))
    # East is 350 to 400; with the country's own figure that leaves 900, and not the 850 of parts.
    assert (row["low"], row["high"]) == (900, 900)
    assert "accounts of it, or of parts of it, disagree" in row["caveat"]


# 4 ── A category and what it is made of


def test_people_of_one_group_are_not_added_to_people_of_another(claims, gazetteer):
    table = claims(
        {"group": "all", "best": 40.0, "place": "east"},
        {"group": "sex=female", "best": 15.0, "place": "east"},
        {"group": "all", "best": 2.0, "place": "west"},
        **JAN,
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert found.table.set_index("group")["low"].to_dict() == {"all": 42, "sex=female": 15}


# 5 ── One event in two datasets


def test_events_of_two_datasets_are_not_added_to_each_other(claims):
    table = claims(
        {"source": "UCDP", "event": "ucdp:1", "best": 10.0, **day("2024-01-05")},
        {"source": "UCDP", "event": "ucdp:2", "best": 4.0, **day("2024-01-09")},
        {"source": "ACLED", "event": "acled:A1", "best": 12.0, **day("2024-01-05")},
    )
    found = cf.aggregate(table, periods="month")
    assert (only(found)["low"], only(found)["completeness"]) == (14, "lower bound")  # not 26
    assert verdicts(found).count("counted") == 2
    whole = cf.aggregate(table, periods="month", complete="events")
    # 14 by one list and 12 by the other, if each has all events: both cannot be.
    assert (only(whole)["low"], only(whole)["high"]) == (12, 14)
    assert "disagree" in only(whole)["caveat"]


INCIDENTS = (
    {"source": "Reuters", "event": "k1", "best": 5.0, **day("2024-01-05")},
    {"source": "Reuters", "event": "k2", "best": 10.0, **day("2024-01-09")},
    {"source": "AFP", "event": "k2", "best": 12.0, **day("2024-01-09")},
    {"source": "AFP", "event": "k3", "best": 3.0, **day("2024-01-10")},
)


@pytest.mark.parametrize("before", [lambda table: table, lambda table: cf.reconcile(table).table])
def test_sources_that_tell_one_event_by_one_id_have_one_list_of_events(claims, before):
    # One list of incidents, with what each agency said of them: 5, 10 to 12, and 3.
    table = before(claims(*INCIDENTS))
    found = only(cf.aggregate(table, periods="month", complete="events"))
    assert (found["low"], found["high"], found["completeness"]) == (18, 20, "total")
    assert (found["coverage"], str(found["caveat"])) == ("3 events", "nan")
    assert only(cf.aggregate(table, periods="month"))["low"] == 18


def test_of_equal_lists_the_same_counts_whatever_the_order_of_the_rows(claims):
    table = claims(
        {"source": "UCDP", "event": "u1", "best": 4.0, **day("2024-01-05")},
        {"source": "ACLED", "event": "a1", "best": 4.0, **day("2024-01-06")},
        {"source": "AFP", "event": "k1", "best": 4.0, **day("2024-01-07")},
    )
    counted = {
        cf.aggregate(table.iloc[list(order)], periods="month").table["claim_ids"].iloc[0]
        for order in permutations(range(3))
    }
    assert len(counted) == 1


def test_a_source_that_is_outvoted_on_an_event_is_of_its_list_too(claims):
    table = claims(
        *INCIDENTS,
        {"source": "EFE", "event": "k2", "best": 10.0, **day("2024-01-09")},
        {"source": "DPA", "event": "k2", "best": 90.0, **day("2024-01-09")},
        {"source": "DPA", "event": "k4", "best": 1.0, **day("2024-01-10")},
        # Of another list; it may be any of these.
        {"source": "UCDP", "event": "ucdp:1", "best": 10.0, **day("2024-01-09")},
    )
    found = cf.aggregate(table, periods="month", method="median")
    assert only(found)["coverage"] == "4 events"
    assert verdicts(found).count("counted") == 4


JANUARY = day("2024-01-05")
NO_NUMBER = {"status": "suppressed", "best": None}


@pytest.mark.parametrize(
    ("thirds", "is_total"),
    [
        # Two rows of one event that do not say the same have no number, until that is settled.
        ([{"best": 7.0}, {"best": 9.0}], False),
        ([NO_NUMBER], False),
        ([{"best": 7.0, "place": None, "place_system": None}], False),
        ([{"best": 7.0, "place": "ATLANTIS", "place_system": "pcode"}], False),
        ([{"best": 7.0, **day("2024-01-30", "2024-02-02")}], False),
        ([{"best": 7.0, **day(None)}], False),
        # These can be no part of it.
        ([NO_NUMBER | {"place": "MLI", "place_system": "iso3166-1"}], True),
        ([NO_NUMBER | day("2024-02-01")], True),
        ([NO_NUMBER | {"measure": "injured"}], True),
    ],
)
def test_a_sum_without_an_event_that_may_be_of_it_is_no_total(claims, gazetteer, thirds, is_total):
    table = claims(
        {"event": "un:1", "best": 10.0, **JANUARY},
        {"event": "un:2", "best": 2.0, "place": "west", **JANUARY},
        *({"event": "un:3", **JANUARY, **third} for third in thirds),
        status="present",
    )
    found = cf.aggregate(
        table, places="custom:twin", periods=["2024-01"], complete="events", gazetteer=gazetteer
    )
    (row,) = (row for row in found.table.to_dict("records") if row["measure"] == "killed")
    said = ("total", "2 events")
    if not is_total:
        said = ("lower bound", "2 events; without 1 figure that may be of it")
    assert (row["low"], row["completeness"], row["coverage"]) == (12, *said)


def test_an_event_without_a_number_leaves_the_total_of_another_place(claims, gazetteer):
    table = claims(
        {"event": "un:1", "best": 10.0},
        {"event": "un:2", "best": 2.0, "place": "west"},
        {"event": "un:3", "place": "west", **NO_NUMBER},
        status="present",
        **JANUARY,
    )
    places = ["custom:east", "custom:west"]
    found = cf.aggregate(table, places=places, complete="events", gazetteer=gazetteer)
    told = dict(zip(found.table["place"], found.table["completeness"], strict=True))
    assert told == {"east": "total", "west": "lower bound"}


# 6 ── One statement carried by several outlets


def test_a_reprint_is_not_added(claims, gazetteer):
    table = claims(
        {"source": "Ministry of Health", "best": 32.0, "place": "east"},
        {"source": "AFP", "repeats": "Ministry of Health", "best": 32.0, "place": "east"},
        {"source": "Ministry of Health", "best": 8.0, "place": "west"},
        **JAN,
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert only(found)["best"] == 40


# 7 ── A triangulation beside the figure that is recommended


def test_a_triangulation_is_not_added_to_what_is_recommended(claims, gazetteer):
    table = claims(
        {"role": "recommended", "best": 300.0, "place": "east"},
        {"role": "triangulation", "source": "NGO", "best": 280.0, "place": "east"},
        **JAN,
    )
    assert only(cf.aggregate(table, places="custom:twin", gazetteer=gazetteer))["low"] == 300


# 8 ── A person who flees again


def test_a_sum_of_displacements_says_that_it_counts_movements(claims):
    table = claims(
        {"best": 500.0, **JAN},
        {"best": 300.0, **FEB},
        {"best": 200.0, **MAR},
        measure="new_displacements",
    )
    row = only(cf.aggregate(table, periods="quarter"))
    assert row["best"] == 1000
    assert "who fled twice is in it twice" in row["caveat"]


# 9 ── The missing among the dead, the dead among the casualties


def test_measures_are_never_added_to_each_other(claims, gazetteer):
    table = claims(
        {"measure": "killed", "best": 30.0},
        {"measure": "casualties", "best": 100.0},
        {"measure": "missing_persons", "best": 7.0},
        **JAN,
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert sorted(found.table["low"]) == [7, 30, 100]


# 10 ── The view of the country of origin, and that of asylum


def test_refugees_by_origin_are_not_added_to_refugees_by_asylum(claims, gazetteer):
    table = claims(
        {"place": "east", "best": 900.0},
        {"place": "east", "from_place": "MLI", "from_system": "iso3166-1", "best": 600.0},
        {"place": "west", "from_place": "MLI", "from_system": "iso3166-1", "best": 50.0},
        measure="refugees",
        **day("2024-06-30"),
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert sorted(found.table["low"]) == [650, 900]


# 11 ── One disaster in rows of several places


def test_one_event_told_in_several_places_is_one_event(claims, gazetteer):
    table = claims(
        {"place": "twin", "event": "flood", "best": 70.0},
        {"place": "east", "event": "flood", "best": 40.0},
        {"place": "west", "event": "flood", "best": 30.0},
        {"place": "west", "event": "fire", "best": 5.0},
        **JAN,
    )
    found = cf.aggregate(
        table, places="custom:twin", periods="month", complete="events", gazetteer=gazetteer
    )
    assert only(found)["best"] == 75  # not 145


# 12 ── Those affected by one event, stated again each year


def test_rows_of_one_event_are_not_added_over_the_years(claims):
    table = claims(
        {"event": "drought", "best": 2_000_000.0, **day("2021-01-01", "2021-12-31")},
        {"event": "drought", "best": 2_600_000.0, **day("2022-01-01", "2022-12-31")},
        measure="affected",
        basis="flow",
    )
    found = cf.aggregate(table, periods="2021/2022")
    assert only(found)["low"] == 2_600_000  # not 4,600,000
    assert only(found)["completeness"] == "lower bound"


# 13 ── Reports whose windows overlap


def test_windows_that_overlap_are_not_added(claims):
    table = claims(
        {"best": 5.0, **day("2024-01-01", "2024-01-02")},
        {"best": 4.0, **day("2024-01-02", "2024-01-03")},
        {"best": 9.0, **day("2024-01-01", "2024-01-07")},
        {"best": 3.0, **day("2024-01-08", "2024-01-31")},
    )
    found = cf.aggregate(table, periods="month")
    assert (only(found)["best"], only(found)["completeness"]) == (12, "total")
    assert verdicts(found).count("counted") == 2


# 14 ── Operations and rounds that overlap


def test_stocks_of_several_operations_are_not_added(claims, gazetteer):
    table = claims(
        {"event": "Operation A", "best": 800.0},
        {"event": "Operation B", "best": 500.0},
        **IDPS,
        **day("2024-01-31"),
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert (only(found)["low"], only(found)["completeness"]) == (800, "lower bound")


# 15 ── People in need, by sector


def test_people_in_need_of_several_sectors_are_not_added(claims, gazetteer):
    table = claims(
        {"definition": "sector:health", "best": 800.0},
        {"definition": "sector:wash", "best": 900.0},
        measure="in_need",
        **day("2024-01-31"),
    )
    found = cf.aggregate(table, places="custom:twin", gazetteer=gazetteer)
    assert sorted(found.table["low"]) == [800, 900]


# 16 ── What was added late, counted as new


def test_a_later_edition_of_a_figure_replaces_it(claims):
    table = claims(
        {"best": 10.0, "source_key": "k1", "edition": "2024-02-01", **JAN},
        {"best": 14.0, "source_key": "k1", "edition": "2024-03-01", **JAN},
        {"best": 6.0, "source_key": "k2", "edition": "2024-03-01", **FEB},
    )
    found = cf.aggregate(table, periods="2024-01/2024-02")
    assert only(found)["best"] == 20  # not 30


def test_more_ways_than_a_number_of_64_bits_can_count(claims_of):
    """Seventy pairs of days, each with its sum: two ways for each pair, 2**70 in all."""
    days = pd.date_range("2022-01-01", periods=140).strftime("%Y-%m-%d").tolist()
    spans = [*((day, day) for day in days), *zip(days[::2], days[1::2], strict=True)]
    table = claims_of(
        *(
            {"period_start": a, "period_end": b, "best": 1 if a == b else 2, "source": "UN"}
            for a, b in spans
        )
    )
    row = only(cf.aggregate(table, periods=f"{days[0]}/{days[-1]}"))
    assert (row["low"], row["high"], row["completeness"]) == (140, 140, "total")
    assert row["n_covers"] == 2**63 - 1

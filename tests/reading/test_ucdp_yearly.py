"""Made-up rows in the columns of UCDP's yearly tables of deaths."""

import io
from pathlib import Path

import pytest

from crisisfigures import near_misses, reconcile
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "ucdp_yearly"


@pytest.mark.parametrize(
    ("file", "definition", "ends"),
    [
        ("battle_deaths_conflict", "ucdp:battle_related", (1460, 1544, 1940)),
        ("battle_deaths_dyadic", "ucdp:battle_related", (310, 340, 520)),
        ("battle_deaths_2016", "ucdp:battle_related", (310, 340, 520)),
        ("non_state", "ucdp:non_state", (48, 61, 90)),
        ("one_sided", "ucdp:one_sided", (141, 164, 235)),
    ],
)
def test_each_table_has_its_range_and_its_definition(file, definition, ends):
    table = read(SAMPLES / f"{file}.csv")
    assert tuple(table[["low", "best", "high"]].sum()) == ends
    assert set(table["definition"]) == {definition}
    assert set(table["measure"]) == {"killed"}
    assert set(table["basis"]) == {"flow"}
    assert set(table["range_kind"]) == {"plausible"}


def test_one_sided_violence_is_civilians_killed_by_an_actor():
    table = read(SAMPLES / "one_sided.csv")
    assert set(table["group"]) == {"status=civilian"}
    assert set(table["actor"]) == {"Riverside Front"}
    assert table["source_key"].tolist() == ["dyad:8801/2015", "dyad:8801/2016"]


@pytest.mark.parametrize("file", ["battle_deaths_conflict", "non_state"])
def test_other_deaths_are_of_everyone_and_of_no_one_side(file):
    table = read(SAMPLES / f"{file}.csv")
    assert "group" not in table
    assert "actor" not in table


def test_deaths_in_several_countries_keep_the_names_and_get_no_code():
    table = read(SAMPLES / "battle_deaths_conflict.csv")
    assert table["place"].fillna("").tolist() == ["MLI", ""]
    assert table["place_name"].tolist() == ["Mali", "Mali; Niger"]
    assert table["gwno_battle"].tolist() == ["432", "432, 436"]


def test_a_list_of_two_countries_is_not_a_place_in_a_country():
    header = "conflict_id,year,bd_best,bd_low,bd_high,battle_location\n"
    table = read(io.StringIO(header + '7,2008,9,9,9,"Georgia, United States of America"'))
    assert table["place"].isna().all()


def test_the_state_that_a_conflict_is_about_is_no_place_of_deaths():
    header = "conflict_id,year,bd_best,bd_low,bd_high,location_inc,gwno_loc\n"
    table = read(io.StringIO(header + "7,2008,9,9,9,United States of America,2"))
    assert table["place"].isna().all()
    assert table["location_inc"].tolist() == ["United States of America"]


def test_the_period_is_the_year():
    table = read(SAMPLES / "non_state.csv")
    days = table.loc[0, ["period_start", "period_end"]]
    assert [str(day.date()) for day in days] == ["2016-01-01", "2016-12-31"]
    assert table.loc[0, "ep_end_date"] == "2016-09-03"


def test_dyads_are_no_rivals_of_each_other():
    table = read(SAMPLES / "battle_deaths_dyadic.csv")
    answer = reconcile(table).table
    assert answer["n_claims"].tolist() == [1, 1]
    assert not len(near_misses(table))


def test_numbers_out_of_order_are_never_put_in_order():
    header = "conflict_id,year,bd_best,bd_low,bd_high\n"
    table = read(io.StringIO(header + "7,2008,30,40,20"))
    assert table[["low", "best", "high"]].iloc[0].tolist() == [40, 30, 20]


def test_a_number_that_cannot_be_read_is_kept_and_the_row_too():
    header = "conflict_id,year,bd_best,bd_low,bd_high\n"
    table = read(io.StringIO(header + "7,2008,some 40?,30,50\n8,2008,1,1,1"))
    assert table["unread"].fillna("").tolist() == ["best=some 40?", ""]


def test_one_sided_violence_of_up_to_2016_numbers_actors_only():
    table = read(
        io.StringIO(
            "ActorId,CoalitionComponents,ActorName,Year,BestFatalityEstimate,LowFatalityEstimate,"
            "HighFatalityEstimate,IsGovernmentActor,Location,GwNoLocation,Region,Version\n"
            "71,,Riverside Front,2013,40,30,50,0,Mali,432,4,1.4-2015\n"
        )
    )
    row = table.iloc[0]
    assert (row["low"], row["best"], row["high"], row["place"]) == (30, 40, 50, "MLI")
    assert (row["definition"], row["group"]) == ("ucdp:one_sided", "status=civilian")
    assert (row["event"], row["source_key"]) == ("actor:71", "actor:71/2013")


@pytest.mark.parametrize("ending", ["", "_cy"])
def test_organised_violence_by_country_has_three_kinds_and_their_sum(ending):
    names = ["country_id", "country", "year"]
    names += [
        f"{kind}_{end}"
        for kind in ("sb_total_deaths", "ns_total_deaths", "os_total_deaths")
        for end in ("best", "high", "low")
    ]
    names.append("cumulative_total_deaths_in_orgvio_best")
    header = ",".join(f"{name}{ending}" for name in names)
    table = read(io.StringIO(f"{header}\n432,Mali,2014,90,99,80,0,0,0,0,7,0,90\n"))
    assert table.attrs["reading"]["format"] == "ucdp_yearly"
    assert table["definition"].tolist() == [
        "ucdp:battle_related",
        "ucdp:non_state",
        "ucdp:one_sided",
        "ucdp:organised_violence",
    ]
    assert table["best"].fillna(-1).tolist() == [90, -1, 0, 90]
    assert table["high"].fillna(-1).tolist()[:3] == [99, -1, 7]
    # Every country has a row: a zero of all ends is none that UCDP recorded.
    assert table["status"].fillna("present").tolist()[1:3] == ["none_recorded", "present"]
    assert table["is_rollup"].tolist() == [False, False, False, True]
    assert table["group"].fillna("all").tolist()[2] == "status=civilian"
    assert set(table["place"]) == {"MLI"}
    assert set(table["period_end"].dt.year) == {2014}

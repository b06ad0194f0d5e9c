"""Made-up incidents in the columns of Airwars: fields of a page, and tables behind it."""

import io
from pathlib import Path

import pytest

from crisisfigures.reading import read
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "airwars"
PAGE = {
    "Incidence_date": "march-8-2022",
    "Incidence_id": "ispt9001",
    "Strike status": "Likely strike",
    "Civilians reported killed": "3 – 7",
    "Civilians reported injured": "12–24",
    "Airwars civilian harm grading": "Fair",
    "Suspected belligerent": "Northern Army",
    "Suspected belligerents": "NA",
    "Known belligerent": "NA",
}


def table_of(*incidents):
    lines = ["|".join(PAGE)]
    lines += ["|".join({**PAGE, **incident}.values()) for incident in incidents]
    return read(io.StringIO("\n".join(lines)))


def figures_of(**incident):
    table = table_of({name.replace("_", " "): cell for name, cell in incident.items()})
    return table.astype(object).where(table.notna(), None).to_dict("records")


@pytest.mark.parametrize(
    ("words", "bounds", "status", "kind"),
    [
        ("3 – 7", (3, None, 7), None, "source_envelope"),
        ("12–24", (12, None, 24), None, "source_envelope"),
        ("0 – 2", (0, None, 2), None, "source_envelope"),
        ("1,000–1,200", (1000, None, 1200), None, "source_envelope"),
        ("4", (None, 4, None), None, "unranged"),
        ("Unknown", (None, None, None), "missing", None),
    ],
)
def test_the_least_and_the_most_that_was_reported_is_one_range(words, bounds, status, kind):
    killed = figures_of(Civilians_reported_killed=words)[0]
    assert (killed["low"], killed["best"], killed["high"]) == bounds
    assert (killed.get("status"), killed.get("range_kind")) == (status, kind)
    assert (killed["measure"], killed["group"]) == ("killed", "status=civilian")


def test_an_incident_has_its_killed_and_its_injured():
    killed, injured = figures_of()
    assert (injured["measure"], injured["low"], injured["high"]) == ("injured", 12, 24)
    assert killed["event"] == injured["event"] == killed["source_key"] == "ISPT9001"
    assert str(killed["period_start"].date()) == str(killed["period_end"].date()) == "2022-03-08"
    assert (killed["period_stated"], killed["cause"]) == ("march-8-2022", "conflict")
    assert (killed["source"], killed["source_type"]) == ("Airwars", "monitor")


def test_a_field_that_a_page_lacks_states_nothing():
    (killed,) = figures_of(Civilians_reported_injured="NA")
    assert (killed["measure"], killed["low"]) == ("killed", 3)


def test_an_incident_without_any_number_is_kept_as_missing():
    (killed,) = figures_of(Civilians_reported_killed="NA", Civilians_reported_injured="NA")
    assert (killed["measure"], killed["status"], killed["low"]) == ("killed", "missing", None)


def test_what_is_no_number_is_kept_as_unread():
    killed, injured = figures_of(Civilians_reported_killed="3 or maybe not")
    assert (killed["unread"], killed["low"]) == ("figure=3 or maybe not", None)
    assert injured["unread"] is None


@pytest.mark.parametrize(
    ("known", "suspected", "several", "actor"),
    [
        ("NA", "Northern Army", "NA", "Northern Army"),
        ("Southern Front", "Northern Army", "NA", "Southern Front"),
        ("NA", "NA", "Northern Army, Southern Front", None),
        ("NA", "Northern Army, Southern Front", "NA", None),
        ("NA", "NA", "NA", None),
        ("Unknown", "Northern Army", "NA", "Northern Army"),
    ],
)
def test_a_belligerent_is_the_actor_where_a_single_one_is_named(known, suspected, several, actor):
    killed, _ = figures_of(
        Known_belligerent=known, Suspected_belligerent=suspected, Suspected_belligerents=several
    )
    assert killed.get("actor") == actor


def test_grades_are_kept_and_none_is_left_out():
    grades = ["Confirmed", "Fair", "Weak", "Contested", "Discounted", "NA"]
    table = table_of(
        *(
            {"Incidence_id": f"ls{i}", "Airwars civilian harm grading": g}
            for i, g in enumerate(grades)
        )
    )
    killed = table[table["measure"] == "killed"]
    assert killed["grading"].fillna("").tolist() == [*grades[:5], ""]


def test_only_a_code_of_gaza_tells_the_place():
    table = table_of({"Incidence_id": "ispt0019a"}, {"Incidence_id": "ls044"})
    killed = table[table["measure"] == "killed"]
    assert killed["event"].tolist() == ["ISPT0019a", "LS044"]
    assert killed["place"].fillna("").tolist() == ["PS02", ""]
    assert killed["place_system"].fillna("").tolist() == ["pcode", ""]
    assert killed["place_precision"].fillna("").tolist() == ["inferred", ""]
    assert killed["place_name"].fillna("").tolist() == ["the Gaza Strip", ""]


def test_incidents_of_one_day_are_not_rivals():
    table = table_of({"Incidence_id": "ispt1"}, {"Incidence_id": "ispt2"})
    assert set(reconcile(table).table["agreement"]) == {"single"}


def test_sums_are_those_worked_out_by_hand():
    table = read(SAMPLES / "incidents.csv")
    killed = table[table["measure"] == "killed"]
    assert len(killed) == 4
    assert table["event"].nunique() == 4
    assert killed["low"].fillna(killed["best"]).sum() == 3 + 0 + 4
    assert killed["high"].fillna(killed["best"]).sum() == 7 + 2 + 4
    assert validate(table).ok


def test_a_column_for_each_end_makes_one_range():
    table = read(SAMPLES / "ranges.csv")
    killed = table[(table["measure"] == "killed") & (table["group"] == "status=civilian")]
    assert killed[["low", "high"]].fillna(-1).to_numpy().tolist() == [[2, 5], [0, 1], [-1, -1]]
    assert killed["status"].fillna("").tolist() == ["", "", "missing"]
    assert set(killed["place"]) == {"LBY"}
    assert killed["url"].iloc[0] == "https://airwars.example/ls901"
    militants = table[table["group"] == "status=combatant"]
    assert militants[["measure", "low", "high"]].to_numpy().tolist() == [["killed", 3, 6]]


def test_what_a_belligerent_concedes_is_a_claim_of_its_own():
    table = read(SAMPLES / "belligerents.csv")
    market = table[table["event"] == "CS9001"]
    assert market["source"].tolist() == ["Airwars", "Northern Coalition"]
    assert market["source_type"].tolist() == ["monitor", "party_to_conflict"]
    assert market["publisher"].fillna("").tolist() == ["", "Airwars"]
    assert market["low"].tolist() == [20, 12]
    assert market["high"].tolist() == [30, 12]
    assert str(market["period_end"].iloc[0].date()) == "2016-07-29"
    assert len(table[table["event"] == "CS9002"]) == 1
    result = reconcile(market)
    assert result.table["n_claims"].tolist() == [2]


def test_one_toll_stays_one_where_two_belligerents_concede():
    header = "code,date,country,grading,strike_status,civilians_killed_min,civilians_killed_max,"
    table = conceded_of("CS9003,2016-08-02,Syria,Fair,Declared strike,3,7,{},{}", header)
    toll = table[table["source"] == "Airwars"]
    assert toll["actor"].isna().all()
    result = reconcile(table).table.sort_values("low")
    assert result[["low", "high", "n_claims"]].to_numpy().tolist() == [
        [0, 0, 1],
        [2, 2, 1],
        [3, 7, 2],
    ]


def conceded_of(row, header):
    rows = [
        row.format(*cells) for cells in (("Northern Coalition", "2,2"), ("Southern Front", "0,0"))
    ]
    lines = [header + "belligerent_name,deaths_conceded_min,deaths_conceded_max", *rows]
    return read(io.StringIO("\n".join(lines)))


def test_days_that_are_no_single_day_are_kept_as_they_are_written():
    table = table_of({"Incidence_date": "march-8-march-10-2022"})
    assert set(table["unread"]) == {"period=march-8-march-10-2022"}

"""Running totals by day, as Tech for Palestine publishes them; the numbers are made up."""

import io
import json
from pathlib import Path

import pandas as pd

from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "tfp_daily"


DEFAULTS = {"group": "all"}


def table_of(*reports):
    return read(io.StringIO(json.dumps(reports)))


def lebanon(**cells):
    report = {"report_date": "2023-11-20", "report_source": "moph_lb", "report_period": 24}
    return {**report, "phase": 1, "killed_cum_reported": 60, **cells}


def best_of(table, **facets):
    for name, value in facets.items():
        stated = table[name] if name in table else pd.Series(index=table.index, dtype="str")
        table = table[stated.fillna(DEFAULTS.get(name, "")) == value]
    return table["best"].dropna().tolist()


def test_the_totals_of_lebanon_are_the_ministrys_whoever_carries_them():
    table = read(SAMPLES / "lebanon.json")
    assert set(table["source"]) == {"Lebanon Ministry of Public Health"}
    killed = table[table["measure"] == "killed"]
    assert killed["publisher"].tolist() == [
        "OCHA",
        "Lebanon Ministry of Public Health",
        "Lebanon Ministry of Public Health",
        "WHO",
    ]
    assert set(table["place"]) == {"LBN"}
    assert set(table["basis"]) == {"cumulative"}


def test_what_was_reported_is_read_and_not_what_the_compiler_joined():
    table = read(SAMPLES / "lebanon.json")
    assert best_of(table, measure="killed") == [60, 65, 40, 47]
    assert best_of(table, measure="injured") == [210, 210, 90, 93]
    assert table["killed_cum"].tolist() == [*["60"] * 2, *["65"] * 2, *["105"] * 2, *["112"] * 2]


def test_each_phase_begins_with_its_first_report_less_the_hours_that_this_covers():
    table = read(SAMPLES / "lebanon.json")
    starts = table.groupby("phase", observed=True)["period_start"].unique().map(list)
    # 1,032 hours are 43 days, 72 hours are 3.
    assert starts["1"] == [pd.Timestamp("2023-10-08")]
    assert starts["2"] == [pd.Timestamp("2026-03-03")]
    ends = table.loc[table["phase"] == "2", "period_end"].drop_duplicates()
    assert ends.tolist() == [pd.Timestamp("2026-03-06"), pd.Timestamp("2026-03-07")]


def test_the_order_of_the_reports_does_not_move_the_start():
    newer = lebanon(report_date="2023-11-21", report_period=240)
    older = lebanon(report_period=48)
    starts = table_of(newer, older)["period_start"]
    assert set(starts) == {pd.Timestamp("2023-11-18")}


def test_a_report_without_hours_or_with_a_date_that_is_none_states_no_start():
    table = table_of(lebanon(report_period=""), lebanon(report_date="soon", phase=2))
    assert table["period_start"].isna().all()
    assert table["best"].tolist() == [60, 60]
    assert "period_end=soon" in table["unread"][1]


def test_a_part_of_a_series_that_lacks_its_first_report_states_no_start():
    first = lebanon(killed=60)
    later = lebanon(report_date="2023-11-21", killed=5, killed_cum_reported=65)
    assert table_of(first, later)["period_start"].notna().all()
    alone = table_of(later)
    assert alone["period_start"].isna().all()
    assert alone["period_end"].tolist() == [pd.Timestamp("2023-11-21")]


def test_headers_are_known_in_any_case():
    upper = {name.upper(): cell for name, cell in lebanon(injured_cum_reported=7).items()}
    assert table_of(upper)["best"].tolist() == [60, 7]


def test_a_series_without_phases_is_one():
    reports = [lebanon(), lebanon(report_date="2023-11-21")]
    for report in reports:
        del report["phase"]
    assert set(table_of(*reports)["period_start"]) == {pd.Timestamp("2023-11-19")}


def test_the_parts_of_gaza_are_groups_and_those_who_starved_a_measure_of_their_own():
    table = read(SAMPLES / "gaza.json")
    assert best_of(table, measure="killed", group="all") == [310, 500, 59000]
    assert best_of(table, measure="killed", group="age=child") == [60, 60]
    assert best_of(table, measure="killed", group="role=health_worker") == [4]
    assert best_of(table, measure="killed", group="role=journalist") == [2]
    assert best_of(table, measure="killed", group="role=aid_seeker") == [1000]
    assert best_of(table, measure="deaths", cause="starvation") == [120, 80]
    assert best_of(table, measure="injured") == [1500]
    assert set(table["place"]) == {"PS02"}
    assert set(table["period_start"]) == {pd.Timestamp("2023-10-07")}


def test_that_a_day_has_no_report_is_what_the_compiler_says():
    table = read(SAMPLES / "gaza.json")
    row = table[table["source_row"] == 3].iloc[0]
    assert pd.isna(row["best"])
    assert (row["measure"], row["status"]) == ("killed", "missing")
    assert row["source"] == "Tech for Palestine"
    assert row["ext_killed_cum"] == "650"


def test_who_reported_gaza_is_the_source():
    sources = read(SAMPLES / "gaza.json").groupby("source_row")["source"].first()
    assert sources[1.0] == "Gaza Ministry of Health"
    assert sources[2.0] == "Gaza Government Media Office"


def test_verified_totals_of_the_west_bank_are_another_definition():
    for name in ("west_bank.json", "west_bank.csv"):
        table = read(SAMPLES / name)
        killed = {"measure": "killed", "group": "all"}
        assert best_of(table, definition="ocha:flash_update", **killed) == [11, 14]
        assert best_of(table, definition="ocha:verified", **killed) == [12]
        assert best_of(table, definition="ocha:verified", measure="injured") == [320]
        assert set(table["place"]) == {"PS01"}


def test_a_record_of_verified_totals_that_is_broken_stays_beside_the_figure():
    report = {"report_date": "2023-10-08", "killed_cum": 11, "settler_attacks_cum": 8}
    table = table_of({**report, "verified": "withheld"}, {**report, "verified": [7]})
    assert table["best"].tolist() == [11, 11]
    assert table["verified"].tolist() == ["withheld", "[7]"]

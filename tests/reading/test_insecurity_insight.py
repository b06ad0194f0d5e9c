"""Made-up rows in the columns of Insecurity Insight: incidents, and overviews by country."""

import io
from pathlib import Path

import pytest

from crisisfigures.plugins import Sheet
from crisisfigures.reading import read
from crisisfigures.reading.insecurity_insight import FORMAT
from crisisfigures.reconciliation import reconcile
from crisisfigures.texts import Texts
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "insecurity_insight"


def sums_of(table):
    groups = table["group"].fillna("all")
    return {
        f"{measure} {group}": total
        for (measure, group), total in table.groupby(["measure", groups])["best"].sum().items()
    }


def test_each_group_of_an_incident_has_its_figures():
    table = read(SAMPLES / "education.xlsx")
    assert len(table) == 3 * 8
    assert sums_of(table) == {
        "killed role=teacher": 1,
        "injured role=teacher": 0,
        "abducted role=teacher": 2,
        "detained role=teacher": 1,
        "killed role=student": 0,
        "injured role=student": 3,
        "abducted role=student": 4,
        "detained role=student": 2,
    }
    assert set(table["event"]) == set(table["source_key"]) == {"90001", "90002", "90003"}
    assert set(table["source"]) == {"Insecurity Insight"}
    assert validate(table).ok


def test_a_zero_of_an_incident_is_a_number():
    table = read(SAMPLES / "education.xlsx")
    assert (table["best"] == 0).sum() == 24 - 6
    assert "status" not in table


def test_the_place_is_the_country_and_the_precision_tells_how_closely_it_is_known():
    table = read(SAMPLES / "education.xlsx").drop_duplicates("event")
    assert table["place"].tolist() == ["MLI", "NER", "MLI"]
    assert table["place_name"].tolist() == ["Menaka, Mali", "Tillaberi, Niger", "Gao, Mali"]
    assert table["place_precision"].fillna("").tolist() == ["near", "", "admin0"]
    assert [str(day.date()) for day in table["period_start"]] == [
        "2022-03-08",
        "2022-03-09",
        "2022-04-01",
    ]


def test_a_perpetrator_is_the_actor_where_a_single_one_is_named():
    table = read(SAMPLES / "education.xlsx").drop_duplicates("event")
    assert table["actor"].fillna("").tolist() == ["Northern Front", "", ""]


@pytest.mark.parametrize(
    ("file", "sheet"),
    [
        ("education.xlsx", "2020-2023 Education in Danger"),
        ("shcc.xlsx", "2021 SHCC Overview Data"),
    ],
)
def test_the_sheet_of_notes_is_no_table(file, sheet):
    assert read(SAMPLES / file).attrs["reading"]["sheet"] == sheet


def test_facilities_and_vehicles_are_no_figures():
    table = read(SAMPLES / "health_care.csv")
    assert set(table["measure"]) == {"killed", "injured", "abducted", "detained"}
    assert set(table["group"]) == {"role=health_worker"}
    assert table["Health Transportation Destroyed"].iloc[0] == "1"


def test_an_overview_counts_people_and_incidents_by_country_and_year():
    table = read(SAMPLES / "aid_workers.json")
    assert sums_of(table) == {
        "incidents all": 6 + 2 + 1,
        "killed role=aid_worker": 3 + 0 + 1,
        "injured role=aid_worker": 1 + 4 + 0,
        "abducted role=aid_worker": 5 + 2 + 0,
        "detained role=aid_worker": 1 + 0 + 0,
    }
    assert "event" not in table
    incidents = table[table["measure"] == "incidents"]
    assert set(incidents["unit"]) == {"event"}
    assert set(incidents["definition"]) == {"insecurity_insight:attacks_on_aid"}
    assert set(reconcile(table).table["agreement"]) == {"single"}


def test_people_who_are_counted_twice_are_not_added_to_a_total():
    table = read(SAMPLES / "aid_workers.json")
    mali = table[(table["source_row"] == 1) & (table["measure"] != "incidents")]
    assert mali["best"].sum() == 10
    assert set(mali["Total Aid Workers KIKA Victims"]) == {"9"}
    assert set(mali["Total Aid Workers Killed In Captivity"]) == {"1"}


def test_incidents_of_two_overviews_are_two_quantities():
    aid = read(SAMPLES / "aid_workers.json")
    education = read(
        io.StringIO(
            "Country,Year,Country ISO,Number Of Events,Educators Killed,Students Killed\n"
            "Mali,2022,MLI,17,1,0\n"
        )
    )
    definitions = {
        *aid.loc[aid["measure"] == "incidents", "definition"],
        *education.loc[education["measure"] == "incidents", "definition"],
    }
    assert len(definitions) == 2


def test_a_blank_of_the_shcc_is_missing_and_not_zero():
    table = read(SAMPLES / "shcc.xlsx")
    assert len(table) == 3 * 5
    mali = table[table["place"] == "MLI"].set_index("measure")
    assert mali["best"].fillna(-1).to_dict() == {
        "incidents": 12,
        "killed": 3,
        "injured": 2,
        "abducted": 5,
        "detained": -1,
    }
    assert mali["status"].fillna("").to_dict()["detained"] == "missing"
    palestine = table[(table["place"] == "PSE") & (table["measure"] == "killed")]
    assert palestine["best"].tolist() == [0]


def test_the_shcc_is_its_own_source_and_one_witness_with_its_publisher():
    table = read(SAMPLES / "shcc.xlsx")
    assert set(table["source"]) == {"Safeguarding Health in Conflict Coalition"}
    assert set(table["publisher"]) == {"Insecurity Insight"}


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("2021 SHCC Overview Data", "2021"),
        ("2016-2022 SHCC Overview", None),
        ("Overview", None),
        (None, None),
    ],
)
def test_the_year_of_an_overview_without_one_stands_in_the_name_of_its_sheet(name, period):
    header = ("Country", "Number of reported incidents", "Number of health workers killed")
    cells = [Texts.repeated(text, 1) for text in ("Mali", "12", "3")]
    assert FORMAT.arrange(Sheet(header, cells, name=name))[0].columns.get("period") == period


def test_a_cell_that_is_no_number_is_kept_as_unread():
    table = read(
        io.StringIO(
            "Country,Year,Country ISO,Number Of Events,Educators Killed,Students Killed\n"
            "Mali,2022,MLI,17,eleventy,0\n"
        )
    )
    assert table["unread"].fillna("").tolist() == ["", "figure=eleventy", ""]

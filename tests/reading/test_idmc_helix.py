"""Made-up figures in the columns of IDMC Helix, and of GIDD's disaggregated figures."""

import io
import json
from pathlib import Path

import pytest

from crisisfigures import reconcile, validate
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "idmc_helix"

FIGURE = {
    "ID": 900001,
    "ISO3": "MLI",
    "Country": "Mali",
    "Figure cause": "Conflict",
    "Year": 2023,
    "Figure category": "Internal Displacements",
    "Figure role": "Recommended figure",
    "Total figures": 366,
    "Reported": 366,
    "Figure term": "Evacuated",
    "Unit": "Person",
    "Quantifier": "Exact",
    "Household size": "",
    "Start date": "2023-08-19",
    "Start date accuracy": "Day",
    "End date": "2023-08-20",
    "End date accuracy": "Day",
    "Stock date": "",
    "Stock date accuracy": "",
    "Stock reporting date": "",
    "Event ID": 77001,
    "Event name": "Mali: NIAC",
}
STOCK = {
    "Start date": "",
    "End date": "",
    "Stock date": "2023-11-30",
    "Stock date accuracy": "Day",
    "Stock reporting date": "2023-12-31",
}
HOUSEHOLDS = {"Unit": "Household", "Reported": 80, "Household size": 4.57}


def table_of(*figures):
    return read(io.StringIO(json.dumps([{**FIGURE, **figure} for figure in figures])))


def row_of(figure):
    table = table_of(figure)
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


def days(row):
    return str(row["period_start"].date()), str(row["period_end"].date())


def test_a_figure_is_one_of_idmc_with_its_ids():
    row = row_of({})
    assert (row["measure"], row["basis"], row["best"]) == ("new_displacements", "flow", 366)
    assert (row["source_key"], row["event"], row["role"]) == ("900001", "77001", "recommended")
    assert (row["source"], row["place"], row["cause"]) == ("IDMC", "MLI", "conflict")
    assert row["measure_stated"] == "Internal Displacements (Evacuated)"
    assert days(row) == ("2023-08-19", "2023-08-20")


@pytest.mark.parametrize(
    ("category", "measure", "definition"),
    [
        ("IDPs", "idps", None),
        ("Returnees", "returnees", None),
        ("Locally Integrated IDPs", "idps", "idmc:locally_integrated"),
        ("IDPs Settled Elsewhere", "idps", "idmc:settled_elsewhere"),
        ("People displaced across borders", "refugees", "idmc:across_borders"),
        ("Partial stock", "idps", "idmc:partial"),
        ("Unverified stock", "idps", "idmc:unverified"),
    ],
)
def test_stocks_are_people_on_the_stock_date(category, measure, definition):
    row = row_of({**STOCK, "Figure category": category})
    assert (row["measure"], row["basis"], row.get("definition")) == (measure, "stock", definition)
    assert days(row) == ("2023-11-30", "2023-11-30")
    assert row["Stock reporting date"] == "2023-12-31"


@pytest.mark.parametrize(
    ("category", "measure", "definition"),
    [
        ("Internal Displacements", "new_displacements", None),
        ("New Displacement", "new_displacements", None),
        ("Multiple Displacement", "new_displacements", "idmc:multiple"),
        ("Partial flow", "new_displacements", "idmc:partial"),
        ("Unverified flow", "new_displacements", "idmc:unverified"),
        ("Failed Return / Returnee Displacement", "new_displacements", "idmc:failed_return"),
        ("Failed relocation elsewhere", "new_displacements", "idmc:failed_relocation"),
        ("Return", "returns", None),
        ("Cross-border Return", "returns", "idmc:across_borders"),
        ("Cross-border Flight", "arrivals", "idmc:across_borders"),
        ("People displaced across borders", "arrivals", "idmc:across_borders"),
        ("Deaths", "deaths", "idmc:in_displacement"),
    ],
)
def test_flows_lie_between_their_dates(category, measure, definition):
    row = row_of({"Figure category": category})
    assert (row["measure"], row["basis"], row.get("definition")) == (measure, "flow", definition)
    assert days(row) == ("2023-08-19", "2023-08-20")


@pytest.mark.parametrize(
    "category",
    ["Birth", "Relocation Elsewhere", "Local Integration", "Provisional Solutions"],
)
def test_what_no_measure_counts_is_kept_and_reported(category):
    row = row_of({"Figure category": category})
    assert (row["measure"], row["unread"]) == (None, f"measure={category}")


def test_deaths_in_displacement_are_not_people_killed_by_the_conflict():
    row = row_of({"Figure category": "Deaths"})
    assert (row["measure"], row.get("cause"), row["Figure cause"]) == ("deaths", None, "Conflict")


@pytest.mark.parametrize(
    ("figure", "derivation", "caveat"),
    [
        ({**HOUSEHOLDS}, "80 households × 4.57", None),
        ({**HOUSEHOLDS, "Household size": "4.5750"}, "80 households × 4.575", None),
        # Half up: 10.5 persons are 11.
        (
            {**HOUSEHOLDS, "Reported": 3, "Household size": 3.5, "Total figures": 11},
            "3 households × 3.5",
            None,
        ),
        (
            {**HOUSEHOLDS, "Total figures": 500},
            "80 households × 4.57",
            "the households come to 366, not 500",
        ),
        (
            {**HOUSEHOLDS, "Household size": ""},
            None,
            "made of households, whose number or size is not told",
        ),
        ({}, None, None),
    ],
)
def test_persons_made_of_households_keep_what_they_were_made_of(figure, derivation, caveat):
    row = row_of(figure)
    assert row["best"] == {**FIGURE, **figure}["Total figures"]
    assert (row.get("derivation"), row.get("caveat"), row["unit"]) == (derivation, caveat, "person")


def test_without_a_total_the_figure_is_as_it_was_reported():
    row = row_of({**HOUSEHOLDS, "Total figures": ""})
    assert (row["best"], row["unit"], row.get("derivation")) == (80, "household", None)


@pytest.mark.parametrize(
    ("quantifier", "range_"),
    [
        ("Exact", (None, 366, None)),
        ("More than", (366, None, None)),
        ("Less than", (None, None, 366)),
        ("Approximately", (329, 366, 403)),
    ],
)
def test_quantifier_and_number_are_one_range(quantifier, range_):
    row = row_of({"Quantifier": quantifier})
    assert (row["low"], row["best"], row["high"]) == range_


def test_a_triangulation_figure_has_no_vote():
    table = table_of({}, {"ID": 2, "Total figures": 9, "Figure role": "Triangulation"})
    assert reconcile(table).table["best"].tolist() == [366]


def test_dates_span_the_unit_to_which_they_are_known():
    row = row_of({"Start date accuracy": "Month", "End date accuracy": "Month"})
    assert (days(row), row["precision"]) == (("2023-08-01", "2023-08-31"), "month")
    row = row_of({**STOCK, "Figure category": "IDPs", "Stock date accuracy": "Year"})
    assert (days(row), row["precision"]) == (("2023-01-01", "2023-12-31"), "year")


def test_older_exports_give_the_date_of_a_stock_as_its_start():
    older = {"Figure category": "IDPs", "Start date": "2023-11-30", "End date": "2023-12-31"}
    assert days(row_of(older)) == ("2023-11-30", "2023-11-30")


def test_how_reliable_the_sources_are_is_kept_as_idmc_says_it():
    row = row_of({"Sources reliability": "Low to high", "Sources": "Radio"})
    assert (row["grading"], row["Sources"], row.get("reliability")) == (
        "Low to high",
        "Radio",
        None,
    )


def test_what_cannot_be_read_is_kept():
    row = row_of({"Total figures": "lots", "Start date": "2023-02-31", "Figure role": "guess"})
    assert set(row["unread"].split("; ")) == {
        "figure=lots",
        "period_start=2023-02-31",
        "role=guess",
    }


@pytest.mark.parametrize("file", ["figures.xlsx", "gidd_disaggregated.geojson"])
def test_published_shapes_agree_on_one_figure(file):
    table = read(SAMPLES / file)
    assert validate(table).findings.empty
    row = table.set_index("source_key").loc["900001"]
    assert (row["cause"], row["derivation"]) == ("disaster:flood", "80 households × 4.57")
    assert (str(row["period_end"].date()), row["place_precision"]) == ("2023-08-20", "admin1")


def test_dates_that_a_spreadsheet_wrote_are_read_where_the_column_tells_the_month():
    table = table_of(
        {"Start date": "03/08/2023", "End date": "04/08/2023"},
        {"ID": 2, "Start date": "19/08/2023", "End date": "20/08/2023"},
    )
    assert [str(day.date()) for day in table["period_start"]] == ["2023-08-03", "2023-08-19"]
    assert [str(day.date()) for day in table["period_end"]] == ["2023-08-04", "2023-08-20"]

"""Made-up earthquakes in the columns of NOAA's Significant Earthquake Database."""

import io
from pathlib import Path

import pytest

from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "noaa_earthquakes"
ROW = {
    "Search Parameters": "",
    "Year": "1999",
    "Mo": "8",
    "Dy": "17",
    "Location Name": "TURKEY:  MADE-UP GULF",
    "Focal Depth (km)": "13",
    "Mag": "7.6",
    "Deaths": "",
    "Death Description": "",
    "Injuries": "",
    "Injuries Description": "",
    "Total Deaths": "",
    "Total Death Description": "",
}


def rows_of(*rows):
    lines = ["\t".join(ROW), *("\t".join({**ROW, **row}.values()) for row in rows)]
    table = read(io.StringIO("\n".join(lines)))
    assert table.attrs["reading"]["format"] == "noaa_earthquakes"
    return table.astype(object).where(table.notna(), None).to_dict("records")


def bounds(row):
    return row["low"], row["best"], row["high"]


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        ("0", (None, 0, None), "none"),
        ("1", (1, None, 50), "few (~1 to 50)"),
        ("2", (51, None, 100), "some (~51 to 100)"),
        ("3.0", (101, None, 1000), "many (~101 to 1000)"),
        ("4", (1001, None, None), "very many (~1001 or more)"),
    ],
)
def test_where_only_the_code_is_given_the_range_is_the_one_that_defines_it(code, expected, words):
    (row,) = rows_of({"Death Description": code})
    assert bounds(row) == expected
    assert row["stated"] == words
    quantifier = {"0": None, "4": "at_least"}.get(code, "between")
    assert row.get("quantifier") == quantifier
    assert row["approximate"] is (code != "0")
    assert (row["measure"], row.get("unread")) == ("deaths", None)


def test_a_number_is_a_number_whatever_its_code():
    (row,) = rows_of({"Deaths": "120", "Death Description": "3"})
    assert bounds(row) == (None, 120, None)
    assert row["Death Description"] == "3"
    assert row.get("caveat") is None


def test_a_code_that_contradicts_its_number_is_a_caveat():
    (row,) = rows_of({"Deaths": "12", "Death Description": "3"})
    assert bounds(row) == (None, 12, None)
    assert row["caveat"] == "the number is not in the range of its code: many (~101 to 1000)"


def test_a_code_that_is_not_in_the_list_is_kept_as_unread():
    (row,) = rows_of({"Death Description": "7"})
    assert bounds(row) == (None, None, None)
    assert row["unread"] == "figure=code 7"


def test_a_total_with_secondary_effects_is_a_rollup_of_another_definition():
    rows = rows_of({"Deaths": "101", "Total Deaths": "2278", "Total Death Description": "4"})
    assert [(row["definition"], row["is_rollup"], row["best"]) for row in rows] == [
        ("noaa:earthquake", False, 101),
        ("noaa:earthquake_and_secondary_effects", True, 2278),
    ]
    assert {row["cause"] for row in rows} == {"disaster:earthquake"}


def test_a_total_that_stands_alone_is_no_rollup():
    alone, _, _ = rows_of({"Total Deaths": "2278"}, {"Deaths": "2", "Total Deaths": "9"})
    assert (alone["best"], alone["is_rollup"]) == (2278, False)
    coded, total = rows_of({"Death Description": "1", "Total Deaths": "9"})
    assert (coded["is_rollup"], total["is_rollup"]) == (False, True)


@pytest.mark.parametrize("column", ["CAUSE_CODE", "causeCode", "MAXIMUM_WATER_HEIGHT"])
def test_a_table_of_tsunamis_is_none_of_earthquakes(column):
    lines = ["\t".join((*ROW, column)), "\t".join((*{**ROW, "Deaths": "3"}.values(), "1"))]
    with pytest.raises(UnknownFormatError):
        read(io.StringIO("\n".join(lines)))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("CALIFORNIA:  EUREKA", "USA"),
        ("ALASKA PENINSULA: MADE-UP BAY", "USA"),
        ("Washington", "USA"),
        ("GEORGIA:  MADE-UP VALLEY", "GEO"),
        ("MEXICO:  MADE-UP COAST", "MEX"),
    ],
)
def test_the_place_is_the_country_also_where_a_state_is_named(name, place):
    (row,) = rows_of({"Location Name": name, "Deaths": "3"})
    assert (row["place"], row["place_name"]) == (place, " ".join(name.split()))


def test_a_blank_is_not_known_and_never_zero():
    (row,) = rows_of({})
    assert bounds(row) == (None, None, None)
    assert (row["measure"], row["status"]) == ("deaths", "missing")


def test_the_row_of_search_parameters_is_no_earthquake():
    searched, _ = rows_of(
        {**dict.fromkeys(ROW, ""), "Search Parameters": '[">= 1999 Year"]'}, {"Deaths": "3"}
    )
    assert searched["status"] == "not_applicable"


def test_years_before_christ_are_kept_in_words():
    (row,) = rows_of({"Year": "-480", "Mo": "", "Dy": "", "Death Description": "1"})
    assert row["period_stated"] == "480 BC"
    assert row["period_start"] is None
    assert row.get("unread") is None


@pytest.mark.parametrize(
    ("cells", "days", "kind"),
    [
        ({}, ("1999-08-17", "1999-08-17"), None),
        ({"Dy": ""}, ("1999-08-01", "1999-08-31"), "within"),
        ({"Mo": "", "Dy": ""}, ("1999-01-01", "1999-12-31"), "within"),
        ({"Year": "94", "Mo": "5.0", "Dy": "6.0"}, ("0094-05-06", "0094-05-06"), None),
    ],
)
def test_a_date_is_as_wide_as_it_is_known(cells, days, kind):
    (row,) = rows_of({**cells, "Deaths": "3"})
    assert tuple(str(row[name].date()) for name in ("period_start", "period_end")) == days
    assert row.get("period_kind") == kind


def test_the_country_stands_before_the_colon():
    (row,) = rows_of({"Deaths": "3"})
    assert (row["place"], row["place_name"]) == ("TUR", "TURKEY: MADE-UP GULF")


def test_names_of_the_interface_are_known():
    records = [
        {
            "id": 10001,
            "year": 1999,
            "month": 8,
            "day": 17,
            "locationName": "TURKEY:  MADE-UP GULF",
            "eqDepth": 13,
            "eqMagnitude": 7.6,
            "deaths": 120,
            "deathsAmountOrder": 3,
            "injuries": None,
            "injuriesAmountOrder": 4,
            "deathsTotal": 130,
            "deathsAmountOrderTotal": 3,
        }
    ]
    table = read(records)
    assert table.attrs["reading"]["format"] == "noaa_earthquakes"
    assert table["measure"].tolist() == ["deaths", "deaths", "injured"]
    assert set(table["event"]) == {"10001"}


def test_the_sums_of_the_samples_are_those_worked_out_by_hand():
    table = read(SAMPLES / "export.tsv")
    deaths = table[table["measure"] == "deaths"]
    by_definition = deaths.groupby("definition")[["low", "best"]].sum()
    assert by_definition.loc["noaa:earthquake"].tolist() == [101, 2100 + 101]
    assert by_definition.loc["noaa:earthquake_and_secondary_effects"].tolist() == [
        1001,
        2100 + 2278,
    ]
    older = read(SAMPLES / "older.csv")
    assert older.loc[older["measure"] == "dwellings_damaged", "unit"].tolist() == ["dwelling"]
    assert not set(reconcile(older).table["agreement"]) - {"single"}
    assert validate(older).ok

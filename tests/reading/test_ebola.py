"""Series of cases and deaths of Ebola, in the columns of the published ones; made-up numbers."""

import io
from pathlib import Path

import pandas as pd
import pytest

from crisisfigures.reading import read
from crisisfigures.reading.ebola import _basis, _group, _measure
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples"


def countries(name="country_timeseries.csv"):
    return read(SAMPLES / "ebola_countries" / name)


def situation(name):
    return read(SAMPLES / "ebola_situation" / name)


def variables(*names):
    lines = [f'2014-08-20,"{name}",{number},{number}' for number, name in enumerate(names, 1)]
    return read(io.StringIO("\n".join(["Date,Description,Totals,Conakry", *lines])))


def where(table, **facets):
    for name, value in facets.items():
        table = table[table[name] == value]
    return table


# --- countries --------------------------------------------------------------------------------


def test_each_country_has_its_cases_and_its_deaths_as_running_totals():
    table = countries()
    assert where(table, measure="cases", place="GIN")["best"].dropna().tolist() == [2700, 2690, 80]
    assert where(table, measure="deaths", place="SLE")["best"].tolist() == [2900]
    assert where(table, measure="cases", place="USA")["best"].tolist() == [4]
    assert set(table["basis"]) == {"cumulative"}
    assert set(table["definition"]) == {"case:confirmed+probable+suspected"}


def test_dates_are_month_first():
    days = countries().groupby("source_row")["period_end"].first()
    assert days.tolist() == [
        pd.Timestamp("2015-01-04"),
        pd.Timestamp("2014-12-31"),
        pd.Timestamp("2014-03-25"),
        pd.Timestamp("2014-03-24"),
    ]


def test_deaths_of_a_disease_are_not_killed():
    assert set(countries()["measure"]) == {"cases", "deaths"}


def test_a_day_without_any_report_is_kept_and_is_no_zero():
    row = where(countries(), source_row=5)
    assert row["status"].tolist() == ["missing"]
    assert row["best"].isna().all()


def test_a_total_that_falls_is_read_as_it_stands():
    deaths = where(countries(), measure="deaths", place="GIN")
    assert deaths["best"].tolist() == [1700, 1705, 55]


# --- situation reports ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "country", "source"),
    [
        ("guinea.csv", "GIN", "Guinea Ministry of Health"),
        ("liberia.csv", "LBR", "Liberia Ministry of Health"),
        ("sierra_leone.csv", "SLE", "Sierra Leone Ministry of Health"),
        ("congo.csv", "COD", "DR Congo Ministry of Health"),
    ],
)
def test_the_districts_tell_the_country_and_its_ministry(name, country, source):
    table = situation(name)
    assert country in set(table["place"])
    assert set(table["source"]) == {source}


@pytest.mark.parametrize(
    ("variable", "measure", "definition", "basis", "group"),
    [
        ("New cases of suspects", "cases", "case:suspected", "flow", "all"),
        ("Total cases of probables", "cases", "case:probable", "cumulative", "all"),
        (
            "Total new cases registered so far",
            "cases",
            "case:confirmed+probable+suspected",
            "flow",
            "all",
        ),
        ("Total deaths of confirmed", "deaths", "case:confirmed", "cumulative", "all"),
        ("New deaths registered today (suspects)", "deaths", "case:suspected", "flow", "all"),
        (
            "New deaths registered among health workers",
            "deaths",
            "case:confirmed+probable+suspected",
            "flow",
            "role=health_worker",
        ),
        ("Number of female probables cases", "cases", "case:probable", "cumulative", "sex=female"),
        ("cum_suspected", "cases", "case:suspected", "cumulative", "all"),
        ("death_probable", "deaths", "case:probable", "cumulative", "all"),
        ("Newly reported deaths", "deaths", None, "flow", "all"),
        ("Total death/s in suspected cases", "deaths", "case:suspected", "cumulative", "all"),
        ("Cumulative deaths among HCW", "deaths", None, "cumulative", "role=health_worker"),
        ("Total deaths of HCWs", "deaths", None, "cumulative", "role=health_worker"),
        ("Number of ill health personnel", "cases", None, "cumulative", "role=health_worker"),
        ("population", "population", None, "stock", "all"),
    ],
)
def test_a_variables_words_tell_what_it_counts(variable, measure, definition, basis, group):
    assert (_measure(variable), _basis(variable), _group(variable)) == (measure, basis, group)
    table = variables(variable)
    assert table.get("definition", pd.Series([None]))[0] == definition or definition is None
    assert definition is not None or table.get("definition", pd.Series([None])).isna().all()


@pytest.mark.parametrize(
    "variable",
    [
        *("Total suspected non-class cases", "Total number of hospitalized cases in CTE"),
        *("Fatality rate for confirmed and probables", "cum_noncase", "etc_new_deaths"),
        *("Number of contacts lost to follow up", "Total samples tested", "cfr"),
        *("Total Number of Confirmed Cases \n of Guinean Nationality", "positive_corpse"),
        "Total of deaths in confirmed cases in CTE",
        *("Confirmed cases discharged", "confirmed survivors"),
    ],
)
def test_what_counts_no_cases_and_no_deaths_has_no_measure(variable):
    assert _measure(variable) is None


def test_new_ones_are_of_the_day_and_totals_have_no_stated_start():
    table = situation("guinea.csv")
    new = where(table, basis="flow")
    assert set(new["period_start"]) == set(new["period_end"]) == {pd.Timestamp("2014-08-20")}
    total = where(table, basis="cumulative")
    assert total["period_start"].isna().all()
    assert set(total["period_end"]) == {pd.Timestamp("2014-08-20")}


def test_districts_are_places_and_the_country_sums_them_up():
    table = where(situation("guinea.csv"), measure_stated="Total cases of confirmed")
    assert table["best"].tolist() == [300, 90, 200, 10, 0]
    assert table["is_rollup"].tolist() == [True, False, False, False, False]
    assert table["place"].tolist()[:2] == ["GIN", "GN-C"]


def test_a_total_over_statuses_is_a_rollup_only_where_the_file_has_them():
    table = situation("guinea.csv")
    total = where(table, measure_stated="Cumulative (confirmed + probable + suspects)")
    assert total["is_rollup"].all()
    new = where(table, measure_stated="New deaths registered")
    assert new["is_rollup"].tolist() == [True, False, False, False, False]


def test_what_names_no_status_sums_up_those_that_are_named_beside_it():
    # 6 = 1 + 2 + 3, as the reports of August 2014 print it.
    table = variables(
        "Number of male confirmed cases",
        "Number of male probables cases",
        "Number of male suspects cases",
        "Total number of male cases",
    )
    districts = table[table["place"] == "GN-C"]
    assert districts["is_rollup"].tolist() == [False, False, False, True]
    assert districts["definition"].tolist()[2:] == [
        "case:suspected",
        "case:confirmed+probable+suspected",
    ]


def test_a_status_that_is_named_counts_beside_registered():
    table = variables(
        "New deaths registered today",
        "New deaths registered today (confirmed)",
        "New deaths registered today (suspects)",
    )
    districts = table[table["place"] == "GN-C"]
    assert districts["is_rollup"].tolist() == [True, False, False]
    assert districts["definition"].tolist()[1:] == ["case:confirmed", "case:suspected"]


def test_a_date_that_is_none_is_kept_as_it_stands():
    text = "Date,Day,Cases_Guinea,Deaths_Guinea\n13/5/2015,1,5,2\n"
    assert set(read(io.StringIO(text))["unread"]) == {"period_end=13/5/2015"}


def test_a_country_without_numbers_of_districts_sums_nothing_up():
    table = situation("congo.csv")
    assert table["best"].tolist() == [70, 30, 40, 8]
    assert not where(table, measure="deaths").get("is_rollup", pd.Series(dtype=bool)).any()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("10/05/14", "2014-10-05"), ("09/28/2014", "2014-09-28"), ("2014-09-28", "2014-09-28")],
)
def test_both_ways_of_writing_dates_are_read(written, meant):
    text = f"Date,Variable,National,Lokolia\n{written},Number of deaths,40,3\n"
    assert set(read(io.StringIO(text))["period_end"]) == {pd.Timestamp(meant)}


def test_a_variable_without_a_measure_is_one_row_that_keeps_all_its_cells():
    text = (
        "Date,Description,Totals,Conakry,Macenta\n"
        "2014-08-20,Total samples tested,1700,723,977\n"
        "2014-08-20,Fatality rate for confirmed and probables,66%,42%,51%\n"
        "2014-08-20,Total cases of confirmed,300,290,10\n"
    )
    table = read(io.StringIO(text))
    assert len(table) == 5
    samples, rate = table.iloc[0], table.iloc[1]
    assert set(table["status"][:2]) == {"not_applicable"}
    assert set(table["measure"][:2]) == {"outside_vocabulary"}
    assert samples["definition"] == samples["measure_stated"] == "Total samples tested"
    assert (samples["Totals"], samples["Conakry"], samples["Macenta"]) == ("1700", "723", "977")
    assert rate["definition"] == "Fatality rate for confirmed and probables"
    assert rate["Conakry"] == "42%"
    assert table["best"].tolist()[2:] == [300, 290, 10]
    assert table.loc[2:, ["Totals", "Conakry"]].isna().all(axis=None)
    assert "error" not in set(validate(table).findings["severity"])


def test_a_column_without_a_name_and_one_of_remarks_are_no_districts():
    text = (
        ",Date,Description,Totals,Conakry,Remarks\n"
        "0,2014-08-04,Total cases of confirmed,340,63,ok\n"
        "1,2014-08-04,Total deaths of confirmed,126,41,\n"
    )
    table = read(io.StringIO(text))
    assert set(table["place"]) == {"GIN", "GN-C"}
    assert len(table) == 4


def test_a_running_total_has_no_start_however_the_date_column_is_spelled():
    lines = [
        "{0},{1},National,Kailahun",
        "10/13/2014,cum_confirmed,90,40",
        "10/13/2014,new_confirmed,5,2",
    ]
    for names in (("date", "variable"), ("Date", "Variable")):
        table = read(io.StringIO("\n".join(lines).format(*names)))
        total, new = where(table, basis="cumulative"), where(table, basis="flow")
        assert total["period_start"].isna().all()
        assert new["period_start"].tolist() == new["period_end"].tolist()
        assert set(table["period_end"]) == {pd.Timestamp("2014-10-13")}
        assert names[0] in table

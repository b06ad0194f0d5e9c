"""Made-up country-years and disasters in the shapes in which IDMC publishes GIDD."""

import io
from pathlib import Path

import pytest

from crisisfigures import reconcile, validate
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "idmc_gidd"

CONFLICT = (
    "iso3,country_name,year,new_displacement,new_displacement_rounded,"
    "total_displacement,total_displacement_rounded"
)
DISASTER = (
    "iso3,country_name,year,start_date,start_date_accuracy,end_date,end_date_accuracy,"
    "event_name,hazard_type_name,new_displacement,new_displacement_rounded,"
    "total_displacement,total_displacement_rounded,event_codes"
)


def table_of(header, *rows):
    return read(io.StringIO("\n".join([header, *rows])))


def disaster(start="", start_accuracy="", end="", end_accuracy="", year="2019", name="A flood"):
    return f"MLI,Mali,{year},{start},{start_accuracy},{end},{end_accuracy},{name},Flood,640,640,,,"


def one(table, measure):
    row = table[table["measure"] == measure]
    assert len(row) == 1
    return row.astype(object).where(row.notna(), None).iloc[0].to_dict()


def days(row):
    return str(row["period_start"].date()), str(row["period_end"].date())


@pytest.mark.parametrize("year", ["2019", "2019-12-31", "2019-01-01"])
def test_a_country_year_is_a_flow_of_the_year_and_a_stock_at_its_end(year):
    table = table_of(CONFLICT, f"MLI,Mali,{year},284312,284000,208118,208000")
    flow, stock = one(table, "new_displacements"), one(table, "idps")
    assert (flow["basis"], flow["best"], *days(flow)) == (
        "flow",
        284312,
        "2019-01-01",
        "2019-12-31",
    )
    assert (stock["basis"], stock["best"], *days(stock)) == (
        "stock",
        208118,
        "2019-12-31",
        "2019-12-31",
    )
    assert {row["cause"] for row in (flow, stock)} == {"conflict"}
    assert (flow["source"], flow["source_type"], flow["place"]) == ("IDMC", "monitor", "MLI")
    assert flow["new_displacement_rounded"] == "284000"


def test_a_zero_beside_a_blank_rounded_number_is_not_a_claim_of_zero():
    row = one(table_of(CONFLICT, "MLI,Mali,2018,0,,77046,77000"), "new_displacements")
    assert (row["status"], row["stated"], row["best"]) == ("missing", "0", None)
    assert "nobody says" in row["caveat"]


@pytest.mark.parametrize("blank", ["NA", "NaN", "nan", "None", "null", "N/A", "-"])
def test_a_zero_beside_what_stands_for_a_blank_is_no_claim_either(blank):
    table = table_of(CONFLICT, f"MLI,Mali,2018,0,{blank},77046,77000")
    row = one(table, "new_displacements")
    assert (row["status"], row["stated"], row["best"]) == ("missing", "0", None)
    assert "nobody says" in row["caveat"]
    row = one(table_of(CONFLICT, f"MLI,Mali,2018,{blank},284000,,"), "new_displacements")
    assert (row["best"], row["caveat"]) == (284000, "only the rounded number is given")


def test_a_zero_whose_rounded_number_is_zero_is_a_zero():
    row = one(table_of(CONFLICT, "MLI,Mali,2018,0,0,77046,77000"), "new_displacements")
    assert (row["best"], row.get("status"), row.get("caveat")) == (0, None, None)


def test_a_zero_that_says_nothing_has_no_vote_and_the_blank_is_no_figure():
    table = table_of(CONFLICT, "MLI,Mali,2018,0,,,", "NER,Niger,2018,,,16218,16000")
    assert table["measure"].tolist() == ["new_displacements", "idps"]
    assert validate(table).ok
    verdicts = reconcile(table).claims["verdict"]
    assert verdicts.str.startswith("unusable").tolist() == [True, False]


def test_a_row_without_any_number_is_kept_as_missing():
    table = table_of(CONFLICT, "MLI,Mali,2018,,,,", "NER,Niger,2018,5,5,6,6")
    assert table["source_row"].tolist() == [2, 3, 3]
    assert table["status"].isna().tolist() == [False, True, True]
    assert validate(table).findings.empty


def test_where_only_the_rounded_number_is_given_it_is_read_and_said():
    row = one(table_of(CONFLICT, "MLI,Mali,2019,,284000,,"), "new_displacements")
    assert (row["best"], row["caveat"]) == (284000, "only the rounded number is given")


@pytest.mark.parametrize("code", ["AB9", "XKX"])
def test_codes_that_iso_does_not_assign_are_places(code):
    table = table_of(CONFLICT, f"{code},,2019,5,5,6,6")
    assert set(table["place"]) == {code}
    assert validate(table).findings.empty


def test_what_cannot_be_read_is_kept():
    table = table_of(CONFLICT, "MLI,Mali,2O19,many,284000,208118,208000")
    assert "figure=many" in table.loc[0, "unread"]
    assert set(table["unread"].str.contains("=2O19")) == {True}
    assert len(table) == 2


# --- disasters --------------------------------------------------------------------------------


def test_a_disaster_is_an_event_with_its_hazard_in_the_cause():
    row = one(
        table_of(DISASTER, disaster("2019-08-14", "Day", "2019-08-29", "Day")), "new_displacements"
    )
    assert (row["event"], row["cause"], row["basis"]) == ("A flood", "disaster:flood", "flow")
    assert days(row) == ("2019-08-14", "2019-08-29")
    assert row["year"] == "2019"


@pytest.mark.parametrize(
    ("dates", "span", "precision"),
    [
        (("2019-08-14", "Day", "2019-08-14", "Day"), ("2019-08-14", "2019-08-14"), "day"),
        (("2019-08-14", "", "2019-08-15", ""), ("2019-08-14", "2019-08-15"), "days"),
        (("2019-08-14", "Week", "2019-08-29", "Week"), ("2019-08-12", "2019-09-01"), "week"),
        (("2019-05-26", "Month", "2019-05-26", "Month"), ("2019-05-01", "2019-05-31"), "month"),
        (("2019-05-26", "Year", "2019-05-26", "Year"), ("2019-01-01", "2019-12-31"), "year"),
        # IDMC counts it in 2019, where the days on which it starts and ends lie.
        (("2019-01-01", "Week", "2019-12-31", "Week"), ("2019-01-01", "2019-12-31"), "days"),
        (("2019-08-14", "Day", "2019-12-31", "Week"), ("2019-08-14", "2019-12-31"), "days"),
        # The end is a month written as its first day: it does not lie before the start.
        (("2019-03-03", "Day", "2019-03-01", "Month"), ("2019-03-03", "2019-03-31"), "days"),
    ],
)
def test_dates_span_the_unit_to_which_they_are_known(dates, span, precision):
    table = table_of(DISASTER, disaster(*dates))
    row = one(table, "new_displacements")
    assert (days(row), row["precision"], row.get("period_kind")) == (span, precision, None)
    assert validate(table).ok


def test_january_without_an_end_stands_for_the_year():
    row = one(table_of(DISASTER, disaster("2019-01-01", "Month")), "new_displacements")
    assert (days(row), row["precision"]) == (("2019-01-01", "2019-12-31"), "year")
    assert row["period_kind"] == "within"
    assert "stands for the year" in row["caveat"]


def test_without_an_end_it_happened_between_the_start_and_the_end_of_the_year():
    row = one(table_of(DISASTER, disaster("2019-08-14", "Day")), "new_displacements")
    assert (days(row), row["period_kind"]) == (("2019-08-14", "2019-12-31"), "within")
    assert row.get("caveat") is None


def test_without_dates_it_is_a_figure_of_the_year():
    row = one(table_of(DISASTER, disaster()), "new_displacements")
    assert days(row) == ("2019-01-01", "2019-12-31")


@pytest.mark.parametrize("end", ["2020-08-15", ""])
def test_dates_outside_the_year_are_kept_and_said(end):
    row = one(table_of(DISASTER, disaster("2020-08-14", "Day", end, "Day")), "new_displacements")
    assert days(row) == ("2020-08-14", end or "2020-08-14")
    assert row["caveat"] == "dated outside 2019, the year that it is reported for"


def test_a_date_that_does_not_exist_is_kept_as_unread():
    table = table_of(DISASTER, disaster("2019-02-31", "Day", "2019-03-02", "Day"))
    assert table["unread"].tolist() == ["period_start=2019-02-31"]


def test_events_of_one_name_are_told_apart_by_country_only():
    rows = [disaster("2019-08-14", "Day", "2019-08-14", "Day") for _ in range(2)]
    other = rows[0].replace("MLI,Mali", "NER,Niger")
    verdicts = reconcile(table_of(DISASTER, rows[0], rows[1].replace("640,640", "12,12"), other))
    said = verdicts.claims["verdict"].tolist()
    assert [verdict.split(":")[0] for verdict in said] == ["withheld", "withheld", "supports"]


def test_an_event_id_comes_before_its_name():
    table = read(SAMPLES / "disasters.xlsx")
    assert table["event"].tolist() == ["7001", "7002"]
    assert set(table["period_kind"]) == {"within"}


# --- the website's workbooks ------------------------------------------------------------------


def test_the_sheets_of_a_workbook_are_read_together_but_for_the_context():
    table = read(SAMPLES / "displacements.xlsx")
    assert table["file"].nunique() == 2
    whole = table[table["group"].isna()]
    of_mali = whole[(whole["place"] == "MLI") & (whole["cause"] == "conflict")]
    assert of_mali.set_index("measure")["best"].to_dict() == {
        "new_displacements": 284312,
        "idps": 208118,
    }
    # The ages on the third sheet are parts of the total on the first, which cannot know of them.
    assert validate(table).counts == {"rollup-unmarked": 1, "zero-set-aside": 1}


def test_one_number_has_two_causes_in_a_row():
    table = read(SAMPLES / "displacements_api.json")
    assert table.groupby(["cause", "measure"])["best"].sum().to_dict() == {
        ("conflict", "new_displacements"): 284312,
        ("conflict", "idps"): 208118,
        ("disaster", "new_displacements"): 6617 + 121219,
        ("disaster", "idps"): 4711,
    }


@pytest.mark.parametrize(
    "header",
    [
        "ISO3,Name,Year,Conflict Stock Displacement,Conflict New Displacements",
        "ISO3,Country,Year,Conflict Total number of IDPs,Conflict Internal Displacements",
    ],
)
def test_older_workbooks_have_one_number_which_is_taken(header):
    table = table_of(header, "MLI,Mali,2019,208118,284312")
    assert table.attrs["reading"]["format"] == "idmc_gidd"
    assert one(table, "idps")["best"] == 208118
    assert one(table, "new_displacements")["best"] == 284312
    assert "caveat" not in table


# --- sex and age ------------------------------------------------------------------------------


def test_ages_are_parts_of_the_people_in_displacement_and_estimated():
    table = read(SAMPLES / "displacements.xlsx", sheet="3_IDPs_SADD_estimates")
    assert table["group"].tolist()[:2] == ["sex=female;age=0-4", "sex=female;age=5-11"]
    assert set(table["measure"]) == {"idps"}
    assert set(table["production"]) == {"estimated"}
    assert table["best"].sum() == 208118
    assert "is_rollup" not in table


def test_overlapping_bands_do_not_look_like_leaves():
    table = read(SAMPLES / "sadd_overlapping.csv")
    leaves = table[~table["is_rollup"]]
    assert leaves["group"].str.removeprefix("sex=female;age=").tolist()[:6] == [
        "0-1",
        "5-11",
        "12-14",
        "15-17",
        "25-64",
        "65+",
    ]
    assert len(leaves) == 12
    assert not leaves["group"].str.startswith("age=").any()


def test_a_band_or_both_sexes_without_their_parts_are_no_rollups():
    header = "iso3,year,sex,cause,0-1,0-4,5-11"
    table = table_of(header, "MLI,2019,Both sexes,Conflict,,34859,43957")
    assert table["group"].tolist() == ["age=0-4", "age=5-11"]
    assert "is_rollup" not in table


def test_other_peoples_columns_are_not_taken():
    with pytest.raises(Exception, match="no format recognises"):
        table_of("iso3,year,sex,cause,deaths_0_4", "MLI,2019,Female,Conflict,5")


def test_events_of_disasters_of_releases_up_to_2021():
    header = "ISO3,Name,Year,Start Date,Event Name,Hazard Category,Hazard Type,New Displacements"
    text = f"{header}\nMLI,Mali,2017,2017-08-01,Mali: Flood,Weather related,Flood,310\n"
    table = read(io.StringIO(text))
    assert table.attrs["reading"]["format"] == "idmc_gidd"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("new_displacements", "flow", 310)
    assert (row["cause"], row["event"]) == ("disaster:flood", "Mali: Flood")


@pytest.mark.parametrize(
    ("first", "second"), [("03/08/2019", "14/08/2019"), ("8/3/2019", "8/14/2019")]
)
def test_dates_that_a_spreadsheet_wrote_are_read_where_the_column_tells_the_month(first, second):
    rows = [disaster(first, "Day", first, "Day"), disaster(second, "Day", second, "Day")]
    table = table_of(DISASTER, *rows)
    assert [str(day.date()) for day in table["period_start"]] == ["2019-08-03", "2019-08-14"]
    assert "unread" not in table

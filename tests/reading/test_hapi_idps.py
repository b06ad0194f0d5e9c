"""Made-up rows in the columns of HDX HAPI's table of internally displaced persons."""

import io

import pytest

from crisisfigures.reading import read

COLUMNS = (
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,"
    "admin1_name,admin2_code,admin2_name,admin_level,operation,assessment_type,population,"
    "reporting_round,reference_period_start,reference_period_end,dataset_hdx_id,"
    "resource_hdx_id,warning,error"
)
COUNTRY = {
    "location_code": "MLI",
    "admin_level": "0",
    "operation": "Northern Mali",
    "assessment_type": "BA",
    "population": "900",
    "reporting_round": "7",
    "reference_period_start": "2023-06-30",
    "reference_period_end": "2023-06-30",
}
PROVINCE = {"provider_admin1_name": "Ménaka", "admin1_code": "ML10", "admin1_name": "Menaka"}
PROVINCE = {**PROVINCE, "admin_level": "1"}
DISTRICT = {
    **PROVINCE,
    "admin_level": "2",
    "provider_admin2_name": "Tidermène",
    "admin2_code": "ML1003",
    "admin2_name": "Tidermene",
}


def table_of(*rows, columns=COLUMNS):
    names = columns.split(",")
    lines = [columns]
    lines += [",".join({**COUNTRY, **row}.get(name, "") for name in names) for row in rows]
    return read(io.StringIO("\n".join(lines)))


def test_a_row_is_a_stock_of_dtm_on_one_day_that_hdx_publishes():
    row = table_of({"dataset_hdx_id": "d-1", "resource_hdx_id": "r-2"}).iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("idps", "stock", 900)
    assert row["period_start"] == row["period_end"]
    assert str(row["period_start"].date()) == "2023-06-30"
    assert (row["source"], row["publisher"]) == ("DTM", "HDX")
    assert (row["event"], row["edition"]) == ("Northern Mali", "7")
    assert row["url"] == "https://data.humdata.org/dataset/d-1/resource/r-2"


def test_a_baseline_and_a_site_assessment_are_two_definitions():
    table = table_of({}, {"assessment_type": "SA"}, {"assessment_type": "ETT"})
    assert table["definition"].tolist() == ["dtm:ba", "dtm:sa", "dtm:ett"]


def test_an_emergency_tracking_says_that_it_is_not_everybody():
    table = table_of({}, {"assessment_type": "ETT", "error": "Duplicate row"})
    assert table["caveat"].isna().tolist() == [True, False]
    assert table.loc[1, "caveat"].startswith("emergency tracking")
    assert table.loc[1, "caveat"].endswith("HDX error: Duplicate row")


def test_a_row_is_a_rollup_where_its_own_round_has_rows_below_it():
    table = table_of(
        {},
        PROVINCE,
        DISTRICT,
        {"reporting_round": "8"},
        {**PROVINCE, "reporting_round": "9"},
        {"assessment_type": "SA"},
        {**PROVINCE, "admin1_code": "ML07", "admin1_name": "Gao"},
    )
    assert table["is_rollup"].tolist() == [True, True, False, False, False, False, False]


def test_a_country_is_a_rollup_of_districts_when_the_provinces_are_left_out():
    assert table_of({}, DISTRICT)["is_rollup"].tolist() == [True, False]


def test_the_lowest_area_with_a_code_is_the_place():
    table = table_of({}, PROVINCE, DISTRICT)
    assert table["place"].tolist() == ["MLI", "ML10", "ML1003"]
    assert table["place_system"].tolist() == ["iso3166-1", "pcode", "pcode"]
    assert table.loc[2, "place_name"] == "Tidermene, Menaka"


def test_a_district_without_a_code_is_not_its_province():
    row = table_of({**DISTRICT, "admin2_code": "", "admin2_name": ""}, {}).iloc[0]
    assert row[["place", "place_system"]].isna().all()
    assert row["place_name"] == "Tidermène, Menaka, MLI"


def test_what_hdx_says_of_a_row_is_a_caveat():
    table = table_of({"warning": "PCode length M1->ML1", "error": "Duplicate row"}, {})
    assert table.loc[0, "caveat"] == "HDX error: Duplicate row; HDX warning: PCode length M1->ML1"
    assert table["caveat"].isna().tolist() == [False, True]


def test_a_blank_number_is_missing_and_a_zero_is_a_number():
    table = table_of({"population": ""}, {"population": "0"})
    assert table["status"].isna().tolist() == [False, True]
    assert (table.loc[0, "status"], table.loc[1, "best"]) == ("missing", 0)


def test_a_cell_that_is_no_number_is_kept_as_unread():
    table = table_of({"population": "9OO"}, {})
    assert table.loc[0, "unread"] == "figure=9OO"
    assert len(table) == 2


def test_the_first_version_of_the_api_fills_the_levels_below_a_country():
    extra = ",admin1_is_unspecified,admin2_is_unspecified"
    unspecified = {
        "admin_level": "",
        "admin1_code": "MLI-XXX",
        "admin1_name": "Unspecified",
        "admin2_code": "MLI-XXX-XXX",
        "admin2_name": "Unspecified",
        "admin1_is_unspecified": "True",
        "admin2_is_unspecified": "true",
    }
    table = table_of(unspecified, DISTRICT, columns=COLUMNS + extra)
    assert table["place"].tolist() == ["MLI", "ML1003"]
    assert table["is_rollup"].tolist() == [True, False]


@pytest.mark.parametrize("left_out", ["has_hrp", "admin_level", "reference_period_end", "error"])
def test_columns_that_are_not_needed_may_be_left_out(left_out):
    columns = ",".join(name for name in COLUMNS.split(",") if name != left_out)
    table = table_of({}, DISTRICT, columns=columns)
    assert table.attrs["reading"]["format"] == "hapi_idps"
    assert table["is_rollup"].tolist() == [True, False]

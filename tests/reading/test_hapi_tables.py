"""Made-up rows in the columns of HDX HAPI's tables of population, food security and needs."""

import io

import pytest

from crisisfigures.reading import read

AREA = (
    "location_code,provider_admin1_name,provider_admin2_name,admin1_code,admin1_name,"
    "admin2_code,admin2_name,admin_level"
)
FILE = "reference_period_start,reference_period_end,dataset_hdx_id,resource_hdx_id,warning,error"
ROW = {
    "location_code": "MLI",
    "admin_level": "0",
    "reference_period_start": "2031-01-01",
    "reference_period_end": "2031-12-31",
    "gender": "all",
    "age_range": "all",
    "population": "1000",
    "ipc_phase": "3+",
    "ipc_type": "current",
    "population_in_phase": "300",
    "sector_code": "EDU",
    "sector_name": "Education",
    "population_status": "INN",
}
PROVINCE = {"admin1_code": "ML10", "admin1_name": "Menaka", "admin_level": "1"}


def read_rows(columns, rows):
    names = f"{AREA},{columns},{FILE}".split(",")
    lines = [",".join(names)]
    lines += [",".join({**ROW, **row}.get(name, "") for name in names) for row in rows]
    return read(io.StringIO("\n".join(lines)))


def people(*rows):
    return read_rows("gender,age_range,min_age,max_age,population", rows)


def phases(*rows):
    return read_rows("ipc_phase,ipc_type,population_in_phase,population_fraction_in_phase", rows)


def needs(*rows):
    return read_rows("sector_code,sector_name,category,population_status,population", rows)


# --- population -------------------------------------------------------------------------------


def test_population_is_a_stock_of_cod_ps_in_its_year():
    table = people({"gender": "f", "age_range": "0-4"})
    assert table.attrs["reading"]["format"] == "hapi_population"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["group"]) == (
        "population",
        "stock",
        "sex=female;age=0-4",
    )
    assert (row["source"], row["publisher"], row["place"]) == ("COD-PS", "HDX", "MLI")
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2031-01-01",
        "2031-12-31",
    )


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2031-01-01", "2031-12-31", "year"),
        ("2031-01-01T00:00:00", "2031-12-31T23:59:59", "year"),
        ("2031-01-01", "2032-12-31", "year"),
        ("2031-04-01", "2031-06-30", "quarter"),
        ("2031-02-01", "2031-02-28", "month"),
        ("2031-03-01", "2031-05-31", "month"),
        ("2031-03-02", "2031-05-31", "days"),
        ("2031-03-02", "2031-03-02", "day"),
    ],
)
def test_a_reference_period_is_as_close_as_what_it_is_made_of(start, end, precision):
    table = phases({"reference_period_start": start, "reference_period_end": end})
    assert table["precision"].tolist() == [precision]
    assert table["unread"].isna().all() if "unread" in table else True


def test_totals_are_rollups_of_the_parts_that_are_there():
    table = people(
        {},
        {"gender": "f", "population": "520"},
        {"gender": "m", "population": "480"},
        {"gender": "f", "age_range": "0-4", "population": "520"},
        {"age_range": "0-4", "population": "520"},
        {**PROVINCE, "gender": "f"},
    )
    assert table["is_rollup"].tolist() == [True, True, False, False, True, False]


def test_a_total_whose_parts_have_no_number_is_no_rollup():
    table = people({}, {"gender": "f", "population": ""})
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_parts_that_leave_people_out_are_told_at_their_total():
    table = people({}, {"age_range": "0-4", "population": "185"})
    assert table["caveat"].isna().tolist() == [False, True]
    whole = people({}, {"age_range": "0-4", "population": "400"}, {"age_range": "5+"})
    assert whole["caveat"].isna().all()


def test_rounding_leaves_nobody_out():
    table = people(
        {"population": "1001"},
        {"gender": "f", "population": "520"},
        {"gender": "m", "population": "480"},
    )
    assert table["caveat"].isna().all()


@pytest.mark.parametrize("sex", ["x", "u", "o", "X"])
def test_a_sex_that_is_neither_is_never_everyone(sex):
    assert people({"gender": sex}, {}).loc[0, "group"].startswith("stated=")


@pytest.mark.parametrize(
    ("number", "words"), [("1000", None), ("400", "do not add up"), ("1600", "come to more")]
)
def test_areas_that_are_not_the_whole_are_told_at_it(number, words):
    caveats = people({}, {**PROVINCE, "population": number})["caveat"]
    assert caveats.notna().tolist() == [words is not None, False]
    assert words is None or words in caveats[0]


def test_a_country_is_no_rollup_of_provinces_without_a_number():
    table = people({}, {**PROVINCE, "population": ""})
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_a_name_without_a_p_code_is_no_area_of_another_list():
    gao = {"admin1_name": "Gao", "admin_level": "1"}
    table = people(PROVINCE, gao, {"provider_admin1_name": "Gao", "admin_level": "1"}, {})
    assert table["place"].fillna("").tolist() == ["ML10", "", "", "MLI"]
    assert table["place_system"].fillna("").tolist() == ["pcode", "", "", "iso3166-1"]
    assert table["place_name"].str.startswith("Gao").tolist()[1:3] == [True, True]


def test_an_age_that_is_not_known_is_the_group_that_unhcr_has():
    assert people({"age_range": "unknown", "gender": "f"}).loc[0, "group"] == (
        "sex=female;age=unknown"
    )


def test_a_province_is_no_rollup_of_its_country():
    table = people({}, PROVINCE)
    assert table["is_rollup"].tolist() == [True, False]
    assert table["place"].tolist() == ["MLI", "ML10"]


def test_an_area_without_any_name_is_not_the_one_above():
    table = people({**PROVINCE, "admin_level": "2"}, {})
    assert table["place"].fillna("").tolist() == ["", "MLI"]
    assert table.loc[0, "place_name"] == "area not named, Menaka, MLI"


# --- food security ----------------------------------------------------------------------------


def test_a_phase_is_the_definition_of_the_food_insecure():
    table = phases({}, {"ipc_phase": "4"})
    assert table.attrs["reading"]["format"] == "hapi_food_security"
    assert table["measure"].tolist() == ["food_insecure"] * 2
    assert table["definition"].tolist() == ["ipc:3+", "ipc:4"]
    assert (table.loc[0, "basis"], table.loc[0, "production"]) == ("stock", "estimated")
    assert table.loc[0, "source"] == "IPC"


def test_all_phases_are_the_population_that_was_analysed():
    row = phases({"ipc_phase": "all"}).iloc[0]
    assert (row["measure"], row["definition"]) == ("population", "ipc:analysed")


def test_phases_three_and_more_are_a_rollup_only_of_phases_from_three():
    table = phases({}, {"ipc_phase": "2"}, {"ipc_phase": "all"})
    assert table["is_rollup"].tolist() == [False, False, True]
    table = phases({}, {"ipc_phase": "5"}, {"ipc_phase": "4", "ipc_type": "first projection"})
    assert table["is_rollup"].tolist() == [True, False, False]


@pytest.mark.parametrize("three", ["3.0", "Phase 3", "IPC Phase 3", "phase 3"])
def test_a_phase_is_the_same_however_it_is_spelled(three):
    table = phases({}, {"ipc_phase": three, "ipc_type": "Current"}, {"ipc_phase": "Phase 3+"})
    assert table["definition"].tolist() == ["ipc:3+", "ipc:3", "ipc:3+"]
    assert table["is_rollup"].tolist() == [True, False, True]
    assert table["modality"].tolist() == ["observed"] * 3


def test_current_is_observed_and_projections_are_projected():
    table = phases({}, {"ipc_type": "first projection"}, {"ipc_type": "Second Projection"})
    assert table["modality"].tolist() == ["observed", "projected", "projected"]


def test_a_kind_of_analysis_that_is_not_known_is_kept_as_unread():
    table = phases({"ipc_type": "third guess"}, {})
    assert table["unread"].fillna("").tolist() == ["modality=third guess", ""]


# --- humanitarian needs -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "measure", "basis"),
    [
        ("INN", "in_need", "stock"),
        ("TGT", "targeted", "stock"),
        ("REA", "reached", "flow"),
        ("AFF", "affected", "stock"),
        ("all", "population", "stock"),
    ],
)
def test_the_status_is_the_measure(status, measure, basis):
    table = needs({"population_status": status})
    assert table.attrs["reading"]["format"] == "hapi_humanitarian_needs"
    assert (table.loc[0, "measure"], table.loc[0, "basis"]) == (measure, basis)
    assert table.loc[0, "source"] == "OCHA"


def test_a_status_that_is_not_known_is_kept_as_unread():
    assert needs({"population_status": "XXX"}).loc[0, "unread"] == "measure=XXX"


def test_sectors_are_definitions_and_the_number_across_them_no_sum():
    table = needs({}, {"sector_code": "Intersectoral"}, {"sector_code": "WSH"})
    assert table["definition"].tolist() == ["hno:edu", "hno:intersectoral", "hno:wsh"]
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_a_sector_that_hdx_could_not_map_has_a_definition_too():
    unmapped = {"sector_code": "", "sector_name": "", "population": ""}
    table = needs(
        {**unmapped, "error": "No cluster mapping for Camps|Negative value"},
        unmapped,
        {},
    )
    assert table["definition"].tolist() == ["hno:camps", "hno:sector not told", "hno:edu"]
    assert table["status"].fillna("present").tolist() == ["missing", "missing", "present"]


def test_everybody_is_a_rollup_of_categories_of_the_same_series():
    table = needs(
        {},
        {"category": "Female"},
        {"category": "Y<18 - Male"},
        {"population_status": "TGT"},
        {"sector_code": "WSH"},
    )
    assert table["is_rollup"].tolist() == [True, False, False, False, False]
    assert table["group"].tolist()[1:3] == ["sex=female", "stated=y<18 - male"]


def test_the_first_version_of_the_api_names_sex_and_age():
    columns = "sector_code,gender,age_range,disabled_marker,population_group"
    table = read_rows(
        f"{columns},population_status,population",
        [
            {"disabled_marker": "all", "population_group": "all"},
            {"gender": "f", "age_range": "0-4", "population_group": "all"},
            {"disabled_marker": "y", "population_group": "IDP"},
        ],
    )
    assert table.attrs["reading"]["format"] == "hapi_humanitarian_needs"
    assert table["group"].fillna("all").tolist() == [
        "all",
        "sex=female;age=0-4",
        "stated=idp, with disability",
    ]
    assert table["is_rollup"].tolist() == [True, False, False]


def test_a_category_of_total_is_everybody_and_a_rollup_of_the_others():
    table = read_rows(
        "sector_code,sector_name,category,population_status,population",
        [
            {"category": "total", "population": "1000"},
            {"category": "Adult", "population": "600"},
            {"category": "Total Households", "population": "200"},
        ],
    )
    assert table["group"].fillna("").tolist() == ["", "age=adult", "stated=total households"]
    assert table["is_rollup"].tolist() == [True, False, False]
    assert table["unit"].fillna("").tolist() == ["", "", "household"]

"""Made-up rows in the columns of HDX HAPI's tables of refugees and returnees."""

import io

import pytest

from crisisfigures.reading import read

COLUMNS = (
    "origin_location_code,origin_has_hrp,asylum_location_code,asylum_has_hrp,population_group,"
    "gender,age_range,min_age,max_age,population,reference_period_start,reference_period_end,"
    "dataset_hdx_id,resource_hdx_id,warning,error"
)
ROW = {
    "origin_location_code": "MLI",
    "asylum_location_code": "MRT",
    "population_group": "REF",
    "gender": "all",
    "age_range": "all",
    "population": "100",
    "reference_period_start": "2031-01-01",
    "reference_period_end": "2031-12-31",
}
AT_HOME = {"asylum_location_code": "MLI"}


def table_of(*rows):
    names = COLUMNS.split(",")
    lines = [COLUMNS]
    lines += [",".join({**ROW, **row}.get(name, "") for name in names) for row in rows]
    return read(io.StringIO("\n".join(lines)))


def days_of(row):
    return str(row["period_start"].date()), str(row["period_end"].date())


def test_refugees_are_a_stock_of_unhcr_at_the_end_of_the_year():
    table = table_of({})
    assert table.attrs["reading"]["format"] == "hapi_refugees"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("refugees", "stock", 100)
    assert days_of(row) == ("2031-12-31", "2031-12-31")
    assert (row["place"], row["from_place"]) == ("MRT", "MLI")
    assert (row["source"], row["publisher"]) == ("UNHCR", "HDX")


@pytest.mark.parametrize(
    ("group", "measure", "definition", "basis"),
    [
        ("REF", "refugees", None, "stock"),
        ("ROC", "refugees", "refugee_like", "stock"),
        ("ASY", "asylum_seekers", None, "stock"),
        ("OIP", "others_in_need_of_protection", None, "stock"),
        ("IDP", "idps", "unhcr_assisted", "stock"),
        ("IOC", "idps", "idp_like", "stock"),
        ("STA", "stateless", None, "stock"),
        ("OOC", "others_of_concern", None, "stock"),
        ("HST", "host_community", None, "stock"),
        ("RST", "resettled", None, "flow"),
        ("NAT", "naturalised", None, "flow"),
        ("RET", "returns", None, "flow"),
        ("RDP", "returns", "unhcr_assisted", "flow"),
    ],
)
def test_the_group_is_the_measure(group, measure, definition, basis):
    row = table_of({"population_group": group}).astype(object).iloc[0]
    assert (row["measure"], row["basis"]) == (measure, basis)
    assert row["definition"] == definition or definition is None
    is_year = days_of(row) == ("2031-01-01", "2031-12-31")
    assert is_year is (basis == "flow")


def test_a_group_that_is_not_known_is_kept_as_unread():
    assert table_of({"population_group": "RRI"}).loc[0, "unread"] == "measure=RRI"


def test_the_groups_tell_the_table_of_returnees():
    assert table_of({"population_group": "RET"}).attrs["reading"]["format"] == "hapi_returnees"
    both = table_of({"population_group": "RET"}, {})
    assert both.attrs["reading"]["format"] == "hapi_refugees"


def test_those_who_returned_are_in_the_country_of_origin():
    table = table_of(
        {"population_group": "RET"},
        {"population_group": "RET", **AT_HOME},
        {"population_group": "RDP", **AT_HOME},
    )
    assert table["place"].tolist() == ["MLI"] * 3
    assert table["from_place"].fillna("").tolist() == ["MRT", "", ""]
    assert table["group"].tolist() == ["status=refugee", "status=refugee", "status=idp"]


def test_refugees_of_a_country_in_itself_keep_their_origin_to_be_reported():
    table = table_of(AT_HOME, {**AT_HOME, "population_group": "STA"})
    assert table["from_place"].fillna("").tolist() == ["MLI", ""]


def test_sex_and_age_are_the_group_and_totals_rollups_of_them():
    table = table_of(
        {},
        {"gender": "f", "population": "55"},
        {"gender": "f", "age_range": "60+", "population": "55"},
        {"gender": "m", "population": "45"},
        {"asylum_location_code": "NER"},
    )
    assert table["group"].tolist()[1:3] == ["sex=female", "sex=female;age=60+"]
    assert table["is_rollup"].tolist() == [True, True, False, False, False]
    assert table["caveat"].isna().all()


def test_people_of_unknown_sex_are_told_at_the_total():
    table = table_of({}, {"gender": "f", "population": "50"}, {"gender": "m", "population": "40"})
    assert table["caveat"].isna().tolist() == [False, True, True]


def test_zeros_that_only_fill_the_table_are_missing():
    table = table_of(
        {},
        {"gender": "f", "population": "0"},
        {"gender": "f", "age_range": "0-4", "population": "0"},
        {"gender": "m", "population": "0"},
    )
    assert table["status"].fillna("present").tolist() == ["present", *["missing"] * 3]
    assert table["stated"].tolist()[1:] == ["0", "0", "0"]
    assert table["best"].isna().tolist() == [False, True, True, True]
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_ages_may_be_filled_where_sexes_are_told():
    table = table_of(
        {},
        {"gender": "f", "population": "55"},
        {"gender": "f", "age_range": "0-4", "population": "0"},
        {"gender": "f", "age_range": "5+", "population": "0"},
        {"gender": "m", "population": "45"},
    )
    assert table["best"].isna().tolist() == [False, False, True, True, False]
    assert table["is_rollup"].tolist() == [True, False, False, False, False]


def test_a_zero_beside_parts_that_are_told_is_a_number():
    table = table_of({}, {"gender": "f", "population": "100"}, {"gender": "m", "population": "0"})
    assert table["best"].tolist() == [100, 100, 0]


def test_a_total_of_zero_has_parts_of_zero():
    table = table_of({"population": "0"}, {"gender": "f", "population": "0"})
    assert table["best"].tolist() == [0, 0]


def test_a_displayed_five_may_be_fewer():
    row = table_of({"population": "5"}).iloc[0]
    assert (row["low"], row["best"], row["high"], row["stated"]) == (1, 5, 5, "5")
    assert (row["low_kind"], row["convention"]) == ("rounding", "unhcr_fives/1")


def test_a_code_that_is_no_country_is_a_custom_one():
    error = "Non matching country code(s) UNK"
    table = table_of({"origin_location_code": "UNK", "error": error}, {})
    assert table["from_system"].tolist() == ["custom", "iso3166-1"]
    assert table["place_system"].tolist() == ["iso3166-1"] * 2
    assert table.loc[0, "caveat"] == f"HDX error: {error}"


def test_a_blank_number_is_missing_and_one_that_is_none_is_unread():
    table = table_of({"population": ""}, {"population": "1OO"})
    assert table["status"].fillna("present").tolist() == ["missing", "present"]
    assert table["unread"].fillna("").tolist() == ["", "best=1OO"]

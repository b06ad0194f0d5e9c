"""Made-up rows in the columns of COD-PS, the population of areas on HDX."""

import io

import pandas as pd

from crisisfigures.reading import read
from crisisfigures.reconciliation import reconcile

COLUMNS = (
    "ISO3,Country,ADM1_PCODE,ADM1_NAME,ADM2_PCODE,ADM2_NAME,ADM3_PCODE,ADM3_NAME,ADM4_PCODE,"
    "ADM4_NAME,Population_group,Gender,Age_range,Age_min,Age_max,Population,Reference_year,"
    "Source,Contributor"
)
TAGS = (
    "#country+code,#country+name,#adm1+code,#adm1+name,#adm2+code,#adm2+name,#adm3+code,"
    "#adm3+name,#adm4+code,#adm4+name,#population+group,#gender,#age+range,#age+min,#age+max,"
    "#population,#date+year,#meta+source,#meta+contributor"
)
ROW = {
    "ISO3": "MLI",
    "Country": "Mali",
    "Population_group": "T_TL",
    "Gender": "all",
    "Age_range": "all",
    "Population": "1000",
    "Reference_year": "2031",
    "Source": "Made-up projections",
    "Contributor": "Made-up office",
}
PROVINCE = {"ADM1_PCODE": "ML10", "ADM1_NAME": "Menaka"}
DISTRICT = {**PROVINCE, "ADM2_PCODE": "ML1003", "ADM2_NAME": "Tidermene"}
VILLAGE = {**DISTRICT, "ADM3_PCODE": "ML100301", "ADM4_PCODE": "ML10030101", "ADM4_NAME": "Agarous"}


def table_of(*rows, tags=True):
    names = COLUMNS.split(",")
    lines = [COLUMNS, *([TAGS] if tags else [])]
    lines += [",".join({**ROW, **row}.get(name, "") for name in names) for row in rows]
    return read(io.StringIO("\n".join(lines)))


def test_a_row_is_the_population_in_a_year_by_its_own_source():
    for tags in (True, False):
        table = table_of({}, tags=tags)
        assert table.attrs["reading"]["format"] == "cod_population"
        row = table.iloc[0]
        assert (row["measure"], row["basis"], row["best"]) == ("population", "stock", 1000)
        assert (row["source"], row["publisher"]) == ("Made-up projections", "Made-up office")
        assert (str(row["period_start"].date()), row["precision"]) == ("2031-01-01", "year")


def test_hapi_and_cod_ps_are_one_witness_of_one_number():
    hapi = read(
        io.StringIO(
            "location_code,gender,age_range,population,reference_period_start,"
            "reference_period_end\nMLI,all,all,1000,2031-01-01,2031-12-31"
        )
    )
    both = pd.concat([table_of({}), hapi], ignore_index=True)
    result = reconcile(both)
    assert result.table[["n_claims", "n_independent"]].to_numpy().tolist() == [[2, 1]]
    alone = reconcile(table_of({})).table
    assert alone["best"].tolist() == [1000]


def test_areas_that_come_to_more_than_the_whole_are_told_at_it():
    table = table_of({}, {**PROVINCE, "Population": "1600"}, {**DISTRICT, "Population": "1600"})
    assert table["caveat"].notna().tolist() == [True, False, False]


def test_the_total_is_everyone_and_no_group_of_its_code():
    table = table_of({}, {"Gender": "f", "Population_group": "F_TL"})
    assert table["group"].tolist() == ["all", "sex=female"]
    assert table["Population_group"].tolist() == ["T_TL", "F_TL"]


def test_leaves_add_up_to_the_total_where_all_parts_are_told():
    table = table_of(
        {},
        {"Gender": "f", "Population": "520"},
        {"Gender": "m", "Population": "480"},
        {"Gender": "f", "Age_range": "0-4", "Population": "100"},
        {"Gender": "f", "Age_range": "5+", "Population": "420"},
    )
    assert table["is_rollup"].tolist() == [True, True, False, False, False]
    assert table.loc[~table["is_rollup"], "best"].sum() == 1000
    assert table["caveat"].isna().all()


def test_children_without_adults_are_told_at_the_total():
    table = table_of(
        {"Gender": "f", "Population": "520"},
        {"Gender": "f", "Age_range": "0-4", "Population": "100"},
    )
    assert table["caveat"].isna().tolist() == [False, True]


def test_each_level_has_its_place():
    table = table_of({}, PROVINCE, DISTRICT, VILLAGE)
    assert table["place"].tolist() == ["MLI", "ML10", "ML1003", "ML10030101"]
    assert table["place_system"].tolist() == ["iso3166-1", *["pcode"] * 3]
    assert table.loc[3, "place_name"] == "Agarous"
    assert table["is_rollup"].tolist() == [True, True, True, False]


def test_years_are_not_parts_of_one_another():
    earlier = {"Reference_year": "2030"}
    table = table_of({}, {"Gender": "f", **earlier}, {**PROVINCE, **earlier})
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_a_cell_that_is_no_number_is_kept_as_unread():
    assert table_of({"Population": "1OOO"}, {}).loc[0, "unread"] == "figure=1OOO"

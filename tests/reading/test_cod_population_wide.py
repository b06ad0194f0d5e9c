"""Made-up rows in the columns of the countries' own files of COD-PS."""

import io

import pytest

from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.reading._rollups import EXCEEDED, LACKS_PARTS
from crisisfigures.validation import validate


def table_of(header, *rows):
    table = read(io.StringIO("\n".join([header, *rows])))
    assert table.attrs["reading"]["format"] == "cod_population_wide"
    return table


def by_header(table):
    return table.set_index("group_stated")


@pytest.mark.parametrize(
    ("column", "group"),
    [
        ("F_00_04", "sex=female;age=0-4"),
        ("m_0004", "sex=male;age=0-4"),
        ("T_5_9", "age=5-9"),
        ("F_80plus", "sex=female;age=80+"),
        ("M_80_Plus", "sex=male;age=80+"),
        ("T_TF", "sex=female"),
        ("F_adulte", "sex=female;age=adult"),
        ("M_unknown", "sex=male;age=unknown"),
        ("Enfants_00_18", "age=0-18"),
        ("Agees_60plus", "age=60+"),
    ],
)
def test_a_column_says_by_its_name_whom_it_counts(column, group):
    table = by_header(table_of(f"ADM1_PCODE,ADM1_EN,T_TL,{column}", 'ML10,Menaka,"1,200",412'))
    row = table.loc[column]
    assert (row["group"], row["best"], row["measure"]) == (group, 412, "population")
    assert table.loc["T_TL", "best"] == 1200
    assert set(table["place"]) == {"ML10"}
    assert set(table["source"]) == {"COD-PS"}


def test_other_columns_count_nobody_and_stay():
    header = "ADM1_PCODE,ADM1_EN,T_TL,Density,F_1st,admin1RefName,Households"
    table = table_of(header, "ML10,Menaka,1200,3.5,7,x,200")
    assert len(table) == 1
    assert table[["Density", "F_1st", "Households"]].iloc[0].tolist() == ["3.5", "7", "200"]


def test_totals_are_rollups_of_the_columns_that_they_sum_up():
    header = "ADM1_PCODE,F_00_17,M_00_17,T_00_17,F_18plus,F_TL,M_TL,T_TL"
    table = by_header(table_of(header, "ML10,4,5,9,11,15,5,20"))
    assert table["is_rollup"].to_dict() == {
        **dict.fromkeys(("F_00_17", "M_00_17", "F_18plus"), False),
        **dict.fromkeys(("T_00_17", "F_TL", "M_TL", "T_TL"), True),
    }


def test_a_total_whose_parts_are_blank_is_none():
    header = "ADM1_PCODE,F_TL,M_TL,T_TL"
    table = table_of(header, "ML10,4,5,9", "ML08,,,7")
    assert table.loc[table["place"] == "ML08", "is_rollup"].tolist() == [False]


def test_parts_that_do_not_add_up_are_told():
    header = "ADM1_PCODE,F_TL,M_TL,T_TL"
    table = table_of(header, "ML10,40,50,90", "ML08,40,50,100", "ML09,40,50,80")
    totals = table[table["group_stated"] == "T_TL"]
    assert totals["caveat"].fillna("").tolist() == ["", LACKS_PARTS, EXCEEDED]


def test_an_area_is_a_rollup_of_the_areas_in_it():
    header = "ADM0_PCODE,ADM1_PCODE,F_TL,M_TL,T_TL"
    table = table_of(header, "ML,,50,60,110", "ML,ML10,40,50,90", "ML,ML08,10,10,20")
    women = table[table["group_stated"] == "F_TL"]
    assert women["place"].tolist() == ["MLI", "ML10", "ML08"]
    assert women["is_rollup"].tolist() == [True, False, False]


def test_without_a_column_of_years_the_period_is_not_known_and_that_is_found():
    table = table_of("ADM1_PCODE,ADM1_EN,T_TL", "ML10,Menaka,90")
    assert table["period_end"].isna().all()
    assert validate(table).counts == {"missing-period": 1}


def test_a_column_of_years_is_believed():
    table = table_of("year,ISO3,ADM1_PCODE,T_TL", "2031,MLI,ML10,90")
    assert str(table["period_start"][0].date()) == "2031-01-01"
    assert (table["basis"][0], table["precision"][0]) == ("stock", "year")


def test_names_in_english_come_first():
    table = table_of("ADM1_AR,ADM1_FR,ADM1_EN,ADM1_PCODE,T_TL", "x,y,Menaka,ML10,90")
    assert table["place_name"][0].startswith("Menaka")


@pytest.mark.parametrize("header", ["ADM1_PCODE,ADM1_EN,F_00_04", "District,T_TL,F_TL,M_TL"])
def test_without_totals_or_codes_it_is_no_such_file(header):
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(header + "\n" + ",".join("1" for _ in header.split(","))))

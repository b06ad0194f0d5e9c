"""Made-up totals of UNRWA and IDMC, as UNHCR publishes them."""

import io
import json

import pandas as pd
import pytest

from crisisfigures.errors import ReadError, UnknownFormatError
from crisisfigures.reading import read, widen
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

HEADER = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,total"
PALESTINIANS = "Palestinian,GAZ,PSE"
IN_JORDAN = f"{PALESTINIANS},Jordan,JOR,JOR"
IN_PALESTINE = f"{PALESTINIANS},State of Palestine,GAZ,PSE"
IN_MALI = "Mali,MLI,MLI,Mali,MLI,MLI"
UNKNOWN = "Unknown,UKN,UNK,Unknown,UKN,UNK"


def table_of(*rows, **options):
    return read(io.StringIO("\n".join([HEADER, *rows])), **options)


def format_of(*rows):
    return table_of(*rows).attrs["reading"]["format"]


def test_the_two_are_told_apart_by_who_is_where():
    assert format_of(f"2021,{IN_JORDAN},100", f"2021,{IN_PALESTINE},70") == "unrwa"
    assert format_of(f"2021,{IN_MALI},100", f"2021,{IN_PALESTINE},70") == "unhcr_idmc"


def test_palestinians_in_palestine_alone_could_be_either():
    row = f"2021,{IN_PALESTINE},70"
    with pytest.raises(ReadError, match="'unhcr_idmc', 'unrwa' equally well"):
        table_of(row)
    assert table_of(row, format="unrwa")["measure"].tolist() == ["refugees"]
    assert table_of(row, format="unhcr_idmc")["measure"].tolist() == ["idps"]


def test_totals_of_neither_are_refused():
    with pytest.raises(UnknownFormatError):
        table_of("2021,Mali,MLI,MLI,Niger,NGR,NER,70")


@pytest.mark.parametrize("row", [IN_JORDAN, IN_MALI])
def test_totals_by_population_type_are_neither(row):
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(f"{HEADER},pop_type\n2021,{row},100,STA\n"))


def item(asylum, **origin):
    dash = {"coo_name": "-", "coo": "-", "coo_iso": "-"}
    return {"year": 2021, **dash, **origin, "coa_iso": asylum, "coa_name": asylum, "total": "70"}


def test_without_an_origin_jordan_tells_that_it_is_unrwa():
    def read_items(*items):
        return read(json.dumps({"items": items}).encode())

    found = read_items(item("JOR"), item("SYR"))
    assert found.attrs["reading"]["format"] == "unrwa"
    assert found["place"].tolist() == ["JOR", "SYR"]
    with pytest.raises(ReadError, match="equally well"):
        read_items(item("SYR"))
    assert read_items(item("SYR"), item("MLI")).attrs["reading"]["format"] == "unhcr_idmc"


def test_unrwas_refugees_have_a_definition_and_no_origin():
    table = table_of(f"2021,{IN_JORDAN},5", f"2021,{IN_PALESTINE},70")
    assert set(table["measure"]) == {"refugees"}
    assert set(table["definition"]) == {"unrwa_registered"}
    assert set(table["basis"]) == {"stock"}
    assert set(table["source"]) == {"UNRWA"}
    assert set(table["publisher"]) == {"UNHCR"}
    assert table["from_place"].isna().all()
    assert table["place"].tolist() == ["JOR", "PSE"]
    assert validate(table).findings.empty


def test_small_numbers_of_others_are_not_under_unhcrs_disclosure_control():
    assert table_of(f"2021,{IN_JORDAN},5")["low"].isna().all()
    assert table_of(f"2021,{IN_MALI},5")["low"].isna().all()


def test_idmcs_idps_are_a_stock_at_home_that_unhcr_repeats():
    row = table_of(f"2021,{IN_MALI},380200").iloc[0]
    assert (row["measure"], row["cause"], row["basis"]) == ("idps", "conflict", "stock")
    assert (row["source"], row["repeats"], row["best"]) == ("UNHCR", "IDMC", 380200)
    assert str(row["period_start"].date()) == str(row["period_end"].date()) == "2021-12-31"
    assert row["place"] == "MLI"
    assert row[["from_place", "from_name"]].isna().all()


def test_a_rounded_copy_has_no_voice_beside_idmcs_number_and_speaks_for_it_alone():
    own = read(
        io.StringIO(
            "measure,figure,place,as_of,cause,source\nidps,380249,MLI,2022-12-31,conflict,IDMC\n"
        )
    )
    copy = table_of(f"2022,{IN_MALI},380000")
    answer = reconcile(pd.concat([own, copy], ignore_index=True))
    assert answer.table["best"].tolist() == [380249]
    assert answer.table["n_independent"].tolist() == [1]
    alone = reconcile(copy).table
    assert (alone.loc[0, "best"], alone.loc[0, "source"]) == (380000, "IDMC")


def test_what_unhcr_repeats_is_never_widened():
    table = table_of(f"2022,{IN_MALI},5", "2022,Chad,CHD,TCD,Chad,CHD,TCD,0")
    assert widen(table) is table


def test_until_2008_the_unknown_country_is_the_world_and_a_rollup():
    table = table_of(f"2008,{UNKNOWN},26", f"2009,{UNKNOWN},2", f"2009,{IN_MALI},30")
    assert table["place"].tolist() == ["001", "UNK", "MLI"]
    assert table["place_system"].tolist() == ["m49", "iso3166-1", "iso3166-1"]
    assert table["is_rollup"].tolist() == [True, False, False]
    assert table["place_name"].isna().tolist() == [True, False, False]
    assert validate(table).ok


def test_a_header_that_is_repeated_below_hides_nobody():
    rows = (f"2021,{IN_JORDAN},100", HEADER, f"2022,{IN_JORDAN},110")
    table = table_of(*rows)
    assert table.attrs["reading"]["format"] == "unrwa"
    assert table["best"].tolist() == [100, 110]

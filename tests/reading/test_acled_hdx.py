"""Made-up rows in the columns of ACLED's tables on HDX."""

import io
from pathlib import Path

import pandas as pd
import pytest

from crisisfigures import reconcile, validate
from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "acled_hdx"
DISTRICTS = "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities"
COUNTRIES = "Country,Month,Year,Events,Fatalities"


def table_of(header, *rows):
    return read(io.StringIO("\n".join([header, *rows])))


def statuses(table):
    return list(zip(table["measure"], table["status"].fillna("present"), strict=True))


def test_a_row_is_the_events_of_a_month_and_those_killed_in_them():
    table = table_of(DISTRICTS, "Mali,Menaka,Tidermene,MLI,ML1003,ML10,January,2023,4,17")
    assert table["measure"].tolist() == ["incidents", "killed"]
    assert table["unit"].fillna("person").tolist() == ["event", "person"]
    assert table["best"].tolist() == [4, 17]
    assert table["cause"].fillna("").tolist() == ["", "conflict"]
    assert set(table["basis"]) == {"flow"}
    assert [str(day.date()) for day in table.loc[0, ["period_start", "period_end"]]] == [
        "2023-01-01",
        "2023-01-31",
    ]
    assert (set(table["source"]), set(table["publisher"])) == ({"ACLED"}, {"HDX"})


def test_a_zero_of_the_filled_grid_is_none_recorded():
    table = table_of(COUNTRIES, "Togo,January,2023,0,0")
    assert statuses(table) == [("incidents", "none_recorded"), ("killed", "none_recorded")]
    assert table["best"].isna().all()
    assert table["stated"].tolist() == ["0", "0"]


def test_nobody_killed_in_events_that_there_were_is_a_zero():
    table = table_of(COUNTRIES, "Togo,January,2023,3,0")
    assert statuses(table) == [("incidents", "present"), ("killed", "present")]
    assert table["best"].tolist() == [3, 0]


def test_a_blank_is_missing():
    table = table_of(COUNTRIES, "Togo,January,2023,,", "Togo,February,2023,1,")
    assert table["status"].fillna("present").tolist() == [
        "missing",
        "missing",
        "present",
        "missing",
    ]


def test_no_sheet_of_a_workbook_is_left_out():
    table = read(SAMPLES / "workbook.xlsx")
    sums = table.groupby("measure")["best"].sum()
    assert (sums["incidents"], sums["killed"]) == (10, 24)
    assert len(table) == 12
    assert table.attrs["reading"]["sheet"] == "Non_HRP, HRP_1, HRP_2"
    assert table["place"].tolist() == [
        code for code in ("GHA", "TGO", "XKX", "ML1003", "ML1002", "TCD0701") for _ in range(2)
    ]


def test_demonstrations_count_nobody_killed():
    table = read(SAMPLES / "demonstrations.csv")
    assert table["measure"].tolist() == ["incidents", "incidents"]
    assert table["status"].fillna("present").tolist() == ["present", "none_recorded"]


def test_what_kind_of_events_they_are_is_not_guessed():
    table = read(SAMPLES / "districts.csv")
    assert "definition" not in table
    assert table["caveat"].str.contains("name of the file").all()


def test_two_tables_whose_kind_is_not_stated_are_parts_or_rivals():
    one = table_of(COUNTRIES, "Togo,January,2023,9,30")
    other = table_of(COUNTRIES, "Togo,January,2023,5,12")
    both = pd.concat([one, other], ignore_index=True)
    assert reconcile(both).table["best"].isna().all()
    one["definition"], other["definition"] = "acled:political_violence", "acled:civilian_targeting"
    told = pd.concat([one, other], ignore_index=True).drop(columns="id")
    assert sorted(reconcile(told).table["best"]) == [5, 9, 12, 30]


def test_a_p_code_that_is_not_there_leaves_the_name():
    table = table_of(DISTRICTS, "Myanmar,Shan-South,Pa-O,MMR,NA,MMR014,January,2023,1,3")
    assert table["place"].isna().all()
    assert table["place_name"].tolist() == ["Pa-O, Shan-South, Myanmar"] * 2


def test_a_country_is_known_by_its_name():
    table = table_of(COUNTRIES, "Ivory Coast,January,2023,1,3")
    assert set(table["place"]) == {"CIV"}


@pytest.mark.parametrize(
    "text",
    [
        "Country,Month,Year,Events,Fatalities,Hospital\nTogo,January,2023,1,3,Lomé\n",
        "Country,Month,Year,Events,Fatalities\nTogo,1,2023,1,3\n",
        "Country,Month,Year,Fatalities\nTogo,January,2023,3\n",
    ],
)
def test_tables_of_others_by_country_and_month_are_not_taken(text):
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(text))


def test_a_number_that_cannot_be_read_is_kept_and_the_row_too():
    table = table_of(COUNTRIES, "Togo,January,2023,1,3?", "Togo,February,2023,1,3")
    assert len(table) == 4
    assert table["unread"].fillna("").tolist() == ["", "figure=3?", "", ""]
    assert not validate(table).ok

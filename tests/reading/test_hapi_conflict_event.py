"""Made-up rows in the columns of HDX HAPI's table of conflict events."""

import io
from pathlib import Path

import pandas as pd
import pytest

from crisisfigures import reconcile
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "hapi_conflict_event"
HEADER = (
    "location_code,admin1_code,admin2_code,admin_level,event_type,events,fatalities,"
    "reference_period_start,reference_period_end,warning,error\n"
)
MONTH = "2023-01-01,2023-01-31"


def table_of(*rows):
    return read(io.StringIO(HEADER + "\n".join(rows)))


def test_a_row_is_the_events_of_a_month_and_those_killed_in_them():
    table = table_of(f"MLI,ML10,ML1003,2,political_violence,4,17,{MONTH},,")
    assert table.attrs["reading"]["format"] == "hapi_conflict_event"
    assert table["measure"].tolist() == ["incidents", "killed"]
    assert table["unit"].fillna("person").tolist() == ["event", "person"]
    assert table["best"].tolist() == [4, 17]
    assert set(table["place"]) == {"ML1003"}
    assert (set(table["source"]), set(table["publisher"])) == ({"ACLED"}, {"HDX"})


def test_a_zero_of_the_filled_grid_is_none_recorded():
    table = table_of(f"MLI,ML10,ML1003,2,political_violence,0,0,{MONTH},,")
    assert table["status"].tolist() == ["none_recorded", "none_recorded"]
    assert table["best"].isna().all()


def test_nobody_killed_in_events_that_there_were_is_a_zero():
    table = table_of(f"MLI,ML10,ML1003,2,political_violence,2,0,{MONTH},,")
    assert table["status"].isna().all()
    assert table["best"].tolist() == [2, 0]


def test_those_killed_in_demonstrations_are_not_counted():
    table = table_of(
        f"MLI,ML10,ML1003,2,demonstration,2,,{MONTH},,",
        f"MLI,ML10,ML1003,2,demonstration,0,,{MONTH},,",
    )
    assert table["status"].fillna("present").tolist() == [
        "present",
        "not_applicable",
        "none_recorded",
        "not_applicable",
    ]
    assert set(table["cause"].dropna()) == {"demonstrations"}


def test_a_blank_beside_other_events_is_missing():
    table = table_of(f"MLI,ML10,ML1003,2,political_violence,2,,{MONTH},,")
    assert table["status"].fillna("present").tolist() == ["present", "missing"]


def test_civilian_targeting_is_no_rival_of_political_violence():
    table = table_of(
        f"MLI,ML10,ML1003,2,political_violence,4,17,{MONTH},,",
        f"MLI,ML10,ML1003,2,civilian_targeting,3,15,{MONTH},,",
    )
    assert table["definition"].tolist() == [
        *["acled:political_violence"] * 2,
        *["acled:civilian_targeting"] * 2,
    ]
    assert sorted(reconcile(table).table["best"]) == [3, 4, 15, 17]


@pytest.mark.parametrize("kind", ["Political Violence", "political violence"])
def test_kinds_are_known_in_any_spelling(kind):
    table = table_of(f"MLI,ML10,ML1003,2,{kind},4,17,{MONTH},,")
    assert set(table["definition"]) == {"acled:political_violence"}
    assert table["cause"].fillna("").tolist() == ["", "conflict"]


def test_its_figures_are_the_same_quantities_as_in_acleds_own_tables():
    own = read(
        io.StringIO(
            "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities\n"
            "Mali,Menaka,Tidermene,MLI,ML1003,ML10,January,2023,4,17\n"
        )
    ).assign(definition="acled:political_violence")
    ours = table_of(f"MLI,ML10,ML1003,2,political_violence,4,17,{MONTH},,")
    both = pd.concat([own, ours], ignore_index=True).drop(columns="id")
    assert sorted(reconcile(both).table["best"]) == [4, 17]


def test_a_country_without_rows_by_district_is_no_rollup():
    table = table_of(
        f"MLI,,,0,political_violence,4,17,{MONTH},,",
        f"MLI,ML10,ML1003,2,political_violence,4,17,{MONTH},,",
        f"GHA,,,0,political_violence,1,2,{MONTH},,",
        f"MLI,,,0,demonstration,1,,{MONTH},,",
    )
    assert table["is_rollup"].tolist() == [*[True] * 2, *[False] * 6]


def test_a_row_that_hdx_keeps_out_of_its_api_stands_with_a_caveat():
    table = table_of(f"XKX,,,0,political_violence,1,0,{MONTH},,Non matching p-code")
    assert set(table["place"]) == {"XKX"}
    assert set(table["caveat"]) == {"HDX error: Non matching p-code"}


def test_the_rows_of_the_api_say_the_same():
    table = read(SAMPLES / "api.json")
    assert table["best"].fillna(-1).tolist() == [4, 17, -1, -1]
    assert table["status"].fillna("present").tolist() == [
        "present",
        "present",
        "none_recorded",
        "not_applicable",
    ]
    assert [str(day.date()) for day in table["period_end"]] == ["2023-01-31"] * 4


def test_a_number_that_cannot_be_read_is_kept_and_the_row_too():
    table = table_of(f"MLI,ML10,ML1003,2,political_violence,4,17x,{MONTH},,")
    assert table["unread"].fillna("").tolist() == ["", "figure=17x"]


def test_districts_that_are_not_the_whole_are_told_at_it_figure_by_figure():
    table = table_of(
        f"MLI,,,0,political_violence,4,30,{MONTH},,",
        f"MLI,ML10,ML1003,2,political_violence,4,17,{MONTH},,",
    )
    assert table["caveat"].notna().tolist() == [False, True, False, False]
    assert table["is_rollup"].tolist() == [True, True, False, False]


def test_the_headings_for_readers_are_those_of_the_api():
    table = read(SAMPLES / "readers.csv")
    assert table.attrs["reading"]["format"] == "hapi_conflict_event"
    row = table.iloc[1]
    assert (row["measure"], row["best"], row["place"]) == ("killed", 17, "ML1003")
    assert row["definition"] == "acled:political_violence"
    assert (str(row["period_start"].date()), row["precision"]) == ("2031-01-01", "month")
    assert row["url"] == "https://data.humdata.org/dataset/d1/resource/r1"

"""Made-up disasters in the columns of EM-DAT, which were renamed in 2023."""

import io
from pathlib import Path

import pytest

from crisisfigures.reading import read
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "emdat"
ROW = {
    "DisNo.": "2021-9001-MLI",
    "Disaster Type": "Flood",
    "ISO": "MLI",
    "Country": "Mali",
    "Start Year": "2021",
    "Start Month": "8",
    "Start Day": "3",
    "End Year": "2021",
    "End Month": "8",
    "End Day": "19",
    "Total Deaths": "14",
    "No. Injured": "30",
    "No. Affected": "4200",
    "No. Homeless": "150",
    "Total Affected": "4380",
}


def table_of(*rows):
    lines = ["|".join(ROW), *("|".join({**ROW, **row}.values()) for row in rows)]
    table = read(io.StringIO("\n".join(lines)))
    assert table.attrs["reading"]["format"] == "emdat"
    return table


def days_of(**cells):
    table = table_of({name.replace("_", " "): cell for name, cell in cells.items()})
    row = table.astype(object).where(table.notna(), None).iloc[0]
    kind = row.get("period_kind")
    days = tuple(str(row[name].date()) for name in ("period_start", "period_end"))
    return days, row["precision"], kind


def test_a_row_states_five_figures_by_its_own_definitions():
    table = table_of({})
    assert list(table[["measure", "definition", "best"]].itertuples(index=False, name=None)) == [
        ("dead_or_missing", "emdat", 14),
        ("injured", "emdat", 30),
        ("affected", "emdat", 4200),
        ("homeless", "emdat", 150),
        ("affected", "emdat:total_affected", 4380),
    ]
    assert table["is_rollup"].tolist() == [False, False, False, False, True]
    assert set(table["cause"]) == {"disaster:flood"}
    assert set(table["source"]) == {"EM-DAT"}
    assert set(table["source_key"]) == {"2021-9001-MLI"}


def test_total_affected_is_the_sum_of_its_parts_and_no_rival_of_them():
    table = table_of({})
    parts = table[~table["is_rollup"] & (table["measure"] != "dead_or_missing")]
    assert parts["best"].sum() == table.loc[table["is_rollup"], "best"].item()
    assert len(reconcile(table).table) == 5


def test_total_affected_that_stands_alone_is_no_rollup():
    alone = table_of({"No. Injured": "NA", "No. Affected": "", "No. Homeless": ""})
    assert alone["definition"].tolist() == ["emdat", "emdat", "emdat:total_affected"]
    assert alone["status"].fillna("").tolist() == ["", "missing", ""]
    assert "is_rollup" not in alone or not alone["is_rollup"].any()


def test_the_rows_of_one_disaster_share_its_event_and_not_its_place():
    table = table_of({}, {"DisNo.": "2021-9001-NER", "ISO": "NER", "Country": "Niger"})
    assert set(table["event"]) == {"2021-9001"}
    assert set(table["place"]) == {"MLI", "NER"}
    assert set(reconcile(table).table["agreement"]) == {"single"}


def test_a_blank_is_not_reported_and_never_zero():
    table = table_of({"Total Deaths": "", "No. Homeless": ""})
    assert table["measure"].tolist() == ["injured", "affected", "affected"]
    assert table_of({"Total Deaths": "0"})["best"].iloc[0] == 0


def test_a_row_without_any_number_is_kept_once_as_missing():
    blank = dict.fromkeys(list(ROW)[10:], "")
    table = table_of(blank, {})
    assert table["status"].fillna("").tolist() == ["missing", *[""] * 5]
    assert table["measure"].iloc[0] == "dead_or_missing"
    assert validate(table).ok


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, (("2021-08-03", "2021-08-19"), "days", None)),
        ({"Start_Day": ""}, (("2021-08-01", "2021-08-19"), "days", None)),
        (
            {"Start_Day": "", "End_Month": "10", "End_Day": ""},
            (("2021-08-01", "2021-10-31"), "month", None),
        ),
        ({"Start_Day": "", "End_Day": ""}, (("2021-08-01", "2021-08-31"), "month", "within")),
        (
            {"Start_Month": "", "Start_Day": "", "End_Month": "", "End_Day": ""},
            (("2021-01-01", "2021-12-31"), "year", "within"),
        ),
        ({"Start_Month": ""}, (("2021-01-01", "2021-08-19"), "days", None)),
        (
            {"Start_Month": "8.0", "Start_Day": "19.0", "End_Day": "19.0"},
            (("2021-08-19", "2021-08-19"), "day", None),
        ),
    ],
)
def test_a_blank_day_or_month_leaves_the_period_as_wide_as_it_is_known(cells, expected):
    assert days_of(**cells) == expected


def test_what_is_no_date_and_no_number_is_kept_as_unread():
    table = table_of({"Start Day": "31", "Start Month": "2", "Total Deaths": "some"})
    assert table["unread"].iloc[0] == "period_start=2021-02-31; figure=some"
    assert table["unread"].iloc[1] == "period_start=2021-02-31"
    assert table["best"].iloc[1] == 30


def test_a_country_of_old_keeps_its_code():
    table = table_of({"DisNo.": "1976-9001-SUN", "ISO": "SUN", "Country": "Soviet Union"})
    assert set(table["place_name"]) == {"Soviet Union"}
    assert set(table["place"]) == {"SUN"}


@pytest.mark.parametrize(
    ("file", "deaths", "total_affected"),
    [
        ("table_2023.xlsx", 14, 4380 + 900),
        ("table_2020.xlsx", 410, 9007),
        ("one_date.csv", 60, 1280),
    ],
)
def test_tables_of_every_vintage_have_the_sums_worked_out_by_hand(file, deaths, total_affected):
    table = read(SAMPLES / file)
    by_definition = table.groupby(["measure", "definition"])["best"].sum()
    assert by_definition["dead_or_missing", "emdat"] == deaths
    assert by_definition["affected", "emdat:total_affected"] == total_affected
    assert validate(table).ok


def test_the_last_update_is_the_edition():
    table = read(SAMPLES / "table_2023.xlsx")
    assert table["edition"].iloc[0] == "2023-10-02"


@pytest.mark.parametrize(
    ("updates", "editions"),
    [
        (("25/09/2023", "03/10/2023"), ["2023-09-25", "2023-10-03"]),
        (("09/25/2023", "10/03/2023"), ["2023-09-25", "2023-10-03"]),
        (("25.9.2023", "3.10.2023"), ["2023-09-25", "2023-10-03"]),
        (("25-Sep-2023", "2023-10-03 00:00:00"), ["2023-09-25", "2023-10-03"]),
        (("05/09/2023", "03/10/2023"), []),
        (("25/09/2023", "09/25/2023"), []),
    ],
)
def test_an_edition_is_the_date_of_which_the_column_shows_the_order(updates, editions):
    lines = ["|".join((*ROW, "Last Update")), *("|".join((*ROW.values(), u)) for u in updates)]
    table = read(io.StringIO("\n".join(lines)))
    deaths = table[table["measure"] == "dead_or_missing"]
    assert deaths["edition"].dropna().tolist() == editions
    assert deaths["Last Update"].tolist() == list(updates)
    older, _ = reconcile(deaths).claims.loc[deaths.index, "verdict"]
    assert older.startswith("superseded") is bool(editions)


def test_coordinates_with_letters_stay_beside_the_figures():
    assert read(SAMPLES / "one_date.csv")["Latitude"].iloc[0] == "30.37 N"


def test_country_profiles_are_sums_of_a_year_by_subtype_which_are_parts_and_no_rivals():
    table = read(SAMPLES / "profiles.csv")
    assert table.attrs["reading"]["format"] == "emdat"
    columns = ["measure", "event", "best"]
    assert table[columns].values.tolist() == [
        ["dead_or_missing", "2010 MLI Flash flood", 7],
        ["affected", "2010 MLI Flash flood", 4100],
        ["incidents", "2010 MLI Flash flood", 2],
        ["dead_or_missing", "2010 MLI Riverine flood", 12],
        ["incidents", "2010 MLI Riverine flood", 1],
    ]
    assert set(table["cause"]) == {"disaster:flood"}
    assert "is_rollup" not in table or not table["is_rollup"].any()
    assert "period_kind" not in table or table["period_kind"].isna().all()


def cut(*names, **cells):
    row = {**ROW, **cells}
    text = "|".join(names) + "\n" + "|".join(row[name] for name in names) + "\n"
    return read(io.StringIO(text))


def test_a_file_cut_to_its_deaths_is_read():
    table = cut("DisNo.", "Disaster Type", "Country", "Start Year", "Total Deaths")
    assert table.attrs["reading"]["format"] == "emdat"
    assert table[["measure", "best"]].to_numpy().tolist() == [["dead_or_missing", 14]]
    assert table["place"].tolist() == ["MLI"]


@pytest.mark.parametrize(("total", "is_rollup"), [("4380", False), ("30", True)])
def test_in_a_cut_file_total_affected_is_a_rollup_where_the_rest_comes_to_it(total, is_rollup):
    names = ("DisNo.", "Disaster Type", "ISO", "Start Year", "Total Deaths", "No. Injured")
    table = cut(*names, "Total Affected", **{"Total Affected": total})
    assert table["is_rollup"].tolist() == [False, False, is_rollup]

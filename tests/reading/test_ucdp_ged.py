"""Made-up events in the columns of UCDP GED, which differ from year to year."""

import io
from pathlib import Path

import pytest

from crisisfigures.reading import read

V2018 = (
    "id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,"
    "dyad_name,side_a_new_id,gwnoa,side_a,side_b_new_id,gwnob,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,"
    "country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,low,best,high"
)
V2023 = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,"
    "conflict_name,dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,"
    "side_b_dset_id,side_b_new_id,side_b,number_of_sources,source_article,source_office,"
    "source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,"
    "country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)

SAMPLES = Path(__file__).parent / "samples" / "ucdp_ged"

EVENT = {
    "id": "9001",
    "year": "2015",
    "type_of_violence": "1",
    "number_of_sources": "2",
    "source_office": "Reuters;Mizzima",
    "where_prec": "1",
    "where_coordinates": "Laukkai town",
    "adm_1": "Shan State",
    "country": "Myanmar (Burma)",
    "country_id": "775",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2015-02-09",
    "date_end": "2015-02-09",
    "deaths_a": "1",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "low": "1",
    "best": "3",
    "high": "7",
}


def table_of(*events, columns=V2018, tags=None):
    names = columns.split(",")
    lines = [columns]
    if tags:
        lines.append(tags)
    for event in events:
        cells = {**EVENT, **event}
        lines.append(",".join(cells.get(name, "") for name in names))
    return read(io.StringIO("\n".join(lines)))


def row_of(**event):
    table = table_of(event)
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


@pytest.mark.parametrize("columns", [V2018, V2023])
def test_files_of_every_year_are_recognised(columns):
    table = table_of({}, columns=columns)
    assert table.attrs["reading"]["format"] == "ucdp_ged"
    assert table[["low", "best", "high"]].iloc[0].tolist() == [1, 3, 7]


def test_a_row_of_tags_is_passed_over_and_counted():
    tags = "#event+id,#date+year" + "," * (V2018.count(",") - 1) + "#affected+killed+max"
    table = table_of({}, tags=tags)
    assert table.attrs["reading"]["format"] == "ucdp_ged"
    assert table["source_row"].tolist() == [3]


def test_an_event_is_one_figure_of_ucdp():
    row = row_of()
    assert (row["measure"], row["cause"], row["basis"]) == ("killed", "conflict", "flow")
    assert (row["source"], row["source_type"], row["range_kind"]) == (
        "UCDP",
        "monitor",
        "plausible",
    )
    assert row["event"] == row["source_key"] == "9001"
    assert "unread" not in row


def test_a_country_is_known_by_its_number_and_the_place_by_its_names():
    row = row_of()
    assert (row["place"], row["place_system"], row["country_id"]) == ("MMR", "iso3166-1", "775")
    assert row["place_name"] == "Laukkai town, Shan State, Myanmar (Burma)"


@pytest.mark.parametrize(
    ("code", "precision"),
    [
        *(("1", "exact"), ("2", "near"), ("3", "admin2"), ("4", "admin1")),
        *(("5", None), ("6", "admin0"), ("7", None)),
    ],
)
def test_how_closely_the_place_is_known(code, precision):
    assert row_of(where_prec=code)["place_precision"] == precision


@pytest.mark.parametrize(
    ("date_prec", "clarity", "kind"),
    [
        ("1", "1", None),
        ("2", "1", "within"),
        ("5", "1", "within"),
        ("4", "2", None),
        ("1", "2", None),
    ],
)
def test_an_event_lies_within_its_days_unless_it_sums_up_several(date_prec, clarity, kind):
    row = row_of(date_prec=date_prec, event_clarity=clarity, date_end="2015-02-28")
    assert row["period_kind"] == kind
    assert (row["caveat"] is None) is (clarity == "1")
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2015-02-09",
        "2015-02-28",
    )


@pytest.mark.parametrize("numbers", [("1", "0", "3"), ("0", "9", "4"), ("5", "4", "3")])
def test_numbers_out_of_order_are_never_put_in_order(numbers):
    row = row_of(**dict(zip(("low", "best", "high"), numbers, strict=True)))
    assert (row["low"], row["best"], row["high"]) == tuple(map(float, numbers))


def test_a_count_of_sources_that_nobody_made_is_missing():
    table = table_of({"number_of_sources": "-1"}, {"number_of_sources": "4"})
    assert table["number_of_sources"].isna().tolist() == [True, False]


def test_its_own_sources_and_the_deaths_of_each_side_stay_beside_the_figure():
    row = row_of()
    assert row["source_office"] == "Reuters;Mizzima"
    assert (row["deaths_a"], row["deaths_b"], row["deaths_civilians"]) == ("1", "2", "0")
    assert "repeats" not in row


def test_days_with_a_time_are_days():
    row = row_of(date_start="2015-02-09 00:00:00.000", date_end="2015-02-10T00:00:00")
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2015-02-09",
        "2015-02-10",
    )


def test_geojson_says_the_same_as_the_other_files():
    table = read(SAMPLES / "events_2023.geojson")
    assert table[["low", "best", "high"]].sum().tolist() == [19, 22, 28]
    assert table["period_kind"].fillna("covers").tolist() == ["covers", "covers", "within"]
    assert [str(day.date()) for day in table["period_end"]] == [
        "2019-05-21",
        "2019-08-31",
        "2019-07-04",
    ]
    assert set(table["place"]) == {"CAF"}
    assert table["place_precision"].isna().tolist() == [False, True, True]
    assert table["production"].isna().all()


def test_events_that_are_still_to_be_checked_are_provisional():
    table = read(SAMPLES / "candidates_api.json")
    assert table["production"].fillna("reported").tolist() == ["provisional", "reported"]


@pytest.mark.parametrize(
    ("version", "production"),
    [
        ("24.1", "reported"),
        ("v24.1", "reported"),
        ("GEDEvent_v25_1", "reported"),
        ("24.0.3", "provisional"),
        ("24.01.24.09", "provisional"),
        ("v24.0.3", "provisional"),
        ("GEDEvent_v25_0_3", "provisional"),
    ],
)
def test_a_version_tells_candidates_from_the_yearly_release(version, production):
    table = table_of({"version": version}, columns=V2023 + ",version")
    assert table["edition"].tolist() == [version]
    assert table["production"].fillna("reported").tolist() == [production]


def test_names_of_columns_are_known_in_any_case():
    table = table_of({"number_of_sources": "-1"}, columns=V2018)
    lines = [V2018.upper(), ",".join(EVENT.get(name, "") for name in V2018.split(","))]
    shouted = read(io.StringIO("\n".join(lines)))
    assert shouted.attrs["reading"]["format"] == "ucdp_ged"
    assert shouted["best"].tolist() == table["best"].tolist() == [3]
    assert shouted["NUMBER_OF_SOURCES"].tolist() == ["2"]


def test_a_number_that_cannot_be_read_is_kept_and_the_row_too():
    table = table_of({"best": "3?"}, {"id": "9002"})
    assert len(table) == 2
    assert "3?" in table["unread"][0]
    assert table["unread"].isna().tolist() == [False, True]


def test_the_deaths_of_civilians_are_no_second_row():
    table = table_of({"deaths_civilians": "3", "deaths_a": "0", "deaths_b": "0"})
    assert len(table) == 1
    assert table["best"].sum() == 3
    assert "group" not in table or table["group"].isna().all()


def test_days_that_a_spreadsheet_wrote_are_read_where_the_month_can_be_told():
    first = {"date_start": "2/13/2015", "date_end": "2/14/2015"}
    second = {"id": "9002", "date_start": "2/9/2015 12:00:00 AM", "date_end": "2/13/2015 0:00"}
    table = table_of(first, second)
    assert table["period_start"].dt.date.astype(str).tolist() == ["2015-02-13", "2015-02-09"]
    assert table["period_end"].dt.date.astype(str).tolist() == ["2015-02-14", "2015-02-13"]


def test_days_of_which_the_month_cannot_be_told_are_unread():
    table = table_of({"date_start": "2/9/2015", "date_end": "2/9/2015"})
    assert table["period_start"].isna().all()
    assert table["unread"].notna().all()


def test_releases_of_up_to_2016_call_the_ends_estimates_and_name_the_country():
    columns = V2018.replace("low,best,high", "best_est,high_est,low_est").replace("country_id,", "")
    row = table_of({"low_est": "1", "best_est": "3", "high_est": "7"}, columns=columns).iloc[0]
    assert (row["low"], row["best"], row["high"], row["range_kind"]) == (1, 3, 7, "plausible")
    assert (row["place"], row["place_system"]) == ("MMR", "iso3166-1")


def test_a_file_cut_to_its_best_numbers_has_points():
    columns = "id,type_of_violence,country,date_start,date_end,deaths_civilians,best"
    table = table_of({}, columns=columns)
    assert table.attrs["reading"]["format"] == "ucdp_ged"
    assert table["best"].tolist() == [3]
    assert table["range_kind"].tolist() == ["unranged"]

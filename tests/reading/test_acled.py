"""Made-up events in the columns of ACLED, of today and of older releases."""

import io
from pathlib import Path

import pytest

from crisisfigures import reconcile, validate
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "acled"

COLUMNS = (
    "event_id_cnty,event_date,time_precision,event_type,actor1,iso,country,admin1,location,"
    "geo_precision,source,notes,fatalities,timestamp"
)
EVENT = {
    "event_id_cnty": "MLI90001",
    "event_date": "2022-03-08",
    "time_precision": "1",
    "event_type": "Battles",
    "actor1": "Riverside Front",
    "iso": "466",
    "country": "Mali",
    "admin1": "Menaka",
    "location": "Menaka",
    "geo_precision": "1",
    "source": "Radio Menaka; Sahel Daily",
    "notes": "Soldiers clashed with fighters.",
    "fatalities": "12",
    "timestamp": "1647302399",
}


def table_of(*events, columns=COLUMNS):
    names = columns.split(",")
    rows = [{**EVENT, **event} for event in events]
    lines = [",".join(f'"{row.get(name, "")}"' for name in names) for row in rows]
    return read(io.StringIO("\n".join([columns, *lines])))


def row_of(**event):
    table = table_of(event)
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


def days_of(row):
    return str(row["period_start"].date()), str(row["period_end"].date())


def test_an_event_is_one_figure_of_acled():
    row = row_of()
    assert (row["measure"], row["cause"], row["basis"]) == ("killed", "conflict", "flow")
    assert (row["source"], row["source_type"]) == ("ACLED", "monitor")
    assert row["event"] == row["source_key"] == "MLI90001"
    assert (row["low"], row["best"], row["high"]) == (None, 12, None)
    assert row["range_kind"] == "unranged"


def test_whom_acled_read_is_no_source_of_the_claim():
    row = row_of()
    assert row["acled_source"] == "Radio Menaka; Sahel Daily"
    assert "repeats" not in row
    assert "actor" not in row


def test_no_deaths_in_a_known_event_are_a_zero():
    row = row_of(fatalities="0")
    assert row["best"] == 0
    assert row["status"] is None


def test_a_blank_is_no_zero():
    table = table_of({"fatalities": ""}, {})
    assert table["status"].fillna("present").tolist() == ["missing", "present"]
    assert table["best"].isna().tolist() == [True, False]


@pytest.mark.parametrize("notes", ["At least 12 soldiers were killed.", "Killed: 12-15"])
def test_notes_that_are_vague_about_the_dead_leave_the_number_open_above(notes):
    row = row_of(notes=notes)
    assert (row["low"], row["best"], row["high"]) == (12, 12, None)
    assert (row["low_kind"], row["high_kind"]) == ("stated", None)
    assert row["range_kind"] == "count_floor"
    assert "notes" in row["caveat"]


@pytest.mark.parametrize(
    "notes", ["12 were killed, several injured.", "A man was killed over land."]
)
def test_notes_that_are_vague_about_others_leave_a_point(notes):
    row = row_of(notes=notes)
    assert (row["low"], row["best"], row["high_kind"]) == (None, 12, "stated")
    assert row["caveat"] is None


@pytest.mark.parametrize(
    ("precision", "days", "kind", "word"),
    [
        ("1", ("2022-03-08", "2022-03-08"), None, "day"),
        ("2", ("2022-03-02", "2022-03-14"), "within", "days"),
        ("3", ("2022-03-01", "2022-03-31"), "within", "month"),
    ],
)
def test_a_date_known_to_the_week_or_month_is_a_period_in_which_it_happened(
    precision, days, kind, word
):
    row = row_of(time_precision=precision)
    assert days_of(row) == days
    assert (row["period_kind"], row["precision"]) == (kind, word)
    assert row["event_date"] == "2022-03-08"


@pytest.mark.parametrize(
    "date",
    ["2022-03-08", "8 March 2022", "08-March-2022", "8-Mar-2022", "2022-03-08 00:00:00"],
)
def test_dates_of_all_releases_are_read(date):
    assert days_of(row_of(event_date=date)) == ("2022-03-08", "2022-03-08")


def test_numbered_dates_have_the_day_first():
    table = table_of({"event_date": "03/04/2016"}, {"event_date": "18/04/2016"})
    assert [str(day.date()) for day in table["period_start"]] == ["2016-04-03", "2016-04-18"]


def test_numbered_dates_of_a_column_that_shows_the_month_first_are_read_so():
    table = table_of({"event_date": "4/3/2016"}, {"event_date": "4/18/2016 0:00"})
    assert [str(day.date()) for day in table["period_start"]] == ["2016-04-03", "2016-04-18"]


def test_numbered_dates_of_a_column_that_shows_both_orders_are_not_turned_round():
    dates = ("04/03/2016", "04/18/2016", "18/04/2016")
    table = table_of(*({"event_date": date} for date in dates))
    assert table.loc[0, "unread"] == "period=04/03/2016"
    assert str(table.loc[0, "period_start"]) == "NaT"
    assert days_of(table.loc[1]) == ("2016-04-18", "2016-04-18")
    assert len(table) == 3


@pytest.mark.parametrize("date", ["06/30/2022", "June 30, 2022", "6/30/2022 0:00", "2022/06/30"])
def test_a_date_in_another_spelling_is_one_day_and_no_open_period(date):
    row = row_of(event_date=date)
    assert days_of(row) == ("2022-06-30", "2022-06-30")
    assert (row["precision"], row["period_kind"]) == ("day", None)
    assert days_of(row_of(event_date=date, time_precision="2"))[0] == "2022-06-24"


def test_a_date_without_a_day_is_within_its_month():
    row = row_of(event_date="2022-06")
    assert days_of(row) == ("2022-06-01", "2022-06-30")
    assert (row["precision"], row["period_kind"]) == ("month", "within")


@pytest.mark.parametrize("date", ["2022-06-31", "unknown yet"])
def test_what_is_no_date_is_kept_as_unread_and_no_period(date):
    row = row_of(event_date=date)
    assert row["unread"] == f"period={date}"
    assert row["period_start"] is row["period_end"] is None


def test_dates_in_the_words_of_another_language_have_both_ends():
    text = (
        "event_id_cnty,event_date,event_type,actor1,fatalities\nARG1,8 de marzo de 2022,Riots,x,2\n"
    )
    assert days_of(read(io.StringIO(text), lang="es").loc[0]) == ("2022-03-08", "2022-03-08")


def test_a_date_that_is_none_is_kept_as_unread_once():
    assert row_of(event_date="31 June 2022")["unread"] == "period=31 June 2022"


@pytest.mark.parametrize(
    ("event_type", "cause"),
    [
        ("Battles", "conflict"),
        ("Battle-Government regains territory", "conflict"),
        ("Explosions/Remote violence", "conflict"),
        ("Remote violence", "conflict"),
        ("Violence against civilians", "conflict"),
        ("Protests", "protests"),
        ("Riots", "riots"),
        ("Riots/Protests", "riots/protests"),
        ("Strategic developments", None),
        ("Headquarters or base established", None),
        ("Non-violent transfer of territory", None),
    ],
)
def test_the_cause_is_conflict_or_the_demonstration(event_type, cause):
    row = row_of(event_type=event_type)
    assert row["measure"] == "killed"
    assert row.get("cause") == cause


@pytest.mark.parametrize(
    ("code", "precision"), [("1", "exact"), ("2", "near"), ("3", "admin1"), ("4", None)]
)
def test_how_closely_the_place_is_known(code, precision):
    row = row_of(geo_precision=code)
    assert (row["place"], row["place_name"]) == ("MLI", "Menaka, Mali")
    assert row["place_precision"] == precision


def test_a_country_is_known_by_its_iso_number_or_else_by_its_name():
    assert row_of(iso="32", country="Argentina")["place"] == "ARG"
    assert row_of(iso="0", country="Kosovo")["place"] == "XKX"
    assert row_of(iso="", country="Democratic Republic of Congo")["place"] == "COD"


def test_the_time_of_writing_is_the_day_of_publication_in_utc():
    assert row_of(timestamp="1647302399")["published_on"] == "2022-03-14"
    assert row_of(timestamp="1647302400")["published_on"] == "2022-03-15"


def test_a_later_row_of_an_event_supersedes_an_earlier_one():
    table = table_of({}, {"fatalities": "9", "timestamp": "1655000000"})
    answer = reconcile(table)
    assert answer.table["best"].tolist() == [9]
    assert answer.claims["verdict"].str.startswith("superseded").tolist() == [True, False]


def test_an_event_that_was_moved_to_another_day_has_a_caveat_for_both_count():
    later = {"event_date": "2022-03-09", "fatalities": "9", "timestamp": "1655000000"}
    table = table_of(later, {}, {"event_id_cnty": "MLI90002"})
    assert table["caveat"].str.startswith("ACLED has revised").fillna(False).tolist() == [
        *(False, True, False),
    ]
    assert len(reconcile(table).table) == 3
    kept = table.sort_values("published_on").drop_duplicates("source_key", keep="last")
    assert sorted(reconcile(kept).table["best"]) == [9, 12]


@pytest.mark.parametrize("stamp", ["", "1647302399", "last week"])
def test_rows_of_one_time_or_of_none_have_no_such_caveat(stamp):
    table = table_of({"timestamp": stamp}, {"actor1": "Military Forces of Mali"})
    assert table["caveat"].isna().all()


def test_an_event_listed_for_each_actor_is_counted_once():
    answer = reconcile(table_of({}, {"actor1": "Military Forces of Mali"})).table
    assert answer["best"].tolist() == [12]


def test_an_event_known_to_the_week_may_be_published_within_it():
    assert not validate(table_of({"time_precision": "2", "timestamp": "1646784000"})).findings.size


def test_names_of_2016_are_known():
    table = read(SAMPLES / "events_2016.csv")
    assert table["best"].tolist() == [7, 0]
    assert table["place"].tolist() == ["MLI", "MLI"]
    assert table["GWNO"].tolist() == ["432", "432"]


def test_the_answer_of_the_api_is_read():
    row = read(SAMPLES / "api.json").iloc[0]
    assert (row["best"], row["place"], row["published_on"]) == (4, "NER", "2024-05-07")


def test_a_number_that_cannot_be_read_is_kept_and_the_row_too():
    table = table_of({"fatalities": "12?"}, {})
    assert table["unread"].fillna("").tolist() == ["best=12?", ""]


def test_a_request_for_some_columns_is_known_by_the_id_of_events():
    table = table_of({}, columns="event_id_cnty,event_date,event_type,country,fatalities")
    assert table.attrs["reading"]["format"] == "acled"
    assert (table["best"][0], table["cause"][0]) == (12, "conflict")

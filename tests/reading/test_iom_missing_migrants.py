"""Made-up incidents in the columns of IOM's Missing Migrants Project."""

import csv
import io

import pytest

from crisisfigures.reading import read

ROW = {
    "web_id": "2031.MMP00001",
    "reported_date": "2031-05-02",
    "number_dead": "6",
    "number_missing": "",
    "total_dead_and_missing": "6",
    "number_of_survivors": "",
    "number_of_female": "",
    "number_of_male": "",
    "number_of_children": "",
    "cause_death": "Drowning",
    "country_of_incident": "Libya",
    "location_description": "Off the coast",
    "information_source": "Made-up News",
    "url": "https://example.org/1",
    "source_quality": "3",
}


def table_of(*rows):
    out = io.StringIO()
    full = [{**ROW, **row} for row in rows]
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in full for name in row)))
    writer.writeheader()
    writer.writerows(full)
    return read(io.StringIO(out.getvalue()))


def figure(table, measure, group="role=migrant"):
    found = table[(table["measure"] == measure) & (table["group"] == group)]
    assert len(found) == 1
    return found.astype(object).where(found.notna(), None).iloc[0]


def test_the_dead_are_deaths_of_migrants_on_a_day():
    row = figure(table_of({}), "deaths")
    assert (row["best"], row["basis"], row["cause"]) == (6, "flow", "migration: drowning")
    assert (row["event"], row["source_key"]) == ("2031.MMP00001", "2031.MMP00001")
    assert str(row["period_start"].date()) == str(row["period_end"].date()) == "2031-05-02"
    assert (row["source"], row["publisher"]) == ("Missing Migrants Project", "IOM")
    assert (row["place"], row["place_name"]) == ("LBY", "Off the coast, Libya")
    assert (row["grading"], row["url"]) == ("IOM source quality 3", "https://example.org/1")


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("Libya", "Libya"),
        ("Port of Zuwara, Libya", "Port of Zuwara, Libya"),
        ("A camp in New Libya-Town", "A camp in New Libya-Town, Libya"),
        ("", "Libya"),
    ],
)
def test_a_country_is_named_once(location, name):
    assert figure(table_of({"location_description": location}), "deaths")["place_name"] == name


@pytest.mark.parametrize("cause", ["Violence", "Shot by border guards", "Drowning", "Sickness"])
def test_deaths_stay_deaths_whatever_the_cause(cause):
    row = figure(table_of({"cause_death": cause}), "deaths")
    assert row["cause"] == f"migration: {cause.casefold()}"


def test_a_cause_that_is_not_told_is_migration():
    assert figure(table_of({"cause_death": ""}), "deaths")["cause"] == "migration"


def test_the_missing_are_a_minimum_and_open_above():
    table = table_of({"number_missing": "14", "total_dead_and_missing": "20"})
    for measure, low in (("missing_persons", 14), ("dead_or_missing", 20)):
        row = figure(table, measure)
        assert (row["low"], row["best"], row["high"]) == (low, None, None)
        assert row["range_kind"] == "count_floor"


def test_a_total_of_bodies_alone_is_a_point_and_a_rollup():
    row = figure(table_of({}), "dead_or_missing")
    assert (row["low"], row["best"], row["is_rollup"]) == (None, 6, True)


def test_a_total_without_its_parts_is_no_rollup():
    table = table_of({"number_dead": ""})
    assert "is_rollup" not in table or not table["is_rollup"].any()


def test_nobody_reported_missing_is_no_claim_that_nobody_is():
    table = table_of({"number_missing": "0"}, {})
    row = figure(table, "missing_persons")
    assert (row["low"], row["best"], row["status"]) == (None, None, "none_recorded")
    assert row["stated"] == "0"
    assert table.loc[table["measure"] == "dead_or_missing", "best"].tolist() == [6, 6]


@pytest.mark.parametrize("blank", ["NA", "nan", "None", "-"])
def test_what_stands_for_a_blank_leaves_no_total_open(blank):
    total = figure(table_of({"number_missing": blank}), "dead_or_missing")
    assert (total["low"], total["best"]) == (None, 6)
    alone = figure(table_of({"number_missing": blank, "number_dead": blank}), "dead_or_missing")
    assert not alone.get("is_rollup")


def test_no_body_is_a_number():
    table = table_of({"number_dead": "0", "number_missing": "9", "total_dead_and_missing": "9"})
    assert figure(table, "deaths")["best"] == 0


def test_sexes_that_make_up_the_total_are_points():
    table = table_of({"number_of_female": "2", "number_of_male": "4"})
    assert figure(table, "dead_or_missing", "sex=female;role=migrant")["best"] == 2
    assert figure(table, "dead_or_missing", "sex=male;role=migrant")["best"] == 4


@pytest.mark.parametrize(
    "row",
    [
        {"number_of_female": "2", "number_of_male": "0"},
        {"number_of_female": "2"},
        {
            "number_of_female": "2",
            "number_of_male": "18",
            "number_missing": "14",
            "total_dead_and_missing": "20",
        },
    ],
)
def test_sexes_that_leave_others_unknown_are_low_ends(row):
    female = figure(table_of(row), "dead_or_missing", "sex=female;role=migrant")
    assert (female["low"], female["best"], female["high"]) == (2, None, None)
    assert female["range_kind"] == "count_floor"


def test_zero_of_both_sexes_of_one_body_is_not_none():
    row = {"number_dead": "1", "total_dead_and_missing": "1"}
    table = table_of({**row, "number_of_female": "0", "number_of_male": "0"})
    for sex in ("female", "male"):
        of_sex = figure(table, "dead_or_missing", f"sex={sex};role=migrant")
        assert (of_sex["low"], of_sex["best"]) == (0, None)


def test_children_are_younger_than_18_and_known_to_be():
    group = "age=0-17;role=migrant"
    assert figure(table_of({"number_of_children": "2"}), "dead_or_missing", group)["low"] == 2
    assert figure(table_of({"number_of_children": "6"}), "dead_or_missing", group)["best"] == 6


def test_survivors_are_counted_apart():
    assert figure(table_of({"number_of_survivors": "31"}), "survivors")["best"] == 31


def test_rows_that_share_an_id_are_all_kept():
    table = table_of({}, {"number_dead": "1", "total_dead_and_missing": "1"}, {})
    assert table.loc[table["measure"] == "deaths", "best"].tolist() == [6, 1, 6]
    assert table["id"].is_unique


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Fri, 05/02/2031", "2031-05-02"),
        ("Fri, 05/02/2031 - 12:00", "2031-05-02"),
        ("Fri, 02/05/2031", "2031-05-02"),
        ("May 2, 2031", "2031-05-02"),
    ],
)
def test_a_weekday_tells_the_month_from_the_day(date, day):
    table = table_of({"reported_date": date})
    assert str(table.loc[0, "period_start"].date()) == day


@pytest.mark.parametrize("date", ["Sun, 05/02/2031", "Fri, 31/31/2031", "some day"])
def test_a_date_that_cannot_be_told_is_kept_as_unread(date):
    table = table_of({"reported_date": date})
    assert set(table["unread"]) == {f"period={date}"}
    assert table["period_start"].isna().all()


def test_a_month_without_a_day_is_a_month():
    columns = {"reported_date": "", "Reported Year": "2031", "Reported Month": "May"}
    row = figure(table_of(columns), "deaths")
    assert str(row["period_start"].date()) == "2031-05-01"
    assert (str(row["period_end"].date()), row["precision"]) == ("2031-05-31", "month")


def test_several_incidents_in_a_row_end_on_its_date():
    table = table_of({"Incident Type": "Cumulative Incident"}, {"Incident Type": "Incident"})
    assert table["period_start"].isna().tolist() == [True, True, False, False]
    assert {str(day.date()) for day in table["period_end"]} == {"2031-05-02"}
    assert table["caveat"].isna().tolist() == [False, False, True, True]


def test_the_id_of_a_part_is_believed_before_the_id_of_the_whole():
    row = {**ROW, "Main ID": "2031.MMP00001", "Incident ID": "2031.MMP00001-2"}
    del row["web_id"]
    assert set(read([row])["event"]) == {"2031.MMP00001-2"}
    del row["Incident ID"]
    assert set(read([row])["event"]) == {"2031.MMP00001"}


def test_where_people_come_from_is_kept_unless_it_is_unknown():
    table = table_of(
        {"Country of Origin": "Mali", "Region of Origin": "Western Africa"},
        {"Country of Origin": "Unknown", "Region of Origin": "Western Africa (P)"},
    )
    assert table["from_place"].fillna("").tolist() == ["MLI", "MLI", "", ""]
    assert table["from_name"].tolist()[2:] == ["Western Africa (P)"] * 2


def test_a_cell_that_is_no_number_is_kept_as_unread():
    table = table_of({"number_dead": "6?", "total_dead_and_missing": "many?"})
    assert table["unread"].tolist() == ["figure=6?", "figure=many?"]


def test_downloads_without_a_total_are_read_and_none_is_made_up():
    table = read(
        io.StringIO(
            "Main ID,Incident ID,Region,Incident Date,Year,Reported Month,Number Dead,"
            "Minimum Estimated Number of Missing,Number of Survivors,Number of Females,"
            "Number of Males,Number of Children,Country of Origin,Location of death\n"
            '2031.MMP1,2031.MMP1-1,Asia,"Thu, 05/01/2031 - 12:00",2031,May,3,0,,1,2,,Mali,Hills\n'
            '2031.MMP1,2031.MMP1-2,Asia,"Thu, 05/01/2031 - 12:00",2031,May,2,9,4,,1,,Iraq,Coast\n'
        )
    )
    assert table.attrs["reading"]["format"] == "iom_missing_migrants"
    assert set(table["event"]) == {"2031.MMP1-1", "2031.MMP1-2"}
    assert set(table["period_start"].dt.date.astype(str)) == {"2031-05-01"}
    everyone = table[table["group"] == "role=migrant"]
    assert list(everyone["measure"]) == [
        "deaths",
        "missing_persons",
        "deaths",
        "missing_persons",
        "survivors",
    ]
    assert not table["is_rollup"].any()
    women = table[table["group"] == "sex=female;role=migrant"]
    men = table[table["group"] == "sex=male;role=migrant"]
    assert women["best"].tolist() == [1]
    assert (men["best"].fillna(-1).tolist(), men["low"].fillna(-1).tolist()) == ([2, -1], [-1, 1])

"""Made-up weeks in the columns of ACLED's aggregates."""

import io

import pytest

from crisisfigures.reading import read
from crisisfigures.validation import validate

COLUMNS = "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,DISORDER_TYPE"
BATTLE = "2025-02-01,Western Africa,Mali,Gao,Battles,Armed clash,3,17,Political violence"
PROTEST = "2025-02-01,Western Africa,Mali,Gao,Protests,Peaceful protest,2,0,Demonstrations"


def table_of(*rows, columns=COLUMNS):
    table = read(io.StringIO("\n".join([columns, *rows])))
    assert table.attrs["reading"]["format"] == "acled_weekly"
    return table


def test_a_row_is_the_events_of_a_week_and_those_killed_in_them():
    table = table_of(BATTLE)
    assert table["measure"].tolist() == ["incidents", "killed"]
    assert table["best"].tolist() == [3, 17]
    assert table["definition"].tolist() == ["acled:armed_clash"] * 2
    assert set(table["period_start"].dt.date.astype(str)) == {"2025-02-01"}
    assert set(table["period_end"].dt.date.astype(str)) == {"2025-02-07"}
    assert table["cause"].fillna("").tolist() == ["", "conflict"]
    assert validate(table).ok


def test_nobody_killed_in_events_that_there_were_is_a_number():
    table = table_of(PROTEST)
    assert table["best"].tolist() == [2, 0]
    assert table["cause"].fillna("").tolist() == ["", "protests"]


def test_kinds_of_events_are_parts_and_no_rivals():
    table = table_of(BATTLE, PROTEST.replace("Protests", "Riots"))
    assert table["definition"].nunique() == 2
    assert not table.get("is_rollup", table["best"] < 0).any()


@pytest.mark.parametrize("day", ["2025-02-03", "soon"])
def test_a_week_that_does_not_begin_with_a_saturday_is_unread(day):
    table = table_of(BATTLE.replace("2025-02-01", day))
    assert table["period_start"].isna().all()
    assert table["unread"].tolist() == [f"period_start={day}"] * 2


def test_newer_names_of_columns_are_known():
    columns = COLUMNS.lower().replace("admin1", "admin 1") + ",population_best"
    table = table_of(BATTLE + ",900", columns=columns)
    assert table["best"].tolist() == [3, 17]
    assert table["population_best"].tolist() == ["900", "900"]

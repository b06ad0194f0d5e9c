"""Made-up years of conflicts in the columns of UCDP/PRIO: classes instead of numbers."""

import io
from pathlib import Path

import pytest

from crisisfigures import reconcile, validate
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "ucdp_prio"

HEADER = "conflict_id,year,gwno_a,gwno_b,incompatibility,intensity_level,type_of_conflict"


def table_of(*rows):
    return read(io.StringIO("\n".join([HEADER, *rows])))


def test_intensity_1_is_between_25_and_999():
    row = table_of("71001,2014,432,,territory,1,intrastate").iloc[0]
    assert (row["low"], row["high"]) == (25, 999)
    assert (row["quantifier"], row["stated"]) == ("between", "between 25 and 999")
    assert row["range_kind"] == "stated_words"
    assert row["intensity_level"] == "1"


def test_intensity_2_is_1000_and_open_above():
    table = table_of("71001,2014,432,,territory,2,intrastate")
    assert table["low"].tolist() == [1000]
    assert table[["best", "high"]].isna().all(axis=None)
    assert table["quantifier"].tolist() == ["at_least"]
    assert table["high_kind"].isna().all()


@pytest.mark.parametrize("level", ["0", "3", "war"])
def test_a_level_that_the_codebook_lacks_is_no_number_of_deaths(level):
    table = table_of(
        f"71001,2014,432,,territory,{level},intrastate", "71002,2014,432,,both,1,intrastate"
    )
    assert table["unread"].fillna("").tolist() == [f"intensity_level={level}", ""]
    assert table.loc[0, ["low", "best", "high"]].isna().all()
    assert not validate(table).ok


def test_a_row_is_a_year_of_battle_related_deaths():
    row = table_of("71001,2014,432,,territory,1,intrastate").iloc[0]
    assert (row["measure"], row["cause"], row["basis"]) == ("killed", "conflict", "flow")
    assert row["definition"] == "ucdp:battle_related"
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2014-01-01",
        "2014-12-31",
    )
    assert (row["event"], row["source_key"]) == ("conflict:71001", "conflict:71001/2014")
    assert row["source"] == "UCDP/PRIO"


def test_the_state_that_a_conflict_is_about_is_no_place_of_deaths():
    table = read(SAMPLES / "conflicts.csv")
    assert table["place"].isna().all()
    assert table["location"].tolist() == ["Mali", "Mali", "Chad, Niger"]
    assert table["gwno_loc"].tolist() == ["432", "432", "483, 436"]


def test_a_year_written_out_by_state_is_counted_once():
    table = read(SAMPLES / "conflicts_by_state.csv")
    assert len(table) == 3
    answer = reconcile(table, let_unknown={"place"}).table
    assert sorted(answer["low"]) == [25, 1000]
    assert answer["n_independent"].tolist() == [1, 1]


def test_a_release_supersedes_an_earlier_one():
    rows = "conflict_id,year,incompatibility,intensity_level,type_of_conflict,version\n"
    table = read(io.StringIO(rows + "71001,2014,1,1,3,22.1\n71001,2014,1,2,3,23.1"))
    assert table["edition"].tolist() == ["22.1", "23.1"]
    claims = reconcile(table, let_unknown={"place"}).claims
    assert claims["verdict"].str.startswith("superseded").tolist() == [True, False]


def test_dyads_are_numbered_apart_from_conflicts():
    assert read(SAMPLES / "dyads.csv")["event"].tolist() == ["dyad:8101"]


def test_names_of_2015_are_known():
    table = read(SAMPLES / "conflicts_2015.csv")
    assert table[["low", "high"]].iloc[0].tolist() == [25, 999]
    assert table["edition"].tolist() == ["4-2015"]


def test_a_year_that_is_none_is_kept_as_unread():
    table = table_of("71001,circa 2014,432,,territory,1,intrastate")
    assert "circa 2014" in table["unread"][0]
    assert table["low"].tolist() == [25]


def test_short_names_of_up_to_2014_are_known():
    table = read(
        io.StringIO(
            "ID,Location,SideA,SideB,SideBID,Inc,Terr,YEAR,Int,CumInt,Type,GWNoA,Version\n"
            "1-7,Mali,Government of Mali,Riverside Front,71,1,North,2012,2,1,3,432,4-2013\n"
        )
    )
    assert table.attrs["reading"]["format"] == "ucdp_prio"
    assert table["event"].tolist() == ["conflict:1-7"]
    assert table["low"].tolist() == [1000]
    assert table["period_start"].dt.year.tolist() == [2012]

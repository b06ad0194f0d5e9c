"""Rules of the field by name: which claims count, and when."""

import io

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError


def read(text):
    return cf.read(io.StringIO(text))


def years(found):
    table = found.table.sort_values(["period_start", "measure"], ascending=[True, False])
    return [(row.period_start.year, row.measure, row.low) for row in table.itertuples(index=False)]


IDMC = """\
measure,figure,place,period,role,event,source
new displacements,100,Mali,2023-12-20/2024-01-10,recommended,a,Ministry
new displacements,40,Mali,2023-03-01/2023-05-31,recommended,b,Ministry
new displacements,70,Mali,2023-03-01/2023-05-31,triangulation,c,AFP
idps,900,Mali,2023-12-31,recommended,,Ministry
idps,950,Mali,2023-06-30,recommended,,Ministry
"""


def test_idmc_counts_what_spans_years_where_it_ends():
    found = cf.aggregate(
        read(IDMC), places="country", periods="year", rule="idmc", complete="events"
    )
    assert years(found) == [
        (2023, "new_displacements", 40),
        (2023, "idps", 900),
        (2024, "new_displacements", 100),
    ]
    verdicts = dict(zip(found.parts["best"], found.parts["verdict"], strict=True))
    assert verdicts[70] == "set aside: it is not recommended"
    assert verdicts[950].startswith("set aside: a stock of another day than the last")
    assert set(found.table["method"]) == {"aggregate/consensus; rule: idmc"}
    assert "1 figure counted whole by the last day" in " ".join(found.table["caveat"].dropna())


def test_idmc_counts_what_lies_in_one_year_where_it_begins():
    found = cf.aggregate(read(IDMC), periods="quarter", rule="idmc", complete="events")
    flows = found.table[found.table["measure"] == "new_displacements"]
    assert sorted(zip(flows["period_start"].astype(str), flows["low"], strict=True)) == [
        ("2023-01-01", 40),
        ("2024-01-01", 100),
    ]


def test_all_claims_count_where_none_is_recommended():
    table = read(IDMC.replace("recommended", "claim"))
    found = cf.aggregate(table, periods="year", rule="idmc", complete="events")
    assert (2023, "new_displacements", 40) in years(found)


def test_emdat_counts_a_disaster_in_the_year_in_which_it_begins():
    table = read(
        "measure,figure,place,period,event,source\n"
        "dead or missing,12,Mali,2023-12-20/2024-01-10,2023-0001,EM-DAT\n"
        "dead or missing,5,Mali,2023-07,2023-0002,EM-DAT\n"
    )
    found = cf.aggregate(table, places="country", periods="year", rule="emdat", complete="events")
    assert years(found) == [(2023, "dead_or_missing", 17)]


def test_airwars_adds_up_confirmed_and_fair_alone():
    table = read(
        "measure,low,high,place,period,event,grading,source\n"
        "killed,3,7,PSE,2023-10-07,a,Fair,Airwars\n"
        "killed,1,1,PSE,2023-10-08,b,confirmed,Airwars\n"
        "killed,50,90,PSE,2023-10-08,c,Contested,Airwars\n"
        "killed,2,2,PSE,2023-10-08,d,,Airwars\n"
    )
    found = cf.aggregate(
        table, places="country", periods="month", rule="airwars", complete="events"
    )
    assert found.table[["low", "high"]].to_numpy().tolist() == [[4, 8]]
    assert (
        found.parts["verdict"] == "set aside: it is graded neither Confirmed nor Fair"
    ).sum() == 2
    assert len(found.parts) == 4
    with pytest.raises(OptionError, match="'grading'"):
        cf.aggregate(table.drop(columns="grading"), periods="month", rule="airwars")


def test_hapi_leaves_rollups_out():
    table = read(
        "measure,figure,place,period,is_rollup,source\n"
        "idps,30,Mali,2024-01-31,yes,IOM\n"
        "idps,10,Gao,2024-01-31,,IOM\n"
        "idps,18,Menaka,2024-01-31,,IOM\n"
    )
    found = cf.aggregate(table, places="country", rule="hapi")
    assert found.table[["completeness", "low"]].to_numpy().tolist() == [["lower bound", 28]]
    assert "set aside: it is a rollup of other rows" in found.parts["verdict"].tolist()


def test_nothing_that_counts_is_no_figure():
    table = read(
        "measure,figure,place,period,grading,source\nkilled,3,PSE,2023-10-07,Weak,Airwars\n"
    )
    found = cf.aggregate(table, periods="month", rule="airwars")
    assert found.table.empty
    assert found.parts["verdict"].tolist() == ["set aside: it is graded neither Confirmed nor Fair"]


def test_options_that_do_not_go_together():
    table = read(IDMC)
    with pytest.raises(UnknownNameError, match="ocha"):
        cf.aggregate(table, periods="year", rule="ocha")
    with pytest.raises(OptionError, match="leave split= or rule= out"):
        cf.aggregate(table, periods="year", rule="idmc", split="days")
    with pytest.raises(OptionError, match="give the table of claims"):
        cf.aggregate(cf.reconcile(table), periods="year", rule="idmc")


def test_the_claims_are_not_changed():
    table = read(IDMC)
    before = table.copy()
    cf.aggregate(table, periods="year", rule="idmc")
    pd.testing.assert_frame_equal(table, before)

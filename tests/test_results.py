"""Results are taken as they are: added up further, compared, made coherent, written and read."""

import io

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, TableError

HEAD = "measure,figure,place,period,source\n"
UN = """\
injured,10 to 12,Gao,2024-01,UN
injured,20,Gao,2024-02,UN
injured,30,Gao,2024-03,UN
injured,5,Kidal,2024-01,UN
"""


def read(rows):
    return cf.read(io.StringIO(HEAD + rows))


def months(rows):
    return cf.aggregate(read(rows), places="admin1", periods="month")


def ranges(found):
    table = found.table.sort_values("place")
    return [
        (row.place, row.completeness, row.low, None if row.high != row.high else row.high)
        for row in table.itertuples()
    ]


@pytest.mark.parametrize("take", [lambda found: found, lambda found: found.table])
def test_adding_in_two_steps_is_adding_in_one(take):
    once = cf.aggregate(read(UN), places="admin1", periods="quarter")
    twice = cf.aggregate(take(months(UN)), places="admin1", periods="quarter")
    expected = [("ML-7", "total", 60, 62), ("ML-8", "lower bound", 5, None)]
    assert ranges(twice) == ranges(once) == expected


def test_what_is_known_at_least_stays_a_lower_bound():
    # Kidal has no February and March, so its quarter is one, and so is the year.
    quarter = cf.aggregate(read(UN), places="admin1", periods="quarter")
    again = cf.aggregate(quarter, periods=["2024-01/2024-03"])
    assert ranges(again)[1] == ("ML-8", "lower bound", 5, None)


@pytest.mark.parametrize("take", [lambda found: found, lambda found: found.table])
def test_two_aggregations_are_compared(take):
    other = UN.replace("20,Gao", "21,Gao").replace("UN", "AFP")
    found = cf.compare(take(months(UN)), take(months(other)))
    table = found.table.sort_values("quantity")
    assert len(table) == 4
    assert table["left_low"].tolist() == [10, 20, 30, 5]
    assert table["right_low"].tolist() == [10, 21, 30, 5]


def test_results_that_were_written_are_results(tmp_path):
    found = months(UN)
    cf.write(found.table, tmp_path / "months.csv")
    read_again = cf.read(tmp_path / "months.csv")
    assert ranges(cf.aggregate(read_again, periods="quarter")) == ranges(
        cf.aggregate(found, periods="quarter")
    )


def test_results_are_coherent_or_not():
    whole = cf.aggregate(read(UN), places="admin1", periods="quarter")
    both = pd.concat([whole.table, months(UN).table], ignore_index=True)
    found = cf.cohere(both)
    assert found.conflicts.empty
    assert (found.table["coherence"] != "not tied").sum() == 6


def test_claims_beside_results_are_claims():
    table = pd.concat([read(UN), months(UN).table], ignore_index=True).drop(columns="quantity")
    assert cf.aggregate(table, places="admin1", periods="quarter").table["low"].tolist() == [60, 5]


def test_two_results_of_one_quantity_are_refused():
    table = pd.concat([months(UN).table] * 2, ignore_index=True)
    with pytest.raises(TableError, match="two rows of one quantity"):
        cf.aggregate(table, periods="quarter")


def test_a_path_is_no_table():
    two = (lambda p: cf.compare(p, p), lambda p: cf.diff(p, p))
    one = (
        cf.cohere,
        cf.reconcile,
        cf.match,
        cf.echoes,
        cf.revisions,
        cf.increments,
        cf.near_misses,
    )
    for verb in (*one, *two, lambda p: cf.aggregate(p, periods="year")):
        with pytest.raises(OptionError, match=r"read\(path\)"):
            verb("figures.csv")


def test_a_result_has_a_table(tmp_path):
    found = months(UN)
    assert cf.revisions(found).equals(cf.revisions(found.table))
    assert cf.match(found).equals(found.table)
    cf.write(found, tmp_path / "months.csv")


def test_stocks_of_different_days_for_one_year_are_not_compared():
    one = cf.aggregate(
        read("idps,100,Gao,2024-01-15,UN\nidps,7,Kidal,2024-06-30,UN\n"), periods="year", at="last"
    )
    other = cf.aggregate(
        read("idps,900,Gao,2024-12-31,AFP\nidps,7,Kidal,2024-06-30,AFP\n"),
        periods="year",
        at="last",
    )
    assert sorted(one.table["stock_on"]) == ["2024-01-15", "2024-06-30"]
    found = cf.compare(one, other)
    table = found.table.set_index("place")
    assert table["not_comparable"].isna().to_dict() == {"ML-7": False, "ML-8": True}
    assert table.loc["ML-7", "not_comparable"] == "stocks of 2024-01-15 and of 2024-12-31"
    assert pd.isna(table.loc["ML-7", "agreement"])
    assert table.loc["ML-8", "agreement"] == "identical"
    assert "not comparable: stocks of" in " ".join(cf.render(found).split())


def test_where_nothing_pairs_the_facets_that_never_agree_are_told():
    head = "measure,figure,cause,definition,place,period,source\n"
    one = cf.read(io.StringIO(head + "idps,100,conflict,,Mali,2024-12-31,IDMC\n"))
    other = cf.read(io.StringIO(head + "idps,120,conflict,dtm:ba,Mali,2024-12-31,IOM\n"))
    found = cf.compare(one, other)
    assert found.differences == ("idps, definition: not stated / dtm:ba",)
    assert "not stated / dtm:ba" in cf.render(found)
    assert cf.compare(one, one).differences == ()
    assert cf.compare(one, other.iloc[:0]).differences == ()


def test_the_order_of_results_changes_nothing():
    table = months(UN).table
    once = cf.aggregate(table, places="country", periods="quarter")
    other = cf.aggregate(table.iloc[::-1], places="country", periods="quarter")
    pd.testing.assert_frame_equal(once.table, other.table)
    pd.testing.assert_frame_equal(once.parts, other.parts)

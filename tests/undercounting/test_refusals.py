"""What cannot say how many are on no list is refused, and why."""

import numpy as np
import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, TableError, UndercountError, UnknownNameError

PEOPLE = pd.DataFrame(
    {"morgue": [1, 1, 1, 1, 0, 0], "press": [1, 1, 0, 0, 1, 1], "families": [1, 0, 1, 0, 1, 0]}
)
ENOUGH = pd.concat([PEOPLE, pd.DataFrame({"morgue": [0], "press": [0], "families": [1]})])


@pytest.mark.parametrize("totals", [{"morgue": 120, "press": 340}, [120, 340], np.array([1, 2])])
def test_totals_instead_of_a_frame(totals):
    with pytest.raises(TableError, match="how many each list has says nothing of how many are on"):
        cf.undercount(totals)


def test_totals_instead_of_individuals():
    totals = pd.DataFrame({"morgue": [120, 80], "press": [340, 210]})
    with pytest.raises(TableError, match=r"'morgue' holds 120 in row 0.*Totals of lists cannot"):
        cf.undercount(totals)


@pytest.mark.parametrize("columns", [[], ["press"]])
def test_fewer_than_two_lists(columns):
    with pytest.raises(UndercountError, match="whom a list missed shows only in another list"):
        cf.undercount(PEOPLE[columns])


def test_a_count_is_no_list():
    with pytest.raises(UndercountError, match="1 list:"):
        cf.undercount(pd.DataFrame({"press": [1], "n": [3]}), count="n")


def test_no_overlap_of_two_lists():
    apart = pd.DataFrame({"morgue": [1, 1, 0], "press": [0, 0, 1]})
    with pytest.raises(UndercountError, match="no overlap to estimate from"):
        cf.undercount(apart)


def test_a_list_that_shares_nobody_with_any_other():
    alone = {"morgue": [0], "press": [0], "families": [0], "army": [1]}
    apart = pd.concat([ENOUGH.assign(army=0), pd.DataFrame(alone)])
    with pytest.raises(UndercountError, match="list 'army' shares no individual"):
        cf.undercount(apart)


def test_an_empty_list():
    with pytest.raises(UndercountError, match="list 'army' is empty"):
        cf.undercount(ENOUGH.assign(army=0))


@pytest.mark.parametrize(
    ("morgue", "press"), [([1, 1, 0], [1, 1, 1]), ([1, 1, 1], [1, 1, 1])], ids=["part", "same"]
)
def test_a_list_contained_in_another(morgue, press):
    with pytest.raises(UndercountError, match="'morgue' is contained in list 'press': all"):
        cf.undercount(pd.DataFrame({"morgue": morgue, "press": press}))


def test_patterns_so_empty_that_independence_alone_has_an_estimate():
    # Everybody is on two lists: with any interaction the likelihood has no maximum.
    two_each = pd.DataFrame({"a": [1, 1, 0], "b": [1, 0, 1], "c": [0, 1, 1], "n": [20, 20, 20]})
    with pytest.raises(UndercountError, match="of 8 models only that of independent lists") as no:
        cf.undercount(two_each, count="n")
    assert "4 of the 7 patterns" in str(no.value)
    assert "Fienberg & Rinaldo" in str(no.value)


def test_an_upper_end_beyond_every_number_of_people():
    # The saturated model: 10**6 to the fourth, over 1.
    odd = pd.DataFrame(
        {
            "a": [1, 1, 1, 0, 1, 0, 0],
            "b": [1, 1, 0, 1, 0, 1, 0],
            "c": [1, 0, 1, 1, 0, 0, 1],
            "n": [10**6, 1, 1, 1, 10**6, 10**6, 10**6],
        }
    )
    with pytest.raises(UndercountError, match="beyond every number of people"):
        cf.undercount(odd, count="n")


def test_individuals_on_no_list():
    with pytest.raises(TableError, match=r"rows 6 are on no list: how many those are"):
        cf.undercount(pd.concat([PEOPLE, PEOPLE.iloc[:1] * 0], ignore_index=True))


def test_a_pattern_of_no_list_without_individuals_is_let_pass():
    frame = ENOUGH.assign(n=10)
    none = pd.DataFrame({"morgue": [0], "press": [0], "families": [0], "n": [0]})
    assert cf.undercount(pd.concat([frame, none]), count="n").n_observed == 70


def test_not_known_whether_on_a_list():
    with pytest.raises(TableError, match="list 'press': rows 3 do not say"):
        cf.undercount(PEOPLE.assign(press=[1, 1, 0, None, 1, 1]))


def test_a_column_that_is_no_list():
    with pytest.raises(TableError, match=r"column 'name' holds 'Ali', which is neither"):
        cf.undercount(PEOPLE.assign(name="Ali"))


def test_two_columns_of_one_name():
    with pytest.raises(TableError, match="two columns have the name 'press'"):
        cf.undercount(PEOPLE.set_axis(["press", "press", "families"], axis=1))


@pytest.mark.parametrize("frame", [PEOPLE.iloc[:0], PEOPLE.assign(n=0)], ids=["rows", "counts"])
def test_no_individuals(frame):
    with pytest.raises(TableError, match="there are no individuals"):
        cf.undercount(frame, count="n" if "n" in frame else None)


@pytest.mark.parametrize("wrong", [-1, 1.5, np.nan, "ten", np.inf, 2.0**54])
def test_a_count_that_is_no_number_of_individuals(wrong):
    frame = PEOPLE.assign(n=pd.Series([1, 1, wrong, 1, 1, 1]))
    with pytest.raises(TableError, match="not a number of individuals"):
        cf.undercount(frame, count="n")


def test_counts_too_large_to_be_exact():
    with pytest.raises(TableError, match=r"more than 2\*\*53"):
        cf.undercount(PEOPLE.assign(n=2**52), count="n")


def test_a_count_that_is_no_column():
    with pytest.raises(UnknownNameError, match="unknown column 'number'"):
        cf.undercount(PEOPLE, count="number")


def test_more_columns_than_there_are_lists():
    many = pd.DataFrame(np.eye(11, dtype=int))
    with pytest.raises(TableError, match="at most 10 can be"):
        cf.undercount(many)


@pytest.mark.parametrize("level", [0, 1, 90, -0.5, True, "0.9", float("nan")])
def test_a_level_that_is_no_share(level):
    with pytest.raises(OptionError, match=r"is not between 0 and 1.*\nHint: write 90 % as 0.9"):
        cf.undercount(ENOUGH, level=level)


@pytest.mark.parametrize("within", [-1, float("nan"), None, True])
def test_a_window_that_is_no_distance(within):
    with pytest.raises(OptionError, match="is no distance"):
        cf.undercount(ENOUGH, within=within)


@pytest.mark.parametrize("order", [0, 1, 3, 2.0, True])
def test_an_order_that_three_lists_do_not_have(order):
    with pytest.raises(OptionError, match="of 3 lists, 2 to 2 can interact"):
        cf.undercount(ENOUGH, order=order)


def test_an_order_of_two_lists():
    with pytest.raises(OptionError, match="two lists have one model"):
        cf.undercount(ENOUGH[["morgue", "press"]].iloc[:6], order=2)

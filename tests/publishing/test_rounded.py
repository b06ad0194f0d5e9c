import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError


def bests(table, rule, **options):
    return cf.rounded(table, rule, **options)["rounded_best"].tolist()


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        # Pairs of raw and rounded numbers that IDMC has published, halves among them.
        (3250, 3200), (1450, 1400), (225, 220), (955, 960), (155, 160), (185, 180), (4050, 4000),
        (26_500, 26_000), (463_500, 464_000), (100, 100), (7, 7), (0, 0),
    ],
)  # fmt: skip
def test_as_idmc_rounds(claims_of, number, shown):
    assert bests(claims_of({"best": float(number)}), "gidd") == [shown]


def test_as_unhcr_rounds_to_protect_people(claims_of):
    table = claims_of(*({"best": float(n)} for n in (0, 1, 2, 3, 4, 5, 6, 23)))
    assert bests(table, "unhcr") == [0, 0, 0, 5, 5, 5, 6, 23]


def test_halves_go_up(claims_of):
    table = claims_of(*({"best": n} for n in (149.0, 150.0, 249.0, 250.0)))
    assert bests(table, "half_up", to=100) == [100, 200, 200, 300]


def test_ends_are_rounded_outwards_and_a_number_said_three_times_is_one(claims_of):
    made = cf.rounded(
        claims_of(
            {"low": 9_840.0, "best": 12_345.0, "high": 13_210.0},
            {"low": 149.0},
            {"low": 151.0, "best": 151.0, "high": 151.0},
        ),
        "gidd",
    )
    names = ["rounded_low", "rounded_best", "rounded_high"]
    np.testing.assert_equal(
        made[names].to_numpy(),
        [[9_800, 12_000, 14_000], [140, np.nan, np.nan], [150, 150, 150]],
    )


def test_numbers_stay_and_kinds_of_nothing_stay_what_they_are(claims_of):
    table = claims_of(
        {"best": 1_234.0},
        {"status": "missing"},
        {"best": 0.0},
        {"low": 1.0, "high": 4.0, "status": "suppressed"},
    )
    made = cf.rounded(table, "gidd")
    pd.testing.assert_frame_equal(made[table.columns], table)
    assert made["rounded_best"].tolist()[2] == 0
    assert math.isnan(made["rounded_best"][1])
    assert made["rounding"].isna().tolist() == [False, True, False, False]


def test_the_rule_is_in_the_footnote_and_rounded_numbers_are_printed(claims_of):
    table = claims_of({"best": 12_345.0, "stated": "12,345"}, {"low": 149.0, "high": 151.0})
    printed = cf.render(cf.rounded(table, "gidd"))
    assert "12,000" in printed
    assert "12,345" not in printed
    assert "140 to 160" in printed
    assert "rounded as IDMC's" in printed


def parts(claims_of, *numbers):
    rows = [{"best": float(sum(numbers)), "group": "all"}]
    groups = ["sex=female", "sex=male", "sex=other", "sex=unknown"]
    rows += [{"best": float(n), "group": g} for n, g in zip(numbers, groups, strict=False)]
    return claims_of(*rows)


def test_rounded_parts_add_up_by_the_largest_remainders(claims_of):
    table = parts(claims_of, 140, 140, 140)  # 420: each to the nearest is 100, and their sum 300
    assert bests(table, "half_up", to=100) == [400, 100, 100, 100]
    assert bests(table, "half_up", to=100, add_up="groups") == [400, 200, 100, 100]
    made = cf.rounded(table, "half_up", to=100, add_up="groups")
    assert "parts add up" in made["rounding"][0]


def test_households_times_their_size_add_up_as_people_do(claims_of):
    # In binary floats 10.1 three times is 30.299999999999997.
    table = parts(claims_of, 10.1, 10.1, 10.1)
    table.loc[0, "best"] = 30.3
    whole, *made = bests(table, "half_up", to=20, add_up="groups")
    assert sum(made) == whole == 40


def test_parts_that_are_not_all_there_are_stay_rounded_by_themselves(claims_of):
    table = parts(claims_of, 140, 140, 140)
    assert bests(table, "half_up", to=100, add_up="places") == [400, 100, 100, 100]
    table.loc[0, "best"] = 421.0
    assert bests(table, "half_up", to=100, add_up="groups") == [400, 100, 100, 100]


@given(
    numbers=st.lists(st.integers(0, 5000), min_size=2, max_size=4),
    to=st.sampled_from([5, 10, 100, 1000]),
)
def test_rounded_tables_add_up_and_each_number_is_next_to_its_own(claims_of, numbers, to):
    table = parts(claims_of, *numbers)
    whole, *made = bests(table, "half_up", to=to, add_up="groups")
    assert sum(made) == whole
    for number, shown in zip(numbers, made, strict=True):
        assert shown % to == 0
        assert abs(shown - number) < to
    assert abs(whole - sum(numbers)) <= to / 2


NUMBERS = st.floats(0, 10**6, allow_subnormal=False)


@given(NUMBERS, NUMBERS, st.sampled_from(["gidd", "unhcr"]))
def test_what_is_printed_holds_what_is_known(low, more, rule):
    table = cf.to_frame([cf.Figure(measure="killed", low=low, high=low + more, source="A")])
    made = cf.rounded(table, rule).iloc[0]
    assert made["rounded_low"] <= low
    assert made["rounded_high"] >= low + more


def test_misuse_is_refused(claims_of):
    table = claims_of({"best": 1.0})
    with pytest.raises(UnknownNameError):
        cf.rounded(table, "nearest")
    with pytest.raises(OptionError, match="to what multiples"):
        cf.rounded(table, "half_up")
    with pytest.raises(OptionError, match="has steps of its own"):
        cf.rounded(table, "gidd", to=10)
    with pytest.raises(OptionError, match="needs one step"):
        cf.rounded(table, "gidd", add_up="groups")
    with pytest.raises(UnknownNameError):
        cf.rounded(table, "half_up", to=10, add_up="people")


def test_the_footnote_says_only_of_what_adds_up_that_it_does(claims_of):
    table = parts(claims_of, 140, 140, 140)
    table.loc[0, "best"] = 421.0
    made = cf.rounded(table, "half_up", to=100, add_up="groups")
    assert set(made["rounding"]) == {"rounded to multiples of 100, halves up"}


SEXES = ("sex=female", "sex=male", "sex=unknown")
AGES = ("age=0-17", "age=18-59", "age=60+")
STATUSES = ("status=civilian", "status=combatant")


def crossed(claims_of, numbers, *axes):
    """Return a table of all combinations of groups with all their sums; and what sums hold."""
    cells = dict(zip(itertools.product(*axes), numbers, strict=True))
    rows, sums = [], []
    for key in itertools.product(*((*axis, "") for axis in axes)):
        within = [
            n
            for cell, n in cells.items()
            if all(k in ("", c) for k, c in zip(key, cell, strict=True))
        ]
        rows.append({"group": ";".join(filter(None, key)) or "all", "best": float(sum(within))})
        for at, axis in enumerate(axes):
            if not key[at]:
                parts = (";".join(filter(None, (*key[:at], one, *key[at + 1 :]))) for one in axis)
                sums.append((rows[-1]["group"], list(parts)))
    return claims_of(*rows), sums


@given(numbers=st.lists(st.integers(0, 400), min_size=9, max_size=9), to=st.sampled_from([5, 100]))
def test_a_table_of_two_groupings_adds_up_to_both(claims_of, numbers, to):
    table, sums = crossed(claims_of, numbers, SEXES, AGES)
    made = cf.rounded(table, "half_up", to=to, add_up="groups").set_index("group")
    shown = made["rounded_best"]
    assert len(sums) == 8
    for whole, of in sums:
        assert shown[of].sum() == shown[whole]
    assert (abs(shown - made["best"]) < to).all()
    assert abs(shown["all"] - sum(numbers)) <= to / 2
    assert set(made["rounding"]) == {
        f"rounded to multiples of {to}, halves up, so that parts add up to their wholes"
    }


@given(numbers=st.lists(st.integers(0, 400), min_size=18, max_size=18))
def test_what_does_not_add_up_is_said(claims_of, numbers):
    table, sums = crossed(claims_of, numbers, STATUSES, SEXES, AGES)
    made = cf.rounded(table, "half_up", to=100, add_up="groups").set_index("group")
    for whole, of in sums:
        adds_up = made["rounded_best"][of].sum() == made["rounded_best"][whole]
        assert adds_up or "but not here" in made["rounding"][whole]


@given(st.permutations(range(16)), st.lists(st.integers(0, 4), min_size=9, max_size=9))
def test_the_order_of_rows_changes_nothing(claims_of, order, numbers):
    table, _ = crossed(claims_of, [50 * n for n in numbers], SEXES, AGES)
    made = cf.rounded(table, "half_up", to=100, add_up="groups")
    turned = cf.rounded(table.iloc[list(order)], "half_up", to=100, add_up="groups")
    pd.testing.assert_frame_equal(made, turned.sort_index())

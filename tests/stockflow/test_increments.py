import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError

BASE = {
    "measure": "killed",
    "basis": "cumulative",
    "source": "Ministry",
    "place": "LBN",
    "place_system": "iso3166-1",
    "period_start": "2024-01-01",
}


def series(*ranges, **more):
    rows = []
    for day, said in enumerate(ranges, 1):
        said = {"best": said} if isinstance(said, int) else said
        said = dict(zip(("low", "high"), said, strict=True)) if isinstance(said, tuple) else said
        rows.append(cf.Figure(**{**BASE, "period_end": f"2024-02-{day:02}", **said, **more}))
    return cf.with_ids(cf.to_frame(rows))


def ends(frame):
    rows = frame[["low", "best", "high"]].to_numpy(dtype=float).tolist()
    return [tuple(None if math.isnan(x) else x for x in row) for row in rows]


def test_the_worked_case():
    # Case cumulative_series of the worked cases, by definition.
    made = cf.increments(series(10, 25, 22, 40))
    assert made["best"].tolist() == [10, 15, -3, 18]
    assert made["step"].tolist() == ["level", "rise", "revision", "rise"]
    assert made["basis"].tolist() == ["flow"] * 4


def test_each_is_of_the_days_since_the_report_before():
    made = cf.increments(series(10, 25))
    assert [str(day.date()) for day in made["period_start"]] == ["2024-01-01", "2024-02-02"]
    assert [str(day.date()) for day in made["period_end"]] == ["2024-02-01", "2024-02-02"]
    assert made["precision"][1] == "day"
    ids = series(10, 25)["id"]
    assert made["derivation"][1] == f"{ids[1]} − {ids[0]}"


def test_a_total_that_cannot_fall_makes_its_reports_narrower():
    # The second is at least 100, as the first; the first at most 110, as the second.
    made = cf.increments(series((100, 200), (50, 110), (105, 300)))
    assert ends(made)[1:] == [(0, None, 10), (0, None, 200)]


def test_a_revision_is_not_clipped_and_narrows_nothing():
    made = cf.increments(series((100, 120), (80, 90), (85, 95)))
    assert made["step"].tolist() == ["level", "revision", "rise"]
    # 80 − 120 and 90 − 100; after it 85 − 90 is no fall, and 95 − 80 the most.
    assert ends(made)[1:] == [(-40, None, -10), (0, None, 15)]


def test_an_open_end_stays_open():
    made = cf.increments(series({"low": 10}, (30, 40), {"low": 50}))
    assert ends(made)[1:] == [(0, None, 30), (10, None, None)]
    made = cf.increments(series({"high": 10}, (30, 40)))
    assert ends(made)[1] == (20, None, 40), "a count is not below 0"


def test_a_vague_ceiling_counts_as_open():
    words = cf.parse_estimate("hundreds")
    said = {n: getattr(words, n) for n in ("low", "high", "low_kind", "high_kind", "quantifier")}
    made = cf.increments(series(50, {**said, "stated": "hundreds"}, 1500))
    assert made["step"].tolist() == ["level", "rise", "rise"]
    assert ends(made)[1:] == [(150, None, 1450), (0, None, 1300)]


def test_best_is_the_difference_of_bests_where_it_can_be():
    made = cf.increments(
        series(
            {"low": 90, "best": 100, "high": 110},
            {"low": 95, "best": 108, "high": 120},
            {"low": 95, "best": 105, "high": 130},  # not below the one before: no best of a rise
        )
    )
    assert ends(made)[1:] == [(0, 8, 30), (0, None, 35)]


def test_a_count_that_begins_anew_is_a_phase_of_its_own():
    first, second = series(10, 25), series(3, 9, event="anew").drop(columns=["id", "event"])
    second["period_start"] = pd.Timestamp("2024-02-10")
    second["period_end"] += pd.Timedelta(days=20)
    made = cf.increments(cf.with_ids(pd.concat([first, second], ignore_index=True)))
    assert made["step"].tolist() == ["level", "rise", "restart", "rise"]
    assert made["phase"].tolist() == [1, 1, 2, 2]
    assert made["best"].sum() == 25 + 9
    total = cf.aggregate(made, periods="2024-01-01/2024-02-22").table.iloc[0]
    assert (total["low"], total["completeness"]) == (34, "lower bound")


def test_sources_places_and_groups_are_series_of_their_own():
    tables = [
        series(10, 20),
        series(1, 5, source="Other"),
        series(2, 6, place="SYR"),
        series(3, 7, group="sex=female"),
    ]
    made = cf.increments(pd.concat(tables, ignore_index=True))
    assert made["best"].tolist() == [10, 10, 1, 4, 2, 4, 3, 4]
    assert (made["phase"] == 1).all()


def test_the_same_report_twice_is_one_and_two_that_differ_are_left_out():
    twice = pd.concat([series(10, 20, 30), series(10), series(99, 20)[1:]], ignore_index=True)
    assert cf.increments(cf.with_ids(twice))["best"].tolist() == [10, 10, 10]
    rivals = pd.concat([series(10, 20, 30), series(10, 21)[1:]], ignore_index=True)
    made = cf.increments(rivals)
    assert made["best"].tolist() == [10, 20]
    assert sum(made.attrs["left_out"].values()) == 2


def test_what_is_no_running_total_is_refused_or_left_out():
    with pytest.raises(OptionError, match="no row is a running total"):
        cf.increments(series(1, 2, basis="flow"))
    made = cf.increments(pd.concat([series(1, 2), series(3, status="withdrawn")]))
    assert made["best"].tolist() == [1, 1]
    assert made.attrs["left_out"] == {"withdrawn": 1}


def test_rises_add_up_as_flows_and_revisions_do_not_pass_for_some():
    rises = cf.increments(series(10, 25, 40))
    total = cf.aggregate(rises, periods="2024-01-01/2024-02-03").table.iloc[0]
    assert (total["best"], total["completeness"]) == (40, "total")
    revised = cf.increments(series(10, 25, 22))
    assert cf.validate(revised).failed["step"].tolist() == ["revision"]
    total = cf.aggregate(revised, periods="2024-01-01/2024-02-03").table.iloc[0]
    assert (total["low"], total["completeness"]) == (25, "lower bound")


def test_a_reconciliation_has_increments():
    claims = pd.concat([series(10, 25), series(10, 27, source="Other")], ignore_index=True)
    made = cf.increments(cf.reconcile(claims).table)
    assert ends(made)[1] == (15, None, 17)


small = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: tuple(sorted(pair)))


@given(st.lists(small, min_size=1, max_size=5))
def test_rises_are_what_all_totals_that_never_fall_allow(ranges):
    paths = [
        path
        for path in itertools.product(*(range(low, high + 1) for low, high in ranges))
        if all(a <= b for a, b in itertools.pairwise(path))
    ]
    made = cf.increments(series(*ranges))
    if not paths:
        assert "revision" in set(made["step"])
        return
    assert "revision" not in set(made["step"])
    for at, (low, _, high) in enumerate(ends(made)[1:], 1):
        steps = [path[at] - path[at - 1] for path in paths]
        assert (low, high) == (min(steps), max(steps))


@given(st.lists(small, min_size=2, max_size=6))
def test_a_revision_is_what_the_counts_before_and_after_it_allow(ranges):
    made = cf.increments(series(*ranges))
    starts = [0, *(at for at, step in enumerate(made["step"]) if step == "revision"), len(ranges)]
    paths = {
        first: [
            path
            for path in itertools.product(*(range(a, b + 1) for a, b in ranges[first:end]))
            if list(path) == sorted(path)
        ]
        for first, end in itertools.pairwise(starts)
    }
    for before, first in itertools.pairwise(starts[:-1]):
        steps = [new[0] - old[-1] for old in paths[before] for new in paths[first]]
        low, _, high = ends(made)[first]
        assert (low, high) == (min(steps), max(steps))
        assert high < 0


@given(st.lists(small, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(ranges, random):
    said = series(*ranges)
    order = list(range(len(said)))
    random.shuffle(order)
    made = cf.increments(said)
    shuffled = cf.increments(said.iloc[order])
    pd.testing.assert_frame_equal(
        made.sort_values("period_end", ignore_index=True),
        shuffled.sort_values("period_end", ignore_index=True),
    )


@given(st.lists(small, min_size=2, max_size=6))
def test_narrowing_never_widens(ranges):
    made = cf.increments(series(*ranges))
    for (low, _, high), ((a, b), (c, d)) in zip(
        ends(made)[1:], itertools.pairwise(ranges), strict=True
    ):
        assert low >= c - b
        assert high <= d - a


def test_a_hundred_thousand_reports_of_a_thousand_series():
    n, rng = 100_000, np.random.default_rng(1)
    day = np.datetime64("2020-01-01", "us") + np.tile(np.arange(100), 1000) * np.timedelta64(1, "D")
    table = pd.DataFrame(
        {
            "measure": "killed",
            "basis": "cumulative",
            "source": "Ministry",
            "place": "LBN",
            "place_system": "iso3166-1",
            "event": np.repeat(np.arange(1000), 100).astype(str),
            "period_start": np.datetime64("2019-12-31", "us"),
            "period_end": day,
            "best": rng.integers(0, 50, (1000, 100)).cumsum(axis=1).ravel().astype(float),
        }
    )
    made = cf.increments(table)
    assert len(made) == n
    last = table.groupby("event")["best"].last()
    assert (made.groupby("event")["best"].sum() == last).all()


def test_what_is_left_out_is_counted_by_its_reason():
    said = [
        series(10, 20, 30),
        series(10),  # a repeated report is in a series
        series(11, status="withdrawn"),
        series({"low": 1, "high": 4}, status="suppressed"),
        series({}, {}, status="missing"),
        series(5, place=None, place_system=None),
    ]
    made = cf.increments(cf.with_ids(pd.concat(said, ignore_index=True)))
    assert made["best"].tolist() == [10, 10, 10]
    assert made.attrs["left_out"] == {
        "missing": 2,
        "withdrawn": 1,
        "suppressed": 1,
        "no source, day or place is stated": 1,
    }
    rivals = pd.concat([series(10, 20), series(10, 21)], ignore_index=True)
    reason = "the source says another number of the same period, or none that can be"
    assert cf.increments(rivals).attrs["left_out"] == {reason: 2}


def test_a_count_that_runs_beside_another_is_no_restart():
    beside = series(3, 9, period_start="2024-02-01")
    made = cf.increments(cf.with_ids(pd.concat([series(10, 25), beside], ignore_index=True)))
    assert made["step"].tolist() == ["level", "rise", "level", "rise"]
    days = {name: pd.Timestamp("2024-02-03") for name in ("period_start", "period_end")}
    after = series(3).assign(**days)
    made = cf.increments(cf.with_ids(pd.concat([series(10, 25), after], ignore_index=True)))
    assert made["step"].tolist() == ["level", "rise", "restart"]


def test_a_total_of_what_may_be_negative_can_fall():
    made = cf.increments(series(10, -5, (-20, 3), {"low": -2}, measure="excess_deaths"))
    assert made["step"].tolist() == ["level", "change", "change", "change"]
    assert ends(made) == [(10, 10, 10), (-15, -15, -15), (-15, None, 8), (-5, None, None)]
    both = pd.concat([series(10, 5, 7, measure="excess_deaths"), series(10, 5, 7)])
    made = cf.increments(cf.with_ids(both.reset_index(drop=True)))
    assert made["step"].tolist() == ["level", "change", "change", "level", "revision", "rise"]
    assert made["best"].tolist() == [10, -5, 2] * 2

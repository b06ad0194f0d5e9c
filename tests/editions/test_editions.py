"""What was known when, how figures were revised, and what changed between editions."""

import io
import json
import math
from fractions import Fraction
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, PeriodError, UnknownNameError

# ── As of ───────────────────────────────────────────────────────────────────────────────────


def test_a_claim_counts_from_the_last_day_on_which_it_may_have_been_published(claims_of):
    said = ["2022-06-02", "2022-06", "2022", None, "soon"]
    table = claims_of(*({"best": float(n), "published_on": day} for n, day in enumerate(said)))
    for day, there in (
        ("2022-06-01", []),
        ("2022-06-02", [0]),
        ("2022-06-29", [0]),
        ("2022-06", [0, 1]),
        ("2022", [0, 1, 2]),
    ):
        assert cf.as_of(table, day)["best"].tolist() == there
    assert cf.as_of(table, "2022-06").attrs["left_out"] == {
        "published later": 1,
        "no publication date is stated": 1,
        "the publication date could not be read": 1,
    }
    with pytest.raises(PeriodError):
        cf.as_of(table, "soon")


def test_a_publication_date_that_could_not_be_read_is_none_that_was_not_stated():
    head = "measure,figure,place,period,source,published"
    rows = "killed,1,Gao,2024-01,A,garbage\nkilled,1,Gao,2024-02,A,\nkilled,,Gao,2024-02,A,2024\n"
    assert cf.as_of(edition_of(rows, head), "2023").attrs["left_out"] == {
        "published later": 1,
        "no publication date is stated": 1,
        "the publication date could not be read": 1,
    }


@pytest.mark.parametrize(
    ("day", "error"),
    [(pd.NaT, PeriodError), (None, PeriodError), (math.nan, PeriodError), (2024, OptionError)],
)
def test_a_day_that_is_none_is_refused_with_a_hint(claims_of, day, error):
    with pytest.raises(error, match="Hint: give a date"):
        cf.as_of(claims_of({"best": 1.0}), day)


days = st.integers(1, 28).map(lambda day: f"2022-06-{day:02}")


@given(st.lists(days, max_size=6), days, days)
def test_more_is_known_later(said, first, then):
    table = (
        cf.to_frame(
            [cf.Figure(measure="killed", best=1, source="A", published_on=day) for day in said]
        )
        if said
        else cf.to_frame([cf.Figure(measure="killed", best=1, source="A")])
    )
    early, late = sorted((first, then))
    assert set(cf.as_of(table, early).index) <= set(cf.as_of(table, late).index)
    assert len(cf.as_of(table, "2022-06-30")) == len(said)


# ── Revisions ───────────────────────────────────────────────────────────────────────────────


def test_the_history_of_a_figure(claims_of):
    said = [
        ("2022-06-02", {"low": 10.0, "high": 20.0}),
        ("2022-06-05", {"low": 15.0, "high": 25.0}),
        ("2022-06-09", {"low": 16.0, "high": 24.0}),
        ("2022-06-10", {"low": 16.0, "high": 24.0}),
        ("2022-06-12", {"low": 5.0, "high": 40.0}),
        ("2022-06-20", {"low": 1.0, "high": 30.0}),
        ("2022-07-01", {"status": "withdrawn"}),
        ("2022-07-09", {"best": 12.0}),
        ("2022-07-20", {"status": "missing"}),
        ("2022-07-30", {"low": 9.0}),
    ]
    table = claims_of(*({"published_on": day, **row} for day, row in said), source="UN")
    found = cf.revisions(table.sample(frac=1, random_state=1))
    assert found["change"].tolist() == [
        *("first", "raised", "narrowed", "same", "widened", "lowered", "withdrawn", "restored"),
        *("no number any more", "number stated"),
    ]
    assert found["change_low"].tolist()[1] == 15 - 20
    assert found["change_high"].tolist()[1] == 25 - 10
    assert found["from_id"].tolist()[1:] == found["id"].tolist()[:-1]


def test_sources_and_quantities_have_histories_of_their_own(claims_of):
    table = claims_of(
        {"best": 1.0, "source": "A", "published_on": "2022-06-01"},
        {"best": 2.0, "source": "B", "published_on": "2022-06-02"},
        {"best": 3.0, "source": "A", "published_on": "2022-06-03", "place": "ML-7"},
        {"best": 4.0, "source": "A"},
    )
    found = cf.revisions(table)
    assert found["change"].tolist() == ["first"] * 3
    assert found.attrs["left_out"] == {"no publication date or source is stated": 1}


def test_another_definition_under_one_key_is_a_break_and_no_revision(claims_of):
    table = claims_of(
        {"best": 10.0, "published_on": "2022-06-01"},
        {"best": 99.0, "published_on": "2022-06-02", "measure": "injured"},
        source="A",
        source_key="e1",
    )
    found = cf.revisions(table)
    assert found["change"].tolist() == ["first", "method break"]
    assert math.isnan(found["change_low"][1])


def test_one_key_of_several_figures_has_a_history_for_each(claims_of):
    first = [
        {"best": 10.0, "published_on": "2022-06-01"},
        {"best": 30.0, "published_on": "2022-06-01", "measure": "injured"},
    ]
    then = [{**row, "best": row["best"] + 1, "published_on": "2022-07-01"} for row in first]
    common = {"source": "A", "source_key": "e1"}
    assert cf.revisions(claims_of(*first, **common))["change"].tolist() == ["first", "first"]
    found = cf.revisions(claims_of(*first, *then, **common))
    assert sorted(found["change"]) == ["first", "first", "raised", "raised"]
    assert found["change_low"].dropna().tolist() == [1, 1]


@pytest.mark.parametrize(
    "more",
    [
        {"place": "ML-7"},
        {"place": None, "place_name": "Xanadu"},
        {"group": "sex=female"},
        {"unit": "household"},
        {"period_start": "2022-04-01"},
        {"cause": "drought"},
    ],
)
def test_figures_of_one_key_that_are_about_other_things_are_no_revisions(claims_of, more):
    table = claims_of(
        {"best": 10.0, "published_on": "2022-06-01"},
        {"best": 30.0, "published_on": "2022-06-01", **more},
        {"best": 31.0, "published_on": "2022-07-01", **more},
        source="A",
        source_key="e1",
    )
    found = cf.revisions(table.sample(frac=1, random_state=2))
    assert sorted(found["change"]) == ["first", "first", "raised"]
    assert found["change_low"].dropna().tolist() == [1]


def test_a_key_with_one_row_an_edition_is_one_history_wherever_it_moves(claims_of):
    table = claims_of(
        {"best": 10.0, "published_on": "2022-06-01"},
        {"best": 12.0, "published_on": "2022-07-01", "place": "ML-7"},
        source="A",
        source_key="e1",
    )
    assert cf.revisions(table)["change"].tolist() == ["first", "raised"]


def test_edition_9_comes_before_edition_10(claims_of):
    common = {"source": "UN", "source_key": "k", "published_on": "2022"}
    table = claims_of(*({"best": best, "edition": f"v{best:g}"} | common for best in (10.0, 9.0)))
    history = cf.revisions(table)
    assert history["edition"].tolist() == ["v9", "v10"]
    assert history["change"].tolist() == ["first", "raised"]


@pytest.mark.parametrize("late_after", [-1, "365", True, None])
def test_what_is_no_number_of_days_is_refused(claims_of, late_after):
    with pytest.raises(OptionError, match="no number of days"):
        cf.revisions(claims_of({"best": 1.0}), late_after=late_after)


def test_a_first_report_long_after_its_period_is_added_late(claims_of):
    table = claims_of({"best": 1.0, "published_on": "2024-01-01"})
    assert cf.revisions(table)["change"].tolist() == ["added late"]
    assert cf.revisions(table, late_after=1000)["change"].tolist() == ["first"]


# ── Diff ────────────────────────────────────────────────────────────────────────────────────


def event(key, **more):
    return {"source_key": key, "event": key, "source": "UCDP", **more}


@pytest.fixture
def editions(claims_of):
    old = claims_of(
        event("e1", low=1.0, best=2.0, high=3.0),
        event("e2", low=10.0, best=12.0, high=20.0),
        event("e3", best=5.0),
        event("e4", best=6.0),
        event("e5", best=7.0),
        event("e6", best=8.0),
        event("e7", best=0.0),
        event("e8", low=10.0, high=20.0),
    ).drop(columns="id")
    new = claims_of(
        event("e1", low=1.0, best=2.0, high=3.0),
        event("e2", low=10.0, best=15.0, high=20.0),
        event("e3", best=4.0),
        event("e4", status="withdrawn"),
        event("e5", best=7.0, period_end="2022-06-01"),
        event("e9", best=3.0),
        event("e7", status="missing"),
        event("e8", low=12.0, high=18.0, place="ML-7", measure="injured"),
    ).drop(columns="id")
    return old, new


def test_what_changed_from_one_edition_to_the_next(editions):
    found = cf.diff(*editions)
    changes = dict(zip(found.table["source_key"], found.table["change"], strict=True))
    assert changes == {
        "e2": "raised",
        "e3": "lowered",
        "e4": "withdrawn",
        "e5": "re-dated",
        "e6": "gone",
        "e7": "no number any more",
        "e8": "narrowed; moved; reclassified",
        "e9": "added",
    }
    details = dict(zip(found.table["source_key"], found.table["details"], strict=True))
    assert details["e2"] == "best: 12 → 15"
    assert details["e5"] == "period_end: 2022-05-31 → 2022-06-01"
    assert details["e4"] == "best: 6 → not stated; status: present → withdrawn"
    assert details["e7"] == "best: 0 → not stated; status: present → missing"
    assert (
        details["e8"]
        == "low: 10 → 12; high: 20 → 18; place: ML-9 → ML-7; measure: killed → injured"
    )
    assert found.counts["same"] == 1
    totals = found.totals.set_index("measure").loc["killed"]
    assert (totals["n_old"], totals["old_best"]) == (8, pytest.approx(math.nan, nan_ok=True))
    assert (totals["old_low"], totals["new_low"]) == (
        1 + 10 + 5 + 6 + 7 + 8 + 0 + 10,
        1 + 10 + 4 + 7 + 3,
    )


def test_an_edition_is_the_same_as_itself(editions):
    for edition in editions:
        found = cf.diff(edition, edition.sample(frac=1, random_state=1))
        assert found.counts == {"same": 8}
        assert found.table.empty


def test_exchanged_editions_are_the_mirror_image(editions):
    here, there = cf.diff(*editions).counts, cf.diff(*reversed(editions)).counts
    turned = {
        "raised": "lowered", "lowered": "raised", "gone": "added", "added": "gone",
        "narrowed": "widened", "widened": "narrowed", "withdrawn": "restored",
        "no number any more": "number stated", "best stated": "best dropped",
    }  # fmt: skip
    assert {turned.get(word, word): n for word, n in here.items()} == there


def test_without_keys_figures_are_known_by_what_they_are_about(claims_of):
    old = claims_of({"best": 1.0, "source": "A"}, {"best": 2.0, "source": "B"})
    new = claims_of({"best": 3.0, "source": "A"}, {"best": 2.0, "source": "C"})
    found = cf.diff(old.drop(columns="id"), new.drop(columns="id"))
    assert found.counts == {"added": 1, "gone": 1, "raised": 1}


def test_several_of_one_key_are_paired_one_by_one(claims_of):
    old = claims_of(*(event("e1", best=n) for n in (1.0, 2.0, 3.0))).drop(columns="id")
    new = claims_of(*(event("e1", best=n) for n in (3.0, 1.0, 9.0, 4.0))).drop(columns="id")
    found = cf.diff(old, new)
    assert found.counts == {"added": 1, "raised": 1, "same": 2}
    assert found.table["details"].tolist()[0] == "best: 2 → 4"


def edition_of(text, head="key,measure,figure,place,period,source"):
    return cf.read(io.StringIO(f"{head.replace('key', 'source_key')}\n{text}"))


@pytest.mark.parametrize("turn", [1, -1])
def test_figures_of_one_key_are_paired_by_what_they_are_about(turn):
    old = edition_of("ML,idps,10,Gao,2020,A\nML,idps,20,Mopti,2020,A\n")
    new = edition_of("ML,idps,21,Mopti,2020,A\nML,idps,11,Gao,2020,A\n").iloc[::turn]
    found = cf.diff(old, new)
    assert found.counts == {"raised": 2}
    assert found.table["details"].tolist() == ["best: 10 → 11", "best: 20 → 21"]


def test_a_year_on_top_of_a_key_is_added():
    old = edition_of("".join(f"ML,idps,{y},Gao,{y},A\n" for y in (2020, 2021, 2022)))
    new = edition_of("".join(f"ML,idps,{y + 5},Gao,{y},A\n" for y in (2019, 2020, 2021, 2022)))
    assert cf.diff(old, new).counts == {"added": 1, "raised": 3}
    moved = edition_of("ML,idps,5,Mopti,2023,A\n")
    assert cf.diff(edition_of("ML,idps,5,Gao,2020,A\nML,idps,5,Mopti,2020,A\n"), moved).counts == {
        "gone": 1,
        "re-dated": 1,
    }


def test_places_without_a_code_are_told_apart_by_name():
    old = edition_of("ML,idps,10,Xanadu,2020,A\nML,idps,20,Atlantis,2020,A\n")
    new = edition_of("ML,idps,9,Atlantis,2020,A\nML,idps,11,Xanadu,2020,A\n")
    assert sorted(cf.diff(old, new).table["details"]) == ["best: 10 → 11", "best: 20 → 9"]


def test_numbers_of_rows_are_no_names_of_figures():
    head = "id,measure,figure,place,period,source"
    old = edition_of("1,killed,10,Gao,2024-01,A\n2,killed,20,Kidal,2024-01,A\n", head)
    new = edition_of(
        "1,killed,5,Mopti,2024-01,A\n2,killed,10,Gao,2024-01,A\n3,killed,20,Kidal,2024-01,A\n",
        head,
    )
    assert cf.diff(old, new).counts == {"added": 1, "same": 2}


def test_reports_of_one_date_are_the_same_report():
    head = "measure,figure,place,period,source,published"
    old = edition_of("killed,10,Gao,2024,A,2024-01-01\nkilled,20,Gao,2024,A,2024-02-01\n", head)
    new = edition_of(
        "killed,12,Gao,2024,A,2024-01-01\nkilled,20,Gao,2024,A,2024-02-01\n"
        "killed,10,Gao,2024,A,2024-03-01\n",
        head,
    )
    found = cf.diff(old, new)
    assert found.counts == {"added": 1, "raised": 1, "same": 1}
    assert found.table["details"].tolist()[0] == "best: 10 → 12"


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_does_not_matter(claims_of, seed):
    random = Random(seed)

    def made():
        rows = [
            {
                "best": float(random.randint(1, 5)),
                "place": random.choice(["ML-7", "ML-9"]),
                "source": "A",
                "source_key": random.choice(["e1", "e2", None]),
            }
            for _ in range(5)
        ]
        return claims_of(*rows).drop(columns="id")

    def said(old, new):
        table = cf.diff(old, new).table[["change", "details", "source_key"]].fillna("")
        return sorted(table.to_numpy().tolist())

    old, new = made(), made()
    turned = new.sample(frac=1, random_state=random.randint(0, 9)), old.iloc[::-1]
    assert said(old, new) == said(turned[1], turned[0])


def test_an_open_end_that_closes_is_narrower_and_sums_stay_open(claims_of):
    old = claims_of(event("e1", low=10.0)).drop(columns="id")
    new = claims_of(event("e1", low=10.0, high=20.0)).drop(columns="id")
    found = cf.diff(old, new)
    assert found.table["change"].tolist() == ["narrowed"]
    assert math.isnan(found.totals["old_high"][0])
    assert found.totals["new_high"][0] == 20


def test_sums_and_changes_know_that_counts_have_a_floor_and_vague_words_no_ceiling(claims_of):
    words = [{"low": 200.0, "high": 999.0, "quantifier": "vague", "high_kind": "convention"}]
    found = cf.diff(claims_of({"best": -10.0}, measure="excess_deaths"), claims_of(*words))
    totals = found.totals.set_index("measure")
    assert totals.loc["excess_deaths", ["old_low", "old_best", "old_high"]].tolist() == [-10.0] * 3
    assert (totals["new_low"]["killed"], math.isnan(totals["new_high"]["killed"])) == (200, True)
    common = {"source": "UN"}
    said = claims_of({"high": 10.0} | common, {"best": 15.0} | common, words[0] | common)
    said["published_on"] = ["2022-06-01", "2022-07-01", "2022-08-01"]
    history = cf.revisions(said)[["change_low", "change_high"]].to_numpy()[1:]
    np.testing.assert_array_equal(history, [[5, 15], [185, math.nan]])


@pytest.mark.parametrize(
    ("was", "is_now", "word", "details"),
    [
        (
            {"low": 10.0, "low_kind": "exclusive"},
            {"low": 10.0},
            "widened",
            "low_kind: exclusive → stated",
        ),
        (
            {"low": 1.0, "high": 9.0},
            {"low": 1.0, "high": 9.0, "high_kind": "exclusive"},
            "narrowed",
            "high_kind: stated → exclusive",
        ),
        (
            {"best": 10.0},
            {"best": 10.0, "status": "suppressed"},
            "status changed",
            "status: present → suppressed",
        ),
        (
            {"status": "withdrawn"},
            {"status": "missing"},
            "status changed",
            "status: withdrawn → missing",
        ),
        (
            {"best": 10.0, "production": "provisional"},
            {"best": 10.0},
            "status changed",
            "production: provisional → reported",
        ),
        (
            {"low": 1.0, "high": 3.0},
            {"low": 1.0, "best": 2.0, "high": 3.0},
            "best stated",
            "best: not stated → 2",
        ),
        (
            {"low": 1.0, "best": 2.0},
            {"low": 1.0},
            "best dropped",
            "best: 2 → not stated",
        ),
        (
            {"low": 1.0, "high": 3.0},
            {"low": 1.0, "unread": "high=abc"},
            "no number any more",
            "high: 3 → not stated; unread: not stated → high=abc",
        ),
        (
            {"best": 1.0, "unread": "high=abc"},
            {"best": 2.0, "unread": "high=abc"},
            "raised",
            "best: 1 → 2",
        ),
    ],
)
def test_what_became_of_a_figure_in_one_word(claims_of, was, is_now, word, details):
    old, new = (claims_of(event("e1", **row)).drop(columns="id") for row in (was, is_now))
    found = cf.diff(old, new)
    assert found.counts == {word: 1}
    assert found.table["details"].tolist() == [details]
    both = claims_of(
        event("e1", **was, published_on="2022-06-01"),
        event("e1", **is_now, published_on="2022-07-01"),
    )
    history = cf.revisions(both)
    assert history["change"].tolist() == ["first", word]
    if word in ("status changed", "best stated", "best dropped", "no number any more"):
        assert history[["change_low", "change_high"]].isna().all(axis=None)


@pytest.mark.parametrize("unread", ["published_on=soon", "place=%3D"])
def test_other_cells_that_cannot_be_read_leave_the_number_alone(claims_of, unread):
    old = claims_of(event("e1", low=1.0)).drop(columns="id")
    assert cf.diff(old, old.assign(unread=unread)).counts == {"same": 1}


def test_a_diff_is_printed_with_its_sums(editions):
    printed = cf.render(cf.diff(*editions), "csv")
    assert "best: 12 → 15" in printed
    text = cf.render(cf.diff(*editions))
    assert "no totals of people" in text
    assert "1 same" in text
    assert repr(cf.diff(*editions)).startswith("<EditionDiff: 1 added")
    assert "no figures" in cf.render(cf.diff(editions[0].iloc[:0], editions[1].iloc[:0]))


rows = st.lists(
    st.fixed_dictionaries(
        {
            "source_key": st.sampled_from(["e1", "e2", "e3", None]),
            "best": st.sampled_from([1.0, 2.0, 3.0]),
            "place": st.sampled_from(["ML-7", "ML-9"]),
            "source": st.sampled_from(["A", "B"]),
        }
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(rows, rows)
def test_every_figure_of_both_editions_is_accounted_for_once(claims_of, old, new):
    tables = [claims_of({"best": 0.0}, *edition).drop(columns="id") for edition in (old, new)]
    found = cf.diff(*tables)
    words = found.table["change"].str.split("; ").str[0]
    pairs = found.counts.get("same", 0) + int((~words.isin(["gone", "added"])).sum())
    assert pairs + int((words == "gone").sum()) == len(tables[0])
    assert pairs + int((words == "added").sum()) == len(tables[1])
    assert cf.diff(tables[0], tables[0]).counts == {"same": len(tables[0])}


def test_a_hundred_thousand_events():
    n, rng = 100_000, np.random.default_rng(1)
    old = pd.DataFrame(
        {
            "measure": "killed",
            "source": "UCDP",
            "source_key": np.arange(n).astype(str),
            "best": rng.integers(0, 100, n).astype(float),
        }
    )
    new = old.copy()
    new.loc[:99, "best"] += 1
    found = cf.diff(old, new.iloc[::-1])
    assert found.counts == {"raised": 100, "same": n - 100}
    assert found.totals["new_best"][0] - found.totals["old_best"][0] == 100


# ── Trace ───────────────────────────────────────────────────────────────────────────────────


def test_every_claim_behind_a_number_is_named(claims_of):
    claims = claims_of(
        {"best": 10.0, "source": "UN", "url": "https://example.org/1", "stated": "ten"},
        {"low": 8.0, "high": 12.0, "source": "NGO", "published_on": "2022-06"},
        {"best": 99.0, "source": "X", "status": "withdrawn"},
    )
    result = cf.reconcile(claims)
    found = cf.trace(result, result.table["quantity"][0])
    assert [claim["verdict"].split(":")[0] for claim in found.claims] == [
        *("supports", "supports", "unusable")
    ]
    assert found.claims[0]["url"] == "https://example.org/1"
    assert found.method == "consensus"
    back = json.loads(found.to_json())
    assert back["schema"] == 1
    assert back["figure"]["best"] == 10
    assert back["figure"]["period_start"] == "2022-03-01"
    assert back["claims"][1]["best"] is None
    assert "supports: killed, Ménaka" in str(found) or "supports: killed" in str(found)


def test_a_total_is_traced_to_its_parts_and_their_claims(claims_of):
    claims = claims_of(
        {"best": 10.0, "place": "ML-7"},
        {"best": 5.0, "place": "ML-9"},
        {"best": 1.0, "place": None},
    )
    result = cf.aggregate(claims, places="country")
    found = cf.trace(result, result.table["quantity"][0])
    assert [part["verdict"] for part in found.parts] == ["counted", "counted"]
    assert [claim["id"] for claim in found.claims] == ["c0", "c1"]
    assert json.loads(found.to_json())["parts"][0]["said"].startswith("killed")


def test_an_unknown_quantity_is_refused(claims_of):
    with pytest.raises(UnknownNameError):
        cf.trace(cf.reconcile(claims_of({"best": 1.0})), "nothing")
    with pytest.raises(OptionError, match="Hint: give one of"):
        cf.trace(cf.reconcile(claims_of({"best": 1.0})), None)


def test_what_has_no_claims_behind_it_is_not_traced(claims_of):
    result = cf.reconcile(claims_of({"best": 1.0}))
    for other in (result.table, cf.compare(result, result)):
        with pytest.raises(OptionError, match="Hint: give what reconcile"):
            cf.trace(other, result.table["quantity"][0])


def test_weights_that_are_fractions_are_written_as_text(claims_of):
    result = cf.reconcile(claims_of({"best": 1.0}), weights={"Source 0": Fraction(1, 2)})
    found = json.loads(cf.trace(result, result.table["quantity"][0]).to_json())
    assert found["options"]["weights"] == {"Source 0": "1/2"}


def test_where_people_are_from_is_told():
    head = "measure,figure,place,from,period,source\n"
    rows = "refugees,{},BEL,NER,2011-12-31,UNHCR\nrefugees,10,BEL,MLI,2011-12-31,UNHCR\n"
    old, new = (cf.read(io.StringIO(head + rows.format(n))) for n in (54, 1054))
    found = cf.diff(old, new)
    assert found.table[["old_from_place", "new_from_place"]].to_numpy().tolist() == [["NER", "NER"]]
    assert "BEL, from NER" in cf.render(found)

"""Votes and answers: who votes, what they agree on, and what the row says of it."""

import math

import pandas as pd
import pytest

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.reconciliation import methods, reconcile


def only(result):
    """Return the one row of a result."""
    assert len(result.table) == 1
    return result.table.iloc[0]


def ends(row):
    """Return low and high, None where open."""
    return tuple(None if math.isnan(row[end]) else row[end] for end in ("low", "high"))


def verdicts(result):
    return dict(zip(result.claims["id"], result.claims["verdict"], strict=True))


def ranges(claims_of, *pairs, **common):
    """Return claims of these ranges; an end that is None is open."""
    rows = [{"best": low} if low == high else {"low": low, "high": high} for low, high in pairs]
    return claims_of(*rows, **common)


# methods.md calls this the edge case table; rows: hull, intersection, overlap, median, consensus.
EDGE_CASES = {
    "single": (
        [(20, 30)],
        dict.fromkeys(("envelope", "intersection", "overlap", "median", "consensus"), (20, 30)),
    ),
    "identical": (
        [(20, 30), (20, 30), (20, 30)],
        dict.fromkeys(("envelope", "intersection", "overlap", "median", "consensus"), (20, 30)),
    ),
    "disjoint": (
        [(8, 12), (20, 30)],
        {
            "envelope": (8, 30),
            "intersection": (None, None),
            "overlap": (8, 30),
            "median": (14, 21),
            "consensus": (8, 30),
        },
    ),
    "one open": (
        [(32, None), (10, 40)],
        {
            "envelope": (10, None),
            "intersection": (32, 40),
            "overlap": (32, 40),
            "median": (21, None),
            "consensus": (32, 40),
        },
    ),
    "all open above": (
        [(32, None), (40, None)],
        {
            "envelope": (32, None),
            "intersection": (40, None),
            "overlap": (40, None),
            "median": (36, None),
            "consensus": (40, None),
        },
    ),
    "zero is a claim": (
        [(0, 0), (0, 5)],
        {
            "envelope": (0, 5),
            "intersection": (0, 0),
            "overlap": (0, 0),
            "median": (0, 2.5),
            "consensus": (0, 0),
        },
    ),
    "touching ends": (
        [(1, 5), (5, 9)],
        {
            "envelope": (1, 9),
            "intersection": (5, 5),
            "overlap": (5, 5),
            "median": (3, 7),
            "consensus": (5, 5),
        },
    ),
}


@pytest.mark.parametrize("case", EDGE_CASES)
@pytest.mark.parametrize("method", ["envelope", "intersection", "overlap", "median", "consensus"])
def test_the_edge_cases_of_each_method(claims_of, case, method):
    pairs, expected = EDGE_CASES[case]
    assert ends(only(reconcile(ranges(claims_of, *pairs), method))) == expected[method]


@pytest.mark.parametrize(
    ("pairs", "envelope", "intersection", "median"),
    [
        # portion 2.6.3 and numpy, run; and portion alone for the second.
        ([(120, 180), (150, 250), (90, 160)], (90, 250), (150, 160), (120, 180)),
        ([(8, 12), (11, 13), (14, 15)], (8, 15), (None, None), (11, 13)),
    ],
)
def test_hull_intersection_and_median_of_worked_cases(
    claims_of, pairs, envelope, intersection, median
):
    table = ranges(claims_of, *pairs)
    assert ends(only(reconcile(table, "envelope"))) == envelope
    assert ends(only(reconcile(table, "intersection"))) == intersection
    assert ends(only(reconcile(table, "median"))) == median


def test_marzullos_worked_examples_with_their_segments(claims_of):
    # "Marzullo's algorithm", Wikipedia: two of three sources agree; a tie is kept.
    agreed = reconcile(ranges(claims_of, (8, 12), (11, 13), (14, 15)), "overlap")
    assert agreed.segments[["low", "high", "n_votes"]].to_numpy().tolist() == [[11, 12, 2]]
    assert only(agreed)["agreement"] == "majority"
    tied = reconcile(ranges(claims_of, (8, 9), (8, 12), (10, 12)), "overlap")
    assert tied.segments[["low", "high"]].to_numpy().tolist() == [[8, 9], [10, 12]]
    assert only(tied)["flags"] == "tied"
    assert only(tied)["agreement"] == "none"


def test_an_excluded_end_does_not_meet_the_point_that_it_excludes(claims_of):
    table = claims_of({"low": 5, "low_kind": "exclusive"}, {"low": 1, "high": 5})
    row = only(reconcile(table, "intersection"))
    assert ends(row) == (None, None)
    assert "a gap of 0" in row["caveat"]
    assert only(reconcile(table))["agreement"] == "none"


def test_the_pair_that_contradicts_is_named_with_the_gap(claims_of):
    row = only(reconcile(ranges(claims_of, (8, 12), (9, 13), (20, 30)), "intersection"))
    assert row["caveat"] == "Source 2 says 20 or more, Source 0 says 12 or less: a gap of 8"
    assert row["status"] == "missing"


def test_two_sources_that_differ_are_not_forced_to_agree(claims_of):
    row = only(reconcile(claims_of({"best": 30}, {"best": 34})))
    assert (ends(row), row["agreement"]) == ((30, 34), "none")
    assert math.isnan(row["best"])


def test_two_of_three_are_a_majority_and_the_third_dissents(claims_of):
    result = reconcile(claims_of({"best": 30}, {"best": 30}, {"best": 90}))
    row = only(result)
    assert (ends(row), row["best"], row["agreement"]) == ((30, 30), 30, "majority")
    assert (row["n_independent"], row["n_supporting"]) == (3, 2)
    assert verdicts(result) == {"c0": "supports", "c1": "supports", "c2": "dissents"}
    assert row["source"] == "Source 0; Source 1"
    assert (row["envelope_low"], row["envelope_high"]) == (30, 90)


def test_a_claim_whose_own_best_lies_outside_does_not_support_the_overlap(claims_of):
    result = reconcile(
        claims_of({"low": 20_000, "high": 30_000}, {"low": 28_800, "best": 32_000, "high": 35_200})
    )
    row = only(result)
    assert (ends(row), row["agreement"]) == ((20_000, 35_200), "none")
    assert verdicts(result) == {"c0": "supports", "c1": "compatible"}


def test_a_one_sided_claim_agrees_without_supporting_and_objects_where_it_excludes(claims_of):
    agreeing = reconcile(claims_of({"low": 20}, {"best": 30}))
    assert (only(agreeing)["agreement"], only(agreeing)["best"]) == ("unanimous", 30)
    assert verdicts(agreeing) == {"c0": "compatible", "c1": "supports"}
    objecting = only(reconcile(claims_of({"low": 50}, {"best": 30})))
    assert (objecting["agreement"], ends(objecting)) == ("none", (30, None))


def test_a_conventions_end_never_makes_a_contradiction(claims_of):
    dozens = {"low": 24, "high": 99, "quantifier": "vague", "low_kind": "convention"}
    table = claims_of(dozens | {"high_kind": "convention"}, {"best": 150})
    row = only(reconcile(table))
    assert (row["agreement"], ends(row)) == ("unanimous", (150, 150))


def test_words_that_nobody_pins_are_unopposed(claims_of):
    soft = {"low_kind": "convention", "high_kind": "convention", "quantifier": "vague"}
    result = reconcile(
        claims_of({"low": 200, "high": 999, **soft}, {"low": 300, "high": 999, **soft})
    )
    row = only(result)
    assert (ends(row), row["agreement"], row["n_pinned"]) == ((300, 999), "unopposed", 0)
    assert (row["low_kind"], row["high_kind"]) == ("convention", "convention")
    assert row["flags"] == "needs_convention"


def test_a_point_at_which_ranges_only_touch_is_flagged(claims_of):
    assert only(reconcile(ranges(claims_of, (1, 5), (5, 9))))["flags"] == "point"
    assert pd.isna(only(reconcile(ranges(claims_of, (1, 5), (5, 5))))["flags"])


def test_best_of_an_even_number_needs_the_two_central_ones_equal(claims_of):
    def best(*bests):
        rows = [{"low": 10, "best": b, "high": 50} for b in bests]
        return only(reconcile(claims_of(*rows)))["best"]

    assert best(30, 30) == 30
    assert math.isnan(best(30, 32))
    assert best(30, 32, 40) == 32
    assert best(20, 32, 32, 40) == 32


def test_weights_decide_what_is_more_than_half_and_tenths_tie(claims_of):
    table = claims_of({"best": 30}, {"best": 40})
    heavy = reconcile(table, weights={"Source 0": 2})
    assert (only(heavy)["agreement"], only(heavy)["best"]) == ("majority", 30)
    three = claims_of({"best": 30}, {"best": 30}, {"best": 40})
    tie = reconcile(three, weights={"Source 0": 0.1, "Source 1": 0.2, "Source 2": 0.3})
    assert only(tie)["agreement"] == "none"


def test_weights_name_known_sources_are_positive_and_go_with_methods_that_weigh(claims_of):
    table = claims_of({"best": 30}, {"best": 40})
    with pytest.raises(UnknownNameError, match="Sourse"):
        reconcile(table, weights={"Sourse 0": 2})
    with pytest.raises(OptionError, match="above 0"):
        reconcile(table, weights={"Source 0": 0})
    with pytest.raises(OptionError, match="does not weigh"):
        reconcile(table, "median", weights={"Source 0": 2})


def test_an_unknown_method_or_option_is_named_with_what_there_is(claims_of):
    with pytest.raises(UnknownNameError, match="consensus"):
        reconcile(claims_of({"best": 3}), "concensus")
    with pytest.raises(OptionError, match="prefer"):
        reconcile(claims_of({"best": 3}), "preferred_source", preferred=["OCHA"])
    with pytest.raises(OptionError, match="own_rows"):
        reconcile(claims_of({"best": 3}), own_rows="sum")


def test_the_shelf_holds_the_methods():
    assert set(methods()) >= {
        "consensus", "envelope", "intersection", "latest", "median", "overlap", "preferred_source",
    }  # fmt: skip


# ── who votes ────────────────────────────────────────────────────────────────


def test_echoes_of_a_source_that_speaks_for_itself_do_not_vote(claims_of):
    # Two agencies cite the ministry, which says it too; an NGO counts for itself.
    result = reconcile(
        claims_of(
            {"source": "Reuters", "best": 32, "repeats": "Ministry of Health"},
            {"source": "AFP", "best": 32, "repeats": "Ministry of Health"},
            {"source": "Ministry of Health", "best": 32},
            {"source": "Local NGO", "best": 40},
        )
    )
    assert only(result)["n_independent"] == 2
    assert verdicts(result)["c0"] == "echo of Ministry of Health (c2)"
    voting = result.claims[result.claims["verdict"].isin(["supports", "compatible", "dissents"])]
    assert set(voting["voter"]) == {"Ministry of Health", "Local NGO"}


def test_echoes_of_a_root_that_is_not_there_have_one_vote_together(claims_of):
    result = reconcile(
        claims_of(
            {"source": "Reuters", "best": 32, "repeats": "Ministry of Health"},
            {"source": "AFP", "best": 32, "repeats": "Ministry of Health"},
        )
    )
    assert only(result)["n_independent"] == 1
    assert set(result.claims["voter"]) == {"Ministry of Health"}


def test_a_withdrawn_root_silences_its_echoes(claims_of):
    result = reconcile(
        claims_of(
            {"source": "Reuters", "best": 32, "repeats": "Ministry of Health"},
            {"source": "Ministry of Health", "best": 32, "status": "withdrawn"},
        )
    )
    assert only(result)["n_independent"] == 0
    assert verdicts(result)["c0"].startswith("echo of Ministry of Health")
    assert verdicts(result)["c1"] == "unusable: status withdrawn"


def test_the_newest_claim_of_a_source_votes(claims_of):
    result = reconcile(
        claims_of(
            {"best": 30, "published_on": "2022-06-01"},
            {"best": 34, "published_on": "2022-06-05"},
            source="OCHA",
        )
    )
    assert only(result)["best"] == 34
    assert verdicts(result)["c0"] == "superseded by c1"


def test_a_month_does_not_lie_before_a_day_in_it(claims_of):
    result = reconcile(
        claims_of(
            {"best": 30, "published_on": "2022-06"},
            {"best": 34, "published_on": "2022-06-30"},
            source="OCHA",
        )
    )
    assert only(result)["n_independent"] == 0
    assert only(result)["flags"] == "withheld"


def test_an_undated_claim_supersedes_nothing_and_is_not_superseded(claims_of):
    result = reconcile(
        claims_of({"best": 30}, {"best": 34, "published_on": "2022-06-30"}, source="OCHA")
    )
    assert verdicts(result)["c0"].startswith("withheld: 2 rows of one source on one quantity")


def test_an_earlier_edition_of_the_same_key_is_superseded_by_number_not_by_letters(claims_of):
    result = reconcile(
        claims_of(
            {"best": 30, "edition": "round 9"},
            {"best": 34, "edition": "round 10"},
            source="IOM",
            source_key="MLI-1",
        )
    )
    assert only(result)["best"] == 34
    assert verdicts(result)["c0"] == "superseded by c1"


def test_a_claim_can_say_which_it_supersedes(claims_of):
    result = reconcile(claims_of({"best": 30}, {"best": 34, "supersedes": "c0"}, source="OCHA"))
    assert only(result)["best"] == 34
    other = reconcile(claims_of({"best": 30}, {"best": 34, "supersedes": "c0", "source": "OCHA"}))
    assert only(other)["n_independent"] == 2


def test_a_withdrawn_newest_claim_leaves_no_vote_and_revives_none(claims_of):
    result = reconcile(
        claims_of(
            {"best": 30, "published_on": "2022-06-01"},
            {"best": 34, "published_on": "2022-06-05", "status": "withdrawn"},
            source="OCHA",
        )
    )
    assert only(result)["n_independent"] == 0
    assert verdicts(result) == {"c0": "superseded by c1", "c1": "unusable: status withdrawn"}


def test_a_source_that_says_the_same_twice_has_one_vote_and_a_flag(claims_of):
    result = reconcile(claims_of({"best": 30}, {"best": 30}, source="OCHA"))
    assert (only(result)["n_independent"], only(result)["flags"]) == (1, "repeated")
    assert only(result)["agreement"] == "single"


def test_rows_of_one_source_that_differ_withhold_its_vote_or_give_their_hull(claims_of):
    table = claims_of({"best": 30}, {"best": 34}, source="OCHA")
    withheld = reconcile(table)
    assert verdicts(withheld)["c1"] == (
        "withheld: 2 rows of one source on one quantity: parts or rivals?"
    )
    assert only(withheld)["caveat"].startswith(verdicts(withheld)["c1"])
    assert "own_rows='hull'" in only(withheld)["caveat"]
    hull = only(reconcile(table, own_rows="hull"))
    assert (ends(hull), hull["n_independent"]) == ((30, 34), 1)


@pytest.mark.parametrize("status", ["missing", "not_applicable", "none_recorded", "withdrawn"])
def test_a_row_without_a_present_figure_has_no_vote_and_is_no_zero(claims_of, status):
    row = only(reconcile(claims_of({"status": status})))
    assert (row["status"], row["n_independent"]) == (status, 0)
    assert ends(row) == (None, None)


def test_a_suppressed_cell_with_bounds_votes(claims_of):
    row = only(reconcile(claims_of({"low": 1, "high": 5, "status": "suppressed"})))
    assert (ends(row), row["agreement"]) == ((1, 5), "single")


def test_triangulation_and_derived_rows_do_not_vote(claims_of):
    result = reconcile(
        claims_of({"best": 30, "role": "triangulation"}, {"best": 40, "role": "recommended"})
    )
    assert only(result)["best"] == 40
    assert verdicts(result)["c0"] == "not a vote: role triangulation"


def test_a_row_with_an_error_neither_votes_nor_supersedes(claims_of):
    result = reconcile(
        claims_of(
            {"best": 30, "published_on": "2022-06-01"},
            {"low": 50, "high": 20, "published_on": "2022-06-05"},
            source="OCHA",
        )
    )
    assert only(result)["best"] == 30
    assert verdicts(result)["c1"].startswith("unusable: ")


def test_a_row_with_a_cell_that_could_not_be_read_is_unusable_never_open(claims_of):
    result = reconcile(claims_of({"low": 20, "unread": "high=12O"}, {"best": 25}))
    assert verdicts(result)["c0"].startswith("unusable: ")
    assert ends(only(result)) == (25, 25)


def test_a_suspected_echo_votes_and_is_flagged_where_it_would_change_the_answer(claims_of):
    suspect = {"best": 1247, "published_on": "2022-06-02"}
    changed = reconcile(
        claims_of({**suspect, "published_on": "2022-06-01"}, suspect, {"best": 900})
    )
    assert (only(changed)["agreement"], only(changed)["flags"]) == ("majority", "echo_sensitive")
    unanimous = reconcile(claims_of({**suspect, "published_on": "2022-06-01"}, suspect))
    assert only(unanimous)["flags"] == "echo_sensitive"
    others = [{"best": 1247}] * 3
    unchanged = claims_of({**suspect, "published_on": "2022-06-01"}, suspect, *others)
    assert pd.isna(only(reconcile(unchanged))["flags"])


# ── single methods ───────────────────────────────────────────────────────────


def test_preferred_source_takes_the_first_that_votes_and_says_where_none_does(claims_of):
    table = claims_of(
        {"best": 30, "source": "OHCHR"}, {"best": 40, "source": "ACLED"},
        {"best": 50, "source": "ACLED", "place": "ML-7"}, {"best": 9, "place": "ML-6"},
    )  # fmt: skip
    result = reconcile(table, "preferred_source", prefer=["OHCHR", "ACLED"]).table
    assert dict(zip(result["place"], result["best"], strict=True))["ML-9"] == 30
    assert dict(zip(result["place"], result["best"], strict=True))["ML-7"] == 50
    none = result[result["place"] == "ML-6"].iloc[0]
    assert none["status"] == "missing"
    assert none["caveat"] == "none of the preferred sources (OHCHR, ACLED) has a vote"
    with pytest.raises(OptionError, match="order of the sources"):
        reconcile(table, "preferred_source")


def test_latest_takes_the_last_published_and_says_where_dates_do_not_tell(claims_of):
    dated = reconcile(
        claims_of(
            {"best": 30, "published_on": "2022-06-01"}, {"best": 40, "published_on": "2022-07"}
        ),
        "latest",
    )
    assert only(dated)["best"] == 40
    assert verdicts(dated) == {"c0": "dissents", "c1": "supports"}
    undated = only(
        reconcile(claims_of({"best": 30, "published_on": "2022-06-01"}, {"best": 40}), "latest")
    )
    assert undated["caveat"] == "a claim has no publication date, so none can be called the latest"
    same_day = claims_of({"best": 30}, {"best": 40}, published_on="2022-06-01")
    assert "cannot be put in order" in only(reconcile(same_day, "latest"))["caveat"]


def test_an_envelope_open_below_rests_on_the_floor_and_a_single_claim_stays_open(claims_of):
    row = only(reconcile(claims_of({"high": 500}, {"low": 20, "high": 30}), "envelope"))
    assert (ends(row), row["low_kind"]) == ((0, 500), "floor")
    alone = only(reconcile(claims_of({"high": 500}), "envelope"))
    assert ends(alone) == (None, 500)
    signed = claims_of({"high": 500}, {"low": 20, "high": 30}, measure="excess_deaths")
    assert ends(only(reconcile(signed, "envelope"))) == (None, 500)


# ── the row and its trail ────────────────────────────────────────────────────


def test_a_single_claim_comes_back_with_its_ends_kinds_and_words(claims_of):
    said = {
        "low": 2_000_000.0,
        "low_kind": "exclusive",
        "quantifier": "more_than",
        "stated": "more than two million",
        "convention": "plain-1",
        "approximate": False,
    }
    row = only(reconcile(claims_of(said)))
    assert {name: row[name] for name in said} == said
    assert (row["agreement"], row["n_independent"]) == ("single", 1)
    assert math.isnan(row["high"])
    assert pd.isna(row["high_kind"])


def test_stated_numbers_are_those_said_and_not_those_of_a_convention(claims_of):
    table = claims_of(
        {"low": 20_000, "high": 30_000},
        {
            "low": 28_800, "best": 32_000, "high": 35_200, "approximate": True,
            "low_kind": "convention", "high_kind": "convention",
        },
    )  # fmt: skip
    row = only(reconcile(table))
    assert (row["stated_low"], row["stated_high"]) == (20_000, 32_000)
    assert (row["high"], row["high_kind"], row["low_kind"]) == (35_200, "convention", "stated")


def test_every_number_can_be_traced_to_its_claims(claims_of):
    result = reconcile(claims_of({"best": 30}, {"best": 30}, {"best": 90}))
    row = only(result)
    assert row["claim_ids"] == "c0; c1; c2"
    assert row["n_claims"] == 3
    assert (row["role"], row["method"]) == ("derived", "consensus")
    text = result.explain(row["quantity"])
    assert "Source 2" in text
    assert "dissents" in text
    with pytest.raises(UnknownNameError):
        result.explain("killed somewhere")


def test_the_claims_given_are_not_changed_and_keep_their_index(claims_of):
    table = claims_of({"best": 30}, {"best": 40}).set_index(pd.Index([7, 3]))
    before = table.copy()
    result = reconcile(table)
    assert table.equals(before)
    assert result.claims.index.tolist() == [7, 3]


def test_an_empty_table_gives_an_empty_result(claims_of):
    result = reconcile(claims_of({"best": 30}).iloc[:0])
    assert len(result.table) == len(result.claims) == len(result.segments) == 0
    assert "0 claims" in repr(result)


def test_quantities_come_in_the_order_of_measure_group_place_and_period(claims_of):
    table = claims_of(
        {"measure": "killed", "place": "ML-9"}, {"measure": "injured"}, {"place": "ML-7"}, best=3
    )
    result = reconcile(table).table
    assert list(zip(result["measure"], result["place"], strict=True)) == [
        ("injured", "ML-9"), ("killed", "ML-7"), ("killed", "ML-9"),
    ]  # fmt: skip

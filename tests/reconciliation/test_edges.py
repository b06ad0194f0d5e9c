"""Where rules meet: editions that replace one another, chains of reprints, words beside numbers."""

import math
from itertools import permutations

import pandas as pd
import pytest

from crisisfigures.errors import OptionError, TableError, UnknownNameError
from crisisfigures.matching import match
from crisisfigures.nearmisses import near_misses
from crisisfigures.reconciliation import methods, reconcile
from crisisfigures.source import Source, standard_sources
from crisisfigures.validation import validate

UNKNOWN = {"period_start": None, "period_end": None}
DOZENS = {
    "low": 24, "high": 99, "quantifier": "vague", "stated": "dozens",
    "low_kind": "convention", "high_kind": "convention", "convention": "plain/1",
}  # fmt: skip


def only(result):
    assert len(result.table) == 1
    return result.table.iloc[0]


def verdicts(result):
    return dict(zip(result.claims["id"], result.claims["verdict"], strict=True))


# ── what replaces what ───────────────────────────────────────────────────────


@pytest.mark.parametrize("ids", list(permutations("abc")))
def test_the_newest_edition_stands_whatever_the_claims_are_called(claims_of, ids):
    rows = [
        {"id": name, "best": best, "edition": f"round {n}", "supersedes": "K"}
        for n, (name, best) in enumerate(zip(ids, (10, 20, 30), strict=True))
    ]
    assert only(reconcile(claims_of(*rows, source="IOM", source_key="K")))["best"] == 30


def test_an_older_claim_cannot_supersede_a_newer_one(claims_of):
    result = reconcile(
        claims_of(
            {"best": 10, "published_on": "2022-06-01", "supersedes": "c1"},
            {"best": 20, "published_on": "2022-06-09"},
            source="IOM",
        )
    )
    assert only(result)["best"] == 20


def test_claims_that_supersede_each_other_are_withheld_not_lost(claims_of):
    result = reconcile(
        claims_of({"best": 10, "supersedes": "c1"}, {"best": 20, "supersedes": "c0"}, source="IOM")
    )
    assert only(result)["flags"] == "withheld"


def test_who_repeats_its_own_claim_says_it_anew(claims_of):
    result = reconcile(
        claims_of(
            {"best": 10, "published_on": "2022-07-01"},
            {"best": 12, "published_on": "2022-07-05", "repeats": "c0"},
            source="OCHA",
        )
    )
    assert only(result)["best"] == 12


def test_a_withdrawn_triangulation_supersedes_no_claim(claims_of):
    withdrawn = {"best": 12, "published_on": "2022-07-05", "status": "withdrawn"}
    result = reconcile(
        claims_of(
            {"best": 10, "published_on": "2022-07-01"},
            {**withdrawn, "role": "triangulation"},
            source="OCHA",
        )
    )
    assert only(result)["best"] == 10


# ── whose word ───────────────────────────────────────────────────────────────


def test_a_chain_of_republishers_leads_to_one_root(claims_of):
    sources = standard_sources().with_sources(
        Source("Portal", republishes=("Bulletin",)),
        Source("Bulletin", republishes=("Town hall",)),
        Source("Town hall"),
    )
    table = claims_of({"source": "Portal"}, {"source": "Town hall"}, best=5)
    assert only(reconcile(table, sources=sources))["n_independent"] == 1
    declared = claims_of(
        {"source": "Radio", "repeats": "Bulletin"}, {"source": "Town hall"}, best=5
    )
    assert only(reconcile(declared, sources=sources))["n_independent"] == 1


def test_one_name_in_several_spellings_is_one_witness(claims_of):
    names = ["White Helmets", "white helmets", "White Helmets.", "White\u200b Helmets"]
    table = claims_of(*({"source": name} for name in names), best=5)
    assert only(reconcile(table))["n_independent"] == 1


@pytest.mark.parametrize("paper", ["Daily News", "Zeitung"])
def test_a_newspaper_is_not_the_origin_of_what_a_counting_body_says(claims_of, paper):
    words = "some 350 dead, the Red Crescent said"
    result = reconcile(
        claims_of(
            {"source": "Red Crescent branch", "publisher": "BBC"},
            {"source": paper, "publisher": paper, "source_type": "media"},
            best=350,
            excerpt=words,
            published_on="2022-06-01",
        )
    )
    assert verdicts(result)["c1"].startswith("echo of Red Crescent branch")


def test_the_same_unusual_floor_is_suspected_too(claims_of):
    table = claims_of({"published_on": "2022-06-01"}, {"published_on": "2022-06-02"}, low=1247)
    assert only(reconcile(table))["flags"] == "echo_sensitive"


def test_a_root_is_not_suspected_of_copying_its_echo(claims_of):
    table = claims_of(
        {"source": "Radio", "best": 1247, "published_on": "2022-06-01", "repeats": "Town hall"},
        {"source": "Town hall", "best": 1247, "published_on": "2022-06-02"},
        {"source": "Union", "best": 1300, "published_on": "2022-06-03"},
    )
    assert pd.isna(only(reconcile(table))["flags"])


def test_near_misses_are_of_different_sources_by_any_name(claims_of):
    table = claims_of({"source": "AFP"}, {"source": "Agence France Presse", **UNKNOWN}, best=5)
    assert near_misses(table).count == 0


# ── which quantity ───────────────────────────────────────────────────────────


def test_half_a_period_joins_nothing_that_it_does_not_state(claims_of):
    table = claims_of({}, {"period_start": "2019-06-10", "period_end": None}, best=5)
    assert len(reconcile(table, let_unknown="period").table) == 2


def test_a_claim_without_place_and_period_joins_one_without_period(claims_of):
    nowhere = {"place": None, "place_system": None}
    table = claims_of(UNKNOWN, {**UNKNOWN, **nowhere}, best=5)
    assert len(reconcile(table, let_unknown={"place", "period"}).table) == 1


def test_groups_and_events_that_read_alike_keep_names_of_their_own(claims_of):
    table = claims_of(
        {"group": "civilian"}, {"group": "status=civilian"}, {"event": "x · y"}, {"event": "x y"},
        {"event": "x \\· y"}, {"place_system": None}, best=5,
    )  # fmt: skip
    labels = match(table)["quantity"]
    assert labels.nunique() == 6
    assert len(reconcile(match(table)).table) == len(reconcile(table).table) == 6


def test_a_quantity_of_the_callers_own_may_not_mix_measures(claims_of):
    table = claims_of({}, {"measure": "injured"}, best=5, quantity="mine")
    with pytest.raises(TableError, match="different measures"):
        reconcile(table)


def test_what_a_tolerance_joined_is_a_sound_row(claims_of):
    stock = {"measure": "idps", "basis": "stock", "precision": "day", "best": 500}
    days = [{"period_start": f"2022-06-0{d}", "period_end": f"2022-06-0{d}"} for d in (1, 3)]
    near = reconcile(match(claims_of(*days, **stock), stock_days=3))
    assert validate(near.table).ok
    assert (only(near)["period_start"].day, only(near)["period_end"].day) == (1, 3)
    country = {"place": "MLI", "place_system": "iso3166-1"}
    nested = reconcile(match(claims_of({}, country, best=3), contained_places=True))
    assert validate(nested.table).ok


# ── words beside numbers ─────────────────────────────────────────────────────


def test_a_vague_word_does_not_outvote_numbers(claims_of):
    hundreds = {**DOZENS, "low": 200, "high": 999, "stated": "hundreds"}
    result = reconcile(claims_of({"low": 500, "best": 1500, "high": 2000}, hundreds))
    assert only(result)["agreement"] == "unanimous"
    assert (only(result)["low"], only(result)["high"]) == (500, 2000)
    assert verdicts(result)["c1"] == "compatible"


def test_what_only_a_conventions_end_keeps_apart_does_not_dissent(claims_of):
    result = reconcile(claims_of({"best": 10}, DOZENS))
    assert verdicts(result) == {"c0": "supports", "c1": "apart"}
    said = reconcile(claims_of({"best": 10}, {"best": 10}, {"best": 90}))
    assert verdicts(said)["c2"] == "dissents"


def test_an_empty_intersection_says_who_said_it_and_what_was_read(claims_of):
    about = {
        "low": 90, "best": 100, "high": 110, "approximate": True,
        "low_kind": "convention", "high_kind": "convention",
    }  # fmt: skip
    soft = only(reconcile(claims_of(about, {"best": 130}), "intersection"))["caveat"]
    assert "Source 0 is read as 110 or less" in soft
    assert soft.endswith("apart by how words are read, not contradictory")
    beyond = {"low": 20, "low_kind": "exclusive"}
    hard = only(reconcile(claims_of(beyond, {"best": 20}), "intersection"))["caveat"]
    assert hard == "Source 0 says more than 20, Source 1 says 20 or less: a gap of 0"


def test_an_end_that_a_convention_made_names_the_convention(claims_of):
    table = claims_of(DOZENS, {**DOZENS, "low": 36, "stated": "several dozen"})
    assert only(reconcile(table))["convention"] == "plain/1"


# ── rows, reasons, options ───────────────────────────────────────────────────


def test_best_never_lies_on_an_end_that_is_excluded(claims_of):
    result = reconcile(
        claims_of({"low": 10, "best": 20, "high": 30}, {"low": 20, "low_kind": "exclusive"}),
        "intersection",
    )
    assert math.isnan(only(result)["best"])
    assert validate(result.table).ok


def test_withdrawn_and_suppressed_stay_what_they_are(claims_of):
    withdrawn = {"source": "Town hall", "best": 5, "status": "withdrawn"}
    echo = {"source": "Radio", "best": 5, "repeats": "Town hall"}
    assert only(reconcile(claims_of(withdrawn, echo)))["status"] == "withdrawn"
    hidden = claims_of({"high": 5, "status": "suppressed"})
    assert only(reconcile(hidden))["status"] == "suppressed"


def test_the_hull_of_a_sources_own_rows_rests_on_the_floor(claims_of):
    table = claims_of({"high": 500}, {"best": 20}, source="OCHA")
    row = only(reconcile(table, own_rows="hull"))
    assert (row["low"], row["high"], row["low_kind"]) == (0, 500, "floor")


@pytest.mark.parametrize("weight", [math.nan, math.inf, "2", True, None])
def test_a_weight_is_a_number(claims_of, weight):
    with pytest.raises(OptionError, match="Source 0"):
        reconcile(claims_of({"best": 1}, {"best": 2}), weights={"Source 0": weight})


def test_a_source_has_one_weight_by_whatever_name(claims_of):
    table = claims_of({"best": 1, "source": "AFP"}, {"best": 2})
    with pytest.raises(OptionError, match="already"):
        reconcile(table, weights={"AFP": 2, "Agence France Presse": 9})


def test_a_preferred_source_may_be_given_by_any_name_that_is_known(claims_of):
    table = claims_of({"best": 1, "source": "AFP"}, {"best": 2})
    found = reconcile(table, "preferred_source", prefer=["Agence France Presse"])
    assert only(found)["best"] == 1
    with pytest.raises(UnknownNameError, match="AFQ"):
        reconcile(table, "preferred_source", prefer=["AFQ"])


def test_segments_say_which_of_their_ends_are_excluded(claims_of):
    table = claims_of({"low": 20, "low_kind": "exclusive", "high": 40}, {"low": 10, "high": 30})
    segment = reconcile(table, "overlap").segments.iloc[0]
    assert (segment["low"], segment["low_excluded"]) == (20, True)
    assert (segment["high"], segment["high_excluded"]) == (30, False)


@pytest.mark.parametrize("method", sorted(set(methods()) - {"preferred_source"}))
def test_a_result_can_be_validated_and_reconciled_again_to_nothing(claims_of, method):
    result = reconcile(claims_of({"best": 30}, {"best": 40}, DOZENS), method)
    assert validate(result.table).ok
    again = reconcile(result.table.drop(columns="quantity"), method)
    assert (again.table["n_independent"] == 0).all()

"""What others make of the same claims."""

import math

import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError


def by(table, whose, **options):
    return cf.by_rule_of(table, whose, **options).table.iloc[0]


def test_helix_takes_the_recommended_figure_and_flags_none_or_several(claims_of):
    claims = claims_of(
        {"best": 10.0},
        {"best": 12.0, "role": "recommended"},
        {"best": 9.0, "role": "triangulation"},
    )
    assert by(claims, "helix")["best"] == 12
    assert (
        "no figure is recommended" in by(claims_of({"best": 1.0}, {"best": 2.0}), "helix")["caveat"]
    )
    two = claims_of({"best": 1.0, "role": "recommended"}, {"best": 2.0, "role": "recommended"})
    row = by(two, "helix")
    assert (row["status"], row["caveat"]) == ("missing", "flagged: 2 are recommended")


def test_the_r_package_takes_role_then_date_and_no_hedges(claims_of):
    claims = claims_of(
        {"low": 10.0, "role": "triangulation", "published_on": "2022-06-01"},
        {"low": 30.0, "role": "triangulation", "published_on": "2022-06-09"},
        {"best": 99.0, "published_on": "2022-07-01"},
    )
    row = by(claims, "idmc_r")
    assert (row["best"], row["high"]) == (30, 30), "more than 30 is taken as 30"


def test_ucdp_spans_all_and_takes_the_best_of_the_most_reliable(claims_of):
    claims = claims_of(
        {"low": 8.0, "high": 20.0},
        {"best": 12.0, "reliability": "B"},
        {"best": 15.0, "reliability": "A"},
    )
    row = by(claims, "ucdp")
    assert (row["low"], row["best"], row["high"]) == (8, 15, 20)
    row = by(claims_of({"low": 8.0}, {"best": 12.0}), "ucdp")
    assert (row["low"], row["high"], math.isnan(row["best"])) == (8, 12, True)
    assert "graded" in row["caveat"]


def test_acled_takes_the_most_conservative_number(claims_of):
    assert (
        by(claims_of({"best": 12.0}, {"low": 8.0, "high": 20.0}, {"high": 5.0}), "acled")["best"]
        == 8
    )
    assert "at least" in by(claims_of({"high": 5.0}), "acled")["caveat"]


def test_emdat_takes_sources_in_order_and_the_mean_of_a_range(claims_of):
    claims = claims_of(
        {"best": 50.0, "source_type": "media", "source": "AFP"},
        {"low": 10.0, "high": 20.0, "source_type": "government", "source": "Ministry"},
    )
    assert by(claims, "emdat")["best"] == 15
    assert by(claims, "emdat", prefer=["AFP"])["best"] == 50
    assert "two sources" in by(claims_of({"best": 5.0}), "emdat")["caveat"]


def test_emdat_takes_the_latest_of_one_kind_and_an_undated_claim_last(claims_of):
    claims = claims_of({"best": 5.0}, {"best": 7.0, "published_on": "2022-06-01"})
    assert by(claims, "emdat")["best"] == 7


def test_emdat_knows_sources_by_all_their_names(claims_of):
    claims = claims_of(
        {"best": 3.0, "source": "AFP"}, {"best": 5.0, "source": "OCHA"}, {"best": 5.0}
    )
    assert by(claims, "emdat")["best"] == 5, "OCHA is of the United Nations"
    assert by(claims, "emdat", prefer="Agence France-Presse")["best"] == 3
    with pytest.raises(UnknownNameError, match="source in prefer"):
        by(claims, "emdat", prefer=["Nobody"])


@pytest.mark.parametrize("whose", ["idmc_r", "emdat"])
def test_claims_that_come_first_alike_are_flagged_whatever_the_order_of_rows(claims_of, whose):
    claims = claims_of(
        *({"best": best, "published_on": "2022-06-01"} for best in (5.0, 7.0)),
        role="triangulation" if whose == "idmc_r" else "claim",
    )
    for rows in (claims, claims[::-1]):
        row = by(rows, whose)
        assert (row["status"], math.isnan(row["best"])) == ("missing", True)
        assert row["caveat"] == "flagged: 2 claims come first alike, and differ"
    found = cf.by_rule_of(claims.assign(best=5.0), whose)
    assert found.table["best"].tolist() == [5]
    assert found.claims["verdict"].tolist() == ["supports"] * 2


def test_no_end_of_ucdp_is_one_that_a_claim_says_is_not_so(claims_of):
    row = by(claims_of({"low": 50.0}, {"best": 12.0}), "ucdp")
    assert (row["low"], math.isnan(row["high"])) == (12, True)
    row = by(claims_of({"high": 10.0}, {"best": 12.0}), "ucdp")
    assert (math.isnan(row["low"]), row["high"]) == (True, 12)


def test_rules_of_others_are_explained_as_such(claims_of):
    found = cf.by_rule_of(claims_of({"best": 5.0}, {"best": 7.0}), "acled")
    assert "1 supports the answer" in found.explain(found.table["quantity"][0])


def test_theirs_and_ours_side_by_side(claims_of):
    claims = claims_of({"best": 12.0, "role": "recommended"}, {"low": 20.0, "high": 30.0})
    theirs = cf.by_rule_of(claims, "helix")
    found = cf.compare(theirs, cf.reconcile(claims)).one
    assert (found["left_best"], found["right_low"], found["right_high"]) == (12, 12, 30)
    assert theirs.claims["verdict"].tolist() == ["supports", "passed over by the rule"]
    assert cf.trace(theirs, theirs.table["quantity"][0]).method == "helix"


def test_withdrawn_claims_count_for_nobody(claims_of):
    claims = claims_of({"best": 5.0, "status": "withdrawn"}, {"best": 9.0})
    for whose in ("idmc_r", "acled", "emdat"):
        assert by(claims, whose)["best"] == 9


def test_results_are_tables_of_figures(claims_of):
    claims = claims_of({"low": 8.0, "high": 20.0}, {"best": 12.0}, {"low": 3.0, "place": "ML-7"})
    for whose in ("helix", "idmc_r", "ucdp", "acled", "emdat"):
        found = cf.by_rule_of(claims, whose)
        assert cf.validate(found.table).ok
        assert isinstance(cf.render(found), str)


def test_misuse_is_refused(claims_of):
    with pytest.raises(UnknownNameError):
        cf.by_rule_of(claims_of({"best": 1.0}), "ocha")
    with pytest.raises(OptionError):
        cf.by_rule_of(claims_of({"best": 1.0}), "helix", prefer=["A"])

"""What is printed of a reconciliation, from small frames of its columns."""

import json

import pandas as pd
import pytest

from crisisfigures.layout import UNSAID_LEGEND
from crisisfigures.nearmisses import NearMisses
from crisisfigures.reconciliation import reconcile
from crisisfigures.reconciliation._explain import explained
from crisisfigures.reconciliation._printing import layout
from crisisfigures.rendering import render
from crisisfigures.wording import parse_estimate

CONVENTION = {"low_kind": "convention", "high_kind": "convention"}


def claim(id_, *, quantity="q", verdict="supports", **columns):
    return {
        "id": id_,
        "measure": "killed",
        "place_name": "Gao",
        "source": "MSA",
        "published_on": "2022-06",
        "quantity": quantity,
        "verdict": verdict,
        "voter": columns.get("source", "MSA"),
    } | columns


def answer(*, quantity="q", agreement="unanimous", **columns):
    return {
        "measure": "killed",
        "place_name": "Gao",
        "quantity": quantity,
        "agreement": agreement,
        "n_claims": 2,
        "n_independent": 2,
        "n_supporting": 2,
    } | columns


def misses(*pairs, count=None):
    names = ("facet", "value_a", "value_b", "option", "id_a", "id_b")
    frame = pd.DataFrame(list(pairs), columns=pd.Index(names), dtype="str")
    return NearMisses(len(pairs) if count is None else count, frame)


def printed(answers, claims, near=None, to="json", **options):
    parts = pd.DataFrame(answers), pd.DataFrame(claims), near or misses()
    laid_out = layout(*parts, {"method": "consensus"})
    text = render(laid_out, to, **options)
    return json.loads(text) if to == "json" else text


def figure(answer, *claims):
    return printed([answer], list(claims))["reconciled"][0]["figure"]


# -- figures


def test_one_claim_is_printed_in_its_own_words():
    said = figure(
        answer(agreement="single", low=300, high=999, stated="several hundred", **CONVENTION),
        claim("a", low=300, high=999, stated="several hundred", **CONVENTION),
    )
    assert said == "several hundred"


def test_without_agreement_the_envelope_is_printed_with_the_numbers_said():
    """The Menaka displacement: 20,000 to 30,000 beside an estimated 32,000."""
    document = printed(
        [answer(agreement="none", low=20_000, high=35_200, high_kind="convention")],
        [
            claim("a", low=20_000, high=30_000, verdict="compatible", stated="20,000 to 30,000"),
            claim("b", low=28_800, best=32_000, high=35_200, verdict="dissents", **CONVENTION),
        ],
    )
    (row,) = document["reconciled"]
    assert (row["figure"], row["agreement"]) == ("20,000 to about 32,000", "no agreement")


def test_where_sources_agree_only_the_numbers_behind_the_answer_are_printed():
    said = figure(
        answer(agreement="majority", low=189, high=220, n_independent=3, **CONVENTION),
        claim("a", low=180, best=200, high=220, **CONVENTION),
        claim("b", low=189, best=210, high=231, **CONVENTION),
        claim("c", low=195, high=400, verdict="dissents"),
    )
    assert said == "about 200 to about 210"


def test_where_nothing_but_words_was_said_the_words_of_that_range_are_printed():
    said = figure(
        answer(agreement="unopposed", low=300, high=999, **CONVENTION),
        claim("a", low=300, high=999, stated="several hundred", **CONVENTION),
        claim("b", low=200, high=999, stated="hundreds", verdict="compatible", **CONVENTION),
    )
    assert said == "several hundred"


def test_words_that_differ_give_way_to_marked_ends():
    said = figure(
        answer(agreement="unopposed", low=300, high=999, **CONVENTION),
        claim("a", low=300, high=999, stated="several hundred", **CONVENTION),
        claim("b", low=300, high=999, stated="varios centenares", **CONVENTION),
    )
    assert said == "300* to 999*"


def test_an_end_that_was_said_is_not_hedged():
    said = figure(
        answer(low=20_000, best=25_000, high=30_000),
        claim("a", low=20_000, high=30_000),
        claim("b", best=25_000),
    )
    assert said == "25,000 (20,000 to 30,000)"


def test_a_reconciled_zero_says_that_it_is_one():
    assert figure(answer(best=0, low=0, high=0), claim("a", best=0)) == "0 (zero, not missing)"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"status": "missing", "caveat": "none of the preferred sources has a vote"}, "no answer"),
        ({"status": "missing", "caveat": "unusable: low-above-high"}, "no usable claim"),
        ({"status": "missing", "caveat": "withheld: 3 rows of one source"}, "withheld"),
        ({"status": "withdrawn", "caveat": "unusable: status withdrawn"}, "withdrawn"),
        ({"status": "none_recorded"}, "none recorded"),
    ],
)
def test_a_gap_says_what_kind_of_gap_it_is(columns, said):
    assert figure(answer(agreement=None, low=None, **columns), claim("a", best=3)) == said


@pytest.mark.parametrize(
    ("stated", "vague", "said"),
    [
        ({"low": 90, "low_kind": "exclusive"}, "dozens", "more than 90"),
        ({"high": 50}, "dozens", "up to 50"),
        ({"low": 2_000_000, "low_kind": "exclusive"}, "millions", "more than 2,000,000"),
    ],
)
def test_vague_words_do_not_close_in_print_what_another_leaves_open(claims_of, stated, vague, said):
    read = parse_estimate(vague)
    ends = {"low": read.low, "high": read.high, "quantifier": "vague", "stated": vague}
    result = reconcile(claims_of(stated, ends | CONVENTION))
    (row,) = json.loads(render(result, "json"))["reconciled"]
    assert row["figure"] == said


def test_claims_that_contradict_and_are_open_have_no_bound_in_common(claims_of):
    result = reconcile(
        claims_of({"low": 500, "low_kind": "exclusive"}, {"high": 300, "high_kind": "exclusive"})
    )
    (row,) = json.loads(render(result, "json"))["reconciled"]
    assert (row["figure"], row["agreement"]) == ("no bound in common", "no agreement")


def test_an_end_whose_number_was_said_is_not_marked():
    document = printed(
        [answer(agreement="single", low=1_350_000, best=1_500_000, high=1_500_000, **CONVENTION)],
        [claim("a", low=1_350_000, best=1_500_000, high=1_500_000, **CONVENTION)],
    )
    assert document["reconciled"][0]["bounds"] == "1,350,000* to 1,500,000"


def test_an_open_answer_stays_open():
    said = figure(answer(low=32, low_kind="stated"), claim("a", low=32), claim("b", low=20))
    assert said == "at least 32"


def test_ends_by_convention_come_on_request_and_are_marked():
    answers = [
        answer(agreement="single", low=300, high=999, stated="several hundred", **CONVENTION)
    ]
    claims = [claim("a", low=300, high=999, stated="several hundred", **CONVENTION)]
    assert "300" not in printed(answers, claims, to="text")
    asked = printed(answers, claims, to="text", show=["bounds"])
    assert "300* to 999*" in asked
    assert "* Not a number that a source gave" in asked


# -- agreement


@pytest.mark.parametrize(
    ("columns", "verdicts", "said"),
    [
        ({"agreement": "unanimous"}, ["supports", "supports"], "unanimous"),
        (
            {"agreement": "majority", "n_independent": 3},
            ["supports", "supports", "dissents"],
            "majority (2 of 3)",
        ),
        ({"agreement": "unopposed"}, ["supports", "supports"], "unopposed"),
        (
            {"agreement": "unanimous", "n_supporting": 1},
            ["supports", "compatible"],
            "unanimous (1 of 2)",
        ),
        (
            {"agreement": "unopposed", "n_supporting": 1},
            ["supports", "apart"],
            "unopposed (1 of 2)",
        ),
        ({"agreement": "none"}, ["dissents", "dissents"], "no agreement"),
        ({"agreement": "single", "n_independent": 1}, ["supports"], "single"),
        (
            {"agreement": "single", "n_independent": 1},
            ["supports", "echo of MSA (a)"],
            "single (1 echo)",
        ),
        (
            {"agreement": "single", "n_independent": 1, "flags": "echoes_only"},
            ["supports", "supports"],
            "single (echoes only)",
        ),
        (
            {"agreement": "unanimous", "flags": "echo_sensitive; needs_convention; point"},
            ["supports", "supports"],
            "unanimous; differs without a suspected echo; in one point only",
        ),
        (
            {"agreement": None, "low": None, "caveat": "none of the preferred sources has a vote"},
            ["compatible"],
            "none of the preferred sources has a vote",
        ),
        ({"agreement": None}, ["supports"], None),
    ],
)
def test_agreement_is_said_with_its_count(columns, verdicts, said):
    claims = [claim(str(i), best=5, verdict=verdict) for i, verdict in enumerate(verdicts)]
    document = printed([answer(best=5, **columns)], claims)
    assert document["reconciled"][0]["agreement"] == said


def test_a_majority_by_weight_says_so():
    weighed = pd.DataFrame([answer(agreement="majority", best=5, n_supporting=1, n_independent=3)])
    claims = pd.DataFrame([claim(id_, best=5) for id_ in "abc"])
    laid_out = layout(weighed, claims, misses(), {"method": "consensus", "weights": {"MSA": 5}})
    (row,) = json.loads(render(laid_out, "json"))["reconciled"]
    assert row["agreement"] == "majority by weight (1 of 3)"


# -- footnotes


def test_a_claim_that_only_a_convention_keeps_apart_is_not_set_aside_nor_dissents():
    document = printed(
        [answer(best=50, n_supporting=1)],
        [
            claim("a", best=50),
            claim("b", best=40, verdict="apart", source="UN"),
            claim("c", best=90, verdict="dissents", source="AFP"),
        ],
    )
    assert [note["text"] for note in document["notes"]] == [
        "MSA, June 2022: 50; supports.",
        "UN, June 2022: 40; apart, by a convention's end.",
        "AFP, June 2022: 90; dissents.",
    ]
    assert document["not_reconciled"] == []


def test_a_footnote_names_source_publisher_date_words_verdict_and_address():
    document = printed(
        [answer(low=300, high=999, **CONVENTION)],
        [
            claim("a", low=300, high=999, stated="several hundred", publisher="AFP",
                  url="https://example.org/menaka", **CONVENTION),
            claim("b", best=32_000, source="UN", publisher="UN", published_on="2022-06-14",
                  verdict="dissents", place_precision="inferred", production="provisional",
                  caveat="figures rise daily"),
        ],
    )  # fmt: skip
    assert document["notes"] == [
        {
            "note": 1,
            "id": "a",
            "text": "MSA, via AFP, June 2022: “several hundred”; supports.",
            "url": "https://example.org/menaka",
        },
        {
            "note": 2,
            "id": "b",
            "text": "UN, 14 June 2022: 32,000; dissents. Provisional. Place inferred. "
            "Figures rise daily",
            "url": None,
        },
    ]


def test_the_footnotes_of_a_row_are_its_claims_those_behind_it_first():
    document = printed(
        [answer(quantity="p", best=1), answer(quantity="q", best=2)],
        [
            claim("d", quantity="q", verdict="echo of MSA", best=2),
            claim("c", quantity="q", verdict="dissents", best=3),
            claim("b", quantity="q", best=2),
            claim("a", quantity="p", best=1),
        ],
    )
    assert [row["notes"] for row in document["reconciled"]] == [[1], [2, 3, 4]]
    assert [note["id"] for note in document["notes"]] == ["a", "b", "c", "d"]


def test_a_claim_that_stands_alone_needs_no_verdict():
    document = printed([answer(agreement="single", best=5)], [claim("a", best=5)])
    assert document["notes"][0]["text"] == "MSA, June 2022: 5."


def test_without_agreement_a_claim_supports_only_what_most_votes_cover():
    document = printed(
        [answer(agreement="none", low=1, high=9)],
        [
            claim("a", low=1, high=5, verdict="supports"),
            claim("b", low=4, high=9, verdict="compatible"),
            claim("c", best=9, verdict="dissents"),
        ],
    )
    assert [note["text"].partition("; ")[2] for note in document["notes"]] == [
        "supports the range that most votes cover.",
        "compatible with the range that most votes cover.",
        "dissents.",
    ]


def test_echoes_of_a_source_that_is_not_there_say_that_they_are_only_that(claims_of):
    claims = claims_of(
        {"source": "Wire A", "repeats": "OHCHR", "best": 120},
        {"source": "Wire B", "repeats": "OHCHR", "best": 120},
    )
    (row,) = json.loads(render(reconcile(claims), "json"))["reconciled"]
    assert (row["agreement"], row["n_independent"]) == ("single (echoes only)", 1)


def test_a_very_long_name_is_cut_and_the_rest_is_counted():
    document = printed([answer(best=12)], [claim("a", best=12, source="N" * 1000)])
    assert document["notes"][0]["text"] == f"{'N' * 200}… and 800 more characters, June 2022: 12."


def test_very_long_words_are_cut_and_the_rest_is_counted():
    text = "about 12 " + "and so on " * 1000
    document = printed([answer(best=12)], [claim("a", best=12, stated=text)])
    assert document["notes"][0]["text"].endswith("… and 9,808 more characters”.")


# -- what follows


def test_near_misses_name_both_claims_what_differs_and_what_would_join_them():
    document = printed(
        [answer(quantity="p", best=1), answer(quantity="q", best=2)],
        [
            claim("a", quantity="p", best=1, precision="month",
                  period_start=pd.Timestamp("2022-03-01"), period_end=pd.Timestamp("2022-05-31")),
            claim("b", quantity="q", best=2, source="UN"),
        ],
        misses(("period", None, "2022-03-01/2022-05-31", 'let_unknown={"period"}', "b", "a")),
    )  # fmt: skip
    assert document["near_misses"] == [
        {
            "claim": {"text": "2, UN", "notes": [2]},
            "other": {"text": "1, MSA", "notes": [1]},
            "facet": "period: not stated / March–May 2022",
            "option": 'let_unknown={"period"}, or --let-unknown period',
            "id_a": "b",
            "id_b": "a",
        }
    ]


def test_twenty_near_misses_are_printed_and_all_are_counted():
    pair = ("unit", "person", "household", "none: a different unit is a different quantity")
    text = printed(
        [answer(best=1)],
        [claim("a", best=1), claim("b", best=2)],
        misses(*[(*pair, "a", "b")] * 25, count=1234),
        to="text",
    )
    assert "1,234 pairs of claims by different sources differ in one facet only." in text
    assert "The first 20 of them; 1,214 more." in text
    assert text.count("unit: person / household") == 20


def test_what_is_not_reconciled_says_why_and_where_it_stands():
    document = printed(
        [answer(quantity="p", best=1)],
        [
            claim("a", quantity="p", best=1),
            claim("b", quantity="p", best=1, verdict="echo of MSA (a)", source="Wire"),
            claim("c", low=30, high=20, verdict="unusable: low-above-high", source="UN",
                  file="claims.csv", source_row=9, unread="published_on=2022-13"),
        ],
    )  # fmt: skip
    assert document["not_reconciled"] == [
        {
            "claim": {"text": "1, Wire", "notes": [2]},
            "of": "killed; Gao; not stated",
            "row": None,
            "why": "echo of MSA [1]",
            "id": "b",
        },
        {
            "claim": "30 to 20, UN",
            "of": "killed; Gao; not stated",
            "row": "claims.csv, row 9",
            "why": "unusable: low-above-high (published_on “2022-13”)",
            "id": "c",
        },
    ]


def test_rows_that_are_withheld_say_what_to_do():
    verdict = "withheld: 2 rows of one source on one quantity: parts or rivals?"
    document = printed(
        [answer(agreement=None, low=None, status="missing", n_independent=0)],
        [claim("a", best=60, verdict=verdict), claim("b", best=30, verdict=verdict)],
    )
    for row in document["not_reconciled"]:
        assert row["why"].startswith(verdict)
        assert "--own-rows hull" in row["why"]
        assert "aggregate them first, or state the event" in row["why"]


def test_a_later_claim_is_named_by_its_footnote():
    document = printed(
        [answer(agreement="single", best=12)],
        [
            claim("a", best=12),
            claim("b", best=10, verdict="superseded by a"),
            claim("c", best=11, verdict="superseded by a claim that is not here"),
        ],
    )
    assert [note["text"] for note in document["notes"]][1:] == [
        "MSA, June 2022: 10; superseded by [1].",
        "MSA, June 2022: 11; superseded by a claim that is not here.",
    ]


def test_a_cell_that_could_not_be_read_is_printed_as_it_stands():
    document = printed(
        [answer(best=1)],
        [
            claim("a", best=1),
            claim("b", verdict="unusable: unreadable-cell", unread="figure=12O%3B"),
            claim("c", low=5, verdict="unusable: unreadable-cell", unread="high=8x"),
        ],
    )
    claims = [row["claim"]["text"] for row in document["not_reconciled"]]
    assert claims == ["“12O;” (unreadable), MSA", "high “8x” (unreadable), MSA"]


def test_empty_parts_say_that_they_are_empty():
    text = printed([answer(best=1)], [claim("a", best=1)], to="text")
    assert "None: no two claims of different sources differ in one facet only." in text
    assert "None: every claim has its part in the table." in text


def test_a_reconciliation_of_nothing_can_be_printed():
    answers = pd.DataFrame(columns=pd.Index(list(answer())))
    claims = pd.DataFrame(columns=pd.Index(list(claim("a"))))
    text = render(layout(answers, claims, misses(), {}))
    assert "0 claims on 0 quantities." in text


def test_what_was_asked_for_stands_at_the_head():
    asked = {
        "method": "preferred_source",
        "weights": {"UN": 2},
        "let_unknown": ["period"],
        "own_rows": "withhold",
        "prefer": ["OHCHR", "UN"],
    }
    answers, claims = pd.DataFrame([answer(best=1)]), pd.DataFrame([claim("a", best=1)])
    assert layout(answers, claims, misses(), asked).table.lead == (
        "1 claim on 1 quantity; method: preferred_source; weights: UN 2; "
        "joined though not stated: period; prefer: OHCHR, UN."
    )


# -- sentences


def explanation(answers, *claims, is_weighted=False):
    return explained(pd.DataFrame([answers]), pd.DataFrame(claims), is_weighted=is_weighted)


def test_an_explanation_can_be_published():
    said = explanation(
        answer(agreement="single", n_independent=1, low=300, high=999, stated="several hundred",
               place="ML-7", group="status=civilian", precision="month",
               period_start=pd.Timestamp("2022-03-01"), period_end=pd.Timestamp("2022-05-31"),
               **CONVENTION),
        claim("c0pt0b26haemy", low=300, high=999, stated="several hundred", publisher="AFP",
              url="https://example.org/gao", **CONVENTION),
        claim("cft97j21ppfrk", verdict="unusable: unreadable-cell", source="UN",
              unread="figure=12O"),
    )  # fmt: skip
    assert said.splitlines() == [
        "Killed, civilian, in Gao (ML-7), March–May 2022: several hundred, read as 300* to 999*.",
        "One source speaks of it; nobody confirms or contradicts it.",
        "[1] MSA, via AFP, June 2022: “several hundred”; supports. https://example.org/gao",
        "[2] UN, June 2022: “12O” (unreadable); unusable: unreadable-cell.",
        UNSAID_LEGEND,
    ]


def test_an_explanation_names_claims_by_their_number_and_never_by_id():
    said = explanation(
        answer(agreement="single", n_independent=1, best=12),
        claim("c0pt0b26haemy", best=12),
        claim("cft97j21ppfrk", best=10, verdict="superseded by c0pt0b26haemy"),
    )
    assert "Killed, in Gao, period not stated: 12." in said
    assert "10; superseded by [1]." in said
    assert "c0pt0b26haemy" not in said
    assert UNSAID_LEGEND not in said


def test_an_explanation_tells_what_only_a_convention_keeps_apart():
    said = explanation(
        answer(best=50, n_pinned=2, n_supporting=1, n_compatible=0),
        claim("a", best=50, voter="MSA"),
        claim("b", best=40, verdict="apart", source="UN", voter="UN"),
    )
    assert "1 is apart from it only by an end that a convention, a level or rounding made" in said
    assert "[2] UN, June 2022: 40; apart, by a convention's end." in said


def test_an_explanation_says_that_weights_make_the_majority():
    row = answer(agreement="majority", best=5, n_pinned=2, n_supporting=1, n_compatible=0)
    said = explanation(row, claim("a", best=5), claim("b", best=9, verdict="dissents"),
                       is_weighted=True)  # fmt: skip
    assert "weigh more than half" in said


def test_an_explanation_of_claims_without_a_common_bound_says_so(claims_of):
    result = reconcile(
        claims_of({"low": 500, "low_kind": "exclusive"}, {"high": 300, "high_kind": "exclusive"})
    )
    said = result.explain(result.table["quantity"].iloc[0])
    assert said.splitlines()[0].endswith(": no bound in common.")


def test_an_explanation_without_an_answer_names_the_method():
    said = explanation(
        answer(agreement=None, low=None, status="missing", method="preferred_source",
               n_pinned=1, n_compatible=0, caveat="none of the preferred sources has a vote"),
        claim("a", best=5, verdict="compatible"),
    )  # fmt: skip
    assert "no answer by the method preferred_source." in said
    assert "Note: none of the preferred sources has a vote." in said

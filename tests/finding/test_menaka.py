"""The sentences of a news report in the shape of the Menaka article, in words of our own."""

import crisisfigures as cf

TEXT = "\n\n".join(
    [
        "Army Tries to Retake a Town",
        "Soldiers and allied groups tried to take back a town in a region where hundreds of "
        "civilians have been killed in the past few months, residents there say.",
        "“From April to June, several hundred civilians were killed and between 10,000 and 15,000 "
        "people displaced,” said Hamma Ag Bilal, leader of a movement that fights the rebels. The "
        "figure agrees with UN estimates.",
        "Rebels began a revolt in 2012 that three years later reached the centre of the country.",
        "Across the Sahel, thousands of people have lost their lives and more than two million "
        "have fled their homes.",
        "Pro-government forces said on Saturday that they had “total control”.",
        "In Menaka, “relations have worsened”, the report said.",
        "“Attacks have become deadlier. This led to the displacement of an estimated 16,000 "
        "people,” it said.",
        "On Monday, several dozen inhabitants of Menaka held a demonstration, with banners "
        "against the massacre of civilians.",
    ]
)


def test_every_figure_is_found_and_no_other():
    found = [(one.text, one.measure, one.group) for one in cf.find_figures(TEXT)]
    assert found == [
        ("hundreds", "killed", "status=civilian"),
        ("several hundred", "killed", "status=civilian"),
        ("between 10,000 and 15,000", "new_displacements", "all"),
        ("thousands", "killed", "all"),
        ("more than two million", "displaced", "all"),
        ("an estimated 16,000", "new_displacements", "all"),
    ]


def test_who_said_it_where_and_when():
    named = [
        tuple(str(cue) if cue else None for cue in (one.attribution, one.place, one.period))
        for one in cf.find_figures(TEXT)
    ]
    assert named == [
        ("residents there", None, "in the past few months"),
        ("Hamma Ag Bilal", None, "From April to June"),
        ("Hamma Ag Bilal", None, "From April to June"),
        (None, "Sahel", None),
        (None, "Sahel", None),
        ("the report", None, None),
    ]


def test_the_claims_can_be_reconciled():
    claims = cf.figures_from(TEXT, published_on="2022-07", publisher="AFP")
    result = cf.reconcile(claims).table
    assert len(result) == 6
    assert set(result["agreement"]) == {"single"}

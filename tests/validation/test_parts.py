"""Parts and wholes: what cannot be true is found once, and what may be true is left alone."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.validation import sample_table, validate

# Three levels: the United Kingdom, its countries, and some of their districts.
LEAVES = {
    "GB-ENG": ("GB-LND", "GB-CON", "GB-DEV"),
    "GB-SCT": ("GB-FIF", "GB-HLD"),
    "GB-WLS": ("GB-CRF",),
}
ABOVE = {leaf: country for country, leaves in LEAVES.items() for leaf in leaves}
ABOVE |= dict.fromkeys(LEAVES, "GBR")
SEXES = ("sex=female", "sex=male")


def _row(place, group, number, **cells):
    system = "iso3166-1" if place == "GBR" else "iso3166-2"
    return {
        "place": place,
        "place_system": system,
        "group": group,
        "is_rollup": True,
        "low": None,
        "best": float(number),
        "high": None,
        **cells,
    }


def _totals(leaves):
    """Return the numbers of all places and groups, of those of the districts by sex."""
    numbers = Counter()
    for (place, sex), number in leaves.items():
        for group in (sex, "all"):
            at = place
            while at:
                numbers[at, group] += number
                at = ABOVE.get(at)
    return numbers


@st.composite
def trees(draw):
    """Return numbers that add up, by place and group: all of them, and those that are stated."""
    leaves = {
        (place, sex): draw(st.integers(0, 500))
        for place in ABOVE
        for sex in SEXES
        if place not in LEAVES
    }
    numbers = _totals(leaves)
    stated = draw(st.lists(st.sampled_from(sorted(numbers)), min_size=2, unique=True))
    return numbers, stated


def _found(rows):
    findings = validate(sample_table(tuple(rows))).findings
    return Counter(zip(findings["code"], findings["row"], strict=True))


@settings(max_examples=60)
@given(trees())
def test_numbers_that_add_up_are_no_finding_whichever_of_them_are_stated(tree):
    numbers, stated = tree
    assert not _found(_row(*at, numbers[at]) for at in stated)


@settings(max_examples=60)
@given(trees(), st.data())
def test_a_leaf_above_its_parent_is_one_finding_at_the_leaf(tree, data):
    numbers, _ = tree
    stated = sorted(numbers)
    leaf = data.draw(
        st.sampled_from([at for at in stated if at[1] in SEXES and at[0] in LEAVES["GB-ENG"]])
    )
    raised = (
        numbers[ABOVE[leaf[0]], leaf[1]] + numbers[leaf[0], "all"] + data.draw(st.integers(1, 9))
    )
    rows = [_row(*at, raised if at == leaf else numbers[at]) for at in stated]
    assert _found(rows) == {("part-above-whole", stated.index(leaf)): 1}


@settings(max_examples=40)
@given(trees(), st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_rows_changes_nothing(tree, random, data):
    numbers, stated = tree
    wrong = {at: data.draw(st.integers(0, 900)) for at in stated[:4]}
    rows = [_row(*at, wrong.get(at, numbers[at])) for at in stated]
    order = list(range(len(rows)))
    random.shuffle(order)
    moved = Counter(
        {(code, order[row]): n for (code, row), n in _found(rows[at] for at in order).items()}
    )
    assert moved == _found(rows)


def test_a_whole_that_several_parts_are_above_is_at_fault_itself():
    rows = [_row("GBR", "all", 4), _row("GB-ENG", "all", 40), _row("GB-SCT", "all", 30)]
    assert _found(rows) == {("part-above-whole", 0): 1}
    rows[2]["best"] = 3.0
    assert _found(rows) == {("part-above-whole", 1): 1}


def test_a_part_is_held_against_the_nearest_whole_alone():
    """The district is above the country of the kingdom as well, since England already is."""
    rows = [_row("GBR", "all", 10), _row("GB-ENG", "all", 40), _row("GB-LND", "all", 40)]
    assert _found(rows) == {("part-above-whole", 1): 1}
    assert _found([rows[0], rows[2]]) == {("part-above-whole", 1): 1}


def test_a_number_that_spoils_two_sums_is_told_once_and_where_it_is():
    numbers = _totals(
        {
            ("GB-FIF", "sex=female"): 10,
            ("GB-FIF", "sex=male"): 20,
            ("GB-HLD", "sex=female"): 30,
            ("GB-HLD", "sex=male"): 40,
        }
    )
    stated = [at for at in sorted(numbers) if at[0] != "GBR"]
    rows = [_row(*at, numbers[at] + (9 if at == ("GB-HLD", "sex=female") else 0)) for at in stated]
    assert _found(rows) == {("parts-exceed-whole", stated.index(("GB-HLD", "sex=female"))): 1}


@pytest.mark.parametrize(
    ("part", "whole", "is_fault"),
    [
        ({"low": 41.0, "best": None}, {"best": 40.0}, True),
        ({"low": 40.0, "best": None}, {"best": 40.0}, False),
        ({"low": 40.0, "best": None, "low_kind": "exclusive"}, {"best": 40.0}, True),
        ({"low": 41.0, "best": None, "low_kind": "convention"}, {"best": 40.0}, False),
        ({"low": 41.0, "best": None, "low_kind": "rounding"}, {"best": 40.0}, False),
        ({"low": 41.0, "best": None, "low_kind": "floor"}, {"best": 40.0}, True),
        ({"best": 41.0, "approximate": True, "quantifier": "approximately"}, {"best": 40.0}, False),
        # Only the best figures differ: both may be right.
        ({"low": 30.0, "best": 41.0, "high": 50.0}, {"best": 40.0, "high": 60.0}, False),
        ({"high": 60.0, "best": None}, {"best": 40.0}, False),
        ({"best": 41.0}, {"low": 40.0, "best": None}, False),
        ({"best": 41.0, "status": "withdrawn"}, {"best": 40.0}, False),
        ({"best": 41.0, "source": "AFP"}, {"best": 40.0}, False),
        ({"best": 41.0, "edition": "2"}, {"best": 40.0, "edition": "1"}, False),
        ({"best": 41.0, "actor": "army"}, {"best": 40.0}, False),
        ({"best": 41.0, "period_end": "2022-05-30", "precision": "days"}, {"best": 40.0}, False),
    ],
)  # fmt: skip
def test_only_what_is_certain_is_a_fault(part, whole, is_fault):
    rows = [_row("GBR", "all", 40, **whole), _row("GB-SCT", "all", 40, **part)]
    counts = validate(sample_table(tuple(rows))).counts
    assert counts.get("part-above-whole", 0) == is_fault


@pytest.mark.parametrize(
    ("part", "whole", "is_part"),
    [
        ("sex=female;age=0-4", "sex=female", True),
        ("sex=female;age=0-4", "age=0-17", True),
        ("age=0-4", "age=child", True),
        ("age=60+", "age=adult", True),
        ("age=60+", "age=18-59", False),
        ("age=15-24", "age=0-17", False),
        ("age=older", "age=adult", False),
        ("status=civilian", "all", True),
        ("status=civilian", "status=combatant", False),
        ("stated=fishermen", "all", False),
        ("role=teacher;sex=female", "role=teacher", True),
    ],
)
def test_a_group_is_part_of_one_with_fewer_features_or_wider_ages(part, whole, is_part):
    rows = [_row("GBR", whole, 40), _row("GBR", part, 41)]
    counts = validate(sample_table(tuple(rows))).counts
    assert counts.get("part-above-whole", 0) == is_part


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ({"measure": "killed"}, {"measure": "dead_or_missing"}),
        ({"measure": "missing_persons"}, {"measure": "dead_or_missing"}),
        ({"measure": "injured"}, {"measure": "casualties"}),
        ({"definition": "case:confirmed"}, {"definition": "case:confirmed+suspected"}),
        ({"definition": "ipc:4"}, {"definition": "ipc:3+"}),
    ],
)
def test_measures_and_definitions_are_parts_by_what_they_mean(part, whole):
    rows = [_row("GBR", "all", 40, **whole), _row("GBR", "all", 41, **part)]
    assert _found(rows) == {("part-above-whole", 1): 1}
    assert not _found([{**rows[0], **part, "best": 40.0}, {**rows[1], **whole, "best": 41.0}])


def test_a_total_into_which_other_rows_were_added_falls_out_of_its_parts():
    """As in a report on Ebola of 2014: 958 deaths between the 435 and the 438 of other days."""
    rows = [
        _row("GBR", "all", number, measure="deaths", definition=f"case:{status}")
        for status, number in (("confirmed", 292), ("probable", 141), ("suspected", 2))
    ]
    total = {"measure": "deaths", "definition": "case:confirmed+probable+suspected"}
    assert not _found([*rows, _row("GBR", "all", 435, **total)])
    found = validate(sample_table((*rows, _row("GBR", "all", 958, **total)))).findings
    assert found["code"].tolist() == ["parts-short-of-whole"]
    assert found["row"].tolist() == [3]
    assert "435" in found["message"].iloc[0]
    assert "958" in found["message"].iloc[0]
    # Without the suspected ones the list is not complete, and nothing is certain.
    assert not _found([*rows[:2], _row("GBR", "all", 958, **total)])


def test_parts_that_may_overlap_are_not_added_up():
    rows = [_row("GBR", "all", 40), _row("GBR", "age=0-17", 30), _row("GBR", "age=15-24", 30)]
    assert _found(rows) == {("overlapping-bands", 2): 1}
    rows[2]["group"] = "age=18+"
    assert _found(rows) == {("parts-exceed-whole", 0): 1}
    rows[1]["group"] = "sex=female"
    assert not _found(rows)


def test_a_sum_may_differ_by_the_tolerance():
    rows = [_row("GBR", "all", 1000), _row("GBR", "sex=female", 505), _row("GBR", "sex=male", 505)]
    assert not _found(rows)
    rows[1]["best"] = 506.0
    assert _found(rows) == {("parts-exceed-whole", 0): 1}


def test_a_rollup_is_told_once_for_all_its_parts_unless_it_is_marked():
    rows = [
        _row("GBR", "all", 40, is_rollup=False),
        *(_row(at, "all", 5 if at in LEAVES else 1) for at in ABOVE),
    ]
    assert _found(rows) == {("rollup-unmarked", 0): 1}


def test_a_row_that_could_not_be_read_is_not_evaluated_and_no_whole_of_others():
    rows = [_row("GBR", "all", 40, best=None, unread="best=4O"), _row("GB-SCT", "all", 41)]
    report = validate(sample_table(tuple(rows)))
    assert report.counts == {"unreadable-number": 1}
    assert report.not_evaluated["part-above-whole"] == 1


def test_a_row_that_could_not_be_read_and_has_no_part_is_not_told_of():
    rows = [_row("GBR", "all", 40, best=None, unread="best=4O"), _row("GB-SCT", "all", 41)]
    rows[1]["source"] = "AFP"
    assert "part-above-whole" not in validate(sample_table(tuple(rows))).not_evaluated


def test_places_that_are_only_named_are_the_same_by_their_name():
    rows = [_row("GBR", "all", 40, place_name="the valley"), _row("GBR", "sex=male", 41)]
    table = sample_table(tuple(rows)).drop(columns=["place", "place_system"])
    table["place_name"] = table["place_name"].fillna("the valley")
    assert validate(table).counts["part-above-whole"] == 1
    table.loc[1, "place_name"] = "the hills"
    assert "part-above-whole" not in validate(table).counts


def test_places_lie_in_areas_and_regions_that_are_declared():
    gazetteer = standard_gazetteer().with_areas(
        {"areas": {"islands": {"name": "Islands", "members": ["GBR", "IRL"]}}}
    )
    rows = [
        _row("islands", "all", 40, place_system="custom"),
        _row("GBR", "all", 41, place_system="iso3166-1"),
    ]
    report = validate(sample_table(tuple(rows)), gazetteer=gazetteer)
    assert report.counts == {"part-above-whole": 1}


def test_copies_of_a_part_are_one_contradiction():
    rows = [_row("GBR", "all", 40), _row("GB-SCT", "all", 41), _row("GB-SCT", "all", 41)]
    assert _found(rows) == {("part-above-whole", 1): 1, ("duplicate-row", 2): 1}


def test_a_figure_that_its_source_states_in_two_ways_contradicts_no_other():
    rows = [_row("GBR", "all", 40), _row("GBR", "all", 90), _row("GB-SCT", "all", 41)]
    assert _found(rows) == {("rows-of-one-source", 1): 1}
    rows = [_row("GBR", "all", 40), _row("GB-SCT", "all", 41), _row("GB-SCT", "all", 30)]
    assert _found(rows) == {("rows-of-one-source", 2): 1}


def test_sexes_and_ages_are_added_up_apart():
    numbers = {"all": 40, "sex=female": 20, "sex=male": 20, "age=0-17": 25, "age=18+": 25}
    assert _found(_row("GBR", group, n) for group, n in numbers.items()) == {
        ("parts-exceed-whole", 0): 1
    }


def test_of_a_cross_table_without_totals_by_sex_the_cells_are_added_up():
    cells = {f"{sex};age={age}": 10 for sex in SEXES for age in ("0-17", "18+")}
    rows = [_row("GBR", "all", 40), *(_row("GBR", group, n) for group, n in cells.items())]
    assert not _found(rows)
    rows[0]["best"] = 39.0
    assert _found(rows) == {("parts-exceed-whole", 0): 1}


def test_the_place_is_named_where_many_are_in_one_line():
    """A report by district has a line for each kind of case, and a column for each place."""
    line = {"source_row": 4.0, "place_system": None}
    rows = [
        _row(None, group, number, **line, place_name=place)
        for place, numbers in {"Coyah": (4, 9), "Telimele": (3, 2)}.items()
        for group, number in zip(("all", "sex=male"), numbers, strict=True)
    ]
    found = validate(sample_table(tuple(rows))).findings
    found = found[found["code"] == "part-above-whole"]
    assert found["message"].tolist() == [
        "9 for sex=male of Coyah is more than 4 for all in line 4, which holds it"
    ]


UNDATED = {"period_start": None, "period_end": None, "precision": None}


def _undated(*lines):
    """Return rows of women, men and all of a district without a date; each with its line."""
    groups = zip((*SEXES, "all"), (20, 30, 40), lines, strict=True)
    return [
        _row("GB-CRF", group, number, **UNDATED, source_row=line) for group, number, line in groups
    ]


def test_of_a_file_without_dates_the_figures_of_one_line_are_held_against_each_other():
    """A table of a population names no year, and women and men still come to all."""
    found = validate(sample_table(tuple(_undated(2.0, 2.0, 2.0)))).counts
    assert found["parts-exceed-whole"] == 1
    assert "parts-exceed-whole" not in validate(sample_table(tuple(_undated(2.0, 3.0, 4.0)))).counts
    elsewhere = _undated(2.0, 2.0, 2.0)
    elsewhere[2]["file"] = "other.csv"
    assert "parts-exceed-whole" not in validate(sample_table(tuple(elsewhere))).counts
    unknown = [row | {"source_row": None} for row in elsewhere[:2] + _undated(2.0, 2.0, 2.0)[2:]]
    assert "parts-exceed-whole" not in validate(sample_table(tuple(unknown))).counts

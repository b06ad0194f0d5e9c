"""What is found along time: once each, whatever the order of the rows."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.validation import Profile, sample_table, validate
from crisisfigures.validation._digits import slip
from crisisfigures.validation._samples import sample_series

CODES = (
    *("cumulative-falls", "case-count-falls", "step-change", "carried-forward"),
    *("flow-overlaps", "zero-for-missing", "stale-figure"),
)


def _rows(numbers, *, basis="stock", measure="idps", **others):
    return [
        {
            "id": f"{others.get('source', 'r')}{day}",
            "measure": measure,
            "basis": basis,
            "low": None,
            "best": float(number),
            "high": None,
            "period_start": f"2022-03-{day:02}" if basis == "stock" else "2022-03-01",
            "period_end": f"2022-03-{day:02}",
            "precision": "day" if basis == "stock" else "days",
            **others,
        }
        for day, number in enumerate(numbers, start=1)
    ]


def _totals(numbers, **others):
    return _rows(numbers, basis="cumulative", measure="killed", **others)


def _found(rows, **options):
    findings = validate(sample_table(tuple(rows)), **options).findings
    findings = findings[findings["code"].isin(CODES)]
    ids = [rows[at]["id"] for at in findings["row"]]
    return sorted(zip(findings["code"], ids, strict=True))


def _hints(rows):
    findings = validate(sample_table(tuple(rows))).findings
    return findings["hint"].tolist()


def test_a_number_that_leaps_and_comes_back_is_one_finding():
    assert _found(_rows([4_120, 41_900, 4_300, 4_350])) == [("step-change", "r2")]
    assert _found(_rows([4_120, 0, 4_300])) == [("step-change", "r2")]
    # To and fro: every second step is a step of its own.
    assert _found(_rows([16_000, 213_000, 16_000, 211_000, 210_000])) == [
        ("step-change", "r2"),
        ("step-change", "r4"),
    ]


def test_a_total_that_leaps_and_falls_back_is_found_where_it_falls():
    assert _found(_totals([412, 4_150, 430])) == [("cumulative-falls", "r3")]
    assert _found(_totals([412, 4_150, 4_300])) == [("step-change", "r2")]


def test_a_step_of_ranges_is_certain_or_it_is_none():
    rows = _rows([4_000, 41_000])
    wide = {**rows[1], "low": 9_000.0, "high": 60_000.0}
    assert _found([rows[0], wide]) == []
    assert _found([rows[0], {**wide, "low": 40_000.0}]) == [("step-change", "r2")]


def test_what_is_a_step_is_for_a_profile_to_say():
    rows = _rows([4_000, 13_000])
    assert _found(rows) == []
    strict = Profile(settings={"step-change": {"factor": 3}})
    assert _found(rows, profile=strict) == [("step-change", "r2")]
    large = Profile(settings={"step-change": {"factor": 3, "least": 100_000}})
    assert _found(rows, profile=large) == []


def test_each_report_that_repeats_the_one_before_is_found():
    numbers = [4_186_882, 4_186_882, 4_186_882, 4_190_000, 4_190_000]
    assert _found(_rows(numbers)) == [("carried-forward", "r2"), ("carried-forward", "r3")]


def test_a_total_that_stays_is_no_count_carried_forward():
    assert _found(_totals([4_321, 4_321])) == []


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((4_106, 4_327, 4_237), "exchanged digits"),
        ((3_961, 4_047, 123), "where a new count begins"),
        ((390, 413, 395, 401), "look at that one first"),
        ((390, 413, 31, 420), "look at this number first"),
        ((420, 413), "Either this number is too low"),
    ],
)
def test_the_hint_of_a_fall_says_where_to_look(numbers, words):
    (hint,) = _hints(_totals(numbers))
    assert words in hint


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((4_120, 41_300), "a digit too many"),
        ((412_000, 415), "in thousands"),
        ((36_000, 0, 35_000), "not made"),
        ((4_120, 75_000, 4_000), "back at the former level"),
    ],
)
def test_the_hint_of_a_step_says_where_to_look(numbers, words):
    (hint,) = _hints(_rows(numbers))
    assert words in hint


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (4_237.0, 4_327.0, "exchanged"),
        (4_237.0, 2_437.0, "exchanged"),
        (4_237.0, 4_732.0, None),
        (4_237.0, 4_238.0, None),
        (412.0, 41_500.0, "hundred"),
        (0.0, 412.0, None),
        (0.5, 5.0, None),
    ],
)
def test_a_slip_is_told_by_the_two_numbers(a, b, words):
    for found in (slip(a, b), slip(b, a)):
        assert found is None if words is None else words in found


def test_rows_that_repeat_others_are_not_found_again():
    rows = _totals([20, 30, 10])
    copies = [{**row, "id": f"copy of {row['id']}"} for row in rows]
    assert _found([*rows, *copies]) == [("cumulative-falls", "r3")]


def test_what_is_at_fault_elsewhere_is_held_against_no_other_row():
    rows = _totals([20, 300, 30])
    assert _found(rows) == [("cumulative-falls", "r3")]
    broken = {**rows[1], "low": 400.0}
    assert _found([rows[0], broken, rows[2]]) == []
    unread = {**rows[1], "unread": "period=March 2"}
    assert _found([rows[0], unread, rows[2]]) == []


def test_a_row_of_another_basis_is_not_counted_as_not_evaluated():
    table = sample_table((*_totals([20, 30]), {"id": "x", "best": None, "unread": "best=3O"}))
    assert not {"cumulative-falls", "step-change"} & validate(table).not_evaluated.keys()
    unread = {**_totals([20, 30, 40])[2], "best": None, "unread": "best=4O"}
    table = sample_table((*_totals([20, 30]), unread))
    assert validate(table).not_evaluated["cumulative-falls"] == 1


def test_an_archive_is_old_on_a_day_only():
    rows = _rows([412, 413, 414])
    assert _found(rows) == []
    assert _found(rows, as_of="2023-03-03") == []
    assert _found(rows, as_of="2023-03-04") == [("stale-figure", "r3")]
    assert _found(_totals([3, 4]), as_of="2029-01-01") == []


def _spans(spans):
    return [
        {
            "id": f"r{at}",
            "period_start": f"2022-03-{first:02}",
            "period_end": f"2022-03-{last:02}",
            "precision": "days",
        }
        for at, (first, last) in enumerate(spans)
    ]


def _sets(spans):
    """Return the longest period of each set of overlapping ones."""
    sets = []
    for at in sorted(range(len(spans)), key=lambda at: spans[at]):
        if sets and spans[at][0] <= max(spans[i][1] for i in sets[-1]):
            sets[-1].append(at)
        else:
            sets.append([at])
    return sorted(
        f"r{min(found, key=lambda at: (spans[at][0] - spans[at][1], spans[at][0]))}"
        for found in sets
        if len(found) > 1
    )


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.integers(0, 9)).map(
            lambda p: (p[0], min(p[0] + p[1], 31))
        ),
        min_size=1,
        max_size=10,
        unique=True,
    ),
    st.randoms(use_true_random=False),
)
def test_each_set_of_overlapping_periods_is_found_once(spans, random):
    rows = _spans(spans)
    random.shuffle(rows)
    assert [row for _, row in _found(rows)] == _sets(spans)


def test_a_quarter_beside_its_months_says_how_many_they_are():
    rows = [*_spans([(1, 10), (11, 20), (21, 31)]), {**_spans([(1, 31)])[0], "id": "sum"}]
    (message,) = validate(sample_table(tuple(rows))).findings["message"]
    assert "overlaps 3 other periods" in message
    assert "2022-03-01 to 2022-03-10 in row 0" in message


def _grid(n, n_zero, **others):
    return [
        {
            "id": f"r{at}",
            "best": 0.0 if at < n_zero else 5.0,
            "low": None,
            "high": None,
            "place": ("MLI", "NER")[at % 2],
            "period_start": f"{1960 + at // 2}-01-01",
            "period_end": f"{1960 + at // 2}-12-31",
            "precision": "year",
            **others,
        }
        for at in range(n)
    ]


def test_a_grid_of_zeros_is_found_once():
    assert _found(_grid(60, 54)) == [("zero-for-missing", "r53")]
    assert _found(_grid(60, 53)) == []
    assert _found(_grid(48, 48)) == []
    assert _found([*_grid(60, 58), {**_grid(1, 0)[0], "id": "x", "status": "missing"}]) == []
    assert _found([row | {"event": row["id"]} for row in _grid(60, 58)]) == []
    assert _found([row | {"place": "MLI"} for row in _grid(60, 58)]) == []


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["UN OCHA", "AFP"]),
            st.sampled_from(["stock", "cumulative"]),
            st.integers(1, 9),
            st.sampled_from([0, 12, 4_123, 4_132, 41_230, 120_000]),
        ),
        max_size=14,
        unique_by=lambda row: row[:3],
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_no_finding(said, random):
    rows = [
        {**(_rows if basis == "stock" else _totals)([number] * day)[-1], "source": source}
        | {"id": f"{source} {basis} {day}"}
        for source, basis, day, number in said
    ] or _rows([1])
    shuffled = random.sample(rows, len(rows))
    assert _found(rows) == _found(shuffled)


def test_a_large_table_is_judged_as_a_small_one():
    """From some size on, rows are compared beside the other checks."""
    rows = _totals([20, 30, 10]) + _rows([4_123, 4_123])
    table = sample_table(tuple(rows))
    many = pd.concat(
        [table.assign(place_name=f"camp {at}", place=None) for at in range(4_100)],
        ignore_index=True,
    )
    many["id"] = None
    report = validate(many)
    assert report.counts["cumulative-falls"] == report.counts["carried-forward"] == 4_100
    assert not {*CODES} & report.not_evaluated.keys()


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"place": None, "place_system": None, "place_name": "Gao"}, "Gao"),
        ({"place": "MLI", "place_system": "iso3166-1"}, "MLI"),
        ({"from_place": "NER", "from_system": "iso3166-1", "place_name": "Mali"}, "Mali from NER"),
    ],
)
def test_a_step_and_a_number_carried_on_name_the_place(cells, named):
    rows = sample_series("stock", 41_231.0, 41_231.0, 412.0, measure="refugees")
    found = validate(sample_table(tuple(row | cells for row in rows))).findings
    said = dict(zip(found["code"], found["message"], strict=True))
    assert said["step-change"].startswith(f"in {named}, 41,231 of ")
    assert said["carried-forward"].startswith(f"exactly as many in {named} as ")


def test_a_total_that_falls_names_the_place():
    rows = sample_series("cumulative", 41.0, 40.0, place_name="Gao")
    assert (
        validate(sample_table(rows))
        .findings["message"][0]
        .startswith("the running total of Gao falls to 40, after 41 of ")
    )

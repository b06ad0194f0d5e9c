"""What rows say about one another by their ids."""

from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate
from crisisfigures.validation.references import _last_of_each, _without_ends


def _row(name, **cells):
    return {"id": name, "event": name, **cells}


def test_a_chain_of_corrections_is_no_circle():
    rows = [_row(f"r{at}", supersedes=f"r{at - 1}" if at else None) for at in range(50)]
    assert validate(sample_table(tuple(rows))).counts == {}
    rows[0]["supersedes"] = "r49"
    report = validate(sample_table(tuple(rows)))
    assert report.counts == {"supersedes-cycle": 1}
    assert report.findings["row"].tolist() == [49]


def test_what_leads_to_a_circle_is_not_on_it():
    rows = (
        _row("a", supersedes="b"),
        _row("b", supersedes="a; d"),
        _row("c", supersedes="a"),
        _row("d"),
        _row("e", supersedes="f"),
        _row("f", supersedes="e"),
    )
    report = validate(sample_table(rows))
    assert report.findings["row"].tolist() == [1, 5]


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] != p[1])))
def test_a_circle_is_found_exactly_if_rows_can_be_reached_from_themselves(links):
    reached = {row: {b for a, b in links if a == row} for row in range(8)}
    for _ in range(8):
        reached = {a: bs | {c for b in bs for c in reached[b]} for a, bs in reached.items()}
    left = list(links)
    for _ in range(2):
        left = [(b, a) for a, b in _without_ends(left)]
    assert bool(_last_of_each(left)) == any(row in reached[row] for row in reached)
    on_circles = {row for row in reached if row in reached[row]}
    assert on_circles <= {row for link in left for row in link}


def test_one_of_several_names_that_is_not_there_is_found():
    rows = (_row("a"), _row("b", supersedes="a; z"))
    report = validate(sample_table(rows))
    assert report.counts == {"dangling-reference": 1}
    assert report.findings["column"].tolist() == ["supersedes"]


def test_without_ids_no_reference_is_judged():
    report = validate(sample_table({"supersedes": "a"}))
    assert report.counts == {}
    assert report.not_evaluated == {"dangling-reference": 1}


def test_another_quantity_may_well_have_another_number():
    rows = (
        {"id": "a", "source": "AFP", "place": "NER"},
        {"id": "b", "repeats": "a", "low": None, "best": 570.0, "high": None},
    )
    assert validate(sample_table(rows)).counts == {}

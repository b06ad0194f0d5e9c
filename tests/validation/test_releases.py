"""Events that a later release puts elsewhere."""

from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate

CODE = "event-moved"
PLACES = ("MLI", "NER", "BFA")


def _rows(rows):
    """Return a table of rows, each a key, a place, a day in March, and a measure."""
    return sample_table(
        tuple(
            {
                "source_key": key,
                "place": place,
                "period_start": f"2022-03-{day:02}",
                "period_end": f"2022-03-{day:02}",
                "precision": "day",
                "measure": measure,
                "edition": str(at),
                "event": key,
                "best": 21.0 + at,
            }
            for at, (key, place, day, measure) in enumerate(rows)
        )
    )


ROW = st.tuples(
    st.sampled_from(["a", "b", None]),
    st.sampled_from(PLACES),
    st.integers(1, 3),
    st.sampled_from(["killed", "injured"]),
)


@given(st.lists(ROW, min_size=1, max_size=9))
def test_a_row_is_found_that_puts_its_event_elsewhere_than_the_first_one(rows):
    findings = validate(_rows(rows)).findings
    first = {}
    moved = []
    for at, (key, place, day, measure) in enumerate(rows):
        where = first.setdefault((key, measure), (place, day))
        if key is not None and where != (place, day):
            moved.append(at)
    assert findings["row"][findings["code"] == CODE].tolist() == moved


def test_both_places_and_days_are_told():
    findings = validate(_rows([("a", "MLI", 1, "killed"), ("a", "NER", 3, "killed")])).findings
    (message,) = findings["message"][findings["code"] == CODE]
    assert message == ("'a' is at NER, 2022-03-03 here, and at MLI, 2022-03-01 in row 0")

"""Tags as libhxl, the reference library of the standard, reads them.

Where we differ on purpose:

- Spaces after "#", and attributes that begin with a digit (`+0_4`), are read; libhxl refuses them.
- Letters with accents make no tag; libhxl takes them for those without, though only in a row.
- A single tag among blank cells is no row of tags: it may be a word of a title.
- The header is the nearest row above that names a column, not the row above, blank or not.
"""

import logging
import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.reading._heads import _heads
from crisisfigures.reading._tags import N_ROWS, Tag, is_tag_row

with warnings.catch_warnings():
    # Its parser of formulas writes tables when it is first imported, and leaves files open.
    warnings.simplefilter("ignore")
    import hxl

# It logs each cell that is no tag, loudly.
logging.getLogger("hxl").setLevel(logging.CRITICAL + 1)

LETTERS = "adfmAZ"
TOKENS = st.builds(str.__add__, st.sampled_from(LETTERS), st.text(f"{LETTERS}019_", max_size=4))
SPACES = st.sampled_from(["", "", " ", "  ", "\t"])
WORDS = st.sampled_from(["", "Gao", "12", "#", "# 1", "a#b", "+f", "3 + 4", "Total", "#f-m"])


@st.composite
def tag_specs(draw):
    """Draw a tag with attributes in any order and case, and spaces where libhxl allows them."""
    attributes = [f"{draw(SPACES)}+{name}" for name in draw(st.lists(TOKENS, max_size=3))]
    return f"{draw(SPACES)}#{draw(TOKENS)}{''.join(attributes)}{draw(SPACES)}"


def theirs(text):
    found = hxl.model.Column.parse(text)
    return (found.tag.removeprefix("#"), found.attributes) if found else None


def ours(text):
    found = Tag.parse(text)
    return None if found is None else (found.tag, set(found.attributes))


@given(tag_specs())
def test_a_tag_and_its_attributes_are_those_of_libhxl(text):
    assert ours(text) == theirs(text) is not None


@given(st.text("#+ab1_ é-", max_size=8))
def test_what_libhxl_takes_for_no_tag_is_none_but_for_what_is_in_use(text):
    is_in_use = ours(text) is not None and theirs(text) is None
    if is_in_use:
        stripped = "".join(text.split())
        assert any(
            [
                text.strip()[1:2].isspace(),  # "# adm1"
                "+1" in stripped or "+_" in stripped,  # "+0_4"
                "++" in stripped or stripped.endswith("+"),  # an attribute that was forgotten
                "+ " in text,  # "#adm1 + code"
            ]
        )
    else:
        assert ours(text) == theirs(text)


@given(st.lists(st.one_of(tag_specs(), WORDS), min_size=1, max_size=6))
def test_a_row_of_tags_is_one_to_libhxl_too(row):
    is_one = hxl.model.Column.parse_list(row) is not None
    n_tags = sum(Tag.parse(cell) is not None for cell in row)
    if n_tags >= 2 or len(row) == 1:
        assert is_tag_row(row) == is_one
    else:
        assert not is_tag_row(row)


ROWS = st.lists(WORDS, min_size=3, max_size=3)
TAGGED = st.tuples(tag_specs(), tag_specs(), WORDS).map(list)


@settings(max_examples=50)
@given(st.lists(ROWS, max_size=30), TAGGED)
def test_the_row_of_tags_is_where_libhxl_finds_it(above, tags):
    table = [*above, tags, ["1", "2", "3"]]
    head = next(_heads(table), None)
    try:
        found = hxl.data(table).columns
    except hxl.input.HXLTagsNotFoundException:
        assert head is None or not head.tags
        assert len(above) >= N_ROWS
        return
    tagged = [Tag.parse(tag) for tag in head.tags]
    assert [one and (f"#{one.tag}", set(one.attributes)) for one in tagged] == [
        (column.tag, column.attributes) if column.tag else None for column in found
    ]
    assert head.first == len(above) + 1

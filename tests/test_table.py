"""The table: types, ids made from what was said, figures and back."""

import struct
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import TableError
from crisisfigures.figure import Figure
from crisisfigures.table import (
    COLUMNS,
    DTYPES,
    NO_DAY,
    Columns,
    canonical_order,
    hashed,
    is_said,
    joined,
    normalise,
    to_figures,
    to_frame,
    with_ids,
)
from crisisfigures.testing import assert_tables_equal, figures, tables


def claims(**columns):
    """Two claims on Ménaka, in canonical types, with columns changed or added."""
    base = {
        "measure": ["killed", "killed"],
        "group": ["status=civilian", "status=civilian"],
        "place": ["ML-9", "ML-9"],
        "low": [200.0, 300.0],
        "high": [999.0, 999.0],
        "low_kind": ["convention", "convention"],
        "high_kind": ["convention", "convention"],
        "stated": ["hundreds", "several hundred"],
        "source": ["local sources", "MSA"],
        "publisher": ["AFP", "AFP"],
        "published_on": ["2022-06", "2022-06"],
    }
    return normalise(pd.DataFrame({**base, **columns}))


# ── columns as arrays ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("dtype", ["str", pd.StringDtype("python", na_value=np.nan), "category"])
def test_texts_are_encoded_alike_however_pandas_keeps_them(dtype):
    parts = [pd.Series(part, dtype="str") for part in (["MSA", None], ["AFP"], ["MSA"])]
    columns = Columns(pd.DataFrame({"source": pd.concat(parts, ignore_index=True).astype(dtype)}))
    assert columns.texts_at("source", np.array([2, 1])).tolist() == ["AFP", None]
    assert columns.texts("source").tolist() == ["MSA", None, "AFP", "MSA"]
    codes, texts = columns.codes("source")
    assert (codes.dtype, texts.dtype) == (np.int64, object)
    assert columns.texts_at("source", np.array([2, 1])).tolist() == ["AFP", None]


def test_columns_are_arrays_with_defaults_where_nothing_is_stated():
    columns = Columns(
        normalise(
            pd.DataFrame(
                {
                    "unit": ["household", None],
                    "low": [3, None],
                    "period_end": [date(1970, 1, 2), None],
                    "approximate": [True, None],
                    "cause": [None, "flood"],
                }
            )
        )
    )
    assert columns.texts("unit").tolist() == ["household", "person"]
    assert columns.texts("modality").tolist() == ["observed", "observed"]
    assert columns.codes("cause")[0].tolist() == [-1, 0]
    assert columns.codes("event")[0].tolist() == [-1, -1]
    assert columns.days("period_end").tolist() == [1, NO_DAY]
    assert columns.flags("approximate").tolist() == [True, False]
    assert columns.is_word("unit", "person", "case").tolist() == [False, True]
    assert columns.holds("cause", str.islower).tolist() == [False, True]
    assert columns.stated("low").tolist() == [True, False]
    assert columns.stated("period_end").tolist() == [True, False]
    assert columns.stated("modality").tolist() == [True, True]
    assert np.isnan(columns.numbers("high")).all()


def test_a_column_may_not_occur_twice():
    table = pd.DataFrame([[1, 2]], columns=["low", "low"])
    for look in (Columns, normalise, with_ids, to_figures):
        with pytest.raises(TableError, match="'low' occur more than once"):
            look(table)


def test_encoding_on_threads_gives_the_same_codes():
    n = 30_000
    table = pd.DataFrame({"source": [f"s{i % 7}" for i in range(n)], "unit": ["person"] * n})
    together, alone = Columns(table), Columns(table)
    together.encode("source", "unit", "modality")
    for name in ("source", "unit", "modality"):
        assert np.array_equal(together.codes(name)[0], alone.codes(name)[0])
        assert together.codes(name)[1].tolist() == alone.codes(name)[1].tolist()


# ── types ──────────────────────────────────────────────────────────────────────────────────


def test_a_frame_gets_the_canonical_types_and_keeps_the_rest():
    table = pd.DataFrame(
        {
            "village": [1, 2],
            "low": [3, 4],
            "source": ["MSA", ""],
            "edition": [2023.0, None],
            "period_start": [date(2022, 3, 1), None],
            "approximate": [True, None],
        },
        index=[7, 9],
    )
    made = normalise(table)
    assert list(made.columns) == list(table.columns)
    assert list(made.index) == [7, 9]
    assert made["village"].dtype == np.int64
    for name in ("low", "source", "edition", "period_start", "approximate"):
        assert made[name].dtype == DTYPES[COLUMNS[name].kind]
    assert made["source"].isna().tolist() == [False, True]
    assert made["edition"].tolist()[0] == "2023"
    assert made["approximate"].tolist() == [True, False]
    assert table["low"].dtype == np.int64


@given(tables())
def test_a_canonical_table_is_left_as_it_is(table):
    made = normalise(table)
    pd.testing.assert_frame_equal(made, table)


@pytest.mark.parametrize(
    "days",
    [
        pd.Series(["2022-03-01", None]),
        pd.Series([date(2022, 3, 1), None]),
        pd.Series([pd.Timestamp(2022, 3, 1, 23, 59), pd.NaT]),
        pd.Series(np.array(["2022-03-01", "NaT"], dtype="datetime64[ns]")),
        pd.Series([datetime(2022, 3, 1, 23, tzinfo=timezone(timedelta(hours=-5))), None]),
        pd.Series(["2022-03-01", None], dtype="category"),
    ],
)
def test_days_become_days_where_they_were_written(days):
    made = normalise(pd.DataFrame({"period_end": days}))["period_end"]
    assert made.dtype == "datetime64[us]"
    assert made.tolist() == [pd.Timestamp(2022, 3, 1), pd.NaT]


@pytest.mark.parametrize(
    "numbers",
    [
        pd.Series([5, None], dtype="Int64"),
        pd.Series([5, None], dtype="Float32"),
        pd.Series([5, None], dtype=object),
        pd.Series([np.int8(5), np.nan], dtype=object),
    ],
)
def test_numbers_become_floats(numbers):
    made = normalise(pd.DataFrame({"low": numbers}))["low"]
    assert made.dtype == np.float64
    assert made[0] == 5
    assert np.isnan(made[1])


@pytest.mark.parametrize("dtype", ["int64", "uint64", "Int64", object])
def test_a_number_beyond_exact_counting_does_not_pass_for_an_exact_one(dtype):
    made = normalise(pd.DataFrame({"low": pd.Series([2**53 + 1, 2**53], dtype=dtype)}))
    assert made["low"].tolist() == [np.inf, 2.0**53]


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("low", ["12O", None], "'12O' is str, not a number"),
        ("low", [True, 1], "True is bool, not a number"),
        ("low", [1, True], "True is bool, not a number"),
        ("low", [True, False], "bool, not a number"),
        ("low", [Decimal("1.5"), None], "Decimal, not a number"),
        ("source", [["MSA"], None], "list, not text"),
        ("source", [1.5, None], "float, not text"),
        ("source", [True, "MSA"], "bool, not text"),
        ("period_end", ["March", None], "not a day that exists"),
        ("period_end", ["2022-02-30", None], "not a day that exists"),
        ("period_end", [19_000, 19_001], "not a day that exists"),
        ("approximate", ["yes", None], "not a flag"),
        ("approximate", [1, True], "not a flag"),
        ("low", ["x" * 500, None], r"x\.\.\."),
    ],
)
def test_a_cell_that_cannot_be_what_its_column_holds_is_named(column, values, words):
    table = pd.DataFrame({column: pd.Series(values, dtype=object, index=["a", "b"])})
    with pytest.raises(TableError, match=words) as error:
        normalise(table)
    assert f"column {column!r}, row '" in str(error.value)


def test_categories_of_text_are_kept_and_others_become_text():
    table = pd.DataFrame({"source": pd.Categorical(["MSA"]), "edition": pd.Categorical([3])})
    made = normalise(table)
    assert isinstance(made["source"].dtype, pd.CategoricalDtype)
    assert made["edition"].tolist() == ["3"]


# ── figures and back ───────────────────────────────────────────────────────────────────────


@settings(max_examples=60)
@given(tables())
def test_a_table_comes_back_from_its_figures(table):
    back = to_frame(to_figures(table))
    assert_tables_equal(back, table)
    if len(table):
        assert set(back.columns) == set(table.columns)
        for name in table.columns:
            is_category = isinstance(table[name].dtype, pd.CategoricalDtype)
            if not is_category and table[name].notna().any():
                assert back[name].dtype == table[name].dtype


@given(st.lists(figures(), max_size=6))
def test_figures_come_back_from_their_table(listed):
    assert to_figures(to_frame(listed)) == listed


def test_a_table_carries_only_the_columns_it_was_given():
    frame = to_frame(
        [
            Figure(measure="killed", source="MSA", low=3),
            Figure(measure="idps", source="OCHA", best=5, unit="household"),
        ]
    )
    assert list(frame.columns) == ["measure", "unit", "low", "best", "source"]
    assert frame["unit"].tolist() == ["person", "household"]


def test_other_columns_keep_their_types_beside_gaps():
    listed = [
        Figure(measure="killed", source="MSA", low=3, wells=2**60, seen=True, note="a"),
        Figure(measure="killed", source="MSA", low=4, at=pd.Timestamp(2022, 3, 1, 9)),
    ]
    frame = to_frame(listed)
    assert frame["wells"].tolist() == [2**60, pd.NA]
    assert frame["seen"].dtype == "boolean"
    assert frame["at"].tolist() == [pd.NaT, pd.Timestamp(2022, 3, 1, 9)]
    pd.testing.assert_frame_equal(to_frame(to_figures(frame)), frame)


def test_no_figures_are_an_empty_table():
    assert to_frame([]).shape == (0, 0)
    assert to_figures(pd.DataFrame()) == []


def test_a_row_that_is_no_figure_is_named():
    table = claims(low=[2000.0, 300.0]).set_axis(["first", "second"])
    with pytest.raises(TableError, match="row 'first' is not a figure") as error:
        to_figures(table)
    assert "do not satisfy low <= best <= high" in str(error.value)
    with pytest.raises(TableError, match="row 7 is not a figure"):
        to_figures(table.set_axis(np.array([7, 9])))


# ── ids ────────────────────────────────────────────────────────────────────────────────────


def ids(table):
    return with_ids(table)["id"].tolist()


def test_ids_are_short_text_that_no_spreadsheet_takes_for_a_number():
    for name in ids(claims()):
        assert len(name) == 14
        assert name[0] == "c"
        assert name.isalnum()


def mixed(bits):
    """SplitMix64's finaliser, in Python's own integers."""
    whole = 2**64
    bits = (bits + 0x9E3779B97F4A7C15) % whole
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 % whole
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB % whole
    return bits ^ (bits >> 31)


def text_hash(key, text):
    """What `hashed` says of one text, in Python's own integers."""
    data = text.encode("utf-8", "surrogatepass")
    bits = mixed(key ^ len(data))
    if len(data) > 256:
        data = blake2b(data, digest_size=8).digest()
    for (word,) in struct.iter_unpack("<Q", data + bytes(-len(data) % 8)):
        bits = mixed(bits ^ word)
    return bits


def written(number):
    digits = "0123456789abcdefghjkmnpqrstvwxyz"
    return "c" + "".join(digits[number >> 5 * place & 31] for place in reversed(range(13)))


def test_the_mixer_is_that_of_splitmix64():
    # The first numbers of the generator that begins at 0, as its authors' program prints them.
    assert mixed(0) == 0xE220A8397B1DCDAF
    assert mixed(0x9E3779B97F4A7C15) == 0x6E789E6AA1B965F4


SOME_TEXTS = st.none() | st.text(max_size=30) | st.text(max_size=2).map(lambda text: text * 150)


@given(st.lists(SOME_TEXTS, max_size=20), st.integers(0, 2**64 - 1), st.integers(0, 3))
@pytest.mark.parametrize("dtype", ["str", "object", "category", "string[python]"])
def test_texts_have_one_hash_however_they_are_kept(dtype, texts, key, skipped):
    texts = [text for text in texts if dtype == "object" or (text or "").isprintable()]
    kept = pd.Series(["x", None, "yz"][:skipped] + texts, dtype=dtype).iloc[skipped:]
    found = hashed(kept, key).tolist()
    told = [(got, text_hash(key, text)) for got, text in zip(found, texts, strict=True) if text]
    assert all(got == should for got, should in told)


@given(
    st.lists(st.none() | st.sampled_from(["", "a", "b", "é"]) | st.text(max_size=2), max_size=20)
)
@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_codes_without_their_texts_tell_the_same_rows_apart(dtype, texts):
    texts = [text for text in texts if dtype == "object" or (text or "").isprintable()]
    columns = Columns(pd.DataFrame({"event": pd.Series(texts, dtype=dtype)}))
    alone = columns.codes_alone("event").tolist()
    with_texts = columns.codes("event")[0].tolist()
    pairs = set(zip(alone, with_texts, strict=True))
    assert len(pairs) == len(set(alone)) == len(set(with_texts))
    assert all((a < 0) == (b < 0) and a < max(len(texts), 1) for a, b in pairs)


KEPT = ["str", "object", "category", pd.StringDtype("python", na_value=np.nan)]
FEW_TEXTS = st.lists(st.none() | st.sampled_from(["a", "b", "aa", "é", "ab"]), max_size=8)


def column_of(texts, dtype, skipped):
    """Return texts as a part of a longer column, as a table that was cut has them."""
    return pd.Series(["x", None, "yz"][:skipped] + texts, dtype=dtype).iloc[skipped:]


@given(FEW_TEXTS | FEW_TEXTS.map(lambda texts: texts[:1] * 5), st.integers(0, 3))
@pytest.mark.parametrize("dtype", KEPT)
def test_where_texts_change_and_recur_is_told_however_they_are_kept(dtype, texts, skipped):
    columns = Columns(pd.DataFrame({"event": column_of(texts, dtype, skipped)}))
    changes = [a != b for a, b in pairwise(texts)]
    told = columns.differs("event")
    assert (changes if any(changes) else None) == (None if told is None else told.tolist())
    recurs = [text is not None and texts.count(text) > 1 for text in texts]
    assert columns.recurs("event").tolist() == recurs
    assert columns.is_missing("event").tolist() == [text is None for text in texts]


@given(st.lists(st.none() | st.sampled_from(["", "a", "bc"]), max_size=8), st.integers(0, 3))
@pytest.mark.parametrize("dtype", ["str", "object", pd.StringDtype("python", na_value=np.nan)])
def test_a_text_is_said_where_it_is_neither_missing_nor_empty(dtype, texts, skipped):
    array = column_of(texts, dtype, skipped).array
    assert is_said(array).tolist() == [bool(text) for text in texts]


def test_where_days_change_is_told():
    days = pd.Series(["2024-01-01", None, None, "2024-01-02"], dtype="datetime64[us]")
    columns = Columns(pd.DataFrame({"period_start": days, "period_end": days.iloc[[0] * 4].array}))
    assert columns.differs("period_start").tolist() == [True, False, True]
    assert columns.differs("period_end") is None
    assert columns.differs("cause") is None


@pytest.mark.parametrize("dtype", KEPT)
def test_a_look_at_some_rows_is_a_look_at_a_table_of_these(dtype):
    table = normalise(
        pd.DataFrame(
            {
                "unit": ["household", None, "person", None],
                "source": ["UN", "UN", "UN", "UN"],
                "event": ["a", "b", None, "a"],
                "low": [3.0, None, 4.0, 5.0],
                "best": [3.0, None, 4.0, 5.0],
                "period_end": [date(1970, 1, 2), None, None, date(1970, 1, 3)],
                "approximate": [True, None, False, True],
            }
        )
    ).astype({"unit": dtype, "source": dtype, "event": dtype})
    rows = np.array([3, 1, 0])
    some, apart = Columns(table).at(rows, {"source"}, best=np.zeros(3)), Columns(table.iloc[rows])
    for name in ("unit", "source", "event", "place"):
        assert some.texts(name).tolist() == apart.texts(name).tolist()
    assert some.codes_alone("event").tolist() == [0, 1, 0]
    assert some.texts_at("event", np.array([1, 2])).tolist() == ["b", "a"]
    assert some.days("period_end").tolist() == apart.days("period_end").tolist()
    assert some.flags("approximate").tolist() == apart.flags("approximate").tolist()
    assert some.numbers("low").tolist()[::2] == [5.0, 3.0]
    assert some.numbers("best").tolist() == [0.0, 0.0, 0.0]


def test_texts_are_joined_by_groups():
    texts = pd.array(["a", "b", "c"], dtype="str")
    assert joined(texts, np.array([2, 0, 1])).tolist() == [
        "a; b",
        pytest.approx(np.nan, nan_ok=True),
        "c",
    ]
    assert joined(texts, np.array([1, 1, 1])).tolist() == ["a", "b", "c"]


def test_many_texts_have_the_hashes_that_each_has_alone():
    texts = [f"{at:x}" * (at % 90) for at in range(40_000)]
    rows = np.random.default_rng(1).choice(len(texts), 300)
    found = hashed(pd.Series(texts, dtype="str"), 7)
    assert [int(found[row]) for row in rows] == [text_hash(7, texts[row]) for row in rows]
    assert len(set(found.tolist())) == len(set(texts))


@pytest.mark.parametrize("source", ["MSA", "a", "12345678", "Ménaka–Gao", "x" * 300, "\ud800"])
def test_an_id_is_what_its_recipe_says(source):
    # A change here would break every reference to a claim in files that users keep.
    def of_text(column, text):
        key = blake2b(column.encode(), digest_size=8).digest()
        return text_hash(int.from_bytes(key, "little"), text)

    def of_number(column, bits):
        salt = blake2b(column.encode(), digest_size=8).digest()
        return mixed(bits ^ int.from_bytes(salt, "little"))

    said = [
        of_text("measure", "killed"),
        of_text("source", source),
        of_number("low", struct.unpack("<Q", struct.pack("<d", 300.0))[0]),
        of_number("period_end", (date(2022, 5, 31) - date(1970, 1, 1)).days),
        of_number("approximate", 0),
    ]
    claim = pd.DataFrame(
        {
            "measure": ["killed"],
            "source": pd.Series([source], dtype=object),
            "low": [300.0],
            "period_end": pd.Series([date(2022, 5, 31)], dtype="datetime64[us]"),
            "approximate": [True],
        }
    )
    assert ids(claim) == [written(mixed(sum(said) % 2**64))]


def test_ids_of_today_are_those_of_yesterday():
    assert ids(claims()) == ["ccrxwnwrbzgb04", "c3yhw1tcnym2wz"]


@given(st.lists(st.tuples(*[st.text(max_size=3)] * 3), min_size=2, max_size=20, unique=True))
def test_whatever_differs_in_what_was_said_has_another_id(said):
    # Texts of one column that pass into the next ("ab" and "c", "a" and "bc") among them.
    names = ["source", "publisher", "event"]
    table = normalise(pd.DataFrame(said, columns=names)).assign(measure="killed")
    assert with_ids(table)["id"].str.len().max() == 14


@given(tables(max_rows=6), st.randoms())
def test_ids_do_not_depend_on_the_order_of_rows(table, random):
    # Rows that are alike in everything may come in any order.
    table = table.assign(line=range(len(table)))
    order = list(range(len(table)))
    random.shuffle(order)
    named, turned = with_ids(table), with_ids(table.iloc[order])
    pd.testing.assert_series_equal(turned["id"].sort_index(), named["id"])
    assert named["id"].is_unique
    assert named["id"].notna().all()


@pytest.mark.parametrize(
    "change",
    [
        {"file": ["a.csv", "b.csv"], "source_row": [2.0, 9.0]},
        {"convention": ["plain-1", "plain-1"], "best": [250.0, 500.0], "quantifier": "vague"},
        {"low": [150.0, 150.0], "high": [850.0, 850.0]},
        {"low_kind": "rounding", "low": [None, None]},
        {"source_key": ["1", "2"], "retrieved_on": "2024-01-01"},
        {"reliability": "B", "caveat": "see note", "role": "recommended"},
        {"supersedes": ["cxyz", None], "repeats": ["cxyz", None]},
        {"unit": "person", "modality": None, "approximate": False, "event": None},
        {"village": ["Inékar", "Tidermène"]},
    ],
)
def test_ids_do_not_depend_on_how_a_claim_was_filed_or_read(change):
    plain = claims(convention=["plain-1", "plain-1"])
    assert ids(claims(**{"convention": ["acled-1", "acled-1"], **change})) == ids(plain)


@pytest.mark.parametrize(
    "change",
    [
        {"stated": ["dozens", "dozens"]},
        {"measure": "injured"},
        {"place": "ML-8"},
        {"unit": "household"},
        {"publisher": "Reuters"},
        {"published_on": "2022-07"},
        {"period_start": date(2022, 3, 1)},
        {"approximate": True},
        {"low_kind": "stated"},
        {"status": "withdrawn"},
        {"event": "e1"},
    ],
)
def test_ids_depend_on_what_was_said(change):
    assert not set(ids(claims(**change))) & set(ids(claims()))


def test_words_stand_for_the_numbers_only_where_a_convention_read_them():
    assert ids(claims(best=[250.0, 400.0])) != ids(claims())
    wordless = {"stated": None, "convention": "plain-1"}
    assert ids(claims(**wordless, best=[250.0, 400.0])) != ids(claims(**wordless))


def test_a_stated_end_and_one_of_no_kind_are_the_same():
    numbers = {"stated": None, "high_kind": None}
    assert ids(claims(**numbers, low_kind="stated")) == ids(claims(**numbers, low_kind=None))


def test_low_and_high_are_told_apart():
    ends = {"stated": None, "low_kind": None, "high_kind": None}
    low = claims(**ends, low=[5.0, 6.0], high=[None, None])
    high = claims(**ends, low=[None, None], high=[5.0, 6.0])
    assert not set(ids(low)) & set(ids(high))


def test_rows_that_say_the_same_are_numbered_by_file_and_row():
    twice = pd.concat([claims()] * 2, ignore_index=True)
    twice = twice.assign(file=["b", "b", "a", "a"], source_row=[2.0, 3.0, 3.0, 2.0])
    plain = ids(claims())
    assert ids(twice) == [f"{plain[0]}-2", f"{plain[1]}-2", *plain]


def test_rows_that_say_the_same_in_one_file_are_numbered_by_all_else():
    twice = pd.concat([claims()] * 3, ignore_index=True).assign(note=["c", "x", "a", "y", "b", "z"])
    first = ids(twice)[::2]
    base = min(first, key=len)
    assert first == [f"{base}-3", base, f"{base}-2"]
    turned = twice.iloc[::-1]
    assert ids(turned)[::-1] == ids(twice)


def test_given_ids_stay_and_new_ones_do_not_repeat_them():
    named = with_ids(claims())
    assert ids(named) == named["id"].tolist()
    longer = pd.concat([named, claims()], ignore_index=True)
    plain = named["id"].tolist()
    assert ids(longer) == [*plain, *(f"{name}-2" for name in plain)]
    again = pd.concat([with_ids(longer), claims()], ignore_index=True)
    assert ids(again)[4:] == [f"{name}-3" for name in plain]


def test_a_publisher_s_own_ids_stay():
    table = claims(id=["MLI-1", None])
    assert ids(table)[0] == "MLI-1"
    assert ids(table)[1] == ids(claims())[1]
    assert list(with_ids(table).columns) == list(table.columns)


def test_naming_claims_does_not_change_the_table_given():
    table = claims()
    named = with_ids(table)
    assert "id" not in table
    assert next(iter(named.columns)) == "id"
    assert_tables_equal(named, table, ignore=["id"])


def test_no_claims_have_no_ids():
    assert ids(claims().head(0)) == []
    assert ids(pd.DataFrame()) == []


def test_ids_are_the_same_on_any_number_of_rows():
    many = pd.concat([claims(source=["local sources", f"s{i}"]) for i in range(50)])
    assert with_ids(many).iloc[::2]["id"].str[:14].nunique() == 1
    big = pd.concat([claims(), *[claims(source=["a", "b"])] * 11_000], ignore_index=True)
    assert ids(big)[:2] == ids(claims())


def test_texts_that_are_seldom_alike_give_the_ids_that_they_give_in_a_small_table():
    n = 3_000
    events = [None if i % 7 == 0 else f"Ménaka {i}" for i in range(n)]
    measures = np.array(["killed", "injured"])[np.arange(n) % 2]
    table = normalise(pd.DataFrame({"measure": measures, "event": events, "best": 1.0}))
    ids = with_ids(table)["id"]
    for rows in (slice(0, 40), slice(2_900, n)):
        small = with_ids(table.iloc[rows])["id"]
        alone = table["event"].iloc[rows].notna()
        assert small[alone].tolist() == ids.iloc[rows][alone].tolist()
    objects = table.assign(event=pd.Series([*events[:-1], "\ud800"], dtype=object))
    assert with_ids(objects)["id"][:-1].tolist() == ids[:-1].tolist()


def test_categories_have_the_ids_of_their_text():
    table = claims().astype({"measure": "category", "source": "category"})
    assert ids(table) == ids(claims())


def test_zero_has_no_sign():
    ends = {"stated": None, "low_kind": None, "high_kind": None}
    assert ids(claims(**ends, low=[0.0, 0.0])) == ids(claims(**ends, low=[-0.0, -0.0]))


def test_rows_are_sorted_by_file_and_row_before_all_else():
    table = pd.DataFrame(
        {
            "a": [1, 2, 3],
            "file": ["b", "a", "a"],
            "source_row": [1.0, 9.0, 2.0],
            "mixed": [None, 3, "x"],
        }
    )
    assert canonical_order(table).tolist() == [2, 1, 0]
    assert canonical_order(pd.DataFrame(index=range(2))).tolist() == [0, 1]

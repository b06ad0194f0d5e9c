"""Naming claims by what was said."""

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures._threads import beside
from crisisfigures.estimate import SOFT_KINDS
from crisisfigures.period import NO_DAY
from crisisfigures.table._columns import COLUMNS, DTYPES, Columns
from crisisfigures.table._given import Data, table_of
from crisisfigures.table._hashes import Hashes, has_twin, hashed, mixed
from crisisfigures.table._texts import of_letters

_NOT_SAID = frozenset(
    {
        # Other names of the row, and where it lies.
        *("id", "source_key", "file", "source_row", "retrieved_on"),
        # How its words were read.
        "convention",
        # Names of other rows: their ids may not depend on each other.
        *("repeats", "supersedes"),
        # What the coder thinks of it, or makes of it.
        *("source_type", "reliability", "credibility", "grading", "caveat", "role"),
    }
)
"""Canonical columns that are not part of what a claim says."""

_MADE_BY_CONVENTION = frozenset({"best", "quantifier", "approximate", "range_kind"})
"""Where a convention read the words, the words stand for these."""

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's 32 digits, without the letters that are misread."""

_PAIRS = np.frombuffer("".join(a + b for a in _DIGITS for b in _DIGITS).encode(), dtype=np.uint16)
"""The two digits that ten bits are written as."""

_SHIFTS = range(50, -1, -10)
"""An id is a letter, so that no spreadsheet takes it for a number, and 13 digits for 64 bits: one
for the highest four, and a pair for each ten below."""

_ENDS = ("low", "high")

_AT_ONCE = 1 << 17
"""Rows whose hashes are made at a time: of a million claims, the arrays of all columns would take
more than the table."""

_SAMPLE = 1_000
"""Rows by which it is told whether a text occurs in many rows."""

_ID = rf"^(c[{_DIGITS}]{{13}})(?:-(\d+))?$"


def with_ids(table: Data) -> pd.DataFrame:
    """Return the table with an `id` in every row, made from what was said; given ones stay.

    Equal are: words, numbers, facets, who said it and when. Not asked are the file, the row,
    the order of rows, the convention and the ends it made, and what the coder noted beside.
    An absent column is the same as its default. Rows that say the same are told apart by -2,
    -3 …, numbered by file, source row, then all other columns.

    Args:
        table: n rows in canonical types (see `normalise`).

    Returns:
        n rows in the same order; `id` is the first column unless the table had it.

    Source:
        `hashed` of each text, keyed by its column; the 64-bit finaliser of SplitMix64 (Steele,
        Lea & Flood 2014) for mixing. Among a million claims the odds of any two meeting are 1 in
        37 million.
    """
    table = table_of(table)
    if "id" in table and table["id"].notna().all():
        return table.copy(deep=False)
    columns = Columns(table)
    nameless = ~columns.stated("id") if columns.has("id") else np.ones(columns.n, dtype=np.bool_)
    ids = _told_apart(columns, _hashes(table), nameless)
    if nameless.all():
        named = table.drop(columns="id", errors="ignore")
        at = list(table.columns).index("id") if columns.has("id") else 0
        named.insert(at, "id", pd.Series(ids, index=table.index, dtype=DTYPES["text"]))
        return named
    given = table["id"].astype(object).to_numpy(dtype=object, copy=True)
    given[nameless] = ids[nameless]
    return table.assign(id=pd.Series(given, index=table.index, dtype=DTYPES["text"]))


def _hashes(table: pd.DataFrame) -> Hashes:
    """Return one number a row: the sum of what each stated cell contributes, mixed.

    What is not stated, and a default, contribute nothing; so new columns leave old ids alone.
    """
    n = len(table)
    blocks = (table.iloc[first : first + _AT_ONCE] for first in range(0, n, _AT_ONCE))
    found = [*beside(_of_block, blocks, n)]
    return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)


def _of_block(block: pd.DataFrame) -> Hashes:
    columns = Columns(block)
    read = _is_read(columns)
    total = np.zeros(columns.n, dtype=np.uint64)
    for name in COLUMNS:
        if name in _NOT_SAID or not columns.has(name):
            continue
        part = _contribution(columns, name)
        end = name.removesuffix("_kind")
        if end in _ENDS and columns.has(f"{end}_kind"):
            part[columns.is_word(f"{end}_kind", *SOFT_KINDS)] = 0
        if name in _MADE_BY_CONVENTION and read is not None:
            part[read] = 0
        total += part
    return mixed(total)


def _is_read(columns: Columns) -> npt.NDArray[np.bool_] | None:
    """Return where a convention read the words, or None where none did."""
    if not (columns.has("stated") and columns.has("convention")):
        return None
    return columns.stated("stated") & columns.stated("convention")


def _contribution(columns: Columns, name: str) -> Hashes:
    """Return what each cell of a column contributes: 0 where nothing, or the default, is said."""
    column = COLUMNS[name]
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    if column.kind == "text":
        # "Stated" goes without saying for an end that is there.
        silent = "stated" if name.endswith("_kind") else column.default
        if silent is None and _is_seldom_alike(columns.table[name]):
            hashes = hashed(columns.table[name], key)
            hashes[columns.table[name].isna().to_numpy(dtype=np.bool_)] = 0
            return hashes
        codes, texts = columns.codes(name)
        hashes = hashed(texts, key)
        hashes[texts == silent] = 0
        return np.append(hashes, np.uint64(0))[codes]
    salt = np.uint64(key)
    if column.kind == "flag":
        flags = columns.flags(name) != column.default
        return np.where(flags, mixed(np.array([salt])), np.uint64(0))
    if column.kind == "day":
        days = columns.days(name)
        hashes = mixed(days.view(np.uint64) ^ salt)
        hashes[days == NO_DAY] = 0
        return hashes
    # Adding 0 makes -0.0 and 0.0 the same number.
    numbers = columns.numbers(name) + 0.0
    hashes = mixed(numbers.view(np.uint64) ^ salt)
    hashes[np.isnan(numbers)] = 0
    return hashes


def _is_seldom_alike(texts: "pd.Series[Any]") -> bool:
    """Return whether nearly every row has a text of its own: finding the others takes longer."""
    step = len(texts) // _SAMPLE
    if step == 0 or isinstance(texts.dtype, pd.CategoricalDtype):
        return False
    return texts.iloc[::step].nunique() > 0.8 * _SAMPLE


def _written(hashes: Hashes) -> Any:
    """Return each number as an id, in an array of pandas `str`."""
    letters = np.empty((len(hashes), 1 + len(_SHIFTS)), dtype=np.uint16)
    letters[:, 0] = _PAIRS[_DIGITS.index("c") << 5 | (hashes >> np.uint64(60)).astype(np.intp)]
    for place, shift in enumerate(_SHIFTS, start=1):
        letters[:, place] = _PAIRS[(hashes >> np.uint64(shift)).astype(np.intp) & 1023]
    return of_letters(letters.view(np.uint8))


def _told_apart(columns: Columns, hashes: Hashes, nameless: npt.NDArray[np.bool_]) -> Any:
    """Return the hashes as ids, with -2, -3 … after those that another row has."""
    ids = _written(hashes)
    if nameless.all() and not has_twin(hashes).any():
        return ids
    rows = np.flatnonzero(nameless)
    codes, distinct = pd.factorize(hashes[rows])
    counts = np.bincount(codes, minlength=len(distinct))
    taken = np.zeros(len(distinct), dtype=np.int64)
    if len(rows) < columns.n:
        taken = _taken(columns, _written(distinct))
    shared = ((counts > 1) | (taken > 0))[codes]
    rows, codes = rows[shared], codes[shared]
    in_order = canonical_order(columns.table.iloc[rows])
    in_order = in_order[np.argsort(codes[in_order], kind="stable")]
    rows, codes = rows[in_order], codes[in_order]
    starts = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
    sizes = np.diff(np.append(starts, len(codes)))
    number = np.arange(len(codes)) - np.repeat(starts, sizes) + 1 + taken[codes]
    later = number > 1
    if later.any():
        counted = [f"-{n}" for n in number[later].tolist()]
        ids[rows[later]] = ids[rows[later]] + np.array(counted, dtype=object)
    return ids


def _taken(columns: Columns, bases: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the highest number that given ids of the table have already used of each base."""
    given = pd.Series(columns.codes("id")[1], dtype=DTYPES["text"]).str.extract(_ID)
    numbers = given[1].astype(np.float64).fillna(1.0)
    highest = numbers.groupby(given[0]).max().reindex(bases).fillna(0.0)
    return np.asarray(highest, dtype=np.int64)


def canonical_order(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return positions that sort the rows in an order which does not depend on their positions.

    By file and source row, then by all other columns, their names in alphabetical order. Rows
    that are alike in everything may come in any order.
    """
    keys = _sort_keys(table)
    return np.lexsort(keys[::-1]) if keys else np.arange(len(table))


def _sort_keys(table: pd.DataFrame) -> list[npt.NDArray[Any]]:
    first = [name for name in ("file", "source_row") if name in table.columns]
    others = sorted((name for name in table.columns if name not in (*first, "id")), key=str)
    return [_sortable(table[name]) for name in (*first, *others)]


def _sortable(series: "pd.Series[Any]") -> npt.NDArray[Any]:
    if pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_datetime64_dtype(
        series.dtype
    ):
        return series.to_numpy()
    values = series.astype(object)
    codes, _ = pd.factorize(values.where(values.isna(), values.map(str)), sort=True)
    return codes

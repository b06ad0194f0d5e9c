"""Columns of texts as codes and Python texts: by Arrow where pandas keeps them in it.

Pandas offers the same, and a good part of what it takes for a few thousand texts is not work on
the texts. A column is an array of pandas or of NumPy.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

Codes = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


def encoded(array: Any) -> tuple[Codes, Texts]:
    """Return n codes, -1 where missing, and the distinct texts in order of first appearance."""
    arrow = in_arrow(array)
    if arrow is None:
        found, uniques = pd.factorize(array, use_na_sentinel=True)
        return found.astype(np.int64, copy=False), np.asarray(uniques, dtype=object)
    if len(arrow) and _is_one(arrow):
        if arrow.null_count:
            return np.full(len(arrow), -1, dtype=np.int64), np.empty(0, dtype=object)
        return np.zeros(len(arrow), dtype=np.int64), np.array([arrow[0].as_py()], dtype=object)
    coded = arrow.dictionary_encode()
    codes = coded.indices.fill_null(-1) if coded.null_count else coded.indices
    return codes.to_numpy().astype(np.int64), coded.dictionary.to_numpy(zero_copy_only=False)


def changes(array: Any) -> Flags | None:
    """Return where numbers, or texts of Arrow, are not the one before; None where all are one.

    Args:
        array: n texts, as pandas keeps them in Arrow, or n integers.

    Returns:
        n - 1 flags.
    """
    arrow = in_arrow(array)
    if arrow is None:
        flags: Flags = array[1:] != array[:-1]
        return flags if flags.any() else None
    n = len(arrow)
    if n < 2 or _is_one(arrow):
        return None
    import pyarrow.compute as pc

    later, before = arrow.slice(1), arrow.slice(0, n - 1)
    found = pc.not_equal(later, before)
    if arrow.null_count:
        found = pc.or_(found.fill_null(False), pc.not_equal(later.is_null(), before.is_null()))
    flags = found.to_numpy(zero_copy_only=False)
    return flags if flags.any() else None


def is_said(array: Any) -> Flags:
    """Return which of n texts are stated, and are not empty."""
    arrow = in_arrow(array)
    if arrow is None:
        return np.asarray(pd.notna(array) & (np.asarray(array, dtype=object) != ""), dtype=np.bool_)
    if not len(arrow):
        return np.empty(0, dtype=np.bool_)
    ends, _ = utf8(arrow)
    found: Flags = ends[1:] != ends[:-1]
    if arrow.null_count:
        found &= arrow.is_valid().to_numpy(zero_copy_only=False)
    return found


def _is_one(arrow: Any) -> bool:
    """Return whether n texts of Arrow are equal, by bytes: sooner told than by looking at each."""
    n = len(arrow)
    if arrow.null_count:
        return bool(arrow.null_count == n)
    ends, data = utf8(arrow)
    length, begin, whole = int(ends[1] - ends[0]), int(ends[0]), int(ends[-1] - ends[0])
    if whole != n * length or not (ends[1:] - ends[:-1] == length).all():
        return False
    # All of one length, they are equal where the bytes go on as they did one text before.
    rest = whole - length
    return not rest or data.slice(begin + length, rest).equals(data.slice(begin, rest))


def picked(array: Any, rows: Codes) -> Texts:
    """Return the texts of some rows, None where missing."""
    arrow = in_arrow(array)
    if arrow is not None:
        return np.asarray(arrow.take(rows).to_numpy(zero_copy_only=False), dtype=object)
    found = np.array(array.take(rows), dtype=object)
    found[pd.isna(found)] = None
    return found


def of_letters(letters: npt.NDArray[np.uint8]) -> Any:
    """Return n texts of k ASCII characters each, given as n rows of k bytes, as pandas `str`."""
    n, k = letters.shape
    dtype: Any = pd.StringDtype(na_value=np.nan)
    if dtype.storage == "pyarrow":
        import pyarrow as pa

        ends = np.arange(0, n * k + 1, k, dtype=np.int64)
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(letters)]
        return dtype.__from_arrow__(pa.Array.from_buffers(pa.large_string(), n, buffers))
    lines = np.hstack([letters, np.full((n, 1), ord("\n"), dtype=np.uint8)])
    return pd.array(lines.tobytes().decode("ascii").splitlines(), dtype=dtype)


def in_arrow(texts: Any) -> Any:
    """Return texts as one Arrow array, None where pandas does not keep them in Arrow."""
    if not (isinstance(texts.dtype, pd.StringDtype) and texts.dtype.storage == "pyarrow"):
        return None
    import pyarrow as pa

    found = pa.array(texts)
    if not isinstance(found, pa.ChunkedArray):
        return found
    # Putting chunks together copies them, even a single one.
    return found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()


def utf8(arrow: Any) -> tuple[Codes, Any]:
    """Return n + 1 places between the texts of an Arrow array, of one at least, and the bytes."""
    import pyarrow as pa

    large = arrow.cast(pa.large_string())
    _, offsets, data = large.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[large.offset : large.offset + len(large) + 1]
    return ends, pa.py_buffer(b"") if data is None else data


def joined(texts: ExtensionArray, sizes: Codes) -> ExtensionArray:
    """Return, for each of m groups, its texts joined by "; ", missing where it has none.

    Args:
        texts: n texts, those of the first group first.
        sizes: How many of them each group has.
    """
    if len(sizes) == len(texts) and (sizes == 1).all():
        return texts
    stops = np.concatenate([[0], np.cumsum(sizes)])
    try:
        import pyarrow as pa
        import pyarrow.compute as pc
    except ImportError:
        listed = texts.tolist()
        found = ["; ".join(listed[a:b]) for a, b in pairwise(stops.tolist())]
    else:
        text = pa.large_string()
        whole = pa.array(texts, type=text)
        if isinstance(whole, pa.ChunkedArray):
            whole = whole.combine_chunks()
        listed = pa.ListArray.from_arrays(stops.astype(np.int32), whole)
        found = pc.binary_join(listed, pa.scalar("; ", type=text))
    made: ExtensionArray = pd.array(found, dtype="str")
    if not sizes.all():
        made[sizes == 0] = np.nan
    return made

"""Hashes of texts: of all texts of a column at once, eight bytes at a time."""

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.table._texts import in_arrow, utf8

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
_Integers = npt.NDArray[np.int64]
_Bytes = npt.NDArray[np.uint8]

_LONG = 256
"""Longer texts are given to a function that takes the same time for each of their bytes."""

_AT_ONCE = 1 << 14
"""So many texts fit the cache of a processor, with all that is made of them."""


def mixed(bits: Hashes) -> Hashes:
    """Return other numbers, equal where these are: every bit of one hangs on all of the other.

    Source:
        The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
    """
    found = np.empty_like(bits)
    for first in range(0, len(bits), _AT_ONCE):
        of = found[first : first + _AT_ONCE]
        np.add(bits[first : first + _AT_ONCE], np.uint64(0x9E3779B97F4A7C15), out=of)
        of ^= of >> np.uint64(30)
        of *= np.uint64(0xBF58476D1CE4E5B9)
        of ^= of >> np.uint64(27)
        of *= np.uint64(0x94D049BB133111EB)
        of ^= of >> np.uint64(31)
    return found


def hashed(texts: Any, key: int) -> Hashes:
    """Return a number of 64 bits for each text: equal for equal texts, however they are kept.

    A text is its bytes in UTF-8, eight of them a word, the first ones lowest, with zeros behind
    the last. A number begins as `mixed(key ^ length)`; each word is put into it by `^`, and it is
    mixed again. Of more than 256 bytes, a digest by BLAKE2b is the only word.

    Args:
        texts: n texts: a Series, an array of pandas, or an array of Python texts.
        key: A number below 2**64: with another one, the numbers are others.

    Returns:
        n numbers; that of a missing text says nothing.
    """
    raw, ends = _utf8(texts)
    start, length = ends[:-1], np.diff(ends)
    found = np.empty(len(length), dtype=np.uint64)
    # Eight bytes from any byte on, as one number.
    words = np.ndarray((len(raw) - 7,), "<u8", raw, 0, (1,))
    for first in range(0, len(length), _AT_ONCE):
        rows = slice(first, first + _AT_ONCE)
        found[rows] = _of_words(words, start[rows], length[rows], np.uint64(key))
    for row in np.flatnonzero(length > _LONG).tolist():
        digest = blake2b(raw[ends[row] : ends[row + 1]].tobytes(), digest_size=8).digest()
        found[row] = mixed(found[row : row + 1] ^ np.uint64(int.from_bytes(digest, "little")))[0]
    return found


def has_twin(numbers: Hashes) -> Flags:
    """Return where a number occurs more than once."""
    in_order = np.sort(numbers)
    repeated = in_order[1:][in_order[1:] == in_order[:-1]]
    if not len(repeated):
        return np.zeros(len(numbers), dtype=np.bool_)
    # Signed: the lowest NumPy that is supported looks for unsigned ones in a wrong range.
    return np.isin(numbers.view(np.int64), repeated.view(np.int64))


def _of_words(words: Hashes, start: _Integers, length: _Integers, key: np.uint64) -> Hashes:
    """Return the numbers of some texts; of those that are long, without a word.

    They stand one behind the other: of one length, as keys and codes are, words need no search.
    """
    found = mixed(length.view(np.uint64) ^ key)
    n, step = len(length), int(length[0])
    is_even = 0 < step <= _LONG and bool((length == step).all())
    length = np.where(length > _LONG, 0, length)
    for at in range(0, int(length.max(initial=0)), 8):
        left = length - at
        rows: Any = slice(None)
        if left.min() <= 0:
            rows = np.flatnonzero(left > 0)
        own = left[rows]
        begin = int(start[0]) + at
        word = words[begin : begin + n * step : step] if is_even else words[start[rows] + at]
        if own.min() < 8:
            shift = (64 - 8 * np.minimum(own, 8)).view(np.uint64)
            word = (word << shift) >> shift
        found[rows] = mixed(found[rows] ^ word)
    return found


def _utf8(texts: Any) -> tuple[_Bytes, _Integers]:
    """Return the bytes of n texts, with eight zeros behind them, and n + 1 places between them."""
    arrow = in_arrow(texts)
    if arrow is not None and len(arrow):
        ends, data = utf8(arrow)
        held = memoryview(data)[int(ends[0]) : int(ends[-1])]
        return _padded(held), ends - ends[0]
    listed: list[str] = np.asarray(texts, dtype=object).tolist()
    try:
        together = "".join(listed)
    except TypeError:  # some are missing, or are no texts
        listed = [
            "" if missing else str(text)
            for text, missing in zip(listed, pd.isna(listed), strict=True)
        ]
        together = "".join(listed)
    lengths = np.fromiter(map(len, listed), dtype=np.int64, count=len(listed))
    if not together.isascii():
        # Half a character, as JSON may hold it, is kept as it is.
        coded = [text.encode("utf-8", "surrogatepass") for text in listed]
        lengths = np.fromiter(map(len, coded), dtype=np.int64, count=len(coded))
    return _padded(together.encode("utf-8", "surrogatepass")), np.append(0, np.cumsum(lengths))


def _padded(held: "bytes | memoryview") -> _Bytes:
    raw = np.zeros(len(held) + 8, dtype=np.uint8)
    raw[:-8] = np.frombuffer(held, dtype=np.uint8)
    return raw

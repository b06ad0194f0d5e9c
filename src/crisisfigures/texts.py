"""Texts: a column of texts in which each distinct text is judged once.

Files repeat themselves: a million rows hold a few hundred places. So texts are encoded, the
distinct ones are judged in plain Python, and the answers are spread over the rows.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import is_
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures._threads import beside

Codes = npt.NDArray[np.int32]
AnyCodes = npt.NDArray[np.signedinteger[Any]]
Flags = npt.NDArray[np.bool_]
Values = npt.NDArray[np.object_]

_N_AT_ONCE = 1_000

_SPACES = " \t\r\v\f\x1c\x1d\x1e\x1f"
"""What Python takes for spaces in ASCII, without the line feed."""

_MOST_COMBINATIONS = 1 << 16
"""So many possible combinations are looked up in a table: it fits the cache of a processor."""


def as_values(items: Sequence[Any] | Values) -> Values:
    """Return items as an array of Python objects, whatever they are."""
    values = np.empty(len(items), dtype=object)
    values[:] = items
    return values


def natural_ranks(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """Return ranks by which "round 9" comes before "round 10" and "23.1" before "24.0".

    Texts that differ in case alone, or in zeros before a number, have one rank.
    """
    keys = [
        tuple(
            (int(part), "") if part.isdecimal() else (-1, part)
            for part in re.findall(r"\d+|\D+", text.casefold())
        )
        for text in texts
    ]
    place = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return np.array([place[key] for key in keys], dtype=np.int64)


class Texts:
    """A column of n texts; what is blank in the file is not stated.

    Spaces around a text are not part of it. A column that is only handed on is never
    encoded: that would cost most for the longest texts.
    """

    def __init__(self, series: pd.Series) -> None:
        """Take a column of pandas `str`; missing and blank cells are not stated."""
        self._series: pd.Series | None = series
        self._cells: Sequence[str] | None = None
        self._encoded: tuple[Codes, Values] | None = None
        self._n = len(series)
        self._is_stripped = False
        self._blank: Flags | None = None

    @classmethod
    def coded(cls, codes: AnyCodes, values: Sequence[str] | Values) -> "Texts":
        """Return the texts `values[codes]`, not stated where the code is -1."""
        made = cls.__new__(cls)
        made._series, made._cells, made._n = None, None, len(codes)
        made._encoded = codes.astype(np.int32, copy=False), as_values(values)
        return made

    @classmethod
    def parsed(cls, codes: AnyCodes, cells: Sequence[str] | Values) -> "Texts":
        """Return the cells `cells[codes]` of a file as texts: all different, as they stand."""
        return cls.coded(*_stripped_of(codes.astype(np.int32, copy=False), as_values(cells)))

    @classmethod
    def listed(cls, cells: Sequence[str]) -> "Texts":
        """Return a few cells as texts; nothing is made of them before they are looked at."""
        made = cls.__new__(cls)
        made._series, made._cells, made._n = None, cells, len(cells)
        made._encoded = None
        return made

    @classmethod
    def merged(cls, codes: AnyCodes, texts: Sequence[str | None]) -> "Texts":
        """Return the texts `texts[codes]`, where some may be alike, or None: not stated."""
        return cls.coded(*_merged(codes, texts))

    @classmethod
    def repeated(cls, text: str | None, n: int) -> "Texts":
        """Return n times the same text, or n times nothing."""
        return cls.coded(_all(-1 if text is None else 0, n), [] if text is None else [text])

    def __len__(self) -> int:
        return self._n

    def _stripped(self) -> pd.Series:
        """Return the column that is not encoded, without the spaces around its texts."""
        assert self._series is not None
        if not self._is_stripped:
            self._series, self._is_stripped = _without_spaces(self._series), True
        return self._series

    def _is_blank(self) -> Flags:
        """Return where the column that is not encoded states nothing."""
        if self._blank is None:
            self._blank = _is_blank(self._stripped())
        return self._blank

    def _encode(self) -> tuple[Codes, Values]:
        if self._encoded is None and self._cells is not None:
            self._encoded = _merged(np.arange(self._n), [cell.strip() for cell in self._cells])
        if self._encoded is None:
            assert self._series is not None
            codes, distinct = _factorized(self._series)
            # The series is not needed any more: a million texts are given back.
            self._series = None
            self._encoded = _stripped_of(codes, distinct)
        return self._encoded

    @property
    def codes(self) -> Codes:
        """Return n codes into `values`; -1 where nothing is stated."""
        return self._encode()[0]

    @property
    def values(self) -> Values:
        """Return the distinct texts, in order of first appearance."""
        return self._encode()[1]

    @property
    def is_stated(self) -> Flags:
        """Return where a text is stated."""
        if self._series is not None:
            return ~self._is_blank()
        return np.asarray(self.codes >= 0)

    def is_in(self, *words: str) -> Flags:
        """Return where the text is one of `words`, spelled exactly so."""
        return self.spread(np.isin(self.values, words), missing=False)

    def is_same_as(self, word: str) -> Flags:
        """Return where the text is this word; nothing is encoded to find out."""
        if self._series is not None:
            found = self._stripped().eq(word).fillna(False)
            return np.asarray(found, dtype=np.bool_)
        return self.spread(np.asarray(self.values == word, dtype=np.bool_), missing=False)

    def has_at_an_end(self, sign: str) -> bool:
        """Return whether any text begins or ends with a sign; nothing is encoded to find out."""
        if self._series is not None:
            stripped = self._stripped()
            found = stripped.str.startswith(sign, na=False) | stripped.str.endswith(sign, na=False)
            return bool(found.any())
        return any(text.startswith(sign) or text.endswith(sign) for text in self.values)

    def first(self, n: int) -> list[str]:
        """Return the first n texts that are stated; nothing is encoded to find them."""
        if self._series is None:
            found: list[str] = self.values[self.codes[self.codes >= 0][:n]].tolist()
            return found
        # Most columns state something at once, and need not be looked through.
        for rows in (slice(_N_AT_ONCE), slice(None)):
            stripped = self._series.iloc[rows].str.strip()
            found = stripped[stripped.fillna("") != ""].iloc[:n].tolist()
            if found:
                break
        return found

    def spread(self, judged: npt.NDArray[Any], *, missing: Any) -> npt.NDArray[Any]:
        """Return what was judged of each distinct text, for each of the n rows."""
        return np.append(judged, np.array([missing], dtype=judged.dtype))[self.codes]

    def map(self, judge: Callable[[str], str | None] | Mapping[str, str]) -> "Texts":
        """Return other texts in their place; None, or a text that a mapping lacks, is missing."""
        one = judge.get if isinstance(judge, Mapping) else judge
        return Texts.merged(self.codes, [one(text) for text in self.values])

    def otherwise(self, other: "Texts | str") -> "Texts":
        """Return these texts, and those of `other` where nothing is stated here."""
        filling = other if isinstance(other, Texts) else Texts.repeated(other, self._n)
        if not len(filling.values) or (self.codes >= 0).all():
            return self
        if not len(self.values):
            return filling
        shifted = np.where(filling.codes >= 0, filling.codes + len(self.values), -1)
        codes = np.where(self.codes >= 0, self.codes, shifted)
        return Texts.merged(codes, [*self.values, *filling.values])

    def where(self, flags: Flags) -> "Texts":
        """Return these texts where the flag is true, and nothing elsewhere."""
        return Texts.coded(np.where(flags, self.codes, -1), self.values)

    def take(self, rows: npt.NDArray[Any] | slice) -> "Texts":
        """Return the texts of some rows, given by position or by flags."""
        if self._series is not None:
            taken = Texts(self._series.iloc[rows])
            taken._is_stripped = self._is_stripped
            return taken
        return Texts.coded(self.codes[rows], self.values)

    def without(self, words: AbstractSet[str]) -> "Texts":
        """Return these texts, and nothing where one is among `words`, which are in lower case."""
        if self._series is not None:
            stripped = self._stripped()
            # Most texts are longer or shorter than each word, and need not be compared.
            lengths = np.array([*{len(word) for word in words}, 0])
            is_so_long = np.isin(np.arange(lengths.max() + 2), lengths)
            length = np.nan_to_num(stripped.str.len().to_numpy()).astype(np.intp)
            rows = np.flatnonzero(is_so_long[np.minimum(length, len(is_so_long) - 1)])
            is_none = np.zeros(self._n, dtype=np.bool_)
            is_none[rows] = stripped.iloc[rows].str.lower().isin(words).to_numpy(dtype=np.bool_)
            return Texts(stripped.mask(is_none)) if is_none.any() else self
        is_none = np.array([text.lower() in words for text in self.values], dtype=np.bool_)
        return self.where(~self.spread(is_none, missing=False)) if is_none.any() else self

    def series(self) -> pd.Series:
        """Return the column as pandas `str`, NaN where nothing is stated."""
        if self._series is not None:
            stripped, is_blank = self._stripped().reset_index(drop=True), self._is_blank()
            return stripped.mask(is_blank) if is_blank.any() else stripped
        texts = pd.array(self.values, dtype="str").take(self.codes, allow_fill=True)
        return pd.Series(texts)

    def categories(self) -> pd.Series:
        """Return the column as categories of pandas `str`, NaN where nothing is stated."""
        # A text that occurs nowhere any more is no category.
        used = np.zeros(len(self.values) + 1, dtype=np.bool_)
        used[self.codes] = True
        place = np.append(np.cumsum(used[:-1], dtype=np.int32) - 1, np.int32(-1))
        kinds = pd.Index(self.values[used[:-1]], dtype="str")
        codes = self.codes if used[:-1].all() else place[self.codes]
        return pd.Series(pd.Categorical.from_codes(codes, categories=kinds))


def _stripped_of(codes: Codes, distinct: Values) -> tuple[Codes, Values]:
    """Return texts without the spaces around them; the same ones if they have none."""
    stripped = [text.strip() for text in distinct]
    is_clean = all(stripped) and all(map(is_, stripped, distinct))
    return (codes, distinct) if is_clean else _merged(codes, stripped)


def _is_in_arrow(series: pd.Series) -> bool:
    return isinstance(series.dtype, pd.StringDtype) and series.dtype.storage == "pyarrow"


def _factorized(series: pd.Series) -> tuple[Codes, Values]:
    """Return codes into the distinct texts of a column, -1 where missing."""
    # Python's own texts are compared sooner than those of an array of pandas.
    texts = series if _is_in_arrow(series) else np.asarray(series, dtype=object)
    codes, distinct = pd.factorize(texts, use_na_sentinel=True)
    return codes.astype(np.int32), np.asarray(distinct, dtype=object)


def _is_blank(series: pd.Series) -> Flags:
    """Return where a text is missing or ""."""
    return (series == "").to_numpy(dtype=np.bool_) | series.isna().to_numpy(dtype=np.bool_)


def _without_spaces(series: pd.Series) -> pd.Series:
    """Return a column of texts without spaces around them; the same one if it has none."""
    if _is_in_arrow(series):
        return series.str.strip()
    cells = np.asarray(series, dtype=object)
    if _has_no_spaces(cells):
        return series
    # A text without spaces around it is returned as itself; what is missing equals not itself.
    stripped = [cell.strip() if cell == cell else cell for cell in cells]
    if all(map(is_, stripped, cells)):
        return series
    return pd.Series(stripped, index=series.index, dtype=series.dtype)


def _has_no_spaces(cells: Values) -> bool:
    """Return whether no text has a space anywhere, as keys and links have none: soon seen."""
    try:
        together = "\n".join(cells)
    except TypeError:  # some are missing
        return False
    others = (sign in together for sign in _SPACES)
    return together.isascii() and not any(others) and together.count("\n") < max(len(cells), 1)


def _merged(codes: AnyCodes, texts: Sequence[str | None]) -> tuple[Codes, Values]:
    """Return codes into the distinct ones of `texts`; None and "" become -1."""
    place: dict[str, int] = {}
    renamed = np.fromiter(
        (place.setdefault(text, len(place)) if text else -1 for text in texts),
        dtype=np.int32,
        count=len(texts),
    )
    same = renamed[0] if len(renamed) else -1
    if (renamed == same).all() and (same < 0 or not (codes < 0).any()):
        # One text, or none: most of what is made of a file is the same in all of its rows.
        return _all(same, len(codes)), as_values(list(place))
    return np.append(renamed, np.int32(-1))[codes], as_values(list(place))


def _all(code: int, n: int) -> Codes:
    """Return n times one code, in the memory of one."""
    return np.broadcast_to(np.int32(code), (n,))


def encode(columns: Iterable[Texts]) -> None:
    """Encode several columns that will be looked at, on two threads where that pays."""
    # One column may be given under several names; two threads may not encode it.
    distinct = {id(column): column for column in columns}
    n = max(map(len, distinct.values()), default=0)
    for _ in beside(Texts._encode, distinct.values(), n):
        pass


def combinations(*columns: Texts) -> tuple[npt.NDArray[np.int64], list[tuple[str | None, ...]]]:
    """Return n codes into the distinct combinations of several columns, and the combinations.

    A part that is not stated is None. There is a combination for every row, also for one
    in which nothing is stated.
    """
    joint, bound = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        if column.codes.strides == (0,) or not len(column.values):
            # It tells no rows apart.
            continue
        size = len(column.values) + 1
        if bound * size > _MOST_COMBINATIONS:
            # Encoding in between keeps the numbers small, however many columns there are.
            joint, first = _in_order(joint, bound)
            bound = len(first)
        joint *= size
        joint += column.codes
        joint += 1
        bound *= size
    joint, first = _in_order(joint, bound)
    parts = [np.append(column.values, [None])[column.codes[first]] for column in columns]
    return joint, list(zip(*parts, strict=True))


def _in_order(
    joint: npt.NDArray[np.int64], bound: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return n numbers below `bound` as codes in order of first appearance, and where that is."""
    n = len(joint)
    if bound > _MOST_COMBINATIONS:
        joint, distinct = pd.factorize(joint)
        bound = len(distinct)
    first = np.full(bound, n, dtype=np.int64)
    first[joint[::-1]] = np.arange(n - 1, -1, -1)
    present = np.flatnonzero(first < n)
    order = present[np.argsort(first[present])]
    place = np.empty(bound, dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[joint], first[order]

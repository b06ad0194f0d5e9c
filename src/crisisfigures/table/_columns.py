"""The columns of the canonical table, and how verbs look at them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures import vocabulary
from crisisfigures._threads import beside
from crisisfigures.errors import OptionError, TableError, quoted
from crisisfigures.period import NO_DAY
from crisisfigures.table._given import table_of
from crisisfigures.table._hashes import has_twin, hashed
from crisisfigures.table._texts import changes, encoded, in_arrow, is_said, picked

Kind = Literal["text", "number", "day", "flag"]
Codes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the canonical table.

    Attributes:
        name: The column's name.
        kind: `text` (pandas `str`), `number` (float64), `day` (datetime64[us]) or `flag` (bool).
        part: Which question the column answers: identity, what, where, when, how many, standing,
            who, said, role, origin.
        default: What an absent column or a missing cell means; None when it means "not stated".
        words: The closed list of words that the column may hold, or None when it is open.
    """

    name: str
    kind: Kind
    part: str
    default: str | bool | None = None
    words: frozenset[str] | None = None


def _columns() -> dict[str, Column]:
    v = vocabulary
    text: Kind = "text"
    listed = [
        *(Column(n, text, "identity") for n in ("id", "source_key")),
        Column("measure", text, "what", None, frozenset(v.MEASURES)),
        Column("definition", text, "what"),
        Column("unit", text, "what", "person", frozenset(v.UNITS)),
        Column("group", text, "what", "all"),
        *(Column(n, text, "what") for n in ("cause", "event", "actor")),
        Column("modality", text, "what", "observed", v.MODALITIES),
        Column("basis", text, "what", None, v.BASES),
        *(Column(n, text, "what") for n in ("measure_stated", "group_stated")),
        Column("place", text, "where"),
        Column("place_system", text, "where", None, v.PLACE_SYSTEMS),
        Column("place_name", text, "where"),
        Column("place_precision", text, "where", None, v.PLACE_PRECISIONS),
        Column("from_place", text, "where"),
        Column("from_system", text, "where", None, v.PLACE_SYSTEMS),
        Column("from_name", text, "where"),
        Column("period_start", "day", "when"),
        Column("period_end", "day", "when"),
        Column("precision", text, "when", None, v.PRECISIONS),
        Column("period_kind", text, "when", "covers", v.PERIOD_KINDS),
        Column("period_stated", text, "when"),
        *(Column(n, "number", "how many") for n in ("low", "best", "high")),
        Column("low_kind", text, "how many", None, v.END_KINDS),
        Column("high_kind", text, "how many", None, v.END_KINDS),
        Column("quantifier", text, "how many", None, v.QUANTIFIERS),
        Column("approximate", "flag", "how many", False),
        Column("range_kind", text, "how many", None, v.RANGE_KINDS),
        Column("level", "number", "how many"),
        *(Column(n, text, "how many") for n in ("stated", "convention")),
        Column("status", text, "standing", "present", v.STATUSES),
        Column("production", text, "standing", "reported", v.PRODUCTIONS),
        Column("is_rollup", "flag", "standing", False),
        *(Column(n, text, "standing") for n in ("derivation", "caveat", "unread")),
        Column("source", text, "who"),
        Column("source_type", text, "who", None, v.SOURCE_TYPES),
        *(Column(n, text, "who") for n in ("publisher", "repeats")),
        Column("reliability", text, "who", None, frozenset("ABCDEF")),
        Column("credibility", text, "who", None, frozenset("123456")),
        Column("grading", text, "who"),
        *(
            Column(n, text, "said")
            for n in ("published_on", "edition", "retrieved_on", "url", "excerpt")
        ),
        Column("role", text, "role", "claim", v.ROLES),
        Column("supersedes", text, "role"),
        Column("file", text, "origin"),
        Column("source_row", "number", "origin"),
    ]
    return {column.name: column for column in listed}


COLUMNS: dict[str, Column] = _columns()
"""The canonical columns, by name, in the order in which they are written."""

SIGNATURE = ("measure", "low", "best", "high", "low_kind", "high_kind")
"""Columns by which a table of this library is known when it is read from a file."""

DTYPES: dict[Kind, Any] = {
    "text": "str",
    "number": "float64",
    "day": "datetime64[us]",
    "flag": "bool",
}

_array_at: Callable[[pd.DataFrame, int], Any] = getattr(
    pd.DataFrame, "_get_column_array", lambda table, at: table.iloc[:, at].array
)
"""The column at a place, as pandas keeps it, to be looked at only.

The public way makes a Series first; that takes longer than looking through a thousand cells, and
a small table is nearly all of it.
"""

_STAMP, _DAY = np.dtype("datetime64[us]"), np.dtype("datetime64[D]")


class Columns:
    """A table's columns as arrays, each made once: text as codes, days as numbers.

    This is how verbs look at a table. Nothing of the table is changed or copied in full.

    Attributes:
        table: The table, all of it.
        n: How many rows are looked at.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        if not isinstance(table, pd.DataFrame):
            table_of(table)
            raise OptionError(
                f"expected a table of figures, not {type(table).__name__}.\n"
                "Hint: give the table of the result: result.table."
            )
        self.table = table
        self.n = len(table)
        if not table.columns.is_unique:
            twice = dict.fromkeys(table.columns[table.columns.duplicated()])
            raise TableError(
                f"the columns {quoted(list(twice))} occur more than once.\n"
                "Hint: rename or drop the copies; a figure has one value a column."
            )
        self._codes: dict[str, tuple[Codes, npt.NDArray[np.object_]]] = {}
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._place = {name: at for at, name in enumerate(table.columns.tolist())}
        self._same: dict[float, npt.NDArray[Any]] = {}
        self._recurs: dict[str, Flags] = {}
        self._rows: Codes | None = None
        self._even: frozenset[str] = frozenset()

    def at(self, rows: Codes, even: Collection[str] = (), **numbers: Numbers) -> "Columns":
        """Return a look at some rows, each column of them picked when it is asked for.

        Args:
            rows: k positions in the table.
            even: Columns of texts that say the same in all rows.
            numbers: Columns of k numbers, in place of those of the table.
        """
        found = Columns(self.table)
        found.n, found._rows, found._even = len(rows), rows, frozenset(even)
        found._arrays |= numbers
        return found

    def has(self, name: str) -> bool:
        """Return whether the table carries the column."""
        return name in self._place

    def codes(self, name: str) -> tuple[Codes, npt.NDArray[np.object_]]:
        """Return a text column as (n codes, k distinct texts); -1 where nothing is stated.

        The distinct texts are in order of first appearance. A default fills what is missing.
        """
        if name not in self._codes:
            self._codes[name] = self._encode(name)
        return self._codes[name]

    def codes_alone(self, name: str) -> Codes:
        """Return n codes of a text column without a default, for those who read no text.

        Each is a row with the text. Hashes tell which texts are alone, and need no table of texts.
        """
        if name in self._codes or not self.has(name):
            return self.codes(name)[0]
        array = self._column(name)
        if in_arrow(array) is None:
            return self.codes(name)[0]
        missing = self.is_missing(name)
        rows = np.flatnonzero(self.recurs(name))
        codes = np.where(missing, -1, np.arange(self.n))
        ids, texts = encoded(array.take(rows))
        first = np.empty(len(texts), dtype=np.int64)
        first[ids[::-1]] = rows[::-1]
        codes[rows] = first[ids]
        return codes

    def recurs(self, name: str) -> Flags:
        """Return where a text is stated that another row states too."""
        if name not in self._recurs:
            array = self._column(name)
            if name in self._codes or in_arrow(array) is None:
                codes = self.codes(name)[0]
                several = np.bincount(codes + 1, minlength=1) > 1
                several[0] = False
                self._recurs[name] = several[codes + 1]
            else:
                self._recurs[name] = has_twin(hashed(array, 0)) & ~self.is_missing(name)
        return self._recurs[name]

    def differs(self, name: str) -> Flags | None:
        """Return where a text or a day is not that of the row before, as n - 1 flags.

        None where all rows say the same, or there is no such column.
        """
        if not self.has(name):
            return None
        array = self._column(name)
        if isinstance(array, pd.Categorical):
            return changes(array.codes)
        if name in COLUMNS and COLUMNS[name].kind == "day":
            return changes(np.asarray(array, dtype=_STAMP).view(np.int64))
        return changes(array if in_arrow(array) is not None else encoded(array)[0])

    def encode(self, *names: str) -> None:
        """Encode several text columns at once, on two threads where that pays."""
        todo = [name for name in names if name not in self._codes]
        self._codes.update(zip(todo, beside(self._encode, todo, self.n), strict=True))

    def _column(self, name: str) -> Any:
        array = _array_at(self.table, self._place[name])
        return array if self._rows is None else array.take(self._rows)

    def _all(self, value: float) -> npt.NDArray[Any]:
        """Return n times one value, in the memory of one: most tables lack most columns."""
        if value not in self._same:
            self._same[value] = np.broadcast_to(np.array(value), (self.n,))
        return self._same[value]

    def _encode(self, name: str) -> tuple[Codes, npt.NDArray[np.object_]]:
        default = COLUMNS[name].default if name in COLUMNS else None
        if not self.has(name):
            if default is None:
                return self._all(-1), np.empty(0, dtype=object)
            return self._all(0), np.array([default], dtype=object)
        if name in self._even and self._rows is not None and self.n:
            codes, texts = Columns(self.table).at(self._rows[:1]).codes(name)
            return np.broadcast_to(codes, (self.n,)), texts
        array = self._column(name)
        if isinstance(array, pd.Categorical):
            codes = np.asarray(array.codes, dtype=np.int64)
            texts = np.asarray(array.categories, dtype=object)
        else:
            codes, texts = encoded(array)
        if default is not None and (missing := codes < 0).any():
            at = np.flatnonzero(texts == default)
            if not len(at):
                texts = np.append(texts, np.array([default], dtype=object))
                at = np.array([len(texts) - 1])
            codes = np.where(missing, at[0], codes)
        return codes, texts

    def texts(self, name: str) -> npt.NDArray[np.object_]:
        """Return a text column as n Python texts, None where nothing is stated."""
        codes, texts = self.codes(name)
        return np.append(texts, np.array([None], dtype=object))[codes]

    def texts_at(self, name: str, rows: Codes) -> npt.NDArray[np.object_]:
        """Return the texts of some rows; a column of many distinct texts is not encoded for it."""
        if name in self._codes or not self.has(name) or COLUMNS[name].default is not None:
            codes, texts = self.codes(name)
            return np.append(texts, np.array([None], dtype=object))[codes[rows]]
        return picked(self._column(name), rows)

    def is_word(self, name: str, *words: str) -> Flags:
        """Return where a text column holds one of `words`."""
        return self.holds(name, words.__contains__)

    def holds(self, name: str, rule: Callable[[str], bool]) -> Flags:
        """Return where a text is stated and `rule` holds of it, asked of each distinct text."""
        codes, texts = self.codes(name)
        judged = np.array([*(bool(rule(text)) for text in texts.tolist()), False])
        if not judged.any():  # as of most rules, which look for what is wrong
            return np.zeros(self.n, dtype=np.bool_)
        if self.n and codes.strides == (0,):  # an absent column says one thing in all rows
            return np.full(self.n, judged[codes[0]])
        return np.asarray(judged[codes], dtype=np.bool_)

    def is_blank(self, name: str) -> Flags:
        """Return where a text column holds "", which states nothing and yet is not missing."""
        if not self.has(name):
            return np.zeros(self.n, dtype=np.bool_)
        if name in self._codes:
            return self.is_word(name, "")
        array = self._column(name)
        if in_arrow(array) is not None:
            return ~is_said(array) & ~self.is_missing(name)
        blank = array == ""
        if isinstance(blank, np.ndarray):
            return blank.astype(np.bool_, copy=False)
        return np.asarray(blank.to_numpy(dtype=np.bool_, na_value=False))

    def is_missing(self, name: str) -> Flags:
        """Return where a column that the table has says nothing; a default is not asked for."""
        return np.asarray(pd.isna(self._column(name)), dtype=np.bool_)

    def stated(self, name: str) -> Flags:
        """Return where something is stated (a default counts as stated)."""
        if name in COLUMNS and COLUMNS[name].kind == "number":
            return ~np.isnan(self.numbers(name))
        if name in COLUMNS and COLUMNS[name].kind == "day":
            return np.asarray(self.days(name) != NO_DAY)
        return np.asarray(self.codes(name)[0] >= 0)

    def numbers(self, name: str) -> Numbers:
        """Return a number column as n floats, NaN where nothing is stated."""
        if name not in self._arrays:
            self._arrays[name] = self._floats(name) if self.has(name) else self._all(np.nan)
        return self._arrays[name]

    def _floats(self, name: str) -> Numbers:
        column = self._column(name)
        if column.dtype == np.float64:
            numbers = np.asarray(column).view()
            numbers.flags.writeable = False
            return numbers
        return pd.Series(column).to_numpy(dtype=np.float64, na_value=np.nan)

    def days(self, name: str) -> Days:
        """Return a day column as n days since 1970-01-01, `NO_DAY` where nothing is stated."""
        if name not in self._arrays:
            if not self.has(name):
                self._arrays[name] = np.full(self.n, NO_DAY, dtype=np.int64)
            else:
                stamps = np.asarray(self._column(name), dtype=_STAMP)
                self._arrays[name] = stamps.astype(_DAY).view(np.int64)
        return self._arrays[name]

    def flags(self, name: str) -> Flags:
        """Return a flag column as n booleans; missing means the column's default."""
        if name not in self._arrays:
            default = name in COLUMNS and bool(COLUMNS[name].default)
            self._arrays[name] = (
                pd.Series(self._column(name)).fillna(default).to_numpy(dtype=np.bool_)
                if self.has(name)
                else np.full(self.n, default)
            )
        return self._arrays[name]

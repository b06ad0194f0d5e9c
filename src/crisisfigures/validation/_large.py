"""Files larger than the memory: the same findings, of some rows at a time.

The rows are read once and kept on disk as they were understood. What is wrong with a row is found
some rows at a time. What is wrong between rows is found in heaps: each check of the phase `table`
says in which columns all rows agree that it compares (`Check.within`), and such rows come to lie in
one heap, with what was found to be wrong within them. A check that compares any two rows has all of
them in one heap, of the columns alone that it looks at (`Check.holds`). What is told of a whole
column is told by a table of a few rows, the first to state each.
"""

import pickle
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO, TYPE_CHECKING, Any
from weakref import finalize

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from crisisfigures.errors import OptionError
from crisisfigures.plugins import (
    SEVERITIES,
    Cells,
    Check,
    Flags,
    Integers,
    Numbers,
    Severity,
    unread_cells,
)
from crisisfigures.reading import step
from crisisfigures.table import COLUMNS, DTYPES
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._findings import IN_FULL, Saying, Strings, in_order, write_findings
from crisisfigures.validation._once import once_a_cell
from crisisfigures.validation._profile import Allowed, Profile, allowances
from crisisfigures.validation._run import Blocked, Faults, Marks, run, told_of
from crisisfigures.validation._wholes import facets

if TYPE_CHECKING:
    from crisisfigures.gazetteer import Gazetteer

Home = tuple[Any, ...]
"""A part of the table on disk: rows as they come ("rows", number), or a heap of rows that may be
compared ("heap", kind, number).
"""

_KEYS = ("id", "source_key")
"""Columns by which rows are the same thing: a row that lacks one is compared with none by it."""

_NAMING = ("source_row", "unread")
"""Columns that every heap has: findings name other rows by them, and what was not read is there."""

_ODD = np.uint64(0x9E3779B97F4A7C15)


class Shelf:
    """The rows of a table on disk, in parts; the index of each is the positions of its rows."""

    def __init__(self, gazetteer: "Gazetteer | None", as_of: int) -> None:
        self._folder = mkdtemp(prefix="crisisfigures-")
        finalize(self, rmtree, self._folder, ignore_errors=True)
        self._gazetteer, self._as_of = gazetteer, as_of
        self._names: dict[Any, None] = {}
        self._held: tuple[Home, Cells, Blocked] | None = None
        self._columns: dict[int, list[Any]] = {}
        self.attrs: dict[Any, Any] = {}

    def know(self, table: pd.DataFrame) -> None:
        """Note which columns there are, so that every part will have all of them."""
        self.attrs = self.attrs or table.attrs
        self._names.update(dict.fromkeys(table.columns))

    def hold(self, kind: int, names: Collection[str]) -> None:
        """Note the only columns that heaps of a kind will have."""
        self._columns[kind] = [name for name in self._names if name in names]

    def _columns_of(self, home: Home) -> list[Any]:
        return self._columns.get(home[1], [*self._names]) if home[0] == "heap" else [*self._names]

    def knows(self, check: Check) -> bool:
        """Return whether there is any column in which a check finds faults."""
        return "" in check.at or not check.at or not self._names.keys().isdisjoint(check.at)

    def put(self, home: Home, table: pd.DataFrame, marks: Marks | None = None) -> None:
        """Add rows to a part, and which of them earlier checks keep from those that will see them.

        Without any, no check has seen them.
        """
        if home[0] == "heap":
            table = table[self._columns_of(home)]
        with open(self._path(home), "ab") as file:
            pickle.dump((table, marks), file, protocol=pickle.HIGHEST_PROTOCOL)

    def cells(self, home: Home) -> Cells:
        """Return the rows of a part, in their order, as checks see them."""
        return self.blocked(home)[0]

    def blocked(self, home: Home) -> tuple[Cells, Blocked]:
        """Return the rows of a part, and what earlier checks keep from later ones."""
        if self._held is None or self._held[0] != home:
            self._held = None
            with open(self._path(home), "rb") as file:
                pieces = [*_pickled(file)]
            marks, table = _joined_marks(pieces), _joined([table for table, _ in pieces])
            del pieces
            cells = self.seen(table, self._columns_of(home))
            self._held = home, cells, Blocked(cells, marks)
        return self._held[1:]

    def has(self, home: Home) -> bool:
        """Return whether any row was put there."""
        return self._path(home).exists()

    def seen(self, table: pd.DataFrame, names: Collection[str] | None = None) -> Cells:
        """Return rows as checks see them: with all the columns of the table, in their usual order.

        A column that only other parts have states nothing here.
        """
        names = self._names if names is None else names
        ours = [name for name in COLUMNS if name in names]
        others = [name for name in names if name not in COLUMNS]
        whole = pd.DataFrame(
            {name: _column(table, name) for name in (*ours, *others)}, index=table.index
        )
        whole.attrs = self.attrs
        return Cells(whole, self._gazetteer, self._as_of, table.index.to_numpy(dtype=np.int64))

    def _path(self, home: Home) -> Path:
        return Path(self._folder, "-".join(map(str, home)))


_Piece = tuple[pd.DataFrame, Marks | None]


def _pickled(file: IO[bytes]) -> Iterator[_Piece]:
    while file.peek(1):  # type: ignore[attr-defined]
        yield pickle.load(file)


def _joined_marks(pieces: Sequence[_Piece]) -> Marks | None:
    """Return the marks of rows put together in their order; None where no check has seen them."""
    if any(marks is None for _, marks in pieces):
        return None
    order = np.argsort(np.concatenate([table.index.to_numpy() for table, _ in pieces]))
    found: dict[tuple[Severity, str], Flags] = {}
    for of in dict.fromkeys(of for _, marks in pieces for of in marks or ()):
        parts = [
            (marks or {}).get(of, np.zeros(len(table), dtype=np.bool_)) for table, marks in pieces
        ]
        found[of] = np.concatenate(parts)[order]
    return found


def _joined(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows put together in their order; all pieces have the same columns."""
    if len(pieces) == 1:
        return pieces[0]
    index = np.concatenate([piece.index.to_numpy() for piece in pieces])
    columns = {name: _end_to_end([piece[name] for piece in pieces]) for name in pieces[0].columns}
    return pd.DataFrame(columns, index=index).sort_index()


def _end_to_end(cells: "list[pd.Series[Any]]") -> Any:
    """Return the cells of a column end to end; categories stay categories, as they are small."""
    if all(isinstance(piece.dtype, pd.CategoricalDtype) for piece in cells):
        return union_categoricals(cells, sort_categories=True)
    return pd.concat(cells).array


def _column(table: pd.DataFrame, name: Any) -> "pd.Series[Any]":
    """Return a column in its type: concatenating parts loses it, and some parts lack it."""
    column = COLUMNS.get(name)
    cells: pd.Series[Any] = (
        table[name] if name in table else pd.Series(index=table.index, dtype=object)
    )
    if column is None or isinstance(cells.dtype, pd.CategoricalDtype):
        return cells
    filled: pd.Series[Any] = cells.fillna(column.default) if column.kind == "flag" else cells
    return filled.astype(DTYPES[column.kind])


class _Few:
    """Rows that tell what the whole table states: for each column, the first that states it."""

    def __init__(self) -> None:
        self._seen: set[object] = set()
        self._rows: list[pd.DataFrame] = []

    def add(self, table: pd.DataFrame) -> None:
        at = {0, len(table) - 1} if len(table) else set()
        for name in table.columns:
            if name not in self._seen and (stated := table[name].notna().to_numpy()).any():
                self._seen.add(name)
                at.add(int(stated.argmax()))
        if "unread" in table.columns:
            texts = table["unread"]
            for row in np.flatnonzero(texts.notna() & ~texts.duplicated()).tolist():
                names = {("unread", name) for name, _ in unread_cells(str(texts.iloc[row]))}
                if names - self._seen:
                    self._seen |= names
                    at.add(row)
        self._rows.append(table.iloc[sorted(at)])

    def table(self) -> pd.DataFrame:
        return pd.concat(self._rows)


def validate_chunks(
    tables: Iterable[pd.DataFrame],
    chosen: Sequence[Check],
    profile: Profile,
    gazetteer: "Gazetteer | None",
    as_of: int,
) -> "LargeFacts":
    """Return what `validate` finds in the tables put together, of which one is held at a time."""
    shelf, few = Shelf(gazetteer, as_of), _Few()
    sizes: list[int] = []
    for table in tables:
        placed = table.set_axis(pd.RangeIndex(len(table)) + sum(sizes), axis=0)
        shelf.know(placed)
        few.add(placed)
        if len(placed):
            shelf.put(("rows", len(sizes)), placed)
            sizes.append(len(placed))
        step(f"read {sum(sizes):,} rows", len(sizes), len(sizes) + 1)
    whole = shelf.seen(few.table())
    told = told_of(whole, chosen)
    found = _Found(profile.allow)
    if not sizes:
        found.add(("none",), whole, *run(whole, chosen, told))
    alone = [check for check in chosen if check.phase != "table"]
    kinds = _kinds([check for check in chosen if check.phase == "table" and shelf.knows(check)])
    for kind, ((within, holds), checks) in enumerate(kinds.items()):
        if holds:
            looked_at = (name for check in checks for name in (*check.at, *check.reads))
            shelf.hold(kind, {*looked_at, *within, *holds, *_NAMING})
    n_steps = len(sizes) * (1 + len(kinds))
    for part in range(len(sizes)):
        step("judging rows", part, n_steps)
        home: Home = ("rows", part)
        cells, blocked = shelf.blocked(home)
        found.lines.append(cells.numbers("source_row"))
        found.add(home, cells, *run(cells, alone, told, blocked))
        for kind, (within, _) in enumerate(kinds):
            heap = _heaps(cells, within, len(sizes))
            for number in np.unique(heap[heap >= 0]).tolist():
                rows = np.flatnonzero(heap == number)
                marks = {of: flags[rows] for of, flags in blocked.marks.items()}
                shelf.put(("heap", kind, number), cells.table.iloc[rows], marks)
    for kind, checks in enumerate(kinds.values()):
        for number in range(len(sizes)):
            step("comparing rows", len(sizes) * (1 + kind) + number, n_steps)
            home = ("heap", kind, number)
            if shelf.has(home):
                cells, blocked = shelf.blocked(home)
                found.add(home, cells, *run(cells, checks, told, blocked))
    return LargeFacts(shelf, whole, sizes, found, profile, chosen)


_Kind = tuple[tuple[str, ...], tuple[str, ...]]
"""In which columns rows agree that are compared, and which columns are held; () for all."""


def _kinds(compared: Sequence[Check]) -> dict[_Kind, list[Check]]:
    """Return checks by the heaps that they need."""
    kinds: dict[_Kind, list[Check]] = {}
    for check in compared:
        kinds.setdefault((check.within, check.holds), []).append(check)
    return kinds


def _heaps(cells: Cells, within: Sequence[str], n: int) -> Integers:
    """Return for each row one of n heaps, the same for rows that agree in some columns.

    A row that lacks a key is put on none: -1.
    """
    mixed, lacks = np.zeros(cells.n, dtype=np.uint64), np.zeros(cells.n, dtype=np.bool_)
    for name in within:
        mixed *= _ODD
        codes, texts = _agreeing(cells, name)
        mixed += np.append(pd.util.hash_array(texts), np.uint64(0))[codes]
        if name in _KEYS:
            lacks |= codes < 0
    return np.where(lacks, -1, (mixed % np.uint64(n if within else 1)).astype(np.int64))


def _agreeing(cells: Cells, name: str) -> tuple[Integers, Strings]:
    """Return n codes of what rows agree in, -1 where nothing is stated, and the distinct texts."""
    if name == "place":
        place = cells.once(facets)["place"]
        return place.codes, place.texts
    if name in COLUMNS and COLUMNS[name].kind == "text":
        return cells.codes(name)
    if not cells.has(name):
        return np.full(cells.n, -1, dtype=np.int64), np.empty(0, dtype=object)
    codes, values = pd.factorize(cells.table[name])
    return codes, np.array([str(value) for value in values], dtype=object)


class _Found:
    """Faults as they are found in one part after the other."""

    def __init__(self, allow: Sequence[Allowed]) -> None:
        self._allow = allow
        self.lines: list[Numbers] = []
        self.not_evaluated: Counter[str] = Counter()
        self.homes: list[Home] = []
        self.kept: _Rows = {}
        self.allowed: dict[Allowed, _Rows] = {entry: {} for entry in allow}

    def add(
        self, home: Home, cells: Cells, faults: Sequence[Faults], not_evaluated: Mapping[str, int]
    ) -> None:
        self.not_evaluated.update(not_evaluated)
        kept, allowed = allowances(cells, faults, self._allow)
        for fault in once_a_cell(cells, kept):
            self._put(self.kept, cells, fault)
        for entry, found in allowed.items():
            for fault in once_a_cell(cells, found):
                self._put(self.allowed[entry], cells, fault)
        self.homes.append(home)

    def _put(self, rows: "_Rows", cells: Cells, fault: Faults) -> None:
        assert cells.positions is not None
        placed = None if fault.rows is None else cells.positions[fault.rows]
        again = cells.positions[fault.again]
        rows.setdefault((fault.check, fault.column), []).append((len(self.homes), placed, again))


_Rows = dict[tuple[Check, str], list[tuple[int, Integers | None, Integers]]]
"""By check and column, the parts of the table where it is at fault, the rows, None for all, and
the further rows of the same cells."""


def _merged(found: _Rows) -> list[Faults]:
    merged = []
    for (check, column), parts in found.items():
        rows = [placed for _, placed, _ in parts if placed is not None]
        again = np.concatenate([more for _, _, more in parts])
        merged.append(Faults(check, column, np.sort(np.concatenate(rows)) if rows else None, again))
    return merged


class LargeFacts(Facts):
    """What validation found in a table on disk; findings are written from the parts it is in."""

    def __init__(
        self,
        shelf: Shelf,
        few: Cells,
        sizes: Sequence[int],
        found: _Found,
        profile: Profile,
        chosen: Sequence[Check],
    ) -> None:
        allowed = {entry: _merged(rows) for entry, rows in found.allowed.items()}
        super().__init__(
            few.table, few, _merged(found.kept), found.not_evaluated, chosen, profile, allowed
        )
        self._shelf, self._found = shelf, found
        self._starts = np.cumsum([0, *sizes])
        self.chunk_rows = max(sizes, default=1)

    @property
    def n_rows(self) -> int:
        """The number of rows that were looked at."""
        return int(self._starts[-1])

    @property
    def lines(self) -> Numbers:
        """The rows as a spreadsheet shows them, NaN where that is not known."""
        return np.concatenate(self._found.lines or [np.empty(0)])

    @property
    def files(self) -> Strings | None:
        """None: large tables come of one file."""
        return None

    @property
    def given(self) -> pd.DataFrame:
        """Refuse to hold the table.

        Raises:
            OptionError: The table does not fit the memory.
        """
        raise OptionError(
            "the table was read some rows at a time, and is not held.\n"
            "Hint: report.split(file, passed=..., failed=...) writes its rows."
        )

    def rows(self, positions: Integers) -> pd.DataFrame:
        """Return some rows of the table."""
        parts = np.searchsorted(self._starts, positions, side="right") - 1
        found = [self.table.iloc[:0]]
        for part in np.unique(parts).tolist():
            table = self._shelf.cells(("rows", part)).table
            found.append(table.iloc[positions[parts == part] - self._starts[part]])
        return pd.concat(found)

    @cached_property
    def _homes(self) -> dict[tuple[Check, str], tuple[Integers, Integers]]:
        """By check and column the rows at fault, allowed or not, and the parts they are in."""
        found: _Rows = {}
        for by_check in (self._found.kept, *self._found.allowed.values()):
            for key, parts in by_check.items():
                found.setdefault(key, []).extend(parts)
        homes: dict[tuple[Check, str], tuple[Integers, Integers]] = {}
        for key, parts in found.items():
            placed = [(home, rows) for home, rows, _ in parts if rows is not None]
            if placed:
                rows = np.concatenate([rows for _, rows in placed])
                of = np.repeat([home for home, _ in placed], [len(rows) for _, rows in placed])
                order = np.argsort(rows)
                homes[key] = rows[order], of[order]
        return homes

    def findings(self, faults: Sequence[Faults], saying: Saying = IN_FULL) -> pd.DataFrame:
        """Return faults as a table of findings, one a row, ordered by row, column and code."""
        by_home: dict[int, list[Faults]] = {}
        written = [write_findings(self.cells, [f for f in faults if f.rows is None], saying)]
        for fault in faults:
            if fault.rows is not None:
                rows, of = self._homes[fault.check, fault.column]
                home = of[np.searchsorted(rows, fault.rows)]
                for number in np.unique(home).tolist():
                    part = replace(fault, rows=fault.rows[home == number])
                    by_home.setdefault(number, []).append(part)
        for number, there in sorted(by_home.items()):
            cells = self._shelf.cells(self._found.homes[number])
            assert cells.positions is not None
            local = [
                replace(f, rows=np.searchsorted(cells.positions, f.rows))
                for f in there
                if f.rows is not None
            ]
            frame = write_findings(cells, local, saying)
            frame["row"] = pd.array(cells.positions[frame["row"].to_numpy(np.int64)], "Int64")
            written.append(frame)
        found = pd.concat(written, ignore_index=True)
        gravity = found["severity"].map({name: at for at, name in enumerate(SEVERITIES)})
        found = found.iloc[np.lexsort((found["code"].to_numpy(object), gravity))]
        rows = found["row"].fillna(-1).to_numpy(np.int64)
        columns = found["column"].astype(object).where(found["column"].notna(), None)
        order = in_order(rows, columns.to_numpy(), [f.column for f in self.faults])
        return found.iloc[order].reset_index(drop=True)

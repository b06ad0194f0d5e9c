"""Files larger than the memory: the same findings, of some rows at a time.

The rows are read once and kept on disk as they were understood. What is wrong with a row is found
some rows at a time. What is wrong between rows is found in heaps: each check of the phase `table`
says in which columns all rows agree that it compares (`Check.within`), and such rows come to lie in
one heap. What is told of a whole column is told by a table of a few rows, the first to state each.
"""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from crisisfigures.errors import OptionError
from crisisfigures.plugins import SEVERITIES, Cells, Check, Integers, Numbers, unread_cells
from crisisfigures.reading import step
from crisisfigures.table import COLUMNS, DTYPES
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._findings import IN_FULL, Saying, Strings, in_order, write_findings
from crisisfigures.validation._once import once_a_cell
from crisisfigures.validation._profile import Allowed, Profile, allowances
from crisisfigures.validation._run import Faults, run, told_of

if TYPE_CHECKING:
    from crisisfigures.gazetteer import Gazetteer

Home = tuple[object, ...]
"""A part of the table on disk: rows as they come, or a heap of rows that agree in columns."""

EVERYTHING: Home = ("everything",)

_LONG_TEXTS = frozenset(
    {"stated", "caveat", "derivation", "measure_stated", "group_stated", "period_stated"}
)
_LEFT_OUT = "what is left out"

_ODD = np.uint64(0x9E3779B97F4A7C15)


class Shelf:
    """The rows of a table on disk, in parts; the index of each is the positions of its rows."""

    def __init__(self, gazetteer: "Gazetteer | None", as_of: int) -> None:
        self._folder = mkdtemp(prefix="crisisfigures-")
        finalize(self, rmtree, self._folder, ignore_errors=True)
        self._gazetteer, self._as_of = gazetteer, as_of
        self._names: dict[Any, None] = {}
        self._held: tuple[Home, Cells] | None = None
        self.n_parts = 0
        self.read_of_all: set[str] = set()
        self.attrs: dict[Any, Any] = {}

    def know(self, table: pd.DataFrame) -> None:
        """Note which columns there are, so that every part will have all of them."""
        self.attrs = self.attrs or table.attrs
        self._names.update(dict.fromkeys(table.columns))

    def put(self, home: Home, table: pd.DataFrame) -> None:
        """Add rows to a part."""
        with open(self._path(home), "ab") as file:
            pickle.dump(table, file, protocol=pickle.HIGHEST_PROTOCOL)

    def cells(self, home: Home) -> Cells:
        """Return the rows of a part, in their order, as checks see them."""
        if self._held is None or self._held[0] != home:
            self._held = None
            pieces = self._whole() if home == EVERYTHING else list(self._pieces(home))
            self._held = home, self.seen(_joined(pieces))
        return self._held[1]

    def _whole(self) -> list[pd.DataFrame]:
        """Return all rows, without columns that no check reads which asks for all rows.

        A number mixed from these tells still which rows are copies of each other.
        """
        left_out = [
            name
            for name in self._names
            if name not in COLUMNS or (name in _LONG_TEXTS and name not in self.read_of_all)
        ]
        return [
            piece.drop(columns=left_out, errors="ignore").assign(
                **{_LEFT_OUT: _mixed(piece, left_out).view(np.int64)}
            )
            for part in range(self.n_parts)
            for piece in self._pieces(("rows", part))
        ]

    def _pieces(self, home: Home) -> Iterator[pd.DataFrame]:
        with open(self._path(home), "rb") as file:
            while file.peek(1):
                yield pickle.load(file)

    def has(self, home: Home) -> bool:
        """Return whether any row was put there."""
        return self._path(home).exists()

    def seen(self, table: pd.DataFrame) -> Cells:
        """Return rows as checks see them: with all the columns of the table, in their usual order.

        A column that only other parts have states nothing here.
        """
        names = table.columns if _LEFT_OUT in table else self._names
        ours = [name for name in COLUMNS if name in names]
        others = [name for name in names if name not in COLUMNS]
        whole = pd.DataFrame(
            {name: _column(table, name) for name in (*ours, *others)}, index=table.index
        )
        whole.attrs = self.attrs
        return Cells(whole, self._gazetteer, self._as_of, table.index.to_numpy(dtype=np.int64))

    def _path(self, home: Home) -> Path:
        return Path(self._folder, "-".join(map(str, home)))


def _joined(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows put together in their order; categories stay categories, as they are small."""
    if len(pieces) == 1:
        return pieces[0]
    names = dict.fromkeys(name for piece in pieces for name in piece.columns)
    for name in names:
        columns = [piece[name] for piece in pieces if name in piece.columns]
        if all(isinstance(column.dtype, pd.CategoricalDtype) for column in columns):
            every = union_categoricals(columns, sort_categories=True).categories
            dtype = pd.CategoricalDtype(every)
            pieces = [
                piece.assign(**{name: piece[name].astype(dtype)})
                if name in piece.columns
                else piece
                for piece in pieces
            ]
    return pd.concat(pieces).sort_index()


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
            shelf.n_parts += 1
        step(f"read {sum(sizes):,} rows", len(sizes), len(sizes) + 1)
    whole = shelf.seen(few.table())
    told = told_of(whole, chosen)
    found = _Found(profile.allow)
    if not sizes:
        found.add(("none",), whole, *run(whole, chosen, told))
    alone = [check for check in chosen if check.phase != "table"]
    compared = [check for check in chosen if check.phase == "table"]
    kinds = list(dict.fromkeys(check.within for check in compared))
    for check in compared:
        shelf.read_of_all |= {*check.at, *check.reads} if not check.within else set()
    n_steps = len(sizes) * (1 + len(kinds))
    for part in range(len(sizes)):
        step("judging rows", part, n_steps)
        home: Home = ("rows", part)
        cells = shelf.cells(home)
        found.lines.append(cells.numbers("source_row"))
        found.add(home, cells, *run(cells, alone, told))
        for kind, within in enumerate(kinds):
            if not within:
                continue
            heap = _heaps(cells.table, within, len(sizes))
            for number in np.unique(heap).tolist():
                shelf.put(("heap", kind, number), cells.table[heap == number])
    # What is wrong within a row keeps it from being compared.
    before = [check for check in alone if check.phase != "meaning"]
    for kind, within in enumerate(kinds):
        between = [check for check in compared if check.within == within]
        names = {check.name for check in between}
        for number in range(len(sizes) if within else min(1, len(sizes))):
            step("comparing rows", len(sizes) * (1 + kind) + number, n_steps)
            home = ("heap", kind, number) if within else EVERYTHING
            if home == EVERYTHING or shelf.has(home):
                cells = shelf.cells(home)
                faults, unjudged = run(cells, [*before, *between], told)
                faults = [fault for fault in faults if fault.check.name in names]
                kept = {name: n for name, n in unjudged.items() if name in names}
                found.add(home, cells, faults, kept)
    return LargeFacts(shelf, whole, sizes, found, profile, chosen)


def _heaps(table: pd.DataFrame, within: Sequence[str], n: int) -> Integers:
    """Return for each row one of n heaps, the same for rows that agree in some columns."""
    return (_mixed(table, within) % np.uint64(n)).astype(np.int64)


def _mixed(table: pd.DataFrame, names: Iterable[Any]) -> npt.NDArray[np.uint64]:
    """Return for each row a number mixed from some cells; missing ones, and columns, are alike."""
    mixed = np.zeros(len(table), dtype=np.uint64)
    for name in names:
        mixed *= _ODD
        if name in table.columns:
            codes, distinct = pd.factorize(table[name].astype(object).map(str, na_action="ignore"))
            texts = np.asarray(distinct, dtype=object)
            mixed += np.append(pd.util.hash_array(texts), np.uint64(0))[codes]
    return mixed


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
        for fault in kept:
            self._put(self.kept, cells, once_a_cell(cells, fault))
        for entry, fault in allowed:
            self._put(self.allowed[entry], cells, once_a_cell(cells, fault))
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
        allowed = [
            (entry, fault) for entry, rows in found.allowed.items() for fault in _merged(rows)
        ]
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

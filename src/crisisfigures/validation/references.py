"""References: what one row says about another, by its id."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from crisisfigures.echoing import publication_days
from crisisfigures.estimate import effective_ends
from crisisfigures.matching import quantities
from crisisfigures.plugins import Cells, Check, Flags, Judged
from crisisfigures.source import standard_sources
from crisisfigures.table import NO_DAY

_NAMES_ROWS = ("supersedes", "repeats")


def _named(text: str) -> list[str]:
    """Return the ids or keys that a cell names: "ocha-17; ocha-18" names two."""
    return [name for part in text.split(";") if (name := part.strip())]


def _rows_by_id(cells: Cells, _column: str) -> dict[str, int]:
    ids = cells.texts_at("id", np.arange(cells.n)).tolist()
    return {name: row for row, name in reversed(list(enumerate(ids))) if name is not None}


def _keys(cells: Cells) -> frozenset[str]:
    """Return the ids of the table's rows, and the publishers' keys."""
    rows = np.arange(cells.n)
    texts = (cells.texts_at(name, rows).tolist() for name in ("id", "source_key"))
    return frozenset(text for column in texts for text in column if text is not None)


def _links(cells: Cells, column: str) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows: one that names another by its id, and the one it names, not itself."""
    codes, texts = cells.codes(column)
    if not len(texts):
        return
    by_id = cells.once(_rows_by_id, "id")
    named = [[by_id[name] for name in _named(text) if name in by_id] for text in texts]
    for row in np.flatnonzero(codes >= 0).tolist():
        for other in named[codes[row]]:
            if other != row:
                yield row, other


def _is_dangling(cells: Cells, column: str) -> Judged | bool:
    """Return references to rows that the table does not have."""
    if not cells.has(column):
        return False
    if not (cells.has("id") or cells.has("source_key")):
        return Judged(np.zeros(cells.n, dtype=np.bool_), cells.stated(column))
    keys = cells.once(_keys)
    sources = standard_sources()
    said = {*cells.codes("source")[1].tolist()} if column == "repeats" else set()

    def is_dangling(text: str) -> bool:
        if column == "supersedes":
            return not keys.issuperset(_named(text))
        # A source need not have a row, nor be in a list; what looks like an id must.
        looks_like_id = any(map(str.isdigit, text)) and " " not in text.strip()
        return looks_like_id and not (text in keys or text in said or sources.find(text))

    return Judged(cells.holds(column, is_dangling), concerned=cells.stated(column))


def _supersedes_itself(cells: Cells, column: str) -> Judged | bool:
    if not (cells.has(column) and cells.has("id")):
        return False
    found = np.zeros(cells.n, dtype=np.bool_)
    rows = np.flatnonzero(cells.stated(column))
    pairs = zip(cells.said("id", rows), cells.said(column, rows), strict=True)
    found[rows] = [own is not None and own in _named(text) for own, text in pairs]
    return Judged(found, concerned=cells.stated(column))


def _is_in_circle(cells: Cells, column: str) -> Judged | bool:
    """Return the last row of each circle of rows that supersede one another."""
    if not (cells.has(column) and cells.has("id")):
        return False
    links = list(_links(cells, column))
    # What leads to a circle, and what a circle leads to, lies on none.
    for _ in range(2):
        links = [(other, row) for row, other in _without_ends(links)]
    return Judged(
        cells.marked(np.array(_last_of_each(links), dtype=np.int64)), concerned=cells.stated(column)
    )


def _without_ends(links: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the links that do not lead, by whatever way, to a row without a link of its own."""
    n_left = Counter(row for row, _ in links)
    leading_to: dict[int, list[int]] = defaultdict(list)
    for row, other in links:
        leading_to[other].append(row)
    ends = [row for row in leading_to if not n_left[row]]
    while ends:
        for row in leading_to[ends.pop()]:
            n_left[row] -= 1
            if not n_left[row]:
                ends.append(row)
    return [(row, other) for row, other in links if n_left[row] and n_left[other]]


def _last_of_each(links: list[tuple[int, int]]) -> list[int]:
    """Return the last of each set of rows that are linked with one another."""
    last: dict[int, int] = {}

    def last_of(row: int) -> int:
        while (further := last.setdefault(row, row)) != row:
            last[row] = last[further]
            row = further
        return row

    for row, other in links:
        one, two = last_of(row), last_of(other)
        last[min(one, two)] = max(one, two)
    return sorted({last_of(row) for row in last})


def _is_older(cells: Cells, column: str) -> Judged | bool:
    """Return rows that supersede one that was published later."""
    if not (cells.has(column) and cells.has("id") and cells.has("published_on")):
        return False
    found = np.zeros(cells.n, dtype=np.bool_)
    links = np.array(list(_links(cells, column)), dtype=np.int64).reshape(-1, 2)
    first, last = publication_days(cells)
    row, other = links.T
    dated = np.not_equal(first[row], NO_DAY) & np.not_equal(first[other], NO_DAY)
    found[row[dated & (last[row] < first[other])]] = True
    return Judged(found, concerned=cells.stated(column))


def _differs(cells: Cells, column: str) -> Judged | bool:
    """Return rows whose range has nothing in common with that of the row they repeat."""
    if not (cells.has(column) and cells.has("id")):
        return False
    links = np.array(list(_links(cells, column)), dtype=np.int64).reshape(-1, 2)
    found = np.zeros(cells.n, dtype=np.bool_)
    if not len(links):
        return Judged(found, concerned=cells.stated(column))
    quantity = quantities(cells).groups.ids
    row, other = links[np.equal(quantity[links[:, 0]], quantity[links[:, 1]])].T
    low, best, high = (cells.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    has_number = ~(np.isnan(low) & np.isnan(best) & np.isnan(high))
    # A copy may be rounded, by as much as it has zeros at its end.
    coarse = np.maximum(_step(best[row]), np.maximum(_step(low[row]), _step(high[row])))
    apart = (lower[row] - coarse > upper[other]) | (upper[row] + coarse < lower[other])
    found[row[apart & has_number[row] & has_number[other]]] = True
    return Judged(found, concerned=cells.stated(column))


def _step(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the largest power of ten that divides each number: what it may be rounded to."""
    step = np.ones(len(numbers))
    for power in range(1, 10):
        divided = np.equal(np.mod(numbers, 10.0**power), 0) & np.not_equal(numbers, 0)
        step[divided] = 10.0**power
    return step


def _is_withdrawn(cells: Cells, column: str) -> Flags | bool:
    if not (cells.has(column) and cells.has("status")):
        return False
    return cells.is_word(column, "recommended") & cells.is_word("status", "withdrawn")


_OTHER = {"id": "a", "source": "AFP", "event": "e"}

CHECKS = (
    Check(
        name="dangling-reference",
        severity="warning",
        phase="table",
        at=_NAMES_ROWS,
        find=_is_dangling,
        reads=("id", "source_key", "source"),
        message="{column} names {value}, and no row of the table has that id",
        hint="Add the row that is named, or correct the id. A source is named as the column "
        "`source` names it.",
        why="A correction that names a figure which is not there corrects nothing, and a copy of "
        "one that is not there counts as a second witness. If the rows were split over files, read "
        "them together.",
        bad=({"id": "b", "supersedes": "a"}, {"id": "b", "repeats": "ocha-17"}),
        good=(
            (_OTHER, {"id": "b", "supersedes": "a"}),
            ({**_OTHER, "source_key": "k1"}, {"id": "b", "supersedes": "a; k1"}),
            {"id": "b", "repeats": "the radio of Gao"},
            {"id": "b", "repeats": "Radio 4"},
        ),
    ),
    Check(
        name="supersedes-itself",
        severity="warning",
        phase="meaning",
        at=("supersedes",),
        find=_supersedes_itself,
        reads=("id",),
        message="the row is said to supersede {value}, which is itself",
        hint="Name the older row that it takes the place of, or leave the cell empty.",
        why="A row that takes its own place leaves the one that was meant in force.",
        bad=({"supersedes": "a1", "id": "a1"},),
        good=(({"id": "a0", "event": "e"}, {"supersedes": "a0", "id": "a1"}),),
    ),
    Check(
        name="supersedes-cycle",
        severity="warning",
        phase="table",
        at=("supersedes",),
        find=_is_in_circle,
        reads=("id",),
        message="the row supersedes {value}, which in the end supersedes this row",
        hint="Find out which of them is the newest, and empty its name from the others.",
        why="Of rows that take each other's place none is in force: the figure is lost.",
        bad=(({"id": "b", "supersedes": "a", "event": "e"}, {"id": "a", "supersedes": "b"}),),
        good=(({"id": "b", "supersedes": "a"}, {"id": "a", "event": "e"}),),
    ),
    Check(
        name="supersedes-newer",
        severity="warning",
        phase="table",
        at=("supersedes",),
        find=_is_older,
        reads=("id", "published_on"),
        message="published on {published_on}, the row is said to supersede {value}, which was "
        "published later",
        hint="Check both dates of publication, and which of the two rows is the correction.",
        why="A correction comes after what it corrects. In a reconciliation the later of the two "
        "stays in force, whatever this row says.",
        bad=(
            (
                {"id": "a", "published_on": "2022-07-01", "event": "e"},
                {"id": "b", "supersedes": "a"},
            ),
        ),
        good=(
            ({"id": "a", "event": "e"}, {"id": "b", "supersedes": "a"}),
            ({"id": "a", "published_on": "2022", "event": "e"}, {"id": "b", "supersedes": "a"}),
        ),
    ),
    Check(
        name="repeats-differently",
        severity="warning",
        phase="table",
        at=("repeats",),
        find=_differs,
        reads=("id", "low", "best", "high"),
        message="low {low}, best {best}, high {high} is not what {value} says, which it is said to "
        "repeat",
        hint="If the number was changed on the way, it is a claim of its own: leave `repeats` "
        "empty. If it was copied wrongly, correct it.",
        why="A claim that repeats another has no vote of its own. With another number it would be "
        "passed over although it says something else.",
        bad=(
            (
                {"id": "a", "source": "AFP"},
                {"id": "b", "repeats": "a", "low": None, "best": 57.0, "high": None},
            ),
        ),
        good=(
            (
                {"id": "a", "source": "AFP"},
                {"id": "b", "repeats": "a", "low": None, "best": 40.0, "high": None},
            ),
            (
                {"id": "a", "source": "AFP", "low": None, "best": 1234.0, "high": None},
                {"id": "b", "repeats": "a", "low": None, "best": 1200.0, "high": None},
            ),
        ),
    ),
    Check(
        name="recommended-withdrawn",
        severity="warning",
        phase="meaning",
        at=("role",),
        find=_is_withdrawn,
        reads=("status",),
        message="the figure is recommended, and its status is withdrawn",
        hint="Recommend the figure that took its place, or correct the status.",
        why="A figure that its source has taken back has no vote. If it was the one to stand by, "
        "none is left.",
        bad=({"role": "recommended", "status": "withdrawn"},),
        good=({"role": "recommended"}, {"role": "triangulation", "status": "withdrawn"}),
    ),
)

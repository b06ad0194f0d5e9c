"""Which claims repeat another, and whose word each claim is.

A reprint is not a second witness. A claim is an *echo* where it declares whom it repeats,
where the registry of sources knows that its source republishes another, or where another
source gave the same figure in the same words. The same unusual number within days is only a
*suspected* echo: it is shown, never removed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import PeriodError
from crisisfigures.estimate import effective_ends
from crisisfigures.matching import Quantities, quantities
from crisisfigures.period import day_number, partial_span
from crisisfigures.segments import Flags, Integers, Numbers, dense, is_word, ranks, shared
from crisisfigures.source import Sources, folded, standard_sources
from crisisfigures.table import NO_DAY, Columns, Data, table_of

Texts = npt.NDArray[np.object_]

NO_ROW = -1
LATEST = np.iinfo(np.int64).max
"""Later than any day: what a claim without a publication date is sorted by."""

ECHO_KINDS = ("declared", "registry", "excerpt", "number")
"""How an echo is known; by its number alone it is only suspected."""

_DECLARED, _REGISTRY, _EXCERPT, _NUMBER = range(len(ECHO_KINDS))


@dataclass(frozen=True, slots=True)
class Lineage:
    """Whose word each of n claims is.

    Attributes:
        own: The independent source that makes the claim, as codes into `names`.
        root: The source whose word it is: its own, or that of the claim or source it repeats.
        names: The sources' names, as printed.
        kind: How it is known for an echo, as codes into `ECHO_KINDS`; -1 for a claim of its own.
        parent: The row that an echo repeats, -1 where it repeats a source without a row.
        suspect: The row that a claim may repeat (the same unusual number within days), or -1.
        in_cycle: Claims that repeat each other in a circle, so that none of them is the origin.
        said_from: First day of the publication date, `NO_DAY` where not stated.
        said_until: Last day of the publication date, `NO_DAY` where not stated.
    """

    own: Integers
    root: Integers
    names: Texts
    kind: Integers
    parent: Integers
    suspect: Integers
    in_cycle: Flags
    said_from: Integers
    said_until: Integers

    @property
    def is_echo(self) -> Flags:
        """Return which claims are echoes."""
        return np.asarray(self.kind >= 0)


def echoes(table: Data, *, sources: Sources | None = None, within_days: int = 7) -> pd.DataFrame:
    """Return the claims that repeat another, and those that seem to.

    Args:
        table: n figures; matched here if they have no `quantity`.
        sources: The registry that knows aliases, families and who republishes whom; by default
            the one that ships with the library.
        within_days: How far apart two publications of one unusual number may lie to be suspect.

    Returns:
        One row an echo, in the order of the table and with its index: id, source, `kind`
        (`declared`, `registry`, `excerpt`, or `number` for a suspected one), `echo_of` (the id of
        the claim it repeats, missing where that is not in the table), `root` (the source whose
        word it is; a suspected echo is still its own), `in_cycle` (claims
        that repeat each other), quantity.
    """
    table = table_of(table)
    columns = Columns(table)
    found = quantities(columns)
    line = lineage(columns, found, sources or standard_sources(), within_days)
    suspected = line.suspect != NO_ROW
    rows = np.flatnonzero(line.is_echo | suspected | line.in_cycle)
    of = np.where(suspected & ~line.is_echo, line.suspect, line.parent)[rows]
    kind = line.kind.copy()
    kind[~line.is_echo & line.in_cycle] = _DECLARED
    kind[~line.is_echo & suspected] = _NUMBER
    ids = columns.texts("id")
    text = {
        "id": ids[rows],
        "source": columns.texts("source")[rows],
        "kind": np.array(ECHO_KINDS, dtype=object)[kind[rows]],
        "echo_of": np.append(ids, [None])[of],
        "root": line.names[line.root[rows]],
        "quantity": found.labels[found.groups.ids[rows]],
    }
    frame = pd.DataFrame(text, index=table.index[rows], dtype="str")
    frame.insert(5, "in_cycle", line.in_cycle[rows])
    return frame


def lineage(columns: Columns, found: Quantities, sources: Sources, within_days: int = 7) -> Lineage:
    """Return whose word each claim is; as `echoes`, for those who go on in arrays."""
    columns.encode("source", "publisher", "url", "repeats", "excerpt", "published_on")
    said_from, said_until = publication_days(columns)
    voices = _voices(columns, sources)
    order = _Order(columns, sources, said_from, ranks(voices.names)[voices.own])
    parent, named = _repeated(columns, found, voices, order)
    # Who repeats its own claim says it again: the newer one votes, as ever.
    parent[(parent != NO_ROW) & (voices.own[parent] == voices.own)] = NO_ROW
    echo = (parent != NO_ROW) | (named >= 0)
    kind = np.where(echo, _REGISTRY, -1)
    kind[echo & columns.stated("repeats")] = _DECLARED
    figure = _figures(columns)
    copied = _same_words(columns, found, voices.own, figure, order, ~echo)
    kind[copied != NO_ROW] = _EXCERPT
    parent = np.where(copied != NO_ROW, copied, parent)
    origin, in_cycle = _origins(parent)
    root = np.where(named >= 0, named, voices.own)[origin]
    return Lineage(
        own=voices.own,
        root=root,
        names=voices.names,
        kind=kind,
        parent=parent,
        suspect=_suspects(columns, found, root, figure, said_from, said_until, order, within_days),
        in_cycle=in_cycle,
        said_from=said_from,
        said_until=said_until,
    )


def publication_days(columns: Columns) -> tuple[Integers, Integers]:
    """Return the first and the last day of each publication date, `NO_DAY` where not stated."""
    codes, texts = columns.codes("published_on")
    spans = np.array([*map(_days_of, texts), (NO_DAY, NO_DAY)], dtype=np.int64)
    return spans[:, 0][codes], spans[:, 1][codes]


@lru_cache(maxsize=10_000)
def _days_of(text: str) -> tuple[int, int]:
    try:
        first, last, _ = partial_span(text)
    except PeriodError:
        return NO_DAY, NO_DAY  # validation reports it; here it is as good as not stated
    return day_number(first), day_number(last)


@dataclass(frozen=True, slots=True)
class _Voices:
    """The independent sources: n codes of who makes each claim, and whom they repeat by name.

    Attributes:
        own: Codes into `names`.
        names: Distinct names of sources.
        repeated: Codes into `names` of the source that the claim declares to repeat, or that
            its source is known to republish; -1 for none.
        row: The row that the claim declares to repeat by its id, or -1.
    """

    own: Integers
    names: Texts
    repeated: Integers
    row: Integers


def _voices(columns: Columns, sources: Sources) -> _Voices:
    codes, texts = columns.codes("source")
    declared, repeats = columns.codes("repeats")
    row_of = _rows_by_id(columns) if len(repeats) else {}
    voices = [sources.voice(text) for text in texts]
    names = _one_spelling([v.root for v in voices])
    republished = [v.origin for v in voices]
    spoken = [
        None if text in row_of else sources.voice(text).origin or sources.voice(text).root
        for text in repeats
    ]
    own_names, nameless = _nameless(columns, sources)
    universe = sorted({"not stated", *names, *own_names, *filter(None, [*republished, *spoken])})
    at = {name: code for code, name in enumerate(universe)}
    lookup = np.array([*(at[name] for name in names), at["not stated"]], dtype=np.int64)
    own = lookup[codes]
    own[nameless >= 0] = np.array([at[n] for n in own_names], np.int64)[nameless[nameless >= 0]]
    by_registry = np.array([*(at.get(r or "", -1) for r in republished), -1], dtype=np.int64)[codes]
    by_word = np.array([*(at.get(s or "", -1) for s in spoken), -1], dtype=np.int64)[declared]
    repeated = np.where(declared >= 0, by_word, by_registry)
    return _Voices(
        own=own,
        names=np.array(universe, dtype=object),
        repeated=np.where(repeated == own, -1, repeated),
        row=np.array([*(row_of.get(text, NO_ROW) for text in repeats), NO_ROW], np.int64)[declared],
    )


def _one_spelling(names: list[str]) -> list[str]:
    """Return one name for those that differ in case, accents, spaces or invisible marks only."""
    first: dict[str, str] = {}
    for name in sorted(names):
        first.setdefault(folded(name) or name, name)
    return [first[folded(name) or name] for name in names]


def _rows_by_id(columns: Columns) -> dict[str, int]:
    codes, texts = columns.codes("id")
    row = np.zeros(len(texts) + 1, dtype=np.int64)
    row[codes] = np.arange(columns.n)
    return dict(zip(texts.tolist(), row.tolist(), strict=False))


def _nameless(columns: Columns, sources: Sources) -> tuple[list[str], Integers]:
    """Return names for unnamed sources, by label, publisher and url, and each row's code or -1."""
    codes, texts = columns.codes("source")
    rows = np.flatnonzero(
        np.array([*(sources.voice(text).is_anonymous for text in texts), False])[codes]
    )
    position = np.full(columns.n, -1, dtype=np.int64)
    if not len(rows):
        return [], position
    facets = [columns.codes(name) for name in ("source", "publisher", "url")]
    ids, m = dense([f[0][rows] for f in facets], [len(f[1]) for f in facets])
    position[rows] = ids
    row = np.zeros(m, dtype=np.int64)
    row[ids] = rows
    words = zip(*(columns.texts(name)[row] for name in ("source", "publisher", "url")), strict=True)
    return [
        str(label) + (f" (via {via})" if via else "") + (f" <{url}>" if url else "")
        for label, via, url in words
    ], position


class _Order:
    """Which of several claims counts as the origin.

    The earliest said; of those, one that is not its own carrier (a newspaper seldom is the origin
    of a count); then by source, then by id.
    """

    def __init__(
        self, columns: Columns, sources: Sources, said_from: Integers, source: Integers
    ) -> None:
        self.start = np.where(said_from == NO_DAY, LATEST, said_from)
        codes, texts = columns.codes("source")
        media = np.array([*(sources.voice(text).type == "media" for text in texts), False])
        carriers, names = columns.codes("publisher")
        code = {text: at for at, text in enumerate(texts.tolist())}
        itself = np.array([*(code.get(name, len(code)) for name in names), -1], dtype=np.int64)
        self.carries = media[codes] | columns.is_word("source_type", "media")
        self.carries |= itself[carriers] == codes
        self.source = source
        self.columns = columns

    def of(self, rows: Integers, *keys: Integers) -> Integers:
        """Return positions that sort `rows` by the keys (aligned with them), then in this order."""
        ids = self.columns.texts_at("id", rows)
        ids[is_word(ids, None)] = ""
        _, by_id = np.unique(ids, return_inverse=True)
        return np.lexsort(
            (by_id, self.source[rows], self.carries[rows], self.start[rows], *reversed(keys))
        )


def _repeated(
    columns: Columns, found: Quantities, voices: _Voices, order: _Order
) -> tuple[Integers, Integers]:
    """Return the row that each claim repeats, and the source where that has no row here."""
    parent, named = voices.row.copy(), voices.repeated.copy()
    parent[parent == np.arange(columns.n)] = NO_ROW
    seeking = np.flatnonzero((named >= 0) & (parent == NO_ROW))
    if not len(seeking):
        return parent, named
    quantity, k = found.groups.ids, len(voices.names)
    sought = quantity[seeking] * k + named[seeking]
    holders = np.flatnonzero(np.isin(quantity * k + voices.own, sought))
    key = quantity[holders] * k + voices.own[holders]
    in_order = order.of(holders, key)
    key, holders = key[in_order], holders[in_order]
    if len(holders):
        at = np.minimum(np.searchsorted(key, sought), len(key) - 1)
        hit = key[at] == sought
        parent[seeking[hit]] = holders[at[hit]]
        named[seeking[hit]] = -1
    return parent, named


def _figures(columns: Columns) -> Numbers:
    """Return each claim's lower end, upper end and best (infinite where not stated), 3 x n."""
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    return np.stack([lower, upper, np.where(np.isnan(best), np.inf, best)])


def _same_words(
    columns: Columns,
    found: Quantities,
    own: Integers,
    figure: Numbers,
    order: _Order,
    free: Flags,
) -> Integers:
    """Return the row whose excerpt and figure each claim repeats, -1 for none."""
    parent = np.full(columns.n, NO_ROW, dtype=np.int64)
    excerpt = columns.codes("excerpt")[0]
    rows = np.flatnonzero((excerpt >= 0) & free)
    if not len(rows):
        return parent
    text, k = dense(
        [found.groups.ids[rows], excerpt[rows]], [found.groups.m, int(excerpt.max()) + 1]
    )
    several = _is_shared(text, k)
    rows, text = rows[several], text[several]
    if not len(rows):
        return parent
    same, m = _equal_figures(text, figure[:, rows])
    origins = _link(parent, rows, same, m, own, order)
    # What is left: claims whose excerpts agree and whose figures do not, one of each figure.
    keep = np.isin(rows, origins) & (figure[0, rows] == figure[1, rows])
    rows, text = rows[keep], text[keep]
    unit = rounding_units(figure[0, rows])
    by_precision = order.of(rows, text, unit.astype(np.int64))
    rows, text, unit = rows[by_precision], text[by_precision], unit[by_precision]
    first = rows[np.searchsorted(text, text)]
    finer = rounding_units(figure[0, first]) < unit
    rounded = finer & (np.abs(figure[0, rows] - figure[0, first]) <= unit / 2)
    rounded &= own[rows] != own[first]
    parent[rows[rounded]] = first[rounded]
    return parent


def _equal_figures(group: Integers, figure: Numbers) -> tuple[Integers, int]:
    if not len(group):
        return group, 0
    codes = [pd.factorize(part)[0].astype(np.int64) for part in figure]
    return dense([group, *codes], [int(group.max()) + 1, *(int(code.max()) + 1 for code in codes)])


def _is_shared(ids: Integers, m: int) -> Flags:
    return np.asarray((np.bincount(ids, minlength=m) > 1)[ids])


def _link(
    parent: Integers, rows: Integers, same: Integers, m: int, own: Integers, order: _Order
) -> Integers:
    """Make the first row of each of m groups the parent of the others; return the first rows."""
    in_order = order.of(rows, same)
    first = np.zeros(m, dtype=np.int64)
    first[same[in_order[::-1]]] = rows[in_order[::-1]]
    origin = first[same]
    echo = (own[origin] != own[rows]) & (origin != rows)
    parent[rows[echo]] = origin[echo]
    return first


def rounding_units(numbers: Numbers) -> Numbers:
    """Return the largest power of ten that divides each number; 1 for 0 and for fractions."""
    unit = np.ones(len(numbers))
    whole = np.isfinite(numbers) & (numbers != 0)
    whole[whole] = numbers[whole] == np.floor(numbers[whole])
    for power in range(1, 16):
        whole[whole] = np.fmod(numbers[whole], 10.0**power) == 0
        unit[whole] = 10.0**power
    return unit


def _is_unusual(numbers: Numbers) -> Flags:
    """Return which numbers have three significant digits or more: 1,240 has, 1,200 has not."""
    said = np.abs(np.where(np.isfinite(numbers), numbers, 0.0))
    two_digits = 10.0 ** (np.floor(np.log10(np.maximum(said, 10.0))) - 1)
    return np.asarray(np.fmod(said, two_digits) != 0)


def _origins(parent: Integers) -> tuple[Integers, Flags]:
    """Return the row at the end of each chain of echoes, and the claims whose chain has no end."""
    origin = np.where(parent == NO_ROW, np.arange(len(parent)), parent)
    for _ in range(max(1, len(parent).bit_length())):
        further = origin[origin]
        if np.array_equal(further, origin):
            break
        origin = further
    in_cycle = parent[origin] != NO_ROW
    return np.where(in_cycle, np.arange(len(parent)), origin), in_cycle


def _suspects(
    columns: Columns,
    found: Quantities,
    own: Integers,
    figure: Numbers,
    said_from: Integers,
    said_until: Integers,
    order: _Order,
    within_days: int,
) -> Integers:
    """Return, for each claim, the row said shortly before it with the same unusual number."""
    suspect = np.full(columns.n, NO_ROW, dtype=np.int64)
    among = (said_from != NO_DAY) & (found.groups.sizes > 1)[found.groups.ids]
    # Ends that a convention made are its numbers, not the source's: two readings are no copy.
    said = figure.copy()
    for part, name in ((0, "low_kind"), (1, "high_kind")):
        said[part, columns.is_word(name, "convention", "rounding")] = 0.0
    rows = np.flatnonzero(among & np.isfinite(figure).any(axis=0))
    # Most claims share not even their lower end with another: the rest are few.
    rows = rows[shared(found.groups.ids[rows], found.groups.m, figure[0, rows])]
    rows = rows[np.logical_or.reduce([_is_unusual(part) for part in said[:, rows]])]
    if len(rows) < 2:
        return suspect
    same, m = _equal_figures(found.groups.ids[rows], figure[:, rows])
    several = _is_shared(same, m)
    rows, same = rows[several], same[several]
    in_order = order.of(rows, same)
    rows, same = rows[in_order], same[in_order]
    before, after = rows[:-1], rows[1:]
    hit = (same[1:] == same[:-1]) & (own[before] != own[after])
    hit &= said_from[after] - said_until[before] <= within_days
    suspect[after[hit]] = before[hit]
    return suspect

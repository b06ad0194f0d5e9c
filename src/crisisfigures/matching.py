"""Which figures claim the same thing.

Two claims are rivals only where they are about one *quantity*: equal in every facet. A facet
that a claim does not state is equal to another that does not state it, except the place and
the period: they are unknown then, and match nothing unless the caller lets them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from crisisfigures import vocabulary
from crisisfigures.errors import OptionError, PlaceError, TableError
from crisisfigures.gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.place import Place
from crisisfigures.segments import Flags, Groups, Integers, dense, dense_ids, ranks
from crisisfigures.table import NO_DAY, Columns, Data, table_of, to_frame, with_ids

if TYPE_CHECKING:
    from crisisfigures.figure import Figure

Texts = npt.NDArray[np.object_]

FACETS = (
    "measure",
    "group",
    "place",
    "period",
    "basis",
    "unit",
    "definition",
    "cause",
    "actor",
    "from_place",
    "modality",
    "event",
)
"""What must be equal for two claims to be of one quantity, in the order of a quantity's name."""

_NEEDED = frozenset({"measure", "place", "period"})
"""A claim that does not state one of these is of a quantity that nobody else can be of."""

LETTABLE = frozenset({"place", "period"})

_STR = pd.StringDtype(na_value=np.nan)
"""What pandas makes of dtype="str", made once."""

_NO_TEXTS = np.empty(0, dtype=object)

_SHOWN_BARE = {"measure", "group", "place", "period", "basis"}
_UNSHOWN = {"group": "all", "unit": "person", "modality": "observed"}


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of n rows, as codes into its sorted distinct readable values; -1 is not stated."""

    codes: Integers
    texts: Texts

    def at(self, row: int) -> str | None:
        """Return the readable value of one row, None where it is not stated."""
        code = self.codes[row]
        return None if code < 0 else str(self.texts[code])


@dataclass(frozen=True)
class Quantities:
    """Which of m quantities each of n rows is about, in canonical order of the quantities.

    Attributes:
        groups: The rows' quantities, 0 to m - 1.
        facets: The facets of the rows as they were stated.
        place: The m quantities' places, as codes into those of the facet; -1 for none.
        name: What puts the names together.
    """

    groups: Groups
    facets: dict[str, Facet]
    place: Integers
    name: Callable[[], ExtensionArray] = field(repr=False)

    @cached_property
    def labels(self) -> ExtensionArray:
        """The m quantities' names, as a pandas column of texts.

        Readable, distinct, the same for any order of rows; put together when first asked for.
        """
        return self.name()


def match(
    table: Data,
    *,
    let_unknown: str | Iterable[str] = (),
    stock_days: int = 0,
    contained_places: bool = False,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Return the table with a `quantity` column: what each claim is about, in readable words.

    Claims are of one quantity when measure, group, place, period, unit, definition, cause,
    actor, event, origin, modality and basis are all equal. Not stated equals not stated, except
    for the place and the period: they are unknown then, and the claim stands alone. Flows over a
    period and cumulative figures of the same start and end are one quantity, for measures of
    events.

    Args:
        table: n figures, one a row.
        let_unknown: `"period"`, `"place"` or both. A claim that does not state the facet joins the
            one quantity that agrees in all it does state; if there are several it joins none.
            Claims that lack it and have no such partner form one quantity together; so do claims
            that state one end of their period alone, as running totals do, and the same one.
        stock_days: Stocks of dates that lie at most this many days apart are one quantity,
            where this holds for every pair of them (it never chains).
        contained_places: Claims whose places contain each other are one quantity, where this
            holds for every pair of them.
        gazetteer: Which codes mean the same place, and which contain which; by default codes
            are compared as they are, and containment is judged by the standard gazetteer.

    Returns:
        n rows in the same order, `quantity` never missing. A table that already has the column
        is returned as it is.

    Raises:
        OptionError: `let_unknown` names another facet, or `stock_days` is negative.
    """
    table = table_of(table)
    if "quantity" in table:
        return table
    found = quantities(
        Columns(table),
        let_unknown=let_unknown,
        stock_days=stock_days,
        contained_places=contained_places,
        gazetteer=gazetteer,
    )
    return table.assign(quantity=pd.Series(found.labels[found.groups.ids], index=table.index))


def quantities(
    columns: Columns,
    *,
    let_unknown: str | Iterable[str] = (),
    stock_days: int = 0,
    contained_places: bool = False,
    gazetteer: Gazetteer | None = None,
) -> Quantities:
    """Return the quantities of the rows; as `match`, for those who go on in arrays."""
    let = _let(let_unknown)
    if stock_days < 0:
        raise OptionError(f"stock_days={stock_days} is negative.\nHint: give the days apart.")
    facets = facets_of(columns, gazetteer)
    if columns.has("quantity"):
        return _given(columns, facets)
    if "period" in let:
        facets["period"] = with_one_end(columns, facets["period"])
    codes = {name: facet.codes for name, facet in facets.items()}
    alone = codes["measure"] < 0
    for name in LETTABLE - let:
        alone = alone | (codes[name] < 0)
    for pattern in _patterns(let):
        _join_unknown(columns, codes, pattern, alone)
    if stock_days:
        _join_dates(columns, codes, alone, facets["basis"], facets["period"], stock_days)
    if contained_places:
        _join_places(codes, alone, facets["place"], gazetteer or standard_gazetteer())
    own = np.full(columns.n, -1, dtype=np.int64)
    rows = np.flatnonzero(alone)
    if len(rows):
        own[rows] = ranks(_ids(columns)[rows])
    ids, m = dense(
        [*(codes[name] for name in FACETS), own],
        [*(len(facets[name].texts) for name in FACETS), len(rows)],
    )
    groups = Groups(ids, m)
    return Quantities(
        groups,
        facets,
        groups.first(codes["place"]),
        lambda: _labels(columns, facets, codes, groups, alone),
    )


def _let(let_unknown: str | Iterable[str]) -> frozenset[str]:
    let = frozenset({let_unknown} if isinstance(let_unknown, str) else let_unknown)
    if other := sorted(let - LETTABLE):
        raise OptionError(
            f"let_unknown={', '.join(map(repr, other))}: only 'period' and 'place' can be unknown; "
            "any other facet that is not stated equals another that is not stated."
        )
    return let


def _given(columns: Columns, facets: dict[str, Facet]) -> Quantities:
    codes, texts = columns.codes("quantity")
    if (codes < 0).any():
        raise TableError(
            f"the column 'quantity' is missing in {int((codes < 0).sum()):,} rows.\n"
            "Hint: drop the column to have the table matched, or fill it in every row."
        )
    order = ranks(texts)
    ids, m = dense([order[codes]], [len(texts)])
    _refuse_mixed(Groups(ids, m), facets, codes, texts)
    names = sorted(texts[np.unique(codes)])
    place = facets["place"].codes
    groups = Groups(ids, m)
    one = groups.first(place) == groups.last(place)
    joined = np.where(one, groups.first(place), -1)
    return Quantities(groups, facets, joined, lambda: pd.array(names, dtype="str"))


def _refuse_mixed(groups: Groups, facets: dict[str, Facet], codes: Integers, texts: Texts) -> None:
    """Raise a TableError where claims of different things were put into one quantity."""
    for name in ("measure", "unit"):
        facet = facets[name]
        least = groups.first(facet.codes)[groups.ids]
        mixed = np.flatnonzero(facet.codes != least)
        if len(mixed):
            row = int(mixed[0])
            raise TableError(
                f"the quantity {texts[codes[row]]!r} holds claims of different {name}s: "
                f"{facet.at(row)!r} and {facet.texts[least[row]]!r} are not the same quantity.\n"
                "Hint: give them quantities of their own, or drop the column to have them matched."
            )


def facets_of(
    columns: Columns, gazetteer: Gazetteer | None = None, *, unread: Collection[str] = ()
) -> dict[str, Facet]:
    """Return the facets of the rows: codes in the text order of the readable values.

    Args:
        columns: The table.
        gazetteer: Which codes mean the same place; by default codes are compared as they are.
        unread: Facets of which nobody reads the texts, of "event" and "period": they come without,
            and events with codes in any order.
    """
    names = [f for f in FACETS if f not in ("place", "period", "basis", "from_place", *unread)]
    columns.encode(*names, "basis", "place", "place_system", "from_place", "from_system")
    facets = {name: _ordered(*columns.codes(name)) for name in names}
    if "event" in unread:
        facets["event"] = Facet(columns.codes_alone("event"), _NO_TEXTS)
    facets["place"] = _places(columns, "place", "place_system", gazetteer)
    facets["from_place"] = _places(columns, "from_place", "from_system", gazetteer)
    facets["period"] = _periods(columns, is_read="period" not in unread)
    facets["basis"] = _bases(columns, facets["measure"])
    return {name: facets[name] for name in FACETS}


def _ordered(codes: Integers, texts: Texts) -> Facet:
    if len(texts) < 2:
        return Facet(codes, texts)
    rank = ranks(texts)
    in_order = np.empty_like(texts)
    in_order[rank] = texts
    return Facet(np.append(rank, -1)[codes], in_order)


def _recoded(codes: Integers, texts: list[str]) -> Facet:
    """Return the facet of rows whose k codes have these readable values, some of them equal."""
    distinct = sorted(set(texts))
    place = {text: at for at, text in enumerate(distinct)}
    position = np.array([*(place[text] for text in texts), -1], dtype=np.int64)
    return Facet(position[codes], np.array(distinct, dtype=object))


def _pairs(first: Facet, second: Facet) -> tuple[Integers, list[tuple[str, str]]]:
    """Return n codes of the pairs of two facets, and the distinct pairs; "" is not stated."""
    both, k = dense([first.codes, second.codes], [len(first.texts), len(second.texts)])
    row = np.zeros(k, dtype=np.int64)
    row[both] = np.arange(len(both))
    sides = ([*facet.texts.tolist(), ""] for facet in (first, second))
    left, right = (
        [texts[code] for code in facet.codes[row].tolist()]
        for facet, texts in zip((first, second), sides, strict=True)
    )
    return both, list(zip(left, right, strict=True))


def _places(columns: Columns, name: str, system: str, gazetteer: Gazetteer | None) -> Facet:
    code = Facet(*columns.codes(name))
    if not len(code.texts):
        return code
    codes, pairs = _pairs(code, Facet(*columns.codes(system)))
    shown = []
    for place, place_system in pairs:
        known = gazetteer.find(place, place_system) if gazetteer and place_system else None
        if gazetteer and known:
            known = gazetteer.canonical(known)
            place, place_system = known.code, known.system
        bare = place_system.startswith("iso3166")
        shown.append(place if bare else f"{place_system or '?'}:{place}")
    return _recoded(np.where(code.codes >= 0, codes, -1), shown)


def _days(days: Integers) -> Facet:
    """Return days as a facet in their own order; not stated is a day of its own, the first."""
    stated = days[days != NO_DAY]
    first, last = (int(stated.min()), int(stated.max())) if len(stated) else (0, -1)
    codes, k = dense([np.maximum(days, first - 1) - first], [last - first + 1])
    distinct = np.empty(k, dtype=np.int64)
    distinct[codes] = days
    return Facet(codes, np.datetime_as_string(distinct.view("datetime64[D]")).astype(object))


def _periods(columns: Columns, *, is_read: bool) -> Facet:
    start, end = columns.days("period_start"), columns.days("period_end")
    first, last = _days(start), _days(end)
    kind = _ordered(*columns.codes("period_kind"))
    both, k = dense(
        [first.codes, last.codes, kind.codes],
        [len(first.texts), len(last.texts), len(kind.texts)],
    )
    # Codes stay in the order of the days, so that quantities sort by time.
    codes = np.where((start != NO_DAY) & (end != NO_DAY), both, -1)
    if not is_read:
        return Facet(codes, _NO_TEXTS)
    row = np.zeros(k, dtype=np.int64)
    row[both] = np.arange(columns.n)
    texts = np.empty(k, dtype=object)
    for i, r in enumerate(row.tolist()):
        day, until = first.at(r), last.at(r)
        within = "" if kind.at(r) == "covers" else "within "
        texts[i] = within + (f"{day}" if day == until else f"{day}/{until}")
    return Facet(codes, texts)


def _states_one_end(columns: Columns) -> Flags:
    start, end = columns.days("period_start"), columns.days("period_end")
    return np.asarray((start == NO_DAY) != (end == NO_DAY), dtype=np.bool_)


def with_one_end(columns: Columns, periods: Facet) -> Facet:
    """Return the periods with those too of which one end alone is stated, as "until 2014-08-31"."""
    rows = np.flatnonzero(_states_one_end(columns))
    if not len(rows):
        return periods
    start, end = columns.days("period_start")[rows], columns.days("period_end")[rows]
    kinds = columns.texts_at("period_kind", rows)
    shown = [
        ("" if kind in (None, "covers") else "within ")
        + (
            f"until {np.datetime64(last, 'D')}"
            if first == NO_DAY
            else f"since {np.datetime64(first, 'D')}"
        )
        for first, last, kind in zip(start.tolist(), end.tolist(), kinds.tolist(), strict=True)
    ]
    texts, at = np.unique(np.array(shown, dtype=object).astype(str), return_inverse=True)
    codes = periods.codes.copy()
    codes[rows] = len(periods.texts) + at
    return Facet(codes, np.concatenate([periods.texts, texts.astype(object)]))


def _bases(columns: Columns, measure: Facet) -> Facet:
    codes, pairs = _pairs(measure, Facet(*columns.codes("basis")))
    return _recoded(codes, [_basis(name, basis) for name, basis in pairs])


def _basis(measure: str, basis: str) -> str:
    """Return the basis by which figures are compared: of events, flow and cumulative are one."""
    known = vocabulary.MEASURES.get(measure)
    basis = basis or (known.default_basis if known else "unstated")
    if known and known.about == "event" and basis in ("flow", "cumulative"):
        return "flow"
    return basis


def _patterns(let: frozenset[str]) -> Iterator[tuple[str, ...]]:
    names = sorted(let)
    for size in range(1, len(names) + 1):
        yield from combinations(names, size)


def _join_unknown(
    columns: Columns, codes: dict[str, Integers], lacking: tuple[str, ...], alone: Flags
) -> None:
    """Give claims that lack these facets those of the one quantity that agrees in the rest.

    A claim that states one end of its period agrees with those that state the same end alone.
    """
    lacks = {name: codes[name] < 0 for name in sorted(LETTABLE)}
    seekers, complete = ~alone, ~alone
    for name, missing in lacks.items():
        seekers = seekers & (missing if name in lacking else ~missing)
    if "period" in lacking:
        complete = complete & ~_states_one_end(columns)
    for name in lacking if len(lacking) == 1 else ():
        complete = complete & ~lacks[name]
    complete = complete & ~seekers
    rows = np.flatnonzero(seekers | complete)
    if not seekers.any():
        return
    key, k = dense_of(codes, [name for name in FACETS if name not in lacking], rows)
    full, _ = dense_of(codes, FACETS, rows)
    candidate = complete[rows]
    groups = Groups(key, k)
    least, most = groups.first(full, candidate), groups.last(full, candidate)
    row_of = np.zeros(full.max() + 1, dtype=np.int64)
    row_of[full] = rows
    seeking = np.flatnonzero(~candidate)
    at = key[seeking]
    several, one = least[at] < most[at], least[at] == most[at]
    alone[rows[seeking[several]]] = True
    joining = rows[seeking[one]]
    partner = row_of[least[at][one]]
    for name in lacking:
        codes[name] = codes[name].copy()
        codes[name][joining] = codes[name][partner]


def dense_of(
    codes: dict[str, Integers], names: Iterable[str], rows: Integers
) -> tuple[Integers, int]:
    """Return dense ids of some rows by the combination of some facets, and their number."""
    return dense_ids([codes[name][rows] for name in names])


def _join_dates(
    columns: Columns,
    codes: dict[str, Integers],
    alone: Flags,
    basis: Facet,
    period: Facet,
    apart: int,
) -> None:
    """Give stocks of nearby dates the period of the earliest, where every pair is near."""
    stock = np.flatnonzero(basis.texts == "stock")
    day = columns.days("period_start")
    rows = np.flatnonzero(
        ~alone
        & np.isin(basis.codes, stock)
        & (day == columns.days("period_end"))
        & (period.codes >= 0)
    )
    if not len(rows):
        return
    key, _ = dense_of(codes, [name for name in FACETS if name != "period"], rows)
    order = np.lexsort((day[rows], key))
    rows, key, day = rows[order], key[order], day[rows[order]]
    new = np.concatenate([[True], (key[1:] != key[:-1]) | (day[1:] - day[:-1] > apart)])
    cluster = Groups(np.cumsum(new) - 1, int(new.sum()))
    near = (cluster.last(day) - cluster.first(day) <= apart)[cluster.ids]
    codes["period"] = codes["period"].copy()
    codes["period"][rows[near]] = cluster.first(codes["period"][rows])[cluster.ids][near]


def _join_places(
    codes: dict[str, Integers], alone: Flags, place: Facet, gazetteer: Gazetteer
) -> None:
    """Give claims whose places contain each other the outermost place."""
    rows = np.flatnonzero(~alone & (codes["place"] >= 0))
    if not len(rows):
        return
    key, _ = dense_of(codes, [name for name in FACETS if name != "place"], rows)
    places = [as_place(text) for text in place.texts]
    pairs = np.unique(np.column_stack([key, codes["place"][rows]]), axis=0)
    outermost = {}
    for group, held in pd.DataFrame(pairs).groupby(0)[1]:
        # From the innermost outwards: a place lies in as many of the others as there are around it.
        nested = sorted(
            held, key=lambda p: -sum(_holds(gazetteer, places[p], places[q]) for q in held)
        )
        if len(nested) > 1 and all(
            _holds(gazetteer, places[a], places[b]) for a, b in combinations(nested, 2)
        ):
            outermost[group] = nested[-1]
    joined = np.array([outermost.get(k, -1) for k in range(key.max() + 1)], dtype=np.int64)[key]
    codes["place"] = codes["place"].copy()
    codes["place"][rows[joined >= 0]] = joined[joined >= 0]


def _holds(gazetteer: Gazetteer, inner: Place | None, outer: Place | None) -> bool:
    if inner is None or outer is None:
        return False
    return gazetteer.relation(inner, outer) in ("within", "same")


def as_place(shown: str) -> Place | None:
    """Return the place that a place facet's readable value names; None if it names none.

    It names none where no code is stated, or no list of codes that is known.
    """
    system, _, code = shown.rpartition(":")
    try:
        return Place(code, system or ("iso3166-2" if "-" in code else "iso3166-1"))
    except PlaceError:
        return None


def _ids(columns: Columns) -> Texts:
    return with_ids(columns.table)["id"].to_numpy(dtype=object)


def _labels(
    columns: Columns,
    facets: dict[str, Facet],
    codes: dict[str, Integers],
    groups: Groups,
    alone: Flags,
) -> ExtensionArray:
    """Return the quantities' names, put together column by column from what each facet shows."""
    row = np.zeros(groups.m, dtype=np.int64)
    row[groups.ids] = np.arange(groups.n)
    parts: list[ExtensionArray] = []
    for name in FACETS:
        facet = basis_shown(columns, groups, facets[name]) if name == "basis" else facets[name]
        at = facet.codes if name == "basis" else codes[name][row]
        unstated = f"{name} not stated" if name in _NEEDED else None
        words = [_shown(name, text, facet.texts) for text in facet.texts] + [unstated]
        # The separator comes with the words: a facet that shows nothing leaves no gap.
        before = "" if name == FACETS[0] else " · "
        texts = np.array([f"{before}{word}" if word else "" for word in words], dtype=object)
        # Most facets show nothing of what everybody counts: persons, all of them, observed.
        if unstated or (any(texts) and (at >= 0).any()):
            parts.append(taken(texts, np.where(at < 0, len(texts) - 1, at)))
    if alone.any():
        rows = np.flatnonzero(alone[row])
        texts = np.array(["", *(f" · #{name}" for name in _ids(columns)[row[rows]])], dtype=object)
        at = np.zeros(groups.m, dtype=np.int64)
        at[rows] = np.arange(1, len(texts))
        parts.append(taken(texts, at))
    return _side_by_side(parts)


def _side_by_side(parts: list[ExtensionArray]) -> ExtensionArray:
    """Return texts put together of several columns of parts."""
    try:
        import pyarrow as pa
        import pyarrow.compute as pc
    except ImportError:
        return pd.array(["".join(words) for words in zip(*parts, strict=True)], dtype="str")
    text = pa.large_string()
    columns = [pa.array(part, type=text) for part in parts]
    joined: ExtensionArray = pd.array(
        pc.binary_join_element_wise(*columns, pa.scalar("", text)), dtype="str"
    )
    return joined


def taken(texts: Texts, codes: Integers) -> ExtensionArray:
    """Return a pandas column of texts by their codes; -1 is missing."""
    return pd.array(texts, dtype=_STR).take(codes, allow_fill=True)


def _shown(name: str, text: str, others: Texts) -> str | None:
    if text == _UNSHOWN.get(name):
        return None
    bare = text.removeprefix("status=") if name == "group" and ";" not in text else text
    if bare != text and bare not in others:
        text = bare
    # What separates the facets must not stand within one: names stay distinct.
    text = text.replace("\\", "\\\\").replace(" · ", " \\· ")
    if name in _SHOWN_BARE:
        return text
    return f"{name.removesuffix('_place')}: {text}"


def basis_shown(columns: Columns, groups: Groups, compared: Facet) -> Facet:
    """Return each quantity's basis: cumulative only where none of its claims is a flow."""
    at = groups.first(compared.codes)
    running = groups.all(columns.is_word("basis", "cumulative"))
    is_flow = np.isin(at, np.flatnonzero(compared.texts == "flow"))
    texts = np.append(compared.texts, np.array(["cumulative"], dtype=object))
    return Facet(np.where(is_flow & running, len(texts) - 1, at), texts)


@dataclass(frozen=True, slots=True)
class Difference:
    """A facet in which two figures differ, so that they are not one quantity."""

    facet: str
    a: str | None
    b: str | None

    def __str__(self) -> str:
        """Return one sentence."""
        if self.a is None and self.b is None:
            return f"{self.facet}: neither states it, and unknown matches nothing"
        return f"{self.facet}: {self.a or 'not stated'} against {self.b or 'not stated'}"


def why_not(
    a: "Figure", b: "Figure", *, gazetteer: Gazetteer | None = None
) -> tuple[Difference, ...]:
    """Return the facets that keep two figures from being one quantity; empty if they are one.

    Args:
        a: One figure.
        b: The other.
        gazetteer: Which codes mean the same place; by default codes are compared as they are.
    """
    facets = facets_of(Columns(to_frame([a, b])), gazetteer)
    return tuple(
        Difference(name, facet.at(0), facet.at(1))
        for name, facet in facets.items()
        if facet.codes[0] != facet.codes[1] or (facet.codes[0] < 0 and name in _NEEDED)
    )

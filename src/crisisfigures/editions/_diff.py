"""What changed from one edition of a dataset to the next."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.editions._about import About
from crisisfigures.editions._changes import SAME, Ranges, changes
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.layout import Cell, Column, Layout, Section, say_number
from crisisfigures.layout.figures import cells, how_many, what, when, where
from crisisfigures.matching import Quantities, quantities
from crisisfigures.segments import Flags, Integers, dense, ranks
from crisisfigures.table import Columns, Data, normalise, with_ids

Texts = npt.NDArray[np.object_]

_MOVES = {
    "re-dated": ("period_start", "period_end", "period_kind"),
    "moved": ("place", "place_system", "from_place", "from_system"),
    "reclassified": (
        *("measure", "definition", "unit", "group", "cause", "event", "actor", "modality", "basis"),
    ),
}
"""Changes of what a figure is about, and the columns that they are changes of."""

_GONE, _ADDED = "gone", "added"
_SHOWN = (
    *("measure", "group", "unit", "definition", "cause", "event", "actor", "modality", "basis"),
    *("place", "place_system", "place_name", "from_place", "from_system", "from_name"),
    *("period_start", "period_end", "precision", "period_kind"),
    *("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate"),
    *("level", "stated", "status", "production", "unread", "source", "source_key", "id"),
)


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """What changed from one edition of a dataset to the next.

    Attributes:
        table: One row a figure that changed: `change` (`raised`, `lowered`, `narrowed`, `widened`,
            `withdrawn`, `restored`, `number stated`, `no number any more` (or one that cannot be
            read), `best stated`, `best dropped` (between the same ends), `status changed` (with
            the same number; also if it is provisional no more), `re-dated`, `moved`,
            `reclassified`, `gone`, `added`; several joined by "; "), `details` (each cell that
            says something else: "best: 10 → 12"), `source`, `source_key`, and the row of each
            edition (`old_low`, `new_low`, …; missing where there is none).
        counts: How many figures changed in which way, and how many are the same.
        totals: One row a measure: `n_old`, `n_new`, and the sums of usable figures in both
            editions (`old_low` … `new_high`; an end is missing where any figure is open there).
            They show how much an edition moved; they are no totals of people: parts and wholes, and
            the same people in several figures, are added up as they stand.
    """

    table: pd.DataFrame
    counts: dict[str, int]
    totals: pd.DataFrame

    def layout(self) -> Layout:
        """Return the changes as they are to be printed."""
        return _laid_out(self)

    def __repr__(self) -> str:
        """Return the counts."""
        said = ", ".join(f"{n:,} {word}" for word, n in self.counts.items())
        return f"<EditionDiff: {said or 'no figures'}>"

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"


def diff(old: Data, new: Data, *, gazetteer: Gazetteer | None = None) -> EditionDiff:
    """Return what changed from one edition of a dataset to the next.

    Figures are the same by the publisher's own key and what they are about; else by the key,
    measure and group; else by the key alone; else by what they are about and who says it; else by
    their `id`. Of several, first those of one publication date are paired, then those that are
    equal, then the others from the smallest to the largest. The order of the rows does not matter.

    Args:
        old: The earlier edition, n figures.
        new: The later one.
        gazetteer: Which codes mean the same place.

    Returns:
        An `EditionDiff`. A figure that is withdrawn is still there and says so; one that is gone
        is not. 0 and no number are two different things.

    Example:
        >>> import crisisfigures as cf
        >>> def edition(*bests):
        ...     return cf.to_frame([
        ...         cf.Figure(measure="killed", best=best, source="UCDP", source_key=str(key))
        ...         for key, best in enumerate(bests)
        ...     ])
        >>> diff(edition(1, 2, 3), edition(1, 5)).counts
        {'gone': 1, 'raised': 1, 'same': 1}
    """
    tables = [with_ids(normalise(table)) for table in (old, new)]
    n = len(tables[0])
    both = normalise(pd.concat(tables, ignore_index=True))
    columns = Columns(both)
    a, b = _paired(columns, n, gazetteer)
    change, details = _compared(columns, a, b)
    unpaired = np.ones(len(both), dtype=np.bool_)
    unpaired[a], unpaired[b] = False, False
    gone = np.flatnonzero(unpaired[:n])
    added = np.flatnonzero(unpaired[n:]) + n
    changed = change != SAME
    rows = np.concatenate([a[changed], gone, np.full(len(added), -1)])
    partners = np.concatenate([b[changed], np.full(len(gone), -1), added])
    words = np.concatenate(
        [change[changed], np.full(len(gone), _GONE), np.full(len(added), _ADDED)]
    ).astype(object)
    said = np.concatenate([details[changed], np.full(len(gone) + len(added), None, dtype=object)])
    order = np.lexsort((np.maximum(partners, rows), np.where(rows < 0, n, rows)))
    table = _table(both, rows[order], partners[order], words[order], said[order])
    counted = pd.Series(
        [word for text in words.tolist() for word in text.split("; ")], dtype=object
    )
    counts = {str(word): int(k) for word, k in counted.value_counts(sort=False).items()}
    counts = dict(sorted(counts.items()))
    if same := int((~changed).sum()):
        counts[SAME] = same
    return EditionDiff(table, counts, _totals(columns, n))


def _paired(columns: Columns, n: int, gazetteer: Gazetteer | None) -> tuple[Integers, Integers]:
    """Return the rows of figures that are in both editions, and those in the new one."""
    found = quantities(columns, gazetteer=gazetteer)
    about = About(columns, found).ids()
    left, pairs = np.ones(columns.n, dtype=np.bool_), []
    order = _canonical(columns, about[0])
    is_new = order >= n
    for keys, among in _passes(columns, found, about):
        at = np.flatnonzero((left & among)[order])
        rows = order[at]
        old, new = _one_by_one(keys[rows], is_new[at])
        pairs.append((rows[old], rows[new]))
        left[rows[old]], left[rows[new]] = False, False
    return (
        np.concatenate([a for a, _ in pairs]),
        np.concatenate([b for _, b in pairs]),
    )


def _passes(
    columns: Columns, found: Quantities, about: tuple[Integers, int]
) -> Iterator[tuple[Integers, Flags]]:
    """Yield what figures are paired by, the surest first, and among which rows."""
    names = ("source", "source_key", "published_on", "edition", "id")
    codes = {name: (columns.codes(name)[0], len(columns.codes(name)[1])) for name in names}
    codes |= {
        name: (facet.codes, len(facet.texts))
        for name, facet in found.facets.items()
        if name in ("measure", "group", "place", "period")
    }
    codes |= {"about": about, "quantity": (found.groups.ids, found.groups.m)}
    codes["content"] = _contents(columns)

    def key(*parts: str) -> Integers:
        return dense([codes[p][0] for p in parts], [codes[p][1] for p in parts])[0]

    source, own = codes["source"][0] >= 0, ("source", "source_key")
    has_key = codes["source_key"][0] >= 0
    known = source.copy()
    for name in ("measure", "place", "period"):
        known &= codes[name][0] >= 0
    everyone, dated = np.ones(columns.n, dtype=np.bool_), codes["published_on"][0] >= 0
    yield key(*own, "about", "content", "published_on", "edition"), everyone
    # A report of the same day is the same report, whatever its number is now.
    yield key(*own, "about", "published_on", "edition"), (has_key | known) & dated
    yield key(*own, "about", "content"), everyone
    yield key(*own, "about"), has_key | known
    for further in (("place",), ("period",), ()):
        yield key(*own, "measure", "group", *further), has_key
    yield key(*own), has_key
    yield key("source", "quantity"), source
    yield key(*own, "id"), everyone


def _contents(columns: Columns) -> tuple[Integers, int]:
    """Return dense ids of what rows say, apart from what they are about."""
    numbers = [pd.factorize(columns.numbers(name))[0] for name in ("low", "best", "high")]
    keys = [codes.astype(np.int64) for codes in numbers]
    sizes = [int(codes.max(initial=-1)) + 1 for codes in keys]
    for name in ("low_kind", "high_kind", "status", "unread"):
        codes, texts = columns.codes(name)
        keys.append(codes)
        sizes.append(len(texts))
    return dense(keys, sizes)


def _canonical(columns: Columns, about: Integers) -> Integers:
    """Return the rows in an order that does not depend on how they stand."""
    by_text = [
        np.append(ranks(texts), -1)[codes]
        for codes, texts in map(columns.codes, ("id", "status", "edition", "published_on"))
    ]
    ranges = Ranges(columns, np.arange(columns.n))
    return np.lexsort((*by_text, ranges.middle, ranges.upper, ranges.lower, about))


def _one_by_one(keys: Integers, is_new: Flags) -> tuple[Integers, Integers]:
    """Return positions of old and new rows of one key: the first with the first, and so on."""
    frame = pd.DataFrame({"key": keys, "new": is_new})
    frame["nth"] = frame.groupby(["key", "new"]).cumcount()
    old = frame.index[~frame["new"]]
    paired = (
        frame.loc[old, ["key", "nth"]]
        .assign(old=old)
        .merge(
            frame.loc[frame["new"], ["key", "nth"]].assign(fresh=frame.index[frame["new"]]),
            on=["key", "nth"],
        )
    )
    return paired["old"].to_numpy(), paired["fresh"].to_numpy()


def _compared(columns: Columns, a: Integers, b: Integers) -> tuple[Texts, Texts]:
    """Return what became of each pair, and which cells say something else."""
    before, after = Ranges(columns, a), Ranges(columns, b)
    change = changes(before, after)
    said: dict[int, list[str]] = {}
    for name in ("low", "best", "high"):
        for at, old, new in _differing(columns.numbers(name), a, b):
            said.setdefault(at, []).append(f"{name}: {_number(old)} → {_number(new)}")
    for name, old_ends, new_ends in (
        ("low_kind", before.lower, after.lower),
        ("high_kind", before.upper, after.upper),
    ):
        # An end that is there without a kind is a stated one; one that is not there has none.
        kinds = np.where(columns.stated(name), columns.texts(name), "stated").astype(object)
        has_ends = np.isfinite(old_ends) & np.isfinite(new_ends)
        for at, old, new in _differing(kinds, a, b):
            if has_ends[at]:
                said.setdefault(at, []).append(f"{name}: {old} → {new}")
    for name in ("status", "production", "unread"):
        for at, old, new in _differing(columns.codes(name)[0], a, b):
            said.setdefault(at, []).append(
                f"{name}: {_text(columns, name, old)} → {_text(columns, name, new)}"
            )
    for word, names in _MOVES.items():
        moved = set()
        for name in names:
            is_day = name.startswith("period_") and name != "period_kind"
            values: Any = columns.days(name) if is_day else columns.codes(name)[0]
            for at, old, new in _differing(values, a, b):
                moved.add(at)
                was, is_now = (
                    (_day(columns, name, int(a[at])), _day(columns, name, int(b[at])))
                    if is_day
                    else (_text(columns, name, old), _text(columns, name, new))
                )
                said.setdefault(at, []).append(f"{name}: {was} → {is_now}")
        for at in sorted(moved):
            change[at] = word if change[at] == SAME else f"{change[at]}; {word}"
    details = np.full(len(a), None, dtype=object)
    for at, parts in said.items():
        details[at] = "; ".join(parts)
    return change, details


def _differing(
    values: npt.NDArray[Any], a: Integers, b: Integers
) -> Iterator[tuple[int, Any, Any]]:
    """Yield which pairs have different values, and the values; few do."""
    old, new = values[a], values[b]
    differs = old != new
    if values.dtype == np.float64:
        differs &= ~(np.isnan(old) & np.isnan(new))
    for at in np.flatnonzero(differs).tolist():
        yield at, old[at], new[at]


def _number(value: float) -> str:
    return (
        "not stated"
        if np.isnan(value)
        else say_number(int(value) if value == int(value) else value)
    )


def _text(columns: Columns, name: str, code: int) -> str:
    return "not stated" if code < 0 else str(columns.codes(name)[1][code])


def _day(columns: Columns, name: str, row: int) -> str:
    stamp = columns.table[name].iloc[row]
    return "not stated" if pd.isna(stamp) else str(stamp.date())


def _table(
    both: pd.DataFrame, rows: Integers, partners: Integers, words: Texts, details: Texts
) -> pd.DataFrame:
    shown = both[[name for name in _SHOWN if name in both.columns]]
    sides = [
        shown.reindex(np.where(at < 0, len(both), at)).reset_index(drop=True).add_prefix(prefix)
        for prefix, at in (("old_", rows), ("new_", partners))
    ]
    head: dict[str, Any] = {
        "change": pd.array(words, dtype="str"),
        "details": pd.array(details, dtype="str"),
    }
    for name in ("source", "source_key"):
        if name in shown:
            head[name] = sides[1][f"new_{name}"].fillna(sides[0][f"old_{name}"])
    return pd.concat([pd.DataFrame(head), *sides], axis=1)


def _totals(columns: Columns, n: int) -> pd.DataFrame:
    """Return the sums of each measure in both editions."""
    ranges = Ranges(columns, np.arange(columns.n))
    usable = ranges.has_number & columns.is_word("status", "present", "suppressed")
    usable &= ~columns.stated("unread")
    frame = pd.DataFrame(
        {
            "measure": columns.texts("measure"),
            "side": np.where(np.arange(columns.n) < n, "old", "new"),
            "low": ranges.floored,
            "best": np.where(
                np.isnan(ranges.best) & (ranges.lower == ranges.upper), ranges.lower, ranges.best
            ),
            "high": ranges.ceiling,
        }
    )[usable]
    made = pd.DataFrame({"measure": sorted(frame["measure"].unique())}, dtype="str")
    own = {side: frame[frame["side"] == side].groupby("measure") for side in ("old", "new")}
    for side, groups in own.items():
        counted = groups.size().reindex(made["measure"], fill_value=0)
        made[f"n_{side}"] = counted.to_numpy(dtype=np.int64)
    for side, groups in own.items():
        for name in ("low", "best", "high"):
            # Where one figure states no best there is no sum of bests; where one is open, no end.
            total = groups[name].sum().where(groups[name].count() == groups.size())
            ends = total.reindex(made["measure"]).to_numpy(dtype=np.float64)
            made[f"{side}_{name}"] = np.where(np.isfinite(ends), ends, np.nan)
    return made


def _laid_out(found: EditionDiff) -> Layout:
    table = found.table
    heads = [Column("change", "Change")]
    shown: list[list[Cell]] = [cells(table["change"])]
    newest = _side(table, "new_", "old_")
    for name, say in (("what", what), ("where", where), ("when", when)):
        heads.append(Column(name, name.capitalize()))
        shown.append([Cell(str(text)) for text in say(newest)])
    for prefix, title in (("old_", "Was"), ("new_", "Is")):
        heads.append(Column(title.lower(), title))
        figures = how_many(_side(table, prefix, None))
        there = table[f"{prefix}id"].notna().tolist()
        shown.append(
            [
                Cell(str(text) if is_there else "")
                for text, is_there in zip(figures, there, strict=True)
            ]
        )
    for name, title in (("details", "Details"), ("source", "Source"), ("source_key", "Key")):
        if name in table:
            heads.append(Column(name, title))
            shown.append(cells(table[name]))
    beside = [str(name) for name in table.columns if str(name) not in {c.name for c in heads}]
    heads += [Column(name, name, is_shown=False) for name in beside]
    rows = tuple(zip(*shown, *(cells(table[name]) for name in beside), strict=True))
    said = ", ".join(f"{n:,} {word}" for word, n in found.counts.items())
    main = Section("changes", "", tuple(heads), rows, tail=said or "no figures")
    return Layout("Changes between editions", main, (), tuple(_sums(found.totals)))


def _side(table: pd.DataFrame, prefix: str, other: str | None) -> Columns:
    own = table[[name for name in table.columns if str(name).startswith(prefix)]]
    own = own.rename(columns=lambda name: str(name).removeprefix(prefix))
    if other is not None:
        lacks = own["id"].isna()
        rest = table[[f"{other}{name}" for name in own.columns]]
        own = own.where(~lacks, rest.set_axis(own.columns, axis=1))
    return Columns(normalise(own))


def _sums(totals: pd.DataFrame) -> Iterator[Section]:
    if totals.empty:
        return
    heads = [Column("measure", "Measure"), Column("n", "Figures", "right")]
    heads += [Column(name, name.capitalize(), "right") for name in ("low", "best", "high")]
    rows = []
    for row in totals.to_dict("records"):
        line = [Cell(str(row["measure"])), Cell(_step(row["n_old"], row["n_new"]))]
        for name, lacking in (("low", "open"), ("best", "not stated"), ("high", "open")):
            line.append(Cell(_step(row[f"old_{name}"], row[f"new_{name}"], lacking)))
        rows.append(tuple(line))
    lead = (
        "Sums of the figures as they stand, to show how much an edition moved; no totals of people."
    )
    yield Section("totals", "Sums", tuple(heads), tuple(rows), lead=lead)


def _step(old: float, new: float, lacking: str = "") -> str:
    said = [
        lacking if np.isnan(x) else say_number(int(x) if x == int(x) else x) for x in (old, new)
    ]
    return said[0] if said[0] == said[1] else f"{said[0]} → {said[1]}"

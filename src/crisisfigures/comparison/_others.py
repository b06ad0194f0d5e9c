"""What others make of the same claims, by their own rules: to be shown beside one's own answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.echoing import publication_days
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import effective_ends
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.reconciliation import Reconciliation, reconcile
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.source import Sources, standard_sources
from crisisfigures.table import Columns

_GRADES = "ABCDE"
_EMDAT = ("un", "government", "red_cross", "research", "intergovernmental", "ngo", "media")
"""Kinds of sources in the order in which EM-DAT takes them; any other comes last."""


@dataclass(frozen=True, slots=True)
class _Claims:
    """The usable claims about one quantity, in the order of the table."""

    low: Numbers
    best: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers
    is_recommended: Flags
    is_triangulation: Flags
    day: Integers
    grade: Integers
    kind: Integers
    rank: Integers
    source: Any

    def number(self, at: int) -> float:
        """Return the one number that a claim says; NaN of a range without a best figure."""
        for said, other in ((self.best, None), (self.low, self.high), (self.high, self.low)):
            if not np.isnan(said[at]) and (other is None or np.isnan(other[at])):
                return float(said[at])
        return np.nan


@dataclass(frozen=True, slots=True)
class _Answer:
    chosen: tuple[int, ...] = ()
    low: float = np.nan
    best: float = np.nan
    high: float = np.nan
    note: str | None = None


def _one(claims: _Claims, rows: Integers, note: str | None = None) -> _Answer:
    """Return the number of claims that come first alike, if they state one."""
    said = np.unique([claims.number(at) for at in rows.tolist()])
    if len(said) > 1:
        # Which of them the table happens to name first says nothing.
        return _Answer(note=f"flagged: {len(rows)} claims come first alike, and differ")
    number = float(said[0])
    if np.isnan(number):
        return _Answer(note="the claim chosen is a range, of which the rule takes no one number")
    return _Answer(tuple(rows.tolist()), number, number, number, note)


def _helix(claims: _Claims) -> _Answer:
    chosen = np.flatnonzero(claims.is_recommended)
    if len(chosen) == 1:
        return _one(claims, chosen)
    what = "no figure is recommended" if not len(chosen) else f"{len(chosen)} are recommended"
    return _Answer(note=f"flagged: {what}")


def _idmc_r(claims: _Claims) -> _Answer:
    among = claims.is_recommended
    if not among.any():
        among = claims.is_triangulation if claims.is_triangulation.any() else ~among
    return _one(claims, np.flatnonzero(among & (claims.day == claims.day[among].max())))


def _ucdp(claims: _Claims) -> _Answer:
    low, high = (np.nan, np.nan)
    if np.isfinite(claims.lower).any():
        low = float(claims.lower[np.isfinite(claims.lower)].min())
    if np.isfinite(claims.upper).any():
        high = float(claims.upper[np.isfinite(claims.upper)].max())
    # What another claim says is not so is no end of them all: it is open there.
    if (claims.upper < low).any():
        low = np.nan
    if (claims.lower > high).any():
        high = np.nan
    graded = np.flatnonzero(claims.grade >= 0)
    numbers = np.array([claims.number(at) for at in graded.tolist()])
    best = np.nan
    note: str | None = "no best: no claim is graded for reliability"
    if len(graded):
        top = claims.grade[graded] == claims.grade[graded].min()
        said = np.unique(numbers[top & ~np.isnan(numbers)])
        note = "no best: the most reliable claims differ, or state ranges"
        if len(said) == 1:
            best, note = float(said[0]), None
    if not np.isnan(best) and not (np.isnan(low) or low <= best) & (np.isnan(high) or best <= high):
        best, note = np.nan, "no best: it lies outside the range"
    return _Answer(tuple(range(len(claims.low))), low, best, high, note)


def _acled(claims: _Claims) -> _Answer:
    said = np.where(np.isfinite(claims.lower), claims.lower, np.inf)
    if not np.isfinite(said).any():
        return _Answer(note="no claim says how many at least")
    least = float(said.min())
    return _Answer(tuple(np.flatnonzero(said == least).tolist()), least, least, least)


def _emdat(claims: _Claims) -> _Answer:
    first = np.ones(len(claims.low), dtype=np.bool_)
    for place in (claims.rank, claims.kind):
        first &= place == place[first].min()
    first &= claims.day == claims.day[first].max()
    few = len(set(claims.source.tolist())) < 2
    note = "flagged: EM-DAT asks for two sources" if few else None
    middle = np.where(np.isnan(claims.best), (claims.low + claims.high) / 2, claims.best)
    return _one(replace(claims, best=middle), np.flatnonzero(first), note)


@dataclass(frozen=True, slots=True)
class _Rule:
    said: str
    answer: Callable[[_Claims], _Answer]


RULES = {
    "helix": _Rule(
        "IDMC's Helix: the recommended figure counts; none or several are flagged", _helix
    ),
    "idmc_r": _Rule(
        "the R package idmc: recommended before triangulation, then the latest; hedges are ignored",
        _idmc_r,
    ),
    "ucdp": _Rule(
        "UCDP's way: the lowest low, the highest high, and the best of the most reliable source",
        _ucdp,
    ),
    "acled": _Rule("ACLED's way: the most conservative number", _acled),
    "emdat": _Rule(
        "EM-DAT's way: the source that comes first in a list of priorities; the mean of a range",
        _emdat,
    ),
}
"""Whose rules there are."""


def by_rule_of(
    table: pd.DataFrame,
    whose: str,
    *,
    prefer: Sequence[str] | None = None,
    let_unknown: str | Iterable[str] = (),
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
) -> Reconciliation:
    """Return what the rule of another institution makes of the same claims.

    To show it beside one's own answer: "by their rule it is X, by ours Y". These rules take one
    number where there are ranges, and know nothing of echoes. They are as published or as read in
    open code, put into a line each; what an editor would decide by hand is not in them.

    Args:
        table: n claims.
        whose: `helix` (the recommended figure, else flagged), `idmc_r` (recommended, else
            triangulation, the latest), `ucdp` (lowest low, highest high, best of the most reliable
            by its Admiralty grade), `acled` (the most conservative number) or `emdat` (by a list of
            priorities; the mean of a range; flagged where there is but one source).
        prefer: For `emdat`: sources in the order of their priority, by any name that the registry
            knows. By default by their kind: United Nations, governments, Red Cross, research,
            others, media; then the latest.
        let_unknown: See `match`.
        sources: The registry of sources.
        gazetteer: Which codes mean the same place.

    Returns:
        A `Reconciliation`, whose `method` is the rule's name: to be rendered, traced and compared
        (`compare(by_rule_of(claims, "helix"), reconcile(claims))`). Claims that the rule takes have
        the verdict `supports`, the others `passed over by the rule`; `caveat` has what is flagged,
        as claims that come first alike and differ.

    Raises:
        UnknownNameError: No such rule, or no source of the table is in `prefer`.
        OptionError: `prefer` for another rule than EM-DAT's.

    Source:
        IDMC Helix server and the R package idmc (open code); UCDP and ACLED methodology pages;
        EM-DAT documentation (impact variables, protocols).
    """
    if whose not in RULES:
        raise UnknownNameError("rule", whose, RULES)
    if prefer is not None and whose != "emdat":
        raise OptionError(f"prefer belongs to the rule 'emdat'; {whose!r} has no list of sources.")
    base = reconcile(
        table, "envelope", let_unknown=let_unknown, sources=sources, gazetteer=gazetteer
    )
    columns = Columns(base.claims)
    everyone = _everyone(columns, prefer, sources or standard_sources())
    verdict = base.claims["verdict"]
    usable = ~verdict.str.startswith("unusable", na=False).to_numpy(dtype=np.bool_)
    usable &= ~(np.isnan(everyone.low) & np.isnan(everyone.best) & np.isnan(everyone.high))
    answers: dict[str, _Answer] = {}
    words = verdict.to_numpy(dtype=object).copy()
    rows_of = pd.Series(np.flatnonzero(usable)).groupby(
        base.claims["quantity"].to_numpy()[usable], sort=False
    )
    for quantity, rows in rows_of:
        at = rows.to_numpy()
        found = RULES[whose].answer(_some(everyone, at))
        answers[str(quantity)] = found
        words[at] = "passed over by the rule"
        words[at[list(found.chosen)]] = "supports"
    claims = base.claims.assign(verdict=pd.array(words, dtype="str"))
    return replace(
        base,
        table=_table(base.table, answers, whose),
        claims=claims,
        method=whose,
        options={}
        if prefer is None
        else {"prefer": [prefer] if isinstance(prefer, str) else [*prefer]},
    )


def _everyone(columns: Columns, prefer: Sequence[str] | None, registry: Sources) -> _Claims:
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    codes, names = columns.codes("source")
    source = np.append([registry.root(name) for name in names.tolist()], [None])[codes]
    by_name = np.append([registry.type_of(name) for name in names.tolist()], [None])[codes]
    kind = columns.texts("source_type")
    ranks = _preferred(prefer, registry, source)
    kinds = {name: at for at, name in enumerate(_EMDAT)}
    grades = {grade: at for at, grade in enumerate(_GRADES)}
    return _Claims(
        low=low,
        best=best,
        high=high,
        lower=lower,
        upper=upper,
        is_recommended=columns.is_word("role", "recommended"),
        is_triangulation=columns.is_word("role", "triangulation"),
        day=publication_days(columns)[1],
        grade=_positions(columns.texts("reliability"), grades, -1),
        kind=_positions(np.where(kind == None, by_name, kind), kinds, len(kinds)),  # noqa: E711
        rank=_positions(source, ranks, len(ranks)),
        source=source,
    )


def _preferred(prefer: Sequence[str] | None, registry: Sources, known: Any) -> dict[str, int]:
    """Return the places of sources in a list, which may have them by any of their names."""
    given = [prefer] if isinstance(prefer, str) else list(prefer or ())
    roots = list(dict.fromkeys(map(registry.root, given)))
    if roots and len(known) and set(known.tolist()).isdisjoint(roots):
        raise UnknownNameError("source in prefer", given[0], sorted(set(known.tolist()) - {None}))
    return {name: at for at, name in enumerate(roots)}


def _positions(texts: Any, known: dict[str, int], otherwise: int) -> Integers:
    return np.array([known.get(text, otherwise) for text in texts.tolist()], dtype=np.int64)


def _some(claims: _Claims, rows: Integers) -> _Claims:
    return _Claims(*(getattr(claims, name)[rows] for name in _Claims.__dataclass_fields__))


def _table(table: pd.DataFrame, answers: dict[str, _Answer], whose: str) -> pd.DataFrame:
    """Return the rows of quantities with what the rule makes of them."""
    found = [answers.get(str(quantity), _Answer()) for quantity in table["quantity"]]
    numbers = {
        name: np.array([getattr(a, name) for a in found]) for name in ("low", "best", "high")
    }
    has_answer = ~(np.isnan(numbers["low"]) & np.isnan(numbers["best"]) & np.isnan(numbers["high"]))
    kinds = {
        f"{name}_kind": ["stated" if not np.isnan(end) else None for end in numbers[name]]
        for name in ("low", "high")
    }
    before = table["caveat"].where(table["caveat"].notna(), None).tolist()
    caveats = [
        a.note if str(q) in answers else old
        for a, q, old in zip(found, table["quantity"], before, strict=True)
    ]
    words: dict[str, Sequence[str | None]] = {
        **kinds,
        "status": ["present" if has else "missing" for has in has_answer],
        "caveat": caveats,
        "agreement": [None] * len(table),
        "method": [whose] * len(table),
        **{
            name: [None] * len(table)
            for name in ("quantifier", "stated", "range_kind", "convention")
        },
    }
    values: dict[str, Any] = {name: pd.array(list(w), dtype="str") for name, w in words.items()}
    values |= numbers
    values["approximate"] = np.zeros(len(table), dtype=np.bool_)
    values["level"] = np.full(len(table), np.nan)
    counts = np.array([len(a.chosen) for a in found], dtype=np.int64)
    return table.assign(**values, n_supporting=counts)

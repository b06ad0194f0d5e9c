"""The verb: claims that disagree become one range a quantity, with a trail."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures import _shelf, vocabulary
from crisisfigures.echoing import LATEST, lineage
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import SOFT_KINDS, effective_ends
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import Quantities, quantities
from crisisfigures.plugins import Combined, Flags, Integers, Method, Numbers, Votes
from crisisfigures.reconciliation._result import Reconciliation
from crisisfigures.reconciliation._votes import NO_VOTE, Ballot, OwnRows, cast_votes
from crisisfigures.reconciliation.envelope import hull
from crisisfigures.segments import Groups, is_word, ranks
from crisisfigures.source import Sources, standard_sources
from crisisfigures.table import COLUMNS, NO_DAY, Columns, with_ids
from crisisfigures.validation import error_codes

Texts = npt.NDArray[np.object_]

_KINDS = vocabulary.END_KIND_ORDER
_EXCLUSIVE, _FLOOR, _DERIVED = map(_KINDS.index, ("exclusive", "floor", "derived"))
_SOFT = [_KINDS.index(kind) for kind in SOFT_KINDS]

_SAME = (
    "measure",
    "definition",
    "unit",
    "group",
    "cause",
    "event",
    "actor",
    "modality",
    "place",
    "place_system",
    "place_precision",
    "from_place",
    "from_system",
    "precision",
    "period_kind",
)
"""Facets that a row of the result states where all of its claims that state it agree."""

_ANY = ("place_name", "from_name", "period_stated", "group_stated", "measure_stated")
"""Wordings that may differ without a difference in meaning: the first in text order is kept."""

_WORDS = ("quantifier", "range_kind", "stated", "convention", "low_kind", "high_kind")
"""What a single claim brings along besides its numbers."""


def methods() -> dict[str, Method]:
    """Return the methods of reconciliation by name, those of other distributions included."""
    return _shelf.collect("crisisfigures.reconciliation", Method, "crisisfigures.methods")


def reconcile(
    table: pd.DataFrame,
    method: str = "consensus",
    *,
    weights: Mapping[str, float] | None = None,
    let_unknown: str | Iterable[str] = (),
    own_rows: OwnRows = "withhold",
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
    **options: Any,
) -> Reconciliation:
    """Return one range for each quantity that the claims are about, with its trail.

    Claims are matched into quantities (see `match`), echoes are traced to their roots (see
    `echoes`), and each independent source has one vote a quantity: its newest claim, by
    publication date, edition, or what `supersedes` says. Rows with an error finding, a role other
    than `claim` or `recommended`, or a status other than `present` (or `suppressed`, with bounds)
    have none.

    Args:
        table: n claims, one a row. It is not changed.
        method: A name from `methods()`.
        weights: Weights of sources by name, for methods that weigh; other sources weigh 1.
        let_unknown: `"period"`, `"place"` or both: see `match`.
        own_rows: What to do when several claims of one source on one quantity differ and none is
            the newer: `"withhold"` the source's vote, or take their `"hull"`.
        sources: The registry of sources; by default the one that ships with the library.
        gazetteer: Which codes are known, and mean the same place.
        options: Options of the method, such as `prefer` for `preferred_source`.

    Returns:
        A `Reconciliation`; the same, bit for bit, for any order of the rows.

    Raises:
        UnknownNameError: No such method, or no such source in `weights`.
        OptionError: The method does not take an option.
    """
    chosen = _method(method, options, weights)
    table = with_ids(table)
    registry = sources or standard_sources()
    columns = Columns(table)
    found = quantities(columns, let_unknown=let_unknown, gazetteer=gazetteer)
    line = lineage(columns, found, registry)
    ballot = cast_votes(
        columns,
        found,
        line,
        error_codes(columns),
        own_rows=own_rows,
        weights=weights,
        sources=registry,
    )
    answer = _answer(chosen, ballot, options)
    claims = table.assign(
        quantity=_texts(found.labels, found.groups.ids, table.index),
        voter=_texts(line.names, line.root, table.index),
        verdict=pd.Series(_verdicts(ballot, answer), index=table.index, dtype="str"),
    )
    return Reconciliation(
        table=_table(columns, found, ballot, answer, method),
        claims=claims,
        segments=_segments(found, ballot, answer.combined),
        method=method,
        options=_asked(weights, let_unknown, own_rows, options),
        gazetteer=gazetteer,
    )


def _method(name: str, options: Mapping[str, Any], weights: Mapping[str, float] | None) -> Method:
    known = methods()
    if name not in known:
        raise UnknownNameError("method", name, known)
    method = known[name]
    for option in options:
        if option not in method.options:
            takes = ", ".join(method.options) or "none"
            raise OptionError(f"the method {name!r} has no option {option!r}; it takes: {takes}.")
    if weights is not None and not method.weighs:
        weighing = ", ".join(sorted(m.name for m in known.values() if m.weighs))
        raise OptionError(f"the method {name!r} does not weigh votes.\nHint: these do: {weighing}.")
    return method


def _asked(
    weights: Mapping[str, float] | None,
    let_unknown: str | Iterable[str],
    own_rows: OwnRows,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    let = {let_unknown} if isinstance(let_unknown, str) else set(let_unknown)
    asked: dict[str, Any] = {"let_unknown": sorted(let), "own_rows": own_rows, **options}
    return asked if weights is None else {"weights": dict(weights), **asked}


def _texts(texts: Texts, codes: Integers, index: pd.Index) -> pd.Series:
    named = pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype="str"))
    return pd.Series(named, index=index).astype("str")


@dataclass(frozen=True, slots=True)
class _Answer:
    """A method's answer on m' quantities, completed: ends, kinds, best, and each vote's verdict."""

    combined: Combined
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    agreement: Texts
    compatible: Flags
    flags: Mapping[str, Flags]


def _answer(method: Method, ballot: Ballot, options: Mapping[str, Any]) -> _Answer:
    votes = ballot.votes
    combined = _floored(votes, method.combine(votes, **options))
    alone = votes.groups.sizes == 1
    agreement = (
        np.full(votes.groups.m, None, dtype=object)
        if combined.agreement is None
        else combined.agreement.copy()
    )
    answered = ~np.isnan(combined.lower)
    agreement[alone & answered] = "single"
    supports = combined.supports | alone[votes.groups.ids] & answered[votes.groups.ids]
    combined = replace(combined, supports=supports)
    compatible = combined.compatible
    if compatible is None:
        compatible = votes.meets(combined.lower, combined.upper)
    best = _best(votes, combined, agreement)
    flags = {
        name: marked & ~alone for name, marked in combined.flags.items() if name != "no_choice"
    }
    flags |= {name: marked for name, marked in combined.flags.items() if name == "no_choice"}
    flags["needs_convention"] = _needs_convention(method, options, votes, combined, best)
    flags["echo_sensitive"] = _changes_without(
        method, options, votes, combined, best, ballot.suspect
    )
    kinds = _end_kinds(votes, combined)
    return _Answer(combined, best, *kinds, agreement, compatible & ~supports, flags)


def _floored(votes: Votes, combined: Combined) -> Combined:
    """Return an answer open at both ends as one from the floor: a count is never below 0."""
    boundless = np.isneginf(combined.lower) & np.isposinf(combined.upper)
    return replace(combined, lower=np.where(boundless, votes.floor, combined.lower))


def _best(votes: Votes, combined: Combined, agreement: Texts) -> Numbers:
    """Return the median of the supporters' bests that lie in the result, NaN where it is none.

    Of an even number the two central ones must be equal; without agreement there is no best.
    """
    point = combined.lower == combined.upper
    if combined.best is not None:
        return np.where(point, combined.lower, combined.best)
    groups = votes.groups
    lower, upper = combined.lower[groups.ids], combined.upper[groups.ids]
    agreed = ~is_word(agreement, "none")[groups.ids]
    counted = np.flatnonzero(
        combined.supports & agreed & (votes.best >= lower) & (votes.best <= upper)
    )
    best = np.full(groups.m, np.nan)
    ids, bests = groups.ids[counted], votes.best[counted]
    order = np.lexsort((bests, ids))
    ids, bests = ids[order], bests[order]
    sizes = np.bincount(ids, minlength=groups.m)
    some = np.flatnonzero(sizes)
    first = (np.cumsum(sizes) - sizes)[some]
    below, above = bests[first + (sizes[some] - 1) // 2], bests[first + sizes[some] // 2]
    best[some] = np.where(below == above, below, np.nan)
    return np.where(point, combined.lower, best)


def _end_kinds(votes: Votes, combined: Combined) -> tuple[Integers, Integers]:
    """Return what each end of the answers rests on: what the hardest vote that makes it does."""
    out = votes.excluded_ends(combined.lower, combined.upper)
    lower_out = out[0] if combined.lower_out is None else combined.lower_out
    upper_out = out[1] if combined.upper_out is None else combined.upper_out
    return (
        _kind_of(
            votes.groups, votes.lower, votes.lower_kind, combined.lower, lower_out, votes.floor
        ),
        _kind_of(votes.groups, votes.upper, votes.upper_kind, combined.upper, upper_out, None),
    )


def _kind_of(
    groups: Groups, ends: Numbers, kinds: Integers, made: Numbers, out: Flags, floor: Numbers | None
) -> Integers:
    makes = (ends == made[groups.ids]) & (kinds != _EXCLUSIVE)
    hardest = groups.first(kinds, makes)
    unmade = (
        np.full(groups.m, _DERIVED) if floor is None else np.where(made == floor, _FLOOR, _DERIVED)
    )
    kind = np.where(hardest == LATEST, unmade, hardest)
    return np.where(np.isfinite(made), np.where(out, _EXCLUSIVE, kind), -1)


def _needs_convention(
    method: Method, options: Mapping[str, Any], votes: Votes, combined: Combined, best: Numbers
) -> Flags:
    """Return where the answer would differ if each vote were cut to the numbers it states."""
    soft_low, soft_high = np.isin(votes.lower_kind, _SOFT), np.isin(votes.upper_kind, _SOFT)
    made = votes.groups.any(soft_low | soft_high)
    low = np.where(soft_low | np.isneginf(votes.lower), np.nan, votes.lower)
    high = np.where(soft_high | np.isposinf(votes.upper), np.nan, votes.upper)
    lower, upper = effective_ends(low, votes.best, high)
    cut = replace(
        votes,
        lower=lower,
        upper=upper,
        lower_kind=np.where(np.isfinite(lower), np.where(soft_low, 0, votes.lower_kind), -1),
        upper_kind=np.where(np.isfinite(upper), np.where(soft_high, 0, votes.upper_kind), -1),
        pinned=votes.pinned & (~np.isnan(votes.best) | (np.isfinite(lower) & np.isfinite(upper))),
    )
    says = np.isfinite(lower) | np.isfinite(upper)
    return _changes(method, options, cut, says & made[votes.groups.ids], made, combined, best)


def _changes_without(
    method: Method,
    options: Mapping[str, Any],
    votes: Votes,
    combined: Combined,
    best: Numbers,
    left_out: Flags,
) -> Flags:
    """Return where the answer would differ if some votes were left out."""
    concerned = votes.groups.any(left_out)
    kept = ~left_out & concerned[votes.groups.ids]
    return _changes(method, options, votes, kept, concerned, combined, best)


def _changes(
    method: Method,
    options: Mapping[str, Any],
    votes: Votes,
    kept: Flags,
    concerned: Flags,
    combined: Combined,
    best: Numbers,
) -> Flags:
    """Return for which of the quantities concerned the votes kept would give another answer."""
    if not concerned.any():
        return concerned
    changed = concerned.copy()
    fewer, groups = votes.chosen(kept)
    if not len(groups):
        return changed
    other = _floored(fewer, method.combine(fewer, **options))
    agreement = other.agreement
    if agreement is None:
        agreement = np.full(len(groups), None, dtype=object)
    agreement = np.where(fewer.groups.sizes == 1, "single", agreement)
    alone = (fewer.groups.sizes == 1)[fewer.groups.ids]
    other = replace(other, supports=other.supports | alone)
    other_best = _best(fewer, other, agreement)
    same = np.ones(len(groups), dtype=np.bool_)
    for now, then in (
        (combined.lower, other.lower),
        (combined.upper, other.upper),
        (best, other_best),
    ):
        same &= (now[groups] == then) | (np.isnan(now[groups]) & np.isnan(then))
    changed[groups[same]] = False
    return changed


def _verdicts(ballot: Ballot, answer: _Answer) -> Texts:
    """Return a verdict for each claim: that of its vote, or why it has none."""
    words = np.array(["dissents", "compatible", "supports"], dtype=object)
    of_vote = words[np.where(answer.combined.supports, 2, answer.compatible.astype(np.int64))]
    verdicts = ballot.verdict.copy()
    voting = ballot.vote != NO_VOTE
    verdicts[voting] = of_vote[ballot.vote[voting]]
    return verdicts


def _segments(found: Quantities, ballot: Ballot, combined: Combined) -> pd.DataFrame:
    names = ["quantity", "low", "high", "n_votes", "n_pinned"]
    if combined.segments is None:
        return pd.DataFrame(columns=pd.Index(names))
    s = combined.segments
    values = [
        pd.array(found.labels[ballot.quantities[s.group]], dtype="str"),
        np.where(np.isfinite(s.lower), s.lower, np.nan),
        np.where(np.isfinite(s.upper), s.upper, np.nan),
        s.n_votes,
        s.n_pinned,
    ]
    return pd.DataFrame(dict(zip(names, values, strict=True)))


def _table(
    columns: Columns, found: Quantities, ballot: Ballot, answer: _Answer, method: str
) -> pd.DataFrame:
    """Return one canonical row for each of the m quantities."""
    m, at = found.groups.m, ballot.quantities
    data: dict[str, Any] = {
        "id": _ids(found.labels, method),
        **_facets(columns, found),
        **_ranges(columns, ballot, answer, m),
    }
    votes, combined = ballot.votes, answer.combined
    counts = {
        "n_claims": found.groups.sizes,
        "n_independent": _spread(votes.groups.sizes, at, m),
        "n_pinned": _spread(votes.groups.count(votes.pinned), at, m),
        "n_supporting": _spread(votes.groups.count(combined.supports), at, m),
        "n_compatible": _spread(votes.groups.count(answer.compatible), at, m),
    }
    lowest, highest = hull(votes)
    reasons = _reasons(columns, found, ballot, answer)
    data |= {
        "source": _sources(ballot, answer, m),
        "role": np.full(m, "derived", dtype=object),
        "status": reasons.status,
        "caveat": reasons.caveat,
        "quantity": found.labels,
        "agreement": _spread(answer.agreement, at, m),
        **counts,
        "envelope_low": _stated(lowest, at, m),
        "envelope_high": _stated(highest, at, m),
        "stated_low": _stated(votes.groups.min(_or(ballot.said_low, np.inf)), at, m),
        "stated_high": _stated(votes.groups.max(_or(ballot.said_high, -np.inf)), at, m),
        "flags": _flags(found, ballot, answer),
        "claim_ids": _claim_ids(columns, found, ballot),
        "method": np.full(m, method, dtype=object),
    }
    return pd.DataFrame({name: _column(name, values) for name, values in data.items()})


def _column(name: str, values: npt.NDArray[Any]) -> Any:
    if name in COLUMNS and COLUMNS[name].kind == "day":
        days = np.where(values == NO_DAY, np.datetime64("NaT", "D"), values.astype("datetime64[D]"))
        return days.astype("datetime64[us]")
    return pd.array(values, dtype="str") if values.dtype == object else values


def _spread(values: npt.NDArray[Any], at: Integers, m: int) -> npt.NDArray[Any]:
    """Return the values of the m' quantities with votes among all m: 0, False, NaN or None else."""
    empty: Any = np.nan if values.dtype == np.float64 else None if values.dtype == object else 0
    found = np.full(m, empty, dtype=values.dtype)
    found[at] = values
    return found


def _stated(ends: Numbers, at: Integers, m: int) -> Numbers:
    """Return ends as they are stated in a table: missing where open."""
    return np.asarray(_spread(np.where(np.isfinite(ends), ends, np.nan), at, m))


def _or(values: Numbers, other: float) -> Numbers:
    return np.where(np.isnan(values), other, values)


def _ids(labels: Texts, method: str) -> Texts:
    start = hashlib.blake2b(f"{method}\0".encode(), digest_size=8)

    def of(label: str) -> str:
        digest = start.copy()
        digest.update(label.encode())
        return digest.hexdigest()

    return np.array([of(label) for label in labels], dtype=object)


def _facets(columns: Columns, found: Quantities) -> dict[str, npt.NDArray[Any]]:
    groups = found.groups
    data: dict[str, npt.NDArray[Any]] = {}
    for name in (*_SAME, *_ANY):
        if not columns.has(name) and name != "measure":
            continue
        codes, texts = columns.codes(name)
        rank = ranks(texts)
        ordered = np.append(rank, -1)[codes]
        least, most = groups.first(ordered, ordered >= 0), groups.last(ordered, ordered >= 0)
        stated = (most >= 0) & ((least == most) | (name in _ANY))
        in_order = np.append(texts[np.argsort(rank)], np.array([None], dtype=object))
        data[name] = in_order[np.where(stated, least, -1)]
    basis = found.facets["basis"]
    running = groups.all(columns.is_word("basis", "cumulative"))
    shown = basis.texts[groups.first(basis.codes)]
    data["basis"] = np.where((shown == "flow") & running, "cumulative", shown)
    for name in ("period_start", "period_end"):
        if columns.has(name):
            days = columns.days(name)
            edge = groups.first if name == "period_start" else groups.last
            day = edge(days, days != NO_DAY)
            data[name] = np.where(day == LATEST, NO_DAY, day)
    return {name: data[name] for name in COLUMNS if name in data}


def _ranges(
    columns: Columns, ballot: Ballot, answer: _Answer, m: int
) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of the range; a single claim keeps its words."""
    votes, combined, at = ballot.votes, answer.combined, ballot.quantities
    first = np.zeros(votes.groups.m, dtype=np.int64)
    first[votes.groups.ids] = ballot.row
    single = is_word(answer.agreement, "single") & (first != NO_VOTE)
    rows, where = first[single], at[single]
    kinds = np.append(np.array(_KINDS, dtype=object), np.array([None], dtype=object))
    data: dict[str, npt.NDArray[Any]] = {
        "low": _stated(combined.lower, at, m),
        "best": _spread(answer.best, at, m),
        "high": _stated(combined.upper, at, m),
        "low_kind": _spread(kinds[answer.lower_kind], at, m),
        "high_kind": _spread(kinds[answer.upper_kind], at, m),
        "quantifier": np.full(m, None, dtype=object),
        "approximate": np.zeros(m, dtype=np.bool_),
        "range_kind": np.full(m, None, dtype=object),
        "level": np.full(m, np.nan),
        "stated": np.full(m, None, dtype=object),
        "convention": np.full(m, None, dtype=object),
    }
    unbounded = np.isneginf(combined.lower) & np.isposinf(combined.upper)
    data["quantifier"][at[unbounded]] = "unbounded"
    for name in ("quantifier", "range_kind", "stated", "convention"):
        data[name][where] = columns.texts(name)[rows]
    data["approximate"][where] = columns.flags("approximate")[rows]
    data["level"][where] = columns.numbers("level")[rows]
    return data


def _sources(ballot: Ballot, answer: _Answer, m: int) -> Texts:
    """Return who stands behind each answer: the supporters, or all voters where nobody agrees."""
    votes = ballot.votes
    behind = answer.combined.supports
    behind = behind | ~votes.groups.any(behind)[votes.groups.ids]
    behind |= is_word(answer.agreement, "none")[votes.groups.ids]
    names = _joined(
        votes.source_names[votes.source[behind]], votes.groups.ids[behind], votes.groups.m
    )
    found = _spread(names, ballot.quantities, m)
    found[is_word(found, None)] = "nobody"
    return found


def _joined(texts: Texts, ids: Integers, m: int) -> Texts:
    """Return, for each of m groups, its texts joined; entries are in order of the groups."""
    stops = np.cumsum(np.bincount(ids, minlength=m))
    starts = np.concatenate([[0], stops[:-1]]) if m else stops
    listed = texts.tolist()
    return np.array(
        [
            "; ".join(listed[a:b]) or None
            for a, b in zip(starts.tolist(), stops.tolist(), strict=True)
        ],
        dtype=object,
    )


def _claim_ids(columns: Columns, found: Quantities, ballot: Ballot) -> Texts:
    rows = np.flatnonzero(ballot.vote != NO_VOTE)
    ids = columns.texts("id")[rows]
    ids[is_word(ids, None)] = ""
    order = np.argsort(ballot.vote[rows], kind="stable")
    tied = np.flatnonzero(np.bincount(ballot.vote[rows], minlength=1)[ballot.vote[rows]] > 1)
    if len(tied):
        by_id = np.zeros(len(rows), dtype=np.int64)
        by_id[tied] = np.unique(ids[tied].astype(str), return_inverse=True)[1]
        order = np.lexsort((by_id, ballot.vote[rows]))
    rows, ids = rows[order], ids[order]
    return _joined(ids, found.groups.ids[rows], found.groups.m)


def _flags(found: Quantities, ballot: Ballot, answer: _Answer) -> Texts:
    """Return the names of the flags that each quantity carries, joined; None for none."""
    m, at = found.groups.m, ballot.quantities
    marked = {name: _spread(flags, at, m) for name, flags in answer.flags.items()}
    withheld = np.fromiter(
        (text is not None and text.startswith("withheld") for text in ballot.verdict),
        np.bool_,
        found.groups.n,
    )
    marked["withheld"] = found.groups.any(withheld)
    marked["repeated"] = found.groups.any(ballot.repeated)
    names = sorted(marked)
    mask = np.zeros(m, dtype=np.int64)
    for bit, name in enumerate(names):
        mask |= marked[name].astype(np.int64) << bit
    distinct, position = np.unique(mask, return_inverse=True)
    words = [
        "; ".join(name for bit, name in enumerate(names) if value >> bit & 1) or None
        for value in distinct.tolist()
    ]
    return np.array([*words, None], dtype=object)[position]


@dataclass(frozen=True, slots=True)
class _Reasons:
    status: Texts
    caveat: Texts


def _reasons(columns: Columns, found: Quantities, ballot: Ballot, answer: _Answer) -> _Reasons:
    """Return each quantity's status, and why it has no answer where it has none."""
    m, at = found.groups.m, ballot.quantities
    status = np.full(m, "missing", dtype=object)
    caveat = np.full(m, None, dtype=object)
    answered = ~np.isnan(answer.combined.lower)
    status[at[answered]] = "present"
    for notes in answer.combined.notes.values():
        told = ~is_word(notes, None)
        caveat[at[told]] = notes[told]
    silent = np.ones(m, dtype=np.bool_)
    silent[at] = False
    if not silent.any():
        return _Reasons(status, caveat)
    rows = np.flatnonzero(silent[found.groups.ids])
    codes, texts = columns.codes("status")
    groups, kept = found.groups.subset(silent[found.groups.ids])
    least, most = groups.first(codes[rows]), groups.last(codes[rows])
    alike = (least == most) & (texts[least] != "present")
    status[kept[alike]] = texts[least[alike]]
    order = np.lexsort((ranks_of(ballot.verdict[rows]), groups.ids))
    first = np.concatenate([[True], np.diff(groups.ids[order]) > 0])
    caveat[kept] = ballot.verdict[rows[order[first]]]
    return _Reasons(status, caveat)


def ranks_of(texts: Texts) -> Integers:
    """Return the rank of each text among the distinct ones."""
    return np.unique(texts.astype(str), return_inverse=True)[1].astype(np.int64)

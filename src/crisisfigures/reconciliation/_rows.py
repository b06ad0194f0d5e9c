"""The table of a result: one canonical row a quantity, its numbers, and what they came from."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from crisisfigures import vocabulary
from crisisfigures.echoing import LATEST
from crisisfigures.matching import Quantities, as_place, basis_shown, taken
from crisisfigures.plugins import Flags, Integers, Numbers
from crisisfigures.reconciliation._answer import Answer
from crisisfigures.reconciliation._votes import NO_VOTE, Ballot
from crisisfigures.reconciliation.envelope import hull
from crisisfigures.segments import is_word, ranks
from crisisfigures.table import COLUMNS, NO_DAY, Columns, joined

Texts = npt.NDArray[np.object_]

_KINDS = vocabulary.END_KIND_ORDER

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


@dataclass(frozen=True, slots=True)
class _Coded:
    """A column of texts as codes; -1 is missing."""

    codes: Integers
    texts: Texts


def tabulated(
    columns: Columns, found: Quantities, ballot: Ballot, answer: Answer, method: str
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
        "role": _always("derived", m),
        "status": reasons.status,
        "caveat": reasons.caveat,
        "quantity": found.labels,
        "agreement": _agreement(answer, at, m),
        **counts,
        "envelope_low": _stated(lowest, at, m),
        "envelope_high": _stated(highest, at, m),
        "stated_low": _stated(votes.groups.min(_or(ballot.said_low, np.inf)), at, m),
        "stated_high": _stated(votes.groups.max(_or(ballot.said_high, -np.inf)), at, m),
        "flags": _flags(found, ballot, answer),
        "claim_ids": _claim_ids(columns, found, ballot),
        "method": _always(method, m),
    }
    return pd.DataFrame({name: _column(name, values) for name, values in data.items()})


def _agreement(answer: Answer, at: Integers, m: int) -> _Coded:
    codes, words = pd.factorize(answer.agreement)
    return _Coded(_spread(codes, at, m, -1), words)


def _always(text: str, m: int) -> _Coded:
    return _Coded(np.zeros(m, dtype=np.int64), np.array([text], dtype=object))


def _column(name: str, values: npt.NDArray[Any] | ExtensionArray | _Coded) -> Any:
    if isinstance(values, _Coded):
        return taken(values.texts, values.codes)
    if isinstance(values, ExtensionArray):
        return values
    if name in COLUMNS and COLUMNS[name].kind == "day":
        days = np.where(values == NO_DAY, np.datetime64("NaT", "D"), values.astype("datetime64[D]"))
        return days.astype("datetime64[us]")
    if values.dtype != object:
        return values
    said = np.flatnonzero(~is_word(values, None))
    codes = np.full(len(values), -1, dtype=np.int64)
    codes[said] = np.arange(len(said))
    return taken(values[said], codes)


def _spread(
    values: npt.NDArray[Any], at: Integers, m: int, empty: float | None = 0
) -> npt.NDArray[Any]:
    """Return the values of the m' quantities with votes among all m, and elsewhere `empty`."""
    found = np.full(m, empty, dtype=values.dtype)
    found[at] = values
    return found


def _stated(ends: Numbers, at: Integers, m: int) -> Numbers:
    """Return ends as they are stated in a table: missing where open."""
    return np.asarray(_spread(np.where(np.isfinite(ends), ends, np.nan), at, m, np.nan))


def _or(values: Numbers, other: float) -> Numbers:
    return np.where(np.isnan(values), other, values)


def _ids(labels: ExtensionArray, method: str) -> Texts:
    """Return an id for each answer, made from the quantity and the method."""
    seed = hashlib.blake2b(method.encode(), digest_size=8).hexdigest()
    hashes = pd.util.hash_array(np.asarray(labels, dtype=object), hash_key=seed, categorize=False)
    digits = np.frombuffer(hashes.astype(">u8").tobytes().hex().encode(), dtype=np.uint8)
    letters = np.full((len(hashes), 17), ord("r"), dtype=np.uint8)
    letters[:, 1:] = digits.reshape(-1, 16)
    return letters.view("S17").ravel().astype("U17").astype(object)


def _facets(columns: Columns, found: Quantities) -> dict[str, npt.NDArray[Any] | _Coded]:
    """Return what each quantity is about: where all of its claims that say it agree."""
    groups = found.groups
    data: dict[str, npt.NDArray[Any] | _Coded] = {}
    for name in (*_SAME, *_ANY):
        if not columns.has(name) and name != "measure":
            continue
        codes, texts = columns.codes(name)
        rank = ranks(texts)
        ordered = np.append(rank, -1)[codes]
        least, most = groups.first(ordered, ordered >= 0), groups.last(ordered, ordered >= 0)
        stated = (most >= 0) & ((least == most) | (name in _ANY))
        data[name] = _Coded(np.where(stated, least, -1), texts[np.argsort(rank)])
    basis = basis_shown(columns, groups, found.facets["basis"])
    data["basis"] = _Coded(basis.codes, basis.texts)
    for name in ("period_start", "period_end"):
        if columns.has(name):
            days = columns.days(name)
            first, last = groups.first(days, days != NO_DAY), groups.last(days, days != NO_DAY)
            day = first if name == "period_start" else last
            data[name] = np.where(day == LATEST, NO_DAY, day)
            # Dates that a tolerance joined span more than each of them is precise to.
            _forget(data, "precision", first < last)
    _one_place(data, found)
    return {name: data[name] for name in COLUMNS if name in data}


def _forget(data: dict[str, npt.NDArray[Any] | _Coded], name: str, where: Flags) -> None:
    """Make a facet not stated where it does not hold of the whole quantity."""
    facet = data.get(name)
    if isinstance(facet, _Coded) and where.any():
        data[name] = _Coded(np.where(where, -1, facet.codes), facet.texts)


def _one_place(data: dict[str, npt.NDArray[Any] | _Coded], found: Quantities) -> None:
    """Give quantities whose claims name different places the place that they were joined under."""
    place = data.get("place")
    if not isinstance(place, _Coded) or "place_system" not in data:
        return
    joined = found.place
    differ = np.flatnonzero((place.codes < 0) & (joined >= 0))
    if not len(differ):
        return
    places = [as_place(text) for text in found.facets["place"].texts[joined[differ]]]
    for name, texts in (
        ("place", [p.code if p else None for p in places]),
        ("place_system", [p.system if p else None for p in places]),
    ):
        facet = data[name]
        assert isinstance(facet, _Coded)
        codes = facet.codes.copy()
        codes[differ] = len(facet.texts) + np.arange(len(differ))
        data[name] = _Coded(codes, np.append(facet.texts, np.array(texts, dtype=object)))


def _ranges(
    columns: Columns, ballot: Ballot, answer: Answer, m: int
) -> dict[str, npt.NDArray[Any] | _Coded]:
    """Return the columns of the range; a single claim keeps its words."""
    votes, combined, at = ballot.votes, answer.combined, ballot.quantities
    first = np.zeros(votes.groups.m, dtype=np.int64)
    first[votes.groups.ids] = ballot.row
    single = is_word(answer.agreement, "single") & (first != NO_VOTE)
    rows, where = first[single], at[single]
    kinds = np.array(_KINDS, dtype=object)
    data: dict[str, npt.NDArray[Any] | _Coded] = {
        "low": _stated(combined.lower, at, m),
        "best": _spread(answer.best, at, m, np.nan),
        "high": _stated(combined.upper, at, m),
        "low_kind": _Coded(_spread(answer.lower_kind, at, m, -1), kinds),
        "high_kind": _Coded(_spread(answer.upper_kind, at, m, -1), kinds),
    }
    words = {
        name: np.full(m, None, dtype=object)
        for name in ("quantifier", "range_kind", "stated", "convention")
    }
    unbounded = np.isneginf(combined.lower) & np.isposinf(combined.upper)
    words["quantifier"][at[unbounded]] = "unbounded"
    for name, said in words.items():
        said[where] = columns.texts_at(name, rows)
    made = np.zeros(m, dtype=np.bool_)
    by_convention = _KINDS.index("convention")
    made[at] = (answer.lower_kind == by_convention) | (answer.upper_kind == by_convention)
    _shared_convention(words["convention"], made, columns, ballot)
    approximate, level = np.zeros(m, dtype=np.bool_), np.full(m, np.nan)
    approximate[where] = columns.flags("approximate")[rows]
    level[where] = columns.numbers("level")[rows]
    if combined.level is not None:
        pooled = ~np.isnan(combined.level)
        words["range_kind"][at[pooled]] = "interval"
        level[at[pooled]] = combined.level[pooled]
    found = {**data, **words, "approximate": approximate, "level": level}
    return {name: found[name] for name in COLUMNS if name in found}


def _shared_convention(said: Texts, made: Flags, columns: Columns, ballot: Ballot) -> None:
    """Name the convention behind ends that one made, where all voting claims share it.

    Args:
        said: The conventions of the m quantities, to be completed.
        made: Where a convention made an end.
        columns: The claims.
        ballot: Their votes.
    """
    codes, texts = columns.codes("convention")
    rows = np.flatnonzero((ballot.vote != NO_VOTE) & (codes >= 0))
    if not len(rows):
        return
    votes = ballot.votes
    of = np.full(len(said), -1, dtype=np.int64)
    several = np.zeros(len(said), dtype=np.bool_)
    quantity = ballot.quantities[votes.groups.ids[ballot.vote[rows]]]
    of[quantity] = codes[rows]
    several[quantity[of[quantity] != codes[rows]]] = True
    shown = np.flatnonzero(made & (of >= 0) & ~several & is_word(said, None))
    said[shown] = texts[of[shown]]


def _sources(ballot: Ballot, answer: Answer, m: int) -> ExtensionArray:
    """Return who stands behind each answer: the supporters, or all voters where nobody agrees."""
    votes = ballot.votes
    behind = answer.combined.supports
    behind = behind | ~votes.groups.any(behind)[votes.groups.ids]
    behind |= is_word(answer.agreement, "none")[votes.groups.ids]
    names = taken(votes.source_names, votes.source[behind])
    of = ballot.quantities[votes.groups.ids[behind]]
    found = joined(names, np.bincount(of, minlength=m))
    found[found.isna()] = "nobody"
    return found


def _claim_ids(columns: Columns, found: Quantities, ballot: Ballot) -> ExtensionArray:
    """Return the ids of the claims that vote, by voter, then by id."""
    rows, vote = ballot.rows.copy(), ballot.vote[ballot.rows]
    tied = np.flatnonzero(np.bincount(vote, minlength=1)[vote] > 1)
    if len(tied):
        by_id = np.unique(columns.texts_at("id", rows[tied]).astype(str), return_inverse=True)[1]
        rows[tied] = rows[tied][np.lexsort((by_id, vote[tied]))]
    ids = pd.array(columns.table["id"].iloc[rows].array, dtype="str")
    return joined(ids, np.bincount(found.groups.ids[rows], minlength=found.groups.m))


def _flags(found: Quantities, ballot: Ballot, answer: Answer) -> _Coded:
    """Return the names of the flags that each quantity carries, joined; missing for none."""
    m, at = found.groups.m, ballot.quantities
    marked = {name: _spread(flags, at, m) for name, flags in answer.flags.items()}
    marked["echoes_only"] = _spread(ballot.votes.groups.all(ballot.echoed), at, m)
    marked["withheld"] = found.groups.any(ballot.withheld)
    marked["repeated"] = found.groups.any(ballot.repeated)
    names = sorted(marked)
    mask = np.zeros(m, dtype=np.int64)
    for bit, name in enumerate(names):
        mask |= marked[name].astype(np.int64) << bit
    distinct, position = np.unique(mask, return_inverse=True)
    words = [
        "; ".join(name for bit, name in enumerate(names) if value >> bit & 1)
        for value in distinct.tolist()
    ]
    return _Coded(np.where(mask == 0, -1, position), np.array(words, dtype=object))


_STATUSES = np.array(["missing", "present", "suppressed"], dtype=object)
_PRESENT, _SUPPRESSED = 1, 2


@dataclass(frozen=True, slots=True)
class _Reasons:
    status: _Coded
    caveat: Texts


def _reasons(columns: Columns, found: Quantities, ballot: Ballot, answer: Answer) -> _Reasons:
    """Return each quantity's status, and why it has no answer where it has none."""
    m, at = found.groups.m, ballot.quantities
    status = np.zeros(m, dtype=np.int64)
    caveat = np.full(m, None, dtype=object)
    status[at[~np.isnan(answer.combined.lower)]] = _PRESENT
    for notes in answer.combined.notes.values():
        told = ~is_word(notes, None)
        caveat[at[told]] = notes[told]
    silent = np.ones(m, dtype=np.bool_)
    silent[at] = False
    if (suppressed := columns.is_word("status", "suppressed")).any():
        only = found.groups.all(suppressed | (ballot.vote == NO_VOTE))
        status[only & ~silent] = _SUPPRESSED
    if not silent.any():
        return _Reasons(_Coded(status, _STATUSES), caveat)
    rows = np.flatnonzero(silent[found.groups.ids])
    groups, kept = found.groups.subset(silent[found.groups.ids])
    verdicts = ballot.verdicts.texts
    weight = np.array([_gravity(text) for text in verdicts[rows]], dtype=np.int64)
    # The gravest reason of a quantity; of several claims with it, the first in text order.
    statuses = _ranks_of(columns.texts_at("status", rows))
    order = np.lexsort((statuses, _ranks_of(verdicts[rows]), weight, groups.ids))
    first = rows[order[np.concatenate([[True], np.diff(groups.ids[order]) > 0])]]
    caveat[kept] = [
        text + _PARTS_OR_RIVALS if text.startswith("withheld") else text for text in verdicts[first]
    ]
    codes, texts = columns.codes("status")
    said = np.where(is_word(texts, "present"), "missing", texts)
    status[kept] = len(_STATUSES) + codes[first]
    return _Reasons(_Coded(status, np.append(_STATUSES, said)), caveat)


_GRAVITY = (
    "unusable: status withdrawn",
    "unusable: status suppressed",
    "withheld",
    "unusable: status",
    "unusable",
    "not a vote",
    "superseded",
    "echo",
)
"""Why a quantity has no answer, the reason to name first."""

_PARTS_OR_RIVALS = (
    " If they are parts, add them up first or state the event of each; if they are rivals,"
    " own_rows='hull' (reconcile --own-rows hull) takes their hull."
)


def _gravity(verdict: str) -> int:
    return next(i for i, start in enumerate(_GRAVITY) if verdict.startswith(start))


def _ranks_of(texts: Texts) -> Integers:
    """Return the rank of each text among the distinct ones."""
    return np.unique(texts.astype(str), return_inverse=True)[1].astype(np.int64)

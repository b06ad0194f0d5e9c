"""From claims to votes: each independent source has one vote on a quantity."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isfinite, lcm
from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt

from crisisfigures import vocabulary
from crisisfigures.echoing import NO_ROW, Lineage
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import effective_ends
from crisisfigures.matching import Quantities
from crisisfigures.plugins import Flags, Integers, Numbers, Votes
from crisisfigures.reconciliation._verdicts import Verdicts
from crisisfigures.segments import Groups, dense, is_word, ordered, starts
from crisisfigures.source import Sources
from crisisfigures.table import NO_DAY, Columns
from crisisfigures.texts import natural_ranks

Texts = npt.NDArray[np.object_]
OwnRows = Literal["withhold", "hull"]

_VOTING_ROLES = ("claim", "recommended")
_KINDS = vocabulary.END_KIND_ORDER
_EXCLUSIVE = _KINDS.index("exclusive")

_IS_SAID = np.array([kind in ("stated", "exclusive", "level") for kind in _KINDS] + [False])
"""Which kinds of ends are numbers that the source said; the last entry is for an open end."""

NO_VOTE = -1


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes, and what became of every claim.

    Attributes:
        votes: n' votes on the m' quantities that have any, by quantity, then by source.
        quantities: Which of the m quantities the m' are.
        vote: For each of n claims, the vote that it made or shares, or -1.
        rows: The claims that vote, in the order of their votes.
        verdicts: For each claim without a vote, why.
        repeated: Claims that say again what a claim of their own source says.
        withheld: Claims of a source that says several different things.
        suspect: n' flags: the vote may only repeat another (the same unusual number).
        echoed: n' flags: only echoes cast the vote, in the place of a root that is not there.
        said_low: n' smallest numbers said; NaN where the vote says none ("hundreds").
        said_high: n' largest numbers said.
        row: For each vote, the claim whose words it keeps; -1 where it is the hull of several
            claims that differ.
    """

    votes: Votes
    quantities: Integers
    vote: Integers
    rows: Integers
    verdicts: Verdicts
    repeated: Flags
    withheld: Flags
    suspect: Flags
    echoed: Flags
    said_low: Numbers
    said_high: Numbers
    row: Integers


@dataclass(frozen=True, slots=True)
class _Claims:
    """The figures of n claims, as arrays."""

    lower: Numbers
    upper: Numbers
    best: Numbers
    lower_kind: Integers
    upper_kind: Integers
    pinned: Flags
    vague: Flags
    level: Numbers


def cast_votes(
    columns: Columns,
    found: Quantities,
    line: Lineage,
    errors: tuple[Integers, list[str]],
    *,
    own_rows: OwnRows,
    weights: Mapping[str, float] | None,
    sources: Sources,
) -> Ballot:
    """Return the votes that the claims make, and a verdict for each claim that makes none.

    Args:
        columns: n claims.
        found: The m quantities that they are about.
        line: Whose word each claim is.
        errors: For each claim the first error found in it (a code, or -1), and the codes' names.
        own_rows: What to do with several differing claims of one source on one quantity.
        weights: Weights of sources by name; others weigh 1.
        sources: The registry by which the names of `weights` are known.
    """
    if own_rows not in ("withhold", "hull"):
        raise OptionError(
            f"own_rows={own_rows!r} is not known.\nHint: 'withhold' (the default) or 'hull'."
        )
    claims = _claims(columns)
    verdicts = _unusable(columns, claims, line, errors)
    withdrawn = columns.is_word("status", "withdrawn") & (errors[0] < 0) & ~line.is_echo
    withdrawn &= columns.is_word("role", *_VOTING_ROLES)
    voice = _Voice(found, line)
    _silence_echoes(voice, line, columns, verdicts, withdrawn)
    _supersede(voice, line, columns, verdicts, withdrawn)
    own = _one_a_source(voice, claims, columns.n, verdicts, own_rows)
    return _gathered(
        columns, found, line, claims, voice, verdicts, own, _weights(weights, line, sources)
    )


def _claims(columns: Columns) -> _Claims:
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    vague = columns.is_word("quantifier", "vague")
    return _Claims(
        lower=lower,
        upper=upper,
        best=best,
        lower_kind=_kinds(columns, "low_kind", lower),
        upper_kind=_kinds(columns, "high_kind", upper),
        pinned=~vague & (~np.isnan(best) | (np.isfinite(lower) & np.isfinite(upper))),
        vague=vague & (columns.is_word("high_kind", "convention") | np.isposinf(upper)),
        level=columns.numbers("level"),
    )


def _kinds(columns: Columns, name: str, ends: Numbers) -> Integers:
    """Return what each end rests on, as codes into the order of hardness; -1 where open."""
    codes, texts = columns.codes(name)
    if not len(texts):
        return np.where(np.isfinite(ends), 0, -1)
    order = [_KINDS.index(text) if text in _KINDS else 0 for text in texts]
    stated = np.array([*order, 0], dtype=np.int64)[codes]
    return np.where(np.isfinite(ends), stated, -1)


def _unusable(
    columns: Columns, claims: _Claims, line: Lineage, errors: tuple[Integers, list[str]]
) -> Verdicts:
    """Return why a claim cannot vote, of those that cannot."""
    verdicts = Verdicts(columns.n)
    bounded = np.isfinite(claims.lower) | np.isfinite(claims.upper)
    present = columns.is_word("status", "present")
    if not present.all():
        present |= columns.is_word("status", "suppressed") & bounded
    for name, usable, word in (
        ("role", columns.is_word("role", *_VOTING_ROLES), "not a vote: role "),
        ("status", present, "unusable: status "),
    ):
        rows = np.flatnonzero(~usable)
        verdicts.give(rows, partial(_prefixed, word, columns, name, rows))
    verdicts.give(np.flatnonzero(verdicts.free & ~bounded), lambda: "unusable: no number")
    verdicts.give(np.flatnonzero(line.in_cycle), lambda: "unusable: echo-cycle")
    found, names = errors
    bad = np.flatnonzero(found >= 0)
    codes = np.array([f"unusable: {name}" for name in names], dtype=object)
    verdicts.give(bad, lambda: codes[found[bad]])
    return verdicts


def _prefixed(word: str, columns: Columns, name: str, rows: Integers) -> Texts:
    codes, texts = columns.codes(name)
    return np.array([word + text for text in texts], dtype=object)[codes[rows]]


class _Voice:
    """Claims grouped by quantity and by the source whose word they are.

    Attributes:
        quantity: The claims' quantities.
        order: Positions that sort the claims by quantity, then by the source's name.
        groups: The pairs of quantity and source, in that order.
        shared: Which claims are of one pair with another.
    """

    def __init__(self, found: Quantities, line: Lineage) -> None:
        self.quantity = found.groups.ids
        # Names are sorted, so their codes put the sources in the order of their names.
        pair = self.quantity * len(line.names) + line.root
        self.order = ordered(pair, found.groups.m * len(line.names))
        counted = np.cumsum(starts(pair[self.order]))
        ids = np.empty_like(pair)
        ids[self.order] = counted - 1
        self.groups = Groups(ids, int(counted[-1]) if len(ids) else 0)
        self.shared = (self.groups.sizes > 1)[ids]


def _silence_echoes(
    voice: _Voice, line: Lineage, columns: Columns, verdicts: Verdicts, withdrawn: Flags
) -> None:
    """Give echoes no vote where their root speaks for itself in the quantity, or has withdrawn."""
    rows = np.flatnonzero(line.is_echo & verdicts.free)
    if not len(rows):
        return
    speaks = voice.groups.any(~line.is_echo & (verdicts.free | withdrawn))
    rows = rows[speaks[voice.groups.ids[rows]]]
    told = rows[line.parent[rows] != NO_ROW]
    verdicts.give(rows, lambda: "echo of " + line.names[line.root[rows]])
    verdicts.give(told, lambda: _echo_of(columns, line, told))


def _echo_of(columns: Columns, line: Lineage, rows: Integers) -> Texts:
    said: Texts = "echo of " + line.names[line.root[rows]] + " ("
    said += _named(columns, line.parent[rows]) + ")"
    return said


def _supersede(
    voice: _Voice, line: Lineage, columns: Columns, verdicts: Verdicts, withdrawn: Flags
) -> None:
    """Give no vote to a source's claims that a later one of its own replaces.

    A withdrawn claim replaces older ones too, and leaves none: nothing is revived.
    """
    standing = verdicts.free | withdrawn
    rows = np.flatnonzero(standing & voice.shared)
    if not len(rows):
        return
    # By id, so that which of several newer claims is named does not depend on the order of rows.
    rows = rows[np.argsort(_named(columns, rows).astype(str), kind="stable")]
    groups = Groups(*dense([voice.groups.ids[rows]], [voice.groups.m]))
    said = line.said_from[rows], line.said_until[rows]
    by = np.full(len(rows), NO_ROW, dtype=np.int64)
    _by_publication(groups, *said, by)
    edition = _by_edition(groups, columns, rows, by)
    _by_word(groups, columns, rows, said, edition, by)
    # Rows that all replace one another leave none standing: which is the newest is not known.
    circular = ~groups.any(by == NO_ROW)[groups.ids]
    older = (by != NO_ROW) & ~circular & verdicts.free[rows]
    newer = rows[by[older]]
    verdicts.give(rows[older], lambda: "superseded by " + _named(columns, newer))


def _named(columns: Columns, rows: Integers) -> Texts:
    ids = columns.texts_at("id", rows)
    ids[is_word(ids, None)] = "a claim without id"
    return ids


def _by_publication(groups: Groups, first: Integers, last: Integers, by: Integers) -> None:
    """Mark claims whose publication lies wholly before that of another, by the newest."""
    dated = first != NO_DAY
    newest = groups.last(first, dated)[groups.ids]
    older = dated & (last < newest)
    place = np.arange(len(first))
    by[older] = groups.first(place, dated & (first == newest))[groups.ids][older]


def _by_edition(groups: Groups, columns: Columns, rows: Integers, by: Integers) -> Integers:
    """Mark claims of an earlier edition of the same key of the publisher, by the latest edition.

    Returns:
        The rank of each claim's edition among all editions, -1 where it or the key is not stated.
    """
    edition = columns.codes("edition")
    if not len(edition[1]):
        return np.full(len(rows), -1, dtype=np.int64)
    key = columns.codes("source_key")
    both = (key[0][rows] >= 0) & (edition[0][rows] >= 0)
    if not both.any():
        return np.full(len(rows), -1, dtype=np.int64)
    texts = edition[1].tolist()
    rank = np.append(natural_ranks(texts), -1)
    chosen = np.flatnonzero(both)
    ids, m = dense([groups.ids[chosen], key[0][rows][chosen]], [groups.m, len(key[1])])
    series = Groups(ids, m)
    of = rank[edition[0][rows[chosen]]]
    last = series.last(of)[ids]
    newest = chosen[series.first(np.arange(len(chosen)), of == last)[ids]]
    older = of < last
    by[chosen[older]] = newest[older]
    return np.where(both, rank[edition[0][rows]], -1)


def _by_word(
    groups: Groups,
    columns: Columns,
    rows: Integers,
    said: tuple[Integers, Integers],
    edition: Integers,
    by: Integers,
) -> None:
    """Mark claims that another claim of their source says it supersedes, by id or by key.

    A claim that its date or its edition shows to be the newer of the two is not marked.
    """
    codes, texts = columns.codes("supersedes")
    saying = np.flatnonzero(codes[rows] >= 0)
    if not len(saying):
        return
    ids, keys = columns.texts_at("id", rows), columns.texts_at("source_key", rows)
    sayers: dict[tuple[int, str], list[int]] = {}
    for at in saying:
        for name in str(texts[codes[rows[at]]]).split("; "):
            sayers.setdefault((int(groups.ids[at]), name), []).append(int(at))
    names = list({name for _, name in sayers})
    for at in np.flatnonzero(np.isin(ids, names) | np.isin(keys, names)):
        for name in (ids[at], keys[at]):
            for newer in sayers.get((int(groups.ids[at]), name), ()):
                dated = said[0][at] != NO_DAY and said[1][newer] != NO_DAY
                later = dated and said[0][at] > said[1][newer]
                alike = keys[at] is not None and keys[at] == keys[newer]
                later |= alike and edition[at] > edition[newer] >= 0
                if newer != at and not later:
                    by[at] = newer


def _one_a_source(
    voice: _Voice, claims: _Claims, n: int, verdicts: Verdicts, own_rows: OwnRows
) -> tuple[Flags, Flags]:
    """Withhold what a source says twice and differently.

    Returns:
        Which claims say the same again, and which are withheld.
    """
    repeated, withheld = np.zeros((2, n), dtype=np.bool_)
    rows = np.flatnonzero(verdicts.free & voice.shared)
    if not len(rows):
        return repeated, withheld
    groups = Groups(*dense([voice.groups.ids[rows]], [voice.groups.m]))
    sizes = groups.sizes[groups.ids]
    same = np.ones(groups.m, dtype=np.bool_)
    place = np.zeros(groups.m, dtype=np.int64)
    place[groups.ids] = np.arange(len(rows))
    figures = [
        claims.lower[rows],
        claims.upper[rows],
        np.nan_to_num(claims.best[rows], nan=-np.inf),
    ]
    figures += [kind[rows] == _EXCLUSIVE for kind in (claims.lower_kind, claims.upper_kind)]
    for said in figures:
        same[groups.ids[said != said[place[groups.ids]]]] = False
    repeated[rows] = (sizes > 1) & same[groups.ids]
    if own_rows == "withhold":
        rivals = (sizes > 1) & ~same[groups.ids]
        withheld[rows[rivals]] = True
        verdicts.give(rows[rivals], lambda: _parts_or_rivals(sizes[rivals]))
    return repeated, withheld


def _parts_or_rivals(sizes: Integers) -> Texts:
    reasons = [
        f"withheld: {n} rows of one source on one quantity: parts or rivals?"
        for n in range(sizes.max() + 1)
    ]
    return np.array(reasons, dtype=object)[sizes]


def _weights(weights: Mapping[str, float] | None, line: Lineage, sources: Sources) -> Integers:
    """Return whole-number weights of the sources of `line.names`, in the given proportions."""
    if weights is None:
        return np.ones(len(line.names), dtype=np.int64)
    given: dict[str, Fraction] = {}
    known = set(line.names.tolist())
    for name, weight in weights.items():
        root = sources.root(name)
        if isinstance(weight, bool) or not isinstance(weight, Real) or not isfinite(weight):
            raise OptionError(f"weights: {name!r} weighs {weight!r}; a weight is a number above 0.")
        if root in given:
            raise OptionError(f"weights: {name!r} is {root!r}, which has a weight already.")
        if root not in known:
            raise UnknownNameError("source in weights", name, known - {"not stated"})
        # The decimal that was written, so that 0.1 + 0.2 and 0.3 tie.
        given[root] = Fraction(str(weight))
        if given[root] <= 0:
            raise OptionError(
                f"weights: {name!r} weighs {weight!r}; a weight is a number above 0.\n"
                "Hint: drop the rows of a source that shall not count."
            )
    unit = lcm(*(weight.denominator for weight in given.values()))
    found = np.array([int(given.get(name, Fraction(1)) * unit) for name in line.names], np.int64)
    if found.max(initial=1) > 10**6:
        raise OptionError(
            f"weights: their proportions need numbers up to {found.max():,}.\n"
            "Hint: round them, to two decimals for example."
        )
    return found


def _gathered(
    columns: Columns,
    found: Quantities,
    line: Lineage,
    claims: _Claims,
    voice: _Voice,
    verdicts: Verdicts,
    own: tuple[Flags, Flags],
    weights: Integers,
) -> Ballot:
    """Return the claims that are left as votes, one for each quantity and source."""
    repeated, withheld = own
    # The pairs put votes in canonical order: by quantity, then by name.
    rows = voice.order[verdicts.free[voice.order]]
    cast = _Cast(columns, rows, starts(voice.groups.ids[rows]))
    vote = np.full(columns.n, NO_VOTE, dtype=np.int64)
    vote[rows] = cast.ids
    quantity, kept = _quantities(found, cast)
    lower, upper = cast.least(claims.lower), cast.most(claims.upper)
    floor = _floors(columns, cast.row, quantity)
    # The hull of several claims that differ rests on the floor, as every hull does.
    keeps = cast.is_alone | repeated[cast.row]
    rests = np.isneginf(lower) & ~keeps
    lower = np.where(rests, floor[quantity.ids], lower)
    lower_kind = _end_kinds(cast, claims.lower, claims.lower_kind, lower)
    lower_kind[rests & np.isfinite(lower)] = _KINDS.index("floor")
    best = _one_best(cast, claims.best)
    pinned = cast.any(claims.pinned)
    pinned &= ~np.isnan(best) | (np.isfinite(lower) & np.isfinite(upper))
    source = line.root[cast.row]
    votes = Votes(
        groups=quantity,
        lower=lower,
        upper=upper,
        best=best,
        lower_kind=lower_kind,
        upper_kind=_end_kinds(cast, claims.upper, claims.upper_kind, upper),
        pinned=pinned,
        vague=cast.all(claims.vague),
        level=np.where(keeps, claims.level[cast.row], np.nan),
        weight=weights[source],
        first_day=cast.last(line.said_from),
        day=cast.last(line.said_until),
        floor=floor,
        source=source,
        source_names=line.names,
    )
    said_low, said_high = _said(claims)
    lowest, highest = cast.least(said_low), cast.most(said_high)
    return Ballot(
        votes=votes,
        quantities=kept,
        vote=vote,
        rows=rows,
        verdicts=verdicts,
        repeated=repeated,
        withheld=withheld,
        echoed=cast.all(line.is_echo),
        suspect=cast.any(line.suspect != NO_ROW),
        said_low=np.where(np.isfinite(lowest), lowest, np.nan),
        said_high=np.where(np.isfinite(highest), highest, np.nan),
        row=np.where(keeps, cast.row, NO_VOTE),
    )


def _quantities(found: Quantities, cast: "_Cast") -> tuple[Groups, Integers]:
    """Return the votes' quantities, renumbered without those that have none, and which they are."""
    ids = found.groups.ids[cast.row]
    new = starts(ids)
    kept = ids[new]
    return Groups(np.cumsum(new) - 1, len(kept)), kept


class _Cast:
    """Claims as votes: nearly always one claim a vote, so the few others are put right after.

    Attributes:
        ids: For each claim (in canonical order of votes), the vote it makes or shares.
        row: For each vote, the row of its claim; of several, the one whose id comes first.
        is_alone: Which votes are of one claim.
        shared: The rows of claims that share a vote.
        votes: The votes that they share.
        groups: Which of these votes each of them shares.
    """

    def __init__(self, columns: Columns, rows: Integers, new: Flags) -> None:
        first = np.flatnonzero(new)
        self.ids = np.cumsum(new) - 1
        self.row = rows[first]
        self.is_alone = np.append(first[1:], len(rows)) - first == 1
        self.votes = np.flatnonzero(~self.is_alone)
        at = np.flatnonzero(~self.is_alone[self.ids])
        self.shared = rows[at]
        self.groups = Groups(np.searchsorted(self.votes, self.ids[at]), len(self.votes))
        if len(at):
            by_id = np.argsort(_named(columns, self.shared).astype(str), kind="stable")[::-1]
            self.row[self.ids[at[by_id]]] = self.shared[by_id]

    def least(self, values: Numbers) -> Numbers:
        """Return the smallest of each vote's n values by claim."""
        found = values[self.row]
        found[self.votes] = self.groups.min(values[self.shared])
        return found

    def most(self, values: Numbers) -> Numbers:
        """Return the largest of each vote's n values by claim."""
        found = values[self.row]
        found[self.votes] = self.groups.max(values[self.shared])
        return found

    def last(self, values: Integers) -> Integers:
        """Return the largest of each vote's n integers by claim."""
        found = values[self.row]
        found[self.votes] = self.groups.last(values[self.shared])
        return found

    def any(self, marked: Flags) -> Flags:
        """Return whether any of each vote's n claims is marked."""
        found = marked[self.row]
        found[self.votes] = self.groups.any(marked[self.shared])
        return found

    def all(self, marked: Flags) -> Flags:
        """Return whether every one of each vote's n claims is marked."""
        return ~self.any(~marked)


def _said(claims: _Claims) -> tuple[Numbers, Numbers]:
    """Return the smallest and the largest number that each claim itself says, else ±inf."""
    low = np.where(_IS_SAID[claims.lower_kind], claims.lower, np.nan)
    high = np.where(_IS_SAID[claims.upper_kind], claims.upper, np.nan)
    best = claims.best
    least, most = np.fmin(np.fmin(low, best), high), np.fmax(np.fmax(high, best), low)
    return np.where(np.isnan(least), np.inf, least), np.where(np.isnan(most), -np.inf, most)


def _one_best(cast: _Cast, best: Numbers) -> Numbers:
    """Return the best that the claims of each vote share; NaN where they state several or none."""
    found, several = best[cast.row], best[cast.shared]
    least = cast.groups.min(np.where(np.isnan(several), np.inf, several))
    most = cast.groups.max(np.where(np.isnan(several), -np.inf, several))
    found[cast.votes] = np.where(least == most, least, np.nan)
    return found


def _end_kinds(cast: _Cast, ends: Numbers, kinds: Integers, made: Numbers) -> Integers:
    """Return what the end of each vote rests on: the hardest of the claims that make it."""
    found, several, made = kinds[cast.row], kinds[cast.shared], made[cast.votes]
    # An included end is wider than an excluded one: it makes the hull, however soft it is.
    excluded = len(_KINDS)
    softened = np.where(several == _EXCLUSIVE, excluded, several)
    hardest = cast.groups.first(softened, ends[cast.shared] == made[cast.groups.ids])
    hardest[hardest == excluded] = _EXCLUSIVE
    found[cast.votes] = np.where(np.isfinite(made), hardest, -1)
    return found


def _floors(columns: Columns, row: Integers, quantity: Groups) -> Numbers:
    """Return the floor of each quantity: 0, or -inf where its measure may be negative."""
    codes, texts = columns.codes("measure")
    signed = np.array(
        [text in vocabulary.MEASURES and vocabulary.MEASURES[text].signed for text in texts]
        + [False]
    )
    if not signed.any():
        return np.zeros(quantity.m)
    return np.where(quantity.any(signed[codes[row]]), -np.inf, 0.0)

"""The verb: claims that disagree become one range a quantity, with a trail."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from crisisfigures import _shelf
from crisisfigures.echoing import lineage
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import Quantities, quantities, taken
from crisisfigures.plugins import Combined, Method
from crisisfigures.reconciliation._answer import Answer, answered
from crisisfigures.reconciliation._result import Reconciliation
from crisisfigures.reconciliation._rows import tabulated
from crisisfigures.reconciliation._votes import NO_VOTE, Ballot, OwnRows, cast_votes
from crisisfigures.source import Sources, standard_sources
from crisisfigures.table import Columns, Data, with_ids
from crisisfigures.validation import error_codes

Texts = npt.NDArray[np.object_]


def methods() -> dict[str, Method]:
    """Return the methods of reconciliation by name, those of other distributions included."""
    return _shelf.collect("crisisfigures.reconciliation", Method, "crisisfigures.methods")


def reconcile(
    table: Data,
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
    options = _by_root(chosen, options, registry, table)
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
    answer = answered(chosen, ballot, options)
    claims = table.assign(
        quantity=pd.Series(found.labels[found.groups.ids], index=table.index),
        voter=pd.Series(taken(line.names, line.root), index=table.index),
        verdict=pd.Series(_verdicts(ballot, answer), index=table.index),
    )
    return Reconciliation(
        table=tabulated(columns, found, ballot, answer, method),
        claims=claims,
        segments=_segments(found, ballot, answer.combined),
        method=method,
        options=_asked(weights, let_unknown, own_rows, options),
        gazetteer=gazetteer,
        sources=sources,
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


def _by_root(
    method: Method, options: dict[str, Any], registry: Sources, table: pd.DataFrame
) -> dict[str, Any]:
    """Return the options with sources under the names that votes have; one must be there."""
    name = method.sources_in
    if name is None or name not in options or "source" not in table:
        return options
    given = [options[name]] if isinstance(options[name], str) else list(options[name])
    known = {registry.root(text) for text in table["source"].dropna().unique()}
    roots = [registry.root(source) for source in given]
    if given and known.isdisjoint(roots):
        raise UnknownNameError(f"source in {name}", given[0], known)
    return options | {name: roots}


def _asked(
    weights: Mapping[str, float] | None,
    let_unknown: str | Iterable[str],
    own_rows: OwnRows,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    let = {let_unknown} if isinstance(let_unknown, str) else set(let_unknown)
    asked: dict[str, Any] = {"let_unknown": sorted(let), "own_rows": own_rows, **options}
    return asked if weights is None else {"weights": dict(weights), **asked}


def _verdicts(ballot: Ballot, answer: Answer) -> ExtensionArray:
    """Return a verdict for each claim: that of its vote, or why it has none."""
    words = ["dissents", "apart", "compatible", "supports"]
    of_vote = answer.apart + 2 * answer.compatible + 3 * answer.combined.supports
    silent = np.flatnonzero(ballot.vote == NO_VOTE)
    codes = np.append(of_vote, -1)[ballot.vote]
    codes[silent] = len(words) + np.arange(len(silent))
    return taken(np.array([*words, *ballot.verdicts.texts[silent]], dtype=object), codes)


def _segments(found: Quantities, ballot: Ballot, combined: Combined) -> pd.DataFrame:
    names = ["quantity", "low", "high", "low_excluded", "high_excluded", "n_votes", "n_pinned"]
    if combined.segments is None:
        return pd.DataFrame(columns=pd.Index(names))
    s = combined.segments
    values = [
        found.labels[ballot.quantities[s.group]],
        np.where(np.isfinite(s.lower), s.lower, np.nan),
        np.where(np.isfinite(s.upper), s.upper, np.nan),
        s.lower_out,
        s.upper_out,
        s.n_votes,
        s.n_pinned,
    ]
    return pd.DataFrame(dict(zip(names, values, strict=True)))

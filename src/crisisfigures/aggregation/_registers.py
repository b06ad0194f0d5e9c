"""Registers: sources that name events by the same ids, so that two ids are two events."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.segments import Integers
from crisisfigures.table import Columns

_BETWEEN = "; "


def registers_of(columns: Columns, claims: pd.DataFrame) -> Integers:
    """Return which register of events each of n figures is of, as numbers.

    An event that several sources tell is in the register of all of them: a list of incidents with
    what each agency said has one. Sources that share no event have one each, and their events may
    be the same ones under other ids.

    Args:
        columns: The figures.
        claims: What they were reconciled from.
    """
    source, sources = columns.codes("source")
    if not {"voter", "event"}.issubset(claims):
        return source
    told = Columns(_by_source(claims))
    teller, tellers = told.codes("voter")
    if len(tellers) < 2:
        return source
    event, events = told.codes("event")
    known = (event >= 0) & (teller >= 0)
    event, teller = event[known], teller[known]
    least = np.full(len(events), len(tellers))
    np.minimum.at(least, event, teller)
    register = np.arange(len(tellers) + 1)
    for a, b in np.unique(np.stack([least[event], teller], axis=1), axis=0).tolist():
        if register[a] != register[b]:
            register[register == register[b]] = register[a]
    own, names = columns.codes("event")
    at = pd.Index(events).get_indexer(pd.Index(names))
    of_name = np.append(np.where(at >= 0, register[least[at]], -1), -1)
    # Of an event that nobody tells, only its source is known.
    found = np.where(of_name[own] >= 0, of_name[own] + len(sources), source)
    # Claims come in any order, and figures in one: numbers are by these.
    numbered: Integers = pd.factorize(found)[0].astype(np.int64)
    return numbered


def _by_source(claims: pd.DataFrame) -> pd.DataFrame:
    """Return claims with one row for each source; results name those of several in one text."""
    if "claim_ids" not in claims:
        return claims
    n = [claims[name].str.count(_BETWEEN).fillna(0) for name in ("voter", "claim_ids")]
    joined: npt.NDArray[np.bool_] = ((n[0] > 0) & (n[1] >= n[0])).to_numpy()
    if not joined.any():
        return claims
    apart = claims.loc[joined, ["event", "voter"]]
    apart = apart.assign(voter=apart["voter"].str.split(_BETWEEN)).explode("voter")
    apart["voter"] = apart["voter"].astype(claims["voter"].dtype)
    return pd.concat([claims[["event", "voter"]], apart], ignore_index=True)

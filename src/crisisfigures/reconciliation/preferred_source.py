"""Preferred source: the vote of the first source on a list that has one.

What many institutions do, made explicit: the order is the caller's and stands in the result. The
others are kept, each with whether it meets the chosen range. Where no source of the list has a
vote, there is no answer, and the row says so.
"""

from collections.abc import Sequence

import numpy as np

from crisisfigures.errors import OptionError
from crisisfigures.plugins import Combined, Method, Votes


def combine(votes: Votes, *, prefer: Sequence[str] = ()) -> Combined:
    """Return the range of the first source of `prefer` that votes on each quantity.

    Args:
        votes: n votes on m quantities.
        prefer: Names of sources, the most trusted first, as the registry of sources knows them.

    Raises:
        OptionError: The list is empty.
    """
    names = [prefer] if isinstance(prefer, str) else list(prefer)
    if not names:
        raise OptionError(
            "the method 'preferred_source' needs the order of the sources.\n"
            "Hint: reconcile(table, 'preferred_source', prefer=['OHCHR', 'ACLED'])."
        )
    rank = np.full(len(votes.source_names) + 1, len(names), dtype=np.int64)
    for place, name in reversed(list(enumerate(names))):
        rank[:-1][votes.source_names == name] = place
    vote_rank = rank[votes.source]
    groups = votes.groups
    chosen_rank = groups.first(vote_rank)
    chosen = (vote_rank == chosen_rank[groups.ids]) & (vote_rank < len(names))
    lower = np.full(groups.m, np.nan)
    upper, best = lower.copy(), lower.copy()
    at = groups.ids[chosen]
    lower[at], upper[at], best[at] = votes.lower[chosen], votes.upper[chosen], votes.best[chosen]
    notes = np.full(groups.m, None, dtype=object)
    notes[chosen_rank == len(names)] = (
        f"none of the preferred sources ({', '.join(names)}) has a vote"
    )
    return Combined(
        lower=lower,
        upper=upper,
        best=best,
        supports=chosen,
        flags={"no_choice": chosen_rank == len(names)},
        notes={"no_choice": notes},
    )


METHOD = Method(
    name="preferred_source",
    combine=combine,
    summary="the first source of your list that has a vote; the others are kept beside it",
    sources_in="prefer",
    options={"prefer": "names of sources, the most trusted first"},
)

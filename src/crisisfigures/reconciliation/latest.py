"""Latest: the vote that was published last.

For tolls that every source revises upwards as bodies are found, and for nothing else: a later
figure is not a better one. It needs publication dates. Where a vote has none, or the two latest
cannot be put in order (the same day, or one month and a day in it) and differ, there is no
answer, and the row says why.
"""

import numpy as np

from crisisfigures.plugins import Combined, Flags, Method, Votes


def combine(votes: Votes) -> Combined:
    """Return the range of the vote published last on each quantity, missing where none is."""
    groups = votes.groups
    undated = groups.any(votes.day == np.iinfo(np.int64).min) & (groups.sizes > 1)
    newest = groups.last(votes.first_day)
    # Wholly before the newest is older; what reaches into its days may be as new.
    late = votes.day >= newest[groups.ids]
    agreeing = _one_figure(votes, late)
    answered = agreeing & ~undated
    supports = late & answered[groups.ids]
    lower = np.full(groups.m, np.nan)
    upper, best = lower.copy(), lower.copy()
    at = groups.ids[supports]
    lower[at], upper[at] = votes.lower[supports], votes.upper[supports]
    best[at] = votes.best[supports]
    notes = np.full(groups.m, None, dtype=object)
    notes[~agreeing] = (
        "the latest claims cannot be put in order by their publication dates, and differ"
    )
    notes[undated] = "a claim has no publication date, so none can be called the latest"
    return Combined(
        lower=lower,
        upper=upper,
        best=best,
        supports=supports,
        flags={"no_choice": ~answered},
        notes={"no_choice": notes},
    )


def _one_figure(votes: Votes, among: Flags) -> Flags:
    """Return for which quantities the marked votes all say the same."""
    groups = votes.groups
    same = np.ones(groups.m, dtype=np.bool_)
    ids = groups.ids[among]
    figure = (votes.lower, votes.upper, votes.lower_out, votes.upper_out)
    for values in (*figure, np.where(np.isnan(votes.best), np.inf, votes.best)):
        said = values[among]
        one = np.empty(groups.m)
        one[ids] = said
        same[ids[one[ids] != said]] = False
    return same


METHOD = Method(
    name="latest",
    combine=combine,
    summary="the vote published last; no answer where the dates do not tell",
)

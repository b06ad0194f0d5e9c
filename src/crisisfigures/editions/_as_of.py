"""What was known on a day."""

from datetime import date

import numpy as np
import pandas as pd

from crisisfigures.echoing import publication_days
from crisisfigures.period import day_number, partial_span
from crisisfigures.table import NO_DAY, Columns, normalise


def as_of(table: pd.DataFrame, day: date | str) -> pd.DataFrame:
    """Return the claims that had been published by a day.

    A claim counts from the last day of its publication date on: one of "June 2022" was surely there
    by 30 June. Claims that a later one supersedes are kept; `reconcile` passes over them.

    Args:
        table: n claims.
        day: The day, or a month or year: then its last day.

    Returns:
        The rows that were there, with their index. `attrs["left_out"]` counts the others by reason:
        claims that state no date cannot be said to have been there.

    Raises:
        PeriodError: The day is no date.

    Example:
        >>> import crisisfigures as cf
        >>> toll = cf.to_frame([
        ...     cf.Figure(measure="killed", best=best, source="UN", published_on=said)
        ...     for best, said in ((10, "2022-05-30"), (25, "2022-06"), (30, None))
        ... ])
        >>> as_of(toll, "2022-06-15")["best"].tolist(), as_of(toll, "2022-06")["best"].tolist()
        ([10.0], [10.0, 25.0])
    """
    limit = day_number(day if isinstance(day, date) else partial_span(day)[1])
    _, said = publication_days(Columns(normalise(table)))
    there = (said != NO_DAY) & (said <= limit)
    found: pd.DataFrame = table[there]
    found.attrs["left_out"] = {
        "published later": int(np.sum((said != NO_DAY) & (said > limit))),
        "no publication date is stated": int(np.sum(said == NO_DAY)),
    }
    return found

"""What was known on a day."""

from datetime import date

import numpy as np
import pandas as pd

from crisisfigures.echoing import publication_days
from crisisfigures.errors import OptionError, PeriodError
from crisisfigures.period import day_number, partial_span
from crisisfigures.reading import split_unread
from crisisfigures.table import NO_DAY, Columns, Data, normalise, table_of


def as_of(table: Data, day: date | str) -> pd.DataFrame:
    """Return the claims that had been published by a day.

    A claim counts from the last day of its publication date on: one of "June 2022" was surely there
    by 30 June. Claims that a later one supersedes are kept; `reconcile` passes over them.

    Args:
        table: n claims.
        day: The day, or a month or year: then its last day.

    Returns:
        The rows that were there, with their index. `attrs["left_out"]` counts the others by reason:
        claims that state no date, or one that cannot be read, cannot be said to have been there.

    Raises:
        PeriodError: The day is missing, or its text is no date.
        OptionError: It is neither a date nor text.

    Example:
        >>> import crisisfigures as cf
        >>> toll = cf.to_frame([
        ...     cf.Figure(measure="killed", best=best, source="UN", published_on=said)
        ...     for best, said in ((10, "2022-05-30"), (25, "2022-06"), (30, None))
        ... ])
        >>> as_of(toll, "2022-06-15")["best"].tolist(), as_of(toll, "2022-06")["best"].tolist()
        ([10.0], [10.0, 25.0])
    """
    limit = _last_day(day)
    table = table_of(table)
    columns = Columns(normalise(table))
    _, said = publication_days(columns)
    there, undated = (said != NO_DAY) & (said <= limit), said == NO_DAY
    unread = undated & (columns.stated("published_on") & ~columns.is_blank("published_on"))
    unread |= undated & columns.holds("unread", _is_of_the_date)
    found: pd.DataFrame = table[there]
    found.attrs["left_out"] = {
        "published later": int(np.sum(~there & ~undated)),
        "no publication date is stated": int(np.sum(undated & ~unread)),
        "the publication date could not be read": int(np.sum(unread)),
    }
    return found


def _last_day(day: object) -> int:
    if day is None or day is pd.NaT or day != day:
        raise PeriodError(
            f"day={day!r} is no day: a missing date has nothing before it.\n"
            "Hint: give a date, or text such as '2022-06-15' or '2022'."
        )
    if isinstance(day, date):
        return day_number(day)
    if isinstance(day, str):
        return day_number(partial_span(day)[1])
    raise OptionError(
        f"day={day!r} is {type(day).__name__}, not a date and not text.\n"
        "Hint: give a date, or text such as '2022-06-15' or '2022'."
    )


def _is_of_the_date(text: str) -> bool:
    return "published_on" in split_unread(text)

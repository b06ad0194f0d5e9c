"""What ACLED's files have in common: causes, and counts of events and of people killed in them.

The monthly tables are filled grids: they have a row for every area, also where ACLED knows of
nothing. A zero of events is such a cell, and no claim that nothing happened: `none_recorded`. So
is the zero of those killed beside it. Where there were events, nobody killed in them is a number.
"""

import re

import numpy as np

from crisisfigures.texts import Flags, Texts

Columns = dict[str, Texts | str]

_CONFLICT = re.compile(
    r"battle|explosion|remote violence|violence against civilians", re.IGNORECASE
)
_NO_CAUSE = re.compile(r"strategic development|headquarters|non-?violent transfer", re.IGNORECASE)


def cause_of(event_type: str) -> str | None:
    """Return conflict for what is fought, and ACLED's own words for demonstrations."""
    if _CONFLICT.search(event_type):
        return "conflict"
    return None if _NO_CAUSE.search(event_type) else event_type


def incidents(events: Texts) -> Columns:
    """Return the number of events, which is none recorded where it is zero."""
    return {"measure": "incidents", **_counted(events, is_empty=_is_zero(events))}


def killed(fatalities: Texts, events: Texts, *, has_none: Flags | None = None) -> Columns:
    """Return the number of those killed in the events.

    Args:
        fatalities: How many were killed, of n rows.
        events: In how many events.
        has_none: Where no such number is counted: a blank is not applicable, and not missing.
    """
    is_empty = _is_zero(events) & _is_zero(fatalities)
    columns = _counted(fatalities, is_empty=is_empty)
    if has_none is not None:
        nothing = Texts.repeated("not_applicable", len(events)).where(has_none)
        columns["status"] = nothing.where(~fatalities.is_stated).otherwise(columns["status"])
    return {"measure": "killed", **columns}


def _counted(number: Texts, *, is_empty: Flags) -> dict[str, Texts]:
    n = len(number)
    status = Texts.repeated("none_recorded", n).where(is_empty)
    missing = Texts.repeated("missing", n).where(~number.is_stated)
    return {
        "figure": number.where(~is_empty),
        # What the cell says, also of a zero that is no number here.
        "stated": number,
        "status": status.otherwise(missing),
    }


def _is_zero(number: Texts) -> Flags:
    judged = np.array([text.strip("0") in ("", ".") for text in number.values], dtype=np.bool_)
    return number.spread(judged, missing=False)

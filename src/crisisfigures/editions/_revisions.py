"""The history of each figure, source by source."""

from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.echoing import publication_days
from crisisfigures.editions._about import About
from crisisfigures.editions._changes import UNMOVED, Ranges, change_ends, changes
from crisisfigures.errors import OptionError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import FACETS, Quantities, quantities
from crisisfigures.segments import Groups, Integers, dense, ranks
from crisisfigures.table import NO_DAY, Columns, Data, normalise, with_ids
from crisisfigures.texts import natural_ranks

_FIRST, _LATE, _BREAK = "first", "added late", "method break"
_SPLIT = ("measure", "group", "unit", "place", "period")
_METHOD = ("measure", "definition", "unit", "group", "basis")

LATE_AFTER = 365
"""Days after which a figure of a period is no longer an ordinary report of it."""


def revisions(
    table: Data, *, late_after: int = LATE_AFTER, gazetteer: Gazetteer | None = None
) -> pd.DataFrame:
    """Return how each figure was revised: what each source said of it, one report after another.

    Reports of one source are a history if the publisher gave them one key (`source_key`), else if
    they are about one quantity. A key that occurs more than once in one edition (one publication
    date and `edition`) has a history for each measure, group, unit, place and period, and for each
    quantity if that is not enough. Reports are in the order of their publication dates, then
    editions.

    Args:
        table: n claims.
        late_after: A first report so many days after its period ended is "added late".
        gazetteer: Which codes mean the same place.

    Returns:
        One row a report that states a publication date, by source and history, in time:
        `quantity`, `source`, `source_key`, `published_on`, `edition`, `low`, `best`, `high`,
        `status`, `id`; `from_id` (the report before); `change`: `first`, `added late`, `raised`,
        `lowered`, `narrowed`, `widened`, `same`, `method break` (the source counts something else
        under the same key: a change of numbers is no revision then), `withdrawn`, `restored`,
        `number stated`, `no number any more` (or one that cannot be read), `best stated`, `best
        dropped` (between the same ends), `status changed` (with the same number; also if it is
        provisional no more); and `change_low`, `change_high`: by how much, as a range, an end
        missing where it is open. `attrs["left_out"]` counts claims without a date.

    Raises:
        OptionError: `late_after` is no number of days.

    Example:
        >>> import crisisfigures as cf
        >>> toll = cf.to_frame([
        ...     cf.Figure(measure="killed", best=best, source="UN", place="MLI", published_on=said,
        ...               place_system="iso3166-1", period_start="2022-05-01",
        ...               period_end="2022-05-31")
        ...     for best, said in ((10, "2022-06-02"), (25, "2022-06-09"), (22, "2022-07-01"))
        ... ])
        >>> revisions(toll)[["change", "change_low"]].to_numpy().tolist()
        [['first', nan], ['raised', 15.0], ['lowered', -3.0]]
    """
    if (
        isinstance(late_after, bool)
        or not isinstance(late_after, int | np.integer)
        or late_after < 0
    ):
        raise OptionError(f"late_after={late_after!r} is no number of days, such as {LATE_AFTER}.")
    table = with_ids(normalise(table))
    columns = Columns(table)
    found = quantities(columns, gazetteer=gazetteer)
    first_day, last_day = publication_days(columns)
    rows = np.flatnonzero((last_day != NO_DAY) & columns.stated("source"))
    history = _histories(columns, found, rows)
    order = rows[
        np.lexsort(
            (
                _rank(columns, "id")[rows],
                _edition(columns)[rows],
                first_day[rows],
                last_day[rows],
                history[rows],
            )
        )
    ]
    follows = np.zeros(len(order), dtype=np.bool_)
    follows[1:] = history[order][1:] == history[order][:-1]
    before = order[np.maximum(np.arange(len(order)) - 1, 0)] if len(order) else order
    now, then = Ranges(columns, order), Ranges(columns, before)
    change = changes(then, now)
    breaks = np.zeros(len(order), dtype=np.bool_)
    for name in _METHOD:
        codes = columns.codes(name)[0]
        breaks |= codes[order] != codes[before]
    late = last_day[order] - columns.days("period_end")[order] > late_after
    late &= columns.days("period_end")[order] != NO_DAY
    change[breaks & ~now.withdrawn] = _BREAK
    change = np.where(follows, change, np.where(late, _LATE, _FIRST))
    low, high = change_ends(then, now)
    moved = follows & ~np.isin(change, [*UNMOVED, _BREAK])
    from_id = columns.texts("id")[before]
    from_id[~follows] = None
    data: dict[str, Any] = {
        "quantity": found.labels[found.groups.ids[order]],
        **{
            name: columns.texts_at(name, order) for name in ("source", "source_key", "published_on")
        },
        "edition": columns.texts_at("edition", order),
        "low": now.low,
        "best": now.best,
        "high": now.high,
        "status": columns.texts("status")[order],
        "change": change,
        "change_low": np.where(moved, low, np.nan),
        "change_high": np.where(moved, high, np.nan),
        "from_id": from_id,
        "id": columns.texts("id")[order],
    }
    made = pd.DataFrame({name: _column(values) for name, values in data.items()})
    made.attrs["left_out"] = {"no publication date or source is stated": len(table) - len(rows)}
    return made


def _histories(columns: Columns, found: Quantities, rows: Integers) -> Integers:
    """Return which history each row is of, in the order of sources, keys and quantities.

    A key that occurs more than once in one edition is no name of a figure: its histories are split.
    """
    about = About(columns, found)
    names = ("source", "source_key", "edition", "published_on")
    source, key, edition, said = (_rank(columns, name) for name in names)
    sizes = [len(columns.codes(name)[1]) for name in names]
    quantity = np.where(key < 0, found.groups.ids, -1)
    history, m = dense([source, key, quantity], [*sizes[:2], found.groups.m])
    for facets in (_SPLIT, FACETS):
        at_once, k = dense([history, edition, said], [m, *sizes[2:]])
        several = np.bincount(at_once[rows], minlength=k) > 1
        split = Groups(history, m).any(several[at_once])[history] & (key >= 0)
        ids, k = about.ids(facets)
        history, m = dense([history, np.where(split, ids, -1)], [m, k])
    return history


def _rank(columns: Columns, name: str) -> Integers:
    """Return rows in the text order of a column; -1 where nothing is stated."""
    codes, texts = columns.codes(name)
    return np.append(ranks(texts), -1)[codes]


def _edition(columns: Columns) -> Integers:
    """Return rows in the order of their editions, "9" before "10"; -1 where none is stated."""
    codes, texts = columns.codes("edition")
    return np.append(natural_ranks(texts.tolist()), -1)[codes]


def _column(values: Any) -> Any:
    is_text = isinstance(values, np.ndarray) and values.dtype == object
    return pd.array(values, dtype="str") if is_text else values

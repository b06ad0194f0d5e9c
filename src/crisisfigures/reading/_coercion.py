"""Coercion: from an arrangement of texts to the columns of the canonical table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures._threads import ahead, beside
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.plugins import Arrangement
from crisisfigures.reading._dates import read_dates, read_days, read_when
from crisisfigures.reading._facets import (
    read_facets,
    read_flags,
    read_listed,
    read_number,
    read_words,
)
from crisisfigures.reading._failed import FAILED
from crisisfigures.reading._grid import LONGEST_WORDS
from crisisfigures.reading._numbers import Column, Ranges, read_ranges
from crisisfigures.reading._places import FROM_INPUTS, PLACE_INPUTS, from_inputs, read_where
from crisisfigures.reading._unread import lost, unread_of
from crisisfigures.table import COLUMNS, NO_DAY
from crisisfigures.texts import Texts, encode

MISSING_TEXTS = frozenset(
    {"n/a", "n.a.", "#n/a", "nan", "null", "-", "–", "—", "...", "…", "not available"}
)
"""What stands in cells of text for "there is none", in any case.

"NA" is not among them: in a column of countries it is Namibia.
"""

_FREE_TEXTS = frozenset(
    {"id", "source_key", "stated", "excerpt", "caveat", "derivation", "url", "unread"}
)
"""Columns in which every text is meant as it stands."""

_SELDOM_ALIKE = _FREE_TEXTS | {"event", "repeats", "supersedes"}
"""Columns whose texts are not encoded, for most rows have one of their own."""

N_CATEGORIES = 100_000
"""Rows from which on columns of repeated texts are categories.

A million rows have some thirty such columns; as texts they take half a gigabyte and a second,
as categories a tenth of it. Small tables are for people to work on, who may write any text
into a column of texts.
"""

RANGE_INPUTS: tuple[Column, ...] = ("figure", "low", "best", "high")
_WHEN_INPUTS = ("period", "period_start", "period_end", "as_of", "date", "year", "month")
_FACET_INPUTS = ("measure", "unit", "group", "sex", "age", "cause", "basis")
_CLOSED = tuple(
    name
    for name, column in COLUMNS.items()
    if column.words is not None
    and name not in (*_FACET_INPUTS, *PLACE_INPUTS, "from_system", "reliability", "credibility")
)

_JUDGED = frozenset(
    {
        *(*RANGE_INPUTS, *_WHEN_INPUTS, *_FACET_INPUTS, *PLACE_INPUTS, *FROM_INPUTS, *_CLOSED),
        *("figure_hedge", "published_on", "retrieved_on", "reliability", "credibility"),
        *(name for name, column in COLUMNS.items() if column.kind != "text"),
    }
)
"""Columns whose cells are read; in the others any text is kept."""

_ALWAYS = (
    *("measure", "basis", "place", "period_start", "period_end"),
    *("low", "best", "high", "low_kind", "high_kind", "source"),
)
"""Columns that a table has even if nothing is stated in them."""

Made = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """How the words of a file are read.

    Attributes:
        gazetteer: As in `read`.
        lang: As in `read`.
        convention: As in `read`.
        published_on: As in `read`.
        decimal: The decimal mark where no language tells it; None for the one that the cells show.
    """

    gazetteer: Gazetteer
    lang: str | None = None
    convention: str = "plain"
    published_on: str | None = None
    decimal: str | None = None


def coerce(arrangement: Arrangement, n: int, options: Options) -> Made:
    """Return the canonical columns of n rows: texts, arrays of numbers and days, flags.

    What could not be read is missing in its column and kept in `unread`.
    """
    if arrangement.is_canonical:
        return _as_stated(arrangement, n, options)
    # Before they are looked at, since they will be.
    encode(
        cells
        for name, cells in arrangement.columns.items()
        if isinstance(cells, Texts) and name not in _SELDOM_ALIKE
    )
    inputs = {name: _texts(name, cells, n) for name, cells in arrangement.columns.items()}
    made: Made = {}
    unread: list[Texts] = [inputs["unread"]] if "unread" in inputs else []
    unread += _set_aside_failed(inputs)
    unread += _set_aside_long(inputs)

    ranges_made = ahead(lambda: _ranges(inputs, n, options), n)
    _put_dates(inputs, n, options, made, unread)
    when = read_when(_some(inputs, _WHEN_INPUTS), made.get("published_on"), n, options.lang)
    made |= {"period_start": when.start, "period_end": when.end, **when.texts}
    unread += when.unread
    facets, unknown = read_facets(_some(inputs, _FACET_INPUTS), when.classes, n)
    made |= facets
    unread += unknown
    _put_places(inputs, when.end, options.gazetteer, made, unread)
    ranges = ranges_made()
    made |= {**ranges.numbers, **ranges.texts, "approximate": ranges.approximate}
    unread.append(ranges.unread)
    _put_others(inputs, made, unread)
    made["unread"] = unread_of(unread, n)
    return made


def _ranges(
    inputs: Mapping[str, Texts], n: int, options: Options, *, is_written: bool = False
) -> Ranges:
    return read_ranges(
        {name: inputs[name] for name in RANGE_INPUTS if name in inputs},
        inputs.get("figure_hedge"),
        n,
        lang=options.lang,
        convention=options.convention,
        decimal=options.decimal,
        is_written=is_written,
    )


def _as_stated(arrangement: Arrangement, n: int, options: Options) -> Made:
    """Return the columns of a table of ours as they are: nothing is made of one for another.

    Only a range in words, which somebody typed into it, is read as in any other file.
    """
    inputs = {
        name: cells if isinstance(cells, Texts) else Texts.repeated(cells, n)
        for name, cells in arrangement.columns.items()
    }
    made: Made = {}
    unread = [inputs["unread"]] if "unread" in inputs else []
    unread += _set_aside_long(inputs)
    ranges = _ranges(inputs, n, options, is_written=True)
    unread.append(ranges.unread)
    made |= {name: texts.where(~ranges.is_plain) for name, texts in ranges.texts.items()}
    made |= {name: ranges.numbers[name] for name in ("low", "best", "high")}
    for name, texts in inputs.items():
        column = COLUMNS[name]
        lost: Texts | None
        if name in ("low", "best", "high", "unread"):
            continue
        if column.kind == "flag":
            made[name], lost = read_flags(name, texts)
        elif column.kind == "day":
            made[name], lost = read_days(name, texts)
        elif column.kind == "number":
            made[name], lost = read_number(name, texts, is_written=True)
        else:
            stated, lost = texts, None
            if column.words is not None:
                stated, lost = read_listed(name, texts, column.words)
            made[name] = stated.otherwise(made[name]) if name in made else stated
        if lost is not None:
            unread.append(lost)
    made["approximate"] = made.get("approximate", ranges.approximate) | ranges.approximate
    _put_publication(n, options, made)
    made["unread"] = unread_of(unread, n)
    return made


def _texts(name: str, cells: Texts | str, n: int) -> Texts:
    """Return the texts of an input, without what stands for "there is none"."""
    texts = cells if isinstance(cells, Texts) else Texts.repeated(cells, n)
    if name in _FREE_TEXTS or name in RANGE_INPUTS:
        return texts
    return texts.without(MISSING_TEXTS)


def _set_aside_failed(inputs: dict[str, Texts]) -> list[Texts]:
    """Take out of columns of text the cells that a spreadsheet could not compute.

    Columns of numbers keep them, and find that they are none.

    Returns:
        What was taken out, as texts for `unread`.
    """
    unread = []
    for name in inputs.keys() - _FREE_TEXTS - {*RANGE_INPUTS}:
        texts = inputs[name]
        kept = texts.without(FAILED)
        if kept is not texts:
            unread.append(lost(name, texts, kept.is_stated))
            inputs[name] = kept
    return unread


def _set_aside_long(inputs: dict[str, Texts]) -> list[Texts]:
    """Take out of what is read as words, dates and numbers the cells that are none of these.

    Returns:
        What was taken out, as texts for `unread`.
    """
    unread = []
    for name in _JUDGED.intersection(inputs):
        texts = inputs[name]
        is_short = np.array([len(text) <= LONGEST_WORDS for text in texts.values], dtype=np.bool_)
        if not is_short.all():
            is_read = texts.spread(is_short, missing=True)
            unread.append(lost(name, texts, is_read))
            inputs[name] = texts.where(is_read)
    return unread


def _some(inputs: Mapping[str, Texts], names: tuple[str, ...]) -> dict[str, Texts]:
    return {name: inputs[name] for name in names if name in inputs}


def _put_dates(
    inputs: Mapping[str, Texts], n: int, options: Options, made: Made, unread: list[Texts]
) -> None:
    for name in ("published_on", "retrieved_on"):
        if name in inputs:
            made[name], lost = read_dates(name, inputs[name], options.lang)
            unread.append(lost)
    _put_publication(n, options, made)


def _put_publication(n: int, options: Options, made: Made) -> None:
    """Put the publication date that the caller gives into the rows that state none."""
    if options.published_on is not None:
        published = made.get("published_on", Texts.repeated(None, n))
        made["published_on"] = published.otherwise(options.published_on)


def _put_places(
    inputs: Mapping[str, Texts],
    days: "np.ndarray[Any, np.dtype[np.int64]]",
    gazetteer: Gazetteer,
    made: Made,
    unread: list[Texts],
) -> None:
    known = dict(inputs)
    for name in ("place_system", "from_system"):
        if name in inputs:
            known[name], lost = read_words(name, inputs[name])
            unread.append(lost)
    here = _some(known, PLACE_INPUTS)
    if here:
        made["place"], made["place_system"], made["place_name"] = read_where(here, gazetteer, days)
    origin = from_inputs(_some(known, FROM_INPUTS))
    if origin:
        found = read_where(origin, gazetteer, days)
        made["from_place"], made["from_system"], made["from_name"] = found


def _put_others(inputs: Mapping[str, Texts], made: Made, unread: list[Texts]) -> None:
    """Put what is read by itself: words of closed lists, flags, shares, and plain text.

    What a file states of its ranges and periods by their canonical names is believed before
    what was made of its numbers and words.
    """
    for name in _CLOSED:
        if name in inputs:
            stated, lost = read_words(name, inputs[name])
            unread.append(lost)
            made[name] = stated.otherwise(made[name]) if name in made else stated
    for name, column in COLUMNS.items():
        if name not in inputs:
            continue
        if column.kind == "flag":
            flags, lost = read_flags(name, inputs[name])
            unread.append(lost)
            made[name] = flags | made[name] if name in made else flags
        elif name in ("reliability", "credibility"):
            made[name] = inputs[name].map(str.upper)
        elif name in ("level", "source_row"):
            made[name], lost = read_number(name, inputs[name])
            unread.append(lost)
        elif column.kind == "text" and name not in made:
            made[name] = inputs[name]
        elif name in (
            "definition",
            "measure_stated",
            "group_stated",
            "period_stated",
            "stated",
            "convention",
        ):
            made[name] = inputs[name].otherwise(made[name])


# --- the frame --------------------------------------------------------------------------------


def to_frame(made: Made, inputs: Mapping[str, object]) -> pd.DataFrame:
    """Return canonical columns as a frame, in their order: those that state something.

    A column of which every cell is missing, or the default, is left out, unless the file had
    it: an absent column says the same. `made` is emptied.
    """
    n = len(made["low"])

    def column(name: str) -> "pd.Series[Any] | None":
        # Taken out, so that the codes of a million texts are given back one by one.
        value = made.pop(name) if name in made else _nothing(COLUMNS[name].kind, n)
        if name in _ALWAYS or name in inputs or _says(value, COLUMNS[name].default):
            return _as_series(value, is_repeated=name not in _SELDOM_ALIKE)
        return None

    names = [name for name in COLUMNS if name in made or name in _ALWAYS]
    columns = dict(zip(names, beside(column, names, n), strict=True))
    stated = {name: cells for name, cells in columns.items() if cells is not None}
    # The columns are nobody else's: put together as they are, none is copied.
    return pd.DataFrame(stated, copy=False)


def _nothing(kind: str, n: int) -> Any:
    """Return a column in which nothing is stated."""
    if kind == "text":
        return Texts.repeated(None, n)
    return np.full(n, NO_DAY) if kind == "day" else np.full(n, np.nan)


def _says(value: Any, default: str | bool | None) -> bool:
    if isinstance(value, Texts):
        return bool((value.is_stated & ~value.is_in(str(default))).any())
    if value.dtype == np.bool_:
        return bool(value.any())
    return bool(~np.isnan(value).all())


def _as_series(value: Any, *, is_repeated: bool) -> "pd.Series[Any]":
    if isinstance(value, Texts):
        is_large = is_repeated and len(value) >= N_CATEGORIES
        return value.categories() if is_large else value.series()
    if value.dtype == np.int64:
        # Days; the number that stands for a missing day is the one of NaT.
        return pd.Series(value.view("datetime64[D]").astype("datetime64[us]"))
    return pd.Series(value)

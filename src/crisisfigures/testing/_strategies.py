"""Strategies for values, figures and tables; hypothesis must be there."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from crisisfigures import vocabulary
from crisisfigures.estimate import Estimate, Number
from crisisfigures.figure import WORDS, Figure
from crisisfigures.period import Period, day_number, fits_precision
from crisisfigures.table import to_frame

# As cells of a file hold them: no control characters, no spaces around.
_texts = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12
    )
    .map(str.strip)
    .filter(bool)
)
_names = st.sampled_from(
    ["OCHA", "UNHCR", "AFP", "MSA", "Ministry of Health", "local sources", "Croix-Rouge"]
)


# Strategies are made once, here: making them again for each value would take most of the time.
_flags = st.booleans()
_counts: dict[bool, SearchStrategy[Number]] = {
    signed: st.one_of(
        st.integers(0, 50),
        st.integers(-(10**6) if signed else 0, 10**6),
        st.integers(-(10**4) if signed else 0, 10**4).map(lambda n: n / 8),
    )
    for signed in (False, True)
}
_triples = {signed: st.tuples(count, count, count).map(sorted) for signed, count in _counts.items()}
_closed_or_open = ("point", "closed", "open above", "open below")
_shapes = {
    False: st.sampled_from(_closed_or_open),
    True: st.sampled_from((*_closed_or_open, "unbounded")),
}
_kinds = st.sampled_from(
    (None, "stated", "exclusive", "floor", "level", "convention", "rounding", "derived")
)
_quantifiers = st.sampled_from((None, "between", "vague", "approximately"))
_range_kinds = st.sampled_from((None, *sorted(WORDS["range_kind"] - {"interval"})))
_levels = st.none() | st.floats(0.01, 0.99)


@st.composite
def _estimate(draw: DrawFn, signed: bool | None) -> Estimate:
    is_signed = draw(_flags) if signed is None else signed
    low, best, high = draw(_triples[is_signed])
    shape = draw(_shapes[is_signed])
    approximate = draw(_flags)
    if shape == "unbounded":
        return Estimate(quantifier="unbounded", approximate=approximate, signed=True)
    if shape == "point":
        return Estimate(best=best, approximate=approximate, signed=is_signed)
    has_low, has_high = shape != "open below", shape != "open above"
    has_best = draw(_flags)
    low_kind = draw(_kinds) if has_low else None
    high_kind = draw(_kinds) if has_high else None
    # An end may be excluded only where that leaves the other numbers standing.
    if low_kind == "exclusive" and ((has_best and low == best) or (has_high and low == high)):
        low_kind = None
    if high_kind == "exclusive" and (
        (has_best and high == best) or (has_low and low == high) or (high == 0 and not is_signed)
    ):
        high_kind = None
    level = draw(_levels) if shape == "closed" else None
    return Estimate(
        low if has_low else None,
        best if has_best else None,
        high if has_high else None,
        low_kind=low_kind,
        high_kind=high_kind,
        quantifier=draw(_quantifiers),
        approximate=approximate,
        range_kind="interval" if level is not None else draw(_range_kinds),
        level=level,
        signed=is_signed,
    )


_estimates = {signed: _estimate(signed) for signed in (False, True, None)}


def estimates(*, signed: bool | None = False) -> SearchStrategy[Estimate]:
    """Return a strategy for ranges of every shape."""
    return _estimates[signed]


_starts = st.dates(date(1989, 1, 1), date(2030, 12, 31))
_lengths = st.sampled_from((0, 6, 29, 90)) | st.integers(0, 800)
_ends = st.sampled_from(("both", "both", "both", "start", "end"))
_period_kinds = st.sampled_from(sorted(WORDS["period_kind"]))
_precisions = sorted(WORDS["precision"])


@st.composite
def _period(draw: DrawFn) -> Period:
    start = draw(_starts)
    end = start + timedelta(draw(_lengths))
    if draw(_flags):
        start = start.replace(day=1)
        end = (end.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1)
    which = draw(_ends)
    first = None if which == "end" else start
    last = None if which == "start" else end
    fitting = [
        word for word in _precisions if fits_precision(day_number(first), day_number(last), word)
    ]
    at = draw(st.integers(-1, len(fitting) - 1))
    return Period(first, last, None if at < 0 else fitting[at], draw(_period_kinds))


_periods = _period()


def periods() -> SearchStrategy[Period]:
    """Return a strategy for periods."""
    return _periods


_partial_dates = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    st.sampled_from((4, 7, 10)),
)
_measures = st.sampled_from(sorted(WORDS["measure"]))
_statuses = st.sampled_from(("present",) * 6 + tuple(sorted(WORDS["status"])))
_BESIDE: dict[str, SearchStrategy[Any]] = {
    **{
        name: st.sampled_from(sorted(WORDS[name]))
        for name in (
            *("unit", "modality", "basis", "place_system", "place_precision", "from_system"),
            *("production", "source_type", "reliability", "credibility", "role"),
        )
    },
    **dict.fromkeys(
        (
            *("source_key", "definition", "group", "cause", "event", "actor", "measure_stated"),
            *("group_stated", "place", "place_name", "from_place", "from_name", "period_stated"),
            *("stated", "convention", "derivation", "caveat", "publisher", "repeats", "grading"),
            *("edition", "url", "excerpt", "supersedes", "file"),
        ),
        _texts,
    ),
    "published_on": _partial_dates,
    "retrieved_on": _partial_dates,
    "is_rollup": st.just(True),
    "source_row": st.integers(1, 10**6),
}
"""Columns that are free of the others, with what they may hold."""

_beside = st.sets(st.sampled_from(sorted(_BESIDE)), max_size=8).map(sorted)


@st.composite
def _figure(draw: DrawFn) -> Figure:
    measure, status = draw(_measures), draw(_statuses)
    values: dict[str, Any] = {"measure": measure, "status": status, "source": draw(_names)}
    if status in ("present", "suppressed", "withdrawn"):
        estimate = draw(_estimates[vocabulary.MEASURES[measure].signed])
        for name in ("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate"):
            values[name] = getattr(estimate, name)
        values |= {"range_kind": estimate.range_kind, "level": estimate.level}
    if draw(_flags):
        period = draw(_periods)
        values |= {"period_start": period.start, "period_end": period.end}
        values |= {"precision": period.precision, "period_kind": period.kind}
    for name in draw(_beside):
        values[name] = draw(_BESIDE[name])
    return Figure(**values)


_figures = _figure()


def figures() -> SearchStrategy[Figure]:
    """Return a strategy for figures that keep every rule."""
    return _figures


_OTHER_COLUMNS: dict[str, SearchStrategy[Any]] = {
    "note": st.none() | _texts,
    "n_villages": st.none() | st.integers(-(2**60), 2**60),
    "latitude": st.none() | st.floats(-90, 90),
    "verified": st.booleans(),
    "coded_at": st.datetimes(pd.Timestamp(2000, 1, 1), pd.Timestamp(2030, 1, 1)),
}


_others = st.sets(st.sampled_from(sorted(_OTHER_COLUMNS)), max_size=2).map(sorted)


@st.composite
def _table(draw: DrawFn, min_rows: int, max_rows: int) -> pd.DataFrame:
    rows = draw(st.lists(_figures, min_size=min_rows, max_size=max_rows))
    others = draw(_others)
    table = to_frame(
        row.model_copy(update={name: draw(_OTHER_COLUMNS[name]) for name in others}) for row in rows
    )
    texts = [name for name in table.columns if table[name].dtype == "str"]
    at = draw(st.integers(0, 2 * len(texts)))
    if at < len(texts):
        table[texts[at]] = table[texts[at]].astype("category")
    return table


def tables(*, min_rows: int, max_rows: int) -> SearchStrategy[pd.DataFrame]:
    """Return a strategy for canonical tables whose rows are figures."""
    return _table(min_rows, max_rows)

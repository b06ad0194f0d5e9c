"""Ranges: low, best and high, what their ends rest on, and a number or the reason for none."""

import numpy as np

from crisisfigures.plugins import Cells, Check, Flags, Judged
from crisisfigures.validation._rules import kept

_BOUNDS = ("low", "best", "high")
# Ends that a source said; those of a convention (±10 % of 15) may well be fractions.
_SAID = ("stated", "exclusive")

_NOTHING_STATED = {"low": None, "best": None, "high": None}


def _is_fraction(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    numbers = cells.numbers(column)
    fraction = np.not_equal(numbers, np.rint(numbers)) & ~np.isnan(numbers)
    if not fraction.any():
        return fraction
    fraction &= ~cells.stated("derivation")
    if column != "best":
        kind = f"{column}_kind"
        fraction &= cells.is_word(kind, *_SAID) | ~cells.stated(kind)
    return fraction


_NINES = (999.0, 9999.0, 99999.0, 999999.0)


def _is_code(cells: Cells, column: str, *, times: float) -> Judged | bool:
    """Return numbers of nines only that occur more often than all the ten below them together."""
    if not cells.has(column):
        return False
    numbers = cells.numbers(column)
    found = np.zeros(cells.n, dtype=np.bool_)
    for nines in _NINES:
        here = np.equal(numbers, nines)
        n = int(here.sum())
        if n >= times and n > np.sum((numbers >= nines - 10) & (numbers < nines)):
            found |= here
    return Judged(found, concerned=found)


def _is_zero_set_aside(cells: Cells, column: str) -> Judged | bool:
    """Return zeros of the file that were not taken for numbers."""
    if not cells.has(column):
        return False
    missing = cells.is_word("status", "missing")
    rows = np.flatnonzero(missing)
    found = np.zeros(cells.n, dtype=np.bool_)
    found[rows] = np.equal(cells.texts_at(column, rows), "0")
    return Judged(found, concerned=missing)


CHECKS = (
    kept(
        "number-not-exact",
        why="No crisis has that many people. Such numbers come from identifiers in the wrong "
        "column, or from programs that write infinity where nothing was said.",
        bad=({"high": np.inf}, {"best": 1e16, "high": None}),
        good=({"high": 2.0**53},),
    ),
    kept(
        "negative-count",
        hint="Check the sign. Codes for 'not known' such as -1, -9 or -99 belong in `status`. A "
        "fall in a number of people is another measure, such as 'net_displacement'.",
        why="Files write -1, -9 or -99 for 'not known'. Taken for numbers, they pull every sum and "
        "every range down.",
        bad=({"low": -1.0}, {"best": -99.0, "low": None, "high": None}),
        good=({"measure": "excess_deaths", "low": -20.0}, {"low": 0.0}),
    ),
    kept(
        "level-not-a-share",
        why="The level says how often such intervals hold the truth; 90 would be read as nine "
        "thousand percent.",
        bad=({"level": 90.0, "range_kind": "interval"}, {"level": 0.0, "range_kind": "interval"}),
        good=({"level": 0.9, "range_kind": "interval"},),
    ),
    kept(
        "row-not-counted",
        why="Findings and footnotes lead a reader back to a row of the file; row 0 does not exist "
        "there.",
        bad=({"source_row": 0.0},),
        good=({"source_row": 1.0},),
    ),
    kept(
        "number-missing",
        of_absence=True,
        hint="State the number. If there is none, say why in `status`: missing, suppressed, "
        "withdrawn, not_applicable or none_recorded. None of them is a zero.",
        why="An empty cell may mean that nobody counted, that nothing happened, or that the number "
        "is held back. Read as 0, it turns silence into good news.",
        bad=({"best": None, "low": None, "high": None},),
        good=({**_NOTHING_STATED, "status": "suppressed"}, {**_NOTHING_STATED, "best": 0.0}),
    ),
    kept(
        "number-despite-status",
        why="Some files write 0 where they mean 'no data'. Whether a number counts must be said in "
        "one way, not in two.",
        bad=({"status": "missing"}, {"status": "none_recorded", **_NOTHING_STATED, "best": 0.0}),
        good=({"status": "withdrawn"}, {"status": "missing", **_NOTHING_STATED}),
    ),
    kept(
        "bounds-not-ordered",
        of_absence=True,
        hint="Find out which of them was misread or exchanged. They are never sorted for you: "
        "which number was meant is not known.",
        why="Published files hold such rows. Sorted in silence, they would pass for what the "
        "source said.",
        bad=(
            {"high": 20.0, "low": 30.0, "best": None},
            {"high": 15.0, "low": 10.0, "best": 20.0},
            {"low": 25.0, "best": 20.0, "high": 40.0},
        ),
        good=({"low": 20.0, "best": 20.0, "high": 20.0}, {"low": None, "best": 5.0, "high": 9.0}),
    ),
    kept(
        "excluded-number",
        hint="'More than 20' is low 20 with low_kind 'exclusive', and no best of 20. If 20 itself "
        "is possible, the kind is 'stated'.",
        why="'More than N' says that it is not N. If N is also the best figure, or the only one, "
        "the row says two things.",
        bad=(
            {"low_kind": "exclusive", "low": 20.0, "best": 20.0, "high": None},
            {"high_kind": "exclusive", "low": None, "best": None, "high": 0.0},
        ),
        good=({"low_kind": "exclusive", "low": 20.0, "best": None, "high": None},),
    ),
    kept(
        "kind-of-open-end",
        hint="State the end that it describes, or leave {column} empty.",
        why="The kind says what an end rests on. Where there is no end, a number was probably lost "
        "from its column.",
        bad=(
            {"high_kind": "convention", "low": 20.0, "best": None, "high": None},
            {"low_kind": "stated", "low": None, "best": 20.0, "high": 30.0},
        ),
        good=({"high_kind": "stated", **_NOTHING_STATED, "best": 20.0},),
    ),
    kept(
        "level-without-interval",
        hint="If the source gives a confidence or a credible interval, set range_kind to "
        "'interval'; if not, leave the level empty.",
        why="Only an interval claims to hold the truth with some probability; an author's low and "
        "high do not.",
        bad=({"level": 0.95}, {"level": 0.95, "range_kind": "plausible"}),
        good=({"level": 0.95, "range_kind": "interval"},),
    ),
    kept(
        "unbounded-count",
        why="'unbounded' is written by computations: a difference of two open ranges may be "
        "anything, which is a value and not a missing one. It has no number, and may be negative.",
        bad=({"quantifier": "unbounded"}, {"quantifier": "unbounded", **_NOTHING_STATED}),
        good=({"quantifier": "unbounded", **_NOTHING_STATED, "measure": "net_displacement"},),
    ),
    Check(
        name="fractional-count",
        severity="warning",
        phase="meaning",
        at=_BOUNDS,
        find=_is_fraction,
        reads=("low_kind", "high_kind", "derivation"),
        message="{column} {value} is not a whole number of {unit}",
        hint="Check the decimal separator: '1.234' may be one thousand two hundred and "
        "thirty-four. A number that was computed (households × 4.575) says so in `derivation`.",
        why="People are counted whole. A fraction is mostly a thousands separator that was taken "
        "for a decimal one, which makes the figure a thousand times too small.",
        bad=({"best": 1.234, "low": None, "high": None}, {"high": 40.5}),
        good=(
            {"low": 13.5, "low_kind": "convention"},
            {"best": 366.5, "high": 400.0, "derivation": "80 households × 4.58"},
        ),
    ),
    Check(
        name="code-for-unknown",
        severity="warning",
        phase="table",
        at=("best",),
        find=_is_code,
        holds=("best",),
        message="{value} stands in {times} rows or more, and hardly any number just below it",
        hint="If it stands for 'not known', leave the number missing and say so in `status`.",
        why="Databases write 999 or 9999 where nobody knows. Added up, three of them are a "
        "massacre.",
        bad=(tuple({"best": 999.0, "high": None, "event": event} for event in "abc"),),
        good=(
            tuple({"best": 999.0, "high": None, "event": event} for event in "ab"),
            tuple({"best": 990.0 + at, "high": None, "event": f"e{at}"} for at in range(10)),
        ),
        settings={"times": 3},
    ),
    Check(
        name="zero-set-aside",
        severity="info",
        phase="meaning",
        at=("stated",),
        find=_is_zero_set_aside,
        reads=("status",),
        message="the file states 0 for {measure}, and nobody says that there was none: {caveat}",
        hint="If the source did count none, say so: best 0, and no status.",
        why="Some files fill with zeros what was not reported. Taken for numbers, they turn "
        "silence into good news.",
        bad=({**_NOTHING_STATED, "status": "missing", "stated": "0"},),
        good=(
            {"low": None, "best": 0.0, "high": None, "stated": "0"},
            {**_NOTHING_STATED, "status": "missing", "stated": "unknown"},
        ),
    ),
)

"""The rules that one figure keeps, written once for the model and for the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import unquote

from crisisfigures import vocabulary
from crisisfigures.errors import PeriodError
from crisisfigures.estimate import (
    is_allowed_level,
    is_allowed_number,
    is_inhabited,
    is_open_above,
    is_open_below,
    is_ordered,
)
from crisisfigures.period import NO_DAY, fits_precision, is_period, partial_span
from crisisfigures.vocabulary import MEASURES, PRECISIONS

WORDS: Mapping[str, frozenset[str]] = {
    "measure": frozenset(MEASURES),
    "unit": frozenset(vocabulary.UNITS),
    "modality": vocabulary.MODALITIES,
    "basis": vocabulary.BASES,
    "place_system": vocabulary.PLACE_SYSTEMS,
    "place_precision": vocabulary.PLACE_PRECISIONS,
    "from_system": vocabulary.PLACE_SYSTEMS,
    "precision": PRECISIONS,
    "period_kind": vocabulary.PERIOD_KINDS,
    "low_kind": vocabulary.END_KINDS,
    "high_kind": vocabulary.END_KINDS,
    "quantifier": vocabulary.QUANTIFIERS,
    "range_kind": vocabulary.RANGE_KINDS,
    "status": vocabulary.STATUSES,
    "production": vocabulary.PRODUCTIONS,
    "source_type": vocabulary.SOURCE_TYPES,
    # The Admiralty scale. F and 6 mean that nothing can be judged, not that it is worst.
    "reliability": frozenset("ABCDEF"),
    "credibility": frozenset("123456"),
    "role": vocabulary.ROLES,
}
"""The columns that hold words of a closed list, and the lists."""

TEXT_COLUMNS = (
    *("id", "source_key", "measure", "definition", "unit", "group", "cause", "event", "actor"),
    *("modality", "basis", "measure_stated", "group_stated"),
    *("place", "place_system", "place_name", "place_precision"),
    *("from_place", "from_system", "from_name"),
    *("precision", "period_kind", "period_stated"),
    *("low_kind", "high_kind", "quantifier", "range_kind", "stated", "convention"),
    *("status", "production", "derivation", "caveat", "unread"),
    *("source", "source_type", "publisher", "repeats", "reliability", "credibility", "grading"),
    *("published_on", "edition", "retrieved_on", "url", "excerpt"),
    *("role", "supersedes", "file"),
)
"""The columns that hold text, closed lists included."""

_BOUNDS = ("low", "best", "high")
_NO_NUMBER = ("missing", "not_applicable", "none_recorded", "unreadable")
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 as days since 1970-01-01: the days that have an ISO date."""


class View(Protocol):
    """What a rule may ask: of one figure (answers are single) or of a table (arrays of n).

    Missing numbers are NaN, missing days are `NO_DAY`. A cell that is missing has its column's
    default. `crisisfigures.table.Columns` is the view of a table.
    """

    def numbers(self, name: str, /) -> Any:
        """Return a number column."""
        ...

    def days(self, name: str, /) -> Any:
        """Return a day column as days since 1970-01-01."""
        ...

    def stated(self, name: str, /) -> Any:
        """Return whether something is stated; a default counts."""
        ...

    def is_word(self, name: str, /, *words: str) -> Any:
        """Return whether a text is one of these."""
        ...

    def holds(self, name: str, rule: Callable[[str], bool], /) -> Any:
        """Return whether a text is stated and the rule, asked of each distinct text, holds."""
        ...

    def is_blank(self, name: str, /) -> Any:
        """Return whether a text is stated as "" (which no missing cell is)."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that every figure keeps.

    Attributes:
        code: Its name; stable, in kebab case.
        phase: `cells` if one cell is wrong in itself (a number beside its measure), `rows` if
            several of one row contradict one another.
        at: The columns it holds for; a fault is found in one of them.
        reads: The other columns it looks at. Where one of them, or the column itself, could not
            be read or breaks a rule of its own, this rule says nothing.
        is_broken: `is_broken(view, column)` returns true where the rule is broken.
        why: Why that is wrong, in the field's terms; may name {column}, {value} and the columns.
        hint: What to try.
    """

    code: str
    phase: Literal["cells", "rows"]
    at: tuple[str, ...]
    reads: tuple[str, ...]
    is_broken: Callable[[View, str], Any]
    why: str
    hint: str


def unread_columns(unread: str) -> tuple[str, ...]:
    """Return the columns named in an `unread` cell: "high=12O; period=spring" names two.

    Each entry is `column=text`, percent-escaped so that "; " and "=" only ever divide.
    """
    return tuple(unquote(entry.split("=", 1)[0]) for entry in unread.split("; "))


def _not(answer: Any) -> Any:
    """Return the contrary of an answer, single or of a table."""
    return answer ^ True


def _bounds(view: View) -> tuple[Any, Any, Any]:
    return view.numbers("low"), view.numbers("best"), view.numbers("high")


def _has_number(view: View) -> Any:
    return view.stated("low") | view.stated("best") | view.stated("high")


def _may_be_negative(view: View) -> Any:
    """Return where the measure is signed, or where it is not known which measure it is."""
    unsigned = view.holds("measure", lambda name: name in MEASURES and not MEASURES[name].signed)
    return _not(unsigned)


def _is_no_iso_date(text: str) -> bool:
    try:
        partial_span(text)
    except PeriodError:
        return True
    return False


def _is_unknown_word(view: View, column: str) -> Any:
    known = WORDS[column]
    return view.holds(column, lambda text: text not in known)


def _is_off_calendar(view: View, column: str) -> Any:
    days = view.days(column)
    return view.stated(column) & ((days < _FIRST_DAY) | (days > _LAST_DAY))


def _is_negative(view: View, column: str) -> Any:
    number = view.numbers(column)
    return is_allowed_number(number) & (number < 0) & _not(_may_be_negative(view))


def _is_out_of_order(view: View, column: str) -> Any:
    """Return where this end stands on the wrong side; a row has at most one that does."""
    low, best, high = _bounds(view)
    is_high_wrong = (high < low) | (high < best)
    if column == "high":
        return is_high_wrong
    return _not(is_ordered(low, best, high)) & _not(is_high_wrong)


def _leaves_out_its_number(view: View, column: str) -> Any:
    low, best, high = _bounds(view)
    is_out = view.is_word(column, "exclusive")
    low_out, high_out = (is_out, False) if column == "low_kind" else (False, is_out)
    signed = _may_be_negative(view)
    return _not(is_inhabited(low, best, high, low_out, high_out, signed))


def _is_kind_of_open_end(view: View, column: str) -> Any:
    is_open = is_open_below if column == "low_kind" else is_open_above
    # Where no number is left at all, that is the fault, once.
    return view.stated(column) & is_open(*_bounds(view)) & _not(_is_unexplained(view, column))


def _is_bounded_unbounded(view: View, _: str) -> Any:
    wrong = _has_number(view) | _not(_may_be_negative(view))
    return view.is_word("quantifier", "unbounded") & wrong


def _is_unexplained(view: View, _: str) -> Any:
    stands = view.is_word("status", "present") & _not(view.is_word("quantifier", "unbounded"))
    return stands & _not(_has_number(view))


def _misfits(view: View, _: str) -> Any:
    start, end = view.days("period_start"), view.days("period_end")
    wrong = view.is_word("precision", "day") & _not(fits_precision(start, end, "day"))
    for word in ("week", "month", "quarter", "year"):
        wrong = wrong | (view.is_word("precision", word) & _not(fits_precision(start, end, word)))
    # An inverted period is a fault of its own.
    return wrong & is_period(start, end)


def _is_blank(view: View, column: str) -> Any:
    return view.is_blank(column)


def _is_inexact(view: View, column: str) -> Any:
    return _not(is_allowed_number(view.numbers(column)))


def _is_no_level(view: View, column: str) -> Any:
    return _not(is_allowed_level(view.numbers(column)))


def _is_no_row(view: View, column: str) -> Any:
    return (view.numbers(column) < 1) | _not(is_allowed_number(view.numbers(column)))


def _is_not_iso(view: View, column: str) -> Any:
    return view.holds(column, _is_no_iso_date)


def _is_stated(view: View, column: str) -> Any:
    return view.stated(column)


def _is_missing(view: View, column: str) -> Any:
    return _not(view.stated(column))


def _has_number_and_none(view: View, column: str) -> Any:
    return view.is_word(column, *_NO_NUMBER) & _has_number(view)


def _has_level_alone(view: View, column: str) -> Any:
    return view.stated(column) & _not(view.is_word("range_kind", "interval"))


def _is_no_period(view: View, _: str) -> Any:
    return _not(is_period(view.days("period_start"), view.days("period_end")))


RULES: tuple[Rule, ...] = (
    Rule(
        "unknown-measure",
        "cells",
        ("measure",),
        (),
        _is_unknown_word,
        "{value!r} is not a measure that the library knows, so nothing says what is counted.",
        "crisisfigures.vocabulary.read_measure reads the words of files; MEASURES lists the names.",
    ),
    Rule(
        "unknown-word",
        "cells",
        tuple(name for name in WORDS if name != "measure"),
        (),
        _is_unknown_word,
        "{value!r} is not a word of {column!r}: {known}.",
        "use one of these, or leave the cell missing.",
    ),
    Rule(
        "blank-text",
        "cells",
        TEXT_COLUMNS,
        (),
        _is_blank,
        "{column!r} holds an empty text, which states nothing and yet is not missing.",
        "leave the cell missing.",
    ),
    Rule(
        "number-not-exact",
        "cells",
        _BOUNDS,
        (),
        _is_inexact,
        "{column} {value} is infinite or beyond 2**53, where counts are no longer exact.",
        "an open end is stated by leaving its cell missing.",
    ),
    Rule(
        "negative-count",
        "cells",
        _BOUNDS,
        ("measure",),
        _is_negative,
        "{column} {value} is negative, and {measure!r} counts what cannot be fewer than none.",
        "a change is another measure, such as 'net_displacement' or 'excess_deaths'.",
    ),
    Rule(
        "level-not-a-share",
        "cells",
        ("level",),
        (),
        _is_no_level,
        "a level of {value} is not a share between 0 and 1.",
        "write 90 % as 0.9.",
    ),
    Rule(
        "row-not-counted",
        "cells",
        ("source_row",),
        (),
        _is_no_row,
        "source_row {value} is no row of a file: spreadsheets count from 1.",
        "give the row as a spreadsheet shows it, or leave it missing.",
    ),
    Rule(
        "date-not-iso",
        "cells",
        ("published_on", "retrieved_on"),
        (),
        _is_not_iso,
        "{column} {value!r} is not an ISO 8601 date, so it cannot be told which edition is later.",
        "write 2022-06-14, or 2022-06 or 2022 if no more is known.",
    ),
    Rule(
        "day-off-calendar",
        "cells",
        ("period_start", "period_end"),
        (),
        _is_off_calendar,
        "{column} {value} lies outside the years 1 to 9999.",
        "leave an end that is not known missing.",
    ),
    Rule(
        "unread-cell",
        "cells",
        ("unread",),
        (),
        _is_stated,
        "cells of the row could not be read ({value}): what they say is unknown, not open.",
        "correct them in the file, or name the convention and the language they are written in.",
    ),
    Rule(
        "measure-missing",
        "rows",
        ("measure",),
        (),
        _is_missing,
        "the row does not say what is counted.",
        "state the measure, such as 'killed' or 'idps'.",
    ),
    Rule(
        "source-missing",
        "rows",
        ("source",),
        (),
        _is_missing,
        "the row does not say who claims the figure.",
        "state the source; one that is not named is 'local sources', 'officials' …",
    ),
    Rule(
        "number-missing",
        "rows",
        ("best",),
        ("low", "high", "status", "quantifier"),
        _is_unexplained,
        "the row states no number, and its status does not say why.",
        "give low, best or high, or a status: missing, suppressed, withdrawn, none_recorded …",
    ),
    Rule(
        "number-despite-status",
        "rows",
        ("status",),
        _BOUNDS,
        _has_number_and_none,
        "the status {value!r} says that there is no number, beside low {low}, best {best}, "
        "high {high}.",
        "drop the status or the numbers; only suppressed and withdrawn figures may keep bounds.",
    ),
    Rule(
        "bounds-not-ordered",
        "rows",
        ("low", "high"),
        _BOUNDS,
        _is_out_of_order,
        "low {low}, best {best}, high {high} do not satisfy low <= best <= high.",
        "look which one was misread; they are never sorted for you.",
    ),
    Rule(
        "excluded-number",
        "rows",
        ("low_kind", "high_kind"),
        ("measure", *_BOUNDS),
        _leaves_out_its_number,
        "{column} 'exclusive' leaves out a number that the row states "
        "(low {low}, best {best}, high {high}).",
        'an excluded end ("more than N") is neither the best figure nor the only one.',
    ),
    Rule(
        "kind-of-open-end",
        "rows",
        ("low_kind", "high_kind"),
        _BOUNDS,
        _is_kind_of_open_end,
        "{column} {value!r} describes an end that is open (low {low}, best {best}, high {high}).",
        "leave the kind of an open end missing.",
    ),
    Rule(
        "level-without-interval",
        "rows",
        ("level",),
        ("range_kind",),
        _has_level_alone,
        "a level of {value} is stated of a range that does not claim to be an interval.",
        "set range_kind to 'interval', or leave the level missing.",
    ),
    Rule(
        "unbounded-count",
        "rows",
        ("quantifier",),
        ("measure", *_BOUNDS),
        _is_bounded_unbounded,
        "'unbounded' is a result that may be negative and is open at both ends; here measure "
        "{measure!r}, low {low}, best {best}, high {high}.",
        "leave the quantifier missing.",
    ),
    Rule(
        "period-inverted",
        "rows",
        ("period_end",),
        ("period_start",),
        _is_no_period,
        "the period ends on {period_end}, before it starts on {period_start}.",
        "look whether day and month, or the two ends, were exchanged.",
    ),
    Rule(
        "precision-misfit",
        "rows",
        ("precision",),
        ("period_start", "period_end"),
        _misfits,
        "{period_start} to {period_end} is not known to the {value}: its ends lie elsewhere.",
        "a period between any two days has the precision 'days'.",
    ),
)
"""Every rule of the phases cells and rows, in the order in which they are reported."""


class Record:
    """The view of one figure: its values by column, None where nothing is stated."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def numbers(self, name: str) -> int | float:
        """Return a number, NaN where it is missing."""
        number: int | float | None = self._values[name]
        return float("nan") if number is None else number

    def days(self, name: str) -> int:
        """Return a day as days since 1970-01-01, `NO_DAY` where it is missing."""
        day = self._values[name]
        return NO_DAY if day is None else day.toordinal() + _FIRST_DAY - 1

    def stated(self, name: str) -> bool:
        """Return whether something is stated."""
        return self._values[name] is not None

    def is_word(self, name: str, *words: str) -> bool:
        """Return whether a text is one of these."""
        return self._values[name] in words

    def holds(self, name: str, rule: Callable[[str], bool]) -> bool:
        """Return whether a text is stated and the rule holds of it."""
        text = self._values[name]
        return text is not None and rule(text)

    def is_blank(self, name: str) -> bool:
        """Return whether a text is stated as ""."""
        return bool(self._values[name] == "")


def broken_rules(values: Mapping[str, Any]) -> list[tuple[Rule, str]]:
    """Return the rules that one figure breaks, each with the column where, none twice over.

    A rule says nothing of a column that could not be read or that is at fault already.

    Args:
        values: The figure's value in every canonical column, None where nothing is stated.
    """
    record = Record(values)
    unread = values["unread"]
    at_fault = set(unread_columns(unread)) if unread else set()
    found: list[tuple[Rule, str]] = []
    phase = None
    for rule in RULES:
        if rule.phase != phase:
            phase, at_fault = rule.phase, at_fault | {column for _, column in found}
        found.extend(
            (rule, column)
            for column in rule.at
            if at_fault.isdisjoint((column, *rule.reads)) and rule.is_broken(record, column)
        )
    return found


def explain(rule: Rule, column: str, values: Mapping[str, Any]) -> str:
    """Return why a rule is broken in a column of a row with these values, and what to try."""
    shown = {name: "not stated" if value is None else value for name, value in values.items()}
    known = ", ".join(sorted(WORDS.get(column, ())))
    why = rule.why.format(**{**shown, "column": column, "value": shown[column], "known": known})
    return f"{why}\nHint: {rule.hint}"

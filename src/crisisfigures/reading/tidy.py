"""Tidy: one row a claim, with the table's own columns or names that are easily understood.

This is what an analyst types: a column that says what is counted, one or more that say how
many, and whatever else is known: place, period, source, publication, the words. Numbers may be
words ("several hundred") in any column of numbers. Headers are matched in English, French,
Spanish and Portuguese, whatever their case, accents, spaces and underscores; `headers.toml`
lists them. What is not matched is kept under its own name.

Nothing is implied: no measure, no source and no place is assumed where a row states none.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._aliases import (
    NUMBERS,
    contradictions,
    letter_columns,
    matched_columns,
)

_FACETS = {
    *("source", "publisher", "place", "place_name"),
    *("country", "country_code", "admin1", "admin1_code"),
    *("admin2", "admin2_code", "admin3", "admin3_code"),
    *("period", "period_start", "period_end", "as_of", "date", "year", "published_on"),
}
"""Columns that say where, when, or who says so."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns that are understood, if they say what is counted and how many."""
    matched = matched_columns(sheet)
    numbers = [name for name in NUMBERS if name in matched]
    if not numbers or not ("measure" in matched or "measure" in sheet.constants):
        return None
    offsets = letter_columns(sheet, matched)
    matched = {name: header for name, header in matched.items() if name not in offsets}
    if offsets and not _FACETS.intersection(matched):
        # Passages of a text with what they say, and no claims of anybody.
        return None
    shown = ", ".join(repr(matched[n]) for n in ("measure", *numbers) if n in matched)
    return Match(tuple(matched.values()), f"its columns {shown}, and {len(matched)} known in all")


def arrange(sheet: Sheet) -> Arrangement:
    """Return the columns that are understood under our names for them."""
    matched = matched_columns(sheet)
    offsets = letter_columns(sheet, matched)
    columns = {n: sheet[header] for n, header in matched.items() if n not in offsets}
    others = contradictions(sheet, matched)
    if others is not None:
        columns["unread"] = others
    if "figure" in columns and "quantifier" in columns and "figure_hedge" not in columns:
        # Beside one column of numbers, "more than" is part of what it says.
        columns["figure_hedge"] = columns.pop("quantifier")
    return Arrangement(columns)


FORMAT = Format(
    name="tidy",
    summary="One row a claim: measure, figure (or low, best, high), place, period, source.",
    needs=(
        "a column for what is counted (measure, indicator, metric) and one for how many "
        "(figure, value, number, low, best, high)"
    ),
    level="general",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

"""Wide: one row a place or a day, one column a measure, as the caller declares it.

Columns such as `killed_min`, `F_05_19` or "IDPs max" say only to a reader what they count. So
nothing is recognised here: `columns=` of `read` declares each column of numbers, with its
measure and whatever else holds for all its cells (group, cause, unit, definition, as-of date …).
Columns that agree in everything but their `end` state one range. Each is a figure, so one row may
state several; a cell that is blank beside others states none, and a row that states none is kept
once.

Where, when and who says so are matched by their headers as in tidy. What counts or says how
many is not: a column of numbers that is not declared is kept under its own name. What is declared
of a column is believed before the row's own cell, but for the group: a column "women" in a row of
refugees counts women among the refugees.
"""

from collections.abc import Mapping
from dataclasses import replace

from crisisfigures.errors import quoted
from crisisfigures.plugins import Arrangement, Format, Match, Sheet, Texts, by_figure
from crisisfigures.reading._aliases import contradictions, letter_columns, matched_columns
from crisisfigures.reading._declared import say_the_same
from crisisfigures.reading._facets import joined_group
from crisisfigures.table import COLUMNS

_NOT_OF_A_ROW = {
    *(name for name, column in COLUMNS.items() if column.part == "how many"),
    *("figure", "figure_hedge", "status", "id"),
}
"""What a row of several figures cannot say of all of them."""


def _around(sheet: Sheet) -> dict[str, str]:
    """Return the header for each of our names that says where, when, who or what for a row."""
    matched = matched_columns(sheet)
    offsets = letter_columns(sheet, matched)
    return {
        name: header
        for name, header in matched.items()
        if name in sheet.renamed or not (name in offsets or name in _NOT_OF_A_ROW)
    }


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns that the caller declares, and those that are understood around them."""
    if not sheet.figures:
        return None
    columns = dict.fromkeys([*sheet.figures, *_around(sheet).values()])
    return Match(tuple(columns), f"what is declared of {quoted([*sheet.figures], 3)}")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for each thing that is declared to be counted."""
    around = {name: sheet[header] for name, header in _around(sheet).items()}
    others = contradictions(sheet, _around(sheet))
    if others is not None:
        around["unread"] = others
    ranges: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for header, facets in sheet.figures.items():
        counted = tuple(sorted((name, text) for name, text in facets.items() if name != "end"))
        ranges.setdefault(counted, {})[facets.get("end", "figure")] = header
    figures = [_figure(sheet, dict(counted), parts, around) for counted, parts in ranges.items()]
    return [replace(part, columns=_beside(around, part.columns)) for part in by_figure({}, figures)]


def _beside(
    around: Mapping[str, Texts], figure: Mapping[str, Texts | str]
) -> dict[str, Texts | str]:
    """Return a figure with what its row says, but for what the figure says of itself."""
    own = {other for name in figure for other in say_the_same(name)}
    return {**{name: texts for name, texts in around.items() if name not in own}, **figure}


def _figure(
    sheet: Sheet,
    facets: Mapping[str, str],
    parts: Mapping[str, str],
    around: Mapping[str, Texts],
) -> dict[str, Texts | str]:
    figure: dict[str, Texts | str] = {end: sheet[header] for end, header in parts.items()}
    if "measure" in facets or "measure" not in around:
        figure["measure_stated"] = next(iter(parts.values()))
    figure |= facets
    if "group" in facets:
        figure["group"] = joined_group(around.get("group"), facets["group"])
    return figure


FORMAT = Format(
    name="wide",
    summary="One column a measure, as `columns=` declares them.",
    needs='what its columns count, declared: columns={"Deaths": {"measure": "killed"}}',
    level="declared",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

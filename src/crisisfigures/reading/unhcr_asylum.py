"""UNHCR, asylum applications and decisions of the Refugee Data Finder: flows of a year.

A row is what was lodged, or decided, in one country (`coa`) by people of another (`coo`), before
one authority and at one stage of the procedure.

- The unit is said in each row (`app_pc`, `dec_pc`): persons, or cases of one or more persons.
  Where it is not said, `caveat` says so. The two are never added.
- Authority (`procedure_type`: government, joint, UNHCR), type of application (`app_type`: new,
  repeat, appeal) and stage (`dec_level`, where "NA" are new applications and nothing is missing)
  delimit what is counted, so that they are part of `definition`. A new application and the appeal
  of an old one are two.
- Decisions have an outcome, in `definition`: recognised as refugees, other protection, rejected,
  closed. Their total is a rollup. Where it is above 0 and all outcomes are 0, nobody told them:
  the zeros are missing, and the total is none.
- In UNHCR's older database a row has decisions beside applications, and the asylum-seekers who were
  waiting on the first and the last day of the year: stocks. `RSD procedure type / level` holds
  authority and stage ("G / FI"). There a star is 1 to 4, and no number is rounded.
- Counts below five are rounded, and counts of decisions between five and ten as well: a displayed
  5 stands for 1 to 5, of decisions for 1 to 7. Totals of rounded numbers are approximations.
"""

from collections.abc import Mapping

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._disclosure import as_published
from crisisfigures.reading._rollups import flagged
from crisisfigures.reading._unhcr import (
    SOURCE,
    Said,
    crossing,
    definition_of,
    numbers,
    without,
    year_end,
)
from crisisfigures.reading._unhcr_columns import NOTHING, Columns, Country
from crisisfigures.texts import Texts, combinations

_UNITS = {"P": "person", "PERSONS": "person", "C": "case", "CASES": "case"}

_OUTCOMES: Mapping[str, str] = {
    "dec_recognized": "recognised",
    "dec_other": "complementary",
    "dec_rejected": "rejected",
    "dec_closed": "closed",
}
_TOTAL = "dec_total"
_NOT_TOLD = "of a total above 0 no outcome is told: the zero says nothing"


def sniff_applications(sheet: Sheet) -> Match | None:
    """Return the columns of applications, if they are there."""
    columns = Columns(sheet)
    if not (columns.has("applied", "procedure_type") and "app_type" in columns):
        return None
    fields = ("procedure_type", "app_type", "dec_level", "app_pc", "applied")
    return columns.match(*fields, what="UNHCR's asylum applications")


def arrange_applications(sheet: Sheet) -> Arrangement:
    """Return each row as one figure."""
    columns = Columns(sheet)
    cells = columns["applied"].without(NOTHING)
    split = ("procedure_type", "app_type", "dec_level")
    return Arrangement(
        {
            **_said(columns, "app_pc"),
            "measure": "asylum_applications",
            "definition": definition_of(columns, split),
            **as_published(cells),
        },
        made_of=columns.used("app_pc", "applied"),
    )


def sniff_decisions(sheet: Sheet) -> Match | None:
    """Return the columns of decisions, if they are there."""
    columns = Columns(sheet)
    if not columns.has(_TOTAL, "dec_recognized", "dec_rejected"):
        return None
    fields = ("procedure_type", "procedure_level", "dec_level", "dec_pc", *_OUTCOMES, _TOTAL)
    return columns.match(*fields, what="UNHCR's asylum decisions")


def arrange_decisions(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each outcome, and for their total."""
    columns = Columns(sheet)
    said = _said(columns, "dec_pc")
    counted = {
        name: columns[name].without(NOTHING) for name in (*_OUTCOMES, _TOTAL) if name in columns
    }
    figures: list[Said] = []
    outcomes_of = [counted[name] for name in _OUTCOMES if name in counted]
    is_told = np.any([np.nan_to_num(numbers(cells)) != 0 for cells in outcomes_of], axis=0)
    is_filled = (numbers(counted[_TOTAL]) > 0) & ~is_told
    for name, cells in counted.items():
        outcome = None if name == _TOTAL else f"outcome={_OUTCOMES[name]}"
        outcomes = Texts.repeated(outcome, sheet.n_rows)
        is_rounded = not columns.has_stars
        figure: Said = {
            "measure": "asylum_decisions",
            "definition": _procedure(columns, outcomes),
            "caveat": said["caveat"],
            **as_published(cells, of_decisions=is_rounded, is_rounded=is_rounded),
        }
        if name != _TOTAL:
            is_zero = is_filled & (numbers(cells) == 0)
            figure = without(figure, cells, is_zero, "missing", _NOT_TOLD)
        figures.append(figure)
    is_split = np.logical_or.reduce([cells.is_stated for cells in outcomes_of]) & ~is_filled
    figures[-1]["is_rollup"] = said["is_rollup"].otherwise(flagged(is_split))
    beside = _beside(columns) if columns.has_stars else {}
    used = columns.used("dec_pc", *counted, *beside)
    return by_figure(said, [*figures, *beside.values()], made_of=used)


def _beside(columns: Columns) -> dict[str, Said]:
    """Return what the older database has beside decisions: applications, and who was waiting."""
    year = columns["year"]
    definition = _procedure(columns, Texts.repeated(None, columns.sheet.n_rows))
    figures: dict[str, Said] = {
        "applied": {"measure": "asylum_applications"},
        "pending_start": {"measure": "asylum_seekers", "as_of": year.map(_first_day)},
        "pending_end": {"measure": "asylum_seekers", "as_of": year_end(year)},
    }
    return {
        name: {
            **figure,
            "definition": definition,
            **as_published(columns[name].without(NOTHING), is_rounded=False),
        }
        for name, figure in figures.items()
        if name in columns
    }


def _first_day(year: str) -> str:
    return f"{year}-01-01" if len(year) == 4 and year.isdecimal() else year


def _procedure(columns: Columns, first: Texts) -> Texts:
    """Return what delimits the decisions of a row: the outcome, the authority and the stage."""
    if "procedure_level" not in columns:
        return definition_of(columns, ("procedure_type", "dec_level"), first)
    codes, parts = combinations(first, columns["procedure_level"].without(NOTHING))
    said = [[outcome, *_split(both)] for outcome, both in parts]
    return Texts.merged(codes, [";".join(filter(None, words)) or None for words in said])


def _split(procedure: str | None) -> list[str]:
    """Return authority and stage of words such as "G / FI"; other words as they are."""
    authority, slash, stage = (procedure or "").lower().partition(" / ")
    if not slash:
        return [f"procedure={authority}"] if authority else []
    return [f"procedure_type={authority}", f"dec_level={stage}"]


def _said(columns: Columns, unit: str) -> dict[str, Texts]:
    """Return what applications and decisions have in common, with their unit."""
    stated = columns[unit].without(NOTHING)
    n = len(stated)
    return {
        **{name: Texts.repeated(word, n) for name, word in SOURCE.items()},
        "year": columns["year"],
        **crossing(Country.of(columns, "coa"), Country.of(columns, "coo")),
        # A word that is not known stays, to be reported.
        "unit": stated.map(lambda text: _UNITS.get(text.upper(), text)),
        "caveat": Texts.repeated("persons or cases: not told", n).where(~stated.is_stated),
    }


FORMATS = (
    Format(
        name="unhcr_asylum_applications",
        summary="UNHCR Refugee Data Finder: asylum applications of a year, by authority and stage.",
        needs="UNHCR's columns (year, coo_iso, coa_iso, procedure_type, app_type, applied …)",
        level="publisher",
        by_row=True,
        sniff=sniff_applications,
        arrange=arrange_applications,
    ),
    Format(
        name="unhcr_asylum_decisions",
        summary="UNHCR Refugee Data Finder: decisions on asylum of a year, by outcome.",
        needs="UNHCR's columns (year, coo_iso, coa_iso, dec_recognized, dec_rejected, dec_total …)",
        level="publisher",
        by_row=True,
        sniff=sniff_decisions,
        arrange=arrange_decisions,
    ),
)

"""UCDP/PRIO Armed Conflict Dataset: which conflicts killed how many in a year, by class.

One row a conflict and a year (in the dyadic edition a dyad and a year). There is no number of
deaths, but `intensity_level` is a class of numbers, and the codebook says which: 1 is "between
25 and 999 battle-related deaths in a given year", 2 "at least 1,000". That is what the row
states: 25 to 999, or 1,000 and open above. Nothing tells where in the class the number lies, so
there is no best. A year below 25 has no row: what is not listed is not zero.

- What is counted are battle-related deaths (`definition`): soldiers, fighters and civilians
  killed in the fighting of a state-based conflict. One-sided and non-state violence is left out.
- Conflicts are parts, not rivals: `event` holds UCDP's number of the conflict or dyad.
- There is no place. `location` and `gwno_loc` name the state that the conflict is about, which
  "is not necessarily the geographical location of the conflict": the United States for the
  fighting with al-Qaida. They stay beside the figure, as do the states of each side.
- Editions that are written out by state (as in the R package peacesciencer) repeat a conflict's
  year for each pair of states. These rows say one thing: they have one `event`, period and
  `source_key`, and `reconcile(table, let_unknown={"place"})` counts them once. A plain sum over
  the rows does not.
- `start_date`, `ep_end_date` and their precisions are those of conflict and episode, not of the
  deaths, and stay beside the figure. The period is the year.
"""

from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._ucdp import YEARLY, parties
from crisisfigures.reading._unread import lost

_NEEDED = ("conflict_id", "year", "incompatibility", "intensity_level", "type_of_conflict")
_KNOWN = (
    *dict.fromkeys((*_NEEDED, *YEARLY)),
    *("location", "cumulative_intensity", "start_date", "start_prec", "start_date2"),
    *("start_prec2", "ep_end", "ep_end_date", "ep_end_prec"),
)

_ALIASES = {
    "ID": "conflict_id",
    "Inc": "incompatibility",
    "Incomp": "incompatibility",
    "Terr": "territory_name",
    "Int": "intensity_level",
    "CumInt": "cumulative_intensity",
    "Type": "type_of_conflict",
}
"""Short names of releases of up to 2014."""

_CLASSES: Mapping[str, Mapping[str, str]] = {
    "1": {"low": "25", "high": "999", "quantifier": "between", "stated": "between 25 and 999"},
    "2": {"low": "1000", "quantifier": "at_least", "stated": "at least 1,000"},
}
"""The classes of `intensity_level`, in numbers and in the codebook's words."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of a conflict and its intensity in a year, if they are there."""
    headers = headers_of(sheet, _KNOWN, _ALIASES)
    if not all(name in headers for name in _NEEDED):
        return None
    # So short are the names of others, too.
    if headers["conflict_id"] in _ALIASES and "side_a" not in headers:
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of the UCDP/PRIO conflicts")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each year of a conflict as the class of its battle-related deaths."""
    cells = {name: sheet[header] for name, header in headers_of(sheet, _KNOWN, _ALIASES).items()}
    levels = cells["intensity_level"]
    columns = parties(cells) | {
        "measure": "killed",
        "cause": "conflict",
        "definition": "ucdp:battle_related",
        "source": "UCDP/PRIO",
        "source_type": "monitor",
        "range_kind": "stated_words",
    }
    for name in ("low", "high", "quantifier", "stated"):
        columns[name] = levels.map({level: says.get(name, "") for level, says in _CLASSES.items()})
    unknown = lost("intensity_level", levels, levels.is_in(*_CLASSES))
    if unknown.is_stated.any():
        columns["unread"] = unknown
    return Arrangement(columns)


FORMAT = Format(
    name="ucdp_prio",
    summary="UCDP/PRIO Armed Conflict Dataset: battle-related deaths of a year, as a class.",
    needs="the columns of UCDP/PRIO (conflict_id, year, intensity_level, type_of_conflict …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

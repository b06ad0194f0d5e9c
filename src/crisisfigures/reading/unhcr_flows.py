"""UNHCR, forced displacement flows: people who fled to another country in a year, since 1962.

Each number is of the year, and never of those who were there at its end: new refugees, and new
applications for asylum, and new others in need of protection, from one country (`coo`) in another
(`coa`). People who fled within their country are not in it.

- In the workbook of UNHCR (sheet DATA) each row holds one number, and `PT` says whom it counts: REF
  refugees, ROC people in situations like those of refugees, ASY new applications (repeated ones and
  appeals left out), OIP others in need of protection. In the R package `refugees` (`flows`) a row
  holds all four.
- The package makes its third column of ROC, and some releases call it `returned_refugees`: it is
  nobody who returned, and a caveat says so.
- The four kinds are told apart by `definition`. Who applied for asylum in a year may be recognised
  as a refugee in it: the kinds are not rivals, and their sum counts people twice where they are
  not taken apart before.
- A blank is no number. Counts below five are rounded: a displayed 5 stands for 1 to 5.
"""

from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._disclosure import as_published
from crisisfigures.reading._unhcr import SOURCE, Kind, crossing, figures_of
from crisisfigures.reading._unhcr_columns import NOTHING, Columns, Country
from crisisfigures.reading._unread import lost
from crisisfigures.vocabulary import fold

_ARRIVALS = {"measure": "arrivals", "basis": "flow"}

_FLOWS: Mapping[str, Mapping[str, str]] = {
    "REF": {**_ARRIVALS, "definition": "unhcr_flows:refugees"},
    "ROC": {**_ARRIVALS, "definition": "unhcr_flows:refugee_like"},
    "ASY": {"measure": "asylum_applications", "basis": "flow", "definition": "app_type=n"},
    "OIP": {**_ARRIVALS, "definition": "unhcr_flows:others_in_need_of_protection"},
}
"""What a population type counts, by its code."""

_NOT_RETURNED = (
    "called returned_refugees in the R package: UNHCR's ROC, new arrivals in situations like "
    "those of refugees"
)

_KINDS: Mapping[str, Kind] = {
    "refugees": Kind(_FLOWS["REF"], 1962, "left", crossing, is_flow=True),
    "asylum_seekers": Kind(_FLOWS["ASY"], 1970, "left", crossing, is_flow=True),
    "refugee_like": Kind(_FLOWS["ROC"], 2007, "left", crossing, is_flow=True),
    "returned_refugees": Kind(
        {**_FLOWS["ROC"], "caveat": _NOT_RETURNED}, 2007, "left", crossing, is_flow=True
    ),
    "oip": Kind(_FLOWS["OIP"], 2018, "left", crossing, is_flow=True),
}
"""The years are those of UNHCR's description of the data."""

_OF_STOCKS = ("idps", "returned_idps", "stateless", "ooc", "hst", "vda")
"""Columns of the end-year population figures, which have those of the flows too."""


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of flows by origin and asylum, if they are there."""
    columns = Columns(sheet)
    if columns.has("pop_type", "count"):
        is_flow = set(columns["pop_type"].map(str.upper).values) <= set(_FLOWS)
        return columns.match("pop_type", "count", what="UNHCR's flows") if is_flow else None
    if not columns.has("refugees", "asylum_seekers", "oip") or not any(
        name in columns for name in ("refugee_like", "returned_refugees")
    ):
        return None
    # The downloads of population figures, with types of people left out, have headings of words.
    own_names = all(name not in columns or name in map(_field, sheet.header) for name in _KINDS)
    if not own_names or any(name in columns for name in _OF_STOCKS):
        return None
    return columns.match(*_KINDS, what="UNHCR's flows")


def _field(header: str) -> str:
    return fold(header).replace(" ", "_")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return a figure for each number of a row."""
    columns = Columns(sheet)
    return [_of_types(columns)] if "count" in columns else figures_of(columns, _KINDS)


def _of_types(columns: Columns) -> Arrangement:
    """Return each row as the figure of its population type."""
    stated = columns["pop_type"]
    types = stated.map(str.upper)
    return Arrangement(
        {
            **SOURCE,
            **{
                name: types.map({code: facets[name] for code, facets in _FLOWS.items()})
                for name in ("measure", "basis", "definition")
            },
            **crossing(Country.of(columns, "coa"), Country.of(columns, "coo")),
            "year": columns["year"],
            **as_published(columns["count"].without(NOTHING)),
            "unread": lost("measure", stated, types.is_in(*_FLOWS)),
        },
        made_of=columns.used("pop_type", "count"),
    )


FORMAT = Format(
    name="unhcr_flows",
    summary="UNHCR Refugee Data Finder: people who fled to another country in a year.",
    needs="UNHCR's columns (year, coo_iso, coa_iso, refugees, asylum_seekers, refugee_like, oip), "
    "or those of its workbook (Year, OriginISO, AsylumISO, PT, Count)",
    level="publisher",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

"""Insecurity Insight: attacks on aid, health care and education, by incident or by country.

Several figures a row: people killed, injured, kidnapped and arrested, of each group that the table
counts (aid workers, health workers, educators, students, residents of camps, service providers),
and in overviews the number of incidents. The tables are recognised by these columns, whatever
their prefix ("Total Aid Workers Killed", "Number of health workers killed").

- Tables of incidents have an id (SiND Event ID), a date and a place: `event` and `source_key`
  hold the id. A 0 is a number there: nobody of the group in that incident.
- Overviews have a row a country and year. `definition` tells which incidents they count: those of
  aid, of health care, of education and of camps are counted in tables of their own. One person
  may be both injured and kidnapped, or kidnapped and then killed: the parts cannot be added up,
  and "Total KIKA Victims", who are counted once, is no sum of them. That total, and the people
  killed or maltreated in captivity, who are among the killed and the kidnapped, are kept beside
  the figures.
- The overview of the Safeguarding Health in Conflict Coalition (SHCC) has no year but in the name
  of its sheet, "2021 SHCC Overview Data". It says nowhere whether a blank is a 0: it is missing.
  Where a report gives no number of workers, SHCC counts one.
- Counts of facilities, vehicles and attacks, and what nobody knows the meaning of ("Deprivation
  of liberty", with no tag), are kept beside the figures, as are assaults and threats.
- The place is the country; `place_name` and `place_precision` tell where in it.
"""

import re
from collections.abc import Mapping

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import Columns, named
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold

_GROUPS = {
    "aid workers": "role=aid_worker",
    "health workers": "role=health_worker",
    "educators": "role=teacher",
    "students": "role=student",
    "camp residents": "stated=camp residents",
    "camp resident": "stated=camp residents",
    "service providers": "stated=service providers",
    "service provider": "stated=service providers",
}
_MEASURES = {
    "killed": "killed",
    "injured": "injured",
    "kidnapped": "abducted",
    "arrested": "detained",
}
_INCIDENTS = {
    "aid workers": "insecurity_insight:attacks_on_aid",
    "health workers": "insecurity_insight:attacks_on_health_care",
    "educators": "insecurity_insight:attacks_on_education",
    "students": "insecurity_insight:attacks_on_education",
    "camp residents": "insecurity_insight:attacks_on_camps",
}
"""Which incidents an overview counts, by the group of people that it counts."""

_COUNT = re.compile(
    rf"(?:total |number of |total number of )?({'|'.join(_GROUPS)}) ({'|'.join(_MEASURES)})"
)
_VARIANTS = {
    "event": ("sind event id", "sind id"),
    "date": ("date",),
    "year": ("year",),
    "incidents": ("number of events", "number of incidents", "number of reported incidents"),
    "country": ("country",),
    "iso": ("country iso",),
    "admin1": ("admin 1",),
    "precision": ("geo precision",),
    "perpetrator": ("reported perpetrator name",),
}
_PRECISIONS = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "6": "admin0"}
"""Of what "(2) 25 km Precision" begins with; 5 is a line along a road, which has no such word."""

_NOBODY = frozenset({"no information", "unidentified armed actor", "employee", "other", "unknown"})
"""What stands for a name of a perpetrator that is not known, in lower case."""

_YEAR = re.compile(r"\b20\d\d\b")
_SHCC = "Safeguarding Health in Conflict Coalition"


def _counts(sheet: Sheet) -> dict[tuple[str, str], str]:
    """Return the header of each column that counts people, by what it says of whom."""
    found = {
        (match[1], match[2]): header
        for header in reversed(sheet.header)
        if (match := _COUNT.fullmatch(fold(header)))
    }
    return {
        (group, harm): found[group, harm]
        for group in _GROUPS
        for harm in _MEASURES
        if (group, harm) in found
    }


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of Insecurity Insight, if they count people in incidents."""
    found, counts = named(sheet, _VARIANTS), _counts(sheet)
    is_theirs = "event" in found or "incidents" in found
    if len(counts) < 2 or "country" not in found or not is_theirs:
        return None
    columns = tuple(dict.fromkeys([*found.values(), *counts.values()]))
    return Match(columns, f"{len(columns)} columns of Insecurity Insight")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the people of each group, and the number of incidents in an overview."""
    found = {name: sheet[header] for name, header in named(sheet, _VARIANTS).items()}
    counts = _counts(sheet)
    figures: list[Columns] = [
        {"measure": _MEASURES[harm], "group": _GROUPS[group], "figure": sheet[header]}
        for (group, harm), header in counts.items()
    ]
    if "incidents" in found:
        incidents: Columns = {"measure": "incidents", "figure": found["incidents"]}
        kinds = {_INCIDENTS[group] for group, _ in counts if group in _INCIDENTS}
        if len(kinds) == 1:
            incidents["definition"] = kinds.pop()
        figures = [incidents, *figures]
    columns: Columns = {"source": "Insecurity Insight", "source_type": "monitor"}
    if "event" in found:
        columns |= {"event": found["event"], "source_key": found["event"]}
    if "year" not in found and "event" not in found and _is_of_health(counts):
        columns |= {"source": _SHCC, "source_type": "ngo", "publisher": "Insecurity Insight"}
        figures = [_or_missing(figure) for figure in figures]
    columns |= {**_when(sheet, found), **_where(found)}
    if "perpetrator" in found:
        columns["actor"] = found["perpetrator"].map(_single)
    return by_figure(columns, figures, nothing="missing")


def _or_missing(figure: Columns) -> Columns:
    """Return a figure that is missing where it is blank, in whatever company."""
    (alone,) = by_figure({}, [figure], nothing="missing")
    return dict(alone.columns)


def _is_of_health(counts: Mapping[tuple[str, str], str]) -> bool:
    return {group for group, _ in counts} == {"health workers"}


def _when(sheet: Sheet, found: Mapping[str, Texts]) -> Columns:
    """Return the day or the year, if need be from the name of the sheet."""
    for name in ("date", "year"):
        if name in found:
            return {"period": found[name]}
    years = _YEAR.findall(sheet.name or "")
    return {"period": years[0]} if len(years) == 1 else {}


def _where(found: Mapping[str, Texts]) -> Columns:
    """Return the country, and how closely the place in it is known."""
    columns: Columns = {"country": found["country"]}
    if "iso" in found:
        columns["country_code"] = found["iso"]
    if "admin1" in found:
        codes, parts = combinations(found["admin1"], found["country"])
        columns["place_name"] = Texts.merged(codes, [", ".join(filter(None, p)) for p in parts])
    if "precision" in found:
        columns["place_precision"] = found["precision"].map(
            lambda text: _PRECISIONS.get(text.removeprefix("(")[:1])
        )
    return columns


def _single(name: str) -> str | None:
    """Return the name of a perpetrator, if it is the name of a single one."""
    return None if "," in name or name.casefold() in _NOBODY else name


FORMAT = Format(
    name="insecurity_insight",
    summary="Insecurity Insight: aid workers, health workers, students and teachers attacked.",
    needs=(
        "the columns of Insecurity Insight (Country, SiND Event ID or Number Of Events, and two "
        "such as Aid Workers Killed, Students Injured)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

"""Tech for Palestine, daily casualties: running totals for Lebanon, Gaza and the West Bank.

One row a report, each a running total (cumulative) of people killed and injured since a start,
by the day of the report (https://data.techforpalestine.org/docs/datasets).

- **Lebanon**: `killed_cum_reported` and `injured_cum_reported` are what the Ministry of Public
  Health published, itself or carried by OCHA or WHO: one source, several publishers. The
  ministry began anew in 2026: each `phase` is a series of its own. Its period begins with the
  first report of the phase less the hours (`report_period`) which that report covers. In a part
  of the series that lacks this report, the start is not stated.
  `killed_cum` joins the phases, and `killed` are differences: both are made by the compiler, and
  stay beside the figures.
- **Gaza**: `killed_cum` and its parts are the Ministry of Health's (`mohtel`), or where it said
  nothing the Government Media Office's (`gmotel`), since 7 October 2023. What begins with `ext_`
  is filled in by the compiler, and stays beside the figures. A part that was not said anew
  repeats the last one said. That a report is `missing` is what the compiler says. Those who
  starved are not among the killed, and are a measure of their own (`deaths`).
- **West Bank**: OCHA's, in two readings under two definitions: `verified`, and what flash updates
  say before it is verified.

A blank is a report without that number, not a zero.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._headers import headers_of
from crisisfigures.texts import Texts, combinations

Cells = Mapping[str, Texts]

_LEBANON = ("report_date", "report_source", "report_period", "killed_cum_reported")
_GAZA = ("report_date", "report_source", "report_period", "killed_cum", "ext_killed_cum")
_WEST_BANK = ("report_date", "killed_cum", "settler_attacks_cum")

_MOPH = "Lebanon Ministry of Public Health"
_COMPILER = "Tech for Palestine"
_SOURCES = {
    "mohtel": "Gaza Ministry of Health",
    "gmotel": "Gaza Government Media Office",
    "unocha": "OCHA",
    "missing": _COMPILER,
}
_TYPES = {"mohtel": "government", "gmotel": "government", "unocha": "un", "missing": "monitor"}
_CARRIERS = {"moph_lb": _MOPH, "ocha": "OCHA", "who": "WHO"}

_PARTS: Mapping[str, Mapping[str, str]] = {
    "killed_cum": {"measure": "killed"},
    "killed_children_cum": {"measure": "killed", "group": "age=child"},
    "killed_women_cum": {"measure": "killed", "group": "sex=female;age=adult"},
    "med_killed_cum": {"measure": "killed", "group": "role=health_worker"},
    "press_killed_cum": {"measure": "killed", "group": "role=journalist"},
    "civdef_killed_cum": {"measure": "killed", "group": "role=civil_defence"},
    "aid_seeker_killed_cum": {"measure": "killed", "group": "role=aid_seeker"},
    "injured_cum": {"measure": "injured"},
    "injured_children_cum": {"measure": "injured", "group": "age=child"},
    "aid_seeker_injured_cum": {"measure": "injured", "group": "role=aid_seeker"},
    "famine_cum": {"measure": "deaths", "cause": "starvation"},
    "child_famine_cum": {"measure": "deaths", "cause": "starvation", "group": "age=child"},
}
"""What each running total counts. People in a group are among those of the whole."""

_START = "2023-10-07"
"""The first day of the totals for Gaza and the West Bank, as their pages say."""


_VERIFIED = tuple(f"verified.{name}" for name in _PARTS)
_KNOWN = (
    *dict.fromkeys((*_LEBANON, *_GAZA, *_WEST_BANK, *_PARTS, *_VERIFIED)),
    *("injured_cum_reported", "phase", "killed", "verified"),
)


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of one of the three series."""
    found = headers_of(sheet, _KNOWN)
    for name, needed in (("Lebanon", _LEBANON), ("Gaza", _GAZA), ("the West Bank", _WEST_BANK)):
        if found.keys() >= set(needed):
            known = [found[one] for one in (*needed, *_PARTS) if one in found]
            what = f"the columns of Tech for Palestine's series for {name}"
            return Match(tuple(dict.fromkeys(known)), what)
    return None


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for each running total that the series has."""
    cells = {name: sheet[header] for name, header in headers_of(sheet, _KNOWN).items()}
    if cells.keys() >= set(_LEBANON):
        return _lebanon(cells)
    return _gaza(cells) if cells.keys() >= set(_GAZA) else _west_bank(cells)


def _common(cells: Cells, start: Texts | str, place: str, system: str) -> dict[str, Texts | str]:
    return {
        "cause": "conflict",
        "basis": "cumulative",
        "place": place,
        "place_system": system,
        "period_start": start,
        "period_end": cells["report_date"],
        "published_on": cells["report_date"],
    }


def _figure(header: str, texts: Texts) -> dict[str, Texts | str]:
    return {"measure_stated": header, "figure": texts, **_PARTS[header]}


# --- Lebanon ----------------------------------------------------------------------------------


def _lebanon(cells: Cells) -> list[Arrangement]:
    common = _common(cells, _phase_starts(cells), "LBN", "iso3166-1")
    common |= {
        "source": _MOPH,
        "source_type": "government",
        "publisher": cells["report_source"].map(lambda said: _CARRIERS.get(said, said)),
    }
    stated = [name for name in ("killed", "injured") if f"{name}_cum_reported" in cells]
    return by_figure(
        common,
        [
            {
                "measure": measure,
                "measure_stated": f"{measure}_cum_reported",
                "figure": cells[f"{measure}_cum_reported"],
            }
            for measure in stated
        ],
    )


def _phase_starts(cells: Cells) -> Texts:
    """Return the first day of each row's phase: its first report less the hours it covers.

    A report whose total is more than its own number (`killed`) has others before it.
    """
    total = cells["killed_cum_reported"]
    nothing = Texts.repeated(None, len(total))
    codes, reports = combinations(
        cells.get("phase", nothing),
        cells["report_date"],
        cells["report_period"],
        cells.get("killed", nothing),
        total,
    )
    first: dict[str | None, tuple[date, str | None]] = {}
    for phase, day, hours, killed, in_all in reports:
        reported = _day(day)
        if reported is not None and (phase not in first or reported < first[phase][0]):
            first[phase] = reported, hours if killed in (None, in_all) else None
    starts = {phase: _before(*report) for phase, report in first.items()}
    return Texts.merged(codes, [starts.get(phase) for phase, *_ in reports])


def _before(day: date, hours: str | None) -> str | None:
    """Return the day that lies some hours before another; None where the hours are not told."""
    if hours is None or not hours.isdecimal():
        return None
    return (day - timedelta(hours=int(hours))).isoformat()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


# --- Gaza and the West Bank -------------------------------------------------------------------


def _gaza(cells: Cells) -> list[Arrangement]:
    common = _common(cells, _START, "PS02", "pcode")
    common |= {
        "place_name": "Gaza Strip",
        "source": cells["report_source"].map(lambda said: _SOURCES.get(said, said)),
        "source_type": cells["report_source"].map(_TYPES),
        "publisher": _COMPILER,
    }
    figures = [_figure(name, cells[name]) for name in _PARTS if name in cells]
    figures[0]["status"] = cells["report_source"].map({"missing": "missing"})
    return by_figure(common, figures)


def _west_bank(cells: Cells) -> list[Arrangement]:
    common = _common(cells, _START, "PS01", "pcode")
    common |= {
        "place_name": "West Bank",
        "source": "OCHA",
        "source_type": "un",
        "publisher": _COMPILER,
    }
    figures = []
    for name in _PARTS:
        if name in cells:
            figures.append({**_figure(name, cells[name]), "definition": "ocha:flash_update"})
        verified = _verified(cells, name)
        if verified is not None:
            figures.append({**_figure(name, verified), "definition": "ocha:verified"})
    return by_figure(common, figures)


def _verified(cells: Cells, name: str) -> Texts | None:
    """Return the verified totals: a column of their own, or parts of the records in one."""
    if f"verified.{name}" in cells:
        return cells[f"verified.{name}"]
    if "verified" not in cells:
        return None
    found = cells["verified"].map(partial(_part, name=name))
    return found if np.any(found.is_stated) else None


def _part(record: str, *, name: str) -> str | None:
    try:
        parts = json.loads(record, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    value = parts.get(name) if isinstance(parts, dict) else None
    return value if isinstance(value, str) else None


FORMAT = Format(
    name="tfp_daily",
    summary="Tech for Palestine: running totals of killed and injured (Lebanon, Gaza, West Bank).",
    needs="the columns report_date, report_source, report_period and killed_cum_reported "
    "(Lebanon) or ext_killed_cum (Gaza); or report_date and settler_attacks_cum (West Bank)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

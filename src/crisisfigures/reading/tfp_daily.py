"""Tech for Palestine, daily casualties: running totals for Lebanon, Gaza and the West Bank.

One row a report, each a running total (cumulative) of people killed and injured since a start,
by the day of the report (https://data.techforpalestine.org/docs/datasets).

- **Lebanon**: `killed_cum_reported` and `injured_cum_reported` are what the Ministry of Public
  Health published, itself or carried by OCHA or WHO: one source, several publishers. The
  ministry began anew in 2026: each `phase` is a series of its own. Its period begins with the
  first report of the phase less the hours (`report_period`) which that report covers.
  `killed_cum` joins the phases, and `killed` are differences: both are made by the compiler, and
  stay beside the figures.
- **Gaza**: `killed_cum` and its parts are the Ministry of Health's (`mohtel`), or where it said
  nothing the Government Media Office's (`gmotel`), since 7 October 2023. What begins with `ext_`
  is filled in by the compiler, and stays beside the figures. A part that was not said anew
  repeats the last one said. A `missing` report has no source. Those who starved are not among
  the killed, and are a measure of their own (`deaths`).
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
from crisisfigures.texts import Texts, combinations

_LEBANON = ("report_date", "report_source", "report_period", "killed_cum_reported")
_GAZA = ("report_date", "report_source", "report_period", "killed_cum", "ext_killed_cum")
_WEST_BANK = ("report_date", "killed_cum", "settler_attacks_cum")

_MOPH = "Lebanon Ministry of Public Health"
_SOURCES = {
    "mohtel": "Gaza Ministry of Health",
    "gmotel": "Gaza Government Media Office",
    "unocha": "OCHA",
}
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


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of one of the three series."""
    for name, needed in (("Lebanon", _LEBANON), ("Gaza", _GAZA), ("the West Bank", _WEST_BANK)):
        if sheet.has(*needed):
            known = [header for header in sheet.header if header in (*needed, *_PARTS)]
            return Match(tuple(known), f"the columns of Tech for Palestine's series for {name}")
    return None


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for each running total that the series has."""
    if sheet.has(*_LEBANON):
        return _lebanon(sheet)
    return _gaza(sheet) if sheet.has(*_GAZA) else _west_bank(sheet)


def _common(sheet: Sheet, start: Texts | str, place: str, system: str) -> dict[str, Texts | str]:
    return {
        "cause": "conflict",
        "basis": "cumulative",
        "place": place,
        "place_system": system,
        "period_start": start,
        "period_end": sheet["report_date"],
        "published_on": sheet["report_date"],
    }


def _figure(header: str, texts: Texts) -> dict[str, Texts | str]:
    return {"measure_stated": header, "figure": texts, **_PARTS[header]}


# --- Lebanon ----------------------------------------------------------------------------------


def _lebanon(sheet: Sheet) -> list[Arrangement]:
    common = _common(sheet, _phase_starts(sheet), "LBN", "iso3166-1")
    common |= {
        "source": _MOPH,
        "source_type": "government",
        "publisher": sheet["report_source"].map(lambda said: _CARRIERS.get(said, said)),
    }
    stated = [name for name in ("killed", "injured") if f"{name}_cum_reported" in sheet]
    return by_figure(
        common,
        [
            {
                "measure": measure,
                "measure_stated": f"{measure}_cum_reported",
                "figure": sheet[f"{measure}_cum_reported"],
            }
            for measure in stated
        ],
    )


def _phase_starts(sheet: Sheet) -> Texts:
    """Return the first day of each row's phase: its first report less the hours it covers."""
    phase = sheet["phase"] if "phase" in sheet else Texts.repeated("1", sheet.n_rows)
    codes, reports = combinations(phase, sheet["report_date"], sheet["report_period"])
    first: dict[str | None, tuple[date, str | None]] = {}
    for of_phase, day, hours in reports:
        reported = _day(day)
        if reported is not None and (of_phase not in first or reported < first[of_phase][0]):
            first[of_phase] = reported, hours
    starts = {of_phase: _before(*report) for of_phase, report in first.items()}
    return Texts.merged(codes, [starts.get(of_phase) for of_phase, _, _ in reports])


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


def _gaza(sheet: Sheet) -> list[Arrangement]:
    common = _common(sheet, _START, "PS02", "pcode")
    common |= {
        "place_name": "Gaza Strip",
        "source": sheet["report_source"].map(_source),
        "publisher": "Tech for Palestine",
    }
    figures = [_figure(name, sheet[name]) for name in _PARTS if name in sheet]
    figures[0]["status"] = sheet["report_source"].map({"missing": "missing"})
    return by_figure(common, figures)


def _source(said: str) -> str | None:
    return None if said == "missing" else _SOURCES.get(said, said)


def _west_bank(sheet: Sheet) -> list[Arrangement]:
    common = _common(sheet, _START, "PS01", "pcode")
    common |= {
        "place_name": "West Bank",
        "source": "OCHA",
        "source_type": "un",
        "publisher": "Tech for Palestine",
    }
    figures = []
    for name in _PARTS:
        if name in sheet:
            figures.append({**_figure(name, sheet[name]), "definition": "ocha:flash_update"})
        verified = _verified(sheet, name)
        if verified is not None:
            figures.append({**_figure(name, verified), "definition": "ocha:verified"})
    return by_figure(common, figures)


def _verified(sheet: Sheet, name: str) -> Texts | None:
    """Return the verified totals: a column of their own, or parts of the records in one."""
    for header in (f"verified.{name}", f"verified_{name}"):
        if header in sheet:
            return sheet[header]
    if "verified" not in sheet:
        return None
    found = sheet["verified"].map(partial(_part, name=name))
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

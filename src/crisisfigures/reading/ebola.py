"""Ebola in West Africa and Congo, 2014: series of cases and deaths, as Caitlin Rivers typed them.

Two formats of https://github.com/cmrivers/ebola:

- `ebola_countries` (country_timeseries): one row a day, a column for the cases and one for the
  deaths of each country. The source is WHO. Dates are month first (1/5/2015 is 5 January).
- `ebola_situation` (guinea_data, liberia_data, sl_data, drcongo_data): one row a variable of a
  ministry's report, a column for each district and one for the country. The districts in the
  header tell which country that is; the source is its ministry of health.

What a variable counts is told by its words: "new" is of that day, everything else a running total
to the date, whose start is not stated. `confirmed`, `probable` and `suspected` make the
definition (`case:confirmed`); "registered" and the countries' series hold all three together. A
total over several of them is a rollup where the file has the parts, too, and so is a country
beside its districts.

Deaths of a disease are `deaths`, never `killed`. Numbers fall where cases were reclassified. A
blank is a day, or a district, without a report; it is never a zero. Variables that count no cases
and no deaths (contacts, samples, admissions, rates) have no measure of ours: their rows are kept
whole and reported.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold

_ALL_STATUSES = "case:confirmed+probable+suspected"
_COLUMN = re.compile(r"(cases|deaths)_([A-Za-z]+)", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")

_VARIABLES = ("description", "variable")
_TOTALS = ("totals", "national")
_SEAT: Mapping[str, str] = {
    "conakry": "GIN",
    "kailahun": "SLE",
    "bomi county": "LBR",
    "lokolia": "COD",
}
"""A district that the reports of a country always have, and the country."""
_MINISTRIES = {
    "GIN": "Guinea Ministry of Health",
    "SLE": "Sierra Leone Ministry of Health",
    "LBR": "Liberia Ministry of Health",
    "COD": "DR Congo Ministry of Health",
}


def _iso(text: str) -> str:
    """Return a date that is written month first as ISO; any other text as it is."""
    found = _MONTH_FIRST.fullmatch(text)
    if found is None:
        return text
    month, day, year = found.groups()
    return f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(day):02}"


# --- countries --------------------------------------------------------------------------------


def _series(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Return the measure and the country of each column of numbers, by its header."""
    found = {name: _COLUMN.fullmatch(name) for name in sheet.header}
    return {
        name: (match[1].lower(), _CAPITAL.sub(" ", match[2]))
        for name, match in sorted(found.items())
        if match
    }


def sniff_countries(sheet: Sheet) -> Match | None:
    """Return the columns, if there are cases and deaths of countries by date."""
    series = _series(sheet)
    if not sheet.has("Date", "Day") or {measure for measure, _ in series.values()} != {
        "cases",
        "deaths",
    }:
        return None
    return Match(("Date", "Day", *series), f"its {len(series)} columns Cases_… and Deaths_…")


def arrange_countries(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for each country's cases, and one for its deaths."""
    days = sheet["Date"].map(_iso)
    common: dict[str, Texts | str] = {
        "cause": "disease:ebola",
        "basis": "cumulative",
        "definition": _ALL_STATUSES,
        "period_end": days,
        "published_on": days,
        "source": "WHO",
        "source_type": "un",
        "Date": sheet["Date"],
    }
    return by_figure(
        common,
        [
            {"measure": measure, "measure_stated": name, "country": country, "figure": sheet[name]}
            for name, (measure, country) in _series(sheet).items()
        ],
        nothing="missing",
    )


# --- situation reports ------------------------------------------------------------------------


def _named(sheet: Sheet, names: tuple[str, ...]) -> str | None:
    return next((header for header in sheet.header if fold(header) in names), None)


def _country(sheet: Sheet) -> str | None:
    return next((_SEAT[place] for header in sheet.header if (place := fold(header)) in _SEAT), None)


def sniff_situation(sheet: Sheet) -> Match | None:
    """Return the columns, if there are variables by date over the districts of a known country."""
    known = [_named(sheet, names) for names in (("date",), _VARIABLES, _TOTALS)]
    country = _country(sheet)
    if None in known or country is None:
        return None
    return Match(
        tuple(name for name in known if name is not None),
        f"its variables by date over the districts of {country}",
    )


_NOT_COUNTED = re.compile(
    r"\b(contacts?|samples?|specimens?|admi\w+|discharges?|exits?|cte|etc|pec|units?|hospitali\w+"
    r"|rate|cfr|percent\w*|cured|follow|noncase|non|patients|lab|positive|negative|nationality)\b"
)
"""Words of variables that count no cases and no deaths, or only those of one place of care."""

_STATUSES = {
    "confirmed": re.compile(r"\bconfirmed\b"),
    "probable": re.compile(r"\bprobables?\b"),
    "suspected": re.compile(r"\bsuspect(?:s|ed)?\b"),
}
_GROUPS = (
    ("role=health_worker", re.compile(r"\b(?:health (?:workers?|personnel)|hcw)\b")),
    ("sex=male", re.compile(r"\bmale\b")),
    ("sex=female", re.compile(r"\bfemale\b")),
)


def _said(variable: str) -> str:
    """Return a variable in plain words: "Total death/s in confirmed cases", "cum_confirmed"."""
    return fold(variable.replace("_", " ").replace("/s", "s"))


def _measure(variable: str) -> str | None:
    words = _said(variable)
    if words == "population":
        return words
    if _NOT_COUNTED.search(words):
        return None
    if re.search(r"\bdeaths?\b", words):
        return "deaths"
    counts = re.search(r"\b(?:cases?|ill)\b", words) or _statuses(words)
    return "cases" if counts else None


def _statuses(words: str) -> list[str]:
    if "registered" in words:
        return list(_STATUSES)
    return [status for status, pattern in _STATUSES.items() if pattern.search(words)]


def _definition(variable: str) -> str | None:
    statuses = _statuses(_said(variable))
    return f"case:{'+'.join(statuses)}" if statuses else None


def _basis(variable: str) -> str:
    if _measure(variable) == "population":
        return "stock"
    return "flow" if re.search(r"\bnew(?:ly)?\b", _said(variable)) else "cumulative"


def _group(variable: str) -> str:
    words = _said(variable)
    named = [group for group, pattern in _GROUPS if pattern.search(words)]
    return named[0] if named else "all"


def _rollups(variables: Texts) -> Texts:
    """Return "yes" where a variable sums up others of the file, one for each status."""
    counted = [variable for variable in variables.values if _measure(variable)]
    alone = {
        (_measure(variable), _basis(variable), _group(variable))
        for variable in counted
        if len(_statuses(_said(variable))) == 1
    }

    def judge(variable: str) -> str | None:
        facets = (_measure(variable), _basis(variable), _group(variable))
        return "yes" if len(_statuses(_said(variable))) > 1 and facets in alone else None

    return variables.map(judge)


def arrange_situation(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for the country, one for each district, and one for the rest."""
    dated, variable, total = (
        _named(sheet, names) or "" for names in (("date",), _VARIABLES, _TOTALS)
    )
    country = _country(sheet) or ""
    districts = [name for name in sheet.header if name not in (dated, variable, total)]
    stated = sheet[variable]
    measure = stated.map(_measure)
    is_counted = measure.is_stated
    day, basis = sheet[dated].map(_iso), stated.map(_basis)
    common: dict[str, Texts | str] = {
        "cause": "disease:ebola",
        "source": _MINISTRIES[country],
        "source_type": "government",
        "country_code": country,
        "measure_stated": stated,
        "period_end": day,
        "published_on": day,
        dated: sheet[dated],
    }
    figure: dict[str, Texts | str] = {
        "measure": measure,
        "definition": stated.map(_definition),
        "group": stated.map(_group),
        "basis": basis,
        "period_start": day.where(basis.is_in("flow")),
    }
    is_several = _rollups(stated)
    counted = [sheet[name].where(is_counted) for name in districts]
    has_districts = np.logical_or.reduce([cells.is_stated for cells in counted])
    figures: list[dict[str, Texts | str]] = [
        {
            **figure,
            "figure": sheet[total].where(is_counted),
            "is_rollup": is_several.otherwise(
                Texts.repeated("yes", sheet.n_rows).where(has_districts)
            ),
        },
        *(
            {**figure, "figure": cells, "is_rollup": is_several, "place": name}
            for name, cells in zip(districts, counted, strict=True)
        ),
    ]
    arranged = [
        replace(part, rows=is_counted if part.rows is None else part.rows & is_counted)
        for part in by_figure(common, figures, nothing="missing")
    ]
    if not is_counted.all():
        rest: dict[str, Texts | str] = {"measure": stated, "status": "not_applicable"}
        rest |= {name: sheet[name].where(~is_counted) for name in (total, *districts)}
        arranged.append(Arrangement({**common, **rest}, rows=~is_counted))
    return arranged


FORMATS = (
    Format(
        name="ebola_countries",
        summary="Ebola 2014: running totals of cases and deaths by country (WHO, by C. Rivers).",
        needs="the columns Date, Day, and Cases_… and Deaths_… of countries",
        level="publisher",
        sniff=sniff_countries,
        arrange=arrange_countries,
    ),
    Format(
        name="ebola_situation",
        summary="Ebola 2014: ministries' situation reports by district (by C. Rivers).",
        needs="the columns Date, Description (or Variable), Totals (or National), and districts of "
        "Guinea, Liberia, Sierra Leone or DR Congo",
        level="publisher",
        sniff=sniff_situation,
        arrange=arrange_situation,
    ),
)

"""Ebola in West Africa and Congo, 2014: series of cases and deaths, as Caitlin Rivers typed them.

Two formats of https://github.com/cmrivers/ebola:

- `ebola_countries` (country_timeseries): one row a day, a column for the cases and one for the
  deaths of each country. The source is WHO. Dates are month first (1/5/2015 is 5 January).
- `ebola_situation` (guinea_data, liberia_data, sl_data, drcongo_data): one row a variable of a
  ministry's report, a column for each district and one for the country. The districts in the
  header tell which country that is; the source is its ministry of health.

What a variable counts is told by its words: "new" is of that day, everything else a running total
to the date, whose start is not stated. `confirmed`, `probable` and `suspected` make the
definition (`case:confirmed`); the countries' series hold all three together, and so do variables
that name none of them and are "registered", or stand beside others that name each. Such a total
is a rollup of these, and a country is one beside its districts.

Deaths of a disease are `deaths`, never `killed`. Numbers fall where cases were reclassified. A
blank is a day, or a district, without a report; it is never a zero. Variables that count no cases
and no deaths (contacts, samples, admissions, rates) are no figures of ours: their rows are kept
whole, as `outside_vocabulary`, and state no number.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._unread import lost
from crisisfigures.texts import Texts
from crisisfigures.vocabulary import fold

_ALL_STATUSES = "case:confirmed+probable+suspected"
_COLUMN = re.compile(r"(cases|deaths)_([A-Za-z]+)", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")

_UNNAMED = re.compile(r"(?:column|unnamed)\W*_?\d+", re.IGNORECASE)
"""What a column without a name is called: programs number the rows in it."""

_DIGIT = re.compile(r"\d")
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


def _dates(texts: Texts) -> dict[str, Texts | str]:
    """Return when the reports say what they say; what is no date is kept as unread."""
    days = texts.map(_iso)
    return {
        "period_end": days,
        "published_on": days,
        "unread": lost("period_end", texts, days.is_stated),
    }


def _iso(text: str) -> str | None:
    """Return a date that is written month first as ISO; any other text as it is.

    None where the month is none: day first, as others write, it is another day.
    """
    found = _MONTH_FIRST.fullmatch(text)
    if found is None:
        return text
    month, day, year = found.groups()
    if int(month) > 12:
        return None
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
    common: dict[str, Texts | str] = {
        "cause": "disease:ebola",
        "basis": "cumulative",
        "definition": _ALL_STATUSES,
        **_dates(sheet["Date"]),
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
    r"\b(contacts?|samples?|specimens?|admi\w+|discharge[ds]?|exits?|cte|etc|pec|units?"
    r"|hospitali\w+|rate|cfr|percent\w*|cured|recover\w*|surviv\w+|follow|noncase|non|patients"
    r"|lab|positive|negative|nationality)\b"
)
"""Words of variables that count no cases and no deaths, or only those of one place of care."""

_OTHERS = (
    "counts no cases and no deaths, or only those of places of care: its cells stand beside it"
)

_STATUSES = {
    "confirmed": re.compile(r"\bconfirmed\b"),
    "probable": re.compile(r"\bprobables?\b"),
    "suspected": re.compile(r"\bsuspect(?:s|ed)?\b"),
}
_GROUPS = (
    ("role=health_worker", re.compile(r"\b(?:health (?:workers?|personnel)|hcws?)\b")),
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
    return [status for status, pattern in _STATUSES.items() if pattern.search(words)]


def _definition(statuses: Collection[str]) -> str | None:
    named = [status for status in _STATUSES if status in statuses]
    return f"case:{'+'.join(named)}" if named else None


def _basis(variable: str) -> str:
    if _measure(variable) == "population":
        return "stock"
    return "flow" if re.search(r"\bnew(?:ly)?\b", _said(variable)) else "cumulative"


def _group(variable: str) -> str:
    words = _said(variable)
    named = [group for group, pattern in _GROUPS if pattern.search(words)]
    return named[0] if named else "all"


def _of_statuses(variables: Texts) -> tuple[Texts, Texts]:
    """Return which statuses each variable holds, as a definition, and "yes" where it is a rollup.

    The statuses are those that it names; where it names none, those that others of the file
    name one by one, of the same people in the same way.
    """
    parts: dict[tuple[str | None, str, str], set[str]] = {}
    named = {text: _statuses(_said(text)) for text in variables.values if _measure(text)}
    for text, statuses in named.items():
        if len(statuses) == 1:
            parts.setdefault(_facets(text), set()).update(statuses)

    def held(text: str) -> Collection[str]:
        beside = parts.get(_facets(text), set())
        if named.get(text):
            return named[text]
        return _STATUSES if "registered" in _said(text) else beside if len(beside) > 1 else ()

    def is_rollup(text: str) -> bool:
        return text in named and len(held(text)) > 1 and _facets(text) in parts

    return (
        variables.map(lambda text: _definition(held(text)) if text in named else None),
        variables.map(lambda text: "yes" if is_rollup(text) else None),
    )


def _facets(variable: str) -> tuple[str | None, str, str]:
    return _measure(variable), _basis(variable), _group(variable)


def _counts(sheet: Sheet, name: str) -> bool:
    """Return whether a column is of an area: it has a name, and not words alone."""
    stated = sheet[name].values
    return _UNNAMED.fullmatch(name) is None and (
        not len(stated) or any(_DIGIT.search(text) for text in stated)
    )


def arrange_situation(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for the country, one for each district, and one for the rest."""
    dated, variable, total = (
        _named(sheet, names) or "" for names in (("date",), _VARIABLES, _TOTALS)
    )
    country = _country(sheet) or ""
    districts = [
        name
        for name in sheet.header
        if name not in (dated, variable, total) and _counts(sheet, name)
    ]
    stated = sheet[variable]
    measure = stated.map(_measure)
    definition, is_several = _of_statuses(stated)
    is_counted = measure.is_stated
    days, basis = sheet[dated].map(_iso), stated.map(_basis)
    common: dict[str, Texts | str] = {
        "cause": "disease:ebola",
        "source": _MINISTRIES[country],
        "source_type": "government",
        "country_code": country,
        "measure_stated": stated,
        **_dates(sheet[dated]),
    }
    figure: dict[str, Texts | str] = {
        "measure": measure,
        "definition": definition,
        "group": stated.map(_group),
        "basis": basis,
        "period_start": days.where(basis.is_in("flow", "stock")),
    }
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
        rest: dict[str, Texts | str] = {
            "measure": "outside_vocabulary",
            "definition": stated,
            "status": "not_applicable",
            "caveat": _OTHERS,
        }
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

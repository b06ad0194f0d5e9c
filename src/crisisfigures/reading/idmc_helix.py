"""IDMC Helix: the figures of IDMC's database one by one (Excel), and GIDD's disaggregated figures.

One row a figure, as an IDMC analyst entered it: the export of figures in Helix, and the public
"disaggregated" figures of GIDD (Excel, GeoJSON), which are the recommended ones of it.

- **The number** is `Total figures`: persons. Where the source counted households, Helix made it
  of `Reported` × `Household size`, half up; `derivation` keeps the two ("80 households × 4.57"),
  and `caveat` says where they do not come to the total. A row without a total is read as it was
  reported, in its own unit.
- `Quantifier` and the number are one range: "more than" is open above.
- **Which measure** is told by `Figure category`: `_CATEGORIES` maps them one by one. A stock is
  people on the `Stock date`; `Stock reporting date`, up to which IDMC goes on reporting it, stays
  beside it. A flow lies between `Start date` and `End date`, each known to the unit that its
  accuracy names. `Figure term` is the source's word and stays in `measure_stated`.
- A partial or unverified number is not all of the people, and those locally integrated, settled
  elsewhere or displaced across a border are others than IDMC's IDPs: `definition` keeps them
  apart. Categories that no measure counts (births, solutions, relocations) are kept in `unread`.
  Deaths are deaths in displacement, of any cause, and have none of their own.
- **Role**: recommended figures are IDMC's choice, triangulation figures are what they were checked
  against, and have no vote. A file without roles does not tell.
- `event` is IDMC's id of the event, `source_key` the id of the figure. Figures of one event, day
  and country may be parts (of several places) or rivals; `reconcile` withholds them.
- The source is IDMC. `Sources` and `Publishers` are what it read, and stay beside the figure; how
  reliable they are is kept as IDMC says it, in `grading`.
- People with disabilities, indigenous people and other parts of a figure are columns beside it.
"""

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._exports import days_in_figures
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._idmc import (
    SOURCE,
    causes,
    dates_as_known,
    hedge,
    place_precisions,
    role,
    stated,
    texts_of,
)
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold


class _Category(NamedTuple):
    """What a category of figures counts; no measure where none of ours counts it."""

    measure: str | None
    is_stock: bool = False
    definition: str | None = None


_CATEGORIES: Mapping[str, _Category] = {
    # People on a date.
    "idps": _Category("idps", True),
    "returnees": _Category("returnees", True),
    "locally integrated idps": _Category("idps", True, "idmc:locally_integrated"),
    "idps settled elsewhere": _Category("idps", True, "idmc:settled_elsewhere"),
    "partial stock": _Category("idps", True, "idmc:partial"),
    "unverified stock": _Category("idps", True, "idmc:unverified"),
    # Movements in a period.
    "internal displacements": _Category("new_displacements"),
    "internal displacement": _Category("new_displacements"),
    "new displacement": _Category("new_displacements"),
    "new displacements": _Category("new_displacements"),
    "multiple displacement": _Category("new_displacements", False, "idmc:multiple"),
    "partial flow": _Category("new_displacements", False, "idmc:partial"),
    "unverified flow": _Category("new_displacements", False, "idmc:unverified"),
    "failed return returnee displacement": _Category(
        "new_displacements", False, "idmc:failed_return"
    ),
    "failed relocation elsewhere": _Category("new_displacements", False, "idmc:failed_relocation"),
    "return": _Category("returns"),
    "cross border return": _Category("returns", False, "idmc:across_borders"),
    "cross border flight": _Category("arrivals", False, "idmc:across_borders"),
    "deaths": _Category("deaths", False, "idmc:in_displacement"),
    # What no measure counts.
    "births": _Category(None),
    "birth": _Category(None),
    "relocation elsewhere": _Category(None),
    "local integration": _Category(None),
    "failed local integration": _Category(None),
    "provisional solutions": _Category(None),
}
"""IDMC's categories, in the words of its exports, folded."""

_ACROSS_BORDERS = "people displaced across borders"
"""A stock and a flow have this one name; the stock has a stock date."""
_ACROSS = {
    True: _Category("refugees", True, "idmc:across_borders"),
    False: _Category("arrivals", False, "idmc:across_borders"),
}

_NEEDED = ("id", "iso3", "figure_cause", "figure_category", "total_figures", "reported")
_KNOWN = (
    *_NEEDED,
    *("country", "year", "figure_role", "figure_term", "unit", "quantifier", "household_size"),
    *("start_date", "start_date_accuracy", "end_date", "end_date_accuracy"),
    *("stock_date", "stock_date_accuracy", "stock_reporting_date"),
    *("hazard_type", "hazard_category", "hazard_sub_category", "hazard_sub_type"),
    *("violence_type", "violence_sub_type", "displacement_occurred", "is_housing_destruction"),
    *("event_id", "event_name", "event_cause", "sources", "sources_type", "sources_reliability"),
    *("publishers", "source_excerpt", "source_url", "location_accuracy"),
)
_ALIASES = {
    "reported figures": "reported",
    "figure unit": "unit",
    "role": "figure_role",
    "term": "figure_term",
    "disaster type": "hazard_type",
    "locations accuracy": "location_accuracy",
}
"""Columns of GIDD's disaggregated figures, and of older exports."""


def _headers(sheet: Sheet) -> dict[str, str]:
    return headers_of(sheet, _KNOWN, _ALIASES)


def sniff(sheet: Sheet) -> Match | None:
    """Return Helix' columns, if those that make up a figure are there."""
    headers = _headers(sheet)
    if not headers.keys() >= {*_NEEDED}:
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of IDMC Helix")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of IDMC."""
    headers = _headers(sheet)

    def texts(name: str) -> Texts:
        return texts_of(sheet, headers, name)

    codes, counted = _counted(texts("figure_category"), texts("stock_date"))
    is_stock = np.array([one.is_stock for one in counted], dtype=np.bool_)[codes]
    measure = Texts.merged(codes, [one.measure for one in counted])
    cause = causes(texts("figure_cause"), texts("hazard_type"))
    total, reported = texts("total_figures"), texts("reported")
    derivation, caveat = _derivations(reported, texts("household_size"), total, texts("unit"))
    first, last, as_of = (
        dates_as_known(days_in_figures(texts(f"{end}_date")), texts(f"{end}_date_accuracy"))
        for end in ("start", "end", "stock")
    )
    columns: dict[str, Texts | str] = {
        **SOURCE,
        "source_key": texts("id"),
        "event": texts("event_id").otherwise(texts("event_name")),
        "measure": measure.otherwise(texts("figure_category")),
        "measure_stated": _words(texts("figure_category"), texts("figure_term")),
        "definition": Texts.merged(codes, [one.definition for one in counted]),
        # Beside a conflict, deaths would be read as people killed in it.
        "cause": cause.where(~measure.is_in("deaths")),
        "figure": total.otherwise(reported),
        "figure_hedge": texts("quantifier").map(hedge),
        "unit": texts("unit").where(~total.is_stated).otherwise("person"),
        "derivation": derivation,
        "caveat": caveat,
        "country_code": texts("iso3"),
        "place_name": texts("country"),
        "place_precision": place_precisions(texts("location_accuracy")),
        "role": texts("figure_role").map(role),
        "grading": texts("sources_reliability"),
        "url": texts("source_url"),
        "excerpt": texts("source_excerpt"),
        # Older exports give the date of a stock as its start.
        "as_of": as_of.otherwise(first).where(is_stock),
        "period_start": first.where(~is_stock),
        "period_end": last.where(~is_stock),
    }
    return Arrangement(stated(columns))


def _counted(
    categories: Texts, stock_dates: Texts
) -> tuple["np.ndarray[tuple[int], np.dtype[np.int64]]", list[_Category]]:
    """Return n codes, and what each distinct category counts."""
    is_stock = Texts.repeated("stock", len(categories)).where(stock_dates.is_stated)
    codes, parts = combinations(categories, is_stock)
    return codes, [
        _ACROSS[stock is not None]
        if (name := fold(category or "")) == _ACROSS_BORDERS
        else _CATEGORIES.get(name, _Category(None))
        for category, stock in parts
    ]


def _words(categories: Texts, terms: Texts) -> Texts:
    """Return IDMC's words for what is counted: "Internal Displacements (Evacuated)"."""
    codes, parts = combinations(categories, terms)
    return Texts.merged(
        codes,
        [f"{category} ({term})" if category and term else category for category, term in parts],
    )


def _derivations(reported: Texts, sizes: Texts, totals: Texts, units: Texts) -> tuple[Texts, Texts]:
    """Return what the persons of each row were made of, and where that does not come to them."""
    codes, parts = combinations(reported, sizes, totals, units)
    made = [_derivation(*part) for part in parts]
    return (
        Texts.merged(codes, [derivation for derivation, _ in made]),
        Texts.merged(codes, [caveat for _, caveat in made]),
    )


def _derivation(
    reported: str | None, size: str | None, total: str | None, unit: str | None
) -> tuple[str | None, str | None]:
    if total is None or unit is None or fold(unit) not in ("household", "households"):
        return None, None
    households, members, persons = _number(reported), _number(size), _number(total)
    if households is None or members is None:
        return None, "made of households, whose number or size is not told"
    derivation = f"{reported} household{'' if households == 1 else 's'} × {_plain(members)}"
    product = math.floor(households * members + Decimal("0.5"))
    if persons is None or product == persons:
        return derivation, None
    return derivation, f"the households come to {product:,}, not {total}"


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


FORMAT = Format(
    name="idmc_helix",
    summary="IDMC Helix: the figures of IDMC's database, and GIDD's disaggregated figures.",
    needs="the columns of IDMC Helix (ID, ISO3, Figure cause, Figure category, Total figures …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

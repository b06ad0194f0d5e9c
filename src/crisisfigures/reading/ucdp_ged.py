"""UCDP GED: events of organised violence, from the Uppsala Conflict Data Program.

One row an event, one figure a row: all who were killed in it (`best` is the sum of the deaths
of side a, side b, civilians and unknown). `low`, `best` and `high` are taken as they stand and
never put in order: a few rows of every release break it, and are reported. A best of 0 under a
high above 0 is an event with a death that is doubted, not an error.

- Events are parts of a conflict, not rivals: `event` and `source_key` hold UCDP's id.
- The source is UCDP. Its own sources (`source_office`, `source_original` …) are kept beside the
  figure, but are no claims of theirs: UCDP read several together. `number_of_sources` -1 means
  that nobody counted them, and is missing.
- Side deaths are bare points, and `deaths_unknown` may hold civilians: `deaths_a`, `deaths_b`,
  `deaths_civilians` and `deaths_unknown` are kept beside the figure and are not figures here.
  As a figure, civilians are a low end and open above; a row for them beside the row for all
  would count them twice in the plainest sum of the table.
- `date_prec` 2 to 5: it happened on some day between `date_start` and `date_end`. Where
  `event_clarity` is 2, the row sums up several events over that time, and covers it.
- `where_prec` 1 is the place itself, 2 within some 25 km, 3 the district, 4 the province, 6 the
  country. 5 (a line or a vague area) and 7 (international waters) have no such precision. The
  place of the figure is the country, by its Gleditsch-Ward number; the others are names.
- `active_year` 0 is an event of a year in which the fighting killed fewer than 25: UCDP leaves
  such events out of its yearly totals. They are events all the same, and figures.
- Candidate events come out every month and are vetted only for the next yearly release. Their
  columns are those of the yearly files: where `code_status` says that something is still to be
  checked, or a column `version` names a release such as 24.0.3 or 24.01.24.09, the figure is
  provisional. Elsewhere the file does not tell.

Files of 2017 to 2024 differ in columns that are not needed here; those of up to 2016 call the range
`low_est`, `best_est`, `high_est` and name countries without a number. CSV, Excel, GeoJSON and the
records of the API are alike, and a row of HXL tags is passed over. Of the range, only the best is
needed, and of the sides one.
"""

import re

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._exports import days_in_figures
from crisisfigures.reading._headers import headers_of
from crisisfigures.texts import Texts, combinations

_NEEDED = ("id", "type_of_violence", "date_start", "date_end", "best")
_ENDS = ("low", "high")
_SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
_KNOWN = (
    *_NEEDED,
    *_ENDS,
    *_SIDES,
    *("relid", "year", "active_year", "code_status", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude"),
    *("longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "gwnoa", "gwnob", "version"),
)

_ALIASES = {f"{end}_est": end for end in ("low", "best", "high")}
"""What the ends of the range are called in releases of up to 2016."""

_CLARITY = {"2": "several events in one row (event_clarity 2)"}
_PLACE_PRECISION = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "6": "admin0"}
_CANDIDATE = re.compile(r"(?:.*v)?\d+(?:[._]\d+){2,}", re.IGNORECASE)
"""The version of a monthly or quarterly release, alone or with what is released, as in v24.0.3 and
GEDEvent_v25_0_3; yearly ones have one point: 24.1."""


def sniff(sheet: Sheet) -> Match | None:
    """Return UCDP's columns, if those that make up an event are there."""
    headers = headers_of(sheet, _KNOWN, _ALIASES)
    if not all(name in headers for name in _NEEDED) or not headers.keys() & {*_SIDES}:
        return None
    return Match(tuple(headers.values()), f"{len(headers)} columns of UCDP GED")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each event as one figure of UCDP."""
    headers = headers_of(sheet, _KNOWN, _ALIASES)
    cells = {name: sheet[header] for name, header in headers.items()}
    columns: dict[str, Texts | str] = {
        "measure": "killed",
        "cause": "conflict",
        "source": "UCDP",
        "source_type": "monitor",
        "event": cells["id"],
        "source_key": cells["id"],
        "best": cells["best"],
        **_ends(cells),
        "period_start": days_in_figures(cells["date_start"]),
        "period_end": days_in_figures(cells["date_end"]),
        "place_name": _place_names(cells, sheet.n_rows),
    }
    if "event_clarity" in cells:
        columns["caveat"] = cells["event_clarity"].map(_CLARITY)
    if "date_prec" in cells:
        columns["period_kind"] = _period_kind(cells, sheet.n_rows)
    if "where_prec" in cells:
        columns["place_precision"] = cells["where_prec"].map(_PLACE_PRECISION)
    if "country_id" in cells:
        columns["place"], columns["place_system"] = cells["country_id"], "gw"
        # The place becomes a country's ISO code; the number that UCDP gave stays beside it.
        columns[headers["country_id"]] = cells["country_id"]
    elif "country" in cells:
        columns["country"] = cells["country"]
    if "number_of_sources" in cells:
        counted = cells["number_of_sources"]
        columns[headers["number_of_sources"]] = counted.where(~counted.is_in("-1"))
    if "version" in cells:
        columns["edition"] = cells["version"]
    if "code_status" in cells or "version" in cells:
        columns["production"] = _production(cells, sheet.n_rows)
    return Arrangement(columns)


def _ends(cells: dict[str, Texts]) -> dict[str, Texts | str]:
    """Return the ends of the range; files that people have cut may state the best alone."""
    ends: dict[str, Texts | str] = {name: cells[name] for name in _ENDS if name in cells}
    return {**ends, "range_kind": "plausible"} if ends else ends


def _period_kind(cells: dict[str, Texts], n: int) -> Texts:
    """Return "within" where an event happened on some day that is not known."""
    is_within = cells["date_prec"].is_in("2", "3", "4", "5")
    if "event_clarity" in cells:
        is_within &= ~cells["event_clarity"].is_in("2")
    return Texts.repeated("within", n).where(is_within)


def _production(cells: dict[str, Texts], n: int) -> Texts:
    """Return "provisional" for events that UCDP has yet to check."""
    nothing = Texts.repeated(None, n)
    status, version = cells.get("code_status", nothing), cells.get("version", nothing)
    is_open = status.map(lambda said: None if said.casefold() == "clear" else "provisional")
    is_early = version.map(lambda said: "provisional" if _CANDIDATE.fullmatch(said) else None)
    return is_open.otherwise(is_early)


def _place_names(cells: dict[str, Texts], n: int) -> Texts:
    """Return where it happened in UCDP's words, the smallest place first."""
    names = [name for name in ("where_coordinates", "adm_2", "adm_1", "country") if name in cells]
    if not names:
        return Texts.repeated(None, n)
    codes, found = combinations(*(cells[name] for name in names))
    return Texts.merged(codes, [", ".join(dict.fromkeys(filter(None, row))) for row in found])


FORMAT = Format(
    name="ucdp_ged",
    summary="UCDP Georeferenced Event Dataset: deaths in events of organised violence.",
    needs="the columns of UCDP GED (type_of_violence, deaths_a, low, best, high …)",
    level="publisher",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

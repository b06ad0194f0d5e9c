"""UCDP GED: events of organised violence, from the Uppsala Conflict Data Program (CSV).

One row an event, one figure a row: all who were killed in it (`best` is the sum of the deaths
of side a, side b, civilians and unknown). `low`, `best` and `high` are taken as they stand and
never put in order: five rows of Myanmar break it, and are reported. A best of 0 under a high
above 0 is an event with a death that is doubted, not an error.

- Events are parts of a conflict, not rivals: `event` and `source_key` hold UCDP's id.
- The source is UCDP. Its own sources (`source_office`, `source_original` …) are kept beside the
  figure, but are no claims of theirs: UCDP read several together. `number_of_sources` -1 means
  that nobody counted them, and is missing.
- Side deaths are bare points, and `deaths_unknown` may hold civilians: `deaths_a`, `deaths_b`,
  `deaths_civilians` and `deaths_unknown` are kept beside the figure and are not figures here.
- `date_prec` 2 to 5: it happened on some day between `date_start` and `date_end`. Where
  `event_clarity` is 2, the row sums up several events over that time, and covers it.
- `where_prec` 1 is the place itself, 2 within some 25 km, 3 the district, 4 the province, 6 the
  country. 5 (a line or a vague area) and 7 (international waters) have no such precision. The
  place of the figure is the country, by its Gleditsch-Ward number; the others are names.

Files of 2018 to 2024 differ in columns that are not needed here; a row of HXL tags is passed
over.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.texts import Texts, combinations

_NEEDED = (
    *("id", "type_of_violence", "date_start", "date_end", "low", "best", "high"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
)
_KNOWN = (
    *_NEEDED,
    *("relid", "year", "active_year", "code_status", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude"),
    *("longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "gwnoa", "gwnob"),
)

_CLARITY = {"2": "several events in one row (event_clarity 2)"}
_PLACE_PRECISION = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "6": "admin0"}


def sniff(sheet: Sheet) -> Match | None:
    """Return UCDP's columns, if those that make up an event are there."""
    if not sheet.has(*_NEEDED):
        return None
    known = tuple(name for name in _KNOWN if name in sheet)
    return Match(known, f"{len(known)} columns of UCDP GED")


def arrange(sheet: Sheet) -> Arrangement:
    """Return each event as one figure of UCDP."""
    columns: dict[str, Texts | str] = {
        "measure": "killed",
        "cause": "conflict",
        "source": "UCDP",
        "source_type": "monitor",
        "range_kind": "plausible",
        "event": sheet["id"],
        "source_key": sheet["id"],
        "low": sheet["low"],
        "best": sheet["best"],
        "high": sheet["high"],
        "period_start": sheet["date_start"],
        "period_end": sheet["date_end"],
    }
    if "event_clarity" in sheet:
        columns["caveat"] = sheet["event_clarity"].map(_CLARITY)
    if "date_prec" in sheet:
        columns["period_kind"] = _period_kind(sheet)
    if "where_prec" in sheet:
        columns["place_precision"] = sheet["where_prec"].map(_PLACE_PRECISION)
    if "country_id" in sheet:
        columns["place"], columns["place_system"] = sheet["country_id"], "gw"
        # The place becomes a country's ISO code; the number that UCDP gave stays beside it.
        columns["country_id"] = sheet["country_id"]
    columns["place_name"] = _place_names(sheet)
    if "number_of_sources" in sheet:
        counted = sheet["number_of_sources"]
        columns["number_of_sources"] = counted.where(~counted.is_in("-1"))
    return Arrangement(columns)


def _period_kind(sheet: Sheet) -> Texts:
    """Return "within" where an event happened on some day that is not known."""
    is_within = sheet["date_prec"].is_in("2", "3", "4", "5")
    if "event_clarity" in sheet:
        is_within &= ~sheet["event_clarity"].is_in("2")
    return Texts.repeated("within", sheet.n_rows).where(is_within)


def _place_names(sheet: Sheet) -> Texts:
    """Return where it happened in UCDP's words, the smallest place first."""
    names = [name for name in ("where_coordinates", "adm_2", "adm_1", "country") if name in sheet]
    if not names:
        return Texts.repeated(None, sheet.n_rows)
    codes, found = combinations(*(sheet[name] for name in names))
    return Texts.merged(codes, [", ".join(dict.fromkeys(filter(None, row))) for row in found])


FORMAT = Format(
    name="ucdp_ged",
    summary="UCDP Georeferenced Event Dataset: deaths in events of organised violence.",
    needs="the columns of UCDP GED (type_of_violence, deaths_a, low, best, high …)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

"""UCDP's yearly tables of deaths: battle-related, in non-state conflict, in one-sided violence.

One row a year of a conflict or dyad, of an actor who killed civilians, or of a country. Each row is
a range of UCDP: `low`, `best`, `high`, people killed in the year, and is taken as it stands.

- Battle-related deaths (`bd_best`): everyone killed in the fighting of a state-based conflict,
  civilians caught in it included. The conflict edition adds up the dyads of the dyadic one: the
  two are read apart, and are not to be added.
- Non-state conflict (`best_fatality_estimate`, two sides): everyone killed between two organised
  groups, none of which is a state.
- One-sided violence (`best_fatality_estimate`, one actor): civilians whom the actor killed
  deliberately. The group is civilians, `actor` is who did it.

UCDP draws the line between the three by who fought whom. They do not overlap, and none of them
is all who were killed: `definition` tells them apart. A conflict, dyad or actor with fewer than 25
deaths in a year has no row: what is not listed is not zero. `event` holds the number of the
conflict or dyad; an actor against civilians is a dyad too, and in releases of up to 2016, which
number actors only, the actor.

- Organised violence by country (`sb_total_deaths_best`, `ns_…`, `os_…`) has all three in one row a
  country and a year, where people were killed, and their sum (`cumulative_…`): a rollup. Every
  country and year has a row, so that a 0 is not a claim that nobody was killed: `none_recorded`.

The place is where people were killed (`gwno_battle` and `battle_location`, or `gwno_location`
and `location`), where that is one country. Deaths in several countries keep their names only.
`gwno_loc` and `location_inc` name the state that the conflict is about, and are no place of
deaths. Releases of up to 2016 write ConflictId and BdBest for conflict_id and bd_best.
"""

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import flagged, numbers_of
from crisisfigures.reading._ucdp import YEARLY, countries, parties
from crisisfigures.texts import Texts

_BATTLE = ("bd_low", "bd_best", "bd_high")
_OTHER = ("low_fatality_estimate", "best_fatality_estimate", "high_fatality_estimate")
_BATTLED_IN = ("battle_location", "gwno_battle")
_LOCATED_IN = ("location", "gwno_location")
_KNOWN = (
    *YEARLY,
    *_BATTLE,
    *("location_inc", "battle_location", "gwno_battle"),
    *_OTHER,
    *("location", "gwno_location", "org", "side_a_name", "side_b_name", "actor_id", "actor_name"),
    *("actor_name_fulltext", "is_government_actor", "coalition_components", "gwnoa"),
    *("side_a_name_fulltext", "side_b_name_fulltext", "start_date", "start_prec", "start_date2"),
    *("start_prec2", "ep_end", "ep_end_date"),
)

_OF_COUNTRIES = {
    "sb_total_deaths": {"definition": "ucdp:battle_related"},
    "ns_total_deaths": {"definition": "ucdp:non_state"},
    "os_total_deaths": {"definition": "ucdp:one_sided", "group": "status=civilian"},
    "cumulative_total_deaths_in_orgvio": {"definition": "ucdp:organised_violence"},
}
"""What the table of countries counts; the last is the sum of the others."""

_SUM = "cumulative_total_deaths_in_orgvio"
_COUNTRY_YEAR = (
    *("country_id", "country", "year", "region", "version"),
    *(f"{name}_{end}" for name in _OF_COUNTRIES for end in ("low", "best", "high")),
)
_CY = {f"{name}_cy": name for name in _COUNTRY_YEAR}
"""Releases to 25.1 end the names so."""


def _by_country(sheet: Sheet) -> dict[str, str]:
    """Return the columns of the table of countries, if it is one; else nothing."""
    headers = headers_of(sheet, _COUNTRY_YEAR, _CY)
    counted = [name for name in _OF_COUNTRIES if f"{name}_best" in headers]
    is_one = {"year", "sb_total_deaths_best"} <= headers.keys() and len(counted) > 1
    return headers if is_one and headers.keys() & {"country_id", "country"} else {}


def _columns(sheet: Sheet) -> tuple[str, dict[str, str]]:
    """Return which of the three tables it is, "" if none, and the headers that are known."""
    headers = headers_of(sheet, _KNOWN)
    has = headers.keys()
    if "year" in has and has >= {*_OTHER, "actor_name", "actor_id"}:
        return "one_sided", headers
    if "year" not in has or not has & {"conflict_id", "dyad_id"}:
        return "", headers
    if has >= {*_BATTLE}:
        return "battle_related", headers
    if has >= {*_OTHER, "actor_name"}:
        return "one_sided", headers
    is_two_sided = has >= {"side_a_name", "side_b_name"} or has >= {"side_a", "side_b"}
    return "non_state" if has >= {*_OTHER} and is_two_sided else "", headers


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of one of the three tables, if the year and the range are there."""
    if of_countries := _by_country(sheet):
        known = tuple(of_countries.values())
        return Match(known, f"{len(known)} columns of UCDP (organised violence by country)")
    kind, headers = _columns(sheet)
    if not kind:
        return None
    return Match(
        tuple(headers.values()), f"{len(headers)} columns of UCDP ({kind.replace('_', ' ')})"
    )


def arrange(sheet: Sheet) -> Arrangement | list[Arrangement]:
    """Return each row as the range of those killed in its year."""
    if of_countries := _by_country(sheet):
        return _arranged({name: sheet[header] for name, header in of_countries.items()}, sheet)
    kind, headers = _columns(sheet)
    cells = {name: sheet[header] for name, header in headers.items()}
    words, numbers = _BATTLED_IN if kind == "battle_related" else _LOCATED_IN
    ends = _BATTLE if kind == "battle_related" else _OTHER
    columns = parties(cells) | {
        "measure": "killed",
        "cause": "conflict",
        "definition": f"ucdp:{kind}",
        "source": "UCDP",
        "source_type": "monitor",
        "range_kind": "plausible",
        **{ours: cells[name] for ours, name in zip(("low", "best", "high"), ends, strict=True)},
        **countries(cells.get(words), cells.get(numbers), sheet.n_rows),
    }
    if kind == "one_sided":
        columns |= {"group": "status=civilian", "actor": cells["actor_name"]}
    return Arrangement(columns)


def _arranged(cells: dict[str, Texts], sheet: Sheet) -> list[Arrangement]:
    """Return the three kinds of violence in a country and year, and their sum."""
    columns: dict[str, Texts | str] = {
        "measure": "killed",
        "cause": "conflict",
        "source": "UCDP",
        "source_type": "monitor",
        "year": cells["year"],
        **countries(cells.get("country"), cells.get("country_id"), sheet.n_rows),
    }
    if "country_id" not in cells:
        columns["country"] = cells["country"]
    if "version" in cells:
        columns["edition"] = cells["version"]
    figures = []
    has_parts = np.zeros(sheet.n_rows, dtype=np.bool_)
    for name, facets in _OF_COUNTRIES.items():
        ends = {
            end: cells[f"{name}_{end}"]
            for end in ("low", "best", "high")
            if f"{name}_{end}" in cells
        }
        if "best" not in ends:
            continue
        is_none = np.logical_and.reduce([numbers_of(texts) == 0 for texts in ends.values()])
        figure: dict[str, Texts | str] = {
            **facets,
            **{end: texts.where(~is_none) for end, texts in ends.items()},
            "range_kind": Texts.repeated("plausible", sheet.n_rows).where(~is_none),
            "status": Texts.repeated("none_recorded", sheet.n_rows).where(is_none),
            "stated": ends["best"].where(is_none),
        }
        if name == _SUM:
            figure["is_rollup"] = flagged(has_parts)
        has_parts = has_parts | ends["best"].is_stated
        figures.append(figure)
    return by_figure(columns, figures, nothing="missing")


FORMAT = Format(
    name="ucdp_yearly",
    summary="UCDP yearly deaths: battle-related, non-state conflict, one-sided violence.",
    needs=(
        "the columns of UCDP's yearly tables (conflict_id, year, bd_best, bd_low, bd_high; or "
        "best_fatality_estimate …; or country_id, year, sb_total_deaths_best …)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

"""UCDP's yearly tables of deaths: battle-related, in non-state conflict, in one-sided violence.

One row a year of a conflict or dyad, or of an actor who killed civilians. Each row is a range of
UCDP: `low`, `best`, `high`, people killed in the year, and is taken as it stands.

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

The place is where people were killed (`gwno_battle` and `battle_location`, or `gwno_location`
and `location`), where that is one country. Deaths in several countries keep their names only.
`gwno_loc` and `location_inc` name the state that the conflict is about, and are no place of
deaths. Releases of up to 2016 write ConflictId and BdBest for conflict_id and bd_best.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._ucdp import YEARLY, countries, parties

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
    kind, headers = _columns(sheet)
    if not kind:
        return None
    return Match(
        tuple(headers.values()), f"{len(headers)} columns of UCDP ({kind.replace('_', ' ')})"
    )


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as the range of those killed in its year."""
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


FORMAT = Format(
    name="ucdp_yearly",
    summary="UCDP yearly deaths: battle-related, non-state conflict, one-sided violence.",
    needs=(
        "the columns of UCDP's yearly tables (conflict_id, year, bd_best, bd_low, bd_high; or "
        "best_fatality_estimate …)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

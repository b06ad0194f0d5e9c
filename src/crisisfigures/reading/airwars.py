"""Airwars: incidents in which civilians were reported harmed.

One row an incident: how many civilians were killed and injured, each as the least and the most
that the sources of the incident report. Two shapes are known: the fields of an incident's page
("Civilians reported killed": "3 – 7", "Unknown") and the tables behind it, with a column for
each end (`civilians_killed_min`, `civilians_killed_max`).

- Incidents are parts of a war, not rivals: `event` and `source_key` hold the incident's code. Its
  letters are put in capitals, for its address spells them small.
- "Unknown" means that deaths are reported and nobody says how many: missing, and not 0. A
  column that a page lacks is "NA" in the file and states nothing.
- The grade ("Fair", "Weak", "Contested", "Confirmed", "Discounted") is kept in `grading`. The
  totals that Airwars publishes are of Confirmed and Fair incidents only; here are all of them.
- A belligerent is the `actor` where a single one is named for the incident, known or suspected.
- Codes that begin with ISPT are of the incidents that Airwars records in the Gaza Strip, which no
  column may name: the place is then the Gaza Strip, by its p-code, and `inferred`.
- What a belligerent concedes (`deaths_conceded_min` …) is another claim than what local sources
  report: its source is the belligerent, and Airwars has published it. The table of it
  has a row a belligerent, and repeats in each what local sources report: its belligerent is no
  actor there, for then one toll would be as many. Where an incident has several, each concedes
  its own part and is the `actor` of it. One that is "Unknown" is nobody's claim.
- Militants stand in columns of their own; children, women and men are parts of the civilians and
  are kept beside the figure.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import reduce

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._exports import Columns, named
from crisisfigures.texts import Texts, combinations

_VARIANTS = {
    "code": ("incidence id", "incident code", "incident id", "unique reference code", "code"),
    "date": ("incidence date", "incident date", "date"),
    "date_end": ("incident date end", "date end"),
    "grading": (
        *("airwars civilian harm grading", "civilian harm grading", "civilian harm status name"),
        *("civilian harm status", "civilian harm status slug", "grading"),
    ),
    "strike_status": ("strike status", "strike status name", "strike status slug"),
    "known": ("known belligerent", "known belligerents"),
    "suspected": ("suspected belligerent", "suspected belligerents"),
    "belligerent": ("belligerent name", "belligerent"),
    "country": ("country name", "country"),
    "location": ("location name", "location"),
    "url": ("incidence url", "incident url", "permalink", "url"),
    "updated": ("last updated", "post modified"),
    "published": ("first published", "post published"),
}
_WORDED = {
    "killed": ("civilians reported killed", "civilians killed"),
    "injured": ("civilians reported injured", "civilians injured"),
}
_ENDS = {
    f"{name}_{end}": tuple(f"{spelling} {end}" for spelling in spellings)
    for end in ("min", "max")
    for name, spellings in {
        "killed": (
            *("civilians reported killed", "civilian non combatants killed"),
            *("civilians killed", "civilian killed", "killed"),
        ),
        "injured": (
            *("civilians reported injured", "civilian non combatants injured"),
            *("civilians injured", "civilian injured", "injured"),
        ),
        "militants_killed": ("militants killed", "belligerents killed"),
        "militants_injured": ("militants injured", "belligerents injured"),
        "deaths_conceded": ("deaths conceded",),
        "injuries_conceded": ("injuries conceded",),
    }.items()
}

_COUNTED = (
    ("killed", "killed", "status=civilian"),
    ("injured", "injured", "status=civilian"),
    ("militants_killed", "killed", "status=combatant"),
    ("militants_injured", "injured", "status=combatant"),
)
"""The name of what a column counts, its measure, and whom it counts."""
_CONCEDED = (("deaths_conceded", "killed"), ("injuries_conceded", "injured"))

_GAZA_STRIP = "PS02"
_CODE = re.compile(r"([A-Za-z]+)(\d.*)")
_RANGE = re.compile(r"\d[\d,]*\s*[-–—]\s*\d[\d,]*")
_OF_AN_ADDRESS = re.compile(r"[A-Za-z]+-\d{1,2}-\d{4}")
_NONE = frozenset({"na", "n/a", "nan", "none", "null"})
_NOBODY = frozenset({"unknown", "not known", "unspecified"})


def sniff(sheet: Sheet) -> Match | None:
    """Return Airwars' columns, if they count the harm of graded incidents."""
    found = named(sheet, {**_VARIANTS, **_WORDED, **_ENDS})
    is_graded = "grading" in found and "strike_status" in found
    counts = "killed" in found or {"killed_min", "killed_max"} <= found.keys()
    concedes = {"belligerent", "deaths_conceded_min", "deaths_conceded_max"} <= found.keys()
    if "code" not in found or not ((is_graded and counts) or concedes):
        return None
    columns = tuple(dict.fromkeys(found.values()))
    return Match(columns, f"{len(columns)} columns of Airwars")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return what each incident's sources report, and what a belligerent concedes."""
    found = {
        name: sheet[header].without(_NONE)
        for name, header in named(sheet, {**_VARIANTS, **_WORDED, **_ENDS}).items()
    }
    code = found["code"].map(_code)
    columns: Columns = {
        "cause": "conflict",
        "event": code,
        "source_key": code,
        **_when(found),
        **_where(found, code, sheet.n_rows),
    }
    if "url" in found:
        columns["url"] = found["url"]
    said = [found[name] for name in ("updated", "published") if name in found]
    if said:
        columns["published_on"] = said[0].otherwise(said[-1])
    reported: Columns = {
        "source": "Airwars",
        "source_type": "monitor",
        **({"grading": found["grading"]} if "grading" in found else {}),
        **_actor(found, code),
    }
    figures: list[Columns] = [
        {**reported, "measure": measure, "group": group, **numbers}
        for name, measure, group in _COUNTED
        if (numbers := _numbers(found, name))
    ]
    if "belligerent" in found:
        conceded: Columns = {
            "source": found["belligerent"].without(_NOBODY),
            "source_type": "party_to_conflict",
            "publisher": "Airwars",
            "actor": _conceding(found, code),
            "group": "status=civilian",
        }
        figures += [
            {**conceded, "measure": measure, **numbers}
            for name, measure in _CONCEDED
            if (numbers := _numbers(found, name))
        ]
    return by_figure(columns, figures, nothing="missing")


def _code(text: str) -> str:
    """Return an incident's code as Airwars writes it: ISPT0019a."""
    match = _CODE.fullmatch(text)
    return text if match is None else match[1].upper() + match[2]


def _when(found: Mapping[str, Texts]) -> Columns:
    """Return the days of the incidents; in addresses they are written october-7-2023."""
    if "date" not in found:
        return {}
    date = found["date"].map(
        lambda text: text.replace("-", " ") if _OF_AN_ADDRESS.fullmatch(text) else text
    )
    if "date_end" not in found:
        worded = found["date"].map(lambda text: text if text[0].isalpha() else None)
        return {"period": date, "period_stated": worded}
    return {"period_start": date, "period_end": found["date_end"].otherwise(date)}


def _where(found: Mapping[str, Texts], code: Texts, n: int) -> Columns:
    """Return the places: that of a column, or the Gaza Strip where the code tells it."""
    nothing = Texts.repeated(None, n)
    country, location = (found.get(name, nothing) for name in ("country", "location"))
    in_gaza = code.spread(
        np.array([text.startswith("ISPT") for text in code.values], dtype=np.bool_), missing=False
    )
    gaza = Texts.repeated("the Gaza Strip", n).where(in_gaza)
    codes, parts = combinations(location, gaza.otherwise(country))
    return {
        "place": Texts.repeated(_GAZA_STRIP, n).where(in_gaza),
        "place_system": Texts.repeated("pcode", n).where(in_gaza),
        "place_name": Texts.merged(codes, [", ".join(filter(None, part)) for part in parts]),
        "place_precision": Texts.repeated("inferred", n).where(in_gaza),
        "country": country.where(~in_gaza),
    }


def _actor(found: Mapping[str, Texts], code: Texts) -> dict[str, Texts]:
    """Return the belligerent, known or suspected, where a single one is named for the incident."""
    names = ("known", "suspected", *(() if _concedes(found) else ("belligerent",)))
    said = [found[name].without(_NOBODY) for name in names if name in found]
    if not said:
        return {}
    actor = reduce(Texts.otherwise, said)
    codes, pairs = combinations(code, actor)
    n_named: Counter[str | None] = Counter(
        incident for incident, named in pairs if incident and named
    )
    return {
        "actor": Texts.merged(
            codes,
            [
                None
                if not named or "," in named or ";" in named or n_named[incident] > 1
                else named
                for incident, named in pairs
            ],
        )
    }


def _conceding(found: Mapping[str, Texts], code: Texts) -> Texts:
    """Return the actor of what is conceded: each belligerent where an incident has several.

    Of a single one it is what it is of the local sources' report, to which it compares.
    """
    codes, pairs = combinations(code, found["belligerent"])
    n_there = Counter(incident for incident, _ in pairs)
    is_one_of_several = np.array([n_there[incident] > 1 for incident, _ in pairs], np.bool_)[codes]
    own = found["belligerent"].without(_NOBODY).where(is_one_of_several)
    reported = _actor(found, code).get("actor")
    return own if reported is None else own.otherwise(reported)


def _concedes(found: Mapping[str, Texts]) -> bool:
    """Return whether the belligerent of a row is the one that concedes, or does not."""
    return any(f"{name}_min" in found for name, _ in _CONCEDED)


def _numbers(found: Mapping[str, Texts], name: str) -> Columns:
    """Return the columns that state a range: both ends, or one text with both."""
    low, high = (found.get(f"{name}_{end}") for end in ("min", "max"))
    if low is not None and high is not None:
        return {"low": low, "high": high, "range_kind": "source_envelope"}
    if name not in found:
        return {}
    kind = found[name].map(lambda text: "source_envelope" if _RANGE.fullmatch(text) else None)
    return {"figure": found[name], "range_kind": kind}


FORMAT = Format(
    name="airwars",
    summary="Airwars: civilians reported killed and injured, incident by incident.",
    needs=(
        "the columns of Airwars (code of the incident, civilians reported killed, civilian harm "
        "grading, strike status)"
    ),
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

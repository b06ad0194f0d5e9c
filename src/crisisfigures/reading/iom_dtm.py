"""IOM DTM: displaced people by round, as the API of the Displacement Tracking Matrix gives them.

Rows of the API (JSON, versions 2 and 3), or of what HDX and others save of it (CSV, Excel). Each
counts the internally displaced people present in an area on the reporting date: a stock. A row
states up to three figures: all of them, and of these the males and the females.

- `assessmentType` goes to `definition`, `operation` to `event`, `roundNumber` to `edition`. A
  baseline (BA) and a site assessment (SA) of one day describe the same people, and are never
  added or pooled; DTM's emergency tracking (ETT) counts those present where people suddenly
  moved. Rounds are stocks of different days.
- `displacementReason` is a list in varying case and order: its sorted set is the `cause`. "No
  reason … reported" is a cause of its own (`not reported`): such a row is a part of its round,
  and never passes for the whole.
- Where people come from is in `from_place`. A row of unknown origin beside rows of a known one
  is a part of the round too: its origin is `unknown`. Where a whole round tells no origin, none
  is stated.
- Where males and females are told, the number of both is their rollup; where they do not add up to
  it, or come to more, a caveat says so. Zeros of both beside people are no count: they are missing.
- A row of a country or a province is a rollup where its round has rows of the areas below (files
  of several levels). A district that is "Not available" is one of them: the rest of its province.
- The API has one level a request, and so most files have one level only.
"""

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._dtm import caveats, definitions
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    AREA_NOT_NAMED,
    flagged,
    is_short,
    numbers_of,
    said_where,
    sums_up,
    sums_up_areas,
    unlike,
    unlike_areas,
)
from crisisfigures.texts import Flags, Texts
from crisisfigures.vocabulary import read_cause

_NEEDED = ("numPresentIdpInd", "reportingDate")
_COUNTRY = ("admin0Pcode", "admin0Name")
_COLUMNS = (
    *_NEEDED,
    *_COUNTRY,
    *("operation", "id", "admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode"),
    *("roundNumber", "displacementReason", "numberMales", "numberFemales", "assessmentType"),
    *("idpOriginAdmin1Name", "idpOriginAdmin1Pcode", "yearReportingDate", "monthReportingDate"),
)
_NOT_REPORTED = frozenset({"no reason for displacement reported", "no reason reported"})
_UNKNOWN = frozenset({"not available", "n/a", "unknown"})
_NOT_TOLD = "DTM tells no numbers by sex here: the zero fills the row"


def sniff(sheet: Sheet) -> Match | None:
    """Return DTM's columns, if those that make up a round are there."""
    found = headers_of(sheet, _COLUMNS)
    if not all(name in found for name in _NEEDED) or not found.keys() & {*_COUNTRY}:
        return None
    return Match(tuple(found.values()), f"{len(found)} columns of IOM's DTM")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return the people present of each row, and of them the males and the females."""
    found = headers_of(sheet, _COLUMNS)
    nothing = Texts.repeated(None, sheet.n_rows)
    cells = {name: sheet[found[name]] if name in found else nothing for name in _COLUMNS}
    kinds = cells["assessmentType"]
    both, males, females = (
        cells[name] for name in ("numPresentIdpInd", "numberMales", "numberFemales")
    )
    levels, above, series = _levels(cells)
    total, *sexes = (numbers_of(number) for number in (both, males, females))
    areas = sums_up_areas(levels, above, ~np.isnan(total), series)
    # No man and no woman among people: nobody counted them by sex.
    is_filled = (total > 0) & ~np.any([number > 0 for number in sexes], axis=0)
    summed = np.where(is_filled, np.nan, sexes[0] + sexes[1])
    is_split = ~np.isnan(summed)
    short, exceeded = unlike_areas(levels, above, total, series)
    short, exceeded = short | is_short(total, summed), exceeded | is_short(summed, total)
    said = caveats(kinds, nothing)
    columns: dict[str, Texts | str] = {
        "measure": "idps",
        "definition": definitions(kinds),
        "event": cells["operation"],
        "edition": cells["roundNumber"],
        "cause": cells["displacementReason"].map(_causes),
        "country_code": cells["admin0Pcode"],
        "country": cells["admin0Name"],
        **_names(cells),
        "as_of": cells["reportingDate"],
        "source": "DTM",
        "source_type": "un",
        "source_key": cells["id"],
        "caveat": said,
        "is_rollup": flagged(areas),
        **_origins(cells),
    }
    return by_figure(
        columns,
        [
            {
                "figure": both,
                "is_rollup": flagged(areas | is_split),
                "caveat": unlike(short, exceeded, said),
            },
            {"group": "male", **_of_sex(males, is_filled & (sexes[0] == 0), said)},
            {"group": "female", **_of_sex(females, is_filled & (sexes[1] == 0), said)},
        ],
        nothing="missing",
        made_of=[found[name] for name in ("numberMales", "numberFemales") if name in found],
    )


def _of_sex(number: Texts, fills: Flags, said: Texts) -> dict[str, Texts]:
    """Return a number of one sex; missing where a zero only fills the row."""
    return {
        "figure": number.where(~fills),
        "stated": number.where(fills),
        "status": Texts.repeated("missing", len(number)).where(fills),
        "caveat": said_where(_NOT_TOLD, fills, said),
    }


def _names(cells: dict[str, Texts]) -> dict[str, Texts]:
    """Return the provinces and districts; one that is not available is none of those above it."""
    found = {}
    for level in (1, 2):
        code, name = cells[f"admin{level}Pcode"], cells[f"admin{level}Name"]
        known, named = code.without(_UNKNOWN), name.without(_UNKNOWN)
        is_unnamed = (code.is_stated | name.is_stated) & ~known.is_stated & ~named.is_stated
        if is_unnamed.any():
            named = named.otherwise(Texts.repeated(AREA_NOT_NAMED, len(code)).where(is_unnamed))
        found[f"admin{level}_code"], found[f"admin{level}"] = known, named
    return found


def _causes(text: str) -> str:
    """Return the reasons of a list as a sorted set, in the words of the table where it has them."""
    reasons = {" ".join(one.casefold().split()) for one in text.split(";")} - {""}
    return "; ".join(
        sorted("not reported" if r in _NOT_REPORTED else read_cause(r) for r in reasons)
    )


def _series(cells: dict[str, Texts]) -> tuple[Texts, ...]:
    """Return what is alike in all rows of a round."""
    names = ("operation", "assessmentType", "roundNumber", "reportingDate")
    return tuple(cells[name] for name in names)


def _areas(cells: dict[str, Texts]) -> list[Texts]:
    """Return the country, the province and the district of each row, by code or else by name."""
    return [
        cells[f"admin{level}Pcode"].otherwise(cells[f"admin{level}Name"]).without(_UNKNOWN)
        for level in range(3)
    ]


def _levels(
    cells: dict[str, Texts],
) -> tuple[npt.NDArray[np.int64], tuple[Texts, ...], tuple[Texts, ...]]:
    """Return the level of each row, the areas above the lowest, and what is alike in a round."""
    country, province, _ = _areas(cells)
    # "Not available" is an area too: the rest of the one above it.
    has_province, has_district = (
        cells[f"admin{level}Pcode"].is_stated | cells[f"admin{level}Name"].is_stated
        for level in (1, 2)
    )
    levels: npt.NDArray[np.int64] = np.where(has_district, 2, np.where(has_province, 1, 0))
    return levels, (country, province), _series(cells)


def _origins(cells: dict[str, Texts]) -> dict[str, Texts]:
    """Return where people come from; unknown where other rows of the same people tell it."""
    code = cells["idpOriginAdmin1Pcode"].without(_UNKNOWN)
    name = cells["idpOriginAdmin1Name"].without(_UNKNOWN)
    is_known = code.is_stated | name.is_stated
    is_part = sums_up(~is_known, is_known, (*_series(cells), *_areas(cells)))
    unknown = Texts.repeated("unknown", len(code)).where(is_part)
    return {
        "from_place": code.otherwise(unknown),
        "from_system": Texts.repeated("pcode", len(code))
        .where(code.is_stated)
        .otherwise(Texts.repeated("custom", len(code)).where(is_part)),
        "from_name": name,
    }


FORMAT = Format(
    name="iom_dtm",
    summary="IOM Displacement Tracking Matrix: displaced people by area and round (API, HDX).",
    needs="the columns of DTM (operation, admin0Pcode, numPresentIdpInd, reportingDate)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
)

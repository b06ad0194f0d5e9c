"""HDX HAPI, refugees and returnees: people of concern to UNHCR by origin and asylum (CSV, JSON).

Two tables with the same columns, which `population_group` tells apart. Each row is a number of
people of one group, from one country in another, of a sex and an age, in a year. The source is
UNHCR, HDX the publisher; HDX has summed over the places within a country of asylum.

- The group is the measure: REF and ROC `refugees` (ROC, people in a refugee-like situation, by a
  definition of their own: they are among the refugees of other tables), ASY `asylum_seekers`,
  STA `stateless`, RST `resettled` and so on. RET and RDP are `returns`, of refugees and of
  displaced people.
- Stocks are those of the end of the year: HDX gives the whole year, and UNHCR counts on its last
  day. Returns, resettlement and naturalisation are flows over the year.
- People are in the country of asylum, from the country of origin; those who returned are in the
  country of origin, from that of asylum. Where both are one country, no origin is stated, but for
  people who must have crossed a border: that is for validation to report.
- "all" in `gender` or `age_range` is the total: a rollup where the table has its parts. Numbers
  without sex or age are in the total alone: a caveat says where the parts do not add up to it.
- HDX fills parts that UNHCR does not tell with zeros. Where all the parts of a total above 0 are
  0, they are `missing`, and no claim that there are no such people.
- A displayed 5 may be fewer, as in UNHCR's own files: a range of 1 to 5, by a named convention.
- A code that is no country's (unknown origin, stateless) is named in HDX's error, and is the
  code of no place of the ISO list.
"""

import re
from collections.abc import Callable, Mapping

import numpy as np

from crisisfigures.plugins import Arrangement, Format, Match, Sheet
from crisisfigures.reading import _hapi
from crisisfigures.reading._dates import span_precisions
from crisisfigures.reading._disclosure import as_published
from crisisfigures.reading._headers import headers_of
from crisisfigures.reading._rollups import (
    LACKS_PARTS,
    flagged,
    lacks_groups,
    numbers_of,
    said_where,
    sums_up_groups,
    unfilled,
)
from crisisfigures.reading._unhcr import FLOWS, POPULATIONS, SOURCE
from crisisfigures.texts import Texts, combinations

_NEEDED = (
    *("origin_location_code", "asylum_location_code", "population_group", "population"),
    *("gender", "age_range"),
)
_OTHERS = ("origin_location_name", "asylum_location_name", "min_age", "max_age")

_RETURNS = ("RET", "RDP", "RRI")
_ABROAD = ("REF", "ROC", "ASY", "OIP")
"""Groups of people who have crossed a border."""

_NO_COUNTRY = re.compile(r"Non matching country code\(s\) ([^|]+)")
_NOT_TOLD = "UNHCR tells no numbers by sex or age here: HDX fills in zeros"


def _sniffing(table: str, *, of_returns: bool) -> Callable[[Sheet], Match | None]:
    def sniff(sheet: Sheet) -> Match | None:
        """Return the columns of both tables, if the groups are those of this one."""
        found = _hapi.recognised(sheet, table, _NEEDED, _OTHERS)
        if found is None:
            return None
        groups = sheet[headers_of(sheet, _NEEDED)["population_group"]]
        is_of_returns = bool(len(groups.values)) and set(groups.values) <= set(_RETURNS)
        return found if is_of_returns is of_returns else None

    return sniff


def arrange(sheet: Sheet) -> Arrangement:
    """Return each row as one figure of UNHCR."""
    cells = _hapi.cells_of(sheet, *_NEEDED, *_OTHERS)
    number, group, sex, age = (
        cells[name] for name in ("population", "population_group", "gender", "age_range")
    )
    start, end = (cells[name] for name in _hapi.PERIOD)
    # A stock is that of the last day; what is not told of the end stays the start.
    first = start.where(group.is_in(*FLOWS)).otherwise(end).otherwise(start)
    origin, asylum = cells["origin_location_code"], cells["asylum_location_code"]
    series = (origin, asylum, group, start, end)
    numbers = numbers_of(number)
    is_filled = unfilled(sex, age, numbers, series)
    is_told = number.is_stated & ~is_filled
    told = np.where(is_told, numbers, np.nan)
    published = as_published(number.where(is_told))
    caveat = said_where(LACKS_PARTS, lacks_groups(sex, age, told, series), _hapi.caveats(cells))
    return Arrangement(
        {
            **_hapi.common(cells),
            **_hapi.groups(cells),
            **_where(cells, group),
            "measure": _facet(group, "measure").otherwise(group),
            "definition": _facet(group, "definition"),
            "cause": _facet(group, "cause"),
            "group": _facet(group, "group"),
            "period_start": first,
            "precision": span_precisions(first, end),
            **published,
            "stated": published["stated"].otherwise(number.where(is_filled)),
            "status": published["status"].otherwise(
                Texts.repeated("missing", sheet.n_rows).where(~is_told)
            ),
            "caveat": said_where(_NOT_TOLD, is_filled, caveat),
            **SOURCE,
            "is_rollup": flagged(sums_up_groups(sex, age, is_told, series)),
        }
    )


def _facet(group: Texts, name: str) -> Texts:
    return group.map(lambda code: POPULATIONS.get(code, {}).get(name))


def _where(cells: Mapping[str, Texts], group: Texts) -> dict[str, Texts | str]:
    """Return the countries in which people are, and from which: whoever returned is at home."""
    is_home = group.is_in("RET")

    def of(what: str, *, home: str, abroad: str) -> Texts:
        returned = cells[f"{home}_location_{what}"].where(is_home)
        return returned.otherwise(cells[f"{abroad}_location_{what}"].where(~is_home))

    here = of("code", home="origin", abroad="asylum")
    there = of("code", home="asylum", abroad="origin")
    codes, pairs = combinations(here, there)
    is_same = np.array([one == other for one, other in pairs], dtype=np.bool_)[codes]
    has_origin = ~is_same | group.is_in(*_ABROAD)
    return {
        "place": here,
        "place_system": _system(here, cells["error"]),
        "place_name": of("name", home="origin", abroad="asylum"),
        "from_place": there.where(has_origin),
        "from_system": _system(there, cells["error"]).where(has_origin),
        "from_name": of("name", home="asylum", abroad="origin").where(has_origin),
    }


def _system(code: Texts, error: Texts) -> Texts:
    """Return the system of each code: none of ISO's where HDX knows no such country."""
    codes, found = combinations(code, error)

    def system(one: str | None, said: str | None) -> str | None:
        unknown = match[1].split(",") if (match := _NO_COUNTRY.search(said or "")) else []
        return one and ("custom" if one in (text.strip() for text in unknown) else "iso3166-1")

    return Texts.merged(codes, [system(*pair) for pair in found])


FORMATS = (
    Format(
        name="hapi_refugees",
        summary="HDX HAPI: refugees and others of concern to UNHCR, by origin and asylum.",
        needs="the columns of HDX HAPI refugees (origin_location_code, population_group …)",
        level="publisher",
        sniff=_sniffing("refugees", of_returns=False),
        arrange=arrange,
    ),
    Format(
        name="hapi_returnees",
        summary="HDX HAPI: returned refugees and displaced people, from UNHCR.",
        needs="the columns of HDX HAPI refugees, with groups of those who returned (RET, RDP)",
        level="publisher",
        sniff=_sniffing("returnees", of_returns=True),
        arrange=arrange,
    ),
)

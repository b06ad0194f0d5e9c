"""HXL: tables with a row of hashtags under the header, whatever the header says.

The tags alone decide (Humanitarian Exchange Language 1.1; https://hxlstandard.org). A tag is
`#affected`, its attributes follow in any order: `#affected+killed+f` counts women killed. Each
column of people (`#affected`, `#inneed`, `#targeted`, `#reached`, `#population`) is a figure, so
one row may state several; a cell that is blank beside others states none.

- `+min` or `+low`, `+best` or `+est`, `+max` or `+high` make one range of several columns. The
  standard has no attributes for ranges: these are the ones in use.
- Attributes give the measure (`+killed`), the unit (`+hh`) and the group (`+f`, `+children`).
  One that is not known makes a group of its own words: it never passes for everyone. One that
  tells of a share or a rate (`+pct`) makes it no count of people at all.
- `+cumulative` or `+todate` is a running total, `+daily` or `+new` what came to it: the basis.
- A year among the attributes of a number (`#population+y2023`) is the year that it is of.
- `#sector` tells for whom the people of a row are in need: a figure of its own each, and so the
  `definition` (`sector:wash`).
- `#category` names who is counted, in words that may be the table's own: a group. Where they name
  households ("Total Households"), these are the unit.
- `#indicator+name` names the measure of `#indicator+value`, or of `#value`.
- `#date+reported` is when it was said; a bare `#date` is a date of which nobody tells whether
  something happened on it or people were counted. `#date+updated` is neither.
- A tag of a place, a date or a source counts only with attributes that leave it what it is:
  `#adm1+name+fr`, and not `#adm1+len`. `+origin` is where people come from.
- Of several columns that count the same (of one tag, or `+dead` beside `+fatalities`) the first
  that is stated in a row is read; where another says otherwise, its cell is kept as unread, for
  both cannot be the figure.
- Numbers of `#country+code+v_m49` are codes of M49: countries by ISO's code, regions by their own.
- `#org` is who works there, not who claims it: only `#source`, `#meta+source` and
  `#org+source` give the source.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

from crisisfigures.errors import UnknownNameError
from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.place import Place
from crisisfigures.plugins import Arrangement, Format, Match, Sheet, Texts, by_figure
from crisisfigures.reading._aliases import differing
from crisisfigures.reading._facets import households_in, joined_group
from crisisfigures.reading._tags import Tag
from crisisfigures.reading._unread import unread_of
from crisisfigures.vocabulary import MEASURES, join_groups, read_group, read_measure, read_unit

_ENDS = {
    **dict.fromkeys(("min", "low", "lower", "minimum"), "low"),
    **dict.fromkeys(("best", "est", "estimate", "central", "mid"), "best"),
    **dict.fromkeys(("max", "high", "upper", "maximum"), "high"),
}
"""Attributes that say which end of a range a column holds."""

_PEOPLE = {
    "affected": "affected",
    "inneed": "in_need",
    "targeted": "targeted",
    "reached": "reached",
    "population": "population",
}
"""Tags of columns that count people, and what they count where no attribute says it."""

_NAMES_A_GROUP = frozenset(
    {"sex", "gender", "type", "group", "category", "name", "age", "nationality"}
)
"""Attributes with which a tag of people names who they are, and does not count them."""

_SEX = frozenset({"sex", "gender"})

_COUNTS_NOBODY = frozenset(
    {
        *("pct", "percent", "percentage", "prct", "rate", "ratio", "share", "prop", "proportion"),
        *("avg", "average", "mean", "density", "score", "index", "severity", "change", "growth"),
        *("code", "id", "desc", "description", "text", "notes", "url", "source", "date", "year"),
        *("cost", "usd", "budget", "funding"),
    }
)
"""Attributes with which a tag of people holds shares, words or money: 45 per cent are not 45."""

_BASES = {
    **dict.fromkeys(("cumulative", "cumul", "cum", "todate", "to_date"), "cumulative"),
    **dict.fromkeys(("daily", "new", "newdisp"), "flow"),
    "stock": "stock",
}
"""Attributes that tell whether a column is a running total, or what came to it."""

_NEUTRAL = frozenset(
    {"num", "value", "total", "all", "count", "sum", "reported", "number", "pop", "idp_type"}
)
_LANGUAGES = frozenset(
    {
        *("am", "ar", "bn", "cs", "de", "el", "en", "es", "fa", "fr", "ha", "ht", "it", "ku", "my"),
        *("ne", "nl", "pl", "ps", "pt", "ro", "ru", "so", "sw", "ti", "tr", "uk", "ur", "vi", "zh"),
    }
)
"""Languages of humanitarian tables; two other letters may be a group: `+hc`, the host community."""

_YEAR = re.compile(r"(?:y|yr|year)?_?((?:19|20)\d\d)")
"""An attribute that tells of which year the numbers of a column are, as in `+y2023`."""

_LIST = re.compile(r"v_\w+|i_\w+|label\w*")
_PLAIN = frozenset(
    {
        *("name", "preferred", "primary", "main", "full", "short", "official"),
        *("iso", "iso2", "iso3", "pcode"),
        *("dest", "destination", "asylum", "host"),
        *("occurred", "event", "incident", "reference"),
    }
)
"""Attributes that leave a tag what it is; `+len`, `+parent` or `+donor` make it something else."""

_WHERE_TO = frozenset({"dest", "destination", "asylum", "host"})

_COLUMNS: tuple[tuple[str, frozenset[str], str], ...] = tuple(
    (tag, frozenset(attributes.split()), name)
    for tag, attributes, name in (
        ("adm2", "origin", "from_place"),
        ("adm1", "origin", "from_place"),
        ("country", "origin code", "from_place"),
        ("country", "origin", "from_place"),
        ("country", "origin name", "from_name"),
        ("country", "code", "country_code"),
        ("country", "iso", "country_code"),
        ("country", "iso2", "country_code"),
        ("country", "iso3", "country_code"),
        ("country", "", "country"),
        ("adm1", "code", "admin1_code"),
        ("adm1", "pcode", "admin1_code"),
        ("adm1", "", "admin1"),
        ("adm2", "code", "admin2_code"),
        ("adm2", "pcode", "admin2_code"),
        ("adm2", "", "admin2"),
        ("adm3", "code", "admin3_code"),
        ("adm3", "pcode", "admin3_code"),
        ("adm3", "", "admin3"),
        ("loc", "", "place"),
        ("date", "start", "period_start"),
        ("date", "end", "period_end"),
        ("date", "reported", "published_on"),
        ("date", "published", "published_on"),
        ("date", "occurred", "period"),
        ("date", "as_of", "as_of"),
        ("date", "survey", "as_of"),
        ("date", "year", "year"),
        ("date", "month", "month"),
        ("date", "", "date"),
        ("event", "code", "event"),
        ("event", "id", "event"),
        ("event", "name", "event"),
        ("cause", "", "cause"),
        ("sex", "", "sex"),
        ("gender", "", "sex"),
        ("age", "range", "age"),
        ("age", "group", "age"),
        ("age", "", "age"),
        ("source", "url", "url"),
        ("source", "", "source"),
        ("meta", "source", "source"),
        ("org", "source", "source"),
        ("org", "reporting", "source"),
        ("meta", "id", "source_key"),
        ("meta", "url", "url"),
        ("link", "", "url"),
        ("indicator", "name", "measure"),
        ("category", "", "group"),
        ("sector", "code", "sector"),
        ("sector", "cluster", "sector"),
        ("sector", "", "sector"),
    )
)
"""Which tags, with which attributes, say what; the first that fits is taken."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a column of numbers counts: columns that agree in it state one range together."""

    measure: str
    unit: str | None
    group: str
    basis: str | None = None
    year: str | None = None


def _is_of_the_text(attribute: str) -> bool:
    """Return whether an attribute tells in which language or of which list the cells are."""
    return attribute in _LANGUAGES or _LIST.fullmatch(attribute) is not None


def _known(read: Callable[[str], str], attribute: str) -> str | None:
    try:
        return read(attribute.replace("_", " "))
    except UnknownNameError:
        return None


def _figure(tag: Tag) -> tuple[_Figure, str] | None:
    """Return what a tag counts and which end it states, or None if it counts nobody."""
    attributes = [name for name in tag.attributes if name not in _ENDS]
    if tag.tag not in _PEOPLE or (_NAMES_A_GROUP | _COUNTS_NOBODY).intersection(attributes):
        return None
    measure, unit, group, year, said = None, None, "all", None, []
    timed = next((name for name in attributes if name in _BASES), None)
    for name in attributes:
        if timed and _BASES.get(name) == _BASES[timed]:
            continue
        if found := _known(read_unit, name):
            unit = found
        elif name in _NEUTRAL or _is_of_the_text(name):
            continue
        elif of_year := _YEAR.fullmatch(name):
            year = of_year[1]
        elif not (named := read_group(name.replace("_", " "))).startswith("stated="):
            group = join_groups(group, named)
        elif measure is None and (found := _known(lambda words: read_measure(words).measure, name)):
            measure = found
        else:
            said.append(name)
    measure, basis = _timed(measure or _PEOPLE[tag.tag], timed)
    if timed is not None and basis is None:
        said.append(timed)
    if said:
        group = join_groups(group, read_group(" ".join(said)))
    end = next((_ENDS[name] for name in tag.attributes if name in _ENDS), "figure")
    return _Figure(measure, unit, group, basis, year), end


def _timed(measure: str, attribute: str | None) -> tuple[str, str | None]:
    """Return a measure and its basis; no basis where the attribute is none for the measure.

    People in a state are no running total: `+idps+new` are new displacements, and
    `+refugees+cumulative` is a group of its own words.
    """
    if attribute is None or MEASURES[measure].about != "state" or _BASES[attribute] == "stock":
        return measure, _BASES.get(attribute or "")
    # `+newdisp` is what IDMC's files have for it.
    renewed = _known(
        lambda words: read_measure(words).measure, f"{attribute.removesuffix('disp')} {measure}"
    )
    return (measure, None) if renewed is None else (renewed, _BASES[attribute])


def _tags(sheet: Sheet) -> dict[str, Tag]:
    """Return the tag of each column that has one, by the header's name."""
    parsed = ((name, Tag.parse(text)) for name, text in zip(sheet.header, sheet.tags, strict=False))
    return {name: tag for name, tag in parsed if tag is not None}


def _says(tag: Tag, name: str, needed: frozenset[str]) -> bool:
    """Return whether a tag is of this name, with these attributes and none that changes it."""
    more = set(tag.attributes) - needed
    is_plain = all(one in _PLAIN or _is_of_the_text(one) for one in more)
    return tag.tag == name and needed <= set(tag.attributes) and is_plain


def _facets(tags: Mapping[str, Tag]) -> dict[str, str]:
    """Return the header for each of our names that a tag gives; the first column counts."""
    found: dict[str, str] = {}
    # Of where people came from and where they went, they are counted where they went.
    ordered = sorted(tags, key=lambda header: _WHERE_TO.isdisjoint(tags[header].attributes))
    for name, needed, ours in _COLUMNS:
        for header in ordered:
            if (
                ours not in found
                and header not in found.values()
                and _says(tags[header], name, needed)
            ):
                found[ours] = header
    for header, tag in tags.items():
        if tag.tag in _PEOPLE and _NAMES_A_GROUP.intersection(tag.attributes):
            names_sex = not _SEX.isdisjoint(tag.attributes)
            found.setdefault("sex" if names_sex else "group", header)
    return found


def _figures(tags: Mapping[str, Tag], *, is_named: bool) -> dict[_Figure, dict[str, list[str]]]:
    """Return, for each thing counted, the headers for each part of its range."""
    figures: dict[_Figure, dict[str, list[str]]] = {}
    for header, tag in tags.items():
        found = _figure(tag)
        if found is None and is_named and _is_of_indicator(tag):
            end = next((_ENDS[name] for name in tag.attributes if name in _ENDS), "figure")
            found = _Figure("", None, "all"), end
        if found is not None:
            figures.setdefault(found[0], {}).setdefault(found[1], []).append(header)
    return figures


def _is_of_indicator(tag: Tag) -> bool:
    is_number = tag.tag == "value" or not {"value", "num"}.isdisjoint(tag.attributes)
    return is_number and _COUNTS_NOBODY.isdisjoint(tag.attributes)


def _stated(sheet: Sheet, parts: Mapping[str, list[str]]) -> dict[str, Texts | str]:
    """Return each part of a range, and what other columns of it say that is not the same."""
    columns: dict[str, Texts | str] = {}
    lost = []
    for end, headers in parts.items():
        # What is blank in one column may stand in the next.
        columns[end] = first = reduce(Texts.otherwise, (sheet[header] for header in headers))
        lost += [differing(end, first, sheet[header]) for header in headers[1:]]
    if lost:
        columns["unread"] = unread_of(lost, sheet.n_rows)
    return columns


def _by_m49(codes: Texts) -> Texts:
    """Return numbers of M49 as codes of countries; those of regions, and others, stay."""

    def code(text: str) -> str:
        place = Place(text.zfill(3), "m49") if text.isdecimal() else None
        if place is None or standard_gazetteer().find(place.code, place.system) is None:
            return text
        return standard_gazetteer().canonical(place).code

    return codes.map(code)


def _said(sheet: Sheet, tags: Mapping[str, Tag]) -> dict[str, Texts | str]:
    """Return what a row says of all its figures."""
    headers = _facets(tags)
    said: dict[str, Texts | str] = {ours: sheet[header] for ours, header in headers.items()}
    if (header := headers.get("country_code")) and "v_m49" in tags[header].attributes:
        code = _by_m49(sheet[header])
        region = code.map(lambda text: text if text.isdecimal() else None)
        said["country_code"] = code.where(~region.is_stated)
        if region.is_stated.any() and "place" not in said:
            said["place"] = region
            said["place_system"] = region.map(lambda _: "m49")
    if (header := headers.get("from_place")) and "v_m49" in tags[header].attributes:
        said["from_place"] = _by_m49(sheet[header])
    if header := headers.get("sector"):
        del said["sector"]
        said["definition"] = sheet[header].map(lambda text: f"sector:{text.casefold()}")
    return said


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns whose tags are understood, if one of them counts people."""
    tags = _tags(sheet)
    facets = _facets(tags)
    figures = _figures(tags, is_named="measure" in facets)
    counted = [header for parts in figures.values() for one in parts.values() for header in one]
    if not counted:
        return None
    shown = ", ".join(sheet.tags[sheet.header.index(header)] for header in counted[:3])
    return Match(
        tuple(dict.fromkeys([*counted, *facets.values()])), f"its row of HXL tags ({shown} …)"
    )


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return one arrangement for each thing that the columns count."""
    tags = _tags(sheet)
    said = _said(sheet, tags)
    figures = _figures(tags, is_named="measure" in said)
    named = said.get("group")
    arranged: list[dict[str, Texts | str]] = []
    for figure, parts in figures.items():
        columns = _stated(sheet, parts)
        if figure.measure:
            columns["measure"] = figure.measure
            columns["measure_stated"] = next(iter(parts.values()))[0]
        if figure.unit:
            columns["unit"] = figure.unit
        elif isinstance(named, Texts) and (units := households_in(named)).is_stated.any():
            columns["unit"] = units
        if figure.group != "all":
            of_row = named if isinstance(named, Texts) else None
            columns["group"] = joined_group(of_row, figure.group)
        if figure.basis:
            columns["basis"] = figure.basis
        if figure.year:
            columns["year"] = figure.year
        arranged.append(columns)
    return by_figure(said, arranged)


FORMAT = Format(
    name="hxl",
    summary="Any table with a row of HXL hashtags that count people.",
    needs="a row of HXL tags, one of which counts people (#affected+killed, #inneed, …)",
    level="standard",
    by_row=True,
    sniff=sniff,
    arrange=arrange,
)

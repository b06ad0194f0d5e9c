"""Places: codes that exist, names that were understood, and people who come from elsewhere."""

import re
from itertools import islice

import numpy as np
import numpy.typing as npt

from crisisfigures.period import day_number
from crisisfigures.place import Place
from crisisfigures.plugins import (
    Cells,
    Check,
    Flags,
    Integers,
    Judged,
    Strings,
    combined,
    each_distinct,
)
from crisisfigures.table import NO_DAY

_NAMED = {"place": ("place_system", "place_name"), "from_place": ("from_system", "from_name")}
_NAMES = {"place_name": "place", "from_name": "from_place"}
# Codes that stand for no country: people without a nationality, or of unknown origin.
_NO_COUNTRY = ("UNK", "STA", "XXA", "XXB", "XXC", "XXX")

_LONGEST_NAME = 200
"""No place is called by more than this; such a text is not looked up."""

_COUNTRY = "iso3166-1"
_ISO_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")

_MOST_LOOKED_UP = 100
"""Of how many names the nearest ones are searched, which takes milliseconds each."""


def _is_nowhere(cells: Cells, _column: str) -> Flags:
    return ~(cells.stated("place") | cells.stated("place_name"))


def _is_name_alone(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return cells.stated(column) & ~cells.stated(_NAMES[column])


def _lacks_system(cells: Cells, column: str) -> Flags | bool:
    if not cells.has(column):
        return False
    return cells.stated(column) & ~cells.stated(_NAMED[column][0])


def _is_unknown(cells: Cells, column: str) -> Judged | bool:
    """Return the codes that are not in the gazetteer, of systems that it knows."""
    system = _NAMED[column][0]
    if not (cells.has(column) and cells.has(system)):
        return False
    gazetteer = cells.gazetteer
    listed = gazetteer.systems

    def is_unknown(code: str | None, of: str | None) -> bool:
        if code is None or of is None:
            return False
        if of not in listed:
            return is_mistaken(code, of)
        return not gazetteer.is_known(code, of)

    def is_mistaken(code: str, of: str) -> bool:
        """Whether it is ISO's code of a subdivision, whatever p-codes there are."""
        is_of_iso = of == "pcode" and _ISO_SUBDIVISION.fullmatch(code) is not None
        return is_of_iso and gazetteer.is_known(code, "iso3166-2")

    found = cells.judge(is_unknown, column, system)
    coded = cells.stated(column) & cells.stated(system)
    return Judged(found, coded & ~cells.is_word(system, *listed) & ~found)


def _elsewhere(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    """Return for unknown codes what they are codes of in another system."""

    def told(code: str) -> str:
        asked = ((system, cells.gazetteer.find(code, system)) for system in ("iso3166-2", "pcode"))
        found = [f"the code of {place.name} in {system}" for system, place in asked if place]
        return f" It is {found[0]}." if found else ""

    return {"elsewhere": each_distinct(told, cells.said(column, rows))}


_ALWAYS = np.iinfo(np.int64).max


def _spans(cells: Cells, column: str) -> tuple[Integers, npt.NDArray[np.int64]]:
    """Return ids of the distinct codes, and the first and last day (2 x k) of what they name."""
    system = _NAMED[column][0]
    coded = [cells.codes(name) for name in (column, system)]
    ids, rows = combined([codes for codes, _ in coded], [len(texts) for _, texts in coded])
    days = np.empty((2, len(rows)), dtype=np.int64)
    days[0], days[1] = -_ALWAYS, _ALWAYS
    for at in np.flatnonzero(rows >= 0):
        code, of = (codes[rows[at]] for codes, _ in coded)
        if code < 0 or of < 0 or coded[1][1][of] not in ("iso3166-1", "m49", "gw"):
            continue
        known = cells.gazetteer.find(coded[0][1][code], coded[1][1][of])
        entry = cells.gazetteer.entry(known) if known else None
        if entry and entry.valid_from:
            days[0, at] = day_number(entry.valid_from)
        if entry and entry.valid_to:
            days[1, at] = day_number(entry.valid_to)
    return ids, days


def _is_ended(cells: Cells, column: str) -> Flags | bool:
    """Return where the period lies after the last day on which there was such a place."""
    if not (cells.has(column) and cells.has(_NAMED[column][0])):
        return False
    ids, days = cells.once(_spans, column)
    if (days[1] == _ALWAYS).all():
        return np.zeros(cells.n, dtype=np.bool_)
    start, end = cells.days("period_start"), cells.days("period_end")
    begins = np.where(np.equal(start, NO_DAY), end, start)
    found: Flags = np.not_equal(begins, NO_DAY) & np.greater(begins, days[1][ids])
    return found


def _is_backdated(cells: Cells, column: str) -> Flags | bool:
    """Return where the period lies before the first day on which there was such a place."""
    if not (cells.has(column) and cells.has(_NAMED[column][0])):
        return False
    ids, days = cells.once(_spans, column)
    if (days[0] == -_ALWAYS).all():
        return np.zeros(cells.n, dtype=np.bool_)
    start, end = cells.days("period_start"), cells.days("period_end")
    ends = np.where(np.equal(end, NO_DAY), start, end)
    found: Flags = np.not_equal(ends, NO_DAY) & np.less(ends, days[0][ids])
    return found


def _validity(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    ids, days = cells.once(_spans, column)
    codes, systems = cells.said(column, rows), cells.said(_NAMED[column][0], rows)
    named = [
        place.name or place.code if (place := cells.gazetteer.find(code, system)) else code
        for code, system in zip(codes, systems, strict=True)
    ]
    said = [
        each_distinct(lambda day: str(np.datetime64(day, "D")), ends[ids[rows]])
        for ends in np.where(np.abs(days) == _ALWAYS, 0, days)
    ]
    return {"name": np.array(named, dtype=object), "valid_from": said[0], "valid_to": said[1]}


def _is_finer(cells: Cells, column: str) -> Flags | bool:
    """Return where the code names a smaller area than the one to which the place is known."""
    if not cells.has(column):
        return False
    gazetteer = cells.gazetteer

    def is_finer(precision: str | None, code: str | None, system: str | None) -> bool:
        if precision is None or code is None or not precision.startswith("admin"):
            return False
        place = gazetteer.find(code, system or "")
        entry = gazetteer.entry(place) if place else None
        return bool(entry and entry.level is not None and entry.level > int(precision[5:]))

    return cells.judge(is_finer, column, "place", "place_system")


def _is_origin_asylum(cells: Cells, column: str) -> Flags | bool:
    if not (cells.has(column) and cells.has("place")):
        return False

    def is_same(place: str | None, system: str | None, origin: str | None, of: str | None) -> bool:
        return place is not None and (place, system) == (origin, of) and place not in _NO_COUNTRY

    abroad = cells.is_word("measure", "refugees", "asylum_seekers") & _is_told(cells)
    if not abroad.any():
        return abroad
    names = ("place", "place_system", column, "from_system")
    return abroad & cells.judge(is_same, *names)


def _is_told(cells: Cells) -> Flags:
    """Return where it matters where people came from: not where there are none."""
    return ~cells.is_word("status", "missing", "not_applicable", "none_recorded")


def _is_origin_abroad(cells: Cells, column: str) -> Flags | bool:
    """Return people within their country who come from another country."""
    if not (cells.has(column) and cells.has("place")):
        return False
    inside = cells.is_word("measure", "idps", "new_displacements") & _is_told(cells)
    if not inside.any():
        return inside

    def is_other(place: str | None, system: str | None, origin: str | None, of: str | None) -> bool:
        if (system, of) != (_COUNTRY, _COUNTRY) or place is None or origin is None:
            return False
        if place in _NO_COUNTRY or origin in _NO_COUNTRY:
            return False
        relation = cells.gazetteer.relation(Place(place, _COUNTRY), Place(origin, _COUNTRY))
        return relation == "disjoint"

    found = inside & cells.judge(is_other, "place", "place_system", column, "from_system")
    # Before it split, a country was one: nobody who fled from Juba to Khartoum crossed a border.
    for ids, days in (
        (cells.once(_spans, name) for name in ("place", column)) if found.any() else ()
    ):
        first = days[0][ids]
        found &= np.greater_equal(cells.days("period_end"), first) | np.equal(first, -_ALWAYS)
    return found


def _resolved(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    names = cells.said(column, rows)
    short = (name for name in dict.fromkeys(names.tolist()) if len(name) <= _LONGEST_NAME)
    looked_up = set(islice(short, _MOST_LOOKED_UP))

    def resolved(name: str) -> str:
        if name not in looked_up:
            return "Write its code and the system of the code beside the name, or declare the area."
        found = cells.gazetteer.resolve(name)
        known = " Write its code and the system of the code beside the name." if found else ""
        return found.message() + known

    return {"resolved": each_distinct(resolved, names)}


CHECKS = (
    Check(
        name="missing-place",
        severity="warning",
        phase="meaning",
        at=("place",),
        find=_is_nowhere,
        reads=("place_name",),
        message="the row does not say where",
        hint="State the code in `place` and its system in `place_system`, or the source's words in "
        "`place_name`.",
        why="A figure of a district and one of its country differ because they count different "
        "people. Without a place, a figure is compared with no other unless you ask for it.",
        bad=({"place": None, "place_system": None},),
        good=({"place": "ML-9", "place_system": "iso3166-2"},),
    ),
    Check(
        name="unresolved-place",
        severity="warning",
        phase="meaning",
        at=("place_name", "from_name"),
        find=_is_name_alone,
        reads=("place", "from_place"),
        message="the place is only named: {value}",
        hint="{resolved}",
        why="Names are spelled in many ways and shared by many places; places are compared by "
        "codes. A name that is not understood is never guessed.",
        bad=({"place": None, "place_system": None, "place_name": "the valley"},),
        good=({"place_name": "Mali"},),
        facts=_resolved,
    ),
    Check(
        name="place-without-system",
        severity="warning",
        phase="meaning",
        at=("place", "from_place"),
        find=_lacks_system,
        reads=("place_system", "from_system"),
        message="the code {value} is stated without the system that it belongs to",
        hint="Say whose code it is: iso3166-1, iso3166-2, pcode, m49, gw or custom.",
        why="The p-code ML10 is Menaka, and ISO's ML-10 is Taoudénit. A code of no system can be "
        "taken for another place.",
        bad=({"place": "ML10", "place_system": None},),
        good=({"place": "ML10", "place_system": "pcode"},),
    ),
    Check(
        name="unknown-place-code",
        severity="warning",
        phase="meaning",
        at=("place", "from_place"),
        find=_is_unknown,
        reads=("place_system", "from_system"),
        message="there is no place with the code {value}",
        hint="Check the code, and its system.{elsewhere} If it is of a newer list than the "
        "gazetteer's, load that list: gazetteer.with_pcodes(file).",
        why="A figure under a code that does not exist never meets the figures of its place. Codes "
        "are also withdrawn: an area that was split has other codes today.",
        bad=(
            {"place": "MLX"},
            {"from_place": "ML-99", "from_system": "iso3166-2"},
            {"place": "ML-10", "place_system": "pcode"},
        ),
        good=({"place": "sahel", "place_system": "custom"}, {"place": "XKX"}),
        facts=_elsewhere,
    ),
    Check(
        name="retired-place-code",
        severity="warning",
        phase="meaning",
        at=("place", "from_place"),
        find=_is_ended,
        reads=("place_system", "from_system", "period_start", "period_end"),
        message="{value} ({name}) ended on {valid_to}; the figure is of {period_start} to "
        "{period_end}",
        hint="Give the code of the place that there was on these days, or check the year.",
        why="A country that has split, or whose code was changed, has other codes now. Under the "
        "old one a figure meets none of its time.",
        bad=({"place": "YUG"}, {"from_place": "SCG", "from_system": "iso3166-1"}),
        good=({"place": "YUG", "period_start": "1999-03-01", "period_end": "1999-05-31"},),
        facts=_validity,
    ),
    Check(
        name="backdated-place-code",
        severity="info",
        phase="meaning",
        at=("place", "from_place"),
        find=_is_backdated,
        reads=("place_system", "from_system", "period_start", "period_end"),
        message="{value} ({name}) is listed from {valid_from}; the figure is of {period_start} to "
        "{period_end}",
        hint="Make sure that the figure is of today's territory, and not of the country that it "
        "was then a part of.",
        why="Sudan before and after July 2011 is not one place. Many datasets give a figure of "
        "former times to the country that is there today; others give it to the country of that "
        "time. Beside each other they count people twice, or not at all.",
        bad=(
            {"place": "SSD", "period_start": "2005-03-01", "period_end": "2005-05-31"},
            {
                "from_place": "ERI",
                "from_system": "iso3166-1",
                "period_start": "1990-03-01",
                "period_end": "1990-05-31",
            },
        ),
        good=({"place": "SSD", "period_start": "2011-01-01", "period_end": "2011-12-31"},),
        facts=_validity,
    ),
    Check(
        name="place-precision-misfit",
        severity="warning",
        phase="meaning",
        at=("place_precision",),
        find=_is_finer,
        reads=("place", "place_system"),
        message="the code {place} is of a smaller area than the {value} to which the place is "
        "known",
        hint="Give the code of the area to which it is known, or correct the precision.",
        why="Where only the country is known, a district's code is a guess, or the centre of the "
        "map; the district would be given what happened elsewhere.",
        bad=({"place_precision": "admin0", "place": "ML-9", "place_system": "iso3166-2"},),
        good=(
            {"place_precision": "admin1", "place": "ML-9", "place_system": "iso3166-2"},
            {"place_precision": "admin2"},
            {"place_precision": "near"},
        ),
    ),
    Check(
        name="origin-is-asylum",
        severity="error",
        phase="meaning",
        at=("from_place",),
        find=_is_origin_asylum,
        reads=("measure", "status", "place", "place_system", "from_system"),
        message="{measure} of {place} who come from {value}",
        hint="Check origin and asylum: one of the codes was copied. People displaced within their "
        "country are 'idps'.",
        why="Refugees are by definition outside their country. Such rows count internally "
        "displaced people as refugees, or hold the wrong code.",
        bad=(
            {
                "from_place": "MLI",
                "from_system": "iso3166-1",
                "measure": "refugees",
                "basis": "stock",
            },
        ),
        good=(
            {
                "from_place": "NER",
                "from_system": "iso3166-1",
                "measure": "refugees",
                "basis": "stock",
            },
            {
                "from_place": "MLI",
                "from_system": "iso3166-1",
                "measure": "refugees",
                "basis": "stock",
                "status": "not_applicable",
                **dict.fromkeys(("low", "best", "high", "low_kind", "high_kind")),
            },
        ),
    ),
    Check(
        name="origin-is-abroad",
        severity="warning",
        phase="meaning",
        at=("from_place",),
        find=_is_origin_abroad,
        reads=(
            *("measure", "status", "place", "place_system", "from_system"),
            *("period_start", "period_end"),
        ),
        message="{measure} of {place} who come from {value}",
        hint="Check origin and place. People who have crossed a border are refugees, "
        "asylum_seekers or arrivals; those who came back, returnees.",
        why="People displaced within a country come by definition from that country. Such rows "
        "count refugees as internally displaced, or hold the wrong code.",
        bad=(
            {
                "from_place": "NER",
                "from_system": "iso3166-1",
                "measure": "idps",
                "basis": "stock",
            },
        ),
        good=(
            {
                "from_place": "MLI",
                "from_system": "iso3166-1",
                "measure": "idps",
                "basis": "stock",
            },
        ),
    ),
)

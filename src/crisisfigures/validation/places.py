"""Places: codes that exist, names that were understood, and people who come from elsewhere."""

from itertools import islice

from crisisfigures.plugins import Cells, Check, Flags, Integers, Judged, Strings, each_distinct

_NAMED = {"place": ("place_system", "place_name"), "from_place": ("from_system", "from_name")}
_NAMES = {"place_name": "place", "from_name": "from_place"}
# Codes that stand for no country: people without a nationality, or of unknown origin.
_NO_COUNTRY = ("UNK", "STA", "XXA", "XXB", "XXC", "XXX")

_LONGEST_NAME = 200
"""No place is called by more than this; such a text is not looked up."""

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
    listed = cells.gazetteer.systems

    def is_unknown(code: str | None, of: str | None) -> bool:
        if code is None or of is None or of not in listed:
            return False
        return not cells.gazetteer.is_known(code, of)

    coded = cells.stated(column) & cells.stated(system)
    unlisted = coded & ~cells.is_word(system, *listed)
    return Judged(cells.judge(is_unknown, column, system), unlisted)


def _is_origin_asylum(cells: Cells, column: str) -> Flags | bool:
    if not (cells.has(column) and cells.has("place")):
        return False

    def is_same(place: str | None, system: str | None, origin: str | None, of: str | None) -> bool:
        return place is not None and (place, system) == (origin, of) and place not in _NO_COUNTRY

    abroad = cells.is_word("measure", "refugees", "asylum_seekers")
    # Where there are none it is of no matter from where they did not come.
    abroad &= ~cells.is_word("status", "missing", "not_applicable", "none_recorded")
    if not abroad.any():
        return False
    names = ("place", "place_system", column, "from_system")
    return abroad & cells.judge(is_same, *names)


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
        hint="Check the code, and its system. If it is of a newer list than the gazetteer's, load "
        "that list: gazetteer.with_pcodes(file).",
        why="A figure under a code that does not exist never meets the figures of its place. Codes "
        "are also withdrawn: an area that was split has other codes today.",
        bad=({"place": "MLX"}, {"from_place": "ML-99", "from_system": "iso3166-2"}),
        good=({"place": "sahel", "place_system": "custom"}, {"place": "XKX"}),
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
)

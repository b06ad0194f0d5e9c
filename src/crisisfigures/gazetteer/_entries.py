"""Entry: what a gazetteer knows about one place."""

from dataclasses import dataclass
from datetime import date

from crisisfigures.place import Place

SYSTEMS_IN_ORDER = ("custom", "iso3166-1", "m49", "iso3166-2", "pcode", "gw")
"""Which system's place a bare name means, first one first."""

COUNTRIES = "countries"
"""The family of the countries of ISO 3166-1: no two of them share ground."""


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds in degrees; `east` below `west` means that they cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @property
    def _width(self) -> float:
        return (self.east - self.west) % 360 or 360

    def holds(self, other: "Box") -> bool:
        """Whether every point of the other box is one of this."""
        offset = (other.west - self.west) % 360
        return (
            self.south <= other.south
            and other.north <= self.north
            and (self._width == 360 or offset + other._width <= self._width)
        )

    def meets(self, other: "Box") -> bool:
        """Whether the two share ground; a common edge is none."""
        return (
            self.south < other.north
            and other.south < self.north
            and (
                (other.west - self.west) % 360 < self._width
                or (self.west - other.west) % 360 < other._width
            )
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known about one place.

    Other places are named by their keys, "iso3166-2:ML-9", as `Place.parse` reads them.

    Attributes:
        place: The place, with its name.
        names: Its names as its source gives them; the standard gazetteer knows more.
        level: 0 for a country, 1 and more for what lies in it; None for a region or an area.
        kind: What its source calls it ("Region", "Governorate"); "status" for a code that names
            no ground, such as `STA`, stateless.
        parents: The places that it lies in.
        members: If any: the place is these, no more and no less.
        overlaps: Places of which it has a part but not the whole, and which do not hold it.
        bounds: Its bounds, if it is a box.
        family: Places of one family share no ground; None if nothing like it is known.
        extents: What the code stands for, in order of time: the last day, and the key of what it
            stood for until then. Empty if it has only ever stood for itself.
        valid_from: The first day on which there was such a place; None if not known or not limited.
        valid_to: The last such day; None if there still is.
        edition: For a p-code: the date of the list that it is from. Not a date of the place:
            figures from before that day bear the code too.
    """

    place: Place
    names: tuple[str, ...] = ()
    level: int | None = None
    kind: str | None = None
    parents: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    bounds: Box | None = None
    family: str | None = None
    extents: tuple[tuple[date | None, str], ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    edition: date | None = None

    @property
    def key(self) -> str:
        """The key of the place."""
        return self.place.key

    def is_valid_on(self, day: date) -> bool:
        """Whether there was such a place on that day, as far as is known."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

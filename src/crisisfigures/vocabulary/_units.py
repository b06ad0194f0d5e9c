"""The units in which figures are counted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of counting.

    Attributes:
        name: The word in the `unit` column.
        definition: What one of it is.
        is_people: Whether it counts people, one by one or in groups.
    """

    name: str
    definition: str
    is_people: bool


_LISTED = (
    Unit("person", "One human being.", True),
    Unit("household", "People who live together and share meals; its size varies by place.", True),
    Unit("family", "People who are kin, as registered; not always the same as a household.", True),
    Unit("case", "One file or one episode of disease; it may stand for several people.", False),
    Unit("dwelling", "A house or flat, standing, damaged or destroyed.", False),
    Unit("event", "One incident, as the publisher delimits it.", False),
)

UNITS: dict[str, Unit] = {unit.name: unit for unit in _LISTED}
"""The units by name; `person` is the default of the table."""

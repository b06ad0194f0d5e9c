"""What is counted: each measure with its definition, and whose definition it is."""

from dataclasses import dataclass
from typing import Literal

from crisisfigures.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that figures count.

    Attributes:
        name: The word in the `measure` column.
        about: `event` (something that happens to people in a period), `state` (people who are
            so on a date) or `umbrella` (a word that does not tell which of the two).
        default_basis: The basis of a figure that does not say: flow, stock or unstated.
        unit: The unit in which it is counted unless stated.
        signed: Whether it can be negative.
        definition: What it counts.
        defined_by: Whose definition that is.
        subset_of: Measures that count at least the same people, in the same place and period.
    """

    name: str
    about: Literal["event", "state", "umbrella"]
    default_basis: str
    unit: str
    signed: bool
    definition: str
    defined_by: str
    subset_of: tuple[str, ...]


def _event(
    name: str,
    definition: str,
    defined_by: str,
    *subset_of: str,
    unit: str = "person",
    signed: bool = False,
) -> Measure:
    return Measure(name, "event", "flow", unit, signed, definition, defined_by, subset_of)


def _state(name: str, definition: str, defined_by: str, *subset_of: str) -> Measure:
    return Measure(name, "state", "stock", "person", False, definition, defined_by, subset_of)


_OURS = "this library"
_CASUALTY = "Every Casualty Counts, Standards for Casualty Recording (2016)"
_GUIDING = "Guiding Principles on Internal Displacement (UN, 1998)"
_IDMC = "IDMC, glossary"
_EMDAT = "EM-DAT, impact variables"
_UNHCR = "UNHCR, Refugee Data Finder, definitions"
_OCHA = "OCHA, humanitarian needs overviews"

_LISTED = (
    # The dead, the injured, the missing.
    _event(
        "deaths",
        "People who died, from whatever cause, directly or indirectly.",
        _OURS,
        "dead_or_missing",
    ),
    _event(
        "killed",
        "People who died violently, or directly by the hazard; indirect deaths are left out.",
        _CASUALTY,
        "deaths",
        "casualties",
    ),
    _event(
        "dead_or_missing",
        "People who died or have not been found since the event, in one number.",
        _EMDAT,
    ),
    _event(
        "injured",
        "People with physical injury or trauma that needs medical treatment.",
        _EMDAT,
        "casualties",
    ),
    _event("casualties", "People killed or injured, in one number.", _CASUALTY),
    _event(
        "missing_persons",
        "People whose whereabouts are unknown to their relatives and who were reported missing.",
        "ICRC, Missing Persons: A handbook for parliamentarians (2009)",
        "dead_or_missing",
    ),
    _event(
        "excess_deaths",
        "Deaths above what would have been expected without the crisis; negative if fewer.",
        "WHO, methods for estimating excess mortality",
        signed=True,
    ),
    _event("abducted", "People taken away and held against their will.", _OURS),
    _event("detained", "People arrested or held by an authority.", _OURS),
    _event("rescued", "People brought to safety from immediate danger.", _OURS),
    _event(
        "survivors",
        "People who were in the incident and lived, whether or not they were hurt or rescued.",
        "IOM, Missing Migrants Project",
    ),
    _state("trapped", "People buried, stranded or cut off, who cannot leave.", _OURS),
    _event("cases", "Episodes of a disease, by the definition that the source applies.", "WHO"),
    # People who moved.
    Measure(
        "displaced",
        "umbrella",
        "unstated",
        "person",
        False,
        "People forced to leave their homes, where it is not told whether movements or people, "
        "or whether within or across borders.",
        _OURS,
        (),
    ),
    _event(
        "new_displacements",
        "Forced movements within a country in the period; a person who flees twice counts twice.",
        _IDMC,
    ),
    _state(
        "idps",
        "People forced to leave their homes who have not crossed a border, on a date.",
        _GUIDING,
        "displaced",
    ),
    _event("evacuated", "People moved out of danger, before or during an event.", _IDMC),
    _state("sheltered", "People living in camps, shelters or collective centres.", _OURS),
    _state(
        "refugees",
        "People outside their country in need of international protection, as recognised or "
        "presumed; people in refugee-like situations included.",
        _UNHCR,
        "displaced",
    ),
    _state(
        "asylum_seekers",
        "People who sought international protection and whose claim is not yet decided.",
        _UNHCR,
        "displaced",
    ),
    _event("arrivals", "People who crossed into a country to seek safety in the period.", _OURS),
    _event("asylum_applications", "Applications for asylum lodged in the period.", _UNHCR),
    _event("asylum_decisions", "Decisions on applications for asylum in the period.", _UNHCR),
    _event("resettled", "Refugees admitted by a third country in the period.", _UNHCR),
    _event("naturalised", "Refugees who obtained a nationality in the period.", _UNHCR),
    _state(
        "returnees",
        "People who were displaced and are back in their place or country of origin, on a date.",
        "IOM, Displacement Tracking Matrix",
    ),
    _event("returns", "Movements back to the place or country of origin in the period.", _IDMC),
    _state(
        "stateless",
        "People whom no state considers a national under its law.",
        "Convention relating to the Status of Stateless Persons (1954)",
    ),
    _state(
        "others_in_need_of_protection",
        "People outside their country who likely need international protection and are reported "
        "neither as refugees nor as asylum-seekers.",
        _UNHCR,
        "displaced",
    ),
    _state("others_of_concern", "People assisted who belong to no other category.", _UNHCR),
    _state("host_community", "People of the area who host those displaced to it.", _UNHCR),
    _event(
        "net_displacement",
        "The change in the number of displaced people over the period; negative if it fell.",
        _OURS,
        signed=True,
    ),
    # People in hardship.
    _event(
        "affected",
        "People whom the event harmed in life, health, home or livelihood; the dead left out.",
        _EMDAT,
    ),
    _state("homeless", "People whose home was destroyed or heavily damaged.", _EMDAT),
    _state(
        "in_need",
        "People whose safety, rights or living standards are threatened and who need help.",
        _OCHA,
    ),
    _state("targeted", "People whom a plan intends to help.", _OCHA),
    _event("reached", "People who were helped in the period.", _OCHA),
    _state(
        "food_insecure",
        "People in an IPC phase of food insecurity; the phase is in `definition`.",
        "IPC, Technical Manual 3.1",
    ),
    _state("population", "People who live in the place.", "UN Statistics Division"),
    # What is not people.
    _event("incidents", "Incidents recorded in the period.", _OURS, unit="event"),
    _event(
        "dwellings_destroyed",
        "Dwellings destroyed or no longer fit to live in.",
        "Sendai Framework, indicator B-4",
        unit="dwelling",
    ),
    _event(
        "dwellings_damaged",
        "Dwellings damaged, and still fit to live in.",
        "Sendai Framework, indicator B-3",
        unit="dwelling",
    ),
    # What none of these is.
    Measure(
        "outside_vocabulary",
        "umbrella",
        "unstated",
        "person",
        False,
        "Something that no other measure counts, in a file of which other rows are figures; what "
        "it is, is told by `measure_stated`. Its rows state no number.",
        _OURS,
        (),
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _LISTED}
"""The measures by name."""


def measure_named(name: str) -> Measure:
    """Return the measure of exactly this name.

    Raises:
        UnknownNameError: There is none; the nearest names are listed.
    """
    try:
        return MEASURES[name]
    except KeyError:
        raise UnknownNameError("measure", name, MEASURES) from None


def default_basis(measure: str) -> str:
    """Return the basis of a figure that does not say: flow, stock or unstated.

    Raises:
        UnknownNameError: No measure has this name.
    """
    return measure_named(measure).default_basis


def basis_of(measure: str, *, is_since: bool) -> str:
    """Return the basis that a measure has by its period.

    Args:
        measure: The measure's name.
        is_since: Whether the period is worded "since X", so that events are a running total.

    Raises:
        UnknownNameError: No measure has this name.
    """
    known = measure_named(measure)
    return "cumulative" if is_since and known.about == "event" else known.default_basis

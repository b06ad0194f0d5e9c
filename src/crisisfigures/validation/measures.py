"""Measures: what is counted, in which unit, and whether as a stock or as a flow."""

from crisisfigures.plugins import Cells, Check, Flags, Integers, Strings, each_distinct
from crisisfigures.validation._rules import kept
from crisisfigures.vocabulary import MEASURES, UNITS

# What happens to one body at a time: nobody registers half a household as killed.
_ONE_BY_ONE = frozenset(
    {
        *("killed", "deaths", "dead_or_missing", "injured", "casualties", "excess_deaths"),
        *("missing_persons", "abducted", "detained", "rescued", "survivors", "trapped"),
    }
)
# What is done and over: nobody is "newly displaced on a date". People missing, held or affected
# can be counted on a date as well, so a stock of them is no surprise.
_NO_STOCK = frozenset(
    {
        *("killed", "deaths", "dead_or_missing", "casualties", "excess_deaths"),
        *("new_displacements", "net_displacement", "returns", "arrivals", "resettled"),
        *("asylum_applications", "asylum_decisions", "naturalised", "incidents"),
    }
)


def _is_misfit_unit(measure: str | None, unit: str | None) -> bool:
    if measure not in MEASURES or unit not in UNITS:
        return False
    own = MEASURES[measure].unit
    if own != "person":
        return unit != own
    if unit in ("household", "family"):
        return measure in _ONE_BY_ONE
    return unit in ("dwelling", "event")


def _is_misfit_basis(measure: str | None, basis: str | None) -> bool:
    if measure not in MEASURES:
        return False
    if MEASURES[measure].about == "state":
        return basis in ("flow", "cumulative")
    return basis == "stock" and measure in _NO_STOCK


def _has_misfit_unit(cells: Cells, _column: str) -> Flags:
    return cells.judge(_is_misfit_unit, "measure", "unit")


def _has_misfit_basis(cells: Cells, column: str) -> Flags | bool:
    return cells.judge(_is_misfit_basis, "measure", "basis") if cells.has(column) else False


def _usual(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    def usual(measure: str) -> str:
        known = MEASURES[measure]
        return known.unit if column == "unit" else known.default_basis

    return {"usual": each_distinct(usual, cells.said("measure", rows))}


CHECKS = (
    kept(
        "measure-missing",
        of_absence=True,
        why="A number of what? Killed and injured, or people and households, are never compared, "
        "so a figure that does not say stands beside no other.",
        bad=({"measure": None},),
        good=({"measure": "displaced", "basis": "unstated"},),
    ),
    Check(
        name="unit-misfit",
        severity="warning",
        phase="meaning",
        at=("unit",),
        find=_has_misfit_unit,
        reads=("measure",),
        message="{measure} is not counted in the unit {value}",
        hint="The usual unit of this measure is '{usual}' (an empty cell means 'person'). Check "
        "whether the column is of another measure.",
        why="A count of houses or incidents in the column of people is the commonest way for a "
        "figure to be wrong by a whole factor.",
        bad=({"unit": "household"}, {"measure": "dwellings_destroyed", "unit": "person"}),
        good=(
            {"unit": "household", "measure": "new_displacements"},
            {"unit": "dwelling", "measure": "dwellings_destroyed"},
        ),
        facts=_usual,
        value_free=("usual",),
    ),
    Check(
        name="basis-misfit",
        severity="warning",
        phase="meaning",
        at=("basis",),
        find=_has_misfit_basis,
        reads=("measure",),
        message="{measure} is not counted as {value}",
        hint="The usual basis of this measure is '{usual}'. Movements in a period are "
        "new_displacements, returns or arrivals; people on a date are idps, returnees or refugees.",
        why="Stocks of different dates count the same people again, and flows do not. A stock "
        "under the name of a flow is added up over the months.",
        bad=({"basis": "stock"}, {"measure": "idps", "basis": "flow"}),
        good=({"basis": "cumulative"}, {"measure": "idps", "basis": "stock"}),
        facts=_usual,
        value_free=("usual",),
    ),
)

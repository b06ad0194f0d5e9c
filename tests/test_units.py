"""Units: what is of one kind is converted, people and households never."""

import subprocess
import sys

import pytest

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import Estimate
from crisisfigures.units import in_unit, registry
from crisisfigures.vocabulary import UNITS


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_the_vocabulary_is_a_dimension_of_its_own(unit):
    assert dict(registry().get_dimensionality(unit)) == {f"[{unit}]": 1}


@pytest.mark.parametrize(
    ("plural", "unit"), [("people", "person"), ("families", "family"), ("households", "household")]
)
def test_plurals_are_the_same_unit(plural, unit):
    assert registry().Unit(plural) == registry().Unit(unit)


def test_the_registry_knows_nothing_of_physics():
    assert "meter" not in registry()
    assert "month" not in registry()


def test_a_rate_is_read_per_day_or_per_week():
    assert in_unit(Estimate(10, high=20), "person / day", "person / week") == Estimate(70, high=140)


def test_a_share_of_people_is_a_rate_per_100_000():
    # 100 deaths among 1,000,000 people are 10 per 100,000.
    rate = in_unit(Estimate(best=100) / 1_000_000, "person / person", "per_100_000")
    assert rate.best == pytest.approx(10)


def test_deaths_per_10_000_per_day_are_a_rate_of_people():
    # The emergency threshold of 1 death per 10,000 a day is 36.5 per 1,000 a year.
    yearly = in_unit(Estimate(best=1), "per_10_000_per_day", "1 / year")
    assert yearly.best == pytest.approx(0.0365, abs=1e-4)


def test_what_is_open_stays_open():
    assert in_unit(Estimate(32), "week", "day") == Estimate(224)


def test_households_are_not_people():
    with pytest.raises(OptionError, match="household size"):
        in_unit(Estimate(best=80), "household", "person")


@pytest.mark.parametrize("name", ["persom", "person //", "3"])
def test_an_unknown_unit_lists_the_known_ones(name):
    with pytest.raises(UnknownNameError, match="Known: "):
        in_unit(Estimate(best=80), name, "person")


def test_the_registry_is_loaded_on_first_use():
    code = "import sys, crisisfigures.units; print('pint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

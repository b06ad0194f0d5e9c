"""Units: what is of one kind is converted, people and households never."""

import subprocess
import sys

import pytest

from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.estimate import Estimate
from crisisfigures.units import factor, registry
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
    assert factor("person / day", "person / week") == 7
    assert factor("week", "day") == 7


def test_a_share_of_people_is_a_rate_per_100_000():
    # 100 deaths among 1,000,000 people are 10 per 100,000.
    rate = Estimate(best=100) / 1_000_000 * factor("person / person", "per_100_000")
    assert rate.best == pytest.approx(10)


def test_deaths_per_10_000_per_day_are_a_rate_of_people():
    # The emergency threshold of 1 death per 10,000 a day is 36.5 per 1,000 a year.
    assert factor("per_10_000_per_day", "1 / year") == pytest.approx(0.0365, abs=1e-4)


def test_a_factor_keeps_a_range_open():
    assert Estimate(32) * factor("week", "day") == Estimate(224)


def test_households_are_not_people():
    with pytest.raises(OptionError, match="household size"):
        factor("household", "person")


@pytest.mark.parametrize("name", ["persom", "person //", "3"])
def test_an_unknown_unit_lists_the_known_ones(name):
    with pytest.raises(UnknownNameError, match="Known: "):
        factor(name, "person")


def test_the_registry_is_loaded_on_first_use():
    code = "import sys, crisisfigures.units; print('pint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

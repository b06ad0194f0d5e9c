"""The face: the public names, sorted, each where it says it is, and nothing heavy at import."""

import pkgutil
import subprocess
import sys

import pytest

import crisisfigures as cf


def test_all_names_the_public_names_sorted():
    assert cf.__all__ == sorted(set(cf.__all__))
    assert set(dir(cf)) == set(cf.__all__)


@pytest.mark.parametrize("name", cf.__all__)
def test_every_name_of_the_face_is_there(name):
    assert getattr(cf, name) is not None


def test_no_public_name_hides_a_module():
    modules = {info.name for info in pkgutil.iter_modules(cf.__path__)}
    assert not modules & set(cf.__all__)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="reconsile"):
        cf.reconsile  # noqa: B018 - asking for it is the test


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import crisisfigures", ["pandas", "numpy", "pint", "pydantic", "babel", "pycountry"]),
        ("import crisisfigures.cli", ["pandas", "numpy", "pint", "pydantic"]),
        ("import crisisfigures; crisisfigures.parse_estimate('about 300')", ["pandas", "pint"]),
        ("import crisisfigures; crisisfigures.reconcile", ["pint", "scipy", "matplotlib"]),
    ],
)
def test_what_is_imported_loads_nothing_heavy(code, absent):
    asked = f"{code}; import sys; print(*[m for m in {absent} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []

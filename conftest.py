"""Every Python block of the documents is run, from the folder of the project."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent

# A test says what holds, not how fast the machine is.
settings.register_profile("here", deadline=None)
settings.load_profile("here")
# For a suite that passed already, and is run again with another Python or other dependencies.
settings.register_profile("again", deadline=None, max_examples=10)


def _at_home(namespace):
    namespace["_left"] = Path.cwd()
    os.chdir(ROOT)


def _back(namespace):
    os.chdir(namespace["_left"])


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    setup=_at_home,
    teardown=_back,
).pytest()


@pytest.fixture(scope="session")
def claims_of():
    """Return a function that makes a table of claims, filling in what a test does not mind."""
    import pandas as pd

    from crisisfigures.table import normalise

    def make(*rows, **common):
        usual = {
            "measure": "killed",
            "place": "ML-9",
            "place_system": "iso3166-2",
            "period_start": "2022-03-01",
            "period_end": "2022-05-31",
            "basis": "flow",
        }
        filled = [
            {"id": f"c{i}", "source": f"Source {i}"} | usual | common | row
            for i, row in enumerate(rows)
        ]
        return normalise(pd.DataFrame(filled))

    return make

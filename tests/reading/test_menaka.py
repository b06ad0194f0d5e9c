"""Six claims of a news report on the Menaka region, as an analyst would type them.

Source of the quotations in `menaka/claims.csv`: Agence France-Presse, "Fierce Fighting Underway at
Key Border Town in Central Mali", June 2022.
"""

import datetime
import shutil
from pathlib import Path

import pandas as pd
import pytest

from crisisfigures.reading import gazetteer_beside, read

SPRING = (datetime.date(2022, 3, 1), datetime.date(2022, 5, 31))
DECADE = (datetime.date(2012, 1, 1), datetime.date(2022, 6, 30))
NEVER = (None, None)


@pytest.fixture
def claims(tmp_path):
    """The file in a folder of its own, with the areas that it speaks of beside it."""
    shutil.copytree(Path(__file__).parent / "menaka", tmp_path, dirs_exist_ok=True)
    return tmp_path / "claims.csv"


def rows(table, *names):
    picked = table[list(names)].astype(object)
    return [tuple(row) for row in picked.where(picked.notna(), None).itertuples(index=False)]


def test_what_is_counted_and_where(claims):
    table = read(claims)
    assert rows(table, "measure", "basis", "unit", "group", "place", "place_system") == [
        ("killed", "flow", "person", "status=civilian", "ML-9", "iso3166-2"),
        ("killed", "flow", "person", "status=civilian", "ML-9", "iso3166-2"),
        ("new_displacements", "flow", "person", "all", "ML-9", "iso3166-2"),
        ("new_displacements", "flow", "person", "all", "ML-9", "iso3166-2"),
        ("killed", "cumulative", "person", "all", "sahel", "custom"),
        ("displaced", "unstated", "person", "all", "sahel", "custom"),
    ]


def test_when_with_since_ending_in_the_month_of_publication(claims):
    table = read(claims)
    ends = [
        tuple(None if pd.isna(day) else day.date() for day in pair)
        for pair in zip(table["period_start"], table["period_end"], strict=True)
    ]
    assert ends == [NEVER, SPRING, SPRING, NEVER, DECADE, DECADE]


def test_how_many_and_what_each_end_rests_on(claims):
    table = read(claims)
    names = ("low", "best", "high", "low_kind", "high_kind", "quantifier", "approximate")
    assert rows(table, *names) == [
        (200, None, 999, "convention", "convention", "vague", True),
        (300, None, 999, "convention", "convention", "vague", True),
        (20_000, None, 30_000, "stated", "stated", "between", False),
        (28_800, 32_000, 35_200, "convention", "convention", "approximately", True),
        (2_000, None, 9_999, "convention", "convention", "vague", True),
        (2_000_000, None, None, "exclusive", None, "more_than", False),
    ]


def test_what_was_said_is_kept(claims):
    table = read(claims)
    assert rows(table, "stated", "measure_stated", "period_stated")[2] == (
        "between 20,000 and 30,000",
        "displaced",
        "March to May 2022",
    )
    assert list(table["source_row"]) == [2, 3, 4, 5, 6, 7]
    assert set(table["file"]) == {"claims.csv"}
    assert "unread" not in table


def test_without_the_areas_beside_it_the_sahel_is_not_guessed(claims):
    (claims.parent / "areas.toml").unlink()
    table = read(claims)
    assert rows(table, "place", "place_name")[4] == (None, "Sahel")


def test_the_gazetteer_beside_a_file_knows_its_areas(claims):
    assert gazetteer_beside(claims).find("sahel", "custom") is not None
    (claims.parent / "areas.toml").unlink()
    assert gazetteer_beside(claims).find("sahel", "custom") is None

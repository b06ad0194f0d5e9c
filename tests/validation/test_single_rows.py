"""Groups, derivations, years and zeros: what single rows say of themselves."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.validation import sample_table, validate


@given(st.integers(1, 10**6), st.decimals("1.5", "9", places=3), st.integers(1, 3))
def test_a_conversion_that_comes_out_is_never_found(n, size, places):
    persons = int(n * size + type(size)("0.5"))
    row = {
        "derivation": f"{n:,} households × {round(size, places)}",
        "low": None,
        "best": float(persons),
        "high": None,
    }
    assert validate(sample_table(row)).counts == {}


def test_a_conversion_that_does_not_is_told_with_its_product():
    row = {"derivation": "1,000 families × 4.5", "low": None, "best": 45000.0, "high": None}
    report = validate(sample_table(row))
    assert report.counts == {"conversion-misfit": 1}
    assert report.findings["message"][0].endswith("comes to: 4,500")


def test_a_year_is_compared_with_both_ends_of_a_period():
    cells = {"period_start": "2021-12-01", "period_end": "2022-01-31", "precision": "month"}
    for year, n in (("2021", 0), ("2022", 0), ("2020", 1), ("2023", 1)):
        report = validate(sample_table({**cells, "year": year}))
        assert report.counts.get("year-misfit", 0) == n


@pytest.mark.parametrize("years", [[2021, 2022], [2021.0, 2022.0], ["2021", "2022"]])
def test_years_may_be_numbers(years):
    table = sample_table(({}, {"event": "b"}))
    table["Year"] = pd.Series(years)
    report = validate(table)
    assert report.counts == {"year-misfit": 1}
    assert report.findings["row"].tolist() == [0]
    assert "'2021' by its column 'Year'" in report.findings["message"][0].replace(".0", "")


def test_numbers_of_nines_beside_others_of_their_size_are_numbers():
    nines = [{"best": 999.0, "high": None, "event": f"n{at}"} for at in range(4)]
    others = [{"best": 995.0, "high": None, "event": f"o{at}"} for at in range(4)]
    assert validate(sample_table((*nines, *others[:3]))).counts == {"code-for-unknown": 4}
    assert validate(sample_table((*nines, *others))).counts == {}


def test_only_zeros_without_a_reason_are_told():
    row = {"low": None, "best": None, "high": None, "stated": "0"}
    for status in ("not_applicable", "none_recorded", "suppressed"):
        assert validate(sample_table({**row, "status": status})).counts == {}
    report = validate(sample_table({**row, "status": "missing", "caveat": "filled"}))
    assert report.counts == {"zero-set-aside": 1}
    assert "filled" in report.findings["message"][0]

"""Totals under a stated dependence."""

import math

import numpy as np
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, UnknownNameError

Q1 = {"period_start": "2024-01-01", "period_end": "2024-03-31"}
MONTHS = [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31")]


def months(claims_of, *ranges, **more):
    return claims_of(
        *(
            {"period_start": a, "period_end": b, "source": f"S{i}", **said, **more}
            for i, ((a, b), said) in enumerate(zip(MONTHS, ranges, strict=False))
        )
    )


def total(table, **options):
    return cf.aggregate(table, periods="quarter", **options).table.iloc[0]


def ends(row):
    return [row["low"], row["best"], row["high"]]


UNIFORM = {"distribution": "uniform", "level": 0.9}
WIDE = ({"low": 0.0, "high": 1000.0},) * 3


def test_unknown_dependence_is_the_default_and_sums_the_ends(claims_of):
    row = total(months(claims_of, *WIDE))
    assert (row["low"], row["high"], row["low_kind"]) == (0, 3000, "stated")
    same = total(months(claims_of, *WIDE), dependence="unknown")
    assert (same["low"], same["high"]) == (0, 3000)


def test_independent_and_comonotone_parts_by_hand(claims_of):
    table = months(claims_of, *WIDE)
    # Three uniform numbers: the cubic tail of their sum is x³ / 6 up to one width.
    tail = 1000 * (6 * 0.05) ** (1 / 3)
    row = total(table, dependence="independent", **UNIFORM)
    np.testing.assert_allclose(ends(row), [tail, 1500, 3000 - tail], rtol=1e-3)
    assert (row["level"], row["range_kind"], row["low_kind"]) == (0.9, "interval", "level")
    assert row["method"] == "aggregate/consensus; independent, uniform, 0.9"
    row = total(table, dependence="comonotone", **UNIFORM)
    np.testing.assert_allclose(ends(row), [150, 1500, 2850])


def test_parts_of_one_source_err_together(claims_of):
    same = months(claims_of, *WIDE, source="one")
    by_source = total(same, dependence="by_source", **UNIFORM)
    together = total(same, dependence="comonotone", **UNIFORM)
    assert ends(by_source) == ends(together)
    apart = months(claims_of, *WIDE)
    assert ends(total(apart, dependence="by_source", **UNIFORM)) == ends(
        total(apart, dependence="independent", **UNIFORM)
    )


def test_an_open_part_leaves_the_total_as_it_is_and_says_so(claims_of):
    table = months(claims_of, {"low": 5.0}, *WIDE[1:])
    row = total(table, dependence="independent", **UNIFORM)
    assert row["completeness"] == "total, open above"
    assert (row["low"], math.isnan(row["high"])) == (5, True)
    assert "a part is open" in row["caveat"]


def test_what_is_no_plain_sum_stays_as_it_is(claims_of):
    parts = months(claims_of, *WIDE)
    whole = claims_of({**Q1, "low": 500.0, "high": 900.0, "source": "S9", "id": "whole"})
    import pandas as pd

    row = total(pd.concat([parts, whole], ignore_index=True), dependence="independent", **UNIFORM)
    assert (row["low"], row["high"]) == (500, 900)


def test_one_part_and_lower_bounds_stay_as_they_are(claims_of):
    row = total(months(claims_of, *WIDE[:2]), dependence="independent", **UNIFORM)
    assert row["completeness"] == "lower bound"
    row = total(claims_of({**Q1, "low": 1.0, "high": 9.0}), dependence="independent", **UNIFORM)
    assert (row["low"], row["high"]) == (1, 9)


def test_the_narrower_interval_lies_in_the_wider_one(claims_of):
    table = months(claims_of, *({"low": 10.0, "best": 15.0, "high": 40.0},) * 3)
    for shape in ("uniform", "triangular", "pert"):
        options = {"distribution": shape, "level": 0.9}
        narrow, wide = (
            total(table, dependence=d, **options) for d in ("independent", "comonotone")
        )
        assert 30 <= wide["low"] <= narrow["low"] <= narrow["high"] <= wide["high"] <= 120
    row = total(table, dependence="independent", distribution="lognormal", level=0.9)
    assert row["low"] < row["best"] < row["high"]


def test_the_result_is_a_table_of_figures(claims_of):
    found = cf.aggregate(
        months(claims_of, *WIDE), periods="quarter", dependence="independent", **UNIFORM
    )
    assert cf.validate(found.table).ok
    assert "Aggregated" in cf.render(found)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"dependence": "some"}, UnknownNameError),
        ({"dependence": "independent"}, OptionError),
        ({"dependence": "independent", "distribution": "uniform", "level": 90}, OptionError),
        ({"distribution": "uniform"}, OptionError),
        ({"level": 0.9}, OptionError),
    ],
)
def test_misuse_is_refused(claims_of, options, error):
    with pytest.raises(error):
        total(months(claims_of, *WIDE), **options)

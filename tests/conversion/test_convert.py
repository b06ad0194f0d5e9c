import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.errors import OptionError, ReadError, TableError, UnknownNameError

SIZES = pd.DataFrame(
    [
        {"country": "Mali", "year": 2012, "low": 5.5, "best": 5.8, "high": 6.2, "source": "A"},
        {"country": "Mali", "year": 2018, "low": 5.0, "best": 5.3, "high": 5.9, "source": "B"},
        {"country": "Chad", "year": 2015, "low": 5.2, "best": None, "high": 6.0, "source": "A"},
    ]
)


def table(*rows):
    defaults = {"measure": "idps", "unit": "household", "source": "IOM"}
    return cf.to_frame([cf.Figure(**{**defaults, **row}) for row in rows])


def ends(frame, row=0):
    return tuple(None if math.isnan(x) else x for x in frame.loc[row, ["low", "best", "high"]])


def test_the_fewest_times_the_smallest_and_the_most_times_the_largest():
    made = cf.convert(table({"low": 80, "high": 90}), household_size=cf.Estimate(4, 4.5, 5))
    assert ends(made) == (320, None, 450)
    assert made.loc[0, ["unit", "low_kind", "high_kind"]].tolist() == ["person", *["derived"] * 2]


def test_the_derivation_of_idmc_comes_out():
    # 80 households × 4.575 are 366 people: a figure of IDMC's Internal Displacement Updates.
    made = cf.convert(table({"best": 80}), household_size=4.575)
    assert ends(made) == (None, 366, None)
    assert made["derivation"][0] == "80 households × 4.575"


def test_an_open_end_stays_open():
    made = cf.convert(table({"low": 80}, {"high": 80}), household_size=cf.Estimate(4, high=5))
    assert ends(made, 0) == (320, None, None)
    assert ends(made, 1) == (None, None, 400)


def test_a_size_without_a_best_makes_none():
    made = cf.convert(table({"best": 80}), household_size=cf.Estimate(4, high=5))
    assert ends(made) == (320, None, 400)


def test_what_was_said_is_in_the_derivation_and_no_longer_said_of_people():
    said = table({"low": 80, "low_kind": "exclusive", "stated": "more than 80"})
    made = cf.convert(said, household_size=4)
    assert made["stated"].isna().all()
    assert made["derivation"][0] == '80–… households ("more than 80") × 4'
    assert said["stated"][0] == "more than 80"


def test_a_vague_ceiling_stays_open_in_sums():
    words = cf.parse_estimate("hundreds")
    said = table(
        *(
            {
                "place": place,
                "place_system": "iso3166-2",
                "period_start": "2024-01-01",
                "period_end": "2024-01-01",
                "low": words.low,
                "high": words.high,
                "low_kind": words.low_kind,
                "high_kind": words.high_kind,
                "quantifier": words.quantifier,
                "stated": "hundreds",
            }
            for place in ("ML-1", "ML-2")
        )
    )
    made = cf.convert(said, household_size=cf.Estimate(4, high=5))
    assert made["high_kind"].tolist() == ["convention"] * 2
    total = cf.aggregate(made, places="country", at="last").table.iloc[0]
    assert total["low"] == 2 * 200 * 4
    assert math.isnan(total["high"])


def test_the_size_is_that_of_the_nearest_year_and_of_the_place_around():
    rows = [
        {"best": 10, "period_start": day, "period_end": day, "place": place, "place_system": system}
        for day, place, system in (
            ("2011-05-01", "MLI", "iso3166-1"),
            ("2015-05-01", "MLI", "iso3166-1"),  # as near to the one as to the other: the earlier
            ("2024-05-01", "ML-8", "iso3166-2"),
            ("2024-05-01", "TCD", "iso3166-1"),
        )
    ]
    made = cf.convert(table(*rows), household_size=SIZES)
    assert made["low"].tolist() == [55, 55, 50, 52]
    assert made["derivation"].tolist() == [
        "10 households × 5.5–6.2 (best 5.8) (A, 2012)",
        "10 households × 5.5–6.2 (best 5.8) (A, 2012)",
        "10 households × 5–5.9 (best 5.3) (B, 2018)",
        "10 households × 5.2–6 (A, 2015)",
    ]


def test_rows_that_need_no_size_or_have_none_stay_as_they_are():
    said = table(
        {"best": 10, "place": "NER", "place_system": "iso3166-1"},
        {"best": 10, "unit": "person"},
        {"status": "missing", "place": "MLI", "place_system": "iso3166-1"},
        {"best": 0, "place": "MLI", "place_system": "iso3166-1"},
    )
    made = cf.convert(said, household_size=SIZES)
    assert made["unit"].tolist() == ["household", "person", "person", "person"]
    assert made["caveat"][0] == "not converted: the size of a household is not known here"
    assert made["caveat"][1:].isna().all()
    assert made["derivation"][:3].isna().all()
    assert ends(made, 2) == (None, None, None)
    assert ends(made, 3) == (0, 0, 0), "no household holds nobody"


def test_families_are_no_households():
    said = table({"best": 10}, {"best": 20, "unit": "family"})
    with pytest.raises(OptionError, match="1 row counts families, and no size was given: row 1"):
        cf.convert(said, household_size=4)
    made = cf.convert(said, household_size=4, sizes={"family": 6})
    assert made["best"].tolist() == [40, 120]
    assert made["derivation"].tolist() == ["10 households × 4", "20 families × 6"]


def test_people_are_turned_into_households():
    made = cf.convert(
        table({"low": 400, "high": 500, "unit": "person"}),
        unit="household",
        household_size=cf.Estimate(4, high=5),
    )
    assert ends(made) == (80, None, 125)
    assert made["derivation"][0] == "400–500 people ÷ 4–5"


def test_a_level_is_lost_where_the_size_is_a_range_and_kept_where_it_is_a_number():
    said = table({"low": 80, "high": 90, "range_kind": "interval", "level": 0.9})
    kept = cf.convert(said, household_size=4)
    lost = cf.convert(said, household_size=cf.Estimate(4, high=5))
    assert (kept["level"][0], kept["range_kind"][0]) == (0.9, "interval")
    assert math.isnan(lost["level"][0])
    assert pd.isna(lost["range_kind"][0])


@pytest.mark.parametrize(
    ("size", "error", "why"),
    [
        (0.5, OptionError, "of at least 1"),
        (math.nan, OptionError, "must have both ends"),
        (cf.Estimate(4), OptionError, "must have both ends"),
        (True, OptionError, "is no number"),
        (SIZES.drop(columns="country"), TableError, "no column says of which place"),
        (SIZES[["country", "year"]], TableError, "no column has the numbers"),
        (SIZES.assign(country="Atlantis"), TableError, "none of its places is known"),
        (SIZES.assign(year=2012), TableError, "there are two for one group and year"),
        (SIZES.assign(best="5,8"), TableError, "'5,8' in 'best' is no number"),
        ("no such file.csv", ReadError, "No such file"),
    ],
)
def test_a_size_that_cannot_be_used_is_refused(size, error, why):
    with pytest.raises(error, match=why):
        cf.convert(table({"best": 10}), household_size=size)


def test_a_unit_that_is_none_is_refused():
    with pytest.raises(UnknownNameError):
        cf.convert(table({"best": 10}), unit="hogshead")
    with pytest.raises(UnknownNameError):
        cf.convert(table({"best": 10}), sizes={"person": 1})
    with pytest.raises(OptionError, match="cannot be turned into dwellings without a size"):
        cf.convert(table({"best": 10}), unit="dwelling", household_size=4)


def test_sizes_come_from_a_file(tmp_path):
    path = tmp_path / "sizes.csv"
    path.write_text("country,average_household_size,source,year\nMali,5.811,UN,2019\n", "utf-8")
    said = table({"best": 10, "place": "MLI", "place_system": "iso3166-1"})
    made = cf.convert(said, household_size=path)
    assert (made["best"][0], made["derivation"][0]) == (58.11, "10 households × 5.811 (UN, 2019)")


bounds = st.lists(st.integers(0, 10**6), min_size=3, max_size=3).map(sorted)
shapes = st.sampled_from(["low", "best", "high", "low high", "low best", "best high", "all"])
factors = st.lists(st.integers(10, 120).map(lambda n: n / 10), min_size=2, max_size=2).map(sorted)


@given(numbers=bounds, shape=shapes, size=factors)
def test_there_and_back_contains_the_start_and_every_row_stays_a_figure(numbers, shape, size):
    names = ["low", "best", "high"] if shape == "all" else shape.split()
    parts = dict(zip(("low", "best", "high"), numbers, strict=True))
    said = table({name: parts[name] for name in names})
    by = cf.Estimate(size[0], high=size[1])
    people = cf.convert(said, household_size=by)
    back = cf.convert(people, unit="household", household_size=by)
    for frame in (people, back):
        assert cf.validate(frame.assign(place="MLI")).severities["error"] == 0
        assert len(cf.to_figures(frame)) == 1
    start, end = (cf.to_figures(frame)[0].estimate for frame in (said, back))
    assert end.lower <= start.lower
    assert end.upper >= start.upper
    exact = cf.to_figures(people)[0].estimate
    truth = start * by
    assert np.isclose(exact.upper, truth.upper) or exact.upper == truth.upper
    assert np.isclose(exact.lower, truth.lower) or start.lower == -math.inf


def test_order_of_rows_changes_nothing():
    said = table(
        *(
            {"best": n, "place": p, "place_system": "iso3166-1"}
            for n, p in ((10, "MLI"), (20, "TCD"), (30, "NER"))
        )
    )
    made = cf.convert(said, household_size=SIZES)
    turned = cf.convert(said[::-1], household_size=SIZES)[::-1]
    pd.testing.assert_frame_equal(made, turned)


@pytest.mark.parametrize("size", [4.575, 4.1, 3.3, 7.7, 5.811, 3.258])
@given(number=st.integers(1, 10**8))
def test_a_number_converted_there_and_back_by_a_number_is_the_same(size, number):
    for unit, other in (("household", "person"), ("person", "household")):
        there = cf.convert(table({"best": number, "unit": unit}), other, household_size=size)
        assert cf.convert(there, unit, household_size=size)["best"][0] == number


def test_a_product_is_the_number_next_to_the_true_one():
    # 12,345,678 × 7.7 = 95,061,720.6.
    assert cf.convert(table({"best": 12_345_678}), household_size=7.7)["best"][0] == 95_061_720.6


def test_what_is_below_0_is_the_lower_the_larger_the_household():
    said = {"measure": "excess_deaths", "low": -10, "high": -2}
    assert ends(cf.convert(table(said), household_size=cf.Estimate(4, high=5))) == (-50, None, -8)
    people = {**said, "unit": "person", "low": -20, "high": 20}
    made = cf.convert(table(people), "household", household_size=cf.Estimate(4, high=5))
    assert ends(made) == (-5, None, 5)


def test_an_end_of_a_size_that_nobody_states_is_not_made_up():
    for ends in ({"best": 5, "high": 6}, {"low": 4, "best": 5}):
        with pytest.raises(OptionError, match=r"row 0 \(Mali\): .* must have both ends"):
            cf.convert(
                table({"best": 10}), household_size=pd.DataFrame([{"country": "Mali", **ends}])
            )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"size": "4,6"}, r"size of a household, row 7 \(Mali\): '4,6' in 'size' is no number"),
        ({"size": 4, "year": "n/a"}, r"row 7 \(Mali\): 'n/a' in 'year' is no year"),
        ({"size": 0.5}, r"row 7 \(Mali\): 0.5 cannot be used: .*\nHint: state the least"),
    ],
)
def test_an_error_in_a_table_of_sizes_says_where_it_is(row, why):
    sizes = pd.DataFrame([{"country": "Mali", **row}], index=[7])
    with pytest.raises((TableError, OptionError), match=why):
        cf.convert(table({"best": 10}), household_size=sizes)

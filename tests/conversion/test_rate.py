import io
import math

import numpy as np
import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import OptionError, TableError, UnknownNameError

JANUARY = {"period_start": "2024-01-01", "period_end": "2024-01-31", "precision": "month"}
HERE = {"place": "MLI", "place_system": "iso3166-1"}


def table(*rows):
    defaults = {"measure": "deaths", "basis": "flow", "source": "WHO", **HERE, **JANUARY}
    return cf.to_frame([cf.Figure(**{**defaults, **row}) for row in rows])


def rates(frame, row=0):
    found = frame.loc[row, ["rate_low", "rate_best", "rate_high"]]
    return tuple(None if math.isnan(x) else x for x in found)


def test_per_100_000_by_interval_ratio():
    # Case per_100k of the worked cases: mpmath.iv 1.3.0 gives [8.333333333, 20].
    made = cf.rate(table({"low": 100, "high": 200}), cf.Estimate(1_000_000, high=1_200_000))
    np.testing.assert_allclose(rates(made)[::2], [8.333333333, 20], rtol=1e-9)
    assert made["rate_unit"][0] == "per 100,000"
    assert made["rate_population"][0] == "1,000,000–1,200,000"


def test_crude_death_rate_by_person_time():
    # 62 deaths among 20,000 people in the 31 days of January: 62 / (20,000 × 31) × 10,000 = 1.
    made = cf.rate(table({"best": 62}), 20_000, per=10_000, by_day=True)
    assert rates(made) == pytest.approx((1, 1, 1))
    assert made["rate_unit"][0] == "per 10,000 per day"


def test_an_open_figure_has_an_open_rate_and_an_empty_population_none_above():
    made = cf.rate(table({"low": 10}, {"high": 10}), 1000, per=1000)
    assert rates(made, 0) == (10, None, None)
    assert rates(made, 1) == (None, None, 10)
    made = cf.rate(table({"low": 10, "high": 20}), cf.Estimate(0, high=1000), per=1000)
    assert rates(made) == (10, None, None)


def test_figures_stay_as_they_are():
    said = table({"low": 10, "high": 20})
    made = cf.rate(said, 1000)
    pd.testing.assert_frame_equal(made[said.columns], said)


POPULATION = pd.DataFrame(
    [
        {"place": "MLI", "group": "all", "year": 2020, "population": 20_000, "source": "INSTAT"},
        {"place": "MLI", "group": "all", "year": 2024, "population": 24_000, "source": "INSTAT"},
        {"place": "MLI", "group": "age=0-4", "year": 2024, "population": 4_000, "source": "INSTAT"},
    ]
)


def test_the_population_is_of_the_same_place_group_and_the_nearest_year():
    made = cf.rate(
        table(
            {"best": 24},
            {"best": 24, "group": "age=0-4"},
            {"best": 24, "group": "status=civilian;age=0-4"},
            {"best": 24, "group": "sex=female"},
            {"best": 24, "place": "ML-8", "place_system": "iso3166-2"},
            {"best": 20, "period_start": "2021-01-01", "period_end": "2021-01-31"},
        ),
        POPULATION,
        per=1000,
    )
    assert made["rate_best"].tolist()[:3] == pytest.approx([1, 6, 6])
    assert made["rate_best"][5] == pytest.approx(1)
    none = "no rate: the population of this place and group is not known"
    assert made["caveat"].tolist()[3:] == [none, none, "population of another year"]
    assert made["rate_population"][5] == "20,000 (INSTAT, 2020)"


def test_a_table_of_figures_is_a_table_of_populations():
    people = table(
        {"measure": "population", "basis": "stock", "best": 24_000},
        {"measure": "idps", "basis": "stock", "best": 5},
    )
    made = cf.rate(table({"best": 24}), people, per=1000)
    assert rates(made) == pytest.approx((1, 1, 1))


def test_populations_come_from_a_file(tmp_path):
    plain = tmp_path / "plain.csv"
    plain.write_text("country;people\n".replace(";", ",") + "Mali,24000\n", "utf-8")
    with pytest.raises(TableError, match="no column has the numbers"):
        cf.rate(table({"best": 24}), plain)
    plain.write_text("country,value\nMali,24000\n", "utf-8")
    assert rates(cf.rate(table({"best": 24}), plain, per=1000)) == pytest.approx((1, 1, 1))
    known = tmp_path / "known.csv"
    known.write_text(
        "measure,figure,place,period,source\npopulation,24000,Mali,2024-01-15,INSTAT\n", "utf-8"
    )
    assert rates(cf.rate(table({"best": 24}), known, per=1000)) == pytest.approx((1, 1, 1))


def test_what_has_no_days_has_no_rate_by_day():
    made = cf.rate(
        table(
            {"best": 1, "measure": "idps", "basis": "stock"},
            {"best": 1, "measure": "idps", "basis": None},
            {"best": 1, "period_kind": "within"},
            {"best": 1, "period_start": None, "period_end": None, "precision": None},
            {"best": 1, "unit": "household"},
            {"status": "missing"},
            {"best": 1},
        ),
        1000,
        by_day=True,
    )
    assert made["rate_best"].notna().tolist() == [False] * 6 + [True]
    stock = "no rate by day: it is a stock, or not stated over how many days"
    assert made["caveat"].tolist()[:5] == [stock] * 4 + ["no rate: counts no people"]


def test_a_withdrawn_figure_has_no_rate_and_a_suppressed_one_that_of_its_bounds():
    said = table(
        {"low": 1, "high": 4, "status": "withdrawn"}, {"low": 1, "high": 4, "status": "suppressed"}
    )
    made = cf.rate(said, 1000, per=1000)
    assert made["rate_low"].isna().tolist() == [True, False]


def classes(*rows, **options):
    by = options.pop("thresholds", "ipc_3_1")
    found = cf.rate(table(*rows), 10_000, per=10_000, by_day=True, thresholds=by)
    return [None if pd.isna(name) else name for name in found["rate_class"]]


def test_what_a_death_rate_is_called():
    # Among 10,000 people over 31 days, 31 deaths are 1 per 10,000 per day.
    assert classes({"best": 15}, {"best": 31}, {"best": 61}, {"best": 62}) == [
        "phase 1 or 2",
        "phase 4",
        "phase 4",
        "phase 5",
    ]
    assert classes({"low": 20, "high": 40}, {"low": 20}, {"low": 70}) == [
        "phase 3 to phase 4",
        "phase 3 or above",
        "phase 5",
    ]
    assert classes({"best": 62, "group": "age=0-4"}) == ["phase 4"], "double of all ages"
    assert classes({"best": 31}, thresholds="sphere_2018") == ["emergency"]
    assert classes({"best": 30}, thresholds="sphere_2018") == ["below emergency"]


def test_those_killed_are_not_all_who_died():
    assert classes({"best": 20, "measure": "killed"}) == ["phase 3 or above"]


def test_only_deaths_of_all_or_of_those_under_five_are_judged():
    assert classes({"best": 99, "measure": "injured"}, {"best": 99, "group": "sex=male"}) == [
        None,
        None,
    ]


def test_the_rule_of_sphere_is_double_the_baseline():
    # Sub-Saharan Africa in the tables of 2004: 0.44 before, an emergency from 0.88 on.
    by = cf.Thresholds.doubled(0.44)
    assert classes({"best": 27}, {"best": 28}, thresholds=by) == ["below emergency", "emergency"]
    assert classes({"best": 99, "group": "age=0-4"}, thresholds=by) == [None]
    both = cf.Thresholds.doubled(0.44, under_five=1.14)
    assert classes({"best": 71, "group": "age=0-4"}, thresholds=both) == ["emergency"]
    with pytest.raises(OptionError, match="is above 0"):
        cf.Thresholds.doubled(0)


def test_misuse_is_refused():
    said = table({"best": 1})
    with pytest.raises(OptionError, match="thresholds are of deaths per 10,000"):
        cf.rate(said, 1000, thresholds="ipc_3_1")
    with pytest.raises(UnknownNameError):
        cf.rate(said, 1000, per=10_000, by_day=True, thresholds="sphere")
    with pytest.raises(OptionError, match="not a number of people"):
        cf.rate(said, 1000, per=0)
    with pytest.raises(OptionError, match="must have both ends"):
        cf.rate(said, cf.Estimate(1000))
    with pytest.raises(OptionError, match="no row counts people"):
        cf.rate(table({"best": 1, "unit": "household"}), 1000)


def test_rates_are_printed_with_three_digits_or_the_reason():
    said = table({"low": 100, "high": 200}, {"low": 1}, {"best": 2, "unit": "household"})
    printed = cf.render(cf.rate(said, cf.Estimate(1_000_000, high=1_200_000)), "csv")
    assert "8.33 to 20 per 100,000" in printed
    assert "at least 0.0833 per 100,000" in printed
    assert "no rate: counts no people" in printed


def test_a_table_without_rows_has_no_rates():
    assert cf.rate(table({"best": 1}).iloc[:0], POPULATION).empty


def test_what_is_below_0_is_the_lower_the_fewer_they_are_of():
    said = {"measure": "excess_deaths", "low": -10, "high": 20}
    made = cf.rate(table(said, {**said, "high": -4}), cf.Estimate(1000, high=2000), per=1000)
    assert [rates(made, row) for row in (0, 1)] == [(-10, None, 20), (-10, None, -2)]


def test_of_nobody_there_is_no_rate_and_0_is_0_of_however_many():
    made = cf.rate(table({"best": 3}, {"best": 0}), 0)
    assert made["caveat"].tolist() == ["no rate: the population is 0"] * 2
    assert made["rate_unit"].isna().all()
    made = cf.rate(table({"low": 0, "high": 0}), cf.Estimate(0, high=1000))
    assert rates(made) == (0, None, 0)


def test_the_ceiling_of_a_vague_word_is_open_in_a_rate():
    words = cf.parse_estimate("hundreds")
    said = {n: getattr(words, n) for n in ("low", "high", "low_kind", "high_kind", "quantifier")}
    made = cf.rate(table({**said, "stated": "hundreds"}), 20_000, per=1000)
    assert rates(made) == (10, None, None)


def test_a_suppressed_figure_of_households_has_no_rate_of_people():
    said = {"low": 1, "high": 4, "status": "suppressed"}
    made = cf.rate(table(said, {**said, "unit": "household"}, {**said, "place": "TCD"}), POPULATION)
    assert made["rate_unit"].isna().tolist() == [False, True, True]
    assert made["caveat"].tolist()[1:] == [
        "no rate: counts no people",
        "no rate: the population of this place and group is not known",
    ]


PEOPLE = {"measure": "population", "basis": "stock", "best": 24_000}


def test_a_population_that_was_withdrawn_is_none():
    withdrawn = {**PEOPLE, "best": 1, "status": "withdrawn"}
    made = cf.rate(table({"best": 24}), table(withdrawn, PEOPLE), per=1000)
    assert rates(made) == pytest.approx((1, 1, 1))
    made = cf.rate(table({"best": 24}), table(withdrawn, {**PEOPLE, "place": "TCD"}), per=1000)
    assert made["caveat"][0] == "no rate: the population of this place and group is not known"


def test_a_population_in_households_is_refused():
    with pytest.raises(TableError, match="row 0: it is counted in the unit 'household'"):
        cf.rate(table({"best": 24}), table({**PEOPLE, "unit": "household"}))


@pytest.mark.parametrize("words", ["sex=female;age=0-4", "girls under five"])
def test_the_group_of_a_population_may_be_in_any_words(words):
    of = pd.DataFrame([{"place": "MLI", "group": words, "population": 1000}])
    made = cf.rate(table({"best": 10, "group": "age=0-4;sex=female"}), of, per=1000)
    assert made["rate_best"].tolist() == pytest.approx([10])


def test_per_is_a_number():
    with pytest.raises(OptionError, match="not a number of people"):
        cf.rate(table({"best": 1}), 1000, per=math.inf)


def test_fewer_than_the_threshold_is_below_it():
    below = {"high": 31, "high_kind": "exclusive"}
    assert classes(below, {"high": 31}, thresholds="sphere_2018") == [
        "below emergency",
        "below emergency to emergency",
    ]


def read(rows):
    return cf.read(io.StringIO("measure,figure,group,place,period,source\n" + rows))


def test_one_population_is_of_one_place_and_of_all_people():
    given = read("deaths,120,,Gao,2024-01/2024-03,UN\ndeaths,45,age=0-4,Gao,2024-01/2024-03,UN\n")
    made = cf.rate(given, 40_000, by_day=True)
    made = made.assign(group=made["group"].fillna("all")).set_index("group")
    # 120 deaths × 10,000 / (40,000 × 91 days); of those under five nobody said how many they are.
    assert made.loc["all", "rate_best"] == pytest.approx(120 * 10_000 / (40_000 * 91))
    assert math.isnan(made.loc["age=0-4", "rate_best"])
    assert "population of this place and group is not known" in made.loc["age=0-4", "caveat"]
    only = cf.rate(given[given["group"] == "age=0-4"], 7_000, by_day=True)
    assert only["rate_best"].tolist() == pytest.approx([45 * 10_000 / (7_000 * 91)])
    several = read("deaths,120,,Gao,2024,UN\ndeaths,45,,Kidal,2024,UN\n")
    with pytest.raises(OptionError, match="of several places: 'ML-7', 'ML-8'"):
        cf.rate(several, 40_000)


def test_rates_by_day_are_per_10_000_unless_said_otherwise():
    given = read("deaths,120,,Gao,2024-01/2024-03,UN\n")
    assert cf.rate(given, 40_000, by_day=True)["rate_unit"].tolist() == ["per 10,000 per day"]
    assert cf.rate(given, 40_000)["rate_unit"].tolist() == ["per 100,000"]


def test_populations_are_read_as_claims_are():
    given = read("deaths,45,under 5,Gao,2024,UN\n")
    people = pd.DataFrame({"place": ["Gao"], "group": ["under 5"], "population": ["7,000"]})
    assert cf.rate(given, people)["rate_population"].tolist() == ["7,000"]

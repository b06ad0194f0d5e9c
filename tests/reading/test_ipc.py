"""Made-up analyses in the columns of the IPC on HDX."""

import io
from pathlib import Path

import pandas as pd
import pytest

import crisisfigures as cf
from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.reading._rollups import EXCEEDED, LACKS_PARTS
from crisisfigures.reading.ipc import TOLD_AGAIN
from crisisfigures.testing import assert_tables_equal

SAMPLES = Path(__file__).parent / "samples" / "ipc"
LONG = (
    "Date of analysis,Country,Total country population,Level 1,Area,Validity period,From,To,Phase,"
    "Number,Percentage"
)
ROW = {
    "Date of analysis": "Jan 2031",
    "Country": "MLI",
    "Total country population": "1200",
    "Validity period": "current",
    "From": "2031-01-01",
    "To": "2031-03-31",
    "Phase": "3",
    "Number": "200",
    "Percentage": "0.2",
}
GAO = {"Level 1": "Gao"}
BOUREM, ANSONGO = {**GAO, "Area": "Bourem"}, {**GAO, "Area": "Ansongo"}


def read_rows(*rows, header=LONG):
    names = header.split(",")
    lines = [header, *(",".join({**ROW, **row}.get(name, "") for name in names) for row in rows)]
    table = read(io.StringIO("\n".join(lines)))
    assert table.attrs["reading"]["format"] == "ipc"
    return table


def read_raw(file):
    """Return a sample as pandas reads it, without the row of hashtags."""
    raw = pd.read_csv(SAMPLES / file, dtype=str)
    return raw[~raw.iloc[:, 0].str.startswith("#")]


def parts_of(table):
    return table[~table["is_rollup"] & (table["measure"] == "food_insecure")]


# --- what a number is -------------------------------------------------------------------------


def test_a_phase_is_a_stock_of_the_food_insecure_over_the_period():
    row = read_rows({}).iloc[0]
    assert (row["measure"], row["definition"], row["basis"]) == ("food_insecure", "ipc:3", "stock")
    assert (row["best"], row["place"]) == (200, "MLI")
    assert (row["source"], row["publisher"], row["production"]) == ("IPC", "HDX", "estimated")
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2031-01-01",
        "2031-03-31",
    )
    assert (row["precision"], row["edition"]) == ("quarter", "2031-01")


def test_all_phases_are_the_population_that_was_analysed():
    row = read_rows({"Phase": "all"}).iloc[0]
    assert (row["measure"], row["definition"]) == ("population", "ipc:analysed")


@pytest.mark.parametrize(
    ("kind", "modality"),
    [
        ("current", "observed"),
        ("Current", "observed"),
        ("projected", "projected"),
        ("first projection", "projected"),
        ("second projection", "projected"),
        ("second_projected", "projected"),
    ],
)
def test_current_is_observed_and_projections_are_projected(kind, modality):
    row = read_rows({"Validity period": kind}).iloc[0]
    assert (row["modality"], row["Validity period"]) == (modality, kind)


def test_a_kind_of_analysis_that_is_not_known_is_kept_as_unread():
    table = read_rows({"Validity period": "third guess"}, {})
    assert table["unread"].fillna("").tolist() == ["modality=third guess", ""]


def test_percentages_and_the_population_of_the_country_stay_beside_the_figure():
    table = read_rows({})
    assert table[["Percentage", "Total country population"]].iloc[0].tolist() == ["0.2", "1200"]
    assert len(table) == 1


def test_a_blank_is_missing_and_a_zero_is_a_number():
    table = read_rows({"Number": ""}, {"Phase": "5", "Number": "0"})
    assert table["status"].fillna("present").tolist() == ["missing", "present"]
    assert table["best"].fillna(-1).tolist() == [-1, 0]


def test_nobody_analysed_in_no_period_is_an_analysis_that_was_not_made():
    table = read_rows({"Phase": "all", "Number": "0", "From": "", "To": ""})
    assert table["status"].tolist() == ["missing"]
    assert read_rows({"Phase": "all", "Number": "0"})["best"].tolist() == [0]


# --- the two shapes, and those of other years --------------------------------------------------


def wide_rows(kind, ending):
    """Return the columns of an analysis in the wide shape, and one row of them."""
    cells = {f"{kind} from": "2031-01-01", f"{kind} to": "2031-03-31"}
    cells[f"Population analyzed {ending}"] = "1000"
    for number, phase in enumerate(("3+", "1", "2", "3", "4", "5")):
        cells[f"Phase {phase} number {ending}"] = str(number)
        cells[f"Phase {phase} percentage {ending}"] = f"0.{number}5"
    return cells


@pytest.mark.parametrize(
    ("kind", "ending", "modality"),
    [
        ("Current", "current", "observed"),
        ("Projection", "projection", "projected"),
        ("First projection", "first projection", "projected"),
        ("Second projection", "second projection", "projected"),
    ],
)
def test_a_row_of_the_wide_shape_has_a_figure_for_each_phase(kind, ending, modality):
    cells = wide_rows(kind, ending)
    table = read_rows(cells, header=",".join(["Date of analysis", "Country", *cells]))
    assert table["definition"].tolist() == [
        *("ipc:analysed", "ipc:3+"),
        *(f"ipc:{phase}" for phase in range(1, 6)),
    ]
    assert table["best"].tolist() == [1000, 0, 1, 2, 3, 4, 5]
    assert table["Percentage"].fillna("").tolist() == ["", *(f"0.{i}5" for i in range(6))]
    assert table["is_rollup"].tolist() == [True, True] + [False] * 5
    assert set(table["modality"]) == {modality}
    assert set(table["Validity period"]) == {ending}


def test_both_shapes_say_the_same():
    wide, long = read(SAMPLES / "level1_wide.csv"), []
    raw = read_raw("level1_wide.csv")
    for kind in ("current", "first projection"):
        name = kind.capitalize()
        for phase in ("all", "3+", "1", "2", "3", "4", "5"):
            number = f"Phase {phase} number {kind}"
            cells = raw[f"Population analyzed {kind}" if phase == "all" else number]
            some = raw[["Date of analysis", "Country", "Level 1"]].assign(
                **{"Validity period": kind, "From": raw[f"{name} from"], "To": raw[f"{name} to"]},
                Phase=phase,
                Number=cells,
            )
            long.append(some[cells.notna()])
    table = read(pd.concat(long))
    same = [name for name in table if name in wide and name not in ("id", "source_row")]
    pair = [one[same].reset_index(drop=True) for one in (wide, table)]
    assert_tables_equal(*pair, ignore_order=True)


def test_without_any_number_a_row_of_the_wide_shape_is_kept_as_missing():
    cells = dict.fromkeys(wide_rows("Current", "current"), "")
    table = read_rows(cells, header=",".join(["Date of analysis", "Country", *cells]))
    assert table["status"].tolist() == ["missing"]


def test_a_percentage_without_its_number_is_kept():
    cells = wide_rows("Current", "current")
    cells["Phase 4 number current"] = ""
    table = read_rows(cells, header=",".join(["Date of analysis", "Country", *cells]))
    row = table[table["definition"] == "ipc:4"].iloc[0]
    assert (row["status"], row["Percentage"]) == ("missing", "0.45")


def test_months_that_are_called_by_their_first_day_are_meant_as_a_whole():
    table = read(SAMPLES / "area_wide_2022.csv")
    ends = table.groupby("modality")["period_end"].first().dt.strftime("%Y-%m-%d")
    assert ends.to_dict() == {"observed": "2031-03-31", "projected": "2031-07-31"}
    assert set(table["precision"]) == {"quarter", "month"}


def test_days_of_later_files_are_days():
    table = read_rows({"From": "2031-01-01", "To": "2031-03-15"})
    assert str(table["period_end"][0].date()) == "2031-03-15"
    assert table["precision"][0] == "days"


# --- rollups ----------------------------------------------------------------------------------


def test_phases_from_three_on_are_a_rollup_only_of_phases_from_three():
    table = read_rows({"Phase": "3+"}, {"Phase": "2"}, {"Phase": "all"})
    assert table["is_rollup"].tolist() == [False, False, True]
    table = read_rows({"Phase": "P3+"}, {"Phase": "5"}, {"Phase": "4", "From": "2031-02-01"})
    assert table["definition"].tolist() == ["ipc:3+", "ipc:5", "ipc:4"]
    assert table["is_rollup"].tolist() == [True, False, False]


def test_a_country_and_a_level_1_are_rollups_of_the_areas_in_them():
    table = read_rows({}, GAO, BOUREM, ANSONGO, {"Phase": "4"}, {**GAO, "Phase": "4"})
    assert table["is_rollup"].tolist() == [True, True, False, False, True, False]


def test_areas_that_are_not_the_whole_are_told_at_it():
    kidal = {"Level 1": "Kidal", "Number": "160"}
    table = read_rows({}, {**GAO, "Number": "40"}, {**BOUREM, "Number": "90"}, kidal)
    assert table["caveat"].fillna("").tolist() == ["", EXCEEDED, "", ""]
    table = read_rows({}, {**GAO, "Number": "40"})
    assert table["caveat"].fillna("").tolist() == [LACKS_PARTS, ""]


def test_an_area_that_is_left_unnamed_is_none_above_it():
    rows = [{**GAO, "Area": name} for name in ("Bourem", "", "Ansongo")]
    others = [{"Level 1": "Kidal", "Area": name} for name in ("Abeibara", "Tessalit")]
    table = read_rows(*rows, *others)
    assert table["place_name"][1] == "area not named, Gao, MLI"
    assert not table["is_rollup"].any()


def test_a_level_1_that_is_left_unnamed_is_not_the_country():
    header = LONG.replace(",Area", "")
    rows = [{**GAO}, {}, {"Country": "NER", "Level 1": "Diffa"}]
    table = read_rows(*rows, header=header)
    assert table["place_name"][1] == "area not named, MLI"
    assert table["place"].isna().all()


def test_an_area_that_is_told_under_each_level_1_is_counted_once():
    table = read(SAMPLES / "area_wide_2022.csv")
    raw = read_raw("area_wide_2022.csv").drop_duplicates(["area"])
    phases = [f"phase{phase}_population" for phase in range(1, 6)]
    current = parts_of(table[table["modality"] == "observed"])
    assert current["best"].sum() == raw[phases].astype(float).sum().sum() == 500
    assert set(table["place_name"]) == {"Bourem, MLI", "Tidermene, MLI"}
    assert set(table["caveat"]) == {TOLD_AGAIN}


def test_areas_of_one_name_and_other_numbers_are_two():
    both = (("Gao", "9"), ("Kidal", "8"))
    rows = [{"Level 1": name, "Area": "Centre", "Number": n} for name, n in both]
    rows += [{**row, "Phase": "5", "Number": "0"} for row in rows]
    table = read_rows(*rows)
    assert table["place_name"].tolist() == ["Centre, Gao, MLI", "Centre, Kidal, MLI"] * 2
    assert not table["is_rollup"].any()


@pytest.mark.parametrize("file", ["national_long.csv", "area_long_latest.csv"])
def test_totals_are_those_of_pandas(file):
    raw = read_raw(file)
    raw["Number"] = raw["Number"].astype(float)
    by = ["Validity period", "From"]
    five = raw[raw["Phase"].isin(list("12345"))].groupby(by)["Number"].sum()
    table = read(SAMPLES / file)
    ours = parts_of(table).groupby(["Validity period", "period_start", "edition"])["best"].sum()
    assert ours.groupby(level=[0, 1]).sum().tolist() == five.tolist()
    severe = raw[raw["Phase"] == "3+"].groupby(by)["Number"].sum()
    ours = table[table["definition"] == "ipc:3+"].groupby(["Validity period", "period_start"])
    assert ours["best"].sum().tolist() == severe.tolist()


# --- beside other tables ----------------------------------------------------------------------


def test_hdx_tells_the_same_quantities_in_its_own_table():
    names = (
        "location_code,provider_admin1_name,ipc_phase,ipc_type,population_in_phase,"
        "reference_period_start,reference_period_end"
    )
    hapi = read(
        io.StringIO(
            f"{names}\nMLI,,3+,current,300,2031-01-01,2031-03-31\n"
            "MLI,,4,second projection,80,2031-08-01,2031-10-31\n"
            "MLI,Gao,all,current,600,2031-01-01,2031-03-31\n"
        )
    )
    assert hapi.attrs["reading"]["format"] == "hapi_food_security"
    files = ("national_long.csv", "level1_wide.csv")
    ipc = pd.concat([read(SAMPLES / file) for file in files], ignore_index=True)
    alike = ["measure", "definition", "modality", "place_name", "period_start", "period_end"]
    found = hapi.merge(ipc, on=[*alike, "basis", "precision", "source", "production"])
    assert found["best_x"].tolist() == found["best_y"].tolist() == [300, 80, 600]
    known = hapi[hapi["place"].notna()]
    assert set(cf.match(known)["quantity"]) <= set(cf.match(ipc)["quantity"])


def test_a_later_analysis_of_the_same_period_supersedes():
    claims = cf.reconcile(read(SAMPLES / "national_long.csv")).claims
    both = claims[(claims["period_start"] == "2031-04-01") & (claims["definition"] == "ipc:3+")]
    assert both["best"].tolist() == [350, 330]
    assert both["verdict"].str.startswith("superseded").tolist() == [False, True]


def test_samples_hold_no_fault():
    assert cf.validate(read(SAMPLES / "national_long.csv")).counts == {}


@pytest.mark.parametrize("left_out", ["Date of analysis", "Phase", "From", "Validity period"])
def test_without_an_analysis_or_a_phase_it_is_no_such_file(left_out):
    header = [name for name in LONG.split(",") if name != left_out]
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(f"{','.join(header)}\n{','.join('1' for _ in header)}"))

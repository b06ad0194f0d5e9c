"""Made-up people by origin and asylum, in the shapes of UNHCR's Refugee Data Finder."""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crisisfigures.errors import UnknownFormatError, UnknownNameError
from crisisfigures.reading import read, widen
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "unhcr_population"
PACKAGE = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,returned_refugees,"
    "idps,returned_idps,stateless,ooc,oip,hst"
)
ABROAD = {
    "year": "2022",
    "coo_name": "Mali",
    "coo": "MLI",
    "coo_iso": "MLI",
    "coa_name": "Niger",
    "coa": "NGR",
    "coa_iso": "NER",
    **dict.fromkeys(PACKAGE.split(",")[7:], "0"),
}
AT_HOME = {**ABROAD, "coa_name": "Mali", "coa": "MLI", "coa_iso": "MLI"}


def table_of(*rows, columns=PACKAGE):
    names = columns.split(",")
    lines = [",".join(row.get(name, "") for name in names) for row in rows]
    return read(io.StringIO("\n".join([columns, *lines])))


def figure_of(row, measure, group=None):
    table = table_of(row)
    of = table["measure"] == measure
    if group is not None:
        of &= table["group"] == group
    found = table[of].astype(object)
    assert len(found) == 1
    return found.where(found.notna(), None).iloc[0].to_dict()


def days(figure):
    return str(figure["period_start"].date()), str(figure["period_end"].date())


# --- what each number is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "measure"),
    [
        ("refugees", "refugees"),
        ("asylum_seekers", "asylum_seekers"),
        ("stateless", "stateless"),
        ("ooc", "others_of_concern"),
        ("oip", "others_in_need_of_protection"),
    ],
)
def test_people_in_asylum_are_a_stock_of_the_last_day_by_origin(column, measure):
    figure = figure_of({**ABROAD, column: "310"}, measure)
    assert (figure["best"], figure["basis"]) == (310, "stock")
    assert (figure["place"], figure["from_place"]) == ("NER", "MLI")
    assert days(figure) == ("2022-12-31", "2022-12-31")
    assert (figure["source"], figure["source_type"]) == ("UNHCR", "un")


def test_returned_refugees_are_a_flow_into_the_country_of_origin():
    figure = figure_of({**ABROAD, "returned_refugees": "96"}, "returns", "status=refugee")
    assert (figure["best"], figure["basis"]) == (96, "flow")
    assert (figure["place"], figure["from_place"]) == ("MLI", "NER")
    assert days(figure) == ("2022-01-01", "2022-12-31")


@pytest.mark.parametrize(
    ("column", "measure", "group", "basis"),
    [
        ("idps", "idps", None, "stock"),
        ("returned_idps", "returns", "status=idp", "flow"),
        ("hst", "host_community", None, "stock"),
    ],
)
def test_people_who_never_left_have_no_origin(column, measure, group, basis):
    figure = figure_of({**AT_HOME, column: "3100"}, measure, group)
    assert (figure["place"], figure["from_place"]) == ("MLI", None)
    assert (figure["best"], figure["basis"], figure["status"]) == (3100, basis, None)


def test_idps_are_those_whom_unhcr_assists_and_match_no_others():
    figure = figure_of({**AT_HOME, "idps": "3100"}, "idps")
    assert (figure["definition"], figure["cause"]) == ("unhcr_assisted", "conflict")
    others = read(
        io.StringIO(
            "measure,figure,place,as_of,cause,source\nidps,5000,MLI,2022-12-31,conflict,IDMC\n"
        )
    )
    both = pd.concat([table_of({**AT_HOME, "idps": "3100"}), others], ignore_index=True)
    answer = reconcile(both).table
    assert set(answer.loc[answer["measure"] == "idps", "agreement"]) == {"single"}


def test_origins_of_one_country_of_asylum_are_no_rivals():
    other = {**ABROAD, "coo_name": "Chad", "coo": "CHD", "coo_iso": "TCD", "refugees": "70"}
    answer = reconcile(table_of({**ABROAD, "refugees": "310"}, other)).table
    refugees = answer[answer["measure"] == "refugees"]
    assert sorted(refugees["best"]) == [70, 310]
    assert set(refugees["agreement"]) == {"single"}


def test_a_row_gives_its_figures_and_unhcrs_own_codes_stay_beside_them():
    table = table_of({**ABROAD, "refugees": "310"})
    assert len(table) == 9
    assert set(table["source_row"]) == {2}
    assert set(table["coa"]) == {"NGR"}
    beside = {"year", "coo_name", "coa_iso", "refugees", "returned_idps"}
    assert not beside & set(table)


# --- places -----------------------------------------------------------------------------------


def test_codes_of_unhcr_are_not_taken_for_those_of_iso():
    austria = {**ABROAD, "coa_name": "Austria", "coa": "AUS", "coa_iso": "AUT", "refugees": "35"}
    assert figure_of(austria, "refugees")["place"] == "AUT"


@pytest.mark.parametrize(
    ("name", "own", "iso", "code"),
    [
        ("Unknown", "UKN", "UNK", "UNK"),
        ("Unknown", "UKN", "XXX", "UNK"),
        ("Stateless", "STA", "XXA", "STA"),
        ("Tibetan", "TIB", "TIB", "TIB"),
        ("Tibetan", "TIB", "", "TIB"),
        # As R writes what is missing: not Namibia.
        ("Tibetan", "TIB", "NA", "TIB"),
        ("Abyei Area", "AB9", "AB9", "AB9"),
    ],
)
def test_codes_that_name_no_country_are_known(name, own, iso, code):
    row = {**ABROAD, "coo_name": name, "coo": own, "coo_iso": iso, "refugees": "60"}
    assert figure_of(row, "refugees")["from_place"] == code
    assert validate(table_of(row)).ok


def test_a_code_that_nobody_knows_is_kept_and_reported():
    table = table_of({**ABROAD, "coa_iso": "QQQ", "refugees": "60"})
    assert "unknown-place-code" in set(validate(table).findings["code"])
    assert "QQQ" in set(table["place"])


# --- zeros and small numbers ------------------------------------------------------------------


def test_a_zero_of_people_who_may_be_there_is_a_number():
    figure = figure_of(ABROAD, "refugees")
    assert (figure["best"], figure["low"], figure["status"]) == (0, None, None)


@pytest.mark.parametrize(
    ("column", "measure", "first"),
    [
        ("asylum_seekers", "asylum_seekers", 2000),
        ("stateless", "stateless", 2004),
        ("ooc", "others_of_concern", 1997),
        ("oip", "others_in_need_of_protection", 2018),
    ],
)
def test_a_zero_of_years_without_such_numbers_is_missing(column, measure, first):
    early = figure_of({**ABROAD, "year": str(first - 1)}, measure)
    assert (early["best"], early["status"], early["stated"]) == (None, "missing", "0")
    assert str(first) in early["caveat"]
    assert figure_of({**ABROAD, "year": str(first)}, measure)["best"] == 0
    # Should a later edition reach further back, its numbers are numbers.
    assert figure_of({**ABROAD, "year": str(first - 1), column: "8"}, measure)["best"] == 8


@pytest.mark.parametrize(
    ("measure", "group"), [("idps", None), ("returns", "status=idp"), ("host_community", None)]
)
def test_zeros_of_those_who_stayed_do_not_apply_in_a_row_of_two_countries(measure, group):
    figure = figure_of(ABROAD, measure, group)
    assert (figure["best"], figure["status"], figure["stated"]) == (None, "not_applicable", "0")


@pytest.mark.parametrize("measure", ["refugees", "asylum_seekers", "others_in_need_of_protection"])
def test_zeros_of_those_who_left_do_not_apply_in_a_row_of_one_country(measure):
    figure = figure_of(AT_HOME, measure)
    assert (figure["best"], figure["status"]) == (None, "not_applicable")
    assert validate(table_of(AT_HOME)).findings.empty


def test_numbers_that_cannot_be_are_kept_and_reported():
    table = table_of({**AT_HOME, "refugees": "60"})
    assert validate(table).findings["code"].tolist() == ["origin-is-asylum"]
    elsewhere = figure_of({**ABROAD, "idps": "60"}, "idps")
    assert (elsewhere["best"], elsewhere["place"], elsewhere["from_place"]) == (60, "NER", "MLI")


def test_people_of_unknown_origin_in_an_unknown_country_are_counted():
    unknown = {"coo_iso": "UNK", "coa_iso": "UNK", "coo_name": "Unknown", "coa_name": "Unknown"}
    assert figure_of({**ABROAD, **unknown}, "refugees")["status"] is None


def test_the_older_database_has_names_and_stars():
    titles = "Extracted from the database\nDate extracted: 2018-06-17\n\n"
    text = titles + (SAMPLES / "popstats.csv").read_text(encoding="utf-8")
    table = read(io.StringIO(text)).astype(object)
    table = table.where(table.notna(), None)
    refugees = table[table["measure"] == "refugees"]
    assert refugees["place"].tolist() == ["NER", "COG", "NER"]
    assert refugees["from_place"].tolist() == ["MLI", "COD", "UNK"]
    assert refugees["best"].tolist() == [48220, 90110, 7]
    seekers = table[table["measure"] == "asylum_seekers"]
    assert seekers[["status", "low", "best", "high"]].to_numpy().tolist() == [
        ["suppressed", 1, None, 4],
        [None, None, 5, None],
    ]
    (idps,) = table[table["measure"] == "idps"].to_dict("records")
    assert (idps["place"], idps["from_place"], idps["best"]) == ("MLI", None, 21400)
    assert table.loc[table["measure"] == "stateless", "from_place"].tolist() == ["STA"]
    assert set(table["Total Population"].dropna()) == {"48220", "21715", "90115", "47", "505110"}


@pytest.mark.parametrize("cell", ["5", "5.0"])
def test_a_displayed_five_stands_for_one_to_five(cell):
    figure = figure_of({**ABROAD, "refugees": cell}, "refugees")
    assert (figure["low"], figure["best"], figure["high"]) == (1, 5, 5)
    assert figure["low_kind"] == figure["high_kind"] == figure["range_kind"] == "rounding"
    assert (figure["stated"], figure["convention"]) == ("5", "unhcr_fives/1")


@pytest.mark.parametrize("cell", ["1", "4", "6", "10", "15"])
def test_other_small_numbers_are_points(cell):
    figure = figure_of({**ABROAD, "refugees": cell}, "refugees")
    assert (figure["low"], figure["best"], figure["high"]) == (None, float(cell), None)
    assert (figure["range_kind"], figure["convention"]) == ("unranged", None)


def test_a_star_is_suppressed_and_stands_for_one_to_four():
    figure = figure_of({**ABROAD, "refugees": "*"}, "refugees")
    assert (figure["low"], figure["best"], figure["high"]) == (1, None, 4)
    assert (figure["status"], figure["stated"]) == ("suppressed", "*")
    assert validate(table_of({**ABROAD, "refugees": "*"})).ok


@pytest.mark.parametrize("cell", ["", "-", "NA"])
def test_a_blank_is_no_figure(cell):
    table = table_of({**ABROAD, "refugees": "310", "oip": cell})
    assert len(table) == 8
    assert "others_in_need_of_protection" not in set(table["measure"])


def test_a_cell_that_is_no_number_is_kept_as_unread():
    table = table_of({**ABROAD, "refugees": "31o"})
    row = table[table["measure"] == "refugees"].iloc[0]
    assert np.isnan(row["best"])
    assert row["unread"] == "best=31o"


def test_a_year_that_is_none_is_kept_as_unread():
    table = table_of({**ABROAD, "year": "2o22", "refugees": "310"})
    assert table["unread"].notna().all()


# --- the rules that are asked for -------------------------------------------------------------


def test_zeros_are_widened_when_it_is_asked_for():
    table = table_of({**ABROAD, "asylum_seekers": "5", "stateless": "12"}, {**AT_HOME, "idps": "0"})
    wide = widen(table)
    zeros = (table["best"] == 0).to_numpy()
    assert zeros.sum() > 0
    assert set(wide["low"][zeros]) == {0}
    assert set(wide["high"][zeros]) == {2}
    assert set(wide["stated"][zeros]) == {"0"}
    assert set(wide["convention"][zeros]) == {"unhcr_widest/1"}
    assert wide["id"].tolist() == table["id"].tolist()
    points = table["best"].isin([12])
    pd.testing.assert_frame_equal(wide[points], table[points])
    assert validate(wide).ok


def test_a_zero_that_says_nothing_is_never_widened():
    wide = widen(table_of(ABROAD, AT_HOME))
    assert wide.loc[wide["status"].notna(), ["low", "best", "high"]].isna().all(axis=None)


def test_idps_of_another_country_are_never_widened():
    table = table_of({**AT_HOME, "idps": "0"})
    idps = table[table["measure"] == "idps"]
    assert widen(idps)["high"].tolist() == [2]
    assert widen(idps.assign(from_place="NER", from_system="iso3166-1"))["high"].isna().all()


def test_the_nearest_multiple_reads_a_five_as_three_to_five():
    table = table_of({**ABROAD, "refugees": "5"})
    wide = widen(table, rule="unhcr_nearest")
    row = wide[wide["measure"] == "refugees"].iloc[0]
    assert (row["low"], row["best"], row["high"]) == (3, 5, 5)
    assert row["convention"] == "unhcr_nearest/1"
    assert widen(wide, rule="unhcr_fives")["low"].max() == 1


def test_numbers_of_others_are_none_of_unhcrs():
    other = read(io.StringIO("measure,figure,place,year,source\nkilled,0,MLI,2022,AFP\n"))
    pd.testing.assert_frame_equal(widen(other), other)


def test_a_rule_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(UnknownNameError, match="unhcr_nearest"):
        widen(table_of(ABROAD), rule="nearest")


# --- shapes -----------------------------------------------------------------------------------


def test_a_download_is_read_below_what_stands_above_its_header():
    text = (
        '"Extracted from the UNHCR Population Statistics Database"\n'
        '"Date extracted: 2023-07-01 09:14:03 +02:00"\n\n'
        'Year,"Country of origin","Country of origin (ISO)","Country of asylum",'
        '"Country of asylum (ISO)","Refugees under UNHCR\'s mandate",Asylum-seekers,'
        '"IDPs of concern to UNHCR","Returned IDPss","Stateless persons","Others of concern"\n'
        "2022,Mali,MLI,Niger,NER,61300,240,0,0,0,7\n"
    )
    table = read(io.StringIO(text))
    assert table.attrs["reading"]["format"] == "unhcr_population"
    assert table["best"].dropna().tolist() == [61300, 240, 0, 7]
    assert set(table["source_row"]) == {5}


def test_a_file_without_codes_is_read_by_names():
    text = (
        "Year,Country of origin,Country of asylum,Refugees under UNHCR's mandate,Asylum-seekers,"
        "IDPs of concern to UNHCR,Stateless persons\n"
        "2022,Unknown,Dem. Rep. of the Congo,60,0,0,0\n"
        "2022,Serbia and Kosovo: S/RES/1244 (1999),Niger,60,0,0,0\n"
    )
    refugees = read(io.StringIO(text)).query("measure == 'refugees'")
    assert refugees["place"].tolist() == ["COD", "NER"]
    assert refugees["from_place"].tolist() == ["UNK", "SRB"]


def item(**fields):
    dash = dict.fromkeys(("coo_name", "coo", "coo_iso", "coa_name", "coa", "coa_iso"), "-")
    return {**dash, "year": 2022, "refugees": 900, "asylum_seekers": "0", "idps": 70, **fields}


def by_measure(*items):
    rows = [{**one, "stateless": "0", "returned_refugees": 8} for one in items]
    table = read(json.dumps({"page": 1, "total": [], "items": rows}).encode())
    table = table.assign(is_rollup=table.get("is_rollup", False))
    return {
        name: found.astype(object).where(found.notna(), None).iloc[0]
        for name, found in table.groupby("measure")
    }


def test_what_is_not_split_by_asylum_is_of_the_world_but_idps_are_at_home():
    found = by_measure(item(coo_name="Mali", coo="MLI", coo_iso="MLI"))
    refugees, idps, returns = found["refugees"], found["idps"], found["returns"]
    assert (refugees["place"], refugees["place_system"]) == ("001", "m49")
    assert (refugees["from_place"], refugees["is_rollup"]) == ("MLI", True)
    assert (idps["place"], idps["from_place"], idps["is_rollup"]) == ("MLI", None, False)
    assert (returns["place"], returns["from_place"], returns["is_rollup"]) == ("MLI", None, True)


def test_what_is_not_split_by_origin_has_none():
    found = by_measure(item(coa_name="Niger", coa="NGR", coa_iso="NER"))
    refugees, idps, returns = found["refugees"], found["idps"], found["returns"]
    assert (refugees["place"], refugees["from_place"], refugees["is_rollup"]) == ("NER", None, True)
    assert (idps["place"], idps["from_place"], idps["is_rollup"]) == ("NER", None, False)
    assert (returns["place"], returns["from_place"], returns["is_rollup"]) == ("001", "NER", True)


def test_what_is_split_by_nothing_is_of_the_world():
    found = by_measure(item())
    for measure in ("refugees", "idps", "returns", "stateless"):
        row = found[measure]
        assert (row["place"], row["from_place"], row["is_rollup"]) == ("001", None, True)


def test_arrivals_of_a_year_are_not_taken_for_people_at_its_end():
    flows = (
        "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,"
        "returned_refugees,oip\n2022,Mali,MLI,MLI,Niger,NGR,NER,310,40,0,\n"
    )
    table = read(io.StringIO(flows))
    assert table.attrs["reading"]["format"] == "unhcr_flows"
    assert set(table["basis"]) == {"flow"}


def test_a_list_of_countries_holds_no_figures():
    countries = "iso_code,unhcr_code,name,unhcr_region\nMLI,MLI,Mali,West and Central Africa\n"
    with pytest.raises(UnknownFormatError, match="no format recognises its columns 'iso_code'"):
        read(io.StringIO(countries))


DOWNLOAD = (
    "Year,Country of origin,Country of origin (ISO),Country of asylum,Country of asylum (ISO),"
)


@pytest.mark.parametrize(
    ("headings", "measures"),
    [
        ("Refugees under UNHCR's mandate", ["refugees"]),
        ("Refugees under UNHCR's mandate,Asylum-seekers", ["refugees", "asylum_seekers"]),
        ("IDPs of concern to UNHCR", ["idps"]),
        ("Asylum-seekers,Stateless persons", ["asylum_seekers", "stateless"]),
    ],
)
def test_a_download_of_some_types_of_people_is_known_by_what_only_it_has(headings, measures):
    numbers = ",".join("60" for _ in headings.split(","))
    table = read(io.StringIO(f"{DOWNLOAD}{headings}\n2022,Mali,MLI,Niger,NER,{numbers}\n"))
    assert table.attrs["reading"]["format"] == "unhcr_population"
    assert table["measure"].tolist() == measures
    assert set(table["basis"]) == {"stock"}


@pytest.mark.parametrize("headings", ["refugees", "refugees,asylum_seekers", "stateless"])
def test_names_that_flows_or_others_have_too_are_no_population_figures(headings):
    numbers = ",".join("60" for _ in headings.split(","))
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(f"year,coo_iso,coa_iso,{headings}\n2022,MLI,NER,{numbers}\n"))


def test_refugees_alone_are_stocks_in_the_older_database_which_has_no_flows_of_that_name():
    countries = "Year,Country / territory of asylum/residence,Origin"
    header = f"{countries},Refugees (incl. refugee-like situations)"
    table = read(io.StringIO(f"{header}\n1966,Niger,Mali,5\n"))
    assert table.attrs["reading"]["format"] == "unhcr_population"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("refugees", "stock", 5)
    assert (row["place"], row["from_place"]) == ("NER", "MLI")
    assert str(row["period_end"].date()) == "1966-12-31"


def test_a_file_on_hdx_of_2020_names_the_types_of_people_by_their_codes():
    table = read(SAMPLES / "hdx_2020.csv")
    assert table.attrs["reading"]["format"] == "unhcr_population"
    assert table.dropna(subset=["best"]).query("best > 0")[
        ["measure", "place", "best"]
    ].values.tolist() == [
        ["idps", "MLI", 37000],
        ["refugees", "NER", 100000],
        ["asylum_seekers", "NER", 240],
        ["refugees", "NER", 5],
    ]


def rows_of(text):
    table = read(io.StringIO(text)).astype(object)
    return table.where(table.notna(), None)


def test_time_series_of_the_older_database_have_a_column_a_year():
    table = rows_of(
        '"Extracted from the database"\n\nCountry / territory of residence,Origin / Returned from,'
        "Population type,2012,2013\n"
        "Mali,Mali,Internally displaced,400,5\n"
        "Mali,Niger,Refugees,,*\n"
        "Mali,Various,Asylum seekers,7,\n"
        "Mali,Niger,Guests,,12\n"
    )
    assert table["measure"].tolist() == ["idps", "idps", "refugees", "asylum_seekers", None]
    assert table["best"].tolist() == [400, 5, None, 7, 12]
    # A 5 is a 5 there, and a star 1 to 4.
    assert table[["low", "high", "status"]].to_numpy().tolist()[1:3] == [
        [None, None, None],
        [1, 4, "suppressed"],
    ]
    assert [day.year for day in table["period_end"]] == [2012, 2013, 2013, 2012, 2013]
    assert table["from_place"].tolist() == [None, None, "NER", "UNK", "NER"]
    assert table["unread"].tolist() == [None, None, None, None, "measure=Guests"]


def test_time_series_of_the_older_database_have_a_year_and_a_value():
    table = rows_of(
        "Year,Country / territory of asylum/residence,Origin,Population type,Value\n"
        "2013,Niger,Mali,Refugees (incl. refugee-like situations),48000\n"
        "2013,Mali,Mali,Returned IDPs,*\n"
        "2013,Niger,Mali,Asylum-seekers,\n"
    )
    assert table["measure"].tolist() == ["refugees", "returns", "asylum_seekers"]
    assert table["status"].tolist() == [None, "suppressed", "missing"]
    assert [day.month for day in table["period_start"]] == [12, 1, 12]
    assert table["group"].tolist() == [None, "status=idp", None]


@pytest.mark.parametrize(
    ("heading", "place", "from_place"),
    [("Origin / Returned from", "NER", "MLI"), ("Origin", "MLI", "NER")],
)
def test_who_returned_is_at_home_whichever_country_the_origin_is(heading, place, from_place):
    for header, row in (
        ("Returned refugees,Refugees", "30,"),
        ("Population type,2013", "Returned refugees,30"),
    ):
        year, when = ("", "") if "type" in header else ("Year,", "2013,")
        table = rows_of(
            f"{year}Country / territory of residence,{heading},{header}\n{when}Niger,Mali,{row}\n"
        )
        (returns,) = table[table["measure"] == "returns"].to_dict("records")
        assert (returns["place"], returns["from_place"], returns["best"]) == (place, from_place, 30)

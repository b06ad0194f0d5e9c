"""Made-up rounds in the columns of IOM's Displacement Tracking Matrix."""

import io
import json

import pandas as pd
import pytest

from crisisfigures.reading import read

ROW = {
    "id": 901,
    "operation": "Northern Mali",
    "admin0Name": "Mali",
    "admin0Pcode": "MLI",
    "numPresentIdpInd": 640,
    "reportingDate": "2023-06-30T00:00:00",
    "yearReportingDate": 2023,
    "monthReportingDate": 6,
    "roundNumber": 7,
    "displacementReason": "Conflict",
    "numberMales": None,
    "numberFemales": None,
    "idpOriginAdmin1Name": "Not available",
    "idpOriginAdmin1Pcode": "Not available",
    "assessmentType": "BA",
}
PROVINCE = {"admin1Name": "Menaka", "admin1Pcode": "ML10"}
DISTRICT = {**PROVINCE, "admin2Name": "Tidermene", "admin2Pcode": "ML1003"}
GAO = {"idpOriginAdmin1Name": "Gao", "idpOriginAdmin1Pcode": "ML07"}
SEXES = {"numberMales": 290, "numberFemales": 350}


def table_of(*rows):
    made = {"isSuccess": True, "errorMessages": [], "result": [{**ROW, **row} for row in rows]}
    return read(json.dumps(made).encode())


def test_a_row_is_a_stock_of_people_on_the_reporting_date():
    table = table_of({})
    assert table.attrs["reading"]["format"] == "iom_dtm"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("idps", "stock", 640)
    assert str(row["period_start"].date()) == str(row["period_end"].date()) == "2023-06-30"
    assert (row["source"], row["event"], row["edition"]) == ("DTM", "Northern Mali", "7")
    assert (row["source_key"], row["place"]) == ("901", "MLI")


def test_a_baseline_is_not_pooled_with_the_site_assessment_of_the_same_people():
    # As in Chad: the site assessment has one row, the baseline one a reason, of the same sum.
    table = table_of(
        {"numPresentIdpInd": 500, "assessmentType": "SA"},
        {"numPresentIdpInd": 420},
        {"numPresentIdpInd": 80, "displacementReason": "Insecurity"},
    )
    sums = table.groupby("definition")["best"].sum()
    assert sums.to_dict() == {"dtm:ba": 500, "dtm:sa": 500}


def test_an_emergency_tracking_is_a_stock_with_a_caveat():
    table = table_of({"assessmentType": "ETT"}, {"assessmentType": "Event Tracking Tool"}, {})
    assert table["definition"].tolist() == ["dtm:ett", "dtm:ett", "dtm:ba"]
    assert table["basis"].tolist() == ["stock"] * 3
    assert table["caveat"].isna().tolist() == [False, False, True]


def test_males_and_females_are_rows_and_all_of_them_their_rollup():
    table = table_of(SEXES, {"numPresentIdpInd": 260})
    assert table["best"].tolist() == [640, 290, 350, 260]
    assert table["group"].fillna("all").tolist() == ["all", "sex=male", "sex=female", "all"]
    assert table["is_rollup"].tolist() == [True, False, False, False]
    assert table.loc[~table["is_rollup"], "best"].sum() == 900


@pytest.mark.parametrize("blank", ["NA", "nan", "None", "-"])
def test_all_are_no_rollup_of_sexes_that_are_not_told(blank):
    table = table_of({"numberMales": blank, "numberFemales": blank})
    assert not table.get("is_rollup", pd.Series(dtype=bool)).any()


def test_zeros_of_both_sexes_beside_people_were_never_counted():
    table = table_of({"numberMales": 0, "numberFemales": 0})
    assert table["status"].fillna("").tolist() == ["", "missing", "missing"]
    assert table["stated"].fillna("").tolist() == ["", "0", "0"]
    assert not table.get("is_rollup", default=table["best"] < 0).any()
    assert table["best"].isna().tolist() == [False, True, True]
    nobody = table_of({"numPresentIdpInd": 0, "numberMales": 0, "numberFemales": 0})
    assert nobody["best"].tolist() == [0, 0, 0]
    women = table_of({"numberMales": 0, "numberFemales": 640})
    assert women["best"].tolist() == [640, 0, 640]


@pytest.mark.parametrize(
    ("males", "words"), [(290, None), (200, "do not add up"), (700, "come to more")]
)
def test_sexes_that_are_not_the_total_are_told_at_it(males, words):
    caveats = table_of({"numberMales": males, "numberFemales": 350})["caveat"]
    assert caveats.notna().tolist() == [words is not None, False, False]
    assert words is None or words in caveats[0]


def test_a_row_without_any_number_is_missing():
    table = table_of({"numPresentIdpInd": None}, {})
    assert table["status"].fillna("").tolist() == ["missing", ""]


def test_a_district_that_is_not_available_is_the_rest_of_its_province():
    rest = {**PROVINCE, "admin2Name": "Not available", "admin2Pcode": "Not available"}
    table = table_of(PROVINCE, DISTRICT, rest)
    assert table["is_rollup"].tolist() == [True, False, False]
    assert table["place"].fillna("").tolist() == ["ML10", "ML1003", ""]
    assert table.loc[2, "place_name"].startswith("area not named, Menaka")


def test_all_are_no_rollup_of_sexes_that_are_not_available():
    table = table_of({"numberMales": 290, "numberFemales": "NA"})
    assert "is_rollup" not in table or not table["is_rollup"].any()
    assert table["status"].fillna("").tolist() == ["", "", "missing"]


def test_all_are_no_rollup_of_males_alone():
    table = table_of({"numberMales": 290})
    assert table["best"].tolist() == [640, 290]
    assert "is_rollup" not in table or not table["is_rollup"].any()


@pytest.mark.parametrize(
    ("reasons", "cause"),
    [
        ("Conflict", "conflict"),
        ("conflict", "conflict"),
        ("Natural disaster; Conflict", "conflict; disaster"),
        ("Conflict; Natural disaster", "conflict; disaster"),
        ("Conflict;  conflict ;", "conflict"),
        ("Insecurity; Other reason", "insecurity; other reason"),
        ("No reason for displacement reported", "not reported"),
        (None, None),
    ],
)
def test_reasons_are_a_sorted_set(reasons, cause):
    table = table_of({"displacementReason": reasons})
    assert (table.loc[0, "cause"] == cause) if cause else table["cause"].isna().all()


def test_where_people_come_from_is_kept():
    row = table_of(GAO).iloc[0]
    assert (row["from_place"], row["from_system"], row["from_name"]) == ("ML07", "pcode", "Gao")


def test_an_origin_is_unknown_only_beside_origins_of_the_same_round_and_place():
    table = table_of({}, GAO, {"roundNumber": 8}, {"assessmentType": "SA"}, PROVINCE)
    assert table["from_place"].fillna("").tolist() == ["unknown", "ML07", "", "", ""]
    assert table["from_system"].fillna("").tolist() == ["custom", "pcode", "", "", ""]


def test_rows_that_differ_only_in_the_name_of_the_origin_are_all_kept():
    table = table_of(GAO, {**GAO, "idpOriginAdmin1Name": "Gao (P)"})
    assert table["from_name"].tolist() == ["Gao", "Gao (P)"]
    assert table["best"].sum() == 1280


def test_an_area_is_a_rollup_where_its_round_has_rows_of_areas_in_it():
    table = table_of({}, PROVINCE, DISTRICT, {"roundNumber": 8}, {**PROVINCE, "roundNumber": 9})
    assert table["is_rollup"].tolist() == [True, True, False, False, False]
    assert table["place"].tolist() == ["MLI", "ML10", "ML1003", "MLI", "ML10"]


def test_males_of_a_country_are_a_rollup_too_where_its_provinces_follow():
    table = table_of(SEXES, {**PROVINCE, **SEXES})
    assert table["is_rollup"].tolist() == [True, True, True, True, False, False]


def test_a_row_without_any_number_is_kept_once():
    table = table_of({}, {"numPresentIdpInd": None})
    assert table["source_row"].tolist() == [1, 2]
    assert table["best"].isna().tolist() == [False, True]


def test_a_cell_that_is_no_number_is_kept_as_unread():
    table = table_of({"numPresentIdpInd": "64O", **SEXES})
    assert table["unread"].fillna("").tolist() == ["figure=64O", "", ""]
    assert table["best"].tolist()[1:] == [290, 350]


def test_headers_may_be_written_in_any_case():
    rows = [{name.upper(): cell for name, cell in ROW.items()}]
    assert read(rows).attrs["reading"]["format"] == "iom_dtm"


def test_a_file_cut_to_country_number_and_date_is_a_stock_on_that_day():
    table = read(
        io.StringIO(
            "admin0Pcode,numPresentIdpInd,reportingDate\n"
            "#country+code,#affected+idps,#date+reported\n"
            "MLI,1200,2023-05-31T00:00:00\n"
        )
    )
    assert table.attrs["reading"]["format"] == "iom_dtm"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["best"], row["place"]) == (
        "idps",
        "stock",
        1200,
        "MLI",
    )
    assert str(row["period_end"].date()) == "2023-05-31"

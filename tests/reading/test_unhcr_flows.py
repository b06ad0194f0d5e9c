"""Made-up flows in the shapes of UNHCR's workbook and of the R package."""

import io

import pytest

from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.validation import validate

KEYS = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,"
PACKAGE = KEYS + "refugees,asylum_seekers,refugee_like,oip"
WORKBOOK = "Year,OriginISO,OriginName,origin,AsylumISO,AsylumName,asylum,PT,Count"
PAIR = "2022,Mali,MLI,MLI,Niger,NGR,NER,"


def table_of(*rows, columns=PACKAGE):
    return read(io.StringIO("\n".join([columns, *rows])))


def test_each_number_is_a_flow_of_the_year_by_origin():
    table = table_of(PAIR + "931,27,46,314")
    assert table["measure"].tolist() == [
        "arrivals",
        "asylum_applications",
        "arrivals",
        "arrivals",
    ]
    assert table["definition"].tolist() == [
        "unhcr_flows:refugees",
        "app_type=n",
        "unhcr_flows:refugee_like",
        "unhcr_flows:others_in_need_of_protection",
    ]
    assert table["best"].tolist() == [931, 27, 46, 314]
    assert set(table["basis"]) == {"flow"}
    assert set(zip(table["place"], table["from_place"], strict=True)) == {("NER", "MLI")}
    assert set(table["period_start"].dt.date.astype(str)) == {"2022-01-01"}
    assert set(table["period_end"].dt.date.astype(str)) == {"2022-12-31"}
    assert validate(table).ok


def test_the_workbook_says_the_same_row_by_row():
    wide = table_of(PAIR + "931,27,46,314")
    codes = ("REF,931", "ASY,27", "ROC,46", "OIP,314")
    rows = [f"2022,MLI,Mali,MLI,NER,Niger,NGR,{code}" for code in codes]
    long = table_of(*rows, columns=WORKBOOK)
    for name in ("measure", "definition", "basis", "place", "from_place", "best", "period_end"):
        assert long[name].tolist() == wide[name].tolist()


def test_what_the_package_calls_returned_refugees_is_nobody_who_returned():
    table = table_of(PAIR + ",,46,", columns=PACKAGE.replace("refugee_like", "returned_refugees"))
    assert (table["measure"][0], table["place"][0]) == ("arrivals", "NER")
    assert table["definition"][0] == "unhcr_flows:refugee_like"
    assert "called returned_refugees in the R package" in table["caveat"][0]


def test_small_numbers_are_rounded_and_stars_suppressed():
    table = table_of(PAIR + "5,,,", PAIR + "*,,,")
    assert table[["low", "best", "high"]].iloc[0].tolist() == [1, 5, 5]
    assert table["status"].tolist()[1] == "suppressed"
    assert table[["low", "high"]].iloc[1].tolist() == [1, 4]


def test_zeros_before_unhcr_had_such_numbers_are_missing_and_keep_what_else_is_said():
    columns = PACKAGE.replace("refugee_like", "returned_refugees")
    table = table_of("1999" + PAIR[4:] + "40,0,0,0", columns=columns)
    assert table["status"].fillna("present").tolist() == [
        *("present", "present", "missing", "missing"),
    ]
    assert table["caveat"].iloc[2].startswith("called returned_refugees")


def test_a_type_of_people_that_is_not_known_is_reported():
    rows = [f"2022,MLI,Mali,MLI,NER,Niger,NGR,REF,{i}" for i in range(60)]
    table = table_of(*rows, "2022,MLI,Mali,MLI,NER,Niger,NGR,XYZ,3", columns=WORKBOOK)
    assert table["unread"].iloc[-1] == "measure=XYZ"


@pytest.mark.parametrize(
    "columns",
    [KEYS + "refugees,asylum_seekers,oip", KEYS + "refugees,asylum_seekers,refugee_like"],
)
def test_a_part_of_the_population_figures_is_not_taken_for_flows(columns):
    try:
        table = table_of(PAIR + "1,2,3", columns=columns)
    except UnknownFormatError:
        return
    assert table.attrs["reading"]["format"] != "unhcr_flows"


def test_population_figures_are_no_flows():
    names = "refugees,asylum_seekers,returned_refugees,idps,returned_idps,stateless,ooc,oip,hst"
    table = table_of(PAIR + "1,2,3,0,0,0,0,4,0", columns=KEYS + names)
    assert table.attrs["reading"]["format"] == "unhcr_population"
    assert table["basis"].tolist()[0] == "stock"
    text = f"{KEYS}{names}\n{PAIR}1,2,3,0,0,0,0,4,0\n"
    with pytest.raises(UnknownFormatError):
        read(io.StringIO(text), format="unhcr_flows")

"""Made-up durable solutions in the shapes of UNHCR's Refugee Data Finder."""

import io

import pytest

from crisisfigures.reading import read

PACKAGE = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,"
    "returned_refugees,resettlement,naturalisation,returned_idps"
)


def table_of(*rows, columns=PACKAGE):
    return read(io.StringIO("\n".join([columns, *rows])))


def row_of(row):
    table = table_of(row).astype(object)
    assert len(table) == 1
    return table.where(table.notna(), None).iloc[0].to_dict()


ABROAD = "2021,Mali,MLI,MLI,Niger,NGR,NER,"


@pytest.mark.parametrize(
    ("numbers", "measure", "group", "place", "origin"),
    [
        ("73,,,", "returns", "status=refugee", "MLI", "NER"),
        (",73,,", "resettled", None, "NER", "MLI"),
        (",,73,", "naturalised", None, "NER", "MLI"),
    ],
)
def test_what_the_other_country_is_depends_on_the_number(numbers, measure, group, place, origin):
    row = row_of(ABROAD + numbers)
    assert (row["measure"], row.get("group"), row["basis"]) == (measure, group, "flow")
    assert (row["place"], row["from_place"], row["best"]) == (place, origin, 73)
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2021-01-01",
        "2021-12-31",
    )


def test_returned_idps_never_left_and_are_those_whom_unhcr_assists():
    row = row_of("2021,Mali,MLI,MLI,Mali,MLI,MLI,,,,3100")
    assert (row["measure"], row["group"]) == ("returns", "status=idp")
    assert (row["place"], row["from_place"], row["definition"]) == ("MLI", None, "unhcr_assisted")


def test_a_blank_beside_a_number_is_no_figure():
    assert len(table_of(ABROAD + "73,,,", ABROAD + "73,2,,")) == 3


def test_small_numbers_are_rounded():
    row = row_of(ABROAD + ",5,,")
    assert (row["low"], row["best"], row["high"]) == (1, 5, 5)


def test_zeros_of_idps_in_a_row_of_two_countries_do_not_apply():
    table = table_of(
        "2021,MLI,NER,Mali,Niger,0,0,730,0",
        columns="Year,Country of Origin Code,Country of Asylum Code,Country of Origin Name,"
        "Country of Asylum Name,Resettlement arrivals,Naturalisation,Refugee returns,IDP returns",
    )
    assert table["best"].tolist()[:3] == [730, 0, 0]
    assert table["status"].tolist()[3] == "not_applicable"


def test_the_totals_by_hand():
    table = table_of(
        ABROAD + "73,5,,", "2021,Mali,MLI,MLI,Chad,CHD,TCD,20,,5,", "2022" + ABROAD[4:] + "7,,,"
    )
    sums = table.groupby(["measure", table["period_end"].dt.year])["best"].sum()
    assert sums.to_dict() == {
        ("returns", 2021): 93,
        ("returns", 2022): 7,
        ("resettled", 2021): 5,
        ("naturalised", 2021): 5,
    }

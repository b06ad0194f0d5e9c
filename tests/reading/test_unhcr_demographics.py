"""Made-up people by sex and age in the shapes of UNHCR's Refugee Data Finder."""

import io

import pytest

from crisisfigures.reading import read
from crisisfigures.reconciliation import reconcile
from crisisfigures.validation import validate

AGES = [f"{sex}_{age}" for sex in "fm" for age in ("0_4", "5_11", "12_17", "18_59", "60", "other")]
NUMBERS = [*AGES[:6], "f_total", *AGES[6:], "m_total", "total"]
HEADER = [
    *("year", "coo_name", "coo", "coo_iso", "coa_name", "coa", "coa_iso"),
    *("pop_type", "location", "loc_type", "acc_type"),
    *NUMBERS,
]
ROW = {
    "year": "2022",
    "coo_name": "Mali",
    "coo": "MLI",
    "coo_iso": "MLI",
    "coa_name": "Niger",
    "coa": "NGR",
    "coa_iso": "NER",
    "pop_type": "REF",
    **dict.fromkeys(NUMBERS, "0"),
}
# 8 girls and women and 9 boys and men of known age, 1 and 2 of unknown age.
TOLD = dict(
    zip(
        NUMBERS,
        ["2", "2", "1", "2", "1", "1", "9", "3", "2", "1", "2", "1", "2", "11", "20"],
        strict=True,
    )
)


def table_of(*rows, header=HEADER):
    lines = [",".join(row.get(name, "") for name in header) for row in rows]
    return read(io.StringIO("\n".join([",".join(header), *lines])))


def by_group(**cells):
    table = table_of({**ROW, **cells}).astype(object)
    table = table.where(table.notna(), None)
    return {row["group"] or "all": row for row in table.to_dict("records")}


def test_sexes_and_ages_are_groups_and_their_totals_rollups():
    found = by_group(**TOLD)
    assert len(found) == 15
    assert found["sex=female;age=0-4"]["best"] == 2
    assert found["sex=male;age=60+"]["best"] == 1
    assert found["sex=male;age=unknown"]["best"] == 2
    rollups = {group for group, row in found.items() if row["is_rollup"]}
    assert rollups == {"sex=female", "sex=male", "all"}
    leaves = sum(row["best"] for row in found.values() if not row["is_rollup"])
    assert leaves == found["all"]["best"] == 20
    assert found["sex=female"]["group_stated"] == "f_total"


def test_a_total_that_stands_alone_is_no_rollup_and_the_zeros_beside_it_are_missing():
    found = by_group(total="240")
    assert (found["all"]["best"], found["all"]["is_rollup"]) == (240, False)
    others = [row for group, row in found.items() if group != "all"]
    assert {row["status"] for row in others} == {"missing"}
    assert {row["stated"] for row in others} == {"0"}
    assert {row["best"] for row in others} == {None}


def test_a_sex_without_ages_tells_nothing_of_children():
    found = by_group(f_total="140", m_total="100", total="240")
    assert (found["all"]["is_rollup"], found["sex=female"]["is_rollup"]) == (True, False)
    assert found["sex=female;age=0-4"]["status"] == "missing"
    assert found["sex=female"]["best"] == 140


def test_parts_that_leave_people_out_are_told_at_their_total():
    found = by_group(**{**TOLD, "f_total": "40", "total": "51"})
    lacking = {group for group, row in found.items() if row["caveat"]}
    assert lacking == {"sex=female"}
    assert "do not add up" in found["sex=female"]["caveat"]
    found = by_group(f_total="140", m_total="100", total="300")
    assert "do not add up" in found["all"]["caveat"]
    assert found["all"]["is_rollup"]
    assert "not disaggregated" in found["sex=female;age=0-4"]["caveat"]


def test_a_zero_among_ages_that_are_told_is_a_number():
    found = by_group(f_0_4="7", f_total="7", total="7")
    assert found["sex=female;age=5-11"]["best"] == 0
    assert found["sex=male"]["best"] == 0
    assert found["sex=male;age=0-4"]["best"] == 0


@pytest.mark.parametrize(
    ("code", "measure", "basis", "place", "origin"),
    [
        ("REF", "refugees", "stock", "NER", "MLI"),
        ("ASY", "asylum_seekers", "stock", "NER", "MLI"),
        ("OIP", "others_in_need_of_protection", "stock", "NER", "MLI"),
        ("STA", "stateless", "stock", "NER", "MLI"),
        ("OOC", "others_of_concern", "stock", "NER", "MLI"),
        ("RET", "returns", "flow", "MLI", "NER"),
        ("RST", "resettled", "flow", "NER", "MLI"),
        ("Refugees", "refugees", "stock", "NER", "MLI"),
        ("Asylum-seekers", "asylum_seekers", "stock", "NER", "MLI"),
    ],
)
def test_the_population_type_gives_the_measure_and_where(code, measure, basis, place, origin):
    row = table_of({**ROW, "pop_type": code, **TOLD}).iloc[-1]
    assert (row["measure"], row["basis"]) == (measure, basis)
    assert (row["place"], row["from_place"]) == (place, origin)
    start = "2022-01-01" if basis == "flow" else "2022-12-31"
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (start, "2022-12-31")


def test_idps_are_at_home_and_returned_ones_a_group():
    home = {**ROW, "coa_name": "Mali", "coa": "MLI", "coa_iso": "MLI", **TOLD}
    table = table_of({**home, "pop_type": "IDP"}, {**home, "pop_type": "RDP"})
    assert table["from_place"].isna().all()
    assert set(table["definition"]) == {"unhcr_assisted"}
    assert table.loc[0, "group"] == "sex=female;age=0-4"
    assert table.loc[15, "group"] == "status=idp;sex=female;age=0-4"
    assert table["measure"].drop_duplicates().tolist() == ["idps", "returns"]


def test_people_in_a_refugee_like_situation_are_no_rivals_of_the_refugees():
    table = table_of({**ROW, **TOLD}, {**ROW, "pop_type": "ROC", **TOLD})
    assert set(reconcile(table).table["agreement"]) == {"single"}


def test_a_type_that_is_not_known_is_kept_and_reported():
    table = table_of({**ROW, "pop_type": "XYZ", **TOLD})
    assert set(table["unread"]) == {"measure=XYZ"}


def test_without_a_type_the_file_does_not_say_what_it_counts():
    header = [
        name for name in HEADER if name not in ("pop_type", "location", "loc_type", "acc_type")
    ]
    table = table_of({**ROW, **TOLD}, header=header)
    assert table["measure"].isna().all()
    assert table["best"].iloc[-1] == 20
    assert set(validate(table).findings["code"]) == {"required-column-missing"}


def test_a_location_is_the_place_and_one_that_is_not_known_is_none():
    known = table_of({**ROW, "location": "Tillaberi", **TOLD}).iloc[0]
    assert (known["place"], known["place_name"]) == ("NE-6", "Tillaberi, Niger")
    camp = table_of({**ROW, "location": "Camp Zeta", **TOLD}).iloc[0]
    assert camp["place_name"] == "Camp Zeta, Niger, NER"
    assert camp[["place", "place_system"]].isna().all()


def test_settlement_and_accommodation_delimit_who_is_counted():
    table = table_of(
        {**ROW, "loc_type": "U", "acc_type": "I", **TOLD}, {**ROW, "loc_type": "R", **TOLD}
    )
    assert table["definition"].drop_duplicates().tolist() == [
        "loc_type=u;acc_type=i",
        "loc_type=r",
    ]
    assert set(reconcile(table).table["agreement"]) == {"single"}


def test_small_numbers_are_rounded():
    row = by_group(**{**TOLD, "f_60": "5"})["sex=female;age=60+"]
    assert (row["low"], row["best"], row["high"]) == (1, 5, 5)


def test_zeros_of_5_to_17_between_children_and_adults_beside_an_unknown_age_say_nothing():
    found = by_group(
        **{**TOLD, "f_5_11": "0", "f_12_17": "0", "f_0_4": "31", "f_18_59": "68", "f_other": "82"}
    )
    assert found["sex=female;age=5-11"]["status"] == "missing"
    assert found["sex=female;age=12-17"]["status"] == "missing"
    assert found["sex=female;age=18-59"]["best"] == 68
    kept = by_group(**{**TOLD, "f_5_11": "0", "f_12_17": "0", "f_other": "0"})
    assert kept["sex=female;age=5-11"]["best"] == 0


def test_thousands_in_groups_are_numbers_of_a_row_that_is_disaggregated():
    found = by_group(**dict.fromkeys(TOLD, "0") | {"total": '"12,345"'})
    assert found["all"]["best"] == 12345
    assert found["sex=female;age=0-4"]["status"] == "missing"


def test_where_no_age_of_a_sex_is_known_its_zeros_are_missing():
    unknown = {"f_other": "70", "f_total": "70"}
    known = {"m_0_4": "10", "m_18_59": "50", "m_total": "60"}
    found = by_group(**unknown, **known, total="130")
    girls, boys = found["sex=female;age=0-4"], found["sex=male;age=5-11"]
    assert (girls["best"], girls["status"], girls["stated"]) == (None, "missing", "0")
    assert "age of nobody" in girls["caveat"]
    assert (boys["best"], boys["status"]) == (0, None)
    assert found["sex=female;age=unknown"]["best"] == found["sex=female"]["best"] == 70
    assert found["sex=female"]["is_rollup"]

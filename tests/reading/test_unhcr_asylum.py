"""Made-up asylum applications and decisions in the shapes of UNHCR's Refugee Data Finder."""

import io

import pytest

from crisisfigures.reading import read, widen
from crisisfigures.reconciliation import reconcile

COUNTRIES = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso"
APPLICATIONS = f"{COUNTRIES},procedure_type,app_type,dec_level,app_pc,applied"
DECISIONS = (
    f"{COUNTRIES},procedure_type,dec_level,dec_pc,"
    "dec_recognized,dec_other,dec_rejected,dec_closed,dec_total"
)
IN_AUSTRIA = "2021,Mali,MLI,MLI,Austria,AUS,AUT"


def table_of(header, *rows):
    lines = [f"{IN_AUSTRIA},{row}" for row in rows]
    return read(io.StringIO("\n".join([header, *lines])))


def test_applications_are_a_flow_of_the_year_in_the_country_of_asylum():
    row = table_of(APPLICATIONS, "G,N,NA,P,38").iloc[0]
    assert (row["measure"], row["basis"], row["best"]) == ("asylum_applications", "flow", 38)
    assert (row["place"], row["from_place"]) == ("AUT", "MLI")
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2021-01-01",
        "2021-12-31",
    )


def test_new_applications_are_a_stage_and_nothing_missing():
    assert table_of(APPLICATIONS, "G,N,NA,P,38").loc[0, "definition"] == (
        "procedure_type=g;app_type=n;dec_level=na"
    )


@pytest.mark.parametrize(("said", "unit"), [("P", "person"), ("C", "case"), ("Cases", "case")])
def test_the_unit_is_what_the_row_says(said, unit):
    assert table_of(APPLICATIONS, f"G,N,NA,{said},38").loc[0, "unit"] == unit


def test_a_unit_that_is_not_told_is_noted_and_one_that_is_not_known_is_reported():
    assert table_of(APPLICATIONS, "G,N,NA,,38").loc[0, "caveat"] == "persons or cases: not told"
    assert table_of(APPLICATIONS, "G,N,NA,Q,38").loc[0, "unread"] == "unit=Q"


def test_persons_and_cases_and_new_and_repeat_applications_are_no_rivals():
    rows = ("G,N,NA,P,38", "G,N,NA,C,21", "G,R,RA,P,9", "U,N,NA,P,4")
    answer = reconcile(table_of(APPLICATIONS, *rows)).table
    assert len(answer) == 4
    assert set(answer["agreement"]) == {"single"}


def test_a_displayed_five_of_applications_stands_for_one_to_five():
    row = table_of(APPLICATIONS, "G,N,NA,P,5").iloc[0]
    assert (row["low"], row["best"], row["high"]) == (1, 5, 5)


def test_decisions_have_an_outcome_and_their_total_is_a_rollup():
    table = table_of(DECISIONS, "G,FI,P,14,11,32,21,78")
    assert set(table["measure"]) == {"asylum_decisions"}
    assert table["best"].tolist() == [14, 11, 32, 21, 78]
    assert table["is_rollup"].tolist() == [False] * 4 + [True]
    assert table["definition"].tolist() == [
        *(
            f"outcome={outcome};procedure_type=g;dec_level=fi"
            for outcome in ("recognised", "complementary", "rejected", "closed")
        ),
        "procedure_type=g;dec_level=fi",
    ]
    assert table["best"][~table["is_rollup"]].sum() == 78


def test_outcomes_that_are_all_zero_beside_a_total_are_not_told():
    table = table_of(DECISIONS, "G,FI,P,0,0,0,0,78", "G,FI,P,0,0,0,0,0", "G,AR,P,0,9,0,0,9")
    assert table["status"].fillna("").tolist() == [*["missing"] * 4, *[""] * 11]
    assert table["stated"].tolist()[:4] == ["0"] * 4
    assert table["best"].fillna(-1).tolist()[4:10] == [78, 0, 0, 0, 0, 0]
    assert table["is_rollup"].tolist() == [False] * 9 + [True] + [False] * 4 + [True]


def test_a_total_of_decisions_that_stands_alone_is_no_rollup():
    table = table_of(DECISIONS, "G,FI,P,-,-,-,-,78")
    assert table["best"].tolist() == [78]
    assert not table.get("is_rollup", default=table["best"] < 0).any()


def test_decisions_are_rounded_further_up():
    table = table_of(DECISIONS, "G,FI,P,5,10,0,11,26")
    assert table["low"].tolist()[0] == 1
    assert table["high"].tolist()[0] == 7
    assert table["high"].isna().tolist() == [False, True, True, True, True]
    wide = widen(table)
    assert wide["low"].tolist()[:3] == [1, 8, 0]
    assert wide["high"].tolist()[:3] == [7, 10, 2]
    assert wide["best"].tolist() == table["best"].tolist()


def test_the_files_on_hdx_of_2020_have_names_of_their_own():
    header = "Year,ISO3CoO,ISO3CoA,ProcedureType,ApplicationType,ApplicationDataType,Applications"
    tags = (
        "#date+year,#country+origin+code,#country+asylum+code,#indicator+procedure_type+code,"
        "#indicator+application_type+code,#indicator+application_data_type+code,"
        "#inneed+asylum_seekers+applications"
    )
    table = read(io.StringIO(f"{header}\n{tags}\n2016,MLI,NER,U,N,P,61\n"))
    assert table.attrs["reading"]["format"] == "unhcr_asylum_applications"
    row = table.iloc[0]
    assert (row["measure"], row["basis"], row["unit"]) == ("asylum_applications", "flow", "person")
    assert (row["place"], row["from_place"], row["best"]) == ("NER", "MLI", 61)


def test_the_older_database_has_applications_and_who_was_waiting_beside_decisions():
    table = read(
        io.StringIO(
            "Year,Country / territory of asylum/residence,Origin,RSD procedure type / level,"
            "Tota pending start-year,Applied during year,statistics.filter.decisions_recognized,"
            "statistics.filter.decisions_other,Rejected,Otherwise closed,Total decisions,"
            "Total pending end-year\n"
            "2001,Austria,Mali,G / FI,7,11,5,0,*,0,6,12\n"
        )
    )
    applied = table[table["measure"] == "asylum_applications"].iloc[0]
    assert (applied["basis"], applied["best"]) == ("flow", 11)
    waiting = table[table["measure"] == "asylum_seekers"]
    assert set(waiting["basis"]) == {"stock"}
    days = waiting["period_end"].dt.strftime("%Y-%m-%d")
    assert dict(zip(days, waiting["best"], strict=True)) == {"2001-01-01": 7, "2001-12-31": 12}
    decided = table[table["measure"] == "asylum_decisions"].set_index("definition")
    recognised = decided.loc["outcome=recognised;procedure_type=g;dec_level=fi"]
    assert recognised["best"] == 5
    assert recognised[["low", "high"]].isna().all()
    rejected = decided.loc["outcome=rejected;procedure_type=g;dec_level=fi"]
    assert (rejected["low"], rejected["high"]) == (1, 4)
    assert decided.loc["procedure_type=g;dec_level=fi", "is_rollup"]

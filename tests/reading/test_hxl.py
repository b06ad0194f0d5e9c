import io

import pandas as pd
import pytest

from crisisfigures import validate
from crisisfigures.errors import ReadError, UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.reading.hxl import Tag
from crisisfigures.reconciliation import reconcile


def table_of(*lines, **options):
    return read(io.StringIO("\n".join(lines)), **options)


def records(table, *names):
    picked = table.reindex(columns=list(names)).astype(object)
    return [tuple(row) for row in picked.where(picked.notna(), None).itertuples(index=False)]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("#affected+killed+f", Tag("affected", ("killed", "f"))),
        ("#Affected + Killed +F ", Tag("affected", ("killed", "f"))),
        ("# date+start", Tag("date", ("start",))),
        ("#adm1", Tag("adm1", ())),
        ("affected", None),
        ("#1", None),
        ("", None),
    ],
)
def test_a_tag_is_read_in_any_spelling(text, tag):
    assert Tag.parse(text) == tag


def test_the_tags_alone_decide_whatever_the_header_says():
    table = table_of(
        "a,b,c,d,e,f",
        "#affected+killed,#adm1+name,#country+code,#date+start,#date+end,#source",
        "3,Gao,MLI,2022-03-01,2022-03-31,OCHA",
    )
    names = ("measure", "best", "place", "source", "measure_stated", "source_row")
    assert records(table, *names) == [("killed", 3, "ML-7", "OCHA", "a", 3)]
    assert str(table["period_start"][0].date()) == "2022-03-01"
    assert table.attrs["reading"]["format"] == "hxl"


@pytest.mark.parametrize(
    "tags",
    [
        "#affected+killed+min,#affected+killed+best,#affected+max+killed",
        "#affected+low+killed,#affected+killed,#affected+killed+high",
        "#affected+killed+lower,#affected+est+killed,#affected+killed+upper",
    ],
)
def test_the_ends_of_a_range_are_told_by_attributes_in_any_order(tags):
    table = table_of("x,y,z", tags, "20,25,30")
    assert records(table, "measure", "low", "best", "high") == [("killed", 20, 25, 30)]


def test_each_column_of_people_is_a_figure_of_its_own():
    table = table_of(
        "Place,Killed,Women killed,Hurt,Households displaced,Needy",
        "#adm1,#affected+killed,#affected+f+killed,#affected+injured,#affected+displaced+hh,#inneed",
        "Gao,3,1,4,80,",
        "Kidal,,,,,900",
    )
    assert records(table, "source_row", "measure", "unit", "group", "best") == [
        (3, "killed", None, None, 3),
        (3, "killed", None, "sex=female", 1),
        (3, "injured", None, None, 4),
        (3, "displaced", "household", None, 80),
        (4, "in_need", None, None, 900),
    ]


def test_a_row_that_states_no_figure_is_kept_once():
    table = table_of("p,a,b", "#adm1,#affected+killed,#affected+injured", "Gao,,", "Kidal,,4")
    assert records(table, "place_name", "measure", "best") == [
        ("Gao", "killed", None),
        ("Kidal", "injured", 4),
    ]


def test_a_marker_is_a_figure_that_is_not_available_and_a_blank_cell_is_none():
    table = table_of("p,a,b", "#adm1,#affected+killed,#affected+injured", "Gao,n/a,4")
    assert records(table, "measure", "best", "status") == [
        ("killed", None, "missing"),
        ("injured", 4, None),
    ]


def test_an_attribute_that_is_not_known_never_passes_for_everyone():
    table = table_of("a,b", "#affected+killed,#affected+killed+fishermen", "10,3")
    assert records(table, "group", "best") == [(None, 10), ("stated=fishermen", 3)]


def test_languages_lists_and_empty_words_of_a_tag_change_nothing():
    table = table_of("a,b", "#affected+killed+total+num+es,#adm1+name+v_iso", "10,Gao")
    assert records(table, "measure", "group", "best", "place") == [("killed", None, 10, "ML-7")]


def test_a_column_that_names_the_group_is_not_one_that_counts_it():
    table = table_of("Sex,People", "#population+sex,#targeted", "Mujeres,100", "Hombres,80")
    assert records(table, "measure", "group", "best") == [
        ("targeted", "sex=female", 100),
        ("targeted", "sex=male", 80),
    ]


def test_columns_of_sex_and_age_are_parts_of_the_group():
    table = table_of(
        "Sex,Age,People", "#gender,#age+range,#population", "f,0-4,100", "all,all,900", "x,60+,3"
    )
    assert records(table, "group", "best") == [
        ("sex=female;age=0-4", 100),
        ("all", 900),
        ("age=60+;stated=x", 3),
    ]


def test_an_indicator_by_name_gives_the_measure_of_its_value():
    table = table_of(
        "i,v", "#indicator+name,#indicator+value+num", "IDPs,900", "refugees,more than 20"
    )
    assert records(table, "measure", "low", "best") == [("idps", None, 900), ("refugees", 20, None)]


def test_the_date_of_a_report_is_no_period():
    table = table_of("n,d", "#affected+killed,#date+reported", "3,2022-06-14", "4,19/3/15")
    assert records(table, "published_on", "unread") == [
        ("2022-06-14", None),
        (None, "published_on=19/3/15"),
    ]
    assert table["period_start"].isna().all()


def test_who_works_there_is_not_who_claims_it():
    table = table_of("n,o,s", "#affected+killed,#org,#meta+source", "3,MSF,Hospital")
    assert records(table, "source", "o") == [("Hospital", "MSF")]


def test_several_rows_of_headers_above_the_tags_are_counted():
    table = table_of(
        "Who?,How many?", "Group,Killed", "#population+type,#affected+killed", "civilians,3"
    )
    assert records(table, "source_row", "measure_stated", "group") == [
        (4, "Killed", "status=civilian")
    ]


def test_tags_without_a_header_above_them_are_enough():
    table = table_of("#affected+killed,#adm1", "3,Gao")
    assert records(table, "source_row", "best", "place") == [(2, 3, "ML-7")]


def test_tags_that_count_nobody_are_no_figures():
    with pytest.raises(UnknownFormatError, match="a row of HXL tags, one of which counts people"):
        table_of("Location,P-Code", "#country+code,#adm1+code", "MLI,ML10")


def test_rows_of_json_with_tags_are_read_like_any_other():
    text = '[["Place","Killed"],["#adm1","#affected+killed"],["Gao",3],["Kidal","several hundred"]]'
    table = read(io.StringIO(text))
    assert records(table, "source_row", "place_name", "low", "best") == [
        (3, "Gao", None, 3),
        (4, "Kidal", 300, None),
    ]


def test_the_kind_of_a_place_is_no_place():
    table = table_of(
        "n,t,l,c",
        "#affected+killed,#loc+type,#loc+name,#country+name",
        "3,camp,Gao,Mali",
    )
    assert records(table, "place", "place_name", "t") == [("ML-7", "Gao, Mali", "camp")]


# --- where the tags stand -----------------------------------------------------------------------


def workbook(sheets):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TAGGED = [["Place", "Killed"], ["#adm1", "#affected+killed"], ["Gao", 3]]


@pytest.mark.parametrize("n_above", [1, 5, 24])
def test_the_tags_stand_in_any_of_the_first_25_rows(n_above):
    above = ["Situation report,", *[",", "As of June,"] * 12][: n_above - 1]
    table = table_of(*above, "Place,Killed", "#adm1,#affected+killed", "Gao,3")
    assert records(table, "source_row", "place", "measure_stated") == [
        (n_above + 2, "ML-7", "Killed")
    ]


def test_tags_in_the_26th_row_are_data():
    with pytest.raises(ReadError, match="no header was found: none of its first 20 rows"):
        table_of(*["Notes,"] * 24, "Place,Killed", "#adm1,#affected+killed", "Gao,3")


def test_a_row_of_fewer_tags_than_columns_leaves_the_others_as_they_are():
    table = table_of("Place,Killed,Team,Notes", "#adm1,#affected+killed", "Gao,3,north,-")
    assert records(table, "place", "best", "Team", "Notes") == [("ML-7", 3, "north", "-")]


def test_a_heading_over_two_rows_names_its_column_and_one_over_two_columns_does_not():
    table = table_of(
        "Register;For whom?;;When?",
        "No;Men;Women;",
        ";#targeted+m;#targeted+f;#date+reported;#adm1",
        "1;100;80;2015-03-01;Gao",
    )
    assert records(table, "group", "best", "measure_stated", "No", "published_on") == [
        ("sex=male", 100, "Men", "1", "2015-03-01"),
        ("sex=female", 80, "Women", "1", "2015-03-01"),
    ]
    table = table_of("Who;Dead;", "a;;b", "#adm1;#affected+killed;#affected+injured", "Gao;3;4")
    assert list(table["measure_stated"]) == ["Dead", "b"]


def test_objects_whose_names_are_the_tags_are_a_table_with_tags():
    text = '[{"#adm1": "Gao", "#affected+killed": 3}, {"#adm1": "Kidal", "#affected+killed": null}]'
    table = read(io.StringIO(text))
    assert records(table, "source_row", "place", "best") == [(1, "ML-7", 3), (2, "ML-8", None)]


def test_objects_with_a_record_of_tags_are_a_table_with_tags():
    text = '[{"Place": "#adm1", "Dead": "#affected+killed"}, {"Place": "Gao", "Dead": 3}]'
    assert records(read(io.StringIO(text)), "place", "best") == [("ML-7", 3)]


def test_of_two_sheets_the_one_with_tags_is_read():
    table = read(workbook({"plain": [TAGGED[0], TAGGED[2]], "tagged": TAGGED}))
    assert table.attrs["reading"]["sheet"] == "tagged"
    assert records(table, "source_row", "place", "best") == [(3, "ML-7", 3)]


# --- what the attributes say --------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    [
        "#inneed+pct",
        "#affected+rate",
        "#population+density",
        "#affected+killed+share",
        "#targeted+desc",
        "#indicator+name",
        "#country+code",
    ],
)
def test_a_column_of_shares_or_words_counts_nobody(tag):
    with pytest.raises(UnknownFormatError, match="row of HXL tags, and none of them counts people"):
        table_of("a,b", f"#adm1,{tag}", "Gao,45")


def test_what_is_no_tag_by_the_standard_counts_nobody():
    table = table_of("a,b,c", "#adm1,#affected,#affected+f-children", "Gao,45,7")
    assert records(table, "best", "group", "c") == [(45, None, "7")]


@pytest.mark.parametrize(
    ("attribute", "group"),
    [("fr", None), ("hc", "stated=hc"), ("i", "stated=i"), ("m", "sex=male"), ("i_en", None)],
)
def test_two_letters_are_a_language_only_if_they_are_one(attribute, group):
    table = table_of("a,b", f"#adm1,#affected+{attribute}", "Gao,45")
    assert records(table, "group", "best") == [(group, 45)]


def test_where_people_come_from_is_not_where_they_are_counted():
    table = table_of(
        "a,b,c,d,e",
        "#country+code+origin,#country+name+origin,#country+code+asylum,#affected+refugees,#date+year",
        "MLI,Mali,NER,300,2022",
    )
    assert records(table, "place", "from_place", "from_name") == [("NER", "MLI", "Mali")]
    table = table_of("a,b,c", "#adm1+origin,#adm1+dest,#affected+idps", "Gao,Kidal,300")
    assert records(table, "place", "from_place") == [("ML-8", "ML-7")]


@pytest.mark.parametrize("tag", ["#country+len", "#country+donor", "#adm1+parent", "#loc+type"])
def test_a_tag_with_another_meaning_is_no_place(tag):
    table = table_of("x,n", f"{tag},#affected+killed", "Mali,3")
    assert records(table, "place", "place_name", "x") == [(None, None, "Mali")]


@pytest.mark.parametrize(
    ("tag", "days"),
    [
        ("#date", ("2022-06-14", "2022-06-14")),
        ("#date+occurred", ("2022-06-14", "2022-06-14")),
        ("#date+as_of", ("2022-06-14", "2022-06-14")),
        ("#date+occurred+start", ("2022-06-14", None)),
        ("#date+updated", (None, None)),
        ("#date+last+export", (None, None)),
    ],
)
def test_a_date_of_something_else_is_no_period(tag, days):
    table = table_of("x,n", f"{tag},#affected+killed", "2022-06-14,3")
    ends = table[["period_start", "period_end"]].astype("str")
    assert records(ends.replace("NaT", None), "period_start", "period_end") == [days]


def test_a_second_column_of_one_tag_that_says_otherwise_is_kept_as_unread():
    tags = "#affected+killed,#adm1,#affected+killed"
    table = table_of("UN,p,Police", tags, "3,Gao,5", "4,Kidal,4", "6,Mopti,")
    assert records(table, "best", "unread", "Police") == [
        (3, "figure=5", "5"),
        (4, None, "4"),
        (6, None, None),
    ]
    assert validate(table).counts["contradictory-cell"] == 1


def test_of_five_spellings_of_a_date_those_that_can_be_two_days_are_unread():
    dates = ["1 March 2015", "03-18-14", "2015-03-01", "19/3/15", '"March 31, 2015"']
    table = table_of("d,n", "#date+reported,#affected+killed", *(f"{date},3" for date in dates))
    assert records(table, "published_on", "unread") == [
        ("2015-03-01", None),
        (None, "published_on=03-18-14"),
        ("2015-03-01", None),
        (None, "published_on=19/3/15"),
        ("2015-03-31", None),
    ]


def test_the_country_of_a_district_that_is_not_known_is_kept_with_its_words():
    table = table_of("c,d,n", "#country+code,#adm1+name,#affected+killed", "MLI,Gaoo,3")
    assert records(table, "place", "place_name") == [(None, "Gaoo, MLI")]
    (hint,) = validate(table).findings.query("code == 'unresolved-place'")["hint"]
    assert "The most alike: Gao (ISO 3166-2 ML-7, in Mali)." in hint


@pytest.mark.parametrize("other", ["#affected+dead", "#affected+fatalities", "#affected+deaths"])
def test_columns_that_count_the_same_are_one_figure(other):
    table = table_of("a,p,b", f"#affected+deaths,#adm1,{other}", "3,Gao,5", ",Kidal,4", "6,Mopti,6")
    assert records(table, "measure", "best", "unread") == [
        ("deaths", 3, "figure=5"),
        ("deaths", 4, None),
        ("deaths", 6, None),
    ]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("#affected+killed+cumulative", ("killed", "cumulative", None)),
        ("#affected+killed+todate", ("killed", "cumulative", None)),
        ("#affected+killed+new", ("killed", "flow", None)),
        ("#affected+f+killed+daily+new", ("killed", "flow", "sex=female")),
        ("#affected+idps+new", ("new_displacements", "flow", None)),
        ("#affected+refugees+cum", ("refugees", "stock", "stated=cum")),
    ],
)
def test_an_attribute_tells_a_running_total_from_what_came_to_it(tag, expected):
    table = table_of("p,n", f"#adm1,{tag}", "Gao,12")
    assert records(table, "measure", "basis", "group") == [expected]


def test_daily_and_running_totals_are_two_figures_of_a_row():
    table = table_of("p,a,b", "#adm1,#affected+killed+new,#affected+killed+cum", "Gao,3,40")
    assert records(table, "best", "basis", "unread") == [
        (3, "flow", None),
        (40, "cumulative", None),
    ]


def test_numbers_of_m49_are_no_codes_of_iso():
    tags = "#country+code+v_m49,#affected+killed"
    table = table_of("c,n", tags, "466,3", "4,2", "002,9", "999,1")
    assert records(table, "place", "place_system") == [
        ("MLI", "iso3166-1"),
        ("AFG", "iso3166-1"),
        ("002", "m49"),
        ("999", "m49"),
    ]
    inside = table_of("c,p,n", "#country+code+v_m49,#adm1,#affected+killed", "466,Gao,3")
    assert records(inside, "place") == [("ML-7",)]


def test_sectors_of_one_place_and_year_are_no_rivals():
    tags = "#country,#date+year,#sector,#inneed,#source"
    table = table_of("c,y,s,n,w", tags, "Mali,2022,WASH,300,OCHA", "Mali,2022,Health,200,OCHA")
    assert records(table, "definition", "s") == [
        ("sector:wash", "WASH"),
        ("sector:health", "Health"),
    ]
    assert set(reconcile(table).table["agreement"]) == {"single"}


@pytest.mark.parametrize(
    ("tag", "measure", "basis"),
    [
        ("#affected+idps+ind+newdisp", "new_displacements", "flow"),
        ("#affected+idps+new", "new_displacements", "flow"),
        ("#affected+idps+ind+stock", "idps", "stock"),
        ("#affected+refugees+stock", "refugees", "stock"),
    ],
)
def test_new_displacements_are_told_from_people_in_displacement(tag, measure, basis):
    table = read(io.StringIO(f"Where,N\n#adm1+code,{tag}\nML07,5\n"))
    assert (table["measure"][0], table["basis"][0]) == (measure, basis)
    assert "group" not in table


def test_a_category_names_who_is_counted_and_households_are_their_own_unit():
    table = table_of(
        "Pays,Categorie,PIN",
        "#country+code,#category,#inneed",
        "MLI,total,5000",
        "MLI,Adult,2100",
        "MLI,Adult - IDP,300",
        "MLI,Total Households,900",
    )
    assert records(table, "group", "best") == [
        ("all", 5000),
        ("age=adult", 2100),
        ("stated=adult - idp", 300),
        ("stated=total households", 900),
    ]
    assert table["unit"].fillna("").tolist() == ["", "", "", "household"]


def test_a_nationality_names_the_people_of_a_row_and_counts_nobody():
    table = table_of("#affected+nationality,#affected+dead,#source", "Iraq,3,AFP")
    assert records(table, "measure", "group", "best") == [("deaths", "stated=iraq", 3)]


def test_people_are_counted_on_the_day_of_the_survey():
    table = read(
        io.StringIO(
            "LGA,Individuals,Survey Date\n#adm2+name,#affected+idps+ind,#date+survey\n"
            "Demsa,120,2021-06-30\n"
        )
    )
    row = table.iloc[0]
    assert str(row["period_start"].date()) == str(row["period_end"].date()) == "2021-06-30"


def test_a_year_among_the_attributes_is_the_year_of_the_numbers():
    table = read(
        io.StringIO(
            "Area,IDPs 2019,IDPs 2020\n"
            "#adm1+name,#affected+idps+y2019,#affected+idps+2020\n"
            "Menaka,50,70\n"
        )
    )
    assert table["best"].tolist() == [50, 70]
    assert table["period_start"].dt.year.tolist() == [2019, 2020]
    assert table["period_end"].dt.month.tolist() == [12, 12]
    assert set(table.get("group", pd.Series(["all"])).fillna("all")) == {"all"}

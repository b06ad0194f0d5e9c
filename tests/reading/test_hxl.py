import io

import pytest

from crisisfigures.errors import UnknownFormatError
from crisisfigures.reading import read
from crisisfigures.reading.hxl import Tag


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
        ("targeted", "sex=female;age=adult", 100),
        ("targeted", "sex=male;age=adult", 80),
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

import io
import tomllib
from importlib.resources import files

import pandas as pd
import pytest

from crisisfigures.errors import OptionError, UnknownFormatError, UnknownNameError
from crisisfigures.plugins import INPUTS
from crisisfigures.reading import formats, read
from crisisfigures.table import COLUMNS
from crisisfigures.validation import validate
from crisisfigures.vocabulary import fold


def table_of(text, **options):
    return read(io.StringIO(text), **options)


def row_of(header, line, **options):
    table = table_of(f"{header}\n{line}\n", **options)
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


def aliases():
    text = files("crisisfigures.reading").joinpath("headers.toml").read_text("utf-8")
    return tomllib.loads(text)


def test_every_alias_is_for_a_name_of_ours():
    assert aliases().keys() <= {*COLUMNS, *INPUTS}


def test_no_alias_is_for_two_names():
    seen = {}
    for name, listed in aliases().items():
        for alias in listed:
            assert seen.setdefault(fold(alias), name) == name, alias
    for name in {*COLUMNS, *INPUTS}:
        assert seen.get(fold(name), name) == name


@pytest.mark.parametrize(
    "header", ["PUBLISHED ON", "published_on", " Published-on ", "publishedOn "]
)
def test_case_spaces_and_underscores_of_a_header_do_not_matter(header):
    row = row_of(f"measure,figure,{header}", "killed,3,2022-06")
    assert (row.get("published_on") == "2022-06") is (header != "publishedOn ")


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Indicator;Value;Location;Reference period;Organisation;Report date;Quote", None),
        ("Indicateur;Valeur;Lieu;Période;Source;Date de publication;Citation", None),
        ("Indicador;Cifra;Lugar;Período;Fuente;Fecha de publicación;Cita", None),
        ("Indicador;Quantidade;Localização;Período;Fonte;Data de publicação;Citação", None),
    ],
)
def test_headers_are_understood_in_four_languages(header, line):
    row = row_of(header, "killed;300;Gao, Mali;2022-03;OCHA;2022-06;300 people were killed")
    assert (row["measure"], row["best"], row["place"], row["source"]) == (
        "killed",
        300,
        "ML-7",
        "OCHA",
    )
    assert (row["published_on"], row["excerpt"]) == ("2022-06", "300 people were killed")
    assert row["period_start"] == pd.Timestamp("2022-03-01")


def test_what_is_not_understood_is_kept_under_its_own_name():
    row = row_of("measure,figure,Sector,region", "killed,3,Health,Africa")
    assert (row["Sector"], row["region"]) == ("Health", "Africa")


def test_of_two_columns_for_one_name_the_other_is_kept():
    row = row_of("measure,value,figure,number", "killed,4,3,5")
    assert (row["best"], row["value"], row["number"]) == (3, "4", "5")


def test_nothing_is_implied_where_a_file_says_nothing():
    table = table_of("measure,figure\nkilled,3\n")
    assert table["source"].isna().all()
    assert table["place"].isna().all()
    assert not {"unit", "group", "cause", "published_on", "unread"} & set(table.columns)


def test_deaths_are_killings_only_where_the_cause_is_conflict():
    table = table_of("measure,figure,cause\ndeaths,3,armed conflict\ndeaths,4,\ndeaths,5,cholera\n")
    assert table["measure"].tolist() == ["killed", "deaths", "deaths"]
    assert table["cause"].tolist()[0] == "conflict"


def test_a_measure_that_is_not_known_is_missing_and_its_words_are_kept():
    row = row_of("measure,figure", "killd,3")
    assert (row["measure"], row["measure_stated"], row["unread"]) == (
        None,
        "killd",
        "measure=killd",
    )
    assert (row["basis"], row["best"]) == (None, 3)


def test_units_and_groups_come_from_their_columns_and_from_the_words_of_the_measure():
    table = table_of(
        "measure,figure,unit,group\n"
        "displaced families,3,,\nkilled,4,people,civilians\ncivilians killed,5,,women\n"
        "houses destroyed,6,,\nkilled,7,camels,fishermen\n"
    )
    assert table["unit"].fillna("").tolist() == ["family", "person", "", "dwelling", ""]
    assert table["group"].fillna("").tolist() == [
        "",
        "status=civilian",
        "status=civilian;sex=female;age=adult",
        "",
        "stated=fishermen",
    ]
    assert table["group_stated"].fillna("").tolist() == ["", "civilians", "women", "", "fishermen"]
    assert table["unread"].fillna("").tolist() == ["", "", "", "", "unit=camels"]


@pytest.mark.parametrize(
    ("cell", "level"), [("0.95", 0.95), ("95%", 0.95), ("95 %", 0.95), ("inf", None), ("1e9", None)]
)
def test_a_level_is_a_share_or_per_cent(cell, level):
    row = row_of("measure,figure,level", f"killed,3,{cell}")
    assert row["level"] == level
    assert row.get("unread") == (None if level else f"level={cell}")


@pytest.mark.parametrize(
    ("sexes", "groups"),
    [
        (("Men", "women"), ["sex=male", "sex=female"]),
        (("Men", "Girls"), ["sex=male;age=adult", "sex=female;age=child"]),
    ],
)
def test_in_a_column_of_sexes_men_are_adults_only_beside_boys_and_girls(sexes, groups):
    rows = "\n".join(f"killed,3,{sex}" for sex in sexes)
    assert read(io.StringIO(f"measure,figure,sex\n{rows}"))["group"].tolist() == groups


def test_sex_and_age_of_a_row_are_parts_of_its_group():
    table = table_of("measure,figure,gender,age group,group\nkilled,3,Female,under 5,civilians\n")
    assert table["group"][0] == "status=civilian;sex=female;age=0-4"
    assert table["group_stated"][0] == "civilians, Female, under 5"


def test_words_of_closed_lists_flags_and_shares_are_read_and_others_reported():
    table = table_of(
        "measure,figure,basis,status,source_type,is_rollup,level,role,reliability\n"
        "killed,3,Cumulative,present,UN agency,yes,95%,Recommended,b\n"
        "killed,4,monthly,gone,aliens,maybe,much,boss,\n"
    )
    first, second = table.astype(object).where(table.notna(), None).to_dict("records")
    assert (first["basis"], first["source_type"], first["role"]) == (
        "cumulative",
        "un",
        "recommended",
    )
    assert (first["is_rollup"], first["level"], first["reliability"]) == (True, 0.95, "B")
    assert set(second["unread"].split("; ")) == {
        "basis=monthly",
        "status=gone",
        "source_type=aliens",
        "is_rollup=maybe",
        "level=much",
        "role=boss",
    }


# --- columns= ---------------------------------------------------------------------------------


def test_a_mapping_says_which_column_is_which():
    row = row_of(
        "Tipo;Muertos;Donde",
        "killed;3;Gao",
        columns={"tipo": "measure", "Muertos": "figure", "Donde": "place"},
    )
    assert (row["measure"], row["best"], row["place"]) == ("killed", 3, "ML-7")


def test_a_mapping_is_believed_before_the_header():
    row = row_of("measure,figure,value", "killed,3,4", columns={"value": "figure"})
    assert (row["best"], row["figure"]) == (4, "3")


def test_a_mapping_is_believed_whatever_the_format():
    header = "id,type_of_violence,date_start,date_end,low,best,high,deaths_a,deaths_b"
    header += ",deaths_civilians,deaths_unknown,office"
    line = "7,1,2022-01-02,2022-01-02,1,2,3,0,0,2,0,Reuters"
    table = table_of(f"{header}\n{line}\n", columns={"office": "publisher"})
    assert (table["publisher"][0], table["source"][0]) == ("Reuters", "UCDP")


def test_a_mapping_of_what_the_file_lacks_is_refused():
    with pytest.raises(OptionError, match="names 'Deaths', which the header of <buffer> lacks"):
        table_of("measure,figure\nkilled,3\n", columns={"Deaths": "figure"})


def test_a_mapping_to_what_we_lack_is_refused():
    with pytest.raises(UnknownNameError, match=r"unknown column 'figures'.*Did you mean 'figure'"):
        table_of("measure,n\nkilled,3\n", columns={"n": "figures"})


def test_a_mapping_of_two_columns_to_one_is_refused():
    with pytest.raises(OptionError, match="gives 'figure' to two columns"):
        table_of("measure,a,b\nkilled,3,4\n", columns={"a": "figure", "b": "figure"})


# --- what is no tidy file ---------------------------------------------------------------------


def test_a_file_that_no_format_knows_says_what_was_found_and_what_is_needed():
    with pytest.raises(UnknownFormatError) as caught:
        table_of("Town,Deaths\nGao,3\n")
    message = str(caught.value)
    assert "'Town', 'Deaths'" in message
    for form in formats().values():
        assert form.needs in message


def test_a_file_without_a_header_says_so():
    with pytest.raises(UnknownFormatError, match="The first row looks like data"):
        table_of("killed,3,2022\nkilled,4,2022\n")


def test_a_format_is_asked_for_by_name():
    with pytest.raises(UnknownFormatError, match="hxl does not recognise its columns"):
        table_of("measure,figure\nkilled,3\n", format="hxl")
    with pytest.raises(UnknownNameError, match=r"unknown format 'tidi'.*Did you mean 'tidy'"):
        table_of("measure,figure\nkilled,3\n", format="tidi")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"published_on": "in June"}, OptionError),
        ({"lang": "klingon"}, UnknownNameError),
        ({"convention": "generous"}, UnknownNameError),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused_before_anything_is_read(options, error):
    with pytest.raises(error):
        table_of("measure,figure\nkilled,3\n", **options)


def test_passages_of_a_text_with_their_offsets_are_no_table_of_figures():
    lines = [
        '{"id": 1, "text": "300 killed", "start": 0, "end": 3, "measure": "killed", "low": 3}',
        '{"id": 2, "text": "5 died", "start": 9, "end": 1010, "measure": "deaths", "low": 5}',
    ]
    with pytest.raises(UnknownFormatError):
        table_of("\n".join(lines))


def test_offsets_beside_a_source_are_kept_and_years_are_periods():
    table = table_of("measure,figure,source,start,end\nkilled,3,AFP,0,17\nkilled,4,AFP,2012,2013\n")
    assert table["start"].tolist() == ["0", "2012"]
    assert table["period_start"].isna().all()
    assert "unread" not in table
    years = table_of("measure,figure,start,end\nkilled,4,2012,2013\n")
    assert str(years["period_end"][0].date()) == "2013-12-31"


@pytest.mark.parametrize(
    ("header", "line", "unread"),
    [
        ("measure,value,value", "killed,4,5", "figure=5"),
        ("measure,value,value", "killed,4,4", None),
        ("measure,value,value", "killed,1234,1 234", None),
        ("measure,value,value", "killed,4,", None),
        ("measure,figure,number", "killed,4,5", "figure=5"),
        ("measure,figure,place,location", "killed,4,Gao,Kidal", "place=Kidal"),
        ("measure,figure,place,location", "killed,4,Gao,GAO", None),
        ("measure,figure,notes,comments", "killed,4,partial,final", None),
    ],
)
def test_a_second_column_of_one_meaning_that_says_something_else_is_reported(header, line, unread):
    row = row_of(header, line)
    assert row.get("unread") == unread
    assert row["best"] == float(line.split(",")[1])


def test_two_columns_that_state_two_figures_are_a_contradiction():
    report = validate(table_of("measure,value,value,source\nkilled,4,5,AFP\n"))
    assert report.counts["contradictory-cell"] == 1


def test_a_year_beside_the_days_of_a_period_is_kept_to_be_held_against_them():
    """The days are believed; that the row is filed under another year is a finding."""
    text = (
        "measure,best,Year,period_start,period_end,source\n"
        "killed,4,2022,2022-03-01,2022-03-02,MSA\n"
        "killed,5,2021,2022-03-03,2022-03-04,MSA\n"
        "killed,6,2020,,,MSA\n"
    )
    table = read(io.StringIO(text))
    assert table["period_start"].dt.year.tolist() == [2022, 2022, 2020]
    assert table["Year"].tolist() == ["2022", "2021", "2020"]
    found = validate(table).findings
    assert found["source_row"][found["code"] == "year-misfit"].tolist() == [3]


def test_a_year_that_tells_the_period_is_taken_up():
    table = read(io.StringIO("measure,best,year,source\nkilled,4,2022,MSA\n"))
    assert "year" not in table

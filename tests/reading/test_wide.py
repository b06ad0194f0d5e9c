import io
from pathlib import Path

import pytest

from crisisfigures import validate
from crisisfigures.errors import (
    OptionError,
    ReadError,
    UnknownFormatError,
    UnknownNameError,
)
from crisisfigures.reading import read

ROOT = Path(__file__).parents[2]
KILLED = {"measure": "killed"}


def table_of(*lines, **options):
    return read(io.StringIO("\n".join(lines)), **options)


def records(table, *names):
    picked = table.reindex(columns=list(names)).astype(object)
    return [tuple(row) for row in picked.where(picked.notna(), None).itertuples(index=False)]


def days(table, name="period_start"):
    return table[name].astype("str").fillna("").tolist()


# --- figures ----------------------------------------------------------------------------------


def test_each_declared_column_is_a_figure_with_what_is_said_of_it():
    table = table_of(
        "Town,Deaths,Hurt,IDPs min,IDPs max",
        "Gao,3,4,20,30",
        columns={
            "Deaths": {"measure": "killed", "group": "civilians", "cause": "conflict"},
            "Hurt": {"measure": "injured", "definition": "treated"},
            "IDPs min": {"measure": "idps", "end": "low"},
            "IDPs max": {"measure": "idps", "end": "high"},
            "Town": "place",
        },
    )
    assert table.attrs["reading"]["format"] == "wide"
    names = ("measure", "group", "cause", "definition", "low", "best", "high", "place")
    assert records(table, *names) == [
        ("killed", "status=civilian", "conflict", None, None, 3, None, "ML-7"),
        ("injured", None, None, "treated", None, 4, None, "ML-7"),
        ("idps", None, None, None, 20, None, 30, "ML-7"),
    ]
    assert list(table["measure_stated"]) == ["Deaths", "Hurt", "IDPs min"]


def test_a_best_and_a_figure_stand_in_the_range_of_their_ends():
    said = {
        "least": {**KILLED, "end": "low"},
        "count": KILLED,
        "most": {**KILLED, "end": "high"},
    }
    (row,) = records(table_of("count,most,least", "7,9,5", columns=said), "low", "best", "high")
    assert row == (5, 7, 9)


def test_columns_that_differ_in_one_facet_are_two_ranges():
    said = {
        "a": {**KILLED, "end": "low"},
        "b": {**KILLED, "end": "high", "group": "children"},
    }
    table = table_of("a,b", "5,9", columns=said)
    assert records(table, "group", "low", "high") == [(None, 5, None), ("age=child", None, 9)]


def test_numbers_may_be_words_and_negative_where_the_measure_is_signed():
    said = {
        "avg": {"measure": "excess_deaths", "end": "best"},
        "lo": {"measure": "excess_deaths", "end": "low"},
        "dead": KILLED,
    }
    table = table_of("lo,avg,dead", "-16,-5,several hundred", columns=said)
    assert records(table, "measure", "low", "best", "high") == [
        ("excess_deaths", -16, -5, None),
        ("killed", 300, None, 999),
    ]
    assert "count-negative" not in validate(table).counts


def test_a_cell_that_is_blank_beside_others_states_nothing():
    said = {"dead": KILLED, "hurt": {"measure": "injured"}}
    table = table_of("dead,hurt", "3,", ",0", ",", columns=said)
    assert records(table, "source_row", "measure", "best") == [
        (2, "killed", 3),
        (3, "injured", 0),
    ]
    table = table_of("town,dead,hurt", "a,3,", "b,,0", "c,,", columns=said)
    assert records(table, "source_row", "measure", "best") == [
        (2, "killed", 3),
        (3, "injured", 0),
        (4, "killed", None),
    ]
    assert validate(table).counts["number-missing"] == 1


def test_a_cell_that_cannot_be_read_is_kept_with_its_figure():
    said = {
        "lo": {**KILLED, "end": "low"},
        "hi": {**KILLED, "end": "high"},
        "idps": {"measure": "idps"},
    }
    table = table_of("lo,hi,idps", "3O,40,9", columns=said)
    assert records(table, "measure", "high", "unread") == [
        ("killed", 40, "low=3O"),
        ("idps", None, None),
    ]


def test_a_column_of_numbers_that_is_not_declared_is_kept_and_counts_nobody():
    table = table_of("dead,total,best,status,id", "3,99,98,closed,A1", columns={"dead": KILLED})
    assert records(table, "best", "total", "wide_best", "wide_status", "wide_id") == [
        (3, "99", "98", "closed", "A1")
    ]
    assert "status" not in table


# --- what stands around them --------------------------------------------------------------------


def test_other_columns_are_understood_as_in_any_table():
    table = table_of(
        "Date,District,Source,Dead,Team",
        "2022-03-08,Gao,OCHA,3,north",
        columns={"dead": KILLED, "District": "admin1", "*": {"country": "Mali"}},
    )
    assert records(table, "place", "place_name", "source", "best", "Team") == [
        ("ML-7", "Gao, Mali", "OCHA", 3, "north")
    ]
    assert days(table) == ["2022-03-08"]


def test_what_is_said_of_a_column_is_believed_before_the_row():
    table = table_of(
        "date,indicator,cause,pop2003,dead",
        "2022-03-08,idps,storm,900,3",
        columns={
            "pop2003": {"measure": "population", "year": 2003, "source": "WFP"},
            "dead": {**KILLED, "cause": "conflict"},
            "*": {"source": "OCHA"},
        },
    )
    assert records(table, "measure", "cause", "source") == [
        ("population", "storm", "WFP"),
        ("killed", "conflict", "OCHA"),
    ]
    assert days(table) == ["2003-01-01", "2022-03-08"]


def test_the_group_of_a_column_counts_within_the_group_of_the_row():
    said = {
        "women": {"measure": "refugees", "sex": "f"},
        "kids": {"measure": "refugees", "group": "children"},
    }
    table = table_of("group,women,kids", "Sudanese,5,3", "all,7,4", columns=said)
    assert records(table, "group", "best") == [
        ("sex=female;stated=sudanese", 5),
        ("age=child;stated=sudanese", 3),
        ("sex=female", 7),
        ("age=child", 4),
    ]


def test_a_tag_row_below_the_header_is_no_figure():
    table = table_of(
        "Town,Dead",
        "#adm1+name,#affected+killed",
        "Gao,3",
        columns={"Dead": {"measure": "missing"}},
    )
    assert records(table, "source_row", "measure", "best") == [(3, "missing_persons", 3)]


# --- what holds for every row -------------------------------------------------------------------


def test_a_constant_stands_where_a_row_does_not_say_it():
    table = table_of(
        "source,dead",
        "OCHA,3",
        ",4",
        "n/a,5",
        columns={"dead": KILLED, "*": {"source": "Ministry of Health", "cause": "disease"}},
    )
    assert list(table["source"]) == ["OCHA", "Ministry of Health", "Ministry of Health"]
    assert set(table["cause"]) == {"disease"}
    assert "wide_source" not in table


def test_a_constant_gives_way_to_a_row_that_says_the_same_in_another_column():
    table = table_of(
        "date,district,dead",
        "2022-03-08,Gao,3",
        ",,4",
        columns={
            "dead": KILLED,
            "district": "admin1",
            "*": {"period": "2022", "place": "NER", "country": "Mali"},
        },
    )
    assert days(table) == ["2022-03-08", "2022-01-01"]
    assert list(table["place"]) == ["ML-7", "NER"]


def test_a_constant_year_stands_beside_a_column_of_months():
    table = table_of("month,dead", "March,3", columns={"dead": KILLED, "*": {"year": 2022}})
    assert days(table) + days(table, "period_end") == ["2022-03-01", "2022-03-31"]


def test_constants_hold_in_a_tidy_table_and_may_tell_its_measure():
    table = table_of("figure,place", "3,Gao", columns={"*": {**KILLED, "source": "OCHA"}})
    assert records(table, "measure", "best", "source") == [("killed", 3, "OCHA")]
    assert table.attrs["reading"]["format"] == "tidy"
    table = table_of("n,place", "3,Gao", columns={"n": "figure", "*": KILLED})
    assert records(table, "measure", "best") == [("killed", 3)]


def test_constants_hold_in_a_table_with_tags():
    table = table_of(
        "a,b", "#affected+killed,#source", "3,", "4,OCHA", columns={"*": {"source": "UN"}}
    )
    assert list(table["source"]) == ["UN", "OCHA"]


def test_what_a_publisher_is_known_to_say_is_no_gap_for_a_constant():
    header = "id,type_of_violence,date_start,date_end,low,best,high,deaths_a,deaths_b"
    header += ",deaths_civilians,deaths_unknown"
    line = "7,1,2022-01-02,2022-01-02,1,2,3,0,0,2,0"
    table = table_of(header, line, columns={"*": {"source": "me", "caveat": "draft"}})
    assert records(table, "source", "caveat") == [("UCDP", "draft")]


def test_a_bare_end_beside_declared_columns_takes_the_measure_of_every_row():
    said = {"from": "low", "to": "high", "kids": {"group": "children"}, "*": KILLED}
    table = table_of("from,to,kids", "3,5,1", columns=said)
    assert records(table, "measure", "group", "low", "best", "high") == [
        ("killed", None, 3, None, 5),
        ("killed", "age=child", None, 1, None),
    ]


# --- the TOML file ------------------------------------------------------------------------------


def test_a_toml_file_says_the_same_as_a_mapping(tmp_path):
    file = tmp_path / "mapping.toml"
    file.write_text(
        '"Morts, min" = { measure = "killed", end = "low" }\n'
        '"Morts, max" = { measure = "killed", end = "high" }\n'
        'Lieu = "place"\n["*"]\nsource = "OCHA"\nas_of = 2022-03-08\n',
        encoding="utf-8",
    )
    lines = ('Lieu;"Morts, min";"Morts, max"', "Gao;3;5")
    said = {
        "Morts, min": {**KILLED, "end": "low"},
        "Morts, max": {**KILLED, "end": "high"},
        "Lieu": "place",
        "*": {"source": "OCHA", "as_of": "2022-03-08"},
    }
    ours, theirs = table_of(*lines, columns=said), table_of(*lines, columns=file)
    assert ours.equals(theirs)
    assert table_of(*lines, columns=str(file)).equals(ours)
    assert records(ours, "low", "high", "place", "source") == [(3, 5, "ML-7", "OCHA")]


def test_the_guide_shows_the_file_of_the_example():
    shown = (ROOT / "examples" / "wide" / "columns.toml").read_text("utf-8")
    assert f"```toml\n{shown}```" in (ROOT / "docs" / "guides" / "read.md").read_text("utf-8")


def test_a_toml_file_beside_the_table_is_not_taken_up_unasked(tmp_path):
    (tmp_path / "columns.toml").write_text('Dead = { measure = "killed" }\n')
    (tmp_path / "table.csv").write_text("Town,Dead\nGao,3\n")
    with pytest.raises(UnknownFormatError):
        read(tmp_path / "table.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory.*path of a TOML file"),
        (b"IDPs min = 3", "it is not TOML .*quote headers"),
        (b'"D\xe9c\xe8s" = "figure"', "it is not TOML"),
    ],
)
def test_a_file_that_holds_no_mapping_is_refused(tmp_path, content, message):
    file = tmp_path / "mapping.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ReadError, match=f"(?s){message}"):
        table_of("Town,Dead", "Gao,3", columns=file)


# --- what cannot be declared --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"Dead": {}}, 'does not say what \'Dead\' counts.*"Dead": {"measure"'),
        ({"Dead": {"measure": "kiled"}}, "'Dead' counts 'kiled'.*Did you mean 'killed'"),
        ({"*": {"measure": "kiled"}, "Dead": "figure"}, r"'\*' counts 'kiled'"),
        ({"Dead": {"measur": "killed"}}, "'measur' of 'Dead', .*did you mean 'measure'"),
        ({"Dead": {**KILLED, "end": "top"}}, "end = 'top' of 'Dead'.*'low', 'best', 'high'"),
        ({"Dead": {**KILLED, "low": 3}}, "'low' of 'Dead', and a number is of one cell"),
        ({"Dead": {**KILLED, "status": "missing"}}, "'status' of 'Dead', and that is told"),
        ({"Dead": {**KILLED, "basis": "flw"}}, "basis = 'flw' of 'Dead', which cannot be read"),
        ({"Dead": {**KILLED, "as_of": "soon"}}, "as_of = 'soon' of 'Dead', which cannot be read"),
        ({"Dead": {"measure": ["killed"]}}, "measure = .'killed'. of 'Dead', which is no text"),
        ({"Dead": 3}, "says 3 of 'Dead'"),
        ({"*": "OCHA"}, r"says 'OCHA' of '\*', where it says by name"),
        ({"*": {"end": "low"}}, r"'end' of '\*'"),
        ({"Fallen": KILLED}, "names 'Fallen', which the header of <buffer> lacks"),
        ({"Dead": KILLED, "dead": {"measure": "idps"}}, "2 things of the column 'Dead'"),
        ({"Dead": KILLED, "Town": KILLED}, "the same of 'Dead', 'Town'.*say how they differ"),
        ({"Dead": "low", "Town": {**KILLED, "end": "low"}}, "does not say what 'Dead' counts"),
        ([("Dead", "figure")], "neither a mapping nor the path"),
    ],
)
def test_what_cannot_be_declared_is_refused_with_what_to_do(columns, message):
    with pytest.raises(OptionError, match=f"(?s){message}") as caught:
        table_of("Town,Dead", "Gao,3", columns=columns)
    assert "Hint:" in str(caught.value) or "Known:" in str(caught.value)


def test_an_unknown_column_of_ours_lists_those_there_are():
    with pytest.raises(UnknownNameError, match=r"unknown column 'plase'.*Did you mean 'place'"):
        table_of("Town,Dead", "Gao,3", columns={"Town": "plase", "Dead": KILLED})


def test_another_format_cannot_be_asked_for_beside_declared_figures():
    with pytest.raises(OptionError, match="tidy knows by itself where its figures are"):
        table_of("measure,figure", "idps,3", columns={"figure": KILLED}, format="tidy")
    table = table_of("measure,figure", "idps,3", columns={"figure": KILLED}, format="wide")
    assert list(table["measure"]) == ["killed"]


def test_nothing_is_wide_unless_it_is_declared():
    with pytest.raises(UnknownFormatError, match="wide does not recognise its columns"):
        table_of("Town,Dead", "Gao,3", format="wide")


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("town,killed_min,killed_max", '{"killed_min": {"measure": "killed", "end": "low"}}'),
        ("town,Deaths", '{"Deaths": {"measure": "deaths"}}'),
        ("a,b", '{"killed_min": {"measure": "killed", "end": "low"}}'),
    ],
)
def test_a_wide_table_that_is_not_declared_is_refused_and_shown_how(header, hint):
    with pytest.raises(UnknownFormatError) as caught:
        table_of(header, "1,2,3")
    assert f"declare what: columns={hint}" in str(caught.value)

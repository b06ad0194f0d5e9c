"""Across origins: people in one country put together, wherever they are from."""

import io

import crisisfigures as cf

HEAD = "measure,figure,place,from,period,source\n"


def read(*rows):
    return cf.read(
        io.StringIO(HEAD + "".join(f"refugees,{row},2024-12-31,UNHCR\n" for row in rows))
    )


def made(found):
    return {
        row.place: (row.completeness, row.low, None if row.high != row.high else row.high)
        for row in found.table.itertuples()
    }


def test_origins_are_a_lower_bound_unless_all_are_there():
    table = read("12,NER,MLI", "60 to 65,NER,NGA", "5,TCD,SDN")
    assert made(cf.aggregate(table, origins=True)) == {
        "NER": ("lower bound", 72, None),
        "TCD": ("lower bound", 5, None),
    }
    found = cf.aggregate(table, origins=True, complete="origins")
    assert made(found) == {"NER": ("total", 72, 77), "TCD": ("total", 5, 5)}
    assert found.table["from_place"].isna().all()
    assert sorted(found.parts["from_place"]) == ["MLI", "NGA", "SDN"]
    assert set(found.parts["verdict"]) == {"counted"}


def test_who_is_from_anywhere_is_an_account_of_all():
    table = read("12,NER,MLI", "60 to 65,NER,NGA", "at least 74,NER,")
    assert made(cf.aggregate(table, origins=True, complete="origins")) == {"NER": ("total", 74, 77)}
    assert made(cf.aggregate(table, origins=True)) == {"NER": ("total, open above", 74, None)}


def test_a_region_and_its_country_are_no_two_origins_and_neither_is_all():
    # 60 + 12 from two countries; those from one region may be among them, and are not all.
    table = read("12,NER,MLI", "10,NER,ML-7", "60,NER,NGA")
    found = cf.aggregate(table, origins=True, complete="origins")
    assert made(found) == {"NER": ("lower bound", 72, None)}
    assert "disagree" not in str(found.table["caveat"].iloc[0])


def test_then_up_the_places():
    table = read("12,NER,MLI", "60,NER,NGA", "5,TCD,SDN")
    known = cf.standard_gazetteer().with_areas(
        {"areas": {"both": {"name": "both", "members": ["NER", "TCD"]}}}
    )
    found = cf.aggregate(
        table, origins=True, places="custom:both", complete="origins", gazetteer=known
    )
    assert made(found) == {"both": ("total", 77, 77)}
    assert len(found.parts) == 3


def test_codes_of_origins_need_no_names():
    table = read("12,NER,MLI", "60,NER,NGA").drop(columns="from_name")
    assert made(cf.aggregate(table, origins=True)) == {"NER": ("lower bound", 72, None)}

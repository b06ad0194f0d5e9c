from datetime import date
from itertools import permutations

import pytest

from crisisfigures.errors import PlaceError, ReadError
from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.place import Place

MENAKA = """
# What a report on the Menaka region takes the Sahel and the tri-border area to be.
[areas.sahel]
name = "Sahel"
aliases = ["the Sahel", "Central Sahel"]
members = ["MLI", "BFA", "NER"]

[areas.tri-border]
name = "tri-border area"
aliases = ["Liptako-Gourma"]
overlaps = ["MLI", "BFA", "NER"]
within = ["sahel"]
"""

PCODES = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
MLI,1,ML07,Gao,MLI,2020-06-01
MLI,1,ML10,Menaka,MLI,2020-06-01
MLI,2,ML1011,Menaka,ML10,2020-06-01
MLI,2,ML1012,Anderamboukane,ML10,2020-06-01
"""


@pytest.fixture
def areas_file(tmp_path):
    path = tmp_path / "areas.toml"
    path.write_text(MENAKA, encoding="utf-8")
    return path


@pytest.fixture
def pcodes_file(tmp_path):
    path = tmp_path / "pcodes.csv"
    path.write_text(PCODES, encoding="utf-8")
    return path


def declare(**areas):
    return standard_gazetteer().with_areas({"areas": areas})


def key(text):
    return Place(text, "custom") if text.islower() and ":" not in text else Place.parse(text)


def test_declared_areas_are_found_by_key_name_and_alias(areas_file):
    gazetteer = standard_gazetteer().with_areas(areas_file)
    sahel = Place("sahel", "custom")
    assert gazetteer.find("sahel", "custom") == sahel
    assert gazetteer.find("sahel", "custom").name == "Sahel"
    for name in ("Sahel", "the Sahel", "Central Sahel", "SAHEL", "Sahel region", "sahel"):
        assert gazetteer.resolve(name).place == sahel
    for name in ("tri-border area", "Tri-Border Area", "Liptako Gourma"):
        assert gazetteer.resolve(name).place == Place("tri-border", "custom")
    assert "custom" in gazetteer.systems
    assert not standard_gazetteer().is_known("sahel", "custom")


def test_a_subdivision_of_the_name_of_an_area_needs_its_country(areas_file):
    gazetteer = standard_gazetteer().with_areas(areas_file)
    assert gazetteer.resolve("Sahel, Burkina Faso").place == Place.parse("BF-12")
    assert Place.parse("BF-12") in gazetteer.resolve("Sahel").candidates


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("sahel", "MLI", "contains"),
        ("sahel", "ML-9", "contains"),
        ("sahel", "m49:011", "within"),
        ("sahel", "m49:015", "disjoint"),
        ("sahel", "TCD", "disjoint"),
        ("tri-border", "sahel", "within"),
        ("tri-border", "MLI", "overlaps"),
        ("tri-border", "ML-9", "unknown"),
        ("tri-border", "m49:202", "within"),
        ("tri-border", "FRA", "disjoint"),
    ],
)
def test_areas_lie_where_their_declarations_say(areas_file, a, b, expected):
    gazetteer = standard_gazetteer().with_areas(areas_file)
    assert gazetteer.relation(key(a), key(b)) == expected


def test_overlaps_alone_do_not_say_that_nothing_lies_elsewhere():
    gazetteer = declare(zone={"overlaps": ["MLI", "BFA"]})
    assert gazetteer.relation(key("zone"), Place.parse("MLI")) == "overlaps"
    assert gazetteer.relation(key("zone"), Place.parse("NER")) == "unknown"


def test_a_file_and_a_dict_of_the_same_shape_declare_the_same(areas_file):
    declared = {
        "areas": {
            "sahel": {"name": "Sahel", "members": ["MLI", "BFA", "NER"]},
            "tri-border": {"overlaps": ["MLI"], "within": ["sahel"]},
        }
    }
    from_file = standard_gazetteer().with_areas(areas_file)
    from_dict = standard_gazetteer().with_areas(declared)
    for a, b in permutations(["sahel", "tri-border", "MLI", "ML-9", "m49:011"], 2):
        assert from_file.relation(key(a), key(b)) == from_dict.relation(key(a), key(b))


def test_members_may_be_of_any_system(pcodes_file):
    gazetteer = (
        standard_gazetteer()
        .with_pcodes(pcodes_file)
        .with_areas(
            {
                "areas": {
                    "mixed": {"members": ["NER", "ML-7", "pcode:ML10", "m49:018", "other"]},
                    "other": {"members": ["BF-12", "gw:483"]},
                }
            }
        )
    )
    mixed = Place("mixed", "custom")
    for inner in ("NER", "NE-1", "ML-7", "pcode:ML1012", "ZAF", "BF-12", "TCD"):
        assert gazetteer.relation(Place.parse(inner), mixed) == "within"
    assert gazetteer.relation(Place.parse("FRA"), mixed) == "disjoint"
    assert gazetteer.relation(Place.parse("BFA"), mixed) == "overlaps"
    # The rest of Mali may lie in ML10, for all that is known of that p-code.
    assert gazetteer.relation(Place.parse("MLI"), mixed) == "unknown"


def test_an_area_of_one_member_is_that_place_and_areas_of_the_same_members_are_one():
    gazetteer = declare(
        a={"members": ["MLI"]},
        b={"members": ["MLI", "NER"]},
        c={"members": ["NER", "a"]},
        d={"members": ["m49:014", "m49:017", "m49:018", "m49:011"]},
    )
    assert gazetteer.relation(key("a"), Place.parse("MLI")) == "same"
    assert gazetteer.canonical(key("a")) == Place.parse("MLI")
    assert gazetteer.relation(key("b"), key("c")) == "same"
    assert gazetteer.canonical(key("b")) == gazetteer.canonical(key("c"))
    assert gazetteer.canonical(key("d")) == Place.parse("m49:202")


def test_codes_of_one_place_can_be_joined(pcodes_file):
    gazetteer = (
        standard_gazetteer()
        .with_pcodes(pcodes_file)
        .with_areas({"same": {"menaka": ["ML-9", "pcode:ML10"]}})
    )
    iso, pcode = Place.parse("ML-9"), Place.parse("pcode:ML10")
    assert gazetteer.relation(iso, pcode) == "same"
    assert gazetteer.canonical(pcode) == gazetteer.canonical(iso) == iso
    assert gazetteer.relation(Place.parse("pcode:ML1012"), iso) == "within"
    assert gazetteer.relation(Place.parse("pcode:ML1012"), Place.parse("ML-8")) == "disjoint"
    assert gazetteer.relation(Place.parse("pcode:ML07"), iso) == "disjoint"


def test_without_that_they_are_two_codes_of_which_nothing_is_known(pcodes_file):
    gazetteer = standard_gazetteer().with_pcodes(pcodes_file)
    iso, pcode = Place.parse("ML-9"), Place.parse("pcode:ML10")
    assert gazetteer.relation(iso, pcode) == gazetteer.relation(pcode, iso) == "unknown"
    assert gazetteer.relation(pcode, Place.parse("BF-12")) == "disjoint"
    assert gazetteer.canonical(pcode) == pcode


def test_the_order_of_loading_changes_nothing(areas_file, pcodes_file):
    more = {
        "areas": {"east": {"members": ["pcode:ML10", "pcode:ML07"], "within": ["MLI"]}},
        "same": {"menaka": ["ML-9", "pcode:ML10"], "gao": ["pcode:ML07", "ML-7"]},
    }
    loads = (
        lambda g: g.with_areas(areas_file),
        lambda g: g.with_areas(more),
        lambda g: g.with_pcodes(pcodes_file),
        lambda g: g.with_areas({"areas": {"ours": {"within": ["east"], "overlaps": ["ML-9"]}}}),
    )
    places = ["sahel", "tri-border", "east", "ours", "ML-9", "ML-7", "pcode:ML10", "MLI", "m49:011"]
    names = ["Sahel", "Menaka", "Gao", "ours", "Anderamboukane, Mali", "Menakaa"]
    seen = set()
    for order in permutations(loads):
        gazetteer = standard_gazetteer()
        for load in order:
            gazetteer = load(gazetteer)
        seen.add(
            (
                *(gazetteer.relation(key(a), key(b)) for a, b in permutations(places, 2)),
                *(gazetteer.canonical(key(a)) for a in places),
                *(gazetteer.resolve(name) for name in names),
            )
        )
    assert len(seen) == 1


def test_a_gazetteer_is_a_value(areas_file, pcodes_file):
    before = standard_gazetteer()
    assert repr(before.with_areas(areas_file)) == "<Gazetteer: standard, 2 areas>"
    after = before.with_pcodes(pcodes_file).with_areas(areas_file)
    assert repr(after) == "<Gazetteer: standard, 4 p-codes, 2 areas>"
    assert repr(before) == "<Gazetteer: standard>"
    assert before.resolve("Anderamboukane").why == "unknown"


def test_areas_may_have_days_of_validity():
    gazetteer = declare(
        old={"name": "the zone", "within": ["MLI"], "valid_to": "2012-03-31"},
        new={
            "name": "the security zone",
            "aliases": ["security zone"],
            "within": ["MLI"],
            "valid_from": date(2012, 4, 1),
        },
    )
    entry = gazetteer.entry(Place("old", "custom"))
    assert (entry.valid_from, entry.valid_to) == (None, date(2012, 3, 31))
    assert entry.is_valid_on(date(2012, 3, 31))
    assert not entry.is_valid_on(date(2012, 4, 1))
    assert "2012-03-31" in gazetteer.resolve("zone", on=date(2020, 1, 1)).message()


def test_a_country_is_not_put_aside_for_an_area_of_its_name():
    gazetteer = declare(ours={"name": "Niger", "within": ["NGA"]})
    found = gazetteer.resolve("Niger")
    assert found.why == "ambiguous"
    assert {*found.candidates} >= {Place("ours", "custom"), Place.parse("NER")}


@pytest.mark.parametrize(
    ("areas", "says"),
    [
        ({"a": {"members": ["MLX"]}}, r"areas\.a\.members: iso3166-1 has no code 'MLX'.*MLI|MLT"),
        ({"a": {"members": ["ML-99"]}}, r"areas\.a\.members: iso3166-2 has no code 'ML-99'"),
        ({"a": {"members": ["m49:999"]}}, r"areas\.a\.members: m49 has no code '999'"),
        ({"a": {"within": ["osm:12"]}}, r"areas\.a\.within: 'osm:12' is not the code of a place"),
        ({"a": {"members": ["MLI"], "overlaps": ["NER"]}}, r"areas\.a has both members and overl"),
        ({"a": {"members": ["MLI"], "bounds": [0, 0, 1, 1]}}, r"both members and bounds"),
        ({"a": {"name": "Somewhere"}}, r"areas\.a says nothing of where it is"),
        ({"a": {"member": ["MLI"]}}, r"areas\.a\.member: no such field.*Did you mean 'members'"),
        ({"a": {"members": "MLI"}}, r"areas\.a\.members must be a list of texts"),
        ({"a": {"members": ["MLI", 3]}}, r"areas\.a\.members must be a list of texts"),
        ({"a": ["MLI"]}, r"areas\.a must be a table"),
        ({"a": {"within": ["MLI"], "name": 7}}, r"areas\.a\.name must be a text"),
        ({"MLX": {"within": ["MLI"]}}, r"areas\.MLX: the key looks like a code"),
        ({"pcode:1": {"within": ["MLI"]}}, r"the key looks like a code"),
        ({"a": {"bounds": [0, 5, 1, 4]}}, r"areas\.a\.bounds must be \[west, south, east, north\]"),
        ({"a": {"bounds": [0, 5, 1]}}, r"areas\.a\.bounds must be"),
        ({"a": {"bounds": [0, 5, 1, True]}}, r"areas\.a\.bounds must be"),
        ({"a": {"bounds": [0, 5, float("nan"), 6]}}, r"areas\.a\.bounds must be"),
        ({"a": {"bounds": [3, 5, 3, 6]}}, r"areas\.a\.bounds must be"),
        ({"a": {"within": ["MLI"], "valid_from": "2012"}}, r"areas\.a\.valid_from must be a day"),
        (
            {"a": {"within": ["MLI"], "valid_from": "2012-02-01", "valid_to": "2012-01-01"}},
            r"areas\.a: valid_to, 2012-01-01, is before valid_from",
        ),
        (
            {
                "a": {"within": ["MLI"], "aliases": ["The Zone"]},
                "b": {"name": "zone", "within": ["NER"]},
            },
            r"areas\.b and areas\.a share the name 'zone'",
        ),
        ({"a": {"within": ["a"]}}, r"areas\.a lies in itself: a in a"),
        (
            {"a": {"within": ["b"]}, "b": {"within": ["c"]}, "c": {"within": ["a"]}},
            r"lies in itself: a in b in c in a",
        ),
        ({"a": {"members": ["b", "MLI"]}, "b": {"members": ["a", "NER"]}}, r"lies in itself"),
        ({"a": {"members": ["MLI", "ML-9"]}}, r"areas\.a: its member ML-9 already lies in its mem"),
        ({"a": {"members": ["MLI", "gw:432"]}}, r"already lies in its member"),
        (
            {"a": {"members": ["MLI", "FRA"], "within": ["m49:011"]}},
            r"its member FRA has no ground",
        ),
        ({"a": {"within": ["MLI", "FRA"]}}, r"cannot lie within both 'MLI' and 'FRA'"),
        ({"a": {"within": ["MLI"], "overlaps": ["MLI"]}}, r"cannot overlap 'MLI'; it lies wholly"),
        (
            {"a": {"within": ["MLI"], "overlaps": ["FRA"]}},
            r"cannot overlap 'FRA'; the two share no",
        ),
        (
            {"a": {"overlaps": ["b"]}, "b": {"within": ["a"]}},
            r"areas\.a: it cannot overlap 'b'; it holds all of it",
        ),
        (
            {"a": {"within": ["b"]}, "b": {"members": ["MLI", "NER"]}, "c": {"within": ["b"]}},
            None,
        ),
    ],
)
def test_what_cannot_be_declared_is_refused_and_the_key_is_named(areas, says):
    if says is None:
        declare(**areas)
    else:
        with pytest.raises(PlaceError, match=rf"(?s){says}"):
            declare(**areas)


@pytest.mark.parametrize(
    ("same", "says"),
    [
        (["ML-9"], "takes two or more"),
        (["ML-9", "ML-9"], "takes two or more"),
        (["ML-9", "ML-8"], "the relation of the first to the second is 'disjoint'"),
        (["ML-9", "MLI"], "'contains'|'within'"),
        (["ML-9", "ML-99"], "iso3166-2 has no code 'ML-99'"),
    ],
)
def test_only_codes_of_one_place_can_be_joined(same, says):
    with pytest.raises(PlaceError, match=says):
        standard_gazetteer().with_areas({"same": {"menaka": same}})


def test_a_section_that_is_not_known_is_refused():
    with pytest.raises(PlaceError, match=r"\[areas\.sahel\]"):
        standard_gazetteer().with_areas({"sahel": {"members": ["MLI"]}})
    with pytest.raises(PlaceError, match="'areas' must be a table"):
        standard_gazetteer().with_areas({"areas": ["MLI"]})


def test_a_key_declared_twice_must_say_the_same():
    one = declare(a={"within": ["MLI"]})
    assert one.with_areas({"areas": {"a": {"within": ["MLI"]}}}).find("a", "custom")
    with pytest.raises(PlaceError, match=r"areas\.a is declared twice"):
        one.with_areas({"areas": {"a": {"within": ["NER"]}}})


def test_a_pcode_that_no_list_has_is_told_when_it_is_needed():
    gazetteer = declare(east={"members": ["pcode:ML10", "NER"]})
    with pytest.raises(
        PlaceError, match=r"(?s)areas\.east\.members: no p-code 'ML10'.*with_pcodes"
    ):
        gazetteer.relation(key("east"), Place.parse("MLI"))


def test_a_name_in_place_of_a_code_is_told_with_the_code():
    with pytest.raises(PlaceError, match=r"(?s)areas\.a\.members: no area has the key 'Mali'.*MLI"):
        declare(a={"members": ["Mali", "NER"]}).relation(key("a"), Place.parse("MLI"))


@pytest.mark.parametrize(
    ("text", "says"), [(None, "No such file"), ("[areas", "it is not TOML"), ("\x00", "not TOML")]
)
def test_a_file_that_cannot_be_read_is_an_error_with_a_hint(tmp_path, text, says):
    path = tmp_path / "areas.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=says) as error:
        standard_gazetteer().with_areas(path)
    assert "Hint:" in str(error.value)
    assert "areas.toml" in str(error.value)


def test_areas_may_be_named_by_letters_and_a_name_that_nobody_knows_is_like_none_of_them():
    lettered = {"areas": {key: {"name": key.upper(), "members": ["MLI", "NER"]} for key in "ab"}}
    gazetteer = standard_gazetteer().with_areas(lettered)
    assert gazetteer.resolve("B")
    assert not gazetteer.resolve("the valley of nowhere")

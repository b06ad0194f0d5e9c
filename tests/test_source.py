"""Sources: one voice under many names, and labels that name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisfigures.errors import ReadError, UnknownNameError, ValueRefusedError
from crisisfigures.source import Source, Sources, standard_sources
from crisisfigures.vocabulary import SOURCE_TYPES

STANDARD = standard_sources()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("AFP", "AFP"),
        ("afp", "AFP"),
        ("Agence France Presse", "AFP"),
        ("the UN Refugee Agency", "UNHCR"),
        ("ACNUR", "UNHCR"),
        ("Médecins sans frontières", "MSF"),
        ("Medecins Sans Frontieres", "MSF"),
        ("U.N.", "United Nations"),
        ("UN-OCHA", "OCHA"),
        ("BTselem", "B'Tselem"),
        ("Al-Jazeera", "Al Jazeera"),
        ("  Iraq   Body Count ", "Iraq Body Count"),
        ("AFP (Bamako)", "AFP"),
        ("UNHCR (UN Refugee Agency)", "UNHCR"),
    ],
)
def test_a_source_is_known_by_any_of_its_names(written, name):
    assert STANDARD.canonical(written) == name


@pytest.mark.parametrize(
    "name", ["MSA (Movement for the Salvation of Azawad)", "Mayor of Ménaka (AFP)"]
)
def test_a_source_that_is_not_known_keeps_its_name(name):
    assert STANDARD.canonical(f" {name} ") == name
    assert STANDARD.root(name) == name
    assert STANDARD.find(name) is None
    assert STANDARD.type_of(name) is None


def test_two_known_sources_in_one_name_are_neither():
    assert STANDARD.canonical("United Nations (AFP)") == "United Nations (AFP)"


@pytest.mark.parametrize(
    ("name", "root"),
    [("DTM", "IOM"), ("Missing Migrants Project", "IOM"), ("UCDP GED", "UCDP"), ("OCHA", "OCHA")],
)
def test_a_family_is_one_voice_and_the_un_is_not_a_family(name, root):
    assert STANDARD.root(name) == root


def test_the_type_of_a_source_is_its_own_or_its_family_s():
    known = STANDARD.with_sources(Source("AFP Bamako", family="AFP"))
    assert known.type_of("AFP Bamako") == "media"
    assert known.type_of("Agence France-Presse") == "media"
    assert known.type_of("local sources") == "anonymous"


@pytest.mark.parametrize("source", STANDARD.by_name.values(), ids=lambda source: source.name)
def test_every_shipped_source_has_a_type(source):
    assert source.type in SOURCE_TYPES


@pytest.mark.parametrize(
    "label",
    [
        "local sources",
        "Local Sources",
        "several local officials",
        "witnesses",
        "two eyewitnesses",
        "UN officials",
        "police officers",
        "aid workers",
        "a medical source",
        "sources locales",
        "des témoins",
        "sources sécuritaires et médicales",
        "fuentes de seguridad",
        "testigos",
        "fontes locais",
        "moradores",
        "anonymous",
    ],
)
def test_labels_of_people_who_are_not_named_are_anonymous(label):
    assert STANDARD.is_anonymous(label)
    assert STANDARD.type_of(label) == "anonymous"


@pytest.mark.parametrize(
    "label", ["AFP", "UN", "Ministry of Health", "MSA", "police", "local", "officials of OCHA", ""]
)
def test_labels_that_name_somebody_are_not_anonymous(label):
    assert not STANDARD.is_anonymous(label)


def test_a_source_of_the_registry_is_named_whatever_its_name():
    assert not STANDARD.with_sources(Source("Aid Workers")).is_anonymous("aid workers")


def test_a_publisher_that_hands_on_one_source_is_its_echo():
    known = STANDARD.with_sources(Source("Crisis Mirror", republishes=("DTM",)))
    assert known.republishes("Crisis Mirror") == ("IOM",)
    assert known.republished_by("Crisis Mirror") == "IOM"


def test_of_a_publisher_that_hands_on_several_nobody_can_say_whose_word_it_is():
    assert len(STANDARD.republishes("Our World in Data")) > 1
    assert STANDARD.republished_by("Our World in Data") is None
    assert STANDARD.republished_by("AFP") is None
    assert STANDARD.republishes("Nobody we know") == ()


def test_adding_to_a_known_source_keeps_what_was_known():
    known = STANDARD.with_sources(Source("OCHA", aliases=("OCHA Mali",), url="https://example.org"))
    assert known.canonical("OCHA Mali") == "OCHA"
    assert known.canonical("UN OCHA") == "OCHA"
    assert known.type_of("OCHA Mali") == "un"
    assert known.by_name["OCHA"].url == "https://example.org"
    assert STANDARD.canonical("OCHA Mali") == "OCHA Mali"


def test_an_alias_may_name_only_one_source():
    with pytest.raises(ValueRefusedError, match=r"'S\.O\.' would name both"):
        Sources().with_sources(
            Source("Salama", aliases=("SO",)), Source("Sahel O", aliases=("S.O.",))
        )


def test_a_family_must_be_known():
    with pytest.raises(ValueRefusedError, match="not in the registry"):
        Sources().with_sources(Source("AFP Bamako", family="AFP"))


def test_families_do_not_go_round_in_a_circle():
    with pytest.raises(ValueRefusedError, match="circle"):
        Sources().with_sources(Source("A", family="B"), Source("B", family="A"))


def test_a_source_needs_a_name_and_a_known_type():
    with pytest.raises(ValueRefusedError, match="needs a name"):
        Source(" - ")
    with pytest.raises(UnknownNameError, match="Did you mean 'media'"):
        Source("AFP", type="medias")


FILE = """
[sources."Salama Observatory"]
type = "monitor"
aliases = ["SO", "Observatoire Salama"]

[sources."SO Gao"]
family = "Salama Observatory"

[sources."AFP Afrique"]
family = "AFP"
republishes = ["Salama Observatory"]

[anonymous]
nouns = ["herders"]
"""


def test_a_file_beside_the_data_adds_its_sources(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text("\ufeff" + FILE, encoding="utf-8")
    known = STANDARD.with_file(path)
    assert known.canonical("observatoire salama") == "Salama Observatory"
    assert known.root("SO Gao") == "Salama Observatory"
    assert known.root("AFP Afrique") == "AFP"
    assert known.republished_by("AFP Afrique") == "Salama Observatory"
    assert known.is_anonymous("local herders")
    assert not STANDARD.is_anonymous("local herders")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[sources.SO", "not TOML"),
        ("[areas.sahel]", r"\[areas\]"),
        ('[sources.SO]\ntyp = "monitor"', "no entry 'typ'"),
        ('[sources.SO]\ntype = "monitors"', "unknown type of source"),
        ("[sources.SO]\ntype = 3", "not text"),
        ('[sources.SO]\naliases = "S"', "not a list of texts"),
        ('[sources]\nSO = "monitor"', "not a table"),
        ("sources = 3", "not a table"),
        ('[anonymous]\nlabels = ["herders"]', "no entry 'labels'"),
        ('[sources.SO]\naliases = ["AFP"]', "would name both"),
    ],
)
def test_a_file_that_is_no_registry_says_why(tmp_path, text, why):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=why) as error:
        STANDARD.with_file(path)
    assert str(path) in str(error.value)


def test_a_file_that_cannot_be_opened_says_so(tmp_path):
    with pytest.raises(ReadError, match="check the path"):
        STANDARD.with_file(tmp_path / "none.toml")
    path = tmp_path / "sources.toml"
    path.write_bytes("[sources.'Méné']".encode("latin-1"))
    with pytest.raises(ReadError, match="UTF-8"):
        STANDARD.with_file(path)


@given(st.text(max_size=30))
def test_any_text_has_one_name_and_asking_again_changes_nothing(name):
    once = STANDARD.canonical(name)
    assert STANDARD.canonical(once) == once
    assert STANDARD.root(STANDARD.root(name)) == STANDARD.root(name)

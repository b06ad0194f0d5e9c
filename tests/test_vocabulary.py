import pytest

from crisisfigures import vocabulary
from crisisfigures.errors import UnknownNameError


def test_every_measure_has_a_definition_an_author_a_known_unit_and_known_wholes():
    for measure in vocabulary.MEASURES.values():
        assert measure.definition.endswith(".")
        assert measure.defined_by
        assert measure.unit in vocabulary.UNITS
        assert set(measure.subset_of) <= vocabulary.MEASURES.keys() - {measure.name}
        assert measure.default_basis in vocabulary.BASES


def test_no_measure_is_a_subset_of_itself_by_a_detour():
    def wholes(name, seen=()):
        for whole in vocabulary.MEASURES[name].subset_of:
            assert whole not in seen
            wholes(whole, (*seen, name))

    for name in vocabulary.MEASURES:
        wholes(name)


def test_killed_is_part_of_deaths_and_of_casualties():
    assert set(vocabulary.MEASURES["killed"].subset_of) == {"deaths", "casualties"}


def test_only_differences_are_signed():
    signed = {name for name, measure in vocabulary.MEASURES.items() if measure.signed}
    assert signed == {"excess_deaths", "net_displacement"}


def test_the_kinds_of_ends_are_ordered_hardest_first():
    assert vocabulary.END_KIND_ORDER[0] == "stated"
    assert vocabulary.END_KIND_ORDER[-1] == "derived"
    assert set(vocabulary.END_KIND_ORDER) == vocabulary.END_KINDS


@pytest.mark.parametrize(
    ("measure", "is_since", "basis"),
    [
        ("killed", False, "flow"),
        ("killed", True, "cumulative"),
        ("new_displacements", True, "cumulative"),
        ("idps", False, "stock"),
        ("idps", True, "stock"),
        ("displaced", False, "unstated"),
        ("displaced", True, "unstated"),
    ],
)
def test_the_basis_follows_from_the_measure_and_from_since(measure, is_since, basis):
    assert vocabulary.basis_of(measure, is_since=is_since) == basis


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'refugees'"):
        vocabulary.default_basis("refugee")


# --- synonyms ---------------------------------------------------------------------------------


def test_no_word_means_two_things_in_whatever_language():
    meanings = {}
    for entry in vocabulary.synonyms():
        meant = meanings.setdefault(
            (entry.kind, vocabulary.fold(entry.words)), (entry.meaning, entry.definition)
        )
        assert meant == (entry.meaning, entry.definition), entry


def test_every_synonym_is_read_as_what_it_is_listed_under():
    read = {
        "unit": vocabulary.read_unit,
        "group": vocabulary.read_group,
        "cause": vocabulary.read_cause,
        "measure": lambda words: vocabulary.read_measure(words).measure,
        "returned": lambda words: vocabulary.read_measure(words).measure,
    }
    for entry in vocabulary.synonyms():
        if entry.kind in ("filler", "violent_cause"):
            continue
        judge = read.get(entry.kind) or (
            lambda words, column=entry.kind: vocabulary.read_word(column, words)
        )
        assert judge(entry.words) == entry.meaning, entry


@pytest.mark.parametrize("name", sorted(vocabulary.MEASURES))
def test_the_name_of_a_measure_is_read_as_itself(name):
    assert vocabulary.read_measure(name).measure == name


@pytest.mark.parametrize(
    ("words", "cause", "measure"),
    [
        ("deaths", "conflict", "killed"),
        ("Fatalities", "armed conflict", "killed"),
        ("morts", "conflit", "killed"),
        ("muertes", "bombardeo", "killed"),
        ("deaths", None, "deaths"),
        ("deaths", "epidemic", "deaths"),
        ("fallecidos", "desastre natural", "deaths"),
        ("killed", None, "killed"),
    ],
)
def test_deaths_are_killings_only_where_the_cause_is_conflict(words, cause, measure):
    assert vocabulary.read_measure(words, cause=cause).measure == measure


@pytest.mark.parametrize(
    ("period", "measure", "basis"),
    [
        ("closed", "new_displacements", "flow"),
        ("as_of", "idps", "stock"),
        ("since", "displaced", "unstated"),
        ("none", "displaced", "unstated"),
        (None, "displaced", "unstated"),
    ],
)
def test_displaced_depends_on_its_period(period, measure, basis):
    read = vocabulary.read_measure("déplacés", period=period)
    assert (read.measure, read.basis) == (measure, basis)


def test_words_of_state_are_idps_whatever_the_period():
    assert vocabulary.read_measure("internally displaced", period="closed").measure == "idps"


def test_returned_in_a_period_are_returns_and_otherwise_returnees():
    assert vocabulary.read_measure("returned", period="closed").measure == "returns"
    assert vocabulary.read_measure("returned").measure == "returnees"


@pytest.mark.parametrize(
    ("words", "measure", "unit", "group"),
    [
        ("Number of people killed", "killed", "person", None),
        ("civilians killed", "killed", None, "status=civilian"),
        ("civilian casualties", "casualties", None, "status=civilian"),
        ("displaced families", "displaced", "family", None),
        ("IDP households", "idps", "household", None),
        ("number of health workers killed", "killed", None, "role=health_worker"),
        ("Nombre de blessés", "injured", None, None),
        ("refugee children", "refugees", None, "age=child"),
    ],
)
def test_a_phrase_gives_its_unit_and_its_group_too(words, measure, unit, group):
    read = vocabulary.read_measure(words)
    assert (read.measure, read.unit, read.group) == (measure, unit, group)


def test_confirmed_cases_keep_whose_definition_they_follow():
    read = vocabulary.read_measure("cas confirmés")
    assert (read.measure, read.definition) == ("cases", "case:confirmed")


@pytest.mark.parametrize(
    "words", ["", "   ", "killd", "women and children killed", "12", "the " * 500]
)
def test_words_that_name_no_measure_are_refused(words):
    with pytest.raises(UnknownNameError):
        vocabulary.read_measure(words)


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("all", "all"),
        ("people", "all"),
        ("civilians", "status=civilian"),
        ("Civilian women", "status=civilian;sex=female;age=adult"),
        ("male children", "sex=male;age=child"),
        ("children under 5", "age=0-4"),
        ("girls aged 5 to 11", "sex=female;age=5-11"),
        ("18-59", "age=18-59"),
        ("60+", "age=60+"),
        ("menores de 5 años", "age=0-4"),
        ("age=0-4; sex=female;status=civilian", "status=civilian;sex=female;age=0-4"),
        ("women and children", "stated=women and children"),
        ("Fishermen; Lake Chad", "stated=fishermen, lake chad"),
    ],
)
def test_a_population_group_is_composed_of_its_parts_and_never_widened(words, group):
    assert vocabulary.read_group(words) == group


@pytest.mark.parametrize("words", ["civilian women", "60+", "fishermen", "all", "south sudanese"])
def test_reading_a_group_again_changes_nothing(words):
    once = vocabulary.read_group(words)
    assert vocabulary.read_group(once) == once


@pytest.mark.parametrize(
    ("group", "other", "both"),
    [
        ("all", "sex=female", "sex=female"),
        ("sex=female", "all", "sex=female"),
        ("status=civilian", "age=0-4", "status=civilian;age=0-4"),
        ("age=child", "age=0-4", "age=0-4"),
        ("sex=female", "sex=female", "sex=female"),
        ("sex=female", "sex=male", "stated=sex=female and sex=male"),
    ],
)
def test_two_groups_together_are_those_who_belong_to_both(group, other, both):
    joined = vocabulary.join_groups(group, other)
    assert joined == both
    assert vocabulary.read_group(joined) == joined


@pytest.mark.parametrize(
    ("words", "system"),
    [
        ("p-code", "pcode"),
        ("ISO 3166-1", "iso3166-1"),
        ("ISO3166-2", "iso3166-2"),
        ("UN M49", "m49"),
    ],
)
def test_a_system_of_codes_is_read_for_either_end_of_a_movement(words, system):
    assert vocabulary.read_word("place_system", words) == system
    assert vocabulary.read_word("from_system", words) == system


def test_a_cause_without_a_synonym_keeps_its_words():
    assert vocabulary.read_cause("Armed  Conflict") == "conflict"
    assert vocabulary.read_cause("Volcanic  Eruption") == "volcanic eruption"


def test_a_word_of_a_closed_list_is_read_in_any_spelling():
    assert vocabulary.read_word("quantifier", "More than") == "more_than"
    assert vocabulary.read_word("basis", "Cumulé") == "cumulative"
    with pytest.raises(UnknownNameError, match="basis 'monthly'"):
        vocabulary.read_word("basis", "monthly")


def test_the_mapping_can_be_printed_and_tells_its_conditions():
    rows = vocabulary.mapping_rows()
    deaths = [(row.when, row.measure) for row in rows if row.words == "fatalities"]
    assert deaths == [("the cause is conflict", "killed"), ("otherwise", "deaths")]
    assert {row.language for row in rows} == {"en", "fr", "es", "pt"}

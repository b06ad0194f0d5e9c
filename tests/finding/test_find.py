"""Figures of single clauses: what is found, what is not, and of what."""

from pathlib import Path
from typing import NamedTuple

import pytest

from crisisfigures.errors import UnknownNameError
from crisisfigures.finding import find_figures
from crisisfigures.finding._lexicon import files, language_of
from crisisfigures.wording import parse_estimate

CLAUSES = Path(__file__).parent / "clauses.txt"


class Clause(NamedTuple):
    lang: str
    text: str
    figures: list[tuple[str, str, str, str | None]]
    rejected: dict[str, str]


def _pairs(cell: str) -> list[tuple[str, str]]:
    parts = [part.rpartition("=") for part in cell.split(";") if part.strip()]
    return [(left.strip(), right.strip()) for left, _, right in parts]


def _clause(line: str) -> Clause:
    lang, text, figures, *rest = [cell.strip() for cell in line.split("|")]
    wanted = []
    for expression, said in _pairs(figures):
        measure, *more = said.split()
        unit, group = (more[0], " ".join(more[1:]) or None) if more else ("person", None)
        wanted.append((expression, measure, unit, group))
    return Clause(lang, text, wanted, dict(_pairs(rest[0] if rest else "")))


def _clauses() -> list[Clause]:
    lines = CLAUSES.read_text("utf-8").splitlines()
    return [_clause(line) for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("clause", _clauses(), ids=lambda clause: clause.text[:40])
def test_the_figures_of_a_clause_are_found_and_no_others(clause):
    found = find_figures(clause.text, clause.lang)
    assert [(f.text, f.measure, f.unit, f.group_stated) for f in found] == clause.figures


@pytest.mark.parametrize(
    "clause", [c for c in _clauses() if c.rejected], ids=lambda clause: clause.text[:40]
)
def test_what_is_no_figure_says_why(clause):
    found = find_figures(clause.text, clause.lang, rejected=True)
    reasons = {one.text: one.rejected for one in found if one.rejected}
    assert clause.rejected.items() <= reasons.items()
    assert all(one.evidence and one.measure is None for one in found if one.rejected)


@pytest.mark.parametrize("clause", _clauses(), ids=lambda clause: clause.text[:40])
def test_offsets_and_estimates_are_those_of_the_text(clause):
    for one in find_figures(clause.text, clause.lang, rejected=True):
        assert clause.text[one.start : one.end] == one.text
        assert one.estimate == parse_estimate(one.text, clause.lang)


def test_most_clauses_tell_their_language():
    clauses = _clauses()
    wrong = [c.text for c in clauses if language_of(c.text) != c.lang]
    assert len(wrong) <= len(clauses) // 50, wrong


def test_an_unknown_language_lists_those_that_are_known():
    with pytest.raises(UnknownNameError, match="ar, en, es, fr, pt"):
        find_figures("12 dead", "xx")


def test_a_region_of_a_language_is_passed_over():
    assert find_figures("12 muertos", "es-MX")[0].measure == "killed"


def test_each_language_has_the_tables_of_english():
    english = files()["en"]
    for code, content in files().items():
        for part in ("cues", "signs", "naming", "groups", "units"):
            missing = english[part].keys() - content[part].keys()
            assert not missing - {"status=combatant", "sex=male;age=children"}, (code, part)
        optional = {"capital_months", "speakers", "predicates", "demonyms", "place_verbs"}
        assert english["sets"].keys() - content["sets"].keys() <= optional | {
            *("weekdays", "place_articles", "directions")
        }, code


def test_no_phrase_has_a_star_inside_a_word():
    for code, content in files().items():
        for part in ("cues", "signs", "negatives", "groups", "units"):
            for table in content[part].values():
                roles = table.values() if isinstance(table, dict) else [table]
                for phrase in (p for phrases in roles for p in phrases):
                    starred = [w for w in phrase.split() if "*" in w[:-1]]
                    assert not starred, (code, phrase)


# ── Measures by what stands around ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("300 people fled their homes", "displaced"),
        ("300 people fled their homes last week", "new_displacements"),
        ("As of 3 August 300 people are displaced", "idps"),
        ("The clashes caused the displacement of 300 people", "new_displacements"),
        ("300 people fled to Chad", "refugees"),
        ("300 people fled Libya", "refugees"),
        ("300 people fled the fighting and took shelter in schools", "sheltered"),
        ("300 people died of hunger", "deaths"),
        ("300 people died in the quake", "killed"),
        ("300 dead or missing", "dead_or_missing"),
        ("300 people were killed or wounded", "casualties"),
        ("300 people are missing and feared dead", "missing_persons"),
        ("300 migrants fleeing Libya have drowned", "killed"),
        ("300 refugees and internally displaced people", "displaced"),
        ("Peru hosts 300 Venezuelans", "refugees"),
        ("The school hosts 300 Venezuelans", "sheltered"),
        ("300 people who fled are now in 12 camps", "sheltered"),
        ("The number of displaced stands at 300 in 12 camps", "displaced"),
        ("300 Venezuelans entered Brazil", "refugees"),
    ],
)
def test_a_measure_is_told_by_what_stands_around(text, measure):
    assert [one.measure for one in find_figures(text, "en")] == [measure]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("300 people are feared dead", "feared"),
        ("300 people could be displaced", "projected"),
        ("300 people were killed in May", "observed"),
    ],
)
def test_modality_is_kept(text, modality):
    assert [one.modality for one in find_figures(text, "en")] == [modality]


# ── Links ───────────────────────────────────────────────────────────────────────────────────


def _links(text, lang="en"):
    return [(one.text, [link.kind for link in one.links]) for one in find_figures(text, lang)]


@pytest.mark.parametrize(
    ("text", "lang", "links"),
    [
        ("40 died, of whom 12 were children", "en", [("40", []), ("12", ["subset"])]),
        ("200 of the 900 who fled have returned", "en", [("200", ["subset"]), ("900", [])]),
        ("Three girls were among the 19 dead", "en", [("Three", ["subset"]), ("19", [])]),
        ("The toll is 31, up from 28", "en", [("31", []), ("28", ["change"])]),
        ("Le bilan est de 31 morts, contre 28", "fr", [("31", []), ("28", ["change"])]),
        (
            "6 million are hungry, 1.1 million more than in May",
            "en",
            [("6 million", []), ("1.1 million", ["increment"])],
        ),
        ("40 people died and another 30 were hurt", "en", [("40", []), ("30", ["increment"])]),
        ("Another 2,000 people fled", "en", [("2,000", ["increment"])]),
        # "More than" bounds a number, and adds it to none.
        (
            "12 people were killed and more than 300 were injured",
            "en",
            [("12", []), ("more than 300", [])],
        ),
        (
            "12 personnes ont été tuées et plus de 300 blessées",
            "fr",
            [("12", []), ("plus de 300", [])],
        ),
        (
            "120 families or 600 people were displaced",
            "en",
            [("120", []), ("600", ["restatement"])],
        ),
        (
            "The number of refugees rose from 10,000 to 30,000",
            "en",
            [("10,000", []), ("30,000", ["change"])],
        ),
        ("300 people die each month", "en", [("300", ["rate"])]),
        ("40 morts, dont 12 enfants", "fr", [("40", []), ("12", ["subset"])]),
        ("40 muertos, entre ellos 12 niños", "es", [("40", []), ("12", ["subset"])]),
        ("40 mortos, entre eles 12 crianças", "pt", [("40", []), ("12", ["subset"])]),
        ("مقتل 40 شخصا بينهم 12 طفلا", "ar", [("40", []), ("12", ["subset"])]),
    ],
)
def test_figures_are_linked(text, lang, links):
    assert _links(text, lang) == links


def test_a_link_says_where_the_other_figure_starts():
    text = "40 died, of whom 12 were children"
    (link,) = find_figures(text)[1].links
    assert link.to == 0


# ── Who, where, when ────────────────────────────────────────────────────────────────────────


def _named(text, lang="en"):
    found = find_figures(text, lang)
    return [tuple(c and c.text for c in (f.attribution, f.place, f.period)) for f in found]


@pytest.mark.parametrize(
    ("text", "lang", "named"),
    [
        (
            "According to the Red Cross, 12 people died in Gao on Monday.",
            "en",
            ("According to the Red Cross", "Gao", "on Monday"),
        ),
        (
            "From March to May 300 people were killed in the Menaka region, local officials said.",
            "en",
            ("local officials", "Menaka region", "From March to May"),
        ),
        (
            "Selon la police, 12 personnes ont été tuées à Gao depuis mars.",
            "fr",
            ("Selon la police", "Gao", "depuis mars"),
        ),
        (
            "Según la Cruz Roja, 12 personas murieron en Bogotá en mayo de 2020.",
            "es",
            ("Según la Cruz Roja", "Bogotá", "en mayo de 2020"),
        ),
        (
            "Segundo a Defesa Civil, 12 pessoas morreram em Recife em maio de 2022.",
            "pt",
            ("Segundo a Defesa Civil", "Recife", "em maio de 2022"),
        ),
    ],
)
def test_the_words_that_name_are_found(text, lang, named):
    assert _named(text, lang) == [named]


def test_what_is_named_has_its_offsets():
    text = "In Gao, 12 people have died since 2012, the UN said."
    (found,) = find_figures(text)
    for cue in (found.attribution, found.place, found.period, found.sentence):
        assert text[cue.start : cue.end] == cue.text


def test_a_place_goes_on_in_its_paragraph_until_another_takes_its_turn():
    text = (
        "In Gao, 12 people died. Another 30 were hurt. In Menaka, 5 died.\n\n7 people were killed."
    )
    places = [one.place and one.place.text for one in find_figures(text)]
    assert places == ["Gao", "Gao", "Menaka", None]


@pytest.mark.parametrize(
    ("text", "lang", "place"),
    [
        ("Sarman remains cut off from Dalo. Floods killed 12 people.", "en", "Sarman"),
        ("In turn, Sarman reports 12 deaths.", "en", "Sarman"),
        ("OCHA reports 12 deaths.", "en", None),
        ("Le Niger accueille 1 200 réfugiés.", "fr", "Niger"),
        ("Au Sud-Kivu, 12 personnes sont mortes.", "fr", "Sud-Kivu"),
        ("Colombia, que acoge a 1.200 refugiados, pide ayuda.", "es", "Colombia"),
        ("27 people died, of whom four in Sarman.", "en", None),
        ("Nationwide, 40 people died. Another 12 are missing.", "en", "Nationwide"),
    ],
)
def test_a_place_is_told_by_the_sentence_that_it_is_the_subject_of(text, lang, place):
    found = find_figures(text, lang)[0].place
    assert (found and found.text) == place


def test_words_for_everywhere_do_not_go_on():
    found = find_figures("Nationwide, 40 people died. Another 12 are missing.")
    assert [one.place and one.place.text for one in found] == ["Nationwide", None]


def test_a_relative_clause_may_stand_between_a_source_and_its_verb():
    (found,) = find_figures("The Red Cross, which has teams there, said that 12 people died.")
    assert found.attribution.text == "The Red Cross"


def test_a_quotation_that_goes_on_has_one_speaker():
    text = "“It was terrible. At least 30 people were killed. We need help,” mayor Ali Keita said."
    (found,) = find_figures(text)
    assert found.attribution.text == "mayor Ali Keita"


def test_a_pronoun_stands_for_who_spoke_last():
    text = "Help is scarce, the Red Cross said.\n“The flood killed 30 people,” it said."
    (found,) = find_figures(text)
    assert found.attribution.text == "the Red Cross"


def test_signs_that_are_not_seen_do_not_cut_a_number():
    (found,) = find_figures("5\u0301 million\ufe0f people were killed", "en")
    assert (found.text, found.estimate.best) == ("5\u0301 million", 5_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "Seven hostages were killed.",
        "The attack claimed the lives of 15 villagers.",
    ],
)
def test_numbers_are_no_places_and_attacks_do_not_speak(text):
    (found,) = find_figures(text, "en")
    assert (found.place, found.attribution) == (None, None)

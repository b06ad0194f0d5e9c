import time

import pytest

from crisisfigures.reading._vague import is_vague_on_the_dead

VAGUE = [
    "At least 12 soldiers were killed.",
    "The army said dozens of fighters were killed, others injured.",
    "An airstrike killed several militants.",
    "According to the army, at least 1,200 fighters were killed in the siege.",
    "Shelling left an unknown number of people dead.",
    "10 to 15 fighters died in the clash.",
    "Clashes in the town; fatalities unknown (coded as 3).",
    "More than 20 civilians were killed in the raid.",
    "Clashes left several militants dead.",
    "Some of the protesters were killed",
    "militants killed 5 or 6 civilians",
    "Killed: 3-5",
    "5-7 killed",
    "three or four people were killed",
    "five to seven were killed",
    "6+ fatalities",
    "at least 6 fatalities",
    "At least 6 killed",
    "at least 6 people killed",
    "Fatalities unknown.",
    "Casualties unknown.",
    "Between 10 and 15 fighters were killed.",
    "At least six civilians, including two children, were killed.",
    "Several Al Shabaab militants were reportedly killed.",
    "killing at least one person",
    "A number of insurgents died",
    "more than a dozen people were killed",
    "over 100 people were shot dead",
    "Killing dozens.",
    "the attack killed over 20",
    "several deaths were reported",
    "Scores of villagers were massacred",
    "Fatalities: at least 6",
    "Boko Haram killed many people",
    "an unknown number of militants were killed",
    "no fewer than 10 persons were killed by bandits",
    "between three and five soldiers were killed",
    "killed at least three farmers and abducted 4",
    "Several members of the armed group were killed",
    "at least 10 of whom died",
    "several people were found dead",
    "resulting in multiple fatalities",
]

PLAIN = [
    "A man was killed over a land dispute",
    "Three people died in clashes over grazing land",
    "He was killed several hours later",
    "A man was found dead several days later",
    "12 people killed some 20 km from Gao",
    "Many houses burnt and 2 killed",
    "Several houses were burnt; 2 killed",
    "Several shots were fired and a man was killed",
    "Multiple gunshots killed a man",
    "A few days earlier, two people died",
    "A few days earlier two people died",
    "Two soldiers killed by unknown number of militants",
    "An unknown number of gunmen shot and killed a farmer",
    "2 killed on 5 to 6 June",
    "3 people, aged 5 to 7, were killed",
    "Many people gathered to commemorate those who died",
    "Dozens marched to protest deaths in custody",
    "Protesters gathered over 3 deaths",
    "a bomb weighing over 5 kg killed 3 people",
    "more than 5 attackers killed a man",
    "at least 5 shells hit, killed 2",
    "hundreds attended the funeral of the dead activist",
    "Some residents found two dead bodies",
    "Casualties: 2 killed, several wounded",
    "killed one and injured several",
    "2 people were killed and several are missing",
    "between 5 am and 6 am, 2 people were killed",
    "6 people including 2 children were killed, though others claim higher toll",
    "Twelve soldiers were killed and several injured.",
    "Several hundred people marched against the killing of a teacher.",
    "Hundreds protested the deaths of two students.",
    "Dozens were wounded, 12 killed.",
    "Several gunmen killed a farmer and burned the house.",
    "On 2-3 March gunmen were in the village and shot a farmer who died.",
    "Some fighters fled. 12 were killed.",
    "12 fighters were killed in 2 villages.",
    "Several gunmen killed and robbed a farmer",
    "Several people in the village said a man was killed",
    "killed over 20 cows",
    "No more than 3 people were killed",
    "many witnesses saw how two people were killed",
    "He was killed more than 5 days ago",
    "killed more than 10 km from the town",
    "three soldiers were killed in over 2 hours of fighting",
    "Killed: 3 soldiers",
    "a farmer was killed by at least 6 gunmen",
    "two people were killed and more than 20 injured",
    "At least 20 people were injured and 3 killed",
    "at least 20 people were injured and three others were killed",
    "People protested against at least 3 deaths in custody",
    "in 2 to 3 villages 5 people were killed",
    "gunmen killed 2 people and abducted several others",
    "killed 2 and several others wounded",
    "Several of the 12 killed were children",
]


@pytest.mark.parametrize("notes", VAGUE)
def test_notes_that_give_no_number_of_the_dead_or_a_least_one_are_vague(notes):
    assert is_vague_on_the_dead(notes)


@pytest.mark.parametrize("notes", PLAIN)
def test_what_is_vague_about_anything_else_is_not(notes):
    assert not is_vague_on_the_dead(notes)


@pytest.mark.parametrize(
    "text", ["several of the ", "1,", "5 to ", "at least 5 men were ", "killed "]
)
def test_long_notes_take_no_long_time(text):
    start = time.perf_counter()
    is_vague_on_the_dead("killed " + text * 5_000)
    assert time.perf_counter() - start < 5

"""Vague: do a monitor's notes on an event leave open how many were killed in it?

Notes are vague where a vague word, a least number or a range counts the dead: "several soldiers
were killed", "killing at least 5", "Killed: 3-5", "fatalities unknown". The same words beside
anything else say nothing of the dead: "killed several hours later", "killed over a land dispute",
"several gunmen killed a farmer". So the word is to stand right before those who died, with no more
than what they are between them ("several armed men"), and they are to be known as people. A note
that says it in another way is taken for a plain one: a number is not to be opened by mistake.
"""

import re

_ONES = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_MANY = r"(?:dozen|hundred|thousand)"
_IN_WORDS = rf"(?:a|half a) {_MANY}|{_ONES}(?:[- ]{_ONES})?(?: {_MANY})?|{_MANY}"
_NUMBER = rf"(?:\d[\d,]{{0,12}}(?: {_MANY})?|{_IN_WORDS})"

_WORD = (
    rf"(?:(?:several|many)(?: {_MANY})?|numerous|multiple|some|(?:a )?few|a (?:large )?number"
    r"|(?:dozens|scores|hundreds|thousands|tens of thousands)"
    r"|(?:an? )?(?:unknown|unspecified|undisclosed|unconfirmed) number)"
)
_LEAST = (
    rf"(?:(?:at least|(?<!no )more than|over|no (?:fewer|less) than|not less than|upwards? of"
    rf"|in excess of|a minimum of) {_NUMBER}|\d[\d,]{{0,12}}\+)"
)
_RANGE = (
    rf"(?:(?:between )?{_NUMBER} ?(?:-|–|\bto\b|\bor\b) ?{_NUMBER}|between {_NUMBER} and {_NUMBER})"
)
_HOW_MANY = rf"(?<![\w-])(?:{_WORD}|{_LEAST}|{_RANGE})(?![\w,.]\d|\w)"

_PEOPLE = (
    r"(?:people|persons?|individuals?|civilians?|victims?|others|them|whom|m[ae]n|wom[ae]n"
    r"|child(?:ren)?|boys?|girls?|youths?|bab(?:y|ies)|elders?|villagers?|residents?|locals|citizens?"
    r"|soldiers?|troops|servicem[ae]n|personnel|officers?|police(?:m[ae]n)?|gendarmes?|guards?"
    r"|commanders?|recruits|cadets|peacekeepers?|forces|rangers?|fighters?|militants?"
    r"|militiam[ae]n|insurgents?|rebels?|guerrillas?|jihadists?|terrorists?|combatants?|members?"
    r"|elements|operatives|gunm[ae]n|attackers?|assailants?|bandits?|suspects?|robbers?|rustlers?"
    r"|raiders?|gangsters?|farmers?|herders?|pastoralists?|herdsm[ae]n|fisherm[ae]n|hunters?"
    r"|miners?|traders?|workers?|employees|drivers?|passengers?|travell?ers?|teachers?|students?"
    r"|pupils|journalists?|medics|doctors?|worshipp?ers?|pilgrims|refugees?|idps|migrants?"
    r"|prisoners?|inmates?|detainees?|hostages?|protest[eo]rs?|demonstrators?|rioters?|activists?"
    r"|supporters?|settlers?|palestinians?|bystanders?|relatives)"
)
# What people are called before what they are: neither a verb, nor a number, nor a time.
_NO_CALLING = (
    r"(?:and|or|but|an?|in|on|at|by|for|with|from|to|as|after|before|when|while|who|which|that|near"
    r"|(?:was|were|is|are|had|has|have|been|be|later|earlier|ago|dead|died|of)"
    r"|kill\w*|injur\w*|wound\w*|found|said|saw|shot|attack\w*|fir(?:ed|ing)|burn\w*"
    r"|(?:second|minute|hour|day|week|month|year|kilomet|met)\w*|km|miles?|times?"
    rf"|{_MONTHS}|{_ONES}|{_MANY})"
)
_CALLED = rf"(?: (?:of )?(?:the )?(?:(?!{_NO_CALLING}\b)[^\W\d][\w'’/-]*\s){{0,4}}?{_PEOPLE}\b)"
_FROM = (
    r"(?: (?:of|from|in|at|belonging to)"
    rf"(?: (?!(?:an?|one|{_PEOPLE}|said|saw|who|that|as|when|and)\b)[^\W\d][\w'’-]*){{1,4}}?)?"
)

_ARE = r"(?: (?:was|were|is|are|been|be|being|has|have|had|got|get))+"
_SURELY = (
    r"(?: (?:also|reportedly|allegedly|later|believed|confirmed|reported|feared|presumed|shot|found"
    r"|left|to|then|all|both))*"
)
_DIED = (
    r" (?:killed|dead|died|slain|murdered|massacred|executed|beheaded|fatalities|deaths"
    r"|lost their lives|to death)\b"
)
# Of "several gunmen killed a farmer" it is the gunmen who are several.
_ONES_KILLED = (
    r" (?:(?:reportedly |allegedly )?(?:killed|(?:shot )?dead|murdered|massacred|executed)"
    r"(?=\W*$| (?:in|during|by|on|at|near|when|while|as|after|so far)\b)"
    r"|(?:reportedly |allegedly )?(?:died|dead|lost their lives))\b"
)
_NO_OTHER_UNIT = (
    r"(?! ?(?:%|(?:am|pm|o'clock|kg|km|cars?|heads?)\b|second|minute|hour|day|week|month|year|time"
    r"|kilomet|met(?:er|re)|mile|shot|round|house|home|vehicle|cow|cattle|sheep|goat|camel|animal"
    rf"|village|location|place|{_MONTHS}\b))"
)

_VAGUE = re.compile(
    # Several armed men of the group were reportedly killed; dozens killed; at least 6 dead.
    rf"{_HOW_MANY}{_CALLED}?(?:{_FROM}{_ARE}{_SURELY}{_DIED}|{_ONES_KILLED})"
    # Several deaths, 6+ fatalities.
    rf"|{_HOW_MANY}(?: confirmed| reported)? (?:deaths|fatalities|bodies|lives)\b"
    # Killed several militants; killing dozens; killed at least 5 and wounded 3.
    rf"|\bkill(?:ed|s|ing)? (?:{_HOW_MANY}{_CALLED}"
    rf"|(?:dozens|scores|hundreds|thousands)(?=\W*$| (?:and|in|during|on|at|near|more)\b)"
    rf"|(?:{_LEAST}|{_RANGE})(?![\w-]){_NO_OTHER_UNIT}(?! [\w-]+ (?:from|away|off)\b))"
    r"|\b(?:fatalities|casualties|deaths|death toll) (?:(?:is|are|was|were|remains?) )?"
    r"(?:unknown|unclear|unconfirmed|not known)"
    r"|\bunknown (?:fatalities|casualties|deaths)"
)
_TOLD = re.compile(
    rf"\b(?:killed|dead|deaths|fatalities|death toll) ?[:=] ?(?:{_WORD}|{_LEAST}|{_RANGE})"
    rf"(?![\w-]){_NO_OTHER_UNIT}"
)
"""A table in words: "Killed: 3-5"."""

_PROTEST = re.compile(
    r"\b(?:protest(?:ed|ing|s?\b)|demonstrat(?:ed|ing|ion)|rall(?:y|ied)|gather|march(?:ed|ing)"
    r"|against|demand|condemn|mourn|commemorat)"
)
"""What comes before deaths that people protest against, and that are not of the event."""

_CLAUSE = re.compile(r"[.;:)(\[\]]|,(?!\d)")
_ASIDE = re.compile(r", (?:including|among them)[^,.;]*(?:,|(?=[.;]))")
_DEAD = (
    *("kill", "dead", "died", "death", "fatalit", "casualt", "lives", "bodies"),
    *("slain", "murder", "massacr", "execut", "behead"),
)
_BLANK = re.compile(r"\s+")


def is_vague_on_the_dead(notes: str) -> bool:
    """Return whether notes in English are vague on how many were killed, or give a least number."""
    text = _BLANK.sub(" ", notes.lower())
    if not any(word in text for word in _DEAD):
        return False
    if _TOLD.search(text):
        return True
    for clause in _CLAUSE.split(_ASIDE.sub("", text)):
        if not any(word in clause for word in _DEAD):
            continue
        found = _VAGUE.search(clause)
        if found and not _PROTEST.search(clause, 0, found.start()):
            return True
    return False

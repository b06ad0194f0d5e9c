"""The names of countries, as locale data and the lexicon of each language have them."""

import re
from functools import cache

from crisisfigures.finding._lexicon import files
from crisisfigures.wording._text import plain, tokens

_PARTS = re.compile(r" \(|\)")
"""What joins two names: "Myanmar (Burma)"; in "Congo - Kinshasa" the second one is a city."""


@cache
def countries_of(code: str) -> frozenset[str]:
    """Return the names of the countries in a language, made alike; long and short ones."""
    # Loaded here, since few texts speak of people who fled.
    from babel import Locale

    territories = Locale(code).territories
    names = [name for key, name in territories.items() if len(key) == 2]
    parts = [part for name in names for part in _PARTS.split(name)]
    # Reports say "Turkey", "DRC" and "Ivory Coast".
    known = (*names, *parts, *files()[code]["grammar"].get("countries", ()))
    return frozenset(" ".join(tokens(plain(name))) for name in known if name)

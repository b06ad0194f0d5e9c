"""The names of countries, as the locale data of each language has them."""

from functools import cache

from crisisfigures.wording._text import plain, tokens


@cache
def countries_of(code: str) -> frozenset[str]:
    """Return the names of the countries in a language, made alike."""
    # Loaded here, since few texts speak of people who fled.
    from babel import Locale

    territories = Locale(code).territories
    return frozenset(
        " ".join(tokens(plain(name))) for key, name in territories.items() if len(key) == 2
    )

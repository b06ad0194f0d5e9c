"""Place: a code, and whose code it is.

A code means nothing without its system: ISO 3166-2 `ML-10` is Taoudénit, and the humanitarian
p-code `ML10` is Menaka. Which place lies in which is for the gazetteer to say.
"""

import re
from dataclasses import dataclass, field

from crisisfigures.errors import PlaceError
from crisisfigures.vocabulary import PLACE_SYSTEMS

_COUNTRY = re.compile(r"[A-Z]{2}[A-Z0-9]")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its code.

    Two places are equal if code and system are; the name is only for people to read.

    Attributes:
        code: The code as its system writes it: "MLI", "ML-9", "ML10", "011", "432", "sahel".
        system: `iso3166-1` (countries, three letters), `iso3166-2` (their subdivisions), `pcode`
            (administrative areas of humanitarian files), `m49` (regions of the United Nations),
            `gw` (states of Gleditsch and Ward, as in UCDP files) or `custom` (areas that you
            declare).
        name: What people call it, or None.

    Raises:
        PlaceError: The code is empty or has spaces around it, or no such system is known.
    """

    code: str
    system: str
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not self.code or self.code != self.code.strip():
            raise PlaceError(
                f"a place needs a code without spaces around it; this is {self.code!r}.\n"
                "Hint: names are made into places by Gazetteer.resolve(name)."
            )
        if self.system not in PLACE_SYSTEMS:
            raise PlaceError(
                f"{self.system!r} is no system of place codes; known are "
                f"{', '.join(sorted(PLACE_SYSTEMS))}."
            )

    @classmethod
    def parse(cls, key: str) -> "Place":
        """Return the place that a key names.

        Three capital letters are a country ("MLI"), two letters and a hyphen a subdivision
        ("ML-9"); any other code is written after its system ("pcode:ML10", "m49:011").

        Raises:
            PlaceError: The key has neither form.
        """
        system, colon, code = key.partition(":")
        if colon and system in PLACE_SYSTEMS:
            return cls(code, system)
        if _COUNTRY.fullmatch(key):
            return cls(key, "iso3166-1")
        if _SUBDIVISION.fullmatch(key):
            return cls(key, "iso3166-2")
        raise PlaceError(
            f"{key!r} is not the code of a place.\n"
            "Hint: write a country as 'MLI', a subdivision as 'ML-9', and any other code after "
            "its system, as in 'pcode:ML10', 'm49:011' or 'gw:432'."
        )

    @property
    def key(self) -> str:
        """System and code in one text, "iso3166-2:ML-9", which `parse` reads."""
        return f"{self.system}:{self.code}"

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.name else self.code

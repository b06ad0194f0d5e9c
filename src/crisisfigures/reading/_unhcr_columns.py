"""The columns and countries of the files of UNHCR's Refugee Data Finder.

They come in four shapes: the fields of its programming interface and of the R package `refugees`
(`coo_iso`, `idps`), the headings of its downloads ("Country of origin (ISO)", "IDPs of concern to
UNHCR"), those of its copies on HDX ("Country of Origin Code"; "ISO3CoO" and "REF" in 2020), and
those of its older database, up to 2019 ("Country / territory of asylum/residence", "Origin"), which
has names of countries only.

- UNHCR has three-letter codes of its own, some of which are another country's in ISO 3166: AUS is
  Austria. Only the ISO columns are read; UNHCR's codes are kept beside the figures.
- Codes that name no country are UNK (unknown; UKN in UNHCR's own), STA (stateless; XXA in ISO's
  column) and TIB (Tibetans).
- "-" in the place of a country says that the file is not split by it: all countries together,
  which is the world as a place, and no origin. Such rows are rollups.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crisisfigures.plugins import Flags, Match, Sheet
from crisisfigures.texts import Texts, combinations
from crisisfigures.vocabulary import fold

_OLDER = ("country territory of asylum residence", "country territory of residence")
"""Where people are, in the headings of the older database."""

_RETURNED_FROM = "origin returned from"
"""Where people are from, in the headings of the older database up to 2014."""

_ALIASES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("year", "coo", "coa", "location", "total", "count", "refugee_like"), ()),
    "asylum_seekers": ("asylum seekers pending cases", "asy"),
    "coo_name": (
        *("country of origin", "country of origin name", "originname"),
        *("origin", _RETURNED_FROM),
    ),
    "coo_iso": ("country of origin iso", "country of origin code", "originiso", "iso3coo"),
    "coa_name": ("country of asylum", "country of asylum name", "asylumname", *_OLDER),
    "coa_iso": ("country of asylum iso", "country of asylum code", "asylumiso", "iso3coa"),
    "refugees": (
        "refugees under unhcr s mandate",
        "refugees under unhcrs mandate",
        "refugees under unhcr mandate",
        "refugees incl refugee like situations",
        "ref",
    ),
    "returned_refugees": ("refugee returns", "ret"),
    "idps": (
        "idps of concern to unhcr",
        "internally displaced persons",
        "idps protected assisted by unhcr",
        "internally displaced persons idps",
        "idp",
    ),
    # As UNHCR's downloads spell it.
    "returned_idps": ("returned idpss", "idp returns", "rdp"),
    "stateless": ("stateless persons", "stateless people", "sta"),
    "ooc": ("others of concern", "others of concern to unhcr"),
    "oip": ("other people in need of international protection",),
    "hst": ("host community",),
    "vda": ("venezuelans displaced abroad",),
    "resettlement": ("resettlement arrivals", "rst"),
    "naturalisation": ("naturalization", "naturalised refugees", "nat"),
    "pop_type": ("population type", "pt"),
    "loc_type": ("urbanrural", "urban rural"),
    "acc_type": ("accommodationtype", "accommodation type"),
    **{
        f"{letter}_{age}": tuple(f"{sex} {words}" for words in wordings)
        for letter, sex in (("f", "female"), ("m", "male"))
        for age, wordings in (
            ("0_4", ("0 4",)),
            ("5_11", ("5 11",)),
            ("12_17", ("12 17",)),
            ("18_59", ("18 59",)),
            ("60", ("60", "60+", "60 or more")),
            ("other", ("other", "unknown")),
            ("total", ("total",)),
        )
    },
    "procedure_type": (
        *("authority", "procedure type", "proceduretype"),
        *("rsd procedure type", "rsd procedure type code"),
    ),
    "procedure_level": ("rsd procedure type level",),
    "app_type": ("application type code", "application type", "applicationtype"),
    "dec_level": (
        *("stage of procedure", "decision level"),
        *("decision type code", "decisiontype"),
        *("rsd procedure level", "rsd procedure level code"),
    ),
    "app_pc": ("cases persons", "application data type", "applicationdatatype"),
    "dec_pc": ("cases persons", "decision data type", "decisiondatatype"),
    "applied": (
        *("number of applications", "applications"),
        *("applied during year", "persons applied during year"),
    ),
    "pending_start": (
        *("tota pending start year", "total pending start year"),
        "total persons pending at start of year",
    ),
    "pending_end": ("total pending end year", "total persons pending at end of year"),
    "dec_recognized": (
        *("recognized decisions", "recognised decisions", "recognized"),
        *("decisions recognized", "statistics filter decisions recognized"),
        "positive decisions convention status",
    ),
    "dec_other": (
        *("complementary protection", "recognizedother"),
        *("decisions other", "statistics filter decisions other"),
        "positive decisions complementary protection status",
    ),
    "dec_rejected": ("rejected decisions", "rejected"),
    "dec_closed": ("otherwise closed", "otherwiseclosed"),
    "dec_total": ("total decisions", "total decided", "totaldecided"),
}
"""How the columns are called elsewhere, folded; a column's first name is its field's."""


def _known() -> dict[str, list[tuple[str, int]]]:
    """Return the fields that a folded heading may be, with its place among their aliases."""
    known: dict[str, list[tuple[str, int]]] = {}
    for field, aliases in _ALIASES.items():
        for place, alias in enumerate((fold(field), *aliases)):
            known.setdefault(alias, []).append((field, place))
    return known


_KNOWN = _known()
_SPLIT_BY = ("coo_name", "coo_iso", "coa_name", "coa_iso")
ALL = "-"
"""What stands in the place of a country if the file is not split by it, or of a number."""

NOTHING = frozenset({ALL, "na"})
"""What stands for a blank, in lower case; R writes NA. It is no stage of a procedure, and among
codes of three letters not Namibia."""

_SPECIAL = {"UKN": "UNK", "XXX": "UNK", "XXA": "STA"}
"""Codes of UNHCR and of travel documents, and the gazetteer's for the same."""

_SPECIAL_OF_UNHCR = {"UKN": "UNK", "STA": "STA", "TIB": "TIB"}
"""Codes of UNHCR's own that are read where the ISO column is blank."""

_SPECIAL_NAMES = {
    "unknown": "UNK",
    "various unknown": "UNK",
    "various": "UNK",
    "stateless": "STA",
    "tibetan": "TIB",
    "tibetans": "TIB",
    # UNHCR counts Kosovo with Serbia, and its ISO column says so.
    "serbia and kosovo s res 1244 1999": "SRB",
    # The other one is "Dem. Rep. of the Congo".
    "congo": "COG",
}
"""Names, folded, that the gazetteer does not know, or not as UNHCR means them."""

_ISO = "iso3166-1"


class Columns:
    """The columns of a sheet by the names of UNHCR's fields."""

    def __init__(self, sheet: Sheet) -> None:
        """Find them in a header of any of the three shapes; a field's own name goes first."""
        found: dict[str, tuple[int, str]] = {}
        for name in sheet.header:
            for field, place in _KNOWN.get(fold(name), ()):
                if field not in found or place < found[field][0]:
                    found[field] = place, name
        self._names = {field: name for field, (_, name) in found.items()}
        self.sheet = sheet

    def __contains__(self, field: str) -> bool:
        return field in self._names

    def __getitem__(self, field: str) -> Texts:
        """Return a column; nothing is stated in one that the file lacks."""
        name = self._names.get(field)
        return self.sheet[name] if name is not None else Texts.repeated(None, self.sheet.n_rows)

    def name_of(self, field: str) -> str:
        """Return what the file calls the field."""
        return self._names[field]

    @property
    def has_stars(self) -> bool:
        """Whether it is of the older database: numbers below five are stars, a 5 is a 5."""
        return fold(self._names.get("coa_name", "")) in _OLDER

    @property
    def says_returned_from(self) -> bool:
        """Whether the origin of those who returned is the country from which they did.

        So it is in the older database up to 2014; later it is where they are from, as in others.
        """
        return fold(self._names.get("coo_name", "")) == _RETURNED_FROM

    def has(self, *fields: str) -> bool:
        """Return whether the file has the year, both countries, and all of these."""
        countries = ("coo_iso" in self or "coo_name" in self) and (
            "coa_iso" in self or "coa_name" in self
        )
        return "year" in self and countries and all(field in self for field in fields)

    def names_unhcr(self, *fields: str) -> bool:
        """Return whether the heading of one of these says whose statistics it is."""
        return any("unhcr" in fold(self._names[field]) for field in fields)

    def match(self, *fields: str, what: str) -> Match:
        """Return what is recognised: the countries, the year and those of `fields` there are."""
        split = ("year", "coo", "coa", *_SPLIT_BY)
        known = [self._names[f] for f in (*split, *fields) if f in self]
        return Match(tuple(dict.fromkeys(known)), f"{len(known)} columns of {what}")

    def used(self, *fields: str) -> list[str]:
        """Return the header's names of the countries, the year and those of `fields` there are."""
        return [self._names[field] for field in ("year", *_SPLIT_BY, *fields) if field in self]


@dataclass(frozen=True, slots=True)
class Country:
    """A country of each row.

    Attributes:
        code: Its code in ISO 3166, or of those that name no country; its name where there is none.
        system: `iso3166-1`, not stated where `code` is a name.
        name: What UNHCR calls it.
        is_all: Where it is all countries together.
    """

    code: Texts
    system: Texts
    name: Texts
    is_all: Flags

    @classmethod
    def of(cls, columns: Columns, prefix: str) -> "Country":
        """Return the country of origin (`coo`) or of asylum (`coa`)."""
        iso, name = columns[f"{prefix}_iso"], columns[f"{prefix}_name"]
        is_all = iso.is_in(ALL) | (~iso.is_stated & name.is_in(ALL))
        code = iso.map(lambda text: None if text.lower() in NOTHING else _SPECIAL.get(text, text))
        code = code.otherwise(columns[prefix].map(_SPECIAL_OF_UNHCR))
        name = name.map(lambda text: None if text == ALL else text)
        code = code.otherwise(name.map(lambda text: _SPECIAL_NAMES.get(fold(text))))
        system = Texts.repeated(_ISO, len(code)).where(code.is_stated)
        return cls(code.otherwise(name), system, name, is_all)

    def is_same(self, other: "Country") -> Flags:
        """Return where both are stated and the same."""
        codes, pairs = combinations(self.code, other.code)
        return np.array([a is not None and a == b for a, b in pairs], dtype=np.bool_)[codes]

    @property
    def is_country(self) -> Flags:
        """Return where it is a country, and not unknown or none."""
        return self.code.is_stated & ~self.code.is_in(*_SPECIAL_OF_UNHCR.values())

    def where(self, flags: Flags) -> "Country":
        """Return the country where the flag is true, and none elsewhere."""
        return Country(
            self.code.where(flags),
            self.system.where(flags),
            self.name.where(flags),
            self.is_all & flags,
        )

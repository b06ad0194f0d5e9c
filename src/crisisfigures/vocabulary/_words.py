"""The closed lists of words of the canonical table, one list a column."""

MODALITIES = frozenset({"observed", "feared", "projected", "planned"})
"""How the source holds the figure: as observed (the default), as feared, projected or planned."""

BASES = frozenset({"stock", "flow", "cumulative", "unstated"})
"""People on a date; events in a period; a running total since a start; not to be told."""

PLACE_SYSTEMS = frozenset({"iso3166-1", "iso3166-2", "pcode", "m49", "gw", "custom"})
"""Whose code a place has; codes of two systems are never joined by resemblance."""

PLACE_PRECISIONS = frozenset({"exact", "near", "admin3", "admin2", "admin1", "admin0", "inferred"})
"""How closely the place is known: a point, nearly, some level of administration, or inferred."""

PRECISIONS = frozenset({"day", "days", "week", "month", "quarter", "year", "unknown"})
"""How closely the ends of the period are known."""

PERIOD_KINDS = frozenset({"covers", "within"})
"""The figure covers all of the period (the default), or it happened on some day within it."""

END_KIND_ORDER = ("stated", "exclusive", "floor", "level", "rounding", "convention", "derived")
"""What an end of a range rests on, hardest first."""

END_KINDS = frozenset(END_KIND_ORDER)

QUANTIFIERS = frozenset(
    {
        "exact",
        "approximately",
        "nearly",
        "just_over",
        "at_least",
        "more_than",
        "up_to",
        "fewer_than",
        "between",
        "vague",
        "unbounded",
    }
)
"""How the number was hedged; `unbounded` is a signed result that is open at both ends."""

RANGE_KINDS = frozenset(
    {
        "plausible",
        "interval",
        "source_envelope",
        "count_floor",
        "rounding",
        "unranged",
        "stated_words",
    }
)
"""What a range claims to be: an author's low and high, an interval with a level, …"""

STATUSES = frozenset(
    {
        "present",
        "missing",
        "suppressed",
        "withdrawn",
        "not_applicable",
        "none_recorded",
        "unreadable",
    }
)
"""Whether there is a number, and if not, why not; none of the reasons is a zero."""

PRODUCTIONS = frozenset({"reported", "estimated", "provisional", "extrapolated", "modelled"})
"""How the source came to the number."""

SOURCE_TYPES = frozenset(
    {
        "un",
        "intergovernmental",
        "government",
        "local_authority",
        "party_to_conflict",
        "red_cross",
        "ngo",
        "monitor",
        "research",
        "medical",
        "media",
        "community",
        "anonymous",
        "other",
    }
)
"""What kind of source claims it.

`monitor` keeps a register of events (UCDP, ACLED, Airwars); `medical` is a hospital or a
rescue service; `community` is a local or religious leader; `anonymous` is not named.
"""

ROLES = frozenset({"claim", "recommended", "triangulation", "derived"})
"""What the row is for: a claim (the default), the publisher's own choice, a check, a result."""

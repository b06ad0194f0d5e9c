"""The words of the field: closed lists, measures, units, and how files call them.

The lists are data for the rest of the library. A new word of the field is a member here,
with its definition and whose definition it is.
"""

from crisisfigures.vocabulary._measures import (
    MEASURES,
    Measure,
    basis_of,
    default_basis,
    measure_named,
)
from crisisfigures.vocabulary._units import UNITS, Unit
from crisisfigures.vocabulary._words import (
    BASES,
    END_KIND_ORDER,
    END_KINDS,
    MODALITIES,
    PERIOD_KINDS,
    PLACE_PRECISIONS,
    PLACE_SYSTEMS,
    PRECISIONS,
    PRODUCTIONS,
    QUANTIFIERS,
    RANGE_KINDS,
    ROLES,
    SOURCE_TYPES,
    STATUSES,
)

__all__ = [
    "BASES",
    "END_KINDS",
    "END_KIND_ORDER",
    "MEASURES",
    "MODALITIES",
    "PERIOD_KINDS",
    "PLACE_PRECISIONS",
    "PLACE_SYSTEMS",
    "PRECISIONS",
    "PRODUCTIONS",
    "QUANTIFIERS",
    "RANGE_KINDS",
    "ROLES",
    "SOURCE_TYPES",
    "STATUSES",
    "UNITS",
    "Measure",
    "Unit",
    "basis_of",
    "default_basis",
    "measure_named",
]

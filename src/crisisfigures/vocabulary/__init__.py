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
from crisisfigures.vocabulary._reading import (
    GROUP_KEYS,
    MappingRow,
    MeasureReading,
    PeriodClass,
    is_conflict,
    join_groups,
    mapping_rows,
    read_cause,
    read_group,
    read_measure,
    read_unit,
    read_word,
)
from crisisfigures.vocabulary._synonyms import Synonym, fold, synonyms
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
    "GROUP_KEYS",
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
    "MappingRow",
    "Measure",
    "MeasureReading",
    "PeriodClass",
    "Synonym",
    "Unit",
    "basis_of",
    "default_basis",
    "fold",
    "is_conflict",
    "join_groups",
    "mapping_rows",
    "measure_named",
    "read_cause",
    "read_group",
    "read_measure",
    "read_unit",
    "read_word",
    "synonyms",
]

"""The table: one row a claim, a plain pandas frame with these columns.

A table carries only the columns it needs: an absent column, and a missing cell, mean the
column's default. Columns that are not listed in `COLUMNS` are kept and passed over.

`to_frame` and `to_figures` go to and from `Figure`, `with_ids` names the claims, `normalise`
gives a frame the table's types, and `Columns` is how verbs look at one. `canonical_order`
sorts rows whatever order they came in; `objects` gives a column as plain Python values.
"""

from crisisfigures.period import NO_DAY
from crisisfigures.table._columns import COLUMNS, DTYPES, SIGNATURE, Column, Columns
from crisisfigures.table._figures import to_figures, to_frame
from crisisfigures.table._given import Data, is_result, table_of
from crisisfigures.table._hashes import has_twin, hashed
from crisisfigures.table._identity import canonical_order, with_ids
from crisisfigures.table._normal import normalise, objects, plain
from crisisfigures.table._texts import is_said, joined

__all__ = [
    "COLUMNS",
    "DTYPES",
    "NO_DAY",
    "SIGNATURE",
    "Column",
    "Columns",
    "Data",
    "canonical_order",
    "has_twin",
    "hashed",
    "is_result",
    "is_said",
    "joined",
    "normalise",
    "objects",
    "plain",
    "table_of",
    "to_figures",
    "to_frame",
    "with_ids",
]

"""Aggregation: figures of parts added up to figures of wholes, nobody counted twice.

Up the places, along the periods; each result says whether it is a total or a lower bound, and of
what it was made.
"""

from crisisfigures.aggregation._aggregate import aggregate
from crisisfigures.aggregation._result import Aggregation

__all__ = ["Aggregation", "aggregate"]

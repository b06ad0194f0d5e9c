"""Stock, flow and cumulative: what running totals add, and whether stocks balance."""

from crisisfigures.stockflow._balance import balance
from crisisfigures.stockflow._increments import increments

__all__ = ["balance", "increments"]

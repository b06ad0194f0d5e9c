"""Conversion: figures in other units, and per head of a population.

Households become people by a size that somebody measured, as a range, and deaths become a rate by
a population. Nothing is ever converted by a factor of the library's own.
"""

from crisisfigures.conversion._convert import convert
from crisisfigures.conversion._rate import rate
from crisisfigures.conversion._thresholds import Thresholds, thresholds

__all__ = ["Thresholds", "convert", "rate", "thresholds"]

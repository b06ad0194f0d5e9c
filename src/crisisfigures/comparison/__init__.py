"""Comparison: how figures of two sides stand to each other."""

from crisisfigures.comparison._compare import compare, metrics
from crisisfigures.comparison._others import by_rule_of
from crisisfigures.comparison._ranks import ranks
from crisisfigures.comparison._result import Comparison
from crisisfigures.comparison._sources import SourceComparison, compare_sources

__all__ = [
    "Comparison",
    "SourceComparison",
    "by_rule_of",
    "compare",
    "compare_sources",
    "metrics",
    "ranks",
]

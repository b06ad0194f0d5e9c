"""Comparison: how figures of two sides stand to each other."""

from crisisfigures.comparison._compare import compare, metrics
from crisisfigures.comparison._ranks import ranks
from crisisfigures.comparison._result import Comparison

__all__ = ["Comparison", "compare", "metrics", "ranks"]

"""Editions: what was known when, how figures were revised, and where each number comes from."""

from crisisfigures.editions._as_of import as_of
from crisisfigures.editions._diff import EditionDiff, diff
from crisisfigures.editions._revisions import revisions
from crisisfigures.editions._trace import Trace, trace

__all__ = ["EditionDiff", "Trace", "as_of", "diff", "revisions", "trace"]

"""Figures found in text: counts of people to whom something happened, in five languages.

`find_figures` returns candidates with their offsets and reasons. What people are called, what
happens to them and what is no figure are data files, one a language, in `languages/`; the engine
knows no word of any.
"""

from crisisfigures.finding._find import find_figures
from crisisfigures.finding._found import Cue, FoundFigure, Link
from crisisfigures.finding._tables import figures_from

__all__ = ["Cue", "FoundFigure", "Link", "figures_from", "find_figures"]

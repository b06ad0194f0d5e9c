"""What the author of a plug-in imports: formats, checks, methods, metrics, renderers, writers.

A plug-in is one file in a verb's folder, or one entry point in the group
`crisisfigures.formats`, `.checks`, `.methods`, `.metrics`, `.outputs` or `.writers` of another
distribution.
"""

from crisisfigures.plugins._arrays import Flags, Integers, Numbers, Strings
from crisisfigures.plugins._checks import (
    PHASES,
    SEVERITIES,
    Cells,
    Check,
    Judged,
    Phase,
    Rows,
    Severity,
    combined,
    each_distinct,
    unread_cells,
)
from crisisfigures.plugins._formats import INPUTS, Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.plugins._methods import Combined, Method, Segments, Votes
from crisisfigures.plugins._metrics import Metric, Pairs, Side
from crisisfigures.plugins._outputs import Renderer
from crisisfigures.plugins._writers import Writer
from crisisfigures.texts import Texts

__all__ = [
    "INPUTS",
    "PHASES",
    "SEVERITIES",
    "Arrangement",
    "Cells",
    "Check",
    "Combined",
    "Flags",
    "Format",
    "Integers",
    "Judged",
    "Match",
    "Method",
    "Metric",
    "Numbers",
    "Pairs",
    "Phase",
    "Renderer",
    "Rows",
    "Segments",
    "Severity",
    "Sheet",
    "Side",
    "Strings",
    "Texts",
    "Votes",
    "Writer",
    "by_figure",
    "combined",
    "each_distinct",
    "unread_cells",
]

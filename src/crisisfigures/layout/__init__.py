"""What a result hands to a renderer, and how figures are said in print.

A result that has a method `layout()` can be printed in every output; an output knows these
values and nothing of the result. Rows of a whole table are said by `layout.figures`.
"""

from crisisfigures.layout._saying import (
    NOT_STATED,
    UNSAID_LEGEND,
    are_words,
    say_bounds,
    say_number,
    say_range,
    say_what,
    say_where,
)
from crisisfigures.layout._text import display_width, inert
from crisisfigures.layout._values import (
    Cell,
    Column,
    Layout,
    Note,
    Printable,
    Section,
    Value,
    listing,
)

__all__ = [
    "NOT_STATED",
    "UNSAID_LEGEND",
    "Cell",
    "Column",
    "Layout",
    "Note",
    "Printable",
    "Section",
    "Value",
    "are_words",
    "display_width",
    "inert",
    "listing",
    "say_bounds",
    "say_number",
    "say_range",
    "say_what",
    "say_where",
]

"""Words into ranges and periods.

What a source said in words is read by a language (how numbers, hedges and dates are said) and a
convention (what hedges and vague words mean in numbers). Both are data files, one each, in
`languages/` and `conventions/`. What is not understood is refused, with the position and what
was expected there; nothing is half-read.
"""

from crisisfigures.wording.estimates import parse_estimate
from crisisfigures.wording.numerals import parse_numeral
from crisisfigures.wording.periods import PeriodReading, parse_period

__all__ = ["PeriodReading", "parse_estimate", "parse_numeral", "parse_period"]

"""Figure: one sourced number, as one row of the table.

`RULES` lists what every figure keeps. Each rule is written once, with the elementwise
functions of `crisisfigures.estimate` and `crisisfigures.period`, against a `View`: the model
asks it of one figure, `validate` of a whole table (`crisisfigures.table.Columns` is a view).
A row has no error of the phases cells and rows if and only if `Figure` accepts it.

Phase *cells* (one cell):

- `unknown-measure`, `unknown-word`: words of closed lists, Admiralty grades included;
- `blank-text`: no text is ""; missing is missing;
- `number-not-exact`: low, best, high are finite and at most 2**53;
- `negative-count`: no negative number unless the measure is signed;
- `level-not-a-share`: 0 < level < 1;
- `row-not-counted`: rows of a file count from 1;
- `date-not-iso`: published_on and retrieved_on are ISO dates, perhaps partial;
- `day-off-calendar`: days of the years 1 to 9999;
- `unread-cell`: nothing is left unread.

Phase *rows* (several cells of one row; silent where one of them was unread or at fault):

- `measure-missing`, `source-missing`;
- `number-missing`: a number, or a status (or `unbounded`) that explains its absence;
- `number-despite-status`: no number beside missing, not_applicable, none_recorded, unreadable;
- `bounds-not-ordered`: low <= best <= high, of those stated;
- `excluded-number`: an exclusive end leaves the stated numbers standing;
- `kind-of-open-end`: kinds only for ends that exist;
- `level-without-interval`: a level only with range_kind interval;
- `unbounded-count`: `unbounded` only of signed measures, without numbers;
- `period-inverted`: the period does not end before it starts;
- `precision-misfit`: the ends lie where the precision says (a day is one day, months are whole).
"""

from crisisfigures.figure._model import Figure
from crisisfigures.figure._rules import (
    RULES,
    WORDS,
    Rule,
    View,
    broken_rules,
    explain,
    unread_columns,
)

__all__ = ["RULES", "WORDS", "Figure", "Rule", "View", "broken_rules", "explain", "unread_columns"]

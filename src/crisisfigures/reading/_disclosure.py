"""Disclosure control: what a small number stands for that a publisher rounded to protect people.

UNHCR publishes no count below five: it is rounded to the nearest multiple of five, and counts of
asylum decisions are rounded between five and ten as well, so that totals are approximations
(https://www.unhcr.org/refugee-statistics/methodology/data-content/). Some read this as "1 to 4
are shown as 5". What a displayed number stands for is therefore a named rule, kept in
`convention`: the ends that it makes are of the kind `rounding`, and the published number stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crisisfigures.errors import UnknownNameError
from crisisfigures.plugins import Flags
from crisisfigures.table import Columns
from crisisfigures.texts import Texts

Ends = tuple[int, int]
"""The least and the most that a displayed number stands for."""

Displayed = Mapping[float, Ends]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named reading of the small numbers of a publisher.

    Attributes:
        name: Its name.
        source: Whose numbers they are.
        counts: What displayed numbers stand for.
        decisions: The same for decisions on asylum, which are rounded further up.
    """

    name: str
    source: str
    counts: Displayed
    decisions: Displayed

    @property
    def label(self) -> str:
        """Return name and version, as stored beside each result."""
        return f"{self.name}/1"


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        # A zero may be all there is to say of most pairs of countries: it stays a zero.
        Rule("unhcr_fives", "UNHCR", {5: (1, 5)}, {5: (1, 7)}),
        Rule("unhcr_nearest", "UNHCR", {0: (0, 2), 5: (3, 5)}, {0: (0, 2), 5: (3, 7), 10: (8, 10)}),
        Rule("unhcr_widest", "UNHCR", {0: (0, 2), 5: (1, 5)}, {0: (0, 2), 5: (1, 7), 10: (8, 10)}),
    )
}
"""By name. `unhcr_fives` is applied when a file is read, the others when they are asked for."""

DEFAULT = RULES["unhcr_fives"]

IDPS = "status=idp"
"""The group of those who return from displacement within their country."""

SUPPRESSED: Ends = (1, 4)
"""What UNHCR's older tables show as a star."""

_STAR = "*"
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


def number_of(cell: str) -> float:
    """Return the number of a cell of digits, also as written by programs ("5.0", "12,345")."""
    try:
        return float(cell.replace(",", "") if _GROUPED.fullmatch(cell) else cell)
    except ValueError:
        return float("nan")


def as_published(
    cells: Texts, *, of_decisions: bool = False, is_rounded: bool = True
) -> dict[str, Texts]:
    """Return numbers that UNHCR displays as columns of a figure, small ones as ranges.

    Where numbers are not rounded, only stars are.
    """
    counts = DEFAULT.counts if is_rounded else {}
    widened = DEFAULT.decisions if of_decisions else counts
    stars = cells.is_in(_STAR)

    def end(side: int) -> Texts:
        shown = {number: str(ends[side]) for number, ends in widened.items()}
        star = str(SUPPRESSED[side])
        return cells.map(lambda cell: star if cell == _STAR else shown.get(number_of(cell)))

    low = end(0)
    rounding = Texts.repeated("rounding", len(cells)).where(low.is_stated)
    return {
        "low": low,
        "best": cells.where(~stars),
        "high": end(1),
        "low_kind": rounding,
        "high_kind": rounding,
        "range_kind": rounding,
        "stated": cells.where(low.is_stated),
        "convention": Texts.repeated(DEFAULT.label, len(cells)).where(low.is_stated),
        "status": Texts.repeated("suppressed", len(cells)).where(stars),
    }


def widen(table: pd.DataFrame, *, rule: str = "unhcr_widest") -> pd.DataFrame:
    """Return the table with the numbers that disclosure control rounded as ranges, by a rule.

    When UNHCR's files are read, only a displayed 5 is widened (`unhcr_fives`: 1 to 5). The rules
    that are asked for here also widen a displayed 0, to 0 to 2; `unhcr_nearest` reads a 5 as 3
    to 5. The published number stays in `best` and `stated`. Zeros of people displaced within
    another country than the one they are in are none of UNHCR's counts, and stay as they are.

    Args:
        table: n figures, one a row.
        rule: `unhcr_fives`, `unhcr_nearest` or `unhcr_widest`.

    Returns:
        n rows in the same order: points, and what another rule widened, of the rule's source.

    Raises:
        UnknownNameError: There is no rule of that name.
    """
    if rule not in RULES:
        raise UnknownNameError("rule", rule, RULES)
    asked = RULES[rule]
    columns = Columns(table)
    may = columns.is_word("source", asked.source) & columns.is_word("status", "present")
    # What it repeats of others was rounded by them, if at all.
    may &= _is_displayed(columns) & ~_is_elsewhere(columns) & ~columns.stated("repeats")
    of_decisions = columns.is_word("measure", "asylum_decisions")
    best, low, high = (columns.numbers(name).copy() for name in ("best", "low", "high"))
    stated = _texts(table, "stated")
    changed = np.zeros(columns.n, dtype=np.bool_)
    for of, displayed in ((~of_decisions, asked.counts), (of_decisions, asked.decisions)):
        for number, ends in displayed.items():
            rows = may & of & (best == number)
            low[rows], high[rows] = ends
            stated = stated.mask(rows & stated.isna(), f"{number:.0f}")
            changed |= rows
    if not changed.any():
        return table
    words = {"low_kind": "rounding", "high_kind": "rounding", "range_kind": "rounding"}
    return table.assign(
        low=low,
        high=high,
        stated=stated,
        **{name: _texts(table, name).mask(changed, word) for name, word in words.items()},
        convention=_texts(table, "convention").mask(changed, asked.label),
    )


def _texts(table: pd.DataFrame, name: str) -> "pd.Series[str]":
    """Return a column of texts to be changed, whether the table has it or not."""
    found = table[name] if name in table else pd.Series(None, table.index, dtype="str")
    return found.astype("str")


def _is_displayed(columns: Columns) -> Flags:
    """Return where a row states the one number that was published, and no more."""
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    is_point = (np.isnan(low) | (low == best)) & (np.isnan(high) | (high == best))
    by_rule = columns.is_word("convention", *(rule.label for rule in RULES.values()))
    return np.asarray(is_point | by_rule, dtype=np.bool_)


def _is_elsewhere(columns: Columns) -> Flags:
    """Return where people are displaced within a country, and are said to come from another."""
    idps = columns.is_word("measure", "idps")
    idps |= columns.is_word("measure", "returns") & columns.is_word("group", IDPS)
    return idps & columns.stated("from_place")

"""Rules of the field, by name: which claims count, when, and where those that span periods do."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crisisfigures.aggregation._periods import At
from crisisfigures.aggregation._splitting import IDMC_WAY, WAYS, Way
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.matching import match
from crisisfigures.segments import Flags
from crisisfigures.table import Columns


@dataclass(frozen=True, slots=True)
class Rule:
    """How an institution adds up.

    Attributes:
        counts: Which of n claims count; None where all do.
        why: Why the others do not.
        way: Where figures that reach beyond a period are counted; None: they are set aside.
        at: What stands for the stocks of a period.
        last_day_only: Whether stocks count on the last day of a period alone.
    """

    counts: Callable[[Columns], Flags] | None = None
    why: str = ""
    way: Way | None = None
    at: At | None = None
    last_day_only: bool = False


def _recommended(columns: Columns) -> Flags:
    """Return the recommended claims; all, where the table recommends none."""
    recommended = columns.is_word("role", "recommended")
    return recommended if recommended.any() else ~recommended


def _well_graded(columns: Columns) -> Flags:
    """Return the incidents that Airwars' public totals are made of.

    Raises:
        OptionError: The table has no grades.
    """
    if "grading" not in columns.table:
        raise OptionError(
            "rule='airwars' goes by the grade of each incident, in a column 'grading', and this "
            "table has none.\nHint: read Airwars' own file with read(), which keeps it."
        )
    grades = columns.table["grading"].astype("str").str.strip().str.casefold()
    return np.asarray(grades.isin(["confirmed", "fair"]), dtype=np.bool_)


def _leaf(columns: Columns) -> Flags:
    return ~columns.flags("is_rollup")


RULES = {
    "idmc": Rule(_recommended, "it is not recommended", IDMC_WAY, "last", last_day_only=True),
    "emdat": Rule(way=WAYS["start"]),
    "airwars": Rule(_well_graded, "it is graded neither Confirmed nor Fair"),
    "hapi": Rule(_leaf, "it is a rollup of other rows"),
}
"""Whose rules there are."""


def rule_of(name: str) -> Rule:
    """Return a rule.

    Raises:
        UnknownNameError: No such rule.
    """
    if name not in RULES:
        raise UnknownNameError("rule", name, RULES)
    return RULES[name]


def split_by(rule: Rule, claims: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the claims that count by a rule, and those that do not."""
    if rule.counts is None:
        return claims, claims.iloc[:0]
    counts = rule.counts(Columns(claims))
    return claims[counts], claims[~counts]


def with_passed_over(
    trail: Callable[[], pd.DataFrame], passed: pd.DataFrame, rule: Rule, gazetteer: Gazetteer
) -> pd.DataFrame:
    """Return the parts of an aggregation, with the claims that do not count by its rule."""
    parts = trail()
    if passed.empty:
        return parts
    rows = match(passed, gazetteer=gazetteer).assign(verdict=f"set aside: {rule.why}", share=1.0)
    return pd.concat([parts, rows.reindex(columns=parts.columns)], ignore_index=True)

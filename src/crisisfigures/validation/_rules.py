"""Checks made of the rules that every figure keeps; `crisisfigures.figure` has the rules."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from crisisfigures.figure import RULES, Rule
from crisisfigures.plugins import Cells, Check, Flags, Integers, Phase, Rows, Strings

_BY_CODE = {rule.code: rule for rule in RULES}


def kept(
    code: str,
    *,
    why: str,
    bad: tuple[Rows, ...],
    good: tuple[Rows, ...] = (),
    phase: Phase | None = None,
    but_at: Collection[str] = (),
    of_absence: bool = False,
    hint: str | None = None,
    facts: Callable[[Cells, str, Integers], Mapping[str, Strings]] | None = None,
    value_free: tuple[str, ...] = (),
    find: Callable[[Cells, str], Flags | bool] | None = None,
) -> Check:
    """Return the check of a rule: what the model refuses, found in a whole table.

    In the phase `coercion` it also finds the cells that the reader could not read.

    Args:
        code: The rule's code, which is the check's.
        why: As in `Check`.
        bad: As in `Check`.
        good: As in `Check`.
        phase: Where the check looks earlier than the rule.
        but_at: Columns where another check finds the fault.
        of_absence: Whether it can be at fault in a column that the table lacks.
        hint: Where more can be said than the rule says of one figure.
        facts: As in `Check`.
        value_free: As in `Check`.
        find: A faster way to ask the same of a table.
    """
    rule = _BY_CODE[code]
    return Check(
        name=code,
        severity="error",
        phase=phase or rule.phase,
        at=tuple(column for column in rule.at if column not in but_at),
        find=find
        or partial(_unread_or_broken if phase == "coercion" else _broken, rule, of_absence),
        message=rule.why.removesuffix("."),
        hint=hint or f"{rule.hint[0].upper()}{rule.hint[1:]}",
        why=why,
        bad=bad,
        good=good,
        reads=rule.reads,
        facts=facts,
        value_free=value_free,
    )


def _broken(rule: Rule, of_absence: bool, cells: Cells, column: str) -> Flags | bool:
    if not (of_absence or cells.has(column)):
        return False
    found: Flags | bool = rule.is_broken(cells, column)
    return found


def _unread_or_broken(rule: Rule, of_absence: bool, cells: Cells, column: str) -> Flags | bool:
    found = _broken(rule, of_absence, cells, column)
    return cells.is_unread(column) | found if column in cells.unread else found

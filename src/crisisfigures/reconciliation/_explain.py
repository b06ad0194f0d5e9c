"""The answer for one quantity in sentences that can be published."""

import re

import pandas as pd

from crisisfigures.layout import NOT_STATED, UNSAID_LEGEND
from crisisfigures.layout.figures import what, when, where
from crisisfigures.reconciliation._printing import (
    NO_ANSWER,
    NO_COMMON_BOUND,
    Claims,
    bounds_in_print,
    figures_in_print,
)
from crisisfigures.table import Columns

_AGREEMENT = {
    "single": "One source speaks of it; nobody confirms or contradicts it.",
    "unanimous": "Every source that could contradict this supports it.",
    "majority": "More than half of the sources that could contradict this support it.",
    "unopposed": "No source states a best figure or both ends, and none contradicts another.",
    "none": "The sources do not agree; the range contains what each of them says.",
}

_BY_WEIGHT = "The sources that support this weigh more than half of those that could contradict it."

_FLAGS = {
    "point": "Ranges only touch: the point that they share is no source's own figure.",
    "tied": "Several ranges are covered by equally many sources; the answer spans them.",
    "empty": "No range satisfies all sources.",
    "no_choice": "The method could not choose.",
    "needs_convention": "Without the convention for words and hedges, the answer would differ.",
    "echo_sensitive": "Without claims that may only repeat another, the answer would differ.",
    "echoes_only": "Only claims that repeat a source say so; its own claim is not here.",
    "repeated": "A source says the same figure more than once; it counts once.",
    "withheld": "A source says several different things, and has no vote until that is settled.",
}

_STARRED = re.compile(r"\d\*")


def explained(row: pd.DataFrame, claims: pd.DataFrame, *, is_weighted: bool) -> str:
    """Return sentences on one row of a result and the claims of its quantity.

    Args:
        row: The row of the table of answers.
        claims: The claims of its quantity, as they are in the result.
        is_weighted: Whether sources had weights.
    """
    answer, said = Columns(row), Claims(claims, row)
    lines = [_sentence(answer, said)]
    agreement = answer.texts("agreement")[0]
    if agreement == "majority" and is_weighted:
        lines.append(_BY_WEIGHT)
    elif agreement in _AGREEMENT:
        lines.append(_AGREEMENT[agreement])
    if row["n_independent"].iloc[0] > 1:
        lines.append(_counts(row.iloc[0], claims))
    if caveat := answer.texts("caveat")[0]:
        lines.append(f"Note: {caveat}{'' if caveat.endswith(('.', '?')) else '.'}")
    if flags := answer.texts("flags")[0]:
        lines += [_FLAGS.get(flag, flag) for flag in flags.split("; ")]
    lines += [
        f"[{number}] {note.text}" + (f" {note.url}" if note.url else "")
        for number, note in enumerate(said.notes(), 1)
    ]
    if any(map(_STARRED.search, lines)):
        lines.append(UNSAID_LEGEND)
    return "\n".join(lines)


def _sentence(answer: Columns, said: Claims) -> str:
    """Return what is counted, where and when, and how many."""
    counted, place, period = (say(answer)[0] for say in (what, where, when))
    place = f"place {place}" if place == NOT_STATED else f"in {place}"
    period = f"period {period}" if period == NOT_STATED else period
    figure, bounds = figures_in_print(answer, said)[0], bounds_in_print(answer, said)[0]
    if figure == NO_ANSWER:
        figure = f"{figure} by the method {answer.texts('method')[0]}"
    elif answer.is_word("status", "present")[0] and not _tells(figure, bounds):
        figure = f"{figure}, read as {bounds}"
    return f"{counted[0].upper()}{counted[1:]}, {place}, {period}: {figure}."


def _tells(figure: str, bounds: str) -> bool:
    """Return whether a figure in print tells both ends already."""
    pattern = rf"(^|[ (]){re.escape(bounds)}($|[ )])"
    return figure == NO_COMMON_BOUND or re.search(pattern, figure) is not None


def _counts(row: pd.Series, claims: pd.DataFrame) -> str:
    """Return how many independent sources there are, and how they stand to the answer."""

    def said(n: int, one: str, several: str) -> str:
        return f"{n} {one if n == 1 else several}"

    is_overlap = row.get("method", "consensus") in ("consensus", "overlap")
    supported = " the most covered range" if is_overlap else " the answer"
    parts = [
        said(row["n_pinned"], "states", "state") + " a best figure or both ends",
        said(row["n_supporting"], "supports", "support") + supported,
        said(row["n_compatible"], "is", "are") + " compatible with it",
    ]
    if n_apart := claims.loc[claims["verdict"] == "apart", "voter"].nunique():
        ends = "by an end that a convention, a level or rounding made"
        parts.append(said(n_apart, "is", "are") + f" apart from it only {ends}")
    return f"{row['n_independent']} independent sources: {', '.join(parts)}."

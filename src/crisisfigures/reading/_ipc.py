"""IPC: what a phase of acute food insecurity is, whoever publishes the numbers.

- Phases 1 to 5 and "3+" (crisis or worse) are `food_insecure`, the phase is the `definition`
  (`ipc:3`, `ipc:3+`). Phase 1 is people who are not food insecure, or hardly.
- "all" is everyone who was analysed: `population` with the definition `ipc:analysed`. It need
  not be the sum of the phases, or the population of the area.
- "3+" is a rollup where phases 3 to 5 are told, "all" where any phase is.
- The current situation is observed, a first or second projection is projected.
- IPC estimates: no head was counted (`production`).
"""

import re
from collections.abc import Mapping, Sequence

from crisisfigures.reading._rollups import sums_up
from crisisfigures.texts import Flags, Texts

_PHASE = re.compile(r"(?:p|(?:ipc )?phase )?([1-5])(?:\.0)?(\+)?", re.IGNORECASE)
_MODALITIES: Mapping[str, str] = {
    "current": "observed",
    **dict.fromkeys(("projection", "first projection", "second projection"), "projected"),
    **dict.fromkeys(("projected", "second projected"), "projected"),
}


def phases(texts: Texts) -> Texts:
    """Return phases in one spelling: 3, 3+ or all."""

    def phase(text: str) -> str:
        match = _PHASE.fullmatch(text)
        return text.casefold() if match is None else match[1] + (match[2] or "")

    return texts.map(phase)


def kinds(texts: Texts) -> Texts:
    """Return kinds of analysis in one spelling: current, first projection …"""
    return texts.map(lambda text: " ".join(text.casefold().replace("_", " ").split()))


def counted(phase: Texts, kind: Texts) -> dict[str, Texts | str]:
    """Return who is counted, and by whom, in a phase of an analysis of a kind."""
    food_insecure = Texts.repeated("food_insecure", len(phase))
    return {
        "measure": food_insecure.where(~phase.is_in("all")).otherwise("population"),
        "definition": phase.map(lambda text: f"ipc:{'analysed' if text == 'all' else text}"),
        "modality": kind.map(lambda text: _MODALITIES.get(text, text)),
        "production": "estimated",
        "source": "IPC",
    }


def sums_up_phases(phase: Texts, number: Texts, series: Sequence[Texts]) -> Flags:
    """Return which rows are of several phases that other rows of their series tell apart."""
    is_all = phase.is_in("all")
    return sums_up(
        phase.is_in("3+"), number.is_stated & phase.is_in("3", "4", "5"), series
    ) | sums_up(is_all, number.is_stated & phase.is_stated & ~is_all, series)

"""Resolution: the answer to "which place is this name?"."""

from dataclasses import dataclass
from typing import Literal

from crisisfigures.place import Place

Why = Literal["found", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name turned out to mean.

    Attributes:
        name: The name as it was asked for.
        place: The place, if the name means exactly one; else None.
        candidates: All places of that name, the one it means first. If no place has it, those
            whose names are most alike, best first.
        why: `found`, `ambiguous` (several places have the name) or `unknown` (none has).
        described: Each candidate in words: "Ménaka (ISO 3166-2 ML-9, in Mali)".
        note: What else there is to know, or "".
    """

    name: str
    place: Place | None
    candidates: tuple[Place, ...]
    why: Why
    described: tuple[str, ...] = ()
    note: str = ""

    def __bool__(self) -> bool:
        """Whether the name means exactly one place."""
        return self.place is not None

    def message(self) -> str:
        """Return a sentence that says what the name means, or what to do about it."""
        shown = self.name if len(self.name) <= 80 else self.name[:77] + "..."
        listed = "; ".join(self.described[:5])
        if len(self.described) > 5:
            listed += f" and {len(self.described) - 5:,} more"
        note = f" {self.note}" if self.note else ""
        if self.why == "found":
            return f"{shown!r} is {self.described[0]}.{note}"
        if self.why == "ambiguous":
            within = {text.rpartition(" in ")[2] for text in self.described}
            apart = (
                "Write the place it lies in after it, as in 'Punjab, Pakistan', or give its code."
                if len(within) > 1
                else "Give the code of the one that is meant."
            )
            return (
                f"{shown!r} may be any of {len(self.candidates)}: {listed}.{note} {apart}"
                if len(self.candidates) > 1
                else f"{shown!r} may be {listed}, or not.{note} Give its code, or the place it "
                "lies in, or declare an area of that name."
            )
        nearest = f" The most alike: {listed}." if listed else ""
        return (
            f"{shown!r} is not a known place.{note}{nearest} Correct the name, give a code, "
            "declare the area, or load a list of p-codes that has it."
        )

"""What is found: a figure in a text, with the words that say whose, where and when."""

from dataclasses import dataclass
from typing import Literal

from crisisfigures.estimate import Estimate

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a text and where they stand: `text[start:end]` of the text that was given."""

    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Link:
    """How a figure hangs together with another one of the same text.

    Attributes:
        kind: `subset` ("of whom 12 children"), `increment` ("another 2,000"), `restatement`
            ("120 families or 600 people"), `change` ("from 1 to 3 million"), `rate` ("a month").
        to: Where the other figure starts in the text; None where there is no other.
        words: The words that say so, or "".
    """

    kind: Literal["subset", "increment", "restatement", "change", "rate"]
    to: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number of a text that may be a figure.

    Attributes:
        text: The expression, from its first hedge to its last.
        start: Where it starts in the text, in characters.
        end: Where it ends.
        estimate: What the expression says, as `parse_estimate` reads it.
        measure: What is counted; None where it was rejected.
        unit: The unit of counting.
        group: The population group, "all" for people in general.
        measure_stated: The words that the measure was told by.
        group_stated: The words for the group, or None.
        modality: `observed`, `feared`, `projected` or `planned`.
        attribution: Who says it, or None where the text does not tell.
        place: Where, or None.
        period: When, or None.
        sentence: The sentence that it stands in.
        confidence: `high` where noun and verb both say it, `low` where it was told from afar.
        evidence: Why it is a figure of this measure, or why it is none.
        links: How it hangs together with other figures.
        rejected: Why it is no figure: `money`, `percent`, `date`, `object` …; None if it is one.
        lang: The language that it was read in.
    """

    text: str
    start: int
    end: int
    estimate: Estimate
    measure: str | None = None
    unit: str = "person"
    group: str = "all"
    measure_stated: str | None = None
    group_stated: str | None = None
    modality: str = "observed"
    attribution: Cue | None = None
    place: Cue | None = None
    period: Cue | None = None
    sentence: Cue | None = None
    confidence: Confidence = "low"
    evidence: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    rejected: str | None = None
    lang: str = "en"

    def __str__(self) -> str:
        said = self.measure if self.rejected is None else f"no figure: {self.rejected}"
        return f"{self.text!r} at {self.start}: {said}"

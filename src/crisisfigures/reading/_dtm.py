"""DTM: what IOM's Displacement Tracking Matrix and those who pass it on have in common."""

import numpy as np

from crisisfigures.reading._rollups import said_where
from crisisfigures.texts import Texts

_KINDS = {
    "baseline assessment": "ba",
    "baseline area assessment": "ba",
    "site assessment": "sa",
    "multi-sectoral location assessment": "sa",
    "emergency tracking": "ett",
    "emergency tracking tool": "ett",
    "event tracking": "ett",
    "event tracking tool": "ett",
}

_ETT = "emergency tracking: people present where there was a sudden movement, not all displaced"


def _kind(text: str) -> str:
    words = " ".join(text.casefold().replace("_", " ").split())
    return _KINDS.get(words, words)


def definitions(kinds: Texts) -> Texts:
    """Return the definition that each type of assessment counts by: dtm:ba, dtm:sa, dtm:ett."""
    return kinds.map(lambda text: f"dtm:{_kind(text)}")


def caveats(kinds: Texts, others: Texts) -> Texts:
    """Return the caveats of rows, with the one that an emergency tracking has by itself."""
    judged = np.array([_kind(kind) == "ett" for kind in kinds.values], dtype=np.bool_)
    return said_where(_ETT, kinds.spread(judged, missing=False), others)

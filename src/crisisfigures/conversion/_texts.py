"""Columns of texts, and what is said beside what they say."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Texts = npt.NDArray[np.object_]


def chosen(where: npt.NDArray[np.bool_], text: str | Texts | None, other: Texts | None) -> Texts:
    """Return one text where the flags are true, and the other elsewhere; None says nothing."""
    made = np.full(len(where), None, dtype=object) if other is None else other.copy()
    made[where] = text[where] if isinstance(text, np.ndarray) else text
    return made


def appended(texts: Texts, more: Texts) -> Texts:
    """Return texts with what is to be said besides, after a semicolon."""
    both = [
        "; ".join(part for part in (text, step) if part) or None
        for text, step in zip(texts, more, strict=True)
    ]
    return np.array([*both, None], dtype=object)[:-1]


def with_columns(table: pd.DataFrame, made: dict[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Return a table with columns in place of its own, or after them; None is a missing text."""
    as_columns: dict[str, Any] = {
        name: pd.array(values, dtype="str") if values.dtype == object else values
        for name, values in made.items()
    }
    return table.assign(**as_columns)

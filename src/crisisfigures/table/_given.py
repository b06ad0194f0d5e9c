"""What callers give where a table is asked for: a table, or the result of a verb."""

from typing import Protocol, TypeGuard

import pandas as pd

from crisisfigures.errors import OptionError


class Result(Protocol):
    """What came of a verb, with a table of figures: a reconciliation, an aggregation."""

    @property
    def table(self) -> pd.DataFrame:
        """The figures, one a row."""
        ...


Data = pd.DataFrame | Result
"""A table of claims, or what came of a verb."""


def is_result(data: object) -> TypeGuard[Result]:
    """Return whether something is what came of a verb, and no table."""
    return not isinstance(data, pd.DataFrame) and isinstance(
        getattr(data, "table", None), pd.DataFrame
    )


def table_of(data: Data) -> pd.DataFrame:
    """Return the table of what a caller gives.

    Raises:
        OptionError: It has none, as the path of a file.
    """
    if isinstance(data, pd.DataFrame):
        return data
    if is_result(data):
        return data.table
    raise OptionError(
        f"expected a table of figures or the result of a verb, not {type(data).__name__} "
        f"{str(data)[:60]!r}.\nHint: read a file with read(path) first."
    )

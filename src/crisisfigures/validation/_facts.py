"""What a report knows: the faults by code, the rows that failed, and findings written on demand."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.plugins import SEVERITIES, Cells, Check, Flags, Integers, Numbers
from crisisfigures.validation._findings import IN_FULL, Saying, Strings, places, write_findings
from crisisfigures.validation._profile import Allowed, Profile
from crisisfigures.validation._run import Faults


class Facts:
    """What validation found in a table, as every output of a report asks for it.

    Faults stand by severity, then by code. Nothing is written before it is asked for.

    Attributes:
        allowed: What the profile allows, each with the faults that it explains; some explain none.
    """

    chunk_rows: int | None = None
    """How many rows of the file were read at a time; None for all of them."""

    def __init__(
        self,
        table: pd.DataFrame,
        cells: Cells,
        faults: Sequence[Faults],
        not_evaluated: Mapping[str, int],
        checks_run: Sequence[Check],
        profile: Profile,
        allowed: Mapping[Allowed, list[Faults]],
    ) -> None:
        self.table, self.cells, self.profile = table, cells, profile
        self.faults = sorted(
            faults, key=lambda found: (SEVERITIES.index(found.check.severity), found.check.name)
        )
        self.not_evaluated = dict(sorted(not_evaluated.items()))
        self.checks_run = tuple(checks_run)
        self.allowed = allowed

    @property
    def given(self) -> pd.DataFrame:
        """The table as it was given."""
        return self.table

    @property
    def lines(self) -> Numbers:
        """The rows as a spreadsheet shows them, NaN where that is not known."""
        return self.cells.numbers("source_row")

    def rows(self, positions: Integers) -> pd.DataFrame:
        """Return some rows of the table, in canonical types."""
        return self.cells.table.iloc[positions]

    @property
    def n_rows(self) -> int:
        """The number of rows that were looked at."""
        return len(self.table)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each code."""
        return {check.name: counted(faults) for check, faults in self.by_code.items()}

    @cached_property
    def severities(self) -> dict[str, int]:
        """How many findings there are of each severity, zeros included."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for found in self.faults:
            counts[found.check.severity] += found.n
        return {str(severity): n for severity, n in counts.items()}

    @cached_property
    def failed(self) -> Flags:
        """Where a row has an error."""
        failed = np.zeros(self.n_rows, dtype=np.bool_)
        for found in self.faults:
            if found.check.severity == "error":
                failed[slice(None) if found.rows is None else found.rows] = True
                failed[found.again] = True
        return failed

    @cached_property
    def n_failed(self) -> int:
        """The number of rows with an error."""
        return int(self.failed.sum())

    @cached_property
    def by_code(self) -> dict[Check, list[Faults]]:
        """The checks that found something, worst first, each with its faults by column."""
        grouped: dict[str, list[Faults]] = {}
        for found in self.faults:
            grouped.setdefault(found.check.name, []).append(found)
        return {group[0].check: group for group in grouped.values()}

    def findings(self, faults: Sequence[Faults], saying: Saying = IN_FULL) -> pd.DataFrame:
        """Return faults as a table of findings, one a row, ordered by row, column and code."""
        return write_findings(self.cells, faults, saying)

    def samples(
        self, faults: Sequence[Faults], limit: int | None, saying: Saying = IN_FULL
    ) -> pd.DataFrame:
        """Return the first findings of one code, or all of them; only these are written."""
        if limit is not None:
            first = np.sort(_first(faults, limit))[:limit]
            last = first[-1] if len(first) else -1
            faults = [
                found
                if found.rows is None
                else Faults(found.check, found.column, found.rows[found.rows <= last])
                for found in faults
            ]
        written = self.findings([found for found in faults if found.n], saying)
        return written if limit is None else written.head(limit)

    @cached_property
    def files(self) -> Strings | None:
        """The file of each row, where the table comes of several."""
        if "file" not in self.table.columns or self.table["file"].nunique() < 2:
            return None
        return self.table["file"].to_numpy(dtype=object)


def counted(faults: Sequence[Faults]) -> int:
    """Return how many findings faults are."""
    return sum(found.n for found in faults)


def _first(faults: Sequence[Faults], limit: int) -> npt.NDArray[np.int64]:
    parts: list[Integers] = [places(found)[:limit] for found in faults]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

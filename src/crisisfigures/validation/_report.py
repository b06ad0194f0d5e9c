"""What validation found: a report that can be asked, printed, stored and raised."""

from dataclasses import dataclass
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from crisisfigures.errors import ValidationFailedError
from crisisfigures.validation._csv import report_csv
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._html import notebook_html, report_html
from crisisfigures.validation._json import report_dict, report_json, report_schema
from crisisfigures.validation._profile import Allowed
from crisisfigures.validation._text import report_text, summary

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, eq=False, repr=False)
class ValidationReport:
    """The faults of a table, each once and where it is, and the rows that are free of them.

    Made by `validate`. Nothing is raised and nothing is capped: `counts` and `findings` hold
    every fault. A row with an error is in `failed`; warnings and notes leave a row in `passed`.
    """

    _facts: Facts

    @property
    def n_rows(self) -> int:
        """The number of rows that were looked at."""
        return self._facts.n_rows

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each code; errors first, then warnings, then notes."""
        return self._facts.counts

    @property
    def severities(self) -> dict[str, int]:
        """How many findings there are of each severity, zeros included."""
        return self._facts.severities

    @property
    def not_evaluated(self) -> dict[str, int]:
        """In how many rows each check could not be made, by code.

        A check is not made where a cell that it looks at could not be read, was already found at
        fault, or lies outside what is known (a code of an area that no gazetteer lists).
        """
        return self._facts.not_evaluated

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and notes may remain."""
        return not self.severities["error"]

    @property
    def passed(self) -> pd.DataFrame:
        """The rows without an error, as they were given; not of a table in chunks."""
        return self._facts.given[~self._facts.failed]

    @property
    def failed(self) -> pd.DataFrame:
        """The rows with an error, as they were given; not of a table in chunks."""
        return self._facts.given[self._facts.failed]

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings, one a row, ordered by row, column and code.

        Columns: `code`, `severity`, `row` (position in the table, from 0; missing where a
        fault is of the whole column), `source_row` (the row as a spreadsheet shows it, where the
        table has that column), `column`, `value` (what the cell says, in full; missing where it
        is empty), `message`, `hint`.
        """
        return self._facts.findings(self._facts.faults)

    @cached_property
    def allowed(self) -> pd.DataFrame:
        """The findings that the profile allows, as in `findings`, each with its `reason`.

        They are counted nowhere else, and fail no row.
        """
        facts = self._facts
        written = [
            facts.findings(faults).assign(reason=entry.reason)
            for entry, faults in facts.allowed.items()
        ]
        told = pd.concat(written or [facts.findings(()).assign(reason="")], ignore_index=True)
        told["reason"] = told["reason"].astype("str")
        return told.sort_values("row", kind="stable", na_position="first", ignore_index=True)

    @property
    def unused(self) -> tuple[Allowed, ...]:
        """What the profile allows and was not found: a list of exceptions wants weeding."""
        return tuple(entry for entry, faults in self._facts.allowed.items() if not faults)

    def split(
        self,
        data: "str | PathLike[str] | bytes | IO[Any]",
        *,
        passed: "str | PathLike[str] | None" = None,
        failed: "str | PathLike[str] | None" = None,
    ) -> None:
        """Write the rows of the file that was validated in its own columns, to mend and resend.

        A row of the file fails if any of its figures does. Titles, header and tags stand above
        the rows of both files, which are CSV whatever the file was; no cell of them computes.

        Args:
            data: The file that was validated, as it was then.
            passed: Where the rows without an error are written.
            failed: Where the rows with an error are written.

        Raises:
            OptionError: The table comes from no file, from several files or from several sheets.
            ReadError: The file cannot be read any more.
            WriteError: A path cannot be written to.
        """
        from crisisfigures.validation._split import split

        split(data, self._facts, {False: passed, True: failed})

    def raise_if_failed(self) -> None:
        """Raise if there is an error among the findings.

        Raises:
            ValidationFailedError: There is; it carries the counts.
        """
        if not self.ok:
            errors = {c.name for c in self._facts.by_code if c.severity == "error"}
            raise ValidationFailedError({c: n for c, n in self.counts.items() if c in errors})

    def __repr__(self) -> str:
        return f"<ValidationReport: {summary(self._facts)}>"

    def to_text(self, *, values: bool = True) -> str:
        """Return the report for a terminal: by code, worst first, three examples each.

        Args:
            values: Whether to show what cells say. If not, "(not shown)" stands in messages where
                a cell would be quoted, here as in every other output.
        """
        return report_text(self._facts, values=values)

    def to_csv(self, *, values: bool = True) -> str:
        """Return all findings as comma-separated values, for a spreadsheet, which computes none.

        The columns are those of `findings`, with `file` where the table comes of several. Text
        is made safe to print, and a cell of more than 1,000 characters is cut.

        Args:
            values: Whether to show what cells say.
        """
        return report_csv(self._facts, values=values)

    def to_dict(self, *, samples: int | None = 20, values: bool = True) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON.

        Args:
            samples: How many findings of each code are listed, or None for all of them; the
                counts are exact either way.
            values: Whether to show what cells say.

        Returns:
            `report` ("crisisfigures.validation"), `report_version` (1), `library_version`,
            `profile` (its name, null without one), `values_shown`, `ok`; `rows`: `total`,
            `passed`, `failed`; `findings`: `error`, `warning`, `info` (exact counts); `allowed`:
            what the profile allows, each with `code`, `column`, `where`, `reason` and `count`;
            `checks_run`: the codes of all checks that were made; `checks`: those that found
            something or could not be made everywhere, worst first, each with `code`, `severity`,
            `phase`, `count`, `not_evaluated` (rows), `truncated` (more findings than samples) and
            `samples`: `row` (from 0), `source_row`, `column`, `value` (cut from 1,000 characters
            on), `message`, `hint`, null where there is none.
        """
        return report_dict(self._facts, samples, values=values)

    def to_json(self, *, samples: int | None = 20, values: bool = True) -> str:
        """Return the report as JSON; for its fields see `to_dict` and `json_schema`.

        Args:
            samples: How many findings of each code are listed, or None for all of them.
            values: Whether to show what cells say.
        """
        return report_json(self._facts, samples, values=values)

    def to_html(self, *, samples: int | None = 500, values: bool = True) -> str:
        """Return the report as one page that a browser shows without a network.

        It says what was found, why it matters and what to do, and lists the rows at fault with
        their cells marked, to be searched and filtered.

        Args:
            samples: How many findings of each code are listed, or None for all of them. The
                counts are exact either way, and the page says what is not listed.
            values: Whether to show what cells say.
        """
        return report_html(self._facts, samples, values=values)

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of what `to_json` writes."""
        return report_schema()

    def _repr_html_(self) -> str:
        return notebook_html(self._facts)

"""The verb: a table or a file in, a report out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import OptionError, PeriodError, TableError
from crisisfigures.period import day_number, partial_span
from crisisfigures.plugins import Cells
from crisisfigures.table import COLUMNS, DTYPES, NO_DAY, Columns, normalise
from crisisfigures.validation._facts import Facts
from crisisfigures.validation._large import validate_chunks
from crisisfigures.validation._once import once_a_cell
from crisisfigures.validation._profile import Profile, allowances
from crisisfigures.validation._report import ValidationReport
from crisisfigures.validation._run import first_errors, run

if TYPE_CHECKING:
    from datetime import date

    from crisisfigures.gazetteer import Gazetteer

_FIRST_SIGHT: dict[str, Callable[[Any], bool]] = {
    "text": lambda dtype: dtype == DTYPES["text"] or isinstance(dtype, pd.CategoricalDtype),
    "number": lambda dtype: dtype == DTYPES["number"],
    "day": lambda dtype: isinstance(dtype, np.dtype) and dtype.kind == "M",
    "flag": lambda dtype: dtype == DTYPES["flag"],
}
"""Whether a column of this type can be looked at as it is."""


Data: TypeAlias = (
    "pd.DataFrame | str | PathLike[str] | IO[Any] | Sequence[Mapping[str, Any]] "
    "| Iterator[pd.DataFrame]"
)
"""What can be validated: a table, what can be read as one, or an iterator of tables."""


def validate(
    data: Data,
    *,
    profile: "Profile | str | PathLike[str] | None" = None,
    gazetteer: "Gazetteer | None" = None,
    as_of: "date | str | None" = None,
) -> ValidationReport:
    """Return a report of all faults of a table, each once and where it is.

    Every check is made of every row, phase by phase: the columns of the table, cells that could
    not be read, cells, rows, rows beside each other, and what the field would expect. A check
    is not made, but counted as not evaluated, where a cell that it looks at could not be read
    or is at fault already, so that one fault is one finding.

    Args:
        data: A table of n figures; or a file or records, which are read first. A frame whose
            cells are not of the table's types (numbers as text, say) is read like a file. Or an
            iterator of tables, as `read_chunks` returns: they are judged as one table, of which
            one part at a time is held.
        profile: What your desk asks of a table, and what it has looked at and allows; or the
            path of a TOML file that says so. By default every check is made as it comes.
        gazetteer: Where place codes and names are looked up; by default the standard one, which
            knows countries and their subdivisions, but no p-codes and no areas of yours.
        as_of: The day on which the table is judged, such as "2026-11-26": nothing observed lies
            after it. By default no day does, for a report must not hang on the day it is made.

    Returns:
        The report: `ok`, `passed`, `failed`, `findings`, exact `counts`, `not_evaluated`.

    Raises:
        ReadError: The file cannot be read at all, or the profile's cannot.
        TableError: A column occurs more than once.
        OptionError: `as_of` is no day.

    Example:
        >>> import pandas as pd
        >>> toll = {"measure": ["killed"], "source": ["MSA"], "low": [40], "high": [4]}
        >>> validate(pd.DataFrame(toll)).counts["bounds-not-ordered"]
        1
    """
    if profile is None:
        profile = _usual()
    elif not isinstance(profile, Profile):
        profile = Profile.from_toml(profile)
    chosen = profile.chosen()
    day = NO_DAY if as_of is None else _day(as_of)
    if isinstance(data, Iterator) and not hasattr(data, "read"):
        tables = map(_typed, data)
        return ValidationReport(validate_chunks(tables, chosen, profile, gazetteer, day))
    if isinstance(data, pd.DataFrame):
        table = data
    else:
        table, gazetteer = _read(data, gazetteer)
    # A lazy copy: the findings are written when they are asked for, and must not change with
    # what the caller does to the table in the meantime.
    table = table.copy(deep=False)
    cells = Cells(_typed(table), gazetteer, day)
    faults, not_evaluated = run(cells, chosen)
    faults, allowed = allowances(cells, faults, profile.allow)
    faults = once_a_cell(cells, faults)
    allowed = {entry: once_a_cell(cells, found) for entry, found in allowed.items()}
    return ValidationReport(Facts(table, cells, faults, not_evaluated, chosen, profile, allowed))


@cache
def _usual() -> Profile:
    """Return the profile of those who give none: to look through it takes longer than a row."""
    return Profile()


def _day(as_of: "date | str") -> int:
    try:
        first, last, _ = partial_span(str(as_of))
    except PeriodError as error:
        raise OptionError(f"as_of={as_of!r} is no date.\nHint: write it as 2026-11-26.") from error
    if first is None or first != last:
        raise OptionError(f"as_of={as_of!r} is no day.\nHint: write it as 2026-11-26.")
    return day_number(first)


def error_codes(
    table: pd.DataFrame | Columns,
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return for each row the first error in it, as an index into a list of codes, or -1.

    Errors that lie between rows (an id used twice) are left out: which of two rows came first
    must not decide what becomes of a claim. Warnings are left out, too.

    Args:
        table: A table of n figures, or its columns, of which what was encoded already is used.

    Returns:
        n indices, and the codes that they point into.
    """
    if isinstance(table, Columns):
        return first_errors(Cells.of(table))
    return first_errors(Cells(_typed(table)))


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is, or with its canonical columns in their types."""
    Columns(table)  # refuses a column that occurs twice, before anything else is said of it
    dtypes = dict(zip(table.columns, table.dtypes, strict=True))
    strange = [
        name
        for name, column in COLUMNS.items()
        if name in dtypes and not _FIRST_SIGHT[column.kind](dtypes[name])
    ]
    if not strange:
        return table
    try:
        typed = normalise(table[strange])
        return table.assign(**{name: typed[name] for name in strange})
    except (TableError, TypeError):  # of a list or a dict in a cell pandas says the latter
        # Some cell is not of its column's type; what it says is for the reader to find out, who
        # keeps each row in its place, and what cannot be read beside it.
        return _read(table, None)[0]


def _read(data: Any, gazetteer: "Gazetteer | None") -> "tuple[pd.DataFrame, Gazetteer | None]":
    """Return the table, and the gazetteer with the areas that lie beside its file."""
    # Loaded here: the formats take their time, and a table needs none of them.
    from crisisfigures.reading import gazetteer_beside, read

    if gazetteer is None and isinstance(data, str | PathLike):
        gazetteer = gazetteer_beside(data)
    return read(data, gazetteer=gazetteer), gazetteer

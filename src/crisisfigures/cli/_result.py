"""What commands that make a result of files have in common: read, make, print, judge."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._exits import OK, judged
from crisisfigures.cli._options import format_option, options, output_option, strict_option
from crisisfigures.cli._printing import as_printed, format_of, write_out
from crisisfigures.cli._progress import progress
from crisisfigures.cli._reading import read_files

if TYPE_CHECKING:
    import pandas as pd

result_options = options(
    click.option(
        "--show",
        multiple=True,
        metavar="COLUMN",
        help="Print a further column, such as flags or quantity. Repeatable.",
    ),
    format_option,
    output_option,
    click.option(
        "--table",
        metavar="FILE",
        help="Also write the result as a table of figures, which other commands read: .csv, "
        ".jsonl, .parquet or .xlsx.",
    ),
    strict_option,
)


def put_out(
    doing: str,
    make: Callable[["pd.DataFrame", "cf.Gazetteer"], Any],
    *,
    show: Sequence[str],
    format_: str | None,
    output: str | None,
    table: str | None,
    strict: bool,
    **reading: Any,
) -> int:
    """Read files, make a result of them and print it; return the exit code.

    Args:
        doing: What is done, said while it lasts.
        make: Makes the result of the table and the gazetteer it was read with.
        show: Further columns to print.
        format_: The format to print in; else the output's ending says it, else it is text.
        output: The file to print to; else stdout.
        table: The file to write the result's table to, if any.
        strict: Whether an error or a warning in the data makes the exit code.
        reading: The options of reading.
    """
    name = format_ or format_of(output)
    with progress() as begin:
        given, gazetteer = read_files(**reading)
        begin(doing)
        result = make(given, gazetteer)
        report = cf.validate(given, gazetteer=gazetteer) if strict else None
        if table is not None:
            cf.write(result, table)
        begin("printing")
        _, printed = as_printed(result, name, output, show)
    write_out(printed, output, name)
    return OK if report is None else judged(report, strict=True)

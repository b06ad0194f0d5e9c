"""`crisisfigures read`."""

import io
from typing import Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._printing import as_seen, write_out
from crisisfigures.cli._progress import progress
from crisisfigures.cli._reading import read_files


@click.command(
    name="read",
    short_help="Show how files are read, or write what was read.",
    epilog=examples(
        "crisisfigures read claims.xlsx",
        "crisisfigures read ged.csv -o claims.parquet",
        "crisisfigures read claims.csv -f hxl -o claims.csv",
    ),
)
@reading_options
@click.option("--format", "-f", "format_", metavar="NAME", help="csv, excel, hxl, jsonl, parquet.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE; its ending names the format.")
@click.option(
    "--describe", is_flag=True, help="Describe its columns beside it, for Frictionless tools."
)
def read_(format_: str | None, output: str | None, describe: bool, **reading: Any) -> None:
    """Show how files are read: the table that every other command works on, as CSV.

    How each file was understood, and how much of it could not be read, is told beside it. What is
    written with -o is read again as the same table.
    """
    if describe and output in (None, "-"):
        raise click.BadParameter("needs a file: name it with -o", param_hint="--describe")
    with progress() as begin:
        table, _ = read_files(**reading, told=True)
        begin("writing")
        if output in (None, "-"):
            out = io.BytesIO()
            cf.write(table, out, format=format_ or "csv")
            write_out(as_seen(out.getvalue()), None, "csv")
        else:
            cf.write(table, output, format=format_, description=describe)

"""`crisisfigures diff` and `crisisfigures trace`: what changed, and where a number comes from."""

from collections.abc import Sequence
from typing import Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import (
    examples,
    format_option,
    options,
    output_option,
    reading_options,
)
from crisisfigures.cli._printing import as_printed, format_of, write_out
from crisisfigures.cli._progress import progress
from crisisfigures.cli._reading import read_files, sources_of


@click.command(
    short_help="Show what changed from one edition to the next.",
    epilog=examples(
        "crisisfigures diff ged231.csv ged241.csv",
        "crisisfigures diff old.xlsx new.xlsx -o changes.csv",
    ),
)
@reading_options
@options(
    click.option("--show", multiple=True, metavar="COLUMN", help="Print a further column."),
    format_option,
    output_option,
)
def diff(show: Sequence[str], format_: str | None, output: str | None, **reading: Any) -> None:
    """Show what changed from one edition of a dataset to the next: FILE is given twice, old, new.

    Figures are the same by the publisher's own key, else by what they are about.
    """
    files = reading.pop("files")
    if len(files) != 2:
        raise click.BadParameter("give two, the old and the new edition", param_hint="FILE")
    name = format_ or format_of(output)
    with progress() as begin:
        old, gazetteer = read_files(files[:1], **reading)
        new, _ = read_files(files[1:], **reading)
        begin("comparing editions")
        result = cf.diff(old, new, gazetteer=gazetteer)
        begin("printing")
        _, printed = as_printed(result, name, output, show)
    write_out(printed, output, name)


@click.command(
    short_help="Show where a number comes from.",
    epilog=examples(
        "crisisfigures reconcile claims.csv --show quantity",
        'crisisfigures trace claims.csv --quantity "killed · MLI · 2024-01-01/2024-01-31 · flow"',
        "crisisfigures trace claims.csv -f json -o trace.json",
    ),
)
@reading_options
@click.option(
    "--quantity", metavar="NAME", help="The number's quantity; without it all are traced."
)
@click.option("--method", "-m", default="consensus", show_default=True)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines to read, or JSON, one object a number.",
)
@output_option
def trace(
    quantity: str | None, method: str, format_: str, output: str | None, **reading: Any
) -> None:
    """Show where the numbers of a reconciled table come from: every claim, with its verdict."""
    sources = sources_of(reading["files"][0], ())
    with progress() as begin:
        table, gazetteer = read_files(**reading)
        begin("reconciling")
        result = cf.reconcile(table, method, sources=sources, gazetteer=gazetteer)
        names = [quantity] if quantity is not None else result.table["quantity"].tolist()
        begin("tracing")
        traces = [cf.trace(result, name) for name in names]
    if format_ == "json":
        printed = "[\n" + ",\n".join(found.to_json() for found in traces) + "\n]\n"
    else:
        printed = "\n\n".join(map(str, traces)) + "\n"
    write_out(printed, output, format_)

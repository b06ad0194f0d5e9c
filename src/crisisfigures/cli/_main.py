"""The group of commands, and what is said when one cannot go on."""

import os
import sys
from collections.abc import Sequence

import click

import crisisfigures as cf
from crisisfigures.cli._exits import EXIT_CODES, FAULT, INTERRUPTED, OK, exit_code
from crisisfigures.cli._options import examples
from crisisfigures.cli._saying import as_options
from crisisfigures.cli.aggregate import aggregate
from crisisfigures.cli.cohere import cohere
from crisisfigures.cli.compare import compare
from crisisfigures.cli.convert import convert
from crisisfigures.cli.editions import diff, trace
from crisisfigures.cli.find import find
from crisisfigures.cli.increments import increments
from crisisfigures.cli.lists import formats, measures, methods
from crisisfigures.cli.parse import parse
from crisisfigures.cli.rate import rate
from crisisfigures.cli.read import read_
from crisisfigures.cli.reconcile import reconcile
from crisisfigures.cli.round import round_
from crisisfigures.cli.sources import sources
from crisisfigures.cli.validate import validate

_COMMANDS = (
    *(validate, read_, reconcile, aggregate, compare, cohere, convert, rate),
    *(increments, round_),
    *(sources, diff, trace, parse, find, methods, formats, measures),
)
"""In the order in which they are listed."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; a traceback is nothing for a reader of figures."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows its number instead of stopping the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        given = None if args is None else list(args)
        code = command.main(args=given, prog_name="crisisfigures", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except cf.FiguresError as error:
        click.echo(f"Error: {as_options(str(error))}", err=True)
        return exit_code(error)
    except Exception as error:
        if os.environ.get("CRISISFIGURES_DEBUG"):
            raise
        click.echo(
            f"Error: a fault of crisisfigures, not of your data: {type(error).__name__}: {error}\n"
            "Hint: please report it; CRISISFIGURES_DEBUG=1 shows where it happened.",
            err=True,
        )
        return FAULT
    return code if isinstance(code, int) else OK


@click.group(
    name="crisisfigures",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        'crisisfigures parse "several hundred"',
        "crisisfigures validate claims.csv",
        "crisisfigures reconcile claims.csv",
        "crisisfigures reconcile claims.csv --let-unknown period --format markdown -o table.md",
    )
    + "\n\n"
    + EXIT_CODES,
)
@click.version_option(cf.__version__, "--version", message="crisisfigures %(version)s")
def command() -> None:
    """Casualty and displacement figures as ranges with a source, a date and a place.

    Give it a table of claims, one a row (CSV, Excel, JSON, Parquet, HXL, UCDP GED), with a
    figure in digits or in words. It says what is wrong with the data, and makes one defensible
    table of claims that disagree, with a footnote for each.

    Each command has its own --help.
    """


for _one in _COMMANDS:
    command.add_command(_one)

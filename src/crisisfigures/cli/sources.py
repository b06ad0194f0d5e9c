"""`crisisfigures sources`."""

from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import sources_of
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Hold the sources of a file against each other.",
    epilog=examples(
        "crisisfigures sources claims.csv",
        'crisisfigures sources claims.csv --against "Census of the dead"',
    ),
)
@reading_options
@click.option("--against", metavar="NAME", help="A source that the others are scored against.")
@result_options
def sources(
    against: str | None,
    **asked: Any,
) -> int:
    """Say how the sources of a file stand to each other: who agrees, is high, is early."""
    registry = sources_of(asked["files"][0], ())

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "cf.SourceComparison":
        return cf.compare_sources(table, against=against, sources=registry, gazetteer=gazetteer)

    return put_out("comparing", made, **asked)

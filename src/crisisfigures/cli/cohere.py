"""`crisisfigures cohere`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import sources_of
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Hold parts and wholes against each other.",
    epilog=examples(
        "crisisfigures cohere claims.csv --complete places",
        "crisisfigures cohere dtm.csv --pcodes mli_pcodes.csv -o coherent.csv",
        "crisisfigures cohere sadd.csv --complete places --complete groups --exact",
    ),
)
@reading_options
@click.option(
    "--complete",
    multiple=True,
    type=click.Choice(["places", "groups"]),
    help="What the files have all parts of. Repeatable.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Narrow as far as can be also where places and groups cross (needs SciPy).",
)
@click.option(
    "--balance",
    type=float,
    metavar="SHARE",
    help="Also find numbers that add up; bare ones may be off by SHARE, such as 0.05.",
)
@result_options
def cohere(
    complete: Sequence[str],
    exact: bool,
    balance: float | None,
    **asked: Any,
) -> int:
    """Say what each figure can be, given all others that it is part of or made of.

    A country and its regions, a year and its months, all people and women and men narrow each
    other. Ends that cannot all be true are listed, with what each would have to become.
    """
    sources = sources_of(asked["files"][0], ())

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "cf.Coherence":
        return cf.cohere(
            table,
            complete=complete,
            exact=exact,
            balance=balance,
            sources=sources,
            gazetteer=gazetteer,
        )

    return put_out("narrowing", made, **asked)

"""`crisisfigures round`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    name="round",
    short_help="Round figures for print, by a publisher's rule.",
    epilog=examples(
        "crisisfigures round totals.csv --rule gidd -o totals.md",
        "crisisfigures round totals.csv --rule half_up --to 100 --add-up places",
    ),
)
@reading_options
@click.option(
    "--rule",
    required=True,
    type=click.Choice(["gidd", "unhcr", "half_up"]),
    help="Whose: IDMC's, UNHCR's of counts below five, or to the nearest multiple.",
)
@click.option("--to", type=float, metavar="N", help="What half_up rounds to multiples of.")
@click.option(
    "--add-up",
    multiple=True,
    type=click.Choice(["places", "groups"]),
    help="Make rounded parts add up to their rounded whole (half_up). Repeatable.",
)
@result_options
def round_(
    rule: str,
    to: float | None,
    add_up: Sequence[str],
    **asked: Any,
) -> int:
    """Print figures rounded by a publisher's rule; the numbers stay as they are beside it.

    The footnote names the rule. Rounding is for print: sums are made of the numbers.
    """

    def made(given: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "pd.DataFrame":
        return cf.rounded(given, rule, to=to, add_up=add_up or None, gazetteer=gazetteer)

    return put_out("rounding", made, **asked)

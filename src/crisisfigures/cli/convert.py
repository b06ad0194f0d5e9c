"""`crisisfigures convert`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import pairs, sized
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Turn households into people, by a size you bring.",
    epilog=examples(
        "crisisfigures convert dtm.csv --household-size 4.1..5.2 -o people.csv",
        "crisisfigures convert idu.csv --household-size sizes.csv --size family=5",
        "crisisfigures convert people.csv --unit household --household-size 4.5",
    ),
)
@reading_options
@click.option("--unit", default="person", show_default=True, help="The unit to count in.")
@click.option(
    "--household-size",
    metavar="SIZE",
    help="People a household: 4.5, or 4..5, or 4..4.5..5, or a table by country and year (CSV).",
)
@click.option(
    "--size",
    "sizes",
    multiple=True,
    metavar="UNIT=SIZE",
    help="The same for another unit, such as family=5. Repeatable.",
)
@result_options
def convert(
    unit: str,
    household_size: str | None,
    sizes: Sequence[str],
    **asked: Any,
) -> int:
    """Turn figures into another unit: households into people, and back.

    By the range of a size that you bring, with its source; there is none by default. Each figure
    says what it was and what it was multiplied by (--show derivation).
    """
    given = {name: sized(values[-1]) for name, values in pairs(sizes, "--size").items()}

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "pd.DataFrame":
        converted = cf.convert(
            table,
            unit,
            household_size=None if household_size is None else sized(household_size),
            sizes=given,
            gazetteer=gazetteer,
        )
        if "caveat" in converted:
            n = int(converted["caveat"].str.contains("not converted: ", na=False).sum())
            if n:
                click.echo(f"{n:,} not converted; --show caveat says why.", err=True)
        return converted

    return put_out("converting", made, **asked)

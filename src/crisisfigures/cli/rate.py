"""`crisisfigures rate`."""

from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import sized
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("rate", "rate_population", "rate_class")


@click.command(
    short_help="Rates of a population, also by day.",
    epilog=examples(
        "crisisfigures rate claims.csv --population population.csv",
        "crisisfigures rate deaths.csv --population 48000..52000 --per 10000 --by-day",
        "crisisfigures rate deaths.csv --population pop.csv --by-day --thresholds ipc_3_1",
    ),
)
@reading_options
@click.option(
    "--population",
    required=True,
    metavar="N",
    help="How many people: 50000, or 48000..52000, or a table by place, group and year.",
)
@click.option(
    "--per",
    type=float,
    metavar="N",
    help="Per how many people: 100000 by default, 10000 by day; 100 for a share in percent.",
)
@click.option("--by-day", is_flag=True, help="Divide by the days of the period, too.")
@click.option("--thresholds", metavar="NAME", help="Name the rate by sphere_2018 or ipc_3_1.")
@click.option(
    "--baseline",
    type=float,
    metavar="RATE",
    help="Call it an emergency from the double of this rate before the crisis on (Sphere).",
)
@result_options
def rate(
    population: str,
    per: float | None,
    by_day: bool,
    thresholds: str | None,
    baseline: float | None,
    **asked: Any,
) -> int:
    """Say how many of a population figures are: per 100,000 people, or per 10,000 per day.

    The fewest over the most of the population, and the most over the fewest: a range stays a
    range, and what is open stays open.
    """
    if thresholds and baseline is not None:
        raise click.BadParameter("choose it or --thresholds", param_hint="--baseline")
    judged_by = thresholds if baseline is None else cf.Thresholds.doubled(baseline)

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "pd.DataFrame":
        return cf.rate(
            table,
            sized(population),
            per=per,
            by_day=by_day,
            thresholds=judged_by,
            gazetteer=gazetteer,
        )

    return put_out("dividing", made, **asked)

"""`crisisfigures aggregate`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import sources_of
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Add up figures of parts, nobody counted twice.",
    epilog=examples(
        "crisisfigures aggregate ged.csv --places country --periods year --complete events",
        "crisisfigures aggregate dtm.csv --places admin1 --periods month --at last",
        "crisisfigures aggregate claims.csv --places MLI --periods 2023-01/2023-06 -o total.md",
        "crisisfigures aggregate gidd.csv --periods year --causes disaster --rule idmc",
    ),
)
@reading_options
@click.option(
    "--places",
    multiple=True,
    metavar="LEVEL|CODE",
    help="Up to where: country, admin1, admin2, or a place such as MLI or m49:011. Repeatable.",
)
@click.option(
    "--periods",
    multiple=True,
    metavar="UNIT|PERIOD",
    help="Along what: month, quarter, year, or a period such as 2023-01/2023-06. Repeatable.",
)
@click.option(
    "--groups",
    multiple=True,
    metavar="PART",
    help="Across what of population groups: sex, age, status. Repeatable.",
)
@click.option(
    "--causes",
    multiple=True,
    metavar="CAUSE",
    help="Up to which causes: disaster (of floods, storms …), or all. Repeatable.",
)
@click.option(
    "--origins", is_flag=True, help="Put people from several places together, wherever from."
)
@click.option(
    "--at",
    type=click.Choice(["last", "peak", "mean"]),
    help="What stands for the stocks of a period, which are never added up over time.",
)
@click.option(
    "--split",
    type=click.Choice(["days", "start", "end"]),
    help="Split figures that reach beyond a period: by days, or whole by their first or last day.",
)
@click.option(
    "--rule",
    type=click.Choice(["idmc", "emdat", "airwars", "hapi"]),
    help="Add up as an institution of the field does, to reproduce its totals.",
)
@click.option(
    "--complete",
    multiple=True,
    type=click.Choice(["places", "events", "groups", "causes", "origins"]),
    help="What the files have all of, so that their sum is a total. Repeatable.",
)
@click.option(
    "--method", "-m", default="consensus", show_default=True, help="How claims are reconciled."
)
@result_options
def aggregate(
    places: Sequence[str],
    periods: Sequence[str],
    groups: Sequence[str],
    causes: Sequence[str],
    origins: bool,
    at: Literal["last", "peak", "mean"] | None,
    split: Literal["days", "start", "end"] | None,
    rule: Literal["idmc", "emdat", "airwars", "hapi"] | None,
    complete: Sequence[str],
    method: str,
    **asked: Any,
) -> int:
    """Add up figures of parts to figures of wholes, over places, periods and events.

    Claims about the same thing are reconciled first. A result is a total where its parts leave
    nothing out, and else a lower bound; what cannot be added is set aside, with the reason.
    """
    sources = sources_of(asked["files"][0], ())

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "cf.Aggregation":
        return cf.aggregate(
            table,
            places=_one_or_all(places),
            periods=_one_or_all(periods),
            groups=_one_or_all(groups),
            causes=_one_or_all(causes),
            origins=origins,
            at=at,
            split=split,
            rule=rule,
            complete=complete,
            method=method,
            sources=sources,
            gazetteer=gazetteer,
        )

    return put_out("aggregating", made, **asked)


def _one_or_all(asked: Sequence[str]) -> str | Sequence[str] | None:
    """Return what was asked for once by itself, and nothing as None."""
    return asked[0] if len(asked) == 1 else asked or None

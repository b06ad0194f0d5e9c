"""`crisisfigures reconcile`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._reading import number, pairs, sources_of
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Make one range of the claims about each thing.",
    epilog=examples(
        "crisisfigures reconcile claims.csv",
        "crisisfigures reconcile claims.csv --let-unknown period --bounds",
        "crisisfigures reconcile claims.csv -m preferred_source --set prefer=OHCHR",
        "crisisfigures reconcile ged.csv --pcodes mli_pcodes.csv -o table.md",
    ),
)
@reading_options
@click.option(
    "--method", "-m", default="consensus", show_default=True, help="See `crisisfigures methods`."
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the method, such as prefer=OHCHR. Repeated for a list.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="SOURCE=N",
    help="Weight of a source in the vote; others weigh 1. Repeatable.",
)
@click.option(
    "--let-unknown",
    multiple=True,
    type=click.Choice(["period", "place"]),
    help="Let claims that do not state it join the one quantity they fit. Repeatable.",
)
@click.option(
    "--own-rows",
    default="withhold",
    show_default=True,
    type=click.Choice(["withhold", "hull"]),
    help="Where one source differs from itself: give it no vote, or the hull of its rows.",
)
@click.option(
    "--sources",
    "registries",
    multiple=True,
    metavar="FILE",
    help="Sources of your own (TOML). By default sources.toml beside the first file.",
)
@click.option("--bounds", is_flag=True, help="Print both ends as numbers; unsaid ones are marked.")
@result_options
def reconcile(
    method: str,
    settings: Sequence[str],
    weights: Sequence[str],
    let_unknown: Sequence[str],
    own_rows: Literal["withhold", "hull"],
    registries: Sequence[str],
    bounds: bool,
    **asked: Any,
) -> int:
    """Make one range of the claims about each quantity, with a footnote for every claim.

    Only claims about the same thing are reconciled: what, where, when, of whom. The table
    prints what was said; after the footnotes come the near misses (claims that one facet alone
    keeps apart) and what could not be reconciled, and why.
    """
    options = {
        name: values[0] if len(values) == 1 else values
        for name, values in pairs(settings, "--set").items()
    }
    heavy = {name: number(n[-1], name) for name, n in pairs(weights, "--weight").items()}
    sources = sources_of(asked["files"][0], registries)

    def made(table: "pd.DataFrame", gazetteer: "cf.Gazetteer") -> "cf.Reconciliation":
        return cf.reconcile(
            table,
            method,
            weights=heavy or None,
            let_unknown=let_unknown,
            own_rows=own_rows,
            sources=sources,
            gazetteer=gazetteer,
            **options,
        )

    shown = [*asked["show"], *(["bounds"] if bounds else [])]
    return put_out("reconciling", made, **asked | {"show": shown})

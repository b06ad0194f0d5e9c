"""`crisisfigures increments`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, reading_options
from crisisfigures.cli._result import put_out, result_options

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    short_help="Say what running totals rose by.",
    epilog=examples(
        "crisisfigures increments lebanon.json --where measure=killed",
        "crisisfigures increments totals.csv --table rises.csv",
    ),
)
@reading_options
@result_options
def increments(
    *,
    show: Sequence[str],
    **asked: Any,
) -> int:
    """Say what each report of a running total adds to the one before, as a flow.

    Revisions are shown as they are, below 0, and a count that begins anew is a phase of its own.
    """

    def made(given: "pd.DataFrame", _: "cf.Gazetteer") -> "pd.DataFrame":
        return cf.increments(given)

    # A level, a revision and a count that begins anew are no rises, and must be told from them.
    shown = dict.fromkeys(("step", "phase", *show))
    return put_out("subtracting", made, show=tuple(shown), **asked)

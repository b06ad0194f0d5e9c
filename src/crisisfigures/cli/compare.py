"""`crisisfigures compare`."""

from collections.abc import Sequence
from typing import Any, Literal

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
    short_help="Hold the figures of two files against each other.",
    epilog=examples(
        "crisisfigures compare un.csv ministry.csv",
        "crisisfigures compare acled.csv ucdp.csv --pcodes mli_pcodes.csv -o pairs.csv",
        "crisisfigures compare un.csv ministry.csv --distribution uniform",
    ),
)
@reading_options
@options(
    click.option("--near", type=float, metavar="SHARE", help="How small a gap is near; 0.1."),
    click.option(
        "--overlap",
        type=click.Choice(["length", "count"]),
        help="Measure overlap by length or by whole numbers.",
    ),
    click.option(
        "--distribution",
        metavar="SHAPE",
        help="Say how likely one is greater: uniform, triangular, pert, lognormal.",
    ),
    click.option("--level", type=float, help="How much a range holds of a lognormal one: 0.9."),
    click.option("--method", "-m", default="consensus", show_default=True),
    click.option(
        "--let-unknown",
        multiple=True,
        type=click.Choice(["period", "place"]),
        help="Let claims that do not state it join the one quantity they fit. Repeatable.",
    ),
    click.option("--show", multiple=True, metavar="COLUMN", help="Print a further column."),
    format_option,
    output_option,
)
def compare(
    near: float | None,
    overlap: Literal["length", "count"] | None,
    distribution: str | None,
    level: float | None,
    method: str,
    let_unknown: Sequence[str],
    show: Sequence[str],
    format_: str | None,
    output: str | None,
    **reading: Any,
) -> None:
    """Hold the figures of two files against each other: FILE is given twice, left and right.

    Each is reconciled by itself. Only figures about the same thing are compared; what has no
    partner is listed, with the facet that keeps it apart.
    """
    files = reading.pop("files")
    if len(files) != 2:
        raise click.BadParameter("give two, the left and the right side", param_hint="FILE")
    name = format_ or format_of(output)
    sources = sources_of(files[0], ())
    with progress() as begin:
        left, gazetteer = read_files(files[:1], **reading)
        right, _ = read_files(files[1:], **reading)
        begin("comparing")
        result = cf.compare(
            left,
            right,
            near=near,
            measure=overlap,
            distribution=distribution,
            level=level,
            method=method,
            let_unknown=let_unknown,
            sources=sources,
            gazetteer=gazetteer,
        )
        begin("printing")
        _, printed = as_printed(result, name, output, show)
    write_out(printed, output, name)

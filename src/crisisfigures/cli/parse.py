"""`crisisfigures parse`."""

from collections.abc import Sequence

import click

import crisisfigures as cf
from crisisfigures.cli._options import examples, format_option, output_option
from crisisfigures.cli._printing import print_result


@click.command(
    short_help="Read a figure in words.",
    epilog=examples(
        'crisisfigures parse "several hundred"',
        'crisisfigures parse "more than two million" "between 20,000 and 30,000" 32000',
    ),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--lang", metavar="LANG", help="Language of the words; English by default.")
@click.option("--convention", default="plain", show_default=True, help="What hedges mean.")
@format_option
@output_option
def parse(
    words: Sequence[str], lang: str | None, convention: str, format_: str | None, output: str | None
) -> None:
    """Read figures in words, each as one argument, and print the range they are read as.

    An end with a star was not said: the convention made it. An open end stays open.
    """
    found = [cf.parse_estimate(text, lang=lang, convention=convention) for text in words]
    print_result(found, format_, output)

"""Options that several commands take."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
T = TypeVar("T")


def examples(*lines: str) -> str:
    """Return examples as the end of a help text, each on a line of its own."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def options(*options: Callable[..., Any]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


areas_option = click.option(
    "--areas",
    multiple=True,
    metavar="FILE",
    help="Areas of your own (TOML). By default areas.toml beside the first file.",
)

pcodes_option = click.option(
    "--pcodes",
    multiple=True,
    metavar="FILE",
    help="P-codes with their names (CSV): a list, or FILE itself, if it names the areas above its "
    "own. Repeatable.",
)

reading_options = options(
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option(
        "--input-format", metavar="NAME", help="Format of the files, if not found out by itself."
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
    click.option(
        "--column",
        "renamed",
        multiple=True,
        metavar="NAME=COLUMN",
        help="Read the column NAME of the file as COLUMN, such as Muertos=figure. Repeatable.",
    ),
    click.option(
        "--columns",
        metavar="FILE",
        help="What each column of the file says (TOML), as `read` takes it in Python.",
    ),
    click.option("--lang", metavar="LANG", help="Language of digits, dates and words, such as fr."),
    click.option(
        "--published-on",
        metavar="DATE",
        help='When rows without a date were published; "since 2012" ends there.',
    ),
    click.option(
        "--source",
        "source",
        metavar="NAME",
        help="Who makes the claims of rows that state no source.",
    ),
    click.option(
        "--where",
        multiple=True,
        metavar="COLUMN=VALUE",
        help="Take only the rows of which the column says so, such as measure=killed or "
        "period_start=2024. Repeatable: any value of one column, all of several.",
    ),
    areas_option,
    pcodes_option,
)


format_option = click.option(
    "--format",
    "-f",
    "format_",
    metavar="NAME",
    help="text, markdown, html, csv, json; see `formats`.",
)

output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE; its ending chooses the format."
)

strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 1 if the data have any error or warning."
)

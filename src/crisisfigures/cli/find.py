"""`crisisfigures find`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

import crisisfigures as cf
from crisisfigures.cli._options import (
    areas_option,
    examples,
    format_option,
    output_option,
    pcodes_option,
)
from crisisfigures.cli._printing import format_of, print_list, print_result
from crisisfigures.cli._reading import STDIN, gazetteer_of


@click.command(
    short_help="Find the figures in a text.",
    epilog=examples(
        "crisisfigures find article.txt",
        "crisisfigures find article.txt --published-on 2022-06 --publisher AFP -o claims.csv",
        "cat report.txt | crisisfigures find - --rejected",
    ),
)
@click.argument("file", metavar="FILE")
@click.option("--lang", metavar="LANG", help="Language of the text; told from it by default.")
@click.option("--published-on", metavar="DATE", help='When it was published; settles "last week".')
@click.option("--publisher", metavar="NAME", help="Who carried it.")
@click.option(
    "--source", metavar="NAME", help="Who claims what the text ascribes to nobody; the publisher."
)
@click.option("--place", metavar="PLACE", help="The place of figures for which it names none.")
@click.option("--convention", default="plain", show_default=True, help="What hedges mean.")
@areas_option
@pcodes_option
@click.option("--rejected", is_flag=True, help="List the other numbers too, each with the reason.")
@format_option
@output_option
def find(
    file: str,
    lang: str | None,
    published_on: str | None,
    publisher: str | None,
    source: str | None,
    place: str | None,
    convention: str,
    areas: Sequence[str],
    pcodes: Sequence[str],
    rejected: bool,
    format_: str | None,
    output: str | None,
) -> None:
    """Find the figures in a text file, or in what is piped in (FILE is -).

    As text, markdown or html it lists what was found, with who says it, where and when, in the
    words of the text. As csv or json it makes a table of claims, which `validate` and `reconcile`
    read.
    """
    text = _text(file)
    name = format_ or format_of(output)
    if name in ("text", "markdown", "html"):
        found = cf.find_figures(text, lang, rejected=rejected, convention=convention)
        titles = ["Figure", "What", "Whom", "Where", "When", "Said by", "Sure"]
        print_list(titles, [_found(one) for one in found], format_, output)
        return
    if rejected:
        raise click.BadParameter(
            "what is no figure is no row of a table: choose text, markdown or html",
            param_hint="--rejected",
        )
    table = cf.figures_from(
        text,
        published_on=published_on,
        publisher=publisher,
        source=source,
        place=place,
        lang=lang,
        convention=convention,
        gazetteer=gazetteer_of([file], areas, pcodes),
    )
    print_result(table, name, output)


def _found(found: "cf.FoundFigure") -> list[str]:
    """Return a figure of a text as a row of a list."""
    if found.rejected is not None:
        return [found.text, f"no figure: {found.rejected}", "", "", "", "", ""]
    whom = found.unit if found.group_stated is None else f"{found.unit}, {found.group_stated}"
    said = [str(cue or "") for cue in (found.place, found.period, found.attribution)]
    return [found.text, found.measure or "", whom, *said, found.confidence]


def _text(file: str) -> str:
    """Return what a text file holds; its lines are paragraphs."""
    from crisisfigures.errors import ReadError

    try:
        raw = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise ReadError(
            file, reason, "give a text file in UTF-8, or - for what is piped in."
        ) from None

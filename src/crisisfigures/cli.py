"""The command `crisisfigures`: each verb a command, tables on stdout, everything else on stderr.

Thin on purpose: whatever it does, the face of the library does. Nothing heavy is imported until
a command runs, so that `--help` is there at once.
"""

import io
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

import click

import crisisfigures as cf

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
T = TypeVar("T")

OK, FINDINGS, USAGE, UNREADABLE, FAULT = 0, 1, 2, 3, 70
INTERRUPTED, PIPE_CLOSED = 130, 141
"""Exit codes; the last three are those of a shell for a fault, an interrupt, a closed pipe."""

STDIN = "-"

# Terminals narrower than this wrap by themselves.
_NARROWEST = 20

_BYTE_ORDER_MARK = "\ufeff"

_IN_PYTHON: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (
        r"""columns=\{('[^']+'|"[^"]+"): (\{[^{}]*\})\}""",
        lambda said: f"--columns FILE.toml with the line {said[1]} = {_as_toml(said[2])}",
    ),
    (r"""(?:read\(\.\.\., )?columns=\{['"](.+?)['"]: ['"](.+?)['"]\}\)?""", r"--column \1=\2"),
    (r"`?crisisfigures\.vocabulary\.MEASURES`?", "`crisisfigures measures`"),
    (
        r"reconcile\(table, 'preferred_source', prefer=\['(\w+)', '(\w+)'\]\)",
        r"--method preferred_source --set prefer=\1 --set prefer=\2",
    ),
    (r"(?:gazetteer\.)?with_pcodes\(\w+\)", "--pcodes FILE"),
    (r"""own_rows=['"](\w+)['"](?: \(--own-rows \w+\))?""", r"--own-rows \1"),
    (r"""let_unknown=\{['"](\w+)['"]\}(?:, or --let-unknown \w+)?""", r"--let-unknown \1"),
    (r"""\b(places|periods|at)=['"](\w+)['"]""", r"--\1 \2"),
)
"""How messages name what a caller in Python does, and how the command line says it."""

_MORE = re.compile(r"^  … and [\d,]+ more$", re.MULTILINE)

_EXIT_CODES = """\b
Exit codes: 0 fine; 1 errors in the data (validate; with --strict warnings too, and
also of reconcile); 2 a wrong option; 3 an input that cannot be read."""


def _examples(*lines: str) -> str:
    """Return examples as the end of a help text, each on a line of its own."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def main(args: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; a traceback is nothing for a reader of figures."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows its number instead of stopping the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        given = None if args is None else list(args)
        code = command.main(args=given, prog_name="crisisfigures", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except cf.FiguresError as error:
        click.echo(f"Error: {_as_options(str(error))}", err=True)
        return _exit_code(error)
    except Exception as error:
        if os.environ.get("CRISISFIGURES_DEBUG"):
            raise
        click.echo(
            f"Error: a fault of crisisfigures, not of your data: {type(error).__name__}: {error}\n"
            "Hint: please report it; CRISISFIGURES_DEBUG=1 shows where it happened.",
            err=True,
        )
        return FAULT
    return code if isinstance(code, int) else OK


def _as_toml(mapping: str) -> str:
    """Return a mapping of names to texts, as Python writes it, as an inline table of TOML."""
    return re.sub(r"""['"](\w+)['"]: """, r"\1 = ", mapping).replace("{", "{ ").replace("}", " }")


def _as_options(text: str) -> str:
    """Return a message with calls in Python said as options of the command."""
    for pattern, option in _IN_PYTHON:
        text = re.sub(pattern, option, text)
    return text


def _exit_code(error: cf.FiguresError) -> int:
    from crisisfigures.errors import OptionError, PeriodError, UnknownNameError, WriteError

    is_usage = isinstance(error, OptionError | UnknownNameError | PeriodError | WriteError)
    return USAGE if is_usage else UNREADABLE


@click.group(
    name="crisisfigures",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_examples(
        'crisisfigures parse "several hundred"',
        "crisisfigures validate claims.csv",
        "crisisfigures reconcile claims.csv",
        "crisisfigures reconcile claims.csv --let-unknown period --format markdown -o table.md",
    )
    + "\n\n"
    + _EXIT_CODES,
)
@click.version_option(cf.__version__, "--version", message="crisisfigures %(version)s")
def command() -> None:
    """Casualty and displacement figures as ranges with a source, a date and a place.

    Give it a table of claims, one a row (CSV, Excel, JSON, Parquet, HXL, UCDP GED), with a
    figure in digits or in words. It says what is wrong with the data, and makes one defensible
    table of claims that disagree, with a footnote for each.

    Each command has its own --help.
    """


# -- options that several commands take --------------------------------------------------------


def _options(*options: Callable[..., Any]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_reading_options = _options(
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
        "--areas",
        multiple=True,
        metavar="FILE",
        help="Areas of your own (TOML). By default areas.toml beside the first file.",
    ),
    click.option(
        "--pcodes",
        multiple=True,
        metavar="FILE",
        help="P-codes with their names (CSV). Repeatable.",
    ),
)

_format_option = click.option(
    "--format", "-f", "format_", metavar="NAME", help="text, markdown, csv, json; see `formats`."
)

_output_option = click.option(
    "--output", "-o", metavar="FILE", help="Write to FILE; its ending chooses the format."
)

_strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 1 if the data have any error or warning."
)


# -- commands ----------------------------------------------------------------------------------


@command.command(
    short_help="Find every fault in tables of claims.",
    epilog=_examples(
        "crisisfigures validate claims.csv",
        "crisisfigures validate *.xlsx --sheet Deaths -o findings.csv",
        "crisisfigures validate claims.csv -o report.html",
        "cat claims.csv | crisisfigures validate -",
    ),
)
@_reading_options
@click.option(
    "--profile", metavar="FILE", help="Which checks are made, and what is allowed (TOML)."
)
@click.option("--as-of", metavar="DATE", help="The day on which nothing later was observed.")
@click.option("--passed", metavar="FILE", help="Write the rows without an error, as they stand.")
@click.option("--failed", metavar="FILE", help="Write the rows with an error, to mend and resend.")
@click.option(
    "--chunk-rows",
    type=click.IntRange(1),
    metavar="N",
    help="Hold N rows at a time, of a CSV or Parquet file that is larger than the memory.",
)
@click.option("--format", "-f", "format_", metavar="NAME", help="text, json, csv or html.")
@_output_option
@_strict_option
@click.option(
    "--no-values", is_flag=True, help="Show nothing of what cells say, only where they are."
)
def validate(
    profile: str | None,
    as_of: str | None,
    passed: str | None,
    failed: str | None,
    chunk_rows: int | None,
    format_: str | None,
    output: str | None,
    strict: bool,
    no_values: bool,
    **reading: Any,
) -> int:
    """Find every fault in tables of claims, and say what to do about it.

    Each fault is counted once, where it is, with the row as a spreadsheet shows it. Exits with 1
    if there is an error; warnings alone exit with 0, unless --strict.
    """
    name = format_ or ("html" if _is_page(output) else _format_of(output))
    if name not in ("text", "json", "csv", "html"):
        raise click.BadParameter("choose text, json, csv or html", param_hint="--format")
    files = reading["files"]
    if (passed or failed) and (len(files) > 1 or STDIN in files):
        raise click.BadParameter("takes one FILE, by its name", param_hint="--passed, --failed")
    with _progress() as begin:
        data: Any
        if chunk_rows is None:
            data, gazetteer = _read(**reading)
            begin("validating")
        else:
            data, gazetteer = _in_chunks(chunk_rows, **reading)
        report = cf.validate(data, profile=profile, gazetteer=gazetteer, as_of=as_of)
        if passed or failed:
            begin("writing rows")
            report.split(files[0], passed=passed, failed=failed)
    values = not no_values
    if name == "csv":
        printed = report.to_csv(values=values)
    elif name == "json":
        printed = report.to_json(values=values)
    elif name == "html":
        printed = report.to_html(values=values)
    else:
        text = _as_options(report.to_text(values=values))
        printed = _MORE.sub(r"\g<0>; -o findings.csv lists all", text)
    _write(printed, output, name)
    return _judged(report, strict=strict)


@command.command(
    name="read",
    short_help="Show how files are read, or write what was read.",
    epilog=_examples(
        "crisisfigures read claims.xlsx",
        "crisisfigures read ged.csv -o claims.parquet",
        "crisisfigures read claims.csv -f hxl -o claims.csv",
    ),
)
@_reading_options
@click.option("--format", "-f", "format_", metavar="NAME", help="csv, excel, hxl, jsonl, parquet.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE; its ending names the format.")
@click.option(
    "--describe", is_flag=True, help="Describe its columns beside it, for Frictionless tools."
)
def read_(format_: str | None, output: str | None, describe: bool, **reading: Any) -> None:
    """Show how files are read: the table that every other command works on, as CSV.

    How each file was understood, and how much of it could not be read, is told beside it. What is
    written with -o is read again as the same table.
    """
    if describe and output in (None, "-"):
        raise click.BadParameter("needs a file: name it with -o", param_hint="--describe")
    with _progress() as begin:
        table, _ = _read(**reading, told=True)
        begin("writing")
        if output in (None, "-"):
            out = io.BytesIO()
            cf.write(table, out, format=format_ or "csv")
            _write(_as_seen(out.getvalue()), None, "csv")
        else:
            cf.write(table, output, format=format_, description=describe)


@command.command(
    short_help="Make one range of the claims about each thing.",
    epilog=_examples(
        "crisisfigures reconcile claims.csv",
        "crisisfigures reconcile claims.csv --let-unknown period --bounds",
        "crisisfigures reconcile claims.csv -m preferred_source --set prefer=OHCHR",
        "crisisfigures reconcile ged.csv --pcodes mli_pcodes.csv -o table.md",
    ),
)
@_reading_options
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
@click.option(
    "--show",
    multiple=True,
    metavar="COLUMN",
    help="Print a further column, such as flags or quantity. Repeatable.",
)
@_format_option
@_output_option
@_strict_option
def reconcile(
    method: str,
    settings: Sequence[str],
    weights: Sequence[str],
    let_unknown: Sequence[str],
    own_rows: Literal["withhold", "hull"],
    registries: Sequence[str],
    bounds: bool,
    show: Sequence[str],
    format_: str | None,
    output: str | None,
    strict: bool,
    **reading: Any,
) -> int:
    """Make one range of the claims about each quantity, with a footnote for every claim.

    Only claims about the same thing are reconciled: what, where, when, of whom. The table
    prints what was said; after the footnotes come the near misses (claims that one facet alone
    keeps apart) and what could not be reconciled, and why.
    """
    options = {
        name: values[0] if len(values) == 1 else values
        for name, values in _pairs(settings, "--set").items()
    }
    heavy = {name: _number(n[-1], name) for name, n in _pairs(weights, "--weight").items()}
    name = format_ or _format_of(output)
    sources = _sources(reading["files"][0], registries)
    with _progress() as begin:
        table, gazetteer = _read(**reading)
        begin("reconciling")
        result = cf.reconcile(
            table,
            method,
            weights=heavy or None,
            let_unknown=let_unknown,
            own_rows=own_rows,
            sources=sources,
            gazetteer=gazetteer,
            **options,
        )
        report = cf.validate(table, gazetteer=gazetteer) if strict else None
        begin("printing")
        _, printed = _printed(result, name, output, [*show, *(["bounds"] if bounds else [])])
    _write(printed, output, name)
    return OK if report is None else _judged(report, strict=True)


@command.command(
    short_help="Add up figures of parts, nobody counted twice.",
    epilog=_examples(
        "crisisfigures aggregate ged.csv --places country --periods year --complete events",
        "crisisfigures aggregate dtm.csv --places admin1 --periods month --at last",
        "crisisfigures aggregate claims.csv --places MLI --periods 2023-01/2023-06 -o total.md",
    ),
)
@_reading_options
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
    "--at",
    type=click.Choice(["last", "peak", "mean"]),
    help="What stands for the stocks of a period, which are never added up over time.",
)
@click.option(
    "--complete",
    multiple=True,
    type=click.Choice(["places", "events"]),
    help="What the files have all of, so that their sum is a total. Repeatable.",
)
@click.option(
    "--method", "-m", default="consensus", show_default=True, help="How claims are reconciled."
)
@click.option("--show", multiple=True, metavar="COLUMN", help="Print a further column. Repeatable.")
@_format_option
@_output_option
@_strict_option
def aggregate(
    places: Sequence[str],
    periods: Sequence[str],
    at: Literal["last", "peak", "mean"] | None,
    complete: Sequence[str],
    method: str,
    show: Sequence[str],
    format_: str | None,
    output: str | None,
    strict: bool,
    **reading: Any,
) -> int:
    """Add up figures of parts to figures of wholes, over places, periods and events.

    Claims about the same thing are reconciled first. A result is a total where its parts leave
    nothing out, and else a lower bound; what cannot be added is set aside, with the reason.
    """
    name = format_ or _format_of(output)
    sources = _sources(reading["files"][0], ())
    with _progress() as begin:
        table, gazetteer = _read(**reading)
        begin("aggregating")
        result = cf.aggregate(
            table,
            places=_one_or_all(places),
            periods=_one_or_all(periods),
            at=at,
            complete=complete,
            method=method,
            sources=sources,
            gazetteer=gazetteer,
        )
        report = cf.validate(table, gazetteer=gazetteer) if strict else None
        begin("printing")
        _, printed = _printed(result, name, output, show)
    _write(printed, output, name)
    return OK if report is None else _judged(report, strict=True)


def _one_or_all(asked: Sequence[str]) -> str | Sequence[str] | None:
    """Return what was asked for once by itself, and nothing as None."""
    return asked[0] if len(asked) == 1 else asked or None


@command.command(
    short_help="Read a figure in words.",
    epilog=_examples(
        'crisisfigures parse "several hundred"',
        'crisisfigures parse "more than two million" "between 20,000 and 30,000" 32000',
    ),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--lang", metavar="LANG", help="Language of the words; English by default.")
@click.option("--convention", default="plain", show_default=True, help="What hedges mean.")
@_format_option
@_output_option
def parse(
    words: Sequence[str], lang: str | None, convention: str, format_: str | None, output: str | None
) -> None:
    """Read figures in words, each as one argument, and print the range they are read as.

    An end with a star was not said: the convention made it. An open end stays open.
    """
    found = [cf.parse_estimate(text, lang=lang, convention=convention) for text in words]
    _print(found, format_, output)


@command.command(
    short_help="Find the figures in a text.",
    epilog=_examples(
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
@click.option("--rejected", is_flag=True, help="List the other numbers too, each with the reason.")
@_format_option
@_output_option
def find(
    file: str,
    lang: str | None,
    published_on: str | None,
    publisher: str | None,
    source: str | None,
    place: str | None,
    convention: str,
    rejected: bool,
    format_: str | None,
    output: str | None,
) -> None:
    """Find the figures in a text file, or in what is piped in (FILE is -).

    As text or markdown it lists what was found, with who says it, where and when, in the words of
    the text. As csv or json it makes a table of claims, which `validate` and `reconcile` read.
    """
    text = _text(file)
    name = format_ or _format_of(output)
    if name in ("text", "markdown"):
        found = cf.find_figures(text, lang, rejected=rejected, convention=convention)
        titles = ["Figure", "What", "Whom", "Where", "When", "Said by", "Sure"]
        _list(titles, [_found(one) for one in found], format_, output)
        return
    if rejected:
        raise click.BadParameter(
            "what is no figure is no row of a table: choose text or markdown",
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
    )
    _print(table, name, output)


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


@command.command(short_help="List the methods of reconcile.")
@_format_option
@_output_option
def methods(format_: str | None, output: str | None) -> None:
    """List the methods of `reconcile`, the question each answers, and their options."""
    rows = [
        [
            name,
            method.summary,
            "; ".join(f"{option}: {what}" for option, what in method.options.items()),
        ]
        for name, method in cf.methods().items()
    ]
    _list(["Method", "Answers with", "Options"], rows, format_, output)


@command.command(short_help="List the formats to read, to write and to print.")
@_format_option
@_output_option
def formats(format_: str | None, output: str | None) -> None:
    """List the formats that files are read from, written to, and that tables are printed in."""
    rows = [
        *(["read", name, found.summary, found.needs] for name, found in cf.formats().items()),
        *(
            ["write", name, found.summary, _endings(found.suffixes)]
            for name, found in cf.writers().items()
        ),
        *(
            ["print", name, found.summary, _endings([found.suffix])]
            for name, found in cf.outputs().items()
        ),
    ]
    _list(["To", "Name", "What it is", "Known by"], rows, format_, output)


def _endings(suffixes: Sequence[str]) -> str:
    return f"files end in {' or '.join(suffixes)}" if suffixes else "its name"


@command.command(short_help="List the measures, and the words read as them.")
@_format_option
@_output_option
def measures(format_: str | None, output: str | None) -> None:
    """List the measures with their definitions, and the words of files that are read as them."""
    from crisisfigures.layout import Layout, Section, listing
    from crisisfigures.vocabulary import MEASURES, mapping_rows

    defined = listing(
        "measures",
        ["Measure", "Basis", "Unit", "Counts", "As defined by"],
        [[m.name, m.default_basis, m.unit, m.definition, m.defined_by] for m in MEASURES.values()],
    )
    words = listing(
        "words",
        ["Language", "Words", "When", "Measure", "Basis", "Definition"],
        [
            [row.language, row.words, row.when, row.measure, row.basis, row.definition]
            for row in mapping_rows()
        ],
    ).table
    mapping = Section("words", "Words that are read as measures", words.columns, words.rows)
    _print(Layout("", defined.table, sections=(mapping,)), format_, output)


# -- reading -----------------------------------------------------------------------------------


def _read(
    files: Sequence[str],
    input_format: str | None,
    sheet: str | None,
    renamed: Sequence[str],
    columns: str | None,
    lang: str | None,
    published_on: str | None,
    source: str | None,
    areas: Sequence[str],
    pcodes: Sequence[str],
    told: bool = False,
) -> tuple["pd.DataFrame", "cf.Gazetteer"]:
    """Return the files as one table, and the gazetteer that they were read with.

    With `told`, how each of them was understood is said too.
    """
    gazetteer = _gazetteer(files[0], areas, pcodes)
    said = _columns(columns, renamed)
    tables = []
    for file in files:
        table = cf.read(
            sys.stdin.buffer if file == STDIN else file,
            format=input_format,
            columns=said or None,
            lang=lang,
            published_on=published_on,
            gazetteer=gazetteer,
            sheet=sheet,
        )
        noted = table.attrs.get("reading", {})
        for note in (*(_understood(table, noted) if told else ()), *noted.get("notes", ())):
            click.echo(f"{file}: {note}", err=True)
        tables.append(table if source is None else _by_source(table, source, file))
    return tables[0] if len(tables) == 1 else _joined(tables), gazetteer


def _in_chunks(
    n_rows: int,
    files: Sequence[str],
    input_format: str | None,
    sheet: str | None,
    renamed: Sequence[str],
    columns: str | None,
    lang: str | None,
    published_on: str | None,
    source: str | None,
    areas: Sequence[str],
    pcodes: Sequence[str],
) -> tuple[Iterator["pd.DataFrame"], "cf.Gazetteer"]:
    """Return the tables of a file, some rows at a time, and the gazetteer they are read with."""
    if len(files) > 1 or STDIN in files or sheet or source:
        raise click.BadParameter(
            "takes one FILE, by its name, and neither --sheet nor --source",
            param_hint="--chunk-rows",
        )
    gazetteer = _gazetteer(files[0], areas, pcodes)
    tables = cf.read_chunks(
        files[0],
        n_rows,
        format=input_format,
        columns=_columns(columns, renamed) or None,
        lang=lang,
        published_on=published_on,
        gazetteer=gazetteer,
    )
    return tables, gazetteer


def _columns(columns: str | None, renamed: Sequence[str]) -> dict[str, Any]:
    """Return what is said of the columns of the files."""
    from crisisfigures.reading import columns_of

    said: dict[str, Any] = {} if columns is None else columns_of(columns)
    return said | {name: values[-1] for name, values in _pairs(renamed, "--column").items()}


def _understood(table: "pd.DataFrame", noted: dict[str, Any]) -> Iterator[str]:
    """Yield how a file was understood, and how much of it could not be read."""
    sheet = f", sheet {noted['sheet']}" if noted["sheet"] else ""
    yield f"read as {noted['format']}{sheet}, by {noted['reason']}"
    n_stated = int(table[["low", "best", "high"]].notna().any(axis=1).sum())
    n_unread = int(table["unread"].notna().sum()) if "unread" in table else 0
    counts = f"{_rows(len(table))}, {n_stated:,} with a number"
    unread = f"{_rows(n_unread)} with cells that could not be read (column unread)"
    yield f"{counts}; {unread if n_unread else 'every cell was read'}"


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _by_source(table: "pd.DataFrame", source: str, file: str) -> "pd.DataFrame":
    """Return a table whose rows without a source have this one, and say so."""
    from crisisfigures.table import normalise

    given = table if "source" in table else table.assign(source=None)
    n_silent = int(given["source"].isna().sum())
    if not n_silent:
        return table
    click.echo(f"{file}: source not stated in {_rows(n_silent)}, taken as {source!r}.", err=True)
    filled = given.assign(source=given["source"].astype(object).fillna(source))
    named = _with_new_ids(normalise(filled))
    named.attrs = table.attrs
    return named


def _joined(tables: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """Return several tables as one; ids that reading made are made anew, over all of them."""
    import pandas as pd

    from crisisfigures.table import normalise

    return _with_new_ids(normalise(pd.concat(tables, ignore_index=True)))


def _with_new_ids(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table with the ids that reading made made anew; a file's own ids stay."""
    made = table["id"].str.fullmatch(r"c[0-9a-z]{13}(-\d+)?", na=True)
    return cf.with_ids(table.assign(id=table["id"].mask(made)))


def _gazetteer(first: str, areas: Sequence[str], pcodes: Sequence[str]) -> "cf.Gazetteer":
    """Return the standard gazetteer with the user's areas and p-codes."""
    gazetteer = cf.standard_gazetteer()
    # Areas are declared by their members, so the codes that they name come first.
    for path in pcodes:
        gazetteer = gazetteer.with_pcodes(path)
    for path in areas or _beside(first, "areas.toml"):
        gazetteer = gazetteer.with_areas(path)
    return gazetteer


def _sources(first: str, registries: Sequence[str]) -> "cf.Sources":
    """Return the registry of sources with the user's own."""
    sources = cf.standard_sources()
    for path in registries or _beside(first, "sources.toml"):
        sources = sources.with_file(path)
    return sources


def _beside(first: str, name: str) -> list[str]:
    """Return the file of this name beside the first input, if there is one, and say so."""
    path = Path(first).parent / name
    if first == STDIN or not path.is_file():
        return []
    click.echo(f"Using {path}.", err=True)
    return [str(path)]


def _pairs(settings: Sequence[str], option: str) -> dict[str, list[str]]:
    """Return NAME=VALUE settings by name, the values of a repeated one in order."""
    found: dict[str, list[str]] = {}
    for setting in settings:
        name, sign, value = (
            setting.rpartition("=") if option == "--weight" else setting.partition("=")
        )
        if not sign or not name:
            raise click.BadParameter(f"{setting!r} is not NAME=VALUE", param_hint=option)
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{name}={text}: not a number", param_hint="--weight") from None


# -- writing -----------------------------------------------------------------------------------


def _print(result: Any, to: str | None, output: str | None) -> None:
    name, printed = _printed(result, to, output)
    _write(printed, output, name)


def _printed(
    result: Any, to: str | None, output: str | None, show: Sequence[str] = ()
) -> tuple[str, str | bytes]:
    """Return a result in the format asked for, or that the output's name ends in, or as text."""
    name = to or _format_of(output)
    # On a terminal the table takes the width there is; in files and pipes it is always the same.
    fits = name == "text" and output is None and sys.stdout.isatty()
    width: dict[str, Any] = (
        {"width": max(_NARROWEST, shutil.get_terminal_size().columns)} if fits else {}
    )
    return name, cf.render(result, name, show=show, **width)


def _format_of(output: str | None) -> str:
    suffix = Path(output).suffix.lower() if output else ""
    if not suffix:
        return "text"
    known = {found.suffix: name for name, found in cf.outputs().items()}
    if suffix not in known:
        listed = ", ".join(f"{end} ({name})" for end, name in known.items())
        raise click.BadParameter(
            f"no output ends in {suffix}: choose one of {listed}, or name it by --format",
            param_hint="--output",
        )
    return known[suffix]


def _is_page(output: str | None) -> bool:
    """Return whether a file is a page: only a report is one, and no other result."""
    return output is not None and Path(output).suffix.lower() in (".html", ".htm")


def _list(
    titles: Sequence[str], rows: Sequence[Sequence[str]], to: str | None, output: str | None
) -> None:
    from crisisfigures.layout import listing

    _print(listing("listed", titles, rows), to, output)


def _write(printed: str | bytes, output: str | None, name: str) -> None:
    if output is None or output == "-":
        try:
            if isinstance(printed, bytes):
                sys.stdout.buffer.write(printed)
            else:
                sys.stdout.write(printed)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads it has seen enough (`| head`); nothing is left to be flushed at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(PIPE_CLOSED) from None
        return
    if isinstance(printed, str):
        # Spreadsheets take a CSV for their own alphabet unless it begins with this mark.
        mark = _BYTE_ORDER_MARK if name == "csv" else ""
        printed = (mark + printed).encode("utf-8", "backslashreplace")
    try:
        Path(output).write_bytes(printed)
    except OSError as error:
        raise click.BadParameter(
            f"cannot write {output}: {error.strerror or error}", param_hint="--output"
        ) from None


def _as_seen(printed: bytes) -> str | bytes:
    """Return what is written as it is, but on a terminal, where no cell of a file may act."""
    if not sys.stdout.isatty():
        return printed
    from crisisfigures.layout import inert

    lines = printed.decode("utf-8", "replace").split("\n")
    return "\n".join(map(inert, lines))


def _judged(report: Any, *, strict: bool) -> int:
    """Return the exit code for what validation found."""
    found = report.severities
    is_bad = bool(found["error"] or (strict and found["warning"]))
    return FINDINGS if is_bad else OK


# -- progress ----------------------------------------------------------------------------------


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far long work is, and leave no trace of it; yield what to tell."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from crisisfigures.reading import report_progress

    line = _Line()
    try:
        with report_progress(line.show):
            yield line.begin
    finally:
        line.clear()


class _Line:
    """One line of a terminal that says how far the work is; quick work never shows it."""

    PATIENCE, EVERY = 0.5, 0.1

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._next = self._start + self.PATIENCE
        self._is_shown = False

    def show(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps are done."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self.EVERY
            self._put(f"{what} {100 * done // total}%")

    def begin(self, what: str) -> None:
        """Say what is begun, of which no steps are known."""
        if time.monotonic() >= self._start + self.PATIENCE:
            self._put(f"{what} …")

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._put("")

    def _put(self, text: str) -> None:
        self._is_shown = True
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

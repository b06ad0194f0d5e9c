"""`crisisfigures validate`."""

import re
from pathlib import Path
from typing import Any

import click

import crisisfigures as cf
from crisisfigures.cli._exits import judged
from crisisfigures.cli._options import examples, output_option, reading_options, strict_option
from crisisfigures.cli._printing import write_out
from crisisfigures.cli._progress import progress
from crisisfigures.cli._reading import STDIN, read_files, read_in_chunks
from crisisfigures.cli._saying import as_options

_MORE = re.compile(r"^  … and [\d,]+ more$", re.MULTILINE)


@click.command(
    short_help="Find every fault in tables of claims.",
    epilog=examples(
        "crisisfigures validate claims.csv",
        "crisisfigures validate *.xlsx --sheet Deaths -o findings.csv",
        "crisisfigures validate claims.csv -o report.html",
        "cat claims.csv | crisisfigures validate -",
    ),
)
@reading_options
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
@output_option
@strict_option
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
    name = format_ or _format_of(output)
    if name not in _FORMATS:
        raise click.BadParameter("choose text, json, csv or html", param_hint="--format")
    files = reading["files"]
    if (passed or failed) and (len(files) > 1 or STDIN in files):
        raise click.BadParameter("takes one FILE, by its name", param_hint="--passed, --failed")
    with progress() as begin:
        data: Any
        if chunk_rows is None:
            data, gazetteer = read_files(**reading)
            begin("validating")
        else:
            data, gazetteer = read_in_chunks(chunk_rows, **reading)
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
        text = as_options(report.to_text(values=values))
        printed = _MORE.sub(r"\g<0>; -o findings.csv lists all", text)
    write_out(printed, output, name)
    return judged(report, strict=strict)


_FORMATS = ("text", "json", "csv", "html")
_ENDINGS = {"": "text", ".txt": "text", ".json": "json", ".csv": "csv", ".html": "html"}


def _format_of(output: str | None) -> str:
    """Return the format that a report's file is named for."""
    ending = Path(output).suffix.lower() if output else ""
    if ending not in _ENDINGS:
        raise click.BadParameter(
            f"no report ends in {ending}: choose one of {', '.join(filter(None, _ENDINGS))}, or "
            "name it by --format",
            param_hint="--output",
        )
    return _ENDINGS[ending]

"""`crisisfigures methods`, `formats` and `measures`: what there is."""

from collections.abc import Sequence

import click

import crisisfigures as cf
from crisisfigures.cli._options import format_option, output_option
from crisisfigures.cli._printing import print_list, print_result


@click.command(short_help="List the methods of reconcile.")
@format_option
@output_option
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
    print_list(["Method", "Answers with", "Options"], rows, format_, output)


@click.command(short_help="List the formats to read, to write and to print.")
@format_option
@output_option
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
    print_list(["To", "Name", "What it is", "Known by"], rows, format_, output)


def _endings(suffixes: Sequence[str]) -> str:
    return f"files end in {' or '.join(suffixes)}" if suffixes else "its name"


@click.command(short_help="List the measures, and the words read as them.")
@format_option
@output_option
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
    print_result(Layout("", defined.table, sections=(mapping,)), format_, output)

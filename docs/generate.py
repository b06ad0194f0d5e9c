"""Write what the pages take from the library: `python docs/generate.py`.

Some pages are made of the library's own lists. On the others, a block of text that follows
`<!-- printed -->` is what the Python block before it prints. A test holds both to what is made
here, so that neither can be out of date.
"""

import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

_NOTE = "<!-- Made by docs/generate.py from the library's own lists: change it there. -->"
_WIDTH = 96


def cell(text: object) -> str:
    """Return a text as one cell of a Markdown table."""
    shown = "" if text is None else str(text)
    return " ".join(shown.replace("|", "\\|").replace("<", "&lt;").split())


def grid(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)


def code(text: str) -> str:
    """Return a text as Markdown code."""
    return f"`{text}`"


def plain(template: str) -> str:
    """Return a message as it is written, with the names of its fields as code."""
    parts = re.split(r"(?<!\{)\{(\w+)(?:!r)?\}", template)
    said = [part.replace("{{", "{").replace("}}", "}") for part in parts[::2]]
    # A field at the end of a sentence holds one of its own, or nothing.
    spaced = [f"{text} " if text.endswith(".") else text for text in said[:-1]]
    fields = [code(f"{{{name}}}") for name in parts[1::2]]
    return "".join(a + b for a, b in zip([*spaced, said[-1]], [*fields, ""], strict=True))


def codes() -> str:
    """Return the page of the codes of checks."""
    import crisisfigures as cf
    from crisisfigures.plugins import PHASES, SEVERITIES

    with_required = cf.Profile(required=("published_on",)).chosen()
    ordered = sorted(
        with_required,
        key=lambda check: (
            PHASES.index(check.phase),
            SEVERITIES.index(check.severity),
            check.name,
        ),
    )
    parts = [
        "# Codes of the checks",
        _NOTE,
        "A finding carries one of these codes. A code never changes its meaning. An error makes a "
        "row unusable: it has no vote in `reconcile`. Warnings and notes leave the row as it is. "
        "The phases are run in this order; a check is not made where a cell that it looks at could "
        "not be read or is at fault already, so that one fault is one finding.",
        "The message and what to do are shown as they are written; a name in braces stands for the "
        "cell of that column, `{value}` for the cell at fault.",
        grid(
            ["Code", "Severity", "Phase"],
            [[f"[`{c.name}`](#{c.name})", c.severity, c.phase] for c in ordered],
        ),
    ]
    for check in ordered:
        where = ", ".join(code(name) for name in check.at if name) or (
            "columns that the table does not know" if not check.at else "the table"
        )
        if check.name not in cf.checks():
            where = "the columns that a [profile](../guides/validate.md#profiles) requires"
        parts += [
            f"## {check.name}",
            f"{check.severity}, phase {check.phase}; found at: {where}.",
            check.why,
            f"> {plain(check.message)}",
            f"To do: {plain(check.hint)}",
        ]
        if check.settings:
            listed = ", ".join(f"{code(name)} ({n:g})" for name, n in check.settings.items())
            parts.append(f"Settings, which a profile may change: {listed}.")
    return "\n\n".join(parts) + "\n"


def columns() -> str:
    """Return the page of the table's columns."""
    from crisisfigures.table import COLUMNS

    parts = [
        "# Columns of the table",
        _NOTE,
        "One row is one claim. A table carries only the columns it needs: a column that is absent, "
        "and a cell that is missing, mean the default; where there is none they mean *not stated*. "
        "Columns that are not listed here are kept and passed over. What each word means is in the "
        "[glossary](../words/glossary.md); the checks of each column are among the "
        "[codes](codes.md).",
        "Types: text is pandas `str`, a number `float64`, a day `datetime64[us]`, a flag `bool`.",
    ]
    for part in dict.fromkeys(column.part for column in COLUMNS.values()):
        rows = [
            [
                code(column.name),
                column.kind,
                "" if column.default is None else code(str(column.default)),
                _listed(column.name, column.words),
            ]
            for column in COLUMNS.values()
            if column.part == part
        ]
        parts += [f"## {part.capitalize()}", grid(["Column", "Type", "Default", "Words"], rows)]
    return "\n\n".join(parts) + "\n"


def _listed(name: str, words: "frozenset[str] | None") -> str:
    if words is None:
        return ""
    if name in ("measure", "unit"):
        return f"see the [glossary](../words/glossary.md#{name}s)"
    return ", ".join(code(word) for word in sorted(words))


def glossary() -> str:
    """Return the page of the field's words."""
    from crisisfigures import vocabulary as v
    from crisisfigures.table import COLUMNS

    parts = [
        "# Glossary",
        _NOTE,
        "The words that the table knows, with their definitions and whose they are.",
        "## Measures",
        "An *event* happens to people in a period, a *state* is theirs on a date; an *umbrella* "
        "word does not tell which of the two is meant.",
        grid(
            ["Measure", "About", "Basis", "Unit", "Counts", "As defined by", "Part of"],
            [
                [
                    code(m.name),
                    m.about,
                    m.default_basis,
                    m.unit,
                    m.definition + (" May be negative." if m.signed else ""),
                    m.defined_by,
                    ", ".join(map(code, m.subset_of)),
                ]
                for m in v.MEASURES.values()
            ],
        ),
        "## Units",
        grid(
            ["Unit", "Is", "Counts people"],
            [
                [code(u.name), u.definition, "yes" if u.is_people else "no"]
                for u in v.UNITS.values()
            ],
        ),
        "## Words of the columns",
        "A column with a closed list holds one of these words and no other.",
        grid(
            ["Column", "Words"],
            [
                [code(column.name), ", ".join(map(code, sorted(column.words)))]
                for column in COLUMNS.values()
                if column.words is not None and column.name not in ("measure", "unit")
            ],
        ),
        "## What an end rests on",
        "`low_kind` and `high_kind`, the hardest first: "
        + ", ".join(map(code, v.END_KIND_ORDER))
        + ". See [Concepts](../concepts.md#what-an-end-rests-on).",
        "## Parts of a group",
        "A `group` is `all`, or parts joined by semicolons in this order: "
        + ", ".join(map(code, v.GROUP_KEYS))
        + ". `stated` holds words that are in no list; such a group equals only the same words.",
    ]
    return "\n\n".join(parts) + "\n"


def measures() -> str:
    """Return the page of the words of files and the measures they are read as."""
    from crisisfigures.vocabulary import mapping_rows

    language = {"en": "English", "fr": "French", "es": "Spanish", "pt": "Portuguese"}
    rows = mapping_rows()
    parts = [
        "# Measures and words",
        _NOTE,
        "Files call one thing by many names, and two things by one. These are the words that are "
        "read as measures. Case, accents, spaces and underscores do not matter; a unit or a group "
        'may stand beside them ("displaced families", "civilians killed"). A word that is not '
        "listed is not guessed: it is a finding, [`unknown-measure`](../reference/codes.md"
        "#unknown-measure), with the nearest words.",
        "Three families of words do not say by themselves what they count. *Deaths* and "
        "*fatalities* are `killed` only where the cause is conflict. *Displaced* and *returned* "
        "depend on the period beside them. The rule is in the column **When**. A measure of an "
        'event with a period that begins with "since" is cumulative.',
        "The same list is printed by `crisisfigures measures`, and returned by "
        "`crisisfigures.vocabulary.mapping_rows()`. A figure whose words imply whose definition "
        "they follow carries it in `definition`, and is not compared with another definition.",
    ]
    for short in dict.fromkeys(row.language for row in rows):
        parts += [
            f"## {language[short]}",
            grid(
                ["Words", "When", "Measure", "Basis", "Definition"],
                [
                    [row.words, row.when, code(row.measure), row.basis, row.definition]
                    for row in rows
                    if row.language == short
                ],
            ),
        ]
    return "\n\n".join(parts) + "\n"


def command() -> str:
    """Return the page of the command and its help texts."""
    from click.testing import CliRunner

    from crisisfigures.cli import command as root

    def help_of(*args: str) -> str:
        found = CliRunner().invoke(
            root, [*args, "--help"], prog_name="crisisfigures", terminal_width=_WIDTH
        )
        return "```text\n" + found.output.rstrip() + "\n```"

    parts = [
        "# Command line",
        _NOTE,
        "Tables go to standard output, everything else (progress, notes, errors) to standard "
        "error, so that a table can be piped. Files are [sniffed](../guides/read.md); an "
        "`areas.toml` and a `sources.toml` beside the first file are used, and the command says "
        "so. For the exit codes see [Errors and exit codes](errors.md).",
        help_of(),
    ]
    for name in root.commands:
        parts += [f"## {name}", help_of(name)]
    return "\n\n".join(parts) + "\n"


def formats() -> str:
    """Return the page that lists the formats."""
    import crisisfigures as cf

    named = {
        "declared": "What you declare",
        "own": "Tables of this library",
        "publisher": "Formats of publishers",
        "standard": "Standards",
        "general": "Any other table",
    }
    parts = [
        "# Formats",
        _NOTE,
        "`read` finds out by itself what a file is: first how it is written (CSV with any "
        "delimiter, Excel, JSON, Parquet), then whose columns it has. What you declare is "
        "chosen first, then a table of this library, then a publisher's format, then a standard, "
        "and last the general one; within a level the one that knows most columns. `format=` names "
        "it instead.",
        "A format only says which columns say what. Numbers, words, dates, places and synonyms "
        "are read in one way for all of them, as [Read a file](../guides/read.md) tells. "
        "`cf.formats()` and `crisisfigures formats` list those that are installed. To add one, "
        "see [Add a format](../guides/add-format.md).",
    ]
    for level, title in named.items():
        rows = [
            [f"[`{form.name}`]({form.name}.md)", form.summary, form.needs]
            for form in cf.formats().values()
            if form.level == level
        ]
        parts += [f"## {title}", grid(["Format", "What it is", "Recognised by"], rows)]
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "formats/index.md": formats,
    "reference/codes.md": codes,
    "reference/columns.md": columns,
    "reference/command.md": command,
    "words/glossary.md": glossary,
    "words/measures.md": measures,
}
"""The pages that are made, by their path."""


_BLOCK = re.compile(
    r"(?P<skipped><!--- skip: next -->\n+)?```python\n(?P<code>.*?)```\n"
    r"|<!-- printed -->\n+```text\n(?P<text>.*?)```\n",
    re.DOTALL,
)


def with_printed(page: str) -> str:
    """Return a page with what its Python blocks print; they share a namespace.

    Run from the folder of the project.
    """
    namespace: dict[str, Any] = {"__name__": "page"}
    printed = ""

    def one(block: re.Match[str]) -> str:
        nonlocal printed
        if block["code"] is None:
            lines = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
            return f"<!-- printed -->\n\n```text\n{lines}\n```\n"
        if not block["skipped"]:
            out = io.StringIO()
            with redirect_stdout(out):
                exec(block["code"], namespace)
            printed = out.getvalue()
        return block[0]

    return _BLOCK.sub(one, page)


def prints(page: str) -> bool:
    """Return whether a page holds a block of text that its code prints."""
    return "<!-- printed -->" in page


def main() -> None:
    """Write the pages."""
    os.chdir(HERE.parent)
    for path, make in PAGES.items():
        (HERE / path).write_text(make(), encoding="utf-8")
    for file in sorted(HERE.rglob("*.md")):
        page = file.read_text(encoding="utf-8")
        if prints(page):
            file.write_text(with_printed(page), encoding="utf-8")


if __name__ == "__main__":
    main()

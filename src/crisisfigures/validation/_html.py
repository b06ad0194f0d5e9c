"""The report as one page: all of it in one file, nothing fetched, and no script but our own."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from importlib.resources import files

import pandas as pd

from crisisfigures._version import __version__
from crisisfigures.plugins import Check
from crisisfigures.validation._facts import Facts, counted
from crisisfigures.validation._findings import Saying
from crisisfigures.validation._marked import Marking, column_name, data, sentence
from crisisfigures.validation._run import Faults
from crisisfigures.validation._text import PLURAL, SINGULAR, place, summary
from crisisfigures.validation._words import NOT_SHOWN

_MOST_FILES = 20
"""So many files are named on the page."""


def report_html(facts: Facts, samples: int | None, *, values: bool) -> str:
    """Return the report as a page; for its options see `ValidationReport.to_html`."""
    saying = Saying(values=values, isolated=True)
    listed = {
        check: facts.samples(faults, samples, saying) for check, faults in facts.by_code.items()
    }
    rows = (row for found in listed.values() for row in found["row"].dropna().astype(int))
    marking = Marking(facts, rows, values=values)
    body = "".join(
        (
            '<a class="skip" href="#findings">Skip to the findings</a>\n',
            _head(facts, values=values),
            "<main>\n",
            _codes(facts),
            _findings(facts, listed, marking),
            _allowed(facts, values=values),
            _not_evaluated(facts),
            _checked(facts),
            "</main>\n",
            f"<footer><p>Made by crisisfigures {__version__}. Counts are exact. This page is "
            "complete in itself: it loads nothing and sends nothing.</p></footer>\n",
        )
    )
    return _page(f"Validation report: {_title(facts)}", body)


def _page(title: str, body: str) -> str:
    style, script = (
        files("crisisfigures.validation").joinpath(f"report.{kind}").read_text("utf-8")
        for kind in ("css", "js")
    )
    # Were anything of the data taken for markup in spite of all, it could still do nothing.
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n<script>{script}</script>\n"
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _file_names(facts: Facts) -> list[str]:
    if "file" not in facts.table.columns:
        return []
    return [str(name) for name in facts.table["file"].dropna().unique()]


def _title(facts: Facts) -> str:
    names = _file_names(facts)
    return column_name(names[0]) if len(names) == 1 else _n(len(names), "file") or "A table"


def _n(number: int, one: str, many: str = "") -> str:
    """Return a number of things; nothing for none."""
    return f"{number:,} {one if number == 1 else many or one + 's'}" if number else ""


def _head(facts: Facts, *, values: bool) -> str:
    tiles = [
        ("", "Rows", facts.n_rows),
        ("", "Passed", facts.n_rows - facts.n_failed),
        ("error" if facts.n_failed else "", "Failed", facts.n_failed),
        *(
            (severity if n else "", PLURAL[severity].capitalize(), n)
            for severity, n in facts.severities.items()
        ),
    ]
    if facts.allowed:
        tiles.append(("", "Allowed", sum(map(counted, facts.allowed.values()))))
    shown = "".join(
        f'<div class="{kind}"><dt>{title}</dt><dd>{n:,}</dd></div>' for kind, title, n in tiles
    )
    kind, verdict = _verdict(facts)
    return (
        '<header>\n<p class="kind">Validation report</p>\n'
        f"<h1><bdi>{escape(_title(facts))}</bdi></h1>\n"
        f'<p class="verdict {kind}">{verdict}</p>\n<dl class="tiles">{shown}</dl>\n'
        f'<p class="facts">{" ".join(_about(facts, values=values))}</p>\n</header>\n'
    )


def _verdict(facts: Facts) -> tuple[str, str]:
    """Return how grave it is, and what it comes to."""
    n = facts.severities
    if n["error"]:
        of = f"{facts.n_failed:,} of {_n(facts.n_rows, 'row') or '0 rows'}"
        return "error", f"{of} cannot be used as they are." if facts.n_rows else "There is no row."
    if n["warning"]:
        return "warning", f"No errors. {_n(n['warning'], 'warning')} to look at."
    if n["info"]:
        return "info", f"No errors and no warnings. {_n(n['info'], 'note')} to know of."
    return "fine", "Nothing found: every check that could be made was passed."


def _about(facts: Facts, *, values: bool) -> Iterable[str]:
    reading = facts.table.attrs.get("reading", {})
    if isinstance(reading, dict) and isinstance(reading.get("format"), str):
        yield f"Read as <code>{escape(column_name(reading['format']))}</code>."
    names = _file_names(facts)
    if len(names) > 1:
        rest = len(names) - _MOST_FILES
        more = f" and {rest:,} more" if rest > 0 else ""
        yield f"Files: {', '.join(map(data, names[:_MOST_FILES]))}{more}."
    if facts.profile.name:
        yield f"Judged by the profile {data(facts.profile.name)}."
    yield f"{_n(len(facts.checks_run), 'check')} made."
    if not values:
        yield "<strong>What cells say is not shown in this report.</strong>"


def _badge(check: Check) -> str:
    return f'<span class="badge {check.severity}">{SINGULAR[check.severity]}</span>'


def _anchor(check: Check) -> str:
    return escape(f"code-{check.name}")


def _codes(facts: Facts) -> str:
    if not facts.by_code:
        return ""
    rows = [
        (
            _badge(check),
            f'<a href="#{_anchor(check)}"><code>{escape(check.name)}</code></a>',
            f"{counted(faults):,}",
        )
        for check, faults in facts.by_code.items()
    ]
    listing = _listing(("Severity", "Code", "Findings"), rows, head=1)
    return f"<section>\n<h2>What was found</h2>\n{listing}</section>\n"


def _listing(heads: Iterable[str], rows: Iterable[tuple[str, ...]], *, head: int = 0) -> str:
    """Return a table of HTML; the cells of one column name the rows, those of the last count."""
    heads = list(heads)
    last = len(heads) - 1
    kinds = ['class="number"' if at == last else "" for at in range(len(heads))]
    top = "".join(
        f'<th scope="col" {kind}>{title}</th>' for kind, title in zip(kinds, heads, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{cell}</th>' if at == head else f"<td {kinds[at]}>{cell}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="card"><table class="listing"><thead><tr>{top}</tr></thead>'
        f"<tbody>\n{lines}</tbody></table></div>\n"
    )


def _findings(facts: Facts, listed: dict[Check, pd.DataFrame], marking: Marking) -> str:
    if not listed:
        return '<div id="findings"></div>\n'
    n_listed, n = sum(map(len, listed.values())), sum(facts.severities.values())
    is_cut = n_listed < n
    told = f"{_n(n, 'finding')}{f'; {n_listed:,} of them are listed here' if is_cut else ''}."
    sections = "".join(
        _section(check, facts.by_code[check], found, marking) for check, found in listed.items()
    )
    return (
        f'<section id="findings">\n<h2>Findings</h2>\n{_filters(facts)}'
        f'<p class="result" id="result" role="status" aria-live="polite">{told}</p>\n{sections}'
        '<p id="none" hidden>No finding fits. '
        '<button type="button" class="clear">Show all findings</button></p>\n</section>\n'
    )


def _filters(facts: Facts) -> str:
    columns: dict[str, int] = {}
    for found in facts.faults:
        name = column_name(found.column or None)
        columns[name] = columns.get(name, 0) + found.n
    codes = {check.name: counted(faults) for check, faults in facts.by_code.items()}
    boxes = "".join(
        f'<label><input type="checkbox" name="severity" value="{severity}" checked> '
        f"{PLURAL[severity].capitalize()} ({n:,})</label>"
        for severity, n in facts.severities.items()
        if n
    )
    return (
        '<div class="filters" role="search" aria-label="Findings">'
        '<div class="search"><label for="search">Search the findings</label>'
        '<input id="search" type="search" autocomplete="off" spellcheck="false"></div>'
        f"<fieldset><legend>Severity</legend><div>{boxes}</div></fieldset>"
        f"{_choice('by-code', 'Code', 'All codes', codes)}"
        f"{_choice('by-column', 'Column', 'All columns', dict(sorted(columns.items())))}"
        '<button type="button" class="clear">Clear</button></div>\n'
    )


def _choice(name: str, label: str, all_of_them: str, counts: dict[str, int]) -> str:
    options = "".join(
        f'<option value="{escape(key)}">{escape(key)} ({n:,})</option>' for key, n in counts.items()
    )
    return (
        f'<div><label for="{name}">{label}</label><select id="{name}">'
        f'<option value="">{all_of_them}</option>{options}</select></div>'
    )


def _section(check: Check, faults: list[Faults], found: pd.DataFrame, marking: Marking) -> str:
    n, hints = counted(faults), found["hint"].dropna().unique()
    parts = [f'<p class="soft">{sentence(check.why)}</p>']
    if len(hints) == 1:
        parts.append(f"<p><strong>To do:</strong> {sentence(hints[0])}</p>")
    if len(found) < n:
        parts.append(
            f"<p><strong>The first {len(found):,} of {n:,} are listed here.</strong> All of them: "
            "<code>crisisfigures validate FILE -o findings.csv</code>, or "
            "<code>report.findings</code> in Python.</p>"
        )
    rows = marking.table(found, f"Findings of {check.name}", to_do=len(hints) > 1)
    return (
        f'<section class="code" id="{_anchor(check)}" data-code="{escape(check.name)}" '
        f'data-severity="{check.severity}">\n<div><h3>{_badge(check)} '
        f'<code>{escape(check.name)}</code> <span class="count">{_n(n, "finding")}</span></h3>'
        f"{''.join(parts)}</div>\n{rows}"
        '<div class="more" hidden><button type="button">Show more</button></div></section>\n'
    )


def _allowed(facts: Facts, *, values: bool) -> str:
    if not facts.allowed:
        return ""
    rows = []
    for entry, faults in facts.allowed.items():
        where = "; ".join(
            f"<code>{escape(column)}</code> {data(text) if values else NOT_SHOWN}"
            for column, text in entry.where.items()
        )
        scope = " ".join(filter(None, (entry.column and f"in {data(entry.column)}", where)))
        n = counted(faults)
        said = f"{n:,}" if n else "none: take it out of the list"
        rows.append((f"<code>{escape(entry.code)}</code>", scope, data(entry.reason, 1000), said))
    listing = _listing(("Code", "Where", "Why it is right", "Findings"), rows)
    return (
        '<section>\n<h2>Allowed by the profile</h2>\n<p class="prose">These findings were looked '
        "at and are right as they are. They are counted nowhere else, and fail no row.</p>\n"
        f"{listing}</section>\n"
    )


def _not_evaluated(facts: Facts) -> str:
    if not facts.not_evaluated:
        return ""
    rows = [(f"<code>{escape(code)}</code>", f"{n:,}") for code, n in facts.not_evaluated.items()]
    return (
        '<section>\n<h2>Not evaluated</h2>\n<p class="prose">A check is not made in a row where a '
        "cell that it looks at could not be read, is at fault already, or is of a list that was "
        "not given. These are no findings: once the cells are mended, the checks are made there, "
        "too, and may find more.</p>\n"
        f'<div class="card"><details><summary>{_n(len(rows), "check")} could not be made in every '
        f"row</summary>{_listing(('Check', 'Rows'), rows)}</details></div></section>\n"
    )


def _checked(facts: Facts) -> str:
    silent = sorted({c.name for c in facts.checks_run} - set(facts.counts))
    listed = "".join(f"<li><code>{escape(code)}</code></li>" for code in silent)
    return (
        '<section>\n<h2>What was checked</h2>\n<p class="prose">An error makes a row unusable: it '
        "has failed. Warnings and notes leave a row as it is. A line is the row as a spreadsheet "
        "shows it; where that is not known, rows are counted from 0, as the table in Python counts "
        "them.</p>\n"
        f'<div class="card"><details><summary>{_n(len(silent), "check")} found nothing</summary>'
        f'<ul class="codes">{listed}</ul></details></div></section>\n'
    )


def notebook_html(facts: Facts) -> str:
    """Return a short table: each code, how often it was found, and the first place."""
    rows = []
    for check, faults in facts.by_code.items():
        example = next(facts.samples(faults, 1).itertuples(index=False))
        cells = (
            check.severity,
            check.name,
            f"{counted(faults):,}",
            f"{place(example)}: {example.message}",
        )
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("severity", "code", "count", "first"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f"<div><p>{escape(summary(facts))}</p>{table if rows else ''}</div>"

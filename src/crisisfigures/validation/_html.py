"""The report in a notebook: a short table of what was found."""

from html import escape

from crisisfigures.validation._facts import Facts, counted
from crisisfigures.validation._text import place, summary


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

"""Messages of the library as the command line says them."""

import re
from collections.abc import Callable

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
    (r"use `read`\.", "leave out --chunk-rows."),
    (r"(?:gazetteer\.)?with_pcodes\(\w+\)", "--pcodes FILE"),
    (r"""own_rows=['"](\w+)['"](?: \(--own-rows \w+\))?""", r"--own-rows \1"),
    (r"""let_unknown=\{['"](\w+)['"]\}(?:, or --let-unknown \w+)?""", r"--let-unknown \1"),
    (
        r"household_size=Estimate\(low=([\d.]+), best=([\d.]+), high=([\d.]+)\)",
        r"--household-size \1..\2..\3",
    ),
    (r"household_size=([\d.]+)", r"--household-size \1"),
    (r"""sizes=\{['"](\w+)['"]: ([^}]+)\}""", r"--size \1=\2"),
    (r"convert\(table, household_size=\.\.\.\)", "`crisisfigures convert --household-size SIZE`"),
    (r"rate\(\.\.\., per=10_000, by_day=True\)", "--by-day"),
    (r"""\b(places|periods|groups|causes|at|split|rule)=['"](\w+)['"]""", r"--\1 \2"),
)
"""How messages name what a caller in Python does, and how the command line says it."""


def _as_toml(mapping: str) -> str:
    """Return a mapping of names to texts, as Python writes it, as an inline table of TOML."""
    return re.sub(r"""['"](\w+)['"]: """, r"\1 = ", mapping).replace("{", "{ ").replace("}", " }")


def as_options(text: str) -> str:
    """Return a message with calls in Python said as options of the command."""
    for pattern, option in _IN_PYTHON:
        text = re.sub(pattern, option, text)
    return text

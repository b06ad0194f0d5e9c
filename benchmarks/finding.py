"""How fast words are read and figures found: `python benchmarks/finding.py`.

Beside it stand libraries that read numbers in text, where they are installed: none of them reads
hedges or ranges as ranges, or tells people from kilometres, so that only speed is compared.
"""

import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from crisisfigures import find_figures, parse_estimate
from crisisfigures.wording.estimates import _parsed

CLAUSES = [
    "In Gao, at least 12 people were killed and dozens injured last week, the Red Cross said.",
    "Floods displaced some 3,200 families, or 18,400 people, and destroyed 400 houses there.",
    "Between 20,000 and 30,000 people have fled to Chad since March 2021, according to the UN.",
    "The government has asked for $45 million to help nearly 560,000 refugees in two camps.",
    "Of the 61 dead, 22 were children under the age of 12; 14 people are still missing.",
]

EXPRESSIONS = [
    f"{hedge}{number:,}"
    for number in range(1_000, 6_000)
    for hedge in ("", "more than ", "an estimated ", "at least ")
]


def main() -> None:
    """Print the rates."""
    _parsed.cache_clear()
    _print("parse_estimate, distinct", parse_estimate, EXPRESSIONS)
    _print("parse_estimate, repeated", parse_estimate, EXPRESSIONS)
    texts = CLAUSES * 100
    find_figures(" ".join(CLAUSES))
    _print("find_figures, a clause", lambda text: find_figures(text, "en"), texts)
    _print("find_figures, language told from it", find_figures, texts)
    _peer("quantulum3", "quantulum3.parser", lambda it: it.parse, texts)
    _peer("text2num", "text_to_num", lambda it: lambda text: it.alpha2digit(text, "en"), texts)
    _peer(
        "recognizers-text-number",
        "recognizers_number",
        lambda it: lambda text: it.recognize_number(text, it.Culture.English),
        texts,
    )


def _peer(
    name: str, module: str, reader: Callable[[Any], Callable[[str], Any]], texts: list[str]
) -> None:
    try:
        read = reader(import_module(module))
        read(texts[0])
    except Exception as error:  # peers fail in many ways where they are only half installed
        print(f"{name}: not compared, {type(error).__name__}: {error}")
        return
    _print(name, read, texts)


def _print(name: str, read: Callable[[str], Any], texts: Iterable[str]) -> None:
    listed = list(texts)
    start = time.perf_counter()
    for text in listed:
        read(text)
    taken = (time.perf_counter() - start) / len(listed)
    print(f"{name}: {1 / taken:,.0f} a second, {taken * 1e3:.3f} ms each")


if __name__ == "__main__":
    main()

"""How fast and how rightly words are read and figures found: `python benchmarks/finding.py`.

Beside it stand libraries that read numbers in text, where they are installed: quantulum3,
recognizers-text-suite and text2num. Speed is the best of several rounds, in seconds of the
processor. What is right is counted on the made-up expressions and clauses of the tests, whose
ranges are worked out by hand; where only a convention makes the ends ("about 300"), the number
alone is right too.
"""

import json
import math
import re
import time
import warnings
from collections.abc import Callable, Container, Iterable
from importlib import import_module
from pathlib import Path

from crisisfigures import Estimate, find_figures, parse_estimate
from crisisfigures.errors import WordingError
from crisisfigures.wording.estimates import _parsed

TESTS = Path(__file__).parents[1] / "tests"

Range = tuple[float, float]
Reader = Callable[[str, str], list[Range]]
"""A text and its language to the ranges that are read in it."""

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

_ROUNDS = 5


def main() -> None:
    """Print the rates, and beside the other libraries what is right."""
    _parsed.cache_clear()
    _print("parse_estimate, distinct", parse_estimate, EXPRESSIONS, forget=_parsed.cache_clear)
    _print("parse_estimate, few distinct", parse_estimate, EXPRESSIONS[:200] * 100)
    texts = CLAUSES * 20
    _print("find_figures, a clause", lambda text: find_figures(text, "en"), texts)
    _print("find_figures, language told from it", find_figures, texts)
    expressions, clauses = _expressions(), _clauses()
    print(f"\n{len(expressions)} expressions and {len(clauses)} clauses, in five languages\n")
    print("| reader | a clause in English, ms | expressions read | clauses read | English only |")
    print("| --- | --: | --: | --: | --: |")
    readers: tuple[tuple[str, Callable[[], tuple[Reader, Reader]]], ...] = (
        ("crisisfigures", lambda: (_parse, _find)),
        ("quantulum3", _quantulum3),
        ("recognizers-text-suite", _recognizers),
        ("text2num", _text2num),
    )
    for name, loaded in readers:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                parse, find = loaded()
                find(CLAUSES[0], "en")
        except Exception as error:  # peers fail in many ways where they are only half installed
            print(f"| {name} | not compared: {type(error).__name__}: {error} | | | |")
            continue
        taken = _taken(lambda text, find=find: find(text, "en"), texts)
        right = [_share(parse, expressions), _share(find, clauses)]
        english = [
            _share(reader, [row for row in rows if row[0] == "en"])
            for reader, rows in ((parse, expressions), (find, clauses))
        ]
        print(f"| {name} | {taken * 1e3:.3f} | {' | '.join(right)} | {', '.join(english)} |")


# ── What is right ───────────────────────────────────────────────────────────────────────────

Row = tuple[str, str, list[set[Range]]]
"""A language, a text, and for each of its figures the ranges that are right."""


def _expressions() -> list[Row]:
    lines = (TESTS / "wording" / "figures.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["is_figure"]]
    return [(row["lang"], row["expression"], [_right(row)]) for row in rows]


def _right(row: dict) -> set[Range]:
    low, best, high = row["lower"], row["best"], row["upper"]
    whole = (-math.inf if low is None else low, math.inf if high is None else high)
    is_made = "convention" in (row["lower_kind"], row["upper_kind"])
    return {whole, (best, best)} if is_made and best is not None else {whole}


def _clauses() -> list[Row]:
    """Return the clauses with the ranges of the figures in them, and of no other numbers."""
    rows = []
    for line in (TESTS / "finding" / "clauses.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        lang, text, figures, *_ = (cell.strip() for cell in line.split("|"))
        said = [one.rpartition("=")[0].strip() for one in figures.split(";") if one.strip()]
        rows.append((lang, text, [_stated(parse_estimate(words, lang)) for words in said]))
    return rows


def _stated(estimate: Estimate) -> set[Range]:
    is_made = "convention" in (estimate.low_kind, estimate.high_kind)
    whole = (estimate.lower, estimate.upper)
    return {whole, (estimate.best, estimate.best)} if is_made and estimate.best else {whole}


def _share(read: Reader, rows: Iterable[Row]) -> str:
    """Return how many texts are read into all of their ranges and no other."""
    n_right = n_rows = 0
    for lang, text, figures in rows:
        n_rows += 1
        try:
            found = read(text, lang)
        except Exception:  # what a reader breaks on, it does not read
            continue
        n_right += len(found) == len(figures) and all(
            one in right for one, right in zip(found, figures, strict=True)
        )
    return f"{n_right / n_rows:.0%}"


# ── Readers ─────────────────────────────────────────────────────────────────────────────────


def _parse(text: str, lang: str) -> list[Range]:
    try:
        estimate = parse_estimate(text, lang)
    except WordingError:
        return []
    return [(estimate.lower, estimate.upper)]


def _find(text: str, lang: str) -> list[Range]:
    return [(one.estimate.lower, one.estimate.upper) for one in find_figures(text, lang)]


def _known(lang: str, known: Container[str]) -> None:
    if lang not in known:
        raise LookupError(f"no {lang}")


def _quantulum3() -> tuple[Reader, Reader]:
    parse = import_module("quantulum3.parser").parse

    def read(text: str, lang: str) -> list[Range]:
        _known(lang, {"en"})
        return [
            (one.value - (one.uncertainty or 0), one.value + (one.uncertainty or 0))
            for one in parse(text)
        ]

    return read, read


def _recognizers() -> tuple[Reader, Reader]:
    it = import_module("recognizers_number")
    cultures = {
        "en": it.Culture.English,
        "fr": it.Culture.French,
        "es": it.Culture.Spanish,
        "pt": it.Culture.Portuguese,
    }

    def read(text: str, lang: str) -> list[Range]:
        _known(lang, cultures)
        found = it.recognize_number(text, cultures[lang])
        # Its values are written in the way of the language: "1,5".
        values = [float(one.resolution["value"].replace(",", ".")) for one in found]
        return [(value, value) for value in values]

    return read, read


_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def _text2num() -> tuple[Reader, Reader]:
    alpha2digit = import_module("text_to_num").alpha2digit

    def read(text: str, lang: str) -> list[Range]:
        _known(lang, {"en", "fr", "es", "pt"})
        written = alpha2digit(text, lang)
        # It writes numbers in digits into the text; groups of three are taken as such.
        values = [float(re.sub("[.,]", "", one)) for one in _NUMERAL.findall(written)]
        return [(value, value) for value in values]

    return read, read


# ── Speed ───────────────────────────────────────────────────────────────────────────────────


def _taken(
    read: Callable[[str], object], texts: list[str], forget: Callable[[], None] | None = None
) -> float:
    """Return the seconds that one text takes, in the best of several rounds."""
    read(texts[0])
    rounds = []
    for _ in range(_ROUNDS):
        if forget is not None:
            forget()
        start = time.process_time()
        for text in texts:
            read(text)
        rounds.append((time.process_time() - start) / len(texts))
    return min(rounds)


def _print(
    name: str,
    read: Callable[[str], object],
    texts: list[str],
    *,
    forget: Callable[[], None] | None = None,
) -> None:
    taken = _taken(read, texts, forget)
    print(f"{name}: {1 / taken:,.0f} a second, {taken * 1e3:.4f} ms each")


if __name__ == "__main__":
    main()

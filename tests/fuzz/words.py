"""Words fuzzed, guided by coverage: `python tests/fuzz/words.py -max_total_time=900`.

Not part of the suite: it needs `pip install atheris` and runs as long as it is let. What follows
the name of the file goes to libFuzzer. Each input is a language, a reader and a text; seeds and
dictionary are the made-up clauses of the tests and the words of the language files. It stops at
the first input that breaks a law below, and prints it.
"""

import json
import re
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["crisisfigures"]):
    from crisisfigures import Estimate, figures_from, find_figures, parse_estimate, parse_period
    from crisisfigures.errors import WordingError
    from crisisfigures.vocabulary import MEASURES
    from crisisfigures.wording import parse_numeral
    from crisisfigures.wording.estimates import _parsed

LANGUAGES = (None, "en", "fr", "es", "pt", "ar")
CONVENTIONS = ("plain", "stated", "acled", "emdat", "rounded")
DAYS = (None, "2024-08-14", "2024-02", "2023", "14 August 2024")

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "crisisfigures"

BOUND = 2.0
"""Seconds of the processor for one text of a page or less; most take a thousandth of it."""

LONG = (5_000, 20_000)
"""Characters of a text and of a longer one: work in proportion is 4 times as much, square 16."""

GROWTH = 10
"""How many times as long the longer text may take, all noise included."""

FOREIGN = "xyzzy"
"""A word of no language: a text that was read whole is refused with it."""


def estimate(text: str, lang: str | None, choice: int) -> None:
    """A range is in order, read whole, and the same in capitals."""
    convention = CONVENTIONS[choice % len(CONVENTIONS)]
    try:
        read = parse_estimate(text, lang, convention)
    except WordingError as error:
        _hold_position(error, text)
        return
    _hold(read)
    assert read.stated == text.strip()
    for longer in (f"{text.strip()} {FOREIGN}", f"{FOREIGN} {text.strip()}"):
        try:
            halved = parse_estimate(longer, lang, convention)
        except WordingError:
            continue
        raise AssertionError(f"half read: {longer!r} as {halved!r}")
    if text.isascii():
        again = parse_estimate(text.upper(), lang, convention)
        assert (again.low, again.best, again.high) == (read.low, read.best, read.high), again
    digits = re.findall("[0-9]+", text)
    if len(digits) == 1 and text.strip() == digits[0]:
        assert read.numbers == (int(digits[0]),)


def _hold_position(error: WordingError, text: str) -> None:
    assert 0 <= error.position <= len(text), error


def _hold(read: Estimate) -> None:
    ends = [end for end in (read.low, read.best, read.high) if end is not None]
    assert ends == sorted(ends), read
    assert all(0 <= end <= 2**53 for end in (*ends, *read.numbers)), read


def figures(text: str, lang: str | None, choice: int) -> None:
    """Figures stand in the text in order, and say what their words say."""
    end = 0
    for one in find_figures(text, lang, rejected=True):
        assert end <= one.start < one.end <= len(text), one
        end = one.end
        assert text[one.start : one.end] == one.text
        assert one.estimate == parse_estimate(one.text, one.lang), one
        _hold(one.estimate)
        assert (one.measure in MEASURES) is (one.rejected is None), one
        for cue in (one.attribution, one.place, one.period, one.sentence):
            assert cue is None or text[cue.start : cue.end] == cue.text != "", one
        for link in one.links:
            assert link.to is None or 0 <= link.to < len(text), one


def table(text: str, lang: str | None, choice: int) -> None:
    """Each figure of a text is one row, whose days are in order."""
    found = find_figures(text, lang)
    rows = figures_from(text, published_on=DAYS[choice % len(DAYS)], publisher="X", lang=lang)
    assert len(rows) == len(found)
    assert rows["stated"].tolist() == [one.estimate.stated for one in found] if found else True
    if {"period_start", "period_end"} <= set(rows):
        stated = rows.dropna(subset=["period_start", "period_end"])
        assert (stated["period_start"] <= stated["period_end"]).all(), rows


def period(text: str, lang: str | None, choice: int) -> None:
    """A period ends after it starts, and keeps its words."""
    try:
        read = parse_period(text, published_on=DAYS[choice % len(DAYS)], lang=lang)
    except WordingError as error:
        _hold_position(error, text)
        return
    start, end = read.period.start, read.period.end
    assert start is not None or end is not None
    assert start is None or end is None or start <= end
    assert read.period.stated == text


def publication(text: str, lang: str | None, choice: int) -> None:
    """A day of publication is one, or is refused."""
    try:
        parse_period("March", published_on=text)
    except WordingError as error:
        _hold_position(error, error.words)


def numeral(text: str, lang: str | None, choice: int) -> None:
    """A cell of digits is a number that a float holds, or none."""
    read = parse_numeral(text, lang, decimal=(None, ".", ",")[choice % 3])
    assert read is None or -(2**53) <= read <= 2**53


def growth(text: str, lang: str | None, choice: int) -> None:
    """A text that goes on and on takes time in proportion."""
    piece = text[:60]
    if not piece or choice % 8:
        return  # this law takes a thousand times as long as the others
    for _ in range(3):
        short, long = (_spent(piece * (n // len(piece)), lang) for n in LONG)
        if long < GROWTH * max(short, 0.01):
            return
    raise AssertionError(f"{LONG} characters of {piece!r} took {short:.2f} and {long:.2f} seconds")


def _spent(text: str, lang: str | None) -> float:
    start = time.process_time()
    find_figures(text, lang)
    return time.process_time() - start


READERS: tuple[Callable[[str, str | None, int], None], ...] = (
    *(estimate, estimate, figures, figures, table, period, publication, numeral, growth),
)


def read(data: bytes) -> None:
    """Hold one input to its law."""
    if len(data) < 3:
        return
    text = data[3:].decode("utf-8", "ignore")
    reader, lang = READERS[data[0] % len(READERS)], LANGUAGES[data[1] % len(LANGUAGES)]
    _parsed.cache_clear()
    start = time.process_time()
    try:
        reader(text, lang, data[2])
        spent = time.process_time() - start
        assert reader is growth or spent < BOUND, f"{spent:.1f} seconds"
    except BaseException:
        print(f"{reader.__name__}, {lang}, {data[2]}: {text!r}", file=sys.stderr)
        raise


def _seeds() -> Iterator[bytes]:
    """Yield the clauses and expressions of the tests, each for every reader that it suits."""
    for line in (HERE.parent / "finding" / "clauses.txt").read_text("utf-8").splitlines():
        lang, _, rest = line.partition(" | ")
        if lang in LANGUAGES:
            yield _input(figures, lang, rest.partition(" | ")[0])
            yield _input(table, lang, rest.partition(" | ")[0])
    for line in (HERE.parent / "wording" / "figures.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        yield _input(estimate, said["lang"], said["expression"])
    for words in (
        "between 3 and 9 June 2022",
        "since 2012",
        "Q2 2021",
        "2022-06/2023",
        "13/04/2024",
    ):
        yield _input(period, "en", words)
        yield _input(publication, "en", words)
    for text in ('12 "(.', "between 3 and ", "…!?", "from 1 to 2 or 3, "):
        yield _input(growth, "en", text)


def _input(reader: Callable[..., None], lang: str, text: str) -> bytes:
    return bytes([READERS.index(reader), LANGUAGES.index(lang), 0]) + text.encode()


def _words(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield key
            yield from _words(value)
    elif isinstance(content, list):
        for value in content:
            yield from _words(value)
    elif isinstance(content, str):
        yield content


def main() -> None:
    """Fuzz, from seeds and with a dictionary that are kept as long as it runs."""
    with TemporaryDirectory() as folder:
        seeds, dictionary = Path(folder) / "seeds", Path(folder) / "words.dict"
        seeds.mkdir()
        for number, data in enumerate(_seeds()):
            (seeds / str(number)).write_bytes(data)
        files = SOURCE.glob("*/languages/*.toml")
        words = {w for file in files for w in _words(tomllib.loads(file.read_text("utf-8")))}
        escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in sorted(words))
        dictionary.write_text("".join(f'"{word}"\n' for word in escaped if word))
        for lang in LANGUAGES:
            figures_from("In Mali, 12 people died.", lang=lang)  # what is loaded once is not timed
        options = ["-max_len=600", "-timeout=60", f"-dict={dictionary}"]
        atheris.Setup([sys.argv[0], *options, *sys.argv[1:], str(seeds)], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

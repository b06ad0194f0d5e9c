"""How long validation takes, beside pandera (pandas backend) and pydantic (row by row).

All judge the same tables of claims by the same rules: closed lists of words, known places, no blank
text, a source, ISO dates, whole numbers that are neither negative nor beyond 2**53, low <= best <=
high, start <= end, days within plausible years, ends that lie where the precision says, nothing
published before it began, unique ids, no row twice. (Ours makes its other checks as well.) About
one row in a hundred has one fault, so that what each tool finds can be held against the truth; and
each gives a report of its findings, which is part of the time.

Run `python benchmarks/validation.py [ROWS ...]`; by default 100, 1,000, 10,000 and 100,000 rows.
pandera is not among the project's own dependencies: `pip install pandera`; without it, its line
says so. All tools run in turn in one process, and the median of the rounds is printed, since only
ratios of one run can be compared.
"""

import itertools
import statistics
import string
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.validation import validate
from crisisfigures.vocabulary import BASES, MEASURES, PLACE_SYSTEMS, PRECISIONS, ROLES

WORDS = {
    "measure": frozenset(MEASURES),
    "basis": BASES,
    "place_system": PLACE_SYSTEMS,
    "precision": PRECISIONS,
    "role": ROLES,
}
PLACES = frozenset(
    code
    for code in map("".join, itertools.product(string.ascii_uppercase, repeat=3))
    if standard_gazetteer().is_known(code, "iso3166-1")
)
ISO_DATE = r"^\d{4}(-\d\d(-\d\d)?)?$"
FIRST, LAST = datetime(1500, 1, 1), datetime(2100, 12, 31)
FAULTS = 10
"""Kinds of faults, each in one row of a thousand."""


def claims(n: int) -> tuple[pd.DataFrame, int]:
    """Return n claims in 14 columns, and how many faults are among them."""
    random = np.random.default_rng(20220614)
    low = random.integers(1, 500, n).astype(float)
    best = low + random.integers(0, 100, n)
    high = best + random.integers(1, 300, n)
    low[random.random(n) < 0.15] = np.nan
    month = np.datetime64("2019-01", "M") + random.integers(0, 48, n)
    published = np.datetime64("2023-01-01", "D") + random.integers(0, 60, n)
    columns: dict[str, Any] = {
        "id": np.array([f"c{number:016x}" for number in random.integers(2**60, size=n)], object),
        "measure": random.choice(np.array(["killed", "injured", "returns"], object), n),
        "basis": np.full(n, "flow", object),
        "place": random.choice(np.array(["MLI", "NER", "BFA", "TCD", "SDN"], object), n),
        "place_system": np.full(n, "iso3166-1", object),
        "period_start": month.astype("datetime64[us]"),
        "period_end": ((month + 1).astype("datetime64[D]") - 1).astype("datetime64[us]"),
        "precision": np.full(n, "month", object),
        "low": low,
        "best": best,
        "high": high,
        "source": random.choice(np.array([f"Source {at}" for at in range(200)], object), n),
        "published_on": published.astype(str).astype(object),
        "role": np.full(n, "claim", object),
    }
    # One fault a row, each of another kind, so that every tool can count alike.
    rows = random.permutation(n)[: FAULTS * max(1, n // 1000)].reshape(FAULTS, -1)
    columns["measure"][rows[0]] = "kiled"
    columns["basis"][rows[1]] = "flows"
    columns["role"][rows[2]] = "clam"
    columns["precision"][rows[3]] = "monthly"
    columns["source"][rows[4]] = None
    columns["published_on"][rows[5]] = "14/06/22"
    columns["best"][rows[6]] = np.nan
    columns["low"][rows[6]] = np.nan
    columns["high"][rows[6]] *= -1
    columns["high"][rows[7]] = columns["best"][rows[7]] - 0.5 - 0.5
    columns["low"][rows[7]] = np.nan
    columns["period_start"][rows[8]] += np.timedelta64(400, "D")
    columns["id"][rows[9]] = columns["id"][rows[9, 0] - 1]
    table = pd.DataFrame({name: _column(cells) for name, cells in columns.items()})
    return table, rows.size


def _column(cells: Any) -> Any:
    return pd.Series(cells, dtype="str") if cells.dtype == object else cells


def ours(table: pd.DataFrame) -> Callable[[], int]:
    def run() -> int:
        report = validate(table)
        return sum(report.findings["severity"] == "error")

    return run


def with_pandera(table: pd.DataFrame) -> Callable[[], int]:
    import pandera.pandas as pa

    def text(*checks: Any, nullable: bool = True, unique: bool = False) -> Any:
        blank = pa.Check.str_length(min_value=1)
        return pa.Column(str, [blank, *checks], nullable=nullable, unique=unique)

    whole = pa.Check(lambda numbers: numbers == numbers.round(), name="whole")
    number = pa.Column(float, [pa.Check.in_range(0, 2**53), whole], nullable=True)
    day = pa.Column("datetime64[us]", pa.Check.in_range(FIRST, LAST))

    def fits_month(t: pd.DataFrame) -> Any:
        whole = t["period_start"].dt.is_month_start & t["period_end"].dt.is_month_end
        return (t["precision"] != "month") | whole | (t["period_start"] > t["period_end"])

    def is_later(t: pd.DataFrame) -> Any:
        published = pd.to_datetime(t["published_on"], format="ISO8601", errors="coerce")
        return ~(published < t["period_start"])

    schema = pa.DataFrameSchema(
        {
            **{name: text(pa.Check.isin(sorted(known))) for name, known in WORDS.items()},
            "id": text(unique=True),
            "place": text(pa.Check.isin(sorted(PLACES))),
            "source": text(nullable=False),
            "published_on": text(pa.Check.str_matches(ISO_DATE)),
            **dict.fromkeys(("low", "best", "high"), number),
            **dict.fromkeys(("period_start", "period_end"), day),
        },
        checks=[
            pa.Check(lambda t: ~((t["low"] > t["best"]) | (t["low"] > t["high"])), name="low"),
            pa.Check(lambda t: ~(t["best"] > t["high"]), name="high"),
            pa.Check(lambda t: t["period_start"] <= t["period_end"], name="period"),
            pa.Check(fits_month, name="precision"),
            pa.Check(is_later, name="published"),
        ],
        unique=[name for name in table.columns if name != "id"],
    )

    def run() -> int:
        try:
            schema.validate(table, lazy=True)
        except pa.errors.SchemaErrors as errors:
            return len(errors.failure_cases)
        return 0

    return run


def with_pydantic(table: pd.DataFrame) -> Callable[[], int]:
    from typing import Annotated, Literal

    from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

    def whole(number: float) -> float:
        if number != round(number):
            raise ValueError("not whole")
        return number

    def word(name: str) -> Any:
        return Literal[tuple(sorted(WORDS[name]))]

    count = Annotated[float, Field(ge=0, le=2**53), AfterValidator(whole)] | None
    day = Annotated[datetime, Field(ge=FIRST, le=LAST)]
    text = Annotated[str, Field(min_length=1)]

    class Row(BaseModel):
        id: text
        measure: word("measure")
        basis: word("basis") | None
        place: Literal[tuple(sorted(PLACES))] | None
        place_system: word("place_system") | None
        period_start: day
        period_end: day
        precision: word("precision") | None
        low: count
        best: count
        high: count
        source: text
        published_on: Annotated[str, Field(pattern=ISO_DATE)] | None
        role: word("role")

        @model_validator(mode="after")
        def ordered(self) -> "Row":
            stated = [part for part in (self.low, self.best, self.high) if part is not None]
            if stated != sorted(stated):
                raise ValueError("not ordered")
            if self.period_start > self.period_end:
                raise ValueError("inverted")
            after = self.period_end + timedelta(days=1)
            if self.precision == "month" and (self.period_start.day != 1 or after.day != 1):
                raise ValueError("not of whole months")
            if self.published_on is not None and self.published_on < str(self.period_start):
                raise ValueError("published before it began")
            return self

    # The rows are given as dicts: making them is not counted.
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    said = [name for name in table.columns if name != "id"]

    def run() -> int:
        ids: set[str] = set()
        contents: set[tuple[object, ...]] = set()
        findings: list[Any] = []
        for row in rows:
            try:
                Row.model_validate(row)
            except ValidationError as error:
                findings += error.errors()
            content = tuple(row[name] for name in said)
            if row["id"] in ids:
                findings.append(("duplicate", row))
            if content in contents:
                findings.append(("copy", row))
            ids.add(row["id"])
            contents.add(content)
        return len(findings)

    return run


TOOLS: dict[str, Callable[[pd.DataFrame], Callable[[], int]]] = {
    "crisisfigures": ours,
    "pandera, pandas, lazy": with_pandera,
    "pydantic, row by row": with_pydantic,
}


def main(sizes: list[int]) -> None:
    for n in sizes:
        table, truth = claims(n)
        print(f"\n{n:,} rows, {truth:,} faults")
        runs = {}
        for name, prepare in TOOLS.items():
            try:
                runs[name] = prepare(table)
            except ImportError as missing:
                print(f"  {name:24}not installed ({missing.name})")
        found = {name: run() for name, run in runs.items()}
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(max(3, min(25, 300_000 // n))):
            for name, run in runs.items():
                start = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - start)
        own = statistics.median(seconds["crisisfigures"])
        for name, taken in seconds.items():
            median = statistics.median(taken)
            print(
                f"  {name:24}{median * 1e3:10.1f} ms {median / own:7.1f} x   found {found[name]:,}"
            )


if __name__ == "__main__":
    main([int(size.replace(",", "")) for size in sys.argv[1:]] or [100, 1_000, 10_000, 100_000])

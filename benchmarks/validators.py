"""The same rules in six tools, for `validation.py`: what each loads, and how it judges.

The rules: closed lists of words, known places, no blank text, a source, ISO dates, whole numbers
that are neither negative nor beyond 2**53, low <= best <= high, start <= end, days within
plausible years, ends that lie where the precision says, nothing published before it began, unique
ids, no row twice. A tool that cannot state a rule goes without it: libhxl compares no two cells of
a row, and frictionless is spared the days of a month.
"""

import csv
import itertools
import string
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from crisisfigures.gazetteer import standard_gazetteer
from crisisfigures.validation import Profile, checks, validate
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
LISTS = {**WORDS, "place": PLACES}
ISO_DATE = r"^\d{4}(-\d\d(-\d\d)?)?$"
FIRST, LAST = date(1500, 1, 1), date(2100, 12, 31)
MOST = 2**53
NUMBERS = ("low", "best", "high")
DAYS = ("period_start", "period_end")
NAMES = (
    *("id", "measure", "basis", "place", "place_system", *DAYS, "precision"),
    *(*NUMBERS, "source", "published_on", "role"),
)
SAID = [name for name in NAMES if name != "id"]

OUR_CODES = {
    *("unknown-measure", "unknown-word", "unknown-place-code", "blank-text", "source-missing"),
    *("date-not-iso", "unreadable-date", "unreadable-number", "fractional-count"),
    *("number-not-exact", "negative-count", "bounds-not-ordered", "period-inverted"),
    *("implausible-date", "precision-misfit", "period-after-publication"),
    *("duplicate-id", "duplicate-row"),
}

Load = Callable[[Path], Any]
Judge = Callable[[Any], int]
Tool = tuple[Load, Judge]
"""How a tool loads a file, and how many faults it finds in what it loaded."""


def ours() -> Tool:
    """Every check."""
    import crisisfigures as cf

    def judge(table: Any) -> int:
        return int((validate(table).findings["severity"] == "error").sum())

    return cf.read, judge


def ours_same_rules() -> Tool:
    """The checks that the other tools make as well."""
    import crisisfigures as cf

    off = {code: "off" for code in checks() if code not in OUR_CODES}
    profile = Profile(severity=off)  # type: ignore[arg-type]
    return cf.read, lambda table: len(validate(table, profile=profile).findings)


def pandera_pandas() -> Tool:
    """Pandera on pandas, lazy: all failures, not the first."""
    import pandera.pandas as pa

    def text(*rules: Any, nullable: bool = True, unique: bool = False) -> Any:
        blank = pa.Check.str_length(min_value=1)
        return pa.Column(str, [blank, *rules], nullable=nullable, unique=unique)

    whole = pa.Check(lambda numbers: numbers == numbers.round(), name="whole")
    number = pa.Column(float, [pa.Check.in_range(0, MOST), whole], nullable=True)
    day = pa.Column(
        "datetime64[us]", pa.Check.in_range(pd.Timestamp(FIRST), pd.Timestamp(LAST)), coerce=True
    )

    def fits_month(t: pd.DataFrame) -> Any:
        is_whole = t["period_start"].dt.is_month_start & t["period_end"].dt.is_month_end
        return (t["precision"] != "month") | is_whole | (t["period_start"] > t["period_end"])

    def is_later(t: pd.DataFrame) -> Any:
        published = pd.to_datetime(t["published_on"], format="ISO8601", errors="coerce")
        return ~(published < t["period_start"])

    schema = pa.DataFrameSchema(
        {
            **{name: text(pa.Check.isin(sorted(known))) for name, known in LISTS.items()},
            "id": text(unique=True),
            "source": text(nullable=False),
            "published_on": text(pa.Check.str_matches(ISO_DATE)),
            **dict.fromkeys(NUMBERS, number),
            **dict.fromkeys(DAYS, day),
        },
        checks=[
            pa.Check(lambda t: ~((t["low"] > t["best"]) | (t["low"] > t["high"])), name="low"),
            pa.Check(lambda t: ~(t["best"] > t["high"]), name="high"),
            pa.Check(lambda t: t["period_start"] <= t["period_end"], name="period"),
            pa.Check(fits_month, name="precision"),
            pa.Check(is_later, name="published"),
        ],
        unique=SAID,
    )

    def load(path: Path) -> Any:
        kinds = {name: "float64" if name in NUMBERS else "str" for name in NAMES}
        kinds = {name: kind for name, kind in kinds.items() if name not in DAYS}
        return pd.read_csv(path, dtype=kinds, parse_dates=list(DAYS))  # type: ignore[arg-type]

    return load, _failures_of(schema, pa.errors.SchemaErrors)


def _failures_of(schema: Any, errors: type[Exception]) -> Judge:
    """Return how many cases fail a schema of pandera, judged whole."""

    def judge(table: Any) -> int:
        try:
            schema.validate(table, lazy=True)
        except errors as found:
            return len(found.failure_cases)  # type: ignore[attr-defined]
        return 0

    return judge


def pandera_polars() -> Tool:
    """Pandera on polars, lazy: all failures, not the first."""
    import pandera.polars as pa
    import polars as pl

    def text(*rules: Any, nullable: bool = True, unique: bool = False) -> Any:
        blank = pa.Check.str_length(min_value=1)
        return pa.Column(pl.String, [blank, *rules], nullable=nullable, unique=unique)

    def holds(rule: Any, name: str) -> Any:
        return pa.Check(lambda data: data.lazyframe.select(rule.fill_null(True)), name=name)

    col = pl.col
    number_rules = [
        pa.Check.in_range(0, MOST),
        pa.Check(
            lambda data: data.lazyframe.select(col(data.key).round(0) == col(data.key)),
            name="whole",
        ),
    ]
    starts, ends = col("period_start"), col("period_end")
    is_whole = (starts == starts.dt.month_start()) & (ends == ends.dt.month_end())
    published = col("published_on").str.to_date(strict=False)
    schema = pa.DataFrameSchema(
        {
            **{name: text(pa.Check.isin(sorted(known))) for name, known in LISTS.items()},
            "id": text(unique=True),
            "source": text(nullable=False),
            "published_on": text(pa.Check.str_matches(ISO_DATE)),
            **dict.fromkeys(NUMBERS, pa.Column(pl.Float64, number_rules, nullable=True)),
            **dict.fromkeys(DAYS, pa.Column(pl.Date, pa.Check.in_range(FIRST, LAST))),
        },
        checks=[
            holds(~((col("low") > col("best")) | (col("low") > col("high"))), "low"),
            holds(~(col("best") > col("high")), "high"),
            holds(starts <= ends, "period"),
            holds((col("precision") != "month") | is_whole | (starts > ends), "precision"),
            holds(~(published < starts), "published"),
        ],
        unique=SAID,
    )

    def load(path: Path) -> Any:
        kinds = {name: pl.Float64 if name in NUMBERS else pl.String for name in NAMES}
        return pl.read_csv(path, schema={**kinds, **dict.fromkeys(DAYS, pl.Date)})

    return load, _failures_of(schema, pa.errors.SchemaErrors)


def frictionless() -> Tool:
    """Frictionless, from the file; every error kept."""
    from frictionless import Checklist, Resource, Schema
    from frictionless import checks as rules

    def field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
        return {"name": name, "type": kind, "constraints": constraints}

    listed = {name: field(name, "string", enum=sorted(known)) for name, known in LISTS.items()}
    others = {
        "id": field("id", "string", unique=True),
        "source": field("source", "string", required=True),
        "published_on": field("published_on", "string", pattern=ISO_DATE),
    }
    others |= {name: field(name, "integer", minimum=0, maximum=MOST) for name in NUMBERS}
    spread = {"minimum": str(FIRST), "maximum": str(LAST)}
    others |= {name: field(name, "date", **spread) for name in DAYS}
    fields = listed | others
    schema = Schema.from_descriptor({"fields": [fields[name] for name in NAMES]})
    formulas = [
        "low is None or ((best is None or low <= best) and (high is None or low <= high))",
        "best is None or high is None or best <= high",
        "period_start <= period_end",
        "published_on is None or published_on >= period_start.isoformat()",
    ]
    listing = [rules.row_constraint(formula=formula) for formula in formulas]
    checklist = Checklist(checks=[rules.duplicate_row(), *listing])

    def judge(path: Any) -> int:
        resource = Resource(path=path.name, basepath=str(path.parent), schema=schema)
        report = resource.validate(checklist, limit_errors=1_000_000_000)
        return int(report.stats["errors"])

    return lambda path: path, judge


def libhxl() -> Tool:
    """libhxl, from the file with a row of hashtags."""
    import hxl

    columns = ["tag", "list", "min", "max", "regex", "required", "unique"]
    header = [
        *("#valid_tag", "#valid_value+list", "#valid_value+min", "#valid_value+max"),
        *("#valid_value+regex", "#valid_required+min", "#valid_unique+key"),
    ]
    rows = [{"tag": f"#{name}", "list": "|".join(sorted(LISTS[name]))} for name in LISTS]
    rows += [
        {"tag": f"#{name}", "min": "0", "max": str(MOST), "regex": r"^\d+$"} for name in NUMBERS
    ]
    rows += [{"tag": f"#{name}", "min": str(FIRST), "max": str(LAST)} for name in DAYS]
    rows += [
        {"tag": "#source", "required": "1"},
        {"tag": "#published_on", "regex": ISO_DATE},
        {"tag": "#id", "unique": "#id"},
        {"tag": "#measure", "unique": ",".join(f"#{name}" for name in SAID)},
    ]
    rules = [header, *([row.get(name, "") for name in columns] for row in rows)]

    def load(path: Path) -> Path:
        tagged = path.with_suffix(".hxl.csv")
        if not tagged.exists():
            lines = path.read_text(encoding="utf-8").partition("\n")
            tags = ",".join(f"#{name}" for name in lines[0].split(","))
            tagged.write_text(f"{lines[0]}\n{tags}\n{lines[2]}", encoding="utf-8")
        return tagged

    def judge(path: Any) -> int:
        found: list[Any] = []
        schema = hxl.schema(rules, callback=found.append)
        with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
            schema.validate(source)
        return len(found)

    return load, judge


def pydantic() -> Tool:
    """Pydantic, row by row, with sets for what has occurred."""
    from typing import Annotated, Literal

    from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
    from pydantic import model_validator as of_model

    def whole(number: float) -> float:
        if number != round(number):
            raise ValueError("not whole")
        return number

    def word(name: str) -> Any:
        return Literal[tuple(sorted(LISTS[name]))]

    blank_is_none = BeforeValidator(lambda cell: cell or None)
    count = Annotated[
        Annotated[float, Field(ge=0, le=MOST), AfterValidator(whole)] | None, blank_is_none
    ]
    day = Annotated[date, Field(ge=FIRST, le=LAST)]
    text = Annotated[str, Field(min_length=1)]

    class Row(BaseModel):
        id: text
        measure: word("measure")
        basis: word("basis") | None
        place: word("place") | None
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

        @of_model(mode="after")
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

    def load(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def judge(rows: Any) -> int:
        ids: set[str] = set()
        contents: set[tuple[object, ...]] = set()
        n = 0
        for row in rows:
            try:
                Row.model_validate(row)
            except ValidationError as error:
                n += error.error_count()
            content = tuple(row[name] for name in SAID)
            n += (row["id"] in ids) + (content in contents)
            ids.add(row["id"])
            contents.add(content)
        return n

    return load, judge


TOOLS: dict[str, Callable[[], Tool]] = {
    "crisisfigures": ours,
    "crisisfigures, the same rules": ours_same_rules,
    "pandera, pandas": pandera_pandas,
    "pandera, polars": pandera_polars,
    "pydantic, row by row": pydantic,
    "frictionless": frictionless,
    "libhxl": libhxl,
}

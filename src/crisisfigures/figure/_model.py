"""The model of one figure: its fields, and how values become them."""

from collections.abc import Iterator
from datetime import date, datetime
from numbers import Integral, Real
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from crisisfigures.estimate import Estimate
from crisisfigures.figure._rules import WORDS, broken_rules, explain
from crisisfigures.period import Period
from crisisfigures.vocabulary import MEASURES


def _refused(code: str, info: ValidationInfo, value: object, why: str, hint: str) -> Exception:
    shown = repr(value)
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    message = f"{info.field_name}={shown} {why}\nHint: {hint}"
    # Handed over as a value, so that braces in the data are not taken for a template.
    return PydanticCustomError(code, "{message}", {"message": message})


def _text(value: object, info: ValidationInfo) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _refused(
        "not-text",
        info,
        value,
        f"is {type(value).__name__}, not text.",
        f"the column {info.field_name!r} holds words as the source wrote them.",
    )


def _number(value: object, info: ValidationInfo) -> int | float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        raise _refused(
            "not-a-number",
            info,
            value,
            f"is {type(value).__name__}, not a number.",
            "words and digits in text are read by crisisfigures.parse_estimate.",
        )
    number = int(value) if isinstance(value, Integral) else float(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _day(value: object, info: ValidationInfo) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            # Since 3.11 it also takes 20220614 and 2022-W24-2, which no column of days holds.
            if len(value) == 10 and value[4] == value[7] == "-":
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise _refused(
            "not-a-day",
            info,
            value,
            "is not a day that exists, written as in 2022-06-14.",
            "a month or a year is a period with two ends; Period.parse gives them.",
        )
    raise _refused(
        "not-a-day",
        info,
        value,
        f"is {type(value).__name__}, not a date.",
        "give a datetime.date or text such as 2022-06-14.",
    )


def _flag(value: object, info: ValidationInfo) -> bool:
    # numpy's own truth values are no bool of Python's; their type is known without numpy.
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return bool(value)
    raise _refused(
        "not-a-flag", info, value, f"is {type(value).__name__}, not a flag.", "give True or False."
    )


Text = Annotated[str | None, BeforeValidator(_text)]
Filled = Annotated[str, BeforeValidator(_text)]
Number = Annotated[
    int | float | None,
    BeforeValidator(_number),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "null"}]}),
]
Day = Annotated[date | None, BeforeValidator(_day)]
Flag = Annotated[bool, BeforeValidator(_flag)]


def _says(description: str) -> Any:
    return Field(default=None, description=description)


def _word(column: str, description: str, default: str | None = None) -> Any:
    """Return the field of a column with a closed list of words, which its schema lists."""
    words: list[str | None] = [*sorted(WORDS[column])]
    listed = words if default is not None else [*words, None]
    return Field(default=default, description=description, json_schema_extra={"enum": [*listed]})


class Figure(BaseModel):
    """One figure: what one source claims about one quantity, as one row of a table.

    The fields are the columns of the table, and mean the same; a missing value (None, NaN,
    NaT) has the column's default. Other columns may be given and are kept in `model_extra`.
    A figure keeps every rule of `RULES`: what it refuses is what `validate` reports as errors
    of the phases cells and rows.

    Raises:
        pydantic.ValidationError: A value is not of its column's kind, or rules are broken; all
            of them are listed, each with field, value, reason and hint.

    Example:
        >>> toll = Figure(measure="killed", place="ML-9", place_system="iso3166-2",
        ...               low=300, high=999, source="MSA", published_on="2022-06")
        >>> print(toll.estimate)
        300–999
        >>> Figure.model_validate_json(toll.model_dump_json()) == toll
        True
    """

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        allow_inf_nan=True,
        ser_json_inf_nan="null",
        json_schema_extra={
            "description": "What one source claims about one quantity, as one row of a table.",
            "required": ["measure", "source"],
        },
    )

    id: Text = _says("Stable name of the claim, made from what was said.")
    source_key: Text = _says("The publisher's own id, the same across editions.")
    measure: Text = _word("measure", "What is counted.")
    definition: Text = _says("Whose definition, where institutions count different things so.")
    unit: Filled = _word("unit", "The unit of counting.", "person")
    group: Filled = Field(
        default="all",
        description="Whom: 'all', or parts such as 'status=civilian;sex=female;age=0-4'.",
    )
    cause: Text = _says("What did it: conflict, earthquake …")
    event: Text = _says("The publisher's id of the event or operation.")
    actor: Text = _says("Who did it.")
    modality: Filled = _word("modality", "Observed, feared, projected or planned.", "observed")
    basis: Text = _word("basis", "People on a date, events in a period, or a running total.")
    measure_stated: Text = _says("The source's own words for the measure.")
    group_stated: Text = _says("The source's own words for the group.")
    place: Text = _says("Code of the place in its system.")
    place_system: Text = _word("place_system", "Whose code the place has.")
    place_name: Text = _says("The source's words for the place.")
    place_precision: Text = _word("place_precision", "How closely the place is known.")
    from_place: Text = _says("Code of the place where the people come from.")
    from_system: Text = _word("from_system", "Whose code that place has.")
    from_name: Text = _says("The source's words for that place.")
    period_start: Day = _says("First day that the figure refers to.")
    period_end: Day = _says("Last day that the figure refers to, included.")
    precision: Text = _word("precision", "How closely the ends of the period are known.")
    period_kind: Filled = _word(
        "period_kind", "Whether it covers the period or happened on some day in it.", "covers"
    )
    period_stated: Text = _says("The source's words for the period.")
    low: Number = _says("The lower number stated.")
    best: Number = _says("The best figure stated.")
    high: Number = _says("The upper number stated.")
    low_kind: Text = _word("low_kind", "What the lower end rests on; stated unless said.")
    high_kind: Text = _word("high_kind", "What the upper end rests on; stated unless said.")
    quantifier: Text = _word("quantifier", "How the number was hedged.")
    approximate: Flag = Field(default=False, description="Whether the words were hedged.")
    range_kind: Text = _word("range_kind", "What the range claims to be.")
    level: Number = _says("How much an interval claims to cover, between 0 and 1.")
    stated: Text = _says("The source's words for the number.")
    convention: Text = _says("Name and version of the convention that read the words.")
    status: Filled = _word("status", "Whether there is a number, or why there is none.", "present")
    production: Filled = _word("production", "How the source came to the number.", "reported")
    is_rollup: Flag = Field(default=False, description="Whether it sums up other rows.")
    derivation: Text = _says("Steps that made the number, such as 80 households × 4.575.")
    caveat: Text = _says("What the source or the coder warns of.")
    unread: Text = _says("Cells that could not be read, as column=text; none in a figure.")
    source: Text = _says("Who claims it.")
    source_type: Text = _word("source_type", "What kind of source that is.")
    publisher: Text = _says("Who carried it.")
    repeats: Text = _says("The claim or the source that it repeats.")
    reliability: Text = _word("reliability", "Admiralty grade of the source; F: cannot be judged.")
    credibility: Text = _word("credibility", "Admiralty grade of the claim; 6: cannot be judged.")
    grading: Text = _says("Grades of another scheme, as they are.")
    published_on: Text = _says("When it was said: ISO 8601, possibly only a month or a year.")
    edition: Text = _says("Edition of the publication.")
    retrieved_on: Text = _says("When it was fetched, ISO 8601.")
    url: Text = _says("Where it was read.")
    excerpt: Text = _says("In what words it was read.")
    role: Filled = _word("role", "What the row is for.", "claim")
    supersedes: Text = _says("Id of the claim that it replaces.")
    file: Text = _says("The file it was read from.")
    source_row: Number = _says("Its row there, as a spreadsheet shows it.")

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, values: Any) -> Any:
        """Give missing values their defaults; they stay known as given."""
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {
            name: (fields[name].default if name in fields else None)
            if _is_missing(value)
            else value
            for name, value in values.items()
        }

    @model_validator(mode="after")
    def _keep_the_rules(self) -> Self:
        values = self.__dict__
        broken = broken_rules(values)
        if broken:
            raise ValidationError.from_exception_data(
                "Figure",
                [
                    InitErrorDetails(
                        type=PydanticCustomError(
                            rule.code, "{message}", {"message": explain(rule, column, values)}
                        ),
                        loc=(column,),
                        input=values[column],
                    )
                    for rule, column in broken
                ],
            )
        return self

    @property
    def estimate(self) -> Estimate | None:
        """The number as a range; None where the status says why there is none."""
        nothing = self.low is None and self.best is None and self.high is None
        if nothing and self.quantifier != "unbounded":
            return None
        return Estimate(
            self.low,
            self.best,
            self.high,
            low_kind=self.low_kind,
            high_kind=self.high_kind,
            quantifier=self.quantifier,
            approximate=self.approximate,
            range_kind=self.range_kind,
            level=self.level,
            signed=self.measure is not None and MEASURES[self.measure].signed,
            stated=self.stated,
            convention=self.convention,
        )

    @property
    def period(self) -> Period | None:
        """The days that it refers to; None where they are not stated."""
        if self.period_start is None and self.period_end is None:
            return None
        return Period(
            self.period_start,
            self.period_end,
            self.precision,
            self.period_kind,
            self.period_stated,
        )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Return what is said, without what goes without saying."""
        for name, value in super().__repr_args__():
            field = type(self).model_fields.get(str(name))
            if field is None or value != field.default:
                yield name, value

    def __str__(self) -> str:
        return repr(self)


def _is_missing(value: object) -> bool:
    if value is None:
        return True
    # NaN and NaT are the values that differ from themselves.
    return isinstance(value, float | datetime) and value != value

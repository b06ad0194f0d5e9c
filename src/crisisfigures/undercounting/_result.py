"""What comes of estimating an undercount: the models, their spread, and how it is printed."""

import html
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crisisfigures.estimate import Estimate
from crisisfigures.layout import Cell, Column, Layout, Note, Section, say_number


@dataclass(frozen=True, slots=True)
class Undercount:
    """How many individuals there are in all, on a list or on none, by every model.

    Attributes:
        models: One row a model, the best first (lowest BIC): `model` in brackets, its largest
            terms by the numbers of the lists, so that `[12,3]` has an interaction of the first
            two; `df`; `deviance`; `AIC`, `BIC`; `N`, the estimated number in all; `low` and
            `high`, the ends of its interval at `level`; `weight`, proportional to exp(-BIC/2).
            A model that has no estimate stands last, with only `model` and `df`. Of two lists
            there is one row, with `deviance`, `AIC` and `BIC` missing.
        lists: The names of the lists, by their numbers from 1.
        n_observed: How many individuals are on a list.
        spread: The lowest `low` and the highest `high` of the models whose BIC lies within
            `within` of the best.
        n_spread: How many models those are.
        within: That distance.
        level: The level of each model's interval.
        method: `chapman` (two lists) or `log-linear`.
        notes: What must be known by whoever quotes the number, one sentence or two each.
    """

    models: pd.DataFrame
    lists: tuple[str, ...]
    n_observed: int
    spread: tuple[float, float]
    n_spread: int
    within: float
    level: float
    method: str
    notes: tuple[str, ...]

    @property
    def best_bic(self) -> "pd.Series[Any]":
        """The row of the model with the lowest BIC, or of the only one; no answer by itself."""
        return self.models.iloc[0]

    @property
    def estimate(self) -> Estimate:
        """The number in all as a range: the spread, rounded outwards to whole people.

        `best` is stated only where a single model is in the spread. The range claims no level:
        the interval of each model has one if that model is true, and nothing says that it is.
        """
        low, high = self._whole
        return Estimate(
            low,
            round(self.models["N"].iloc[0]) if self.n_spread == 1 else None,
            high,
            low_kind="derived",
            high_kind="derived",
            range_kind="plausible",
        )

    @property
    def _whole(self) -> tuple[int, int]:
        return math.floor(self.spread[0]), math.ceil(self.spread[1])

    def layout(self) -> Layout:
        """Return the models of the spread as they are to be printed, with the notes."""
        notes = tuple(map(Note, self.notes))
        marks = tuple(range(1, len(notes) + 1))
        columns = (
            Column("model", "Model"),
            *(Column(name, name, align="right") for name in ("df", "deviance", "AIC", "BIC", "N")),
            Column("low", f"{say_number(100 * self.level)} % low", align="right"),
            Column("high", "high", align="right"),
            Column("weight", "Weight", align="right"),
            Column("notes", "Notes"),
        )
        shown = self.models.iloc[: self.n_spread]
        rows = tuple(
            (
                Cell(model),
                Cell(str(df), value=df),
                *(_cell(number, 1) for number in (deviance, aic, bic)),
                *(_cell(number, 0) for number in (in_all, low, high)),
                _cell(weight, 2),
                Cell("", marks=marks),
            )
            for model, df, deviance, aic, bic, in_all, low, high, weight in shown.itertuples(
                index=False
            )
        )
        rest = len(self.models) - len(shown)
        tail = f"{rest:,} {'model is' if rest == 1 else 'models are'} not in the spread."
        table = Section("models", "", columns, rows, lead=self._lead(), tail=tail if rest else "")
        return Layout("Undercount", table, notes)

    def _lead(self) -> str:
        lists = ", ".join(f"{number} {name}" for number, name in enumerate(self.lists, 1))
        low, high = self._whole
        by = (
            "by Chapman's estimator"
            if self.method == "chapman"
            else f"the spread of {self.n_spread:,} of {len(self.models):,} models, "
            f"those within {say_number(self.within)} BIC of the best"
        )
        return (
            f"{self.n_observed:,} individuals on {len(self.lists)} lists ({lists}). "
            f"In all {low:,} to {high:,}, so {low - self.n_observed:,} to "
            f"{high - self.n_observed:,} on no list: {by}."
        )

    def __repr__(self) -> str:
        """Return the counts and the spread."""
        low, high = self._whole
        return (
            f"<Undercount: {self.n_observed:,} individuals on {len(self.lists)} lists, "
            f"{low:,} to {high:,} in all "
            f"({self.n_spread:,} of {len(self.models):,} models)>"
        )

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"


def _cell(number: float, decimals: int) -> Cell:
    """Return a number as it is printed; missing is blank."""
    return Cell() if math.isnan(number) else Cell(f"{number:,.{decimals}f}", value=number)

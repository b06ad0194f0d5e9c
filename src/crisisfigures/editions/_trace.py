"""Where a number comes from: every claim behind it, and every one that was set aside."""

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.aggregation import Aggregation
from crisisfigures.errors import OptionError, UnknownNameError
from crisisfigures.layout.figures import how_many, what, when, where
from crisisfigures.reconciliation import Reconciliation
from crisisfigures.table import Columns

SCHEMA = 1
"""The version of what `Trace.to_json` writes."""

_CLAIM = (
    *("id", "verdict", "source", "voter", "publisher", "published_on", "edition", "source_key"),
    *("stated", "low", "best", "high", "low_kind", "high_kind", "convention", "derivation"),
    *("status", "url", "excerpt", "file", "source_row"),
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one number comes from.

    Attributes:
        quantity: What the number is of.
        said: It in words: what, where, when, how many.
        figure: The row of the result: its range, and what makes its ends.
        method: How it was made.
        options: What was asked for besides.
        parts: Of an aggregation: the figures it was made of or that were looked at for it, each
            with its `verdict`; empty for a reconciliation.
        claims: The claims behind, each with its `verdict`, words, source, date, address, file and
            row; of an aggregation, those of all its parts.
    """

    quantity: str
    said: str
    figure: dict[str, Any]
    method: str
    options: dict[str, Any]
    parts: list[dict[str, Any]]
    claims: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values: texts, numbers, None; ISO dates; fractions as "1/2"."""
        return {
            "schema": SCHEMA,
            "quantity": self.quantity,
            "said": self.said,
            "figure": self.figure,
            "method": self.method,
            "options": self.options,
            "parts": self.parts,
            "claims": self.claims,
        }

    def to_json(self) -> str:
        """Return it as JSON; what is not stated is null."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)

    def __str__(self) -> str:
        """Return it as lines that can be read."""
        lines = [self.said, f"By {self.method}."]
        for title, rows in (("Parts", self.parts), ("Claims", self.claims)):
            if rows:
                lines.append(f"{title}:")
                lines += [f"- {_line(row)}" for row in rows]
        return "\n".join(lines)


def trace(result: Reconciliation | Aggregation, quantity: str) -> Trace:
    """Return where a number of a result comes from, in one call.

    Args:
        result: What `reconcile` or `aggregate` returned.
        quantity: The number's `quantity`, as in `result.table`.

    Raises:
        UnknownNameError: No such quantity in the table.
        OptionError: The quantity is no text, or the result has no claims.

    Example:
        >>> import crisisfigures as cf
        >>> claims = cf.to_frame([
        ...     cf.Figure(measure="injured", best=12, source="UN", id="c1"),
        ... ])
        >>> result = cf.reconcile(claims)
        >>> found = trace(result, result.table["quantity"][0])
        >>> found.claims[0]["source"], found.claims[0]["verdict"]
        ('UN', 'supports')
    """
    if not isinstance(result, Reconciliation | Aggregation):
        raise OptionError(
            f"cannot trace {type(result).__name__}: the claims behind its numbers are not in it.\n"
            "Hint: give what reconcile() or aggregate() returned, and not its table."
        )
    if not isinstance(quantity, str):
        raise OptionError(
            f"quantity={quantity!r} is {type(quantity).__name__}, not the name of a quantity.\n"
            "Hint: give one of result.table['quantity']."
        )
    row = result.table[result.table["quantity"] == quantity]
    if row.empty:
        raise UnknownNameError("quantity", quantity, result.table["quantity"])
    if isinstance(result, Aggregation):
        behind = result.reconciliation
        own = result.parts[result.parts["whole"] == quantity]
        parts = [
            {"quantity": part["quantity"], **_plain(part, _CLAIM), "said": said}
            for part, said in zip(own.to_dict("records"), _saids(own), strict=True)
        ]
        about = set(own["quantity"])
    else:
        behind, parts, about = result, [], {quantity}
    claims = behind.claims[behind.claims["quantity"].isin(about)]
    one = row.iloc[0].to_dict()
    return Trace(
        quantity=quantity,
        said=_saids(row)[0],
        figure=_plain(one, [str(name) for name in row.columns]),
        method=str(one["method"]),
        options={name: _value(value) for name, value in behind.options.items()},
        parts=parts,
        claims=[
            {**_plain(claim, _CLAIM), "said": said}
            for claim, said in zip(claims.to_dict("records"), _saids(claims), strict=True)
        ],
    )


def _saids(table: pd.DataFrame) -> list[str]:
    columns = Columns(table)
    parts = zip(*(say(columns) for say in (what, where, when, how_many)), strict=True)
    return [f"{w}, {at}, {on}: {number}" for w, at, on, number in parts]


def _plain(row: dict[Any, Any], names: Any) -> dict[str, Any]:
    return {str(name): _value(row[name]) for name in names if name in row}


def _value(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, dict):
        return {str(name): _value(own) for name, own in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(own) for own in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _line(row: dict[str, Any]) -> str:
    who = [str(row[name]) for name in ("source", "published_on") if row.get(name)]
    where_from = [str(row[name]) for name in ("url", "file") if row.get(name)]
    if row.get("source_row"):
        where_from.append(f"row {row['source_row']}")
    said = f"{row['verdict']}: {row['said']}"
    return (
        "; ".join([said, ", ".join(who), ", ".join(where_from)]).replace("; ; ", "; ").rstrip("; ")
    )

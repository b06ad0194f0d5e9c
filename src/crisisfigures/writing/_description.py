"""Descriptions: what a written file holds, column by column, as Frictionless tools read it.

A Data Resource with a Table Schema (https://datapackage.org/standard/data-resource/ and
https://specs.frictionlessdata.io/table-schema/); what version 1 and version 2 call differently
is said in both ways.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from crisisfigures.table import COLUMNS, Column

_TYPES = {"text": "string", "number": "number", "day": "date", "flag": "boolean"}

_PROTECTED = (
    "An apostrophe before a text that could be taken for a formula or an HXL tag, or at an end "
    "where a space stands, is not part of it."
)


def resource(
    table: pd.DataFrame, path: str | os.PathLike[str], of_file: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the Data Resource of a written table; `of_file` is what holds of all such files."""
    file = Path(path)
    schema: dict[str, Any] = {
        "fields": [_field(str(name), table[name]) for name in table.columns],
        "missingValues": [""],
    }
    if "id" in table and table["id"].notna().all() and table["id"].is_unique:
        schema["primaryKey"] = ["id"]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "profile": "tabular-data-resource",
        "type": "table",
        "name": re.sub(r"[^-a-z0-9._]+", "-", file.stem.lower()) or "figures",
        "title": "Casualty and displacement figures, one row a claim",
        "description": _PROTECTED,
        "path": file.name,
        **of_file,
        "schema": schema,
    }


def _field(name: str, column: "pd.Series[Any]") -> dict[str, Any]:
    ours = COLUMNS.get(name)
    if ours is None:
        return {"name": name, "type": _type(column)}
    said: dict[str, Any] = {"name": name, "type": _TYPES[ours.kind], "description": _says(ours)}
    if ours.kind == "flag":
        said |= {"trueValues": ["true"], "falseValues": ["false"]}
    if ours.words is not None:
        said["constraints"] = {"enum": sorted(ours.words)}
    return said


def _says(column: Column) -> str:
    """Return what a column holds, and what a missing cell means."""
    from crisisfigures.figure import Figure

    said = Figure.model_fields[column.name].description or ""
    missing = "not stated" if column.default is None else str(column.default).lower()
    return f"{said} Missing: {missing}."


def _type(column: "pd.Series[Any]") -> str:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column.dtype) else "string"

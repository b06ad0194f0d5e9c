"""Parquet: columns in their types, small and quick; for tables of many rows. Needs pyarrow.

Days are dates. Columns beside the figures keep their types; of mixed types they become text.
"""

from typing import Any, BinaryIO

import pandas as pd

from crisisfigures.cells import distinct, protected, text_of
from crisisfigures.errors import MissingExtraError
from crisisfigures.plugins import Writer
from crisisfigures.table import COLUMNS
from crisisfigures.texts import Texts


def write(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as Parquet.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("pyarrow", "parquet", "writing Parquet") from None
    arrays = [_array(table[name], name) for name in table.columns]
    made = pa.Table.from_arrays(arrays, names=[protected(name) for name in table.columns])
    parquet.write_table(made, file)


def _array(column: "pd.Series[Any]", name: str) -> Any:
    import pyarrow as pa

    if name in COLUMNS and COLUMNS[name].kind == "day":
        return pa.array(column.to_numpy().astype("datetime64[D]"))
    is_text = isinstance(column.dtype, pd.StringDtype | pd.CategoricalDtype)
    if not is_text and column.dtype != object:
        return pa.array(column, from_pandas=True)
    codes, values = distinct(column)
    if all(isinstance(value, str) for value in values):
        column = Texts.merged(codes, [protected(value) for value in values]).series()
        return pa.array(column, type=pa.string(), from_pandas=True)
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        texts = [protected(text_of(value)) for value in values]
        return pa.array(Texts.merged(codes, texts).series(), type=pa.string(), from_pandas=True)


WRITER = Writer(
    name="parquet",
    summary="Columns in their types, small and quick; for tables of many rows.",
    suffixes=(".parquet",),
    write=write,
    description={"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
)

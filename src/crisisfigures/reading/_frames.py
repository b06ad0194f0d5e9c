"""Frames and Parquet: typed columns as text, so that they are read like any other file."""

import io

import numpy as np
import pandas as pd

from crisisfigures.cells import distinct, text_of
from crisisfigures.errors import MissingExtraError, ReadError
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded, without_blank_rows
from crisisfigures.texts import Texts


def texts_of(column: pd.Series) -> Texts:
    """Return a column of any type as texts; what pandas holds to be missing is not stated."""
    if isinstance(column.dtype, pd.StringDtype):
        return Texts(column.reset_index(drop=True))
    codes, values = distinct(column)
    return Texts.merged(codes, [text_of(value).strip() for value in values])


def is_text(column: pd.Series) -> bool:
    """Return whether a column holds texts, repeated or not."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        dtype = dtype.categories.dtype
    return isinstance(dtype, pd.StringDtype) or dtype.kind == "O"


def of_frame(frame: pd.DataFrame, *, keep_index: bool) -> Grid:
    """Return a frame as a grid; a caller's own frame keeps its labels."""
    names = [str(name) for name in frame.columns]
    head = frame.head(N_PREVIEW - 1)
    cells = [texts_of(head.iloc[:, i]).series().fillna("").tolist() for i in range(len(names))]

    def load(first: int, width: int) -> Loaded:
        rest = frame.iloc[first - 1 :]
        rows = np.arange(first, first + len(rest), dtype=np.int64)
        columns = [texts_of(rest.iloc[:, i]) for i in range(width)]
        typed = [rest.iloc[:, i] for i in range(width)]
        if keep_index:
            return Loaded(columns, rows, index=rest.index, typed=[*typed])
        # Texts of a file may stand behind apostrophes, so they are read like those of any other.
        others = [None if is_text(column) else column for column in typed]
        return without_blank_rows(Loaded(columns, rows, typed=others))

    return Grid(None, [names, *(list(row) for row in zip(*cells, strict=True))], load)


def open_parquet(data: bytes, path: object) -> Grid:
    """Return a Parquet file as a grid.

    Raises:
        MissingExtraError: pyarrow is not installed.
        ReadError: The file is broken.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError("pyarrow", "parquet", "reading Parquet") from None
    try:
        frame = parquet.read_table(io.BytesIO(data)).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise ReadError(
            path, f"it is not a Parquet file that can be opened ({error}).", "write it again."
        ) from error
    return of_frame(frame.reset_index(drop=True), keep_index=False)

"""Reading: one file a source format, and the machinery that all formats share.

A format says which columns say what. How a file is opened (`_opening.py` and what it calls),
where its header is (`_heads.py`), and how cells become numbers, dates, places and words
(`_coercion.py` and what it calls) is the same for all of them.
"""

from crisisfigures.reading._beside import gazetteer_beside, sources_beside
from crisisfigures.reading._chunks import read_chunks
from crisisfigures.reading._declared import columns_of
from crisisfigures.reading._disclosure import widen
from crisisfigures.reading._own_rows import OwnRows, own_rows
from crisisfigures.reading._progress import report_progress, step
from crisisfigures.reading._read import formats, read
from crisisfigures.reading._unread import split_unread

__all__ = [
    "OwnRows",
    "columns_of",
    "formats",
    "gazetteer_beside",
    "own_rows",
    "read",
    "read_chunks",
    "report_progress",
    "sources_beside",
    "split_unread",
    "step",
    "widen",
]

"""Writing: one file a kind of file, and the machinery that all kinds share.

A table that was written is read again as it was, from every kind (`reading/canonical.py`). Which
texts need an apostrophe for that is told in one place, `cells.py`.
"""

from crisisfigures.writing._write import describe, write, write_records, writers

__all__ = ["describe", "write", "write_records", "writers"]

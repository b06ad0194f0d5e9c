"""HXL: comma-separated values with a row of HXL hashtags under the header.

Tools of the field find columns by their tags, whatever the header says (Humanitarian Exchange
Language 1.1; https://hxlstandard.org). `read` finds the header first, so the table comes back as
it was; where the header was changed, the tags alone still give what, where, when, how many and
who. Columns that are not canonical have no tag.
"""

from typing import BinaryIO

import pandas as pd

from crisisfigures.plugins import Writer
from crisisfigures.table import COLUMNS
from crisisfigures.writing.csv import BYTE_ORDER_MARK, write_lines

_TAGS = {
    "id": "#meta+claim",
    "source_key": "#meta+id",
    "measure": "#indicator+name",
    "definition": "#indicator+definition",
    "unit": "#indicator+unit",
    "group": "#affected+group",
    "cause": "#cause",
    "event": "#event+id",
    "actor": "#org+actor",
    "modality": "#modality",
    "basis": "#indicator+basis",
    "measure_stated": "#description+indicator",
    "group_stated": "#description+group",
    "place": "#loc+code",
    "place_system": "#loc+type+system",
    "place_name": "#loc+name",
    "place_precision": "#loc+type+precision",
    "from_place": "#region+origin+code",
    "from_system": "#region+origin+system",
    "from_name": "#region+origin+name",
    "period_start": "#date+start",
    "period_end": "#date+end",
    "period_stated": "#description+date",
    "low": "#indicator+value+min",
    "best": "#indicator+value+best",
    "high": "#indicator+value+max",
    "low_kind": "#meta+min+kind",
    "high_kind": "#meta+max+kind",
    "stated": "#description+value",
    "status": "#status",
    "caveat": "#description+caveat",
    "source": "#meta+source",
    "source_type": "#org+type",
    "publisher": "#org+publisher",
    "published_on": "#date+published",
    "retrieved_on": "#meta+retrieved",
    "url": "#meta+url",
    "excerpt": "#description+excerpt",
    "source_row": "#meta+row",
}
"""Tags that other programs know. The rest of the columns is `#meta` with the column's name."""


def tag(name: str) -> str:
    """Return the tag of a column, "" for one that is not canonical.

    Example:
        >>> tag("low"), tag("range_kind"), tag("n_villages")
        ('#indicator+value+min', '#meta+range+kind', '')
    """
    if name not in COLUMNS:
        return ""
    return _TAGS.get(name) or "+".join(["#meta", *name.split("_")])


def write(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as comma-separated values, with a row of tags under the names."""
    write_lines(table, [[tag(name) for name in table.columns]], file)


WRITER = Writer(
    name="hxl",
    summary="CSV with a row of HXL hashtags under the header; for tools of the field.",
    suffixes=(),
    write=write,
    description={
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        # The row of tags is passed over.
        "dialect": {"headerRows": [1], "commentRows": [2]},
    },
    begins_with=BYTE_ORDER_MARK,
)

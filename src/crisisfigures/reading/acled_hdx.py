"""ACLED on HDX: events and people killed by area and month (Excel, CSV).

ACLED publishes three tables there, of political violence, of civilian targeting and of
demonstrations, each as a workbook: countries with a humanitarian response plan by district on two
sheets, the others by country on a third, behind a sheet of terms of use. The three sheets are
one table, and no country is on two of them. A row is two figures: how many events there were in the
month (`incidents`), and how many people were killed in them (`killed`), which the table of
demonstrations leaves out.

- Which of the three it is stands in the name of the file and nowhere in it. Civilian targeting is
  a part of political violence: the two are neither rivals nor to be added. A caveat says so;
  state the `definition` before tables are put together.
- The grid is filled: a zero of events is `none_recorded`, as is the zero of those killed beside
  it. Nobody killed in events that there were is a number, 0.
- Those killed have the cause `conflict`: both tables that count them are of violence. What the
  events were is not known, so they have none.
- Districts have p-codes, "NA" where there is none: then their names are all there is.
- The source is ACLED, the publisher HDX.
"""

from crisisfigures.plugins import Arrangement, Format, Match, Sheet, by_figure
from crisisfigures.reading._acled import incidents, killed
from crisisfigures.reading._headers import headers_of
from crisisfigures.texts import Texts

_NEEDED = ("Country", "Month", "Year", "Events")
_AREAS = ("Admin1", "Admin2", "ISO3", "Admin2 Pcode", "Admin1 Pcode")
_KNOWN = (*_NEEDED, "Fatalities", *_AREAS)
_MONTHS = frozenset(
    {
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    }
)

_CAVEAT = (
    "which events are counted (political violence, civilian targeting, demonstrations) "
    "is told by the name of the file only"
)


def sniff(sheet: Sheet) -> Match | None:
    """Return the columns of ACLED's tables: with p-codes, or with nothing else beside them."""
    headers = headers_of(sheet, _KNOWN)
    if not all(name in headers for name in _NEEDED):
        return None
    is_of_districts = "Admin2 Pcode" in headers
    if not is_of_districts and len(headers) < len(sheet.header):
        return None
    # By name and spelled out: other tables of countries and months have numbers.
    if not all(month.casefold() in _MONTHS for month in sheet[headers["Month"]].values):
        return None
    return Match(tuple(headers.values()), f"the {len(headers)} columns of ACLED on HDX")


def arrange(sheet: Sheet) -> list[Arrangement]:
    """Return each row as the events of a month, and those killed in them."""
    cells = {name: sheet[header] for name, header in headers_of(sheet, _KNOWN).items()}
    nothing = Texts.repeated(None, sheet.n_rows)
    columns: dict[str, Texts | str] = {
        "country": cells["Country"],
        "country_code": cells.get("ISO3", nothing),
        "admin1": cells.get("Admin1", nothing),
        "admin1_code": _codes(cells.get("Admin1 Pcode", nothing)),
        "admin2": cells.get("Admin2", nothing),
        "admin2_code": _codes(cells.get("Admin2 Pcode", nothing)),
        "year": cells["Year"],
        "month": cells["Month"],
        "source": "ACLED",
        "source_type": "monitor",
        "publisher": "HDX",
        "caveat": _CAVEAT,
    }
    events = cells["Events"]
    figures = [incidents(events)]
    if "Fatalities" in cells:
        figures.append({"cause": "conflict", **killed(cells["Fatalities"], events)})
    return by_figure(columns, figures)


def _codes(codes: Texts) -> Texts:
    """Return p-codes; "NA" stands where there is none, for Namibia's districts have longer ones."""
    return codes.where(~codes.is_in("NA"))


FORMAT = Format(
    name="acled_hdx",
    summary="ACLED on HDX: events and people killed by district or country, and month.",
    needs="the columns of ACLED on HDX (Country, Admin2 Pcode, Month, Year, Events, Fatalities)",
    level="publisher",
    sniff=sniff,
    arrange=arrange,
    sheets="all",
)

"""Made-up incidents in the columns of Iraq Body Count."""

import io
from pathlib import Path

import pytest

from crisisfigures.reading import read
from crisisfigures.validation import validate

SAMPLES = Path(__file__).parent / "samples" / "ibc"
HEADER = (
    "IBC code,Start Date,End Date,Time,Location,Target,Weapons,Reported Minimum,Reported Maximum,"
    "Sources"
)


def row_of(line, above=""):
    table = read(io.StringIO(f"{above}{HEADER}\n{line}\n"))
    assert table.attrs["reading"]["format"] == "ibc"
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


def test_minimum_and_maximum_are_one_range_over_the_reports():
    row = row_of('z1,8 Mar 2005,9 Mar 2005,,"Square, Mosul",,bomb,12,14,"AFP 08 Mar, REU 09 Mar"')
    assert (row["low"], row["best"], row["high"]) == (12, None, 14)
    assert (row["range_kind"], row["measure"]) == ("source_envelope", "killed")
    assert (row["group"], row["cause"]) == ("status=civilian", "conflict")
    assert row["event"] == row["source_key"] == "z1"
    assert (str(row["period_start"].date()), str(row["period_end"].date())) == (
        "2005-03-08",
        "2005-03-09",
    )
    assert (row["place"], row["place_name"]) == ("IRQ", "Square, Mosul, Iraq")


def test_the_media_that_it_read_are_no_claims_of_theirs():
    row = row_of('z1,8 Mar 2005,8 Mar 2005,,,,,1,1,"AFP 08 Mar, REU 09 Mar"')
    assert (row["source"], row["Sources"]) == ("Iraq Body Count", "AFP 08 Mar, REU 09 Mar")
    assert "repeats" not in row


@pytest.mark.parametrize(
    ("text", "day"),
    [("8 Mar 2005", "2005-03-08"), ("2-Sep-13", "2013-09-02"), ("02-Sep-2013", "2013-09-02")],
)
def test_days_are_written_in_several_ways(text, day):
    row = row_of(f"z1,{text},{text},,,,,1,2,")
    assert str(row["period_start"].date()) == str(row["period_end"].date()) == day
    assert row.get("unread") is None


def test_a_date_that_is_none_is_kept_as_unread():
    row = row_of("z1,early spring,9 Mar 2005,,,,,1,2,")
    assert row["unread"] == "period_start=early spring"
    assert row["low"] == 1


def test_an_incident_without_a_number_is_missing_and_not_zero():
    row = row_of("z1,8 Mar 2005,8 Mar 2005,,,,,,,VOI 08 Mar")
    assert (row["low"], row["high"], row["status"]) == (None, None, "missing")


def test_notes_above_the_header_are_passed_over():
    notes = "".join(f'"Note {i}, of the publisher",\n' for i in range(11))
    assert row_of("z1,8 Mar 2005,8 Mar 2005,,,,,0,3,", above=notes)["source_row"] == 13


def test_one_number_of_a_later_export_is_a_point():
    table = read(SAMPLES / "deaths_recorded.csv")
    assert table["best"].tolist() == [1, 0, 3]
    assert set(table["range_kind"]) == {"unranged"}


def test_totals_are_sums_of_minima_and_of_maxima():
    table = read(SAMPLES / "incidents.csv")
    assert (table["low"].sum(), table["high"].sum()) == (12 + 1 + 0, 14 + 1 + 6)
    assert validate(table).ok

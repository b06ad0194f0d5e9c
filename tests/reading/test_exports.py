import numpy as np
import pytest

from crisisfigures.plugins import Sheet
from crisisfigures.reading._exports import iso_date, named, some_day
from crisisfigures.texts import Texts


def texts(*cells):
    return Texts.merged(np.arange(len(cells)), cells)


def listed(found):
    return [None if text != text else text for text in found.series()]


def test_headers_are_found_however_they_are_spelled():
    sheet = Sheet(("No. Injured", "total_DEATHS"), [texts("1"), texts("2")])
    found = named(sheet, {"injured": ("no injured",), "deaths": ("deaths", "total deaths")})
    assert found == {"injured": "No. Injured", "deaths": "total_DEATHS"}


def test_of_several_spellings_the_one_listed_first_counts():
    sheet = Sheet(("Year", "Start Year"), [texts("1"), texts("2")])
    assert named(sheet, {"year": ("start year", "year")}) == {"year": "Start Year"}


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("1999", "8", "17"), "1999-08-17"),
        (("1999", "8", None), "1999-08"),
        (("1999", None, "17"), "1999"),
        (("94", "5", "6"), "0094-05-06"),
        ((None, "5", "6"), None),
        (("1999", "May", None), "1999-May"),
    ],
)
def test_a_date_is_made_of_the_parts_that_are_stated(parts, date):
    assert listed(iso_date(*(texts(part) for part in parts))) == [date]


def test_a_date_without_a_day_is_some_day_of_it():
    assert listed(some_day(texts("1999", "1999-08", "1999-08-17"))) == ["within", "within", None]

"""A publisher's columns are known by their names, however a release spells them."""

import pandas as pd
import pytest

from crisisfigures.plugins import Sheet
from crisisfigures.reading._headers import headers_of
from crisisfigures.texts import Texts


def sheet_of(*header):
    return Sheet(header, [Texts(pd.Series(["1"], dtype="str")) for _ in header])


@pytest.mark.parametrize("header", ["bd_best", "BdBest", "BD_BEST", "Bd best", "bd-best"])
def test_case_spaces_and_underscores_do_not_matter(header):
    assert headers_of(sheet_of("year", header), ["bd_best"]) == {"bd_best": header}


def test_a_name_is_believed_before_another_name_for_it():
    aliases = {"assoc_actor": "ally"}
    assert headers_of(sheet_of("assoc_actor"), ["ally"], aliases) == {"ally": "assoc_actor"}
    assert headers_of(sheet_of("assoc_actor", "ALLY"), ["ally"], aliases) == {"ally": "ALLY"}


def test_of_two_columns_of_one_name_the_first_counts():
    assert headers_of(sheet_of("Year", "year"), ["year", "month"]) == {"year": "Year"}

"""Several figures a row, put together into one table."""

import io

import pandas as pd

from crisisfigures.plugins import by_figure
from crisisfigures.reading import read
from crisisfigures.table import COLUMNS
from crisisfigures.texts import Texts


def texts(*cells):
    return Texts(pd.Series(cells, dtype="str"))


def test_each_figure_has_the_rows_that_state_it():
    parts = by_figure(
        {"source": "UNHCR"},
        [
            {"measure": "idps", "figure": texts("3", None, None)},
            {"measure": "returns", "figure": texts("1", "2", None)},
        ],
        made_of=["total"],
    )
    assert [part.rows.tolist() for part in parts] == [[True, False, True], [True, True, False]]
    assert [part.made_of for part in parts] == [["total"], ["total"]]


def test_columns_that_only_some_figures_state_stand_in_their_usual_place():
    table = read(io.StringIO("a,b,c\n#affected,#affected+f,#source\n300,170,IOM\n"))
    ours = [name for name in table if name in COLUMNS]
    assert "group" in ours
    assert ours == [name for name in COLUMNS if name in ours]
    assert list(table)[: len(ours)] == ours

import numpy as np
import pandas as pd
import pytest

from crisisfigures.plugins import Texts, by_figure


def texts(*cells):
    return Texts(pd.Series(cells, dtype="str"))


def cells(column):
    return [None if pd.isna(cell) else cell for cell in column.series()]


KILLED = {"measure": "killed", "figure": texts("3", None, None, None)}
IDPS = {
    "measure": "idps",
    "low": texts(None, "40", None, None),
    "high": texts("90", None, None, None),
}


def test_a_figure_is_arranged_for_the_rows_that_state_any_part_of_it():
    killed, idps = by_figure({"source": "OCHA"}, [KILLED, IDPS])
    assert killed.rows.tolist() == [True, False, True, True]
    assert idps.rows.tolist() == [True, True, False, False]
    assert (idps.columns["source"], idps.columns["measure"]) == ("OCHA", "idps")


def test_a_row_that_states_no_figure_is_kept_as_the_first_one():
    killed, _ = by_figure({}, [KILLED, IDPS])
    assert killed.rows[2:].all()
    assert "status" not in killed.columns


def test_why_nothing_is_stated_can_be_told():
    killed, idps = by_figure({}, [KILLED, IDPS], nothing="missing")
    assert cells(killed.columns["status"]) == [None, None, "missing", "missing"]
    assert "status" not in idps.columns
    own = {**KILLED, "status": texts(None, None, "suppressed", None)}
    killed, _ = by_figure({}, [own, IDPS], nothing="missing")
    assert cells(killed.columns["status"]) == [None, None, "suppressed", "missing"]
    killed, _ = by_figure({}, [KILLED, IDPS], nothing=texts("a", "b", "withdrawn", None))
    assert cells(killed.columns["status"]) == [None, None, "withdrawn", None]


@pytest.mark.parametrize("nothing", [None, "missing"])
def test_a_figure_of_every_row_is_arranged_for_all(nothing):
    (only,) = by_figure({}, [{"figure": texts("1", "2")}], nothing=nothing)
    assert only.rows is None
    assert "status" not in only.columns


def test_a_figures_own_columns_win():
    (only,) = by_figure({"basis": "stock"}, [{"basis": "flow", "figure": texts("1")}])
    assert only.columns["basis"] == "flow"
    assert np.all(only.columns["figure"].is_stated)

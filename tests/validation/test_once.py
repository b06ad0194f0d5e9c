"""A cell of a file is one finding, however many figures its line holds."""

from crisisfigures.reading import read_chunks
from crisisfigures.validation import Allowed, Profile, sample_table, validate

_LINE = {"file": "toll.csv", "source_row": 7.0}
_GARBLED = {**_LINE, "actor": "MÃ©naka front"}
_MEASURES = ("killed", "injured", "abducted")


def _line(**cells):
    return tuple({**_GARBLED, "measure": measure, **cells} for measure in _MEASURES)


def test_a_garbled_name_beside_three_figures_of_a_line_is_one_finding():
    report = validate(sample_table(_line()))
    assert report.counts == {"garbled-text": 1}
    assert report.findings["row"].tolist() == [0]


def test_the_same_name_in_two_lines_files_or_columns_is_two_findings():
    for other in ({"source_row": 8.0}, {"file": "other.csv"}, {"file": "[toll.csv]May"}):
        assert validate(sample_table((_GARBLED, _GARBLED | other))).counts["garbled-text"] == 2
    both = validate(sample_table({**_GARBLED, "event": "MÃ©naka front"}))
    assert both.counts == {"garbled-text": 2}


def test_the_same_name_in_rows_of_no_file_is_a_finding_in_each():
    rows = tuple({"actor": "MÃ©naka front", "event": event} for event in "abc")
    assert validate(sample_table(rows)).counts == {"garbled-text": 3}


def test_a_line_that_no_file_has_holds_no_figures_together():
    for line in (0.0, -1.0):
        rows = tuple(cells | {"source_row": line} for cells in _line())
        assert validate(sample_table(rows)).counts["garbled-text"] == 3


def test_every_figure_of_a_line_with_an_error_fails():
    swapped = {"period_start": "2022-04-09", "period_end": "2022-03-01"}
    table = sample_table((*_line(actor="the front", **swapped), {"event": "sound"}))
    report = validate(table)
    assert report.counts == {"period-inverted": 1}
    assert report.failed.index.tolist() == [0, 1, 2]
    assert report.passed.index.tolist() == [3]


def test_two_numbers_of_a_line_that_are_both_wrong_are_two_findings():
    rows = tuple(cells | {"actor": "front", "low": 9.0, "best": 4.0} for cells in _line())
    assert validate(sample_table(rows)).counts["bounds-not-ordered"] == 3


def test_what_says_another_thing_of_each_figure_is_told_of_each():
    """Refugees and asylum seekers of a country who come from it: the code is wrong for both."""
    people = {"place": "MLI", "from_place": "MLI", "basis": "stock"}
    systems = {"place_system": "iso3166-1", "from_system": "iso3166-1"}
    rows = tuple(
        {**_LINE, **people, **systems, "measure": measure}
        for measure in ("refugees", "asylum_seekers")
    )
    assert validate(sample_table(rows)).counts["origin-is-asylum"] == 2


_OLD_SERBIA = {"period_start": "1998-01-01", "period_end": "1998-12-31", "precision": "year"}
_HERE = {"place": "SRB", "place_system": "iso3166-1"}
_FROM_HERE = {"from_place": "SRB", "from_system": "iso3166-1"}
_THERE = {"place": "BIH", "place_system": "iso3166-1"}
_FROM_THERE = {"from_place": "BIH", "from_system": "iso3166-1"}


def test_a_country_from_which_some_return_and_where_others_stay_is_one_cell_of_their_line():
    line = {**_LINE, **_OLD_SERBIA}
    back = {**line, "measure": "returns", **_THERE, **_FROM_HERE}
    staying = {**line, "measure": "naturalised", **_HERE, **_FROM_THERE}
    for rows in ((back, staying), (staying, back)):
        report = validate(sample_table(rows))
        assert report.counts["backdated-place-code"] == 1
        assert report.findings["column"].tolist() == ["place"]
    # In another line it is another cell, and at both ends of one line it is two.
    apart = (back, {**staying, "source_row": 8.0})
    assert validate(sample_table(apart)).counts["backdated-place-code"] == 2
    of_no_file = tuple({**row, "source_row": 0.0} for row in (back, staying))
    assert validate(sample_table(of_no_file)).counts["backdated-place-code"] == 2
    within = {**line, "basis": "stock", **_HERE, **_FROM_HERE}
    twice = tuple({**within, "measure": measure} for measure in ("returns", "naturalised"))
    assert validate(sample_table(twice)).counts["backdated-place-code"] == 2


def test_a_wrong_country_at_either_end_of_a_line_fails_all_its_figures():
    back = {**_LINE, "measure": "returns", **_THERE, "from_place": "", "from_system": "iso3166-1"}
    staying = {**_LINE, "measure": "naturalised", "place": "", **_FROM_THERE}
    report = validate(sample_table((back, staying)))
    assert report.failed.index.tolist() == [0, 1]


def test_an_allowed_cell_is_counted_once_as_well():
    profile = Profile(allow=(Allowed("garbled-text", "as the partner writes it"),))
    report = validate(sample_table(_line()), profile=profile)
    assert len(report.allowed) == 1
    assert report.counts == {}


_WIDE = (
    "#date+occurred,#adm1+name,#affected+killed,#affected+injured,#meta+source\n"
    "2022-03-01,MÃ©naka,4,5,MSA\n"
    "2022-03-02,MÃ©naka,6,7,MSA\n"
    "2022-03-03,Gao,8,9,MSA\n"
)


def test_a_file_with_two_numbers_a_line_has_a_finding_a_cell_whole_and_in_chunks(tmp_path):
    path = tmp_path / "toll.csv"
    path.write_text(_WIDE, encoding="utf-8")
    report = validate(path)
    assert report.counts["garbled-text"] == 2
    for n in (1, 2, 3):
        in_chunks = validate(read_chunks(path, n))
        assert in_chunks.counts == report.counts
        assert in_chunks.findings["row"].tolist() == report.findings["row"].tolist()

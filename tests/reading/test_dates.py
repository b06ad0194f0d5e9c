import io

import pandas as pd
import pytest

from crisisfigures.reading import read


def row_of(header, line, measure="killed", **options):
    table = read(io.StringIO(f"measure;figure;{header}\n{measure};3;{line}\n"), **options)
    row = table.astype(object).where(table.notna(), None).iloc[0].to_dict()
    for name in ("period_start", "period_end"):
        row[name] = None if row[name] is None else str(row[name].date())
    return row


def period_of(header, line, **options):
    row = row_of(header, line, **options)
    return row["period_start"], row["period_end"], row.get("precision")


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("period", "2022", ("2022-01-01", "2022-12-31", "year")),
        ("period", "2022-06", ("2022-06-01", "2022-06-30", "month")),
        ("period", "2022-Q2", ("2022-04-01", "2022-06-30", "quarter")),
        ("period", "2022-W05", ("2022-01-31", "2022-02-06", "week")),
        ("period", "2022-06-14T09:15:00Z", ("2022-06-14", "2022-06-14", "day")),
        ("period", "2022-03/2022-05", ("2022-03-01", "2022-05-31", "month")),
        ("period", "March to May 2022", ("2022-03-01", "2022-05-31", "month")),
        ("as of", "3 August 2020", ("2020-08-03", "2020-08-03", "day")),
        ("date", "2022-06-14", ("2022-06-14", "2022-06-14", "day")),
        ("year", "2022", ("2022-01-01", "2022-12-31", "year")),
        # As programs save years; a day within the year is meant as one.
        ("year", "2022-12-31", ("2022-01-01", "2022-12-31", "year")),
        ("Year", "2022-01-01T00:00:00", ("2022-01-01", "2022-12-31", "year")),
        ("year", "2022-06-14", ("2022-06-14", "2022-06-14", "day")),
        ("year;month", "2022;6", ("2022-06-01", "2022-06-30", "month")),
        ("year;month", "2022;June", ("2022-06-01", "2022-06-30", "month")),
        ("year;month", "2022;", ("2022-01-01", "2022-12-31", "year")),
        ("start;end", "2022-03-01;2022-03-09", ("2022-03-01", "2022-03-09", "days")),
        ("start;end", "2022-03;2022-05", ("2022-03-01", "2022-05-31", "month")),
        ("start;end", "2022-06-14;2022-06-14", ("2022-06-14", "2022-06-14", "day")),
        ("start;end", "2022;", ("2022-01-01", None, "year")),
        ("start;end", ";", (None, None, None)),
        ("start;end", "2022-05-01;2022-04-01", ("2022-05-01", "2022-04-01", "days")),
    ],
)
def test_a_period_is_read_from_one_cell_or_from_two(header, line, expected):
    assert period_of(header, line) == expected


@pytest.mark.parametrize(
    ("header", "line", "lang", "expected"),
    [
        ("période", "mars à mai 2022", "fr", ("2022-03-01", "2022-05-31", "month")),
        ("fecha", "junio de 2022", "es", ("2022-06-01", "2022-06-30", "month")),
        ("período", "junho de 2022", "pt", ("2022-06-01", "2022-06-30", "month")),
        ("period", "2022-06", "ar", ("2022-06-01", "2022-06-30", "month")),
    ],
)
def test_periods_are_read_in_the_language_of_the_file(header, line, lang, expected):
    assert period_of(header, line, lang=lang) == expected


@pytest.mark.parametrize(
    ("published", "end"),
    [("2022-06", "2022-06-30"), ("14 June 2022", "2022-06-14"), ("2022", "2022-12-31"), ("", None)],
)
def test_since_ends_with_the_publication_of_its_own_row(published, end):
    row = row_of("period;published", f"since 2012;{published}")
    assert (row["period_start"], row["period_end"]) == ("2012-01-01", end)
    assert (row["basis"], row["period_stated"]) == ("cumulative", "since 2012")


def test_rows_without_a_publication_date_take_the_one_that_is_given():
    row = row_of("period;published", "since 2012;", published_on="2022-06")
    assert (row["period_end"], row["published_on"]) == ("2022-06-30", "2022-06")
    stated = row_of("period;published", "since 2012;2021-01", published_on="2022-06")
    assert (stated["period_end"], stated["published_on"]) == ("2021-01-31", "2021-01")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("period", "in the past few months"),
        ("period", "03/04/2022"),
        ("period", "2022-13"),
        ("period", "x" * 100_000),
        ("start", "soon"),
        ("end", "2022-02-30"),
        ("as of", "recently"),
        ("date", "19/3/15"),
        ("published", "last week"),
    ],
)
def test_a_date_that_is_not_understood_is_kept_as_unread(column, cell):
    ours = {
        "start": "period_start",
        "end": "period_end",
        "as of": "as_of",
        "published": "published_on",
    }
    row = row_of(column, cell)
    assert row["unread"] == f"{ours.get(column, column)}={cell}"
    assert row["period_start"] is row["period_end"] is None


@pytest.mark.parametrize(
    ("header", "line", "unread"),
    [
        ("month", "529", "month=529"),
        ("month", "March", "month=March"),
        ("year;month", ";6", "month=6"),
        ("year;month", "2022;6", None),
        ("date;month", "2022-06-14;6", None),
        ("start;month", "2022-06-14;6", None),
    ],
)
def test_a_month_of_no_year_is_kept_as_unread(header, line, unread):
    row = row_of(header, line)
    assert row.get("unread") == unread


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("2022", "2022"),
        ("2022-06", "2022-06"),
        ("2022-06-14", "2022-06-14"),
        ("2022-06-14 10:30:00", "2022-06-14"),
        ("June 2022", "2022-06"),
        ("14 June 2022", "2022-06-14"),
        ("Q2 2022", "2022-Q2"),
    ],
)
def test_a_publication_date_is_kept_as_iso_text_of_its_own_precision(cell, kept):
    assert row_of("published", cell)["published_on"] == kept


@pytest.mark.parametrize(
    ("header", "line", "measure", "basis"),
    [
        ("period", "March to May 2022", "new_displacements", "flow"),
        ("start;end", "2022-03-01;2022-05-31", "new_displacements", "flow"),
        ("as of", "2022-06-14", "idps", "stock"),
        ("period", "as of 14 June 2022", "idps", "stock"),
        ("period", "since 2012", "displaced", "unstated"),
        ("date", "2022-06-14", "displaced", "unstated"),
        ("start;end", "2022;", "displaced", "unstated"),
        ("period", "", "displaced", "unstated"),
    ],
)
def test_what_displaced_means_depends_on_the_period_beside_it(header, line, measure, basis):
    row = row_of(header, line, measure="displaced")
    assert (row["measure"], row["basis"]) == (measure, basis)


@pytest.mark.parametrize(
    ("basis", "measure"),
    [("stock", "idps"), ("flow", "new_displacements"), ("unstated", "displaced")],
)
def test_a_basis_that_is_stated_tells_it_whatever_the_period(basis, measure):
    row = row_of("period;basis", f"March to May 2022;{basis}", measure="displaced")
    assert (row["measure"], row["basis"]) == (measure, basis)


def test_a_period_in_words_that_agrees_with_its_days_is_kept():
    row = row_of("period;start;end", "March 2022;2022-03-01;2022-03-31")
    assert (row["precision"], row["period_stated"], row.get("unread")) == (
        "month",
        "March 2022",
        None,
    )


def test_a_period_in_words_that_contradicts_its_days_is_unread():
    row = row_of("period;start;end", "March 2022;2021-03-01;2021-03-31")
    assert (row["period_start"], row["period_end"]) == ("2021-03-01", "2021-03-31")
    assert row["unread"] == "period=March 2022"


def test_since_beside_its_first_day_still_ends_with_the_publication():
    row = row_of("period;start;end;published", "since 2012;2012-01-01;;2022-06")
    assert (row["period_end"], row["basis"]) == ("2022-06-30", "cumulative")


def test_some_day_within_a_period_is_told_from_all_of_it():
    row = row_of("period", "2022-06-XX")
    assert (row["period_kind"], row["period_start"]) == ("within", "2022-06-01")


def test_days_that_no_row_states_are_a_column_of_days_all_the_same():
    table = read(io.StringIO("measure,figure\nkilled,3\n"))
    assert table["period_start"].dtype == "datetime64[us]"
    assert pd.isna(table["period_start"][0])

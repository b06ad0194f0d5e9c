"""Figures of a text as a table."""

import pytest

import crisisfigures as cf
from crisisfigures.errors import WordingError

TEXT = "Floods killed 12 people in Niger last week, the Red Cross said. It cost $3 million."


def _days(text, published_on="2024-08-14"):
    table = cf.figures_from(text, published_on=published_on)
    if "period_start" not in table:
        return None
    row = table.iloc[0]
    return row["period_start"].date().isoformat(), row["period_end"].date().isoformat()


def test_a_row_has_what_the_text_and_the_caller_say():
    (figure,) = cf.to_figures(cf.figures_from(TEXT, published_on="2024-08-14", publisher="Herald"))
    assert (figure.measure, figure.best, figure.unit, figure.basis) == (
        "killed",
        12,
        "person",
        "flow",
    )
    assert (figure.place, figure.place_system, figure.place_name) == ("NER", "iso3166-1", "Niger")
    assert (figure.source, figure.publisher) == ("the Red Cross", "Herald")
    assert figure.excerpt == "Floods killed 12 people in Niger last week, the Red Cross said."
    assert (figure.stated, figure.period_stated) == ("12", "last week")


def test_what_the_text_ascribes_to_nobody_is_the_source_s_or_the_publisher_s():
    text = "Floods killed 12 people."
    assert cf.figures_from(text, publisher="Herald")["source"].tolist() == ["Herald"]
    assert cf.figures_from(text, publisher="Herald", source="UN")["source"].tolist() == ["UN"]
    assert cf.figures_from(text)["source"].isna().all()


def test_the_words_that_introduce_a_source_are_no_part_of_its_name():
    table = cf.figures_from("According to the UN, 12 people were killed.")
    assert table["source"].tolist() == ["the UN"]


def test_the_place_of_the_caller_is_for_figures_without_one():
    table = cf.figures_from("In Niger, 12 people died.\n30 people were killed.", place="Mali")
    assert table["place"].tolist() == ["NER", "MLI"]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("yesterday", ("2024-08-13", "2024-08-13")),
        ("last week", ("2024-08-05", "2024-08-11")),
        ("this week", ("2024-08-12", "2024-08-14")),
        ("last month", ("2024-07-01", "2024-07-31")),
        ("this year", ("2024-01-01", "2024-08-14")),
        ("last year", ("2023-01-01", "2023-12-31")),
        ("on Saturday", ("2024-08-10", "2024-08-10")),
        ("in the past 10 days", ("2024-08-05", "2024-08-14")),
        ("over the past 18 months", ("2023-02-01", "2024-08-14")),
        ("since March", ("2024-03-01", "2024-08-14")),
        ("in May 2020", ("2020-05-01", "2020-05-31")),
        ("between March and May", ("2024-03-01", "2024-05-31")),
    ],
)
def test_relative_periods_are_days_beside_the_day_of_publication(words, days):
    assert _days(f"12 people were killed {words}.") == days


@pytest.mark.parametrize("words", ["last week", "in the past few months", "on Saturday"])
def test_what_leaves_the_days_open_stays_words(words):
    table = cf.figures_from(f"12 people were killed {words}.", published_on="2024-08")
    assert table["period_stated"].tolist() == [words]
    assert "period_start" not in table


@pytest.mark.parametrize(
    ("text", "lang", "days"),
    [
        ("12 personnes ont été tuées la semaine dernière.", "fr", ("2024-08-05", "2024-08-11")),
        ("12 personas murieron el mes pasado.", "es", ("2024-07-01", "2024-07-31")),
        ("12 pessoas morreram nos últimos 10 dias.", "pt", ("2024-08-05", "2024-08-14")),
        ("مقتل 12 شخصا أمس", "ar", ("2024-08-13", "2024-08-13")),
        ("مقتل 12 شخصا الأسبوع الماضي", "ar", ("2024-08-05", "2024-08-11")),
        ("مقتل 12 شخصا يوم السبت الماضي", "ar", ("2024-08-10", "2024-08-10")),
        ("مقتل 12 شخصا خلال آخر 10 أيام", "ar", ("2024-08-05", "2024-08-14")),
        ("مقتل 12 شخصا منذ مارس", "ar", ("2024-03-01", "2024-08-14")),
    ],
)
def test_every_language_has_its_relative_periods(text, lang, days):
    assert _days(text) == days


def test_since_makes_events_a_running_total():
    table = cf.figures_from("12 people have been killed since 2012.", published_on="2022-06")
    assert table["basis"].tolist() == ["cumulative"]


def test_rejected_numbers_and_texts_without_figures_are_no_rows():
    assert len(cf.figures_from("It cost $3 million.")) == 0
    assert len(cf.figures_from("")) == 0


def test_a_wrong_date_of_publication_is_refused():
    with pytest.raises(WordingError):
        cf.figures_from(TEXT, published_on="soon")


def test_the_table_is_read_again_as_it_was_written(tmp_path):
    table = cf.figures_from(TEXT, published_on="2024-08-14", publisher="Herald")
    path = tmp_path / "claims.csv"
    path.write_text(str(cf.render(table, "csv")), "utf-8")
    again = cf.read(path)
    assert again["id"].tolist() == table["id"].tolist()
    assert cf.validate(again).ok

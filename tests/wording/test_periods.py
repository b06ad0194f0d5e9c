import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import UnknownNameError, WordingError
from crisisfigures.period import Period
from crisisfigures.wording import PeriodReading, parse_period
from crisisfigures.wording.periods import _months

# Each line: words | published on | start | end | precision, and "since" or "as of".
READABLE = """
    # one date
    2022                              |            | 2022-01-01 | 2022-12-31 | year
    in 2021                           |            | 2021-01-01 | 2021-12-31 | year
    2022-06                           |            | 2022-06-01 | 2022-06-30 | month
    June 2022                         |            | 2022-06-01 | 2022-06-30 | month
    in June 2022                      |            | 2022-06-01 | 2022-06-30 | month
    June, 2022                        |            | 2022-06-01 | 2022-06-30 | month
    JUN 2022                          |            | 2022-06-01 | 2022-06-30 | month
    Sept. 2020                        |            | 2020-09-01 | 2020-09-30 | month
    during the month of May 2022      |            | 2022-05-01 | 2022-05-31 | month
    04/2024                           |            | 2024-04-01 | 2024-04-30 | month
    3 August 2020                     |            | 2020-08-03 | 2020-08-03 | day
    on 3 August 2020                  |            | 2020-08-03 | 2020-08-03 | day
    3rd of August, 2020               |            | 2020-08-03 | 2020-08-03 | day
    August 3, 2020                    |            | 2020-08-03 | 2020-08-03 | day
    Aug. 3rd 2020.                    |            | 2020-08-03 | 2020-08-03 | day
    2020-08-03                        |            | 2020-08-03 | 2020-08-03 | day
    13/04/2024                        |            | 2024-04-13 | 2024-04-13 | day
    04/13/2024                        |            | 2024-04-13 | 2024-04-13 | day
    13.04.2024                        |            | 2024-04-13 | 2024-04-13 | day
    03/03/2024                        |            | 2024-03-03 | 2024-03-03 | day
    2024/04/03                        |            | 2024-04-03 | 2024-04-03 | day
    Q2 2021                           |            | 2021-04-01 | 2021-06-30 | quarter
    2021 Q2                           |            | 2021-04-01 | 2021-06-30 | quarter
    the second quarter of 2021        |            | 2021-04-01 | 2021-06-30 | quarter
    2nd quarter 2021                  |            | 2021-04-01 | 2021-06-30 | quarter
    first half of 2023                |            | 2023-01-01 | 2023-06-30 | quarter
    H2 2023                           |            | 2023-07-01 | 2023-12-31 | quarter
    week of 6 June 2022               |            | 2022-06-06 | 2022-06-12 | week
    week beginning 8 June 2022        |            | 2022-06-08 | 2022-06-14 | week
    the week ending 12 June 2022      |            | 2022-06-06 | 2022-06-12 | week
    # two dates
    March to May 2022                 |            | 2022-03-01 | 2022-05-31 | month
    March–May 2022                    |            | 2022-03-01 | 2022-05-31 | month
    Mar-May 2022                      |            | 2022-03-01 | 2022-05-31 | month
    from March 2022 through May 2022  |            | 2022-03-01 | 2022-05-31 | month
    between March and May 2022        |            | 2022-03-01 | 2022-05-31 | month
    2022-03/2022-05                   |            | 2022-03-01 | 2022-05-31 | month
    from 2022-03 to 2022-05           |            | 2022-03-01 | 2022-05-31 | month
    between 3 and 9 June 2022         |            | 2022-06-03 | 2022-06-09 | days
    3-9 June 2022                     |            | 2022-06-03 | 2022-06-09 | days
    June 3–9, 2022                    |            | 2022-06-03 | 2022-06-09 | days
    June 3 to July 9, 2022            |            | 2022-06-03 | 2022-07-09 | days
    from 24 February to 9 March 2022  |            | 2022-02-24 | 2022-03-09 | days
    13/04/2024-20/04/2024             |            | 2024-04-13 | 2024-04-20 | days
    November to February 2022         |            | 2021-11-01 | 2022-02-28 | month
    28 December to 3 January 2022     |            | 2021-12-28 | 2022-01-03 | days
    November 2021 to February         |            | 2021-11-01 | 2022-02-28 | month
    2012-2015                         |            | 2012-01-01 | 2015-12-31 | year
    2012 to June 2022                 |            | 2012-01-01 | 2022-06-30 | month
    Q1 to Q3 2022                     |            | 2022-01-01 | 2022-09-30 | quarter
    Q4 to Q1 2022                     |            | 2021-10-01 | 2022-03-31 | quarter
    # dates whose year the publication tells
    March to May                      | 2022-06    | 2022-03-01 | 2022-05-31 | month
    From March to May                 | 2022-06-01 | 2022-03-01 | 2022-05-31 | month
    March to May                      | 2023-02    | 2022-03-01 | 2022-05-31 | month
    March to May                      | June 2022  | 2022-03-01 | 2022-05-31 | month
    November to January               | 2022-06    | 2021-11-01 | 2022-01-31 | month
    between 3 and 9 June              | 2022-06-10 | 2022-06-03 | 2022-06-09 | days
    in June                           | 2022-06    | 2022-06-01 | 2022-06-30 | month
    in December                       | 2022-06    | 2021-12-01 | 2021-12-31 | month
    as of 3 August                    | 2020-08-04 | 2020-08-03 | 2020-08-03 | day, as of
    # from a date until the report
    since 2012                        | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    since 2012                        | 2022-06-14 | 2012-01-01 | 2022-06-14 | days, since
    since 2012                        | 2022       | 2012-01-01 | 2022-12-31 | year, since
    since 2012                        |            | 2012-01-01 |            | year, since
    since March                       | 2022-06-14 | 2022-03-01 | 2022-06-14 | days, since
    since August                      | 2022-06-14 | 2021-08-01 | 2022-06-14 | days, since
    since 3 August 2020               |            | 2020-08-03 |            | days, since
    from 2012 onwards                 | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    2012 to date                      | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    2012–present                      | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    January 2022 until now            | 2022-06    | 2022-01-01 | 2022-06-30 | month, since
    # states, and open periods
    as of 3 August 2020               |            | 2020-08-03 | 2020-08-03 | day, as of
    as at June 2022                   |            | 2022-06-01 | 2022-06-30 | month, as of
    until May 2022                    |            |            | 2022-05-31 | month
    ../2022-05                        |            |            | 2022-05-31 | month
    2022-06~                          |            | 2022-06-01 | 2022-06-30 | unknown
    # other languages
    mars à mai 2022                   |            | 2022-03-01 | 2022-05-31 | month
    entre mars et mai 2022            |            | 2022-03-01 | 2022-05-31 | month
    du 3 au 9 juin 2022               |            | 2022-06-03 | 2022-06-09 | days
    1er février 2022                  |            | 2022-02-01 | 2022-02-01 | day
    1ER FEVRIER 2022                  |            | 2022-02-01 | 2022-02-01 | day
    au 3 août 2020                    |            | 2020-08-03 | 2020-08-03 | day, as of
    depuis 2012                       | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    depuis le 24 février 2022         | 2022-06    | 2022-02-24 | 2022-06-30 | days, since
    T1 2022                           |            | 2022-01-01 | 2022-03-31 | quarter
    premier semestre 2022             |            | 2022-01-01 | 2022-06-30 | quarter
    de marzo a mayo de 2022           |            | 2022-03-01 | 2022-05-31 | month
    desde enero hasta marzo de 2022   |            | 2022-01-01 | 2022-03-31 | month
    desde 2012                        | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    entre el 3 y el 9 de junio de 2022 |           | 2022-06-03 | 2022-06-09 | days
    segundo trimestre de 2021         |            | 2021-04-01 | 2021-06-30 | quarter
    de 3 a 9 de junho de 2022         |            | 2022-06-03 | 2022-06-09 | days
    entre março e maio de 2022        |            | 2022-03-01 | 2022-05-31 | month
    desde março                       | 2022-06    | 2022-03-01 | 2022-06-30 | month, since
    1º de fevereiro de 2022           |            | 2022-02-01 | 2022-02-01 | day
    في ٥ مارس ٢٠٢٤                    |            | 2024-03-05 | 2024-03-05 | day
    5 آذار 2024                       |            | 2024-03-05 | 2024-03-05 | day
    تشرين الأول/أكتوبر 2023           |            | 2023-10-01 | 2023-10-31 | month
    بين مارس ومايو 2022               |            | 2022-03-01 | 2022-05-31 | month
    من كانون الثاني إلى آذار 2022     |            | 2022-01-01 | 2022-03-31 | month
    بين 3 و9 يونيو 2022               |            | 2022-06-03 | 2022-06-09 | days
    بين عامي 2015 و2018               |            | 2015-01-01 | 2018-12-31 | year
    منذ عام 2012                      | 2022-06    | 2012-01-01 | 2022-06-30 | month, since
    بتاريخ 3 آب 2020                  |            | 2020-08-03 | 2020-08-03 | day, as of
    الربع الأول من عام 2023           |            | 2023-01-01 | 2023-03-31 | quarter
"""

# Each line: words | published on | where reading stopped | what was expected.
REFUSED = """
                                      |            |               | a date
    unknown                           |            | unknown       | a date
    last week                         |            | last          | a date
    in the past few months            | 2022-06    | past          | a date
    spring 2022                       |            | spring        | a date
    2022-21                           |            | 2022-21       | seasons
    2022-13                           |            | 2022-13       | that exists
    2022-02-30                        |            | 2022-02-30    | that exists
    since 2022-02-30                  |            | 2022-02-30    | that exists
    since 2022-13                     |            | 2022-13       | that exists
    2022-06/2022-03                   |            | 2022-06       | that exists
    June                              |            |               | a year
    كانون الثاني/مارس 2023            |            | كانون         | a date
    June                              | 2022       |               | a year
    June                              | 2022-06-14 |               | not over
    March to May                      | 2022       |               | a year
    March to May                      | 2022-04    |               | not over
    November to February              | 2022-01    |               | not over
    12                                |            |               | the month
    3 to 9                            | 2022-06    |               | the month
    12 2022                           |            |               | the month
    03/04/2024                        |            | 03/04/2024    | which number is the month
    3.4.2024                          |            | 3.4.2024      | which number is the month
    03/04/24                          |            | 03/04/24      | four digits
    32/13/2024                        |            | 32/13/2024    | that exists
    13/2024                           |            | 13/2024       | that exists
    30 February 2022                  |            |               | a day that the month has
    29 February 2022                  |            |               | a day that the month has
    32 June 2022                      |            | 32            | a date
    9 to 3 June 2022                  |            |               | not before
    28 to 3 March 2022                |            |               | not before
    2022 to 2021                      |            |               | not before
    since 2023                        | 2022       | 2023          | before the publication
    from 2012                         |            |               | a second date
    between March 2022                |            |               | a second date
    between March 2022 to             |            | to            | a second date
    week of 8 June 2022               |            | 8 June        | a Monday
    week of June 2022                 |            | June          | of a week
    as of March to May 2022           |            | to May        | the end
    March to May to June 2022         |            | to June       | the end
    March 2022 and                    |            | and           | the end
    early 2022                        |            | early         | a date
    March 2022 approximately          |            | approx        | the end
    2022 2021                         |            | 2021          | the end
    3 4 June 2022                     |            | 4             | the end
    5th quarter 2022                  |            | quarter       | the end
    Q5 2022                           |            | Q5            | a date
    H3 2022                           |            | H3            | a date
    2012 to June                      |            |               | a year
    20220                             |            | 20220         | a date
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = (line.rstrip() for line in table.strip("\n").splitlines())
    cells = [line.split("|") for line in lines if not line.strip().startswith("#")]
    return [tuple(cell.strip() for cell in line) for line in cells]


@pytest.mark.parametrize(("words", "published_on", "start", "end", "how"), rows(READABLE))
def test_words_name_the_days_that_they_mean(words, published_on, start, end, how):
    reading = parse_period(words, published_on=published_on or None)
    period = reading.period
    assert [day.isoformat() if day else "" for day in (period.start, period.end)] == [start, end]
    precision, _, role = how.partition(", ")
    assert (period.precision, period.stated) == (precision, words)
    assert (reading.is_since, reading.is_as_of) == (role == "since", role == "as of")


@pytest.mark.parametrize(("words", "published_on", "rest", "expected"), rows(REFUSED))
def test_words_that_leave_days_open_are_refused_at_the_place_where_they_do(
    words, published_on, rest, expected
):
    with pytest.raises(WordingError) as caught:
        parse_period(words, published_on=published_on or None)
    left = words[caught.value.position :]
    assert left.startswith(rest) if rest else left == ""
    assert expected in caught.value.expected


@pytest.mark.parametrize("published_on", ["", "n.d.", "2022-02-30", "../2022", "since 2021"])
def test_a_publication_date_that_is_none_is_refused_as_such(published_on):
    with pytest.raises(WordingError) as caught:
        parse_period("since 2012", published_on=published_on)
    assert caught.value.words == published_on


@pytest.mark.parametrize("lang", ["en", "fr", "es", "pt", "ar"])
@given(day=st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_date_comes_back_from_its_words_in_each_language(lang, day):
    # The medium form of Arabic is in figures, which do not say which is the month.
    for form in ("long", "medium") if lang != "ar" else ("long",):
        words = format_date(day, form, locale=lang)
        for language in (lang, None):
            assert parse_period(words, lang=language).period == Period(
                day, day, "day", stated=words
            )
    for pattern in ("MMMM yyyy", "MMM yyyy"):
        period = parse_period(format_date(day, pattern, locale=lang), lang=lang).period
        assert (period.precision, period.start) == ("month", day.replace(day=1))
        assert period.contains(Period(day, day))


@given(
    start=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    length=st.integers(0, 300),
    later=st.integers(0, 60),
)
def test_a_year_that_is_left_out_is_that_of_the_latest_period_that_was_over(start, length, later):
    end = start + timedelta(length)
    published = end + timedelta(later)
    words = f"from {start.day} {start:%B} to {end.day} {end:%B}"
    if (end.month, end.day) != (2, 29) and (start.month, start.day) != (2, 29):
        period = parse_period(words, published_on=published.isoformat()).period
        assert (period.start, period.end) == (start, end)
    words = f"{words} {end.year}"
    assert parse_period(words).period == Period(
        start, end, "day" if start == end else "days", stated=words
    )


@given(year=st.integers(1000, 2900), published=st.dates(date(2901, 1, 1), date(2999, 1, 1)))
def test_since_runs_to_the_last_day_that_the_publication_may_mean(year, published):
    words = f"since {year}"
    for text, end in (
        (f"{published:%Y-%m-%d}", published),
        (f"{published:%Y}", date(published.year, 12, 31)),
    ):
        reading = parse_period(words, published_on=text)
        assert reading.is_since
        assert (reading.period.start, reading.period.end) == (date(year, 1, 1), end)


@pytest.mark.parametrize("lang", ["en", "fr", "es", "pt", "ar"])
def test_every_month_is_known_by_its_names(lang):
    assert set(_months(lang).values()) == set(range(1, 13))


def test_no_name_of_a_month_means_another_month_in_another_language():
    meant: dict[str, int] = {}
    for lang in ("en", "fr", "es", "pt", "ar"):
        for name, month in _months(lang).items():
            assert meant.setdefault(name, month) == month


VOCABULARY = """
    march may june sept q2 h1 2012 2022 2022-03 2022-06-14 3 9 31 1er 3rd to and from between
    since of as the in on until present week ending beginning first half second quarter - – , . /
    .. X ~ depuis mars à de marzo a hasta desde março e 13/04/2024 03/04/2024 onwards
"""


@settings(max_examples=100)
@given(
    words=st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join)
    | st.text(max_size=20),
    published_on=st.sampled_from([None, "2022-06-14", "2022-06", "2022"]),
)
def test_any_words_are_read_whole_or_refused(words, published_on):
    refusal = None
    try:
        reading = parse_period(words, published_on=published_on)
    except WordingError as error:
        refusal = error
    if refusal is not None:
        assert (refusal.words, 0 <= refusal.position <= len(words)) == (words, True)
        return
    assert isinstance(reading, PeriodReading)
    assert reading.period.stated == words


@pytest.mark.parametrize("words", ["March to May 2022", "since 2012", "as of 3 August 2020"])
def test_a_foreign_word_anywhere_makes_a_period_unreadable(words):
    parts = words.split()
    for at in range(len(parts) + 1):
        with pytest.raises(WordingError):
            parse_period(" ".join([*parts[:at], "goats", *parts[at:]]), published_on="2022-06")


@pytest.mark.parametrize("text", ["2022-" * 200_000, "to " * 300_000, " " * 10**6, "X" * 10**6])
def test_a_million_characters_are_refused_at_once(text):
    start = time.perf_counter()
    with pytest.raises(WordingError) as caught:
        parse_period(text)
    assert time.perf_counter() - start < 0.5
    assert len(str(caught.value)) < 400


def test_a_language_that_has_no_dates_is_named_with_those_that_have():
    with pytest.raises(UnknownNameError, match=r"unknown language 'xx'.*Known: ar, en, es, fr, pt"):
        parse_period("2022", lang="xx")


def test_a_language_that_is_stated_is_the_only_one_that_is_tried():
    with pytest.raises(WordingError):
        parse_period("depuis 2012", lang="en")


def test_dates_in_figures_are_read_without_the_locale_data():
    code = (
        "import sys; from crisisfigures.wording import parse_period;"
        "parse_period('2022-03/2022-05');"
        "print(sorted({'pandas', 'babel', 'edtf'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.errors import UnknownNameError, WordingError
from crisisfigures.wording import parse_estimate, parse_numeral

COUNTS = st.integers(0, 2**53)

# A speller of its own, so that the reader is not checked against its own table.
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"]
UNDER_TWENTY = [*UNITS, *TEENS, "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SIZES = {
    10**12: "trillion",
    10**9: "billion",
    10**6: "million",
    1_000: "thousand",
    100: "hundred",
}
SPELLED = st.integers(0, 10**15 - 1)


def spelled(number: int, *, hundred_and: bool, hyphen: str) -> str:
    if number < 20:
        return UNDER_TWENTY[number]
    if number < 100:
        tens, units = TENS[number // 10 - 2], number % 10
        return f"{tens}{hyphen}{UNDER_TWENTY[units]}" if units else tens
    size = next(size for size in SIZES if number >= size)
    count, rest = divmod(number, size)
    head = f"{spelled(count, hundred_and=hundred_and, hyphen=hyphen)} {SIZES[size]}"
    if not rest:
        return head
    joined = " and " if hundred_and and rest < 100 else " "
    return f"{head}{joined}{spelled(rest, hundred_and=hundred_and, hyphen=hyphen)}"


def indian(number: int) -> str:
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    groups = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(groups), tail])


FORMATS = {
    "bare": str,
    "comma": lambda n: f"{n:,}",
    "space": lambda n: f"{n:,}".replace(",", " "),
    "no-break space": lambda n: f"{n:,}".replace(",", "\u00a0"),
    "narrow space": lambda n: f"{n:,}".replace(",", "\u202f"),
    "apostrophe": lambda n: f"{n:,}".replace(",", "'"),
    "right quote": lambda n: f"{n:,}".replace(",", "’"),
    "Indian": indian,
    "Arabic-Indic": lambda n: str(n).translate({ord(str(d)): chr(0x660 + d) for d in range(10)}),
    "Arabic grouping": lambda n: f"{n:,}".replace(",", "٬"),
    "Devanagari": lambda n: str(n).translate({ord(str(d)): chr(0x966 + d) for d in range(10)}),
    "full-width": lambda n: str(n).translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
}


@pytest.mark.parametrize("form", sorted(FORMATS))
@given(number=COUNTS)
def test_a_number_comes_back_from_every_way_of_writing_it(form, number):
    text = FORMATS[form](number)
    assert parse_numeral(text) == number
    assert parse_estimate(text).numbers == (number,)


@pytest.mark.parametrize("hyphen", ["-", " ", "\u2011"])
@pytest.mark.parametrize("hundred_and", [True, False])
@given(number=SPELLED)
def test_a_number_comes_back_from_its_words(hyphen, hundred_and, number):
    words = spelled(number, hundred_and=hundred_and, hyphen=hyphen)
    assert parse_estimate(words).best == number
    assert parse_estimate(words.capitalize()).best == number


@given(low=st.integers(1, 10**5), more=st.integers(1, 10**5))
def test_a_range_in_words_splits_at_the_right_and(low, more):
    left, right = (spelled(n, hundred_and=True, hyphen="-") for n in (low, low + more))
    try:
        numbers = parse_estimate(f"between {left} and {right}").numbers
    except WordingError as refusal:
        # "between two thousand and five hundred and three thousand" is two ranges in one.
        if "more than one reading" not in refusal.expected:
            raise
        return
    shared = {low * magnitude for magnitude in (1, 100, 1_000, 100_000)}
    assert numbers[0] in shared
    assert numbers[1] == low + more


def written(number: float, locale: str, pattern: str | None = None) -> str:
    """A number as a locale writes it; the Swiss one by its mark, since babel 2.19.0 takes two of
    its apostrophes for quotes and drops them ("1000000'000")."""
    if locale == "de_CH":
        return format_decimal(number, pattern, locale="en").replace(",", "’")
    return format_decimal(number, pattern, locale=locale)


@settings(max_examples=50)
@pytest.mark.parametrize("locale", ["en", "fr", "es", "pt", "de", "en_IN", "de_CH", "ar"])
@given(number=st.integers(0, 2**53), thousandths=st.integers(0, 999))
def test_a_column_of_a_locale_is_read_as_the_locale_writes_it(locale, number, thousandths):
    assert parse_numeral(written(number, locale), locale) == number
    small = number % 10**9 + thousandths / 1000
    text = written(small, locale, "#,##0.###")
    assert parse_numeral(text, locale) == pytest.approx(small, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("12 345", None, 12345),
        ("12.345", "es", 12345),
        ("12.345", "pt_BR", 12345),
        ("12.345", "en", 12.345),
        ("12.345", None, 12.345),
        ("12,345", "fr", 12.345),
        ("12,345", None, 12345),
        ("12,345", "es-MX", 12345),
        ("1234.567", None, 1234.567),
        ("0.125", "es", 0.125),
        ("1.234.567", "en", 1234567),
        ("1,234.50", None, 1234.5),
        ("1.234,50", None, 1234.5),
        ("1·25", None, 1.25),
        ("١٬٢٣٤٫٥", "ar", 1234.5),
        (".5", None, 0.5),
        (" 7\u00a0", None, 7),
        ("007", None, 7),
        ("-5", None, -5),
        ("−1,200", None, -1200),
        ("+30", None, 30),
        ("1e+05", None, 100000),
        ("1.2E+06", None, 1200000),
        ("4.0", None, 4),
        ("9007199254740992", None, 2**53),
    ],
)
def test_a_cell_of_digits_is_a_number(text, lang, number):
    read = parse_numeral(text, lang)
    assert (read, type(read)) == (number, type(number))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "n/a", "NaN", "inf", "-inf", "True", "twelve", "about 12", "12O", "O12"),
        *("1,2,3", "12,34", "12,345,67", "1 23", "12  345", "1.2.3", "1.234,567", "5'10", "1 2"),
        *("12.", "1..2", "- 5", "--5", "+-5", "(5)", "5%", "$5", "5k", "²", "½", "0x1F", "1_000"),
        *("1e", "1e5.5", "1e-5", "1e99", "1e+999", "9007199254740993", "9" * 5_000, "1" * 10**6),
        "1,\u06602",
    ],
)
def test_a_cell_that_is_no_numeral_is_none(text):
    assert parse_numeral(text) is None


@settings(max_examples=100)
@given(text=st.text("0123456789.,' -+e٠٫٬·²½", max_size=15) | st.text(max_size=15))
def test_no_cell_raises_and_every_number_is_exact(text):
    number = parse_numeral(text)
    assert number is None or (type(number) in (int, float) and abs(number) <= 2**53)


def test_a_locale_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown locale 'zz_ZZ'"):
        parse_numeral("12", "zz_ZZ")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("a hundred", 100),
        ("a hundred and one", 101),
        ("hundred and one", 101),
        ("fourty-two", 42),
        ("nineteen hundred", 1900),
        ("ninety-nine hundred and one", 9901),
        ("ten lakh", 10**6),
        ("three crore twenty lakh", 32_000_000),
        ("one lakh crore", 10**12),
        ("four hundred thousand million", 4 * 10**11),
        ("one-hundred-and-five", 105),
        ("2 thousand 50", 2050),
        ("2 thousand and 50", 2050),
        ("1.25 thousand", 1250),
        ("1.2345 thousand", 1234.5),
        ("two and three quarters", 2.75),
        ("two point zero five million", 2_050_000),
        ("5 point 25 million", 5_250_000),
        ("three quarter million", 750_000),
        ("1½ dozen", 18),
        ("a quarter of a dozen", 3),
    ],
)
def test_numerals_mix_words_digits_and_parts(words, number):
    assert parse_estimate(f"exactly {words}").best == number

"""Derivations: how a number was made of others, and whether it comes out."""

import re

import numpy as np

from crisisfigures.plugins import Cells, Check, Integers, Judged, Strings, each_distinct
from crisisfigures.wording import parse_numeral

_HOUSEHOLDS = (
    r"(?:house ?holds?|famil(?:y|ies)|hhs?|ménages?|foyers?|familles?|hogares|hogar|familias?"
    r"|famílias?|agregados|أسرة|أسر|عائلة|عائلات)"
)
_NUMBER = r"\d(?:[\d.,' \u00a0\u202f]*\d)?"
_SPEAKS_OF_HOUSEHOLDS = re.compile(rf"\b{_HOUSEHOLDS}\b", re.IGNORECASE)
_FACTOR = re.compile(rf"[×*x✕·]\s*{_NUMBER}|{_NUMBER}\s*(?:per|por|par|لكل|people|persons|members)")
_PRODUCT = re.compile(
    rf"\s*(?P<n>{_NUMBER})\s+{_HOUSEHOLDS}\s*[×*x✕]\s*(?P<size>{_NUMBER})\s*", re.IGNORECASE
)
_PEOPLE = ("person",)


def _lacks_size(text: str) -> bool:
    return _SPEAKS_OF_HOUSEHOLDS.search(text) is not None and _FACTOR.search(text) is None


def _has_no_size(cells: Cells, column: str) -> Judged | bool:
    """Return people who were made of households, nobody says how."""
    if not cells.has(column):
        return False
    found = cells.holds(column, _lacks_size) & cells.is_word("unit", *_PEOPLE)
    return Judged(found, concerned=cells.stated(column))


def _product(text: str) -> tuple[float, float] | None:
    """Return what "80 households × 4.575" comes to, and by how much the size was rounded."""
    found = _PRODUCT.fullmatch(text)
    if found is None:
        return None
    n, size = parse_numeral(found["n"]), parse_numeral(found["size"])
    if n is None or size is None:
        return None
    decimals = len(found["size"].partition(".")[2])
    return n * size, n * 0.5 * 10.0**-decimals if decimals else 0.0


def _comes_to_another(cells: Cells, column: str) -> Judged | bool:
    """Return rows whose best is not the product that its derivation tells."""
    if not cells.has(column):
        return False
    codes, texts = cells.codes(column)
    # The last one is for rows without a derivation.
    products = [_product(text) or (np.nan, np.nan) for text in texts.tolist()]
    told = np.array([*products, (np.nan, np.nan)], dtype=np.float64)[codes]
    best = cells.numbers("best")
    # Rounded to whole people, half up or half to even.
    found = np.abs(best - told[:, 0]) > told[:, 1] + 0.5 + 1e-6
    found &= cells.is_word("unit", *_PEOPLE)
    return Judged(found, concerned=~np.isnan(told[:, 0]))


def _comes_to(cells: Cells, column: str, rows: Integers) -> dict[str, Strings]:
    def told(text: str) -> str:
        product = _product(text)
        return f"{product[0]:,.0f}" if product else ""

    return {"product": each_distinct(told, cells.said(column, rows))}


CHECKS = (
    Check(
        name="conversion-without-size",
        severity="warning",
        phase="meaning",
        at=("derivation",),
        find=_has_no_size,
        reads=("unit",),
        message="people were made of households, and nobody says how many each has: {value}",
        hint="Write the households and the size: '80 households × 4.575'. Or give the households "
        "themselves, with unit 'household'.",
        why="In one field there are three usual sizes of a household, from 3 to 5. Without the "
        "one that was used the number can be neither checked nor compared.",
        bad=({"derivation": "converted from households"}, {"derivation": "estimé sur 80 familles"}),
        good=(
            {"derivation": "7 households × 4.575", "best": 32.0},
            {"derivation": "80 households", "unit": "household", "measure": "new_displacements"},
            {"derivation": "sum of two districts"},
        ),
    ),
    Check(
        name="conversion-misfit",
        severity="warning",
        phase="meaning",
        at=("derivation",),
        find=_comes_to_another,
        reads=("best", "unit"),
        message="best {best} is not what {value} comes to: {product}",
        hint="Find out which of the three numbers was misread or changed later.",
        why="A conversion that does not come out says that one of its numbers was corrected, and "
        "the others were not.",
        bad=({"derivation": "80 households × 4.575"},),
        good=(
            {"derivation": "7 households × 4.57", "best": 32.0},
            {"derivation": "3 households × 10.667", "best": 32.0},
        ),
        facts=_comes_to,
    ),
)

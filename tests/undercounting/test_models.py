"""Which models there are, how they are written, and which of them have an estimate."""

import numpy as np
import pytest

from crisisfigures.errors import OptionError
from crisisfigures.undercounting._fitting import fitted, has_estimate
from crisisfigures.undercounting._models import bracketed, design, hierarchical


@pytest.mark.parametrize(
    # Of k lists with pairs there are as many as graphs, 2**(k(k-1)/2); with all interactions but
    # that of all lists as many as there are ways to cover k lists, less the saturated one: OEIS
    # A006126 counts covers by antichains, 9 of three lists, 114 of four, 6,894 of five.
    ("k", "order", "n"),
    [(3, 2, 8), (4, 2, 64), (4, 3, 113), (5, 2, 1024), (5, 4, 6893), (6, 2, 32_768)],
)
def test_there_are_as_many_models_as_hierarchies(k, order, n):
    models = hierarchical(k, order)
    assert len(models) == len({frozenset(model) for model in models}) == n


def test_each_model_holds_every_part_of_its_terms():
    for model in hierarchical(4, 3):
        assert {0, 1, 2, 4, 8} <= set(model)
        for term in model:
            assert all(part in model for part in range(term) if part & term == part)


def test_a_model_is_written_by_its_largest_terms():
    assert bracketed((0, 1, 2, 4, 8), (1, 2, 3, 4)) == "[1,2,3,4]"
    assert bracketed((0, 1, 2, 4, 8, 0b0011, 0b0101), (1, 2, 3, 4)) == "[12,13,4]"
    assert bracketed((0, 1, 2, 4, 0b011, 0b101, 0b110), (1, 2, 3)) == "[12,13,23]"
    assert bracketed((0, 1, 2, 4, 8, 3, 5, 6, 7), (1, 2, 3, 4)) == "[123,4]"


def test_lists_are_written_by_their_numbers_not_their_bits():
    assert bracketed((0, 1, 2, 4, 0b011), (3, 1, 2)) == "[13,2]"


def test_models_that_are_too_many_are_refused_with_a_way_out():
    with pytest.raises(OptionError, match=r"more than 40,000 models.\nHint: take a lower order="):
        hierarchical(6, 3)


def _with_none(*patterns, k=3):
    counts = np.full((1 << k) - 1, 20)
    counts[np.array(patterns, dtype=int) - 1] = 0
    return counts


INDEPENDENT, PAIR_12, SATURATED = (0, 1, 2, 4), (0, 1, 2, 4, 3), (0, 1, 2, 4, 3, 5, 6)


@pytest.mark.parametrize(
    ("model", "counts", "exists"),
    [
        (SATURATED, _with_none(), True),
        # Its number on no list divides by those on exactly 1 and 2: nobody is.
        (SATURATED, _with_none(0b011), False),
        # ... and multiplies by those on exactly 1: 0 has no logarithm.
        (SATURATED, _with_none(0b001), False),
        # Nobody is on 1 and 2, with 3 or without: the interaction of 1 and 2 is minus infinity.
        (PAIR_12, _with_none(0b011, 0b111), False),
        (PAIR_12, _with_none(0b111), True),
        (INDEPENDENT, _with_none(0b011, 0b111), True),
        # Nobody is on one list only. The two directions left move the empty patterns both ways.
        (INDEPENDENT, _with_none(0b001, 0b010, 0b100, 0b111), True),
        # With nobody on two lists either, the number on all lists is all there is to say.
        (INDEPENDENT, _with_none(0b001, 0b010, 0b011, 0b101, 0b110), False),
    ],
)
def test_an_estimate_exists_unless_empty_patterns_can_all_move_one_way(model, counts, exists):
    assert has_estimate(design(model, 3), counts) is exists


def test_a_part_of_a_model_that_has_an_estimate_has_one():
    rng = np.random.default_rng(5)
    models = hierarchical(4, 3)
    for _ in range(5):
        counts = rng.poisson(1.5, 15)
        having = {frozenset(m) for m in models if has_estimate(design(m, 4), counts)}
        assert all(frozenset(m) in having for m in models if any(set(m) < h for h in having))


def test_a_larger_model_never_fits_worse_and_the_saturated_one_perfectly():
    counts = np.random.default_rng(1).integers(1, 60, 15)
    fits = {frozenset(m): fitted(design(m, 4), counts) for m in hierarchical(4, 3)}
    for terms, fit in fits.items():
        assert fit.df == 15 - len(terms)
        larger = [other for more, other in fits.items() if terms < more]
        assert all(fit.deviance >= other.deviance - 1e-9 for other in larger)
    saturated = fitted(design(SATURATED, 3), counts[:7])
    assert saturated.df == 0
    assert saturated.deviance == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "counts",
    # In the second a plain step of Newton's overshoots beyond every number.
    [(60, 75, 28, 40, 15, 22, 12), (1, 10**6, 0, 1000, 10**6, 1, 10**6)],
)
def test_of_independent_lists_the_share_missed_is_the_product_of_the_shares_each_misses(counts):
    # Darroch (1958): the N that solves prod(1 - n_i/N) = 1 - n/N.
    counts = np.array(counts)
    in_all = counts.sum() + fitted(design(INDEPENDENT, 3), counts).unlisted
    on = [counts[[bit & pattern != 0 for pattern in range(1, 8)]].sum() for bit in (1, 2, 4)]
    missed = np.prod([1 - n / in_all for n in on])
    assert missed == pytest.approx(1 - counts.sum() / in_all, rel=1e-9)
